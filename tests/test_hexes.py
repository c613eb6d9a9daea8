"""Properties of the hex grid and of the projection."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.hexes import DIRECTIONS, Grid, Projection

MAP = Grid(37, 61)
PROJECTION = Projection(35.89, 36.50)


@st.composite
def grid_and_hexes(draw: st.DrawFn, count: int = 2) -> tuple[Grid, list[int]]:
    grid = Grid(draw(st.integers(1, 12)), draw(st.integers(1, 12)))
    return grid, draw(st.lists(st.integers(0, grid.size - 1), min_size=count, max_size=count))


def steps_by_walking(grid: Grid, start: int) -> dict[int, int]:
    """Distances by breadth-first search, an independent way to the same answer."""
    found = {start: 0}
    edge = [start]
    while edge:
        fresh: list[int] = []
        for h in edge:
            for n in grid.neighbours(h):
                if n not in found:
                    found[n] = found[h] + 1
                    fresh.append(n)
        edge = fresh
    return found


@given(grid_and_hexes(1))
def test_names_and_coordinates_read_back(case: tuple[Grid, list[int]]) -> None:
    grid, (h,) = case
    col, row = grid.col_row(h)
    assert grid.contains(col, row)
    assert grid.hex_id(col, row) == h
    assert grid.parse(grid.name(h)) == h == grid.parse(f"  {col}.{row} ")


def test_the_picture_of_the_neighbours() -> None:
    """Even column 2 and odd column 1 of a small map: odd columns lie half a hex lower."""
    grid = Grid(4, 4)
    name = grid.name
    assert [name(h) for h in grid.neighbours(grid.parse("2.2"))] == ["2.1", "3.1", "3.2", "2.3", "1.2", "1.1"]
    assert [name(h) for h in grid.neighbours(grid.parse("1.1"))] == ["1.0", "2.1", "2.2", "1.2", "0.2", "0.1"]
    assert [name(h) for h in grid.neighbours(grid.parse("0.0"))] == ["1.0", "0.1"]
    assert grid.neighbour(grid.parse("0.0"), DIRECTIONS.index("NE")) == -1


@given(grid_and_hexes(2))
def test_directions_are_neighbours_and_turn_back(case: tuple[Grid, list[int]]) -> None:
    grid, (a, b) = case
    for direction in range(6):
        n = grid.neighbour(a, direction)
        if n >= 0:
            assert grid.direction(a, n) == direction
            assert grid.neighbour(n, (direction + 3) % 6) == a
            assert grid.compass(a, n) == DIRECTIONS[direction]
    assert (grid.direction(a, b) >= 0) == (grid.distance(a, b) == 1)
    assert grid.direction(a, -1) == -1


@given(grid_and_hexes(2))
def test_distance_is_the_shortest_walk(case: tuple[Grid, list[int]]) -> None:
    grid, (a, b) = case
    assert grid.distance(a, b) == steps_by_walking(grid, a)[b] == grid.distance(b, a)


@given(grid_and_hexes(2))
def test_lines_are_contiguous_shortest_on_the_map_and_reversible(case: tuple[Grid, list[int]]) -> None:
    grid, (a, b) = case
    line = grid.line(a, b)
    assert line[0] == a and line[-1] == b
    assert len(line) == grid.distance(a, b) + 1
    assert all(0 <= h < grid.size for h in line)
    assert all(grid.distance(x, y) == 1 for x, y in pairwise(line))
    assert grid.line(b, a) == line[::-1]


@given(grid_and_hexes(1), st.integers(-1, 8))
def test_rings_and_disks_hold_exactly_the_hexes_at_their_distance(
    case: tuple[Grid, list[int]], radius: int
) -> None:
    grid, (h,) = case
    ring, disk = grid.ring(h, radius), grid.disk(h, radius)
    every = range(grid.size)
    assert sorted(ring) == [x for x in every if grid.distance(h, x) == radius]
    assert grid.within(h, radius) == tuple(x for x in every if grid.distance(h, x) <= radius)
    assert sorted(disk) == list(grid.within(h, radius))
    assert [grid.distance(h, x) for x in disk] == sorted(grid.distance(h, x) for x in disk)


def test_a_full_ring_runs_clockwise_from_north() -> None:
    h = MAP.parse("20.26")
    assert MAP.ring(h, 1) == MAP.neighbours(h)
    ring = MAP.ring(h, 3)
    assert len(ring) == 18 and MAP.name(ring[0]) == "20.23"
    corners = [MAP.compass(h, ring[3 * side]) for side in range(6)]
    assert corners == list(DIRECTIONS)
    assert all(MAP.distance(x, y) == 1 for x, y in pairwise(ring))


def test_compass_words() -> None:
    h = MAP.parse("20.26")
    words = {"20.20": "N", "25.26": "E", "12.26": "W", "20.40": "S", "24.22": "NE", "30.33": "SE", "20.26": ""}
    assert {text: MAP.compass(h, MAP.parse(text)) for text in words} == words


@given(grid_and_hexes(1))
def test_the_neighbour_table_agrees(case: tuple[Grid, list[int]]) -> None:
    grid, (h,) = case
    table = grid.neighbour_table()
    assert table.shape == (grid.size, 6) and table.dtype == np.int32
    assert [int(n) for n in table[h]] == [grid.neighbour(h, d) for d in range(6)]
    with pytest.raises(ValueError):
        table[0, 0] = 7


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("twenty", "'twenty' is not a hex: write column.row, for example 2.1."),
        ("20,26", "'20,26' is not a hex: write column.row, for example 2.1."),
        ("-1.3", "'-1.3' is not a hex: write column.row, for example 2.1."),
        ("٣.١", "'٣.١' is not a hex: write column.row, for example 2.1."),
        ("40.70", "40.70 is off the map: columns run from 0 to 36, rows from 0 to 60."),
    ],
)
def test_bad_hexes_get_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as problem:
        MAP.parse(text)
    assert str(problem.value) == sentence


def test_an_impossible_map_is_refused() -> None:
    with pytest.raises(ValueError, match="A map has 1 to 1000 columns and rows, not 0 x 5"):
        Grid(0, 5)


@given(st.integers(0, MAP.size - 1), st.floats(-0.49, 0.49), st.floats(0, 1))
def test_points_near_a_centre_lie_in_its_hex(h: int, south: float, along: float) -> None:
    east, down = PROJECTION.centre_km(MAP, h)
    sideways = (along - 0.5) * 0.5  # the flat top is 0.577 km wide
    lat, lon = PROJECTION.to_lat_lon(east + sideways, down + south)
    assert PROJECTION.hex_of(MAP, lat, lon) == h


@given(st.integers(0, MAP.size - 1), st.integers(0, 5))
def test_neighbouring_centres_are_a_kilometre_apart(h: int, direction: int) -> None:
    n = MAP.neighbour(h, direction)
    if n >= 0:
        (x0, y0), (x1, y1) = PROJECTION.centre_km(MAP, h), PROJECTION.centre_km(MAP, n)
        assert (x1 - x0) ** 2 + (y1 - y0) ** 2 == pytest.approx(1.0)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_degrees_and_kilometres_read_back(dlat: float, dlon: float) -> None:
    east, south = PROJECTION.to_km(35.6 + dlat, 36.7 + dlon)
    assert PROJECTION.to_lat_lon(east, south) == pytest.approx((35.6 + dlat, 36.7 + dlon))


def test_points_off_the_map_have_no_hex() -> None:
    assert PROJECTION.hex_of(MAP, 35.89, 36.50) == 0
    assert PROJECTION.hex_of(MAP, 35.90, 36.50) is None
    assert PROJECTION.hex_of(MAP, 35.5, 36.40) is None
    assert PROJECTION.hex_of(MAP, 33.5, 36.3) is None
