"""The screens and the window, without a window: what fits, what is reached by key, what leads where."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygame import Rect, Surface

from game import InputError
from game.content.loader import require
from game.rules.engine import start
from game.rules.knowledge import view
from game.rules.state import View
from game.study.plan import make_plan
from game.ui import app
from game.ui.art.theme import CONTRAST
from game.ui.input import Click, Close, Drag, Event, Key, Motion, Pointer, Press, Text, Tick, Wheel
from game.ui.keys import FREE, Keys
from game.ui.library import GameLibrary
from game.ui.notes import NoteScreen
from game.ui.screen import Configure, Outcome, Pop, Push, Quit, Screen
from game.ui.screens.base import Dialog, WidgetScreen
from game.ui.screens.choose import ChooseScreen
from game.ui.screens.credits import CreditsScreen
from game.ui.screens.keys import KeysScreen
from game.ui.screens.learn import LearnScreen
from game.ui.screens.menu import MenuScreen
from game.ui.screens.model import HUMAN, GameChoice
from game.ui.screens.options import OptionsScreen
from game.ui.screens.result import ResultScreen
from game.ui.screens.slots import LoadScreen, SaveScreen
from game.ui.screens.table import Floating, table_layout
from game.ui.settings import Settings, load_settings, save_settings
from game.ui.stack import Stack
from game.ui.table.find import FindScreen
from game.ui.table.quickhelp import HelpRow, HelpScreen
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, Toggle, key_name
from game.ui.widgets.painter import Look, Ui, make_ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph
from tests import ui_samples as samples

LOOK = Look()
SIZES = [((1280, 720), 0), ((1280, 720), 100), ((1280, 720), 125), ((1280, 720), 150), ((1600, 900), 0),
         ((1920, 1080), 0), ((1920, 1080), 150), ((3840, 2160), 0)]

SCREENS: dict[str, Callable[[], WidgetScreen]] = {
    "menu": lambda: MenuScreen(samples.SampleLibrary(), "Your settings could not be read."),
    "first menu": lambda: MenuScreen(samples.SampleLibrary(0)),
    "choose": lambda: ChooseScreen(samples.SampleLibrary()),
    "options": OptionsScreen,
    "keys": KeysScreen,
    "find": lambda: _asked(FindScreen(_opening()), "maar"),
    "note": lambda: NoteScreen("hex 20.26, at Wadi Deif base", "hold until relieved"),
    "help": lambda: HelpScreen([HelpRow("Ctrl, Enter", "End the turn, from anywhere.")] * 40),
    "load": lambda: LoadScreen(samples.SampleLibrary()),
    "load nothing": lambda: LoadScreen(samples.SampleLibrary(0)),
    "save": lambda: SaveScreen(samples.SampleLibrary(), "25 Oct", lambda _name: ""),
    "credits": CreditsScreen,
    "learn": lambda: LearnScreen(samples.SampleLibrary()),
    "dialog": lambda: Dialog("Delete this game?", "It will be gone for good.", [("no", "Keep it", "escape"),
                                                                               ("yes", "Delete", "d")]),
    "result": lambda: ResultScreen(samples.result(), lambda: MenuScreen(samples.SampleLibrary()), lambda _a: None),
    "table": samples.SampleTable,
    "table, a lesson": lambda: samples.SampleTable(taught=samples.lesson_step()),
    "table, a step done": lambda: samples.SampleTable(taught=samples.lesson_step(done=True)),
    "table, a hex": lambda: samples.SampleTable(inspector=samples.hex_inspector()),
    "table, an attack": lambda: samples.SampleTable((Floating(samples.attack(), (500, 300, 40, 40)),)),
    "table, a drop": lambda: samples.SampleTable((Floating(samples.drop(), (500, 300, 40, 40), "airdrop"),)),
    "table, an event": lambda: samples.SampleTable((Floating(samples.event_choice(), modal=True),)),
    "table, the end": lambda: samples.SampleTable((Floating(samples.end_check(), modal=True),)),
}


@cache
def _opening() -> View:
    """What the first side knows at the beginning of the siege."""
    return view(start(require("siege_of_wadi_deif"), 7).state, 0)


def _asked(screen: FindScreen, text: str) -> FindScreen:
    """Return the screen after something was written in it."""
    screen.layout(make_ui(LOOK, (1280, 720), Settings()), (1280, 720))
    field = screen.stage.find("find_text")
    assert field is not None
    field.handle(Text(text))
    return screen


def laid_out(screen: WidgetScreen, size: tuple[int, int], scale: int) -> Ui:
    ui = make_ui(LOOK, size, Settings(ui_scale=scale))
    screen.layout(ui, size)
    return ui


def widgets(screen: WidgetScreen) -> list[Widget]:
    return [widget for pane in screen.stage.panes for widget in pane.root.walk()]


def drawn(screen: Screen, size: tuple[int, int]) -> bytes:
    frame = Surface(size)
    screen.draw(frame)
    return frame.get_buffer().raw


class Player:
    """Plays a stack of screens by keys and clicks, as a person does."""

    def __init__(self, first: Screen, size: tuple[int, int] = (1280, 720)) -> None:
        self.kept: list[Settings] = []
        self.refuse = ""
        self.stack = Stack(first, LOOK, size, Settings(), self._keep)

    def _keep(self, settings: Settings) -> str:
        self.kept.append(settings)
        return self.refuse

    @property
    def screen(self) -> WidgetScreen:
        assert isinstance(self.stack.top, WidgetScreen)
        return self.stack.top

    def keys(self, *chords: str) -> None:
        for chord in chords:
            *mods, name = chord.split("+")
            self.stack.feed(Key(name, frozenset(mods)))

    def click(self, name: str) -> None:
        widget = self.screen.stage.find(name)
        assert widget is not None, name
        for event in (Press(widget.rect.center), Click(widget.rect.center)):
            self.stack.feed(event)

    def write(self, text: str) -> None:
        for letter in text:
            self.stack.feed(Key(letter))
            self.stack.feed(Text(letter))


# ------------------------------------------------------------------ keys of one's own


def test_a_key_given_to_another_changes_places_with_it_and_is_written_so() -> None:
    player = Player(OptionsScreen())
    player.keys("k")
    assert isinstance(player.screen, KeysScreen)
    player.keys("enter", "g")
    assert player.kept[-1].keys == (("g", "m"), ("m", "g"))
    assert key_name(player.stack.ui.keys.own("m")) == "G"
    pressed: list[str] = []

    class Board(WidgetScreen):
        def build(self, ui: Ui) -> list[Pane]:
            button = Button("Move", lambda: pressed.append("move"), key="m")  # type: ignore[func-returns-value]
            return [Pane(button, Rect(10, 10, 200, 40))]

    player.stack.reset(Board())
    player.keys("m")
    assert pressed == []
    player.keys("g")
    assert pressed == ["move"]


def test_usual_keys_come_back_and_other_keys_cannot_be_given_away() -> None:
    player = Player(KeysScreen())
    player.keys("down", "enter", "x")
    assert player.kept[-1].keys == (("a", "x"), ("x", "a"))
    for refused in ("space", "ctrl+k", "escape"):
        player.keys("enter", refused)
        assert isinstance(player.screen, KeysScreen) and len(player.kept) == 1
    player.click("usual")
    assert player.kept[-1].keys == ()


def test_writing_is_not_changed_by_own_keys() -> None:
    player = Player(SaveScreen(samples.SampleLibrary(), "", lambda _name: ""))
    player.stack.settings = Settings(keys=(("g", "m"), ("m", "g")))
    player.stack.layout()
    player.write("gm")
    screen = player.screen
    assert isinstance(screen, SaveScreen) and screen.name == "gm"


@given(st.lists(st.tuples(st.sampled_from(FREE), st.sampled_from(FREE)), max_size=12))
def test_however_keys_are_swapped_each_has_one_meaning(swaps: list[tuple[str, str]]) -> None:
    keys = Keys()
    for usual, own in swaps:
        keys = Keys(keys.swapped(usual, own))
        assert keys.own(usual) == own
    assert sorted(map(keys.own, FREE)) == sorted(FREE)
    assert all(keys.usual(keys.own(key)) == key for key in FREE)


# ------------------------------------------------------------------ every screen at every size


@pytest.mark.parametrize(("size", "scale"), SIZES)
@pytest.mark.parametrize("name", SCREENS)
def test_no_text_is_cut_off(name: str, size: tuple[int, int], scale: int) -> None:
    screen = SCREENS[name]()
    assert cut_off(screen, laid_out(screen, size, scale)) == []


def cut_off(screen: Any, ui: Ui) -> list[str]:
    """Return the texts of a screen, or of anything with a stage, that have less room than they need."""
    cut = []
    for widget in widgets(screen):
        if isinstance(widget, Label | Button | Toggle) and not getattr(widget, "shorten", False):
            wanted, given = widget.measure(ui, widget.rect.w)[0], widget.rect.w
            if wanted > given + 1:
                cut.append(f"{getattr(widget, 'text', '') or getattr(widget, 'label', '')}: {wanted} in {given}")
        elif isinstance(widget, Paragraph) and widget.measure(ui, widget.rect.w)[1] > widget.rect.h + 1:
            cut.append(widget.text)
    return cut


@pytest.mark.parametrize(("size", "scale"), SIZES)
@pytest.mark.parametrize("name", SCREENS)
def test_everything_is_inside_the_window_or_can_be_scrolled_there(name: str, size: tuple[int, int],
                                                                  scale: int) -> None:
    screen = SCREENS[name]()
    laid_out(screen, size, scale)
    check_inside(screen, size)


@pytest.mark.parametrize("scale", [0, 150])
@pytest.mark.parametrize("name", SCREENS)
def test_french_fits_as_english_does(name: str, scale: int, french: None) -> None:
    screen = SCREENS[name]()
    assert cut_off(screen, laid_out(screen, (1280, 720), scale)) == []
    check_inside(screen, (1280, 720))


def check_inside(screen: WidgetScreen, size: tuple[int, int]) -> None:
    """Fail where a widget lies outside the window and cannot be scrolled there."""
    window = Rect((0, 0), size)
    for widget in widgets(screen):
        areas = [outer for outer in widget.ancestors() if isinstance(outer, ScrollArea) and outer is not widget]
        if areas:
            assert areas[0].rect.x <= widget.rect.x and widget.rect.right <= areas[0].rect.right + 1, widget.name
        else:
            assert window.contains(widget.rect) or widget.rect.w == 0 or widget.rect.h == 0, (widget.name, widget.rect)


@pytest.mark.parametrize("name", SCREENS)
def test_tab_reaches_everything_and_brings_it_into_sight(name: str) -> None:
    screen = SCREENS[name]()
    laid_out(screen, (1280, 720), 150)
    stops = screen.stage.focusables()
    seen = []
    for _ in stops:
        screen.handle(Key("tab"))
        focus = screen.stage.focus
        assert focus is not None
        seen.append(id(focus))
        for outer in focus.ancestors():
            if isinstance(outer, ScrollArea) and focus.rect.h < outer.rect.h:
                assert outer.rect.top <= focus.rect.top and focus.rect.bottom <= outer.rect.bottom
    assert sorted(seen) == sorted(id(stop) for stop in stops)


@pytest.mark.parametrize("name", SCREENS)
def test_no_key_has_two_meanings_on_a_screen(name: str) -> None:
    screen = SCREENS[name]()
    laid_out(screen, (1280, 720), 0)
    panes = screen.stage.panes
    live = panes[-1:] if panes[-1].modal else panes
    keys = [widget.key for pane in live for widget in pane.root.walk() if widget.key]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_drawn_once_and_then_left_alone(name: str) -> None:
    screen = SCREENS[name]()
    laid_out(screen, (1280, 720), 0)
    assert screen.dirty
    screen.handle(Tick(16))  # the menu fetches the map behind it when there is time
    first = drawn(screen, (1280, 720))
    assert len(set(first[::4001])) > 2
    assert not screen.dirty and screen.wake_ms is None
    assert drawn(screen, (1280, 720)) == first


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_the_player_does_with_mouse_and_keys_breaks_a_screen(name: str) -> None:
    screen = SCREENS[name]()
    laid_out(screen, (1280, 720), 100)
    names = ["tab", "down", "right", "up", "left", "page_down", "end", "home", "delete", "space", "enter", "z"]
    events: list[Event] = [Key(key) for key in names] + [Text("z"), Tick(500)]
    for x in range(40, 1280, 160):
        for y in range(30, 720, 90):
            events += [Motion((x, y)), Press((x, y)), Click((x, y)), Wheel((x, y), -1), Press((x, y)),
                       Drag((x, y), (x + 9, y + 9), (9, 9)), Drag((x, y), (x, y), (-9, -9), done=True)]
    answers = [screen.handle(event) for event in events]
    drawn(screen, (1280, 720))
    assert all(isinstance(answer, Outcome) for answer in answers)  # type: ignore[misc, arg-type]


# ------------------------------------------------------------------ menu, choice, settings


def test_a_game_is_begun_from_the_menu_by_keys_alone() -> None:
    library = samples.SampleLibrary()
    player = Player(MenuScreen(library))
    player.keys("n", "down")
    player.screen.stage.set_focus(player.screen.stage.find("mode"))
    player.keys("right")
    player.screen.stage.set_focus(player.screen.stage.find("seed"))
    player.write("42")
    player.keys("tab", "b")
    assert library.begun == [GameChoice("the_column", ("staff", HUMAN), fog=True, seed=42)]
    assert isinstance(player.stack.top, samples.SampleTable)


def test_a_game_is_begun_from_the_menu_by_clicks_alone() -> None:
    library = samples.SampleLibrary()
    player = Player(MenuScreen(library))
    player.click("new")
    player.click("fog")
    player.click("begin")
    assert library.begun == [GameChoice("siege_of_wadi_deif", (HUMAN, "staff"), fog=False, seed=None)]


def test_a_seed_that_is_no_number_is_refused_in_words() -> None:
    library = samples.SampleLibrary()
    player = Player(ChooseScreen(library))
    player.screen.stage.set_focus(player.screen.stage.find("seed"))
    player.write("dice")
    player.click("begin")
    assert isinstance(player.screen, Dialog) and "digits" in player.screen.text
    player.keys("enter")
    assert isinstance(player.screen, ChooseScreen) and player.screen.seed == "dice" and library.begun == []


def test_a_broken_scenario_is_listed_with_its_problem_and_cannot_be_begun() -> None:
    library = samples.SampleLibrary()
    player = Player(ChooseScreen(library))
    player.keys("end", "enter")
    assert isinstance(player.screen, Dialog) and "mine.yaml:12:3" in player.screen.text
    player.keys("enter")
    player.click("begin")
    assert library.begun == []


def test_going_on_from_the_menu_loads_the_latest_game_and_esc_from_load_comes_back() -> None:
    player = Player(MenuScreen(samples.SampleLibrary()))
    player.keys("l")
    assert isinstance(player.screen, LoadScreen)
    player.keys("escape")
    assert isinstance(player.screen, MenuScreen)
    player.keys("c")
    assert isinstance(player.stack.top, samples.SampleTable)


def test_a_damaged_save_says_so_and_is_deleted_only_after_a_yes() -> None:
    library = samples.SampleLibrary()
    player = Player(LoadScreen(library))
    player.keys("end", "enter")
    assert isinstance(player.screen, Dialog) and "Line 12" in player.screen.text
    player.keys("enter", "delete", "escape")
    assert len(library.kept) == 3
    player.keys("delete", "d")
    assert [slot.name for slot in library.kept] == ["Autosave", "Before Hish"]


def test_saving_over_a_game_asks_first() -> None:
    saved: list[str] = []
    player = Player(SaveScreen(samples.SampleLibrary(), "Before Hish", lambda name: saved.append(name) or ""))
    player.keys("enter")
    assert isinstance(player.screen, Dialog) and saved == []
    player.keys("escape")
    assert saved == []
    player.keys("enter", "enter")
    assert saved == ["Before Hish"] and player.stack.over


def test_a_save_that_fails_says_why_and_stays() -> None:
    player = Player(SaveScreen(samples.SampleLibrary(), "new", lambda _name: "The disk is full."))
    player.keys("ctrl+s")
    assert isinstance(player.screen, Dialog) and player.screen.text == "The disk is full."
    player.keys("enter")
    assert isinstance(player.screen, SaveScreen)


def test_quitting_needs_more_than_esc_and_the_windows_cross_is_obeyed() -> None:
    player = Player(MenuScreen(samples.SampleLibrary()))
    player.keys("escape")
    assert not player.stack.over and player.screen.stage.focus is player.screen.stage.find("quit")
    player.keys("enter")
    assert player.stack.over
    other = Player(CreditsScreen())
    other.stack.feed(Close())
    assert other.stack.over


def test_the_scale_is_set_in_the_settings_and_from_anywhere() -> None:
    player = Player(OptionsScreen())
    player.screen.stage.set_focus(player.screen.stage.find("scale"))
    player.keys("right", "right")
    assert player.stack.settings.ui_scale == 100 and player.stack.ui.scale == 1.0
    player.keys("ctrl+plus", "ctrl+plus")
    assert player.stack.settings.ui_scale == 120
    player.keys("ctrl+0")
    assert player.stack.settings.ui_scale == 0 and player.stack.ui.scale == 0.885
    assert player.kept[-1] == player.stack.settings


def test_settings_that_cannot_be_kept_are_said_once_and_hold_all_the_same() -> None:
    player = Player(OptionsScreen())
    player.refuse = "Your settings could not be kept."
    player.click("fog")
    assert isinstance(player.screen, Dialog) and player.screen.text == player.refuse
    player.keys("enter")
    player.click("reduce_motion")
    assert isinstance(player.screen, OptionsScreen)
    assert player.stack.settings.reduce_motion and not player.stack.settings.fog


# ------------------------------------------------------------------ table


@pytest.mark.parametrize(("size", "panels"), [((1920, 1080), (56, 72, 368, 156)), ((1280, 720), (44, 60, 300, 108))])
def test_the_panels_of_the_table_are_as_large_as_specified(size: tuple[int, int],
                                                           panels: tuple[int, int, int, int]) -> None:
    at = table_layout(make_ui(LOOK, size, Settings()))
    assert (at.top.h, at.strip.w, at.inspector.w, at.bottom.h) == panels
    parts = [at.top, at.strip, at.map, at.inspector, at.bottom]
    assert sum(part.w * part.h for part in parts) == size[0] * size[1]
    assert all(not a.colliderect(b) for i, a in enumerate(parts) for b in parts[i + 1:])


def test_every_action_of_the_table_is_reached_by_its_key() -> None:
    table = samples.SampleTable()
    player = Player(table)
    player.keys("a", "s", "1", "8", "plus", "minus", "home", "ctrl+z", "escape", "enter", "p")
    assert table.acts == ["airdrop", "trace", "terrain", "people", "zoom_in", "zoom_out", "centre", "undo", "menu",
                          "end_phase", "points"]


def test_units_routes_sources_and_events_are_pressed_by_mouse() -> None:
    table = samples.SampleTable()
    player = Player(table, (1920, 1080))
    for name in ("unit:wd-2", "route:M5 by Hish", "mark:2"):
        player.click(name)
    player.keys("home")
    player.screen.stage.set_focus(player.screen.stage.find("log"))
    player.keys("down", "down", "enter")
    assert table.acts == ["unit:wd-2", "route:m5", "mark:2", "centre", "cite:doc 9"]


def test_the_map_hears_pointer_wheel_and_keys_nobody_else_wants() -> None:
    table = samples.SampleTable()
    player = Player(table)
    pos = (600, 300)
    events = [Press(pos, 3), Click(pos, 3), Wheel(pos, 1), Motion(pos), Key("x"), Key("left")]
    for event in events:
        player.stack.feed(event)
    assert table.board.heard == events


def test_an_event_that_must_be_decided_keeps_the_table_still() -> None:
    table = samples.SampleTable((Floating(samples.event_choice(), modal=True),))
    player = Player(table)
    player.keys("a", "x")
    player.stack.feed(Press((600, 100)))
    assert table.acts == [] and table.board.heard == []
    player.keys("2")
    assert table.acts == ["choose:leave"]


def test_panels_whose_model_is_the_same_are_kept() -> None:
    table = samples.SampleTable()
    ui = laid_out(table, (1280, 720), 0)
    before = list(table.stage.panes)
    drawn(table, (1280, 720))
    table.frame.show(ui, samples.table_models())
    assert table.stage.panes == before and not any(pane.dirty for pane in before)
    changed = samples.table_models((Floating(samples.attack(), (500, 300, 40, 40)),))
    table.frame.show(ui, changed)
    assert table.stage.panes[:6] == before and len(table.stage.panes) == 7


def test_a_tight_window_shows_log_or_campaign_and_changes_by_key() -> None:
    table = samples.SampleTable()
    laid_out(table, (1280, 720), 150)
    assert table.stage.find("log") is not None and table.stage.find("timeline") is None
    drawer = table.stage.find("drawer")
    assert drawer is not None
    table.stage.set_focus(drawer)
    table.handle(Key("right"))
    assert table.stage.find("log") is None and table.stage.find("timeline") is not None
    assert table.stage.focus is not None and table.stage.focus.name == "drawer"


# ------------------------------------------------------------------ stack


class Plain(WidgetScreen):
    """Answers every key with what it was told to answer."""

    def __init__(self, answer: Outcome | None = None) -> None:
        super().__init__()
        self.answer: Outcome = answer or Pop()
        self.results: list[object] = []

    def build(self, ui: Ui) -> list[Pane]:
        return []

    def unhandled(self, event: Event) -> Outcome:
        return self.answer

    def resumed(self, result: object) -> Outcome:
        self.results.append(result)
        return super().resumed(result)


def test_a_popped_result_reaches_the_screen_below() -> None:
    below = Plain()
    below.answer = Push(Plain(Pop("chosen")))
    player = Player(below)
    player.keys("x", "x")
    assert below.results == ["chosen"] and player.stack.top is below


def test_quit_and_the_last_pop_end_the_program() -> None:
    for answer in (Quit(), Pop()):
        player = Player(Plain(answer))
        player.keys("x")
        assert player.stack.over
        player.keys("x")


def test_configured_settings_are_kept_and_laid_out() -> None:
    player = Player(Plain(Configure(Settings(ui_scale=200))))
    player.keys("x")
    assert player.kept == [Settings(ui_scale=200)] and player.screen.ui is not None and player.screen.ui.scale == 2


# ------------------------------------------------------------------ settings file


def test_settings_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    assert load_settings(path) == (Settings(), "")
    mine = Settings(125, (1600, 900), True, 50, True, False, "drill", 25, 75, True, (("g", "m"), ("m", "g")), "dark",
                    language="fr", show_reasons=True)
    assert save_settings(mine, path) == ""
    assert load_settings(path) == (mine, "")


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00\xff", "7"])
def test_a_damaged_settings_file_gives_the_usual_settings_and_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="latin-1")
    settings, sentence = load_settings(path)
    assert settings == Settings() and str(path) in sentence and sentence.endswith(".")


def test_single_bad_settings_are_named_and_the_good_ones_hold(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"ui_scale": 9000, "window": [1, "x"], "fog": False, "animation_speed": True,
                                "level": 3, "later": 1}))
    settings, sentence = load_settings(path)
    assert settings == Settings(fog=False)
    for name in ("ui_scale", "window", "animation_speed", "level"):
        assert name in sentence


def test_a_folder_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sentence = save_settings(Settings(), tmp_path / "file" / "settings.json")
    assert "could not be kept" in sentence and sentence.endswith(".")


# ------------------------------------------------------------------ window


def test_upstream_pygame_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pygame, "IS_CE")
    with pytest.raises(InputError, match="pygame-ce"):
        app.require_community_edition()


@pytest.mark.parametrize(("code", "name"), [
    (pygame.K_a, "a"), (pygame.K_RETURN, "enter"), (pygame.K_KP_ENTER, "enter"), (pygame.K_ESCAPE, "escape"),
    (pygame.K_PAGEDOWN, "page_down"), (pygame.K_LEFT, "left"), (pygame.K_F5, "f5"), (pygame.K_KP_PLUS, "plus"),
    (pygame.K_MINUS, "minus"), (pygame.K_KP5, "5"), (pygame.K_LSHIFT, ""), (pygame.K_RCTRL, ""),
    (pygame.K_SPACE, "space"), (pygame.K_DELETE, "delete"), (pygame.K_TAB, "tab"), (pygame.K_BACKSPACE, "backspace")])
def test_keys_have_the_games_own_names(code: int, name: str) -> None:
    pygame.display.init()
    assert app.key_name(code) == name


def test_f11_goes_to_the_whole_screen_and_back_to_the_same_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pygame.display.get_desktop_sizes", lambda: [(1920, 1080)])
    window = app.Window(Settings(window=(1300, 800)))
    stack = Stack(Plain(), LOOK, pygame.display.get_window_size(), Settings(window=(1300, 800)), lambda _settings: "")
    stack.feed(Key("f11"))
    assert stack.settings.fullscreen
    window._follow(stack)
    assert pygame.display.get_surface().get_flags() & pygame.FULLSCREEN
    stack.feed(Key("enter", frozenset({"alt"})))
    window._follow(stack)
    assert not pygame.display.get_surface().get_flags() & pygame.FULLSCREEN
    assert pygame.display.get_window_size() == (1300, 800) == stack.size


def test_a_window_that_is_minimised_draws_nothing_until_it_is_back() -> None:
    drawn: list[int] = []

    class Counting(Plain):
        def draw(self, frame: Surface) -> None:
            drawn.append(len(drawn))
            super().draw(frame)

        def unhandled(self, event: Event) -> Outcome:
            return Pop() if isinstance(event, Close) else WidgetScreen.unhandled(self, event)

    window = app.Window(Settings())
    stack = Stack(Counting(), LOOK, pygame.display.get_window_size(), Settings(), lambda _settings: "")
    pygame.event.clear()
    for kind in (pygame.WINDOWMINIMIZED, pygame.WINDOWFOCUSLOST, pygame.KEYDOWN, pygame.QUIT):
        pygame.event.post(pygame.event.Event(kind, key=pygame.K_a, mod=0, unicode="a"))
    window.play(stack)
    pygame.display.init()
    assert len(drawn) == 1, "the first picture, before anything happened"


def test_losing_the_focus_lets_go_of_what_was_held() -> None:
    pointer = Pointer()
    assert pointer.lost() == (Motion(None),)
    pointer.down((10, 10), 1)
    pointer.move((60, 10))
    assert pointer.lost() == (Drag((10, 10), (60, 10), (0, 0), 1, done=True), Motion(None))
    assert pointer.move((70, 10)) == (Motion((70, 10)),), "nothing is held any more"


def test_the_window_turns_what_happens_into_the_games_events_and_ends_with_the_last_screen() -> None:
    heard: list[Event] = []

    class Listener(Plain):
        def handle(self, event: Event) -> Outcome:
            heard.append(event)
            return super().handle(event)

        def unhandled(self, event: Event) -> Outcome:
            return Pop() if isinstance(event, Close) else WidgetScreen.unhandled(self, event)

    window = app.Window(Settings())
    stack = Stack(Listener(), LOOK, pygame.display.get_window_size(), Settings(), lambda _settings: "")
    post = pygame.event.post
    pygame.event.clear()
    post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_z, mod=pygame.KMOD_LCTRL, unicode="z"))
    post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(50, 60), button=1))
    post(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=(50, 60), button=1))
    post(pygame.event.Event(pygame.MOUSEWHEEL, precise_x=0.0, precise_y=-1.0, x=0, y=-1, flipped=False))
    post(pygame.event.Event(pygame.QUIT))
    window.play(stack)
    pygame.display.init()
    kinds = [event for event in heard if not isinstance(event, Motion)]
    assert kinds[0] == Key("z", frozenset({"ctrl"}))
    assert kinds[1:3] == [Press((50, 60), 1), Click((50, 60), 1)]
    assert isinstance(kinds[3], Wheel) and kinds[3].steps == -1
    assert kinds[-1] == Close() and stack.over


def test_a_theme_chosen_in_the_settings_is_worn_at_once_by_everything() -> None:
    look = Look()
    stack = Stack(OptionsScreen(), look, (1280, 720), Settings(), lambda _settings: "")
    light = drawn(stack.top, (1280, 720))
    stack._apply(Configure(Settings(theme="contrast")))
    assert look.theme is CONTRAST
    assert stack.ui.colour("panel") == (255, 255, 255)
    assert drawn(stack.top, (1280, 720)) != light
    again = Stack(OptionsScreen(), look, (1280, 720), Settings(), lambda _settings: "")
    assert drawn(again.top, (1280, 720)) == light


def test_every_study_that_is_offered_can_be_run_with_the_command_beside_it() -> None:
    offered = [(entry, study) for entry in GameLibrary(LOOK).scenarios() for study in entry.studies]
    assert len(offered) >= 3
    for entry, study in offered:
        *_program, command, scenario, experiment, name, out, _folder = study.command.split()
        assert (command, scenario, experiment, out) == ("study", entry.id, "--experiment", "--out")
        plan = make_plan(scenario, (), {}, 1, 1, experiment_id=name)
        assert plan.experiment is not None and plan.experiment.title == study.title
    player = Player(ChooseScreen(GameLibrary(LOOK)))
    shown = {widget.text for widget in widgets(player.screen) if isinstance(widget, Paragraph)}
    first = GameLibrary(LOOK).scenarios()[0]
    assert first.studies and {study.command for study in first.studies} <= shown
