"""People who leave and return, harm as an estimate, protected sites, political support."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from game.rules import politics
from game.rules.chance import WHOLE
from game.rules.draft import Draft
from game.rules.orders import Harmed, HeritageDamaged, SupportChanged
from game.rules.scenario import Site
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
