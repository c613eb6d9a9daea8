"""The layers of the map: one key each, one meaning each, made of what a side knows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from game.rules import air
from game.rules.movement import allowance, reach, zone
from game.rules.orders import Airdrop
from game.rules.ruleset import NOTHING, Height
from game.rules.state import Flow, State, View
from game.rules.supply.field import UNIT_SECONDS, UNREACHED, cost_field, ground
from game.text import _
from game.ui.board.model import AirdropRings, CutMark, FlowLink, Overlays, Shade, Tag
from game.ui.panels.model import LayerButton
from game.ui.table.roads import ways_to
from game.ui.table.words import at_place, tonnes
from game.ui.tools import LOADS

_HOURS = (1, 3, 6)
"""Truck hours up to which the first three bands of supply reach go; the fourth is everything further."""

_PEOPLE = (10_000, 3_000, 1_000)
"""People from which the first three bands of the civilian layer count."""

_PLENTY_KG = 10**9


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: id, name on the strip, icon, key and what it shows, in a sentence."""

    id: str
    name: str
    icon: str
    key: str
    hint: str


def all_layers() -> tuple[Layer, ...]:
    """Return every layer, in the order of the strip."""
    return (
        Layer("terrain", _("Terrain"), "terrain", "1", _("Takes the counters off the map, to read the ground.")),
        Layer("control", _("Control"), "control", "2",
              _("Who holds the ground, as of the last dawn; bare paper is nobody's.")),
        Layer("reach", _("Supply reach"), "reach", "3",
              _("How far trucks come from your open entries: up to 1, 3 and 6 hours of driving, and beyond.")),
        Layer("flow", _("Flow"), "flow", "4",
              _("Your supply on its roads at the last dawn, in tonnes a day, and where roads are shut.")),
        Layer("threat", _("Threat"), "threat", "5",
              _("Of the enemies in sight: zones of control, range of guns, and what they could reach next turn.")),
        Layer("airdrop", _("Airdrop"), "airdrop", "6",
              _("Where a drop from great height on a base comes down in this wind.")),
        Layer("people", _("Civilians"), "people", "7",
              _("Where people live now, how many have left, and how many were harmed (estimates).")),
    )


LAYER_IDS = ("terrain", "control", "reach", "flow", "threat", "airdrop", "people")
"""The ids of the layers, also those that `render --layer` takes; `people` answers to `civilians` too."""


def layer_buttons(shown: frozenset[str], view: View) -> tuple[LayerButton, ...]:
    """Return the strip's buttons; a side that drops nothing has no layer for drops."""
    return tuple(LayerButton(f"layer:{row.id}", row.name, row.icon, row.key, row.id in shown, row.hint)
                 for row in all_layers() if row.id != "airdrop" or drops(view))


def drops(view: View) -> bool:
    """Say whether a side flies drops in a scenario."""
    return any(row.side == view.side and row.drops_per_100_days for row in view.scenario.air)


def overlays_of(view: View, shown: frozenset[str], base_id: str = "") -> Overlays:
    """Return what the layers lay over the map; `base_id` is the base that the airdrop layer is about, if any."""
    shades: list[Shade] = []
    tags: list[Tag] = []
    cuts: tuple[CutMark, ...] = ()
    if "reach" in shown:
        shades.append(_reach(view))
    if "threat" in shown:
        shades.append(threat(view))
    if "people" in shown:
        shades.append(_people(view.known))
        tags += _people_tags(view.known)
    if "flow" in shown:
        cuts, cut_tags = _cuts(view)
        tags += [*cut_tags, *_arrival_tags(view)]
    rings = None
    if "airdrop" in shown and drops(view):
        rings, drop_tags = _airdrop(view, base_id)
        tags += drop_tags
    return Overlays(
        control="control" in shown, pieces="terrain" not in shown, shades=tuple(shades),
        flows=_links(view.known.flows, view.side) if "flow" in shown else None, cuts=cuts, tags=tuple(tags),
        rings=rings,
    )


# --- shades ---------------------------------------------------------------------------------------------------


def _reach(view: View) -> Shade:
    known, side = view.known, view.side
    kept = known.memo.get(("reach shade", side))
    if not isinstance(kept, Shade):
        open_to = [row.hex for row in known.scenario.supply_sources
                   if row.side == side and known.controller(row.hex) != 1 - side]
        bands = np.zeros(known.scenario.map.grid.size, np.uint8)
        if open_to:
            field = cost_field(ground(known, side), open_to).astype(np.int64)
            hours = [h * 3600 // UNIT_SECONDS for h in _HOURS]
            bands = np.where(field >= UNREACHED, 0, 1 + np.searchsorted(hours, field)).astype(np.uint8)
        kept = Shade("supply", bands.tobytes(), _labels())
        known.memo["reach shade", side] = kept
    return kept


def _labels() -> tuple[str, ...]:
    return (*(_("up to {n} h").format(n=n) for n in _HOURS), _("further"))


def threat(view: View) -> Shade:
    """Return where the enemies in sight have zones of control, and what they could come to next turn."""
    known, side = view.known, view.side
    kept = known.memo.get(("threat shade", side))
    if not isinstance(kept, Shade):
        bands = bytearray(known.scenario.map.grid.size)
        for hex_id in _within_reach(known, 1 - side):
            bands[hex_id] = 4
        for unit in known.units:
            if unit.side != side and unit.hex >= 0 and (reaches := known.scenario.unit_type(unit.type).range_hexes):
                for hex_id in known.scenario.map.grid.disk(unit.hex, reaches):
                    bands[hex_id] = 3
        for hex_id, marked in enumerate(zone(known, 1 - side)):
            if marked:
                bands[hex_id] = 1
        kept = Shade("threat", bytes(bands), (_("zone of control"), "", _("in range of guns"), _("in reach next turn")))
        known.memo["threat shade", side] = kept
    return kept


def _within_reach(known: State, enemy: int) -> Iterable[int]:
    """Return the hexes that the known units of a side could move to with a fresh turn and full tanks."""
    rested = tuple(
        replace(unit, move_left=allowance(known.scenario, unit), rounds=0, fired=False,
                stock=(unit.stock[0], unit.stock[1], _PLENTY_KG)) if unit.side == enemy else unit
        for unit in known.units
    )
    fresh = replace(known, units=rested)
    found: set[int] = set()
    for unit in rested:
        if unit.side == enemy and unit.hex >= 0 and known.scenario.unit_type(unit.type).attack > 0:
            found.update(reach(fresh, unit.id).costs)
    return sorted(found)


def _people(known: State) -> Shade:
    bands = bytearray(known.scenario.map.grid.size)
    for place, people in zip(known.scenario.map.places, known.people, strict=True):
        if people > 0:
            bands[place.hex] = 1 + sum(1 for least in _PEOPLE if people < least)
    labels = (*(_("from {n:,}").format(n=least) for least in _PEOPLE), _("fewer"))
    return Shade("people", bytes(bands), labels)


def _people_tags(known: State) -> list[Tag]:
    """Return the people of the larger places, and of all where anyone was harmed."""
    tags = []
    for place, people, harmed in zip(known.scenario.map.places, known.people, known.harmed, strict=True):
        if harmed:
            tags.append(Tag(place.hex, _("{now:,} of {all:,} here, {harmed} harmed").format(
                now=people, all=place.people, harmed=harmed), "alert"))
        elif place.people >= _PEOPLE[1]:
            text = _("{now:,} people") if people >= place.people else _("{now:,} of {all:,} here")
            tags.append(Tag(place.hex, text.format(now=people, all=place.people)))
    return tags


# --- supply ---------------------------------------------------------------------------------------------------


def _links(flows: tuple[Flow, ...], side: int) -> tuple[FlowLink, ...]:
    """Return the flows of a side by hex side, all entries together."""
    sums: dict[tuple[int, int], list[int]] = {}
    for row in flows:
        if row.side == side:
            total = sums.setdefault((row.start, row.end), [0, 0, 0])
            total[0] += row.kg_day
            total[1] = max(total[1], row.capacity_kg_day)
            total[2] += row.lost_kg_day
    return tuple(FlowLink(a, b, round(kg / 1000, 1), round(room / 1000), lost > 0)
                 for (a, b), (kg, room, lost) in sorted(sums.items()))


def _cuts(view: View) -> tuple[tuple[CutMark, ...], list[Tag]]:
    """Return a bar at the first shut hex of each road to the side's bases, and its name beside it."""
    known = view.known
    marks: dict[int, CutMark] = {}
    tags: list[Tag] = []
    for base in known.bases:
        if base.side != view.side or known.scenario.base(base.id).depot:
            continue
        for way in ways_to(known, view.side, base.hex):
            if way.block is not None and way.block.hex not in marks and way.block.before != way.block.hex:
                marks[way.block.hex] = CutMark(way.block.before, way.block.hex)
                tags.append(Tag(way.block.hex, _("{road} shut {place}").format(
                    road=_first_up(way.name), place=at_place(known.scenario, way.block.hex)), "alert"))
    return tuple(marks.values()), tags


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _arrival_tags(view: View) -> list[Tag]:
    known = view.known
    rows = {row.consumer: row for row in known.deliveries if row.side == view.side}
    tags = []
    for base in known.bases:
        row = rows.get(base.id)
        if base.side == view.side and row is not None and row.needed != NOTHING:
            days = known.scenario.clock.days
            text = _("{got} of {wanted} t/day").format(got=tonnes(sum(row.arrived) / days),
                                                       wanted=tonnes(sum(row.needed) / days))
            tags.append(Tag(base.hex, text, "flow"))
    return tags


# --- airdrops -------------------------------------------------------------------------------------------------


def rings_of(state: State, aim: int, height: Height) -> AirdropRings:
    """Return the circles that a drop from a height falls within, drifted by the wind of the turn."""
    rules = state.scenario.ruleset.airdrop
    low = height == "low"
    drift = (rules.wind_low_m if low else state.weather.wind_m) / 1000
    angle = math.radians(60 * ((state.weather.wind_from + 3) % 6))
    cep = (rules.cep_low_m if low else rules.cep_high_m) / 1000
    return AirdropRings(aim, cep, (round(drift * math.sin(angle), 4), round(-drift * math.cos(angle), 4)))


def _airdrop(view: View, base_id: str) -> tuple[AirdropRings | None, list[Tag]]:
    known = view.known
    own = [base for base in known.bases if base.side == view.side and not known.scenario.base(base.id).depot]
    own = own or [base for base in known.bases if base.side == view.side]
    tags: list[Tag] = []
    for base in own:
        order = Airdrop(base.id, base.hex, "high", 1, LOADS[0])
        preview = air.drop_preview(replace(known, phase=known.phase ^ (known.side != view.side)), order)
        tags.append(Tag(base.hex, _("{n} % of a high drop recovered").format(n=round(preview.recovered * 100)),
                        "airdrop"))
    chosen = next((base for base in own if base.id == base_id), own[0] if own else None)
    return (rings_of(known, chosen.hex, "high") if chosen else None), tags
