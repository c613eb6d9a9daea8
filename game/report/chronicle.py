"""The chronicle: what the record says, with its sources, beside what happened in this game on the same days."""

from __future__ import annotations

from datetime import date

from game.pages.page import Entry
from game.report.course import Course, Dawn
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
    GameEnded,
    HeritageDamaged,
    Surrendered,
)
from game.rules.scenario import EventDef, Scenario
from game.text import _

_MOST = 5
"""Lines of a turn."""

_COSTLY = 12
"""Men lost in one round from which a fight is told even where no ground was taken."""


def chronicle(course: Course) -> tuple[Entry, ...]:
    """Return the entries of a game's chronicle in the order of time; turns in which nothing is told are left out."""
    entries = []
    record = _record(course.scenario)
    for number, dawn in enumerate(course.dawns):
        start = course.dawns[number - 1].day if number else course.scenario.clock.start
        told = tuple(line for when, line in record if _within(when, start, dawn.day, number))
        happened = tuple(_told(dawn, course.scenario))
        if told or happened:
            entries.append(Entry(_when(start), told, happened))
    return tuple(entries)


def _within(when: date, start: date, end: date, number: int) -> bool:
    return start <= when < end and number > 0


def _when(day: date) -> str:
    return f"{day.day} {_(f'{day:%b}')} {day.year}"


def _record(scenario: Scenario) -> list[tuple[date, str]]:
    """Return what the record says, by date: the sourced events of the scenario that have one."""
    rows = []
    for event in scenario.events:
        turn = next((row.turn for row in event.conditions if row.kind == "date"), None)
        if turn is not None and event.basis == "sourced":
            day = scenario.clock.date_of(turn)
            sources = ", ".join(event.sources)
            cited = f" [{sources}]" if sources else ""
            rows.append((day, _("{title}: {text}").format(title=_title(event), text=event.text) + cited))
    return rows


def _title(event: EventDef) -> str:
    title = event.title.removeprefix("In history: ")
    return title[:1].upper() + title[1:]


def _told(dawn: Dawn, scenario: Scenario) -> list[str]:
    """Return the sentences of a turn that are most worth telling, in the order in which things happened."""
    ranked = [(_rank(event, scenario), place, event) for place, event in enumerate(dawn.events)]
    worth = sorted((row for row in ranked if row[0]), key=lambda row: (-row[0], row[1]))
    kept = sorted(worth[:_MOST], key=lambda row: row[1])
    lines = [text for _rank_, _place, event in kept if (text := sentence(event, scenario))]
    if len(worth) > _MOST:
        lines.append(_("… and {n} more").format(n=len(worth) - _MOST))
    return lines


def _rank(event: Event, scenario: Scenario) -> int:
    """Return how much an event is worth telling; 0 for not at all."""
    match event:
        case GameEnded() | BaseTaken():
            return 100
        case ChoiceMade():
            return 90
        case EventFired(event=name):
            row = next((row for row in scenario.events if row.id == name), None)
            told_left = row is not None and row.basis == "sourced" and any(c.kind == "date" for c in row.conditions)
            return 80 if row and row.effects and not row.choices and not told_left else 0
        case AircraftLost() | HeritageDamaged() | Surrendered():
            return 60
        case Arrived():
            return 50
        case Fought():
            lost = sum(men for _unit, men in (*event.attacker_lost, *event.defender_lost))
            return 40 + lost if event.retreated or lost >= _COSTLY else 0
        case ControlTaken(hexes=hexes):
            return 30 if any(place.hex in hexes and place.people for place in scenario.map.places) else 0
        case _:
            return 0
