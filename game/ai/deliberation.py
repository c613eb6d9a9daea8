"""Several plans weighed by playing each on: what the highest level does before it moves.

A plan is the usual one with a stress: some tasks count for more or are left out. Each is played on by the rules from
what the side knows, with the usual answers of both sides, and the best is kept. How many are tried is counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from game.ai import conduct
from game.ai.analysis import ANYWHERE
from game.ai.conduct import Stress
from game.ai.foresight import imagined, play_on, standing
from game.ai.levels import LEVEL, STANDARD, Level
from game.ai.planner import Thoughts
from game.ai.tactics import ATTACKS
from game.rules.orders import Order
from game.rules.state import State, View


@dataclass(frozen=True, slots=True)
class Weighed:
    """A plan that was played on: how much better than the usual one it came out, in thousandths, and its stress."""

    gain: int
    stress: Stress


PHASES = 4
"""Phases that a plan is played on: one's own, the answer, and both again."""

_LEFT_OUT, _TAKEN_UP, _PRESSED = 3, 3, 2
"""Tasks of the usual plan that are left out in turn, rejected ones that are taken up, attacks that are pressed."""

_FINALISTS, _MORE_DICE = 3, (2, 3)
MARGIN = 600
"""How much better than the usual plan and that of the turn before another must come out, in thousandths of a point."""

_POSTS = ("bar", "ring", "interdict")
"""Kinds of task of which a plan can leave out all: they bind many for long."""

_TOLD = 4
"""Plans that are remembered, to be told."""

_UP, _BOLD, _CAREFUL = 3000, 2000, 400


def turn_orders(view: View, level: Level, memory: conduct.Memory) -> tuple[tuple[Order, ...], conduct.Memory]:
    """Return the next batch of orders of a phase; its first call weighs plans."""
    return conduct.turn_orders(view, level, prepared(view, level, memory))


def prepared(view: View, level: Level, memory: conduct.Memory) -> conduct.Memory:
    """Return the memory with the plans weighed for this turn and the stress of the best, worked out once a turn."""
    if not level.foresees or memory.get("weighed") == view.known.turn:
        return memory
    found = _known_choice(view, level, memory)
    plans = [[row.gain, [list(part) for part in row.stress]] for row in found[:_TOLD]]
    return {**memory, "weighed": view.known.turn, "plans": plans, "stress": plans[0][1]}


def weighed(memory: conduct.Memory) -> tuple[Weighed, ...]:
    """Return the plans weighed for the turn of a memory, the chosen one first; none where none were."""
    return tuple(Weighed(int(gain), _read(rows)) for gain, rows in memory.get("plans", []))


def _read(rows: Iterable[tuple[str, int, int]]) -> Stress:
    return tuple((str(kind), int(hex_id), int(share)) for kind, hex_id, share in rows)


def _known_choice(view: View, level: Level, memory: conduct.Memory) -> tuple[Weighed, ...]:
    """Return the plans weighed, kept with the view: who asks later why one was chosen need not wait again."""
    kept, key = view.known.memo, (f"{__name__}.chosen", (level, json.dumps(memory, sort_keys=True)))
    if key not in kept:
        kept[key] = _choice(view, level, memory)
    return kept[key]  # type: ignore[return-value]


def _choice(view: View, level: Level, memory: conduct.Memory) -> tuple[Weighed, ...]:
    """Return the plans that were played on with all dice, the chosen one first, then the best others."""
    before, trial = _read(memory.get("stress", [])), _Trial(view, memory, {})
    candidates = _candidates(view, level, memory, before)
    if len(candidates) == 1:
        return (Weighed(0, candidates[0]),)
    ranked = sorted(candidates, key=lambda row: -trial.worth(row, 1))
    finalists = tuple(dict.fromkeys((before, (), *ranked[:_FINALISTS])))
    gains = {row: [trial.worth(row, dice) - trial.worth((), dice) for dice in (1, *_MORE_DICE)] for row in finalists}
    means = {row: sum(gains[row]) // len(gains[row]) for row in finalists}
    sure = [row for row in finalists if min(gains[row]) >= 0 and means[row] >= (MARGIN if row else 0)]
    best = max(sure, key=lambda row: (means[row] + MARGIN * (row == before), row == ()))
    order = sorted(finalists, key=lambda row: (row != best, -means[row]))
    return tuple(Weighed(means[row], row) for row in order)


@dataclass(frozen=True)
class _Trial:
    """Plans played on from one view, each with one throw of dice at a time; what came out is kept."""

    view: View
    memory: conduct.Memory
    known: dict[tuple[Stress, int], int]

    def worth(self, stress: Stress, dice: int) -> int:
        """Return what the situation is worth after a plan has been played on."""
        if (stress, dice) not in self.known:
            self.known[stress, dice] = self._worth(stress, imagined(self.view, dice))
        return self.known[stress, dice]

    def _worth(self, stress: Stress, begun: State) -> int:
        side = self.view.side
        mine = {**self.memory, "stress": [list(row) for row in stress]}
        usual = partial(_usual, LEVEL[STANDARD])
        memories: tuple[Any, Any] = (mine, {}) if side == 0 else ({}, mine)
        return standing(play_on(begun, PHASES, (usual, usual), memories), side)


def _usual(level: Level, view: View, memory: conduct.Memory) -> tuple[tuple[Order, ...], conduct.Memory]:
    return conduct.turn_orders(view, level, memory)


def _candidates(view: View, level: Level, memory: conduct.Memory, kept: Stress) -> tuple[Stress, ...]:
    """Return the stresses to try: none, what there was, and changes of it by one step that lead to another plan."""
    _look, _plan, thoughts, _orders = conduct.as_things_stand(view, level, memory)
    chosen, rejected = _weighed(thoughts)
    changes: list[Stress] = [()]
    changes += [((kind, hex_id, 0),) for kind, hex_id in chosen[:_LEFT_OUT]]
    changes += [((kind, hex_id, _UP),) for kind, hex_id in rejected[:_TAKEN_UP]]
    changes += [((kind, hex_id, _BOLD),) for kind, hex_id in [row for row in chosen if row[0] in ATTACKS][:_PRESSED]]
    changes += [tuple((kind, ANYWHERE, pm) for kind in ATTACKS) for pm in (_BOLD, _CAREFUL)]
    changes += [((kind, ANYWHERE, 0),) for kind in _POSTS if any(row[0] == kind for row in chosen)]
    rows = [(), kept, *(_with(kept, change) for change in changes)]
    return tuple({conduct.plan_of(view, level, memory, row): row for row in reversed(rows)}.values())[::-1]


def _with(kept: Stress, change: Stress) -> Stress:
    names = {(kind, hex_id) for kind, hex_id, _pm in change}
    return (*(row for row in kept if row[:2] not in names), *change)[-4:]


def _weighed(thoughts: Thoughts) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return the tasks that units were given and those they were not, each by what was weighed for them, best first."""
    given: dict[tuple[str, int], int] = {}
    others: dict[tuple[str, int], int] = {}
    for options in thoughts.values():
        for place, option in enumerate(options):
            rows = others if place else given
            rows[option.kind, option.hex] = rows.get((option.kind, option.hex), 0) + option.score
    chosen = sorted(given, key=lambda key: (-given[key], key))
    return chosen, sorted((key for key in others if key not in given), key=lambda key: (-others[key], key))
