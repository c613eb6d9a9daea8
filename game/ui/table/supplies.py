"""What is known of a side's supply: the viewer's own as it is, the enemy's as far as the viewer can tell.

The enemy's is reckoned from the view alone: the units in sight and those remembered, each where it was last seen and
with its stores full, so that it asks for what it uses; the entries and trucks as the scenario tells everybody of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from game.rules.ruleset import NOTHING
from game.rules.state import Contact, State, Unit, View
from game.rules.supply.bottleneck import arrives
from game.rules.supply.network import Consumer, network
from game.rules.supply.plan import Plan, plan, target
from game.rules.supply.stocks import definition_of, feeding_base
from game.rules.supply.wanted import answer, sent_to
from game.ui.board.model import FlowLink


@dataclass(frozen=True, slots=True)
class Supplied:
    """Whose supply is looked at and in which situation; `own` says that it is the viewer's."""

    state: State
    side: int
    own: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a base or unit gets of what it asks for, kilograms a day."""

    consumer: str
    hex: int
    got_kg_day: int
    wanted_kg_day: int


def supplied(view: View, *, enemy: bool = False) -> Supplied:
    """Return the situation that tells of a side's supply: what the viewer knows, for the enemy filled in by guesses."""
    if not enemy:
        return Supplied(view.known, view.side, True)
    kept = view.known.memo.get(("enemy supplied", view.side))
    if not isinstance(kept, State):
        kept = view.known.memo["enemy supplied", view.side] = _guessed(view)
    return Supplied(kept, 1 - view.side, False)


def _guessed(view: View) -> State:
    """Return what a view tells, with remembered enemies put back and the enemy's stores full."""
    known, enemy = view.known, 1 - view.side
    taken = {unit.hex for unit in known.units if unit.side == view.side}
    back = [_remembered(known, contact, enemy) for contact in view.contacts
            if contact.hex >= 0 and contact.hex not in taken and not view.visible[contact.hex]]
    whole = replace(known, units=tuple(sorted((*known.units, *(unit for unit in back if unit is not None)),
                                              key=lambda unit: unit.id)))
    full = {row.id: target(whole, row) for row in network(whole, enemy).consumers}
    return replace(
        whole,
        units=tuple(replace(unit, stock=full[unit.id]) if unit.id in full else unit for unit in whole.units),
        bases=tuple(replace(base, stock=full[base.id]) if base.id in full else base for base in whole.bases),
    )


def _remembered(known: State, contact: Contact, side: int) -> Unit | None:
    """Return a unit as it was last seen, None where it is no unit of the order of battle."""
    definition = definition_of(known.scenario, contact.unit)
    if definition is None:
        return None
    kind = known.scenario.unit_type(contact.type)
    men, vehicles = contact.steps * kind.men_per_step, contact.steps * kind.vehicles_per_step
    return Unit(contact.unit, side, contact.type, definition.group, contact.hex, men, vehicles, men, vehicles,
                definition.quality_pm)


# --- flows and arrivals ---------------------------------------------------------------------------------------


def links_of(row: Supplied) -> tuple[FlowLink, ...]:
    """Return the flows by hex side: the own ones of the last dawn, the enemy's as far as they can be reckoned."""
    if not row.own:
        return planned_links(plan(row.state, row.side))
    sums: dict[tuple[int, int], list[int]] = {}
    for flow in row.state.flows:
        if flow.side == row.side:
            total = sums.setdefault((flow.start, flow.end), [0, 0, 0])
            total[0] += flow.kg_day
            total[1] = max(total[1], flow.capacity_kg_day)
            total[2] += flow.lost_kg_day
    return _links((a, b, kg, room, lost > 0) for (a, b), (kg, room, lost) in sums.items())


def planned_links(made: Plan) -> tuple[FlowLink, ...]:
    """Return the flows of a plan by hex side, all entries together."""
    sums: dict[tuple[int, int], list[int]] = {}
    for route in made.routes:
        for number in route.edges:
            edge = made.network.edges[number]
            for place, step in enumerate(pairwise(edge.path)):
                total = sums.setdefault(step, [0, edge.capacity, 0])
                total[0] += route.kg_day
                total[2] |= bool(edge.risks and edge.risks[place])
    return _links((a, b, kg, room, bool(risky)) for (a, b), (kg, room, risky) in sums.items())


def _links(rows: Iterable[tuple[int, int, int, int, bool]]) -> tuple[FlowLink, ...]:
    return tuple(FlowLink(a, b, round(kg / 1000, 1) or 0.1, round(room / 1000), risky)
                 for a, b, kg, room, risky in sorted(rows) if kg)


def arrivals(row: Supplied) -> tuple[Arrival, ...]:
    """Return what came to each base and unit of what it asked for: at the last dawn, of the enemy by all one knows."""
    if not row.own:
        return planned_arrivals(row.state, plan(row.state, row.side))
    days, where = row.state.scenario.clock.days, hexes_of(row.state)
    return tuple(Arrival(line.consumer, where[line.consumer], sum(line.arrived) // days, sum(line.needed) // days)
                 for line in row.state.deliveries if line.side == row.side and line.needed != NOTHING
                 and line.consumer in where)


def planned_arrivals(state: State, made: Plan) -> tuple[Arrival, ...]:
    """Return what a plan is expected to bring to each base and unit of what it asks for."""
    days = state.scenario.clock.days
    return tuple(Arrival(consumer.id, consumer.hex, arrives(made.solution, consumer.id), sum(needed) // days)
                 for consumer, needed in made.needed if needed != NOTHING)


def hexes_of(state: State) -> dict[str, int]:
    """Return where the bases and the units on the map are, by id."""
    return {unit.id: unit.hex for unit in state.units if unit.hex >= 0} | {base.id: base.hex for base in state.bases}


# --- whom a layer is about ------------------------------------------------------------------------------------


def focus(row: Supplied, holder: str = "") -> Consumer | None:
    """Return the base or unit that a layer is about: the one asked for, or the base that it draws on.

    With nobody asked for, or an id of the other side, it is the base of the side that is shortest of what it needs.
    """
    rows = {consumer.id: consumer for consumer in network(row.state, row.side).consumers}
    unit = row.state.by_id.get(holder)
    feeder = feeding_base(row.state, unit) if unit is not None and unit.side == row.side else None
    if (feeder or holder) in rows:
        return rows[feeder or holder]
    solution = answer(row.state, row.side)
    wanted: dict[str, int] = {}
    for demand in solution.demands:
        wanted[demand.consumer] = wanted.get(demand.consumer, 0) + demand.kg_day
    forts = [consumer for consumer in rows.values() if consumer.is_base
             and not row.state.scenario.base(consumer.id).depot]
    bases = forts or [consumer for consumer in rows.values() if consumer.is_base] or list(rows.values())
    return max(bases, key=lambda one: (wanted.get(one.id, 0) - sum(sent_to(solution, one.id)), wanted.get(one.id, 0),
                                       one.id), default=None)
