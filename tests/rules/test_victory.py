"""Points of every kind of objective, levels, and the end of a game."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from game.rules import victory
from game.rules.draft import Draft
from game.rules.orders import GameEnded, Scored
from game.rules.scenario import Level, Objective, ObjectiveKind, TrafficDef
from game.rules.state import Delivery, State
from tests.rules.pictures import base, force, hexes, small_scenario, small_state, with_units

LEVELS = (Level("win", "Government victory", 10_000, 0), Level("even", "As in history", 0, -1),
          Level("loss", "Opposition victory", -5_000, 1))


def game(*objectives: Objective, turn: int = 1) -> State:
    """Return a state with three-day turns in which these objectives count."""
    scenario = small_scenario(
        """
        .A   .0   .1
           .0   .1
        """,
        units={"A": force(0, "light_inf")}, days=3, turns=4, levels=LEVELS, objectives=objectives,
        bases=[base("fort", 0, "0.0", stock=(0, 0, 600), prize_fuel_kg=800), base("camp", 1, "4.0")],
        traffic=[TrafficDef("aleppo", "Aleppo", 0, 0, 1, 1, 1, 1, 1, 1, 1, "round", 1, 1)],
    )
    return replace(small_state(scenario), turn=turn)


def points(state: State) -> dict[str, int]:
    """Return the points of a night by objective."""
    draft = Draft(state)
    victory.night(draft)
    booked = {event.objective: event.points for event in draft.events if isinstance(event, Scored)}
    before = {key: value for key, _, value in state.points}
    gained = {key: value - before.get(key, 0) for (key, _), value in draft.points.items()}
    assert booked == {key: value for key, value in gained.items() if value}
    return booked


def night(state: State) -> State:
    draft = Draft(state)
    victory.night(draft)
    return draft.finish()


def fallen(state: State, base_id: str = "fort", side: int = 1) -> State:
    return replace(state, bases=tuple(
        replace(row, side=side) if row.id == base_id else row for row in state.bases))


def test_holding_a_base_pays_by_the_day() -> None:
    state = game(Objective("hold", "Hold", "hold_base", 0, per_day=200, base="fort"))
    assert points(state) == {"hold": 600}
    assert points(fallen(state)) == {}


def test_taking_a_base_its_store_and_the_link_behind_it() -> None:
    state = game(
        Objective("take", "Take", "take_base", 1, once=40_000, base="fort"),
        Objective("store", "Store", "take_store", 1, once=30_000, base="fort"),
        Objective("link", "Link", "threaten_link", 1, per_day=100, base="fort"),
    )
    assert points(state) == {}
    first = night(fallen(state))
    assert {key: value for key, _, value in first.points} == {"take": 40_000, "store": 22_500, "link": 300}
    assert points(first) == {"link": 300}, "once is once"


def test_traffic_pays_by_the_tonne_whichever_way_it_goes() -> None:
    state = game(Objective("traffic", "Traffic", "traffic", 0, once=1))
    state = replace(state, routes=(("traffic:aleppo:map", 0, 5_000_000), ("traffic:aleppo:round", 0, 900_000),
                                   ("traffic:aleppo:map", 1, 7), ("south", 0, 9_000_000)))
    assert points(state) == {"traffic": 5_900}
    later = replace(night(state), routes=(("traffic:aleppo:map", 0, 6_000_000),))
    assert points(later) == {"traffic": 100}


def test_a_siege_is_broken_only_after_it_was_closed() -> None:
    state = game(Objective("relief", "Relief", "break_siege", 0, once=25_000, per_day=300, bases=("fort",)))
    arrives = replace(state, deliveries=(Delivery("fort", 0, (9, 9, 9), (5, 0, 0), (4, 0, 0)),))
    shut = replace(state, deliveries=(Delivery("fort", 0, (9, 9, 9), (0, 0, 0), (0, 0, 0)),))
    assert points(arrives) == {}, "there was no siege yet"
    besieged = night(shut)
    assert points(besieged) == {}
    open_again = replace(besieged, deliveries=arrives.deliveries)
    assert points(open_again) == {"relief": 25_900}
    assert points(replace(night(open_again), deliveries=arrives.deliveries)) == {"relief": 900}


def test_a_place_aircraft_and_arrivals() -> None:
    state = game(
        Objective("town", "Town", "place", 0, per_day=100, hexes=(0, 1)),
        Objective("jets", "Aircraft", "aircraft", 1, once=5_000),
        Objective("column", "Column", "arrive", 0, once=2_000, units=("A", "B"), hexes=(4,)),
    )
    assert points(state) == {"town": 300}
    shot = replace(state, standings=(replace(state.standings[0], jets_lost=1, helicopters_lost=2), state.standings[1]))
    assert points(shot) == {"town": 300, "jets": 15_000}
    there = with_units(state, A={"hex": hexes(state, "3.0")[0]})
    assert points(there) == {"town": 300, "column": 2_000}
    assert points(night(there)) == {"town": 300}
    assert points(replace(state, control=bytes(5))) == {}


def test_every_kind_of_objective_is_played_above() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in get_args(ObjectiveKind) if f'"{kind}", ' not in text] == []


@pytest.mark.parametrize(
    ("net", "level"), [(10_000, "win"), (9_999, "even"), (0, "even"), (-1, "loss"), (-9_999, "loss")]
)
def test_levels(net: int, level: str) -> None:
    assert victory.level_of(game().scenario, net).id == level


def test_the_last_turn_ends_the_game_with_the_points_of_the_end() -> None:
    hold = Objective("hold", "Hold", "hold_base", 0, at_end=15_000, base="fort")
    town = Objective("town", "Town", "place", 1, at_end=4_000, hexes=(3,))
    early, last = Draft(game(hold, town, turn=3)), Draft(game(hold, town, turn=4))
    victory.finish(early)
    assert early.outcome is None and early.events == []
    victory.finish(last)
    assert last.outcome is not None
    assert (last.outcome.level, last.outcome.winner) == ("win", 0)
    assert last.events[-1] == GameEnded("win", 0, "The last turn is over: 4 of 4.")
    assert victory.net(last.finish()) == 11_000
    assert [(row.title, row.side, row.points) for row in victory.score_rows(last.finish())] == [
        ("Hold", 0, 15_000), ("Town", 1, 4_000)]


def test_the_game_ends_when_a_side_has_lost_all_its_bases() -> None:
    objectives = (Objective("hold", "Hold", "hold_base", 0, base="fort"),
                  Objective("take", "Take", "take_base", 1, once=6_000, base="fort"))
    draft = Draft(night(fallen(game(*objectives))))
    victory.finish(draft)
    assert draft.outcome is not None
    assert (draft.outcome.level, draft.outcome.reason) == ("loss", "Opposition holds Fort.")
    other = Draft(fallen(game(*objectives), "camp", 0))
    victory.finish(other)
    assert other.outcome is None, "the camp is nobody's objective"
