"""The legend in the corner of the map: each sign that lies on it now, and what it means."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import pygame

from game.ui.art.fonts import Fonts
from game.ui.art.theme import Colour, Theme, mix, px
from game.ui.art.vectors import Canvas, arc
from game.ui.board.flows import PipeColours, pipe_colours
from game.ui.board.model import Legend, LegendRow
from game.ui.board.shades import HATCH_STEPS, SUPPLY_ALPHA, SUPPLY_DASHES, hatched

_TEXT, _HEAD = 12.0, 12.5
_ROW, _SIGN, _WIDE = 18.0, 34.0, 236.0
_PAD = 9.0
_KEEP = 8


@dataclass(frozen=True, slots=True)
class _Pen:
    """What signs are drawn with: a canvas, the middle of the sign, half its width and height, the look."""

    canvas: Canvas
    x: float
    y: float
    scale: float
    theme: Theme
    colours: PipeColours

    def across(self, dy: float = 0.0, reach: float = 15.0) -> list[tuple[float, float]]:
        """Return a level line through the sign."""
        return [(self.x - reach * self.scale, self.y + dy * self.scale),
                (self.x + reach * self.scale, self.y + dy * self.scale)]

    def line(self, width: float, colour: Colour, dash: tuple[float, float] = (0, 0), dy: float = 0.0) -> None:
        """Draw a level line, broken if asked for."""
        if dash[0]:
            self.canvas.dashes(self.across(dy), width * self.scale, colour, dash[0] * self.scale, dash[1] * self.scale)
        else:
            self.canvas.line(self.across(dy), width * self.scale, colour, caps=False)

    def faint(self, colour: Colour, alpha: int) -> Colour:
        """Return what a colour of an opacity looks like on the legend's paper."""
        return mix(self.theme.panel, colour, alpha / 255)

    def box(self, colour: Colour) -> None:
        """Fill the sign."""
        self.canvas.box((self.x - 15 * self.scale, self.y - 6.5 * self.scale, 30 * self.scale, 13 * self.scale), colour)


class LegendBox:
    """Draws legends and keeps the last few."""

    def __init__(self, theme: Theme, fonts: Fonts, scale: float) -> None:
        self._theme, self._fonts, self._scale = theme, fonts, scale
        self._made: OrderedDict[tuple[Legend, int], pygame.Surface] = OrderedDict()

    def picture(self, legend: Legend, supplier: int) -> pygame.Surface:
        """Return the legend as a picture with straight alpha."""
        key = (legend, supplier)
        if key not in self._made:
            self._made[key] = self._drawn(legend, supplier)
            if len(self._made) > _KEEP:
                self._made.popitem(last=False)
        return self._made[key]

    def _drawn(self, legend: Legend, supplier: int) -> pygame.Surface:
        scale, theme = self._scale, self._theme
        lines = [line for heading, rows in legend.parts for line in self._lines(heading, rows)]
        row, pad = px(_ROW, scale), px(_PAD, scale)
        wide = 2 * pad + max((self._width(line) for line in lines), default=0)
        high = 2 * pad + row * len(lines)
        canvas = Canvas((0, 0, wide, high), 3)
        canvas.box((0, 0, wide, high), theme.panel, radius=5)
        colours = pipe_colours(theme, supplier)
        for i, (sign, _text, _bold) in enumerate(lines):
            if sign in SIGNS:
                SIGNS[sign](_Pen(canvas, pad + _SIGN * scale / 2, pad + (i + 0.5) * row, scale, theme, colours))
        image = pygame.Surface((wide, high), pygame.SRCALPHA)
        image.blit(canvas.flat(), (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)
        for i, (sign, text, bold) in enumerate(lines):
            letters = self._fonts.text(text, self._size(bold), "bold" if bold else "regular", theme.ink)
            left = pad + (0 if bold or sign == "text" else round((_SIGN + 7) * scale))
            image.blit(letters, (left, round(pad + (i + 0.5) * row - letters.get_height() / 2)))
        return image

    def _size(self, bold: bool) -> float:
        return max(12.0, (_HEAD if bold else _TEXT) * self._scale)

    def _lines(self, heading: str, rows: tuple[LegendRow, ...]) -> list[tuple[str, str, bool]]:
        """Return a part line by line: a sign (or none), its text, whether it is a heading; long texts go on below."""
        lines: list[tuple[str, str, bool]] = [("text", text, True) for text in self._wrapped(heading, True, 0)]
        for row in rows:
            sign = row.sign
            first, *more = self._wrapped(row.text, False, 0 if sign == "text" else _SIGN + 7) or [""]
            lines.append((sign, first, False))
            lines += [("text" if sign == "text" else "", text, False) for text in more]
        return lines

    def _wrapped(self, text: str, bold: bool, indent: float) -> list[str]:
        room = round((_WIDE - indent) * self._scale)
        return self._fonts.wrap(text, self._size(bold), "bold" if bold else "regular", room) if text else []

    def _width(self, line: tuple[str, str, bool]) -> int:
        sign, text, bold = line
        wide = self._fonts.width(text, self._size(bold), "bold" if bold else "regular")
        return wide + (0 if bold or sign == "text" else round((_SIGN + 7) * self._scale))


# --- the signs ------------------------------------------------------------------------------------------------


def _front(dashed: bool, side: int) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        pen.line(2.1, pen.theme.side(side).line, (7, 3.6) if dashed else (0, 0))
    return draw


def _hours(band: int) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        pen.box(pen.faint(pen.theme.flow, SUPPLY_ALPHA[band]))
        pen.line(1.7, pen.theme.flow, SUPPLY_DASHES[band], dy=6.5)
    return draw


def _pipe(load: float) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        pen.line(11.5, pen.colours.edge)
        pen.line(9.5, pen.colours.pipe)
        pen.line(9.5 * load, pen.colours.core)
        for x in (-7.0, 3.0):
            tip = pen.x + (x + 4) * pen.scale
            arms = [(tip - 4 * pen.scale, pen.y - 3.2 * pen.scale), (tip, pen.y),
                    (tip - 4 * pen.scale, pen.y + 3.2 * pen.scale)]
            pen.canvas.line(arms, 1.5 * pen.scale, pen.theme.on_flow if load > 0.6 else pen.colours.core)
    return draw


def _fire(pen: _Pen) -> None:
    for i in range(6):
        x = pen.x + (-13 + 5 * i) * pen.scale
        pen.canvas.line([(x - 2 * pen.scale, pen.y + 6 * pen.scale), (x + 4 * pen.scale, pen.y - 6 * pen.scale)],
                        1.3 * pen.scale, pen.theme.cut)


def _shut(pen: _Pen) -> None:
    for shift in (-3.6, 3.6):
        x = pen.x + shift * pen.scale
        pen.canvas.line([(x + 2 * pen.scale, pen.y - 6.5 * pen.scale), (x - 2 * pen.scale, pen.y + 6.5 * pen.scale)],
                        3.4 * pen.scale, pen.theme.cut)


def _ghost(pen: _Pen) -> None:
    pen.line(9, pen.faint(pen.theme.ink, 120))
    pen.line(7.4, pen.theme.paper)
    pen.line(4, pen.theme.flow, (9, 3))


def _gone(pen: _Pen) -> None:
    pen.line(8, pen.faint(pen.theme.ink, 120))
    pen.line(6.4, pen.theme.paper)
    pen.line(2.6, pen.theme.cut, (2.5, 5.5))


def _pinch(pen: _Pen) -> None:
    for side in (-1, 1):
        pen.canvas.polygon([(pen.x, pen.y + 1.5 * side * pen.scale),
                            (pen.x + 6.5 * pen.scale, pen.y + 7.5 * side * pen.scale),
                            (pen.x - 6.5 * pen.scale, pen.y + 7.5 * side * pen.scale)], pen.theme.cut)


def _cut_line(width: float, dash: tuple[float, float]) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        pen.line(width, pen.theme.cut, dash)
    return draw


def _foe(side: int) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        pen.box(pen.faint(pen.theme.side(side).line, pen.theme.foe_alpha))
        pen.line(2.0, pen.theme.side(side).line, (6, 3.4), dy=6.5)
    return draw


def _cap(pen: _Pen) -> None:
    pen.canvas.dashes(arc((pen.x, pen.y), 6.5 * pen.scale), 2 * pen.scale, pen.theme.cut, 4 * pen.scale, 3 * pen.scale)


def _worth(band: int) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        left, top, right, low = (pen.x - 13 * pen.scale, pen.y - 6.5 * pen.scale, pen.x + 13 * pen.scale,
                                 pen.y + 6.5 * pen.scale)
        corners = [(left, top), (right, top), (right, low), (left, low)]
        for line in hatched(corners, HATCH_STEPS[band] * 0.75 * pen.scale):
            pen.canvas.line(line, 1.6 * pen.scale, pen.theme.cut, caps=False)
        pen.canvas.line(corners, (2.0 if band == 1 else 1.2) * pen.scale, pen.theme.cut, closed=True)
    return draw


def _dots(pen: _Pen) -> None:
    for i in range(5):
        for j in range(2):
            spot = (pen.x + (-12 + 5.6 * i + 2.8 * j) * pen.scale, pen.y + (5.6 * j - 2.8) * pen.scale)
            pen.canvas.circle(spot, 2.0 * pen.scale, pen.faint(pen.theme.cut, 170))


def _rings(pen: _Pen) -> None:
    pen.canvas.circle((pen.x, pen.y), 7 * pen.scale, pen.faint(pen.theme.airdrop, 60))
    pen.canvas.line(arc((pen.x, pen.y), 4 * pen.scale), 1.7 * pen.scale, pen.theme.airdrop)
    pen.canvas.dashes(arc((pen.x, pen.y), 7 * pen.scale), 1.2 * pen.scale, pen.theme.airdrop, 3 * pen.scale,
                      2 * pen.scale)


def _people(pen: _Pen) -> None:
    for dy, high in ((-4, 1.0), (0, 2.0), (4, 3.0)):
        pen.line(high, pen.theme.airdrop, (4, 2), dy=dy)


SIGNS: MappingProxyType[str, Callable[[_Pen], None]] = MappingProxyType({
    "first_front": _front(False, 0), "second_front": _front(True, 1),
    "hours_1": _hours(1), "hours_2": _hours(2), "hours_3": _hours(3), "hours_4": _hours(4),
    "pipe": _pipe(0.4), "full": _pipe(1.0), "fire": _fire, "shut": _shut,
    "ghost": _ghost, "gone": _gone, "pinch": _pinch, "cut_near": _cut_line(2.8, (9, 5)),
    "cut_far": _cut_line(2.2, (2.4, 5)), "cap": _cap, "worth_1": _worth(1), "worth_2": _worth(2), "worth_3": _worth(3),
    "worth_4": _worth(4), "zone": _dots, "guns": _cut_line(1.5, (1.6, 4.0)), "in_reach": _cut_line(2.0, (6, 3.4)),
    "rings": _rings, "people": _people, "foe_first": _foe(0), "foe_second": _foe(1),
})
"""How each sign is drawn; `text` has none."""
