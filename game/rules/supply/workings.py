"""The arithmetic of supply, step by step as a person would do it by hand, each figure with the setting it rests on.

A setting is the dotted path of a number in the scenario's files; `set_in` returns the file and line that set it. The
sums here are those of the network and the solver, done again in the open: tests hold them to the same second and
kilogram.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal

from game.rules.narrate import unit_name
from game.rules.ruleset import AMMO, FOOD, FUEL, ONE, Stock
from game.rules.scenario import Scenario
from game.rules.state import State
from game.rules.supply.causes import Bar
from game.rules.supply.flow import Route
from game.rules.supply.network import MILLION, SURE, Network, network
from game.rules.supply.stocks import fed_units, find_base, posture_of, ration_of, unit_need_grams
from game.rules.supply.survey import CROSS_COUNTRY, field_cap

Limit = Literal["", "road", "trucks", "source"]


@dataclass(frozen=True, slots=True)
class Leg:
    """Steps of a way one after another over ground of one kind: seconds for each, in an enemy zone or not."""

    road: str
    steps: int
    seconds_each: int
    in_zone: bool
    set_by: str

    @property
    def seconds(self) -> int:
        """Seconds for all steps."""
        return self.steps * self.seconds_each


@dataclass(frozen=True, slots=True)
class Danger:
    """Steps that enemies can fire on: how many, the risk of each in ppm, and who fires most."""

    steps: int
    risk: int
    by: str


@dataclass(frozen=True, slots=True)
class Working:
    """How a way is reckoned: hours, loads, truck-hours, room, losses; amounts in kilograms a day, times in seconds.

    `sent` and `arrives` are what the answer sends this consumer by it. `carries` is what the way could bring at most
    and `limit` which of the three it is: `room` of its narrowest step (from `before` to `narrow`), what all the fleet's
    truck-hours could bring by it, or what its source has. `shut` is where the enemy bars it: then the figures are
    those of the way if it were open.
    """

    path: tuple[int, ...]
    source: str
    lead_seconds: int
    legs: tuple[Leg, ...]
    loading_seconds: int
    payload_kg: int
    rough: bool
    sent: int
    arrives: int
    fleet: str
    trucks: int
    working_seconds: int
    room: int
    before: int
    narrow: int
    has: Stock
    dangers: tuple[Danger, ...]
    shut: Bar | None = None

    @property
    def seconds(self) -> int:
        """Return the drive one way, the road before the map's edge included."""
        return self.lead_seconds + sum(leg.seconds for leg in self.legs)

    @property
    def round_trip(self) -> int:
        """Return the time for which a load keeps a truck: there, back, loading and unloading."""
        return 2 * self.seconds + self.loading_seconds

    @property
    def fleet_seconds(self) -> int:
        """Return the truck-seconds a day that the fleet has."""
        return self.trucks * self.working_seconds

    @property
    def used_seconds(self) -> int:
        """Return the truck-seconds a day that what is sent takes, rounded up."""
        return -(-self.sent * self.round_trip // self.payload_kg)

    @property
    def by_trucks(self) -> int:
        """Return what the whole fleet could bring by this way alone."""
        return self.fleet_seconds * self.payload_kg // max(1, self.round_trip)

    @property
    def carries(self) -> int:
        """Return the most that the way could bring."""
        return min(self.room, self.by_trucks, sum(self.has))

    @property
    def limit(self) -> Limit:
        """Return what sets the most that the way could bring."""
        return "road" if self.carries == self.room else "trucks" if self.carries == self.by_trucks else "source"

    @property
    def survival(self) -> int:
        """Return the share of a load that arrives, of `SURE`."""
        share = SURE
        for danger in self.dangers:
            for _step in range(danger.steps):
                share = share * (MILLION - danger.risk) // MILLION
        return share


def working(state: State, side: int, route: Route, roads: Network | None = None) -> Working:
    """Return how a route of the present answer is reckoned, or of an answer on other roads that are handed in."""
    roads = roads or network(state, side)
    rough = any(roads.edges[number].rough for number in route.edges)
    across = {step for number in route.edges if roads.edges[number].path in roads.ways
              for step in pairwise(roads.edges[number].path)}
    found = _worked(state, roads, route.path, route.source, rough, across)
    return replace(found, sent=route.kg_day, arrives=route.kg_day * route.survival // SURE)


def working_if_open(state: State, side: int, bar: Bar) -> Working | None:
    """Return how a way that the enemy shuts would be reckoned if it were open; None where no entry stands at its end.

    The enemy beside it stays where it is.
    """
    roads = network(state, side)
    source = next((n for n, row in enumerate(roads.sources) if row.gate == bar.path[0] and not row.through), None)
    if source is None:
        return None
    classes = state.scenario.ruleset.roads
    kinds = [_road_index(state.scenario, a, b) for a, b in pairwise(bar.path)]
    rough = any(kind < 0 or classes[kind].payload_pm < ONE for kind in kinds)
    return replace(_worked(state, roads, bar.path, source, rough, frozenset()), shut=bar)


def ways_of(state: State, side: int, routes: tuple[Route, ...], bars: tuple[Bar, ...]) -> tuple[Working, ...]:
    """Return the ways of an answer, all classes together, those that bring most first, and then those that are shut."""
    found: dict[tuple[int, tuple[int, ...]], Working] = {}
    for route in routes:
        row, old = working(state, side, route), found.get((route.source, route.path))
        found[route.source, route.path] = row if old is None else replace(
            old, sent=old.sent + row.sent, arrives=old.arrives + row.arrives)
    shut = [way for bar in bars if (way := working_if_open(state, side, bar)) is not None]
    return (*sorted(found.values(), key=lambda way: (-way.sent, way.path)), *shut)


def _worked(state: State, roads: Network, path: tuple[int, ...], source: int, rough: bool,
            across: AbstractSet[tuple[int, int]]) -> Working:
    """Return a way reckoned step by step; `across` are the steps that leave the road although there is one."""
    entry, root = roads.sources[source], roads.sources[roads.sources[source].root]
    steps = [_step(state.scenario, roads, a, b, (a, b) in across) for a, b in pairwise(path)]
    tight = min(range(len(steps)), key=lambda n: (steps[n].room, n), default=-1)
    return Working(
        path, entry.id, entry.lead_seconds, _legs(steps), entry.loading_seconds,
        entry.rough_payload_kg if rough else entry.payload_kg, rough, 0, 0, root.id, root.trucks, root.working_seconds,
        steps[tight].room if steps else 0, path[tight] if steps else path[0], path[tight + 1] if steps else path[0],
        root.available, _dangers(state, roads, path, steps))


@dataclass(frozen=True, slots=True)
class _Step:
    road: int
    seconds: int
    room: int
    risk: int
    in_zone: bool
    name: str


def _step(scenario: Scenario, roads: Network, a: int, b: int, across: bool) -> _Step:
    """Return one step as it is where nothing shuts it; over fields all ways to a consumer share one cap."""
    road, costs, ground = -1 if across else _road_index(scenario, a, b), roads.going, roads.ground
    assert costs is not None and ground is not None, "a network of a state has its ground"
    if road >= 0:
        number = _numbers(roads)[a, b]
        return _Step(road, int(costs.seconds[number]), int(costs.room[number]), int(costs.risk[number]),
                     bool(ground.slowed[b]), scenario.ruleset.roads[road].id)
    index = next(n for n, row in enumerate(scenario.ruleset.roads) if row.id == CROSS_COUNTRY)
    room = min(int(costs.across_room[b]), field_cap(ground))
    return _Step(index, int(costs.across_seconds[b]), room, int(costs.across_risk[b]),
                 bool(ground.slowed[b]), CROSS_COUNTRY)


def _road_index(scenario: Scenario, a: int, b: int) -> int:
    way = scenario.map.grid.direction(a, b)
    return scenario.map.road_sides[a][way] if way >= 0 else -1


def _numbers(roads: Network) -> dict[tuple[int, int], int]:
    """Return the number of the road arc between two neighbouring hexes, worked out once for each map."""
    assert roads.ground is not None
    memory = roads.ground.map.memory
    kept = memory.get("arc numbers")
    if not isinstance(kept, dict):
        pairs = zip(roads.arcs.start.tolist(), roads.arcs.end.tolist(), strict=True)
        kept = memory["arc numbers"] = {pair: number for number, pair in enumerate(pairs)}
    return kept


def _legs(steps: list[_Step]) -> tuple[Leg, ...]:
    """Return all steps by kind of ground, in the order in which a truck first comes to each."""
    order: dict[tuple[int, int, bool, str], int] = {}
    for step in steps:
        key = (step.road, step.seconds, step.in_zone, step.name)
        order[key] = order.get(key, 0) + 1
    return tuple(Leg(name, count, seconds, in_zone, f"roads[{road}].minutes_km")
                 for (road, seconds, in_zone, name), count in order.items())


def _dangers(state: State, roads: Network, path: tuple[int, ...], steps: list[_Step]) -> tuple[Danger, ...]:
    """Return the dangerous steps in the order of the way, those of one risk in a row together."""
    grid, reach = state.scenario.map.grid, state.scenario.ruleset.supply.risk_hexes
    found = []
    for risk, group in groupby(zip(steps, path[1:], strict=True), key=lambda row: row[0].risk):
        if risk:
            hexes = [hex_id for _step, hex_id in group]
            near = [row for row in roads.threats if grid.distance(row.hex, hexes[0]) <= reach]
            by = min(near, key=lambda row: (-row.weight, row.unit)).unit if near else ""
            found.append(Danger(len(hexes), risk, unit_name(state.scenario, by) if by else ""))
    return tuple(found)


# --- what is needed -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Eater:
    """What one unit (or a base's generators) needs a day as it stands, in grams per class; `men` with the wounded."""

    name: str
    men: int
    posture: str
    ration: str
    grams: Stock


def eaters(state: State, holder: str) -> tuple[Eater, ...]:
    """Return who makes up the need of a base or unit; KeyError where nobody has that id."""
    base = find_base(state, holder)
    units = fed_units(state, base) if base else (state.by_id[holder],)
    rows = []
    for unit in units:
        ration = base.ration if base else ration_of(state, unit)
        grams = unit_need_grams(state.scenario, unit, posture_of(unit), ration)
        rows.append(Eater(unit_name(state.scenario, unit.id), unit.men + unit.wounded, posture_of(unit), ration,
                          (grams[FOOD], grams[AMMO], grams[FUEL])))
    return tuple(rows)


# --- where a number is set ----------------------------------------------------------------------------------------


def set_in(scenario: Scenario, path: str) -> str:
    """Return the file and line that set a number of the ruleset or of the scenario, empty where none is recorded."""
    lines = _lines(scenario)
    return lines.get(path, lines.get(path.rpartition(".")[0], ""))


@lru_cache(maxsize=4)
def _lines(scenario: Scenario) -> dict[str, str]:
    return {**dict(scenario.ruleset.lines), **dict(scenario.lines)}
