"""The lasting layers of the map: ground with roads, hex grid, bases, paper beyond the sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pygame

from game.hexes import COLUMN_KM
from game.ui.art.daylight import daylight, mud_tile
from game.ui.art.theme import Theme
from game.ui.art.vectors import Canvas, Line, lengths, point_at, within
from game.ui.board.chunks import Square
from game.ui.board.model import BoardState, Day, MapPicture, Overlays, Point, Road
from game.ui.board.roadnet import RoadNet
from game.ui.board.sheet import Sheet

CORNER_KM = 1 / math.sqrt(3)
"""Distance from a hex's centre to its corners."""


def hex_corners(centre: Point, shrink: float = 1.0) -> list[Point]:
    """Return the six corners of a hex, clockwise from the east, in km."""
    reach = CORNER_KM * shrink
    return [(centre[0] + reach * math.cos(a), centre[1] + reach * math.sin(a)) for a in _ANGLES]


_ANGLES = tuple(math.radians(60 * i) for i in range(6))


def hexes_near(picture: MapPicture, square: Square, margin_km: float = 0.6) -> list[int]:
    """Return the hexes whose centres lie in a square or close by."""
    grid = picture.grid
    west, north, east, south = square.limits_km(margin_km)
    columns = range(max(0, math.ceil(west / COLUMN_KM)), min(grid.cols - 1, math.floor(east / COLUMN_KM)) + 1)
    rows = range(max(0, math.floor(north - 0.5)), min(grid.rows - 1, math.ceil(south)) + 1)
    return [row * grid.cols + col for row in rows for col in columns]


class GroundLayer:
    """The sheet with the roads on it; opaque."""

    def __init__(self, picture: MapPicture, net: RoadNet, sheet: Sheet, theme: Theme) -> None:
        self._picture, self._net, self._sheet, self._theme = picture, net, sheet, theme

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return how good the ground is, and the day."""
        return self._sheet.grade(square.area, square.ppk), state.day

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface:
        """Return ground and roads."""
        surface = pygame.Surface((square.width, square.height), depth=32)
        surface.fill(self._theme.inset)
        self._sheet.lay(surface, square.area, square.ppk)
        _light(surface, square, state.day)
        limits = square.limits_km(0.4)
        runs = [(road, square.spots(part), start * square.ppk)
                for (road, _line), course in zip(self._net.runs, self._net.courses, strict=True)
                for part, start in within(course, limits)]
        if not runs:
            return surface
        canvas = Canvas(square.area, 3)
        _draw_lesser(canvas, runs, self._theme, square.thick)
        _draw_military(canvas, runs, self._theme, square.thick)
        _draw_greater(canvas, runs, self._theme, square.thick)
        canvas.x, canvas.y = 0, 0
        canvas.onto(surface)
        return surface


def _light(surface: pygame.Surface, square: Square, day: Day) -> None:
    """Show the day on the ground: its light, and strokes of mud, which keep to the map when it is dragged."""
    tint = daylight(day.month, day.clear, day.mud)
    if tint != (255, 255, 255):
        surface.fill(tint, special_flags=pygame.BLEND_RGB_MULT)
    if day.mud:
        tile = mud_tile()
        side = tile.get_width()
        for x in range(-(square.left % side), square.width, side):
            for y in range(-(square.top % side), square.height, side):
                surface.blit(tile, (x, y), special_flags=pygame.BLEND_PREMULTIPLIED)


def _draw_lesser(canvas: Canvas, runs: Sequence[tuple[Road, Line, float]], theme: Theme, thick: float) -> None:
    """Draw secondary and local roads: first all casings, then all fills, so that crossings are open."""
    widths = {"secondary": (3.7, 2.1), "local": (2.9, 1.5)}
    for part, colour in ((0, theme.roads.casing), (1, theme.roads.paved)):
        for road, line, _ in runs:
            if road.kind in widths:
                canvas.line(line, widths[road.kind][part] * thick, colour)


def _draw_military(canvas: Canvas, runs: Sequence[tuple[Road, Line, float]], theme: Theme, thick: float) -> None:
    for road, line, start in runs:
        if road.kind == "military":
            canvas.line(line, 3.8 * thick, theme.paper, 170)
            canvas.dashes(line, 2.3 * thick, theme.roads.military, 8 * thick, 4.2 * thick, start=start)


def _draw_greater(canvas: Canvas, runs: Sequence[tuple[Road, Line, float]], theme: Theme, thick: float) -> None:
    widths = {"main": (5.7, 4.1), "motorway": (8.6, 6.6)}
    for part in (0, 1):
        for road, line, _ in runs:
            if road.kind in widths:
                casing = theme.roads.casing if road.kind == "main" else theme.roads.motorway_casing
                canvas.line(line, widths[road.kind][part] * thick, theme.roads.motorway if part else casing)
    for road, line, _ in runs:
        if road.kind == "motorway":
            canvas.line(line, max(0.7, 0.95 * thick), theme.roads.motorway_casing)


class GridLayer:
    """The hex grid, thin."""

    def __init__(self, picture: MapPicture, theme: Theme) -> None:
        self._picture, self._theme = picture, theme

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return whether the grid is shown."""
        return overlays.grid

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return the grid of a square."""
        near = hexes_near(self._picture, square)
        if not overlays.grid or not near:
            return None
        canvas = Canvas(square.area, 3)
        # As a plain line a stroke comes out a pixel finer than as a ribbon.
        ink, stroke = canvas.ink(self._theme.grid), round((1.0 if square.ppk >= 30 else 0.8) * canvas.zoom) + 1
        for h in near:
            corners = square.spots(hex_corners(self._picture.centre(h)))
            line = [canvas.spot(corner) for corner in (corners[5], corners[0], corners[1], corners[2])]
            pygame.draw.lines(canvas.sheet, ink, False, line, stroke)  # too fine for joints, and four times as fast
        flat = canvas.flat()
        alpha = round(self._theme.grid_alpha * min(1.0, 0.20 + square.ppk / 55))
        flat.fill((alpha, alpha, alpha, alpha), special_flags=pygame.BLEND_RGBA_MULT)
        return flat


class BasesLayer:
    """Toothed rings round fortified bases."""

    def __init__(self, picture: MapPicture, theme: Theme) -> None:
        self._picture, self._theme = picture, theme

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return the bases."""
        return state.bases

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return the rings of the bases near a square."""
        canvas = Canvas(square.area, 3)
        west, north, east, south = square.limits_km(1.6)
        for base in state.bases:
            x, y = self._picture.centre(base.hex)
            if west < x < east and north < y < south:
                colours = self._theme.side(base.side)
                ring = square.spots(_rampart((x, y), base.radius_km, base.hex))
                canvas.polygon(ring, colours.body, 46)
                _draw_rampart(canvas, ring, square.spot((x, y)), colours.dark, square.thick)
        return None if canvas.empty else canvas.flat()


def _rampart(centre: Point, radius: float, seed: int) -> list[Point]:
    """Return an uneven ring of nine corners, the same for the same hex."""
    corners = []
    for i in range(9):
        mixed = ((seed * 31 + i) * 2654435761) & 0xFFFFFFFF
        angle = math.radians(40 * i) + ((mixed & 0xFFFF) / 0xFFFF - 0.5) * 0.26
        reach = radius * (0.92 + 0.16 * (mixed >> 16) / 0xFFFF)
        corners.append((centre[0] + reach * 1.06 * math.cos(angle), centre[1] + reach * math.sin(angle)))
    return corners


def _draw_rampart(canvas: Canvas, ring: Line, centre: Point, colour: tuple[int, int, int], thick: float) -> None:
    closed = [*ring, ring[0]]
    canvas.line(closed, 2.2 * thick, colour)
    total = float(lengths(closed)[-1])
    count = max(12, round(total / (9.2 * thick)))
    tooth = 5.4 * thick
    for i in range(count):
        x, y, dx, dy = point_at(closed, (i + 0.5) * total / count)
        nx, ny = dy, -dx
        if (x + nx - centre[0]) ** 2 + (y + ny - centre[1]) ** 2 < (x - centre[0]) ** 2 + (y - centre[1]) ** 2:
            nx, ny = -nx, -ny
        half = 2.4 * thick
        canvas.polygon([(x - dx * half, y - dy * half), (x + nx * tooth, y + ny * tooth),
                        (x + dx * half, y + dy * half)], colour)


class PaperLayer:
    """The paper beyond the sheet, over all that reaches out there."""

    def __init__(self, picture: MapPicture, theme: Theme) -> None:
        self._picture, self._theme = picture, theme

    def key(self, square: Square, state: BoardState, overlays: Overlays) -> object:
        """Return what never changes."""
        return None

    def paint(self, square: Square, state: BoardState, overlays: Overlays) -> pygame.Surface | None:
        """Return the paper of a square that lies across a rim of the sheet or beyond it."""
        sheet = pygame.Rect(self._picture.sheet_px(square.ppk))
        if sheet.contains(square.area):
            return None
        surface = pygame.Surface((square.width, square.height), pygame.SRCALPHA)
        surface.fill(self._theme.inset)
        surface.fill((0, 0, 0, 0), sheet.move(-square.left, -square.top))
        return surface
