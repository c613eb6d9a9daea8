"""What fighting and fire cost: men and vehicles, killed, wounded and captured, and units that are no more."""

from __future__ import annotations

from collections.abc import Sequence

from game.rules.chance import binomial
from game.rules.draft import Draft, take_stock
from game.rules.knowledge import sight
from game.rules.orders import Left, StockMoved
from game.rules.ruleset import NOTHING, ONE, Stock
from game.rules.state import Unit

Rows = tuple[tuple[str, int], ...]
"""Rows of unit and men."""


def spread(units: Sequence[Unit], men: int) -> Rows:
    """Return losses shared out over units by their men, largest remainders first; units that lose none left out."""
    total = sum(unit.men for unit in units)
    men = min(men, total)
    if men <= 0:
        return ()
    parts = [men * unit.men // total for unit in units]
    order = sorted(range(len(units)), key=lambda i: (-(men * units[i].men % total), i))
    for i in order[:men - sum(parts)]:
        parts[i] += 1
    return tuple((unit.id, part) for unit, part in zip(units, parts, strict=True) if part)


def suffer(draft: Draft, rows: Rows, taker: str | None = None) -> None:
    """Take casualties off units; `taker` is the enemy unit that gets what a destroyed unit leaves.

    `killed_pm` of them die, `returned_pm` of the others come back later (`Unit.wounded`); both are drawn.
    """
    rules = draft.scenario.ruleset.combat
    for unit_id, men in rows:
        unit = draft.units[unit_id]
        killed = binomial(men, rules.killed_pm, ONE, draft.draw("killed", unit.hex))
        back = binomial(men - killed, rules.returned_pm, ONE, draft.draw("wounded", unit.hex))
        standing = draft.standings[unit.side]
        draft.change_standing(
            unit.side, killed=standing.killed + killed, wounded=standing.wounded + men - killed)
        draft.change(unit_id, wounded=unit.wounded + back)
        _shrink(draft, unit_id, men, taker)


def capture(draft: Draft, rows: Rows, taker: str | None = None) -> None:
    """Take captured men off units."""
    for unit_id, men in rows:
        side = draft.units[unit_id].side
        draft.change_standing(side, captured=draft.standings[side].captured + men)
        _shrink(draft, unit_id, men, taker)


def remove(draft: Draft, unit_id: str, reason: str, taker: str | None = None) -> None:
    """Take a unit off the map; its stock and load are lost, the ruleset's captured share of them to `taker`.

    With reason `withdrawn` it takes both away with it. Emits Left.
    """
    unit = draft.units[unit_id]
    for holder in (unit_id, f"{unit_id}:cargo"):
        stock = draft.stock_of(holder)
        if reason == "withdrawn":
            draft.debit(holder, stock, "left")
        else:
            _leave_behind(draft, holder, stock, taker)
    seen = unit.hex >= 0 and sight(draft, 1 - unit.side)[unit.hex]
    del draft.units[unit_id]
    draft.emit(Left(unit.side, unit_id, unit.hex, reason, seen_by=(0, 1) if seen else (unit.side,)))


def _shrink(draft: Draft, unit_id: str, men: int, taker: str | None) -> None:
    """Take men off a unit, vehicles in proportion (the last part of one still drives), and loads they carried."""
    unit = draft.units[unit_id]
    left = unit.men - men
    if left <= 0:
        gone = draft.standings[unit.side].vehicles_lost + unit.vehicles
        draft.change_standing(unit.side, vehicles_lost=gone)
        draft.change(unit_id, men=0, vehicles=0)
        remove(draft, unit_id, "destroyed", taker)
        return
    vehicles = min(unit.vehicles, -(-unit.full_vehicles * left // max(1, unit.full_men)))
    lost = unit.vehicles - vehicles
    draft.change(unit_id, men=left, vehicles=vehicles)
    if lost:
        draft.change_standing(unit.side, vehicles_lost=draft.standings[unit.side].vehicles_lost + lost)
        load = unit.cargo
        burnt = (load[0] * lost // unit.vehicles, load[1] * lost // unit.vehicles, load[2] * lost // unit.vehicles)
        _leave_behind(draft, f"{unit_id}:cargo", burnt, taker)


def _leave_behind(draft: Draft, holder: str, stock: Stock, taker: str | None) -> None:
    """Book stock that falls out of a unit's hands: a share to the enemy unit `taker`, the rest destroyed."""
    share = draft.scenario.ruleset.supply.captured_pm if taker in draft.units else 0
    taken = (stock[0] * share // ONE, stock[1] * share // ONE, stock[2] * share // ONE)
    draft.debit(holder, taken, "left")
    draft.debit(holder, take_stock(stock, taken), "destroyed")
    if taken != NOTHING and taker is not None:
        draft.credit(taker, taken, "captured")
        side = draft.units[taker].side
        draft.emit(StockMoved(side, holder.partition(":")[0], taker, taken, "captured"))
