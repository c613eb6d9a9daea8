"""Where tags stand: beside what they tell of, clear of each other and as far as possible of the counters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pygame

from game.ui.art.vectors import Canvas, bounds
from game.ui.board.marks import Desk, Sprite, draw_tag, sprite_of, tag_size
from game.ui.board.model import Point, Tag

_RINGS_KM = (0.0, 0.35, 0.8, 1.4, 2.2, 3.2, 4.4)
"""How much further than beside its hex a tag may stand."""
_BEARINGS = tuple(math.radians(degrees) for degrees in (-20, 20, 200, 160, -50, 50, 230, 130, 90, 270))
_BESIDE_KM = 0.52
_LEADER_KM = 0.3
"""From this far on a thin line leads from the tag to its hex."""
_PIECE_COST, _AWAY_COST = 1.0, 90.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a tag stands, in px of the whole map, and how far that is from beside its hex, in km."""

    tag: Tag
    box: pygame.Rect
    away: float


def spots(desk: Desk, tags: Sequence[Tag], solid: Sequence[pygame.Rect],
          taken: Iterable[pygame.Rect] = ()) -> list[Spot]:
    """Return where tags stand, the first given first: none lies on another or leaves the sheet; some find no room.

    `solid` are boxes that they should not cover, `taken` boxes that they must not.
    """
    west, north, east, south = (round(limit * desk.ppk) for limit in desk.picture.extent_km)
    sheet = pygame.Rect(west, north, east - west, south - north).inflate(-12, -12)
    full = list(taken)
    found: list[Spot] = []
    for tag in tags:
        best: tuple[float, Spot] | None = None
        for box, away in _places(desk, tag):
            if sheet.contains(box) and box.collidelist(full) < 0:
                cost = _AWAY_COST * away * desk.scale + _PIECE_COST * sum(_common(box, other) for other in solid)
                if best is None or cost < best[0]:
                    best = (cost, Spot(tag, box, away))
        if best is not None:
            full.append(best[1].box.inflate(8, 8))
            found.append(best[1])
    return found


def drawn(desk: Desk, tags: Sequence[Spot]) -> list[Sprite]:
    """Return the pictures of tags; those far from their hex have a line to it, under all tags."""
    leaders = [_leader(desk, spot.tag, spot.box) for spot in tags if spot.away >= _LEADER_KM]
    return [*leaders, *(draw_tag(desk, spot.tag, spot.box) for spot in tags)]


def _places(desk: Desk, tag: Tag) -> Iterator[tuple[pygame.Rect, float]]:
    """Yield the boxes that a tag may fill, with their distance from beside its hex in km, nearest first."""
    wide, high = tag_size(desk, tag)
    x, y = desk.spot(tag.hex)
    for away in _RINGS_KM:
        reach = (_BESIDE_KM + away) * desk.ppk
        for bearing in _BEARINGS:
            dx, dy = math.cos(bearing), math.sin(bearing)
            cx, cy = x + dx * reach, y + dy * reach
            left = cx if dx > 0.15 else cx - wide if dx < -0.15 else cx - wide / 2
            top = cy - high / 2 if abs(dx) > 0.15 else cy if dy > 0 else cy - high
            yield pygame.Rect(round(left), round(top), wide, high), away + 0.02 * _BEARINGS.index(bearing)


def _leader(desk: Desk, tag: Tag, box: pygame.Rect) -> Sprite:
    """Return a thin line from a hex to the nearest point of its tag."""
    x, y = desk.spot(tag.hex)
    end: Point = (min(max(x, box.left), box.right), min(max(y, box.top), box.bottom))
    canvas = Canvas(bounds([(x, y), end], 6), 3)
    colour = desk.theme.cut if tag.tone == "alert" else desk.theme.ink
    for width, ink, dot in ((3.6, desk.theme.paper, 4.0), (1.5, colour, 2.6)):
        canvas.line([(x, y), end], width * desk.scale, ink)
        canvas.circle((x, y), dot * desk.scale, ink)
    return sprite_of(canvas)


def _common(a: pygame.Rect, b: pygame.Rect) -> int:
    both = a.clip(b)
    return both.width * both.height
