"""Who holds the ground: a wash that is strongest along the front, and a front line of its own for each side."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pygame

from game.ui.art.theme import Theme
from game.ui.art.vectors import Canvas, dash_pieces
from game.ui.board.chunks import Square
from game.ui.board.model import BoardState, MapPicture, Overlays, Point
from game.ui.board.roadnet import near

Loop = list[Point]
_UNIT_X, _UNIT_Y = 0.5 / math.sqrt(3), 0.5
"""Corners of hexes lie on a lattice of these steps in km."""
_CORNERS = ((2, 0), (1, 1), (-1, 1), (-2, 0), (-1, -1), (1, -1))
_PAD = 2
_INSET_KM = 0.05
_DASH_KM = (7 / 48, 3.6 / 48)
_EDGE_KM = 0.27
"""How far the wash reaches in from the front."""


class ControlLayer:
    """The wash and the front lines."""

    def __init__(self, picture: MapPicture, theme: Theme) -> None:
        self._picture, self._theme = picture, theme
        self._known = b""
        self._loops: tuple[list[Loop], list[Loop]] = ([], [])
        self._dashes: list[list[Point]] = []

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return the control of the rows that the square covers."""
        if not overlays.control or not state.control:
            return None
        cols = self._picture.grid.cols
        _, north, _, south = square.limits_km(3.5)
        return state.control[max(0, math.floor(north)) * cols : max(0, math.ceil(south)) * cols]

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return wash and lines of a square."""
        if not overlays.control or not state.control:
            return None
        if state.control != self._known:
            self._known = state.control
            self._loops = (outlines(self._picture, state.control, 1), outlines(self._picture, state.control, 2))
            self._dashes = [dash for loop in self._loops[1] for dash in dash_pieces([*loop, loop[0]], *_DASH_KM)]
        surface = pygame.Surface((square.width, square.height), pygame.SRCALPHA)
        for side in (1, 0):
            self._wash(surface, square, side)
        canvas = Canvas(square.area, 3)
        for side in (1, 0):
            self._lines(canvas, square, side)
        canvas.x, canvas.y = 0, 0
        canvas.onto(surface)
        _cut_to_sheet(surface, self._picture, square)
        return surface

    def _lines(self, canvas: Canvas, square: Square, side: int) -> None:
        colour, thick = self._theme.side(side).body, square.thick
        limits = square.limits_km(0.3)
        for loop in self._loops[side]:
            for part in _parts_within(loop, limits):
                canvas.line(square.spots(part), 3.9 * thick, self._theme.paper, 120)
        if side == 0:
            for loop in self._loops[side]:
                for part in _parts_within(loop, limits):
                    canvas.line(square.spots(part), 2.1 * thick, colour)
            return
        for dash in self._dashes:
            if limits[0] < dash[0][0] < limits[2] and limits[1] < dash[0][1] < limits[3]:
                canvas.line(square.spots(dash), 1.9 * thick, colour, caps=False)

    def _wash(self, surface: pygame.Surface, square: Square, side: int) -> None:
        """Lay a tint inside the outline: faint, and stronger towards its edge."""
        reach = _EDGE_KM * square.ppk
        margin = math.ceil(reach * 2.4 / 8) * 8
        left, top = square.left - margin, square.top - margin
        wide, high = square.width + 2 * margin, square.height + 2 * margin
        inside = pygame.Surface((wide // 2, high // 2), depth=24)
        limits = square.limits_km(margin / square.ppk + 0.2)
        shapes = [([((x * square.ppk - left) / 2, (y * square.ppk - top) / 2) for x, y in loop], signed_area(loop))
                  for loop in self._loops[side] if near(loop, *limits)]
        for points, area in sorted(shapes, key=lambda shape: -abs(shape[1])):
            pygame.draw.polygon(inside, (255, 255, 255) if area > 0 else (0, 0, 0), points)
        small = pygame.transform.smoothscale(inside, (wide // 8, high // 8))
        small = pygame.transform.gaussian_blur(small, max(1, round(reach / 8)))
        soft = pygame.transform.smoothscale(small, (wide // 2, high // 2))
        cut = margin // 2
        window = np.s_[cut : cut + square.width // 2, cut : cut + square.height // 2]
        mask = pygame.surfarray.array_red(inside)[window].astype(np.float32) / 255
        depth = pygame.surfarray.array_red(soft)[window].astype(np.float32) / 255
        if not mask.any():
            return
        alpha = mask * ((0.085, 0.025)[side] + 0.58 * np.clip(1 - depth, 0, 0.5) ** 1.25)
        tint = _tint(alpha, self._theme.side(side).body)
        large = pygame.transform.smoothscale(tint, (square.width, square.height))
        surface.blit(large, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)


def _parts_within(loop: Loop, limits: tuple[float, float, float, float]) -> list[Loop]:
    """Return the parts of a closed line that run inside a box, each with a point beyond at either end."""
    line = np.array([*loop, loop[0]])
    inside = (line[:, 0] > limits[0]) & (line[:, 0] < limits[2]) & (line[:, 1] > limits[1]) & (line[:, 1] < limits[3])
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    parts: list[Loop] = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        part: Loop = line[max(0, start - 1) : stop + 1].tolist()
        if len(part) > 1:
            parts.append(part)
    return parts


def _tint(alpha: npt.NDArray[np.floating[Any]], colour: tuple[int, int, int]) -> pygame.Surface:
    """Return a premultiplied surface of one colour with an opacity from 0 to 1 per pixel."""
    surface = pygame.Surface(alpha.shape, pygame.SRCALPHA)
    pygame.surfarray.pixels3d(surface)[:] = (alpha[..., None] * np.array(colour, np.float32)).astype(np.uint8)
    pygame.surfarray.pixels_alpha(surface)[:] = (alpha * 255).astype(np.uint8)
    return surface


def _cut_to_sheet(surface: pygame.Surface, picture: MapPicture, square: Square) -> None:
    west, north, east, south = picture.extent_km
    left, top = round(west * square.ppk) - square.left, round(north * square.ppk) - square.top
    right, bottom = round(east * square.ppk) - square.left, round(south * square.ppk) - square.top
    clear = (0, 0, 0, 0)
    surface.fill(clear, (0, 0, max(0, left), square.height))
    surface.fill(clear, (0, 0, square.width, max(0, top)))
    surface.fill(clear, (min(right, square.width), 0, square.width, square.height))
    surface.fill(clear, (0, min(bottom, square.height), square.width, square.height))


def outlines(picture: MapPicture, control: bytes, holder: int) -> list[Loop]:
    """Return the smoothed closed outlines (km) of the hexes held by one; holes run the other way round.

    The map is continued beyond its rim with the hexes at the rim, so that no front runs along the sheet's edge.
    """
    cols, rows = picture.grid.cols, picture.grid.rows
    table = np.frombuffer(control, np.uint8).reshape(rows, cols)
    held = np.pad(table == holder, _PAD, mode="edge")
    following: dict[tuple[int, int], tuple[int, int]] = {}
    for row, col in np.argwhere(held).tolist():
        x, y = 3 * (col - _PAD), 2 * (row - _PAD) + ((col - _PAD) & 1)
        for i, (dc, dr) in enumerate(_STEPS[col & 1]):
            r, c = row + dr, col + dc
            if 0 <= r < held.shape[0] and 0 <= c < held.shape[1] and held[r, c]:
                continue
            a, b = _CORNERS[i], _CORNERS[(i + 1) % 6]
            following[x + a[0], y + a[1]] = (x + b[0], y + b[1])
    loops: list[Loop] = []
    while following:
        start, point = following.popitem()
        ring = [start]
        while point != start:
            ring.append(point)
            point = following.pop(point)
        loops.append(_softened(ring))
    return loops


_STEPS = (
    ((1, 0), (0, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)),
    ((1, 1), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, 0)),
)
"""Column and row steps to the neighbours over the sides after each corner, for even and odd columns."""


def _softened(ring: list[tuple[int, int]]) -> Loop:
    """Return a ring of hex corners as a soft line a little inside it."""
    line = np.array(ring, float) * (_UNIT_X, _UNIT_Y)
    line = (line + np.roll(line, -1, 0)) / 2
    line = np.roll(line, 1, 0) * 0.16 + line * 0.68 + np.roll(line, -1, 0) * 0.16
    for _ in range(2):
        after = np.roll(line, -1, 0)
        line = np.stack([line * 0.75 + after * 0.25, line * 0.25 + after * 0.75], 1).reshape(-1, 2)
    run = np.roll(line, -1, 0) - np.roll(line, 1, 0)
    size = np.hypot(run[:, 0], run[:, 1])[:, None] + 1e-9
    inward = np.stack([-run[:, 1], run[:, 0]], 1) / size
    return [(float(x), float(y)) for x, y in line + inward * _INSET_KM]


def signed_area(loop: Loop) -> float:
    """Return the area inside a loop in square km, negative where it runs anticlockwise on the screen: a hole."""
    line = np.array(loop)
    after = np.roll(line, -1, 0)
    return float((line[:, 0] * after[:, 1] - after[:, 0] * line[:, 1]).sum() / 2)
