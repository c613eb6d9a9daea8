"""Guns and jets: shelling and air strikes on troops, their works, and the people and sites that happen to be there."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from game.rules import knowledge, politics
from game.rules.air import guns_near
from game.rules.chance import WHOLE, binomial, binomial_weights, per_mille
from game.rules.draft import Draft
from game.rules.losses import Rows, spread, suffer
from game.rules.narrate import unit_name, weather_words
from game.rules.orders import AircraftLost, Bombard, Bombarded, Strike, Struck
from game.rules.ruleset import AMMO, ONE
from game.rules.state import DISTURBED, State, Unit, steps_pm
from game.rules.supply.stocks import OUT, ammo_level, available, spend
from game.text import _, plural

HARASS_SHARE = 5
"""Harassing fire spends a fifth of a bombardment: 0.3 of 1.5 tonnes a day."""

_KG = 1000
_TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Blow:
    """What one bombardment or so many sorties do to a hex: all rates and chances, before any draw.

    `rate` is the share of men in the hex who become casualties, exact, the works there taken into account.
    """

    rate: Fraction
    suppress_pm: int
    works_pm: int
    harm_per_10000: Fraction
    leave_pm: int


@dataclass(frozen=True, slots=True)
class FirePreview:
    """What a bombardment or strike is expected to do, by the process that it is drawn from.

    `outcomes` are (weight of 2**32, blow): one for guns, one for each number of machines that come through. `men` are
    the enemy's in the hex, as far as known; `jet_loss_pm` is the chance a sortie is shot down, per-mille; `at_least`
    says that more may be there than is known.
    """

    men: int
    outcomes: tuple[tuple[int, Blow], ...]
    harm: Fraction
    leaving: int
    site_pm: int
    shells_kg: int = 0
    jet_loss_pm: int = 0
    at_least: bool = False

    @property
    def casualties(self) -> Fraction:
        """Men expected to be killed or wounded."""
        return sum((Fraction(weight, WHOLE) * blow.rate * self.men for weight, blow in self.outcomes), Fraction(0))

    @property
    def suppress_pm(self) -> int:
        """Chance that the units in the hex fight suppressed until the end of the turn, per-mille."""
        return sum(weight * blow.suppress_pm for weight, blow in self.outcomes) // WHOLE

    @property
    def headline(self) -> str:
        """One plain number: the chance to keep their heads down, the purpose of fire."""
        return _("{percent} % to suppress, {casualties:.1f} casualties expected").format(
            percent=round(self.suppress_pm / 10), casualties=float(self.casualties))

    def distribution(self) -> tuple[Fraction, ...]:
        """Return the chance of 0, 1, 2... casualties."""
        chances: list[Fraction] = []
        for weight, blow in self.outcomes:
            for k, part in enumerate(binomial_weights(self.men, blow.rate.numerator, blow.rate.denominator)):
                if k == len(chances):
                    chances.append(Fraction(0))
                chances[k] += Fraction(weight * part, WHOLE * WHOLE)
        return tuple(chances)


def works_at(state: State | Draft, hex_id: int, side: int) -> int:
    """Return the level of the works a side fights from in a hex: the deepest its units dug, or its fortified base's.

    A line of a base that has been lost is not dug again by its men; a base that was taken from the enemy has none.
    """
    units = state.units_at(hex_id) if isinstance(state, Draft) else state.by_hex.get(hex_id, ())
    bases = state.bases.values() if isinstance(state, Draft) else state.bases
    deepest = len(state.scenario.ruleset.combat.entrench_pm) - 1
    for base in bases:
        if base.hex == hex_id and base.side == side:
            built = state.scenario.base(base.id)
            if built.side == side and built.fort:
                return min(base.fort, deepest)
    return min(max((unit.entrench for unit in units if unit.side == side), default=0), deepest)


def struck_flag(side: int, hex_id: int) -> str:
    """Return the name of the flag that holds the last turn in which a side's jets struck a hex."""
    return f"strike:{side}:{hex_id}"


def struck(state: State, side: int, hex_id: int) -> bool:
    """Say whether a side's jets have struck a hex in this turn."""
    return state.flag(struck_flag(side, hex_id)) == state.turn


# --- guns ----------------------------------------------------------------------------------------------------


def refuse_bombard(state: State, order: Bombard) -> str | None:
    """Return why guns cannot fire as ordered, in a sentence, or None where they can."""
    unit, grid = state.by_id.get(order.unit), state.scenario.map.grid
    if unit is None or unit.side != state.side or unit.hex < 0:
        return _("There is no unit {unit} of your side on the map.").format(unit=order.unit)
    name, kind = unit_name(state.scenario, unit.id), state.scenario.unit_type(unit.type)
    if kind.range_hexes <= 0 or kind.gun_shell_kg_day <= 0:
        return _("There are no guns in {name} that fire at a distance.").format(name=name)
    if not 0 <= order.target < grid.size:
        return _("The target is off the map; choose a hex on it.")
    distance = grid.distance(unit.hex, order.target)
    if distance > kind.range_hexes:
        return _("The target is {distance} hexes away; {name} reaches {range_hexes}.").format(
            distance=distance, name=name, range_hexes=kind.range_hexes)
    if unit.fired:
        return _("{name} already fired this turn.").format(name=name)
    if politics.truce_binds(state, unit):
        return _("The truce, which holds through turn {turn}, binds {name}.").format(
            name=name, turn=state.flag("truce"))
    if ammo_level(state, unit) >= OUT:
        return _("Without ammunition {name} cannot bombard.").format(name=name)
    return _refuse_target(state, order.target)


def bombard_preview(state: State, order: Bombard) -> FirePreview:
    """Return what a bombardment is expected to do to a hex."""
    unit = state.by_id[order.unit]
    shells = min(available(state, unit, AMMO), shells_kg(state, unit, order.heavy))
    return _preview(state, order.target, ((WHOLE, _shelling(state, order.target, shells)),), shells)


def shells_kg(state: State | Draft, unit: Unit, heavy: bool) -> int:
    """Return the shells a gun unit spends on a bombardment, or on harassing or supporting fire."""
    kind = state.scenario.unit_type(unit.type)
    day = kind.gun_shell_kg_day * steps_pm(unit, kind.men_per_step) // ONE
    return day if heavy else day // HARASS_SHARE


def bombard(draft: Draft, order: Bombard) -> None:
    """Fire guns at a hex; emits Bombarded, and what follows for people and sites."""
    state = draft.finish()
    unit = state.by_id[order.unit]
    paid = spend(draft, unit.id, AMMO, shells_kg(state, unit, order.heavy))
    draft.change(unit.id, fired=True)
    lost = _land(draft, order.target, unit.side, _shelling(state, order.target, paid))
    harmed = _people(draft, order.target, unit.side, _shelling(state, order.target, paid), "shelling")
    both = _seen(state, order.target, unit.side)
    if not both:
        draft.emit(Bombarded(unit.side, unit.id, order.target, paid, (), harmed, seen_by=(unit.side,)))
    watchers = (0, 1) if both else (1 - unit.side,)
    draft.emit(Bombarded(unit.side, unit.id, order.target, paid, lost, harmed, seen_by=watchers))


def _shelling(state: State, target: int, kg: int) -> Blow:
    """Return what so many kilograms of shells do; half a tonne does half as much as a tonne."""
    rules = state.scenario.ruleset.bombard
    return Blow(
        rate=_rate(state, target, rules.casualties_per_tonne * kg, _KG),
        suppress_pm=min(ONE, rules.suppress_pm_per_tonne * kg // _KG),
        works_pm=min(ONE, rules.entrench_loss_pm_per_tonne * kg // _KG),
        harm_per_10000=Fraction(rules.harm_per_10000_per_tonne * kg, _KG),
        leave_pm=rules.leave_pm_per_tonne * kg // _KG,
    )


# --- jets ----------------------------------------------------------------------------------------------------


def refuse_strike(state: State, order: Strike) -> str | None:
    """Return why jets cannot strike as ordered, in a sentence, or None where they can."""
    left = state.standings[state.side].strikes_left
    if not 0 <= order.target < state.scenario.map.grid.size:
        return _("The target is off the map; choose a hex on it.")
    if order.sorties < 1:
        return _("A strike needs at least one sortie.")
    if not state.weather.flyable:
        return _("The weather ({weather}) allows no flying this turn.").format(
            weather=weather_words(state.weather.text))
    if politics.truce(state):
        return _("The truce holds through turn {turn}; no strikes are flown until it ends.").format(
            turn=state.flag("truce"))
    if order.sorties > left == 0:
        return _("No strike sortie is left this turn{because}.").format(because=_held(state))
    if order.sorties > left:
        return plural("Only {left} strike sortie is left this turn{because}.",
                      "Only {left} strike sorties are left this turn{because}.", left).format(
            left=left, because=_held(state))
    return _refuse_target(state, order.target)


def _held(state: State) -> str:
    """Return the words for strikes that low political support takes from a side's budget; empty where it takes none."""
    share = politics.backed_pm(state, state.side, state.scenario.ruleset.support.strikes_from_pm)
    if share >= ONE:
        return ""
    return _("; with support at {support} % only {share} % of them are flown").format(
        support=state.standings[state.side].support // 10, share=share // 10)


def strike_preview(state: State, order: Strike) -> FirePreview:
    """Return what a strike is expected to do, over every number of machines that may come through."""
    loss = jet_loss_pm(state, order.target)
    through = binomial_weights(order.sorties, ONE - loss, ONE)
    outcomes = tuple((weight, _bombing(state, order.target, n)) for n, weight in enumerate(through))
    return _preview(state, order.target, outcomes, 0, loss)


def strike(draft: Draft, order: Strike) -> None:
    """Send jets against a hex; those shot down drop nothing. Emits Struck and what follows."""
    state = draft.finish()
    side = state.side
    loss = jet_loss_pm(state, order.target)
    through = binomial(order.sorties, ONE - loss, ONE, draft.draw("jet", order.target))
    shot = order.sorties - through
    standing = draft.standings[side]
    draft.change_standing(side, strikes_left=standing.strikes_left - order.sorties,
                          jets_lost=standing.jets_lost + shot)
    lost: Rows = ()
    harmed = 0
    if through:
        draft.flags[struck_flag(side, order.target)] = draft.turn
        blow = _bombing(state, order.target, through)
        lost = _land(draft, order.target, side, blow)
        harmed = _people(draft, order.target, side, blow, "air strike")
    both = _seen(state, order.target, side)
    if not both:
        draft.emit(Struck(side, order.target, order.sorties, shot, (), harmed, seen_by=(side,)))
    watchers = (0, 1) if both else (1 - side,)
    draft.emit(Struck(side, order.target, order.sorties, shot, lost, harmed, seen_by=watchers))
    for _machine in range(shot):
        draft.emit(AircraftLost(side, "jet", order.target))


def jet_loss_pm(state: State, target: int) -> int:
    """Return the chance that one sortie against a hex is shot down, per-mille: a share for each gun unit in range."""
    rules = state.scenario.ruleset
    guns = guns_near(state, target, rules.airdrop.gun_range_hexes, state.side)
    return min(ONE, rules.bombard.strike_loss_pm_per_gun * len(guns))


def _bombing(state: State, target: int, sorties: int) -> Blow:
    """Return what so many sorties that come through do."""
    rules = state.scenario.ruleset.bombard
    return Blow(
        rate=_rate(state, target, rules.strike_casualties * sorties, 1),
        suppress_pm=min(ONE, rules.strike_suppress_pm * sorties),
        works_pm=0,
        harm_per_10000=Fraction(rules.harm_per_10000_per_strike * sorties),
        leave_pm=rules.leave_pm_per_strike * sorties,
    )


# --- what both do --------------------------------------------------------------------------------------------


def _refuse_target(state: State, target: int) -> str | None:
    stack = state.by_hex.get(target, ())
    if any(unit.side == state.side for unit in stack):
        return _("Your own units stand in {place}.").format(place=state.scenario.hex_name(target))
    if not stack and state.controller(target) == state.side:
        return _("{place} is held by your own side.").format(place=state.scenario.hex_name(target))
    return None


def _rate(state: State, target: int, per_10000: int, divisor: int) -> Fraction:
    """Return the share of men hit: works protect as much as they help in defence."""
    works = state.scenario.ruleset.combat.entrench_pm[works_at(state, target, 1 - state.side)]
    numerator, denominator = per_10000 * ONE, divisor * _TEN_THOUSAND * works
    return min(Fraction(1), Fraction(numerator, denominator))


def _targets(state: State | Draft, hex_id: int, side: int) -> tuple[Unit, ...]:
    units = state.units_at(hex_id) if isinstance(state, Draft) else state.by_hex.get(hex_id, ())
    return tuple(unit for unit in units if unit.side != side)


def _land(draft: Draft, target: int, side: int, blow: Blow) -> Rows:
    """Draw what a blow does to the enemy's men and works in a hex; return the men lost."""
    units = _targets(draft, target, side)
    if not units:
        return ()
    men = sum(unit.men for unit in units)
    lost = binomial(men, blow.rate.numerator, blow.rate.denominator, draft.draw("fire", target))
    suppressed = draft.draw("suppress", target) >= WHOLE - per_mille(blow.suppress_pm)
    broken = draft.draw("works", target) >= WHOLE - per_mille(blow.works_pm)
    for unit in units:
        draft.change(unit.id, suppressed=unit.suppressed or suppressed,
                     entrench=max(0, unit.entrench - broken), quiet_turns=DISTURBED)
    rows = spread(units, lost)
    suffer(draft, rows)
    return rows


def _people(draft: Draft, target: int, side: int, blow: Blow, cause: str) -> int:
    """Harm the people of a hex and endanger its protected sites; return the people harmed."""
    harmed = politics.hurt(draft, side, target, cause, blow.harm_per_10000, blow.leave_pm)
    if politics.endangered_sites(draft, target):
        politics.damage_site(draft, side, target, draft.draw("heritage", target))
    return harmed


def _seen(state: State, target: int, side: int) -> bool:
    """Say whether a side sees what its fire does in a hex."""
    return not state.scenario.fog or bool(knowledge.sight(state, side)[target])


def _preview(
    state: State, target: int, outcomes: tuple[tuple[int, Blow], ...], shells: int, jet_loss: int = 0,
) -> FirePreview:
    harm = sum((Fraction(weight, WHOLE) * politics.expected_harm(state, target, blow.harm_per_10000)
                for weight, blow in outcomes), Fraction(0))
    people = politics.exposed(state, target)[1]
    leaving = sum(weight * (people * blow.leave_pm // ONE) for weight, blow in outcomes) // WHOLE
    site_pm = state.scenario.ruleset.bombard.heritage_damage_pm if politics.endangered_sites(state, target) else 0
    men = sum(unit.men for unit in _targets(state, target, state.side))
    hidden = state.viewer >= 0 and state.scenario.fog
    return FirePreview(men, outcomes, harm, leaving, site_pm, shells, jet_loss, hidden)
