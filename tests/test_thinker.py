"""The opponent in a thread of its own: the same orders as without, and a window that goes on while it thinks."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from pygame import Surface

from game.play import Play
from game.rules.orders import EndPhase
from game.rules.state import View
from game.savefile import Record
from game.session import HUMAN, Answer, Options, Session
from game.ui.input import Tick
from game.ui.table import thinker
from game.ui.table.thinker import Thinker
from game.ui.widgets.painter import Look
from tests.window_seat import Seat


def played(play: Play, turns: int) -> list[Record]:
    """Play some turns of the computer and return the records of the game."""
    while not play.over and play.state.turn <= turns:
        play.compute()
        if play.thinking:
            time.sleep(0.002)
    play.session.close()
    return [row for row in play.session.records if row.get("type") in ("order", "turn")]


def fresh() -> Play:
    return Play(Session.new("template", 5, Options(players=("standard", "standard"))))


def test_a_thread_gives_the_same_game() -> None:
    inline, beside = fresh(), fresh()
    beside.mind = mind = Thinker()
    assert played(inline, 4) == played(beside, 4)
    mind.close()


def test_the_window_goes_on_while_the_opponent_thinks(monkeypatch: pytest.MonkeyPatch) -> None:
    hold = threading.Event()

    def slow(view: View, level: str, memory: Any) -> Answer:
        hold.wait(20)
        return (EndPhase(),), None

    monkeypatch.setattr(thinker, "next_orders", slow)
    seat = Seat(Look(), choice=None)
    seat.library = type(seat.library)(Look(), background=False)
    session = Session.new("template", 5, Options(players=(HUMAN, "standard")))
    table = seat.library.table(session)
    mind = table.play.mind = Thinker()
    seat.stack.reset(table)
    if table.play.my_turn:
        table.play.end_phase()
    for _frame in range(30):
        seat.stack.feed(Tick(16))
        seat.stack.draw(Surface(seat.stack.size))
        assert table.play.thinking and table.play.computing
    seat.keys("escape")
    assert seat.stack.top is not table, "the menu opens meanwhile"
    seat.keys("escape")
    hold.set()
    for _frame in range(500):
        seat.stack.feed(Tick(16))
        time.sleep(0.002)
        if not table.play.computing:
            break
    assert not table.play.computing
    mind.close()
    table.close()


def test_a_new_question_drops_the_one_before() -> None:
    mind = Thinker()
    play = fresh()
    first, second = play.session.view(0), play.session.view(1)
    mind(first, "drill", None)
    answer = None
    for _try in range(500):
        answer = mind(second, "drill", {"kept": 1})
        if answer is not None:
            break
        time.sleep(0.002)
    assert answer == ((EndPhase(),), {"kept": 1})
    mind.close()
    play.session.close()
