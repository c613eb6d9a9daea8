"""Every condition and effect of an event, choices, and reinforcements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from game.rules import events
from game.rules.draft import Draft
from game.rules.fire import struck_flag
from game.rules.orders import Arrived, ChoiceMade, Choose, EventFired, Harmed, Left, Struck
from game.rules.scenario import Choice, Condition, ConditionKind, Effect, EffectKind, EventDef, Site
from game.rules.state import State
from tests.rules.pictures import (
    at,
    base,
    force,
    hexes,
    place,
    small_scenario,
    small_state,
    source,
)

PICTURE = """
    .A   .0   .0   .1
       .0   .1   .1
    .B   .    .C   .1
       .    .    .1
    """


def state_with(*rows: EventDef, turn: int = 3, units: Mapping[str, Mapping[str, object]] | None = None) -> State:
    """Return a small state at a turn, in which the events stand."""
    scenario = small_scenario(
        PICTURE,
        units={"A": force(0, "garrison_inf", 100), "B": force(0, "light_inf", 75), "C": force(1, "light_inf", 100),
               **(units or {})},
        bases=[base("fort", 0, "0.0", stock=(900, 800, 700)), base("camp", 1, "6.0", stock=(500, 500, 500))],
        sources=[source("south", 0, "0.1")],
        places=[place("town", "4.1", 1000)], sites=[Site("museum", "Museum", 1)], events=rows, turns=20,
    )
    return replace(small_state(scenario), turn=turn)


def dawn(state: State) -> Draft:
    """Return the draft after the events of a dawn."""
    draft = Draft(state)
    events.dawn(draft)
    return draft


def fires(state: State, *conditions: Condition) -> bool:
    """Say whether an event with these conditions takes place."""
    scenario = replace(state.scenario, events=(EventDef("e", "E", "", conditions),))
    draft = dawn(replace(state, scenario=scenario))
    assert (EventFired("e") in draft.events) == ("e" in draft.fired)
    return "e" in draft.fired


def after(state: State, *effects: Effect) -> Draft:
    """Return the draft after an event with these effects."""
    scenario = replace(state.scenario, events=(EventDef("e", "E", "", (Condition("date", turn=1),), effects),))
    return dawn(replace(state, scenario=scenario))


def lost(state: State, **fields: int) -> State:
    return replace(state, standings=(replace(state.standings[0], **fields), state.standings[1]))  # type: ignore[arg-type]


def taken(state: State) -> State:
    return replace(state, bases=tuple(replace(row, side=1) for row in state.bases))


def test_dates() -> None:
    state = state_with(turn=3)
    assert fires(state, Condition("date", turn=3)) and fires(state, Condition("turn", turn=2))
    assert not fires(state, Condition("date", turn=4)) and not fires(state, Condition("turn", turn=4))
    assert fires(state, Condition("before", turn=4)) and not fires(state, Condition("before", turn=3))


def test_control_and_bases() -> None:
    state = state_with()
    ours = hexes(state, "0.0 1.0 2.0")
    assert fires(state, Condition("control", side=0, hexes=ours))
    assert not fires(state, Condition("control", side=0, hexes=(*ours, at(state, "6.0"))))
    assert fires(state, Condition("control", side=-1, hexes=hexes(state, "2.1")))
    assert fires(state, Condition("base_held", base="fort", side=0))
    assert not fires(taken(state), Condition("base_held", base="fort", side=0))
    assert fires(taken(state), Condition("captured", base="fort", side=1))
    assert not fires(state, Condition("captured", base="fort", side=0)), "held from the start is not captured"


def test_stock_losses_support_and_people() -> None:
    state = state_with()
    assert fires(state, Condition("stock_below", base="fort", supply_class=1, amount=801))
    assert not fires(state, Condition("stock_below", base="fort", supply_class=1, amount=800))
    beaten = lost(state, killed=3, wounded=4, captured=5)
    assert fires(beaten, Condition("losses_above", side=0, amount=11))
    assert not fires(beaten, Condition("losses_above", side=0, amount=12))
    assert fires(state, Condition("support_below", side=0, amount=701))
    assert not fires(state, Condition("support_below", side=0, amount=700))
    assert fires(replace(state, people=(99,)), Condition("people_below", hexes=hexes(state, "4.1"), amount=100))
    assert not fires(state, Condition("people_below", hexes=hexes(state, "4.1"), amount=100))


def test_flags_last_as_long_as_they_say() -> None:
    state = replace(state_with(turn=3), flags=(("gone", 2), ("here", 3)))
    assert fires(state, Condition("flag", flag="here")) and not fires(state, Condition("flag", flag="gone"))
    assert fires(state, Condition("no_flag", flag="gone")) and not fires(state, Condition("no_flag", flag="here"))


def test_units_near_and_strikes() -> None:
    state = state_with()
    near_b = hexes(state, "2.1")
    assert fires(state, Condition("unit_near", unit="B", hexes=near_b, amount=2))
    assert not fires(state, Condition("unit_near", unit="B", hexes=near_b, amount=1))
    assert fires(state, Condition("unit_near", side=1, hexes=near_b, amount=2))
    assert not fires(state, Condition("unit_near", side=1, hexes=hexes(state, "0.0"), amount=2))
    town = at(state, "4.1")
    for turn, expected in ((3, True), (2, True), (1, False)):
        struck = replace(state, flags=((struck_flag(0, town), turn),))
        assert fires(struck, Condition("strike_on", hexes=(town,))) is expected
        assert not fires(struck, Condition("strike_on", hexes=(town,), side=1))
    assert not fires(state_with(turn=1), Condition("strike_on", hexes=(town,))), "before the first turn nobody struck"


def test_chance_is_drawn_only_when_all_else_is_true() -> None:
    state = state_with()
    assert fires(state, Condition("chance", chance_pm=1000)) and not fires(state, Condition("chance", chance_pm=0))
    chance, later = Condition("chance", chance_pm=500), Condition("date", turn=9)
    assert dawn(state_with(EventDef("e", "E", "", (chance, later)))).draws == {}
    assert dawn(state_with(EventDef("e", "E", "", (chance,)))).draws == {("event:e", 0): 1}
    share = sum(fires(replace(state, seed=seed), chance) for seed in range(200))
    assert 70 < share < 130


def test_an_event_happens_once_unless_it_repeats() -> None:
    once = EventDef("once", "O", "", (Condition("date", turn=1),), (Effect("support", side=0, amount=-10),))
    state = state_with(once, replace(once, id="again", repeats=True))
    draft = dawn(dawn(state).finish())
    assert draft.standings[0].support == 700 - 30


def test_arrivals_by_date_and_by_event() -> None:
    units = {"D": force(0, "light_inf", hex="0.0", arrives=3), "E": force(0, "light_inf", hex="0.0", arrives=3),
             "F": force(0, "light_inf", 300, hex="0.0", arrives=-1), "G": force(0, "light_inf", hex="0.0", arrives=4)}
    brings = EventDef("brings", "B", "", (Condition("date", turn=5),), (Effect("arrive", units=("E",)),))
    draft = dawn(state_with(brings, units=units))
    assert sorted(draft.units) == ["A", "B", "C", "D"], "E belongs to an event, F comes by event alone, G later"
    assert Arrived(0, "D", draft.units["D"].hex, seen_by=(0,)) in draft.events
    assert draft.booked[("D", "entered")] == draft.units["D"].stock == (540, 350, 0)
    with_e = after(state_with(units=units), Effect("arrive", units=("E", "F", "A")))
    assert with_e.units["E"].hex == at(with_e.start, "0.0")
    assert with_e.units["F"].hex == at(with_e.start, "1.0"), "the stack is full, so the next hex"


def test_arrivals_avoid_the_enemy() -> None:
    units = {"D": force(0, "light_inf", hex="4.1", arrives=3), "E": force(0, "light_inf", hex="6.0", arrives=3)}
    draft = dawn(state_with(units=units))
    for unit_id, wanted in (("D", "4.1"), ("E", "6.0")):
        there = draft.units[unit_id].hex
        assert draft.scenario.map.grid.distance(there, at(draft.start, wanted)) == 1
        assert draft.control[there] == 1


def test_units_leave_with_their_stock() -> None:
    draft = after(state_with(), Effect("leave", units=("C",)))
    assert "C" not in draft.units
    assert any(isinstance(event, Left) and event.reason == "withdrawn" for event in draft.events)
    assert draft.booked[("C", "left")] == draft.start.by_id["C"].stock


def test_men_and_quality() -> None:
    draft = after(state_with(), Effect("men", side=0, factor_pm=800, amount=11))
    assert [draft.units[u].men for u in "ABC"] == [80 + 5, 60 + 6, 100]
    draft = after(state_with(), Effect("men", units=("A",), amount=50))
    assert (draft.units["A"].men, draft.units["A"].full_men, draft.units["B"].men) == (150, 150, 75)
    draft = after(state_with(), Effect("men", units=("A",), factor_pm=0))
    assert "A" not in draft.units
    draft = after(state_with(), Effect("quality", side=1, factor_pm=900, amount=-50))
    assert [draft.units[u].quality_pm for u in "AC"] == [1000, 850]


def test_stock_to_a_base_or_shared_among_a_side() -> None:
    draft = after(state_with(), Effect("stock", base="fort", stock=(100, -50, -9999)))
    assert draft.bases["fort"].stock == (1000, 750, 0)
    assert draft.booked[("fort", "entered")] == (100, 0, 0)
    assert draft.booked[("fort", "destroyed")] == (0, 50, 700)
    before = state_with()
    draft = after(before, Effect("stock", base="pool", side=0, stock=(101, 0, 10)))
    gained = [
        tuple(b - a for a, b in zip(before.by_id[u].stock, draft.units[u].stock, strict=True)) for u in "AB"
    ]
    assert gained == [(50, 0, 5), (51, 0, 5)]


def test_flags_truce_coordination_and_pool() -> None:
    draft = after(
        state_with(turn=3), Effect("flag", flag="short", turns=2), Effect("flag", flag="long"),
        Effect("truce", turns=1), Effect("coordination", turns=10), Effect("pool", turns=4),
    )
    assert draft.flags == {
        "short": 4, "long": events.FOREVER, "truce": 3, "coordination": 12, "pool": 6,
    }
    cleared = after(replace(state_with(), flags=(("x", 9),)), Effect("clear_flag", flag="x"))
    assert cleared.flags == {}


def test_support_and_sorties() -> None:
    draft = after(
        state_with(), Effect("support", side=1, amount=40), Effect("sorties", side=0, amount=2),
        Effect("sorties", side=0, amount=3, aircraft="helicopter"),
    )
    assert draft.standings[1].support == 740
    assert (draft.standings[0].strikes_left, draft.standings[0].drops_left) == (2, 3)


def test_people_leave_return_and_are_harmed() -> None:
    assert after(state_with(), Effect("people", place="town", factor_pm=400, amount=-50)).people == [350]
    assert after(replace(state_with(), people=(400,)), Effect("people", place="town", factor_pm=5000)).people == [1000]
    draft = after(state_with(), Effect("harm", place="town", side=0, amount=20))
    assert (draft.people, draft.harmed, draft.standings[0].harm) == ([980], [20], 20)
    assert draft.standings[0].support == 700 - 4
    assert Harmed(0, "town", 20, 0, "event") in draft.events


def test_heritage_and_a_strike_of_the_scenario() -> None:
    draft = after(state_with(), Effect("heritage", site="museum", side=1))
    assert draft.sites == [1] and draft.standings[1].heritage == 1
    draft = after(state_with(), Effect("strike", place="town", side=0, amount=40))
    struck = next(event for event in draft.events if isinstance(event, Struck))
    assert struck.harmed == draft.harmed[0] > 0
    assert draft.people[0] < 1000
    assert draft.flags[struck_flag(0, at(draft.start, "4.1"))] == 3


def test_sources_trucks_and_aircraft() -> None:
    draft = after(
        state_with(), Effect("source", source="south", amount=0, factor_pm=500),
        Effect("trucks", source="south", amount=-5), Effect("aircraft_lost", side=0, aircraft="jet"),
        Effect("aircraft_lost", side=0, aircraft="helicopter", amount=2),
    )
    fleet = draft.fleets["south"]
    assert (fleet.open, fleet.factor_pm, fleet.trucks) == (False, 500, 7)
    assert (draft.standings[0].jets_lost, draft.standings[0].helicopters_lost) == (1, 2)
    opened = after(draft.finish(), Effect("source", source="south", amount=1))
    assert "e" in opened.fired


def test_a_convoy_reaches_only_a_base_its_side_holds() -> None:
    convoy = Effect("convoy", base="fort", side=0, stock=(60, 30, 0), amount=40)
    draft = after(state_with(), convoy)
    assert draft.bases["fort"].stock == (960, 830, 700)
    assert (draft.units["A"].men, draft.units["A"].full_men) == (140, 140)
    assert after(taken(state_with()), convoy).bases["fort"].stock == (900, 800, 700)


CHOICE = EventDef(
    "vote", "The vote", "", (Condition("date", turn=3),), decides=0,
    choices=(Choice("no", "No", (Effect("support", side=0, amount=-7),)),
             Choice("yes", "Yes", (Effect("support", side=0, amount=9),), historical=True)),
)


def test_a_choice_waits_is_made_once_and_by_its_side() -> None:
    state = dawn(state_with(CHOICE)).finish()
    assert [(row.event, row.side) for row in state.pending] == [("vote", 0)]
    assert dawn(state).finish().pending == state.pending, "it does not ask twice"
    assert events.refuse_choice(state, Choose("vote", "no")) is None
    text = events.refuse_choice(state, Choose("vote", "maybe"))
    assert text == "'maybe' is no answer to The vote; choose one of: no, yes."
    for refused in (Choose("other", "no"), Choose("vote", "no")):
        asked = replace(state, phase=1) if refused.event == "vote" else state
        text = events.refuse_choice(asked, refused)
        assert text is not None and "waiting for you" in text
    draft = Draft(state)
    events.choose(draft, Choose("vote", "no"))
    assert draft.pending == [] and draft.standings[0].support == 693
    assert ChoiceMade(0, "vote", "no") in draft.events


def test_what_is_left_unanswered_goes_as_in_history() -> None:
    draft = dawn(state_with(CHOICE))
    events.settle(draft, 1)
    assert len(draft.pending) == 1
    events.settle(draft, 0)
    assert draft.pending == [] and draft.standings[0].support == 709
    assert ChoiceMade(0, "vote", "yes", by_default=True) in draft.events


@pytest.mark.parametrize(("name", "kinds"), [("Condition", ConditionKind), ("Effect", EffectKind)])
def test_every_kind_of_the_lists_is_played_above(name: str, kinds: object) -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in get_args(kinds) if f'{name}("{kind}"' not in text] == []


def test_hidden_events_are_told_to_those_who_see_them() -> None:
    secret = EventDef("plot", "Plot", "", (Condition("date", turn=1),), seen_by=(1,))
    assert EventFired("plot", seen_by=(1,)) in dawn(state_with(secret)).events
