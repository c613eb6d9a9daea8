"""Each line of the source document as an effect in play: it is there, and gone without what cites that line.

`doc N` is excerpt N. A fact is a function that plays it and says whether its effect came about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from game.content.loader import require
from game.rules import combat, engine, fire, victory
from game.rules.knowledge import view
from game.rules.orders import (
    Airdrop,
    Ambushed,
    Attack,
    Bombard,
    DropLanded,
    EndPhase,
    EventFired,
    Fought,
    Move,
    Strike,
    Struck,
    Unload,
    WeatherSet,
)
from game.rules.ruleset import AMMO, FUEL, NOTHING
from game.rules.scenario import Scenario
from game.rules.state import State
from tests.facts.setting import (
    answer,
    apply,
    dawn_of,
    held,
    hexes,
    next_dawn,
    opening,
    phase_of,
    put,
    spot,
    stocked,
    take_away,
    town_fallen,
    unit,
    waits,
    without,
)

GOVERNMENT, OPPOSITION = 0, 1
WADI_DEIF, HAMIDIYA, TOWN, HISH, BABULIN = "20.26", "16.29", "18.26", "14.37", "18.38"


@cache
def campaign() -> Scenario:
    """Return the campaign."""
    return require("siege_of_wadi_deif")


def points(state: State, objective: str) -> int:
    """Return the points of an objective so far, in thousandths."""
    return sum(row.points for row in victory.score_rows(state) if row.objective == objective)


def legal(state: State, order: Attack | Bombard | Strike) -> bool:
    """Say whether the side to move may give an order as far as it knows."""
    return engine.refusal(view(state, state.side), order) is None


def carried(state: State, route: str) -> int:
    """Return the kilograms that a route has carried since the start."""
    return sum(kg for name, _side, kg in state.routes if name == route)


# --- the facts -----------------------------------------------------------------------------------------------


def m5_is_worth_a_battle(scenario: Scenario) -> bool:
    """Doc 1: traffic to Aleppo passes by the M5, scores, and stops passing where a hex of the road is held."""
    first = opening(scenario)
    passed = carried(first, "traffic:aleppo:map")
    second = next_dawn(first)
    cut = next_dawn(put(second, hish="15.37"))
    stopped = carried(cut, "traffic:aleppo:map") == carried(second, "traffic:aleppo:map")
    return passed > 1_000_000 and points(second, "traffic") * 1000 > 1_000_000 and stopped


def two_bases_are_besieged(scenario: Scenario) -> bool:
    """Doc 2: two army bases; shut off, nothing comes by road; held, they score, and attacks on them are in order."""
    state = put(opening(scenario), hish="15.37", deir_sharqi="20.28", maar_shamsha="21.25")
    later = next_dawn(state)
    shut = {row.consumer for row in later.deliveries if row.consumer in ("wadi-deif", "hamidiya")
            and any(row.needed) and not any(row.arrived)}
    attacked = legal(phase_of(state, OPPOSITION), Attack(("maar-shamsha",), spot(state, WADI_DEIF)))
    return len(shut) == 2 and attacked and points(later, "hold-wadi-deif") > 0 and points(later, "hold-hamidiya") > 0


def fuel_store_is_a_prize(scenario: Scenario) -> bool:
    """Docs 3 and 18: the store counts when the base is taken; the besiegers believe, and do not know, what is in it."""
    state = opening(scenario)
    base = next((row for row in scenario.bases if row.id == "wadi-deif"), None)
    if base is None or not base.believed:
        return False
    hidden = view(state, OPPOSITION).known.base("wadi-deif").stock == NOTHING
    garrison = [row.id for row in state.units if row.hex == base.hex]
    empty = phase_of(put(take_away(state, *garrison), maar_shamsha="21.26", sawadi="19.26"), OPPOSITION)
    taken = next_dawn(apply(empty, Move("maar-shamsha", hexes(empty, WADI_DEIF))))
    return hidden and base.stock[FUEL] > 1_900_000 and points(taken, "take-store") > 29_000


def regiment_stands_in_wadi_deif(scenario: Scenario) -> bool:
    """Docs 3 and 18: the armoured regiment is half of what an attack on the base meets."""
    state = phase_of(put(opening(scenario), maarshurin="21.25"), OPPOSITION)
    order = Attack(("maarshurin",), spot(state, WADI_DEIF))
    if unit(state, "wd-rifles") is None or not any(row.id == "wadi-deif" for row in state.bases):
        return False
    whole, foot = combat.odds(state, order).defence, combat.odds(take_away(state, "wd-tanks"), order).defence
    return whole * 2 > foot * 3


def base_guns_shell_the_town(scenario: Scenario) -> bool:
    """Doc 4: guns in Wadi Deif reach the town; the shells come from the base's store, people are harmed and leave."""
    state = phase_of(town_fallen(scenario), GOVERNMENT)
    order = Bombard("wd-guns", spot(state, TOWN))
    if not legal(state, order):
        return False
    place = next(i for i, row in enumerate(scenario.map.places) if row.id == "maarrat")
    after = [apply(replace(state, seed=seed), order) for seed in range(20)]
    spent = all(row.base("wadi-deif").stock[AMMO] <= state.base("wadi-deif").stock[AMMO] - 1500 for row in after)
    return spent and sum(row.standings[0].harm for row in after) > 0 and after[0].people[place] < state.people[place]


def villages_are_contested(scenario: Scenario) -> bool:
    """Doc 5: Maarshurin and Hish are held against the army: to enter either it has to fight."""
    state = phase_of(put(opening(scenario), maar_hitat="15.36", zalana="22.23"), GOVERNMENT)
    orders = (Attack(("maar-hitat",), spot(state, HISH)), Attack(("zalana",), spot(state, "23.23")))
    return all(legal(state, order) and combat.odds(state, order).defence > 1000 for order in orders)


def strikes_of_18_october(scenario: Scenario) -> bool:
    """Doc 6: strikes on the town harm people who had come back; that costs support, never points; they return again."""
    state, _events = dawn_of(scenario, scenario.clock.turn_of(scenario.clock.start.replace(day=18)),
                             town_fallen(scenario))
    if not waits(state, "strikes-18-october"):
        return False
    place = next(i for i, row in enumerate(scenario.map.places) if row.id == "maarrat")
    struck = answer(state, "strikes-18-october", "town")
    spared = answer(state, "strikes-18-october", "stay-away")
    quiet = next_dawn(struck)
    return (
        struck.standings[0].harm - state.standings[0].harm == 49
        and struck.standings[0].support < spared.standings[0].support
        and struck.people[place] < state.people[place] < quiet.people[place] + state.people[place] // 4
        and quiet.people[place] > struck.people[place]
        and victory.net(struck) == victory.net(spared)
    )


def ordinary_strikes_harm(scenario: Scenario) -> bool:
    """Doc 6: a strike order on the town harms people and costs support, as the event's does."""
    state = phase_of(town_fallen(scenario), GOVERNMENT)
    order = Strike(spot(state, TOWN), sorties=2)
    if not legal(state, order):
        return False
    after = [apply(replace(state, seed=seed), order) for seed in range(10)]
    harm = sum(row.standings[0].harm for row in after)
    return harm > 0 and any(row.standings[0].support < state.standings[0].support for row in after)


def mosaics_can_be_saved(scenario: Scenario) -> bool:
    """Doc 7: whoever takes the collection out in time keeps it from bombs that would have damaged it."""
    turn = scenario.clock.turn_of(scenario.clock.start.replace(day=19))
    state, _events = dawn_of(scenario, turn, town_fallen(scenario))
    if not waits(state, "mosaics"):
        return False
    damaged = {}
    for choice in ("remove", "leave"):
        ready = phase_of(answer(state, "mosaics", choice), GOVERNMENT)
        aim = spot(ready, TOWN)
        struck = [apply(replace(ready, seed=seed), Strike(aim)) for seed in range(120)]
        damaged[choice] = len([row for row in struck if row.sites != ready.sites])
    return damaged["remove"] == 0 and damaged["leave"] > 0


def bomb_by_the_museum(scenario: Scenario) -> bool:
    """Doc 8: on the first day the museum is damaged by a bomb of the government, at a cost in support."""
    state = opening(scenario)
    damage = dict(zip((row.id for row in scenario.sites), state.sites, strict=True))
    return damage.get("museum") == 1 and state.standings[0].support < scenario.sides[0].support


def most_drops_miss(scenario: Scenario) -> bool:
    """Doc 9: over 1,000 sorties at the default height more than half of the kilograms are not recovered."""
    state = phase_of(town_fallen(scenario), GOVERNMENT)
    aim = spot(state, WADI_DEIF)
    dropped = recovered = captured = 0
    for seed in range(200):
        ready = replace(state, seed=seed)
        order = Airdrop("wadi-deif", aim, "high", 5)
        if engine.refusal(view(ready, GOVERNMENT), order) is not None:
            return False
        event = next(row for row in engine.apply(ready, order).events if isinstance(row, DropLanded))
        recovered, captured = recovered + sum(event.recovered), captured + sum(event.captured)
        dropped += sum(event.recovered) + sum(event.captured) + sum(event.lost)
    return dropped == 1000 * scenario.ruleset.airdrop.payload_kg and 0 < recovered < dropped // 2 and captured > 0


def fall_threatens_the_m4(scenario: Scenario) -> bool:
    """Doc 10: with Wadi Deif taken the opposition scores each turn for the threat to the road from Latakia."""
    state = opening(scenario)
    lost = replace(state, bases=tuple(
        replace(row, side=OPPOSITION) if row.id == "wadi-deif" else row for row in state.bases))
    lost = put(take_away(lost, "wd-rifles", "wd-tanks", "wd-guns", "wd-aa"), maar_shamsha=WADI_DEIF)
    once = next_dawn(lost)
    twice = next_dawn(once)
    return 0 < points(once, "threaten-m4") < points(twice, "threaten-m4") and points(
        next_dawn(state), "threaten-m4") == 0


def column_brings_its_load(scenario: Scenario) -> bool:
    """Doc 11: the column comes in mid-October with trucks, is fired on from ambush on its way, unloads at a base."""
    state, _events = dawn_of(scenario, scenario.clock.turn_of(scenario.clock.start.replace(day=13)))
    if not waits(state, "column-sets-out"):
        return False
    sent = answer(state, "column-sets-out", "m5")
    if unit(sent, "column-trucks") is None:
        return False
    at_base = phase_of(put(sent, column_trucks="16.30"), GOVERNMENT)
    load = at_base.by_id["column-trucks"].cargo
    full = apply(at_base, Unload("column-trucks", "hamidiya", load))
    gained = sum(full.base("hamidiya").stock) - sum(at_base.base("hamidiya").stock)
    return sum(load) == 36_000 and gained == 36_000 and _ambushes(sent) > 5


def _ambushes(state: State) -> int:
    """Return how many of forty drives of the column past Hish are fired on."""
    near = phase_of(put(state, column_rifles="15.40", hish=HISH), GOVERNMENT)
    near = replace(near, units=tuple(
        replace(row, stance="interdict") if row.id == "hish" else row for row in near.units))
    order = Move("column-rifles", hexes(near, "15.39", "15.38", "15.37"))
    steps = [engine.apply(replace(near, seed=seed), order) for seed in range(40)]
    return sum(any(isinstance(row, Ambushed) for row in step.events) for step in steps)


def truce_does_not_bind_all(scenario: Scenario) -> bool:
    """Doc 12: on 26 October a truce holds for every group but al-Nusra Front, which may attack near the base."""
    state, _events = dawn_of(scenario, scenario.clock.turn_of(scenario.clock.start.replace(day=26)))
    state = phase_of(_with_nusra(state, "22.26"), OPPOSITION)
    target = spot(state, "21.26")
    bound = put(state, maarshurin="22.26") if unit(state, "maarshurin") else state
    return legal(state, Attack(("nusra",), target)) and not legal(bound, Attack(("maarshurin",), target))


def _with_nusra(state: State, spot: str) -> State:
    """Return the state with al-Nusra Front on the map, if the scenario has it."""
    if unit(state, "nusra") is not None:
        return put(state, nusra=spot)
    definition = next((row for row in state.scenario.units if row.id == "nusra"), None)
    if definition is None:
        return state
    like = replace(state.by_id["talmenes"], id="nusra", type=definition.type, group=definition.group,
                   men=definition.men, full_men=definition.men, quality_pm=definition.quality_pm)
    return put(replace(state, units=(*state.units, like)), nusra=spot)


def skirmishes_are_small(scenario: Scenario) -> bool:
    """Doc 13: a probe of al-Nusra Front south of the town usually costs a handful of men on both sides together."""
    state = _with_nusra(opening(scenario), "15.32")
    if unit(state, "nusra") is None:
        return False
    state = phase_of(put(state, maar_hitat="16.32"), OPPOSITION)
    order = Attack(("nusra",), spot(state, "16.32"), "probe")
    lost = []
    for seed in range(200):
        event = next(
            row for row in engine.apply(replace(state, seed=seed), order).events if isinstance(row, Fought))
        lost.append(sum(men for _unit, men in (*event.attacker_lost, *event.defender_lost)))
    small = sum(0 < men <= 8 for men in lost)
    return small > 120 and max(lost) < 40


def groups_work_badly_together(scenario: Scenario) -> bool:
    """Doc 14: groups live from hand to mouth on entries of their own, and lose strength when they attack together."""
    state = phase_of(opening(scenario), OPPOSITION)
    target = spot(state, "17.25")
    state = put(state, town_centre="17.25")
    joint = combat.odds(state, Attack(("farouq", "martyrs"), target)).attack
    apart = sum(combat.odds(state, Attack((name,), target)).attack for name in ("farouq", "martyrs"))
    fed = {row.consumer for row in state.deliveries if row.side == OPPOSITION and any(row.arrived)}
    own = {row.group for row in scenario.supply_sources if row.side == OPPOSITION and row.group}
    return joint < apart and len(fed) > 3 and len(own) > 4


def army_tries_to_retake_the_town(scenario: Scenario) -> bool:
    """Doc 15: in November a battalion and more sorties come; the town scores for the side that holds all of it."""
    turn = scenario.clock.turn_of(scenario.clock.start.replace(month=11, day=14))
    state, _events = dawn_of(scenario, turn)
    sorties = state.standings[0].strikes_left
    usual = sum(row.strikes_per_100_days * scenario.clock.days // 100 for row in scenario.air if row.side == 0)
    battalion, _events = dawn_of(scenario, scenario.clock.turn_of(scenario.clock.start.replace(month=11, day=1)))
    retaken = next_dawn(take_away(opening(scenario), "martyrs", "farouq"))
    return sorties >= usual + 2 > 2 and unit(battalion, "november-battalion") is not None and points(
        retaken, "town-government") > 0


def rough_road_is_slow(scenario: Scenario) -> bool:
    """Doc 16: the same trucks bring a fraction by the rough road of what they bring by the M5; by hours alone.

    Four trucks and stores at Hama too large to matter; nobody is near either road.
    """
    plenty = replace(
        scenario,
        units=tuple(row for row in scenario.units if row.side == GOVERNMENT or row.id == "kafr-nabl"),
        supply_sources=tuple(
            replace(row, available=(80_000, 80_000, 40_000), trucks=4) if row.id == "m5-hama" else row
            for row in scenario.supply_sources))
    state = opening(plenty)
    state = held(state, GOVERNMENT, "21.31", "21.30", "21.29", "20.29", "20.28", "22.33", "22.32")
    for base in ("wadi-deif", "hamidiya"):
        state = stocked(state, base, NOTHING)
    highway, closed = next_dawn(state), next_dawn(put(state, kafr_nabl="15.43"))
    by_m5, by_track = _brought(highway), _brought(closed)
    passed, round_about = (carried(highway, "traffic:aleppo:map"), carried(closed, "traffic:aleppo:round"))
    return 0 < by_track * 2 < by_m5 and 0 < round_about * 5 < passed


def _brought(state: State) -> int:
    """Return the kilograms that reached both bases by road at the last dawn."""
    return sum(sum(row.arrived) for row in state.deliveries if row.consumer in ("wadi-deif", "hamidiya"))


def council_pools_and_leads(scenario: Scenario) -> bool:
    """Doc 17: the council brings ammunition and Suqour al-Sham, and groups that attack together lose nothing by it."""
    state, _events = dawn_of(scenario, scenario.clock.turn_of(scenario.clock.start.replace(year=2013, month=2, day=6)))
    if not waits(state, "council"):
        return False
    led, apart = answer(state, "council", "accept"), answer(state, "council", "refuse")
    order = Attack(("maarshurin", "martyrs"), spot(state, "19.25"))
    strength = [combat.odds(put(row, martyrs="18.24", maarshurin="19.24"), order).attack for row in (led, apart)]
    came_with = unit(led, "council-clerics")
    ammo = [sum(row.stock[AMMO] for row in (*side.bases, *side.units) if row.side == OPPOSITION and row != came_with)
            for side in (led, apart)]
    came = unit(led, "suqour") is not None and unit(led, "council-clerics") is not None
    return came and strength[0] > strength[1] and ammo[0] - ammo[1] == 12_000 and led.flag("pool") >= led.turn + 9


def winter_attacks_on_both_bases(scenario: Scenario) -> bool:
    """Doc 19: in February, in mud more often than not, both bases can be attacked."""
    turn = scenario.clock.turn_of(scenario.clock.start.replace(year=2013, month=2, day=10))
    state, _events = dawn_of(scenario, turn)
    state = phase_of(put(state, maar_shamsha="21.25", kafr_nabl="15.29"), OPPOSITION)
    orders = (Attack(("maar-shamsha",), spot(state, WADI_DEIF)), Attack(("kafr-nabl",), spot(state, HAMIDIYA)))
    defended = [legal(state, order) and combat.odds(state, order).defence > 10_000 for order in orders]
    mud = 0
    for seed in range(30):
        _state, events = dawn_of(scenario, turn, replace(state, seed=seed))
        mud += any(isinstance(row, WeatherSet) and row.mud for row in events)
    return all(defended) and mud > 15


def statue_is_attacked(scenario: Scenario) -> bool:
    """Doc 20: let happen, the statue is damaged and the opposition loses support; prevented, neither."""
    turn = scenario.clock.turn_of(scenario.clock.start.replace(year=2013, month=2, day=11))
    state, _events = dawn_of(scenario, turn, town_fallen(scenario))
    if not waits(state, "statue"):
        return False
    done, kept = answer(state, "statue", "look-on"), answer(state, "statue", "prevent")
    return done.sites != state.sites and kept.sites == state.sites and (
        done.standings[1].support < kept.standings[1].support) and victory.net(done) == victory.net(kept)


def jets_can_be_shot_down(scenario: Scenario) -> bool:
    """Doc 21: machine guns at Hish bring a jet down, rarely, and that scores."""
    state = phase_of(opening(scenario), GOVERNMENT)
    aim = spot(state, HISH)
    if not 0 < fire.jet_loss_pm(state, aim) <= 20:
        return False
    lost = 0
    for seed in range(500):
        events = engine.apply(replace(state, seed=seed), Strike(aim, 4)).events
        lost += sum(row.aircraft_lost for row in events if isinstance(row, Struck) and 0 in row.seen_by)
    down = replace(state, standings=(replace(state.standings[0], jets_lost=1), state.standings[1]))
    return 0 < lost < 60 and points(next_dawn(down), "aircraft") > 0


def spring_weakens_the_front(scenario: Scenario) -> bool:
    """Doc 22: in March quarrels and other battles take units and men; holding them costs support instead."""
    turn = scenario.clock.turn_of(scenario.clock.start.replace(year=2013, month=3, day=7))
    state, _events = dawn_of(scenario, turn)
    if not waits(state, "other-battles"):
        return False
    gone, stayed = answer(state, "other-battles", "let-go"), answer(state, "other-battles", "hold")
    men = [sum(row.men for row in side.units if row.side == OPPOSITION) for side in (gone, stayed)]
    return men[0] * 100 < men[1] * 80 and stayed.standings[1].support < gone.standings[1].support


def babulin_calls_for_help(scenario: Scenario) -> bool:
    """Doc 23: once the army holds Babulin, the next dawn brings the calls over the radio, and never before."""
    state = opening(scenario)
    quiet = next_dawn(state)
    step = engine.apply(replace(put(quiet, maar_hitat=BABULIN), phase=1), EndPhase())
    return waits(step.state, "babulin") and not waits(quiet, "babulin") and any(
        isinstance(row, EventFired) and row.event == "babulin" for row in step.events)


FACTS: tuple[tuple[int, Callable[[Scenario], bool]], ...] = (
    (1, m5_is_worth_a_battle), (2, two_bases_are_besieged), (3, fuel_store_is_a_prize),
    (3, regiment_stands_in_wadi_deif), (4, base_guns_shell_the_town), (5, villages_are_contested),
    (6, strikes_of_18_october), (6, ordinary_strikes_harm), (7, mosaics_can_be_saved), (8, bomb_by_the_museum),
    (9, most_drops_miss), (10, fall_threatens_the_m4), (11, column_brings_its_load), (12, truce_does_not_bind_all),
    (13, skirmishes_are_small), (14, groups_work_badly_together), (15, army_tries_to_retake_the_town),
    (16, rough_road_is_slow), (17, council_pools_and_leads), (18, fuel_store_is_a_prize),
    (18, regiment_stands_in_wadi_deif), (19, winter_attacks_on_both_bases), (20, statue_is_attacked),
    (21, jets_can_be_shot_down), (22, spring_weakens_the_front), (23, babulin_calls_for_help),
)


@pytest.mark.parametrize(("doc", "fact"), FACTS, ids=[f"doc{doc}-{fact.__name__}" for doc, fact in FACTS])
def test_fact_is_played(doc: int, fact: Callable[[Scenario], bool]) -> None:
    assert fact(campaign()), fact.__doc__


@pytest.mark.parametrize(("doc", "fact"), FACTS, ids=[f"doc{doc}-{fact.__name__}" for doc, fact in FACTS])
def test_effect_is_gone_without_what_cites_the_fact(doc: int, fact: Callable[[Scenario], bool]) -> None:
    assert not fact(without(campaign(), doc))


def test_every_line_of_the_document_is_told_and_played() -> None:
    told = {row.id for row in campaign().sources}
    assert {f"doc {n}" for n in range(1, 24)} <= told
    assert {doc for doc, _fact in FACTS} == set(range(1, 24))
