"""Every card and panel of a played turn of the siege, with what the game really says: nothing cut, nothing collides."""

from __future__ import annotations

from itertools import combinations

import pytest
from pygame import Rect

import tests.moments as shown
from game.ui.screen import Configure
from game.ui.settings import Settings
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, Pressable, Toggle
from game.ui.widgets.painter import Look, Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph
from tests.moments import at_the_table, clear, moments, neighbours, until_all_can_be_shown
from tests.window_seat import Seat

SIZES = [((1280, 720), 100), ((1280, 720), 150), ((1920, 1080), 150), ((3840, 2160), 0)]


@pytest.fixture(scope="module")
def seat() -> Seat:
    """At the siege on its second turn, played by hand up to there."""
    return at_the_table(Look(), turns=2)


def cut(widget: Widget, ui: Ui) -> str:
    """Return the text of a widget that has less room than it needs, else nothing."""
    if isinstance(widget, Label | Button | Toggle) and not getattr(widget, "shorten", False):
        wide, high = widget.measure(ui, widget.rect.w)
        over = wide > widget.rect.w + 1 or (isinstance(widget, Button) and high > widget.rect.h + 1)
    elif isinstance(widget, Paragraph):
        lines = ui.wrap(widget.text, widget.size, widget.weight, widget.rect.w)
        over = widget.measure(ui, widget.rect.w)[1] > widget.rect.h + 1 or any(
            ui.width(line, widget.size, widget.weight) > widget.rect.w + 1 for line in lines)
    else:
        return ""
    text = getattr(widget, "text", "") or getattr(widget, "label", "")
    return f"{text} in {widget.rect}" if over and text else ""


def collisions(pane: Pane) -> list[str]:
    """Return the pairs of texts and controls of a pane that lie on each other though neither holds the other."""
    told = [widget for widget in pane.root.walk() if isinstance(widget, Label | Paragraph | Pressable)
            and widget.rect.w > 0 and widget.rect.h > 0]
    found = []
    for one, other in combinations(told, 2):
        common = one.rect.clip(other.rect)
        if min(common.w, common.h) > 1 and one not in other.ancestors() and other not in one.ancestors():
            areas = [next((up for up in row.ancestors() if isinstance(up, ScrollArea)), None) for row in (one, other)]
            if areas[0] is areas[1]:
                found.append(f"{one.name or getattr(one, 'text', one)} {one.rect} on "
                             f"{other.name or getattr(other, 'text', other)} {other.rect}")
    return found


def faults(seat: Seat) -> list[str]:
    """Return everything that is cut off, out of the window or on top of each other in what is shown."""
    window, rows = Rect((0, 0), seat.stack.size), []
    for pane in seat.stage.panes:
        rows += [f"cut: {row}" for widget in pane.root.walk() if (row := cut(widget, seat.stack.ui))]
        rows += collisions(pane)
        for widget in pane.root.walk():
            held = any(isinstance(outer, ScrollArea) and outer is not widget for outer in widget.ancestors())
            if widget.rect.w and widget.rect.h and not held and not window.contains(widget.rect):
                rows.append(f"outside: {widget.name or type(widget).__name__} {widget.rect}")
    return rows


@pytest.mark.parametrize(("size", "scale"), SIZES)
def test_nothing_is_cut_off_or_on_top_of_each_other_in_a_played_turn(seat: Seat, size: tuple[int, int],
                                                                     scale: int) -> None:
    clear(seat)
    seat.stack._apply(Configure(Settings(ui_scale=scale, reduce_motion=True)))
    seat.stack.resize(size)
    found = {}
    for name, step in moments(seat):
        clear(seat)
        step(seat)
        if rows := faults(seat):
            found[name] = rows
    assert found == {}


def test_the_check_finds_what_is_cut_and_what_collides(seat: Seat) -> None:
    clear(seat)
    assert faults(seat) == []
    label = next(widget for pane in seat.stage.panes for widget in pane.root.walk()
                 if isinstance(widget, Label) and not widget.shorten
                 and widget.measure(seat.stack.ui, widget.rect.w)[0] > widget.rect.w // 2 + 1)
    whole = Rect(label.rect)
    label.rect = Rect(whole.x, whole.y, whole.w // 2, whole.h)
    assert faults(seat)
    label.rect = whole


def test_where_nobody_can_be_attacked_the_next_turn_that_has_all_moments_is_found(
        monkeypatch: pytest.MonkeyPatch) -> None:
    there, beside = at_the_table(Look(), turns=2), shown._pairs_beside
    monkeypatch.setattr(shown, "_pairs_beside", lambda known: beside(known) if known.turn > 2 else [])
    with pytest.raises(ValueError):
        neighbours(there.table.play.view.known)
    assert not until_all_can_be_shown(there, most=0) and until_all_can_be_shown(there)
    assert there.table.play.state.turn > 2
    assert next(iter(moments(there)))[0] == "table"
