"""The network of one side's supply as arrays: open roads with hours, capacity and risk, entries, consumers.

`network(state, side)` is what the rule uses; `network(view.known, side)` is the same as far as a side knows. Times are
whole seconds of a loaded truck, capacities kilograms a day, risks parts per million of a load. `contract` makes the
same of a ground that a what-if has changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from game.rules.ruleset import ONE, RoutePolicy
from game.rules.state import State
from game.rules.supply.across import Case, Path, ways_across
from game.rules.supply.chains import Chains, Flags, Ints, chains
from game.rules.supply.survey import (
    MILLION,
    Consumer,
    Going,
    Source,
    Survey,
    Threat,
    column,
    consumers,
    field_cap,
    going,
    passable,
    risk_of,
    survey,
)

__all__ = (
    "MILLION", "NO_LIMIT", "SURE", "Arcs", "Consumer", "Edge", "Network", "Source", "Threat", "consumers", "contract",
    "eating_hexes", "network",
)

SURE = 10**12
"""A whole load, in the fixed-point shares in which routes multiply what arrives."""

NO_LIMIT = 1 << 40
"""The capacity of a step that nothing limits."""


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """The uncontracted road arcs in chain order (see `Chains`), as arrays; capacity 0 where blocked."""

    start: Ints
    end: Ints
    road: Ints
    seconds: Ints
    capacity: Ints
    risk: Ints


@dataclass(frozen=True, slots=True)
class Edge:
    """One contracted arc: a stretch of road between two nodes, a way across country, or the step to a consumer.

    `survival` is the share of a load that arrives, of `SURE`. `path` are its hexes, both ends included; `risks` the
    risk of entering each but the first, or nothing where all are safe.
    """

    tail: int
    head: int
    seconds: int
    capacity: int
    survival: int
    rough: bool
    path: tuple[int, ...]
    risks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One side's supply network: hexes and arcs whole, and contracted to junctions, entries and consumers.

    Nodes number `node_count`; `node_hexes` has the hex of each, `entries` and `sinks` the node of an entry's and of a
    consumer's hex. Arrays over hexes: `blocked`, `danger` (risk in ppm on the best road), `across` (seconds to enter a
    hex across country, -1 where no truck can). Over arcs: `head` marks where a
    chain of road begins, `way` is the direction of the arc. `ground`, `going` and `ways` are what it was made from;
    a network put together by hand has none.
    """

    side: int
    arcs: Arcs
    blocked: Flags
    danger: Ints
    across: Ints
    head: Flags
    way: Ints
    edges: tuple[Edge, ...]
    node_hexes: tuple[int, ...]
    entries: dict[int, int]
    sinks: dict[int, int]
    sources: tuple[Source, ...]
    consumers: tuple[Consumer, ...]
    threats: tuple[Threat, ...]
    policy: RoutePolicy
    parcel_kg: int
    ground: Survey | None = None
    going: Going | None = None
    ways: tuple[Path, ...] = ()

    @property
    def node_count(self) -> int:
        """Number of nodes of the contracted network."""
        return len(self.node_hexes)

    def usable_by(self, groups: tuple[str, ...], through: str = "") -> tuple[int, ...]:
        """Return the indexes of the open sources that may serve any of some groups (or a through traffic)."""
        return tuple(index for index, source in enumerate(self.sources)
                     if source.hex >= 0 and source.through == through and (not source.group or source.group in groups))


def network(state: State, side: int) -> Network:
    """Return a side's supply network in a state (or in `view.known`); worked out once for each state."""
    kept = state.memo.get(("network", side))
    if not isinstance(kept, Network):
        ground = survey(state, side)
        costs = going(ground)
        kept = contract(ground, costs, ways_across([Case(ground, costs, eating_hexes(ground))])[0])
        state.memo["network", side] = kept
    return kept


def eating_hexes(ground: Survey) -> tuple[int, ...]:
    """Return the hexes of consumers that trucks may enter, in order."""
    return tuple(sorted({eater.hex for eater in ground.consumers if not ground.blocked[eater.hex]}))


def contract(ground: Survey, costs: Going, ways: tuple[Path, ...]) -> Network:
    """Return the network of a ground, contracted; `costs` and `ways` must be those of this ground."""
    return _Contraction(ground, costs, ways).network()


class _Contraction:
    """The making of one network: stretches of road between junctions and stops, then the steps to consumers."""

    def __init__(self, ground: Survey, costs: Going, ways: tuple[Path, ...]) -> None:
        self.ground, self.costs, self.ways = ground, costs, ways
        self.chains: Chains = chains(ground.map)
        self.edges: list[Edge] = []
        self.nodes: list[int] = []

    def network(self) -> Network:
        """Return the network."""
        ground = self.ground
        arcs = self._road_arcs()
        gates = [source.hex for source in ground.sources if source.hex >= 0]
        targets = {eater.hex for eater in ground.consumers} | set(ground.exits)
        node_of = self._stretches(arcs, set(gates) | targets | {path[0] for path in self.ways})
        entries = {hex_id: self._node(node_of, hex_id) for hex_id in gates}
        for path in self.ways:
            self._node(node_of, path[0])
        sinks = self._add_sinks(node_of, [h for h in sorted(targets) if not ground.blocked[h]])
        least = min(row.risk_pm for row in ground.rules.roads)
        size = ground.map.grid.size
        danger = risk_of(ground, np.arange(size), np.full(size, least))
        across = np.where(ground.blocked | ~passable(ground), -1, self.costs.across_seconds)
        return Network(ground.side, arcs, ground.blocked, danger, across, self.chains.head, self.chains.side,
                       tuple(self.edges), tuple(self.nodes), entries, sinks, ground.sources, ground.consumers,
                       ground.threats, ground.policy, ground.rules.supply.parcel_kg, ground, self.costs, self.ways)

    def _road_arcs(self) -> Arcs:
        """Return all road arcs; a hex that is shut shuts those that leave and enter it."""
        roads, costs, blocked = self.chains, self.costs, self.ground.blocked
        shut = blocked[roads.start] | blocked[roads.end]
        return Arcs(roads.start, roads.end, roads.road, costs.seconds, np.where(shut, 0, costs.room), costs.risk)

    def _node(self, node_of: dict[int, int], hex_id: int) -> int:
        if hex_id not in node_of:
            node_of[hex_id] = len(self.nodes)
            self.nodes.append(hex_id)
        return node_of[hex_id]

    def _stretches(self, arcs: Arcs, stops: set[int]) -> dict[int, int]:
        """Add an edge for each open stretch of road between junctions and stops; return the node of each hex."""
        node_of: dict[int, int] = {}
        if not len(arcs.start):
            return node_of
        is_stop = np.zeros(self.ground.map.grid.size, dtype=np.bool_)
        is_stop[sorted(stops)] = True
        first = np.flatnonzero(self.chains.head | is_stop[arcs.start])
        last = np.append(first[1:], len(arcs.start))
        seconds = np.add.reduceat(arcs.seconds, first).tolist()
        capacity = np.minimum.reduceat(arcs.capacity, first).tolist()
        danger = np.maximum.reduceat(arcs.risk, first).tolist()
        smaller_load = column(self.ground.rules.roads, "payload_pm") < ONE
        rough = np.logical_or.reduceat(smaller_load[arcs.road], first).tolist()
        starts, ends = arcs.start.tolist(), arcs.end.tolist()
        for number, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            if capacity[number] <= 0:
                continue
            risks = arcs.risk[a:b].tolist() if danger[number] else []
            path = (*starts[a:b], ends[b - 1])
            self.edges.append(Edge(self._node(node_of, path[0]), self._node(node_of, path[-1]), seconds[number],
                                   capacity[number], _survival(risks), rough[number], path, tuple(risks)))
        return node_of

    def _add_sinks(self, node_of: dict[int, int], hexes: list[int]) -> dict[int, int]:
        """Add a node for each consumer's hex, with the step from its road and the ways across to it, under one cap."""
        sinks: dict[int, int] = {}
        for hex_id in hexes:
            sinks[hex_id] = len(self.nodes)
            self.nodes.append(hex_id)
            if hex_id in node_of:
                self.edges.append(Edge(node_of[hex_id], sinks[hex_id], 0, NO_LIMIT, SURE, False, (hex_id,)))
            legs = [path for path in self.ways if path[-1] == hex_id]
            if legs:
                field = len(self.nodes)
                self.nodes.append(hex_id)
                self.edges.append(Edge(field, sinks[hex_id], 0, field_cap(self.ground), SURE, True, (hex_id,)))
                self.edges += [self._leg(node_of[path[0]], field, path) for path in legs]
        return sinks

    def _leg(self, tail: int, head: int, path: Path) -> Edge:
        costs, entered = self.costs, list(path[1:])
        risks = costs.across_risk[entered].tolist()
        return Edge(tail, head, int(costs.across_seconds[entered].sum()), int(costs.across_room[entered].min()),
                    _survival(risks), True, path, tuple(risks) if any(risks) else ())


def _survival(risks: list[int]) -> int:
    share = SURE
    for risk in risks:
        share = share * (MILLION - risk) // MILLION
    return share
