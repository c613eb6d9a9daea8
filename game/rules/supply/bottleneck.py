"""What holds supply up: the minimum cuts of the roads to a consumer or a side, and what a cut at each hex would cost.

A cut is a set of steps from hex to hex that everything has to cross. By the theorem of Ford and Fulkerson the least
capacity of a cut is the most that the roads can bring.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from game.rules.supply.across import Path
from game.rules.supply.flow import Demand, Solution, solve
from game.rules.supply.network import NO_LIMIT, SURE, Consumer, Edge, Network
from game.rules.supply.retrace import Trace
from game.rules.supply.scope import touching
from game.rules.supply.whatif import moved_ways

Step = tuple[int, int]
"""From a hex to a neighbour by road, or across country from where a way leaves the road to its consumer; from a hex to
itself: the gate of an entry there, or the cap that all ways across to it share."""

_SHUT = 1
_KG = 1 << 20
"""Capacities count this many for a kilogram and one for a shut step: of equal cuts, that of the fewest shut steps."""

_BOUNDLESS = NO_LIMIT * _KG
_NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Cut:
    """A minimum cut: the most that can pass it in a day, its steps in order, and the hexes they enter.

    Steps into or out of hexes that the enemy holds count nothing; only those are listed without which the cut would
    leak if they were free.
    """

    capacity_kg_day: int
    arcs: tuple[Step, ...]
    hexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cuts:
    """The minimum cuts nearest the sources and nearest the consumers; `same` says that they are one."""

    nearest_source: Cut
    nearest_consumer: Cut
    same: bool


@dataclass(frozen=True, slots=True)
class KnockOut:
    """What a consumer loses of what arrives, kilograms a day, while the enemy holds one hex of road."""

    hex: int
    loss_kg_day: int


# --- minimum cuts -------------------------------------------------------------------------------------------


def minimum_cuts(network: Network, target: Consumer | Demand | None = None) -> Cuts | None:
    """Return the minimum cuts of the roads to a consumer (or a demand of through traffic), or to all of a side.

    Roads alone count: entries give without end, fleets and route policy do not limit. For a side, every entry may
    serve every consumer. None where no road limits, since a consumer stands at an open entry, or where trucks may enter
    the hex of no consumer.
    """
    graph = _Roads(network)
    if target is None:
        starts = [row for row in network.sources if not row.through]
        goals = sorted({row.hex for row in network.consumers if row.hex in network.sinks})
    else:
        through = target.through if isinstance(target, Demand) else ""
        starts = [row for row in network.sources
                  if row.through == through and (not row.group or row.group in target.groups)]
        goals = [target.hex] if target.hex in network.sinks else []
    if not goals:
        return None
    for row in starts:
        graph.enter(row.hex, row.gate)
    for hex_id in goals:
        graph.leave(hex_id, network.sinks[hex_id])
    return graph.cuts()


class _Roads:
    """The roads of a network hex by hex as a graph for one maximum flow, shut steps included.

    Nodes are hexes; behind them, by their number in the network, the fields about consumers and the consumers; then
    one for all sources and one for the target. Arcs lie in pairs, there and back.
    """

    def __init__(self, network: Network) -> None:
        self.base = max([len(network.blocked), *(hex_id + 1 for hex_id in network.node_hexes)])
        self.source = self.base + network.node_count
        self.target = self.source + 1
        self.head: list[int] = []
        self.room: list[int] = []
        self.whole: list[int] = []
        self.step: list[Step] = []
        self.out: list[list[int]] = [[] for _ in range(self.target + 1)]
        own = set(network.sinks.values())
        own |= {edge.tail for edge in network.edges if edge.head in own and edge.rough}
        self._add_roads(network, own)
        for edge in network.edges:
            if edge.head in own:
                tail = self.base + edge.tail if edge.tail in own else network.node_hexes[edge.tail]
                self.add(tail, self.base + edge.head, edge.capacity * _KG, (edge.path[0], edge.path[-1]))

    def _add_roads(self, network: Network, own: set[int]) -> None:
        arcs = network.arcs
        seen: dict[Step, int] = {}
        for a, b, capacity in zip(arcs.start.tolist(), arcs.end.tolist(), arcs.capacity.tolist(), strict=True):
            seen[a, b] = capacity
        if not seen:  # put together by hand, edge by edge
            for edge in network.edges:
                if edge.head not in own:
                    step = (edge.path[0], edge.path[-1])
                    seen[step] = seen.get(step, 0) + edge.capacity
        for (a, b), capacity in seen.items():
            self.add(a, b, capacity * _KG or _SHUT, (a, b))

    def add(self, tail: int, head: int, room: int, step: Step) -> None:
        """Add an arc and its way back."""
        self.out[tail].append(len(self.head))
        self.out[head].append(len(self.head) + 1)
        self.head += [head, tail]
        self.room += [room, 0]
        self.whole += [room, 0]
        self.step += [step, step]

    def enter(self, hex_id: int, gate: int) -> None:
        """Let a source in at its hex; at its gate while the enemy bars that."""
        if hex_id >= 0:
            self.add(self.source, hex_id, _BOUNDLESS, (hex_id, hex_id))
        elif gate >= 0:
            self.add(self.source, gate, _SHUT, (gate, gate))

    def leave(self, hex_id: int, sink: int) -> None:
        """Let a consumer at a hex, of this number in the network, take all that comes, by roads now shut as well."""
        self.add(hex_id, self.base + sink, _BOUNDLESS, (hex_id, hex_id))
        self.add(self.base + sink, self.target, _BOUNDLESS, (hex_id, hex_id))

    def cuts(self) -> Cuts | None:
        """Fill the graph and return its two outermost minimum cuts."""
        total = 0
        while total < _BOUNDLESS and (more := self._augment()):
            total += more
        if total >= _BOUNDLESS:
            return None
        ahead, behind = self._reached(self.source, True), self._reached(self.target, False)
        near, far = self._cut(ahead), self._cut([not flag for flag in behind])
        return Cuts(near, far, near == far)

    def _augment(self) -> int:
        """Send what one shortest path takes; return how much."""
        came = {self.source: -1}
        queue = deque([self.source])
        while queue and self.target not in came:
            node = queue.popleft()
            for arc in self.out[node]:
                if self.room[arc] and self.head[arc] not in came:
                    came[self.head[arc]] = arc
                    queue.append(self.head[arc])
        if self.target not in came:
            return 0
        path: list[int] = []
        node = self.target
        while node != self.source:
            path.append(came[node])
            node = self.head[came[node] ^ 1]
        kg = min(self.room[arc] for arc in path)
        for arc in path:
            self.room[arc] -= kg
            self.room[arc ^ 1] += kg
        return kg

    def _reached(self, start: int, forward: bool) -> list[bool]:
        """Mark the nodes to which room leads from a node, or (backwards) from which it leads there."""
        found = [False] * len(self.out)
        found[start] = True
        stack = [start]
        while stack:
            for arc in self.out[stack.pop()]:
                if self.room[arc if forward else arc ^ 1] and not found[self.head[arc]]:
                    found[self.head[arc]] = True
                    stack.append(self.head[arc])
        return found

    def _cut(self, inside: list[bool]) -> Cut:
        """Return the cut between the nodes marked and the rest."""
        arcs = [arc for arc in range(0, len(self.head), 2) if inside[self.head[arc + 1]] and not inside[self.head[arc]]]
        capacity = sum(self.whole[arc] for arc in arcs) // _KG
        steps = tuple(sorted({self.step[arc] for arc in arcs}))
        return Cut(capacity, steps, tuple(sorted({b for _, b in steps})))


# --- knock-outs ---------------------------------------------------------------------------------------------


def arrives(solution: Solution, consumer: str) -> int:
    """Return the kilograms a day that are expected to reach a consumer, over all classes."""
    return sum(route.kg_day * route.survival // SURE for route in solution.routes
               if solution.demands[route.demand].consumer == consumer)


def knock_outs(network: Network, demands: tuple[Demand, ...], consumer: str) -> tuple[KnockOut, ...]:
    """Return every hex of road whose loss to the enemy costs a consumer supply, with what it costs, in order of hex.

    Exact, as by shutting each hex and solving anew, without doing that: demands that share nothing scarce with the
    consumer's cannot matter to it, edges that no parcel was ever sent by or weighed for cannot either, and hexes
    whose loss leaves the same network share one solve.
    """
    asked = touching(network, demands, consumer)
    present = solve(network, asked)
    if present.shifted:
        asked = demands
        present = solve(network, asked)
    whole = arrives(present, consumer)
    if not whole:
        return ()
    left: dict[object, int] = {}
    found: list[KnockOut] = []
    trace = Trace(network, present)
    for loss in _losses(network, present):
        if loss.key not in left:
            arriving = None if loss.gate else trace.arrives(consumer, loss.gone, loss.roads, loss.eaters)
            if arriving is None:
                roads = loss.left_of(network)
                after = solve(roads, asked)
                if after.shifted and len(asked) < len(demands):
                    after = solve(roads, demands)
                arriving = arrives(after, consumer)
            left[loss.key] = arriving
        if left[loss.key] < whole:
            found.append(KnockOut(loss.hex, whole - left[loss.key]))
    return tuple(found)


def cut_trials(network: Network, demands: tuple[Demand, ...], hexes: Iterable[int]) -> Iterator[dict[int, int]]:
    """Yield what all consumers together lose of what arrives, kilograms a day, by each hex that the enemy took.

    As far as it is found, at first nothing, after each hex that was tried; the last is the whole. Exact, like
    knock-outs, and net of what others gain by it; hexes whose loss changes nothing at all are left out.
    """
    present = solve(network, demands)
    whole = _arrives_in_all(present)
    left: dict[object, int] = {}
    costs: dict[int, int] = {}
    yield costs
    for loss in _losses(network, present, frozenset(hexes)):
        if loss.key not in left:
            left[loss.key] = _arrives_in_all(solve(loss.left_of(network), demands))
        costs[loss.hex] = whole - left[loss.key]
        yield costs


def _arrives_in_all(solution: Solution) -> int:
    return sum(arrives(solution, name) for name in sorted({row.consumer for row in solution.demands}))


class _Loss(NamedTuple):
    """A hex of road that is lost: a key that equal networks share, and what differs in the network without it.

    `gone` are edges of the present network. `roads` is the network where other ways across lead to the hexes `eaters`;
    None where edges, and at a `gate` sources, are all that goes.
    """

    hex: int
    key: object
    gone: set[int]
    gate: bool
    roads: Network | None = None
    eaters: frozenset[int] = frozenset()

    def left_of(self, network: Network) -> Network:
        """Return what is left of the present network."""
        return self.roads or _without(network, self.gone, self.hex)


def _losses(network: Network, present: Solution, only: frozenset[int] | None = None) -> Iterable[_Loss]:
    """Yield the losses of hexes of road that may matter, of all or of some."""
    through: dict[int, set[int]] = {}
    for number, edge in enumerate(network.edges):
        for hex_id in edge.path:
            through.setdefault(hex_id, set()).add(number)
    tried = set(present.tried)
    roads = {int(hex_id) for hex_id in network.arcs.start} if len(network.arcs.start) else set(through)
    if only is not None:
        roads &= only
    gates = {row.hex for row in network.sources if row.hex >= 0}
    elsewhere = moved_ways(network, sorted(roads), {row.hex for row in present.demands})
    soonest = _soonest(network, through) if elsewhere else {}
    slowest = _slowest(network, present)
    for hex_id in sorted(roads):
        gone, gate = through.get(hex_id, set()), hex_id in gates
        matters = gate or not gone.isdisjoint(tried)
        if hex_id in elsewhere:
            ways, make = elsewhere[hex_id]
            if matters or any(soonest.get(path[0], _NEVER) + _drive(network, path) < slowest[path[-1]]
                              for path in ways):
                new = make()
                yield _Loss(hex_id, _key(new), gone, gate, new, frozenset(path[-1] for path in ways))
        elif matters:
            yield _Loss(hex_id, (frozenset(gone & tried), hex_id if gate else -1), gone, gate)


def _drive(network: Network, path: Path) -> int:
    """Return the seconds of a way across country."""
    return int(network.going.across_seconds[list(path[1:])].sum()) if network.going is not None else 0


def _soonest(network: Network, through: dict[int, set[int]]) -> dict[int, int]:
    """Return for hexes of road a time, in seconds, before which no truck can be there; none for those out of reach."""
    onward: dict[int, list[Edge]] = {}
    for edge in network.edges:
        onward.setdefault(edge.tail, []).append(edge)
    heap = [(row.lead_seconds, network.entries[row.hex]) for row in network.sources if row.hex >= 0]
    heapify(heap)
    reached: dict[int, int] = {}
    while heap:
        seconds, node = heappop(heap)
        if node not in reached:
            reached[node] = seconds
            for edge in onward.get(node, ()):
                heappush(heap, (seconds + edge.seconds, edge.head))
    times = {network.node_hexes[node]: seconds for node, seconds in reached.items()}
    for hex_id, numbers in through.items():
        starts = [reached[network.edges[number].tail] for number in numbers if network.edges[number].tail in reached]
        if starts:
            times[hex_id] = min([times.get(hex_id, _NEVER), *starts])
    return times


def _slowest(network: Network, present: Solution) -> dict[int, int]:
    """Return for each hex that asks a number of seconds, from which on a new way could not serve it better.

    It is the cost of its dearest route, where each of its demands found open ways until it was full.
    """
    weight = network.policy.loss_weight_minutes * 60
    slowest = {row.hex: 0 for row in present.demands}
    for route in present.routes:
        hex_id = present.demands[route.demand].hex
        cost = route.seconds + weight * (SURE - route.survival) // SURE + 1
        slowest[hex_id] = max(slowest[hex_id], cost)
    pressed = set(present.pressed)
    for row in present.demands:
        if (row.supply_class, network.usable_by(row.groups, row.through)) in pressed:
            slowest[row.hex] = _NEVER
    return slowest


def _key(network: Network) -> object:
    """Return what two networks of one ground have in common where every solve must come out alike."""
    edges = tuple((row.tail, row.head, row.seconds, row.capacity, row.survival) for row in network.edges)
    return network.node_hexes, edges, tuple(row.hex for row in network.sources)


def _without(network: Network, gone: set[int], hex_id: int) -> Network:
    """Return a network without some edges, and without the entries at a hex."""
    edges = tuple(edge for number, edge in enumerate(network.edges) if number not in gone)
    sources = tuple(replace(row, hex=-1) if row.hex == hex_id else row for row in network.sources)
    return replace(network, edges=edges, sources=sources)
