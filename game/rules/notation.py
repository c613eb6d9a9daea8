"""The plain notation of orders and events: one line of text each, which reads back to the equal value.

Orders: `move wd-1 -> 20.25 20.26`, `attack wd-2 + wd-3 -> 20.26 probe`, `bombard wd-guns -> 19.26`, `harass …`,
`strike -> 19.26 x2`, `airdrop wadi-deif -> 20.26 high x2 food 60 ammo 40`, `dig-in wd-1` (also rest, hold, interdict,
escort, collect), `load trucks <- depot food 1000`, `unload trucks -> wadi-deif ammo 500`, `transfer a -> b fuel 20`,
`priority wadi-deif 1`, `policy safe`, `ration wadi-deif half`, `choose truce: keep`, `end phase`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from types import MappingProxyType

from game.hexes import Grid
from game.rules import orders
from game.rules.orders import (
    Airdrop,
    Attack,
    Bombard,
    Choose,
    EndPhase,
    Event,
    Load,
    Move,
    Order,
    SetPolicy,
    SetPriority,
    SetRation,
    SetStance,
    Strike,
    Transfer,
    Unload,
)
from game.rules.plain import canonical, from_plain, to_plain
from game.rules.ruleset import INTENSITIES, STANCES, Stock

CLASS_WORDS = ("food", "ammo", "fuel")


def write_order(order: Order, grid: Grid) -> str:
    """Return the notation of an order."""
    match order:
        case Move(unit, path):
            return f"move {unit} -> {' '.join(grid.name(h) for h in path)}"
        case Attack(units, target, intensity):
            ending = "" if intensity == "assault" else f" {_dashed(intensity)}"
            return f"attack {' + '.join(units)} -> {grid.name(target)}{ending}"
        case Bombard(unit, target, heavy):
            return f"{'bombard' if heavy else 'harass'} {unit} -> {grid.name(target)}"
        case Strike(target, sorties):
            return f"strike -> {grid.name(target)} x{sorties}"
        case Airdrop(base, aim, height, sorties, load):
            return f"airdrop {base} -> {grid.name(aim)} {height} x{sorties} {_stock(load)}"
        case SetStance(unit, stance):
            return f"{_dashed(stance)} {unit}"
        case Load(unit, giver, amount):
            return f"load {unit} <- {giver} {_stock(amount)}"
        case Unload(unit, taker, amount):
            return f"unload {unit} -> {taker} {_stock(amount)}"
        case Transfer(giver, taker, amount):
            return f"transfer {giver} -> {taker} {_stock(amount)}"
        case SetPriority(consumer, priority):
            return f"priority {consumer} {priority}"
        case SetPolicy(policy):
            return f"policy {policy}"
        case SetRation(consumer, ration):
            return f"ration {consumer} {_dashed(ration)}"
        case Choose(event, choice):
            return f"choose {event}: {choice}"
        case EndPhase():
            return "end phase"


def read_order(text: str, grid: Grid) -> Order:
    """Return the order that a line of notation says; ValueError with one sentence where it says none."""
    line = " ".join(text.split())
    for pattern, make in _FORMS:
        found = re.fullmatch(pattern, line)
        if found:
            return make(found, grid)
    word = line.partition(" ")[0]
    known = ", ".join(sorted(_EXAMPLES))
    if word in _EXAMPLES:
        raise ValueError(f"'{line}' is not a whole order; write it like '{_EXAMPLES[word]}'.")
    raise ValueError(f"'{word}' is no order; begin with one of: {known}.")


def write_event(event: Event) -> str:
    """Return the notation of an event: its name and its fields as JSON."""
    return f"{type(event).__name__} {canonical(to_plain(event))}"


def read_event(text: str) -> Event:
    """Return the event that `write_event` wrote; ValueError with one sentence where it says none."""
    name, _, rest = text.partition(" ")
    kind = getattr(orders, name, None)
    if kind is None or not isinstance(kind, type) or not issubclass(kind, orders.Happening):
        raise ValueError(f"'{name}' is no kind of event.")
    try:
        data = json.loads(rest)
    except json.JSONDecodeError as error:
        raise ValueError(f"the fields of this {name} are not JSON: {error}") from error
    return from_plain(kind, data)  # type: ignore[return-value]


def _dashed(word: str) -> str:
    return word.replace("_", "-")


def _plain_word(word: str) -> str:
    return word.replace("-", "_")


def _stock(amount: Stock) -> str:
    words = [f"{name} {kg}" for name, kg in zip(CLASS_WORDS, amount, strict=True) if kg]
    return " ".join(words) if words else "nothing"


def _read_stock(text: str) -> Stock:
    if text == "nothing":
        return (0, 0, 0)
    words = text.split()
    found = dict.fromkeys(CLASS_WORDS, 0)
    for name, amount in zip(words[::2], words[1::2], strict=True):
        found[name] = int(amount)
    return (found["food"], found["ammo"], found["fuel"])


_ID = r"([a-z0-9][\w:-]*)"
_HEX = r"(\d{1,4}\.\d{1,4})"
_LOAD = r"(nothing|(?:(?:food|ammo|fuel) \d{1,12}(?: (?=food|ammo|fuel)|$)){1,3})"
_Form = tuple[str, Callable[[re.Match[str], Grid], Order]]
_FORMS: tuple[_Form, ...] = (
    (rf"move {_ID} -> ((?:{_HEX} ?)+)",
     lambda m, g: Move(m[1], tuple(g.parse(word) for word in m[2].split()))),
    (rf"attack {_ID}((?: \+ {_ID})*) -> {_HEX}(?: (probe|assault|all-out))?",
     lambda m, g: Attack((m[1], *re.findall(_ID, m[2])), g.parse(m[4]),
                         next(i for i in INTENSITIES if i == _plain_word(m[5] or "assault")))),
    (rf"(bombard|harass) {_ID} -> {_HEX}", lambda m, g: Bombard(m[2], g.parse(m[3]), m[1] == "bombard")),
    (rf"strike -> {_HEX}(?: x(\d{{1,3}}))?", lambda m, g: Strike(g.parse(m[1]), int(m[2] or 1))),
    (rf"airdrop {_ID} -> {_HEX} (low|high) x(\d{{1,3}}) {_LOAD}",
     lambda m, g: Airdrop(m[1], g.parse(m[2]), "low" if m[3] == "low" else "high", int(m[4]), _read_stock(m[5]))),
    (rf"(rest|hold|dig-in|interdict|escort|collect) {_ID}",
     lambda m, g: SetStance(m[2], next(s for s in STANCES if s == _plain_word(m[1])))),
    (rf"load {_ID} <- {_ID} {_LOAD}", lambda m, g: Load(m[1], m[2], _read_stock(m[3]))),
    (rf"unload {_ID} -> {_ID} {_LOAD}", lambda m, g: Unload(m[1], m[2], _read_stock(m[3]))),
    (rf"transfer {_ID} -> {_ID} {_LOAD}", lambda m, g: Transfer(m[1], m[2], _read_stock(m[3]))),
    (rf"priority {_ID} (\d)", lambda m, g: SetPriority(m[1], int(m[2]))),
    (r"policy (fast|balanced|safe)", lambda m, g: from_plain(SetPolicy, {"policy": m[1]})),
    (rf"ration {_ID} (full|two-thirds|half)",
     lambda m, g: from_plain(SetRation, {"consumer": m[1], "ration": _plain_word(m[2])})),
    (rf"choose {_ID}: {_ID}", lambda m, g: Choose(m[1], m[2])),
    (r"end phase", lambda m, g: EndPhase()),
)
_EXAMPLES = MappingProxyType({
    "move": "move wd-1 -> 20.25 20.26", "attack": "attack wd-2 + wd-3 -> 20.26 probe",
    "bombard": "bombard wd-guns -> 19.26", "harass": "harass wd-guns -> 19.26", "strike": "strike -> 19.26 x2",
    "airdrop": "airdrop wadi-deif -> 20.26 high x2 food 60 ammo 40", "rest": "rest wd-1", "hold": "hold wd-1",
    "dig-in": "dig-in wd-1", "interdict": "interdict wd-1", "escort": "escort wd-1", "collect": "collect wd-1",
    "load": "load trucks <- depot food 1000", "unload": "unload trucks -> wadi-deif food 1000",
    "transfer": "transfer wadi-deif -> wd-1 ammo 500", "priority": "priority wadi-deif 1", "policy": "policy safe",
    "ration": "ration wadi-deif half", "choose": "choose truce: keep", "end": "end phase",
})
