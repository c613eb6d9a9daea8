"""Layers in squares: each square of each layer is painted once, kept, and painted again when its key changes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pygame

from game.ui.board.camera import Camera
from game.ui.board.model import BoardState, Overlays, Point

SQUARE = 256
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
        return min(2.5, max(0.55, self.ppk / 48))

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


@dataclass(slots=True)
class _Kept:
    """What is kept of one square: each layer's key and drawing, and all of them laid over each other."""

    keys: list[object]
    drawings: list[pygame.Surface | None]
    whole: pygame.Surface | None = None
    checked: int = -1


class LayerStack:
    """Lays the squares of several layers over each other and draws those in view.

    `paints` counts how often each layer was painted, for tests and measurements.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = tuple(layers)
        self._squares: OrderedDict[tuple[int, int, int], _Kept] = OrderedDict()
        self._state: BoardState | None = None
        self._overlays: Overlays | None = None
        self._moment = 0
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
        budget_ms: float | None = None,
        stand_in: Callable[[pygame.Surface, Square], None] | None = None,
    ) -> bool:
        """Draw all squares in view over the target and say whether all are as they should be.

        With a budget, painting stops when it is used up (at least one square is always painted): squares not yet
        painted show what `stand_in` draws, outdated ones their last picture, and the next draw goes on.
        """
        self._notice(state, overlays)
        until = None if budget_ms is None else time.perf_counter() + budget_ms / 1000
        left, top = camera.origin_px
        squares = squares_in_view(camera)
        complete, painted = True, False
        for square in squares:
            kept = self._kept(square)
            if kept.checked != self._moment or kept.whole is None:
                if painted and until is not None and time.perf_counter() > until:
                    complete = False
                else:
                    painted = self._bring_up(kept, square, state, overlays) or painted
            whole = kept.whole
            if whole is None and stand_in is not None:
                whole = pygame.Surface((square.width, square.height), depth=32)
                stand_in(whole, square)
            if whole is not None:
                target.blit(whole, (square.left - left, square.top - top))
        self._drop(3 * len(squares) + 16)
        return complete

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
            kept = self._squares[place] = _Kept([None] * count, [None] * count)
        else:
            self._squares.move_to_end(place)
        return kept

    def _bring_up(self, kept: _Kept, square: Square, state: BoardState, overlays: Overlays) -> bool:
        """Paint what is out of date in a square, and say whether anything was."""
        changed = self._refresh(kept, square, state, overlays) or kept.whole is None
        if changed:
            kept.whole = _laid_over(kept.drawings, square)
        kept.checked = self._moment
        return changed

    def _refresh(self, kept: _Kept, square: Square, state: BoardState, overlays: Overlays) -> bool:
        changed = False
        for i, layer in enumerate(self._layers):
            key = layer.key(square, state, overlays)
            if kept.whole is not None and key == kept.keys[i]:
                continue
            kept.keys[i] = key
            before = kept.drawings[i]
            kept.drawings[i] = layer.paint(square, state, overlays)
            self.paints[i] += 1
            changed = changed or before is not None or kept.drawings[i] is not None
        return changed


def squares_in_view(camera: Camera) -> list[Square]:
    """Return the squares in the window, the middle ones first."""
    left, top = camera.origin_px
    columns = range(left // SQUARE, (left + camera.width - 1) // SQUARE + 1)
    rows = range(top // SQUARE, (top + camera.height - 1) // SQUARE + 1)
    squares = [Square(column * SQUARE, row * SQUARE, camera.ppk) for row in rows for column in columns]
    x, y = left + (camera.width - SQUARE) / 2, top + (camera.height - SQUARE) / 2
    return sorted(squares, key=lambda s: (s.left - x) ** 2 + (s.top - y) ** 2)


def _laid_over(drawings: Sequence[pygame.Surface | None], square: Square) -> pygame.Surface:
    whole = pygame.Surface((square.width, square.height), depth=32)
    for i, drawing in enumerate(drawings):
        if drawing is not None:
            whole.blit(drawing, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED if i else 0)
    return whole
