"""Orders about stock and supply: load, unload, transfer, priorities, route policy, rations.

A truck unit loads from and unloads to a base or unit in its hex or next to it at any time of its phase; men hand
stock on once in a turn, with what is left of their movement.
"""

from __future__ import annotations

from game.rules.draft import Draft
from game.rules.narrate import holder_name, unit_name
from game.rules.notation import write_order
from game.rules.orders import Load, Noted, SetPolicy, SetPriority, SetRation, StockMoved, Transfer, Unload
from game.rules.ruleset import NOTHING, Stock
from game.rules.state import Base, State, Unit, steps_pm
from game.rules.supply.ledger import hand_over
from game.rules.supply.stocks import Situation, feeding_base, find_base, find_unit, unit_target
from game.text import _

CargoOrder = Load | Unload | Transfer | SetPriority | SetPolicy | SetRation

_RATIONS = ("full", "two_thirds", "half")


def refuse_cargo(state: State, order: CargoOrder) -> str | None:
    """Return why an order about stock or supply is refused, in a sentence, or None."""
    match order:
        case Load(unit, giver, amount):
            return _refuse_truck(state, unit) or _refuse_hand(state, giver, unit, amount) or _refuse_load(state, order)
        case Unload(unit, taker, amount):
            return (_refuse_truck(state, unit) or _refuse_hand(state, unit, taker, amount)
                    or _refuse_missing(state, f"{unit}:cargo", state.by_id[unit].cargo, amount)
                    or _refuse_room(state, taker, amount))
        case Transfer(giver, taker, amount):
            return _refuse_hand(state, giver, taker, amount) or _refuse_transfer(state, order)
        case SetPriority(consumer, priority):
            if priority not in (1, 2, 3):
                return _("There is no priority {priority}; choose 1 (first), 2 (usual) or 3 (last).").format(
                    priority=priority)
            return _refuse_foreign(state, consumer)
        case SetPolicy(policy):
            known = [row.id for row in state.scenario.ruleset.supply.policies]
            return None if policy in known else _("'{policy}' is no route policy; choose one of: {known}.").format(
                policy=policy, known=", ".join(known))
        case SetRation():
            return _refuse_ration(state, order)


def cargo(draft: Draft, order: CargoOrder) -> None:
    """Carry out an order about stock or supply that was not refused."""
    match order:
        case Load(unit, giver, amount):
            _move_stock(draft, giver, f"{unit}:cargo", amount, "loaded")
        case Unload(unit, taker, amount):
            _move_stock(draft, f"{unit}:cargo", taker, amount, "unloaded")
        case Transfer(giver, taker, amount):
            _move_stock(draft, giver, taker, amount, "transferred")
            if giver in draft.units:
                draft.change(giver, move_left=0)
        case SetPolicy(policy):
            draft.change_standing(draft.side, policy=policy)
            _note(draft, order)
        case SetPriority(consumer, priority):
            _set(draft, consumer, priority=priority)
            _note(draft, order)
        case SetRation(consumer, ration):
            _set(draft, consumer, ration=ration)
            _note(draft, order)


def room_for(where: Situation, holder: str) -> Stock | None:
    """Return what a unit could still take of each class, None for a base, which takes all."""
    unit = find_unit(where, holder)
    if unit is None or find_base(where, holder):
        return None
    wanted = unit_target(where.scenario, unit)
    return (max(0, wanted[0] - unit.stock[0]), max(0, wanted[1] - unit.stock[1]), max(0, wanted[2] - unit.stock[2]))


def load_room(where: Situation, unit: Unit) -> int:
    """Return the kilograms that a truck unit could still load."""
    kind = where.scenario.unit_type(unit.type)
    return max(0, kind.cargo_kg_per_step * steps_pm(unit, kind.men_per_step) // 1000 - sum(unit.cargo))


# --- refusals -----------------------------------------------------------------------------------------------


def _own(state: State, holder: str) -> Base | Unit | None:
    found: Base | Unit | None = find_base(state, holder) or find_unit(state, holder)
    return found if found is not None and found.side == state.side and found.hex >= 0 else None


def _refuse_foreign(state: State, holder: str) -> str | None:
    if _own(state, holder) is None:
        return _("You have no base or unit '{holder}' on the map; name one of your own.").format(holder=holder)
    return None


def _refuse_truck(state: State, unit_id: str) -> str | None:
    unit = state.by_id.get(unit_id)
    if unit is None or unit.side != state.side or unit.hex < 0:
        return _("You have no unit '{unit_id}' on the map; order one of your own units.").format(unit_id=unit_id)
    if not state.scenario.unit_type(unit.type).cargo_kg_per_step:
        return _("There are no trucks for loads in {name}; use a supply column, or hand stock over.").format(
            name=unit_name(state.scenario, unit_id))
    return None


def _refuse_hand(state: State, giver: str, taker: str, amount: Stock) -> str | None:
    """Return why stock cannot pass between two holders whatever they have."""
    for holder in (giver, taker):
        refused = _refuse_foreign(state, holder)
        if refused:
            return refused
    ends = (_own(state, giver), _own(state, taker))
    assert ends[0] is not None and ends[1] is not None
    if giver == taker:
        return _("Stock must go from one holder to another; choose a different base or unit.")
    if min(amount) < 0 or amount == NOTHING:
        return _("Name an amount: kilograms of at least one class, none below zero.")
    names = [holder_name(state.scenario, holder) for holder in (giver, taker)]
    if state.scenario.map.grid.distance(ends[0].hex, ends[1].hex) > 1:
        return _("{first} and {second} are too far apart; bring them into the same or neighbouring hexes.").format(
            first=names[0], second=names[1])
    if isinstance(ends[0], Unit) and isinstance(ends[1], Unit) and ends[0].group != ends[1].group:
        parted = any(row.side == state.side and row.group for row in state.scenario.supply_sources)
        if parted and state.flag("pool") < state.turn:
            return _("{first} and {second} belong to groups that share no supply; use a depot, or pool supplies first."
                     ).format(first=names[0], second=names[1])
    return None


def _refuse_missing(state: State, holder: str, stock: Stock, amount: Stock) -> str | None:
    for k, kg in enumerate(amount):
        if kg > stock[k]:
            name, what = holder_name(state.scenario, holder.partition(":")[0]), _(state.scenario.class_names[k])
            return _("With {name} there are only {kg:,} kg of {what}; name no more than that.").format(
                name=name, kg=stock[k], what=what)
    return None


def _refuse_room(state: State, taker: str, amount: Stock) -> str | None:
    room = room_for(state, taker)
    for k, kg in enumerate(amount):
        if room is not None and kg > room[k]:
            name, what = holder_name(state.scenario, taker), _(state.scenario.class_names[k])
            return _("{name} can carry only {kg:,} kg more of {what}; hand it no more than that.").format(
                name=name, kg=room[k], what=what)
    return None


def _refuse_load(state: State, order: Load) -> str | None:
    giver, unit = _own(state, order.giver), state.by_id[order.unit]
    assert giver is not None
    room = load_room(state, unit)
    if sum(order.amount) > room:
        return _("In {name} there is room for {room:,} kg more; load no more than that.").format(
            name=unit_name(state.scenario, unit.id), room=room)
    return _refuse_missing(state, order.giver, giver.stock, order.amount)


def _refuse_transfer(state: State, order: Transfer) -> str | None:
    giver = _own(state, order.giver)
    assert giver is not None
    if isinstance(giver, Unit) and giver.move_left <= 0:
        return _("No time is left for {name} to hand over stock; do it in the next turn.").format(
            name=unit_name(state.scenario, giver.id))
    return (_refuse_missing(state, order.giver, giver.stock, order.amount)
            or _refuse_room(state, order.taker, order.amount))


def _refuse_ration(state: State, order: SetRation) -> str | None:
    if order.ration not in _RATIONS:
        return _("'{ration}' is no ration; choose one of: {known}.").format(
            ration=order.ration, known=", ".join(_RATIONS))
    refused = _refuse_foreign(state, order.consumer)
    unit = None if find_base(state, order.consumer) else state.by_id.get(order.consumer)
    if refused or unit is None:
        return refused
    base_id = feeding_base(state, unit)
    if base_id:
        names = [holder_name(state.scenario, holder) for holder in (unit.id, base_id)]
        return _("{first} eats from {second}; set the rations of {second}.").format(first=names[0], second=names[1])
    return None


# --- carrying out -------------------------------------------------------------------------------------------


def _move_stock(draft: Draft, giver: str, taker: str, amount: Stock, reason: str) -> None:
    hand_over(draft, giver, taker, amount)
    ends = (giver.partition(":")[0], taker.partition(":")[0])
    draft.emit(StockMoved(draft.side, ends[0], ends[1], amount, reason, seen_by=(draft.side,)))


def _set(draft: Draft, consumer: str, **fields: object) -> None:
    if consumer in draft.bases:
        draft.change_base(consumer, **fields)
    else:
        draft.change(consumer, **fields)


def _note(draft: Draft, order: SetPolicy | SetPriority | SetRation) -> None:
    text = write_order(order, draft.scenario.map.grid)
    draft.emit(Noted(draft.side, text, seen_by=(draft.side,)))
