"""A game in progress and its file: orders, undo, saving at every order, loading, replay, damage found by its line."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from game.ai.levels import STANDARD
from game.cli_play import play_out
from game.content.loader import resolve
from game.rules.engine import legal_orders
from game.rules.orders import EndPhase, Move, Order, SetStance
from game.rules.plain import fingerprint
from game.savefile import BadSave, read, write
from game.saves import AUTOMATIC, KEPT_AUTOMATIC, make_room, save_path, saved_games
from game.session import Options, Refused, Session, load, verify
from game.ui.library import GameLibrary


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return resolve("template")


@pytest.fixture
def session(template: dict[str, Any]) -> Session:
    return Session(template, 7)


def quiet_order(session: Session) -> Order:
    """Return an order that only sets something, so that it can be undone."""
    return next(order for order in legal_orders(session.view(session.state.side)) if isinstance(order, SetStance))


def played(template: dict[str, Any], path: Path) -> Session:
    """Return a finished game of two computers whose file is at `path`."""
    session = Session(template, 11, Options(players=(STANDARD, STANDARD)))
    session.save_as(path)
    for _state in play_out(session):
        pass
    session.close()
    return session


def test_undo_and_redo_give_equal_states(session: Session) -> None:
    before = session.state
    order = quiet_order(session)
    session.submit(order)
    after = session.state
    assert after != before
    assert session.undo() == order
    assert session.state == before
    assert session.can_redo
    session.redo()
    assert session.state == after
    assert not session.can_redo


def test_undo_stops_where_a_phase_ended_and_says_so(session: Session) -> None:
    session.submit(quiet_order(session))
    session.submit(EndPhase())
    before = session.state
    with pytest.raises(Refused, match="phase"):
        session.undo()
    assert session.state is before


def test_a_refused_order_changes_nothing_and_says_why(session: Session) -> None:
    before, records = session.state, session.records
    with pytest.raises(Refused) as refused:
        session.submit(Move("no-such-unit", (1,)))
    assert str(refused.value).endswith(".")
    assert session.state is before
    assert session.records == records


def test_every_order_is_in_the_file_before_the_next(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "game.jsonl"
    session.save_as(path)
    lines = len(path.read_bytes().splitlines())
    session.submit(quiet_order(session))
    assert len(path.read_bytes().splitlines()) == lines + 1
    session.undo()
    session.redo()
    assert [json.loads(line)["type"] for line in path.read_bytes().splitlines()[-3:]] == ["order", "undo", "redo"]
    session.close()


def test_a_loaded_game_goes_on_where_it_stood(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "game.jsonl"
    session.save_as(path)
    session.submit(EndPhase())
    session.submit(EndPhase())
    session.submit(quiet_order(session))
    session.close()
    again = load(path)
    assert again.state == session.state
    assert fingerprint(again.state) == fingerprint(session.state)
    assert again.log == session.log
    assert again.verified
    again.undo()
    again.submit(EndPhase())
    again.close()
    assert list(verify(path))[-1][1] == again.state


def test_a_whole_game_is_verified_in_a_fresh_reading(template: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "game.jsonl"
    session = played(template, path)
    assert session.state.outcome is not None
    rows = list(verify(path))
    assert rows[-1][1] == session.state
    assert len(rows) == len(path.read_bytes().splitlines())


@pytest.mark.parametrize("line", [1, 2, 5, -1])
def test_one_changed_byte_is_found_with_its_line(template: dict[str, Any], tmp_path: Path, line: int) -> None:
    path = tmp_path / "game.jsonl"
    played(template, path)
    lines = path.read_bytes().splitlines(keepends=True)
    number = line if line > 0 else len(lines)
    place = len(lines[number - 1]) // 2
    byte = lines[number - 1][place]
    lines[number - 1] = lines[number - 1][:place] + bytes([byte ^ 1]) + lines[number - 1][place + 1:]
    path.write_bytes(b"".join(lines))
    with pytest.raises(BadSave, match=rf"line {number}\b"):
        list(verify(path))


def test_a_torn_last_line_is_left_out_with_a_sentence(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "game.jsonl"
    session.save_as(path)
    session.submit(quiet_order(session))
    before = session.state
    session.submit(EndPhase())
    session.close()
    path.write_bytes(path.read_bytes()[:-20])
    again = load(path)
    assert "torn" in again.notice
    assert again.state == before
    again.submit(EndPhase())
    again.close()
    assert list(verify(path))[-1][1] == again.state


def test_a_file_that_is_no_game_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for name, data in (("empty", b""), ("text", b"hello\n"), ("binary", bytes(range(256))), ("list", b"[1]\n"),
                       ("deep", b"[" * 100_000 + b"\n")):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(BadSave) as refused:
            read(path)
        assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("part", [
    ("map", "road_sides", 0, 0, 99), ("map", "road_sides", 0, 0, 10**30), ("map", "road_sides", 0, [0]),
])
def test_a_header_with_a_road_that_there_is_not_is_refused(
    template: dict[str, Any], tmp_path: Path, part: tuple[Any, ...]
) -> None:
    path = tmp_path / "game.jsonl"
    Session(template, 7).save_as(path)
    records = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    *way, last, value = part
    place = records[0]["scenario"]
    for step in way:
        place = place[step]
    place[last] = value
    for record in records:
        del record["hash"]
    write(path, records)
    with pytest.raises(BadSave, match="line 1: the header does not describe a game"):
        load(path)


# --- two programs ---------------------------------------------------------------------------------------------


@contextmanager
def open_in_another_program(path: Path) -> Iterator[None]:
    """Have another process open a game to go on with it, meanwhile."""
    code = ("import sys; from pathlib import Path; from game.session import load; game = load(Path(sys.argv[1]));"
            " print('open', flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True, cwd=Path(__file__).parent.parent) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield
        process.stdin.close()
        assert process.wait(60) == 0


def test_two_programs_do_not_write_to_one_game(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "game.jsonl"
    session.save_as(path)
    session.close()
    before = path.read_bytes()
    with open_in_another_program(path):
        with pytest.raises(BadSave, match="is open in another program; close it there"):
            load(path)
        with pytest.raises(OSError, match="this game is open in another program"):
            session.save_as(path)
        assert load(path, go_on=False).state == session.state, "it can be looked at"
    assert path.read_bytes() == before
    again = load(path)
    again.submit(EndPhase())
    again.close()
    assert list(verify(path))[-1][1] == again.state


def test_one_program_may_open_its_game_again(session: Session, tmp_path: Path) -> None:
    """As the menu does after a fault in a game, which was left as it was."""
    session.save_as(tmp_path / "game.jsonl")
    load(tmp_path / "game.jsonl").close()
    session.save_as(tmp_path / "game.jsonl")
    session.close()


def test_a_game_that_another_program_has_open_does_not_make_room(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path))
    paths = [save_path(f"{AUTOMATIC}{number}") for number in range(KEPT_AUTOMATIC + 2)]
    for number, path in enumerate(paths):
        session.save_as(path)
        os.utime(path, (number, number))
    session.close()
    with open_in_another_program(paths[0]):
        os.utime(paths[0], (0, 0))
        make_room()
    assert [path for path in paths if path.exists()] == [paths[0], *paths[3:]]


def test_what_is_no_file_among_the_saved_games_is_passed_over(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path))
    session.save_as(save_path("game"))
    session.close()
    save_path("folder").mkdir()
    save_path("loop").symlink_to(save_path("loop"))
    save_path(f"{AUTOMATIC}gone").symlink_to(tmp_path / "nowhere")
    save_path("deep").write_text("[" * 200_000, encoding="utf-8")
    os.utime(save_path("deep"), (1, 1))
    assert saved_games() == [save_path("game"), save_path("deep")]
    make_room()
    assert [(slot.name, bool(slot.problem)) for slot in GameLibrary().slots()] == [("game", False), ("deep", True)]


def test_saving_elsewhere_keeps_the_whole_game(session: Session, tmp_path: Path) -> None:
    session.submit(quiet_order(session))
    session.save_as(tmp_path / "one.jsonl")
    session.submit(EndPhase())
    session.save_as(tmp_path / "two.jsonl")
    session.close()
    assert list(verify(tmp_path / "two.jsonl"))[-1][1] == session.state
    assert not list(tmp_path.glob("*.part"))


def test_fog_can_be_switched_off(template: dict[str, Any]) -> None:
    clear = Session(template, 7, Options(fog=False))
    assert not clear.view(0).fog
    enemy = [unit for unit in clear.view(0).known.units if unit.side == 1]
    assert len(enemy) == len([unit for unit in clear.state.units if unit.side == 1])


def test_a_game_that_is_let_go_of_leaves_no_rings(template: dict[str, Any]) -> None:
    """While whole games are played the collector is told to look seldom: nothing may wait for it."""

    def play() -> None:
        for _state in play_out(Session(template, 7, Options(players=(STANDARD, STANDARD)))):
            pass

    play()  # what is kept for good is made
    gc.collect()
    gc.disable()
    try:
        play()
        assert gc.collect() < 1000  # a game makes some hundred thousand values
    finally:
        gc.enable()
