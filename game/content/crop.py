"""Keeping a part of a map: a small scenario on a piece of the shared board, before anything else is looked at.

Hexes are numbered anew from the corner of the piece, which is how the player sees them; places keep their names.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from game.content.names import MAX_SIDE, section
from game.content.notes import place_of
from game.content.problems import Report
from game.content.reader import Rows, Table
from game.hexes import COLUMN_KM, Grid, Projection

_CORNER = Decimal("0.000001")


def crop(data: Table, report: Report) -> Table:
    """Return a scenario's data with its map cut down to `extent`, where it has one that can be kept to.

    What is broken in the map is left for the validator to find.
    """
    span = _span(data, report)
    whole = section(data, ("map",))
    if span is None or not isinstance(whole, Table):
        return data
    piece = _Piece(Grid(section(whole, ("grid", "cols")), section(whole, ("grid", "rows"))), *span)
    cut = Table(whole.mark)
    for key in whole:
        value = whole[key]
        if key == "grid":
            value = piece.grid_of(value)
        elif key in ("terrain", "elevation") and isinstance(value, Table):
            value = piece.rows_of(value, key == "elevation")
        elif key == "roads" and isinstance(value, Rows):
            value = piece.roads_of(value)
        elif key in ("places", "areas", "edges") and isinstance(value, Rows):
            value = piece.points_of(value)
        cut.put(key, value, whole.key_marks[key], whole.value_marks[key])
    return _with(data, "map", cut)


def _span(data: Table, report: Report) -> tuple[int, int, int, int] | None:
    """Return first and last column and row of `extent`, or None; noting what does not lie on the map."""
    cols, rows = section(data, ("map", "grid", "cols")), section(data, ("map", "grid", "rows"))
    wide, high = section(data, ("extent", "columns")), section(data, ("extent", "rows"))
    for pair in (wide, high):
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(n) is int for n in pair)):
            return None
    if not all(type(n) is int and 1 <= n <= MAX_SIDE for n in (cols, rows)):
        return None
    for key, (first, last), size in (("columns", wide, cols), ("rows", high, rows)):
        text = ""
        if not 0 <= first < last < size:
            text = f"expected two numbers from 0 to {size - 1}, the smaller first, got {first} and {last}"
        elif key == "columns" and first % 2:
            text = f"the first column must be even, or every other column would move: take {first - 1} or {first + 1}"
        if text:
            mark, path = place_of(data, ("extent", key))
            report.add("map-crop", text, mark, path)
            return None
    return (wide[0], wide[1], high[0], high[1])


def _with(table: Table, key: str, value: object) -> Table:
    """Return a copy of a table with another value for a key it has."""
    copy = Table(table.mark)
    for name in table:
        new = value if name == key else table[name]
        copy.put(name, new, table.key_marks[name], table.value_marks[name])
    return copy


class _Piece:
    """One piece of a grid: what of the map lies in it, numbered from its corner."""

    def __init__(self, grid: Grid, left: int, right: int, top: int, bottom: int) -> None:
        self.grid = grid
        self.left, self.right, self.top, self.bottom = left, right, top, bottom

    def renamed(self, value: Any) -> str | None:
        """Return the new name of a hex, None outside the piece; what is not a hex comes back as it is."""
        try:
            col, row = self.grid.col_row(self.grid.parse(str(value)))
        except ValueError:
            return str(value)
        if self.left <= col <= self.right and self.top <= row <= self.bottom:
            return f"{col - self.left}.{row - self.top}"
        return None

    def grid_of(self, old: Table) -> Table:
        """Return the grid's keys with the new size, and the origin moved to the corner."""
        new = _with(_with(old, "cols", self.right - self.left + 1), "rows", self.bottom - self.top + 1)
        lat, lon = section(old, ("origin", "lat")), section(old, ("origin", "lon"))
        if not isinstance(lat, int | Decimal) or not isinstance(lon, int | Decimal):
            return new
        scale = [section(old, ("km_per_deg", key)) for key in ("lat", "lon")]
        known = all(isinstance(km, int | Decimal) and km for km in scale)
        at = (float(lat), float(lon))
        projection = Projection(*at, float(scale[0]), float(scale[1])) if known else Projection(*at)
        north, east = projection.to_lat_lon(COLUMN_KM * self.left, float(self.top))
        origin = _with(old["origin"], "lat", Decimal(north).quantize(_CORNER))
        return _with(new, "origin", _with(origin, "lon", Decimal(east).quantize(_CORNER)))

    def rows_of(self, old: Table, words: bool) -> Table:
        """Return terrain or elevation with the rows and columns of the piece."""
        rows = old.get("rows")
        if not isinstance(rows, Rows) or not all(isinstance(row, str) for row in rows):
            return old
        kept = Rows(rows.mark)
        for row, mark in list(zip(rows, rows.value_marks, strict=True))[self.top : self.bottom + 1]:
            part = row.split()[self.left : self.right + 1] if words else row[self.left : self.right + 1]
            kept.put(" ".join(part) if words else part, mark)
        return _with(old, "rows", kept)

    def points_of(self, old: Rows) -> Rows:
        """Return the rows whose hex lies in the piece."""
        kept = Rows(old.mark)
        for row, mark in zip(old, old.value_marks, strict=True):
            inside = self.renamed(row["hex"]) if isinstance(row, Table) and "hex" in row else None
            if inside is not None:
                kept.put(_with(row, "hex", inside), mark)
        return kept

    def roads_of(self, old: Rows) -> Rows:
        """Return the roads, each cut where it leaves the piece; further pieces get `-2`, `-3` after their id."""
        kept = Rows(old.mark)
        for row, mark in zip(old, old.value_marks, strict=True):
            hexes = row.get("hexes") if isinstance(row, Table) else None
            if not isinstance(hexes, Rows):
                kept.put(row, mark)
                continue
            for number, part in enumerate(self._stretches(hexes)):
                piece = _with(row, "hexes", part)
                kept.put(_with(piece, "id", f"{row.get('id')}-{number + 1}") if number else piece, mark)
        return kept

    def _stretches(self, hexes: Rows) -> list[Rows]:
        """Return the parts of a road of at least two hexes that lie in the piece."""
        parts = [Rows(hexes.mark)]
        for value, mark in zip(hexes, hexes.value_marks, strict=True):
            name = self.renamed(value)
            if name is not None:
                parts[-1].put(name, mark)
            elif parts[-1]:
                parts.append(Rows(hexes.mark))
        return [part for part in parts if len(part) > 1]
