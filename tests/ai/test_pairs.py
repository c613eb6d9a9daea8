"""The tournament's own eyes: what counts as a winning attack, when it has been left alone too long, who may play."""

from __future__ import annotations

import pytest

from benchmarks.pairs import STALL_TURNS, Watch, winning
from benchmarks.players import RANDOM, check, think
from game.ai.levels import RECRUIT
from game.rules import engine
from game.rules.knowledge import view
from game.rules.orders import EndPhase
from tests.ai.play import in_phase_of
from tests.ai.test_opponent import assault_map, two_bases


def test_an_attack_wins_where_it_nearly_surely_empties_the_hex_at_little_loss() -> None:
    strong, weak = (view(in_phase_of(state, 0), 0) for state in (assault_map(200, 12), assault_map(25, 400, dug=3)))
    assert winning(strong) == [strong.known.by_id["C"].hex]
    assert winning(weak) == []


def test_a_stall_is_five_phases_without_an_attack_running() -> None:
    known = view(in_phase_of(assault_map(200, 12), 0), 0)
    target = known.known.by_id["C"].hex
    watch = Watch()
    for _phase in range(STALL_TURNS - 1):
        watch.phase(known, set())
    watch.phase(known, {target})
    assert watch.stalls == []
    for _phase in range(STALL_TURNS + 2):
        watch.phase(known, set())
    assert watch.stalls == [(known.known.turn, target)], "each is told once"


def test_the_random_player_gives_legal_orders_and_ends_its_phase() -> None:
    state, memory = in_phase_of(two_bases((9000, 9000)), 0), None
    for _call in range(60):
        known = view(state, 0)
        orders, memory = think(known, RANDOM, memory) or ((), None)
        assert [engine.refusal(known, order) for order in orders] == [None]
        state = engine.apply(state, orders[0]).state
        if orders == (EndPhase(),):
            return
    raise AssertionError("the phase does not end")


def test_players_are_known_by_name() -> None:
    assert check(RECRUIT) == RECRUIT
    with pytest.raises(ValueError, match="There is no player 'genius'; there are standard"):
        check("genius")
