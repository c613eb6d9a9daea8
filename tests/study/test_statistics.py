"""Intervals and effects against values worked out by others, or known because the outcome was made up."""

from __future__ import annotations

import random
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.study.design import Factor, Variant, grid, trajectories
from game.study.statistics import effects, position, quantile, wilson

FACTORS = (Factor("x", ("0", "5", "10")), Factor("y", ("1", "2")), Factor("still", ("3", "4")))


@pytest.mark.parametrize(("hits", "total", "low", "high"), [
    (8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662),
])
def test_wilson_as_published(hits: int, total: int, low: float, high: float) -> None:
    # 81 of 263: R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_nothing_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 400), st.data())
def test_wilson_holds_the_share_and_mirrors(total: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, total))
    low, high = wilson(hits, total)
    assert low >= 0 and high <= 1
    assert low - 1e-12 <= hits / total <= high + 1e-12
    other_low, other_high = wilson(total - hits, total)
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low))


def test_wilson_covers_as_often_as_it_says() -> None:
    for share in (0.1, 0.5, 0.8):
        covered = sum(comb(40, k) * share**k * (1 - share)**(40 - k) for k in range(41)
                      if wilson(k, 40)[0] <= share <= wilson(k, 40)[1])
        assert 0.92 < covered < 0.99


def test_quantiles() -> None:
    assert [quantile([4, 1, 3, 2], part) for part in (0, 0.5, 1)] == [1, 2.5, 4]
    assert quantile([7], 0.9) == 7


def test_dates_stand_between_their_ends() -> None:
    factor = Factor("when", ("2012-10-01", "2012-10-11", "2012-10-21"))
    assert [position(factor, value) for value in factor.values] == [0, 0.5, 1]


def outcomes(variants: tuple[Variant, ...], noise: float = 0.0) -> dict[int, dict[int, float]]:
    """Return made-up outcomes: 30 per range of x, -8 of y where x is low, 8 where it is high, and one luck for all."""
    luck = random.Random(3)
    seeds = {seed: luck.uniform(-noise, noise) for seed in range(1, 9)}
    found = {}
    for variant in variants:
        values = dict(variant.settings)
        x, y = float(values["x"]) / 10, float(values["y"]) - 1
        found[variant.number] = {seed: 30 * x + (16 * x - 8) * y + shift for seed, shift in seeds.items()}
    return found


def test_effects_of_a_known_outcome_are_found() -> None:
    variants = grid(FACTORS)
    found = {row.path: row for row in effects(FACTORS, variants, outcomes(variants))}
    assert list(found) == ["x", "y", "still"], "the strongest first"
    assert found["x"].mean == pytest.approx(38), "30 alone, 16 more where y is high: half of the places"
    assert found["y"].mean == pytest.approx(0) and found["y"].strength == pytest.approx(16 / 3)
    assert found["y"].spread == pytest.approx((2 * 64 / 3)**0.5), "its sign changes from place to place"
    assert found["still"].strength == 0
    assert found["x"].pairs == 2 * 2 * 2


def test_luck_that_all_variants_share_disturbs_no_effect() -> None:
    variants = grid(FACTORS)
    calm, wild = (effects(FACTORS, variants, outcomes(variants, noise)) for noise in (0.0, 500.0))
    assert [row.strength for row in wild] == pytest.approx([row.strength for row in calm])
    assert all(row.low <= row.strength + 1e-9 and row.strength <= row.high + 1e-9 for row in wild)


def test_an_effect_stands_out_from_chance_and_noise_does_not() -> None:
    factors = (Factor("x", ("0", "1")), Factor("noise", ("0", "1")))
    variants = grid(factors)
    stood_out = 0
    for trial in range(30):
        luck = random.Random(trial)
        made = {variant.number: {seed: 10 * float(dict(variant.settings)["x"]) + luck.gauss(0, 8) for seed in range(12)}
                for variant in variants}
        found = {row.path: row for row in effects(factors, variants, made)}
        assert found["x"].strength > found["x"].chance
        stood_out += found["noise"].strength > found["noise"].chance
    assert stood_out <= 4, "one in twenty is expected"


def test_walks_find_the_same_order_as_the_grid() -> None:
    variants = trajectories(FACTORS, 6)
    assert len(variants) < len(grid(FACTORS)) * 2
    assert effects(FACTORS, variants, outcomes(variants))[0].path == "x"


def test_variants_without_common_seeds_are_not_compared() -> None:
    variants = grid((Factor("x", ("0", "10")),))
    assert effects((Factor("x", ("0", "10")),), variants, {0: {1: 1.0}, 1: {2: 5.0}}) == ()
