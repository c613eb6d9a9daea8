"""From a click to an order: what a player prepares, what it would be as an order, and what stands in its way.

A plan is an order in the making, with everything about it that can still be changed before it is given. `obvious`
finds the plan that a click on a hex most likely means; an `Aim` waits for the hex of one kind of plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from game.rules import combat, engine
from game.rules.movement import points_text, reach
from game.rules.narrate import unit_name
from game.rules.orders import Airdrop, Attack, Bombard, Load, Move, Order, Strike, Transfer, Unload
from game.rules.ruleset import INTENSITIES, Height, Intensity, Stock
from game.rules.state import Base, State, Unit, View
from game.rules.supply import cargo
from game.text import _

Aim = Literal["move", "attack", "fire", "strike", "drop"]
"""The kinds of plan that want a target."""

CargoKind = Literal["load", "unload", "hand"]

LOADS: tuple[Stock, ...] = ((60, 40, 0), (100, 0, 0), (0, 100, 0), (40, 40, 20))
"""Loads of a drop that can be chosen, in per cent of food, ammunition and fuel."""

HEIGHTS: tuple[Height, ...] = ("high", "low")


@dataclass(frozen=True, slots=True)
class MovePlan:
    """A unit to a hex; `foe` is the hex of the enemy that it goes up to in order to attack him, -1 without one."""

    unit: str
    target: int
    foe: int = -1


@dataclass(frozen=True, slots=True)
class AttackPlan:
    """Units against a hex; `party` are all that could take part, `detail` shows every term of the odds."""

    units: tuple[str, ...]
    target: int
    party: tuple[str, ...]
    intensity: Intensity = "assault"
    detail: bool = False


@dataclass(frozen=True, slots=True)
class FirePlan:
    """Guns against a hex."""

    unit: str
    target: int
    heavy: bool = True


@dataclass(frozen=True, slots=True)
class StrikePlan:
    """Jets against a hex."""

    target: int
    sorties: int = 1


@dataclass(frozen=True, slots=True)
class DropPlan:
    """A drop for a base about a hex; `load` is an index of `LOADS`."""

    base: str
    aim: int
    height: Height = "high"
    sorties: int = 1
    load: int = 0
    detail: bool = False


@dataclass(frozen=True, slots=True)
class CargoPlan:
    """Stock from one holder to another: with which neighbour, of which class (3: of all), and how much of it."""

    kind: CargoKind
    unit: str
    partner: int = 0
    supply_class: int = 3
    half: bool = False


Plan = MovePlan | AttackPlan | FirePlan | StrikePlan | DropPlan | CargoPlan


def target_of(plan: Plan, state: State) -> int:
    """Return the hex that a plan is about."""
    match plan:
        case DropPlan(aim=aim):
            return aim
        case CargoPlan(unit=unit):
            return state.by_id[unit].hex
        case _:
            return plan.target


# --- finding a plan -------------------------------------------------------------------------------------------


def enemies_at(state: State, hex_id: int, side: int) -> tuple[Unit, ...]:
    """Return the enemies of a side that are known to be in a hex."""
    return tuple(unit for unit in state.by_hex.get(hex_id, ()) if unit.side != side)


def obvious(view: View, unit_id: str, hex_id: int) -> Plan:
    """Return what a click on a hex most likely means for a unit: fire or attack where enemies are, else a move."""
    state = view.known
    unit = state.by_id[unit_id]
    kind = state.scenario.unit_type(unit.type)
    if enemies_at(state, hex_id, unit.side):
        near = state.scenario.map.grid.distance(unit.hex, hex_id) <= 1
        if kind.range_hexes and (kind.attack <= 0 or not near):
            return FirePlan(unit_id, hex_id)
        return attack_plan(view, unit_id, hex_id)
    return MovePlan(unit_id, hex_id)


def approach(view: View, unit_id: str, hex_id: int) -> MovePlan | None:
    """Return the cheapest move that brings a unit beside an enemy too far off to attack or to fire at, None where none
    does."""
    state = view.known
    unit, grid = state.by_id[unit_id], state.scenario.map.grid
    kind = state.scenario.unit_type(unit.type)
    far = grid.distance(unit.hex, hex_id) > max(1, kind.range_hexes)
    if kind.attack <= 0 or not far or not enemies_at(state, hex_id, unit.side):
        return None
    costs = reach(state, unit_id).costs
    beside = min((h for h in grid.neighbours(hex_id) if h in costs), key=lambda h: (costs[h], h), default=None)
    return None if beside is None else MovePlan(unit_id, beside, hex_id)


def attack_plan(view: View, unit_id: str, hex_id: int) -> AttackPlan:
    """Return the attack of one unit on a hex, with the others that could join it."""
    state = view.known
    near = [unit.id for h in state.scenario.map.grid.neighbours(hex_id) for unit in state.by_hex.get(h, ())
            if unit.side == view.side]
    able = [u for u in near if combat.refuse_attack(state, Attack((u,), hex_id)) is None]
    others = tuple(sorted(row for row in able if row != unit_id))
    return AttackPlan((unit_id,), hex_id, (unit_id, *others))


def aimed(view: View, aim: Aim, unit_id: str, base_id: str, hex_id: int) -> Plan | None:
    """Return the plan that an aim and a hex make, None where a unit or base for it is missing."""
    if aim == "strike":
        return StrikePlan(hex_id)
    if aim == "drop":
        base = base_id or nearest_base(view, hex_id)
        return DropPlan(base, hex_id, sorties=max(1, view.known.standings[view.side].drops_left)) if base else None
    if not unit_id:
        return None
    if aim == "attack":
        return attack_plan(view, unit_id, hex_id)
    return FirePlan(unit_id, hex_id) if aim == "fire" else MovePlan(unit_id, hex_id)


def nearest_base(view: View, hex_id: int) -> str:
    """Return the base of the side that lies nearest to a hex, fortified ones before depots; empty without any."""
    grid, scenario = view.scenario.map.grid, view.scenario
    own = [base for base in view.known.bases if base.side == view.side]
    far = {base.id: (scenario.base(base.id).depot, grid.distance(base.hex, hex_id), base.id) for base in own}
    return min(far, key=lambda base_id: far[base_id]) if far else ""


# --- what it is as an order -----------------------------------------------------------------------------------


def order_of(plan: Plan, view: View) -> Order | None:
    """Return the order that a plan makes, None where there is no way to give it."""
    match plan:
        case MovePlan(unit=unit, target=target):
            found = reach(view.known, unit)
            return Move(unit, found.path_to(target)) if target in found.costs else None
        case AttackPlan(units, target, _party, intensity):
            return Attack(units, target, intensity)
        case FirePlan(unit, target, heavy):
            return Bombard(unit, target, heavy)
        case StrikePlan(target, sorties):
            return Strike(target, sorties)
        case DropPlan(base, aim, height, sorties, load):
            return Airdrop(base, aim, height, sorties, LOADS[load])
        case CargoPlan():
            return _cargo_order(plan, view.known)


def refusal(plan: Plan, view: View) -> str:
    """Return why a plan cannot be ordered, as a sentence for the player; empty where it can."""
    order = order_of(plan, view)
    if order is not None:
        return engine.refusal(view, order) or ""
    if isinstance(plan, MovePlan):
        return _refuse_move(view, plan)
    return _("There is nobody beside it to hand stock to or take it from; bring a base or unit next to it.")


def _refuse_move(view: View, plan: MovePlan) -> str:
    """Return why a hex is out of a unit's reach."""
    state = view.known
    unit, scenario = state.by_id[plan.unit], state.scenario
    if view.side != state.side:
        return engine.refusal(view, Move(plan.unit, ())) or ""
    near = scenario.map.grid.neighbours(unit.hex)
    step = engine.refusal(view, Move(plan.unit, (plan.target if plan.target in near else near[0],)))
    if plan.target == unit.hex:
        return _("{name} is there already.").format(name=unit_name(scenario, unit.id))
    if step is not None and (plan.target in near or not reach(state, unit.id).costs):
        return step
    if any(other.side == unit.side for other in state.by_hex.get(plan.target, ())):
        return _("{place} is full or too far for {name} this turn.").format(
            place=scenario.hex_name(plan.target), name=unit_name(scenario, unit.id))
    return _("{place} is too far for {name}: {points} movement points are left, and enemy zones end a move.").format(
        place=scenario.hex_name(plan.target), name=unit_name(scenario, unit.id), points=points_text(unit.move_left))


# --- what can be changed --------------------------------------------------------------------------------------


def adjusted(plan: Plan, setting: str, index: int) -> Plan:
    """Return a plan with one of its settings changed to the option of that index."""
    match plan, setting:
        case AttackPlan(), "intensity":
            return replace(plan, intensity=INTENSITIES[index])
        case FirePlan(), "weight":
            return replace(plan, heavy=index == 0)
        case StrikePlan(), "sorties":
            return replace(plan, sorties=index + 1)
        case DropPlan(), "sorties":
            return replace(plan, sorties=index + 1)
        case DropPlan(), "height":
            return replace(plan, height=HEIGHTS[index])
        case DropPlan(), "load":
            return replace(plan, load=index)
        case CargoPlan(), "partner":
            return replace(plan, partner=index)
        case CargoPlan(), "class":
            return replace(plan, supply_class=(3, 0, 1, 2)[index])
        case CargoPlan(), "amount":
            return replace(plan, half=index == 1)
        case _:
            return plan


def toggled(plan: AttackPlan, unit_id: str) -> AttackPlan:
    """Return an attack with a unit in or out; the last one stays."""
    units = tuple(row for row in plan.party if (row in plan.units) != (row == unit_id))
    return replace(plan, units=units or plan.units)


# --- cargo ----------------------------------------------------------------------------------------------------


def partners(state: State, unit_id: str) -> tuple[Base | Unit, ...]:
    """Return the own bases and units in a unit's hex or beside it, bases first."""
    unit, grid = state.by_id[unit_id], state.scenario.map.grid
    rows: tuple[Base | Unit, ...] = (*state.bases, *state.units)
    return tuple(row for row in rows if row.side == unit.side and row.id != unit_id and row.hex >= 0
                 and grid.distance(row.hex, unit.hex) <= 1)


def amount_of(plan: CargoPlan, state: State) -> Stock:
    """Return the kilograms that a cargo plan would move: what there is and what there is room for."""
    unit, others = state.by_id[plan.unit], partners(state, plan.unit)
    if not others:
        return (0, 0, 0)
    partner = others[min(plan.partner, len(others) - 1)]
    wanted = [k for k in range(3) if plan.supply_class in (3, k)]
    if plan.kind == "load":
        return _up_to(cargo.load_room(state, unit), partner.stock, wanted, plan.half)
    stock = unit.cargo if plan.kind == "unload" else unit.stock
    room = cargo.room_for(state, partner.id)
    kg = [min(stock[k], room[k]) if room is not None else stock[k] for k in range(3)]
    part = [(kg[k] // 2 if plan.half else kg[k]) if k in wanted else 0 for k in range(3)]
    return (part[0], part[1], part[2])


def _up_to(room: int, stock: Stock, wanted: list[int], half: bool) -> Stock:
    """Share a lorry's room among the classes that are there, food and ammunition before fuel."""
    left = room // 2 if half else room
    part = [0, 0, 0]
    for position, k in enumerate(wanted):
        if k == 2 and len(wanted) > 1:
            continue
        fair = left if position == len(wanted) - 1 or wanted[position + 1:] == [2] else left // 2
        part[k] = min(stock[k], fair)
        left -= part[k]
    return (part[0], part[1], part[2])


def _cargo_order(plan: CargoPlan, state: State) -> Order | None:
    others = partners(state, plan.unit)
    if not others:
        return None
    partner, amount = others[min(plan.partner, len(others) - 1)].id, amount_of(plan, state)
    if plan.kind == "load":
        return Load(plan.unit, partner, amount)
    return Unload(plan.unit, partner, amount) if plan.kind == "unload" else Transfer(plan.unit, partner, amount)
