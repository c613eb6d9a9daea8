"""One game in progress: submit, undo, redo, save, load, replay. The only mutable object outside the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from game import VERSION, InputError
from game.ai.levels import LEVELS, STANDARD, next_orders
from game.content.loader import from_resolved, opened
from game.rules import engine, knowledge
from game.rules.engine import IllegalOrder, Step
from game.rules.notation import read_event, read_order, write_event, write_order
from game.rules.orders import EndPhase, Event, Order, TurnBegan
from game.rules.plain import digest, state_from_plain, state_to_plain
from game.rules.scenario import Scenario
from game.rules.spoken import spoken
from game.rules.state import State, View
from game.savefile import FORMAT, KIND, Appender, BadSave, Record, Saved, read, write
from game.text import _, mark

HUMAN = "human"
MOST_CALLS = 400
"""Calls of an opponent within one phase; past it the phase is ended for it, so that no game can hang."""


Answer = tuple[tuple[Order, ...], Any]
"""The next orders of an opponent, and its memory after them."""

Mind = Callable[[View, str, Any], Answer | None]
"""Who is asked for an opponent's orders; it may answer None while it thinks, and is asked the same again."""


class Refused(Exception):
    """An order or a wish that cannot be met now; the text is one sentence for the player."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was chosen when a game began: fog, and who plays each side (`human` or a level of the opponent)."""

    fog: bool = True
    players: tuple[str, str] = (HUMAN, HUMAN)


class Session:
    """A game from its first dawn to its end.

    Every accepted order is on disk before `submit` returns, where the session has a file.
    """

    def __init__(self, resolved: Record, seed: int, options: Options | None = None,
                 scenario: Scenario | None = None) -> None:
        """Begin a game; `scenario` is what `resolved` is the plain form of, where the caller has it at hand."""
        self.resolved = resolved
        self.options = options or Options()
        self.seed = seed
        scenario = scenario or from_resolved(resolved)
        if scenario.fog != self.options.fog:
            scenario = replace(scenario, fog=self.options.fog)
        self.scenario: Scenario = spoken(scenario)  # the very one where possible: much is kept that depends on it alone
        self.memory: list[Any] = [None, None]
        self.notice = ""
        self.verified = True
        step = engine.start(self.scenario, seed)
        self.state = step.state
        self.log: list[tuple[int, Event]] = list(_dated(1, step.events))
        self._undo: list[tuple[State, Order, int]] = []
        self._unjudged: list[tuple[State, Order, int, Step]] = []
        self._redo: list[Order] = []
        self._stop = mark("Nothing has been ordered yet.")
        self._records: list[Record | _Turn | _Given] = [self._header(), self._turn(1, step.events)]
        self._since_turn: list[Event] = []
        self._file: Appender | None = None

    @classmethod
    def new(cls, scenario: str, seed: int, options: Options | None = None) -> Session:
        """Begin a game of a shipped scenario or a scenario file; InputError where it does not load."""
        loaded, data = opened(scenario)
        return cls(data, seed, options, loaded)

    def speak(self) -> None:
        """Tell the scenario in the language in use from now on, in the states gone through too."""
        self._judge()
        self.scenario = spoken(self.scenario)
        self.state = replace(self.state, scenario=self.scenario)
        self._undo = [(replace(before, scenario=self.scenario), order, length) for before, order, length in self._undo]

    def view(self, side: int) -> View:
        """Return what a side knows now."""
        return knowledge.view(self.state, side)

    def refusal(self, order: Order) -> str | None:
        """Return why the side to move may not give this order, as a sentence, or None."""
        if self.state.outcome is not None:
            return _("The game is over; load or begin another.")
        return engine.refusal(self.view(self.state.side), order)

    def submit(self, order: Order) -> tuple[Event, ...]:
        """Carry out an order of the side to move; Refused with a sentence where it may not."""
        if self.state.outcome is not None:
            raise Refused(_("The game is over; load or begin another."))
        try:
            step = engine.apply(self.state, order)
        except IllegalOrder as refusal:
            raise Refused(str(refusal)) from refusal
        before = self.state
        self._redo.clear()
        self._accept(before, order, step)
        self._write(_Given(self.scenario, before.side, order))
        if step.state.turn != before.turn or step.state.outcome is not None:
            self._write(self._turn(before.turn, self._since_turn))
            self._since_turn = []
        return step.events

    def undo_refusal(self) -> str | None:
        """Return why nothing can be undone now, as a sentence, or None."""
        self._judge()
        return None if self._undo else _(self._stop)

    def undo(self) -> Order:
        """Take back the last order and return it; Refused with the reason where it cannot be taken back."""
        stop = self.undo_refusal()
        if stop is not None:
            raise Refused(stop)
        before, order, length = self._undo.pop()
        del self._since_turn[len(self._since_turn) - (len(self.log) - length):]
        del self.log[length:]
        self.state = before
        self._redo.append(order)
        self._write({"type": "undo"})
        return order

    def redo(self) -> Order:
        """Give the order last taken back again and return it; Refused where there is none."""
        if not self._redo:
            raise Refused(_("There is nothing to redo."))
        order = self._redo.pop()
        before = self.state
        self._accept(before, order, engine.apply(before, order))
        self._write({"type": "redo"})
        return order

    @property
    def can_redo(self) -> bool:
        """Whether an order taken back can be given again."""
        return bool(self._redo)

    def computer_phase(self) -> Iterator[tuple[Order, tuple[Event, ...]]]:
        """Let the opponent play the phase of the side to move, order by order, to its end.

        Yields each order with what came of it. An order that what it has just learnt makes illegal is left out.
        """
        return (step for step in self.phase_by(next_orders) if step is not None)

    def phase_by(self, mind: Mind) -> Iterator[tuple[Order, tuple[Event, ...]] | None]:
        """Let a mind play the phase of the side to move; yields as `computer_phase` does, and None while it thinks."""
        side, turn = self.state.side, self.state.turn
        level = self.options.players[side]
        for _call in range(MOST_CALLS):
            known = self.view(side)
            while (answer := mind(known, level, self.memory[side])) is None:
                yield None
            orders, self.memory[side] = answer
            for order in orders:
                try:
                    events = self.submit(order)
                except Refused:
                    break
                yield order, events
                if (self.state.side, self.state.turn) != (side, turn) or self.state.outcome is not None:
                    return
        yield EndPhase(), self.submit(EndPhase())

    def save_as(self, path: Path) -> None:
        """Write the whole game to a file in one step, and go on appending every order to it."""
        last = write(path, self.records)
        if self._file is not None:
            self._file.close()
        self._file = Appender(path, last)

    def keep_lesson(self, progress: Record) -> None:
        """Write down how far the reader of the game's lesson is; it changes nothing in the game."""
        self._write({"type": "lesson", "progress": progress})

    @property
    def lesson_progress(self) -> Record | None:
        """How far the reader of the game's lesson was when that was last written down, None where it never was."""
        return next((row["progress"] for row in reversed(self._records)
                     if isinstance(row, dict) and row.get("type") == "lesson"), None)

    @property
    def path(self) -> Path | None:
        """The file that every order goes to, if there is one."""
        return self._file.path if self._file is not None else None

    def close(self) -> None:
        """Close the session's file, if it has one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def records(self) -> tuple[Record, ...]:
        """The records of the game's file so far, header first."""
        written: list[Record] = [row if isinstance(row, dict) else row.record() for row in self._records]
        self._records[:] = written
        return tuple(written)

    def _accept(self, before: State, order: Order, step: Step) -> None:
        length = len(self.log)
        self.state = step.state
        self.log.extend(_dated(before.turn, step.events))
        self._since_turn.extend(step.events)
        self._unjudged.append((before, order, length, step))
        if step.state.phase != before.phase:
            del self._unjudged[:-1]  # nothing before the end of a phase can be taken back

    def _judge(self) -> None:
        """Settle which of the last orders may be undone: asked for where somebody wants to know, since it costs."""
        for before, order, length, step in self._unjudged:
            stop = engine.undoable(Step(before), step)
            if stop is None:
                self._undo.append((before, order, length))
            else:
                self._undo.clear()
                self._stop = stop
        self._unjudged.clear()

    def _write(self, record: Record | _Turn | _Given) -> None:
        if self._file is not None:
            record = record if isinstance(record, dict) else record.record()
            self._file.add(record)
        self._records.append(record)

    def _header(self) -> Record:
        return {
            "kind": KIND, "format": FORMAT, "program": VERSION, "scenario": self.resolved,
            "scenario_hash": self.scenario.fingerprint, "seed": self.seed,
            "options": {"fog": self.options.fog, "players": list(self.options.players)},
        }

    def _turn(self, since: int, events: Sequence[Event]) -> _Turn:
        return _Turn(self.state, (self.memory[0], self.memory[1]), since, tuple(events))


@dataclass(frozen=True, slots=True)
class _Given:
    """What an order's record is made of, written out like that of a turn."""

    scenario: Scenario
    side: int
    order: Order

    def record(self) -> Record:
        """Return the record: who gave the order, and its notation."""
        return {"type": "order", "side": self.scenario.sides[self.side].id,
                "text": write_order(self.order, self.scenario.map.grid)}


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a turn's record is made of; written out only for a file, since that costs more than the turn itself."""

    state: State
    memory: tuple[Any, Any]
    since: int
    events: tuple[Event, ...]

    def record(self) -> Record:
        """Return the record: the state whole, its fingerprint, the opponents' memory, what happened since."""
        plain = state_to_plain(self.state)
        return {
            "type": "turn", "turn": self.state.turn, "fingerprint": digest(plain), "state": plain,
            "memory": list(self.memory), "since": self.since,
            "events": [write_event(event) for event in self.events],
        }


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python's collector look seldom, and not at what is loaded already, while whole games are played.

    The values of a game hold no rings for it to find, and looking for some takes about a tenth of the time. A campaign
    makes some four hundred thousand values that stay until its end; past a million, it looks all the same.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(1_000_000, 50, 50)
    try:
        yield
    finally:
        gc.freeze()  # or it would at once look at all that the game has made
        gc.set_threshold(*before)
        gc.unfreeze()


def play_out(session: Session) -> Iterator[State]:
    """Let the computer play all sides to the end; yields the state after each phase."""
    while session.state.outcome is None:
        for _order, _events in session.computer_phase():
            pass
        yield session.state


def read_levels(scenario: Scenario, levels: dict[str, str]) -> tuple[str, str]:
    """Return the level of each side from levels by side; InputError with a sentence where one is unknown."""
    players = [STANDARD, STANDARD]
    for side, level in levels.items():
        try:
            index = scenario.side_index(side)
        except KeyError:
            known = ", ".join(each.id for each in scenario.sides)
            raise InputError(_("There is no side {side!r} in {title}; its sides are {known}.").format(
                side=side, title=scenario.title, known=known)) from None
        if level not in LEVELS:
            raise InputError(_("There is no level {level!r}; the levels are {known}.").format(
                level=level, known=", ".join(LEVELS)))
        players[index] = level
    return players[0], players[1]


def _dated(turn: int, events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """Yield events with the turn each belongs to, the first of them to `turn`."""
    for event in events:
        if isinstance(event, TurnBegan):
            turn = event.turn
        yield turn, event


def load(path: Path, go_on: bool = True) -> Session:
    """Return the game of a file, to go on in that file, or to look at where not `go_on`; then it is not written to.

    A torn end is left out and said in `notice`.

    The chain of hashes is checked whole and the orders after the last stored turn are played again. Where the rules
    have changed since, the game goes on from that turn, marked unverifiable. Raises BadSave with a sentence.
    """
    saved = read(path)
    session = _begin(saved, path)
    last = max((i for i, (_n, record) in enumerate(saved.records) if record["type"] == "turn"), default=-1)
    session._records = [saved.header, *(record for _number, record in saved.records)]
    for _number, record in saved.records[: last + 1]:
        if record["type"] == "turn":
            _take_turn(session, record, path)
    for number, record in saved.records[last + 1:]:
        try:
            _again(session, record)
        except (Refused, IllegalOrder, ValueError) as problem:
            session.verified = False
            session.notice = _("{path}: line {number}: the rules have changed ({problem}); the game goes on before it."
                               ).format(path=path, number=number, problem=problem)
            session._records = session._records[: number - 1]
            if go_on:
                session.save_as(path)
            return session
    session.notice = saved.torn
    if go_on:
        session._file = Appender(path, saved.last_hash, saved.sound_bytes)
    return session


def looked_at(path: Path) -> Session:
    """Return the game of a file to look at, after saying on stderr where its end was torn; BadSave as `load` does."""
    session = load(path, go_on=False)
    if session.notice:
        print(session.notice, file=sys.stderr)
    return session


def retrace(session: Session) -> Iterator[tuple[int, Session]]:
    """Play a game again from its beginning; yields the length of the record and the game after each record.

    What is yielded is one game that goes on, without a file; it holds the records up to there. Refused with a
    sentence where the rules have changed since.
    """
    game = Session(session.resolved, session.seed, session.options)
    game._records = list(session.records[:1])
    for length, record in enumerate(session.records[1:], 2):
        try:
            if record["type"] == "turn":
                game.memory = list(record["memory"])
                game._since_turn = []
            else:
                _again(game, record)
        except (IllegalOrder, ValueError) as problem:
            raise Refused(_("The rules have changed since this game was saved ({problem}).").format(
                problem=problem)) from problem
        game._records.append(record)
        yield length, game


def verify(path: Path) -> Iterator[tuple[int, State]]:
    """Play a saved game again from its seed and compare every stored turn; yields (line, state) after each record.

    Raises BadSave with a sentence that names the first line which does not come out as it was stored.
    """
    saved = read(path, strict=True)
    session = _begin(saved, path)
    yield 1, session.state
    for number, record in saved.records:
        where = _("{path}: line {number}").format(path=path, number=number)
        if record["type"] == "turn":
            plain = state_to_plain(session.state)
            if record["fingerprint"] != digest(plain) or record["state"] != plain:
                raise BadSave(_("{where}: turn {turn} does not come out as it was saved; the rules differ.").format(
                    where=where, turn=record["turn"]))
        else:
            try:
                _again(session, record)
            except (Refused, IllegalOrder, ValueError) as problem:
                raise BadSave(_("{where}: the order cannot be given again: {problem}").format(
                    where=where, problem=problem)) from problem
        yield number, session.state


def _begin(saved: Saved, path: Path) -> Session:
    header = saved.header
    try:
        players = header["options"]["players"]
        options = Options(bool(header["options"]["fog"]), (str(players[0]), str(players[1])))
        return Session(header["scenario"], int(header["seed"]), options)
    except (KeyError, TypeError, IndexError, ValueError, InputError) as problem:
        raise BadSave(_("{path}: line 1: the header does not describe a game that can be played: {problem}").format(
            path=path, problem=problem)) from problem


def _take_turn(session: Session, record: Record, path: Path) -> None:
    try:
        session.state = state_from_plain(record["state"], session.scenario)
        events = [read_event(str(text)) for text in record["events"]]
        session.memory = list(record["memory"])
    except (KeyError, ValueError) as problem:
        raise BadSave(_("{path}: turn {turn} was stored by other rules and cannot be read.").format(
            path=path, turn=record.get("turn"))) from problem
    if record["turn"] == 1:
        session.log.clear()
    session.log.extend(_dated(record["since"], events))
    session._since_turn = []
    session._undo.clear()
    session._unjudged.clear()
    session._stop = mark("A turn cannot be undone.")


def _again(session: Session, record: Record) -> None:
    """Do once more what a record says, without writing it down again."""
    keep, file = session._records, session._file
    session._records, session._file = [], None
    try:
        if record["type"] == "order":
            session.submit(read_order(record["text"], session.scenario.map.grid))
        elif record["type"] == "undo":
            session.undo()
        elif record["type"] == "redo":
            session.redo()
        elif record["type"] != "lesson":
            raise ValueError(f"a record of type {record['type']!r} is unknown")
    finally:
        session._records, session._file = keep, file
