"""The convoy arithmetic beside the supply rule: what a way would bring to a base if nobody barred it.

`q` tonnes a day over `h` hours cost `q (2h + loading) / p` truck-hours out of the fleet's, with `p` the load of a truck
on the worst stretch (docs/supply.md). The arithmetic here uses nothing but that sentence and the map; beside it stands
what the rule's own solver sends. The two are worked out apart, so that they can disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from game.rules import engine
from game.rules.ruleset import ONE, RoadClass
from game.rules.scenario import BaseDef, Road, Scenario, SourceDef, TrafficDef
from game.rules.state import State
from game.rules.supply.flow import Demand, solve
from game.rules.supply.network import network
from game.rules.supply.whatif import Edit, edited

_WANTED_KG = 400_000
"""A day's request that no fleet of a scenario meets, so that the way itself is the limit."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way from an entry to a base, by a rough road or the quickest: hours, loads, and tonnes a day.

    `fleet_t_day` is what the trucks allow, `road_t_day` what the narrowest stretch does, both by hand; `rule_t_day` is
    what the supply rule sends when no other way is open, nobody bars this one and the ground is dry.
    """

    entry: str
    base: str
    by: str
    trucks: int
    hours: float
    loading_hours: float
    working_hours: float
    payload_t: float
    fleet_t_day: float
    road_t_day: float
    rule_t_day: float

    @property
    def by_hand_t_day(self) -> float:
        """What the convoy arithmetic gives: the less of what the trucks and what the road allow."""
        return min(self.fleet_t_day, self.road_t_day)


@dataclass(frozen=True, slots=True)
class RoundAbout:
    """A through traffic that goes round the map: its hours, trucks, load, and tonnes a day by the arithmetic."""

    traffic: str
    side: str
    trucks: int
    hours: float
    loading_hours: float
    working_hours: float
    payload_t: float
    demand_t_day: float
    by_hand_t_day: float


def tonnes_a_day(trucks: float, working_hours: float, hours: float, loading_hours: float, payload_t: float) -> float:
    """Return what a fleet brings in a day over a way of so many hours.

    >>> round(tonnes_a_day(12, 10, 5.45, 4, 3.5))
    28
    """
    return trucks * working_hours / (2 * hours + loading_hours) * payload_t


def ways(scenario: Scenario) -> tuple[Way, ...]:
    """Return the ways from each side's entries to its bases, the quickest and those by each road of smaller loads."""
    state = engine.start(scenario, 1).state
    by_id = {row.id: row for row in scenario.ruleset.roads}
    rough = [road for road in scenario.map.roads if by_id[road.road_class].payload_pm < ONE]
    return tuple(
        _way(state, entry, base, road.id if road else "", path)
        for base in scenario.bases if not base.depot
        for entry in scenario.supply_sources if entry.side == base.side and not entry.group
        for road in (None, *rough)
        for path in _paths(scenario, entry.hex, base.hex, road)
    )


def _paths(scenario: Scenario, start: int, end: int, road: Road | None) -> Iterator[tuple[int, ...]]:
    """Yield the quickest way by road from a hex to another, all along one road where that is given, if there is one."""
    if road is None:
        direct = _quickest(scenario, start, end)
        if direct:
            yield direct
        return
    found = []
    for hexes in (road.hexes, road.hexes[::-1]):
        there, on = _quickest(scenario, start, hexes[0]), _quickest(scenario, hexes[-1], end)
        path = (*there, *hexes[1:], *on[1:])
        if there and on and len(set(path)) == len(path):
            short = _quickest(scenario, start, end, frozenset(path))
            found.append((_minutes(scenario, short), short))
    if found:
        yield min(found)[1]


def _quickest(scenario: Scenario, start: int, end: int, within: frozenset[int] | None = None) -> tuple[int, ...]:
    """Return the hexes of the quickest way by road, both ends included, in some hexes or in all; () for none."""
    board = scenario.map
    best, came, waiting = {start: 0}, {start: start}, [(0, start)]
    while waiting:
        minutes, here = heappop(waiting)
        if here == end:
            path = [end]
            while path[-1] != start:
                path.append(came[path[-1]])
            return tuple(reversed(path))
        for direction, number in enumerate(board.road_sides[here]):
            there = board.grid.neighbour(here, direction) if number >= 0 else -1
            if there < 0 or (within is not None and there not in within):
                continue
            after = minutes + scenario.ruleset.roads[number].minutes_km
            if after < best.get(there, after + 1):
                best[there], came[there] = after, here
                heappush(waiting, (after, there))
    return ()


def _classes(scenario: Scenario, path: tuple[int, ...]) -> list[RoadClass]:
    """Return the class of each step of a way."""
    board, roads = scenario.map, scenario.ruleset.roads
    return [roads[board.road_sides[a][board.grid.direction(a, b)]] for a, b in pairwise(path)]


def _minutes(scenario: Scenario, path: tuple[int, ...]) -> int:
    return sum(row.minutes_km for row in _classes(scenario, path))


def _way(state: State, entry: SourceDef, base: BaseDef, by: str, path: tuple[int, ...]) -> Way:
    """Return what a way brings, by hand and by the rule."""
    scenario = state.scenario
    fleet = next((row for row in scenario.supply_sources if row.id == entry.shares), entry)
    classes = _classes(scenario, path)
    hours = (entry.lead_minutes + _minutes(scenario, path)) / 60
    smaller = any(row.payload_pm < ONE for row in classes)
    payload = (entry.rough_payload_kg if smaller else entry.payload_kg) / 1000
    working, loading = entry.working_minutes / 60, entry.loading_minutes / 60
    narrowest = min((row.capacity_kg_day for row in classes), default=0) / 1000
    return Way(entry.id, base.id, by, fleet.trucks, hours, loading, working, payload,
               tonnes_a_day(fleet.trucks, working, hours, loading, payload), narrowest, _by_rule(state, base, path))


def _by_rule(state: State, base: BaseDef, path: tuple[int, ...]) -> float:
    """Return what the rule's solver sends to a base a day where nothing but the hexes of a way is open."""
    others = tuple(hex_id for hex_id in range(state.scenario.map.grid.size) if hex_id not in set(path))
    only = Edit(closed=others, all_opened=True, no_zones=True, safe=True, mud=False, policy="fast",
                unlimited_stock=True)
    solution = solve(edited(network(state, base.side), only), (Demand(base.id, base.hex, 0, _WANTED_KG),))
    return sum(solution.sent) / 1000


def round_about(scenario: Scenario) -> tuple[RoundAbout, ...]:
    """Return the through traffics with what the arithmetic gives for their way round the map."""
    return tuple(_round_about(scenario, way) for way in scenario.traffic)


def _round_about(scenario: Scenario, way: TrafficDef) -> RoundAbout:
    hours, payload = way.alternative_minutes / 60, way.alternative_payload_kg / 1000
    loading, working, wanted = way.loading_minutes / 60, way.working_minutes / 60, way.demand_kg_day / 1000
    return RoundAbout(way.id, scenario.sides[way.side].id, way.trucks, hours, loading, working, payload, wanted,
                      min(tonnes_a_day(way.trucks, working, hours, loading, payload), wanted))
