"""Cost fields: how long trucks drive from given hexes to every hex, by road and across country.

Worked out in integers on the whole hex grid. Two steps take turns until nothing changes: sweeps over the fields, in 16
bits on a flat padded array in axial layout, where the six neighbours of a hex lie at six constant offsets; and drives
along the chains of road, each chain in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

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
    `road_cells` are their cells, `start` those numbers over arcs. `arriving`, of shape (2, road hexes), has two arcs
    that end in each, `arriving_more` up to six for each junction; the number of arcs stands for none. `joints` are the
    road numbers of the junctions, `begin` and `last` the outer arcs of chains, and `onward` lists for each junction its
    chains and the junctions where they end.
    """

    cells: Ints
    stride: int
    road_cells: Ints
    start: Ints
    arriving: Ints
    joints: Ints
    arriving_more: Ints
    begin: Ints
    last: Ints
    onward: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """One network made ready for cost fields.

    `enter` is the cost of entering each cell across country; `before` and `after` are running costs over road arcs,
    apart from chain to chain, `chain` the cost of each chain.
    """

    layout: Layout
    enter: Costs
    before: _Numbers
    after: _Numbers
    chain: tuple[int, ...]


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
    chain = (after[layout.last] - before[layout.begin]).tolist()
    return Ground(layout, enter, before, after, tuple(chain))


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
    joints = np.unique(end[last])
    arriving = np.full((6, len(road_hexes)), len(end), dtype=np.int64)
    rank = np.zeros(len(road_hexes), dtype=np.int64)
    for arc, at in enumerate(end.tolist()):
        arriving[rank[at], at] = arc
        rank[at] += 1
    onward: list[list[tuple[int, int]]] = [[] for _ in joints]
    tails, heads = np.searchsorted(joints, start[begin]).tolist(), np.searchsorted(joints, end[last]).tolist()
    for chain, (tail, head) in enumerate(zip(tails, heads, strict=True)):
        onward[tail].append((chain, head))
    return Layout(cells, stride, cells[road_hexes], start, arriving[:2], joints, arriving[2:, joints], begin, last,
                  tuple(tuple(rows) for rows in onward))


def cost_field(ready: Ground, starts: Iterable[int]) -> Costs:
    """Return tenths of truck minutes from the nearest of some hexes to every hex: shape (hexes,).

    A hex that no truck reaches is `UNREACHED`. Integers decide, so a network gives the same field everywhere.
    """
    field = np.full(len(ready.enter), UNREACHED, dtype=np.uint16)
    field[ready.layout.cells[sorted(set(starts))]] = 0
    at_joints = [UNREACHED] * len(ready.layout.joints)
    _drive(ready, field, at_joints)
    while _sweep(ready, field) and _drive(ready, field, at_joints):
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
    best = np.empty_like(here)
    at_first = before = here.tobytes()
    while True:
        for _ in range(_SWEEPS):
            np.minimum(one, other, out=pairs)
            np.minimum(west, east, out=best)
            np.minimum(best, north, out=best)
            np.minimum(best, south, out=best)
            np.add(best, enter, out=best)
            np.minimum(here, best, out=here)
        after = here.tobytes()
        if after == before:
            return after != at_first
        before = after


def _drive(ready: Ground, field: Costs, at_joints: list[int]) -> bool:
    """Carry a field along all roads until nothing changes; say whether anything did.

    `at_joints` has the costs of the junctions after the last drive, and is brought up to date.
    """
    layout = ready.layout
    if not len(layout.begin):
        return False
    found = field[layout.road_cells].astype(np.int32)
    onward = _along_chains(ready, found)
    if onward.tobytes() == found.tobytes():
        return False
    _between_joints(ready, onward[layout.joints].tolist(), at_joints)
    onward[layout.joints] = at_joints
    field[layout.road_cells] = _along_chains(ready, onward)
    return True


def _between_joints(ready: Ground, better: list[int], at_joints: list[int]) -> None:
    """Lower the costs of junctions to the better ones given and to all that follows from them over whole chains."""
    heap = [(cost, joint) for joint, cost in enumerate(better) if cost < at_joints[joint]]
    heapify(heap)
    for cost, joint in heap:
        at_joints[joint] = cost
    while heap:
        cost, joint = heappop(heap)
        if cost == at_joints[joint]:
            for chain, head in ready.layout.onward[joint]:
                further = cost + ready.chain[chain]
                if further < at_joints[head]:
                    at_joints[head] = further
                    heappush(heap, (further, head))


def _along_chains(ready: Ground, found: _Numbers) -> _Numbers:
    """Return the costs of the road hexes after each chain is driven along once."""
    layout = ready.layout
    best = np.empty(len(layout.start) + 1, dtype=np.int32)
    best[-1] = UNREACHED
    np.add(np.minimum.accumulate(found[layout.start] - ready.before), ready.after, out=best[:-1])
    arriving = best[layout.arriving]
    onward: _Numbers = np.minimum(np.minimum(found, arriving[0]), arriving[1])
    onward[layout.joints] = np.minimum(onward[layout.joints], best[layout.arriving_more].min(axis=0))
    return onward
