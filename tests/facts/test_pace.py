"""Doc 11: ten days after it set out the column is near the town, two to six kilometres a day, in both scenarios."""

from __future__ import annotations

from functools import cache
from statistics import median

import pytest

from game.ai.levels import STANDARD
from game.cli_play import play_out
from game.content.loader import resolve
from game.session import Options, Session

COLUMN = ("column-tanks", "column-rifles", "column-trucks")
NEAR = 2
"""Hexes from a base at which the column has come to it."""

MOST_DAYS = 40
FEW, MANY = range(1, 4), range(1, 13)


@cache
def pace(name: str, seed: int) -> float:
    """Return the kilometres a day of the column from where it enters until the first of it is near a base.

    Games in which none of it comes there in `MOST_DAYS` count as 0.
    """
    session = Session(resolve(name), seed, Options(players=(STANDARD, STANDARD)))
    scenario, grid = session.scenario, session.scenario.map.grid
    bases = [base.hex for base in scenario.bases if base.side == 0 and not base.depot]
    entered: tuple[int, int] | None = None
    for state in play_out(session):
        far = [grid.distance(unit.hex, base) for unit in state.units if unit.id in COLUMN for base in bases]
        if far and entered is None:
            entered = (state.turn, min(far))
        if entered is not None:
            days = (state.turn - entered[0]) * scenario.clock.days
            if far and min(far) <= NEAR:
                return (entered[1] - NEAR) / days
            if days >= MOST_DAYS:
                break
    return 0.0


@pytest.mark.parametrize(("name", "seeds"), [
    ("the_column", FEW),
    pytest.param("the_column", MANY, marks=pytest.mark.slow),
    pytest.param("siege_of_wadi_deif", MANY, marks=pytest.mark.slow),
])
def test_the_column_makes_two_to_six_kilometres_a_day(name: str, seeds: range) -> None:
    assert 2.3 <= median(pace(name, seed) for seed in seeds) <= 6
