"""Combat: the two strengths term by term, the distribution of the five results, one round of it, and ambush.

The chance of at least a result is A*A / (A*A + odds * D*D), exact in integers; a draw of 32 bits falls into the
results from worst to best, so that on the same draw better odds never give a worse result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from game.rules import movement, politics
from game.rules.chance import WHOLE, binomial, binomial_weights, per_mille
from game.rules.draft import Draft
from game.rules.fire import shells_kg, works_at
from game.rules.knowledge import remember, sight
from game.rules.losses import Rows, capture, spread, suffer
from game.rules.narrate import unit_name
from game.rules.orders import Ambushed, Attack, Fought, Moved
from game.rules.ruleset import AMMO, FUEL, INTENSITIES, ONE, CombatResult, Intensity
from game.rules.state import DISTURBED, State, Unit, remembered
from game.rules.strength import (
    Term,
    attack_strength,
    attack_terms,
    defence_strength,
    defence_terms,
    ground_terms,
    known_level,
    round_kg,
    strength,
    supporter,
    unit_terms,
)
from game.rules.supply.stocks import OUT, available, spend
from game.text import _, language

_TEN_THOUSAND = 10_000


class Chances(NamedTuple):
    """The two strengths in thousandths, and the weights of 2**32 of the five results, from worst to best.

    `takes` is the weight with which the hex is emptied of defenders, `breaks` that with which they lose a line of
    works instead.
    """

    attack: int
    defence: int
    weights: tuple[int, ...]
    takes: int
    breaks: int


@dataclass(frozen=True, slots=True)
class Odds:
    """The chances of an attack at an intensity, and the terms that the two strengths are made of."""

    chances: Chances
    attack_terms: tuple[Term, ...]
    defence_terms: tuple[Term, ...]
    intensity: Intensity

    @property
    def attack(self) -> int:
        """The strength in attack, in thousandths."""
        return self.chances.attack

    @property
    def defence(self) -> int:
        """The strength in defence, in thousandths."""
        return self.chances.defence

    @property
    def weights(self) -> tuple[int, ...]:
        """The weights of 2**32 of the results, from worst to best."""
        return self.chances.weights

    @property
    def takes(self) -> int:
        """The weight with which the hex is emptied."""
        return self.chances.takes

    @property
    def breaks(self) -> int:
        """The weight with which a line of works is lost instead."""
        return self.chances.breaks

    @property
    def headline(self) -> str:
        """One plain number."""
        if self.intensity == "probe":
            beaten = sum(self.weights[:2])
            return _("{percent} % to be beaten off; a probe takes no ground").format(percent=_percent(beaten))
        works = _(", {percent} % to take a line of works").format(percent=_percent(self.breaks)) if self.breaks else ""
        return _("{percent} % to take the hex{works}").format(percent=_percent(self.takes), works=works)


@dataclass(frozen=True, slots=True)
class CombatPreview:
    """Everything a round may bring, by the process that it is drawn from.

    `weights` are those of the odds as the intensity reads them (a probe takes no ground); `rates` the shares of men
    lost per result, attacker and defender. `at_least` says that the enemy is not fully known.
    """

    odds: Odds
    results: tuple[CombatResult, ...]
    weights: tuple[int, ...]
    attackers: int
    defenders: int
    rates: tuple[tuple[Fraction, Fraction], ...]
    at_least: bool

    @property
    def headline(self) -> str:
        """One plain number."""
        return self.odds.headline

    @property
    def attacker_loss(self) -> Fraction:
        """Attackers expected to be killed or wounded."""
        return sum((Fraction(w, WHOLE) * own * self.attackers
                    for w, (own, _other) in zip(self.weights, self.rates, strict=True)), Fraction(0))

    @property
    def defender_loss(self) -> Fraction:
        """Defenders expected to be killed or wounded, those captured in a collapse not counted."""
        return sum((Fraction(w, WHOLE) * other * self.defenders
                    for w, (_own, other) in zip(self.weights, self.rates, strict=True)), Fraction(0))

    def casualties(self, result: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return for one result the weights of 2**32 of 0, 1, 2... casualties of the attacker and the defender."""
        own, other = self.rates[result]
        return (binomial_weights(self.attackers, own.numerator, own.denominator),
                binomial_weights(self.defenders, other.numerator, other.denominator))


# --- odds ----------------------------------------------------------------------------------------------------


def odds(state: State, order: Attack) -> Odds:
    """Return the chances of an attack, with all terms that the strengths of both sides are made of."""
    ours = attack_terms(state, _attackers(state, order), order.target, order.intensity)
    theirs = defence_terms(state, _defenders(state, order), order.target)
    return Odds(chances(state, order), ours, theirs, order.intensity)


def chances(state: State, order: Attack) -> Chances:
    """Return the strengths of an attack and its defence, and the weights of the results."""
    attack = attack_strength(state, _attackers(state, order), order.target, order.intensity)
    defence = max(1, defence_strength(state, 1 - state.by_id[order.units[0]].side, order.target))
    weights = result_weights(state.scenario.ruleset.combat.results, attack, defence)
    if order.intensity == "probe":
        return Chances(attack, defence, weights, 0, 0)
    if _stand(state, order).holds:
        return Chances(attack, defence, weights, weights[-1], weights[-2])
    return Chances(attack, defence, weights, weights[-1] + weights[-2], 0)


def preview(state: State, order: Attack) -> CombatPreview:
    """Return the whole distribution of a round."""
    found = odds(state, order)
    results, stand = state.scenario.ruleset.combat.results, _stand(state, order)
    weights = list(found.weights)
    for index, weight in enumerate(found.weights):
        read = _read(results, index, order.intensity)
        if read != index:
            weights[index] -= weight
            weights[read] += weight
    return CombatPreview(
        found, results, tuple(weights), sum(unit.men for unit in _attackers(state, order)),
        sum(unit.men for unit in _defenders(state, order)),
        tuple(_rates(state, order, stand, result) for result in results), state.viewer >= 0 and state.scenario.fog,
    )


def _percent(weight: int) -> int:
    return (weight * 100 + WHOLE // 2) // WHOLE


def _attackers(state: State, order: Attack) -> tuple[Unit, ...]:
    return tuple([state.by_id[unit_id] for unit_id in order.units])


def _defenders(state: State, order: Attack) -> tuple[Unit, ...]:
    side = state.by_id[order.units[0]].side
    return tuple(unit for unit in state.by_hex.get(order.target, ()) if unit.side != side)


def result_weights(results: tuple[CombatResult, ...], attack: int, defence: int) -> tuple[int, ...]:
    """Return the weights of 2**32 of the results, worst to best, for two strengths in thousandths.

    Each chance of at least a result is rounded down; the worst takes the rest.
    """
    ours, theirs = attack * attack * ONE, defence * defence
    at_least = [WHOLE, *[ours * WHOLE // max(1, ours + row.odds * theirs) for row in results[1:]], 0]
    return tuple([more - less for more, less in pairwise(at_least)])


def outcome(weights: Sequence[int], draw: int) -> int:
    """Return the result a draw falls into: the first, from worst to best, whose summed weights exceed it."""
    for index, weight in enumerate(weights):
        draw -= weight
        if draw < 0:
            return index
    return len(weights) - 1


def _read(results: tuple[CombatResult, ...], index: int, intensity: Intensity) -> int:
    """Return how a result counts at an intensity: a probe takes no ground, at best it is a stand-off."""
    if intensity != "probe":
        return index
    return max(k for k in range(index + 1) if not results[k].defender_retreats)


class _Stand:
    """How the defenders of a hex stand against an attack from some hexes: works, a base, whether they are cut off.

    Ground taken costs them a line of works and not the hex in a base, and where there is no way out, as long as
    works stand.
    """

    def __init__(self, state: State, target: int, side: int, hexes: tuple[int, ...]) -> None:
        self.works = works_at(state, target, side)
        self.base = any(row.hex == target and row.side == side for row in state.bases)
        self._where = (state, target, side, hexes)

    @property
    def cut_off(self) -> bool:
        """Whether they have no way out."""
        return not movement.ways_out(*self._where)

    @property
    def holds(self) -> bool:
        """Whether they lose a line of works instead of the hex."""
        return self.works > 0 and (self.base or self.cut_off)


def _stand(state: State, order: Attack) -> _Stand:
    hexes = tuple(sorted({state.by_id[unit_id].hex for unit_id in order.units}))
    return _Stand(state, order.target, 1 - state.by_id[order.units[0]].side, hexes)


def _heat(state: State | Draft, intensity: Intensity) -> int:
    """Return the factor of an intensity on losses, per-mille."""
    rules = state.scenario.ruleset.combat
    return {"probe": rules.probe_loss_pm, "assault": ONE, "all_out": rules.all_out_loss_pm}[intensity]


def _rates(state: State, order: Attack, stand: _Stand, result: CombatResult) -> tuple[Fraction, Fraction]:
    """Return the shares of the attackers and of the defenders who are lost in a result."""
    heat = _heat(state, order.intensity)
    ground_pm = state.scenario.terrain_at(order.target).attacker_loss_pm
    own = Fraction(result.attacker_loss * heat * ground_pm, _TEN_THOUSAND * ONE * ONE)
    other = Fraction(result.defender_loss * heat, _TEN_THOUSAND * ONE)
    if result.defender_retreats and stand.cut_off and not (stand.base and stand.works):
        other = other * 3 / 2
    return min(Fraction(1), own), min(Fraction(1), other)


# --- legality ------------------------------------------------------------------------------------------------


def refuse_attack(state: State, order: Attack) -> str | None:
    """Return why an attack may not be ordered, in a sentence for the player, or None."""
    scenario = state.scenario
    if not order.units:
        return _("Name at least one unit that attacks.")
    if len(set(order.units)) < len(order.units):
        return _("A unit can be named only once in an attack.")
    if order.intensity not in INTENSITIES:
        return _("'{intensity}' is no way to attack; choose one of: {known}.").format(
            intensity=order.intensity, known=", ".join(INTENSITIES))
    if not 0 <= order.target < scenario.map.grid.size:
        return _("The target is off the map; choose a hex on it.")
    for unit_id in order.units:
        refused = _refuse_unit(state, order.target, unit_id, language())
        if refused is not None:
            return refused
    if not _defenders(state, order):
        return _("No enemy is known to be in {place}; move there instead.").format(
            place=scenario.hex_name(order.target))
    return None


@remembered
def _refuse_unit(state: State, target: int, unit_id: str, _language: str) -> str | None:
    unit = state.by_id.get(unit_id)
    if unit is None or unit.side != state.side or unit.hex < 0:
        return _("There is no unit {unit_id} of your side on the map.").format(unit_id=unit_id)
    scenario, kind = state.scenario, state.scenario.unit_type(unit.type)
    if kind.attack <= 0:
        return _("{name} cannot attack; {kind} are not made for it.").format(
            name=unit_name(scenario, unit_id), kind=_(kind.name))
    if target not in scenario.map.grid.neighbours(unit.hex):
        return _("{place} is not next to {name}; an attack goes into a neighbouring hex.").format(
            name=unit_name(scenario, unit_id), place=scenario.hex_name(target))
    if unit.rounds and unit.target != target:
        return _("{name} attacked {place} this turn; further attacks can only go on there.").format(
            name=unit_name(scenario, unit_id), place=scenario.hex_name(unit.target))
    if unit.rounds >= scenario.clock.days:
        return _("All attacks of {name} for this turn are made.").format(name=unit_name(scenario, unit_id))
    if politics.truce_binds(state, unit):
        return _("The truce, which holds through turn {turn}, binds {name}.").format(
            name=unit_name(scenario, unit_id), turn=state.flag("truce"))
    if known_level(state, unit) >= OUT:
        return _("Without ammunition {name} cannot attack.").format(name=unit_name(scenario, unit_id))
    if kind.mobility == "tracks" and kind.fuel_grams_hex > 0 and not available(state, unit, FUEL):
        return _("Without fuel {name} cannot attack.").format(name=unit_name(scenario, unit_id))
    return None


# --- one round -----------------------------------------------------------------------------------------------


def fight(draft: Draft, order: Attack) -> None:
    """Fight one round; emits Fought, then what follows from it: retreats, surrenders, ground and bases taken."""
    state = draft.finish()
    rules = state.scenario.ruleset.combat
    found, stand = chances(state, order), _stand(state, order)
    roll = draft.draw("combat", order.target)
    result = rules.results[_read(rules.results, outcome(found.weights, roll), order.intensity)]
    attackers, defenders = _attackers(state, order), _defenders(state, order)
    mark = len(draft.events)
    _pay(draft, state, order)
    for unit in attackers:
        draft.change(unit.id, rounds=unit.rounds + 1, target=order.target, quiet_turns=0,
                     stance="hold" if unit.stance in ("rest", "dig_in") else unit.stance)
    for unit in defenders:
        draft.change(unit.id, quiet_turns=DISTURBED)
    own_rate, other_rate = _rates(state, order, stand, result)
    own = _bleed(draft, attackers, own_rate, "attacker_losses", order.target, defenders[0].id)
    other = _bleed(draft, defenders, other_rate, "defender_losses", order.target, order.units[0])
    captured, retreated = _give_way(draft, state, order, result, stand)
    draft.events.insert(mark, Fought(
        attackers[0].side, order.units, order.target, tuple(unit.id for unit in defenders), order.intensity, result.id,
        found.attack, found.defence, roll, own, _merge(defenders, other, captured),
        captured=sum(men for _unit, men in captured), retreated=retreated,
    ))
    _people(draft, order, attackers[0].side)
    _after(draft, order, result, attackers[0].side)


def _pay(draft: Draft, state: State, order: Attack) -> None:
    """Book the ammunition of a round: every man engaged on both sides, tank guns, and the guns in support."""
    attackers, defenders = _attackers(state, order), _defenders(state, order)
    for unit in (*attackers, *defenders):
        spend(draft, unit.id, AMMO, round_kg(state, unit, order.intensity))
    for side in (attackers[0].side, 1 - attackers[0].side):
        gun = supporter(state, side, order.target, side == attackers[0].side)
        if gun is not None:
            spend(draft, gun.id, AMMO, shells_kg(state, gun, heavy=False))


def _bleed(draft: Draft, units: Sequence[Unit], rate: Fraction, kind: str, hex_id: int, taker: str) -> Rows:
    """Draw the men a side loses in a round and take them off its units."""
    men = sum(unit.men for unit in units)
    rows = spread(units, binomial(men, rate.numerator, rate.denominator, draft.draw(kind, hex_id)))
    suffer(draft, rows, taker)
    return rows


def _give_way(
    draft: Draft, state: State, order: Attack, result: CombatResult, stand: _Stand,
) -> tuple[Rows, bool]:
    """Carry out what a result does to the defenders' ground; return men captured and whether any retreated."""
    side = 1 - state.by_id[order.units[0]].side
    if not result.defender_retreats:
        if order.intensity != "probe" and result.entrench_loss_pm and (
                draft.draw("works", order.target) >= WHOLE - per_mille(result.entrench_loss_pm)):
            _wear(draft, order.target, side)
        return (), False
    if not result.captured_pm and stand.holds:
        _wear(draft, order.target, side)
        return (), False
    captured: Rows = ()
    defenders = [unit for unit in draft.units_at(order.target) if unit.side == side]
    if result.captured_pm and defenders:
        before = sum(unit.men for unit in _defenders(state, order))
        men = binomial(before, result.captured_pm, ONE, draft.draw("captured", order.target))
        captured = spread(defenders, men)
        capture(draft, captured, order.units[0])
    hexes = tuple(state.by_id[unit_id].hex for unit_id in order.units)
    there = [unit.id for unit in draft.units_at(order.target) if unit.side == side]
    trapped = movement.retreat(draft, order.target, hexes, side)
    rest = tuple((unit_id, draft.units[unit_id].men) for unit_id in trapped)
    capture(draft, rest, order.units[0])
    return (*captured, *rest), len(trapped) < len(there)


def _wear(draft: Draft, hex_id: int, side: int) -> None:
    """Take one line of works from a side in a hex: from its base there and from each of its units."""
    for base_id in sorted(draft.bases):
        base = draft.bases[base_id]
        if base.hex == hex_id and base.side == side and base.fort:
            draft.change_base(base_id, fort=base.fort - 1)
    for unit in tuple(draft.units_at(hex_id)):
        if unit.side == side and unit.entrench:
            draft.change(unit.id, entrench=unit.entrench - 1)


def _merge(units: Sequence[Unit], lost: Rows, captured: Rows) -> Rows:
    """Return losses and captures as one row for each unit that had any."""
    sums = {unit.id: 0 for unit in units}
    for unit_id, men in (*lost, *captured):
        sums[unit_id] += men
    return tuple((unit_id, men) for unit_id, men in sums.items() if men)


def _people(draft: Draft, order: Attack, side: int) -> None:
    rates, heat = draft.scenario.ruleset.population, _heat(draft, order.intensity)
    harm = Fraction(rates.fighting_harm_per_10000 * heat, ONE)
    politics.hurt(draft, side, order.target, "fighting", harm, rates.fighting_leave_pm * heat // ONE)


def _after(draft: Draft, order: Attack, result: CombatResult, side: int) -> None:
    """Let beaten attackers fall back and spend their attacks, or one attacker advance into an emptied hex."""
    for unit_id in order.units:
        if result.attacker_retreats and unit_id in draft.units:
            unit = draft.change(unit_id, rounds=draft.scenario.clock.days)
            if not any(base.hex == unit.hex and base.side == side for base in draft.bases.values()):
                movement.retreat_unit(draft, unit_id, (order.target,))
    emptied = not any(unit.hex == order.target for unit in draft.units.values())
    if not (result.defender_retreats and emptied):
        return
    for unit_id in order.units:
        if unit_id in draft.units and movement.has_room(draft, order.target, draft.units[unit_id]):
            draft.change(unit_id, hex=order.target, entrench=0, moved=True, move_left=0)
            seen = sight(draft, 1 - side)[order.target]
            draft.emit(Moved(side, unit_id, (order.target,), seen_by=(0, 1) if seen else (side,)))
            movement.occupy(draft, side, (order.target,))
            return


# --- ambush --------------------------------------------------------------------------------------------------


def ambush(draft: Draft, unit_id: str, by_id: str, hex_id: int) -> bool:
    """Let a unit lying in wait fire on one that moves past; say whether it did, which stops the move.

    Fought as a probe by the ambusher, which surprises from the flank and is remembered where it was, also where nobody
    is left who sees it. Nothing happens where it cannot attack.
    """
    state = draft.finish()
    rules = state.scenario.ruleset.combat
    unit, by = state.by_id[unit_id], state.by_id[by_id]
    if state.scenario.unit_type(by.type).attack <= 0 or known_level(state, by) >= OUT:
        return False
    ours = (*unit_terms(state, by, defends=False), Term("surprise", rules.flank_pm, "combat.flank_pm"))
    theirs = (*unit_terms(state, unit, defends=True), *ground_terms(state, hex_id, unit.side))
    weights = result_weights(rules.results, strength(ours), max(1, strength(theirs)))
    index = outcome(weights, draft.draw("ambush_fight", hex_id))
    result = rules.results[_read(rules.results, index, "probe")]
    spend(draft, by_id, AMMO, round_kg(state, by, "probe"))
    spend(draft, unit_id, AMMO, round_kg(state, unit, "probe"))
    mark = len(draft.events)
    own = Fraction(result.attacker_loss * rules.probe_loss_pm, _TEN_THOUSAND * ONE)
    other = Fraction(result.defender_loss * rules.probe_loss_pm, _TEN_THOUSAND * ONE)
    lost_by = _bleed(draft, (by,), own, "attacker_losses", hex_id, unit_id)
    lost = _bleed(draft, (unit,), other, "defender_losses", hex_id, by_id)
    draft.events.insert(mark, Ambushed(unit.side, unit_id, by_id, hex_id, _men(lost), _men(lost_by)))
    if by_id in draft.units:
        remember(draft, draft.units[by_id], by.hex)
    return True


def _men(rows: Rows) -> int:
    return sum(men for _unit, men in rows)
