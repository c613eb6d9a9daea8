"""Quick help: every control on the screen with its key and what it is for, and how the map is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pygame import Rect

from game.text import _
from game.ui.keys import Keys
from game.ui.screens.base import WidgetScreen
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, key_name
from game.ui.widgets.card import Card
from game.ui.widgets.layout import Column, Row, Space
from game.ui.widgets.listview import ListView
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A key, or several, and what it does."""

    keys: str
    text: str


def help_rows(widgets: Iterable[Widget], keys: Keys) -> tuple[HelpRow, ...]:
    """Return a row for each control that has a key, in their order on the screen, then those of the map."""
    rows: list[HelpRow] = []
    for widget in widgets:
        label = getattr(widget, "label", "")
        hint = widget.hint if widget.enabled or not label else ""
        text = _(": ").join(dict.fromkeys(part for part in (label, hint) if part))
        if widget.key and text:
            rows.append(HelpRow(key_name(keys.own(widget.key)), text))
    return (*dict.fromkeys(rows), *_always(keys))


def _always(keys: Keys) -> tuple[HelpRow, ...]:
    return (
        HelpRow(_("click"), _("Choose what stands in a hex; again for the next below it. With a unit chosen: plan its "
                              "move or attack there, and a second click gives the order.")),
        HelpRow(_("right click"), _("With a unit chosen: move there at once, or plan the attack there; what cannot "
                                    "be done is refused with the reason.")),
        HelpRow(_("double click"), _("Put a hex in the middle.")),
        HelpRow(_("arrows"), _("Move the cursor from hex to hex; Enter is a click there, Shift with Enter a right "
                               "click.")),
        HelpRow(_("Shift, arrows"), _("Move the map; so does dragging it.")),
        HelpRow(_("Tab"), _("Go from control to control; what has the ring shows its help.")),
        HelpRow("W", _("What if? Opens the lab: roads, enemies, trucks, weather and drops tried out on a copy.")),
        HelpRow("Y", _("Why? Unfolds the supply of the chosen base or unit; again for the next topic, Esc goes back.")),
        HelpRow("X", _("What the opponent had in mind: after the game, or while playing where the settings say so.")),
        HelpRow(_("Ctrl, Enter"), _("End the turn, from anywhere.")),
        HelpRow(_("Ctrl, F"), _("Find a place, unit or hex.")),
        HelpRow(_("Ctrl, N"), _("Write a note on the chosen hex.")),
        HelpRow(_("Ctrl, S"), _("Save under a name.")),
        HelpRow(_("Ctrl, plus, minus, 0"), _("Larger, smaller, and the size that suits the window.")),
        HelpRow(_("Ctrl, M"), _("Sound off and on.")),
        HelpRow("F11", _("Full screen, or a window.")),
        HelpRow(key_name(keys.own("f1")), _("This page.")),
    )


class HelpScreen(WidgetScreen):
    """A card with one line a control, over the screen it is about."""

    overlay = True
    start = "help_rows"

    def __init__(self, rows: Sequence[HelpRow]) -> None:
        super().__init__()
        self.rows = tuple(rows)

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return one card with the list."""
        keys = max(ui.width(row.keys, 13, "bold") for row in self.rows)
        wide, high = min(ui.px(720), ui.size[0] - 40), min(ui.px(700), ui.size[1] - ui.px(60))
        room = wide - keys - ui.px(18 * 2 + 18 + 16 + 12)
        lines = [_Line(row.keys if i == 0 else "", line) for row in self.rows
                 for i, line in enumerate(ui.wrap(row.text, 13.5, "regular", room))]
        rows = ListView(lines, lambda painter, rect, row, _chosen: _draw(painter, rect, row, keys),
                        row_units=(23, 21), name="help_rows")
        foot = Row([Space(grow=1), Button(_("Close"), self.leave, key="escape", kind="primary", name="close")])
        card = Card(Column([Label(_("Keys and controls"), 19, weight="bold"), rows, foot], gap=10), pad=18, most=760)
        place = Rect((ui.size[0] - wide) // 2, (ui.size[1] - high) // 2, wide, high)
        return [Pane(card, place, background=None, modal=True, margin=ui.px(18))]


@dataclass(frozen=True, slots=True)
class _Line:
    keys: str
    text: str


def _draw(painter: Painter, rect: Rect, row: _Line, keys: int) -> None:
    ui = painter.ui
    painter.text(row.keys, (rect.x + keys, rect.centery), 13, weight="bold", tone="action", anchor="right")
    painter.text(row.text, (rect.x + keys + ui.px(18), rect.centery), 13.5)
