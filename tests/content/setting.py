"""Small scenario files for the tests: the template, changed in one place."""

from __future__ import annotations

from pathlib import Path

from game.content.loader import Loaded, load_file
from game.content.problems import Problem
from game.folders import shipped

TEMPLATE = (shipped("scenarios") / "template.yaml").read_text(encoding="utf-8")
MARK = "§"
"""Stands in a changed text where the problem is expected."""


def write(folder: Path, text: str, name: str = "x.yaml") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def changed(old: str, new: str, text: str = TEMPLATE) -> tuple[str, int, int]:
    """Return the template with one text replaced, and the line and column (from 1) of the mark in it."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the template"
    whole = text.replace(old, new)
    before, found, after = whole.partition(MARK)
    if not found:
        return whole, 0, 0
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def load_changed(folder: Path, old: str, new: str) -> Loaded:
    """Load the template with one text replaced."""
    return load_file(write(folder, changed(old, new)[0]))


def found(loaded: Loaded, problem_id: str) -> list[Problem]:
    """Return the problems of one id."""
    return [problem for problem in loaded.problems if problem.id == problem_id]
