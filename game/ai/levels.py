"""The levels of the opponent, and the one function by which everything outside asks it for orders.

`next_orders` is pure: it depends on the view, the level and the memory alone, and gives the same bytes wherever it
runs.
"""

from __future__ import annotations

from typing import Any

from game.rules.orders import EndPhase, Order
from game.rules.state import View

STANDARD = "standard"
DRILL = "drill"
LEVELS: tuple[str, ...] = (STANDARD, DRILL)


def next_orders(view: View, level: str, memory: Any) -> tuple[tuple[Order, ...], Any]:
    """Return the next orders of the side of a view, in the order to give them, and the memory for the next call.

    Called again with what those orders showed, until EndPhase is among them. `memory` is JSON data or None, as
    returned by the call before. `drill` only ends its phases. ValueError for a level that does not exist.
    """
    if level == DRILL:
        return (EndPhase(),), memory
    if level != STANDARD:
        raise ValueError(f"There is no level {level!r}; the levels are {', '.join(LEVELS)}.")
    if view.known.outcome is not None or view.known.side != view.side:
        return (), memory
    from game.ai.conduct import turn_orders  # here, since a window that opens need not wait for it

    return turn_orders(view, dict(memory) if isinstance(memory, dict) else {})
