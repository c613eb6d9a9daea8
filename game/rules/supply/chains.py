"""What the network needs of a map and what never changes: the chains of its roads, and the disks about its hexes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.hexes import Grid
from game.rules.scenario import MapData

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Every road arc of a map once, in the order in which one drives along the chains between junctions.

    `start`, `end`, `road` and `side` are arrays over arcs: the two hexes, the index of the road class, the direction.
    `head` marks the first arc of each chain; between two heads each arc begins where the one before ended.
    `sides` has shape (hexes, 6): the road class of each hex side, -1 for none. `on_road` marks hexes with a road.
    `starts` and `ends` are the hexes of the arcs once more, as plain numbers.
    """

    start: Ints
    end: Ints
    road: Ints
    side: Ints
    head: Flags
    sides: npt.NDArray[np.int8]
    on_road: Flags
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def path(self, first: int, beyond: int) -> tuple[int, ...]:
        """Return the hexes along the arcs from one up to another (left out), all of one chain, both ends included."""
        return self.starts[first:beyond] + self.ends[beyond - 1:beyond]


def chains(game_map: MapData) -> Chains:
    """Return the road chains of a map, worked out once for each map."""
    kept = game_map.memory.get("chains")
    if not isinstance(kept, Chains):
        kept = _chains(game_map)
        game_map.memory["chains"] = kept
    return kept


def _chains(game_map: MapData) -> Chains:
    around = game_map.grid.neighbour_table()
    sides = np.array(game_map.road_sides, dtype=np.int8)
    sides[around < 0] = -1
    ways = [[int(way) for way in np.flatnonzero(row >= 0)] for row in sides]
    joints = [hex_id for hex_id, out in enumerate(ways) if out and len(out) != 2]
    seen = np.zeros(sides.shape, dtype=np.bool_)
    starts: list[int] = []
    directions: list[int] = []
    heads: list[bool] = []
    closed = set(joints)
    for hex_id in joints + [h for h, out in enumerate(ways) if len(out) == 2]:  # the second part for mere rings
        for way in ways[hex_id]:
            here, first = hex_id, True
            while not seen[here, way]:
                seen[here, way] = True
                starts.append(here)
                directions.append(way)
                heads.append(first)
                first = False
                here = int(around[here, way])
                if here in closed or here == hex_id:
                    break
                way = next((out for out in ways[here] if out != (way + 3) % 6), (way + 3) % 6)
    start, side = np.array(starts, dtype=np.int64), np.array(directions, dtype=np.int64)
    end = around[start, side].astype(np.int64)
    on_road: Flags = np.asarray((sides >= 0).any(axis=1))
    return Chains(start, end, sides[start, side].astype(np.int64), side, np.array(heads, dtype=np.bool_), sides,
                  on_road, tuple(starts), tuple(end.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class Disks:
    """The hexes about every hex up to a radius, at the same places of a row for each.

    `hexes` has shape (hexes, places), -1 off the map, the middle first; `beside` has shape (places, 6): the place
    of each neighbour within the disk, or `places` where it lies outside.
    """

    hexes: npt.NDArray[np.int32]
    beside: npt.NDArray[np.int64]


def disks(game_map: MapData, radius: int) -> Disks:
    """Return the disks of a radius about all hexes of a map, worked out once for each map and radius."""
    key = f"disks {radius}"
    kept = game_map.memory.get(key)
    if not isinstance(kept, Disks):
        kept = _disks(game_map.grid, radius)
        game_map.memory[key] = kept
    return kept


_STEPS = ((0, -1), (1, -1), (1, 0), (0, 1), (-1, 1), (-1, 0))


def _disks(grid: Grid, radius: int) -> Disks:
    spots = [(0, 0)]
    place = {(0, 0): 0}
    for q, r in spots:  # grows while it is walked
        for dq, dr in _STEPS:
            spot = (q + dq, r + dr)
            if spot not in place and max(abs(spot[0]), abs(spot[1]), abs(spot[0] + spot[1])) <= radius:
                place[spot] = len(spots)
                spots.append(spot)
    rows, cols = np.divmod(np.arange(grid.size), grid.cols)
    axial_q, axial_r = cols, rows - (cols >> 1)
    hexes = np.empty((grid.size, len(spots)), dtype=np.int32)
    for at, (dq, dr) in enumerate(spots):
        col = axial_q + dq
        row = axial_r + dr + (col >> 1)
        inside = (col >= 0) & (col < grid.cols) & (row >= 0) & (row < grid.rows)
        hexes[:, at] = np.where(inside, row * grid.cols + col, -1)
    beside = np.array([[place.get((q + dq, r + dr), len(spots)) for dq, dr in _STEPS] for q, r in spots])
    return Disks(hexes, beside.astype(np.int64))
