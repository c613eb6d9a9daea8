"""Time what a person waits for: loading the campaign in a fresh process, and a bare import of the libraries beside it.

    python -m benchmarks.start
"""

from __future__ import annotations

import statistics
import subprocess
import sys

LOAD = """
import time
before = time.perf_counter()
from game.content.loader import load
load("siege_of_wadi_deif")
print(time.perf_counter() - before)
"""
PEER = """
import time
before = time.perf_counter()
import pygame, numpy, pydantic, yaml
print(time.perf_counter() - before)
"""
FRAME = """
import time
before = time.perf_counter()
import os
os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
import sys, pygame
shown = pygame.display.flip
def first() -> None:
    shown()
    print(time.perf_counter() - before, flush=True)
    os._exit(0)
pygame.display.flip = first
pygame.display.update = lambda *area: first()
from game.cli import main
main(sys.argv[1:])
"""


def seconds(script: str, *words: str) -> float:
    """Return what a script measures of itself in a fresh process."""
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    """Print medians of seven runs, and their ratio to the bare import."""
    rows = (
        ("bare import of pygame-ce, numpy, pydantic, yaml", PEER, ()),
        ("load of the campaign, imports included", LOAD, ()),
        ("first frame of the menu", FRAME, ()),
        ("first frame of the campaign", FRAME, ("play", "siege_of_wadi_deif")),
    )
    peer = 0.0
    for name, script, words in rows:
        median = statistics.median(seconds(script, *words) for _ in range(7))
        peer = peer or median
        print(f"{name:<50} {median:5.2f} s, {median / peer:4.1f} of the bare import")


if __name__ == "__main__":
    main()
