"""What a person calls things: units, bases, hexes and sides by any spelling, and where a hex lies in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from game.content.names import fold
from game.content.problems import did_you_mean
from game.hexes import DIRECTIONS
from game.rules.narrate import unit_name
from game.rules.scenario import Scenario
from game.rules.spoken import as_written
from game.rules.state import View
from game.text import _, plural

_HEX = re.compile(r"\d{1,4}\.\d{1,4}")


class Misread(Exception):
    """A line that says nothing that can be done; the text is one sentence that says how to write it."""


def landmark(scenario: Scenario, hex_id: int) -> str:
    """Return where a hex is: its number with its place, or with the way from the nearest one.

    `16.37 Hish`, or `22.36, 2 hexes NE of Babulin`.
    """
    grid = scenario.map.grid
    name = grid.name(hex_id)
    place = scenario.map.place_at(hex_id)
    if place is not None:
        return f"{name} {place.name}"
    near = min(((grid.distance(hex_id, row.hex), row.label, row.id) for row in scenario.map.places), default=None)
    if near is None:
        return name
    place = scenario.map.place(near[2])
    return plural("{hex}, {n} hex {way} of {place}", "{hex}, {n} hexes {way} of {place}", near[0]).format(
        hex=name, n=near[0], way=grid.compass(place.hex, hex_id), place=place.name)


def find_hex(scenario: Scenario, text: str) -> int:
    """Return the hex of a number such as 20.26, or of a place by its name, alias or id."""
    text = text.strip()
    if _HEX.fullmatch(text):
        try:
            return scenario.map.grid.parse(text)
        except ValueError as problem:
            raise Misread(str(problem)) from problem
    known = {name: str(place.hex) for place in scenario.map.places
             for name in (place.id, *_called(scenario, place.name), *place.aliases)}
    return int(pick(known, text, _("place or hex")))


def find_way(scenario: Scenario, start: int, text: str) -> tuple[int, ...]:
    """Return the hexes that a way names, the start left out: hexes in order, directions such as `NE NE S`, or a goal.

    A goal, or a single hex that is not beside the start, comes back alone.
    """
    words = text.split()
    if words and all(word.upper() in DIRECTIONS for word in words):
        way = [start]
        for word in words:
            way.append(scenario.map.grid.neighbour(way[-1], DIRECTIONS.index(word.upper())))
            if way[-1] < 0:
                raise Misread(_("{word} from {place} leads off the map.").format(
                    word=word.upper(), place=landmark(scenario, way[-2])))
        return tuple(way[1:])
    if len(words) > 1 and all(_HEX.fullmatch(word) for word in words):
        return tuple(find_hex(scenario, word) for word in words)
    return (find_hex(scenario, text),)


def find_unit(view: View, text: str, *, own: bool = True) -> str:
    """Return the id of a unit by its id or name: one's own, or any in sight."""
    known = {name: unit.id for unit in view.known.units if unit.hex >= 0 and (not own or unit.side == view.side)
             for name in (unit.id, *_called(view.scenario, unit_name(view.scenario, unit.id)))}
    return pick(known, text, _("unit of yours") if own else _("unit in sight"))


def find_base(view: View, text: str) -> str:
    """Return the id of an own base by its id or name."""
    return pick(_bases(view), text, _("base of yours"))


def find_holder(view: View, text: str) -> str:
    """Return the id of an own base or unit."""
    known = {name: unit.id for unit in view.known.units if unit.side == view.side and unit.hex >= 0
             for name in (unit.id, *_called(view.scenario, unit_name(view.scenario, unit.id)))}
    return pick({**known, **_bases(view)}, text, _("base or unit of yours"))


def find_side(scenario: Scenario, text: str) -> int:
    """Return the index of a side by its id or name."""
    return int(pick({name: str(index) for index, side in enumerate(scenario.sides)
                     for name in (side.id, *_called(scenario, side.name))}, text, _("side")))


def _bases(view: View) -> dict[str, str]:
    return {name: base.id for base in view.known.bases if base.side == view.side
            for name in (base.id, *_called(view.scenario, view.scenario.base(base.id).name))}


def _called(scenario: Scenario, name: str) -> tuple[str, str]:
    """Return a name in the language in use, and as the scenario's file has it: both may be written."""
    return name, as_written(scenario, name)


def pick(known: Mapping[str, str], text: str, what: str) -> str:
    """Return what a spelling stands for: the whole name, else the only one that begins with it or has it in it."""
    wanted = fold(text)
    folded = {fold(name): value for name, value in known.items()}
    if wanted in folded:
        return folded[wanted]
    wanted = wanted.removeprefix("the ")
    for near in ([name for name in folded if name.startswith(wanted)], [name for name in folded if wanted in name]):
        meant = sorted({folded[name] for name in near})
        if wanted and len(meant) == 1:
            return meant[0]
        if wanted and meant:
            names = sorted(name for name in known if fold(name) in near)[:6]
            raise Misread(_("'{text}' may be any of {names}; write more of it.").format(
                text=text.strip(), names=", ".join(names)))
    near_text = did_you_mean(wanted, tuple(folded)) or "."
    raise Misread(_("There is no {what} '{text}'{near}").format(what=what, text=text.strip()[:60], near=near_text))
