"""Finding a place, unit or base by any spelling of its name, or a hex by its number."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pygame import Rect

from game.hexes import Grid
from game.rules.narrate import unit_name
from game.rules.spoken import as_written
from game.rules.state import View
from game.text import _
from game.ui.input import Event, Key
from game.ui.screen import Outcome, Pop, Stay
from game.ui.screens.base import WidgetScreen
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.card import Card
from game.ui.widgets.inputs import TextField
from game.ui.widgets.layout import Column, Row, Space
from game.ui.widgets.listview import ListView
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph

MOST_FOUND = 12
_ALIKE = 0.7
"""From this likeness on (0 to 1) a misspelt name counts as found."""


_HELD = 2
"""Distances below this are those of names that begin with or hold what is looked for."""

_ARTICLES = frozenset({"al", "an", "ad", "as", "at", "el"})


@dataclass(frozen=True, slots=True)
class Findable:
    """Something that can be looked for: its name, what it is, its hex, and every spelling of its name."""

    name: str
    note: str
    hex: int
    spellings: tuple[str, ...]


def findables(view: View) -> tuple[Findable, ...]:
    """Return what a side can look for: places with their other spellings, bases, and the units it sees."""
    scenario, grid = view.scenario, view.scenario.map.grid
    named = {(place.name, place.hex): (place.name, as_written(scenario, place.name), *place.aliases)
             for place in scenario.map.places}
    rows: list[Findable] = []
    for base in view.known.bases:
        name = scenario.base(base.id).name
        rows.append(Findable(name, _("base of {side}, hex {hex}").format(
            side=scenario.sides[base.side].name, hex=grid.name(base.hex)), base.hex,
            (*named.pop((name, base.hex), (name,)), as_written(scenario, name), base.id)))
    rows = [*(Findable(name, _("place, hex {hex}").format(hex=grid.name(hex_id)), hex_id, spellings)
              for (name, hex_id), spellings in named.items()), *rows]
    for unit in view.known.units:
        if unit.hex >= 0:
            name = unit_name(scenario, unit.id)
            rows.append(Findable(name, _("{side}, hex {hex}").format(
                side=scenario.sides[unit.side].name, hex=grid.name(unit.hex)), unit.hex,
                                 (name, as_written(scenario, name), unit.id)))
    return tuple(rows)


def usual(view: View, rows: Sequence[Findable]) -> tuple[Findable, ...]:
    """Return what is offered before anything is written: the bases of both sides, then the largest towns."""
    bases = {base.hex for base in view.known.bases if not view.scenario.base(base.id).depot}
    people = {place.hex: place.people for place in view.scenario.map.places}
    names = {base.name for base in view.scenario.bases}, {place.name for place in view.scenario.map.places}
    of_bases = [row for row in rows if row.hex in bases and row.name in names[0]]
    towns = sorted((row for row in rows if row.hex not in bases and row.name in names[1]),
                   key=lambda row: (-people.get(row.hex, 0), row.name))
    return (*of_bases, *towns)[:MOST_FOUND]


def found(rows: Sequence[Findable], text: str, grid: Grid) -> tuple[Findable, ...]:
    """Return the rows that a text fits, best first: names that begin with it, that hold it, that are spelt alike.

    A hex number such as 20.26 finds the hex itself.
    """
    wanted = plain(text)
    if not wanted:
        return ()
    try:
        at = grid.parse(text.strip())
    except ValueError:
        pass
    else:
        return (Findable(_("hex {hex}").format(hex=grid.name(at)), "", at, ()),
                *(row for row in rows if row.hex == at))[:MOST_FOUND]
    scored = sorted((_distance(row, wanted), i) for i, row in enumerate(rows))
    fits = [i for score, i in scored if score < _HELD] or [i for score, i in scored if score <= _HELD + 1 - _ALIKE]
    return tuple(rows[i] for i in fits[:MOST_FOUND])


def plain(text: str) -> str:
    """Return a name without case, accents, apostrophes, hyphens and articles such as al-.

    >>> plain("Ma'arat al-Nu'man"), plain("maarat an numan")
    ('maaratnuman', 'maaratnuman')
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(c if c.isalnum() else " " if c in " -–" else "" for c in letters).split()
    return "".join(word for word in words if word not in _ARTICLES)


def _distance(row: Findable, wanted: str) -> float:
    """Return how badly a row fits: 0 begins with it, 1 holds it, from `_HELD` on by how unlike its nearest name is."""
    names = [plain(name) for name in row.spellings]
    if any(name.startswith(wanted) for name in names):
        return 0
    if any(wanted in name for name in names):
        return 1
    return _HELD + 1 - max(SequenceMatcher(None, wanted, name).ratio() for name in names)


class FindScreen(WidgetScreen):
    """A line to write in over what fits it; pops with the hex of what was chosen, or with None."""

    overlay = True
    start = "find_text"

    def __init__(self, view: View) -> None:
        super().__init__()
        self._rows, self._grid = findables(view), view.scenario.map.grid
        self.text = ""
        self._usual = usual(view, self._rows)
        self.hits = self._usual
        self.chosen = 0

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return one card: the line, the list, the buttons."""
        field = TextField(self.text, on_change=self._written, on_submit=lambda _text: self._go(), longest=40,
                          prompt=_("a name in any spelling, or a hex such as 20.26"), name="find_text", grow=1)
        rows = ListView(self.hits, draw_hit, row_units=(42, 40), chosen=self.chosen, on_choose=self._choose,
                        on_open=lambda _i: self._go(), name="find_rows", least_rows=6)
        note = _("Nothing of that name is known to you.") if self.text and not self.hits else _(
            "Up and down choose, Enter goes there.")
        foot: list[Widget] = [Paragraph(note, 13, tone="secondary"), Space(grow=1),
                              Button(_("Close"), self.leave, key="escape", name="close")]
        card = Card(Column([Label(_("Find"), 19, weight="bold"), Row([field]), rows, Row(foot)], gap=8), pad=18,
                    most=520)
        wide = min(ui.px(520), ui.size[0] - 40)
        high = min(ui.px(ui.pick(430, 390)), ui.size[1] - 40)
        place = Rect((ui.size[0] - wide) // 2, (ui.size[1] - high) // 3, wide, high)
        return [Pane(card, place, background=None, modal=True, margin=ui.px(18))]

    def _written(self, text: str) -> None:
        self.text, self.chosen = text, 0
        self.hits = found(self._rows, text, self._grid) if text.strip() else self._usual
        self.rebuild()

    def _choose(self, index: int) -> None:
        self.chosen = index

    def handle(self, event: Event) -> Outcome:
        """Let up and down choose while one writes on."""
        if isinstance(event, Key) and event.name in ("up", "down") and self.hits:
            self.chosen = (self.chosen + (1 if event.name == "down" else -1)) % len(self.hits)
            self.rebuild()
            return Stay()
        return super().handle(event)

    def _go(self) -> Outcome:
        return Pop(("find", self.hits[self.chosen].hex)) if self.hits else Stay()


def draw_hit(painter: Painter, rect: Rect, hit: Findable, chosen: bool) -> None:
    """Draw what was found: its name, and what and where it is."""
    ui = painter.ui
    if chosen:
        painter.box(rect.inflate(0, -2), "chosen", radius=5)
        painter.icon("chevron_right", (rect.x + ui.px(8), rect.centery), 12, "action")
    x = rect.x + ui.px(18)
    room = rect.w - ui.px(26)
    painter.fitted(hit.name, Rect(x, rect.y + ui.px(2), room, ui.line(14.5)), 14.5, weight="semibold")
    painter.fitted(hit.note, Rect(x, rect.y + ui.px(1) + ui.line(14.5), room, ui.line(12.5)), 12.5, tone="secondary")
