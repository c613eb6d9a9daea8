"""The road net as a graph, and the ways of supply over it: what a side's trucks and columns must pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.hexes import Grid
from game.rules.scenario import Scenario
from game.rules.supply.chains import chains

Ints = npt.NDArray[np.int64]

OFF_ROAD_HEXES = 3
"""How far from a road a place may lie and still be reached by it."""


class Artery(NamedTuple):
    """A way from an entry to a place that needs it: hexes from the entry on, minutes with all tolls, worth if open."""

    target: int
    worth: int
    path: tuple[int, ...]
    minutes: int


@lru_cache(maxsize=32)
def road_graph(scenario: Scenario) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return for each hex with a road the neighbours it leads to, with the minutes of a loaded truck."""
    game_map, classes = scenario.map, scenario.ruleset.roads
    graph: dict[int, tuple[tuple[int, int], ...]] = {}
    for here, sides in enumerate(game_map.road_sides):
        row = tuple(
            (game_map.grid.neighbour(here, direction), classes[way].minutes_km)
            for direction, way in enumerate(sides) if way >= 0
        )
        if row:
            graph[here] = row
    return graph


@lru_cache(maxsize=4096)
def on_road(scenario: Scenario, hex_id: int) -> int:
    """Return the nearest hex with a road, or the hex itself where there is none near."""
    graph = road_graph(scenario)
    return next((h for h in scenario.map.grid.disk(hex_id, OFF_ROAD_HEXES) if h in graph), hex_id)


def arteries(
    scenario: Scenario, entries: tuple[tuple[int, int], ...], targets: tuple[tuple[int, int], ...], toll: Ints,
) -> tuple[Artery, ...]:
    """Return the quickest way from any entry (hex, minutes before the map) to each target (hex, worth).

    `toll` has for each hex the minutes more to enter it. Targets that no road leads to are left out.
    """
    starts = tuple([(minutes, on_road(scenario, h)) for h, minutes in entries])
    ends = tuple([on_road(scenario, hex_id) for hex_id, _worth in targets])
    net = _net(scenario, frozenset((*ends, *[h for _minutes, h in starts])))
    came, minutes = _spread(net, starts, set(ends), toll)
    found = []
    for (hex_id, worth), here in zip(targets, ends, strict=True):
        if here in came:
            path = _back(net, came, here)
            path += scenario.map.grid.line(here, hex_id)[1:]
            found.append(Artery(hex_id, worth, tuple(path), minutes[here]))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Net:
    """The road net in stretches between junctions and some hexes that matter.

    Arrays over arcs: minutes, and the hex `entered`; `first` is the first arc of each stretch, `arcs` how many it has.
    `out` has for each hex where stretches begin their numbers with the hex each leads to, and (hex, hex before that,
    number) packed into one number, which has room for `bits` in all; `paths` has their hexes.
    """

    minutes: Ints
    entered: Ints
    first: Ints
    arcs: Ints
    out: dict[int, list[tuple[int, int, int]]]
    paths: tuple[tuple[int, ...], ...]
    bits: int


@lru_cache(maxsize=64)
def _net(scenario: Scenario, stops: frozenset[int]) -> _Net:
    arcs = chains(scenario.map)
    minutes = np.array([road.minutes_km for road in scenario.ruleset.roads], dtype=np.int64)[arcs.road]
    first = np.flatnonzero(arcs.head | np.isin(arcs.start, sorted(stops)))
    starts, ends = arcs.start.tolist(), arcs.end.tolist()
    bounds = [*first.tolist(), len(starts)]
    paths = tuple((*starts[a:b], ends[b - 1]) for a, b in pairwise(bounds))
    out: dict[int, list[tuple[int, int, int]]] = {}
    wide, many = scenario.map.grid.size.bit_length(), len(paths).bit_length()
    for number, path in enumerate(paths):
        out.setdefault(path[0], []).append((number, path[-1], (path[-1] << wide | path[-2]) << many | number))
    return _Net(minutes, arcs.end, first, np.array([len(path) - 1 for path in paths], dtype=np.int64), out, paths,
                2 * wide + many)


def _spread(
    net: _Net, starts: tuple[tuple[int, int], ...], ends: set[int], toll: Ints,
) -> tuple[dict[int, int], dict[int, int]]:
    """Return for hexes where stretches begin the one that leads there quickest (-1 for a start), and minutes.

    It goes on until all `ends` are reached. Of equal ways the one whose last hex before is the lower counts.
    """
    costs = np.add.reduceat(net.minutes + toll[net.entered], net.first).tolist() if len(net.first) else []
    came: dict[int, int] = {}
    spent: dict[int, int] = {}
    best: dict[int, int] = {}
    left = ends & net.out.keys()
    # What waits is one number for (minutes, hex, hex before, stretch), which sorts like the four.
    wide, many, bits = len(toll).bit_length(), len(costs).bit_length(), net.bits
    low, last = (1 << wide) - 1, (1 << many) - 1
    front = sorted(minutes << bits | (start << wide | start) << many | last for minutes, start in starts
                   if start in net.out)
    while front and left:
        entry = heappop(front)
        here = entry >> many + wide & low
        if here in came:
            continue
        by, minutes = entry & last, entry >> bits
        came[here], spent[here] = -1 if by == last else by, minutes
        left.discard(here)
        for number, there, place in net.out[here]:
            entry = minutes + costs[number] << bits | place
            if there not in best or entry < best[there]:
                best[there] = entry
                heappush(front, entry)
    return came, spent


def _back(net: _Net, came: dict[int, int], hex_id: int) -> list[int]:
    """Return the hexes of the way found to a hex, from where it starts."""
    path = [hex_id]
    while came[path[0]] >= 0:
        path[:1] = net.paths[came[path[0]]]
    return path


@lru_cache(maxsize=64)
def supplied_ground(scenario: Scenario, entries: tuple[int, ...], blocked: bytes, hexes: int) -> dict[int, int]:
    """Return for each entry the roads that trucks reach from it and so many hexes beside them, as bits by hex.

    Trucks pass no blocked hex. Only what blocks roads should be in `blocked`: answers are kept by it.
    """
    starts = {entry: on_road(scenario, entry) for entry in entries}
    net, found = _net(scenario, frozenset(starts.values())), {}
    shut = np.frombuffer(blocked, dtype=np.bool_)
    barred = np.logical_or.reduceat(shut[net.entered], net.first).tolist() if len(net.first) else []
    for start in starts.values():
        if start in found:
            continue
        if start not in net.out or blocked[start]:
            found[start] = 0
            continue
        known, roads = _driven(net, start, barred, blocked)
        for _ring in range(hexes):
            roads = _grown(scenario.map.grid, roads)
        found.update(dict.fromkeys(known, roads))
    return {entry: found[start] for entry, start in starts.items()}


def _driven(net: _Net, start: int, barred: list[bool], blocked: bytes) -> tuple[list[int], int]:
    """Return where trucks from a hex come to begin stretches, and all that they reach as bits."""
    mask = np.zeros(len(blocked), dtype=np.bool_)
    mask[start] = True
    driven, known = np.zeros(len(barred), dtype=np.bool_), {start}
    waiting = [start]
    for here in waiting:  # grows while it is walked
        for number, there, _place in net.out[here]:
            if barred[number]:
                free = next(k for k, hex_id in enumerate(net.paths[number]) if blocked[hex_id])
                mask[list(net.paths[number][:free])] = True
                continue
            driven[number] = True
            if there not in known:
                known.add(there)
                waiting.append(there)
    mask[net.entered[np.repeat(driven, net.arcs)]] = True
    return waiting, int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def as_bytes(hexes: int, size: int) -> bytes:
    """Return one byte a hex, 1 where its bit is set."""
    packed = np.frombuffer(hexes.to_bytes(-(-size // 8), "little"), dtype=np.uint8)
    return np.unpackbits(packed, count=size, bitorder="little").tobytes()


@lru_cache(maxsize=256)
def disks(grid: Grid, middles: tuple[int, ...], radius: int) -> int:
    """Return the hexes at most so far from any of some hexes, as bits."""
    return sum(1 << near for near in {near for middle in middles for near in grid.disk(middle, radius)})


def _grown(grid: Grid, hexes: int) -> int:
    """Return some hexes, one bit for each, with all their neighbours."""
    found = hexes
    for step, starts in _steps(grid):
        found |= (hexes & starts) << step if step > 0 else (hexes & starts) >> -step
    return found


@lru_cache(maxsize=32)
def _steps(grid: Grid) -> tuple[tuple[int, int], ...]:
    """Return by how much the numbers of neighbours differ, each with the hexes that have such a one as bits."""
    starts: dict[int, int] = {}
    for here in range(grid.size):
        for there in grid.neighbours(here):
            starts[there - here] = starts.get(there - here, 0) | 1 << here
    return tuple(sorted(starts.items()))


@lru_cache(maxsize=64)
def nearest(grid: Grid, others: tuple[int, ...]) -> Sequence[int]:
    """Return for each hex the distance to the nearest of some hexes, 99 where there are none."""
    if not others:
        return [99] * grid.size
    rows = [np.asarray(memoryview(grid.distances(other))) for other in others]  # type: ignore[arg-type]
    least = np.minimum.reduce(rows)
    return least.tobytes() if least.itemsize == 1 else least.tolist()  # type: ignore[no-any-return]


def spacing(grid: Grid, hex_id: int, others: tuple[int, ...]) -> int:
    """Return the distance to the nearest of some hexes, 99 where there are none."""
    far = grid.distances(hex_id)
    return min([far[other] for other in others], default=99)
