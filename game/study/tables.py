"""The tables of a study: one row for each game, and one for each turn of each game, as CSV and as Parquet.

Rows stand in the order of variant and seed, so that a table is the same however and wherever the games were played.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from game.content.vary import read_value
from game.files import write_bytes
from game.study.design import Variant
from game.study.games import Run
from game.study.journal import key_of

Row = dict[str, Any]
RUNS, TURNS = "runs", "turns"


def in_order(runs: Sequence[Run]) -> list[Run]:
    """Return runs in the order of variant and seed."""
    return sorted(runs, key=key_of)


def run_rows(runs: Sequence[Run], variants: Sequence[Variant]) -> list[Row]:
    """Return one row for each game: variant, seed, what was varied, then its figures."""
    settings = {variant.number: {path: number(text) for path, text in variant.settings} for variant in variants}
    return [{"variant": run["variant"], "seed": run["seed"], **settings[run["variant"]], **run["figures"]}
            for run in runs]


def number(text: str) -> int | float | str:
    """Return a varied value as a number, or as the text of a date."""
    value = read_value(text)
    return float(value) if isinstance(value, Decimal) else value


def turn_rows(runs: Sequence[Run]) -> list[Row]:
    """Return one row for each dawn, and the end, of each game."""
    return [{"variant": run["variant"], "seed": run["seed"],
             **{name: column[place] for name, column in run["turns"].items()}}
            for run in runs for place in range(len(run["turns"]["day"]))]


def columns_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return every column of some rows: those of all rows as they come, then the others by name."""
    if not rows:
        return ()
    everywhere = set(rows[0]).intersection(*rows)
    first = tuple(name for name in rows[0] if name in everywhere)
    others = sorted({name for row in rows for name in row} - everywhere)
    return (*first, *others)


def write_tables(folder: Path, runs: Sequence[Run], variants: Sequence[Variant]) -> tuple[list[Path], str]:
    """Write both tables, as Parquet too where pyarrow is there; returns the files and the hash of the games' table."""
    written: list[Path] = []
    digest = ""
    for name, rows in ((RUNS, run_rows(runs, variants)), (TURNS, turn_rows(runs))):
        columns = columns_of(rows)
        data = _csv(rows, columns)
        digest = digest or sha256(data).hexdigest()
        written.append(write_bytes(folder / f"{name}.csv", data))
        if find_spec("pyarrow") is not None:
            written.append(write_bytes(folder / f"{name}.parquet", _parquet(rows, columns)))
    return written, digest


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row, name) for name in columns] for row in rows)
    return out.getvalue().encode("utf-8")


def _cell(row: Mapping[str, Any], name: str) -> object:
    value = row.get(name, "")
    return "" if value is None else value


def _parquet(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    import pyarrow as arrow
    from pyarrow import parquet

    table = arrow.table({name: _typed([row.get(name) for row in rows]) for name in columns})
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


def _typed(values: list[Any]) -> list[Any]:
    """Return a column of one type: whole numbers among decimals become decimals."""
    if any(isinstance(value, float) for value in values):
        return [float(value) if isinstance(value, int) else value for value in values]
    return values
