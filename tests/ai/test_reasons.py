"""Why the opponent does what it does: read off its planner, in words, for every formation."""

from __future__ import annotations

from game.ai.analysis import survey
from game.ai.levels import DRILL, LEVEL, RECRUIT, STANDARD
from game.ai.planner import Thoughts, make_plan
from game.ai.reasons import PLAN, Reason, hint, reasons
from game.rules.knowledge import view
from game.rules.orders import EndPhase, Move, SetRation
from game.rules.scenario import Objective
from game.rules.state import State
from game.session import Options, Session
from tests.ai.play import in_phase_of, orders_of
from tests.ai.test_opponent import besieged, two_bases
from tests.ai.test_puzzles import idle_garrison
from tests.rules.pictures import base, force, place, small_scenario, small_state, source


def road_to_a_fort() -> State:
    """Return a state in the phase of side 1, whose fighters B stand south of the only road to a fort of side 0."""
    scenario = small_scenario(
        """
        .=   .=   v=   .=   .=   .=
           .=   .=   .=   .=   .=
        .    .    .    .B   .    .
           .    .    .    .    .
        """,
        units={"B": force(1, "light_inf", 200), "G": force(0, "garrison_inf", 400, hex="10.0", entrench=3)},
        bases=[base("fort", 0, "10.0", stock=(900, 9000, 900), fort=2)],
        sources=[source("entry", 0, "0.0"), source("village", 1, "6.1")], control=1,
        places=[place("Hish", "4.0")], days=3, turns=64,
    )
    return in_phase_of(small_state(scenario), 1)


def test_who_bars_a_road_says_what_passes_there() -> None:
    (reason,) = reasons(view(road_to_a_fort(), 1), STANDARD, None)
    assert (reason.kind, reason.units, reason.others) == ("bar", ("B",), ())
    assert reason.tactic.startswith("cut ")
    assert "all that goes by road to" in reason.because
    assert reason.rejected
    assert "rejected: " in reason.sentence


def test_the_parts_are_those_that_the_planner_multiplied() -> None:
    """Share of the strength wanted times the worth, less for the way: the score of a unit that chose alone."""
    known = view(road_to_a_fort(), 1)
    (reason,) = reasons(known, STANDARD, None)
    assert reason.fed and not reason.had
    assert reason.score == min(reason.given, reason.wanted) * reason.worth // reason.wanted * reason.way_pm // 1000
    thoughts: Thoughts = {}
    plan = make_plan(survey(known), {}, thoughts)
    assert (plan["B"].kind, plan["B"].hex, plan["B"].worth) == (reason.kind, reason.hex, reason.worth)
    assert [row.score for row in thoughts["B"]] == sorted((row.score for row in thoughts["B"]), reverse=True)
    assert [row.score for row in reason.rejected] == [row.score for row in thoughts["B"][1:4]]
    again = make_plan(survey(known), {})
    assert plan == again, "what is written down changes nothing about the plan"


def test_a_task_that_a_unit_has_counts_more_and_says_so() -> None:
    known = view(road_to_a_fort(), 1)
    (first,) = reasons(known, STANDARD, None)
    (second,) = reasons(known, STANDARD, {"plan": {"B": [first.kind, first.hex, first.worth, False]}})
    assert second.had and second.score > 2 * first.score
    assert "2.2 times as much" in second.sums


def test_a_garrison_stays_by_a_rule_and_rejects_nothing() -> None:
    found = {row.formation: row for row in campaign(0)}
    garrison = found["Garrison of Wadi Deif base"]
    assert garrison.kind == "hold" and not garrison.score and not garrison.rejected and not garrison.sums
    assert "within 5 hexes" in garrison.sentence


def campaign(side: int) -> tuple[Reason, ...]:
    """Return the reasons of a side in the first turn of the campaign."""
    session = Session.new("siege_of_wadi_deif", 3, Options(True, (STANDARD, STANDARD)))
    state = session.state if session.state.side == side else in_phase_of(session.state, side)
    return reasons(view(state, side), STANDARD, None)


def test_a_side_of_several_groups_is_told_by_group() -> None:
    names = {row.formation for row in campaign(1)}
    assert {"Farouq Brigades", "Eastern villages", "Hish and Babulin"} <= names
    assert any(row.rejected for row in campaign(1))


def test_a_level_that_never_lies_in_wait_neither_does_nor_rejects_it() -> None:
    weighed = {level: " ".join(row.sentence for row in reasons(view(road_to_a_fort(), 1), level, None))
               for level in (STANDARD, RECRUIT)}
    assert "lie in wait" in weighed[STANDARD]
    assert "lie in wait" not in weighed[RECRUIT]


def test_a_level_that_does_not_husband_leaves_rations_alone() -> None:
    known = view(in_phase_of(two_bases((4000, 900)), 0), 0)
    given = {level: [order for order in hint(known, LEVEL[level]).orders if isinstance(order, SetRation)]
             for level in (STANDARD, RECRUIT)}
    assert len(given[STANDARD]) == 2 and not given[RECRUIT]


def test_a_level_that_does_not_reckon_with_a_siege_does_not_probe() -> None:
    state = besieged()
    assert any(getattr(order, "intensity", "") == "probe" for order in orders_of(state, 1))
    found = hint(view(in_phase_of(state, 1), 1), LEVEL[RECRUIT])
    assert all(getattr(order, "intensity", "") != "probe" for order in found.orders)
    assert not LEVEL[RECRUIT].reckons_siege


def test_nothing_is_suggested_out_of_turn_or_by_who_does_nothing() -> None:
    state = road_to_a_fort()
    assert hint(view(state, 0)).reasons == hint(view(state, 1), LEVEL[DRILL]).reasons == ()


def test_a_hint_ends_no_phase_and_orders_each_unit_once() -> None:
    scenario = small_scenario(
        """
        .    .    .    .
           .A   .B   .
        .    vC   .    .
           .    .    .
        """,
        units={**{name: force(0, "assault_inf", 200, ammo_days=60) for name in "AB"}, "C": force(1, "militia", 50)},
        objectives=[Objective("village", "Hold the village", "place", 0, at_end=9000, hexes=(9,))],
    )
    found = hint(view(in_phase_of(small_state(scenario), 0), 0))
    assert EndPhase() not in found.orders
    attacked = [unit for order in found.orders for unit in getattr(order, "units", ())]
    assert attacked and len(attacked) == len(set(attacked))


def test_an_enemy_on_the_own_road_is_worth_little_to_a_level_that_fights_for_no_roads() -> None:
    scenario = small_scenario(
        """
        .=   .=A  .=   .=   .=   .=   .
           .=   .=   .=B  .=   .=   .=
        .    .    .    .    .    .    .
           .    .    .    .    .    .
        """,
        units={"A": force(0, "tanks", 250, ammo_days=60, fuel_km=300), "B": force(1, "light_inf", 75, entrench=1),
               "G": force(0, "garrison_inf", 100, hex="12.0")},
        bases=[base("fort", 0, "12.0", stock=(900, 9000, 900))], sources=[source("entry", 0, "0.0")],
        objectives=[Objective("siege", "Break the siege", "break_siege", 0, once=20000, bases=("fort",))], fog=False,
    )
    known = view(in_phase_of(small_state(scenario), 0), 0)
    found = {level: next(row for row in reasons(known, level, None) if row.units == ("A",))
             for level in (STANDARD, RECRUIT)}
    assert "it bars the road to " in found[STANDARD].because and "road to" not in found[RECRUIT].because
    assert found[STANDARD].worth > 2 * found[RECRUIT].worth, "the road is worth nothing to it"


def test_a_hint_lets_out_what_a_garrison_can_spare_and_nobody_waits_for_it() -> None:
    """The player is advised as well as can be without other plans being played on."""
    moved = {level: {order.unit for order in hint(view(idle_garrison(), 0), *level).orders if isinstance(order, Move)}
             for level in ((), (LEVEL[STANDARD],))}
    assert moved[()] - moved[LEVEL[STANDARD],]
    assert all(row.kind != PLAN for row in hint(view(idle_garrison(), 0)).reasons)
