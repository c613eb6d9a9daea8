"""Where supply is held up: bars across shut roads, squeezed roads, and minimum cuts as lines across the map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from game.ui.art.theme import Theme
from game.ui.art.vectors import Canvas, arc, bounds, lengths, point_at, spline
from game.ui.board.camera import Camera, thickness
from game.ui.board.flows import pipe_width
from game.ui.board.marks import Sprite, sprite_of
from game.ui.board.model import CutLine, CutMark, MapPicture, Overlays, PinchMark, Point
from game.ui.board.prints import Prints
from game.ui.board.roadnet import RoadNet
from game.ui.board.standing import put_all

_OVERHANG_KM = 0.8
"""How far the line of a cut runs on beyond the last road that it crosses."""
_CLOSED_FROM = math.radians(200)
"""A cut is drawn as a closed line where its steps lie round what is supplied without a gap of this angle."""
_RING_KM = 0.62


@dataclass(frozen=True, slots=True)
class _View:
    """Where points of the map lie in px of the whole map, and how wide lines are."""

    ppk: int

    @property
    def thick(self) -> float:
        return thickness(self.ppk)

    def spots(self, points: Sequence[Point]) -> list[Point]:
        """Return where points in km lie."""
        return [(x * self.ppk, y * self.ppk) for x, y in points]


class CutMarks:
    """Minimum cuts, the narrow places on them, and shut roads, drawn over the counters."""

    def __init__(self, picture: MapPicture, net: RoadNet, theme: Theme) -> None:
        self._picture, self._net, self._theme = picture, net, theme
        self._made: tuple[object, list[Sprite]] = (None, [])

    def put(self, prints: Prints, camera: Camera, overlays: Overlays) -> None:
        """Add the marks to what is to be printed."""
        if not (overlays.lines or overlays.pinches or overlays.cuts):
            return
        flows = overlays.flows if overlays.pinches else None
        key = (camera.ppk, overlays.lines, overlays.pinches, overlays.cuts, flows)
        if self._made[0] != key:
            self._made = (key, self._drawn(_View(camera.ppk), overlays))
        put_all(prints, camera.origin_px, self._made[1])

    def _drawn(self, view: _View, overlays: Overlays) -> list[Sprite]:
        """Return a picture of every mark."""
        sprites: list[Sprite] = []
        for line in overlays.lines:
            curve = view.spots(cut_curve(self._net, line))
            if len(curve) > 1:
                canvas = Canvas(bounds(curve, round(12 * view.thick)), 2)
                self._line(canvas, view, line, curve)
                sprites.append(sprite_of(canvas))
        marks: list[PinchMark | CutMark] = [*overlays.pinches, *overlays.cuts]
        for mark in marks:
            room = _RING_KM * view.ppk + 8 if mark.a == mark.b else 0.0
            ends = view.spots([self._net.node(mark.a), self._net.node(mark.b), self._picture.centre(mark.a)])
            canvas = Canvas(bounds(ends, round(34 * view.thick + room)), 2)
            if isinstance(mark, CutMark):
                self._cut(canvas, view, mark)
            elif mark.a == mark.b:
                self._ring(canvas, view, mark.a)
            else:
                self._pinch(canvas, view, mark, overlays)
            sprites.append(sprite_of(canvas))
        return sprites

    def _line(self, canvas: Canvas, view: _View, cut: CutLine, line: list[Point]) -> None:
        """Draw a cut across the map: heavy dashes next to what is supplied, dots next to the entries."""
        if len(line) < 2:
            return
        width, on, off = (2.8, 11.0, 6.0) if cut.near else (2.2, 2.4, 5.0)
        canvas.line(line, (width + 3.0) * view.thick, self._theme.paper, 225)
        canvas.dashes(line, width * view.thick, self._theme.cut, on * view.thick, off * view.thick)

    def _ring(self, canvas: Canvas, view: _View, h: int) -> None:
        """Draw the cap that all ways across country to a hex share."""
        circle = arc(view.spots([self._picture.centre(h)])[0], _RING_KM * view.ppk)
        canvas.line(circle, 5.0 * view.thick, self._theme.paper, 225)
        canvas.dashes(circle, 2.4 * view.thick, self._theme.cut, 5 * view.thick, 4 * view.thick)

    def _middle(self, view: _View, a: int, b: int) -> tuple[float, float, float, float]:
        line = view.spots(self._net.side(a, b))
        return point_at(line, float(lengths(line)[-1]) / 2)

    def _pinch(self, canvas: Canvas, view: _View, mark: PinchMark, overlays: Overlays) -> None:
        """Draw two triangles that squeeze the road."""
        x, y, dx, dy = self._middle(view, mark.a, mark.b)
        thick = view.thick
        carried = [link.capacity for link in overlays.flows or () if (link.a, link.b) == (mark.a, mark.b)]
        half = pipe_width(max(carried, default=6.0), view.ppk) / 2 + 2.5 * thick
        for grow, colour in ((3.0 * thick, self._theme.paper), (0.0, self._theme.cut)):
            for side in (-1, 1):
                nx, ny = -dy * side, dx * side
                tip, back, wide = half - grow * 1.1, half + 12 * thick + grow, 10 * thick + grow * 1.5
                canvas.polygon(
                    [(x + nx * tip, y + ny * tip), (x + nx * back + dx * wide, y + ny * back + dy * wide),
                     (x + nx * back - dx * wide, y + ny * back - dy * wide)], colour,
                )

    def _cut(self, canvas: Canvas, view: _View, mark: CutMark) -> None:
        """Draw a double bar across the road."""
        x, y, dx, dy = self._middle(view, mark.a, mark.b)
        thick, nx, ny = view.thick, -dy, dx
        half, lean = 10 * thick, 2 * thick
        for width, colour in ((7.2 * thick, self._theme.paper), (3.6 * thick, self._theme.cut)):
            for shift in (-3.6 * thick, 3.6 * thick):
                canvas.line(
                    [(x + nx * half + dx * (shift + lean), y + ny * half + dy * (shift + lean)),
                     (x - nx * half + dx * (shift - lean), y - ny * half + dy * (shift - lean))], width, colour,
                )


def cut_curve(net: RoadNet, cut: CutLine) -> list[Point]:
    """Return the line of a cut in km: through the middle of each step, in the order of their bearing.

    Steps all round make a closed line; else it begins and ends at the widest gap between two bearings.
    """
    spots = [_crossing(net, a, b) for a, b in cut.steps if a != b]
    if len(spots) < 2:
        return _across(spots[0]) if spots else []
    cx, cy = sum(row[0] for row in spots) / len(spots), sum(row[1] for row in spots) / len(spots)
    spots.sort(key=lambda row: math.atan2(row[1] - cy, row[0] - cx))
    bearings = [math.atan2(row[1] - cy, row[0] - cx) for row in spots]
    gaps = [(bearings[(i + 1) % len(spots)] - bearing) % math.tau for i, bearing in enumerate(bearings)]
    widest = max(range(len(spots)), key=lambda i: gaps[i])
    spots = spots[widest + 1:] + spots[:widest + 1]
    points = [(x, y) for x, y, _dx, _dy in spots]
    if len(points) > 2 and gaps[widest] < _CLOSED_FROM:
        return [*spline([*points, points[0]], 10)]
    return spline([_beyond(points[1], points[0]), *points, _beyond(points[-2], points[-1])], 10)


def _crossing(net: RoadNet, a: int, b: int) -> tuple[float, float, float, float]:
    line = net.side(a, b)
    return point_at(line, float(lengths(line)[-1]) / 2)


def _across(spot: tuple[float, float, float, float]) -> list[Point]:
    """Return a short line square to the only road of a cut."""
    x, y, dx, dy = spot
    reach = 1.6 * _OVERHANG_KM
    return [(x - dy * reach, y + dx * reach), (x + dy * reach, y - dx * reach)]


def _beyond(before: Point, last: Point) -> Point:
    """Return a point that carries a line on past its last one."""
    part = _OVERHANG_KM / (math.dist(before, last) or 1.0)
    return last[0] + (last[0] - before[0]) * part, last[1] + (last[1] - before[1]) * part
