"""Where the roads of a side lead, and the first hex at which each is shut: plain facts for the sentence that says why.

Nothing here weighs causes against each other; it names the roads from the entries to a place, best first, and what
stands on them.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from game.rules.ruleset import RoadClass
from game.rules.scenario import Scenario
from game.rules.state import State

MOST_WAYS = 2
"""How many ways from one entry are told, each shut one counted."""

_APART_HEXES = 3
"""A way round that passes this near to where the first way is shut is no other way."""

_OFF_ROAD_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Block:
    """The first hex of a road that the enemy shuts: `before` is the last open one, `since` the turn, 0 if unknown."""

    hex: int
    before: int
    since: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way from an entry to a place: its hexes, its name, the road class it is mostly on, what it can carry."""

    source: str
    name: str
    hexes: tuple[int, ...]
    road_class: str
    capacity_kg_day: int
    block: Block | None


def ways_to(state: State, side: int, goal: int, group: str = "") -> tuple[Way, ...]:
    """Return the ways to a hex from the entries that serve a group, as far as the state tells, shut ones first."""
    key = (f"ways {goal} {group}", side)
    kept = state.memo.get(key)
    if not isinstance(kept, tuple):
        pooled = state.flag("pool") >= state.turn
        entries = [row for row in state.scenario.supply_sources
                   if row.side == side and (pooled or row.group in ("", group))]
        found = [way for row in entries for way in _ways_from(state, side, row.id, row.hex, goal)]
        blocks = [way.block.hex if way.block is not None else -1 for way in found]
        kept = tuple(way for i, way in enumerate(found) if blocks[i] < 0 or blocks[i] not in blocks[:i])
        state.memo[key] = kept
    return kept


def _ways_from(state: State, side: int, source: str, entry: int, goal: int) -> list[Way]:
    banned: tuple[int, ...] = ()
    found: list[Way] = []
    while len(found) < MOST_WAYS:
        path = best_way(state.scenario, entry, goal, banned)
        if len(path) < 2:
            break
        block = first_block(state, side, path)
        name = _name_of(state.scenario, path, block)
        found.append(Way(source, name, path, _usual_class(state.scenario, path),
                         _least_capacity(state.scenario, path), block))
        if block is None:
            break
        banned = tuple(sorted({*banned, *state.scenario.map.grid.disk(block.hex, _APART_HEXES)} - {entry, goal}))
    return found


def first_block(state: State, side: int, path: tuple[int, ...]) -> Block | None:
    """Return the first hex of a path that the other side shuts, or None where all of it is open."""
    since = {(hex_id, holder): turn for hex_id, holder, turn in state.held_since}
    for i, hex_id in enumerate(path):
        stack = state.by_hex.get(hex_id, ())
        if (stack and stack[0].side != side) or state.controller(hex_id) == 1 - side:
            return Block(hex_id, path[max(0, i - 1)], since.get((hex_id, 1 - side), 0))
    return None


@lru_cache(maxsize=256)
def best_way(scenario: Scenario, start: int, goal: int, banned: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Return the hexes of the quickest road from one hex to another, both included; empty where there is none.

    The last hexes may lie off the road, as far as trucks go across country. Who holds what plays no part.
    """
    grid, links = scenario.map.grid, _links(scenario)
    costs, came = {start: 0}, {start: start}
    waiting = [(0, start)]
    last = {h: grid.distance(h, goal) for h in grid.disk(goal, scenario.ruleset.supply.off_road_hexes)}
    best: tuple[int, int] | None = None
    while waiting:
        cost, here = heapq.heappop(waiting)
        if cost > costs[here] or (best is not None and cost >= best[0]):
            continue
        if here in last and (links[here] or here == goal):
            whole = cost + last[here] * _OFF_ROAD_MINUTES
            best = (whole, here) if best is None or whole < best[0] else best
        for there, minutes in links[here]:
            if there not in banned and cost + minutes < costs.get(there, 1 << 30):
                costs[there], came[there] = cost + minutes, here
                heapq.heappush(waiting, (cost + minutes, there))
    if best is None:
        return ()
    path = [best[1]]
    while path[-1] != start:
        path.append(came[path[-1]])
    path.reverse()
    return (*path, goal) if path[-1] != goal else tuple(path)


@lru_cache(maxsize=8)
def _links(scenario: Scenario) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for every hex its neighbours by road as (hex, minutes)."""
    roads, game_map = scenario.ruleset.roads, scenario.map
    return tuple(
        tuple((game_map.grid.neighbour(here, way), roads[road].minutes_km)
              for way, road in enumerate(game_map.road_sides[here])
              if road >= 0 and game_map.grid.neighbour(here, way) >= 0)
        for here in range(game_map.grid.size)
    )


@lru_cache(maxsize=8)
def _road_names(scenario: Scenario) -> dict[tuple[int, int], str]:
    """Return the road that joins two neighbouring hexes, by the pair with the lower hex first."""
    names: dict[tuple[int, int], str] = {}
    for road in scenario.map.roads:
        for a, b in pairwise(road.hexes):
            names.setdefault((min(a, b), max(a, b)), road.name.partition(" (")[0])
    return names


def road_between(scenario: Scenario, a: int, b: int) -> str:
    """Return the name of the road between two neighbouring hexes, empty where there is none."""
    return _road_names(scenario).get((min(a, b), max(a, b)), "")


def road_class_between(scenario: Scenario, a: int, b: int) -> RoadClass | None:
    """Return the class of the road between two neighbouring hexes, None where there is none."""
    way = scenario.map.grid.direction(a, b)
    road = scenario.map.road_sides[a][way] if way >= 0 else -1
    return scenario.ruleset.roads[road] if road >= 0 else None


def _name_of(scenario: Scenario, path: tuple[int, ...], block: Block | None) -> str:
    """Return the name of the road that is shut, or the one that most of an open path runs on."""
    if block is not None:
        name = road_between(scenario, block.before, block.hex)
        if name:
            return name
    names = [road_between(scenario, a, b) for a, b in pairwise(path)]
    return max(names, key=lambda name: (bool(name), names.count(name)), default="") or scenario.hex_name(path[-1])


def _usual_class(scenario: Scenario, path: tuple[int, ...]) -> str:
    """Return the class of road that most of a path runs on."""
    found = [road.id for a, b in pairwise(path) if (road := road_class_between(scenario, a, b)) is not None]
    return max(found, key=found.count, default=scenario.ruleset.roads[0].id)


def _least_capacity(scenario: Scenario, path: tuple[int, ...]) -> int:
    found = [road_class_between(scenario, a, b) for a, b in pairwise(path)]
    off_road = scenario.ruleset.supply.off_road_capacity_kg_day
    return min((road.capacity_kg_day if road else off_road for road in found), default=0)
