"""Draw every screen and card of the game into picture files, at the sizes, scales and colours that are asked for.

    python -m tests.pictures FOLDER [--size 1280x720 ...] [--scale 100 150] [--theme light dark] [--only NAME ...]
                                    [--language fr]

One file a moment: `NAME SIZE SCALE THEME.png`. For looking at, one by one; what can be checked by machine is in
`tests/test_screens.py` and `tests/test_moments.py`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import pygame

from game.ui.input import Tick
from game.ui.lab.screen import LabScreen
from game.ui.library import GameLibrary
from game.ui.screen import Configure
from game.ui.screens.choose import ChooseScreen
from game.ui.screens.credits import CreditsScreen
from game.ui.screens.keys import KeysScreen
from game.ui.screens.learn import LearnScreen
from game.ui.screens.menu import MenuScreen
from game.ui.screens.options import OptionsScreen
from game.ui.screens.result import ResultScreen
from game.ui.screens.slots import LoadScreen
from game.ui.settings import Settings
from game.ui.table.ending import result_model
from game.ui.table.overlays import Curtain
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look
from tests.moments import at_the_table, clear, moments, until_all_can_be_shown
from tests.window_seat import Seat

SIZES = ("1280x720", "1920x1080", "3840x2160")


def main() -> None:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", nargs="+", default=SIZES)
    parser.add_argument("--scale", nargs="+", type=int, default=(100, 150))
    parser.add_argument("--theme", nargs="+", default=("light", "dark"))
    parser.add_argument("--only", nargs="+", default=())
    parser.add_argument("--turns", type=int, default=3, help="the turn of the siege that is shown, or the next one on "
                        "which somebody can be attacked")
    parser.add_argument("--language", default="en")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    pygame.display.init()
    looks = list(product(args.size, args.scale, args.theme))
    for name, seat in _shown(args.turns, args.only, args.language):
        for size, scale, theme in looks:
            seat.stack._apply(Configure(Settings(ui_scale=scale, theme=theme, reduce_motion=True,
                                                 language=args.language)))
            seat.stack.resize((int(size.split("x")[0]), int(size.split("x")[1])))
            pygame.image.save(_whole(seat), args.folder / f"{name.replace(' ', '_')} {size} {scale} {theme}.png")


def _whole(seat: Seat) -> pygame.Surface:
    """Return what the window shows when nothing is left to paint, on the ground as it is shipped."""
    picture = seat.picture()
    top = seat.stack.top
    tables = [screen for screen in seat.stack._screens if isinstance(screen, TableScreen)]  # under a dialogue too
    for view in top.maps if isinstance(top, LabScreen) else [table.map for table in tables]:
        view.board.finish(view.camera)
    for _frame in range(2000):
        paints = 0 < (seat.stack.wake_ms or 0) <= 40  # below a dialogue too
        if not (seat.stack.dirty or paints or (isinstance(top, TableScreen) and (top.map.lively or top.pace.pondering))
                or (isinstance(top, LabScreen) and any(board.lively for board in top.maps))
                or (isinstance(top, MenuScreen) and top.wake_ms)):
            break
        seat.stack.feed(Tick(40))
        picture = seat.picture()
    return picture


def _shown(turns: int, only: tuple[str, ...], language: str) -> Iterator[tuple[str, Seat]]:
    """Yield a seat at each moment, by name."""
    look = Look()
    seat = at_the_table(look, turns=turns)
    if not until_all_can_be_shown(seat):
        sys.exit(f"Neither on turn {turns} nor on those after it is there anybody to attack: name an earlier one.")
    if (shown := seat.table.play.state.turn) != turns:
        print(f"On turn {turns} there is nobody to attack; turn {shown} is shown.", file=sys.stderr)
    seat.stack._apply(Configure(Settings(language=language)))
    for name, step in moments(seat):
        if not only or name in only:
            clear(seat)
            step(seat)
            yield name, seat
    clear(seat)
    state, library = seat.table.play.state, GameLibrary(look)
    for name, screen in (
            ("start", library.menu()), ("choose", ChooseScreen(library)), ("load", LoadScreen(library)),
            ("learn", LearnScreen(library)), ("settings", OptionsScreen()), ("keys", KeysScreen()),
            ("credits", CreditsScreen()), ("curtain", Curtain("Opposition", 1, state.scenario.clock.start)),
            ("result", ResultScreen(result_model(state, "auto"), library.menu, lambda _action: None))):
        if not only or name in only:
            seat.stack.reset(screen)
            yield name, seat
    if not only or "lesson" in only:
        seat.stack.reset(seat.library.learn(library.lessons()[0]))
        yield "lesson", seat


if __name__ == "__main__":
    main()
