"""Keyed chance: every draw is a pure function of seed, kind, turn, hex and how many such draws came before."""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise

WHOLE = 1 << 32
"""A probability of one, in the integer weights that all draws use."""


def keyed(seed: int, kind: str, turn: int, hex_id: int, nth: int) -> int:
    """Return an integer from 0 to 2**32 - 1 that depends on nothing but its arguments.

    The same five arguments give the same draw on every machine, so undoing, reloading or adding a unit elsewhere
    cannot fish for luck.
    """
    key = f"{seed}|{kind}|{turn}|{hex_id}|{nth}".encode()
    return int.from_bytes(blake2b(key, digest_size=4).digest(), "big")


def per_mille(chance_pm: int) -> int:
    """Return the weight of a per-mille chance: draws below it are a success."""
    return max(0, min(1000, chance_pm)) * WHOLE // 1000


def binomial(trials: int, numerator: int, denominator: int, draw: int) -> int:
    """Return the number of successes in `trials` at numerator/denominator each, as the quantile of a 32-bit draw.

    Exact in integers: the smallest k with P(X <= k) > draw / 2**32, so a higher draw never gives fewer.
    """
    if trials <= 0 or numerator <= 0:
        return 0
    if numerator >= denominator:
        return trials
    failure = denominator - numerator
    term = failure**trials
    goal = draw * denominator**trials
    total = term << 32
    successes = 0
    while total <= goal and successes < trials:
        term = term * (trials - successes) * numerator // ((successes + 1) * failure)
        successes += 1
        total += term << 32
    return successes


def binomial_weights(trials: int, numerator: int, denominator: int) -> tuple[int, ...]:
    """Return for 0, 1, 2... successes how many of the 2**32 draws make `binomial` give that many; they sum to 2**32.

    >>> binomial_weights(2, 1, 2) == (WHOLE // 4, WHOLE // 2, WHOLE // 4)
    True
    """
    if trials <= 0 or numerator <= 0:
        return (WHOLE,)
    if numerator >= denominator:
        return (0,) * trials + (WHOLE,)
    failure = denominator - numerator
    whole = denominator**trials
    term = total = failure**trials
    reached = [-(-(total << 32) // whole)]
    while reached[-1] < WHOLE:
        successes = len(reached)
        term = term * (trials - successes + 1) * numerator // (successes * failure)
        total += term
        reached.append(-(-(total << 32) // whole))
    return (reached[0], *(high - low for low, high in pairwise(reached)))
