"""The arithmetic in the open is that of the solver: to the second, the kilogram and the line of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from game.content.loader import require
from game.folders import ROOT
from game.rules import engine
from game.rules.knowledge import view
from game.rules.state import State
from game.rules.supply.changes import Change, changed
from game.rules.supply.explain import explain, trials
from game.rules.supply.forecast import forecast, gone_first
from game.rules.supply.network import SURE, consumers, network
from game.rules.supply.stocks import need_day
from game.rules.supply.wanted import answer
from game.rules.supply.workings import eaters, set_in, working, working_if_open
from tests.rules.pictures import at
from tests.supply.test_explain import road


@pytest.fixture(scope="module")
def openings() -> tuple[tuple[State, int], ...]:
    """Return the siege's first day as each side knows it: as it is, in mud, and with the M5 cut at Hish."""
    start = engine.start(require("siege_of_wadi_deif"), 1).state
    army, others = (view(start, side).known for side in (0, 1))
    hish = start.scenario.map.grid.parse("15.36")
    return ((army, 0), (others, 1), (changed(army, 0, Change(mud=True)), 0), (changed(army, 0, Change(cut=(hish,))), 0))


def routes(openings: tuple[tuple[State, int], ...]) -> Iterator[tuple[State, int]]:
    for state, side in openings:
        assert answer(state, side).routes
        yield state, side


def test_every_route_is_reckoned_as_the_solver_did(openings: tuple[tuple[State, int], ...]) -> None:
    for state, side in routes(openings):
        found = answer(state, side)
        used: dict[str, int] = {}
        for route in found.routes:
            row = working(state, side, route)
            assert (row.seconds, row.survival, row.payload_kg) == (route.seconds, route.survival, route.payload_kg)
            assert row.arrives == route.kg_day * route.survival // SURE
            assert sum(leg.steps for leg in row.legs) == len(route.path) - 1
            assert row.sent <= row.carries == min(row.room, row.by_trucks, sum(row.has))
            used[row.fleet] = used.get(row.fleet, 0) + row.used_seconds
        for number, source in enumerate(network(state, side).sources):
            rounded = len(found.routes)  # each route is rounded up by itself
            assert 0 <= used.get(source.id, 0) - found.used_truck_seconds[number] <= rounded


def test_one_way_by_hand() -> None:
    state = road(enemy="6.3", stance="hold")
    row = working(state, 0, answer(state, 0).routes[0])
    minutes = state.scenario.ruleset.road("motorway").minutes_km
    assert [(leg.road, leg.steps, leg.seconds_each, leg.in_zone) for leg in row.legs] == [
        ("motorway", 12, minutes * 60, False)]
    assert row.seconds == 12 * minutes * 60 + row.lead_seconds
    assert row.round_trip == 2 * row.seconds + row.loading_seconds
    assert row.by_trucks == row.trucks * row.working_seconds * row.payload_kg // row.round_trip
    assert [danger.by for danger in row.dangers] == ["Unit E"]
    assert row.survival < SURE


def test_a_shut_way_is_reckoned_as_if_it_were_open() -> None:
    shut = road(enemy="6.1")
    (bar,) = explain(shut, 0, "fort", helps=False).bars
    there = working_if_open(shut, 0, bar)
    cleared = changed(shut, 0, Change(cleared=bar.hexes))
    open_now = working(cleared, 0, answer(cleared, 0).routes[0])
    assert there is not None
    assert there.shut == bar
    assert (there.room, there.by_trucks, there.payload_kg) == (open_now.room, open_now.by_trucks, open_now.payload_kg)
    assert replace(there, shut=None, legs=open_now.legs, dangers=open_now.dangers) == replace(
        open_now, sent=0, arrives=0)


def test_those_who_eat_make_up_the_need(openings: tuple[tuple[State, int], ...]) -> None:
    for state, side in openings[:2]:
        for row in consumers(state, side):
            grams = [each.grams for each in eaters(state, row.id)]
            need = need_day(state, row.id)
            assert [-(-sum(part[k] for part in grams) // 1000) for k in range(2)] == list(need[:2])


def test_every_figure_leads_to_the_line_that_set_it(openings: tuple[tuple[State, int], ...]) -> None:
    scenario = openings[0][0].scenario
    for source in scenario.supply_sources:
        for field, key in (("lead_minutes", "lead_"), ("loading_minutes", "loading_"), ("payload_kg", "payload_"),
                           ("trucks", "trucks"), ("working_minutes", "working_")):
            if (field == "lead_minutes" and not source.lead_minutes) or (field == "trucks" and source.shares):
                continue
            name, _colon, line = set_in(scenario, f"supply.sources.{source.id}.{field}").partition(":")
            assert key in Path(ROOT / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    for number, kind in enumerate(scenario.ruleset.roads):
        name, _colon, line = set_in(scenario, f"roads[{number}].minutes_km").partition(":")
        assert kind.id in Path(ROOT / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert set_in(scenario, "nobody.set.this") == ""


def test_what_would_help_comes_in_one_trial_after_another() -> None:
    state = road(enemy="6.1", stance="hold")
    steps = list(trials(state, 0, "fort"))
    assert len(steps) > 1
    assert steps[-1] == explain(state, 0, "fort").helps
    assert all({row.what for row in before} <= {row.what for row in after} or len(after) == 5
               for before, after in pairwise(steps))
    assert list(trials(road(), 0, "fort")) == []


def test_what_runs_out_first_is_that_of_the_forecast(openings: tuple[tuple[State, int], ...]) -> None:
    for state, side in openings:
        for row in consumers(state, side):
            ends = [each for each in forecast(state, side, row.id, 30).present[:2] if each.gone.expected >= 0]
            first = gone_first(state, side, row.id)
            assert first == min(ends, key=lambda each: (each.gone.expected, each.supply_class), default=None)


# --- changes ------------------------------------------------------------------------------------------------------


def test_an_enemy_that_is_moved_shuts_the_road_where_it_stands() -> None:
    state = road()
    there = changed(state, 0, Change(moved=(("E", at(state, "6.1")),)))
    assert [cause.kind for cause in explain(there, 0, "fort", helps=False).causes] == ["blocked"]
    assert there.by_id["E"].hex == at(state, "6.1")
    assert state.by_id["E"].hex == at(state, "12.5")


def test_mud_slows_the_road_and_scatter_is_changed_without_touching_the_rest(
    openings: tuple[tuple[State, int], ...],
) -> None:
    army = openings[0][0]
    wet, exact = changed(army, 0, Change(mud=True)), changed(army, 0, Change(cep_m=200))
    assert answer(wet, 0).routes[0].seconds > answer(army, 0).routes[0].seconds
    before, after = (explain(row, 0, "wadi-deif", helps=False).drops for row in (army, exact))
    assert before is not None and after is not None
    assert after.share > before.share
    low = explain(army, 0, "wadi-deif", helps=False, height="low").drops
    assert low is not None
    assert low.share != before.share
    assert explain(exact, 0, "wadi-deif", helps=False).causes == explain(army, 0, "wadi-deif", helps=False).causes
    assert changed(army, 0, Change(cep_m=200)).scenario is exact.scenario
