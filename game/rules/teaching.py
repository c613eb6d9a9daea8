"""How far a reader is in a lesson: a pure account of steps, of what was looked at, and of what the game has come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from game.rules.lesson import LOOKS, Lesson, LessonCheck
from game.rules.orders import Attack, Order
from game.rules.state import State

OPENING = 2
"""Length of the record of a game that begins: what it is, and its first dawn."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The present step, what was looked at in it, whether it is done and its `after` waits to be read.

    `given` is the answer given last, counted from 0, and -1 for none; `answered` says whether the right one was given.
    `marks` has for each step reached the length of the game's record when it began.
    """

    step: int = 0
    looks: tuple[str, ...] = ()
    done: bool = False
    answered: bool = False
    given: int = -1
    marks: tuple[int, ...] = (OPENING,)


def over(lesson: Lesson, progress: Progress) -> bool:
    """Say whether every step lies behind the reader."""
    return progress.step >= len(lesson.steps)


def looked(lesson: Lesson, progress: Progress, look: str) -> Progress:
    """Return the progress with something looked at: `unit ID`, `base ID`, `hex N`, `layer ID` or `preview KIND`.

    What the present step does not ask for is not kept.
    """
    checks = () if over(lesson, progress) or progress.done else lesson.steps[progress.step].checks
    asked = any(check.kind in LOOKS and _seen(check, (look,)) for check in checks)
    return replace(progress, looks=(*progress.looks, look)) if asked and look not in progress.looks else progress


def answer(lesson: Lesson, progress: Progress, number: int) -> Progress:
    """Return the progress after an answer, counted from 0, to the question of the present step."""
    chosen = lesson.steps[progress.step].answers[number]
    return replace(progress, answered=progress.answered or chosen.right, given=number)


def checked(lesson: Lesson, progress: Progress, known: State, orders: Sequence[tuple[str, Order]],
            length: int) -> Progress:
    """Return the progress after a look at the game as the reader's side knows it.

    `orders` are (verb, order) of those given since the step began and not taken back. A step that is done and has
    nothing to say to it makes way for the next at once.
    """
    while not over(lesson, progress) and not progress.done:
        step = lesson.steps[progress.step]
        waits = bool(step.answers) and not progress.answered
        if waits or not all(holds(check, known, orders, progress.looks) for check in step.checks):
            return progress
        progress = replace(progress, done=True)
        if step.after or step.answers or not step.checks:
            return progress
        progress, orders = onward(progress, length), ()
    return progress


def onward(progress: Progress, length: int) -> Progress:
    """Return the progress at the beginning of the next step."""
    return Progress(progress.step + 1, marks=(*progress.marks, length))


def at_step(progress: Progress, step: int) -> Progress:
    """Return the progress at the beginning of a step that was reached before."""
    return Progress(step, marks=progress.marks[: step + 1])


def holds(check: LessonCheck, known: State, orders: Sequence[tuple[str, Order]], looks: Sequence[str]) -> bool:
    """Say whether one check is met."""
    match check.kind:
        case "chosen" | "layer" | "preview":
            return _seen(check, looks)
        case "order":
            return any(_fits(check, verb, order) for verb, order in orders)
        case "stands":
            unit = known.by_id.get(check.unit)
            grid = known.scenario.map.grid
            return unit is not None and unit.hex >= 0 and grid.distance(unit.hex, check.hexes[0]) <= check.within
        case "held":
            return all(known.controller(h) == check.side for h in check.hexes)
        case "gets":
            row = next((row for row in known.deliveries if row.consumer == check.base), None)
            return row is not None and sum(row.arrived) >= check.amount * known.scenario.clock.days
        case "stance":
            unit = known.by_id.get(check.unit)
            return unit is not None and unit.stance == check.word
        case "priority":
            return any(row.id == check.base and row.priority == check.amount for row in known.bases)
        case "turn":
            return known.turn >= check.amount
        case "won":
            return known.outcome is not None and known.outcome.winner == check.side


def _seen(check: LessonCheck, looks: Sequence[str]) -> bool:
    """Say whether what was looked at meets a check that asks for a look."""
    if check.kind != "chosen":
        return f"{check.kind} {check.word}" in looks
    wanted = [f"unit {check.unit}"] if check.unit else [f"base {check.base}"] if check.base else []
    return any(look in looks for look in (wanted or [f"hex {h}" for h in check.hexes]))


def _fits(check: LessonCheck, verb: str, order: Order) -> bool:
    goals = {getattr(order, "target", -1), getattr(order, "aim", -1), *getattr(order, "path", ())[-1:]}
    return (verb == check.word and (not check.unit or check.unit in acting(order))
            and (not check.base or check.base in holders(order))
            and (not check.hexes or bool(goals & set(check.hexes))))


def acting(order: Order) -> tuple[str, ...]:
    """Return the units that an order is given to."""
    if isinstance(order, Attack):
        return order.units
    unit = getattr(order, "unit", "")
    return (unit,) if unit else ()


def holders(order: Order) -> tuple[str, ...]:
    """Return the bases and units whose stock or supply an order is about."""
    names = (getattr(order, name, "") for name in ("base", "consumer", "giver", "taker"))
    return tuple(name for name in names if name)
