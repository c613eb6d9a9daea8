"""The ghost of next turn's supply: what a move that is being planned would change about it.

Both sides of the comparison are the solve of the next dawn on what the side knows now, without and with the move. An
enemy that is not seen plays no part in either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from game.rules.orders import Move
from game.rules.state import State, View
from game.rules.supply.plan import Plan, plan
from game.text import _
from game.ui.board.model import FlowLink, Tag
from game.ui.table.supplies import hexes_of, planned_arrivals, planned_links
from game.ui.table.words import short_name, tonnes

_LEAST_KG = 50
"""A change of less a day is not worth a tag."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """What would flow otherwise than without the move, and what that means to whom, the greatest change first."""

    links: tuple[FlowLink, ...] = ()
    tags: tuple[Tag, ...] = ()


def ghost_of(view: View, order: Move) -> Ghost:
    """Return how a move would change its side's supply at the next dawn; worked out once for each target."""
    known = view.known
    key = (f"ghost {order.unit} {order.path}", view.side)
    kept = known.memo.get(key)
    if not isinstance(kept, Ghost):
        after = moved(known, order)
        kept = known.memo[key] = _between(known, plan(known, view.side), after, plan(after, view.side))
    return kept


def moved(known: State, order: Move) -> State:
    """Return what a side knows as it would be after a move that meets nothing unseen."""
    unit = known.by_id[order.unit]
    control = bytearray(known.control)
    for hex_id in order.path:
        control[hex_id] = unit.side + 1
    there = replace(unit, hex=order.path[-1], moved=True, entrench=0, quiet_turns=0,
                    stance="hold" if unit.stance == "rest" else unit.stance)
    walked = frozenset(order.path)
    return replace(
        known, control=bytes(control), units=tuple(there if row.id == unit.id else row for row in known.units),
        bases=tuple(replace(base, side=unit.side) if base.hex in walked else base for base in known.bases),
    )


def _between(known: State, before: Plan, after_state: State, after: Plan) -> Ghost:
    old = {(link.a, link.b): link for link in planned_links(before)}
    new = {(link.a, link.b): link for link in planned_links(after)}
    changed = [row for step, row in sorted(new.items()) if step not in old or old[step].tonnes != row.tonnes]
    ended = [replace(row, tonnes=0.0) for step, row in sorted(old.items()) if step not in new]
    return Ghost((*changed, *ended), _tags(known, before, after_state, after))


def _tags(known: State, before: Plan, after_state: State, after: Plan) -> tuple[Tag, ...]:
    was = {row.consumer: row for row in planned_arrivals(known, before)}
    will = {row.consumer: row for row in planned_arrivals(after_state, after)}
    where = {**hexes_of(known), **hexes_of(after_state)}
    rows: list[tuple[int, Tag]] = []
    for consumer in sorted(was.keys() | will.keys()):
        old = was[consumer].got_kg_day if consumer in was else 0
        new = will[consumer].got_kg_day if consumer in will else 0
        if abs(new - old) >= _LEAST_KG:
            rows.append((abs(new - old), _tag(where[consumer], short_name(known.scenario, consumer), old, new)))
    passed = {row.traffic.id: row.arrived_kg_day for row in before.traffic}
    for way in after.traffic:
        old, new = passed.get(way.traffic.id, 0), way.arrived_kg_day
        if abs(new - old) >= _LEAST_KG:
            rows.append((abs(new - old), _tag(way.traffic.exit, way.traffic.name, old, new)))
    rows.sort(key=lambda row: (-row[0], row[1].hex))
    return tuple(tag for _change, tag in rows)


def _tag(hex_id: int, name: str, old: int, new: int) -> Tag:
    text = _("{name} {old} \u2192 {new} t/day").format(name=name, old=tonnes(old), new=tonnes(new))
    return Tag(hex_id, text, "alert" if new < old else "flow")
