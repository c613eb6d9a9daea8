"""Widgets that hold a value: a choice of few, a number on a scale, a line of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pygame import Rect

from game.ui.input import Click, Drag, Event, Key, Point, Press, Text
from game.ui.screen import Outcome, Stay
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.clipboard import copied, copy
from game.ui.widgets.line import Line
from game.ui.widgets.painter import Painter, Tone, Ui

TabStyle = Literal["pills", "segments", "line"]


class Tabs(Widget):
    """One of a few, side by side: left and right choose, so does a click; `style` is only the look."""

    focusable = True

    def __init__(self, labels: Sequence[str], chosen: int, on_change: Callable[[int], Outcome | None], *,
                 style: TabStyle = "segments", name: str = "", hint: str = "", grow: int = 0) -> None:
        super().__init__(name=name, hint=hint, grow=grow)
        self.labels, self.chosen, self.style = tuple(labels), chosen, style
        self._on_change = on_change
        self._places: list[Rect] = []

    def _room(self) -> tuple[float, int, int, int]:
        """Return type size, padding beside a label, gap between labels and height, in units."""
        return {"pills": (13.0, 9, 5, 21), "segments": (14.0, 16, 0, 34), "line": (14.0, 4, 18, 30)}[self.style]

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the labels side by side."""
        places = self._laid(ui, width)
        return max(place.right for place in places), places[-1].bottom

    def _laid(self, ui: Ui, width: int) -> list[Rect]:
        """Return where the labels lie from a corner at 0, going on in a further line where the width ends."""
        size, pad, gap, high = self._room()
        tall = max(ui.px(high), ui.line(size))
        places: list[Rect] = []
        x = y = 0
        for label in self.labels:
            wide = ui.width(label, size, "semibold") + 2 * ui.px(pad)
            if x and x + wide > width:
                x, y = 0, y + tall + ui.px(3)
            places.append(Rect(x, y, wide, tall))
            x += wide + ui.px(gap)
        return places

    def place(self, ui: Ui, rect: Rect) -> None:
        """Find where each label lies."""
        super().place(ui, rect)
        self._places = [place.move(rect.topleft) for place in self._laid(ui, rect.w)]

    def draw(self, painter: Painter) -> None:
        """Draw every label, the chosen one marked by shape and weight."""
        size = self._room()[0]
        if self.style == "segments":
            for line in {place.y: place for place in self._places}.values():
                whole = line.unionall([place for place in self._places if place.y == line.y])
                painter.box(whole, "inset", radius=5, edge="rule")
        for i, (label, place) in enumerate(zip(self.labels, self._places, strict=True)):
            on = i == self.chosen
            ink: Tone = "ink" if self.style == "line" or not on else "panel"
            if self.style == "pills":
                painter.box(place, "ink" if on else "panel", radius=10, edge="ink" if on else "rule")
            elif self.style == "segments" and on:
                painter.box(place, "action", radius=5)
                ink = "action_text"
            elif self.style == "line" and on:
                painter.fill(Rect(place.x, place.bottom - painter.ui.px(3), place.w, painter.ui.px(3)), "action")
            painter.text(label, place.center, size, weight="semibold" if on else "regular",
                         tone=ink if on else "secondary", anchor="centre")

    def handle(self, event: Event) -> Outcome | None:
        """Choose by arrow keys or click."""
        match event:
            case Key(name="left", mods=mods) if not mods:
                return self.choose(self.chosen - 1)
            case Key(name="right", mods=mods) if not mods:
                return self.choose(self.chosen + 1)
            case Key(name="home"):
                return self.choose(0)
            case Key(name="end"):
                return self.choose(len(self.labels) - 1)
            case Press(button=1):
                return Stay()
            case Click(pos=pos, button=1):
                hit = [i for i, place in enumerate(self._places) if place.collidepoint(pos)]
                return self.choose(hit[0]) if hit else Stay()
        return None

    def activate(self) -> Outcome:
        """Go on to the next, back to the first after the last: what a bound key does."""
        return self.choose((self.chosen + 1) % len(self.labels))

    def choose(self, index: int) -> Outcome:
        """Choose a label by number; a number beyond the ends changes nothing."""
        if index == self.chosen or not 0 <= index < len(self.labels):
            return Stay()
        self.chosen = index
        self.invalidate()
        return self._on_change(index) or Stay()


class Slider(Widget):
    """A whole number on a scale: arrows, Home, End, a click or a drag move it; `show` writes the value."""

    focusable = True

    def __init__(self, value: int, low: int, high: int, step: int, on_change: Callable[[int], Outcome | None], *,
                 show: Callable[[int], str] = str, name: str = "", grow: int = 0) -> None:
        super().__init__(name=name, grow=grow)
        self.value, self.low, self.high, self.step = value, low, high, step
        self._on_change, self._show = on_change, show
        self._track = Rect(0, 0, 1, 1)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return a scale of 180 units and the widest value beside it."""
        return min(width, ui.px(190) + self._text_room(ui)), max(ui.px(26), ui.line(14))

    def _text_room(self, ui: Ui) -> int:
        return max(ui.width(self._show(value), 14, "semibold") for value in (self.low, self.high, self.value))

    def place(self, ui: Ui, rect: Rect) -> None:
        """Leave room for the value at the right."""
        super().place(ui, rect)
        room = self._text_room(ui) + ui.px(14)
        self._track = Rect(rect.x + ui.px(9), 0, max(1, rect.w - room - ui.px(18)), ui.px(6))
        self._track.centery = rect.centery

    def draw(self, painter: Painter) -> None:
        """Draw the scale, the knob and the value."""
        ui, track = painter.ui, self._track
        x = track.x + track.w * (self.value - self.low) // max(1, self.high - self.low)
        painter.box(track, "inset", radius=3, edge="rule")
        painter.box(Rect(track.x, track.y, max(2, x - track.x), track.h), "action", radius=3)
        knob = Rect(0, 0, ui.px(18), ui.px(18))
        knob.center = (x, track.centery)
        painter.box(knob, "panel", radius=9, edge="action", width=3)
        painter.text(self._show(self.value), (self.rect.right, self.rect.centery), 14, weight="semibold",
                     anchor="right")

    def handle(self, event: Event) -> Outcome | None:
        """Move the value by keys or pointer."""
        match event:
            case Key(name="left" | "down", mods=mods) if not mods:
                return self.set(self.value - self.step)
            case Key(name="right" | "up", mods=mods) if not mods:
                return self.set(self.value + self.step)
            case Key(name="home"):
                return self.set(self.low)
            case Key(name="end"):
                return self.set(self.high)
            case Press(pos=pos, button=1) | Drag(pos=pos, button=1):
                return self.set(self._at(pos))
            case Click(button=1):
                return Stay()
        return None

    def _at(self, pos: Point) -> int:
        part = (pos[0] - self._track.x) / max(1, self._track.w)
        return self.low + round(part * (self.high - self.low) / self.step) * self.step

    def set(self, value: int) -> Outcome:
        """Take a value, held within the scale, and tell of it where it is new."""
        value = max(self.low, min(self.high, value))
        if value == self.value:
            return Stay()
        self.value = value
        self.invalidate()
        return self._on_change(value) or Stay()


class TextField(Widget):
    """A line of text to write in; `on_submit` hears it at Enter, `on_change` at every change.

    Letters are chosen by Shift and the arrows, by dragging, by a double click (a word) or with Ctrl+A, copied, cut and
    put in with Ctrl+C, X and V. `proposed` chooses the whole text at first, so that writing takes its place.
    """

    focusable = True

    def __init__(self, text: str, *, on_change: Callable[[str], Outcome | None] | None = None,
                 on_submit: Callable[[str], Outcome | None] | None = None, longest: int = 60, prompt: str = "",
                 name: str = "", grow: int = 0, proposed: bool = False) -> None:
        super().__init__(name=name, grow=grow)
        self.line = Line(text, longest, len(text), 0 if proposed else len(text))
        self.prompt = prompt
        self._on_change, self._on_submit = on_change, on_submit
        self._ui: Ui | None = None

    @property
    def text(self) -> str:
        """What is written."""
        return self.line.text

    @property
    def takes_text(self) -> bool:
        """It does."""
        return True

    def adopt(self, old: Widget) -> None:
        """Keep the caret, and what is chosen, where the text is the same."""
        if isinstance(old, TextField) and old.text == self.text:
            self.line.caret, self.line.anchor = old.line.caret, old.line.anchor

    def measure(self, ui: Ui, width: int) -> Size:
        """Return room for about 24 letters."""
        return min(width, ui.px(260)), max(ui.px(34), ui.line(14) + ui.px(10))

    def place(self, ui: Ui, rect: Rect) -> None:
        """Keep the scale for finding the letter under the pointer."""
        super().place(ui, rect)
        self._ui = ui

    def _shift(self, ui: Ui) -> int:
        """Return by how much the text is pushed left so that the caret shows."""
        return max(0, ui.width(self.text[:self.line.caret], 14) - (self.rect.w - ui.px(24)))

    def draw(self, painter: Painter) -> None:
        """Draw the field, its text or prompt, what is chosen of it, and the caret."""
        ui = painter.ui
        painter.box(self.rect, "white", radius=5, edge="action" if self.focused else "secondary")
        inner = self.rect.inflate(-2 * ui.px(10), 0)
        with painter.clip(inner.inflate(4, 0)):
            x, high = inner.x - self._shift(ui), ui.px(18)
            top = self.rect.centery - ui.px(9)
            start, end = (ui.width(self.text[:at], 14) for at in self.line.chosen)
            shown, tone = (self.text, "ink") if self.text else (self.prompt, "secondary")
            clear = ui.px(5) if self.focused and not self.text else 0  # the caret stands before the prompt, not in it
            painter.text(shown, (x + clear, self.rect.centery), 14, tone=tone)  # type: ignore[arg-type]
            if self.focused and start < end:
                box = Rect(x + start, top, end - start, high)
                painter.fill(box, "action")
                with painter.clip(box.clip(inner.inflate(4, 0))):
                    painter.text(shown, (x, self.rect.centery), 14, tone="action_text")
            elif self.focused:
                painter.fill(Rect(x + start, top, max(1, ui.px(2)), high), "action")

    def handle(self, event: Event) -> Outcome | None:
        """Write, erase, choose; every plain key belongs to the field but Tab, Esc and up and down."""
        match event:
            case Text(text=typed):
                return self._told(self.line.write(typed))
            case Key(name="enter", mods=mods) if not mods:
                return (self._on_submit(self.text) if self._on_submit else None) or Stay()
            case Key(name="tab" | "escape" | "up" | "down"):
                return None
            case Key(name="a" | "c" | "x" | "v" as name, mods=mods) if mods == {"ctrl"}:
                return self._told(self._with_ctrl(name))
            case Key(name=name, mods=mods) if not mods & {"ctrl", "alt"}:
                return self._told(self._edit(name, choosing="shift" in mods))
            case Press(pos=pos, button=1):
                self.line.go(self._letter_at(pos))
                return self._told(False)
            case Drag(pos=pos, button=1):
                self.line.go(self._letter_at(pos), choosing=True)
                return self._told(False)
            case Click(button=1, double=double):
                if double:
                    self.line.choose_word()
                return self._told(False)
        return None

    def _edit(self, name: str, *, choosing: bool) -> bool:
        """Do what a key says and say whether the text changed."""
        line = self.line
        match name:
            case "backspace" | "delete":
                return line.erase(-1 if name == "backspace" else 1)
            case "left" | "right":
                line.step(-1 if name == "left" else 1, choosing=choosing)
            case "home" | "end":
                line.go(0 if name == "home" else len(line.text), choosing=choosing)
        return False

    def _with_ctrl(self, name: str) -> bool:
        """Choose all, copy, cut or put in, and say whether the text changed."""
        if name == "a":
            self.line.choose_all()
        elif name == "v":
            return self.line.write(copied())
        elif self.line.chosen_text:
            copy(self.line.chosen_text)
            return name == "x" and self.line.write("")
        return False

    def _told(self, changed: bool) -> Outcome:
        self.invalidate()
        return (self._on_change(self.text) if changed and self._on_change else None) or Stay()

    def _letter_at(self, pos: Point) -> int:
        """Return the gap between letters that is nearest to the pointer."""
        if self._ui is None:
            return self.line.caret
        ui = self._ui
        reach = pos[0] - self.rect.x - ui.px(10) + self._shift(ui)
        return min(range(len(self.text) + 1), key=lambda i: abs(ui.width(self.text[:i], 14) - reach))
