"""Supply in sentences: who gets what by road, why not more, what would help, how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator

from game.rules.narrate import holder_name, mass
from game.rules.state import View
from game.rules.supply.changes import Change, changed
from game.rules.supply.explain import explain
from game.rules.supply.forecast import forecast
from game.rules.supply.network import network
from game.rules.supply.spare import spare_ways
from game.rules.supply.stocks import NO_NEED, days
from game.text import _, figure, plural
from game.text_play.names import landmark


def overview(view: View) -> Iterator[str]:
    """Yield the sentence of every base and unit that the roads supply, then trucks and routes."""
    known, side = view.known, view.side
    for row in network(known, side).consumers:
        yield _("{sentence} {days}").format(
            sentence=explain(known, side, row.id, helps=False).sentence, days=_days(view, row.id))
    yield from _fleets(view)
    yield _("`supply NAME` says what would help one of them.")


def details(view: View, holder: str) -> Iterator[str]:
    """Yield why a base or unit gets what it gets, what would help, and how long it lasts."""
    found = explain(view.known, view.side, holder)
    if found.consumer != holder:
        yield _("{base} feeds {name}.").format(name=holder_name(view.scenario, holder),
                                                  base=holder_name(view.scenario, found.consumer))
    yield found.sentence
    yield _days(view, found.consumer)
    for road, way in spare_ways(view.known, view.side, found.consumer, found.routes):
        yield _("Open and not used: {road}, up to {carries} a day.").format(road=road, carries=mass(way.carries))
    for row in found.helps:
        yield _("It would help: {what}, {kg:+d} kg a day.").format(what=row.what, kg=row.gain_kg_day)
    if found.tally.dropped:
        yield _("Dropped so far: {dropped}, of which {got} recovered, {taken} taken by the enemy.").format(
            dropped=mass(found.tally.dropped), got=mass(found.tally.recovered), taken=mass(found.tally.captured))
    yield forecast(view.known, view.side, found.consumer).sentence


def effect(view: View, change: Change) -> Iterator[str]:
    """Yield what a change would do to what arrives by road, for all that it touches."""
    before, after = view.known, changed(view.known, view.side, change)
    same = True
    for row in network(before, view.side).consumers:
        was = sum(explain(before, view.side, row.id, helps=False).delivered)
        now = sum(explain(after, view.side, row.id, helps=False).delivered)
        if was != now:
            same = False
            yield _("{name} would get {now} kg a day by road instead of {was}.").format(
                name=holder_name(view.scenario, row.id), now=now, was=was)
    if same:
        yield _("It changes nothing in what arrives by road, as things stand.")


def _days(view: View, holder: str) -> str:
    parts = []
    for name, tenths in zip(view.scenario.class_names, days(view.known, holder), strict=True):
        if tenths != NO_NEED:
            lasts = figure(tenths / 10, ".1f") if tenths < 1000 else _("100+")
            parts.append(_("{name} {n}").format(name=_(name), n=lasts))
    return _("Days in store: {list}.").format(list=", ".join(parts)) if parts else _("It uses nothing now.")


def _fleets(view: View) -> Iterator[str]:
    known = view.known
    fleets = {fleet.source: fleet for fleet in known.fleets}
    for row in view.scenario.supply_sources:
        fleet = fleets.get(row.shares or row.id)
        if row.side != view.side or fleet is None:
            continue
        where = landmark(view.scenario, row.hex)
        if known.controller(row.hex) == 1 - view.side or not fleet.open:
            yield _("{name} at {where} is shut.").format(name=row.name, where=where)
        else:
            yield plural("{name} at {where}: {n} truck.", "{name} at {where}: {n} trucks.", fleet.trucks).format(
                name=row.name, where=where, n=fleet.trucks)
    yield _("Route policy: {policy}.").format(policy=_(known.standings[view.side].policy))
