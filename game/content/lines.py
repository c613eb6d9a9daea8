"""Which line of which file set a value: for terms of a formula that the player traces to its source."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from game.content.problems import Mark
from game.content.reader import Rows, Table
from game.content.validate import model_in

_WITHOUT_FIELDS = ("map.", "sources.", "events.")
"""Rows whose own line is enough: nobody traces a single field of a place or event."""

_WORDS = frozenset({
    "id", "name", "title", "text", "summary", "note", "description", "believed", "content_note", "basis", "sources",
    "format", "kind", "include", "fictional",
})
"""Keys with words, which no formula uses: their row's own line is enough."""


def lines_of(model: type[BaseModel], data: Table) -> tuple[tuple[str, str], ...]:
    """Return (dotted path, file:line) of what a scenario's data set.

    Paths use the field names of the rules. In the ruleset a row is its position, as in `ruleset.terrain[2].move`;
    elsewhere its id, as in `units.wd_inf.quality_pm`.
    """
    return tuple((path, f"{mark[0]}:{mark[1]}") for path, mark in _walk(model, data, ""))


def _walk(model: type[BaseModel], data: Table, prefix: str) -> Iterator[tuple[str, Mark]]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in data:
            continue
        value, mark, path = data[key], data.value_marks[key], prefix + name
        inner = model_in(field.annotation)
        if key in _WORDS and not (key == "sources" and inner is not None):  # rows of sources, not what a row cites
            continue
        if isinstance(value, Table) and inner is not None:
            yield from _walk(inner, value, f"{path}.")
        elif isinstance(value, Rows):
            yield from _rows(inner, value, path)
        else:
            yield path, mark


def _rows(model: type[BaseModel] | None, rows: Rows, path: str) -> Iterator[tuple[str, Mark]]:
    if model is None and not path.startswith("ruleset."):
        if rows:
            yield path, rows.mark
        return
    for number, (row, mark) in enumerate(zip(rows, rows.value_marks, strict=True)):
        name = row.get("id") if isinstance(row, dict) else None
        numbered = path.startswith("ruleset.") or not isinstance(name, str)
        here = f"{path}[{number}]" if numbered else f"{path}.{name}"
        yield here, mark
        if model is not None and isinstance(row, Table) and not here.startswith(_WITHOUT_FIELDS):
            yield from _walk(model, row, f"{here}.")
