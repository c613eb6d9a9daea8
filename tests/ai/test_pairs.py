"""The tournament's own eyes: what counts as a winning attack, when it has been left alone too long, who may play."""

from __future__ import annotations

import pytest

from benchmarks.pairs import STALL_TURNS, Watch, one_game, winning
from benchmarks.players import RANDOM, check, think
from game.ai.levels import RECRUIT, REGULAR, STANDARD
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


@pytest.mark.parametrize(("name", "seed", "players"), [
    ("the_column", 3, (RECRUIT, REGULAR)),  # fighters beside a base, worth little and beaten only by all together
    ("the_column", 22, (REGULAR, REGULAR)),  # rockets beside a bar, whose ammunition is dearer than they are
    ("the_column", 8, (RECRUIT, REGULAR)),  # enemies on opposite sides of a base, whose garrison beats one a turn
    ("october_offensive", 14, (RECRUIT, REGULAR)),  # an easy enemy, and a worthier one when its turn comes
    ("spring_offensive", 2, (STANDARD, RECRUIT)),  # fighters beside a base that saves its ammunition
])
def test_no_level_sits_on_a_winning_attack(name: str, seed: int, players: tuple[str, str]) -> None:
    assert one_game((name, seed, players))[1] == []


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
    with pytest.raises(ValueError, match="There is no player 'genius'; there are drill, recruit"):
        check("genius")
