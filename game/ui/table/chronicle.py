"""What has happened and what is to come: top bar, log and the line of the campaign, as one side may know them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from game.rules import victory
from game.rules.narrate import category, sentence, weather_words, where
from game.rules.orders import (
    Ambushed,
    Bombarded,
    DropLanded,
    Event,
    EventFired,
    Fought,
    GameEnded,
    Moved,
    Scored,
    Struck,
    SupportChanged,
    TurnBegan,
)
from game.rules.scenario import EventDef, Scenario, on_record
from game.rules.state import State, View
from game.rules.supply.forecast import gone_first
from game.rules.supply.wording import month_name
from game.text import _
from game.ui.panels.model import (
    Action,
    BarMark,
    Cite,
    LogModel,
    LogRow,
    Season,
    SidePoints,
    TimelineMark,
    TimelineModel,
    TopBarModel,
)
from game.ui.table.words import cited, day

_LOG_ROWS = 300
_CATEGORIES = ("combat", "supply", "air", "politics", "history")
_ICONS = (("combat", "combat"), ("supply", "convoy"), ("air", "air"), ("politics", "people"), ("history", "history"),
          ("turn", "clock"))
_MUDDY_PM = 400
"""From this chance of mud a month counts as muddy on the line of the campaign."""
_MOST_ALERTS = 2
_MOST_TOLD = 4
_TELLING = (Fought, Bombarded, Struck, DropLanded, Ambushed)
"""What came of an order with one of these is told beside its hex."""
_MARK_PM = 34
"""Marks nearer to each other than this would touch."""


def event_icon(kind: str) -> str:
    """Return the icon of a category of events."""
    return dict(_ICONS).get(kind, "info")


# --- top bar --------------------------------------------------------------------------------------------------


def top_bar(view: View, *, undo: Action, redo: Action, end: Action, phase_text: str,
            tools: tuple[Action, ...] = ()) -> TopBarModel:
    """Return the bar: date, weather, whose phase it is, points."""
    known, scenario = view.known, view.scenario
    weather = known.weather
    icon = "rain" if weather.mud else "sun" if weather.flyable else "cloud"
    sky = _("flying weather") if weather.flyable else _("no flying")
    ground = _("mud") if weather.mud else _("dry ground")
    totals = side_points(known)
    points = tuple(SidePoints(side.name, round(total / 1000)) for side, total in zip(scenario.sides, totals,
                                                                                    strict=True))
    whole = max(20, _reachable(scenario), sum(max(0, total) for total in totals) // 1000 + 1)
    return TopBarModel(
        _years(scenario), day(scenario.clock.date_of(known.turn)), known.turn, scenario.clock.turns, icon,
        _("{text}, {t} °C").format(text=weather_words(weather.text).capitalize(), t=weather.temperature),
        f"{ground}, {sky}",
        known.side, phase_text, (points[0], points[1]), whole=whole,
        marks=_levels(scenario, totals[1], whole), end=end, undo=undo, redo=redo, tools=tools)


def _years(scenario: Scenario) -> str:
    first, last = scenario.clock.start.year, scenario.clock.date_of(scenario.clock.turns).year
    return f"{first}" if first == last else f"{first}–{last % 100}"


def _levels(scenario: Scenario, second: int, whole: int) -> tuple[BarMark, ...]:
    """Return where the levels begin along the bar: net points and those of the second side (thousandths) together."""
    rows = sorted(scenario.levels, key=lambda level: level.least)
    places = [(min(1000, max(0, (level.least + second) // whole)), level.name) for level in rows]
    return tuple(BarMark(at, name) for place, (at, name) in enumerate(places)
                 if at < 1000 and (place + 1 == len(places) or places[place + 1][0] > at))


def _reachable(scenario: Scenario) -> int:
    """Return the points the bar is long: the larger of the ends of the levels, both ways."""
    return max((abs(level.least) for level in scenario.levels if abs(level.least) < 10**8), default=0) // 1000 + 20


def side_points(state: State) -> tuple[int, int]:
    """Return both sides' points in thousandths."""
    totals = [0, 0]
    for row in victory.score_rows(state):
        totals[row.side] += row.points
    return totals[0], totals[1]


# --- log ------------------------------------------------------------------------------------------------------


def filters() -> tuple[str, ...]:
    """Return the names of the log's filters."""
    return (_("All"), _("Combat"), _("Supply"), _("Air"), _("People"), _("History"))


def log_model(entries: Sequence[tuple[int, Event]], scenario: Scenario, side: int, chosen: int) -> LogModel:
    """Return the log of what a side saw, newest first, under a filter."""
    wanted = None if chosen == 0 else _CATEGORIES[chosen - 1]
    rows: list[LogRow] = []
    for turn, event in reversed(entries):
        if side in event.seen_by and _told(event) and wanted in (None, category(event)):
            text = sentence(event, scenario)
            if text:
                rows.append(_row(scenario, turn, event, text))
        if len(rows) >= _LOG_ROWS:
            break
    return LogModel(tuple(rows), filters(), chosen)


def _told(event: Event) -> bool:
    """Say whether the log has a line for an event: not for what only sets the clock, nor for a move without an end."""
    return not isinstance(event, Scored | TurnBegan) and not (isinstance(event, Moved) and not event.path
                                                               and not event.stopped)


def _row(scenario: Scenario, turn: int, event: Event, text: str) -> LogRow:
    spot = where(event)
    cites: tuple[Cite, ...] = ()
    if isinstance(event, EventFired):
        found = next((row for row in scenario.events if row.id == event.event), None)
        cites = cited(scenario, found.sources, estimates=False)[:2] if found else ()
    return LogRow(day(scenario.clock.date_of(turn), year=False), event_icon(category(event)), text, cites,
                  isinstance(event, EventFired | GameEnded | SupportChanged), f"go:{spot}" if spot >= 0 else "")


def outcome_of(events: Sequence[Event], scenario: Scenario, side: int) -> tuple[int, tuple[str, ...]] | None:
    """Return what a side is told beside the map of its order: the hex and the sentences; None for plain orders."""
    seen = [event for event in events if side in event.seen_by]
    spot = next((where(event) for event in seen if isinstance(event, _TELLING)), -1)
    if spot < 0:
        return None
    rows = [text for event in seen if not isinstance(event, Scored) and (text := sentence(event, scenario))]
    return spot, tuple(rows[:_MOST_TOLD])


# --- campaign -------------------------------------------------------------------------------------------------


def dated_events(scenario: Scenario, side: int) -> tuple[tuple[int, EventDef], ...]:
    """Return the events with a date that a side may know of, as (turn, event), earliest first."""
    found = []
    for event in scenario.events:
        turns = [row.turn for row in event.conditions if row.kind in ("date", "turn")]
        if turns and side in event.seen_by:
            found.append((max(turns), event))
    return tuple(sorted(found, key=lambda row: row[0]))


def marked_events(scenario: Scenario, side: int) -> tuple[tuple[tuple[int, EventDef], ...], ...]:
    """Return the dated events in groups, each one mark of the line: those too near each other stand together."""
    clock = scenario.clock
    groups: list[list[tuple[int, EventDef]]] = []
    for turn, event in dated_events(scenario, side):
        if turn > clock.turns:
            continue
        if groups and _at(clock.turns, turn) - _at(clock.turns, groups[-1][0][0]) < _MARK_PM:
            groups[-1].append((turn, event))
        else:
            groups.append([(turn, event)])
    return tuple(tuple(rows) for rows in groups)


def timeline_model(view: View) -> TimelineModel:
    """Return the campaign as a line: months, mud, events past and those that history had, what runs out."""
    known, scenario, clock = view.known, view.scenario, view.scenario.clock
    fired = dict(known.fired)
    marks = tuple(
        TimelineMark(_at(clock.turns, rows[0][0]), event_icon(rows[0][1].category), _short(rows[0][1].title),
                     all(event.id in fired for _turn, event in rows),
                     "; ".join(f"{day(clock.date_of(turn))}: {_short(event.title)}" for turn, event in rows))
        for rows in marked_events(scenario, view.side))
    note = (_("{n} turns of {d} days") if clock.days > 1 else _("{n} turns of a day")).format(n=clock.turns,
                                                                                           d=clock.days)
    recorded = any(on_record(event.sources) for rows in marked_events(scenario, view.side) for _turn, event in rows)
    side_note = "" if not marks else (_("hollow: on record, may not happen here") if recorded
                                      else _("hollow: announced, may not happen here"))
    return TimelineModel(clock.turns, known.turn, note, side_note, _months(scenario), _seasons(scenario), marks,
                         _alerts(view))


def _short(title: str) -> str:
    return title.removeprefix("In history: ")


def _at(turns: int, turn: float) -> int:
    return max(0, min(1000, round(1000 * (turn - 1) / max(1, turns))))


def _month_starts(scenario: Scenario) -> list[date]:
    clock = scenario.clock
    last = clock.date_of(clock.turns + 1)
    starts = [clock.start]
    while True:
        now = starts[-1]
        following = date(now.year + now.month // 12, now.month % 12 + 1, 1)
        if following >= last:
            return starts
        starts.append(following)


def _months(scenario: Scenario) -> tuple[tuple[int, str], ...]:
    clock = scenario.clock
    rows = []
    for start in _month_starts(scenario):
        name = month_name(start.month)
        turn = (start - clock.start).days / clock.days + 1
        rows.append((_at(clock.turns, turn), f"{name} {start.year}" if start.month == 1 else name))
    return tuple(rows)


def _seasons(scenario: Scenario) -> tuple[Season, ...]:
    """Return the stretch from the first to the last of the muddy months that follow each other."""
    clock, starts = scenario.clock, _month_starts(scenario)
    ends = [*starts[1:], clock.date_of(clock.turns + 1)]
    found: list[Season] = []
    for start, end in zip(starts, ends, strict=True):
        if scenario.ruleset.month(start.month).mud_pm < _MUDDY_PM:
            continue
        low, high = (_at(clock.turns, (edge - clock.start).days / clock.days + 1) for edge in (start, end))
        if found and found[-1].end_pm == low:
            low = found.pop().start_pm
        found.append(Season(low, high, _("mud")))
    return tuple(found)


def _alerts(view: View) -> tuple[tuple[int, str], ...]:
    """Return when the bases of a side run out of something, the soonest first, no more than fit."""
    known, clock = view.known, view.scenario.clock
    found = []
    for base in known.bases:
        ends = gone_first(known, view.side, base.id) if base.side == view.side else None
        if ends is not None and not view.scenario.base(base.id).depot:
            turn = known.turn + ends.gone.expected / clock.days
            gone = clock.date_of(known.turn) + timedelta(days=ends.gone.expected)
            text = _("{date}: {what} gone at {base}").format(
                date=day(gone, year=False), what=_(view.scenario.class_names[ends.supply_class]),
                base=view.scenario.base(base.id).name)
            found.append((turn, text))
    return tuple((_at(clock.turns, turn), text) for turn, text in sorted(found)[:_MOST_ALERTS])
