"""Checks of lessons: questions that can be answered, steps that can be done, orders that can be read."""

from __future__ import annotations

from game.content.notes import Loc, Notes
from game.rules.lesson import Lesson, LessonCheck, LessonStep
from game.rules.notation import read_order
from game.rules.scenario import Scenario
from game.rules.teaching import acting, holders


def check_lessons(scenario: Scenario, notes: Notes) -> None:
    """Note what is wrong with the lessons of a scenario."""
    for number, lesson in enumerate(scenario.lessons):
        steps = [step.id for step in lesson.steps]
        for place, step in enumerate(lesson.steps):
            loc: Loc = ("lessons", number, "steps", place)
            if step.id in steps[:place]:
                notes.add("id-duplicate", f"the id '{step.id}' is taken in this lesson", *loc, "id")
            _check_answers(step, loc, notes)
            for at, check in enumerate(step.checks):
                why = _never(scenario, lesson, check)
                if why:
                    notes.add("lesson-never", f"it can never be done: {why}", *loc, "done", at)
            for at, text in enumerate(step.orders):
                why = _unreadable(scenario, lesson, text)
                if why:
                    notes.add("lesson-order", why, *loc, "orders", at)


def _check_answers(step: LessonStep, loc: Loc, notes: Notes) -> None:
    right = sum(answer.right for answer in step.answers)
    if step.answers and (right != 1 or len(step.answers) < 2):
        text = f"give at least two answers and mark exactly one with 'right: true'; {right} are"
        notes.add("lesson-answers", text, *loc, "answers")


def _never(scenario: Scenario, lesson: Lesson, check: LessonCheck) -> str:
    """Return why a check cannot come true, or an empty text."""
    turns = scenario.clock.turns
    own = {unit.id: unit.side for unit in scenario.units}
    if check.kind in ("order", "stance") and check.unit and own[check.unit] != lesson.side:
        return f"the unit '{check.unit}' takes no orders from that side"
    if check.kind in ("gets", "priority") and scenario.base(check.base).side != lesson.side:
        return f"the other side holds the base '{check.base}'"
    if check.kind == "gets" and all(row.side != lesson.side for row in scenario.supply_sources):
        return "that side has no source of supply"
    if check.kind == "turn" and check.amount > turns:
        return f"turn {check.amount} is after the end of the game in turn {turns}"
    air = next((row for row in scenario.air if row.side == lesson.side), None)
    if check.word == "airdrop" and (air is None or not air.drops_per_100_days):
        return "that side has no aircraft for drops: see 'air'"
    if check.word == "strike" and (air is None or not air.strikes_per_100_days):
        return "that side has no aircraft for strikes: see 'air'"
    if check.kind == "won" and all(level.winner != check.side for level in scenario.levels):
        return f"no level lets {scenario.sides[check.side].name} win"
    return ""


def _unreadable(scenario: Scenario, lesson: Lesson, text: str) -> str:
    """Return why an order that does a step cannot be one, or an empty text."""
    try:
        order = read_order(text, scenario.map.grid)
    except ValueError as problem:
        return str(problem).rstrip(".")
    own = [unit.id for unit in scenario.units if unit.side == lesson.side]
    bases = [base.id for base in scenario.bases if base.side == lesson.side]
    for name in acting(order):
        if name not in own:
            return f"there is no unit '{name}' of that side"
    for name in holders(order):
        if name not in own and name not in bases:
            return f"there is no base or unit '{name}' of that side"
    return ""
