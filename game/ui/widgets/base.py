"""What every widget is: a rectangle that measures, places and draws itself, and may take events.

Sizes in widget code are units: pixels of a 1920x1080 window at 100 %. `Ui.px` turns them into real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from pygame import Rect

from game.ui.input import Event, Point
from game.ui.screen import Outcome, Stay

if TYPE_CHECKING:
    from game.ui.widgets.painter import Painter, Ui

Size = tuple[int, int]
RING_UNITS = 3


class Host(Protocol):
    """What a tree of widgets stands in, told when the picture of any of them changes."""

    def invalidate(self) -> None:
        """Note that the picture has to be drawn again."""


class Widget:
    """One rectangle of the window; `rect` is in pixels of the whole window.

    `grow` is its share of spare room in a row or column. `key` is the chord that activates it from anywhere on
    its screen. `hint` is shown as a card under the pointer and, just so, when the keyboard comes to it.
    """

    focusable = False

    def __init__(self, *, name: str = "", grow: int = 0, key: str = "", hint: str = "",
                 enabled: bool = True) -> None:
        self.name, self.grow, self.key, self.hint, self.enabled = name, grow, key, hint, enabled
        self.rect = Rect(0, 0, 0, 0)
        self.parent: Widget | None = None
        self.host: Host | None = None
        self.visible = True
        self.hovered = self.pressed = False
        self.focused = False
        self.ring = False

    @property
    def children(self) -> Sequence[Widget]:
        """The widgets inside this one, in the order the focus visits them."""
        return ()

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the size wanted in pixels where at most `width` can be had."""
        raise NotImplementedError

    def place(self, ui: Ui, rect: Rect) -> None:
        """Take this rectangle of the window."""
        self.rect = Rect(rect)

    def draw(self, painter: Painter) -> None:
        """Draw this widget, without its focus ring."""
        raise NotImplementedError

    def paint(self, painter: Painter) -> None:
        """Draw this widget with its focus ring, unless nothing of it shows."""
        if not self.visible or not painter.shows(self.rect):
            return
        self.draw(painter)
        if self.focused and self.ring:
            painter.ring(self.ring_rect(), painter.ui.px(RING_UNITS))

    def ring_rect(self) -> Rect:
        """Return where the focus ring runs: round the widget unless a subclass knows better."""
        return self.rect

    def handle(self, event: Event) -> Outcome | None:
        """Answer an event, or return None where it is not for this widget."""
        return None

    def activate(self) -> Outcome:
        """Do what Enter, a click or the key do."""
        return Stay()

    def invalidate(self) -> None:
        """Ask for this widget to be drawn again."""
        widget: Widget | None = self
        while widget is not None:
            if widget.host is not None:
                widget.host.invalidate()
                return
            widget = widget.parent

    def at(self, pos: Point) -> Widget | None:
        """Return the deepest visible widget at a point, or None."""
        if not self.visible or not self.rect.collidepoint(pos):
            return None
        for child in reversed(self.children):
            found = child.at(pos)
            if found is not None:
                return found
        return self

    def walk(self) -> Iterator[Widget]:
        """Yield this widget and every visible one inside it, in the order the focus visits them."""
        if self.visible:
            yield self
            for child in self.children:
                yield from child.walk()

    def ancestors(self) -> Iterator[Widget]:
        """Yield this widget and those round it, innermost first."""
        widget: Widget | None = self
        while widget is not None:
            yield widget
            widget = widget.parent

    def adopt(self, old: Widget) -> None:
        """Take over from the widget of the same name in an earlier layout what the player did, such as scrolling."""

    def reveal(self, rect: Rect) -> None:
        """Bring a rectangle inside this widget into sight, where it can scroll."""

    @property
    def takes_text(self) -> bool:
        """Whether typed characters go to this widget while it has the focus."""
        return False


class Group(Widget):
    """A widget that holds others and draws them in order."""

    def __init__(self, children: Sequence[Widget], *, name: str = "", grow: int = 0) -> None:
        super().__init__(name=name, grow=grow)
        self._children: tuple[Widget, ...] = ()
        self.replace(children)

    @property
    def children(self) -> Sequence[Widget]:
        """The widgets inside, in order."""
        return self._children

    def replace(self, children: Sequence[Widget]) -> None:
        """Hold these widgets instead; the caller lays out again."""
        self._children = tuple(children)
        for child in self._children:
            child.parent = self
        self.invalidate()

    def draw(self, painter: Painter) -> None:
        """Draw every child."""
        for child in self._children:
            child.paint(painter)
