"""What an event is in words: one sober sentence for logs, replays and reports, and the hex it points at."""

from __future__ import annotations

from game.rules.orders import (
    AircraftLost,
    Ambushed,
    Arrived,
    BaseTaken,
    Bombarded,
    ChoiceMade,
    ControlTaken,
    DropLanded,
    Event,
    EventFired,
    Fought,
    GameEnded,
    Harmed,
    HeldBack,
    HeritageDamaged,
    Left,
    Moved,
    Scored,
    StockMoved,
    Struck,
    Supplied,
    SupportChanged,
    Surrendered,
    TruckLost,
    WeatherSet,
)
from game.rules.ruleset import Stock
from game.rules.scenario import OFF_MAP, Scenario
from game.rules.spoken import as_written
from game.text import _, figure, mark, plural

STOPPED = (
    ("contact", mark("it met an enemy not seen before")), ("zone", mark("an enemy zone of control ends the move")),
    ("mine", mark("mines on the road cost it the day")), ("ambush", mark("it was fired on from ambush")),
    ("stacking", mark("the hex ahead is full")),
)
RESULT_WORDS = (
    ("bloody_repulse", mark("beaten off with heavy loss")), ("repulse", mark("beaten off")),
    ("standoff", mark("no ground changed hands")), ("ground", mark("ground was taken")),
    ("collapse", mark("the defence collapsed")),
)
LAST_TURN, HOLDS_ALL, AND = (
    mark("The last turn is over: {turn} of {turns}."), mark("{side} holds {bases}."), mark(" and "),
)
KEPT = (
    mark("rain and mud"), mark("low cloud"), mark("clear"),
    mark("withdrawn"), mark("destroyed"), mark("surrendered"),
    mark("loaded"), mark("unloaded"), mark("transferred"), mark("shared"), mark("captured"),
    mark("shelling"), mark("air strike"), mark("strike"), mark("fighting"), mark("event"),
    mark("harm to people"), mark("damage to heritage"), mark("jet"), mark("helicopter"), mark("low"), mark("high"),
    mark("food"), mark("ammunition"), mark("fuel"),
)
"""The words that states and events keep in English, whatever language is spoken."""


def unit_name(scenario: Scenario, unit_id: str) -> str:
    """Return a unit's name from the order of battle, or its id where it is not in it."""
    row = scenario.order_of_battle.get(unit_id)
    return row.name if row else unit_id


def holder_name(scenario: Scenario, holder: str) -> str:
    """Return the name of a base or unit that holds stock."""
    for base in scenario.bases:
        if base.id == holder:
            return base.name
    return unit_name(scenario, holder.partition(":")[0])


def mass(kg: int) -> str:
    """Return a mass as people read it: kilograms under a tonne, else tonnes with one decimal."""
    return f"{kg} kg" if abs(kg) < 1000 else f"{figure(kg / 1000, '.1f')} t"


def stock_words(scenario: Scenario, stock: Stock) -> str:
    """Return a stock in words, the classes that are not empty: `1.2 t food, 300 kg ammunition`."""
    words = [f"{mass(kg)} {_(name)}" for kg, name in zip(stock, scenario.class_names, strict=True) if kg]
    return ", ".join(words) if words else _("nothing")


def weather_words(text: str) -> str:
    """Return the weather as it is kept in words of the language in use."""
    return ", ".join(_(word) for word in text.split(", "))


def ending_words(scenario: Scenario, reason: str) -> str:
    """Return why a game ended, as it is kept, in words of the language in use."""
    turns = scenario.clock.turns
    if reason == LAST_TURN.format(turn=turns, turns=turns):
        return _(LAST_TURN).format(turn=turns, turns=turns)
    for side in scenario.sides:
        head, _all, tail = HOLDS_ALL.format(side=as_written(scenario, side.name), bases="|").partition("|")
        if reason.startswith(head):
            told = {as_written(scenario, base.name): base.name for base in scenario.bases}
            bases = [told.get(name, name) for name in reason.removeprefix(head).removesuffix(tail).split(AND)]
            return _(HOLDS_ALL).format(side=side.name, bases=_(AND).join(bases))
    return reason


def where(event: Event) -> int:
    """Return the hex an event points at, or -1."""
    match event:
        case Moved():
            return event.path[-1] if event.path else OFF_MAP
        case Fought() | Bombarded() | Struck():
            return event.target
        case DropLanded():
            return event.aim
        case Arrived() | Left() | Ambushed() | Surrendered() | AircraftLost():
            return event.hex
        case ControlTaken():
            return event.hexes[0] if event.hexes else OFF_MAP
        case _:
            return OFF_MAP


def category(event: Event) -> str:
    """Return the filter of the log an event belongs to: combat, supply, air, history, politics or turn."""
    match event:
        case Fought() | Ambushed() | Bombarded() | Surrendered() | BaseTaken() | Left() | Moved() | ControlTaken():
            return "combat"
        case Supplied() | TruckLost() | StockMoved():
            return "supply"
        case Struck() | DropLanded() | AircraftLost():
            return "air"
        case Harmed() | HeritageDamaged() | SupportChanged() | HeldBack():
            return "politics"
        case EventFired() | ChoiceMade() | Arrived() | GameEnded():
            return "history"
        case _:
            return "turn"


def sentence(event: Event, scenario: Scenario) -> str:
    """Return an event as one sentence; empty for those that need none."""
    match event:
        case Fought() | Ambushed() | Bombarded() | Struck() | Surrendered() | Left() | BaseTaken():
            return _fighting(event, scenario)
        case Supplied() | TruckLost() | StockMoved() | DropLanded() | AircraftLost():
            return _supplying(event, scenario)
        case Harmed() | HeritageDamaged() | SupportChanged() | HeldBack():
            return _politics(event, scenario)
        case EventFired() | ChoiceMade() | Scored() | GameEnded():
            return _history(event, scenario)
        case Moved():
            return _moved(event, scenario)
        case Arrived(unit=unit, hex=hex_id):
            return _("{name} entered at {place}.").format(
                name=unit_name(scenario, unit), place=scenario.hex_name(hex_id))
        case ControlTaken(side=side, hexes=hexes) if hexes:
            place = _and_more(scenario.hex_name(hexes[0]), len(hexes) - 1)
            if side < 0:
                return _("Neither side now holds {place}.").format(place=place)
            return _("Now held by {side}: {place}.").format(side=scenario.sides[side].name, place=place)
        case WeatherSet(text=text, mud=mud, flyable=flyable):
            return _("Weather: {text}; ground {ground}; {sky}.").format(
                text=weather_words(text), ground=_("muddy") if mud else _("dry"),
                sky=_("flying weather") if flyable else _("no flying weather"))
        case _:
            return ""


def _and_more(first: str, more: int) -> str:
    """Return the first of several and how many more there are."""
    return plural("{first} and {n} more", "{first} and {n} more", more).format(first=first, n=more) if more else first


def _moved(event: Moved, scenario: Scenario) -> str:
    reason, name = _(dict(STOPPED).get(event.stopped, "")), unit_name(scenario, event.unit)
    if not event.path:
        return _("{name} did not move: {reason}.").format(name=name, reason=reason) if reason else ""
    place = scenario.hex_name(event.path[-1])
    if reason:
        return _("{name} stopped at {place}: {reason}.").format(name=name, place=place, reason=reason)
    return _("{name} moved to {place}.").format(name=name, place=place)


def _men(count: int) -> str:
    return plural("{n} man", "{n} men", count).format(n=count) if count else _("nobody")


def _lost(rows: tuple[tuple[str, int], ...]) -> int:
    return sum(men for _unit, men in rows)


def _fighting(event: Event, scenario: Scenario) -> str:
    match event:
        case Fought():
            return _fought(event, scenario)
        case Ambushed():
            return _("{name} ran into an ambush at {place} and lost {men}; the ambushers lost {theirs}.").format(
                name=unit_name(scenario, event.unit), place=scenario.hex_name(event.hex), men=_men(event.lost),
                theirs=_men(event.lost_by))
        case Bombarded():
            return _("{name} shelled {place} with {shells}; {men} lost there.").format(
                name=unit_name(scenario, event.unit), place=scenario.hex_name(event.target),
                shells=mass(event.shells_kg), men=_men(_lost(event.lost)))
        case Struck():
            return _("Air strike on {place}, {sorties} sorties: {men} lost there.").format(
                place=scenario.hex_name(event.target), sorties=event.sorties, men=_men(_lost(event.lost))) + _if_any(
                    plural(" {n} aircraft lost.", " {n} aircraft lost.", event.aircraft_lost), event.aircraft_lost)
        case Surrendered():
            return plural("{n} man of {name} gave up for hunger.", "{n} men of {name} gave up for hunger.",
                          event.men).format(n=event.men, name=unit_name(scenario, event.unit))
        case Left():
            return _("Gone from the map: {name}, {reason}.").format(
                name=unit_name(scenario, event.unit), reason=_(event.reason))
        case BaseTaken():
            return _("{base} is taken by the {side}.").format(
                base=scenario.base(event.base).name, side=scenario.sides[event.side].name.lower())
        case _:
            return ""


def _fought(event: Fought, scenario: Scenario) -> str:
    clause = {
        "probe": _("{name} probed {place}"), "assault": _("{name} attacked {place}"),
        "all_out": _("{name} attacked all out at {place}"),
    }[event.intensity].format(
        name=_and_more(unit_name(scenario, event.units[0]), len(event.units) - 1),
        place=scenario.hex_name(event.target))
    return _("{clause}: {result}; attackers lost {own}, defenders {theirs}.").format(
        clause=clause, result=_(dict(RESULT_WORDS)[event.result]), own=_men(_lost(event.attacker_lost)),
        theirs=_men(_lost(event.defender_lost))) + _if_any(
            plural(" {n} man captured.", " {n} men captured.", event.captured), event.captured)


def _if_any(text: str, count: int) -> str:
    """Return a further sentence about a count, nothing where there is none."""
    return text.format(n=count) if count else ""


def _supplying(event: Event, scenario: Scenario) -> str:
    match event:
        case Supplied():
            return _("{name} got {got} of {asked} asked for by road.").format(
                name=holder_name(scenario, event.consumer), got=mass(sum(event.arrived)),
                asked=mass(sum(event.needed))) if any(event.needed) else ""
        case TruckLost():
            name = next((row.name for row in scenario.supply_sources if row.id == event.source), event.source)
            return plural("{name} lost {n} truck with the load.", "{name} lost {n} trucks with the load.",
                          event.trucks).format(name=name, n=event.trucks)
        case StockMoved():
            return _("{stock} {reason}: {giver} to {taker}.").format(
                stock=stock_words(scenario, event.amount), reason=_(event.reason),
                giver=holder_name(scenario, event.giver), taker=holder_name(scenario, event.taker))
        case DropLanded():
            return _("Airdrop for {base} from {height} height: {recovered} recovered, {lost} between the lines,"
                     " {captured} to the enemy.").format(
                base=holder_name(scenario, event.base), height=_(event.height), recovered=mass(sum(event.recovered)),
                lost=mass(sum(event.lost)), captured=mass(sum(event.captured))) + _if_any(
                    plural(" {n} helicopter lost.", " {n} helicopter lost.", event.aircraft_lost), event.aircraft_lost)
        case AircraftLost():
            side, aircraft = scenario.sides[event.side].name, _(event.aircraft)
            if event.hex < 0:
                return _("{side} lost a {aircraft}.").format(side=side, aircraft=aircraft)
            return _("{side} lost a {aircraft} at {place}.").format(
                side=side, aircraft=aircraft, place=scenario.hex_name(event.hex))
        case _:
            return ""


def _politics(event: Event, scenario: Scenario) -> str:
    match event:
        case Harmed():
            return _("{cause} at {place}: about {harmed} civilians killed or hurt, {left} left (estimates).").format(
                cause=_first_up(_(event.cause)), place=scenario.map.place(event.place).name, harmed=event.harmed,
                left=event.left)
        case HeritageDamaged():
            name = next((site.name for site in scenario.sites if site.id == event.site), event.site)
            return _("{name} was damaged; the {side} answers for it.").format(
                name=name, side=scenario.sides[event.side].name.lower())
        case SupportChanged():
            text = (_("Support of the {side} rose by {points}: {why}.") if event.change > 0
                    else _("Support of the {side} fell by {points}: {why}."))
            return text.format(side=scenario.sides[event.side].name.lower(), why=_(event.why),
                               points=figure(abs(event.change) / 10, ".1f"))
        case HeldBack():
            force = unit_name(scenario, event.unit) if event.unit else _("recruits")
            return _("Political support is low: of {due} men for {force} only {come} come.").format(
                due=event.due, force=force, come=event.come)
        case _:
            return ""


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _history(event: Event, scenario: Scenario) -> str:
    match event:
        case EventFired():
            return next((f"{row.title}. {row.text}" for row in scenario.events if row.id == event.event), "")
        case ChoiceMade():
            row = next((row for row in scenario.events if row.id == event.event), None)
            text = next((c.text for c in row.choices if c.id == event.choice), "") if row else ""
            how = _(" (unanswered, as in history)") if event.by_default else ""
            return f"{row.title if row else event.event}: {text}{how}"
        case GameEnded():
            name = next((level.name for level in scenario.levels if level.id == event.level), event.level)
            return _("The game is over: {level}. {reason}").format(
                level=name, reason=ending_words(scenario, event.reason))
        case _:
            return ""
