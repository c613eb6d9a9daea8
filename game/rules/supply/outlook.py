"""What every consumer of a side gets of what it needs, and what it runs out of: to compare two situations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from game.rules.ruleset import Stock
from game.rules.state import Delivery, Flow, State
from game.rules.supply.flow import Solution
from game.rules.supply.forecast import ClassDays, gone_first
from game.rules.supply.network import MILLION, SURE, Consumer, network
from game.rules.supply.wanted import answer, delivered_to, sent_to, wanted


@dataclass(frozen=True, slots=True)
class Outlook:
    """One consumer's day in kilograms, and the class that it runs out of first within 60 days, if any."""

    consumer: Consumer
    needs: Stock
    gets: Stock
    first: ClassDays | None


def outlook(state: State, side: int) -> tuple[Outlook, ...]:
    """Return the outlook of every consumer of a side, in the order of its network; worked out once for each state."""
    key = ("outlook", side)
    kept = state.memo.get(key)
    if not isinstance(kept, tuple):
        found = answer(state, side)
        kept = state.memo[key] = tuple(
            Outlook(row, wanted(state, row), delivered_to(found, row.id), gone_first(state, side, row.id, 60))
            for row in network(state, side).consumers)
    return kept


def as_delivered(state: State, side: int) -> State:
    """Return a situation with flows and deliveries as if the last dawn had brought a side what all need now."""
    found, roads, days = answer(state, side), network(state, side), state.scenario.clock.days
    steps: dict[tuple[int, int, str], list[int]] = {}
    arcs = roads.arcs
    room = dict(zip(zip(arcs.start.tolist(), arcs.end.tolist(), strict=True), arcs.capacity.tolist(), strict=True))
    for route in found.routes:
        share, source = SURE, roads.sources[route.source].id
        for number in route.edges:
            edge = roads.edges[number]
            for place, step in enumerate(pairwise(edge.path)):
                row = steps.setdefault((*step, source), [0, room.get(step, edge.capacity), 0])
                after = share * (MILLION - (edge.risks[place] if edge.risks else 0)) // MILLION
                row[0] += route.kg_day
                row[2] += route.kg_day * (share - after) // SURE
                share = after
    flows = tuple(Flow(side, a, b, kg, capacity, lost, source)
                  for (a, b, source), (kg, capacity, lost) in sorted(steps.items()))
    deliveries = tuple(_delivery(state, side, found, row, days) for row in roads.consumers)
    return replace(state, flows=flows, deliveries=deliveries)


def _delivery(state: State, side: int, found: Solution, row: Consumer, days: int) -> Delivery:
    needs, sent, gets = (_times(stock, days) for stock in (
        wanted(state, row), sent_to(found, row.id), delivered_to(found, row.id)))
    return Delivery(row.id, side, needs, sent, gets, (sent[0] - gets[0], sent[1] - gets[1], sent[2] - gets[2]))


def _times(stock: Stock, days: int) -> Stock:
    return (stock[0] * days, stock[1] * days, stock[2] * days)
