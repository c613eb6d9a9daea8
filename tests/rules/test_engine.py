"""The sequence of play, refusals, undo, dawn and night, and whole games of random legal orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from game.rules import engine
from game.rules.engine import IllegalOrder, Step
from game.rules.knowledge import view
from game.rules.orders import (
    Attack,
    BaseTaken,
    Bombard,
    Choose,
    ControlTaken,
    EndPhase,
    GameEnded,
    Happening,
    Move,
    Noted,
    Order,
    PhaseBegan,
    SetPolicy,
    SetStance,
    TurnBegan,
    WeatherSet,
)
from game.rules.plain import canonical, state_to_plain, to_plain
from game.rules.ruleset import Month
from game.rules.scenario import AirDef, Choice, Condition, Effect, EventDef, Objective, Scenario
from game.rules.state import State, Unit
from game.rules.supply import ledger
from tests.rules.pictures import (
    at,
    base,
    draw,
    force,
    hexes,
    place,
    rows,
    small_ruleset,
    small_scenario,
    small_state,
    source,
    with_units,
)

FRONT = """
    .=A  .=   v0   .    .    g1   .    .D
       .=   .0   .B   .    .1   t1   .1
    .0   .0   .=   .=   .=C  .=   .1   .1
       h0   .0   .    g    .E   .=   .=
    .0   .0   .    .    .1   .1   .1   .1
       .F   .0   .    .    .1   .1   .1
    """


def front(**changes: object) -> Scenario:
    """Return a small war with bases, guns, trucks, people, air, events and a choice."""
    vote = EventDef(
        "vote", "The vote", "", (Condition("date", turn=2),), decides=1,
        choices=(Choice("no", "No", (Effect("support", side=1, amount=-7),)),
                 Choice("yes", "Yes", (Effect("truce", turns=1),), historical=True)),
    )
    options: dict[str, object] = {
        "units": {
            "A": force(0, "mech_inf", 150), "B": force(0, "tanks", 45), "C": force(1, "light_inf", 120),
            "D": force(1, "guns", 50), "E": force(1, "assault_inf", 100, group="guests"),
            "F": force(0, "supply_col", 25, cargo=(4000, 3000, 0)), "G": force(0, "guns", 50, hex="0.0"),
            "H": force(1, "aa", 25, hex="10.0"), "R": force(0, "light_inf", 100, hex="0.0", arrives=3),
        },
        "bases": [base("fort", 0, "0.0", stock=(9000, 20_000, 9000), fort=1, priority=1),
                  base("camp", 1, "14.0", stock=(4000, 9000, 1000), depot=True)],
        "sources": [source("south", 0, "0.1"),
                    source("north", 1, "13.1", trucks=8, payload_kg=1000, rough_payload_kg=800)],
        "roads": {"track:lane": "0.1 1.0"},
        "places": [place("village", "4.0", 400), place("town", "11.0", 3000)],
        "air": [AirDef(0, 100, 150)], "events": [vote],
        "objectives": [Objective("hold", "Hold", "hold_base", 0, per_day=100, at_end=900, base="fort"),
                       Objective("take", "Take", "take_base", 1, once=5000, base="fort"),
                       Objective("town", "Town", "place", 1, per_day=50, hexes=(11,))],
        "turns": 5,
    }
    return small_scenario(FRONT, **{**options, **changes})  # type: ignore[arg-type]


def play(state: State, *orders: Order) -> Step:
    """Give orders one after the other."""
    step = Step(state)
    for order in orders:
        step = engine.apply(step.state, order)
    return step


# --- the sequence of play ------------------------------------------------------------------------------------


def test_a_game_starts_after_its_first_dawn() -> None:
    step = engine.start(front(), 1)
    state = step.state
    assert (state.turn, state.phase, state.side, state.outcome) == (1, 0, 0, None)
    assert sorted(state.by_id) == list("ABCDEFGH")
    assert isinstance(step.events[0], TurnBegan) and step.events[-1] == PhaseBegan(0)
    assert all(unit.move_left for unit in state.units)
    assert (state.standings[0].strikes_left, state.standings[0].drops_left) == (1, 1)
    ledger.check(state)


def test_phases_alternate_and_the_second_ends_the_turn() -> None:
    first = engine.start(front(first=1), 1).state
    assert first.side == 1
    second = play(first, EndPhase())
    assert (second.state.turn, second.state.side) == (1, 0) and second.events == (PhaseBegan(0),)
    dawn = play(second.state, EndPhase())
    assert (dawn.state.turn, dawn.state.phase, dawn.state.side) == (2, 0, 1)
    assert TurnBegan(2) in dawn.events and dawn.events[-1] == PhaseBegan(1)


def test_drops_are_credited_in_hundredths() -> None:
    state = engine.start(front(), 1).state
    later = play(state, EndPhase(), EndPhase()).state
    assert (state.standings[0].drops_left, later.standings[0].drops_left) == (1, 2)


def test_reinforcements_come_at_dawn_and_can_move() -> None:
    state = play(engine.start(front(), 1).state, *[EndPhase()] * 4).state
    assert state.turn == 3 and state.by_id["R"].hex == at(state, "0.0")
    assert state.by_id["R"].move_left == 200


def test_the_weather_comes_from_the_month() -> None:
    wet = replace(small_ruleset(), months=(Month(10, 1000, 0, 5, 90),))
    step = engine.start(front(ruleset=wet), 1)
    assert step.state.weather.mud and not step.state.weather.flyable
    assert WeatherSet("rain and mud, low cloud", True, False) in step.events
    winds = {engine.start(front(), seed).state.weather.wind_from for seed in range(40)}
    assert winds == set(range(6))


def test_an_unanswered_choice_is_settled_when_its_side_ends_the_phase() -> None:
    state = play(engine.start(front(), 1).state, EndPhase(), EndPhase()).state
    assert [row.event for row in state.pending] == ["vote"]
    assert play(state, EndPhase()).state.pending, "the first side does not decide it"
    settled = play(state, EndPhase(), EndPhase()).state
    assert not settled.pending and settled.flag("truce") == 2
    chosen = play(state, EndPhase(), Choose("vote", "no")).state
    assert not chosen.pending and chosen.flag("truce") == 0


def test_the_game_ends_after_the_last_turn_and_takes_no_more_orders() -> None:
    step = play(engine.start(front(turns=1), 1).state, EndPhase(), EndPhase())
    assert isinstance(step.events[-1], GameEnded)
    assert step.state.outcome is not None and step.state.turn == 1
    assert step.state.points == (("hold", 0, 1000), ("town", 1, 50))
    with pytest.raises(IllegalOrder, match="The game is over"):
        engine.apply(step.state, EndPhase())
    assert engine.legal_orders(view(step.state, step.state.side)) == []


# --- refusal and undo ----------------------------------------------------------------------------------------


def test_refusals_name_the_unit_the_phase_and_what_to_do() -> None:
    state = engine.start(front(), 1).state
    for order, words in (
        (Move("C", (1,)), "You have no unit 'C'"),
        (Move("X", (1,)), "You have no unit 'X'"),
        (Attack(("A", "C"), 9), "You have no unit 'C'"),
        (SetStance("A", "hold"), "That is the stance of"),
        (SetStance("F", "interdict"), "no fighters"),
        (Bombard("A", 5), "no guns"),
    ):
        text = engine.refusal(view(state, 0), order)
        assert text is not None and words in text and text.endswith("."), order
        with pytest.raises(IllegalOrder) as caught:
            engine.apply(state, order)
        assert str(caught.value) == text
    text = engine.refusal(view(state, 1), EndPhase())
    assert text == "It is the phase of Government; wait until it ends."


def test_a_unit_that_fought_does_not_rest() -> None:
    state = with_units(engine.start(front(), 1).state, A={"fired": True})
    text = engine.refusal(view(state, 0), SetStance("A", "rest"))
    assert text is not None and "cannot rest" in text


def test_orders_that_only_set_something_are_noted() -> None:
    step = play(engine.start(front(), 1).state, SetStance("A", "dig_in"))
    assert step.state.by_id["A"].stance == "dig_in"
    assert step.events == (Noted(0, "dig-in A", seen_by=(0,)),)


def test_undo_stops_at_dice_at_what_was_shown_and_at_the_end_of_a_phase() -> None:
    start = Step(small_state(front()))
    quiet = play(start.state, SetStance("A", "dig_in"))
    assert engine.undoable(start, quiet) is None
    back = play(start.state, Move("A", hexes(start.state, "1.0")))
    assert engine.undoable(start, back) is None
    text = engine.undoable(start, play(start.state, EndPhase()))
    assert text == "The end of a phase cannot be undone."
    seen = play(start.state, Move("A", hexes(start.state, "1.0 2.0 3.0 4.0 5.0 6.0")))
    assert "C" in view(seen.state, 0).known.by_id and "C" not in view(play(start.state).state, 0).known.by_id
    text = engine.undoable(start, seen)
    assert text is not None and "showed something" in text
    loud = Step(with_units(start.state, C={"hex": "5.1"}))
    shelled = play(loud.state, Bombard("G", at(start.state, "5.1")))
    text = engine.undoable(loud, shelled)
    assert text is not None and "chance has decided" in text


# --- night ---------------------------------------------------------------------------------------------------


def test_at_night_empty_ground_goes_to_the_only_zone_and_to_nobody_between_two() -> None:
    scenario = small_scenario(
        """
        .    .0   .    .1   .
           .A   .    .B   .
        .    .1   .    .0   .
           .    .    .    .
        """,
        units={"A": force(0, "light_inf"), "B": force(1, "light_inf")},
    )
    step = play(small_state(scenario), EndPhase(), EndPhase())
    assert rows(draw(step.state)) == rows(
        """
        .0   .0   .1   .1   .
           .A   .    .B   .
        .0   .0   .1   .1   .
           .0   .    .1   .
        """
    )


def test_no_mans_land_lies_between_two_zones_unless_somebody_stands_there() -> None:
    scenario = small_scenario(
        """
        .    .0   .    .
           .A   .B   .
        .    .C   .0   .
           .    .1   .
        """,
        units={"A": force(0, "light_inf"), "B": force(1, "light_inf"), "C": force(0, "hq", 25)},
    )
    step = play(small_state(scenario), EndPhase(), EndPhase())
    assert rows(draw(step.state)) == rows(
        """
        .0   .    .1   .
           .A   .B   .
        .0   .C   .1   .
           .0   .1   .
        """
    )
    assert ControlTaken(-1, hexes(scenario, "2.0")) in step.events
    resting = play(with_units(small_state(scenario), B={"stance": "rest"}), EndPhase(), EndPhase())
    assert resting.state.controller(at(scenario, "2.0")) == 0


def test_an_empty_base_in_the_enemys_zone_falls_at_night() -> None:
    scenario = small_scenario(
        """
        .0   .B   .
           .1   .
        """,
        units={"B": force(1, "light_inf")}, bases=[base("post", 0, "1.0", stock=(10, 20, 30))],
    )
    step = play(small_state(scenario), EndPhase(), EndPhase())
    assert BaseTaken(1, "post") in step.events
    assert (step.state.base("post").side, step.state.base("post").stock[0]) == (1, 10)
    assert any(isinstance(event, ControlTaken) and event.side == 1 for event in step.events)


def test_digging_takes_quiet_turns() -> None:
    def nights(state: State, count: int) -> Unit:
        return play(state, *[EndPhase()] * (2 * count)).state.by_id["A"]

    state = play(small_state(front(turns=20)), SetStance("A", "dig_in")).state
    assert [nights(state, n).entrench for n in (1, 2, 3, 4)] == [0, 1, 1, 2]
    assert nights(with_units(state, A={"moved": True}), 2).entrench == 0
    assert nights(with_units(state, A={"stance": "hold"}), 2).entrench == 0
    assert nights(with_units(state, A={"entrench": 3}), 2).entrench == 3


def test_a_turn_under_attack_or_under_fire_is_not_quiet() -> None:
    scenario = small_scenario(
        """
        .A   .    g
           .B   .G
        """,
        units={"A": force(0, "light_inf", 250), "B": force(1, "light_inf", 250, stance="dig_in"),
               "G": force(0, "mortars", 25)}, turns=20,
    )
    state = small_state(scenario)
    there = at(scenario, "1.0")
    for order in (Attack(("A",), there, "probe"), Bombard("G", there)):
        first = play(state, order, EndPhase(), EndPhase()).state
        second = play(first, EndPhase(), EndPhase()).state
        third = play(second, EndPhase(), EndPhase()).state
        assert [row.by_id["B"].entrench for row in (first, second, third)] == [0, 0, 1]
    attacked = play(state, Attack(("A",), there, "probe"), EndPhase(), SetStance("B", "hold"), SetStance("B", "dig_in"))
    nights = play(attacked.state, *[EndPhase()] * 3).state
    assert nights.turn == 3 and nights.by_id["B"].entrench == 0, "nor does a new order make it one"
    held = with_units(attacked.state, B={"stance": "hold"})
    after = play(held, EndPhase(), EndPhase(), SetStance("B", "dig_in"), *[EndPhase()] * 3).state
    assert after.turn == 4 and after.by_id["B"].entrench == 1


def test_the_wounded_come_back_over_weeks() -> None:
    state = with_units(small_state(front(turns=20)), A={"men": 100, "wounded": 30})
    first = play(state, EndPhase(), EndPhase()).state.by_id["A"]
    assert (first.men, first.wounded) == (102, 28)
    full = with_units(state, A={"men": 150})
    assert play(full, EndPhase(), EndPhase()).state.by_id["A"].men == 150


# --- whole games ---------------------------------------------------------------------------------------------


def test_every_listed_order_is_legal() -> None:
    state = with_units(small_state(front()), C={"hex": "6.0"}, E={"hex": "5.1"}, F={"hex": "0.1"})
    state = replace(state, standings=(replace(state.standings[0], strikes_left=1, drops_left=2), state.standings[1]))
    known = view(state, 0)
    orders = engine.legal_orders(known)
    kinds = {type(order).__name__ for order in orders}
    assert {"Move", "Attack", "Bombard", "Strike", "Airdrop", "SetStance", "SetPriority", "SetRation", "SetPolicy",
            "Load", "Unload", "Transfer", "EndPhase"} <= kinds
    assert len(set(orders)) == len(orders)
    for order in orders:
        assert engine.refusal(known, order) is None
    of_b = engine.legal_orders(known, "B")
    assert {unit for order in of_b if isinstance(order, Attack) for unit in order.units} >= {"B"}
    assert not any(isinstance(order, (EndPhase, SetPolicy)) for order in of_b)
    assert set(of_b) <= set(orders)


def check_invariants(step: Step) -> None:
    """Assert what must hold in every state: stacks, sides apart, men, the ledger, events with their audience."""
    state = step.state
    most = state.scenario.ruleset.movement.stacking_steps * 1000
    for hex_id, stack in state.by_hex.items():
        assert len({unit.side for unit in stack}) == 1, f"two sides in {hex_id}"
        steps = sum(u.men * 1000 // state.scenario.unit_type(u.type).men_per_step for u in stack)
        assert steps <= most, f"too many in {hex_id}"
        assert state.controller(hex_id) == stack[0].side
    for unit in state.units:
        assert 0 < unit.men <= unit.full_men and 0 <= unit.vehicles <= unit.full_vehicles
        assert unit.move_left >= 0 and 0 <= unit.hunger <= 1000 and min(unit.stock) >= 0
    assert all(isinstance(event, Happening) and event.seen_by for event in step.events)
    ledger.check(state)


def check_audience(before: State, step: Step) -> None:
    """Assert that no event tells a side of an enemy unit that it neither saw or remembered before nor does now."""
    for side in (0, 1):
        enemies = {unit.id for state in (before, step.state) for unit in state.units if unit.side != side}
        known = {unit.id for state in (before, step.state) for unit in view(state, side).known.units}
        known |= {contact.unit for state in (before, step.state) for contact in state.contacts[side]}
        for event in step.events:
            if side in event.seen_by:
                fields = {name: part for name, part in to_plain(event).items() if name != "place"}
                named = enemies & set(_texts(fields))  # a village and its fighters may share an id
                assert named <= known, f"{event} tells side {side} of {sorted(named - known)}"


def _texts(plain: object) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict):
        for value in plain.values():
            yield from _texts(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from _texts(value)


def check_fog(state: State, side: int) -> None:
    """Assert that what a side does not see may differ in every way without a byte of its view changing."""
    shown = view(state, side)
    unseen = {unit.id for unit in state.units} - set(shown.known.by_id)
    mine = state.contacts[side]
    other = replace(
        state, seed=state.seed + 1, draws=(), contacts=(mine, ()) if side == 0 else ((), mine),
        units=tuple(replace(u, men=1, stock=(1, 2, 3), stance="rest") if u.id in unseen else u for u in state.units),
        bases=tuple(replace(b, stock=(1, 2, 3)) if b.side != side else b for b in state.bases),
    )
    assert repr(view(other, side)) == repr(shown)


def pick(dice: Random, orders: list[Order]) -> Order:
    """Choose an order at random: half of the time one that moves or fights, else of any kind but the end of a phase."""
    kinds = sorted({type(order).__name__ for order in orders} - {"EndPhase"})
    bold = [kind for kind in kinds if kind in ("Move", "Attack", "Bombard", "Strike", "Airdrop")]
    kinds = bold if bold and dice.random() < 0.5 else kinds
    kind = dice.choice(kinds)
    return dice.choice([order for order in orders if type(order).__name__ == kind])


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("days", [1, 3])
def test_random_games_keep_the_rules(seed: int, days: int) -> None:
    dice = Random(seed)
    step = engine.start(front(days=days, first=seed % 2), seed)
    check_invariants(step)
    for _ in range(300):
        state = step.state
        if state.outcome is not None:
            break
        orders = engine.legal_orders(view(state, state.side))
        order = pick(dice, orders) if dice.random() < 0.95 else EndPhase()
        before = canonical(state_to_plain(state))
        step = engine.apply(state, order)
        assert canonical(state_to_plain(state)) == before, "apply changes nothing it is given"
        check_invariants(step)
        check_audience(state, step)
        check_fog(step.state, dice.randrange(2))
        if dice.random() < 0.1:
            assert engine.apply(replace(state), order) == step, "the same order on an equal state does the same"
    assert step.state.turn > 1
