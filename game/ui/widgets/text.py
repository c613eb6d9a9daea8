"""Text that is only read: one line, or a paragraph that wraps."""

from __future__ import annotations

from pygame import Rect

from game.ui.art.fonts import Weight
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.painter import Anchor, Painter, Tone, Ui


class Label(Widget):
    """One line of text; `shorten` allows an ellipsis where the room ends, otherwise layouts must give it room."""

    def __init__(self, text: str, size: float = 14, *, weight: Weight = "regular", tone: Tone = "ink",
                 anchor: Anchor = "left", spacing: float = 0, shorten: bool = False, name: str = "",
                 grow: int = 0) -> None:
        super().__init__(name=name, grow=grow)
        self.text, self.size, self.weight, self.tone = text, size, weight, tone
        self.anchor, self.spacing, self.shorten = anchor, spacing, shorten

    def say(self, text: str, tone: Tone | None = None) -> None:
        """Show another text, and with `tone` in another colour."""
        if (text, tone or self.tone) != (self.text, self.tone):
            self.text, self.tone = text, tone or self.tone
            self.invalidate()

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the text's own width, and a line's height."""
        return ui.width(self.text, self.size, self.weight, self.spacing), ui.line(self.size)

    def draw(self, painter: Painter) -> None:
        """Write the text."""
        if self.shorten:
            painter.fitted(self.text, self.rect, self.size, weight=self.weight, tone=self.tone, anchor=self.anchor)
            return
        x = {"left": self.rect.x, "right": self.rect.right, "centre": self.rect.centerx}[self.anchor]
        painter.text(self.text, (x, self.rect.centery), self.size, weight=self.weight, tone=self.tone,
                     anchor=self.anchor, spacing=self.spacing)


class Paragraph(Widget):
    """A text that wraps to its width; a newline starts a paragraph. `most` is the widest it gets, in units."""

    def __init__(self, text: str, size: float = 14, *, weight: Weight = "regular", tone: Tone = "ink",
                 anchor: Anchor = "left", most: int = 0, name: str = "") -> None:
        super().__init__(name=name)
        self.text, self.size, self.weight, self.tone = text, size, weight, tone
        self.anchor, self.most = anchor, most
        self._lines: list[str] = []
        self._line_px = 1

    def say(self, text: str) -> None:
        """Show another text; the caller lays out again where its height may change."""
        self.text = text
        self.invalidate()

    def _limit(self, ui: Ui, width: int) -> int:
        return min(width, ui.px(self.most)) if self.most else width

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the width of the widest line and the height of all."""
        lines = ui.wrap(self.text, self.size, self.weight, self._limit(ui, width))
        widest = max(ui.width(line, self.size, self.weight) for line in lines)
        return widest, ui.line(self.size) * len(lines)

    def place(self, ui: Ui, rect: Rect) -> None:
        """Break the text for this width."""
        super().place(ui, rect)
        self._lines = ui.wrap(self.text, self.size, self.weight, self._limit(ui, rect.w))
        self._line_px = ui.line(self.size)

    def draw(self, painter: Painter) -> None:
        """Write the lines."""
        x = {"left": self.rect.x, "right": self.rect.right, "centre": self.rect.centerx}[self.anchor]
        for i, line in enumerate(self._lines):
            y = self.rect.y + (i + 0.5) * self._line_px
            painter.text(line, (x, y), self.size, weight=self.weight, tone=self.tone, anchor=self.anchor)
