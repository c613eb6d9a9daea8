"""Where the board looks: a centre in km, a zoom in px per km, and the way between screen and map."""

from __future__ import annotations

import math
from collections.abc import Iterable

from game.hexes import COLUMN_KM, Grid

ZOOM_STEPS = (14, 18, 24, 30, 36, 42, 48, 60, 72, 84, 96)
"""The zooms there are, in px per km at scale 1."""
GLIDE_MS = 180
PAPER_KM = 0.3
"""How much of the margin round the map may come into view."""

Point = tuple[float, float]
Extent = tuple[float, float, float, float]


class Camera:
    """Looks at a map whose limits are `extent_km` (west, north, east, south) through a window of px.

    The centre never leaves the map; where the map is smaller than the window it stands in the middle.
    """

    def __init__(self, extent_km: Extent, width: int, height: int, scale: float = 1.0) -> None:
        self.extent = extent_km
        self.width, self.height = max(1, width), max(1, height)
        self.scale = scale
        self._between = 0
        self.step = ZOOM_STEPS.index(42 if min(width, height) < 700 * scale else 48)
        self._east = (extent_km[0] + extent_km[2]) / 2
        self._south = (extent_km[1] + extent_km[3]) / 2
        self._glide: tuple[Point, Point, int] | None = None
        self._clamp()
        self._chosen = (self.step, self._fills_width())

    @property
    def ppk(self) -> int:
        """Zoom in px per km."""
        return self._between or round(ZOOM_STEPS[self.step] * self.scale)

    @property
    def centre(self) -> Point:
        """The point of the map in the middle of the window, in km."""
        return self._east, self._south

    @property
    def gliding(self) -> bool:
        """Say whether a smooth pan is under way."""
        return self._glide is not None

    @property
    def origin_px(self) -> tuple[int, int]:
        """The window's top left corner in px of the whole map, whose origin is the centre of hex 0.0."""
        ppk = self.ppk
        return round(self._east * ppk - self.width / 2), round(self._south * ppk - self.height / 2)

    def resize(self, width: int, height: int, scale: float | None = None) -> None:
        """Change the size of the window, keeping its centre and the zoom that was chosen.

        A map that filled the window's width when its zoom was chosen goes on to fill it, as far as it can be enlarged.
        """
        self.width, self.height = max(1, width), max(1, height)
        if scale is not None:
            self.scale = scale
        self.step, filled = self._chosen
        if filled:
            self.fill_width()
        self._clamp()

    def fit(self, margin_px: int) -> None:
        """Show the whole map as large as the window lets, at a zoom between the steps: for a still picture."""
        west, north, east, south = self.extent
        self._between = int(min((self.width - 2 * margin_px) / (east - west),
                                (self.height - 2 * margin_px) / (south - north)))
        self.centre_on(((west + east) / 2, (north + south) / 2))

    def fill_width(self) -> None:
        """Zoom in until the map fills the window's width, as far as it can be enlarged."""
        while not self._fills_width() and self.step + 1 < len(ZOOM_STEPS):
            self.step += 1

    def _fills_width(self) -> bool:
        return (self.extent[2] - self.extent[0]) * self.ppk >= self.width

    def to_px(self, point: Point) -> Point:
        """Return where a point of the map lies in the window."""
        left, top = self.origin_px
        return point[0] * self.ppk - left, point[1] * self.ppk - top

    def to_km(self, point: Point) -> Point:
        """Return which point of the map lies at a point of the window."""
        left, top = self.origin_px
        return (point[0] + left) / self.ppk, (point[1] + top) / self.ppk

    def hex_at(self, grid: Grid, point: Point) -> int | None:
        """Return the hex under a point of the window, or None off the map."""
        return hex_of(grid, self.to_km(point))

    def zoom_by(self, steps: int, at: Point | None = None) -> bool:
        """Zoom in (positive) or out by steps, keeping the point of the window `at` over the same ground."""
        step = min(max(self.step + steps, 0), len(ZOOM_STEPS) - 1)
        if step == self.step:
            return False
        anchor = at if at is not None else (self.width / 2, self.height / 2)
        fixed = self.to_km(anchor)
        self.step = step
        self._glide = None
        self._east = fixed[0] - (anchor[0] - self.width / 2) / self.ppk
        self._south = fixed[1] - (anchor[1] - self.height / 2) / self.ppk
        self._clamp()
        self._chosen = (step, self._fills_width())
        return True

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the window by px over the map: positive is east and south."""
        self._glide = None
        self._east += dx / self.ppk
        self._south += dy / self.ppk
        self._clamp()

    def centre_on(self, point: Point, now_ms: int = 0) -> None:
        """Put a point of the map in the middle; with the time given, by a glide of `GLIDE_MS`."""
        start = self.centre
        self._east, self._south = point
        self._clamp()
        self._glide = None
        if now_ms and self.centre != start:
            self._glide = (start, self.centre, now_ms)
            self._east, self._south = start

    def show(self, points: Iterable[Point], margin_km: float = 1.5) -> None:
        """Choose centre and zoom so that all points are in the window, no closer than 72 px per km."""
        spots = list(points)
        if not spots:
            return
        west, east = min(p[0] for p in spots) - margin_km, max(p[0] for p in spots) + margin_km
        north, south = min(p[1] for p in spots) - margin_km, max(p[1] for p in spots) + margin_km
        most = min(self.width / (east - west), self.height / (south - north))
        fitting = [i for i, zoom in enumerate(ZOOM_STEPS) if zoom * self.scale <= most and zoom <= 72]
        self.step = fitting[-1] if fitting else 0
        self._chosen = (self.step, self._fills_width())
        self.centre_on(((west + east) / 2, (north + south) / 2))

    def advance(self, now_ms: int) -> None:
        """Carry a glide on to a moment; it slows towards its end."""
        if self._glide is None:
            return
        start, end, since = self._glide
        part = min(max((now_ms - since) / GLIDE_MS, 0.0), 1.0)
        eased = 1 - (1 - part) ** 3
        self._east = start[0] + (end[0] - start[0]) * eased
        self._south = start[1] + (end[1] - start[1]) * eased
        if part >= 1.0:
            self._glide = None

    def _clamp(self) -> None:
        west, north, east, south = self.extent
        self._east = _within(self._east, west - PAPER_KM, east + PAPER_KM, self.width / self.ppk)
        self._south = _within(self._south, north - PAPER_KM, south + PAPER_KM, self.height / self.ppk)


def thickness(ppk: int) -> float:
    """Return by how much lines and marks are larger than at 48 px per km, within limits that keep them legible."""
    return min(2.5, max(0.55, ppk / 48))


def _within(middle: float, low: float, high: float, span: float) -> float:
    """Return the middle of a stretch moved so that it lies between two limits, or centred where it cannot."""
    if high - low <= span:
        return (low + high) / 2
    return min(max(middle, low + span / 2), high - span / 2)


def hex_of(grid: Grid, point: Point) -> int | None:
    """Return the hex whose centre is nearest to a point in km, or None off the map."""
    east, south = point
    west_col = math.floor(east / COLUMN_KM)
    best: tuple[float, int, int] | None = None
    for col in (west_col, west_col + 1):
        row = math.floor(south - 0.5 * (col & 1) + 0.5)
        away = (east - COLUMN_KM * col) ** 2 + (south - row - 0.5 * (col & 1)) ** 2
        if best is None or away < best[0]:
            best = (away, col, row)
    if best is None or not grid.contains(best[1], best[2]):
        return None
    return grid.hex_id(best[1], best[2])
