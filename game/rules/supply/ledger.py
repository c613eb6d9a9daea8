"""The ledger: what dawn brings and what night uses up, every kilogram booked once on each side of its move."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from game.rules import losses
from game.rules.chance import per_mille
from game.rules.draft import Draft, add_stock, take_stock
from game.rules.knowledge import sight
from game.rules.orders import StockMoved, Supplied, Surrendered, TruckLost
from game.rules.rows import altered, rows_of
from game.rules.ruleset import AMMO, FOOD, FUEL, NOTHING, ONE, RationLevel, Stock
from game.rules.scenario import Scenario
from game.rules.state import Base, Delivery, Flow, State, Unit
from game.rules.supply.flow import Route
from game.rules.supply.network import MILLION, SURE
from game.rules.supply.plan import Plan, plan
from game.rules.supply.stocks import (
    class_only,
    fed_units,
    feeding,
    generator_kg,
    need_day,
    unit_target,
    upkeep_grams,
)

_IN = ("start", "delivered", "dropped", "captured", "transfer_in", "entered")
_OUT = ("transfer_out", "left", "consumed", "destroyed")
_SURRENDER_DAYS = 3
"""The chance of surrender in the ruleset is for three days."""


def dawn(draft: Draft) -> None:
    """Bring both sides' supply for the turn: trucks mended, requests, routes, losses, deliveries, links, refills.

    Both sides' requests are made and solved on the situation as it stands before anything moves.
    """
    for side in (0, 1):
        _mend_trucks(draft, side)
    state = draft.finish()
    draft.deliveries, draft.flows = (), ()
    plans = [plan(state, side) for side in (0, 1)]
    for side in (0, 1):
        _Convoys(draft, state, side, plans[side]).run()
    for side in (0, 1):
        _share_over_links(draft, state, side)
        _refill(draft, state, side)


# --- convoys ------------------------------------------------------------------------------------------------


class _Convoys:
    """The drive of one side's convoys: losses hex by hex, who takes them, deliveries, trucks, records."""

    def __init__(self, draft: Draft, state: State, side: int, ordered: Plan) -> None:
        self.draft, self.state, self.side, self.plan = draft, state, side, ordered
        self.days = state.scenario.clock.days
        self.rules = state.scenario.ruleset.supply
        self.sent: dict[str, Stock] = {}
        self.destroyed: dict[str, Stock] = {}
        self.captured: dict[str, Stock] = {}
        self.driven: dict[tuple[str, int], int] = {}  # kilograms a day by source and edge, last used last
        self.lost: dict[tuple[int, int, str], int] = {}
        self.takers: dict[int, str] = {}
        self.booty: dict[str, Stock] = {}
        self.lost_kg: dict[int, int] = {}

    def run(self) -> None:
        """Drive every route, then book what arrived and the trucks that did not come back."""
        for route in self.plan.routes:
            demand = self.plan.solution.demands[route.demand]
            kg = route.kg_day * self.days
            if demand.through:
                self._drive(route, kg)
                continue
            destroyed, captured = self._drive(route, kg, demand.supply_class)
            for table, part in ((self.sent, kg), (self.destroyed, destroyed), (self.captured, captured)):
                amount = class_only(demand.supply_class, part)
                table[demand.consumer] = add_stock(table.get(demand.consumer, NOTHING), amount)
            self._count_route(self.plan.network.sources[route.source].id, kg - destroyed - captured)
            self._count_trucks(route, destroyed + captured)
        for taker, amount in self.booty.items():
            self.draft.credit(taker, amount, "captured")
        self._deliver()
        self._lose_trucks()
        self._pass_through()
        self._record_flows()

    def _drive(self, route: Route, kg: int, supply_class: int | None = None) -> tuple[int, int]:
        """Note what is driven over each edge; return what is destroyed and captured (by those who lie in wait)."""
        source = self.plan.network.sources[route.source].id
        share, lost, taken = SURE, 0, 0
        for number in route.edges:
            self.driven[source, number] = self.driven.pop((source, number), 0) + route.kg_day
            edge = self.plan.network.edges[number]
            for start, end, risk in zip(edge.path, edge.path[1:], edge.risks, strict=False):
                share = share * (MILLION - risk) // MILLION
                gone = kg - kg * share // SURE - lost
                if not gone:
                    continue
                self.lost[start, end, source] = self.lost.get((start, end, source), 0) + gone
                lost += gone
                if supply_class is not None:
                    booty = lost * self.rules.captured_pm // ONE - taken
                    taken += booty if self._capture(end, class_only(supply_class, booty)) else 0
        return lost - taken, taken

    def _capture(self, hex_id: int, amount: Stock) -> bool:
        """Give what is taken at a hex to the enemy unit that weighs most there; False if none is left to take it."""
        if amount == NOTHING:
            return False
        if hex_id not in self.takers:
            self.takers[hex_id] = self._taker(hex_id)
        taker = self.takers[hex_id]
        if taker:
            self.booty[taker] = add_stock(self.booty.get(taker, NOTHING), amount)
        return bool(taker)

    def _taker(self, hex_id: int) -> str:
        """Return the enemy unit that weighs most at a hex, "" for none."""
        distances = self.state.scenario.map.grid.distances(hex_id)
        near = [(-row.weight, row.unit) for row in self.plan.network.threats
                if distances[row.hex] <= self.rules.risk_hexes and row.unit in self.draft.units]
        return min(near)[1] if near else ""

    def _count_route(self, name: str, kg: int) -> None:
        key = (name, self.side)
        self.draft.routes[key] = self.draft.routes.get(key, 0) + kg

    def _count_trucks(self, route: Route, kg: int) -> None:
        """Note a lost load as kilograms of full road loads, so that a small load lost costs its truck as well."""
        source = self.plan.network.sources[route.source]
        full = kg * source.payload_kg // route.payload_kg
        self.lost_kg[source.root] = self.lost_kg.get(source.root, 0) + full

    def _deliver(self) -> None:
        rows = []
        totals = dict.fromkeys(("sent", "delivered", "destroyed", "captured", "short"), NOTHING)
        for consumer, needed in self.plan.needed:
            sent = self.sent.get(consumer.id, NOTHING)
            destroyed, captured = self.destroyed.get(consumer.id, NOTHING), self.captured.get(consumer.id, NOTHING)
            arrived = take_stock(take_stock(sent, destroyed), captured)
            self.draft.credit(consumer.id, arrived, "delivered")
            short = (max(0, needed[0] - arrived[0]), max(0, needed[1] - arrived[1]), max(0, needed[2] - arrived[2]))
            for what, amount in zip(totals, (sent, arrived, destroyed, captured, short), strict=True):
                if amount != NOTHING:
                    totals[what] = add_stock(totals[what], amount)
            rows.append(Delivery(consumer.id, self.side, needed, sent, arrived, destroyed, captured))
            if needed != NOTHING:
                self.draft.emit(Supplied(self.side, consumer.id, needed, arrived, destroyed, captured,
                                         seen_by=(self.side,)))
        for what, amount in totals.items():
            self.draft.book_route(self.side, what, amount)
        self.draft.deliveries += tuple(rows)

    def _lose_trucks(self) -> None:
        for root in sorted(self.lost_kg):
            source = self.plan.network.sources[root]
            fleet = self.draft.fleets[source.id]
            gone, rest = divmod(fleet.lost_kg + self.lost_kg[root], source.payload_kg)
            gone = min(gone, fleet.trucks)
            self.draft.fleets[source.id] = altered(fleet, trucks=fleet.trucks - gone, lost_kg=rest)
            if gone:
                self.draft.emit(TruckLost(self.side, source.id, gone, seen_by=(self.side,)))

    def _pass_through(self) -> None:
        for row in self.plan.traffic:
            kg = row.arrived_kg_day * self.days
            self._count_route(f"traffic:{row.traffic.id}:{'map' if row.over_map else 'round'}", kg)
            self.draft.book_route(self.side, "traffic", (kg, 0, 0))

    def _record_flows(self) -> None:
        """Record what crossed each hex side; where several edges cross one, the capacity is that of the last used."""
        flows: dict[tuple[int, int, str], tuple[int, int]] = {}
        for (source, number), kg in self.driven.items():
            edge = self.plan.network.edges[number]
            for start, end in pairwise(edge.path):
                before = flows.get((start, end, source))
                flows[start, end, source] = (before[0] + kg if before else kg, edge.capacity)
        lost, days = self.lost, self.days
        self.draft.flows += tuple(rows_of(Flow, [
            (self.side, start, end, kg, capacity, lost.get((start, end, source), 0) // days, source)
            for (start, end, source), (kg, capacity) in sorted(flows.items())
        ]))


def _mend_trucks(draft: Draft, side: int) -> None:
    """Replace lost trucks, one in so many days, up to the number a fleet began with."""
    days, wait = draft.scenario.clock.days, max(1, draft.scenario.ruleset.supply.truck_replacement_days)
    for row in draft.scenario.supply_sources:
        fleet = draft.fleets.get(row.id)
        if row.side != side or fleet is None:
            continue
        if fleet.trucks >= row.trucks:
            if fleet.repair_days:
                draft.fleets[row.id] = altered(fleet, repair_days=0)
            continue
        back, rest = divmod(fleet.repair_days + days, wait)
        trucks = min(row.trucks, fleet.trucks + back)
        draft.fleets[row.id] = altered(fleet, trucks=trucks, repair_days=rest if trucks < row.trucks else 0)


# --- between stocks -----------------------------------------------------------------------------------------


def hand_over(draft: Draft, giver: str, taker: str, amount: Stock) -> None:
    """Move stock between two holders, booked as a transfer at both."""
    draft.debit(giver, amount, "transfer_out")
    draft.credit(taker, amount, "transfer_in")


def _share_over_links(draft: Draft, state: State, side: int) -> None:
    """Let bases joined by a held track even out their days of supply, up to what the track carries.

    Needs, like those of `_refill`, are read from the state of this dawn: stocks alone have changed since.
    """
    done: set[frozenset[str]] = set()
    for definition in sorted(draft.scenario.bases, key=lambda row: row.id):
        for link in definition.links:
            pair = frozenset((definition.id, link.to))
            ends = (draft.bases[definition.id], draft.bases[link.to])
            held = all(draft.control[hex_id] == side + 1 for hex_id in link.needs)
            if pair not in done and held and ends[0].side == side == ends[1].side:
                done.add(pair)
                _even_out(draft, state, ends, link.capacity_kg_day * draft.scenario.clock.days)


def _even_out(draft: Draft, state: State, ends: tuple[Base, Base], room: int) -> None:
    needs_a, needs_b = need_day(state, ends[0].id), need_day(state, ends[1].id)
    for k in (FOOD, AMMO, FUEL):
        a, b, need_a, need_b = draft.bases[ends[0].id], draft.bases[ends[1].id], needs_a[k], needs_b[k]
        surplus = a.stock[k] * need_b - b.stock[k] * need_a
        giver, taker, need = (a, b, need_b) if surplus > 0 else (b, a, need_a)
        lacks = need * draft.scenario.ruleset.supply.base_target_days - taker.stock[k]
        kg = min(abs(surplus) // max(1, need_a + need_b), room, max(0, lacks))
        if kg > 0:
            hand_over(draft, giver.id, taker.id, class_only(k, kg))
            draft.emit(StockMoved(giver.side, giver.id, taker.id, class_only(k, kg), "shared", seen_by=(giver.side,)))
            room -= kg


def _refill(draft: Draft, state: State, side: int) -> None:
    """Let units fill what they carry from the base they draw on, while it keeps its own few days of need."""
    keep_days = draft.scenario.ruleset.supply.unit_target_days
    for base_id in sorted(draft.bases):
        base = draft.bases[base_id]
        if base.side != side:
            continue
        need, given = need_day(state, base_id), NOTHING
        spare = [max(0, base.stock[k] - need[k] * keep_days) for k in range(3)]
        for fed in fed_units(state, base):
            unit = draft.units[fed.id]
            wanted = unit_target(draft.scenario, unit)
            part = [min(spare[k], max(0, wanted[k] - unit.stock[k])) for k in range(3)]
            amount = (part[0], part[1], part[2])
            draft.credit(unit.id, amount, "transfer_in")
            given = add_stock(given, amount)
            spare = [spare[k] - part[k] for k in range(3)]
        draft.debit(base_id, given, "transfer_out")


# --- night --------------------------------------------------------------------------------------------------


def night(draft: Draft) -> None:
    """Pay from stocks for the days of the turn: food by ration, ammunition, generators; then hunger and surrender."""
    for side in (0, 1):
        reach = feeding(draft, side)
        fed: dict[str, list[Unit]] = {base_id: [] for base_id in sorted(draft.bases)}
        alone: list[Unit] = []
        for unit_id in sorted(draft.units):
            unit = draft.units[unit_id]
            if unit.side == side:
                (fed[reach[unit.hex]] if unit.hex in reach else alone).append(unit)
        for base_id, units in fed.items():
            if draft.bases[base_id].side == side:
                _pay(draft, draft.bases[base_id], units)
        for unit in alone:
            if unit.hex >= 0:
                _pay(draft, None, (unit,))
    for unit_id in sorted(draft.units):
        if unit_id in draft.units:
            _may_surrender(draft, draft.units[unit_id])


def _pay(draft: Draft, base: Base | None, units: Sequence[Unit]) -> None:
    """Consume the turn's food and ammunition of units, from their base in equal shares and then from their own."""
    scenario, days = draft.scenario, draft.scenario.clock.days
    fuel = min(base.stock[FUEL], generator_kg(scenario, base.id, days)) if base and units else 0
    grams = [upkeep_grams(scenario, unit, base.ration if base else unit.ration) for unit in units]
    food = _Shares([-(-row[FOOD] * days // ONE) for row in grams], base.stock[FOOD] if base else 0)
    ammo = _Shares([-(-row[AMMO] * days // ONE) for row in grams], base.stock[AMMO] if base else 0)
    for number, unit in enumerate(units):
        own = (min(food.lacks[number], unit.stock[FOOD]), min(ammo.lacks[number], unit.stock[AMMO]), 0)
        draft.debit(unit.id, own, "consumed")
        need = food.needs[number]
        eaten = need - food.lacks[number] + own[FOOD]
        _hunger(draft, unit.id, base.ration if base else unit.ration, eaten, need)
    if base:
        draft.debit(base.id, (food.paid, ammo.paid, fuel), "consumed")


class _Shares:
    """What units need of a class, what a common stock pays of it by equal shares, and what each then lacks."""

    def __init__(self, needs: list[int], stored: int) -> None:
        whole = sum(needs)
        covered = min(stored, whole)
        shares = [need * covered // max(1, whole) for need in needs]
        self.needs, self.paid = needs, sum(shares)
        self.lacks = [need - share for need, share in zip(needs, shares, strict=True)]


def _hunger(draft: Draft, unit_id: str, ration: RationLevel, eaten: int, need: int) -> None:
    """Move a unit's hunger for the turn: what it got at its ration's rate, what it lacked at that of none."""
    rules, before = draft.scenario.ruleset.hunger, draft.units[unit_id].hunger
    rate = {"full": rules.full_per_day, "two_thirds": rules.two_thirds_per_day, "half": rules.half_per_day}[ration]
    if need > 0:
        change = (eaten * rate + (need - eaten) * rules.none_per_day) * draft.scenario.clock.days // need
        hunger = max(0, min(1000, before + change))
        if hunger != before:
            draft.change(unit_id, hunger=hunger)


def _may_surrender(draft: Draft, unit: Unit) -> None:
    """Let a step of a starving unit give up to an enemy beside it, by chance."""
    rules = draft.scenario.ruleset.hunger
    if unit.hunger <= rules.surrender_from or unit.hex < 0:
        return
    grid = draft.scenario.map.grid
    takers = sorted((-other.men, other.id) for other in draft.units.values()
                    if other.side != unit.side and other.hex >= 0 and grid.distance(other.hex, unit.hex) <= 1)
    chance = rules.surrender_slope_pm * (unit.hunger - rules.surrender_from) // ONE
    chance = chance * draft.scenario.clock.days // _SURRENDER_DAYS
    if not takers or draft.draw("surrender", unit.hex) >= per_mille(chance):
        return
    men = min(unit.men, draft.scenario.unit_type(unit.type).men_per_step)
    seen = sight(draft, 1 - unit.side)[unit.hex]
    draft.emit(Surrendered(unit.side, unit.id, unit.hex, men, seen_by=(0, 1) if seen else (unit.side,)))
    losses.capture(draft, ((unit.id, men),), takers[0][1])


# --- balance ------------------------------------------------------------------------------------------------


def check(state: State) -> None:
    """Raise ValueError with a sentence where the accounts of any holder, or of the roads, do not balance.

    For every holder and class: what came in less what went out is what is there. For every side and class: what was
    sent is what was delivered, destroyed and captured on the way.
    """
    held: dict[str, Stock] = {base.id: base.stock for base in state.bases}
    for unit in state.units:
        held[unit.id], held[f"{unit.id}:cargo"] = unit.stock, unit.cargo
    books: dict[str, Stock] = {}
    for holder, reason, amount in state.accounts:
        if reason not in _IN and reason not in _OUT:
            raise ValueError(f"The account of {holder} has an unknown reason, '{reason}'.")
        before = books.get(holder, NOTHING)
        books[holder] = add_stock(before, amount) if reason in _IN else take_stock(before, amount)
    for holder in sorted({*held, *books}):
        if books.get(holder, NOTHING) != held.get(holder, NOTHING):
            raise ValueError(f"The ledger of {holder} does not balance in turn {state.turn}: its accounts make "
                             f"{books.get(holder, NOTHING)} and it has {held.get(holder, NOTHING)}.")
    _check_roads(state)


def _check_roads(state: State) -> None:
    road = {(side, what): amount for side, what, amount in state.en_route}
    for side in (0, 1):
        parts = NOTHING
        for what in ("delivered", "destroyed", "captured"):
            parts = add_stock(parts, road.get((side, what), NOTHING))
        if parts != road.get((side, "sent"), NOTHING):
            raise ValueError(f"Of what the {_name(state.scenario, side)} sent in turn {state.turn} or before, "
                             f"{road.get((side, 'sent'), NOTHING)}, only {parts} is accounted for.")


def _name(scenario: Scenario, side: int) -> str:
    return scenario.sides[side].name
