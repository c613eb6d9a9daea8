"""Roads as curves: hexes become points pulled towards a smooth course, hex sides become short pieces of curve.

Supply flows and planned moves use the same pieces, so that they lie exactly on the roads drawn.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

import numpy as np

from game.ui.art.vectors import Course, lengths, spline
from game.ui.board.model import MapPicture, Point, Road, RoadKind

RANK: tuple[RoadKind, ...] = ("local", "military", "secondary", "main", "motorway")
"""Kinds of road from the least to the greatest."""
_FREE_KM = 0.38
_SIGN_KM = 14
_PIECES = 6


class RoadNet:
    """The geometry of a map's roads, in km."""

    def __init__(self, picture: MapPicture) -> None:
        self._picture = picture
        self._nodes: dict[int, Point] = _nodes(picture)
        self._sides: dict[tuple[int, int], list[Point]] = {}
        self._kinds: dict[tuple[int, int], RoadKind] = {}
        self.runs: list[tuple[Road, list[Point]]] = []
        """Every road with its curve, less the sides that a greater road has already; greatest last."""
        pieces: list[tuple[Road, list[Point]]] = []
        for road in sorted(picture.roads, key=lambda r: -RANK.index(r.kind)):
            pieces.extend(self._add(road))
        self.runs = sorted(pieces, key=lambda piece: RANK.index(piece[0].kind))
        self.shields = [shield for road in picture.roads if road.shield for shield in self._shields(road)]
        """Where numbered roads are signed, in km: the number, whether it is a motorway, the point."""
        self.courses = [Course(line) for _road, line in self.runs]

    def node(self, h: int) -> Point:
        """Return the point of a hex through which its roads run; its centre where there is no road."""
        return self._nodes.get(h) or self._picture.centre(h)

    def side(self, a: int, b: int) -> list[Point]:
        """Return the curve from one hex to a neighbour: along the road, or straight where there is none."""
        found = self._sides.get((a, b))
        if found is None:
            return [self.node(a), self.node(b)]
        return found

    def kind(self, a: int, b: int) -> RoadKind | None:
        """Return the kind of road between two neighbouring hexes, if there is one."""
        return self._kinds.get((a, b))

    def path(self, hexes: Iterable[int]) -> list[Point]:
        """Return the curve through a series of neighbouring hexes."""
        line: list[Point] = []
        series = list(hexes)
        for a, b in itertools.pairwise(series):
            piece = self.side(a, b)
            line.extend(piece if not line else piece[1:])
        return line

    def _shields(self, road: Road) -> list[tuple[str, bool, Point]]:
        """Return the signs of a road, about fourteen km apart."""
        line = np.array(self.path(road.hexes))
        along = lengths(self.path(road.hexes))
        count = max(1, round(float(along[-1]) / _SIGN_KM))
        at = (np.arange(count) + 0.5) * along[-1] / count
        xs, ys = np.interp(at, along, line[:, 0]).tolist(), np.interp(at, along, line[:, 1]).tolist()
        return [(road.shield, road.kind == "motorway", spot) for spot in zip(xs, ys, strict=True)]

    def _add(self, road: Road) -> list[tuple[Road, list[Point]]]:
        points = [self._nodes[h] for h in road.hexes]
        curve = spline(points, _PIECES)
        runs: list[tuple[Road, list[Point]]] = []
        current: list[Point] = []
        for i, (a, b) in enumerate(zip(road.hexes, road.hexes[1:], strict=False)):
            leg = curve[i * _PIECES : (i + 1) * _PIECES + 1] if len(points) > 2 else curve
            if (a, b) in self._sides:
                if len(current) > 1:
                    runs.append((road, current))
                current = []
                continue
            leg = _wandering(leg, a, b, RANK.index(road.kind))
            self._sides[a, b], self._sides[b, a] = leg, leg[::-1]
            self._kinds[a, b] = self._kinds[b, a] = road.kind
            current = current + (leg[1:] if current else leg)
        if len(current) > 1:
            runs.append((road, current))
        return runs


def _wandering(leg: list[Point], a: int, b: int, rank: int) -> list[Point]:
    """Bend a leg between two hexes a little, the same way from either end; both ends stay where they are."""
    reach = (0.045, 0.035, 0.035, 0.012, 0.0)[rank]
    low, high = min(a, b), max(a, b)
    mixed = (low * 374761393 + high * 668265263) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    first, second = (mixed & 0xFFFF) / 0x7FFF - 1, (mixed >> 16) / 0x7FFF - 1
    (x0, y0), (x1, y1) = (leg[0], leg[-1]) if a == low else (leg[-1], leg[0])
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    across = (-(y1 - y0) / length, (x1 - x0) / length)
    bent: list[Point] = []
    for i, (x, y) in enumerate(leg):
        part = i / (len(leg) - 1) if a == low else 1 - i / (len(leg) - 1)
        away = reach * (first * math.sin(math.pi * part) + second * math.sin(2 * math.pi * part))
        bent.append((x + away * across[0], y + away * across[1]))
    return bent


def _nodes(picture: MapPicture) -> dict[int, Point]:
    """Return for every hex with a road its point: smoothed along the greatest road that runs through it.

    A zigzag of hex centres becomes a calm line; no point leaves its hex. Lesser roads bend a little by chance.
    """
    rank: dict[int, int] = {}
    for road in picture.roads:
        for h in road.hexes:
            rank[h] = max(rank.get(h, 0), RANK.index(road.kind))
    along: dict[int, list[int]] = {h: [] for h in rank}
    for road in picture.roads:
        level = RANK.index(road.kind)
        for a, b in zip(road.hexes, road.hexes[1:], strict=False):
            for here, there in ((a, b), (b, a)):
                if rank[here] == level and there not in along[here]:
                    along[here].append(there)
    centres = {h: picture.centre(h) for h in rank}
    nodes = dict(centres)
    for _ in range(24):
        nodes = {h: _pulled(nodes, h, along[h], centres[h]) for h in nodes}
    return {h: _bent(point, h, rank[h]) for h, point in nodes.items()}


def _pulled(nodes: dict[int, Point], h: int, others: list[int], centre: Point) -> Point:
    x, y = nodes[h]
    if len(others) < 2:
        return x, y
    mx = sum(nodes[o][0] for o in others) / len(others)
    my = sum(nodes[o][1] for o in others) / len(others)
    x, y = 0.5 * x + 0.5 * mx, 0.5 * y + 0.5 * my
    dx, dy = x - centre[0], y - centre[1]
    away = math.hypot(dx, dy)
    if away > _FREE_KM:
        dx, dy = dx * _FREE_KM / away, dy * _FREE_KM / away
    return centre[0] + dx, centre[1] + dy


def _bent(point: Point, h: int, rank: int) -> Point:
    """Displace a point by a little chance that depends on the hex alone; motorways run straight."""
    reach = (0.13, 0.13, 0.10, 0.04, 0.0)[rank]
    mixed = (h * 2654435761) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    angle = (mixed & 0xFFFF) / 0xFFFF * 2 * math.pi
    return point[0] + reach * math.cos(angle), point[1] + reach * math.sin(angle)
