"""The study of the military road: what the supply rule sends is the convoy arithmetic, to the kilogram."""

from __future__ import annotations

from functools import cache

import pytest

from game.content.loader import require
from game.study.convoy import Way, round_about, tonnes_a_day, ways
from game.study.design import Factor, grid

ROUGHNESS, FLEET = "ruleset.roads.rough_military.minutes_km", "supply.sources.m5-hama.trucks"


@cache
def all_ways(minutes: str, trucks: str) -> tuple[Way, ...]:
    return ways(require("siege_of_wadi_deif", ((ROUGHNESS, minutes), (FLEET, trucks))))


def the_way(by: str, minutes: str = "8", trucks: str = "12") -> Way:
    return next(way for way in all_ways(minutes, trucks)
                if (way.entry, way.base, way.by) == ("m5-hama", "wadi-deif", by))


def test_the_table_of_the_design_comes_out() -> None:
    """Round trips and tonnes of the first table of roads: M5 8.2 h and 73 t a day, military track 14.9 h, 28 and 10."""
    motorway, track = the_way(""), the_way("military_track")
    assert 2 * motorway.hours + motorway.loading_hours == pytest.approx(8.2, abs=0.15)
    assert motorway.fleet_t_day == pytest.approx(73, abs=1.5) and motorway.road_t_day == 80
    assert 2 * track.hours + track.loading_hours == pytest.approx(14.9, abs=0.15)
    assert track.fleet_t_day == pytest.approx(28, abs=0.6) and track.road_t_day == 10
    assert (motorway.payload_t, track.payload_t) == (5, 3.5)


@pytest.mark.parametrize("variant", grid((Factor(ROUGHNESS, ("4", "8", "16")), Factor(FLEET, ("1", "2", "4", "12")))),
                         ids=lambda variant: "-".join(value for _path, value in variant.settings))
def test_the_rule_sends_what_the_arithmetic_says(variant) -> None:  # type: ignore[no-untyped-def]
    (_path, minutes), (_path, trucks) = variant.settings
    found = all_ways(minutes, trucks)
    assert {way.by for way in found} == {"", "military_track"}
    for way in found:
        assert way.rule_t_day == pytest.approx(way.by_hand_t_day, abs=0.0011), "a kilogram of rounding, no more"


def test_roughness_and_fleet_pull_as_they_should() -> None:
    track = [the_way("military_track", minutes, "2").rule_t_day for minutes in ("4", "8", "16")]
    assert track == sorted(track, reverse=True)
    assert the_way("military_track", "8", "2").rule_t_day == pytest.approx(
        2 * the_way("military_track", "8", "1").rule_t_day, abs=0.002)
    assert the_way("military_track", "8", "12").rule_t_day == the_way("military_track", "4", "12").rule_t_day == 10


def test_the_long_way_round_brings_a_seventh_of_the_motorway() -> None:
    (way,) = round_about(require("siege_of_wadi_deif"))
    assert way.by_hand_t_day == pytest.approx(84, abs=1)
    assert 0.13 < way.by_hand_t_day / way.demand_t_day < 0.19


def test_the_arithmetic_itself() -> None:
    assert tonnes_a_day(12, 10, 5.45, 4, 3.5) == pytest.approx(12 * 10 / 14.9 * 3.5)
    assert tonnes_a_day(0, 10, 5, 4, 5) == 0
