"""The rule of allocation written apart and slowly with networkx, from its description alone, in exact fractions.

Nothing here comes from the solver: routes are lists of edge numbers, the cheapest is found by going through simple
paths in order of time, making room by a shortest path in a residual graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import networkx as nx

from game.rules.supply.flow import Demand
from game.rules.supply.network import SURE, Network

Route = tuple[int, int, tuple[int, ...]]
"""Demand, source, edges."""

MOST_PATHS = 400


class Reference:
    """One allocation: what each route carries; everything else is counted from that."""

    def __init__(self, network: Network, demands: tuple[Demand, ...]) -> None:
        self.network, self.demands = network, demands
        self.load: dict[Route, int] = {}
        self.last: dict[int, Route] = {}

    def sent(self) -> tuple[int, ...]:
        """Return kilograms a day to each demand."""
        for level in sorted({row.priority for row in self.demands}):
            open_now = [n for n, row in enumerate(self.demands) if row.priority == level and row.kg_day > 0
                        and row.hex in self.network.sinks]
            while open_now:
                number = min(open_now, key=lambda n: (Fraction(self.filled(n), self.demands[n].kg_day),
                                                      self.demands[n].hex, self.demands[n].supply_class, n))
                left = self.demands[number].kg_day - self.filled(number)
                kg = self.serve(number, min(left, self.network.parcel_kg))
                if kg in (0, left):
                    open_now.remove(number)
        return tuple(self.filled(n) for n in range(len(self.demands)))

    def filled(self, number: int) -> int:
        """Return what a demand has."""
        return sum(kg for route, kg in self.load.items() if route[0] == number)

    # --- what is left -----------------------------------------------------------------------------------------

    def room(self, edge: int) -> int:
        """Return what an edge can still carry."""
        return self.network.edges[edge].capacity - sum(kg * row[2].count(edge) for row, kg in self.load.items())

    def stock(self, source: int, supply_class: int) -> int:
        """Return what a source still has of a class, with those that share its stock."""
        root = self.network.sources[source].root
        gone = sum(kg for row, kg in self.load.items() if self.network.sources[row[1]].root == root
                   and self.demands[row[0]].supply_class == supply_class)
        return self.network.sources[root].available[supply_class] - gone

    def trucks(self, root: int) -> Fraction:
        """Return the truck-seconds a day that a fleet has left."""
        row = self.network.sources[root]
        used = sum((kg * self.drive(route) for route, kg in self.load.items()
                    if self.network.sources[route[1]].root == root), Fraction(0))
        return row.trucks * row.working_seconds - used

    def drive(self, route: Route) -> Fraction:
        """Return the truck-seconds of a kilogram on a route: there, back and loading, over the payload."""
        source, edges = self.network.sources[route[1]], [self.network.edges[n] for n in route[2]]
        payload = source.rough_payload_kg if any(edge.rough for edge in edges) else source.payload_kg
        one_way = source.lead_seconds + sum(edge.seconds for edge in edges)
        return Fraction(2 * one_way + source.loading_seconds, payload)

    def arriving(self, edges: tuple[int, ...]) -> Fraction:
        """Return the share of a load that arrives."""
        share = Fraction(1)
        for edge in edges:
            share *= Fraction(self.network.edges[edge].survival, SURE)
        return share

    def allowed(self, edges: tuple[int, ...]) -> bool:
        """Say whether the route policy accepts the loss on a way; the solver rounds the share down at each step."""
        return self.arriving(edges) >= 1 - Fraction(self.network.policy.max_loss_pm, 1000)

    def price(self, route: Route) -> Fraction:
        """Return seconds and the policy's weight of the loss."""
        source = self.network.sources[route[1]]
        seconds = source.lead_seconds + sum(self.network.edges[edge].seconds for edge in route[2])
        return seconds + self.network.policy.loss_weight_minutes * 60 * (1 - self.arriving(route[2]))

    def most(self, route: Route) -> int:
        """Return the kilograms that a new route could carry."""
        root = self.network.sources[route[1]].root
        return min([self.stock(route[1], self.demands[route[0]].supply_class),
                    int(self.trucks(root) / self.drive(route)), *(self.room(edge) for edge in route[2])])

    def usable(self, number: int) -> list[int]:
        """Return the sources that may serve a demand and still have something."""
        demand = self.demands[number]
        return [n for n, row in enumerate(self.network.sources)
                if row.hex >= 0 and row.through == demand.through and (not row.group or row.group in demand.groups)
                and self.stock(n, demand.supply_class) > 0]

    # --- one parcel -------------------------------------------------------------------------------------------

    def serve(self, number: int, wish: int) -> int:
        """Send a parcel by the cheapest open route, or make room for it; return what was sent."""
        route = self.last.get(number)
        if route is None or self.most(route) <= 0:
            route = self.cheapest(number)
        if route is not None:
            kg = min(wish, self.most(route))
            self.load[route] = self.load.get(route, 0) + kg
            self.last[number] = route
            return kg
        return self.make_room(number, wish)

    def cheapest(self, number: int) -> Route | None:
        """Return the cheapest open route that policy and trucks allow."""
        best: Route | None = None
        for source in self.usable(number):
            for route in self.by_time(number, source):
                seconds = self.network.sources[source].lead_seconds
                seconds += sum(self.network.edges[edge].seconds for edge in route[2])
                if best is not None and seconds > self.price(best):
                    break
                if self.allowed(route[2]) and self.most(route) > 0 and (
                        best is None or self.price(route) < self.price(best)):
                    best = route
        return best

    def by_time(self, number: int, source: int) -> Iterator[Route]:
        """Yield the simple paths over edges with room, the fastest first."""
        graph = nx.DiGraph()
        for n, edge in enumerate(self.network.edges):
            if self.room(n) > 0:
                graph.add_edge(edge.tail, ("edge", n), weight=edge.seconds)
                graph.add_edge(("edge", n), edge.head, weight=0)
        start = self.network.entries[self.network.sources[source].hex]
        goal = self.network.sinks[self.demands[number].hex]
        if start in graph and goal in graph and nx.has_path(graph, start, goal):
            for nodes in islice(nx.shortest_simple_paths(graph, start, goal, weight="weight"), MOST_PATHS):
                yield (number, source, tuple(node[1] for node in nodes if isinstance(node, tuple)))

    # --- making room ------------------------------------------------------------------------------------------

    def make_room(self, number: int, wish: int) -> int:
        """Send a parcel over a path that shifts earlier ones of its class; return what was sent, 0 if none can be."""
        mine = self.demands[number]
        choice = self.choice(mine)
        flows = {row: kg for row, kg in self.load.items() if self.choice(self.demands[row[0]]) == choice
                 and self.demands[row[0]].supply_class == mine.supply_class}
        steps = self.residual_path(number, flows) if flows else None
        if steps is None:
            return 0
        source, path = steps
        kg = min([wish, self.stock(source, mine.supply_class), *(self.room(n) for n, ahead in path if ahead)])
        while kg > 0:
            after, fits = self.spliced(number, source, path, flows, kg)
            if fits < kg:
                kg = fits
                continue
            new = [row for row in after if after[row] > flows.get(row, 0)]
            if not all(self.allowed(row[2]) for row in new):
                return 0
            payable = self.payable(flows, after, kg)
            if payable >= kg:
                self.load = {row: n for row, n in self.load.items() if row not in flows} | after
                self.last.clear()
                return kg
            kg = payable
        return 0

    def choice(self, demand: Demand) -> tuple[int, ...]:
        """Return the open sources that may serve a demand."""
        return tuple(n for n, row in enumerate(self.network.sources)
                     if row.hex >= 0 and row.through == demand.through
                     and (not row.group or row.group in demand.groups))

    def residual_path(
        self, number: int, flows: dict[Route, int]
    ) -> tuple[int, list[tuple[int, bool]]] | None:
        """Return a source and steps (edge, ahead?) of least new driving over free edges and against flows."""
        graph = nx.DiGraph()
        policy = self.network.policy
        for n, edge in enumerate(self.network.edges):
            if self.room(n) > 0:
                loss = 1 - Fraction(edge.survival, SURE)
                graph.add_edge(edge.tail, ("ahead", n), weight=edge.seconds + policy.loss_weight_minutes * 60 * loss)
                graph.add_edge(("ahead", n), edge.head, weight=0)
            if any(n in row[2] for row in flows):
                graph.add_edge(edge.head, ("back", n), weight=0)
                graph.add_edge(("back", n), edge.tail, weight=0)
        for source in self.usable(number):
            row = self.network.sources[source]
            graph.add_edge("start", ("from", source), weight=row.lead_seconds)
            graph.add_edge(("from", source), self.network.entries[row.hex], weight=0)
        goal = self.network.sinks[self.demands[number].hex]
        if "start" not in graph or goal not in graph or not nx.has_path(graph, "start", goal):
            return None
        nodes = [row for row in nx.dijkstra_path(graph, "start", goal)[1:] if isinstance(row, tuple)]
        return nodes[0][1], [(n, kind == "ahead") for kind, n in nodes[1:]]

    def spliced(
        self, number: int, source: int, path: list[tuple[int, bool]], flows: dict[Route, int], kg: int
    ) -> tuple[dict[Route, int], int]:
        """Return the flows after the path is carried out for `kg`; a smaller number where a flow carries less."""
        after, begun, start = dict(flows), [], source
        for edge, ahead in path:
            if ahead:
                begun.append(edge)
            elif begun and begun[-1] == edge:
                begun.pop()
            else:
                other = max((row for row in after if edge in row[2]), key=lambda row: (after[row], row))
                if after[other] < kg:
                    return {}, after[other]
                at = other[2].index(edge)
                change(after, other, -kg)
                change(after, (other[0], start, self.straight((*begun, *other[2][at + 1:]))), kg)
                begun, start = list(other[2][:at]), other[1]
        change(after, (number, start, self.straight(tuple(begun))), kg)
        return after, kg

    def straight(self, edges: tuple[int, ...]) -> tuple[int, ...]:
        """Return a way without the rounds in it."""
        rows = self.network.edges
        while True:
            places = [rows[edges[0]].tail, *(rows[n].head for n in edges)]
            twice = next((n for n, place in enumerate(places) if place in places[:n]), None)
            if twice is None:
                return edges
            edges = edges[:places.index(places[twice])] + edges[twice:]

    def payable(self, flows: dict[Route, int], after: dict[Route, int], kg: int) -> int:
        """Return how much of `kg` the trucks allow."""
        more: dict[int, Fraction] = {}
        for row in {**flows, **after}:
            root = self.network.sources[row[1]].root
            more[root] = more.get(root, Fraction(0)) + (after.get(row, 0) - flows.get(row, 0)) * self.drive(row)
        return min([kg, *(int(self.trucks(root) * kg / added) for root, added in more.items()
                          if added > self.trucks(root))])


def change(flows: dict[Route, int], route: Route, kg: int) -> None:
    """Add to a flow; drop it where nothing is left."""
    flows[route] = flows.get(route, 0) + kg
    if not flows[route]:
        del flows[route]
