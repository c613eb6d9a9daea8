"""The window where things are amiss: nowhere to write, a window too small, a fault in the middle of a game."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygame import Surface

from game.folders import find_folders
from game.session import HUMAN
from game.ui.app import open_window
from game.ui.crash import write_report
from game.ui.input import Key
from game.ui.panels.model import InfoCard
from game.ui.screen import Screen
from game.ui.screens.menu import MenuScreen
from game.ui.screens.model import GameChoice
from game.ui.settings import Settings, load_settings, save_settings
from game.ui.stack import Stack
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look
from tests.moments import act
from tests.window_seat import Seat

LOOK = Look()
CHOICE = GameChoice("template", ("drill", HUMAN), True, 7)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing can be read or written, not even by an administrator: it lies below a file."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path / "file" / "home"))
    return tmp_path / "file"


def test_a_game_is_played_where_nothing_can_be_written_and_everything_says_so_once(nowhere: Path) -> None:
    seat = Seat(LOOK, choice=CHOICE)
    card = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(card, InfoCard) and "not kept on disk" in card.note
    seat.keys("enter")
    assert seat.my_turn()
    turn = seat.table.play.state.turn
    seat.keys("n", "r")
    seat.end_turn()
    assert seat.my_turn() and seat.table.play.state.turn > turn
    seat.keys("ctrl+s", "enter")
    seat.picture()
    assert "file" in " ".join(getattr(widget, "text", "") for pane in seat.stage.panes for widget in pane.root.walk())
    assert not seat.library.slots()


def test_settings_of_an_unwritable_home_hold_for_now(nowhere: Path) -> None:
    path = find_folders().settings_file
    settings, sentence = load_settings(path)
    assert settings == Settings() and "could not be read" in sentence
    assert "could not be kept" in save_settings(settings, path)
    assert "No report could be written" in write_report(RuntimeError("broken"), None)


@pytest.mark.parametrize("text", [
    "[" * 200_000, '{"theme": []}', '{"theme": {"a": 1}}', '{"language": []}', '{"language": {}}',
    '{"keys": [[[], {}]]}',
])
def test_settings_of_any_shape_are_read_or_said_to_be_damaged(text: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    settings, sentence = load_settings(path)
    assert settings == Settings() and str(path) in sentence
    assert save_settings(settings, path) == ""
    assert load_settings(path) == (Settings(), "")


def test_settings_with_a_mark_of_byte_order_are_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark"}', encoding="utf-8-sig")
    assert load_settings(path) == (Settings(theme="dark"), "")


@pytest.mark.parametrize("size", [(640, 360), (800, 480), (1280, 480)])
def test_a_window_too_small_still_shows_every_screen_and_is_played_in(size: tuple[int, int]) -> None:
    seat = Seat(LOOK, choice=CHOICE, size=size)
    assert seat.my_turn()
    for actions in ("menu", "lab", "end_phase"):
        act(seat, actions)
        assert seat.picture().get_size() == size
        seat.keys("escape")
    seat.keys("n", "r")
    seat.end_turn()
    assert seat.my_turn()


def test_after_a_fault_in_a_game_the_menu_says_where_the_report_is_and_goes_on_from_the_last_order(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pygame.quit", lambda: None)  # other tests go on drawing
    seat = Seat(LOOK, choice=CHOICE)
    assert seat.my_turn()
    seat.keys("n", "r")
    table = seat.table
    state = table.play.state
    met: list[Screen] = []

    def faulty(_frame: Surface) -> None:
        raise RuntimeError("broken")

    class Leaving(MenuScreen):
        def draw(self, frame: Surface) -> None:
            super().draw(frame)
            self.leave_at_once()

        def leave_at_once(self) -> None:
            raise KeyboardInterrupt

    def rescue(problem: Exception) -> Screen:
        assert str(problem) == "broken"
        met.append(Leaving(seat.library, write_report(problem, table.play.session)))
        return met[-1]

    monkeypatch.setattr(table, "draw", faulty)
    with pytest.raises(KeyboardInterrupt):
        open_window(table, Settings(), rescue, LOOK)
    (menu,) = met
    assert isinstance(menu, MenuScreen) and "crash-" in menu.notice
    stack = Stack(seat.library.menu(menu.notice), LOOK, (1280, 720), Settings(), lambda _settings: "")
    stack.feed(Key("c"))
    assert isinstance(stack.top, TableScreen)
    assert stack.top.play.state == state
    stack.top.close()


def test_a_home_of_a_person_that_there_is_not_is_a_folder_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFELINE_HOME", "~nobody-of-this-name/lifeline")
    assert find_folders().saves == Path.cwd() / "~nobody-of-this-name" / "lifeline" / "saves"
