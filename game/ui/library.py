"""Scenarios to choose from, games saved on this machine, and how a game comes to the table.

The menu stands before any game: what only a game needs is imported where one is made, and `prepare` loads it piece by
piece once the menu shows.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pygame
from pygame import Surface

from game import InputError
from game.files import MOST_LINE
from game.folders import find_folders, program
from game.saves import (
    automatic_name,
    kept_by_itself,
    make_room,
    notes_file,
    picture_file,
    remove,
    safe_name,
    save_path,
    saved_games,
)
from game.text import _, language, plural
from game.ui.screen import Screen
from game.ui.screens.menu import MenuScreen
from game.ui.screens.model import GameChoice, LessonEntry, Level, ScenarioEntry, Slot, Study
from game.ui.widgets.painter import Look

if TYPE_CHECKING:
    from game.content.loader import Loaded
    from game.play import Play
    from game.rules.scenario import Scenario
    from game.session import Session
    from game.ui.table.screen import TableScreen

MAIN = "siege_of_wadi_deif"
FIRST_AFTER = ("october_offensive", "the_column", "spring_offensive", "first_convoy", "template")
SHOWN_SLOTS = 60
THUMBNAIL = (232, 132)
BACKDROP_LAYERS = frozenset({"control", "flow"})
STEP_MS = 500
"""Time that passes on the map behind the menu between two steps of drawing it: it lies still."""
_MOST_SEED = 10**9

PREPARED = ("game.rules.scenario", "game.rules.state", "game.rules.orders", "game.rules.engine", "game.session",
            "game.lesson", "game.ui.panels.model", "game.ui.board.model", "game.ui.board", "game.ui.tools",
            "game.ui.table.words", "game.ui.table.layers", "game.ui.table.inspector", "game.ui.table.commands",
            "game.ui.screens.result", "game.ui.table.desk", "game.ui.table.screen")
"""What the menu does not need and every game does, in pieces of well under a tenth of a second."""


class GameLibrary:
    """The person's scenarios and saved games; what cannot be done raises InputError with a sentence.

    `background` says whether tables work in threads beside the window.
    """

    def __init__(self, look: Look | None = None, *, background: bool = True) -> None:
        self.current: Play | None = None
        """The game last brought to the table, for a crash report."""
        self._look, self._background = look, background
        self._backdrop: tuple[tuple[tuple[int, int], float, str, str], Surface] | None = None

    # --- scenarios ----------------------------------------------------------------------------------------------

    def scenarios(self) -> Sequence[ScenarioEntry]:
        """Return what can be played, the main one first and the person's own last."""
        from game.content.loader import load, own_names, shipped_names

        shipped = shipped_names()
        first = [name for name in (MAIN, *FIRST_AFTER) if name in shipped]
        names = [*first, *(name for name in shipped if name not in first), *own_names()]
        return [_entry(name, load(name)) for name in dict.fromkeys(names)]

    def levels(self) -> Sequence[Level]:
        """Return the levels of the computer, the weakest first."""
        from game.ai.levels import LEVEL, STANDARD

        return [Level(level.id, level.name, level.note, level.id == STANDARD) for level in LEVEL.values()]

    # --- games --------------------------------------------------------------------------------------------------

    def lessons(self) -> Sequence[LessonEntry]:
        """Return the lessons of all scenarios, the shortest first."""
        from game.content.loader import load, own_names, shipped_names
        from game.rules.spoken import spoken

        found = [(name, load(name).scenario) for name in dict.fromkeys((*shipped_names(), *own_names()))]
        told = [(name, spoken(scenario)) for name, scenario in found if scenario is not None and scenario.lessons]
        rows = [LessonEntry(name, lesson.id, lesson.title, lesson.goal, scenario.content_note, lesson.minutes,
                            len(lesson.steps)) for name, scenario in told for lesson in scenario.lessons]
        return sorted(rows, key=lambda row: (row.minutes, row.title))

    def learn(self, entry: LessonEntry) -> Screen:
        """Begin a lesson, on its own dice and against its own opponent, and return its table."""
        from game.content.loader import require, resolved_of
        from game.lesson import lesson_terms
        from game.session import Options, Session

        scenario = require(entry.scenario)
        lesson = next(row for row in scenario.lessons if row.id == entry.lesson)
        players, seed = lesson_terms(scenario, scenario.sides[lesson.side].id, None, {})
        return self.table(Session(resolved_of(scenario), self.seed(seed), Options(scenario.fog, players)))

    def begin(self, choice: GameChoice) -> Screen:
        """Start a game, kept on disk from its first order, and return its table."""
        from game.session import Options, Session

        return self.table(Session.new(choice.scenario, self.seed(choice.seed), Options(choice.fog, choice.players)))

    def lab(self, scenario: str, side: int, fog: bool) -> Screen:
        """Return the what-if lab on the first day of a scenario, as a side knows it; no game is begun."""
        from game.content.loader import require
        from game.rules import engine
        from game.rules.knowledge import view
        from game.rules.spoken import spoken
        from game.ui.lab.screen import LabScreen

        opening = engine.start(spoken(replace(require(scenario), fog=fog)), 1).state
        return LabScreen(view(opening, side), bake=self._background)

    @staticmethod
    def seed(chosen: int | None) -> int:
        """Return the number of the dice that was chosen, or a new one."""
        return chosen if chosen is not None else secrets.randbelow(_MOST_SEED)

    def table(self, session: Session) -> TableScreen:
        """Return the table for a new game; where it cannot be kept on disk, the player is told."""
        from game.play import Play

        name = automatic_name(session.scenario.id)
        play = Play(session)
        try:
            make_room()
            session.save_as(save_path(name))
        except OSError as problem:
            play.notice = _("This game is not kept on disk ({folder}: {reason}).").format(
                folder=find_folders().saves, reason=problem.strerror or problem)
        return self._seated(play, name)

    def resume(self, slot: Slot) -> Screen:
        """Load a saved game and return its table; it goes on in its own file."""
        from game.play import Play

        return self._seated(Play(_loaded(slot.path), resumed=True), slot.path.stem)

    def _seated(self, play: Play, name: str) -> TableScreen:
        from game.ui.table.screen import TableScreen

        self.current = play
        return TableScreen(play, self, name, background=self._background)

    def keep(self, play: Play, name: str, picture: Surface | None) -> str:
        """Save a game under a name with a small picture; returns a sentence where that fails."""
        path = save_path(safe_name(name))
        trouble = play.copy_to(path)
        if not trouble:
            self.keep_picture(name, picture)
        return trouble

    def keep_picture(self, name: str, picture: Surface | None) -> None:
        """Keep a small picture beside the saved game of a name, if there is one and the folder takes it."""
        path = save_path(safe_name(name))
        if picture is not None and path.is_file():
            with suppress(OSError, pygame.error):
                pygame.image.save(pygame.transform.smoothscale(picture, THUMBNAIL), picture_file(path))

    def keep_notes(self, name: str, notes: dict[tuple[str, str], str]) -> str:
        """Keep the notes of the game of a name; returns a sentence where that fails."""
        from game.ui.notes import save_notes

        return save_notes(notes_file(save_path(safe_name(name))), notes)

    def notes(self, name: str) -> dict[tuple[str, str], str]:
        """Return the notes kept for the game of a name."""
        from game.ui.notes import load_notes

        return load_notes(notes_file(save_path(name)))

    def menu(self, notice: str = "") -> Screen:
        """Return the start menu."""
        return MenuScreen(self, notice)

    # --- saved games --------------------------------------------------------------------------------------------

    def slots(self) -> Sequence[Slot]:
        """Return the saved games, the latest first."""
        return [_slot(path) for path in saved_games()[:SHOWN_SLOTS]]

    def delete(self, slot: Slot) -> None:
        """Remove a saved game and its picture."""
        try:
            remove(slot.path)
        except OSError as problem:
            raise InputError(_("{path} could not be removed ({reason}).").format(
                path=slot.path, reason=problem.strerror or problem)) from problem

    def prepare(self) -> Iterator[None]:
        """Load what games need, one part with each step, so that the menu stays awake between them."""
        for module in PREPARED:
            if module not in sys.modules:
                import_module(module)
                yield

    def backdrop(self, size: tuple[int, int], scale: float) -> Iterator[Surface | None]:
        """Yield the main scenario's opening on its map for behind the menu; None while it is being drawn."""
        look = self._look or Look()
        key = (size, scale, look.theme.name, language())
        if self._backdrop is None or self._backdrop[0] != key:
            drawn: Surface | None = None
            for drawn in _map_drawn(size, scale, look, bake=self._background):
                if drawn is None:
                    yield None
            if drawn is None:
                return
            self._backdrop = (key, drawn)
        yield self._backdrop[1]


def _entry(name: str, loaded: Loaded) -> ScenarioEntry:
    from game.rules.spoken import spoken, told

    if loaded.scenario is None:
        problem = str(loaded.errors[0]) if loaded.errors else _("It cannot be read.")
        return ScenarioEntry(name, name, (), "", (), "", ((_("First side"), ""), (_("Second side"), "")), problem)
    scenario = spoken(loaded.scenario)
    briefing = tuple(_("{side}: {text}").format(side=scenario.sides[side].name, text=text)
                     for side, text in scenario.briefing)
    first, second = scenario.sides
    studies = tuple(Study(row.title, row.question, f"{program()} study {name} --experiment {row.id} --out {row.id}")
                    for row in (told(each, each.translations) for each in loaded.experiments))
    return ScenarioEntry(name, scenario.title, _facts(scenario), scenario.summary, briefing, scenario.content_note,
                         ((first.name, first.summary), (second.name, second.summary)), studies=studies)


def _facts(scenario: Scenario) -> tuple[str, ...]:
    from game.ui.table.words import day

    clock = scenario.clock
    last = clock.date_of(clock.turns + 1) - timedelta(days=1)
    span = _("{first} – {last}").format(first=day(clock.start), last=day(last))
    length = (_("{n} turns of {d} days").format(n=clock.turns, d=clock.days) if clock.days > 1
              else plural("{n} daily turn", "{n} daily turns", clock.turns).format(n=clock.turns))
    return span, length


def _loaded(path: Path) -> Session:
    from game.session import load

    try:
        return load(path)
    except OSError as problem:
        raise InputError(_("{path} could not be read ({reason}).").format(
            path=path, reason=problem.strerror or problem)) from problem


def _slot(path: Path) -> Slot:
    """Return what the list says of a file, from its first line and a count of its turns, without checking it whole."""
    saved = datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
    automatic = kept_by_itself(path.name)
    name = _("Kept by itself, {date}").format(date=saved) if automatic else path.stem
    try:
        with path.open("rb") as source:
            header = json.loads(source.readline(MOST_LINE))
            turns = sum(line.count(b'"type":"turn"') for line in source)
        scenario = header["scenario"]
        title, of = _told(scenario, str(scenario["title"])), int(scenario["clock"]["turns"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Slot(path, name, "", "", saved, automatic, _("This file is not a game that can be read."))
    where = _("finished") if turns > of else _("turn {turn} of {turns}").format(turn=turns, turns=of)
    return Slot(path, name, title, where, saved, automatic, thumbnail=_thumbnail(picture_file(path)))


def _told(scenario: dict[str, Any], text: str) -> str:
    """Return a text of a scenario that is plain data in the language in use."""
    rows = [row["texts"] for row in scenario.get("translations", ()) if row["language"] == language()]
    return next((str(told) for pairs in rows for written, told in pairs if written == text), text)


def _thumbnail(path: Path) -> Surface | None:
    if not path.is_file():
        return None
    try:
        return pygame.image.load(path)
    except (OSError, pygame.error):
        return None


def _map_drawn(size: tuple[int, int], scale: float, look: Look, *, bake: bool) -> Iterator[Surface | None]:
    """Draw the main scenario's opening round a base, a little with each step, and yield it; no map, no picture.

    With `bake` its ground is the painted one, read by a thread meanwhile, else plain tints.
    """
    from game.content.loader import require
    from game.rules import engine
    from game.rules.knowledge import view
    from game.rules.spoken import spoken
    from game.ui.board import Board, Camera
    from game.ui.table.layers import overlays_of
    from game.ui.table.mapview import picture_for
    from game.ui.table.pieces import board_state

    try:
        scenario = spoken(require(MAIN))
    except InputError:
        return
    yield None
    opening = view(engine.start(replace(scenario, fog=False), 1).state, 0)
    yield None
    state, overlays = board_state(opening), overlays_of(opening, BACKDROP_LAYERS)
    yield None
    board = Board(picture_for(scenario), look.theme, look.fonts, scale, bake=bake)
    board.still = True
    camera = Camera(board.picture.extent_km, *size, scale)
    camera.fill_width()
    camera.centre_on(board.picture.centre(scenario.bases[0].hex))
    picture = Surface(size)
    try:
        for moment in count(1, STEP_MS):
            board.draw(picture, camera, state, overlays, now_ms=moment)
            yield None if board.busy else picture
            if not board.busy:
                return
    finally:
        board.close()
