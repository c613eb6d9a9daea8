"""Cards to read and to answer: events, the check before a phase ends, points and levels, sources."""

from __future__ import annotations

from collections.abc import Sequence

from game.play import idle_units
from game.rules import victory
from game.rules.effectwords import effects_words
from game.rules.narrate import unit_name
from game.rules.scenario import Choice, EventDef, Scenario, on_record
from game.rules.state import View
from game.rules.supply.forecast import gone_first
from game.rules.supply.stocks import OUT, ammo_level
from game.text import _, plural
from game.ui.panels.model import (
    Action,
    Block,
    CheckRow,
    EndCard,
    EventCard,
    EventOption,
    Fact,
    Facts,
    InfoCard,
    Note,
)
from game.ui.table.chronicle import event_icon, side_points
from game.ui.table.words import cited, day, points, proper_minus, turn_day

_SOON_DAYS = 7
_IDLE_SHOWN = 8


# --- events ---------------------------------------------------------------------------------------------------


def event_card(scenario: Scenario, event: EventDef, turn: int, *, decides: bool) -> EventCard:
    """Return an event to read, with its answers where the reader decides."""
    options = tuple(_option(scenario, event, choice, i) for i, choice in enumerate(event.choices)) if decides else ()
    icon = {"politics": "truce"}.get(event.category, event_icon(event.category))
    cites = cited(scenario, event.sources, estimates=False)
    return EventCard(event.title, turn_day(scenario.clock, turn, year=True), event.text, icon, cites,
                     event.basis == "estimate", options)


def _option(scenario: Scenario, event: EventDef, choice: Choice, index: int) -> EventOption:
    label, _stop, rest = choice.text.partition(". ")
    effect = proper_minus(" ".join(word for word in (rest, *effects_words(scenario, choice.effects)) if word))
    usual = "" if not choice.historical else (
        _("As in history; also where nobody answers.") if on_record(event.sources) else _("Also where nobody answers."))
    return EventOption(Action(f"choose:{event.id}:{choice.id}", label.rstrip("."), str(index + 1),
                              "primary" if choice.historical else "plain"), effect, usual)


# --- the end of a phase ---------------------------------------------------------------------------------------


def _unanswered(event: EventDef) -> CheckRow:
    text = _("Unanswered: {title} (else as in history).") if on_record(event.sources) else _("Unanswered: {title}.")
    return CheckRow("history", text.format(title=event.title), f"event:{event.id}", "alert")


def end_card(view: View) -> EndCard:
    """Return what is unanswered, in danger or idle before a phase ends."""
    known, scenario = view.known, view.scenario
    rows = [_unanswered(next(event for event in scenario.events if event.id == row.event))
            for row in known.pending if row.side == view.side]
    rows += _dangers(view)
    standing = known.standings[view.side]
    if known.weather.flyable:
        for left, text, action in (
                (standing.strikes_left, plural("{n} strike sortie is left.", "{n} strike sorties are left.",
                                               standing.strikes_left), "aim:strike"),
                (standing.drops_left, plural("{n} drop sortie is left.", "{n} drop sorties are left.",
                                             standing.drops_left), "aim:drop")):
            if left:
                rows.append(CheckRow("air", text.format(n=left), action))
    idle = idle_units(view)
    rows += [CheckRow("rest", _("{name} at {place}: no orders.").format(
        name=unit_name(scenario, unit.id), place=scenario.hex_name(unit.hex)), f"unit:{unit.id}")
        for unit in idle[:_IDLE_SHOWN]]
    more = len(idle) - _IDLE_SHOWN
    text = (plural("{n} unit has no orders.", "{n} units have no orders.", len(idle)).format(n=len(idle))
            if idle else _("Every unit has its orders."))
    if more > 0:
        text += " " + _("The first {n} are listed.").format(n=_IDLE_SHOWN)
    return EndCard(_("End the turn?"), text, tuple(rows),
                   (Action("end_now", _("End turn"), "enter", "primary"),
                    Action("cancel", _("Back"), "escape"), Action("next_idle", _("Next idle unit"), "n",
                                                                  enabled=bool(idle))))


def _dangers(view: View) -> list[CheckRow]:
    known, scenario = view.known, view.scenario
    rows = []
    for base in known.bases:
        ends = gone_first(known, view.side, base.id) if base.side == view.side else None
        if ends is not None and ends.gone.expected <= _SOON_DAYS:
            text = plural("{what} at {base} lasts {n} more day.", "{what} at {base} lasts {n} more days.",
                          ends.gone.expected)
            rows.append(CheckRow("warning", text.format(
                what=_(scenario.class_names[ends.supply_class]).capitalize(), base=scenario.base(base.id).name,
                n=ends.gone.expected), f"base:{base.id}", "alert"))
    for unit in known.units:
        if unit.side == view.side and unit.hex >= 0 and scenario.unit_type(unit.type).attack > 0 and (
                ammo_level(known, unit) >= OUT):
            rows.append(CheckRow("ammo", _("{name}: out of ammunition.").format(
                name=unit_name(scenario, unit.id)), f"unit:{unit.id}", "alert"))
    return rows


# --- points and sources ---------------------------------------------------------------------------------------


def points_card(view: View) -> InfoCard:
    """Return where the points come from so far, and which level they make."""
    known, scenario = view.known, view.scenario
    totals, net = side_points(known), victory.net(known)
    blocks: list[Block] = []
    for index, side in enumerate(scenario.sides):
        rows = tuple(Fact(row.title, points(row.points), note=_how(scenario, row.objective))
                     for row in victory.score_rows(known) if row.side == index)
        if rows:
            blocks.append(Facts(rows, _("{side}: {n} points").format(side=side.name, n=points(totals[index]))))
    first, second = (side.name for side in scenario.sides)
    levels = tuple(
        Fact(level.name, points(level.least) if level.least > -10**8 else _("less"),
             note=level.text)
        for level in sorted(scenario.levels, key=lambda level: -level.least))
    by = _("Levels, by the points of {first} less those of {second}").format(first=first, second=second)
    blocks.append(Facts(levels, by))
    note = _("{first} less {second}: {net} so far. What counts at the end is still to come.").format(
        first=first, second=second, net=points(net))
    return InfoCard(_("Points"), note, tuple(blocks), (Action("cancel", _("Back"), "escape", "primary"),))


def _how(scenario: Scenario, objective_id: str) -> str:
    """Return what an objective brings: once, a day, at the end."""
    row = next(row for row in scenario.objectives if row.id == objective_id)
    parts = [text.format(n=points(value)) for value, text in (
        (row.once * 1000 if row.kind == "traffic" else row.once,
         _("{n} for 1,000 t") if row.kind == "traffic" else _("{n} once")), (row.per_day, _("{n} a day")),
        (row.at_end, _("{n} at the end"))) if value]
    return ", ".join(parts)


def notice_card(notice: str) -> InfoCard | None:
    """Return what has to be said of a game before it begins, None where that is nothing."""
    back = Action("cancel", _("Go on"), "enter", "primary")
    return InfoCard(_("A word on this game"), notice, (), (back,)) if notice else None


def cite_card(scenario: Scenario, cite: str) -> InfoCard:
    """Return our paraphrase of a source and where it is to be found."""
    found = next((row for row in scenario.sources if row.id == cite), None)
    text = found.text if found else _("This source is not described in the scenario.")
    blocks: list[Block] = [Note(text, tone="ink")]
    if found and found.where:
        blocks.append(Note(found.where, _("Where")))
    return InfoCard(_("Source: {cite}").format(cite=(found.name if found else "") or cite), "", tuple(blocks),
                    (Action("cancel", _("Back"), "escape", "primary"),))


def mark_card(scenario: Scenario, rows: Sequence[tuple[int, EventDef]], fired: dict[str, int]) -> InfoCard:
    """Return events of the line of the campaign: what is on record, and whether it has happened here."""
    blocks: list[Block] = []
    for turn, event in rows:
        here = fired.get(event.id, 0)
        if here:
            note = _("Happened here on {date}.").format(date=turn_day(scenario.clock, here, year=True))
        else:
            known = (_("On record for {date}; it may not happen here.") if on_record(event.sources)
                     else _("Announced for {date}; it may not happen here."))
            note = known.format(date=day(scenario.clock.date_of(turn)))
        cites = cited(scenario, event.sources, estimates=False)
        blocks += [Note(f"{event.text} {note}", event.title, "ink", cites)]
    title = day(scenario.clock.date_of(rows[0][0]))
    return InfoCard(title, "", tuple(blocks), (Action("cancel", _("Back"), "escape", "primary"),))

