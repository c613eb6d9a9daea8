"""The campaign as one line: turns gone, seasons, events past and those that history had, and what is coming."""

from __future__ import annotations

from pygame import Rect

from game.text import _
from game.ui.art.vectors import Canvas
from game.ui.panels.model import Act, TimelineMark, TimelineModel
from game.ui.widgets.base import Group, Size, Widget
from game.ui.widgets.buttons import Pressable
from game.ui.widgets.layout import Column, Row, Space
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.text import Label


def timeline(model: TimelineModel, act: Act, *, titled: bool = True) -> Widget:
    """Return the line under its heading; each event on it can be reached and says what it is."""
    head: list[Widget] = [Label(_("Campaign"), 14, weight="bold")] if titled else []
    head += [Label(model.note, 12, tone="secondary", shorten=True), Space(grow=1)]
    if model.side_note:
        head.append(Label(model.side_note, 12, weight="italic", tone="secondary", shorten=True))
    return Column([Row(head, gap=12), Line(model, act)], gap=0, grow=1)


class Line(Group):
    """The line itself, with a button for each event."""

    def __init__(self, model: TimelineModel, act: Act) -> None:
        super().__init__([MarkButton(mark, i, act) for i, mark in enumerate(model.marks)], grow=1, name="timeline")
        self.model = model
        self._axis_y = 0

    def measure(self, ui: Ui, width: int) -> Size:
        """Return all the width."""
        return width, ui.px(80)

    def _axis(self) -> tuple[int, int, int]:
        return self.rect.x, self.rect.w, self._axis_y

    def place(self, ui: Ui, rect: Rect) -> None:
        """Set each event's button above its date, moved aside where two would touch."""
        super().place(ui, rect)
        size = ui.px(ui.pick(19, 18))
        top = rect.y + ui.line(12) + ui.px(ui.pick(2, -2))
        self._axis_y = top + size + ui.px(ui.pick(15, 10))
        x0, wide, _axis = self._axis()
        last = -1000
        for child, mark in zip(self._children, self.model.marks, strict=True):
            x = max(x0 + wide * mark.at_pm // 1000 - size // 2, last + size + 2)
            x = min(x, rect.right - size)
            last = x
            child.place(ui, Rect(x, top, size, size))

    def draw(self, painter: Painter) -> None:
        """Draw seasons, turns, months, labels, the present and what is coming, then the events."""
        ui = painter.ui
        x0, wide, axis = self._axis()
        for season in self.model.seasons:
            band = Rect(x0 + wide * season.start_pm // 1000, axis - ui.px(5),
                        wide * (season.end_pm - season.start_pm) // 1000, ui.px(10))
            painter.fill(band, ui.look.theme.ground.steppe)
            painter.hatch(band, ui.look.theme.ground.contour, every=7, width=0.9)
        self._turns(painter, x0, wide, axis)
        self._below(painter, x0, wide, axis)
        pen = painter.vectors(self.rect, 3)
        self._pins(painter, pen, x0, wide, axis)
        pen.onto(painter.surface)
        self._labels(painter)
        super().draw(painter)

    def _turns(self, painter: Painter, x0: int, wide: int, axis: int) -> None:
        ui, model = painter.ui, self.model
        half = ui.px(5)
        painter.fill(Rect(x0, axis - 1, wide, 2), "secondary")
        gone = wide * (model.turn - 1) // max(1, model.turns)
        painter.fill(Rect(x0, axis - half, gone, 2 * half), "action")
        for i in range(model.turns + 1):
            x = x0 + wide * i // model.turns
            painter.fill(Rect(min(x, x0 + wide - 1), axis - half, 1, 2 * half),
                         "panel" if 0 < i < model.turn - 1 else "secondary")

    def _below(self, painter: Painter, x0: int, wide: int, axis: int) -> None:
        """Write months and seasons, leaving out what would touch, and the warnings under them."""
        ui = painter.ui
        y = axis + ui.px(14)
        now = x0 + wide * (self.model.turn - 1) // max(1, self.model.turns)
        taken: list[Rect] = []
        for at_pm, name in self.model.months:
            x = x0 + wide * at_pm // 1000
            painter.fill(Rect(x, axis - ui.px(8), max(1, ui.px(1.5)), ui.px(22)), "secondary")
            spot = Rect(x + ui.px(5), y - ui.line(12) // 2, ui.width(name, 12), ui.line(12))
            if spot.left - ui.px(8) < now < spot.right + ui.px(8):
                # The sign of the present stands here: the month's name gives way to its right.
                spot.left = now + ui.px(9)
            taken.append(painter.text(name, (spot.left, y), 12, tone="secondary"))
        for season in self.model.seasons:
            centre = x0 + wide * (season.start_pm + season.end_pm) // 2000
            place = Rect(0, 0, ui.width(season.label, 12, "italic") + ui.px(12), ui.px(10))
            place.center = (centre, y)
            if place.collidelist(taken) < 0:
                painter.text(season.label, place.center, 12, weight="italic", tone="secondary", anchor="centre")
        line = y + ui.line(12)
        right = -1000
        for at_pm, text in self.model.alerts:
            x = x0 + wide * at_pm // 1000
            room = ui.width(text, 12, "bold")
            at = x + ui.px(6)
            if at + room > x0 + wide:
                at = max(x0, x - ui.px(6) - room)
            if at > right:
                right = painter.text(text, (at, line), 12, weight="bold", tone="alert").right + ui.px(12)

    def _pins(self, painter: Painter, pen: Canvas, x0: int, wide: int, axis: int) -> None:
        ui, model = painter.ui, self.model
        left, top = painter.origin
        for child, mark in zip(self._children, model.marks, strict=True):
            x = x0 + wide * mark.at_pm // 1000 - left
            pen.line([(child.rect.centerx - left, child.rect.bottom - top), (x, axis - ui.px(5) - top)], 1,
                     ui.colour("secondary"))
        for at_pm, _text in model.alerts:
            x, y = x0 + wide * at_pm // 1000 - left, axis - top
            pen.line([(x, y - ui.px(5)), (x, y + ui.px(30))], 1.5 * ui.scale, ui.colour("alert"))
            pen.circle((x, y), 3.4 * ui.scale, ui.colour("alert"))
        x, y, d = x0 + wide * (model.turn - 1) // max(1, model.turns) - left, axis + ui.px(6) - top, ui.px(6)
        pen.polygon([(x - d, y + 1.3 * d), (x + d, y + 1.3 * d), (x, y)], ui.colour("action"))

    def _labels(self, painter: Painter) -> None:
        """Write the events' names above them, leaving out those that would touch one before."""
        ui = painter.ui
        right = self.rect.x - 1000
        for child, mark in zip(self._children, self.model.marks, strict=True):
            wide = ui.width(mark.label, 12)
            x = max(self.rect.x, min(child.rect.centerx - wide // 2, self.rect.right - wide))
            if mark.label and x > right + ui.px(8):
                y = child.rect.y - ui.line(12) // 2
                right = painter.text(mark.label, (x, y), 12, tone="secondary").right


class MarkButton(Pressable):
    """An event on the line: solid where it has happened, hollow where history had it."""

    def __init__(self, mark: TimelineMark, index: int, act: Act) -> None:
        super().__init__(lambda: act(f"mark:{index}"), name=f"mark:{index}", hint=mark.text or mark.label)
        self.mark = mark

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the disc."""
        side = ui.px(19)
        return side, side

    def draw(self, painter: Painter) -> None:
        """Draw the disc and the icon."""
        solid = self.mark.past
        painter.box(self.rect, "ink" if solid else "hover" if self.hovered else "panel",
                    radius=self.rect.w / 2 / painter.ui.scale, edge="ink" if solid else "secondary", width=1.2)
        painter.icon(self.mark.icon, self.rect.center, painter.ui.pick(13, 12.5), "panel" if solid else "secondary")
