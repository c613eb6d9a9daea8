"""What the campaign's numbers are calibrated to: which road feeds quiet days and assault days, what drops bring."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from game.content.loader import require
from game.rules import engine
from game.rules.air import drop_preview
from game.rules.orders import Airdrop
from game.rules.state import State, Weather
from game.rules.supply.flow import Demand, solve
from game.rules.supply.network import network
from game.rules.supply.stocks import need_day

BASES = ("hamidiya", "wadi-deif")


@cache
def opening() -> State:
    return engine.start(require("siege_of_wadi_deif"), 1).state


def with_roads(*open_roads: str, mud: bool = True) -> State:
    """Return the opening without the opposition's units, the army's ground being some roads and the bases alone."""
    state = opening()
    roads = {road.id: road for road in state.scenario.map.roads}
    m5, track = roads["m5"].hexes, roads["military_track"].hexes
    south = m5[: min(m5.index(h) for h in track if h in m5) + 1] if "military_track" in open_roads else ()
    control = bytearray(b"\x02" * len(state.control))
    for hex_id in (*south, *(h for name in (*open_roads, "base_link") for h in roads[name].hexes),
                   *(base.hex for base in state.bases if base.side == 0)):
        control[hex_id] = 1
    units = tuple(unit for unit in state.units if unit.side == 0 and control[unit.hex] == 1)
    return replace(state, units=units, control=bytes(control), weather=Weather(mud=mud))


def fed(state: State, stormed: str = "") -> tuple[int, int]:
    """Return (sent, needed) in kilograms a day of food and ammunition for both bases, one of them under assault."""
    demands = [
        Demand(base, state.base(base).hex, kind,
               need_day(state, base, "attack" if base == stormed else "hold")[kind], 1)
        for base in BASES for kind in (0, 1)
    ]
    return sum(solve(network(state, 0), tuple(demands)).sent), sum(demand.kg_day for demand in demands)


@pytest.mark.parametrize("stormed", ["", *BASES])
def test_the_open_m5_feeds_quiet_days_and_assault_days(stormed: str) -> None:
    sent, needed = fed(with_roads("m5", "west_gate", "hamidiya_gate"), stormed)
    assert sent == needed > 0


@pytest.mark.parametrize("stormed", BASES)
def test_the_military_track_in_mud_feeds_quiet_days_but_not_assault_days(stormed: str) -> None:
    state = with_roads("military_track", "hamidiya_gate")
    sent, needed = fed(state)
    assert sent == needed > 0
    sent, needed = fed(state, stormed)
    assert 0 < sent < needed


def test_with_both_roads_cut_nothing_comes() -> None:
    assert fed(with_roads(mud=False))[0] == 0


def test_high_drops_collect_about_three_kilograms_in_ten_and_little_a_day() -> None:
    """Mean of both bases at the opening of the siege, and 1.5 t/day as the bound, from the exact distribution."""
    state = replace(opening(), phase=1)
    shares = []
    for base in BASES:
        order = Airdrop(base, state.base(base).hex, "high", 1, (60, 40, 0))
        preview = drop_preview(state, order)
        shares.append(float(preview.recovered))
    mean = sum(shares) / len(shares)
    assert 0.25 <= mean <= 0.40
    rules, air = state.scenario.ruleset.airdrop, state.scenario.air[0]
    assert air.drops_per_100_days / 100 * rules.payload_kg * mean < 1500


def test_losing_the_outposts_hurts_the_drops() -> None:
    state = replace(opening(), phase=1)
    order = Airdrop("wadi-deif", state.base("wadi-deif").hex, "high", 1, (60, 40, 0))
    held = drop_preview(state, order).recovered
    posts = tuple(unit for unit in state.units if unit.type != "checkpoint")
    control = bytearray(state.control)
    for unit in state.units:
        if unit.type == "checkpoint":
            control[unit.hex] = 2
    lost = drop_preview(replace(state, units=posts, control=bytes(control)), order).recovered
    assert lost * 10 < held * 8


def test_the_spring_begins_hungry_and_the_october_fed() -> None:
    spring = engine.start(require("spring_offensive"), 1).state
    october = engine.start(require("october_offensive"), 1).state
    garrison = {"wd-rifles", "ham-rifles", "zalana", "nasih"}
    assert {unit.id for unit in spring.units if unit.hunger >= 180} >= garrison
    assert all(unit.hunger == 0 for unit in spring.units if unit.side == 1)
    assert all(unit.hunger == 0 for unit in october.units)
