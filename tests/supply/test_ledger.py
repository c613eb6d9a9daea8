"""Dawn and night of the ledger: deliveries, losses, trucks, links, refills, hunger, surrender, and the balance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from game.rules.draft import Draft
from game.rules.orders import StockMoved, Supplied, Surrendered, TruckLost
from game.rules.ruleset import AMMO, FOOD, FUEL, NOTHING, Stock
from game.rules.scenario import TrafficDef
from game.rules.state import Fleet, State
from game.rules.supply import ledger
from game.rules.supply.network import SURE
from game.rules.supply.plan import plan, request
from game.rules.supply.stocks import NO_NEED, ammo_level, days, feeding_base, need_day, spend, unit_target
from tests.rules.pictures import at, base, force, small_scenario, small_state, source, with_units

FIELD = """
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .G
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .E
       .    .    .    .    .    .
"""
ROAD = {"motorway": " ".join(f"{col}.1" for col in range(13))}


def siege(days: int = 1, stock: Stock = (0, 0, 0), **fields: object) -> State:
    """Return a base at 12.1 with a garrison of 100 at the end of a motorway, and an enemy that may be moved."""
    scenario = small_scenario(
        FIELD, units={"G": force(0, "garrison_inf", food_days=0, ammo_days=0), "E": force(1, "light_inf")},
        bases=[base("fort", 0, "12.1", stock=stock, **fields)], sources=[source("entry", 0, "0.1")], roads=ROAD,
        days=days,
    )
    return small_state(scenario)


def after(state: State, step: Callable[[Draft], None]) -> tuple[State, Draft]:
    draft = Draft(state)
    step(draft)
    done = draft.finish()
    ledger.check(done)
    return done, draft


def risky(state: State, men: int = 100) -> State:
    """Put the enemy beside the road, lying in wait, and let the trucks drive whatever it costs."""
    state = with_units(state, E={"hex": "6.3", "stance": "interdict", "men": men})
    return replace(state, standings=(replace(state.standings[0], policy="fast"), state.standings[1]))


# --- dawn ---------------------------------------------------------------------------------------------------


def test_a_base_asks_for_what_it_lacks_and_what_it_will_use() -> None:
    state = siege(days=3, stock=(1000, 0, 0))
    fort = plan(state, 0).network.consumers[0]
    need = need_day(state, "fort")
    assert need == (180, 70, 0)
    # 30 days' stock less what is there, and three days' use; for ammunition five days of being stormed weigh more.
    assert request(state, fort) == (30 * 180 - 1000 + 3 * 180, max(30 * 70, 5 * 800) + 3 * 70, 0)


def test_dawn_delivers_records_and_tells_the_owner_alone() -> None:
    state, draft = after(siege(), ledger.dawn)
    assert state.base("fort").stock != NOTHING
    row = next(row for row in state.deliveries if row.consumer == "fort")
    assert row.sent == row.arrived
    told = [event for event in draft.events if isinstance(event, Supplied)]
    assert {event.seen_by for event in told if event.side == 0} == {(0,)}
    assert {(flow.start, flow.end) for flow in state.flows} == {
        (at(state, f"{c}.1"), at(state, f"{c + 1}.1")) for c in range(12)}
    assert {(name, side): kg for name, side, kg in state.routes}["entry", 0] == sum(row.arrived)


def test_a_turn_of_three_days_moves_three_times_as_much() -> None:
    one, three = plan(siege(), 0), plan(siege(days=3), 0)
    state, _ = after(siege(days=3), ledger.dawn)
    row = next(row for row in state.deliveries if row.consumer == "fort")
    asked = three.solution.demands
    a_day = [sum(r.kg_day for r in three.routes if asked[r.demand].supply_class == k) for k in range(3)]
    assert row.sent == tuple(3 * kg for kg in a_day)
    assert sum(one.solution.sent) > sum(three.solution.sent)


def test_losses_on_the_way_are_split_and_booked_and_cost_trucks() -> None:
    start = replace(risky(siege(days=3), men=125), fleets=(Fleet("entry", 12, lost_kg=4000),))
    state, draft = after(start, ledger.dawn)
    row = next(row for row in state.deliveries if row.consumer == "fort")
    lost = [row.destroyed[k] + row.captured[k] for k in range(3)]
    survival = {route.survival for route in plan(start, 0).routes}
    assert [row.arrived[k] for k in range(3)] == [row.sent[k] * min(survival) // SURE for k in range(3)]
    assert len(survival) == 1
    assert row.captured[FOOD] == lost[FOOD] * 400 // 1000
    taken = [state.by_id["E"].stock[k] - start.by_id["E"].stock[k] for k in range(3)]
    assert tuple(taken) == row.captured
    fleet = state.fleets[0]
    gone, rest = divmod(4000 + sum(lost), 5000)
    assert (fleet.trucks, fleet.lost_kg) == (12 - gone, rest)
    assert gone > 0
    told = [event for event in draft.events if isinstance(event, TruckLost)]
    assert told == [TruckLost(0, "entry", gone, seen_by=(0,))]


def test_what_is_lost_accumulates_until_it_makes_a_truck() -> None:
    state = risky(siege(), men=50)
    lost, trucks = 0, 12
    for _ in range(4):
        before = state
        state, _ = after(state, ledger.dawn)
        rows = [row for row in state.deliveries if row.side == 0]
        lost += sum(sum(row.destroyed) + sum(row.captured) for row in rows)
        trucks = state.fleets[0].trucks
        state = replace(state, bases=before.bases, accounts=before.accounts, units=before.units)  # hungry again
    assert trucks == 12 - lost // 5000 < 12


def test_trucks_come_back_one_in_six_days_up_to_the_first_number() -> None:
    state = replace(siege(days=3), fleets=(Fleet("entry", 10),))
    counts = []
    for _ in range(6):
        state, _ = after(state, ledger.dawn)
        counts.append(state.fleets[0].trucks)
    assert counts == [10, 11, 11, 12, 12, 12]


def test_a_closed_source_sends_nothing() -> None:
    state, _ = after(replace(siege(), fleets=(Fleet("entry", 12, open=False),)), ledger.dawn)
    assert sum(state.base("fort").stock) == 0
    row = next(row for row in state.deliveries if row.consumer == "fort")
    assert row.arrived == NOTHING
    assert min(row.needed[:2]) > 0


def two_bases(held: bool = True) -> State:
    scenario = small_scenario(
        FIELD, units={"G": force(0, "garrison_inf", hex="12.1"), "E": force(1, "light_inf"),
                      "H": force(0, "garrison_inf", 100, hex="4.1")},
        bases=[base("fort", 0, "12.1", stock=(3000, 3000, 0), links=[("camp", 500, "8.1")]),
               base("camp", 0, "4.1", stock=(1000, 3000, 0), links=[("fort", 500, "8.1")])],
        control=0,
    )
    state = small_state(scenario)
    control = bytearray(state.control)
    control[at(state, "8.1")] = 1 if held else 2
    return replace(state, control=bytes(control))


def test_linked_bases_share_days_of_supply_up_to_what_the_track_carries() -> None:
    before = two_bases()
    state, draft = after(before, ledger.dawn)
    moved = [event for event in draft.events if isinstance(event, StockMoved)]
    assert [(event.giver, event.taker, event.amount) for event in moved] == [("fort", "camp", (500, 0, 0))]
    cut, draft = after(two_bases(held=False), ledger.dawn)
    assert not [event for event in draft.events if isinstance(event, StockMoved)]
    assert cut.base("camp").stock[FOOD] < state.base("camp").stock[FOOD]


def test_units_on_a_base_fill_up_what_they_carry_and_the_base_keeps_its_days() -> None:
    state, _ = after(with_units(siege(stock=(900, 9000, 0)), E={"hex": "0.3"}), ledger.dawn)
    unit = state.by_id["G"]
    assert unit.stock[AMMO] == unit_target(state.scenario, unit)[AMMO]
    poor, _ = after(replace(siege(stock=(500, 0, 0)), fleets=(Fleet("entry", 0),)), ledger.dawn)
    assert poor.by_id["G"].stock == NOTHING  # 500 kg is less than three days of 180


# --- through traffic ----------------------------------------------------------------------------------------


def aleppo(control: int = 0) -> State:
    """Return the document's two ways to Aleppo: 136.2 km of motorway, 12 of them on the map, or 30 + 225 km round."""
    traffic = TrafficDef(
        "aleppo", "Traffic to Aleppo", 0, 0, 0, 700_000, 160, 5000, 240, 600, 248, "military road",
        30 * 3 + 225 * 8, 3500)
    scenario = small_scenario(FIELD, units={"G": force(0, "garrison_inf"), "E": force(1, "light_inf", hex="6.3")},
                              roads=ROAD, control=control)
    scenario = replace(scenario, traffic=(replace(traffic, entry=at(scenario, "0.1"), exit=at(scenario, "12.1")),))
    return with_units(small_state(scenario), E={"hex": "12.4"})


def test_the_motorway_carries_612_tonnes_and_the_way_round_84_from_the_same_trucks() -> None:
    """The way round is slow and inefficient by hours and load alone (doc 16)."""
    open_road = plan(aleppo(), 0).traffic[0]
    assert open_road.over_map
    assert open_road.arrived_kg_day // 1000 == 612
    cut = with_units(aleppo(), E={"hex": "6.1"})
    round_about = plan(cut, 0).traffic[0]
    assert not round_about.over_map
    assert round(round_about.arrived_kg_day / 1000) == 84


def test_traffic_is_booked_by_its_road_and_comes_after_everything_else() -> None:
    state, _ = after(aleppo(), ledger.dawn)
    assert {name: kg // 1000 for name, side, kg in state.routes} == {"traffic:aleppo:map": 612}
    assert (0, "traffic", ({name: kg for name, _, kg in state.routes}["traffic:aleppo:map"], 0, 0)) in state.en_route
    cut, _ = after(with_units(aleppo(), E={"hex": "6.1"}), ledger.dawn)
    assert [name for name, _, _ in cut.routes] == ["traffic:aleppo:round"]
    assert not [flow for flow in cut.flows if flow.side == 0]


# --- night --------------------------------------------------------------------------------------------------


def test_a_night_pays_for_what_was_done() -> None:
    before = siege(days=3, stock=(10_000, 10_000, 10_000), fuel_litres_day=600)
    state, _ = after(before, ledger.night)
    # 100 men, three days: 1.8 kg of food, 0.7 kg of ammunition; 600 litres of diesel at 0.832.
    assert state.base("fort").stock == (10_000 - 540, 10_000 - 210, 10_000 - 1497)
    resting, _ = after(with_units(before, G={"stance": "rest"}), ledger.night)
    assert resting.base("fort").stock[AMMO] == 10_000 - 60
    assert state.by_id["E"].stock[AMMO] == before.by_id["E"].stock[AMMO] - 90


def test_hunger_follows_rations_and_want() -> None:
    cases = (("full", 9000, 490), ("two_thirds", 9000, 503), ("half", 9000, 507), ("full", 0, 530))
    for ration, stock, hunger in cases:
        state = with_units(siege(stock=(stock, 0, 0)), G={"hunger": 500})
        state = replace(state, bases=(replace(state.bases[0], ration=ration),))
        assert after(state, ledger.night)[0].by_id["G"].hunger == hunger
    half_fed = with_units(siege(stock=(90, 0, 0)), G={"hunger": 500})  # half of 180: half of -10 and half of +30
    assert after(half_fed, ledger.night)[0].by_id["G"].hunger == 510


def test_a_short_base_shares_alike() -> None:
    scenario = small_scenario(
        FIELD, units={"G": force(0, "garrison_inf", food_days=0), "E": force(1, "light_inf"),
                      "H": force(0, "garrison_inf", 300, hex="12.1", food_days=0)},
        bases=[base("fort", 0, "12.1", stock=(360, 0, 0))])
    state, _ = after(small_state(scenario), ledger.night)
    assert state.by_id["G"].hunger == state.by_id["H"].hunger == 10


def test_the_starving_surrender_by_chance_and_only_to_an_enemy_beside_them() -> None:
    starving = with_units(siege(), G={"hunger": 1000}, E={"hex": "11.1"})
    outcomes = []
    for seed in range(200):
        state, draft = after(replace(starving, seed=seed), ledger.night)
        gave_up = [event for event in draft.events if isinstance(event, Surrendered)]
        outcomes.append(bool(gave_up))
        if gave_up:
            assert gave_up[0].men == 25
            assert state.by_id["G"].men == 75
            assert state.standings[0].captured == 25
    # 0.4 * (100 - 60) / 100 for three days, a third of it for one: 53 in 1,000 nights.
    assert 3 <= sum(outcomes) <= 25
    alone = with_units(starving, E={"hex": "0.3"})
    assert not any(after(replace(alone, seed=seed), ledger.night)[0].standings[0].captured for seed in range(40))


# --- stocks -------------------------------------------------------------------------------------------------


def test_who_is_fed_by_a_base_and_from_what_it_pays() -> None:
    state = siege(stock=(0, 100, 0))
    assert feeding_base(state, state.by_id["G"]) == "fort"
    assert feeding_base(state, replace(state.by_id["G"], hex=at(state, "10.1"))) == "fort"
    assert feeding_base(state, replace(state.by_id["G"], hex=at(state, "9.1"))) is None
    ring = bytearray(state.control)
    for hex_id in state.scenario.map.grid.ring(at(state, "12.1"), 1):
        ring[hex_id] = 2
    shut = replace(state, control=bytes(ring))
    assert feeding_base(shut, replace(state.by_id["G"], hex=at(state, "10.1"))) is None
    assert feeding_base(shut, state.by_id["G"]) == "fort"
    draft = Draft(with_units(state, G={"stock": (0, 50, 0)}))
    assert spend(draft, "G", AMMO, 130) == 130
    assert (draft.bases["fort"].stock[AMMO], draft.units["G"].stock[AMMO]) == (0, 20)
    assert spend(draft, "G", AMMO, 130) == 20


def test_levels_of_ammunition() -> None:
    # A garrison of 100 uses 800 kg a day when stormed: low under five such days, short under two, out under a third.
    for kg, level in ((4000, 0), (3999, 1), (1600, 1), (1599, 2), (267, 2), (266, 3), (0, 3)):
        state = siege(stock=(0, kg, 0))
        assert ammo_level(state, state.by_id["G"]) == level
    # On its own it counts days of holding: 70 kg a day.
    for kg, level in ((350, 0), (349, 1), (139, 2), (0, 3)):
        state = with_units(siege(), G={"hex": "0.1", "stock": (0, kg, 0)})
        assert ammo_level(state, state.by_id["G"]) == level


def test_days_of_supply() -> None:
    state = siege(stock=(1800, 700, 5))
    assert days(state, "fort") == (100, 100, NO_NEED)
    assert days(state, "fort", "attack")[AMMO] == 8
    with pytest.raises(KeyError):
        days(state, "nowhere")


def test_an_unbalanced_ledger_is_told_in_a_sentence() -> None:
    state = siege(stock=(10, 0, 0))
    wrong = replace(state, bases=(replace(state.bases[0], stock=(9, 0, 0)),))
    with pytest.raises(ValueError, match="The ledger of fort does not balance in turn 1"):
        ledger.check(wrong)
    state, _ = after(siege(), ledger.dawn)
    with pytest.raises(ValueError, match=r"only .* is accounted for"):
        ledger.check(replace(state, en_route=tuple(row for row in state.en_route if row[1] != "delivered")))
    assert state.base("fort").stock[FUEL] == 0
