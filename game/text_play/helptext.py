"""What can be written: commands and orders, each in a line."""

from __future__ import annotations

from collections.abc import Iterator

from game.text import _
from game.text_play.spoken import EXAMPLES


def commands() -> tuple[tuple[str, str], ...]:
    """Return every command and what it says or does."""
    return (
        ("help", _("this list; `help ORDER` tells how an order is written")),
        ("situation", _("date, weather, strength, bases, points, events that wait")),
        ("units", _("your units, a line each; `units NAME` all about one")),
        ("enemies", _("enemies in sight, and where others were last seen")),
        ("look PLACE", _("a hex and its six neighbours; a unit's name will do")),
        ("reach UNIT", _("where a unit can go, and at what cost; `reach UNIT all` every hex")),
        ("orders", _("how every order is written; `orders UNIT` what that unit may do now")),
        ("what ORDER", _("what an order would bring, without giving it: odds, drops, costs")),
        ("supply", _("who gets what by road; `supply NAME` why, what would help, how long it lasts")),
        ("bases", _("who holds the bases, what lies in yours")),
        ("hint", _("what the computer would do in your place, and why; it gives no order")),
        ("points", _("points by objective, and the levels of victory")),
        ("briefing", _("what the scenario tells your side")),
        ("log", _("what happened this turn and the last; `log all` since the beginning")),
        ("undo, redo", _("take the last order back, or give it again")),
        ("end", _("end your phase")),
        ("next, run", _("when only watching: one phase more, or all of them; `watch SIDE` changes whom you see")),
        ("lesson", _("what a lesson wants now; `back`, `reset` and `skip` move in it, `answer 2` answers it")),
        ("save NAME", _("keep a copy of the game; every order is kept by itself as well")),
        ("load NAME", _("go on with a saved game; `saves` lists them")),
        ("quit", _("leave; the game can be gone on with")),
    )


def help_lines(topic: str) -> Iterator[str]:
    """Yield the list of commands, or how one order is written and what it does."""
    topic = topic.strip().lower().replace("dig in", "dig-in")
    meaning = meanings().get(topic)
    if meaning is not None:
        yield meaning
        yield _("Write: {example}").format(example=EXAMPLES[topic])
        return
    for name, text in commands():
        if not topic or topic in name.lower():
            yield f"{name}: {text}."
    yield _("An order is given by writing it. Names may be written in any spelling, or only their beginning.")
    yield _("A place is a name or a number such as 20.26; a way may be directions such as NE NE S.")


def order_lines() -> Iterator[str]:
    """Yield how every order is written."""
    for verb, example in EXAMPLES.items():
        yield f"{example}: {meanings()[verb]}"


def meanings() -> dict[str, str]:
    """Return what each order does."""
    return {
        "move": _("Move a unit to a place in reach, or along hexes or directions."),
        "attack": _("Attack a neighbouring hex with one or several units: probe, assault or all-out."),
        "bombard": _("Spend a day's shells of guns or mortars on a hex in range."),
        "harass": _("Fire a fifth of that at a hex in range."),
        "strike": _("Send jets against a hex, so many sorties."),
        "airdrop": _("Drop loads for a base: height high or low, sorties, shares of the load in per cent."),
        "rest": _("Rest: least food and shells are used, and the unit is easy to surprise."),
        "hold": _("Hold the ground."),
        "dig-in": _("Dig in: works grow while the unit stays."),
        "interdict": _("Lie in wait: ambush what passes within a hex, make roads dangerous to trucks."),
        "escort": _("Guard the roads near: trucks and columns are in less danger."),
        "collect": _("Gather what was dropped near."),
        "load": _("Take stock from a base or unit beside it onto a unit's trucks, in kilograms."),
        "unload": _("Give what a unit's trucks carry to a base or unit beside it."),
        "transfer": _("Hand stock from one base or unit to another beside it."),
        "priority": _("Set how urgent a base's or unit's supply is: 1 first, 2 usual, 3 last."),
        "policy": _("Set which roads trucks prefer: fast, balanced or safe."),
        "ration": _("Set the food a base or unit is given: full, two-thirds or half."),
        "choose": _("Answer an event that waits for you."),
        "end": _("End your phase."),
    }
