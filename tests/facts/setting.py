"""Setting up moments of the shipped scenarios, and taking out of them what cites a line of the source document."""

from __future__ import annotations

from dataclasses import replace

from game.hexes import Grid
from game.rules import engine
from game.rules.movement import allowance
from game.rules.orders import Choose, EndPhase, Event, Order
from game.rules.ruleset import Ruleset, Stock
from game.rules.scenario import Choice, Effect, EventDef, MapData, Road, Scenario
from game.rules.state import State, Unit

Sides = tuple[int, int, int, int, int, int]


# --- a scenario without a fact -------------------------------------------------------------------------------


def without(scenario: Scenario, doc: int) -> Scenario:
    """Return the scenario without anything of forces, supply, roads, sites, events and objectives that cites `doc N`.

    What refers to something that is gone loses that reference, or goes too where nothing is left of it.
    """
    cite = f"doc {doc}"
    less = replace(
        scenario,
        units=tuple(row for row in scenario.units if cite not in row.sources),
        bases=tuple(row for row in scenario.bases if cite not in row.sources),
        supply_sources=tuple(row for row in scenario.supply_sources if cite not in row.sources),
        traffic=tuple(row for row in scenario.traffic if cite not in row.sources),
        air=tuple(row for row in scenario.air if cite not in row.sources),
        sites=tuple(row for row in scenario.sites if cite not in row.sources),
        events=tuple(row for row in scenario.events if cite not in row.sources),
        objectives=tuple(row for row in scenario.objectives if cite not in row.sources),
        map=without_roads(scenario.map, scenario.ruleset, cite),
    )
    return _consistent(less)


def without_roads(board: MapData, ruleset: Ruleset, cite: str) -> MapData:
    """Return the board without the roads that cite a source, the others joined up again."""
    roads = tuple(road for road in board.roads if cite not in road.sources)
    return replace(board, roads=roads, road_sides=_sides(roads, board.grid, ruleset))


def _sides(roads: tuple[Road, ...], grid: Grid, ruleset: Ruleset) -> tuple[Sides, ...]:
    minutes = [road.minutes_km for road in ruleset.roads]
    classes = [road.id for road in ruleset.roads]
    sides = [[-1] * 6 for _ in range(grid.size)]
    for road in roads:
        number = classes.index(road.road_class)
        for a, b in zip(road.hexes, road.hexes[1:], strict=False):
            way = grid.direction(a, b)
            for h, direction in ((a, way), (b, (way + 3) % 6)):
                if sides[h][direction] < 0 or minutes[number] < minutes[sides[h][direction]]:
                    sides[h][direction] = number
    return tuple((s[0], s[1], s[2], s[3], s[4], s[5]) for s in sides)


def _consistent(scenario: Scenario) -> Scenario:
    bases = {row.id for row in scenario.bases}
    entries = {row.id for row in scenario.supply_sources}
    return replace(
        scenario,
        bases=tuple(
            replace(row, links=tuple(link for link in row.links if link.to in bases)) for row in scenario.bases),
        supply_sources=tuple(row for row in scenario.supply_sources if not row.shares or row.shares in entries),
        objectives=tuple(
            replace(row, bases=tuple(name for name in row.bases if name in bases))
            for row in scenario.objectives if not row.base or row.base in bases),
        events=tuple(
            _pruned(row, scenario) for row in scenario.events
            if all(not c.base or c.base in bases for c in row.conditions)),
    )


def _pruned(event: EventDef, scenario: Scenario) -> EventDef:
    return replace(event, effects=_kept(event.effects, scenario), choices=tuple(
        Choice(row.id, row.text, _kept(row.effects, scenario), row.historical) for row in event.choices))


def _kept(effects: tuple[Effect, ...], scenario: Scenario) -> tuple[Effect, ...]:
    units, sites = {row.id for row in scenario.units}, {row.id for row in scenario.sites}
    holders = {row.id for row in scenario.bases} | {row.id for row in scenario.supply_sources}
    rows = [
        replace(row, units=tuple(name for name in row.units if name in units)) for row in effects
        if (not row.site or row.site in sites) and all(not name or name in holders for name in (row.base, row.source))
    ]
    return tuple(row for row, was in zip(rows, effects, strict=False) if row.units or not was.units)


# --- moments -------------------------------------------------------------------------------------------------


def opening(scenario: Scenario, seed: int = 1) -> State:
    """Return the first side's first phase."""
    return engine.start(scenario, seed).state


def dawn_of(scenario: Scenario, day_turn: int, base: State | None = None) -> tuple[State, tuple[Event, ...]]:
    """Return the state after the dawn of a turn, and its events, as if the turns before had passed without any.

    Events that were due before that turn count as past.
    """
    state = base or opening(scenario)
    past = tuple(sorted(
        (event.id, 1) for event in scenario.events
        if any(c.kind == "date" and c.turn < day_turn for c in event.conditions)))
    eve = replace(state, turn=day_turn - 1, phase=1, fired=past, pending=())
    step = engine.apply(eve, EndPhase())
    return step.state, step.events


def phase_of(state: State, side: int) -> State:
    """Return the same moment with the side to move."""
    return state if state.side == side else replace(state, phase=1 - state.phase)


def spot(state: State, name: str) -> int:
    """Return the id of a hex by its written form."""
    return state.scenario.map.grid.parse(name)


def hexes(state: State, *names: str) -> tuple[int, ...]:
    """Return hex ids by their written form."""
    return tuple(spot(state, name) for name in names)


def put(state: State, **spots: str) -> State:
    """Return the state with units stood elsewhere (ids with _ for -), fresh and able to fight; their hex is theirs."""
    where = {unit_id.replace("_", "-"): spot(state, name) for unit_id, name in spots.items()}
    control = bytearray(state.control)
    units = []
    for unit in state.units:
        if unit.id in where:
            unit = replace(unit, hex=where[unit.id], stance="hold", rounds=0, fired=False, moved=False,
                           move_left=allowance(state.scenario, unit))
            control[unit.hex] = unit.side + 1
        units.append(unit)
    return replace(state, units=tuple(units), control=bytes(control), dawn_control=bytes(control))


def take_away(state: State, *units: str) -> State:
    """Return the state without units."""
    return replace(state, units=tuple(unit for unit in state.units if unit.id not in units))


def held(state: State, side: int, *names: str) -> State:
    """Return the state with hexes in a side's hands."""
    control = bytearray(state.control)
    for h in hexes(state, *names):
        control[h] = side + 1
    return replace(state, control=bytes(control), dawn_control=bytes(control))


def stocked(state: State, holder: str, stock: Stock) -> State:
    """Return the state with a base or unit holding so many kilograms."""
    return replace(
        state, bases=tuple(replace(row, stock=stock) if row.id == holder else row for row in state.bases),
        units=tuple(replace(row, stock=stock) if row.id == holder else row for row in state.units))


def town_fallen(scenario: Scenario, seed: int = 1) -> State:
    """Return the opening with the town in the opposition's hands: its garrison gone, its attackers in it."""
    state = take_away(opening(scenario, seed), "town-east", "town-centre")
    state = held(state, 1, "17.25", "17.26", "18.25", "18.26", "18.27")
    return put(state, martyrs="17.26", farouq="18.25")


def unit(state: State, unit_id: str) -> Unit | None:
    """Return a unit on the map, or None."""
    return state.by_id.get(unit_id)


def apply(state: State, order: Order) -> State:
    """Return the state after an order."""
    return engine.apply(state, order).state


def answer(state: State, event: str, choice: str) -> State:
    """Return the state after a decision, in the phase of the side that decides."""
    side = next(row.side for row in state.pending if row.event == event)
    return apply(phase_of(state, side), Choose(event, choice))


def next_dawn(state: State) -> State:
    """Return the state after the rest of this turn has passed without orders."""
    turn = state.turn
    while state.turn == turn and state.outcome is None:
        state = apply(state, EndPhase())
    return state


def waits(state: State, event: str) -> bool:
    """Say whether an event waits for a decision."""
    return any(row.event == event for row in state.pending)
