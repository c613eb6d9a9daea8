"""The ground at near zooms: it looks like the sheet, only sharper, and is painted while the map lies still."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pygame
import pytest

from game.ui.art.fonts import Fonts
from game.ui.art.theme import Theme
from game.ui.board import Board, Overlays
from game.ui.board import closeup as closeups
from game.ui.board.closeup import CloseUp
from game.ui.board.ground import GroundPainter
from game.ui.board.relief import carved_relief, plain_relief
from tests.test_board import look_at, small_map, some_state

PATIENCE_S = 60


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    pygame.display.init()
    return Fonts()


@pytest.fixture(scope="module")
def painter() -> GroundPainter:
    picture = small_map()
    return GroundPainter(picture, carved_relief(plain_relief(picture)), Theme().ground, 48)


def pixels(surface: pygame.Surface) -> np.ndarray:
    return pygame.surfarray.array3d(surface).astype(int)


def until(done: Callable[[], bool]) -> None:
    """Wait for the thread, long enough for any machine."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.parametrize("times", [2, 3])
def test_close_up_the_ground_is_that_of_the_sheet(painter: GroundPainter, times: int) -> None:
    area = pygame.Rect(96, 96, 192, 192)
    near = painter.at(48 * times).paint(pygame.Rect(*(times * side for side in area)))
    sheet = painter.paint(area)
    assert np.abs(pixels(pygame.transform.smoothscale(near, area.size)) - pixels(sheet)).mean() < 4
    blurred = pygame.transform.smoothscale(sheet, near.get_size())
    assert np.abs(np.diff(pixels(near), axis=0)).max() > 1.3 * np.abs(np.diff(pixels(blurred), axis=0)).max()


@pytest.mark.parametrize("ppk", [60, 72, 96, 144])
def test_neighbouring_squares_fit_without_a_seam(painter: GroundPainter, ppk: int) -> None:
    wide = painter.at(ppk).paint(pygame.Rect(64, 128, 384, 192))
    halves = [painter.at(ppk).paint(pygame.Rect(left, 128, 192, 192)) for left in (64, 256)]
    both = pixels(wide)
    away = np.abs(both[192 - 16:192 + 16] - np.concatenate([pixels(halves[0])[-16:], pixels(halves[1])[:16]]))
    assert away.mean() < 0.5


def test_at_the_sheets_own_zoom_nothing_is_different(painter: GroundPainter) -> None:
    area = pygame.Rect(0, 0, 96, 96)
    assert np.array_equal(pixels(painter.at(96).at(48).paint(area)), pixels(painter.paint(area)))


@pytest.mark.parametrize(("size", "centre"), [((420, 300), (5.0, 5.5)), ((420, 300), (-9.0, -9.0)),
                                              ((420, 300), (99.0, 99.0)), ((1300, 1300), (5.0, 5.5))])
def test_the_ground_grows_sharp_where_the_map_lies_still(
    fonts: Fonts, size: tuple[int, int], centre: tuple[float, float]
) -> None:
    board, state = Board(small_map(), Theme(), fonts), some_state()
    board.sharpens = True
    surface, camera = look_at(board, *size)
    camera.zoom_by(99)
    camera.centre_on(centre)
    until(lambda: board.sheet.gather() and board.sheet.complete)
    now = 1000

    def frame() -> bool:
        nonlocal now
        now += 16
        board.draw(surface, camera, state, Overlays(), now)
        return not board.busy

    frame()
    for _moved in range(30):
        camera.pan_by(1, 1)
        frame()
        assert not board.sheet.sharpening, "nothing while it moves"
    assert board.busy
    blurred = pixels(surface)
    until(frame)
    sharp = pixels(surface)
    assert 0.2 < np.abs(sharp - blurred).mean() < 12
    board.close()


def test_at_usual_zooms_no_thread_paints(fonts: Fonts) -> None:
    board = Board(small_map(), Theme(), fonts, bake=False)
    board.sharpens = True
    surface, camera = look_at(board)
    for now in range(1000, 3000, 50):
        board.draw(surface, camera, some_state(), Overlays(), now)
    assert not board.busy
    assert board.sheet.grade(pygame.Rect(0, 0, 192, 192), camera.ppk) == 0


def test_only_what_was_seen_last_is_kept(painter: GroundPainter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closeups, "_MOST_PX", 3 * 64 * 64)
    close = CloseUp(lambda: painter, small_map())
    areas = [pygame.Rect(64 * i, 64, 64, 64) for i in range(4)]
    for area in areas:
        close.want([area], 96)
        until(lambda: close.gather() and not close.busy)
        assert close.picture(areas[0], 96) is not None, "asked for each time, it stays"
    assert [close.picture(area, 96) is not None for area in areas] == [True, False, True, True]
    assert close.picture(areas[0], 144) is None
    close.want(areas, 144)
    close.want([], 144)
    assert not close.busy
    close.close()
    close.want(areas, 60)
    assert not close.busy, "nothing is awaited from who has stopped"
