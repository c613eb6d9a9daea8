"""Checks of the story: events that can happen, points that can be earned, sources cited, words chosen with care."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from game.content.notes import Loc, Notes
from game.content.reader import Rows, Table
from game.content.schema import ScenarioShape
from game.rules.scenario import Condition, Effect, EventDef, Objective, Scenario

_FLAGS_OF_THE_RULES = frozenset({"truce", "coordination", "pool"})

_OBJECTIVES: MappingProxyType[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType({
    "hold_base": (("base",), ("per_day", "at_end")),
    "take_base": (("base",), ("once",)),
    "take_store": (("base",), ("once",)),
    "threaten_link": (("base",), ("per_day",)),
    "traffic": ((), ("once",)),
    "break_siege": (("bases",), ("once", "per_day")),
    "place": (("hexes",), ("per_day", "at_end")),
    "aircraft": ((), ("once",)),
    "arrive": (("units", "hexes"), ("once",)),
})
"""For each kind of objective the keys it needs, and the points it can give."""

_WORDS: MappingProxyType[str, str] = MappingProxyType({
    "terrorist": "opposition fighter, or the group's name", "terrorists": "opposition fighters, or the group's name",
    "regime": "government", "thug": "the unit's name", "thugs": "the unit's name", "jihadis": "the group's name",
    "jihadists": "the group's name", "militant": "fighter", "militants": "fighters", "rebels": "opposition",
    "loyalist": "government", "loyalists": "government", "martyred": "killed", "martyrdom": "death",
    "martyrs": "the dead (in a name it may stand)", "heroic": "nothing: say what was done", "heroes": "people",
    "heroically": "nothing: say what was done", "glorious": "nothing: say what was done", "liberated": "taken",
    "liberate": "take", "liberation": "capture", "cleanse": "take", "cleansed": "taken", "neutralised": "killed",
    "neutralized": "killed", "eliminated": "killed or driven out", "massacre": "what happened, with its source",
    "evil": "nothing: say what was done", "barbaric": "nothing: say what was done", "infidel": "the group's name",
    "infidels": "the group's name",
})
"""Words that take a side or praise killing, and what to write instead; names of formations are left alone."""

_WORD = re.compile(r"[^\W\d_]+")
_PROSE = frozenset({"title", "summary", "content_note", "text", "note", "description", "believed", "briefing"})


def check_story(scenario: Scenario, shape: ScenarioShape, notes: Notes) -> None:
    """Note what is wrong with events, objectives, levels, sources and words."""
    flags = _Flags()
    for number, event in enumerate(scenario.events):
        _check_choices(event, number, notes)
        flags.gather(event, number)
    for number, event in enumerate(scenario.events):
        _check_conditions(scenario, event, number, flags, notes)
    _check_flags(scenario, flags, notes)
    for number, objective in enumerate(scenario.objectives):
        _check_objective(scenario, objective, number, notes)
    _check_levels(scenario, notes)
    _check_sources(scenario, notes)
    if not shape.fictional:
        _check_citations(shape, notes)
    for loc, text in _prose(notes.data, ()):
        _check_words(text, loc, notes)


# --- events --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Flags:
    """Flags that effects set and conditions ask for, each with the place that does so first."""

    set_at: dict[str, Loc] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def gather(self, event: EventDef, number: int) -> None:
        """Take up the flags of one event."""
        self.asked |= {c.flag for c in event.conditions if c.flag}
        for loc, effects in _effects(event, number):
            for place, effect in enumerate(effects):
                if effect.kind == "flag":
                    self.set_at.setdefault(effect.flag, (*loc, place))


def _effects(event: EventDef, number: int) -> Iterator[tuple[Loc, tuple[Effect, ...]]]:
    yield ("events", number, "then"), event.effects
    for i, choice in enumerate(event.choices):
        yield ("events", number, "choices", i, "then"), choice.effects


def _check_choices(event: EventDef, number: int, notes: Notes) -> None:
    loc: Loc = ("events", number)
    if not event.choices:
        if event.decides >= 0:
            notes.add("event-choice", "'decides' names a side, but there are no choices", *loc, "decides")
        return
    if event.decides < 0:
        notes.add("event-choice", "say with 'decides' which side chooses", *loc, "choices")
    marked = sum(choice.historical for choice in event.choices)
    if marked != 1:
        text = f"mark exactly one choice as 'historical: true', the one that nobody's answer leaves; {marked} are"
        notes.add("event-choice", text, *loc, "choices")
    if len(event.choices) == 1:
        text = "one choice alone is none: give two, or put its effects under 'then'"
        notes.add("event-choice", text, *loc, "choices")
    ids = [choice.id for choice in event.choices]
    for place, name in enumerate(ids):
        if name in ids[:place]:
            notes.add("id-duplicate", f"the id '{name}' is taken in this event", *loc, "choices", place, "id")


def _check_conditions(scenario: Scenario, event: EventDef, number: int, flags: _Flags, notes: Notes) -> None:
    for place, condition in enumerate(event.conditions):
        why = _never(scenario, event, condition, flags)
        if why:
            notes.add("event-never", f"it can never happen: {why}", "events", number, "when", place)


def _never(scenario: Scenario, event: EventDef, condition: Condition, flags: _Flags) -> str:
    """Return why a condition cannot come true, or an empty text."""
    turns = scenario.clock.turns
    match condition.kind:
        case "date" | "turn" if condition.turn > turns:
            return f"turn {condition.turn} is after the end of the game in turn {turns}"
        case "before":
            first = max((c.turn for c in event.conditions if c.kind in ("date", "turn")), default=1)
            return "no turn is left before that day" if condition.turn <= max(1, first) else ""
        case "flag" if condition.flag not in flags.set_at and condition.flag not in _FLAGS_OF_THE_RULES:
            return f"nothing sets the flag '{condition.flag}'"
        case "flag" if any(c.kind == "no_flag" and c.flag == condition.flag for c in event.conditions):
            return f"the flag '{condition.flag}' cannot be set and not set"
        case "chance" if condition.chance_pm == 0:
            return "its chance is 0"
        case "captured" if scenario.base(condition.base).side == condition.side:
            return "that side holds the base from the start"
        case "stock_below" | "support_below" | "people_below" if condition.amount == 0:
            return "nothing is below 0"
        case "people_below":
            here = scenario.map.place_at(condition.hexes[0])
            return "nobody lives there" if here is None or not here.people else ""
    return ""


def _check_flags(scenario: Scenario, flags: _Flags, notes: Notes) -> None:
    asked = flags.asked | {site.evacuated_flag for site in scenario.sites}
    for name, loc in flags.set_at.items():
        if name not in asked and name not in _FLAGS_OF_THE_RULES:
            notes.add("unused", f"nothing asks for the flag '{name}'", *loc)
    for number, site in enumerate(scenario.sites):
        if site.evacuated_flag and site.evacuated_flag not in flags.set_at:
            text = f"nothing sets the flag '{site.evacuated_flag}', so the site can never be made safe"
            notes.add("event-never", text, "sites", number, "evacuated_flag")


# --- points --------------------------------------------------------------------------------------------------


def _check_objective(scenario: Scenario, objective: Objective, number: int, notes: Notes) -> None:
    loc: Loc = ("objectives", number)
    needed, points = _OBJECTIVES[objective.kind]
    called = {"hexes": "at"}
    for name in ("base", "bases", "hexes", "units"):
        given = bool(getattr(objective, name))
        key = called.get(name, name)
        if name in needed and not given:
            notes.add("objective-keys", f"the kind '{objective.kind}' needs the key '{key}'", *loc)
        elif given and name not in needed:
            notes.add("objective-keys", f"the kind '{objective.kind}' does not use the key '{key}'", *loc, key)
    for name in ("per_day", "once", "at_end"):
        if getattr(objective, name) and name not in points:
            usable = " and ".join(f"'{key}'" for key in points)
            notes.add("objective-keys", f"the kind '{objective.kind}' gives points by {usable} only", *loc, name)
    if not any(getattr(objective, name) for name in points):
        notes.add("objective-keys", "it gives no points: set " + " or ".join(points), *loc)
    if objective.kind == "traffic" and all(row.side != objective.side for row in scenario.traffic):
        notes.add("objective-keys", "its side has no traffic under supply.traffic", *loc)
    if objective.base and objective.kind != "hold_base" and scenario.base(objective.base).side == objective.side:
        notes.add("objective-keys", "it is for taking a base, but its side holds that one at the start", *loc, "base")
    if objective.kind == "take_store" and objective.base and not scenario.base(objective.base).prize_fuel_kg:
        notes.add("objective-keys", "the base has no store: set its prize_fuel_t", *loc, "base")


def most_points(scenario: Scenario, side: int) -> int:
    """Return the most thousandths of a point that a side could reach, with nothing going to the other."""
    days = scenario.clock.turns * scenario.clock.days
    total = 0
    for row in scenario.objectives:
        if row.side != side:
            continue
        times = 1
        if row.kind == "traffic":
            times = sum(t.demand_kg_day for t in scenario.traffic if t.side == side) * days // 1000
        elif row.kind == "aircraft":
            times = 100
        elif row.kind == "arrive":
            times = len(row.units)
        total += max(0, row.per_day) * days + max(0, row.once) * times + max(0, row.at_end)
    return total


def _check_levels(scenario: Scenario, notes: Notes) -> None:
    levels = scenario.levels
    for number, (above, below) in enumerate(pairwise(levels), 1):
        if below.least >= above.least:
            text = "levels go from the most points to the fewest, and only the last leaves out 'least'"
            notes.add("level-order", text, "levels", number)
    most, fewest = most_points(scenario, 0), -most_points(scenario, 1)
    for number, level in enumerate(levels):
        bound = levels[number - 1].least if number else None
        if level.least > most:
            text = f"the first side can reach {most / 1000:g} points at most"
            notes.add("level-unreachable", text, "levels", number, "least")
        elif bound is not None and bound <= fewest:
            text = f"the second side can reach {-fewest / 1000:g} points at most, so the level above is always reached"
            notes.add("level-unreachable", text, "levels", number)
    for side in range(2):
        if all(level.winner != side for level in levels):
            text = f"no level lets {scenario.sides[side].name} win"
            notes.add("level-missing", text, "levels")


# --- sources and words ---------------------------------------------------------------------------------------


def _check_sources(scenario: Scenario, notes: Notes) -> None:
    cited = set(_cited(notes.data))
    for number, source in enumerate(scenario.sources):
        if source.id not in cited and notes.is_own("sources", number):
            notes.add("unused", f"nothing cites the source '{source.id}'", "sources", number)


def _cited(data: object) -> Iterator[str]:
    if isinstance(data, Table):
        for key, value in data.items():
            if key == "sources" and isinstance(value, Rows):
                yield from (item for item in value if isinstance(item, str))
            if isinstance(value, Table | Rows):
                yield from _cited(value)
    elif isinstance(data, Rows):
        for value in data:
            if isinstance(value, Table):
                yield from _cited(value)


def _check_citations(shape: ScenarioShape, notes: Notes) -> None:
    rows = [
        *((("units", i), row) for i, row in enumerate(shape.units)),
        *((("bases", i), row) for i, row in enumerate(shape.bases)),
        *((("supply", "sources", i), row) for i, row in enumerate(shape.supply.sources)),
        *((("supply", "traffic", i), row) for i, row in enumerate(shape.supply.traffic)),
        *((("events", i), row) for i, row in enumerate(shape.events)),
    ]
    for loc, row in rows:
        if row.basis is None:
            text = "say where this is known from: basis: sourced, computed or estimate (or fictional: true above)"
            notes.add("uncited", text, *loc)
        elif row.basis != "estimate" and not row.sources:
            notes.add("uncited", f"'basis: {row.basis}' needs 'sources' that say so", *loc, "basis")


def _prose(data: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield the texts that a player reads, names left out; not those of the sources, which say what others wrote."""
    items = enumerate(data) if isinstance(data, Rows) else data.items() if isinstance(data, Table) else ()
    for key, value in items:
        if loc == () and key in ("sources", "ruleset", "include"):
            continue
        if isinstance(value, str):
            if key in _PROSE or "briefing" in loc:
                yield (*loc, key), value
        elif isinstance(value, Table | Rows):
            yield from _prose(value, (*loc, key))


def _check_words(text: str, loc: Loc, notes: Notes) -> None:
    words = list(_WORD.finditer(text))
    for number, found in enumerate(words):
        word = found[0]
        better = _WORDS.get(word.casefold())
        if better is None or _in_a_name(text, words, number):
            continue
        notes.add("loaded-word", f"'{word}' takes a side: write {better}", *loc)


def _in_a_name(text: str, words: list[re.Match[str]], number: int) -> bool:
    """Say whether a capitalised word stands beside another one, as in the name of a formation."""
    if not words[number][0][0].isupper():
        return False
    beside = [words[i][0] for i in (number - 1, number + 1) if 0 <= i < len(words)]
    return any(word[0].isupper() for word in beside)
