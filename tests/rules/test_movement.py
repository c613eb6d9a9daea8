"""Movement: costs, zones, stacking, fuel, mines and ambush, ground and bases taken, retreat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.rules import march, movement
from game.rules.draft import Draft
from game.rules.orders import BaseTaken, ControlTaken, Event, Move, Moved
from game.rules.ruleset import MovementRules
from game.rules.scenario import Group
from game.rules.state import State
from tests.rules.pictures import (
    at,
    base,
    draw,
    force,
    hexes,
    picture_of,
    rows,
    small_ruleset,
    small_scenario,
    small_state,
    source,
    with_units,
)


def no_ambush(draft: Draft, unit_id: str, by_id: str, hex_id: int) -> bool:
    """Stand in for `combat.ambush` where a test wants none."""
    return False


def moved(state: State, unit: str, path: str, ambush: movement.Ambush = no_ambush) -> tuple[State, list[Event]]:
    """Carry out a move that the rules allow and return what came of it."""
    order = Move(unit, hexes(state, path))
    draft = Draft(state)
    march.move(draft, order, ambush)
    return draft.finish(), draft.events


def reach_picture(state: State, unit: str) -> list[list[str]]:
    """Draw the cost of every hex in reach, a dot for the others and the unit's letter where it stands."""
    found = movement.reach(state, unit).costs
    start = state.by_id[unit].hex
    cells = [unit if h == start else found.get(h, ".") for h in range(state.scenario.map.grid.size)]
    return rows(picture_of(state.scenario, cells))


def test_roads_and_ground_cost_what_the_tables_say() -> None:
    scenario = small_scenario(
        """
        .=A  .=   h
           .=   t
        .    g    .
           r    s
        """,
        units={"A": force(0, "supply_col", 25)},
    )
    state = with_units(small_state(scenario), A={"move_left": 70, "stock": (0, 0, 900)})
    assert reach_picture(state, "A") == rows(
        """
        A   20  .
          10  60
        30  50  .
          60  .
        """
    )


def test_mud_slows_whatever_leaves_the_road() -> None:
    scenario = small_scenario(
        """
        .=AB  .=
            .=
        .     .
            .
        """,
        units={"A": force(0, "supply_col", 25), "B": force(0, "light_inf")},
    )
    state = small_state(scenario)
    wet = replace(state, weather=replace(state.weather, mud=True))
    a, b = state.by_id["A"], state.by_id["B"]
    road, field = at(state, "1.0"), at(state, "0.1")
    assert [movement.step_cost(s, u, a.hex, h) for u in (a, b) for h in (road, field) for s in (state, wet)] == [
        10, 10, 30, 90, 10, 10, 12, 15,
    ]
    assert movement.step_cost(state, a, a.hex, at(state, "2.1")) is None


def test_a_zone_of_control_ends_the_move() -> None:
    scenario = small_scenario(
        """
        .A  .   .   .
          .   .   .
        .   .   .   .
          .   .B  .
        .   .   .   .
          .   .   .
        """,
        units={"A": force(0, "light_inf"), "B": force(1, "light_inf")}, fog=False,
    )
    state = with_units(small_state(scenario), A={"move_left": 60})
    assert reach_picture(state, "A") == rows(
        """
        A   24  .   .
          12  36  .
        12  24  .   .
          24  .   .
        24  36  .   .
          36  .   .
        """
    )
    assert movement.refuse_move(state, Move("A", hexes(state, "1.0 2.0 3.0"))) is None
    text = movement.refuse_move(state, Move("A", hexes(state, "1.0 2.0 3.0 4.0")))
    assert text is not None and "must stop at 3.0" in text
    text = movement.refuse_move(with_units(state, A={"hex": "3.0"}), Move("A", hexes(state, "3.1")))
    assert text == "The enemy holds 3.1; Unit A must attack it or go round."


def test_from_zone_to_zone_is_one_hex_and_a_resting_or_small_enemy_has_none() -> None:
    scenario = small_scenario(
        """
        .   .A
          .   .
        .   .B
          .   .
        .   .
          .   .
        """,
        units={"A": force(0, "light_inf"), "B": force(1, "light_inf")}, fog=False,
    )
    state = small_state(scenario)
    assert movement.reach(state, "A").costs[at(state, "3.0")] == 12
    assert at(state, "2.2") not in movement.reach(state, "A").costs
    for change in ({"stance": "rest"}, {"men": 49}):
        assert at(state, "2.2") in movement.reach(with_units(state, B=change), "A").costs


def test_no_more_than_the_stack_allows() -> None:
    scenario = small_scenario(
        """
        .A  .
          .BC .
        """,
        units={"A": force(0, "light_inf", 125), "B": force(0, "light_inf", 200), "C": force(0, "light_inf", 200)},
    )
    state = small_state(scenario)
    assert at(state, "1.0") not in movement.reach(state, "A").costs
    text = movement.refuse_move(state, Move("A", hexes(state, "1.0")))
    assert text is not None and "no room for Unit A at 1.0" in text
    smaller = with_units(state, A={"men": 100})
    assert movement.refuse_move(smaller, Move("A", hexes(state, "1.0"))) is None


def test_vehicles_without_fuel_stay() -> None:
    scenario = small_scenario(".=A .=  \n  .=  .=", units={"A": force(0, "tanks", 60)})
    state = with_units(small_state(scenario), A={"stock": (0, 0, 0)})
    assert movement.reach(state, "A").costs == {}
    assert movement.refuse_move(state, Move("A", hexes(state, "1.0"))) == (
        "There is no fuel with Unit A: 0 kg; bring fuel or stay."
    )
    little = with_units(state, A={"stock": (0, 0, 30)})
    assert sorted(movement.reach(little, "A").costs) == [at(state, "1.0")]
    after, _ = moved(little, "A", "1.0")
    assert after.by_id["A"].stock == (0, 0, 3)  # 16 tanks, 1.664 kg each: 26.6, rounded up
    assert movement.refuse_move(after, Move("A", hexes(state, "2.0"))) == (
        "This way takes 27 kg of fuel, and with Unit A there are 3 kg; go less far or bring fuel."
    )


@pytest.mark.parametrize(("path", "words"), [
    ("", "Say where"),
    ("2.0", "gap"),
    ("1.0 0.0", "same hex twice"),
    ("1.0 2.1 3.1 4.2 5.2", "costs 6"),
])
def test_every_refusal_says_what_is_wrong(path: str, words: str) -> None:
    scenario = small_scenario(
        """
        .A  .   .
          .   .   .
        .   .   .
          .   .   .
        .   .   .
          .   .   .
        """,
        units={"A": force(0, "light_inf")},
    )
    state = with_units(small_state(scenario), A={"move_left": 59})
    text = movement.refuse_move(state, Move("A", hexes(state, path)))
    assert text is not None and words in text and text.endswith(".")


def test_a_unit_that_fought_stays() -> None:
    scenario = small_scenario(".A .\n . .", units={"A": force(0, "light_inf")})
    state = with_units(small_state(scenario), A={"rounds": 1})
    assert movement.reach(state, "A").costs == {}
    text = movement.refuse_move(state, Move("A", hexes(state, "1.0")))
    assert text == "Unit A fought this turn and cannot move before the next."


def test_moving_takes_ground_and_an_empty_base_and_leaves_the_works() -> None:
    scenario = small_scenario(
        """
        .A   .1   .1
           .0   .1
        """,
        units={"A": force(0, "light_inf", entrench=2)},
        bases=[base("camp", 1, "4.0", stock=(500, 400, 300), fort=2)],
    )
    state = small_state(scenario)
    after, events = moved(state, "A", "1.0 2.0 3.0 4.0")
    assert rows(draw(after)) == rows(
        """
        .0 .0 .A
          .0 .0
        """
    )
    unit = after.by_id["A"]
    assert (unit.entrench, unit.moved, unit.move_left) == (0, True, 200 - 48)
    camp = after.base("camp")
    assert (camp.side, camp.stock, camp.fort, camp.since) == (0, (500, 400, 300), 0, 1)
    assert (0, "base_captured", (500, 400, 300)) in after.en_route
    assert BaseTaken(0, "camp") in events
    took = [event for event in events if isinstance(event, ControlTaken) and 0 in event.seen_by]
    assert [event.hexes for event in took] == [hexes(state, "2.0 3.0 4.0")]


def test_running_into_an_unseen_enemy_stops_the_move() -> None:
    picture = """
        .A  .   .   g
          .   .   .
        .   .   .   .
          .   .   .
        """
    scenario = small_scenario(picture, units={"A": force(0, "light_inf"), "B": force(1, "light_inf", hex="6.0")})
    state = small_state(scenario)
    after, events = moved(state, "A", "1.0 2.0 3.0 4.0 5.0 6.0")
    assert after.by_id["A"].hex == at(state, "5.0")
    assert after.by_id["A"].move_left == 0
    assert events[0] == Moved(0, "A", hexes(state, "1.0 2.0 3.0 4.0 5.0"), "contact", seen_by=(0,))
    assert events[1] == Moved(0, "A", hexes(state, "4.0 5.0"), "", seen_by=(1,)), "the enemy sees the end of it"
    weak = with_units(state, B={"men": 10})  # no zone, so only the hex itself stops
    after, events = moved(weak, "A", "1.0 2.0 3.0 4.0 5.0 6.0")
    assert after.by_id["A"].hex == at(state, "5.0")
    assert isinstance(events[0], Moved) and events[0].stopped == "contact"


def road_with_ambush(**rules: int) -> State:
    ruleset = replace(small_ruleset(), movement=MovementRules(**rules))
    scenario = small_scenario(
        """
        .=A   .=   .=   .=
            .=   .=   .=
        .     .    .B   .
            .    .    .
        """,
        units={"A": force(0, "mech_inf"), "B": force(1, "light_inf", 40, stance="interdict")}, ruleset=ruleset,
    )
    return small_state(scenario)


def test_mines_cost_the_rest_of_the_move() -> None:
    state = road_with_ambush(mine_delay_pm=1000, ambush_pm=0)
    after, events = moved(state, "A", "1.0 2.0 3.0 4.0 5.0")
    assert after.by_id["A"].hex == at(state, "2.0"), "mines lie along the road from two hexes away"
    assert isinstance(events[0], Moved) and events[0].stopped == "mine"
    assert ("mine:A", at(state, "2.0"), 1) in after.draws
    open_road = road_with_ambush(mine_delay_pm=0, ambush_pm=0)
    assert moved(open_road, "A", "1.0 2.0 3.0 4.0 5.0")[0].by_id["A"].hex == at(state, "5.0")


def test_an_escort_lowers_the_danger_of_mines() -> None:
    state = road_with_ambush(mine_delay_pm=1000, escorted_mine_delay_pm=0, ambush_pm=0)
    escorting = with_units(state, A={"stance": "escort"})
    assert moved(escorting, "A", "1.0 2.0 3.0 4.0 5.0")[0].by_id["A"].hex == at(state, "5.0")


def test_a_truce_keeps_those_bound_by_it_from_lying_in_wait() -> None:
    state = replace(road_with_ambush(mine_delay_pm=1000, ambush_pm=1000), flags=(("truce", 1),))
    way = "1.0 2.0 3.0 4.0 5.0"
    after, _ = moved(state, "A", way)
    assert after.by_id["A"].hex == at(state, "5.0") and not after.draws
    assert moved(replace(state, turn=2), "A", way)[0].by_id["A"].hex == at(state, "2.0"), "it is over"
    free = replace(state.scenario, groups=(Group("free", "free", 1, bound_by_truce=False),))
    unbound = with_units(replace(state, scenario=free), B={"group": "free"})
    assert moved(unbound, "A", way)[0].by_id["A"].hex == at(state, "2.0"), "who did not agree to it does"


def test_an_ambush_is_fired_once_a_turn_and_may_stop_the_move() -> None:
    calls: list[tuple[str, str, int]] = []

    def fires(draft: Draft, unit_id: str, by_id: str, hex_id: int) -> bool:
        calls.append((unit_id, by_id, hex_id))
        return stops

    state = road_with_ambush(mine_delay_pm=0, ambush_pm=1000)
    stops = True
    after, events = moved(state, "A", "1.0 2.0 3.0 4.0 5.0", fires)
    assert calls == [("A", "B", at(state, "3.0"))]
    assert isinstance(events[0], Moved) and events[0].stopped == "ambush"
    assert after.by_id["A"].hex == at(state, "3.0") and after.by_id["A"].ambushed
    stops = False
    calls.clear()
    after, _ = moved(state, "A", "1.0 2.0 3.0 4.0 5.0", fires)
    assert len(calls) == 1
    assert after.by_id["A"].hex == at(state, "5.0")


def test_retreat_goes_home_and_never_into_the_enemy() -> None:
    scenario = small_scenario(
        """
        .0   .A   .0
           .0   .0
        .0   .B   .1
           .0   .1
        """,
        units={"A": force(1, "light_inf"), "B": force(0, "light_inf", entrench=2)},
        sources=[source("road", 0, "0.1")],
    )
    state = small_state(scenario)
    away = (at(state, "2.0"),)
    assert movement.ways_out(state, at(state, "2.1"), 0, away) == hexes(state, "1.1")
    draft = Draft(state)
    assert movement.retreat(draft, at(state, "2.1"), away, 0) == ()
    after = draft.finish()
    assert after.by_id["B"].hex == at(state, "1.1") and after.by_id["B"].entrench == 0


def test_the_cut_off_find_no_way_and_a_friend_keeps_one_open() -> None:
    scenario = small_scenario(
        """
        .0   .A   .0
           .0   .0
        .0   .B   .0
           .0   .0
        .0   .C   .0
           .0   .0
        """,
        units={"A": force(1, "light_inf"), "B": force(0, "light_inf"), "C": force(1, "light_inf")},
    )
    state = small_state(scenario)
    assert movement.ways_out(state, at(state, "2.1"), 0) == ()
    assert movement.retreat(Draft(state), at(state, "2.1"), (), 0) == ("B",)
    friends = small_scenario(
        """
        .0   .A   .0
           .0   .0
        .0   .B   .0
           .0   .D
        .0   .C   .0
           .0   .0
        """,
        units={"A": force(1, "light_inf"), "B": force(0, "light_inf"), "C": force(1, "light_inf"),
               "D": force(0, "light_inf", 25)},
    )
    assert movement.ways_out(small_state(friends), at(state, "2.1"), 0) == hexes(state, "3.1")
