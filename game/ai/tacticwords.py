"""The tactics in words: what each kind of duty is called where it is done, and why it is done there.

| duty | tactic |
|---|---|
| hold | hold a base, a place, a post |
| take | storm a base, take ground, take the posts round a base, clear the enemy away |
| open | open the road to a base |
| escort | guard an open road |
| bar | cut a road |
| interdict | lie in wait beside a road |
| ring | hold the ring round a base |
| convoy | bring a load through |
| arrive | go where an objective wants a unit |
| withdraw | go back to supply |
| guns, aa, trucks, hq | support by fire, keep aircraft off, carry loads, lead |
"""

from __future__ import annotations

from game.ai import weights
from game.ai.analysis import ANYWHERE, Survey
from game.ai.planner import Duty
from game.ai.roads import Artery
from game.ai.tactics import ATTACKS, siege_pm
from game.rules.ruleset import ONE
from game.rules.state import Base, Unit
from game.text import _, figure


def tactic(look: Survey, kind: str, hex_id: int) -> str:
    """Return a tactic in words, with the place: a clause that begins with a verb."""
    place = place_of(look, hex_id)
    base = next((base for base in (*look.bases, *look.enemy_bases) if base.hex == hex_id), None)
    if kind == "take":
        return _taking(look, hex_id, base).format(place=place)
    if kind == "open":
        return _("open {road} at {place}").format(road=_road_to(look, look.own_arteries, hex_id), place=place)
    if kind == "bar":
        return _("cut {road} at {place}").format(road=_road(look, hex_id), place=place)
    if kind == "interdict":
        return _("lie in wait beside {road} at {place}").format(road=_road(look, hex_id), place=place)
    if kind == "ring":
        return _("hold the ring round {base} at {place}").format(base=_nearest_base(look, hex_id), place=place)
    return {
        "hold": _("hold {place}"), "escort": _("guard the road at {place}"),
        "convoy": _("bring the load through to {place}"), "arrive": _("go through to {place}"),
        "withdraw": _("withdraw to supply at {place}"), "guns": _("support by fire from {place}"),
        "aa": _("keep aircraft off from {place}"), "trucks": _("carry loads to {place}"), "hq": _("lead from {place}"),
    }[kind].format(place=place)


def stressed(look: Survey, stress: tuple[tuple[str, int, int], ...]) -> str:
    """Return in words how a plan differs from the usual one: a clause that begins with a verb."""
    parts = []
    for kind, hex_id, share in stress:
        if hex_id == ANYWHERE and kind in ATTACKS:
            parts.append(_("attack more boldly") if share > ONE else _("attack more carefully"))
        elif hex_id == ANYWHERE:
            parts.append({"bar": _("cut no roads"), "ring": _("hold no ring"), "interdict": _("lay no ambushes")}[kind])
        else:
            words = _("above all {tactic}") if share else _("do not {tactic}")
            parts.append(words.format(tactic=tactic(look, kind, hex_id)))
    return _and(dict.fromkeys(parts)) or _("follow the usual plan")


def _taking(look: Survey, hex_id: int, base: Base | None) -> str:
    """Return the words for an attack on a hex, without its place."""
    if base is not None and base.side != look.side:
        return _("storm {place}") if siege_pm(look, hex_id) <= weights.WEAK_PM else _("attack {place}")
    if hex_id in look.ground:
        return _("take {place}")
    if _by_a_base(look, hex_id) is not None:
        return _("take the post at {place}")
    return _("clear the enemy away from {place}")


def because(look: Survey, unit: Unit, duty: Duty, *, chosen: bool) -> str:
    """Return why a unit has a duty, as the clause after `because`; `chosen` where it was weighed against others."""
    if not chosen:
        return _standing(look, unit, duty)
    if duty.kind in ("bar", "interdict"):
        return _passing(look, duty)
    if duty.kind == "ring":
        return _("nothing then gets in, and what is dropped there falls among its besiegers")
    if duty.kind == "open":
        return _("the enemy bars it there, and open it is worth {n} points").format(
            n=_points(sum(way.worth for way in _through(look, look.own_arteries, duty.hex))))
    if duty.kind == "escort":
        return _("that stretch of an open road has most of the enemy within three hexes")
    if duty.kind == "hold":
        near = int(look.threat[1][duty.hex])
        return _("it is worth {n} points and the enemy within three hexes has a strength of {m}").format(
            n=_points(duty.worth), m=near // ONE)
    return _why_take(look, duty)


def _why_take(look: Survey, duty: Duty) -> str:
    if duty.hex in look.ground:
        return _("having it is worth {n} points").format(n=_points(look.ground[duty.hex]))
    base = _by_a_base(look, duty.hex)
    if base is not None:
        return _("it lies beside {base}, which feeds it and for which it collects drops").format(base=base)
    if "open" not in look.level.never and _through(look, look.own_arteries, duty.hex):
        return _("it bars {road}").format(road=_road_to(look, look.own_arteries, duty.hex))
    if int(look.enemy_flow[duty.hex]):
        return _("it lies on a road that the enemy needs")
    return _("the enemy stands there, weaker than those who are near")


def _standing(look: Survey, unit: Unit, duty: Duty) -> str:
    """Return the rule behind a duty that was not chosen."""
    if duty.kind == "hold":
        if look.is_static(unit):
            return _("its men are too slow to be sent anywhere else")
        return _("they belong to it and the enemy is within {n} hexes").format(n=weights.GARRISON_HEXES)
    place = place_of(look, duty.hex)
    return {
        "withdraw": _("it is hungry, has few men left or has been out of ammunition for long"),
        "arrive": _("an objective wants it there and no enemy is known on the way"),
        "convoy": _("loaded trucks go with it"),
        "open": _("the enemy bars the way of the trucks that go with it"),
        "guns": _("from there it reaches where the others fight, away from the enemy"),
        "aa": _("aircraft come over the troops there"),
        "trucks": _("there is where its load is wanted, or where it is safe"),
        "hq": _("those it leads are in reach there"),
    }.get(duty.kind, _("{place} is where it is wanted").format(place=place))


def _passing(look: Survey, duty: Duty) -> str:
    """Return what passes a hex on the enemy's ways, or beside it, or why it is barred though nothing passes it now."""
    ways = look.enemy_arteries
    beside = duty.kind == "interdict"
    here = _through(look, ways, duty.hex) if beside else [way for way in ways if duty.hex in way.path]
    names = _ends(look, here)
    if beside:
        return _("what passes on the way to {names} loses a day there").format(names=names)
    if not here:
        return _("it shuts the way round the other bars")
    if len(here) == len(ways):
        return _("all that goes by road to {names} passes there").format(names=names)
    return _("the way to {names} passes there").format(names=names)


# --- names -----------------------------------------------------------------------------------------------------


def place_of(look: Survey, hex_id: int) -> str:
    """Return the name of a hex for a sentence: its place or a place beside it, else its number."""
    here = look.scenario.map.place_at(hex_id)
    if here is not None:
        return here.name
    base = next((base.name for base in look.scenario.bases if base.hex == hex_id), "")
    name = look.grid.name(hex_id)
    near = next((found.name for h in look.grid.disk(hex_id, 2)
                 if (found := look.scenario.map.place_at(h)) is not None), "")
    return base or (_("{hex} near {place}").format(hex=name, place=near) if near else name)


def _road(look: Survey, hex_id: int) -> str:
    """Return what a road through a hex or beside it is called; one named by its ends only is the road."""
    spots = (hex_id, *look.grid.neighbours(hex_id))
    name = next((road.name for spot in spots for road in look.scenario.map.roads if spot in road.hexes), "")
    short = name.partition(" (")[0]
    return _("the {name}").format(name=short) if short and " - " not in short else _("the road")


def _road_to(look: Survey, ways: tuple[Artery, ...], hex_id: int) -> str:
    found = _through(look, ways, hex_id)
    if not found:
        return _("the road")
    return _("the road to {place}").format(place=_ends(look, found))


def _through(look: Survey, ways: tuple[Artery, ...], hex_id: int) -> list[Artery]:
    """Return the ways that pass a hex or beside it."""
    spots = {hex_id, *look.grid.neighbours(hex_id)}
    return [way for way in ways if not spots.isdisjoint(way.path)]


def _ends(look: Survey, ways: list[Artery]) -> str:
    """Return where ways lead, in words: places, or off the map."""
    exits = {way.exit for way in look.scenario.traffic}
    return _and(dict.fromkeys(_("the edge of the map") if way.target in exits else place_of(look, way.target)
                              for way in ways))


def _by_a_base(look: Survey, hex_id: int) -> str | None:
    """Return the name of an enemy base that a hex is within reach of, or None."""
    reach = look.scenario.ruleset.supply.base_reach_hexes + 1
    near = [look.scenario.base(base.id) for base in look.enemy_bases if look.far(base.hex, hex_id) <= reach]
    return next((base.name for base in near if not base.depot), None)


def _nearest_base(look: Survey, hex_id: int) -> str:
    base = min(look.enemy_bases, key=lambda base: (look.far(base.hex, hex_id), base.id))
    return look.scenario.base(base.id).name


def _and(names: dict[str, None]) -> str:
    rows = list(names)
    if len(rows) < 2:
        return "".join(rows)
    return _("{some} and {last}").format(some=", ".join(rows[:-1]), last=rows[-1])


def _points(thousandths: int) -> str:
    return figure(thousandths / 1000, ".1f")
