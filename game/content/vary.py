"""Scenarios with other numbers in them, and the experiments that a scenario declares with such numbers.

A number is named by its path: the keys and ids that lead to it in the scenario's files, put together with dots, as
in `supply.sources.m5-hama.trucks` or `units.relief_inf.arrives`. A row without an id is named by its side or month,
by a key that only it has, or by its position counted from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from game import InputError
from game.content.kinds import Budget, Day, Kind, Measure, Scaled, StartDay, Whole
from game.content.names import Names, collect
from game.content.notes import Notes
from game.content.problems import Mark, Report, did_you_mean
from game.content.reader import Rows, Table
from game.content.schema import ExperimentRow, ScenarioShape
from game.content.validate import keys_at, kind_in, model_in
from game.rules.words import Translation, Words

Settings = tuple[tuple[str, str], ...]
"""Paths with the value that each gets, written as in a scenario file: `12`, `0.85`, `2012-10-13`."""

_NUMBERS = (Whole, Scaled, Measure, Day, StartDay)
_NAMING_KEYS = ("id", "side", "month", "to")


class BadSetting(InputError):
    """A path that leads to no number, or a value that cannot stand there; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A study that a scenario declares: what is varied, how many games of each variant, and the question it answers."""

    id: str
    title: Words
    question: Words
    runs: int
    vary: tuple[tuple[str, tuple[str, ...]], ...]
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a number stands: the keys and positions that lead to it, its kind, and its value where files give one."""

    loc: tuple[str | int, ...]
    kind: Kind
    value: object = None


def find_spot(data: Table, path: str) -> Spot:
    """Return where the number of a path stands in merged data; BadSetting with a sentence where there is none."""
    loc: list[str | int] = []
    here: object = data
    model: type[BaseModel] | None = ScenarioShape
    kind: Kind | None = None
    for step in path.split("."):
        known = _known(here, model)
        inside = _step(here, step)
        if isinstance(here, Rows) and inside:
            loc += inside
            for each in inside:
                here = cast(Any, here)[each]
            if len(inside) == 1:
                continue
        elif isinstance(here, Rows) or model is None or step not in keys_at(model, ()):
            raise BadSetting(_unknown(path, loc, step, known, data))
        else:
            loc.append(step)
            here = here.get(step) if isinstance(here, Table) else None
        assert model is not None
        field = next(row for name, row in model.model_fields.items() if (row.alias or name) == step)
        model, kind = model_in(field.annotation), kind_in(field)
    if isinstance(here, Rows | Table) or model is not None:
        few = _few(_known(here, model))
        raise BadSetting(f"'{path}' is not one number but several: go on with a dot and one of {few}.")
    if not isinstance(kind, _NUMBERS):
        raise BadSetting(f"'{path}' is no number and no date, so it cannot be varied.")
    return Spot(tuple(loc), kind, here)


def _known(here: object, model: type[BaseModel] | None) -> tuple[str, ...]:
    """Return the words by which a path may go on to a number, from a group of keys or a list."""
    if isinstance(here, Rows):
        return tuple(name for number, row in enumerate(here) for name in (_name(row) or str(number),))
    return () if model is None else tuple(
        row.alias or name for name, row in model.model_fields.items()
        if model_in(row.annotation) is not None or isinstance(kind_in(row), _NUMBERS))


def _name(row: object) -> str:
    if isinstance(row, Table):
        return next((str(row[key]) for key in _NAMING_KEYS if isinstance(row.get(key), str | int)), "")
    return ""


def _step(here: object, step: str) -> tuple[str | int, ...]:
    """Return how a step leads into a list: to a row by its name or position, or to a key that only one row has."""
    if not isinstance(here, Rows):
        return ()
    named = [number for number, row in enumerate(here) if _name(row) == step]
    if len(named) == 1:
        return (named[0],)
    with_key = [number for number, row in enumerate(here) if isinstance(row, Table) and step in row]
    if len(with_key) == 1:
        return (with_key[0], step)
    return (int(step),) if step.isascii() and step.isdigit() and int(step) < len(here) else ()


def _unknown(path: str, loc: Sequence[str | int], step: str, known: tuple[str, ...], data: Table) -> str:
    begun = path.split(".")[: path.split(".").index(step)] if step in path.split(".") else []
    place = f"at {'.'.join(begun)}" if begun else f"in the scenario '{data.get('title', '')}'"
    near = did_you_mean(step, known)
    longer = next((name for name in known if step and name.startswith(step)), "")
    if longer and not near:
        near = f"; did you mean '{longer}'?"
    more = near or (f"; known there: {_few(known)}." if known else ".")
    return f"The path '{path}' leads to no number: there is no '{step}' {place}{more}"


def _few(known: tuple[str, ...]) -> str:
    return ", ".join(known[:12]) + (", …" if len(known) > 12 else "")


def read_value(text: str) -> int | Decimal | str:
    """Return a value written as in a scenario file: a whole number, a decimal, or else the text itself."""
    if re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    return Decimal(text) if re.fullmatch(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}", text) else text


def refusal(spot: Spot, text: str, names: Names) -> str:
    """Return why a value cannot stand at a spot, as "expected …, got …", or an empty text."""
    try:
        spot.kind.take(read_value(text), Budget(names, 0))
    except PydanticCustomError as error:
        return error.message()
    return ""


def with_settings(data: Table, settings: Settings) -> Table:
    """Return merged data with other numbers in them; BadSetting where a path or value is wrong."""
    names = collect(data, complete=True, report=Report()) if settings else None
    for path, text in settings:
        assert names is not None
        spot = find_spot(data, path)
        why = refusal(spot, text, names)
        if why:
            raise BadSetting(f"{path}={text} cannot be: {why}.")
        data = cast(Table, _with(data, spot.loc, read_value(text), (f"{path}={text}", 0, 0)))
    return data


def _with(node: Any, loc: tuple[str | int, ...], value: object, mark: Mark) -> Table | Rows:
    """Return a copy of data with one value changed; all that does not lead to it is shared."""
    step, rest = loc[0], loc[1:]
    if isinstance(node, Rows):
        rows = Rows(node.mark)
        for number, (row, at) in enumerate(zip(node, node.value_marks, strict=True)):
            changed = row if number != step else (_with(row, rest, value, mark) if rest else value)
            rows.put(changed, at if rest or number != step else mark)
        return rows
    table = Table(node.mark if isinstance(node, Table) else mark)
    for key in node or ():
        table.put(key, node[key], node.key_marks[key], node.value_marks[key])
    inner = _with(table.get(str(step)), rest, value, mark) if rest else value
    table.put(str(step), inner, table.key_marks.get(str(step), mark), mark if not rest else table.mark)
    return table


# --- declared experiments -----------------------------------------------------------------------------------


def experiments(rows: Iterable[ExperimentRow]) -> tuple[Experiment, ...]:
    """Return the experiments of a valid model."""
    return tuple(
        Experiment(row.id, row.title, row.question, row.runs,
                   tuple((factor.path, tuple(factor.values)) for factor in row.vary))
        for row in rows
    )


def check_experiments(rows: Sequence[ExperimentRow], notes: Notes) -> None:
    """Note paths that lead to no number, values that cannot stand there, and what is given twice."""
    names = collect(notes.data, complete=True, report=Report())
    for number, row in enumerate(rows):
        paths = [factor.path for factor in row.vary]
        for place, factor in enumerate(row.vary):
            loc = ("experiments", number, "vary", place)
            if factor.path in paths[:place]:
                notes.add("experiment-vary", f"'{factor.path}' is varied twice", *loc, "path")
            if len(set(factor.values)) < len(factor.values):
                notes.add("experiment-vary", "a value is given twice", *loc, "values")
            try:
                spot = find_spot(notes.data, factor.path)
            except BadSetting as problem:
                notes.add("experiment-vary", str(problem).rstrip(".?"), *loc, "path")
                continue
            for index, text in enumerate(factor.values):
                if why := refusal(spot, text, names):
                    notes.add("experiment-vary", f"{factor.path}: {why}", *loc, "values", index)

