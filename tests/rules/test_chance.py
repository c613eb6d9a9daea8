"""Keyed draws depend on their key alone; the binomial quantile is exact and never falls when the draw rises."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from game.rules.chance import WHOLE, binomial, keyed


def test_a_draw_is_a_value_of_its_key() -> None:
    assert keyed(7, "combat", 3, 960, 0) == keyed(7, "combat", 3, 960, 0)
    draws = {keyed(7, kind, turn, place, nth) for kind in ("combat", "mine") for turn in (1, 2) for place in (5, 6)
             for nth in (0, 1)}
    assert len(draws) == 16
    assert all(0 <= draw < WHOLE for draw in draws)


def test_draws_are_the_same_on_every_machine() -> None:
    """Fixed values: were they to change, every saved game would play differently."""
    assert [keyed(1, "combat", 1, 0, nth) for nth in range(3)] == [2381565835, 47275536, 1327004840]


@given(st.integers(0, 60), st.integers(0, 40), st.integers(1, 40), st.integers(0, WHOLE - 1))
def test_the_quantile_is_exact(trials: int, numerator: int, denominator: int, draw: int) -> None:
    numerator = min(numerator, denominator)
    chance = Fraction(numerator, denominator)
    found = binomial(trials, numerator, denominator, draw)

    def up_to(count: int) -> Fraction:
        return sum((comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(count + 1)), Fraction(0))

    level = Fraction(draw, WHOLE)
    assert up_to(found) > level
    assert found == 0 or up_to(found - 1) <= level


@given(st.integers(0, 300), st.integers(0, WHOLE - 1), st.integers(0, WHOLE - 1))
def test_a_higher_draw_never_gives_fewer(trials: int, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert binomial(trials, 25, 1000, low) <= binomial(trials, 25, 1000, high)
