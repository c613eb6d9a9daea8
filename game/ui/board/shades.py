"""Tints per hex: how far things reach, what threatens, where people live, what a hex is worth.

Each kind has a pattern of its own besides its colour, and each band a density or an outline of its own, so that all of
them can be read in grey.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pygame

from game.ui.art.theme import Colour, Theme
from game.ui.art.vectors import Canvas, Line
from game.ui.board.chunks import Square
from game.ui.board.layers import hex_corners, hexes_near
from game.ui.board.model import BoardState, MapPicture, Overlays, Point, Shade

HATCH_STEPS = (0.0, 4.6, 7.0, 10.5, 16.0)
"""Distance in px of the lines of each band of worth, at 48 px per km."""
SUPPLY_ALPHA = (0, 92, 60, 36, 14)
"""Opacity of each band of supply reach."""
_REACH_ALPHA = (0, 58, 40, 26, 16)
SUPPLY_DASHES: tuple[tuple[float, float], ...] = ((0, 0), (0, 0), (7.5, 3.8), (2.4, 3.6), (0, 0))
"""How the outline of each band of supply is broken: the first is solid, the second dashed, the third dotted."""
THREAT_ZONE, THREAT_GUNS, THREAT_MOVES = 1, 2, 4
"""What the bytes of a threat are the sum of: a zone of control, guns in range, in reach of a move."""


class ShadeLayer:
    """All tints that lie on the map."""

    def __init__(self, picture: MapPicture, theme: Theme) -> None:
        self._picture, self._theme = picture, theme

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return the tints of the rows that the square covers."""
        cols = self._picture.grid.cols
        _, north, _, south = square.limits_km(1.6)
        first, last = max(0, math.floor(north)) * cols, max(0, math.ceil(south) + 1) * cols
        return tuple((shade.kind, shade.bands[first:last]) for shade in overlays.shades)

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return the tints of a square."""
        if not overlays.shades:
            return None
        canvas = Canvas(square.area, 2)
        hexes = hexes_near(self._picture, square)
        for shade in overlays.shades:
            shown = [h for h in hexes if h < len(shade.bands) and shade.bands[h]]
            if shade.kind in ("reach", "supply"):
                self._area(canvas, square, shade, shown)
            elif shade.kind == "worth":
                self._worth(canvas, square, shade, shown)
            elif shade.kind == "threat":
                self._threat(canvas, square, shade, shown, self._theme.cut)
            elif shade.kind in ("foe_first", "foe_second"):
                colour = self._theme.side(0 if shade.kind == "foe_first" else 1).line
                for h in shown:
                    if shade.bands[h] & THREAT_MOVES:
                        corners = square.spots(hex_corners(self._picture.centre(h), 1.003))
                        canvas.polygon(corners, colour, self._theme.foe_alpha)
                self._threat(canvas, square, shade, shown, colour)
            else:
                for h in shown:
                    self._rules(canvas, square, h, shade.bands[h])
        return None if canvas.empty else canvas.flat()

    # --- how far it reaches -------------------------------------------------------------------------------------

    def _area(self, canvas: Canvas, square: Square, shade: Shade, shown: list[int]) -> None:
        """Tint the hexes by band and outline where one band ends."""
        theme, supply = self._theme, shade.kind == "supply"
        colour = theme.flow if supply else theme.action
        alphas = SUPPLY_ALPHA if supply else _REACH_ALPHA
        for h in shown:
            corners = square.spots(hex_corners(self._picture.centre(h), 1.003))
            canvas.polygon(corners, colour, alphas[min(shade.bands[h], 4)])
        ends = list(self._ends(square, shade, shown))
        for side, _band, beyond in ends:
            if not beyond or supply:
                canvas.line(side, (2.6 if not beyond else 3.4) * square.thick, theme.paper, 230 if not beyond else 150)
        for side, band, beyond in ends:
            on, off = SUPPLY_DASHES[band] if supply and beyond else (0.0, 0.0)
            width, alpha = (1.7, 235) if not beyond or supply else (0.9, 150)
            if on:
                canvas.dashes(side, width * square.thick, colour, on * square.thick, off * square.thick, alpha)
            else:
                canvas.line(side, width * square.thick, colour, alpha)

    def _ends(self, square: Square, shade: Shade, shown: list[int]) -> Iterator[tuple[list[Point], int, int]]:
        """Yield each side of a hex beyond which a fainter band lies, or none: the side, the band, the one beyond."""
        grid = self._picture.grid
        for h in shown:
            corners = square.spots(hex_corners(self._picture.centre(h)))
            for direction in range(6):
                other = grid.neighbour(h, direction)
                band = shade.bands[other] if other >= 0 else 0
                if band == 0 or band > shade.bands[h]:
                    yield [corners[(direction + 4) % 6], corners[(direction + 5) % 6]], min(shade.bands[h], 4), band

    # --- what threatens -----------------------------------------------------------------------------------------

    def _threat(self, canvas: Canvas, square: Square, shade: Shade, shown: list[int], colour: Colour) -> None:
        """Print dots in zones of control, and outline what guns and what moves could reach."""
        thick, step = square.thick, max(5.0, 0.155 * square.ppk)
        for flag, width, on, off in ((THREAT_GUNS, 1.3, 1.6, 4.6), (THREAT_MOVES, 2.0, 6.0, 3.4)):
            for side in self._rim(square, shade, shown, flag):
                canvas.line(side, (width + 2.0) * thick, self._theme.paper, 190)
                canvas.dashes(side, width * thick, colour, on * thick, off * thick)
        for h in shown:
            if shade.bands[h] & THREAT_ZONE:
                for spot in self._raster(square, h, step):
                    canvas.circle(spot, 0.34 * step, colour, 140)

    def _rim(self, square: Square, shade: Shade, shown: list[int], flag: int) -> Iterator[list[Point]]:
        """Yield the sides of hexes where those with a flag end."""
        grid = self._picture.grid
        for h in shown:
            if shade.bands[h] & flag:
                corners = square.spots(hex_corners(self._picture.centre(h)))
                for direction in range(6):
                    other = grid.neighbour(h, direction)
                    if other < 0 or not shade.bands[other] & flag:
                        yield [corners[(direction + 4) % 6], corners[(direction + 5) % 6]]

    def _raster(self, square: Square, h: int, step: float) -> Iterator[Point]:
        """Yield points of a triangular raster inside a hex."""
        cx, cy = square.spot(self._picture.centre(h))
        count = math.ceil(square.ppk * 0.6 / step)
        for i in range(-count, count + 1):
            for j in range(-count, count + 1):
                x, y = cx + (i + 0.5 * (j % 2)) * step, cy + j * step * 0.866
                if _inside_hex((x - cx) / square.ppk, (y - cy) / square.ppk):
                    yield x, y

    # --- people, and what a hex is worth ------------------------------------------------------------------------

    def _rules(self, canvas: Canvas, square: Square, h: int, band: int) -> None:
        """Print short rules, the thicker the more people."""
        step = max(5.0, 0.155 * square.ppk)
        high = (0.0, 0.40, 0.30, 0.21, 0.13)[min(band, 4)] * step
        for x, y in self._raster(square, h, step):
            canvas.box((x - step * 0.36, y - high * 0.5, step * 0.72, high), self._theme.airdrop, 150)

    def _worth(self, canvas: Canvas, square: Square, shade: Shade, shown: list[int]) -> None:
        """Hatch the hexes, the closer the more they are worth, in an outline."""
        theme, thick = self._theme, square.thick
        for h in shown:
            corners = square.spots(hex_corners(self._picture.centre(h), 0.93))
            canvas.polygon(corners, theme.paper, 165)
            step = HATCH_STEPS[min(shade.bands[h], 4)] * thick
            for line in hatched(corners, step):
                canvas.line(line, max(1.2, 1.9 * thick), theme.cut, 235, caps=False)
            canvas.line(corners, 3.6 * thick, theme.paper, 220, closed=True)
            canvas.line(corners, (2.2 if shade.bands[h] == 1 else 1.3) * thick, theme.cut, closed=True)


def hatched(corners: Line, step: float) -> Iterator[Sequence[Point]]:
    """Yield slanting lines some px apart that fill a convex shape; those of neighbouring shapes meet."""
    sums = [x + y for x, y in corners]
    level = math.ceil(min(sums) / (step * math.sqrt(2))) * step * math.sqrt(2)
    while level < max(sums):
        ends = []
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
            before, after = x0 + y0 - level, x1 + y1 - level
            if (before < 0) != (after < 0):
                part = before / (before - after)
                ends.append((x0 + (x1 - x0) * part, y0 + (y1 - y0) * part))
        if len(ends) == 2:
            yield ends
        level += step * math.sqrt(2)


def _inside_hex(dx: float, dy: float) -> bool:
    return abs(dy) <= 0.49 and abs(dx) * 0.8660254 + abs(dy) * 0.5 <= 0.49
