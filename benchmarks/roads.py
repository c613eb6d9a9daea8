"""Print what the same trucks carry over the M5 and over the military road, dry and in mud, near and on the long haul.

    python -m benchmarks.roads

Everything follows from the convoy arithmetic: a round trip takes `2 * hours + loading`, a truck carries its payload
times the least share of the roads on its way. No efficiency factor exists.
"""

from __future__ import annotations

from game.content.loader import require
from game.rules.ruleset import RoadClass
from game.rules.scenario import Road, Scenario, SourceDef, TrafficDef


def minutes(road: RoadClass, hexes: int, mud: bool) -> int:
    """Return loaded minutes over some hexes of one kilometre."""
    return hexes * road.minutes_km * (road.mud_time_pm if mud else 1000) // 1000


def fleet_kg_day(source: SourceDef, one_way: int, payload: int) -> int:
    """Return what a fleet carries in a day over a way of so many minutes, lead included."""
    return source.trucks * source.working_minutes * payload // (2 * one_way + source.loading_minutes)


def local(scenario: Scenario, road: Road, mud: bool) -> tuple[int, int]:
    """Return (trucks allow, road allows) in kilograms a day for the M5 fleet along one road of the map."""
    source = next(row for row in scenario.supply_sources if row.trucks and row.side == 0 and not row.group)
    kind = scenario.ruleset.road(road.road_class)
    way = source.lead_minutes + minutes(kind, len(road.hexes) - 1, mud)
    payload = source.payload_kg if kind.payload_pm == 1000 else source.rough_payload_kg
    capacity = kind.capacity_kg_day * (kind.mud_capacity_pm if mud else 1000) // 1000
    return fleet_kg_day(source, way, payload), capacity


def long_haul(traffic: TrafficDef, off_map: int, payload: int) -> int:
    """Return what the through traffic's trucks carry in a day."""
    return traffic.trucks * traffic.working_minutes * payload // (2 * off_map + traffic.loading_minutes)


def main() -> None:
    """Print the table."""
    scenario = require("siege_of_wadi_deif")
    roads = {road.id: road for road in scenario.map.roads}
    best = local(scenario, roads["m5"], False)[0]
    for name in ("m5", "military_track"):
        for mud in (False, True):
            trucks, capacity = local(scenario, roads[name], mud)
            print(f"{name:<15} {'mud' if mud else 'dry'}  trucks allow {trucks / 1000:6.1f} t/day, the road"
                  f" {capacity / 1000:6.1f}; {100 * trucks / best:3.0f} % of the open M5 from the same trucks")
    for traffic in scenario.traffic:
        m5 = long_haul(traffic, traffic.off_map_minutes + minutes(scenario.ruleset.road("motorway"), 71, False),
                       traffic.payload_kg)
        other = long_haul(traffic, traffic.alternative_minutes, traffic.alternative_payload_kg)
        print(f"{traffic.name}: M5 {m5 / 1000:.0f} t/day, {traffic.alternative_name} {other / 1000:.0f} t/day"
              f" ({100 * other / m5:.0f} %)")


if __name__ == "__main__":
    main()
