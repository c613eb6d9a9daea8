"""Make the shared map of the siege from the tables in `docs/map_tables`.

    python docs/make_map.py            write scenarios/shared/map.yaml and the picture in docs/map.md
    python docs/make_map.py --check    say whether both are what the tables give; exit 1 if not
    python docs/make_map.py --origin   search the origin of the grid again and print the best

The output depends on the tables and on nothing else, byte for byte. docs/map.md explains the tables.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that the script runs from a bare clone

from game.hexes import Grid, Projection  # noqa: E402

TABLES = ROOT / "docs" / "map_tables"
MAP_FILE = ROOT / "scenarios" / "shared" / "map.yaml"
PICTURE_FILE = ROOT / "docs" / "map.md"
PICTURE_START, PICTURE_END = "<!-- picture: made by docs/make_map.py -->", "<!-- end of picture -->"

GRID = Grid(37, 61)
PROJECTION = Projection(35.8796, 36.506)
EXTENT = (35.35, 35.89, 36.50, 36.84)  # south, north, west, east of what must be on the map
ANCHOR = ("wadi_deif", "20.26")

LETTERS = {"plain": ".", "groves": "g", "rough": "r", "hills": "h", "town": "t", "village": "v", "steppe": "s"}
ROAD_MARKS = (("motorway", "#"), ("paved", "="), ("hill_paved", "="), ("rough_military", "~"), ("track", "-"))
CORE = (12, 27, 20, 40)  # columns and rows of the picture, first and last

HEADER = """\
# yaml-language-server: $schema=../schema/map.schema.json
# The map that all historical scenarios share: 37 x 61 hexes of 1 km, Morek to Saraqib, Jabal Zawiya to Ghadqah.
# Made by docs/make_map.py from docs/map_tables: change the tables, not this file. docs/map.md explains both.
# Licence CC BY-SA 4.0, see docs/map_tables/LICENSE. Credits: GeoNames; the authors of the Wikipedia module
# "Syrian Civil War detailed map"; Mapzen/AWS terrain tiles (SRTM) by way of pvlib.
"""

Row = dict[str, str]


@dataclass(frozen=True)
class RoadLine:
    """A row of roads.csv with the hexes it crosses in travel order."""

    row: Row
    hexes: tuple[int, ...]


@dataclass(frozen=True)
class Board:
    """Everything that is worked out from the tables before it is written down."""

    places: dict[str, tuple[int, Row]]
    dropped: tuple[str, ...]
    roads: tuple[RoadLine, ...]
    terrain: tuple[str, ...]
    elevation: tuple[int, ...]


def read(name: str, tables: Path = TABLES) -> list[Row]:
    """Return the rows of one table."""
    with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build_board(tables: Path = TABLES) -> Board:
    """Work out the whole board from the tables; ValueError, with a sentence, where they contradict each other."""
    rows = read("places", tables)
    places: dict[str, tuple[int, Row]] = {}
    dropped: list[str] = []
    for row in rows:
        h = PROJECTION.hex_of(GRID, float(row["lat"]), float(row["lon"]))
        if h is None:
            dropped.append(row["name"])
        else:
            places[row["id"]] = (h, row)
    taken: dict[int, str] = {}
    for place_id, (h, _) in places.items():
        if h in taken:
            raise ValueError(f"{place_id} and {taken[h]} share hex {GRID.name(h)}: move the origin or one of them.")
        taken[h] = place_id
    roads = _roads(tables, places)
    terrain = _terrain(tables, places, roads)
    return Board(places, tuple(dropped), roads, terrain, _elevation(tables, places))


def _spot(text: str, places: dict[str, tuple[int, Row]]) -> int:
    """Return the hex of a place id or of a written hex."""
    return places[text][0] if text in places else GRID.parse(text)


def _roads(tables: Path, places: dict[str, tuple[int, Row]]) -> tuple[RoadLine, ...]:
    points: dict[str, list[int]] = {}
    for row in sorted(read("road_points", tables), key=lambda r: int(r["seq"])):
        if row["at"]:
            h: int | None = _spot(row["at"], places)
        else:
            h = PROJECTION.hex_of(GRID, float(row["lat"]), float(row["lon"]))
        if h is None:
            raise ValueError(f"Point {row['seq']} of road {row['road']} is off the map.")
        points.setdefault(row["road"], []).append(h)
    lines: list[RoadLine] = []
    for row in read("roads", tables):
        corners = points[row["id"]]
        hexes = [corners[0]]
        for corner in corners[1:]:
            hexes.extend(GRID.line(hexes[-1], corner)[1:])
        lines.append(RoadLine(row, tuple(hexes)))
    return tuple(lines)


def _elevation(tables: Path, places: dict[str, tuple[int, Row]]) -> tuple[int, ...]:
    """Interpolate the coarse grid at every hex centre and add the corrections; whole metres."""
    with (tables / "elevation.csv").open(encoding="utf-8", newline="") as file:
        head, *body = list(csv.reader(file))
    lons = [float(text) for text in head[1:]]
    lats = [float(line[0]) for line in body]
    metres = [[float(text) for text in line[1:]] for line in body]
    result: list[int] = []
    for h in range(GRID.size):
        lat, lon = PROJECTION.to_lat_lon(*PROJECTION.centre_km(GRID, h))
        i = max(k for k in range(len(lats) - 1) if lats[k] >= lat)
        j = max(k for k in range(len(lons) - 1) if lons[k] <= lon)
        south, east = (lats[i] - lat) / (lats[i] - lats[i + 1]), (lon - lons[j]) / (lons[j + 1] - lons[j])
        upper = metres[i][j] * (1 - east) + metres[i][j + 1] * east
        lower = metres[i + 1][j] * (1 - east) + metres[i + 1][j + 1] * east
        result.append(int(upper * (1 - south) + lower * south + 0.5))
    for row in read("elevation_corrections", tables):
        result[_spot(row["at"], places)] += int(row["metres"])
    return tuple(result)


def _terrain(tables: Path, places: dict[str, tuple[int, Row]], roads: tuple[RoadLine, ...]) -> tuple[str, ...]:
    """Give each hex a terrain: first its zone's mixture, then villages, then the hexes fixed by hand."""
    villages = {h for h, row in places.values() if row["kind"] == "village"}
    settled = {h for h, row in places.values() if row["kind"] in ("village", "town")}
    result = [""] * GRID.size
    for zone, members in _zone_members(tables, roads):
        members.sort(key=lambda h: (_patchiness(h, settled), h))
        words = zone["mix"].split()
        done = share = 0
        for name, percent in zip(words[::2], words[1::2], strict=True):
            share += int(percent)
            upto = len(members) * share // 100
            for h in members[done:upto]:
                result[h] = name
            done = upto
    for h in villages:
        result[h] = "village"
    for row in read("terrain_fixed", tables):
        for name in row["hexes"].split():
            result[GRID.parse(name)] = row["terrain"]
    for place_id, (h, row) in places.items():
        if row["kind"] == "town" and result[h] != "town":
            raise ValueError(f"{place_id} is a town, but terrain_fixed.csv does not make its hex {GRID.name(h)} one.")
    return tuple(result)


def _zone_members(tables: Path, roads: tuple[RoadLine, ...]) -> list[tuple[Row, list[int]]]:
    """Return the zones with their hexes; a hex belongs to the first zone that fits."""
    motorway = next(road for road in roads if road.row["id"] == "m5")
    west_of: dict[int, int] = {}
    for h in motorway.hexes:
        col, line = GRID.col_row(h)
        west_of[line] = min(col, west_of.get(line, col))
    zones: list[tuple[Row, list[int]]] = [(row, []) for row in read("terrain_zones", tables)]
    for h in range(GRID.size):
        lat, lon = PROJECTION.to_lat_lon(*PROJECTION.centre_km(GRID, h))
        col, line = GRID.col_row(h)
        for row, members in zones:
            if (
                float(row["lat_min"]) <= lat < float(row["lat_max"])
                and float(row["lon_min"]) <= lon < float(row["lon_max"])
                and (row["west_of_m5"] != "yes" or col < west_of[line])
            ):
                members.append(h)
                break
    return zones


def _patchiness(h: int, settled: set[int]) -> int:
    """Return a number that varies smoothly from hex to hex, and is higher near villages (their groves)."""
    near = (h, *GRID.neighbours(h))
    mean = sum(_scatter(*GRID.col_row(n)) for n in near) // len(near)
    return mean + 9000 * sum(n in settled for n in near)


def _scatter(col: int, row: int) -> int:
    """Return a number from 0 to 65535 that looks random and is the same everywhere."""
    mixed = (col * 73856093 ^ row * 19349663) * 2654435761 % (1 << 32)
    return (mixed ^ mixed >> 15) * 2246822519 % (1 << 32) >> 16


def map_yaml(board: Board, tables: Path = TABLES) -> str:
    """Return the text of scenarios/shared/map.yaml."""
    out = [HEADER, "format: 1\nkind: map\n"]
    out.append("sources:\n")
    for row in read("sources", tables):
        out.append(f"  - id: {row['id']}\n    text: {_quoted(row['text'] + '. Licence: ' + row['licence'])}\n")
        out.append(f"    where: {_quoted(row['where'])}\n")
    p = PROJECTION
    out.append(
        f"\ngrid:\n  cols: {GRID.cols}\n  rows: {GRID.rows}\n"
        f"  origin: {{lat: {p.lat0:.4f}, lon: {p.lon0:.4f}}}  # the centre of hex 0.0\n"
        f"  km_per_deg: {{lat: {p.km_per_deg_lat:.2f}, lon: {p.km_per_deg_lon:.2f}}}\n"
    )
    legend = ", ".join(f"{_quoted(letter)}: {name}" for name, letter in LETTERS.items())
    out.append(f"\nterrain:\n  legend: {{{legend}}}\n  rows:  # one letter for each hex, row by row from the north\n")
    letters = "".join(LETTERS[name] for name in board.terrain)
    out.extend(f"    - {_quoted(letters[i : i + GRID.cols])}\n" for i in range(0, GRID.size, GRID.cols))
    out.append("\nelevation:\n  rows:  # metres, one number for each hex\n")
    for i in range(0, GRID.size, GRID.cols):
        out.append(f"    - {_quoted(' '.join(str(m) for m in board.elevation[i : i + GRID.cols]))}\n")
    out.append("\nroads:\n")
    out.extend(_road_yaml(road) for road in board.roads)
    out.append("\nplaces:\n")
    out.extend(_place_yaml(h, row) for h, row in board.places.values())
    out.append("\nareas:\n")
    for row in read("areas", tables):
        out.append(
            f"  - {{id: {row['id']}, name: {_quoted(row['name'])}, hex: {_quoted(row['hex'])}, "
            f"width: {row['width']}, kind: {row['kind']}, basis: {row['basis']}}}\n"
        )
    out.append("\nedges:\n")
    out.extend(_edge_yaml(row) for row in read("edges", tables))
    return "".join(out)


def _road_yaml(road: RoadLine) -> str:
    row = road.row
    names = [_quoted(GRID.name(h)) for h in road.hexes]
    lines = [", ".join(names[i : i + 12]) for i in range(0, len(names), 12)]
    return (
        f"  - id: {row['id']}\n    name: {_quoted(row['name'])}\n    class: {row['class']}\n"
        f"    hexes: [{(',' + chr(10) + ' ' * 12).join(lines)}]\n"
        f"    basis: {row['basis']}\n    sources: {_listed(row['sources'])}\n    note: {_quoted(_note(row['note']))}\n"
    )


def _place_yaml(h: int, row: Row) -> str:
    position = "; ".join(text for text in (row["accuracy"], row["source_note"]) if text)
    note = " ".join(
        text
        for text in (
            _note(row["note"]),
            _note(f"Position: {position}" if position else ""),
            _note(f"Population: {row['population_note']}" if row["population"] else ""),
        )
        if text
    )
    people = f"    population: {row['population'] or 0}\n"
    if row["population"]:
        people += f"    population_basis: {row['population_basis']}\n"
    arabic = f"    arabic: {_quoted(row['arabic'])}\n" if row["arabic"] else ""
    return (
        f"  - id: {row['id']}\n    name: {_quoted(row['name'])}\n{arabic}    aliases: {_listed(row['aliases'])}\n"
        f"    hex: {_quoted(GRID.name(h))}\n    lat: {float(row['lat'])}\n    lon: {float(row['lon'])}\n"
        f"    kind: {row['kind']}\n{people}    label: {row['label']}\n    basis: {row['basis']}\n"
        f"    sources: {_listed(row['sources'])}\n    note: {_quoted(note)}\n"
    )


def _edge_yaml(row: Row) -> str:
    road = f"    road: {row['road']}\n" if row["road"] else ""
    km = f"    km: {row['km']}\n" if row["km"] else ""
    return (
        f"  - id: {row['id']}\n    name: {_quoted(row['name'])}\n    hex: {_quoted(row['hex'])}\n"
        f"    bearing: {row['bearing']}\n{road}{km}    basis: {row['basis']}\n"
        f"    sources: {_listed(row['sources'])}\n    note: {_quoted(_note(row['note']))}\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(text: str) -> str:
    return "[" + ", ".join(_quoted(part.strip()) for part in text.split(";") if part.strip()) + "]"


def _note(text: str) -> str:
    text = text.strip().replace("+-", "±")
    return text if not text or text.endswith((".", "?")) else text + "."


def picture(board: Board) -> str:
    """Draw the core of the map, two lines of text to a row of hexes, the odd columns half a hex lower."""
    left, right, top, bottom = CORE
    at_hex = {h: row["code"] for h, row in board.places.values() if row["code"]}
    marks = {
        h: mark
        for road_class, mark in reversed(ROAD_MARKS)
        for road in board.roads
        if road.row["class"] == road_class
        for h in road.hexes
    }

    def cell(col: int, row: int) -> str:
        h = GRID.hex_id(col, row)
        return at_hex.get(h, f"{LETTERS[board.terrain[h]]} ") + marks.get(h, " ")

    lines = ["      " + "".join(f"{col:<3}" for col in range(left, right + 1))]
    for row in range(top, bottom + 1):
        for parity in (0, 1):
            cells = (cell(col, row) if col % 2 == parity else "   " for col in range(left, right + 1))
            lines.append((f"{row:>4}  " if parity == 0 else "      ") + "".join(cells).rstrip())
    named = sorted((code, board.places[p][1]["name"]) for p, (h, r) in board.places.items() if (code := r["code"]))
    key = "; ".join(f"{code} {name}" for code, name in named)
    return "```text\n" + "\n".join(line.rstrip() for line in lines) + "\n```\n\nPlaces: " + key + ".\n"


def page_with(text: str, drawing: str) -> str:
    """Return docs/map.md with the picture between its two marks replaced."""
    before, rest = text.split(PICTURE_START)
    return before + PICTURE_START + "\n" + drawing + PICTURE_END + rest.split(PICTURE_END)[1]


def search_origin(tables: Path = TABLES) -> tuple[float, float]:
    """Find the origin with the anchor on its hex, no shared hexes, and places nearest to their hex centres."""
    south, north, west, east = EXTENT
    spots = [(row["id"], float(row["lat"]), float(row["lon"])) for row in read("places", tables)]
    spots = [s for s in spots if south <= s[1] <= north and west <= s[2] <= east]
    anchor = next(s for s in spots if s[0] == ANCHOR[0])
    best: tuple[float, float, float] | None = None
    for i in range(50):
        for j in range(70):
            trial = Projection(round(35.8746 + 0.0002 * i, 4), round(36.5030 + 0.0002 * j, 4))
            if trial.hex_of(GRID, anchor[1], anchor[2]) != GRID.parse(ANCHOR[1]):
                continue
            found = [trial.hex_of(GRID, lat, lon) for _, lat, lon in spots]
            hexes = [h for h in found if h is not None]
            if len(hexes) < len(found) or len(set(hexes)) < len(hexes):
                continue
            off = 0.0
            for (_, lat, lon), h in zip(spots, hexes, strict=True):
                (x, y), (cx, cy) = trial.to_km(lat, lon), trial.centre_km(GRID, h)
                off += (x - cx) ** 2 + (y - cy) ** 2
            best = min(best, (off, trial.lat0, trial.lon0)) if best else (off, trial.lat0, trial.lon0)
    if best is None:
        raise ValueError("No origin puts every place on a hex of its own.")
    return best[1], best[2]


def main(arguments: list[str]) -> int:
    """Run one of the three commands; 0 when all is well."""
    if arguments == ["--origin"]:
        lat, lon = search_origin()
        print(f"best origin: {lat:.4f} N {lon:.4f} E; in use: {PROJECTION.lat0:.4f} N {PROJECTION.lon0:.4f} E")
        return 0
    board = build_board()
    page = PICTURE_FILE.read_text(encoding="utf-8")
    wanted = {MAP_FILE: map_yaml(board), PICTURE_FILE: page_with(page, picture(board))}
    if arguments == ["--check"]:
        stale = [p for p, text in wanted.items() if p.read_text(encoding="utf-8") != text]
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the tables give: run python docs/make_map.py.")
        return 1 if stale else 0
    if arguments:
        print(__doc__)
        return 2
    MAP_FILE.parent.mkdir(parents=True, exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(board.places)} places, {len(board.roads)} roads; off the map: {', '.join(board.dropped)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
