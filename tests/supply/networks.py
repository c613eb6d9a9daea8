"""Random networks for the solver, built from nodes and edges directly."""

from __future__ import annotations

import random

import numpy as np

from game.rules.ruleset import RoutePolicy
from game.rules.supply.flow import Demand
from game.rules.supply.network import SURE, Arcs, Edge, Network, Source

UNLIMITED_TRUCKS = 10**9


def build(
    nodes: int,
    edges: list[tuple[int, int, int, int, int]],
    sources: list[Source],
    sinks: list[int],
    *,
    parcel_kg: int = 50,
    policy: RoutePolicy = RoutePolicy("fast", "fast", 1000, 0),  # noqa: B008 (frozen)
) -> Network:
    """Return a network whose node numbers stand for hexes; edges are (from, to, seconds, capacity, survival in ppm).

    Every sink hex gets a node of its own behind its road node, as in a real network.
    """
    rows = [Edge(a, b, seconds, capacity, SURE * ppm // 1_000_000, False, (a, b))
            for a, b, seconds, capacity, ppm in edges]
    node_hexes = list(range(nodes))
    sink_nodes = {}
    for hex_id in sinks:
        sink_nodes[hex_id] = len(node_hexes)
        node_hexes.append(hex_id)
        rows.append(Edge(hex_id, sink_nodes[hex_id], 0, 1 << 40, SURE, False, (hex_id,)))
    by_hex, by_arc = np.zeros(nodes, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return Network(
        0, Arcs(by_arc, by_arc, by_arc, by_arc, by_arc, by_arc), np.zeros(nodes, dtype=np.bool_), by_hex, by_hex,
        np.zeros(0, dtype=np.bool_), by_arc, tuple(rows), tuple(node_hexes), {row.hex: row.hex for row in sources},
        sink_nodes, tuple(sources), (), (), policy, parcel_kg,
    )


def entry(name: str, hex_id: int, root: int, available: tuple[int, int, int], trucks: int = UNLIMITED_TRUCKS) -> Source:
    """Return a source with five-tonne trucks."""
    return Source(name, hex_id, root, available, trucks, 5000, 3500, 4 * 3600, 10 * 3600, 0)


def random_network(
    seed: int, *, classes: int = 1, trucks: int = UNLIMITED_TRUCKS, risk: bool = False, parcel_kg: int = 7
) -> tuple[Network, tuple[Demand, ...]]:
    """Return a random network of 8 to 20 nodes with two or three sources and demands of three priorities."""
    dice = random.Random(seed)
    nodes = dice.randint(8, 20)
    edges = []
    for a in range(nodes):
        for b in dice.sample([n for n in range(nodes) if n != a], dice.randint(1, 3)):
            ppm = 1_000_000 - (dice.choice((0, 0, 20_000, 150_000)) if risk else 0)
            edges.append((a, b, dice.randint(1, 40) * 60, dice.randint(5, 60), ppm))
    places = dice.sample(range(nodes), dice.randint(2, 3))
    stock = [tuple(dice.randint(10, 120) if k < classes else 0 for k in range(3)) for _ in places]
    sources = [entry(f"s{n}", hex_id, n, (s[0], s[1], s[2]), trucks)
               for n, (hex_id, s) in enumerate(zip(places, stock, strict=True))]
    eaters = dice.sample([n for n in range(nodes) if n not in places], dice.randint(2, 5))
    demands = tuple(
        Demand(f"c{hex_id}", hex_id, k, dice.randint(5, 80), dice.choice((1, 2, 2, 3)))
        for hex_id in eaters for k in range(classes)
    )
    policy = RoutePolicy("balanced", "balanced", 300, 600) if risk else RoutePolicy("fast", "fast", 1000, 0)
    return build(nodes, edges, sources, eaters, parcel_kg=parcel_kg, policy=policy), demands
