"""Shipped scenarios kept in the cache: the same as read from their files, and never trusted when anything changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.content import kept as keeping
from game.content import loader
from game.content.kept import kept
from game.content.loader import find, load, opened, resolve
from game.folders import shipped
from game.rules.plain import to_plain


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIFELINE_HOME", str(tmp_path))
    return tmp_path / "cache" / "scenarios"


def only_file(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def test_what_is_kept_is_the_scenario_of_the_files(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, data = opened("the_column")
    assert only_file(cache).name.startswith("the_column.")

    def unwanted(path: Path, *_settings: object) -> None:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(loader, "load_file", unwanted)
    again, kept_data = opened("the_column")
    assert kept_data == data == resolve("the_column")
    assert to_plain(again) == to_plain(first)
    assert again.fingerprint == first.fingerprint
    assert again.lines == first.lines


@pytest.mark.parametrize("damage", [
    lambda text: text.replace('"id"', '"di"', 1), lambda text: text[:-20], lambda text: "", lambda text: text + " ",
])
def test_a_damaged_file_is_not_used(cache: Path, damage: object) -> None:
    expected = resolve("template")
    file = only_file(cache)
    file.write_text(damage(file.read_text()))  # type: ignore[operator]
    assert kept(find("template")) is None
    assert resolve("template") == expected
    assert kept(find("template")) == expected


def test_a_scenario_with_other_numbers_is_not_kept(cache: Path) -> None:
    assert opened("template", (("clock.turns", "5"),))[0].clock.turns == 5
    assert not cache.exists()
    assert opened("template")[0].clock.turns != 5
    assert opened("template", (("clock.turns", "5"),))[0].clock.turns == 5


def test_sound_data_that_are_no_scenario_are_not_used(cache: Path) -> None:
    expected = resolve("template")
    changed = {**expected, "control": "AAAA"}
    keeping.keep(find("template"), changed)
    assert kept(find("template")) == changed
    assert resolve("template") == expected


def test_any_change_of_code_or_content_keeps_it_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve("template")
    before = only_file(cache)
    monkeypatch.setattr(keeping, "_state_of_files", lambda: "changed")
    assert kept(find("template")) is None
    resolve("template")
    assert only_file(cache) != before  # and the old one is gone


def test_the_state_of_files_is_of_every_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("game/content/a.py", "game/rules/b.py", "game/hexes.py", "scenarios/shared/c.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    monkeypatch.setattr(keeping, "ROOT", tmp_path)
    monkeypatch.setattr(keeping, "shipped", lambda kind: tmp_path / kind)
    plain = keeping._state_of_files.__wrapped__
    seen = {plain()}
    for name in ("game/content/a.py", "game/rules/b.py", "game/hexes.py", "scenarios/shared/c.yaml"):
        (tmp_path / name).write_text("TEXT")
        seen.add(plain())
    (tmp_path / "scenarios/d.yaml").write_text("")
    seen.add(plain())
    assert len(seen) == 6


def test_own_scenarios_are_read_every_time_and_a_full_disk_is_no_matter(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text((shipped("scenarios") / "template.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert load(own).scenario is not None
    resolve(own)
    assert not cache.exists()

    def full(*_words: object, **_named: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert resolve("template")["id"] == "template"
