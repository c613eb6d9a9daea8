"""Orders about stock and supply: what they do, and every refusal in its sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.rules.draft import Draft
from game.rules.orders import Load, Noted, SetPolicy, SetPriority, SetRation, StockMoved, Transfer, Unload
from game.rules.ruleset import NOTHING
from game.rules.state import State
from game.rules.supply import ledger
from game.rules.supply.cargo import CargoOrder, cargo, load_room, refuse_cargo, room_for
from tests.rules.pictures import base, force, small_scenario, small_state, source, with_units

PICTURE = """
    .    .T   .    .    .
       .    .G   .    .
    .    .    .    .    .E
       .    .    .    .
"""


def yard() -> State:
    """Return a base at 3.0 with a garrison G, a truck unit T with a load beside it, far men F and an enemy E."""
    scenario = small_scenario(
        PICTURE,
        units={
            "G": force(0, "garrison_inf", food_days=0, ammo_days=0), "E": force(1, "light_inf"),
            "T": force(0, "supply_col", 25, cargo=(9000, 5000, 0)),
            "F": force(0, "garrison_inf", hex="7.0", group="relief"),
        },
        bases=[base("fort", 0, "3.0", stock=(4000, 3000, 2000)), base("camp", 1, "8.1")],
    )
    return small_state(scenario)


def done(state: State, order: CargoOrder) -> tuple[State, list[object]]:
    assert refuse_cargo(state, order) is None
    draft = Draft(state)
    cargo(draft, order)
    after = draft.finish()
    ledger.check(after)
    return after, list(draft.events)


def test_a_column_unloads_into_the_base_beside_it() -> None:
    state, events = done(yard(), Unload("T", "fort", (9000, 5000, 0)))
    assert state.base("fort").stock == (13_000, 8000, 2000)
    assert state.by_id["T"].cargo == NOTHING
    assert events == [StockMoved(0, "T", "fort", (9000, 5000, 0), "unloaded", seen_by=(0,))]


def test_a_column_loads_up_to_its_trucks() -> None:
    before = yard()
    assert load_room(before, before.by_id["T"]) == 40_000 - 14_000
    state, _ = done(before, Load("T", "fort", (1000, 0, 2000)))
    assert state.by_id["T"].cargo == (10_000, 5000, 2000)
    assert state.base("fort").stock == (3000, 3000, 0)


def test_men_hand_over_stock_once_and_for_the_rest_of_their_turn() -> None:
    state, _ = done(yard(), Transfer("fort", "G", (500, 100, 0)))
    assert state.by_id["G"].stock == (500, 100, 0)
    assert state.by_id["G"].move_left > 0
    state, _ = done(state, Transfer("G", "fort", (500, 0, 0)))
    assert state.by_id["G"].move_left == 0
    assert refuse_cargo(state, Transfer("G", "fort", (0, 100, 0))) == (
        "No time is left for Unit G to hand over stock; do it in the next turn.")


def test_priority_policy_and_ration_are_set_and_noted() -> None:
    state, events = done(yard(), SetPriority("fort", 1))
    assert state.base("fort").priority == 1
    assert isinstance(events[0], Noted)
    assert done(state, SetPriority("F", 3))[0].by_id["F"].priority == 3
    assert done(state, SetPolicy("safe"))[0].standings[0].policy == "safe"
    assert done(state, SetRation("fort", "half"))[0].base("fort").ration == "half"
    assert done(state, SetRation("F", "two_thirds"))[0].by_id["F"].ration == "two_thirds"


REFUSED: list[tuple[CargoOrder, str]] = [
    (Load("G", "fort", (1, 0, 0)), "There are no trucks for loads"),
    (Load("X", "fort", (1, 0, 0)), "You have no unit 'X' on the map"),
    (Load("T", "E", (1, 0, 0)), "You have no base or unit 'E' on the map"),
    (Load("T", "camp", (1, 0, 0)), "You have no base or unit 'camp' on the map"),
    (Load("T", "fort", (4001, 0, 0)), "With Fort there are only 4,000 kg of food"),
    (Load("T", "fort", (27_000, 0, 0)), "there is room for 26,000 kg more"),
    (Load("T", "F", (1, 0, 0)), "are too far apart"),
    (Load("T", "fort", (0, 0, 0)), "Name an amount"),
    (Load("T", "fort", (-1, 2, 0)), "Name an amount"),
    (Load("T", "T", (1, 0, 0)), "choose a different base or unit"),
    (Unload("T", "fort", (9001, 0, 0)), "With Unit T there are only 9,000 kg of food"),
    (Unload("T", "G", (9000, 0, 0)), "can carry only 540 kg more of food"),
    (Transfer("fort", "G", (600, 0, 0)), "can carry only 540 kg more of food"),
    (Transfer("fort", "F", (1, 0, 0)), "are too far apart"),
    (Transfer("G", "fort", (1, 0, 0)), "With Unit G there are only 0 kg of food"),
    (SetPriority("fort", 4), "There is no priority 4"),
    (SetPriority("camp", 1), "You have no base or unit 'camp'"),
    (SetPolicy("reckless"), "'reckless' is no route policy; choose one of: fast, balanced, safe."),  # type: ignore[arg-type]
    (SetRation("fort", "double"), "'double' is no ration"),  # type: ignore[arg-type]
    (SetRation("G", "half"), "Unit G eats from Fort; set the rations of Fort."),
    (SetRation("E", "half"), "You have no base or unit 'E'"),
]


@pytest.mark.parametrize(("order", "words"), REFUSED, ids=lambda value: str(value)[:40])
def test_refusals(order: CargoOrder, words: str) -> None:
    sentence = refuse_cargo(yard(), order)
    assert sentence is not None
    assert words in sentence
    assert sentence.endswith(".")


def test_groups_that_share_no_supply_hand_nothing_over_until_it_is_pooled() -> None:
    state = with_units(yard(), F={"hex": "3.0"})
    order = Transfer("F", "G", (100, 0, 0))
    assert refuse_cargo(state, order) is None
    scenario = small_scenario(PICTURE, units={key: force(0, "garrison_inf") for key in "TGE"},
                              sources=[source("s", 0, "0.0", group="relief")])
    parted = replace(state, scenario=replace(state.scenario, supply_sources=scenario.supply_sources))
    assert "belong to groups that share no supply" in (refuse_cargo(parted, order) or "")
    assert refuse_cargo(replace(parted, flags=(("pool", 1),)), order) is None


def test_a_base_takes_all_and_a_unit_what_it_carries() -> None:
    state = yard()
    assert room_for(state, "fort") is None
    assert room_for(state, "G") == (540, 210 + 800, 0)
