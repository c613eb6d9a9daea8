"""The allocation against independent oracles on random networks, and its rule on small ones by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import networkx as nx
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from game.rules.ruleset import RoutePolicy
from game.rules.supply.flow import Demand, Solution, solve
from game.rules.supply.network import SURE, Network
from tests.supply.networks import build, entry, random_network

SEEDS = range(200)


def edge_flows(network: Network, solution: Solution) -> dict[tuple[int, int], int]:
    """Return kilograms over each pair of road nodes, from the hex paths of the routes."""
    flows: dict[tuple[int, int], int] = {}
    for route in solution.routes:
        for a, b in zip(route.path, route.path[1:], strict=False):
            flows[(a, b)] = flows.get((a, b), 0) + route.kg_day
    return flows


def graph_of(network: Network, demands: tuple[Demand, ...], supply_class: int = 0) -> nx.DiGraph:
    graph = nx.DiGraph()
    for edge in network.edges:
        if graph.has_edge(edge.tail, edge.head):
            graph[edge.tail][edge.head]["capacity"] += edge.capacity
        else:
            graph.add_edge(edge.tail, edge.head, capacity=edge.capacity)
    for source in network.sources:
        graph.add_edge("S", source.hex, capacity=source.available[supply_class])
    for demand in demands:
        if demand.supply_class == supply_class:
            graph.add_edge(network.sinks[demand.hex], "T", capacity=demand.kg_day)
    return graph


@pytest.mark.parametrize("seed", SEEDS)
def test_one_class_without_fleets_gets_the_maximum_flow(seed: int) -> None:
    network, demands = random_network(seed)
    solution = solve(network, demands)
    graph = graph_of(network, demands)
    expected, _ = nx.maximum_flow(graph, "S", "T")
    index = {node: n for n, node in enumerate(graph.nodes)}
    matrix = csr_matrix(
        ([min(d["capacity"], 10**9) for _, _, d in graph.edges(data=True)],
         ([index[a] for a, _ in graph.edges], [index[b] for _, b in graph.edges])),
        shape=(len(index), len(index)), dtype="int32")
    assert sum(solution.sent) == expected == maximum_flow(matrix, index["S"], index["T"]).flow_value


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("trucks", [1, 10**9])
def test_nothing_is_exceeded_and_flow_is_conserved(seed: int, trucks: int) -> None:
    network, demands = random_network(seed, classes=3, trucks=trucks, risk=True)
    if trucks == 1:
        network, demands = _heavier(network, demands)
    solution = solve(network, demands)
    for (a, b), kg in edge_flows(network, solution).items():
        assert kg <= sum(edge.capacity for edge in network.edges if edge.path == (a, b))
    for n, source in enumerate(network.sources):
        routes = [route for route in solution.routes if route.source == n]
        for k in range(3):
            kg = sum(route.kg_day for route in routes if demands[route.demand].supply_class == k)
            assert kg <= source.available[k]
        hours = sum(Fraction(route.kg_day * (2 * route.seconds + source.loading_seconds), route.payload_kg)
                    for route in routes)
        assert hours <= source.trucks * source.working_seconds
        assert solution.used_truck_seconds[n] == -(-hours.numerator // hours.denominator)
    for n, demand in enumerate(demands):
        routes = [route for route in solution.routes if route.demand == n]
        assert sum(route.kg_day for route in routes) == solution.sent[n] <= demand.kg_day
        for route in routes:
            assert route.path[0] == network.sources[route.source].hex
            assert route.path[-1] == demand.hex
            assert len(set(route.path)) == len(route.path)
            assert route.survival >= SURE - network.policy.max_loss_pm * (SURE // 1000)


def _heavier(network: Network, demands: tuple[Demand, ...]) -> tuple[Network, tuple[Demand, ...]]:
    """Return the same network with a thousand times the masses, so that one truck for each source is too little."""
    return (
        replace(
            network, parcel_kg=network.parcel_kg * 1000,
            edges=tuple(edge._replace(capacity=edge.capacity * 1000) for edge in network.edges),
            sources=tuple(replace(s, available=tuple(kg * 1000 for kg in s.available)) for s in network.sources),
        ),
        tuple(replace(demand, kg_day=demand.kg_day * 1000) for demand in demands),
    )


@pytest.mark.parametrize("seed", range(60))
def test_a_fleet_binds_where_it_is_short(seed: int) -> None:
    network, demands = _heavier(*random_network(seed, trucks=1))
    free, _ = _heavier(*random_network(seed))
    assert sum(solve(network, demands).sent) <= sum(solve(free, demands).sent)


def top_fractions(network: Network, demands: tuple[Demand, ...]) -> list[Fraction]:
    sent = solve(network, demands).sent
    top = min(demand.priority for demand in demands)
    return sorted(Fraction(kg, demand.kg_day) for kg, demand in zip(sent, demands, strict=True)
                  if demand.priority == top)


@pytest.mark.parametrize("seed", range(40))
def test_widening_an_edge_never_hurts_and_closing_one_never_helps(seed: int) -> None:
    network, demands = random_network(seed, parcel_kg=1)
    before = top_fractions(network, demands)
    for at in range(0, len(network.edges), 3):
        edge = network.edges[at]
        for capacity, wider in ((edge.capacity + 10, True), (0, False)):
            edges = (*network.edges[:at], edge._replace(capacity=capacity), *network.edges[at + 1:])
            after = top_fractions(replace(network, edges=edges), demands)
            assert after >= before if wider else after <= before


def test_equal_shares_of_what_there_is() -> None:
    network = build(3, [(0, 1, 60, 1000, 10**6), (1, 2, 60, 1000, 10**6)], [entry("s", 0, 0, (300, 0, 0))], [1, 2],
                    parcel_kg=10)
    demands = (Demand("near", 1, 0, 200), Demand("far", 2, 0, 400))
    assert solve(network, demands).sent == (100, 200)


def test_a_higher_priority_is_served_first() -> None:
    network = build(3, [(0, 1, 60, 1000, 10**6), (1, 2, 60, 1000, 10**6)], [entry("s", 0, 0, (300, 0, 0))], [1, 2])
    assert solve(network, (Demand("a", 1, 0, 200, 3), Demand("b", 2, 0, 250, 1))).sent == (50, 250)


def test_classes_share_the_road_but_not_the_stock() -> None:
    network = build(2, [(0, 1, 60, 100, 10**6)], [entry("s", 0, 0, (500, 40, 0))], [1], parcel_kg=10)
    demands = (Demand("a", 1, 0, 200), Demand("a", 1, 1, 200), Demand("a", 1, 2, 200))
    assert solve(network, demands).sent == (60, 40, 0)


def test_an_earlier_parcel_is_sent_another_way_to_make_room() -> None:
    # The near consumer's cheaper road runs through the one bridge (0 to 1) that the far one hangs on.
    edges = [(0, 1, 60, 100, 10**6), (1, 2, 60, 100, 10**6), (0, 2, 900, 100, 10**6), (1, 3, 60, 100, 10**6)]
    network = build(4, edges, [entry("s", 0, 0, (900, 0, 0))], [2, 3])
    demands = (Demand("near", 2, 0, 80, 1), Demand("far", 3, 0, 70, 2))
    assert {route.path for route in solve(network, demands[:1]).routes} == {(0, 1, 2)}
    both = solve(network, demands)
    assert both.sent == (80, 70)
    assert {route.path: route.kg_day for route in both.routes} == {(0, 1, 2): 30, (0, 2): 50, (0, 1, 3): 70}


def test_what_one_got_is_never_taken_for_another() -> None:
    for seed in range(40):
        network, demands = random_network(seed, classes=2)
        first = tuple(demand for demand in demands if demand.priority == 1)
        together = dict(zip(demands, solve(network, demands).sent, strict=True))
        alone = dict(zip(first, solve(network, first).sent, strict=True))
        assert all(together[demand] == kg for demand, kg in alone.items())


def test_convoy_arithmetic_by_hand() -> None:
    # 2 h on the road, 4 h loading: 8 h a round trip, 10 h a day: 12 trucks of 5 t bring 12 * 10 / 8 * 5 = 75 t a day.
    network = build(2, [(0, 1, 7200, 10**6, 10**6)], [entry("s", 0, 0, (10**6, 0, 0), trucks=12)], [1])
    assert solve(network, (Demand("a", 1, 0, 10**6),)).sent == (75_000,)


def test_a_route_beyond_the_policy_is_refused_though_it_is_the_only_one() -> None:
    for max_loss, sent in ((500, 100), (300, 0)):
        network = build(3, [(0, 1, 60, 500, 800_000), (1, 2, 60, 500, 800_000)], [entry("s", 0, 0, (900, 0, 0))], [2],
                        policy=RoutePolicy("fast", "fast", max_loss, 0))
        assert solve(network, (Demand("a", 2, 0, 100),)).sent == (sent,)


def test_the_longer_safe_road_is_found_where_the_cheap_start_is_too_risky() -> None:
    # By cost alone node 1 is best reached over the risky edge, from where the policy allows no further step.
    edges = [(0, 1, 60, 500, 750_000), (0, 2, 900, 500, 10**6), (2, 1, 900, 500, 10**6), (1, 3, 60, 500, 900_000)]
    network = build(4, edges, [entry("s", 0, 0, (900, 0, 0))], [3], policy=RoutePolicy("b", "b", 300, 0))  # type: ignore[arg-type]
    solution = solve(network, (Demand("a", 3, 0, 100),))
    assert [route.path for route in solution.routes] == [(0, 2, 1, 3)]


def test_a_group_source_serves_its_group_alone() -> None:
    network = build(2, [(0, 1, 60, 500, 10**6)], [replace(entry("s", 0, 0, (100, 0, 0)), group="martyrs")], [1])
    demands = (Demand("a", 1, 0, 50, groups=("martyrs",)), Demand("b", 1, 0, 50, groups=("farouq",)))
    assert solve(network, demands).sent == (50, 0)


def cost_of(network: Network, edges: list[int]) -> int | None:
    """Return the cost of a way in millionths of a second, None where the policy refuses it."""
    seconds, share = 0, SURE
    for number in edges:
        seconds += network.edges[number].seconds
        share = share * network.edges[number].survival // SURE
    if share < SURE - network.policy.max_loss_pm * (SURE // 1000):
        return None
    return seconds * 10**6 + network.policy.loss_weight_minutes * 60 * ((SURE - share) // 10**6)


@pytest.mark.parametrize("seed", range(60))
def test_the_first_route_is_the_cheapest_that_the_policy_allows(seed: int) -> None:
    network, demands = random_network(seed, risk=True)
    network = replace(network, policy=RoutePolicy("b", "b", 200, 300))  # type: ignore[arg-type]
    graph = nx.MultiDiGraph()
    for number, edge in enumerate(network.edges):
        graph.add_edge(edge.tail, edge.head, key=number)
    for demand in demands[:2]:
        costs = [
            cost_of(network, [key for _, _, key in path])
            for source in network.sources if source.hex in graph
            for path in nx.all_simple_edge_paths(graph, source.hex, network.sinks[demand.hex], cutoff=9)
        ]
        allowed = [cost for cost in costs if cost is not None]
        solution = solve(network, (replace(demand, kg_day=1),))
        if allowed:
            assert cost_of(network, list(solution.routes[0].edges)) == min(allowed)
        elif not costs:
            assert solution.sent == (0,)


def test_the_second_source_serves_when_the_first_has_no_trucks_left() -> None:
    edges = [(0, 2, 3600, 10**6, 10**6), (1, 2, 36_000, 10**6, 10**6)]
    near, far = entry("near", 0, 0, (10**6, 0, 0), trucks=1), entry("far", 1, 1, (10**6, 0, 0), trucks=1)
    network = build(3, edges, [near, far], [2], parcel_kg=100)
    solution = solve(network, (Demand("a", 2, 0, 10**6),))
    # One truck: 10 h over 6 h a round trip of 5 t; 10 h over 24 h.
    assert {network.sources[row.source].id: row.kg_day for row in solution.routes} == {"near": 8333, "far": 2083}


def test_who_stands_at_an_entry_where_nothing_is_loaded_gets_all_by_a_drive_of_no_time() -> None:
    at_once = replace(entry("gate", 0, 0, (500, 0, 0), trucks=1), loading_seconds=0)
    solution = solve(build(1, [], [at_once], [0]), (Demand("a", 0, 0, 400),))
    assert solution.sent == (400,) and [row.seconds for row in solution.routes] == [0]
