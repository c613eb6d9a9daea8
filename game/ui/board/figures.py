"""Figures on the contours: where heights are written along every hundredth metre, and their strokes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from game.ui.art.theme import Colour
from game.ui.art.vectors import Canvas, spline
from game.ui.board.relief import Field, Relief

Point = tuple[float, float]
_METRES = 100
_APART_KM = 4.0
_CLEAR_KM = 0.7
_STEEPEST = math.radians(50)
_HIGH_KM = 0.17
"""Height of a figure on the ground."""
_SAMPLES = 900

_STROKES: MappingProxyType[str, tuple[tuple[Point, ...], ...]] = MappingProxyType({
    "0": (((3, 0), (0.6, 1.6), (0, 5), (0.6, 8.4), (3, 10), (5.4, 8.4), (6, 5), (5.4, 1.6), (3, 0)),),
    "1": (((1, 2), (3.4, 0)), ((3.4, 0), (3.4, 10))),
    "2": (((0.3, 2.4), (1.2, 0.5), (3.2, 0), (5.2, 1), (5.4, 3.2), (4, 5.6), (0.2, 10)), ((0.2, 10), (5.9, 10))),
    "3": (((0.4, 1.2), (2.8, 0), (5.2, 1.2), (5, 3.6), (2.4, 4.7)),
          ((2.4, 4.7), (5.4, 5.8), (5.6, 8.4), (3, 10), (0.2, 9))),
    "4": (((4.4, 10), (4.4, 0)), ((4.4, 0), (0, 7)), ((0, 7), (6.2, 7))),
    "5": (((5.4, 0), (1, 0)), ((1, 0), (0.7, 4.4)),
          ((0.7, 4.4), (3.2, 3.8), (5.6, 5.2), (5.6, 8.2), (3, 10), (0.2, 9))),
    "6": (((5.2, 0.6), (3, 0.2), (0.8, 2.6), (0.2, 6.6), (1.4, 9.4), (3.4, 10), (5.6, 8.6), (5.6, 5.8), (3.4, 4.4),
           (0.6, 6.2)),),
    "7": (((0, 0), (5.8, 0)), ((5.8, 0), (3.4, 4.4), (2, 10))),
    "8": (((3, 4.7), (0.8, 3.4), (0.9, 1.2), (3, 0), (5.1, 1.2), (5.2, 3.4), (3, 4.7)),
          ((3, 4.7), (0.3, 6.2), (0.4, 8.8), (3, 10), (5.6, 8.8), (5.7, 6.2), (3, 4.7))),
    "9": (((0.8, 9.4), (3, 9.8), (5.2, 7.4), (5.8, 3.4), (4.6, 0.6), (2.6, 0), (0.4, 1.4), (0.4, 4.2), (2.6, 5.6),
           (5.4, 3.8)),),
})
"""Every digit as open strokes on a field 6 wide and 10 high."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A height in metres, written at a point (km) in a direction (radians, clockwise from the east)."""

    metres: int
    at: Point
    turn: float


def contour_figures(relief: Relief, keep_clear: list[Point]) -> list[Figure]:
    """Return heights to write where a contour runs calmly, never close to each other or to the points to keep clear."""
    rows, cols = relief.height.shape
    gy: Field = np.gradient(relief.height, axis=0)
    gx: Field = np.gradient(relief.height, axis=1)
    steep = np.hypot(gx, gy)
    rng = np.random.default_rng(3)
    found: list[Figure] = []
    taken = list(keep_clear)
    for metres in range(_METRES, int(relief.height.max()) + 1, _METRES):
        near = (np.abs(relief.height - metres) < 0.5 * np.maximum(steep, 0.4)) & (steep > 0.25) & (steep < 7.0)
        ys, xs = np.nonzero(near)
        for i in rng.permutation(len(xs))[:_SAMPLES].tolist():
            x, y = int(xs[i]), int(ys[i])
            spot = (relief.west + x * relief.cell, relief.north + y * relief.cell)
            turn = math.atan2(gx[y, x], -gy[y, x])
            turn = (turn + math.pi / 2) % math.pi - math.pi / 2
            if not (6 < x < cols - 6 and 6 < y < rows - 6) or abs(turn) > _STEEPEST:
                continue
            if any(math.dist(spot, other) < _CLEAR_KM for other in taken):
                continue
            if any(math.dist(spot, other.at) < _APART_KM for other in found):
                continue
            if _calm(relief, x, y, turn, metres, float(steep[y, x])):
                found.append(Figure(metres, spot, turn))
    return found


def _calm(relief: Relief, x: int, y: int, turn: float, metres: int, steep: float) -> bool:
    """Say whether the contour runs straight on for three cells both ways."""
    for step in (-3, -2, -1, 1, 2, 3):
        row, col = round(y + step * math.sin(turn)), round(x + step * math.cos(turn))
        if abs(float(relief.height[row, col]) - metres) > 1.4 * steep + 0.8:
            return False
    return True


def draw_figure(canvas: Canvas, figure: Figure, spot: Point, ppk: int, ink: Colour, paper: Colour) -> None:
    """Write a height on a canvas, on a patch of paper that interrupts the contour."""
    text = str(figure.metres)
    unit = _HIGH_KM * ppk / 10
    width = 8.0 * len(text) - 2.0
    cos, sin = math.cos(figure.turn), math.sin(figure.turn)

    def placed(p: Point) -> Point:
        x, y = (p[0] - width / 2) * unit, (p[1] - 5) * unit
        return spot[0] + x * cos - y * sin, spot[1] + x * sin + y * cos

    for reach, alpha in ((15.0, 70), (13.0, 90), (11.0, 120)):
        canvas.line([placed((1, 5)), placed((width - 1, 5))], reach * unit, paper, alpha)
    for i, digit in enumerate(text):
        for stroke in _STROKES[digit]:
            line = [placed((x + 8.0 * i, y)) for x, y in stroke]
            canvas.line(spline(line, 4) if len(line) > 2 else line, 1.25 * unit, ink)
