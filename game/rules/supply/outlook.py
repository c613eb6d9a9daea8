"""What every consumer of a side gets of what it needs, and what it runs out of: to compare two situations."""

from __future__ import annotations

from dataclasses import dataclass

from game.rules.ruleset import Stock
from game.rules.state import State
from game.rules.supply.forecast import ClassDays, gone_first
from game.rules.supply.network import Consumer, network
from game.rules.supply.wanted import answer, delivered_to, wanted


@dataclass(frozen=True, slots=True)
class Outlook:
    """One consumer's day in kilograms, and the class that it runs out of first within 60 days, if any."""

    consumer: Consumer
    needs: Stock
    gets: Stock
    first: ClassDays | None


def outlook(state: State, side: int) -> tuple[Outlook, ...]:
    """Return the outlook of every consumer of a side, in the order of its network; worked out once for each state."""
    key = ("outlook", side)
    kept = state.memo.get(key)
    if not isinstance(kept, tuple):
        found = answer(state, side)
        kept = state.memo[key] = tuple(
            Outlook(row, wanted(state, row), delivered_to(found, row.id), gone_first(state, side, row.id, 60))
            for row in network(state, side).consumers)
    return kept
