"""The commands as a person gives them: the same bytes twice, saves that verify, exit codes, one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEYS = {"scenario", "seed", "turns_played", "winner", "level", "points", "losses", "civilian_harm", "supply",
        "airdrops", "bases"}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    return subprocess.run([sys.executable, str(ROOT / "main.py"), *words], capture_output=True, text=True,
                          env=environment, cwd=ROOT, check=False)


def one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    """Assert that a command failed with this code and one line on stderr, and return the line."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the file and the printed result of a whole game of the template."""
    path = tmp_path_factory.mktemp("games") / "game.jsonl"
    done = run("simulate", "template", "--seed", "7", "--save", str(path), "--json")
    assert done.returncode == 0, done.stderr
    return path, done.stdout


def test_a_simulation_prints_one_object_with_what_it_must_say(saved: tuple[Path, str]) -> None:
    result = json.loads(saved[1])
    assert set(result) >= KEYS
    for side in result["supply"].values():
        assert {"sent_kg", "delivered_kg", "destroyed_kg", "captured_kg", "short_kg", "by_route"} <= set(side)
    for side in result["airdrops"].values():
        assert {"dropped_kg", "recovered_kg", "captured_kg", "lost_kg"} <= set(side)
    for base in result["bases"].values():
        assert base["held_by"] in result["supply"]
        assert base["since"]


def test_the_same_command_prints_the_same_bytes(saved: tuple[Path, str]) -> None:
    assert run("simulate", "template", "--seed", "7", "--json").stdout == saved[1]


@pytest.mark.slow
def test_a_campaign_prints_the_same_bytes_twice() -> None:
    first, second = (run("simulate", "siege_of_wadi_deif", "--seed", "7", "--json").stdout for _ in range(2))
    assert first == second
    assert set(json.loads(first)) >= KEYS


def test_a_save_verifies_afresh_and_not_with_a_byte_changed(saved: tuple[Path, str], tmp_path: Path) -> None:
    path = saved[0]
    good = run("replay", str(path), "--verify")
    assert good.returncode == 0, good.stderr
    data = bytearray(path.read_bytes())
    place = len(data) * 2 // 3
    line = data[:place].count(b"\n") + 1
    data[place] ^= 1
    bad = tmp_path / "changed.jsonl"
    bad.write_bytes(bytes(data))
    assert f"line {line}" in one_sentence(run("replay", str(bad), "--verify"), 1)


def test_a_replay_tells_what_happened(saved: tuple[Path, str]) -> None:
    done = run("replay", str(saved[0]))
    assert done.returncode == 0, done.stderr
    assert "Turn 1" in done.stdout
    assert "The game is over" in done.stdout


@pytest.mark.parametrize(("words", "code", "says"), [
    (("simulate", "siege_of_wadi_def"), 1, "siege_of_wadi_deif"),
    (("simulate", "template", "--level", "nobody=standard"), 1, "no side"),
    (("simulate", "template", "--level", "garrison=genius"), 1, "standard"),
    (("simulat", "template"), 2, "simulate"),
    (("simulate", "template", "--seed", "x"), 2, "whole number"),
    (("replay", "no-such-file"), 1, "no-such-file"),
    (("replay", "README.md"), 1, "line 1"),
    (("render", "template"), 2, "--out"),
    (("play", "template"), 1, "no display"),
    ((), 1, "simulate"),
])
def test_what_is_wrong_is_said_in_one_sentence(words: tuple[str, ...], code: int, says: str) -> None:
    assert says in one_sentence(run(*words), code)


def test_a_picture_needs_no_display(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    done = run("render", "template", "--out", str(path), "--size", "640x480")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes().startswith(b"\x89PNG")


def test_saving_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    one_sentence(run("simulate", "template", "--save", str(tmp_path / "file" / "game.jsonl")), 1)
