"""From a map's model to `MapData`: ground, heights, roads joined up, places and labels."""

from __future__ import annotations

from game.content.notes import Notes
from game.content.schema_map import Ground, Heights, MapShape
from game.hexes import Grid
from game.rules.ruleset import Ruleset
from game.rules.scenario import Area, Edge, MapData, Place, Road

_HIGHEST = 9000
Sides = tuple[int, int, int, int, int, int]


def build_map(shape: MapShape, ruleset: Ruleset, notes: Notes) -> MapData:
    """Return the board, noting rows of the wrong length, unknown letters and gaps in roads at the rows of the file."""
    grid = Grid(shape.grid.cols, shape.grid.rows)
    origin = shape.grid.origin
    roads = tuple(
        Road(r.id, r.name, r.road_class, tuple(r.hexes), r.basis or "estimate", tuple(r.sources), r.note)
        for r in shape.roads
    )
    return MapData(
        grid=grid, terrain=_terrain(shape.terrain, grid, ruleset, notes),
        elevation=_elevation(shape.elevation, grid, notes), roads=roads,
        road_sides=_road_sides(roads, grid, ruleset, notes),
        places=tuple(
            Place(p.id, p.name, p.hex, p.kind, tuple(p.aliases), p.arabic, p.people, p.label, p.basis or "estimate",
                  tuple(p.sources), p.note)
            for p in shape.places
        ),
        areas=tuple(Area(a.name, a.hex, a.width_hexes) for a in shape.areas),
        edges=tuple(Edge(e.id, e.name, e.hex, e.note) for e in shape.edges),
        origin=(origin.lat, origin.lon) if origin is not None else (0.0, 0.0),
    )


def _rows(rows: list[str], grid: Grid, what: str, notes: Notes) -> bool:
    """Say whether there are as many rows as the grid has, noting it where not."""
    if len(rows) == grid.rows:
        return True
    text = f"expected {grid.rows} rows, as many as map.grid.rows says, got {len(rows)}"
    notes.add("map-size", text, "map", what, "rows")
    return False


def _terrain(shape: Ground, grid: Grid, ruleset: Ruleset, notes: Notes) -> bytes:
    index = {terrain.id: number for number, terrain in enumerate(ruleset.terrain)}
    legend = {letter: index.get(terrain, 0) for letter, terrain in shape.legend.items()}
    ground = bytearray()
    if not _rows(shape.rows, grid, "terrain", notes):
        return bytes(grid.size)
    for number, row in enumerate(shape.rows):
        if len(row) != grid.cols:
            text = f"expected {grid.cols} letters, as many as map.grid.cols says, got {len(row)}"
            notes.add("map-size", text, "map", "terrain", "rows", number)
        unknown = "".join(sorted({letter for letter in row if letter not in legend}))
        if unknown:
            text = f"the legend does not say what {', '.join(unknown[:10])} means"
            notes.add("map-letter", text, "map", "terrain", "rows", number)
        ground += bytes(legend.get(letter, 0) for letter in row[: grid.cols].ljust(grid.cols))
    return bytes(ground)


def _elevation(shape: Heights | None, grid: Grid, notes: Notes) -> tuple[int, ...]:
    if shape is None or not _rows(shape.rows, grid, "elevation", notes):
        return (0,) * grid.size
    heights: list[int] = []
    for number, row in enumerate(shape.rows):
        words = row.split()
        good = [int(w) for w in words if w.lstrip("-").isdecimal() and w.isascii() and len(w) < 6]
        if len(good) != grid.cols or len(words) != grid.cols or any(abs(m) > _HIGHEST for m in good):
            text = f"expected {grid.cols} whole numbers of metres, got {len(words)} words, {len(good)} of them numbers"
            notes.add("map-size", text, "map", "elevation", "rows", number)
        heights += (good + [0] * grid.cols)[: grid.cols]
    return tuple(heights)


def _road_sides(roads: tuple[Road, ...], grid: Grid, ruleset: Ruleset, notes: Notes) -> tuple[Sides, ...]:
    """Return for each hex the best class of road over each of its six sides."""
    rank = {road.id: number for number, road in enumerate(ruleset.roads)}
    sides = [[-1] * 6 for _ in range(grid.size)]
    for place, road in enumerate(roads):
        number = rank.get(road.road_class, 0)
        for step, (a, b) in enumerate(zip(road.hexes, road.hexes[1:], strict=False)):
            way = grid.direction(a, b)
            if way < 0:
                text = f"{grid.name(b)} is not next to {grid.name(a)}, the hex before it"
                notes.add("map-road-gap", text, "map", "roads", place, "hexes", step + 1)
                continue
            for h, direction in ((a, way), (b, (way + 3) % 6)):
                now = sides[h][direction]
                if now < 0 or ruleset.roads[number].minutes_km < ruleset.roads[now].minutes_km:
                    sides[h][direction] = number
    return tuple((s[0], s[1], s[2], s[3], s[4], s[5]) for s in sides)
