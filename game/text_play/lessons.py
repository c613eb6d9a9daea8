"""A lesson in short lines: its step, what to write now, what was said to it."""

from __future__ import annotations

from collections.abc import Iterator

from game.lesson import LessonRun
from game.rules.lesson import LessonStep
from game.text import _


def step_lines(lesson: LessonRun) -> Iterator[str]:
    """Yield the present step, or that the lesson is over."""
    step = lesson.step
    if step is None:
        yield _("The lesson is over.")
        return
    yield _("Lesson, step {n} of {all}: {title}").format(
        n=lesson.progress.step + 1, all=len(lesson.lesson.steps), title=step.title)
    yield step.text
    for number, answer in enumerate(step.answers, 1):
        yield _("  {n}. {text}").format(n=number, text=answer.text)
    if step.write:
        yield _("Write: {what}").format(what=step.write)
    if lesson.progress.step == 0:
        yield _("`lesson` says this again, `back` and `reset` go back, `skip` does the step for you.")


def done_lines(step: LessonStep) -> Iterator[str]:
    """Yield what is said to a step that was done."""
    yield _("Done. {after}").format(after=step.after).strip()
