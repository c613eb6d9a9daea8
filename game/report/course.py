"""The course of a saved game: the situation at each dawn, what happened in each turn, and figures turn by turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from game.rules import combat, victory
from game.rules.orders import (
    AircraftLost,
    Ambushed,
    Attack,
    Bombarded,
    DropLanded,
    Event,
    Fought,
    Harmed,
    Struck,
    Surrendered,
    TruckLost,
)
from game.rules.plain import state_from_plain
from game.rules.scenario import BaseDef, Scenario
from game.rules.state import State
from game.rules.supply.stocks import NO_NEED, days, need_day
from game.session import Session

Row = dict[str, Any]

NEAR_HEXES = 2
"""Enemies within so many hexes of a base count as those who could storm it."""

CAUSES = ("assaults", "ambush", "guns", "aircraft", "surrender")


@dataclass(frozen=True, slots=True)
class Dawn:
    """The situation at the dawn of a turn (or at the end), and what happened in the turn before it."""

    state: State
    day: date
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class BaseFigures:
    """How a base stands: days of food and ammunition (None for no need), tonnes a day that came, odds of a storm."""

    held_by: int
    food_days: float | None
    ammo_days: float | None
    need_t_day: float
    road_t_day: float
    drop_t_day: float
    odds: float


class Course:
    """A game from its first dawn to where it stands."""

    def __init__(self, session: Session) -> None:
        self.scenario: Scenario = session.scenario
        self.dawns = tuple(_dawns(session))
        self.over = session.state.outcome is not None
        self.bases = tuple(base for base in self.scenario.bases if not base.depot)
        self.figures = {base.id: tuple(self._base(base, number) for number in range(len(self.dawns)))
                        for base in self.bases}

    @property
    def dates(self) -> list[date]:
        """The date of each dawn."""
        return [dawn.day for dawn in self.dawns]

    @property
    def last(self) -> State:
        """The situation as it stands."""
        return self.dawns[-1].state

    @property
    def events(self) -> Iterator[Event]:
        """Yield everything that happened."""
        for dawn in self.dawns:
            yield from dawn.events

    def _base(self, base: BaseDef, number: int) -> BaseFigures:
        state, events = self.dawns[number].state, self.dawns[number].events
        span = self.scenario.clock.days
        now = state.base(base.id)
        food, ammo, _fuel = (None if left == NO_NEED else left / 10 for left in days(state, base.id))
        road = sum(sum(row.arrived[:2]) for row in state.deliveries if row.consumer == base.id)
        dropped = sum(sum(event.recovered[:2]) for event in events if isinstance(event, DropLanded)
                      and event.base == base.id)
        return BaseFigures(now.side, food, ammo, sum(need_day(state, base.id)[:2]) / 1000, road / 1000 / span,
                           dropped / 1000 / span, storm_odds(state, base.id))

    def rows(self) -> list[Row]:
        """Return the figures as rows for a table, one for each dawn."""
        return [self._row(number) for number in range(len(self.dawns))]

    def _row(self, number: int) -> Row:
        dawn, sides = self.dawns[number], [side.id for side in self.scenario.sides]
        state = dawn.state
        row: Row = {"turn": state.turn, "date": dawn.day.isoformat(), "net": victory.net(state) / 1000}
        for side, standing in zip(sides, state.standings, strict=True):
            row |= {f"{side}.killed": standing.killed, f"{side}.wounded": standing.wounded,
                    f"{side}.captured": standing.captured, f"{side}.civilians_harmed": standing.harm,
                    f"{side}.support": standing.support / 10,
                    f"{side}.hexes": state.control.count(sides.index(side) + 1)}
        for base in self.bases:
            figures, stock = self.figures[base.id][number], state.base(base.id).stock
            row |= {f"{base.id}.held_by": sides[figures.held_by], f"{base.id}.food_kg": stock[0],
                    f"{base.id}.ammo_kg": stock[1], f"{base.id}.fuel_kg": stock[2],
                    f"{base.id}.food_days": figures.food_days, f"{base.id}.ammo_days": figures.ammo_days,
                    f"{base.id}.by_road_t_day": round(figures.road_t_day, 3),
                    f"{base.id}.by_drop_t_day": round(figures.drop_t_day, 3),
                    f"{base.id}.storm_odds": round(figures.odds, 3)}
        return row


def _dawns(session: Session) -> Iterator[Dawn]:
    """Yield the dawns of a session's records, and where it stands if that is later."""
    scenario, clock = session.scenario, session.scenario.clock
    by_turn: dict[int, list[Event]] = {}
    for turn, event in session.log:
        by_turn.setdefault(turn, []).append(event)
    last: State | None = None
    for record in session.records:
        if record.get("type") == "turn":
            last = state_from_plain(record["state"], scenario)
            over = last.outcome is not None
            yield Dawn(last, clock.date_of(last.turn + over), tuple(by_turn.pop(last.turn - (not over), ())))
    if last is None or (session.state.outcome is None and by_turn.get(session.state.turn)):
        yield Dawn(session.state, clock.date_of(session.state.turn), tuple(by_turn.get(session.state.turn, ())))


def storm_odds(state: State, base_id: str) -> float:
    """Return the strength of the enemies near a base over that of its defenders, as an assault would count them.

    0 where no enemy is near, and 99 where nobody defends.
    """
    base = state.base(base_id)
    grid = state.scenario.map.grid
    near = tuple(unit.id for unit in state.units
                 if unit.side != base.side and unit.hex >= 0 and grid.distance(unit.hex, base.hex) <= NEAR_HEXES
                 and state.scenario.unit_type(unit.type).attack > 0)
    if not near:
        return 0.0
    found = combat.chances(state, Attack(near, base.hex, "assault"))
    return min(99.0, found.attack / found.defence) if found.defence else 99.0


# --- sums over the game -------------------------------------------------------------------------------------


def men_lost(course: Course) -> tuple[Counter[str], Counter[str]]:
    """Return the men each side lost (killed, wounded or captured) by what caused it, one of `CAUSES`."""
    side_of = {unit.id: unit.side for unit in course.scenario.units}
    lost: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for event in course.events:
        for cause, rows in _losses(event):
            for unit, men in rows:
                if unit in side_of:
                    lost[side_of[unit]][cause] += men
    return lost


def _losses(event: Event) -> Iterable[tuple[str, tuple[tuple[str, int], ...]]]:
    match event:
        case Fought():
            return (("assaults", event.attacker_lost), ("assaults", event.defender_lost))
        case Ambushed():
            return (("ambush", ((event.unit, event.lost), (event.by, event.lost_by))),)
        case Bombarded():
            return (("guns", event.lost),)
        case Struck():
            return (("aircraft", event.lost),)
        case Surrendered():
            return (("surrender", ((event.unit, event.men),)),)
        case _:
            return ()


def machines_lost(course: Course) -> dict[str, tuple[int, int]]:
    """Return what each side lost of trucks on the roads, helicopters and jets."""
    found = {"trucks": [0, 0], "helicopter": [0, 0], "jet": [0, 0]}
    for event in course.events:
        if isinstance(event, TruckLost):
            found["trucks"][event.side] += event.trucks
        elif isinstance(event, AircraftLost) and event.aircraft in found:
            found[event.aircraft][event.side] += 1
    return {name: (row[0], row[1]) for name, row in found.items()}


def harm_by_cause(course: Course) -> tuple[Counter[str], Counter[str]]:
    """Return the civilians harmed by each side, by cause; estimates of the rules."""
    harm: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for event in course.events:
        if isinstance(event, Harmed) and event.harmed:
            harm[event.side][event.cause] += event.harmed
    return harm

