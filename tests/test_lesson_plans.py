"""The lesson plans for teachers: figures are what the program says, and what they tell to type or click is there."""

from __future__ import annotations

import doctest
import re
import shlex

from game.cli import _parse
from game.content.loader import find, load_file, require
from game.content.vary import Settings
from game.folders import ROOT

PLANS = (ROOT / "docs" / "lessons.md").read_text(encoding="utf-8")


def test_the_figures_are_what_the_program_says() -> None:
    failures, tried = doctest.testfile(str(ROOT / "docs" / "lessons.md"), module_relative=False, encoding="utf-8")
    assert failures == 0
    assert tried >= 20


def test_the_commands_can_be_given() -> None:
    lines = re.findall(r"(?:python3 main\.py |`)((?:study|supply|report) [^`\n]+)", PLANS)
    assert len(lines) >= 4
    for line in lines:
        args = _parse(shlex.split(line.replace("HEX", "15.36").replace("FILE", "x.lifeline")))
        assert args.command == line.partition(" ")[0]


def test_what_is_varied_is_a_number_of_the_scenario() -> None:
    for path, values in re.findall(r"--vary ([a-z0-9_.-]+)=([0-9,]+)", PLANS):
        for value in values.split(","):
            settings: Settings = ((path, value),)
            assert load_file(find("the_column"), settings).scenario is not None, path
    assert "military-road" in {row.id for row in load_file(find("siege_of_wadi_deif")).experiments}


def test_the_steps_that_are_named_are_those_steps() -> None:
    steps = require("first_convoy").lessons[0].steps
    assert [steps[number - 1].id for number in (3, 8, 10, 14)] == ["why", "through", "drop", "last"]
    assert "(*Why does nothing\narrive?*)" in PLANS and steps[2].title == "Why does nothing arrive?"


def test_what_is_to_be_clicked_is_called_so_on_the_screen() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "game" / "ui").rglob("*.py"))
    for words in ("Learn", "New game", "Show me", "What-if lab", "Sources and credits", "On record"):
        assert f'_("{words}")' in source and words in PLANS, words
