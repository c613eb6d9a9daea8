"""The ledger: what dawn brings and what night uses up, every kilogram booked once on each side of its move."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from game.rules import losses
from game.rules.chance import per_mille
from game.rules.draft import Draft, add_stock, take_stock
from game.rules.knowledge import sight
from game.rules.orders import StockMoved, Supplied, Surrendered, TruckLost
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
        _share_over_links(draft, side)
        _refill(draft, side)


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
        self.flows: dict[tuple[int, int, str], list[int]] = {}
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
        self._deliver()
        self._lose_trucks()
        self._pass_through()
        self._record_flows()

    def _drive(self, route: Route, kg: int, supply_class: int | None = None) -> tuple[int, int]:
        """Note the flow over each hex side; return what is destroyed and captured (taken by those who lie in wait)."""
        source = self.plan.network.sources[route.source].id
        share, lost, taken = SURE, 0, 0
        for number in route.edges:
            edge = self.plan.network.edges[number]
            for place, (start, end) in enumerate(pairwise(edge.path)):
                row = self.flows.setdefault((start, end, source), [0, 0, 0])
                row[0] += route.kg_day
                row[1] = edge.capacity
                if not edge.risks:
                    continue
                share = share * (MILLION - edge.risks[place]) // MILLION
                gone = kg - kg * share // SURE - lost
                row[2] += gone
                lost += gone
                if supply_class is not None and gone:
                    booty = lost * self.rules.captured_pm // ONE - taken
                    taken += booty if self._capture(end, class_only(supply_class, booty)) else 0
        return lost - taken, taken

    def _capture(self, hex_id: int, amount: Stock) -> bool:
        """Give what is taken at a hex to the enemy unit that weighs most there; False if none is left to take it."""
        grid = self.state.scenario.map.grid
        near = [row for row in self.plan.network.threats
                if grid.distance(row.hex, hex_id) <= self.rules.risk_hexes and row.unit in self.draft.units]
        if not near or amount == NOTHING:
            return False
        taker = min(near, key=lambda row: (-row.weight, row.unit)).unit
        self.draft.credit(taker, amount, "captured")
        return True

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
        for consumer, needed in self.plan.needed:
            sent = self.sent.get(consumer.id, NOTHING)
            destroyed, captured = self.destroyed.get(consumer.id, NOTHING), self.captured.get(consumer.id, NOTHING)
            arrived = take_stock(take_stock(sent, destroyed), captured)
            self.draft.credit(consumer.id, arrived, "delivered")
            short = (max(0, needed[0] - arrived[0]), max(0, needed[1] - arrived[1]), max(0, needed[2] - arrived[2]))
            for what, amount in (("sent", sent), ("delivered", arrived), ("destroyed", destroyed),
                                 ("captured", captured), ("short", short)):
                self.draft.book_route(self.side, what, amount)
            rows.append(Delivery(consumer.id, self.side, needed, sent, arrived, destroyed, captured))
            if needed != NOTHING:
                self.draft.emit(Supplied(self.side, consumer.id, needed, arrived, destroyed, captured,
                                         seen_by=(self.side,)))
        self.draft.deliveries += tuple(rows)

    def _lose_trucks(self) -> None:
        for root in sorted(self.lost_kg):
            source = self.plan.network.sources[root]
            fleet = self.draft.fleets[source.id]
            gone, rest = divmod(fleet.lost_kg + self.lost_kg[root], source.payload_kg)
            gone = min(gone, fleet.trucks)
            self.draft.fleets[source.id] = replace(fleet, trucks=fleet.trucks - gone, lost_kg=rest)
            if gone:
                self.draft.emit(TruckLost(self.side, source.id, gone, seen_by=(self.side,)))

    def _pass_through(self) -> None:
        for row in self.plan.traffic:
            kg = row.arrived_kg_day * self.days
            self._count_route(f"traffic:{row.traffic.id}:{'map' if row.over_map else 'round'}", kg)
            self.draft.book_route(self.side, "traffic", (kg, 0, 0))

    def _record_flows(self) -> None:
        rows = sorted(self.flows.items())
        self.draft.flows += tuple(
            Flow(self.side, start, end, kg, capacity, lost // self.days, source)
            for (start, end, source), (kg, capacity, lost) in rows
        )


def _mend_trucks(draft: Draft, side: int) -> None:
    """Replace lost trucks, one in so many days, up to the number a fleet began with."""
    days, wait = draft.scenario.clock.days, max(1, draft.scenario.ruleset.supply.truck_replacement_days)
    for row in draft.scenario.supply_sources:
        fleet = draft.fleets.get(row.id)
        if row.side != side or fleet is None:
            continue
        if fleet.trucks >= row.trucks:
            draft.fleets[row.id] = replace(fleet, repair_days=0)
            continue
        back, rest = divmod(fleet.repair_days + days, wait)
        trucks = min(row.trucks, fleet.trucks + back)
        draft.fleets[row.id] = replace(fleet, trucks=trucks, repair_days=rest if trucks < row.trucks else 0)


# --- between stocks -----------------------------------------------------------------------------------------


def hand_over(draft: Draft, giver: str, taker: str, amount: Stock) -> None:
    """Move stock between two holders, booked as a transfer at both."""
    draft.debit(giver, amount, "transfer_out")
    draft.credit(taker, amount, "transfer_in")


def _share_over_links(draft: Draft, side: int) -> None:
    """Let bases joined by a held track even out their days of supply, up to what the track carries."""
    done: set[frozenset[str]] = set()
    for definition in sorted(draft.scenario.bases, key=lambda row: row.id):
        for link in definition.links:
            pair = frozenset((definition.id, link.to))
            ends = (draft.bases[definition.id], draft.bases[link.to])
            held = all(draft.control[hex_id] == side + 1 for hex_id in link.needs)
            if pair not in done and held and ends[0].side == side == ends[1].side:
                done.add(pair)
                _even_out(draft, ends, link.capacity_kg_day * draft.scenario.clock.days)


def _even_out(draft: Draft, ends: tuple[Base, Base], room: int) -> None:
    for k in (FOOD, AMMO, FUEL):
        a, b = draft.bases[ends[0].id], draft.bases[ends[1].id]
        need_a, need_b = need_day(draft, a.id)[k], need_day(draft, b.id)[k]
        surplus = a.stock[k] * need_b - b.stock[k] * need_a
        giver, taker, need = (a, b, need_b) if surplus > 0 else (b, a, need_a)
        lacks = need * draft.scenario.ruleset.supply.base_target_days - taker.stock[k]
        kg = min(abs(surplus) // max(1, need_a + need_b), room, max(0, lacks))
        if kg > 0:
            hand_over(draft, giver.id, taker.id, class_only(k, kg))
            draft.emit(StockMoved(giver.side, giver.id, taker.id, class_only(k, kg), "shared", seen_by=(giver.side,)))
            room -= kg


def _refill(draft: Draft, side: int) -> None:
    """Let units fill what they carry from the base they draw on, while it keeps its own few days of need."""
    keep_days = draft.scenario.ruleset.supply.unit_target_days
    for base_id in sorted(draft.bases):
        base = draft.bases[base_id]
        if base.side != side:
            continue
        spare = [max(0, base.stock[k] - need_day(draft, base_id)[k] * keep_days) for k in range(3)]
        for unit in fed_units(draft, base):
            wanted = unit_target(draft.scenario, unit)
            part = [min(spare[k], max(0, wanted[k] - unit.stock[k])) for k in range(3)]
            hand_over(draft, base_id, unit.id, (part[0], part[1], part[2]))
            spare = [spare[k] - part[k] for k in range(3)]


# --- night --------------------------------------------------------------------------------------------------


def night(draft: Draft) -> None:
    """Pay from stocks for the days of the turn: food by ration, ammunition, generators; then hunger and surrender."""
    for side in (0, 1):
        reach = feeding(draft, side)
        for base_id in sorted(draft.bases):
            base = draft.bases[base_id]
            if base.side == side:
                _pay(draft, base, fed_units(draft, base))
        for unit_id in sorted(draft.units):
            unit = draft.units[unit_id]
            if unit.side == side and unit.hex >= 0 and unit.hex not in reach:
                _pay(draft, None, (unit,))
    for unit_id in sorted(draft.units):
        if unit_id in draft.units:
            _may_surrender(draft, draft.units[unit_id])


def _pay(draft: Draft, base: Base | None, units: tuple[Unit, ...]) -> None:
    """Consume the turn's food and ammunition of units, from their base in equal shares and then from their own."""
    scenario, days = draft.scenario, draft.scenario.clock.days
    if base and units:
        fuel = min(draft.bases[base.id].stock[FUEL], generator_kg(scenario, base.id, days))
        draft.debit(base.id, class_only(FUEL, fuel), "consumed")
    for k in (FOOD, AMMO):
        needs = [-(-upkeep_grams(scenario, unit, base.ration if base else unit.ration)[k] * days // ONE)
                 for unit in units]
        stored = draft.bases[base.id].stock[k] if base else 0
        covered = min(stored, sum(needs))
        for unit, need in zip(units, needs, strict=True):
            shared = need * covered // max(1, sum(needs))
            own = min(need - shared, draft.units[unit.id].stock[k])
            if base:
                draft.debit(base.id, class_only(k, shared), "consumed")
            draft.debit(unit.id, class_only(k, own), "consumed")
            if k == FOOD:
                _hunger(draft, unit.id, base.ration if base else unit.ration, shared + own, need)


def _hunger(draft: Draft, unit_id: str, ration: RationLevel, eaten: int, need: int) -> None:
    """Move a unit's hunger for the turn: what it got at its ration's rate, what it lacked at that of none."""
    rules = draft.scenario.ruleset.hunger
    rate = {"full": rules.full_per_day, "two_thirds": rules.two_thirds_per_day, "half": rules.half_per_day}[ration]
    if need > 0:
        change = (eaten * rate + (need - eaten) * rules.none_per_day) * draft.scenario.clock.days // need
        draft.change(unit_id, hunger=max(0, min(1000, draft.units[unit_id].hunger + change)))


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
