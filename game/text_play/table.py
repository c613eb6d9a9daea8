"""One game at a terminal: what is told after an order or a phase, the computer's phases, the file of the game."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from game.folders import find_folders
from game.lesson import LessonRun, lesson_of
from game.play import Play
from game.rules.orders import EndPhase, Order
from game.rules.state import View
from game.saves import automatic_name, make_room, save_path
from game.session import Session, load
from game.text import _
from game.text_play.lessons import done_lines, step_lines
from game.text_play.names import Misread
from game.text_play.reports import event_lines, result, situation, told

Say = Callable[[str], None]


class TextTable:
    """A game, and what each side has been told of it; `say` writes one line, `pause` waits for a person, if any."""

    def __init__(self, session: Session, say: Say, pause: Callable[[str], None], *, resumed: bool = False) -> None:
        self.play = Play(session, resumed=resumed)
        self.say, self._pause = say, pause
        self._told = [len(session.log) if resumed else 0] * 2
        self.lesson = lesson_of(self.play)

    @classmethod
    def begin(cls, session: Session, say: Say, pause: Callable[[str], None]) -> TextTable:
        """Begin a game that is kept on disk from its first order; where it cannot be kept, that is said."""
        path = save_path(automatic_name(session.scenario.id))
        try:
            make_room()
            session.save_as(path)
            say(_("This game is kept in {path}").format(path=path))
        except OSError as problem:
            say(_("This game is not kept on disk ({folder}: {reason}).").format(
                folder=find_folders().saves, reason=problem.strerror or problem))
        return cls(session, say, pause)

    def resumed(self, path: Path) -> TextTable:
        """Return the table of a saved game, which goes on in its own file; InputError where it cannot be read."""
        return TextTable(load(path), self.say, self._pause, resumed=True)

    @property
    def view(self) -> View:
        """What the person at the terminal knows."""
        return self.play.view

    def lines(self, rows: Iterable[str]) -> None:
        """Say several lines."""
        for row in rows:
            self.say(row)

    def open(self) -> None:
        """Say where the game stands, and play up to the person's turn."""
        if self.play.notice:
            self.say(self.play.notice)
            self.play.notice = ""
        self._go_on()
        self.teach(again=True)

    def give(self, order: Order) -> None:
        """Give an order and say what came of it; Misread with the reason where it is refused."""
        if self.play.over:
            raise Misread(_("The game is over; `load` another or `quit`."))
        if not self.play.my_turn:
            raise Misread(_("You only watch; write `next` or `run`."))
        _events, refused = self.play.submit(order)
        if refused:
            raise Misread(refused)
        self._notice()
        if isinstance(order, EndPhase):
            self._go_on()
        else:
            self._news(whole=True, otherwise=_("Ordered."))

    def turn_back(self, *, forward: bool) -> None:
        """Take the last order back, or give it again; Misread with the reason where that cannot be."""
        refused = self.play.redo() if forward else self.play.undo()
        if refused:
            raise Misread(refused)
        self._notice()
        self._told = [min(told_to, len(self.play.session.log)) for told_to in self._told]
        self._news(whole=True, otherwise=_("Given again.") if forward else _("Taken back."))

    def watch(self, *, to_the_end: bool) -> None:
        """Let the computer play one phase more, or all of them; Misread where a person plays."""
        if self.play.over:
            raise Misread(_("The game is over; `load` another or `quit`."))
        if not self.play.watching:
            raise Misread(_("You play this game yourself; `end` ends your phase."))
        while not self.play.over:
            self.play.compute_phase()
            self._news()
            if not to_the_end:
                break
        self._where()

    def show_side(self, side: int) -> None:
        """Show what a side knows, where the computer plays both."""
        if not self.play.watching:
            raise Misread(_("You play this game yourself, so you see what your side sees."))
        self.play.viewer = side
        self._where()

    # --- the lesson ---------------------------------------------------------------------------------------------

    @property
    def taught(self) -> LessonRun:
        """The lesson; Misread where the game has none."""
        if self.lesson is None:
            raise Misread(_("This game teaches no lesson; `play first_convoy --text` does. Events are answered with"
                            " `choose`."))
        return self.lesson

    def teach(self, *, again: bool = False) -> None:
        """Say what the lesson has to say: to a step that was done, and the step that follows."""
        lesson = self.lesson
        if lesson is None:
            return
        moved = again
        while True:
            number = lesson.progress.step
            if not lesson.check() and not lesson.progress.done:
                break
            moved = True
            self.lines(done_lines(lesson.lesson.steps[number]))
            lesson.onward()
        if moved:
            self.lines(step_lines(lesson))

    def lesson_goes(self, refused: str) -> None:
        """Say where the lesson stands after a way back or a skip; Misread with the reason where there was none."""
        if refused:
            raise Misread(refused)
        log = self.play.session.log
        self._told = [len(log)] * 2
        self.play.news()
        self.teach(again=True)

    def close(self) -> None:
        """Let go of the game's file."""
        self.play.session.close()

    # --- the course of the game ---------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Let the computer play its phases, hand the seat over, and say what has happened meanwhile."""
        if not self.play.watching:
            while self.play.computing:
                side = self.play.session.scenario.sides[self.play.state.side].name
                self.say(_("Phase of the {side}.").format(side=side))
                self.play.compute_phase()
            if self.play.handing_over:
                self._hand_over()
        self._notice()
        self._news()
        self._where()

    def _hand_over(self) -> None:
        side = self.play.session.scenario.sides[self.play.state.side].name
        self._pause(_("Hand over to the {side}; press Enter when nobody else looks.").format(side=side))
        self.play.take_seat()

    def _where(self) -> None:
        """Say where the game stands, or how it ended."""
        if self.play.over:
            self.lines(result(self.play.state))
        else:
            self.lines(situation(self.view))

    def _news(self, *, whole: bool = False, otherwise: str = "") -> None:
        """Say what the person has not been told yet; events with their answers stand in the situation."""
        session, viewer = self.play.session, self.play.viewer
        rows = told(session.log[self._told[viewer]:], session.scenario, viewer, whole=whole)
        self._told[viewer] = len(session.log)
        waiting = {news.event.id for news in self.play.waiting()}
        for news in self.play.news():
            if news.event.id not in waiting:
                text = f"{news.event.title}. {news.event.text}"
                rows = [row for row in rows if row != text]
                rows.extend(event_lines(session.scenario, news.event, decides=False))
        self.lines(rows or ([otherwise] if otherwise else []))

    def _notice(self) -> None:
        if self.play.notice:
            self.say(self.play.notice)
            self.play.notice = ""
