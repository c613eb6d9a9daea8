"""Hints and the opponent's reasons as a player meets them: cards in the window, lines in a terminal, never an order."""

from __future__ import annotations

from dataclasses import replace

from game.rules.plain import fingerprint
from game.ui.panels.model import Facts, InfoCard
from game.ui.screens.model import GameChoice
from game.ui.screens.result import ResultScreen
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look
from tests.test_text_play import Terminal
from tests.window_seat import Seat

LOOK = Look()


def seated() -> Seat:
    """Return a player of the garrison of the template on the first turn."""
    seat = Seat(LOOK, choice=GameChoice("template", ("human", "standard"), True, 7))
    assert seat.my_turn()
    return seat


def card(seat: Seat) -> InfoCard:
    """Return the card that lies open."""
    info = seat.table.desk.info
    assert info is not None
    return info


def test_a_hint_shows_tactics_and_orders_and_gives_none() -> None:
    seat = seated()
    table = seat.table
    before, records = fingerprint(table.play.state), len(table.play.session.records)
    seat.keys("b")
    hinted = card(seat)
    assert hinted.title == "What the computer would do in your place"
    assert [block for block in hinted.blocks if isinstance(block, Facts) and block.title == "Its first orders now"]
    assert (fingerprint(table.play.state), len(table.play.session.records)) == (before, records)
    seat.keys("escape")
    assert table.desk.info is None and table.play.my_turn


def test_a_line_of_a_hint_leads_to_its_place() -> None:
    seat = seated()
    seat.keys("b")
    line = next(row for block in card(seat).blocks if isinstance(block, Facts) for row in block.rows
                if row.action.startswith("go:"))
    seat.table.commands.act(line.action)
    assert seat.table.desk.info is None
    assert seat.table.desk.subject.hex == int(line.action.partition(":")[2])


def test_what_the_opponent_thinks_stays_its_own_while_the_game_goes_on() -> None:
    seat = seated()
    seat.end_turn()
    assert seat.my_turn()
    seat.keys("x")
    assert seat.table.desk.info is None


def test_in_teaching_mode_its_reasons_lie_open_after_each_of_its_phases() -> None:
    seat = seated()
    seat.stack.settings = replace(seat.stack.settings, show_reasons=True)
    seat.stack.layout()
    seat.end_turn()
    for _round in range(20):
        if seat.table.desk.info is None:
            seat.wait()
            seat.read_news()
    shown = card(seat)
    assert shown.title == "What the opponent had in mind"
    assert shown.blocks
    assert seat.table.play.mused[-1].reasons()


def test_after_the_game_its_reasons_can_be_gone_through() -> None:
    seat = seated()
    while seat.my_turn():
        seat.end_turn()
    assert isinstance(seat.stack.top, ResultScreen)
    seat.keys("x")
    assert isinstance(seat.stack.top, TableScreen)
    last = card(seat)
    assert last.title == "What the opponent had in mind"
    seat.keys("left")
    assert card(seat).note != last.note
    seat.keys("right")
    assert card(seat) == last


def test_a_hint_can_be_asked_for_by_text_and_its_orders_be_written() -> None:
    terminal = Terminal(besiegers="drill")
    before = fingerprint(terminal.commands.table.play.state)
    said = terminal("hint")
    assert ", because " in said
    assert fingerprint(terminal.commands.table.play.state) == before
    order = said.partition("Its first orders now:")[2].split("\n")[1].strip()
    terminal(order)
    assert fingerprint(terminal.commands.table.play.state) != before
