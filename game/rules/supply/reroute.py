"""Making room for a parcel by sending earlier parcels of the same class another way.

The augmenting path of network flow, on explicit routes: where it runs against an earlier flow, the new load takes over
the rest of that flow's route, and that flow's trucks drive on to where the path leads. Nobody gets less.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from game.rules.supply.network import MILLION

if TYPE_CHECKING:
    from game.rules.supply.flow import Allocation

_Key = tuple[int, int, tuple[int, ...]]
"""A flow: demand, source, edges."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that bring a demand `kg` more: rows of demand, source, edges and kilograms added (or taken)."""

    kg: int
    changes: tuple[tuple[int, int, tuple[int, ...], int], ...]


def reroute(work: Allocation, number: int, wish: int) -> Plan | None:
    """Return how up to `wish` kilograms reach a demand by shifting flows of its class, or None.

    Counted by what is driven anew, the cheapest path is tried; the plan is dropped where a resulting route would break
    the route policy or a fleet.
    """
    flows = _own_flows(work, number) if work.joined(number) else {}
    if not flows:
        return None
    found = _augmenting_path(work, number, flows)
    if found is None:
        return None
    source, steps = found
    work.shifted = True
    work.tried.update(edge for edge, _ in steps)
    supply_class = work.demands[number].supply_class
    limit = min(wish, work.stock[work.network.sources[source].root][supply_class])
    limit = min([limit, *(work.room[edge] for edge, forward in steps if forward)])
    while limit > 0:
        changes, limit_again = _splice(work, number, source, steps, flows, limit)
        if limit_again < limit:
            limit = limit_again
            continue
        if any(kg > 0 and work.survival(edges) < work.least for (_, _, edges), kg in changes.items()):
            return None
        affordable = _affordable(work, changes, limit)
        if affordable >= limit:
            rows = sorted(changes.items(), key=lambda item: (item[1], item[0]))  # what is taken comes first
            return Plan(limit, tuple((*key, kg) for key, kg in rows if kg))
        limit = affordable
    return None


def _own_flows(work: Allocation, number: int) -> dict[_Key, int]:
    """Return the flows of the demand's class that come from the same choice of sources."""
    wanted = work.demands[number]
    alike = [other for other, row in enumerate(work.demands) if row.supply_class == wanted.supply_class
             and work.flows[other] and work.eligible[other] == work.eligible[number]]
    return {(other, way.source, way.edges): kg for other in alike for way, kg in sorted(work.flows[other].items())}


def _augmenting_path(
    work: Allocation, number: int, flows: dict[_Key, int]
) -> tuple[int, tuple[tuple[int, bool], ...]] | None:
    """Return a source and steps (edge, forwards?) to the demand over free edges and against flows."""
    against: dict[int, list[int]] = {}
    for edge in sorted({edge for _, _, edges in flows for edge in edges}):
        against.setdefault(work.edges[edge].head, []).append(edge)
    came: dict[int, tuple[int, int, bool]] = {}
    heap: list[tuple[int, int, int, int, bool, int]] = []  # cost, order, node, edge, forwards, node before (or source)
    for source in work.usable(number):
        row = work.network.sources[source]
        heappush(heap, (row.lead_seconds * MILLION, len(heap), work.network.entries[row.hex], -1, True, source))
    pushed, sink = len(heap), work.network.sinks[work.demands[number].hex]
    while heap:
        cost, _, node, edge, forward, before = heappop(heap)
        if node in came:
            continue
        came[node] = (edge, before, forward)
        if node == sink:
            return _trace(came, sink)
        for way in work.out[node]:
            if work.room[way] > 0 and work.edges[way].head not in came:
                row_cost = work.cost(work.edges[way].seconds, work.edges[way].survival)
                heappush(heap, (cost + row_cost, pushed, work.edges[way].head, way, True, node))
                pushed += 1
        for way in against.get(node, ()):
            if work.edges[way].tail not in came:
                heappush(heap, (cost, pushed, work.edges[way].tail, way, False, node))
                pushed += 1
    return None


def _trace(came: dict[int, tuple[int, int, bool]], sink: int) -> tuple[int, tuple[tuple[int, bool], ...]]:
    steps: list[tuple[int, bool]] = []
    node = sink
    while came[node][0] >= 0:
        edge, before, forward = came[node]
        steps.append((edge, forward))
        node = before
    return came[node][1], tuple(reversed(steps))


def _splice(
    work: Allocation, number: int, source: int, steps: tuple[tuple[int, bool], ...], flows: dict[_Key, int], kg: int
) -> tuple[dict[_Key, int], int]:
    """Return the changes that carry out the path for `kg`, or a smaller amount to try where a flow is smaller."""
    now = dict(flows)
    hand: list[int] = []
    start = source
    for edge, forward in steps:
        if forward:
            hand.append(edge)
        elif hand and hand[-1] == edge:
            hand.pop()
        else:
            key = max((key for key in now if edge in key[2]), key=lambda key: (now[key], key))
            if now[key] < kg:
                return {}, now[key]
            other, its_source, edges = key
            at = edges.index(edge)
            _add(now, key, -kg)
            _add(now, (other, start, _without_loops(work, (*hand, *edges[at + 1:]))), kg)
            start, hand = its_source, list(edges[:at])
    _add(now, (number, start, _without_loops(work, tuple(hand))), kg)
    changes = {key: now.get(key, 0) - flows.get(key, 0) for key in sorted({*now, *flows})}
    return {key: change for key, change in changes.items() if change}, kg


def _add(now: dict[_Key, int], key: _Key, kg: int) -> None:
    now[key] = now.get(key, 0) + kg
    if not now[key]:
        del now[key]


def _without_loops(work: Allocation, edges: tuple[int, ...]) -> tuple[int, ...]:
    """Return a route without the rounds it drives back to a place where it was."""
    if not edges:
        return edges
    kept: list[int] = []
    nodes = [work.edges[edges[0]].tail]
    for edge in edges:
        head = work.edges[edge].head
        if head in nodes:
            at = nodes.index(head)
            del kept[at:], nodes[at + 1:]
        else:
            kept.append(edge)
            nodes.append(head)
    return tuple(kept)


def _affordable(work: Allocation, changes: dict[_Key, int], kg: int) -> int:
    """Return how much of `kg` the fleets can carry out, given the changes for all of it."""
    cost: dict[int, int] = {}
    for (_, source, edges), change in changes.items():
        root = work.network.sources[source].root
        cost[root] = cost.get(root, 0) + change * work.way_of(source, edges).truck_cost
    return min([kg, *(work.trucks[root] * kg // added for root, added in cost.items() if added > work.trucks[root])])
