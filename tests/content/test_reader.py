"""Reading: what plain words mean, where values stand, and what hostile files come to."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.content.loader import load_file
from game.content.problems import Report
from game.content.reader import Rows, Table, read_text
from tests.content.hostile import hostile_files
from tests.content.setting import TEMPLATE, load_changed, write


def data_of(text: str) -> Table:
    """Read a text that has no problems."""
    report = Report()
    document = read_text(text, "x.yaml", report)
    assert document is not None, report.problems
    return document.data


def problems_of(text: str) -> list[str]:
    """Return the ids of the problems of a text."""
    report = Report()
    read_text(text, "x.yaml", report)
    return [problem.id for problem in report.problems]


@pytest.mark.parametrize(("text", "value"), [
    ("1", 1), ("-3", -3), ("+3", 3), ("0", 0), ("0.9", Decimal("0.9")), ("20.30", Decimal("20.30")), ("true", True),
    ("False", False), ("null", None), ("~", None), ("", None), ("yes please", "yes please"), ("'no'", "no"),
    ('"010"', "010"), ("2012-10-08", "2012-10-08"), ("20.26a", "20.26a"), ("-", None), ("a: b", {"a": "b"}),
    ("y", "y"), ("n", "n"), ("0.8", Decimal("0.8")), ("hello", "hello"),
])
def test_plain_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    if text == "-":
        assert data_of("x:\n  -\n")["x"] == [None]
    elif ": " in text:
        assert data_of(f"x: {{{text}}}\n")["x"] == value
    else:
        assert data_of(f"x: {text}\n")["x"] == value


def test_a_hex_keeps_the_zero_at_its_end() -> None:
    """20.30 is column 20, row 30, not 20.3."""
    assert str(data_of("x: 20.30\n")["x"]) == "20.30"


@pytest.mark.parametrize("word", [
    "yes", "No", "ON", "off", "010", "-07", "0x1F", "0o17", "0b1", "12:30", "1:20:30", "1_000", "1e3", "1.5e-3", ".5",
    "5.", ".inf", "-.INF", ".NaN", "007.5",
])
def test_words_that_programs_read_differently_are_refused(word: str) -> None:
    assert problems_of(f"x: {word}\n") == ["yaml-ambiguous"]
    assert problems_of(f"{word}: x\n") == ["yaml-ambiguous"]
    assert problems_of(f"x: '{word}'\n") == []


def test_values_know_their_lines_and_columns() -> None:
    data = data_of("a: 1\nb:\n  - x\n  - {c: 2}\n")
    assert data.value_marks["a"] == ("x.yaml", 1, 4)
    assert data.key_marks["b"] == ("x.yaml", 2, 1)
    rows = data["b"]
    assert isinstance(rows, Rows)
    assert rows.value_marks == [("x.yaml", 3, 5), ("x.yaml", 4, 5)]
    assert rows[1].key_marks["c"] == ("x.yaml", 4, 6)


def test_several_mistakes_of_reading_are_found_in_one_pass() -> None:
    text = "a: &x 1\nb: *x\nc: !t 1\nd: 010\na: 2\ne: {<<: 3}\n"
    assert problems_of(text) == [
        "yaml-alias", "yaml-alias", "yaml-tag", "yaml-ambiguous", "yaml-duplicate-key", "yaml-merge",
    ]


def test_a_mark_of_byte_order_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEMPLATE.replace("\n", "\r\n").encode())
    assert load_file(path).scenario is not None


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    report = Report()
    assert (read_text(text, "x.yaml", report) is None) == bool(report.problems)


@given(st.text(alphabet="{}[]:-?,&*!|>'\"%@` \n\tab01.<#~", max_size=60))
def test_no_yaml_like_text_breaks_the_reader(text: str) -> None:
    report = Report()
    assert (read_text(text, "x.yaml", report) is None) == bool(report.problems)


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all hostile files, a link that leads out, a pipe and a folder with the name of a file."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (raw, _problem) in hostile_files().items():
        (folder / f"{name}.yaml").write_bytes(raw)
    (folder / "folder.yaml").mkdir()
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("format: 1\nkind: part\n", encoding="utf-8")
    if sys.platform != "win32":
        (folder / "link.yaml").symlink_to(outside)
        os.mkfifo(folder / "pipe.yaml")
    return folder


@pytest.mark.parametrize("name", hostile_files())
def test_a_hostile_file_is_refused_with_its_sentence(hostile_folder: Path, name: str) -> None:
    if sys.platform == "win32" and name in ("include_link", "include_pipe"):
        pytest.skip("needs links and pipes")
    loaded = load_file(hostile_folder / f"{name}.yaml")
    assert loaded.scenario is None
    assert hostile_files()[name][1] in {problem.id for problem in loaded.errors}
    for problem in loaded.problems:
        assert len(problem.text) < 400
        assert "Traceback" not in problem.text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured as Linux counts it")
def test_hostile_files_together_take_less_than_200_mb(hostile_folder: Path) -> None:
    """All of them in one process: no more than 200 MB resident, and no more than a second of processor time each."""
    script = (
        "import re, resource, sys, pathlib\n"
        f"resource.setrlimit(resource.RLIMIT_CPU, ({len(hostile_files())}, {len(hostile_files())}))\n"
        "from game.content.loader import load_file\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).glob('*.yaml')):\n"
        "    assert load_file(path).scenario is None, path\n"
        # not ru_maxrss: a child counts the memory its parent had when it was forked
        "print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
    )
    command = [sys.executable, "-c", script, str(hostile_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200_000


def test_a_file_that_is_changed_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, TEMPLATE)
    first = load_file(path).scenario
    path.write_text(TEMPLATE.replace("title: The bridge at Sarn", "title: The longer bridge at Sarn"), encoding="utf-8")
    second = load_file(path).scenario
    assert first is not None
    assert second is not None
    assert second.title == "The longer bridge at Sarn"
    assert load_changed(tmp_path, "steps: 4, stance", "steps: 3, stance").scenario is not None
