"""Whether to attack, with whom: the expected value of one round, by the same odds the rules draw from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from game.ai import weights
from game.ai.analysis import Survey, overlooks_enemy
from game.ai.planner import Plan, committed, garrisons
from game.ai.tactics import ATTACKS, siege_pm, stack_worth, works_pm
from game.ai.worth import base_worth
from game.rules.chance import WHOLE
from game.rules.combat import Chances, chances, refuse_attack, result_weights
from game.rules.movement import allowance
from game.rules.orders import Attack
from game.rules.rows import altered
from game.rules.ruleset import AMMO, ONE
from game.rules.state import Unit, remembered
from game.rules.strength import round_kg
from game.rules.supply.stocks import ammo_level, available, feeding_base, need_day, unit_need_grams

_TEN_THOUSAND = 10_000


class Prospect(NamedTuple):
    """An attack that could be ordered, what it is expected to bring and its chance to take the hex or its works.

    `easy`: its odds alone would do. A level that sees no stakes orders it for them at once, another when it has left
    it for some turns; until then its gain may be less than is worth ordering.
    """

    order: Attack
    gain: int
    chance_pm: int
    easy: bool = False


def prospects(look: Survey, plan: Plan) -> tuple[Prospect, ...]:
    """Return the attacks worth ordering now and the easy ones that are not, at most one on each known enemy hex.

    Easy ones that were left before come first, then the best; what is worth ordering has at least `LEAST_GAIN`.
    """
    planned = _planned(plan)
    chances = []
    for target, units in _candidates(look):
        power, expected = sum(look.attack_of(unit) for unit in units), max(1, _expected_defence(look, target))
        if power * ONE >= expected * weights.HOPELESS_PM:
            worth = worth_of(look, planned, target)
            chances.append((-worth * power // expected, target, units, worth))
    found = []
    for _score, target, units, worth in sorted(chances, key=lambda row: row[:2])[:weights.MOST_LOOKS]:
        best = _best(look, plan, target, units, worth)
        if best is not None:
            found.append(best)
    return tuple(sorted(found, key=lambda row: (not row.easy or row.order.target not in look.left, -row.gain,
                                                row.order.target)))


def probes(look: Survey) -> Iterator[Attack]:
    """Yield a probe of each enemy garrison by units beside it that have ammunition for it and for an assault besides.

    It costs few men, and the garrison, which answers with all it has, more ammunition than those who probe. As few go
    as are needed not to be beaten off bloodily.
    """
    for base in look.enemy_bases if look.level.reckons_siege else ():
        foe = look.foes.get(base.hex)
        if look.scenario.base(base.id).depot or foe is None or not foe.seen:
            continue
        able = [unit for h in look.grid.neighbours(base.hex) for unit in look.state.by_hex.get(h, ())
                if unit.side == look.side and look.is_fighter(unit) and not unit.rounds and _can_spare(look, unit)
                and refuse_attack(look.state, Attack((unit.id,), base.hex, "probe")) is None]
        able.sort(key=lambda unit: (-look.attack_of(unit), unit.id))
        for count in range(1, 1 + len(able)):
            party = able[:count]
            order = Attack(tuple(unit.id for unit in party), base.hex, "probe")
            found = chances(look.state, order)
            if found.weights[0] * ONE <= weights.BLOODY_PM * WHOLE and foe.men > sum(unit.men for unit in party) // 2:
                yield order
                break


def _can_spare(look: Survey, unit: Unit) -> bool:
    """Say whether a unit has the ammunition of a probe beside that of a whole round."""
    need = round_kg(look.state, unit, "probe") + round_kg(look.state, unit, "assault")
    return feeding_base(look.state, unit) is None and unit.stock[AMMO] >= need


def _candidates(look: Survey) -> list[tuple[int, tuple[Unit, ...]]]:
    """Return known enemy hexes with the own units that could attack each now.

    The strongest comes first, since it advances; those who belong to a base come last.
    """
    found = []
    stay = garrisons(look)
    for target in sorted(look.foes):
        if not look.foes[target].seen or overlooks_enemy(look, target):
            continue
        near = [unit for h in look.grid.neighbours(target) for unit in look.state.by_hex.get(h, ())
                if unit.side == look.side and look.is_fighter(unit)]
        able = [unit for unit in near if refuse_attack(look.state, Attack((unit.id,), target)) is None]
        if able:
            able.sort(key=lambda unit: (unit.id in stay, -look.attack_of(unit), unit.id))
            found.append((target, tuple(able)))
    return found


def _expected_defence(look: Survey, target: int) -> int:
    return look.foes[target].defence * works_pm(look, target) // ONE * siege_pm(look, target) // ONE


def _planned(plan: Plan) -> dict[int, int]:
    """Return the worth of the worthiest planned attack on each hex that has one."""
    found: dict[int, int] = {}
    for duty in plan.values():
        if duty.kind in ATTACKS:
            found[duty.hex] = max(duty.worth, found.get(duty.hex, 0))
    return found


def worth_of(look: Survey, planned: Mapping[int, int], target: int) -> int:
    """Return what emptying an enemy hex is worth: its ground, the roads over it, the tasks that want it."""
    roads = (int(look.own_flow[target]) + int(look.enemy_flow[target])) // 10
    return max(planned.get(target, 0), look.ground.get(target, 0), stack_worth(look, target) + roads)


def _best(look: Survey, plan: Plan, target: int, units: tuple[Unit, ...], worth: int) -> Prospect | None:
    """Return the best party for an attack; None where none is any good and none easy, or it can wait for more.

    Tried are all, the first few, those of one group, those who were sent for it, and those who hold nothing else.
    """
    parties = [units, units[:1], units[:2], units[:3]]
    parties += [tuple(unit for unit in units if unit.group == group) for group in sorted({u.group for u in units})]
    parties.append(tuple(u for u in units if u.id in plan and plan[u.id].kind in ATTACKS and plan[u.id].hex == target))
    parties.append(tuple(u for u in units if u.id not in plan or plan[u.id].kind != "hold"))
    best: Prospect | None = None
    easy: Prospect | None = None
    for names in dict.fromkeys(tuple(unit.id for unit in party) for party in parties):
        if not names:
            continue
        order = Attack(names, target)  # which is not refused: each of the units may attack this hex
        prospect = _value(look, order, tuple([look.state.by_id[name] for name in names]), worth)
        if best is None or prospect.gain > best.gain:
            best = prospect
        if prospect.easy and prospect.gain < weights.LEAST_GAIN and (easy is None or prospect.gain > easy.gain):
            easy = prospect
    if best is None or best.gain < weights.LEAST_GAIN or best.chance_pm < weights.LEAST_CHANCE_PM:
        return easy
    return None if _waits(look, plan, best) else best


def _value(look: Survey, order: Attack, units: tuple[Unit, ...], worth: int) -> Prospect:
    """Reckon one round: ground and works gained, men lost on both sides, ammunition."""
    found = chances(look.state, order)
    works = sum(base_worth(look.state, base) for base in look.enemy_bases if base.hex == order.target)
    lost_pm = answer_pm(look, units[0], order.target)
    expected = _expected(look, found, order.target)
    takes, breaks = (expected[-1], expected[-2]) if found.breaks else (expected[-1] + expected[-2], 0)
    line = weights.STORM_PM if siege_pm(look, order.target) <= weights.WEAK_PM else weights.WORKS_PM
    beaten = min(worth, stack_worth(look, order.target))  # stays beaten though the hex be lost again
    risk = (worth - beaten) * lost_pm + units[0].men * weights.OWN_MAN * lost_pm * weights.DRIVEN_OFF_PM // ONE
    gain = takes * (worth * ONE - risk) // ONE // WHOLE
    gain += breaks * max(works, worth) * line // ONE // WHOLE
    gain += _blood(look, expected, order, sum(unit.men for unit in units))
    gain -= sum(_ammunition(look, unit.id) for unit in units)
    left = _abandoned(look, units[0], order.target, takes)
    gain -= _exposure(look, units, order.target, takes) + left
    easy = not left and _is_easy(look, found, order.target)
    if easy and (order.target in look.left or not look.level.sees_stakes):
        gain = max(gain, weights.LEAST_GAIN)
    return Prospect(order, gain, (takes + breaks) * ONE // WHOLE, easy)


def _is_easy(look: Survey, found: Chances, target: int) -> bool:
    """Say whether the odds alone invite to an attack: the hex is likely to be emptied, with few men lost."""
    rules, ground_pm = look.scenario.ruleset.combat, look.scenario.terrain_at(target).attacker_loss_pm
    takes_pm, loss_pm = ((weights.SURE_PM, weights.SURE_LOSS_PM) if look.level.sees_stakes else
                         (weights.EASY_PM, weights.EASY_LOSS_PM))
    lost = sum(weight * row.attacker_loss for weight, row in zip(found.weights, rules.results, strict=True))
    cheap = lost * ground_pm <= loss_pm * WHOLE * _TEN_THOUSAND
    return cheap and found.takes * ONE >= takes_pm * WHOLE


def _expected(look: Survey, found: Chances, target: int) -> tuple[int, ...]:
    """Return the weights of 2**32 of the results, what a long siege has left of the defence reckoned in by guess."""
    share = siege_pm(look, target)
    if share == ONE:
        return found.weights
    return result_weights(look.scenario.ruleset.combat.results, found.attack, max(1, found.defence * share // ONE))


def _blood(look: Survey, expected: tuple[int, ...], order: Attack, men: int) -> int:
    """Return the worth of the casualties expected: the enemy's less our own."""
    ground_pm = look.scenario.terrain_at(order.target).attacker_loss_pm
    enemy = look.foes[order.target].men
    total = 0
    for weight, result in zip(expected, look.scenario.ruleset.combat.results, strict=True):
        ours = men * result.attacker_loss * ground_pm // ONE * weights.OWN_MAN
        theirs = enemy * (result.defender_loss + result.captured_pm * 10) * weights.ENEMY_MAN
        total += weight * (theirs - ours) // _TEN_THOUSAND
    return total // WHOLE


@remembered
def _ammunition(look: Survey, unit_id: str) -> int:
    """Return what the ammunition of a round is worth to a unit: little where its load is full, dear in a poor base."""
    unit = look.state.by_id[unit_id]
    need = unit_need_grams(look.scenario, unit, "attack", "full")[AMMO] // 1000
    has = available(look.state, unit, AMMO)
    base = feeding_base(look.state, unit)
    if base is None:
        scarce = 1 + (has < need) + (has * 2 < need)
    else:
        days = has // max(1, need_day(look.state, base)[AMMO])
        scarce = 1 + (days < weights.AMPLE_AMMO_DAYS) + 3 * (days < weights.AMPLE_AMMO_DAYS // 3)
    return min(need, has) * weights.AMMO_PER_10_KG * scarce // 10


def answer_pm(look: Survey, unit: Unit, target: int) -> int:
    """Return about how likely the enemy is to take a hex back from the unit that advances, spent and not dug in."""
    if not look.level.weighs_reply:
        return 0
    factors = look.scenario.ruleset.combat.ammo_pm
    power = look.defence_of(unit) * factors[_level_after(look, unit.id)] // max(1, factors[look.ammunition(unit)])
    return _taking_pm(look, _coming(look, target) - look.foes[target].attack // 2, power, target)


def _coming(look: Survey, hex_id: int) -> int:
    """Return the power in attack that may come against a hex next: the enemy beside it, little of him farther off."""
    near, far = int(look.threat[0][hex_id]), int(look.threat[1][hex_id])
    return near + (far - near) * weights.FROM_AFAR_PM // ONE


def _exposure(look: Survey, units: tuple[Unit, ...], target: int, takes: int) -> int:
    """Return what is at stake where attackers that have shot off their ammunition await the enemy's answer.

    Supply comes at dawn: the side that moves first waits longer for it than the other.
    """
    if not look.level.weighs_reply:
        return 0
    wait_pm = ONE if look.state.phase == 0 else ONE // 4
    factors = look.scenario.ruleset.combat.ammo_pm
    total, names = 0, {unit.id for unit in units}
    for hex_id in sorted({unit.hex for unit in units}):
        full = spent = 0
        for unit in look.state.by_hex[hex_id]:
            power = look.defence_of(unit)
            full += power
            if unit.id in names:
                power = power * factors[_level_after(look, unit.id)] // factors[look.ammunition(unit)]
            spent += power
        worth = look.ground.get(hex_id, weights.GROUND) + look.ground.get(target, 0) * takes // WHOLE // 2
        men = sum(unit.men for unit in units if unit.hex == hex_id)
        worth += men * weights.OWN_MAN * weights.DRIVEN_OFF_PM // ONE
        threat = _coming(look, hex_id)
        total += worth * (_taking_pm(look, threat, spent, hex_id) - _taking_pm(look, threat, full, hex_id)) // ONE
    return total * wait_pm // ONE // 2


def _abandoned(look: Survey, first: Unit, target: int, takes: int) -> int:
    """Return what is at stake where who advances leaves a base empty that other enemies can walk into."""
    worth = sum(base_worth(look.state, base) for base in look.bases if base.hex == first.hex)
    stays = any(unit.side == look.side and unit.id != first.id for unit in look.state.by_hex[first.hex])
    if not look.level.weighs_reply or not worth or stays:
        return 0
    others = [look.far(foe.hex, first.hex) for foe in look.foes.values() if foe.attack and foe.hex != target]
    comes = min(others, default=weights.WALK_HEXES + 1) <= weights.WALK_HEXES
    return takes * worth * weights.WALKED_IN_PM // ONE // WHOLE if comes else 0


@remembered
def _level_after(look: Survey, unit_id: str) -> int:
    """Return a unit's level of ammunition after a round."""
    unit = look.state.by_id[unit_id]
    if feeding_base(look.state, unit) is not None:
        return look.ammunition(unit)
    need = unit_need_grams(look.scenario, unit, "attack", "full")[AMMO] // 1000
    left = max(0, unit.stock[AMMO] - need)
    return ammo_level(look.state, altered(unit, stock=(unit.stock[0], left, unit.stock[2])))


def _taking_pm(look: Survey, attack: int, defence: int, hex_id: int) -> int:
    """Return about how likely the enemy is to take a hex with so much against so much, as he was seen to in games."""
    power, attack = defence * look.scenario.terrain_at(hex_id).defence_pm // ONE, attack * weights.ANSWER_PM // ONE
    ground = look.scenario.ruleset.combat.results[-2].odds
    ours, theirs = attack * attack, power * power * ground // ONE
    return ours * weights.ANSWERS_PM // max(1, ours + theirs)


def _waits(look: Survey, plan: Plan, prospect: Prospect) -> bool:
    """Say whether an attack with doubtful odds should wait for units of its task that are a turn away."""
    if prospect.chance_pm >= weights.GATHER_PM or not look.level.gathers:
        return False
    power, _wanted = committed(look, plan, prospect.order.target)
    here = sum(look.attack_of(look.state.by_id[unit]) for unit in prospect.order.units)
    if power < here * 3 // 2:
        return False
    coming = 0
    for unit in look.own:
        duty = plan.get(unit.id)
        if duty and duty.kind in ATTACKS and duty.hex == prospect.order.target and unit.id not in prospect.order.units:
            hexes = look.far(unit.hex, duty.hex) - 1
            coming += look.attack_of(unit) if 0 < hexes * 25 <= allowance(look.scenario, unit) else 0
    return coming > here // 2
