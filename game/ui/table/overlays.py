"""What lies over the table for a while: the game's menu, and the curtain between two people at one machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pygame import Rect

from game.text import _
from game.ui.panels.topbar import draw_side
from game.ui.screen import Outcome, Pop
from game.ui.screens.base import WidgetScreen
from game.ui.table.words import day
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.card import Card
from game.ui.widgets.layout import Column, Drawing, Row, Space
from game.ui.widgets.painter import Ui
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph


class GameMenu(WidgetScreen):
    """What can be done with a game besides playing it; pops with the id of what was chosen."""

    overlay = True
    start = "back"

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return one card of buttons."""
        rows = (("back", _("Back to the game"), "escape"), ("save", _("Save"), "s"), ("load", _("Load"), "l"),
                ("settings", _("Settings"), "o"), ("leave", _("Leave for the menu"), "m"), ("quit", _("Quit"), "q"))
        buttons: list[Widget] = [
            Button(label, lambda answer=name: Pop(answer), key=key, name=name,  # type: ignore[misc]
                   kind="primary" if name == "back" else "plain", height=(40, 36))
            for name, label, key in rows]
        note = Paragraph(_("Every order is kept on disk as it is given; the start menu goes on from there."), 13,
                         tone="secondary", most=320)
        card = Card(Column([Label(_("Game"), 19, weight="bold"), note, Space(0, 2), *buttons], gap=8), pad=20, most=380)
        wide, high = card.measure(ui, ui.size[0] - 40)
        place = Rect((ui.size[0] - wide) // 2, (ui.size[1] - high) // 2, wide, high)
        return [Pane(card, place, background=None, modal=True, margin=ui.px(18))]

    def leave(self) -> Outcome:
        """Go back to the game."""
        return Pop("back")


class Curtain(WidgetScreen):
    """Hides the table until the other person has taken the seat."""

    start = "seat"

    def __init__(self, side: str, index: int, when: date) -> None:
        super().__init__()
        self.side, self.index, self.when = side, index, when

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return one card with the side's sign over a pane that shows nothing of the game."""
        text = _("Let the player of this side take the seat. What the other side knows is no longer shown.")
        seat = Button(_("I am here"), lambda: Pop("seat"), key="enter", kind="primary", name="seat", size=15.5,
                      height=(46, 42))
        sign = Drawing(lambda painter, rect: draw_side(painter, rect, self.index), 85, 60)
        head = Column([Label(_("{side} to move").format(side=self.side), 26, weight="bold"),
                       Label(day(self.when), 15, tone="secondary")], gap=0)
        parts: list[Widget] = [Row([sign, head], gap=20), Paragraph(text, 15), Space(0, 2), seat]
        card = Card(Column(parts, gap=14), pad=28, most=520)
        wide, high = card.measure(ui, ui.size[0] - 40)
        place = Rect((ui.size[0] - wide) // 2, (ui.size[1] - high) // 2, wide, high)
        return [Pane(Space(grow=1), Rect((0, 0), ui.size), background="bar"),
                Pane(card, place, background=None, modal=True, margin=ui.px(18))]

    def leave(self) -> Outcome:
        """Esc takes the seat as well: there is nothing behind the curtain to go back to."""
        return Pop("seat")
