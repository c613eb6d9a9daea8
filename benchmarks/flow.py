"""Compare one side's full solve with OR-Tools and networkx on the uncontracted hex network, in the same run.

    python -m benchmarks.flow [SCENARIO]

Ours is the whole rule: network, contraction, three classes, fleets, policy, priorities. The others solve one aggregated
class as a minimum-cost flow without fleets, on all roads and the ground within reach of consumers ("near"), and on all
open ground ("all"); their graphs are built beforehand, and only loading and solving is timed. Then the
knock-outs of each base, in full solves. Medians of CPU time in milliseconds. `pip install ortools` brings OR-Tools.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

import networkx as nx
import numpy as np

from game.content.loader import require
from game.rules.engine import start
from game.rules.state import State
from game.rules.supply.bottleneck import knock_outs
from game.rules.supply.chains import Ints
from game.rules.supply.flow import Demand, solve
from game.rules.supply.network import Network, network
from game.rules.supply.plan import plan

ROUNDS = 21
PENALTY = 10**7
"""Seconds a kilogram that is not sent costs the others, so that they send what they can."""


@dataclass(frozen=True)
class HexFlow:
    """One aggregated class on hexes: arcs as arrays, the two outer nodes, the mass asked for."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    source: int
    mass: int


def milliseconds(step: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median CPU time of a step in milliseconds, without collecting garbage, as `timeit` does."""
    times = []
    gc.disable()
    for _ in range(rounds):
        before = time.process_time()
        step()
        times.append(time.process_time() - before)
    gc.enable()
    return median(times) * 1000


def hex_flow(state: State, roads: Network, demands: tuple[Demand, ...], everywhere: bool) -> HexFlow:
    """Return the uncontracted problem of one side without its through traffic."""
    grid, rules = state.scenario.map.grid, state.scenario.ruleset.supply
    around, usable = grid.neighbour_table(), roads.across >= 0
    near = np.full(grid.size, everywhere)
    for row in demands:
        near[list(grid.disk(row.hex, rules.off_road_hexes))] = True
    near &= usable
    here, side = np.nonzero((around >= 0) & near[:, None] & near[around])
    there, free = around[here, side], roads.arcs.capacity > 0
    open_rows = [row for row in roads.sources if row.hex >= 0 and not row.through]
    size, mass = grid.size, sum(row.kg_day for row in demands)
    outer, sink = np.full(len(open_rows), size), np.full(len(demands), size + 1)
    return HexFlow(
        np.concatenate([roads.arcs.start[free], here, outer, [row.hex for row in demands], [size]]).astype(np.int64),
        np.concatenate([roads.arcs.end[free], there, [row.hex for row in open_rows], sink,
                        [size + 1]]).astype(np.int64),
        np.concatenate([roads.arcs.capacity[free], np.full(len(here), rules.off_road_capacity_kg_day),
                        [sum(row.available) for row in open_rows], [row.kg_day for row in demands],
                        [mass]]).astype(np.int64),
        np.concatenate([roads.arcs.seconds[free], roads.across[there], [row.lead_seconds for row in open_rows],
                        np.zeros(len(demands)), [PENALTY]]).astype(np.int64),
        size, mass,
    )


def by_ortools(problem: HexFlow) -> int:
    """Return the least cost by OR-Tools."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(problem.tail, problem.head, problem.capacity, problem.cost)
    flow.set_node_supply(problem.source, problem.mass)
    flow.set_node_supply(problem.source + 1, -problem.mass)
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("OR-Tools found no solution.")
    return int(flow.optimal_cost())


def graph_of(problem: HexFlow) -> nx.MultiDiGraph:
    """Return the problem as networkx wants it, without the hexes that no arc touches."""
    graph = nx.MultiDiGraph()
    for a, b, capacity, cost in zip(problem.tail.tolist(), problem.head.tolist(), problem.capacity.tolist(),
                                    problem.cost.tolist(), strict=True):
        graph.add_edge(a, b, capacity=capacity, weight=cost)
    graph.nodes[problem.source]["demand"] = -problem.mass
    graph.nodes[problem.source + 1]["demand"] = problem.mass
    return graph


def compare(state: State, side: int, with_ortools: bool) -> float:
    """Print a side's full solve beside the others; return it in milliseconds."""
    answer = plan(state, side)
    demands = answer.solution.demands
    ours = milliseconds(lambda: solve(network(replace(state), side), demands))
    alone = milliseconds(lambda: solve(answer.network, demands))
    print(f"{state.scenario.sides[side].name}, {len(demands)} demands, {len(answer.network.edges)} edges: full solve"
          f" {ours:.2f} (network {ours - alone:.2f}, allocation {alone:.2f})")
    asked = tuple(row for row in demands if not row.through)
    for name in ("near", "all"):
        problem = hex_flow(state, answer.network, asked, name == "all")
        line = f"  {name}, {len(problem.tail)} arcs:"
        if with_ortools:
            other = milliseconds(lambda problem=problem: by_ortools(problem))  # type: ignore[misc]
            line += f" OR-Tools {other:.2f}, ours/theirs {ours / other:.2f};"
        graph = graph_of(problem)
        if with_ortools and nx.network_simplex(graph)[0] != by_ortools(problem):
            raise SystemExit("OR-Tools and networkx differ.")
        slow = milliseconds(lambda graph=graph: nx.network_simplex(graph), 5)  # type: ignore[misc]
        line += f" networkx {slow:.0f}, theirs/ours {slow / ours:.0f}"
        print(line)
    return ours


def price_knock_outs(state: State, side: int, one: float) -> None:
    """Print what all single knock-outs of each base cost in full solves."""
    answer = plan(state, side)
    hexes = len(set(answer.network.arcs.start.tolist()))
    for eater in (row for row in answer.network.consumers if row.is_base):
        demands = answer.solution.demands
        if any(kg for kg, row in zip(answer.solution.sent, demands, strict=True) if row.consumer == eater.id):
            whole = milliseconds(lambda: knock_outs(answer.network, demands, eater.id), 5)  # noqa: B023 (at once)
            found = len(knock_outs(answer.network, demands, eater.id))
            print(f"  knock-outs of {eater.id}: {hexes} road hexes, {found} cost it something: {whole:.1f} ms,"
                  f" {whole / one:.1f} full solves")


def main() -> None:
    """Run the comparison on the opening of a shipped scenario, and on the same with no enemy on the map."""
    scenario = require(sys.argv[1] if len(sys.argv) > 1 else "siege_of_wadi_deif")
    try:
        import ortools  # noqa: F401
    except ImportError:
        print("OR-Tools is missing, so its column is too; `pip install ortools` brings it.")
        found = False
    else:
        found = True
    opening = start(scenario, 7).state
    for side in (0, 1):
        price_knock_outs(opening, side, compare(opening, side, found))
    print("Without the enemy")
    for side in (0, 1):
        control = bytes(side + 1 if row else 0 for row in opening.control)
        alone = replace(opening, control=control, units=tuple(row for row in opening.units if row.side == side),
                        bases=tuple(replace(row, stock=(0, 0, 0)) for row in opening.bases))
        price_knock_outs(alone, side, compare(alone, side, found))


if __name__ == "__main__":
    main()
