"""Saved games: load one, delete one, or save the game under a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygame import Rect, transform

from game import InputError
from game.saves import safe_name, save_path
from game.text import _
from game.ui.screen import Outcome, Pop, Push, Reset
from game.ui.screens.base import Dialog, WidgetScreen, sheet, whole
from game.ui.screens.model import Library, Slot
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.inputs import TextField
from game.ui.widgets.layout import Column, Row
from game.ui.widgets.listview import ListView
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph

THUMB = (116, 66)


class LoadScreen(WidgetScreen):
    """The saved games, the latest first."""

    start = "slots"

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.slots: list[Slot] = list(library.slots())
        self.chosen = 0

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the list, and what can be done with the chosen one."""
        rows = ListView(self.slots, draw_slot, row_units=(78, 74), chosen=self.chosen, on_choose=self._choose,
                        on_open=lambda _i: self._load(), name="slots")
        slot = self.slots[self.chosen] if self.slots else None
        body: Widget = rows if slot else Column([Paragraph(_("No game has been saved yet."), 15)], grow=1)
        foot = [Button(_("Delete"), self._ask_delete, key="delete", name="delete", enabled=slot is not None),
                Button(_("Back"), self.leave, key="escape", name="back"),
                Button(_("Load"), self._load, key="l", kind="primary", name="load",
                       enabled=slot is not None and not slot.problem, hint=slot.problem if slot else "")]
        return [whole(sheet(_("Load a game"), "", body, foot, ui), ui)]

    def _choose(self, index: int) -> None:
        self.chosen = index
        self.rebuild()

    def _load(self) -> Outcome:
        if not self.slots or self.slots[self.chosen].problem:
            return Push(Dialog(_("This game cannot be loaded"), self.slots[self.chosen].problem if self.slots else ""))
        try:
            return Reset(self.library.resume(self.slots[self.chosen]))
        except InputError as problem:
            return Push(Dialog(_("This game cannot be loaded"), str(problem)))

    def _ask_delete(self) -> Outcome:
        name = self.slots[self.chosen].name
        return Push(Dialog(_("Delete this game?"), _("“{name}” will be gone for good.").format(name=name),
                           [("keep", _("Keep it"), "escape"), ("delete", _("Delete"), "d")]))

    def resumed(self, result: object) -> Outcome:
        """Delete after a yes."""
        if result == "delete":
            try:
                self.library.delete(self.slots[self.chosen])
            except InputError as problem:
                return Push(Dialog(_("This game could not be deleted"), str(problem)))
            self.slots = list(self.library.slots())
            self.chosen = max(0, min(self.chosen, len(self.slots) - 1))
        self.rebuild()
        return super().resumed(result)


class SaveScreen(WidgetScreen):
    """A name for the game, over the list of those there are; `save` stores it and returns a sentence on failure."""

    start = "name"

    def __init__(self, library: Library, name: str, save: Callable[[str], str]) -> None:
        super().__init__()
        self.slots = [slot for slot in library.slots() if not slot.automatic]
        self.name, self._proposed, self._save = name, name, save
        self.chosen = -1

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the field for the name and the games there are."""
        field = TextField(self.name, on_change=self._named, on_submit=lambda _text: self._store(), longest=48,
                          name="name", grow=1, proposed=self.name == self._proposed)
        rows = ListView(self.slots, draw_slot, row_units=(78, 74), chosen=self.chosen, on_choose=self._choose,
                        name="slots")
        there: list[Widget] = [Label(_("Saved games: choosing one takes its name"), 13, tone="secondary"), rows]
        body = Column([Row([Label(_("Name"), 15, weight="bold"), field], gap=12), *(there if self.slots else [])],
                      gap=12, grow=1)
        foot = [Button(_("Back"), self.leave, key="escape", name="back"),
                Button(_("Save"), self._store, key="ctrl+s", kind="primary", name="save")]
        return [whole(sheet(_("Save this game"), "", body, foot, ui), ui)]

    def _named(self, text: str) -> None:
        self.name = text

    def _choose(self, index: int) -> None:
        self.chosen, self.name = index, self.slots[index].name
        self.rebuild()

    def _store(self) -> Outcome:
        name = self.name.strip()
        if not name:
            return Push(Dialog(_("A name is missing"), _("Write a name for the game first.")))
        if any(slot.name == name for slot in self.slots) or save_path(safe_name(name)).exists():
            return Push(Dialog(_("Save over it?"), _("There is a game called “{name}” already.").format(name=name),
                               [("over", _("Save over it"), "enter"), ("keep", _("Keep it"), "escape")]))
        return self._finish(name)

    def _finish(self, name: str) -> Outcome:
        trouble = self._save(name)
        return Push(Dialog(_("The game could not be saved"), trouble)) if trouble else Pop(name)

    def resumed(self, result: object) -> Outcome:
        """Save after a yes."""
        self.rebuild()
        return self._finish(self.name.strip()) if result == "over" else super().resumed(result)


def draw_slot(painter: Painter, rect: Rect, slot: Slot, chosen: bool) -> None:
    """Draw a saved game: its picture, name, scenario, where it stands, and when it was saved."""
    ui = painter.ui
    if chosen:
        painter.box(rect.inflate(0, -2), "chosen", radius=6)
    frame = Rect(rect.x + ui.px(8), 0, ui.px(THUMB[0]), ui.px(THUMB[1]))
    frame.centery = rect.centery
    painter.box(frame, "inset", radius=3, edge="rule")
    if slot.thumbnail is not None:
        inner = frame.inflate(-2, -2)
        painter.surface.blit(transform.smoothscale(slot.thumbnail, inner.size), painter.local(inner))
    else:
        painter.icon("warning" if slot.problem else "save", frame.center, 24, "secondary")
    x = frame.right + ui.px(14)
    top = rect.centery - (ui.line(16) + ui.line(13.5)) // 2
    room = Rect(x, top, rect.right - x - ui.px(10), ui.line(16))
    saved = painter.text(slot.saved, (room.right, room.centery), 13, tone="secondary", anchor="right")
    own = slot.automatic and not slot.problem
    note = _("{where} · kept by itself").format(where=slot.where) if own else f"{slot.scenario} · {slot.where}"
    painter.fitted(slot.scenario if own else slot.name, Rect(x, room.y, saved.x - x - ui.px(12), room.h), 16,
                   weight="semibold")
    painter.fitted(slot.problem or note, Rect(x, room.bottom, room.w, ui.line(13.5)),
                   13.5, tone="alert" if slot.problem else "secondary")
