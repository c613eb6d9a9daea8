"""Cost fields against scipy's Dijkstra on the same graph, on pictures and on random maps."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from game.rules.state import State, Weather
from game.rules.supply.field import UNIT_SECONDS, UNREACHED, cost_field, ground
from game.rules.supply.network import network
from tests.rules.pictures import at, base, force, picture_of, small_scenario, small_state, source, with_units


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
