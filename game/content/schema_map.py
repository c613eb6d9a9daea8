"""The shape of a map: grid, ground, heights, roads, places and labels."""

from typing import Annotated

from pydantic import Field

from game.content.base import Cited, Row, Strict
from game.content.kinds import (
    Count,
    HexRef,
    Id,
    Latitude,
    Longitude,
    Measure,
    Name,
    OneOf,
    OptionalProse,
    Ref,
    Scaled,
    Text,
    Whole,
)
from game.content.names import MAX_SIDE

BoardHex = Annotated[int, HexRef()]


class Origin(Strict):
    """A point in degrees."""

    lat: Latitude = Field(description="Latitude, north positive.")
    lon: Longitude = Field(description="Longitude, east positive.")


class Scale(Strict):
    """Kilometres in a degree."""

    lat: Annotated[float, Measure(1, 200, "kilometres")] = Field(description="Kilometres in a degree of latitude.")
    lon: Annotated[float, Measure(1, 200, "kilometres")] = Field(description="Kilometres in a degree of longitude.")


class GridShape(Strict):
    """Size of the board in hexes of 1 km, and where it lies on the earth."""

    cols: Annotated[int, Whole(1, MAX_SIDE)] = Field(
        description="Columns, 0.866 km apart; odd ones lie half a hex further south.")
    rows: Annotated[int, Whole(1, MAX_SIDE)] = Field(description="Rows, 1 km apart.")
    origin: Origin | None = Field(
        None, description="Centre of hex 0.0; needed only to place things by latitude and longitude.")
    km_per_deg: Scale | None = Field(None, description="Kilometres in a degree; without it those of 35.62 N.")


class Ground(Strict):
    """The terrain of every hex, as rows of letters."""

    legend: dict[Annotated[str, Text(1)], Annotated[str, Ref("terrain")]] = Field(
        description="What each letter means: the id of a terrain of the ruleset.")
    rows: list[Annotated[str, Text(MAX_SIDE)]] = Field(
        description="One text for each row from north to south, one letter for each column.")


class Heights(Strict):
    """Metres above the sea of every hex."""

    rows: list[Annotated[str, Text(MAX_SIDE * 6)]] = Field(
        description="One text for each row, one whole number for each column, with spaces between.")


class RoadRow(Cited, Row):
    """A road: the hexes it crosses, in travel order."""

    id: Id = Field(description="What the file calls it.")
    name: Name = Field(description="What the player reads.")
    road_class: Annotated[str, Ref("road_class")] = Field(
        alias="class", description="Its class: the id of a row of the ruleset's roads.")
    hexes: list[BoardHex] = Field(
        min_length=2, max_length=2000, description="Every hex it crosses, each next to the one before.")
    note: OptionalProse = Field("", description="What is known of it, and what is assumed.")


class PlaceRow(Cited, Row):
    """A named place in one hex."""

    id: Id = Field(description="What the file calls it.")
    name: Name = Field(description="What the player reads, and what other rows may call it.")
    hex: BoardHex = Field(description="Its hex, as column.row.")
    kind: Annotated[str, OneOf("town", "village", "base", "checkpoint", "junction", "hill", "other")] = Field(
        description="What sort of place it is; decides its sign on the map.")
    aliases: list[Annotated[str, Text(120)]] = Field(
        default=[], max_length=40, description="Other spellings, which may name it too.")
    arabic: Annotated[str, Text(120, 0)] = Field("", description="Its name in Arabic script.")
    people: Annotated[int, Whole(0, 10_000_000)] = Field(
        0, alias="population", description="People who live there at the start.")
    population_basis: Annotated[str, OneOf("sourced", "computed", "estimate")] = Field(
        "estimate", description="Where the number of people comes from.")
    label: Annotated[int, Whole(0, 5)] = Field(
        3, description="Importance of its label: 1 is always shown, 5 only close up.")
    lat: Latitude | None = Field(None, description="Latitude, for the record; the hex counts.")
    lon: Longitude | None = Field(None, description="Longitude, for the record; the hex counts.")
    note: OptionalProse = Field("", description="What is known of it, and what is assumed.")


class AreaRow(Cited, Row):
    """The name of a region, printed across the map."""

    id: Id = Field(description="What the file calls it.")
    name: Name = Field(description="What the player reads.")
    hex: BoardHex = Field(description="The middle of the label.")
    width_hexes: Annotated[int, Whole(1, MAX_SIDE)] = Field(
        6, alias="width", description="Width of the label in hexes.")
    kind: Annotated[str, OneOf("plain", "height", "valley", "other")] = Field(
        "plain", description="What sort of region it is.")


class EdgeRow(Cited, Row):
    """Where a way leaves the map, and what lies beyond."""

    id: Id = Field(description="What the file calls it.")
    name: Name = Field(description="What the player reads at the edge.")
    hex: BoardHex = Field(description="The hex at the edge.")
    bearing: Annotated[str, OneOf("N", "NE", "E", "SE", "S", "SW", "W", "NW")] = Field(
        "N", description="Which way it leads off the map.")
    road: Annotated[str, Ref("road")] = Field("", description="The road that leaves here, if any.")
    km: Annotated[int, Scaled(10, 0, 2000, "kilometres")] | None = Field(
        None, description="Kilometres from the edge to the place named.")
    note: OptionalProse = Field("", description="What is known of it, and what is assumed.")


class Span(Strict):
    """A part of the map: columns and rows from and to, both included."""

    columns: list[Count] = Field(
        min_length=2, max_length=2, description="First and last column kept; the first must be even.")
    rows: list[Count] = Field(min_length=2, max_length=2, description="First and last row kept.")


class MapShape(Strict):
    """The board."""

    grid: GridShape = Field(description="Size and position of the board.")
    terrain: Ground = Field(description="The ground of every hex.")
    elevation: Heights | None = Field(None, description="The height of every hex; without it 0 m everywhere.")
    roads: list[RoadRow] = Field(
        default=[], max_length=400, description="Roads; where two classes share a hex side the better one counts.")
    places: list[PlaceRow] = Field(default=[], max_length=2000, description="Named places, at most one in a hex.")
    areas: list[AreaRow] = Field(default=[], max_length=200, description="Names of regions.")
    edges: list[EdgeRow] = Field(default=[], max_length=60, description="Ways off the map.")
