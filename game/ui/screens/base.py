"""A screen made of panes of widgets: what menu, settings and all the others have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from pygame import Rect, Surface

from game.text import _
from game.ui.input import Close, Event, Key
from game.ui.screen import Outcome, Pop, Quit, Screen, Stay
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.card import Card
from game.ui.widgets.layout import Column, Row, Space
from game.ui.widgets.painter import Ui
from game.ui.widgets.stage import Pane, Stage
from game.ui.widgets.text import Label, Paragraph


class WidgetScreen(Screen):
    """Builds its panes anew for every size and whenever `rebuild` is called; Esc leaves it."""

    start = ""

    def __init__(self) -> None:
        self.stage = Stage()
        self.ui: Ui | None = None
        self.size = (0, 0)

    @abstractmethod
    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the panes for the present size, from bottom to top."""

    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        """Build and place everything."""
        self.ui, self.size = ui, size
        self.stage.show(ui, self.build(ui), start=self.start)

    def rebuild(self) -> None:
        """Build and place everything again after a change of what is shown."""
        if self.ui is not None:
            self.layout(self.ui, self.size)

    def handle(self, event: Event) -> Outcome:
        """Give the event to the widgets, then to the screen's own keys."""
        outcome = self.stage.handle(event)
        return outcome if outcome is not None else self.unhandled(event)

    def unhandled(self, event: Event) -> Outcome:
        """Answer what no widget wanted: Esc leaves, closing the window ends the program."""
        if isinstance(event, Close):
            return Quit()
        if isinstance(event, Key) and event.chord == "escape":
            return self.leave()
        return Stay()

    def leave(self) -> Outcome:
        """Return what Esc does."""
        return Pop()

    def draw(self, frame: Surface) -> None:
        """Draw the panes."""
        self.stage.draw(frame)

    @property
    def dirty(self) -> bool:
        """Whether anything looks different."""
        return self.stage.dirty

    @property
    def wake_ms(self) -> int | None:
        """When a tick is wanted."""
        return self.stage.wake_ms

    @property
    def typing(self) -> bool:
        """Whether a text field has the focus."""
        return self.stage.focus is not None and self.stage.focus.takes_text


def whole(root: Widget, ui: Ui) -> Pane:
    """Return a pane over the whole window."""
    return Pane(root, Rect((0, 0), ui.size))


def sheet(title: str, note: str, body: Widget, foot: Sequence[Widget], ui: Ui) -> Widget:
    """Return the frame of a full screen: title, note, the body that takes the room, buttons at the foot."""
    side = max(24, (round(ui.size[0] / ui.scale) - 1180) // 2)
    head: list[Widget] = [Paragraph(title, 30, weight="bold")]
    if note:
        head.append(Paragraph(note, 15, tone="secondary"))
    return Column([Column(head, gap=2), body, Row([Space(grow=1), *foot], gap=10)], gap=round(ui.pick(20, 14)),
                  pad=(round(ui.pick(40, 22)), side, round(ui.pick(32, 18)), side))


class Dialog(WidgetScreen):
    """A question over what is there; it pops with the id of the answer, with an empty one on Esc."""

    overlay = True

    def __init__(self, title: str, text: str, answers: Sequence[tuple[str, str, str]] = ()) -> None:
        super().__init__()
        self.title, self.text = title, text
        self.answers = list(answers) or [("ok", _("Go on"), "enter")]
        self.start = self.answers[0][0]

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return one card in the middle, over a veil."""
        buttons = [Button(label, lambda answer=answer: Pop(answer), key=key, name=answer,  # type: ignore[misc]
                          kind="primary" if i == 0 else "plain")
                   for i, (answer, label, key) in enumerate(self.answers)]
        parts: list[Widget] = [Label(self.title, 19, weight="bold"), Paragraph(self.text, 15)]
        card = Card(Column([*parts, Space(0, 4), Row([Space(grow=1), *buttons], gap=8)], gap=8), pad=20, most=540)
        wide, high = card.measure(ui, ui.size[0] - 40)
        place = Rect((ui.size[0] - wide) // 2, (ui.size[1] - high) // 2, wide, high)
        return [Pane(card, place, background=None, modal=True, margin=ui.px(18))]

    def leave(self) -> Outcome:
        """Give the empty answer."""
        return Pop("")
