"""Buttons and switches: pressed by pointer, by Enter or Space, or by their key from anywhere on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pygame import Rect

from game.text import _
from game.ui.input import Click, Drag, Event, Key, Press
from game.ui.screen import Outcome, Stay
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.painter import Painter, Tone, Ui

OnPress = Callable[[], Outcome | None]
Kind = Literal["plain", "primary", "amber", "quiet"]


class Pressable(Widget):
    """Anything that does one thing when pressed; disabled it stays reachable where its hint says why."""

    def __init__(self, on_press: OnPress, *, name: str = "", grow: int = 0, key: str = "", hint: str = "",
                 enabled: bool = True) -> None:
        super().__init__(name=name, grow=grow, key=key, hint=hint, enabled=enabled)
        self._on_press = on_press

    @property
    def focusable(self) -> bool:  # type: ignore[override]
        """Whether the focus stops here."""
        return self.enabled or bool(self.hint)

    def handle(self, event: Event) -> Outcome | None:
        """Answer pointer and keys."""
        match event:
            case Press(button=1):
                self._press(True)
                return Stay()
            case Click(button=1):
                self._press(False)
                return self.activate()
            case Drag(button=1, done=done):
                self._press(not done and self.rect.collidepoint(event.pos))
                return Stay()
            case Key(name="enter" | "space", mods=mods) if not mods:
                return self.activate()
        return None

    def activate(self) -> Outcome:
        """Do it, unless disabled."""
        if not self.enabled:
            return Stay()
        return self._on_press() or Stay()

    def _press(self, pressed: bool) -> None:
        if pressed != self.pressed:
            self.pressed = pressed
            self.invalidate()


class Button(Pressable):
    """A labelled button that shows its key; `kind` sets how loud it is, `icon` stands before the label.

    With `wrap` a label too long for the width it is given takes several lines.
    """

    def __init__(self, label: str, on_press: OnPress, *, key: str = "", kind: Kind = "plain", icon: str = "",
                 size: float = 14, name: str = "", grow: int = 0, hint: str = "", enabled: bool = True,
                 height: tuple[int, int] = (38, 33), wrap: bool = False) -> None:
        super().__init__(on_press, name=name, grow=grow, key=key, hint=hint, enabled=enabled)
        self.label, self.kind, self.icon, self.size, self.height = label, kind, icon, size, height
        self.wrap = wrap

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the room for icon, label, key and padding."""
        lines = self._lines(ui, width)
        inner = max(ui.width(line, self.size, "semibold") for line in lines) + self._icon_room(ui) + self._key_room(ui)
        return inner + 2 * ui.px(14), max(ui.px(ui.pick(*self.height)), len(lines) * ui.line(self.size) + ui.px(8))

    def _lines(self, ui: Ui, width: int) -> Sequence[str]:
        room = width - 2 * ui.px(14) - self._icon_room(ui) - self._key_room(ui)
        return ui.wrap(self.label, self.size, "semibold", room) if self.wrap else (self.label,)

    def draw(self, painter: Painter) -> None:
        """Draw the box, the label in the middle of what the key leaves, and the key."""
        ui = painter.ui
        fill, edge, ink, ground = _button_tones(self)
        rect = self.rect.move(0, 1) if self.pressed and self.enabled else self.rect
        painter.box(rect, fill, radius=5, edge=edge)
        lines = self._lines(ui, rect.w)
        shown = max(ui.width(line, self.size, "semibold") for line in lines) + self._icon_room(ui)
        x = min(rect.centerx - shown // 2, rect.right - self._key_room(ui) - ui.px(8) - shown)
        x = max(rect.x + ui.px(8), x)
        if self.icon:
            painter.icon(self.icon, (x + ui.px(9), rect.centery), 18, ink)
            x += self._icon_room(ui)
        high = ui.line(self.size)
        for number, line in enumerate(lines):
            y = rect.centery - 1 + round((number - (len(lines) - 1) / 2) * high)
            painter.text(line, (x, y), self.size, weight="semibold", tone=ink)
        if self.key:
            cap = key_name(ui.keys.own(self.key))
            wide = max(ui.width(cap, 11.5, "bold") + ui.px(9), ui.px(18))
            painter.keycap(cap, (rect.right - ui.px(8) - wide // 2, rect.centery), on=ground)

    def _key_room(self, ui: Ui) -> int:
        if not self.key:
            return 0
        return max(ui.width(key_name(ui.keys.own(self.key)), 11.5, "bold") + ui.px(9), ui.px(18)) + ui.px(10)

    def _icon_room(self, ui: Ui) -> int:
        return ui.px(26) if self.icon else 0


class IconButton(Pressable):
    """A small square button with an icon; `hint` says in words what it does, or disabled why not, `label` its name."""

    def __init__(self, icon: str, on_press: OnPress, *, hint: str, label: str = "", key: str = "", name: str = "",
                 enabled: bool = True, on_bar: bool = False, units: tuple[int, int] = (34, 29)) -> None:
        super().__init__(on_press, name=name, key=key, hint=hint, enabled=enabled)
        self.icon, self.label, self.on_bar, self.units = icon, label or hint, on_bar, units

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the square."""
        side = ui.px(ui.pick(*self.units))
        return side, side

    def draw(self, painter: Painter) -> None:
        """Draw the square and the icon."""
        rest: Tone = "bar_inset" if self.on_bar else "inset"
        lit: Tone = "bar_rule" if self.on_bar else "hover"
        ink: Tone = "bar_text" if self.on_bar else "ink"
        faint: Tone = "bar_dim" if self.on_bar else "secondary"
        rect = self.rect.move(0, 1) if self.pressed and self.enabled else self.rect
        painter.box(rect, lit if self.hovered and self.enabled else rest, radius=5,
                    edge="bar_rule" if self.on_bar else "rule")
        painter.icon(self.icon, rect.center, painter.ui.pick(18, 16), ink if self.enabled else faint)
        if not self.enabled:
            painter.hatch(rect.inflate(-4, -4), rest, every=5, width=1.4)


class Toggle(Pressable):
    """A box to tick, with its label; `on_change` hears the new value."""

    def __init__(self, label: str, value: bool, on_change: Callable[[bool], Outcome | None], *, key: str = "",
                 name: str = "", hint: str = "", enabled: bool = True) -> None:
        super().__init__(self._flip, name=name, key=key, hint=hint, enabled=enabled)
        self.label, self.value, self._on_change = label, value, on_change

    def _flip(self) -> Outcome | None:
        self.value = not self.value
        self.invalidate()
        return self._on_change(self.value)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the box and the label."""
        return ui.px(34) + ui.width(self.label, 14), max(ui.px(26), ui.line(14))

    def draw(self, painter: Painter) -> None:
        """Draw the box, its tick and the label."""
        ui = painter.ui
        box = Rect(self.rect.x, 0, ui.px(20), ui.px(20))
        box.centery = self.rect.centery
        painter.box(box, "action" if self.value else "panel", radius=4, edge="action" if self.value else "secondary",
                    width=1.5)
        if self.value:
            tick = painter.vectors(box)
            x, y, u = box.x - painter.origin[0], box.y - painter.origin[1], box.w / 20
            tick.line([(x + 5 * u, y + 10.5 * u), (x + 8.7 * u, y + 14 * u), (x + 15 * u, y + 6 * u)], 2.2 * u,
                      ui.colour("action_text"))
            tick.onto(painter.surface)
        painter.text(self.label, (box.right + ui.px(10), self.rect.centery), 14,
                     tone="ink" if self.enabled else "secondary")


def key_name(chord: str) -> str:
    """Return a chord as it is written on a key cap.

    >>> key_name("ctrl+z"), key_name("enter"), key_name("a"), key_name("page_down")
    ('Ctrl+Z', 'Enter', 'A', 'PgDn')
    """
    short = {"escape": _("Esc"), "page_up": "PgUp", "page_down": "PgDn", "plus": "+", "minus": "−",
             "delete": _("Del"), "enter": _("Enter"), "space": _("Space"),
             "left": _("Left"), "right": _("Right"), "up": _("Up"), "down": _("Down")}
    parts = chord.split("+")
    return "+".join(short.get(part, part.upper() if len(part) <= 3 and part[-1].isdigit() else part.capitalize())
                    for part in parts)


def _button_tones(button: Button) -> tuple[Tone, Tone | None, Tone, Tone]:
    """Return fill, edge, ink, and the ground that the key cap lies on."""
    if not button.enabled:
        return "inset", "rule", "secondary", "inset"
    if button.kind == "primary":
        return "action", ("ink" if button.hovered else None), "action_text", "action"
    if button.kind == "amber":
        return "select", ("cream" if button.hovered else None), "on_light", "select"
    if button.kind == "quiet":
        return ("hover" if button.hovered else "panel"), None, "action", "inset"
    return ("hover" if button.hovered else "inset"), "rule", "ink", "inset"
