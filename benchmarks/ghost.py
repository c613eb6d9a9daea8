"""Time the ghost of next turn's supply: from the pointer reaching another hex to the finished picture of the window.

    python -m benchmarks.ghost [--size 1920x1080] [--turns 6]

It is the time of the processor, so that other work on the machine counts little. Each own unit that can move is chosen
in turn and the pointer led over hexes in its reach, each for the first time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame

from game.rules.movement import reach
from game.session import HUMAN
from game.ui.input import Motion, Tick
from game.ui.screens.model import GameChoice
from game.ui.table.inspector import Subject
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look
from tests.window_seat import Seat

TARGETS = 12
"""So many hexes are pointed at with each unit."""


SETTLE = 60
TARGET_MS = 33


def pointed(seat: Seat, frame: pygame.Surface) -> list[tuple[float, bool]]:
    """Return the time in ms for each hex pointed at, and whether a ghost was drawn."""
    table, rows = seat.table, []
    known = table.play.view.known
    for unit in known.units:
        targets = sorted(reach(known, unit.id).costs) if unit.side == table.play.viewer else []
        if not targets:
            continue
        table.desk.choose(Subject(unit.hex, unit=unit.id))
        table.map.camera.centre_on(table.map.picture.centre(unit.hex))
        table.refresh()
        for _tick in range(SETTLE):  # until the ground in view is painted
            seat.stack.feed(Tick(50))
            seat.stack.draw(frame)
        for target in targets[::max(1, len(targets) // TARGETS)]:
            x, y, wide, high = table.map.box_of(target)
            before = time.thread_time()
            seat.stack.feed(Motion((x + wide // 2, y + high // 2)))
            seat.stack.draw(frame)
            rows.append((1000 * (time.thread_time() - before), bool(table.map.overlays.ghost)))
    return rows


def main() -> None:
    """Print the median, the 95th percentile and the worst time, for pictures with a ghost and for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--turns", type=int, default=6)
    asked = parser.parse_args()
    wide, high = (int(part) for part in asked.size.split("x"))
    pygame.display.init()
    for name, players in (("government", (HUMAN, "standard")), ("opposition", ("standard", HUMAN))):
        seat = Seat(Look(), choice=GameChoice("siege_of_wadi_deif", players, True, 7), size=(wide, high))
        frame = pygame.Surface((wide, high))
        rows: list[tuple[float, bool]] = []
        for _turn in range(asked.turns):
            if not seat.my_turn() or not isinstance(seat.stack.top, TableScreen):
                break
            rows += pointed(seat, frame)
            seat.end_turn()
        for what, times in (("with a ghost", [ms for ms, drawn in rows if drawn]), ("all", [ms for ms, _ in rows])):
            late, over = sorted(times)[int(0.95 * len(times))], sum(ms > TARGET_MS for ms in times)
            print(f"{name:<11} {what:<13} {len(times):>5} pictures: median {statistics.median(times):5.1f} ms,"
                  f" 95 in 100 within {late:5.1f} ms, worst {max(times):5.1f} ms, {over} over {TARGET_MS} ms")


if __name__ == "__main__":
    main()
