"""Points, and how a game ends.

Points are thousandths, kept by objective and side. At night:

| kind | points at night | points at the end |
|---|---|---|
| hold_base | `per_day` times the days of a turn while the side holds `base` | `at_end` if it holds it |
| take_base | `once`, the first night the side holds an enemy `base` | |
| take_store | `once` times the share of the base's prized fuel still there, the first such night | |
| threaten_link | `per_day` while the side holds the enemy `base` | |
| traffic | `once` for each tonne of through traffic that passed since the start | |
| break_siege | `once` when trucks reach one of `bases` after a turn that shut them off; `per_day` while they do | |
| place | `per_day` while the side controls all `hexes` | `at_end` if it does |
| aircraft | `once` for each machine the other side has lost | |
| arrive | `once` for each unit of `units` that has stood within one hex of `hexes` at night | |

Shut off is a turn in which the bases asked for supply and not a kilogram came by road.

Net is the first side's points less the second's. The level reached is the one with the highest `least` not above it.
Harm to people and to heritage is never counted here.
"""

from __future__ import annotations

from dataclasses import dataclass

from game.rules.draft import Draft
from game.rules.narrate import AND, HOLDS_ALL, LAST_TURN
from game.rules.orders import GameEnded, Scored
from game.rules.ruleset import FUEL, ONE
from game.rules.scenario import Level, Objective, Scenario
from game.rules.spoken import as_written
from game.rules.state import Outcome, State

_ARRIVED_HEXES = 1


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One objective with the points it has brought so far, in thousandths."""

    objective: str
    title: str
    side: int
    points: int


def net(state: State) -> int:
    """Return the first side's points less the second's, in thousandths."""
    return sum(value if side == 0 else -value for _, side, value in state.points)


def score_rows(state: State) -> tuple[ScoreRow, ...]:
    """Return every objective of the scenario with its points so far, in the scenario's order."""
    points = {(key, side): value for key, side, value in state.points}
    return tuple(
        ScoreRow(row.id, row.title, row.side, points.get((row.id, row.side), 0))
        for row in state.scenario.objectives
    )


def marks(objective: Objective) -> tuple[str, ...]:
    """Return the flags in which an objective notes what its side has come to: the other side is told points alone."""
    return (_reached(objective), _besieged(objective), *(_arrived(objective, unit) for unit in objective.units))


def level_of(scenario: Scenario, points: int) -> Level:
    """Return the level of victory for a net in thousandths: the highest one reached, or else the lowest there is."""
    rows = sorted(scenario.levels, key=lambda level: level.least)
    return next((level for level in reversed(rows) if points >= level.least), rows[0])


def night(draft: Draft) -> None:
    """Book the points of the turn that ends and tell what was scored."""
    for objective in draft.scenario.objectives:
        _book(draft, objective, _earned(draft, objective))


def finish(draft: Draft) -> None:
    """End the game if this was its last turn or one side has lost all its bases: points of the end, level, outcome."""
    reason = _reason_to_end(draft)
    if not reason:
        return
    for objective in draft.scenario.objectives:
        _book(draft, objective, objective.at_end if _held(draft, objective) else 0)
    total = sum(value if side == 0 else -value for (_, side), value in draft.points.items())
    level = level_of(draft.scenario, total)
    draft.outcome = Outcome(level.id, level.winner, reason)
    draft.emit(GameEnded(level.id, level.winner, reason))


def _reason_to_end(draft: Draft) -> str:
    for side in (0, 1):
        lost = _fallen(draft, side)
        if lost:
            scenario = draft.scenario
            names = AND.join(as_written(scenario, scenario.base(base_id).name) for base_id in lost)
            return HOLDS_ALL.format(side=as_written(scenario, scenario.sides[1 - side].name), bases=names)
    if draft.turn >= draft.scenario.clock.turns:
        return LAST_TURN.format(turn=draft.scenario.clock.turns, turns=draft.scenario.clock.turns)
    return ""


def _fallen(draft: Draft, side: int) -> tuple[str, ...]:
    """Return the bases a side began with and objectives name, if it has lost every one of them; else nothing."""
    named = {row.base for row in draft.scenario.objectives if row.kind in ("hold_base", "take_base")}
    own = sorted(base.id for base in draft.scenario.bases if base.id in named and base.side == side)
    return tuple(own) if own and all(draft.bases[base_id].side != side for base_id in own) else ()


def _book(draft: Draft, objective: Objective, points: int) -> None:
    if points:
        key = (objective.id, objective.side)
        draft.points[key] = draft.points.get(key, 0) + points
        draft.emit(Scored(objective.side, objective.id, points))


def _earned(draft: Draft, objective: Objective) -> int:
    """Return the points an objective brings this night, in thousandths."""
    days = draft.scenario.clock.days
    match objective.kind:
        case "hold_base" | "place" | "threaten_link":
            return objective.per_day * days if _held(draft, objective) else 0
        case "take_base":
            return _first(draft, objective, objective.once) if _held(draft, objective) else 0
        case "take_store":
            return _first(draft, objective, _store(draft, objective)) if _held(draft, objective) else 0
        case "traffic":
            return _rest(draft, objective, _passed_kg(draft, objective.side) * objective.once // 1000)
        case "break_siege":
            return _siege(draft, objective)
        case "aircraft":
            other = draft.standings[1 - objective.side]
            return _rest(draft, objective, (other.jets_lost + other.helicopters_lost) * objective.once)
        case "arrive":
            return _arrivals(draft, objective) * objective.once


def _held(draft: Draft, objective: Objective) -> bool:
    """Say whether the side has what an objective of ground or of a base is about."""
    if objective.kind == "place":
        return all(draft.control[h] == objective.side + 1 for h in objective.hexes)
    if not objective.base:
        return False
    mine = draft.bases[objective.base].side == objective.side
    return mine and (objective.kind == "hold_base" or draft.scenario.base(objective.base).side != objective.side)


def _first(draft: Draft, objective: Objective, points: int) -> int:
    """Return the points if the objective was never reached before."""
    return points if _mark(draft, _reached(objective)) else 0


def _reached(objective: Objective) -> str:
    return f"reached:{objective.id}"


def _besieged(objective: Objective) -> str:
    return f"besieged:{objective.id}"


def _arrived(objective: Objective, unit: str) -> str:
    return f"arrived:{objective.id}:{unit}"


def _mark(draft: Draft, flag: str) -> bool:
    """Set a flag to this turn; say whether it was unset."""
    if flag in draft.flags:
        return False
    draft.flags[flag] = draft.turn
    return True


def _store(draft: Draft, objective: Objective) -> int:
    prize = draft.scenario.base(objective.base).prize_fuel_kg
    left = min(prize, draft.bases[objective.base].stock[FUEL])
    return objective.once * (left * ONE // prize) // ONE if prize else 0


def _rest(draft: Draft, objective: Objective, total: int) -> int:
    """Return what is still to be booked of a running total."""
    return total - draft.points.get((objective.id, objective.side), 0)


def _passed_kg(draft: Draft, side: int) -> int:
    """Return the kilograms of a side's through traffic since the start, by whichever road."""
    names = tuple(f"traffic:{row.id}" for row in draft.scenario.traffic if row.side == side)
    return sum(
        kg for (name, of), kg in draft.routes.items()
        if of == side and any(name == start or name.startswith(f"{start}:") for start in names)
    )


def _siege(draft: Draft, objective: Objective) -> int:
    """Return the points for trucks that reach a base, from the first time after it was shut off."""
    rows = [row for row in draft.deliveries if row.consumer in objective.bases and row.side == objective.side]
    if not any(sum(row.arrived) for row in rows):
        if any(sum(row.needed) for row in rows):
            _mark(draft, _besieged(objective))
        return 0
    if _besieged(objective) not in draft.flags:
        return 0
    return _first(draft, objective, objective.once) + objective.per_day * draft.scenario.clock.days


def _arrivals(draft: Draft, objective: Objective) -> int:
    """Return how many of the objective's units stand near its hexes for the first time."""
    grid = draft.scenario.map.grid
    new = 0
    for unit_id in objective.units:
        unit = draft.units.get(unit_id)
        if unit and unit.hex >= 0 and any(grid.distance(unit.hex, h) <= _ARRIVED_HEXES for h in objective.hexes):
            new += _mark(draft, _arrived(objective, unit_id))
    return new
