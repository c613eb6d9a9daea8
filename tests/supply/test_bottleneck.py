"""What-ifs, minimum cuts and knock-outs: each against doing it, an independent maximum flow, or a picture."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

from game.ai.levels import STANDARD
from game.cli_play import play_out
from game.content.loader import resolve
from game.rules.state import State, Weather
from game.rules.supply import bottleneck
from game.rules.supply.bottleneck import Cut, KnockOut, arrives, cut_trials, knock_outs, minimum_cuts
from game.rules.supply.flow import Demand, Solution, solve
from game.rules.supply.network import NO_LIMIT, Consumer, Network, network
from game.rules.supply.plan import plan
from game.rules.supply.retrace import Trace
from game.rules.supply.scope import touching
from game.rules.supply.whatif import Edit, edited, edited_many, solve_many
from game.session import Options, Session
from tests.rules.pictures import at, base, force, small_scenario, small_state, source, with_units
from tests.supply.networks import random_network

TWO_ROADS = """
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .B
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .E
       .    .    .    .    .    .
"""


def two_roads(**enemy: object) -> State:
    """Return a base at 12.1 fed from 0.1 by a motorway along row 1 and a track that runs along row 3."""
    names = [f"{col}.1" for col in range(13)]
    other = ["1.1", "1.2", "2.3", *(f"{col}.3" for col in range(3, 11)), "11.2", "12.2", "12.1"]
    scenario = small_scenario(
        TWO_ROADS, units={"B": force(0, "garrison_inf"), "E": force(1, "light_inf", 100)},
        bases=[base("fort", 0, "12.1")], sources=[source("entry", 0, "0.1")],
        roads={"motorway": " ".join(names), "track": " ".join(other)},
    )
    return with_units(small_state(scenario), E=enemy) if enemy else small_state(scenario)


def dawns(name: str, seed: int, last: int) -> list[State]:
    session = Session(resolve(name), seed, Options(players=(STANDARD, STANDARD)))
    found = {session.state.turn: session.state}
    for state in play_out(session):
        if state.turn > last:
            break
        found.setdefault(state.turn, state)
    session.close()
    return list(found.values())


# --- what-ifs -------------------------------------------------------------------------------------------------


def same(one: Network, other: Network) -> bool:
    return (one.edges, one.node_hexes, one.entries, one.sinks, one.sources) == (
        other.edges, other.node_hexes, other.entries, other.sinks, other.sources)


def test_a_hex_closed_is_as_if_the_enemy_had_taken_it() -> None:
    state = two_roads()
    control = bytearray(state.control)
    for hexes in (["6.1"], ["11.1", "12.2"], ["0.1"], ["10.3", "11.2", "5.0"]):
        ids = tuple(at(state, name) for name in hexes)
        held = bytearray(control)
        for hex_id in ids:
            held[hex_id] = 2
        assert same(edited(network(state, 0), Edit(closed=ids)), network(replace(state, control=bytes(held)), 0))


def test_a_block_lifted_is_as_if_the_enemy_were_gone_but_for_his_zone_and_fire() -> None:
    state = two_roads(hex="6.1")
    lifted = edited(network(state, 0), Edit(opened=(at(state, "6.1"),), no_zones=True, safe=True))
    gone = replace(state, units=tuple(unit for unit in state.units if unit.id != "E"))
    assert same(lifted, network(gone, 0))
    everywhere = edited(network(state, 0), Edit(all_opened=True, no_zones=True, safe=True))
    assert same(everywhere, network(replace(gone, control=bytes(len(gone.control))), 0))


def test_an_entry_opens_with_its_hex_and_not_where_an_event_shut_it() -> None:
    state = two_roads(hex="0.1")
    assert network(state, 0).sources[0].hex == -1
    opened = edited(network(state, 0), Edit(all_opened=True))
    assert opened.sources[0].hex == at(state, "0.1")
    shut = replace(state, fleets=tuple(replace(row, open=False) for row in state.fleets))
    assert edited(network(shut, 0), Edit(all_opened=True)).sources[0].hex == -1


def test_weather_and_policy_are_as_in_the_state() -> None:
    state = two_roads(hex="6.3")
    assert same(edited(network(state, 0), Edit(mud=True)), network(replace(state, weather=Weather(mud=True)), 0))
    fast = replace(state, standings=(replace(state.standings[0], policy="fast"), state.standings[1]))
    assert same(edited(network(state, 0), Edit(policy="fast")), network(fast, 0))
    with pytest.raises(ValueError, match="There is no route policy 'reckless'"):
        edited(network(state, 0), Edit(policy="reckless"))


def test_limits_of_roads_trucks_and_stock() -> None:
    roads = network(two_roads(), 0)
    asked = (Demand("fort", roads.consumers[0].hex, 0, 10**9),)
    plain, trucks, fewer, more, endless = solve_many(roads, asked, (
        Edit(), Edit(trucks=(("entry", 5),)), Edit(trucks=(("entry", -100),)), Edit(unlimited_stock=True),
        Edit(unlimited_stock=True, unlimited_trucks=True, unlimited_roads=True)))
    assert plain == solve(roads, asked)
    assert trucks.sent == plain.sent  # the entry's stock limits, not its trucks
    assert fewer.sent == (0,)
    assert more.sent > plain.sent
    assert endless.sent == (10**9,)
    assert all(edge.capacity == NO_LIMIT for edge in edited(roads, Edit(unlimited_roads=True)).edges)
    half = edited(roads, Edit(capacity_pm=500))
    assert [edge.capacity for edge in half.edges] == [edge.capacity // 2 for edge in roads.edges]
    with pytest.raises(ValueError, match="There is no source 'nowhere'"):
        edited(roads, Edit(trucks=(("nowhere", 1),)))


def test_only_some_consumers() -> None:
    _, demands = random_network(4, classes=2)
    roads, _ = random_network(4, classes=2)
    name = demands[0].consumer
    alone = tuple(row for row in demands if row.consumer == name)
    assert solve_many(roads, demands, (Edit(only=(name,)),)) == (solve(roads, alone),)
    with pytest.raises(ValueError, match="put together by hand"):
        edited(roads, Edit(closed=(1,)))


def test_many_what_ifs_in_one_call_are_the_single_ones() -> None:
    state = dawns("siege_of_wadi_deif", 7, 1)[0]
    roads, demands = network(state, 1), plan(state, 1).solution.demands
    edits = [Edit(closed=(hex_id,)) for hex_id in sorted(set(roads.arcs.start.tolist()))[::23]]
    edits += [Edit(all_opened=True), Edit(mud=True, no_zones=True), Edit(safe=True), Edit()]
    assert all(same(a, edited(roads, edit)) for a, edit in zip(edited_many(roads, edits), edits, strict=True))
    assert solve_many(roads, demands, edits) == tuple(solve(edited(roads, edit), demands) for edit in edits)


# --- minimum cuts ---------------------------------------------------------------------------------------------


def lone(roads: Network, target: Consumer | Demand) -> int:
    """Return what a demand alone would get over the roads at most, from networkx on the contracted network."""
    graph = nx.DiGraph()
    for edge in roads.edges:
        before = graph.get_edge_data(edge.tail, edge.head, {"capacity": 0})["capacity"]
        graph.add_edge(edge.tail, edge.head, capacity=before + edge.capacity)
    for row in roads.sources:
        if row.hex >= 0 and not row.through and (not row.group or row.group in target.groups):
            graph.add_edge("S", roads.entries[row.hex])
    goal = roads.sinks[target.hex]
    if "S" not in graph or goal not in graph:
        return 0
    return int(nx.maximum_flow_value(graph, "S", goal))


def check_cut(roads: Network, target: Consumer, cut: Cut) -> None:
    """Assert that a cut's steps carry what it says, and that nothing gets past them."""
    kg = {(a, b): c for a, b, c in zip(roads.arcs.start.tolist(), roads.arcs.end.tolist(),
                                       roads.arcs.capacity.tolist(), strict=True)}
    own = set(roads.sinks.values())
    own |= {edge.tail for edge in roads.edges if edge.head in own and edge.rough}
    kg.update(((edge.path[0], edge.path[-1]), edge.capacity) for edge in roads.edges if edge.head in own)
    kg.update(((row.gate, row.gate), 0) for row in roads.sources if row.hex < 0)
    assert sum(kg[step] for step in cut.arcs) == cut.capacity_kg_day
    steps = set(cut.arcs)
    left = tuple(edge for edge in roads.edges if not steps & (
        {(edge.path[0], edge.path[-1])} if edge.head in own else set(zip(edge.path, edge.path[1:], strict=False))))
    assert lone(replace(roads, edges=left), target) == 0


@pytest.mark.parametrize("seed", range(60))
def test_a_cut_has_the_capacity_of_a_lone_demand_on_random_networks(seed: int) -> None:
    roads, demands = random_network(seed)
    for demand in demands:
        cuts = minimum_cuts(roads, demand)
        assert cuts is not None
        endless = edited(roads, Edit(unlimited_stock=True, unlimited_trucks=True))
        alone = solve(endless, (replace(demand, kg_day=10**6),))
        assert cuts.nearest_source.capacity_kg_day == cuts.nearest_consumer.capacity_kg_day == lone(roads, demand)
        assert alone.sent == (cuts.nearest_source.capacity_kg_day,)
        for cut in (cuts.nearest_source, cuts.nearest_consumer):
            width = sum(edge.capacity for edge in roads.edges if edge.path in cut.arcs)
            assert width == cut.capacity_kg_day
        assert cuts.same == (cuts.nearest_source == cuts.nearest_consumer)


@pytest.mark.parametrize("name", ["siege_of_wadi_deif", "template", "the_column"])
def test_a_cut_has_the_capacity_of_a_lone_demand_in_games(name: str) -> None:
    checked = 0
    for state in dawns(name, 3, 3):
        for side in (0, 1):
            roads = network(state, side)
            for eater in roads.consumers:
                cuts = minimum_cuts(roads, eater)
                if cuts is not None:
                    assert cuts.nearest_source.capacity_kg_day == cuts.nearest_consumer.capacity_kg_day == (
                        lone(roads, eater))
                    check_cut(roads, eater, cuts.nearest_source)
                    check_cut(roads, eater, cuts.nearest_consumer)
                    checked += 1
    assert checked


def test_a_road_held_is_cut_where_it_is_held() -> None:
    state = two_roads(hex="6.1")
    held = bytearray(state.control)
    held[at(state, "6.3")] = 2
    roads = network(replace(state, control=bytes(held)), 0)
    cuts = minimum_cuts(roads, roads.consumers[0])
    assert cuts is not None
    assert cuts.nearest_source.capacity_kg_day == 0
    assert cuts.nearest_source.hexes == (at(state, "6.1"), at(state, "6.3"))
    assert not cuts.same  # into the hexes held, or out of them
    assert {a for a, _ in cuts.nearest_consumer.arcs} == {at(state, "6.1"), at(state, "6.3")}


def test_the_cut_of_a_side_and_of_those_at_an_entry() -> None:
    roads = network(two_roads(), 0)
    whole, one = minimum_cuts(roads), minimum_cuts(roads, roads.consumers[0])
    assert whole is not None
    assert whole == one
    gate = network(with_units(two_roads(), B={"hex": "0.1"}), 0)
    there = next(row for row in gate.consumers if row.id == "B")
    assert minimum_cuts(gate, there) is None
    assert minimum_cuts(gate, Consumer("X", at(two_roads(), "5.0"), 2)) is None
    barred = network(two_roads(hex="0.1"), 0)
    cuts = minimum_cuts(barred, barred.consumers[0])
    assert cuts is not None
    assert cuts.nearest_source == Cut(0, ((at(two_roads(), "0.1"),) * 2,), (at(two_roads(), "0.1"),))


# --- knock-outs -----------------------------------------------------------------------------------------------


def by_doing_it(roads: Network, demands: tuple[Demand, ...], consumer: str) -> tuple[KnockOut, ...]:
    """Return the losses by shutting every hex of road, one after the other."""
    whole = arrives(solve(roads, demands), consumer)
    if not whole:
        return ()
    hexes = sorted({hex_id for hex_id in roads.arcs.start.tolist() if not roads.blocked[hex_id]})
    left = [arrives(row, consumer) for row in solve_many(roads, demands, [Edit(closed=(h,)) for h in hexes])]
    return tuple(KnockOut(h, whole - kg) for h, kg in zip(hexes, left, strict=True) if kg < whole)


def test_knock_outs_are_what_shutting_each_hex_costs() -> None:
    states = [*dawns("template", 2, 6), *(replace(state) for state in dawns("the_column", 3, 1))]
    compared = 0
    for state in states:
        for side in (0, 1):
            answer = plan(state, side)
            for eater in (row for row in answer.network.consumers if row.is_base):
                found = knock_outs(answer.network, answer.solution.demands, eater.id)
                assert found == by_doing_it(answer.network, answer.solution.demands, eater.id)
                compared += bool(found)
    assert compared


def test_what_a_cut_costs_all_is_what_shutting_the_hex_costs_all() -> None:
    for state in (*dawns("template", 2, 3), *(replace(state) for state in dawns("the_column", 3, 1))):
        for side in (0, 1):
            answer = plan(state, side)
            roads, demands = answer.network, answer.solution.demands
            names = sorted({row.consumer for row in demands})
            hexes = sorted({hex_id for hex_id in roads.arcs.start.tolist() if not roads.blocked[hex_id]})[::3]
            after = solve_many(roads, demands, [Edit(closed=(h,)) for h in hexes])
            whole = sum(arrives(answer.solution, name) for name in names)
            *_before, costs = cut_trials(roads, demands, hexes)
            assert set(costs) <= set(hexes)
            assert [costs.get(h, 0) for h in hexes] == [
                whole - sum(arrives(row, name) for name in names) for row in after]


def by_leaving_out(roads: Network, demands: tuple[Demand, ...], consumer: str) -> list[KnockOut]:
    """Return the losses by taking the edges through every hex out of a network put together by hand."""
    whole = arrives(solve(roads, demands), consumer)
    found = []
    for hex_id in range(len(roads.blocked)):
        edges = tuple(edge for edge in roads.edges if hex_id not in edge.path)
        sources = tuple(replace(row, hex=-1) if row.hex == hex_id else row for row in roads.sources)
        lost = whole - arrives(solve(replace(roads, edges=edges, sources=sources), demands), consumer)
        if lost > 0:
            found.append(KnockOut(hex_id, lost))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_knock_outs_on_random_networks(seed: int) -> None:
    roads, demands = random_network(seed, classes=2, risk=True)
    name = demands[-1].consumer
    assert list(knock_outs(roads, demands, name)) == by_leaving_out(roads, demands, name)


def wide_network(seed: int) -> tuple[Network, tuple[Demand, ...]]:
    """Return a random network of roads that lead both ways, few of them narrow, and groups that share some sources."""
    roads, demands = random_network(seed, classes=3, risk=bool(seed % 2), trucks=(10**9, 10**9, 4, 1)[seed % 4])
    wide = [edge._replace(capacity=edge.capacity * (1 if (seed + n) % 29 == 0 else 40))
            for n, edge in enumerate(roads.edges)]
    back = [edge._replace(tail=edge.head, head=edge.tail, path=edge.path[::-1]) for edge in wide if len(edge.path) > 1]
    sources = tuple(replace(row, group=("", "east", "west")[n % 3]) for n, row in enumerate(roads.sources))
    groups = (("east",), ("west",), ("east", "west"))
    asked = tuple(replace(row, groups=groups[(row.hex + seed) % 3]) for row in demands)
    return replace(roads, edges=tuple(wide + back), sources=sources), asked


def test_knock_outs_where_stocks_alone_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    retraced = []
    retrace = Trace.arrives

    def counted(trace: Trace, *words: object) -> int | None:
        retraced.append(retrace(trace, *words))  # type: ignore[arg-type]
        return retraced[-1]

    monkeypatch.setattr(Trace, "arrives", counted)
    for seed in range(60):
        roads, demands = wide_network(seed)
        for name in {demands[0].consumer, demands[-1].consumer}:
            assert list(knock_outs(roads, demands, name)) == by_leaving_out(roads, demands, name)
    told = sum(kg is not None for kg in retraced)
    assert 50 < told < len(retraced)  # some are told by going through the solve again, others by a new one


def test_demands_that_share_nothing_scarce_may_be_left_out() -> None:
    fewer = 0
    for seed in range(80):
        roads, demands = wide_network(seed)
        whole = solve(roads, demands)
        for name in {row.consumer for row in demands}:
            asked = touching(roads, demands, name)
            alone = solve(roads, asked)
            assert {row for row in demands if row.consumer == name} <= set(asked)
            if not alone.shifted:
                assert sent(alone, name) == sent(whole, name)
                assert arrives(alone, name) == arrives(whole, name)
                fewer += len(asked) < len(demands)
    assert fewer > 20


def sent(solution: Solution, consumer: str) -> list[tuple[int, int]]:
    return [(row.supply_class, kg) for row, kg in zip(solution.demands, solution.sent, strict=True)
            if row.consumer == consumer]


def test_hexes_of_one_stretch_share_a_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(roads: Network, demands: tuple[Demand, ...]) -> Solution:
        calls.append(1)
        return solve(roads, demands)

    monkeypatch.setattr(bottleneck, "solve", counted)
    state = two_roads()
    held = bytearray(state.control)
    held[at(state, "6.3")] = 2
    roads = network(replace(state, control=bytes(held)), 0)
    found = knock_outs(roads, (Demand("fort", at(state, "12.1"), 0, 900),), "fort")
    assert {row.hex for row in found} >= {at(state, f"{col}.1") for col in (0, 2, 3, 4, 5, 6, 7, 8)}
    assert len(calls) <= 8 < len(found)
    assert knock_outs(roads, (Demand("fort", at(state, "12.1"), 0, 900),), "nobody") == ()
