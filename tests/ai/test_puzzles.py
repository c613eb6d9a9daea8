"""Tactical puzzles: small maps with one right idea, judged by what happens in the world and never by how it was found.

Each is set to the standard level and to all above it. Where a weaker level leaves the idea out of account by a named
handicap, it is shown to miss it.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from game.ai import levels
from game.ai.levels import DRILL, LEVEL, RECRUIT, REGULAR, STANDARD, VETERAN
from game.hexes import Grid
from game.rules.ruleset import AMMO, FOOD
from game.rules.scenario import AirDef, Objective
from game.rules.state import State
from tests.ai.play import in_phase_of, play_phase
from tests.rules.pictures import base, force, small_scenario, small_state, source


@pytest.fixture(autouse=True)
def _attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let weaker levels overlook nothing and think each turn: the puzzles are about what else they leave out."""
    rows = {level.id: replace(level, overlooks=0, plan_turns=1) for level in LEVEL.values()}
    monkeypatch.setattr(levels, "LEVEL", MappingProxyType(rows))


able = pytest.mark.parametrize("level", (STANDARD, VETERAN))
"""The standard level and those above it."""

MEN_FOOD = 180
"""Kilograms of food that 100 soldiers eat a day."""


def days(state: State, side: int, level: str, count: int, enemy: str = DRILL) -> list[State]:
    """Let a level play a side for some turns against another; return each situation after a dawn, or at an end."""
    memory: list[Any] = [None, None]
    mornings: list[State] = []
    while len(mornings) < count and state.outcome is None:
        now, turn = state.side, state.turn
        state, _orders, memory[now] = play_phase(state, memory[now], level if now == side else enemy)
        if state.turn != turn or state.outcome is not None:
            mornings.append(state)
    return mornings


def by_road(morning: State, consumer: str, supply_class: int = FOOD) -> int:
    """Return the kilograms of a class that came to a consumer by road at a dawn."""
    return next((row.arrived[supply_class] for row in morning.deliveries if row.consumer == consumer), 0)


# --- cut supply in one move ----------------------------------------------------------------------------------------


def fork() -> State:
    """Two roads lead from the entry to a bridge at 10.2, one road goes on to the base; B can reach all of them today.

    The village on the north road, next to B, is the best ground and no help: the south road is as quick.
    """
    scenario = small_scenario(
        """
        .    .    .0   v0   .0   .    .    .    .    .
           .    .0   .0   .0   .    .    .    .    .
        .0   .0   .    .    .0   .    .    .    .    .
           .0   .    .B   .    .0   .0   .0   .0   .0
        .0   .    .    .    .    .0   .0   .0   .0   .G
           .0   .    .    .    .0   .    .    .    .0
        .    .0   .    .    .0   .    .    .    .    .0
           .    .0   .0   .0   .    .    .    .    .
        .    .    .0   .0   .    .    .    .    .    .
           .    .    .    .    .    .    .    .    .
        """,
        units={"B": force(1, "militia", 300), "G": force(0, "garrison_inf", 300)},
        bases=[base("fort", 0, "18.2", stock=(5 * MEN_FOOD, 9000, 900), fort=2)],
        sources=[source("entry", 0, "0.2"), source("village", 1, "6.4")],
        roads={"motorway:North road": "0.2 1.1 2.1 3.0 4.0 5.0 6.0 7.0 8.1 9.1 10.2",
               "motorway:South road": "0.2 1.2 2.3 3.3 4.4 5.3 6.4 7.3 8.3 9.2 10.2",
               "motorway:Bridge road": "10.2 11.1 12.2 13.1 14.2 15.1 16.2 17.1 18.2"},
        turns=60, fog=False,
    )
    return in_phase_of(small_state(scenario), 1)


@able
def test_supply_is_cut_in_one_move_where_all_roads_meet(level: str) -> None:
    assert by_road(days(fork(), 1, DRILL, 1)[0], "fort") > 0, "left alone, trucks come"
    assert [by_road(morning, "fort") for morning in days(fork(), 1, level, 2)] == [0, 0]


def test_who_sees_no_bottlenecks_bars_a_road_that_has_a_way_round() -> None:
    assert by_road(days(fork(), 1, REGULAR, 1)[0], "fort") > 0


# --- don't take the bait -------------------------------------------------------------------------------------------


def bait() -> State:
    """G alone holds the base. D, few men, hold the village beside it; F, strong and in sight, can be here in a day."""
    scenario = small_scenario(
        """
        .    .    .    .    .
           .    .    .    .
        .    .    .    .    .
           .0   .    .    .
        .0   .G   .    .    .F
           .0   vD   .    .
        .    .    .    .    .
           .    .    .    .
        """,
        units={"G": force(0, "garrison_inf", 150, ammo_days=60, food_days=9), "D": force(1, "militia", 12),
               "F": force(1, "assault_inf", 250, ammo_days=90, food_days=9)},
        bases=[base("fort", 0, "2.2", stock=(9000, 9000, 900), fort=1)],
        objectives=[Objective("fort", "Hold the fort", "hold_base", 0, per_day=500, at_end=9000, base="fort"),
                    Objective("village", "Hold the village", "place", 0, per_day=100, at_end=3000,
                              hexes=(Grid(9, 4).parse("3.2"),))],
        turns=12, fog=False,
    )
    return small_state(scenario)


@able
def test_the_bait_is_not_taken_where_the_base_behind_would_be_left_empty(level: str) -> None:
    assert [morning.base("fort").side for morning in days(bait(), 0, level, 3, STANDARD)] == [0, 0, 0]


def test_who_does_not_think_of_the_answer_takes_the_bait_and_loses_the_base() -> None:
    assert days(bait(), 0, RECRUIT, 3, STANDARD)[-1].base("fort").side == 1


# --- relieve before starvation -------------------------------------------------------------------------------------


def hungry() -> State:
    """G has food for three days and E, few men, bars the road. A can open it; a village in its rear can wait."""
    scenario = small_scenario(
        """
        .0   .0   .0   .0   .0   .    .    .    .    .
           .0   .0   .0   .0   .    .    .    .    .0
        .=0  .=0  .=0  .=0  .=A  .=   .=   .=   .=   .=G
           .=0  .=0  .=0  .=0  .=   .=   .=   .=E  .=0
        .    .    .    .    .    .    .    .    .    .
           .    .    .    .    .    .    .    .    .
        .    .    .    .    .    .    .    .    .    .
           .    v1   .    .    .    .    .    .    .
        """,
        units={"A": force(0, "light_inf", 250, ammo_days=60, food_days=20), "G": force(0, "garrison_inf", 100),
               "E": force(1, "militia", 50, food_days=30)},
        bases=[base("fort", 0, "18.1", stock=(3 * MEN_FOOD, 9000, 900))], sources=[source("entry", 0, "0.1")],
        objectives=[Objective("village", "Hold the village", "place", 0, at_end=900,
                              hexes=(Grid(19, 4).parse("3.3"),)),
                    Objective("fort", "Hold the fort", "hold_base", 0, per_day=100, at_end=9000, base="fort")],
        turns=60,
    )
    return small_state(scenario)


@able
def test_the_road_is_opened_before_the_garrison_starves(level: str) -> None:
    mornings = days(hungry(), 0, level, 8)
    assert all(morning.base("fort").stock[FOOD] > 0 for morning in mornings)
    assert by_road(mornings[2], "fort") > MEN_FOOD, "three days on, trucks come"


def test_who_opens_no_roads_lets_it_starve() -> None:
    last = days(hungry(), 0, RECRUIT, 8)[-1]
    assert last.base("fort").stock[FOOD] == 0 < last.by_id["G"].hunger


def one_load(west: int, east: int) -> State:
    """Two bases with food for so many days, one unit of loaded trucks on the road between them, nobody in the way."""
    scenario = small_scenario(
        """
        .0   .0   .0   .0   .0   .0   .0
           .0   .0   .0   .0   .0   .0
        .=G  .=0  .=0  .=C  .=0  .=0  .=H
           .=0  .=0  .=0  .=0  .=0  .=0
        .    .    .    .    .    .    .
           .    .    .    .    .    .
        """,
        units={"G": force(0, "garrison_inf", 100), "H": force(0, "garrison_inf", 100),
               "C": force(0, "supply_col", 25, cargo=(20_000, 5000, 0), fuel_km=300, food_days=9)},
        bases=[base("west", 0, "0.1", stock=(west * MEN_FOOD, 9000, 900)),
               base("east", 0, "12.1", stock=(east * MEN_FOOD, 9000, 900))],
        turns=30, fog=False,
    )
    return small_state(scenario)


@able
def test_the_only_load_goes_to_those_who_would_starve_first(level: str) -> None:
    for west, east, hungry_one in ((2, 20, "west"), (20, 2, "east")):
        morning = days(one_load(west, east), 0, level, 1)[0]
        assert morning.base(hungry_one).stock[FOOD] > 15_000


# --- drop low when the guns are gone -------------------------------------------------------------------------------


def under_guns(*guns: str) -> State:
    """A base with food for two weeks that lives on three sorties a day, and machine guns at some hexes."""
    scenario = small_scenario(
        """
        .1   .1   .1   .1   .1
           .1   .1   .1   .1
        .1   .1   .G   .1   .1
           .1   .1   .1   .1
        .1   .1   .1   .1   .1
           .1   .1   .1   .1
        .1   .1   .1   .1   .1
           .1   .1   .1   .1
        """,
        units={"G": force(0, "garrison_inf", 100),
               **{f"M{number}": force(1, "aa", 25, hex=where, ammo_days=30) for number, where in enumerate(guns)}},
        bases=[base("fort", 0, "4.1", stock=(14 * MEN_FOOD, 9000, 900), fort=1)], air=[AirDef(0, 0, 300)], turns=20,
    )
    state = small_state(scenario)
    return replace(state, standings=(replace(state.standings[0], drops_left=3), state.standings[1]))


@able
def test_drops_come_down_where_they_are_found_once_the_guns_are_gone(level: str) -> None:
    def found(*guns: str) -> tuple[int, int]:
        """Return the kilograms that a day's drops brought, and what of their load."""
        before = under_guns(*guns)
        after, _orders, _memory = play_phase(before, None, level)
        load = 3 * before.scenario.ruleset.airdrop.payload_kg
        return sum(after.base("fort").stock) - sum(before.base("fort").stock), load

    got, load = found()
    assert got * 10 >= load * 7, "from low down most is found"
    for beside in ("6.1", "4.3"):
        got, load = found(beside)
        assert 0 < got * 3 <= load, "from great height, out of the guns' reach, most is not"


# --- open the road before attacking --------------------------------------------------------------------------------


def dry() -> State:
    """A stands before the village without the ammunition of an assault; E, few men, bars the road it would come by."""
    scenario = small_scenario(
        """
        .    .    .    .    .    .    .
           .    .    .    .    .    .
        .=0  .=0  .=0  .=   .=0  .=0  .
           .=0  .=0  .=E  .=0  .=0  .=A
        .    .    .    .    .    .    vD
           .    .    .    .    .    .
        """,
        units={"A": force(0, "assault_inf", 250, food_days=9, ammo_days=2), "E": force(1, "militia", 25, food_days=30),
               "B": force(0, "light_inf", 75, hex="3.1", ammo_days=60, food_days=9),
               "D": force(1, "light_inf", 100, entrench=1, food_days=30, ammo_days=30)},
        bases=[base("camp", 0, "10.1", stock=(360, 0, 900))],
        sources=[source("entry", 0, "0.1"), source("village", 1, "12.2", available=(8000, 8000, 0))],
        objectives=[Objective("village", "Take the village", "place", 0, per_day=500, at_end=9000,
                              hexes=(Grid(13, 3).parse("12.2"),))],
        turns=40, fog=False,
    )
    return small_state(scenario)


@able
def test_the_road_is_opened_and_ammunition_comes_before_the_attack(level: str) -> None:
    start, mornings = dry(), days(dry(), 0, level, 9)
    came = next(n for n, morning in enumerate(mornings) if by_road(morning, "camp", AMMO))
    assert mornings[came].by_id["A"].men == start.by_id["A"].men, "nobody falls in attacks without ammunition"
    village = Grid(13, 3).parse("12.2")
    assert mornings[-1].controller(village) == 0


def test_who_opens_no_roads_attacks_with_what_there_is_and_takes_nothing() -> None:
    start, mornings = dry(), days(dry(), 0, RECRUIT, 9)
    assert not any(by_road(morning, "camp", AMMO) for morning in mornings)
    assert mornings[-1].by_id["A"].men < start.by_id["A"].men
    assert mornings[-1].controller(Grid(13, 3).parse("12.2")) == 1


# --- guard the only road -------------------------------------------------------------------------------------------


def raider() -> State:
    """All that G eats comes by one road, and it has food for three days; R, beside the road, goes out to cut it."""
    scenario = small_scenario(
        """
        .0   .0   .0   .0   .0   .0   .0   .0   .0
           .0   .0   .0   .0   .0   .0   .0   .0
        .=0  .=0  .=A  .=0  .=0  .=0  .=0  .=0  .=G
           .=0  .=0  .=0  .=0  .=0  .=0  .=0  .=0
        .    .    .    .    .    .    .    .    .
           .    .    .    .    .    .    .    .
        .    .    .    .    .R   .    .    .    .
           .    .    .    .    .    .    .    .
        """,
        units={"A": force(0, "light_inf", 200, ammo_days=60, food_days=9), "G": force(0, "garrison_inf", 100),
               "R": force(1, "militia", 75, food_days=30, ammo_days=30)},
        bases=[base("fort", 0, "16.1", stock=(3 * MEN_FOOD, 9000, 900))], sources=[source("entry", 0, "0.1")],
        objectives=[Objective("fort", "Hold the fort", "hold_base", 0, per_day=100, at_end=9000, base="fort")],
        turns=30, fog=False,
    )
    return small_state(scenario)


@able
def test_the_only_road_is_kept_open_against_a_raider(level: str) -> None:
    """Left alone the raider starves the garrison; against the level trucks come on every day but the first."""
    alone = days(raider(), 0, DRILL, 6, STANDARD)
    assert sum(by_road(morning, "fort") for morning in alone) == 0 == alone[-1].base("fort").stock[FOOD]
    kept = days(raider(), 0, level, 6, STANDARD)
    assert all(by_road(morning, "fort") > 0 for morning in kept[1:])
    assert all(morning.base("fort").stock[FOOD] > 0 for morning in kept)


# --- beat whom one can -----------------------------------------------------------------------------------------------


def in_the_way() -> State:
    """Tanks T go with trucks C to a base whose stores are full; E, few men, bars the way and cannot be passed."""
    scenario = small_scenario(
        """
        .=0  .=0  .=0  .=0  .=   .=   .=   .=0
           .=0  .=T  .=0  .=E  .=   .=   .=G
        """,
        units={"C": force(0, "supply_col", 25, cargo=(20000, 9000, 0), fuel_km=300, hex="2.0", food_days=30),
               "T": force(0, "tanks", 90, fuel_km=300, ammo_days=60, food_days=30),
               "G": force(0, "garrison_inf", 50), "E": force(1, "militia", 25, food_days=30, entrench=1)},
        bases=[base("fort", 0, "13.0", stock=(200 * MEN_FOOD, 900_000, 90_000))], turns=20, fog=False,
    )
    return small_state(scenario)


@able
def test_who_bars_a_load_is_beaten_though_the_stores_it_goes_to_are_full(level: str) -> None:
    start = in_the_way()
    fort = start.base("fort").hex
    morning = days(start, 0, level, 6)[-1]
    assert morning.controller(start.by_id["E"].hex) == 0, "he is driven off"
    assert morning.scenario.map.grid.distance(morning.by_id["C"].hex, fort) <= 1, "and the trucks arrive"


def lone_guns() -> State:
    """Guns H stand where no fighter is near; the shells of the tanks A are worth more than the men lost with them."""
    scenario = small_scenario(
        """
        .0   .0   .0   .1   .1   .1
           .0   .0   .A   .H   .1
        .0   .0   .0   .1   .1   .1
           .0   .0   .0   .1   .1
        """,
        units={"A": force(0, "tanks", 90, ammo_days=60, food_days=30, fuel_km=300),
               "H": force(1, "guns", 30, food_days=30, ammo_days=30)},
        turns=20, fog=False,
    )
    return small_state(scenario)


@able
def test_guns_that_nobody_covers_are_taken(level: str) -> None:
    start = lone_guns()
    assert days(start, 0, level, 5)[-1].controller(start.by_id["H"].hex) == 0


# --- go out to open the road -----------------------------------------------------------------------------------------


def idle_garrison() -> State:
    """Of three companies in a base two are more than it needs; E, few men two hexes off, bars its only road."""
    scenario = small_scenario(
        """
        .0   .0   .0   .0   .0   .    .    .
           .0   .0   .0   .0   .0   .    .
        .=0  .=0  .=0  .=0  .=E  .=0  .=0  .
           .=0  .=0  .=0  .=0  .=0  .=G  .
        .0   .0   .0   .0   .    .    .    .
           .0   .0   .0   .0   .    .    .
        """,
        units={"G": force(0, "garrison_inf", 100),
               "A": force(0, "light_inf", 150, ammo_days=60, food_days=9, hex="11.1"),
               "B": force(0, "light_inf", 150, ammo_days=60, food_days=9, hex="11.1"),
               "E": force(1, "militia", 50, food_days=30)},
        bases=[base("fort", 0, "11.1", stock=(3 * MEN_FOOD, 90_000, 900))], sources=[source("entry", 0, "0.1")],
        objectives=[Objective("fort", "Hold the fort", "hold_base", 0, per_day=100, at_end=9000, base="fort")],
        turns=30, fog=False,
    )
    return small_state(scenario)


def test_a_garrison_goes_out_to_open_its_own_road() -> None:
    kept, let_out = days(idle_garrison(), 0, STANDARD, 6)[-1], days(idle_garrison(), 0, VETERAN, 6)[-1]
    assert by_road(let_out, "fort") > 0 == by_road(kept, "fort"), "standard leaves out of account that it could"
    assert let_out.base("fort").side == 0 and let_out.by_hex[let_out.base("fort").hex], "and the base is not left empty"
