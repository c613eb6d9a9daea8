"""What airdrops are expected to do for a base: the share found, and how luck spreads what arrives over some days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from game.rules import air
from game.rules.chance import WHOLE, binomial_weights
from game.rules.orders import Airdrop
from game.rules.ruleset import FOOD, ONE, Height, Stock
from game.rules.state import Base, State
from game.rules.supply.stocks import need_day

USUAL_LOAD = Airdrop("", 0, "high", 1).load
"""Percent of each class in a load of which nothing else is known: that of an order that names none."""

_LOW, _HIGH = WHOLE // 10, WHOLE * 9 // 10
"""One time in ten drops bring less than low, one time in ten more than high."""


@dataclass(frozen=True, slots=True)
class Drops:
    """What airdrops do for one base over some days: kilograms flown, the share its men recover, kilograms recovered.

    `share` is exact for a drop on the base as things stand. `flown` counts this base's part of the side's sorties,
    by need of food, less the turns in which the weather of the month allows no flying. `low`, `expected` and `high`
    are what is recovered: one time in ten less than low, one time in ten more than high.
    """

    days: int
    flown: int
    share: Fraction
    low: int
    expected: int
    high: int

    def per_day(self, kg: int) -> Stock:
        """Return kilograms over all the days as a usual load a day."""
        parts = [kg * percent // (100 * max(1, self.days)) for percent in USUAL_LOAD]
        return (parts[0], parts[1], parts[2])


def drops_on(state: State, side: int, base: Base, days: int, height: Height = "high") -> Drops | None:
    """Return what drops do for a base in some days ahead, or None where its side drops nothing or it is a depot."""
    rate = sum(row.drops_per_100_days for row in state.scenario.air if row.side == side)
    if not rate or state.scenario.base(base.id).depot:
        return None
    key = (f"drops on {base.id} in {days} days from {height}", side)
    kept = state.memo.get(key)
    if not isinstance(kept, Drops):
        kept = state.memo[key] = _drops_on(state, side, base, days, height, rate)
    return kept


def _drops_on(state: State, side: int, base: Base, days: int, height: Height, rate: int) -> Drops:
    rules, step = state.scenario.ruleset.airdrop, state.scenario.clock.days
    share = recovered_share(state, side, base, height)
    mine, whole = _part(state, side, base)
    ends = (0, *range(step, days, step), days)
    flown = [rate * rules.bundles * end * mine // (100 * max(1, whole)) for end in ends]
    weights, average = [WHOLE], 0
    for turn, (before, after) in enumerate(pairwise(flown)):
        month = state.scenario.ruleset.month(state.scenario.clock.date_of(state.turn + turn).month)
        weights = _one_more_turn(weights, after - before, share, month.flyable_pm)
        average += (after - before) * month.flyable_pm
    bundle = rules.payload_kg // rules.bundles
    expected = average * bundle * share.numerator // (ONE * share.denominator)
    low, high = (_quantile(weights, point) * bundle for point in (_LOW, _HIGH))
    return Drops(days, average * bundle // ONE, share, min(low, expected), expected, max(high, expected))


def recovered_share(state: State, side: int, base: Base, height: Height = "high") -> Fraction:
    """Return the exact share of a drop on a base that its men recover, by the process the rule draws from."""
    own_phase = replace(state, phase=0 if side == state.scenario.clock.first else 1)
    return air.drop_preview(own_phase, Airdrop(base.id, base.hex, height, 1)).recovered


def _part(state: State, side: int, base: Base) -> tuple[int, int]:
    """Return a base's need of food and that of all bases of the side that live on drops."""
    needs = {row.id: need_day(state, row.id)[FOOD] for row in state.bases
             if row.side == side and not state.scenario.base(row.id).depot}
    return needs[base.id], sum(needs.values())


def _one_more_turn(weights: list[int], bundles: int, share: Fraction, flyable_pm: int) -> list[int]:
    """Return the weights of 0, 1, 2... bundles recovered after one more turn that may not be fit for flying."""
    turn = [weight * flyable_pm // ONE for weight in binomial_weights(bundles, share.numerator, share.denominator)]
    turn[0] += WHOLE - sum(turn)
    total = [0] * (len(weights) + len(turn) - 1)
    for number, weight in enumerate(weights):
        for more, chance in enumerate(turn):
            total[number + more] += weight * chance
    kept = [weight // WHOLE for weight in total]
    kept[0] += WHOLE - sum(kept)
    return kept


def _quantile(weights: list[int], point: int) -> int:
    """Return the number of bundles that is not exceeded with a chance of `point` of 2**32."""
    total = 0
    for number, weight in enumerate(weights):
        total += weight
        if total >= point:
            return number
    return len(weights) - 1
