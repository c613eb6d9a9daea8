"""Whole games played through the window by clicks and keys, up to the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.folders import find_folders
from game.rules.movement import reach
from game.rules.state import Unit
from game.session import load, verify
from game.text import language
from game.ui.panels.model import AttackCard, MoveCard
from game.ui.screen import Configure
from game.ui.screens.choose import ChooseScreen
from game.ui.screens.menu import MenuScreen
from game.ui.screens.result import ResultScreen
from game.ui.screens.slots import SaveScreen
from game.ui.settings import Settings
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look
from tests.test_screens import cut_off
from tests.window_seat import Seat

LOOK = Look()


def begin(scenario: str, mode: str = "") -> Seat:
    """Go from the menu to the table of a scenario as a player does."""
    seat = Seat(LOOK)
    assert isinstance(seat.stack.top, MenuScreen)
    seat.keys("n")
    screen = seat.stack.top
    assert isinstance(screen, ChooseScreen)
    for _row in range([entry.id for entry in screen.entries].index(scenario)):
        seat.keys("down")
    if mode:
        seat.click("mode")
        screen.mode = {"first": 0, "second": 1, "two": 2, "watch": 3}[mode]
        screen.rebuild()
    seat.click("seed")
    seat.write("7")
    seat.keys("tab")
    seat.click("begin")
    assert isinstance(seat.stack.top, TableScreen)
    return seat


def own_units(seat: Seat) -> list[Unit]:
    play = seat.table.play
    return [unit for unit in play.view.known.units if unit.side == play.viewer]


def choose(seat: Seat, unit: Unit) -> bool:
    """Click on a unit's hex until the unit is chosen."""
    name = seat.table.map.picture.grid.name(unit.hex)
    seat.clear()
    for _click in range(8):
        if seat.table.desk.subject.unit == unit.id:
            return True
        seat.hex(name)
    return seat.table.desk.subject.unit == unit.id


def act_with(seat: Seat, unit: Unit) -> None:
    """Attack an enemy beside a unit where there is one, else move it a hex on the way it can go, else dig in."""
    if not choose(seat, unit):
        return
    known, grid = seat.table.play.view.known, seat.table.map.picture.grid
    near = [h for h in grid.neighbours(unit.hex) if any(other.side != unit.side for other in known.by_hex.get(h, ()))]
    if near:
        seat.hex(grid.name(near[0]), button=3)
        seat.keys("enter")
        seat.my_turn()
    else:
        seat.hex(grid.name(grid.neighbours(unit.hex)[0]), button=3)
        seat.my_turn()
    if isinstance(seat.stack.top, TableScreen) and seat.table.desk.subject.unit == unit.id:
        seat.keys("e")


def play_to_the_end(seat: Seat, turns: int, units: int) -> ResultScreen:
    for turn in range(turns + 2):
        if not seat.my_turn():
            break
        for unit in own_units(seat)[turn % 3::3][:units]:
            act_with(seat, unit)
        seat.end_turn()
    assert isinstance(seat.stack.top, ResultScreen)
    return seat.stack.top


def orders_in(path: Path) -> list[str]:
    session = load(path)
    session.close()
    return [str(row["text"]) for row in session.records if row.get("type") == "order"]


def latest_file() -> Path:
    return max(find_folders().saves.glob("auto-*"), key=lambda path: path.stat().st_mtime_ns)


def test_a_whole_game_is_played_by_clicks_and_keys_up_to_the_result() -> None:
    seat = begin("template")
    result = play_to_the_end(seat, turns=9, units=3)
    assert result.model.verdict
    assert next(row.title for row in result.model.points) == "Sarn held"
    seat.picture()
    path = latest_file()
    assert [order.split()[0] for order in orders_in(path)].count("move") > 3
    assert [state for _line, state in verify(path)][-1].outcome is not None
    seat.keys("m")
    assert isinstance(seat.stack.top, MenuScreen)


def test_both_sides_at_one_machine_hand_over_behind_a_curtain() -> None:
    seat = begin("template", "two")
    first = seat.table.play.viewer
    assert seat.my_turn()
    seat.end_turn()
    top = seat.stack.top
    assert not isinstance(top, TableScreen)
    seat.keys("enter")
    assert seat.table.play.viewer == 1 - first
    assert seat.table.play.my_turn
    assert all(unit.side == 1 - first or seat.table.play.view.visible[unit.hex]
               for unit in seat.table.play.view.known.units if unit.hex >= 0)


def test_a_game_of_the_computer_alone_can_be_watched_paused_and_seen_from_both_sides() -> None:
    seat = begin("template", "watch")
    side = seat.table.play.viewer
    seat.keys("space")
    assert seat.table.desk.paused
    assert seat.stack.wake_ms is None or seat.table.play.state.turn == 1
    seat.keys("v")
    assert seat.table.play.viewer == 1 - side
    seat.keys("space")
    for _round in range(60):
        if isinstance(seat.stack.top, ResultScreen):
            break
        seat.wait()
        seat.read_news()
    assert isinstance(seat.stack.top, ResultScreen)


def test_a_game_is_saved_left_and_gone_on_with() -> None:
    seat = begin("template")
    assert seat.my_turn()
    seat.end_turn()
    assert seat.my_turn()
    turn, units = seat.table.play.state.turn, own_units(seat)
    seat.keys("ctrl+s")
    assert isinstance(seat.stack.top, SaveScreen)
    seat.keys("ctrl+a")
    seat.stack.top.name = "Second day"
    seat.click("save")
    assert isinstance(seat.stack.top, TableScreen)
    seat.clear()
    seat.keys("escape", "m")
    assert isinstance(seat.stack.top, MenuScreen)
    seat.keys("l")
    slots = seat.library.slots()
    seat.keys(*["down"] * [slot.name for slot in slots].index("Second day"), "l")
    assert seat.table.play.state.turn == turn
    assert own_units(seat) == units


def test_undo_takes_a_move_back_and_says_why_not_where_it_stops() -> None:
    seat = begin("template")
    assert seat.my_turn()
    unit = next(row for row in own_units(seat) if row.id == "town_mortars")
    assert choose(seat, unit)
    seat.keys("r")
    assert seat.table.play.view.known.by_id[unit.id].stance == "rest"
    seat.keys("ctrl+z")
    assert seat.table.play.view.known.by_id[unit.id].stance == unit.stance
    seat.keys("ctrl+y")
    assert seat.table.play.view.known.by_id[unit.id].stance == "rest"
    seat.end_turn()
    assert seat.my_turn()
    button = seat.stage.find("undo")
    assert button is not None
    assert not button.enabled
    assert "cannot be undone" in button.hint


def test_a_refusal_stands_beside_the_hex_in_words() -> None:
    seat = begin("template")
    assert seat.my_turn()
    unit = next(row for row in own_units(seat) if row.id == "town_inf")
    assert choose(seat, unit)
    grid, costs = seat.table.map.picture.grid, reach(seat.table.play.view.known, unit.id).costs
    start, far = grid.name(unit.hex), max(costs, key=lambda h: costs[h])
    for _click in range(2):  # the first plans the march, the second gives the order
        seat.hex(grid.name(far))
    assert seat.my_turn()
    before = seat.table.play.session.records
    seat.hex(start, button=3)
    floating = seat.table.desk.cards(seat.table.map.box_of)[0]
    assert isinstance(floating.card, MoveCard)
    assert floating.card.refusal.endswith(".")
    assert floating.near == seat.table.map.box_of(grid.parse(start))
    seat.keys("enter")
    assert seat.table.play.session.records == before
    seat.keys("escape")
    seat.keys("a")
    seat.hex(start)
    attack = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(attack, AttackCard)
    assert attack.refusal.endswith(".")


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_every_layer_and_card_draws_at_both_sizes(size: tuple[int, int]) -> None:
    seat = begin("template")
    seat.stack.resize(size)
    assert seat.my_turn()
    blank = seat.picture().get_buffer().raw
    for layer in "123456790k":
        seat.keys(layer)
        assert seat.picture().get_buffer().raw != blank
        seat.keys(layer)
    seat.keys("p")
    assert seat.stage.find("info_card") is not None
    seat.keys("escape")


@pytest.mark.parametrize("scale", [100, 150])
def test_nothing_is_cut_off_at_the_table_in_french(scale: int, french: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFELINE_LANGUAGE", "fr")
    seat = begin("template")
    assert seat.my_turn()
    seat.stack._apply(Configure(Settings(ui_scale=scale, reduce_motion=True)))
    unit = own_units(seat)[0]
    seen = set()
    for keys in (("escape",), ("ctrl+enter",), ("escape", "p"), ("escape", "w"), ("escape",)):
        seat.keys(*keys)
        seen.add(type(seat.stack.top))
        assert cut_off(seat.stack.top, seat.stack.ui) == [], keys
    assert len(seen) > 1
    assert choose(seat, unit)
    for keys in ((), ("y",), ("y",), ("y",), ("escape", "escape", "escape", "a")):
        seat.keys(*keys)
        assert cut_off(seat.stack.top, seat.stack.ui) == [], keys
    assert language() == "fr"


@pytest.mark.slow
def test_the_campaign_is_played_by_clicks_and_keys_up_to_the_result() -> None:
    seat = begin("siege_of_wadi_deif")
    result = play_to_the_end(seat, turns=64, units=2)
    assert result.model.civilians.text
    path = latest_file()
    kinds = {order.split()[0] for order in orders_in(path)}
    assert {"move", "attack"} <= kinds
