"""Other numbers in a scenario: every path finds its number, every mistake is one sentence that helps."""

from __future__ import annotations

import pytest

from game.content.loader import load, require
from game.content.vary import BadSetting, Settings
from game.rules.scenario import Scenario

CAMPAIGN = "siege_of_wadi_deif"


def vary(scenario: str, *settings: str) -> Scenario:
    found: Settings = tuple((path, value) for path, _, value in (text.partition("=") for text in settings))
    return require(scenario, found)


def test_numbers_of_every_part_are_found_by_their_path() -> None:
    scenario = vary(CAMPAIGN, "supply.sources.m5-hama.trucks=20", "ruleset.airdrop.cep_high_m=800",
                    "ruleset.roads.rough_military.capacity_t_day=12.5", "ruleset.months.1.mud=0.5",
                    "air.government.drops_per_100_days=200", "bases.wadi-deif.links.hamidiya.capacity_t_day=2",
                    "ruleset.combat.entrench.1=1.5", "events.breakthrough.when.date=2013-03-06", "clock.turns=63")
    rules = scenario.ruleset
    assert scenario.supply_sources[0].trucks == 20
    assert rules.airdrop.cep_high_m == 800
    assert rules.road("rough_military").capacity_kg_day == 12_500
    assert next(row.mud_pm for row in rules.months if row.month == 1) == 500
    assert scenario.air[0].drops_per_100_days == 200
    assert scenario.base("wadi-deif").links[0].capacity_kg_day == 2000
    assert rules.combat.entrench_pm[1] == 1500
    event = next(row for row in scenario.events if row.id == "breakthrough")
    assert event.conditions[0].turn == scenario.clock.turn_of(scenario.clock.date_of(1)) + 49
    assert scenario.clock.turns == 63


def test_a_number_that_the_file_leaves_out_can_be_given() -> None:
    given = {unit.id: unit for unit in vary("template", "units.hill_men.arrives=2030-05-06",
                                            "units.hill_men.quality=0.5").units}
    usual = {unit.id: unit for unit in require("template").units}
    assert (given["hill_men"].arrives, given["hill_men"].quality_pm) == (3, 500)
    assert (usual["hill_men"].arrives, usual["hill_men"].quality_pm) != (3, 500)


def test_the_files_themselves_stay_as_they_are() -> None:
    before = require("template").fingerprint
    assert vary("template", "clock.turns=5").fingerprint != before
    assert require("template").fingerprint == before
    assert vary("template", "clock.turns=9").fingerprint == before


@pytest.mark.parametrize(("setting", "sentence"), [
    ("supply.sources.coast.truks=3",
     "The path 'supply.sources.coast.truks' leads to no number: there is no 'truks' at supply.sources.coast;"
     " did you mean 'trucks'?"),
    ("suply.sources=1", "did you mean 'supply'?"),
    ("units.hill=1", "did you mean 'hill_men'?"),
    ("ruleset.roads.rough.minutes_km=4", "did you mean 'rough_military'?"),
    ("supply.sources.x.trucks=3", "there is no 'x' at supply.sources; known there: coast, hills."),
    ("units.hill_men.at=3", "'units.hill_men.at' is no number and no date, so it cannot be varied."),
    ("units.hill_men=3", "is not one number but several: go on with a dot and one of arrives, steps, men,"),
    ("ruleset.roads=3", "go on with a dot and one of motorway, paved"),
    ("clock.turns.x=3", "there is no 'x' at clock.turns."),
    ("clock.turns=0", "clock.turns=0 cannot be: expected a whole number from 1 to 1000, got 0."),
    ("clock.turns=1.5", "clock.turns=1.5 cannot be: expected a whole number from 1 to 1000, got 1.5."),
    ("clock.turns=many", "got 'many'"),
    ("supply.sources.coast.payload_t=0", "expected a number of tonnes above 0, to 1000000, got 0."),
    ("supply.sources.hills.rough_payload_t=0", "above 0"),
    ("ruleset.combat.entrench.0=0", "expected a number above 0, to 100, got 0."),
    ("ruleset.airdrop.cep_low_m=0", "expected a whole number from 1 to 20000, got 0."),
    ("clock.start=2030-02-31", "there is no such day as 2030-02-31"),
    ("=3", "there is no '' in the scenario"),
])
def test_a_wrong_path_or_value_is_one_sentence(setting: str, sentence: str) -> None:
    with pytest.raises(BadSetting) as caught:
        vary("template", setting)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_trucks_that_go_round_carry_something() -> None:
    with pytest.raises(BadSetting, match="above 0, to 1000000, got 0"):
        vary(CAMPAIGN, "supply.traffic.aleppo.alternative_payload_t=0")


def test_numbers_that_make_no_sense_together_are_named() -> None:
    with pytest.raises(Exception, match=r"'template' with units.relief_trucks.cargo_t.food=40 has errors:\n.*carries"):
        vary("template", "units.relief_trucks.cargo_t.food=40")


def test_the_campaign_proposes_experiments_that_can_be_run() -> None:
    found = {row.id: row for row in load(CAMPAIGN).experiments}
    assert {"military-road", "aleppo-traffic", "airdrops"} <= found.keys()
    road = found["military-road"]
    assert road.vary[1] == ("supply.sources.m5-hama.trucks", ("1", "2", "4", "12"))
    for path, values in road.vary:
        require(CAMPAIGN, ((path, values[-1]),))
