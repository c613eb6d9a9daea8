"""Ways across the map: where a unit is to go in the long run, and how far of it is legal and wise this turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappop, heappush

import numpy as np

from game.ai.analysis import Survey
from game.rules.movement import ground_costs
from game.rules.ruleset import FUEL, ONE, Mobility
from game.rules.state import Unit, remembered
from game.rules.supply.stocks import available, fuel_for

ZONE_COST, SOFT_ZONE_COST = 60, 400
"""Tenths of a point that a hex next to the enemy counts more, for fighters and for all others: it ends the move."""

GROUND_COST, SOFT_GROUND_COST = 4, 25
"""Tenths of a point that ground the enemy controls counts more, for fighters and for all others."""

LEAST_STEP = 10
"""The cheapest hex there is, by which the search hopes."""

MOST_HEXES = 1100
"""Hexes one search looks at."""

_NEVER = 1 << 60


@dataclass(slots=True)
class Traffic:
    """Moves planned in one batch, so that no stack is overfilled: steps that come, by hex."""

    coming: dict[int, int] = field(default_factory=dict)

    def room(self, look: Survey, hex_id: int, unit: Unit) -> bool:
        """Say whether a hex has room for a unit beside those that are there and those that come."""
        there = look.own_steps.get(hex_id, 0) + self.coming.get(hex_id, 0)
        return there + look.steps(unit) <= look.scenario.ruleset.movement.stacking_steps * ONE

    def add(self, look: Survey, hex_id: int, unit: Unit) -> None:
        """Note that a unit goes to a hex."""
        self.coming[hex_id] = self.coming.get(hex_id, 0) + look.steps(unit)


def way_to(look: Survey, unit: Unit, goal: int) -> tuple[int, ...]:
    """Return the best way of a unit to a hex, its own left out, round known enemies and full stacks; empty for none."""
    if unit.hex == goal or goal in look.foes:
        return ()
    shut = (*look.foes, *look.full_for(unit))
    return _way(look, unit.hex, goal, look.kind(unit).mobility, look.is_fighter(unit), shut)


@remembered
def _way(
    look: Survey, start: int, goal: int, mobility: Mobility, fighter: bool, shut: tuple[int, ...],
) -> tuple[int, ...]:
    """Return the best way from a hex to another for men or vehicles, fighters or not, round what is shut to them."""
    grid, far = look.grid, look.grid.distances(goal)
    ground = ground_costs(look.scenario, mobility, look.state.weather.mud)
    more = _more_costs(look, fighter)
    costs = [_NEVER] * grid.size
    for hex_id in shut:
        costs[hex_id] = _NEVER if hex_id == goal else -1
    costs[start] = 0
    # What waits is one number for (hope, nearness, hex): of equal hopes the farther from the goal come first, so all
    # that lead to a hex as cheaply as can be have been looked at before it; the lowest of them counts.
    bits, many = grid.size.bit_length(), grid.cols + grid.rows
    low, hopes = (1 << bits) - 1, _hopes(many)
    came: dict[int, int] = {}
    seen, left = bytearray(grid.size), MOST_HEXES
    front = [start]
    while front and left:
        here = heappop(front) & low
        if seen[here]:
            continue
        if here == goal:
            return _back(came, start, goal)
        seen[here], left, cost = 1, left - 1, costs[here]
        for there, step, _road in ground[here]:
            total = cost + step + more[there]
            if total < costs[there]:
                costs[there], came[there] = total, here
                heappush(front, total * many + hopes[far[there]] << bits | there)
            elif total == costs[there] and here < came[there]:
                came[there] = here
    return ()


@lru_cache(maxsize=32)
def _hopes(many: int) -> tuple[int, ...]:
    """Return by distance from the goal what it adds to a cost, times `many`, to tell who comes next."""
    return tuple([far * LEAST_STEP * many + many - far for far in range(many + 1)])


def _more_costs(look: Survey, fighter: bool) -> list[int]:
    """Return by hex the tenths of a point that the enemy's zone and ground count more."""
    return _costs_of(look.enemy_zone, look.state.control, 2 - look.side, fighter)


@lru_cache(maxsize=16)
def _costs_of(enemy_zone: bytes, control: bytes, theirs: int, fighter: bool) -> list[int]:
    zone_cost, ground_cost = (ZONE_COST, GROUND_COST) if fighter else (SOFT_ZONE_COST, SOFT_GROUND_COST)
    zones = np.frombuffer(enemy_zone, dtype=np.uint8).astype(np.int64)
    ground = np.frombuffer(control, dtype=np.uint8) == theirs
    costs: list[int] = (zones * zone_cost + ground * ground_cost).tolist()
    return costs


def _back(came: dict[int, int], start: int, goal: int) -> tuple[int, ...]:
    path = [goal]
    while came[path[-1]] != start:
        path.append(came[path[-1]])
    return tuple(reversed(path))


def this_turn(
    look: Survey, unit: Unit, way: tuple[int, ...], traffic: Traffic, *, into_zone: bool = True,
) -> tuple[int, ...]:
    """Return as much of a way as a unit may be ordered this turn: points, fuel, zones, stacks; empty for none.

    Without `into_zone` it stops before the first hex next to an enemy.
    """
    if not way or unit.move_left <= 0 or unit.rounds or unit.fired:
        return ()
    ground = ground_costs(look.scenario, look.kind(unit).mobility, look.state.weather.mud)
    legal: list[int] = []
    spent, here, ends = 0, unit.hex, 0
    for there in way:
        spent += next(cost for h, cost, _road in ground[here] if h == there)
        if spent > unit.move_left or not _passable(look, unit, there):
            break
        zone = look.enemy_zone[there]
        if zone and not into_zone:
            break
        legal.append(there)
        here = there
        if traffic.room(look, there, unit):
            ends = len(legal)
        if zone:
            break
    return _fuelled(look, unit, tuple(legal[:ends]), traffic)


def _passable(look: Survey, unit: Unit, hex_id: int) -> bool:
    """Say whether the rules let a unit pass a hex: no known enemy in it, and room beside the friends there."""
    if any(other.side != look.side for other in look.state.by_hex.get(hex_id, ())):
        return False
    return look.has_room(unit, hex_id)


def _fuelled(look: Survey, unit: Unit, path: tuple[int, ...], traffic: Traffic) -> tuple[int, ...]:
    """Return as much of a path as the unit's fuel lasts for, with room at its end."""
    if look.kind(unit).fuel_grams_hex <= 0:
        return path
    has = available(look.state, unit, FUEL)
    while path and (fuel_for(look.state, unit, path) > has or not traffic.room(look, path[-1], unit)):
        path = path[:-1]
    return path
