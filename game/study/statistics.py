"""The few statistics of a study: shares with intervals, spreads, and Morris's elementary effects."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from game.study.design import Factor, Variant

_Z95 = 1.959963984540054
_RESAMPLES = 400


def wilson(hits: int, total: int, z: float = _Z95) -> tuple[float, float]:
    """Return Wilson's interval for a share, 95 % by default; (0, 1) where nothing was counted.

    Unlike the usual plus-minus it never leaves 0 to 1, and has a width even where the share is 0 or 1.
    E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    if total <= 0:
        return 0.0, 1.0
    share, weight = hits / total, z * z / total
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / total + weight / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(values: Sequence[float], part: float) -> float:
    """Return the value below which a part of the values lies, between neighbours in proportion.

    >>> quantile([1, 2, 3, 4], 0.5)
    2.5
    """
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def position(factor: Factor, text: str) -> float:
    """Return where a value stands between the least (0) and the greatest (1) of its factor; dates count days.

    >>> position(Factor("a", ("4", "8", "16")), "8")
    0.3333333333333333
    """
    values = [_as_number(value) for value in factor.values]
    low, high = min(values), max(values)
    return (_as_number(text) - low) / (high - low) if high > low else 0.0


def _as_number(text: str) -> float:
    return float(date.fromisoformat(text).toordinal()) if text.count("-") == 2 else float(text)


@dataclass(frozen=True, slots=True)
class Effect:
    """What moving a factor over its whole range does to an outcome, by elementary effects.

    `strength` is the mean of their sizes (mu*), `mean` that of the effects themselves (mu), `spread` their standard
    deviation (sigma) over the places where they were taken; `low` and `high` are 90 % of `strength` over resampled
    seeds. `chance` is the strength that 19 of 20 numbers without any effect would stay below, with games as these.
    """

    path: str
    strength: float
    mean: float
    spread: float
    low: float
    high: float
    chance: float
    pairs: int


def effects(
    factors: Sequence[Factor], variants: Sequence[Variant], outcomes: Mapping[int, Mapping[int, float]]
) -> tuple[Effect, ...]:
    """Return the effect of each factor on an outcome, the strongest first; factors with one value have none.

    `outcomes` maps variants to seeds to the outcome. An elementary effect compares two variants that differ in one
    factor by neighbouring values, on the seeds that both have, per range of the factor.
    M. D. Morris, Technometrics 33 (1991), 161-174; mu* after F. Campolongo and others (2007).
    """
    found = []
    for factor in factors:
        pairs = _pairs(factor, variants, outcomes)
        if pairs:
            found.append(_effect(factor, pairs))
    return tuple(sorted(found, key=lambda effect: -effect.strength))


def _pairs(
    factor: Factor, variants: Sequence[Variant], outcomes: Mapping[int, Mapping[int, float]]
) -> list[list[float]]:
    """Return for each pair of neighbouring variants the effect on each seed that both have."""
    by_rest: dict[tuple[tuple[str, str], ...], list[tuple[float, int]]] = {}
    for variant in variants:
        settings = dict(variant.settings)
        place = position(factor, settings.pop(factor.path))
        by_rest.setdefault(tuple(settings.items()), []).append((place, variant.number))
    scale = sorted(position(factor, value) for value in factor.values)
    found = []
    for row in by_rest.values():
        row.sort()
        for (low, a), (high, b) in pairwise(row):
            seeds = sorted(outcomes.get(a, {}).keys() & outcomes.get(b, {}).keys())
            if seeds and scale.index(high) == scale.index(low) + 1:
                found.append([(outcomes[b][seed] - outcomes[a][seed]) / (high - low) for seed in seeds])
    return found


def _effect(factor: Factor, pairs: list[list[float]]) -> Effect:
    means = [sum(row) / len(row) for row in pairs]
    mean = sum(means) / len(means)
    spread = math.sqrt(sum((value - mean) ** 2 for value in means) / len(means))
    luck = random.Random(1)
    count = max(map(len, pairs))
    drawn, flipped = [], []
    for _again in range(_RESAMPLES):
        picks = [luck.random() for _seed in range(count)]
        drawn.append(_strength([[row[int(pick * len(row))] for pick in picks[:len(row)]] for row in pairs]))
        signs = [luck.choice((-1, 1)) for _seed in range(count)]
        flipped.append(_strength([[sign * value for sign, value in zip(signs, row, strict=False)] for row in pairs]))
    return Effect(factor.path, _strength(pairs), mean, spread, quantile(drawn, 0.05), quantile(drawn, 0.95),
                  quantile(flipped, 0.95), len(pairs))


def _strength(pairs: list[list[float]]) -> float:
    """Return the mean size of the effects: mu*."""
    return sum(abs(sum(row) / len(row)) for row in pairs) / len(pairs)
