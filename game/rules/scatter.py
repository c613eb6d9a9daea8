"""Where a bundle dropped at an aim point comes down: a bivariate normal, integrated over every hex in integers.

Hex centres and the sample points inside the hexes lie on one triangular lattice, so that squared distances are whole
numbers of square metres: a point `a` metres along the south-east axis of the grid and `b` along the south axis is
a*a + a*b + b*b from the origin. The circular error probable is the radius inside which half of the drops fall, hence
the density falls as 2**-(distance/CEP)**2, which needs no exponential and no square root of three.
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt

import numpy as np
import numpy.typing as npt

from game.hexes import Grid
from game.rules.chance import WHOLE

HEX_M = 1000
"""Metres between the centres of neighbouring hexes."""

SPACING_M = 50
"""Metres between sample points: 20 x 20 to a hex."""

_AXES = ((0, -1), (1, -1), (1, 0), (0, 1), (-1, 1), (-1, 0))
"""Unit steps along the six directions from north, clockwise, on the south-east and south axes."""

_FINE = 12
"""Bits of the exponent's fraction in the table of powers of a half."""

_SCALE = 40
"""Bits of a density."""

_REACH = 30
"""Halvings after which a density counts as nothing."""

Ints = npt.NDArray[np.int64]

Spread = tuple[tuple[int, int], ...]
"""Rows of hex and weight of 2**32."""


@lru_cache(maxsize=1024)
def landing(grid: Grid, aim: int, cep_m: int, drift_m: int, drift_to: int) -> Spread:
    """Return every hex a bundle may land in with its weight of 2**32, in order of hex; the rest falls off the map.

    `drift_m` metres of wind move the middle of the pattern in direction `drift_to` (0 north, clockwise).
    """
    col, row = grid.col_row(aim)
    q0, r0 = col, row - (col >> 1)
    rows: list[tuple[int, int]] = []
    for dq, dr, weight in _pattern(cep_m, drift_m, drift_to):
        q, r = q0 + dq, r0 + dr
        if grid.contains(q, r + (q >> 1)):
            rows.append((grid.hex_id(q, r + (q >> 1)), weight))
    return tuple(sorted(rows))


@lru_cache(maxsize=128)
def _pattern(cep_m: int, drift_m: int, drift_to: int) -> tuple[tuple[int, int, int], ...]:
    """Return (column step, axial row step, weight of 2**32) about the aim; all weights sum to at most 2**32."""
    if cep_m <= 0:
        raise ValueError(f"A circular error probable is more than 0 m, not {cep_m} m.")
    drift_a, drift_b = (drift_m * part for part in _AXES[drift_to])
    reach = (isqrt(_REACH * cep_m * cep_m) + abs(drift_m)) // HEX_M + 1
    masses: list[tuple[int, int, int]] = []
    for dq in range(-reach - 1, reach + 2):
        for dr in range(-reach - 1, reach + 2):
            mass = _mass(dq * HEX_M - drift_a, dr * HEX_M - drift_b, cep_m * cep_m)
            if mass:
                masses.append((dq, dr, mass))
    total = sum(mass for _dq, _dr, mass in masses)
    return tuple((dq, dr, mass * WHOLE // total) for dq, dr, mass in masses if mass * WHOLE // total)


def _mass(a: int, b: int, cep_squared: int) -> int:
    """Return the density summed over the sample points of the hex whose centre lies at (a, b) metres."""
    near = max(0, isqrt(a * a + a * b + b * b) - HEX_M)
    if near * near > _REACH * cep_squared:
        return 0
    i, j, shares = _samples()
    x, y = a + i, b + j
    exponent = ((x * x + x * y + y * y) << _FINE) // cep_squared
    halvings = np.minimum(exponent >> _FINE, 63)
    return int((shares * (_halves()[exponent & ((1 << _FINE) - 1)] >> halvings)).sum())


@lru_cache(maxsize=1)
def _samples() -> Ints:
    """Return three rows: the sample points of a hex in metres, and shares: 6 inside, 3 on a side, 2 on a corner."""
    count = HEX_M // SPACING_M
    points: list[tuple[int, int, int]] = []
    for i in range(-count, count + 1):
        for j in range(-count, count + 1):
            edges = (abs(2 * i + j), abs(i + 2 * j), abs(i - j))
            if max(edges) <= count:
                share = (6, 3, 2)[min(2, edges.count(count))]
                points.append((i * SPACING_M, j * SPACING_M, share))
    return np.array(points, dtype=np.int64).T


@lru_cache(maxsize=1)
def _halves() -> Ints:
    """Return 2**(40 - k/4096) for k from 0 to 4095, by repeated integer square roots of a half."""
    roots: list[int] = []
    root = 1 << (2 * _SCALE - 1)
    for _bit in range(_FINE):
        root = isqrt(root << (2 * _SCALE))
        roots.append(root)
    table: list[int] = []
    for k in range(1 << _FINE):
        value = 1 << (2 * _SCALE)
        for bit in range(_FINE):
            if k >> (_FINE - 1 - bit) & 1:
                value = value * roots[bit] >> (2 * _SCALE)
        table.append(value >> _SCALE)
    return np.array(table, dtype=np.int64)
