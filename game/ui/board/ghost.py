"""Supply as it would become, drawn over the supply as it is: every frame anew and therefore without fine edges."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.ui.art.theme import Theme, mix
from game.ui.art.vectors import Canvas, bounds
from game.ui.board.camera import Camera, thickness
from game.ui.board.flows import pipe_colours, pipe_width, runs_of
from game.ui.board.model import FlowLink, Point
from game.ui.board.roadnet import RoadNet

_LEAST_PX = 3.0


class GhostFlows:
    """Cased lines: dashed as wide as what would flow, thin and crossed where nothing would flow any more."""

    def __init__(self, net: RoadNet, theme: Theme) -> None:
        self._net, self._theme = net, theme
        self._known: tuple[FlowLink, ...] = ()
        self._lines: list[tuple[float, tuple[Point, ...]]] = []

    def draw(self, target: pygame.Surface, camera: Camera, links: Sequence[FlowLink]) -> None:
        """Draw the part of the flows that is in the window."""
        if tuple(links) != self._known:
            self._known = tuple(links)
            self._lines = sorted((run.link.tonnes, run.line) for run in runs_of(self._net, links))
        window = target.get_rect().inflate(60, 60)
        canvas = Canvas.over(target)
        for tonnes, row in self._lines:
            line = [camera.to_px(point) for point in row]
            if window.colliderect(bounds(line)):
                self._line(canvas, camera.ppk, tonnes, line)

    def _line(self, canvas: Canvas, ppk: int, tonnes: float, line: list[Point]) -> None:
        theme, thick = self._theme, thickness(ppk)
        width = max(_LEAST_PX, pipe_width(tonnes, ppk)) if tonnes else 2.6 * thick
        colour = pipe_colours(theme, -1).core if tonnes else theme.cut
        canvas.line(line, width + 7 * thick, mix(theme.ink, theme.paper, 0.5))
        canvas.line(line, width + 5 * thick, theme.paper)
        on, off = (12 * thick, 5 * thick) if tonnes else (2.5 * thick, 7 * thick)
        canvas.dashes(line, width, colour, on, off)
