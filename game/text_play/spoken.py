"""From what a person writes to the notation of an order: names by any spelling, ways by their goal, usual amounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType

from game.rules.engine import legal_orders
from game.rules.events import event_of
from game.rules.movement import reach
from game.rules.notation import read_order, write_order
from game.rules.orders import Load, Move, Order, Transfer, Unload
from game.rules.state import View
from game.text import _
from game.text_play.names import Misread, find_base, find_hex, find_holder, find_unit, find_way, pick

EXAMPLES: MappingProxyType[str, str] = MappingProxyType({
    "move": "move UNIT -> PLACE", "attack": "attack UNIT + UNIT -> PLACE probe",
    "bombard": "bombard UNIT -> PLACE", "harass": "harass UNIT -> PLACE", "strike": "strike -> PLACE x2",
    "airdrop": "airdrop BASE -> PLACE high x2 food 60 ammo 40", "rest": "rest UNIT", "hold": "hold UNIT",
    "dig-in": "dig-in UNIT", "interdict": "interdict UNIT", "escort": "escort UNIT", "collect": "collect UNIT",
    "load": "load UNIT <- BASE food 1000 ammo 500", "unload": "unload UNIT -> BASE food 1000",
    "transfer": "transfer BASE -> UNIT ammo 500", "priority": "priority BASE 1", "policy": "policy safe",
    "ration": "ration BASE two-thirds", "choose": "choose EVENT: ANSWER", "end": "end",
})
"""How each order is written, UNIT, BASE and PLACE standing for names."""

_STANCES = ("rest", "hold", "dig-in", "interdict", "escort", "collect")
_AMOUNT = re.compile(r"(?:\s+(?:nothing|(?:food|ammo|fuel)\s+\d+))+$")


def is_order(line: str) -> bool:
    """Say whether a line begins like an order; `load` without a giver means a saved game."""
    verb = _normal(line).partition(" ")[0]
    return verb in EXAMPLES and not (verb == "load" and "<-" not in _normal(line))


def read_spoken(line: str, view: View) -> Order:
    """Return the order that a line means; Misread with one sentence where it means none."""
    text = _normal(line)
    verb, _space, rest = text.partition(" ")
    make = _FORMS.get(verb)
    if make is None:
        raise Misread(_("'{word}' is no order; begin with one of: {known}.").format(
            word=verb, known=", ".join(EXAMPLES)))
    strict = make(view, rest.strip(), verb)
    try:
        return read_order(strict, view.scenario.map.grid)
    except ValueError as problem:
        raise Misread(_wrong(verb)) from problem


def _wrong(verb: str) -> str:
    return _("This is not a whole order; write it like: {example}.").format(example=EXAMPLES[verb])


def _normal(line: str) -> str:
    """Return a line with single spaces, its verb in small letters, arrows as signs."""
    text = " ".join(line.replace("→", "->").replace("=>", "->").replace("←", "<-").split())
    verb, _space, rest = text.partition(" ")
    verb = verb.lower()
    if verb == "dig" and rest.lower().startswith("in "):
        verb, rest = "dig-in", rest[3:]
    if verb == "load" and "<-" not in rest:
        rest = rest.replace(" from ", " <- ")
    elif "->" not in rest:
        rest = rest.replace(" to ", " -> ").replace(" at ", " -> ").replace(" on ", " -> ")
    return f"{verb} {rest}".strip()


def _split(rest: str, verb: str, arrow: str = "->") -> tuple[str, str]:
    before, found, after = rest.partition(arrow)
    if not found or not after.strip():
        raise Misread(_wrong(verb))
    return before.strip(), after.strip()


def _move(view: View, rest: str, verb: str) -> str:
    name, goal = _split(rest, verb)
    unit, scenario = find_unit(view, name), view.scenario
    start = view.known.by_id[unit].hex
    way = find_way(scenario, start, goal)
    if len(way) == 1 and scenario.map.grid.distance(start, way[0]) > 1:
        found = reach(view.known, unit)
        way = found.path_to(way[0]) if way[0] in found.costs else scenario.map.grid.line(start, way[0])[1:]
    if way == (start,):
        raise Misread(_("{name} is there already.").format(name=name))
    return write_order(Move(unit, way), scenario.map.grid)


def _attack(view: View, rest: str, verb: str) -> str:
    names, goal = _split(rest, verb)
    goal, intensity = _ending(goal, r"(probe|assault|all[- ]out)")
    units = " + ".join(find_unit(view, name) for name in names.split("+"))
    return f"attack {units} -> {_hex(view, goal)} {intensity.replace(' ', '-')}".strip()


def _fire(view: View, rest: str, verb: str) -> str:
    name, goal = _split(rest, verb)
    return f"{verb} {find_unit(view, name)} -> {_hex(view, goal)}"


def _strike(view: View, rest: str, verb: str) -> str:
    _nobody, goal = _split(f" {rest}", verb) if "->" in rest else ("", rest)
    goal, sorties = _ending(goal, r"(x\d+)")
    return f"strike -> {_hex(view, goal)} {sorties or 'x1'}"


def _airdrop(view: View, rest: str, verb: str) -> str:
    load = _AMOUNT.search(f" {rest}")
    rest = rest[: len(rest) - len(load[0])] if load else rest
    rest, sorties = _ending(rest, r"(x\d+)")
    rest, height = _ending(rest, r"(high|low)")
    name, arrow, goal = rest.partition("->")
    base = find_base(view, name)
    aim = _hex(view, goal) if arrow else view.scenario.map.grid.name(view.known.base(base).hex)
    amounts = load[0].strip() if load else "food 60 ammo 40"
    return f"airdrop {base} -> {aim} {height or 'high'} {sorties or 'x1'} {amounts}"


def _stance(view: View, rest: str, verb: str) -> str:
    return f"{verb} {find_unit(view, rest)}"


def _cargo(view: View, rest: str, verb: str) -> str:
    amounts = _AMOUNT.search(rest)
    first, second = _split(rest[: amounts.start()] if amounts else rest, verb, "<-" if verb == "load" else "->")
    holder = find_holder if verb == "transfer" else find_unit
    a, b = holder(view, first), find_holder(view, second)
    arrow = "<-" if verb == "load" else "->"
    return f"{verb} {a} {arrow} {b} {amounts[0].strip()}" if amounts else _all_that_fits(view, verb, a, b)


def _all_that_fits(view: View, verb: str, first: str, second: str) -> str:
    kinds: dict[str, type[Load] | type[Unload] | type[Transfer]] = {"load": Load, "unload": Unload,
                                                                    "transfer": Transfer}
    for unit in (first, second):
        for order in legal_orders(view, unit) if unit in view.known.by_id else ():
            text = write_order(order, view.scenario.map.grid)
            if isinstance(order, kinds[verb]) and text.split()[1:4:2] == [first, second]:
                return text
    raise Misread(_("Nothing can be handed over there now; say how much, as in: {example}.").format(
        example=EXAMPLES[verb]))


def _setting(view: View, rest: str, verb: str) -> str:
    rest, value = _ending(rest, r"([123])" if verb == "priority" else r"(full|two[- ]thirds|half)")
    if not value or not rest:
        raise Misread(_wrong(verb))
    return f"{verb} {find_holder(view, rest)} {value.replace(' ', '-')}"


def _policy(view: View, rest: str, verb: str) -> str:
    return f"policy {rest.lower()}"


def _choose(view: View, rest: str, verb: str) -> str:
    """Read `EVENT: ANSWER`, or the answer alone where one event waits; an answer is its id, words or number."""
    waiting = {row.event: event_of(view.scenario, row.event) for row in view.known.pending if row.side == view.side}
    if not waiting:
        raise Misread(_("No event waits for an answer of yours."))
    name, colon, answer = rest.partition(":")
    if not colon and len(waiting) > 1:
        raise Misread(_("Several events wait; say which one, as in: {example}.").format(example=EXAMPLES[verb]))
    names = {spelling: key for key, row in waiting.items() if row is not None for spelling in (key, row.title)}
    event_id = pick(names, name, _("event that waits")) if colon else next(iter(waiting))
    event = waiting[event_id]
    assert event is not None
    answers = {spelling: choice.id for number, choice in enumerate(event.choices, 1)
               for spelling in (str(number), choice.id, choice.text)}
    chosen = pick(answers, answer if colon else rest, _("answer"))
    return f"choose {event_id}: {chosen}"


def _end(view: View, rest: str, verb: str) -> str:
    if rest.lower() not in ("", "phase", "turn"):
        raise Misread(_wrong(verb))
    return "end phase"


def _hex(view: View, text: str) -> str:
    return view.scenario.map.grid.name(find_hex(view.scenario, text))


def _ending(text: str, pattern: str) -> tuple[str, str]:
    """Return a text without the word that ends it, and that word in small letters, empty where it does not fit."""
    found = re.search(rf"(?:^|\s){pattern}$", text.strip(), re.IGNORECASE)
    return (text.strip()[: found.start()].strip(), found[1].lower()) if found else (text.strip(), "")


_FORMS: MappingProxyType[str, Callable[[View, str, str], str]] = MappingProxyType({
    "move": _move, "attack": _attack, "bombard": _fire, "harass": _fire, "strike": _strike, "airdrop": _airdrop,
    **dict.fromkeys(_STANCES, _stance), "load": _cargo, "unload": _cargo, "transfer": _cargo, "priority": _setting,
    "ration": _setting, "policy": _policy, "choose": _choose, "end": _end,
})
