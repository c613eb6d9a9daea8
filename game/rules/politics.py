"""People under fire, protected sites, and political support: what harm to them costs of it, what it lets a side send.

Harm is an estimate: it is drawn with a fixed expectation, reported in words and never scored.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from game.rules.chance import binomial, per_mille
from game.rules.draft import Draft
from game.rules.orders import Harmed, HeldBack, HeritageDamaged, SupportChanged
from game.rules.ruleset import ONE
from game.rules.scenario import Scenario
from game.rules.state import State, Unit

NOWHERE = -1
"""Index of no place."""

_SPREAD_HEXES = 2
"""Built-up hexes this near a place with people, and no place of their own, are part of it."""

_TRIALS = 500
"""Chances a harm is drawn from: enough for the spread of rare events, few enough to stay exact and quick."""

_FULL_SUPPORT = 1000


@lru_cache(maxsize=16384)
def inhabited(scenario: Scenario, hex_id: int) -> tuple[int, int]:
    """Return the index of the place whose people live in a hex and over how many hexes they live; -1 if nobody does.

    A hex without people of its own belongs, where it is built up, to the nearest place with people within two hexes.
    """
    index = _place_of(scenario, hex_id)
    if index == NOWHERE:
        return NOWHERE, 0
    place = scenario.map.places[index]
    near = scenario.map.grid.within(place.hex, _SPREAD_HEXES)
    return index, sum(1 for spot in near if _place_of(scenario, spot) == index)


def exposed(state: State | Draft, hex_id: int) -> tuple[int, int]:
    """Return the index of the place in a hex and how many of its people are there now; (-1, 0) where nobody lives."""
    index, hexes = inhabited(state.scenario, hex_id)
    return (index, state.people[index] // hexes) if index != NOWHERE else (NOWHERE, 0)


def expected_harm(state: State | Draft, hex_id: int, harm_per_10000: Fraction | int) -> Fraction:
    """Return the people that `hurt` would harm on average."""
    people = exposed(state, hex_id)[1]
    return min(Fraction(people), people * Fraction(harm_per_10000) / 10000)


def hurt(
    draft: Draft, side: int, hex_id: int, cause: str, harm_per_10000: Fraction | int, leave_pm: int,
) -> int:
    """Harm people of a hex and make some leave, at the cost of the side that causes it; return the people harmed.

    `harm_per_10000` of those there are harmed on average, `leave_pm` per-mille of them leave. Emits Harmed, and
    SupportChanged where support moves. Where all have left the draw is made too: nobody comes back under fire.
    """
    index, people = exposed(draft, hex_id)
    if index == NOWHERE or (harm_per_10000 <= 0 and leave_pm <= 0):
        return 0
    draw = draft.draw("harm", hex_id)
    if people <= 0:
        return 0
    mean = expected_harm(draft, hex_id, harm_per_10000)
    trials = min(people, max(_TRIALS, 2 * int(mean)))
    harmed = binomial(trials, mean.numerator, trials * mean.denominator, draw)
    left = min(people - harmed, people * leave_pm // 1000)
    record_harm(draft, side, index, harmed, left, cause)
    return harmed


def record_harm(draft: Draft, side: int, place: int, harmed: int, left: int, cause: str) -> None:
    """Book people of a place harmed and gone, by the side that caused it, and what support that costs it."""
    harmed = min(harmed, draft.people[place])
    left = min(left, draft.people[place] - harmed)
    if harmed <= 0 and left <= 0:
        return
    draft.people[place] -= harmed + left
    draft.harmed[place] += harmed
    name = draft.scenario.map.places[place].id
    before = draft.standings[side].harm
    draft.change_standing(side, harm=before + harmed)
    draft.emit(Harmed(side, name, harmed, left, cause))
    rate = draft.scenario.ruleset.bombard.support_loss_per_10_harm
    change_support(draft, side, before * rate // 10 - (before + harmed) * rate // 10, "harm to people")


def endangered_sites(state: State | Draft, hex_id: int) -> tuple[int, ...]:
    """Return the indexes of the protected sites in a hex that have not been made safe."""
    flags = state.flags if isinstance(state, Draft) else dict(state.flags)
    return tuple(i for i, site in enumerate(state.scenario.sites)
                 if site.hex == hex_id and not (site.evacuated_flag and flags.get(site.evacuated_flag, 0)))


def damage_site(draft: Draft, side: int, hex_id: int, draw: int) -> bool:
    """Damage the sites in a hex where a 32-bit draw falls under the ruleset's chance; say whether it did.

    Sites whose evacuation has been decided are safe. Costs the side support; emits HeritageDamaged.
    """
    rules = draft.scenario.ruleset.bombard
    sites = endangered_sites(draft, hex_id)
    if not sites or draw >= per_mille(rules.heritage_damage_pm):
        return False
    for index in sites:
        record_damage(draft, side, index)
    return True


def record_damage(draft: Draft, side: int, site: int) -> None:
    """Book damage to a site by a side, and what support that costs it."""
    draft.sites[site] += 1
    draft.change_standing(side, heritage=draft.standings[side].heritage + 1)
    draft.emit(HeritageDamaged(side, draft.scenario.sites[site].id))
    change_support(draft, side, -draft.scenario.ruleset.bombard.support_loss_heritage, "damage to heritage")


def truce(state: State) -> bool:
    """Say whether a truce holds: the flag `truce` is the last turn in which it does."""
    return state.flag("truce") >= state.turn


def truce_binds(state: State, unit: Unit) -> bool:
    """Say whether a truce keeps a unit from attacking and firing: it holds, and the unit's group is bound by it."""
    if not truce(state):
        return False
    group = next((row for row in state.scenario.groups if row.id == unit.group), None)
    return group is None or group.bound_by_truce


def change_support(draft: Draft, side: int, amount: int, why: str) -> None:
    """Move a side's political support by thousandths, within 0 and 1000; emits SupportChanged where it moves."""
    before = draft.standings[side].support
    after = max(0, min(_FULL_SUPPORT, before + amount))
    if after != before:
        draft.change_standing(side, support=after)
        draft.emit(SupportChanged(side, after - before, why))


def backed_pm(state: State | Draft, side: int, full_from_pm: int) -> int:
    """Return the share of what a side is due that its political support lets it have: all from a value up, per-mille.

    Below that value it is in proportion to support, but never under the ruleset's least.
    """
    support, least = state.standings[side].support, state.scenario.ruleset.support.least_pm
    return ONE if support >= full_from_pm else max(least, support * ONE // full_from_pm)


def backed_men(draft: Draft, side: int, men: int, full_from_pm: int, unit: str = "") -> int:
    """Return how many of the men due to a side come, at least one; emits HeldBack where that is not all of them."""
    come = max(min(1, men), men * backed_pm(draft, side, full_from_pm) // ONE)
    if come < men:
        draft.emit(HeldBack(side, unit, come, men, seen_by=(side,)))
    return come


def people_night(draft: Draft) -> None:
    """Let people come back to the places that were not under fire this turn, up to all who lived there unharmed."""
    rate = draft.scenario.ruleset.population.return_pm_day * draft.scenario.clock.days
    under_fire = {_place_of(draft.scenario, hex_id) for kind, hex_id in draft.draws if kind == "harm"}
    for index, place in enumerate(draft.scenario.map.places):
        gone = place.people - draft.harmed[index] - draft.people[index]
        if gone > 0 and index not in under_fire:
            draft.people[index] += min(gone, -(-gone * rate // 1000))


@lru_cache(maxsize=16384)
def _place_of(scenario: Scenario, hex_id: int) -> int:
    here = scenario.map.place_at(hex_id)
    places = scenario.map.places
    if here is not None and here.people:
        return places.index(here)
    if not scenario.terrain_at(hex_id).built_up:
        return NOWHERE
    grid = scenario.map.grid
    near = [(grid.distance(hex_id, place.hex), i) for i, place in enumerate(places) if place.people]
    distance, index = min(near, default=(_SPREAD_HEXES + 1, NOWHERE))
    return index if distance <= _SPREAD_HEXES else NOWHERE
