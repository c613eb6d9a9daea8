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

STOPPED = (
    ("contact", "it met an enemy not seen before"), ("zone", "an enemy zone of control ends the move"),
    ("mine", "mines on the road cost it the day"), ("ambush", "it was fired on from ambush"),
    ("stacking", "the hex ahead is full"),
)
RESULT_WORDS = (
    ("bloody_repulse", "beaten off with heavy loss"), ("repulse", "beaten off"),
    ("standoff", "no ground changed hands"), ("ground", "ground was taken"), ("collapse", "the defence collapsed"),
)


def unit_name(scenario: Scenario, unit_id: str) -> str:
    """Return a unit's name from the order of battle, or its id where it is not in it."""
    for unit in scenario.units:
        if unit.id == unit_id:
            return unit.name
    return unit_id


def holder_name(scenario: Scenario, holder: str) -> str:
    """Return the name of a base or unit that holds stock."""
    for base in scenario.bases:
        if base.id == holder:
            return base.name
    return unit_name(scenario, holder.partition(":")[0])


def mass(kg: int) -> str:
    """Return a mass as people read it: kilograms under a tonne, else tonnes with one decimal."""
    return f"{kg} kg" if abs(kg) < 1000 else f"{kg / 1000:.1f} t"


def stock_words(scenario: Scenario, stock: Stock) -> str:
    """Return a stock in words, the classes that are not empty: `1.2 t food, 300 kg ammunition`."""
    words = [f"{mass(kg)} {name}" for kg, name in zip(stock, scenario.class_names, strict=True) if kg]
    return ", ".join(words) if words else "nothing"


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
            return f"{unit_name(scenario, unit)} enters at {scenario.hex_name(hex_id)}."
        case ControlTaken(side=side, hexes=hexes) if hexes:
            taker = scenario.sides[side].name if side >= 0 else "Neither side"
            more = f" and {len(hexes) - 1} more" if len(hexes) > 1 else ""
            return f"{taker} now holds {scenario.hex_name(hexes[0])}{more}."
        case WeatherSet(text=text, mud=mud, flyable=flyable):
            ground, sky = "muddy" if mud else "dry", "flying" if flyable else "no flying"
            return f"Weather: {text}; ground {ground}; {sky} weather."
        case _:
            return ""


def _moved(event: Moved, scenario: Scenario) -> str:
    reason = dict(STOPPED).get(event.stopped)
    if not event.path:
        return f"{unit_name(scenario, event.unit)} did not move: {reason}." if reason else ""
    ending = f": {reason}" if reason else ""
    verb = "stopped at" if reason else "moved to"
    return f"{unit_name(scenario, event.unit)} {verb} {scenario.hex_name(event.path[-1])}{ending}."


def _men(count: int) -> str:
    return "nobody" if count == 0 else "1 man" if count == 1 else f"{count} men"


def _lost(rows: tuple[tuple[str, int], ...]) -> int:
    return sum(men for _unit, men in rows)


def _fighting(event: Event, scenario: Scenario) -> str:
    match event:
        case Fought():
            words = dict(RESULT_WORDS)[event.result]
            taken = f" {_men(event.captured)} captured." if event.captured else ""
            attackers = unit_name(scenario, event.units[0]) + (
                f" and {len(event.units) - 1} more" if len(event.units) > 1 else "")
            kind = {"probe": "probed", "assault": "attacked", "all_out": "attacked all out at"}[event.intensity]
            return (f"{attackers} {kind} {scenario.hex_name(event.target)}: {words}; attackers lost"
                    f" {_men(_lost(event.attacker_lost))}, defenders {_men(_lost(event.defender_lost))}.{taken}")
        case Ambushed():
            return (f"{unit_name(scenario, event.unit)} was ambushed at {scenario.hex_name(event.hex)} and lost"
                    f" {_men(event.lost)}; the ambushers lost {_men(event.lost_by)}.")
        case Bombarded():
            return (f"{unit_name(scenario, event.unit)} shelled {scenario.hex_name(event.target)} with"
                    f" {mass(event.shells_kg)}; {_men(_lost(event.lost))} lost there.")
        case Struck():
            lost = f" {event.aircraft_lost} aircraft lost." if event.aircraft_lost else ""
            return (f"Air strike on {scenario.hex_name(event.target)}, {event.sorties} sorties:"
                    f" {_men(_lost(event.lost))} lost there.{lost}")
        case Surrendered():
            return f"{_men(event.men).capitalize()} of {unit_name(scenario, event.unit)} gave up for hunger."
        case Left():
            return f"{unit_name(scenario, event.unit)} is gone from the map: {event.reason}."
        case BaseTaken():
            return f"{scenario.base(event.base).name} is taken by the {scenario.sides[event.side].name.lower()}."
        case _:
            return ""


def _supplying(event: Event, scenario: Scenario) -> str:
    match event:
        case Supplied():
            return (f"{holder_name(scenario, event.consumer)} got {mass(sum(event.arrived))} of"
                    f" {mass(sum(event.needed))} asked for by road.") if any(event.needed) else ""
        case TruckLost():
            name = next((row.name for row in scenario.supply_sources if row.id == event.source), event.source)
            return f"{name} lost {event.trucks} truck{'s' if event.trucks != 1 else ''} with the load."
        case StockMoved():
            return (f"{stock_words(scenario, event.amount)} {event.reason}: {holder_name(scenario, event.giver)} to"
                    f" {holder_name(scenario, event.taker)}.")
        case DropLanded():
            lost = f" {event.aircraft_lost} helicopter lost." if event.aircraft_lost else ""
            return (f"Airdrop for {holder_name(scenario, event.base)} from {event.height} height:"
                    f" {mass(sum(event.recovered))} recovered, {mass(sum(event.lost))} between the lines,"
                    f" {mass(sum(event.captured))} to the enemy.{lost}")
        case AircraftLost():
            place = f" at {scenario.hex_name(event.hex)}" if event.hex >= 0 else ""
            return f"{scenario.sides[event.side].name} lost a {event.aircraft}{place}."
        case _:
            return ""


def _politics(event: Event, scenario: Scenario) -> str:
    match event:
        case Harmed():
            place = scenario.map.place(event.place).name
            return (f"{event.cause.capitalize()} at {place}: about {event.harmed} civilians killed or hurt,"
                    f" {event.left} left (estimates).")
        case HeritageDamaged():
            name = next((site.name for site in scenario.sites if site.id == event.site), event.site)
            return f"{name} was damaged; the {scenario.sides[event.side].name.lower()} answers for it."
        case SupportChanged():
            way = "rose" if event.change > 0 else "fell"
            name = scenario.sides[event.side].name.lower()
            return f"Support of the {name} {way} by {abs(event.change) / 10:.1f}: {event.why}."
        case HeldBack():
            force = unit_name(scenario, event.unit) if event.unit else "recruits"
            return f"Political support is low: of {event.due} men for {force} only {event.come} come."
        case _:
            return ""


def _history(event: Event, scenario: Scenario) -> str:
    match event:
        case EventFired():
            return next((f"{row.title}. {row.text}" for row in scenario.events if row.id == event.event), "")
        case ChoiceMade():
            row = next((row for row in scenario.events if row.id == event.event), None)
            text = next((c.text for c in row.choices if c.id == event.choice), "") if row else ""
            how = " (unanswered, as in history)" if event.by_default else ""
            return f"{row.title if row else event.event}: {text}{how}"
        case GameEnded():
            name = next((level.name for level in scenario.levels if level.id == event.level), event.level)
            return f"The game is over: {name}. {event.reason}"
        case _:
            return ""
