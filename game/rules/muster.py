"""Bringing forces onto the map: the state before the first dawn, and units that enter later."""

from __future__ import annotations

from collections.abc import Iterator

from game.rules.draft import Draft
from game.rules.orders import Arrived
from game.rules.politics import backed_men
from game.rules.ruleset import ONE
from game.rules.scenario import OFF_MAP, Scenario, UnitDef
from game.rules.state import Base, Fleet, Standing, State, Unit, Weather, steps_pm
from game.rules.supply.stocks import organic_stock


def before_first_dawn(scenario: Scenario, seed: int) -> State:
    """Return the state as the scenario sets it up: forces, stocks booked as `start`, no dawn yet, turn 0."""
    grid = scenario.map.grid
    places = scenario.map.places
    standings = tuple(Standing(side.support) for side in scenario.sides)
    bare = State(
        scenario=scenario, seed=seed, turn=0, phase=0, control=scenario.control, dawn_control=scenario.control,
        units=(),
        bases=tuple(Base(b.id, b.side, b.hex, (0, 0, 0), fort=b.fort, priority=b.priority) for b in scenario.bases),
        fleets=tuple(Fleet(s.id, s.trucks) for s in scenario.supply_sources),
        standings=(standings[0], standings[1]), weather=Weather(),
        people=tuple(place.people for place in places), harmed=(0,) * len(places),
        sites=(0,) * len(scenario.sites),
    )
    draft = Draft(bare)
    for base in scenario.bases:
        draft.credit(base.id, base.stock, "start")
    for definition in scenario.units:
        if definition.arrives in (0, 1):
            _equip(draft, draft.place_unit(definition, definition.hex), definition, "start")
            draft.control[definition.hex] = definition.side + 1
    assert len(draft.control) == grid.size, "one byte of control for each hex"
    return draft.finish()


def enter(draft: Draft, definition: UnitDef, near: int = OFF_MAP) -> bool:
    """Bring a unit of the order of battle in at its hex, an entry or the nearest free hex; False if none is free.

    `near` overrides where it enters. Low political support leaves part of its men and vehicles behind. Its stock is
    booked as `entered`; the hex goes to its side.
    """
    spots = (near,) if near != OFF_MAP else (definition.hex, *definition.entry_hexes)
    spot = next((h for h in _round(draft, spots) if _free(draft, definition, h)), OFF_MAP)
    if spot == OFF_MAP:
        return False
    _equip(draft, draft.place_unit(definition, spot), definition, "entered")
    _man(draft, definition)
    draft.control[spot] = definition.side + 1
    draft.emit(Arrived(definition.side, definition.id, spot, seen_by=(definition.side,)))
    return True


def _man(draft: Draft, definition: UnitDef) -> None:
    """Give a unit that has entered the men its side's political support lets it have, vehicles in proportion."""
    full_from = draft.scenario.ruleset.support.reinforcements_from_pm
    men = backed_men(draft, definition.side, definition.men, full_from, definition.id)
    vehicles = -(-definition.vehicles * men // max(1, definition.men))
    draft.change(definition.id, men=men, vehicles=min(definition.vehicles, vehicles))


def _equip(draft: Draft, unit: Unit, definition: UnitDef, reason: str) -> None:
    draft.credit(unit.id, organic_stock(draft.scenario, definition), reason)
    draft.credit(f"{unit.id}:cargo", definition.cargo, reason)


def _round(draft: Draft, spots: tuple[int, ...]) -> Iterator[int]:
    """Yield the wanted hexes, then those round the first, nearer ones before farther ones."""
    yield from spots
    for radius in range(1, 9):
        yield from draft.scenario.map.grid.ring(spots[0], radius)


def _free(draft: Draft, definition: UnitDef, hex_id: int) -> bool:
    """Say whether a unit may enter at a hex: no enemy, not an enemy base, room for it."""
    if any(base.hex == hex_id and base.side != definition.side for base in draft.bases.values()):
        return False
    room = draft.scenario.ruleset.movement.stacking_steps * ONE
    room -= steps_pm_of(draft.scenario, definition.type, definition.men)
    for unit in draft.units_at(hex_id):
        if unit.side != definition.side:
            return False
        room -= steps_pm(unit, draft.scenario.unit_type(unit.type).men_per_step)
    return room >= 0


def steps_pm_of(scenario: Scenario, type_id: str, men: int) -> int:
    """Return the strength of so many men of a type in thousandths of a step."""
    return men * ONE // scenario.unit_type(type_id).men_per_step
