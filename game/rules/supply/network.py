"""The network of one side's supply as arrays: open roads with hours, capacity and risk, entries, consumers.

`network(state, side)` is what the rule uses; `network(view.known, side)` is the same as far as a side knows. Times are
whole seconds of a loaded truck, capacities kilograms a day, risks parts per million of a load.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.rules.movement import zone
from game.rules.ruleset import ONE, RoadClass, RoutePolicy, Stock
from game.rules.scenario import SourceDef
from game.rules.state import Fleet, State, Unit, steps_pm
from game.rules.supply.chains import Chains, Flags, Ints, chains, disks
from game.rules.supply.stocks import fed_units, feeding_base

SURE = 10**12
"""A whole load, in the fixed-point shares in which routes multiply what arrives."""

MILLION = 1_000_000
CROSS_COUNTRY = "cross_country"


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the network: what it has a day and by which trucks it goes.

    `root` is the index of the source whose stock and trucks it uses (its own, but for a second entry that shares).
    `group` restricts it to units of a group; `through` to the through traffic of that id. `hex` is -1 while shut.
    """

    id: str
    hex: int
    root: int
    available: Stock
    trucks: int
    payload_kg: int
    rough_payload_kg: int
    loading_seconds: int
    working_seconds: int
    lead_seconds: int
    group: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True)
class Consumer:
    """A base, depot or unit on its own stock that the roads feed."""

    id: str
    hex: int
    priority: int
    groups: tuple[str, ...] = ()
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class Threat:
    """An enemy unit able to fire on roads: its hex and weight, thousandths of a step times those of its stance."""

    unit: str
    hex: int
    weight: int


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """The uncontracted road arcs in chain order (see `Chains`), as arrays; capacity 0 where blocked."""

    start: Ints
    end: Ints
    road: Ints
    seconds: Ints
    capacity: Ints
    risk: Ints


@dataclass(frozen=True, slots=True)
class Edge:
    """One contracted arc: a stretch of road between two nodes, a way across country, or the step to a consumer.

    `survival` is the share of a load that arrives, of `SURE`. `path` are its hexes, both ends included; `risks` the
    risk of entering each but the first, or nothing where all are safe.
    """

    tail: int
    head: int
    seconds: int
    capacity: int
    survival: int
    rough: bool
    path: tuple[int, ...]
    risks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One side's supply network: hexes and arcs whole, and contracted to junctions, entries and consumers.

    Nodes number `node_count`; `node_hexes` has the hex of each, `entries` and `sinks` the node of an entry's and of a
    consumer's hex. Arrays over hexes: `blocked`, `danger` (risk in ppm on the best road), `across` (seconds to enter a
    hex across country, -1 where no truck can). Over arcs: `head` marks where a
    chain of road begins, `way` is the direction of the arc.
    """

    side: int
    arcs: Arcs
    blocked: Flags
    danger: Ints
    across: Ints
    head: Flags
    way: Ints
    edges: tuple[Edge, ...]
    node_hexes: tuple[int, ...]
    entries: dict[int, int]
    sinks: dict[int, int]
    sources: tuple[Source, ...]
    consumers: tuple[Consumer, ...]
    threats: tuple[Threat, ...]
    policy: RoutePolicy
    parcel_kg: int

    @property
    def node_count(self) -> int:
        """Number of nodes of the contracted network."""
        return len(self.node_hexes)

    def usable_by(self, groups: tuple[str, ...], through: str = "") -> tuple[int, ...]:
        """Return the indexes of the open sources that may serve any of some groups (or a through traffic)."""
        return tuple(index for index, source in enumerate(self.sources)
                     if source.hex >= 0 and source.through == through and (not source.group or source.group in groups))


def network(state: State, side: int) -> Network:
    """Return a side's supply network in a state (or in `view.known`); worked out once for each state."""
    kept = state.memo.get(("network", side))
    if not isinstance(kept, Network):
        kept = _Survey(state, side).network()
        state.memo["network", side] = kept
    return kept


def consumers(state: State, side: int) -> tuple[Consumer, ...]:
    """Return the bases of a side and its units that no base feeds, bases first, each in order of id.

    A base takes in what the groups bring that draw on it.
    """
    bases = [
        Consumer(base.id, base.hex, base.priority, tuple(sorted({unit.group for unit in fed_units(state, base)})), True)
        for base in state.bases if base.side == side
    ]
    units = [Consumer(unit.id, unit.hex, unit.priority, (unit.group,)) for unit in state.units
             if unit.side == side and unit.hex >= 0 and feeding_base(state, unit) is None]
    return (*bases, *units)


def sources(state: State, side: int, blocked: Flags) -> tuple[Source, ...]:
    """Return a side's entries as they stand: open or shut, their stock a day, their trucks; then its traffic."""
    fleets = {fleet.source: fleet for fleet in state.fleets}
    rows = [row for row in state.scenario.supply_sources if row.side == side]
    index = {row.id: number for number, row in enumerate(rows)}
    pooled = state.flag("pool") >= state.turn
    found: list[Source] = []
    for row in rows:
        root = rows[index[row.shares]] if row.shares else row
        fleet = fleets.get(root.id, Fleet(root.id, root.trucks))
        shut = blocked[row.hex] or not fleet.open or not fleets.get(row.id, fleet).open
        found.append(Source(
            row.id, -1 if shut else row.hex, index[root.id], _supply_of(state, root, fleet), fleet.trucks,
            root.payload_kg, root.rough_payload_kg, root.loading_minutes * 60, root.working_minutes * 60,
            row.lead_minutes * 60, "" if pooled else row.group,
        ))
    for way in (way for way in state.scenario.traffic if way.side == side):
        found.append(Source(
            way.id, -1 if blocked[way.entry] else way.entry, len(found), (way.demand_kg_day, 0, 0), way.trucks,
            way.payload_kg, way.alternative_payload_kg, way.loading_minutes * 60, way.working_minutes * 60,
            way.off_map_minutes * 60, through=way.id,
        ))
    return tuple(found)


def _supply_of(state: State, row: SourceDef, fleet: Fleet) -> Stock:
    share, whole = fleet.factor_pm, ONE
    if row.people_places:
        numbers = {place.id: number for number, place in enumerate(state.scenario.map.places)}
        places = [numbers[place] for place in row.people_places]
        at_start = sum(state.scenario.map.places[number].people for number in places)
        now = sum(state.people[number] for number in places
                  if state.controller(state.scenario.map.places[number].hex) == row.side)
        share, whole = share * now, whole * max(1, at_start)
    food, ammo, fuel = (kg * share // whole for kg in row.available)
    return (food, ammo, fuel)


class _Survey:
    """The making of one network: what blocks, slows and threatens each hex, then the arcs, then the contraction."""

    def __init__(self, state: State, side: int) -> None:
        self.state, self.side = state, side
        self.rules = state.scenario.ruleset.supply
        self.map = state.scenario.map
        self.size = self.map.grid.size
        self.roads = state.scenario.ruleset.roads
        self.chains: Chains = chains(self.map)
        self.blocked, self.slowed = self._blocked_and_slowed()
        self.threats, self.fire, self.enemies, self.escorts = self._fire()
        self.policy = next(row for row in self.rules.policies if row.id == state.standings[side].policy)
        self.across = self._across()
        self.edges: list[Edge] = []
        self.nodes: list[int] = []

    def network(self) -> Network:
        """Return the network."""
        state = self.state
        found, eaters = sources(state, self.side, self.blocked), consumers(state, self.side)
        exits = {way.exit for way in state.scenario.traffic if way.side == self.side}
        arcs = self._road_arcs()
        ways = self._ways_across(eaters, [source.hex for source in found if source.hex >= 0], arcs)
        stops = {source.hex for source in found if source.hex >= 0} | {eater.hex for eater in eaters} | exits
        stops |= {path[0] for path in ways}
        node_of = self._contract(arcs, stops)
        entries = {source.hex: self._node(node_of, source.hex) for source in found if source.hex >= 0}
        for path in ways:
            self._node(node_of, path[0])
        targets = sorted({eater.hex for eater in eaters} | exits)
        sinks = self._add_sinks(node_of, [h for h in targets if not self.blocked[h]], ways)
        best = self.risk_of(np.arange(self.size), np.full(self.size, min(row.risk_pm for row in self.roads)))
        across = np.where(self.blocked | ~self._ground(), -1, self.across[0])
        return Network(self.side, arcs, self.blocked, best, across, self.chains.head, self.chains.side,
                       tuple(self.edges), tuple(self.nodes), entries, sinks, found, eaters, self.threats, self.policy,
                       self.rules.parcel_kg)

    # --- what each hex is like ------------------------------------------------------------------------------

    def _blocked_and_slowed(self) -> tuple[Flags, Flags]:
        """Return the hexes the enemy shuts, and those in its zone without a friend in them."""
        state, enemy = self.state, 1 - self.side
        blocked = np.frombuffer(state.control, dtype=np.uint8) == enemy + 1
        slowed = np.frombuffer(zone(state, enemy), dtype=np.uint8) != 0
        for hex_id, stack in state.by_hex.items():
            if stack[0].side == enemy:
                blocked[hex_id] = True
            else:
                slowed[hex_id] = False
        return blocked, slowed

    def _fire(self) -> tuple[tuple[Threat, ...], Ints, Ints, Ints]:
        """Return the threats, and per hex their summed weight, the enemy's steps and the escorts' steps in range."""
        grid, reach = self.map.grid, self.rules.risk_hexes
        fire, enemies, escorts = (np.zeros(self.size, dtype=np.int64) for _ in range(3))
        threats: list[Threat] = []
        for unit in self.state.units:
            if unit.hex < 0:
                continue
            steps = steps_pm(unit, self.state.scenario.unit_type(unit.type).men_per_step)
            if unit.side == self.side:
                if unit.stance == "escort":
                    escorts[list(grid.disk(unit.hex, reach))] += steps
                continue
            weight = steps * self._stance_pm(unit) // ONE
            if weight:
                near = list(grid.disk(unit.hex, reach))
                fire[near] += weight
                enemies[near] += steps
                threats.append(Threat(unit.id, unit.hex, weight))
        return tuple(threats), fire, enemies, escorts

    def _stance_pm(self, unit: Unit) -> int:
        kind = self.state.scenario.unit_type(unit.type)
        if kind.attack <= 0 and kind.range_hexes <= 0:
            return 0
        if self.state.flag("truce") >= self.state.turn:
            group = next((row for row in self.state.scenario.groups if row.id == unit.group), None)
            if group is None or group.bound_by_truce:
                return 0
        if unit.stance == "rest":
            return self.rules.rest_risk_pm
        return self.rules.interdict_risk_pm if unit.stance == "interdict" else self.rules.hold_risk_pm

    def risk_of(self, hexes: Ints, road_risk_pm: Ints) -> Ints:
        """Return the risk in ppm of entering hexes on roads of these risk factors."""
        risk = self.rules.risk_per_step_100000 * 10 * self.fire[hexes] // ONE * road_risk_pm // ONE
        risk = np.minimum(risk, self.rules.risk_cap_pm * 1000)
        enemies, escorts = self.enemies[hexes], self.escorts[hexes]
        left: Ints = risk * enemies // np.maximum(1, enemies + escorts)
        return left

    def _by_class(self, field: str) -> Ints:
        return np.array([getattr(row, field) for row in self.roads], dtype=np.int64)

    def _times_and_capacities(self) -> tuple[Ints, Ints]:
        """Return seconds a hex and kilograms a day of each road class in this weather."""
        seconds, capacity = self._by_class("minutes_km") * 60, self._by_class("capacity_kg_day")
        if self.state.weather.mud:
            seconds = seconds * self._by_class("mud_time_pm") // ONE
            capacity = capacity * self._by_class("mud_capacity_pm") // ONE
        return seconds, capacity

    def _road_arcs(self) -> Arcs:
        """Return all road arcs: risk, zone and block count on the hex that is entered."""
        start, end, road = self.chains.start, self.chains.end, self.chains.road
        by_class_seconds, by_class_capacity = self._times_and_capacities()
        slow = self.slowed[end]
        seconds = np.where(slow, by_class_seconds[road] * self.rules.zone_time_pm // ONE, by_class_seconds[road])
        room = np.where(slow, by_class_capacity[road] * self.rules.zone_capacity_pm // ONE, by_class_capacity[road])
        shut = self.blocked[start] | self.blocked[end]
        risk = self.risk_of(end, self._by_class("risk_pm")[road])
        return Arcs(start, end, road, seconds, np.where(shut, 0, room), risk)

    # --- contraction ----------------------------------------------------------------------------------------

    def _node(self, node_of: dict[int, int], hex_id: int) -> int:
        if hex_id not in node_of:
            node_of[hex_id] = len(self.nodes)
            self.nodes.append(hex_id)
        return node_of[hex_id]

    def _contract(self, arcs: Arcs, stops: set[int]) -> dict[int, int]:
        """Add an edge for each open stretch of road between junctions and stops; return the node of each hex."""
        node_of: dict[int, int] = {}
        if not len(arcs.start):
            return node_of
        is_stop = np.zeros(self.size, dtype=np.bool_)
        is_stop[sorted(stops)] = True
        first = np.flatnonzero(self.chains.head | is_stop[arcs.start])
        last = np.append(first[1:], len(arcs.start))
        seconds = np.add.reduceat(arcs.seconds, first).tolist()
        capacity = np.minimum.reduceat(arcs.capacity, first).tolist()
        danger = np.maximum.reduceat(arcs.risk, first).tolist()
        rough = np.logical_or.reduceat((self._by_class("payload_pm") < ONE)[arcs.road], first).tolist()
        starts, ends = arcs.start.tolist(), arcs.end.tolist()
        for number, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            if capacity[number] <= 0:
                continue
            risks = arcs.risk[a:b].tolist() if danger[number] else []
            path = (*starts[a:b], ends[b - 1])
            self.edges.append(Edge(self._node(node_of, path[0]), self._node(node_of, path[-1]), seconds[number],
                                   capacity[number], _survival(risks), rough[number], path, tuple(risks)))
        return node_of

    def _add_sinks(self, node_of: dict[int, int], hexes: list[int], ways: list[tuple[int, ...]]) -> dict[int, int]:
        """Add a node for each consumer's hex, with the step from its road and the ways across to it, under one cap."""
        sinks: dict[int, int] = {}
        for hex_id in hexes:
            sinks[hex_id] = len(self.nodes)
            self.nodes.append(hex_id)
            if hex_id in node_of:
                self.edges.append(Edge(node_of[hex_id], sinks[hex_id], 0, _NO_LIMIT, SURE, False, (hex_id,)))
            legs = [path for path in ways if path[-1] == hex_id]
            if legs:
                field = len(self.nodes)
                self.nodes.append(hex_id)
                self.edges.append(Edge(field, sinks[hex_id], 0, self._field_cap(), SURE, True, (hex_id,)))
                self.edges += [self._leg(node_of[path[0]], field, path) for path in legs]
        return sinks

    # --- across country -------------------------------------------------------------------------------------

    def _open_ground(self) -> tuple[int, RoadClass]:
        index = next(n for n, row in enumerate(self.roads) if row.id == CROSS_COUNTRY)
        return index, self.roads[index]

    def _ground(self) -> Flags:
        """Return the hexes whose terrain trucks can cross."""
        passable = np.array([row.move > 0 for row in self.state.scenario.ruleset.terrain], dtype=np.bool_)
        return passable[np.frombuffer(self.map.terrain, dtype=np.uint8)]

    def _field_cap(self) -> int:
        """Return the cap that all ways across country to one consumer share."""
        ground = self._open_ground()[1]
        cap = self.rules.off_road_capacity_kg_day
        return cap * ground.mud_capacity_pm // ONE if self.state.weather.mud else cap

    def _across(self) -> tuple[Ints, Ints, Ints]:
        """Return seconds, capacity and risk of entering each hex across country."""
        index, ground = self._open_ground()
        seconds, capacity = self._times_and_capacities()
        slow = self.slowed
        return (
            np.where(slow, seconds[index] * self.rules.zone_time_pm // ONE, seconds[index]),
            np.where(slow, capacity[index] * self.rules.zone_capacity_pm // ONE, capacity[index]),
            self.risk_of(np.arange(self.size), np.full(self.size, ground.risk_pm)),
        )

    def _ways_across(self, eaters: tuple[Consumer, ...], entries: list[int], arcs: Arcs) -> list[tuple[int, ...]]:
        """Return the ways across country as hex paths, each from a road or entry to a consumer's hex.

        Trucks leave a road where the way across is cheapest: no open road leads from there to a cheaper place (or
        to an equal one with a lower number).
        """
        hexes = sorted({eater.hex for eater in eaters if not self.blocked[eater.hex]})
        if not hexes:
            return []
        seconds, _, risk = self.across
        cost = seconds * MILLION + self.policy.loss_weight_minutes * 60 * risk
        cost[self.blocked | ~self._ground()] = _FAR
        disk = disks(self.map, self.rules.off_road_hexes)
        spots, beside = disk.hexes[hexes], disk.beside
        enter = np.where(spots >= 0, cost[spots], _FAR)
        field = np.full((len(hexes), spots.shape[1] + 1), _FAR, dtype=np.int64)
        field[:, 0] = 0
        for _ in range(2 * self.rules.off_road_hexes):
            step = field.copy()
            step[:, :-1] += enter
            field[:, 1:-1] = np.minimum(field[:, 1:-1], step[:, beside[1:]].min(axis=2))
        leaves = self._leaves(spots, beside, field, entries, arcs)
        leaves &= np.where(spots >= 0, ~self.blocked[spots], False)
        return [_descend(spots[row], beside, field[row], enter[row], int(place))
                for row, place in np.argwhere(leaves).tolist()]

    def _leaves(
        self, spots: npt.NDArray[np.int32], beside: Ints, field: Ints, entries: list[int], arcs: Arcs
    ) -> Flags:
        """Return where trucks leave road or entry for the fields, an array like `spots`."""
        open_side = np.zeros((self.size, 6), dtype=np.bool_)
        free = arcs.capacity > 0
        open_side[arcs.start[free], self.chains.side[free]] = True
        usable = self.chains.on_road.copy()
        usable[entries] = True
        wide = np.append(spots, np.full((len(spots), 1), -1, dtype=np.int32), axis=1)
        near, near_hex, own = field[:, beside], wide[:, beside], field[:, :-1, None]
        cheaper = (near < own) | ((near == own) & (near_hex < spots[:, :, None]))
        better = (cheaper & open_side[spots] & (near_hex >= 0)).any(axis=2)
        result: Flags = (spots >= 0) & usable[spots] & (field[:, :-1] < _FAR) & ~better
        result[:, 0] = False
        return result

    def _leg(self, tail: int, head: int, path: tuple[int, ...]) -> Edge:
        seconds, capacity, risk = self.across
        entered = list(path[1:])
        risks = risk[entered].tolist()
        return Edge(tail, head, int(seconds[entered].sum()), int(capacity[entered].min()), _survival(risks), True, path,
                    tuple(risks) if any(risks) else ())


_FAR = 1 << 60
_NO_LIMIT = 1 << 40


def _survival(risks: list[int]) -> int:
    share = SURE
    for risk in risks:
        share = share * (MILLION - risk) // MILLION
    return share


def _descend(spots: npt.NDArray[np.int32], beside: Ints, field: Ints, enter: Ints, place: int) -> tuple[int, ...]:
    """Return the cheapest way across country from a place of a disk to its middle, as hexes."""
    path = [int(spots[place])]
    steps = np.append(enter, _FAR)
    while place:
        near = beside[place]
        place = int(near[int((field[near] + steps[near]).argmin())])
        path.append(int(spots[place]))
    return tuple(path)
