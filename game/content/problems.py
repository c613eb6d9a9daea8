"""What can be wrong with a scenario file: problems with an id, a level and a place, and "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")

Mark = tuple[str, int, int]
"""File, line and column (both from 1) of a value in a file; line 0 where there is none."""

LEVELS: MappingProxyType[str, Severity] = MappingProxyType({
    # reading the file
    "file-unreadable": "error", "file-too-large": "error", "file-not-utf8": "error", "file-empty": "error",
    "yaml-broken": "error", "yaml-too-deep": "error", "yaml-too-many": "error", "yaml-documents": "error",
    "yaml-alias": "error", "yaml-tag": "error", "yaml-merge": "error", "yaml-duplicate-key": "error",
    "yaml-key": "error", "yaml-ambiguous": "error", "yaml-number-too-long": "error",
    # including others
    "include-path": "error", "include-missing": "error", "include-kind": "error", "include-conflict": "error",
    # the shape
    "format-unknown": "error", "kind-unknown": "error", "key-unknown": "error", "key-missing": "error",
    "type-wrong": "error", "value-wrong": "error", "number-decimals": "error", "date-wrong": "error",
    "exactly-one": "error", "together": "error",
    # one thing that names another
    "id-duplicate": "error", "id-unknown": "error", "place-unknown": "error", "place-ambiguous": "error",
    "place-off-map": "error", "place-needed": "error",
    # the board
    "map-size": "error", "map-letter": "error", "map-road-gap": "error", "map-crop": "error", "map-names": "warning",
    # does it make sense
    "side-count": "error", "cargo-too-much": "error", "unit-arrival": "warning",
    "stacking": "error", "enemies-together": "error", "control-twice": "warning",
    "base-held": "error", "base-unfed": "hint", "base-garrison": "hint", "source-idle": "warning",
    "source-blocked": "hint", "traffic-blocked": "hint", "event-never": "warning", "event-choice": "error",
    "objective-keys": "error", "level-order": "error", "level-unreachable": "warning", "level-missing": "warning",
    "lesson-answers": "error", "lesson-never": "warning", "lesson-order": "error",
    "experiment-vary": "error", "shares-chain": "error", "link-self": "error", "group-side": "error",
    "unused": "hint", "uncited": "warning", "loaded-word": "warning",
    "translation-missing": "hint", "translation-unused": "warning", "translation-alone": "error",
    "ignore-unknown": "warning", "ignore-unused": "hint",
    "too-many-problems": "hint",
})
"""The level of every problem id; each has a section of docs/problems.md."""

SHOWN = 500
"""Problems of one file beyond this number are counted, not listed."""

SUGGESTIONS = 60
"""Spelling suggestions are looked up for this many problems of a run: the search is slow on hostile files."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its id and level, where it is, the dotted path in the file, and a sentence for the writer."""

    id: str
    level: Severity
    file: str
    line: int
    column: int
    path: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        path = f"{self.path}: " if self.path else ""
        return f"{where}: {self.level}: {path}{self.text} [{self.id}]"

    def as_json(self) -> dict[str, Any]:
        """Return the same as a JSON object."""
        return asdict(self)


class Report:
    """Collects the problems of one scenario; `suggest` finds near names while it is cheap to do so."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._suggested = 0

    def add(self, problem_id: str, text: str, mark: Mark, path: str = "") -> None:
        """Note a problem; its level follows from the id."""
        self.problems.append(Problem(problem_id, LEVELS[problem_id], mark[0], mark[1], mark[2], path, text))

    @property
    def failed(self) -> bool:
        """Say whether any problem so far is an error."""
        return any(problem.level == "error" for problem in self.problems)

    def suggest(self, word: object, known: Iterable[str]) -> str:
        """Return `; did you mean 'x'?` for the nearest known name, or nothing."""
        self._suggested += 1
        if self._suggested > SUGGESTIONS:
            return ""
        return did_you_mean(word, tuple(known))


def did_you_mean(word: object, known: Sequence[str]) -> str:
    """Return `; did you mean 'x'?` for the known name nearest to a word, or an empty text.

    >>> did_you_mean("entrech", ("entrench", "quality"))
    "; did you mean 'entrench'?"
    """
    if not isinstance(word, str) or len(word) > 60:
        return ""
    folded = {name.casefold(): name for name in reversed(known)}
    near = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return f"; did you mean '{folded[near[0]]}'?" if near else ""


def shown(value: object) -> str:
    """Return a value as a sentence names it: `'three'`, `12`, `a list`, shortened where long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    if len(text) > 60:
        text = text[:57] + "..."
    return repr(text) if isinstance(value, str) else text


def settle(problems: Iterable[Problem], ignores: dict[str, dict[int, tuple[str, ...]]]) -> tuple[Problem, ...]:
    """Return the problems in the order of file and line, those that a comment ignores left out.

    `ignores` maps a file to its lines with `lifeline-ignore` and the ids there. Errors cannot be ignored. An
    ignored id that does not exist, or that nothing on its line needed, is a problem itself.
    """
    kept: list[Problem] = []
    used: set[tuple[str, int, str]] = set()
    for problem in dict.fromkeys(problems):
        if problem.level != "error" and problem.id in ignores.get(problem.file, {}).get(problem.line, ()):
            used.add((problem.file, problem.line, problem.id))
        else:
            kept.append(problem)
    for file, lines in ignores.items():
        for line, ids in lines.items():
            kept += [_bad_ignore(file, line, name) for name in ids if (file, line, name) not in used]
    kept.sort(key=lambda p: (p.file, p.line, p.column, SEVERITIES.index(p.level), p.path))
    if len(kept) <= SHOWN:
        return tuple(kept)
    worst_first = sorted(kept, key=lambda p: SEVERITIES.index(p.level))
    last = worst_first[SHOWN - 1]
    text = f"{len(kept) - SHOWN} more problems are not listed"
    more = Problem("too-many-problems", "hint", last.file, 0, 0, "", text)
    return (*worst_first[:SHOWN], more)


def _bad_ignore(file: str, line: int, name: str) -> Problem:
    level = LEVELS.get(name)
    if level is None:
        text = f"there is no problem called '{name[:60]}'{did_you_mean(name, tuple(LEVELS))}"
        return Problem("ignore-unknown", "warning", file, line, 1, "", text)
    why = "is an error, which cannot be ignored" if level == "error" else "is not reported on this line"
    return Problem("ignore-unused", "hint", file, line, 1, "", f"'{name}' {why}: take the comment away.")
