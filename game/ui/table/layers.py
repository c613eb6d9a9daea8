"""The layers of the map: one key each, one meaning each, made of what a side knows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from game.rules import air
from game.rules.orders import Airdrop
from game.rules.ruleset import Height
from game.rules.state import State, View
from game.rules.supply.field import UNIT_SECONDS, UNREACHED, cost_field, ground
from game.text import _, language
from game.ui.board.model import AirdropRings, Overlays, Shade, Tag
from game.ui.panels.model import LayerButton
from game.ui.table.legend import HOURS, PEOPLE, legend_of
from game.ui.table.supplies import Supplied, supplied
from game.ui.table.supplylayers import Laid, bottleneck, cut_tries, flow, knock_out, threat, tried
from game.ui.tools import LOADS

ENEMY = "enemy"
"""The switch among the layers: with it, those about supply show the enemy's as far as it is known."""

LEGEND = "legend"
"""Another switch among them: with it, the corner of the map says what the signs mean."""

_APART_HEXES = 4


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: id, name on the strip, icon, key and what it shows, in a sentence."""

    id: str
    name: str
    icon: str
    key: str
    hint: str


def all_layers() -> tuple[Layer, ...]:
    """Return every layer, in the order of the strip, and last the switch to the enemy's supply."""
    return (
        Layer("terrain", _("Terrain"), "terrain", "1", _("Takes the counters off the map, to read the ground.")),
        Layer("control", _("Control"), "control", "2",
              _("Who holds the ground, as of the last dawn; bare paper is nobody's.")),
        Layer("reach", _("Reach"), "reach", "3",
              _("How far trucks come from the open entries: up to 1, 3 and 6 hours of driving, and beyond.")),
        Layer("flow", _("Flow"), "flow", "4",
              _("Supply on its roads at the last dawn, in tonnes a day, and where roads are shut.")),
        Layer("bottleneck", _("Bottleneck"), "bottleneck", "5",
              _("The minimum cut: where the roads to the chosen base let least through, and how much.")),
        Layer("knockout", _("Knock-out"), "knockout", "6",
              _("What the chosen base would lose by each hex of road, if the enemy held it.")),
        Layer("threat", _("Threat"), "threat", "7",
              _("Roads that could be cut next turn and what that would cost; zones of control and guns in range.")),
        Layer("airdrop", _("Airdrop"), "airdrop", "8",
              _("Where a drop from great height on a base comes down in this wind.")),
        Layer("people", _("Civilians"), "people", "9",
              _("Where people live now, how many have left, and how many were harmed (estimates).")),
        Layer(ENEMY, _("Enemy\u2019s"), "eye", "0",
              _("Shows the enemy's supply in the layers 3 to 7 instead of your own, as far as it is known.")),
    )


LAYER_IDS = ("terrain", "control", "reach", "flow", "bottleneck", "knockout", "threat", "airdrop", "people")
"""The ids of the layers, also those that `render --layer` takes; `people` answers to `civilians` too."""


def layer_buttons(shown: frozenset[str], view: View) -> tuple[LayerButton, ...]:
    """Return the strip's buttons; a side that drops nothing has no layer for drops."""
    return tuple(LayerButton(f"layer:{row.id}", row.name, row.icon, row.key, row.id in shown, row.hint)
                 for row in all_layers() if row.id != "airdrop" or drops(view))


def drops(view: View) -> bool:
    """Say whether a side flies drops in a scenario."""
    return any(row.side == view.side and row.drops_per_100_days for row in view.scenario.air)


def overlays_of(view: View, shown: frozenset[str], holder: str = "", *, patient: bool = False) -> Overlays:
    """Return what the layers lay over the map; `holder` is the base or unit that some of them are about, if any.

    Who is `patient` gets what takes long once it was found out, step by step, by `long_work`.
    """
    row = supplied(view, enemy=ENEMY in shown)
    laid = _laid(view, row, shown, holder, patient=patient)
    every = tuple(laid.values())
    rings: tuple[AirdropRings, ...] = ()
    tags = [tag for one in every for tag in one.tags]
    if "airdrop" in shown and drops(view):
        rings, drop_tags = _airdrop(view, holder)
        tags += drop_tags
    return Overlays(
        control="control" in shown, pieces="terrain" not in shown,
        shades=tuple(shade for one in every for shade in one.shades),
        flows=next((one.flows for one in every if one.flows is not None), None),
        cuts=tuple(dict.fromkeys(mark for one in every for mark in one.cuts)),
        pinches=tuple(mark for one in every for mark in one.pinches),
        lines=tuple(line for one in every for line in one.lines), supplier=-1 if row.own else row.side,
        tags=tuple(sorted(_said_once(tags), key=lambda tag: (tag.tone != "alert", tag.tone == "note"))), rings=rings,
        legend=legend_of(view, shown, row, laid) if LEGEND in shown else None,
    )


def _said_once(tags: Iterable[Tag]) -> Iterable[Tag]:
    """Return the tags without alarms that another layer has raised already, in the same words."""
    alarms: set[str] = set()
    for tag in tags:
        if tag.tone != "alert" or tag.text not in alarms:
            alarms.add(tag.text)
            yield tag


def long_work(view: View, shown: frozenset[str]) -> Iterator[None] | None:
    """Return the steps by which what the layers show and what takes long is found out, None where all is known."""
    row = supplied(view, enemy=ENEMY in shown)
    return cut_tries(row, view.known) if "threat" in shown and not tried(row) else None


def _laid(view: View, row: Supplied, shown: frozenset[str], holder: str, *, patient: bool) -> dict[str, Laid]:
    """Return what each layer that is shown lays over the map, by its id."""
    makers: dict[str, Callable[[], Laid]] = {
        "reach": lambda: _reach(row), "threat": lambda: threat(row, view.known, patient=patient),
        "people": lambda: _people(view.known),
        "knockout": lambda: knock_out(row, holder), "bottleneck": lambda: bottleneck(row, holder),
        "flow": lambda: flow(row),
    }
    return {name: make() for name, make in makers.items() if name in shown}


# --- reach, people --------------------------------------------------------------------------------------------


def _reach(row: Supplied) -> Laid:
    state, side = row.state, row.side
    key = (f"reach shade {language()}", side)
    kept = state.memo.get(key)
    if not isinstance(kept, Laid):
        open_to = [entry.hex for entry in state.scenario.supply_sources
                   if entry.side == side and state.controller(entry.hex) != 1 - side]
        bands = np.zeros(state.scenario.map.grid.size, np.uint8)
        if open_to:
            field = cost_field(ground(state, side), open_to).astype(np.int64)
            hours = [h * 3600 // UNIT_SECONDS for h in HOURS]
            bands = np.where(field >= UNREACHED, 0, 1 + np.searchsorted(hours, field)).astype(np.uint8)
        kept = Laid(shades=(Shade("supply", bands.tobytes()),), tags=_hour_tags(state, bands.tobytes()))
        state.memo[key] = kept
    return kept


def _hour_tags(state: State, bands: bytes) -> tuple[Tag, ...]:
    """Return the hours where a road leaves a band of reach, those near others of the same hours left out."""
    grid, sides = state.scenario.map.grid, state.scenario.map.road_sides
    tags: list[Tag] = []
    told: list[tuple[int, int]] = []
    for here in range(grid.size):
        for way, road in enumerate(sides[here]):
            there, band = grid.neighbour(here, way), bands[here]
            if road < 0 or there < 0 or not 0 < band <= len(HOURS) or not band < bands[there]:
                continue
            if all(grid.distance(here, hex_id) >= _APART_HEXES for hex_id, other in told if other == band):
                told.append((here, band))
                tags.append(Tag(here, _("{n} h").format(n=HOURS[band - 1]), "note"))
    return tuple(tags)


def _people(known: State) -> Laid:
    """Return where people live, with the numbers of the larger places and of all where anyone was harmed."""
    bands = bytearray(known.scenario.map.grid.size)
    tags = []
    for place, people, harmed in zip(known.scenario.map.places, known.people, known.harmed, strict=True):
        if people > 0:
            bands[place.hex] = 1 + sum(1 for least in PEOPLE if people < least)
        if harmed:
            tags.append(Tag(place.hex, _("{now:,} of {all:,} here, {harmed} harmed").format(
                now=people, all=place.people, harmed=harmed), "alert"))
        elif place.people >= PEOPLE[1]:
            text = _("{now:,} people") if people >= place.people else _("{now:,} of {all:,} here")
            tags.append(Tag(place.hex, text.format(now=people, all=place.people)))
    return Laid(shades=(Shade("people", bytes(bands)),), tags=tuple(tags))


# --- airdrops -------------------------------------------------------------------------------------------------


def rings_of(state: State, aim: int, height: Height) -> AirdropRings:
    """Return the circles that a drop from a height falls within, drifted by the wind of the turn."""
    rules = state.scenario.ruleset.airdrop
    low = height == "low"
    drift = (rules.wind_low_m if low else state.weather.wind_m) / 1000
    angle = math.radians(60 * ((state.weather.wind_from + 3) % 6))
    cep = (rules.cep_low_m if low else rules.cep_high_m) / 1000
    return AirdropRings(aim, cep, (round(drift * math.sin(angle), 4), round(-drift * math.cos(angle), 4)))


def _airdrop(view: View, holder: str) -> tuple[tuple[AirdropRings, ...], list[Tag]]:
    """Return the circles of the base that is looked at, else of all, and what of a drop each would recover."""
    known = view.known
    own = [base for base in known.bases if base.side == view.side and not known.scenario.base(base.id).depot]
    own = own or [base for base in known.bases if base.side == view.side]
    tags: list[Tag] = []
    for base in own:
        order = Airdrop(base.id, base.hex, "high", 1, LOADS[0])
        preview = air.drop_preview(replace(known, phase=known.phase ^ (known.side != view.side)), order)
        tags.append(Tag(base.hex, _("{n} % of a high drop recovered").format(n=round(preview.recovered * 100)),
                        "airdrop"))
    chosen = [base for base in own if base.id == holder] or own
    return tuple(rings_of(known, base.hex, "high") for base in chosen), tags
