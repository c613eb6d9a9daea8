"""What a side may learn of the unseen: in twin games that it cannot tell apart, every door shows it the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from game.rules import engine
from game.rules.engine import Step
from game.rules.knowledge import sight, view
from game.rules.orders import Ambushed, Bombard, EndPhase, Event, Move, Moved, Order
from game.rules.ruleset import MovementRules, Stance
from game.rules.state import State
from tests.rules.pictures import at, force, hexes, small_ruleset, small_scenario, small_state, with_units
from tests.rules.test_engine import front, pick

# --- twin games ----------------------------------------------------------------------------------------------


def hidden_enemies(state: State, side: int) -> list[str]:
    """Return the enemies that a side does not see."""
    shown = view(state, side).known.by_id
    return [unit.id for unit in state.units if unit.id not in shown]


def elsewhere(state: State, side: int, dice: Random) -> State:
    """Put an unseen enemy into another hex that the side does not see and where nobody stands."""
    unit, free = dice.choice(hidden_enemies(state, side)), [
        h for h, seen in enumerate(sight(state, side)) if not seen and h not in state.by_hex]
    return with_units(state, **{unit: {"hex": dice.choice(free)}}) if free else state


def gone(state: State, side: int, dice: Random) -> State:
    """Take an unseen enemy off the map."""
    unit = dice.choice(hidden_enemies(state, side))
    return replace(state, units=tuple(row for row in state.units if row.id != unit))


def otherwise(state: State, side: int, dice: Random) -> State:
    """Let an unseen enemy do something else, with other men and stocks."""
    unit = dice.choice(hidden_enemies(state, side))
    stances: tuple[Stance, ...] = ("interdict", "hold", "rest", "interdict", "dig_in")
    stock = (dice.randrange(900), dice.choice((0, 5000)), dice.randrange(900))
    return with_units(state, **{unit: {"stance": dice.choice(stances), "men": dice.randrange(1, 60), "stock": stock}})


def twin(state: State, side: int, dice: Random) -> State:
    """Return a state that differs in what a side does not see."""
    other = replace(state, seed=state.seed + dice.randrange(2))
    changes: tuple[Callable[[State, int, Random], State], ...] = (elsewhere, gone, otherwise, otherwise)
    for _ in range(dice.randrange(1, 4)):
        if hidden_enemies(other, side):
            other = dice.choice(changes)(other, side, dice)
    return other


def told(events: tuple[Event, ...], side: int) -> tuple[Event, ...]:
    """Return the events that a side is told of."""
    return tuple(event for event in events if side in event.seen_by)


def shown(state: State, side: int) -> str:
    """Return to the byte what a side knows."""
    return repr(view(state, side))


@pytest.mark.parametrize("seed", range(6))
def test_twin_games_that_look_alike_allow_and_undo_alike(seed: int) -> None:
    dice, compared = Random(seed), 0
    step = engine.start(front(days=1 + 2 * (seed % 2), first=seed % 2, turns=9), seed)
    for _ in range(250):
        state = step.state
        if state.outcome is not None:
            break
        side, other = state.side, twin(state, state.side, dice)
        assert shown(other, side) == shown(state, side)
        orders = engine.legal_orders(view(state, side))
        assert engine.legal_orders(view(other, side)) == orders
        order: Order = pick(dice, orders) if dice.random() < 0.93 else EndPhase()
        step, its_twin = engine.apply(state, order), engine.apply(other, order)
        alike = shown(step.state, side) == shown(its_twin.state, side)
        if alike and told(step.events, side) == told(its_twin.events, side):
            undo = engine.undoable(Step(state), step)
            assert engine.undoable(Step(other), its_twin) == undo, f"whether {order} can be undone tells of the unseen"
            compared += state.draws != step.state.draws or other.draws != its_twin.state.draws
    assert compared > 5, "orders about which chance was asked are among those compared"


# --- undo, one by one ----------------------------------------------------------------------------------------


def test_shelling_that_hits_nobody_cannot_be_undone() -> None:
    state = small_state(front())
    empty, held = at(state, "8.0"), at(state, "9.1")
    assert not state.by_hex.get(empty) and state.by_hex[held]
    assert not view(state, 0).visible[empty] and not view(state, 0).visible[held]
    refused = [engine.undoable(Step(state), engine.apply(state, Bombard("G", target))) for target in (empty, held)]
    assert refused[0] == refused[1], "undo would find the enemy for nothing"
    assert refused[0] is not None and "chance has decided" in refused[0]


def road(**rules: int) -> State:
    """Return a road past groves in which somebody lies in wait who is not seen from either end."""
    scenario = small_scenario(
        """
        .=A   .=C  .=   .=   .
            .=   .=   .=   .=
        .     .    .    .    .
            .    gB   .    .
        """,
        units={"A": force(0, "mech_inf"), "B": force(1, "light_inf", 20, stance="interdict"),
               "C": force(0, "light_inf", 25)},
        ruleset=replace(small_ruleset(), movement=MovementRules(**rules)),
    )
    return small_state(scenario)


def test_whether_a_move_can_be_undone_does_not_tell_of_who_lay_in_wait() -> None:
    way = "1.0 2.0 3.0 4.0 5.0 6.0 7.0"
    state = road(ambush_pm=0, mine_delay_pm=0)
    after = engine.apply(state, Move("A", hexes(state, way)))
    assert {kind for kind, _hex, _nth in after.state.draws} == {"ambush:A", "mine:A"}, "chance was asked"
    assert "B" not in view(after.state, 0).known.by_id
    assert engine.undoable(Step(state), after) is None
    assert not view(with_units(after.state, A={"ambushed": True}), 0).known.by_id["A"].ambushed


def test_a_move_that_mines_or_an_ambush_stopped_cannot_be_undone() -> None:
    mined = road(ambush_pm=0, mine_delay_pm=1000)
    after = engine.apply(mined, Move("A", hexes(mined, "1.0 2.0 3.0")))
    assert isinstance(after.events[0], Moved) and after.events[0].stopped == "mine"
    assert "chance has decided" in (engine.undoable(Step(mined), after) or "")
    close = with_units(road(ambush_pm=1000, mine_delay_pm=0), B={"hex": "2.1", "stock": (0, 9000, 0)})
    after = engine.apply(close, Move("A", hexes(close, "1.0")))
    assert any(isinstance(event, Ambushed) for event in after.events)
    assert "chance has decided" in (engine.undoable(Step(close), after) or "")


def test_one_unit_that_passed_unharmed_tells_nothing_of_the_next() -> None:
    """Else a column would go where a platoon has gone and come back by undo."""
    passed: dict[str, set[int]] = {"A": set(), "C": set()}
    for seed in range(40):
        state = replace(road(ambush_pm=0, mine_delay_pm=500), seed=seed)
        for unit, came in passed.items():
            waiting = with_units(state, **{unit: {"hex": "1.0"}})
            moved = engine.apply(waiting, Move(unit, hexes(state, "2.0"))).events[0]
            if isinstance(moved, Moved) and not moved.stopped:
                came.add(seed)
    assert passed["A"] - passed["C"] and passed["C"] - passed["A"]
