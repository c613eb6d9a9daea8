"""How large the window opens: the first time, as it was left, and where the screen or the settings have changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from game.folders import find_folders
from game.ui.app import open_window
from game.ui.place import UNCHOSEN, Followed, Place, Size, opening
from game.ui.screen import Outcome, Quit, Screen
from game.ui.settings import Settings, load_settings, save_settings
from game.ui.widgets.painter import Look

LAPTOP, DESKTOP, LARGE = (1366, 768), (1920, 1080), (3840, 2160)


@pytest.mark.parametrize(("screen", "size", "maximised"), [
    (LARGE, (2560, 1440), False), ((2560, 1440), (1920, 1080), False), (DESKTOP, (1600, 900), False),
    ((1440, 900), (1280, 720), False), (LAPTOP, (1280, 720), True), ((1024, 600), (1024, 600), True),
])
def test_the_first_window_is_the_largest_usual_one_beside_the_systems_bars(
        screen: Size, size: Size, maximised: bool) -> None:
    assert opening(UNCHOSEN, False, [screen]) == Place(size, maximised)


def test_a_window_opens_as_it_was_left_while_any_screen_holds_it() -> None:
    assert opening((1500, 810), False, [DESKTOP]) == Place((1500, 810))
    assert opening((1500, 810), True, [DESKTOP]) == Place((1500, 810), True)
    assert opening((3000, 1700), False, [LAPTOP, LARGE]) == Place((3000, 1700))


def test_a_window_larger_than_every_screen_is_cut_to_what_the_largest_leaves() -> None:
    cut = opening((3000, 1700), False, [LAPTOP, DESKTOP])
    assert cut.size[0] < DESKTOP[0] and cut.size[1] < DESKTOP[1] and cut.size > LAPTOP
    assert opening((3000, 1700), False, []).size <= (1280, 720), "no screen is known"


@pytest.mark.parametrize("told_first", [True, False])
def test_a_maximised_window_keeps_the_size_it_had_before(told_first: bool) -> None:
    window = Followed(Place((1600, 900)))
    window.sized((1500, 810), [DESKTOP])
    if told_first:
        window.maximised((1860, 1050))
    window.sized((1860, 1050), [DESKTOP])
    if not told_first:
        window.maximised((1860, 1050))
    assert window.place == Place((1500, 810), True)
    window.restored()
    window.sized((1500, 810), [DESKTOP])
    assert window.place == Place((1500, 810))


def test_a_window_that_fills_a_screen_counts_as_maximised_where_the_system_says_nothing() -> None:
    window = Followed(Place((1600, 900)))
    window.sized((1920, 1040), [LARGE, DESKTOP])
    assert window.place == Place((1600, 900), True)
    window.sized((1200, 700), [LARGE, DESKTOP])
    assert window.place == Place((1200, 700))


class Leaving(Screen):
    """Makes the window another size and is left at once."""

    def __init__(self, size: Size) -> None:
        self.size, self.shown = size, 0
        self.opened: Size = UNCHOSEN

    def layout(self, ui: object, size: Size) -> None:
        self.opened = self.opened if self.opened != UNCHOSEN else size

    def draw(self, frame: pygame.Surface) -> None:
        self.shown += 1
        if self.shown == 1:
            pygame.display.set_mode(self.size, pygame.RESIZABLE)

    @property
    def dirty(self) -> bool:
        return self.shown == 0

    @property
    def wake_ms(self) -> int | None:
        return 16

    def handle(self, event: object) -> Outcome:
        return Quit()


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of a home of its own."""
    monkeypatch.setattr("pygame.quit", lambda: None)  # other tests go on drawing
    monkeypatch.setattr("pygame.display.get_desktop_sizes", lambda: [DESKTOP])
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path))
    return find_folders().settings_file


def fail(problem: Exception) -> Screen:
    raise problem


def test_what_the_window_was_left_with_is_what_it_opens_with(settings_file: Path) -> None:
    first = Leaving((700, 500))
    open_window(first, Settings(theme="dark"), fail, Look())
    settings, sentence = load_settings(settings_file)
    assert (settings, sentence) == (Settings(theme="dark", window=(700, 500)), "")
    second = Leaving((700, 500))
    open_window(second, settings, fail, Look())
    assert second.opened == (700, 500) != first.opened


def test_where_settings_cannot_be_written_the_window_closes_all_the_same(
        tmp_path: Path, settings_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path / "file" / "home"))
    left = Leaving((700, 500))
    open_window(left, Settings(), fail, Look())
    assert left.shown


def test_a_settings_file_that_cannot_be_read_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark",')
    assert save_settings(Settings(), path) == ""
    assert load_settings(path) == (Settings(), "")
    assert path.with_suffix(".damaged").read_text() == '{"theme": "dark",'
    save_settings(replace(Settings(), theme="dark"), path)
    assert path.with_suffix(".damaged").read_text() == '{"theme": "dark",', "a good one is not put aside"


def test_a_size_that_makes_no_sense_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for raw, used in (([0, 0], UNCHOSEN), ([1, 1], (640, 360)), ([1500, 30000], UNCHOSEN), ("wide", UNCHOSEN)):
        path.write_text(json.dumps({"window": raw}))
        assert load_settings(path)[0].window == used
