"""Who does what: units are assigned to tasks by what they add to them and how far they have to go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from game.ai import weights
from game.ai.analysis import Survey
from game.ai.convoy import companions, errand
from game.ai.tactics import ATTACKS, Task, strength_wanted, tasks
from game.ai.worth import arrival
from game.rules.movement import allowance
from game.rules.ruleset import AMMO, FOOD, ONE
from game.rules.state import Unit, remembered
from game.rules.supply.stocks import LOW, OUT, feeding_base

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PACE = 25
"""Tenths of a point that a hex costs on an average way, to judge how far a unit gets in a turn."""

_SAFE_HEXES = 3
"""Hexes to the enemy at which a place is safe enough to rest."""

_TRIES = 5
"""Assignments at most: each leaves out the attacks that got too little in the one before."""


class Duty(NamedTuple):
    """What one unit is to do: kind and hex of its task, its worth; `load` where it goes with loaded trucks."""

    kind: str
    hex: int
    worth: int
    load: bool = False


Plan = dict[str, Duty]


class Option(NamedTuple):
    """A task as it was weighed for one unit when its turn came: what the unit would gain there, and the score.

    `gain` is its share of the strength wanted, `power` of `need`, times the worth, as far as the strength `missing`
    goes. The score is that by per-mille factors: `way_pm` for the distance, less where it is not `fed`, more where it
    has `had` the task.
    """

    kind: str
    hex: int
    worth: int
    need: int
    missing: int
    power: int
    gain: int
    way_pm: int
    fed: bool
    had: bool
    score: int


Thoughts = dict[str, tuple[Option, ...]]
"""What was weighed for each unit that chose: the task it was given first, then the others, best first."""


def make_plan(look: Survey, old: Plan, thoughts: Thoughts | None = None) -> Plan:
    """Return a duty for each fighting unit that has one; `old` is the plan of the turn before.

    What was weighed is put into `thoughts`.
    """
    plan: Plan = {}
    free: list[Unit] = []
    kept = _kept_back(look)
    for unit in look.own:
        if not look.is_fighter(unit):
            continue
        duty = _standing_duty(look, unit, kept, old)
        if duty is None:
            free.append(unit)
        else:
            plan[unit.id] = duty
    _send_with_loads(look, plan, free, old)
    _send_arrivals(look, plan, free)
    known = tuple(sorted({(duty.kind, duty.hex) for duty in old.values()}))
    chart = _chart(look, tuple(free), _stressed(look, tasks(look, known, _settled(look, plan))), old)
    for _try in range(_TRIES if look.level.gathers else 1):
        if thoughts is not None:
            thoughts.clear()
        given, got = _assign(chart, thoughts)
        enough = [place for place, (task, power) in enumerate(zip(chart.wanted, got, strict=True))
                  if task.kind not in ATTACKS or not power or power >= task.need * weights.FILLED_PM // ONE]
        if len(enough) == len(got):
            break
        chart = chart.of(enough)
    plan.update(given)
    return plan


def _stressed(look: Survey, found: tuple[Task, ...]) -> tuple[Task, ...]:
    """Return tasks with their worth as far as the plan stresses them; those without any are left out."""
    if not look.stress:
        return found
    rows = []
    for task in found:
        share = look.stress_on(task.kind, task.hex)
        if share:
            rows.append(task._replace(worth=task.worth * share // ONE))
    return tuple(rows)


def _send_with_loads(look: Survey, plan: Plan, free: list[Unit], old: Plan) -> None:
    """Give the fighters of a column with loaded trucks one duty together, and take them out of the free ones."""
    going = frozenset(unit.id for unit in free if unit.id in old and old[unit.id].load)
    party = () if "convoy" in look.level.never else companions(look, free, going)
    if not party:
        return
    kind, goal, worth = errand(look, party)
    for unit in party:
        plan[unit.id] = Duty(kind, goal, worth, load=True)
        free.remove(unit)


def _send_arrivals(look: Survey, plan: Plan, free: list[Unit]) -> None:
    """Give those whom an objective wants somewhere that duty, while no known enemy bars their own road there."""
    for unit in tuple(free):
        duty = arriving(look, unit)
        if duty is not None:
            plan[unit.id] = duty
            free.remove(unit)


def _settled(look: Survey, plan: Plan) -> dict[int, int]:
    """Return the power in defence of those who stay where they are, by hex."""
    found: dict[int, int] = {}
    for unit in look.own:
        if unit.id in plan and plan[unit.id].kind == "hold":
            found[plan[unit.id].hex] = found.get(plan[unit.id].hex, 0) + look.defence_of(unit)
    return found


# --- duties that are not chosen ------------------------------------------------------------------------------


def arriving(look: Survey, unit: Unit) -> Duty | None:
    """Return the duty of a unit that an objective wants somewhere: to go to the nearest of its hexes."""
    row = arrival(look.state, look.side, unit.id)
    if row is None:
        return None
    spots = [h for h in row.hexes if h not in look.foes]
    goal = min(spots, key=lambda h: (look.far(unit.hex, h), h), default=None)
    return None if goal is None else Duty("arrive", goal, row.once)


def _standing_duty(look: Survey, unit: Unit, kept: dict[str, int], old: Plan) -> Duty | None:
    """Return the duty of a unit that is not free: worn out, belonging to a base, or too slow to be sent away."""
    if unit.id in kept:
        return Duty("hold", kept[unit.id], 0)
    if look.is_static(unit):
        return Duty("hold", _post(look, unit), 0)
    if _worn(look, unit, old):
        refuge = _refuge(look, unit)
        return None if refuge is None else Duty("withdraw", refuge, 0)
    return None


def _post(look: Survey, unit: Unit) -> int:
    """Return the hex a slow unit belongs in: where it began, if it can go back there, else where it is."""
    row = look.scenario.order_of_battle.get(unit.id)
    home = row.hex if row is not None else unit.hex
    lost = home in look.foes or int(look.threat[0][home]) > look.defence_of(unit) * 2
    return unit.hex if lost or look.far(unit.hex, home) > weights.GARRISON_HEXES else home


@remembered
def garrisons(look: Survey) -> dict[str, int]:
    """Return the units that began in an own base or a place of the objectives with an enemy near, with its hex."""
    depots = {base.hex for base in look.scenario.bases if base.depot}
    homes = {h for h in look.ground if look.state.controller(h) == look.side and h not in depots
             and look.enemy_distance(h) <= weights.GARRISON_HEXES}
    return {row.id: row.hex for row in look.scenario.units
            if row.side == look.side and row.hex in homes and row.arrives <= 1}


def _kept_back(look: Survey) -> dict[str, int]:
    """Return the units that stay in the base or place they began in, with its hex.

    Who sallies keeps as many in a base as hold it against what is near, the slow ones and the poor attackers first;
    the others are as free as any.
    """
    stay = garrisons(look)
    if not look.level.sallies:
        return stay
    bases, kept, power = {base.hex for base in look.bases}, dict[str, int](), dict[int, int]()
    for unit in sorted([unit for unit in look.own if unit.id in stay], key=partial(_stays_first, look, stay)):
        home = stay[unit.id]
        need = max(weights.LEAST_KEPT, int(look.threat[1][home]) * weights.KEPT_PM // ONE)
        if home not in bases or power.get(home, 0) < need:
            kept[unit.id] = home
            power[home] = power.get(home, 0) + look.defence_of(unit)
    return kept


def _stays_first(look: Survey, stay: dict[str, int], unit: Unit) -> tuple[bool, bool, int, str]:
    return not look.is_static(unit), unit.hex != stay[unit.id], look.attack_of(unit), unit.id


def _worn(look: Survey, unit: Unit, old: Plan) -> bool:
    """Say whether a unit must go back: hungry, few men left while others recover, or out of ammunition for long.

    One that went back stays until it is fit again.
    """
    if not look.level.husbands:
        return False
    resting = unit.id in old and old[unit.id].kind == "withdraw"
    fed = feeding_base(look.state, unit) is not None
    if not fed and unit.hunger >= (weights.HUNGRY // 3 if resting else weights.HUNGRY):
        return True
    if unit.wounded and unit.men * ONE < unit.full_men * (weights.FIT_PM if resting else weights.WORN_PM):
        return resting or look.enemy_distance(unit.hex) <= 2
    level = look.ammunition(unit)
    if resting:
        return level > LOW and not fed
    holds = unit.id in old and old[unit.id].kind in ("hold", "bar")
    return level >= OUT and not holds and not unit.rounds and not _reached(look, unit)


def _reached(look: Survey, unit: Unit) -> bool:
    """Say whether ammunition came to a unit at the last dawn, or can be had where it is."""
    if feeding_base(look.state, unit) is not None:
        return True
    row = next((row for row in look.state.deliveries if row.consumer == unit.id), None)
    return row is not None and row.arrived[AMMO] * 8 >= row.needed[AMMO]


def _refuge(look: Survey, unit: Unit) -> int | None:
    """Return where a worn out unit goes: the nearest own base with stores, entry or place that trucks reach."""
    return min(_refuges(look, unit.group), key=lambda h: (look.far(unit.hex, h), h), default=None)


@remembered
def _refuges(look: Survey, group: str) -> tuple[int, ...]:
    """Return the hexes in which worn out units of a group may rest."""
    fed = look.supplied_for(group)
    homes = [base.hex for base in look.bases if min(base.stock[FOOD], base.stock[AMMO]) >= weights.STORE_KG]
    homes += [row.hex for row in look.scenario.supply_sources
              if row.side == look.side and row.group in ("", group) and fed[row.hex]]
    homes += [hex_id for hex_id in _quiet_places(look) if fed[hex_id]]
    return tuple(sorted({h for h in homes if not look.is_enemy(h) and not look.enemy_zone[h]}))


@remembered
def _quiet_places(look: Survey) -> tuple[int, ...]:
    """Return the own places on the map that no known enemy is near."""
    return tuple([place.hex for place in look.scenario.map.places if look.state.control[place.hex] == look.side + 1
                  and look.enemy_distance(place.hex) > _SAFE_HEXES])


# --- assignment ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Chart:
    """What an assignment is made from, in arrays by unit and task: powers, and per-mille factors for them.

    `way` is the factor for the distance, `fed` says where supply reaches, `had` where a unit has the task already;
    `fit` is all three in one.
    """

    units: tuple[Unit, ...]
    wanted: tuple[Task, ...]
    powers: Ints
    way: Ints
    fed: Flags
    had: Flags
    fit: Ints

    def of(self, places: list[int]) -> _Chart:
        """Return the chart of some of the tasks."""
        tasks = tuple([self.wanted[place] for place in places])
        return _Chart(self.units, tasks, self.powers[:, places], self.way[:, places], self.fed[:, places],
                      self.had[:, places], self.fit[:, places])

    def options(self, row: int, chosen: int, score: Ints, got: list[int]) -> tuple[Option, ...]:
        """Return the tasks that count for a unit, the chosen one first; `got` is what each had before it."""
        order = sorted((column for column in range(len(self.wanted)) if score[column] > 0),
                       key=lambda column: (column != chosen, -int(score[column]), column))
        return tuple(self._option(row, column, int(score[column]), got[column]) for column in order)

    def _option(self, row: int, column: int, score: int, got: int) -> Option:
        task = self.wanted[column]
        power, missing = int(self.powers[row, column]), max(0, max(1, task.need) - got)
        gain = min(power, missing) * task.worth // max(1, task.need)
        return Option(task.kind, task.hex, task.worth, task.need, missing, power, gain, int(self.way[row, column]),
                      bool(self.fed[row, column]), bool(self.had[row, column]), score)


def _assign(chart: _Chart, thoughts: Thoughts | None) -> tuple[Plan, list[int]]:
    """Give tasks to units, the pair that gains most first; return the plan and the power each task got."""
    wanted, units = chart.wanted, chart.units
    if not units or not wanted:
        return {}, [0 for _task in wanted]
    powers, got = chart.powers.copy(), [0 for _task in wanted]
    needs = np.array([max(1, task.need) for task in wanted], dtype=np.int64)
    worths = np.array([task.worth for task in wanted], dtype=np.int64)
    score = _gain(powers, needs, worths, needs) * chart.fit // ONE
    plan: Plan = {}
    for _unit in units:
        row, column = divmod(int(score.argmax()), len(wanted))
        if score[row, column] <= 0:
            break
        task, need = wanted[column], max(1, wanted[column].need)
        if thoughts is not None:
            thoughts[units[row].id] = chart.options(row, column, score[row], got)
        plan[units[row].id] = Duty(task.kind, task.hex, task.worth)
        got[column] += int(powers[row, column])
        powers[row, :] = 0
        score[row, :] = 0
        more = _gain(powers[:, column], need, task.worth, max(0, need - got[column]))
        score[:, column] = more * chart.fit[:, column] // ONE
    return plan, got


def _gain(powers: Ints, need: Ints | int, worth: Ints | int, missing: Ints | int) -> Ints:
    """Return what each unit would add to each task, or to one: its share of the strength wanted, times the worth."""
    more: Ints = np.asarray(np.minimum(powers, missing) * worth // need, dtype=np.int64)
    return more


def _chart(look: Survey, units: tuple[Unit, ...], wanted: tuple[Task, ...], old: Plan) -> _Chart:
    """Return what each unit can do in each task: less the farther it is, more where a unit has it already."""
    if not units or not wanted:
        nothing = np.zeros((len(units), len(wanted)), dtype=np.int64)
        return _Chart(units, wanted, nothing, nothing, nothing > 0, nothing > 0, nothing)
    goals = [task.hex for task in wanted]
    attacks = np.array([task.kind in ATTACKS for task in wanted])
    attack = np.array([look.attack_of(unit) for unit in units], dtype=np.int64)
    defence = np.array([look.defence_of(unit) for unit in units], dtype=np.int64)
    paces = np.array([max(1, allowance(look.scenario, unit) // PACE) for unit in units], dtype=np.int64)
    hexes = np.maximum(0, look.grid.distance_rows([unit.hex for unit in units], goals) - attacks)
    way: Ints = ONE * ONE // (ONE + weights.TRAVEL_PM * (hexes * ONE // paces[:, None]) // ONE)
    supplied = {group: np.frombuffer(look.supplied_for(group), dtype=np.bool_)[goals]
                for group in {unit.group for unit in units}}
    fed = np.array([supplied[unit.group] for unit in units])
    fit: Ints = np.where(fed, way, way * weights.UNFED_PM // ONE)
    kept = np.zeros(fit.shape, dtype=np.bool_)
    places = {(task.kind, task.hex): place for place, task in enumerate(wanted)}
    for row, unit in enumerate(units):
        had = old.get(unit.id)
        place = places.get((had.kind, had.hex)) if had is not None else None
        if place is not None:
            fit[row, place] = int(fit[row, place]) * weights.STEADY_PM // ONE
            kept[row, place] = True
    return _Chart(units, wanted, np.where(attacks[None, :], attack[:, None], defence[:, None]), way, fed, kept, fit)


# --- where exactly -------------------------------------------------------------------------------------------


def stand_for(look: Survey, unit: Unit, duty: Duty, taken: dict[int, int]) -> int:
    """Return the hex a unit is to go to for its duty; `taken` counts units already sent to stands, by hex.

    Next to the enemy for an attack, on good ground, not all on one side of him; else the hex of the task itself.
    """
    if duty.kind not in ATTACKS or duty.hex not in look.foes:
        return duty.hex
    sides = tuple(h for h in look.grid.neighbours(duty.hex) if h in taken)
    if unit.hex in look.grid.neighbours(duty.hex):
        return unit.hex
    best: tuple[int, int] | None = None
    for hex_id in look.grid.neighbours(duty.hex):
        if hex_id in look.foes:
            continue
        score = 40 * look.far(unit.hex, hex_id)
        score -= look.scenario.terrain_at(hex_id).defence_pm // 20
        score -= 60 * any(look.far(hex_id, other) > 1 for other in sides)
        score += 200 * taken.get(hex_id, 0)
        if best is None or (score, hex_id) < best:
            best = (score, hex_id)
    return best[1] if best else duty.hex


def committed(look: Survey, plan: Plan, target: int) -> tuple[int, int]:
    """Return the power assigned to attacks on a hex, and the power such an attack wants."""
    power = sum(look.attack_of(unit) for unit in look.own
                if unit.id in plan and plan[unit.id].kind in ATTACKS and plan[unit.id].hex == target)
    return power, strength_wanted(look, target)
