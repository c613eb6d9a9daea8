"""How long a base lasts: by hand where that is easy, by playing it out where it is not, and with the luck of drops."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.content.loader import require
from game.rules import engine
from game.rules.air import airdrop
from game.rules.draft import Draft
from game.rules.knowledge import view
from game.rules.orders import Airdrop
from game.rules.ruleset import AMMO, FOOD, NOTHING, Stock
from game.rules.scenario import AirDef
from game.rules.state import State
from game.rules.supply import ledger
from game.rules.supply.drops import drops_on, recovered_share
from game.rules.supply.forecast import LASTS, Forecast, Span, forecast
from game.rules.supply.network import consumers
from game.rules.supply.stocks import OUT, ammo_level, ammo_out_kg
from tests.rules.pictures import base, force, small_scenario, small_state, with_units

CAMP = """
    .    .    .    .
       .    .    .
    .    .B   .    .
       .    .    .
    .    .E   .    .
       .    .    .
"""


def camp(stock: Stock, men: int = 100, days: int = 1, drops: int = 0, carried: Stock = NOTHING) -> State:
    """Return a base that nothing reaches by road, with 100 men in it and an enemy two hexes away."""
    scenario = small_scenario(
        CAMP, units={"B": force(0, "garrison_inf", men), "E": force(1, "light_inf", 100)}, days=days, turns=90,
        bases=[base("fort", 0, "2.1", stock=stock)], air=[AirDef(0, 0, drops)] if drops else [])
    return with_units(small_state(scenario), B={"stock": carried})


def same(value: int) -> Span:
    return Span(value, value, value, value)


def gone(found: Forecast, posture: str, supply_class: int) -> Span:
    return next(row.gone for row in found.classes if (row.posture, row.supply_class) == (posture, supply_class))


def test_days_follow_from_the_tables() -> None:
    # 100 men: 180 kg of food; of ammunition 20 kg at rest, 70 holding, 800 attacking.
    found = forecast(camp((1800, 1400, 0), carried=(180, 0, 0)), 0, "fort", 90)
    assert found.stock == (1980, 1400, 0)
    assert {posture: gone(found, posture, FOOD) for posture in ("rest", "hold", "attack")} == {
        "rest": same(11), "hold": same(11), "attack": same(11)}
    assert {posture: gone(found, posture, AMMO) for posture in ("rest", "hold", "attack")} == {
        "rest": same(70), "hold": same(20), "attack": same(1)}
    # Out is below a sixth of two days of being stormed: 267 kg. 1,133 kg last one day of attack and 16 of holding.
    assert ammo_out_kg(camp((0, 0, 0)), "fort") == 267
    assert (found.attack, found.hold) == (same(2), same(17))
    # Food lasts 11 days; then hunger rises by 30 a day from nothing and passes 600 on the 21st day after.
    assert found.breaks == same(11 + 21)


def test_what_lasts_beyond_the_days_asked_about_is_said_so() -> None:
    found = forecast(camp((90_000, 90_000, 0)), 0, "fort", 30)
    assert found.attack == found.hold == found.breaks == same(LASTS)
    assert found.sentence == (
        "Fort: if nothing changes it can attack every day until after 7 Nov and can hold until after 7 Nov;"
        " its men do not give up before 7 Nov.")


def test_what_is_out_already_cannot_be_done() -> None:
    found = forecast(with_units(camp((0, 100, 0)), B={"hunger": 700}), 0, "fort")
    assert found.attack == found.hold == found.breaks == same(0)
    assert found.sentence == (
        "Fort: if nothing changes it cannot attack and cannot hold; its men are so hungry that they may give up to an"
        " enemy beside them.")


def test_ammunition_is_out_on_the_day_that_the_rules_say_so() -> None:
    state = camp((20_000, 1400, 0))
    until = forecast(state, 0, "fort").hold.expected
    for day in range(until + 1):
        draft = Draft(replace(state, bases=(replace(state.bases[0], stock=(20_000, 1400 - 70 * day, 0)),)))
        assert (ammo_level(draft.finish(), draft.finish().by_id["B"]) >= OUT) is (day == until)


@pytest.mark.parametrize("days", [1, 3])
@pytest.mark.parametrize("ration", ["full", "two_thirds", "half"])
def test_hunger_breaks_on_the_night_that_the_rules_reach(days: int, ration: str) -> None:
    state = camp((2000, 90_000, 0), days=days)
    state = replace(state, bases=(replace(state.bases[0], ration=ration),))  # type: ignore[arg-type]
    said = forecast(state, 0, "fort", 200).breaks.expected
    limit = state.scenario.ruleset.hunger.surrender_from
    passed = 0
    while state.by_id["B"].hunger <= limit:
        draft = Draft(state)
        ledger.night(draft)
        state = draft.finish()
        passed += days
    assert said == passed


def test_drops_spread_the_days_and_never_the_wrong_way_round() -> None:
    state = camp((1800, 9000, 0), men=400, drops=40)
    found = forecast(state, 0, "fort", 90)
    assert found.drops is not None
    assert 0 < found.drops.low < found.drops.expected < found.drops.high
    for span in (found.attack, found.hold, found.breaks, *(row.gone for row in found.classes)):
        ends = [999 if value == LASTS else value for value in span]
        assert ends == sorted(ends)
    assert found.inflow.without == NOTHING
    assert found.inflow.expected[FOOD] == found.drops.expected * 60 // (100 * 90)
    assert "by the luck of the drops" in found.sentence


def test_the_share_found_is_that_of_the_rules_own_distribution() -> None:
    state = camp((0, 0, 0), drops=100)
    drops = drops_on(state, 0, state.bases[0], 3)
    assert drops is not None
    assert drops.share == recovered_share(state, 0, state.bases[0])
    bundles, kg = 3 * 4, 1750 // 4
    assert drops.flown == bundles * kg  # October is flyable every day
    assert drops.expected == bundles * 1000 * kg * drops.share.numerator // (1000 * drops.share.denominator)


def test_the_band_of_drops_holds_four_times_in_five() -> None:
    """Flying the drops of ten days with the rules' own dice lands about as often below, within and above the band."""
    state = camp((0, 0, 0), drops=100)
    drops = drops_on(state, 0, state.bases[0], 10)
    assert drops is not None
    below = above = 0
    for seed in range(200):
        draft = Draft(replace(state, seed=seed))
        draft.change_standing(0, drops_left=10)
        airdrop(draft, Airdrop("fort", state.bases[0].hex, "high", 10))
        got = sum(draft.bases["fort"].stock)
        below += got < drops.low
        above += got > drops.high
    assert 4 <= below <= 36
    assert 4 <= above <= 36


def test_a_unit_that_draws_on_a_base_lasts_as_long_as_the_base() -> None:
    state = camp((1800, 1400, 0))
    assert forecast(state, 0, "B") == forecast(state, 0, "fort")
    with pytest.raises(KeyError):
        forecast(state, 0, "E")


def test_everyone_in_a_scenario_has_a_forecast_and_knows_no_more_than_it_may() -> None:
    state = engine.start(require("siege_of_wadi_deif"), 1).state
    for side in (0, 1):
        known = view(state, side).known
        for row in consumers(known, side):
            found = forecast(known, side, row.id)
            assert found.sentence
            assert len(found.classes) == 9
    unseen = [unit for unit in state.units if unit.side == 1 and unit.id not in view(state, 0).known.by_id]
    fewer = replace(state, units=tuple(unit for unit in state.units if unit.id != unseen[0].id))
    assert forecast(view(fewer, 0).known, 0, "wadi-deif") == forecast(view(state, 0).known, 0, "wadi-deif")
