"""What a scenario fixes before the first turn: map, sides, forces, sources, events and objectives.

A `Scenario` is built once by the loader and referred to; nothing in it changes during a game.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from game.hexes import Grid
from game.rules.lesson import Lesson
from game.rules.ruleset import Basis, Consumption, Ruleset, Stock, Terrain, UnitType
from game.rules.words import Translation, Words

OFF_MAP = -1


@dataclass(frozen=True, slots=True)
class Cited:
    """A source of the scenario: id such as `doc 11`, our paraphrase, where it is to be found, and its short name."""

    id: str
    text: Words
    where: str = ""
    name: Words = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place in one hex; `people` is the population at the start (0 where nobody lives)."""

    id: str
    name: Words
    hex: int
    kind: str
    aliases: tuple[str, ...] = ()
    arabic: str = ""
    people: int = 0
    label: int = 3
    basis: Basis = "sourced"
    sources: tuple[str, ...] = ()
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Road:
    """A named road as the hexes it crosses in travel order; consecutive hexes are neighbours."""

    id: str
    name: Words
    road_class: str
    hexes: tuple[int, ...]
    basis: Basis = "estimate"
    sources: tuple[str, ...] = ()
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A region label of the printed map."""

    name: Words
    hex: int
    width_hexes: int = 6


@dataclass(frozen=True, slots=True)
class Edge:
    """A direction off the map, such as Hama to the south: for labels and for entries."""

    id: str
    name: Words
    hex: int
    note: Words = ""


class TravelsLight:
    """A dataclass that goes to other processes as its fields, without the answers it has kept about itself."""

    def __getstate__(self) -> dict[str, object]:
        """Return the fields alone."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]


@dataclass(frozen=True)
class MapData(TravelsLight):
    """The board: one terrain index per hex (into `Ruleset.terrain`), metres of elevation, roads, places.

    `road_sides[h]` holds six road class indices (into `Ruleset.roads`), -1 for none, clockwise from north.
    """

    grid: Grid
    terrain: bytes
    elevation: tuple[int, ...]
    roads: tuple[Road, ...]
    road_sides: tuple[tuple[int, int, int, int, int, int], ...]
    places: tuple[Place, ...]
    areas: tuple[Area, ...] = ()
    edges: tuple[Edge, ...] = ()
    origin: tuple[float, float] = (0.0, 0.0)

    @cached_property
    def memory(self) -> dict[str, object]:
        """Answers that depend on nothing but the map, by question; no part of its value."""
        return {}

    def place_at(self, hex_id: int) -> Place | None:
        """Return the place in a hex, or None."""
        return self._places_by_hex.get(hex_id)

    @cached_property
    def _places_by_hex(self) -> dict[int, Place]:
        return {place.hex: place for place in reversed(self.places)}

    def place(self, place_id: str) -> Place:
        """Return the place of that id; KeyError if there is none."""
        for place in self.places:
            if place.id == place_id:
                return place
        raise KeyError(place_id)


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its names, its way of supply and the political support it starts with (0 to 1000)."""

    id: str
    name: Words
    frame: Literal["rectangle", "diamond"]
    consumption: Consumption
    support: int = 700
    summary: Words = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A formation that fights under one command; joint attacks of different groups lose coordination."""

    id: str
    name: Words
    side: int
    bound_by_truce: bool = True
    note: Words = ""


@dataclass(frozen=True, slots=True)
class UnitDef:
    """One unit of the order of battle; `hex` is where it starts or enters, `arrives` the turn (0 = at start)."""

    id: str
    name: Words
    side: int
    type: str
    group: str
    hex: int
    arrives: int
    men: int
    vehicles: int
    quality_pm: int
    entry_hexes: tuple[int, ...] = ()
    stance: str = "hold"
    entrench: int = 0
    food_days: int = 3
    ammo_days: int = 5
    fuel_km: int = 100
    cargo: Stock = (0, 0, 0)
    hunger_pm: int = 0
    description: Words = ""
    basis: Basis = "estimate"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A track between two bases that shares their stocks while its outposts are held."""

    to: str
    capacity_kg_day: int
    needs: tuple[int, ...]
    basis: Basis = "estimate"


@dataclass(frozen=True, slots=True)
class BaseDef:
    """A base or depot: a stock for the units in and near it.

    `prize_fuel_kg` is that part of the fuel which counts as the store when the base is taken. `fort` is the
    entrenchment of the works. `garrison_base` bases make those in them count as in a base when attacked.
    """

    id: str
    name: Words
    side: int
    hex: int
    stock: Stock
    fort: int = 0
    fuel_litres_day: int = 0
    links: tuple[Link, ...] = ()
    priority: int = 2
    depot: bool = False
    believed: Words = ""
    prize_fuel_kg: int = 0
    basis: Basis = "estimate"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDef:
    """A map-edge (or village) entry of supply with its own truck fleet.

    `available` is kilograms a day per class; `lead_minutes` the road before the map's edge; `shares` names the
    source whose stock and fleet this second entry draws on. `people` sources scale with the population of the
    places listed that the side controls.
    """

    id: str
    name: Words
    side: int
    hex: int
    available: Stock
    trucks: int
    payload_kg: int
    rough_payload_kg: int
    loading_minutes: int
    working_minutes: int
    lead_minutes: int = 0
    shares: str = ""
    group: str = ""
    people_places: tuple[str, ...] = ()
    basis: Basis = "estimate"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrafficDef:
    """Through traffic of lowest priority: from an entry over the map to an exit, with a way round off the map.

    Where the way over the map is shut, the same trucks take the alternative; what they carry follows from
    `q = trucks * working / (2 * minutes + loading) * payload`, up to the demand.
    """

    id: str
    name: Words
    side: int
    entry: int
    exit: int
    demand_kg_day: int
    trucks: int
    payload_kg: int
    loading_minutes: int
    working_minutes: int
    off_map_minutes: int
    alternative_name: Words
    alternative_minutes: int
    alternative_payload_kg: int
    basis: Basis = "estimate"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AirDef:
    """What one side flies: sorties in a day in hundredths, points of exposure of its fields."""

    side: int
    strikes_per_100_days: int
    drops_per_100_days: int
    basis: Basis = "estimate"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A protected site of heritage in a hex; `evacuated_by` names the flag that makes it safe."""

    id: str
    name: Words
    hex: int
    evacuated_flag: str = ""
    sources: tuple[str, ...] = ()


ConditionKind = Literal["date", "before", "turn", "control", "stock_below", "losses_above", "flag", "no_flag",
                        "chance", "support_below", "base_held", "captured", "unit_near", "strike_on", "people_below"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an event's trigger; which fields count depends on `kind` (see `docs/modding.md`)."""

    kind: ConditionKind
    turn: int = 0
    hexes: tuple[int, ...] = ()
    side: int = -1
    base: str = ""
    supply_class: int = 0
    amount: int = 0
    flag: str = ""
    chance_pm: int = 1000
    unit: str = ""


EffectKind = Literal["arrive", "leave", "men", "stock", "flag", "clear_flag", "support", "truce", "coordination",
                     "pool", "sorties", "people", "harm", "heritage", "source", "trucks", "quality", "strike",
                     "aircraft_lost", "convoy"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of an event from the closed list; which fields count depends on `kind`."""

    kind: EffectKind
    units: tuple[str, ...] = ()
    base: str = ""
    side: int = -1
    stock: Stock = (0, 0, 0)
    flag: str = ""
    amount: int = 0
    turns: int = 0
    factor_pm: int = 1000
    place: str = ""
    source: str = ""
    site: str = ""
    aircraft: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of an event, with its effects; the historical one is what happens unanswered."""

    id: str
    text: Words
    effects: tuple[Effect, ...]
    historical: bool = False


def on_record(sources: Iterable[str]) -> bool:
    """Say whether any of these is a source and no estimate: then it can be said to have been so in history."""
    return any(source != "estimate" for source in sources)


@dataclass(frozen=True, slots=True)
class EventDef:
    """An event: all conditions true fires it once (or each time where `repeats`), at dawn.

    Effects without a choice happen at once; with choices the deciding side answers in its phase.
    """

    id: str
    title: Words
    text: Words
    conditions: tuple[Condition, ...]
    effects: tuple[Effect, ...] = ()
    choices: tuple[Choice, ...] = ()
    decides: int = -1
    repeats: bool = False
    seen_by: tuple[int, ...] = (0, 1)
    category: Literal["history", "combat", "supply", "air", "politics"] = "history"
    basis: Basis = "sourced"
    sources: tuple[str, ...] = ()


ObjectiveKind = Literal["hold_base", "take_base", "take_store", "threaten_link", "traffic", "break_siege",
                        "place", "aircraft", "arrive"]


@dataclass(frozen=True, slots=True)
class Objective:
    """A source of points, in thousandths of a point; `per_day`, `once` and `at_end` as the kind uses them.

    hold_base: side holds `base` (per day, at end) · take_base: side takes it (once) · take_store: once, times the
    share of the store left · threaten_link: per day after `base` is taken · traffic: per tonne that passes ·
    break_siege: once and per day while a truck route to one of `bases` is open · place: side controls all
    `hexes` (per day, at end) · aircraft: once per machine the other side loses · arrive: once per unit of `units` that
    stands within 1 hex of `hexes`.
    """

    id: str
    title: Words
    kind: ObjectiveKind
    side: int
    per_day: int = 0
    once: int = 0
    at_end: int = 0
    base: str = ""
    bases: tuple[str, ...] = ()
    hexes: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    basis: Basis = "estimate"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A level of victory: reached when first side's points minus the second's are at least `least` (thousandths)."""

    id: str
    name: Words
    least: int
    winner: int
    text: Words = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Start date, days in a turn, number of turns, and the side that goes first."""

    start: date
    days: int
    turns: int
    first: int = 0

    def date_of(self, turn: int) -> date:
        """Return the date of the dawn of a turn; turn 1 is the start."""
        return self.start + timedelta(days=(turn - 1) * self.days)

    def turn_of(self, day: date) -> int:
        """Return the turn in which a day falls, 1 for the start and any day before it."""
        return max(1, (day - self.start).days // self.days + 1)


@dataclass(frozen=True, eq=False)
class Scenario:
    """Everything a game needs that does not change while it is played.

    Compared and hashed by identity, so that tables derived from it can be cached at no cost; two loads of one file
    are told to be the same by their `fingerprint`. One in another language than its files are written in keeps
    the one it was made of in `written`; it plays the same game.
    """

    id: str
    title: Words
    summary: Words
    content_note: Words
    briefing: tuple[tuple[int, Words], ...]
    sources: tuple[Cited, ...]
    clock: Clock
    ruleset: Ruleset
    map: MapData
    sides: tuple[Side, Side]
    groups: tuple[Group, ...]
    units: tuple[UnitDef, ...]
    bases: tuple[BaseDef, ...]
    supply_sources: tuple[SourceDef, ...]
    traffic: tuple[TrafficDef, ...]
    air: tuple[AirDef, ...]
    sites: tuple[Site, ...]
    events: tuple[EventDef, ...]
    objectives: tuple[Objective, ...]
    levels: tuple[Level, ...]
    control: bytes
    class_names: tuple[Words, Words, Words] = ("food", "ammunition", "fuel")
    fog: bool = True
    lessons: tuple[Lesson, ...] = ()
    fingerprint: str = ""
    lines: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    translations: tuple[Translation, ...] = ()
    written: Scenario | None = field(default=None, repr=False)

    def unit_type(self, type_id: str) -> UnitType:
        """Return the unit type of that id; KeyError if there is none."""
        return self.ruleset.kinds[type_id]

    @cached_property
    def order_of_battle(self) -> dict[str, UnitDef]:
        """The lines of the order of battle by unit."""
        return {row.id: row for row in reversed(self.units)}

    @cached_property
    def base_defs(self) -> dict[str, BaseDef]:
        """Bases by id."""
        return {base.id: base for base in reversed(self.bases)}

    def terrain_at(self, hex_id: int) -> Terrain:
        """Return the terrain of a hex."""
        return self.ruleset.terrain[self.map.terrain[hex_id]]

    def base(self, base_id: str) -> BaseDef:
        """Return the base of that id; KeyError if there is none."""
        return self.base_defs[base_id]

    def side_index(self, side_id: str) -> int:
        """Return 0 or 1 for a side's id or name; KeyError if there is none."""
        for index, side in enumerate(self.sides):
            if side_id in (side.id, side.name):
                return index
        raise KeyError(side_id)

    def hex_name(self, hex_id: int) -> str:
        """Return the place in a hex with its number, or the number alone: `Hish (16.37)`."""
        name = self.map.grid.name(hex_id)
        place = self.map.place_at(hex_id)
        return f"{place.name} ({name})" if place else name
