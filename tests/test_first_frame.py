"""What waits until the menu shows: it stands before any game, and what follows comes in pieces."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pygame

from game.content.loader import require
from game.rules import engine
from game.rules.knowledge import view
from game.ui.board import Board, Camera
from game.ui.input import Key, Tick
from game.ui.library import BACKDROP_LAYERS, MAIN, PREPARED, GameLibrary
from game.ui.screen import Push
from game.ui.screens.menu import MenuScreen
from game.ui.settings import Settings
from game.ui.table.layers import overlays_of
from game.ui.table.mapview import picture_for
from game.ui.table.pieces import board_state
from game.ui.widgets.painter import Look, make_ui

FIRST_FRAME = """
import os, sys, pygame
shown = pygame.display.flip
def first():
    shown()
    print(*sys.modules)
    sys.stdout.flush()
    os._exit(0)
pygame.display.flip = first
from game.cli import main
main([])
"""
NOT_YET = ("game.rules", "game.content", "game.session", "game.play", "game.ai", "game.ui.board", "game.ui.table",
           "game.ui.lab", "game.ui.panels", "pydantic", "platformdirs", "rich", "yaml")


def test_the_first_frame_of_the_menu_loads_nothing_of_a_game(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_FRAME], capture_output=True, text=True, check=True,
                          env={**os.environ, "LIFELINE_HOME": str(tmp_path)})
    loaded = done.stdout.split()
    assert "game.ui.screens.menu" in loaded
    assert [name for name in loaded if name.startswith(NOT_YET)] == []


def test_the_map_behind_the_menu_is_the_one_that_is_drawn_in_one_go() -> None:
    look, size = Look(), (700, 500)
    steps = list(GameLibrary(look, background=False).backdrop(size, 1.0))
    assert len(steps) > 3, "it comes in pieces"
    assert not any(steps[:-1])
    scenario = require(MAIN)
    opening = view(engine.start(replace(scenario, fog=False), 1).state, 0)
    board = Board(picture_for(scenario), look.theme, look.fonts, bake=False)
    camera = Camera(board.picture.extent_km, *size)
    camera.centre_on(board.picture.centre(scenario.bases[0].hex))
    whole = pygame.Surface(size)
    board.draw(whole, camera, board_state(opening), overlays_of(opening, BACKDROP_LAYERS))
    made = steps[-1]
    assert made is not None
    assert pygame.image.tobytes(made, "RGB") == pygame.image.tobytes(whole, "RGB")


def test_the_menu_answers_between_the_pieces_and_rests_when_all_is_there() -> None:
    look, size = Look(), (1280, 720)
    menu = MenuScreen(GameLibrary(look))
    menu.layout(make_ui(look, size, Settings()), size)
    assert menu.wake_ms is not None
    menu.handle(Tick(16))
    assert isinstance(menu.handle(Key("s")), Push)
    ticks = 0
    while menu.wake_ms is not None and ticks < 2000:
        menu.handle(Tick(16))
        ticks += 1
    assert ticks < 2000
    frame = pygame.Surface(size)
    menu.draw(frame)
    assert len({tuple(frame.get_at((x, 400))) for x in range(600, 1280, 20)}) > 5, "the map shows"


def test_what_is_prepared_exists() -> None:
    assert [name for name in PREPARED if find_spec(name) is None] == []
