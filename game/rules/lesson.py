"""What a scenario teaches: lessons of steps, each with what it says, what it asks for, and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from game.rules.words import Words

CheckKind = Literal["chosen", "layer", "preview", "order", "stands", "held", "gets", "stance", "priority", "turn",
                    "won"]

LOOKS: frozenset[str] = frozenset({"chosen", "layer", "preview"})
"""Kinds that ask what the reader has looked at; all others ask the game."""


@dataclass(frozen=True, slots=True)
class LessonCheck:
    """One thing that must be so for a step to be done; which fields count depends on `kind` (docs/modding.md)."""

    kind: CheckKind
    unit: str = ""
    base: str = ""
    hexes: tuple[int, ...] = ()
    within: int = 0
    side: int = -1
    word: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """One answer to a question, whether it is right, and what is said to it."""

    text: Words
    reply: Words
    right: bool = False


@dataclass(frozen=True, slots=True)
class LessonShow:
    """What is ringed while a step lasts: a unit, a base, a hex or a control of the table."""

    unit: str = ""
    base: str = ""
    hex: int = -1
    control: str = ""


@dataclass(frozen=True, slots=True)
class LessonStep:
    """One step: what it tells, what to do in the window (`do`) and what to write in a terminal (`write`).

    Of `shows` the first is ringed that the reader still has to turn to.
    It is done when all `checks` hold and its question, if any, is answered rightly; then `after` is said. `orders`
    do it for the reader, in the notation of orders.
    """

    id: str
    title: Words
    text: Words
    do: Words = ""
    write: Words = ""
    after: Words = ""
    checks: tuple[LessonCheck, ...] = ()
    answers: tuple[LessonAnswer, ...] = ()
    shows: tuple[LessonShow, ...] = ()
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson for the player of one side, on fixed dice, against a level of the computer."""

    id: str
    title: Words
    goal: Words
    minutes: int
    side: int
    steps: tuple[LessonStep, ...]
    seed: int = 1
    opponent: str = "drill"
