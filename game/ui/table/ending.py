"""How a game ended, in the words and numbers of the result screen."""

from __future__ import annotations

from game.rules import victory
from game.rules.narrate import ending_words
from game.rules.ruleset import NOTHING, Stock
from game.rules.scenario import Scenario
from game.rules.state import State
from game.text import _, plural
from game.ui.panels.model import Block, Fact, Facts, Note
from game.ui.screens.model import PointsRow, ResultModel
from game.ui.table.chronicle import side_points
from game.ui.table.words import day, tonnes, turn_day


def result_model(state: State, saved_as: str) -> ResultModel:
    """Return the result of a finished game: level, points by objective, bases, losses, supply by route, people."""
    scenario, outcome = state.scenario, state.outcome
    net = victory.net(state)
    level = next((row for row in scenario.levels if outcome is not None and row.id == outcome.level),
                 victory.level_of(scenario, net))
    totals = side_points(state)
    rows = tuple(PointsRow(row.title, row.points // 1000 if row.side == 0 else 0,
                           row.points // 1000 if row.side == 1 else 0) for row in victory.score_rows(state))
    title = _("{title}, {date}").format(title=scenario.title, date=day(scenario.clock.date_of(state.turn)))
    first, second = (side.name for side in scenario.sides)
    reason = ending_words(scenario, outcome.reason) if outcome is not None else ""
    beside: tuple[Block, ...] = (_bases(state), _losses(state), *(_supply(state, side) for side in (0, 1)))
    return ResultModel(title, level.name, f"{level.text} {reason}".strip(), level.winner, (first, second),
                       (totals[0] // 1000, totals[1] // 1000), rows, beside, _people(state), saved_as)


def _bases(state: State) -> Facts:
    scenario = state.scenario
    rows = tuple(Fact(scenario.base(base.id).name, _holder(scenario, base.side, base.since))
                 for base in state.bases if not scenario.base(base.id).depot)
    return Facts(rows, _("The bases"))


def _holder(scenario: Scenario, side: int, since: int) -> str:
    name = scenario.sides[side].name
    if since <= 1:
        return _("{side}, throughout").format(side=name)
    return _("{side}, since {date}").format(side=name, date=turn_day(scenario.clock, since, year=True))


def _losses(state: State) -> Facts:
    rows = []
    for side, row in zip(state.scenario.sides, state.standings, strict=True):
        parts = [_("{k} killed, {w} wounded, {c} captured").format(k=row.killed, w=row.wounded, c=row.captured)]
        machines = [text.format(n=count) for count, text in (
            (row.vehicles_lost, plural("{n} vehicle", "{n} vehicles", row.vehicles_lost)),
            (row.jets_lost, plural("{n} jet", "{n} jets", row.jets_lost)),
            (row.helicopters_lost, plural("{n} helicopter", "{n} helicopters", row.helicopters_lost))) if count]
        rows.append(Fact(side.name, parts[0], note=", ".join(machines)))
    return Facts(tuple(rows), _("Soldiers and fighters lost"))


def _supply(state: State, side: int) -> Facts:
    moved: dict[str, Stock] = {what: stock for index, what, stock in state.en_route if index == side}

    def sent(what: str) -> str:
        return _("{n} t").format(n=tonnes(sum(moved.get(what, NOTHING), 0)))

    rows = [Fact(_("Sent by road"), sent("sent"),
                 note=_("{d} destroyed and {c} captured on the way").format(d=sent("destroyed"), c=sent("captured"))),
            Fact(_("Arrived by road"), sent("delivered"))]
    rows += [Fact(_route_name(state.scenario, name), _("{n} t").format(n=tonnes(kg)))
             for name, index, kg in state.routes if index == side and kg]
    drops = state.drops[side]
    if drops.dropped:
        rows.append(Fact(_("Dropped from the air"), _("{n} t").format(n=tonnes(drops.dropped)),
                         note=_("{r} t recovered, {c} t taken by the enemy, {l} t lost").format(
                             r=tonnes(drops.recovered), c=tonnes(drops.captured), l=tonnes(drops.lost))))
    return Facts(tuple(rows), _("Supply: {side}").format(side=state.scenario.sides[side].name))


def _route_name(scenario: Scenario, name: str) -> str:
    """Return a route's name: an entry's, or that of through traffic with the way it took."""
    kind, _colon, rest = name.partition(":")
    if kind != "traffic":
        return next((row.name for row in scenario.supply_sources if row.id == name), name)
    traffic, _colon, way = rest.partition(":")
    found = next((row for row in scenario.traffic if row.id == traffic), None)
    if found is None:
        return rest
    return found.name if way == "map" else _("{name}, by {way}").format(name=found.name, way=found.alternative_name)


def _people(state: State) -> Note:
    """Return what the fighting did to people, in words, with the number each side answers for."""
    first, second = state.scenario.sides
    harmed = [row.harm for row in state.standings]
    lived = sum(place.people for place in state.scenario.map.places)
    now = sum(state.people)
    text = _("Nobody who lived here is known to have been killed or hurt.")
    if sum(harmed):
        text = _("About {all:,} civilians were killed or hurt: {a:,} by the fire of the {first}, {b:,} by that of the "
                 "{second}.").format(all=sum(harmed), a=harmed[0], b=harmed[1], first=first.name.lower(),
                                     second=second.name.lower())
    text += " " + _("Of {lived:,} people, {now:,} are in their towns now.").format(lived=lived, now=now)
    damage = [row.heritage for row in state.standings]
    if sum(damage):
        text += " " + plural(
            "Protected sites were damaged {n} time.", "Protected sites were damaged {n} times.",
            sum(damage)).format(n=sum(damage))
    return Note(text + " " + _("These are estimates of the game; they give nobody points."),
                _("What it did to people"), "ink")
