"""The panel of a lesson beside the map: what the step is about, what to do now, and the ways on and back."""

from __future__ import annotations

from pygame import Rect

from game.text import _
from game.ui.panels.model import Act, LessonModel
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.buttons import Button, Pressable, key_name
from game.ui.widgets.layout import Column, Flow, Rule
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.text import Label, Paragraph

_ROOMY = 600
"""Height of a window, in units, from which all buttons of a lesson stay in view."""


def lesson_panel(model: LessonModel, act: Act, ui: Ui) -> Widget:
    """Return the panel: the text scrolls where it is long, the buttons stay below it.

    In a window with little room only the way on stays: what to do now must be in view before the ways back are.
    """
    parts: list[Widget] = [Label(model.where, 12.5, weight="semibold", tone="secondary"),
                           Paragraph(model.title, 18, weight="bold"), Paragraph(model.text, 14)]
    parts += [AnswerRow(number, text, model.given == number, act) for number, text in enumerate(model.answers)]
    if model.reply:
        parts.append(Paragraph(model.reply, 14, weight="semibold", tone="good" if model.done else "alert"))
    if model.do and not model.done:
        parts += [Rule(), Label(_("Now"), 12.5, weight="bold", tone="action"),
                  Paragraph(model.do, 14, weight="semibold")]
    if model.done:
        parts += [Rule(), Label(_("Done"), 13.5, weight="bold", tone="good")]
        parts += [Paragraph(model.after, 14)] if model.after else []
    if model.refused:
        parts.append(Paragraph(model.refused, 13, tone="alert"))
    side = round(ui.pick(16, 12))
    onward, others = _buttons(model, act)
    if ui.size[1] < ui.px(_ROOMY):
        parts, others = [*parts, *others], []
    body = ScrollArea(Column(parts, gap=9), name="lesson_text")
    return Column([body, *onward, *others], gap=10, pad=(round(ui.pick(14, 10)), side, 12, side))


def _buttons(model: LessonModel, act: Act) -> tuple[list[Widget], list[Widget]]:
    """Return the way on, over the whole width, and the other buttons two and two."""
    made = [Button(row.label, lambda row=row: act(row.id), key=row.key, kind=row.kind,  # type: ignore[misc]
                   enabled=row.enabled, hint=row.hint, name=row.id, size=14 if row.kind == "primary" else 12.5,
                   height=(36, 31)) for row in model.actions]
    others = [button for button in made if button.kind != "primary"]
    return [button for button in made if button.kind == "primary"], [Flow(others, gap=8, columns=2)] if others else []


class AnswerRow(Pressable):
    """One answer to the question of a step, with its key."""

    def __init__(self, number: int, text: str, given: bool, act: Act) -> None:
        super().__init__(lambda: act(f"lesson:answer:{number}"), name=f"lesson:answer:{number}",
                         key=f"ctrl+{number + 1}")
        self.given = given
        self._text = Paragraph(text, 14)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the text's height inside its box."""
        return width, max(ui.px(34), self._text.measure(ui, width - ui.px(74))[1] + ui.px(12))

    def place(self, ui: Ui, rect: Rect) -> None:
        """Place the text in the middle of the box, left of the key."""
        super().place(ui, rect)
        room = rect.w - ui.px(74)
        high = self._text.measure(ui, room)[1]
        self._text.place(ui, Rect(rect.x + ui.px(10), rect.centery - high // 2, room, high))

    def draw(self, painter: Painter) -> None:
        """Draw the box, the text and the key."""
        ui, rect = painter.ui, self.rect
        fill = "chosen" if self.given else "hover" if self.hovered else "inset"
        painter.box(rect, fill, radius=5, edge="action" if self.given else "rule")  # type: ignore[arg-type]
        self._text.draw(painter)
        painter.keycap(key_name(ui.keys.own(self.key)), (rect.right - ui.px(32), rect.centery))


class Spotlight(Widget):
    """A ring round what a step is about; it lets every click through."""

    def __init__(self, target: Rect) -> None:
        super().__init__()
        self.target = target

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the target's size."""
        return self.target.size

    def at(self, pos: tuple[int, int]) -> Widget | None:
        """Return nothing: the ring is only looked at."""
        return None

    def draw(self, painter: Painter) -> None:
        """Draw a frame in two tones, so that it shows on any ground; its open sides tell it from the focus ring."""
        ui = painter.ui
        box = self.target.inflate(ui.px(10), ui.px(10))
        x, y, w, h = box.x - painter.origin[0], box.y - painter.origin[1], box.w, box.h
        arm = max(ui.px(8), min(w, h) // 3)
        corners = ((x, y, 1, 1), (x + w, y, -1, 1), (x + w, y + h, -1, -1), (x, y + h, 1, -1))
        pen = painter.vectors(box.inflate(ui.px(12), ui.px(12)), 3)
        for width, tone in ((7.0, ui.colour("panel")), (4.0, ui.colour("cut"))):
            for a, b, right, down in corners:
                pen.line([(a + right * arm, b), (a, b), (a, b + down * arm)], width * ui.scale, tone)
        pen.onto(painter.surface)
