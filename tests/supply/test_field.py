"""Cost fields against scipy's Dijkstra on the same graph, on pictures and on random maps."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from game.hexes import Grid
from game.rules.scenario import MapData
from game.rules.state import State, Weather
from game.rules.supply.chains import chains
from game.rules.supply.field import UNIT_SECONDS, UNREACHED, Ground, cost_field, ground, prepare
from game.rules.supply.network import Arcs, network
from tests.rules.pictures import at, base, force, picture_of, small_scenario, small_state, source, with_units
from tests.supply.networks import build


def expected(state: State, side: int, starts: list[int]) -> list[int]:
    """Return the same costs from scipy."""
    roads, grid = network(state, side), state.scenario.map.grid
    graph: dict[tuple[int, int], int] = {}
    for here in range(grid.size):
        for there in grid.neighbours(here):
            if not roads.blocked[here] and roads.across[there] >= 0:
                graph[here, there] = int(roads.across[there]) // UNIT_SECONDS
    for a, b, seconds, capacity in zip(roads.arcs.start.tolist(), roads.arcs.end.tolist(), roads.arcs.seconds.tolist(),
                                       roads.arcs.capacity.tolist(), strict=True):
        if capacity > 0:
            graph[a, b] = min(graph[a, b], seconds // UNIT_SECONDS)
    matrix = csr_matrix((list(graph.values()), tuple(zip(*graph, strict=True))), shape=(grid.size, grid.size))
    costs = dijkstra(matrix, indices=starts, min_only=True)
    return [int(cost) if np.isfinite(cost) else UNREACHED for cost in costs]


def test_minutes_from_an_entry_drawn() -> None:
    scenario = small_scenario("""
        .=    .     .
           .=    .
        .     .=    .
           .     .E
    """, units={"E": force(1, "light_inf", men=25)}, sources=[source("entry", 0, "0.0")])
    state = small_state(scenario)
    field = cost_field(ground(state, 0), [at(state, "0.0")]).tolist()
    minutes = [cost // 10 if cost < UNREACHED else "-" for cost in field]
    assert picture_of(scenario, minutes).split() == ["0", "14", "28", "2", "16", "12", "4", "28", "14", "-"]


@pytest.mark.parametrize("seed", range(25))
def test_it_equals_dijkstra_on_random_maps(seed: int) -> None:
    dice = random.Random(seed)
    cols, rows = dice.randint(6, 14), dice.randint(5, 10)
    cols -= cols % 2
    line = "  ".join(["."] * (cols // 2))
    paths = {}
    for n, road in enumerate(("motorway", "paved", "track", "rough_military", "track", "paved")):
        here, steps = (dice.randrange(cols), dice.randrange(rows)), []
        probe = small_scenario("\n".join([line, line] * rows)).map.grid
        spot = probe.hex_id(*here)
        for _ in range(dice.randint(4, 20)):
            steps.append(spot)
            spot = dice.choice(probe.neighbours(spot))
        paths[f"{road}:{n}"] = " ".join(probe.name(h) for h in steps)
    units = {f"E{n}": force(1, "light_inf", hex=f"{dice.randrange(cols)}.{dice.randrange(rows)}") for n in range(3)}
    scenario = small_scenario("\n".join([line, line] * rows), units=units, roads=paths)
    state = replace(small_state(scenario), weather=Weather(mud=bool(seed % 2)))
    starts = [dice.randrange(cols * rows) for _ in range(dice.randint(1, 3))]
    starts = [h for h in starts if not network(state, 0).blocked[h]] or [
        h for h in range(cols * rows) if not network(state, 0).blocked[h]][:1]
    assert cost_field(ground(state, 0), starts).tolist() == expected(state, 0, starts)


def test_a_map_without_roads_and_a_hex_closed_in() -> None:
    scenario = small_scenario("""
        .   .   .   .
          .   .   .
        .   .   .   .
          .   .   .
    """, units={"A": force(0, "light_inf", hex="0.0")}, bases=[base("b", 0, "0.0")])
    state = small_state(scenario)
    ring = bytearray(state.control)
    for hex_id in scenario.map.grid.neighbours(at(state, "0.0")):
        ring[hex_id] = 2
    assert cost_field(ground(state, 0), [0])[at(state, "3.0")] == 3 * 120
    shut = with_units(replace(state, control=bytes(ring)))
    field = cost_field(ground(shut, 0), [0])
    assert field[0] == 0
    assert (field[1:] == UNREACHED).all()


# --- large maps, mazes ----------------------------------------------------------------------------------------


def by_hand(cols: int, rows: int, across: list[int], roads: dict[tuple[int, int], int], seconds: int) -> Ground:
    """Return the ground of a map without terrain: seconds to enter each hex (-1 for none), a class for road sides."""
    grid = Grid(cols, rows)
    sides = [[-1] * 6 for _ in range(grid.size)]
    for (here, way), road in roads.items():
        there = grid.neighbour(here, way)
        if there >= 0:
            sides[here][way] = sides[there][(way + 3) % 6] = road
    table = tuple((a, b, c, d, e, f) for a, b, c, d, e, f in sides)
    game_map = MapData(grid, bytes(grid.size), (0,) * grid.size, (), table, ())
    ways = chains(game_map)
    held = np.array(across) < 0
    shut = held[ways.start] | held[ways.end]
    times = (ways.road + 1) * seconds
    arcs = Arcs(ways.start, ways.end, ways.road, times, np.where(shut, 0, 1000), np.zeros_like(times))
    made = build(grid.size, [], [], [])
    return prepare(replace(made, arcs=arcs, blocked=held, across=np.array(across), head=ways.head, way=ways.side),
                   game_map)


def dijkstra_on(ready: Ground, cols: int, rows: int, starts: list[int]) -> list[int]:
    """Return the same costs from scipy, read off the prepared arrays."""
    grid, layout = Grid(cols, rows), ready.layout
    around = grid.neighbour_table()
    enter = ready.enter[layout.cells].astype(np.int64)
    cost = np.where((around >= 0) & (enter[:, None] < UNREACHED), enter[around], UNREACHED)
    hex_of = {cell: hex_id for hex_id, cell in enumerate(layout.cells.tolist())}
    for cell, rows_of in layout.out.items():
        for arc, there in rows_of:
            here = hex_of[cell]
            way = grid.direction(here, hex_of[there])
            cost[here, way] = min(cost[here, way], int(ready.arcs[arc]))
    here, way = np.nonzero(cost < UNREACHED)
    matrix = csr_matrix((cost[here, way], (here, around[here, way])), shape=(grid.size, grid.size))
    found = dijkstra(matrix, indices=starts, min_only=True)
    return [min(int(value), UNREACHED) if np.isfinite(value) else UNREACHED for value in found]


@pytest.mark.parametrize("seed", range(6))
def test_a_maze_of_fields_and_roads(seed: int) -> None:
    """Walls with one gap each, left and right in turn: the way through is far longer than sweeps are let run."""
    dice, cols, rows = random.Random(seed), 24, 25
    across = [60 * dice.choice((1, 1, 2))] * (cols * rows)
    for row in range(1, rows, 2):
        for col in range(cols):
            if col not in ((0, 1) if row % 4 == 1 else (cols - 2, cols - 1)):
                across[row * cols + col] = -1
    roads = {(dice.randrange(cols * rows), dice.randrange(6)): dice.randrange(3) for _ in range(60)} if seed else {}
    ready = by_hand(cols, rows, across, roads, 30)
    starts = [h for h in dice.sample(range(cols * rows), 3) if across[h] >= 0] or [0]
    assert cost_field(ready, starts).tolist() == dijkstra_on(ready, cols, rows, starts)


def test_a_large_map_with_a_net_of_roads() -> None:
    dice, cols, rows = random.Random(5), 256, 256
    grid = Grid(cols, rows)
    across = [dice.choice((120, 240, 720, -1)) for _ in range(grid.size)]
    roads: dict[tuple[int, int], int] = {}
    for _ in range(120):
        here, way, road = dice.randrange(grid.size), dice.randrange(6), dice.randrange(3)
        for _ in range(dice.randint(5, 120)):
            way = (way + dice.choice((0, 0, 0, 1, 5))) % 6
            there = grid.neighbour(here, way)
            if there < 0:
                break
            across[there] = max(120, across[there])
            roads[here, way] = road
            here = there
    ready = by_hand(cols, rows, across, roads, 60)
    free = [hex_id for hex_id in range(grid.size) if across[hex_id] >= 0]
    on_road = sorted({here for here, _ in roads}.intersection(free))
    for starts in (dice.sample(on_road, 4), [dice.choice(on_road)], dice.sample(free, 3)):
        assert cost_field(ready, starts).tolist() == dijkstra_on(ready, cols, rows, starts)
