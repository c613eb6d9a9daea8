"""The ways of trucks across country: from where they leave a road to the consumers near it, for many cases at once.

Trucks keep to roads; only within a few hexes of a consumer do they cross open ground. The search fields of all
consumers, and of all what-ifs that change the ground about them, are worked out in one pass along a trailing axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    found: list[list[Path]] = [[] for _ in cases]
    owner = [number for number, case in enumerate(cases) for _ in case.hexes]
    parts = [disks_about(case.ground, case.going, case.hexes) for case in cases if case.hexes]
    if parts:
        joined = parts[0] if len(parts) == 1 else Surroundings(
            *parts[0][:2], *(np.concatenate(rows, axis=1) for rows in list(zip(*parts, strict=True))[2:]))
        for column, path in joined.ways():
            found[owner[column]].append(path)
    return [tuple(paths) for paths in found]


class Surroundings(NamedTuple):
    """The disks about some consumers, one column each and a row for each place of a disk, the middle first.

    `longest` is the most steps of a way, `beside` the places beside each (see `Disks`). Of shape (places, columns):
    `spots` are the hexes, -1 off the map, `cost` that of entering them, `FAR` where that is impossible; `shut` ones the
    enemy holds; from `stops` trucks may leave for the fields. `leads`, of shape (places, columns, 6), marks sides that
    roads cross.
    """

    longest: int
    beside: Ints
    spots: npt.NDArray[np.int32]
    cost: Ints
    shut: Flags
    stops: Flags
    leads: Flags

    def ways(self) -> Iterator[tuple[int, Path]]:
        """Yield the ways across with their columns, in order of column and place."""
        field = self._field()
        costs, steps, spots = field.T.tolist(), (field[:-1] + self.cost).T.tolist(), self.spots.T.tolist()
        near = self.beside.tolist()
        for column, place in np.argwhere(self._leaves(field).T).tolist():
            step = [*steps[column], FAR + costs[column][-1]]
            path = [spots[column][place]]
            while place:
                place = min(near[place], key=step.__getitem__)
                path.append(spots[column][place])
            yield column, tuple(path)

    def without(self, lost: Sequence[int]) -> Surroundings:
        """Return the same where one more hex for each column is shut."""
        gone = self.spots == np.array(lost)
        return self._replace(cost=np.where(gone, FAR, self.cost), shut=self.shut | gone, stops=self.stops & ~gone)

    def _field(self) -> Ints:
        """Return the cost from every place to the middle of its disk, one row more than places for all outside."""
        places, columns = self.cost.shape
        field = np.full((places + 1, columns), FAR, dtype=np.int64)
        field[0] = 0
        inner, beside = field[1:-1], self.beside[1:].T
        step = field.copy()
        for _ in range(self.longest):
            np.add(field[:-1], self.cost, out=step[:-1])
            better = np.minimum(step[beside].min(axis=0), inner)
            if better.tobytes() == inner.tobytes():
                break
            inner[:] = better
        return field

    def _leaves(self, field: Ints) -> Flags:
        """Return where trucks leave road or entry for the fields."""
        around = self.beside.T
        outside = np.full((1, field.shape[1]), -1, dtype=np.int32)
        near, near_hex = field[around], np.concatenate([self.spots, outside])[around]
        free = ~np.concatenate([self.shut, outside < 0])[around]
        cheaper = (near < field[:-1]) | ((near == field[:-1]) & (near_hex < self.spots))
        better = (cheaper & free & self.leads.transpose(2, 0, 1)).any(axis=0)
        result: Flags = self.stops & (field[:-1] < FAR) & ~better
        result[0] = False
        return result


def disks_about(ground: Survey, going: Going, hexes: Sequence[int]) -> Surroundings:
    """Return the surroundings of consumers at some hexes."""
    radius = ground.rules.supply.off_road_hexes
    disk, roads = disks(ground.map, radius), chains(ground.map)
    spots = disk.hexes[list(hexes)].T
    shut = ground.blocked[spots] | (spots < 0)
    stops = roads.on_road.copy()
    stops[[source.hex for source in ground.sources if source.hex >= 0]] = True
    leads = roads.sides >= 0
    closed = going.room <= 0
    if closed.any():
        leads[roads.start[closed], roads.side[closed]] = False
    return Surroundings(2 * radius, disk.beside, spots, np.where(shut, FAR, going.across_cost[spots]), shut,
                        stops[spots] & ~shut, leads[spots])
