"""Paints the ground in squares: tints, fields and groves, hillshade, contours, wadis, field tracks, built-up blocks.

Every square is painted from the relief alone, so they can be made in any order and fit without a seam.
"""

from __future__ import annotations

import math
from copy import copy

import numpy as np
import numpy.typing as npt
import pygame

from game.ui.art.theme import Colour, Ground, mix
from game.ui.art.vectors import Canvas, spline
from game.ui.board.figures import contour_figures, draw_figure
from game.ui.board.model import MapPicture
from game.ui.board.parcels import paint_parcels
from game.ui.board.relief import Field, Relief, cubic_weights, spectral_noise
from game.ui.board.towns import Block, town_blocks, town_radius, town_weight
from game.ui.board.tracks import field_tracks

_NOISE = 512
_APRON = 2
"""Pixels painted round a square and cut off again, so that slopes are right at its rim."""
_LIGHTS = ((315.0, 45.0, 0.66), (262.0, 52.0, 0.20), (5.0, 52.0, 0.14))
"""Azimuth, height in degrees, weight of the three lights."""
_WADI_CELLS = 420.0
"""A wadi is drawn where at least this many cells of 100 m drain through a point."""


class GroundPainter:
    """Paints squares of the sheet at `ppk` px per km; pixel 0, 0 is the sheet's north-west corner."""

    def __init__(self, picture: MapPicture, relief: Relief, colours: Ground, ppk: int) -> None:
        self.relief = relief
        self.colours = colours
        self.ppk = ppk
        self.grain = _grain(ppk)
        shape = (_NOISE, _NOISE)
        self._fine = spectral_noise(shape, 1 / 48, 2.2, 21, 0.11, 0.9)
        self._soft = spectral_noise(shape, 1 / 48, 1.8, 5, 0.30, 3.0)
        self._specks = _speckle(shape)
        self._wadis = _wadi_lines(relief)
        self._tracks = field_tracks(picture)
        self._blocks: list[Block] = town_blocks(picture)
        self._town = town_weight(picture, relief)
        settled = [picture.place_point(place) for place in picture.places if town_radius(place)]
        self._figures = contour_figures(relief, settled)

    def at(self, ppk: int) -> GroundPainter:
        """Return a painter of the same ground at another zoom."""
        other = copy(self)
        other.ppk, other.grain = ppk, _grain(ppk)
        return other

    def paint(self, area: pygame.Rect) -> pygame.Surface:
        """Return one rectangle of the sheet."""
        wide = area.inflate(2 * _APRON, 2 * _APRON)
        detail = _Patch(self.relief, wide, self.ppk)
        picture = self._tinted(detail, wide)
        picture = self._covered(picture, detail, wide)
        picture = self._lit(picture, detail, wide)
        pixels = np.clip(picture[:, _APRON:-_APRON, _APRON:-_APRON] + 0.5, 0, 255).astype(np.uint8)
        surface = pygame.surfarray.make_surface(np.ascontiguousarray(pixels.transpose(2, 1, 0)))
        self._draw_wadis(surface, area)
        self._draw_tracks(surface, area)
        self._draw_blocks(surface, area)
        self._draw_figures(surface, area)
        return surface

    def _tinted(self, detail: _Patch, area: pygame.Rect) -> Field:
        """Tint by height, following the large forms more than the small."""
        height = 0.55 * detail.broad + 0.45 * detail.height + 3 * _tiled(self._soft, area, self.grain)
        levels = np.array([metres for metres, _ in self.colours.heights], np.float32)
        tints = np.array([tint for _, tint in self.colours.heights], np.float32)
        return np.stack([np.interp(height, levels, tints[:, k]) for k in range(3)]).astype(np.float32)

    def _covered(self, picture: Field, detail: _Patch, area: pygame.Rect) -> Field:
        """Lay fields, groves, scrub and steppe over the tint, each where the terrain has it."""
        c = self.colours
        soft, fine = _tiled(self._soft, area, self.grain), _tiled(self._fine, area, self.grain)
        wander = 0.20 * soft + 0.05 * fine
        town = detail.field(self._town)
        grove = ramp(detail.cover("groves") + wander, 0.30, 0.70)
        rough = ramp(np.maximum(detail.cover("rough"), detail.cover("hills")) + wander, 0.35, 0.75)
        steppe = ramp(detail.cover("steppe") + 2.4 * wander, 0.15, 1.0)
        gardens = np.maximum(detail.cover("village"), detail.cover("town"))
        arable = np.clip(1 - 0.75 * grove - 0.80 * rough - 0.55 * steppe, 0, 1) * (1 - ramp(town, 0.3, 0.8))
        arable *= 1 - ramp(detail.slope, 0.10, 0.20)
        strips, marks = paint_parcels(area, self.ppk, self.relief, detail.grove_test(), detail.bare_test())
        picture = over(picture, c.earth, strips[0] * arable * 0.27)
        picture = over(picture, c.stubble, strips[1] * arable * 0.60)
        picture = over(picture, c.crop, strips[2] * arable * 0.46)
        picture = over(picture, c.field_edge, marks[0] * arable * 0.30)
        picture = over(picture, c.steppe, steppe * 0.36)
        picture = over(picture, c.grove_floor, rough * (0.16 + 0.26 * ramp(soft, -0.4, 0.9)))
        grove = np.maximum(grove, 0.45 * ramp(gardens + wander, 0.4, 0.8)) * (1 - ramp(town, 0.35, 0.7))
        picture = over(picture, c.grove_floor, grove * 0.42)
        picture = over(picture, c.grove, grove * marks[1] * 0.62)
        picture = over(picture, c.town, ramp(town, 0.25, 0.45) * 0.55)
        scrub = np.maximum(rough * 0.9, steppe * 0.2) * _tiled(self._specks, area, self.grain)
        return over(picture, c.scrub, scrub * 0.40)

    def _lit(self, picture: Field, detail: _Patch, area: pygame.Rect) -> Field:
        """Shade by three lights, compressing steep slopes, then draw the contours."""
        c = self.colours
        rise = detail.rough * 1.2 * _tiled(self._fine, area, self.grain)
        step = 1000.0 / self.ppk
        shape = 0.85 * detail.height + 0.25 * detail.broad + rise
        gy, gx = np.gradient(shape, step)
        size = np.hypot(gx, gy) + 1e-6
        squeeze = np.tanh(size * 6.6) / size
        gx, gy = gx * squeeze, gy * squeeze
        up = 1 / np.sqrt(1 + gx * gx + gy * gy)
        total = np.zeros_like(up)
        for azimuth, altitude, weight in _LIGHTS:
            a, b = math.radians(azimuth), math.radians(altitude)
            east, north, above = math.sin(a) * math.cos(b), math.cos(a) * math.cos(b), math.sin(b)
            total += weight * (np.maximum(0, (-gx * east + gy * north + above) * up) - above)
        picture = over(picture, c.shadow, np.clip(-total, 0, 1) * c.shading[0])
        picture = over(picture, c.light, np.clip(total, 0, 1) * c.shading[1])
        smooth = 0.75 * detail.height + 0.25 * detail.broad + rise * 0.6
        gy, gx = np.gradient(smooth)
        per_px, grain = np.maximum(np.hypot(gx, gy), 0.05 / self.grain), self.grain
        lesser = _contour(smooth, per_px, 10, 0.7 * grain) * ramp(detail.slope, 0.06, 0.035)
        picture = over(picture, c.contour, lesser * 0.19)
        picture = over(picture, c.contour, _contour(smooth, per_px, 20, 0.85 * grain) * 0.34)
        return over(picture, c.contour, _contour(smooth, per_px, 100, 1.5 * grain) * 0.42)

    def _to_px(self, east: float, south: float) -> tuple[float, float]:
        return (east - self.relief.west) * self.ppk, (south - self.relief.north) * self.ppk

    def _draw_wadis(self, surface: pygame.Surface, area: pygame.Rect) -> None:
        canvas = Canvas(area, 2)
        thick = self.ppk / 48
        for line, cells in self._wadis:
            points = [self._to_px(x, y) for x, y in line]
            if _beyond(points, area):
                continue
            width = min(1.7, 0.65 + 0.22 * math.log(cells / 250)) * thick
            canvas.dashes(points, width, self.colours.wadi, 9 * thick, 2.6 * thick, 225)
        canvas.x, canvas.y = 0, 0
        canvas.onto(surface, 185)

    def _draw_tracks(self, surface: pygame.Surface, area: pygame.Rect) -> None:
        canvas = Canvas(area, 3)
        thick = self.ppk / 48
        for line in self._tracks:
            points = [self._to_px(x, y) for x, y in line]
            if not _beyond(points, area):
                canvas.dashes(points, 0.95 * thick, self.colours.track, 5 * thick, 2.6 * thick)
        canvas.x, canvas.y = 0, 0
        canvas.onto(surface, 200)

    def _draw_blocks(self, surface: pygame.Surface, area: pygame.Rect) -> None:
        canvas = Canvas(area, 3)
        near = area.inflate(24, 24)
        c = self.colours
        for block in self._blocks:
            x, y = self._to_px(*block.centre)
            if near.collidepoint(x, y):
                outline = [(x + dx * self.ppk, y + dy * self.ppk) for dx, dy in block.outline]
                canvas.polygon(outline, mix(c.block, c.block_dark, block.tone))
        canvas.x, canvas.y = 0, 0
        canvas.onto(surface, 225)

    def _draw_figures(self, surface: pygame.Surface, area: pygame.Rect) -> None:
        canvas = Canvas(area, 3)
        near = area.inflate(self.ppk, self.ppk)
        for figure in self._figures:
            spot = self._to_px(*figure.at)
            if near.collidepoint(spot):
                draw_figure(canvas, figure, spot, self.ppk, self.colours.figure, self.colours.figure_paper)
        canvas.x, canvas.y = 0, 0
        canvas.onto(surface, 215)


class _Patch:
    """The relief's fields brought to the pixels of one rectangle."""

    def __init__(self, relief: Relief, area: pygame.Rect, ppk: int) -> None:
        rows, cols = relief.height.shape
        xs = (area.left + np.arange(area.width) + 0.5) / ppk / relief.cell
        ys = (area.top + np.arange(area.height) + 0.5) / ppk / relief.cell
        self._x0, x1 = max(0, int(xs[0]) - 2), min(cols, int(xs[-1]) + 4)
        self._y0, y1 = max(0, int(ys[0]) - 2), min(rows, int(ys[-1]) + 4)
        self._window = (slice(self._y0, y1), slice(self._x0, x1))
        self._across = cubic_weights(xs - self._x0, x1 - self._x0).T
        self._down = cubic_weights(ys - self._y0, y1 - self._y0)
        self._relief = relief
        self.height = self.field(relief.height)
        self.broad = self.field(relief.broad)
        self.rough = self.field(relief.rough)
        gy, gx = np.gradient(self.broad, 1000.0 / ppk)
        self.slope = np.hypot(gx, gy)

    def field(self, values: Field) -> Field:
        """Return a field of the relief at every pixel."""
        return self._down @ values[self._window] @ self._across

    def cover(self, terrain: str) -> Field:
        """Return the weight of a kind of terrain at every pixel, 0 to 1."""
        values = self._relief.cover.get(terrain)
        return np.zeros_like(self.height) if values is None else self.field(values)

    def grove_test(self) -> Field:
        """Return the field that says where trees may stand, at the relief's own grid."""
        cover = self._relief.cover
        empty = np.zeros_like(self._relief.height)
        gardens = np.maximum(cover.get("village", empty), cover.get("town", empty))
        return np.maximum(cover.get("groves", empty), 0.8 * gardens)

    def bare_test(self) -> Field:
        """Return the field that says where nothing is sown, at the relief's own grid."""
        cover = self._relief.cover
        empty = np.zeros_like(self._relief.height)
        return np.maximum(cover.get("rough", empty), cover.get("hills", empty))


def over(picture: Field, colour: Colour, weight: Field) -> Field:
    """Lay a colour over a picture of shape (3, height, width) with a weight from 0 to 1 per pixel."""
    tint = np.array(colour, np.float32)[:, None, None]
    picture += (tint - picture) * weight
    return picture


def ramp(values: Field, low: float, high: float) -> Field:
    """Return 0 below `low`, 1 above `high`, smooth between; turned round where `low` is the greater."""
    t: Field = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _contour(height: Field, per_px: Field, metres: float, width: float) -> Field:
    away = np.abs((height / metres + 0.5) % 1 - 0.5) * metres / per_px
    return ramp(away, width / 2 + 0.6, width / 2 - 0.4)


def _grain(ppk: int) -> float:
    """Return how many px wide what is one px wide at 48 px per km is at a zoom: never less than one."""
    return max(1.0, ppk / 48)


def _tiled(texture: Field, area: pygame.Rect, grain: float) -> Field:
    """Return the part of a repeating texture, `grain` px to each of its own, that falls on a rectangle."""
    rows, cols = texture.shape
    if grain == 1:
        ys, xs = np.arange(area.top, area.bottom) % rows, np.arange(area.left, area.right) % cols
        part: Field = texture[ys[:, None], xs[None, :]]
        return part
    down = (np.arange(area.top, area.bottom, dtype=np.float32) + 0.5) / grain - 0.5
    across = (np.arange(area.left, area.right, dtype=np.float32) + 0.5) / grain - 0.5
    top, left = np.floor(down).astype(int), np.floor(across).astype(int)
    below, beside = (down - top)[:, None], across - left
    strip = texture[np.arange(top[0], top[-1] + 2)[:, None] % rows, np.arange(left[0], left[-1] + 2) % cols]
    y, x = (top - top[0])[:, None], left - left[0]
    upper = strip[y, x] * (1 - beside) + strip[y, x + 1] * beside
    lower = strip[y + 1, x] * (1 - beside) + strip[y + 1, x + 1] * beside
    smooth: Field = upper + (lower - upper) * below
    return smooth


def _speckle(shape: tuple[int, int]) -> Field:
    """Return sparse soft specks a few pixels apart, for scrub and stones."""
    rng = np.random.default_rng(43)
    specks = np.zeros(shape, np.float32)
    count = shape[0] * shape[1] // 42
    ys, xs = rng.integers(0, shape[0], count), rng.integers(0, shape[1], count)
    for dy, dx, strength in ((0, 0, 1.0), (0, 1, 0.6), (1, 0, 0.45), (0, -1, 0.35), (1, 1, 0.25)):
        np.maximum.at(specks, ((ys + dy) % shape[0], (xs + dx) % shape[1]), np.float32(strength))
    return specks


def _wadi_lines(relief: Relief) -> list[tuple[list[tuple[float, float]], float]]:
    """Return the courses of dry streams as smooth lines in km, with the cells that drain through their middle."""
    if relief.water is None or relief.downhill is None:
        return []
    water, downhill = relief.water.ravel(), relief.downhill
    cols = relief.height.shape[1]
    wet = np.flatnonzero(water > _WADI_CELLS)
    fed = np.zeros(water.size, bool)
    fed[downhill[wet]] = True
    taken: set[int] = set()
    lines: list[tuple[list[tuple[float, float]], float]] = []
    for head in (int(cell) for cell in wet if not fed[cell]):
        course = [head]
        while course[-1] not in taken and int(downhill[course[-1]]) != course[-1]:
            taken.add(course[-1])
            course.append(int(downhill[course[-1]]))
        if len(course) >= 8:
            points = [(relief.west + k % cols * relief.cell, relief.north + k // cols * relief.cell) for k in course]
            lines.extend(_in_pieces(_smoothed(points), float(water[course[len(course) // 2]])))
    return lines


def _beyond(points: list[tuple[float, float]], area: pygame.Rect) -> bool:
    """Say whether a line lies wholly on one side of a rectangle."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return max(xs) < area.left or min(xs) > area.right or max(ys) < area.top or min(ys) > area.bottom


def _smoothed(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    line: npt.NDArray[np.float64] = np.array(points)
    for _ in range(6):
        line[1:-1] = line[:-2] * 0.25 + line[1:-1] * 0.5 + line[2:] * 0.25
    kept = np.vstack([line[:-1:3], line[-1:]])
    return spline([(float(x), float(y)) for x, y in kept], 4)


def _in_pieces(points: list[tuple[float, float]], cells: float) -> list[tuple[list[tuple[float, float]], float]]:
    """Cut a long line into pieces that share their ends, so that a square draws only those near it."""
    return [(points[i : i + 41], cells) for i in range(0, len(points) - 1, 40)]
