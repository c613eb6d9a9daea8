"""The ways of trucks across country: from where they leave a road to the consumers near it, for many cases at once.

Trucks keep to roads; only within a few hexes of a consumer do they cross open ground. The search fields of all
consumers, and of all what-ifs that change the ground about them, are worked out in one pass along a leading axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.rules.supply.chains import Flags, Ints, chains, disks
from game.rules.supply.survey import FAR, Going, Survey

Path = tuple[int, ...]
"""A way across country: its hexes from the road or entry it leaves to the consumer's hex."""


class Case(NamedTuple):
    """A ground, what driving on it costs, and the hexes of the consumers whose ways are asked for, in order."""

    ground: Survey
    going: Going
    hexes: tuple[int, ...]


def ways_across(cases: Sequence[Case]) -> list[tuple[Path, ...]]:
    """Return for each case the ways to its hexes, in order of hex.

    Trucks leave a road where the way across is cheapest: no open road leads from there to a cheaper place (or to an
    equal one with a lower number).
    """
    rows = [hex_id for case in cases for hex_id in case.hexes]
    found: list[list[Path]] = [[] for _ in cases]
    if rows:
        ground = cases[0].ground
        disk = disks(ground.map, ground.rules.supply.off_road_hexes)
        which = np.repeat(np.arange(len(cases)), [len(case.hexes) for case in cases])
        spots, beside = disk.hexes[rows], disk.beside
        cost = np.array([np.where(case.ground.blocked, FAR, case.going.across_cost) for case in cases])
        enter = np.where(spots >= 0, cost[which[:, None], spots], FAR)
        field = _fields(enter, beside, ground.rules.supply.off_road_hexes)
        leaves = _leaves(cases, which, spots, beside, field)
        for row, place in np.argwhere(leaves).tolist():
            found[which[row]].append(_descend(spots[row], beside, field[row], enter[row], place))
    return [tuple(paths) for paths in found]


def _fields(enter: Ints, beside: Ints, radius: int) -> Ints:
    """Return the cost from every place of each disk to its middle, one column more than `enter` for outside."""
    field = np.full((len(enter), enter.shape[1] + 1), FAR, dtype=np.int64)
    field[:, 0] = 0
    for _ in range(2 * radius):
        step = field.copy()
        step[:, :-1] += enter
        field[:, 1:-1] = np.minimum(field[:, 1:-1], step[:, beside[1:]].min(axis=2))
    return field


def _leaves(cases: Sequence[Case], which: Ints, spots: npt.NDArray[np.int32], beside: Ints, field: Ints) -> Flags:
    """Return where trucks leave road or entry for the fields, an array like `spots`."""
    size = cases[0].ground.map.grid.size
    roads = chains(cases[0].ground.map)
    open_side = np.zeros((len(cases), size, 6), dtype=np.bool_)
    usable = np.empty((len(cases), size), dtype=np.bool_)
    for number, (ground, going, _) in enumerate(cases):
        free = (going.room > 0) & ~ground.blocked[roads.start] & ~ground.blocked[roads.end]
        open_side[number, roads.start[free], roads.side[free]] = True
        usable[number] = roads.on_road
        usable[number, [source.hex for source in ground.sources if source.hex >= 0]] = True
        usable[number] &= ~ground.blocked
    wide = np.append(spots, np.full((len(spots), 1), -1, dtype=np.int32), axis=1)
    near, near_hex, own = field[:, beside], wide[:, beside], field[:, :-1, None]
    cheaper = (near < own) | ((near == own) & (near_hex < spots[:, :, None]))
    better = (cheaper & open_side[which[:, None], spots] & (near_hex >= 0)).any(axis=2)
    result: Flags = (spots >= 0) & usable[which[:, None], spots] & (field[:, :-1] < FAR) & ~better
    result[:, 0] = False
    return result


def _descend(spots: npt.NDArray[np.int32], beside: Ints, field: Ints, enter: Ints, place: int) -> Path:
    """Return the cheapest way across country from a place of a disk to its middle, as hexes."""
    path = [int(spots[place])]
    steps = np.append(enter, FAR)
    while place:
        near = beside[place]
        place = int(near[int((field[near] + steps[near]).argmin())])
        path.append(int(spots[place]))
    return tuple(path)
