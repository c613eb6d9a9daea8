"""What-ifs: a situation with something in it different, for explanations, previews and the lab.

A change gives a new State, so that network, solve and forecast answer for it as for any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from game.rules.ruleset import RationLevel, RouteChoice, Stance
from game.rules.scenario import Scenario
from game.rules.state import Standing, State, Unit


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: nothing unless named.

    `cut` hexes are held by the enemy, `cleared` ones by the side itself, and no enemy stands in them; `without` are
    units that are gone, `moved` units that stand elsewhere. `trucks` are added to fleets by source; `priority`,
    `ration` and `stance` are those of holders and units; `policy` is the side's route policy, `mud` the state of the
    ground. `cep_m` is the circle of great height within which half of all loads fall.
    """

    cut: tuple[int, ...] = ()
    cleared: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    moved: tuple[tuple[str, int], ...] = ()
    trucks: tuple[tuple[str, int], ...] = ()
    priority: tuple[tuple[str, int], ...] = ()
    ration: tuple[tuple[str, RationLevel], ...] = ()
    stance: tuple[tuple[str, Stance], ...] = ()
    policy: RouteChoice | None = None
    mud: bool | None = None
    cep_m: int = 0


def changed(state: State, side: int, change: Change) -> State:
    """Return the situation of a side with a change in it; the given one stays as it is."""
    control = bytearray(state.control)
    for hexes, holder in ((change.cut, 1 - side), (change.cleared, side)):
        for hex_id in hexes:
            control[hex_id] = holder + 1
    for unit_id, hex_id in change.moved:
        control[hex_id] = state.by_id[unit_id].side + 1
    priority, ration, trucks = dict(change.priority), dict(change.ration), dict(change.trucks)
    fleets = tuple(replace(row, trucks=max(0, row.trucks + trucks.get(row.source, 0))) for row in state.fleets)
    bases = tuple(replace(base, priority=priority.get(base.id, base.priority), ration=ration.get(base.id, base.ration))
                  for base in state.bases)
    standings: list[Standing] = list(state.standings)
    standings[side] = replace(standings[side], policy=change.policy or standings[side].policy)
    mud = state.weather.mud if change.mud is None else change.mud
    scenario = _with_cep(state.scenario, change.cep_m) if change.cep_m else state.scenario
    return replace(state, scenario=scenario, control=bytes(control), units=_units(state, side, change), bases=bases,
                   fleets=fleets, standings=(standings[0], standings[1]), weather=replace(state.weather, mud=mud))


def _units(state: State, side: int, change: Change) -> tuple[Unit, ...]:
    priority, ration, moved = dict(change.priority), dict(change.ration), dict(change.moved)
    stance = dict(change.stance)
    return tuple(
        replace(unit, priority=priority.get(unit.id, unit.priority), ration=ration.get(unit.id, unit.ration),
                stance=stance.get(unit.id, unit.stance), hex=moved.get(unit.id, unit.hex))
        for unit in state.units
        if unit.id not in change.without
        and (unit.side == side or unit.id in moved or unit.hex not in change.cleared)
    )


@lru_cache(maxsize=8)
def _with_cep(scenario: Scenario, cep_m: int) -> Scenario:
    """Return a scenario with another scatter of drops from great height; one object for each, as tables hang on it."""
    rules = scenario.ruleset
    return replace(scenario, ruleset=replace(rules, airdrop=replace(rules.airdrop, cep_high_m=cep_m)))
