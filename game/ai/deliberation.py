"""Several plans weighed by playing each on: what the highest level does before it moves.

A plan is the usual one with a stress: some tasks count for more or are left out. Each is played on by the rules from
what the side knows, with the usual answers of both sides, and the best is kept. How many are tried is counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from game.ai import conduct
from game.ai.analysis import ANYWHERE
from game.ai.conduct import Stress
from game.ai.foresight import imagined, met_so_far, play_on, standing
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


PHASES, FAR_PHASES = 2, 8
"""Phases that every plan is played on, one's own and the answer; and those that the best of them are."""

_LEFT_OUT, _TAKEN_UP = 1, 2
"""Tasks of the usual plan that are left out in turn, and rejected ones that are taken up.

A place that is held is not left: some turns ahead do not show what an empty base costs.
"""

_FINALISTS, _DICE, _WORK = 1, 2, 40
"""Of how many plans more is tried, beside the usual one and that of the turn before; the throws of dice that one must
stand; and the phases that all of that may take."""

MARGIN = 4000
"""How much better than the usual plan and that of the turn before another must come out, in thousandths of a point."""

_POSTS = ("bar", "ring", "interdict")
"""Kinds of task of which a plan can leave out all: they bind many for long."""

_TOLD = 4
"""Plans that are remembered, to be told."""

_UP, _BOLD = 3000, 2000


def turn_orders(view: View, level: Level, memory: conduct.Memory) -> tuple[tuple[Order, ...], conduct.Memory]:
    """Return the next batch of orders of a phase; its first call weighs plans."""
    return conduct.turn_orders(view, level, prepared(view, level, memory))


def prepared(view: View, level: Level, memory: conduct.Memory) -> conduct.Memory:
    """Return the memory with the plans weighed for this turn and the stress of the best, worked out once a turn."""
    if not level.foresees or memory.get("weighed") == view.known.turn:
        return memory
    memory = {**memory, "met": met_so_far(view, memory.get("met", {}))}
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
    """Return the plans that were played on far, the chosen one first, then the others that were not worse at once."""
    before, trial = _read(memory.get("stress", [])), _Trial(view, level, memory, {})
    candidates = _candidates(view, level, memory, before)
    if len(candidates) == 1:
        return (Weighed(0, candidates[0]),)
    ranked = sorted(candidates, key=lambda row: -trial.worth(row, 1, PHASES))
    gains = _gains(trial, [row for row in dict.fromkeys((before, *ranked[:_FINALISTS])) if row])
    means = _means(gains)
    best = _followed(gains, before)
    order = sorted(means, key=lambda row: (row != best, -means[row]))
    return tuple(Weighed(means[row], row) for row in order)


def _means(gains: Mapping[Stress, list[int]]) -> dict[Stress, int]:
    return {(): 0} | {row: sum(found) // len(found) for row, found in gains.items() if found}


def _followed(gains: Mapping[Stress, list[int]], before: Stress) -> Stress:
    """Return the plan to follow: the best of those that stood every throw of dice by the margin, else the usual one.

    The plan of the turn before is left only for one that is better than it by the margin as well.
    """
    means = _means(gains)
    sure = [row for row, found in gains.items()
            if len(found) == _DICE and min(found) >= 0 and means[row] >= MARGIN]
    return max([(), *sure], key=lambda row: (means[row] + MARGIN * (row == before), row == ()))


def _gains(trial: _Trial, rows: list[Stress]) -> dict[Stress, list[int]]:
    """Return by how much plans came out better than the usual one, for each throw of dice for which they were tried.

    A plan that came out worse once is not tried again, nor are more than the work left allows, the best first.
    """
    gains: dict[Stress, list[int]] = {row: [] for row in rows}
    spent = 0
    for dice in range(1, _DICE + 1):
        hopeful = sorted([row for row in rows if min(gains[row], default=0) >= 0], key=lambda row: -sum(gains[row]))
        tried = hopeful[:max(0, (_WORK - spent) // FAR_PHASES - 1)]
        for row in tried:
            gains[row].append(trial.worth(row, dice, FAR_PHASES) - trial.worth((), dice, FAR_PHASES))
        spent += FAR_PHASES * (len(tried) + 1)
    return gains


@dataclass
class _Played:
    """How far a plan has been played on with one throw of dice."""

    state: State
    memory: list[Any]
    phases: int = 0


@dataclass(frozen=True)
class _Trial:
    """Plans played on from one view, each with one throw of dice at a time; those played on further go on."""

    view: View
    level: Level
    memory: conduct.Memory
    known: dict[tuple[Stress, int], _Played]

    def worth(self, stress: Stress, dice: int, phases: int) -> int:
        """Return what the situation is worth after a plan has been played on for at least so many phases."""
        side, enemy = self.view.side, LEVEL[STANDARD]
        if (stress, dice) not in self.known:
            mine = {**self.memory, "stress": [list(row) for row in stress]}
            begun = imagined(self.view, dice, self.memory["met"])
            self.known[stress, dice] = _Played(begun, [mine, {}] if side == 0 else [{}, mine])
        row = self.known[stress, dice]
        first, second = (self.level, enemy) if side == 0 else (enemy, self.level)
        minds = (partial(_usual, first), partial(_usual, second))
        row.state = play_on(row.state, phases - row.phases, minds, row.memory)
        row.phases = max(phases, row.phases)
        return standing(row.state, side)


def _usual(level: Level, view: View, memory: conduct.Memory) -> tuple[tuple[Order, ...], conduct.Memory]:
    return conduct.turn_orders(view, level, memory)


def _candidates(view: View, level: Level, memory: conduct.Memory, kept: Stress) -> tuple[Stress, ...]:
    """Return the stresses to try: none, what there was, and changes of it by one step that lead to another plan."""
    _look, _plan, thoughts, _orders = conduct.as_things_stand(view, level, memory)
    chosen, rejected = _weighed(thoughts)
    changes: list[Stress] = [()]
    changes += [((kind, hex_id, 0),) for kind, hex_id in [row for row in chosen if row[0] != "hold"][:_LEFT_OUT]]
    changes += [((kind, hex_id, _UP),) for kind, hex_id in rejected[:_TAKEN_UP]]
    changes += [tuple((kind, ANYWHERE, _BOLD) for kind in ATTACKS)]
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
