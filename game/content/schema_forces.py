"""The shape of forces: sides, groups, units, bases, supply, aircraft, protected sites and who holds what."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from game.content.base import Cited, Load, Row, Strict
from game.content.kinds import (
    BasisWord,
    Count,
    Day,
    Factor,
    Hex,
    Hours,
    Id,
    Name,
    OneOf,
    OptionalProse,
    Payload,
    PlaceName,
    Ref,
    Share,
    SideRef,
    Text,
    Tonnes,
    Whole,
    YesNo,
    refuse,
)
from game.rules.ruleset import STANCES

UnitRef = Annotated[str, Ref("unit")]
BaseRef = Annotated[str, Ref("base")]
Hexes = Annotated[int, Whole(0, 60)]
Minutes = Annotated[int, Whole(0, 10_000)]


class SideRow(Row):
    """One of the two sides."""

    id: Id = Field(description="What the file, orders and saves call it.")
    name: Name = Field(description="What the player reads.")
    frame: Annotated[str, OneOf("rectangle", "diamond")] = Field(description="The frame of its counters.")
    consumption: Annotated[str, Ref("consumption")] = Field(description="What its men use: a table of the ruleset.")
    support: Share = Field(700, description="Political support at the start.")
    summary: OptionalProse = Field("", description="Who they are and what they want, in a few sentences.")


class GroupRow(Row):
    """A formation under one command: joint attacks of different groups lose coordination."""

    id: Id = Field(description="What units name as their group.")
    name: Name = Field(description="What the player reads.")
    side: SideRef = Field(description="The side it fights for.")
    bound_by_truce: YesNo = Field(True, description="Whether a truce keeps it from attacking.")
    note: OptionalProse = Field("", description="What is known of it.")


class UnitRow(Cited, Row):
    """One unit of the order of battle. Give its strength as `steps`, or as `men`."""

    id: Id = Field(description="What orders and saves call it.")
    name: Name = Field(description="What the player reads.")
    side: SideRef = Field(description="The side it fights for.")
    type: Annotated[str, Ref("unit_type")] = Field(description="Its type: a row of the ruleset's unit_types.")
    group: Annotated[str, Ref("group")] = Field("", description="The group it belongs to, if any.")
    hex: Hex = Field(alias="at", description="Where it stands, or enters the map.")
    entry_hexes: list[Hex] = Field(
        default=[], alias="or_at", max_length=20, description="Where else it may enter when the first is taken.")
    arrives: Annotated[int, Day(event=True)] = Field(
        0,
        description="Date or turn it enters; without it, it is there at the start. `event`: only an event brings it.")
    steps: Annotated[int, Whole(1, 200)] | None = Field(
        None, description="Strength in steps: men and vehicles follow from the type.")
    men: Annotated[int, Whole(1, 20_000)] | None = Field(None, description="Strength in men, instead of steps.")
    vehicles: Annotated[int, Whole(0, 2000)] | None = Field(
        None, description="Vehicles, where they are not those of the steps.")
    quality_pm: Factor = Field(1000, alias="quality", description="Factor on its strength for training and spirit.")
    stance: Annotated[str, OneOf(*STANCES)] = Field("hold", description="What it does at the start.")
    entrench: Annotated[int, Whole(0, 9)] = Field(0, description="Level of entrenchment at the start.")
    food_days: Annotated[int, Whole(0, 365)] = Field(3, description="Days of food it carries at the start.")
    ammo_days: Annotated[int, Whole(0, 365)] = Field(
        5, description="Days of ammunition it carries, at the rate of holding.")
    hunger_pm: Share = Field(
        0, alias="hunger", description="How hungry its men are at the start: 0 is fed, 1 is starved.")
    fuel_km: Annotated[int, Whole(0, 5000)] = Field(100, description="Kilometres of fuel its vehicles carry.")
    cargo_t: Load = Field(Load.model_construct(), description="Tonnes its trucks carry for others.")
    description: OptionalProse = Field("", description="What is known of it, for the player.")

    @model_validator(mode="after")
    def _steps_or_men(self) -> Self:
        if (self.steps is None) == (self.men is None):
            raise refuse("exactly-one", "expected either 'steps' or 'men'")
        return self


class LinkRow(Strict):
    """A track between two bases, which share their stocks while its outposts are held."""

    to: BaseRef = Field(description="The other base.")
    capacity_kg_day: Tonnes = Field(alias="capacity_t_day", description="Tonnes a day.")
    needs: list[Hex] = Field(default=[], max_length=20, description="Hexes that the side must hold for it.")
    basis: BasisWord = Field("estimate", description="Where this is known from.")


class BaseRow(Cited, Row):
    """A base or depot: a stock for the units in it and near it."""

    id: Id = Field(description="What orders and saves call it.")
    name: Name = Field(description="What the player reads.")
    side: SideRef = Field(description="Who holds it at the start.")
    hex: Hex = Field(alias="at", description="Where it is.")
    stock_t: Load = Field(Load.model_construct(), description="Tonnes in store at the start.")
    fort: Annotated[int, Whole(0, 9)] = Field(0, description="Level of its works, which count as entrenchment.")
    fuel_litres_day: Annotated[int, Whole(0, 100_000)] = Field(0, description="Litres a day that its generators use.")
    prize_fuel_kg: Tonnes = Field(
        0, alias="prize_fuel_t", description="Tonnes of the fuel that count as the store when it is taken.")
    links: list[LinkRow] = Field(default=[], max_length=20, description="Tracks to other bases.")
    priority: Annotated[int, Whole(1, 3)] = Field(2, description="Supply priority at the start: 1 first, 3 last.")
    depot: YesNo = Field(False, description="Whether it is a mere depot, without works.")
    believed: OptionalProse = Field("", description="What the other side believes about it.")


class SourceRow(Cited, Row):
    """Where supply enters: a map edge or a village, with its own truck fleet."""

    id: Id = Field(description="What other rows call it.")
    name: Name = Field(description="What the player reads.")
    side: SideRef = Field(description="The side it feeds.")
    hex: Hex = Field(alias="at", description="Where it enters the map.")
    available_t_day: Load = Field(description="Tonnes a day that it can give.")
    trucks: Annotated[int, Whole(0, 5000)] = Field(description="Trucks of its fleet.")
    payload_kg: Payload = Field(alias="payload_t", description="Tonnes of a truck on roads.")
    rough_payload_kg: Payload = Field(alias="rough_payload_t", description="Tonnes of a truck on rough ground.")
    loading_minutes: Hours = Field(alias="loading_hours", description="Hours to load and unload, a round trip.")
    working_minutes: Hours = Field(alias="working_hours", description="Hours a day that a truck works.")
    lead_minutes: Minutes = Field(0, description="Minutes of road before the map's edge, one way.")
    shares: Annotated[str, Ref("supply_source")] = Field(
        "", description="The source whose stock and trucks this second entry draws on.")
    group: Annotated[str, Ref("group")] = Field(
        "", description="The only group it feeds; without it all units of the side.")
    people_places: list[Annotated[str, PlaceName()]] = Field(
        default=[], max_length=200, description="Places whose people give it: it falls as they leave.")


class TrafficRow(Cited, Row):
    """Through traffic over the map, of the lowest priority, with a longer way round off the map."""

    id: Id = Field(description="What objectives and reports call it.")
    name: Name = Field(description="What the player reads.")
    side: SideRef = Field(description="Whose traffic it is.")
    entry: Hex = Field(description="Where it enters.")
    exit: Hex = Field(description="Where it leaves.")
    demand_kg_day: Tonnes = Field(alias="demand_t_day", description="Tonnes a day that want to pass.")
    trucks: Annotated[int, Whole(0, 50_000)] = Field(description="Trucks of its fleet.")
    payload_kg: Payload = Field(alias="payload_t", description="Tonnes of a truck.")
    loading_minutes: Hours = Field(alias="loading_hours", description="Hours to load and unload, a round trip.")
    working_minutes: Hours = Field(alias="working_hours", description="Hours a day that a truck works.")
    off_map_minutes: Minutes = Field(description="Minutes of the way that lie off the map, one way.")
    alternative_name: Name = Field(description="Name of the way round.")
    alternative_minutes: Minutes = Field(description="Minutes of the way round, one way.")
    alternative_payload_kg: Payload = Field(
        alias="alternative_payload_t", description="Tonnes of a truck on the way round.")


class ClassNames(Strict):
    """What the supply classes are called."""

    food: Name = Field("food", description="Name of the first class.")
    ammo: Name = Field("ammunition", description="Name of the second class.")
    fuel: Name = Field("fuel", description="Name of the third class.")


class SupplyShape(Strict):
    """Where supply comes from, and what else uses the roads."""

    classes: ClassNames = Field(ClassNames.model_construct(), description="Names of the three supply classes.")
    sources: list[SourceRow] = Field(default=[], max_length=60, description="Entries of supply.")
    traffic: list[TrafficRow] = Field(default=[], max_length=10, description="Through traffic.")


class AirRow(Cited, Strict):
    """What one side flies."""

    side: SideRef = Field(description="The side.")
    strikes_per_100_days: Annotated[int, Whole(0, 10_000)] = Field(0, description="Sorties of jets in a hundred days.")
    drops_per_100_days: Annotated[int, Whole(0, 10_000)] = Field(
        0, description="Sorties of transport helicopters in a hundred days.")


class SiteRow(Cited, Row):
    """A protected site of heritage."""

    id: Id = Field(description="What events call it.")
    name: Name = Field(description="What the player reads.")
    hex: Hex = Field(alias="at", description="Where it is.")
    evacuated_flag: Annotated[str, Text(40, 0)] = Field(
        "", description="The flag that makes it safe, set by an event's choice.")


class Claim(Strict):
    """Hexes that a side controls at the start: one of the ways to name them, and how far round them."""

    places: list[Hex] = Field(default=[], max_length=200, description="Places or hexes.")
    road: Annotated[str, Ref("road")] | None = Field(
        None, description="The id of a road: its hexes, or those between `from` and `to`.")
    start: Hex | None = Field(
        None, alias="from", description="Where the part of the road begins: a place on it or next to it.")
    end: Hex | None = Field(None, alias="to", description="Where the part of the road ends.")
    columns: list[Count] | None = Field(
        None, min_length=2, max_length=2, description="First and last column of a block of hexes.")
    rows: list[Count] | None = Field(None, min_length=2, max_length=2, description="First and last row of the block.")
    units: YesNo = Field(False, description="True: the hexes of the side's units and bases at the start.")
    rest: YesNo = Field(False, description="True: every hex that no other claim takes.")
    radius: Hexes = Field(0, description="Hexes round those named.")
