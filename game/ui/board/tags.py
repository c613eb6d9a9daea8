"""Where tags stand: beside what they tell of, clear of each other and as far as possible of the counters."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pygame

from game.ui.art.vectors import Canvas, bounds
from game.ui.board.marks import Desk, Sprite, draw_tag, sprite_of, tag_size
from game.ui.board.model import Overlays, Point, Tag
from game.ui.board.prints import Prints, held

_RINGS_KM = (0.0, 0.35, 0.8, 1.4, 2.2, 3.2, 4.4)
"""How much further than beside its hex a tag may stand."""
_BEARINGS = tuple(math.radians(degrees) for degrees in (-20, 20, 200, 160, -50, 50, 230, 130, 90, 270))
_BESIDE_KM = 0.52
_LEADER_KM = 0.3
"""From this far on a thin line leads from the tag to its hex."""
_GAP = 8
_KEEP = 120
_PIECE_COST, _AWAY_COST = 1.0, 90.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a tag stands, in px of the whole map, and how far that is from beside its hex, in km.

    `held` says whether it was moved into the window, across and down.
    """

    tag: Tag
    box: pygame.Rect
    away: float
    held: tuple[bool, bool] = (False, False)


def spots(desk: Desk, tags: Sequence[Tag], solid: list[pygame.Rect],
          taken: Iterable[pygame.Rect] = ()) -> list[Spot]:
    """Return where tags stand, the first given first: none lies on another or leaves the sheet; some find no room.

    `solid` are boxes that they should not cover, `taken` boxes that they must not.
    """
    sheet = pygame.Rect(desk.picture.sheet_px(desk.ppk)).inflate(-12, -12)
    full = list(taken)
    found: list[Spot] = []
    for tag in tags:
        best: tuple[float, Spot] | None = None
        for box, away in _places(desk, tag):
            least = _AWAY_COST * away * desk.scale
            if best is not None and least >= best[0]:
                continue
            if sheet.contains(box) and box.collidelist(full) < 0:
                cost = least + _PIECE_COST * sum(_common(box, solid[i]) for i in box.collidelistall(solid))
                if best is None or cost < best[0]:
                    best = (cost, Spot(tag, box, away))
        if best is not None:
            full.append(best[1].box.inflate(8, 8))
            found.append(best[1])
    return found


def in_window(desk: Desk, found: Sequence[Spot], window: pygame.Rect, corners: Sequence[pygame.Rect]) -> list[Spot]:
    """Return tags with those moved whole into the window, clear of its corners, whose hex is in it and room is left."""
    free = [spot.box for spot in found]
    moved: list[Spot] = []
    for number, spot in enumerate(found):
        box = _moved_in(spot.box, window, corners) if window.collidepoint(desk.spot(spot.tag.hex)) else spot.box
        others = [*free[:number], *free[number + 1:]]
        if box != spot.box and box.inflate(4, 4).collidelist(others) < 0:
            away = max(spot.away, math.dist(box.center, spot.box.center) / desk.ppk)
            free[number], spot = box, Spot(spot.tag, box, away, held(spot.box, box))
        moved.append(spot)
    return moved


def _moved_in(box: pygame.Rect, window: pygame.Rect, corners: Sequence[pygame.Rect]) -> pygame.Rect:
    """Return the nearest place of a box inside a window and outside its corners; the box where there is none."""
    inside = box.clamp(window)
    covered = next((corner for corner in corners if corner.colliderect(inside)), None)
    if covered is None:
        return inside
    tries = [inside.move(covered.right + _GAP - inside.left, 0), inside.move(covered.left - _GAP - inside.right, 0),
             inside.move(0, covered.top - _GAP - inside.bottom)]
    good = [one for one in tries if window.contains(one) and one.collidelist(corners) < 0]
    return min(good, key=lambda one: math.dist(one.center, box.center), default=box)


class Tags:
    """The tags of what is, and over them those of what would become; places and pictures are kept."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[object, list[Spot]]] = {}
        self._pictures: OrderedDict[tuple[object, ...], Sprite] = OrderedDict()
        self._boxes: tuple[list[pygame.Rect], tuple[object, ...]] = ([], ())

    def standing(self, desk: Desk, overlays: Overlays, pieces: list[pygame.Rect]) -> list[Spot]:
        """Return where the tags of what is stand; `pieces` are the boxes of the counters."""
        if pieces is not self._boxes[0]:
            self._boxes = (pieces, tuple(map(tuple, pieces)))
        return self._kept("standing", (desk.ppk, desk.scale, overlays.tags, self._boxes[1]),
                          lambda: spots(desk, overlays.tags, _with_badges(pieces)))

    def _becoming(self, desk: Desk, overlays: Overlays, pieces: list[pygame.Rect]) -> list[Spot]:
        """Return the tags of what would become, clear of those of what is."""
        taken = [spot.box.inflate(8, 8) for spot in self.standing(desk, overlays, pieces)]
        return self._kept("becoming", (desk.ppk, desk.scale, overlays.ghost_tags, overlays.tags, len(pieces)),
                          lambda: spots(desk, overlays.ghost_tags, _with_badges(pieces), taken))

    def _kept(self, name: str, key: object, make: Callable[[], list[Spot]]) -> list[Spot]:
        if name not in self._places or self._places[name][0] != key:
            self._places[name] = (key, make())
        return self._places[name][1]

    def shown(self, desk: Desk, overlays: Overlays, pieces: list[pygame.Rect], window: pygame.Rect,
              corners: Sequence[pygame.Rect]) -> list[Spot]:
        """Return the tags to be seen in a window of the map, clear of its corners, all in px of the whole map."""
        found = [*self.standing(desk, overlays, pieces), *self._becoming(desk, overlays, pieces)]
        return [spot for spot in in_window(desk, found, window, corners)
                if window.contains(spot.box) and spot.box.collidelist(corners) < 0]

    def put(self, prints: Prints, origin: tuple[int, int], desk: Desk, shown: Sequence[Spot]) -> None:
        """Add tags to what is to be printed; those far from their hex have a line to it, under all tags.

        `origin` is the window's corner in px of the whole map.
        """
        for spot in shown:
            if spot.away >= _LEADER_KM:
                key = ("leader", desk.ppk, desk.scale, spot.tag.hex, spot.tag.tone, tuple(spot.box))
                self._picture(key, partial(_leader, desk, spot.tag, spot.box)).put(prints, origin)
                prints.movable = prints.movable and not any(spot.held)
        for spot in shown:
            whole = pygame.Rect((0, 0), spot.box.size)
            made = self._picture(("tag", desk.scale, spot.tag.text, spot.tag.tone),
                                 partial(draw_tag, desk, spot.tag, whole))
            made.put(prints, (origin[0] - spot.box.left, origin[1] - spot.box.top))
            prints.hold(spot.held)

    def _picture(self, key: tuple[object, ...], make: Callable[[], Sprite]) -> Sprite:
        if key not in self._pictures:
            self._pictures[key] = make()
            if len(self._pictures) > _KEEP:
                self._pictures.popitem(last=False)
        return self._pictures[key]


def _with_badges(pieces: Sequence[pygame.Rect]) -> list[pygame.Rect]:
    """Return the boxes of counters with what stands out over them: badges and the stack's number."""
    return [pygame.Rect(box.left - box.w // 6, box.top - box.h // 4, box.w * 4 // 3, box.h * 5 // 4) for box in pieces]


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
