"""Ways to a consumer that are open and not used: what a side can fall back on where a road is cut."""

from __future__ import annotations

from dataclasses import replace

from game.rules.ruleset import FOOD
from game.rules.state import State
from game.rules.supply.flow import Demand, Route, solve
from game.rules.supply.network import Network, network
from game.rules.supply.wanted import consumer_of
from game.rules.supply.whatif import Edit, edited_many
from game.rules.supply.wording import main_road
from game.rules.supply.workings import Working, working

_MOST_SPARE = 2
_APART_PM = 400
"""A way of which a smaller share runs apart from one in use only goes round a place; it is no other way."""


def spare_ways(state: State, side: int, holder: str, used: tuple[Route, ...]) -> tuple[tuple[str, Working], ...]:
    """Return open ways that trucks could take and do not, best first, found by closing one stretch after another.

    With each comes what it is called by, with the article: the road of it that no used way takes. Where nothing is sent
    the best open way is one of them. As far as the state tells; KeyError for no such holder.
    """
    roads, consumer = network(state, side), consumer_of(state, side, holder)
    parcel = state.scenario.ruleset.supply.parcel_kg
    probe = (Demand(consumer.id, consumer.hex, FOOD, parcel, consumer.priority, consumer.groups),)
    usual = used[:1] or solve(roads, probe).routes[:1]
    closings = [Edit(closed=(hex_id,)) for route in usual for hex_id in _middles(roads, route)]
    tried = [(roads, route) for route in usual if not used]
    for other in edited_many(roads, closings):
        tried += [(other, route) for route in solve(other, probe).routes[:1]]
    found: list[Working] = []
    paths = [route.path for route in used]
    for other, route in tried:
        if len(route.path) > 1 and all(_apart(route.path, path) for path in paths):
            paths.append(route.path)
            found.append(replace(working(state, side, route, other), sent=0, arrives=0))
    best = sorted(found, key=lambda way: (-way.survival, way.seconds, way.path))[:_MOST_SPARE]
    known = {hex_id for route in used for hex_id in route.path}
    return tuple((main_road(state.scenario, tuple(h for h in way.path if h not in known)), way) for way in best)


def _middles(roads: Network, route: Route) -> list[int]:
    """Return the hex in the middle of each stretch of a way, its ends left out."""
    paths = [roads.edges[number].path for number in route.edges]
    return sorted({path[len(path) // 2] for path in paths} - {route.path[0], route.path[-1]})


def _apart(path: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(set(path) - set(other)) * 1000 >= len(path) * _APART_PM
