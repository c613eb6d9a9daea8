"""The fingerprint of a scenario, and whether one that was read from a save fits together."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from game.rules.plain import canonical, to_plain
from game.rules.scenario import Scenario


def sealed(scenario: Scenario) -> Scenario:
    """Return the scenario with its fingerprint: SHA-256 over all of it but file lines and translations."""
    bare = replace(scenario, fingerprint="", lines=(), translations=(), ruleset=replace(scenario.ruleset, lines=()))
    return replace(scenario, fingerprint=sha256(canonical(to_plain(bare)).encode("ascii")).hexdigest())


def refuse_misfit(scenario: Scenario) -> None:
    """Raise ValueError with a sentence where sizes, hexes or sides of a scenario from a save do not fit its map."""
    board, size = scenario.map, scenario.map.grid.size
    for name, length in (("control", len(scenario.control)), ("terrain", len(board.terrain)),
                         ("elevation", len(board.elevation)), ("roads", len(board.road_sides))):
        if length != size:
            raise ValueError(f"The scenario has {length} values of {name} for {size} hexes.")
    grounds = len(scenario.ruleset.terrain)
    if any(ground >= grounds for ground in board.terrain) or any(held > 2 for held in scenario.control):
        raise ValueError("The scenario names a terrain or side that it does not have.")
    roads = len(scenario.ruleset.roads)
    if any(len(sides) != 6 or any(not -1 <= road < roads for road in sides) for sides in board.road_sides):
        raise ValueError("The scenario names a road that its rules do not have.")
    spots = [(unit.hex, unit.side) for unit in scenario.units]
    spots += [(base.hex, base.side) for base in scenario.bases]
    spots += [(source.hex, source.side) for source in scenario.supply_sources]
    if any(not 0 <= hex_id < size or side not in (0, 1) for hex_id, side in spots):
        raise ValueError("The scenario has a unit, base or source off its map, or of no side.")
    kinds = {kind.id for kind in scenario.ruleset.unit_types}
    if any(unit.type not in kinds for unit in scenario.units):
        raise ValueError("The scenario has a unit of a type that its rules do not have.")
