"""Who controls which hex when a game begins: the claims of a scenario, then the ground under units and bases."""

from __future__ import annotations

from game.content.notes import Loc, Notes
from game.content.schema import ScenarioShape
from game.content.schema_forces import Claim
from game.rules.scenario import BaseDef, MapData, Road, UnitDef

_NEAR_ROAD = 3
"""A place at most so many hexes off a road may name a part of it."""


def opening_control(
    shape: ScenarioShape, board: MapData, units: tuple[UnitDef, ...], bases: tuple[BaseDef, ...], notes: Notes,
) -> bytes:
    """Return one byte for each hex: 0 nobody, 1 the first side, 2 the second.

    Claims count in the order of the file, later ones win; `rest` takes what no claim took; the hexes of units and
    bases at the start are always their side's.
    """
    control = bytearray(board.grid.size)
    rest = 0
    held = [(u.side, u.hex) for u in units if u.arrives <= 1] + [(b.side, b.hex) for b in bases]
    order = [side.id for side in shape.sides]
    for side_id, claims in shape.control.items():
        side = order.index(side_id)
        for number, claim in enumerate(claims):
            loc: Loc = ("control", side_id, number)
            if claim.rest and rest and rest != side + 1:
                notes.add("control-twice", "both sides claim the rest", *loc)
            rest = side + 1 if claim.rest else rest
            core = _hexes(claim, board, [h for s, h in held if s == side], loc, notes)
            for h in core:
                for near_h in board.grid.disk(h, claim.radius):
                    control[near_h] = side + 1
    for h in range(board.grid.size):
        control[h] = control[h] or rest
    for side, h in held:
        control[h] = side + 1
    return bytes(control)


def _hexes(claim: Claim, board: MapData, own: list[int], loc: Loc, notes: Notes) -> list[int]:
    """Return the hexes that a claim names, without its radius."""
    hexes = list(claim.places)
    if claim.units:
        hexes += own
    if claim.road is not None:
        road = next(road for road in board.roads if road.id == claim.road)
        hexes += _stretch(road, claim, board, loc, notes)
    elif claim.start is not None or claim.end is not None:
        notes.add("together", "'from' and 'to' belong to 'road'", *loc)
    if claim.columns is not None or claim.rows is not None:
        first_col, last_col = claim.columns or (0, board.grid.cols - 1)
        first_row, last_row = claim.rows or (0, board.grid.rows - 1)
        hexes += [
            row * board.grid.cols + col
            for row in range(first_row, min(last_row + 1, board.grid.rows))
            for col in range(first_col, min(last_col + 1, board.grid.cols))
        ]
    if not hexes and not claim.rest and not claim.units:
        text = "this claim names no hex: give places, road, columns and rows, units or rest"
        notes.add("exactly-one", text, *loc)
    return hexes


def _stretch(road: Road, claim: Claim, board: MapData, loc: Loc, notes: Notes) -> list[int]:
    """Return the hexes of a road between the two ends that a claim gives, all of it where it gives none."""
    ends = []
    for key, hex_id in (("from", claim.start), ("to", claim.end)):
        if hex_id is None:
            continue
        distance, index = min((board.grid.distance(hex_id, h), i) for i, h in enumerate(road.hexes))
        if distance > _NEAR_ROAD:
            text = f"this is {distance} hexes from the road: name a place on it"
            notes.add("place-off-map", text, *loc, key)
        ends.append(index)
    if not ends:
        return list(road.hexes)
    if len(ends) == 1:
        notes.add("together", "a part of a road needs both 'from' and 'to'", *loc)
        return []
    return list(road.hexes[min(ends) : max(ends) + 1])
