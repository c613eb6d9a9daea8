"""What the objectives of a scenario make bases, places and roads worth to whoever holds them.

Values are thousandths of a point. Nothing here names a scenario: an objective that is not there is worth nothing.
"""

from __future__ import annotations

from game.ai import weights
from game.rules.ruleset import FOOD, ONE
from game.rules.scenario import Objective
from game.rules.state import Base, State
from game.rules.supply.stocks import need_day


def days_left(state: State) -> int:
    """Return the days from this turn's dawn to the end of the last turn."""
    clock = state.scenario.clock
    return max(0, clock.turns - state.turn + 1) * clock.days


def lasting(state: State, objective: Objective) -> int:
    """Return what an objective that is held from now on brings to the end of the game."""
    return objective.per_day * days_left(state) + objective.at_end


def base_worth(state: State, base: Base) -> int:
    """Return what passes from one side to the other when a base falls."""
    definition = state.scenario.base(base.id)
    least = weights.DEPOT if definition.depot else weights.LEAST_BASE
    total = 0
    for row in state.scenario.objectives:
        if row.base != base.id:
            continue
        if row.kind in ("hold_base", "threaten_link"):
            total += lasting(state, row)
        elif row.kind in ("take_base", "take_store") and not state.flag(f"reached:{row.id}"):
            total += row.once
    return max(least, total)


def ground_worth(state: State) -> dict[int, int]:
    """Return by hex what having it is worth: the places of objectives, to both sides that want them, and bases.

    A place counts only whole: the fewer hexes a side lacks of it, the more each of them is worth.
    """
    found: dict[int, int] = {}
    for row in state.scenario.objectives:
        if row.kind == "place":
            lacks = sum(1 for h in row.hexes if state.controller(h) != row.side)
            for hex_id in row.hexes:
                share = max(1, lacks + (state.controller(hex_id) == row.side))
                found[hex_id] = found.get(hex_id, 0) + lasting(state, row) // share
    for base in state.bases:
        found[base.hex] = found.get(base.hex, 0) + base_worth(state, base)
    return found


def destinations(state: State, side: int) -> tuple[tuple[int, int], ...]:
    """Return the hexes that a side wants a road to from its entries, with what an open road to each is worth."""
    found: dict[int, int] = {}
    for base in state.bases:
        if base.side == side and not state.scenario.base(base.id).depot:
            worth = base_worth(state, base) * _hunger_pm(state, base) // ONE
            found[base.hex] = found.get(base.hex, 0) + worth + _siege(state, side, base)
    for way in state.scenario.traffic:
        if way.side == side:
            found[way.exit] = found.get(way.exit, 0) + _traffic(state, side)
    for row in state.scenario.objectives:
        if row.kind == "arrive" and row.side == side and row.hexes:
            coming = sum(1 for unit in row.units if not state.flag(f"arrived:{row.id}:{unit}"))
            found[row.hexes[0]] = found.get(row.hexes[0], 0) + row.once * coming * weights.ARRIVAL_TIMES
    return tuple(sorted(found.items()))


def _hunger_pm(state: State, base: Base) -> int:
    """Return the share of a base's worth that hangs on its road: little where its food lasts to the end anyway."""
    food = weights.GUESSED_DAYS
    if state.viewer in (-1, base.side):
        need = need_day(state, base.id)[FOOD]
        food = base.stock[FOOD] // need if need else days_left(state)
    return weights.SURVIVAL_PM * max(0, days_left(state) - food // 2) // max(1, days_left(state) + food)


def arrival(state: State, side: int, unit: str) -> Objective | None:
    """Return the objective that wants a unit of a side somewhere it has not been yet, the worthiest; or None."""
    rows = [row for row in state.scenario.objectives if row.kind == "arrive" and row.side == side and unit in row.units
            and row.hexes and not state.flag(f"arrived:{row.id}:{unit}")]
    return max(rows, key=lambda row: (row.once, row.id), default=None)


def prizes(state: State, side: int) -> dict[str, int]:
    """Return what objectives still promise the other side for bringing units of its own somewhere, by unit."""
    found: dict[str, int] = {}
    for row in state.scenario.objectives:
        if row.kind == "arrive" and row.side != side:
            for unit in row.units:
                if not state.flag(f"arrived:{row.id}:{unit}"):
                    found[unit] = found.get(unit, 0) + row.once
    return found


def _siege(state: State, side: int, base: Base) -> int:
    total = 0
    for row in state.scenario.objectives:
        if row.kind == "break_siege" and row.side == side and base.id in row.bases:
            once = 0 if state.flag(f"reached:{row.id}") else row.once
            total += (once + lasting(state, row)) // len(row.bases)
    return total


def _traffic(state: State, side: int) -> int:
    tonnes = sum(way.demand_kg_day for way in state.scenario.traffic if way.side == side) * days_left(state) // 1000
    rate = sum(row.once for row in state.scenario.objectives if row.kind == "traffic" and row.side == side)
    return tonnes * rate
