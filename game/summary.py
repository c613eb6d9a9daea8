"""The figures of a finished or unfinished game as plain data: what `simulate --json` prints and studies collect."""

from __future__ import annotations

from collections import Counter
from typing import Any

from game.rules import victory
from game.rules.ruleset import NOTHING, Stock
from game.rules.scenario import Scenario
from game.rules.state import State


def summary(state: State, seed: int) -> dict[str, Any]:
    """Return scenario, outcome, points, losses, harm, supply, airdrops and bases of a game as it stands.

    Masses are whole kilograms, points plain numbers, dates ISO text; people harmed are the rules' estimate.
    """
    scenario = state.scenario
    outcome = state.outcome
    sides = [side.id for side in scenario.sides]
    return {
        "scenario": scenario.id,
        "seed": seed,
        "turns_played": state.turn if outcome is not None else state.turn - 1,
        "winner": sides[outcome.winner] if outcome is not None and outcome.winner >= 0 else None,
        "level": outcome.level if outcome is not None else None,
        "reason": outcome.reason if outcome is not None else "the game is not over",
        "points": _points(state),
        "losses": {side: _losses(state, index) for index, side in enumerate(sides)},
        "civilian_harm": {side: state.standings[index].harm for index, side in enumerate(sides)},
        "heritage_damage": {side: state.standings[index].heritage for index, side in enumerate(sides)},
        "support": {side: state.standings[index].support / 10 for index, side in enumerate(sides)},
        "supply": {side: _supply(state, index) for index, side in enumerate(sides)},
        "airdrops": {side: _airdrops(state, index) for index, side in enumerate(sides)},
        "bases": {base.id: _base(state, base.id) for base in state.bases},
    }


def _written(state: State) -> Scenario:
    """Return the scenario as its files have it: figures are called the same in every language."""
    return state.scenario.written or state.scenario


def _points(state: State) -> dict[str, Any]:
    names = _objective_names(_written(state))
    rows = {side.id: {"total": 0.0, "by_objective": {}} for side in state.scenario.sides}
    totals = [0, 0]
    for objective, side, thousandths in state.points:
        totals[side] += thousandths
        by_objective = rows[state.scenario.sides[side].id]["by_objective"]
        assert isinstance(by_objective, dict)
        by_objective[names.get(objective, objective)] = thousandths / 1000
    for index, side_def in enumerate(state.scenario.sides):
        rows[side_def.id]["total"] = totals[index] / 1000
    return {**rows, "net": victory.net(state) / 1000}


def _objective_names(scenario: Scenario) -> dict[str, str]:
    """Return by id what each objective is called: by its title, with the id where others of its side have the same."""
    titles = Counter((row.side, row.title) for row in scenario.objectives)
    return {row.id: row.title if titles[row.side, row.title] == 1 else f"{row.title} ({row.id})"
            for row in scenario.objectives}


def _losses(state: State, side: int) -> dict[str, int]:
    standing = state.standings[side]
    return {
        "killed": standing.killed, "wounded": standing.wounded, "captured": standing.captured,
        "vehicles": standing.vehicles_lost, "jets": standing.jets_lost, "helicopters": standing.helicopters_lost,
    }


def _supply(state: State, side: int) -> dict[str, Any]:
    moved = {what: stock for index, what, stock in state.en_route if index == side}
    classes = ("food", "ammo", "fuel")
    figures: dict[str, Any] = {
        f"{what}_kg": dict(zip(classes, moved.get(what, NOTHING), strict=True))
        for what in ("sent", "delivered", "destroyed", "captured", "short")
    }
    figures["by_route"] = {name: kg for name, index, kg in state.routes if index == side}
    return figures


def _airdrops(state: State, side: int) -> dict[str, int]:
    tally = state.drops[side]
    return {
        "dropped_kg": tally.dropped, "recovered_kg": tally.recovered, "captured_kg": tally.captured,
        "lost_kg": tally.lost,
    }


def _base(state: State, base_id: str) -> dict[str, Any]:
    base = state.base(base_id)
    scenario = _written(state)
    stock: Stock = base.stock
    return {
        "name": scenario.base(base_id).name, "held_by": scenario.sides[base.side].id,
        "since": scenario.clock.date_of(base.since).isoformat(),
        "stock_kg": {"food": stock[0], "ammo": stock[1], "fuel": stock[2]},
    }
