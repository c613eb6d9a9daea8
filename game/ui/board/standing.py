"""What stands on the map as ready pictures: marks kept from frame to frame, and the counters."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pygame

from game.ui.art.counters import CounterLook, Counters, corner_of
from game.ui.board import marks
from game.ui.board.camera import Camera
from game.ui.board.deadline import Deadline
from game.ui.board.labels import box_round
from game.ui.board.marks import Desk, Sprite
from game.ui.board.model import BoardState, MapPicture, Overlays, Piece, Point
from game.ui.board.prints import Prints

COUNTER_PART = 0.915
"""A counter's size as a part of a hex's height."""
GHOST_ALPHA = 130
_KEEP_SPRITES = 250
AHEAD_PX = 64
"""So far round the window counters are there already when the map is moved."""


class Sprites:
    """Pictures made before, by what they show and the zoom; made anew only as long as a deadline allows.

    `complete` says whether all that was asked for in a frame was there.
    """

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[object, ...], list[Sprite]] = OrderedDict()
        self.deadline = Deadline(None)
        self.complete = True

    def begin(self, deadline: Deadline) -> None:
        """Begin a frame."""
        self.deadline, self.complete = deadline, True

    def get(self, key: tuple[object, ...], desk: Desk, make: Callable[[], list[Sprite]]) -> list[Sprite]:
        """Return pictures made before for the same value and zoom, or make them; none where time is up."""
        whole = (desk.ppk, *key)
        found = self._made.get(whole)
        if found is None:
            if not self.deadline.allows():
                self.complete = False
                return []
            found = self._made[whole] = make()
            if len(self._made) > _KEEP_SPRITES:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(whole)
        return found


class Pieces:
    """The counters in their hexes, the top one of every stack, and those on the way in an animation."""

    def __init__(self, picture: MapPicture, counters: Counters) -> None:
        self._picture, self._counters = picture, counters
        self._known: tuple[tuple[Piece, ...], int] = ((), 0)
        self._boxes: list[pygame.Rect] = []
        self._stacks: list[tuple[Piece, CounterLook, Point]] = []
        self._tops: list[tuple[Piece, CounterLook, Point]] = []

    def boxes(self, desk: Desk, state: BoardState) -> list[pygame.Rect]:
        """Return the boxes of all hexes with counters, in px of the whole map; the same list while nothing changes."""
        self._learn(desk, state)
        return self._boxes

    def put(
        self, prints: Prints, camera: Camera, desk: Desk, state: BoardState, overlays: Overlays, sprites: Sprites,
    ) -> None:
        """Add the counters in view to what is to be printed; one of a new size is scaled from another if time is up."""
        self._learn(desk, state)
        size = counter_size(desk.ppk)
        left, top = camera.origin_px
        around = size + 2 * AHEAD_PX
        view = pygame.Rect(left, top, camera.width, camera.height).inflate(around, around)
        moving = dict(overlays.moving)
        for i in view.collidelistall(self._boxes):
            piece, look, (x, y) = self._tops[i]
            if piece.id in moving:
                continue
            shown = replace(look, selected=True) if piece.hex == overlays.selected else look
            rough = sprites.deadline.over and not self._counters.ready(shown, size)
            sprites.complete = sprites.complete and not rough
            image = self._counters.picture(shown, size, GHOST_ALPHA if piece.ghost else 255, rough=rough)
            prints.append((image, corner_of(image, (x - left, y - top))))
            if piece.caption and desk.ppk >= 30 * desk.scale:
                put_all(prints, (left, top), sprites.get(
                    ("caption", piece.caption, piece.hex), desk,
                    partial(one, marks.caption, desk, piece.caption, (x, y + size * 0.62))))
        for piece in state.pieces if moving else ():
            if piece.id in moving:
                image = self._counters.picture(replace(piece.look, stack=1), size)
                prints.append((image, corner_of(image, camera.to_px(moving[piece.id]))))

    def _learn(self, desk: Desk, state: BoardState) -> None:
        """Sort the pieces into stacks, north to south, where they or the zoom are new."""
        if self._known[0] is state.pieces and self._known[1] == desk.ppk:
            return
        if self._known[0] is not state.pieces:
            stacks: dict[int, list[Piece]] = {}
            for piece in state.pieces:
                stacks.setdefault(piece.hex, []).append(piece)
            self._stacks = [(stack[0], replace(stack[0].look, stack=max(len(stack), stack[0].look.stack)),
                             self._picture.centre(h)) for h, stack in stacks.items()]
            self._stacks.sort(key=lambda top: top[2][::-1])
        self._known, ppk = (state.pieces, desk.ppk), desk.ppk
        size = counter_size(ppk)
        self._tops = [(piece, look, (x * ppk, y * ppk)) for piece, look, (x, y) in self._stacks]
        self._boxes = [box_round(spot, size, size) for _piece, _look, spot in self._tops]


def counter_size(ppk: int) -> int:
    """Return how wide a counter is, in px."""
    return round(ppk * COUNTER_PART)


def one(make: Callable[..., Sprite], *given: object) -> list[Sprite]:
    """Return a single picture as a list."""
    return [make(*given)]


def put_all(prints: Prints, origin: tuple[int, int], sprites: Sequence[Sprite]) -> None:
    """Add pictures to what is to be printed in a window whose corner is at `origin`, in px of the whole map."""
    left, top = origin
    prints += [(sprite.image, (sprite.left - left, sprite.top - top)) for sprite in sprites]
