"""Where things stand: from a location in merged data to the file, line and column it came from."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from game.content.problems import Mark, Report
from game.content.reader import Rows, Table

Loc = tuple[int | str, ...]
"""The keys and list positions that lead to a value."""


class Notes:
    """Adds problems to a report by their location in one scenario's data."""

    def __init__(self, data: Table, report: Report) -> None:
        self.data = data
        self.report = report

    def add(self, problem_id: str, text: str, *loc: int | str) -> None:
        """Note a problem at a location; where that is not in the data, at its nearest ancestor."""
        mark, path = place_of(self.data, loc)
        self.report.add(problem_id, text, mark, path)

    def is_own(self, *loc: int | str) -> bool:
        """Say whether a row stands in the scenario's own folder: what a shared part offers need not be used."""
        return PurePath(place_of(self.data, loc)[0][0]).parent == PurePath(self.data.mark[0]).parent


def place_of(data: Any, loc: Loc) -> tuple[Mark, str]:
    """Return the mark and the dotted path of a location in data; of its nearest ancestor where it is missing."""
    mark: Mark = getattr(data, "mark", ("", 0, 0))
    path = ""
    for step in loc:
        if isinstance(data, Table):
            path += f".{step}" if path else str(step)
            if step not in data:
                break
            mark, data = data.value_marks[str(step)], data[str(step)]
        elif isinstance(data, Rows) and isinstance(step, int) and step < len(data):
            mark, data = data.value_marks[step], data[step]
            name = data.get("id") if isinstance(data, dict) else None
            path += f"[{name if isinstance(name, str) else step}]"
        else:
            break
    return mark, path[:200]
