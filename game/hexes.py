"""Hex geometry on flat integer hex ids, and the local map projection.

Hexes are flat-topped, 1 km between neighbouring centres; columns stand 0.866 km apart and the odd ones lie
half a hex further south ("odd-q"). A hex is one integer, ``row * cols + col``; people read and write it as
``column.row``, for example ``20.26``. The six directions are numbered clockwise from north.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import floor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

DIRECTIONS = ("N", "NE", "SE", "S", "SW", "NW")
"""Names of the six directions; the index is the direction number used everywhere."""

COLUMN_KM = 0.8660254037844386
"""East-west distance between neighbouring columns in km: half the square root of three."""

_STEP_EVEN = ((0, -1), (1, -1), (1, 0), (0, 1), (-1, 0), (-1, -1))
_STEP_ODD = ((0, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0))
_STEP_AXIAL = ((0, -1), (1, -1), (1, 0), (0, 1), (-1, 1), (-1, 0))
_MOST_ROWS, _MOST_CELLS = 1 << 16, 1 << 23
_NAME = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")


@dataclass(frozen=True)
class Grid:
    """A rectangle of `cols` x `rows` hexes, numbered row by row from the north-west corner.

    Methods that take a hex id expect one of this grid, from 0 to ``size - 1``.

    >>> grid = Grid(37, 61)
    >>> grid.name(982), grid.parse("20.26"), grid.distance(982, grid.parse("20.30"))
    ('20.26', 982, 4)
    """

    cols: int
    rows: int

    def __post_init__(self) -> None:
        if not (1 <= self.cols <= 1000 and 1 <= self.rows <= 1000):
            raise ValueError(f"A map has 1 to 1000 columns and rows, not {self.cols} x {self.rows}.")

    @property
    def size(self) -> int:
        """Number of hexes."""
        return self.cols * self.rows

    def contains(self, col: int, row: int) -> bool:
        """Say whether the column and row lie on the map."""
        return 0 <= col < self.cols and 0 <= row < self.rows

    def hex_id(self, col: int, row: int) -> int:
        """Return the id of the hex at a column and row; ValueError when it is off the map."""
        if not self.contains(col, row):
            raise ValueError(
                f"{col}.{row} is off the map: columns run from 0 to {self.cols - 1}, "
                f"rows from 0 to {self.rows - 1}."
            )
        return row * self.cols + col

    def col_row(self, h: int) -> tuple[int, int]:
        """Return the column and row of a hex."""
        row, col = divmod(h, self.cols)
        return col, row

    def name(self, h: int) -> str:
        """Return the written form of a hex, ``column.row``."""
        row, col = divmod(h, self.cols)
        return f"{col}.{row}"

    def parse(self, text: str) -> int:
        """Read ``column.row`` back to a hex id; ValueError, with one sentence, when it cannot be.

        >>> Grid(4, 3).parse("9.1")
        Traceback (most recent call last):
        ValueError: 9.1 is off the map: columns run from 0 to 3, rows from 0 to 2.
        """
        match = _NAME.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"'{text}' is not a hex: write column.row, for example 2.1.")
        return self.hex_id(int(match[1]), int(match[2]))

    def neighbours(self, h: int) -> tuple[int, ...]:
        """Return the neighbours of a hex that are on the map, clockwise from north."""
        return self._near[h]

    def neighbour(self, h: int, direction: int) -> int:
        """Return the neighbour in a direction from 0 (north) to 5 (north-west), or -1 off the map."""
        return self._six[h][direction]

    def direction(self, a: int, b: int) -> int:
        """Return the direction from `a` to its neighbour `b`, or -1 where they are not neighbours."""
        around = self._six[a]
        return around.index(b) if b >= 0 and b in around else -1

    def distance(self, a: int, b: int) -> int:
        """Return the number of steps from one hex to another, the map's edge not in the way."""
        return self._distances[a][b]

    def distances(self, h: int) -> Sequence[int]:
        """Return the distance from a hex to each hex of the map: a table to look up in."""
        return self._distances[h]

    def distance_rows(self, a: Sequence[int], b: Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the distances from each hex of `a` to each hex of `b`, of shape (len(a), len(b))."""
        columns, axial = _axes(self)
        rows, cols = np.array(a, dtype=np.intp)[:, None], np.array(b, dtype=np.intp)[None, :]
        q, r = columns[cols] - columns[rows], axial[cols] - axial[rows]
        steps: npt.NDArray[np.int64] = np.maximum(np.maximum(np.abs(q), np.abs(r)), np.abs(q + r))
        return steps

    def line(self, a: int, b: int) -> tuple[int, ...]:
        """Return the straight line of hexes from `a` to `b`, both included, each next to the one before.

        It has ``distance(a, b) + 1`` hexes and stays on the map. Where it runs exactly between two hexes the
        same one is taken from either end, so that ``line(b, a)`` is the same line turned round.
        """
        steps = self.distance(a, b)
        if steps == 0:
            return (a,)
        start, end = _cube(*self._axial(a)), _cube(*self._axial(b))
        delta = [e - s for s, e in zip(start, end, strict=True)]
        major = next(i for i in range(3) if abs(delta[i]) == steps)
        minor, rest = (major + 1) % 3, (major + 2) % 3
        cells: list[int] = []
        for i in range(steps + 1):
            point = [0, 0, 0]
            point[major] = start[major] + delta[major] // steps * i
            point[minor] = start[minor] + (2 * delta[minor] * i + steps) // (2 * steps)  # halves go up
            point[rest] = -point[major] - point[minor]
            h = self._from_axial(point[0], point[1])
            if h < 0:  # only at a half, on the edge of the map: the other hex of the two is on it
                point[minor] -= 1
                point[rest] += 1
                h = self._from_axial(point[0], point[1])
            cells.append(h)
        return tuple(cells)

    def ring(self, h: int, radius: int) -> tuple[int, ...]:
        """Return the hexes on the map at exactly this distance, clockwise from north."""
        return self._rings[h, radius]

    def disk(self, h: int, radius: int) -> tuple[int, ...]:
        """Return the hexes on the map at most this far away: `h` itself, then ring after ring."""
        return self._disks[h, radius]

    def within(self, h: int, radius: int) -> tuple[int, ...]:
        """Return the same hexes as `disk`, in the order of their ids."""
        return tuple(sorted(self._disks[h, radius]))

    def compass(self, a: int, b: int) -> str:
        """Return the compass point, one of eight, in which `b` lies as seen from `a`; '' for the same hex."""
        (ac, ar), (bc, br) = self.col_row(a), self.col_row(b)
        east = 866 * (bc - ac)
        south = 1000 * (br - ar) + 500 * ((bc & 1) - (ac & 1))
        vertical = ("S" if south > 0 else "N") if 1000 * abs(south) > 414 * abs(east) else ""
        horizontal = ("E" if east > 0 else "W") if 1000 * abs(east) > 414 * abs(south) else ""
        return vertical + horizontal

    def neighbour_table(self) -> npt.NDArray[np.int32]:
        """Return all neighbours as a read-only array of shape (size, 6), -1 where off the map."""
        return _table(self)

    def _axial(self, h: int) -> tuple[int, int]:
        row, col = divmod(h, self.cols)
        return col, row - (col >> 1)

    def _from_axial(self, q: int, r: int) -> int:
        row = r + (q >> 1)
        return row * self.cols + q if self.contains(q, row) else -1

    # --- tables, made when first asked for and shared by equal grids --------------------------------------------

    def __reduce__(self) -> tuple[type[Grid], tuple[int, int]]:
        """Travel to other processes without the tables."""
        return Grid, (self.cols, self.rows)

    @cached_property
    def _six(self) -> tuple[tuple[int, ...], ...]:
        return _around(self)

    @cached_property
    def _near(self) -> tuple[tuple[int, ...], ...]:
        return _adjacent(self)

    @cached_property
    def _distances(self) -> _Table[int, Sequence[int]]:
        return _Table(lambda h: _distances(self, h), max(64, _MOST_CELLS // self.size))

    @cached_property
    def _rings(self) -> _Table[tuple[int, int], tuple[int, ...]]:
        return _Table(lambda key: _ring(self, *key), _MOST_ROWS)

    @cached_property
    def _disks(self) -> _Table[tuple[int, int], tuple[int, ...]]:
        return _Table(lambda key: _disk(self, *key), _MOST_ROWS)


_Key = TypeVar("_Key")
_Row = TypeVar("_Row")


class _Table(dict[_Key, _Row]):
    """Answers made when first asked for; emptied when there are too many of them."""

    def __init__(self, make: Callable[[_Key], _Row], most: int) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: _Key) -> _Row:
        if len(self) >= self._most:
            self.clear()
        row = self[key] = self._make(key)
        return row


def _cube(q: int, r: int) -> tuple[int, int, int]:
    return q, r, -q - r


@lru_cache(maxsize=32)
def _around(grid: Grid) -> tuple[tuple[int, ...], ...]:
    """Return for every hex its six neighbours, -1 where off the map."""
    result: list[tuple[int, ...]] = []
    for h in range(grid.size):
        col, row = grid.col_row(h)
        steps = _STEP_ODD if col & 1 else _STEP_EVEN
        spots = [(col + dc, row + dr) for dc, dr in steps]
        result.append(tuple(r * grid.cols + c if grid.contains(c, r) else -1 for c, r in spots))
    return tuple(result)


@lru_cache(maxsize=32)
def _adjacent(grid: Grid) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(h for h in six if h >= 0) for six in _around(grid))


@lru_cache(maxsize=32)
def _table(grid: Grid) -> npt.NDArray[np.int32]:
    table = np.array(_around(grid), dtype=np.int32)
    table.setflags(write=False)
    return table


@lru_cache(maxsize=32)
def _axes(grid: Grid) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the column and the axial row of every hex."""
    rows, cols = np.divmod(np.arange(grid.size, dtype=np.int64), grid.cols)
    return cols, rows - (cols >> 1)


def _distances(grid: Grid, h: int) -> Sequence[int]:
    columns, axial = _axes(grid)
    q, r = columns - columns[h], axial - axial[h]
    steps = np.maximum(np.maximum(np.abs(q), np.abs(r)), np.abs(q + r))
    return bytes(steps.astype(np.uint8)) if grid.cols + grid.rows <= 255 else array("H", map(int, steps))


def _ring(grid: Grid, h: int, radius: int) -> tuple[int, ...]:
    if radius <= 0:
        return (h,) if radius == 0 else ()
    q, r = grid._axial(h)
    r -= radius
    cells: list[int] = []
    for side in range(6):
        dq, dr = _STEP_AXIAL[(side + 2) % 6]
        for _ in range(radius):
            cells.append(grid._from_axial(q, r))
            q, r = q + dq, r + dr
    return tuple(cell for cell in cells if cell >= 0)


def _disk(grid: Grid, h: int, radius: int) -> tuple[int, ...]:
    return tuple(cell for k in range(radius + 1) for cell in grid.ring(h, k))


@dataclass(frozen=True, slots=True)
class Projection:
    """A local equirectangular projection whose origin is the centre of hex 0.0.

    Kilometres run east and south of that point. Used only when a file that names places by latitude and
    longitude is read, and to write such files: the rules know hexes alone. The default scale belongs to
    latitude 35.62 N, and is right to 0.4 % over the map of the siege.
    """

    lat0: float
    lon0: float
    km_per_deg_lat: float = 110.95
    km_per_deg_lon: float = 90.50

    def to_km(self, lat: float, lon: float) -> tuple[float, float]:
        """Return a point in degrees as km east and km south of the origin."""
        return (lon - self.lon0) * self.km_per_deg_lon, (self.lat0 - lat) * self.km_per_deg_lat

    def to_lat_lon(self, east: float, south: float) -> tuple[float, float]:
        """Return a point in km east and south of the origin as latitude and longitude in degrees."""
        return self.lat0 - south / self.km_per_deg_lat, self.lon0 + east / self.km_per_deg_lon

    def centre_km(self, grid: Grid, h: int) -> tuple[float, float]:
        """Return the centre of a hex in km east and south of the origin."""
        col, row = grid.col_row(h)
        return COLUMN_KM * col, row + 0.5 * (col & 1)

    def hex_of(self, grid: Grid, lat: float, lon: float) -> int | None:
        """Return the hex that a point in degrees lies in, or None off the map."""
        east, south = self.to_km(lat, lon)
        west = floor(east / COLUMN_KM)
        spots: list[tuple[float, int, int]] = []
        for col in (west, west + 1):
            row = floor(south - 0.5 * (col & 1) + 0.5)
            dx, dy = east - COLUMN_KM * col, south - row - 0.5 * (col & 1)
            spots.append((dx * dx + dy * dy, col, row))
        _, col, row = min(spots)
        return row * grid.cols + col if grid.contains(col, row) else None
