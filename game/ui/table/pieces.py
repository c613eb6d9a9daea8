"""What a side knows, as pieces on the board: counters, contacts, bases, depots, points at their places."""

from __future__ import annotations

from game.rules.scenario import Objective
from game.rules.state import State, Unit, View, pips
from game.rules.supply.stocks import FULL, OUT, ammo_level, days, feeding_base
from game.ui.art.counters import CounterLook, Days
from game.ui.board.model import BaseMark, BoardState, Day, OutpostMark, Piece, StarTag
from game.ui.table.words import points, turn_day

_SHORT_TENTHS = 20
"""Food for fewer tenths of a day than this marks a counter."""


def board_state(view: View, top: str = "") -> BoardState:
    """Return the board as a side knows it; the unit `top` lies on top of its stack."""
    known = view.known
    units = [unit for unit in known.units if unit.hex >= 0]
    units.sort(key=lambda unit: (unit.id != top, -unit.men, unit.id))
    pieces = [Piece(unit.id, unit.hex, counter(known, unit, view.side)) for unit in units]
    pieces += [
        Piece(contact.unit, contact.hex, _ghost(known, contact.type, contact.steps, 1 - view.side), ghost=True,
              caption=turn_day(known.scenario.clock, contact.turn))
        for contact in view.contacts
    ]
    marks = [base for base in known.bases if not known.scenario.base(base.id).depot]
    depots = [base for base in known.bases if known.scenario.base(base.id).depot]
    return BoardState(
        known.control, tuple(pieces), tuple(BaseMark(base.hex, base.side) for base in marks),
        tuple(OutpostMark(base.hex, base.side, _fill(known, base.id, base.side == view.side)) for base in depots),
        _stars(known), _day(known),
    )


def _day(state: State) -> Day:
    """Return what of date and weather shows on the ground."""
    return Day(state.scenario.clock.date_of(state.turn).month, state.weather.flyable, state.weather.mud)


def counter(state: State, unit: Unit, viewer: int) -> CounterLook:
    """Return the counter of a unit as a side sees it: of an enemy neither supply nor orders show."""
    kind = state.scenario.unit_type(unit.type)
    strength = pips(unit.men, unit.full_men)
    badges = [name for name, holds in (("dug_in", unit.entrench > 0), ("disrupted", unit.suppressed)) if holds]
    if unit.side != viewer:
        return CounterLook(unit.side, kind.symbol, kind.size_mark, strength, badges=tuple(badges))
    food, ammo, fuel = supply_days(state, unit)
    level = ammo_level(state, unit) if kind.attack or kind.range_hexes else FULL
    hungry = food is not None and food * 10 < _SHORT_TENTHS
    badges += [name for name, holds in (
        ("out_of_supply", level >= OUT or food == 0), ("low_supply", level > FULL or hungry),
        ("attacking", unit.rounds > 0), ("has_orders", unit.stance in ("interdict", "escort", "collect")),
    ) if holds]
    spent = state.side == viewer and (unit.move_left <= 0 or unit.rounds > 0 or unit.fired)
    return CounterLook(unit.side, kind.symbol, kind.size_mark, strength, (food, ammo, fuel), tuple(badges),
                       moved=spent)


def supply_days(state: State, unit: Unit) -> Days:
    """Return days of food, ammunition and fuel that a unit can draw on, None where it needs none."""
    holder = feeding_base(state, unit) or unit.id
    key = (f"days {holder}", unit.side)
    kept = state.memo.get(key)
    if not isinstance(kept, tuple):
        kept = tuple(None if tenths < 0 else tenths / 10 for tenths in days(state, holder))
        state.memo[key] = kept
    fuel = kept[2] if holder == unit.id else None
    return kept[0], kept[1], fuel


def _ghost(state: State, unit_type: str, steps: int, side: int) -> CounterLook:
    kind = state.scenario.unit_type(unit_type)
    return CounterLook(side, kind.symbol, kind.size_mark, min(8, max(1, steps)))


def _fill(state: State, base_id: str, own: bool) -> int:
    """Return how full a depot's sign is: by days of food for its owner, full for anyone else."""
    if not own:
        return 3
    food = days(state, base_id)[0]
    return 3 if food < 0 or food >= 50 else 2 if food >= _SHORT_TENTHS else 1 if food > 0 else 0


def _stars(state: State) -> tuple[StarTag, ...]:
    """Return the points that a place is worth at most to either side, at its hex."""
    worth: dict[int, int] = {}
    for row in state.scenario.objectives:
        hex_id = _hex_of(state, row)
        if hex_id >= 0:
            worth[hex_id] = max(worth.get(hex_id, 0), row.once + row.at_end)
    return tuple(StarTag(hex_id, points(value)) for hex_id, value in sorted(worth.items()) if value)


def _hex_of(state: State, row: Objective) -> int:
    """Return the hex of an objective, of a place's hexes the one with its name; -1 where it is about none."""
    if row.kind in ("hold_base", "take_base") and row.base:
        return state.base(row.base).hex
    if row.kind != "place":
        return -1
    named = {place.hex for place in state.scenario.map.places if place.people}
    return next((h for h in row.hexes if h in named), row.hexes[0] if row.hexes else -1)
