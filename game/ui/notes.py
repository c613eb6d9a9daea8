"""A player's notes on hexes of one game, kept in a small file beside the saved game, each side's apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pygame import Rect

from game.text import _
from game.ui.screen import Outcome, Pop
from game.ui.screens.base import WidgetScreen
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.card import Card
from game.ui.widgets.inputs import TextField
from game.ui.widgets.layout import Column, Row, Space
from game.ui.widgets.painter import Ui
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph

LONGEST = 40
MOST = 200


def load_notes(path: Path) -> dict[tuple[str, str], str]:
    """Return notes by side and hex name; none where there is no file, or none that can be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    rows = raw.get("notes") if isinstance(raw, dict) else None
    found: dict[tuple[str, str], str] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, list) and len(row) == 3 and all(isinstance(part, str) for part in row):
            found[row[0], row[1]] = row[2][:LONGEST]
    return dict(list(found.items())[:MOST])


def save_notes(path: Path, notes: dict[tuple[str, str], str]) -> str:
    """Write the notes in one step, or remove the file where there are none; a sentence where that fails."""
    fresh = path.with_suffix(".new")
    rows = [[side, spot, text] for (side, spot), text in sorted(notes.items())]
    try:
        if not rows:
            path.unlink(missing_ok=True)
            return ""
        fresh.write_text(json.dumps({"format": 1, "notes": rows}, ensure_ascii=False, indent=1) + "\n",
                         encoding="utf-8")
        fresh.replace(path)
    except OSError as problem:
        return _("The note could not be kept in {path} ({reason}).").format(
            path=path, reason=problem.strerror or problem)
    return ""


class NoteScreen(WidgetScreen):
    """One line to write on a hex; pops with ("note", text), an empty text taking the note off."""

    overlay = True
    start = "note_text"

    def __init__(self, where: str, text: str) -> None:
        super().__init__()
        self._where, self.text = where, text

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return one card: the line and the buttons."""
        field = TextField(self.text, on_change=self._written, on_submit=lambda _text: self._keep(), longest=LONGEST,
                          prompt=_("what you want to remember here"), name="note_text", grow=1)
        foot: list[Widget] = [Space(grow=1), Button(_("Leave it"), self.leave, key="escape", name="leave"),
                              Button(_("Keep"), self._keep, key="ctrl+s", kind="primary", name="keep")]
        if self.text:
            foot.insert(1, Button(_("Remove"), lambda: Pop(("note", "")), key="ctrl+delete", name="remove"))
        title = _("A note on {where}").format(where=self._where)
        note = Paragraph(_("Only your side sees it. It is kept beside the saved game."), 13, tone="secondary")
        card = Card(Column([Label(title, 19, weight="bold"), note, Row([field]), Row(foot)], gap=10), pad=18, most=520)
        wide, high = card.measure(ui, min(ui.px(520), ui.size[0] - 40))
        place = Rect((ui.size[0] - wide) // 2, (ui.size[1] - high) // 3, wide, high)
        return [Pane(card, place, background=None, modal=True, margin=ui.px(18))]

    def _written(self, text: str) -> None:
        self.text = text

    def _keep(self) -> Outcome:
        return Pop(("note", self.text.strip()))
