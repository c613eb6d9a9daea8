"""What may come of a plan: the game played on by the rules from what a side knows, both sides with the usual plans.

What is imagined is made of a view alone: enemies in sight and remembered, well supplied, and dice of its own, so that
nothing hidden and no draw to come can be read off it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from game.ai import weights
from game.ai.worth import days_left, lasting
from game.rules import engine, victory
from game.rules.fire import works_at
from game.rules.knowledge import view
from game.rules.orders import EndPhase, Order
from game.rules.rows import altered
from game.rules.ruleset import FOOD, ONE
from game.rules.scenario import Objective, UnitDef
from game.rules.state import Base, Contact, Fleet, State, Unit, View, steps_pm, successor
from game.rules.supply.stocks import ammo_level, need_day, unit_target

Mind = Callable[[View, Any], tuple[tuple[Order, ...], Any]]
"""What gives orders in what is imagined: view and memory to orders and memory."""

_PACE = 4
"""Kilometres a day at which units come to where an objective wants them."""

_LOST_PM = 500
"""Share of what is lost of something whose holders are nothing against the enemy near them."""

_STRAY_HEXES = 9
"""How far from where it was last, or began, an enemy out of sight is presumed at most, in hexes."""

_LOST_TURNS, _GONE_PM = 10, 400
"""An enemy not seen for so many turns, or lost from sight with less than such a share of its men, is taken for gone."""

_MOST_CALLS = 60
"""Batches of orders in one imagined phase at most."""


Met = dict[str, list[int]]
"""Enemies seen so far by id: hex, men and turn of the last time."""


def met_so_far(known: View, before: Met) -> Met:
    """Return the enemies seen before with those in sight and remembered, as they are known now."""
    scenario = known.scenario
    contacts = {row.unit: [row.hex, row.steps * scenario.unit_type(row.type).men_per_step, row.turn]
                for row in known.contacts}
    units = {unit.id: [unit.hex, unit.men, known.known.turn] for unit in known.known.units
             if unit.side != known.side and unit.hex >= 0}
    return before | contacts | units


def imagined(known: View, dice: int, met: Met) -> State:
    """Return the state of a view as if it were the whole truth, with dice of its own.

    Enemies of the order of battle that were never `met` are presumed where they began, those lost from sight where they
    were last, or near it out of sight.
    """
    state = known.known
    units = [unit if unit.side == known.side else _supplied(state, unit) for unit in state.units]
    units += [_remembered(state, 1 - known.side, contact) for contact in known.contacts]
    units += _presumed(known, met, units)
    has = {fleet.source for fleet in state.fleets}
    sources = state.scenario.supply_sources
    fleets = [*state.fleets, *(Fleet(row.id, row.trucks) for row in sources if row.id not in has)]
    order = {row.id: place for place, row in enumerate(sources)}
    return successor(state, {
        "seed": dice, "viewer": -1, "units": tuple(sorted(units, key=lambda unit: unit.id)),
        "bases": tuple(base if base.side == known.side else _stocked(state, base) for base in state.bases),
        "fleets": tuple(sorted(fleets, key=lambda fleet: order[fleet.source]))})


def _supplied(state: State, unit: Unit) -> Unit:
    """Return an enemy in sight with all that he is wont to carry."""
    return altered(unit, stock=unit_target(state.scenario, unit))


def _remembered(state: State, side: int, contact: Contact) -> Unit:
    """Return an enemy out of sight as if he still stood where he was seen last."""
    row = next((row for row in state.scenario.units if row.id == contact.unit), None)
    kind = state.scenario.unit_type(contact.type)
    men, vehicles = contact.steps * kind.men_per_step, contact.steps * kind.vehicles_per_step
    if row is not None:
        return _listed(state, row, contact.hex, men, vehicles)
    return _supplied(state, Unit(contact.unit, side, contact.type, "", contact.hex, men, vehicles, men, vehicles, ONE))


def _listed(state: State, row: UnitDef, hex_id: int, men: int, vehicles: int) -> Unit:
    """Return an enemy of the order of battle at a hex with so much of what it has there at the most."""
    return _supplied(state, Unit(row.id, row.side, row.type, row.group, hex_id, min(men, row.men),
                                 min(vehicles, row.vehicles), row.men, row.vehicles, row.quality_pm))


def _presumed(known: View, met: Met, others: list[Unit]) -> Iterator[Unit]:
    """Yield enemies that have come by the order of battle and are neither in sight nor remembered, out of sight."""
    state, grid = known.known, known.scenario.map.grid
    there, taken = {unit.id for unit in others}, {unit.hex for unit in others if unit.side == known.side}
    for row in state.scenario.units:
        if row.side == known.side or row.id in there or (row.id not in met and not 0 <= row.arrives <= state.turn):
            continue
        near, men, turn = met.get(row.id, (row.hex, row.men, state.turn))
        ours = row.id in met and state.controller(near) == known.side
        if ours or turn + _LOST_TURNS < state.turn or men * ONE < row.men * _GONE_PM:
            continue
        spots = (h for radius in range(_STRAY_HEXES) for h in (grid.ring(near, radius) if radius else (near,)))
        spot = next((h for h in spots if not known.visible[h] and h not in taken), None)
        if spot is not None:
            yield _listed(state, row, spot, men, row.vehicles * men // max(1, row.men))


def _stocked(state: State, base: Base) -> Base:
    """Return an enemy base with what it began with, its food eaten for as long as the game has lasted."""
    start = state.scenario.base(base.id).stock
    passed = (state.turn - 1) * state.scenario.clock.days
    left = max(weights.GUESSED_DAYS // 3, weights.GUESSED_DAYS - passed) * ONE // weights.GUESSED_DAYS
    return altered(base, stock=(start[FOOD] * left // ONE, start[1] // 2, start[2]))


def play_on(state: State, phases: int, minds: tuple[Mind, Mind], memory: list[Any]) -> State:
    """Return the state some phases later, or at the end of the game, each side's orders by its mind.

    `memory` has one of each side, and those of later when this returns: to go on from there.
    """
    for _phase in range(phases):
        if state.outcome is None:
            state = _phase_over(state, minds, memory)
    return state


def _phase_over(state: State, minds: tuple[Mind, Mind], memory: list[Any]) -> State:
    side, turn = state.side, state.turn
    for _call in range(_MOST_CALLS):
        orders, memory[side] = minds[side](view(state, side), memory[side])
        for order in orders:
            try:
                state = engine.apply(state, order).state
            except engine.IllegalOrder:
                break
            if (state.side, state.turn) != (side, turn) or state.outcome is not None:
                return state
    return engine.apply(state, EndPhase()).state


# --- what a situation is worth -------------------------------------------------------------------------------


def standing(state: State, side: int) -> int:
    """Return what a situation is worth to a side: points so far, what lasts of them, the men on both sides."""
    total = victory.net(state) * (1 if side == 0 else -1)
    for row in state.scenario.objectives:
        total += _prospect(state, row) * (1 if row.side == side else -1)
    for unit in state.units:
        if unit.hex >= 0:
            man = weights.OWN_MAN if unit.side == side else -weights.ENEMY_MAN
            total += unit.men * man * _fitness_pm(state, unit) // ONE
    return total


def _fitness_pm(state: State, unit: Unit) -> int:
    """Return the share of its worth that a unit has with the ammunition and the hunger it has."""
    rules = state.scenario.ruleset.combat
    return (ONE + rules.ammo_pm[ammo_level(state, unit)]) * (2 * ONE - unit.hunger) // (4 * ONE)


def _prospect(state: State, row: Objective) -> int:
    """Return what an objective may still bring to its side if things stay as they are."""
    if row.kind == "place":
        has = sum(state.controller(h) == row.side for h in row.hexes)
        if has < len(row.hexes):
            return lasting(state, row) * has // len(row.hexes) // 3
        return lasting(state, row) * min(_safe_pm(state, row.side, h) for h in row.hexes) // ONE
    if row.kind == "hold_base" and state.base(row.base).side == row.side:
        base = state.base(row.base)
        return lasting(state, row) * _lasts_pm(state, base) // ONE * _safe_pm(state, row.side, base.hex) // ONE
    if row.kind in ("take_base", "take_store") and state.base(row.base).side != row.side:
        return row.once * (ONE - _safe_pm(state, 1 - row.side, state.base(row.base).hex)) // ONE
    if row.kind == "threaten_link" and state.base(row.base).side == row.side:
        return lasting(state, row)
    if row.kind == "break_siege" and any(sum(d.arrived) for d in state.deliveries if d.consumer in row.bases):
        return row.per_day * days_left(state) // 2
    if row.kind == "arrive":
        return sum(_coming(state, row, unit) for unit in row.units)
    return 0


def _safe_pm(state: State, side: int, hex_id: int) -> int:
    """Return the share of what a side has in a hex that is safe from the enemy within three hexes."""
    combat, attack, defence = state.scenario.ruleset.combat, 0, 0
    far = state.scenario.map.grid.distances(hex_id)
    for unit in state.units:
        if unit.hex < 0 or far[unit.hex] > 3 or (unit.side == side and unit.hex != hex_id):
            continue
        kind = state.scenario.unit_type(unit.type)
        power = steps_pm(unit, kind.men_per_step) * unit.quality_pm // ONE * _fitness_pm(state, unit) // ONE
        attack += power * kind.attack if unit.side != side else 0
        defence += power * kind.defence if unit.side == side else 0
    ground = max([state.scenario.terrain_at(hex_id).defence_pm] + [combat.base_defence_pm for base in state.bases
                                                                   if base.hex == hex_id])
    defence = defence * ground // ONE * combat.entrench_pm[works_at(state, hex_id, side)] // ONE
    ours, theirs = defence * defence * combat.results[-2].odds // ONE, attack * attack
    return ONE - theirs * _LOST_PM // max(1, ours + theirs)


def _lasts_pm(state: State, base: Base) -> int:
    """Return the share of a base's worth that its stock of food keeps safe."""
    need, days = need_day(state, base.id)[FOOD], days_left(state)
    has = base.stock[FOOD] // need if need else days
    return ONE * (days + has) // max(1, days + max(days, has))


def _coming(state: State, row: Objective, name: str) -> int:
    """Return what the arrival of a unit is worth now: less the farther it has to go for the days left."""
    unit = state.by_id.get(name)
    if unit is None or unit.hex < 0 or state.flag(f"arrived:{row.id}:{name}"):
        return 0
    far = min(state.scenario.map.grid.distances(unit.hex)[h] for h in row.hexes)
    time = days_left(state) * _PACE
    return row.once * unit.men // max(1, unit.full_men) * time // max(1, time + 2 * far)
