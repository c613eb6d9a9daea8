"""A solve gone through again with a road lost: where its choices stand or change in ways only, no new solve is needed.

A solve is a chain of choices: a demand, the entries that then still had stock for it, and the cheapest way from one of
them. While nothing but stock runs out, that entry alone decides what comes next. So if each choice whose way is gone
finds its next best way from the same entry, and neither roads nor trucks get short by it, everybody is sent the same
by other ways.
"""

from __future__ import annotations

from game.rules.supply.flow import AMPLE_SECONDS, Allocation, Route, Solution, edges_of, truck_cost
from game.rules.supply.network import SURE, Network

_Flow = tuple[int, int, tuple[int, ...]]
"""A flow: demand, source, edges."""


class Trace:
    """What is needed to go through a solve again; `steady` says whether stocks alone ever ran out in it."""

    def __init__(self, network: Network, present: Solution) -> None:
        self.network, self.present, self.work = network, present, Allocation(network, present.demands)
        self.routes: dict[_Flow, Route] = {(row.demand, row.source, row.edges): row for row in present.routes}
        self.total = sum(row.kg_day for row in present.routes)
        self.load: dict[tuple[int, ...], int] = {}
        self.left = [row.trucks * row.working_seconds * row.payload_kg * row.rough_payload_kg
                     for row in network.sources]
        for row in present.routes:
            source = network.sources[row.source]
            rough = any(network.edges[edge].rough for edge in row.edges)
            self.left[source.root] -= row.kg_day * truck_cost(source, row.seconds, rough)
            for edge in row.edges:
                path = network.edges[edge].path
                self.load[path] = self.load.get(path, 0) + row.kg_day
        wide = all(self.load.get(edge.path, 0) < edge.capacity for edge in network.edges if edge.capacity)
        self.steady = wide and not present.shifted and not present.pressed and self._ample(network, self.left)

    def arrives(self, consumer: str, gone: set[int], roads: Network | None = None, eaters: frozenset[int] = frozenset(),
                ) -> int | None:
        """Return the kilograms a day that reach a consumer when edges are gone, or None where a solve must tell.

        `roads` is the network that is left, where other ways across lead to `eaters`; else it is the same without them.
        """
        if not self.steady:
            return None
        work = self.work if roads is None else Allocation(roads, self.present.demands)
        shut = {edge: self.work.room[edge] for edge in gone} if roads is None else {}
        for edge in shut:
            work.room[edge] = 0
        work.searches.clear()
        instead = self._others(work, gone, eaters)
        found = self._arrives(instead, consumer) if instead is not None and self._bearable(work, instead) else None
        for edge, room in shut.items():
            work.room[edge] = room
        return found

    def _others(self, work: Allocation, gone: set[int], eaters: frozenset[int]) -> dict[_Flow, Route] | None:
        """Return the routes that flows now take, or None where one comes from elsewhere or must be parted."""
        instead: dict[_Flow, Route] = {}
        for number, usable, source, edges in self.present.choices:
            key = (number, source, edges)
            if gone.isdisjoint(edges) and work.demands[number].hex not in eaters:
                continue
            route = self._instead(work, key, usable)
            if route is None or instead.setdefault(key, route) != route:
                return None
        return instead

    def _instead(self, work: Allocation, flow: _Flow, usable: tuple[int, ...]) -> Route | None:
        """Return the route that a choice now leads to, if it is from the same entry; for all that the flow carries."""
        sink = work.network.sinks.get(work.demands[flow[0]].hex)
        found = None if sink is None else work.cheapest(usable, sink)
        if found is None or found[0] != flow[1]:
            return None
        return work.route(flow[0], work.way_of(flow[1], edges_of(found[1])), self.routes[flow].kg_day)

    def _bearable(self, work: Allocation, instead: dict[_Flow, Route]) -> bool:
        """Say whether roads and trucks bear the other routes and still have room for more."""
        load, left = dict(self.load), list(self.left)
        for flow, route in instead.items():
            source, old = work.network.sources[route.source], self.routes[flow]
            was_rough = any(self.network.edges[edge].rough for edge in flow[2])
            left[source.root] += route.kg_day * (truck_cost(source, old.seconds, was_rough)
                                                 - truck_cost(source, route.seconds, work.rough(route.edges)))
            for edge in route.edges:
                row = work.edges[edge]
                load[row.path] = load.get(row.path, self.total) + route.kg_day
                if load[row.path] >= row.capacity:
                    return False
        return self._ample(work.network, left)

    def _arrives(self, instead: dict[_Flow, Route], consumer: str) -> int:
        """Return what reaches a consumer; what goes by the same road is counted together, as in a solve."""
        sums: dict[tuple[int, int, tuple[int, ...], int, int], int] = {}
        for flow, old in self.routes.items():
            if self.present.demands[flow[0]].consumer == consumer:
                row = instead.get(flow, old)
                key = (row.demand, row.source, row.path, row.seconds, row.survival)
                sums[key] = sums.get(key, 0) + row.kg_day
        return sum(kg * survival // SURE for (*_, survival), kg in sums.items())

    @staticmethod
    def _ample(network: Network, left: list[int]) -> bool:
        return all(left[row.root] >= truck_cost(row, AMPLE_SECONDS, True) for row in network.sources)
