"""Checks of supply: whether sources reach anybody, what keeps a base from being fed, and rows that cannot work."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from game.content.notes import Notes
from game.content.schema import ScenarioShape
from game.rules.scenario import Scenario, SourceDef

Way = dict[int, int]
"""Road hexes that can be reached, each with the hex before it on the way."""


def check_supply(scenario: Scenario, shape: ScenarioShape, notes: Notes) -> None:
    """Note sources and traffic that lead nowhere, bases that cannot be fed, and rows that contradict each other."""
    _check_rows(scenario, notes)
    _check_effects(scenario, notes)
    roads = _roads(scenario)
    everywhere = [roads.travel(source.hex, None) for source in scenario.supply_sources]
    at_start = [roads.travel(source.hex, source.side) for source in scenario.supply_sources]
    for number, source in enumerate(scenario.supply_sources):
        consumers = _consumers(scenario, source.side, source.group, scenario.clock.turns)
        present = _consumers(scenario, source.side, source.group, 1)
        if not consumers:
            continue
        if not any(_served(scenario, everywhere[number], hex_id) for hex_id in consumers):
            text = "nothing of its side can be reached from here: no road leads to it"
            notes.add("source-idle", text, "supply", "sources", number, "at")
        elif present and not any(_served(scenario, at_start[number], hex_id) for hex_id in present):
            text = "at the start it reaches nobody: " + _barred(scenario, source, everywhere[number], present[0])
            notes.add("source-blocked", text, "supply", "sources", number, "at")
    _check_bases(scenario, everywhere, at_start, notes)
    _check_traffic(scenario, roads, notes)


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


@dataclass(frozen=True, slots=True)
class _Roads:
    """The road hexes of a map, each with the next ones along roads."""

    ahead: dict[int, tuple[int, ...]]
    control: bytes

    def travel(self, start: int, side: int | None) -> Way:
        """Return the hexes that trucks reach from a hex, nearest first; with a side, not through its enemy's ground."""
        came: Way = {start: start}
        rim = [start]
        for here in rim:
            for there in self.ahead.get(here, ()):
                if there not in came and (side is None or self.control[there] != 2 - side):
                    came[there] = here
                    rim.append(there)
        return came


def _roads(scenario: Scenario) -> _Roads:
    ahead: dict[int, dict[int, None]] = {}
    for road in scenario.map.roads:
        for a, b in pairwise(road.hexes):
            ahead.setdefault(a, {})[b] = None
            ahead.setdefault(b, {})[a] = None
    return _Roads({here: tuple(there) for here, there in ahead.items()}, scenario.control)


def _served(scenario: Scenario, way: Way, hex_id: int) -> bool:
    """Say whether a consumer in a hex is on a way or within the hexes that trucks go off roads."""
    reach = scenario.ruleset.supply.off_road_hexes
    return hex_id in way or any(near in way for near in scenario.map.grid.disk(hex_id, reach))


def _consumers(scenario: Scenario, side: int, group: str, turn: int) -> list[int]:
    """Return the hexes of the bases and units a source feeds that are there in a turn."""
    bases = [base.hex for base in scenario.bases if base.side == side]
    units = [
        u.hex for u in scenario.units if u.side == side and u.arrives <= turn and (not group or u.group == group)
    ]
    return units if group else bases + units


def _barred(scenario: Scenario, source: SourceDef, way: Way, goal: int) -> str:
    """Return why a consumer cannot be reached from a source at the start, as the end of a sentence."""
    ends = [near for near in scenario.map.grid.disk(goal, scenario.ruleset.supply.off_road_hexes) if near in way]
    if not ends:
        return f"no road leads from {scenario.hex_name(source.hex)} to {scenario.hex_name(goal)}"
    held = _held(scenario, way, ends[0], source.side)
    enemy = scenario.sides[1 - source.side].id
    if not held:
        return f"the ground between the road and {scenario.hex_name(goal)} is held by '{enemy}'"
    return f"{scenario.hex_name(held[-1])} on the way to {scenario.hex_name(goal)} is held by '{enemy}'"


def _held(scenario: Scenario, way: Way, here: int, side: int) -> list[int]:
    """Return the hexes on the way to a hex that the enemy of a side holds, the last one first."""
    held = []
    while way[here] != here:
        if scenario.control[here] == 2 - side:
            held.append(here)
        here = way[here]
    return held


def _check_bases(scenario: Scenario, everywhere: list[Way], at_start: list[Way], notes: Notes) -> None:
    flown = {row.side for row in scenario.air if row.drops_per_100_days}
    for number, base in enumerate(scenario.bases):
        sources = [(i, s) for i, s in enumerate(scenario.supply_sources) if s.side == base.side and not s.group]
        if any(_served(scenario, at_start[i], base.hex) for i, _source in sources):
            continue
        if sources:
            place, source = sources[0]
            why = _barred(scenario, source, everywhere[place], base.hex)
            text = f"it cannot be fed by road at the start: {why}"
        else:
            text = "it cannot be fed by road: its side has no source for it"
        text += "; it lives on its stock" + (" and on airdrops" if base.side in flown else "")
        notes.add("base-unfed", text, "bases", number)


def _check_traffic(scenario: Scenario, roads: _Roads, notes: Notes) -> None:
    for number, row in enumerate(scenario.traffic):
        loc = ("supply", "traffic", number)
        way = roads.travel(row.entry, None)
        if row.exit not in way:
            text = f"no road leads from {scenario.hex_name(row.entry)} to {scenario.hex_name(row.exit)}"
            notes.add("source-idle", text, *loc)
        elif held := _held(scenario, way, row.exit, row.side):
            enemy = scenario.sides[1 - row.side].id
            text = f"at the start {scenario.hex_name(held[-1])} on its way is held by '{enemy}'"
            notes.add("traffic-blocked", text, *loc)
