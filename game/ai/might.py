"""What units are worth in a fight: own ones as they are, the enemy's as far as they are seen or remembered.

Powers are thousandths: steps times value, times what the men are fit for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from game.ai import weights
from game.rules.ruleset import ONE
from game.rules.scenario import Scenario
from game.rules.state import Unit, View, steps_pm
from game.rules.supply.stocks import FULL, OUT, carried_ammo_level

_Thing = TypeVar("_Thing")
_Told = TypeVar("_Told")


class AboutRows(Generic[_Thing, _Told]):
    """Answers about rows of states that depend on the row alone, found by the very row, which never changes.

    So what an order left as it was is not asked about again. A row that is kept keeps its identity for itself.
    """

    def __init__(self, question: Callable[[_Thing], _Told], most: int = 8192) -> None:
        self._question, self._most = question, most
        self._rows: dict[int, tuple[_Thing, _Told]] = {}

    def __call__(self, row: _Thing) -> _Told:
        """Return the answer about a row."""
        kept = self._rows.get(id(row))
        if kept is None:
            if len(self._rows) >= self._most:
                self._rows.clear()
            kept = self._rows[id(row)] = (row, self._question(row))
        return kept[1]


class Might(NamedTuple):
    """A unit's strength in thousandths of a step, its powers of fit men with ammunition, and what it falls short by.

    `level` is that of the ammunition it carries, `fit_pm` what its men are worth at each level.
    """

    steps: int
    attack: int
    defence: int
    level: int
    fit_pm: tuple[int, ...]

    def powers(self, level: int) -> tuple[int, int]:
        """Return the powers in attack and defence at a level of ammunition; none in attack without any."""
        fit = self.fit_pm[level]
        return 0 if level >= OUT else self.attack * fit // ONE, self.defence * fit // ONE


class Foe(NamedTuple):
    """An enemy stack as known or remembered: powers in attack and defence, men; `seen` where it stands in sight."""

    hex: int
    attack: int
    defence: int
    men: int
    seen: bool


@lru_cache(maxsize=8)
def mights(scenario: Scenario) -> AboutRows[Unit, Might]:
    """Return what tells the might of any unit of a scenario; it is kept by unit, since few change in one order."""
    return AboutRows(lambda unit: _might(scenario, unit))


def _might(scenario: Scenario, unit: Unit) -> Might:
    kind = scenario.ruleset.kinds[unit.type]
    steps = steps_pm(unit, kind.men_per_step)
    return Might(steps, steps * kind.attack, steps * kind.defence, carried_ammo_level(scenario, unit),
                 _fit_pm(scenario, unit.quality_pm, unit.hunger))


@lru_cache(maxsize=4096)
def _fit_pm(scenario: Scenario, quality_pm: int, hunger: int) -> tuple[int, ...]:
    rules = scenario.ruleset.combat
    hungry = ONE - rules.hunger_quality_pm * hunger // ONE
    return tuple([quality_pm * share // ONE * hungry // ONE for share in rules.ammo_pm])


@lru_cache(maxsize=8)
def _sightings(scenario: Scenario) -> AboutRows[Unit, Foe]:
    """Return what tells what an enemy unit of a scenario that is in sight is taken for, with full ammunition."""
    might_of = mights(scenario)
    return AboutRows(lambda unit: Foe(unit.hex, *might_of(unit).powers(FULL), unit.men, True))


@lru_cache(maxsize=1024)
def _memory_of(scenario: Scenario, kind_id: str, hex_id: int, steps_seen: int, turns: int) -> Foe:
    """Return what an enemy seen so many turns ago is taken for: less and less, those who hardly move for longer."""
    kind = scenario.ruleset.kinds[kind_id]
    lasting = kind.move_points_day <= weights.STATIC_POINTS_DAY
    steps = steps_seen * max(200, ONE - weights.FADE_PM_TURN * turns // (4 if lasting else 1))
    return Foe(hex_id, steps * kind.attack, steps * kind.defence, steps * kind.men_per_step // ONE, False)


def known_foes(view: View) -> dict[int, Foe]:
    """Return enemy stacks by hex: those in sight whole, those remembered faded by the turns since."""
    state, sighting = view.known, _sightings(view.scenario)
    rows = [sighting(unit) for unit in state.units if unit.side != view.side and unit.hex >= 0]
    rows += [_memory_of(view.scenario, row.type, row.hex, row.steps, state.turn - row.turn) for row in view.contacts]
    found: dict[int, Foe] = {}
    for row in rows:
        old = found.get(row.hex)
        found[row.hex] = row if old is None else Foe(
            row.hex, old.attack + row.attack, old.defence + row.defence, old.men + row.men, old.seen or row.seen)
    return found
