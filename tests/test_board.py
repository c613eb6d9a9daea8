"""The map on the screen, without a display: camera, geometry, layers, names, and whole frames."""

from __future__ import annotations

import math
import random
import time
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.hexes import Grid
from game.rules.ruleset import Terrain
from game.rules.scenario import Area, Edge, MapData
from game.rules.scenario import Place as RulesPlace
from game.rules.scenario import Road as RulesRoad
from game.ui.art.counters import CounterLook
from game.ui.art.fonts import Fonts
from game.ui.art.theme import Theme
from game.ui.board import Board, BoardState, Camera, MapPicture, Overlays
from game.ui.board.board import FRONT_MS, LAYER_MS
from game.ui.board.camera import GLIDE_MS, ZOOM_STEPS, hex_of
from game.ui.board.chunks import Square
from game.ui.board.deadline import Deadline
from game.ui.board.flows import pipe_width, runs_of
from game.ui.board.fronts import ControlLayer, outlines, signed_area
from game.ui.board.labels import Labeller, Obstacles
from game.ui.board.marks import RING_FACTORS
from game.ui.board.model import (
    AirdropRings,
    AttackArrow,
    BaseMark,
    CutMark,
    Day,
    FlowLink,
    OutpostMark,
    PathPreview,
    Piece,
    PinchMark,
    Place,
    Road,
    Shade,
    StarTag,
    Tag,
    picture_of,
)
from game.ui.board.prints import Prints, held
from game.ui.board.relief import between_hexes, carved_relief, plain_relief
from game.ui.board.roadnet import RoadNet

GRID = Grid(14, 12)
LAYERS = ("ground", "grid", "control", "shades", "flows", "bases", "paper")


def small_map() -> MapPicture:
    """A map of 14 x 12 hexes: hills in the west, a motorway to the north, a track across it, ten places."""
    terrain = bytes(3 if col < 4 else 1 if col < 7 else 0 for _ in range(12) for col in range(14))
    height = np.array([300 + 20 * (14 - h % 14) for h in range(GRID.size)], np.int16)
    motorway = tuple(GRID.hex_id(7, row) for row in range(11, -1, -1))
    track = GRID.line(GRID.hex_id(1, 6), GRID.hex_id(12, 6))
    names = ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett")
    places = tuple(
        Place(f"{name} town", GRID.hex_id(2 + 2 * (i % 5), 3 + 2 * (i // 5)), "town", 9000 + 500 * i, label=2)
        for i, name in enumerate(names)
    )
    return MapPicture(GRID, terrain, ("plain", "groves", "rough", "hills", "town", "village", "steppe"), height,
                      (Road("motorway", motorway, "M5"), Road("local", track)), places)


def some_state() -> BoardState:
    control = bytes(1 if row > 8 else 2 if row < 6 else 0 for row in range(12) for _ in range(14))
    pieces = (
        Piece("a", GRID.hex_id(7, 9), CounterLook(0, "armour", "II", 6, (5.0, 4.0, 3.0))),
        Piece("b", GRID.hex_id(7, 9), CounterLook(0, "trucks", "o")),
        Piece("c", GRID.hex_id(6, 4), CounterLook(1, "infantry", "I", 4)),
        Piece("d", GRID.hex_id(9, 4), CounterLook(1, "infantry", unknown=True), ghost=True, caption="12 Oct"),
    )
    return BoardState(control, pieces, (BaseMark(GRID.hex_id(7, 2), 0),), (OutpostMark(GRID.hex_id(8, 7), 0, 2),),
                      (StarTag(GRID.hex_id(6, 3), "20"),))


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    pygame.display.init()
    return Fonts()


@pytest.fixture
def board(fonts: Fonts) -> Board:
    return Board(small_map(), Theme(), fonts, bake=False)


def look_at(board: Board, width: int = 700, height: int = 500) -> tuple[pygame.Surface, Camera]:
    surface = pygame.Surface((width, height), depth=32)
    camera = Camera(board.picture.extent_km, width, height)
    camera.centre_on((5.0, 5.5))
    return surface, camera


def frame(board: Board, state: BoardState, overlays: Overlays, now_ms: int = 0) -> bytes:
    surface, camera = look_at(board)
    board.draw(surface, camera, state, overlays, now_ms)
    return pygame.image.tobytes(surface, "RGB")


# -- camera --------------------------------------------------------------------------------------------------


@given(st.integers(-6, 6), st.floats(-40, 40), st.floats(-40, 40), st.integers(0, 899), st.integers(0, 599))
def test_screen_and_map_are_inverse(steps: int, east: float, south: float, x: int, y: int) -> None:
    camera = Camera((0.0, 0.0, 31.0, 60.0), 900, 600)
    camera.zoom_by(steps)
    camera.pan_by(east * 10, south * 10)
    back = camera.to_px(camera.to_km((x, y)))
    assert back == pytest.approx((x, y), abs=1e-6)


@given(st.integers(0, 36), st.integers(0, 60), st.floats(-0.43, 0.43), st.floats(-0.43, 0.43))
def test_a_point_near_a_centre_lies_in_that_hex(col: int, row: int, dx: float, dy: float) -> None:
    grid = Grid(37, 61)
    picture = MapPicture(grid, bytes(grid.size), ("plain",), np.zeros(grid.size, np.int16))
    h = grid.hex_id(col, row)
    x, y = picture.centre(h)
    if abs(dy) < 0.49 and abs(dx) * 0.866 + abs(dy) / 2 < 0.49:
        assert hex_of(grid, (x + dx, y + dy)) == h


def test_points_beyond_the_map_have_no_hex() -> None:
    assert hex_of(GRID, (-2.0, 3.0)) is None
    assert hex_of(GRID, (3.0, 30.0)) is None


def test_zooming_keeps_the_point_under_the_pointer() -> None:
    camera = Camera((0.0, 0.0, 80.0, 80.0), 900, 600)
    before = camera.to_km((300, 200))
    assert camera.zoom_by(1, (300, 200))
    assert camera.to_px(before) == pytest.approx((300, 200), abs=1.0)


@pytest.mark.parametrize("scale", [1.0, 0.885])
def test_a_map_that_filled_the_width_still_does_in_a_larger_window(scale: float) -> None:
    camera = Camera((0.0, 0.0, 32.0, 61.0), 916, 548, scale)
    camera.centre_on((10.0, 20.0))
    camera.resize(1480, 868, 1.0)
    assert 32.0 * camera.ppk >= 1480
    assert camera.to_km((740, 434))[1] == pytest.approx(20.0, abs=0.1)
    camera.zoom_by(-99)
    camera.resize(1800, 900)
    assert camera.ppk == ZOOM_STEPS[0]


def test_a_window_made_large_and_small_again_has_the_zoom_that_was_chosen() -> None:
    camera = Camera((0.0, 0.0, 32.0, 61.0), 916, 548)
    camera.zoom_by(1)
    chosen = camera.ppk
    camera.resize(3000, 1800)
    assert camera.ppk > chosen
    camera.resize(916, 548)
    assert camera.ppk == chosen


def test_zoom_stops_at_its_ends() -> None:
    camera = Camera((0.0, 0.0, 80.0, 80.0), 900, 600)
    camera.zoom_by(99)
    assert camera.ppk == ZOOM_STEPS[-1]
    assert not camera.zoom_by(1)
    camera.zoom_by(-99)
    assert camera.ppk == ZOOM_STEPS[0]


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.integers(-6, 6))
def test_the_window_never_leaves_the_map(dx: float, dy: float, steps: int) -> None:
    camera = Camera((0.0, 0.0, 31.0, 60.0), 900, 600)
    camera.zoom_by(steps)
    camera.pan_by(dx, dy)
    west, north = camera.to_km((0, 0))
    east, south = camera.to_km((900, 600))
    for low, high, first, last in ((west, east, 0.0, 31.0), (north, south, 0.0, 60.0)):
        if high - low < last - first:
            assert low > first - 1
            assert high < last + 1
        else:
            assert (low + high) / 2 == pytest.approx((first + last) / 2, abs=0.1)


def test_a_glide_ends_where_it_was_sent_and_slows_down() -> None:
    camera = Camera((0.0, 0.0, 100.0, 100.0), 900, 600)
    camera.centre_on((50.0, 50.0))
    camera.centre_on((60.0, 50.0), now_ms=1000)
    assert camera.gliding
    assert camera.centre == (50.0, 50.0)
    camera.advance(1000 + GLIDE_MS // 2)
    assert 55 < camera.centre[0] < 60
    camera.advance(1000 + GLIDE_MS)
    assert camera.centre == (60.0, 50.0)
    assert not camera.gliding


def test_show_brings_all_points_into_the_window() -> None:
    camera = Camera((0.0, 0.0, 31.0, 60.0), 900, 600)
    points = [(4.0, 10.0), (12.0, 25.0)]
    camera.show(points)
    for point in points:
        x, y = camera.to_px(point)
        assert 0 <= x <= 900
        assert 0 <= y <= 600


# -- geometry ------------------------------------------------------------------------------------------------


def test_road_points_stay_in_their_hexes_and_flows_follow_the_road() -> None:
    picture = small_map()
    net = RoadNet(picture)
    for road in picture.roads:
        for h in road.hexes:
            assert hex_of(GRID, net.node(h)) == h
        assert net.path(road.hexes)[0] == net.node(road.hexes[0])
        assert net.path(road.hexes)[-1] == net.node(road.hexes[-1])
    a, b = picture.roads[0].hexes[2:4]
    assert net.side(a, b) == net.side(b, a)[::-1]
    assert net.kind(a, b) == "motorway"


def test_equal_links_join_to_one_run_and_different_ones_do_not() -> None:
    picture = small_map()
    net = RoadNet(picture)
    road = picture.roads[0].hexes
    links = [FlowLink(a, b, 10.0 if i < 6 else 4.0, 40.0) for i, (a, b) in enumerate(pairwise(road))]
    runs = runs_of(net, links[::-1])
    assert sorted(run.link.tonnes for run in runs) == [4.0, 10.0]
    assert sum(len(run.line) - 1 for run in runs) == len(net.path(road)) - 1


def test_pipes_grow_with_their_tonnes_and_never_fill_a_hex() -> None:
    widths = [pipe_width(tonnes, 48) for tonnes in (0, 1, 6, 15, 40, 600, 2000)]
    assert widths == sorted(widths)
    assert len(set(widths)) == len(widths)
    assert widths[2] == pytest.approx(2.2 + 0.34 * 6)
    assert widths[-1] < 24


def test_ring_radii_are_those_of_a_round_normal_scatter() -> None:
    for share, factor in RING_FACTORS:
        assert 1 - 2 ** -(factor**2) == pytest.approx(share / 100, abs=0.002)


def test_outlines_enclose_what_is_held_and_keep_out_what_is_not() -> None:
    picture = small_map()
    control = bytearray(GRID.size)
    centre = GRID.hex_id(7, 6)
    for h in GRID.disk(centre, 3):
        control[h] = 1
    control[centre] = 2
    loops = outlines(picture, bytes(control), 1)
    assert len(loops) == 2
    outer, hole = sorted((signed_area(loop) for loop in loops), reverse=True)
    area = 36 * math.sqrt(3) / 2
    assert hole < 0 < outer
    assert outer + hole == pytest.approx(area, rel=0.15)


def test_no_front_runs_along_the_edge_of_the_sheet() -> None:
    picture = small_map()
    loops = outlines(picture, bytes([1]) * GRID.size, 1)
    west, north, east, south = picture.extent_km
    for loop in loops:
        for x, y in loop:
            assert not (west < x < east and north < y < south)


def test_heights_between_hexes_meet_the_hexes() -> None:
    picture = small_map()
    values = np.arange(GRID.size, dtype=np.float32)
    for h in (0, 5, 40, GRID.size - 1):
        x, y = picture.centre(h)
        assert between_hexes(picture, values, np.array([x]), np.array([y]))[0, 0] == pytest.approx(h, abs=0.01)


def test_relief_keeps_the_large_forms_and_is_the_same_each_time() -> None:
    plain = plain_relief(small_map())
    first, second = carved_relief(plain), carved_relief(plain)
    assert np.array_equal(first.height, second.height)
    assert float(np.abs(first.broad - plain.height).mean()) < 25
    assert first.water is not None
    assert float(first.water.max()) > 300


# -- what the layers do ------------------------------------------------------------------------------------------


def painted(board: Board, before: list[int]) -> set[str]:
    return {name for name, a, b in zip(LAYERS, before, board.layers.paints, strict=True) if a != b}


def test_nothing_is_painted_again_while_nothing_changes(board: Board) -> None:
    state, overlays = some_state(), Overlays(selected=GRID.hex_id(7, 9))
    first = frame(board, state, overlays)
    before = list(board.layers.paints)
    assert all(before)
    assert frame(board, some_state(), Overlays(selected=GRID.hex_id(7, 9))) == first
    assert board.layers.paints == before


@pytest.mark.parametrize(
    ("change", "layers"),
    [
        (Overlays(hover=GRID.hex_id(5, 5)), set()),
        (Overlays(path=PathPreview((GRID.hex_id(7, 9), GRID.hex_id(7, 8)))), set()),
        (Overlays(grid=False), {"grid"}),
        (Overlays(control=False), {"control"}),
        (Overlays(flows=(FlowLink(GRID.hex_id(7, 9), GRID.hex_id(7, 8), 6.0, 40.0),)), {"flows"}),
        (Overlays(shades=(Shade("reach", bytes([1]) * GRID.size),)), {"shades"}),
    ],
)
def test_only_the_layer_that_changed_is_painted_again(board: Board, change: Overlays, layers: set[str]) -> None:
    first = frame(board, some_state(), Overlays())
    before = list(board.layers.paints)
    assert frame(board, some_state(), change) != first
    assert painted(board, before) == layers
    before = list(board.layers.paints)
    assert frame(board, some_state(), Overlays()) == first
    assert painted(board, before) == layers


def test_a_moved_unit_paints_no_layer_again(board: Board) -> None:
    state = some_state()
    first = frame(board, state, Overlays())
    before = list(board.layers.paints)
    moved = replace(state, pieces=(replace(state.pieces[0], hex=GRID.hex_id(8, 9)), *state.pieces[1:]))
    assert frame(board, moved, Overlays()) != first
    assert painted(board, before) == set()


def test_a_change_of_control_repaints_control_only(board: Board) -> None:
    state = some_state()
    frame(board, state, Overlays())
    before = list(board.layers.paints)
    control = bytearray(state.control)
    control[GRID.hex_id(5, 7)] = 1
    frame(board, replace(state, control=bytes(control)), Overlays())
    assert painted(board, before) == {"control"}


def test_each_overlay_can_be_seen(board: Board) -> None:
    a, b = GRID.hex_id(7, 6), GRID.hex_id(7, 5)
    flows = (FlowLink(a, b, 6.0, 40.0),)
    cases = {
        "plain": Overlays(),
        "flow": Overlays(flows=flows),
        "large flow": Overlays(flows=(replace(flows[0], tonnes=30.0),)),
        "no flow": Overlays(flows=(replace(flows[0], tonnes=0.0),)),
        "interdicted": Overlays(flows=(replace(flows[0], interdicted=True),)),
        "cut": Overlays(cuts=(CutMark(a, b),)),
        "pinch": Overlays(pinches=(PinchMark(a, b),)),
        "tag": Overlays(tags=(Tag(a, "6 of 40 t/day", "flow"),)),
        "alert": Overlays(tags=(Tag(a, "6 of 40 t/day", "alert"),)),
        "rings": Overlays(rings=(AirdropRings(a, 1.0),)),
        "drift": Overlays(rings=(AirdropRings(a, 1.0, (0.5, 0.2)),)),
        "attack": Overlays(attacks=(AttackArrow(a, b, 0),)),
        "target": Overlays(target=a),
        "cursor": Overlays(cursor=a),
        "selected": Overlays(selected=a),
        "selected unit": Overlays(selected=GRID.hex_id(7, 9)),
        "moving": Overlays(moving=(("a", (5.0, 5.0)),)),
        "path": Overlays(path=PathPreview((a, b))),
        "barred path": Overlays(path=PathPreview((a, b), blocked=True)),
        "no labels": Overlays(labels=False),
        "no units": Overlays(pieces=False),
        **{kind: Overlays(shades=(Shade(kind, bytes([2]) * GRID.size),))
           for kind in ("reach", "threat", "supply", "people")},
    }
    state = some_state()
    frames = {name: frame(board, state, overlays) for name, overlays in cases.items()}
    for one, other in combinations(frames, 2):
        assert frames[one] != frames[other], (one, other)


def test_painting_spread_over_frames_ends_in_the_same_picture(board: Board, fonts: Fonts) -> None:
    state = some_state()
    overlays = Overlays(shades=(Shade("reach", bytes([1]) * GRID.size),))
    surface, camera = look_at(board)
    for now in range(1, 200):
        board.draw(surface, camera, state, overlays, now)
        if not board.busy:
            break
    assert not board.busy
    fresh = Board(small_map(), Theme(), fonts, bake=False)
    assert pygame.image.tobytes(surface, "RGB") == frame(fresh, state, overlays)


def test_another_zoom_shows_the_last_picture_scaled_until_it_is_painted(board: Board) -> None:
    state, (surface, camera) = some_state(), look_at(board)
    board.draw(surface, camera, state)
    before = list(board.layers.paints)
    camera.zoom_by(2)
    board.draw(surface, camera, state, now_ms=1000)
    assert board.layers.paints == before
    assert board.busy
    ground = Overlays(labels=False, pieces=False)
    sharp = Board(small_map(), board.theme, board.fonts, bake=False)
    board.draw(surface, camera, state, ground, 1016)
    wanted, there = pygame.Surface(surface.get_size(), depth=32), pygame.surfarray.array3d(surface).astype(int)
    sharp.draw(wanted, camera, state, ground)
    away = np.abs(pygame.surfarray.array3d(wanted).astype(int) - there).mean()
    assert away < 12


def test_a_map_dragged_about_looks_as_if_it_had_been_drawn_there_at_once(board: Board, fonts: Fonts) -> None:
    state, overlays = some_state(), Overlays(flows=(FlowLink(GRID.hex_id(7, 9), GRID.hex_id(7, 8), 15.0, 40.0),))
    surface, camera = look_at(board, 300, 200)
    dice = random.Random(5)
    for step in range(40):
        camera.pan_by(dice.randint(-90, 90), dice.randint(-90, 90))
        if step % 13 == 12:
            camera.zoom_by(dice.choice((-1, 1)))
        board.draw(surface, camera, state, overlays)
        if step % 5 == 4:
            wanted = pygame.Surface(surface.get_size(), depth=32)
            Board(small_map(), Theme(), fonts, bake=False).draw(wanted, camera, state, overlays)
            assert pygame.image.tobytes(surface, "RGB") == pygame.image.tobytes(wanted, "RGB"), step


def test_counters_move_with_the_map_in_every_frame_and_end_where_they_belong(board: Board, fonts: Fonts) -> None:
    state, (surface, camera) = some_state(), look_at(board)
    board.draw(surface, camera, state)
    box = board.piece_box(camera, GRID.hex_id(7, 9)).inflate(-16, -16)
    counter, now = pygame.image.tobytes(surface.subsurface(box), "RGB"), 1000
    for dx, dy in ((9, 0), (6, -4), (-3, -11), (-14, 2), (5, 5), (2, -9), (0, 3)):
        camera.pan_by(dx, dy)
        now += 16
        board.draw(surface, camera, state, Overlays(), now)
        there = board.piece_box(camera, GRID.hex_id(7, 9)).inflate(-16, -16)
        assert pygame.image.tobytes(surface.subsurface(there), "RGB") == counter
    for later in range(now + 16, now + 4000, 16):
        board.draw(surface, camera, state, Overlays(), later)
    assert not board.busy
    assert pygame.image.tobytes(surface, "RGB") == frame_at(
        Board(small_map(), Theme(), fonts, bake=False), camera, state)


def test_what_the_rim_holds_stays_at_the_rim_when_pictures_are_moved() -> None:
    picture, prints = pygame.Surface((4, 4)), Prints()
    for axes in ((False, False), (True, False), (False, True), (True, True)):
        prints.append((picture, (10, 20)))
        prints.hold(axes)
    assert [place for _picture, place in prints.moved(3, -5)] == [(13, 15), (10, 15), (13, 20), (10, 20)]
    assert [place for _picture, place in prints] == [(10, 20)] * 4
    assert held(pygame.Rect(0, 0, 9, 9), pygame.Rect(0, 7, 9, 9)) == (False, True)


def test_the_ground_is_painted_once_the_wheel_rests_and_names_meanwhile(board: Board) -> None:
    state, (surface, camera) = some_state(), look_at(board)
    board.draw(surface, camera, state)
    camera.zoom_by(2)
    before = list(board.layers.paints)
    for now in range(1000, 1300, 16):
        board.draw(surface, camera, state, Overlays(), now)
    assert board.layers.paints == before
    named = Board(small_map(), Theme(), board.fonts, bake=False)
    for now in range(1300, 2000, 16):
        board.draw(surface, camera, state, Overlays(), now)
    assert not board.busy
    assert pygame.image.tobytes(surface, "RGB") == frame_at(named, camera, state)


def frame_at(board: Board, camera: Camera, state: BoardState) -> bytes:
    surface = pygame.Surface((camera.width, camera.height), depth=32)
    board.draw(surface, camera, state)
    return pygame.image.tobytes(surface, "RGB")


def test_a_changed_front_fades_in_and_stands_still_at_once_where_motion_is_reduced(board: Board) -> None:
    state, (surface, camera) = some_state(), look_at(board)
    moved = replace(state, control=bytes(2) + state.control[2:70] + bytes([1]) * 40 + state.control[110:])

    def settled(shown: BoardState, now: int) -> bytes:
        for _ in range(600):  # a slow machine paints little in a frame
            board.draw(surface, camera, shown, Overlays(), now)
        return pygame.image.tobytes(surface, "RGB")

    first = settled(state, 1000)
    early = settled(moved, 2000)
    half = settled(moved, 2000 + FRONT_MS // 2)
    late = settled(moved, 2000 + FRONT_MS)
    assert early == first
    assert half not in (first, late)
    board.still = True
    board.draw(surface, camera, state, Overlays(), 9000)
    assert settled(state, 9001) == first


def test_a_moved_front_is_worked_out_over_frames_and_the_old_one_shown_meanwhile() -> None:
    layer, state, whole = ControlLayer(small_map(), Theme()), some_state(), Square(0, 0, 48, 700, 600)
    far = Square(0, 0, 48, 700, 48)
    moved = replace(state, control=state.control[:-20] + bytes([2]) * 20)
    assert layer.prepare(state.control, whole, Deadline(None))
    before = layer.key(whole, state, Overlays())
    assert layer.prepare(moved.control, far, Deadline(0)), "what is out of view can wait"
    frames = 0
    while not layer.prepare(moved.control, whole, Deadline(1e-9)):
        frames += 1
        assert layer.key(whole, moved, Overlays()) == before
        assert layer.prepare(state.control, whole, Deadline(0)), "an undo is there at once"
    assert frames > 3
    assert layer.key(whole, moved, Overlays()) == moved.control
    other = ControlLayer(small_map(), Theme())
    other.prepare(moved.control, whole, Deadline(None))
    one, two = (shown.paint(Square(192, 192, 48), moved, Overlays()) for shown in (layer, other))
    assert one is not None and two is not None
    assert pygame.image.tobytes(one, "RGBA") == pygame.image.tobytes(two, "RGBA")


def test_a_change_during_a_fade_is_over_as_soon_as_any_other(board: Board) -> None:
    state, (surface, camera) = some_state(), look_at(board)
    reach = Overlays(shades=(Shade("reach", bytes([1]) * GRID.size),))

    def settled(shown: Overlays, now: int) -> bytes:
        for _ in range(600):  # a slow machine paints little in a frame
            board.draw(surface, camera, state, shown, now)
        return pygame.image.tobytes(surface, "RGB")

    plain = settled(Overlays(), 100_000)
    settled(reach, 200_000)
    settled(Overlays(), 200_000 + LAYER_MS // 2)
    assert settled(Overlays(), 200_000 + 2 * LAYER_MS) == plain
    assert not board.busy


def test_the_day_shows_on_the_ground(board: Board) -> None:
    days = [Day(), Day(12), Day(4), Day(clear=False), Day(mud=True), Day(12, False, True)]
    frames = [frame(board, replace(some_state(), day=day), Overlays()) for day in days]
    assert len(set(frames)) == len(days)
    brightness = [sum(picture) / len(picture) for picture in frames]
    assert max(brightness) - min(brightness) < 0.12 * max(brightness)


def test_chevrons_stand_still_where_motion_is_reduced(board: Board) -> None:
    flows = Overlays(flows=(FlowLink(GRID.hex_id(7, 9), GRID.hex_id(7, 8), 15.0, 40.0),))
    frame(board, some_state(), flows)
    assert frame(board, some_state(), flows, 5000) != frame(board, some_state(), flows, 5300)
    board.still = True
    assert frame(board, some_state(), flows, 5000) == frame(board, some_state(), flows, 5300)


def test_the_finished_sheet_replaces_the_plain_one(board: Board) -> None:
    surface, camera = look_at(board, 300, 200)
    board.draw(surface, camera, some_state())
    plain = pygame.image.tobytes(surface, "RGB")
    board.finish(camera)
    board.draw(surface, camera, some_state())
    assert pygame.image.tobytes(surface, "RGB") != plain
    assert not board.busy


def test_a_baking_board_can_be_closed_at_any_time(fonts: Fonts) -> None:
    board = Board(small_map(), Theme(), fonts, bake=True)
    assert board.busy
    board.close()
    assert frame(board, some_state(), Overlays())


def test_a_sheet_painted_before_is_taken_from_the_cache(fonts: Fonts, tmp_path: Path) -> None:
    def baked(folder: Path) -> bytes:
        board = Board(small_map(), Theme(), fonts, cache=folder)
        surface, camera = look_at(board)
        while not board.sheet.complete:
            time.sleep(0.005)
            board.draw(surface, camera, some_state())
        board.close()
        board.draw(surface, camera, some_state())
        return pygame.image.tobytes(surface, "RGB")

    first = baked(tmp_path / "new")
    files = list((tmp_path / "new").iterdir())
    assert [file.suffix for file in files] == [".png"]
    stamp = files[0].stat().st_mtime_ns
    assert baked(tmp_path / "new") == first
    assert files[0].stat().st_mtime_ns == stamp
    files[0].write_bytes(b"not a picture")
    assert baked(tmp_path / "new") == first
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert baked(blocked) == first


# -- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ppk", ZOOM_STEPS)
def test_names_lie_on_no_other_name_and_on_no_counter(fonts: Fonts, ppk: int) -> None:
    picture = small_map()
    labeller = Labeller(picture, RoadNet(picture), Theme(), fonts, 1.0)
    size = round(ppk * 0.915)
    counters = tuple(pygame.Rect(round(x * ppk - size / 2), round(y * ppk - size / 2), size, size)
                     for x, y in (picture.centre(h) for h in (GRID.hex_id(4, 3), GRID.hex_id(6, 4), GRID.hex_id(7, 9))))
    labels = labeller.names(ppk, Obstacles(counters), ()).labels
    assert labels or ppk == ZOOM_STEPS[0]
    for one, other in combinations([label.box for label in labels], 2):
        assert not one.colliderect(other)
    for label in labels:
        assert label.box.collidelist(counters) < 0
    west, north, east, south = (v * ppk for v in picture.extent_km)
    for label in labels:
        assert west <= label.box.left
        assert label.box.right <= east
        assert north <= label.box.top
        assert label.box.bottom <= south


def test_close_up_every_name_finds_room(fonts: Fonts) -> None:
    picture = small_map()
    labels = Labeller(picture, RoadNet(picture), Theme(), fonts, 1.0).names(72, Obstacles(()), ()).labels
    assert {label.text for label in labels} == {place.name for place in picture.places}


def test_a_name_does_not_stand_nearer_to_another_town_than_to_its_own(fonts: Fonts) -> None:
    ppk, towns = 48, [Place(name, GRID.hex_id(col, 6), "town", 20000, None, -1, 1)
                      for name, col in (("Crowded", 4), ("Other", 6))]
    picture = replace(small_map(), places=tuple(towns))
    (x, y), (other_x, other_y) = ((px * ppk, py * ppk) for px, py in map(picture.place_point, towns))
    crowd = pygame.Rect(round(x - 2 * ppk), round(y - 1.2 * ppk), round(2.3 * ppk), round(2.4 * ppk))
    named = Labeller(picture, RoadNet(picture), Theme(), fonts, 1.0).names(ppk, Obstacles((crowd,)), ()).labels
    box = next(label.box for label in named if label.text == "Crowded")
    own, other = (math.dist((px, py), (min(max(px, box.left), box.right), min(max(py, box.top), box.bottom)))
                  for px, py in ((x, y), (other_x, other_y)))
    assert box.collidelist([crowd]) < 0
    assert own <= other


def test_names_keep_still_while_the_map_is_dragged(fonts: Fonts) -> None:
    picture = small_map()
    labeller = Labeller(picture, RoadNet(picture), Theme(), fonts, 1.0)
    assert labeller.names(48, Obstacles(()), ()) is labeller.names(48, Obstacles(()), ())


# -- minimap, map of a scenario ----------------------------------------------------------------------------------


def test_minimap_shows_the_map_and_finds_points(board: Board) -> None:
    _, camera = look_at(board)
    size = (120, 100)
    picture = board.minimap(size, camera, some_state())
    assert picture.get_size() == size
    west, north, east, south = board.picture.extent_km
    assert board.minimap_km(size, (60, 50)) == pytest.approx(((west + east) / 2, (north + south) / 2), abs=0.01)
    assert pygame.image.tobytes(picture, "RGB") != pygame.image.tobytes(
        board.minimap(size, camera, BoardState()), "RGB")


def test_a_scenarios_map_becomes_a_picture() -> None:
    grid = Grid(6, 5)
    hexes = grid.line(grid.hex_id(2, 4), grid.hex_id(2, 0))
    data = MapData(
        grid, bytes(grid.size), tuple(400 + h for h in range(grid.size)),
        (RulesRoad("m5", "M5", "motorway", hexes), RulesRoad("m4", "M4", "paved", hexes),
         RulesRoad("track", "A track", "rough_military", hexes)), (),
        (RulesPlace("wadi", "Wadi Deif base", 7, "base", label=1),
         RulesPlace("town", "Al-Nu'man", 8, "town", people=900), RulesPlace("x", "Junction", 9, "junction")),
        (Area("Hills", 10, 9),), (Edge("hama", "Hama 23 km", grid.hex_id(2, 4)),),
    )
    picture = picture_of(data, (Terrain("plain", "plain", ".", 1, 1, 1000),), {7: 0})
    roads = [(road.kind, road.shield) for road in picture.roads]
    assert roads == [("motorway", "M5"), ("main", "M4"), ("military", "")]
    assert [(place.name, place.kind, place.side) for place in picture.places] == [
        ("Wadi Deif", "base", 0), ("Al-Nu’man", "town", -1), ("429", "height", -1), ("Hills", "region", -1)]
    assert picture.exits[0].edge == "south"
    assert int(picture.height_m[3]) == 403
