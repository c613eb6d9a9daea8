"""Time frames of the table and of a large map at 1920x1080 while a person pans and zooms, against a full-screen blit.

    python -m benchmarks.frames [--seconds 8]

One overlay (flow) is on. A frame is everything between an event and the picture: answering it, drawing, flipping. The
sheets are complete, as they are after the first seconds. The blit of a full screen is timed between the frames. Times
are the processor's, which other work on the machine does not lengthen much.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import numpy as np
import pygame

from game.content.loader import resolve
from game.hexes import Grid
from game.play import Play
from game.session import Session
from game.ui.art.counters import CounterLook
from game.ui.board import Board, BoardState, Camera, MapPicture, Overlays
from game.ui.board.model import FlowLink, Piece, Place, Road
from game.ui.input import Drag, Key, Press, Tick, Wheel
from game.ui.library import GameLibrary
from game.ui.settings import Settings
from game.ui.stack import Stack
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look

SIZE = (1920, 1080)
FRAME_MS = 16
MOST_MS = 12.0
TIMES_A_BLIT = 4.0


def main() -> None:
    """Print for each map and way of moving: median in blits, 99th percentile, worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="of play, for each map and way of moving")
    parser.add_argument("--wall", action="store_true", help="the clock on the wall instead of the processor's time")
    args = parser.parse_args()
    clock = time.perf_counter if args.wall else time.process_time
    pygame.display.init()
    window = pygame.display.set_mode(SIZE)
    count = round(args.seconds * 1000 / FRAME_MS)
    for name, make in (("siege", siege), ("256 x 256", large_map)):
        ways = make(window)
        gc.collect()
        gc.freeze()  # as the window does after the first picture of a screen
        for way, step in ways:
            report(f"{name}, {way}", *timed(step, count, window, clock))


def timed(
    step: Callable[[int], None], count: int, window: pygame.Surface, clock: Callable[[], float]
) -> tuple[list[float], float]:
    """Return the ms of every frame, and the median ms of a full-screen blit measured between them."""
    picture = pygame.Surface(SIZE, depth=32)
    blits, frames = [], []
    for i in range(count):
        before = clock()
        step(i)
        pygame.display.flip()
        frames.append(1000 * (clock() - before))
        if i % 8 == 0:
            before = clock()
            window.blit(picture, (0, 0))
            blits.append(1000 * (clock() - before))
    return frames, statistics.median(blits)


def report(name: str, frames: list[float], blit: float) -> None:
    """Print one row."""
    median, late = statistics.median(frames), float(np.percentile(frames, 99))
    print(f"{name:<22} median {median:5.2f} ms = {median / blit:4.1f} blits of {blit:4.2f} ms "
          f"(at most {TIMES_A_BLIT:.0f})   99 % {late:5.1f} ms (at most {MOST_MS:.0f})   worst {max(frames):5.1f} ms",
          flush=True)


def pans() -> Iterator[tuple[int, int]]:
    """Yield how far each frame drags the map: round in wide circles, so that new ground keeps coming."""
    for i in range(10**9):
        yield round(14 * math.cos(i / 40)), round(14 * math.sin(i / 55))


def zooms() -> Iterator[int]:
    """Yield a step of the wheel every quarter of a second, nearer and farther by turns, else 0."""
    for i in range(10**9):
        yield (1 if i // 15 % 12 < 6 else -1) if i % 15 == 0 else 0


Ways = list[tuple[str, Callable[[int], None]]]


def siege(window: pygame.Surface) -> Ways:
    """Return what draws a frame of the table of the siege, panels and all, for each way of moving."""
    session = Session(resolve("siege_of_wadi_deif"), 1)
    table = TableScreen(Play(session), GameLibrary(Look()), "")
    stack = Stack(table, Look(), SIZE, Settings(), lambda _settings: "")
    while not table.map.board.sheet.done:
        table.map.board.sheet.gather()
        time.sleep(0.02)
    settle(lambda: stack.feed(Tick(FRAME_MS)), lambda: stack.draw(window), lambda: table.map.board.busy)
    spot = (72 + table.map.camera.width // 2, 56 + table.map.camera.height // 2)
    way, steps = pans(), zooms()
    while table.desk.modal:
        stack.feed(Key("enter"))
    stack.feed(Press(spot, 1))

    def pan(_i: int) -> None:
        stack.feed(Drag(spot, spot, next(way)))
        stack.feed(Tick(FRAME_MS))
        stack.draw(window)

    def zoom(_i: int) -> None:
        turn = next(steps)
        if turn:
            stack.feed(Wheel(spot, turn))
        stack.feed(Tick(FRAME_MS))
        stack.draw(window)

    def rest(_i: int) -> None:
        stack.feed(Tick(FRAME_MS))
        stack.draw(window)

    return [("at rest", rest), ("panning", pan), ("zooming", zoom)]


def settle(*steps: Callable[[], object]) -> None:
    """Repeat all steps until the last says no."""
    while [step() for step in steps][-1]:
        pass


def large_map(window: pygame.Surface) -> Ways:
    """Return what draws a frame of a board of 256 x 256 hexes, for each way of moving."""
    picture, state, overlays = generated()
    look = Look()
    board = Board(picture, look.theme, look.fonts)
    while not board.sheet.done:
        board.sheet.gather()
        time.sleep(0.05)
    camera = Camera(picture.extent_km, *SIZE)
    clock = iter(range(FRAME_MS, 10**9, FRAME_MS))
    settle(lambda: board.draw(window, camera, state, overlays, next(clock)), lambda: board.busy)
    way, steps = pans(), zooms()

    def pan(_i: int) -> None:
        camera.pan_by(*next(way))
        board.draw(window, camera, state, overlays, next(clock))

    def zoom(_i: int) -> None:
        turn = next(steps)
        if turn:
            camera.zoom_by(turn, (900, 500))
        board.draw(window, camera, state, overlays, next(clock))

    def rest(_i: int) -> None:
        board.draw(window, camera, state, overlays, next(clock))

    return [("at rest", rest), ("panning", pan), ("zooming", zoom)]


def generated() -> tuple[MapPicture, BoardState, Overlays]:
    """Return a map of 256 x 256 hexes with roads, 900 places, 600 counters, fronts and flows along a motorway."""
    grid = Grid(256, 256)
    rng = np.random.default_rng(1)
    names = ("plain", "groves", "rough", "hills", "town", "village", "steppe")
    across, down = np.meshgrid(np.arange(256), np.arange(256))
    height = (420 + 120 * np.sin(across / 23) * np.cos(down / 31) + 40 * np.sin(across / 7 + down / 9)).astype(np.int16)
    terrain = np.digitize(height, (320, 400, 480, 540)).astype(np.uint8)
    ways = [("motorway", grid.hex_id(col, 255), grid.hex_id(col, 0)) for col in (60, 190)]
    ways += [("secondary", grid.hex_id(0, row), grid.hex_id(255, row)) for row in range(8, 256, 12)]
    roads = [Road(kind, tuple(grid.line(start, end)), "M5" if kind == "motorway" else "") for kind, start, end in ways]
    places = tuple(Place(f"Place {i}", int(h), "village" if i % 9 else "town", 900 + 40 * (i % 200), label=2 + i % 3)
                   for i, h in enumerate(rng.choice(grid.size, 900, replace=False)))
    picture = MapPicture(grid, terrain.tobytes(), names, height.ravel(), tuple(roads), places)
    control = np.where(across + 20 * np.sin(down / 9) < 126, 1, np.where(across > 132 + 20 * np.sin(down / 9), 2, 0))
    pieces = tuple(Piece(str(i), int(h), CounterLook(i % 2, ("infantry", "armour", "trucks")[i % 3], "I", 8 - i % 8,
                                                     (float(i % 11), float(i % 7), float(i % 5))))
                   for i, h in enumerate(rng.choice(grid.size, 600, replace=False)))
    flows = tuple(FlowLink(a, b, 15.0, 40.0) for road in roads[:6] for a, b in pairwise(road.hexes))
    return picture, BoardState(control.astype(np.uint8).tobytes(), pieces), Overlays(flows=flows)


if __name__ == "__main__":
    main()
