"""How the table writes dates, loads, days and names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from game.rules.chance import WHOLE
from game.rules.narrate import holder_name
from game.rules.scenario import Clock, Scenario
from game.rules.state import State, Unit
from game.rules.supply.forecast import ClassDays
from game.rules.supply.wording import day_text
from game.text import _, figure, plural
from game.ui.panels.model import Cite

_NEGATIVE = re.compile(r"(?<![^\s(])-(?=\d)")
"""The hyphen before a number that stands by itself."""


def short_name(scenario: Scenario, holder: str) -> str:
    """Return the name of a base or unit as the map writes it."""
    return holder_name(scenario, holder).removesuffix(" base")


def cited(scenario: Scenario, ids: Iterable[str], *, estimates: bool = True) -> tuple[Cite, ...]:
    """Return the sources of these ids with their short names, without `estimates` only those that are none."""
    names = {row.id: row.name for row in scenario.sources}
    return tuple(Cite(row, names.get(row, "")) for row in ids if estimates or row != "estimate")


def day(value: date, *, year: bool = True) -> str:
    """Return a date as people write it: 25 Oct 2012."""
    short = day_text(value)
    return f"{short} {value.year}" if year else short


def turn_day(clock: Clock, turn: int, *, year: bool = False) -> str:
    """Return the date of the dawn of a turn."""
    return day(clock.date_of(turn), year=year)


def tonnes(kg: float) -> str:
    """Return kilograms as tonnes with as many digits as tell something, halves rounded up: 0.07, 2.9, 40.

    >>> tonnes(70), tonnes(1450), tonnes(40_000)
    ('0.07', '1.5', '40')
    """
    if not kg:
        return "0"
    if abs(kg) < 95:
        return figure(kg / 1000, ".2f")
    return figure(int(kg / 100 + 0.5) / 10, ".1f") if abs(kg) < 9950 else figure(int(kg / 1000 + 0.5), ",")


def days_text(tenths: int) -> str:
    """Return days of supply from tenths: 3.5, 22, or more than a hundred."""
    if tenths > 999:
        return _("100+")
    return figure(tenths / 10, ".1f") if tenths < 100 else f"{tenths // 10}"


def days_left(row: ClassDays | None) -> str:
    """Return the days until a class is gone that is the first to go, in short, or that nothing is."""
    return _("lasts") if row is None else _("{n} d").format(n=row.gone.expected)


def points(thousandths: int) -> str:
    """Return points as people read them: whole, or with the decimals that tell something.

    >>> points(2000), points(2500), points(-150)
    ('2', '2.5', '−0.15')
    """
    return proper_minus(figure(round(thousandths / 1000, 2), "g"))


def proper_minus(text: str) -> str:
    """Return a text whose negative numbers have a minus sign where they had a hyphen.

    >>> proper_minus("Support -15, 2012-13, An-26")
    'Support −15, 2012-13, An-26'
    """
    return _NEGATIVE.sub("−", text)


def percent(weight: int) -> str:
    """Return a weight of 2**32 in per cent, never 0 % for something that can happen."""
    whole = (weight * 100 + WHOLE // 2) // WHOLE
    return _("less than 1 %") if weight and not whole else f"{whole} %"


def per_mille(weight: int) -> int:
    """Return a weight of 2**32 in per mille."""
    return (weight * 1000 + WHOLE // 2) // WHOLE


def strength(state: State, unit: Unit) -> str:
    """Return a unit's men and vehicles in words, as the state tells: of an enemy `up to`, in whole steps."""
    kind = state.scenario.unit_type(unit.type)
    men = plural("{n} man", "{n} men", unit.men).format(n=unit.men)
    if unit.vehicles and kind.vehicles_per_step:
        men += ", " + plural("{n} vehicle", "{n} vehicles", unit.vehicles).format(n=unit.vehicles)
    seen_only = state.viewer >= 0 and state.viewer != unit.side and state.scenario.fog
    return _("up to {men}").format(men=men) if seen_only else men


def stance_name(stance: str) -> str:
    """Return what a unit with a stance does."""
    return {"rest": _("resting"), "hold": _("holding"), "dig_in": _("digging in"), "interdict": _("lying in wait"),
            "escort": _("guarding the road"), "collect": _("collecting drops")}[stance]
