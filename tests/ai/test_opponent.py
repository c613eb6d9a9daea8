"""What the opponent does, in pictures: it takes, opens, holds, feeds, husbands, and sees only what it may."""

from __future__ import annotations

from dataclasses import replace

from game.ai import weights
from game.ai.analysis import survey
from game.ai.assault import answer_pm, prospects
from game.ai.levels import LEVEL, RECRUIT
from game.ai.quartermaster import food_days
from game.ai.tactics import siege_pm, stack_worth
from game.hexes import Grid
from game.rules.knowledge import view
from game.rules.orders import Airdrop, Attack, Choose, EndPhase, Move, SetRation, SetStance, Strike, Unload
from game.rules.scenario import AirDef, Choice, EventDef, Objective
from game.rules.state import PendingChoice, State
from game.rules.supply.cargo import room_for
from tests.ai.play import in_phase_of, orders_of, play_phase
from tests.rules.pictures import base, force, place, small_scenario, small_state, source, with_units

VILLAGE = Grid(7, 2).parse("4.1")
"""The hex of the village in the pictures that are seven columns wide."""


def test_it_takes_an_objective_that_nobody_holds() -> None:
    scenario = small_scenario(
        """
        .A   .    .    .
           .    .    .
        .    .    v1   .
           .    .    .
        """,
        units={"A": force(0, "light_inf", 100, food_days=9)},
        objectives=[Objective("village", "Hold the village", "place", 0, per_day=500, at_end=5000, hexes=(VILLAGE,))],
    )
    state, _orders, memory = play_phase(small_state(scenario))
    for _turn in range(3):
        while state.side != 0:
            state, _orders, _memory = play_phase(state, level="drill")
        state, _orders, memory = play_phase(state, memory)
    assert state.controller(VILLAGE) == 0
    assert state.by_id["A"].hex == VILLAGE


def assault_map(attackers: int, defenders: int, dug: int = 0) -> State:
    """Return a state in which A and B face C, who holds the village of an objective, with ammunition for all."""
    scenario = small_scenario(
        """
        .    .    .    .
           .A   .B   .
        .    vC   .    .
           .    .    .
        """,
        units={**{name: force(0, "assault_inf", attackers, ammo_days=60) for name in "AB"},
               "C": force(1, "militia", defenders, entrench=dug)},
        objectives=[Objective("village", "Hold the village", "place", side, per_day=100, at_end=9000,
                              hexes=(Grid(7, 2).parse("2.1"),)) for side in (0, 1)],
    )
    return small_state(scenario)


def test_it_attacks_with_all_that_stand_there_where_the_odds_are_good() -> None:
    attacks = [order for order in orders_of(assault_map(200, 50), 0) if isinstance(order, Attack)]
    assert attacks
    assert set(attacks[0].units) == {"A", "B"}


def test_it_does_not_attack_where_there_is_no_hope() -> None:
    assert not [order for order in orders_of(assault_map(25, 400, dug=3), 0) if isinstance(order, Attack)]


def test_it_opens_a_barred_road_when_it_is_strong_and_stays_away_when_it_is_weak() -> None:
    picture = """
        .=   .=A  .=   .=   .=   .=   .
           .=   .=   .=B  .=   .=   .=
        .    .    .    .    .    .    .
           .    .    .    .    .    .
        """
    for men, expected in ((250, True), (10, False)):
        scenario = small_scenario(
            picture,
            units={"A": force(0, "tanks", men, ammo_days=60, fuel_km=300), "B": force(1, "light_inf", 75, entrench=1),
                   "G": force(0, "garrison_inf", 100, hex="12.0")},
            bases=[base("fort", 0, "12.0", stock=(900, 9000, 900))], sources=[source("entry", 0, "0.0")],
            objectives=[Objective("siege", "Break the siege", "break_siege", 0, once=20000, bases=("fort",))],
            fog=False,
        )
        state, memory, fought = small_state(scenario), None, False
        for _turn in range(3):
            while state.side != 0:
                state, _orders, _none = play_phase(state, level="drill")
            state, orders, memory = play_phase(state, memory)
            fought = fought or any(isinstance(order, Attack) and "A" in order.units for order in orders)
        assert fought == expected, men


def test_a_garrison_stays_in_its_base_while_the_enemy_is_near() -> None:
    scenario = small_scenario(
        """
        .    .    .B   .
           .    .    .
        .    .A   v1   .
           .    .    .
        """,
        units={"A": force(0, "garrison_inf", 150), "B": force(1, "light_inf", 150)},
        bases=[base("fort", 0, "2.1", stock=(9000, 9000, 900), fort=2)],
        objectives=[Objective("village", "Hold the village", "place", 0, at_end=60000, hexes=(VILLAGE,))],
    )
    orders = orders_of(small_state(scenario), 0)
    assert not [order for order in orders if isinstance(order, Move)]


def test_a_garrison_drives_off_a_weak_besieger_beside_its_base_and_nobody_farther_away() -> None:
    def attacked(hex_name: str, base_at: str) -> bool:
        scenario = small_scenario(
            """
            .    .    .    .
               .    .    .
            .    .    .    .
               .    .    .
            """,
            units={"A": force(0, "garrison_inf", 200, hex=base_at, ammo_days=60),
                   "B": force(1, "militia", 25, hex=hex_name)},
            bases=[base("fort", 0, base_at, stock=(90000, 90000, 900), fort=2)], fog=False)
        return any(isinstance(order, Attack) for order in orders_of(small_state(scenario), 0))

    assert attacked("2.0", "2.1")
    assert not attacked("2.0", "6.1")


def test_who_sees_no_stakes_takes_what_is_easy_and_first_of_it_what_was_left_before() -> None:
    scenario = small_scenario(
        """
        .    .D   .    .
           .    .A   .
        .    .E   .    .
           .    .    .
        """,
        units={"A": force(0, "assault_inf", 200), "D": force(1, "militia", 25), "E": force(1, "militia", 25)},
        bases=[base("poor", 0, "3.0", stock=(9000, 40, 900))])
    known = view(in_phase_of(small_state(scenario), 0), 0)
    seeing, blind = survey(known), survey(known, replace(LEVEL[RECRUIT], overlooks=0))
    assert not any(row.easy for row in prospects(seeing, {}))
    found = prospects(blind, {})
    assert [row.easy for row in found] == [True, True] and found[0].gain == weights.LEAST_GAIN
    blind.left = frozenset({found[1].order.target})
    assert prospects(blind, {}) == found[::-1]


def test_beating_who_brings_something_is_worth_a_share_of_it() -> None:
    scenario = small_scenario(
        """
        .A   .    .B   .
           .    .    .
        .    .    .C   .
           .    .    .
        """,
        units={"A": force(0, "tanks"), **{name: force(1, "supply_col") for name in "BC"}},
        objectives=[Objective("load", "Bring it in", "arrive", 1, once=10000, hexes=(0,), units=("B",))], fog=False)
    look = survey(view(small_state(scenario), 0))
    bringing, other = (stack_worth(look, look.state.by_id[name].hex) for name in "BC")
    assert bringing == other + 3000


def test_the_enemy_beside_a_hex_decides_whether_it_is_lost_again() -> None:
    """The power of those three hexes away counts for little, as games showed."""
    lost = []
    for where in ("3.1", "5.1"):
        state = assault_map(100, 25)
        state = replace(state, scenario=replace(state.scenario, fog=False))
        spot = state.scenario.map.grid.parse
        look = survey(view(with_units(state, B={"side": 1, "hex": spot(where), "men": 100}), 0))
        assert spot(where) in look.foes
        lost.append(answer_pm(look, look.state.by_id["A"], spot("2.1")))
    assert weights.ANSWERS_PM >= lost[0] > 3 * lost[1] >= 0


def two_bases(food: tuple[int, int], lost: int = 0, *, guns: bool = False) -> State:
    """Return a state with two bases of one garrison each, three sorties, food as given, guns beside both or none."""
    scenario = small_scenario(
        """
        .A   .    .    .    .    .    .B
           .    .    .    .    .    .
        .    .    .    .    .    .    .
           .    .    .    .    .    .
        """,
        units={"A": force(0, "garrison_inf", 100), "B": force(0, "garrison_inf", 100),
               **({"M": force(1, "aa", 25, hex="2.0"), "N": force(1, "aa", 25, hex="10.0")} if guns else {})},
        control=0,
        bases=[base("west", 0, "0.0", stock=(food[0], 9000, 900)), base("east", 0, "12.0", stock=(food[1], 9000, 900))],
        air=[AirDef(0, 0, 300)],
    )
    state = small_state(scenario)
    standing = replace(state.standings[0], drops_left=3, helicopters_lost=lost)
    return replace(state, standings=(standing, state.standings[1]))


def test_it_drops_to_the_hungrier_base() -> None:
    drops = [order for order in orders_of(two_bases((9000, 3000)), 0) if isinstance(order, Airdrop)]
    assert sum(order.sorties for order in drops) == 3
    assert max(drops, key=lambda order: order.sorties).base == "east"


def test_it_drops_low_where_men_starve_or_no_gun_is_near_and_while_machines_may_be_risked() -> None:
    def heights(state: State) -> dict[str, str]:
        return {order.base: order.height for order in orders_of(state, 0) if isinstance(order, Airdrop)}

    assert heights(two_bases((5000, 5000), guns=True)) == {"east": "high", "west": "high"}
    assert heights(two_bases((800, 800), guns=True)) == {"east": "low", "west": "low"}
    assert heights(two_bases((5000, 5000))) == {"east": "low", "west": "low"}
    assert heights(two_bases((800, 800), lost=4)) == {"east": "high", "west": "high"}


def test_rations_follow_the_days_of_food() -> None:
    state = two_bases((4000, 900))
    assert [food_days(survey(view(state, 0)), row) for row in state.bases] == [5, 22]
    rations = {order.consumer: order.ration for order in orders_of(state, 0) if isinstance(order, SetRation)}
    assert rations == {"east": "half", "west": "two_thirds"}


def test_trucks_unload_at_a_base_and_wait_where_the_road_is_the_enemys() -> None:
    picture = """
        .=0  .=A  .=   .=   .=   .=   .
           .=0  .=   .={}  .=   .=   .
        """
    for mark, arrives in (("0", True), ("1", False)):
        scenario = small_scenario(
            picture.format(mark), control=0 if arrives else -1,
            units={"A": force(0, "supply_col", 25, cargo=(20000, 5000, 0), fuel_km=300),
                   "G": force(0, "garrison_inf", 50, hex="10.0")},
            bases=[base("fort", 0, "10.0", stock=(900, 900, 900))], sources=[source("entry", 0, "0.0")],
        )
        orders = orders_of(small_state(scenario), 0)
        assert bool([order for order in orders if isinstance(order, Unload)]) == arrives


def test_it_answers_events_as_in_history() -> None:
    event = EventDef("truce", "Truce", "", (), choices=(
        Choice("keep", "Keep it", ()), Choice("break", "Break it", (), historical=True)), decides=0)
    scenario = small_scenario(". .A\n.", units={"A": force(0, "light_inf")}, events=[event])
    state = replace(small_state(scenario), pending=(PendingChoice("truce", 0, 1),))
    assert Choose("truce", "break") in orders_of(state, 0)


def test_it_bars_the_enemys_road_and_digs_in_there() -> None:
    scenario = small_scenario(
        """
        .=   .=   v=   .=   .=   .=
           .=   .=   .=   .=   .=
        .    .    .    .B   .    .
           .    .    .    .    .
        """,
        units={"B": force(1, "light_inf", 200), "G": force(0, "garrison_inf", 50, hex="10.0")},
        bases=[base("fort", 0, "10.0", stock=(900, 9000, 900))],
        sources=[source("entry", 0, "0.0"), source("village", 1, "6.1")], control=1,
    )
    state, memory = in_phase_of(small_state(scenario), 1), None
    for _turn in range(3):
        while state.side != 1:
            state, _orders, _none = play_phase(state, level="drill")
        state, _orders, memory = play_phase(state, memory)
    road = {h for row in scenario.map.roads for h in row.hexes}
    assert state.by_id["B"].hex in road
    assert state.by_id["B"].stance in ("dig_in", "interdict")


def test_jets_spare_people_where_little_is_to_be_had() -> None:
    picture = """
        .A   .    tB   .
           .    .    .
        """
    struck = []
    for people in (0, 60000):
        scenario = small_scenario(
            picture, units={"A": force(0, "light_inf", 100), "B": force(1, "militia", 100)},
            places=[place("town", "4.0", people)] if people else [], fog=False,
        )
        state = small_state(scenario)
        state = replace(state, standings=(replace(state.standings[0], strikes_left=2), state.standings[1]))
        struck.append(any(isinstance(order, Strike) for order in orders_of(state, 0)))
    assert struck == [True, False]


def test_what_it_cannot_see_changes_none_of_its_orders() -> None:
    scenario = small_scenario(
        """
        .A   .=   .=   .=   .    .    .    .
           .=   .    .    .=   .    .    .
        .    .    .    v1   .    .    .    .
           .    .    .    .    .    .    .
        .    .    .    .    .    .    .    .B
           .    .    .    .    .    .    .C
        """,
        units={"A": force(0, "mech_inf", 150, fuel_km=300), "B": force(1, "light_inf"), "C": force(1, "tanks", 60)},
        sources=[source("entry", 0, "0.0"), source("far", 1, "14.2")],
        objectives=[Objective("village", "Hold it", "place", 0, at_end=9000, hexes=(Grid(15, 3).parse("6.1"),))],
    )
    seen = small_state(scenario)
    other = with_units(seen, B={"hex": "12.1", "men": 25, "stance": "interdict"}, C={"hex": "14.0", "stock": (1, 2, 3)})
    assert view(seen, 0).known.units == view(other, 0).known.units
    first, second = orders_of(seen, 0), orders_of(other, 0)
    assert first == second
    assert len(first) > 1 and first[-1] == EndPhase()


def test_men_who_have_dug_in_collect_drops_when_it_is_quiet() -> None:
    state = two_bases((3000, 3000))
    state = with_units(state, A={"entrench": 3}, B={"entrench": 1})
    stances = {order.unit: order.stance for order in orders_of(state, 0) if isinstance(order, SetStance)}
    assert stances == {"A": "collect", "B": "dig_in"}


# --- loads on the road ---------------------------------------------------------------------------------------


def column(tanks: str, cargo: tuple[int, int, int] = (20000, 9000, 0), ammo_days: int = 60) -> State:
    """Return a state with trucks C at 4.0 of a road to the base at 20.0, and tanks T that belong to them at a hex."""
    scenario = small_scenario(
        """
        .=0  .=0  .=0  .=0  .=0  .=   .=   .=   .=   .=   .=   .
           .=0  .=0  .=0  .=0  .=0  .=   .=   .=   .=   .=   .
        .    .    .    .    .    .    .    .    .    .    .    .
           .    .    .    .    .    .    .    .    .    .    .
        """,
        units={"C": force(0, "supply_col", 25, cargo=cargo, fuel_km=300, hex="4.0"),
               "T": force(0, "tanks", 90, fuel_km=300, ammo_days=ammo_days, hex=tanks),
               "G": force(0, "garrison_inf", 50, hex="20.0"), "B": force(1, "light_inf", 25, hex="22.1")},
        bases=[base("fort", 0, "20.0", stock=(900, 900, 900))], sources=[source("entry", 0, "0.0")], fog=False,
    )
    return small_state(scenario)


def test_fighters_go_with_a_load_and_the_trucks_follow_them_on_the_same_day() -> None:
    state, _orders, _memory = play_phase(column("4.0"))
    grid = state.scenario.map.grid
    head, trucks, start = state.by_id["T"].hex, state.by_id["C"].hex, Grid(23, 2).parse("4.0")
    assert min(grid.distance(start, head), grid.distance(start, trucks)) > 8
    assert grid.distance(head, trucks) <= 3


def test_the_head_of_a_column_waits_for_its_trucks() -> None:
    """With a load too far behind, the tanks go back to it instead of on to the base; without a load they do not."""
    moved = {}
    for cargo in ((20000, 9000, 0), (0, 0, 0)):
        start = with_units(column("4.0", cargo), C={"move_left": 0})
        memory = {"turn": 0, "plan": {"T": ["convoy", start.base("fort").hex, 1, True]}}
        start = with_units(start, T={"hex": "14.0"})
        state, _orders, _memory = play_phase(start, memory)
        moved[sum(cargo) > 0] = state.scenario.map.grid.distance(state.by_id["T"].hex, start.by_id["C"].hex)
    assert moved[True] < 10 <= moved[False]


def test_fighters_refill_from_the_trucks_they_go_with() -> None:
    start = column("4.0", ammo_days=1)
    memory = {"turn": 0, "plan": {"T": ["convoy", start.base("fort").hex, 1, True]}}
    _state, orders, _memory = play_phase(start, memory)
    given = [order for order in orders if isinstance(order, Unload) and order.taker == "T"]
    assert [order.amount for order in given] == [(0, room_for(start, "T")[1], 0)]


# --- sieges --------------------------------------------------------------------------------------------------


def besieged(turn: int = 1, road: str = "1", ammo_days: int = 60) -> State:
    """Return a state with a garrison G in strong works, the fighters B beside it, the road theirs (1) or not (0)."""
    scenario = small_scenario(
        f"""
        .={road}  .={road}  .=   .
           .={road}  .=0  .B
        .    .    .    .
           .    .    .
        """,
        units={"G": force(0, "garrison_inf", 70, hex="4.0", entrench=2),
               "B": force(1, "light_inf", 120, ammo_days=ammo_days)},
        bases=[base("fort", 0, "4.0", stock=(9000, 90000, 900), fort=2)], sources=[source("entry", 0, "0.0")],
        days=3, turns=64,
    )
    return replace(small_state(scenario), turn=turn)


def test_it_probes_a_garrison_that_it_cannot_beat_while_it_has_ammunition_to_spare() -> None:
    def attacks(state: State) -> list[Attack]:
        return [order for order in orders_of(state, 1) if isinstance(order, Attack)]

    there = Grid(7, 2).parse("4.0")
    assert attacks(besieged()) == [Attack(("B",), there, "probe")]
    assert attacks(besieged(ammo_days=41)) == [], "120 men need 1,080 kg for a round and 432 for a probe, 36 a day"


def test_it_takes_a_garrison_for_weaker_the_longer_its_road_is_shut_and_the_more_was_fought() -> None:
    def left(turn: int, road: str = "1", fought: int = 0) -> int:
        look = survey(view(in_phase_of(besieged(turn, road), 1), 1))
        look.fought = {"fort": fought}
        return siege_pm(look, look.state.base("fort").hex)

    assert left(11) == 1000, "thirty days of food are not gone"
    assert left(21) == 940, "thirty days of hunger"
    assert left(41) == 850 * 820 // 1000, "ninety days of hunger, and by now low on ammunition"
    assert left(41, fought=61) == 350 * 820 // 1000, "what was fought has emptied its stores"
    assert left(41, road="0") == 1000, "trucks may come"
    stocked = besieged(41)
    empty = replace(stocked, bases=tuple(replace(row, stock=(0, 0, 0)) for row in stocked.bases))
    assert orders_of(stocked, 1) == orders_of(empty, 1), "it cannot look into the stores"
