"""Field tracks: thin dashed ways between villages that no road joins. Decoration alone, which no rule reads."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from game.ui.art.vectors import spline
from game.ui.board.model import MapPicture, Point
from game.ui.board.towns import town_radius

_SHORTEST_KM, _LONGEST_KM = 0.8, 6.0
_BESIDE_KM = 0.45
"""A way that keeps within this of roads for most of its length is left out: people take the road."""
_TO_A_ROAD_KM = 0.75
"""A village further than this from any road has a way to the nearest."""
_NEIGHBOURS = 4
_BEND = 0.09


def field_tracks(picture: MapPicture) -> tuple[tuple[Point, ...], ...]:
    """Return the tracks of a map as lines in km, the same for the same map."""
    villages = [picture.place_point(place) for place in picture.places if town_radius(place)]
    road_hexes = sorted({h for road in picture.roads for h in road.hexes})
    if len(villages) < 2 or not road_hexes:
        return ()
    spots, roads = np.array(villages), np.array([picture.centre(h) for h in road_hexes])
    pairs: dict[tuple[int, int], None] = {}
    tracks: list[tuple[Point, ...]] = []
    for i, village in enumerate(villages):
        away = np.hypot(*(spots - village).T)
        for j in np.argsort(away, kind="stable")[1:1 + _NEIGHBOURS].tolist():
            if _SHORTEST_KM < away[j] < _LONGEST_KM and not _beside(village, villages[j], roads):
                pairs[min(i, j), max(i, j)] = None
        to_roads = np.hypot(*(roads - village).T)
        if to_roads.min() > _TO_A_ROAD_KM:
            tracks.append(_bent(village, _point(roads[int(to_roads.argmin())]), i))
    return (*tracks, *(_bent(villages[i], villages[j], 7 * i + j) for i, j in pairs))


def _beside(a: Point, b: Point, roads: npt.NDArray[np.float64]) -> bool:
    """Say whether a straight way lies beside roads for most of its length."""
    parts = np.linspace(0.15, 0.85, 8)[:, None]
    way = np.array(a) * (1 - parts) + np.array(b) * parts
    near = np.hypot(*(way[:, None, :] - roads[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    return int((near < _BESIDE_KM).sum()) > 4


def _bent(a: Point, b: Point, seed: int) -> tuple[Point, ...]:
    """Return a way that bends twice by chance, which depends on its number alone."""
    mixed = (seed * 374761393 + 668265263) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    length = math.dist(a, b)
    across = (-(b[1] - a[1]), b[0] - a[0])
    bends: list[Point] = [a]
    for part, chance in ((0.35, mixed & 0xFFFF), (0.68, mixed >> 16)):
        reach = _BEND * (chance / 0x7FFF - 1) * min(1.0, 2.0 / length)
        bends.append((a[0] + (b[0] - a[0]) * part + across[0] * reach, a[1] + (b[1] - a[1]) * part + across[1] * reach))
    return tuple((round(x, 3), round(y, 3)) for x, y in spline([*bends, b], 6))


def _point(row: Sequence[float] | npt.NDArray[np.float64]) -> Point:
    return float(row[0]), float(row[1])
