"""How it ended: the level against history, where the points came from, and beside it what it did to people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygame import Rect

from game.text import _
from game.ui.panels.inspector import block_widget
from game.ui.panels.model import Act, Note
from game.ui.screen import Outcome, Pop, Reset, Screen
from game.ui.screens.base import WidgetScreen, sheet, whole
from game.ui.screens.model import PointsRow, ResultModel
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.card import Card
from game.ui.widgets.layout import Column, Row, Rule
from game.ui.widgets.painter import Painter, Tone, Ui, side_tone
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph


class ResultScreen(WidgetScreen):
    """The end of a game; `menu` makes the screen to go to, Esc goes back to the map."""

    start = "menu"

    def __init__(self, model: ResultModel, menu: Callable[[], Screen], act: Act) -> None:
        super().__init__()
        self.model, self._menu, self._act = model, menu, act

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the verdict, the points at the left and people below them, the rest at the right."""
        model = self.model
        points = Column([Label(_("Points and where they came from"), 15, weight="bold"), PointsTable(model)], gap=6)
        left = Column([points, self._people(model.civilians, ui)], gap=20, grow=1)
        right = Column([block_widget(block, self._act, ui) for block in model.beside], gap=14, grow=1)
        columns: Widget = Column([left, right], gap=18) if ui.tight else Row([left, right], gap=36, align="fill")
        body = ScrollArea(Column([self._verdict(), Rule(space=2), columns], gap=14), name="result")
        foot = [Button(_("Look at the map"), Pop, key="escape", name="map"),
                Button(_("What the opponent had in mind"), self._minds, key="x", name="minds"),
                Button(_("Back to the menu"), self._leave, key="m", kind="primary", name="menu")]
        return [whole(sheet(model.title, "", body, foot, ui), ui)]

    def _verdict(self) -> Widget:
        model = self.model
        tone: Tone = side_tone(model.winner) if model.winner >= 0 else "ink"
        parts: list[Widget] = [Paragraph(model.verdict, 24, weight="bold", tone=tone),
                               Paragraph(model.sentence, 15)]
        if model.saved_as:
            parts.append(Paragraph(_("The whole game is kept as {name}.").format(name=model.saved_as), 13,
                                   tone="secondary"))
        return Column(parts, gap=3)

    def _people(self, note: Note, ui: Ui) -> Widget:
        return Card(Column([block_widget(note, self._act, ui)]), pad=16, most=2000, raised=False)

    def _minds(self) -> Outcome:
        """Go back to the map, with the card of what the opponent had in mind open on it."""
        self._act("minds")
        return Pop()

    def _leave(self) -> Outcome:
        return Reset(self._menu())


class PointsTable(Widget):
    """The sources of points in rows, with both sides' in columns and the sum below."""

    def __init__(self, model: ResultModel) -> None:
        super().__init__()
        self.model = model

    def _row_px(self, ui: Ui) -> int:
        return ui.line(14) + ui.px(5)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return a row for the heading, each source and the sum."""
        return width, self._row_px(ui) * (len(self.model.points) + 2)

    def draw(self, painter: Painter) -> None:
        """Draw the heading, the rows and the sum."""
        model = self.model
        sums = PointsRow(_("Together"), *model.totals)
        rows: list[tuple[str, str, str]] = [("", *model.sides)]
        rows += [(row.title, str(row.first), str(row.second)) for row in (*model.points, sums)]
        for i, row in enumerate(rows):
            self._draw_row(painter, i, row, strong=i in (0, len(rows) - 1))

    def _draw_row(self, painter: Painter, index: int, cells: tuple[str, str, str], *, strong: bool) -> None:
        ui, high = painter.ui, self._row_px(painter.ui)
        row = Rect(self.rect.x, self.rect.y + index * high, self.rect.w, high)
        column = max(ui.width(name, 14, "bold") for name in self.model.sides) + ui.px(18)
        if index:
            painter.fill(Rect(row.x, row.y, row.w, 1), "rule")
        name = Rect(row.x, row.y, row.w - 2 * column, high)
        painter.fitted(cells[0], name, 14, weight="bold" if strong else "regular")
        for i, cell in enumerate(cells[1:]):
            right = row.right - (1 - i) * column
            painter.text(cell, (right, row.centery), 14, weight="bold" if strong else "regular",
                         tone=side_tone(i) if strong else "ink", anchor="right")


