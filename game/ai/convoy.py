"""Loads on the road: who goes with the trucks, what they clear out of their way, and that they do not outrun them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from game.ai import weights
from game.ai.analysis import Survey
from game.ai.march import way_to
from game.ai.quartermaster import food_days
from game.ai.roads import spacing
from game.ai.tactics import strength_wanted
from game.ai.worth import prizes
from game.rules.orders import Unload
from game.rules.ruleset import AMMO
from game.rules.state import Unit
from game.rules.supply.cargo import refuse_cargo, room_for
from game.rules.supply.stocks import class_only

CONVOY = "convoy"
"""The duty of those who go with a load while nothing bars its way."""

_JOIN_HEXES, _KEEP_HEXES = 2, 30
"""A fighter this near a load goes with it, and stays with it until it is so far away."""

_LEAD_HEXES = 3
"""Hexes by which the head of a column may be ahead of its trucks before it waits for them."""

_CONTACT_HEXES, _MARCH_HEXES = 4, 5
"""Hexes to the enemy at which there is contact, and hexes a day by which a column goes on then."""

_REFIT_KG = 100
"""Ammunition for which trucks are opened, at the least."""

_LOOK_AHEAD = 6
"""Hexes of the way in which an enemy beside it counts as one that bars it."""


def load_goal(look: Survey, truck: Unit) -> int | None:
    """Return the hex of the own base that a load is for: the nearest, of those that starve if any do; None for none."""
    homes = [base for base in look.bases if not look.scenario.base(base.id).depot]
    starving = [base for base in homes if food_days(look, base) < weights.STARVING_DAYS]
    return min((base.hex for base in starving or homes), key=lambda h: (look.far(truck.hex, h), h), default=None)


def loads(look: Survey) -> tuple[Unit, ...]:
    """Return the own truck units with a load that are not yet beside the base they bring it to."""
    rows = [(unit, load_goal(look, unit)) for unit in look.own
            if look.kind(unit).cargo_kg_per_step and sum(unit.cargo)]
    return tuple(unit for unit, goal in rows if goal is not None and look.far(unit.hex, goal) > 1)


def companions(look: Survey, free: list[Unit], with_load: frozenset[str]) -> tuple[Unit, ...]:
    """Return those of the free fighters who go with a load; `with_load` did so in the last plan."""
    trucks = loads(look)
    return tuple(unit for unit in free if any(
        look.far(unit.hex, truck.hex) <= (_KEEP_HEXES if unit.id in with_load else _JOIN_HEXES) for truck in trucks))


def errand(look: Survey, party: tuple[Unit, ...]) -> tuple[str, int, int]:
    """Return (kind, hex, worth) of the duty of all who go with a load: open its way, go on along it, or wait for it."""
    head, truck, goal = _march(look, party)
    worth = _worth(look, party, goal)
    far = look.far(head.hex, truck.hex) > _LEAD_HEXES and look.far(head.hex, goal) < look.far(truck.hex, goal)
    if far and not head.moved:
        return CONVOY, truck.hex, worth
    opens = "open" not in look.level.never
    barring = _barring(look, party, head, goal) if opens else None
    return (CONVOY, goal, worth) if barring is None else ("open", barring, worth)


def _worth(look: Survey, party: tuple[Unit, ...], goal: int) -> int:
    """Return what getting on is worth to a column: the road to its goal, or what objectives promise for its parts.

    A base with full stores wants no road, and an objective may want the column elsewhere than where its load goes.
    """
    promised = prizes(look.state, 1 - look.side)
    coming = sum([promised.get(unit.id, 0) for unit in (*party, *loads(look))])
    road = max((way.worth for way in look.own_arteries if way.target == goal), default=0)
    return max(road, coming, weights.LEAST_LOAD)


def _barring(look: Survey, party: tuple[Unit, ...], head: Unit, goal: int) -> int | None:
    """Return the hex of the first enemy beside the way to a goal whom a column can hope to beat; None for nobody.

    Where no way round all enemies is left, it is the one who is least out of the way.
    """
    power, bold, way = sum(look.attack_of(unit) for unit in party), look.stress_on("open"), way_to(look, head, goal)
    zone = [spot for spot in way[:_LOOK_AHEAD] if look.enemy_zone[spot]]
    bars = [[h for h in look.grid.neighbours(spot) if h in look.foes] for spot in zone]
    if not way and head.hex != goal:
        bars = [[h] for h in sorted(look.foes, key=lambda h: (look.far(head.hex, h) + look.far(h, goal), h))]
    for beside in bars:
        barring = min(beside, key=lambda h: (strength_wanted(look, h), h), default=None)
        if barring is not None and power * bold >= strength_wanted(look, barring) * weights.CLEAR_PM:
            return barring
    return None


def leashed(look: Survey, path: tuple[int, ...]) -> tuple[int, ...]:
    """Return as much of a path as those who go with a load may walk: near the enemy, so that trucks can follow."""
    trucks = tuple(unit.hex for unit in loads(look))
    most = _MARCH_HEXES * look.scenario.clock.days
    for count, spot in enumerate(path):
        if spacing(look.grid, spot, trucks) > most and look.enemy_distance(spot) <= _CONTACT_HEXES:
            return path[:count]
    return path


def behind(look: Survey, truck: Unit, party: Collection[Unit]) -> int | None:
    """Return where loaded trucks go: to the head of those who go with them, to the base where it is near or alone."""
    goal = load_goal(look, truck)
    if not party or goal is None:
        return goal
    head = min(party, key=lambda unit: (look.far(unit.hex, goal), unit.id))
    return goal if look.far(head.hex, goal) <= _LEAD_HEXES else head.hex


def _march(look: Survey, party: tuple[Unit, ...]) -> tuple[Unit, Unit, int]:
    """Return the head of a column, the load nearest to it, and the hex that it is going to."""
    head = min(party, key=lambda unit: (-look.attack_of(unit), unit.id))
    truck = min(loads(look), key=lambda unit: (look.far(unit.hex, head.hex), unit.id))
    goal = load_goal(look, truck)
    assert goal is not None, "a load has somewhere to go"
    return head, truck, goal


def refitting(look: Survey, with_load: frozenset[str]) -> Iterator[Unload]:
    """Yield the ammunition that fighters who go with a load take from the trucks beside them, up to what they carry."""
    for truck in loads(look):
        left = truck.cargo[AMMO]
        for unit in look.own:
            room = room_for(look.state, unit.id) if unit.id in with_load else None
            take = min(left, room[AMMO]) if room is not None else 0
            order = Unload(truck.id, unit.id, class_only(AMMO, take))
            if take >= _REFIT_KG and refuse_cargo(look.state, order) is None:
                left -= take
                yield order
