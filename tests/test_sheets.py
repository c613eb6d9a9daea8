"""The sheets painted beforehand: they are those of the shipped map and the present painter, and they are used."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pygame
import pytest

from game.folders import ROOT
from game.ui.art.theme import DARK, THEMES
from game.ui.board import sheet as sheets
from game.ui.board.sheet import Sheet


@pytest.fixture(scope="module")
def baking() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bake_sheet", ROOT / "docs" / "bake_sheet.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bake_sheet"] = module
    spec.loader.exec_module(module)
    return module


def test_the_shipped_sheets_are_those_of_the_map_and_the_painter(baking: ModuleType) -> None:
    assert baking.stale() == [], "run `python docs/bake_sheet.py`"


def test_a_change_of_the_painter_is_noticed_and_a_remark_is_not(
    baking: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "game" / "ui"
    for name in baking.PAINTER:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "game" / "ui" / name, copy / name)
    before = baking.painter_mark()
    monkeypatch.setattr(baking, "ROOT", tmp_path)
    assert baking.painter_mark() == before
    ground = copy / "board" / "ground.py"
    text = ground.read_text(encoding="utf-8")
    ground.write_text(text.replace('"""Return one rectangle of the sheet."""', '"""Return a part."""  # a remark\n'),
                      encoding="utf-8")
    assert baking.painter_mark() == before
    ground.write_text(text.replace("_WADI_CELLS = 420.0", "_WADI_CELLS = 421.0"), encoding="utf-8")
    assert baking.painter_mark() != before


@pytest.mark.parametrize("name", list(THEMES))
def test_the_shipped_map_is_never_painted_again(
    baking: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise AssertionError("painted although a sheet is shipped")

    monkeypatch.setattr(sheets, "GroundPainter", refuse)
    sheet = Sheet(baking.shipped_picture(), THEMES[name].ground, bake=False)
    sheet.finish(pygame.Rect(0, 0, 200, 200), 48)
    assert sheet.complete
    assert sheet.progress == 1


def test_another_map_or_theme_has_another_sheet(baking: ModuleType) -> None:
    picture = baking.shipped_picture()
    names = {baking.sheet_name(picture, theme.ground) for theme in THEMES.values()}
    assert len(names) == len({theme.ground for theme in THEMES.values()}) > 1
    lower = type(picture)(picture.grid, picture.terrain, picture.terrain_names, picture.height_m - 1, picture.roads,
                          picture.places, picture.exits)
    assert baking.sheet_name(lower, DARK.ground) not in names
