"""What the ids of buttons, rows and keys mean at the table."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from game.play import idle_units
from game.rules.supply.changes import Change
from game.ui.screen import Outcome, Push, Stay
from game.ui.table.aids import Aids
from game.ui.table.briefs import cite_card, mark_card, points_card
from game.ui.table.chronicle import marked_events
from game.ui.table.inspector import Subject, holder_of
from game.ui.table.ordering import SETTINGS, Do, Ordering
from game.ui.table.overlays import GameMenu
from game.ui.table.why import TOPICS

if TYPE_CHECKING:
    from game.ui.table.screen import TableScreen

_STAYS = frozenset({"priority", "ration", "policy", "filter", "party", "detail", "why", *SETTINGS})
"""Actions after which the focus stays on what was pressed; after all others it goes back to the map."""

_WITH_CTRL = MappingProxyType({"ctrl+enter": "end_phase", "ctrl+s": "save", "ctrl+n": "note", "f1": "help"})


class Commands:
    """Carries out action ids, `NAME` or `NAME:DETAIL`, on the table it belongs to."""

    def __init__(self, table: TableScreen) -> None:
        self._table = table
        self.aids = Aids(table)
        self._do: dict[str, Do] = {
            "unit": self._unit, "base": self._base, "go": self._go, "cite": self._cite, "mark": self._mark,
            "event": self._event, "filter": self._filter, "points": self._points, "layer": self._layer,
            "zoom": self._zoom, "home": self._home, "next_idle": self._next_idle, "other_side": self._other_side,
            **Ordering(table).deeds(), **self.aids.deeds(), **table.tutor.deeds(), "event_close": self._event_close,
            "end_phase": self._end_phase,
            "end_now": self._end_now, "undo": self._undo, "redo": self._redo, "menu": self._menu, "save": self._save,
            "why": self._why, "lab": self._lab, "try": self._try, "skip": self._skip,
            "pause": self._pause, "result": self._result,
        }

    def act(self, action: str) -> Outcome | None:
        """Do what an action id says."""
        name, _colon, detail = action.partition(":")
        do = self._do.get(name)
        outcome = do(detail) if do is not None else None
        if name not in _STAYS:
            stage = self._table.stage
            stage.set_focus(stage.find("map"), by_key=False)
        return outcome

    def key(self, chord: str) -> Outcome | None:
        """Answer a key that no button has: Esc puts events aside, Y asks why, W what if, X what the
        opponent thought, F1 what the keys do."""
        if chord == "escape":
            self._put_aside()
            return self._refreshed()
        if chord == "w" and not self._table.desk.modal:
            return self.act("lab")
        if chord == "x" and not self._table.desk.modal:
            return self.act("minds")
        if chord == "y" and not self._table.desk.modal:
            return self._why(str((self._table.desk.topic + 1) % TOPICS))
        if chord in _WITH_CTRL and not self._table.desk.modal:
            return self.act(_WITH_CTRL[chord])
        return None

    def _put_aside(self) -> None:
        """Leave a choice for later, or all events up to the next choice unread."""
        news = self._table.desk.news
        if news and news[0].decides:
            del news[0]
        else:
            self._table.desk.news = news[next((i for i, row in enumerate(news) if row.decides), len(news)):]

    def escape(self) -> bool:
        """Go one step back: a plan, the cursor, what is chosen. False where there is nothing to give up."""
        desk, table = self._table.desk, self._table
        if desk.modal:
            return False
        if desk.topic >= 0 and desk.plan is None and desk.aim is None:
            desk.topic = -1
            table.refresh()
            table.stage.set_focus(table.stage.find("map"), by_key=False)
            return True
        if any(row is not None for row in (desk.plan, desk.aim, desk.refused, desk.told)):
            desk.drop_plan()
        elif table.map.cursor is not None:
            table.map.cursor = None
            desk.hover = None
        elif desk.subject != Subject():
            desk.choose(Subject())
        else:
            return False
        table.refresh()
        return True

    def _refreshed(self) -> Outcome:
        self._table.refresh()
        return Stay()

    # --- choosing and looking -----------------------------------------------------------------------------------

    def _unit(self, unit_id: str) -> Outcome:
        table = self._table
        unit = table.play.view.known.by_id.get(unit_id)
        table.desk.ending, table.desk.info = False, None
        if unit is not None:
            table.desk.choose(Subject(unit.hex, unit=unit_id))
            table.look_at(unit.hex)
        return self._refreshed()

    def _base(self, base_id: str) -> Outcome:
        table = self._table
        base = table.play.view.known.base(base_id)
        table.desk.ending, table.desk.info = False, None
        table.desk.choose(Subject(base.hex, base=base_id))
        table.look_at(base.hex)
        return self._refreshed()

    def _go(self, detail: str) -> Outcome:
        self._table.desk.info = None
        self._table.look_at(int(detail))
        self._table.desk.choose(Subject(int(detail)))
        return self._refreshed()

    def _cite(self, cite: str) -> Outcome:
        self._table.desk.info = cite_card(self._table.play.session.scenario, cite)
        return self._refreshed()

    def _mark(self, detail: str) -> Outcome:
        view = self._table.play.view
        rows = marked_events(view.scenario, view.side)[int(detail)]
        self._table.desk.info = mark_card(view.scenario, rows, dict(view.known.fired))
        return self._refreshed()

    def _why(self, detail: str) -> Outcome:
        """Unfold a topic of the supply of what is chosen; the keys then go through the topics."""
        table = self._table
        if holder_of(table.play.view, table.desk.subject):
            table.desk.topic = int(detail)
            table.refresh()
            table.stage.set_focus(table.stage.find("why"), by_key=False)
        return Stay()

    def _lab(self, _detail: str, change: Change | None = None) -> Outcome:
        """Open the lab on what the viewer knows, looking at what is chosen, with a change in it."""
        table, view = self._table, self._table.play.view
        from game.ui.lab.screen import LabScreen  # few ask for it, and it brings much along

        return Push(LabScreen(view, holder_of(view, table.desk.subject), change, bake=table.background, like=table.map))

    def _try(self, detail: str) -> Outcome:
        """Open the lab with one of the things in it that would help."""
        inquiry = self._table.desk.inquiry
        return self._lab("", inquiry.helps[int(detail)].change) if inquiry is not None else Stay()

    def _event(self, event_id: str) -> Outcome:
        self._table.desk.ending = False
        self._table.desk.news = [row for row in self._table.play.waiting() if row.event.id == event_id]
        return self._refreshed()

    def _filter(self, detail: str) -> Outcome:
        self._table.desk.filter = int(detail)
        return self._refreshed()

    def _points(self, _detail: str) -> Outcome:
        self._table.desk.info = points_card(self._table.play.view)
        return self._refreshed()

    def _layer(self, layer: str) -> Outcome:
        desk = self._table.desk
        desk.layers = desk.layers ^ {layer}
        return self._refreshed()

    def _zoom(self, detail: str) -> Outcome:
        self._table.map.zoom(int(detail))
        return Stay()

    def _home(self, _detail: str) -> Outcome:
        self._table.map.home()
        return self._refreshed()

    def _next_idle(self, _detail: str) -> Outcome:
        """Choose the idle unit that follows the chosen one, in order of id."""
        table = self._table
        table.desk.ending = False
        idle = sorted(unit.id for unit in idle_units(table.play.view)) if table.play.my_turn else []
        if not idle:
            return self._refreshed()
        later = [unit for unit in idle if unit > table.desk.subject.unit]
        return self._unit(later[0] if later else idle[0])

    def _other_side(self, _detail: str) -> Outcome:
        self._table.play.other_side()
        self._table.desk.choose(Subject())
        return self._refreshed()

    # --- the course of the game ---------------------------------------------------------------------------------

    def _event_close(self, _detail: str) -> Outcome:
        del self._table.desk.news[:1]
        return self._refreshed()

    def _end_phase(self, _detail: str) -> Outcome:
        if self._table.play.my_turn:
            self._table.desk.drop_plan()
            self._table.desk.ending = True
        return self._refreshed()

    def _end_now(self, detail: str) -> Outcome:
        table = self._table
        if detail == "unasked" and table.play.waiting():
            return self._end_phase("")  # what is not answered has not been seen, or was put off
        table.desk.ending = False
        table.desk.review.begin()
        refused = table.play.end_phase() if table.play.my_turn else ""
        if refused:
            table.desk.refused = (max(0, table.desk.subject.hex), refused)
            return self._refreshed()
        return table.phase_began()

    def _undo(self, _detail: str) -> Outcome:
        return self._turned_back(self._table.play.undo())

    def _redo(self, _detail: str) -> Outcome:
        return self._turned_back(self._table.play.redo())

    def _turned_back(self, refused: str) -> Outcome:
        desk = self._table.desk
        desk.keep_sound()
        self._table.sound("refused" if refused else "undone")
        if refused:
            desk.refused = (max(0, desk.subject.hex), refused)
        return self._refreshed()

    def _menu(self, _detail: str) -> Outcome:
        return Push(GameMenu())

    def _save(self, _detail: str) -> Outcome:
        return self._table.resumed("save")

    def _skip(self, _detail: str) -> Outcome:
        self._table.pace.fast = True
        return Stay()

    def _pause(self, _detail: str) -> Outcome:
        self._table.desk.paused = not self._table.desk.paused
        return self._refreshed()

    def _result(self, _detail: str) -> Outcome:
        return self._table.result()
