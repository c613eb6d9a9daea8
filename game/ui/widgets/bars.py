"""Numbers as lengths: shares of an outcome, progress, a stock against its marks, a forecast as a small curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pygame import Rect

from game.ui.widgets.base import Size, Widget
from game.ui.widgets.painter import Painter, Tone, Ui, readable_on


@dataclass(frozen=True, slots=True)
class Share:
    """One part of an outcome: per mille, the tone that marks its rank, and what it is called."""

    per_mille: int
    tone: Tone
    label: str


def percents(shares: Sequence[Share]) -> tuple[str, ...]:
    """Return shares of one whole as text: together what they make up, never 0 % for something that can happen."""
    wholes = [share.per_mille // 10 for share in shares]
    over = (sum(share.per_mille for share in shares) + 5) // 10 - sum(wholes)
    for number in sorted(range(len(shares)), key=lambda i: -(shares[i].per_mille % 10))[:over]:
        wholes[number] += 1
    return tuple("<1 %" if share.per_mille and not whole else f"{whole} %"
                 for share, whole in zip(shares, wholes, strict=True))


GROW_MS = 240
"""How long an outcome grows when its card appears."""


class OutcomeBar(Widget):
    """Shares of one whole in a row, each written in its part where it fits and below otherwise in the legend."""

    def __init__(self, shares: Sequence[Share], *, units: tuple[int, int] = (22, 21), name: str = "",
                 grow: int = 0) -> None:
        super().__init__(name=name, grow=grow)
        self.shares, self.units = tuple(shares), units

    def measure(self, ui: Ui, width: int) -> Size:
        """Return all the width and a bar's height."""
        return width, max(ui.px(ui.pick(*self.units)), ui.line(12.5))

    def draw(self, painter: Painter) -> None:
        """Draw the parts and the numbers that fit in them."""
        ui = painter.ui
        grown = 1 - (1 - min(1.0, painter.age / GROW_MS)) ** 3
        rect = Rect(self.rect.x, self.rect.y, max(1, round(self.rect.w * grown)), self.rect.h)
        places = painter.segments(rect, [(share.per_mille, share.tone) for share in self.shares])
        if grown < 1:
            return
        for share, text, place in zip(self.shares, percents(self.shares), places, strict=True):
            if ui.width(text, 12.5, "bold") + 4 <= place.w:
                painter.text(text, place.center, 12.5, weight="bold",
                             tone=readable_on(ui.colour(share.tone)), anchor="centre")


class ShortfallBar(Widget):
    """What arrives of what is needed: solid for what comes, hatched for what is missing."""

    def __init__(self, arrives: int, needed: int) -> None:
        super().__init__()
        self.arrives, self.needed = arrives, needed

    def measure(self, ui: Ui, width: int) -> Size:
        """Return all the width."""
        return width, ui.px(ui.pick(13, 12))

    def draw(self, painter: Painter) -> None:
        """Draw both parts."""
        whole = max(1, self.needed, self.arrives)
        split = self.rect.w * self.arrives // whole
        painter.box(self.rect, "inset", radius=2)
        if self.arrives < self.needed:
            missing = Rect(self.rect.x + split, self.rect.y, self.rect.w - split, self.rect.h)
            painter.box(missing, "inset", radius=2, edge="alert", width=1.2)
            painter.hatch(missing.inflate(-2, -2), "alert")
        if split:
            painter.box(Rect(self.rect.x, self.rect.y, split, self.rect.h), "action", radius=2)


class StockBar(Widget):
    """Days of a supply against a full ten, with ticks where it gets short (2 and 5 days) and a tip beyond ten."""

    def __init__(self, days_tenths: int, *, full_tenths: int = 100, marks: Sequence[int] = (20, 50),
                 tone: Tone = "action", units: tuple[int, int] = (8, 7)) -> None:
        super().__init__()
        self.days, self.full, self.marks, self.tone, self.units = days_tenths, full_tenths, tuple(marks), tone, units

    def measure(self, ui: Ui, width: int) -> Size:
        """Return all the width, and the ticks' height."""
        return width, ui.px(ui.pick(*self.units)) + 2 * ui.px(2)

    def draw(self, painter: Painter) -> None:
        """Draw ground, days, ticks and tip."""
        ui = painter.ui
        tip = ui.px(6)
        bar = Rect(self.rect.x, self.rect.y + ui.px(2), self.rect.w - tip, self.rect.h - 2 * ui.px(2))
        painter.box(bar, "inset", radius=2, edge="rule")
        part = bar.w * min(self.days, self.full) // self.full
        if part:
            painter.box(Rect(bar.x, bar.y, max(part, ui.px(4)), bar.h), self.tone, radius=2)
        for mark in self.marks:
            x = bar.x + bar.w * mark // self.full
            painter.fill(Rect(x, bar.y - ui.px(2), max(1, ui.px(1)), bar.h + 2 * ui.px(2)), "secondary")
        if self.days > self.full:
            pen = painter.vectors(self.rect)
            y, x0 = bar.centery - painter.origin[1], bar.right - painter.origin[0] - 2
            pen.polygon([(x0, y - bar.h), (x0 + tip + 1, y), (x0, y + bar.h)], ui.colour(self.tone))
            pen.onto(painter.surface)


class Sparkline(Widget):
    """A short forecast: values in tenths at equal steps, a dashed line where it gets short, a pin where it ends.

    `band` are the values with bad and with good luck, both empty where luck has no part in it.
    """

    def __init__(self, values: Sequence[int], *, full: int = 100, short: int = 20, tone: Tone = "action",
                 pin: float | None = None, band: tuple[Sequence[int], Sequence[int]] = ((), ()),
                 units: tuple[int, int] = (112, 96)) -> None:
        super().__init__()
        self.values, self.short, self.tone, self.pin = tuple(values), short, tone, pin
        self.band, self.units = band, units
        self.full = max(full, *self.values, *band[1], 1)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the curve's room."""
        return min(width, ui.px(ui.pick(*self.units))), ui.px(ui.pick(24, 21))

    def draw(self, painter: Painter) -> None:
        """Draw area, curve, the short line and the pin."""
        ui = painter.ui
        box = painter.local(self.rect.inflate(-2 * ui.px(4), -2 * ui.px(3)))
        pen = painter.vectors(self.rect)
        points, low, high = (
            [(box.x + box.w * i / max(1, len(row) - 1), box.bottom - box.h * max(0, min(value, self.full)) / self.full)
             for i, value in enumerate(row)] for row in (self.values, *self.band))
        ink = ui.colour(self.tone)
        pen.line([box.bottomleft, box.bottomright], 1, ui.colour("rule"))
        if len(points) > 1:
            pen.polygon([box.bottomleft, *points, box.bottomright], ink, 40)
            if low and high:
                pen.polygon([*low, *reversed(high)], ink, 90)
            level = box.bottom - box.h * self.short / self.full
            pen.dashes([(box.x, level), (box.right, level)], 1, ui.colour("secondary"), 3, 3)
            pen.line(points, 1.8 * ui.scale, ink)
        if points:
            pen.circle(points[0], 2.6 * ui.scale, ink)
        if self.pin is not None:
            x = box.x + box.w * self.pin
            pen.line([(x, box.y), (x, box.bottom)], 1.5 * ui.scale, ui.colour("alert"))
            pen.circle((x, box.bottom), 3 * ui.scale, ui.colour("alert"))
        pen.onto(painter.surface)
