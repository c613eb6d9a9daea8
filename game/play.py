"""One game as a person plays it, in the window or in a terminal: who sees and who moves, orders in and what came of
them, the computer's phases by steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game import InputError
from game.ai.levels import LEVELS, STANDARD, next_orders
from game.rules.events import event_of
from game.rules.orders import EndPhase, Event, EventFired, Order
from game.rules.scenario import EventDef, Scenario
from game.rules.state import State, Unit, View
from game.savefile import write
from game.session import HUMAN, Mind, Refused, Session, retrace
from game.text import _

if TYPE_CHECKING:
    from game.ai.reasons import Reason

MUSED_PHASES = 6
"""Phases of the computer of which it is kept what it was asked."""

BOTH = "both"
"""What is given for the side played where two people play at one machine."""


@dataclass(frozen=True, slots=True)
class News:
    """An event to be read: when it fired, and whether the reader has to answer it."""

    event: EventDef
    turn: int
    decides: bool


@dataclass(frozen=True, slots=True)
class Mused:
    """What the computer was asked at the start of a phase: what it knew, its level, what it had in memory."""

    view: View
    level: str
    memory: Any

    def reasons(self) -> tuple[Reason, ...]:
        """Return what it had in mind, worked out now."""
        from game.ai.reasons import reasons  # here, since few ask for it

        return reasons(self.view, self.level, self.memory)


class Play:
    """A session with a viewer: the side whose knowledge is shown.

    `mind` is who is asked for the computer's orders; `thinking` says whether it has not answered yet, `computed` how
    many orders it has given in its phase.
    """

    def __init__(self, session: Session, *, resumed: bool = False) -> None:
        self.session = session
        self.mind: Mind = next_orders
        self.thinking = False
        self.computed = 0
        self.mused: tuple[Mused, ...] = ()
        """The beginnings of the computer's last phases, oldest first."""
        self.notice = session.notice
        self.resumed = resumed
        self.viewer = session.state.side if self.humans[session.state.side] else self._first_human()
        self._computer: Iterator[tuple[Order, tuple[Event, ...]] | None] | None = None
        self._read = len(session.log) if resumed else 0

    def speak(self) -> None:
        """Tell the scenario in the language in use from now on."""
        self.session.speak()
        self.mused = tuple(replace(row, view=replace(row.view, known=replace(
            row.view.known, scenario=self.session.scenario))) for row in self.mused)

    @property
    def state(self) -> State:
        """The true state, for the result and for saving; what is shown comes from `view`."""
        return self.session.state

    @property
    def view(self) -> View:
        """What the viewer knows."""
        return self.session.view(self.viewer)

    @property
    def humans(self) -> tuple[bool, bool]:
        """Which sides are played by people."""
        first, second = self.session.options.players
        return first == HUMAN, second == HUMAN

    @property
    def watching(self) -> bool:
        """Whether the computer plays both sides."""
        return not any(self.humans)

    @property
    def over(self) -> bool:
        """Whether the game has ended."""
        return self.state.outcome is not None

    @property
    def my_turn(self) -> bool:
        """Whether the viewer gives orders now."""
        return not self.over and self.viewer == self.state.side and self.humans[self.viewer]

    @property
    def computing(self) -> bool:
        """Whether it is the computer's phase."""
        return not self.over and not self.humans[self.state.side]

    @property
    def handing_over(self) -> bool:
        """Whether the other person is to take the seat."""
        return not self.over and all(self.humans) and self.viewer != self.state.side

    def _first_human(self) -> int:
        return 1 if self.humans[1] and not self.humans[0] else 0

    def submit(self, order: Order) -> tuple[tuple[Event, ...], str]:
        """Give an order; returns the events, or none and the reason as a sentence where it is refused."""
        try:
            return self.session.submit(order), ""
        except Refused as refusal:
            return (), str(refusal)
        except OSError as problem:
            self._give_up_file(problem)
            return (), ""

    def end_phase(self) -> str:
        """End the phase of the side to move; returns the reason where that is refused."""
        return self.submit(EndPhase())[1]

    def undo(self) -> str:
        """Take the last order back; returns the reason where it cannot be."""
        return self._turn_back(forward=False)

    def redo(self) -> str:
        """Give the order last taken back again; returns the reason where there is none."""
        return self._turn_back(forward=True)

    def rewind(self, length: int) -> str:
        """Go back to where the record of the game had a length, and let go of all that came later.

        Returns the reason where that cannot be.
        """
        path = self.session.path
        try:
            game = next(game for reached, game in retrace(self.session) if reached == length)
            if path is not None:
                self.session.close()
                game.save_as(path)
        except Refused as refusal:
            return str(refusal)
        except OSError as problem:
            self._give_up_file(problem)
        self.session, self._computer, self.thinking, self.mused = game, None, False, ()
        self._read = min(self._read, len(game.log))
        return ""

    def keep_lesson(self, progress: dict[str, Any]) -> None:
        """Write down how far the reader of the game's lesson is."""
        try:
            self.session.keep_lesson(progress)
        except OSError as problem:
            self._give_up_file(problem)

    def _turn_back(self, *, forward: bool) -> str:
        try:
            if forward:
                self.session.redo()
            else:
                self.session.undo()
        except Refused as refusal:
            return str(refusal)
        except OSError as problem:
            self._give_up_file(problem)
        return ""

    def compute(self) -> tuple[Event, ...] | None:
        """Let the computer give one order; returns its events, or None when it has no more in this phase.

        While it thinks nothing comes of it.
        """
        if not self.computing:
            self._computer = None
            return None
        if self._computer is None:
            self._computer, self.computed = self.session.phase_by(self.mind), 0
            side = self.state.side
            asked = Mused(self.session.view(side), self.session.options.players[side], self.session.memory[side])
            self.mused = (*self.mused, asked)[-MUSED_PHASES:]
        try:
            step = next(self._computer)
        except StopIteration:
            self._computer = None
            return () if self.computing else None
        except OSError as problem:
            self._computer = None
            self._give_up_file(problem)
            return ()
        self.thinking = step is None
        self.computed += step is not None
        return () if step is None else step[1]

    def compute_phase(self) -> None:
        """Let the computer play the phase it is at to its end, here and at once."""
        mind, self.mind, self._computer = self.mind, next_orders, None
        start = (self.state.turn, self.state.phase)
        try:
            while self.computing and (self.state.turn, self.state.phase) == start:
                if self.compute() is None:
                    break
        finally:
            self.mind = mind

    def take_seat(self) -> None:
        """Let the person whose phase it is see."""
        self.viewer = self.state.side

    def other_side(self) -> None:
        """Show the other side's knowledge, where the computer plays both."""
        if self.watching:
            self.viewer = 1 - self.viewer

    def news(self) -> list[News]:
        """Return the events that the viewer has not read yet, and the choices that wait for it, oldest first."""
        log = self.session.log
        self._read = min(self._read, len(log))
        waiting = {row.event for row in self.view.known.pending if row.side == self.viewer}
        found: list[News] = []
        for turn, event in log[self._read:]:
            if isinstance(event, EventFired) and self.viewer in event.seen_by:
                told = event_of(self.session.scenario, event.event)
                if told is not None:
                    found.append(News(told, turn, told.id in waiting))
        self._read = len(log)
        return found

    def waiting(self) -> list[News]:
        """Return the choices that wait for the viewer's answer."""
        rows = [row for row in self.view.known.pending if row.side == self.viewer]
        found = [(event_of(self.session.scenario, row.event), row.turn) for row in rows]
        return [News(event, turn, True) for event, turn in found if event is not None]

    def copy_to(self, path: Path) -> str:
        """Write the game so far into a file of its own; returns a sentence where that fails."""
        try:
            write(path, self.session.records)
        except OSError as problem:
            return _("The game could not be saved to {path} ({reason}).").format(
                path=path, reason=problem.strerror or problem)
        return ""

    def _give_up_file(self, problem: OSError) -> None:
        """Go on without keeping orders on disk, and say so once."""
        self.session.close()
        self.notice = _("Orders can no longer be kept on disk ({reason}); save the game under another name.").format(
            reason=problem.strerror or problem)


def idle_units(view: View) -> tuple[Unit, ...]:
    """Return the units that have done nothing yet and could: unmoved, unfired, only holding."""
    return tuple(unit for unit in view.known.units
                 if unit.side == view.side and unit.hex >= 0 and not unit.moved and not unit.rounds and not unit.fired
                 and unit.move_left > 0 and unit.stance == "hold")


def players_of(scenario: Scenario, side: str | None, levels: dict[str, str]) -> tuple[str, str]:
    """Return who plays each side: a person those named by `side` (the first by default), the computer the rest.

    With the side `both` two people play at one machine. A side in `levels` is played by the computer at that level.
    InputError with a sentence for names unknown.
    """
    chosen = [HUMAN, HUMAN]
    if side == BOTH and not levels:
        return HUMAN, HUMAN
    try:
        index = scenario.side_index(side) if side is not None else scenario.clock.first if not levels else -1
        named = {scenario.side_index(name): level for name, level in levels.items()}
    except KeyError as unknown:
        known = ", ".join(each.id for each in scenario.sides)
        raise InputError(_("There is no side {side} in {title}; its sides are {known}.").format(
            side=unknown, title=scenario.title, known=known)) from None
    for level in named.values():
        if level not in LEVELS:
            raise InputError(_("There is no level {level!r}; the levels are {known}.").format(
                level=level, known=", ".join(LEVELS)))
    if index in named:
        raise InputError(_("The side you play cannot have a level; leave out --side or that --level."))
    for other in (0, 1):
        if other != index and (other in named or index >= 0):
            chosen[other] = named.get(other, STANDARD)
    return chosen[0], chosen[1]
