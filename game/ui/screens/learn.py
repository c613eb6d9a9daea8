"""Choosing a lesson: what each teaches, how long it takes, and a button that begins it."""

from __future__ import annotations

from collections.abc import Sequence

from game import InputError
from game.text import _, plural
from game.ui.screen import Outcome, Push, Replace
from game.ui.screens.base import Dialog, WidgetScreen, sheet, whole
from game.ui.screens.model import LessonEntry, Library
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.card import Card
from game.ui.widgets.layout import Column, Row, Space
from game.ui.widgets.painter import Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph


class LearnScreen(WidgetScreen):
    """The lessons, each on a card of its own."""

    start = "learn0"

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.entries = list(library.lessons())

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the cards in a column."""
        cards: list[Widget] = [self._card(number, entry) for number, entry in enumerate(self.entries)]
        body = ScrollArea(Column(cards, gap=14), name="lessons")
        foot = [Button(_("Back"), self.leave, key="escape", name="back")]
        note = _("A lesson is played, not read: it says what to do, sees what you did, and can go back.")
        return [whole(sheet(_("Learn"), note, body, foot, ui), ui)]

    def _card(self, number: int, entry: LessonEntry) -> Widget:
        length = plural("about {n} minute, {steps} steps", "about {n} minutes, {steps} steps", entry.minutes).format(
            n=entry.minutes, steps=entry.steps)
        begin = Button(_("Begin"), lambda: self._begin(entry), key="enter" if number == 0 else "", kind="primary",
                       name=f"learn{number}")
        head = Row([Label(entry.title, 19, weight="bold"), Space(grow=1), Label(length, 13.5, tone="secondary")],
                   gap=14)
        return Card(Column([head, Paragraph(entry.goal, 15), Paragraph(entry.about, 13.5, tone="secondary"),
                            Row([Space(grow=1), begin])], gap=8), pad=18, most=1200, raised=False)

    def _begin(self, entry: LessonEntry) -> Outcome:
        try:
            return Replace(self.library.learn(entry))
        except InputError as problem:
            return Push(Dialog(_("This lesson cannot begin"), str(problem)))
