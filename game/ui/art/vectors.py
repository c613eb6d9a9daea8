"""Smooth vector drawing in software: a supersampled canvas, and the geometry of polylines.

Shapes are drawn on a surface a few times too large and averaged down, which gives even edges without a graphics
card. The result is premultiplied: blit it with `pygame.BLEND_PREMULTIPLIED` (`Canvas.onto` does).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pygame

from game.ui.art.theme import Colour

if TYPE_CHECKING:  # slow to load, and the menu waits for it
    import numpy.typing as npt

Point = tuple[float, float]
Line = Sequence[Point]
Box = tuple[float, float, float, float]


class Canvas:
    """A transparent drawing area over the rectangle `area` of a target, drawn `fine` times too large.

    All coordinates are the target's own pixels; `grow` multiplies them first, so that a design grid can be used
    in place of pixels.
    """

    def __init__(self, area: pygame.Rect | Box, fine: int = 4, grow: float = 1.0) -> None:
        self.x, self.y, width, height = (float(v) for v in area)
        self.zoom = fine * grow
        self.size = (max(1, math.ceil(width * grow)), max(1, math.ceil(height * grow)))
        self.sheet = pygame.Surface((self.size[0] * fine, self.size[1] * fine), pygame.SRCALPHA)
        self.empty = True

    @classmethod
    def over(cls, target: pygame.Surface) -> Canvas:
        """Return a canvas that draws straight onto a target: at once, with hard edges, opaque colours only."""
        canvas = cls((0, 0, 1, 1), 1)
        canvas.sheet = target
        return canvas

    def spot(self, point: Point) -> Point:
        """Return where a point falls on the oversized sheet."""
        return (point[0] - self.x) * self.zoom, (point[1] - self.y) * self.zoom

    def ink(self, colour: Colour, alpha: int = 255) -> tuple[int, int, int, int]:
        """Return a colour premultiplied by its opacity."""
        self.empty = False
        return colour[0] * alpha // 255, colour[1] * alpha // 255, colour[2] * alpha // 255, alpha

    def polygon(self, points: Line, colour: Colour, alpha: int = 255) -> None:
        """Fill a closed shape of at least three points."""
        if len(points) > 2:
            pygame.draw.polygon(self.sheet, self.ink(colour, alpha), [self.spot(p) for p in points])

    def circle(self, centre: Point, radius: float, colour: Colour, alpha: int = 255, width: float = 0) -> None:
        """Draw a disc, or a ring of some width inside the radius."""
        stroke = max(1, round(width * self.zoom)) if width else 0
        pygame.draw.circle(self.sheet, self.ink(colour, alpha), self.spot(centre), radius * self.zoom, stroke)

    def box(
        self, box: Box | pygame.Rect, colour: Colour, alpha: int = 255, radius: float = 0, width: float = 0
    ) -> None:
        """Draw a rectangle (left, top, width, height), rounded, or only its outline."""
        x, y = self.spot((box[0], box[1]))
        right, bottom = self.spot((box[0] + box[2], box[1] + box[3]))
        rect = pygame.Rect(round(x), round(y), round(right) - round(x), round(bottom) - round(y))
        stroke = max(1, round(width * self.zoom)) if width else 0
        corner = round(radius * self.zoom) if radius else -1
        pygame.draw.rect(self.sheet, self.ink(colour, alpha), rect, stroke, border_radius=corner)

    def ellipse(self, box: Box, colour: Colour, alpha: int = 255, width: float = 0) -> None:
        """Draw an ellipse inside a box, or only its outline."""
        x, y = self.spot((box[0], box[1]))
        rect = pygame.Rect(round(x), round(y), round(box[2] * self.zoom), round(box[3] * self.zoom))
        stroke = max(1, round(width * self.zoom)) if width else 0
        pygame.draw.ellipse(self.sheet, self.ink(colour, alpha), rect, stroke)

    def line(
        self, points: Line, width: float, colour: Colour, alpha: int = 255, *, closed: bool = False, caps: bool = True
    ) -> None:
        """Draw a polyline with round joints, and round ends unless `caps` is off."""
        ink = self.ink(colour, alpha)
        path = [self.spot(p) for p in points]
        if closed:
            path.append(path[0])
        half = max(width * self.zoom / 2, 0.5)
        strips = _gentle_parts(path) if len(path) > 4 else [path[i : i + 2] for i in range(len(path) - 1)]
        for strip in strips:
            for outline in _ribbons(strip, half):
                pygame.draw.polygon(self.sheet, ink, outline)
        if half > 1:
            joints = [strip[-1] for strip in strips[:-1]]
            if caps or closed:
                joints += [path[0], path[-1]]
            for joint in joints:
                pygame.draw.circle(self.sheet, ink, joint, half)

    def dashes(
        self,
        points: Line,
        width: float,
        colour: Colour,
        on: float,
        off: float,
        alpha: int = 255,
        start: float = 0.0,
    ) -> None:
        """Draw a polyline in dashes of `on` px with gaps of `off` px; it begins `start` px into the pattern."""
        for piece in dash_pieces(points, on, off, start):
            self.line(piece, width, colour, alpha, caps=False)

    def flat(self) -> pygame.Surface:
        """Return the drawing at its true size, premultiplied."""
        if self.sheet.get_size() == self.size:
            return self.sheet
        return pygame.transform.smoothscale(self.sheet, self.size)

    def onto(self, target: pygame.Surface, alpha: int = 255) -> None:
        """Lay the drawing over the target at its place, faded to an opacity from 0 to 255."""
        if self.empty:
            return
        flat = self.flat()
        if alpha < 255:
            flat.fill((alpha, alpha, alpha, alpha), special_flags=pygame.BLEND_RGBA_MULT)
        target.blit(flat, (round(self.x), round(self.y)), special_flags=pygame.BLEND_PREMULTIPLIED)


def _gentle_parts(path: list[Point]) -> list[list[Point]]:
    """Cut a line where it turns sharply, so that each part can be drawn as one ribbon."""
    line = np.array(path)
    steps = np.diff(line, axis=0)
    headings = np.arctan2(steps[:, 1], steps[:, 0])
    turns = np.abs((np.diff(headings) + math.pi) % (2 * math.pi) - math.pi)
    cuts = [0, *(int(i) + 1 for i in np.flatnonzero(turns > 0.45)), len(path) - 1]
    return [path[i : j + 1] for i, j in itertools.pairwise(cuts) if j > i]


def _ribbons(path: list[Point], half: float) -> list[list[Point]]:
    """Return outlines that together make a line of some half width; none where it has no length.

    Each has few corners, because the time to fill a polygon grows with their number on every row of pixels.
    """
    if len(path) == 2:
        (x0, y0), (x1, y1) = path
        length = math.hypot(x1 - x0, y1 - y0)
        if length < 1e-6:
            return []
        nx, ny = -(y1 - y0) / length * half, (x1 - x0) / length * half
        return [[(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]]
    line = np.array(path)
    run = np.empty_like(line)
    run[1:-1] = line[2:] - line[:-2]
    run[0], run[-1] = line[1] - line[0], line[-1] - line[-2]
    size = np.sqrt(run[:, 0] ** 2 + run[:, 1] ** 2)[:, None] + 1e-9
    normal = np.stack([-run[:, 1], run[:, 0]], 1) / size * half
    left: list[Point] = (line + normal).tolist()
    right: list[Point] = (line - normal).tolist()
    return [left[i : i + 5] + right[i : i + 5][::-1] for i in range(0, len(path) - 1, 4)]


def bounds(points: Line, margin: float = 0) -> pygame.Rect:
    """Return the whole-pixel rectangle round some points, widened by a margin."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, top = math.floor(min(xs) - margin), math.floor(min(ys) - margin)
    return pygame.Rect(left, top, math.ceil(max(xs) + margin) - left, math.ceil(max(ys) + margin) - top)


def lengths(points: Line) -> npt.NDArray[np.float64]:
    """Return the distance along the line at each of its points, starting at 0."""
    line = np.asarray(points, float)
    steps = np.hypot(*np.diff(line, axis=0).T)
    return np.concatenate(([0.0], np.cumsum(steps)))


def resample(points: Line, step: float) -> list[Point]:
    """Return points along the line about `step` apart, both ends included."""
    along, line = lengths(points), np.asarray(points, float)
    count = max(2, round(float(along[-1]) / step) + 1)
    at = np.linspace(0, along[-1], count)
    xs, ys = np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])
    return [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]


def point_at(points: Line, distance: float) -> tuple[float, float, float, float]:
    """Return x, y and the unit direction of the line at a distance along it (clamped to its ends)."""
    along, line = lengths(points), np.asarray(points, float)
    total = float(along[-1])
    where = min(max(distance, 0.0), total)
    reach = min(2.0, total / 4)
    ends = np.array([max(where - reach, 0.0), where, min(where + reach, total)])
    xs, ys = np.interp(ends, along, line[:, 0]), np.interp(ends, along, line[:, 1])
    dx, dy = float(xs[2] - xs[0]), float(ys[2] - ys[0])
    size = math.hypot(dx, dy) or 1.0
    return float(xs[1]), float(ys[1]), dx / size, dy / size


def portion(points: Line, start: float, end: float) -> list[Point]:
    """Return the part of the line between two distances along it."""
    along, line = lengths(points), np.asarray(points, float)
    start, end = max(0.0, start), min(float(along[-1]), end)
    inner = [(float(x), float(y)) for (x, y), s in zip(line, along, strict=True) if start < s < end]
    ends = np.array([start, end])
    xs, ys = np.interp(ends, along, line[:, 0]), np.interp(ends, along, line[:, 1])
    return [(float(xs[0]), float(ys[0])), *inner, (float(xs[1]), float(ys[1]))]


def dash_pieces(points: Line, on: float, off: float, start: float = 0.0) -> Iterator[list[Point]]:
    """Yield the drawn pieces of a dashed line that begins `start` into its pattern."""
    if len(points) < 2:
        return
    along, line = lengths(points), np.asarray(points, float)
    total = float(along[-1])
    starts = np.arange(-(start % (on + off)), total, on + off)
    stops = np.minimum(starts + on, total)
    starts, stops = np.maximum(starts, 0.0)[stops > 0], stops[stops > 0]
    x0, y0 = np.interp(starts, along, line[:, 0]), np.interp(starts, along, line[:, 1])
    x1, y1 = np.interp(stops, along, line[:, 0]), np.interp(stops, along, line[:, 1])
    first, last = np.searchsorted(along, starts, "right"), np.searchsorted(along, stops, "left")
    for i in range(len(starts)):
        inner = [(float(x), float(y)) for x, y in line[first[i] : last[i]]]
        yield [(float(x0[i]), float(y0[i])), *inner, (float(x1[i]), float(y1[i]))]


class Course:
    """A line made ready to be asked for its parts again and again."""

    def __init__(self, points: Line) -> None:
        self.line = np.asarray(points, float)
        self.low, self.high = self.line.min(axis=0).tolist(), self.line.max(axis=0).tolist()
        self.along = lengths(points)


def within(points: Line | Course, box: Box) -> list[tuple[list[Point], float]]:
    """Return the parts of a line that run inside a box (left, top, right, bottom).

    Each has a point beyond the box at either end where the line goes on, and its distance from the line's start.
    """
    course = points if isinstance(points, Course) else Course(points)
    line, low, high = course.line, course.low, course.high
    if low[0] > box[2] or high[0] < box[0] or low[1] > box[3] or high[1] < box[1]:
        return []
    if low[0] >= box[0] and high[0] <= box[2] and low[1] >= box[1] and high[1] <= box[3]:
        return [([(x, y) for x, y in line.tolist()], 0.0)]
    inside = (line[:, 0] > box[0]) & (line[:, 0] < box[2]) & (line[:, 1] > box[1]) & (line[:, 1] < box[3])
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    along = course.along
    parts: list[tuple[list[Point], float]] = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        first = max(0, first - 1)
        part = [(x, y) for x, y in line[first : last + 1].tolist()]
        if len(part) > 1:
            parts.append((part, float(along[first])))
    return parts


def beside(points: Line, distance: float) -> list[Point]:
    """Return the line shifted sideways by a distance, to the right of its direction for a positive one."""
    line = np.asarray(points, float)
    run = np.gradient(line, axis=0)
    size = np.hypot(run[:, 0], run[:, 1])[:, None] + 1e-9
    normal = np.stack([-run[:, 1], run[:, 0]], 1) / size
    return [(float(x), float(y)) for x, y in line + normal * distance]


def spline(points: Line, per_leg: int = 8) -> list[Point]:
    """Return a smooth curve through all the points (Catmull-Rom), with `per_leg` pieces to each leg."""
    if len(points) < 3:
        return [(float(x), float(y)) for x, y in points]
    line = np.asarray(points, float)
    knots = np.vstack([2 * line[0] - line[1], line, 2 * line[-1] - line[-2]])
    t = np.linspace(0, 1, per_leg, endpoint=False)[:, None]
    curve: list[Point] = []
    for p0, p1, p2, p3 in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        leg = 0.5 * (
            2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
        )
        curve.extend((float(x), float(y)) for x, y in leg)
    curve.append((float(line[-1][0]), float(line[-1][1])))
    return curve


def arc(centre: Point, radius: float, start: float = 0.0, end: float = 360.0, pieces: int = 72) -> list[Point]:
    """Return points on a circle from one angle to another, in degrees clockwise from east."""
    angles = np.radians(np.linspace(start, end, pieces + 1))
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles]
