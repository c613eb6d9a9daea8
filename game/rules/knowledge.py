"""Fog of war: what a side sees, what it remembers, and the `View` of the state that it may have.

A hex is seen from an own unit within the sight of its type, from an own base within the ruleset's `sight`, and one hex
further where the eye looks down on open ground. Ground that conceals (groves, towns) is seen only from the next hex.
An enemy that attacked or fired in this turn is seen wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from game.rules.draft import Changes, Draft
from game.rules.rows import altered
from game.rules.ruleset import NOTHING
from game.rules.scenario import EventDef, Scenario
from game.rules.state import Base, Contact, DropTally, Standing, State, Unit, View, successor
from game.rules.victory import marks


@lru_cache(maxsize=8192)
def _seen_from(scenario: Scenario, hex_id: int, radius: int) -> int:
    """Return which hexes a lookout sees, as a number whose bytes are 1 for the hexes seen, hex 0 the lowest."""
    mask = bytearray(scenario.map.grid.size)
    height, above = scenario.map.elevation, scenario.ruleset.sight.look_down_m
    for distance in range(radius + 2):
        for other in scenario.map.grid.ring(hex_id, distance):
            if distance > 1 and scenario.terrain_at(other).conceals:
                continue
            mask[other] = distance <= radius or height[hex_id] - height[other] >= above
    return int.from_bytes(mask, "little")


@lru_cache(maxsize=32)
def _all_seen(scenario: Scenario) -> bytes:
    return b"\x01" * scenario.map.grid.size


def sight(where: State | Draft, side: int) -> bytes:
    """Return one byte per hex, 1 where a side sees it; all of them where the scenario has no fog."""
    if not where.scenario.fog:
        return _all_seen(where.scenario)
    if isinstance(where, Draft):
        return _sight(where.scenario, _lookouts(where.scenario, side, where.units.values(), where.bases.values()))
    kept = where.memo.get(("sight", side))
    if not isinstance(kept, bytes):
        kept = _sight(where.scenario, _lookouts(where.scenario, side, where.units, where.bases))
        where.memo["sight", side] = kept
    return kept


def _lookouts(
    scenario: Scenario, side: int, units: Iterable[Unit], bases: Iterable[Base],
) -> frozenset[tuple[int, int]]:
    """Return where a side looks from, and how many hexes far."""
    kinds = scenario.ruleset.kinds
    posts = {(u.hex, kinds[u.type].sight_hexes) for u in units if u.side == side and u.hex >= 0}
    posts.update((base.hex, scenario.ruleset.sight.base_hexes) for base in bases if base.side == side)
    return frozenset(posts)


@lru_cache(maxsize=256)
def _sight(scenario: Scenario, lookouts: frozenset[tuple[int, int]]) -> bytes:
    total = 0
    for hex_id, radius in lookouts:
        total |= _seen_from(scenario, hex_id, radius)
    return total.to_bytes(scenario.map.grid.size, "little")


def sees(unit: Unit, side: int, visible: bytes) -> bool:
    """Say whether a side that sees these hexes sees a unit: its own, one in sight, one that fired or attacked."""
    return unit.side == side or bool(unit.hex >= 0 and (visible[unit.hex] or unit.fired or unit.rounds))


def view(state: State, side: int) -> View:
    """Return what a side knows of a state; without fog that is everything but the seed and the draws."""
    kept = state.memo.get(("view", side))
    if not isinstance(kept, View):
        kept = _view(state, side)
        state.memo["view", side] = kept
    return kept


def note_seen(after: State, seen: tuple[bytes, bytes], before: State, known: View) -> None:
    """Keep with a state what each side sees, which has been noted, and the view of the side that goes on.

    `known` is the view that `known.side` had in the state before: parts that an order left as they were are kept.
    """
    after.memo["noted", 0] = True
    after.memo["sight", 0], after.memo["sight", 1] = seen
    if (after.turn, after.phase) == (before.turn, before.phase) and ("view", known.side) not in after.memo:
        after.memo["view", known.side] = _next_view(after, before, known)


def _view(state: State, side: int) -> View:
    visible = sight(state, side)
    if not state.scenario.fog:
        known = successor(state, {"seed": 0, "draws": (), "viewer": side})
        return View(side, known, visible, (), fog=False)
    mine = state.contacts[side]
    known = successor(state, {
        "seed": 0, "draws": (), "viewer": side, "control": _known_control(state, visible),
        "units": _known_units(state, side, visible), "bases": _known_bases(state, side, visible),
        "contacts": (mine, ()) if side == 0 else ((), mine),
        **{name: keep(state, getattr(state, name), side) for name, keep in _KNOWN_ROWS.items()},
    })
    return _viewed(known, side, visible)


def _viewed(known: State, side: int, visible: bytes) -> View:
    return View(side, known, visible, tuple([c for c in known.contacts[side] if c.unit not in known.by_id]))


def _next_view(state: State, before: State, last: View) -> View:
    """Return the view after an order, from the one before: what the order left alone is known as it was."""
    side, visible = last.side, sight(state, last.side)
    if not state.scenario.fog:
        return _view(state, side)
    looks, changed = visible is not last.visible, _changed_parts(state, before)
    new: dict[str, object] = {}
    for name in changed:
        if name in _KNOWN_ROWS:
            new[name] = _KNOWN_ROWS[name](state, getattr(state, name), side)
        elif name in _KNOWN_WHOLE:
            new[name] = getattr(state, name)
    if looks or "control" in changed:
        new["control"] = _known_control(state, visible)
    if looks or "units" in changed:
        new["units"] = _known_units(state, side, visible, before, last)
    if looks or "bases" in changed:
        new["bases"] = _known_bases(state, side, visible)
    if "contacts" in changed:
        new["contacts"] = (state.contacts[0], ()) if side == 0 else ((), state.contacts[1])
    return _viewed(successor(last.known, new) if new else last.known, side, visible)


def _changed_parts(state: State, before: State) -> set[str]:
    """Return the names of the parts that are not the very same; accounts also where there are other holders."""
    now, was = vars(state), vars(before)
    changed = {name for name in _PARTS if now[name] is not was[name]}
    if "accounts" not in changed and changed & {"units", "bases"} and not _same_holders(state, before):
        changed.add("accounts")
    return changed


def _known_units(
    state: State, side: int, visible: bytes, before: State | None = None, last: View | None = None,
) -> tuple[Unit, ...]:
    """Return the units a side sees, enemies as the eye tells them: those unchanged as in the view before."""
    masked = last.known.by_id if last is not None else {}
    was = before.by_id if before is not None else {}
    found: list[Unit] = []
    for unit in state.units:
        if unit.side == side:  # that chance was asked about an ambush would tell of who lies there unseen
            found.append(altered(unit, ambushed=False) if unit.ambushed else unit)
        elif sees(unit, side, visible):
            kept = masked.get(unit.id) if was.get(unit.id) is unit else None
            found.append(kept or _masked_unit(state.scenario, unit))
    return tuple(found)


def _known_bases(state: State, side: int, visible: bytes) -> tuple[Base, ...]:
    return tuple([_known_base(state.scenario, base, side, visible) for base in state.bases])


def _same_holders(state: State, before: State) -> bool:
    return state.bases is before.bases and [unit.id for unit in state.units] == [unit.id for unit in before.units]


def _own_accounts(state: State, rows: Rows, side: int) -> Rows:
    units = tuple([unit.id for unit in state.units if unit.side == side])
    holders = _holders(units, tuple([base.id for base in state.bases if base.side == side]))
    return tuple([row for row in rows if row[0] in holders])


@lru_cache(maxsize=64)
def _holders(units: tuple[str, ...], bases: tuple[str, ...]) -> frozenset[str]:
    """Return the names under which these have accounts; a unit has one for its load besides."""
    return frozenset((*bases, *units, *(f"{unit}:cargo" for unit in units)))


def _own_fleets(state: State, rows: Rows, side: int) -> Rows:
    shared = {source.id for source in state.scenario.supply_sources if source.side == side}
    return tuple(fleet for fleet in rows if fleet.source in shared)


def _of_side(_state: State, rows: Rows, side: int) -> Rows:
    return tuple(row for row in rows if row.side == side)


Rows = tuple[Any, ...]
_KNOWN_ROWS: MappingProxyType[str, Callable[[State, Rows, int], Rows]] = MappingProxyType({
    "fleets": _own_fleets,
    "standings": lambda _state, rows, side: tuple(
        row if index == side else _masked_standing(row) for index, row in enumerate(rows)),
    "flags": lambda state, rows, side: tuple(row for row in rows if _flag_known(state.scenario, row[0], side)),
    "fired": lambda state, rows, side: tuple(row for row in rows if _event_known(state.scenario, row[0], side)),
    "pending": _of_side, "deliveries": _of_side, "flows": _of_side,
    "routes": lambda _state, rows, side: tuple(row for row in rows if row[1] == side),
    "accounts": _own_accounts,
    "en_route": lambda _state, rows, side: tuple(row for row in rows if row[0] == side),
    "drops": lambda _state, rows, side: (rows[0], DropTally()) if side == 0 else (DropTally(), rows[1]),
})
"""What a side knows of each table that it knows in part, from the whole of it."""

_KNOWN_WHOLE = frozenset(("dawn_control", "weather", "people", "harmed", "sites", "points", "held_since", "outcome"))
"""What both sides know as it is; turn and phase besides, which no view outlives."""

_PARTS = (*_KNOWN_WHOLE, *_KNOWN_ROWS, "control", "units", "bases", "contacts")


def _known_control(state: State, visible: bytes) -> bytes:
    """Return control as it is where a side sees it, and as it was at dawn elsewhere: all hexes as one number."""
    seen = int.from_bytes(visible, "little") * 255
    now, dawn = int.from_bytes(state.control, "little"), int.from_bytes(state.dawn_control, "little")
    return (dawn ^ ((now ^ dawn) & seen)).to_bytes(len(visible), "little")


def _masked_unit(scenario: Scenario, unit: Unit) -> Unit:
    """Return an enemy as the eye tells it: type, place, stance and digging, men and vehicles in whole steps."""
    kind = scenario.unit_type(unit.type)
    return Unit(
        unit.id, unit.side, unit.type, unit.group, unit.hex,
        _whole_steps(unit.men, kind.men_per_step, unit.full_men),
        _whole_steps(unit.vehicles, max(1, kind.vehicles_per_step), unit.full_vehicles),
        unit.full_men, unit.full_vehicles, unit.quality_pm, stance=unit.stance, entrench=unit.entrench,
        fired=unit.fired, suppressed=unit.suppressed,
    )


def _whole_steps(now: int, step: int, full: int) -> int:
    return min(-(-now // step) * step, max(full, now))


def _known_base(scenario: Scenario, base: Base, side: int, visible: bytes) -> Base:
    """Return an own base as it is; of an enemy base the holder, and its works where they are in sight."""
    if base.side == side:
        return base
    fort = base.fort if visible[base.hex] else scenario.base(base.id).fort
    return Base(base.id, base.side, base.hex, NOTHING, fort=fort, since=base.since)


def _masked_standing(row: Standing) -> Standing:
    """Return what the other side can know: politics, lost aircraft, and the harm it is known to have caused."""
    return Standing(
        row.support, jets_lost=row.jets_lost, helicopters_lost=row.helicopters_lost, harm=row.harm,
        heritage=row.heritage,
    )


def _event_known(scenario: Scenario, event_id: str, side: int) -> bool:
    seen = _known_events(scenario, side)
    return event_id in seen


@lru_cache(maxsize=32)
def _known_events(scenario: Scenario, side: int) -> frozenset[str]:
    return frozenset(event.id for event in scenario.events if side in event.seen_by)


def _flag_known(scenario: Scenario, flag: str, side: int) -> bool:
    """Say whether a side knows a flag.

    One stays hidden that only events hidden from it can set, or in which the other side's objectives note something:
    whether trucks came to its bases.
    """
    return flag not in _hidden_flags(scenario, side)


@lru_cache(maxsize=32)
def _hidden_flags(scenario: Scenario, side: int) -> frozenset[str]:
    shown: set[str] = set()
    hidden: set[str] = set()
    for event in scenario.events:
        (shown if side in event.seen_by else hidden).update(_flags_of(event))
    theirs = {flag for row in scenario.objectives if row.side != side for flag in marks(row)}
    return frozenset((hidden - shown) | theirs)


def _flags_of(event: EventDef) -> set[str]:
    effects = [*event.effects, *(effect for choice in event.choices for effect in choice.effects)]
    timed = {"truce", "coordination", "pool"}
    return {effect.kind if effect.kind in timed else effect.flag for effect in effects} - {""}


# --- what is remembered and what is told ---------------------------------------------------------------------


def note_contacts(draft: Draft) -> tuple[bytes, bytes]:
    """Bring both sides' last-known contacts up to date with what each sees now; return what each sees."""
    noted = ("noted", 0) in draft.start.memo and draft.turn == draft.start.turn
    changed = draft.changed_units() if noted else None
    return _note_contacts(draft, 0, changed), _note_contacts(draft, 1, changed)


def _note_contacts(draft: Draft, side: int, changed: Changes | None) -> bytes:
    """Bring one side's contacts up to date; where it sees what it saw, only units that changed can be news."""
    if changed is not None and not _looks_otherwise(draft, side, changed):
        visible = sight(draft.start, side)
        for unit, was in changed:
            if unit.side != side and _shown(unit) != _shown(was):
                _note(draft, unit, visible)
        return visible
    visible, rows = sight(draft, side), draft.contacts[side]
    for unit_id in [key for key, row in rows.items() if row.turn < draft.turn and visible[row.hex]]:
        del rows[unit_id]  # a turn later the place is seen to be empty, or the unit is noted anew below
    for unit in _to_note(draft, side, changed, visible):
        _note(draft, unit, visible)
    return visible


def _to_note(draft: Draft, side: int, changed: Changes | None, visible: bytes) -> list[Unit]:
    """Return the enemies that can be news to a side: all, or where all are noted those changed or not seen before."""
    enemies = [unit for unit in draft.units.values() if unit.side != side]
    if changed is None:
        return enemies
    before, others = sight(draft.start, side), {unit.id for unit, _was in changed}
    return [unit for unit in enemies if unit.id in others or (visible[unit.hex] and not before[unit.hex])]


def _note(draft: Draft, unit: Unit, visible: bytes) -> None:
    if unit.hex >= 0 and (visible[unit.hex] or unit.fired or unit.rounds):
        remember(draft, unit, unit.hex)


def _looks_otherwise(draft: Draft, side: int, changed: Changes) -> bool:
    """Say whether a side looks from elsewhere than before: a unit of it has moved, or a base changed hands."""
    return any(unit.side == side and unit.hex != was.hex for unit, was in changed) or draft.bases_changed_hands()


def _shown(unit: Unit) -> tuple[object, ...]:
    return unit.hex, unit.men, unit.fired, unit.rounds


def remember(draft: Draft, unit: Unit, hex_id: int) -> None:
    """Let the other side remember a unit where it was last seen."""
    steps = -(-unit.men // draft.scenario.unit_type(unit.type).men_per_step)
    rows = draft.contacts[1 - unit.side]
    known = rows.get(unit.id)
    if known is None or (known.hex, known.turn, known.steps, known.type) != (hex_id, draft.turn, steps, unit.type):
        rows[unit.id] = Contact(unit.id, unit.type, hex_id, draft.turn, steps)


def revealed(before: State, after: State, side: int) -> bool:
    """Say whether a side has learned something of the enemy between two states of its own phase."""
    old, new = view(before, side), view(after, side)
    if _enemies(old.known, side) != _enemies(new.known, side):
        return True
    if [c.unit for c in old.contacts] != [c.unit for c in new.contacts]:
        return True
    learned = [
        h for h, (was, now) in enumerate(zip(old.visible, new.visible, strict=True))
        if now and not was and after.control[h] not in (old.known.control[h], side + 1)
    ]
    return bool(learned)


def _enemies(known: State, side: int) -> tuple[list[Unit], list[Base]]:
    return [u for u in known.units if u.side != side], [b for b in known.bases if b.side != side]


def seen_along(visible: bytes, path: tuple[int, ...]) -> tuple[int, ...]:
    """Return the hexes of a path that lie in sight, in order."""
    return tuple(h for h in path if visible[h])
