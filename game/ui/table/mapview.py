"""The map in the table: camera, board, cursor and pointer; what is clicked comes out as hexes."""

from __future__ import annotations

from typing import Protocol

from pygame import Rect, Surface

from game.folders import find_folders
from game.rules.scenario import OFF_MAP, Scenario
from game.rules.state import State
from game.ui.board import Board, BoardState, Camera, MapPicture, Overlays
from game.ui.board.model import Point, picture_of
from game.ui.input import Click, Drag, Event, Key, Motion, Press, Wheel
from game.ui.screen import Outcome, Stay
from game.ui.widgets.painter import Look, Ui

PAN_KEY_PX = 120
IDLE_MS = 20_000
"""Chevrons stand still after so long without the player doing anything."""
_ARROWS = ("up", "down", "left", "right")


class MapUser(Protocol):
    """Who is told what happens on the map."""

    def hex_pressed(self, hex_id: int, button: int) -> Outcome | None:
        """Answer a click on a hex, or Enter on the cursor (button 1; with shift, 3)."""

    def hex_twice(self, hex_id: int) -> Outcome | None:
        """Answer a double click on a hex."""

    def hex_hovered(self, hex_id: int | None) -> None:
        """Hear that the pointer or the cursor is over another hex, or over none."""

    def map_changed(self) -> None:
        """Hear that the view has moved, so that cards beside hexes have to follow."""


def picture_for(scenario: Scenario) -> MapPicture:
    """Return the fixed picture of a scenario's map."""
    owners = {base.hex: base.side for base in scenario.bases}
    return picture_of(scenario.map, scenario.ruleset.terrain, owners)


class MapView:
    """Draws one scenario's map and turns pointer and keys into hexes; implements the table's map surface.

    A view `like` another of the same map, laid out before, shares with it what takes time to make; as its `twin` it
    also looks where that one looks, in a place of the same size.
    """

    def __init__(self, scenario: Scenario, look: Look, user: MapUser, *, bake: bool = True,
                 like: MapView | None = None, twin: bool = False) -> None:
        self.picture: MapPicture = like.picture if like is not None else picture_for(scenario)
        self.state, self.overlays = BoardState(), Overlays()
        self.cursor: int | None = None
        self.hover: int | None = None
        self.now = 1
        self.idle = 0
        self.still = False
        self._look, self._user, self._bake = look, user, bake
        self._like, self._twin = like, twin
        self._board: Board | None = None
        self._camera: Camera | None = None
        self._rect = Rect(0, 0, 1, 1)
        self._start: tuple[Point, ...] = ()
        self._home: tuple[int, Point] | None = None

    @property
    def board(self) -> Board:
        """The board, made at the first layout."""
        assert self._board is not None
        return self._board

    @property
    def camera(self) -> Camera:
        """Where the board looks."""
        assert self._camera is not None
        return self._camera

    def tell(self, scenario: Scenario) -> None:
        """Write on the map what a scenario calls things, at the next layout; it is the same in another language."""
        self.picture = picture_for(scenario)

    def start_at(self, points: tuple[Point, ...]) -> None:
        """Say what is to be in view at first."""
        self._start = points

    def layout(self, ui: Ui, rect: Rect) -> None:
        """Take a rectangle of the window at a scale."""
        self._rect = Rect(rect)
        if (self._board is None or self._board.scale != ui.scale or self._board.theme is not self._look.theme
                or self._board.picture is not self.picture):
            if self._board is not None:
                self._board.close()
            cache = find_folders().cache if self._bake else None
            self._board = Board(self.picture, self._look.theme, self._look.fonts, ui.scale, self._bake, cache,
                                self._like.board if self._like is not None else None)
            self._board.sharpens = self._bake
        if self._like is not None and self._twin:
            self._camera = self._like.camera
        elif self._camera is None:
            self._camera = Camera(self.picture.extent_km, rect.w, rect.h, ui.scale)
            self.home()
        else:
            untouched = self._small and (self._camera.step, self._camera.centre) == self._home
            self._camera.resize(rect.w, rect.h, ui.scale)
            if untouched:
                self.home()

    def close(self) -> None:
        """Stop the work in the background."""
        if self._board is not None:
            self._board.close()

    def home(self) -> None:
        """Look at what was in view at first: the whole of a small map, else the places that matter."""
        camera = self.camera
        west, north, east, south = self.picture.extent_km
        if self._small:
            camera.show(((west, north), (east, south)), margin_km=0.2)
        elif self._start:
            xs, ys = [p[0] for p in self._start], [p[1] for p in self._start]
            camera.centre_on(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
        self._home = (camera.step, camera.centre)

    @property
    def _small(self) -> bool:
        """Whether the map is shown whole as long as the player has not looked closer."""
        west, north, east, south = self.picture.extent_km
        return east - west < 20 and south - north < 20

    def look_at(self, hex_id: int) -> None:
        """Bring a hex into view, by a glide unless motion is reduced; one well inside the view stays put."""
        point = self.picture.centre(hex_id)
        x, y = self.camera.to_px(point)
        if not self._rect.inflate(-self._rect.w // 4, -self._rect.h // 4).collidepoint(
                x + self._rect.x, y + self._rect.y):
            self.camera.centre_on(point, 0 if self.still else self.now)
        else:
            self.camera.centre_on(self.camera.centre)  # ends a glide to elsewhere

    def centre_on(self, hex_id: int) -> None:
        """Put a hex in the middle, by a glide unless motion is reduced."""
        self.camera.centre_on(self.picture.centre(hex_id), 0 if self.still else self.now)
        self._user.map_changed()

    def zoom(self, steps: int) -> None:
        """Zoom in or out about the middle."""
        if self.camera.zoom_by(steps):
            self._user.map_changed()

    def box_of(self, hex_id: int) -> tuple[int, int, int, int]:
        """Return the rectangle of a hex's counter in the window."""
        box = self.board.piece_box(self.camera, hex_id).move(self._rect.topleft).clip(self._rect.inflate(-4, -4))
        if box.w and box.h:
            return box.x, box.y, box.w, box.h
        return self._rect.centerx, self._rect.centery, 1, 1

    def busy_boxes(self) -> list[Rect]:
        """Return the boxes of the counters in view, in window pixels."""
        boxes = (self.board.piece_box(self.camera, h).move(self._rect.topleft)
                 for h in sorted({piece.hex for piece in self.state.pieces}))
        return [box for box in boxes if box.colliderect(self._rect)]

    @property
    def lively(self) -> bool:
        """Whether something on the map moves or changes by itself now."""
        return self.board.busy or (bool(self.overlays.flows) and self.idle < IDLE_MS and not self.still)

    def advance(self, ms: int) -> None:
        """Let time pass."""
        self.now += ms
        self.idle += ms

    # --- the table's map surface -------------------------------------------------------------------------------

    def draw_map(self, surface: Surface) -> None:
        """Draw the map."""
        self.board.still = self.still
        self.board.draw(surface, self.camera, self.state, self.overlays, self.now)

    def draw_minimap(self, surface: Surface) -> None:
        """Draw the whole sheet, small."""
        surface.blit(self.board.minimap(surface.get_size(), self.camera, self.state), (0, 0))

    def minimap_event(self, event: Event, rect: Rect) -> Outcome | None:
        """Look where the minimap is pressed."""
        if isinstance(event, Press | Drag | Click):
            spot = (event.pos[0] - rect.x, event.pos[1] - rect.y)
            self.camera.centre_on(self.board.minimap_km(rect.size, spot))
            self._user.map_changed()
            return Stay()
        return None

    def map_event(self, event: Event) -> Outcome | None:
        """Answer pointer and keys."""
        if not isinstance(event, Motion):
            self.idle = 0
        match event:
            case Key():
                return self._key(event)
            case Drag(delta=(dx, dy)):
                self.camera.pan_by(-dx, -dy)
                self._user.map_changed()
                return Stay()
            case Wheel(pos=pos, steps=steps):
                at = (pos[0] - self._rect.x, pos[1] - self._rect.y)
                if self.camera.zoom_by(1 if steps > 0 else -1, at):
                    self._user.map_changed()
                return Stay()
            case Motion(pos=pos):
                self._point_at(self._hex_at(pos) if pos is not None else None)
                return None
            case Click(pos=pos, button=button, double=double):
                hex_id = self._hex_at(pos)
                self.cursor = None
                if hex_id is None or (double and button == 3):  # an order is not meant twice
                    return Stay()
                if double and button == 1:
                    return self._user.hex_twice(hex_id)
                return self._user.hex_pressed(hex_id, button)
            case _:
                return None

    def _hex_at(self, pos: tuple[int, int]) -> int | None:
        if not self._rect.collidepoint(pos):
            return None
        return self.camera.hex_at(self.picture.grid, (pos[0] - self._rect.x, pos[1] - self._rect.y))

    def _point_at(self, hex_id: int | None) -> None:
        if hex_id != self.hover:
            self.hover = hex_id
            self._user.hex_hovered(hex_id)

    def _key(self, event: Key) -> Outcome | None:
        if event.name in _ARROWS and event.mods == {"shift"}:
            dx, dy = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[event.name]
            self.camera.pan_by(dx * PAN_KEY_PX, dy * PAN_KEY_PX)
            self._user.map_changed()
            return Stay()
        if event.name in _ARROWS and not event.mods:
            self._move_cursor(event.name)
            return Stay()
        if event.chord in ("enter", "shift+enter") and self.cursor is not None:
            return self._user.hex_pressed(self.cursor, 1 if event.chord == "enter" else 3)
        return None

    def _move_cursor(self, way: str) -> None:
        """Move the cursor a hex north or south, or a column east or west in a straight row."""
        grid = self.picture.grid
        if self.cursor is None:
            middle = self.camera.hex_at(grid, (self._rect.w / 2, self._rect.h / 2))
            chosen = self.overlays.selected
            self.cursor = chosen if chosen is not None else middle if middle is not None else 0
        else:
            col, row = grid.col_row(self.cursor)
            dx, dy = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[way]
            if grid.contains(col + dx, row + dy):
                self.cursor = grid.hex_id(col + dx, row + dy)
        self.look_at(self.cursor)
        self._user.hex_hovered(self.cursor)


def opening_points(state: State, picture: MapPicture, side: int) -> tuple[Point, ...]:
    """Return the points a side looks at first: the bases and places that bring points, else its own units."""
    hexes = [state.base(row.base).hex for row in state.scenario.objectives if row.base]
    hexes = hexes or [unit.hex for unit in state.units if unit.side == side and unit.hex > OFF_MAP]
    return tuple(picture.centre(h) for h in hexes)
