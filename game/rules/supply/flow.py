"""The allocation of supply: progressive filling over the network, with trucks, road capacity and route policy.

The rule, as a player can follow it: levels of priority one after another; within a level the demand filled least by
its fraction gets its next parcel by the cheapest route that still has stock, road and trucks; where no route is
open any more, earlier parcels of the same class are sent another way, if that makes room; else the demand is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

from game.rules.supply.network import MILLION, SURE, Edge, Network, Source
from game.rules.supply.reroute import Plan, reroute

_FINE = 1 << 64
AMPLE_SECONDS = 1 << 24
"""A fleet that could still send a kilogram on a drive of half a year is not what limits a route."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What one consumer asks for of one class, kilograms a day, at a priority (1 is served first).

    `groups` opens the sources of those groups; `through` makes it the demand of a through traffic.
    """

    consumer: str
    hex: int
    supply_class: int
    kg_day: int
    priority: int = 2
    groups: tuple[str, ...] = ()
    through: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A flow from a source to a demand (both by index): kilograms a day along hexes, both ends included.

    `seconds` is one way with the road before the map's edge; `survival` the share that arrives, of `SURE`.
    `payload_kg` is what a truck carries on it; `edges` are its edges in the network.
    """

    demand: int
    source: int
    kg_day: int
    path: tuple[int, ...]
    seconds: int
    survival: int
    payload_kg: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer: routes, what each demand was sent (kg/day), and truck-seconds a day used of each source's fleet.

    `used_truck_seconds` has one row per source, at the index of the fleet's own source (`Source.root`); others are 0.
    `tried` are the edges, in order, that any parcel went by or was weighed for on the way to the answer: without any
    other edge the answer would be the same. `pressed` are the kinds of demand, class and sources, for which no way was
    open at some time though a source had stock. `shifted` says whether ways of earlier parcels were then looked at.
    `choices` are the ways taken up one after another: demand, the sources that then had stock for it, source, edges.
    """

    demands: tuple[Demand, ...]
    routes: tuple[Route, ...]
    sent: tuple[int, ...]
    used_truck_seconds: tuple[int, ...]
    tried: tuple[int, ...] = ()
    pressed: tuple[tuple[int, tuple[int, ...]], ...] = ()
    shifted: bool = False
    choices: tuple[tuple[int, tuple[int, ...], int, tuple[int, ...]], ...] = ()


_Label = tuple[int, int, int, int, int, bool, int, "_Label | None"]
"""A way found to a node: cost, order in which it was found, node, seconds, survival, rough?, last edge, and the label
before that edge (a plain tuple, since thousands are made)."""


def edges_of(label: _Label) -> tuple[int, ...]:
    """Return the edges from the source on."""
    found: list[int] = []
    before = label[7]
    while before is not None:
        found.append(label[6])
        label, before = before, before[7]
    return tuple(reversed(found))


class Way(NamedTuple):
    """A route in use: source, edges, and scaled truck-seconds for each kilogram."""

    source: int
    edges: tuple[int, ...]
    truck_cost: int


_Start = tuple[int, int, int]
"""Where a search starts: node, seconds before the map's edge, and the source where its fleet may limit, else -1."""


def truck_cost(source: Source, seconds: int, rough: bool) -> int:
    """Return truck-seconds for each kilogram of a way, times the product of the two payloads: whole numbers above 0."""
    return (2 * seconds + source.loading_seconds or 1) * (source.payload_kg if rough else source.rough_payload_kg)


def solve(network: Network, demands: tuple[Demand, ...]) -> Solution:
    """Return what is sent where; demands are served by priority, then by least filled fraction, hex and class."""
    work = Allocation(network, demands)
    for level in sorted({demand.priority for demand in demands}):
        work.fill([number for number, demand in enumerate(demands) if demand.priority == level])
    return work.solution()


class Allocation:
    """The state of one allocation while it is worked out: what is left of roads, stocks and trucks."""

    def __init__(self, network: Network, demands: tuple[Demand, ...]) -> None:
        self.network, self.demands = network, demands
        self.edges: tuple[Edge, ...] = network.edges
        self.room = [edge.capacity for edge in network.edges]
        self.stock = [list(source.available) for source in network.sources]
        self.scale = [source.payload_kg * source.rough_payload_kg for source in network.sources]
        self.trucks = [source.trucks * source.working_seconds * scale
                       for source, scale in zip(network.sources, self.scale, strict=True)]
        self.ample_cost = [truck_cost(source, AMPLE_SECONDS, True) for source in network.sources]
        self.least = SURE - network.policy.max_loss_pm * (SURE // 1000)
        self.weight = network.policy.loss_weight_minutes * 60
        self.filled = [0] * len(demands)
        self.flows: list[dict[Way, int]] = [{} for _ in demands]
        self.out: list[list[int]] = [[] for _ in range(network.node_count)]
        for number, edge in enumerate(network.edges):
            self.out[edge.tail].append(number)
        kinds = {(demand.groups, demand.through) for demand in demands}
        usable = {kind: network.usable_by(*kind) for kind in kinds}
        self.eligible = [usable[demand.groups, demand.through] for demand in demands]
        self.standing: list[Way | None] = [None] * len(demands)
        self.entry = [network.entries.get(source.hex, -1) for source in network.sources]
        self.islands = _islands(network)
        self.searches: dict[_Start, _Search] = {}
        self.tried: set[int] = set()
        self.pressed: set[tuple[int, tuple[int, ...]]] = set()
        self.shifted = False
        self.choices: list[tuple[int, tuple[int, ...], int, tuple[int, ...]]] = []

    def fill(self, level: list[int]) -> None:
        """Serve the demands of one level parcel by parcel until each is full or closed."""
        order: list[tuple[int, int, int, int]] = []
        for number in level:
            demand = self.demands[number]
            if demand.kg_day > 0 and demand.hex in self.network.sinks:
                heappush(order, (0, demand.hex, demand.supply_class, number))
        while order:
            _, hex_id, supply_class, number = heappop(order)
            whole = self.demands[number].kg_day
            wish = whole - self.filled[number]
            if order:  # alone, it would get one parcel after the other by the same route
                wish = min(wish, self.network.parcel_kg)
            if self.serve(number, wish) and self.filled[number] < whole:
                heappush(order, (self.filled[number] * _FINE // whole, hex_id, supply_class, number))

    def serve(self, number: int, wish: int) -> int:
        """Send up to `wish` kilograms to a demand by the cheapest way; return what was sent, 0 to close it."""
        way, limit = self._way(number)
        if way is not None:
            sent = min(wish, limit)
            self._book(number, way, sent)
            return sent
        if not self.usable(number):
            return 0
        self.pressed.add((self.demands[number].supply_class, self.eligible[number]))
        plan = reroute(self, number, wish)
        if plan is None:
            return 0
        self._carry_out(number, plan)
        return plan.kg

    # --- direct routes --------------------------------------------------------------------------------------

    def usable(self, number: int) -> tuple[int, ...]:
        """Return the sources that may serve a demand and still have stock for it."""
        supply_class = self.demands[number].supply_class
        rows = self.network.sources
        return tuple(s for s in self.eligible[number] if self.stock[rows[s].root][supply_class] > 0)

    def _way(self, number: int) -> tuple[Way | None, int]:
        """Return the cheapest open way to a demand and what it can take: the one in use while it lasts."""
        standing = self.standing[number]
        if standing is not None and (limit := self._limit(number, standing)) > 0:
            return standing, limit  # ways only close
        usable = self.usable(number)
        if not usable:
            return None, 0
        sink = self.network.sinks[self.demands[number].hex]
        fresh: set[_Start] = set()
        while (found := self.cheapest(usable, sink)) is not None:
            source, label = found
            way = Way(source, edges_of(label), truck_cost(self.network.sources[source], label[3], label[5]))
            if (limit := self._limit(number, way)) > 0:
                self.standing[number] = way
                self.tried.update(way.edges)
                self.choices.append((number, usable, source, way.edges))
                return way, limit
            start = self._start(source)
            if start in fresh:
                break
            fresh.add(start)
            self.searches.pop(start, None)  # what it found has closed since
        return None, 0

    def cheapest(self, usable: tuple[int, ...], sink: int) -> tuple[int, _Label] | None:
        """Return the source and the way that are cheapest to a node; of equal ones that which a search finds first.

        Each entry is searched from on its own, and no further than to where another is known to be nearer: so what is
        found serves every choice of sources.
        """
        best: tuple[int, _Label] | None = None
        for source in usable:
            if self.islands[self.entry[source]] != self.islands[sink]:
                continue
            start = self._start(source)
            search = self.searches.get(start)
            if search is None:
                search = self.searches[start] = _Search(self, source, start[2] < 0)
            label = search.to(sink, best[1][0] if best else None)
            if label is not None and (best is None or _found_sooner(label, best[1])):
                best = source, label
        return best

    def _start(self, source: int) -> _Start:
        """Return what a search from a source depends on."""
        row = self.network.sources[source]
        ample = self.trucks[row.root] >= self.ample_cost[source]
        return self.entry[source], row.lead_seconds, -1 if ample else source

    def joined(self, number: int) -> bool:
        """Say whether any source with stock for a demand lies on the same roads, open or full."""
        island = self.islands[self.network.sinks[self.demands[number].hex]]
        return any(self.islands[self.entry[source]] == island for source in self.usable(number))

    def _limit(self, number: int, way: Way) -> int:
        """Return the kilograms that a way can still take for a demand."""
        root = self.network.sources[way.source].root
        limit = min(self.stock[root][self.demands[number].supply_class], self.trucks[root] // way.truck_cost)
        room = self.room
        for edge in way.edges:
            if room[edge] < limit:
                limit = room[edge]
        return limit

    def _book(self, number: int, way: Way, kg: int) -> None:
        root = self.network.sources[way.source].root
        self.stock[root][self.demands[number].supply_class] -= kg
        self.trucks[root] -= kg * way.truck_cost
        room = self.room
        for edge in way.edges:
            room[edge] -= kg
        flows = self.flows[number]
        flows[way] = flows.get(way, 0) + kg
        if not flows[way]:
            del flows[way]
        self.filled[number] += kg

    def _carry_out(self, number: int, plan: Plan) -> None:
        for other, source, edges, kg in plan.changes:
            self._book(other, self.way_of(source, edges), kg)
        self.searches.clear()
        self.standing = [None] * len(self.demands)

    def way_of(self, source: int, edges: tuple[int, ...]) -> Way:
        """Return the way from a source along edges."""
        row = self.network.sources[source]
        seconds = row.lead_seconds + sum(self.edges[edge].seconds for edge in edges)
        return Way(source, edges, truck_cost(row, seconds, self.rough(edges)))

    def rough(self, edges: tuple[int, ...]) -> bool:
        """Say whether trucks carry the smaller load along edges."""
        return any(self.edges[edge].rough for edge in edges)

    def survival(self, edges: tuple[int, ...]) -> int:
        """Return the share of a load that arrives along edges, of `SURE`."""
        share = SURE
        for edge in edges:
            if self.edges[edge].survival < SURE:
                share = share * self.edges[edge].survival // SURE
        return share

    def cost(self, seconds: int, survival: int) -> int:
        """Return the cost of a way: its seconds and the policy's weight of the expected loss, in millionths."""
        return seconds * MILLION + self.weight * ((SURE - survival) // MILLION)

    # --- the answer -----------------------------------------------------------------------------------------

    def solution(self) -> Solution:
        """Return the allocation as it stands."""
        routes = tuple(self.route(number, way, kg) for number, way, kg in self.all_flows())
        used = tuple(
            -(-(row.trucks * row.working_seconds * self.scale[n] - self.trucks[n]) // self.scale[n])
            for n, row in enumerate(self.network.sources)
        )
        return Solution(self.demands, routes, tuple(self.filled), used, tuple(sorted(self.tried)),
                        tuple(sorted(self.pressed)), self.shifted, tuple(self.choices))

    def all_flows(self) -> Iterator[tuple[int, Way, int]]:
        """Yield demand, way and kilograms a day of every flow, in order."""
        for number, flows in enumerate(self.flows):
            for way, kg in sorted(flows.items()) if len(flows) > 1 else flows.items():
                yield number, way, kg

    def route(self, number: int, way: Way, kg: int) -> Route:
        """Return a flow as a route."""
        source: Source = self.network.sources[way.source]
        path, seconds, rough = [source.hex], source.lead_seconds, False
        for place in way.edges:
            edge = self.edges[place]
            path += edge.path[1:]
            seconds += edge.seconds
            rough = rough or edge.rough
        payload = source.rough_payload_kg if rough else source.payload_kg
        return Route(number, way.source, kg, tuple(path), seconds, self.survival(way.edges), payload, way.edges)


def _islands(network: Network) -> list[int]:
    """Return for each node the number of the part of the network that it belongs to, whatever the direction."""
    island = list(range(network.node_count))
    for edge in network.edges:
        a, b = edge.tail, edge.head
        while island[a] != a:
            a = island[a]
        while island[b] != b:
            b = island[b]
        island[edge.tail] = island[edge.head] = island[a] = b
    for node, other in enumerate(island):
        while island[other] != other:
            other = island[other]
        island[node] = other
    return island


def _found_sooner(label: _Label, other: _Label) -> bool:
    """Say whether a search from two entries at once would find a way before that of an earlier source.

    The cheaper comes first; of equal ones that whose step before came first; an entry before what is on the way.
    """
    while label[0] == other[0]:
        before, other_before = label[7], other[7]
        if before is None or other_before is None:
            return before is None and other_before is not None
        label, other = before, other_before
    return label[0] < other[0]


class _Search:
    """The cheapest open ways from an entry, found as far as they are asked for.

    A label is kept unless another of its node is at least as good in all that can matter further on. While a search
    rests, ways can only close; so what it finds later is still the cheapest, or is seen to be closed.
    """

    def __init__(self, work: Allocation, source: int, ample: bool) -> None:
        self.room, self.edges, self.out, self.trucks = work.room, work.edges, work.out, work.trucks
        self.weight, self.least = work.weight, work.least
        self.source, self.ample = work.network.sources[source], ample
        self.best: list[_Label | None] = [None] * work.network.node_count
        self.found: list[list[_Label] | None] = [None] * work.network.node_count
        lead = self.source.lead_seconds
        self.heap: list[_Label] = [(lead * MILLION, 0, work.entry[source], lead, SURE, False, -1, None)]
        self.pushed = 1

    def to(self, goal: int, most: int | None = None) -> _Label | None:
        """Return the cheapest way to a node, None where there is none, or none that costs at most `most`."""
        found, heap, best = self.found, self.heap, self.best
        while heap and best[goal] is None and (most is None or heap[0][0] <= most):
            label = heappop(heap)
            node, others = label[2], found[label[2]]
            if others is None:
                best[node], found[node] = label, [label]
            elif self._beaten(others, label[3], label[4], label[5]):
                continue
            else:
                others.append(label)
            self._spread(label)
        return best[goal]

    def _spread(self, label: _Label) -> None:
        """Add the labels one edge further, where road, policy and trucks allow it."""
        found, room, edges, weight, least = self.found, self.room, self.edges, self.weight, self.least
        _, _, node, so_far, share, so_rough, _, _ = label
        for number in self.out[node]:
            if room[number] <= 0:
                continue
            _, head, more, _, kept, rough, _, _ = edges[number]
            seconds, survival, rough = so_far + more, share, so_rough or rough
            if kept < SURE:
                survival = share * kept // SURE
                if survival < least:
                    continue
            if not self.ample and self.trucks[self.source.root] < truck_cost(self.source, seconds, rough):
                continue
            others = found[head]
            if others is not None and self._beaten(others, seconds, survival, rough):
                continue
            cost = seconds * MILLION
            if survival < SURE:
                cost += weight * ((SURE - survival) // MILLION)
            heappush(self.heap, (cost, self.pushed, head, seconds, survival, rough, number, label))
            self.pushed += 1

    def _beaten(self, others: list[_Label], seconds: int, survival: int, rough: bool) -> bool:
        for _, _, _, other_seconds, other_survival, other_rough, _, _ in others:
            if other_seconds <= seconds and other_survival >= survival and (self.ample or other_rough <= rough):
                return True
        return False
