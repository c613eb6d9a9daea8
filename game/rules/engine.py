"""The rules as one pure function: `start` a game, ask whether an order is refused, list orders, `apply` one.

`refusal` asks what a side knows, and `apply` accepts whatever that allows: running into an unseen enemy stops a move
and is an event, not a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from game.rules import air, combat, events, fire, march, movement, turn
from game.rules.draft import Draft
from game.rules.knowledge import note_contacts, note_seen, revealed, view
from game.rules.muster import before_first_dawn
from game.rules.narrate import unit_name
from game.rules.notation import write_order
from game.rules.orders import (
    Airdrop,
    Ambushed,
    Attack,
    Bombard,
    Bombarded,
    Choose,
    EndPhase,
    Event,
    Load,
    Move,
    Moved,
    Noted,
    Order,
    PhaseBegan,
    SetPolicy,
    SetPriority,
    SetRation,
    SetStance,
    Strike,
    Transfer,
    Unload,
)
from game.rules.ruleset import INTENSITIES, STANCES, RationLevel, Stock
from game.rules.scenario import Scenario
from game.rules.state import Base, State, Unit, View
from game.rules.supply import cargo
from game.text import _, mark

_LOADS: tuple[Stock, ...] = ((60, 40, 0), (100, 0, 0), (0, 100, 0), (40, 40, 20))
"""Loads of a drop that `legal_orders` proposes, in percent of each class; any other sum of 100 is as legal."""


class IllegalOrder(ValueError):
    """An order that the rules refuse; its text is the sentence for the player."""


@dataclass(frozen=True, slots=True)
class Step:
    """A state and the events that led to it from the one before."""

    state: State
    events: tuple[Event, ...] = ()


def start(scenario: Scenario, seed: int) -> Step:
    """Return the first side's first phase: forces placed, stocks booked, the first dawn over."""
    draft = Draft(replace(before_first_dawn(scenario, seed), turn=1))
    turn.dawn(draft)
    return Step(draft.finish(), tuple(draft.events))


def apply(state: State, order: Order) -> Step:
    """Carry out an order of the side whose phase it is; raise IllegalOrder where `refusal` refuses it."""
    known = view(state, state.side)
    reason = refusal(known, order)
    if reason is not None:
        raise IllegalOrder(reason)
    draft = Draft(state)
    _carry_out(draft, order)
    seen = note_contacts(draft)
    after = draft.finish()
    note_seen(after, seen, state, known)
    return Step(after, tuple(draft.events))


def undoable(before: Step, after: Step) -> str | None:
    """Return None where the order between two steps may be undone, else a sentence in English that says why not.

    An order cannot be undone once a phase has ended, chance has been asked or the enemy shown something of himself.
    """
    old, new = before.state, after.state
    if (old.turn, old.phase, old.outcome) != (new.turn, new.phase, new.outcome):
        return mark("The end of a phase cannot be undone.")
    if _chance_decided(old, new, after.events):
        return mark("This order cannot be undone: chance has decided on it.")
    if revealed(old, new, old.side):
        return mark("This order cannot be undone: it showed something of the enemy.")
    return None


def _chance_decided(old: State, new: State, events: tuple[Event, ...]) -> bool:
    """Say whether chance has decided on an order, as its side can tell: what it tells of the unseen must not show.

    Shells that hit nobody count. That enemies lay in wait, and chance let a unit pass, does not: chance is asked for
    each unit by itself, so nobody else goes the safer for it.
    """
    if any(isinstance(event, (Bombarded, Ambushed)) or (isinstance(event, Moved) and event.stopped == march.MINE)
           for event in events):
        return True
    return any(not march.in_passing(kind) for kind, _hex, _nth in set(new.draws).difference(old.draws))


def _carry_out(draft: Draft, order: Order) -> None:
    match order:
        case Move():
            march.move(draft, order, combat.ambush)
        case Attack():
            combat.fight(draft, order)
        case Bombard():
            fire.bombard(draft, order)
        case Strike():
            fire.strike(draft, order)
        case Airdrop():
            air.airdrop(draft, order)
        case SetStance(unit, stance):
            draft.change(unit, stance=stance, quiet_turns=min(0, draft.units[unit].quiet_turns))
            _note(draft, order)
        case Load() | Unload() | Transfer() | SetPriority() | SetPolicy() | SetRation():
            cargo.cargo(draft, order)
        case Choose():
            events.choose(draft, order)
        case EndPhase():
            _end_phase(draft)


def _note(draft: Draft, order: Order) -> None:
    text = write_order(order, draft.scenario.map.grid)
    draft.emit(Noted(draft.side, text, seen_by=(draft.side,)))


def _end_phase(draft: Draft) -> None:
    events.settle(draft, draft.side)
    if draft.phase == 0:
        draft.phase = 1
        draft.emit(PhaseBegan(draft.side))
        return
    turn.night(draft)
    if draft.outcome is None:
        draft.turn += 1
        turn.dawn(draft)


# --- refusal -------------------------------------------------------------------------------------------------


def refusal(known: View, order: Order) -> str | None:
    """Return why an order is refused, as far as the side knows, in a sentence that says what to do, or None."""
    state = known.known
    if state.outcome is not None:
        return _("The game is over; look at the result or start a new one.")
    if known.side != state.side:
        return _("It is the phase of {side}; wait until it ends.").format(side=state.scenario.sides[state.side].name)
    for unit_id in _units_of(order):
        unit = state.by_id.get(unit_id)
        if unit is None or unit.side != known.side:
            return _("You have no unit '{unit_id}' on the map; order one of your own units.").format(unit_id=unit_id)
    return _refuse(state, order)


def _units_of(order: Order) -> tuple[str, ...]:
    match order:
        case Attack(units):
            return units
        case Move(unit) | Bombard(unit) | SetStance(unit) | Load(unit) | Unload(unit):
            return (unit,)
        case _:
            return ()


def _refuse(state: State, order: Order) -> str | None:
    match order:
        case Move():
            return movement.refuse_move(state, order)
        case Attack():
            return combat.refuse_attack(state, order)
        case Bombard():
            return fire.refuse_bombard(state, order)
        case Strike():
            return fire.refuse_strike(state, order)
        case Airdrop():
            return air.refuse_airdrop(state, order)
        case SetStance():
            return _refuse_stance(state, order)
        case Load() | Unload() | Transfer() | SetPriority() | SetPolicy() | SetRation():
            return cargo.refuse_cargo(state, order)
        case Choose():
            return events.refuse_choice(state, order)
        case EndPhase():
            return None


def _refuse_stance(state: State, order: SetStance) -> str | None:
    unit = state.by_id[order.unit]
    kind, name = state.scenario.unit_type(unit.type), unit_name(state.scenario, unit.id)
    if order.stance not in STANCES:
        return _("'{stance}' is no stance; choose one of: {known}.").format(
            stance=order.stance, known=", ".join(STANCES))
    if unit.stance == order.stance:
        return _("That is the stance of {name} already; choose another.").format(name=name)
    if order.stance == "rest" and (unit.rounds or unit.fired):
        return _("{name} fought this turn and cannot rest before the next.").format(name=name)
    if order.stance in ("interdict", "escort") and kind.attack <= 0:
        return _("There are no fighters in {name} to watch a road with; give that order to infantry, tanks or "
                 "machine guns.").format(name=name)
    return None


# --- every legal order ---------------------------------------------------------------------------------------


def legal_orders(known: View, unit_id: str | None = None) -> list[Order]:
    """Return the orders a side may give now, or those of one unit, ending the phase last.

    Moves go to every hex in reach by the cheapest way; attacks are those of single units and of all that stand next
    to the target; drops and transfers are a few usual amounts, others are as legal.
    """
    state = known.known
    if state.outcome is not None or known.side != state.side:
        return []
    found: list[Order] = []
    for unit in state.units:
        if unit.side == known.side and unit_id in (None, unit.id):
            found += _orders_of_unit(state, unit)
    found += [order for order in _attacks(state, known.side) if unit_id is None or unit_id in order.units]
    if unit_id is None:
        found += _orders_of_side(known)
        found.append(EndPhase())
    return [order for order in found if isinstance(order, Move) or refusal(known, order) is None]


def _orders_of_unit(state: State, unit: Unit) -> Iterator[Order]:
    reach = movement.reach(state, unit.id)
    for hex_id in sorted(reach.costs):
        yield Move(unit.id, reach.path_to(hex_id))
    for stance in STANCES:
        yield SetStance(unit.id, stance)
    kind = state.scenario.unit_type(unit.type)
    if kind.range_hexes:
        for target in _targets(state, unit.side):
            if state.scenario.map.grid.distance(unit.hex, target) <= kind.range_hexes:
                yield Bombard(unit.id, target, True)
                yield Bombard(unit.id, target, False)
    yield from _loads(state, unit)
    for consumer_priority in (1, 2, 3):
        yield SetPriority(unit.id, consumer_priority)
    yield from _rations(unit.id)


def _rations(consumer: str) -> Iterator[SetRation]:
    rations: tuple[RationLevel, ...] = ("full", "two_thirds", "half")
    for ration in rations:
        yield SetRation(consumer, ration)


def _targets(state: State, side: int) -> list[int]:
    """Return the hexes where a side knows of enemies, or remembers them."""
    seen = {unit.hex for unit in state.units if unit.side != side and unit.hex >= 0}
    return sorted(seen | {contact.hex for contact in state.contacts[side]})


def _attacks(state: State, side: int) -> Iterator[Attack]:
    for target in sorted(movement.held_hexes(state, 1 - side)):
        near = [
            unit.id for hex_id in state.scenario.map.grid.neighbours(target)
            for unit in state.by_hex.get(hex_id, ()) if unit.side == side
        ]
        able = sorted(u for u in near if combat.refuse_attack(state, Attack((u,), target)) is None)
        parties = [(unit,) for unit in able] + ([tuple(able)] if len(able) > 1 else [])
        for units in parties:
            for intensity in INTENSITIES:
                yield Attack(units, target, intensity)


def _loads(state: State, unit: Unit) -> Iterator[Order]:
    """Yield loading and unloading all there is room for, and handing stock on, with the holders next to a unit."""
    grid = state.scenario.map.grid
    everyone: tuple[Base | Unit, ...] = (*state.bases, *state.units)
    holders = [
        row for row in everyone
        if row.side == unit.side and row.id != unit.id and row.hex >= 0 and grid.distance(row.hex, unit.hex) <= 1
    ]
    room = cargo.load_room(state, unit)
    for holder in holders:
        takes = cargo.room_for(state, holder.id)
        yield Load(unit.id, holder.id, _part_of(holder.stock, room))
        yield Unload(unit.id, holder.id, _fitting(unit.cargo, takes))
        half: Stock = (unit.stock[0] // 2, unit.stock[1] // 2, unit.stock[2] // 2)
        yield Transfer(unit.id, holder.id, _fitting(half, takes))
        if isinstance(holder, Base):
            yield Transfer(holder.id, unit.id, _fitting(holder.stock, cargo.room_for(state, unit.id)))


def _fitting(stock: Stock, room: Stock | None) -> Stock:
    """Return as much of each class as there is room for; no room named is room for all."""
    limit = stock if room is None else room
    return (min(stock[0], limit[0]), min(stock[1], limit[1]), min(stock[2], limit[2]))


def _part_of(stock: Stock, room: int) -> Stock:
    """Return as much of a stock as a lorry has room for: food for half of it, the rest ammunition."""
    food = min(stock[0], max(0, room) // 2)
    return (food, min(stock[1], max(0, room) - food), 0)


def _orders_of_side(known: View) -> Iterator[Order]:
    state = known.known
    standing = state.standings[known.side]
    for target in _targets(state, known.side) if standing.strikes_left else ():
        for sorties in range(1, standing.strikes_left + 1):
            yield Strike(target, sorties)
    for base in state.bases:
        if base.side != known.side:
            continue
        for sorties in sorted({1, standing.drops_left}) if standing.drops_left else ():
            for load in _LOADS:
                yield Airdrop(base.id, base.hex, "high", sorties, load)
                yield Airdrop(base.id, base.hex, "low", sorties, load)
        for priority in (1, 2, 3):
            yield SetPriority(base.id, priority)
        yield from _rations(base.id)
    for policy in state.scenario.ruleset.supply.policies:
        yield SetPolicy(policy.id)
    for pending in state.pending:
        event = events.event_of(state.scenario, pending.event)
        for choice in event.choices if event else ():
            yield Choose(pending.event, choice.id)
