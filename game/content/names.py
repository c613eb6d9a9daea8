"""What a scenario's files call things: ids by kind, places of the board, the clock; looked at before validation.

Values that name another thing (a side, a unit, a place, a date) are checked and turned into indexes, hexes and
turns while the files are validated, so that one pass finds every problem. What is broken itself is simply absent
here, and then nothing that depends on it is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from game.content.problems import Mark, Report
from game.hexes import Grid, Projection

MAX_SIDE = 200
"""Most columns or rows of a map that a file may ask for."""

SECTIONS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType({
    "cited": ("sources",), "side": ("sides",), "group": ("groups",), "unit": ("units",), "base": ("bases",),
    "supply_source": ("supply", "sources"), "traffic": ("supply", "traffic"), "site": ("sites",),
    "event": ("events",), "experiment": ("experiments",), "objective": ("objectives",), "level": ("levels",),
    "lesson": ("lessons",),
    "road": ("map", "roads"), "place": ("map", "places"), "area": ("map", "areas"), "edge": ("map", "edges"),
    "road_class": ("ruleset", "roads"), "terrain": ("ruleset", "terrain"), "unit_type": ("ruleset", "unit_types"),
    "consumption": ("ruleset", "consumption"),
})
"""Where each kind of thing is declared; every row there has an `id`."""

CALLED: MappingProxyType[str, str] = MappingProxyType({
    "cited": "source (of information)", "supply_source": "supply source", "road_class": "road class",
    "unit_type": "unit type", "consumption": "consumption table",
})
"""What a person calls a kind, where it is not the kind's own name."""

NEVER = 100_000
"""Turn of arrival of a unit that only an event brings."""


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a reference may name; None stands for "not known here, do not check"."""

    ids: Mapping[str, Mapping[str, int] | None]
    board: Board | None
    start: date | None = None
    days: int = 1

    def turn_of(self, day: date) -> int:
        """Return the turn a day falls in, which may be before turn 1; 1 where there is no clock."""
        return 1 if self.start is None else (day - self.start).days // self.days + 1


@dataclass(frozen=True, slots=True)
class Board:
    """The hexes, and the hexes and ids of places by their folded names; a name of several places has hex -1."""

    grid: Grid
    projection: Projection | None
    places: Mapping[str, int]
    ids: Mapping[str, str]
    spelled: tuple[str, ...]


def fold(name: str) -> str:
    """Return a name without the differences people make: case, apostrophes, hyphens, double spaces.

    >>> fold("Ma\u2019arrat  al-Nu'man") == fold("maarrat al numan")
    True
    """
    quotes = "'`\u2018\u2019\u02bb\u02bc\u02be\u02bf"
    kept = "".join(" " if c in "-\u2010\u2013_" else c for c in name if c not in quotes)
    return " ".join(kept.casefold().split())


def section(data: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path of keys, or None."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def collect(data: Any, complete: bool, report: Report) -> Names:
    """Return the names in merged data, noting ids that are declared twice.

    `complete` says that this is a whole scenario; in a part, references to things it does not declare are free.
    """
    ids: dict[str, dict[str, int] | None] = {}
    for kind, path in SECTIONS.items():
        rows = section(data, path)
        names = _ids(rows, path, report) if isinstance(rows, list) else ()
        found = {name: number for number, name in enumerate(names)}
        ids[kind] = found if complete or found else None
    if not complete:
        ids["cited"] = None
    clock = section(data, ("clock",))
    start, days = section(clock, ("start",)), section(clock, ("days",))
    return Names(
        ids=ids, board=_board(section(data, ("map",))), start=_date(start),
        days=days if type(days) is int and 1 <= days <= 31 else 1,
    )


def _ids(rows: list[Any], path: tuple[str, ...], report: Report) -> Iterator[str]:
    seen: dict[str, Mark] = {}
    for number, row in enumerate(rows):
        name = row.get("id") if isinstance(row, dict) else None
        if not isinstance(name, str):
            continue
        mark = getattr(row, "value_marks", {}).get("id", ("", 0, 0))
        if name in seen:
            first = seen[name]
            where = f"{first[0]}:{first[1]}" if first[0] != mark[0] else f"line {first[1]}"
            text = f"the id '{name[:60]}' is taken: it stands in {where} already"
            report.add("id-duplicate", text, mark, f"{'.'.join(path)}[{number}].id")
            continue
        seen[name] = mark
        yield name


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _number(value: Any) -> float | None:
    return float(value) if type(value) in (int, Decimal) and abs(value) <= 1000 else None


def _board(data: Any) -> Board | None:
    """Return the board that the map's data describe, as far as they do."""
    cols, rows = section(data, ("grid", "cols")), section(data, ("grid", "rows"))
    if not (type(cols) is int and type(rows) is int and 1 <= cols <= MAX_SIDE and 1 <= rows <= MAX_SIDE):
        return None
    grid = Grid(cols, rows)
    projection = _projection(section(data, ("grid",)))
    places: dict[str, int] = {}
    ids: dict[str, str] = {}
    spelled: list[str] = []
    found = section(data, ("places",))
    for row in found if isinstance(found, list) else []:
        hex_id = _hex(row, grid)
        if hex_id is None:
            continue
        aliases = row.get("aliases")
        for name in (row.get("id"), row.get("name"), *(aliases if isinstance(aliases, list) else ())):
            if isinstance(name, str):
                spelled.append(name)
                key = fold(name)
                places[key] = hex_id if places.get(key, hex_id) == hex_id else -1
                ids[key] = str(row.get("id"))
    return Board(grid, projection, places, ids, tuple(spelled))


def _projection(grid: Any) -> Projection | None:
    lat, lon = _number(section(grid, ("origin", "lat"))), _number(section(grid, ("origin", "lon")))
    if lat is None or lon is None:
        return None
    north, east = _number(section(grid, ("km_per_deg", "lat"))), _number(section(grid, ("km_per_deg", "lon")))
    if north and east:
        return Projection(lat, lon, north, east)
    return Projection(lat, lon)


def _hex(row: Any, grid: Grid) -> int | None:
    value = row.get("hex") if isinstance(row, dict) else None
    try:
        return grid.parse(str(value)) if isinstance(value, str | Decimal) else None
    except ValueError:
        return None
