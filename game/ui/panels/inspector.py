"""The panel at the right: what is selected, the sentence that matters, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from pygame import Rect

from game.text import _
from game.ui.art.fonts import Weight
from game.ui.panels.model import (
    Act,
    Action,
    Block,
    Cite,
    Fact,
    Facts,
    Figures,
    InspectorModel,
    Note,
    RouteRow,
    Routes,
    Setting,
    StockRow,
    Stocks,
    Table,
    TableRow,
    UnitChip,
    Verdict,
)
from game.ui.panels.routesign import draw_route
from game.ui.widgets.bars import ShortfallBar, Sparkline, StockBar
from game.ui.widgets.base import Group, Size, Widget
from game.ui.widgets.buttons import Button, OnPress, Pressable, key_name
from game.ui.widgets.inputs import Tabs
from game.ui.widgets.layout import Column, Drawing, Flow, Row, Rule, Space
from game.ui.widgets.painter import Painter, Tone, Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.text import Label, Paragraph

_MOST_PINNED = 0.3
"""The buttons stay in view below a panel that scrolls where they take no more than this part of it."""


def inspector(model: InspectorModel, act: Act, ui: Ui, size: Size) -> Widget:
    """Return the panel for a size in pixels: everything in one column that scrolls where it is too long.

    The buttons are then below it, so that what can be done is always in view.
    """
    content = _content(model, act, ui, [actions(model.actions, act)] if model.actions else [])
    if model.actions and content.measure(ui, size[0])[1] > size[1]:
        side = round(ui.pick(20, 14))
        buttons = Column([Rule(), actions(model.actions, act)], gap=8, pad=(0, side, 10, side))
        if buttons.measure(ui, size[0])[1] <= _MOST_PINNED * size[1]:
            return Column([ScrollArea(_content(model, act, ui, []), name="inspector"), buttons], gap=0)
    return ScrollArea(content, name="inspector")


def _content(model: InspectorModel, act: Act, ui: Ui, buttons: list[Widget]) -> Column:
    """Return the panel's parts below each other, the buttons between what is and what would help."""
    side = round(ui.pick(20, 14))
    body: list[Widget] = [_head(model)]
    if model.units:
        body.append(UnitRow(model.units, act))
    for part in (*(block_widget(block, act, ui) for block in model.blocks), *buttons,
                 *(block_widget(block, act, ui) for block in model.after)):
        body += [_gap(ui), part]
    return Column(body, gap=round(ui.pick(9, 6)), pad=(round(ui.pick(12, 8)), side, 14, side))


def _gap(ui: Ui) -> Widget:
    return Rule(space=round(ui.pick(4, 1)))


def _head(model: InspectorModel) -> Widget:
    title = Row([Paragraph(model.title, 22, weight="bold"), Space(grow=1),
                 Label(model.tag, 12.5, tone="secondary")], gap=6)
    if not model.subtitle:
        return title
    return Column([title, Paragraph(model.subtitle, 13, tone="secondary")], gap=1)


def actions(offered: Sequence[Action], act: Act) -> Widget:
    """Return the buttons: the primary ones over the whole width, the others two and two."""
    primary = [_button(action, act) for action in offered if action.kind in ("primary", "amber")]
    others = [_button(action, act) for action in offered if action.kind not in ("primary", "amber")]
    parts: list[Widget] = [*primary]
    if others:
        parts.append(Flow(others, gap=8, columns=2))
    return Column(parts, gap=8)


def _button(action: Action, act: Act) -> Button:
    return Button(action.label, lambda: act(action.id), key=action.key, kind=action.kind, enabled=action.enabled,
                  hint=action.hint, icon=action.icon, name=action.id)


def block_widget(block: Block, act: Act, ui: Ui) -> Widget:
    """Return one block as widgets: a verdict, stocks, routes, a table, a choice or a paragraph."""
    match block:
        case Verdict():
            return _asked(VerdictBox(block, ui), block.action, act, block.key)
        case Stocks():
            return Column([_title(block.title or _("Days of supply"), block.note),
                           *(_asked(StockLine(row), row.action, act) for row in block.rows)],
                          gap=round(ui.pick(8, 3)))
        case Routes():
            title = _title(block.title or _("Routes"), block.note or _("arrives / can carry, t/day"))
            return Column([title, *(RouteLine(row, act) for row in block.rows)], gap=round(ui.pick(7, 3)))
        case Facts():
            rows: list[Widget] = [Paragraph(block.title, 14, weight="bold")] if block.title else []
            for fact in block.rows:
                rows.append(_asked(_fact(fact.label, fact.value, fact.note, fact.tone), fact.action, act))
            return Column(rows, gap=3)
        case Figures():
            row = Row([Stretch(_figure(fact)) for fact in block.rows], gap=8, align="start")
            return _asked(row, block.rows[0].action, act)
        case Table():
            return _table(block, act)
        case Setting():
            return _setting(block, act)
        case Note():
            return _note(block, act)


def _title(title: str, note: str) -> Widget:
    return Row([Paragraph(title, 14, weight="bold"), Space(grow=1), Label(note, 12, tone="secondary")], gap=8)


def _fact(label: str, value: str, note: str, tone: Tone) -> Widget:
    row = Row([Paragraph(label, 13, tone="secondary"), Space(grow=1),
               Paragraph(value, 13.5, weight="semibold", tone=tone, anchor="right")], gap=10)
    return Column([row, Paragraph(note, 12, tone="secondary")], gap=0) if note else row


def _figure(fact: Fact) -> Widget:
    parts: list[Widget] = [Paragraph(fact.label, 12, tone="secondary"),
                           Paragraph(fact.value, 14, weight="bold", tone=fact.tone)]
    return Column([*parts, Paragraph(fact.note, 12, tone="secondary")] if fact.note else parts, gap=0)


def _asked(widget: Widget, action: str, act: Act, key: str = "") -> Widget:
    return Asked(widget, lambda: act(action), name=action, key=key) if action else widget


def _table(table: Table, act: Act) -> Widget:
    """Return rows whose numbers stand under each other."""
    heads = Row([Paragraph(table.heads[0], 12, tone="secondary"), Space(grow=1),
                 *(Cell(text, 12, tone="secondary", units=table.cells) for text in table.heads[1:])], gap=4)
    rows: list[Widget] = [Paragraph(table.title, 14, weight="bold")] if table.title else []
    return Column([*rows, heads, *(_asked(_table_row(row, table.cells), row.action, act) for row in table.rows)], gap=4)


def _table_row(row: TableRow, units: int) -> Widget:
    weight: Weight = "bold" if row.strong else "regular"
    text = Paragraph(row.text, 13, weight=weight, tone=row.tone)
    first: Widget = Column([text, Paragraph(row.note, 12, tone="secondary")], gap=0) if row.note else text
    cells = [Cell(cell, 13.5, weight="bold" if row.strong else "semibold", tone=row.tone, units=units)
             for cell in row.cells]
    return Row([Stretch(first), *cells], gap=4, align="start")


class Stretch(Group):
    """Gives its child all the width that is left in a row."""

    def __init__(self, child: Widget) -> None:
        super().__init__([child], grow=1)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the child's size."""
        return self._children[0].measure(ui, width)

    def place(self, ui: Ui, rect: Rect) -> None:
        """Hand the room on."""
        super().place(ui, rect)
        self._children[0].place(ui, rect)


class Cell(Label):
    """A number at the right of a column of one width."""

    def __init__(self, text: str, size: float, *, weight: Weight = "regular", tone: Tone = "ink",
                 units: int = 62) -> None:
        super().__init__(text, size, weight=weight, tone=tone, anchor="right")
        self._units = units

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the column's width, more where the text needs it."""
        wide, high = super().measure(ui, width)
        return max(wide, ui.px(self._units)), high


class Asked(Pressable):
    """Something shown that can be pressed as a whole, to ask about it or to go to it."""

    def __init__(self, child: Widget, on_press: OnPress, *, name: str, key: str = "") -> None:
        super().__init__(on_press, name=name, key=key)
        self._child = child

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the child's size."""
        return self._child.measure(ui, width)

    def place(self, ui: Ui, rect: Rect) -> None:
        """Place the child."""
        super().place(ui, rect)
        self._child.place(ui, rect)

    def draw(self, painter: Painter) -> None:
        """Draw the child, on a tint while the pointer is over it."""
        if self.hovered:
            painter.box(self.rect.inflate(2 * painter.ui.px(4), 0), "inset", radius=4)
        self._child.draw(painter)


def _setting(setting: Setting, act: Act) -> Widget:
    tabs = Tabs(setting.options, setting.chosen, lambda i: act(f"{setting.id}:{i}"), style="pills",
                name=setting.id, hint=setting.hint)
    return Flow([Label(setting.title, 13, tone="secondary"), tabs], gap=8) if setting.title else tabs


def _note(note: Note, act: Act) -> Widget:
    parts: list[Widget] = [Paragraph(note.title, 13.5, weight="bold")] if note.title else []
    parts.append(Paragraph(note.text, 13.5, tone=note.tone))
    if note.cites:
        parts.append(Flow([CiteLink(cite, act) for cite in note.cites], gap=6))
    return Column(parts, gap=4)


class CiteLink(Pressable):
    """A source such as `doc 11`; pressing it opens our paraphrase of it."""

    def __init__(self, cite: Cite, act: Act) -> None:
        super().__init__(lambda: act(f"cite:{cite.id}"), name=f"cite:{cite.id}")
        self.cite = cite

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the text in its brackets."""
        return ui.width(self.cite.text, 12.5, "bold"), ui.line(12.5)

    def draw(self, painter: Painter) -> None:
        """Write it underlined."""
        place = painter.text(self.cite.text, (self.rect.x, self.rect.centery), 12.5, weight="bold", tone="action")
        line = Rect(place.x, place.bottom - painter.ui.px(3), place.w, 1)
        painter.fill(line, "action" if self.hovered else "rule")


class UnitRow(Group):
    """The units of a hex, each to be pressed: as many beside each other as fit, in columns as wide as they need."""

    def __init__(self, units: Sequence[UnitChip], act: Act) -> None:
        self._buttons = [UnitButton(unit, act) for unit in units]
        super().__init__(self._buttons)

    def _columns(self, ui: Ui, width: int) -> list[int]:
        """Return the widths of the columns; one, in which a unit is a single line, where two are too wide."""
        wide = [child.measure(ui, width)[0] for child in self._buttons]
        for count in range(min(3, len(wide)), 1, -1):
            needed = [max(wide[column::count]) for column in range(count)]
            spare = width - sum(needed) - ui.px(6) * (count - 1)
            if spare >= 0:
                return [each + ui.px(6) + spare // count for each in needed]
        return [width]

    def _high(self, ui: Ui, columns: int) -> int:
        alone = columns == 1 and len(self._buttons) > 1
        return ui.px(ui.pick(36, 29)) if alone else self._buttons[0].measure(ui, 1)[1]

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the rows needed."""
        columns = len(self._columns(ui, width))
        rows = -(-len(self._buttons) // columns)
        return width, rows * self._high(ui, columns) + (rows - 1) * ui.px(4)

    def place(self, ui: Ui, rect: Rect) -> None:
        """Set the units in their columns."""
        super().place(ui, rect)
        widths = self._columns(ui, rect.w)
        high = self._high(ui, len(widths))
        for i, child in enumerate(self._buttons):
            row, column = divmod(i, len(widths))
            child.flat = len(widths) == 1 and len(self._buttons) > 1
            x = rect.x + sum(widths[:column])
            wide = min(widths[column], rect.right - x)
            child.place(ui, Rect(x, rect.y + row * (high + ui.px(4)), wide, high))


class UnitButton(Pressable):
    """One unit: counter, name, and a line on its strength, beside the name where the unit is `flat`."""

    def __init__(self, unit: UnitChip, act: Act) -> None:
        super().__init__(lambda: act(f"unit:{unit.id}"), name=f"unit:{unit.id}")
        self.unit = unit
        self.flat = False

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the counter with both lines beside it."""
        text = max(ui.width(self.unit.name, 12.5, "bold"), ui.width(self.unit.note, 12))
        return ui.px(ui.pick(50, 42)) + text, ui.px(ui.pick(50, 40))

    def draw(self, painter: Painter) -> None:
        """Draw the counter, then name and note."""
        ui, rect = painter.ui, self.rect
        if self.hovered:
            painter.box(rect, "inset", radius=5)
        size = ui.pick(32, 26) if self.flat else ui.pick(44, 36)
        painter.counter(self.unit.look, (rect.x + ui.px(size) / 2, rect.centery), size)
        x = rect.x + ui.px(size + 6)
        room = rect.right - x
        high = ui.line(12)
        if self.flat:
            note = painter.text(self.unit.note, (rect.right, rect.centery), 12, tone="secondary", anchor="right")
            painter.fitted(self.unit.name, Rect(x, rect.centery - high // 2, note.x - x - ui.px(8), high), 12.5,
                           weight="bold")
            return
        name = Rect(x, rect.centery - high, room, high)
        painter.fitted(self.unit.name, name, 12.5, weight="bold")
        painter.fitted(self.unit.note, name.move(0, high), 12, tone="secondary")


class VerdictBox(Column):
    """The headline, the reason in a sentence, and the bar of what comes and what is missing, beside a red edge."""

    def __init__(self, verdict: Verdict, ui: Ui) -> None:
        head: Widget = Paragraph(verdict.headline, 19, weight="bold", tone=verdict.tone)
        if verdict.key:
            head = Row([Stretch(head), WhyMark(verdict.key)], gap=6)
        parts: list[Widget] = [head, *([Paragraph(verdict.sentence, 14)] if verdict.sentence else [])]
        if verdict.needed:
            parts += [Space(0, 2), ShortfallBar(verdict.arrives, verdict.needed),
                      Row([Label(verdict.arrives_text, 12, weight="bold", tone="action"), Space(grow=1),
                           Label(verdict.short_text, 12, weight="bold", tone="alert")])]
        super().__init__(parts, gap=round(ui.pick(3, 1)), pad=(0, 0, 0, 14))
        self.tone = verdict.tone

    def draw(self, painter: Painter) -> None:
        """Draw the edge, then the rest."""
        painter.fill(Rect(self.rect.x, self.rect.y, painter.ui.px(3), self.rect.h), self.tone)
        super().draw(painter)


class WhyMark(Widget):
    """The word that says a number can be asked, with the key that asks."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._cap = key_name(key)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return word and key."""
        return ui.width(_("Why?"), 13, "bold") + ui.px(26), ui.line(14)

    def draw(self, painter: Painter) -> None:
        """Write the word, then the key."""
        ui = painter.ui
        painter.text(_("Why?"), (self.rect.x, self.rect.centery), 13, weight="bold", tone="action")
        painter.keycap(self._cap, (self.rect.right - ui.px(10), self.rect.centery))


class StockLine(Row):
    """A class of supply: icon, name, days on a bar, and the forecast."""

    def __init__(self, row: StockRow) -> None:
        icon = Drawing(lambda painter, rect: painter.icon(row.icon, rect.center, 23), 20, 26)
        ink = "alert" if row.tone == "alert" else "ink"
        value = Row([Label(row.name, 13), Space(grow=1),
                     Label(row.value, 15, weight="bold", tone="alert" if row.tone == "alert" else "ink")])
        bar = Column([value, StockBar(row.days_tenths, tone=row.tone)], gap=0, grow=1)
        pin = row.gone_pm / 1000 if row.gone_pm >= 0 else None
        note = Label(row.note, 12, tone="alert" if ink == "alert" else "secondary", anchor="right")
        curve = Column([Sparkline(row.forecast, tone=row.tone, pin=pin, band=(row.low, row.high)), note], gap=0)
        super().__init__([icon, bar, curve], gap=8, align="start")


class RouteLine(Pressable):
    """A way that supply comes: its sign, its name, what arrives of what it can carry, and why."""

    def __init__(self, row: RouteRow, act: Act) -> None:
        super().__init__(lambda: act(row.action), name=f"route:{row.name}", enabled=bool(row.action))
        self.row = row
        self._name = Paragraph(row.name, 13.5, weight="bold")
        self._why = Paragraph(row.why, 12.5, tone="alert" if row.cut else row.tone)

    def _left(self, ui: Ui) -> int:
        return ui.px(ui.pick(46, 42))

    def _named(self, ui: Ui, width: int) -> int:
        """Return the room of the name, between sign and numbers."""
        numbers = ui.width(f"/ {self.row.capacity}", 13) + ui.width(self.row.arrives, 14.5, "bold") + ui.px(10)
        return max(1, width - self._left(ui) - numbers)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return what name and reason need."""
        return width, (self._name.measure(ui, self._named(ui, width))[1]
                       + self._why.measure(ui, width - self._left(ui))[1] + ui.px(2))

    def place(self, ui: Ui, rect: Rect) -> None:
        """Place the reason below the name."""
        super().place(ui, rect)
        x, wide = rect.x + self._left(ui), self._named(ui, rect.w)
        self._name.place(ui, Rect(x, rect.y, wide, self._name.measure(ui, wide)[1]))
        top = self._name.rect.bottom
        self._why.place(ui, Rect(x, top, rect.right - x, rect.bottom - top))

    def draw(self, painter: Painter) -> None:
        """Draw sign, name, numbers and reason."""
        ui, rect, row = painter.ui, self.rect, self.row
        if self.hovered and self.enabled:
            painter.box(rect, "inset", radius=4)
        draw_route(painter, Rect(rect.x, rect.y, self._left(ui) - ui.px(10), ui.px(26)), row.symbol, cut=row.cut)
        y = rect.y + ui.line(13.5) // 2
        carries = painter.text(f"/ {row.capacity}", (rect.right, y), 13, tone="secondary", anchor="right")
        painter.text(row.arrives, (carries.x - ui.px(4), y), 14.5, weight="bold",
                     tone="alert" if row.cut else "ink", anchor="right")
        self._name.draw(painter)
        self._why.draw(painter)
