"""Where guns, anti-aircraft units, headquarters and trucks belong: near what they serve, behind those who fight."""

from __future__ import annotations

from collections.abc import Iterator

from game.ai.analysis import Survey
from game.ai.convoy import behind
from game.ai.planner import Duty, Plan, arriving
from game.ai.tactics import ATTACKS
from game.rules.ruleset import ONE
from game.rules.state import Unit

_FARTHEST_GUNS = 6
"""Guns stand no farther from their target than this, however far they reach, so that they share its supply."""

_AA_HEXES = 2

_CONVOY_HEXES = 30
"""Fighters who go with a load are followed by its trucks while they are this near."""

_SETTLED = 120
"""How much better another hex must be for a unit that serves others to move on."""


def station(look: Survey, plan: Plan) -> Plan:
    """Return duties for the units that do not fight themselves; those in an own base stay there."""
    found: Plan = {}
    posts: list[int] = []
    homes = {base.hex for base in look.bases if not look.scenario.base(base.id).depot}
    for unit in look.own:
        if look.is_fighter(unit) or look.is_static(unit):
            continue
        kind = look.kind(unit)
        sent = arriving(look, unit)
        if kind.cargo_kg_per_step and sum(unit.cargo):
            goal = _truck_goal(look, unit, plan)
        elif sent is not None:
            goal = sent.hex
        elif kind.cargo_kg_per_step or unit.hex in homes:
            goal = unit.hex
        elif kind.anti_air:
            goal = _battery(look, unit, plan, tuple(posts))
            posts.append(goal)
        else:
            reach = min(kind.range_hexes - 1, _FARTHEST_GUNS) if kind.range_hexes else kind.headquarters_hexes - 2
            goal = _behind(look, unit, plan, max(2, reach))
        word = "trucks" if kind.cargo_kg_per_step else "aa" if kind.anti_air else "guns" if kind.range_hexes else "hq"
        found[unit.id] = Duty(word, goal, 0)
    return found


def _truck_goal(look: Survey, unit: Unit, plan: Plan) -> int:
    """Return where trucks with a load go: behind those who go with it, else to their base."""
    party = [other for other in look.own if other.id in plan and plan[other.id].load
             and look.far(other.hex, unit.hex) <= _CONVOY_HEXES]
    goal = behind(look, unit, party)
    return unit.hex if goal is None else goal


def _behind(look: Survey, unit: Unit, plan: Plan, reach: int) -> int:
    """Return the best hex within reach of the worthiest attack, or of the worthiest duty, away from the enemy."""
    target = _focus(look, unit, plan)
    if target is None:
        return unit.hex
    best = (_exposure(look, unit, unit.hex, target, reach) - _SETTLED, unit.hex)
    for radius in range(2, reach + 1):
        for hex_id in look.grid.ring(target, radius):
            if look.state.controller(hex_id) == look.side and hex_id not in look.foes:
                best = min(best, (_exposure(look, unit, hex_id, target, reach), hex_id))
    return best[1]


def _focus(look: Survey, unit: Unit, plan: Plan) -> int | None:
    """Return the hex of the duty a unit can best serve: worth much, near, an attack rather than a post."""
    rows = sorted((-duty.worth * (2 + (duty.kind in ATTACKS)) // (6 + look.far(unit.hex, duty.hex)), duty.hex)
                  for duty in plan.values() if duty.kind in (*ATTACKS, "bar", "ring"))
    return rows[0][1] if rows else None


def _exposure(look: Survey, unit: Unit, hex_id: int, target: int, reach: int) -> int:
    """Return how bad a hex is for a unit that cannot defend itself: enemies near, no friends, the way there."""
    far = look.far(hex_id, target)
    score = 10 * look.far(unit.hex, hex_id) + (2000 if far > reach else 0)
    score += 400 if look.threat[0][hex_id] else 0
    score += 60 if int(look.threat[1][hex_id]) > int(look.cover[hex_id]) else 0
    score += 0 if look.supplied[hex_id] else 80
    return score - 30 * (look.own_power.get(hex_id, 0) > 4 * ONE)


def _battery(look: Survey, unit: Unit, plan: Plan, taken: tuple[int, ...]) -> int:
    """Return the post of an anti-aircraft unit: with fighters near an enemy base, at a bar, or where an attack is."""
    best = (0, unit.hex)
    for hex_id, worth in _stands(look, plan):
        if look.threat[0][hex_id] and look.own_power.get(hex_id, 0) < int(look.threat[0][hex_id]):
            continue
        score = worth
        if any(look.far(hex_id, post) <= _AA_HEXES for post in taken):
            score = score // 4
        score -= 40 * look.far(unit.hex, hex_id)
        score += 900 if hex_id == unit.hex else 0
        best = max(best, (score, hex_id), key=lambda row: (row[0], -row[1]))
    return best[1]


def _stands(look: Survey, plan: Plan) -> Iterator[tuple[int, int]]:
    """Yield the hexes where own fighters with a duty stand, with the worth of guns against aircraft there."""
    bases = tuple(base for base in look.enemy_bases if not look.scenario.base(base.id).depot)
    for unit in look.own:
        duty = plan.get(unit.id)
        if duty is None or look.far(unit.hex, duty.hex) > (duty.kind in ATTACKS):
            continue
        worth = {"bar": 1500, "ring": 800, "take": 700, "hold": 500}.get(duty.kind, 300)
        for base in bases:
            if look.far(unit.hex, base.hex) <= _AA_HEXES:
                worth += 1200
        yield unit.hex, worth
