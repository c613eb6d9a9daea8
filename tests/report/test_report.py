"""The after-action report: figures that add up to the game's own, turning points where they were put, one page."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from game.ai.levels import DRILL, STANDARD
from game.cli import main
from game.content.loader import require, resolved_of
from game.report import turning
from game.report.chronicle import chronicle
from game.report.course import CAUSES, BaseFigures, Course, harm_by_cause, men_lost, storm_odds
from game.rules import combat
from game.rules.orders import Attack, EndPhase
from game.session import Options, Session, load, play_out


def played(scenario: str, turns: int, level: str = STANDARD, seed: int = 1) -> Session:
    """Return a game that the computer has played for some turns, which is all it has."""
    short = require(scenario, (("clock.turns", str(turns)),))
    session = Session(resolved_of(short), seed, Options(players=(level, level)))
    for _state in play_out(session):
        pass
    return session


@pytest.fixture(scope="module")
def session() -> Session:
    return played("template", 9, seed=2)


@pytest.fixture(scope="module")
def course(session: Session) -> Course:
    return Course(session)


@pytest.fixture(scope="module")
def saved(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "game.jsonl"
    session.save_as(path)
    session.close()
    return path


def test_every_dawn_and_the_end_are_there(session: Session, course: Course) -> None:
    turns = session.state.turn
    assert [dawn.state.turn for dawn in course.dawns] == [*range(1, turns + 1), turns]
    assert course.dates[0] == date(2030, 5, 4) and course.dates[-1] == session.scenario.clock.date_of(turns + 1)
    told = [event for dawn in course.dawns for event in dawn.events]
    assert told == [event for _turn, event in session.log], "every event once, in order"


def test_losses_by_cause_add_up_to_what_the_game_counted(session: Session, course: Course) -> None:
    lost = men_lost(course)
    assert set(lost[0]) | set(lost[1]) <= set(CAUSES)
    for side, standing in enumerate(session.state.standings):
        assert sum(lost[side].values()) == standing.killed + standing.wounded + standing.captured
    assert sum(lost[0].values()) > 0
    for side, harm in enumerate(harm_by_cause(course)):
        assert sum(harm.values()) == session.state.standings[side].harm


def test_odds_are_those_of_an_assault_by_all_who_are_near(course: Course) -> None:
    state = course.dawns[0].state
    base = state.base("sarn_base")
    near = tuple(unit.id for unit in state.units if unit.side != base.side and unit.hex >= 0
                 and state.scenario.map.grid.distance(unit.hex, base.hex) <= 2
                 and state.scenario.unit_type(unit.type).attack > 0)
    found = combat.odds(state, Attack(near, base.hex, "assault"))
    assert storm_odds(state, "sarn_base") == pytest.approx(found.attack / found.defence) != 0
    alone = replace(state, units=tuple(unit for unit in state.units if unit.side == base.side))
    assert storm_odds(alone, "sarn_base") == 0
    empty = replace(state, units=tuple(unit for unit in state.units if unit.side != base.side))
    assert storm_odds(empty, "sarn_base") == 99


# --- turning points -----------------------------------------------------------------------------------------

CALM = BaseFigures(0, 20.0, 20.0, 1.0, 1.0, 0.0, 0.5)


def points(course: Course, figures: list[BaseFigures]) -> list[tuple[int, str]]:
    """Return (dawn, sentence) of the turning points of figures put in the place of a game's own."""
    made = object.__new__(Course)
    made.scenario, made.over, made.bases = course.scenario, True, course.bases[:1]
    made.dawns = (course.dawns * 4)[:len(figures)]
    made.figures = {course.bases[0].id: tuple(figures)}
    return [(point.number, point.change) for point in turning.turning_points(made)]


@pytest.fixture(autouse=True)
def _narrow_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "WINDOW_DAYS", 3)


def test_a_level_course_has_no_turning_point(course: Course) -> None:
    assert points(course, [CALM] * 16) == []


def test_supply_that_falls_for_good_turns_where_it_falls(course: Course) -> None:
    found = points(course, [CALM] * 8 + [replace(CALM, food_days=4.0)] * 8)
    assert found == [(8, "Sarn: food went from 20 to 4 days.")]


def test_odds_that_change_turn_too(course: Course) -> None:
    found = points(course, [CALM] * 6 + [replace(CALM, odds=2.0)] * 10)
    assert found == [(6, "Sarn: the enemies near it went from 0.50 to 2.00 times the strength of its defenders.")]


def test_one_turn_that_passes_is_none(course: Course) -> None:
    assert points(course, [CALM] * 8 + [replace(CALM, food_days=14.0)] + [CALM] * 7) == []


def test_a_base_that_falls_is_always_one_and_ends_the_comparison(course: Course) -> None:
    found = points(course, [CALM] * 9 + [replace(CALM, held_by=1, food_days=0.0)] * 7)
    assert found == [(9, "Sarn falls to the besiegers.")]


# --- the record ---------------------------------------------------------------------------------------------


def test_the_record_stands_beside_the_game_with_its_sources() -> None:
    entries = chronicle(Course(played("siege_of_wadi_deif", 3, DRILL)))
    record = [line for entry in entries for line in entry.left]
    assert entries[0].when == "8 Oct 2012"
    assert any("near the entrance of the museum" in line and "[doc 8]" in line for line in record)
    assert not any("Quarrels" in line for line in record), "of the days after the end nothing is told"
    assert any("was damaged" in line for entry in entries for line in entry.right)


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_writes_one_page_and_one_table(saved: Path, tmp_path: Path, session: Session) -> None:
    out = tmp_path / "deep" / "report.html"
    assert main(["report", str(saved), "--out", str(out)]) == 0
    assert sorted(path.name for path in out.parent.iterdir()) == ["report.csv", "report.html"]
    page = out.read_text(encoding="utf-8")
    assert "http" not in page and not re.findall(r"<(?:script|link|img)", page)
    for name in ("course", "stocks", "flows", "odds", "losses", "control", "civilians", "chronicle"):
        assert f'<section id="{name}">' in page, name
    for part in page.split("<section ")[1:]:
        assert "<svg" not in part or "How to read it." in part
    with out.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    assert len(rows) == session.state.turn + 1
    assert rows[-1]["garrison.killed"] == str(session.state.standings[0].killed)
    first = page.encode("utf-8")
    assert main(["report", str(saved), "--out", str(out)]) == 0
    assert out.read_bytes() == first, "the same game gives the same page"


def test_its_charts_write_figures_as_the_language_does(saved: Path, tmp_path: Path, french: None) -> None:
    out = tmp_path / "report.html"
    assert main(["report", str(saved), "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    drawn = "".join(re.findall("<svg.*?</svg>", page, re.DOTALL))
    assert 'lang="fr"' in page and "This page" not in page
    assert re.search(r">−?\d+,\d+<", drawn) and not re.search(r">−?\d+\.\d+<", drawn)
    rows = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)
    assert [row for row in ("tués", "blessés", "prisonniers", "véhicules") if row not in rows] == []


def test_a_game_that_goes_on_has_its_report_too(tmp_path: Path) -> None:
    session = Session.new("template", 1, Options(players=(STANDARD, STANDARD)))
    session.save_as(tmp_path / "game.jsonl")
    session.submit(EndPhase())
    session.close()
    assert main(["report", str(tmp_path / "game.jsonl"), "--out", str(tmp_path / "r.html")]) == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "The game is not over" in page and "No turn changed supply" in page
    assert load(tmp_path / "game.jsonl", go_on=False).state.phase == 1


@pytest.mark.parametrize(("file", "out", "sentence"), [
    ("game", "report.txt", "name a file that ends in .html"),
    ("nothing.jsonl", "r.html", "cannot be read"),
    ("no-game", "r.html", "this is no record of a saved game"),
])
def test_a_mistake_is_one_sentence(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, out: str, sentence: str
) -> None:
    (tmp_path / "no-game").write_text("hello\n", encoding="utf-8")
    source = saved if file == "game" else tmp_path / file
    assert main(["report", str(source), "--out", str(tmp_path / out)]) == 1
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1
