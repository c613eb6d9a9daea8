"""The command `supply`: what gets through to whom, by which road, and why not more, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from game import InputError
from game.content.loader import require
from game.rules import engine
from game.rules.knowledge import view
from game.rules.narrate import holder_name
from game.rules.scenario import Scenario
from game.rules.spoken import spoken
from game.rules.state import State
from game.rules.supply.bottleneck import Cut, minimum_cuts
from game.rules.supply.changes import Change, changed
from game.rules.supply.explain import Explanation, explain
from game.rules.supply.flow import Demand, Solution, solve
from game.rules.supply.forecast import forecast
from game.rules.supply.network import MILLION, SURE, Network, network
from game.rules.supply.plan import plan
from game.rules.supply.stocks import NO_NEED, days
from game.rules.supply.wanted import all_demands
from game.rules.supply.wording import cause_text, place_name
from game.session import looked_at
from game.text import _

_CLASSES = ("food", "ammo", "fuel")
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """One side's supply as it knows it: the situation, the solve of what all need, and why each gets what it gets."""

    state: State
    side: int
    roads: Network
    solution: Solution
    explained: tuple[Explanation, ...]


def supply(args: argparse.Namespace) -> int:
    """Print the supply of a scenario's first turn or of a saved game; returns the exit code.

    Shown is what each side knows. InputError with a sentence for a bad source, side, base or hex.
    """
    state = _state(args.source)
    side, holder = _who(state, args.side, args.base)
    cut = tuple(_hex(state.scenario, text) for text in args.cut)
    sides = [side] if side is not None else [0, 1]
    before = [_answer(view(state, each).known, each, holder) for each in sides]
    after = before
    if cut:
        after = [_answer(changed(view(state, each).known, each, Change(cut=cut)), each, holder) for each in sides]
    if args.json:
        print(json.dumps(_plain(state, before, after, cut, args.network), indent=1, ensure_ascii=False))
    else:
        _print(state, before, after, cut, holder, args.network)
    return 0


# --- what was asked -----------------------------------------------------------------------------------------------


def _state(source: str) -> State:
    """Return a saved game as it stands, or the first turn of a scenario, whose weather is that of the first seed."""
    path = Path(source)
    if path.is_file() and path.suffix not in (".yaml", ".yml"):
        return looked_at(path).state
    return engine.start(spoken(require(source)), 1).state


def _who(state: State, side_text: str | None, base_text: str | None) -> tuple[int | None, str | None]:
    """Return the side asked about (None for both) and the consumer asked about (None for all)."""
    side = None if side_text is None else _side(state.scenario, side_text)
    if base_text is None:
        return side, None
    known = {row.id: each for each in (0, 1) if side in (None, each)
             for row in network(view(state, each).known, each).consumers}
    names = {holder_name(state.scenario, key).lower(): key for key in known}
    wanted = base_text if base_text in known else names.get(base_text.lower())
    if wanted is None:
        raise InputError(_("There is no base or unit {name!r} that the roads supply{guess}; known are {known}.").format(
            name=base_text, guess=_guess(base_text, [*known, *names]), known=", ".join(known)))
    return known[wanted], wanted


def _side(scenario: Scenario, text: str) -> int:
    try:
        return scenario.side_index(text)
    except KeyError:
        known = [each.id for each in scenario.sides]
        raise InputError(_("There is no side {side!r} in {title}{guess}; its sides are {known}.").format(
            side=text, title=scenario.title, guess=_guess(text, known), known=", ".join(known))) from None


def _hex(scenario: Scenario, text: str) -> int:
    """Return a hex written `column.row` or by the id of the place in it."""
    places = {place.id: place.hex for place in scenario.map.places}
    if text in places:
        return places[text]
    if not text[:1].isdigit():
        sentence = _("There is no place {name!r} on the map{guess}; write its id, or a hex as column.row.")
        raise InputError(sentence.format(name=text, guess=_guess(text, list(places))))
    try:
        return scenario.map.grid.parse(text)
    except ValueError as problem:
        raise InputError(str(problem)) from problem


def _guess(word: str, known: list[str]) -> str:
    near = get_close_matches(word.lower(), known, n=1)
    return _(" (did you mean {word}?)").format(word=near[0]) if near else ""


# --- the answer ---------------------------------------------------------------------------------------------------


def _answer(state: State, side: int, holder: str | None) -> Answer:
    """Return one side's supply in a situation; explained is one consumer or all."""
    roads = network(state, side)
    through = tuple(row for row in plan(state, side).solution.demands if row.through and _over_map(state, side, row))
    solution = solve(roads, (*all_demands(state, side), *through))
    explained = tuple(explain(state, side, row.id) for row in roads.consumers if holder in (None, row.id))
    return Answer(state, side, roads, solution, explained)


def _over_map(state: State, side: int, demand: Demand) -> bool:
    return any(row.over_map for row in plan(state, side).traffic if row.traffic.id == demand.through)


# --- JSON ---------------------------------------------------------------------------------------------------------


def _plain(
    state: State, before: list[Answer], after: list[Answer], cut: tuple[int, ...], whole: bool
) -> dict[str, Any]:
    grid, clock = state.scenario.map.grid, state.scenario.clock
    plain: dict[str, Any] = {"scenario": state.scenario.id, "turn": state.turn,
                             "date": clock.date_of(state.turn).isoformat()}
    if cut:
        plain["cut"] = [grid.name(hex_id) for hex_id in cut]
    plain["sides"] = [_plain_side(answer, whole) for answer in after]
    if cut:
        plain["before"] = [_plain_side(answer, False) for answer in before]
    return plain


def _plain_side(answer: Answer, whole: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "side": answer.state.scenario.sides[answer.side].id,
        "consumers": [_plain_consumer(answer.state, row) for row in answer.explained],
        "flows": _plain_flows(answer),
        "cuts": [row for each in answer.explained if (row := _plain_cuts(answer, each)) is not None],
        "sources": _plain_sources(answer),
    }
    if whole:
        plain["network"] = _plain_network(answer)
    return plain


def _plain_consumer(state: State, row: Explanation) -> dict[str, Any]:
    name, scenario = state.scenario.map.grid.name, state.scenario
    tenths = days(state, row.consumer)
    return {
        "id": row.consumer, "hex": name(row.hex), "need_kg_day": sum(row.need), "delivered_kg_day": sum(row.delivered),
        "short_kg_day": sum(row.short),
        "causes": [{"kind": cause.kind, "kg_day": cause.kg_day, "hex": name(cause.hex) if cause.hex >= 0 else None,
                    "place": place_name(scenario, cause.hex) if cause.hex >= 0 else None} for cause in row.causes],
        "sentence": row.sentence,
        "helps": [{"what": each.what, "gain_kg_day": each.gain_kg_day} for each in row.helps],
        "days": {key: None if tenth == NO_NEED else tenth / 10 for key, tenth in zip(_CLASSES, tenths, strict=True)},
    }


def _plain_flows(answer: Answer) -> list[dict[str, Any]]:
    """Return what crosses each hex side, with what the step can carry and what is lost on it."""
    rows: dict[tuple[int, int], list[int]] = {}
    room = _room(answer.roads)
    for route in answer.solution.routes:
        share = SURE
        for number in route.edges:
            edge = answer.roads.edges[number]
            for place, step in enumerate(pairwise(edge.path)):
                after = share * (MILLION - (edge.risks[place] if edge.risks else 0)) // MILLION
                row = rows.setdefault(step, [0, room.get(step, edge.capacity), 0])
                row[0] += route.kg_day
                row[2] += route.kg_day * share // SURE - route.kg_day * after // SURE
                share = after
    name = answer.state.scenario.map.grid.name
    return [{"from": name(a), "to": name(b), "kg_day": kg, "capacity_kg_day": capacity, "lost_kg_day": lost}
            for (a, b), (kg, capacity, lost) in sorted(rows.items())]


def _room(roads: Network) -> dict[tuple[int, int], int]:
    arcs = roads.arcs
    steps = zip(arcs.start.tolist(), arcs.end.tolist(), strict=True)
    return dict(zip(steps, arcs.capacity.tolist(), strict=True))


def _plain_cuts(answer: Answer, row: Explanation) -> dict[str, Any] | None:
    """Return the minimum cuts of a consumer; None where no road limits it."""
    consumer = next(each for each in answer.roads.consumers if each.id == row.consumer)
    found = minimum_cuts(answer.roads, consumer)
    if found is None:
        return None
    return {"consumer": row.consumer, "capacity_kg_day": found.nearest_source.capacity_kg_day,
            "nearest_source": _plain_steps(answer, found.nearest_source),
            "nearest_consumer": _plain_steps(answer, found.nearest_consumer), "same": found.same}


def _plain_steps(answer: Answer, cut: Cut) -> list[dict[str, str]]:
    name = answer.state.scenario.map.grid.name
    return [{"from": name(a), "to": name(b)} for a, b in cut.arcs]


def _plain_sources(answer: Answer) -> list[dict[str, Any]]:
    """Return each entry; one that shares the store and trucks of another has none of its own."""
    sent = [[0, 0, 0] for _row in answer.roads.sources]
    for route in answer.solution.routes:
        sent[route.source][answer.solution.demands[route.demand].supply_class] += route.kg_day
    plain = []
    for number, row in enumerate(answer.roads.sources):
        own = row.root == number
        used = answer.solution.used_truck_seconds[number]
        plain.append({
            "id": row.id, "available_kg_day": _by_class(row.available if own else (0, 0, 0)),
            "sent_kg_day": _by_class(sent[number]),
            "truck_hours": round(row.trucks * row.working_seconds / _HOUR, 2) if own else 0,
            "truck_hours_used": round(used / _HOUR, 2),
        })
    return plain


def _by_class(amounts: Any) -> dict[str, int]:
    return dict(zip(_CLASSES, amounts, strict=True))


def _plain_network(answer: Answer) -> dict[str, Any]:
    """Return all that a solver of one's own needs: steps by road, ways across country, blocks, entries, demands."""
    roads, name = answer.roads, answer.state.scenario.map.grid.name
    arcs = roads.arcs
    classes = answer.state.scenario.ruleset.roads
    columns = (arcs.start, arcs.end, arcs.road, arcs.seconds, arcs.capacity, arcs.risk)
    fields = _fields(roads)
    across = [edge for edge in roads.edges if edge.rough and len(edge.path) > 1 and edge.head in fields]
    return {
        "arcs": [{"from": name(a), "to": name(b), "road": classes[road].id, "hours": round(seconds / _HOUR, 4),
                  "capacity_kg_day": capacity, "risk": risk / MILLION}
                 for a, b, road, seconds, capacity, risk in zip(*(row.tolist() for row in columns), strict=True)],
        "across_country": [{"path": [name(h) for h in edge.path], "hours": round(edge.seconds / _HOUR, 4),
                            "capacity_kg_day": edge.capacity, "risk": round(1 - edge.survival / SURE, 6)}
                           for edge in across],
        "across_country_cap_kg_day": max((edge.capacity for edge in roads.edges if edge.tail in fields), default=0),
        "blocked": [name(h) for h, held in enumerate(roads.blocked.tolist()) if held],
        "entries": [{"id": row.id, "hex": name(row.hex) if row.hex >= 0 else None, "group": row.group or None,
                     "shares": roads.sources[row.root].id, "lead_hours": round(row.lead_seconds / _HOUR, 4),
                     "loading_hours": round(row.loading_seconds / _HOUR, 4), "payload_kg": row.payload_kg,
                     "rough_payload_kg": row.rough_payload_kg, "through": row.through or None}
                    for row in roads.sources],
        "demands": [{"consumer": row.consumer, "hex": name(row.hex), "class": _CLASSES[row.supply_class],
                     "kg_day": row.kg_day, "priority": row.priority, "groups": list(row.groups),
                     "through": row.through or None, "sent_kg_day": sent}
                    for row, sent in zip(answer.solution.demands, answer.solution.sent, strict=True)],
        "policy": {"id": roads.policy.id, "most_loss": roads.policy.max_loss_pm / 1000,
                   "loss_weight_hours": round(roads.policy.loss_weight_minutes / 60, 4)},
        "parcel_kg": roads.parcel_kg,
    }


def _fields(roads: Network) -> frozenset[int]:
    """Return the nodes in which the ways across country to a consumer end, under one cap."""
    sinks = frozenset(roads.sinks.values())
    return frozenset(edge.tail for edge in roads.edges if edge.rough and edge.head in sinks and len(edge.path) == 1)


# --- the table ----------------------------------------------------------------------------------------------------


def _print(
    state: State, before: list[Answer], after: list[Answer], cut: tuple[int, ...], holder: str | None, whole: bool
) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    scenario = state.scenario
    console.print(_("{title}, {date}, turn {turn}").format(
        title=scenario.title, date=scenario.clock.date_of(state.turn).isoformat(), turn=state.turn), markup=False)
    if cut:
        hexes = ", ".join(scenario.hex_name(hex_id) for hex_id in cut)
        console.print(_("What if the enemy held {hexes}:").format(hexes=hexes), markup=False)
    for old, new in zip(before, after, strict=True):
        console.print(_table(old, new, bool(cut)))
        for row in new.explained:
            if holder is not None or any(row.short):
                console.print(row.sentence, markup=False)
            if holder is not None:
                _print_details(console, new.state, row)
        if whole:
            _print_network(console, new)


def _table(old: Answer, new: Answer, compare: bool) -> Any:
    from rich import box
    from rich.table import Table

    scenario = new.state.scenario
    table = Table(title=scenario.sides[new.side].name, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column(_("consumer"))
    table.add_column(_("hex"))
    for heading in (_("needs"), *((_("before"),) if compare else ()), _("gets"), _("short")):
        table.add_column(heading, justify="right")
    table.add_column(_("stores, days"), justify="right")
    table.add_column(_("why"))
    was = {row.consumer: row for row in old.explained}
    for row in new.explained:
        shown = [str(sum(row.need))]
        if compare:
            shown.append(str(sum(was[row.consumer].delivered)) if row.consumer in was else "-")
        shown += [str(sum(row.delivered)), str(sum(row.short))]
        tenths = days(new.state, row.consumer)
        stores = " / ".join("-" if tenth == NO_NEED else str(tenth // 10) for tenth in tenths)
        reasons = "; ".join(f"{cause_text(scenario, cause)} {cause.kg_day}" for cause in row.causes)
        table.add_row(holder_name(scenario, row.consumer), scenario.map.grid.name(row.hex), *shown, stores, reasons)
    table.caption = _("Kilograms a day by road, as far as the side knows; stores in days of {classes}.").format(
        classes=", ".join(_(name) for name in scenario.class_names))
    table.caption_justify = "left"
    return table


def _print_details(console: Any, state: State, row: Explanation) -> None:
    """Print what would help and how long one consumer lasts."""
    for each in row.helps:
        console.print(_("  {what}: {kg:+d} kg/day").format(what=each.what, kg=each.gain_kg_day), markup=False)
    if row.tally.dropped:
        console.print(_("Dropped by this side so far: {dropped:.1f} t, {got:.1f} t recovered.").format(
            dropped=row.tally.dropped / 1000, got=row.tally.recovered / 1000), markup=False)
    console.print(forecast(state, row.side, row.consumer).sentence, markup=False)


def _print_network(console: Any, answer: Answer) -> None:
    roads = answer.roads
    console.print(_("{arcs} steps by road in {edges} stretches, {blocked} hexes shut, {entries} entries open;"
                    " --json lists them.").format(
        arcs=len(roads.arcs.start), edges=len(roads.edges), blocked=int(roads.blocked.sum()),
        entries=len([row for row in roads.sources if row.hex >= 0])), markup=False)
