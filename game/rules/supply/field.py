"""Cost fields: how long trucks drive from given hexes to every hex, by road and across country.

Worked out in integers on the whole hex grid, in 16 bits on a flat padded array in axial layout, where the six
neighbours of a hex lie at six constant offsets. Three steps take turns until nothing changes: a search over the chains
of road between junctions; sweeps over the fields, one hex further each; and a search from hex to hex, for the few that
a way across country makes better than the road did, and for mazes in which sweeps would take long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import numpy.typing as npt

from game.rules.scenario import MapData
from game.rules.state import State
from game.rules.supply.chains import Chains, Ints, chains
from game.rules.supply.network import Network, network

UNIT_SECONDS = 6
"""One unit of a cost field: a tenth of a minute."""

UNREACHED = 32767
"""The value of a hex that no truck reaches; also the cost of a closed hex side. Two of them fit in 16 bits."""

Costs = npt.NDArray[np.uint16]

_GLANCE = 3
"""Sweeps before the first look at what they did for the roads: most short ways from road to road are no longer."""

_SWEEPS = 3
"""Sweeps between two looks whether the last of them still changed anything."""

_FEW = 8
"""So many bettered road hexes are followed up hex by hex, more by another round of roads and sweeps."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What of a map never changes: the padded axial layout, and its road chains by compact numbers.

    `cells` is the cell of each hex, `stride` the cells of a column, `nothing` a field that reaches nowhere; `bits` are
    enough to number the cells.
    `road_cells` are the cells of road hexes, those between junctions first, `inner` in number. Each is on two chains:
    `tails`, of shape (2, road hexes), are the junctions where they begin (a junction stands for itself), `arriving` and
    `first`, of shape (2, inner), the arcs that end in it and those with which the chains begin. `begin` and `last` are
    the outer arcs of chains, `ends` the junctions where they end. `joint_at` gives the junction in a cell, `out` the
    arcs that leave a cell with the cells they lead to, `chain_of` the chain of an arc. `onward` lists for each junction
    its chains, the junctions where they end, and whether roads lead on from there.
    """

    cells: Ints
    stride: int
    nothing: Costs
    bits: int
    road_cells: Ints
    inner: int
    tails: Ints
    arriving: Ints
    first: Ints
    begin: Ints
    last: Ints
    ends: tuple[int, ...]
    joint_at: dict[int, int]
    out: dict[int, tuple[tuple[int, int], ...]]
    chain_of: tuple[int, ...]
    onward: tuple[tuple[tuple[int, int, bool], ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """One network made ready for cost fields.

    `enter` is the cost of entering each cell across country; cells outside `span`, first and last, cannot be entered.
    `arcs` is the cost of each road arc, `chain` that of each chain, `along`, of shape (2, road hexes), that of each
    road hex from where its two chains begin.
    """

    layout: Layout
    enter: Costs
    span: tuple[int, int]
    arcs: Costs
    chain: tuple[int, ...]
    along: Costs


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
    enter = layout.nothing.copy()
    enter[layout.cells] = np.where(roads.across < 0, UNREACHED, np.minimum(roads.across // UNIT_SECONDS, UNREACHED))
    cost = np.where(arcs.capacity > 0, np.minimum(arcs.seconds // UNIT_SECONDS, UNREACHED), UNREACHED)
    after = np.cumsum(cost)
    before = after - cost
    chain = (after[layout.last] - before[layout.begin]).tolist()
    along = np.zeros(layout.tails.shape, dtype=np.uint16)
    along[:, :layout.inner] = np.minimum(after[layout.arriving] - before[layout.first], UNREACHED)
    free = np.flatnonzero(enter < UNREACHED)
    span = (int(free[0]), int(free[-1])) if len(free) else (layout.stride, layout.stride)
    return Ground(layout, enter, span, cost.astype(np.uint16), tuple(chain), along)


def cost_field(ready: Ground, starts: Iterable[int]) -> Costs:
    """Return tenths of truck minutes from the nearest of some hexes to every hex: shape (hexes,).

    A hex that no truck reaches is `UNREACHED`. Integers decide, so a network gives the same field everywhere.
    """
    layout = ready.layout
    field = layout.nothing.copy()
    known = _start(ready, field, layout.cells[list(starts)].tolist())
    sweeps = _Sweeps(ready, field)
    sweeps.some(_GLANCE)
    better = _bettered(layout, field, known)
    while True:
        if better:
            _drive_on(ready, field, better)
            known = field[layout.road_cells]
        done = sweeps.until_quiet()
        better = _bettered(layout, field, known)
        if len(better) <= _FEW or not done:
            _search(ready, field, better if done else better + sweeps.rim())
            result: Costs = field[layout.cells]
            return result


# --- by road ------------------------------------------------------------------------------------------------


def _start(ready: Ground, field: Costs, cells: list[int]) -> Costs:
    """Set the start cells of a field and all that is reached from them by road; return the costs of the road cells."""
    layout = ready.layout
    seeds: list[tuple[int, int]] = []
    midway: list[int] = []
    for cell in cells:
        joint = layout.joint_at.get(cell)
        if joint is not None:
            seeds.append((0, joint))
            continue
        field[cell] = 0
        for arc, _ in layout.out.get(cell, ()):
            midway.append(cell)
            chain = layout.chain_of[arc]
            seeds.append((int(ready.arcs[arc:layout.last[chain] + 1].sum(dtype=np.int64)), layout.ends[chain]))
    at_joints = np.array(_between_joints(ready, seeds), dtype=np.uint16)
    both = at_joints[layout.tails]
    both += ready.along
    known: Costs = np.minimum(np.minimum(both[0], both[1]), layout.nothing[:len(both[0])])
    field[layout.road_cells] = known
    if midway:  # what lies on their own chains
        field[midway] = 0
        _drive_on(ready, field, midway)
        known = field[layout.road_cells]
    return known


def _between_joints(ready: Ground, seeds: list[tuple[int, int]]) -> list[int]:
    """Return the costs of the junctions, given those (with the junction) at which trucks come in."""
    onward, chain, bits = ready.layout.onward, ready.chain, ready.layout.bits
    number_of = (1 << bits) - 1
    costs = [UNREACHED] * len(onward)
    heap: list[int] = []
    for cost, joint in seeds:
        if cost < costs[joint]:
            costs[joint] = cost
            heappush(heap, cost << bits | joint)
    while heap:
        row = heappop(heap)
        cost, joint = row >> bits, row & number_of
        if cost == costs[joint]:
            for number, end, leads_on in onward[joint]:
                further = cost + chain[number]
                if further < costs[end]:
                    costs[end] = further
                    if leads_on:
                        heappush(heap, further << bits | end)
    return costs


def _drive_on(ready: Ground, field: Costs, cells: list[int]) -> None:
    """Better a field with all that follows by road from some cells; meant for few, the first of them first."""
    costs, arcs, out = field.data, ready.arcs.data, ready.layout.out
    queue = list(cells)
    for cell in queue:  # grows while it is walked
        cost = costs[cell]
        for arc, there in out[cell]:
            further = cost + arcs[arc]
            if further < costs[there]:
                costs[there] = further
                queue.append(there)


def _bettered(layout: Layout, field: Costs, known: Costs) -> list[int]:
    """Return the road cells whose costs are less than was known of them."""
    now = field[layout.road_cells]
    if now.tobytes() == known.tobytes():
        return []
    found: list[int] = layout.road_cells[now < known].tolist()
    return found


# --- across country -----------------------------------------------------------------------------------------


class _Sweeps:
    """A field spread across country, one hex further with every sweep over all its cells.

    The hexagon about a cell is what three steps reach, each taken or not, in directions that lead round in a ring.
    """

    def __init__(self, ready: Ground, field: Costs) -> None:
        stride = ready.layout.stride
        self.low, beyond = ready.span[0], ready.span[1] + 1
        self.left = 2 * (stride + len(field) // stride)
        self.enter = ready.enter[self.low:beyond]
        field = field[self.low - stride:beyond + stride]
        size = len(field)
        low, high = stride, size - stride
        self.here = field[low:high]
        first, second, best = (np.empty(cells, np.uint16) for cells in (size - 1, size - 1 - stride, high - low))
        self.one = (field[:-1], field[1:], first)
        self.two = (first[stride:], first[:-stride], second)
        self.three = (second[:high - low], second[stride - 1:stride - 1 + high - low], best)
        self.before = b""
        self.rest: list[int] = []

    def some(self, number: int) -> None:
        """Sweep so many times."""
        smaller, add, here, enter = np.minimum, np.add, self.here, self.enter
        (a, b, first), (c, d, second), (e, f, best) = self.one, self.two, self.three
        for _ in range(number):
            smaller(a, b, out=first)
            smaller(c, d, out=second)
            smaller(e, f, out=best)
            add(best, enter, best)
            smaller(here, best, out=here)

    def until_quiet(self) -> bool:
        """Sweep until nothing changes; False when that takes too long, as in a maze."""
        while self.left > 0:
            self.some(_SWEEPS - 1)
            self.before = self.here.tobytes()
            self.some(1)
            if self.here.tobytes() == self.before:
                return True
            self.left -= _SWEEPS
        return False

    def rim(self) -> list[int]:
        """Return the cells that the last sweep changed, from which others may still change."""
        found: list[int] = (np.flatnonzero(np.frombuffer(self.before, np.uint16) != self.here) + self.low).tolist()
        return found


def _search(ready: Ground, field: Costs, cells: list[int]) -> None:
    """Better a field with all that follows from some cells, hex by hex, by road and across country."""
    costs, enter, arcs, out = field.data, ready.enter.data, ready.arcs.data, ready.layout.out
    stride, bits = ready.layout.stride, ready.layout.bits
    cell_of = (1 << bits) - 1
    steps = (-1, 1, -stride, stride, 1 - stride, stride - 1)
    heap = [costs[cell] << bits | cell for cell in cells]
    heapify(heap)
    while heap:
        row = heappop(heap)
        cost, cell = row >> bits, row & cell_of
        if cost != costs[cell]:
            continue
        for arc, there in out.get(cell, ()):
            further = cost + arcs[arc]
            if further < costs[there]:
                costs[there] = further
                heappush(heap, further << bits | there)
        for step in steps:
            there = cell + step
            further = cost + enter[there]
            if further < costs[there]:
                costs[there] = further
                heappush(heap, further << bits | there)


# --- what never changes of a map ----------------------------------------------------------------------------


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
    size = (grid.cols + 2) * stride
    begin = np.flatnonzero(roads.head)
    last = np.append(begin[1:], len(roads.head))[:len(begin)] - 1
    joints = np.unique(roads.end[last])
    inner = np.setdiff1d(roads.end, joints)
    chain_of = np.cumsum(roads.head) - 1
    arriving = _arriving(roads, inner)
    ends, begins = np.searchsorted(joints, roads.end[last]), np.searchsorted(joints, roads.start[begin])
    out: dict[int, list[tuple[int, int]]] = {}
    for arc, (a, b) in enumerate(zip(cells[roads.start].tolist(), cells[roads.end].tolist(), strict=True)):
        out.setdefault(a, []).append((arc, b))
    chains_from: list[list[int]] = [[] for _ in joints]
    for chain, joint in enumerate(begins.tolist()):
        chains_from[joint].append(chain)
    numbers = np.arange(len(joints))
    return Layout(
        cells, stride, np.full(size, UNREACHED, dtype=np.uint16), size.bit_length(),
        cells[np.append(inner, joints)], len(inner),
        np.concatenate([begins[chain_of[arriving]], np.array([numbers, numbers])], axis=1),
        arriving, begin[chain_of[arriving]], begin, last, tuple(ends.tolist()),
        dict(zip(cells[joints].tolist(), range(len(joints)), strict=True)),
        {cell: tuple(row) for cell, row in out.items()}, tuple(chain_of.tolist()),
        tuple(tuple((chain, int(ends[chain]), len(chains_from[ends[chain]]) > 1) for chain in row)
              for row in chains_from),
    )


def _arriving(roads: Chains, inner: Ints) -> Ints:
    """Return the two arcs that end in each road hex that is no junction, shape (2, hexes)."""
    order = np.argsort(roads.end, kind="stable")
    there = np.searchsorted(roads.end[order], inner)
    found: Ints = order[np.array([there, there + 1])] if len(inner) else np.zeros((2, 0), dtype=np.int64)
    return found
