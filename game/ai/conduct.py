"""A plan into orders, batch by batch: first decisions and drops, then moves, fire, attacks, the rest, stances.

Each call gets the view as it is by then, so that what a move or an attack has shown counts at once. What has been
done this turn is kept in the memory: the stage reached and how often it was passed, so that every phase ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from game.ai import weights
from game.ai.analysis import Survey, overlooked, survey
from game.ai.assault import Prospect, probes, prospects
from game.ai.convoy import CONVOY, leashed, loads, refitting
from game.ai.fires import fires
from game.ai.levels import Level
from game.ai.march import Traffic, this_turn, way_to
from game.ai.might import AboutRows
from game.ai.planner import Duty, Plan, Thoughts, committed, make_plan, stand_for
from game.ai.quartermaster import drawing, drops, policy, quiet, rations, sharing, unloading
from game.ai.stations import station
from game.ai.tactics import ATTACKS
from game.rules.events import event_of, historical, refuse_choice
from game.rules.movement import refuse_move
from game.rules.orders import Attack, Bombard, Choose, EndPhase, Move, Order, SetPriority, SetStance
from game.rules.ruleset import AMMO, ONE, Stance
from game.rules.state import Unit, View, remembered
from game.rules.supply.stocks import feeding_base, unit_need_grams

Memory = dict[str, Any]

Stress = tuple[tuple[str, int, int], ...]
"""Rows of (kind, hex, per-mille): how much more or less tasks count in a plan; a hex of ANYWHERE is all of a kind."""

STAGES = ("decide", "approach", "fire", "assault", "follow", "settle")
_PASSES = 3
"""Batches of moves in one stage; what contact has stopped is thought over so often."""


def turn_orders(view: View, level: Level, memory: Memory) -> tuple[tuple[Order, ...], Memory]:
    """Return the next batch of orders of a phase, the last one ending it, and the memory for the next call."""
    look, memory = _begun(view, level, memory)
    while memory["stage"] < len(STAGES):
        stage = STAGES[memory["stage"]]
        batch = _STEPS[stage](look, memory)
        if stage == "settle":
            return (*batch, EndPhase()), {**memory, "stage": len(STAGES)}
        if batch:
            memory["passes"] += 1
            if memory["passes"] >= (weights.MOST_ROUNDS if stage == "assault" else _PASSES):
                _next(memory)
            return batch, memory
        _next(memory)
    return (EndPhase(),), memory


def as_things_stand(view: View, level: Level, memory: Memory) -> tuple[Survey, Plan, Thoughts, tuple[Order, ...]]:
    """Return what a side would do at the start of its phase: survey, plan, what was weighed for it, first orders.

    The orders are those of all stages for the view as it is, at most one for each unit apart from stance and priority;
    what the first of them show may change the others.
    """
    look, memory = _begun(view, level, dict(memory))
    thoughts: Thoughts = {}
    plan = _plan(memory) if _kept(look, memory) else _with_stations(look, _plan(memory), thoughts)
    found: dict[tuple[str, str], Order] = {}
    for stage in STAGES:
        for order in _STEPS[stage](look, memory):
            kind = type(order).__name__
            doer = order.unit if isinstance(order, Move | Bombard) else " ".join(getattr(order, "units", ()))
            found.setdefault(("", doer) if doer else (kind, str(order)), order)
    return look, plan, thoughts, tuple(found.values())


def plan_of(view: View, level: Level, memory: Memory, stress: Stress) -> tuple[tuple[str, Duty], ...]:
    """Return the plan that a side would make with a stress at the start of its phase, in order of units."""
    look, memory = _begun(view, level, {**memory, "stress": [list(row) for row in stress]})
    return tuple(sorted(_with_stations(look, _plan(memory)).items()))


def _begun(view: View, level: Level, memory: Memory) -> tuple[Survey, Memory]:
    """Return the survey of a view and the memory of its turn, a fresh one where a turn has begun."""
    look = survey(view, level)
    if memory.get("turn") != look.state.turn:
        memory = {"plan": {}, "fought": {}, "stress": [], **memory, "turn": look.state.turn, "stage": 0, "passes": 0,
                  "rounds": 0, "probed": False}
    look.fought = memory["fought"]
    patience = weights.PATIENCE if level.sees_stakes else 1
    look.left = frozenset(int(target) for target, since in memory.get("easy", {}).items()
                          if look.state.turn - since >= patience)
    look.stress = {(str(kind), int(hex_id)): int(pm) for kind, hex_id, pm in memory.get("stress", [])}
    return look, memory


def _next(memory: Memory) -> None:
    memory["stage"] += 1
    memory["passes"] = 0


def _plan(memory: Memory) -> Plan:
    return dict(_duties(memory["plan"]))


_duties: AboutRows[dict[str, list[Any]], Plan] = AboutRows(
    lambda rows: {unit: Duty(*row) for unit, row in rows.items()}, 64)
"""The plan that the rows in a memory are, which are made anew for each plan and never changed."""


def _think(look: Survey, memory: Memory) -> None:
    """Make the plan anew, where one is due."""
    if _kept(look, memory):
        return
    plan = _with_stations(look, _plan(memory))
    memory["plan"] = {unit: [duty.kind, duty.hex, duty.worth, duty.load] for unit, duty in sorted(plan.items())}


def _kept(look: Survey, memory: Memory) -> bool:
    """Say whether the plan that there is counts on in this turn."""
    return bool(memory["plan"]) and (look.state.turn - 1) % look.level.plan_turns > 0


def _with_stations(look: Survey, old: Plan, thoughts: Thoughts | None = None) -> Plan:
    plan = make_plan(look, old, thoughts)
    plan.update(station(look, plan))
    return plan


# --- stages --------------------------------------------------------------------------------------------------


def _decide(look: Survey, memory: Memory) -> tuple[Order, ...]:
    """Answer what waits, set rations, drop supply, make the plan of the turn; in one batch."""
    if memory["passes"]:
        return ()
    found: list[Order] = []
    for pending in look.state.pending:
        event = event_of(look.scenario, pending.event)
        if event is not None and pending.side == look.side:
            order = Choose(event.id, historical(event).id)
            if refuse_choice(look.state, order) is None:
                found.append(order)
    going = frozenset(unit for unit, duty in _plan(memory).items() if duty.load)
    found += [*rations(look), *policy(look), *drops(look), *drawing(look), *sharing(look), *refitting(look, going)]
    return tuple(found)


def _approach(look: Survey, memory: Memory) -> tuple[Order, ...]:
    """Move those who are to attack next to their targets, and those who go with a load along its way.

    What bars the way of a load is thought over as it is met.
    """
    if not memory["passes"] or any(duty.load for duty in _plan(memory).values()):
        _think(look, memory)
    plan = _plan(memory)
    movers = [unit for unit in look.own if unit.id in plan and (plan[unit.id].kind in ATTACKS or plan[unit.id].load)]
    trucks = {unit.hex for unit in loads(look)}
    waits = not memory["passes"] and any(duty.load and duty.hex in trucks for duty in plan.values())
    return (waits and _bring_up(look, plan)) or tuple(_moves(look, plan, movers)) or _bring_up(look, plan)


def _fire(look: Survey, memory: Memory) -> tuple[Order, ...]:
    """Send jets and fire guns, once, in support of what is about to be done."""
    if memory["passes"]:
        return ()
    return tuple(fires(look, _prospects(look, memory)))


def _prospects(look: Survey, memory: Memory) -> tuple[Prospect, ...]:
    """Return the attacks worth ordering; where no fire was ordered for them, those of the stage before are kept."""
    return tuple(row for row in _seen(look, memory) if row.gain >= weights.LEAST_GAIN)


def _seen(look: Survey, memory: Memory) -> tuple[Prospect, ...]:
    """Return the attacks that were looked at, easy ones that are not worth ordering among them."""
    return _known_prospects(look, tuple(_plan(memory).items()))


@remembered
def _known_prospects(look: Survey, rows: tuple[tuple[str, Duty], ...]) -> tuple[Prospect, ...]:
    return prospects(look, dict(rows))


def _assault(look: Survey, memory: Memory) -> tuple[Order, ...]:
    """Fight the best round there is, one at a time; where none is worth it, probe the garrisons once."""
    found = tuple(row.order for row in _prospects(look, memory)[:1])
    _note_easy(look, memory, found)
    if not found and not memory["probed"]:
        memory["probed"] = True
        found = tuple(probes(look))
    memory["rounds"] += len(found)
    for order in found:
        for base in look.enemy_bases:
            if base.hex == order.target:
                days = weights.PROBE_DAYS if order.intensity == "probe" else weights.ROUND_DAYS
                memory["fought"] = {**memory["fought"], base.id: memory["fought"].get(base.id, 0) + days}
    return found


def _note_easy(look: Survey, memory: Memory, ordered: tuple[Attack, ...]) -> None:
    """Note the turn in which each easy attack was first seen, but for those that are ordered now."""
    known = memory.get("easy", {})
    if not memory["passes"]:
        known = {str(row.order.target): known.get(str(row.order.target), look.state.turn)
                 for row in _seen(look, memory) if row.easy}
    easy = {target: since for target, since in known.items() if all(int(target) != row.target for row in ordered)}
    if easy or "easy" in memory:
        memory["easy"] = easy


def _follow(look: Survey, memory: Memory) -> tuple[Order, ...]:
    """Move all others, loads last; what the attacks and those who go with a load have opened counts."""
    if not memory["passes"] and memory["rounds"]:
        _think(look, memory)
    plan, trucks = _plan(memory), {unit.id for unit in loads(look)}
    moves = tuple(_moves(look, plan, [unit for unit in look.own if unit.id not in trucks]))
    return moves or _bring_up(look, plan)


def _bring_up(look: Survey, plan: Plan) -> tuple[Order, ...]:
    """Move loaded trucks, who go where those in front of them have come to."""
    trucks = list(loads(look))
    if trucks:
        plan.update(station(look, plan))
    return tuple(_moves(look, plan, trucks))


def _settle(look: Survey, memory: Memory) -> tuple[Order, ...]:
    """Unload trucks and give each unit the stance and the supply priority of its duty."""
    plan = _plan(memory)
    found: list[Order] = [*unloading(look)]
    for unit in look.own:
        priority = _priority(look, unit, plan)
        if priority != unit.priority and feeding_base(look.state, unit) is None:
            found.append(SetPriority(unit.id, priority))
    for unit in look.own:
        wanted = _stance(look, unit, plan.get(unit.id, Duty("hold", unit.hex, 0)))
        fought = wanted == "rest" and (unit.rounds or unit.fired)
        armed = look.kind(unit).attack > 0 or wanted not in ("interdict", "escort")
        if wanted != unit.stance and armed and not fought:
            found.append(SetStance(unit.id, wanted))
    return tuple(found)


_STEPS = MappingProxyType({
    "decide": _decide, "approach": _approach, "fire": _fire, "assault": _assault, "follow": _follow, "settle": _settle,
})


# --- moves ---------------------------------------------------------------------------------------------------


def _moves(look: Survey, plan: Plan, units: list[Unit]) -> Iterator[Order]:
    traffic = Traffic()
    taken: dict[int, int] = {}
    missed = overlooked(look)
    movers = [unit for unit in units if unit.id in plan and unit.id not in missed
              and unit.move_left > 0 and not (unit.rounds or unit.fired or unit.moved)]
    for unit in sorted(movers, key=lambda unit: (-plan[unit.id].worth, unit.id)):
        duty = plan[unit.id]
        goal = stand_for(look, unit, duty, taken)
        taken[goal] = taken.get(goal, 0) + 1
        if goal == unit.hex:
            continue
        path = _path(look, plan, unit, duty, goal, traffic)
        move = Move(unit.id, path)
        if path and refuse_move(look.state, move) is None:
            traffic.add(look, path[-1], unit)
            yield move


def _path(look: Survey, plan: Plan, unit: Unit, duty: Duty, goal: int, traffic: Traffic) -> tuple[int, ...]:
    """Return what a unit walks this turn towards its goal, short of the enemy where it is too weak or no fighter."""
    way = way_to(look, unit, goal)
    way = leashed(look, way) if duty.load else way
    if duty.kind in ATTACKS:
        return this_turn(look, unit, way, traffic, into_zone=_strong_enough(look, plan, duty))
    if look.is_fighter(unit):
        return this_turn(look, unit, way, traffic, into_zone=duty.kind != "interdict")
    path = this_turn(look, unit, way, traffic, into_zone=False)
    if duty.kind == "trucks":
        path = _opened(look, this_turn(look, unit, way, traffic))
        if path and look.far(path[-1], goal) <= 1:
            return path
    while path and int(look.threat[1][path[-1]]) > int(look.cover[path[-1]]):
        path = path[:-1]
    return path if not path or traffic.room(look, path[-1], unit) else ()


def _opened(look: Survey, path: tuple[int, ...]) -> tuple[int, ...]:
    """Return as much of a path as loads may go: over own ground, where others have been before, or with them."""
    for count, hex_id in enumerate(path):
        with_friends = any(look.own_power.get(h, 0) >= 2 * ONE for h in (hex_id, *look.grid.neighbours(hex_id)))
        if look.state.controller(hex_id) != look.side and not with_friends:
            return path[:count]
    return path


def _strong_enough(look: Survey, plan: Plan, duty: Duty) -> bool:
    """Say whether those sent against a hex may close in now: enough of them are near, or nobody is there."""
    if duty.hex not in look.foes or not look.level.gathers:
        return True
    power, wanted = committed(look, plan, duty.hex)
    near = 0
    for unit in look.own:
        other = plan.get(unit.id)
        if other and other.kind in ATTACKS and other.hex == duty.hex:
            hexes = look.far(unit.hex, duty.hex) - 1
            near += look.attack_of(unit) if hexes <= 1 or hexes * 20 <= unit.move_left else 0
    return near * ONE >= min(power, wanted) * weights.FILLED_PM


# --- stances and priorities ---------------------------------------------------------------------------------


def _stance(look: Survey, unit: Unit, duty: Duty) -> Stance:
    """Return the stance for a unit's duty where it stands now."""
    deepest = len(look.scenario.ruleset.combat.entrench_pm) - 1
    there = unit.hex == duty.hex
    kind = look.kind(unit)
    if kind.cargo_kg_per_step:
        return "hold"
    if duty.kind == "withdraw":
        return "rest" if look.enemy_distance(unit.hex) > 3 else "hold"
    if duty.kind in ("open", "escort", CONVOY) and unit.hex not in look.ground and not look.threat[0][unit.hex]:
        return "escort"
    if look.enemy_distance(unit.hex) > 3 and unit.entrench >= 2 and _saves(look, unit):
        return "rest"
    if duty.kind == "interdict" and there:
        return "interdict"
    if duty.kind in ("bar", "ring") and there and unit.entrench >= 2 and not look.unfed(unit):
        return "interdict"
    if unit.entrench >= 2 and duty.kind in ("hold", "ring") and _guards_road(look, unit):
        return "escort"
    if duty.kind == "hold" and unit.entrench >= deepest and _drops(look) and quiet(look, unit.hex):
        return "collect" if _first_here(look, unit) else "dig_in"
    return "dig_in"


def _guards_road(look: Survey, unit: Unit) -> bool:
    """Say whether a dug-in unit lives on a road under fire, which it makes safer by watching it."""
    return feeding_base(look.state, unit) is None and look.enemy_distance(unit.hex) <= 2 and look.unfed(unit)


def _saves(look: Survey, unit: Unit) -> bool:
    """Say whether a unit should use as little ammunition as it can: it has less than an assault takes."""
    if feeding_base(look.state, unit) is not None:
        return False
    return unit.stock[AMMO] * 1000 < unit_need_grams(look.scenario, unit, "attack", "full")[AMMO]


def _priority(look: Survey, unit: Unit, plan: Plan) -> int:
    """Return a unit's supply priority: first who attacks or holds what counts, last who only helps."""
    duty = plan.get(unit.id)
    if not look.is_fighter(unit):
        return 3
    return 1 if duty and duty.kind in (*ATTACKS, "bar", "hold", CONVOY) else 2


def _first_here(look: Survey, unit: Unit) -> bool:
    """Say whether a unit is the first fighter in its hex: one that collects is enough."""
    stack = look.state.by_hex[unit.hex]
    return next((other.id for other in stack if look.is_fighter(other)), "") == unit.id


def _drops(look: Survey) -> bool:
    return any(row.side == look.side and row.drops_per_100_days for row in look.scenario.air)
