"""The command `study` from end to end: rows, resuming, a real kill, refusals in one sentence, and a page of its own."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from game.cli import main
from game.content.loader import load, require
from game.folders import ROOT
from game.rules.spoken import spoken, told
from game.study import plan, tables
from game.text import use_language

VARY = ("--vary", "supply.sources.coast.trucks=3,6", "--vary", "clock.turns=3,4")
SMALL = ("study", "template", "--runs", "2", "--workers", "2", *VARY)


def study(folder: Path, *words: str) -> int:
    return main([*(words or SMALL), "--out", str(folder)])


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study, played once."""
    folder = tmp_path_factory.mktemp("study") / "small"
    assert study(folder) == 0
    return folder


def rows(folder: Path, name: str = "runs.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_a_row_for_each_game_with_seed_and_values(done: Path) -> None:
    found = rows(done)
    assert [(row["variant"], row["seed"]) for row in found] == [(str(v), str(s)) for v in range(4) for s in (1, 2)]
    assert [(row["supply.sources.coast.trucks"], row["clock.turns"]) for row in found[::2]] == [
        ("3", "3"), ("3", "4"), ("6", "3"), ("6", "4")]
    assert all(row["turns_played"] <= row["clock.turns"] for row in found)
    assert {row["winner"] for row in found} <= {"garrison", "besiegers", ""}


def test_there_is_a_row_for_each_dawn_and_the_end(done: Path) -> None:
    first = [row for row in rows(done, "turns.csv") if (row["variant"], row["seed"]) == ("0", "1")]
    assert [row["day"] for row in first] == ["0", "1", "2", "3"]
    assert float(first[-1]["net"]) == float(rows(done)[0]["points.net"])


def test_the_sidecar_has_versions_and_hashes(done: Path) -> None:
    described = json.loads((done / "study.json").read_text(encoding="utf-8"))
    assert described["rows"] == 8 and described["runs"] == 2
    assert described["rows_sha256"] == sha256((done / "runs.csv").read_bytes()).hexdigest()
    assert len({variant["fingerprint"] for variant in described["variants"]}) == 4
    assert described["versions"]["python"].startswith("3.") and len(described["code"]) == 64


def test_parquet_says_the_same(done: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(done / "runs.parquet")
    assert table.column_names == list(rows(done)[0])
    assert [str(value) for value in table["points.net"].to_pylist()] == [row["points.net"] for row in rows(done)]
    assert table["supply.sources.coast.trucks"].to_pylist() == [3, 3, 3, 3, 6, 6, 6, 6]


def test_without_pyarrow_there_is_csv_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: Path) -> None:
    runs = [json.loads(line) for line in (done / "runs.jsonl").read_text(encoding="ascii").splitlines()]
    made = plan.make_plan("template", [word for word in VARY if word != "--vary"], {}, 2, 1)
    monkeypatch.setattr(tables, "find_spec", lambda _name: None)
    written, digest = tables.write_tables(tmp_path, tables.in_order(runs), made.variants)
    assert [path.name for path in written] == ["runs.csv", "turns.csv"]
    assert digest == sha256((done / "runs.csv").read_bytes()).hexdigest()


def test_the_page_is_one_file_and_says_how_to_read_it(done: Path) -> None:
    page = (done / "study.html").read_text(encoding="utf-8")
    targets = re.findall(r"(?:src|href)=[\"']([^\"']*)|url\([\"']?([^\"')]*)", page)
    assert targets and all((a or b).startswith(("#", "data:")) for a, b in targets), "a link that leads outward"
    assert "http" not in page
    for part in re.split(r"<section ", page)[1:]:
        assert "<svg" not in part or "How to read it." in part, part[:60]
    for name in ("outcomes", "points", "held", "routes", "sensitivity", "convoys", "method"):
        assert f'id="{name}"' in page, name
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "two things of one name"


def test_the_page_speaks_the_language_in_use_and_the_tables_stay_as_they_are(done: Path, french: None) -> None:
    before = {path.name: path.read_bytes() for path in done.iterdir() if path.suffix in (".csv", ".json")}
    assert study(done) == 0
    page, names = (done / "study.html").read_text(encoding="utf-8"), [side.name for side in
                                                                      spoken(require("template")).sides]
    use_language("en")
    assert study(done) == 0
    assert {path.name: path.read_bytes() for path in done.iterdir() if path.suffix in (".csv", ".json")} == before
    assert all(name in page for name in names)
    assert 'lang="fr"' in page
    drawn = "".join(re.findall("<svg.*?</svg>", page, re.DOTALL))
    assert re.search(r">[−]?\d+,\d+<", drawn) and not re.search(r">[−]?\d+\.\d+<", drawn)


def test_a_study_that_a_scenario_proposes_is_told_in_the_language_in_use(french: None) -> None:
    road = load("siege_of_wadi_deif").experiments[0]
    in_french = told(road, road.translations)
    assert (in_french.title, in_french.id) == ("La route militaire", road.id)
    use_language("en")
    assert told(road, road.translations) == road


def test_a_finished_study_is_not_played_again(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in done.iterdir()}
    assert study(done) == 0
    assert {path.name: path.read_bytes() for path in done.iterdir()} == before
    assert "games played" not in capsys.readouterr().err


def test_a_later_program_may_make_the_page_of_a_finished_study_but_not_go_on_with_another(
    tmp_path: Path, done: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copy"
    copytree(done, folder)
    (folder / "study.html").unlink()
    monkeypatch.setattr(plan, "code_hash", lambda: "of other rules")
    assert study(folder) == 0
    assert (folder / "study.html").read_bytes() == (done / "study.html").read_bytes()
    assert (folder / "study.json").read_bytes() == (done / "study.json").read_bytes(), "the rules it was played by"
    capsys.readouterr()
    assert study(folder, "study", "template", "--runs", "3", *VARY) == 1
    assert "the rules or the opponent have changed since it was begun" in capsys.readouterr().err


def test_other_numbers_need_another_folder(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, sentence in (
        (("study", "template", "--runs", "2", "--vary", "clock.turns=3,4"), "another study: it varies other numbers"),
        (("study", "template", "--runs", "2", "--seed", "5", *VARY), "its first seed is another"),
        (("study", "template", "--runs", "2", "--level", "garrison=drill", *VARY), "at other levels"),
        (("study", "template", "--runs", "1", *VARY), "holds a study of 2 runs"),
    ):
        assert study(done, *words) == 1
        assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(("words", "code", "sentence"), [
    (("study", "template", "--vary", "supply.sources.coast.truks=3"), 1, "did you mean 'trucks'?"),
    (("study", "template", "--vary", "clock.turns=0,4"), 1, "expected a whole number from 1 to 1000, got 0"),
    (("study", "template", "--vary", "clock.turns"), 1, "--vary expects PATH=V1,V2"),
    (("study", "template", "--experiment", "x"), 1, "no experiment 'x' in The bridge at Sarn; it declares none."),
    (("study", "siege_of_wadi_deif", "--experiment", "road"), 1, "it declares military-road, aleppo-traffic, airdrops"),
    (("study", "template", "--level", "garrison=best"), 1, "There is no level 'best'"),
    (("study", "template", "--trajectories", "3"), 1, "two values or more"),
    (("study", "templat"), 1, "did you mean 'template'?"),
    (("study", "template", "--runs", "0"), 2, "expected a whole number from 1 to 999999"),
    (("study", "template", "--workers", "1", "--dask", "tcp://x:1"), 2, "not allowed with argument"),
])
def test_a_mistake_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, sentence: str
) -> None:
    try:
        found = study(tmp_path / "new", *words)
    except SystemExit as stopped:
        found = int(stopped.code or 0)
    error = capsys.readouterr().err
    assert (found, error.count("\n")) == (code, 1), error
    assert sentence in error


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert study(tmp_path) == 1
    assert "is not empty and holds no study" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("text", [
    '{"name": "my own"}', "[]", "[" * 200_000, '{"kind": "lifeline-study", "format": 1, "runs": "many"}',
])
def test_a_description_of_something_else_is_not_written_over(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "study.json").write_text(text, encoding="utf-8")
    assert study(tmp_path) == 1
    assert "study.json is no description of a study; name a new folder" in capsys.readouterr().err
    assert (tmp_path / "study.json").read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["study.json"]


def test_more_runs_go_on_with_what_is_there(tmp_path: Path, done: Path) -> None:
    """A study of one run of each variant, put together from the first games of another, grows to two."""
    folder = tmp_path / "more"
    folder.mkdir()
    lines = (done / "runs.jsonl").read_bytes().splitlines(keepends=True)
    kept = b"".join(line for line in lines if json.loads(line)["seed"] == 1)
    (folder / "runs.jsonl").write_bytes(kept)
    described = json.loads((done / "study.json").read_text(encoding="utf-8"))
    (folder / "study.json").write_text(json.dumps({**described, "runs": 1}), encoding="utf-8")
    assert study(folder) == 0
    grown = (folder / "runs.jsonl").read_bytes()
    assert grown.startswith(kept) and grown.count(b"\n") == 8
    assert (folder / "runs.csv").read_bytes() == (done / "runs.csv").read_bytes()


def test_a_study_that_was_killed_goes_on_without_a_game_lost_or_doubled(tmp_path: Path) -> None:
    words = ["study", "template", "--runs", "8", "--workers", "2", "--vary", "clock.turns=3,4", "--out"]
    folder = tmp_path / "killed"
    child = subprocess.Popen([sys.executable, "main.py", *words, str(folder)], cwd=ROOT, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    journal = folder / "runs.jsonl"
    while child.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") < 3):
        time.sleep(0.02)
    workers = children_of(child.pid)
    child.kill()
    child.wait()
    kept = journal.read_bytes().count(b"\n")
    assert child.returncode != 0 and 3 <= kept < 16, "it was to be killed in the middle"
    with journal.open("ab") as file:
        file.write(b'{"figures":{"torn')
    assert main([*words, str(folder)]) == 0
    assert main([*words, str(tmp_path / "whole")]) == 0
    assert (folder / "runs.csv").read_bytes() == (tmp_path / "whole" / "runs.csv").read_bytes()
    assert (folder / "turns.csv").read_bytes() == (tmp_path / "whole" / "turns.csv").read_bytes()
    assert journal.read_bytes().count(b"\n") == 16
    assert not [pid for pid in workers if is_running(pid)], "workers must end with the process that began them"


def children_of(pid: int) -> list[int]:
    """Return the processes that a process began, where the system tells."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def is_running(pid: int) -> bool:
    """Say whether a process still runs; one that has ended and waits to be counted does not."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
