"""Which demands can touch one another: to answer for one consumer, the others may be left out.

Two demands touch where they share something that may run out: an entry's stock of a class, its trucks, or a road too
narrow for all that is asked. All else of a solve comes out alike with or without them.
"""

from __future__ import annotations

from collections.abc import Iterable

from game.rules.supply.flow import AMPLE_SECONDS, Demand, truck_cost
from game.rules.supply.network import NO_LIMIT, Network
from game.rules.supply.survey import field_cap

_Shared = tuple[str, int, int]
"""Something that may run out: what it is, and its numbers."""


def touching(network: Network, demands: tuple[Demand, ...], consumer: str) -> tuple[Demand, ...]:
    """Return the demands, in order, that may matter for what a consumer is sent, its own among them.

    That holds as well for the network with roads shut, and unless parcels are shifted (`Solution.shifted`): how much is
    shifted at once depends on whether others still wait, whoever they are.
    """
    asked = _in_time(network, demands, consumer)
    shared = [_shared(network, asked, row) for row in asked]
    limits = _limits(network, asked, shared)
    reached = {limit for row, mine in zip(asked, shared, strict=True) if row.consumer == consumer for limit in mine}
    reached &= limits
    inside = {number for number, row in enumerate(asked) if row.consumer == consumer}
    while True:
        more = {n for n, mine in enumerate(shared) if n not in inside and not reached.isdisjoint(mine)}
        if not more:
            return tuple(row for number, row in enumerate(asked) if number in inside)
        inside |= more
        reached |= {limit for number in more for limit in shared[number]} & limits


def _in_time(network: Network, demands: tuple[Demand, ...], consumer: str) -> tuple[Demand, ...]:
    """Return the demands up to the last level in which one may still move parcels of the consumer's to other ways."""
    choice = [(row.supply_class, network.usable_by(row.groups, row.through)) for row in demands]
    own = {kind for kind, row in zip(choice, demands, strict=True) if row.consumer == consumer}
    levels = [row.priority for kind, row in zip(choice, demands, strict=True) if kind in own]
    return tuple(row for row in demands if levels and row.priority <= max(levels))


def _shared(network: Network, demands: tuple[Demand, ...], demand: Demand) -> tuple[_Shared, ...]:
    """Return what a demand may share with others: stocks, trucks, the roads, the ways across to its hex."""
    found: list[_Shared] = [("roads", 0, 0), ("fields", demand.hex, 0)]
    for number in network.usable_by(demand.groups, demand.through):
        root = network.sources[number].root
        if network.sources[root].available[demand.supply_class] > 0:
            found += [("stock", root, demand.supply_class), ("trucks", root, 0)]
    return tuple(dict.fromkeys(found))


def _limits(network: Network, asked: tuple[Demand, ...], shared: Iterable[tuple[_Shared, ...]]) -> set[_Shared]:
    """Return what of the shared may run out, whatever the way that trucks take."""
    wanted: dict[_Shared, int] = {}
    for row, mine in zip(asked, shared, strict=True):
        for limit in mine:
            wanted[limit] = wanted.get(limit, 0) + row.kg_day
    narrowest, longest = _narrowest(network), _longest(network)
    found: set[_Shared] = set()
    for limit, kg in wanted.items():
        what, number, supply_class = limit
        if what == "stock":
            enough = network.sources[number].available[supply_class] >= kg
        elif what == "trucks":
            enough = _trucks_suffice(network, number, kg, longest)
        else:
            enough = narrowest[what] >= kg
        if not enough:
            found.add(limit)
    return found


def _trucks_suffice(network: Network, root: int, kg: int, longest: int) -> bool:
    """Say whether a fleet could bring so much over the longest way and still not be short."""
    fleet = network.sources[root]
    capacity = fleet.trucks * fleet.working_seconds * fleet.payload_kg * fleet.rough_payload_kg
    kg = min(kg, sum(fleet.available))
    return all(
        kg * truck_cost(row, row.lead_seconds + longest, rough) + truck_cost(row, AMPLE_SECONDS, True) <= capacity
        for row in network.sources if row.root == root for rough in (False, True)
    )


def _narrowest(network: Network) -> dict[str, int]:
    """Return the least capacity of the roads, and of the fields about consumers; what is shut counts for nothing."""
    sinks = set(network.sinks.values())
    own = sinks | {edge.tail for edge in network.edges if edge.rough and edge.head in sinks}
    roads = min((edge.capacity for edge in network.edges if edge.head not in own), default=NO_LIMIT)
    fields = min((edge.capacity for edge in network.edges if edge.head in own), default=NO_LIMIT)
    if network.ground is not None and network.going is not None:  # other ways across may come to be used
        fields = min(fields, field_cap(network.ground), int(network.going.across_room.min()))
    return {"roads": roads, "fields": fields}


def _longest(network: Network) -> int:
    """Return seconds that no way without a round can exceed."""
    most = [0] * network.node_count
    for edge in network.edges:
        most[edge.tail] = max(most[edge.tail], edge.seconds)
    if network.ground is None or network.going is None:
        return sum(most)
    return sum(most) + 2 * network.ground.rules.supply.off_road_hexes * int(network.going.across_seconds.max())
