"""Cards over the map: what an order would bring before it is given, and what has to be decided."""

from __future__ import annotations

from collections.abc import Sequence

from pygame import Rect

from game.text import _
from game.ui.panels.inspector import CiteLink, actions, block_widget
from game.ui.panels.model import (
    Act,
    Action,
    AirdropCard,
    AttackCard,
    CheckRow,
    EndCard,
    EventCard,
    EventOption,
    InfoCard,
    MoveCard,
    PartyRow,
    Term,
)
from game.ui.widgets.bars import OutcomeBar, Share, percents
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.buttons import Button, Pressable, Toggle
from game.ui.widgets.card import Card
from game.ui.widgets.layout import Column, Drawing, Flow, Row, Rule, Space
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.text import Label, Paragraph


def attack_card(model: AttackCard, act: Act, ui: Ui) -> Card:
    """Return the preview of an attack: odds, the whole distribution, the terms, the likeliest outcome."""
    head = Row([Paragraph(model.title, 15, weight="bold"), Space(grow=1),
                Label(model.odds, 13.5, weight="bold")], gap=16)
    parts: list[Widget] = [head]
    if model.subtitle:
        parts = [Column([head, Paragraph(model.subtitle, 13, tone="secondary")], gap=1)]
    if model.shares:
        parts += [OutcomeBar(model.shares), legend(model.shares)]
    if model.likely:
        parts.append(Paragraph(model.likely, 12.5, tone="secondary"))
    parts += [_party(model.party, act)] if model.party else []
    parts += [block_widget(setting, act, ui) for setting in model.settings]
    if model.terms:
        parts += [Rule(), _terms(model.terms)]
    for block in model.blocks:
        parts += [Rule(), block_widget(block, act, ui)]
    body = ScrollArea(Column(parts, gap=7), name="attack_text")
    return Card(Column([body, *_foot(model.refusal, model.actions, act)], gap=8), pad=13, most=395,
                name="attack_card", edge="secondary")


def airdrop_card(model: AirdropCard, act: Act, ui: Ui) -> Card:
    """Return the preview of a drop: what lands where, in shares."""
    head = Row([Label(model.title, 14, weight="bold"), Space(grow=1), Label(model.note, 12.5, tone="secondary")],
               gap=14)
    parts: list[Widget] = [head, OutcomeBar(model.shares), legend(model.shares)]
    parts += [Paragraph(line, 12.5, tone="secondary") for line in model.lines]
    parts += [block_widget(setting, act, ui) for setting in model.settings]
    for block in model.blocks:
        parts += [Rule(), block_widget(block, act, ui)]
    body = ScrollArea(Column(parts, gap=6), name="airdrop_text")
    return Card(Column([body, *_foot(model.refusal, model.actions, act)], gap=6), pad=12, most=360,
                name="airdrop_card", edge="secondary")


def info_card(model: InfoCard, act: Act, ui: Ui) -> Card:
    """Return something to read or to set."""
    head: list[Widget] = [Paragraph(model.title, 17, weight="bold")]
    if model.note:
        head.append(Paragraph(model.note, 13, tone="secondary"))
    body = ScrollArea(Column([block_widget(block, act, ui) for block in model.blocks], gap=9), name="info_text")
    foot: list[Widget] = [actions(model.actions, act)] if model.actions else []
    return Card(Column([Column(head, gap=1), body, *foot], gap=10), pad=18, most=500, name="info_card",
                edge="secondary")


def _foot(refusal: str, offered: Sequence[Action], act: Act) -> list[Widget]:
    """Return why something cannot be ordered, and the buttons."""
    parts: list[Widget] = [_refused(refusal, 13)] if refusal else []
    return [*parts, actions(offered, act)] if offered else parts


def _refused(text: str, size: float) -> Widget:
    sign = Drawing(lambda painter, rect: painter.icon("cross", rect.center, 15, "alert"), 16, 16)
    return Row([sign, Paragraph(text, size, tone="alert", most=300)], gap=7, align="start")


def _party(rows: Sequence[PartyRow], act: Act) -> Widget:
    return Column([Toggle(row.name, row.on, lambda _on, unit=row.id: act(f"party:{unit}"),  # type: ignore[misc]
                          name=f"party:{row.id}") for row in rows], gap=2, name="party")


def event_card(model: EventCard, act: Act, ui: Ui) -> Card:
    """Return an event: what happened, its sources, and the answers with what they mean."""
    icon = Drawing(lambda painter, rect: painter.icon(model.icon, rect.center, 26), 28, 28)
    head = Row([icon, Paragraph(model.title, 19, weight="bold"), Space(grow=1),
                Label(model.date, 13, tone="secondary")], gap=10)
    cites: list[Widget] = [CiteLink(cite, act) for cite in model.cites]
    if model.estimate:
        cites.append(Label(_("an estimate"), 12.5, weight="italic", tone="secondary"))
    parts: list[Widget] = [Paragraph(model.text, 14.5)]
    if cites:
        parts.append(Flow(cites, gap=8))
    for option in model.options:
        parts += [Rule(space=3), _option(option, act)]
    if not model.options:
        parts += [Space(0, 2), Row([Space(grow=1), Button(_("Go on"), lambda: act("event_close"), key="enter",
                                                         kind="primary", name="event_close")])]
    body = ScrollArea(Column(parts, gap=8), name="event_text")
    return Card(Column([head, body], gap=8), pad=18, most=560, name="event_card", edge="secondary")


def move_card(model: MoveCard, ui: Ui) -> Card:
    """Return the note beside the cursor: what a move costs, or why it cannot be."""
    parts: list[Widget] = [Label(model.title, 13.5, weight="bold")] if model.title else []
    parts += [Paragraph(line, 12.5, tone="secondary") for line in model.lines]
    if model.refusal:
        parts.append(_refused(model.refusal, 13))
    return Card(Column(parts, gap=2), pad=9, most=320, name="move_card", edge="secondary")


def end_card(model: EndCard, act: Act, ui: Ui) -> Card:
    """Return what is still idle or in danger, each line leading there, and the way on or back."""
    rows: list[Widget] = [CheckButton(row, act) for row in model.rows]
    head = Column([Paragraph(model.title, 19, weight="bold"), Paragraph(model.text, 14, tone="secondary")], gap=2)
    body = Column([head, ScrollArea(Column(rows, gap=2), name="end_rows"), actions(model.actions, act)], gap=12)
    return Card(body, pad=18, most=520, name="end_card", edge="secondary")


def legend(shares: Sequence[Share]) -> Widget:
    """Return a swatch and a name for each share, with its number where the bar is too narrow for it."""
    return Flow([LegendEntry(share, text) for share, text in zip(shares, percents(shares), strict=True)], gap=10)


class LegendEntry(Widget):
    """A share's colour and name, with the number where it is small."""

    def __init__(self, share: Share, percent: str) -> None:
        super().__init__()
        self.text = f"{percent} {share.label}" if share.per_mille < 110 else share.label
        self.tone = share.tone

    def measure(self, ui: Ui, width: int) -> Size:
        """Return swatch and text."""
        return ui.px(13) + ui.width(self.text, 12.5), ui.line(12.5)

    def draw(self, painter: Painter) -> None:
        """Draw the swatch and write the text."""
        ui = painter.ui
        swatch = Rect(self.rect.x, 0, ui.px(9), ui.px(9))
        swatch.centery = self.rect.centery
        painter.fill(swatch, self.tone)
        painter.text(self.text, (self.rect.x + ui.px(13), self.rect.centery), 12.5)


def _terms(terms: Sequence[Term]) -> Widget:
    """Return the terms in two columns, signed."""
    entries = [Row([Label(term.value, 13, weight="bold", tone="good" if term.good else "alert"),
                    Label(term.label, 13)], gap=7) for term in terms]
    return Flow(list(entries), gap=4, columns=2)


def _option(option: EventOption, act: Act) -> Widget:
    action = option.action
    button = Button(action.label, lambda: act(action.id), key=action.key, kind=action.kind, enabled=action.enabled,
                    hint=action.hint, name=action.id, wrap=True)
    effect: list[Widget] = [Paragraph(option.effect, 13, tone="secondary")] if option.effect else []
    if option.usual:
        effect.append(Label(option.usual, 12.5, weight="italic", tone="secondary"))
    return Column([button, *effect], gap=3)


class CheckButton(Pressable):
    """A line of the check before the phase ends; pressing it goes to what it is about."""

    def __init__(self, row: CheckRow, act: Act) -> None:
        super().__init__(lambda: act(row.action), name=f"check:{row.action}")
        self.row = row
        self._text = Paragraph(row.text, 14, tone=row.tone)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the text beside its icon."""
        return width, max(ui.px(30), self._text.measure(ui, width - ui.px(52))[1] + ui.px(8))

    def place(self, ui: Ui, rect: Rect) -> None:
        """Place the text right of the icon."""
        super().place(ui, rect)
        high = self._text.measure(ui, rect.w - ui.px(52))[1]
        self._text.place(ui, Rect(rect.x + ui.px(34), rect.centery - high // 2, rect.w - ui.px(52), high))

    def draw(self, painter: Painter) -> None:
        """Draw icon, text and the sign that it leads somewhere."""
        ui, rect = painter.ui, self.rect
        if self.hovered:
            painter.box(rect, "inset", radius=4)
        painter.icon(self.row.icon, (rect.x + ui.px(17), rect.centery), 19, self.row.tone)
        self._text.draw(painter)
        painter.icon("chevron_right", (rect.right - ui.px(10), rect.centery), 12, "secondary")
