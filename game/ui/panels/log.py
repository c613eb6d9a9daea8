"""The log: what happened, each line with its date and its sources; the chosen one unfolds where it is longer."""

from __future__ import annotations

from pygame import Rect

from game.text import _
from game.ui.art.fonts import Weight
from game.ui.panels.model import Act, LogModel, LogRow
from game.ui.screen import Outcome
from game.ui.widgets.base import Widget
from game.ui.widgets.inputs import Tabs
from game.ui.widgets.layout import Column, Row
from game.ui.widgets.listview import ListView
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.text import Label


def log(model: LogModel, act: Act, ui: Ui, room: int, *, titled: bool = True) -> Widget:
    """Return the list under its filters, for a width in pixels; the heading gives way where the filters need a line.

    Opening a line gives its action, or else its first source.
    """
    title: list[Widget] = [Label(_("Events"), 14, weight="bold")] if titled else []
    tabs = Tabs(model.filters, model.chosen, lambda i: act(f"filter:{i}"), style="pills", name="log_filter")
    if title and tabs.measure(ui, room - title[0].measure(ui, room)[0] - ui.px(14))[1] > tabs.measure(ui, 10**6)[1]:
        title = []
    head = Row([*title, tabs] if model.filters else title, gap=14)

    def opened(index: int) -> Outcome | None:
        row = model.rows[index]
        return act(row.action or (f"cite:{row.cites[0].id}" if row.cites else "")) or None

    dates = max((ui.width(row.date, 12.5, "bold") for row in model.rows), default=0)
    rows = ListView(model.rows, lambda painter, rect, row, chosen: _draw(painter, rect, row, chosen, dates),
                    row_units=(20, 18), on_open=opened, name="log",
                    lines=lambda row, wide: len(_wrapped(ui, row, wide - _text_at(ui, dates))))
    return Column([head, rows], gap=4, grow=1)


def _text_at(ui: Ui, dates: int) -> int:
    """Return where in a row the text begins."""
    return dates + ui.px(10) + ui.px(23)


def _wrapped(ui: Ui, row: LogRow, wide: int) -> list[str]:
    return ui.wrap(row.text, 13, "semibold" if row.strong else "regular", max(1, wide - _cites_room(ui, row)))


def _cites_room(ui: Ui, row: LogRow) -> int:
    cites = " ".join(cite.text for cite in row.cites)
    return ui.width(cites, 12.5, "bold") + ui.px(10) if cites else 0


def _draw(painter: Painter, rect: Rect, row: LogRow, chosen: bool, dates: int) -> None:
    ui = painter.ui
    if chosen:
        painter.box(rect, "chosen", radius=3)
    first = Rect(rect.x, rect.y, rect.w, min(rect.h, ui.px(ui.pick(20, 18))))
    y = first.centery
    painter.text(row.date, (rect.x + ui.px(2), y), 12.5, weight="bold" if row.strong else "regular", tone="secondary")
    x = rect.x + _text_at(ui, dates)
    painter.icon(row.icon, (x - ui.px(15), y), 16, "secondary")
    weight: Weight = "semibold" if row.strong else "regular"
    lines = _wrapped(ui, row, rect.right - x) if rect.h > first.h else [row.text]
    for number, line in enumerate(lines):
        place = Rect(x, rect.y + number * first.h, max(1, rect.right - x - _cites_room(ui, row)), first.h)
        written = painter.fitted(line, place, 13, weight=weight)
    if row.cites:
        cites = " ".join(cite.text for cite in row.cites)
        place = painter.text(cites, (written.right + ui.px(7), written.centery), 12.5, weight="bold", tone="action")
        painter.fill(Rect(place.x, place.bottom - ui.px(3), place.w, 1), "rule")
