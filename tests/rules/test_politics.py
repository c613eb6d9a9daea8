"""People who leave and return, harm as an estimate, protected sites, political support."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from game.rules import engine, events, politics
from game.rules.chance import WHOLE
from game.rules.draft import Draft
from game.rules.knowledge import view
from game.rules.narrate import sentence
from game.rules.orders import EndPhase, Harmed, HeldBack, HeritageDamaged, Strike, SupportChanged
from game.rules.scenario import AirDef, Condition, Effect, EventDef, Site
from game.rules.state import State
from tests.rules.pictures import at, force, place, small_scenario, small_state

PLACES = """
    t     t     .     v
       t     .     .     .
    .     .     .     .
       .     .     .     .
"""


def settled(**options: object) -> State:
    """Return a town of three hexes with 30,000 people, a village with 600, and a post without people."""
    return small_state(small_scenario(
        PLACES, units={"A": force(0, "light_inf", hex="7.1")},
        places=[place("town", "0.0", people=30_000), place("hamlet", "6.0", people=600),
                place("post", "4.1", people=0)],
        **options))  # type: ignore[arg-type]


def test_people_of_a_town_live_in_all_its_built_up_hexes() -> None:
    state = settled()
    assert politics.inhabited(state.scenario, at(state, "0.0")) == (0, 3)
    assert politics.exposed(state, at(state, "2.0")) == (0, 10_000)
    assert politics.exposed(state, at(state, "6.0")) == (1, 600)
    assert politics.exposed(state, at(state, "4.1")) == (politics.NOWHERE, 0)
    assert politics.exposed(state, at(state, "3.1")) == (politics.NOWHERE, 0)


def test_harm_has_the_expectation_shown_and_some_people_leave() -> None:
    state = settled()
    seeds = 600
    expected = politics.expected_harm(state, at(state, "2.0"), 12)
    assert expected == 12
    total = 0
    for seed in range(seeds):
        draft = Draft(replace(state, seed=seed))
        harmed = politics.hurt(draft, 0, at(state, "2.0"), "air strike", 12, 30)
        event = next(e for e in draft.events if isinstance(e, Harmed))
        assert (event.side, event.place, event.harmed, event.left) == (0, "town", harmed, 300)
        assert draft.people[0] == 30_000 - harmed - 300
        assert draft.harmed[0] == draft.standings[0].harm == harmed
        total += harmed
    assert total / seeds == pytest.approx(12, abs=0.6)


def test_harm_never_exceeds_the_people_there() -> None:
    state = settled()
    draft = Draft(state)
    assert politics.hurt(draft, 0, at(state, "6.0"), "shelling", 20_000, 1000) == 600
    assert draft.people[1] == 0
    assert politics.hurt(draft, 0, at(state, "6.0"), "shelling", 20_000, 1000) == 0
    assert politics.expected_harm(state, at(state, "6.0"), Fraction(1, 2)) == Fraction(3, 100)


def test_support_falls_by_harm_in_sum_whatever_the_parts() -> None:
    """Two thousandths for each ten people: three and three and four make two."""
    draft = Draft(settled())
    for harmed in (3, 3, 4):
        politics.record_harm(draft, 0, 0, harmed, 0, "shelling")
    assert draft.standings[0].support == 698
    assert [e.change for e in draft.events if isinstance(e, SupportChanged)] == [-1, -1]


def test_support_stays_within_its_bounds() -> None:
    draft = Draft(settled())
    politics.change_support(draft, 1, 5000, "an event")
    assert draft.standings[1].support == 1000
    politics.change_support(draft, 1, 1, "an event")
    politics.change_support(draft, 1, -5000, "an event")
    assert draft.standings[1].support == 0
    assert [e.change for e in draft.events if isinstance(e, SupportChanged)] == [300, -1000]


def test_people_come_back_where_it_is_quiet() -> None:
    """Doc 6: people return when they think the danger has passed; not to a place under fire this turn."""
    state = settled(days=3)
    draft = Draft(state)
    politics.hurt(draft, 0, at(state, "2.0"), "shelling", 4, 100)
    politics.hurt(draft, 0, at(state, "6.0"), "shelling", 0, 500)
    gone = list(draft.people)
    politics.people_night(draft)
    assert draft.people == gone
    quiet = Draft(replace(draft.finish(), draws=()))
    before = list(quiet.people)
    politics.people_night(quiet)
    missing = 30_000 - quiet.harmed[0] - before[0]
    assert quiet.people[0] == before[0] + -(-missing * 30 // 1000)
    assert quiet.people[1] > before[1]
    for _night in range(500):
        politics.people_night(quiet)
    assert quiet.people[:2] == [30_000 - quiet.harmed[0], 600 - quiet.harmed[1]]
    empty = Draft(replace(state, people=(0, 0, 0)))
    assert politics.hurt(empty, 0, at(state, "2.0"), "shelling", 4, 100) == 0
    politics.people_night(empty)
    assert empty.people[0] == 0 < empty.people[1], "where all have left nobody comes back under fire either"


def test_sites_are_damaged_below_the_chance_and_safe_when_evacuated() -> None:
    state = settled(sites=[Site("museum", "Museum", 0, evacuated_flag="empty"), Site("statue", "Statue", 0)])
    draft = Draft(state)
    assert not politics.damage_site(draft, 0, 0, WHOLE // 20)
    assert politics.damage_site(draft, 0, 0, WHOLE // 20 - 1)
    assert draft.sites == [1, 1]
    assert draft.standings[0].heritage == 2
    assert draft.standings[0].support == 700 - 30
    assert [e.site for e in draft.events if isinstance(e, HeritageDamaged)] == ["museum", "statue"]
    draft.flags["empty"] = 1
    politics.damage_site(draft, 0, 0, 0)
    assert draft.sites == [1, 2]
    assert not politics.damage_site(draft, 0, at(state, "6.0"), 0)


@pytest.mark.parametrize(("last", "holds"), [(0, False), (1, True), (2, True)])
def test_truce_holds_through_its_last_turn(last: int, holds: bool) -> None:
    state = replace(settled(), flags=(("truce", last),))
    assert politics.truce(state) is holds
    assert politics.truce_binds(state, state.by_id["A"]) is holds


# --- what support lets a side send ---------------------------------------------------------------------------


@pytest.mark.parametrize(("support", "share"), [
    (1000, 1000), (600, 1000), (599, 998), (300, 500), (150, 250), (0, 250)])
def test_the_share_that_support_lets_come_is_in_proportion_and_never_under_the_least(support: int, share: int) -> None:
    state = settled(support=(support, 1000))
    assert politics.backed_pm(state, 0, 600) == share
    assert politics.backed_pm(state, 1, 600) == 1000


@pytest.mark.parametrize(("support", "strikes"), [(600, [4, 4, 4, 4]), (450, [3, 3, 3, 3]), (400, [2, 3, 3, 2])])
def test_support_limits_the_strikes_of_a_turn(support: int, strikes: list[int]) -> None:
    """Four in three days in full; of what support leaves hundredths are carried over. Drops are no strikes."""
    scenario = small_scenario(". .A\n.", units={"A": force(0, "light_inf")}, days=3, air=[AirDef(0, 134, 167)],
                              support=(support, 700))
    state = engine.start(scenario, 1).state
    flown = []
    for _turn in strikes:
        flown.append(state.standings[0].strikes_left)
        assert state.standings[0].drops_left == 5
        turn = state.turn
        while state.turn == turn:
            state = engine.apply(state, EndPhase()).state
    assert flown == strikes


def test_a_strike_too_many_is_refused_with_what_support_takes() -> None:
    scenario = small_scenario(". .A .\n. .", units={"A": force(0, "light_inf")}, days=3, air=[AirDef(0, 134, 0)],
                              support=(450, 700))
    state = engine.start(scenario, 1).state
    assert engine.refusal(view(state, 0), Strike(at(state, "4.0"), 4)) == (
        "Only 3 strike sorties are left this turn; with support at 45 % only 75 % of them are flown.")


@pytest.mark.parametrize(("support", "men", "vehicles"), [(500, 90, 24), (400, 72, 20), (0, 22, 6)])
def test_units_that_arrive_lack_the_men_whom_support_holds_back(support: int, men: int, vehicles: int) -> None:
    scenario = small_scenario(". .A\n.", units={
        "A": force(0, "light_inf"), "T": force(0, "tanks", 90, vehicles=24, hex="0.0", arrives=2)},
        support=(support, 700))
    draft = Draft(replace(small_state(scenario), turn=2))
    events.dawn(draft)
    unit = draft.units["T"]
    assert (unit.men, unit.vehicles, unit.full_men) == (men, vehicles, 90)
    held = [event for event in draft.events if isinstance(event, HeldBack)]
    assert held == ([] if men == 90 else [HeldBack(0, "T", men, 90, seen_by=(0,))])
    assert draft.units["A"].men == 100, "who was there at the start is not touched"
    if held:
        assert sentence(held[0], scenario) == f"Political support is low: of 90 men for Unit T only {men} come."


@pytest.mark.parametrize(("support", "come"), [(600, 60), (450, 45), (10, 15)])
def test_recruits_come_by_support_and_those_who_leave_go_all_the_same(support: int, come: int) -> None:
    recruits = EventDef("recruits", "R", "", (Condition("turn", turn=1),), (Effect("men", units=("A",), amount=60),))
    losses = EventDef("losses", "L", "", (Condition("turn", turn=1),), (Effect("men", units=("B",), amount=-60),))
    scenario = small_scenario(".A .B\n.", units={"A": force(0, "light_inf"), "B": force(0, "light_inf")},
                              events=[recruits, losses], support=(support, 700))
    draft = Draft(small_state(scenario))
    events.dawn(draft)
    assert (draft.units["A"].men, draft.units["B"].men) == (100 + come, 40)
    told = [sentence(event, scenario) for event in draft.events if isinstance(event, HeldBack)]
    assert told == ([] if come == 60 else [f"Political support is low: of 60 men for recruits only {come} come."])
