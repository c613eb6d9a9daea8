"""Supply on its roads: the capacity as a pale pipe, what flows as a core in it, and where the enemy fires on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pygame

from game.ui.art.theme import Colour, Theme, mix
from game.ui.art.vectors import Canvas, Course, beside, lengths, point_at, within
from game.ui.board.camera import Camera, thickness
from game.ui.board.chunks import Square
from game.ui.board.model import BoardState, FlowLink, Overlays, Point
from game.ui.board.roadnet import RoadNet

_CHEVRONS_FROM = 10.0
"""Tonnes a day from which chevrons fit into the core; smaller flows wear arrowheads."""
_LINEAR_TO = 15.0
_CHEVRON_SPEED = 24.0
"""Px per second."""
_TURNS = 64
_END_PX = 4
_STRETCH = 24
"""Pieces of curve in a stretch of chevrons."""


def pipe_width(tonnes: float, ppk: int) -> float:
    """Return the width in px of a flow: 2.2 px and 0.34 for each tonne a day, at 48 px per km.

    From `_LINEAR_TO` tonnes on it grows with the logarithm only: a motorway can carry a thousand times what a
    garrison eats, and both must be seen.
    """
    width = 2.2 + 0.34 * min(max(0.0, tonnes), _LINEAR_TO)
    if tonnes > _LINEAR_TO:
        width += 2.0 * math.log(tonnes / _LINEAR_TO)
    return width * max(0.7, ppk / 48)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring links that carry the same, as one line in km."""

    link: FlowLink
    rough: bool
    line: tuple[Point, ...]


def runs_of(net: RoadNet, links: Sequence[FlowLink]) -> list[Run]:
    """Join links that carry the same over the same kind of road into lines, in a fixed order."""
    waiting: dict[tuple[object, ...], dict[int, list[FlowLink]]] = {}
    for link in links:
        waiting.setdefault(_kind(net, link), {}).setdefault(link.a, []).append(link)
    runs: list[Run] = []
    for kind, starts in waiting.items():
        ends = {link.b for group in starts.values() for link in group}
        for start in sorted(starts, key=lambda h: (h in ends, h)):
            while starts[start]:
                first = starts[start].pop(0)
                hexes = [first.a, first.b]
                while starts.get(hexes[-1]):
                    hexes.append(starts[hexes[-1]].pop(0).b)
                runs.append(Run(first, bool(kind[0]), tuple(net.path(hexes))))
    return runs


def _kind(net: RoadNet, link: FlowLink) -> tuple[object, ...]:
    rough = net.kind(link.a, link.b) in (None, "military")
    return rough, round(link.tonnes, 1), round(link.capacity, 1), link.interdicted


@dataclass(frozen=True, slots=True)
class PipeColours:
    """The colours of a side's supply: what flows, the pale pipe round it, the pipe's edge."""

    core: Colour
    pipe: Colour
    edge: Colour


def pipe_colours(theme: Theme, supplier: int) -> PipeColours:
    """Return blue for the viewer's own supply (-1), the colours of the side for anybody else's."""
    if supplier < 0:
        return PipeColours(theme.flow, theme.pipe, theme.pipe_edge)
    side = theme.side(supplier)
    return PipeColours(mix(side.line, side.body, 0.5), mix(side.line, theme.paper, 0.75), side.line)


class FlowLayer:
    """Pipes, cores and hatching; the moving chevrons are drawn apart, each frame."""

    def __init__(self, net: RoadNet, theme: Theme) -> None:
        self._net, self._theme = net, theme
        self._links: tuple[FlowLink, ...] | None = None
        self._runs: list[Run] = []
        self._courses: list[Course] = []

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return the flows and whose they are."""
        return overlays.flows, overlays.supplier

    def runs(self, overlays: Overlays) -> list[Run]:
        """Return the runs of the flows shown."""
        links = overlays.flows or ()
        if links != self._links:
            self._links, self._runs = links, runs_of(self._net, links)
            self._courses = [Course(run.line) for run in self._runs]
        return self._runs

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return the supply lines of a square."""
        limits = square.limits_km(0.6)
        shown = [(run, square.spots(part), start * square.ppk)
                 for run, course in zip(self.runs(overlays), self._courses, strict=True)
                 for part, start in within(course, limits)]
        if not shown:
            return None
        canvas = Canvas(square.area, 3)
        colours = pipe_colours(self._theme, overlays.supplier)
        for run, line, start in shown:
            self._bed(canvas, square, run, line, start, colours)
        for run, line, _ in shown:
            if run.link.tonnes > 0:
                canvas.line(line, pipe_width(run.link.tonnes, square.ppk), colours.core)
        for run, line, _ in shown:
            if run.link.interdicted:
                self._hatch(canvas, square, run, line)
        return None if canvas.empty else canvas.flat()

    def _bed(self, canvas: Canvas, square: Square, run: Run, line: list[Point], start: float,
             colours: PipeColours) -> None:
        """Draw what the road could carry: a pale pipe, dashed edges on rough ground, an outline where cut."""
        theme, thick, link = self._theme, square.thick, run.link
        width = pipe_width(link.capacity, square.ppk)
        if link.tonnes <= 0:
            for side in (-1, 1):
                edge = beside(line, side * width / 2)
                canvas.dashes(edge, 3.0 * thick, theme.paper, 6 * thick, 4 * thick, 190, start)
                canvas.dashes(edge, 1.4 * thick, colours.edge, 6 * thick, 4 * thick, start=start)
        elif run.rough:
            canvas.line(line, width + 5.2 * thick, theme.paper, 215, caps=False)
            for side in (-1, 1):
                edge = beside(line, side * (width / 2 + 1.7 * thick))
                canvas.dashes(edge, 1.5 * thick, theme.roads.military, 7 * thick, 4 * thick, start=start)
        else:
            canvas.line(line, width + 3.0 * thick, colours.edge, 235, caps=False)
            canvas.line(line, width + 1.0 * thick, colours.pipe, 250, caps=False)

    def _hatch(self, canvas: Canvas, square: Square, run: Run, line: list[Point]) -> None:
        """Hatch both sides of a stretch that is under fire."""
        thick, colour = square.thick, self._theme.cut
        reach = 17 * thick
        start = pipe_width(run.link.capacity, square.ppk) / 2 + 3 * thick
        reach = max(reach, start + 6 * thick)
        for side in (-1, 1):
            canvas.line(beside(line, side * reach), 1.1 * thick, colour, 205, caps=False)
        total, along = float(lengths(line)[-1]), 0.0
        while along < total:
            x, y, dx, dy = point_at(line, along)
            for side in (-1, 1):
                nx, ny = -dy * side, dx * side
                canvas.line(
                    [(x + nx * start - dx * 3 * thick, y + ny * start - dy * 3 * thick),
                     (x + nx * reach + dx * 4 * thick, y + ny * reach + dy * 4 * thick)],
                    1.25 * thick, colour, 205, caps=False,
                )
            along += 6.2 * thick


@dataclass(frozen=True, slots=True)
class _Beads:
    """The chevrons of a stretch of a run, in km: its points, where it begins on the run, how long the whole run is.

    `limits` are its west, north, east and south.
    """

    line: npt.NDArray[np.float64]
    along: npt.NDArray[np.float64]
    whole: float
    inside: bool
    limits: tuple[float, float, float, float]

    def gap(self, ppk: int) -> int:
        """Return how many px lie between two chevrons."""
        return round((19 if self.inside else 62) * thickness(ppk))

    def box(self, ppk: int) -> pygame.Rect:
        """Return the rectangle the stretch fills, in px of the whole map, with room for a chevron's own size."""
        west, north, east, south = (round(limit * ppk) for limit in self.limits)
        return pygame.Rect(west, north, east - west, south - north).inflate(40, 40)


_Chevron = tuple[pygame.Surface, int, int]
"""A picture and where its corner lies, in px of the whole map."""


@dataclass(frozen=True, slots=True)
class _Strings:
    """What is known of the chevrons at one zoom, by the number of their stretch.

    The `boxes` of all stretches; as far as they were needed, the places `read` off each at every px, and where its
    chevrons are `standing` once they have moved by so many px.
    """

    boxes: list[pygame.Rect]
    read: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    standing: dict[tuple[int, int], list[_Chevron]] = field(default_factory=dict)


class Chevrons:
    """Marks that travel along the flows, drawn each frame from turned pictures."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._pictures: dict[tuple[int, bool, int, Colour], pygame.Surface] = {}
        self._links: tuple[FlowLink, ...] = ()
        self._beads: list[_Beads] = []
        self._supplier = -1
        self._zoom = 0
        self._kept: dict[int, _Strings] = {}
        self._strings = _Strings([])

    def draw(self, target: pygame.Surface, camera: Camera, layer: FlowLayer, overlays: Overlays, now_ms: int) -> None:
        """Draw the marks where they stand at a moment; at 0 they stand still."""
        self._learn(camera.ppk, layer, overlays)
        left, top = camera.origin_px
        moved = int(now_ms * _CHEVRON_SPEED / 1000)
        seen = pygame.Rect(left, top, camera.width, camera.height).collidelistall(self._strings.boxes)
        target.fblits([(picture, (x - left, y - top)) for i in seen for picture, x, y in self._at(i, moved)],
                      pygame.BLEND_PREMULTIPLIED)

    def _learn(self, ppk: int, layer: FlowLayer, overlays: Overlays) -> None:
        """Cut the flows into stretches where they are new, and forget where chevrons stood on others."""
        links = overlays.flows or ()
        if links is not self._links and links != self._links:
            self._beads = [beads for run in layer.runs(overlays) if run.link.tonnes > 0 for beads in _stretches(run)]
            self._kept = {}
        self._links = links
        if overlays.supplier != self._supplier:
            self._supplier, self._kept = overlays.supplier, {}
        if ppk not in self._kept:
            self._kept[ppk] = _Strings([beads.box(ppk) for beads in self._beads])
        self._zoom, self._strings = ppk, self._kept[ppk]

    def _at(self, i: int, moved: int) -> list[_Chevron]:
        """Return the chevrons of a stretch once all have moved by so many px; after a gap they stand as before."""
        beads, ppk, strings = self._beads[i], self._zoom, self._strings
        gap = beads.gap(ppk)
        phase = moved % gap
        found = strings.standing.get((i, phase))
        if found is None:
            places = strings.read.get(i)
            if places is None:
                places = strings.read[i] = _strung(beads, ppk)
            found = strings.standing[i, phase] = self._laid_out(beads, places, gap / 2 + phase, gap)
        return found

    def _laid_out(self, beads: _Beads, places: list[tuple[int, int, int]], spot: float, gap: int) -> list[_Chevron]:
        """Return chevrons at every gap of a run from `spot` on (px along it), as far as they lie in a stretch of it.

        None stands within `_END_PX` of the ends of the run.
        """
        core = pipe_colours(self._theme, self._supplier).core
        first, end = beads.along[0] * self._zoom, beads.whole * self._zoom - _END_PX
        spot += math.ceil((max(first, _END_PX) - spot) / gap) * gap
        start, stop = int(spot - first), math.ceil(min(len(places), end - first))
        return [(self._picture(self._zoom, beads.inside, turn, core), left, top)
                for left, top, turn in places[start:max(start, stop):gap]]

    def _picture(self, ppk: int, inside: bool, turn: int, core: Colour) -> pygame.Surface:
        key = (ppk, inside, turn, core)
        if key not in self._pictures:
            if len(self._pictures) > 6 * _TURNS:
                self._pictures.clear()
            self._pictures[key] = self._drawn(ppk, inside, turn, core)
        return self._pictures[key]

    def _drawn(self, ppk: int, inside: bool, turn: int, core: Colour) -> pygame.Surface:
        thick, half = thickness(ppk), _half(ppk)
        canvas = Canvas((-half, -half, 2 * half, 2 * half), 4)
        angle = turn / _TURNS * 2 * math.pi
        cos, sin = math.cos(angle), math.sin(angle)

        def turned(points: list[Point]) -> list[Point]:
            return [(x * cos - y * sin, x * sin + y * cos) for x, y in points]

        if inside:
            size = 5.0 * thick
            arms = turned([(-size * 0.5, -size * 0.62), (size * 0.45, 0), (-size * 0.5, size * 0.62)])
            canvas.line(arms, 1.7 * thick, self._theme.on_flow)
        else:
            for size, colour in ((7.1 * thick, self._theme.paper), (5.4 * thick, core)):
                canvas.polygon(turned([(size, 0), (-size * 0.8, size * 0.95), (-size * 0.25, 0),
                                       (-size * 0.8, -size * 0.95)]), colour)
        return canvas.flat()


def _stretches(run: Run) -> list[_Beads]:
    """Cut a run into stretches, so that only those in view have to be read off."""
    line = np.array(run.line)
    along = lengths(run.line)
    inside = run.link.tonnes >= _CHEVRONS_FROM
    stretches: list[_Beads] = []
    for i in range(0, len(line) - 1, _STRETCH):
        part = line[i : i + _STRETCH + 1]
        (west, north), (east, south) = part.min(axis=0).tolist(), part.max(axis=0).tolist()
        reach = along[i : i + _STRETCH + 1]
        stretches.append(_Beads(part, reach, float(along[-1]), inside, (west, north, east, south)))
    return stretches


def _strung(beads: _Beads, ppk: int) -> list[tuple[int, int, int]]:
    """Read a stretch off at every px: left and top of a chevron there, in px of the whole map, and its direction.

    Directions are counted in `_TURNS` parts of a circle.
    """
    line, along = beads.line * ppk, beads.along * ppk
    at = np.arange(along[0], along[-1])
    xs, ys = np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])
    turns = np.zeros(len(at), int)
    if len(at) > 1:
        turns = np.rint(np.arctan2(np.gradient(ys), np.gradient(xs)) / (2 * math.pi) * _TURNS).astype(int) % _TURNS
    left, top = (np.rint(each - _half(ppk)).astype(int) for each in (xs, ys))
    return list(zip(left.tolist(), top.tolist(), turns.tolist(), strict=True))


def _half(ppk: int) -> int:
    """Return half the side of a chevron's picture, in px."""
    return math.ceil(10 * thickness(ppk))
