"""Movement: costs, zones of control, stacking, reach, what a move does to the ground, and retreat.

Costs are tenths of a movement point. One search, `reach`, answers for legality, for the interface and for the
opponent. Functions that ask take a finished state or the working copy of one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from game.rules.draft import Draft
from game.rules.knowledge import remember, seen_along, sight
from game.rules.narrate import unit_name
from game.rules.orders import BaseTaken, ControlTaken, Move, Moved
from game.rules.ruleset import FUEL, ONE, Mobility
from game.rules.scenario import Scenario
from game.rules.state import State, Unit, remembered, steps_pm
from game.rules.supply.stocks import available, fuel_for
from game.text import _, figure

Situation = State | Draft


def allowance(scenario: Scenario, unit: Unit) -> int:
    """Return a unit's movement allowance for one turn, in tenths of a point: a day's, or 1.5 times it in long turns."""
    tenths = scenario.unit_type(unit.type).move_points_day * 10
    return tenths * scenario.ruleset.movement.long_turn_pm // ONE if scenario.clock.days > 1 else tenths


# --- ground --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def ground_costs(scenario: Scenario, mobility: Mobility, mud: bool) -> tuple[tuple[tuple[int, int, bool], ...], ...]:
    """Return for every hex its neighbours as (hex, cost in tenths of a point to enter it from here, by road)."""
    rules, game_map, on_foot = scenario.ruleset, scenario.map, mobility == "foot"
    factor = _mud_pm(scenario, mobility) if mud else ONE
    enter = [-(-(ground.foot_move if on_foot else ground.move) * factor // ONE) for ground in rules.terrain]
    by_road = [road.foot_move if on_foot else road.move for road in rules.roads]
    rows = []
    for here, ways in enumerate(game_map.road_sides):
        row = []
        for direction, way in enumerate(ways):
            there = game_map.grid.neighbour(here, direction)
            if there >= 0:
                cost = enter[game_map.terrain[there]]
                row.append((there, min(cost, by_road[way]) if way >= 0 else cost, way >= 0))
        rows.append(tuple(row))
    return tuple(rows)


def _mud_pm(scenario: Scenario, mobility: Mobility) -> int:
    rules = scenario.ruleset.movement
    return {"foot": rules.mud_foot_pm, "wheels": rules.mud_wheels_pm, "tracks": rules.mud_tracks_pm}[mobility]


def step_cost(where: Situation, unit: Unit, a: int, b: int) -> int | None:
    """Return the cost for a unit to go from a hex to its neighbour, in tenths of a point; None if it is none."""
    mobility = where.scenario.unit_type(unit.type).mobility
    for there, cost, _way in ground_costs(where.scenario, mobility, where.weather.mud)[a]:
        if there == b:
            return cost
    return None


# --- stacks and zones ----------------------------------------------------------------------------------------


def steps_of(scenario: Scenario, unit: Unit) -> int:
    """Return a unit's strength in thousandths of a step."""
    return steps_pm(unit, scenario.unit_type(unit.type).men_per_step)


def stack_steps_pm(where: Situation, hex_id: int, side: int) -> int:
    """Return the strength of a side's units in a hex, in thousandths of a step."""
    if isinstance(where, Draft):
        here = [unit for unit in where.units.values() if unit.hex == hex_id and unit.side == side]
        return sum([steps_of(where.scenario, unit) for unit in here])
    return held_hexes(where, side).get(hex_id, 0)


def zone(where: Situation, side: int) -> bytes:
    """Return one byte per hex, 1 in the zone of control of a side: next to a stack of two or more steps not at rest."""
    return _known_zone(where, side) if isinstance(where, State) else _zone(where.scenario, side, where.units.values())


@remembered
def _known_zone(state: State, side: int) -> bytes:
    return _zone(state.scenario, side, state.units)


def _zone(scenario: Scenario, side: int, units: Iterable[Unit]) -> bytes:
    strength = _strengths(scenario, [unit for unit in units if unit.side == side and unit.stance != "rest"])
    enough = scenario.ruleset.movement.zone_steps_pm
    return _beside(scenario, frozenset([hex_id for hex_id, steps in strength.items() if steps >= enough]))


@lru_cache(maxsize=256)
def _beside(scenario: Scenario, hexes: frozenset[int]) -> bytes:
    """Return one byte per hex, 1 next to one of these."""
    marks, neighbours = bytearray(scenario.map.grid.size), scenario.map.grid.neighbours
    for hex_id in hexes:
        for near in neighbours(hex_id):
            marks[near] = 1
    return bytes(marks)


def held_hexes(where: Situation, side: int) -> Mapping[int, int]:
    """Return the hexes in which a side has units, with their strength in thousandths of a step."""
    if isinstance(where, Draft):
        return _strengths(where.scenario, [unit for unit in where.units.values() if unit.side == side])
    return _held(where, side)


@remembered
def _held(state: State, side: int) -> Mapping[int, int]:
    return _strengths(state.scenario, [unit for unit in state.units if unit.side == side])


def _strengths(scenario: Scenario, units: Iterable[Unit]) -> dict[int, int]:
    """Return the hexes that units stand in, with their strength in thousandths of a step."""
    kinds = scenario.ruleset.kinds
    found: dict[int, int] = {}
    for unit in units:
        if unit.hex >= 0:
            found[unit.hex] = found.get(unit.hex, 0) + steps_pm(unit, kinds[unit.type].men_per_step)
    return found


def has_room(where: Situation, hex_id: int, unit: Unit) -> bool:
    """Say whether a unit may stand in a hex beside the friends already there."""
    most = where.scenario.ruleset.movement.stacking_steps * ONE
    there = stack_steps_pm(where, hex_id, unit.side)
    return unit.hex == hex_id or there + steps_of(where.scenario, unit) <= most


# --- reach ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a unit can go now: cost in tenths of a point by hex (its own hex left out), and the way to each."""

    unit: str
    start: int
    costs: dict[int, int]
    came: dict[int, int]

    def path_to(self, hex_id: int) -> tuple[int, ...]:
        """Return the cheapest path to a hex in reach, its own hex left out; KeyError for a hex out of reach."""
        path = [hex_id]
        while self.came[path[-1]] != self.start:
            path.append(self.came[path[-1]])
        return tuple(reversed(path))


@remembered
def reach(state: State, unit_id: str) -> Reach:
    """Return everywhere a unit may be ordered to now, as far as the state shows; nothing where it may not move."""
    return _search(state, state.by_id[unit_id])


def _search(state: State, unit: Unit) -> Reach:
    """Search outwards from a unit: ways of least cost, of equal ones that found first."""
    found = Reach(unit.id, unit.hex, {}, {})
    if _kept_from_moving(state, unit) is not None:
        return found
    kind = state.scenario.unit_type(unit.type)
    ground = ground_costs(state.scenario, kind.mobility, state.weather.mud)
    zones, fuel, left = zone(state, 1 - unit.side), _fuel_grams(state, unit), unit.move_left
    rates = (kind.fuel_grams_hex_off_road * unit.vehicles, kind.fuel_grams_hex * unit.vehicles)
    best = [left + 1] * state.scenario.map.grid.size
    for closed in (unit.hex, *shut_hexes(state, unit)):
        best[closed] = 0
    burnt = {unit.hex: 0}
    came: dict[int, int] = {}
    rims: list[list[int]] = [[] for _ in range(left + 1)]
    rims[0].append(unit.hex)
    for cost, rim in enumerate(rims):
        for here in rim:
            if best[here] != cost or here in found.costs:
                continue
            if here != unit.hex:
                found.costs[here], found.came[here] = cost, came[here]
                if zones[here]:
                    continue
            for there, step, road in ground[here]:
                total = cost + step
                if total >= best[there]:
                    continue
                if fuel >= 0:
                    needed = burnt[here] + rates[road]
                    if needed > fuel:
                        continue
                    burnt[there] = needed
                best[there], came[there] = total, here
                rims[total].append(there)
    return found


def shut_hexes(state: State, unit: Unit) -> frozenset[int]:
    """Return the hexes a unit may not enter: those of known enemies, and those where its stack would be too big."""
    most = state.scenario.ruleset.movement.stacking_steps * ONE - steps_of(state.scenario, unit)
    full = {hex_id for hex_id, steps in held_hexes(state, unit.side).items() if steps > most}
    return frozenset((full | set(held_hexes(state, 1 - unit.side))) - {unit.hex})


def _fuel_grams(state: State, unit: Unit) -> int:
    """Return the grams of fuel a unit may burn on the way, -1 where it needs none."""
    kind = state.scenario.unit_type(unit.type)
    if kind.mobility == "foot" or kind.fuel_grams_hex <= 0:
        return -1
    return available(state, unit, FUEL) * ONE


# --- legality ------------------------------------------------------------------------------------------------


def _kept_from_moving(state: State, unit: Unit) -> str | None:
    if unit.hex >= 0 and unit.men > 0 and unit.move_left > 0 and not unit.rounds and not unit.fired:
        return None
    name = unit_name(state.scenario, unit.id)
    if unit.hex < 0 or unit.men <= 0:
        return _("Not on the map: {name}.").format(name=name)
    if unit.rounds or unit.fired:
        return _("{name} fought this turn and cannot move before the next.").format(name=name)
    return _("{name} cannot move any further this turn.").format(name=name)


def refuse_move(state: State, order: Move) -> str | None:
    """Return why a move may not be ordered, in a sentence for the player, or None."""
    unit = state.by_id[order.unit]
    if (kept := _kept_from_moving(state, unit)) is not None:
        return kept
    scenario, name = state.scenario, unit_name(state.scenario, unit.id)
    if not order.path:
        return _("Say where {name} is to go.").format(name=name)
    if unit.hex in order.path or len(set(order.path)) < len(order.path):
        return _("{name} cannot pass the same hex twice in one move; give the way without the loop.").format(
            name=name)
    zones, shut = zone(state, 1 - unit.side), shut_hexes(state, unit)
    ground = ground_costs(scenario, scenario.unit_type(unit.type).mobility, state.weather.mud)
    here, cost = unit.hex, 0
    for index, there in enumerate(order.path):
        step = next((cost for near, cost, _way in ground[here] if near == there), None)
        if step is None:
            return _("The way of {name} has a gap; each hex must be next to the one before.").format(name=name)
        if index and zones[here]:
            return _("{name} must stop at {place}, next to the enemy; end the move there or go round.").format(
                name=name, place=scenario.hex_name(here))
        if there in shut:
            return _why_shut(state, unit, there)
        cost, here = cost + step, there
    if cost > unit.move_left:
        text = _("The way to {place} costs {cost} movement points, and {name} can still use {points}; go less far.")
        return text.format(name=name, points=points_text(unit.move_left), place=scenario.hex_name(here),
                           cost=points_text(cost))
    return _refuse_for_fuel(state, unit, order.path)


def _why_shut(state: State, unit: Unit, hex_id: int) -> str:
    name, there = unit_name(state.scenario, unit.id), state.scenario.hex_name(hex_id)
    if any(other.side != unit.side for other in state.by_hex.get(hex_id, ())):
        return _("The enemy holds {place}; {name} must attack it or go round.").format(place=there, name=name)
    return _("There is no room for {name} at {place}: a hex holds {most} steps; move someone out first or go round."
             ).format(name=name, place=there, most=state.scenario.ruleset.movement.stacking_steps)


def _refuse_for_fuel(state: State, unit: Unit, path: tuple[int, ...]) -> str | None:
    needed = fuel_for(state, unit, path)
    if not needed or needed <= (has := available(state, unit, FUEL)):
        return None
    name = unit_name(state.scenario, unit.id)
    if has == 0:
        return _("There is no fuel with {name}: 0 kg; bring fuel or stay.").format(name=name)
    text = _("This way takes {needed:,} kg of fuel, and with {name} there are {has:,} kg; go less far or bring fuel.")
    return text.format(name=name, needed=needed, has=has)


def points_text(tenths: int) -> str:
    """Return movement points from tenths, as the language in use writes figures."""
    return figure(tenths / 10, "g")


# --- what both sides are told ---------------------------------------------------------------------------------


def tell_move(
    draft: Draft, mark: int, unit: Unit, start: int, walked: tuple[int, ...], stopped: str, visible: bytes
) -> None:
    """Put the move before what happened on it: whole for its side, and for the other as much as it saw."""
    seen = seen_along(visible, walked)
    if walked and seen == walked and visible[start]:
        draft.events.insert(mark, Moved(unit.side, unit.id, walked, stopped))
        return
    draft.events.insert(mark, Moved(unit.side, unit.id, walked, stopped, seen_by=(unit.side,)))
    if seen:
        draft.events.insert(mark + 1, Moved(unit.side, unit.id, seen, "", seen_by=(1 - unit.side,)))
        remember(draft, unit, seen[-1])


# --- ground taken --------------------------------------------------------------------------------------------


def occupy(draft: Draft, side: int, hexes: tuple[int, ...]) -> None:
    """Give hexes to a side as its units enter them, with any base there, and tell those who see it."""
    visible = sight(draft.start, 1 - side)
    taken = tuple(h for h in hexes if draft.control[h] != side + 1)
    for hex_id in hexes:
        take_ground(draft, side, hex_id)
    tell_control(draft, side, taken, visible)


def take_ground(draft: Draft, side: int, hex_id: int) -> None:
    """Give a hex, and a base in it, to a side."""
    draft.control[hex_id] = side + 1
    for base_id in sorted([base.id for base in draft.bases.values() if base.hex == hex_id]):
        base = draft.bases[base_id]
        if base.side != side:
            draft.book_route(side, "base_captured", base.stock)
            draft.change_base(base_id, side=side, since=draft.turn, fort=0, priority=2, ration="full")
            draft.emit(BaseTaken(side, base_id))


def tell_control(draft: Draft, side: int, taken: tuple[int, ...], visible: bytes) -> None:
    """Tell both sides of hexes that a side took, the other of those it sees."""
    if not taken:
        return
    seen = seen_along(visible, taken)
    if seen == taken:
        draft.emit(ControlTaken(side, taken))
        return
    draft.emit(ControlTaken(side, taken, seen_by=(side,)))
    if seen:
        draft.emit(ControlTaken(side, seen, seen_by=(1 - side,)))


# --- retreat -------------------------------------------------------------------------------------------------


def ways_out(where: Situation, hex_id: int, side: int, avoid: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Return the neighbours to which a side can retreat from a hex, best first; empty where it is cut off.

    Not into an enemy, enemy-controlled ground or an enemy zone (a friend already there makes the zone passable), nor
    towards a hex of `avoid`. Nearest to an own base or entry first, then the easier ground, then the lower hex.
    """
    ways = _ways_out(where, hex_id, side) if isinstance(where, Draft) else _known_ways(where, hex_id, side)
    return tuple([there for there in ways if there not in avoid])


def _ways_out(where: Situation, hex_id: int, side: int) -> tuple[int, ...]:
    scenario = where.scenario
    enemy_zone, enemies, friends = zone(where, 1 - side), _occupied(where, 1 - side), _occupied(where, side)
    found = [(cost, there) for there, cost, _way in ground_costs(scenario, "foot", where.weather.mud)[hex_id]
             if there not in enemies and where.control[there] != 2 - side
             and (not enemy_zone[there] or there in friends)]
    if len(found) > 1:
        homes, distance = _homes(where, hex_id, side), scenario.map.grid.distance
        found.sort(key=lambda way: (min([distance(way[1], home) for home in homes], default=0), way))
    return tuple([there for _cost, there in found])


def _occupied(where: Situation, side: int) -> Container[int]:
    """Return the hexes in which a side has units; their strength, which a draft does not keep, is not asked."""
    if isinstance(where, Draft):
        return {unit.hex for unit in where.units.values() if unit.side == side}
    return held_hexes(where, side)


@remembered
def _known_ways(state: State, hex_id: int, side: int) -> tuple[int, ...]:
    return _ways_out(state, hex_id, side)


def _homes(where: Situation, hex_id: int, side: int) -> tuple[int, ...]:
    bases = where.bases.values() if isinstance(where, Draft) else where.bases
    own = [base.hex for base in bases if base.side == side and base.hex != hex_id]
    return (*own, *(source.hex for source in where.scenario.supply_sources if source.side == side))


def retreat(draft: Draft, hex_id: int, from_hexes: tuple[int, ...], side: int) -> tuple[str, ...]:
    """Take a side's units out of a hex, away from `from_hexes`; return the ids of those that found no way out."""
    trapped = []
    for unit in tuple(draft.units_at(hex_id)):
        if unit.side == side and not retreat_unit(draft, unit.id, from_hexes):
            trapped.append(unit.id)
    return tuple(trapped)


def retreat_unit(draft: Draft, unit_id: str, from_hexes: tuple[int, ...]) -> bool:
    """Take one unit one hex back, away from `from_hexes`; False, and it stays, where there is no way or no room."""
    unit = draft.units[unit_id]
    for there in ways_out(draft, unit.hex, unit.side, from_hexes):
        if has_room(draft, there, unit):
            draft.change(unit_id, hex=there, entrench=0, quiet_turns=0, moved=True, move_left=0)
            visible = sight(draft.start, 1 - unit.side)
            tell_move(draft, len(draft.events), unit, unit.hex, (there,), "", visible)
            occupy(draft, unit.side, (there,))
            return True
    return False

