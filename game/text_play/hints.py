"""What the planner of the computer would do in the person's place: tactics with their reasons, orders as written."""

from __future__ import annotations

from collections.abc import Iterator

from game.ai.reasons import hint
from game.rules.notation import write_order
from game.rules.state import View
from game.text import _

_ORDERS = 12


def hint_lines(view: View) -> Iterator[str]:
    """Yield the reasons by formation and the first orders, which nobody gives but the person."""
    found = hint(view)
    if not found.reasons:
        yield _("There is nothing to suggest: it is not your phase, or you have no units.")
        return
    yield _("What the computer would do in your place, from what your side knows; nothing is ordered by it.")
    for reason in found.reasons:
        yield reason.sentence
        if reason.sums:
            yield f"    {reason.sums}"
    yield _("Its first orders now:")
    for order in found.orders[:_ORDERS]:
        yield f"    {write_order(order, view.scenario.map.grid)}"
    more = len(found.orders) - _ORDERS
    if more > 0:
        yield _("    and {n} more.").format(n=more)
