"""What a side knows, in short lines: the situation, units, ground, bases, points, and what has happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from game.hexes import DIRECTIONS
from game.play import idle_units
from game.rules import victory
from game.rules.effectwords import effects_words
from game.rules.events import event_of
from game.rules.movement import points_text, reach, zone
from game.rules.narrate import ending_words, sentence, stock_words, unit_name, weather_words, where
from game.rules.orders import ControlTaken, Event, GameEnded, Moved, Scored, Supplied, TurnBegan
from game.rules.scenario import EventDef, Scenario, on_record
from game.rules.state import State, Unit, View
from game.rules.supply.stocks import ammo_level, feeding_base
from game.text import _, figure, plural
from game.text_play.names import landmark

_SILENT = (Scored, TurnBegan, GameEnded)
_ROUTINE = (Supplied, ControlTaken)
"""What a report of the news leaves out; the log has it."""


def score_text(thousandths: int) -> str:
    """Return points as people read them."""
    return figure(round(thousandths / 1000, 2), "g")


def stance_text(stance: str) -> str:
    """Return what a unit with a stance does."""
    return {"rest": _("resting"), "hold": _("holding"), "dig_in": _("digging in"), "interdict": _("lying in wait"),
            "escort": _("guarding the road"), "collect": _("collecting drops")}[stance]


def strength_text(state: State, unit: Unit) -> str:
    """Return men and vehicles; of an enemy at most so many, as the eye counts whole steps."""
    text = plural("{n} man", "{n} men", unit.men).format(n=unit.men)
    if unit.vehicles:
        text += ", " + plural("{n} vehicle", "{n} vehicles", unit.vehicles).format(n=unit.vehicles)
    hidden = state.viewer >= 0 and state.viewer != unit.side and state.scenario.fog
    return _("up to {men}").format(men=text) if hidden else text


# --- the situation ------------------------------------------------------------------------------------------------


def situation(view: View) -> Iterator[str]:
    """Yield where the game stands for a side."""
    known, scenario = view.known, view.scenario
    clock, weather = scenario.clock, known.weather
    yield _("{title}. Turn {turn} of {turns}, {date}.").format(
        title=scenario.title, turn=known.turn, turns=clock.turns, date=clock.date_of(known.turn).isoformat())
    yield _("Weather: {text}, {t} degrees; {ground}; {sky}.").format(
        text=weather_words(weather.text), t=weather.temperature, ground=_("mud") if weather.mud else _("dry ground"),
        sky=_("flying weather") if weather.flyable else _("no flying"))
    yield _("This is what is known to the {side}; it is the phase of the {mover}.").format(
        side=scenario.sides[view.side].name, mover=scenario.sides[known.side].name)
    own = [unit for unit in known.units if unit.side == view.side and unit.hex >= 0]
    yield plural("You have {n} unit with {men} men; {idle} without orders.",
                 "You have {n} units with {men} men; {idle} without orders.", len(own)).format(
                     n=len(own), men=sum(unit.men for unit in own), idle=len(idle_units(view)))
    yield from bases(view)
    yield from sorties(view)
    seen = [unit for unit in known.units if unit.side != view.side and unit.hex >= 0]
    yield plural("{n} enemy unit is in sight, {old} remembered.",
                 "{n} enemy units are in sight, {old} remembered.", len(seen)).format(
                     n=len(seen), old=len(view.contacts))
    yield from points(view)
    yield from waiting(view)


def bases(view: View) -> Iterator[str]:
    """Yield each base: who holds it, and of one's own what lies there."""
    for base in view.known.bases:
        name, spot = view.scenario.base(base.id).name, landmark(view.scenario, base.hex)
        if base.side != view.side:
            yield _("{name} ({id}) at {where}: the enemy's.").format(name=name, id=base.id, where=spot)
        else:
            yield _("{name} ({id}) at {where}: yours; in store {stock}.").format(
                name=name, id=base.id, where=spot, stock=stock_words(view.scenario, base.stock))


def sorties(view: View) -> Iterator[str]:
    """Yield how often aircraft can fly this turn, where the side has any."""
    standing = view.known.standings[view.side]
    if any(air.side == view.side for air in view.scenario.air):
        yield _("Sorties left this turn: {strikes} for strikes, {drops} for airdrops.").format(
            strikes=standing.strikes_left, drops=standing.drops_left)


def points(view: View) -> Iterator[str]:
    """Yield the points so far, and the level they would make."""
    first, second = view.scenario.sides
    totals = [0, 0]
    for row in victory.score_rows(view.known):
        totals[row.side] += row.points
    level = victory.level_of(view.scenario, totals[0] - totals[1])
    yield _("Points: {first} {a}, {second} {b}. As it stands: {level}.").format(
        first=first.name, a=score_text(totals[0]), second=second.name, b=score_text(totals[1]), level=level.name)


def score_lines(view: View) -> Iterator[str]:
    """Yield the points by objective, then the levels."""
    yield from points(view)
    for row in victory.score_rows(view.known):
        yield _("{side}: {title}: {n}.").format(
            side=view.scenario.sides[row.side].name, title=row.title, n=score_text(row.points))
    for level in view.scenario.levels:
        if level.least > -(10**8):
            yield _("{level}: from {n} points, {first} less {second}.").format(
                level=level.name, n=score_text(level.least), first=view.scenario.sides[0].name,
                second=view.scenario.sides[1].name)
        else:
            yield _("{level}: below that.").format(level=level.name)


def waiting(view: View) -> Iterator[str]:
    """Yield the events that wait for the side's answer."""
    for row in view.known.pending:
        event = event_of(view.scenario, row.event)
        if row.side == view.side and event is not None:
            yield from event_lines(view.scenario, event, decides=True)


def event_lines(scenario: Scenario, event: EventDef, *, decides: bool) -> Iterator[str]:
    """Yield an event, and its answers where the side decides."""
    basis = _(" (an estimate)") if event.basis == "estimate" else ""
    yield _("Event: {title}. {text}{basis}").format(title=event.title, text=event.text, basis=basis)
    if decides:
        yield _("It waits for your answer:")
        for number, choice in enumerate(event.choices, 1):
            said = (_(" (as in history; taken if you say nothing)") if on_record(event.sources)
                    else _(" (taken if you say nothing)"))
            usual = said if choice.historical else ""
            yield _("  {n}. {text}{usual}").format(n=number, text=choice.text, usual=usual)
            effects = " ".join(effects_words(scenario, choice.effects))
            if effects:
                yield f"     {effects}"
        yield _("Answer with: choose {event}: 1").format(event=event.id)


# --- units --------------------------------------------------------------------------------------------------------


def units(view: View, *, enemy: bool = False) -> Iterator[str]:
    """Yield one line for each own unit, or for each enemy in sight or remembered."""
    rows = [unit for unit in view.known.units if (unit.side != view.side) == enemy and unit.hex >= 0]
    for unit in rows:
        yield unit_line(view, unit)
    if enemy:
        for contact in view.contacts:
            yield _("Remembered: {name} ({id}), seen at {where} on {date}.").format(
                name=unit_name(view.scenario, contact.unit), id=contact.unit,
                where=landmark(view.scenario, contact.hex),
                date=view.scenario.clock.date_of(contact.turn).isoformat())
    if not rows and not (enemy and view.contacts):
        yield _("No enemy is in sight or remembered.") if enemy else _("You have no unit on the map.")


def unit_line(view: View, unit: Unit) -> str:
    """Return a unit in one line."""
    known, kind = view.known, view.scenario.unit_type(unit.type)
    head = _("{name} ({id}), {kind}, at {where}: {strength}").format(
        name=unit_name(view.scenario, unit.id), id=unit.id, kind=_(kind.name), where=landmark(view.scenario, unit.hex),
        strength=strength_text(known, unit))
    parts = [head, stance_text(unit.stance)]
    if unit.side == view.side:
        parts.append(_("{n} points left").format(n=points_text(unit.move_left)))
        if kind.attack or kind.range_hexes:
            parts.append(_ammo_text(known, unit))
    return "; ".join(parts) + "."


def _ammo_text(state: State, unit: Unit) -> str:
    return (_("ammunition enough"), _("ammunition low"), _("ammunition short"), _("out of ammunition"))[
        ammo_level(state, unit)]


def unit_details(view: View, unit_id: str) -> Iterator[str]:
    """Yield all about one unit in sight."""
    known = view.known
    unit = known.by_id[unit_id]
    yield unit_line(view, unit)
    if unit.entrench:
        yield _("Dug in, level {n}.").format(n=unit.entrench)
    if unit.side != view.side:
        return
    kind = view.scenario.unit_type(unit.type)
    holder = feeding_base(known, unit)
    if holder is not None:
        yield _("It draws on the stores of {base}.").format(base=view.scenario.base(holder).name)
    else:
        yield _("It lives on what it carries: {stock}.").format(stock=stock_words(view.scenario, unit.stock))
    if kind.cargo_kg_per_step:
        yield _("Its trucks carry {stock}.").format(stock=stock_words(view.scenario, unit.cargo))
    if unit.hunger:
        yield _("Hunger: {n} of 100.").format(n=unit.hunger // 10)
    if unit.suppressed:
        yield _("It is suppressed by fire this turn.")
    definition = next((row for row in view.scenario.units if row.id == unit_id), None)
    if definition is not None and definition.description:
        yield definition.description


def reach_lines(view: View, unit_id: str, *, every: bool) -> Iterator[str]:
    """Yield where a unit can go: the places in its reach by what they cost, or every hex."""
    scenario, costs = view.scenario, reach(view.known, unit_id).costs
    stops = zone(view.known, 1 - view.side)
    yield plural("{n} hex is in reach of {name}.", "{n} hexes are in reach of {name}.", len(costs)).format(
        n=len(costs), name=unit_name(scenario, unit_id))
    for hex_id in sorted(costs, key=lambda h: (costs[h], h)):
        if every or scenario.map.place_at(hex_id) is not None:
            stop = _(", next to the enemy") if stops[hex_id] else ""
            yield _("{where}: {n} points{stop}.").format(
                where=landmark(scenario, hex_id), n=points_text(costs[hex_id]), stop=stop)
    if not every:
        yield _("`reach {unit} all` names every hex.").format(unit=unit_id)


# --- the ground ---------------------------------------------------------------------------------------------------


def look(view: View, hex_id: int) -> Iterator[str]:
    """Yield what is known of a hex and, in a line each, of its six neighbours."""
    yield _("{where}: {what}.").format(where=landmark(view.scenario, hex_id), what=_ground(view, hex_id))
    place = view.scenario.map.place_at(hex_id)
    if place is not None and place.people:
        index = view.scenario.map.places.index(place)
        yield _("{n} people live there now.").format(n=view.known.people[index])
    for unit in view.known.by_hex.get(hex_id, ()):
        yield unit_line(view, unit)
    for direction, name in enumerate(DIRECTIONS):
        near = view.scenario.map.grid.neighbour(hex_id, direction)
        if near >= 0:
            yield _("{way}, {where}: {what}.").format(
                way=name, where=landmark(view.scenario, near), what=_ground(view, near, hex_id))


def _ground(view: View, hex_id: int, beside: int = -1) -> str:
    """Return a hex in a few words: terrain, road (the one from `beside`), holder, units."""
    known, scenario = view.known, view.scenario
    parts = [_(scenario.terrain_at(hex_id).name)]
    sides = scenario.map.road_sides[hex_id]
    way = scenario.map.grid.direction(hex_id, beside) if beside >= 0 else -1
    road = sides[way] if way >= 0 else (max(sides) if beside < 0 else -1)
    if beside < 0:
        names = [row.name for row in scenario.map.roads if hex_id in row.hexes]
        parts += [_("on {road}").format(road=name) for name in dict.fromkeys(names)]
    elif road >= 0:
        parts.append(_("by {road}").format(road=_(scenario.ruleset.roads[road].name)))
    holder = known.controller(hex_id)
    parts.append(_("nobody's") if holder < 0 else _("yours") if holder == view.side else _("the enemy's"))
    parts += [unit_name(scenario, unit.id) for unit in known.by_hex.get(hex_id, ())]
    if not view.visible[hex_id]:
        parts.append(_("out of sight"))
    return ", ".join(parts)


# --- what happened ------------------------------------------------------------------------------------------------


def told(entries: Sequence[tuple[int, Event]], scenario: Scenario, side: int, *, whole: bool) -> list[str]:
    """Return what a side saw as sentences, oldest first; without `whole` the routine of dawn and night is left out."""
    lines: list[str] = []
    for _turn, event in entries:
        if side not in event.seen_by or isinstance(event, _SILENT) or (not whole and isinstance(event, _ROUTINE)):
            continue
        if isinstance(event, Moved) and not event.path and not event.stopped:
            continue
        if text := sentence(event, scenario):
            lines.append(_placed(text, where(event), scenario))
    return lines


def _placed(text: str, hex_id: int, scenario: Scenario) -> str:
    """Return a sentence about a hex that has no name with the way from the nearest place beside its number."""
    if hex_id < 0 or scenario.map.place_at(hex_id) is not None:
        return text
    number = scenario.map.grid.name(hex_id)
    said = landmark(scenario, hex_id).replace(", ", " (", 1)
    said = said + ")" if " (" in said else said
    return re.sub(rf"(?<![\d.]){re.escape(number)}(?![\d]| t\b| kg\b)", said, text, count=1)


def log_lines(entries: Sequence[tuple[int, Event]], scenario: Scenario, side: int, turns: int) -> Iterator[str]:
    """Yield the log of the last turns with a line for each turn's date; 0 means all."""
    last = entries[-1][0] if entries else 1
    for turn in sorted({row[0] for row in entries}):
        if turns and turn <= last - turns:
            continue
        yield _("Turn {turn}, {date}").format(turn=turn, date=scenario.clock.date_of(turn).isoformat())
        yield from (f"  {line}" for line in told([row for row in entries if row[0] == turn], scenario, side,
                                                 whole=True))


def result(view_of: State) -> Iterator[str]:
    """Yield how a game ended: level, points, losses, and the harm to people beside them."""
    scenario, outcome = view_of.scenario, view_of.outcome
    assert outcome is not None
    level = next(row for row in scenario.levels if row.id == outcome.level)
    yield _("The game is over: {level}. {text} {reason}").format(level=level.name, text=level.text,
                                                                 reason=ending_words(scenario, outcome.reason))
    for row in victory.score_rows(view_of):
        if row.points:
            yield _("{side}: {title}: {n}.").format(side=scenario.sides[row.side].name, title=row.title,
                                                    n=score_text(row.points))
    for side, standing in zip(scenario.sides, view_of.standings, strict=True):
        yield _("{side}: {k} killed, {w} wounded, {c} captured; {h} civilians harmed by it (an estimate).").format(
            side=side.name, k=standing.killed, w=standing.wounded, c=standing.captured, h=standing.harm)
