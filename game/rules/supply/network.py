"""The network of one side's supply as arrays: open roads with hours, capacity and risk, entries, consumers.

`network(state, side)` is what the rule uses; `network(view.known, side)` is the same as far as a side knows. Times are
whole seconds of a loaded truck, capacities kilograms a day, risks parts per million of a load. `contract` makes the
same of a ground that a what-if has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

import numpy as np

from game.rules.ruleset import ONE, RoutePolicy
from game.rules.state import State
from game.rules.supply.across import Case, Path, ways_across
from game.rules.supply.chains import Chains, Flags, Ints, chains
from game.rules.supply.survey import (
    FAR,
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


class Edge(NamedTuple):
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
        self.arcs = self._road_arcs()
        self.gates = [source.hex for source in ground.sources if source.hex >= 0]
        self.targets = {eater.hex for eater in ground.consumers} | set(ground.exits)
        self.edges: list[Edge] = []
        self.nodes: list[int] = []
        self.node_of: dict[int, int] = {}

    def network(self) -> Network:
        """Return the network."""
        ground = self.ground
        self._add_stretches()
        sinks = self._add_sinks([h for h in sorted(self.targets) if not ground.blocked[h]])
        across = np.where(ground.blocked | (self.costs.across_cost >= FAR), -1, self.costs.across_seconds)
        return Network(ground.side, self.arcs, ground.blocked, self.costs.danger, across, self.chains.head,
                       self.chains.side, tuple(self.edges), tuple(self.nodes),
                       {hex_id: self.node_of[hex_id] for hex_id in self.gates}, sinks, ground.sources,
                       ground.consumers, ground.threats, ground.policy, ground.rules.supply.parcel_kg, ground,
                       self.costs, self.ways)

    def _road_arcs(self) -> Arcs:
        """Return all road arcs; a hex that is shut shuts those that leave and enter it."""
        roads, costs, blocked = self.chains, self.costs, self.ground.blocked
        shut = blocked[roads.start] | blocked[roads.end]
        return Arcs(roads.start, roads.end, roads.road, costs.seconds, np.where(shut, 0, costs.room), costs.risk)

    def _add_stretches(self) -> None:
        """Add nodes where trucks may turn, and an edge for each open stretch of road between junctions and stops."""
        arcs, begins = self.arcs, {path[0] for path in self.ways}
        mark = np.zeros(self.ground.map.grid.size, dtype=np.bool_)
        mark[[*self.gates, *self.targets, *begins]] = True
        firsts = np.flatnonzero(self.chains.head | mark[arcs.start])
        capacities = np.minimum.reduceat(arcs.capacity, firsts) if len(firsts) else firsts
        free = np.flatnonzero(capacities)
        first, beyond = firsts[free], np.append(firsts[1:], len(arcs.start))[free]
        tails, heads = arcs.start[first], arcs.end[beyond - 1]
        mark[:] = False
        mark[[*self.gates, *begins]] = mark[tails] = mark[heads] = True
        self.nodes = np.flatnonzero(mark).tolist()
        self.node_of = dict(zip(self.nodes, range(len(self.nodes)), strict=True))
        if not len(free):
            return
        node = np.cumsum(mark) - 1
        smaller_load = column(self.ground.rules.roads, "payload_pm") < ONE
        rough = np.logical_or.reduceat(smaller_load[arcs.road], firsts)[free]
        seconds = np.add.reduceat(arcs.seconds, firsts)[free]
        spans = list(zip(first.tolist(), beyond.tolist(), strict=True))
        risks = self._risks(spans, np.flatnonzero(np.maximum.reduceat(arcs.risk, firsts)[free]).tolist())
        self.edges = list(map(Edge._make, zip(
            node[tails].tolist(), node[heads].tolist(), seconds.tolist(), capacities[free].tolist(),
            [_survival(row) if row else SURE for row in risks], rough.tolist(),
            starmap(self.chains.path, spans), risks, strict=True)))

    def _risks(self, spans: list[tuple[int, int]], dangerous: list[int]) -> list[tuple[int, ...]]:
        """Return the risks of the stretches with these spans of arcs, nothing for those that are not dangerous."""
        risks: list[tuple[int, ...]] = [()] * len(spans)
        if dangerous:
            each = tuple(self.arcs.risk.tolist())
            for number in dangerous:
                first, beyond = spans[number]
                risks[number] = each[first:beyond]
        return risks

    def _add_sinks(self, hexes: list[int]) -> dict[int, int]:
        """Add a node for each consumer's hex, with the step from its road and the ways across to it, under one cap."""
        sinks: dict[int, int] = {}
        legs = self._legs()
        cap = field_cap(self.ground)
        for hex_id in hexes:
            sinks[hex_id] = len(self.nodes)
            self.nodes.append(hex_id)
            if hex_id in self.node_of:
                self.edges.append(Edge(self.node_of[hex_id], sinks[hex_id], 0, NO_LIMIT, SURE, False, (hex_id,)))
            if hex_id in legs:
                field = len(self.nodes)
                self.nodes.append(hex_id)
                self.edges.append(Edge(field, sinks[hex_id], 0, cap, SURE, True, (hex_id,)))
                self.edges += [leg._replace(head=field) for leg in legs[hex_id]]
        return sinks

    def _legs(self) -> dict[int, list[Edge]]:
        """Return for each hex that ways across lead to their edges, the head of which is still to be set."""
        if not self.ways:
            return {}
        costs, entered = self.costs, [hex_id for path in self.ways for hex_id in path[1:]]
        begins = np.cumsum([0, *(len(path) - 1 for path in self.ways)])
        seconds = np.add.reduceat(costs.across_seconds[entered], begins[:-1]).tolist()
        room = np.minimum.reduceat(costs.across_room[entered], begins[:-1]).tolist()
        risk, at = costs.across_risk[entered].tolist(), begins.tolist()
        legs: dict[int, list[Edge]] = {}
        for n, path in enumerate(self.ways):
            risks = risk[at[n]:at[n + 1]]
            legs.setdefault(path[-1], []).append(Edge(
                self.node_of[path[0]], -1, seconds[n], room[n], _survival(risks), True, path,
                tuple(risks) if any(risks) else ()))
        return legs


def _survival(risks: Sequence[int]) -> int:
    share = SURE
    for risk in risks:
        share = share * (MILLION - risk) // MILLION
    return share
