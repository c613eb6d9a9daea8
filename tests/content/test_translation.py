"""Translations of scenarios: read beside the files, told by the value, kept in saves, and never part of the game."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from game import InputError
from game.content import commands
from game.content import loader as loading
from game.content.commands import translate, validate
from game.content.loader import Loaded, from_resolved, load, load_file, own_names, require, resolved_of, shipped_names
from game.folders import ROOT, find_folders, shipped
from game.rules.narrate import HOLDS_ALL, ending_words
from game.rules.scenario import Scenario
from game.rules.spoken import as_written, spoken
from game.rules.words import texts_of
from game.text import use_language
from tests.content.setting import MARK, TEMPLATE, found, write

HEAD = "format: 1\nkind: translation\nlanguage: fr\ntexts:\n"
ROW = '  - {from: "Town battalion", to: "Bataillon de la ville"}\n'


def beside(folder: Path, text: str, name: str = "x.fr.yaml") -> Loaded:
    """Load the template with a translation beside it."""
    write(folder, TEMPLATE)
    write(folder, text.replace(MARK, ""), name)
    return load_file(folder / "x.yaml")


def unit(scenario: Scenario) -> str:
    return scenario.order_of_battle["town_inf"].name


# ------------------------------------------------------------------ told


def test_a_scenario_is_told_in_the_language_in_use_and_back(tmp_path: Path, french: None) -> None:
    written = beside(tmp_path, HEAD + ROW).scenario
    assert written is not None
    told = spoken(replace(written, fog=False))
    assert (unit(written), unit(told)) == ("Town battalion", "Bataillon de la ville")
    assert (told.fingerprint, told.fog) == (written.fingerprint, False)
    assert spoken(told) is not told and unit(spoken(told)) == unit(told)
    assert as_written(told, "Bataillon de la ville") == "Town battalion"
    assert as_written(told, "Sarn") == "Sarn"
    use_language("en")
    assert spoken(written) is written
    again = spoken(told)
    assert (unit(again), again.fog, again.written) == ("Town battalion", False, None)


def test_only_texts_change(tmp_path: Path, french: None) -> None:
    """A translation of what is an id as well, and of everything, changes names and prose and nothing else."""
    rows = "".join(f"  - {{from: {json.dumps(text)}, to: {json.dumps('ü' + text)}}}\n"
                   for text in (*sorted(texts_of(require("template")) - {""}), "town_inf", "infantry"))
    told = spoken(_built(beside(tmp_path, HEAD + rows)))
    written = told.written
    assert written is not None
    assert list(_differences(written, told)) == []
    assert unit(told) == "üTown battalion" and told.briefing[0][1].startswith("ü")
    assert resolved_of(told) == resolved_of(written)


def _built(loaded: Loaded) -> Scenario:
    assert loaded.scenario is not None, [str(problem) for problem in loaded.problems]
    return loaded.scenario


def _differences(old: Any, new: Any, path: str = "scenario") -> Iterator[str]:
    """Yield where two values differ otherwise than by a text that is translated."""
    if is_dataclass(old) and not isinstance(old, type):
        for field in fields(old):
            if field.name not in ("written", "translations", "lines"):
                yield from _differences(getattr(old, field.name), getattr(new, field.name), f"{path}.{field.name}")
    elif isinstance(old, tuple):
        assert len(old) == len(new), path
        for number, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _differences(a, b, f"{path}[{number}]")
    elif old != new and not (isinstance(old, str) and new == "ü" + old):
        yield f"{path}: {old!r} is {new!r}"


def test_a_save_tells_its_scenario_without_the_files(tmp_path: Path, french: None) -> None:
    written = _built(beside(tmp_path, HEAD + ROW))
    data = json.loads(json.dumps(resolved_of(spoken(written))))
    assert data == resolved_of(written)
    assert unit(spoken(from_resolved(data))) == "Bataillon de la ville"


def test_what_no_text_of_the_scenario_needs_is_not_carried_along() -> None:
    small, large = require("first_convoy"), require("siege_of_wadi_deif")
    for scenario in (small, large):
        assert {text for row in scenario.translations for text, _told in row.texts} <= texts_of(scenario)


def test_a_kept_ending_is_english_and_told_in_french(french: None) -> None:
    scenario = spoken(require("first_convoy"))
    side, base = scenario.sides[1], scenario.bases[0]
    kept = HOLDS_ALL.format(side=as_written(scenario, side.name), bases=as_written(scenario, base.name))
    assert kept == "Blockers holds Middle post."
    assert ending_words(scenario, kept) == "Barrage tient Poste central."


# ------------------------------------------------------------------ problems


@pytest.mark.parametrize(("problem_id", "text", "words"), [
    ("translation-unused", HEAD + '  - {from: §"Town batalion", to: "B"}\n', "did you mean 'Town battalion'"),
    ("id-duplicate", HEAD + ROW + ROW.replace('"Town', '§"Town'), "translated already"),
    ("value-wrong", f'{HEAD}  - {{from: "Town battalion", to: §"{"B" * 121}"}}\n', "at most 120 characters"),
    ("value-wrong", HEAD.replace("fr", "§de") + ROW, "expected 'fr', as the file is called x.fr.yaml"),
    ("type-wrong", HEAD.replace("fr", "§French") + ROW, "the code of a language"),
    ("key-unknown", HEAD + '  - {from: "Town battalion", §too: "B", to: ""}\n', "did you mean 'to'"),
    ("kind-unknown", "format: 1\nkind: §part\n", "by its name this file is a translation"),
])
def test_a_mistake_is_found_where_it_is_and_the_scenario_loads(tmp_path: Path, problem_id: str, text: str,
                                                               words: str) -> None:
    before = text.partition(MARK)[0]
    loaded = beside(tmp_path, text)
    problem = next(row for row in found(loaded, problem_id) if row.file.endswith("x.fr.yaml"))
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert words in problem.text
    assert unit(_built(loaded)) == "Town battalion"


def test_what_is_not_translated_is_said_where_it_stands(tmp_path: Path) -> None:
    loaded = beside(tmp_path, HEAD + ROW + '  - {from: "Town mortars", to: ""}\n')
    missing = {problem.path: problem for problem in found(loaded, "translation-missing")}
    assert "units[town_inf].name" not in missing
    assert "x.fr.yaml has no translation" in missing["units[town_mortars].name"].text
    line = missing["units[town_mortars].name"].line
    assert "Town mortars" in TEMPLATE.splitlines()[line - 1]
    assert {"title", "briefing.garrison", "events[market_truce].choices[agree].text"} <= set(missing)
    assert not found(load_file(write(tmp_path, TEMPLATE, "alone.yaml")), "translation-missing")


def test_a_translation_is_looked_at_with_its_file_or_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(tmp_path, HEAD + ROW + '  - {from: "Nobody", to: "B"}\n')
    assert validate([tmp_path], False) == 0
    together = capsys.readouterr().out
    assert together.count("translation-unused") == 1
    assert validate([tmp_path / "x.fr.yaml"], False) == 0
    alone = capsys.readouterr().out
    assert "translation-unused" in alone and "translation-missing" in alone and "base-unfed" not in alone
    write(tmp_path, HEAD + ROW, "nothing.fr.yaml")
    assert [p.id for p in load_file(tmp_path / "nothing.fr.yaml").errors] == ["translation-alone"]
    text = TEMPLATE.replace("  - shared/ruleset.yaml", "  - x.fr.yaml\n  - shared/ruleset.yaml", 1)
    assert [p.id for p in load_file(write(tmp_path, text, "y.yaml")).errors] == ["include-kind"]


def test_a_part_has_its_own_and_the_scenario_has_the_say(tmp_path: Path, french: None) -> None:
    write(tmp_path, "format: 1\nkind: part\ngroups:\n  - {id: g, name: Hill council, side: garrison}\n"
                    "  - {id: h, name: Sarn, side: garrison}\n", "part.yaml")
    write(tmp_path, HEAD + "  - {from: Hill council, to: Conseil}\n  - {from: Sarn, to: Wrong}\n", "part.fr.yaml")
    write(tmp_path, TEMPLATE.replace("  - shared/ruleset.yaml", "  - part.yaml\n  - shared/ruleset.yaml", 1))
    write(tmp_path, HEAD + "  - {from: Sarn, to: Sarne}\n", "x.fr.yaml")
    loaded = load_file(tmp_path / "x.yaml")
    assert [group.name for group in spoken(_built(loaded)).groups][-2:] == ["Conseil", "Sarne"]
    assert {file.name for file in loaded.files} >= {"x.yaml", "x.fr.yaml", "part.yaml", "part.fr.yaml"}


# ------------------------------------------------------------------ the command


def test_translate_writes_every_text_and_keeps_what_is_translated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = write(tmp_path, TEMPLATE), tmp_path / "x.fr.yaml"
    assert translate(path, "fr") == 0
    texts = yaml.safe_load(target.read_text(encoding="utf-8"))["texts"]
    left = f"{len(texts)} texts stand empty under `to`."
    assert left in capsys.readouterr().out and left in (ROOT / "docs" / "modding.md").read_text(encoding="utf-8")
    loaded = load_file(path)
    assert not found(loaded, "translation-unused")
    assert len(found(loaded, "translation-missing")) == len(texts)
    empty = 'from: "Town battalion"\n    to: ""'
    text = target.read_text(encoding="utf-8")
    assert text.count(empty) == 1
    target.write_text(text.replace(empty, empty[:-1] + 'Bataillon de la ville"'), encoding="utf-8")
    path.write_text(TEMPLATE.replace("Town mortars", "Mortars"), encoding="utf-8")
    assert translate(path, "fr") == 0
    again = {row["from"]: row["to"] for row in yaml.safe_load(target.read_text(encoding="utf-8"))["texts"]}
    assert again["Town battalion"] == "Bataillon de la ville"
    assert "Town mortars" not in again and again["Mortars"] == ""
    path.write_text(TEMPLATE.replace("Town battalion", "Town men"), encoding="utf-8")
    translate(path, "fr")
    assert '# gone: "Town battalion": "Bataillon de la ville"' in target.read_text(encoding="utf-8")
    translate(path, "fr")
    path.write_text(TEMPLATE, encoding="utf-8")
    translate(path, "fr")
    again = {row["from"]: row["to"] for row in yaml.safe_load(target.read_text(encoding="utf-8"))["texts"]}
    assert again["Town battalion"] == "Bataillon de la ville", "a text that comes back has its translation again"


def test_translate_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    path = write(tmp_path, TEMPLATE)
    with pytest.raises(InputError, match="not the code"):
        translate(path, "French")
    with pytest.raises(InputError, match="no file of a scenario"):
        translate(write(tmp_path, HEAD + ROW, "x.fr.yaml"), "de")
    write(tmp_path, "texts: [\n", "x.fr.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        translate(path, "fr")


# ------------------------------------------------------------------ what is shipped


def test_translations_are_no_scenarios_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(name.endswith(".fr") for name in shipped_names())
    monkeypatch.setattr(loading, "find_folders", lambda: replace(find_folders(), mods=tmp_path))
    for name in ("mine.yaml", "mine.fr.yaml", "of.two.yaml", "my own.yaml"):
        write(tmp_path, TEMPLATE, name)
    assert own_names() == ("mine", "my own", "of.two")
    assert [load(name).scenario is not None for name in own_names()] == [True, True, True]


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_are_whole_in_french(name: str) -> None:
    loaded = load(name)
    lacking = [str(problem) for problem in loaded.problems if problem.id.startswith("translation")]
    assert lacking == []
    untold = {file for file in loaded.files if not re.search(r"\.fr\.yaml$", file.name)
              and file.name != "ruleset.yaml" and not file.with_suffix(".fr.yaml").is_file()}
    assert untold == set()


def test_shipped_translations_are_as_the_command_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that running it after a change of a scenario shows that change alone; on a copy that nobody else reads."""
    home = shutil.copytree(shipped("scenarios"), tmp_path / "scenarios")
    monkeypatch.setattr(commands, "shipped", lambda _name: home)
    for path in sorted(home.rglob("*.fr.yaml")):
        before = path.read_text(encoding="utf-8")
        assert translate(path.with_name(path.name.replace(".fr.yaml", ".yaml")), "fr") == 0
        assert path.read_text(encoding="utf-8") == before, path.name
