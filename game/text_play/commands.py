"""What a line that a person writes does: a command, or an order in its notation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from game import InputError
from game.rules.engine import legal_orders
from game.rules.notation import write_order
from game.rules.orders import Move
from game.saves import safe_name, save_path, saved_games
from game.text import _
from game.text_play import provisions, reports
from game.text_play.helptext import help_lines, order_lines
from game.text_play.hints import hint_lines
from game.text_play.lessons import step_lines
from game.text_play.names import Misread, find_hex, find_holder, find_side, find_unit, pick
from game.text_play.previews import preview
from game.text_play.spoken import is_order, read_spoken
from game.text_play.table import TextTable

_LOG_TURNS = 2
_PREVIEWS = MappingProxyType({"Move": "move", "Attack": "attack", "Bombard": "fire", "Strike": "strike",
                              "Airdrop": "airdrop"})


@dataclass
class Commands:
    """Carries out lines at a table; `over` says that the person has left."""

    table: TextTable
    over: bool = False
    _do: dict[str, Callable[[str], None]] = field(init=False)

    def __post_init__(self) -> None:
        self._do = {
            "help": lambda rest: self._say(help_lines(rest)), "situation": self._situation, "units": self._units,
            "enemies": lambda rest: self._say(reports.units(self.table.view, enemy=True)), "look": self._look,
            "reach": self._reach, "orders": self._orders, "what": self._what, "supply": self._supply,
            "why": self._supply, "bases": lambda rest: self._say(reports.bases(self.table.view)),
            "hint": lambda rest: self._say(hint_lines(self.table.view)),
            "points": lambda rest: self._say(reports.score_lines(self.table.view)), "briefing": self._briefing,
            "log": self._log, "undo": lambda rest: self.table.turn_back(forward=False),
            "redo": lambda rest: self.table.turn_back(forward=True),
            "lesson": lambda rest: self._say(step_lines(self.table.taught)), "answer": self._answer,
            "back": lambda rest: self.table.lesson_goes(self.table.taught.back()),
            "reset": lambda rest: self.table.lesson_goes(self.table.taught.reset()),
            "skip": self._skip, "next": lambda rest: self.table.watch(to_the_end=False),
            "run": lambda rest: self.table.watch(to_the_end=True),
            "watch": lambda rest: self.table.show_side(find_side(self.table.play.session.scenario, rest)),
            "save": self._save, "saves": self._saves, "load": self._load, "quit": self._quit, "exit": self._quit,
        }

    def line(self, text: str) -> None:
        """Do what a line says; Misread with one sentence where it says nothing that can be done."""
        text = text.strip()
        if not text or text.startswith("#"):
            return
        word, _space, rest = text.partition(" ")
        do = self._do.get(word.lower())
        if is_order(text) or do is None:
            self._order(text, word)
        else:
            do(rest.strip())
        self.table.teach()

    def _order(self, text: str, word: str) -> None:
        if not is_order(text):
            known = {name: name for name in self._do}
            raise Misread(_("'{word}' is neither a command nor an order{guess}; `help` lists them.").format(
                word=word[:40], guess=_near(word, known)))
        self.table.give(read_spoken(text, self.table.view))

    def _say(self, rows: Iterator[str]) -> None:
        self.table.lines(rows)

    # --- reports ------------------------------------------------------------------------------------------------

    def _situation(self, _rest: str) -> None:
        over = self.table.play.over
        self._say(reports.result(self.table.play.state) if over else reports.situation(self.table.view))

    def _units(self, rest: str) -> None:
        view = self.table.view
        if not rest:
            self._say(reports.units(view))
            return
        unit = find_unit(view, rest, own=False)
        self._say(reports.unit_details(view, unit))
        self._look_at(f"unit {unit}", f"hex {view.known.by_id[unit].hex}")

    def _look(self, rest: str) -> None:
        view = self.table.view
        if not rest:
            raise Misread(_("Say where to look, as in: look Hish, or look 20.26, or look UNIT."))
        try:
            spot = find_hex(view.scenario, rest)
        except Misread as no_place:
            try:
                spot = view.known.by_id[find_unit(view, rest, own=False)].hex
            except Misread:
                raise no_place from None
        self._say(reports.look(view, spot))
        self._look_at(f"hex {spot}")

    def _reach(self, rest: str) -> None:
        name = rest.removesuffix(" all")
        self._say(reports.reach_lines(self.table.view, find_unit(self.table.view, name), every=name != rest))

    def _orders(self, rest: str) -> None:
        view = self.table.view
        if not rest:
            self._say(order_lines())
            return
        unit = find_unit(view, rest)
        orders = [row for row in legal_orders(view, unit) if not isinstance(row, Move)]
        self._say(reports.reach_lines(view, unit, every=False))
        self._say(write_order(row, view.scenario.map.grid) for row in orders)

    def _what(self, rest: str) -> None:
        if not rest:
            raise Misread(_("Write an order after it, as in: what attack UNIT -> PLACE."))
        order = read_spoken(rest, self.table.view)
        self._say(preview(self.table.view, order))
        self._look_at(f"preview {_PREVIEWS.get(type(order).__name__, '')}")

    def _supply(self, rest: str) -> None:
        view = self.table.view
        if not rest:
            self._say(provisions.overview(view))
            self._look_at("layer flow")
            return
        holder = find_holder(view, rest)
        self._say(provisions.details(view, holder))
        self._look_at(f"{'unit' if holder in view.known.by_id else 'base'} {holder}")

    def _briefing(self, _rest: str) -> None:
        scenario = self.table.play.session.scenario
        texts = [text for side, text in scenario.briefing if side == self.table.play.viewer]
        self._say(row for row in (scenario.title + ".", scenario.summary, *texts, scenario.content_note) if row)

    def _log(self, rest: str) -> None:
        session = self.table.play.session
        if rest not in ("", "all") and not rest.isdigit():
            raise Misread(_("Write `log`, `log all`, or `log 3` for the last three turns."))
        turns = 0 if rest == "all" else int(rest) if rest else _LOG_TURNS
        self._say(reports.log_lines(session.log, session.scenario, self.table.play.viewer, turns))

    # --- the lesson ---------------------------------------------------------------------------------------------

    def _look_at(self, *looks: str) -> None:
        """Let the lesson, if there is one, know what was looked at."""
        if self.table.lesson is not None:
            for look in looks:
                self.table.lesson.look(look)

    def _answer(self, rest: str) -> None:
        lesson = self.table.taught
        refused = lesson.answer(int(rest) - 1 if rest.isdigit() else -1)
        if refused:
            raise Misread(refused)
        self.table.say(lesson.reply)

    def _skip(self, _rest: str) -> None:
        self.table.lesson_goes(self.table.taught.skip())
        self._situation("")

    # --- the file -----------------------------------------------------------------------------------------------

    def _save(self, rest: str) -> None:
        if not rest:
            raise Misread(_("Give the copy a name, as in: save before the bridge."))
        path = save_path(safe_name(rest))
        if path.exists():
            raise Misread(_("{path} exists already, and is left as it is: give another name.").format(path=path))
        trouble = self.table.play.copy_to(path)
        if trouble:
            raise Misread(trouble)
        self.table.say(_("Saved in {path}").format(path=path))

    def _saves(self, _rest: str) -> None:
        names = _saved()
        self.table.lines(names or [_("No game is saved.")])

    def _load(self, rest: str) -> None:
        if not rest:
            raise Misread(_("Say which game, as in: load NAME; `saves` lists them."))
        path = Path(rest)
        if not path.is_file():
            path = save_path(pick({name: name for name in _saved()}, rest, _("saved game")))
        try:
            table = self.table.resumed(path)
        except InputError as problem:
            raise Misread(str(problem)) from problem
        except OSError as problem:
            raise Misread(_("{path} could not be read ({reason}).").format(
                path=path, reason=problem.strerror or problem)) from problem
        self.table.close()
        self.table = table
        table.open()

    def _quit(self, _rest: str) -> None:
        self.over = True


def _saved() -> list[str]:
    """Return the names of the saved games, the latest first."""
    return [path.stem for path in saved_games()]


def _near(word: str, known: dict[str, str]) -> str:
    from difflib import get_close_matches

    from game.text_play.spoken import EXAMPLES

    near = get_close_matches(word.lower(), [*known, *EXAMPLES], n=1)
    return _(" (did you mean {word}?)").format(word=near[0]) if near else ""
