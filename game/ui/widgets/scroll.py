"""A window onto something taller than itself."""

from __future__ import annotations

from pygame import Rect

from game.ui.input import Drag, Event, Key, Point, Press, Wheel
from game.ui.screen import Outcome, Stay
from game.ui.widgets.base import RING_UNITS, Group, Size, Widget
from game.ui.widgets.painter import Painter, Ui

WHEEL_UNITS = 48
BAR_UNITS = 8


class ScrollArea(Group):
    """Shows one child through a window that scrolls up and down by wheel, bar, Page Up and Page Down."""

    def __init__(self, child: Widget, *, name: str = "", grow: int = 1) -> None:
        super().__init__([child], name=name, grow=grow)
        self.offset = 0
        self._full = 0
        self._ui: Ui | None = None

    @property
    def child(self) -> Widget:
        """What is shown."""
        return self._children[0]

    @property
    def overflows(self) -> bool:
        """Whether there is more than the window shows."""
        return self._full > self.rect.h

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the child's whole size; less is fine."""
        return self.child.measure(ui, width)

    def place(self, ui: Ui, rect: Rect) -> None:
        """Place the child at its full height, narrower where a bar is needed."""
        super().place(ui, rect)
        self._ui = ui
        self._full = self.child.measure(ui, rect.w)[1]
        room = rect.w
        if self._full > rect.h:
            room -= ui.px(BAR_UNITS + 4)
            self._full = self.child.measure(ui, room)[1]
        self._scroll_to(self.offset)
        self.child.place(ui, Rect(rect.x, rect.y - self.offset, room, max(self._full, rect.h)))

    def at(self, pos: Point) -> Widget | None:
        """Return what is seen at a point: nothing of the child beyond the window, the bar before the child."""
        if not self.visible or not self.rect.collidepoint(pos):
            return None
        if self.overflows and pos[0] >= self.child.rect.right:
            return self
        return self.child.at(pos) or self

    def draw(self, painter: Painter) -> None:
        """Draw what shows of the child, and the bar."""
        with painter.clip(self.rect.inflate(2 * painter.ui.px(RING_UNITS + 1), 0)):
            self.child.paint(painter)
        if self.overflows:
            track = Rect(self.rect.right - painter.ui.px(BAR_UNITS), self.rect.y, painter.ui.px(BAR_UNITS), self.rect.h)
            painter.box(track, "inset", radius=4)
            painter.box(self._thumb(track), "secondary" if self.pressed else "neutral", radius=4)

    def _thumb(self, track: Rect) -> Rect:
        length = max(24, track.h * self.rect.h // max(1, self._full))
        travel = max(1, self._full - self.rect.h)
        return Rect(track.x, track.y + (track.h - length) * self.offset // travel, track.w, length)

    def handle(self, event: Event) -> Outcome | None:
        """Scroll by wheel, by page keys, or by dragging the bar."""
        if self._ui is None or not self.overflows:
            return None
        match event:
            case Wheel(steps=steps):
                self.scroll_by(round(-steps * self._ui.px(WHEEL_UNITS)))
            case Key(name="page_down", mods=mods) if not mods:
                self.scroll_by(self.rect.h * 9 // 10)
            case Key(name="page_up", mods=mods) if not mods:
                self.scroll_by(-self.rect.h * 9 // 10)
            case Press(pos=pos, button=1) if pos[0] >= self.child.rect.right:
                self.pressed = True
            case Drag(delta=delta, button=1, done=done) if self.pressed:
                self.scroll_by(round(delta[1] * self._full / max(1, self.rect.h)))
                self.pressed = not done
            case _:
                return None
        return Stay()

    def scroll_by(self, pixels: int) -> None:
        """Move the child up by a number of pixels, as far as it goes."""
        before = self.offset
        self._scroll_to(self.offset + pixels)
        if self._ui is not None and self.offset != before:
            room = self.child.rect.w
            self.child.place(self._ui, Rect(self.rect.x, self.rect.y - self.offset, room,
                                            max(self._full, self.rect.h)))
            self.invalidate()

    def _scroll_to(self, offset: int) -> None:
        self.offset = max(0, min(offset, self._full - self.rect.h))

    def adopt(self, old: Widget) -> None:
        """Stay where it was scrolled to."""
        if isinstance(old, ScrollArea):
            self.offset = old.offset

    def reveal(self, rect: Rect) -> None:
        """Scroll just far enough that a rectangle of the child shows, with a little round it."""
        margin = min(24, self.rect.h // 4)
        if rect.top - margin < self.rect.top:
            self.scroll_by(rect.top - margin - self.rect.top)
        elif rect.bottom + margin > self.rect.bottom:
            self.scroll_by(min(rect.bottom + margin - self.rect.bottom, rect.top - margin - self.rect.top))
