"""What an explanation or a forecast asks of the roads: what every consumer needs a day, or what it would request."""

from __future__ import annotations

from typing import Literal

from game.rules.ruleset import NOTHING, Stock
from game.rules.state import State
from game.rules.supply.flow import Demand, Solution, solve
from game.rules.supply.network import SURE, Consumer, Network, network
from game.rules.supply.plan import request
from game.rules.supply.stocks import fed_units, feeding_base, find_base, need_day

Question = Literal["need", "request"]
"""Whether all consumers ask for what they need a day, or for what they would request at the next dawn."""


def consumer_id(state: State, side: int, holder: str) -> str:
    """Return who asks the roads for a holder: itself, or the base a unit draws on; KeyError if the side has none."""
    base = find_base(state, holder)
    if base is not None and base.side == side:
        return holder
    unit = state.by_id.get(holder)
    if unit is None or unit.side != side or unit.hex < 0:
        raise KeyError(holder)
    return feeding_base(state, unit) or holder


def consumer_of(state: State, side: int, holder: str) -> Consumer:
    """Return the consumer that asks the roads for a holder; KeyError if the side has no such holder."""
    wanted = consumer_id(state, side, holder)
    return next(row for row in network(state, side).consumers if row.id == wanted)


def held(state: State, consumer: str) -> Stock:
    """Return what a base and the units it feeds hold together, or a unit alone."""
    base = find_base(state, consumer)
    rows = [base.stock, *(unit.stock for unit in fed_units(state, base))] if base else [state.by_id[consumer].stock]
    return (sum(row[0] for row in rows), sum(row[1] for row in rows), sum(row[2] for row in rows))


def wanted(state: State, consumer: Consumer, question: Question = "need") -> Stock:
    """Return the kilograms a day that a consumer wants from the roads.

    Its need is what it uses a day at the present posture, of the classes that it requests or whose store would not
    last to the scenario's end; nothing is counted as missing that nobody will use. Its request is what the rule's next
    solve would ask for, which also fills stores up to their targets.
    """
    asks, need, clock = request(state, consumer), need_day(state, consumer.id), state.scenario.clock
    if question == "request":
        return (-(-asks[0] // clock.days), -(-asks[1] // clock.days), -(-asks[2] // clock.days))
    left, stock = max(0, clock.turns + 1 - state.turn) * clock.days, held(state, consumer.id)
    counts = [kg if asks[k] or stock[k] < kg * left else 0 for k, kg in enumerate(need)]
    return (counts[0], counts[1], counts[2])


def own_demands(consumer: Consumer, wants: Stock) -> tuple[Demand, ...]:
    """Return a consumer's demands for what it wants a day."""
    return tuple(Demand(consumer.id, consumer.hex, k, kg, consumer.priority, consumer.groups)
                 for k, kg in enumerate(wants) if kg)


def all_demands(state: State, side: int, question: Question = "need") -> tuple[Demand, ...]:
    """Return what all consumers of a side want a day.

    Through traffic is left out: it is served last and takes nothing from anyone.
    """
    key = (f"wanted by {question}", side)
    kept = state.memo.get(key)
    if not isinstance(kept, tuple):
        kept = tuple(demand for row in network(state, side).consumers
                     for demand in own_demands(row, wanted(state, row, question)))
        state.memo[key] = kept
    return kept


def answer(state: State, side: int, question: Question = "need") -> Solution:
    """Return the solve of what all consumers of a side want a day."""
    key = (f"brought by {question}", side)
    kept = state.memo.get(key)
    if not isinstance(kept, Solution):
        kept = state.memo[key] = solve(network(state, side), all_demands(state, side, question))
    return kept


def with_own(demands: tuple[Demand, ...], consumer: Consumer, wants: Stock) -> tuple[Demand, ...]:
    """Return demands with those of one consumer replaced."""
    return (*own_demands(consumer, wants), *(row for row in demands if row.consumer != consumer.id))


def sent_to(solution: Solution, consumer: str) -> Stock:
    """Return the kilograms a day of each class that a consumer is sent."""
    sent = [0, 0, 0]
    for demand, kg in zip(solution.demands, solution.sent, strict=True):
        if demand.consumer == consumer and not demand.through:
            sent[demand.supply_class] += kg
    return (sent[0], sent[1], sent[2])


def delivered_to(solution: Solution, consumer: str) -> Stock:
    """Return the kilograms a day of each class that are expected to arrive at a consumer."""
    arrived = [0, 0, 0]
    for route in solution.routes:
        demand = solution.demands[route.demand]
        if demand.consumer == consumer and not demand.through:
            arrived[demand.supply_class] += route.kg_day * route.survival // SURE
    return (arrived[0], arrived[1], arrived[2])


def brought(state: State, side: int, holder: str, wants: Stock) -> Stock:
    """Return what would arrive a day if a holder wanted so much and all others what they need; kilograms a class."""
    if wants == NOTHING:
        return NOTHING
    consumer = consumer_of(state, side, holder)
    roads: Network = network(state, side)
    return delivered_to(solve(roads, with_own(all_demands(state, side), consumer, wants)), consumer.id)
