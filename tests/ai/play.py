"""What the tests of the opponent share: one phase played on a small map, every order checked as it is given."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from game.ai.levels import STANDARD, next_orders
from game.rules import engine
from game.rules.engine import IllegalOrder
from game.rules.knowledge import view
from game.rules.notation import write_order
from game.rules.orders import EndPhase, Order
from game.rules.state import State

MOST_CALLS = 120
"""Far more calls than a phase on a small map can take; the session allows more."""


def in_phase_of(state: State, side: int) -> State:
    """Return the state in the phase of a side."""
    return replace(state, phase=0 if state.scenario.clock.first == side else 1)


def play_phase(state: State, memory: Any = None, level: str = STANDARD) -> tuple[State, list[Order], Any]:
    """Let the opponent play the phase of the side to move; return the state after it, the orders, the memory.

    Asserts that no order is refused in the view it was given for, that the memory is plain data, that the phase ends.
    """
    side, turn, grid = state.side, state.turn, state.scenario.map.grid
    given: list[Order] = []
    for _call in range(MOST_CALLS):
        known = view(state, side)
        orders, memory = next_orders(known, level, memory)
        assert json.loads(json.dumps(memory)) == memory
        assert orders, "a call without orders would never end"
        for order in orders:
            assert engine.refusal(known, order) is None, write_order(order, grid)
        for order in orders:
            try:
                state = engine.apply(state, order).state
            except IllegalOrder:
                break  # an order before it has changed things: the opponent is asked again
            given.append(order)
            if order == EndPhase() or (state.side, state.turn) != (side, turn) or state.outcome is not None:
                return state, given, memory
    raise AssertionError("the phase does not end")


def orders_of(state: State, side: int) -> list[Order]:
    """Return the orders the opponent gives in one phase of a side."""
    return play_phase(in_phase_of(state, side))[1]
