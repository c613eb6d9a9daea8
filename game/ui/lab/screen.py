"""The what-if lab as a screen: the real situation and the changed one on two maps side by side, redrawn at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from pygame import Rect, Surface

from game.rules.state import View
from game.rules.supply.changes import Change
from game.rules.supply.explain import explain
from game.rules.supply.network import network
from game.text import _
from game.ui.board.model import Overlays, Point
from game.ui.input import Close, Event, Key, Tick
from game.ui.lab.bench import Bench
from game.ui.lab.panel import below, side_panel
from game.ui.screen import Outcome, Pop, Quit, Screen, Stay
from game.ui.screens.table import MapArea
from game.ui.table.layers import overlays_of
from game.ui.table.mapview import MapView
from game.ui.table.pieces import board_state
from game.ui.table.proposal import POLICIES, PRIORITIES, RATIONS
from game.ui.table.words import turn_day
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.card import Card
from game.ui.widgets.layout import Column, Row, Space
from game.ui.widgets.painter import Tone, Ui
from game.ui.widgets.stage import Pane, Stage
from game.ui.widgets.text import Label, Paragraph

LIVELY_MS = 33
LAYERS = frozenset({"control", "flow", "bottleneck"})
ROADS, ENEMIES = 0, 1
_GAP_UNITS = 4
_MARGIN_KM = 3.0


@dataclass(frozen=True, slots=True)
class LabLayout:
    """Where the parts of the lab lie, in pixels of the window."""

    top: Rect
    maps: tuple[Rect, Rect]
    panel: Rect
    bottom: Rect


def lab_layout(ui: Ui) -> LabLayout:
    """Return the layout: two maps of one size beside each other, the panel right of them, the tables below them."""
    wide, high = ui.size
    top, gap = ui.px(ui.pick(56, 50)), ui.px(_GAP_UNITS)
    right, below = ui.px(ui.pick(368, 304 if ui.tight else 339)), ui.px(ui.pick(212, 128 if ui.tight else 168))
    each, tall = (wide - right - gap) // 2, high - top - below
    return LabLayout(
        top=Rect(0, 0, wide, top), maps=(Rect(0, top, each, tall), Rect(each + gap, top, each, tall)),
        panel=Rect(2 * each + gap, top, wide - 2 * each - gap, high - top),
        bottom=Rect(0, high - below, 2 * each + gap, below))


class LabScreen(Screen):
    """Supply tried out on a copy of what one side knows; Esc leaves it, and nothing outside it has changed."""

    def __init__(self, view: View, focus: str = "", change: Change | None = None, *, bake: bool = True,
                 like: MapView | None = None) -> None:
        self.bench = Bench(view, focus, change)
        self.stage = Stage()
        self.tool, self.picked, self.said = ROADS, "", ""
        self._bake, self._like = bake, like
        self._ui: Ui | None = None
        self._maps: tuple[MapView, MapView] | None = None
        self._do: dict[str, Callable[[str], None]] = {
            "tool": self._tool, "take": self._take, "next": lambda _d: self.bench.next_holder(1), "focus": self._focus,
            "undo": lambda _d: self.bench.undo(), "reset": lambda _d: self.bench.reset(), "back": self._back,
            "mud": lambda d: self.bench.set_mud(bool(int(d))),
            "policy": lambda d: self.bench.set_policy(POLICIES[int(d)]),
            "priority": lambda d: self.bench.set_priority(PRIORITIES[int(d)]),
            "ration": lambda d: self.bench.set_ration(RATIONS[int(d)]),
            "height": lambda d: self.bench.set_height("low" if int(d) else "high"),
            "cep": lambda d: self.bench.add_cep(int(d)), "trucks": self._trucks,
        }

    @property
    def maps(self) -> tuple[MapView, MapView]:
        """The real and the changed map, made at the first layout."""
        assert self._maps is not None
        return self._maps

    # --- the screen ---------------------------------------------------------------------------------------------

    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        """Lay out maps and panels."""
        self._ui = ui
        if self._maps is None:
            scenario, look, clicks = self.bench.state.scenario, ui.look, _Clicks(self)
            real = MapView(scenario, look, clicks, bake=self._bake, like=self._like)
            self._maps = (real, MapView(scenario, look, clicks, bake=self._bake, like=real, twin=True))
            real.layout(ui, lab_layout(ui).maps[0])
            real.camera.show(self._sights(), margin_km=_MARGIN_KM)
        for board, rect in zip(self.maps, lab_layout(ui).maps, strict=True):
            board.still = ui.settings.reduce_motion
            board.layout(ui, rect)
        self._keep_in_view()
        self.refresh()

    def _keep_in_view(self) -> None:
        """Look at the one in focus where the maps are too small to show the ways to it as well."""
        camera, sights = self.maps[0].camera, self._sights()
        x, y = camera.to_px(sights[0])
        inner = Rect(0, 0, camera.width, camera.height).inflate(-camera.width // 4, -camera.height // 3)
        if not inner.collidepoint(x, y):
            camera.centre_on(sights[0])

    def _sights(self) -> list[Point]:
        """Return the points to look at first: the one in focus, and where the ways to it are shut or changed."""
        bench = self.bench
        spots = [row.hex for row in network(bench.state, bench.side).consumers if row.id == bench.focus]
        spots += [bar.hex for bar in explain(bench.state, bench.side, bench.focus, helps=False).bars] if spots else []
        change = bench.trial.change
        spots += [*change.cut, *change.cleared]
        return [self.maps[0].picture.centre(hex_id) for hex_id in spots or [bench.state.scenario.map.grid.size // 2]]

    def draw(self, frame: Surface) -> None:
        """Draw everything."""
        if self._ui is not None:
            frame.fill(self._ui.colour("rule"))
        self.stage.draw(frame)

    @property
    def dirty(self) -> bool:
        """Whether anything looks different."""
        return self.stage.dirty

    @property
    def wake_ms(self) -> int | None:
        """When the next tick is wanted: soon while something flows, else for hints."""
        return LIVELY_MS if any(board.lively for board in self.maps) else self.stage.wake_ms

    def handle(self, event: Event) -> Outcome:
        """Answer one event."""
        match event:
            case Close():
                self.close()
                return Quit()
            case Tick(ms=ms):
                self._tick(ms)
                return Stay()
            case Key() if event.chord == "escape":
                return self._escape()
        outcome = self.stage.handle(event)
        if outcome is None and isinstance(event, Key):
            self._look(event.chord)
        return outcome if outcome is not None else Stay()

    def _look(self, chord: str) -> None:
        """Answer the keys of the camera: plus and minus zoom, Home looks where it began."""
        if chord in ("plus", "minus"):
            self.maps[0].zoom(1 if chord == "plus" else -1)
        elif chord == "home":
            self.maps[0].camera.show(self._sights(), margin_km=_MARGIN_KM)
            self.redraw_maps()

    def _tick(self, ms: int) -> None:
        self.stage.handle(Tick(ms))
        for board in self.maps:
            board.advance(ms)
        if any(board.lively or board.camera.gliding for board in self.maps):
            self.redraw_maps()

    def _escape(self) -> Outcome:
        """Let go of the enemy that is picked up, then of the cursor, then leave."""
        if self.picked or self.said:
            self.picked = self.said = ""
            self.refresh()
            return Stay()
        self.close()
        return Pop()

    def close(self) -> None:
        """Stop the work in the background."""
        for board in self.maps:
            board.close()

    # --- what is pressed ----------------------------------------------------------------------------------------

    def act(self, action: str) -> Outcome | None:
        """Do what an action id says: leave, or change something and show it."""
        name, _colon, detail = action.partition(":")
        if name == "leave":
            self.close()
            return Pop()
        self.said = ""
        self._do[name](detail)
        self.refresh()
        return Stay()

    def _tool(self, detail: str) -> None:
        self.tool, self.picked = int(detail), ""

    def _take(self, _detail: str) -> None:
        self.bench.remove_enemy(self.picked)
        self.picked = ""

    def _focus(self, holder: str) -> None:
        self.bench.focus = holder

    def _back(self, detail: str) -> None:
        self.bench.set(self.bench.items()[int(detail)].without)

    def _trucks(self, detail: str) -> None:
        source, _colon, count = detail.rpartition(":")
        self.bench.add_trucks(source, int(count))

    def hex_pressed(self, hex_id: int, button: int) -> Outcome:
        """Use the tool on a hex of either map; the right button is for enemies whatever the tool."""
        bench, self.said = self.bench, ""
        if self.picked:
            self.said = bench.move_enemy(self.picked, hex_id)
            self.picked = self.picked if self.said else ""
        elif self.tool == ENEMIES or button == 3:
            self.picked = bench.enemy_at(hex_id)
            if not self.picked:
                self.said = _("No enemy is known to be there.")
        else:
            self.said = bench.toggle_road(hex_id)
        self.refresh()
        return Stay()

    def pointed(self, hex_id: int | None) -> None:
        """Mark the hex under the pointer on both maps."""
        for board in self.maps:
            board.overlays = replace(board.overlays, hover=hex_id, cursor=board.cursor)
        self.redraw_maps()

    # --- what is shown ------------------------------------------------------------------------------------------

    def redraw_maps(self) -> None:
        """Ask for both maps to be drawn again."""
        for pane in self.stage.panes:
            if isinstance(pane.root, MapArea):
                pane.invalidate()

    def refresh(self) -> None:
        """Bring everything up to date."""
        ui, bench = self._ui, self.bench
        if ui is None:
            return
        for board, tried in zip(self.maps, (False, True), strict=True):
            view = bench.drawn(tried=tried)
            board.state = board_state(view, self.picked)
            board.overlays = _laid(board, overlays_of(view, LAYERS, bench.focus), bench, self.picked)
        at = lab_layout(ui)
        panes = [Pane(MapArea(board, name), rect) for board, rect, name in zip(
            self.maps, at.maps, ("map", "map2"), strict=True)]
        panes += [
            Pane(below(bench, self.act, ui), at.bottom),
            Pane(side_panel(bench, self.picked, self.tool, self.act, ui), at.panel),
            Pane(self._top(ui), at.top, background="bar"),
            self._caption(ui, at.maps[0], _("As it is"), "ink"), self._caption(ui, at.maps[1], _("What if"), "action"),
        ]
        for board, rect, caption in zip(self.maps, at.maps, panes[-2:], strict=True):
            board.board.covered = (caption.rect.move(-rect.x, -rect.y).inflate(8, 8),)
        self.stage.show(ui, panes, start="map")

    def _top(self, ui: Ui) -> Widget:
        scenario = self.bench.state.scenario
        title = Column([Label(_("What-if lab"), 18, weight="bold", tone="bar_text"),
                        Label(scenario.title, 12, tone="bar_dim")], gap=0)
        note = _("{side}, {date}: a copy of what this side knows").format(
            side=scenario.sides[self.bench.side].name,
            date=turn_day(scenario.clock, self.bench.state.turn, year=True))
        said = Paragraph(self.said or note, 14, tone="bar_text" if self.said else "bar_dim",
                         weight="bold" if self.said else "regular")
        leave = Button(_("Back"), partial(self.act, "leave"), key="escape", kind="amber", name="leave")
        return Row([title, Space(16, 1), said, Space(grow=1), leave], gap=12, pad=(2, 14, 2, 16))

    def _caption(self, ui: Ui, rect: Rect, text: str, tone: Tone) -> Pane:
        card = Card(Label(text, 14, weight="bold", tone=tone), pad=7, edge=tone)
        wide, high = card.measure(ui, rect.w)
        return Pane(card, Rect(rect.x + ui.px(16), rect.y + ui.px(16), wide, high), background=None, margin=ui.px(10))


def _laid(board: MapView, lay: Overlays, bench: Bench, picked: str) -> Overlays:
    """Return what lies over a map: the layers, the one in focus, the enemy that is picked up, the cursor."""
    focus = next((row.hex for row in network(bench.state, bench.side).consumers if row.id == bench.focus), None)
    enemy = bench.tried.by_id.get(picked)
    return replace(lay, selected=focus, target=enemy.hex if enemy is not None else None, cursor=board.cursor)


class _Clicks:
    """Hears what happens on either of the two maps."""

    def __init__(self, lab: LabScreen) -> None:
        self._lab = lab

    def hex_pressed(self, hex_id: int, button: int) -> Outcome:
        """Hand a click on."""
        return self._lab.hex_pressed(hex_id, button)

    def hex_twice(self, hex_id: int) -> Outcome:
        """Take a quick second click for what it is."""
        return self._lab.hex_pressed(hex_id, 1)

    def hex_hovered(self, hex_id: int | None) -> None:
        """Hand the pointer on."""
        self._lab.pointed(hex_id)

    def map_changed(self) -> None:
        """Draw both maps where the view has moved."""
        self._lab.redraw_maps()
