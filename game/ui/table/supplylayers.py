"""The layers about supply: flow, bottleneck, knock-out map and threat, of either side as far as the viewer knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from game.rules.movement import allowance, reach, zone
from game.rules.state import State, Unit
from game.rules.supply.bottleneck import Cut, Step, arrives, cut_trials, knock_outs, minimum_cuts
from game.rules.supply.network import Consumer, Network, network
from game.rules.supply.wanted import all_demands, answer
from game.rules.supply.wording import at_place
from game.text import _
from game.ui.board.model import CutLine, CutMark, FlowLink, PinchMark, Shade, Tag, TagTone
from game.ui.board.shades import THREAT_GUNS, THREAT_MOVES, THREAT_ZONE
from game.ui.table.roads import road_between, ways_to
from game.ui.table.supplies import Supplied, arrivals, focus, links_of
from game.ui.table.words import short_name, tonnes

_PLENTY_KG = 10**9
_MOST_ROADS, _LEAST_ROAD_HEXES = 4, 4
_MOST_NOTES, _NOTE_EACH_HEXES = 16, 9
_LEAST_LOSS_PM, _LEAST_LOSS_KG = 20, 15
"""A loss below either is neither drawn nor told."""
_FULL_PM = 950
SHARES_PM = (900, 500, 200)
"""From which share of what arrives on a hex falls into the first three bands of worth; the fourth is all below."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What one layer lays over the map, and sentences about it for the legend."""

    flows: tuple[FlowLink, ...] | None = None
    cuts: tuple[CutMark, ...] = ()
    pinches: tuple[PinchMark, ...] = ()
    lines: tuple[CutLine, ...] = ()
    shades: tuple[Shade, ...] = ()
    tags: tuple[Tag, ...] = ()
    about: str = ""
    notes: tuple[str, ...] = ()


# --- flow -----------------------------------------------------------------------------------------------------


def flow(row: Supplied) -> Laid:
    """Return what flows on the roads, what arrives, and where roads to the bases are shut."""
    links = links_of(row)
    cuts, shut = _shut_roads(row)
    came = [Tag(one.hex, (_("{got} of {wanted} t/day") if row.own else _("about {got} of {wanted} t/day")).format(
        got=tonnes(one.got_kg_day), wanted=tonnes(one.wanted_kg_day)), _tone(row))
        for one in arrivals(row) if any(base.id == one.consumer for base in row.state.bases)]
    return Laid(links, cuts, tags=(*came, *shut, *_road_tags(row, links)))


def _tone(row: Supplied) -> TagTone:
    """Return the tone of what is told of a side's supply."""
    return "flow" if row.own else "second" if row.side else "first"


def _shut_roads(row: Supplied) -> tuple[tuple[CutMark, ...], list[Tag]]:
    """Return a bar at the first shut hex of each road to the side's bases, and its name beside it."""
    marks: list[CutMark] = []
    tags: list[Tag] = []
    for base in row.state.bases:
        if base.side == row.side and not row.state.scenario.base(base.id).depot:
            more, told = _shut_ways(row, base.hex)
            marks += more
            tags += told
    return tuple(dict.fromkeys(marks)), list(dict.fromkeys(tags))


def _shut_ways(row: Supplied, goal: int) -> tuple[list[CutMark], list[Tag]]:
    """Return the first shut hex of each way to a hex, with the name of its road."""
    blocks = [(way, way.block) for way in ways_to(row.state, row.side, goal) if way.block is not None]
    found = [(way, block) for way, block in blocks if block.before != block.hex]
    return [CutMark(block.before, block.hex) for _way, block in found], [
        Tag(block.hex, _shut_text(way.name, at_place(row.state.scenario, block.hex)), "alert") for way, block in found]


def _shut_text(road: str, place: str) -> str:
    """Return that a road is shut; one that is called by the places on its way is too long for a tag by name."""
    if " - " in road:
        return _("Road shut {place}").format(place=place)
    return _("{road} shut {place}").format(road=_titled(road), place=place)


def _titled(road: str) -> str:
    """Return a road's name as a tag begins with it; the places that it is called by are joined by a dash."""
    return road[:1].upper() + road[1:].replace(" - ", "–")


def _road_tags(row: Supplied, links: Iterable[FlowLink]) -> list[Tag]:
    """Return the load of the longer roads that carry most, each at its fullest place."""
    by_road: dict[str, list[FlowLink]] = {}
    for link in links:
        if name := road_between(row.state.scenario, link.a, link.b):
            by_road.setdefault(name, []).append(link)
    fullest = [(name, max(found, key=lambda link: (link.tonnes / max(0.1, link.capacity), link.a)))
               for name, found in by_road.items() if len(found) >= _LEAST_ROAD_HEXES]
    fullest.sort(key=lambda item: (-item[1].tonnes, item[0]))
    return [Tag(link.b, _road_text(name, link), _tone(row)) for name, link in fullest[:_MOST_ROADS]]


def _road_text(name: str, link: FlowLink) -> str:
    full = link.tonnes * 1000 >= link.capacity * _FULL_PM
    text = _("{road} full: {kg} of {room} t/day") if full else _("{road}: {kg} of {room} t/day")
    return text.format(road=_titled(name), kg=tonnes(link.tonnes * 1000), room=tonnes(link.capacity * 1000))


# --- bottleneck -----------------------------------------------------------------------------------------------


def bottleneck(row: Supplied, holder: str = "") -> Laid:
    """Return the minimum cuts of the roads to a base or unit, drawn across the map, and what they let through."""
    consumer = focus(row, holder)
    if consumer is None:
        return Laid(about=_("nobody asks for supply"))
    name = short_name(row.state.scenario, consumer.id)
    roads = network(row.state, row.side)
    cuts = minimum_cuts(roads, consumer)
    if cuts is None:
        return Laid(about=name, notes=(_("No road limits it: it stands at an open entry, or no truck can come near."),))
    rooms = _rooms(roads)
    if not cuts.nearest_consumer.capacity_kg_day:
        return _all_shut(row, consumer, cuts.nearest_consumer)
    drawn = (cuts.nearest_consumer,) if cuts.same else (cuts.nearest_consumer, cuts.nearest_source)
    steps = [step for cut in drawn for step in cut.arcs]
    tags = [tag for number, cut in enumerate(drawn) for tag in _cut_tags(name, cut, rooms, near=not number)]
    return Laid(
        cuts=tuple(CutMark(a, b) for a, b in steps if a != b and not rooms.get((a, b), 0)),
        pinches=tuple(PinchMark(a, b) for a, b in steps if a == b or rooms.get((a, b), 0)),
        lines=tuple(_line(cut, rooms, near=not number) for number, cut in enumerate(drawn)),
        tags=tuple(tags), about=name, notes=_cut_notes(row, consumer, cuts.nearest_consumer),
    )


def _all_shut(row: Supplied, consumer: Consumer, cut: Cut) -> Laid:
    """Return the cut of a consumer that no road reaches: a bar on each road that would have to be opened."""
    grid, name = row.state.scenario.map.grid, short_name(row.state.scenario, consumer.id)
    marks, tags = _shut_ways(row, consumer.hex)
    nearest = min((b for _a, b in cut.arcs), key=lambda h: (grid.distance(h, consumer.hex), h), default=consumer.hex)
    text = _("{base}: every road is shut") if cut.arcs else _("{base}: no road leads to it from an entry")
    said = Tag(nearest, text.format(base=name), "alert")
    return Laid(cuts=tuple(dict.fromkeys((*marks, *(CutMark(a, b) for a, b in cut.arcs if a != b)))),
                tags=(said, *tags), about=name, notes=_cut_notes(row, consumer, cut))


def _rooms(roads: Network) -> dict[Step, int]:
    """Return the kilograms a day that each step can carry: by road, and across country to a consumer."""
    rooms = {(edge.path[0], edge.path[-1]): edge.capacity for edge in roads.edges if edge.rough}
    arcs = roads.arcs
    rooms.update({(a, b): room for a, b, room in zip(arcs.start.tolist(), arcs.end.tolist(), arcs.capacity.tolist(),
                                                     strict=True)})
    return rooms


def _line(cut: Cut, rooms: dict[Step, int], *, near: bool) -> CutLine:
    """Return the line of a cut through its open roads; shut ones have a bar each and lie all over the map."""
    return CutLine(tuple(step for step in cut.arcs if rooms.get(step, 0) and step[0] != step[1]), near)


def _cut_tags(name: str, cut: Cut, rooms: dict[Step, int], *, near: bool) -> list[Tag]:
    """Return a cut's own tag at its widest step, and the room of every other open step."""
    open_steps = sorted((step for step in cut.arcs if rooms.get(step, 0)), key=lambda step: (-rooms[step], step))
    at = (open_steps or list(cut.arcs))[0][1]
    through = _("{base}: roads let {n} t/day through").format(base=name, n=tonnes(cut.capacity_kg_day))
    text = through if near else _("The same, next to the entries")
    tags = [Tag(at, text, "alert" if near else "plain")]
    if near and len(open_steps) > 1:
        tags += [Tag(step[1], _("{n} t/day").format(n=tonnes(rooms[step])), "note") for step in open_steps]
    return tags


def _cut_notes(row: Supplied, consumer: Consumer, cut: Cut) -> tuple[str, ...]:
    """Return what the cut means for what the consumer needs."""
    solution = answer(row.state, row.side)
    need = sum(demand.kg_day for demand in solution.demands if demand.consumer == consumer.id)
    comes = arrives(solution, consumer.id)
    text = _("It needs {need} t/day; {comes} arrives.").format(need=tonnes(need), comes=tonnes(comes))
    if comes >= need or cut.capacity_kg_day < need:
        return (text,)
    return (text, _("The roads have room; something else limits it (Why?)."))


# --- knock-outs -----------------------------------------------------------------------------------------------


def knock_out(row: Supplied, holder: str = "") -> Laid:
    """Return what each hex of road is worth to a base or unit: what it would lose if the enemy held the hex."""
    consumer = focus(row, holder)
    if consumer is None:
        return Laid(about=_("nobody asks for supply"))
    roads, demands = network(row.state, row.side), all_demands(row.state, row.side)
    key = (f"worth for {consumer.id}", row.side)
    kept = row.state.memo.get(key)
    if not isinstance(kept, dict):
        kept = _felt({one.hex: one.loss_kg_day for one in knock_outs(roads, demands, consumer.id)})
        row.state.memo[key] = kept
    losses: dict[int, int] = kept
    whole = arrives(answer(row.state, row.side), consumer.id)
    name = short_name(row.state.scenario, consumer.id)
    if not losses:
        none = _("Nothing comes by road.") if not whole else _("No single hex of road costs it anything.")
        return Laid(about=name, notes=(none,))
    note = _("{kg} t/day comes by road.").format(kg=tonnes(whole))
    return Laid(shades=(_worth(row.state, losses, whole),), tags=_loss_tags(row.state, losses, "plain"), about=name,
                notes=(note,))


def _felt(losses: dict[int, int]) -> dict[int, int]:
    """Return the losses that are worth telling, of the greatest and in kilograms."""
    least = max(_LEAST_LOSS_KG, max(losses.values(), default=0) * _LEAST_LOSS_PM // 1000)
    return {hex_id: kg for hex_id, kg in losses.items() if kg >= least}


def _worth(state: State, losses: dict[int, int], whole: int) -> Shade:
    bands = bytearray(state.scenario.map.grid.size)
    for hex_id, kg in losses.items():
        bands[hex_id] = 1 + sum(1 for share in SHARES_PM if kg * 1000 < whole * share)
    return Shade("worth", bytes(bands))


def _loss_tags(state: State, losses: dict[int, int], tone: TagTone) -> tuple[Tag, ...]:
    """Return what is lost, now and then on each stretch of neighbouring hexes that cost the same; the worst first."""
    grid, left = state.scenario.map.grid, set(losses)
    stretches: list[tuple[int, list[int]]] = []
    while left:
        first = min(left)
        found, waiting = [], [first]
        left.discard(first)
        while waiting:
            here = waiting.pop()
            found.append(here)
            near = [h for h in grid.neighbours(here) if h in left and tonnes(losses[h]) == tonnes(losses[first])]
            left.difference_update(near)
            waiting += near
        stretches.append((losses[first], sorted(found)))
    stretches.sort(key=lambda item: (-item[0], item[1]))
    text = _("\u2212{kg} t/day")
    return tuple(Tag(hex_id, text.format(kg=tonnes(kg)), tone) for kg, hexes in stretches
                 for hex_id in hexes[min(len(hexes), _NOTE_EACH_HEXES) // 2::_NOTE_EACH_HEXES])[:_MOST_NOTES]


# --- threat ---------------------------------------------------------------------------------------------------


def threat(row: Supplied, known: State, *, patient: bool = False) -> Laid:
    """Return where the other side stands over the ground, and which roads of this one it could hold next turn.

    What the loss of each would cost takes many solves; who is `patient` makes them with `cut_tries`, and until then
    is told that they are being made.
    """
    ground = threatened_ground(known, row.side)
    if patient and not tried(row):
        return Laid(shades=(ground,), notes=(_("Trying what each road hex in reach would cost…"),))
    losses = cut_losses(row, known)
    whole = sum(arrives(answer(row.state, row.side), one.id) for one in network(row.state, row.side).consumers)
    if not losses:
        return Laid(shades=(ground,), notes=(_("No road hex in reach next turn would cost any supply."),))
    worst = max(losses, key=lambda h: (losses[h], -h))
    note = _("Worst: {place}, \u2212{kg} of {all} t/day.").format(
        place=at_place(known.scenario, worst), kg=tonnes(losses[worst]), all=tonnes(whole))
    return Laid(shades=(ground, _worth(known, losses, whole)), tags=_loss_tags(known, losses, "alert"), notes=(note,))


def threatened_ground(known: State, side: int) -> Shade:
    """Return where the known enemies of a side have zones of control, guns in range, and ground in reach next turn."""
    kept = known.memo.get(("threat shade", side))
    if not isinstance(kept, Shade):
        bands = bytearray(known.scenario.map.grid.size)
        for hex_id in _within_reach(known, 1 - side):
            bands[hex_id] |= THREAT_MOVES
        for unit in known.units:
            if unit.side != side and unit.hex >= 0 and (reaches := known.scenario.unit_type(unit.type).range_hexes):
                for hex_id in known.scenario.map.grid.disk(unit.hex, reaches):
                    bands[hex_id] |= THREAT_GUNS
        for hex_id, marked in enumerate(zone(known, 1 - side)):
            if marked:
                bands[hex_id] |= THREAT_ZONE
        kept = known.memo["threat shade", side] = Shade("threat", bytes(bands))
    return kept


def enemy_reach(known: State, unit: Unit) -> Shade:
    """Return where one enemy unit could go and fire next turn, as far as known: on a fresh turn and with full tanks."""
    kept = known.memo.get((f"enemy reach {unit.id}", unit.side))
    if not isinstance(kept, Shade):
        bands = bytearray(known.scenario.map.grid.size)
        for hex_id in reach(_rested(known, unit.side), unit.id).costs:
            bands[hex_id] |= THREAT_MOVES
        if reaches := known.scenario.unit_type(unit.type).range_hexes:
            for hex_id in known.scenario.map.grid.disk(unit.hex, reaches):
                bands[hex_id] |= THREAT_GUNS
        kept = Shade("foe_second" if unit.side else "foe_first", bytes(bands))
        known.memo[f"enemy reach {unit.id}", unit.side] = kept
    return kept


def _rested(known: State, mover: int) -> State:
    """Return a situation with the units of a side as on a fresh turn, with full tanks."""
    return replace(known, units=tuple(
        replace(unit, move_left=allowance(known.scenario, unit), rounds=0, fired=False,
                stock=(unit.stock[0], unit.stock[1], _PLENTY_KG)) if unit.side == mover else unit
        for unit in known.units))


def _within_reach(known: State, mover: int) -> frozenset[int]:
    """Return the hexes that the known units of a side could move to with a fresh turn and full tanks."""
    kept = known.memo.get(("in reach next turn", mover))
    if not isinstance(kept, frozenset):
        fresh = _rested(known, mover)
        kept = frozenset(
            hex_id for unit in fresh.units
            if unit.side == mover and unit.hex >= 0 and known.scenario.unit_type(unit.type).attack > 0
            for hex_id in reach(fresh, unit.id).costs)
        known.memo["in reach next turn", mover] = kept
    return kept


def tried(row: Supplied) -> bool:
    """Say whether it is known what each hex in reach of the other side would cost this one."""
    return ("lost to threats", row.side) in row.state.memo


def cut_losses(row: Supplied, known: State) -> dict[int, int]:
    """Return what a side would lose of all that arrives, kilograms a day, by each hex the other could hold next turn.

    Only hexes are tried that its supply passes and that known units of the other side could come to.
    """
    if not tried(row):
        for _found in cut_tries(row, known):
            pass
    losses: dict[int, int] = row.state.memo["lost to threats", row.side]  # type: ignore[assignment]
    return losses


def cut_tries(row: Supplied, known: State) -> Iterator[None]:
    """Find what `cut_losses` tells, one hex for each step."""
    roads, demands = network(row.state, row.side), all_demands(row.state, row.side)
    now = answer(row.state, row.side)
    used = {h for route in now.routes for step in pairwise(route.path) for h in step}
    found: dict[int, int] = {}
    for costs in cut_trials(roads, demands, used & _within_reach(known, 1 - row.side)):
        found = costs
        yield
    row.state.memo["lost to threats", row.side] = _felt(found)
