"""How long a base or unit lasts: days until it cannot attack, cannot hold, and its men begin to give up.

Everything is reckoned from what is known now: stocks, needs by posture, what the roads bring, and airdrops with their
luck. Nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from game.rules.draft import add_stock
from game.rules.narrate import holder_name
from game.rules.ruleset import AMMO, FOOD, FUEL, ONE, Height, Stock
from game.rules.state import Base, State, Unit
from game.rules.supply.drops import Drops, drops_on
from game.rules.supply.stocks import Posture, ammo_out_kg, fed_units, find_base, need_day, upkeep_grams
from game.rules.supply.wanted import brought, consumer_id, held
from game.rules.supply.wording import day_text
from game.text import _

LASTS = -1
"""Days where something holds out beyond the days asked about."""

POSTURES: tuple[Posture, ...] = ("rest", "hold", "attack")


class Span(NamedTuple):
    """Whole days until something happens, `LASTS` where it does not: without drops, and with few, usual and many found.

    They never fall from left to right.
    """

    without: int
    low: int
    expected: int
    high: int


class Inflow(NamedTuple):
    """Kilograms a day that come in, in the same four cases as a `Span`."""

    without: Stock
    low: Stock
    expected: Stock
    high: Stock


@dataclass(frozen=True, slots=True)
class ClassDays:
    """Days until a class is gone at a posture (None as everyone now stands), with what is used a day."""

    posture: Posture | None
    supply_class: int
    need_kg_day: int
    gone: Span


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long a base (with all it feeds) or a unit lasts if nothing changes; days count from this dawn.

    `stock` is what the base and its units hold together; `inflow` and `present` are for what they need as they now
    stand, `classes` for each posture. `attack`: attacking every day, until ammunition is out and the
    rules forbid attacks. `hold`: holding, until ammunition is out, so that defence is weak and no gun fires.
    `breaks`: on the present ration, until hunger is so great that men give up to an enemy beside them.
    """

    holder: str
    days: int
    stock: Stock
    inflow: Inflow
    drops: Drops | None
    present: tuple[ClassDays, ...]
    classes: tuple[ClassDays, ...]
    attack: Span
    hold: Span
    breaks: Span
    sentence: str


def forecast(state: State, side: int, holder: str, days: int = 60, height: Height = "high") -> Forecast:
    """Return how long a base or unit of a side lasts, looking some days ahead; KeyError where it has no such holder.

    A unit that draws on a base lasts as long as its base. What the roads bring is what they would bring of the need at
    the posture, by the same solve as the rule's; drops are flown on the base with the usual load, as many as its part
    of the side's sorties by need of food. Under fog all is as far as is known.
    """
    holder = consumer_id(state, side, holder)
    base = find_base(state, holder)
    units = fed_units(state, base) if base else (state.by_id[holder],)
    drops = drops_on(state, side, base, days, height) if base else None
    rows, flows = [], {}
    for posture in POSTURES:
        need = need_day(state, holder, posture)
        flows[posture] = _inflow(brought(state, side, holder, need), drops)
        rows += [ClassDays(posture, k, need[k], _gone(state, holder, base, k, need[k], flows[posture], days))
                 for k in (FOOD, AMMO, FUEL)]
    inflow = _inflow(brought(state, side, holder, need_day(state, holder)), drops)
    milestones = (
        _ammunition_out(state, holder, "attack", flows["attack"], days),
        _ammunition_out(state, holder, "hold", flows["hold"], days),
        _gives_up(state, holder, base, units, inflow, days),
    )
    return Forecast(holder, days, held(state, holder), inflow, drops,
                    _present(state, holder, base, inflow, days), tuple(rows), *milestones,
                    sentence=_sentence(state, holder, milestones, days))


def gone_first(state: State, side: int, holder: str, days: int = 30) -> ClassDays | None:
    """Return the class, food or ammunition, that a holder runs out of first as all now stand, None where none ends.

    It is the `present` of the forecast without the rest of it; KeyError where the side has no such holder.
    """
    holder = consumer_id(state, side, holder)
    key = (f"gone first {holder} {days}", side)
    if key not in state.memo:
        base = find_base(state, holder)
        drops = drops_on(state, side, base, days) if base else None
        inflow = _inflow(brought(state, side, holder, need_day(state, holder)), drops)
        rows = [row for row in _present(state, holder, base, inflow, days)[:FUEL] if row.gone.expected != LASTS]
        state.memo[key] = min(rows, key=lambda row: (row.gone.expected, row.supply_class), default=None)
    kept = state.memo[key]
    return kept if isinstance(kept, ClassDays) else None


def _present(state: State, holder: str, base: Base | None, inflow: Inflow, days: int) -> tuple[ClassDays, ...]:
    need = need_day(state, holder)
    return tuple(ClassDays(None, k, need[k], _gone(state, holder, base, k, need[k], inflow, days))
                 for k in (FOOD, AMMO, FUEL))


# --- what comes in ------------------------------------------------------------------------------------------------


def _inflow(road: Stock, drops: Drops | None) -> Inflow:
    if drops is None:
        return Inflow(road, road, road, road)
    low, expected, high = (add_stock(road, drops.per_day(kg)) for kg in (drops.low, drops.expected, drops.high))
    return Inflow(road, low, expected, high)


# --- how long it lasts --------------------------------------------------------------------------------------------


def _gone(state: State, holder: str, base: Base | None, k: int, need: int, inflow: Inflow, days: int) -> Span:
    """Return the days until a class is gone; generators cannot burn what vehicles carry."""
    stock = base.stock[FUEL] if base and k == FUEL else held(state, holder)[k]
    return _span(_days_left(stock, need - flow[k], days) for flow in inflow)


def _ammunition_out(state: State, holder: str, posture: Posture, inflow: Inflow, days: int) -> Span:
    """Return the days until ammunition is out by the rules' own measure, used at a posture."""
    spare = held(state, holder)[AMMO] - ammo_out_kg(state, holder)
    need = need_day(state, holder, posture)[AMMO]
    return _span(_days_till_below(spare, need - flow[AMMO], days) for flow in inflow)


def _days_till_below(spare: int, loss: int, days: int) -> int:
    """Return the days until what is spare turns to less than nothing: 0 where it has, `LASTS` beyond `days`."""
    if spare < 0:
        return 0
    left = spare // loss + 1 if loss > 0 else days + 1
    return left if left <= days else LASTS


def _days_left(spare: int, loss: int, days: int) -> int:
    """Return the whole days that a store covers when it falls by so much a day, `LASTS` beyond `days`."""
    if loss <= 0:
        return LASTS
    left = max(0, spare) // loss
    return left if left <= days else LASTS


def _gives_up(
    state: State, holder: str, base: Base | None, units: tuple[Unit, ...], inflow: Inflow, days: int
) -> Span:
    """Return the days until the hungriest unit passes the hunger from which men give up, turn by turn as at night."""
    rules, step = state.scenario.ruleset.hunger, state.scenario.clock.days
    if not units:
        return Span(LASTS, LASTS, LASTS, LASTS)
    ration = base.ration if base else units[0].ration
    rate = {"full": rules.full_per_day, "two_thirds": rules.two_thirds_per_day, "half": rules.half_per_day}[ration]
    need = sum(-(-upkeep_grams(state.scenario, unit, ration)[FOOD] * step // ONE) for unit in units)
    found = []
    for flow in inflow:
        hunger, store, turn = max(unit.hunger for unit in units), held(state, holder)[FOOD], 0
        while hunger <= rules.surrender_from and turn * step < days and need:
            turn += 1
            store += flow[FOOD] * step
            eaten = min(need, store)
            store -= eaten
            hunger = max(0, min(ONE, hunger + (eaten * rate + (need - eaten) * rules.none_per_day) * step // need))
        found.append(turn * step if hunger > rules.surrender_from else LASTS)
    return _span(found)


def _span(days: Iterable[int]) -> Span:
    without, low, expected, high = days
    return Span(without, low, expected, high)


# --- in words -----------------------------------------------------------------------------------------------------


def _sentence(state: State, holder: str, milestones: tuple[Span, Span, Span], days: int) -> str:
    attack, hold, breaks = milestones
    name = holder_name(state.scenario, holder)
    able = _("cannot attack") if attack.expected == 0 else _("can attack every day until {date}").format(
        date=_until(state, attack, days))
    firm = _("cannot hold") if hold.expected == 0 else _("can hold until {date}").format(date=_until(state, hold, days))
    if breaks.expected == LASTS and breaks.low == LASTS:
        end = _("its men do not give up before {date}").format(date=_date(state, days))
    elif breaks.expected == 0:
        end = _("its men are so hungry that they may give up to an enemy beside them")
    else:
        end = _("its men begin to give up about {date}").format(date=_until(state, breaks, days))
    return _("{name}: if nothing changes it {able} and {firm}; {end}.").format(name=name, able=able, firm=firm, end=end)


def _until(state: State, span: Span, days: int) -> str:
    """Return a date in words, with its band where the luck of the drops makes a difference."""
    def text(value: int) -> str:
        return _("after {date}").format(date=_date(state, days)) if value == LASTS else _date(state, value)

    if span.low == span.high:
        return text(span.expected)
    return _("{date} ({early} to {late} by the luck of the drops)").format(
        date=text(span.expected), early=text(span.low), late=text(span.high))


def _date(state: State, days: int) -> str:
    return day_text(state.scenario.clock.date_of(state.turn) + timedelta(days=days))
