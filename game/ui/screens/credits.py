"""Where the places, the forces and the pictures come from, and what the program is made with."""

from __future__ import annotations

from collections.abc import Sequence

from game.text import _
from game.ui.screens.base import WidgetScreen, sheet, whole
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.layout import Column
from game.ui.widgets.painter import Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph


class CreditsScreen(WidgetScreen):
    """Sources and credits."""

    start = "back"

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the credits under their headings."""
        parts: list[Widget] = []
        for title, text in _credits():
            parts.append(Column([Label(title, 15, weight="bold"), Paragraph(text, 14.5, most=860)], gap=2))
        body = ScrollArea(Column(parts, gap=16), name="credits")
        foot = [Button(_("Back"), self.leave, key="escape", kind="primary", name="back")]
        return [whole(sheet(_("Sources and credits"), "", body, foot, ui), ui)]


def _credits() -> list[tuple[str, str]]:
    return [
        (_("History"), _("The course of the siege follows an excerpted encyclopaedia article (Wikipedia, Siege of "
                         "Wadi Deif, CC BY-SA) and the press and research it cites. In the game, a mark such as "
                         "[doc 11] opens our paraphrase of that line. What no source gives is an estimate and is "
                         "called one.")),
        (_("Map"), _("Places: GeoNames (CC BY) and the Wikipedia map module of the war (CC BY-SA). Heights: terrain "
                     "tiles of Mapzen on AWS, mostly from SRTM, by way of pvlib. Roads were digitised from these and "
                     "from public descriptions; the course of the military road is an assumption. The map tables "
                     "are CC BY-SA 4.0.")),
        (_("Type"), _("Source Sans Pro by Paul D. Hunt for Adobe, SIL Open Font License 1.1.")),
        (_("Program"), _("Lifeline is free software under the MIT licence, written in Python with pygame-ce, NumPy, "
                         "PyYAML, pydantic, platformdirs and rich.")),
    ]
