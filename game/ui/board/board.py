"""The board: everything on the map put together, frame by frame, from what its layers have kept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pygame

from game.ui.art.counters import Counters
from game.ui.art.fonts import Fonts
from game.ui.art.theme import Theme
from game.ui.board import marks
from game.ui.board.camera import Camera
from game.ui.board.chunks import LayerStack, Square, squares_in_view
from game.ui.board.cuts import CutMarks
from game.ui.board.deadline import Deadline
from game.ui.board.flows import Chevrons, FlowLayer
from game.ui.board.frame import SheetFrame
from game.ui.board.fronts import ControlLayer
from game.ui.board.ghost import GhostFlows
from game.ui.board.labels import Label, Labeller, Names, Obstacles, box_round, exits_within, labels_within
from game.ui.board.layers import BasesLayer, GridLayer, GroundLayer
from game.ui.board.marks import Desk, Sprite
from game.ui.board.minimap import Minimap
from game.ui.board.model import BoardState, MapPicture, Overlays, Point
from game.ui.board.roadnet import RoadNet
from game.ui.board.shades import ShadeLayer
from game.ui.board.sheet import Sheet
from game.ui.board.standing import Pieces, Sprites, counter_size, draw_all, one
from game.ui.board.tags import Spot, Tags

LAYER_MS, FRONT_MS = 160, 350
"""How long a layer fades when it changes, and a front line."""
_MOVING_MS, _RESTING_MS = 1.25, 6.0
"""How long a frame may paint anew: little while the map moves under the hand, more once it lies still."""
_REST_MS = 300
"""So long after the last movement the map counts as still: longer than the pause between two turns of a wheel."""


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
        self._pieces = Pieces(picture, Counters(theme, fonts))
        self.net: RoadNet = like.net if like is not None else RoadNet(picture)
        lender = like if like is not None and like.sheet.done and like.theme is theme else None
        self._borrows = lender is not None
        self.sheet: Sheet = lender.sheet if lender is not None else Sheet(picture, theme.ground, bake, cache)
        self._flows = FlowLayer(self.net, theme)
        self.layers = LayerStack((
            GroundLayer(picture, self.net, self.sheet, theme),
            GridLayer(picture, theme),
            ControlLayer(picture, theme),
            ShadeLayer(picture, theme),
            self._flows,
            BasesLayer(picture, theme),
        ), (0, LAYER_MS, FRONT_MS, LAYER_MS, LAYER_MS, LAYER_MS))
        self._chevrons = Chevrons(theme)
        self._ghost = GhostFlows(self.net, theme)
        self._cuts = CutMarks(picture, self.net, theme)
        self._tags = Tags()
        self._labeller = Labeller(picture, self.net, theme, fonts, scale)
        self._frame = SheetFrame(picture, theme, fonts, scale)
        self._minimap = Minimap(picture, self.net, self.sheet, theme)
        self._sprites = Sprites()
        self._solid: tuple[tuple[object, ...], Obstacles] = ((), Obstacles(()))
        self._shields: tuple[tuple[object, ...], list[Sprite]] = ((), [])
        self._zoom = 0
        self._view: tuple[int, int, int] = (0, 0, 0)
        self._moved_at = 0
        self._named = (0, Names())
        self._complete = True
        self._gliding = False
        self.still = False
        """Whether nothing may move by itself: neither chevrons nor fades."""
        self.covered: tuple[pygame.Rect, ...] = ()
        """Parts of the window that something else lies on, which names and tags keep clear of."""

    @property
    def busy(self) -> bool:
        """Say whether something is still to change by itself: painting not finished, a pan under way."""
        return self._gliding or not self._complete or not self.sheet.done

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
        self._sprites.begin(self._deadline(camera, fresh, now_ms))
        desk = Desk(self.picture, self.net, self.theme, self.fonts, camera.ppk, self.scale)
        under, over = self._marks(desk, state, overlays)
        solid = Obstacles(()) if fresh else self._obstacles(desk, state, overlays)
        if overlays.labels and not fresh and self._sprites.complete:
            self._place_names(desk, state, solid)
        painted = self.layers.draw(surface, camera, state, overlays, self._sprites.deadline, self._stand_in,
                                   0 if self.still else now_ms)
        if overlays.flows and not fresh:
            self._chevrons.draw(surface, camera, self._flows, overlays, 0 if self.still else now_ms)
        if overlays.ghost:
            self._ghost.draw(surface, camera, overlays.ghost)
        draw_all(surface, camera.origin_px, under)
        corners = self._corners(camera, overlays)
        tags = [] if fresh else self._tagged(camera, desk, state, overlays, corners)
        if overlays.labels and self._named[0] == camera.ppk:
            self._names(surface, camera, desk, solid, [*corners, *(spot.box for spot in tags)])
        self._standing(surface, camera, desk, state, overlays)
        draw_all(surface, camera.origin_px, over)
        self._tags.draw(surface, camera.origin_px, desk, tags)
        self._frame.draw(surface, camera, overlays.legend, overlays.supplier)
        self._frame.draw_progress(surface, camera, 1.0 if self.sheet.done else self.sheet.progress)
        self._complete = painted and self._sprites.complete and (self._labeller.complete or not overlays.labels)

    def _deadline(self, camera: Camera, fresh: bool, now_ms: int) -> Deadline:
        """Return how long this frame may paint: all of it at once where nothing moves."""
        view = (*camera.origin_px, camera.ppk)
        if view != self._view:
            self._view, self._moved_at = view, now_ms
        if not now_ms:
            return Deadline(None)
        still = now_ms - self._moved_at >= _REST_MS
        return Deadline(0 if fresh else _RESTING_MS if still else _MOVING_MS)

    def _standing(
        self, surface: pygame.Surface, camera: Camera, desk: Desk, state: BoardState, overlays: Overlays
    ) -> None:
        """Draw outposts, counters and cuts."""
        for post in state.outposts:
            draw_all(surface, camera.origin_px, self._sprites.get(
                ("outpost", post), desk, partial(one, marks.outpost, desk, post)))
        if overlays.pieces:
            self._pieces.draw(surface, camera, desk, state, overlays, self._sprites)
        self._cuts.draw(surface, camera, overlays)

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
            if self.sheet.gather():
                self.layers.recheck()

    def _stand_in(self, surface: pygame.Surface, square: Square) -> None:
        surface.fill(self.theme.inset)
        self.sheet.glance(surface, square.area, square.ppk)

    def _marks(self, desk: Desk, state: BoardState, overlays: Overlays) -> tuple[list[Sprite], list[Sprite]]:
        """Return the marks that lie under the counters, and those that lie over them."""
        under: list[Sprite] = []
        over: list[Sprite] = []
        theme = self.theme
        occupied = {piece.hex for piece in state.pieces}
        for h, colour, width, fill in (
            (overlays.hover, theme.ink, 1.5, 0),
            (overlays.target, theme.cut, 2.4, 40),
            (overlays.selected if overlays.selected not in occupied else None, theme.select, 3.2, 40),
        ):
            if h is not None:
                under += self._sprites.get(("hex", h, colour, width), desk,
                                    partial(one, marks.hex_ring, desk, h, colour, width, fill))
        for rings in overlays.rings:
            under += self._sprites.get(("rings", rings), desk, partial(marks.airdrop_rings, desk, rings))
        under += self._clear_shields(desk, state, overlays)
        if overlays.path is not None:
            path = overlays.path
            over += self._sprites.get(("path", path), desk, lambda: marks.path_preview(desk, path))
        for attack in overlays.attacks:
            over += self._sprites.get(("attack", attack), desk, partial(one, marks.attack_arrow, desk, attack))
        if overlays.cursor is not None:
            cursor = overlays.cursor
            over += self._sprites.get(("cursor", cursor), desk, lambda: [marks.hex_dashes(desk, cursor)])
        return under, over

    def _clear_shields(self, desk: Desk, state: BoardState, overlays: Overlays) -> list[Sprite]:
        """Return the road shields that no counter and no tag covers."""
        shields = self._sprites.get(("shields",), desk, lambda: marks.shields(desk))
        boxes = self._pieces.boxes(desk, state)
        tagged = self._tags.standing(desk, overlays, boxes)
        if not _same(self._shields[0], (shields, boxes, tagged)):
            wide = [box.inflate(4, 4) for box in (*boxes, *(spot.box for spot in tagged))]
            clear = [shield for shield in shields if shield.box.collidelist(wide) < 0]
            self._shields = ((shields, boxes, tagged), clear)
        return self._shields[1]

    def _tagged(self, camera: Camera, desk: Desk, state: BoardState, lay: Overlays,
                corners: list[pygame.Rect]) -> list[Spot]:
        """Return the tags in view, clear of what stands in the corners."""
        window = self._frame.inner(camera).move(camera.origin_px).inflate(-8, -8)
        return self._tags.shown(desk, lay, self._pieces.boxes(desk, state), window, corners)

    def _obstacles(self, desk: Desk, state: BoardState, overlays: Overlays) -> Obstacles:
        """Return what the names must keep clear of; the same value while nothing changes."""
        boxes, shields = self._pieces.boxes(desk, state), self._clear_shields(desk, state, overlays)
        tagged = self._tags.standing(desk, overlays, boxes)
        key = (boxes, tagged, shields, state.outposts, overlays.pieces)
        if not _same(self._solid[0], key):
            solid = [box.inflate(4, 4) for box in boxes] if overlays.pieces else []
            solid += [spot.box.inflate(4, 4) for spot in tagged]
            solid += [sprite.box for sprite in shields]
            size = marks.outpost_size(desk)
            for post in state.outposts:
                at = post.at if post.at is not None else self.picture.centre(post.hex)
                solid.append(box_round((at[0] * desk.ppk, at[1] * desk.ppk), size + 6, size + 8))
            self._solid = (key, Obstacles(tuple(solid)))
        return self._solid[1]

    def _place_names(self, desk: Desk, state: BoardState, solid: Obstacles) -> None:
        stars = tuple((star.hex, star.text) for star in state.stars)
        self._named = (desk.ppk, self._labeller.names(desk.ppk, solid, stars, self._sprites.deadline))

    def _corners(self, camera: Camera, lay: Overlays) -> list[pygame.Rect]:
        """Return what stands in the corners of the window, in px of the whole map."""
        boxes = [*self._frame.corners(camera, lay.legend, lay.supplier), *self.covered]
        return [box.move(camera.origin_px) for box in boxes]

    def _names(self, surface: pygame.Surface, camera: Camera, desk: Desk, solid: Obstacles,
               covered: list[pygame.Rect]) -> None:
        """Write the names that are clear of what is `covered` by tags and the furniture of the corners."""
        origin, names = camera.origin_px, self._named[1]
        window = self._frame.inner(camera).move(origin).inflate(-6, -6)
        labels = labels_within(names.labels, window, covered, solid)
        self._labeller.draw(surface, labels, origin)
        for label in labels:
            if label.star:
                draw_all(surface, origin, self._star(desk, label))
        for leaving, box in exits_within(names, window, covered, solid):
            for pill in self._sprites.get(("exit", leaving), desk, partial(one, marks.exit_pill, desk, leaving, box)):
                replace(pill, left=box.left, top=box.top).draw(surface, origin)

    def _star(self, desk: Desk, label: Label) -> list[Sprite]:
        width = self.fonts.width(label.text, label.size, label.weight, label.spacing)
        left, middle = label.box.left + width + 6, label.box.centery
        return self._sprites.get(("star", label.star, left, middle), desk,
                          lambda: [marks.star_tag(desk, label.star, left, middle)])


def _same(known: tuple[object, ...], now: tuple[object, ...]) -> bool:
    """Say whether two rows hold the very same objects."""
    return len(known) == len(now) and all(a is b for a, b in zip(known, now, strict=True))
