"""What the opponent and the rules work out on short ways is what the plain rule says: ways, ground, strengths, fog."""

from __future__ import annotations

from functools import cache

import pytest

from game.ai.analysis import SUPPLIED_HEXES, Survey, survey
from game.ai.march import GROUND_COST, LEAST_STEP, MOST_HEXES, SOFT_GROUND_COST, SOFT_ZONE_COST, ZONE_COST, way_to
from game.ai.roads import as_bytes, nearest, on_road, road_graph, supplied_ground
from game.content.loader import require
from game.rules import engine
from game.rules.air import collect_pm, ground_of
from game.rules.combat import odds, refuse_attack
from game.rules.draft import Draft
from game.rules.knowledge import sees, sight, view
from game.rules.movement import ground_costs, held_hexes, stack_steps_pm, ways_out
from game.rules.orders import Attack
from game.rules.ruleset import Height
from game.rules.state import Unit
from game.rules.strength import strength
from tests.ai.play import play_phase


@cache
def looks() -> tuple[Survey, Survey]:
    """Return what both sides make of the campaign after its first turn."""
    state = engine.start(require("siege_of_wadi_deif"), 5).state
    for _phase in range(2):
        state = play_phase(state)[0]
    return survey(view(state, 0)), survey(view(state, 1))


# --- ways ----------------------------------------------------------------------------------------------------


def least_costs(look: Survey, unit: Unit, goal: int) -> dict[int, dict[int, int]]:
    """Return for every hex that a unit can come to the ways in and their costs, by plain relaxation."""
    zone, ground = (ZONE_COST, GROUND_COST) if look.is_fighter(unit) else (SOFT_ZONE_COST, SOFT_GROUND_COST)
    steps = ground_costs(look.scenario, look.kind(unit).mobility, look.state.weather.mud)
    shut = {*look.foes, *(h for h in look.own_steps if not look.has_room(unit, h))} - {goal}
    best, ways, waiting = {unit.hex: 0}, dict[int, dict[int, int]](), [unit.hex]
    while waiting:
        here = waiting.pop(0)
        for there, step, _road in steps[here]:
            more = zone * look.enemy_zone[there] + ground * (look.state.control[there] == 2 - look.side)
            cost = best[here] + step + more
            if there not in shut and there != unit.hex:
                ways.setdefault(there, {})[here] = cost
                if cost < best.get(there, cost + 1):
                    best[there] = cost
                    waiting.append(there)
    return ways


@pytest.mark.parametrize("side", [0, 1])
def test_a_way_is_the_cheapest_and_of_equal_ones_that_over_the_lower_hexes(side: int) -> None:
    look = looks()[side]
    goals = [place.hex for place in look.scenario.map.places][::9]
    for unit in look.own[::5]:
        for goal in goals:
            if goal in look.foes or goal == unit.hex:
                assert way_to(look, unit, goal) == ()
                continue
            ways = least_costs(look, unit, goal)
            hopes = {h: min(rows.values()) + LEAST_STEP * look.far(h, goal) for h, rows in ways.items()}
            nearer = sum(hope <= hopes.get(goal, 0) for hope in hopes.values()) + 1
            path = [goal] if goal in ways and nearer <= MOST_HEXES else []
            while path and path[0] != unit.hex:
                cost = min(ways[path[0]].values())
                path.insert(0, min(h for h, way in ways[path[0]].items() if way == cost))
            assert way_to(look, unit, goal) == tuple(path[1:]), (unit.id, goal)


# --- maps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [0, 1])
def test_trucks_reach_what_a_plain_walk_over_the_roads_comes_to(side: int) -> None:
    look = looks()[side]
    grid, graph = look.grid, road_graph(look.scenario)
    blocked = bytes(look.is_enemy(h) and h in graph for h in range(grid.size))
    entries = tuple(row.hex for row in look.scenario.supply_sources if row.side == side)
    found = supplied_ground(look.scenario, entries, blocked, SUPPLIED_HEXES)
    assert set(found) == set(entries)
    for entry in entries:
        start = on_road(look.scenario, entry)
        walked = {start} if start in graph and not blocked[start] else set()
        waiting = list(walked)
        while waiting:
            near = [there for there, _minutes in graph[waiting.pop()] if there not in walked and not blocked[there]]
            walked.update(near)
            waiting += near
        beside = {h for spot in walked for h in grid.disk(spot, SUPPLIED_HEXES)}
        assert as_bytes(found[entry], grid.size) == bytes(h in beside for h in range(grid.size))


def test_the_nearest_of_some_hexes() -> None:
    grid, some = looks()[0].grid, (30, 411, 1500)
    assert list(nearest(grid, some)) == [min(grid.distance(h, other) for other in some) for h in range(grid.size)]
    assert set(nearest(grid, ())) == {99}


@pytest.mark.parametrize("height", ["high", "low"])
def test_drops_are_found_on_each_hex_as_its_ground_says(height: Height) -> None:
    look = looks()[0]
    hexes = range(look.grid.size)
    each = {h: ground_of(look.state, h, look.side, height).collect_pm for h in hexes}
    assert collect_pm(look.state, hexes, look.side, height) == each
    assert len(set(each.values())) > 3, "own, nobody's, the enemy's, a base"


# --- strengths -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [0, 1])
def test_strengths_without_words_are_those_of_the_terms(side: int) -> None:
    look, tried = looks()[side], 0
    for target in sorted(look.foes):
        units = [unit.id for h in look.grid.neighbours(target) for unit in look.state.by_hex.get(h, ())
                 if refuse_attack(look.state, Attack((unit.id,), target)) is None]
        for party in {tuple(units[:count]) for count in (1, 2, len(units))} - {()}:
            for found in (odds(look.state, Attack(party, target)), odds(look.state, Attack(party, target, "probe"))):
                assert found.attack == strength(found.attack_terms)
                assert found.defence == max(1, strength(found.defence_terms))
                tried += 1
    assert tried or side != look.state.side, "a campaign in which nobody can attack proves nothing"


# --- what the rules look at in part --------------------------------------------------------------------------


def test_after_each_order_every_enemy_in_sight_is_remembered_where_it_stands() -> None:
    state = engine.start(require("the_column"), 5).state
    for _phase in range(4):
        state = play_phase(state)[0]
        for side in (0, 1):
            seen, known = sight(state, side), state.contacts_by_unit[side]
            enemies = [unit for unit in state.units if unit.side != side and unit.hex >= 0 and sees(unit, side, seen)]
            assert enemies, "nobody in sight, so nothing is tested"
            assert {unit.id: (unit.hex, state.turn) for unit in enemies} == {
                unit.id: (known[unit.id].hex, known[unit.id].turn) for unit in enemies}


@pytest.mark.parametrize("side", [0, 1])
def test_a_draft_has_the_stacks_and_the_ways_out_of_its_state(side: int) -> None:
    state = looks()[0].state
    draft, held = Draft(state), held_hexes(state, side)
    for hex_id in range(state.scenario.map.grid.size):
        assert stack_steps_pm(draft, hex_id, side) == held.get(hex_id, 0)
    assert {h: ways_out(draft, h, side) for h in held} == {h: ways_out(state, h, side) for h in held}
