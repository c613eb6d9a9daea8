"""Every problem is found where it is: one mistake in the template each, with its exact line and column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from game.content.loader import load_file
from game.content.problems import LEVELS, Report, did_you_mean
from game.content.reader import read_text
from game.folders import ROOT
from tests.content.hostile import hostile_files
from tests.content.setting import MARK, TEMPLATE, changed, found, load_changed, write

UNIT = "units:\n"
EVENT = "events:\n"
NEW_EVENT = EVENT + "  - {id: e, title: T, text: T, "
EXPERIMENT = "experiments:\n  - {id: e, title: T, question: Q, vary: ["

LEVELS_KEY = "levels:  "
LESSON = ("lessons:\n  - id: l\n    title: L\n    goal: G\n    minutes: 5\n    side: garrison\n    steps:\n"
          "      - {id: s, title: S, text: T, ")

CASES: tuple[tuple[str, str, str, str], ...] = (
    ("key-unknown", "quality: 0.9,", "§qualty: 0.9,", "did you mean 'quality'"),
    ("key-unknown", "    hexes: [8.3, 8.4]", "    hexes: [8.3, 8.4]\n      §lenght: 3", "no key 'lenght'"),
    ("key-missing", "{id: mill, name: Old Mill,", "§{id: mill,", "the key 'name' is missing"),
    ("type-wrong", "at: Sarn, steps: 1}", "at: Sarn, steps: §three}", "from 1 to 200, got 'three'"),
    ("type-wrong", "fictional: true ", "fictional: §maybe ", "expected true or false, got 'maybe'"),
    ("type-wrong", "title: The bridge at Sarn", "title: §3", "got 3 (put it in quotes)"),
    ("type-wrong", "hexes: [8.3, 8.4]", "hexes: §8.3", "expected a list, got 8.3"),
    ("type-wrong", "  - {id: mill_depot,", "  - §depot\n  - {id: mill_depot,", "keys with values, got 'depot'"),
    ("value-wrong", "steps: 4, stance", "steps: §900, stance", "from 1 to 200, got 900"),
    ("value-wrong", "id: town_inf,", "id: §Town Inf,", "small letters"),
    ("value-wrong", "hexes: [8.3, 8.4]", "hexes: §[8.3]", "at least 2"),
    ("value-wrong", "entrench: 1}", "entrench: §8}", "from 0 to 3"),
    ("number-decimals", "quality: 0.9,", "quality: §0.9876,", "at most 3 decimals, got 0.9876"),
    ("number-decimals", "loading_hours: 4,", "loading_hours: §0.015,", "a multiple of 1/60"),
    ("date-wrong", "start: 2030-05-04", "start: §2031-13-45", "no such day as 2031-13-45"),
    ("date-wrong", "start: 2030-05-04", "start: §9999-12-31", "a day of the years 1000 to 9000, got 9999-12-31"),
    ("date-wrong", "start: 2030-05-04", "start: §0001-01-01", "a day of the years 1000 to 9000, got 0001-01-01"),
    ("exactly-one", "- turn: 4", "- §{turn: 4, before: 2030-05-09}", "got before, turn"),
    ("exactly-one", "side: garrison, type: mortars, at: Sarn, steps: 1}", "side: garrison, type: mortars, at: Sarn}",
     "either 'steps' or 'men'"),
    ("together", "- {places: [Sarn], radius: 1}", "- §{places: [Sarn], from: Sarn}", "belong to 'road'"),
    ("id-unknown", "name: Town battalion, side: garrison", "name: Town battalion, side: §garison",
     "no side 'garison'; did you mean 'garrison'"),
    ("id-unknown", "type: mech_inf", "type: §mech_info", "did you mean 'mech_inf'"),
    ("id-unknown", "first: besiegers", "first: §besieger", "did you mean 'besiegers'"),
    ("id-unknown", "  besiegers:\n    - rest", "  §besieger:\n    - rest", "did you mean 'besiegers'"),
    ("id-unknown", "  garrison: >-", "  §garisson: >-", "did you mean 'garrison'"),
    ("id-duplicate", "id: north_men", "id: §hill_men", "stands in line"),
    ("experiment-vary", "title: The bridge", EXPERIMENT + "{path: §coast.trucks, values: [1, 2]}]}\ntitle: The bridge",
     "there is no 'coast' in the scenario"),
    ("experiment-vary", "title: The bridge", EXPERIMENT + "{path: clock.turns, values: [5, §0]}]}\ntitle: The bridge",
     "expected a whole number from 1 to 1000, got 0"),
    ("experiment-vary", "title: The bridge", EXPERIMENT + "{path: clock.turns, values: §[5, 5]}]}\ntitle: The bridge",
     "a value is given twice"),
    ("id-duplicate", "- id: refuse", "- id: §agree", "the id 'agree' is taken in this event"),
    ("place-unknown", "at: Old Mill, steps", "at: §Old Mil, steps", "did you mean 'Old Mill'"),
    ("place-off-map", 'at: "8.5"', 'at: §"8.9"', "8.9 is off the map: columns run from 0 to 11, rows from 0 to 8"),
    ("place-off-map", "{places: [Sarn], radius: 1}", '{road: mill_track, from: §"0.0", to: Old Mill}', "from the road"),
    ("place-needed", 'at: "8.5"', "at: §{lat: 35.1, lon: 36.2}", "no origin"),
    ("map-size", '"hhr..ggg.rrh"', '§"hhr..ggg.rr"', "expected 12 letters"),
    ("map-size", '      - "hhhr..ggrrhh"\n', "", "expected 9 rows, as many as map.grid.rows says, got 8"),
    ("map-letter", '"hhr..ggg.rrh"', '§"hhr..gxg.rrh"', "what x means"),
    ("map-road-gap", "[8.3, 8.4]", "[8.2, §8.4]", "8.4 is not next to 8.2"),
    ("map-crop", "include:  ", "extent: {columns: §[1, 9], rows: [0, 8]}\ninclude:  ", "must be even"),
    ("map-crop", "include:  ", "extent: {columns: [0, 9], rows: §[0, 9]}\ninclude:  ", "numbers from 0 to 8"),
    ("map-names", "name: Orchard, hex: 4.5", "name: Orchard, hex: §8.3", "same hex as 'Old Mill'"),
    ("cargo-too-much", "{food: 12, ammo: 10}", "§{food: 32, ammo: 10}", "42000 kg, but its trucks take 36000 kg"),
    ("unit-arrival", "steps: 5, arrives: 2030-05-06", "steps: 5, arrives: §2030-05-20", "after the end"),
    ("unit-arrival", "steps: 5, arrives: 2030-05-06", "steps: 5, arrives: §event", "no event brings it"),
    ("stacking", "at: Sarn, steps: 1}", "at: §Sarn, steps: 18}", "23 steps stand in Sarn (6.4), where 20 fit"),
    ("enemies-together", "at: Old Mill, steps: 1}", "at: §Sarn, steps: 1}", "units of both sides stand in Sarn"),
    ("base-held", "at: Old Mill, depot", "at: §Sarn, depot", "there is a base in this hex already, 'sarn_base'"),
    ("base-garrison", "at: Old Mill, depot: true", 'at: "11.0"', "no unit of its side"),
    ("link-self", "fort: 1, stock_t", "fort: 1, links: [{to: §sarn_base, capacity_t_day: 1}], stock_t", "another base"),
    ("base-unfed", "  - {id: sarn_base,", "  - §{id: sarn_base,", "3.4 on the way to Sarn (6.4) is held"),
    ("source-idle", 'at: "11.4", available', 'at: §"11.0", available', "no road leads to it"),
    ("source-blocked", 'garrison, at: "0.4", available', 'garrison, at: §"0.4", available', "reaches nobody: 3.4 on"),
    ("shares-chain", "trucks: 8, payload_t: 1,", "trucks: 8, shares: §coast, payload_t: 1,", "its own side"),
    ("value-wrong", "loading_hours: 2, working_hours: 10", "loading_hours: 2, working_hours: §1", "nothing but load"),
    ("event-never", "- turn: 4", "- §turn: 40", "after the end of the game in turn 9"),
    ("event-never", "- turn: 4", "- §flag: nobody_sets_it", "nothing sets the flag"),
    ("event-never", "- turn: 4", "- §captured: {base: sarn_base, side: garrison}", "holds the base from the start"),
    ("event-never", "- turn: 4", "- §before: 2030-05-04", "no turn is left"),
    ("event-choice", "        historical: true ", "", "mark exactly one choice"),
    ("event-choice", "    decides: garrison\n", "", "say with 'decides'"),
    ("objective-keys", "side: garrison, base: sarn_base, per_day", "side: garrison, per_day", "needs the key 'base'"),
    ("objective-keys", "base: sarn_base, once: 12", "base: sarn_base, once: 12, per_day: §1", "by 'once' only"),
    ("level-order", "least: 9,", "least: 50,", "from the most points to the fewest"),
    ("level-unreachable", "least: 12,", "least: §1200,", "16 points at most"),
    ("level-missing", "name: Victory of the besiegers, winner: besiegers",
     "name: Victory of the besiegers, winner: none", "lets Besiegers win"),
    ("lesson-answers", LEVELS_KEY, LESSON + "answers: §[{text: A, reply: R, right: true}]}\n" + LEVELS_KEY, "1 are"),
    ("lesson-never", LEVELS_KEY, LESSON + "done: [§{turn: 12}]}\n" + LEVELS_KEY, "after the end of the game"),
    ("lesson-never", LEVELS_KEY, LESSON + "done: [§{order: {kind: airdrop}}]}\n" + LEVELS_KEY, "no aircraft for drops"),
    ("lesson-never", LEVELS_KEY, LESSON + "done: [§{stance: {unit: hill_men, stance: escort}}]}\n" + LEVELS_KEY,
     "takes no orders from that side"),
    ("lesson-order", LEVELS_KEY, LESSON + "orders: [§march town_inf]}\n" + LEVELS_KEY, "'march' is no order"),
    ("lesson-order", LEVELS_KEY, LESSON + "orders: [§dig-in town_men]}\n" + LEVELS_KEY, "no unit 'town_men'"),
    ("lesson-order", LEVELS_KEY, LESSON + "orders: [§priority mill_depot 1]}\n" + LEVELS_KEY, "no base or unit"),
    ("id-unknown", LEVELS_KEY, LESSON + "done: [{stands: {unit: §town_if, at: Sarn}}]}\n" + LEVELS_KEY,
     "did you mean 'town_inf'"),
    ("type-wrong", LEVELS_KEY, LESSON + "show: [{control: §end_trun}]}\n" + LEVELS_KEY, "did you mean 'end_turn'"),
    ("exactly-one", LEVELS_KEY, LESSON + "done: [{chosen: §{}}]}\n" + LEVELS_KEY, "either 'unit', 'base' or 'at'"),
    ("unused", EVENT, NEW_EVENT + "when: [turn: 2], then: [§{flag: {name: f}}]}\n", "nothing asks for the flag 'f'"),
    ("uncited", "fictional: true ", "fictional: false ", "say where this is known from"),
    ("loaded-word", "text: Refuse; the", "text: §Refuse the terrorists; the", "'terrorists' takes a side"),
    ("control-twice", "- {columns: [0, 2]}", "- {rest: true}", "both sides claim the rest"),
    ("group-side", "sides:\n", "groups: [{id: g, name: G, side: besiegers}]\nsides:\n", ""),
    ("side-count", "x", "x", ""),
    ("kind-unknown", "format: 1  ", "kind: §scenari\nformat: 1  ", "did you mean 'scenario'"),
    ("format-unknown", "format: 1  ", "format: §2  ", "this program reads 'format: 1'"),
    ("include-missing", "  - shared/ruleset.yaml ", "  - shared/ruleset.yaml\n  - §other.yaml ", "neither beside"),
    ("include-path", "  - shared/ruleset.yaml ", "  - shared/ruleset.yaml\n  - §../other.yaml ", "'..' is not allowed"),
    ("ignore-unknown", "quality: 0.9,\n", "quality: 0.9,  # lifeline-ignore: stackin\n", "did you mean 'stacking'"),
    ("ignore-unused", "quality: 0.9,\n", "quality: 0.9,  # lifeline-ignore: unused\n", "not reported on this line"),
    ("yaml-broken", 'at: "8.5"', 'at: "8.5', ""),
    ("yaml-duplicate-key", "quality: 0.9,", "quality: 0.9, §side: garrison,", "a second time; the first is in line"),
)
SPECIAL = frozenset({"group-side", "side-count"})


@pytest.mark.parametrize(("problem_id", "old", "new", "words"), [c for c in CASES if c[0] not in SPECIAL])
def test_one_mistake_is_found_where_it_is(tmp_path: Path, problem_id: str, old: str, new: str, words: str) -> None:
    text, line, column = changed(old, new)
    loaded = load_file(write(tmp_path, text))
    problems = found(loaded, problem_id)
    assert problems, [str(problem) for problem in loaded.problems]
    if MARK in new:
        assert (line, column) in {(p.line, p.column) for p in problems}, [str(p) for p in loaded.problems]
    assert any(words in p.text for p in problems), [p.text for p in problems]
    assert (loaded.scenario is None) == any(p.level == "error" for p in loaded.problems)


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    """Shape, references and dates in one run, and the mistakes do not hide each other."""
    text = TEMPLATE
    for old, new in (
        ("quality: 0.9,", "qualty: 0.9,"), ("type: mech_inf", "type: mech"), ("start: 2030-05-04", "start: 2030-02-30"),
        ("at: Old Mill, steps", "at: Mill Old, steps"), ("steps: 4, stance", "steps: x, stance"),
        ("kind: take_base", "kind: take_bse"),
    ):
        text, _line, _column = changed(old, new, text)
    ids = sorted(problem.id for problem in load_file(write(tmp_path, text)).errors)
    assert ids == sorted([
        "key-unknown", "id-unknown", "date-wrong", "place-unknown", "type-wrong", "type-wrong",
    ])


def test_sense_is_checked_in_what_is_left_of_a_broken_file(tmp_path: Path) -> None:
    text, _line, _column = changed("quality: 0.9,", "qualty: 0.9,")
    text, line, column = changed("[8.3, 8.4]", f"[8.2, {MARK}8.4]", text)
    loaded = load_file(write(tmp_path, text))
    assert [p.id for p in loaded.errors] == ["map-road-gap", "key-unknown"]
    assert (loaded.errors[0].line, loaded.errors[0].column) == (line, column)


def test_two_files_with_one_id_name_both_lines(tmp_path: Path) -> None:
    write(tmp_path, "format: 1\nkind: part\ngroups:\n  - {id: g, name: G, side: garrison}\n", "part.yaml")
    text, _line, _column = changed("  - shared/ruleset.yaml ", "  - part.yaml\n  - shared/ruleset.yaml ")
    text = text.replace("sides:\n", "groups:\n  - {id: g, name: H, side: garrison}\nsides:\n", 1)
    problems = found(load_file(write(tmp_path, text)), "id-duplicate")
    assert len(problems) == 1
    assert problems[0].file.endswith("x.yaml")
    assert "part.yaml:4" in problems[0].text


def test_parts_may_not_contradict_each_other_but_the_scenario_may(tmp_path: Path) -> None:
    for name, tonnes in (("a.yaml", 600), ("b.yaml", 800)):
        write(tmp_path, f"format: 1\nkind: part\nsupply: {{classes: {{food: bread {tonnes}}}}}\n", name)
    both = load_changed(tmp_path, "  - shared/ruleset.yaml ", "  - a.yaml\n  - b.yaml\n  - shared/ruleset.yaml ")
    assert [p.id for p in both.errors] == ["include-conflict"]
    assert "a.yaml:3" in both.errors[0].text
    text, _line, _column = changed("  - shared/ruleset.yaml ", "  - a.yaml\n  - shared/ruleset.yaml ")
    own = load_file(write(tmp_path, text.replace("supply:\n", "supply:\n  classes: {food: rice}\n", 1)))
    assert own.scenario is not None
    assert own.scenario.class_names[0] == "rice"


def test_a_scenario_is_not_a_part(tmp_path: Path) -> None:
    write(tmp_path, TEMPLATE, "other.yaml")
    loaded = load_changed(tmp_path, "  - shared/ruleset.yaml ", "  - other.yaml\n  - shared/ruleset.yaml ")
    assert [p.id for p in loaded.errors] == ["include-kind"]


def test_a_side_without_units_and_a_group_of_the_other_side(tmp_path: Path) -> None:
    text = re.sub(r"side: besiegers, type", "side: garrison, type", TEMPLATE)
    assert found(load_file(write(tmp_path, text)), "side-count")
    text, _line, _column = changed("sides:\n", "groups: [{id: g, name: G, side: besiegers}]\nsides:\n")
    text, line, column = changed("name: Town mortars, side", f"name: Town mortars, group: {MARK}g, side", text)
    problem = found(load_file(write(tmp_path, text)), "group-side")[0]
    assert (problem.line, problem.column) == (line, column)


def test_a_comment_takes_back_a_warning_on_its_line_only(tmp_path: Path) -> None:
    words = "text: Refuse the terrorists; the town's people stay."
    assert found(load_changed(tmp_path, "text: Refuse; the town's people stay.", words), "loaded-word")
    ignored = load_changed(
        tmp_path, "text: Refuse; the town's people stay.", f"{words}  # lifeline-ignore: loaded-word"
    )
    assert not found(ignored, "loaded-word")
    assert not found(ignored, "ignore-unused")


def test_an_error_cannot_be_ignored(tmp_path: Path) -> None:
    loaded = load_changed(tmp_path, "fictional: true ", "fictional: maybe  # lifeline-ignore: type-wrong\n# ")
    assert [p.id for p in loaded.errors] == ["type-wrong"]
    assert "cannot be ignored" in found(loaded, "ignore-unused")[0].text


def test_a_name_of_two_places_names_neither(tmp_path: Path) -> None:
    text, _line, _column = changed("aliases: [the town]", "aliases: [Orchard]")
    text, line, column = changed('at: "8.5"', f"at: {MARK}Orchard", text)
    problem = found(load_file(write(tmp_path, text)), "place-ambiguous")[0]
    assert (problem.line, problem.column) == (line, column)
    assert found(load_file(write(tmp_path, text.replace("at: Orchard", "at: orchard"))), "place-ambiguous")


def test_names_of_formations_may_hold_any_word(tmp_path: Path) -> None:
    loaded = load_changed(tmp_path, "text: Refuse; the", "text: The Martyrs Brigade refuses; the")
    assert not found(loaded, "loaded-word")


def test_the_nearest_name_is_proposed_whatever_its_case() -> None:
    assert did_you_mean("entrech", ("entrench", "quality")) == "; did you mean 'entrench'?"
    assert did_you_mean("HISH", ("Hish", "Hass")) == "; did you mean 'Hish'?"
    assert did_you_mean("xyzzy", ("entrench", "quality")) == ""


def test_every_problem_has_its_section_and_level_in_the_docs() -> None:
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^### ([a-z0-9-]+)\n\*(\w+)\*", page, re.MULTILINE)) == dict(LEVELS)


def test_every_problem_is_reported_by_some_test() -> None:
    tried = {case[0] for case in CASES} | {problem for _raw, problem in hostile_files().values()}
    tried |= {"place-ambiguous", "include-conflict", "include-kind", "too-many-problems", "traffic-blocked"}
    tried |= {"translation-missing", "translation-unused", "translation-alone"}  # test_translation.py
    assert set(LEVELS) - tried == set()


def test_through_traffic_that_is_barred_is_a_hint(tmp_path: Path) -> None:
    row = (
        'id: t, name: T, side: garrison, entry: "0.4", exit: "11.4", demand_t_day: 10, trucks: 4, payload_t: 5,'
        " loading_hours: 4, working_hours: 10, off_map_minutes: 60, alternative_name: round,"
        " alternative_minutes: 300, alternative_payload_t: 3"
    )
    traffic = f"supply:\n  traffic:\n    - {{{row}}}\n"
    problem = found(load_changed(tmp_path, "supply:\n", traffic), "traffic-blocked")[0]
    assert "is held by 'besiegers'" in problem.text


def test_a_problem_reads_as_file_line_column_level_path_text() -> None:
    report = Report()
    assert read_text("a: 1\na: 2\n", "x.yaml", report) is None
    text = "x.yaml:2:1: error: the key 'a' is here a second time; the first is in line 1 [yaml-duplicate-key]"
    assert str(report.problems[0]) == text
