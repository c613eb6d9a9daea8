"""The shared map is what its tables give, and keeps what is known of the country."""

from __future__ import annotations

import csv
import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from game.hexes import Grid

ROOT = Path(__file__).resolve().parents[1]
GRID = Grid(37, 61)


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_map", ROOT / "docs" / "make_map.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_map"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shared_map() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((ROOT / "scenarios" / "shared" / "map.yaml").read_text("utf-8"))
    return data


@pytest.fixture(scope="module")
def places(shared_map: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {place["id"]: place for place in shared_map["places"]}


def hex_of(places: dict[str, dict[str, Any]], spot: str) -> int:
    return GRID.parse(places[spot]["hex"] if spot in places else spot)


def road_hexes(shared_map: dict[str, Any], road_id: str) -> list[int]:
    road = next(road for road in shared_map["roads"] if road["id"] == road_id)
    return [GRID.parse(name) for name in road["hexes"]]


def terrain_at(shared_map: dict[str, Any], name: str) -> str:
    col, row = GRID.col_row(GRID.parse(name))
    return str(shared_map["terrain"]["legend"][shared_map["terrain"]["rows"][row][col]])


def test_the_committed_map_and_picture_are_what_the_script_makes(maker: ModuleType) -> None:
    board = maker.build_board()
    assert maker.map_yaml(board).encode() == (ROOT / "scenarios" / "shared" / "map.yaml").read_bytes()
    page = (ROOT / "docs" / "map.md").read_bytes()
    assert maker.page_with(page.decode(), maker.picture(board)).encode() == page


def test_the_origin_is_the_one_the_search_finds(maker: ModuleType) -> None:
    assert maker.search_origin() == (maker.PROJECTION.lat0, maker.PROJECTION.lon0)


def test_every_hex_has_a_terrain_and_a_height(shared_map: dict[str, Any]) -> None:
    legend, rows = shared_map["terrain"]["legend"], shared_map["terrain"]["rows"]
    assert len(rows) == GRID.rows and {len(row) for row in rows} == {GRID.cols}
    assert set("".join(rows)) == set(legend)
    heights = [[int(text) for text in row.split()] for row in shared_map["elevation"]["rows"]]
    assert len(heights) == GRID.rows and {len(row) for row in heights} == {GRID.cols}
    assert min(map(min, heights)) > 200 and max(map(max, heights)) < 950
    assert heights[26][18] == pytest.approx(522, abs=10)  # Maarrat, published


def test_roads_run_from_hex_to_neighbouring_hex_and_hang_together(shared_map: dict[str, Any]) -> None:
    joined: dict[int, set[int]] = {}
    for road in shared_map["roads"]:
        hexes = [GRID.parse(name) for name in road["hexes"]]
        assert len(set(hexes)) == len(hexes) > 1, road["id"]
        for a, b in pairwise(hexes):
            assert GRID.distance(a, b) == 1, road["id"]
            joined.setdefault(a, set()).add(b)
            joined.setdefault(b, set()).add(a)
    reached, edge = set[int](), [next(iter(joined))]
    while edge:
        h = edge.pop()
        if h not in reached:
            reached.add(h)
            edge.extend(joined[h])
    assert reached == set(joined)


def test_every_place_of_the_extent_has_a_hex_of_its_own_with_its_spellings(
    maker: ModuleType, places: dict[str, dict[str, Any]]
) -> None:
    south, north, west, east = maker.EXTENT
    with (ROOT / "docs" / "map_tables" / "places.csv").open(encoding="utf-8", newline="") as file:
        table = {row["id"]: row for row in csv.DictReader(file)}
    inside = {
        place_id
        for place_id, row in table.items()
        if south <= float(row["lat"]) <= north and west <= float(row["lon"]) <= east
    }
    assert set(places) == inside and len(inside) == 81
    assert len({place["hex"] for place in places.values()}) == len(places)
    for place_id, place in places.items():
        assert place["aliases"] == [text.strip() for text in table[place_id]["aliases"].split(";") if text]
        where = maker.PROJECTION.hex_of(GRID, place["lat"], place["lon"])
        assert GRID.name(where) == place["hex"]


def test_one_spelling_means_one_place(places: dict[str, dict[str, Any]]) -> None:
    owner: dict[str, str] = {}
    for place_id, place in places.items():
        for spelling in (place["name"], *place["aliases"]):
            assert owner.setdefault(spelling.casefold(), place_id) == place_id
    document = {
        "maarrat": ["Maarrat al-Nu'man", "Maaret al-Numan", "Maarat al-Nu'man", "Ma'arat al-Nu'man"],
        "wadi_deif": ["Wadi Deif", "Wadi Dief", "Wadi al-Dayf"],
        "hamidiya": ["Hamidiya"],
        "hish": ["Hish", "Heish"],
        "maarshurin": ["Maarshurin"],
        "babulin": ["Babulin"],
        "talmenes": ["Tell Mannas"],
    }
    for place_id, spellings in document.items():
        assert [owner[spelling.casefold()] for spelling in spellings] == [place_id] * len(spellings)


def test_distances_hold(shared_map: dict[str, Any], places: dict[str, dict[str, Any]]) -> None:
    """Along a road a hex path is up to 15 % too long; straight, hexes are counted from centre to centre."""
    with (ROOT / "docs" / "map_tables" / "distances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len([row for row in rows if row["road"] == "m5"]) == 7
    for row in rows:
        a, b, km = hex_of(places, row["from"]), hex_of(places, row["to"]), float(row["km"])
        if row["road"]:
            hexes = road_hexes(shared_map, row["road"])
            steps = hexes.index(b) - hexes.index(a)
            assert km - 1 <= steps <= 1.155 * km + 1, row
        else:
            assert km - 1 <= GRID.distance(a, b) <= 1.155 * km + 1, row


def test_the_m5_passes_where_it_must(shared_map: dict[str, Any], places: dict[str, dict[str, Any]]) -> None:
    m5 = road_hexes(shared_map, "m5")
    on_it = ["khan_shaykhun", "hish_junction", "maar_hitat", "nasih", "ayn_qari", "maarrat_junction",
             "khan_al_sabil", "maar_dibsah", "saraqib_junction"]  # fmt: skip
    beside = ["morek", "sahyan", "hamidiya", "wadi_deif", "maarrat", "saraqib"]
    assert all(hex_of(places, place) in m5 for place in on_it)
    for place in beside:
        assert min(GRID.distance(hex_of(places, place), h) for h in m5) == 1, place
    assert GRID.col_row(m5[0])[1] == GRID.rows - 1 and GRID.col_row(m5[-1])[1] == 0


def test_the_town_keeps_clear_of_the_m5_the_bases_and_the_outposts(
    shared_map: dict[str, Any], places: dict[str, dict[str, Any]]
) -> None:
    centre = hex_of(places, "maarrat")
    town = [h for h in GRID.disk(centre, 2) if terrain_at(shared_map, GRID.name(h)) == "town"]
    assert 4 <= len(town) <= 6
    assert not set(town) & set(road_hexes(shared_map, "m5"))
    for place in places.values():
        if place["kind"] in ("base", "checkpoint", "junction", "hill"):
            assert GRID.parse(place["hex"]) not in town


def test_the_military_road_can_feed_the_base_and_says_that_it_is_an_assumption(
    shared_map: dict[str, Any], places: dict[str, dict[str, Any]]
) -> None:
    track = next(road for road in shared_map["roads"] if road["id"] == "military_track")
    hexes = road_hexes(shared_map, "military_track")
    order = [hexes.index(hex_of(places, place)) for place in ("tamanah", "al_tah", "deir_sharqi", "wadi_deif")]
    assert order == sorted(order) and order[-1] == len(hexes) - 1
    assert hexes[0] in road_hexes(shared_map, "m5")
    assert not set(hexes[1:]) & set(road_hexes(shared_map, "m5"))
    assert (track["class"], track["basis"], track["sources"]) == ("rough_military", "estimate", ["doc 16"])
    assert "assumption" in track["note"]


def test_edges_lie_on_the_rim_where_their_road_ends(shared_map: dict[str, Any]) -> None:
    for edge in shared_map["edges"]:
        h = GRID.parse(edge["hex"])
        assert len(GRID.neighbours(h)) < 6, edge["id"]
        if "road" in edge:
            hexes = road_hexes(shared_map, edge["road"])
            assert h in (hexes[0], hexes[-1]), edge["id"]
    assert {"hama", "aleppo", "latakia", "idlib", "eastern_road", "abu_al_duhur"} <= {
        edge["id"] for edge in shared_map["edges"]
    }


def test_people_are_counted_where_people_live_and_guesses_are_marked(places: dict[str, dict[str, Any]]) -> None:
    for place in places.values():
        lived_in = place["kind"] in ("town", "village")
        assert (place["population"] > 0) == lived_in, place["id"]
        assert (place.get("population_basis") in ("sourced", "estimate")) == lived_in
    assert (places["maarrat"]["population"], places["maarrat"]["population_basis"]) == (87742, "sourced")
    assert (places["babulin"]["population"], places["babulin"]["population_basis"]) == (2500, "estimate")


def test_the_ground_of_the_siege(shared_map: dict[str, Any]) -> None:
    expected = {"20.26": "plain", "21.26": "hills", "18.29": "hills", "18.38": "hills", "15.48": "town",
                "6.29": "town", "21.27": "village", "34.30": "steppe"}  # fmt: skip
    assert {name: terrain_at(shared_map, name) for name in expected} == expected


def test_what_is_cited_is_listed(shared_map: dict[str, Any]) -> None:
    listed = {source["id"] for source in shared_map["sources"]}
    for kind in ("places", "roads", "edges"):
        for row in shared_map[kind]:
            for source in row["sources"]:
                assert source in listed or source.startswith("doc "), row["id"]
