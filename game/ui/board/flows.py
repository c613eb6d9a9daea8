"""Supply on its roads: the capacity as a pale pipe, what flows as a core in it, and where the enemy fires on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pygame

from game.ui.art.theme import Colour, Theme, mix
from game.ui.art.vectors import Canvas, beside, lengths, point_at, within
from game.ui.board.camera import Camera
from game.ui.board.chunks import Square
from game.ui.board.model import BoardState, FlowLink, Overlays, Point
from game.ui.board.roadnet import RoadNet

_CHEVRONS_FROM = 10.0
"""Tonnes a day from which chevrons fit into the core; smaller flows wear arrowheads."""
_LINEAR_TO = 15.0
_CHEVRON_SPEED = 24.0
"""Px per second."""
_TURNS = 64


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

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return the flows and whose they are."""
        return overlays.flows, overlays.supplier

    def runs(self, overlays: Overlays) -> list[Run]:
        """Return the runs of the flows shown."""
        links = overlays.flows or ()
        if links != self._links:
            self._links, self._runs = links, runs_of(self._net, links)
        return self._runs

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return the supply lines of a square."""
        canvas = Canvas(square.area, 3)
        limits = square.limits_km(0.6)
        shown = [(run, square.spots(part), start * square.ppk)
                 for run in self.runs(overlays) for part, start in within(run.line, limits)]
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
    """The chevrons of one run: x, y (px of the whole map) and turn at every px along it, and their distance."""

    places: list[tuple[float, float, int]]
    gap: float
    inside: bool


class Chevrons:
    """Marks that travel along the flows, drawn each frame from turned pictures."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._pictures: dict[tuple[int, bool, int, Colour], pygame.Surface] = {}
        self._known: tuple[int, tuple[FlowLink, ...]] | None = None
        self._beads: list[_Beads] = []

    def draw(self, target: pygame.Surface, camera: Camera, layer: FlowLayer, overlays: Overlays, now_ms: int) -> None:
        """Draw the marks where they stand at a moment; at 0 they stand still."""
        links = overlays.flows or ()
        if self._known != (camera.ppk, links):
            self._known = (camera.ppk, links)
            self._beads = [
                _strung(run, camera.ppk) for run in layer.runs(overlays) if run.link.tonnes > 0
            ]
        core = pipe_colours(self._theme, overlays.supplier).core
        left, top = camera.origin_px
        view = pygame.Rect(left - 20, top - 20, camera.width + 40, camera.height + 40)
        for beads in self._beads:
            phase = beads.gap / 2 + (now_ms * _CHEVRON_SPEED / 1000) % beads.gap
            for i in range(-1, int(len(beads.places) / beads.gap) + 1):
                spot = int(phase + i * beads.gap)
                if 4 < spot < len(beads.places) - 4:
                    x, y, turn = beads.places[spot]
                    if view.collidepoint(x, y):
                        picture = self._picture(camera.ppk, beads.inside, turn, core)
                        corner = (round(x - left - picture.get_width() / 2), round(y - top - picture.get_height() / 2))
                        target.blit(picture, corner, special_flags=pygame.BLEND_PREMULTIPLIED)

    def _picture(self, ppk: int, inside: bool, turn: int, core: Colour) -> pygame.Surface:
        key = (ppk, inside, turn, core)
        if key not in self._pictures:
            if len(self._pictures) > 6 * _TURNS:
                self._pictures.clear()
            self._pictures[key] = self._drawn(min(2.5, max(0.55, ppk / 48)), inside, turn, core)
        return self._pictures[key]

    def _drawn(self, thick: float, inside: bool, turn: int, core: Colour) -> pygame.Surface:
        half = math.ceil(10 * thick)
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


def _strung(run: Run, ppk: int) -> _Beads:
    """Read a run off at every px, with its direction as one of `_TURNS` parts of a circle."""
    line = np.array(run.line) * ppk
    along = lengths([(float(x), float(y)) for x, y in line])
    inside = run.link.tonnes >= _CHEVRONS_FROM
    gap = (19 if inside else 62) * min(2.5, max(0.55, ppk / 48))
    at = np.arange(int(along[-1]) + 1)
    xs, ys = np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])
    if len(at) < 3:
        return _Beads([], gap, inside)
    angles = np.arctan2(np.gradient(ys), np.gradient(xs))
    turns = np.round(angles / (2 * math.pi) * _TURNS).astype(int) % _TURNS
    return _Beads(list(zip(xs.tolist(), ys.tolist(), turns.tolist(), strict=True)), gap, inside)
