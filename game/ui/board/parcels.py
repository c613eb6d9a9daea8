"""Field strips and orchard rows: a skewed mesh of land whose cells are cut into strips or planted in rows."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
import pygame

from game.ui.board.relief import Field, Relief

Point = tuple[float, float]
_MESH_KM = 0.64
_SKEW = 0.34
_ROW_KM = 0.105
_FINE = 3


def paint_parcels(
    area: pygame.Rect, ppk: int, relief: Relief, grove_at: Field, bare_at: Field
) -> tuple[Field, Field]:
    """Return two pictures of shape (3, height, width) with weights from 0 to 1.

    The first holds earth, stubble and crops; the second the strips' edges, the trees, and nothing. `grove_at` and
    `bare_at` say on the relief's grid where trees stand, and where nothing is sown.
    """
    corner = (relief.west, relief.north)
    size = (area.width * _FINE, area.height * _FINE)
    strips, marks = pygame.Surface(size), pygame.Surface(size)
    first_col, first_row = _cell(area.left, area.top, ppk, corner)
    last_col, last_row = _cell(area.right, area.bottom, ppk, corner)
    zoom = ppk * _FINE
    offset = (corner[0] * zoom + area.left * _FINE, corner[1] * zoom + area.top * _FINE)
    for row in range(first_row - 1, last_row + 2):
        for col in range(first_col - 1, last_col + 2):
            rng = np.random.default_rng((col + 5000) * 10007 + row + 5000)
            corners = [_knot(col + dc, row + dr) for dc, dr in ((0, 0), (1, 0), (1, 1), (0, 1))]
            quad = np.array(corners) * zoom - np.array(offset)
            if _value(bare_at, relief, corners) < 0.9:
                _draw_strips(strips, marks, quad, rng)
            if _value(grove_at, relief, corners) > 0.15 and rng.random() < 0.85:
                _draw_rows(marks, quad, rng, _ROW_KM * zoom)
    return _weights(strips, area), _weights(marks, area)


def _cell(x: int, y: int, ppk: int, corner: Point) -> tuple[int, int]:
    return int((x / ppk + corner[0]) // _MESH_KM), int((y / ppk + corner[1]) // _MESH_KM)


def _knot(col: int, row: int) -> Point:
    """Return a knot of the mesh in km, displaced by chance that depends on its place alone."""
    mixed = (col * 374761393 + row * 668265263) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    dx, dy = (mixed & 0xFFFF) / 0xFFFF - 0.5, (mixed >> 16) / 0xFFFF - 0.5
    return (col + 2 * _SKEW * dx) * _MESH_KM, (row + 2 * _SKEW * dy) * _MESH_KM


def _value(values: Field, relief: Relief, corners: list[Point]) -> float:
    """Return a field of the relief in the middle of a cell of land."""
    x = sum(p[0] for p in corners) / 4 - relief.west
    y = sum(p[1] for p in corners) / 4 - relief.north
    row = min(max(round(y / relief.cell), 0), values.shape[0] - 1)
    col = min(max(round(x / relief.cell), 0), values.shape[1] - 1)
    return float(values[row, col])


def _draw_strips(
    strips: pygame.Surface, marks: pygame.Surface, quad: npt.NDArray[np.float64], rng: np.random.Generator
) -> None:
    """Cut a cell of land into strips along one of its sides and give each what grows there."""
    if rng.random() < 0.5:
        quad = quad[[3, 0, 1, 2]]
    count = int(rng.integers(5, 9))
    cuts = np.concatenate(([0.0], np.sort(rng.random(count - 1) * 0.4 + np.arange(1, count) - 0.2) / count, [1.0]))
    left = quad[0] + (quad[3] - quad[0]) * cuts[:, None]
    right = quad[1] + (quad[2] - quad[1]) * cuts[:, None]
    for i in range(count):
        # A strip is one to three plots; its ends are the sides of the cell.
        ends = (0.0, *sorted(rng.uniform(0.15, 0.85, int(rng.integers(0, 3))).tolist()), 1.0)
        for start, end in itertools.pairwise(ends):
            plot = [left[k] + (right[k] - left[k]) * part for k, part in ((i, start), (i, end), (i + 1, end),
                                                                          (i + 1, start))]
            tint = _crop(rng)
            if tint is not None:
                pygame.draw.polygon(strips, tint, plot)
            if end < 1.0:
                pygame.draw.line(marks, (110, 0, 0), plot[1], plot[2], 2)
    for i in range(1, count):
        pygame.draw.line(marks, (140, 0, 0), left[i], right[i], 2)
    pygame.draw.lines(marks, (235, 0, 0), True, [tuple(p) for p in quad], 3)


def _crop(rng: np.random.Generator) -> tuple[int, int, int] | None:
    """Return what grows on a plot as weights of earth, stubble and crops; None for fallow."""
    kind, strength = rng.random(), round(150 + 105 * rng.random())
    if kind < 0.17:
        return strength, 0, 0
    if kind < 0.55:
        return 0, strength, 0
    if kind < 0.70:
        return 0, 0, strength
    return None


def _draw_rows(marks: pygame.Surface, quad: npt.NDArray[np.float64], rng: np.random.Generator, pitch: float) -> None:
    """Plant a cell of land with trees in rows that follow its sides."""
    wide = (math.dist(quad[0], quad[1]) + math.dist(quad[3], quad[2])) / 2
    high = (math.dist(quad[0], quad[3]) + math.dist(quad[1], quad[2])) / 2
    across, down = max(2, int(wide / pitch)), max(2, int(high / pitch))
    u, v = np.meshgrid((np.arange(across) + 0.5) / across, (np.arange(down) + 0.5) / down)
    u = (u + (rng.random(u.shape) - 0.5) * 0.22 / across)[..., None]
    v = (v + (rng.random(v.shape) - 0.5) * 0.22 / down)[..., None]
    spots = (quad[0] * (1 - u) + quad[1] * u) * (1 - v) + (quad[3] * (1 - u) + quad[2] * u) * v
    sizes = pitch * (0.265 + 0.07 * rng.random(u.shape[:2]))
    kept = rng.random(u.shape[:2]) < 0.93
    for spot, radius in zip(spots[kept].tolist(), sizes[kept].tolist(), strict=True):
        pygame.draw.circle(marks, (0, 255, 0), spot, radius)


def _weights(surface: pygame.Surface, area: pygame.Rect) -> Field:
    small = pygame.transform.smoothscale(surface, area.size)
    return (pygame.surfarray.array3d(small).transpose(2, 1, 0) / np.float32(255)).astype(np.float32)
