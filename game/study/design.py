"""What a study plays: the numbers varied, the variants they make, and the seeds that every variant shares."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from game import InputError
from game.content.vary import Settings
from game.text import _

MOST_VARIANTS = 10_000
"""A grid with more variants is a slip of the keyboard; nobody could read its page."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that is varied: its path in the scenario, and its values as written, at least one."""

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination of values: its number, from 0, and what it sets."""

    number: int
    settings: Settings


def read_factors(texts: Sequence[str]) -> tuple[Factor, ...]:
    """Return the factors of `PATH=V1,V2,…` texts; InputError with a sentence where one cannot be read.

    >>> read_factors(["clock.turns=3,5"])
    (Factor(path='clock.turns', values=('3', '5')),)
    """
    factors: list[Factor] = []
    for text in texts:
        path, equals, rest = text.partition("=")
        values = tuple(value.strip() for value in rest.split(","))
        if not path.strip() or not equals or "" in values:
            raise InputError(_("--vary expects PATH=V1,V2,…, as in supply.sources.m5-hama.trucks=6,12,24;"
                               " got {text!r}.").format(text=text))
        factors.append(Factor(path.strip(), values))
    refuse_twice(factors)
    return tuple(factors)


def refuse_twice(factors: Sequence[Factor]) -> None:
    """Raise InputError with a sentence where a path, or a value of a path, is given twice."""
    for place, factor in enumerate(factors):
        if factor.path in [other.path for other in factors[:place]]:
            raise InputError(_("--vary names {path} twice; give all its values at once.").format(path=factor.path))
        if len(set(factor.values)) < len(factor.values):
            raise InputError(_("--vary gives {path} the same value twice.").format(path=factor.path))


def grid(factors: Sequence[Factor]) -> tuple[Variant, ...]:
    """Return every combination of the values, the last factor changing fastest; without factors one variant.

    >>> [variant.settings for variant in grid([Factor("a", ("1", "2")), Factor("b", ("5",))])]
    [(('a', '1'), ('b', '5')), (('a', '2'), ('b', '5'))]
    """
    count = 1
    for factor in factors:
        count *= len(factor.values)
    if count > MOST_VARIANTS:
        raise InputError(_("These values make {count} variants, more than {most}; vary less, or walk --trajectories"
                           " through them.").format(count=count, most=MOST_VARIANTS))
    rows = product(*([(factor.path, value) for value in factor.values] for factor in factors))
    return tuple(Variant(number, tuple(row)) for number, row in enumerate(rows))


def trajectories(factors: Sequence[Factor], count: int) -> tuple[Variant, ...]:
    """Return the variants of Morris's walks: each begins at random and moves one factor at a time to a neighbour value.

    A walk through k factors visits k + 1 variants, so that many factors can be screened with few games; a variant
    visited twice is played once. The walks are the same at every call.
    """
    movable = [number for number, factor in enumerate(factors) if len(factor.values) > 1]
    if not movable:
        raise InputError(_("--trajectories needs at least one --vary with two values or more."))
    chance = random.Random(20121008)
    points: dict[tuple[int, ...], None] = {}
    for _walk in range(count):
        point = [chance.randrange(len(factor.values)) for factor in factors]
        points[tuple(point)] = None
        for number in chance.sample(movable, len(movable)):
            last = len(factors[number].values) - 1
            step = 1 if point[number] == 0 else -1 if point[number] == last else chance.choice((-1, 1))
            point[number] += step
            points[tuple(point)] = None
    return tuple(
        Variant(number, tuple((factor.path, factor.values[at]) for factor, at in zip(factors, point, strict=True)))
        for number, point in enumerate(sorted(points))
    )
