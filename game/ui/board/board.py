"""The board: everything on the map put together, frame by frame, from what its layers have kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pygame

from game.ui.art.counters import CounterLook, Counters
from game.ui.art.fonts import Fonts
from game.ui.art.theme import Theme
from game.ui.board import marks
from game.ui.board.camera import Camera
from game.ui.board.chunks import LayerStack, Square, squares_in_view
from game.ui.board.cuts import CutMarks
from game.ui.board.flows import Chevrons, FlowLayer
from game.ui.board.frame import SheetFrame
from game.ui.board.fronts import ControlLayer
from game.ui.board.ghost import GhostFlows
from game.ui.board.labels import Label, Labeller, Obstacles, box_round, exits_within
from game.ui.board.layers import BasesLayer, GridLayer, GroundLayer
from game.ui.board.marks import Desk, Sprite
from game.ui.board.minimap import Minimap
from game.ui.board.model import BoardState, MapPicture, Overlays, Piece, Point
from game.ui.board.roadnet import RoadNet
from game.ui.board.shades import ShadeLayer
from game.ui.board.sheet import Sheet
from game.ui.board.tags import Tags

COUNTER_PART = 0.915
"""A counter's size as a part of a hex's height."""
GHOST_ALPHA = 130
_BUDGET_MS = 8.0
_KEEP_SPRITES = 250


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
        self.counters = Counters(theme, fonts)
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
        ))
        self._chevrons = Chevrons(theme)
        self._ghost = GhostFlows(self.net, theme)
        self._cuts = CutMarks(picture, self.net, theme)
        self._tags = Tags()
        self._labeller = Labeller(picture, self.net, theme, fonts, scale)
        self._frame = SheetFrame(picture, theme, fonts, scale)
        self._minimap = Minimap(picture, self.net, self.sheet, theme)
        self._sprites: OrderedDict[tuple[object, ...], list[Sprite]] = OrderedDict()
        self._stacked: tuple[tuple[Piece, ...], list[tuple[Piece, CounterLook]]] = ((), [])
        self._complete = True
        self._gliding = False

    @property
    def busy(self) -> bool:
        """Say whether something is still to change by itself: painting not finished, a pan under way."""
        return self._gliding or not self._complete or not self.sheet.done

    def draw(
        self,
        surface: pygame.Surface,
        camera: Camera,
        state: BoardState,
        overlays: Overlays | None = None,
        now_ms: int = 0,
    ) -> None:
        """Draw the map over the whole surface, whose size must be the camera's.

        `now_ms` drives a pan and the chevrons and allows painting to be spread over several frames; at 0 everything
        stands still and is painted at once.
        """
        overlays = overlays if overlays is not None else Overlays()
        camera.advance(now_ms)
        self._gliding = camera.gliding
        self._gather(camera)
        desk = Desk(self.picture, self.net, self.theme, self.fonts, camera.ppk, self.scale)
        self._complete = self.layers.draw(surface, camera, state, overlays, _BUDGET_MS if now_ms else None,
                                          self._stand_in)
        origin = camera.origin_px
        if overlays.flows:
            self._chevrons.draw(surface, camera, self._flows, overlays, now_ms)
        if overlays.ghost:
            self._ghost.draw(surface, camera, overlays.ghost)
        under, over = self._marks(desk, state, overlays)
        _blit(surface, origin, under)
        solid = self._solid(desk, state, overlays)
        if overlays.labels:
            self._names(surface, camera, desk, state, solid)
        for post in state.outposts:
            _blit(surface, origin, self._kept(("outpost", post), desk, partial(_one, marks.outpost, desk, post)))
        if overlays.pieces:
            self._pieces(surface, camera, desk, state, overlays)
        self._cuts.draw(surface, camera, overlays)
        _blit(surface, origin, over)
        self._tell(surface, camera, desk, state, overlays)
        self._frame.draw(surface, camera, overlays.legend, overlays.supplier)

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
        size = _counter_size(camera.ppk)
        return box_round(camera.to_px(self.picture.centre(h)), size, size)

    def _gather(self, camera: Camera) -> None:
        if not self.sheet.done:
            self.sheet.look_at(camera.centre)
            if self.sheet.gather():
                self.layers.recheck()

    def _stand_in(self, surface: pygame.Surface, square: Square) -> None:
        surface.fill(self.theme.inset)
        self.sheet.lay(surface, square.area, square.ppk)

    def _kept(self, key: tuple[object, ...], desk: Desk, make: Callable[[], list[Sprite]]) -> list[Sprite]:
        """Return sprites made before for the same value and zoom, or make them."""
        whole = (desk.ppk, *key)
        found = self._sprites.get(whole)
        if found is None:
            found = self._sprites[whole] = make()
            if len(self._sprites) > _KEEP_SPRITES:
                self._sprites.popitem(last=False)
        else:
            self._sprites.move_to_end(whole)
        return found

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
                under += self._kept(("hex", h, colour, width), desk,
                                    partial(_one, marks.hex_ring, desk, h, colour, width, fill))
        if overlays.rings is not None:
            rings = overlays.rings
            under += self._kept(("rings", rings), desk, lambda: marks.airdrop_rings(desk, rings))
        under += self._clear_shields(desk, state)
        if overlays.path is not None:
            path = overlays.path
            over += self._kept(("path", path), desk, lambda: marks.path_preview(desk, path))
        for attack in overlays.attacks:
            over += self._kept(("attack", attack), desk, partial(_one, marks.attack_arrow, desk, attack))
        if overlays.cursor is not None:
            cursor = overlays.cursor
            over += self._kept(("cursor", cursor), desk, lambda: [marks.hex_dashes(desk, cursor)])
        return under, over

    def _clear_shields(self, desk: Desk, state: BoardState) -> list[Sprite]:
        """Return the road shields that no counter covers."""
        shields = self._kept(("shields",), desk, lambda: marks.shields(desk))
        boxes = [box.inflate(4, 4) for box in self._piece_boxes(desk, state)]
        return [shield for shield in shields if shield.box.collidelist(boxes) < 0]

    def _tell(self, surface: pygame.Surface, camera: Camera, desk: Desk, state: BoardState, lay: Overlays) -> None:
        """Draw the tags, clear of what stands in the corners."""
        origin = camera.origin_px
        corners = [box.move(origin) for box in self._frame.corners(camera, lay.legend, lay.supplier)]
        window = self._frame.inner(camera).move(origin).inflate(-8, -8)
        self._tags.draw(surface, origin, desk, lay, self._piece_boxes(desk, state), window, corners)

    def _piece_boxes(self, desk: Desk, state: BoardState) -> list[pygame.Rect]:
        size = _counter_size(desk.ppk)
        return [box_round(desk.spot(h), size, size) for h in sorted({piece.hex for piece in state.pieces})]

    def _solid(self, desk: Desk, state: BoardState, overlays: Overlays) -> Obstacles:
        """Return what the names must keep clear of."""
        solid = [box.inflate(4, 4) for box in self._piece_boxes(desk, state)] if overlays.pieces else []
        solid += [spot.box.inflate(4, 4)
                  for spot in self._tags.standing(desk, overlays, self._piece_boxes(desk, state))]
        solid += [sprite.box for sprite in self._clear_shields(desk, state)]
        size = marks.outpost_size(desk)
        for post in state.outposts:
            at = post.at if post.at is not None else self.picture.centre(post.hex)
            solid.append(box_round((at[0] * desk.ppk, at[1] * desk.ppk), size + 6, size + 8))
        return Obstacles(tuple(solid))

    def _names(self, surface: pygame.Surface, camera: Camera, desk: Desk, state: BoardState, solid: Obstacles) -> None:
        origin = camera.origin_px
        stars = tuple((star.hex, star.text) for star in state.stars)
        names = self._labeller.names(desk.ppk, solid, stars)
        self._labeller.draw(surface, names.labels, origin)
        for label in names.labels:
            if label.star:
                _blit(surface, origin, self._star(desk, label))
        window = self._frame.inner(camera).move(origin).inflate(-6, -6)
        for leaving, box in exits_within(names, window, solid):
            pill = self._kept(("exit", leaving), desk, partial(_one, marks.exit_pill, desk, leaving, box))[0]
            replace(pill, left=box.left, top=box.top).draw(surface, origin)

    def _star(self, desk: Desk, label: Label) -> list[Sprite]:
        width = self.fonts.width(label.text, label.size, label.weight, label.spacing)
        left, middle = label.box.left + width + 6, label.box.centery
        return self._kept(("star", label.star, left, middle), desk,
                          lambda: [marks.star_tag(desk, label.star, left, middle)])

    def _tops(self, state: BoardState) -> list[tuple[Piece, CounterLook]]:
        """Return the top piece of every hex with the size of its stack, north to south."""
        if self._stacked[0] is not state.pieces:
            stacks: dict[int, list[Piece]] = {}
            for piece in state.pieces:
                stacks.setdefault(piece.hex, []).append(piece)
            tops = [(stack[0], replace(stack[0].look, stack=max(len(stack), stack[0].look.stack)))
                    for stack in stacks.values()]
            tops.sort(key=lambda top: self.picture.centre(top[0].hex)[::-1])
            self._stacked = (state.pieces, tops)
        return self._stacked[1]

    def _pieces(
        self, surface: pygame.Surface, camera: Camera, desk: Desk, state: BoardState, overlays: Overlays
    ) -> None:
        size = _counter_size(camera.ppk)
        view = surface.get_rect().inflate(2 * size, 2 * size)
        moving = dict(overlays.moving)
        late: list[tuple[CounterLook, Point]] = []
        for piece, look in self._tops(state):
            if piece.id in moving:
                continue
            x, y = camera.to_px(self.picture.centre(piece.hex))
            if not view.collidepoint(x, y):
                continue
            shown = replace(look, selected=True) if piece.hex == overlays.selected else look
            self.counters.place(surface, shown, (x, y), size, GHOST_ALPHA if piece.ghost else 255)
            if piece.caption and camera.ppk >= 30 * self.scale:
                x, y = desk.spot(piece.hex)
                spot = (x, y + size * 0.62)
                _blit(surface, camera.origin_px, self._kept(
                    ("caption", piece.caption, piece.hex), desk,
                    partial(_one, marks.caption, desk, piece.caption, spot)))
        for piece in state.pieces:
            if piece.id in moving:
                late.append((replace(piece.look, stack=1), camera.to_px(moving[piece.id])))
        for look, spot in late:
            self.counters.place(surface, look, spot, size)


def _counter_size(ppk: int) -> int:
    return round(ppk * COUNTER_PART)


def _one(make: Callable[..., Sprite], *given: object) -> list[Sprite]:
    return [make(*given)]


def _blit(surface: pygame.Surface, origin: tuple[int, int], sprites: Sequence[Sprite]) -> None:
    view = pygame.Rect(origin, surface.get_size())
    for sprite in sprites:
        if view.colliderect(sprite.box):
            sprite.draw(surface, origin)
