"""What helps at the table without being an order: finding, notes, help, and seeing once more what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.rules.supply.wording import at_place
from game.text import _
from game.ui.keys import Keys
from game.ui.notes import NoteScreen
from game.ui.screen import Outcome, Push, Stay
from game.ui.screens.base import Dialog
from game.ui.table.find import FindScreen
from game.ui.table.inspector import subjects_at
from game.ui.table.ordering import Do
from game.ui.table.quickhelp import HelpScreen, help_rows

if TYPE_CHECKING:
    from game.ui.table.screen import TableScreen


class Aids:
    """Carries out the action ids of these, and takes what their screens answer."""

    def __init__(self, table: TableScreen) -> None:
        self._table = table
        self._mind = 0

    def deeds(self) -> dict[str, Do]:
        """Return what to do for each action id, with the part after the colon as argument."""
        return {"find": self._find, "note": self._note, "help": self._help, "review": self._review,
                "review_by": self._review_by, "review_close": self._review_close,
                "hint": self._hint, "minds": self._minds, "minds_by": self._minds_by}

    def answered(self, result: tuple[object, ...]) -> Outcome:
        """Take the answer of a screen: a hex that was found, or the text of a note."""
        table = self._table
        match result:
            case ("find", int(spot)):
                table.desk.choose(subjects_at(table.play.view, spot)[0])
                table.look_at(spot)
            case ("note", str(text)):
                return self._keep_note(text)
        return self._refreshed()

    def _refreshed(self) -> Outcome:
        self._table.refresh()
        return Stay()

    def _find(self, _detail: str) -> Outcome:
        return Push(FindScreen(self._table.play.view))

    def _note(self, _detail: str) -> Outcome:
        """Write on the chosen hex, or on the one under the cursor."""
        table = self._table
        spot = self._spot()
        if spot < 0:
            return self._refreshed()
        name = table.play.session.scenario.map.grid.name(spot)
        where = at_place(table.play.session.scenario, spot)
        return Push(NoteScreen(_("hex {hex}, {where}").format(hex=name, where=where), table.desk.noted().get(spot, "")))

    def _help(self, _detail: str) -> Outcome:
        table = self._table
        widgets = [widget for pane in table.stage.panes for widget in pane.root.walk()]
        return Push(HelpScreen(help_rows(widgets, table.ui.keys if table.ui is not None else Keys())))

    def _spot(self) -> int:
        """Return the hex a note would be on: the one under the cursor, else the chosen one, else -1."""
        table = self._table
        return table.map.cursor if table.map.cursor is not None else table.desk.subject.hex

    def _keep_note(self, text: str) -> Outcome:
        table = self._table
        scenario, notes = table.play.session.scenario, table.desk.notes
        key = (scenario.sides[table.play.viewer].id, scenario.map.grid.name(self._spot()))
        notes.pop(key, None)
        if text:
            notes[key] = text
        trouble = table.shelf.keep_notes(table.name, notes)
        table.refresh()
        return Push(Dialog(_("A word on this game"), trouble)) if trouble else Stay()

    # --- what the planner thinks --------------------------------------------------------------------------------

    def _hint(self, _detail: str) -> Outcome:
        """Show what the computer would do in the viewer's place; nothing is ordered."""
        from game.ai.reasons import hint  # here, since a window that opens need not wait for it
        from game.ui.table.minds import hint_card

        view, desk = self._table.play.view, self._table.desk
        desk.drop_plan()
        desk.info = hint_card(view, hint(view)) if self._table.play.my_turn else desk.info
        return self._refreshed()

    def _minds(self, _detail: str) -> Outcome:
        """Show what the opponent had in mind in its last phase."""
        self._mind = len(self._table.play.mused) - 1
        return self._minds_by("0")

    def _minds_by(self, detail: str) -> Outcome:
        """Go on from one of its last phases to another; before the end only where the player wants to see it."""
        from game.ui.table.minds import minds_card

        table, ui = self._table, self._table.ui
        if table.play.over or (ui is not None and ui.settings.show_reasons):
            rows = table.play.mused
            self._mind = max(0, min(len(rows) - 1, self._mind + int(detail)))
            table.desk.info = minds_card(table.play.session.scenario, rows, self._mind)
        return self._refreshed()

    # --- what was seen ------------------------------------------------------------------------------------------

    def _review(self, _detail: str) -> Outcome:
        self._table.desk.drop_plan()
        return self._review_step(0)

    def _review_by(self, detail: str) -> Outcome:
        return self._review_step(int(detail))

    def _review_step(self, by: int) -> Outcome:
        """Look at a step: the map as it was, the camera there, the motion once more."""
        review = self._table.desk.review
        if review.steps:
            review.go(by)
            self._table.pace.again(review.steps[review.at])
        return self._refreshed()

    def _review_close(self, _detail: str) -> Outcome:
        self._table.desk.review.at = -1
        self._table.pace.settle()
        return Stay()
