"""Nothing is told by the pointer's resting place alone: whatever it shows, keys and clicks show too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.rules.movement import reach
from game.ui.lab.screen import LabScreen
from game.ui.screens.table import MapArea
from game.ui.table.inspector import Subject
from game.ui.widgets.base import Widget
from game.ui.widgets.card import HintCard
from game.ui.widgets.painter import Look
from game.ui.widgets.stage import Stage
from game.ui.widgets.text import Label
from tests.moments import act, at_the_table, clear, moments, neighbours
from tests.window_seat import Seat


@pytest.fixture(scope="module")
def seat() -> Seat:
    """At the siege on its second turn."""
    return at_the_table(Look(), turns=2)


def hinted(stage: Stage) -> list[Widget]:
    """Return the controls that a resting pointer makes explain themselves."""
    return [widget for widget in stage._widgets() if widget.visible and widget.hint]


def unexplained(stage: Stage) -> list[str]:
    """Return the controls in use whose explanation the keyboard cannot bring up."""
    missed = []
    for widget in hinted(stage):
        stage.set_focus(widget if widget in stage.focusables() else None)
        card = stage._hint.root if stage._hint is not None else None
        if not (isinstance(card, HintCard) and card._text.text == widget.hint):
            missed.append(f"{widget.name or type(widget).__name__}: {widget.hint}")
    return missed


def test_every_explanation_comes_up_for_the_keyboard_too(seat: Seat) -> None:
    found, explained = {}, 0
    for name, step in moments(seat):
        clear(seat)
        step(seat)
        explained += len(hinted(seat.stage))
        if rows := unexplained(seat.stage):
            found[name] = rows
    assert found == {}
    assert explained > 500, "there was something to look for"


def test_a_control_that_only_a_pointer_can_ask_is_found(seat: Seat) -> None:
    clear(seat)
    assert unexplained(seat.stage) == []
    mute = next(widget for widget in seat.stage._widgets() if isinstance(widget, Label))
    mute.hint = "Told to the pointer alone."
    assert unexplained(seat.stage) == [f"{mute.name or 'Label'}: {mute.hint}"]
    mute.hint = ""


def shown(seat: Seat) -> tuple[object, ...]:
    """Return what cards and map tell now, but for the marks of pointer and cursor themselves."""
    table = seat.table
    lay = replace(table.map.overlays, hover=None, cursor=None)
    cards = table.desk.cards(table.map.box_of)
    return lay, tuple((card.card, card.tone) for card in cards)


def by_keys(seat: Seat, hex_name: str) -> None:
    """Bring the cursor of the map to a hex by arrows alone."""
    view, grid = seat.table.map, seat.table.map.picture.grid
    seat.stage.set_focus(seat.stage.find("map"))
    goal = grid.parse(hex_name)
    for _step in range(60):
        if view.cursor == goal:
            return
        (col, row), (to_col, to_row) = grid.col_row(view.cursor or 0), grid.col_row(goal)
        at = view.cursor
        seat.keys("right" if col < to_col else "left" if col > to_col else "down" if row < to_row else "up")
        assert view.cursor != at or at is None
    raise AssertionError(f"the cursor never reaches {hex_name}")


@pytest.mark.parametrize("what", ["enemy", "near", "far"])
def test_the_cursor_tells_of_a_hex_what_the_pointer_tells(seat: Seat, what: str) -> None:
    """The way there and its cost, the supply that would result, the odds against an enemy."""
    known = seat.table.play.view.known
    grid = known.scenario.map.grid
    fighter, enemy = neighbours(known)
    costs = sorted((cost, h) for h, cost in reach(known, fighter.id).costs.items() if h != fighter.hex)
    target = grid.name({"enemy": enemy.hex, "near": costs[0][1], "far": costs[-1][1]}[what])
    told = []
    for lead in (seat.point, lambda name: by_keys(seat, name)):
        clear(seat)
        seat.table.map.hover = seat.table.map.cursor = seat.table.desk.hover = None
        seat.table.desk.choose(Subject(fighter.hex, unit=fighter.id))
        seat.table.map.centre_on(grid.parse(target))
        seat.table.refresh()
        before = shown(seat)
        lead(target)
        told.append(shown(seat))
        assert told[-1] != before, "the hex tells something"
    assert told[0] == told[1]


def test_the_lab_marks_the_hex_under_the_cursor_as_that_under_the_pointer(seat: Seat) -> None:
    clear(seat)
    act(seat, "base:wadi-deif lab")
    lab = seat.stack.top
    assert isinstance(lab, LabScreen)
    seat.picture()
    lab.stage.set_focus(next(widget for widget in lab.stage.focusables() if isinstance(widget, MapArea)))
    seat.keys("right", "down")
    spot = lab.maps[0].cursor
    assert spot is not None
    assert {board.overlays.hover for board in lab.maps} == {spot}, "both maps mark it"
