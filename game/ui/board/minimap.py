"""The whole map in a corner: ground, who holds it, the great roads, the units, and the part in view."""

from __future__ import annotations

import numpy as np
import pygame

from game.ui.art.theme import Theme
from game.ui.art.vectors import Canvas
from game.ui.board.camera import Camera
from game.ui.board.model import BoardState, MapPicture, Point
from game.ui.board.roadnet import RoadNet
from game.ui.board.sheet import Sheet

Size = tuple[int, int]


class Minimap:
    """Draws small pictures of the whole map and keeps the last of each kind."""

    def __init__(self, picture: MapPicture, net: RoadNet, sheet: Sheet, theme: Theme) -> None:
        self._picture, self._net, self._sheet, self._theme = picture, net, sheet, theme
        self._ground: tuple[object, pygame.Surface] | None = None
        self._board: tuple[object, pygame.Surface] | None = None

    def draw(self, size: Size, camera: Camera, state: BoardState) -> pygame.Surface:
        """Return the map within a size, with a frame round the part that the camera sees."""
        result = self._with_board(size, state).copy()
        zoom, (left, top) = self._fit(size)
        west, north = camera.to_km((0, 0))
        east, south = camera.to_km((camera.width, camera.height))
        corner = self._picture.extent_km
        box = pygame.Rect(
            round(left + (west - corner[0]) * zoom), round(top + (north - corner[1]) * zoom),
            round((east - west) * zoom), round((south - north) * zoom),
        ).clip(result.get_rect().inflate(-2, -2))
        pygame.draw.rect(result, self._theme.paper, box.inflate(2, 2), 3)
        pygame.draw.rect(result, self._theme.ink, box, 1)
        return result

    def to_km(self, size: Size, point: Point) -> Point:
        """Return which point of the map lies at a point of the picture of a size."""
        zoom, (left, top) = self._fit(size)
        corner = self._picture.extent_km
        return corner[0] + (point[0] - left) / zoom, corner[1] + (point[1] - top) / zoom

    def _fit(self, size: Size) -> tuple[float, tuple[float, float]]:
        """Return the zoom in px per km at which the map fits, and where its corner comes to lie."""
        west, north, east, south = self._picture.extent_km
        zoom = min(size[0] / (east - west), size[1] / (south - north))
        return zoom, ((size[0] - (east - west) * zoom) / 2, (size[1] - (south - north) * zoom) / 2)

    def _with_ground(self, size: Size) -> pygame.Surface:
        key = (size, self._sheet.complete)
        if self._ground is None or self._ground[0] != key:
            zoom, (left, top) = self._fit(size)
            west, north, east, south = self._picture.extent_km
            surface = pygame.Surface(size, depth=32)
            surface.fill(self._theme.panel)
            whole = self._sheet.overview((max(1, round((east - west) * zoom)), max(1, round((south - north) * zoom))))
            surface.blit(whole, (round(left), round(top)))
            canvas = Canvas((0, 0, *size), 3)
            for road, line in self._net.runs:
                if road.kind in ("motorway", "main", "military"):
                    points = [(left + (x - west) * zoom, top + (y - north) * zoom) for x, y in line]
                    roads = self._theme.roads
                    colour = roads.military if road.kind == "military" else roads.motorway_casing
                    canvas.line(points, 1.5 if road.kind == "motorway" else 0.9, colour)
            canvas.onto(surface)
            self._ground = (key, surface)
        return self._ground[1]

    def _with_board(self, size: Size, state: BoardState) -> pygame.Surface:
        pieces = tuple((piece.hex, piece.look.side_index) for piece in state.pieces)
        key = (size, self._sheet.complete, state.control, pieces)
        if self._board is None or self._board[0] != key:
            surface = self._with_ground(size).copy()
            zoom, (left, top) = self._fit(size)
            self._tint(surface, state, zoom, (left, top))
            west, north, _, _ = self._picture.extent_km
            canvas = Canvas((0, 0, *size), 3)
            for h, side in pieces:
                x, y = self._picture.centre(h)
                x, y = left + (x - west) * zoom, top + (y - north) * zoom
                canvas.box((x - 2, y - 2, 4, 4), self._theme.paper)
                canvas.box((x - 1.5, y - 1.5, 3, 3), self._theme.side(side).dark)
            canvas.onto(surface)
            self._board = (key, surface)
        return self._board[1]

    def _tint(self, surface: pygame.Surface, state: BoardState, zoom: float, corner: Point) -> None:
        """Tint the ground by who holds it."""
        grid = self._picture.grid
        if len(state.control) != grid.size:
            return
        held = np.frombuffer(state.control, np.uint8).reshape(grid.rows, grid.cols)
        small = pygame.Surface((grid.cols, grid.rows), pygame.SRCALPHA)
        pixels, alpha = pygame.surfarray.pixels3d(small), pygame.surfarray.pixels_alpha(small)
        for side in (0, 1):
            mask = (held == side + 1).T
            pixels[mask] = self._theme.side(side).line
            alpha[mask] = 110
        del pixels, alpha
        _, north, _, south = self._picture.extent_km
        west, east = self._picture.extent_km[0], self._picture.extent_km[2]
        size = (max(1, round((east - west) * zoom)), max(1, round((south - north) * zoom)))
        surface.blit(pygame.transform.smoothscale(small, size), (round(corner[0]), round(corner[1])))
