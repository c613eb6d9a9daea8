"""How long a player waits for answers about supply: a base chosen, *Why?* asked, the lab opened, a road cut in it.

Run `python -m benchmarks.asking`; times are medians of ten in milliseconds, with the slowest, without drawing.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from functools import partial

HEXES = ("15.36", "15.37", "16.38", "16.40", "17.42", "18.45", "18.46", "19.48", "19.50", "20.52")
"""Hexes of the M5 that are cut one after another."""


def main() -> None:
    """Sit down at the siege as the army, ask ten times anew, and print what was measured."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    from game.ui.input import Key, Tick
    from game.ui.lab.screen import LabScreen
    from game.ui.library import GameLibrary
    from game.ui.screens.model import GameChoice
    from game.ui.settings import Settings
    from game.ui.stack import Stack
    from game.ui.table.inspector import Subject
    from game.ui.table.screen import TableScreen
    from game.ui.widgets.painter import Look

    look = Look()
    library = GameLibrary(look, background=False)
    table = library.begin(GameChoice("siege_of_wadi_deif", ("human", "drill"), True, 1))
    stack = Stack(table, look, (1920, 1080), Settings(reduce_motion=True), lambda _settings: "")
    assert isinstance(table, TableScreen)
    while not table.play.my_turn or table.desk.news:
        stack.feed(Key("enter") if table.desk.news else Tick(200))
    times: dict[str, list[float]] = {}

    def timed(what: str, do: Callable[[], object]) -> None:
        start = time.perf_counter()
        do()
        times.setdefault(what, []).append(1000 * (time.perf_counter() - start))

    for name in HEXES:
        table.play.view.known.memo.clear()
        table.desk.choose(Subject())
        timed("a base chosen", lambda: table.commands.act("base:wadi-deif"))
        timed("Why? asked", lambda: stack.feed(Key("y")))
        stack.feed(Key("escape"))
        timed("the lab opened", lambda: stack.feed(Key("w")))
        lab = stack.top
        assert isinstance(lab, LabScreen)
        timed("a road cut in the lab", partial(lab.hex_pressed, lab.bench.state.scenario.map.grid.parse(name), 1))
        stack.feed(Key("escape"))
    for what, row in times.items():
        print(f"{what}: {statistics.median(row):.0f} ms, at most {max(row):.0f} ms")


if __name__ == "__main__":
    main()
