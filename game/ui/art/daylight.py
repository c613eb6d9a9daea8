"""How the ground looks on a day: the season's light, the sky, and mud. Subtle, and never the only sign of anything."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import numpy as np
import pygame

from game.ui.art.theme import Colour

_MONTHS: MappingProxyType[int, Colour] = MappingProxyType({
    1: (243, 246, 252), 2: (244, 250, 248), 3: (243, 252, 238), 4: (245, 253, 236), 5: (252, 253, 240),
    6: (255, 251, 238), 7: (255, 250, 236), 8: (255, 250, 238), 9: (255, 252, 242), 10: (255, 255, 255),
    11: (252, 250, 246), 12: (245, 246, 250),
})
"""The light of each month against that of October, which the sheet is painted in: low in winter, green in spring."""
_CLOUD: Colour = (240, 242, 246)
_MUD: Colour = (239, 229, 215)
_TILE_PX = 192
_STROKES = 46
_STROKE: Colour = (96, 70, 40)


def daylight(month: int, clear: bool, mud: bool) -> Colour:
    """Return the colour that the ground is multiplied with, white on a clear day of October."""
    tint = _MONTHS.get(month, (255, 255, 255))
    for holds, other in ((not clear, _CLOUD), (mud, _MUD)):
        if holds:
            tint = (tint[0] * other[0] // 255, tint[1] * other[1] // 255, tint[2] * other[2] // 255)
    return tint


@cache
def mud_tile() -> pygame.Surface:
    """Return a square of short level strokes, premultiplied, that repeats without a seam."""
    tile = pygame.Surface((_TILE_PX, _TILE_PX), pygame.SRCALPHA)
    rng = np.random.default_rng(12)
    for x, y, length, alpha in zip(rng.integers(0, _TILE_PX, _STROKES), rng.integers(0, _TILE_PX, _STROKES),
                                   rng.integers(5, 10, _STROKES), rng.integers(50, 90, _STROKES), strict=True):
        ink = (*(part * int(alpha) // 255 for part in _STROKE), int(alpha))
        for start in (int(x), int(x) - _TILE_PX):
            pygame.draw.line(tile, ink, (start, int(y)), (start + int(length), int(y)))
    return tile
