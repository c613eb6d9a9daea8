"""What-ifs: a situation with something in it different, for explanations, previews and the lab.

A change gives a new State, so that network, solve and forecast answer for it as for any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from game.rules.ruleset import RouteChoice, Stance
from game.rules.state import Standing, State


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: nothing unless named.

    `cut` hexes are held by the enemy, `cleared` ones by the side itself, and no enemy stands in them; `without` are
    units that are gone. `trucks` are added to fleets by source; `priority` and `stance` are those of holders and units;
    `policy` is the side's route policy.
    """

    cut: tuple[int, ...] = ()
    cleared: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    trucks: tuple[tuple[str, int], ...] = ()
    priority: tuple[tuple[str, int], ...] = ()
    stance: tuple[tuple[str, Stance], ...] = ()
    policy: RouteChoice | None = None


def changed(state: State, side: int, change: Change) -> State:
    """Return the situation of a side with a change in it; the given one stays as it is."""
    control = bytearray(state.control)
    for hexes, holder in ((change.cut, 1 - side), (change.cleared, side)):
        for hex_id in hexes:
            control[hex_id] = holder + 1
    priority, stance, trucks = dict(change.priority), dict(change.stance), dict(change.trucks)
    units = tuple(
        replace(unit, priority=priority.get(unit.id, unit.priority), stance=stance.get(unit.id, unit.stance))
        for unit in state.units
        if unit.id not in change.without and (unit.side == side or unit.hex not in change.cleared)
    )
    fleets = tuple(replace(row, trucks=max(0, row.trucks + trucks.get(row.source, 0))) for row in state.fleets)
    bases = tuple(replace(base, priority=priority.get(base.id, base.priority)) for base in state.bases)
    standings: list[Standing] = list(state.standings)
    standings[side] = replace(standings[side], policy=change.policy or standings[side].policy)
    return replace(state, control=bytes(control), units=units, bases=bases, fleets=fleets,
                   standings=(standings[0], standings[1]))
