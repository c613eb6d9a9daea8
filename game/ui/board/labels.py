"""Names on the map, placed so that none lies on another, on a counter or on a tag.

Places are tried in order of rank; for each the spots round it are weighed by what they would cover, and a name
that finds no free spot is left out rather than printed over something. Positions depend on the zoom and on what
stands on the map, never on where the window is, so names keep still while the map is dragged.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import pygame

from game.ui.art.fonts import Fonts, Weight, halo_margin
from game.ui.art.theme import Colour, Theme, mix
from game.ui.art.vectors import Canvas
from game.ui.board.deadline import Deadline
from game.ui.board.marks import EXIT_TEXT
from game.ui.board.model import MapExit, MapPicture, Place, Point
from game.ui.board.prints import Prints, held
from game.ui.board.roadnet import RANK, RoadNet
from game.ui.board.towns import town_radius

_BIN_PX = 96
_MOST_DRAWN = 600
_SPOTS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 0.6), (-1, 0.6), (1, -0.6), (-1, -0.6), (0.6, 1), (-0.6, 1),
          (0.6, -1), (-0.6, -1))
_SHOWN_FROM = MappingProxyType({1: 0, 2: 17, 3: 29, 4: 34, 5: 58})
"""Least px per km at which names of each rank are shown."""
_EDGE_SIDES = MappingProxyType({"north": "top", "south": "bottom", "west": "left", "east": "right"})
_ROAD_COST = MappingProxyType({"motorway": 1.6, "main": 1.0, "secondary": 0.4, "local": 0.25, "military": 1.2})
_MISLEADS = 3.0
"""What a spot costs from which another base or town is nearer than the place that is named."""
STAR_PX = 44
"""Width kept free for an objective's tag beside its place's name."""


@dataclass(frozen=True, slots=True)
class Label:
    """One placed name: its text and type, and the box it fills in px of the whole map.

    `star` is an objective's tag at its end; `peak` the point of a height, which gets a small triangle.
    `held` says whether the window's rim holds it, across and down.
    """

    text: str
    size: float
    weight: Weight
    colour: Colour
    box: pygame.Rect
    spacing: float = 0.0
    halo: float = 1.9
    alpha: int = 225
    star: str = ""
    peak: Point | None = None
    held: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class Names:
    """All that is written at one zoom: placed names, and exits with their boxes."""

    labels: tuple[Label, ...] = ()
    exits: tuple[tuple[MapExit, pygame.Rect], ...] = ()

    @cached_property
    def boxes(self) -> list[pygame.Rect]:
        """The boxes of the names, in their order."""
        return [label.box for label in self.labels]


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What no name may cover: `solid` boxes in px of the whole map."""

    solid: tuple[pygame.Rect, ...]


class _Bins:
    """Boxes sorted into squares, to find quickly those that meet another."""

    def __init__(self, below: _Bins | None = None) -> None:
        self._below = below
        self._bins: dict[tuple[int, int], list[tuple[pygame.Rect, float]]] = {}

    def add(self, box: pygame.Rect, cost: float) -> None:
        for place in self._places(box):
            self._bins.setdefault(place, []).append((box, cost))

    def cost(self, box: pygame.Rect) -> float:
        """Return the area covered, weighed; infinite where something solid is met."""
        total = self._below.cost(box) if self._below is not None else 0.0
        for place in self._places(box):
            for other, cost in self._bins.get(place, ()):
                common = box.clip(other)
                if common.width > 0 and common.height > 0:
                    total += cost * common.width * common.height
        return total

    def _places(self, box: pygame.Rect) -> Iterable[tuple[int, int]]:
        for x in range(box.left // _BIN_PX, box.right // _BIN_PX + 1):
            for y in range(box.top // _BIN_PX, box.bottom // _BIN_PX + 1):
                yield x, y


class Labeller:
    """Places and draws the names of one map."""

    def __init__(self, picture: MapPicture, net: RoadNet, theme: Theme, fonts: Fonts, scale: float) -> None:
        self._picture, self._net, self._theme, self._fonts, self._scale = picture, net, theme, fonts, scale
        self._key: object = None
        self._names = Names()
        self._placed: list[Label] = []
        self._obstacles: tuple[Obstacles, tuple[tuple[int, ...], ...]] = (Obstacles(()), ())
        self._work: Generator[None, None, Names] | None = None
        self._shown_at = 0
        self._triangle = _triangle(theme, scale)
        self._roads_at: tuple[int, _Bins] = (0, _Bins())
        self._drawn: dict[int, tuple[Label, pygame.Surface, int, int]] = {}

    def names(
        self, ppk: int, obstacles: Obstacles, stars: tuple[tuple[int, str], ...], deadline: Deadline | None = None
    ) -> Names:
        """Return what fits at a zoom, the weightiest names first; `stars` are (hex, text) of objectives.

        With a deadline, names are placed until it is over and the next call goes on (`complete` says whether any are
        left to place). Until then the names of before are shown, or at another zoom those placed so far.
        """
        if obstacles is not self._obstacles[0]:
            self._obstacles = (obstacles, tuple(tuple(box) for box in obstacles.solid))
        key = (ppk, self._obstacles[1], stars)
        if key != self._key:
            self._key, self._placed = key, []
            self._work = self._place(ppk, obstacles, dict(stars), self._placed)
        while self._work is not None and (deadline is None or deadline.allows()):
            try:
                next(self._work)
            except StopIteration as done:
                self._names, self._work, self._shown_at = done.value, None, ppk
        if self._work is not None and self._shown_at != ppk:
            self._names, self._shown_at = Names(tuple(self._placed)), 0
        return self._names

    @property
    def complete(self) -> bool:
        """Whether all names are placed."""
        return self._work is None

    def put(self, prints: Prints, labels: Iterable[Label], origin: tuple[int, int]) -> None:
        """Add placed names to what is to be printed; `origin` is the window's corner in px of the whole map."""
        triangle = self._triangle
        for label in labels:
            _label, text, left, top = self._text(label)
            prints.append((text, (left - origin[0], top - origin[1])))
            prints.hold(label.held)
            if label.peak is not None:
                spot = triangle.get_rect(center=(label.peak[0] - origin[0], label.peak[1] - origin[1]))
                prints.append((triangle, spot.topleft))

    def _text(self, label: Label) -> tuple[Label, pygame.Surface, int, int]:
        """Return a label, its picture and where that lies, kept by the label itself: every frame asks for it."""
        kept = self._drawn.get(id(label))
        if kept is None:
            text = self._fonts.halo(label.text, label.size, label.weight, label.colour, self._theme.halo, label.halo,
                                    label.alpha, label.spacing)
            if len(self._drawn) >= _MOST_DRAWN:
                self._drawn = {}
            kept = self._drawn[id(label)] = (label, text, label.box.left - halo_margin(label.halo),
                                             label.box.centery - text.get_height() // 2)
        return kept

    def _place(
        self, ppk: int, obstacles: Obstacles, stars: dict[int, str], placed: list[Label]
    ) -> Generator[None, None, Names]:
        """Add what is placed to a list, stopping after every name, and return all of it."""
        if self._roads_at[0] != ppk:
            yield from self._gather_roads(ppk)
        bins = _Bins(self._roads_at[1])
        for box in obstacles.solid:
            bins.add(box, math.inf)
        sheet = pygame.Rect(self._picture.sheet_px(ppk)).inflate(-16, -16)
        wanted = [place for place in self._picture.places if self._shown(place, ppk, stars)]
        for place in sorted(wanted, key=lambda p: (p.kind == "region", p.hex not in stars, p.label, -p.population,
                                                   p.name)):
            label = self._best(place, ppk, bins, sheet, stars.get(place.hex, ""))
            if label is not None:
                placed.append(label)
                bins.add(label.box.inflate(6, 4), math.inf)
            yield
        exits = [(leaving, free) for leaving in self._picture.exits
                 if (free := self._exit_box(leaving, ppk, bins, sheet)) is not None]
        return Names(tuple(placed), tuple(exits))

    def _exit_box(self, leaving: MapExit, ppk: int, bins: _Bins, sheet: pygame.Rect) -> pygame.Rect | None:
        """Return a free box at the sheet's edge beside the road that leaves there, or None."""
        wide = self._fonts.width(leaving.text, EXIT_TEXT * self._scale, "italic") + round(30 * self._scale)
        high = round(21 * self._scale)
        x, y = self._picture.centre(leaving.hex)
        box = pygame.Rect(0, 0, wide, high)
        box.center = (round(x * ppk), round(y * ppk))
        if wide > 0.35 * sheet.width:
            return None
        along_x = leaving.edge in ("north", "south")
        free: pygame.Rect | None = None
        for shift in (-1, 1, -2, 2, -3, 3):
            reach = (wide / 2 + 16 * self._scale) * (1 if shift > 0 else -1) + shift * high
            moved = box.move(round(reach), 0) if along_x else box.move(0, round(shift * high * 0.9))
            setattr(moved, _EDGE_SIDES[leaving.edge], getattr(sheet, _EDGE_SIDES[leaving.edge]))
            if sheet.contains(moved) and bins.cost(moved) < 0.5 * wide * high:
                free = moved
                bins.add(moved.inflate(6, 4), math.inf)
                break
        return free

    def _shown(self, place: Place, ppk: int, stars: dict[int, str]) -> bool:
        zoom = ppk / self._scale
        return place.hex in stars or zoom >= _SHOWN_FROM.get(place.label, 40)

    def _best(self, place: Place, ppk: int, bins: _Bins, sheet: pygame.Rect, star: str) -> Label | None:
        size, weight, colour, spacing = self._type(place, ppk)
        text = place.name.upper() if place.kind == "region" and place.label <= 1 else place.name
        wide = self._fonts.width(text, size, weight, spacing) + (round(STAR_PX * self._scale) if star else 0)
        high = round(size * 1.18)
        best: tuple[float, pygame.Rect] | None = None
        for i, box in enumerate(self._spots(place, ppk, wide, high)):
            if sheet.contains(box):
                cost = bins.cost(box) / (wide * high) + 0.045 * i
                if best is None or cost < best[0]:
                    cost += _MISLEADS * self._misleads(place, box, ppk)
                    best = (cost, box) if best is None or cost < best[0] else best
        # What matters most is named somewhere near even where counters crowd round it.
        limit = 1.3 if place.kind == "region" else 30.0 if star or place.label <= 1 else 0.75
        if best is None or best[0] > limit:
            return None
        fine = place.kind in ("region", "hill", "height", "post")
        x, y = self._picture.place_point(place)
        peak = (x * ppk, y * ppk) if place.kind in ("hill", "height") else None
        return Label(text, size, weight, colour, best[1], spacing, 1.6 if fine else 2.2 if size > 13 else 1.9,
                     130 if place.kind == "region" else 225, star, peak)

    def _misleads(self, place: Place, box: pygame.Rect, ppk: int) -> bool:
        """Say whether a name in a box would seem to be that of another base or town, nearer to it than its own."""
        if not _weighty(place):
            return False
        own = _gap(box, self._picture.place_point(place), ppk)
        return any(_gap(box, self._picture.place_point(other), ppk) < own
                   for other in self._picture.places if other is not place and _weighty(other))

    def _spots(self, place: Place, ppk: int, wide: int, high: int) -> Iterable[pygame.Rect]:
        """Yield the boxes tried for a name, the best spot first."""
        x, y = self._picture.place_point(place)
        x, y = x * ppk, y * ppk
        if place.kind == "region":
            for dy in (0.0, -0.8, 0.8, -1.6, 1.6):
                for dx in (0.0, -1.0, 1.0, -2.0, 2.0):
                    yield pygame.Rect(round(x + dx * ppk - wide / 2), round(y + dy * ppk - high / 2), wide, high)
            return
        around = max(7 * self._scale, min(town_radius(place) * ppk * 0.80, 0.62 * ppk))
        if place.kind == "base":
            around = 0.78 * ppk
        near_only = place.kind in ("hill", "height")
        reaches = [around] if near_only else [around, max(around, 0.50 * ppk), max(around, 0.85 * ppk)]
        if place.label <= 2 or place.kind == "base":
            reaches += [1.35 * ppk, 1.9 * ppk]
        if place.label <= 1 and not near_only:
            reaches += [2.7 * ppk, 3.4 * ppk]
        for reach in reaches:
            for ax, ay in _SPOTS:
                cx = x + (ax * (reach + 3 + wide / 2) if abs(ax) == 1 else ax * wide / 2)
                cy = y + (ay * (reach + 1 + high / 2) if abs(ay) == 1 else ay * reach)
                yield pygame.Rect(round(cx - wide / 2), round(cy - high / 2), wide, high)

    def _type(self, place: Place, ppk: int) -> tuple[float, Weight, Colour, float]:
        theme = self._theme
        zoom = self._scale * max(0.88, min(1.14, (ppk / self._scale / 48) ** 0.5))
        if place.kind == "region":
            return theme.map_region * zoom, "italic", theme.hill_label, (6.0 if place.label <= 1 else 1.5) * zoom
        if place.kind == "post":
            return (max(11.5 * self._scale, theme.map_height * zoom), "italic",
                    mix(theme.hill_label, theme.map_label, 0.6), 0.0)
        if place.kind in ("hill", "height"):
            return max(11.5 * self._scale, theme.map_height * zoom), "italic", theme.hill_label, 0.0
        if place.kind == "base":
            return theme.map_base * zoom, "bold", mix(theme.side(place.side).line, theme.map_label, 0.35), 0.0
        if place.population > 40000:
            return theme.map_city * zoom, "bold", theme.map_label, 0.0
        if place.population > 8000 or place.kind in ("city", "town"):
            return theme.map_town * zoom, "bold", theme.map_label, 0.0
        return max(12.0 * self._scale, theme.map_village * zoom), "regular", theme.map_label, 0.0

    def _gather_roads(self, ppk: int) -> Iterator[None]:
        """Keep the roads as boxes for one zoom, yielding now and then because there are thousands of them."""
        bins = _Bins()
        for i, (box, cost) in enumerate(self._roads(ppk)):
            bins.add(box, cost)
            if i % 100 == 99:
                yield
        self._roads_at = (ppk, bins)

    def _roads(self, ppk: int) -> Iterable[tuple[pygame.Rect, float]]:
        half = max(4, round(0.11 * ppk))
        for road, line in self._net.runs:
            greater = RANK.index(road.kind) >= RANK.index("secondary") or road.kind == "military"
            for x, y in line[:: 2 if greater else 4]:
                box = pygame.Rect(round(x * ppk) - half, round(y * ppk) - half, 2 * half, 2 * half)
                yield box, _ROAD_COST[road.kind]


def labels_within(
    names: Names, window: pygame.Rect, corners: Sequence[pygame.Rect], obstacles: Obstacles
) -> list[Label]:
    """Return the names in a window of the map, those that its rim would cut moved inside or, without room, left out.

    So are those that what stands in its `corners` would cover in part.
    """
    met = [names.labels[i] for i in window.collidelistall(names.boxes)]
    free = [label for label in met if label.box.collidelist(corners) < 0]
    shown = [label for label in free if window.contains(label.box)]
    for label in free:
        if not window.contains(label.box):
            box = label.box.clamp(window)
            near = abs(box.x - label.box.x) <= label.box.w // 2 and abs(box.y - label.box.y) <= label.box.h
            taken = [*obstacles.solid, *corners, *(other.box for other in shown)]
            if near and label.peak is None and box.collidelist(taken) < 0:
                shown.append(replace(label, box=box, held=held(label.box, box)))
    return shown


def exits_within(
    names: Names, window: pygame.Rect, corners: Sequence[pygame.Rect], obstacles: Obstacles
) -> list[tuple[MapExit, pygame.Rect]]:
    """Return the exits in a window of the map with their boxes, those that its rim would cut moved inside.

    One that would then cover a name, or what no name may cover, is left out, and so is one under the `corners`.
    """
    shown: list[tuple[MapExit, pygame.Rect]] = []
    for leaving, box in names.exits:
        if window.colliderect(box):
            inside = box.clamp(window)
            taken = [*obstacles.solid, *names.boxes, *(other for _exit, other in shown)]
            if inside.collidelist(corners) < 0 and (inside == box or inside.collidelist(taken) < 0):
                shown.append((leaving, inside))
    return shown


def box_round(point: Point, width: float, height: float) -> pygame.Rect:
    """Return a whole-pixel box of a size round a point."""
    return pygame.Rect(round(point[0] - width / 2), round(point[1] - height / 2), round(width), round(height))


def _weighty(place: Place) -> bool:
    return place.kind == "base" or (place.label <= 2 and place.kind in ("city", "town"))


def _gap(box: pygame.Rect, point: Point, ppk: int) -> float:
    """Return the distance of a point, given in km, from a box in px of the whole map."""
    x, y = point[0] * ppk, point[1] * ppk
    return math.hypot(max(box.left - x, 0.0, x - box.right), max(box.top - y, 0.0, y - box.bottom))


def _triangle(theme: Theme, scale: float) -> pygame.Surface:
    """Return the mark of a spot height."""
    size = 5 * scale
    canvas = Canvas((-size, -size, 2 * size, 2 * size), 5)
    for reach, colour in ((size * 0.95, theme.halo), (size * 0.62, theme.hill_label)):
        canvas.polygon([(-reach, reach * 0.8), (0, -reach), (reach, reach * 0.8)], colour)
    return canvas.flat()
