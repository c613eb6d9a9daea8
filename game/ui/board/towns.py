"""Towns and villages as they look from above: patches of small blocks, denser towards the middle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from game.ui.board.model import MapPicture, Place, Point
from game.ui.board.relief import Field, Relief

_SETTLED = ("city", "town", "village", "hamlet")
_LEAST_KM = MappingProxyType({"city": 0.9, "town": 0.46, "village": 0.27, "hamlet": 0.19})
_BLOCK_KM = (0.135, 0.100)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of houses: its centre in km, its outline round it in km, its tone from 0 to 1."""

    centre: Point
    outline: tuple[Point, ...]
    tone: float


def town_radius(place: Place) -> float:
    """Return the radius in km of a place's houses, from its kind and its people; 0 where nobody lives."""
    if place.kind not in _SETTLED:
        return 0.0
    return min(1.6, max(_LEAST_KM[place.kind], 0.10 + 0.0040 * math.sqrt(place.population)))


def town_weight(picture: MapPicture, relief: Relief) -> Field:
    """Return how far each cell of the relief lies inside a town: 1 in its middle, 0 outside."""
    rows, cols = relief.height.shape
    xs = relief.west + np.arange(cols) * relief.cell
    ys = relief.north + np.arange(rows) * relief.cell
    weight = np.zeros((rows, cols), np.float32)
    for place in picture.places:
        radius = town_radius(place)
        if radius > 0:
            x, y = picture.place_point(place)
            away = np.hypot(xs[None, :] - x, ys[:, None] - y)
            np.maximum(weight, np.clip(1.35 - away / radius, 0, 1), out=weight, casting="same_kind")
    return weight


def town_blocks(picture: MapPicture) -> list[Block]:
    """Return the blocks of all towns, the same for the same map."""
    blocks: list[Block] = []
    for place in picture.places:
        radius = town_radius(place)
        if radius > 0:
            blocks.extend(_blocks_of(place, picture.place_point(place), radius))
    return blocks


def _blocks_of(place: Place, centre: Point, radius: float) -> list[Block]:
    rng = np.random.default_rng(sum(ord(letter) * (i + 1) for i, letter in enumerate(place.name)) + place.hex)
    core = radius > 0.45
    phases, sizes = rng.uniform(0, 2 * math.pi, 6), rng.uniform(0.04, 0.13, 6)
    turn = float(rng.uniform(-0.6, 0.6))
    cos, sin = math.cos(turn), math.sin(turn)
    wide, high = _BLOCK_KM[0] * (0.92 + 0.16 * rng.random()), _BLOCK_KM[1]
    bend = 0.12 if phases[0] > math.pi else -0.12
    across, down = int(radius * 1.5 / wide) + 1, int(radius * 1.5 / high) + 1
    blocks: list[Block] = []
    for i in range(-across, across + 1):
        for j in range(-down, down + 1):
            u = (i + 0.2 * (j % 2)) * wide
            v = j * high + bend * u * u
            x, y = u * cos - v * sin, u * sin + v * cos
            angle = math.atan2(y, x)
            reach = radius * (1 + sum(float(s) * math.cos((k + 2) * angle + float(p))
                                      for k, (s, p) in enumerate(zip(sizes, phases, strict=True))))
            away = math.hypot(x, y) / reach
            chance = (1.04 if core else 0.80) - (0.50 if core else 0.45) * away**2.2
            if away > 1.02 or rng.random() > chance:
                continue
            w = wide * (0.78 if core else 0.52) * rng.uniform(0.72, 1.0) * (0.7 if away > 0.72 else 1.0)
            h = high * (0.72 if core else 0.62) * rng.uniform(0.75, 1.0) * (0.82 if away > 0.72 else 1.0)
            shape = _outline(float(w), float(h), core and bool(rng.random() < 0.25))
            turned = tuple((p * cos - q * sin, p * sin + q * cos) for p, q in shape)
            blocks.append(Block((centre[0] + x, centre[1] + y), turned, float(rng.random()) * 0.8))
    return blocks


def _outline(w: float, h: float, angled: bool) -> list[Point]:
    if angled:
        return [(-w / 2, -h / 2), (w * 0.1, -h / 2), (w * 0.1, 0), (w / 2, 0), (w / 2, h / 2), (-w / 2, h / 2)]
    return [(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)]
