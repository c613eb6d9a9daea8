"""What the planner of the computer would do in the person's place: tactics with their reasons, orders as written."""

from __future__ import annotations

from collections.abc import Iterator

from game.ai.reasons import Reason, hint
from game.rules.notation import write_order
from game.rules.ruleset import ONE
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
        parts = parts_line(reason)
        if parts:
            yield f"    {parts}"
    yield _("Its first orders now:")
    for order in found.orders[:_ORDERS]:
        yield f"    {write_order(order, view.scenario.map.grid)}"
    more = len(found.orders) - _ORDERS
    if more > 0:
        yield _("    and {n} more.").format(n=more)


def parts_line(reason: Reason) -> str:
    """Return what a score is made of, empty for a duty that was not chosen."""
    if not reason.score:
        return ""
    fed = _("supply reaches there") if reason.fed else _("no supply reaches there")
    return _("worth {worth:.1f} points; strength wanted {wanted}, given {given}; {way} % of that for the way; {fed}").format(
        worth=reason.worth / ONE, wanted=reason.wanted // ONE, given=reason.given // ONE, way=reason.way_pm // 10,
        fed=fed)
