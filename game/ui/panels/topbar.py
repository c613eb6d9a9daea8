"""The bar along the top: where the game stands, and the way on."""

from __future__ import annotations

from pygame import Rect

from game.text import _
from game.ui.input import Click, Event
from game.ui.panels.model import Act, Action, TopBarModel
from game.ui.screen import Outcome, Stay
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.buttons import Button, IconButton, Pressable
from game.ui.widgets.layout import Column, Drawing, Row, Rule, Space
from game.ui.widgets.painter import Painter, Ui, side_tone
from game.ui.widgets.text import Label

DETAILS = 5
"""How many times the bar can leave something out before it is at its shortest."""
POINTS_LEAST = 190


def topbar(model: TopBarModel, act: Act, ui: Ui) -> Widget:
    """Return the bar with as much on it as the window's width allows."""
    for left_out in range(DETAILS):
        row = _row(model, act, ui, left_out)
        if _natural(row, ui) <= ui.size[0] or left_out == DETAILS - 1:
            return row
    raise AssertionError("unreachable")


def _natural(row: Row, ui: Ui) -> int:
    """Return the width that the fixed parts and the shortest bar of points want."""
    children = list(row.children)
    wide = sum(POINTS_LEAST * ui.scale if child.grow else child.measure(ui, ui.size[0])[0] for child in children)
    gaps = ui.px(row.gap) * (len(children) - 1) + ui.px(row.pad[1]) + ui.px(row.pad[3])
    return round(wide) + gaps


def _row(model: TopBarModel, act: Act, ui: Ui, left_out: int) -> Row:
    brief = ui.compact or left_out > 0
    parts: list[Widget] = []
    if left_out < 4:
        parts += [_brand(model, left_out), Rule(upright=True, tone="bar_rule")]
    parts += [_date(model), Rule(upright=True, tone="bar_rule")]
    if left_out < 3:
        parts += [_weather(model, left_out), Rule(upright=True, tone="bar_rule")]
    parts += [_side(model, left_out), Rule(upright=True, tone="bar_rule")]
    parts += [PointsBar(model, act, brief=brief)]
    parts += [_tools(model, act), _end(model, act, left_out)]
    gap = 10 if left_out > 1 else 12 if ui.compact else 19
    side = 10 if ui.compact else 18
    return Row(parts, gap=gap, pad=(0, side, 0, side), align="fill")


def _brand(model: TopBarModel, left_out: int) -> Widget:
    name = Label("LIFELINE", 18, weight="bold", tone="bar_text", spacing=1.5)
    lines: list[Widget] = [Space(grow=1), name]
    if left_out < 2:
        lines.append(Label(model.subtitle, 12, tone="bar_dim"))
    return Column([*lines, Space(grow=1)], gap=0, align="start")


def _date(model: TopBarModel) -> Widget:
    text = _("turn {turn} of {turns}").format(turn=model.turn, turns=model.turns)
    part = model.turn / max(1, model.turns)

    def draw(painter: Painter, rect: Rect) -> None:
        bar = Rect(rect.x, rect.centery - painter.ui.px(1), rect.w, painter.ui.px(3))
        painter.fill(bar, "bar_rule")
        painter.fill(Rect(bar.x, bar.y, max(2, round(bar.w * part)), bar.h), "select")

    turn = Row([Label(text, 12.5, tone="bar_dim"), Drawing(draw, 26, 10)], gap=8)
    return Column([Space(grow=1), Label(model.date, 20, weight="bold", tone="bar_text"), turn, Space(grow=1)],
                  gap=0, align="start")


def _weather(model: TopBarModel, left_out: int) -> Widget:
    icon = Drawing(lambda painter, rect: painter.icon(model.weather_icon, rect.center, 25, "select"), 26, 26)
    if left_out >= 2:
        return Row([icon, Label(model.weather, 13.5, weight="bold", tone="bar_text")], gap=8)
    text = Column([Space(grow=1), Label(model.weather, 13.5, weight="bold", tone="bar_text"),
                   Label(model.weather_note, 12, tone="bar_dim"), Space(grow=1)], gap=0, align="start")
    return Row([icon, text], gap=10, align="fill")


def _side(model: TopBarModel, left_out: int) -> Widget:
    frame = Drawing(lambda painter, rect: draw_side(painter, rect, model.side), 34, 24)
    lines: list[Widget] = [Space(grow=1), Label(model.side_text, 13.5, weight="bold", tone="bar_text")]
    return Row([frame, Column([*lines, Space(grow=1)], gap=1, align="start")], gap=10, align="fill")


def draw_side(painter: Painter, rect: Rect, side: int) -> None:
    """Draw a side's sign as wide as a rectangle, in its middle: a rectangle for the first, a diamond for the second."""
    ui = painter.ui
    body = Rect(0, 0, rect.w, rect.w * 24 // 34)
    body.center = rect.center
    painter.box(body, side_tone(side), radius=3)
    pen = painter.vectors(body)
    x, y = body.centerx - painter.origin[0], body.centery - painter.origin[1]
    w, h = body.w * 0.36, body.h * 0.32
    corners = [(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)]
    if side == 1:
        corners = [(x - h * 1.25, y), (x, y - h * 1.25), (x + h * 1.25, y), (x, y + h * 1.25)]
    pen.line(corners, body.h * 0.075, ui.colour("cream"), closed=True)
    pen.onto(painter.surface)


def _tools(model: TopBarModel, act: Act) -> Widget:
    buttons = [_tool(action, act) for action in (model.undo, model.redo, *model.tools)]
    menu = IconButton("menu", lambda: act("menu"), hint=_("Menu: save, load, settings"), key="escape", on_bar=True,
                      name="menu")
    return Row([*buttons, menu], gap=5)


def _tool(action: Action, act: Act) -> Widget:
    return IconButton(action.icon, lambda: act(action.id), hint=action.hint or action.label,
                      label=action.label, key=action.key,
                      enabled=action.enabled, on_bar=True, name=action.id)


def _end(model: TopBarModel, act: Act, left_out: int) -> Widget:
    return Row([EndButton(model.end, act)], gap=0)


class EndButton(Button):
    """What ends or skips the phase; the right button ends the player's own without the list of what is left to do."""

    def __init__(self, end: Action, act: Act) -> None:
        hint = end.hint
        if end.id == "end_phase":
            hint = _("Lists first what is idle or in danger; the right button ends it without the list.")
        super().__init__(end.label, lambda: act(end.id), key=end.key, kind=end.kind, enabled=end.enabled, hint=hint,
                         size=14.5, name=end.id, height=(36, 32))
        self._act = act

    def handle(self, event: Event) -> Outcome | None:
        """Answer pointer and keys."""
        if isinstance(event, Click) and event.button == 3 and self.enabled and self.name == "end_phase":
            return self._act("end_now:unasked") or Stay()
        return super().handle(event)


class PointsBar(Pressable):
    """Both sides' points from either end of one bar, the second hatched; pressing it lists where they come from."""

    def __init__(self, model: TopBarModel, act: Act, *, brief: bool) -> None:
        super().__init__(lambda: act("points"), name="points", grow=1, key="p",
                         hint=_("Where the points come from"))
        self.model, self.brief = model, brief

    def measure(self, ui: Ui, width: int) -> Size:
        """Return all the width that is left."""
        return width, 1

    def draw(self, painter: Painter) -> None:
        """Draw the names, the bar and the levels of victory along it."""
        ui, rect = painter.ui, self.rect
        bar = Rect(rect.x, rect.centery + ui.px(4 if self.brief else -1), rect.w, ui.px(10))
        self._names(painter, rect, bar.y - ui.px(12))
        self._bar(painter, bar)
        if not self.brief:
            self._levels(painter, bar)

    def _levels(self, painter: Painter, bar: Rect) -> None:
        """Write each level under its stretch of the bar, the one that the points make now brighter."""
        ui, marks = painter.ui, self.model.marks
        first = max(0, self.model.points[0].points) * 1000 // self.model.whole
        for number, mark in enumerate(marks):
            end = marks[number + 1].at_pm if number + 1 < len(marks) else 1000
            middle = bar.x + bar.w * (mark.at_pm + end) // 2000
            if ui.width(mark.label, 12) + ui.px(8) <= bar.w * (end - mark.at_pm) // 1000:
                painter.text(mark.label, (middle, bar.bottom + ui.px(10)), 12, anchor="centre",
                             tone="bar_text" if mark.at_pm <= first < end else "bar_dim")

    def _names(self, painter: Painter, rect: Rect, y: int) -> None:
        ui = painter.ui
        first, second = self.model.points
        left = f"{first.name} {first.points}"
        right = f"{second.name} {second.points}"
        title = _("Victory points")
        wide = ui.width(title, 12) + ui.width(left + right, 13, "bold") + ui.px(40)
        x = rect.x
        if wide <= rect.w:
            x = painter.text(title, (x, y), 12, tone="bar_dim").right + ui.px(12)
        elif ui.width(left + right, 13, "bold") + ui.px(20) > rect.w:
            left, right = str(first.points), str(second.points)
        painter.text(left, (x, y), 13, weight="bold", tone="on_bar_first")
        painter.text(right, (rect.right, y), 13, weight="bold", tone="on_bar_second", anchor="right")

    def _bar(self, painter: Painter, bar: Rect) -> None:
        first, second = (max(0, side.points) for side in self.model.points)
        whole, theme = self.model.whole, painter.ui.look.theme
        painter.box(bar, "bar_inset", radius=3)
        left = Rect(bar.x, bar.y, bar.w * first // whole, bar.h)
        right = Rect(bar.right - bar.w * second // whole, bar.y, bar.w * second // whole, bar.h)
        if left.w:
            painter.box(left, theme.sides[0].light, radius=3)
        if right.w:
            painter.box(right, theme.sides[1].light, radius=3)
            painter.hatch(right.inflate(-2, -2), theme.sides[1].dark, every=6, width=1.1)
        for mark in (mark for mark in self.model.marks if mark.at_pm):
            x = bar.x + bar.w * mark.at_pm // 1000
            painter.fill(Rect(x - 1, bar.y - painter.ui.px(3), max(1, painter.ui.px(1.6)),
                              bar.h + painter.ui.px(6)), "bar_text")
