"""The table as a screen: events to the desk, the map and the game, and what came of them back onto the panels."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from pygame import Surface, time

from game.rules.movement import reach
from game.rules.orders import Event as Happened
from game.rules.orders import Order
from game.text import _
from game.ui import tools
from game.ui.board.model import BoardState
from game.ui.input import Close, Event, Key, Press, Tick
from game.ui.screen import Outcome, Push, Quit, Reset, Screen, Stay
from game.ui.screens.base import Dialog
from game.ui.screens.model import Library
from game.ui.screens.options import OptionsScreen
from game.ui.screens.result import ResultScreen
from game.ui.screens.slots import LoadScreen, SaveScreen
from game.ui.screens.table import TableFrame, TableModels, table_layout
from game.ui.table.commands import Commands
from game.ui.table.desk import Desk
from game.ui.table.ending import result_model
from game.ui.table.inspector import Subject, subjects_at
from game.ui.table.mapview import MapView, opening_points
from game.ui.table.motion import Motion, stage_for, steps_of
from game.ui.table.overlays import Curtain, GameMenu
from game.ui.table.pieces import board_state
from game.ui.table.play import Play
from game.ui.widgets.painter import Ui
from game.ui.widgets.stage import Stage

FRAME_MS = 16
LIVELY_MS = 33
COMPUTE_MS = 12
"""How long the computer may think of orders in one frame, beyond the one it is at."""


class Shelf(Library, Protocol):
    """A library that can also keep the game at the table."""

    def keep(self, play: Play, name: str, picture: Surface | None) -> str:
        """Save a game under a name with a small picture; returns a sentence where that fails."""

    def menu(self, notice: str = "") -> Screen:
        """Return the start menu."""


class TableScreen(Screen):
    """One game in the window."""

    def __init__(self, play: Play, shelf: Shelf, name: str, *, bake: bool = True) -> None:
        self.play, self.shelf, self.name = play, shelf, name
        self.desk = Desk(play)
        self.commands = Commands(self)
        self.stage = Stage()
        self.motion: Motion | None = None
        self.fast = False
        self._bake = bake
        self._ui: Ui | None = None
        self._map: MapView | None = None
        self._frame: TableFrame | None = None
        self._models: TableModels | None = None
        self._begun = False

    @property
    def map(self) -> MapView:
        """The map, made at the first layout."""
        assert self._map is not None
        return self._map

    @property
    def frame(self) -> TableFrame:
        """The panels round the map, made at the first layout."""
        assert self._frame is not None
        return self._frame

    # --- the screen ---------------------------------------------------------------------------------------------

    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        """Lay out map and panels."""
        self._ui = ui
        if self._map is None:
            self._map = MapView(self.play.session.scenario, ui.look, self, bake=self._bake)
            self._map.start_at(opening_points(self.play.view.known, self._map.picture, self.play.viewer))
            self._frame = TableFrame(self._map, self.commands.act, self.stage)
        self.map.still = ui.settings.reduce_motion
        self.map.layout(ui, table_layout(ui).map)
        if not self._begun:
            self._begun = True
            self.desk.news = self.play.waiting() if self.play.resumed else self.play.news()
        self.refresh()

    def draw(self, frame: Surface) -> None:
        """Draw everything."""
        self.stage.draw(frame)

    @property
    def dirty(self) -> bool:
        """Whether anything looks different."""
        return self.stage.dirty

    @property
    def wake_ms(self) -> int | None:
        """When the next tick is wanted: soon while something moves or the computer plays, else for hints."""
        if self.motion is not None or (self.play.computing and not self.desk.paused and not self.desk.modal):
            return FRAME_MS
        if self.map.lively:
            return LIVELY_MS
        return self.stage.wake_ms

    def handle(self, event: Event) -> Outcome:
        """Answer one event."""
        if isinstance(event, Close):
            self.close()
            return Quit()
        if isinstance(event, Tick):
            return self._tick(event.ms)
        if self.motion is not None and isinstance(event, Key | Press):
            self.fast = self.play.computing
            self.settle()
            return Stay()
        if isinstance(event, Key) and event.chord == "escape" and self.commands.escape():
            return Stay()
        outcome = self.stage.handle(event)
        if outcome is None and isinstance(event, Key):
            outcome = self.commands.key(event.chord)
        return outcome if outcome is not None else Stay()

    def resumed(self, result: object) -> Outcome:
        """Answer the screen above: the curtain, the menu, or a game saved."""
        if self.play.handing_over and result == "seat":
            self.play.take_seat()
            self.desk.choose(Subject())
            self.desk.news = self.play.news()
        self.refresh()
        if result == "save":
            return Push(SaveScreen(self.shelf, self.name, self._save))
        if result == "load":
            return Push(LoadScreen(self.shelf))
        if result == "settings":
            return Push(OptionsScreen())
        if result == "leave":
            self.close()
            return Reset(self.shelf.menu())
        if result == "quit":
            self.close()
            return Quit()
        return Stay()

    def close(self) -> None:
        """Let go of the game's file and of the work in the background."""
        self.play.session.close()
        if self._map is not None:
            self._map.close()

    def _save(self, name: str) -> str:
        return self.shelf.keep(self.play, name, self.thumbnail())

    def thumbnail(self) -> Surface | None:
        """Return the map as it looks now, for the list of saved games."""
        if self._ui is None:
            return None
        picture = Surface(table_layout(self._ui).map.size)
        self.map.draw_map(picture)
        return picture

    # --- time ---------------------------------------------------------------------------------------------------

    def _tick(self, ms: int) -> Outcome:
        self.map.advance(ms)
        self.stage.handle(Tick(ms))
        if self.motion is not None:
            self.motion.advance(ms)
            if self.motion.done:
                self.settle()
            else:
                self._lay(minimap=False)
            return Stay()
        if self.play.computing and not self.desk.paused and not self.desk.modal:
            return self._compute()
        if self.map.lively:
            self.frame.refresh_map(minimap=self.map.board.busy)
        return Stay()

    def _compute(self) -> Outcome:
        """Let the computer play for a part of a frame, or until something moves that the viewer sees."""
        until = time.get_ticks() + COMPUTE_MS
        viewer, before = self.play.viewer, self.map.state
        while self.play.computing and self.motion is None and time.get_ticks() <= until:
            side = self.play.state.side
            events = self.play.compute()
            if events is None or self.play.over or self.play.state.side != side:
                return self.phase_began()
            self.show_motion(events, viewer, before)
            before = self.map.state
        if self.motion is None:
            self.refresh()
        return Stay()

    def show_motion(self, events: tuple[Happened, ...], viewer: int, before: BoardState) -> None:
        """Show what the viewer saw of some events, from the board as it was, unless motion is off."""
        after = board_state(self.play.view, self.desk.subject.unit)
        steps = steps_of(events, viewer, before, self.map.picture)
        if not steps or self.fast or self._ui is None or self._ui.settings.reduce_motion:
            self.map.state = after
            return
        moving = [step.unit for step in steps]
        self.motion = Motion(steps, self._ui.settings.animation_speed)
        self.map.state = stage_for(before, after, moving)
        spot = self.play.session.scenario.map.grid.size
        last = next((piece.hex for piece in after.pieces if piece.id == moving[-1]), spot)
        if self.play.computing and last < spot:
            self.map.look_at(last)

    def settle(self) -> None:
        """End all motion and show things as they are."""
        self.motion = None
        self.refresh()

    def phase_began(self) -> Outcome:
        """Answer a new phase: the result, the curtain, or what has happened meanwhile."""
        self.fast = False
        self.desk.keep_sound()
        if self.play.handing_over:
            self.refresh()
            side = self.play.session.scenario.sides[self.play.state.side].name
            return Push(Curtain(side, self.play.session.scenario.clock.date_of(self.play.state.turn)))
        if self.play.my_turn:
            self.desk.news = self.play.news()
        self.refresh()
        return self.result() if self.play.over else self._notice()

    def _notice(self) -> Outcome:
        notice, self.play.notice = self.play.notice, ""
        return Push(Dialog(_("A word on this game"), notice)) if notice else Stay()

    def result(self) -> Outcome:
        """Show how it ended."""
        model = result_model(self.play.state, self.name)
        return Push(ResultScreen(model, self._leave_for_menu, self.commands.act))

    def _leave_for_menu(self) -> Screen:
        self.close()
        return self.shelf.menu()

    def game_menu(self) -> Outcome:
        """Open the menu of the game."""
        return Push(GameMenu())

    # --- orders -------------------------------------------------------------------------------------------------

    def give(self, order: Order) -> Outcome:
        """Give an order and show what came of it; a refusal is written beside its hex."""
        viewer, before = self.play.viewer, self.map.state
        events, refused = self.play.submit(order)
        if refused:
            target = tools.target_of(self.desk.plan, self.play.view.known) if self.desk.plan else self.desk.subject.hex
            self.desk.drop_plan()
            self.desk.refused = (max(0, target), refused)
            self.refresh()
            return Stay()
        self.desk.keep_sound()
        self.show_motion(events, viewer, before)
        self.refresh()
        return self._notice()

    # --- the map ------------------------------------------------------------------------------------------------

    def hex_pressed(self, hex_id: int, button: int) -> Outcome | None:
        """Answer a click on a hex."""
        desk = self.desk
        desk.refused = None
        if desk.plan is not None and tools.target_of(desk.plan, self.play.view.known) == hex_id:
            return self.commands.act("confirm")
        if desk.aim is not None:
            self._aimed(hex_id)
        elif button == 3 or self._means_order(hex_id):
            self._obvious(hex_id)
        else:
            self._choose(hex_id)
        self.refresh()
        return Stay()

    def _means_order(self, hex_id: int) -> bool:
        """Say whether a plain click on a hex means an order of the chosen unit, and not to choose what is there."""
        unit, known = self.desk.unit, self.play.view.known
        if unit is None:
            return False
        if tools.enemies_at(known, hex_id, unit.side):
            kind = known.scenario.unit_type(unit.type)
            return known.scenario.map.grid.distance(unit.hex, hex_id) <= max(1, kind.range_hexes)
        own = any(row.side == unit.side for row in known.by_hex.get(hex_id, ()))
        base = any(row.hex == hex_id and row.side == unit.side for row in known.bases)
        return not own and not base and hex_id in reach(known, unit.id).costs

    def _obvious(self, hex_id: int) -> None:
        unit = self.desk.unit
        if unit is None:
            self._choose(hex_id)
            return
        plan = tools.obvious(self.play.view, unit.id, hex_id)
        self.desk.plan = plan

    def _aimed(self, hex_id: int) -> None:
        desk = self.desk
        assert desk.aim is not None
        desk.plan = tools.aimed(self.play.view, desk.aim, desk.subject.unit, desk.subject.base, hex_id)
        if desk.plan is None:
            desk.refused = (hex_id, _("Choose one of your own units or bases first."))
        desk.aim = None

    def _choose(self, hex_id: int) -> None:
        """Choose what is in a hex: the first thing there, or the one after what is chosen."""
        rows = subjects_at(self.play.view, hex_id)
        now = self.desk.subject
        self.desk.choose(rows[(rows.index(now) + 1) % len(rows)] if now in rows else rows[0])

    def hex_hovered(self, hex_id: int | None) -> None:
        """Show the way to another hex."""
        self.desk.hover = hex_id
        if self.motion is None:
            self.refresh(panels=False)

    def map_changed(self) -> None:
        """Let cards follow the hexes they are about."""
        self.refresh(panels=False)

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
            self._models = self.desk.models(self.map.box_of)
        else:
            self._models = replace(self._models, cards=self.desk.cards(self.map.box_of))
        if self.motion is not None:
            self._models = replace(self._models, cards=())
        elif panels:
            self.map.state = board_state(self.play.view, self.desk.subject.unit)
        self.frame.show(self._ui, self._models)
        self._lay()

    def _lay(self, *, minimap: bool = True) -> None:
        lay = self.desk.overlays(self.map.cursor)
        if self.motion is not None:
            lay = replace(lay, moving=self.motion.moving, attacks=self.motion.arrows, path=None)
        self.map.overlays = lay
        self.frame.refresh_map(minimap=minimap)
