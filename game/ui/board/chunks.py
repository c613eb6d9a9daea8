"""Layers in squares: each square of each layer is painted once, kept, and painted again when its key changes.

At another zoom the last picture, plainly scaled, stands in until the squares of that zoom are painted. What is in view
is put together in a `Mosaic`; a frame looks at the squares that are new or not finished, and copies the rest whole.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import pygame

from game.ui.board.camera import Camera, thickness
from game.ui.board.deadline import Deadline
from game.ui.board.model import BoardState, Overlays, Point
from game.ui.board.mosaic import Mosaic

SQUARE = 192
"""Side of a square in px."""


@dataclass(frozen=True, slots=True)
class Square:
    """A rectangle of the map at one zoom; pixels count from the centre of hex 0.0."""

    left: int
    top: int
    ppk: int
    width: int = SQUARE
    height: int = SQUARE

    @property
    def area(self) -> pygame.Rect:
        """The rectangle in px of the whole map."""
        return pygame.Rect(self.left, self.top, self.width, self.height)

    @property
    def thick(self) -> float:
        """By how much lines are wider than at 48 px per km, within limits that keep them legible."""
        return thickness(self.ppk)

    def spot(self, point: Point) -> Point:
        """Return where a point in km lies, in px of the whole map."""
        return point[0] * self.ppk, point[1] * self.ppk

    def spots(self, points: Sequence[Point]) -> list[Point]:
        """Return where points in km lie, in px of the whole map."""
        return [(x * self.ppk, y * self.ppk) for x, y in points]

    def limits_km(self, margin_km: float) -> tuple[float, float, float, float]:
        """Return west, north, east and south of the square in km, widened by a margin."""
        return (
            self.left / self.ppk - margin_km,
            self.top / self.ppk - margin_km,
            (self.left + self.width) / self.ppk + margin_km,
            (self.top + self.height) / self.ppk + margin_km,
        )


class Layer(Protocol):
    """One kind of drawing, painted square by square.

    `key` returns a value that changes when the square would look different; `paint` returns the square's drawing,
    premultiplied, or None where it has nothing to show. The lowest layer returns an opaque drawing.
    """

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return what the square shows, as a value that can be compared."""
        ...

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return the drawing of the square."""
        ...


_NEVER = object()


@dataclass(slots=True)
class _Kept:
    """What is kept of one square: each layer's key and drawing, and all of them laid over each other.

    `moment` is the state of things that the layers before `following` show; `stand_in` is shown until there is a
    whole. `before` is the whole it had, which fades out from the first moment of `fade` (ms) to the second; what is
    changing now will take `lasting` ms to fade.
    """

    keys: list[object]
    drawings: list[pygame.Surface | None]
    whole: pygame.Surface | None = None
    before: pygame.Surface | None = None
    fade: tuple[int, int] = (0, 0)
    lasting: int = 0
    stand_in: pygame.Surface | None = None
    moment: int = -1
    following: int = 0
    changed: bool = True


class LayerStack:
    """Lays the squares of several layers over each other and draws those in view.

    `fades` says for each layer how long (ms) the picture before fades out when it has changed. `paints` counts how
    often each layer was painted, for tests and measurements.
    """

    def __init__(self, layers: Sequence[Layer], fades: Sequence[int] = ()) -> None:
        self._layers = tuple(layers)
        self._fades = tuple(fades) or (0,) * len(self._layers)
        self._now = 0
        self._squares: OrderedDict[tuple[int, int, int], _Kept] = OrderedDict()
        self._state: BoardState | None = None
        self._overlays: Overlays | None = None
        self._moment = 0
        self._seen: Square | None = None
        self._mosaic = Mosaic()
        self._shown: list[tuple[Square, _Kept]] = []
        self._pending: list[tuple[Square, _Kept]] = []
        self._brought = -1
        self._scaled: tuple[Square, pygame.Surface] | None = None
        self._scratch: pygame.Surface | None = None
        self.paints = [0] * len(self._layers)

    def recheck(self) -> None:
        """Compare all keys again at the next draw, because something outside state and overlays changed."""
        self._moment += 1

    def draw(
        self,
        target: pygame.Surface,
        camera: Camera,
        state: BoardState,
        overlays: Overlays,
        deadline: Deadline,
        stand_in: Callable[[pygame.Surface, Square], None],
        now_ms: int = 0,
    ) -> bool:
        """Draw all squares in view over the target and say whether all are as they should be.

        Changes fade in over time; with `now_ms` 0 they are there at once.

        Work stops at the deadline and goes on at the next draw: squares not yet painted show the last picture of
        another zoom, or what `stand_in` draws; outdated ones their last picture.
        """
        self._notice(state, overlays)
        self._now = now_ms
        left, top = camera.origin_px
        view = Square(left, top, camera.ppk, camera.width, camera.height)
        self._look(view, camera)
        if self._brought != self._moment:
            self._pending, self._brought = self._shown, self._moment
        self._pending = self._unsettled(state, overlays, deadline, stand_in)
        self._mosaic.show(target)
        complete = not self._pending
        for square, kept in self._shown:
            if kept.before is not None:
                complete = self._fade(target, kept, (square.left - left, square.top - top)) and complete
        return complete

    def _look(self, view: Square, camera: Camera) -> None:
        """Turn to another part of the map, or another zoom of it."""
        before, self._seen = self._seen, view
        if before == view:
            return
        if before is not None and before.ppk != view.ppk:
            self._scaled = self._rescaled(before, view)
        anew = self._mosaic.look(view.area, anew=before is None or before.ppk != view.ppk)
        if anew and self._scaled is not None and self._scaled[0].ppk == view.ppk:
            self._mosaic.lay(self._scaled[0].area, self._scaled[1], self._scaled)
        if not anew and before is not None and _places(before) == _places(view):
            return
        squares = squares_in_view(camera)
        self._shown = [(square, self._kept(square)) for square in squares]
        self._pending = self._shown
        self._drop(3 * len(squares) + 16)

    def _unsettled(
        self, state: BoardState, overlays: Overlays, deadline: Deadline,
        stand_in: Callable[[pygame.Surface, Square], None],
    ) -> list[tuple[Square, _Kept]]:
        """Show what was not finished as it can be shown now, and return what is still not finished."""
        first = self._pending is self._shown
        left: list[tuple[Square, _Kept]] = []
        for i, (square, kept) in enumerate(self._pending):
            if deadline.spent and not first:
                return left + self._pending[i:]
            if not self._settled(kept, square, state, overlays, deadline, stand_in):
                left.append((square, kept))
        return left

    def _settled(
        self, kept: _Kept, square: Square, state: BoardState, overlays: Overlays, deadline: Deadline,
        stand_in: Callable[[pygame.Surface, Square], None],
    ) -> bool:
        """Show a square as it can be shown now, painting what the deadline allows, and say whether that is all."""
        done = kept.moment == self._moment and kept.following == len(self._layers)
        if not done and not deadline.spent:
            done = self._bring_up(kept, square, state, overlays, deadline)
        shown = kept.whole or kept.stand_in
        if shown is None and not self._lay_scaled(square):
            shown = kept.stand_in = self._stood_in(square, stand_in)
        if shown is not None:
            self._mosaic.put(square.area, shown, shown)
        return done

    def _notice(self, state: BoardState, overlays: Overlays) -> None:
        """Compare what is to be shown with what was shown before."""
        if state is not self._state or overlays is not self._overlays:
            if state != self._state or overlays != self._overlays:
                self._moment += 1
            self._state, self._overlays = state, overlays

    def _drop(self, limit: int) -> None:
        """Forget the squares not seen for longest, down to a number."""
        while len(self._squares) > limit:
            self._squares.popitem(last=False)

    def _kept(self, square: Square) -> _Kept:
        place = (square.ppk, square.left, square.top)
        kept = self._squares.get(place)
        if kept is None:
            count = len(self._layers)
            kept = self._squares[place] = _Kept([_NEVER] * count, [None] * count)
        else:
            self._squares.move_to_end(place)
        return kept

    def _bring_up(
        self, kept: _Kept, square: Square, state: BoardState, overlays: Overlays, deadline: Deadline
    ) -> bool:
        """Paint what is out of date in a square, a layer at a time, and say whether all of it is done."""
        if kept.moment != self._moment:
            kept.moment, kept.following = self._moment, 0
        for i in range(kept.following, len(self._layers)):
            layer = self._layers[i]
            key = layer.key(square, state, overlays)
            if key != kept.keys[i]:
                if not deadline.allows():
                    return False
                before = kept.drawings[i]
                kept.keys[i], kept.drawings[i] = key, layer.paint(square, state, overlays)
                self.paints[i] += 1
                if before is not None or kept.drawings[i] is not None:
                    kept.changed = True
                    kept.lasting = max(kept.lasting, self._fades[i])
            kept.following = i + 1
        if kept.changed:
            if kept.whole is not None and self._now and kept.lasting:
                kept.before, kept.fade = kept.whole, (self._now, self._now + kept.lasting)
            kept.lasting = 0
            kept.whole, kept.stand_in, kept.changed = _laid_over(kept.drawings, square), None, False
        return True

    def _fade(self, target: pygame.Surface, kept: _Kept, spot: tuple[int, int]) -> bool:
        """Draw what is left of the picture before over the new one, and say whether it is gone."""
        start, end = kept.fade
        if kept.before is None or not start <= self._now < end:
            kept.before, kept.fade = None, (0, 0)
            return True
        kept.before.set_alpha(round(255 * (end - self._now) / (end - start)))
        target.blit(kept.before, spot)
        return False

    def _lay_scaled(self, square: Square) -> bool:
        """Put in the last picture, scaled, where it covers all of a square, and say whether it does."""
        if self._scaled is None or self._scaled[0].ppk != square.ppk:
            return False
        area = self._scaled[0].area
        if not area.contains(square.area):
            return False
        self._mosaic.put(square.area, self._scaled[1], self._scaled, (square.left - area.left, square.top - area.top))
        return True

    def _stood_in(self, square: Square, stand_in: Callable[[pygame.Surface, Square], None]) -> pygame.Surface:
        """Return what a square shows before it is painted: the last picture where that reaches, else a stand-in."""
        surface = pygame.Surface((square.width, square.height), depth=32)
        scaled = self._scaled if self._scaled is not None and self._scaled[0].ppk == square.ppk else None
        if scaled is None or not scaled[0].area.contains(square.area):
            stand_in(surface, square)
        if scaled is not None:
            surface.blit(scaled[1], (scaled[0].left - square.left, scaled[0].top - square.top))
        return surface

    def _rescaled(self, old: Square, new: Square) -> tuple[Square, pygame.Surface] | None:
        """Return the part of the last picture that lies in the view at another zoom, plainly scaled."""
        factor = new.ppk / old.ppk
        wanted = pygame.Rect(int(new.left / factor), int(new.top / factor), ceil(new.width / factor),
                             ceil(new.height / factor)).clip(old.area)
        if wanted.width <= 0 or wanted.height <= 0:
            return None
        size = (round(wanted.width * factor), round(wanted.height * factor))
        # The surface is kept: a new one of this size would cost more than what is drawn on it.
        if self._scratch is None or self._scratch.get_size() != (old.width + 16, old.height + 16):
            self._scratch = pygame.Surface((old.width + 16, old.height + 16), depth=32)
        place = Square(round(wanted.left * factor), round(wanted.top * factor), new.ppk, *size)
        if size[0] > old.width + 16 or size[1] > old.height + 16:
            return None
        return place, pygame.transform.scale(self._mosaic.part(wanted), size, self._scratch.subsurface((0, 0), size))


def squares_in_view(camera: Camera) -> list[Square]:
    """Return the squares in the window, the middle ones first."""
    left, top = camera.origin_px
    columns = range(left // SQUARE, (left + camera.width - 1) // SQUARE + 1)
    rows = range(top // SQUARE, (top + camera.height - 1) // SQUARE + 1)
    squares = [Square(column * SQUARE, row * SQUARE, camera.ppk) for row in rows for column in columns]
    x, y = left + (camera.width - SQUARE) / 2, top + (camera.height - SQUARE) / 2
    return sorted(squares, key=lambda s: (s.left - x) ** 2 + (s.top - y) ** 2)


def _places(view: Square) -> tuple[int, ...]:
    """Return which squares a view shows: its zoom, its first and last column and row."""
    return (view.ppk, view.left // SQUARE, (view.left + view.width - 1) // SQUARE,
            view.top // SQUARE, (view.top + view.height - 1) // SQUARE)


def _laid_over(drawings: Sequence[pygame.Surface | None], square: Square) -> pygame.Surface:
    whole = pygame.Surface((square.width, square.height), depth=32)
    for i, drawing in enumerate(drawings):
        if drawing is not None:
            whole.blit(drawing, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED if i else 0)
    return whole
