"""What stands on the ground, gathered into one list of pictures for a view: marks, names, counters, tags."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pygame

from game.ui.art.counters import Counters
from game.ui.art.fonts import Fonts
from game.ui.art.theme import Theme
from game.ui.board import marks
from game.ui.board.camera import Camera
from game.ui.board.cuts import CutMarks
from game.ui.board.deadline import Deadline
from game.ui.board.frame import SheetFrame
from game.ui.board.labels import Label, Labeller, Names, Obstacles, box_round, exits_within, labels_within
from game.ui.board.marks import Desk, Sprite
from game.ui.board.model import BoardState, MapPicture, Overlays
from game.ui.board.prints import Print, Prints, held
from game.ui.board.roadnet import RoadNet
from game.ui.board.standing import AHEAD_PX, Pieces, Sprites, one, put_all
from game.ui.board.tags import Spot, Tags


class Printer:
    """Gathers what is printed over the ground of one map, in the order it is laid on, and keeps it for the next frame.

    `frame` is the furniture of the sheet, whose corners names and tags keep clear of.
    """

    def __init__(
        self, picture: MapPicture, net: RoadNet, theme: Theme, fonts: Fonts, scale: float, frame: SheetFrame
    ) -> None:
        self.picture, self.net, self.theme, self.fonts, self.scale = picture, net, theme, fonts, scale
        self._frame = frame
        self._pieces = Pieces(picture, Counters(theme, fonts))
        self._cuts = CutMarks(picture, net, theme)
        self._tags = Tags()
        self._labeller = Labeller(picture, net, theme, fonts, scale)
        self._sprites = Sprites()
        self._solid: tuple[tuple[object, ...], Obstacles] = ((), Obstacles(()))
        self._shields: tuple[tuple[object, ...], list[Sprite]] = ((), [])
        self._named = (0, Names())
        self._gathered: tuple[object, ...] = ()
        self._origin = (0, 0)
        self._all = Prints()
        self._whole = False
        self.prints: list[Print] = []
        """What was gathered last, where it lies now."""

    def gather(
        self, camera: Camera, state: BoardState, overlays: Overlays, covered: tuple[pygame.Rect, ...],
        deadline: Deadline, *, fresh: bool,
    ) -> bool:
        """Gather what is to be seen in a view and say whether all of it is as it should be.

        Names and tags keep clear of what is `covered`, parts of the window. What was gathered is kept as long as view
        and things are the same, and nothing can be added; where the map was moved and there is no time, it is moved
        along. The `fresh` first frame at a zoom has neither shields, names nor tags.
        """
        key, origin = (camera.ppk, camera.width, camera.height, state, overlays, covered), camera.origin_px
        if self._gathered == key:
            if origin == self._origin and (self._whole or deadline.spent):
                self.prints = self._all
                return self._whole
            if deadline.spent and self._movable(origin):
                self.prints = self._all.moved(self._origin[0] - origin[0], self._origin[1] - origin[1])
                return False
        self._sprites.begin(deadline)
        desk = Desk(self.picture, self.net, self.theme, self.fonts, camera.ppk, self.scale)
        under, over = self._marks(desk, state, overlays)
        if not fresh:
            under += self._clear_shields(desk, state, overlays)
        solid = Obstacles(()) if fresh else self._obstacles(desk, state, overlays)
        if overlays.labels and not fresh and self._sprites.complete:
            self._place_names(desk, state, solid)
        prints = Prints()
        put_all(prints, origin, under)
        corners = self._corners(camera, overlays, covered)
        tags = [] if fresh else self._tagged(camera, desk, state, overlays, corners)
        if overlays.labels and self._named[0] == camera.ppk:
            self._names(prints, camera, desk, solid, [*corners, *(spot.box for spot in tags)])
        self._standing(prints, camera, desk, state, overlays)
        put_all(prints, origin, over)
        self._tags.put(prints, origin, desk, tags)
        self._whole = self._sprites.complete and (self._labeller.complete or not overlays.labels) and not fresh
        self._gathered, self._origin, self._all, self.prints = key, origin, prints, prints
        return self._whole

    def _movable(self, origin: tuple[int, int]) -> bool:
        """Say whether what was gathered can be moved to a view whose corner is at `origin`: nearby, that is."""
        before = self._origin
        return (self._all.movable and abs(origin[0] - before[0]) <= AHEAD_PX
                and abs(origin[1] - before[1]) <= AHEAD_PX)

    def _standing(self, prints: Prints, camera: Camera, desk: Desk, state: BoardState, overlays: Overlays) -> None:
        """Add outposts, counters and cuts."""
        for post in state.outposts:
            put_all(prints, camera.origin_px, self._sprites.get(
                ("outpost", post), desk, partial(one, marks.outpost, desk, post)))
        if overlays.pieces:
            self._pieces.put(prints, camera, desk, state, overlays, self._sprites)
        self._cuts.put(prints, camera, overlays)

    def _marks(self, desk: Desk, state: BoardState, overlays: Overlays) -> tuple[list[Sprite], list[Sprite]]:
        """Return the marks that lie under the counters, and those that lie over them."""
        under: list[Sprite] = []
        over: list[Sprite] = []
        theme = self.theme
        chosen = overlays.selected
        if chosen is not None and any(piece.hex == chosen for piece in state.pieces):
            chosen = None  # its counter shows it
        for h, colour, width, fill in (
            (overlays.hover, theme.ink, 1.5, 0),
            (overlays.target, theme.cut, 2.4, 40),
            (chosen, theme.select, 3.2, 40),
        ):
            if h is not None:
                under += self._sprites.get(("hex", h, colour, width), desk,
                                    partial(one, marks.hex_ring, desk, h, colour, width, fill))
        for rings in overlays.rings:
            under += self._sprites.get(("rings", rings), desk, partial(marks.airdrop_rings, desk, rings))
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

    def _corners(self, camera: Camera, lay: Overlays, covered: tuple[pygame.Rect, ...]) -> list[pygame.Rect]:
        """Return what stands in the corners of the window, in px of the whole map."""
        boxes = [*self._frame.corners(camera, lay.legend, lay.supplier), *covered]
        return [box.move(camera.origin_px) for box in boxes]

    def _names(
        self, prints: Prints, camera: Camera, desk: Desk, solid: Obstacles, covered: list[pygame.Rect]
    ) -> None:
        """Add the names that are clear of what is `covered` by tags and the furniture of the corners."""
        origin, names = camera.origin_px, self._named[1]
        window = self._frame.inner(camera).move(origin).inflate(-6, -6)
        labels = labels_within(names, window, covered, solid)
        self._labeller.put(prints, labels, origin)
        for label in labels:
            if label.star:
                for star in self._star(desk, label):
                    star.put(prints, origin)
                    prints.hold(label.held)
        free = dict(names.exits)
        for leaving, box in exits_within(names, window, covered, solid):
            for pill in self._sprites.get(("exit", leaving), desk, partial(one, marks.exit_pill, desk, leaving, box)):
                replace(pill, left=box.left, top=box.top).put(prints, origin)
                prints.hold(held(free[leaving], box))

    def _star(self, desk: Desk, label: Label) -> list[Sprite]:
        width = self.fonts.width(label.text, label.size, label.weight, label.spacing)
        left, middle = label.box.left + width + 6, label.box.centery
        return self._sprites.get(("star", label.star, left, middle), desk,
                          lambda: [marks.star_tag(desk, label.star, left, middle)])


def _same(known: tuple[object, ...], now: tuple[object, ...]) -> bool:
    """Say whether two rows hold the very same objects."""
    return len(known) == len(now) and all(a is b for a, b in zip(known, now, strict=True))
