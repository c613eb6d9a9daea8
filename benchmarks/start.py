"""Time what a person waits for: the first frame and loading the campaign, in fresh processes, beside bare scripts.

    python -m benchmarks.start

Shipped scenarios are kept in a cache; rows say where nothing was there yet. Modules are compiled, as set-up does it.
Wall-clock time, and CPU time for a busy machine.
"""

from __future__ import annotations

import os
import shutil
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
WINDOW = CLOCKS + """
import os
os.environ["SDL_VIDEODRIVER"] = "dummy"
import pygame, numpy
pygame.display.init()
pygame.display.set_mode((1280, 720))
pygame.display.flip()
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
pygame.display.get_desktop_sizes = lambda: [(1440, 900)]  # a screen on which a first window is 1280x720
from game.cli import main
main(sys.argv[1:])
"""


ROOT = Path(__file__).resolve().parent.parent


def seconds(script: str, home: str, program: Path, *words: str) -> tuple[float, float]:
    """Return what a script measures of itself in a fresh process, on the clock and of the processor."""
    settings = {**os.environ, "LIFELINE_HOME": home}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True,
                          env=settings, cwd=program)
    wall, cpu = done.stdout.split()[-2:]
    return float(wall), float(cpu)


def copied(folder: Path) -> Path:
    """Return a copy of the program as set-up leaves it: compiled, and never started."""
    shutil.copytree(ROOT / "game", folder / "game", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("assets", "scenarios"):
        (folder / name).symlink_to(ROOT / name)
    subprocess.run([sys.executable, "-m", "compileall", "-qq", str(folder / "game")], check=True)
    return folder


def main() -> None:
    """Print medians of seven runs, and their ratios to the bare window and the bare import."""
    campaign = ("play", "siege_of_wadi_deif")
    rows = (
        ("bare window: pygame-ce, numpy, 1280x720", WINDOW, False, ()),
        ("bare import of pygame-ce, numpy, pydantic, yaml", PEER, False, ()),
        ("campaign read, checked and built, imports included", LOAD, False, ()),
        ("the same as it was kept", OPEN, False, ()),
        ("first frame of the menu", FRAME, False, ()),
        ("the same at the very first start", FRAME, True, ()),
        ("first frame of the campaign", FRAME, False, campaign),
        ("the same at the very first start", FRAME, True, campaign),
    )
    peers: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        used = copied(Path(folder) / "used")
        for script, words in ((LOAD, ()), (OPEN, ()), (FRAME, ()), (FRAME, campaign)):
            seconds(script, folder, used, *words)
        for number, (name, script, first, words) in enumerate(rows):
            runs = []
            for run in range(7):
                home = Path(folder) / f"{number} {run}"
                runs.append(seconds(script, str(home / "home"), copied(home), *words) if first
                            else seconds(script, folder, used, *words))
            wall, cpu = (statistics.median(row) for row in zip(*runs, strict=True))
            peers.append(cpu)
            print(f"{name:<52} {wall:5.2f} s, CPU {cpu:5.2f} s, {cpu / peers[0]:4.1f} of the bare window,"
                  f" {cpu / peers[min(1, number)]:4.1f} of the bare import", flush=True)


if __name__ == "__main__":
    main()
