"""The road net as a graph, and the ways of supply over it: what a side's trucks and columns must pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush

import numpy as np

from game.hexes import Grid
from game.rules.scenario import Scenario

OFF_ROAD_HEXES = 3
"""How far from a road a place may lie and still be reached by it."""


@dataclass(frozen=True, slots=True)
class Artery:
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
    scenario: Scenario, entries: tuple[tuple[int, int], ...], targets: tuple[tuple[int, int], ...],
    toll: Sequence[int],
) -> tuple[Artery, ...]:
    """Return the quickest way from any entry (hex, minutes before the map) to each target (hex, worth).

    `toll` has for each hex the minutes more to enter it. Targets that no road leads to are left out.
    """
    came, minutes = _spread(scenario, tuple((minutes, on_road(scenario, h)) for h, minutes in entries), toll,
                   frozenset(on_road(scenario, hex_id) for hex_id, _worth in targets))
    found = []
    for hex_id, worth in targets:
        here = on_road(scenario, hex_id)
        if here not in came:
            continue
        path = [here]
        while came[path[-1]] != path[-1]:
            path.append(came[path[-1]])
        path.reverse()
        if here != hex_id:
            path += scenario.map.grid.line(here, hex_id)[1:]
        found.append(Artery(hex_id, worth, tuple(path), minutes[here]))
    return tuple(found)


def _spread(
    scenario: Scenario, starts: tuple[tuple[int, int], ...], toll: Sequence[int], wanted: frozenset[int],
) -> tuple[dict[int, int], dict[int, int]]:
    """Return for each hex on a road the hex before it on the quickest way (a start leads to itself), and minutes.

    What waits is one number for (minutes, hex, hex before): it compares like the three, and several times as fast.
    """
    graph, size = road_graph(scenario), scenario.map.grid.size
    came: dict[int, int] = {}
    spent: dict[int, int] = {}
    front = sorted((minutes * size + start) * size + start for minutes, start in starts if start in graph)
    best = dict.fromkeys(graph, 1 << 62)
    open_targets = len(wanted)
    while front and open_targets:
        rest, before = divmod(heappop(front), size)
        minutes, here = divmod(rest, size)
        if here in came:
            continue
        came[here], spent[here] = before, minutes
        open_targets -= here in wanted
        for there, more in graph[here]:
            entry = ((minutes + more + toll[there]) * size + there) * size + here
            if entry < best[there]:
                best[there] = entry
                heappush(front, entry)
    return came, spent


@lru_cache(maxsize=256)
def supplied_hexes(scenario: Scenario, entries: tuple[int, ...], blocked: bytes) -> frozenset[int]:
    """Return the road hexes that trucks reach from the entries without passing a blocked hex."""
    graph = road_graph(scenario)
    waiting = [h for h in sorted({on_road(scenario, e) for e in entries}) if h in graph and not blocked[h]]
    reached = set(waiting)
    while waiting:
        for there, _minutes in graph[waiting.pop()]:
            if there not in reached and not blocked[there]:
                reached.add(there)
                waiting.append(there)
    return frozenset(reached)


@lru_cache(maxsize=256)
def supplied_ground(scenario: Scenario, entries: tuple[int, ...], blocked: bytes, hexes: int) -> bytes:
    """Return one byte a hex, 1 on the roads that trucks reach from the entries and so many hexes beside them."""
    mask = np.zeros(scenario.map.grid.size + 1, dtype=np.uint8)  # the last one is off the map
    mask[sorted(supplied_hexes(scenario, entries, blocked))] = 1
    table = scenario.map.grid.neighbour_table()
    for _ring in range(hexes):
        mask[:-1] |= mask[table].max(axis=1)
    return bytes(mask[:-1])


def spacing(grid: Grid, hex_id: int, others: tuple[int, ...]) -> int:
    """Return the distance to the nearest of some hexes, 99 where there are none."""
    far = grid.distances(hex_id)
    return min([far[other] for other in others], default=99)
