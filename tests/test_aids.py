"""What helps at the table: finding in any spelling, notes, help by key, and seeing once more what was seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.content.loader import require
from game.rules import engine
from game.rules.knowledge import view
from game.rules.state import View
from game.saves import notes_file, save_path
from game.session import HUMAN
from game.ui.input import Click, Motion, Press
from game.ui.notes import NoteScreen, load_notes, save_notes
from game.ui.screens.model import GameChoice
from game.ui.table.find import FindScreen, findables, found, plain
from game.ui.table.quickhelp import HelpScreen
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look
from tests.window_seat import Seat

LOOK = Look()


@pytest.fixture(scope="module")
def siege() -> View:
    """What the government knows as the siege begins."""
    return view(engine.start(require("siege_of_wadi_deif"), 7).state, 0)


def seat(*, motion: bool = False) -> Seat:
    there = Seat(LOOK, choice=GameChoice("siege_of_wadi_deif", (HUMAN, "standard"), True, 7), motion=motion)
    assert there.my_turn()
    return there


# --- finding --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "name"), [
    ("heish", "Hish"), ("HISH", "Hish"), ("wadi dief", "Wadi Deif base"), ("maaret al-numan", "Maarrat al-Nu'man"),
    ("Ma'arat an Nu'man", "Maarrat al-Nu'man"), ("babulin", "Babulin"), ("babolin", "Babulin"),
    ("talmanas", "Talmenes"),
])
def test_any_spelling_finds_the_place(siege: View, written: str, name: str) -> None:
    hits = found(findables(siege), written, siege.scenario.map.grid)
    assert name in [hit.name for hit in hits[:3]], [hit.name for hit in hits]


def test_a_hex_number_finds_the_hex_and_what_is_there(siege: View) -> None:
    grid = siege.scenario.map.grid
    hits = found(findables(siege), " 20.26 ", grid)
    assert {hit.hex for hit in hits} == {grid.parse("20.26")}
    assert len(hits) > 1, "the base and its garrison are found with it"


def test_nonsense_and_nothing_find_nothing(siege: View) -> None:
    rows, grid = findables(siege), siege.scenario.map.grid
    assert found(rows, "", grid) == found(rows, " - ", grid) == found(rows, "qqxxzz", grid) == ()
    assert found(rows, "99.99", grid) == ()


def test_an_unseen_unit_cannot_be_found(siege: View) -> None:
    truth = engine.start(require("siege_of_wadi_deif"), 7).state
    hidden = {unit.id for unit in truth.units if unit.side == 1} - {unit.id for unit in siege.known.units}
    assert hidden, "the fog hides someone"
    spelt = {word for row in findables(siege) for word in row.spellings}
    assert not hidden & spelt


def test_plain_takes_every_mark_away() -> None:
    assert plain("Ma'arrat an-Nu’mān") == plain("maarrat al numan") == "maarratnuman"


def test_finding_by_keys_chooses_the_place_and_brings_it_into_view() -> None:
    there = seat()
    there.keys("ctrl+f")
    assert isinstance(there.stack.top, FindScreen)
    there.write("heish")
    there.keys("enter")
    grid = there.table.map.picture.grid
    spot = there.table.desk.subject.hex
    assert there.table.play.session.scenario.map.place_at(spot).name == "Hish"
    box = there.table.map.box_of(spot)
    assert box[2] > 1, f"{grid.name(spot)} is in view"


def test_down_chooses_the_next_hit_and_escape_changes_nothing() -> None:
    there = seat()
    before = there.table.desk.subject
    there.keys("ctrl+f")
    there.write("deir")
    screen = there.stack.top
    assert isinstance(screen, FindScreen) and len(screen.hits) > 1
    there.keys("down")
    assert screen.chosen == 1
    there.keys("escape")
    assert there.table.desk.subject == before


# --- notes ----------------------------------------------------------------------------------------------------


def test_a_note_is_laid_on_the_map_and_kept_beside_the_save() -> None:
    there = seat()
    there.hex("20.26")
    there.keys("ctrl+n")
    assert isinstance(there.stack.top, NoteScreen)
    there.write("hold until may")
    there.keys("enter")
    spot = there.table.map.picture.grid.parse("20.26")
    assert ("hold until may", spot) in [(tag.text, tag.hex) for tag in there.table.map.overlays.tags]
    path = notes_file(save_path(there.table.name))
    assert list(load_notes(path).values()) == ["hold until may"]
    slot = next(slot for slot in there.library.slots() if slot.path.stem == there.table.name)
    there.table.close()
    again = there.library.resume(slot)
    assert isinstance(again, TableScreen)
    assert again.desk.noted() == {spot: "hold until may"}
    again.close()


def test_an_emptied_note_is_gone_with_its_file() -> None:
    there = seat()
    there.hex("20.26")
    there.keys("ctrl+n")
    there.write("x")
    there.keys("enter", "ctrl+n", "backspace", "enter")
    assert there.table.desk.noted() == {}
    assert not notes_file(save_path(there.table.name)).exists()


def test_notes_are_no_orders_and_change_no_state() -> None:
    there = seat()
    state, records = there.table.play.state, list(there.table.play.session.records)
    there.hex("20.26")
    there.keys("ctrl+n")
    there.write("x")
    there.keys("enter")
    assert there.table.play.state is state and list(there.table.play.session.records) == records


def test_a_side_does_not_see_the_notes_of_the_other(siege: View) -> None:
    there = seat()
    there.table.desk.notes["opposition", "20.26"] = "theirs"
    there.table.refresh()
    assert there.table.desk.noted() == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"notes": 3}', '{"notes": [[1, 2, 3], ["a"], "b"]}'])
def test_broken_notes_are_no_notes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.notes.json"
    path.write_text(text, encoding="utf-8")
    assert load_notes(path) == {}


def test_notes_that_cannot_be_kept_are_told_in_a_sentence(tmp_path: Path) -> None:
    assert "could not be kept" in save_notes(tmp_path / "no such folder" / "x.notes.json", {("a", "1.1"): "b"})


# --- what was seen --------------------------------------------------------------------------------------------


def test_what_was_seen_can_be_gone_through_and_left_as_it_was() -> None:
    there = seat(motion=True)
    table = there.table
    review, now = table.desk.review, table.map.state
    assert len(review.steps) > 2, "the opposition moved first, in sight"
    there.keys("j")
    assert table.desk.modal and review.at == 0
    first = table.map.state
    for _step in review.steps:
        there.keys("right")  # it ends the motion and goes on
    assert review.at == len(review.steps) - 1
    there.keys("left")
    assert review.at < len(review.steps) - 1
    assert first != now
    there.keys("escape", "escape")
    assert not table.desk.modal and review.at == -1
    assert table.map.state == now
    assert table.play.my_turn


def test_what_was_seen_shows_nothing_that_was_hidden() -> None:
    there = seat()
    viewer = there.table.play.viewer
    for step in there.table.desk.review.steps:
        assert all(viewer in event.seen_by for event in step.events)
    for number in range(len(there.table.desk.review.steps)):
        there.table.desk.review.at = number
        assert there.table.desk.review.card(there.table.play.session.scenario).blocks


def test_ending_the_phase_begins_a_new_review() -> None:
    there = seat()
    before = there.table.desk.review.steps[0]
    there.end_turn()
    assert there.my_turn()
    assert before not in there.table.desk.review.steps


# --- help and the middle --------------------------------------------------------------------------------------


def test_help_lists_every_control_that_has_a_key() -> None:
    there = seat()
    widgets = [widget for pane in there.table.stage.panes for widget in pane.root.walk()]
    there.keys("f1")
    screen = there.stack.top
    assert isinstance(screen, HelpScreen)
    keys = {row.keys for row in screen.rows}
    for widget in widgets:
        if widget.key and widget.hint and widget.enabled:
            assert any(widget.hint in row.text for row in screen.rows), widget.name
    assert "F1" in keys and all(row.text for row in screen.rows)
    there.keys("escape")
    assert isinstance(there.stack.top, TableScreen)


def test_a_double_click_puts_the_hex_in_the_middle() -> None:
    there = seat()
    pos = there.spot("17.31")
    for event in (Motion(pos), Press(pos), Click(pos), Press(pos), Click(pos, double=True)):
        there.stack.feed(event)
    view_of = there.table.map
    centre = view_of.picture.centre(view_of.picture.grid.parse("17.31"))
    assert view_of.camera.centre[1] == pytest.approx(centre[1], abs=0.6), "the map is too narrow to move sideways"
