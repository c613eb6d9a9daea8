"""Cost fields: how long trucks drive from given hexes to every hex, by road and across country.

Worked out in integers on the whole hex grid. Two steps take turns until nothing changes: sweeps over the fields, in 16
bits on a flat padded array in axial layout, where the six neighbours of a hex lie at six constant offsets; and drives
along the chains of road, each chain in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.hexes import Grid
from game.rules.state import State
from game.rules.supply.chains import Ints
from game.rules.supply.network import Network, network

UNIT_SECONDS = 6
"""One unit of a cost field: a tenth of a minute."""

UNREACHED = 32767
"""The value of a hex that no truck reaches; also the cost of a closed hex side. Two of them fit in 16 bits."""

Costs = npt.NDArray[np.uint16]

_SWEEPS = 4
"""Sweeps between two looks whether anything still changes."""

_APART = 1 << 40
"""Put between chains in the running sums of cost, so that nothing is carried over from one chain to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """One network made ready for cost fields.

    `enter` is the cost of entering each cell of the padded axial layout across country, `cells` the cell of each hex,
    `stride` the cells of one column.
    """

    enter: Costs
    cells: Ints
    stride: int
    roads: Drives | None


@dataclass(frozen=True, slots=True, eq=False)
class Drives:
    """The road arcs in chain order: start cell, running cost before and after; arcs and chains sorted by end.

    `ends` are the distinct end cells of the arcs in `by_end`, each beginning at `end_first`. Of chains: `tail` and
    `cost` sorted by head, the distinct `heads` and where each begins.
    """

    start: Ints
    before: Ints
    after: Ints
    by_end: Ints
    ends: Ints
    end_first: Ints
    tail: Ints
    cost: Ints
    heads: Ints
    head_first: Ints


def ground(state: State, side: int) -> Ground:
    """Return a side's network made ready for cost fields; worked out once for each state."""
    kept = state.memo.get(("ground", side))
    if not isinstance(kept, Ground):
        kept = prepare(network(state, side), state.scenario.map.grid)
        state.memo["ground", side] = kept
    return kept


def prepare(network_of_side: Network, grid: Grid) -> Ground:
    """Return a network made ready for cost fields."""
    rows, cols = np.divmod(np.arange(grid.size), grid.cols)
    stride = grid.rows + (grid.cols - 1) // 2 + 2
    cells = (cols + 1) * stride + rows - (cols >> 1) + (grid.cols - 1) // 2 + 1
    across = network_of_side.across
    enter = np.full((grid.cols + 2) * stride, UNREACHED, dtype=np.uint16)
    enter[cells] = np.where(across < 0, UNREACHED, np.minimum(across // UNIT_SECONDS, UNREACHED))
    return Ground(enter, cells, stride, _drives(network_of_side, cells))


def _drives(roads: Network, cells: Ints) -> Drives | None:
    arcs, begin = roads.arcs, np.flatnonzero(roads.head)
    if not len(begin):
        return None
    cost = np.where(arcs.capacity > 0, arcs.seconds // UNIT_SECONDS, UNREACHED)
    after = np.cumsum(cost + roads.head * _APART)
    before = after - cost
    start, end = cells[arcs.start], cells[arcs.end]
    by_end = np.argsort(end, kind="stable")
    last = np.append(begin[1:], len(end)) - 1
    by_head = np.argsort(end[last], kind="stable")
    return Drives(
        start, before, after, by_end, *_groups(end[by_end]),
        start[begin][by_head], (after[last] - before[begin])[by_head], *_groups(end[last][by_head]),
    )


def _groups(ordered: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values of a sorted array and where each begins."""
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return ordered[first], first


def cost_field(ready: Ground, starts: Iterable[int]) -> Costs:
    """Return tenths of truck minutes from the nearest of some hexes to every hex: shape (hexes,).

    A hex that no truck reaches is `UNREACHED`. Integers decide, so a network gives the same field everywhere.
    """
    field = np.full(len(ready.enter), UNREACHED, dtype=np.uint16)
    field[ready.cells[sorted(set(starts))]] = 0
    if ready.roads is not None:
        _drive(ready.roads, field)
    while _sweep(ready, field) and ready.roads is not None and _drive(ready.roads, field):
        pass
    result: Costs = field[ready.cells]
    return result


def _sweep(ready: Ground, field: Costs) -> bool:
    """Spread a field across country until nothing changes; say whether anything did."""
    low, high, stride = ready.stride, len(field) - ready.stride, ready.stride
    here, enter = field[low:high], ready.enter[low:high]
    north, south = field[low - 1:high - 1], field[low + 1:high + 1]
    pairs = np.empty(len(field) - 1, dtype=np.uint16)
    west, east = pairs[low - stride:high - stride], pairs[low + stride - 1:high + stride - 1]
    best, before = np.empty_like(here), here.copy()
    at_first = before.copy()
    while True:
        for _ in range(_SWEEPS):
            np.minimum(field[:-1], field[1:], out=pairs)
            np.minimum(west, east, out=best)
            np.minimum(best, north, out=best)
            np.minimum(best, south, out=best)
            np.add(best, enter, out=best)
            np.minimum(here, best, out=here)
        if np.array_equal(before, here):
            return not np.array_equal(at_first, here)
        before[:] = here


def _drive(roads: Drives, field: Costs) -> bool:
    """Carry a field along all roads until nothing changes; say whether anything did."""
    changed = _along_chains(roads, field)
    if changed:
        known = field[roads.heads].astype(np.int64)
        while True:
            arriving = np.minimum.reduceat(field[roads.tail] + roads.cost, roads.head_first)
            better = np.minimum(arriving, known)
            if np.array_equal(better, known):
                break
            field[roads.heads] = known = better
        _along_chains(roads, field)
    return changed


def _along_chains(roads: Drives, field: Costs) -> bool:
    """Carry a field along each chain of road once; say whether anything changed."""
    best = np.minimum.accumulate(field[roads.start] - roads.before) + roads.after
    arriving = np.minimum.reduceat(best[roads.by_end], roads.end_first)
    known = field[roads.ends]
    better = arriving < known
    if not better.any():
        return False
    field[roads.ends[better]] = arriving[better]
    return True
