"""Why a consumer gets less than it wants: each missing kilogram has one cause.

Limits are lifted one after another and the roads are solved again; what each step adds is what that limit cost.

| step | limit lifted | cause |
|---|---|---|
| 0 | the answer as it stands | `lost`: what is sent and does not arrive |
| 1 | the other consumers | `outranked` |
| 2 | the route policy | `refused`: it is too dangerous for the policy |
| 3 | the enemy's fire and zones | `narrowed`: the enemy beside the road slows and narrows it |
| 4 | the hexes the enemy holds | `blocked` |
| 5 | what roads can carry | `road` |
| 6 | the number of trucks | `trucks` |
| 7 | what the entries have | `source`; what is then still missing has `no_road` |

Where a side's knowledge promises more than arrived at dawn, the difference is `unknown`, before all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from game.rules.knowledge import sight
from game.rules.movement import zone
from game.rules.ruleset import NOTHING, ONE, Stock
from game.rules.scenario import OFF_MAP
from game.rules.state import NOBODY, State
from game.rules.supply.flow import Allocation, Demand, Route, Solution, solve
from game.rules.supply.network import MILLION, SURE, Consumer, Network, Threat, network
from game.rules.supply.stocks import find_base
from game.rules.supply.wanted import Question, all_demands, answer, delivered_to, own_demands, sent_to, wanted
from game.rules.supply.whatif import Edit, edited

CauseKind = Literal["unknown", "lost", "outranked", "refused", "narrowed", "blocked", "road", "trucks", "source",
                    "no_road"]

CALM = Edit(safe=True, no_zones=True)
"""The enemy neither fires nor stands beside roads; what it holds stays shut."""

FREE = replace(CALM, all_opened=True)
"""No enemy on the map."""

_MOST_BARS = 3
_APART_HEXES = 3
"""A way that only goes round this near to where the first is barred is no other way."""

_MOST_RIVALS = 6


@dataclass(frozen=True, slots=True)
class Cause:
    """What costs a consumer some kilograms a day: where it bites, by whom, and since when the hex is enemy-held.

    `by` is a unit, for `outranked` a consumer, for `trucks` and `source` a source, empty where nobody is known.
    `before` is the hex from which trucks would enter `hex`. `loss_pm` is the expected loss of a refused route.
    """

    kind: CauseKind
    by_class: Stock
    hex: int = OFF_MAP
    before: int = OFF_MAP
    by: str = ""
    since: date | None = None
    loss_pm: int = 0

    @property
    def kg_day(self) -> int:
        """Kilograms a day of all classes."""
        return sum(self.by_class)


@dataclass(frozen=True, slots=True)
class Bar:
    """A way to a consumer that the enemy shuts: its first shut hex, all of them, by whom and since when, the way."""

    hex: int
    before: int
    hexes: tuple[int, ...]
    path: tuple[int, ...]
    by: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Account:
    """A consumer's day in kilograms: wanted, sent, delivered, and the causes of what is short, in the order found."""

    consumer: Consumer
    wants: Stock
    sent: Stock
    delivered: Stock
    causes: tuple[Cause, ...]
    bars: tuple[Bar, ...]
    routes: tuple[Route, ...]


def account(state: State, side: int, consumer: Consumer, question: Question = "need") -> Account:
    """Return what a consumer gets of what it wants a day, and every cause of what is missing; sums are exact."""
    return _Inquiry(state, side, consumer, question).account()


class _Inquiry:
    """The lifting of one limit after another for one consumer."""

    def __init__(self, state: State, side: int, consumer: Consumer, question: Question) -> None:
        self.state, self.side, self.consumer = state, side, consumer
        self.roads = network(state, side)
        self.demands = all_demands(state, side, question)
        self.wants = wanted(state, consumer, question)
        self.own = own_demands(consumer, self.wants)
        self.now = answer(state, side, question)
        self.rows: list[Cause] = []
        self.bars: tuple[Bar, ...] = ()

    def account(self) -> Account:
        """Return the account."""
        sent, arrived = sent_to(self.now, self.consumer.id), delivered_to(self.now, self.consumer.id)
        delivered = arrived
        if sent != NOTHING:
            delivered = self._unknown(arrived)
            self._lost(_less(sent, arrived))
        if sum(sent) < sum(self.wants):
            self._lift(sent)
        return Account(self.consumer, self.wants, sent, delivered, tuple(self.rows), self.bars, self._routes(self.now))

    def _lift(self, sent: Stock) -> None:
        """Lift limits in turn until nothing is missing, and note what each was worth."""
        bold = replace(self.roads, policy=replace(self.roads.policy, max_loss_pm=ONE))
        calm, free = self._with(CALM), self._with(FREE)
        wide = edited(free, Edit(unlimited_roads=True))
        driven = edited(wide, Edit(unlimited_trucks=True))
        full = edited(driven, Edit(unlimited_stock=True))
        steps = ((self.roads, self._outranked), (bold, self._refused), (calm, self._narrowed), (free, self._blocked),
                 (wide, self._narrow_road), (driven, self._few_trucks), (full, self._poor_source))
        level, before = sent, self.now
        for roads, note in steps:
            answer = solve(roads, self.own)
            higher = _most(level, sent_to(answer, self.consumer.id))
            if higher != level:
                note(_less(higher, level), answer, before)
            level, before = higher, answer
            if level == self.wants:
                return
        self._note("no_road", _less(self.wants, level), self.consumer.hex)

    def _with(self, edit: Edit) -> Network:
        """Return the roads with the enemy taken off them, worked out once for a state."""
        key = (f"network {edit}", self.side)
        kept = self.state.memo.get(key)
        if not isinstance(kept, Network):
            kept = self.state.memo[key] = edited(self.roads, edit)
        return kept

    def _note(self, kind: CauseKind, by_class: Stock, hex_id: int = OFF_MAP, *, before: int = OFF_MAP, by: str = "",
              since: date | None = None, loss_pm: int = 0) -> None:
        self.rows.append(Cause(kind, by_class, hex_id, before, by, since, loss_pm))

    def _routes(self, answer: Solution) -> tuple[Route, ...]:
        """Return the consumer's routes of an answer, those that carry most first."""
        mine = [row for row in answer.routes if answer.demands[row.demand].consumer == self.consumer.id]
        return tuple(sorted(mine, key=lambda row: (-row.kg_day, row.path)))

    # --- what is sent and does not arrive ---------------------------------------------------------------------

    def _unknown(self, arrived: Stock) -> Stock:
        """Note what should have arrived at dawn by all that is known, and did not; return what counts as delivered."""
        missing = missed_at_dawn(self.state, self.side, self.consumer)
        if missing == NOTHING:
            return arrived
        got = {row.consumer: row.arrived for row in self.state.deliveries}[self.consumer.id]
        days = self.state.scenario.clock.days
        less = [max(0, arrived[k] - got[k] // days) if missing[k] else 0 for k in range(3)]
        short = (less[0], less[1], less[2])
        if short == NOTHING:
            return arrived
        before, hex_id = self._first_unseen()
        self._note("unknown", short, hex_id, before=before)
        return _less(arrived, short)

    def _first_unseen(self) -> tuple[int, int]:
        """Return where the main route leaves what is known to be safe, as its last safe hex and the next.

        That is the first hex out of sight with enemy ground in range of it; else with ground that is not the side's
        own; else the first out of sight.
        """
        state, path = self.state, self._routes(self.now)[0].path
        seen, grid = sight(state, self.side), state.scenario.map.grid
        reach = state.scenario.ruleset.supply.risk_hexes
        hidden = [(a, b) for a, b in pairwise(path) if not seen[b]]
        for safe in ((NOBODY, self.side + 1), (self.side + 1,)):
            for before, hex_id in hidden:
                if any(state.dawn_control[h] not in safe for h in grid.disk(hex_id, reach)):
                    return before, hex_id
        return hidden[0] if hidden else (path[0], OFF_MAP)

    def _lost(self, lost: Stock) -> None:
        if lost == NOTHING:
            return
        by_hex: dict[int, int] = {}
        for route in self._routes(self.now):
            share = SURE
            for hex_id, risk in risks_on(self.roads, route):
                after = share * (MILLION - risk) // MILLION
                by_hex[hex_id] = by_hex.get(hex_id, 0) + route.kg_day * (share - after)
                share = after
        by, where = self._who_takes_most(by_hex)
        self._note("lost", lost, where, by=by)

    def _who_takes_most(self, by_hex: dict[int, int]) -> tuple[str, int]:
        """Return who takes most of what is lost over the whole way, a hex shared by weight, and where he does."""
        taken: dict[str, dict[int, int]] = {}
        for hex_id, lost in sorted(by_hex.items()):
            near = self._threats_to(hex_id)
            for row in near:
                taken.setdefault(row.unit, {})[hex_id] = lost * row.weight // sum(each.weight for each in near)
        if not taken:
            return "", max(sorted(by_hex), key=lambda hex_id: by_hex[hex_id])
        by = min(taken, key=lambda unit: (-sum(taken[unit].values()), unit))
        return by, max(taken[by], key=lambda hex_id: taken[by][hex_id])

    def _who_fires_on(self, hex_id: int) -> str:
        near = self._threats_to(hex_id)
        return min(near, key=lambda row: (-row.weight, row.unit)).unit if near else ""

    def _threats_to(self, hex_id: int) -> list[Threat]:
        grid, reach = self.state.scenario.map.grid, self.state.scenario.ruleset.supply.risk_hexes
        return [row for row in self.roads.threats if grid.distance(row.hex, hex_id) <= reach]

    # --- what is not sent -------------------------------------------------------------------------------------

    def _outranked(self, gain: Stock, _answer: Solution, before: Solution) -> None:
        """Name the consumer without which this one would be sent most."""
        sent: dict[str, int] = {}
        for demand, kg in zip(before.demands, before.sent, strict=True):
            if demand.consumer != self.consumer.id and not demand.through and kg:
                sent[demand.consumer] = sent.get(demand.consumer, 0) + kg
        rivals = sorted(sent, key=lambda name: (-sent[name], name))[:_MOST_RIVALS]
        without = {
            name: sum(sent_to(solve(self.roads, tuple(row for row in self.demands if row.consumer != name)),
                              self.consumer.id))
            for name in rivals
        }
        rival = max(rivals, key=lambda name: without[name], default="")
        place = next((row.hex for row in self.roads.consumers if row.id == rival), OFF_MAP)
        self._note("outranked", gain, place, by=rival)

    def _refused(self, gain: Stock, answer: Solution, _before: Solution) -> None:
        """Name the most dangerous hex of the way that the policy refuses."""
        refused = [row for row in self._routes(answer) if SURE - row.survival > self._allowed_loss()]
        route = (refused or self._routes(answer))[0]
        hex_id, _risk = max(risks_on(self.roads, route), key=lambda row: (row[1], -row[0]), default=(OFF_MAP, 0))
        before = next((a for a, b in pairwise(route.path) if b == hex_id), OFF_MAP)
        self._note("refused", gain, hex_id, before=before, by=self._who_fires_on(hex_id),
                   loss_pm=(SURE - route.survival) * ONE // SURE)

    def _allowed_loss(self) -> int:
        return self.roads.policy.max_loss_pm * (SURE // ONE)

    def _narrowed(self, gain: Stock, answer: Solution, _before: Solution) -> None:
        """Name the first hex of the main way that lies in an enemy zone without a friend."""
        zones = zone(self.state, 1 - self.side)
        path = self._routes(answer)[0].path
        friends = {row.hex for row in self.state.units if row.side == self.side}
        hit = next(((a, b) for a, b in pairwise(path) if zones[b] and b not in friends),
                   (OFF_MAP, OFF_MAP))
        self._note("narrowed", gain, hit[1], before=hit[0], by=self._enemy_beside(hit[1]))

    def _enemy_beside(self, hex_id: int) -> str:
        if hex_id < 0:
            return ""
        near = [unit for h in self.state.scenario.map.grid.disk(hex_id, 1) for unit in self.state.by_hex.get(h, ())
                if unit.side != self.side]
        return min(near, key=lambda unit: (-unit.men, unit.id)).id if near else ""

    def _blocked(self, gain: Stock, answer: Solution, _before: Solution) -> None:
        """Share the gain among the first shut hexes of the ways that would then be driven, and find other shut ways."""
        left = list(gain)
        shares: dict[int, list[int]] = {}
        bars: dict[int, Bar] = {}
        for route in self._routes(answer):
            bar = bar_on(self.state, self.side, self.roads, route.path)
            if bar is None:
                continue
            k = answer.demands[route.demand].supply_class
            kg = min(left[k], route.kg_day)
            bars.setdefault(bar.hex, bar)
            shares.setdefault(bar.hex, [0, 0, 0])[k] += kg
            left[k] -= kg
        if not bars:  # a shut way only makes room for others
            self._note("blocked", gain)
            return
        for k in range(3):
            next(iter(shares.values()))[k] += left[k]
        for hex_id, (food, ammo, fuel) in shares.items():
            bar = bars[hex_id]
            if food + ammo + fuel:
                self._note("blocked", (food, ammo, fuel), bar.hex, before=bar.before, by=bar.by, since=bar.since)
        self.bars = self._other_bars(tuple(bars.values()))

    def _other_bars(self, found: tuple[Bar, ...]) -> tuple[Bar, ...]:
        """Return the bars found and those of further ways, when the first are thought to stay shut."""
        bars, grid = list(found), self.state.scenario.map.grid
        while len(bars) < _MOST_BARS:
            shut = tuple(h for bar in bars for h in grid.disk(bar.hex, _APART_HEXES) if self.roads.blocked[h])
            routes = self._routes(solve(self._with(replace(FREE, closed=shut)), self.own))
            more = [bar for route in routes if (bar := bar_on(self.state, self.side, self.roads, route.path))]
            fresh = [bar for bar in more if bar.hex not in {row.hex for row in bars}]
            if not fresh:
                break
            bars.append(fresh[0])
        return tuple(bars)

    def _narrow_road(self, gain: Stock, _answer: Solution, _before: Solution) -> None:
        """Name the narrowest full stretch that the consumer's own supply fills."""
        free = self._with(FREE)
        work = Allocation(free, self.own)
        work.fill(list(range(len(self.own))))
        used = sorted({edge for flows in work.flows for way in flows for edge in way.edges if work.room[edge] <= 0})
        if not used:
            self._note("road", gain)
            return
        edge = free.edges[min(used, key=lambda number: (free.edges[number].capacity, number))]
        before, hex_id = _narrowest(free, edge.path)
        self._note("road", gain, hex_id, before=before)

    def _few_trucks(self, gain: Stock, _answer: Solution, before: Solution) -> None:
        """Name the source whose trucks are used most."""
        mine = {self.roads.sources[row.source].root for row in self._routes(before)} or set(self._roots())

        def use(root: int) -> tuple[int, int]:
            row = self.roads.sources[root]
            whole = max(1, row.trucks * row.working_seconds)
            return before.used_truck_seconds[root] * ONE // whole, -root

        root = self.roads.sources[max(sorted(mine), key=use)] if mine else None
        self._note("trucks", gain, root.hex if root else OFF_MAP, by=root.id if root else "")

    def _poor_source(self, gain: Stock, answer: Solution, _before: Solution) -> None:
        routes = self._routes(answer)
        root = self.roads.sources[self.roads.sources[routes[0].source].root] if routes else None
        self._note("source", gain, root.hex if root else OFF_MAP, by=root.id if root else "")

    def _roots(self) -> list[int]:
        return [self.roads.sources[n].root for n in self.roads.usable_by(self.consumer.groups)]


# --- ways that are shut --------------------------------------------------------------------------------------------


def bar_on(state: State, side: int, roads: Network, path: tuple[int, ...]) -> Bar | None:
    """Return the first place at which the enemy shuts a way, or None where it is open."""
    shut = [n for n, hex_id in enumerate(path) if roads.blocked[hex_id]]
    if not shut:
        return None
    hex_id = path[shut[0]]
    stack = [unit for unit in state.by_hex.get(hex_id, ()) if unit.side != side]
    by = min(stack, key=lambda unit: (-unit.men, unit.id)).id if stack else ""
    return Bar(hex_id, path[max(0, shut[0] - 1)], tuple(dict.fromkeys(path[n] for n in shut)), path, by,
               held_since(state, 1 - side, hex_id))


def held_since(state: State, side: int, hex_id: int) -> date | None:
    """Return the day since which a side holds a hex, None where it has from the start (or no hex is named)."""
    clock = state.scenario.clock
    for held, holder, turn in state.held_since:
        if (held, holder) == (hex_id, side):
            return clock.date_of(turn)
    if hex_id >= 0 and state.dawn_control[hex_id] != side + 1:
        return clock.date_of(state.turn)
    return None


# --- knowledge ----------------------------------------------------------------------------------------------------


def missed_at_dawn(state: State, side: int, consumer: Consumer) -> Stock:
    """Return the kilograms that the roads as a side knows them would have brought at dawn, and that did not come.

    Asked with what was requested then. What the side itself has changed since must not be taken for the work of an
    unseen enemy: only ways count that were not enemy-held at dawn, of the route policies the one that brings least, the
    consumer comes last, it has not moved, and what others that have moved were sent is taken off.
    """
    row = next((row for row in state.deliveries if row.consumer == consumer.id and row.side == side), None)
    unit = state.by_id.get(consumer.id)
    if row is None or state.viewer != side or not state.scenario.fog or (unit is not None and unit.moved):
        return NOTHING
    days, roads = state.scenario.clock.days, network(state, side)
    asked = {each.consumer: each.needed for each in state.deliveries if each.side == side}
    order = [replace(each, priority=each.priority + (each.id == consumer.id)) for each in roads.consumers]
    rows = tuple(demand for each in order for demand in own_demands(each, _per_day(asked.get(each.id, NOTHING), days)))
    least = [min(parts) for parts in zip(*(
        _promised(state, side, replace(roads, policy=policy), rows, consumer.id)
        for policy in state.scenario.ruleset.supply.policies), strict=True)]
    spare = state.scenario.ruleset.supply.parcel_kg * days
    gone = [sum(each.sent[k] for each in state.deliveries if each.side == side and _moved(state, each.consumer))
            for k in range(3)]
    short = [max(0, least[k] - gone[k] - row.arrived[k]) for k in range(3)]
    kept = [kg if kg > spare or not row.arrived[k] else 0 for k, kg in enumerate(short)]
    return (kept[0], kept[1], kept[2])


def _moved(state: State, holder: str) -> bool:
    """Say whether a consumer of the last dawn is gone, or a unit that has moved since."""
    unit = state.by_id.get(holder)
    return unit.moved if unit is not None else find_base(state, holder) is None


def _per_day(stock: Stock, days: int) -> Stock:
    return (-(-stock[0] // days), -(-stock[1] // days), -(-stock[2] // days))


def _promised(state: State, side: int, roads: Network, rows: tuple[Demand, ...], consumer: str) -> Stock:
    answer = solve(roads, rows)
    total = [0, 0, 0]
    for route in answer.routes:
        demand = answer.demands[route.demand]
        if demand.consumer == consumer and all(state.dawn_control[h] != 2 - side for h in route.path):
            total[demand.supply_class] += route.kg_day * state.scenario.clock.days * route.survival // SURE
    return (total[0], total[1], total[2])


# --- small sums ---------------------------------------------------------------------------------------------------


def _less(stock: Stock, other: Stock) -> Stock:
    return (stock[0] - other[0], stock[1] - other[1], stock[2] - other[2])


def _most(stock: Stock, other: Stock) -> Stock:
    return (max(stock[0], other[0]), max(stock[1], other[1]), max(stock[2], other[2]))


def risks_on(roads: Network, route: Route) -> list[tuple[int, int]]:
    """Return the hexes that a route enters with the risk in ppm of each, the safe ones left out."""
    return [(hex_id, risk) for number in route.edges
            for hex_id, risk in zip(roads.edges[number].path[1:], roads.edges[number].risks, strict=False) if risk]


def _narrowest(roads: Network, path: tuple[int, ...]) -> tuple[int, int]:
    """Return the first arc of least capacity on a path as its two hexes; the end of a way across country."""
    arcs = roads.arcs
    room = dict(zip(zip(arcs.start.tolist(), arcs.end.tolist(), strict=True), arcs.capacity.tolist(), strict=True))
    pairs = [pair for pair in pairwise(path) if pair in room]
    return min(pairs, key=lambda pair: room[pair]) if pairs else (path[0], path[-1])
