"""What the board is asked to draw: plain values that the caller builds and the layers compare.

Only `picture_of` reads anything of the rules: the map that a scenario fixes. Points on the map are kilometres east
and south of the centre of hex 0.0, as in `game.hexes.Projection`; hexes are ids of the picture's grid; a side is its
index in the scenario, -1 for none. All classes but `MapPicture` compare by value, and that comparison decides whether
a layer is painted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from game.hexes import COLUMN_KM, Grid
from game.rules import ruleset, scenario
from game.ui.art.counters import CounterLook

Point = tuple[float, float]
RoadKind = Literal["motorway", "main", "secondary", "local", "military"]
PlaceKind = Literal["city", "town", "village", "hamlet", "base", "hill", "height", "post", "region"]
TagTone = Literal["alert", "flow", "airdrop", "plain", "note", "first", "second"]
ShadeKind = Literal["reach", "threat", "supply", "people", "worth", "foe_first", "foe_second"]
Swatch = Literal["first_front", "second_front", "hours_1", "hours_2", "hours_3", "hours_4", "pipe", "full", "fire",
                 "shut", "ghost", "gone", "pinch", "cut_near", "cut_far", "cap", "worth_1", "worth_2", "worth_3",
                 "worth_4", "zone", "guns", "in_reach", "rings", "people", "foe_first", "foe_second", "text"]
"""The signs that a legend can explain; `text` is a line without a sign."""


@dataclass(frozen=True, slots=True)
class Road:
    """One road: the hexes it runs through in order, each next to the one before."""

    kind: RoadKind
    hexes: tuple[int, ...]
    shield: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place; `at` is its exact point in km where that is known, else the centre of its hex.

    `population` sets the size of the drawn town. A `height` is a spot height, its metres being its name.
    """

    name: str
    hex: int
    kind: PlaceKind = "village"
    population: int = 0
    at: Point | None = None
    side: int = -1
    label: int = 3
    """Rank of its name: 1 is shown at every zoom, 5 only close up."""


@dataclass(frozen=True, slots=True)
class MapExit:
    """Where a road leaves the sheet: the hex, what it leads to ("Aleppo 74 km"), and the side of the sheet."""

    hex: int
    text: str
    edge: Literal["north", "east", "south", "west"]


@dataclass(frozen=True, eq=False)
class MapPicture:
    """The fixed part of a map, compared by identity.

    `terrain` has one byte per hex, an index into `terrain_names` (ids of terrain: plain, groves, rough, hills,
    town, village, steppe; unknown ones draw as plain); `height_m` one whole number of metres per hex.
    """

    grid: Grid
    terrain: bytes
    terrain_names: tuple[str, ...]
    height_m: npt.NDArray[np.int16]
    roads: tuple[Road, ...] = ()
    places: tuple[Place, ...] = ()
    exits: tuple[MapExit, ...] = ()

    @property
    def extent_km(self) -> tuple[float, float, float, float]:
        """West, north, east and south limits of the sheet in km: the hexes' outline without its teeth."""
        grid = self.grid
        side = COLUMN_KM / 1.5
        return (-side / 2, -0.25, COLUMN_KM * (grid.cols - 1) + side / 2, grid.rows - 0.25)

    def sheet_px(self, ppk: int) -> tuple[int, int, int, int]:
        """Return left, top, width and height of the sheet at a zoom, in px of the whole map."""
        west, north, east, south = (round(limit * ppk) for limit in self.extent_km)
        return west, north, east - west, south - north

    def centre(self, h: int) -> Point:
        """Return the centre of a hex in km."""
        col, row = self.grid.col_row(h)
        return COLUMN_KM * col, row + 0.5 * (col & 1)

    def place_point(self, place: Place) -> Point:
        """Return where a place stands in km."""
        return place.at if place.at is not None else self.centre(place.hex)


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit or a contact on the map. Of several in one hex the first given lies on top.

    A `ghost` is a contact no longer in sight: drawn faint, with `caption` (its date) below.
    """

    id: str
    hex: int
    look: CounterLook
    ghost: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True)
class BaseMark:
    """The toothed outline of a fortified base."""

    hex: int
    side: int
    radius_km: float = 0.75


@dataclass(frozen=True, slots=True)
class OutpostMark:
    """A small fort; `strength` from 0 to 3 fills its boxes; 0 is a lost or empty one."""

    hex: int
    side: int
    strength: int = 3
    at: Point | None = None


@dataclass(frozen=True, slots=True)
class StarTag:
    """An objective's points beside its place."""

    hex: int
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """What of the date and the weather can be seen on the ground."""

    month: int = 10
    clear: bool = True
    mud: bool = False


@dataclass(frozen=True, slots=True)
class BoardState:
    """What lies on the map at one moment, as far as the viewer knows it.

    `control` has one byte per hex as in `game.rules.state.State`: 0 for none, 1 for side 0, 2 for side 1; empty
    where nothing is known of it.
    """

    control: bytes = b""
    pieces: tuple[Piece, ...] = ()
    bases: tuple[BaseMark, ...] = ()
    outposts: tuple[OutpostMark, ...] = ()
    stars: tuple[StarTag, ...] = ()
    day: Day = Day()


@dataclass(frozen=True, slots=True)
class FlowLink:
    """Supply over the side between two neighbouring hexes, `a` towards `b`, in tonnes a day.

    `capacity` is what the road could carry. `interdicted` hatches the stretch.
    """

    a: int
    b: int
    tonnes: float
    capacity: float
    interdicted: bool = False


@dataclass(frozen=True, slots=True)
class CutMark:
    """A double bar across the road at hex `a`, on the way to its neighbour `b`."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class PinchMark:
    """A narrow place of a bottleneck: two triangles squeezing the road from `a` to its neighbour `b`.

    With `b` the same hex it is the cap that all ways across country to it share: a dashed ring round the hex.
    """

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class CutLine:
    """A minimum cut as a line across the map, through the middle of each step from a hex to the next, in order.

    The `near` one runs next to what is supplied and is drawn heavier than the one next to the entries.
    """

    steps: tuple[tuple[int, int], ...]
    near: bool = True


@dataclass(frozen=True, slots=True)
class Tag:
    """A short text on a rounded tag beside a hex; a `note` is set in a halo; `first` and `second` are of a side."""

    hex: int
    text: str
    tone: TagTone = "plain"


@dataclass(frozen=True, slots=True)
class Shade:
    """A tint per hex: `bands` holds one byte per hex, 0 for nothing, then 1 (strongest) to 4 (faintest).

    `reach` (moves) outlines its area, `supply` tints by hours, `threat` (sums of 1, a zone of control, 2, guns in
    range, and 4, in reach of moves) prints halftone dots and outlines, `foe_first` and `foe_second` outline the same of
    one unit in the colour of its side, `people` rules lines, `worth` hatches the closer the more a hex is worth: each
    is told from the others without colour.
    """

    kind: ShadeKind
    bands: bytes


@dataclass(frozen=True, slots=True)
class PathPreview:
    """A planned move from hex to hex; `stops` are indices into `hexes` where a turn ends."""

    hexes: tuple[int, ...]
    stops: tuple[int, ...] = ()
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class AirdropRings:
    """Where a drop may land: circles of 25, 50, 75 and 95 % round the aim displaced by the wind.

    `cep_km` is the radius that half of the loads fall within; `drift_km` is east and south.
    """

    aim: int
    cep_km: float
    drift_km: Point = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class AttackArrow:
    """An attack, planned or under way."""

    source: int
    target: int
    side: int


@dataclass(frozen=True, slots=True)
class LegendRow:
    """A sign and what it means."""

    sign: Swatch
    text: str


@dataclass(frozen=True, slots=True)
class Legend:
    """What the signs on the map mean, under headings: (heading, rows) for each layer that has any."""

    parts: tuple[tuple[str, tuple[LegendRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class Overlays:
    """What is laid over the map for a moment: choices of the viewer, previews, selections.

    `flows` is None while the flow layer is off; () means on, and nothing moves. `supplier` is the side whose supply
    is shown where that is not the viewer's own, else -1: it is drawn in that side's colour. `ghost` are flows as they
    would become; without tonnes they would end.
    """

    grid: bool = True
    control: bool = True
    labels: bool = True
    pieces: bool = True
    shades: tuple[Shade, ...] = ()
    flows: tuple[FlowLink, ...] | None = None
    cuts: tuple[CutMark, ...] = ()
    pinches: tuple[PinchMark, ...] = ()
    lines: tuple[CutLine, ...] = ()
    supplier: int = -1
    ghost: tuple[FlowLink, ...] = ()
    tags: tuple[Tag, ...] = ()
    ghost_tags: tuple[Tag, ...] = ()
    legend: Legend | None = None
    path: PathPreview | None = None
    rings: tuple[AirdropRings, ...] = ()
    attacks: tuple[AttackArrow, ...] = ()
    selected: int | None = None
    target: int | None = None
    hover: int | None = None
    cursor: int | None = None
    moving: tuple[tuple[str, Point], ...] = ()
    """Pieces under way in an animation: (id, point in km). They are drawn there instead of in their hex."""


_BLOCK = 6
"""Side in hexes of the squares of which each gets at least one spot height."""

_ROAD_KINDS: MappingProxyType[str, RoadKind] = MappingProxyType({
    "motorway": "motorway", "paved": "secondary", "hill_paved": "secondary", "rough_military": "military",
})
_PLACE_KINDS: MappingProxyType[str, PlaceKind] = MappingProxyType({
    "city": "city", "town": "town", "village": "village", "hamlet": "hamlet", "base": "base", "hill": "hill",
    "checkpoint": "post",
})


def picture_of(board: scenario.MapData, terrain: tuple[ruleset.Terrain, ...], owners: dict[int, int]) -> MapPicture:
    """Return the picture of a scenario's map; `owners` gives the side of each base by its hex.

    Numbered roads (M4, M5) get a shield. Junctions have no name on the map. The highest ground of every few km gets a
    spot height.
    """
    grid = board.grid
    places = [_place(place, board, owners) for place in board.places if place.kind in _PLACE_KINDS]
    named = {place.hex for place in places}
    places += [Place(str(board.elevation[h]), h, "height", label=3) for h in _spot_heights(board)
               if named.isdisjoint((h, *grid.neighbours(h)))]
    places += [Place(_typeset(area.name), area.hex, "region", label=1 if area.width_hexes >= 8 else 2)
               for area in board.areas]
    return MapPicture(
        grid, bytes(board.terrain), tuple(kind.id for kind in terrain), np.array(board.elevation, np.int16),
        tuple(_road(road) for road in board.roads if len(road.hexes) > 1), tuple(places),
        tuple(MapExit(edge.hex, _exit_name(edge.name), _nearest_edge(grid, edge.hex)) for edge in board.edges),
    )


def _spot_heights(board: scenario.MapData) -> list[int]:
    """Return the hexes that get a spot height: summits, and elsewhere the highest of every block of `_BLOCK` hexes."""
    grid, heights = board.grid, board.elevation
    found = [h for h in range(grid.size) if all(heights[h] > heights[o] for o in grid.neighbours(h))]
    for top in range(0, grid.rows, _BLOCK):
        for left in range(0, grid.cols, _BLOCK):
            block = [row * grid.cols + col for row in range(top, min(top + _BLOCK, grid.rows))
                     for col in range(left, min(left + _BLOCK, grid.cols))]
            best = max(block, key=lambda h: (heights[h], -h))
            if all(grid.distance(best, other) > _BLOCK // 2 for other in found):
                found.append(best)
    return sorted(found)


def _place(place: scenario.Place, board: scenario.MapData, owners: dict[int, int]) -> Place:
    name = _typeset(place.name.removesuffix(" base").partition(" (")[0])  # the sign says what it is
    if place.kind == "hill":
        name = f"{name}  {board.elevation[place.hex]}"
    return Place(name, place.hex, _PLACE_KINDS[place.kind], place.people, side=owners.get(place.hex, -1),
                 label=5 if place.kind == "checkpoint" else place.label)


def _typeset(name: str) -> str:
    return name.replace("'", "’").replace(" - ", " – ")


def _exit_name(name: str) -> str:
    """Return where a road leads without a remark in brackets: the rim of the sheet has little room."""
    return _typeset(name.partition(" (")[0])


def _road(road: scenario.Road) -> Road:
    numbered = road.name[:1] == "M" and road.name[1:].isdigit()
    kind: RoadKind = _ROAD_KINDS.get(road.road_class, "local")
    if numbered and kind == "secondary":
        kind = "main"
    return Road(kind, road.hexes, road.name if numbered else "")


def _nearest_edge(grid: Grid, h: int) -> Literal["north", "east", "south", "west"]:
    col, row = grid.col_row(h)
    away = {"north": row, "south": grid.rows - 1 - row, "west": col, "east": grid.cols - 1 - col}
    edges: tuple[Literal["north", "south", "west", "east"], ...] = ("north", "south", "west", "east")
    return min(edges, key=lambda edge: away[edge])
