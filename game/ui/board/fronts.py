"""Who holds the ground: a wash that is strongest along the front, and a front line of its own for each side."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pygame

from game.ui.art.theme import Theme
from game.ui.art.vectors import Canvas, Course, dash_pieces, within
from game.ui.board.chunks import Square
from game.ui.board.deadline import Deadline
from game.ui.board.model import BoardState, MapPicture, Overlays, Point
from game.ui.board.sheet import scaled_part

Loop = list[Point]
_UNIT_X, _UNIT_Y = 0.5 / math.sqrt(3), 0.5
"""Corners of hexes lie on a lattice of these steps in km."""
_CORNERS = ((2, 0), (1, 1), (-1, 1), (-2, 0), (-1, -1), (1, -1))
_PAD = 2
_INSET_KM = 0.05
_DASH_KM = (7 / 48, 3.6 / 48)
_WASH_PPK = 10.0
_MOST_WASH_PX = 500_000
_EDGE_KM = 0.27
"""How far the wash reaches in from the front."""


@dataclass(frozen=True, slots=True)
class _Fronts:
    """What all squares share: the outlines of both sides, the dashes of the second with their starts, the wash."""

    courses: tuple[list[Course], ...]
    dashes: list[list[Point]]
    starts: npt.NDArray[np.float64]
    wash: pygame.Surface


class ControlLayer:
    """The wash and the front lines, as they were worked out last."""

    def __init__(self, picture: MapPicture, theme: Theme) -> None:
        self._picture, self._theme = picture, theme
        self.known = b""
        """The control whose fronts are shown."""
        self._wanted = b""
        self._fronts: _Fronts | None = None
        self._work: Generator[None, None, _Fronts] | None = None

    def prepare(self, control: bytes, view: Square, deadline: Deadline) -> bool:
        """Work out the fronts of the map, a part with each frame, and say whether those in view are as they should be.

        Until then those of before are shown.
        """
        if self._fronts is not None and (control == self.known or self._rows(control, view)
                                         == self._rows(self.known, view)):
            return True
        if control != self._wanted:
            self._wanted, self._work = control, self._worked_out(control)
        while self._work is not None and deadline.allows():
            try:
                next(self._work)
            except StopIteration as done:
                self._fronts, self.known, self._work = done.value, control, None
        return self._work is None

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return the control, as far as it is worked out, of the rows that the square covers."""
        return self._rows(self.known, square) if overlays.control and state.control else None

    def _rows(self, control: bytes, square: Square) -> bytes:
        """Return the control of the rows that a rectangle covers, and of those whose fronts reach into it."""
        cols = self._picture.grid.cols
        _, north, _, south = square.limits_km(3.5)
        return control[max(0, math.floor(north)) * cols : max(0, math.ceil(south)) * cols]

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return wash and lines of a square."""
        fronts = self._fronts
        if not overlays.control or not state.control or fronts is None:
            return None
        surface = pygame.Surface((square.width, square.height), pygame.SRCALPHA)
        west, north, east, south = self._picture.extent_km
        whole = pygame.Rect(round(west * square.ppk), round(north * square.ppk),
                            round((east - west) * square.ppk), round((south - north) * square.ppk))
        part = square.area.clip(whole)
        if part.width <= 0 or part.height <= 0:
            return None
        scaled_part(fronts.wash, surface, part, whole, square.area.topleft, pygame.BLEND_PREMULTIPLIED)
        canvas = Canvas(square.area, 3)
        for side in (1, 0):
            self._lines(canvas, square, fronts, side)
        canvas.x, canvas.y = 0, 0
        canvas.onto(surface)
        return surface

    def _worked_out(self, control: bytes) -> Generator[None, None, _Fronts]:
        """Return outlines, dashes and wash of the whole map, stopping after every part of a few milliseconds."""
        loops: list[list[Loop]] = []
        for holder in (1, 2):
            loops.append(outlines(self._picture, control, holder))
            yield
        courses = tuple([Course([*loop, loop[0]]) for loop in side] for side in loops)
        dashes: list[list[Point]] = []
        for loop in loops[1]:
            dashes += dash_pieces([*loop, loop[0]], *_DASH_KM)
            yield
        west, north, east, south = self._picture.extent_km
        zoom = min(_WASH_PPK, math.sqrt(_MOST_WASH_PX / ((east - west) * (south - north))))
        size = (math.ceil((east - west) * zoom), math.ceil((south - north) * zoom))
        wash = pygame.Surface(size, pygame.SRCALPHA)
        for side in (1, 0):
            base = (0.085, 0.025)[side]
            tint = _washed(loops[side], (west, north), zoom, size, base, self._theme.side(side).line)
            wash.blit(tint, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)
            yield
        return _Fronts(courses, dashes, np.array([dash[0] for dash in dashes] or [(math.inf, math.inf)]), wash)

    def _lines(self, canvas: Canvas, square: Square, fronts: _Fronts, side: int) -> None:
        colour, thick = self._theme.side(side).line, square.thick
        limits = square.limits_km(0.3)
        parts = [square.spots(part) for course in fronts.courses[side] for part, _ in within(course, limits)]
        for part in parts:
            canvas.line(part, 3.9 * thick, self._theme.paper, 120)
        if side == 0:
            for part in parts:
                canvas.line(part, 2.1 * thick, colour)
            return
        x, y = fronts.starts[:, 0], fronts.starts[:, 1]
        for i in np.flatnonzero((x > limits[0]) & (x < limits[2]) & (y > limits[1]) & (y < limits[3])).tolist():
            canvas.line(square.spots(fronts.dashes[i]), 1.9 * thick, colour, caps=False)


def _washed(
    loops: list[Loop], corner: Point, zoom: float, size: tuple[int, int], base: float, colour: tuple[int, int, int]
) -> pygame.Surface:
    """Return a tint inside outlines, at `zoom` px per km: faint, and stronger towards the edge."""
    margin = 2 * math.ceil(zoom)
    inside = pygame.Surface((size[0] + 2 * margin, size[1] + 2 * margin), depth=24)
    for loop in sorted(loops, key=lambda loop: -abs(signed_area(loop))):
        points = [((x - corner[0]) * zoom + margin, (y - corner[1]) * zoom + margin) for x, y in loop]
        pygame.draw.polygon(inside, (255, 255, 255) if signed_area(loop) > 0 else (0, 0, 0), points)
    small = pygame.transform.smoothscale(inside, (inside.get_width() // 2, inside.get_height() // 2))
    small = pygame.transform.gaussian_blur(small, max(1, round(_EDGE_KM * zoom / 2)))
    soft = pygame.transform.smoothscale(small, inside.get_size())
    window = np.s_[margin : margin + size[0], margin : margin + size[1]]
    # How strong the tint is at each of the 256 steps from the edge inwards: looked up, because arithmetic for every
    # pixel of the map would cost a frame its time.
    strength = 255 * (base + 0.58 * np.clip(1 - np.arange(256) / 255, 0, 0.5) ** 1.25)
    depth = pygame.surfarray.pixels_red(soft)[window]
    alpha = strength.astype(np.uint8)[depth]
    alpha[pygame.surfarray.pixels_red(inside)[window] == 0] = 0
    return _tint(alpha, colour)


def _tint(alpha: npt.NDArray[np.uint8], colour: tuple[int, int, int]) -> pygame.Surface:
    """Return a premultiplied surface of one colour with an opacity from 0 to 255 per pixel."""
    surface = pygame.Surface(alpha.shape, pygame.SRCALPHA)
    for part, pixels in zip(colour, (pygame.surfarray.pixels_red, pygame.surfarray.pixels_green,
                                     pygame.surfarray.pixels_blue), strict=True):
        pixels(surface)[:] = (np.arange(256) * part // 255).astype(np.uint8)[alpha]
    pygame.surfarray.pixels_alpha(surface)[:] = alpha
    return surface


def outlines(picture: MapPicture, control: bytes, holder: int) -> list[Loop]:
    """Return the smoothed closed outlines (km) of the hexes held by one; holes run the other way round.

    The map is continued beyond its rim with the hexes at the rim, so that no front runs along the sheet's edge.
    """
    cols, rows = picture.grid.cols, picture.grid.rows
    table = np.frombuffer(control, np.uint8).reshape(rows, cols)
    held = np.pad(table == holder, _PAD, mode="edge")
    following: dict[tuple[int, int], tuple[int, int]] = {}
    for row, col, i in np.argwhere(held[..., None] & ~_beside(held)).tolist():
        x, y = 3 * (col - _PAD), 2 * (row - _PAD) + ((col - _PAD) & 1)
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


def _beside(held: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return for each hex and each of its six sides whether the hex beyond is held too; beyond the table none is."""
    rows, cols = held.shape
    wide = np.pad(held, 1)
    beyond = np.zeros((rows, cols, 6), np.bool_)
    for odd, steps in enumerate(_STEPS):
        for i, (dc, dr) in enumerate(steps):
            beyond[:, odd::2, i] = wide[1 + dr : 1 + dr + rows, 1 + dc : 1 + dc + cols][:, odd::2]
    return beyond


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
