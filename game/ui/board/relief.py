"""The shape of the ground on a grid of 100 m: heights between the hexes, valleys carved by water, kinds of cover.

Maps of more than 4,000 square km get a coarser grid.

The data give one height for a square kilometre. What is finer is invented for the eye alone, deterministically:
noise scaled by the roughness of the terrain, then carved by a simple model of running water (stream power, each
step on the whole grid at once). It changes no rule; heights at the hexes' centres stay close to the data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from game.hexes import COLUMN_KM
from game.ui.board.model import MapPicture

Field = npt.NDArray[np.floating[Any]]
_CELL_KM = 0.1
_MOST_CELLS = 400_000
_ROUGHNESS = MappingProxyType(
    {"hills": 1.0, "rough": 0.8, "groves": 0.55, "town": 0.40, "village": 0.34, "plain": 0.24, "steppe": 0.20}
)


@dataclass(frozen=True, eq=False)
class Relief:
    """Fields over the sheet, row 0 in the north, `cell` km apart, the first point at `west`, `north` km.

    `height` in metres and `broad` the same without fine forms; `water` the number of cells that drain through
    each; `downhill` the flat index of the cell it drains to. `cover` holds weights from 0 to 1 by terrain name,
    `shade_rough` how broken the ground is.
    """

    west: float
    north: float
    cell: float
    height: Field
    broad: Field
    rough: Field
    cover: dict[str, Field]
    water: Field | None = None
    downhill: npt.NDArray[np.int64] | None = None


def plain_relief(picture: MapPicture) -> Relief:
    """Return the relief that follows from the hexes alone, in a few milliseconds."""
    west, north, east, south = picture.extent_km
    cell = max(_CELL_KM, round(((east - west) * (south - north) / _MOST_CELLS) ** 0.5, 2))
    xs = np.arange(west, east + cell, cell)
    ys = np.arange(north, south + cell, cell)
    height = between_hexes(picture, picture.height_m.astype(np.float32), xs, ys)
    kinds = np.frombuffer(picture.terrain, np.uint8)
    factors = np.array([_ROUGHNESS.get(name, 0.3) for name in picture.terrain_names], np.float32)
    rough = blurred(between_hexes(picture, factors[kinds], xs, ys), 6)
    rough *= 0.75 + 0.5 * _ramp(height, 430, 620)
    cover = {
        name: np.clip(between_hexes(picture, (kinds == i).astype(np.float32), xs, ys), 0, 1)
        for i, name in enumerate(picture.terrain_names)
    }
    return Relief(west, north, cell, height, height, rough.astype(np.float32), cover)


def carved_relief(plain: Relief, cancelled: Callable[[], bool] = lambda: False) -> Relief:
    """Return the relief with fine forms carved by water; about a second of work, stopped early when cancelled.

    Valleys are first found on a grid of 200 m, where hollows can be filled so that all water leaves the sheet,
    then sharpened on the grid of 100 m.
    """
    shape = plain.height.shape
    ridges = spectral_noise(shape, plain.cell, 2.5, 7, 0.5, 3.2)
    knolls = spectral_noise(shape, plain.cell, 2.0, 8, 0.25, 2.0)
    half = np.s_[::2, ::2]
    raised = (plain.height + plain.rough * 60 * ridges)[half]
    lifted = (plain.rough * 0.95 * ridges)[half]
    coarse = _carved(raised, plain.height[half], plain.rough[half], lifted, 48, cancelled)[0]
    ys, xs = np.arange(shape[0]) / 2, np.arange(shape[1]) / 2
    halved = cubic_weights(ys, coarse.shape[0]) @ coarse @ cubic_weights(xs, coarse.shape[1]).T
    height: Field = (halved + plain.rough * 6 * knolls).astype(np.float32)
    lifted = plain.rough * 0.3 * ridges
    sharp, receivers, water = _carved(height, plain.height, plain.rough * 0.6, lifted, 12, cancelled)
    return Relief(plain.west, plain.north, plain.cell, sharp, blurred(sharp, 5), plain.rough, plain.cover, water,
                  receivers)


def _carved(
    height: Field, base: Field, rough: Field, lifted: Field, steps: int, cancelled: Callable[[], bool]
) -> tuple[Field, npt.NDArray[np.int64], Field]:
    """Return heights after some steps of running water, where each cell drains to, and through how many.

    Each step the ground also rises by `lifted`, so that ridges stand while valleys are cut.
    """
    shape = height.shape
    water: Field = np.ones(height.size)
    receivers = _index(shape)
    erode = (rough**1.2 * 0.032).ravel()
    radius = 20 * shape[0] // 600 + 4
    for step in range(steps):
        if cancelled():
            break
        if step % 8 == 0:
            height = _filled(height)
        receivers, drop = _receivers(height)
        for _ in range(4):
            water = _gathered(receivers, water)
        cut = erode * np.sqrt(np.minimum(water, 4000.0))
        flat = height.ravel()
        height = np.where(drop > 0, (flat + cut * flat[receivers]) / (1 + cut), flat).reshape(shape)
        height = _crept(height, 0.05) + lifted
        if step % 8 == 7:
            height = height + 0.35 * blurred(base - height, radius)
    height = _filled(height.astype(np.float32))
    receivers, _ = _receivers(height)
    for _ in range(160):
        water = _gathered(receivers, water)
    return height, receivers, water.reshape(shape).astype(np.float32)


def _gathered(receivers: npt.NDArray[np.int64], water: Field) -> Field:
    """Let what each cell holds run one cell further, and let one unit of rain fall on each."""
    moving = np.where(receivers == np.arange(receivers.size), 0.0, water)
    return 1.0 + np.bincount(receivers, weights=moving, minlength=receivers.size)


def _crept(height: Field, share: float) -> Field:
    """Let the ground creep towards the mean of its four neighbours."""
    padded = np.pad(height, 1, mode="edge")
    around = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
    return (height + share * (around - 4 * height)).astype(np.float32)


def _filled(height: Field) -> Field:
    """Return heights with every hollow filled to its lip, so that water reaches the rim (Planchon and Darboux)."""
    full = np.full(height.shape, np.float32(1e6))
    full[0], full[-1], full[:, 0], full[:, -1] = height[0], height[-1], height[:, 0], height[:, -1]
    inner = height[1:-1, 1:-1]
    for turn in range(1200):
        rows = np.minimum(np.minimum(full[:-2], full[1:-1]), full[2:])
        lowest = np.minimum(np.minimum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]) + np.float32(0.004)
        level = np.maximum(inner, np.minimum(lowest, full[1:-1, 1:-1]))
        if turn % 16 == 15 and np.array_equal(level, full[1:-1, 1:-1]):
            break
        full[1:-1, 1:-1] = level
    return full


def _index(shape: tuple[int, ...]) -> npt.NDArray[np.int64]:
    return np.arange(shape[0] * shape[1])


def _receivers(height: Field) -> tuple[npt.NDArray[np.int64], Field]:
    """Return for every cell the neighbour of steepest descent (itself in a pit) and the drop per cell."""
    rows, cols = height.shape
    padded = np.pad(height, 1, constant_values=np.float32(1e9))
    best = np.zeros(height.shape, np.float32)
    offset = np.zeros(height.shape, np.int64)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dy or dx:
                reach = np.float32(1.0 if dx == 0 or dy == 0 else 0.7071)
                drop = (height - padded[1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + cols]) * reach
                steeper = drop > best
                np.copyto(best, drop, where=steeper)
                np.copyto(offset, dy * cols + dx, where=steeper)
    return (_index(height.shape) + offset.ravel()), best.ravel()


def between_hexes(picture: MapPicture, values: Field, xs: Field, ys: Field) -> Field:
    """Return values per hex interpolated smoothly at every x and y (km), shape (len(ys), len(xs))."""
    grid = picture.grid
    table = values.reshape(grid.rows, grid.cols).astype(np.float32)
    columns = np.empty((len(ys), grid.cols), np.float32)
    for parity in (0, 1):
        columns[:, parity::2] = cubic_weights(ys - 0.5 * parity, grid.rows) @ table[:, parity::2]
    return columns @ cubic_weights(xs / COLUMN_KM, grid.cols).T


def cubic_weights(at: Field, count: int) -> Field:
    """Return the matrix that interpolates `count` equal-spaced values at positions counted in spacings."""
    base = np.floor(at).astype(int)
    t = at - base
    parts = (
        -0.5 * t + t * t - 0.5 * t**3,
        1 - 2.5 * t * t + 1.5 * t**3,
        0.5 * t + 2 * t * t - 1.5 * t**3,
        -0.5 * t * t + 0.5 * t**3,
    )
    matrix = np.zeros((len(at), count), np.float32)
    rows = np.arange(len(at))
    for k, part in enumerate(parts):
        np.add.at(matrix, (rows, np.clip(base + k - 1, 0, count - 1)), part.astype(np.float32))
    return matrix


def spectral_noise(
    shape: tuple[int, ...], cell: float, fall: float, seed: int, shortest: float, longest: float
) -> Field:
    """Return smooth noise of mean 0 and deviation 1 that repeats at its edges, wavelengths in km."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(rng.standard_normal(shape))
    ky, kx = np.fft.fftfreq(shape[0], cell)[:, None], np.fft.rfftfreq(shape[1], cell)[None]
    k = np.hypot(ky, kx)
    k[0, 0] = 1.0
    gain = k ** (-fall / 2) / (1 + (1 / (k * longest)) ** 6) * np.exp(-((k * shortest) ** 4))
    gain[0, 0] = 0.0
    noise = np.fft.irfft2(spectrum * gain, shape)
    even: Field = (noise / noise.std()).astype(np.float32)
    return even


def blurred(field: Field, radius: int) -> Field:
    """Return the field averaged twice over squares of `2 * radius + 1` cells."""
    for axis in (0, 1, 0, 1):
        size = field.shape[axis]
        pad = [(radius + 1, radius), (0, 0)] if axis == 0 else [(0, 0), (radius + 1, radius)]
        total = np.cumsum(np.pad(field, pad, mode="edge"), axis=axis, dtype=np.float64)
        span = 2 * radius + 1
        high = np.take(total, np.arange(span, span + size), axis=axis)
        low = np.take(total, np.arange(size), axis=axis)
        field = ((high - low) / span).astype(np.float32)
    return field


def _ramp(values: Field, low: float, high: float) -> Field:
    t = np.clip((values - low) / (high - low), 0, 1)
    smooth: Field = (t * t * (3 - 2 * t)).astype(np.float32)
    return smooth
