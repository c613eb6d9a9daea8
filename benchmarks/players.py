"""Who can play in a tournament: the levels, a random legal player, and the opponent of an earlier commit.

`random` orders what the rules allow, drawn evenly over kinds of order. `commit:ID` is `game/ai` as it was at a commit
of this repository, read with git and run against the rules as they are now; it plays at its `standard`.
"""

from __future__ import annotations

import importlib
import random
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from game.ai.levels import LEVELS, STANDARD, next_orders
from game.rules import engine
from game.rules.orders import EndPhase, Order
from game.rules.state import View
from game.session import Answer

ROOT = Path(__file__).resolve().parent.parent

RANDOM = "random"
_COMMIT = "commit:"
_RANDOM_CALLS = 40
"""Times in a phase that the random player orders one of its units, or its side, to do something."""


def think(view: View, player: str, memory: Any) -> Answer:
    """Return the next orders of a player, a mind for `Session.phase_by`; ValueError for a player unknown."""
    if player == RANDOM:
        return _at_random(view, memory)
    if player.startswith(_COMMIT):
        answer: Answer = _earlier(player[len(_COMMIT):])(view, STANDARD, memory)
        return answer
    return next_orders(view, player, memory)


def check(player: str) -> str:
    """Return the name of a player that exists; ValueError with a sentence for others."""
    if player == RANDOM or player in LEVELS:
        return player
    if player.startswith(_COMMIT):
        _earlier(player[len(_COMMIT):])
        return player
    raise ValueError(f"There is no player {player!r}; there are {', '.join(LEVELS)}, {RANDOM} and {_COMMIT}ID.")


def _at_random(view: View, memory: Any) -> Answer:
    """Order one thing: of a unit drawn evenly, or now and then of the side; after so many, end the phase."""
    count = memory[1] if isinstance(memory, list) and memory[0] == view.known.turn else 0
    own = [unit.id for unit in view.known.units if unit.side == view.side and unit.hex >= 0]
    dice = random.Random(f"{view.known.seed}:{view.side}:{view.known.turn}:{count}")
    found: list[Order] = []
    if count < _RANDOM_CALLS and own:
        found = engine.legal_orders(view, dice.choice(own) if dice.randrange(8) else None)
        found = [order for order in found if not isinstance(order, EndPhase)]
    if not found:
        found = [EndPhase()] if count >= _RANDOM_CALLS or not own else []
        if not found:
            return _at_random(view, [view.known.turn, count + 1])
    kind = dice.choice(sorted({type(order).__name__ for order in found}))
    order = dice.choice([order for order in found if type(order).__name__ == kind])
    return (order,), [view.known.turn, count + 1]


@lru_cache(maxsize=4)
def _earlier(commit: str) -> Any:
    """Return `next_orders` of the opponent of a commit, written out under a package name of its own."""
    name = f"ai_{commit}"
    folder = Path(tempfile.mkdtemp(prefix="earlier_")) / name
    folder.mkdir()
    listed = _git("ls-tree", "--name-only", commit, "game/ai/").split()
    for path in listed:
        text = _git("show", f"{commit}:{path}").replace("game.ai", name)
        (folder / Path(path).name).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder.parent))
    return importlib.import_module(f"{name}.levels").next_orders


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"git {' '.join(words)} failed: {done.stderr.strip()}")
    return done.stdout
