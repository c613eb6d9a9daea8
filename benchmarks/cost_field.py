"""Compare supply cost fields with scipy's Dijkstra on the same graph, in the same run.

    python -m benchmarks.cost_field [SCENARIO]

Prints medians of CPU time in milliseconds and their ratios for each side at the opening, and on the same map with no
enemy on it.
`prepared` leaves out what each needs once for a network (our arrays, scipy's sparse graph), `whole` counts it in. Then
the network and the full solve of each side at the opening.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from game.content.loader import require
from game.hexes import Grid
from game.rules.engine import start
from game.rules.state import State
from game.rules.supply.chains import Ints
from game.rules.supply.field import UNIT_SECONDS, UNREACHED, cost_field, prepare
from game.rules.supply.network import Network, network
from game.rules.supply.plan import plan

ROUNDS = 101


def milliseconds(*steps: Callable[[], object]) -> list[float]:
    """Return the median CPU time of each step in milliseconds; they take turns, so that all meet the same machine."""
    times: list[list[float]] = [[] for _ in steps]
    gc.disable()
    for _ in range(ROUNDS):
        for step, row in zip(steps, times, strict=True):
            before = time.process_time()
            step()
            row.append(time.process_time() - before)
    gc.enable()
    return [median(row) * 1000 for row in times]


def side_costs(roads: Network, grid: Grid) -> Ints:
    """Return the cost of leaving each hex by each side, shape (hexes, 6)."""
    around = grid.neighbour_table()
    across = np.where(roads.across < 0, UNREACHED, roads.across // UNIT_SECONDS)
    cost: Ints = np.where((around >= 0) & ~roads.blocked[:, None], across[around], UNREACHED)
    by_road = np.where(roads.arcs.capacity > 0, roads.arcs.seconds // UNIT_SECONDS, UNREACHED)
    cost[roads.arcs.start, roads.way] = np.minimum(cost[roads.arcs.start, roads.way], by_road)
    return cost


def sparse(cost: Ints, grid: Grid) -> csr_matrix:
    """Return the graph of those costs as scipy wants it."""
    here, way = np.nonzero(cost < UNREACHED)
    there = grid.neighbour_table()[here, way]
    return csr_matrix((cost[here, way], (here, there)), shape=(grid.size, grid.size))


def compare(name: str, state: State, side: int) -> None:
    """Print our times, scipy's and their ratios for a side's entries; stop if the answers differ."""
    roads, grid = network(state, side), state.scenario.map.grid
    entries = sorted({source.hex for source in roads.sources if source.hex >= 0})
    ready, graph = prepare(roads, state.scenario.map), sparse(side_costs(roads, grid), grid)
    theirs = dijkstra(graph, indices=entries, min_only=True)
    theirs[np.isinf(theirs)] = UNREACHED
    if not np.array_equal(theirs, cost_field(ready, entries)):
        raise SystemExit(f"{name}: the two fields differ.")
    ours_ms, scipy_ms, ours_once, scipy_once = milliseconds(
        lambda: cost_field(ready, entries), lambda: dijkstra(graph, indices=entries, min_only=True),
        lambda: prepare(roads, state.scenario.map), lambda: sparse(side_costs(roads, grid), grid))
    whole, whole_scipy = ours_ms + ours_once, scipy_ms + scipy_once
    print(f"{name}, {grid.size} hexes, {int((theirs < UNREACHED).sum())} reached")
    print(f"  prepared: ours {ours_ms:.3f} ms, scipy {scipy_ms:.3f} ms, ratio {ours_ms / scipy_ms:.2f}")
    print(f"  whole:    ours {whole:.3f} ms, scipy {whole_scipy:.3f} ms, ratio {whole / whole_scipy:.2f}")


def main() -> None:
    """Run the comparison on a shipped scenario."""
    scenario = require(sys.argv[1] if len(sys.argv) > 1 else "siege_of_wadi_deif")
    state = start(scenario, 7).state
    for side in (0, 1):
        compare(f"{scenario.sides[side].name} at the opening", state, side)
        alone = tuple(unit for unit in state.units if unit.side == side)
        compare("  with no enemy", replace(state, control=bytes(len(state.control)), units=alone), side)
    for side in (0, 1):
        answer = plan(state, side)
        fresh, whole = milliseconds(
            lambda side=side: network(replace(state), side),  # type: ignore[misc]
            lambda side=side: plan(replace(state), side))  # type: ignore[misc]
        print(f"{scenario.sides[side].name}: {len(answer.network.consumers)} consumers, "
              f"{len(answer.solution.demands)} demands, {len(answer.routes)} routes: "
              f"network {fresh:.2f} ms, requests and solve {whole - fresh:.2f} ms")


if __name__ == "__main__":
    main()
