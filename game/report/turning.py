"""Turning points: the turns after which supply or odds at a base stood lastingly otherwise than before.

For each base and turn the mean of a few turns after is compared with that of a few turns before: how long its
supply would last, and how strong those near it were against its defenders. Where a base changed hands is a turning
point itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from game.report.course import BaseFigures, Course
from game.rules.narrate import sentence
from game.rules.orders import (
    AircraftLost,
    Arrived,
    BaseTaken,
    ChoiceMade,
    ControlTaken,
    Event,
    EventFired,
    Fought,
    StockMoved,
    Surrendered,
    TruckLost,
)
from game.rules.scenario import BaseDef, Scenario
from game.text import _

MOST = 6
"""Turning points that a report names."""

WINDOW_DAYS = 12
"""Days before and after that are compared, at most; in a short game a quarter of it."""

_LEAST = 0.3
"""A change smaller than this is no turning point: nine days of supply, or odds changed by half."""

_PLENTY_DAYS = 30
_MOST_DAYS = 60
"""Days of supply beyond which more does not matter, and beyond which they are not counted."""

_NOTABLE_DAYS = 3

_MOST_CAUSES = 3
_FAR = 25
"""Hexes from a base at which a road still has to do with it."""
_NOTABLE_T = 1
"""Tonnes of a turn that are spoken of."""


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A turn after which things stood otherwise: how much so, what changed in a sentence, what happened then."""

    number: int
    base: str
    weight: float
    change: str
    happened: tuple[str, ...]


def turning_points(course: Course) -> tuple[TurningPoint, ...]:
    """Return the weightiest turning points of a game in the order of time."""
    found = sorted((point for base in course.bases for point in _of_base(course, base)),
                   key=lambda point: (-point.weight, point.number, point.base))
    return tuple(sorted(found[:MOST], key=lambda point: (point.number, point.base)))


def window_turns(course: Course) -> int:
    """Return the turns before and after a dawn that are compared: fewer in a short game, at least one."""
    return max(1, min(WINDOW_DAYS // course.scenario.clock.days, len(course.dawns) // 4))


def _of_base(course: Course, base: BaseDef) -> Iterator[TurningPoint]:
    figures = course.figures[base.id]
    window = window_turns(course)
    taken = [number for number in range(1, len(figures)) if figures[number].held_by != figures[number - 1].held_by]
    for number in taken:
        side = course.scenario.sides[figures[number].held_by].name.lower()
        text = _("{base} falls to the {side}.").format(base=base.name, side=side)
        yield TurningPoint(number, base.id, 10.0, text, _happened(course, base, number))
    end = taken[0] if taken else len(figures)
    weights = {number: _weight(figures, number, window) for number in range(window, end - window + 1)}
    while weights:
        number = max(weights, key=lambda place: (weights[place], -place))
        if weights[number] < _LEAST:
            return
        yield TurningPoint(number, base.id, weights[number], _change(base, figures, number, window),
                           _happened(course, base, number))
        for near in range(number - window, number + window + 1):
            weights.pop(near, None)


def _weight(figures: Sequence[BaseFigures], number: int, window: int) -> float:
    before, after = figures[number - window:number], figures[number:number + window]
    return abs(_supply(after) - _supply(before)) + abs(_odds(after) - _odds(before))


def _supply(rows: Sequence[BaseFigures]) -> float:
    """Return the mean days of supply of the scarcer of food and ammunition, a month counting as one and no further."""
    return sum(min(_days(row.food_days), _days(row.ammo_days)) for row in rows) / len(rows) / _PLENTY_DAYS


def _days(value: float | None) -> float:
    return _PLENTY_DAYS if value is None else min(_PLENTY_DAYS, value)


def _odds(rows: Sequence[BaseFigures]) -> float:
    """Return the mean logarithm of the odds, on which twice as strong counts as one wherever it begins."""
    return sum(math.log2(max(0.125, min(8.0, row.odds))) for row in rows) / len(rows) / 2


def _change(base: BaseDef, figures: Sequence[BaseFigures], number: int, window: int) -> str:
    """Return what is different after a turn, in a sentence: supply, odds, or both."""
    before, after = figures[number - window:number], figures[number:number + window]
    parts: list[str] = []
    if abs(_supply(after) - _supply(before)) >= _LEAST / 2:
        food = [_mean(row.food_days for row in rows) for rows in (before, after)]
        ammo = [_mean(row.ammo_days for row in rows) for rows in (before, after)]
        parts += _stock_changes(((_("food"), *food), (_("ammunition"), *ammo)))
    if abs(_odds(after) - _odds(before)) >= _LEAST / 2 or not parts:
        parts.append(_("the enemies near it went from {a:.2f} to {b:.2f} times the strength of its defenders").format(
            a=sum(row.odds for row in before) / len(before), b=sum(row.odds for row in after) / len(after)))
    return f"{base.name}: {'; '.join(parts)}."


def _stock_changes(rows: Iterable[tuple[str, *tuple[float, ...]]]) -> Iterator[str]:
    """Yield for each class whose days changed from what to what."""
    for name, *days in rows:
        before, after = days
        if abs(after - before) >= _NOTABLE_DAYS and min(before, after) < _MOST_DAYS:
            yield _("{name} went from {a} to {b} days").format(name=name, a=_shown(before), b=_shown(after))


def _mean(column: Iterable[float | None]) -> float:
    values = [_MOST_DAYS if value is None else value for value in column]
    return sum(values) / len(values)


def _shown(days: float) -> str:
    return _("over {n}").format(n=_MOST_DAYS) if days > _MOST_DAYS else f"{days:.0f}"


def _happened(course: Course, base: BaseDef, number: int) -> tuple[str, ...]:
    """Return what happened in the turn before a dawn that may have made the change, the most telling first."""
    events = course.dawns[number].events
    ranked = sorted((-_telling(event, course.scenario, base), place) for place, event in enumerate(events))
    texts = [sentence(events[place], course.scenario) for weight, place in ranked if weight < 0]
    figures, days = course.figures[base.id][number], course.scenario.clock.days
    came = []
    if figures.road_t_day * days >= _NOTABLE_T:
        came.append(_("{t:.1f} t came by road.").format(t=figures.road_t_day * days))
    if figures.drop_t_day * days >= _NOTABLE_T:
        came.append(_("{t:.1f} t of drops were found.").format(t=figures.drop_t_day * days))
    return (*came, *tuple(dict.fromkeys(text for text in texts if text))[:_MOST_CAUSES])


def _telling(event: Event, scenario: Scenario, base: BaseDef) -> int:
    """Return how likely it is that an event has to do with a change at a base; 0 for not at all."""
    match event:
        case BaseTaken(base=name):
            return 100 if name == base.id else 25
        case ChoiceMade() | Arrived():
            return 40
        case EventFired(event=name):
            row = next((row for row in scenario.events if row.id == name), None)
            return 35 if row and (row.effects or row.choices) else 0
        case StockMoved(taker=taker) if taker == base.id:
            return 60
        case ControlTaken(hexes=hexes):
            near = min((scenario.map.grid.distance(hex_id, base.hex) for hex_id in hexes
                        if any(side >= 0 for side in scenario.map.road_sides[hex_id])), default=_FAR)
            return max(0, 30 - near) if near < _FAR else 0
        case Fought(target=target) if event.retreated or event.captured:
            return 50 - min(40, 2 * scenario.map.grid.distance(target, base.hex))
        case Surrendered() | TruckLost() | AircraftLost():
            return 20
        case _:
            return 0
