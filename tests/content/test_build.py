"""From files to the values of the rules: numbers, places, dates, events, control, and the fingerprint."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from game import InputError
from game.content.crop import crop
from game.content.includes import merge
from game.content.loader import from_resolved, load, load_file, require, resolve, shipped_names
from game.content.names import NEVER, collect, fold
from game.content.problems import Report
from game.content.reader import read, read_text
from game.folders import shipped
from game.hexes import Grid, Projection
from game.rules.engine import apply, legal_orders, start
from game.rules.knowledge import view
from game.rules.orders import EndPhase
from game.rules.plain import to_plain
from game.rules.scenario import Condition, Effect, Scenario
from tests.content.setting import TEMPLATE, changed, found, load_changed, write


@pytest.fixture(scope="module")
def template() -> Scenario:
    """The shipped template."""
    return require("template")


def loaded(folder: Path, *changes: tuple[str, str]) -> Scenario:
    """Load the template with texts replaced; it must have no errors."""
    text = TEMPLATE
    for old, new in changes:
        text = changed(old, new, text)[0]
    result = load_file(write(folder, text))
    assert result.scenario is not None, [str(p) for p in result.errors]
    return result.scenario


def test_numbers_become_whole_units_exactly(template: Scenario) -> None:
    rules = template.ruleset
    assert rules.road("paved").move == 12
    assert rules.road("rough_military").payload_pm == 700
    assert rules.road("motorway").capacity_kg_day == 2_000_000
    assert [result.odds for result in rules.combat.results] == [0, 12, 165, 2718, 66686]
    assert [result.attacker_loss for result in rules.combat.results] == [500, 250, 80, 250, 200]
    assert rules.airdrop.loss_high_per_100000 == 50
    assert rules.supply.risk_per_step_100000 == 1200
    assert rules.combat.entrench_pm == (1000, 1400, 1900, 2500)
    assert template.sides[0].consumption.ammo_assault_g == 8000
    coast = template.supply_sources[0]
    assert (coast.available, coast.payload_kg, coast.loading_minutes) == ((3000, 4000, 1000), 5000, 240)


def test_strength_follows_from_steps_or_men(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, ("at: Sarn bridge, steps: 4", "at: Sarn bridge, men: 90"))
    by_id = {unit.id: unit for unit in scenario.units}
    assert by_id["bridge_men"].men == 90
    assert (by_id["relief_inf"].men, by_id["relief_inf"].vehicles) == (125, 15)


def test_dates_become_turns(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, ("days: 1 ", "days: 2 "), ("steps: 5, arrives: 2030-05-06", "steps: 5, arrives: 2"))
    by_id = {unit.id: unit.arrives for unit in scenario.units}
    assert (by_id["town_inf"], by_id["relief_inf"], by_id["relief_trucks"]) == (0, 2, 2)
    assert scenario.clock.start == date(2030, 5, 4)


def test_a_place_is_the_same_by_name_alias_id_hex_and_degrees(tmp_path: Path) -> None:
    origin = ("map:\n  grid: {cols: 12, rows: 9}", "map:\n  grid: {cols: 12, rows: 9, origin: {lat: 35.0, lon: 36.0}}")
    for place in ("Sarn", "sarn", "the town", "THE  TOWN", "6.4", '"6.4"', "{lat: 34.964, lon: 36.0574}"):
        scenario = loaded(tmp_path, origin, ("type: mortars, at: Sarn,", f"type: mortars, at: {place},"))
        unit = next(unit for unit in scenario.units if unit.id == "town_mortars")
        assert scenario.map.grid.name(unit.hex) == "6.4", place


def test_spelling_of_names_is_forgiving() -> None:
    assert fold("Ma'arrat  al-Nu\u2019man") == fold("maarrat al numan")
    assert fold("Wadi_Deif") == "wadi deif"


def test_control_follows_claims_then_units(template: Scenario) -> None:
    grid = template.map.grid
    held = {grid.name(h): template.control[h] for h in range(grid.size)}
    assert [held[h] for h in ("0.0", "2.8", "6.4", "6.3", "5.4", "3.4", "4.4", "8.3")] == [1, 1, 1, 1, 1, 2, 2, 2]
    assert 0 not in template.control


def test_a_stretch_of_road_is_claimed_between_its_ends(tmp_path: Path) -> None:
    claim = "- {road: valley_road, from: Sarn, to: '9.4', radius: 0}"
    scenario = loaded(tmp_path, ("- {places: [Sarn], radius: 1}", claim))
    grid = scenario.map.grid
    assert [scenario.control[grid.parse(f"{col}.4")] for col in range(12)] == [1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2]


def test_ground_that_nobody_claims_is_no_mans_land(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, ("- rest: true", "- {places: [Old Mill]}"))
    assert scenario.control.count(0) > 50


CONDITIONS: tuple[tuple[str, Condition], ...] = (
    ("date: 2030-05-06", Condition("date", turn=3)),
    ("before: 2030-05-09", Condition("before", turn=6)),
    ("turn: 4", Condition("turn", turn=4)),
    ("control: {side: besiegers, at: [Sarn, '0.0']}", Condition("control", hexes=(54, 0), side=1)),
    ("stock_below: {base: sarn_base, class: ammo, t: 1.5}",
     Condition("stock_below", base="sarn_base", supply_class=1, amount=1500)),
    ("losses_above: {side: garrison, men: 30}", Condition("losses_above", side=0, amount=30)),
    ("support_below: {side: garrison, support: 0.4}", Condition("support_below", side=0, amount=400)),
    ("base_held: {base: sarn_base, side: besiegers}", Condition("base_held", base="sarn_base", side=1)),
    ("captured: {base: sarn_base, side: besiegers}", Condition("captured", base="sarn_base", side=1)),
    ("unit_near: {unit: hill_men, at: Sarn, within: 2}",
     Condition("unit_near", hexes=(54,), unit="hill_men", amount=2)),
    ("unit_near: {side: besiegers, at: Sarn}", Condition("unit_near", hexes=(54,), side=1, amount=1)),
    ("strike_on: {at: [Sarn]}", Condition("strike_on", hexes=(54,))),
    ("people_below: {place: sarn, people: 900}", Condition("people_below", hexes=(54,), amount=900)),
    ("no_flag: f", Condition("no_flag", flag="f")),
    ("flag: truce", Condition("flag", flag="truce")),
    ("chance: 0.7", Condition("chance", chance_pm=700)),
)
EFFECTS: tuple[tuple[str, Effect], ...] = (
    ("arrive: {units: [hill_men], at: Orchard}", Effect("arrive", units=("hill_men",), place="orchard")),
    ("leave: {units: [hill_men]}", Effect("leave", units=("hill_men",))),
    ("men: {units: [hill_men], add: -10, factor: 0.7}", Effect("men", units=("hill_men",), amount=-10, factor_pm=700)),
    ("men: {side: garrison, factor: 0.9}", Effect("men", side=0, factor_pm=900)),
    ("stock: {base: sarn_base, stock_t: {food: 6, ammo: -0.5}}",
     Effect("stock", base="sarn_base", stock=(6000, -500, 0))),
    ("flag: {name: f, turns: 3}", Effect("flag", flag="f", turns=3)),
    ("clear_flag: f", Effect("clear_flag", flag="f")),
    ("support: {side: garrison, change: -0.05}", Effect("support", side=0, amount=-50)),
    ("truce: {turns: 2}", Effect("truce", turns=2)),
    ("coordination: {turns: 2}", Effect("coordination", turns=2)),
    ("pool: {turns: 2}", Effect("pool", turns=2)),
    ("sorties: {side: garrison, aircraft: helicopter, add: 2}",
     Effect("sorties", side=0, aircraft="helicopter", amount=2)),
    ("people: {place: Sarn, factor: 0.5}", Effect("people", place="sarn", factor_pm=500)),
    ("harm: {side: garrison, place: the town, people: 4}", Effect("harm", side=0, place="sarn", amount=4)),
    ("source: {source: coast, open: false}", Effect("source", source="coast", amount=0)),
    ("source: {source: coast, factor: 0.5}", Effect("source", source="coast", amount=1, factor_pm=500)),
    ("trucks: {source: coast, add: -2}", Effect("trucks", source="coast", amount=-2)),
    ("quality: {side: besiegers, add: 0.1}", Effect("quality", side=1, amount=100)),
    ("strike: {side: garrison, at: Orchard}", Effect("strike", side=0, place="orchard", amount=1)),
    ("aircraft_lost: {side: garrison, aircraft: jet}", Effect("aircraft_lost", side=0, aircraft="jet", amount=1)),
    ("convoy: {side: garrison, base: sarn_base, stock_t: {food: 6}, men: 40}",
     Effect("convoy", side=0, base="sarn_base", stock=(6000, 0, 0), amount=40)),
)


@pytest.mark.parametrize(("text", "condition"), CONDITIONS)
def test_conditions(tmp_path: Path, text: str, condition: Condition) -> None:
    scenario = loaded(tmp_path, ("- turn: 4", f"- {text}"))
    assert scenario.events[0].conditions[0] == condition


@pytest.mark.parametrize(("text", "effect"), EFFECTS)
def test_effects(tmp_path: Path, text: str, effect: Effect) -> None:
    scenario = loaded(tmp_path, ("- support: {side: garrison, change: -0.05}", f"- {text}"))
    assert scenario.events[0].choices[1].effects == (effect,)


def test_every_kind_of_condition_and_effect_is_tried() -> None:
    from typing import get_args

    from game.rules.scenario import ConditionKind, EffectKind

    assert {condition.kind for _text, condition in CONDITIONS} == set(get_args(ConditionKind))
    assert {effect.kind for _text, effect in EFFECTS} | {"heritage"} == set(get_args(EffectKind))


def test_a_unit_that_waits_for_an_event_does_not_come_by_itself(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, ("steps: 5, arrives: 2030-05-06", "steps: 5, arrives: event"),
                      ("- truce: {turns: 2}", "- arrive: {units: [relief_inf]}"))
    assert next(unit.arrives for unit in scenario.units if unit.id == "relief_inf") == NEVER


def test_a_piece_of_the_map_keeps_places_and_cuts_roads(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, ("include:  ", "extent: {columns: [2, 11], rows: [1, 8]}\ninclude:  "),
                      ('garrison, type: mech_inf, at: "0.4"', 'garrison, type: mech_inf, at: "0.3"'),
                      ('garrison, type: supply_col, at: "0.4"', 'garrison, type: supply_col, at: "0.3"'),
                      ('garrison, at: "0.4"', 'garrison, at: "0.3"'), ('at: "11.4", available', 'at: "9.3", available'))
    grid = scenario.map.grid
    assert grid == Grid(10, 8)
    assert grid.name(scenario.map.place("sarn").hex) == "4.3"
    assert scenario.terrain_at(scenario.map.place("sarn").hex).id == "town"
    assert [grid.name(h) for h in scenario.map.roads[0].hexes] == [f"{col}.3" for col in range(10)]
    assert [edge.id for edge in scenario.map.edges] == ["east"]


def test_a_piece_of_the_great_map_lies_where_the_whole_does() -> None:
    """Latitude and longitude lead to the same place on a piece as on the whole."""
    report = Report()
    great = read(shipped("scenarios") / "shared" / "map.yaml", "map.yaml", report)
    own = read_text("extent: {columns: [14, 27], rows: [20, 36]}\n", "x.yaml", report)
    assert great is not None
    assert own is not None
    whole = merge([("map", great)], own.data, report)
    piece = collect(crop(whole, report), complete=True, report=report).board
    assert piece is not None
    assert piece.projection is not None
    assert piece.grid.name(piece.places[fold("Wadi Deif base")]) == "6.6"
    inside = [row for row in whole["map"]["places"] if fold(row["name"]) in piece.places]
    assert len(inside) > 20
    for row in inside:
        here = piece.projection.hex_of(piece.grid, float(row["lat"]), float(row["lon"]))
        there = Projection(35.8796, 36.506).hex_of(Grid(37, 61), float(row["lat"]), float(row["lon"]))
        assert here is not None
        assert there is not None
        col, line = piece.grid.col_row(here)
        assert (col + 14, line + 20) == Grid(37, 61).col_row(there), row["name"]


def test_a_resolved_scenario_needs_no_file_and_comes_back_equal(template: Scenario) -> None:
    plain = json.loads(json.dumps(resolve("template")))
    again = from_resolved(plain)
    assert to_plain(again) == to_plain(template)
    assert again.fingerprint == template.fingerprint
    assert again.lines == template.lines


def test_changed_data_do_not_pass_for_the_original(template: Scenario) -> None:
    plain = json.loads(json.dumps(resolve("template")))
    plain["clock"]["turns"] = 12
    changed_scenario = from_resolved(plain)
    assert changed_scenario.clock.turns == 12
    assert changed_scenario.fingerprint != template.fingerprint


@pytest.mark.parametrize(("path", "value"), [
    (("control",), "AAAA"), (("units", 0, "hex"), 9999), (("units", 0, "side"), 7), (("units", 0, "type"), "elephants"),
    (("map", "grid", "cols"), 5000), (("clock", "turns"), "many"), (("sides",), []), (("map", "elevation"), []),
])
def test_data_that_are_no_scenario_are_refused_with_a_sentence(path: tuple[str | int, ...], value: object) -> None:
    plain = json.loads(json.dumps(resolve("template")))
    holder: Any = plain
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        from_resolved(plain)


def test_the_fingerprint_is_about_the_game_not_about_comments(tmp_path: Path) -> None:
    same = loaded(tmp_path)
    assert loaded(tmp_path, ("fictional: true ", "\n\nfictional: true  #")).fingerprint == same.fingerprint
    assert loaded(tmp_path, ("quality: 0.9,", "quality: 0.95,")).fingerprint != same.fingerprint


def test_the_line_that_set_a_number_is_known(template: Scenario) -> None:
    lines = dict(template.lines)
    rules = dict(template.ruleset.lines)
    ruleset = (shipped("scenarios") / "shared" / "ruleset.yaml").read_text("utf-8").splitlines()
    for path, words in (("combat.flank_pm", "flank: 1.25"), ("combat.entrench_pm[2]", "entrench: [1, 1.4, 1.9"),
                        ("terrain[4].defence_pm", "id: town"), ("unit_types[0].attack", "id: light_inf")):
        file, _colon, line = rules[path].rpartition(":")
        assert file == "scenarios/shared/ruleset.yaml"
        assert words in ruleset[int(line) - 1], path
    file, _colon, line = lines["units.town_inf.quality_pm"].rpartition(":")
    assert (file, TEMPLATE.splitlines()[int(line) - 1].count("town_inf")) == ("scenarios/template.yaml", 1)


def test_every_number_of_the_ruleset_has_its_line(template: Scenario) -> None:
    """No number of the rules stands in code alone: each field of every table is set by the file."""
    paths = {path.replace("[", ".").split(".")[0] for path, _line in template.ruleset.lines}
    skipped = {"lines"}
    assert {field.name for field in fields(template.ruleset)} - skipped <= paths
    known = {path for path, _line in template.ruleset.lines}
    for table in ("movement", "combat", "bombard", "airdrop", "supply", "hunger", "population"):
        value: Any = getattr(template.ruleset, table)
        assert is_dataclass(value)
        for field in fields(value):
            assert any(path.startswith(f"{table}.{field.name}") for path in known), f"{table}.{field.name}"


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_have_no_errors_and_no_warnings(name: str) -> None:
    problems = [str(p) for p in load(name).problems if p.level != "hint"]
    assert problems == []


def test_the_template_can_be_played_from_both_sides(template: Scenario) -> None:
    step = start(template, 7)
    moved = set()
    while step.state.outcome is None:
        orders = [o for o in legal_orders(view(step.state, step.state.side), None) if not isinstance(o, EndPhase)]
        if orders:
            moved.add(step.state.side)
        step = apply(step.state, EndPhase())
    assert moved == {0, 1}
    assert step.state.turn <= template.clock.turns + 1


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'template'"):
        require("templat")


def test_a_broken_scenario_is_refused_with_its_first_problems(tmp_path: Path) -> None:
    path = write(tmp_path, TEMPLATE.replace("quality: 0.9,", "qualty: 0.9,"))
    with pytest.raises(InputError, match="there is no key 'qualty' here; did you mean 'quality'"):
        require(path)


def test_own_numbers_of_the_rules_replace_those_included(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, ("clock:\n", "ruleset:\n  airdrop: {cep_high_m: 800}\nclock:\n"))
    assert scenario.ruleset.airdrop.cep_high_m == 800
    assert scenario.ruleset.airdrop.cep_low_m == 250
    assert replace(scenario.ruleset.airdrop, cep_high_m=1000) == require("template").ruleset.airdrop


def test_a_hint_does_not_keep_a_scenario_from_loading(tmp_path: Path) -> None:
    result = load_changed(tmp_path, "title: The bridge at Sarn", "title: Another bridge")
    assert result.scenario is not None
    assert [p.level for p in found(result, "base-unfed")] == ["hint"]
