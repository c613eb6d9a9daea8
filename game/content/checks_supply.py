"""Checks of supply: whether sources reach anybody, what keeps a base from being fed, and rows that cannot work."""

from __future__ import annotations

from collections.abc import Callable

from game.content.notes import Notes
from game.content.schema import ScenarioShape
from game.rules.scenario import Scenario

Way = dict[int, int]
"""Road hexes that can be reached, each with the hex before it on the way."""


def check_supply(scenario: Scenario, shape: ScenarioShape, notes: Notes) -> None:
    """Note sources and traffic that lead nowhere, bases that cannot be fed, and rows that contradict each other."""
    _check_rows(scenario, notes)
    _check_effects(scenario, notes)
    open_ways = [_ways(scenario, side) for side in range(2)]
    for number, source in enumerate(scenario.supply_sources):
        consumers = _consumers(scenario, source.side, source.group)
        if not consumers:
            continue
        if not any(_served(scenario, _travel(scenario, source.hex, _anywhere), hex_id) for hex_id in consumers):
            text = "nothing of its side can be reached from here: no road leads to it"
            notes.add("source-idle", text, "supply", "sources", number, "at")
        elif not any(_served(scenario, open_ways[source.side][number], hex_id) for hex_id in consumers):
            text = "at the start it reaches nobody: " + _barred(scenario, source.hex, consumers[0], source.side)
            notes.add("source-blocked", text, "supply", "sources", number, "at")
    _check_bases(scenario, open_ways, notes)
    _check_traffic(scenario, notes)


def _check_rows(scenario: Scenario, notes: Notes) -> None:
    groups = {group.id: group.side for group in scenario.groups}
    rows = {source.id: source for source in scenario.supply_sources}
    for number, source in enumerate(scenario.supply_sources):
        loc = ("supply", "sources", number)
        if source.group and groups[source.group] != source.side:
            notes.add("group-side", f"the group '{source.group}' fights for the other side", *loc, "group")
        if source.shares:
            other = rows[source.shares]
            if other.shares or other.side != source.side:
                text = "an entry shares with a source of its own side that has its own stock and trucks"
                notes.add("shares-chain", text, *loc, "shares")
        elif not source.trucks or not any(source.available):
            notes.add("source-idle", "it has no trucks, or nothing to bring", *loc)
        if source.working_minutes <= source.loading_minutes:
            text = "its trucks do nothing but load: working_hours must be more than loading_hours"
            notes.add("value-wrong", text, *loc, "working_hours")


def _check_effects(scenario: Scenario, notes: Notes) -> None:
    sharing = {source.id for source in scenario.supply_sources if source.shares}
    for number, event in enumerate(scenario.events):
        blocks = [(("then",), event.effects)]
        blocks += [(("choices", i, "then"), choice.effects) for i, choice in enumerate(event.choices)]  # type: ignore[misc]
        for loc, effects in blocks:
            for place, effect in enumerate(effects):
                if effect.source in sharing:
                    text = f"'{effect.source}' shares another source's stock and trucks: name that source"
                    notes.add("shares-chain", text, "events", number, *loc, place)


def _anywhere(_hex: int) -> bool:
    return True


def _ways(scenario: Scenario, side: int) -> list[Way]:
    """Return where each source's trucks get at the start; for sources of the other side nowhere."""
    def free(hex_id: int) -> bool:
        return scenario.control[hex_id] != 2 - side

    return [
        _travel(scenario, source.hex, free) if source.side == side else {} for source in scenario.supply_sources
    ]


def _travel(scenario: Scenario, start: int, free: Callable[[int], bool]) -> Way:
    """Return the road hexes that trucks reach from a hex through free hexes, nearest first."""
    grid, sides = scenario.map.grid, scenario.map.road_sides
    came: Way = {start: start}
    rim = [start]
    while rim:
        ahead: list[int] = []
        for here in rim:
            for direction, road in enumerate(sides[here]):
                there = grid.neighbour(here, direction)
                if road >= 0 and there >= 0 and there not in came and free(there):
                    came[there] = here
                    ahead.append(there)
        rim = ahead
    return came


def _served(scenario: Scenario, way: Way, hex_id: int) -> bool:
    """Say whether a consumer in a hex is on a way or within the hexes that trucks go off roads."""
    reach = scenario.ruleset.supply.off_road_hexes
    return hex_id in way or any(near in way for near in scenario.map.grid.disk(hex_id, reach))


def _consumers(scenario: Scenario, side: int, group: str) -> list[int]:
    bases = [base.hex for base in scenario.bases if base.side == side]
    units = [u.hex for u in scenario.units if u.side == side and (not group or u.group == group)]
    return units if group else bases + units


def _barred(scenario: Scenario, start: int, goal: int, side: int) -> str:
    """Return why a consumer cannot be reached from a hex at the start, as the end of a sentence."""
    way = _travel(scenario, start, _anywhere)
    ends = [near for near in scenario.map.grid.disk(goal, scenario.ruleset.supply.off_road_hexes) if near in way]
    if not ends:
        return f"no road leads from {scenario.hex_name(start)} to {scenario.hex_name(goal)}"
    here, held = ends[0], []
    while here != start:
        if scenario.control[here] == 2 - side:
            held.append(here)
        here = way[here]
    enemy = scenario.sides[1 - side].id
    if not held:
        return f"the ground between the road and {scenario.hex_name(goal)} is held by '{enemy}'"
    return f"{scenario.hex_name(held[-1])} on the way to {scenario.hex_name(goal)} is held by '{enemy}'"


def _check_bases(scenario: Scenario, open_ways: list[list[Way]], notes: Notes) -> None:
    flown = {row.side for row in scenario.air if row.drops_per_100_days}
    for number, base in enumerate(scenario.bases):
        sources = [(i, s) for i, s in enumerate(scenario.supply_sources) if s.side == base.side and not s.group]
        if any(_served(scenario, open_ways[base.side][i], base.hex) for i, _source in sources):
            continue
        if sources:
            text = "it cannot be fed by road at the start: " + _barred(scenario, sources[0][1].hex, base.hex, base.side)
        else:
            text = "it cannot be fed by road: its side has no source for it"
        text += "; it lives on its stock" + (" and on airdrops" if base.side in flown else "")
        notes.add("base-unfed", text, "bases", number)


def _check_traffic(scenario: Scenario, notes: Notes) -> None:
    for number, row in enumerate(scenario.traffic):
        loc = ("supply", "traffic", number)
        way = _travel(scenario, row.entry, _anywhere)
        if row.exit not in way:
            text = f"no road leads from {scenario.hex_name(row.entry)} to {scenario.hex_name(row.exit)}"
            notes.add("source-idle", text, *loc)
            continue
        here, held = row.exit, []
        while here != row.entry:
            if scenario.control[here] == 2 - row.side:
                held.append(here)
            here = way[here]
        if held:
            enemy = scenario.sides[1 - row.side].id
            text = f"at the start {scenario.hex_name(held[-1])} on its way is held by '{enemy}'"
            notes.add("traffic-blocked", text, *loc)
