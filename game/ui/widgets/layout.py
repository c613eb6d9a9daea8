"""Rows, columns and what fills them: everything is placed by measured text, nothing by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pygame import Rect

from game.ui.widgets.base import Group, Size, Widget
from game.ui.widgets.painter import Painter, Tone, Ui

Align = Literal["fill", "start", "centre", "end"]
Pad = tuple[int, int, int, int]


class Column(Group):
    """Children one below the other; `pad` is top, right, bottom, left in units."""

    def __init__(self, children: Sequence[Widget], *, gap: int = 8, pad: Pad = (0, 0, 0, 0), align: Align = "fill",
                 name: str = "", grow: int = 0) -> None:
        super().__init__(children, name=name, grow=grow)
        self.gap, self.pad, self.align = gap, pad, align

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the widest child and the sum of heights, with gaps and padding."""
        top, right, bottom, left = (ui.px(side) for side in self.pad)
        shown = [child for child in self._children if child.visible]
        sizes = [child.measure(ui, width - left - right) for child in shown]
        height = sum(size[1] for size in sizes) + ui.px(self.gap) * max(0, len(sizes) - 1)
        return max((size[0] for size in sizes), default=0) + left + right, height + top + bottom

    def place(self, ui: Ui, rect: Rect) -> None:
        """Stack the children; those that grow share what is left."""
        super().place(ui, rect)
        top, right, bottom, left = (ui.px(side) for side in self.pad)
        shown = [child for child in self._children if child.visible]
        inner = Rect(rect.x + left, rect.y + top, rect.w - left - right, rect.h - top - bottom)
        sizes = [child.measure(ui, inner.w) for child in shown]
        gap = ui.px(self.gap)
        fixed = sum(size[1] for child, size in zip(shown, sizes, strict=True) if not child.grow)
        spare = max(0, inner.h - fixed - gap * max(0, len(shown) - 1))
        shares = _shares(spare, [child.grow for child in shown])
        y = inner.y
        for child, size, share in zip(shown, sizes, shares, strict=True):
            height = share if child.grow else size[1]
            child_width = inner.w if self.align == "fill" or child.grow else min(size[0], inner.w)
            x = inner.x + _offset(self.align, inner.w - child_width)
            child.place(ui, Rect(x, y, child_width, height))
            y += height + gap


class Row(Group):
    """Children side by side, each as wide as it wants, those that grow sharing the rest; `gap` in units."""

    def __init__(self, children: Sequence[Widget], *, gap: int = 8, pad: Pad = (0, 0, 0, 0), align: Align = "centre",
                 name: str = "", grow: int = 0) -> None:
        super().__init__(children, name=name, grow=grow)
        self.gap, self.pad, self.align = gap, pad, align

    def _widths(self, ui: Ui, width: int) -> list[int]:
        shown = [child for child in self._children if child.visible]
        room = width - ui.px(self.gap) * max(0, len(shown) - 1)
        wanted = [0 if child.grow else min(child.measure(ui, room)[0], room) for child in shown]
        over = sum(wanted) - room
        for i in sorted(range(len(wanted)), key=lambda i: -wanted[i]):
            if over <= 0:
                break
            cut = min(over, max(0, wanted[i] - room // max(1, len(shown))))
            wanted[i] -= cut
            over -= cut
        shares = _shares(max(0, room - sum(wanted)), [child.grow for child in shown])
        return [share if child.grow else want
                for child, want, share in zip(shown, wanted, shares, strict=True)]

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the sum of widths and the tallest child; all of `width` where a child grows."""
        top, right, bottom, left = (ui.px(side) for side in self.pad)
        shown = [child for child in self._children if child.visible]
        widths = self._widths(ui, width - left - right)
        height = max((child.measure(ui, wide)[1] for child, wide in zip(shown, widths, strict=True)), default=0)
        total = sum(widths) + ui.px(self.gap) * max(0, len(shown) - 1) + left + right
        return total, height + top + bottom

    def place(self, ui: Ui, rect: Rect) -> None:
        """Set the children side by side."""
        super().place(ui, rect)
        top, right, bottom, left = (ui.px(side) for side in self.pad)
        inner = Rect(rect.x + left, rect.y + top, rect.w - left - right, rect.h - top - bottom)
        shown = [child for child in self._children if child.visible]
        x = inner.x
        for child, wide in zip(shown, self._widths(ui, inner.w), strict=True):
            height = inner.h if self.align == "fill" else min(inner.h, child.measure(ui, wide)[1])
            child.place(ui, Rect(x, inner.y + _offset(self.align, inner.h - height), wide, height))
            x += wide + ui.px(self.gap)


class Flow(Group):
    """Children side by side that go on in a further line where the width ends: for buttons and chips.

    With `columns` every child has the same width, and the last line's share what it has.
    """

    def __init__(self, children: Sequence[Widget], *, gap: int = 8, columns: int = 0, name: str = "") -> None:
        super().__init__(children, name=name)
        self.gap, self.columns = gap, columns

    def _lines(self, ui: Ui, width: int) -> list[list[tuple[Widget, Size]]]:
        gap = ui.px(self.gap)
        lines: list[list[tuple[Widget, Size]]] = []
        used = width + 1
        for child in (child for child in self._children if child.visible):
            size = child.measure(ui, width)
            full = len(lines[-1]) >= self.columns if self.columns and lines else False
            if not lines or full or (not self.columns and used + gap + size[0] > width):
                lines.append([])
                used = -gap
            lines[-1].append((child, size))
            used += gap + size[0]
        if self.columns:
            return self._narrowed(lines, width, gap)
        return lines

    def _narrowed(self, lines: list[list[tuple[Widget, Size]]], width: int,
                  gap: int) -> list[list[tuple[Widget, Size]]]:
        """Give the children of a line equal widths, or a line each where one would not fit its share."""
        share = (width - gap * (self.columns - 1)) // self.columns
        if any(size[0] > share for line in lines if len(line) > 1 for _child, size in line):
            lines = [[entry] for line in lines for entry in line]
        return [[(child, ((width - gap * (len(line) - 1)) // len(line), size[1])) for child, size in line]
                for line in lines]

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the room that the lines take."""
        gap = ui.px(self.gap)
        lines = self._lines(ui, width)
        heights = [max(size[1] for _child, size in line) for line in lines]
        widths = [sum(size[0] for _child, size in line) + gap * (len(line) - 1) for line in lines]
        return max(widths, default=0), sum(heights) + gap * max(0, len(lines) - 1)

    def place(self, ui: Ui, rect: Rect) -> None:
        """Set the children line by line."""
        super().place(ui, rect)
        y = rect.y
        for line in self._lines(ui, rect.w):
            x, high = rect.x, max(size[1] for _child, size in line)
            for child, size in line:
                child.place(ui, Rect(x, y + (high - size[1]) // 2, size[0], size[1]))
                x += size[0] + ui.px(self.gap)
            y += high + ui.px(self.gap)


class Space(Widget):
    """Nothing, of a size in units; with `grow` whatever is left."""

    def __init__(self, width: int = 0, height: int = 0, *, grow: int = 0) -> None:
        super().__init__(grow=grow)
        self.size = (width, height)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the size asked for."""
        return ui.px(self.size[0]), ui.px(self.size[1])

    def draw(self, painter: Painter) -> None:
        """Draw nothing."""


class Rule(Widget):
    """A hairline across the width, or down the height; `space` units before and after it."""

    def __init__(self, *, upright: bool = False, space: int = 0, tone: Tone = "rule") -> None:
        super().__init__()
        self.upright, self.space, self.tone = upright, space, tone

    def measure(self, ui: Ui, width: int) -> Size:
        """Return one pixel of thickness and the space round it."""
        thick = 1 + 2 * ui.px(self.space)
        return (thick, 1) if self.upright else (width, thick)

    def draw(self, painter: Painter) -> None:
        """Draw the line."""
        if self.upright:
            painter.fill(Rect(self.rect.centerx, self.rect.y, 1, self.rect.h), self.tone)
        else:
            painter.fill(Rect(self.rect.x, self.rect.centery, self.rect.w, 1), self.tone)


class Drawing(Widget):
    """A picture of a fixed size in units, drawn by a function of the painter and its rectangle."""

    def __init__(self, draw: Callable[[Painter, Rect], None], width: int, height: int, *, name: str = "",
                 grow: int = 0) -> None:
        super().__init__(name=name, grow=grow)
        self._draw, self.size = draw, (width, height)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the size asked for."""
        return min(ui.px(self.size[0]), width), ui.px(self.size[1])

    def draw(self, painter: Painter) -> None:
        """Call the function."""
        self._draw(painter, self.rect)


def _shares(spare: int, grows: Sequence[int]) -> list[int]:
    """Split pixels by shares so that they add up."""
    total = sum(grows)
    result: list[int] = []
    given = seen = 0
    for grow in grows:
        seen += grow
        upto = spare * seen // total if total else 0
        result.append(upto - given)
        given = upto
    return result


def _offset(align: Align, slack: int) -> int:
    if align == "centre":
        return slack // 2
    return slack if align == "end" else 0
