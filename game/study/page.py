"""The page of a study: what was asked, how the games ended, what came by which road, and what decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from game.ai.levels import player_name
from game.pages.page import Page, Section, Table, render
from game.rules.spoken import told
from game.study import charts
from game.study.convoy import tonnes_a_day
from game.study.games import Run
from game.study.plan import ABOUT_CONVOYS, Plan
from game.study.statistics import quantile, wilson
from game.study.view import Rows
from game.text import _, figure, plural

_NOTABLE = 0.05
"""Points below which an effect is not spoken of."""


def page(plan: Plan, runs: Sequence[Run], described: dict[str, Any]) -> str:
    """Return the page of a finished study as HTML; `described` is its sidecar, convoys included."""
    rows = Rows(plan, runs)
    sections = [_outcomes(rows), _points(rows), _held(rows), *_routes(rows)]
    if any(len(factor.values) > 1 for factor in plan.factors):
        sections.append(_sensitivity(rows))
    if any(factor.path.startswith(ABOUT_CONVOYS) for factor in plan.factors):
        sections += _convoys(rows, described["convoys"])
    sections.append(_method(rows, described))
    experiment = plan.experiment
    title = (told(experiment, experiment.translations).title if experiment
             else _("{title}: a study").format(title=rows.scenario.title))
    return render(Page(_("A study of many games"), title, tuple(_lead(rows)), tuple(_facts(rows)), tuple(sections),
                       (_notes_on_models(),)))


def _lead(rows: Rows) -> Iterator[str]:
    plan = rows.plan
    if plan.experiment is not None:
        yield told(plan.experiment, plan.experiment.translations).question
    sides = rows.scenario.sides
    won = Counter(run["figures"]["winner"] for run in rows.runs)
    total = len(rows.runs)
    text = _("Of {n} games the {first} won {a:.0f} %, the {second} {b:.0f} %; {c:.0f} % ended with neither ahead.")
    a, b, c = (100 * won[who] / total for who in (sides[0].id, sides[1].id, None))
    yield text.format(n=total, first=sides[0].name.lower(), second=sides[1].name.lower(), a=a, b=b, c=c)
    moving = [effect for effect in rows.net_effects if effect.strength > max(effect.chance, _NOTABLE)]
    if moving:
        ranked = "; ".join(_("{path} by {a:.1f}").format(path=effect.path, a=effect.strength) for effect in moving[:2])
        yield _("What moves the points most, over the range of the values tried: {ranked}.").format(ranked=ranked)
    elif rows.net_effects:
        yield _("Nothing that was varied moves the points more than chance would with so many games.")


def _facts(rows: Rows) -> Iterator[tuple[str, str]]:
    plan = rows.plan
    yield _("scenario"), rows.scenario.title
    yield _("games"), str(len(rows.runs))
    yield _("variants"), str(len(plan.variants))
    yield _("seeds of each variant"), f"{plan.first_seed} – {plan.first_seed + plan.runs - 1}"
    yield _("levels of the computer"), ", ".join(
        _("{side}: {text}").format(side=side.name, text=player_name(level))
        for side, level in zip(rows.scenario.sides, plan.players, strict=True))
    for factor in plan.factors:
        yield factor.path, ", ".join(factor.values)


# --- sections -----------------------------------------------------------------------------------------------


def _outcomes(rows: Rows) -> Section:
    names = {level.id: level.name for level in rows.scenario.levels}
    several = len(rows.plan.variants) > 1
    text = _("Levels of victory are reached by points; who wins at which level, the scenario says.")
    how = _("A dot is the share of the games played; the bar is the 95 % interval of Wilson: with other dice the true"
            " share would lie in it in 19 studies of 20. Where bars overlap widely, more games are needed to tell"
            " variants apart.")
    return Section("outcomes", _("How the games ended"), (text,), charts.levels(rows) + (
        charts.winners(rows) if several else ""), how, (_levels_table(rows, names),))


def _levels_table(rows: Rows, names: dict[str, str]) -> Table:
    body = []
    for group in rows.variants():
        counted = Counter(run["figures"]["level"] for run in group.runs)
        body.append((group.name, str(len(group.runs)),
                     *(_share(counted[level], len(group.runs)) for level in names)))
    return Table((_("variant"), _("games"), *names.values()), tuple(body), _("Share of games, with its 95 % interval"))


def _share(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{100 * hits / total:.0f} % ({100 * low:.0f}–{100 * high:.0f})" if total else "–"


def _points(rows: Rows) -> Section:
    columns = ("points.net", *(f"losses.{side.id}.killed" for side in rows.scenario.sides),
               *(f"civilian_harm.{side.id}" for side in rows.scenario.sides))
    headings = (_("net points"), *(_("killed, {side}").format(side=side.name) for side in rows.scenario.sides),
                *(_("civilians harmed by {side}").format(side=side.name) for side in rows.scenario.sides))
    body = tuple((group.name, *(_spread([run["figures"][column] for run in group.runs]) for column in columns))
                 for group in rows.variants())
    return Section(
        "points", _("Points"), (), charts.points(rows),
        _("Each stroke is one game, the dot the middle one, the bar the middle four fifths. Dashed lines are where the"
          " levels of victory begin."),
        (Table((_("variant"), *headings), body, _("Median (10 % – 90 %); people are the rules' estimates, and harm to"
                                                 " civilians is never part of the points")),))


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "–"
    low, middle, high = (quantile(values, part) for part in (0.1, 0.5, 0.9))
    return f"{middle:.0f} ({low:.0f} – {high:.0f})"


def _held(rows: Rows) -> Section:
    bases = rows.bases
    body = tuple((group.name, *(_spread([run["figures"][f"bases.{base.id}.days_held"] for run in group.runs])
                                for base in bases),
                  *(_share(sum(run["figures"][f"bases.{base.id}.held_by"] == rows.scenario.sides[base.side].id
                               for run in group.runs), len(group.runs)) for base in bases))
                 for group in rows.variants())
    headings = (*(_("days held, {base}").format(base=base.name) for base in bases),
                *(_("held at the end, {base}").format(base=base.name) for base in bases))
    return Section(
        "held", _("How long each base was held"), (), charts.held(rows) if bases else "",
        _("A line falls where bases were lost; its right end is the share of games in which the base was held to the"
          " last. A game that ends early keeps its state."),
        (Table((_("variant"), *headings), body, _("Days: median (10 % – 90 %). Share: with its 95 % interval")),))


def _routes(rows: Rows) -> Iterator[Section]:
    drawings = "".join(charts.routes(rows, side, through=False) for side in (0, 1))
    passing = "".join(charts.routes(rows, side, through=True) for side in (0, 1))
    how = _("Lines are the middle game, shades the middle four fifths. A line that is level is a road that brings"
            " nothing; where one line bends up as another goes level, the trucks have changed their way.")
    if drawings:
        text = _("Tonnes that arrived so far, by the entry they came from; first the {first}, then the {second}.")
        text = text.format(first=rows.scenario.sides[0].name.lower(), second=rows.scenario.sides[1].name.lower())
        yield Section("routes", _("What came by which route"), (text,), drawings, how)
    if passing:
        yield Section("traffic", _("What passed through"),
                      (_("Through traffic is served after everybody else, over the map or by the way round it."),),
                      passing, how)


def _sensitivity(rows: Rows) -> Section:
    side = rows.scenario.sides[0]
    outcomes = [("points.net", _("net points")),
                *((f"bases.{base.id}.days_held", _("days held, {base}").format(base=base.name))
                  for base in rows.bases[:2])]
    body = tuple((effect.path, figure(effect.strength, ".2f"),
                  f"{figure(effect.low, '.2f')} – {figure(effect.high, '.2f')}", figure(effect.chance, ".2f"),
                  figure(effect.mean, "+.2f"), figure(effect.spread, ".2f"), str(effect.pairs))
                 for effect in rows.net_effects)
    drawing = charts.sensitivity(rows, outcomes)
    how = _("A bar is how far the outcome moves, on average, when a number goes over its whole range; the line is its"
            " 90 % range with other dice. Dots mark what a number without any effect would reach by chance in one study"
            " of twenty: a bar that ends before them says nothing yet. The arrow shows the mean with its direction:"
            " right is up, for points in favour of the {side}. An arrow well inside its bar means that the effect"
            " changes sign from place to place.").format(side=side.name.lower())
    return Section(
        "sensitivity", _("What decides"),
        (_("Morris's elementary effects: pairs of variants that differ in one number by one step, played with the same"
           " dice. An outcome that nothing moves has no chart."),),
        drawing, how if drawing else "",
        (Table((_("number"), _("strength μ*"), _("90 % range"), _("by chance"), _("mean μ"), _("spread σ"),
                _("pairs")), body, _("Net points, per range of the number")),))


# --- convoys ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Panel:
    """One panel of the convoy chart; see `charts.convoy`."""

    title: str
    cap: tuple[str, float] | None
    lines: tuple[tuple[str, Callable[[float], float], list[tuple[int, list[float]]]], ...]


def _convoys(rows: Rows, found: Sequence[dict[str, Any]]) -> Iterator[Section]:
    """Yield the section on the convoy arithmetic, where the scenario has ways that it can be tried on."""
    panels = [panel for panel in (_rough_panel(rows, found), _round_panel(rows, found)) if panel is not None]
    if not panels:
        return
    rough = any(way["by"] for row in found for way in row["ways"])
    text = _("A fleet brings trucks × working hours ÷ (2 × hours + loading) × load, up to what the road carries. A"
             " rough road is worse for three reasons only: more hours, smaller loads, less room. No other factor is at"
             " work.")
    how = _("Lines are that sum, worked out by hand from the map; marks are what the game's own supply rule sends on"
            " the first day with nothing else open; for traffic round the map, what the games themselves moved. Marks"
            " on their lines mean that rule and arithmetic agree. Where a line bends level, the road is the limit and"
            " more trucks bring nothing.")
    title = _("The military road, by hand and by the rule") if rough else _("Convoys, by hand and by the rule")
    tables = (_ways_table(rows, found),) if found[0]["ways"] else ()
    yield Section("convoys", title, (text,), charts.convoy(panels, title), how, tables)


def _rough_panel(rows: Rows, found: Sequence[dict[str, Any]]) -> _Panel | None:
    """Return the panel of the way that matters: by a rough road where there is one, else the first."""
    first = max(found[0]["ways"], key=lambda way: bool(way["by"]), default=None)
    if first is None:
        return None
    key = (first["entry"], first["base"], first["by"])
    mine = [way for row in found for way in row["ways"] if (way["entry"], way["base"], way["by"]) == key]
    lines: dict[tuple[float, ...], list[tuple[int, list[float]]]] = {}
    for way in mine:
        kind = tuple(way[name] for name in ("hours", "loading_hours", "working_hours", "payload_t", "road_t_day"))
        dot = (way["trucks"], [way["rule_t_day"]])
        if dot not in lines.setdefault(kind, []):
            lines[kind].append(dot)
    named = tuple((_("{hours:.1f} h one way").format(hours=kind[0]), _law(kind), dots)
                  for kind, dots in sorted(lines.items()))
    road = next((road.name for road in rows.scenario.map.roads if road.id == first["by"]), _("quickest way"))
    base = rows.scenario.base(first["base"]).name
    room = {kind[4] for kind in lines}
    cap = (_("what the road carries"), room.pop()) if len(room) == 1 else None
    most = max(law(trucks) for _name, law, dots in named for trucks, _found in dots)
    return _Panel(f"{road} → {base}", cap if cap and cap[1] < 3 * most else None, named)


def _round_panel(rows: Rows, found: Sequence[dict[str, Any]]) -> _Panel | None:
    """Return the panel of the traffic round the map, with what the games moved; None where no game sent any."""
    if not found[0]["round"]:
        return None
    name, side = found[0]["round"][0]["traffic"], found[0]["round"][0]["side"]
    lines: dict[tuple[float, ...], dict[int, list[float]]] = {}
    for number, row in enumerate(found):
        way = row["round"][0]
        moved = rows.daily_through(name, side, rows.by_variant[number], "round")
        if moved:
            kind = tuple(way[part] for part in ("hours", "loading_hours", "working_hours", "payload_t", "demand_t_day"))
            lines.setdefault(kind, {}).setdefault(way["trucks"], []).extend(moved)
    if not lines:
        return None
    title = next(row.alternative_name for row in rows.scenario.traffic if row.id == name)
    return _Panel(title.split(" (")[0], None, tuple(
        (_("{hours:.1f} h one way").format(hours=kind[0]), _law(kind), sorted(dots.items()))
        for kind, dots in sorted(lines.items())))


def _law(kind: tuple[float, ...]) -> Callable[[float], float]:
    """Return tonnes a day by trucks for (hours, loading hours, working hours, payload, most that can pass)."""
    hours, loading, working, payload, most = kind
    return lambda trucks: min(most, tonnes_a_day(trucks, working, hours, loading, payload))


def _ways_table(rows: Rows, found: Sequence[dict[str, Any]]) -> Table:
    names = {road.id: road.name for road in rows.scenario.map.roads} | {"": _("quickest way")}
    entries = {row.id: row.name for row in rows.scenario.supply_sources}
    body: dict[tuple[str, ...], None] = {}
    base = max(found[0]["ways"], key=lambda way: bool(way["by"]))["base"]
    for row in found:
        for way in (each for each in row["ways"] if each["base"] == base):
            cells = (f"{entries[way['entry']]} → {rows.scenario.base(way['base']).name}", names[way["by"]],
                     str(way["trucks"]), figure(2 * way["hours"] + way["loading_hours"], ".1f"),
                     figure(way["payload_t"], "g"), figure(way["fleet_t_day"], ".1f"), figure(way["road_t_day"], "g"),
                     figure(min(way["fleet_t_day"], way["road_t_day"]), ".1f"), figure(way["rule_t_day"], ".1f"))
            body[cells] = None
    return Table((_("way"), _("by"), _("trucks"), _("round trip, h"), _("load, t"), _("trucks allow"), _("road allows"),
                  _("by hand"), _("by the rule")), tuple(body), _("Tonnes a day, nothing barred, dry ground"), words=2)


# --- the end of the page ------------------------------------------------------------------------------------


def _method(rows: Rows, described: dict[str, Any]) -> Section:
    plan = rows.plan
    how = _("walks of Morris") if plan.walks else _("every combination of the values")
    text = (
        _("The computer played every side. All variants were played with the same seeds, so that a difference"
          " between them is not one of dice (common random numbers). Chosen were {how}.").format(how=how),
        plural("The table runs.csv has {n} row, one for each game, with its seed and what was varied; turns.csv has"
               " what each game was like at every dawn; study.json has versions and hashes.",
               "The table runs.csv has {n} rows, one for each game, with its seed and what was varied; turns.csv has"
               " what each game was like at every dawn; study.json has versions and hashes.", len(rows.runs)).format(
            n=len(rows.runs)),
        _("A game of the scenario as it is can be looked at: the command “simulate” with its seed and --save plays it"
          " again."),
    )
    facts = (
        (_("program"), f"Lifeline {described['program']}"),
        (_("rules and opponent (SHA-256)"), described["code"][:16]),
        (_("scenario as it is (SHA-256)"), described["fingerprint"][:16]),
        (_("table of games (SHA-256)"), described["rows_sha256"][:16]),
        *((name, value) for name, value in described["versions"].items()),
    )
    return Section("method", _("How it was done"), text, tables=(Table((_("what"), _("which")), facts, words=1),))


def _notes_on_models() -> str:
    return _("A game is a model. What it shows follows from its numbers, many of which are estimates; it is evidence"
             " about the model, and a question to the record, not a finding about the war.")
