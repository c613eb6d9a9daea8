"""Golden games come out as they were kept, and the number of legal games of a tiny war stays what it is.

Where a change of rules or numbers is meant, `python -m tests.golden.make` writes the games anew; `tests/golden/make.py`
says when that is right.
"""

from __future__ import annotations

import pytest

from game.content.loader import require
from game.rules import engine
from game.rules.knowledge import view
from game.rules.notation import read_order
from game.rules.orders import EndPhase, Move
from game.rules.plain import fingerprint
from game.rules.state import State
from game.session import verify
from tests.golden.make import CAMPAIGN, OPENING, OPENING_TURNS, SAVE
from tests.rules.pictures import force, small_scenario

REMAKE = "where this was meant, write the golden games anew with `python -m tests.golden.make`"


def test_the_golden_game_of_the_template_comes_out_again() -> None:
    rows = list(verify(SAVE))
    assert rows[-1][1].outcome is not None
    assert len(rows) == len(SAVE.read_bytes().splitlines()) > 50


def test_the_opening_of_the_campaign_comes_out_again() -> None:
    """Replayed from its orders, without the opponent; the first line that differs is named."""
    lines = OPENING.read_text(encoding="ascii").splitlines()
    scenario = require(CAMPAIGN)
    state = engine.start(scenario, int(lines[0].removeprefix("seed "))).state
    turns = 0
    for number, line in enumerate(lines[1:], 2):
        where = f"{OPENING.name}, line {number}"
        if line.startswith("turn "):
            assert line == f"turn {state.turn} {fingerprint(state)}", f"{where} comes out otherwise; {REMAKE}"
            turns += 1
            continue
        order = read_order(line, scenario.map.grid)
        reason = engine.refusal(view(state, state.side), order)
        assert reason is None, f"{where}: {reason}; {REMAKE}"
        state = engine.apply(state, order).state
    assert turns == OPENING_TURNS + 1


# --- how many games there are --------------------------------------------------------------------------------


def tiny() -> State:
    """Return the first phase of a war of one unit a side, one hex between them."""
    scenario = small_scenario(
        """
        .A   .    .B
           .    .
        """,
        units={"A": force(0, "light_inf", 50), "B": force(1, "light_inf", 50)},
    )
    return engine.start(scenario, 1).state


def count(state: State, depth: int, kinds: tuple[type, ...]) -> int:
    """Return how many games of `depth` orders of these kinds begin here."""
    orders = [order for order in engine.legal_orders(view(state, state.side)) if isinstance(order, kinds)]
    if depth == 1:
        return len(orders)
    return sum(count(engine.apply(state, order).state, depth - 1, kinds) for order in orders)


@pytest.mark.parametrize(("depth", "moves", "all_kinds"), [(1, 5, 19), (2, 16, 358), (3, 47, 6676), (4, 135, 0)])
def test_the_number_of_games_of_a_tiny_war(depth: int, moves: int, all_kinds: int) -> None:
    """Depth 1 by hand: four moves, one of them onto the unseen enemy, the end, and 14 orders that only set."""
    assert count(tiny(), depth, (Move, EndPhase)) == moves
    if all_kinds:
        assert count(tiny(), depth, (object,)) == all_kinds
