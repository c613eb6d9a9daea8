"""The after-action report as a page: the course of a game, why it went so, and the record beside it."""

from __future__ import annotations

from collections.abc import Iterator

from game.ai.levels import player_name
from game.pages.page import Page, Section, Table, render
from game.report import charts
from game.report.chronicle import chronicle
from game.report.course import NEAR_HEXES, Course, harm_by_cause, machines_lost, men_lost
from game.report.turning import TurningPoint, turning_points, window_turns
from game.rules import victory
from game.rules.narrate import ending_words
from game.session import Session
from game.summary import summary
from game.text import _, figure


def page(session: Session, course: Course) -> str:
    """Return the report of a game as HTML."""
    turns = turning_points(course)
    sections = [_course(course, turns)]
    if course.bases:
        sections += [_stocks(course), _flows(course), _odds(course)]
    sections += [_losses(session, course), _control(course), _civilians(course), _chronicle(course)]
    return render(Page(
        _("After-action report"), session.scenario.title, tuple(_lead(session, course)), tuple(_facts(session, course)),
        tuple(sections), (session.notice,) if session.notice else (), (_("The record"), _("In this game"))))


def _lead(session: Session, course: Course) -> Iterator[str]:
    scenario, outcome = session.scenario, session.state.outcome
    if outcome is not None:
        level = next(level for level in scenario.levels if level.id == outcome.level)
        yield f"{level.name}. {ending_words(scenario, outcome.reason)}"
        if level.text:
            yield level.text
    else:
        yield _("The game is not over; this is how it stands on {day}.").format(day=_day(course))


def _day(course: Course) -> str:
    day = course.dates[-1]
    return f"{day.day} {_(f'{day:%b}')} {day.year}"


def _facts(session: Session, course: Course) -> Iterator[tuple[str, str]]:
    scenario = session.scenario
    first = scenario.clock.start
    yield _("from – to"), f"{first.day} {_(f'{first:%b}')} {first.year} – {_day(course)}"
    yield _("points net"), figure(victory.net(course.last) / 1000, "+.1f").replace("-", "−")
    for side, player, standing in zip(scenario.sides, session.options.players, course.last.standings, strict=True):
        yield _("{side}, played by").format(side=side.name), player_name(player)
        yield _("{side}, killed").format(side=side.name), str(standing.killed)
    for base in course.bases:
        now = course.last.base(base.id)
        since = scenario.clock.date_of(now.since)
        yield base.name, _("held by the {side} since {day}").format(
            side=scenario.sides[now.side].name.lower(), day=f"{since.day} {_(f'{since:%b}')} {since.year}")
    yield _("seed"), str(session.seed)


# --- sections -----------------------------------------------------------------------------------------------


def _course(course: Course, turns: tuple[TurningPoint, ...]) -> Section:
    scenario = course.scenario
    body = tuple((str(number), _when(course, point), point.change, " ".join(point.happened) or "–")
                 for number, point in enumerate(turns, 1))
    text = _("Points of the {first} less those of the {second}. Numbers mark the turning points below.").format(
        first=scenario.sides[0].name.lower(), second=scenario.sides[1].name.lower())
    how = _("A turning point is a dawn after which supply or odds at a base stood otherwise for {days} days than for"
            " {days} days before. It is found by comparing figures; whether what happened then was the cause is for the"
            " reader to judge.").format(days=window_turns(course) * scenario.clock.days)
    tables = (Table(("", _("when"), _("what changed"), _("what happened then")), body, "", 4),) if body else ()
    after = () if body else (_("No turn changed supply or odds at a base lastingly."),)
    return Section("course", _("The course, and where it turned"), (text,), charts.points(course, turns), how, tables,
                   after=after)


def _when(course: Course, point: TurningPoint) -> str:
    day = course.dates[point.number]
    return f"{day.day} {_(f'{day:%b}')} {day.year}".replace(" ", "\N{NO-BREAK SPACE}")


def _stocks(course: Course) -> Section:
    return Section(
        "stocks", _("Stocks of the bases"), (), charts.stocks(course),
        _("Days that the stock would last at that day's need; days beyond {most} are drawn as {most}. The shaded strip"
          " is the last five days. A line that ends is a base that was lost.").format(most=charts.SHOWN_DAYS))


def _flows(course: Course) -> Section:
    return Section(
        "flows", _("What came, by road and by air"), (), charts.flows(course),
        _("Each bar is a turn. Where bars reach the red line, the base received what it used; below it, it lived on its"
          " stock. Drops count what was found, not what was dropped."), (_routes_table(course),))


def _routes_table(course: Course) -> Table:
    scenario, state = course.scenario, course.last
    names = {row.id: row.name for row in scenario.supply_sources}
    rows = [(scenario.sides[side].name, names[name], figure(kg / 1000, ".1f"))
            for name, side, kg in sorted(state.routes, key=lambda row: (row[1], -row[2])) if name in names]
    for side, tally in zip(scenario.sides, state.drops, strict=True):
        if tally.dropped:
            by = _("airdrops: {dropped:.1f} t dropped, {share:.0f} % recovered").format(
                dropped=tally.dropped / 1000, share=100 * tally.recovered / tally.dropped)
            rows.insert(0, (side.name, by, figure(tally.recovered / 1000, ".1f")))
    return Table((_("side"), _("by"), _("tonnes arrived")), tuple(rows), _("Over the whole game"), 2)


def _odds(course: Course) -> Section:
    return Section(
        "odds", _("Odds at the bases"), (), charts.odds(course),
        _("The strength of all enemies within {n} hexes over that of the defenders, by the terms of the combat rules:"
          " men, quality, hunger, ammunition, works. At 1 they are equal; an assault on deep works usually needs more"
          " than one.").format(n=NEAR_HEXES))


def _losses(session: Session, course: Course) -> Section:
    scenario = course.scenario
    figures = summary(course.last, session.seed)["losses"]
    names = {"killed": _("killed"), "wounded": _("wounded"), "captured": _("taken prisoner"), "vehicles": _("vehicles")}
    rows = [(name, *(str(figures[side.id][key]) for side in scenario.sides)) for key, name in names.items()]
    for machine, lost in machines_lost(course).items():
        name = {"trucks": _("trucks on the road"), "helicopter": _("helicopters"), "jet": _("jets")}[machine]
        rows.append((name, str(lost[0]), str(lost[1])))
    return Section(
        "losses", _("Losses"), (), charts.losses(course, men_lost(course)),
        _("Men killed, wounded or captured, by what caused it. Both panels have one scale."),
        (Table(("", *(side.name for side in scenario.sides)), tuple(rows)),))


def _control(course: Course) -> Section:
    return Section("control", _("Ground"), (), charts.control(course),
                   _("Shares of the hexes of the map; between the two lies ground that neither side holds."))


def _civilians(course: Course) -> Section:
    harm = harm_by_cause(course)
    causes = sorted({*harm[0], *harm[1]})
    rows = tuple((_(cause), str(harm[0][cause]), str(harm[1][cause])) for cause in causes)
    table = Table((_("people harmed, by cause"), *(side.name for side in course.scenario.sides)), rows,
                  _("Killed or hurt: estimates of the rules"))
    return Section(
        "civilians", _("Civilians"),
        (_("Harm to people is reported beside the military result; it gives and costs no points."),),
        charts.civilians(course),
        _("Left, how many people each side has harmed so far; right, how many have stayed or come back."),
        (table,) if rows else ())


def _chronicle(course: Course) -> Section:
    text = _("Left what the record says, with its sources; right what happened in this game in the same days. Where the"
             " two part, the game has gone its own way; that is no judgement of the record.")
    return Section("chronicle", _("Chronicle"), (text,), entries=chronicle(course),
                   after=tuple(_sources(course)))


def _sources(course: Course) -> Iterator[str]:
    """Yield the sources that the chronicle cites, with where they are to be found."""
    cited = {source for event in course.scenario.events for source in event.sources}
    for row in course.scenario.sources:
        if row.id in cited and row.where:
            yield f"[{row.id}] {row.where}"
