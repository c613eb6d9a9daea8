"""The panes of one screen: which widget has focus and pointer, who hears an event, what is drawn again.

A pane is a tree of widgets with a surface of its own, drawn only when something in it changed. Events go to the
widget they are for and then outwards to those round it, until one of them answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import pygame
from pygame import Rect, Surface

from game.ui.input import Click, Drag, Event, Key, Motion, Point, Press, Text, Tick, Wheel
from game.ui.screen import Outcome, Stay
from game.ui.widgets.bars import GROW_MS
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Pressable
from game.ui.widgets.card import HintCard, hint_place
from game.ui.widgets.painter import Painter, Tone, Ui

HINT_MS = 450
FADE_MS = 120
"""How long a floating pane fades in."""
_LIVELY_MS = 16
ARROWS = MappingProxyType({"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)})


class Pane:
    """A tree of widgets on a surface of its own.

    Without a `background` it floats: what is behind shows through. A `modal` pane keeps events from those below;
    `margin` pixels round the root are drawn too, for shadows and rings. A `direct` pane has no surface: its root
    covers it whole and is drawn into every frame.
    """

    def __init__(self, root: Widget, rect: Rect, *, background: Tone | None = "panel", modal: bool = False,
                 margin: int = 0, direct: bool = False) -> None:
        self.root, self.rect, self.background, self.modal, self.margin = root, Rect(rect), background, modal, margin
        root.host = self
        self.direct = direct
        self.dirty = True
        self.laid: Ui | None = None
        self.age = GROW_MS
        self._surface: Surface | None = None

    @property
    def area(self) -> Rect:
        """What the pane covers, its margin included."""
        return self.rect.inflate(2 * self.margin, 2 * self.margin)

    def invalidate(self) -> None:
        """Note that something in the pane looks different now."""
        self.dirty = True

    def layout(self, ui: Ui) -> None:
        """Place the root in the pane's rectangle."""
        self.root.place(ui, self.rect)
        self.laid = ui
        self.dirty = True

    def draw(self, ui: Ui, frame: Surface) -> None:
        """Bring the pane up to date and lay it on the frame."""
        area = self.area
        if self.direct:
            self.dirty = False
            self.root.paint(Painter(ui, frame))
            return
        surface = self._surface
        if surface is None or surface.get_size() != area.size:
            flags = pygame.SRCALPHA if self.background is None else 0
            surface = self._surface = Surface((max(1, area.w), max(1, area.h)), flags)
            self.dirty = True
        if self.dirty:
            self.dirty = False
            surface.fill((0, 0, 0, 0) if self.background is None else ui.colour(self.background))
            self.root.paint(Painter(ui, surface, area.topleft, self.age))
        if self.background is None or self.age < FADE_MS:
            surface.set_alpha(min(255, round(255 * self.age / FADE_MS)))
        elif surface.get_alpha() is not None:
            surface.set_alpha(None)  # at full strength blending would take ten times as long as copying
        frame.blit(surface, area)

    def appear(self) -> None:
        """Begin to fade in, and to let what grows in it grow."""
        self.age, self.dirty = 0, True

    def grow_older(self, ms: int) -> None:
        """Let time pass for what has just appeared."""
        if self.age < GROW_MS:
            self.age, self.dirty = min(GROW_MS, self.age + ms), True


def _touched(panes: Sequence[Pane]) -> list[Pane]:
    """Return the panes that changed, with all that overlap one of these, from bottom to top."""
    areas = [pane.area for pane in panes]
    chosen = {i for i, pane in enumerate(panes) if pane.dirty}
    reached = list(chosen)
    while reached:
        area = areas[reached.pop()]
        found = {i for i, other in enumerate(areas) if i not in chosen and area.colliderect(other)}
        chosen |= found
        reached.extend(found)
    return [panes[i] for i in sorted(chosen)]


class Stage:
    """Everything of a screen that reacts: its panes from bottom to top, focus, pointer and hints."""

    def __init__(self) -> None:
        self.panes: list[Pane] = []
        self.focus: Widget | None = None
        self._ui: Ui | None = None
        self._hover: Widget | None = None
        self._held: Widget | None = None
        self._by_key = False
        self._hint: Pane | None = None
        self._hint_wait: int | None = None
        self._changed = True

    def show(self, ui: Ui, panes: Sequence[Pane], *, start: str = "") -> None:
        """Show these panes and lay out those that are new.

        The focus stays where it is, or with the widget of the same name, or goes to the one named `start`.
        """
        if ui is self._ui and len(panes) == len(self.panes) and all(
                new is before for new, before in zip(panes, self.panes, strict=True)):
            return
        old = {widget.name: widget for widget in self._widgets() if widget.name}
        focus = self.focus
        before = sum(pane.background is None for pane in self.panes)
        for pane in [pane for pane in panes if pane.background is None][before if self._ui is not None else 99:]:
            if not ui.settings.reduce_motion:
                pane.appear()
        self._ui, self.panes, self._changed = ui, list(panes), True
        for pane in self.panes:
            if pane.laid is not ui:
                for widget in pane.root.walk():
                    if widget.name in old:
                        widget.adopt(old[widget.name])
                pane.layout(ui)
        live = self._widgets()
        self._held = self._held if self._held in live else None
        self._hover = self._hover if self._hover in live else None
        if focus is None or focus not in live:
            self.focus = None
            self._drop_hint()
            self.set_focus(self.find(focus.name if focus is not None else start) or self.find(start),
                           by_key=self._by_key)

    def find(self, name: str) -> Widget | None:
        """Return the visible widget of a name, or None."""
        return next((widget for widget in self._widgets() if name and widget.name == name), None)

    def _widgets(self) -> list[Widget]:
        return [widget for pane in self._live() for widget in pane.root.walk()]

    def _live(self) -> list[Pane]:
        """Return the panes that hear events: those above and with the topmost modal one."""
        for i in range(len(self.panes) - 1, -1, -1):
            if self.panes[i].modal:
                return self.panes[i:]
        return self.panes

    @property
    def dirty(self) -> bool:
        """Whether anything looks different from the last frame."""
        return self._changed or any(pane.dirty for pane in self.panes)

    @property
    def wake_ms(self) -> int | None:
        """Return when a tick is wanted: while a pane appears, or a hint is about to be shown."""
        if any(pane.age < GROW_MS for pane in self.panes):
            return _LIVELY_MS
        return self._hint_wait

    def draw(self, frame: Surface, *, whole: bool = True) -> None:
        """Draw every pane, and the hint over them.

        Without `whole` the frame still holds the last picture: only panes that changed are drawn, and those that
        lie over or under them.
        """
        if self._ui is None:
            return
        panes = [*self.panes, *([self._hint] if self._hint is not None else [])]
        if not whole and not self._changed:
            panes = _touched(panes)
        for pane in panes:
            pane.draw(self._ui, frame)
        self._changed = False

    def handle(self, event: Event) -> Outcome | None:
        """Give an event to whom it is for; None where nobody wanted it."""
        match event:
            case Key():
                return self._key(event)
            case Text():
                return self.focus.handle(event) if self.focus is not None else None
            case Press(pos=pos):
                return self._pressed(event, pos)
            case Drag(done=done):
                held = self._held
                self._held = None if done else held
                return _outward(held, event)
            case Click():
                held, self._held = self._held, None
                return _outward(held, event)
            case Motion(pos=pos):
                return self._moved(event, pos)
            case Wheel(pos=pos):
                self._drop_hint()
                return _outward(self._under(pos), event)
            case Tick(ms=ms):
                return self._tick(ms)
        return None

    def _under(self, pos: Point) -> Widget | None:
        for pane in reversed(self._live()):
            found = pane.root.at(pos)
            if found is not None:
                return found
        return None

    def _pressed(self, event: Press, pos: Point) -> Outcome | None:
        self._drop_hint()
        self._held = self._under(pos)
        if self._held is None:
            return None
        for widget in self._held.ancestors():
            if widget.focusable:
                self.set_focus(widget, by_key=False)
                break
        return _outward(self._held, event)

    def _moved(self, event: Motion, pos: Point | None) -> Outcome | None:
        under = self._under(pos) if pos is not None else None
        if under is not self._hover:
            for widget, value in ((self._hover, False), (under, True)):
                if widget is not None:
                    widget.hovered = value
                    widget.invalidate()
            self._hover = under
            self._drop_hint()
            self._hint_wait = HINT_MS if under is not None and under.hint else None
        return _outward(under, event)

    def _tick(self, ms: int) -> Outcome | None:
        for pane in self.panes:
            pane.grow_older(ms)
        if self._hint_wait is not None:
            self._hint_wait -= ms
            if self._hint_wait <= 0 and self._hover is not None:
                self._show_hint(self._hover)
        return None

    def _key(self, event: Key) -> Outcome | None:
        meant = self._with_key("enter") if event.chord == "enter" and self._unseen() else None
        if meant is not None:
            return self._by_chord(meant)
        outcome = _outward(self.focus, event)
        if outcome is not None:
            return outcome
        if event.chord == "tab" or event.chord == "shift+tab":
            self._step(-1 if "shift" in event.mods else 1)
            return Stay()
        writing = self.focus is not None and self.focus.takes_text and len(event.name) == 1
        if not (writing and not event.mods & {"ctrl", "alt"}):
            found = self._with_key(event.chord)
            if found is not None:
                return self._by_chord(found)
        if event.name in ARROWS and not event.mods:
            return Stay() if self._towards(ARROWS[event.name]) else None
        return None

    def _with_key(self, chord: str) -> Widget | None:
        """Return the topmost widget that a key stands for."""
        walked = (each for pane in reversed(self._live()) for each in pane.root.walk())
        return next((each for each in walked if each.key and each.key == chord and (each.enabled or each.hint)), None)

    def _unseen(self) -> bool:
        """Say whether the focus is on something that was clicked on: nothing shows that Enter would press it again."""
        return isinstance(self.focus, Pressable) and not self._by_key

    def _by_chord(self, widget: Widget) -> Outcome:
        if not widget.enabled:
            self.set_focus(widget, by_key=True)
            return Stay()
        self._drop_hint()
        return widget.activate()

    def set_focus(self, widget: Widget | None, *, by_key: bool = True) -> None:
        """Give a widget the focus; by key it also gets the ring, its hint, and is scrolled into sight."""
        if self.focus is not None:
            self.focus.focused = self.focus.ring = False
            self.focus.invalidate()
        self.focus, self._by_key = widget, by_key
        self._drop_hint()
        if widget is None:
            return
        widget.focused, widget.ring = True, by_key
        widget.invalidate()
        for outer in list(widget.ancestors())[1:]:
            outer.reveal(widget.rect)
        if by_key and widget.hint:
            self._show_hint(widget)

    def focusables(self) -> list[Widget]:
        """Return the widgets that Tab visits, in its order."""
        return [widget for widget in self._widgets() if widget.focusable]

    def _step(self, by: int) -> None:
        stops = self.focusables()
        if not stops:
            return
        at = stops.index(self.focus) if self.focus in stops else (-1 if by > 0 else 0)
        self.set_focus(stops[(at + by) % len(stops)])

    def _towards(self, way: tuple[int, int]) -> bool:
        """Move the focus to the nearest widget in a direction; the first one where nothing has it."""
        stops = self.focusables()
        if not stops:
            return False
        if self.focus not in stops or self.focus is None:
            self.set_focus(stops[0])
            return True
        best = min(((_cost(self.focus.rect, stop.rect, way), i) for i, stop in enumerate(stops)
                    if stop is not self.focus and _cost(self.focus.rect, stop.rect, way) is not None),
                   default=None, key=lambda pair: (pair[0] or 0, pair[1]))
        if best is None:
            return False
        self.set_focus(stops[best[1]])
        return True

    def _show_hint(self, widget: Widget) -> None:
        self._hint_wait = None
        if self._ui is None:
            return
        card = HintCard(widget.hint, self._ui.keys.own(widget.key))
        pane = Pane(card, hint_place(self._ui, card, widget.rect), background=None, margin=self._ui.px(16))
        pane.layout(self._ui)
        self._hint, self._changed = pane, True

    def _drop_hint(self) -> None:
        self._hint_wait = None
        if self._hint is not None:
            self._hint, self._changed = None, True


def _outward(widget: Widget | None, event: Event) -> Outcome | None:
    """Offer an event to a widget and then to those round it, until one answers."""
    if widget is not None:
        for each in widget.ancestors():
            outcome = each.handle(event)
            if outcome is not None:
                return outcome
    return None


def _cost(start: Rect, goal: Rect, way: tuple[int, int]) -> int | None:
    """Return how far a rectangle lies in a direction, sidesteps counted twice; None where it does not."""
    dx, dy = goal.centerx - start.centerx, goal.centery - start.centery
    along, side = (dx * way[0], abs(dy)) if way[0] else (dy * way[1], abs(dx))
    edge = (goal.left - start.right, start.left - goal.right)[way[0] < 0] if way[0] else (
        goal.top - start.bottom, start.top - goal.bottom)[way[1] < 0]
    if along <= 0 or edge < -min(start.w if way[0] else start.h, goal.w if way[0] else goal.h) // 2:
        return None
    return max(0, edge) + 2 * side
