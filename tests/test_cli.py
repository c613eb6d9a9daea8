"""The command line: what it understands, what it refuses in which words, and how it ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from game import VERSION, InputError, cli

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def started_as(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["lifeline"])


def body(monkeypatch: pytest.MonkeyPatch, module: str, name: str, result: object) -> list[tuple[Any, ...]]:
    """Put a body in place of a command's own, and return the list that collects what it is called with."""
    calls: list[tuple[Any, ...]] = []

    def stand_in(*given: Any) -> int:
        calls.append(given)
        if isinstance(result, BaseException):
            raise result
        assert isinstance(result, int)
        return result

    made = ModuleType(module)
    setattr(made, name, stand_in)
    monkeypatch.setitem(sys.modules, module, made)
    return calls


@pytest.mark.parametrize(("words", "sentence"), [
    ("simulat x", "lifeline: there is no command 'simulat' (did you mean simulate?)"),
    ("the_column", "lifeline: there is no command 'the_column'"),
    ("--versoin", "lifeline: does not understand '--versoin' (did you mean --version?)"),
    ("simulate", "lifeline simulate: the following arguments are required: SCENARIO"),
    ("simulate x --sede 4", "lifeline simulate: does not understand '--sede' '4' (did you mean --seed?)"),
    ("simulate x --se=4", "lifeline simulate: does not understand '--se=4' (did you mean --seed?)"),
    ("simulate x --seed four",
     "lifeline simulate: argument --seed: expected a whole number of 1 to 18 digits, got 'four'"),
    ("play x --level ours", "lifeline play: argument --level: expected SIDE=LEVEL, got 'ours'"),
    ("play x --level a=b --level a=c", "lifeline play: --level names the side 'a' twice"),
    ("render x", "lifeline render: the following arguments are required: --out"),
    ("render x --out a.png --size 9x9",
     "lifeline render: argument --size: expected WIDTHxHEIGHT, each from 320 to 7680 pixels, got '9x9'"),
    ("validate", "lifeline validate: the following arguments are required: FILE|DIR"),
])
def test_bad_commands_end_with_2_and_one_sentence(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words.split())
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    program = sentence.partition(":")[0]
    assert err == f"{sentence}; see `{program} --help`.\n"


def test_simulate_hands_on_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = body(monkeypatch, "game.cli_play", "simulate", 0)
    assert cli.main(["simulate", "x"]) == 0
    words = ["simulate", "x", "--seed", "7", "--level", "a=drill", "--level", "b=staff", "--save", "f", "--json"]
    assert cli.main(words) == 0
    plain, full = (vars(args) for (args,) in calls)
    assert plain == {"command": "simulate", "scenario": "x", "seed": 1, "levels": {}, "save": None, "json": False}
    assert full == {"command": "simulate", "scenario": "x", "seed": 7, "levels": {"a": "drill", "b": "staff"},
                    "save": Path("f"), "json": True}


def test_other_commands_hand_on_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    replayed = body(monkeypatch, "game.cli_play", "replay", 1)
    assert cli.main(["replay", "game.jsonl", "--verify"]) == 1
    assert vars(replayed[0][0]) == {"command": "replay", "file": Path("game.jsonl"), "verify": True}

    checked = body(monkeypatch, "game.content.commands", "validate", 1)
    assert cli.main(["validate", "a.yaml", "b", "--json"]) == 1
    assert checked == [([Path("a.yaml"), Path("b")], True)]

    begun = body(monkeypatch, "game.content.commands", "new", 0)
    assert cli.main(["new", "mine.yaml"]) == 0
    assert begun == [(Path("mine.yaml"),)]

    described = body(monkeypatch, "game.content.commands", "schema", 0)
    assert cli.main(["schema"]) == 0
    assert described == [(None,)]

    drawn = body(monkeypatch, "game.ui.render", "render", 0)
    assert cli.main(["render", "x", "--out", "f.png", "--layer", "supply", "--size", "1920x1080"]) == 0
    assert vars(drawn[0][0]) == {"command": "render", "source": "x", "out": Path("f.png"), "layer": "supply",
                                 "base": None, "side": None, "enemy": False, "size": (1920, 1080)}


def test_menu_and_play_open_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = body(monkeypatch, "game.ui.app", "run", 0)
    assert cli.main([]) == 0
    assert cli.main(["play", "x", "--side", "a", "--seed", "3", "--level", "b=drill"]) == 0
    assert calls == [(None, None, None, {}), ("x", "a", 3, {"b": "drill"})]


@pytest.mark.parametrize("words", [[], ["play", "x"]])
def test_without_a_display_the_window_is_refused(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = body(monkeypatch, "game.ui.app", "run", 0)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main(words) == 1
    assert calls == []
    assert capsys.readouterr().err == (
        "There is no display here, so the window cannot open. These commands work without one: play --text,"
        " simulate, study, replay, report, supply, validate, render, new, translate, schema;"
        " `lifeline --help` tells what they do.\n"
    )


def test_upstream_pygame_stops_the_window_politely(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = body(monkeypatch, "game.ui.app", "run", 0)
    monkeypatch.setattr("game.setup.pygame_conflict", lambda: "Remove pygame.")
    assert cli.main([]) == 1
    assert calls == []
    assert capsys.readouterr().err == "Remove pygame.\n"


@pytest.mark.parametrize(("problem", "sentence"), [
    (InputError("There is no scenario 'y'."), "There is no scenario 'y'.\n"),
    (FileNotFoundError(2, "No such file or directory", "y.yaml"), "y.yaml: No such file or directory.\n"),
    (KeyboardInterrupt(), "Interrupted.\n"),
])
def test_bad_input_ends_with_1_and_a_sentence(
    problem: BaseException, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body(monkeypatch, "game.cli_play", "simulate", problem)
    assert cli.main(["simulate", "y"]) == 1
    assert capsys.readouterr() == ("", sentence)


def test_an_error_of_our_own_leaves_a_report_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path / "home"))
    body(monkeypatch, "game.cli_play", "simulate", ZeroDivisionError("seven by zero"))
    assert cli.main(["simulate", "the_column", "--seed", "7"]) == 1
    (report,) = (tmp_path / "home" / "logs").iterdir()
    assert capsys.readouterr() == ("", "Lifeline met an error of its own (ZeroDivisionError: seven by zero) and had to"
                                       f" stop. What happened is written in {report}\n")
    text = report.read_text(encoding="utf-8")
    assert f"Lifeline {VERSION}" in text
    assert "lifeline simulate the_column --seed 7" in text
    assert "in stand_in" in text


def test_an_unwritable_log_folder_is_no_second_crash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").touch()
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path / "home"))
    body(monkeypatch, "game.cli_play", "simulate", ZeroDivisionError("x"))
    assert cli.main(["simulate", "y"]) == 1
    assert "No report could be written to" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    """As in `lifeline --help | head -0`, with enough text to fill what the pipe holds."""
    code = ("import sys; sys.path.insert(0, sys.argv.pop()); from types import ModuleType; from game import cli;"
            " m = ModuleType('game.cli_play'); m.simulate = lambda args: [print('x' * 99) for _ in range(9999)] and 0;"
            " sys.modules['game.cli_play'] = m; sys.exit(cli.main(['simulate', 'x']))")
    started = subprocess.Popen([sys.executable, "-c", code, str(ROOT)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdout.close()
    assert started.stderr.read() == b""
    assert started.wait(60) == 1
    started.stderr.close()


def test_help_names_every_command_and_starts_light() -> None:
    """`main.py --help` runs in a process of its own and imports nothing a window or a game would need."""
    code = ("import runpy, sys; sys.argv = ['main.py', '--help']\n"
            "try: runpy.run_path(sys.path[0] + '/main.py', run_name='__main__')\n"
            "finally: print(sorted({'pygame', 'numpy', 'pydantic', 'yaml', 'rich'} & set(sys.modules)))")
    run = subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
                         capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "100"})
    assert run.stdout.endswith("[]\n")
    assert re.findall(r"^    ([a-z]+)(?: |$)", run.stdout, re.MULTILINE) == list(cli.COMMANDS)


def test_readme_names_every_command_and_links_to_files_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in cli.COMMANDS:
        assert f"main.py {command} " in text, command
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert "LICENSE" in links
    assert [link for link in links if not (ROOT / link).exists()] == []
