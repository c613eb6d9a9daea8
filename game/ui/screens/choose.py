"""Choosing a scenario: what it is about, what it shows, who plays, and how it starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pygame import Rect

from game import InputError
from game.text import _
from game.ui.screen import Configure, Outcome, Push, Replace
from game.ui.screens.base import Dialog, WidgetScreen, sheet, whole
from game.ui.screens.model import HUMAN, GameChoice, Library, ScenarioEntry
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, Toggle
from game.ui.widgets.card import Card
from game.ui.widgets.inputs import Tabs, TextField
from game.ui.widgets.layout import Column, Flow, Row, Rule, Space
from game.ui.widgets.listview import ListView
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph

SEED_DIGITS = 18


class ChooseScreen(WidgetScreen):
    """Scenarios at the left, the chosen one at the right with everything to decide before it starts."""

    start = "scenarios"

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.entries = list(library.scenarios())
        self.levels = list(library.levels())
        self.chosen = 0
        self.mode = 0
        self.level: int | None = None
        self.fog: bool | None = None
        self.seed = ""

    @property
    def entry(self) -> ScenarioEntry:
        """The scenario chosen."""
        return self.entries[self.chosen]

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the list, the briefing and the choices."""
        if self.fog is None:
            self.fog = ui.settings.fog
        if self.level is None:
            last = [i for i, level in enumerate(self.levels) if level.id == ui.settings.level]
            self.level = next(iter([*last, *(i for i, level in enumerate(self.levels) if level.usual)]), 0)
        rows = ListView(self.entries, _draw_entry, row_units=(66, 62), chosen=self.chosen, on_choose=self._choose,
                        on_open=lambda _i: self._begin(), name="scenarios")
        left = Column([rows], grow=2)
        about, briefing = self._about()
        right = Column([ScrollArea(Column([*about, *self._choices(), *briefing], gap=12), name="about")], grow=5)
        body = Row([left, Rule(upright=True), right], gap=20, align="fill", grow=1)
        foot = [Button(_("Back"), self.leave, key="escape", name="back"),
                Button(_("What-if lab"), self._lab, key="w", name="lab", enabled=not self.entry.problem,
                       hint=self.entry.problem or _("Try the supply of its first day: cut roads, move enemies.")),
                Button(_("Begin"), self._begin, key="b", kind="primary", name="begin",
                       enabled=not self.entry.problem, hint=self.entry.problem)]
        return [whole(sheet(_("New game"), "", body, foot, ui), ui)]

    def _about(self) -> tuple[list[Widget], list[Widget]]:
        """Return what to know before choosing, and the briefing, which may be long."""
        entry = self.entry
        parts: list[Widget] = [Column([Paragraph(entry.title, 22, weight="bold"),
                                       Paragraph(" · ".join(entry.facts), 13.5, tone="secondary")], gap=1)]
        if entry.problem:
            parts.append(Paragraph(entry.problem, 14, tone="alert"))
        parts.append(Paragraph(entry.summary, 15, weight="semibold"))
        if entry.content_note:
            note = Column([Label(_("Before you begin"), 13.5, weight="bold"),
                           Paragraph(entry.content_note, 13.5, tone="secondary")], gap=2)
            parts.append(Card(note, pad=14, most=2000, raised=False))
        briefing: list[Widget] = [Label(_("Briefing"), 14, weight="bold")] if entry.briefing else []
        briefing += [Paragraph(text, 14.5) for text in entry.briefing]
        return parts, [*briefing, *_studies(entry)]

    def _choices(self) -> list[Widget]:
        first, second = self.entry.sides
        modes = [first[0], second[0], _("Two players, one machine"), _("Watch")]
        level = self.level or 0
        parts: list[Widget] = [Space(0, 2), Label(_("You play"), 14, weight="bold"),
                               Tabs(modes, self.mode, self._set_mode, name="mode")]
        if self.mode < 2:
            parts.append(Paragraph(self.entry.sides[self.mode][1], 13.5, tone="secondary"))
        if self.mode != 2 and self.levels:
            parts += [Label(_("The computer"), 14, weight="bold"),
                      Tabs([each.name for each in self.levels], level, self._set_level, name="level"),
                      Paragraph(self.levels[level].note, 13.5, tone="secondary")]
        fog = Toggle(_("Fog of war: each side sees only what its own units see"), bool(self.fog), self._set_fog,
                     name="fog")
        seed = TextField(self.seed, on_change=self._set_seed, longest=SEED_DIGITS, prompt=_("new dice every time"),
                         name="seed")
        return [*parts, fog, Flow([Label(_("Number of the dice"), 14), seed], gap=12), Space(0, 4)]

    def _choose(self, index: int) -> None:
        self.chosen = index
        self.rebuild()

    def _set_mode(self, index: int) -> None:
        self.mode = index
        self.rebuild()

    def _set_level(self, index: int) -> Outcome | None:
        """Keep the level for the next game as well."""
        self.level = index
        self.rebuild()
        return Configure(replace(self.ui.settings, level=self.levels[index].id)) if self.ui is not None else None

    def _set_fog(self, value: bool) -> None:
        self.fog = value

    def _set_seed(self, text: str) -> None:
        self.seed = text

    def _lab(self) -> Outcome:
        """Open the lab on the first day, as the side knows it that is to be played."""
        try:
            return Push(self.library.lab(self.entry.id, self.mode if self.mode < 2 else 0, bool(self.fog)))
        except InputError as problem:
            return Push(Dialog(_("This scenario cannot be played"), str(problem)))

    def _begin(self) -> Outcome:
        if self.entry.problem:
            return Push(Dialog(_("This scenario cannot be played"), self.entry.problem))
        if self.seed and not (self.seed.isascii() and self.seed.isdigit()):
            return Push(Dialog(_("The number of the dice"),
                               _("Write digits only, or nothing for new dice every time.")))
        level = self.levels[self.level or 0].id if self.levels else HUMAN
        players = ((HUMAN, level), (level, HUMAN), (HUMAN, HUMAN), (level, level))[self.mode]
        choice = GameChoice(self.entry.id, players, bool(self.fog), int(self.seed) if self.seed else None)
        try:
            return Replace(self.library.begin(choice))
        except InputError as problem:
            return Push(Dialog(_("This scenario cannot be played"), str(problem)))


def _studies(entry: ScenarioEntry) -> list[Widget]:
    """Return the studies that a scenario proposes, each with the command for a terminal."""
    if not entry.studies:
        return []
    rows: list[Widget] = [Space(0, 4), Label(_("Studies of many games"), 14, weight="bold"),
                          Paragraph(_("In a terminal, in the folder of the program; each writes a page with charts."),
                                    13.5, tone="secondary")]
    for study in entry.studies:
        rows.append(Column([Paragraph(study.title, 14.5, weight="semibold"), Paragraph(study.question, 14),
                            Paragraph(study.command, 13.5, tone="action")], gap=1))
    return rows


def _draw_entry(painter: Painter, rect: Rect, entry: ScenarioEntry, chosen: bool) -> None:
    ui = painter.ui
    if chosen:
        painter.box(rect.inflate(0, -2), "chosen", radius=6)
        painter.box(Rect(rect.x, rect.y + ui.px(10), ui.px(3), rect.h - 2 * ui.px(10)), "action", radius=1)
    room = Rect(rect.x + ui.px(14), rect.centery - ui.line(15.5), rect.w - ui.px(22), ui.line(15.5))
    painter.fitted(entry.title, room, 15.5, weight="semibold", tone="action" if chosen else "ink")
    note = entry.problem or " · ".join(entry.facts)
    if not entry.problem and ui.width(note, 13) > room.w:
        note = entry.facts[0]  # how long it is stands beside the list too
    painter.fitted(note, Rect(room.x, room.bottom, room.w, ui.line(13)), 13,
                   tone="alert" if entry.problem else "secondary")
