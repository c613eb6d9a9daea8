"""What one side's trucks meet on each hex of a map, before roads are contracted: the ground that what-ifs change.

`survey(state, side)` reads a state (or `view.known`) once; everything after it, the network and every what-if about
roads, works on arrays over hexes and needs no state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from game.rules.movement import zone
from game.rules.ruleset import ONE, RoadClass, RoutePolicy, Ruleset, Stock
from game.rules.scenario import MapData, SourceDef
from game.rules.state import Fleet, State, Unit, steps_pm
from game.rules.supply.chains import Flags, Ints, chains, disks
from game.rules.supply.stocks import feeding

MILLION = 1_000_000
CROSS_COUNTRY = "cross_country"

FAR = 1 << 60
"""The cost of ground that no truck can cross."""


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the network: what it has a day and by which trucks it goes.

    `root` is the index of the source whose stock and trucks it uses (its own, but for a second entry that shares).
    `group` restricts it to units of a group; `through` to the through traffic of that id. `hex` is -1 while shut;
    `gate` is its hex also while the enemy bars it, -1 where nothing would come in if the enemy were gone.
    """

    id: str
    hex: int
    root: int
    available: Stock
    trucks: int
    payload_kg: int
    rough_payload_kg: int
    loading_seconds: int
    working_seconds: int
    lead_seconds: int
    group: str = ""
    through: str = ""
    gate: int = -1


@dataclass(frozen=True, slots=True)
class Consumer:
    """A base, depot or unit on its own stock that the roads feed."""

    id: str
    hex: int
    priority: int
    groups: tuple[str, ...] = ()
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class Threat:
    """An enemy unit able to fire on roads: its hex and weight, thousandths of a step times those of its stance."""

    unit: str
    hex: int
    weight: int


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """One side's ground: arrays over hexes of what the enemy shuts (`blocked`), slows and can fire on.

    `fire` is the summed weight of the threats in range, `enemies` and `escorts` the steps in range. `exits` are the
    hexes where through traffic leaves the map.
    """

    rules: Ruleset
    map: MapData
    side: int
    mud: bool
    policy: RoutePolicy
    blocked: Flags
    slowed: Flags
    fire: Ints
    enemies: Ints
    escorts: Ints
    threats: tuple[Threat, ...]
    sources: tuple[Source, ...]
    consumers: tuple[Consumer, ...]
    exits: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Going:
    """What driving costs where nothing is shut: over road arcs in chain order, and entering hexes across country.

    Seconds, kilograms a day and risk in ppm; `across_cost` weighs seconds and risk as the route policy does, `FAR`
    where no truck can cross. `danger` is the risk of entering each hex by the best kind of road.
    """

    seconds: Ints
    room: Ints
    risk: Ints
    across_seconds: Ints
    across_room: Ints
    across_risk: Ints
    across_cost: Ints
    danger: Ints


def survey(state: State, side: int) -> Survey:
    """Return the ground of a side in a state (or in `view.known`)."""
    blocked, slowed = _blocked_and_slowed(state, side)
    threats, fire, enemies, escorts = _fire(state, side)
    rules = state.scenario.ruleset
    return Survey(
        rules, state.scenario.map, side, state.weather.mud,
        next(row for row in rules.supply.policies if row.id == state.standings[side].policy),
        blocked, slowed, fire, enemies, escorts, threats, sources(state, side, blocked), consumers(state, side),
        tuple(sorted({way.exit for way in state.scenario.traffic if way.side == side})),
    )


# --- who sends and who asks ---------------------------------------------------------------------------------


def consumers(state: State, side: int) -> tuple[Consumer, ...]:
    """Return the bases of a side and its units that no base feeds, bases first, each in order of id.

    A base takes in what the groups bring that draw on it.
    """
    reach = feeding(state, side)
    groups: dict[str, set[str]] = {base.id: set() for base in state.bases if base.side == side}
    units: list[Consumer] = []
    for unit in state.units:
        if unit.side == side and unit.hex >= 0:
            base_id = reach.get(unit.hex)
            if base_id is None:
                units.append(Consumer(unit.id, unit.hex, unit.priority, (unit.group,)))
            else:
                groups[base_id].add(unit.group)
    bases = [Consumer(base.id, base.hex, base.priority, tuple(sorted(groups[base.id])), True)
             for base in state.bases if base.side == side]
    return (*bases, *units)


def sources(state: State, side: int, blocked: Flags) -> tuple[Source, ...]:
    """Return a side's entries as they stand: open or shut, their stock a day, their trucks; then its traffic."""
    fleets = {fleet.source: fleet for fleet in state.fleets}
    rows = [row for row in state.scenario.supply_sources if row.side == side]
    index = {row.id: number for number, row in enumerate(rows)}
    pooled = state.flag("pool") >= state.turn
    found: list[Source] = []
    for row in rows:
        root = rows[index[row.shares]] if row.shares else row
        fleet = fleets.get(root.id, Fleet(root.id, root.trucks))
        gate = row.hex if fleet.open and fleets.get(row.id, fleet).open else -1
        found.append(Source(
            row.id, -1 if blocked[row.hex] else gate, index[root.id], _supply_of(state, root, fleet), fleet.trucks,
            root.payload_kg, root.rough_payload_kg, root.loading_minutes * 60, root.working_minutes * 60,
            row.lead_minutes * 60, "" if pooled else row.group, gate=gate,
        ))
    for way in (way for way in state.scenario.traffic if way.side == side):
        found.append(Source(
            way.id, -1 if blocked[way.entry] else way.entry, len(found), (way.demand_kg_day, 0, 0), way.trucks,
            way.payload_kg, way.alternative_payload_kg, way.loading_minutes * 60, way.working_minutes * 60,
            way.off_map_minutes * 60, through=way.id, gate=way.entry,
        ))
    return tuple(found)


def _supply_of(state: State, row: SourceDef, fleet: Fleet) -> Stock:
    share, whole = fleet.factor_pm, ONE
    if row.people_places:
        at_start, places = _people_of(state.scenario.map, row.people_places)
        now = sum(state.people[number] for number, hex_id in places if state.control[hex_id] == row.side + 1)
        share, whole = share * now, whole * max(1, at_start)
    food, ammo, fuel = (kg * share // whole for kg in row.available)
    return (food, ammo, fuel)


def _people_of(game_map: MapData, ids: tuple[str, ...]) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Return the people of some places at the start, and the number and hex of each place."""
    key = f"people of {ids}"
    kept = game_map.memory.get(key)
    if not isinstance(kept, tuple):
        rows = {place.id: (number, place) for number, place in enumerate(game_map.places)}
        found = [rows[place_id] for place_id in ids]
        kept = sum(place.people for _, place in found), tuple((number, place.hex) for number, place in found)
        game_map.memory[key] = kept
    return kept


# --- what each hex is like ----------------------------------------------------------------------------------


def _blocked_and_slowed(state: State, side: int) -> tuple[Flags, Flags]:
    """Return the hexes the enemy shuts, and those in its zone without a friend in them."""
    enemy = 1 - side
    blocked = np.frombuffer(state.control, dtype=np.uint8) == enemy + 1
    slowed = np.frombuffer(zone(state, enemy), dtype=np.uint8) != 0
    foes = [hex_id for hex_id, stack in state.by_hex.items() if stack[0].side == enemy]
    friends = [hex_id for hex_id, stack in state.by_hex.items() if stack[0].side != enemy]
    blocked[foes] = True
    slowed[friends] = False
    return blocked, slowed


def _fire(state: State, side: int) -> tuple[tuple[Threat, ...], Ints, Ints, Ints]:
    """Return the threats, and per hex their summed weight, the enemy's steps and the escorts' steps in range."""
    threats: list[Threat] = []
    steps_of_threats: list[int] = []
    guards: list[tuple[int, int]] = []
    for unit in state.units:
        if unit.hex < 0:
            continue
        if unit.side != side:
            steps = steps_pm(unit, state.scenario.unit_type(unit.type).men_per_step)
            weight = steps * _stance_pm(state, unit) // ONE
            if weight:
                threats.append(Threat(unit.id, unit.hex, weight))
                steps_of_threats.append(steps)
        elif unit.stance == "escort":
            guards.append((unit.hex, steps_pm(unit, state.scenario.unit_type(unit.type).men_per_step)))
    at = [row.hex for row in threats]
    return (tuple(threats), _in_range(state, at, [row.weight for row in threats]),
            _in_range(state, at, steps_of_threats), _in_range(state, [h for h, _ in guards], [n for _, n in guards]))


def _in_range(state: State, at: list[int], weights: list[int]) -> Ints:
    """Return for each hex the sum of the weights that stand in range of it."""
    game_map = state.scenario.map
    total = np.zeros(game_map.grid.size + 1, dtype=np.int64)  # the last for places off the map
    if at:
        spots = disks(game_map, state.scenario.ruleset.supply.risk_hexes).hexes[at]
        np.add.at(total, spots.ravel(), np.repeat(np.array(weights, dtype=np.int64), spots.shape[1]))
    return total[:-1]


def _stance_pm(state: State, unit: Unit) -> int:
    kind, rules = state.scenario.unit_type(unit.type), state.scenario.ruleset.supply
    if kind.attack <= 0 and kind.range_hexes <= 0:
        return 0
    if state.flag("truce") >= state.turn:
        group = next((row for row in state.scenario.groups if row.id == unit.group), None)
        if group is None or group.bound_by_truce:
            return 0
    if unit.stance == "rest":
        return rules.rest_risk_pm
    return rules.interdict_risk_pm if unit.stance == "interdict" else rules.hold_risk_pm


# --- what driving there costs -------------------------------------------------------------------------------


def going(ground: Survey) -> Going:
    """Return what driving costs on a side's ground where nothing is shut; a zone and risk count on the hex entered."""
    rates, slowed = _rates(ground), ground.slowed
    ends = chains(ground.map).end
    risks = _risks(ground, rates.risk_pm)
    slow_arcs, across = slowed[ends], rates.across
    across_seconds = np.where(slowed, rates.slow_seconds[across], rates.seconds[across])
    across_risk = risks[across]
    cost = across_seconds * MILLION + ground.policy.loss_weight_minutes * 60 * across_risk
    cost[rates.impassable] = FAR
    return Going(
        np.where(slow_arcs, rates.slow_arc_seconds, rates.arc_seconds),
        np.where(slow_arcs, rates.slow_arc_room, rates.arc_room),
        risks[rates.road, ends], across_seconds,
        np.where(slowed, rates.slow_room[across], rates.room[across]), across_risk, cost, risks[rates.safest],
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Rates:
    """What rules and ground alone make of driving in one weather, free and in a zone.

    By road class: `seconds` a hex, `room` in kilograms a day, `risk_pm`. Over road arcs: `road`, the class, and the
    same for the class of each. `across` is the class of open ground, `safest` that of the least risk; `impassable` are
    the hexes whose terrain no truck can cross.
    """

    seconds: Ints
    room: Ints
    slow_seconds: Ints
    slow_room: Ints
    risk_pm: tuple[int, ...]
    road: Ints
    arc_seconds: Ints
    arc_room: Ints
    slow_arc_seconds: Ints
    slow_arc_room: Ints
    across: int
    safest: int
    impassable: Flags


def _rates(ground: Survey) -> _Rates:
    """Return the rates of a ground, kept for as long as its rules are asked about."""
    key, rules = f"rates of driving, mud {ground.mud}", ground.rules
    kept = ground.map.memory.get(key)
    if isinstance(kept, tuple) and kept[0] is rules and isinstance(kept[1], _Rates):
        return kept[1]
    by_class, road = rules.roads, chains(ground.map).road
    seconds, room = _times_and_capacities(by_class, ground.mud)
    slow_seconds = seconds * rules.supply.zone_time_pm // ONE
    slow_room = room * rules.supply.zone_capacity_pm // ONE
    risk_pm = tuple(kind.risk_pm for kind in by_class)
    rates = _Rates(
        seconds, room, slow_seconds, slow_room, risk_pm, road,
        seconds[road], room[road], slow_seconds[road], slow_room[road],
        next(n for n, kind in enumerate(by_class) if kind.id == CROSS_COUNTRY), risk_pm.index(min(risk_pm)),
        ~_passable(ground),
    )
    ground.map.memory[key] = rules, rates
    return rates


def _risks(ground: Survey, risk_pm: tuple[int, ...]) -> Ints:
    """Return the risk in ppm of entering each hex by ways of these risk factors, of shape (factors, hexes)."""
    rules = ground.rules.supply
    result = np.zeros((len(risk_pm), ground.map.grid.size), dtype=np.int64)
    under = np.flatnonzero(ground.fire)  # few are
    if len(under):
        enemies = ground.enemies[under]
        fire = rules.risk_per_step_100000 * 10 * ground.fire[under] // ONE
        risk = np.minimum(fire * np.array(risk_pm, dtype=np.int64)[:, None] // ONE, rules.risk_cap_pm * 1000)
        result[:, under] = risk * enemies // np.maximum(1, enemies + ground.escorts[under])
    return result


def _passable(ground: Survey) -> Flags:
    """Return the hexes whose terrain trucks can cross."""
    by_terrain = np.array([row.move > 0 for row in ground.rules.terrain], dtype=np.bool_)
    result: Flags = by_terrain[np.frombuffer(ground.map.terrain, dtype=np.uint8)]
    return result


def field_cap(ground: Survey) -> int:
    """Return the cap that all ways across country to one consumer share."""
    cap = ground.rules.supply.off_road_capacity_kg_day
    return cap * ground.rules.road(CROSS_COUNTRY).mud_capacity_pm // ONE if ground.mud else cap


def column(by_class: tuple[RoadClass, ...], field: str) -> Ints:
    """Return one number of each road class as an array."""
    return np.array([getattr(row, field) for row in by_class], dtype=np.int64)


def _times_and_capacities(by_class: tuple[RoadClass, ...], mud: bool) -> tuple[Ints, Ints]:
    """Return seconds a hex and kilograms a day of each road class in this weather."""
    seconds, capacity = column(by_class, "minutes_km") * 60, column(by_class, "capacity_kg_day")
    if mud:
        seconds = seconds * column(by_class, "mud_time_pm") // ONE
        capacity = capacity * column(by_class, "mud_capacity_pm") // ONE
    return seconds, capacity
