"""What a side asks of its roads, and the one solve that the rule, previews, overlays and opponents share."""

from __future__ import annotations

from dataclasses import dataclass

from game.rules.ruleset import AMMO, FOOD, FUEL, Stock
from game.rules.scenario import TrafficDef
from game.rules.state import State
from game.rules.supply.flow import Demand, Route, Solution, solve
from game.rules.supply.network import SURE, Consumer, Network, network
from game.rules.supply.stocks import find_base, need_day, unit_target

TRAFFIC_PRIORITY = 99
"""Through traffic is served after everything else."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What passes of a through traffic in a day: over the map or by the way round, and what of it arrives."""

    traffic: TrafficDef
    sent_kg_day: int
    arrived_kg_day: int
    over_map: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One side's supply for a turn: its network, what each consumer needs over the turn, the solve, the traffic.

    `routes` are the routes of the solve without those of a through traffic that goes round.
    """

    network: Network
    needed: tuple[tuple[Consumer, Stock], ...]
    solution: Solution
    routes: tuple[Route, ...]
    traffic: tuple[Traffic, ...]


def plan(state: State, side: int) -> Plan:
    """Return what a side's roads bring this turn in a state (or `view.known`); worked out once for each state."""
    kept = state.memo.get(("plan", side))
    if not isinstance(kept, Plan):
        kept = _plan(state, side)
        state.memo["plan", side] = kept
    return kept


def _plan(state: State, side: int) -> Plan:
    roads = network(state, side)
    needed = tuple((consumer, request(state, consumer)) for consumer in roads.consumers)
    solution = solve(roads, (*demands(state, needed), *_through(state, side)))
    passing = tuple(_passing(solution, way) for way in state.scenario.traffic if way.side == side)
    round_about = {row.traffic.id for row in passing if not row.over_map}
    routes = tuple(row for row in solution.routes if solution.demands[row.demand].through not in round_about)
    return Plan(roads, needed, solution, routes, passing)


# --- requests -----------------------------------------------------------------------------------------------


def target(state: State, consumer: Consumer) -> Stock:
    """Return the stock a consumer wants to have, kilograms per class.

    A base wants its days of need; a garrison also the ammunition below which it would count as low, were it stormed.
    """
    if not consumer.is_base:
        return unit_target(state.scenario, state.by_id[consumer.id])
    rules = state.scenario.ruleset
    need = need_day(state, consumer.id)
    wanted = [kg * rules.supply.base_target_days for kg in need]
    if not state.scenario.base(consumer.id).depot:
        stormed = need_day(state, consumer.id, "attack")[AMMO]
        wanted[AMMO] = max(wanted[AMMO], stormed * rules.combat.ammo_low_days)
    return (wanted[FOOD], wanted[AMMO], wanted[FUEL])


def request(state: State, consumer: Consumer) -> Stock:
    """Return what a consumer asks for this turn: what it lacks of its target and what it will use in the turn."""
    base = find_base(state, consumer.id)
    stock = base.stock if base else state.by_id[consumer.id].stock
    wanted, need, days = target(state, consumer), need_day(state, consumer.id), state.scenario.clock.days
    lacks = [max(0, wanted[k] - stock[k] + need[k] * days) for k in range(3)]
    return (lacks[FOOD], lacks[AMMO], lacks[FUEL])


def demands(state: State, needed: tuple[tuple[Consumer, Stock], ...]) -> tuple[Demand, ...]:
    """Return the demands a day for what is needed over the turn, rounded up to whole kilograms a day."""
    days = state.scenario.clock.days
    return tuple(
        Demand(consumer.id, consumer.hex, k, -(-kg // days), consumer.priority, consumer.groups)
        for consumer, stock in needed for k, kg in enumerate(stock) if kg
    )


# --- through traffic ----------------------------------------------------------------------------------------


def _through(state: State, side: int) -> tuple[Demand, ...]:
    return tuple(Demand(way.id, way.exit, 0, way.demand_kg_day, TRAFFIC_PRIORITY, through=way.id)
                 for way in state.scenario.traffic if way.side == side)


def _passing(solution: Solution, way: TrafficDef) -> Traffic:
    """Return what passes by the better of two ways: over the map as solved, or round it with the same trucks."""
    routes = [row for row in solution.routes if solution.demands[row.demand].through == way.id]
    arrived = sum(row.kg_day * row.survival // SURE for row in routes)
    round_trip = 2 * way.alternative_minutes + way.loading_minutes
    by_trucks = way.trucks * way.working_minutes * way.alternative_payload_kg // max(1, round_trip)
    round_about = min(way.demand_kg_day, by_trucks)
    if arrived and arrived >= round_about:
        return Traffic(way, sum(row.kg_day for row in routes), arrived, True)
    return Traffic(way, round_about, round_about, False)
