"""One game of a study: played to its end by the computer, and what is kept of it.

`play` is a plain function of plain arguments, so that it can run in this process, in a spawned one or on a cluster,
and gives the same there.
"""

from __future__ import annotations

import json
import sys
import zlib
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import game
from game.content.loader import from_resolved, resolved_of
from game.rules import victory
from game.rules.plain import canonical
from game.rules.scenario import Scenario
from game.rules.state import State
from game.rules.supply.stocks import NO_NEED, days
from game.session import Options, Session, play_out, seldom_collecting
from game.summary import summary

Run = dict[str, Any]
"""What is kept of a game: `variant`, `seed`, `figures` (as `simulate --json`, flat), `turns` (columns by turn)."""

Figures = dict[str, Any]
Columns = dict[str, list[Any]]

_DECIDING = ("hexes.py", "session.py", "summary.py", "rules", "ai", "study/games.py")
"""The files and folders of the program on which the rows of a study depend."""


def packed(scenario: Scenario) -> bytes:
    """Return a scenario as bytes that `play` takes, small enough to send over a network."""
    return zlib.compress(canonical(resolved_of(scenario)).encode("ascii"), 6)


def code_hash() -> str:
    """Return SHA-256 over the source of everything that decides a game: the same on machines with the same program."""
    folder = Path(game.__file__).parent
    digest = sha256()
    for part in _DECIDING:
        files = sorted((folder / part).rglob("*.py")) if (folder / part).is_dir() else [folder / part]
        for path in files:
            digest.update(path.relative_to(folder).as_posix().encode("utf-8"))
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that a study uses, where they are installed."""
    found = {"python": ".".join(str(part) for part in sys.version_info[:3])}
    for name in ("numpy", "pydantic", "PyYAML", "matplotlib", "Jinja2", "distributed", "pyarrow"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def play(variant: int, scenario: bytes, seed: int, players: tuple[str, str]) -> Run:
    """Play one game of a variant (`packed`) with the dice of a seed and return its row."""
    resolved, loaded = _unpacked(scenario)
    with seldom_collecting():  # until the game is let go of, so that nothing of it is left to look at
        figures, columns = _played(Session(resolved, seed, Options(loaded.fog, players), loaded))
    del figures["scenario"], figures["seed"]
    return {"variant": variant, "seed": seed, "figures": figures, "turns": columns}


def _played(session: Session) -> tuple[Figures, Columns]:
    """Play a game to its end and return its figures and what was noted at each dawn."""
    watch = _Watch(session.state)
    for state in play_out(session):
        watch.look(state)
    return {**flat(summary(session.state, session.seed)), **watch.held_days()}, watch.columns


@lru_cache(maxsize=4)
def _unpacked(scenario: bytes) -> tuple[dict[str, Any], Scenario]:
    """Return a packed scenario, as plain data and loaded: one for all its games, with the tables made of its ground."""
    resolved = json.loads(zlib.decompress(scenario))
    return resolved, from_resolved(resolved)


def flat(data: dict[str, Any], prefix: str = "") -> Figures:
    """Return nested figures as one table, keys joined by dots.

    >>> flat({"a": {"b": 1}, "c": 2})
    {'a.b': 1, 'c': 2}
    """
    rows: Figures = {}
    for key, value in data.items():
        if isinstance(value, dict):
            rows.update(flat(value, f"{prefix}{key}."))
        else:
            rows[prefix + key] = value
    return rows


class _Watch:
    """Notes at each dawn, and at the end, points, holders and stocks of bases, and what each route has brought."""

    def __init__(self, state: State) -> None:
        self.columns: Columns = {}
        self._turn = 0
        self._owners = {base.id: base.side for base in state.scenario.bases}
        self.look(state)

    def look(self, state: State) -> None:
        """Note a state, unless its turn is noted already and it is not the last."""
        over = state.outcome is not None
        if state.turn == self._turn and not over:
            return
        noted = len(self.columns.get("day", ()))
        self._turn = state.turn
        figures = self._figures(state, state.turn if over else state.turn - 1)
        for name in {**dict.fromkeys(self.columns), **figures}:
            self.columns.setdefault(name, [0] * noted).append(figures.get(name, 0))

    @staticmethod
    def _figures(state: State, turns_done: int) -> Figures:
        scenario = state.scenario
        sides = [each.id for each in scenario.sides]
        figures: Figures = {"day": turns_done * scenario.clock.days, "net": victory.net(state) / 1000}
        for base in state.bases:
            left = days(state, base.id)
            figures[f"held.{base.id}"] = sides[base.side]
            figures[f"food_days.{base.id}"] = None if left[0] == NO_NEED else left[0] / 10
            figures[f"food_kg.{base.id}"], figures[f"ammo_kg.{base.id}"] = base.stock[0], base.stock[1]
        for name, side, kg in state.routes:
            figures[f"route_kg.{sides[side]}.{name}"] = kg
        for name, tally in zip(sides, state.drops, strict=True):
            if tally.dropped:
                figures[f"route_kg.{name}.airdrop"] = tally.recovered
        return figures

    def held_days(self) -> Figures:
        """Return for each base how many days its first holder held it at night."""
        begun = {name: column[0] for name, column in self.columns.items() if name.startswith("held.")}
        ends = self.columns["day"]
        return {
            f"bases.{name.removeprefix('held.')}.days_held":
                sum(ends[place] - ends[place - 1] for place in range(1, len(ends))
                    if self.columns[name][place] == holder)
            for name, holder in begun.items()
        }
