"""A lesson under way: what the reader does counts, and the game goes back where a step is done again."""

from __future__ import annotations

from collections.abc import Iterator

from game.play import Play, players_of
from game.rules import teaching
from game.rules.lesson import Lesson, LessonStep
from game.rules.notation import read_order
from game.rules.orders import Order
from game.rules.plain import from_plain, to_plain
from game.rules.scenario import Scenario
from game.session import Session
from game.text import _


def lesson_of(play: Play) -> LessonRun | None:
    """Return the lesson that a game teaches: one for the side that one person plays against the computer."""
    if all(play.humans) or play.watching:
        return None
    reader = 0 if play.humans[0] else 1
    found = next((lesson for lesson in play.session.scenario.lessons if lesson.side == reader), None)
    return LessonRun(play, found) if found is not None else None


def lesson_terms(scenario: Scenario, side: str | None, seed: int | None,
                 levels: dict[str, str]) -> tuple[tuple[str, str], int | None]:
    """Return who plays each side, and the dice, of a game with these wishes.

    What is not said is as the scenario's lesson wants it, where it has one for the side played. InputError with a
    sentence for a side or level that does not exist.
    """
    lesson = next((row for row in scenario.lessons if side in (None, *_names(scenario, row.side))), None)
    if lesson is None or levels:
        return players_of(scenario, side, levels), seed
    other = scenario.sides[1 - lesson.side].id
    players = players_of(scenario, scenario.sides[lesson.side].id, {other: lesson.opponent})
    return players, seed if seed is not None else lesson.seed


def _names(scenario: Scenario, side: int) -> tuple[str, str]:
    return scenario.sides[side].id, scenario.sides[side].name


class LessonRun:
    """The reader of a lesson: where they are, and what they may do about it."""

    def __init__(self, play: Play, lesson: Lesson) -> None:
        self.play, self.lesson = play, lesson
        self.progress = self._kept()

    def speak(self) -> None:
        """Take the lesson's texts as the game tells them now."""
        self.lesson = next(row for row in self.play.session.scenario.lessons if row.id == self.lesson.id)

    def _kept(self) -> teaching.Progress:
        """Return the progress as it was last written down; the beginning where it never was or cannot be read."""
        try:
            return from_plain(teaching.Progress, self.play.session.lesson_progress or {})
        except ValueError:
            return teaching.Progress()

    def _keep(self) -> None:
        """Write the progress down where it is another than the one that was."""
        if self.progress != self._kept():
            self.play.keep_lesson(to_plain(self.progress))

    @property
    def over(self) -> bool:
        """Whether every step is done."""
        return teaching.over(self.lesson, self.progress)

    @property
    def step(self) -> LessonStep | None:
        """The present step, None after the last."""
        return None if self.over else self.lesson.steps[self.progress.step]

    def look(self, what: str) -> None:
        """Take note of something looked at, as `teaching.looked` names it."""
        self.progress = teaching.looked(self.lesson, self.progress, what)

    def check(self) -> bool:
        """Look at the game; say whether that brought the lesson on."""
        before = self.progress
        if self.over or not (self.play.my_turn or self.play.over):
            return False
        session = self.play.session
        given = tuple(_orders(session, self.progress.marks[-1]))
        known = session.view(self.lesson.side).known
        self.progress = teaching.checked(self.lesson, before, known, given, len(session.records))
        self._keep()
        return (before.step, before.done) != (self.progress.step, self.progress.done)

    def onward(self) -> None:
        """Go to the next step, where the present one is done."""
        if self.progress.done:
            self._go_on()

    def answer(self, number: int) -> str:
        """Answer the question, counting from 0; returns why that cannot be, empty where it can."""
        step = self.step
        if step is None or not 0 <= number < len(step.answers):
            return _("There is no such answer; this step asks for none, or for another number.")
        self.progress = teaching.answer(self.lesson, self.progress, number)
        return ""

    @property
    def reply(self) -> str:
        """What is said to the answer given last, empty where none was given in this step."""
        step, given = self.step, self.progress.given
        return step.answers[given].reply if step is not None and 0 <= given < len(step.answers) else ""

    def reset(self) -> str:
        """Begin the present step again, with the game as it was then; returns why that cannot be."""
        return self._to(min(self.progress.step, len(self.lesson.steps) - 1))

    def back(self) -> str:
        """Go back to the beginning of the step before, with the game as it was then; returns why that cannot be."""
        return self._to(max(0, self.progress.step - 1))

    def skip(self) -> str:
        """Do the step for the reader and go to the next; returns why that cannot be."""
        step = self.step
        if step is None:
            return ""
        if not self.progress.done:
            for text in step.orders:
                refused = self._give(text)
                if refused:
                    return refused
        self._go_on()
        return ""

    def _go_on(self) -> None:
        self.progress = teaching.onward(self.progress, len(self.play.session.records))
        self._keep()

    def _give(self, text: str) -> str:
        order = read_order(text, self.play.session.scenario.map.grid)
        if text.startswith("end"):
            refused = self.play.end_phase()
            if self.play.computing:
                self.play.compute_phase()
        else:
            refused = self.play.submit(order)[1]
        if not refused:
            return ""
        return _("It cannot be done from here: {why} Go back a step and try again.").format(why=refused)

    def _to(self, step: int) -> str:
        trouble = self.play.rewind(self.progress.marks[step])
        if not trouble:
            self.progress = teaching.at_step(self.progress, step)
            self._keep()
        return trouble


def _orders(session: Session, mark: int) -> Iterator[tuple[str, Order]]:
    """Yield the orders given since the record had a length and not taken back, each with its verb."""
    texts: list[str] = []
    undone: list[str] = []
    for record in session.records[mark:]:
        kind = record.get("type")
        if kind == "order":
            texts.append(str(record["text"]))
            undone = []
        elif kind == "undo" and texts:
            undone.append(texts.pop())
        elif kind == "redo" and undone:
            texts.append(undone.pop())
    for text in texts:
        yield text.partition(" ")[0], read_order(text, session.scenario.map.grid)
