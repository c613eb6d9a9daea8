"""Time what a person waits for: loading the campaign in a fresh process, and a bare import of the libraries beside it.

    python -m benchmarks.start

Shipped scenarios are kept in a cache; rows say whether it was empty. Wall-clock time, and CPU time for a busy machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CLOCKS = """
import time
before = time.perf_counter(), time.process_time()
def told() -> None:
    print(time.perf_counter() - before[0], time.process_time() - before[1], flush=True)
"""
PEER = CLOCKS + """
import pygame, numpy, pydantic, yaml
told()
"""
LOAD = CLOCKS + """
from game.content.loader import load
load("siege_of_wadi_deif")
told()
"""
OPEN = CLOCKS + """
from game.content.loader import opened
opened("siege_of_wadi_deif")
told()
"""
FRAME = CLOCKS + """
import os
os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
import sys, pygame
shown = pygame.display.flip
def first() -> None:
    shown()
    told()
    os._exit(0)
pygame.display.flip = first
pygame.display.update = lambda *area: first()
from game.cli import main
main(sys.argv[1:])
"""


def seconds(script: str, home: str, *words: str) -> tuple[float, float]:
    """Return what a script measures of itself in a fresh process, on the clock and of the processor."""
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True,
                          env={**os.environ, "LIFELINE_HOME": home})
    wall, cpu = done.stdout.split()[-2:]
    return float(wall), float(cpu)


def main() -> None:
    """Print medians of seven runs, and their ratio to the bare import."""
    rows = (
        ("bare import of pygame-ce, numpy, pydantic, yaml", PEER, False, ()),
        ("campaign read, checked and built, imports included", LOAD, True, ()),
        ("the same as it was kept", OPEN, False, ()),
        ("first frame of the menu", FRAME, False, ()),
        ("first frame of the campaign", FRAME, False, ("play", "siege_of_wadi_deif")),
        ("the same at the very first start", FRAME, True, ("play", "siege_of_wadi_deif")),
    )
    peer = 0.0
    with tempfile.TemporaryDirectory() as folder:
        seconds(OPEN, folder)
        for number, (name, script, fresh, words) in enumerate(rows):
            homes = [str(Path(folder) / f"{number} {run}") if fresh else folder for run in range(7)]
            runs = [seconds(script, home, *words) for home in homes]
            wall, cpu = (statistics.median(row) for row in zip(*runs, strict=True))
            peer = peer or cpu
            print(f"{name:<52} {wall:5.2f} s, CPU {cpu:5.2f} s, {cpu / peer:4.1f} of the bare import")


if __name__ == "__main__":
    main()
