"""Where guns, anti-aircraft units, headquarters and trucks belong: near what they serve, behind those who fight."""

from __future__ import annotations

from collections.abc import Iterator

from game.ai.analysis import Survey
from game.ai.convoy import behind
from game.ai.planner import Duty, Plan, arriving
from game.ai.roads import nearest
from game.ai.tactics import ATTACKS
from game.rules.ruleset import ONE
from game.rules.state import Unit

_FARTHEST_GUNS = 6
"""Guns stand no farther from their target than this, however far they reach, so that they share its supply."""

_AA_HEXES = 2

_CONVOY_HEXES = 30
"""Fighters who go with a load are followed by its trucks while they are this near."""

_SERVED = (*ATTACKS, "bar", "ring")
"""Duties that guns and headquarters follow."""

_OUT_OF_REACH = 2000
"""How bad it is to stand where what a unit serves is out of its reach."""

_SETTLED = 120
"""How much better another hex must be for a unit that serves others to move on."""


def station(look: Survey, plan: Plan) -> Plan:
    """Return duties for the units that do not fight themselves; those in an own base stay there."""
    found: Plan = {}
    posts: list[int] = []
    homes = {base.hex for base in look.bases if not look.scenario.base(base.id).depot}
    stands = list(_stands(look, plan))
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
            goal = _battery(look, unit, stands, posts)
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
    control, own = look.state.control, look.side + 1
    spots = [hex_id for radius in range(2, reach + 1) for hex_id in look.grid.ring(target, radius)
             if control[hex_id] == own and hex_id not in look.foes]
    here, *others = _exposures(look, unit, [unit.hex, *spots])
    here += (_OUT_OF_REACH if look.far(unit.hex, target) > reach else 0) - _SETTLED
    return min(zip([here, *others], [unit.hex, *spots], strict=True))[1]


def _focus(look: Survey, unit: Unit, plan: Plan) -> int | None:
    """Return the hex of the duty a unit can best serve: worth much, near, an attack rather than a post."""
    far = look.grid.distances(unit.hex)
    rows = [(-duty.worth * (2 + (duty.kind in ATTACKS)) // (6 + far[duty.hex]), duty.hex)
            for duty in plan.values() if duty.kind in _SERVED]
    return min(rows)[1] if rows else None


def _exposures(look: Survey, unit: Unit, spots: list[int]) -> list[int]:
    """Return how bad hexes are for a unit that cannot defend itself: enemies near, no friends, the way there."""
    far, (near_threat, threat), cover = look.grid.distances(unit.hex), look.threat, look.cover
    supplied, power = look.supplied, look.own_power
    return [10 * far[hex_id] + 400 * (near_threat[hex_id] > 0) + 60 * (threat[hex_id] > cover[hex_id])
            + 80 * (not supplied[hex_id]) - 30 * (power.get(hex_id, 0) > 4 * ONE) for hex_id in spots]


def _battery(look: Survey, unit: Unit, stands: list[tuple[int, int]], taken: list[int]) -> int:
    """Return the post of an anti-aircraft unit: with fighters near an enemy base, at a bar, or where an attack is."""
    best = (0, unit.hex)
    far, apart = look.grid.distances(unit.hex), nearest(look.grid, tuple(taken))
    for hex_id, worth in stands:
        score = worth // 4 if apart[hex_id] <= _AA_HEXES else worth
        score += 900 * (hex_id == unit.hex) - 40 * far[hex_id]
        best = max(best, (score, hex_id), key=lambda row: (row[0], -row[1]))
    return best[1]


def _stands(look: Survey, plan: Plan) -> Iterator[tuple[int, int]]:
    """Yield the safe hexes where own fighters with a duty stand, with the worth of guns against aircraft there."""
    bases = [base.hex for base in look.enemy_bases if not look.scenario.base(base.id).depot]
    threat, power = look.threat[0], look.own_power
    for unit in look.own:
        duty, here = plan.get(unit.id), unit.hex
        if duty is None or look.far(here, duty.hex) > (duty.kind in ATTACKS) or power[here] < threat[here]:
            continue
        worth = {"bar": 1500, "ring": 800, "take": 700, "hold": 500}.get(duty.kind, 300)
        yield here, worth + 1200 * len([base for base in bases if look.far(here, base) <= _AA_HEXES])
