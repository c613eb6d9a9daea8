"""A monkey at the window: random keys, clicks, drags, wheels and sizes in every screen; nothing breaks.

The state of a game changes only where an order, an undo or a redo is written in its records.
"""

from __future__ import annotations

from random import Random

import pytest
from pygame import Surface

from game.savefile import Record
from game.ui.input import Click, Close, Drag, Event, Key, Motion, Press, Text, Tick, Wheel
from game.ui.library import GameLibrary
from game.ui.settings import Settings
from game.ui.stack import Stack
from game.ui.widgets.painter import Look

LOOK = Look()
SIZES = ((1280, 720), (1366, 768), (1600, 900), (1920, 1080), (1280, 1024))
NAMES = (*"abcdefghijklmnopqrstuvwxyz0123456789", "enter", "escape", "tab", "space", "left", "right", "up", "down",
         "home", "end", "page_up", "page_down", "delete", "backspace", "plus", "minus", "f1", "f5")
DRAW_EVERY = 40


class Monkey:
    """Feeds random events to a stack of screens; begins again from the menu where it has quit."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.library = GameLibrary(LOOK, background=False)
        self.kept = Settings(reduce_motion=True)
        self.seen: set[str] = set()
        self.orders = 0
        self.stack = self._fresh()
        self._before: tuple[object, int] = (None, 0)

    def _fresh(self) -> Stack:
        size = self.dice.choice(SIZES)
        return Stack(self.library.menu(), LOOK, size, self.kept, self._keep)

    def _keep(self, settings: Settings) -> str:
        self.kept = settings
        return ""

    def run(self, events: int) -> None:
        frame = Surface(self.stack.size)
        for number in range(events):
            if self.stack.over:
                self.stack = self._fresh()
            if self.dice.random() < 0.002:
                self.stack.resize(self.dice.choice(SIZES))
            for event in self._some_event():
                self._feed(event)
            if number % DRAW_EVERY == 0 and not self.stack.over:
                if frame.get_size() != self.stack.size:
                    frame = Surface(self.stack.size)
                self.stack.draw(frame)
        if self.library.current is not None:
            self.library.current.session.close()

    def _feed(self, event: Event) -> None:
        """Give one event, and hold the state against the records of the game at the table."""
        if self.stack.over:
            return
        game = self.library.current.session if self.library.current is not None else None
        state, length = (game.state, len(game.records)) if game is not None else (None, 0)
        self.seen.add(type(self.stack.top).__name__)
        self.stack.feed(event)
        now = self.library.current.session if self.library.current is not None else None
        if game is None or now is not game:
            return
        written = [row["type"] for row in list(game.records)[length:] if _is_deed(row)]
        self.orders += len(written)
        if game.state is not state:
            assert written, f"{event} changed the state without an order"

    def _some_event(self) -> tuple[Event, ...]:
        dice = self.dice
        wide, high = self.stack.size
        pos = (dice.randrange(wide), dice.randrange(high))
        kind = dice.random()
        if kind < 0.36:
            mods = frozenset(mod for mod in ("ctrl", "alt", "shift") if dice.random() < 0.07)
            name = dice.choice(NAMES)
            typed = (Text(name),) if len(name) == 1 and self.stack.typing else ()
            return (Key(name, mods), *typed)
        if kind < 0.72:
            button = 3 if dice.random() < 0.2 else 1
            return Motion(pos), Press(pos, button), Click(pos, button, dice.random() < 0.1)
        if kind < 0.80:
            to = (dice.randrange(wide), dice.randrange(high))
            delta = (to[0] - pos[0], to[1] - pos[1])
            return Press(pos), Drag(pos, to, delta), Drag(pos, to, (0, 0), done=True), Motion(to)
        if kind < 0.86:
            return (Wheel(pos, dice.choice((-1.0, 1.0))),)
        if kind < 0.92:
            return (Motion(pos if dice.random() < 0.9 else None),)
        return (Close(),) if kind > 0.9999 else (Tick(dice.choice((16, 33, 500))),)


def _is_deed(record: Record) -> bool:
    return record.get("type") in ("order", "undo", "redo")


def test_a_monkey_breaks_nothing() -> None:
    seen: set[str] = set()
    for seed in (1, 2):
        monkey = Monkey(seed)
        monkey.run(500)
        seen |= monkey.seen
    assert {"MenuScreen", "ChooseScreen", "TableScreen"} <= seen


@pytest.mark.slow
def test_a_hundred_thousand_events_break_nothing() -> None:
    seen: set[str] = set()
    orders = 0
    for seed in range(100, 110):
        monkey = Monkey(seed)
        monkey.run(10_000)
        seen |= monkey.seen
        orders += monkey.orders
    assert {"MenuScreen", "ChooseScreen", "TableScreen", "OptionsScreen", "LoadScreen", "SaveScreen", "GameMenu",
            "CreditsScreen", "HelpScreen", "FindScreen"} <= seen
    assert orders > 100, "the monkey plays, too"
