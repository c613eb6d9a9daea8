"""The game in a terminal: what lines mean and do, what is told, scripts, and the same game as the window's."""

from __future__ import annotations

import importlib.util
import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from game import InputError
from game.cli import main
from game.content.loader import require, resolved_of
from game.folders import find_folders
from game.play import players_of
from game.rules.engine import legal_orders
from game.rules.notation import write_order
from game.rules.orders import Attack, Move
from game.rules.state import View
from game.session import Options, Session, load
from game.text_play import provisions, reports
from game.text_play.commands import Commands
from game.text_play.console import Console
from game.text_play.names import Misread, find_hex, find_unit, find_way, landmark
from game.text_play.spoken import EXAMPLES, read_spoken
from game.text_play.table import TextTable
from game.ui.screens.model import GameChoice
from game.ui.screens.result import ResultScreen
from game.ui.widgets.painter import Look
from tests.test_window_game import own_units
from tests.window_seat import Seat

ROOT = Path(__file__).resolve().parent.parent


class Terminal:
    """A game of the template at a terminal, and everything it has said."""

    def __init__(self, side: str = "garrison", scenario: str = "template", **levels: str) -> None:
        loaded = require(scenario)
        self.said: list[str] = []
        session = Session(resolved_of(loaded), 7, Options(loaded.fog, players_of(loaded, side or None, levels)))
        self.commands = Commands(TextTable.begin(session, self.said.append, self.said.append))
        self.commands.table.open()

    @property
    def view(self) -> View:
        return self.commands.table.view

    def __call__(self, line: str) -> str:
        """Write a line and return what comes back."""
        before = len(self.said)
        self.commands.line(line)
        return "\n".join(self.said[before:])


@pytest.fixture
def terminal() -> Terminal:
    return Terminal(besiegers="drill")


def column_view() -> View:
    loaded = require("the_column")
    session = Session(resolved_of(loaded), 7, Options(False, players_of(loaded, "both", {})))
    return session.view(session.state.side)


# --- what lines mean ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["template", "the_column"])
def test_the_notation_of_every_legal_order_means_that_order(scenario: str) -> None:
    loaded = require(scenario)
    session = Session(resolved_of(loaded), 3, Options(False, players_of(loaded, "both", {})))
    view = session.view(session.state.side)
    grid = view.scenario.map.grid
    orders = legal_orders(view)
    assert len(orders) > 50
    for order in orders[::7]:
        assert read_spoken(write_order(order, grid), view) == order


@pytest.mark.parametrize(("line", "strict"), [
    ("move Town Battalion -> Orchard", "move town_inf -> 6.5 5.5 4.5"),
    ("MOVE town-inf to the mill", "move town_inf -> 7.3 8.3"),
    ("move town_inf -> N", "move town_inf -> 6.3"),
    ("move town inf → ne ne", "move town_inf -> 7.3 8.3"),
    ("dig in mortars", "dig-in town_mortars"),
    ("harass town mort -> SARN BRIDGE", "harass town_mortars -> 4.4"),
    ("airdrop sarn", "airdrop sarn_base -> 6.4 high x1 food 60 ammo 40"),
    ("airdrop Sarn to 6.3 low x2 food 100", "airdrop sarn_base -> 6.3 low x2 food 100"),
    ("priority Sarn 1", "priority sarn_base 1"),
    ("ration sarn two thirds", "ration sarn_base two-thirds"),
    ("policy SAFE", "policy safe"),
    ("transfer sarn_base to town inf ammo 500", "transfer sarn_base -> town_inf ammo 500"),
    ("strike sarn bridge", "strike -> 4.4 x1"),
    ("end turn", "end phase"),
])
def test_a_line_with_names_means_an_order(terminal: Terminal, line: str, strict: str) -> None:
    assert write_order(read_spoken(line, terminal.view), terminal.view.scenario.map.grid) == strict


@pytest.mark.parametrize(("line", "sentence"), [
    ("hepl", r"neither a command nor an order \(did you mean help\?\)"),
    ("move", "write it like: move UNIT -> PLACE"),
    ("move relief -> Sarn", "no unit of yours 'relief'"),
    ("move town -> Sarn", "may be any of Town battalion, Town mortars"),
    ("move town inf -> 99.99", "99.99 is off the map"),
    ("move town inf -> Sarm", "did you mean 'sarn'"),
    ("move town inf -> Sarn", "is there already"),
    ("move town inf -> Sarn bridge", "The enemy holds|must stop at"),
    ("attack town inf -> Mill", "neighbouring|next to|beside"),
    ("airdrop sarn -> Sarn sideways", "no place or hex"),
    ("priority sarn 9", "write it like: priority BASE 1"),
    ("policy quick", "write it like: policy safe"),
    ("choose 1", "No event waits"),
    ("load town inf from mill depot", "no base or unit of yours"),
    ("undo", "Nothing has been ordered yet|cannot be undone"),
    ("next", "You play this game yourself"),
    ("look", "Say where to look"),
    ("what", "Write an order after it"),
    ("load nothing", "no saved game 'nothing'"),
    ("log soon", "Write `log`"),
])
def test_a_line_that_cannot_be_done_is_one_sentence_and_changes_nothing(
    terminal: Terminal, line: str, sentence: str
) -> None:
    before = terminal.commands.table.play.session.records
    with pytest.raises(Misread, match=sentence) as caught:
        terminal(line)
    assert str(caught.value).endswith((".", "?", ")"))
    assert terminal.commands.table.play.session.records == before


def test_no_line_whatever_ends_in_anything_but_a_sentence(terminal: Terminal) -> None:
    dice = random.Random(5)
    words = [*EXAMPLES, "help", "units", "look", "reach", "what", "orders", "log", "->", "<-", "+", ":", "sarn", "town",
             "6.4", "x2", "food", "9", "all", "1", "ä", "%s", "{0}", "[", "undo", "redo", "points", "mill"]
    for _try in range(600):
        line = " ".join(dice.choice(words) for _word in range(dice.randint(1, 6)))
        if line.split()[0] in ("end", "save", "load"):
            continue
        try:
            terminal(line)
        except Misread as problem:
            assert str(problem)


def test_places_and_ways_are_found_by_any_spelling_and_told_by_landmarks() -> None:
    view = column_view()
    scenario, grid = view.scenario, view.scenario.map.grid
    assert find_hex(scenario, "maarrat al numan") == find_hex(scenario, "Ma'arat al-Nu'man")
    assert landmark(scenario, find_hex(scenario, "Babulin")) == "18.38 Babulin"
    spot = grid.parse("19.37")
    assert landmark(scenario, spot) == "19.37, 1 hex NE of Babulin"
    assert find_way(scenario, spot, "n N") == (grid.parse("19.36"), grid.parse("19.35"))
    with pytest.raises(Misread, match="leads off the map"):
        find_way(scenario, 0, "N")
    own = next(unit for unit in view.known.units if unit.side == view.side)
    assert find_unit(view, own.id.upper()) == own.id


# --- what is told -------------------------------------------------------------------------------------------------


def test_every_report_answers(terminal: Terminal) -> None:
    assert "Turn 1 of 9" in terminal("situation")
    assert "town_mortars" in terminal("units")
    assert "draws on the stores of Sarn" in terminal("units town inf")
    assert terminal("look town inf").count("\n") >= 6
    assert "in reach" in terminal("reach town inf")
    assert "dig-in town_inf" in terminal("orders town inf")
    assert len(terminal("orders").splitlines()) == len(EXAMPLES)
    assert "by road" in terminal("supply") and "Days in store" in terminal("supply Sarn")
    assert "Sarn held" in terminal("points")
    assert "Hold Sarn" in terminal("briefing")
    assert "Weather" in terminal("log all")
    assert "Old Mill depot" in terminal("bases")
    assert "Write: attack" in terminal("help attack")
    assert all(name in terminal("help") for name in (
        "situation", "units", "orders", "supply", "log", "undo", "end", "save", "quit"))
    assert max(len(word) for word in terminal("help").split()) < 40


def test_a_preview_tells_odds_drops_moves_and_refusals() -> None:
    view = column_view()
    tell: Callable[[str], str] = Terminal("both", "the_column")
    attacks = [order for order in legal_orders(view) if isinstance(order, Attack)]
    moves = [order for order in legal_orders(view) if isinstance(order, Move)]
    grid = view.scenario.map.grid
    odds = tell(f"what {write_order(attacks[0], grid)}")
    assert "% to " in odds and "Defence: " in odds and odds.count("losses about") >= 3
    assert "movement points" in tell(f"what {write_order(moves[0], grid)}")
    assert "It would be refused: " in tell("what strike -> Hish")
    tell("end")
    drop = tell("what airdrop wadi deif -> 20.27 high x1")
    assert "recovered" in drop and "of the bundles land at 20.27" in drop


def test_nothing_unseen_changes_a_line() -> None:
    terminal = Terminal(besiegers="drill")
    view, state = terminal.view, terminal.commands.table.play.state
    unseen = [unit for unit in state.units if unit.side != view.side and unit.id not in view.known.by_id]
    assert unseen
    elsewhere = replace(state, units=tuple(
        replace(unit, men=unit.men - 5, stock=(1, 2, 3)) if unit in unseen else unit for unit in state.units))
    from game.rules.knowledge import view as seen_by

    def all_told(known: View) -> list[str]:
        return [*reports.situation(known), *reports.units(known), *reports.units(known, enemy=True),
                *provisions.overview(known), *(line for h in range(0, 108, 5) for line in reports.look(known, h))]

    assert all_told(seen_by(elsewhere, view.side)) == all_told(seen_by(state, view.side))
    assert all_told(view) != all_told(seen_by(state, 1 - view.side))


def test_an_event_is_told_with_its_answers_and_answered_by_number(terminal: Terminal) -> None:
    for _turn in range(3):
        said = terminal("end")
    assert "Event: Market day." in said
    assert "  1. Agree to a truce" in said
    assert "people stay." in terminal("choose 2")
    with pytest.raises(Misread, match="No event waits"):
        terminal("choose 1")


# --- the game and its file ----------------------------------------------------------------------------------------


def test_orders_are_kept_as_they_are_given_taken_back_and_gone_on_with(terminal: Terminal) -> None:
    session = terminal.commands.table.play.session
    assert "moved to Orchard" in terminal("move town battalion -> orchard")
    assert terminal("undo") == "Taken back."
    assert "moved to Orchard" in terminal("redo")
    kept = max(find_folders().saves.glob("auto-template-*"), key=lambda path: path.stat().st_mtime_ns)
    again = load(kept, go_on=False)
    assert again.state == session.state
    assert "Saved in" in terminal("save before the end")
    with pytest.raises(Misread, match="exists already, and is left as it is"):
        terminal("save before the end")
    assert "before the end" in terminal("saves")
    terminal("end")
    assert "Turn 1 of 9" in terminal("load before the")
    assert terminal.view.known.by_id["town_inf"].hex == again.state.by_id["town_inf"].hex
    terminal("quit")
    assert terminal.commands.over


def test_two_at_one_machine_hand_over_and_see_only_their_own() -> None:
    terminal = Terminal("both")
    first = terminal.view.side
    assert "Hand over to the Garrison" in terminal("end")
    assert terminal.view.side == 1 - first
    assert "Town battalion" in terminal("units")
    assert "Hill fighters" not in terminal("units")


def test_the_computer_alone_can_be_watched_from_both_sides() -> None:
    terminal = Terminal("", garrison="drill", besiegers="drill")
    with pytest.raises(Misread, match="You only watch"):
        terminal("dig-in town inf")
    terminal("next")
    assert "This is what is known to the Besiegers" in terminal("watch besiegers")
    assert "The game is over: " in terminal("run")
    with pytest.raises(Misread, match="The game is over"):
        terminal("next")


def run(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    blind = {key: value for key, value in os.environ.items()
             if key not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    return subprocess.run(
        [sys.executable, "main.py", "play", "template", "--text", "--level", "besiegers=drill", *words], cwd=ROOT,
        input=script, capture_output=True, text=True, env=blind, timeout=120, check=False)


def test_a_script_plays_without_a_display_and_ends_with_0_or_names_its_bad_line() -> None:
    good = run("# a script\n\nunits\nend\n", "--side", "garrison", "--seed", "7")
    assert (good.returncode, good.stderr) == (0, "")
    assert "Turn 2 of 9" in good.stdout and "> " not in good.stdout
    bad = run("units\nattack nobody -> Sarn\nend\n", "--side", "garrison", "--seed", "7")
    assert bad.returncode == 1
    assert bad.stderr == "line 2: There is no unit of yours 'nobody'.\n"
    assert "Turn 2 of 9" not in bad.stdout


class Typed(io.StringIO):
    """Lines as a person types them."""

    def isatty(self) -> bool:
        return True


def test_a_person_is_asked_told_what_is_wrong_and_may_leave_at_any_time(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["nonsense", "units"])

    def typed(_prompt: str) -> str:
        for line in lines:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", typed)
    out = io.StringIO()
    assert Console(Typed(), out).run(terminal.commands.table) == 0
    assert "neither a command" in out.getvalue()
    assert out.getvalue().endswith("gone on with.\n")
    ended = iter(())
    monkeypatch.setattr("builtins.input", lambda _prompt: next(ended, None) or (_ for _ in ()).throw(EOFError()))
    assert Console(Typed(), out).run(Terminal(besiegers="drill").commands.table) == 0


def test_input_that_is_no_text_names_its_line(terminal: Terminal) -> None:
    for data, errors in ((b"units\n\xff\xfe\n", "strict"), (b"units\n\xff\xfe\n", "surrogateescape"),
                         ("\nunits\n".encode("utf-16-be"), "surrogateescape")):
        source = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors=errors)
        with pytest.raises(InputError, match=r"line [12]: this is not text in UTF-8: save the script as UTF-8"):
            Console(source, io.StringIO()).run(terminal.commands.table)


def test_a_mark_of_byte_order_and_windows_lines_are_read_over(terminal: Terminal) -> None:
    source = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfunits\r\nquit\r\n"), encoding="utf-8")
    assert Console(source, io.StringIO()).run(terminal.commands.table) == 0


def test_without_any_input_the_game_is_shown_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert main(["play", "template", "--text", "--seed", "1"]) == 0


# --- the same game ------------------------------------------------------------------------------------------------


def test_a_script_plays_the_column_to_its_end_and_saves_the_bytes_of_the_window() -> None:
    """The window plays by clicks; its orders, as a script, give the same file."""
    players = players_of(require("the_column"), "government", {})
    seat = Seat(Look(), choice=GameChoice("the_column", players, True, 7))
    file = max(find_folders().saves.glob("auto-the_column-*"), key=lambda path: path.stat().st_mtime_ns)
    for turn in range(15):
        if not seat.my_turn():
            break
        for unit in [row for row in own_units(seat) if row.id.startswith("column-")][turn % 2::2]:
            seat.table.commands.act(f"unit:{unit.id}")  # brings it into view, as a press on its chip does
            grid = seat.table.map.picture.grid
            seat.hex(grid.name(grid.neighbours(unit.hex)[0]), button=3)
            seat.keys("e")
        seat.clear()
        seat.keys("ctrl+z")
        seat.end_turn()
    assert isinstance(seat.stack.top, ResultScreen)
    window = load(file, go_on=False)
    assert window.state.outcome is not None
    script = [str(row.get("text", row["type"])) for row in window.records[1:]
              if row["type"] in ("undo", "redo") or row.get("side") == "government"]
    assert {line.split()[0] for line in script} >= {"move", "end"}
    said: list[str] = []
    loaded = require("the_column")
    table = TextTable.begin(Session(resolved_of(loaded), 7, Options(True, players)), said.append, said.append)
    commands = Commands(table)
    table.open()
    for line in script:
        commands.line(line)
    table.close()
    written = Path(said[0].removeprefix("This game is kept in "))
    assert written != file
    assert written.read_bytes() == file.read_bytes()
    assert any(line.startswith("The game is over: ") for line in said)


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return docs/fill_text_play.py as a module."""
    spec = importlib.util.spec_from_file_location("fill_text_play", ROOT / "docs" / "fill_text_play.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sample_session_is_what_the_program_writes(tool: ModuleType) -> None:
    page = tool.PAGE.read_text(encoding="utf-8")
    assert tool.fill(page) == page, "run `python docs/fill_text_play.py`"
    assert tool.fill(page.replace("> units", "> points", 1)) != page
