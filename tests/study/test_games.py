"""One game of a study: the same wherever it is played, and its row the same as `simulate` would print."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from game import InputError
from game.ai.levels import STANDARD
from game.content.loader import require, resolved_of
from game.rules.plain import canonical
from game.session import Options, Session, play_out
from game.study.games import Run, flat, packed, play
from game.study.journal import key_of, opened
from game.summary import summary

PLAYERS = (STANDARD, STANDARD)


@pytest.fixture(scope="module")
def scenario() -> bytes:
    return packed(require("template", (("clock.turns", "4"),)))


@pytest.fixture(scope="module")
def run(scenario: bytes) -> Run:
    return play(0, scenario, 7, PLAYERS)


def test_a_spawned_process_plays_the_same_game(scenario: bytes, run: Run) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        there = pool.submit(play, 0, scenario, 7, PLAYERS).result()
    assert canonical(there) == canonical(run)
    assert canonical(play(0, scenario, 8, PLAYERS)) != canonical(run)


def test_figures_are_those_of_simulate(run: Run) -> None:
    session = Session(resolved_of(require("template", (("clock.turns", "4"),))), 7, Options(players=PLAYERS))
    for _state in play_out(session):
        pass
    expected = flat(summary(session.state, 7))
    assert {name: run["figures"][name] for name in expected if name not in ("scenario", "seed")} == {
        name: value for name, value in expected.items() if name not in ("scenario", "seed")}


def test_objectives_of_one_title_are_told_apart_and_others_called_by_it() -> None:
    session = Session(resolved_of(require("template")), 7, Options(players=PLAYERS))
    for _state in play_out(session):
        pass
    plain = summary(session.state, 7)["points"]
    assert set(plain["garrison"]["by_objective"]) | set(plain["besiegers"]["by_objective"]) <= {
        objective.title for objective in session.scenario.objectives}
    first, second = (row for row in session.scenario.objectives if row.side == 0)
    objectives = tuple(replace(row, title=first.title) for row in session.scenario.objectives)
    same = replace(session.scenario, objectives=objectives)
    points = tuple((row.id, row.side, 1000 * number) for number, row in enumerate(objectives, 1))
    told = summary(replace(session.state, scenario=same, points=points), 7)["points"]["garrison"]
    assert told["by_objective"] == {f"{first.title} ({first.id})": 1.0, f"{first.title} ({second.id})": 2.0}
    assert told["total"] == 3.0


def test_columns_by_turn_are_of_one_length_and_end_as_the_game_did(run: Run) -> None:
    turns = run["turns"]
    assert {len(column) for column in turns.values()} == {5}, "four dawns and the end"
    assert turns["day"] == [0, 1, 2, 3, 4]
    assert turns["net"][-1] == run["figures"]["points.net"]
    assert turns["held.sarn_base"][-1] == run["figures"]["bases.sarn_base.held_by"]
    assert turns["route_kg.besiegers.hills"] == sorted(turns["route_kg.besiegers.hills"])
    assert turns["route_kg.besiegers.hills"][-1] == run["figures"]["supply.besiegers.by_route.hills"]
    assert run["figures"]["bases.sarn_base.days_held"] == 4


def test_a_torn_line_is_cut_off_and_its_game_played_again(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "runs.jsonl"
    with opened(path) as journal:
        journal.add(run)
        journal.add(run)
        journal.add({**run, "seed": 8})
    whole = path.read_bytes()
    assert whole.count(b"\n") == 2, "a game that is there is not written again"
    for torn in (whole[:-1], whole[:-40], whole + b'{"seed', whole[:len(whole) // 2 + 9] + b"\x00\x00\n"):
        path.write_bytes(torn)
        with opened(path) as journal:
            assert set(journal.runs) == ({(0, 7), (0, 8)} if torn.startswith(whole) else {(0, 7)})
            journal.add({**run, "seed": 8})
        assert [key_of(json.loads(line)) for line in path.read_bytes().splitlines()] == [(0, 7), (0, 8)]


def test_a_damaged_line_is_passed_over_and_the_games_after_it_stay(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "runs.jsonl"
    with opened(path) as journal:
        for seed in (7, 8, 9):
            journal.add({**run, "seed": seed})
    first, _second, third = path.read_bytes().splitlines(keepends=True)
    other = b'{"variant": "x", "seed": 8, "figures": {}, "turns": {}}\n'
    for damaged in (b"\x00\x00\n", b"[" * 200_000 + b"\n", other):
        path.write_bytes(first + damaged + third)
        with opened(path) as journal:
            assert set(journal.runs) == {(0, 7), (0, 9)}
            journal.add({**run, "seed": 8})
        with opened(path) as journal:
            assert set(journal.runs) == {(0, 7), (0, 8), (0, 9)}


def test_two_studies_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with opened(tmp_path / "runs.jsonl"), pytest.raises(InputError, match="Another study is writing"), \
            opened(tmp_path / "runs.jsonl"):
        pass
