"""The table as a screen: events to the desk, the map and the game, and what came of them back onto the panels."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from pygame import Surface

from game.lesson import lesson_of
from game.play import Play
from game.rules.orders import Order
from game.saves import kept_by_itself
from game.text import _, language
from game.ui import tools
from game.ui.input import Close, Event, Key, Press, Tick
from game.ui.screen import Outcome, Push, Quit, Reset, Screen, Stay
from game.ui.screens.base import Dialog
from game.ui.screens.model import Library
from game.ui.screens.options import OptionsScreen
from game.ui.screens.result import ResultScreen
from game.ui.screens.slots import LoadScreen, SaveScreen
from game.ui.screens.table import TableFrame, TableModels, table_layout
from game.ui.table.briefs import notice_card
from game.ui.table.chronicle import outcome_of
from game.ui.table.commands import Commands
from game.ui.table.desk import Desk
from game.ui.table.ending import result_model
from game.ui.table.inspector import Subject
from game.ui.table.lesson import Tutor
from game.ui.table.mapview import MapView, opening_points
from game.ui.table.overlays import Curtain
from game.ui.table.pace import FRAME_MS, Pace
from game.ui.table.pieces import board_state
from game.ui.table.thinker import Thinker
from game.ui.table.words import turn_day
from game.ui.widgets.painter import Ui
from game.ui.widgets.stage import Stage

LIVELY_MS = 33


class Shelf(Library, Protocol):
    """A library that can also keep the game at the table."""

    def keep(self, play: Play, name: str, picture: Surface | None) -> str:
        """Save a game under a name with a small picture; returns a sentence where that fails."""

    def keep_picture(self, name: str, picture: Surface | None) -> None:
        """Keep a small picture beside the saved game of a name."""

    def keep_notes(self, name: str, notes: dict[tuple[str, str], str]) -> str:
        """Keep the notes of the game of a name; returns a sentence where that fails."""

    def notes(self, name: str) -> dict[tuple[str, str], str]:
        """Return the notes kept for the game of a name."""

    def menu(self, notice: str = "") -> Screen:
        """Return the start menu."""


class TableScreen(Screen):
    """One game in the window; with `background` the map is painted and the opponent thinks beside it, in threads."""

    def __init__(self, play: Play, shelf: Shelf, name: str, *, background: bool = True) -> None:
        self.play, self.shelf, self.name = play, shelf, name
        self._thinker = Thinker() if background else None
        if self._thinker is not None:
            play.mind = self._thinker
        self.desk = Desk(play, notes=shelf.notes(name))
        self.tutor = Tutor(self, lesson_of(play))
        self.commands = Commands(self)
        self.stage = Stage()
        self.pace = Pace(self)
        self.background = background
        self._ui: Ui | None = None
        self._map: MapView | None = None
        self._frame: TableFrame | None = None
        self._models: TableModels | None = None
        self._begun, self._spoken = False, language()

    @property
    def map(self) -> MapView:
        """The map, made at the first layout."""
        assert self._map is not None
        return self._map

    @property
    def ui(self) -> Ui | None:
        """The look at the present scale, None before the first layout."""
        return self._ui

    @property
    def frame(self) -> TableFrame:
        """The panels round the map, made at the first layout."""
        assert self._frame is not None
        return self._frame

    # --- the screen ---------------------------------------------------------------------------------------------

    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        """Lay out map and panels."""
        self._ui, self._spoken = ui, _told(self, self._map, self._spoken)
        if self._map is None:
            self._map = MapView(self.play.session.scenario, ui.look, self, bake=self.background)
            self._map.start_at(opening_points(self.play.view.known, self._map.picture, self.play.viewer))
            self._frame = TableFrame(self._map, self.commands.act, self.stage)
        self.map.still = ui.settings.reduce_motion
        self.map.layout(ui, table_layout(ui, lesson=self.tutor.on).map)
        if not self._begun:
            self._begun = True
            self.desk.news = self.play.waiting() if self.play.resumed else self.play.news()
            self.desk.info, self.play.notice = notice_card(self.play.notice), ""
        self.refresh()

    def draw(self, frame: Surface) -> None:
        """Draw everything."""
        self.stage.draw(frame)

    def redraw(self, frame: Surface) -> None:
        """Draw what changed."""
        self.stage.draw(frame, whole=False)

    @property
    def dirty(self) -> bool:
        """Whether anything looks different."""
        return self.stage.dirty

    @property
    def wake_ms(self) -> int | None:
        """When the next tick is wanted: soon while something moves or the computer plays, else for hints."""
        if self.pace.hurried or self.pace.pondering:
            return FRAME_MS
        return min(LIVELY_MS, self.stage.wake_ms or LIVELY_MS) if self.map.lively else self.stage.wake_ms

    @property
    def unfinished(self) -> bool:
        """Whether the map is still being painted."""
        return self._map is not None and self.map.board.busy

    def paint_on(self, ms: int) -> None:
        """Paint more of the map; the game waits."""
        self.map.advance(ms)
        self.frame.refresh_map()

    def handle(self, event: Event) -> Outcome:
        """Answer one event."""
        if isinstance(event, Close):
            self.close()
            return Quit()
        if isinstance(event, Tick):
            return self.pace.tick(event.ms)
        if self.pace.motion is not None and isinstance(event, Key | Press) and self.pace.heard(event):
            return Stay()
        if isinstance(event, Key) and event.chord == "escape" and self.commands.escape():
            return Stay()
        on_map = self.stage.focus is None or self.stage.focus.name == "map"
        if isinstance(event, Key) and event.chord == "enter" and isinstance(self.desk.plan, tools.MovePlan) and on_map:
            return self.commands.act("confirm") or Stay()
        outcome = self.stage.handle(event) or (self.commands.key(event.chord) if isinstance(event, Key) else None)
        return outcome or Stay()

    def resumed(self, result: object) -> Outcome:
        """Answer the screen above: the curtain, the menu, or a game saved."""
        if self.play.handing_over and result == "seat":
            self.play.take_seat()
            self.desk.choose(Subject())
            self.desk.news = self.play.news()
        self.refresh()
        if isinstance(result, tuple):
            return self.commands.aids.answered(result)
        if result == "save":
            return Push(SaveScreen(self.shelf, name_to_save(self.play, self.name), self._save))
        if result == "load":
            return Push(LoadScreen(self.shelf))
        if result == "settings":
            return Push(OptionsScreen())
        if result in ("leave", "quit"):
            self.close()
            return Quit() if result == "quit" else Reset(self.shelf.menu())
        return Stay()

    def close(self) -> None:
        """Let go of the game's file and of the work in the background; the list of games shows it as it was left."""
        self.shelf.keep_picture(self.name, thumbnail(self))
        self.play.session.close()
        if self._thinker is not None:
            self._thinker.close()
        if self._map is not None:
            self._map.close()

    def _save(self, name: str) -> str:
        return self.shelf.keep(self.play, name, thumbnail(self)) or self.shelf.keep_notes(name, self.desk.notes)

    def phase_began(self) -> Outcome:
        """Answer a new phase: the result, the curtain, or what has happened meanwhile."""
        self.pace.fast = False
        self.desk.keep_sound()
        if self.play.handing_over:
            self.refresh()
            side, scenario = self.play.state.side, self.play.session.scenario
            return Push(Curtain(scenario.sides[side].name, side, scenario.clock.date_of(self.play.state.turn)))
        if self.play.my_turn:
            self.desk.news = self.play.news()
            self.sound("dawn")
            self.commands.act("minds")  # opens only where the player wants that
        self.refresh()
        return self.result() if self.play.over else self._notice()

    def _notice(self) -> Outcome:
        notice, self.play.notice = self.play.notice, ""
        return Push(Dialog(_("A word on this game"), notice)) if notice else Stay()

    def sound(self, cue: str) -> None:
        """Play a cue as loud as the player has set it."""
        if self._ui is not None:
            self._ui.look.sounds.play(cue, self._ui.settings)

    def result(self) -> Outcome:
        """Show how it ended."""
        return Push(ResultScreen(result_model(self.play.state, self.name), self._leave_for_menu, self.commands.act))

    def _leave_for_menu(self) -> Screen:
        self.close()
        return self.shelf.menu()

    # --- orders and the map -------------------------------------------------------------------------------------

    def give(self, order: Order) -> Outcome:
        """Give an order and show what came of it; a refusal is written beside its hex."""
        viewer, before = self.play.viewer, self.map.state
        events, refused = self.play.submit(order)
        if refused:
            target = tools.target_of(self.desk.plan, self.play.view.known) if self.desk.plan else self.desk.subject.hex
            self.desk.drop_plan()
            self.desk.refused = (max(0, target), refused)
            self.sound("refused")
            self.refresh()
            return Stay()
        self.sound("order")
        self.desk.keep_sound()
        self.desk.told = outcome_of(events, self.play.session.scenario, viewer)
        self.pace.show(events, viewer, before)
        self.refresh()
        return self._notice()

    def hex_pressed(self, hex_id: int, button: int) -> Outcome | None:
        """Answer a click on a hex; with the right button a move is given at once, an attack planned."""
        desk = self.desk
        if self.pace.motion is not None:
            return self.pace.skip()
        if desk.plan is not None and tools.target_of(desk.plan, self.play.view.known) == hex_id:
            return self.commands.act("confirm")
        desk.point(hex_id, order=button == 3)
        if button == 3 and isinstance(desk.plan, tools.MovePlan) and not tools.refusal(desk.plan, self.play.view):
            return self.commands.act("confirm")  # the pointer has shown the way and its cost already
        self.refresh()
        return Stay()

    def hex_twice(self, hex_id: int) -> Outcome | None:
        """Answer a double click: it gives the order that is planned there, else puts the hex in the middle."""
        plan = self.desk.plan
        if plan is not None and tools.target_of(plan, self.play.view.known) == hex_id:
            return self.commands.act("confirm")
        self.map.centre_on(hex_id)
        return Stay()

    def hex_hovered(self, hex_id: int | None) -> None:
        """Show the way to another hex."""
        self.desk.hover = hex_id
        if self.pace.motion is None:
            self.refresh(panels=False)

    def map_changed(self) -> None:
        """Let cards, and the ring of a lesson, follow the hexes they are about."""
        if self._models is None or self._models.cards or self.tutor.on:
            self.refresh(panels=False)
        else:
            self.frame.refresh_map()

    def look_at(self, hex_id: int) -> None:
        """Bring a hex into view."""
        if hex_id >= 0:
            self.map.look_at(hex_id)

    # --- what is shown ------------------------------------------------------------------------------------------

    def refresh(self, *, panels: bool = True) -> None:
        """Bring the picture up to date; without `panels` only map and cards."""
        if self._ui is None:
            return
        if panels or self._models is None:
            self._models = replace(self.desk.models(self.map.box_of), lesson=self.tutor.model())
        else:
            self._models = replace(self._models, cards=self.desk.cards(self.map.box_of))
        if self.pace.motion is not None:
            self._models = replace(self._models, cards=())
        elif self.desk.review.open:
            self.map.state = self.desk.review.steps[self.desk.review.at].after
        elif panels:
            self.map.state = board_state(self.play.view, self.desk.subject.unit)
        self.frame.show(self._ui, self._models)
        self.tutor.point()
        self.lay()

    def lay(self, *, minimap: bool = True) -> None:
        """Lay over the map what belongs there now."""
        self.map.overlays = self.desk.overlays(self.map.cursor)
        if (motion := self.pace.motion) is not None:
            self.map.overlays = replace(self.map.overlays, moving=motion.moving, attacks=motion.arrows, path=None)
        self.frame.refresh_map(minimap=minimap)


def _told(table: TableScreen, board: MapView | None, spoken: str) -> str:
    """Tell the game at a table in the language in use, unless it is `spoken` already, and return its code."""
    if spoken == language():
        return spoken
    play, desk = table.play, table.desk
    play.speak()
    told = {event.id: event for event in play.session.scenario.events}
    desk.news = [replace(row, event=told[row.event.id]) for row in desk.news]
    if table.tutor.run is not None:
        table.tutor.run.speak()
    if board is not None:
        board.tell(play.session.scenario)
    return language()


def name_to_save(play: Play, name: str) -> str:
    """Return the name to save a game under: its own, or where it was kept by itself its scenario and date."""
    scenario = play.session.scenario
    return f"{scenario.title}, {turn_day(scenario.clock, play.state.turn, year=True)}" if kept_by_itself(name) else name


def thumbnail(table: TableScreen) -> Surface | None:
    """Return the map of a table as it looks now, for the list of saved games; None before it was laid out."""
    if table._ui is None:
        return None
    picture = Surface(table_layout(table._ui, lesson=table.tutor.on).map.size)
    table.map.draw_map(picture)
    return picture
