"""The keys: what each does, and giving it to another key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pygame import Rect

from game.text import _
from game.ui.input import Event, Key
from game.ui.keys import FREE
from game.ui.screen import Configure, Outcome, Stay
from game.ui.screens.base import WidgetScreen, sheet, whole
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, key_name
from game.ui.widgets.layout import Column
from game.ui.widgets.listview import ListView
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Paragraph


def table_keys() -> tuple[tuple[str, str], ...]:
    """Return the keys of the table that can be changed: the usual key, and what it does."""
    from game.ui.table.layers import all_layers  # needs the modules of a game, which the menu does without

    return (
        ("m", _("Move")), ("a", _("Attack")), ("f", _("Fire")), ("s", _("Air strike")), ("d", _("Airdrop")),
        ("r", _("Rest")), ("h", _("Hold")), ("e", _("Dig in")), ("i", _("Lie in wait by a road")),
        ("o", _("Guard a road")), ("c", _("Collect drops")), ("t", _("Hand over supplies")), ("l", _("Load")),
        ("u", _("Unload")), ("n", _("Next unit without orders")), ("p", _("Where the points come from")),
        ("j", _("What was seen of the other side's phase")), ("v", _("See it as the other side, when watching")),
        *((layer.key, _("Layer: {name}").format(name=layer.name)) for layer in all_layers() if layer.key != "0"),
        ("f1", _("Keys and controls")),
    )


class KeysScreen(WidgetScreen):
    """A list of what has a key; Enter or a double click waits for the key it is to have."""

    start = "key_rows"

    def __init__(self) -> None:
        super().__init__()
        self.rows = table_keys()
        self.chosen = 0
        self.waiting = False

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the list and what can be done with it."""
        rows = ListView(self.rows, self._draw_row, row_units=(30, 27), chosen=self.chosen, on_choose=self._choose,
                        on_open=self._wait, name="key_rows")
        note = _("Press the new key for “{what}”; Esc leaves it as it is.").format(
            what=self.rows[self.chosen][1]) if self.waiting else _(
            "Enter or a double click on a row, then the new key: a letter, a digit or F1 to F10. "
            "Two keys change places.")
        body: Widget = Column([Paragraph(note, 14, tone="action" if self.waiting else "secondary"), rows], gap=10,
                              grow=1)
        foot = [Button(_("Usual keys"), lambda: Configure(replace(ui.settings, keys=())), name="usual",
                       enabled=bool(ui.settings.keys)),
                Button(_("Change"), lambda: self._wait(self.chosen), key="ctrl+enter", name="change"),
                Button(_("Done"), self.leave, key="escape", kind="primary", name="done")]
        return [whole(sheet(_("Keys"), "", body, foot, ui), ui)]

    def _draw_row(self, painter: Painter, rect: Rect, row: tuple[str, str], chosen: bool) -> None:
        ui = painter.ui
        if chosen:
            painter.box(rect.inflate(0, -2), "chosen", radius=5)
        cap = "…" if chosen and self.waiting else key_name(ui.keys.own(row[0]))
        painter.keycap(cap, (rect.x + ui.px(34), rect.centery), on="panel")
        painter.fitted(row[1], Rect(rect.x + ui.px(72), rect.y, rect.w - ui.px(80), rect.h), 14.5,
                       weight="semibold" if ui.keys.own(row[0]) != row[0] else "regular")

    def _choose(self, index: int) -> None:
        self.chosen = index

    def _wait(self, index: int) -> Outcome:
        self.chosen, self.waiting = index, True
        self.rebuild()
        return Stay()

    def handle(self, event: Event) -> Outcome:
        """Take the next key while one is waited for."""
        if not (self.waiting and isinstance(event, Key) and self.ui is not None):
            return super().handle(event)
        self.waiting = False
        pressed = self.ui.keys.own(event.name)
        if event.mods or pressed not in FREE:
            self.rebuild()
            return Stay()
        usual = self.rows[self.chosen][0]
        return Configure(replace(self.ui.settings, keys=self.ui.keys.swapped(usual, pressed)))
