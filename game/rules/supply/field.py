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

from game.rules.scenario import MapData
from game.rules.state import State
from game.rules.supply.chains import Ints, chains
from game.rules.supply.network import Network, network

UNIT_SECONDS = 6
"""One unit of a cost field: a tenth of a minute."""

UNREACHED = 32767
"""The value of a hex that no truck reaches; also the cost of a closed hex side. Two of them fit in 16 bits."""

Costs = npt.NDArray[np.uint16]

_SWEEPS = 4
"""Sweeps between two looks whether anything still changes."""

_Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What of a map never changes: the padded axial layout, and its road chains by compact numbers.

    `cells` is the cell of each hex, `stride` the cells of a column. Road hexes are numbered in order of id:
    `road_cells` are their cells, `start` those numbers over arcs, `by_end` the arcs sorted by end and `end_first`
    where each road hex begins among them. Junctions: `joints` are their road numbers, `tail` (as junctions) belongs to
    the chains sorted by head (`by_head`), `head_first` is where each junction begins. `begin` and `last` are the outer
    arcs of chains.
    """

    cells: Ints
    stride: int
    road_cells: Ints
    start: Ints
    by_end: Ints
    end_first: Ints
    joints: Ints
    tail: Ints
    by_head: Ints
    head_first: Ints
    begin: Ints
    last: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """One network made ready for cost fields.

    `enter` is the cost of entering each cell across country; `before` and `after` are running costs over road arcs,
    apart from chain to chain, `chain` the cost of each chain in order of heads.
    """

    layout: Layout
    enter: Costs
    before: _Numbers
    after: _Numbers
    chain: _Numbers


def ground(state: State, side: int) -> Ground:
    """Return a side's network made ready for cost fields; worked out once for each state."""
    kept = state.memo.get(("ground", side))
    if not isinstance(kept, Ground):
        kept = prepare(network(state, side), state.scenario.map)
        state.memo["ground", side] = kept
    return kept


def prepare(roads: Network, game_map: MapData) -> Ground:
    """Return a network made ready for cost fields."""
    layout, arcs = _layout(game_map), roads.arcs
    enter = np.full((game_map.grid.cols + 2) * layout.stride, UNREACHED, dtype=np.uint16)
    enter[layout.cells] = np.where(roads.across < 0, UNREACHED, np.minimum(roads.across // UNIT_SECONDS, UNREACHED))
    cost = np.where(arcs.capacity > 0, arcs.seconds // UNIT_SECONDS, UNREACHED)
    after = np.cumsum(cost + roads.head * UNREACHED).astype(np.int32)
    before = after - cost.astype(np.int32)
    chain = (after[layout.last] - before[layout.begin])[layout.by_head]
    return Ground(layout, enter, before, after, chain)


def _layout(game_map: MapData) -> Layout:
    kept = game_map.memory.get("layout")
    if not isinstance(kept, Layout):
        kept = _new_layout(game_map)
        game_map.memory["layout"] = kept
    return kept


def _new_layout(game_map: MapData) -> Layout:
    grid, roads = game_map.grid, chains(game_map)
    rows, cols = np.divmod(np.arange(grid.size), grid.cols)
    stride = grid.rows + (grid.cols - 1) // 2 + 2
    cells = (cols + 1) * stride + rows - (cols >> 1) + (grid.cols - 1) // 2 + 1
    begin = np.flatnonzero(roads.head)
    last = np.append(begin[1:], len(roads.head))[:len(begin)] - 1
    road_hexes = np.unique(roads.end)
    start, end = np.searchsorted(road_hexes, roads.start), np.searchsorted(road_hexes, roads.end)
    by_end, by_head = np.argsort(end, kind="stable"), np.argsort(end[last], kind="stable")
    joints = np.unique(end[last])
    return Layout(
        cells, stride, cells[road_hexes], start, by_end, np.searchsorted(end[by_end], np.arange(len(road_hexes))),
        joints, np.searchsorted(joints, start[begin][by_head]), by_head, np.searchsorted(end[last][by_head], joints),
        begin, last,
    )


def cost_field(ready: Ground, starts: Iterable[int]) -> Costs:
    """Return tenths of truck minutes from the nearest of some hexes to every hex: shape (hexes,).

    A hex that no truck reaches is `UNREACHED`. Integers decide, so a network gives the same field everywhere.
    """
    field = np.full(len(ready.enter), UNREACHED, dtype=np.uint16)
    field[ready.layout.cells[sorted(set(starts))]] = 0
    _drive(ready, field)
    while _sweep(ready, field) and _drive(ready, field):
        pass
    result: Costs = field[ready.layout.cells]
    return result


def _sweep(ready: Ground, field: Costs) -> bool:
    """Spread a field across country until nothing changes; say whether anything did."""
    stride = ready.layout.stride
    low, high = stride, len(field) - stride
    here, enter, north, south = field[low:high], ready.enter[low:high], field[low - 1:high - 1], field[low + 1:high + 1]
    one, other = field[:-1], field[1:]
    pairs = np.empty(len(field) - 1, dtype=np.uint16)
    west, east = pairs[low - stride:high - stride], pairs[low + stride - 1:high + stride - 1]
    best, before = np.empty_like(here), here.copy()
    at_first = before.copy()
    while True:
        for _ in range(_SWEEPS):
            np.minimum(one, other, out=pairs)
            np.minimum(west, east, out=best)
            np.minimum(best, north, out=best)
            np.minimum(best, south, out=best)
            np.add(best, enter, out=best)
            np.minimum(here, best, out=here)
        if np.array_equal(before, here):
            return not np.array_equal(at_first, here)
        before[:] = here


def _drive(ready: Ground, field: Costs) -> bool:
    """Carry a field along all roads until nothing changes; say whether anything did."""
    layout = ready.layout
    if not len(layout.begin):
        return False
    found = field[layout.road_cells].astype(np.int32)
    onward = _along_chains(ready, found)
    if np.array_equal(onward, found):
        return False
    at_joints = onward[layout.joints]
    while True:
        better = at_joints
        for _ in range(_SWEEPS):
            arriving = np.minimum.reduceat(better[layout.tail] + ready.chain, layout.head_first)
            better = np.minimum(better, arriving)
        if np.array_equal(better, at_joints):
            break
        at_joints = better
    onward[layout.joints] = at_joints
    field[layout.road_cells] = _along_chains(ready, onward)
    return True


def _along_chains(ready: Ground, found: _Numbers) -> _Numbers:
    """Return the costs of the road hexes after each chain is driven along once."""
    best = np.minimum.accumulate(found[ready.layout.start] - ready.before) + ready.after
    onward: _Numbers = np.minimum(found, np.minimum.reduceat(best[ready.layout.by_end], ready.layout.end_first))
    return onward
