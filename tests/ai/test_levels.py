"""The seam of the opponent: levels, purity, the same bytes in every process, an end to every phase."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from game.ai.analysis import overlooked, overlooks_enemy, survey
from game.ai.levels import DRILL, LEVEL, LEVELS, RECRUIT, REGULAR, STANDARD, VETERAN, Level, next_orders
from game.rules import engine
from game.rules.knowledge import view
from game.rules.notation import write_order
from game.rules.orders import EndPhase
from game.rules.plain import canonical, state_to_plain
from game.rules.state import View
from game.session import Options, Session
from tests.ai.play import play_phase
from tests.rules.pictures import force, small_scenario, small_state

ROOT = Path(__file__).resolve().parent.parent.parent


def game(turns: int, level: str = STANDARD, scenario: str = "template") -> tuple[str, list[str]]:
    """Play some turns of a scenario with the computer on both sides; return the memories and the orders."""
    session = Session.new(scenario, 3, Options(True, (level, level)))
    while session.state.outcome is None and session.state.turn <= turns:
        for _order, _events in session.computer_phase():
            pass
    orders = [record["text"] for record in session.records if record.get("type") == "order"]
    return canonical(session.memory), orders


def test_the_levels_are_named_and_others_are_refused() -> None:
    assert LEVELS == (DRILL, RECRUIT, REGULAR, STANDARD, VETERAN)
    assert LEVELS == ("drill", "recruit", "regular", "standard", "veteran")
    state = small_state(small_scenario(". .A\n.", units={"A": force(0, "light_inf")}))
    with pytest.raises(ValueError, match="There is no level 'clever'; the levels are drill, recruit, regular"):
        next_orders(view(state, 0), "clever", None)


def test_every_level_has_a_name_and_says_what_it_leaves_out() -> None:
    notes = [level.note for level in LEVEL.values()]
    assert len(set(notes)) == len({level.name for level in LEVEL.values()}) == len(LEVELS)
    handicaps = [field.name for field in fields(Level) if field.type == "bool" and field.name != "acts"]
    plain = Level(VETERAN).note
    assert [name for name in handicaps if Level(VETERAN, **{name: False}).note == plain] == []
    assert "guards no roads" in LEVEL[RECRUIT].note
    assert "as it comes" in LEVEL[REGULAR].note and "ambushes" in LEVEL[REGULAR].note


def test_each_level_leaves_out_what_the_one_above_leaves_out_and_more() -> None:
    handicaps = [field.name for field in fields(Level) if field.type == "bool"]
    rows = [LEVEL[level] for level in (VETERAN, STANDARD, REGULAR, RECRUIT)]
    for above, below in pairwise(rows):
        assert above.never <= below.never
        assert above.plan_turns <= below.plan_turns and above.overlooks <= below.overlooks
        assert above != below
        assert all(getattr(above, name) >= getattr(below, name) for name in handicaps)


def test_a_level_that_overlooks_units_overlooks_each_in_turn() -> None:
    state = small_state(small_scenario(". .A .B\n. .C", units={name: force(0, "light_inf") for name in "ABC"}))
    missed = [overlooked(survey(view(replace(state, turn=turn), 0), LEVEL[REGULAR])) for turn in (1, 2, 3, 4)]
    assert sorted(unit for names in missed for unit in names) == ["A", "B", "C"]
    assert not overlooked(survey(view(state, 0), LEVEL[STANDARD]))


def test_a_level_that_overlooks_enemies_sees_each_in_turn_apart_from_those_beside_it_and_any_that_it_left() -> None:
    state = small_state(small_scenario(". .A .\n. .", units={"A": force(0, "light_inf")}))
    looks = [survey(view(replace(state, turn=turn), 0), LEVEL[RECRUIT]) for turn in (1, 2, 3, 4)]
    grid = looks[0].grid
    seen = {h: [look.state.turn for look in looks if not overlooks_enemy(look, h)] for h in range(grid.size)}
    assert all(len(turns) == 1 for turns in seen.values())
    assert all(seen[h] != seen[near] for h in seen for near in grid.neighbours(h))
    looks[0].left = frozenset(seen)
    assert not any(overlooks_enemy(looks[0], h) for h in seen)


def test_the_levels_play_differently() -> None:
    games = [game(2, level, "the_column")[1] for level in LEVELS]
    assert len({tuple(orders) for orders in games}) == len(LEVELS)


def test_drill_ends_its_phase_and_does_nothing_else() -> None:
    state = small_state(small_scenario(". .A .B\n. .", units={"A": force(0, "tanks"), "B": force(1, "militia", 25)}))
    after, orders, memory = play_phase(state, {"kept": 1}, DRILL)
    assert orders == [EndPhase()]
    assert memory == {"kept": 1}
    assert after.units == state.units


def test_nobody_plays_out_of_turn() -> None:
    state = small_state(small_scenario(". .A .B\n. .", units={"A": force(0, "tanks"), "B": force(1, "militia", 25)}))
    assert next_orders(view(state, 1), STANDARD, None) == ((), None)


def test_the_same_question_gets_the_same_answer_and_changes_nothing() -> None:
    state = engine.start(Session.new("template", 5).scenario, 5).state
    known = view(state, state.side)
    memory: Any = None
    for _call in range(6):
        before, remembered = canonical(state_to_plain(known.known)), canonical(memory)
        first, second = next_orders(known, STANDARD, memory), next_orders(known, STANDARD, memory)
        assert first == second
        assert canonical(state_to_plain(known.known)) == before
        assert canonical(memory) == remembered
        memory = first[1]


def answer(known: View, memory: Any, level: str = VETERAN) -> str:
    """Return what the opponent answers, as bytes that can be compared: orders and memory."""
    orders, after = next_orders(known, level, memory)
    grid = known.scenario.map.grid
    return canonical([[write_order(order, grid) for order in orders], after])


def test_the_opponent_gives_the_same_bytes_inline_in_a_thread_and_in_a_spawned_process() -> None:
    """Every call of both sides' first two phases; what was reckoned before does not go along and is not missed.

    The level that plays plans on asks all that the others ask.
    """
    session = Session.new("template", 3, Options(True, (VETERAN, VETERAN)))
    asked: list[tuple[View, Any]] = []
    while session.state.turn <= 2:
        side = session.state.side
        known, memory = session.view(side), session.memory[side]
        while True:
            asked.append((known, memory))
            orders, memory = next_orders(known, VETERAN, memory)
            for order in orders:
                if session.refusal(order) is not None:
                    break
                session.submit(order)
            if session.state.side != side or session.state.outcome is not None:
                break
            known = session.view(side)
        session.memory[side] = memory
    inline = [answer(known, memory) for known, memory in asked]
    assert len(set(inline)) > 4
    with ThreadPoolExecutor(1) as thread:
        assert list(thread.map(answer, *zip(*asked, strict=True))) == inline
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        assert list(process.map(answer, *zip(*asked, strict=True))) == inline


def test_a_game_is_the_same_in_a_fresh_process_with_other_hashes() -> None:
    script = "from tests.ai.test_levels import game; print(*game(3, 'veteran')[1], sep='\\n')"
    texts = []
    for seed in ("1", "77"):
        run = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
            capture_output=True, text=True)
        texts.append(run.stdout.splitlines())
    assert texts[0] == texts[1] == game(3, VETERAN)[1]
    assert len(texts[0]) > 10
