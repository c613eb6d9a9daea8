"""Rule pictures of the network: what blocks, slows, threatens and softens roads, and the ways across country."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.rules.ruleset import AMMO, FOOD
from game.rules.scenario import Group
from game.rules.state import State, Weather
from game.rules.supply.flow import Demand, solve
from game.rules.supply.network import SURE, Network, consumers, network
from game.rules.supply.plan import plan
from tests.rules.pictures import at, base, force, place, small_scenario, small_state, source, with_units

STRAIGHT = """
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .B
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .E
       .    .    .    .    .    .
"""
"""A road runs along row 1 from the entry at 0.1 to the base at 12.1, where B is; E may be moved about."""


def straight(road: str = "motorway", **enemy: object) -> State:
    names = " ".join(f"{col}.1" for col in range(13))
    scenario = small_scenario(
        STRAIGHT, units={"B": force(0, "garrison_inf"), "E": force(1, "light_inf", 100)},
        bases=[base("fort", 0, "12.1")], sources=[source("entry", 0, "0.1")], roads={road: names},
    )
    return with_units(small_state(scenario), E=enemy) if enemy else small_state(scenario)


def reaches(state: State, side: int = 0) -> bool:
    roads = network(state, side)
    return solve(roads, (Demand("fort", at(state, "12.1"), FOOD, 100),)).sent == (100,)


def one_way_minutes(state: State) -> int:
    roads = network(state, 0)
    routes = solve(roads, (Demand("fort", at(state, "12.1"), FOOD, 100),)).routes
    return sum(route.seconds * route.kg_day for route in routes) // 60 // 100


def arc(roads: Network, state: State, start: str, end: str) -> tuple[int, int, int]:
    """Return minutes, capacity and risk (ppm) of a road arc."""
    for a, b, seconds, capacity, risk in zip(*(getattr(roads.arcs, name).tolist() for name in (
            "start", "end", "seconds", "capacity", "risk")), strict=True):
        if (a, b) == (at(state, start), at(state, end)):
            return seconds // 60, capacity, risk
    raise AssertionError(f"no road from {start} to {end}")


def test_an_open_road_carries_the_tables_minutes() -> None:
    state = straight()
    assert reaches(state)
    assert one_way_minutes(state) == 12 * 2


def test_an_enemy_unit_on_the_road_blocks_it() -> None:
    assert not reaches(straight(hex="6.1"))


def test_an_enemy_hex_blocks_without_a_unit_and_no_mans_land_does_not() -> None:
    state = straight()
    held = bytearray(state.control)
    held[at(state, "6.1")] = 2
    assert not reaches(replace(state, control=bytes(held)))
    held[at(state, "6.1")] = 0
    assert reaches(replace(state, control=bytes(held)))


def test_open_fields_are_no_way_round_a_cut() -> None:
    state = straight(hex="6.1")
    assert not any(edge.rough and len(edge.path) > 1 and at(state, "12.1") not in edge.path
                   for edge in network(state, 0).edges)


def test_an_enemy_zone_slows_and_narrows_but_leaves_the_road_open() -> None:
    state = straight(hex="6.2")  # next to 5.1, 6.1 and 7.1
    roads = network(state, 0)
    assert arc(roads, state, "5.1", "6.1")[:2] == (3, 500_000)
    assert arc(roads, state, "2.1", "3.1")[:2] == (2, 2_000_000)
    assert reaches(replace(state, standings=(replace(state.standings[0], policy="fast"), state.standings[1])))


def test_a_friend_in_the_zone_keeps_the_road_whole() -> None:
    state = with_units(straight(hex="6.2"), B={"hex": "6.1"})
    assert arc(network(state, 0), state, "5.1", "6.1")[:2] == (2, 2_000_000)


def test_risk_is_steps_times_stance_over_escorts() -> None:
    # 4 steps within two hexes: 0.012 * 4 = 4.8 %; in wait 2.5 times, at rest 0.3 times; 4 steps of escort halve it.
    for stance, risk in (("hold", 48_000), ("interdict", 120_000), ("rest", 14_400)):
        state = straight(hex="6.3", stance=stance)
        assert arc(network(state, 0), state, "5.1", "6.1")[2] == risk
    escorted = with_units(straight(hex="6.3", stance="hold"), B={"hex": "6.1", "stance": "escort"})
    assert arc(network(escorted, 0), escorted, "5.1", "6.1")[2] == 24_000


def test_risk_counts_two_hexes_and_is_capped() -> None:
    near, far = straight(hex="6.3"), straight(hex="12.3")
    assert arc(network(near, 0), near, "5.1", "6.1")[2] > 0
    assert arc(network(far, 0), far, "5.1", "6.1")[2] == 0
    many = straight(hex="6.2", stance="interdict", men=2500)
    assert arc(network(many, 0), many, "5.1", "6.1")[2] == 500_000


def test_a_truce_holds_the_fire_of_those_it_binds() -> None:
    state = straight(hex="6.3", stance="interdict")
    truce = replace(state, flags=(("truce", state.turn),))
    assert arc(network(truce, 0), truce, "5.1", "6.1")[2] == 0
    free = replace(truce.scenario, groups=(Group("local", "Local", 1, bound_by_truce=False),))
    unbound = replace(truce, scenario=free)
    assert arc(network(unbound, 0), unbound, "5.1", "6.1")[2] == 120_000


def test_mud_slows_tracks_and_spares_motorways() -> None:
    for road, dry, wet in (("motorway", (2, 2_000_000), (2, 2_000_000)), ("track", (6, 80_000), (9, 40_000)),
                           ("rough_military", (8, 40_000), (12, 20_000))):
        state = straight(road)
        assert arc(network(state, 0), state, "2.1", "3.1")[:2] == dry
        muddy = replace(state, weather=Weather(mud=True))
        assert arc(network(muddy, 0), muddy, "2.1", "3.1")[:2] == wet


def test_chains_are_contracted_and_keep_their_hexes() -> None:
    state = straight()
    longest = max((edge.path for edge in network(state, 0).edges), key=len)
    assert len(longest) == 13
    row = tuple(at(state, f"{col}.1") for col in range(13))
    assert longest in (row, row[::-1])


def off_road(men: int = 100) -> State:
    scenario = small_scenario(
        STRAIGHT.replace("B", "").replace("E", ""),
        units={"E": force(0, "garrison_inf", men, hex="6.3"), "F": force(0, "garrison_inf", men, hex="6.3")},
        sources=[source("entry", 0, "0.1", available=(900_000, 0, 0), trucks=900)],
        roads={"motorway": " ".join(f"{col}.1" for col in range(13))},
    )
    return small_state(scenario)


def test_cross_country_reaches_three_hexes_from_the_road_under_one_cap() -> None:
    state = off_road()
    roads = network(state, 0)
    spot = at(state, "6.3")
    assert solve(roads, (Demand("E", spot, FOOD, 50_000),)).sent == (10_000,)
    both = solve(roads, (Demand("E", spot, FOOD, 50_000), Demand("F", spot, AMMO, 1)))
    assert sum(both.sent) == 10_000
    muddy = network(replace(state, weather=Weather(mud=True)), 0)
    assert solve(muddy, (Demand("E", spot, FOOD, 50_000),)).sent == (3_000,)


def test_cross_country_takes_the_small_load_and_its_hours() -> None:
    state = off_road()
    route = solve(network(state, 0), (Demand("E", at(state, "6.3"), FOOD, 100),)).routes[0]
    assert route.payload_kg == 3500
    assert route.path[-1] == at(state, "6.3")
    assert route.seconds == 5 * 120 + 2 * 720  # the road as far as 5.1, the lower of the two nearest hexes


def test_trucks_do_not_leave_the_road_for_a_place_four_hexes_off() -> None:
    scenario = small_scenario(
        "\n".join(["    .  .\n       .  .\n"] * 6), units={"A": force(0, "garrison_inf", hex="0.4")},
        sources=[source("entry", 0, "0.0")], roads={"motorway": "0.0 1.0 2.0"},
    )
    state = small_state(scenario)
    assert at(state, "0.4") not in network(state, 0).sinks or solve(
        network(state, 0), (Demand("A", at(state, "0.4"), FOOD, 10),)).sent == (0,)
    nearer = with_units(state, A={"hex": "0.3"})
    assert solve(network(nearer, 0), (Demand("A", at(nearer, "0.3"), FOOD, 10),)).sent == (10,)


def long_road(road_class: str, km: int, **fields: object) -> State:
    picture = "    " + "  ".join(["."] * (km // 2 + 1)) + "\n       " + "  ".join(["."] * (km // 2)) + "\n"
    scenario = small_scenario(
        picture, bases=[base("fort", 0, f"{km}.0")], units={"A": force(0, "garrison_inf", hex=f"{km}.0")},
        sources=[source("entry", 0, "0.0", available=(900_000, 0, 0), lead_minutes=56, **fields)],
        roads={road_class: " ".join(f"{col}.0" for col in range(km + 1))},
    )
    return small_state(scenario)


@pytest.mark.parametrize(("road", "km", "tonnes"), [("motorway", 36, 72.6), ("rough_military", 34, 27.9)])
def test_what_twelve_trucks_bring_by_the_motorway_and_by_the_military_road(road: str, km: int, tonnes: float) -> None:
    """The military road brings 38 % of the motorway's tonnage from the same trucks, by hours and load alone."""
    state = long_road(road, km)
    roads = network(state, 0)
    wide = replace(roads, edges=tuple(edge._replace(capacity=10**9) for edge in roads.edges))
    sent = solve(wide, (Demand("fort", at(state, f"{km}.0"), FOOD, 900_000),)).sent[0]
    assert sent / 1000 == pytest.approx(tonnes, abs=0.4)
    if road == "rough_military":
        assert sent * 1000 // 72_600 in range(380, 390)
        assert solve(roads, (Demand("fort", at(state, f"{km}.0"), FOOD, 900_000),)).sent[0] == min(sent, 40_000)


def test_two_entries_share_one_stock_and_one_fleet() -> None:
    scenario = small_scenario(
        STRAIGHT, units={"B": force(0, "garrison_inf"), "E": force(1, "light_inf", 100, hex="6.1")},
        bases=[base("fort", 0, "12.1")],
        sources=[source("entry", 0, "0.1", available=(500, 0, 0)), source("second", 0, "12.0", shares="entry")],
        roads={"motorway": " ".join(f"{col}.1" for col in range(13)), "track": "12.0 12.1"},
    )
    state = small_state(scenario)  # the first entry is cut off by E
    solution = solve(network(state, 0), (Demand("fort", at(state, "12.1"), FOOD, 9000),))
    assert solution.sent == (500,)
    assert [network(state, 0).sources[route.source].id for route in solution.routes] == ["second"]


def test_a_source_of_people_shrinks_with_them_and_with_control() -> None:
    scenario = small_scenario(
        STRAIGHT, units={"B": force(0, "garrison_inf"), "E": force(1, "light_inf")},
        places=[place("a", "3.1", 3000), place("b", "4.1", 1000)], control=0,
        sources=[source("villages", 0, "0.1", available=(2000, 0, 200), people_places=("a", "b"))],
        roads={"motorway": " ".join(f"{col}.1" for col in range(13))},
    )
    state = small_state(scenario)
    assert network(state, 0).sources[0].available == (2000, 0, 200)
    assert network(replace(state, people=(1500, 500)), 0).sources[0].available == (1000, 0, 100)
    held = bytearray(state.control)
    held[at(state, "3.1")] = 2
    assert network(replace(state, control=bytes(held)), 0).sources[0].available == (500, 0, 50)


def test_group_sources_open_to_all_once_supplies_are_pooled() -> None:
    scenario = small_scenario(
        STRAIGHT, units={"B": force(0, "garrison_inf", group="one"), "E": force(1, "light_inf")},
        sources=[source("own", 0, "0.1", group="two")], roads={"motorway": " ".join(f"{c}.1" for c in range(13))},
    )
    state = small_state(scenario)
    assert sum(plan(state, 0).solution.sent) == 0
    assert sum(plan(replace(state, flags=(("pool", state.turn),)), 0).solution.sent) > 0


def test_survival_multiplies_along_the_road() -> None:
    state = straight(hex="6.3", stance="hold")
    edge = next(edge for edge in network(state, 0).edges if len(edge.path) == 13 and edge.path[0] == at(state, "0.1"))
    share = SURE
    for risk in edge.risks:
        share = share * (1_000_000 - risk) // 1_000_000
    assert edge.survival == share < SURE
    assert len(edge.risks) == 12


def test_a_depot_takes_in_what_the_groups_bring_that_draw_on_it() -> None:
    def groups_of(where: str) -> tuple[str, ...]:
        scenario = small_scenario(
            STRAIGHT, units={"B": force(0, "garrison_inf", group="one"), "E": force(1, "light_inf")},
            bases=[base("depot", 0, "10.1", depot=True)],
        )
        state = with_units(small_state(scenario), B={"hex": at(small_state(scenario), where)})
        return next(row.groups for row in consumers(state, 0) if row.id == "depot")

    assert groups_of("9.1") == ("one",)
    assert groups_of("2.1") == ()
