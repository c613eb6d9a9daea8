"""Whole games of random legal orders: the ledger balances to the kilogram in every state, and roads carry no more than
they can."""

from __future__ import annotations

import random

import pytest

from game.content.loader import require
from game.rules import engine
from game.rules.knowledge import view
from game.rules.orders import EndPhase, Load, Move, Transfer, Unload
from game.rules.ruleset import NOTHING
from game.rules.state import State
from game.rules.supply import ledger
from game.rules.supply.network import network
from game.rules.supply.plan import plan


def check_roads(state: State) -> None:
    """Assert what must hold of each side's solve: nothing through blocked hexes, no road, stock or fleet exceeded."""
    for side in (0, 1):
        answer = plan(state, side)
        roads = answer.network
        load: dict[int, int] = {}
        drawn: dict[tuple[int, int], int] = {}
        for route in answer.solution.routes:
            assert not any(roads.blocked[hex_id] for hex_id in route.path)
            demand = answer.solution.demands[route.demand]
            key = (roads.sources[route.source].root, demand.supply_class)
            drawn[key] = drawn.get(key, 0) + route.kg_day
            for edge in route.edges:
                load[edge] = load.get(edge, 0) + route.kg_day
        assert all(kg <= roads.edges[edge].capacity for edge, kg in load.items())
        assert all(kg <= roads.sources[root].available[k] for (root, k), kg in drawn.items())
        for source, used in zip(roads.sources, answer.solution.used_truck_seconds, strict=True):
            assert used <= source.trucks * source.working_seconds
        for demand, kg in zip(answer.solution.demands, answer.solution.sent, strict=True):
            assert 0 <= kg <= demand.kg_day


@pytest.mark.parametrize(("name", "seed", "turns"), [("template", 1, 8), ("template", 2, 8), ("the_column", 3, 5)])
def test_the_ledger_balances_in_random_play(name: str, seed: int, turns: int) -> None:
    dice = random.Random(seed)
    state = engine.start(require(name), seed).state
    while state.outcome is None and state.turn <= turns:
        check_roads(state)
        for unit in [unit for unit in state.units if unit.side == state.side]:
            known = view(state, state.side)
            orders = engine.legal_orders(known, unit.id) if unit.id in state.by_id else []
            stock = [order for order in orders if isinstance(order, (Load, Unload, Transfer))]
            moves = [order for order in orders if isinstance(order, Move)]
            order = dice.choice(dice.choice([rows for rows in (orders, stock, moves) if rows] or [[EndPhase()]]))
            if not isinstance(order, EndPhase) and engine.refusal(known, order) is None:
                state = engine.apply(state, order).state
                ledger.check(state)
        state = engine.apply(state, EndPhase()).state
        ledger.check(state)


def test_what_a_view_cannot_see_is_no_part_of_its_network() -> None:
    state = engine.start(require("the_column"), 1).state
    known = view(state, 0).known
    unseen = [unit for unit in state.units if unit.side == 1 and unit.id not in known.by_id]
    assert unseen
    assert not {row.unit for row in network(known, 0).threats} & {unit.id for unit in unseen}
    assert all(amount != NOTHING for _, _, amount in state.accounts)
