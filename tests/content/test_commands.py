"""The commands about files, the generated schemas and the tutorial."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from game import InputError
from game.content.commands import new, schema, validate
from game.content.loader import load_file
from game.content.reference import fields_text, schema_text
from game.content.schema import KINDS
from game.folders import ROOT
from game.rules.engine import apply, start
from game.rules.orders import EndPhase
from tests.content.setting import TEMPLATE, write


@pytest.mark.parametrize("kind", KINDS)
def test_committed_schemas_are_fresh(kind: str) -> None:
    """When this fails: python -m game.content.reference."""
    known = next(k for k in KINDS if k == kind)
    text = (ROOT / "scenarios" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert text == schema_text(known)


def test_the_field_reference_is_fresh() -> None:
    """When this fails: python -m game.content.reference."""
    assert (ROOT / "docs" / "fields.md").read_text(encoding="utf-8") == fields_text()


def test_every_field_of_the_schema_is_described() -> None:
    for kind in KINDS:
        whole = json.loads(schema_text(kind))
        for name, model in {**whole["$defs"], kind: whole}.items():
            for key, field in model.get("properties", {}).items():
                assert field.get("description") or "$ref" in field, f"{kind}: {name}.{key}"


def test_shipped_files_name_their_schema() -> None:
    for path in sorted((ROOT / "scenarios").rglob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        modelines = [line for line in lines[:3] if line.startswith("# yaml-language-server: $schema=")]
        assert modelines, path
        target = path.parent / modelines[0].partition("=")[2]
        assert target.is_file(), path


def test_validate_says_how_many_and_ends_with_1_where_there_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, TEMPLATE, "good.yaml")
    write(tmp_path, TEMPLATE.replace("quality: 0.9,", "qualty: 0.9,"), "bad.yaml")
    assert validate([tmp_path / "good.yaml"], False) == 0
    assert validate([tmp_path], False) == 1
    shown = capsys.readouterr()
    assert re.search(r"bad\.yaml:\d+:\d+: error: units\[town_inf\]\.qualty: there is no key 'qualty' here", shown.out)
    assert "2 files: 1 error, 2 hints." in shown.err


def test_validate_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, TEMPLATE.replace("quality: 0.9,", "qualty: 0.9,"))
    assert validate([path], True) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["files"] == [str(path)]
    errors = [p for p in printed["problems"] if p["level"] == "error"]
    assert [(p["id"], p["file"], p["path"]) for p in errors] == [("key-unknown", str(path), "units[town_inf].qualty")]


def test_a_part_is_checked_with_the_scenario_that_includes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake in a part is reported once, whether the part is named too or not; alone, its references are free."""
    write(tmp_path, TEMPLATE.replace("clock:\n", "  - part.yaml\nclock:\n", 1), "whole.yaml")
    row = "{id: u, name: U, side: garrison, type: militia, at: Sarn, steps: 1, colour: red}"
    write(tmp_path, f"format: 1\nkind: part\nunits:\n  - {row}\n", "part.yaml")
    assert validate([tmp_path], False) == 1
    assert capsys.readouterr().out.count("no key 'colour'") == 1
    assert validate([tmp_path / "part.yaml"], False) == 1
    out = capsys.readouterr().out
    assert out.count("error") == 1
    assert "units[u].colour" in out


def test_validate_of_a_folder_without_scenarios_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.yaml file"):
        validate([tmp_path], False)


def test_validate_of_a_missing_file_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate([tmp_path / "nothing.yaml"], False) == 1
    assert "no such file" in capsys.readouterr().out


def test_validate_of_a_folder_that_cannot_be_read_whole_does_not_say_that_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new(tmp_path / "mine.yaml")
    new(tmp_path / "shut" / "other.yaml")
    scandir = os.scandir

    def refused(path: str) -> Any:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refused)
    with pytest.raises(PermissionError, match="shut"):
        validate([tmp_path], False)


def test_new_writes_a_scenario_that_loads_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/lifeline"])
    path = tmp_path / "new" / "mine.yaml"
    assert new(path) == 0
    assert f"\n  lifeline validate {path} " in capsys.readouterr().out
    assert load_file(path).scenario is not None
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=file:")
    before = path.read_bytes()
    with pytest.raises(InputError, match="exists already"):
        new(path)
    assert path.read_bytes() == before
    with pytest.raises(InputError, match=r"mine\.yaml"):
        new(tmp_path / "mine.txt")
    with pytest.raises(InputError, match="cannot be written"):
        new(path / "mine.yaml")


def test_schema_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schema(None) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["title"] == "Lifeline scenario"
    assert schema(tmp_path / "s.json") == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == printed


def test_the_tutorial_ends_in_a_played_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its steps are done as they are written, up to the last turn of the game."""
    page = (ROOT / "docs" / "modding.md").read_text(encoding="utf-8")
    tutorial = page.partition("## Tutorial")[2].partition("## How a file is put together")[0]
    path = tmp_path / "my_first.yaml"
    new(path)
    monkeypatch.chdir(tmp_path)
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("quality: 0.9,", "qualty: 0.9,", 1), encoding="utf-8")
    capsys.readouterr()
    assert validate([Path("my_first.yaml")], False) == 1
    assert capsys.readouterr().out.strip() in tutorial
    path.write_text(good, encoding="utf-8")
    write(tmp_path, "\n".join(re.findall(r"```yaml\n(.*?)```", tutorial, re.DOTALL)), "my_forces.yaml")
    text = path.read_text(encoding="utf-8").replace("clock:\n", "  - my_forces.yaml\nclock:\n", 1)
    path.write_text(text, encoding="utf-8")
    assert validate([Path("my_first.yaml")], False) == 0
    told = capsys.readouterr().out
    for shown in re.findall(r"^my_forces\.yaml:\d+:\d+: .*$", tutorial, re.MULTILINE):
        assert shown in told
    text = text.replace("name: Hill fighters,", "name: Hill fighters, group: hill_council,", 1)
    text = text.replace("- truce: {turns: 2}", "- truce: {turns: 2}\n          - flag: {name: hall_empty}", 1)
    path.write_text(text, encoding="utf-8")
    loaded = load_file(path)
    assert loaded.scenario is not None
    assert not [p for p in loaded.problems if p.file.endswith("my_forces.yaml")]
    step = start(loaded.scenario, 3)
    while step.state.outcome is None:
        step = apply(step.state, EndPhase())
    assert "riders_first" in step.state.by_id
