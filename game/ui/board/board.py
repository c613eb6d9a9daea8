"""The board: everything on the map put together, frame by frame, from what its layers have kept."""

from __future__ import annotations

from pathlib import Path

import pygame

from game.ui.art.fonts import Fonts
from game.ui.art.theme import Theme
from game.ui.board.camera import Camera
from game.ui.board.chunks import LayerStack, Square, squares_in_view
from game.ui.board.deadline import Deadline
from game.ui.board.flows import Chevrons, FlowLayer
from game.ui.board.frame import SheetFrame
from game.ui.board.fronts import ControlLayer
from game.ui.board.ghost import GhostFlows
from game.ui.board.labels import box_round
from game.ui.board.layers import BasesLayer, GridLayer, GroundLayer, PaperLayer
from game.ui.board.minimap import Minimap
from game.ui.board.model import BoardState, MapPicture, Overlays, Point
from game.ui.board.printer import Printer
from game.ui.board.roadnet import RoadNet
from game.ui.board.shades import ShadeLayer
from game.ui.board.sheet import Sheet
from game.ui.board.standing import counter_size

LAYER_MS, FRONT_MS = 160, 350
"""How long a layer fades when it changes, and a front line."""
_MOVING_MS, _RESTING_MS = 3.75, 6.0
"""How long a frame may paint anew while the map moves under the hand, and once it lies still."""
_MOVING_TURN = 3
"""While the map moves every third frame paints, and the others are as quick as one of a map at rest."""
_ZOOMING_MS = 1.25
"""The same for names and counters while the wheel turns; the ground, seen for a moment only, is not painted then."""
_REST_MS = 300
"""So long after the last movement the map counts as still: longer than the pause between two turns of a wheel."""
_STAY_MS = 800
"""So long after it somebody stays, and the ground is worth painting for this zoom."""


class Board:
    """Draws one map through a camera; made once per game and told to draw whenever the window is shown.

    A board that is `like` another of the same map uses its roads, and its ground where that is painted.
    """

    def __init__(
        self,
        picture: MapPicture, theme: Theme, fonts: Fonts, scale: float = 1.0, bake: bool = True,
        cache: Path | None = None, like: Board | None = None,
    ) -> None:
        self.picture, self.theme, self.fonts, self.scale = picture, theme, fonts, scale
        self.net: RoadNet = like.net if like is not None else RoadNet(picture)
        lender = like if like is not None and like.sheet.done and like.theme is theme else None
        self._borrows = lender is not None
        self.sheet: Sheet = lender.sheet if lender is not None else Sheet(picture, theme.ground, bake, cache)
        self._flows, self._control = FlowLayer(self.net, theme), ControlLayer(picture, theme)
        self.layers = LayerStack((
            GroundLayer(picture, self.net, self.sheet, theme),
            GridLayer(picture, theme),
            self._control,
            ShadeLayer(picture, theme),
            self._flows,
            BasesLayer(picture, theme),
            PaperLayer(picture, theme),
        ), (0, LAYER_MS, FRONT_MS, LAYER_MS, LAYER_MS, LAYER_MS, 0))
        self._chevrons = Chevrons(theme)
        self._ghost = GhostFlows(self.net, theme)
        self._frame = SheetFrame(picture, theme, fonts, scale)
        self._minimap = Minimap(picture, self.net, self.sheet, theme)
        self._printer = Printer(picture, self.net, theme, fonts, scale, self._frame)
        self._zoom = 0
        self._view: tuple[int, int, int] = (0, 0, 0)
        self._moved_at = 0
        self._zoomed_at = -_REST_MS
        self._frames = 0
        self._complete = True
        self._gliding = False
        self._sharpened: tuple[int, int, int] | None = None
        self.sharpens = False
        """Whether a thread paints the ground anew where the map lies still at a zoom nearer than the sheet's."""
        self.still = False
        """Whether nothing may move by itself: neither chevrons nor fades."""
        self.covered: tuple[pygame.Rect, ...] = ()
        """Parts of the window that something else lies on, which names and tags keep clear of."""

    @property
    def busy(self) -> bool:
        """Say whether something is still to change by itself: painting not finished, a pan under way."""
        blurred = self.sharpens and self._sharpened != self._view and self.sheet.close_up(self._zoom)
        return self._gliding or not self._complete or not self.sheet.done or blurred or self.sheet.sharpening

    def draw(
        self, surface: pygame.Surface, camera: Camera, state: BoardState, overlays: Overlays | None = None,
        now_ms: int = 0,
    ) -> None:
        """Draw the map over the whole surface, whose size must be the camera's.

        `now_ms` drives a pan and the chevrons and allows painting to be spread over several frames; at 0 everything
        stands still and is painted at once.
        """
        overlays = overlays or Overlays()
        camera.advance(now_ms)
        self._gliding = camera.gliding
        self._gather(camera)
        # The first frame at a zoom shows what there is, plainly scaled: making anything anew begins with the next.
        fresh = bool(now_ms) and camera.ppk != self._zoom
        self._zoom = camera.ppk
        deadline, ground = self._deadlines(camera, fresh, now_ms)
        fronts = self._prepare(camera, state, overlays, ground)
        printed = self._printer.gather(camera, state, overlays, self.covered, deadline, fresh=fresh)
        painted = self.layers.draw(surface, camera, state, overlays, ground, self._stand_in,
                                   0 if self.still else now_ms)
        surface.set_clip(self._frame.sheet(camera))
        if overlays.flows and not fresh:
            self._chevrons.draw(surface, camera, self._flows, overlays, 0 if self.still else now_ms)
        if overlays.ghost:
            self._ghost.draw(surface, camera, overlays.ghost)
        surface.fblits(self._printer.prints, pygame.BLEND_PREMULTIPLIED)
        surface.set_clip(None)
        self._frame.draw(surface, camera, overlays.legend, overlays.supplier)
        self._frame.draw_progress(surface, camera, 1.0 if self.sheet.done else self.sheet.progress)
        self._complete = painted and printed and fronts
        if self.sharpens and now_ms:
            self._sharpen(camera, now_ms)

    def _deadlines(self, camera: Camera, fresh: bool, now_ms: int) -> tuple[Deadline, Deadline]:
        """Return how long this frame may make what stands on the ground, and paint the ground: all where none moves."""
        before, view = self._view, (*camera.origin_px, camera.ppk)
        if view != before:
            self._view, self._moved_at = view, now_ms
        if not now_ms:
            return Deadline(None), Deadline(None)
        if fresh:
            self._zoomed_at = now_ms if before[2] else -_REST_MS
            return Deadline(0), Deadline(0)
        self._frames += 1
        turn = self._frames % _MOVING_TURN == 0
        if now_ms - self._zoomed_at < _REST_MS:
            return Deadline(_ZOOMING_MS if turn else 0), Deadline(0)
        moving = now_ms - self._moved_at < _REST_MS
        deadline = Deadline(_RESTING_MS if not moving else _MOVING_MS if turn else 0)
        return deadline, deadline

    def finish(self, camera: Camera) -> None:
        """Paint now all the ground in view, for a picture without a window."""
        for square in squares_in_view(camera):
            self.sheet.finish(square.area, camera.ppk)
        self.layers.recheck()

    def close(self) -> None:
        """Stop the work in the background, but not that of another board."""
        if not self._borrows:
            self.sheet.close()

    def minimap(self, size: tuple[int, int], camera: Camera, state: BoardState) -> pygame.Surface:
        """Return the whole map within a size in px, with the part in view framed."""
        return self._minimap.draw(size, camera, state)

    def minimap_km(self, size: tuple[int, int], point: Point) -> Point:
        """Return which point of the map, in km, lies at a point of the minimap of that size."""
        return self._minimap.to_km(size, point)

    def scale_bar_box(self, camera: Camera) -> pygame.Rect:
        """Return where the scale bar stands in the window, so that cards can keep clear of it."""
        return self._frame.scale_bar_box(camera)

    def piece_box(self, camera: Camera, h: int) -> pygame.Rect:
        """Return the box in the window that a counter in a hex fills."""
        size = counter_size(camera.ppk)
        return box_round(camera.to_px(self.picture.centre(h)), size, size)

    def _gather(self, camera: Camera) -> None:
        if not self.sheet.done:
            self.sheet.look_at(camera.centre)
        elif not self.sheet.sharpening:
            return
        if self.sheet.gather():
            self.layers.recheck()

    def _prepare(self, camera: Camera, state: BoardState, overlays: Overlays, deadline: Deadline) -> bool:
        """Work out where the fronts run, if they are shown, and say whether those in view are as they should be."""
        if not overlays.control or not state.control:
            return True
        before, view = self._control.known, Square(*camera.origin_px, camera.ppk, camera.width, camera.height)
        done = self._control.prepare(state.control, view, deadline)
        if self._control.known is not before:
            self.layers.recheck()
        return done

    def _sharpen(self, camera: Camera, now_ms: int) -> None:
        """Have the ground in view painted for its zoom where somebody stays, and nothing as soon as the map moves."""
        wanted = self._view if self.sheet.done and now_ms - self._moved_at >= _STAY_MS else None
        if wanted == self._sharpened:
            return
        self._sharpened = wanted
        near = wanted is not None and self.sheet.close_up(camera.ppk)
        self.sheet.sharpen([square.area for square in squares_in_view(camera)] if near else [], camera.ppk)

    def _stand_in(self, surface: pygame.Surface, square: Square) -> None:
        surface.fill(self.theme.inset)
        self.sheet.glance(surface, square.area, square.ppk)
