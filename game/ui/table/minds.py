"""Cards of the planner: what it would do in the player's place, and what the opponent had in mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from game.ai.reasons import Hint, Reason
from game.play import Mused
from game.rules.narrate import unit_name
from game.rules.orders import Airdrop, Attack, Bombard, Move, Order, Strike
from game.rules.ruleset import ONE
from game.rules.scenario import Scenario
from game.rules.state import View
from game.text import _, figure, plural
from game.ui.panels.model import Action, Block, Fact, Facts, InfoCard, Note
from game.ui.table.words import turn_day

_ORDERS = 12


def hint_card(view: View, found: Hint) -> InfoCard:
    """Return what the planner would do in the place of a view's side; each line leads to its place on the map."""
    if not found.reasons:
        return InfoCard(_("What the computer would do"), "", (Note(_("It has nothing to suggest now.")),), (_back(),))
    blocks: list[Block] = [Facts(tuple(_orders(view, found.orders)), _("Its first orders now"))]
    note = _("From what your side knows; nothing is ordered by it. Each line leads to its place.")
    return InfoCard(_("What the computer would do in your place"), note,
                    (*_reason_blocks(view.scenario, found.reasons), *blocks), (_back(),))


def minds_card(scenario: Scenario, rows: Sequence[Mused], at: int) -> InfoCard:
    """Return what the opponent had in mind in one of its last phases, with the way to the others."""
    if not rows:
        text = _("Nothing is known of its plans: it has not moved since this game was opened, or it makes none.")
        return InfoCard(_("What the opponent had in mind"), "", (Note(text),), (_back(),))
    phase = rows[at]
    note = _("{side}, {date}: as its phase began, from what it knew then.").format(
        side=scenario.sides[phase.view.side].name, date=turn_day(scenario.clock, phase.view.known.turn, year=True))
    return InfoCard(_("What the opponent had in mind"), note, tuple(_reason_blocks(scenario, phase.reasons())), (
        Action("minds_by:-1", _("Before"), "left", enabled=at > 0),
        Action("minds_by:1", _("After"), "right", enabled=at < len(rows) - 1), _back()))


def _back() -> Action:
    return Action("cancel", _("Close"), "escape", "primary")


def _reason_blocks(scenario: Scenario, reasons: Sequence[Reason]) -> Iterator[Block]:
    """Yield a short table for each formation: its tactic, why, what the score is made of, what was rejected."""
    for reason in reasons:
        note = _("because {why}. {sums}").format(why=reason.because, sums=reason.sums).strip()
        rows = [Fact(_capital(reason.tactic), _score(reason.score), "action", note, f"go:{reason.hex}")]
        rows += [Fact(_("or: {tactic}").format(tactic=row.tactic), _score(row.score), "secondary", "", f"go:{row.hex}")
                 for row in reason.rejected]
        yield Facts(tuple(rows), _title(scenario, reason))


def _title(scenario: Scenario, reason: Reason) -> str:
    count = len(reason.others)
    if not count:
        return reason.formation
    return plural("{who} ({n} unit does other things)", "{who} ({n} units do other things)", count).format(
        who=reason.formation, n=count)


def _score(thousandths: int) -> str:
    return figure(thousandths / ONE, ".1f") if thousandths else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- orders in words ---------------------------------------------------------------------------------------------


def _orders(view: View, orders: Sequence[Order]) -> Iterator[Fact]:
    """Yield the orders that move, fight or drop, in words; how many others there are."""
    told = [row for order in orders if (row := _in_words(view.scenario, order)) is not None]
    for text, action in told[:_ORDERS]:
        yield Fact(text, "", action=action)
    more = len(orders) - min(len(told), _ORDERS)
    if more > 0:
        yield Fact(plural("and {n} more, a stance or the like", "and {n} more: stances, priorities and the like",
                          more).format(n=more), "", "secondary")


def _in_words(scenario: Scenario, order: Order) -> tuple[str, str] | None:
    """Return an order in words and the action that leads to its place; None for one that only sets something."""
    match order:
        case Move(unit=unit, path=path):
            return _("{unit}: move to {place}").format(
                unit=unit_name(scenario, unit), place=scenario.hex_name(path[-1])), f"unit:{unit}"
        case Attack(units=units, target=target):
            names = ", ".join(unit_name(scenario, unit) for unit in units)
            text = _("{units}: probe {place}") if order.intensity == "probe" else _("{units}: attack {place}")
            return text.format(units=names, place=scenario.hex_name(target)), f"go:{target}"
        case Bombard(unit=unit, target=target):
            return _("{unit}: fire at {place}").format(
                unit=unit_name(scenario, unit), place=scenario.hex_name(target)), f"go:{target}"
        case Strike(target=target, sorties=count):
            text = plural("Jets: {n} sortie against {place}", "Jets: {n} sorties against {place}", count)
            return text.format(n=count, place=scenario.hex_name(target)), f"go:{target}"
        case Airdrop(base=base, sorties=count, height=height):
            text = _("Airdrop for {base}, low: {n}") if height == "low" else _("Airdrop for {base}, high: {n}")
            return text.format(base=scenario.base(base).name, n=plural("{n} sortie", "{n} sorties", count).format(
                n=count)), f"base:{base}"
    return None
