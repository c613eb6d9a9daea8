"""A list of any length of which only the rows in sight are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from pygame import Rect

from game.ui.input import Click, Drag, Event, Key, Press, Wheel
from game.ui.screen import Outcome, Stay
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.painter import Painter, Ui

T = TypeVar("T")
BAR_UNITS = 8


class ListView(Widget, Generic[T]):
    """Rows of one height, one of them chosen: arrows, pages, Home and End move, Enter or a double click opens.

    `draw_row` gets the painter, the row's rectangle, the row and whether it is chosen. `row_units` are the
    heights of a row in a roomy and in a compact window. With `lines`, which says how many of them a row needs at a
    width in pixels, the chosen row unfolds to as many.
    """

    focusable = True

    def __init__(self, rows: Sequence[T], draw_row: Callable[[Painter, Rect, T, bool], None], *,
                 row_units: tuple[int, int] = (26, 24), chosen: int = -1,
                 on_choose: Callable[[int], Outcome | None] | None = None,
                 on_open: Callable[[int], Outcome | None] | None = None,
                 lines: Callable[[T, int], int] | None = None,
                 name: str = "", grow: int = 1, least_rows: int = 1) -> None:
        super().__init__(name=name, grow=grow)
        self.rows, self.chosen = rows, chosen
        self._draw_row, self._row_units, self._least = draw_row, row_units, least_rows
        self._on_choose, self._on_open, self._lines = on_choose, on_open, lines
        self.top = 0
        self._row_px = 1
        self._bar_px = 1

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the height of all rows, at least of `least_rows`; less is fine where it may grow."""
        return width, ui.px(ui.pick(*self._row_units)) * max(self._least, len(self.rows))

    def place(self, ui: Ui, rect: Rect) -> None:
        """Take the room and keep the chosen row in sight."""
        super().place(ui, rect)
        self._row_px = ui.px(ui.pick(*self._row_units))
        self._bar_px = ui.px(BAR_UNITS)
        self._show(self.chosen)

    def adopt(self, old: Widget) -> None:
        """Stay where it was scrolled to."""
        if isinstance(old, ListView):
            self.top = old.top

    @property
    def seen(self) -> int:
        """How many whole rows fit."""
        return max(1, self.rect.h // self._row_px)

    def row_rect(self, index: int) -> Rect:
        """Return where a row lies in the window, in sight or not."""
        below = self.top <= self.chosen < index
        y = self.rect.y + (index - self.top + (self._tall - 1 if below else 0)) * self._row_px
        return Rect(self.rect.x, y, self._row_wide, self._row_px * (self._tall if index == self.chosen else 1))

    @property
    def _row_wide(self) -> int:
        return self.rect.w - (self._bar_px + 4 if len(self.rows) > self.seen else 0)

    @property
    def _tall(self) -> int:
        """How many lines the chosen row takes."""
        if self._lines is None or not 0 <= self.chosen < len(self.rows):
            return 1
        return max(1, min(self.seen, self._lines(self.rows[self.chosen], self._row_wide)))

    def ring_rect(self) -> Rect:
        """Put the ring round the chosen row, where there is one."""
        if self.top <= self.chosen < self.top + self.seen:
            return self.row_rect(self.chosen)
        return self.rect

    def draw(self, painter: Painter) -> None:
        """Draw the rows in sight and, where there are more, the bar."""
        with painter.clip(self.rect):
            for i in range(self.top, min(len(self.rows), self.top + self.seen)):
                place = self.row_rect(i)
                if place.bottom <= self.rect.y + self.seen * self._row_px:
                    self._draw_row(painter, place, self.rows[i], i == self.chosen)
        if len(self.rows) > self.seen:
            track = Rect(self.rect.right - self._bar_px, self.rect.y, self._bar_px, self.seen * self._row_px)
            length = max(20, track.h * self.seen // len(self.rows))
            y = track.y + (track.h - length) * self.top // max(1, len(self.rows) - self.seen)
            painter.box(track, "inset", radius=4)
            painter.box(Rect(track.x, y, track.w, length), "neutral", radius=4)

    def handle(self, event: Event) -> Outcome | None:
        """Move, choose and open."""
        match event:
            case Key(name=name, mods=mods) if not mods:
                return self._key(name)
            case Wheel(steps=steps):
                return self._scroll(-round(steps * 3))
            case Press(button=1):
                return Stay()
            case Click(pos=pos, button=1, double=double):
                index = self._at(pos[1])
                if not 0 <= index < len(self.rows):
                    return Stay()
                if double and index == self.chosen:
                    return self.activate()
                return self.choose(index)
            case Drag(delta=delta, start=start, button=1) if start[0] >= self.rect.right - self._bar_px - 4:
                return self._scroll(round(delta[1] * len(self.rows) / max(1, self.rect.h)))
        return None

    @property
    def _last_top(self) -> int:
        """The row that is the first in sight where the last one is the last."""
        return len(self.rows) - self.seen + self._tall - 1

    def _at(self, y: int) -> int:
        """Return which row lies at a height of the window."""
        line = (y - self.rect.y) // self._row_px
        beyond = self.top + line - self.chosen
        if self.top <= self.chosen and beyond > 0:
            line -= min(beyond, self._tall - 1)
        return self.top + line

    def _key(self, name: str) -> Outcome | None:
        if name == "enter":
            return self.activate()
        last = len(self.rows) - 1
        goals = {"up": self.chosen - 1, "down": self.chosen + 1, "home": 0, "end": last,
                 "page_up": self.chosen - self.seen, "page_down": self.chosen + self.seen}
        if name not in goals or last < 0:
            return None
        return self.choose(max(0, min(last, goals[name])))

    def choose(self, index: int) -> Outcome:
        """Choose a row by number and bring it into sight."""
        before = self.chosen
        self.chosen = index
        self._show(index)
        self.invalidate()
        return (self._on_choose(index) if index != before and self._on_choose else None) or Stay()

    def activate(self) -> Outcome:
        """Open the chosen row."""
        if self._on_open is None or not 0 <= self.chosen < len(self.rows):
            return Stay()
        return self._on_open(self.chosen) or Stay()

    def _scroll(self, rows: int) -> Outcome:
        self.top = max(0, min(self.top + rows, self._last_top))
        self.invalidate()
        return Stay()

    def _show(self, index: int) -> None:
        if 0 <= index < self.top:
            self.top = index
        elif index + (tall := self._tall if index == self.chosen else 1) > self.top + self.seen:
            self.top = index - self.seen + tall
        self.top = max(0, min(self.top, self._last_top))
