"""What the screens outside a game show and ask for: plain values, and the library that games come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pygame import Surface

from game.ui.screen import Screen

if TYPE_CHECKING:  # what a result shows is not loaded for the menu
    from game.ui.panels.model import Block, Note

HUMAN = "human"
"""Stands in `GameChoice.players` for a side that a person plays."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the computer: its id, its name, what sets it apart in a sentence, and whether it is the usual one."""

    id: str
    name: str
    note: str
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """A study of many games that a scenario proposes: what it asks, and the command that runs it in a terminal."""

    title: str
    question: str
    command: str


@dataclass(frozen=True, slots=True)
class ScenarioEntry:
    """A scenario to choose: `facts` are short lines such as dates and length, `sides` names and tasks of both sides.

    `studies` are those that it proposes. With `problem` it cannot be played, and that sentence says why.
    """

    id: str
    title: str
    facts: tuple[str, ...]
    summary: str
    briefing: tuple[str, ...]
    content_note: str
    sides: tuple[tuple[str, str], tuple[str, str]]
    problem: str = ""
    studies: tuple[Study, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """A lesson to choose: its scenario and id, what one can do after it, and what the scenario is about."""

    scenario: str
    lesson: str
    title: str
    goal: str
    about: str
    minutes: int
    steps: int


@dataclass(frozen=True, slots=True)
class GameChoice:
    """What the player chose for a new game; `players` per side is `HUMAN` or the id of a level."""

    scenario: str
    players: tuple[str, str]
    fog: bool
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A saved game: what it is and when it was saved; with `problem` it cannot be loaded, and that says why."""

    path: Path
    name: str
    scenario: str
    where: str
    saved: str
    automatic: bool = False
    problem: str = ""
    thumbnail: Surface | None = None


class Library(Protocol):
    """Where games come from and go to. What cannot be done raises `game.InputError` with a sentence."""

    def scenarios(self) -> Sequence[ScenarioEntry]:
        """Return what can be played, the main one first."""

    def levels(self) -> Sequence[Level]:
        """Return the levels of the computer, the weakest first."""

    def slots(self) -> Sequence[Slot]:
        """Return the saved games, the latest first."""

    def lessons(self) -> Sequence[LessonEntry]:
        """Return the lessons of all scenarios, the shortest first."""

    def learn(self, entry: LessonEntry) -> Screen:
        """Begin a lesson and return its table."""

    def begin(self, choice: GameChoice) -> Screen:
        """Start a game and return its table."""

    def lab(self, scenario: str, side: int, fog: bool) -> Screen:
        """Return the what-if lab on the first day of a scenario, as a side knows it."""

    def resume(self, slot: Slot) -> Screen:
        """Load a saved game and return its table."""

    def delete(self, slot: Slot) -> None:
        """Remove a saved game."""

    def prepare(self) -> Iterator[None]:
        """Load what games need, one part with each step."""

    def backdrop(self, size: tuple[int, int], scale: float) -> Iterator[Surface | None]:
        """Draw a picture for behind the menu at a scale, a little with each step; the last one yields it."""


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One source of points and what each side has from it."""

    title: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class ResultModel:
    """How a game ended: the level in words, the points by source, what is told beside them, and civilians apart."""

    title: str
    verdict: str
    sentence: str
    winner: int
    sides: tuple[str, str]
    totals: tuple[int, int]
    points: tuple[PointsRow, ...]
    beside: tuple[Block, ...]
    civilians: Note
    saved_as: str = ""
