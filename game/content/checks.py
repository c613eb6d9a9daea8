"""Checks that need the whole scenario: forces here, supply and the story in the modules beside this one.

Each check takes the built scenario and the model it came from, whose rows are in the same order, and notes what
does not make sense at the row's place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from game.content.checks_lessons import check_lessons
from game.content.checks_story import check_story
from game.content.checks_supply import check_supply
from game.content.names import NEVER, fold
from game.content.notes import Notes
from game.content.schema import ScenarioShape
from game.rules.ruleset import ONE, RESULTS
from game.rules.scenario import Scenario

_POLICIES = ("fast", "balanced", "safe")


def check(scenario: Scenario, shape: ScenarioShape, notes: Notes) -> None:
    """Note everything in a scenario that was built which does not make sense."""
    _check_ruleset(scenario, notes)
    _check_places(scenario, notes)
    _check_units(scenario, notes)
    _check_stacks(scenario, notes)
    _check_arrivals(scenario, shape, notes)
    _check_bases(scenario, notes)
    _check_sides(scenario, shape, notes)
    check_supply(scenario, shape, notes)
    check_story(scenario, shape, notes)
    check_lessons(scenario, notes)


def _check_ruleset(scenario: Scenario, notes: Notes) -> None:
    rules = scenario.ruleset
    results, policies = tuple(r.id for r in rules.combat.results), tuple(p.id for p in rules.supply.policies)
    if results != RESULTS:
        text = f"expected the results {', '.join(RESULTS)} in this order"
        notes.add("value-wrong", text, "ruleset", "combat", "results")
    elif any(a.odds >= b.odds for a, b in pairwise(rules.combat.results)):
        text = "the odds must grow from the worst result to the best"
        notes.add("value-wrong", text, "ruleset", "combat", "results")
    if set(policies) != set(_POLICIES):
        text = f"expected each of the policies {', '.join(_POLICIES)} once"
        notes.add("value-wrong", text, "ruleset", "supply", "policies")
    if all(road.id != "cross_country" for road in rules.roads):
        text = "the rules need a road class 'cross_country': the way of trucks off roads"
        notes.add("key-missing", text, "ruleset", "roads")
    months = [month.month for month in rules.months]
    for number, month in enumerate(months):
        if month in months[:number]:
            notes.add("id-duplicate", f"month {month} stands here a second time", "ruleset", "months", number, "month")


def _check_places(scenario: Scenario, notes: Notes) -> None:
    at: dict[int, str] = {}
    called: dict[str, str] = {}
    for number, place in enumerate(scenario.map.places):
        if place.hex in at:
            text = f"'{place.name}' is in the same hex as '{at[place.hex]}': only one of them is shown"
            notes.add("map-names", text, "map", "places", number, "hex")
        at.setdefault(place.hex, place.name)
        for name in {fold(word): word for word in (place.id, place.name, *place.aliases)}:
            if called.setdefault(name, place.id) != place.id:
                text = f"'{name}' is also a name of '{called[name]}', so it names neither"
                notes.add("map-names", text, "map", "places", number)


def _check_units(scenario: Scenario, notes: Notes) -> None:
    groups = {group.id: group for group in scenario.groups}
    deepest = len(scenario.ruleset.combat.entrench_pm) - 1
    for number, unit in enumerate(scenario.units):
        kind = scenario.unit_type(unit.type)
        if unit.group and groups[unit.group].side != unit.side:
            text = f"the group '{unit.group}' fights for the other side"
            notes.add("group-side", text, "units", number, "group")
        if unit.entrench > deepest:
            text = f"expected a level from 0 to {deepest}, as many as ruleset.combat.entrench has, got {unit.entrench}"
            notes.add("value-wrong", text, "units", number, "entrench")
        room = kind.cargo_kg_per_step * unit.men // kind.men_per_step
        if sum(unit.cargo) > room:
            text = f"it carries {sum(unit.cargo)} kg, but its trucks take {room} kg"
            notes.add("cargo-too-much", text, "units", number, "cargo_t")


def _steps(scenario: Scenario, number: int) -> int:
    unit = scenario.units[number]
    return unit.men * ONE // scenario.unit_type(unit.type).men_per_step


def _check_stacks(scenario: Scenario, notes: Notes) -> None:
    most = scenario.ruleset.movement.stacking_steps
    stacks: dict[int, list[int]] = {}
    for number, unit in enumerate(scenario.units):
        if unit.arrives <= 1:
            stacks.setdefault(unit.hex, []).append(number)
        elif _steps(scenario, number) > most * ONE:
            text = f"it has more than the {most} steps that fit into a hex"
            notes.add("stacking", text, "units", number)
    for hex_id, numbers in stacks.items():
        where = scenario.hex_name(hex_id)
        sides = {scenario.units[number].side for number in numbers}
        if len(sides) > 1:
            notes.add("enemies-together", f"units of both sides stand in {where}", "units", numbers[-1], "at")
        steps = sum(_steps(scenario, number) for number in numbers)
        if steps > most * ONE:
            text = f"{steps / ONE:g} steps stand in {where}, where {most} fit"
            notes.add("stacking", text, "units", numbers[-1], "at")


def _brought(scenario: Scenario) -> Iterator[str]:
    for event in scenario.events:
        for effects in (event.effects, *(choice.effects for choice in event.choices)):
            for effect in effects:
                if effect.kind == "arrive":
                    yield from effect.units


def _check_arrivals(scenario: Scenario, shape: ScenarioShape, notes: Notes) -> None:
    by_event = frozenset(_brought(scenario))
    turns = scenario.clock.turns
    for number, unit in enumerate(scenario.units):
        given = shape.units[number].arrives
        if unit.id in by_event and given <= 1:
            text = "an event brings it, but it is there from the start: give 'arrives: event'"
            notes.add("unit-arrival", text, "units", number, "arrives")
        elif given == NEVER and unit.id not in by_event:
            notes.add("unit-arrival", "no event brings it, so it never arrives", "units", number, "arrives")
        elif turns < given < NEVER:
            text = f"it arrives in turn {given}, after the end of the game in turn {turns}"
            notes.add("unit-arrival", text, "units", number, "arrives")


def _check_bases(scenario: Scenario, notes: Notes) -> None:
    grid, reach = scenario.map.grid, scenario.ruleset.supply.base_reach_hexes
    deepest = len(scenario.ruleset.combat.entrench_pm) - 1
    for (first, a), (second, b) in combinations(enumerate(scenario.bases), 2):
        if a.hex == b.hex:
            text = f"there is a base in this hex already, '{scenario.bases[first].id}'"
            notes.add("base-held", text, "bases", second, "at")
    for number, base in enumerate(scenario.bases):
        if base.fort > deepest:
            text = f"expected a level from 0 to {deepest}, as many as ruleset.combat.entrench has, got {base.fort}"
            notes.add("value-wrong", text, "bases", number, "fort")
        near = [u for u in scenario.units if u.arrives <= 1 and grid.distance(u.hex, base.hex) <= reach]
        if any(u.hex == base.hex and u.side != base.side for u in near):
            notes.add("enemies-together", "a unit of the other side stands in this base", "bases", number, "at")
        elif not base.depot and all(u.side != base.side for u in near):
            notes.add("base-garrison", "no unit of its side is in it or near it at the start", "bases", number)
        if base.prize_fuel_kg > base.stock[2]:
            text = f"the store of {base.prize_fuel_kg} kg is more than all the fuel there, {base.stock[2]} kg"
            notes.add("value-wrong", text, "bases", number, "prize_fuel_t")
        for place, link in enumerate(base.links):
            other = scenario.base(link.to)
            if other.id == base.id or other.side != base.side:
                text = "a link leads to another base of the same side"
                notes.add("link-self", text, "bases", number, "links", place, "to")


def _check_sides(scenario: Scenario, shape: ScenarioShape, notes: Notes) -> None:
    ids = [side.id for side in scenario.sides]
    for side in range(2):
        if all(unit.side != side for unit in scenario.units):
            notes.add("side-count", f"the side '{ids[side]}' has no unit", "units")
    rows = [row.side for row in shape.air]
    if len(rows) == 2 and rows[0] == rows[1]:
        notes.add("id-duplicate", "this side has a row already", "air", 1, "side")
    used = {unit.group for unit in scenario.units} | {source.group for source in scenario.supply_sources}
    for number, group in enumerate(scenario.groups):
        if group.id not in used and notes.is_own("groups", number):
            notes.add("unused", f"no unit belongs to the group '{group.id}'", "groups", number)
