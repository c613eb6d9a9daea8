"""Rows that are made fast are what dataclasses would make of them, and as frozen."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, astuple, replace

import pytest

from game.rules.rows import altered, rows_of
from game.rules.state import Flow, Unit

UNIT = Unit("A", 0, "light_inf", "group", 5, 50, 2, 60, 3, 900, stance="dig_in")


def test_what_is_altered_is_what_dataclasses_replace_makes() -> None:
    assert altered(UNIT, hex=7, moved=True) == replace(UNIT, hex=7, moved=True) != UNIT
    assert (UNIT.hex, UNIT.stance, UNIT.priority) == (5, "dig_in", 2)
    assert pickle.loads(pickle.dumps(altered(UNIT, men=1))) == replace(UNIT, men=1)


def test_rows_of_values_are_those_made_one_by_one() -> None:
    flows = [Flow(0, 1, 2, 300, 4000, source="north"), Flow(1, 2, 3, 5, 6, 7, "south")]
    assert rows_of(Flow, [astuple(row) for row in flows]) == flows


@pytest.mark.parametrize("row", [UNIT, altered(UNIT, hex=7), *rows_of(Flow, [(0, 1, 2, 3, 4, 5, "")])])
def test_a_row_cannot_be_changed(row: Unit | Flow) -> None:
    with pytest.raises(FrozenInstanceError):
        row.side = 1  # type: ignore[misc]
