"""The layers about supply and the ghost of a move: true by the rules' solve, blind to the unseen, readable in grey."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import get_args

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.rules import engine
from game.rules.knowledge import view as view_of
from game.rules.movement import reach
from game.rules.orders import EndPhase, Move
from game.rules.state import State, View
from game.rules.supply.bottleneck import arrives, minimum_cuts
from game.rules.supply.changes import Change, changed
from game.rules.supply.flow import Solution, solve
from game.rules.supply.network import network
from game.rules.supply.plan import plan
from game.rules.supply.wanted import all_demands, answer, consumer_of
from game.session import HUMAN, Session
from game.ui.art.fonts import Fonts
from game.ui.art.theme import Theme
from game.ui.board.camera import ZOOM_STEPS, Camera
from game.ui.board.chunks import Square
from game.ui.board.cuts import cut_curve
from game.ui.board.frame import SheetFrame
from game.ui.board.labels import Label, Labeller, Names, Obstacles, exits_within, labels_within
from game.ui.board.legend import SIGNS, LegendBox
from game.ui.board.marks import Desk
from game.ui.board.model import BoardState, CutLine, Legend, LegendRow, MapExit, Overlays, Shade, Swatch, Tag
from game.ui.board.roadnet import RoadNet
from game.ui.board.shades import ShadeLayer
from game.ui.board.tags import Spot, in_window, spots
from game.ui.input import Tick
from game.ui.screens.model import GameChoice
from game.ui.table.ghost import ghost_of, moved
from game.ui.table.layers import ENEMY, LAYER_IDS, LEGEND, layer_buttons, overlays_of
from game.ui.table.mapview import picture_for
from game.ui.table.supplies import planned_arrivals, supplied
from game.ui.table.supplylayers import bottleneck, cut_losses, knock_out
from tests.test_board import GRID, small_map
from tests.test_table import LOOK
from tests.window_seat import Seat

GOVERNMENT, OPPOSITION = 0, 1
EVERYTHING = frozenset({*LAYER_IDS, LEGEND}) - {"terrain"}


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    pygame.display.init()
    return Fonts()


@pytest.fixture(scope="module")
def siege() -> State:
    """The campaign in the government's first phase, in the fog."""
    game = Session.new("siege_of_wadi_deif", 7)
    game.submit(EndPhase())
    game.close()
    return game.state


# --- true -----------------------------------------------------------------------------------------------------


def test_the_ghost_of_a_move_is_what_the_move_then_brings(siege: State) -> None:
    known = view_of(siege, GOVERNMENT).known
    tried = 0
    for unit in known.units:
        if unit.side != GOVERNMENT:
            continue
        found = reach(known, unit.id)
        for target in sorted(found.costs)[::9][:3]:
            order = Move(unit.id, found.path_to(target))
            done = engine.apply(known, order).state
            if done.by_id[unit.id].hex != target:
                continue
            after = moved(known, order)
            assert planned_arrivals(after, plan(after, 0)) == planned_arrivals(done, plan(done, 0)), unit.id
            tried += 1
    assert tried > 20


def test_a_ghost_tells_each_consumer_that_gains_or_loses_and_is_empty_without_change(siege: State) -> None:
    view = view_of(siege, GOVERNMENT)
    unit = view.known.by_id["ayn-qari"]
    found = reach(view.known, unit.id)
    ghost = ghost_of(view, Move(unit.id, found.path_to(view.scenario.map.grid.parse("18.27"))))
    texts = [tag.text for tag in ghost.tags]
    assert any(text.startswith("Hamidiya 0.") and text.endswith("t/day") and "→" in text for text in texts), texts
    assert {tag.tone for tag in ghost.tags} == {"alert", "flow"}
    assert any(link.tonnes for link in ghost.links)
    others = [ghost_of(view, Move(row.id, reach(view.known, row.id).path_to(h))) for row in view.known.units
              if row.side == GOVERNMENT for h in sorted(reach(view.known, row.id).costs)[:2]]
    assert any(not link.tonnes for row in others for link in row.links)
    assert any(not row.links and not row.tags for row in others)


def test_what_a_threat_would_cost_is_what_the_cut_then_costs(siege: State) -> None:
    view = view_of(siege, GOVERNMENT)
    losses = cut_losses(supplied(view), view.known)
    assert losses

    def brought(state: State) -> int:
        solution = answer(view.known, GOVERNMENT) if state is view.known else _same_wants(view.known, state)
        return sum(arrives(solution, name) for name in sorted({row.consumer for row in solution.demands}))

    for hex_id, kg in sorted(losses.items())[::7]:
        assert brought(view.known) - brought(changed(view.known, GOVERNMENT, Change(cut=(hex_id,)))) == kg


def _same_wants(before: State, after: State) -> Solution:
    return solve(network(after, GOVERNMENT), all_demands(before, GOVERNMENT))


def test_what_threatens_roads_is_found_out_over_several_frames_and_comes_to_the_same() -> None:
    """The layer says that it is being tried, all else goes on meanwhile, then it is what it is without waiting."""
    seat = Seat(LOOK, choice=GameChoice("siege_of_wadi_deif", (HUMAN, HUMAN), True, 7))
    seat.end_turn()
    seat.keys("7")
    desk = seat.table.desk
    waits = "Trying what each road hex in reach would cost…"

    def said() -> tuple[str, ...]:
        legend = desk.overlays(None).legend
        return tuple(row.text for _head, rows in legend.parts for row in rows) if legend is not None else ()

    assert desk.laying.work is not None and waits in said()
    assert [desk.laying.go_on() for _step in range(3)] == [False] * 3
    assert any(desk.laying.go_on() for _step in range(4000))
    for _side in range(2):  # the own roads, then the enemy's by the clock of the table
        whole = overlays_of(seat.table.play.session.view(seat.table.play.viewer), desk.layers)
        assert waits not in said() and whole.tags
        assert desk.overlays(None).tags[:len(whole.tags)] == whole.tags
        assert desk.overlays(None).shades[:len(whole.shades)] == whole.shades
        seat.keys("0")
        for _frame in range(4000):
            seat.stack.feed(Tick(16))
            if desk.laying.work is None:
                break


def test_a_knock_out_map_hatches_closest_what_costs_a_base_everything(siege: State) -> None:
    laid = knock_out(supplied(view_of(siege, GOVERNMENT)), "wadi-deif")
    bands = laid.shades[0].bands
    base = siege.base("wadi-deif").hex
    assert bands[base] == 1
    assert {2, 3, 4} & set(bands)
    assert all(bands[tag.hex] for tag in laid.tags)
    assert laid.about == "Wadi Deif"


def test_a_bottleneck_marks_every_step_of_the_cut_once_and_says_what_passes(siege: State) -> None:
    known = view_of(siege, GOVERNMENT).known
    cuts = minimum_cuts(network(known, GOVERNMENT), consumer_of(known, GOVERNMENT, "hamidiya"))
    assert cuts is not None and not cuts.same
    laid = bottleneck(supplied(view_of(siege, GOVERNMENT)), "hamidiya")
    steps = sorted([(mark.a, mark.b) for mark in laid.cuts] + [(mark.a, mark.b) for mark in laid.pinches])
    assert steps == sorted([*cuts.nearest_consumer.arcs, *cuts.nearest_source.arcs])
    assert [line.near for line in laid.lines] == [True, False]
    assert f"{cuts.nearest_consumer.capacity_kg_day // 1000} t/day" in laid.tags[0].text


def test_a_besieged_base_has_a_bar_on_each_shut_road_and_no_line(siege: State) -> None:
    grid, base = siege.scenario.map.grid, siege.base("wadi-deif").hex
    ring = tuple(h for away in (2, 3) for h in grid.ring(base, away))
    known = view_of(siege, GOVERNMENT).known
    shut = changed(known, GOVERNMENT, Change(cut=ring, without=tuple(
        unit.id for unit in known.units if unit.hex in ring)))
    row = replace(supplied(view_of(siege, GOVERNMENT)), state=shut)
    laid = bottleneck(row, "wadi-deif")
    cuts = minimum_cuts(network(shut, GOVERNMENT), consumer_of(shut, GOVERNMENT, "wadi-deif"))
    assert cuts is not None and cuts.nearest_consumer.capacity_kg_day == 0
    assert {(mark.a, mark.b) for mark in laid.cuts} >= set(cuts.nearest_consumer.arcs)
    assert laid.lines == () and laid.pinches == ()
    assert laid.tags[0].text == "Wadi Deif: every road is shut"
    assert "0 arrives" in laid.notes[0]
    assert knock_out(row, "wadi-deif").notes == ("Nothing comes by road.",)


def test_a_cut_runs_through_the_middle_of_each_step(siege: State) -> None:
    picture = picture_for(siege.scenario)
    net, grid = RoadNet(picture), picture.grid
    road = next(road for road in picture.roads if road.shield == "M5").hexes
    line = CutLine(((road[5], road[6]), (road[25], road[26])))
    curve = np.array(cut_curve(net, line))
    for a, b in line.steps:
        side = np.array(net.side(a, b))
        middle = side[len(side) // 2]
        assert np.hypot(*(curve - middle).T).min() < 0.3
    alone = cut_curve(net, CutLine((line.steps[0],)))
    assert len(alone) == 2
    assert grid.distance(road[5], road[6]) == 1


# --- blind to the unseen --------------------------------------------------------------------------------------


def _otherwise_unseen(state: State, viewer: int) -> State:
    """Return another truth that looks the same to a side: unseen enemies elsewhere, other stores and trucks."""
    view = view_of(state, viewer)
    seen = view.visible
    empty = [h for h in range(len(seen)) if not seen[h] and h not in state.by_hex
             and state.control[h] == 2 - viewer]
    road = [h for h in empty if any(way >= 0 for way in state.scenario.map.road_sides[h])]
    hidden = [unit.id for unit in state.units if unit.side != viewer and unit.hex >= 0 and not seen[unit.hex]]
    places = dict(zip(hidden, road[::3], strict=False))
    units = tuple(
        replace(unit, hex=places.get(unit.id, unit.hex), stock=(1, 2, 3), stance="interdict" if unit.id in places
                else unit.stance) if unit.side != viewer else unit for unit in state.units)
    own = {row.id for row in state.scenario.supply_sources if row.side == viewer}
    return replace(
        state, units=units, fleets=tuple(row if row.source in own else replace(row, trucks=1) for row in state.fleets),
        bases=tuple(row if row.side == viewer else replace(row, stock=(5, 5, 5), priority=1) for row in state.bases),
        flows=tuple(row for row in state.flows if row.side == viewer),
        deliveries=tuple(row for row in state.deliveries if row.side == viewer))


@pytest.mark.parametrize("viewer", [GOVERNMENT, OPPOSITION])
def test_no_layer_shows_what_its_side_does_not_see(siege: State, viewer: int) -> None:
    other = _otherwise_unseen(siege, viewer)
    assert other.units != siege.units
    here, there = view_of(siege, viewer), view_of(other, viewer)
    for shown in (EVERYTHING, EVERYTHING | {ENEMY}):
        assert overlays_of(here, shown) == overlays_of(there, shown)
        assert layer_buttons(shown, here) == layer_buttons(shown, there)


def test_the_ghost_of_a_move_does_not_feel_an_unseen_blocker(siege: State) -> None:
    other = _otherwise_unseen(siege, GOVERNMENT)
    here, there = view_of(siege, GOVERNMENT), view_of(other, GOVERNMENT)
    for unit in here.known.units:
        if unit.side == GOVERNMENT and unit.hex >= 0:
            found = reach(here.known, unit.id)
            for target in sorted(found.costs)[:2]:
                order = Move(unit.id, found.path_to(target))
                assert ghost_of(here, order) == ghost_of(there, order)


def test_the_enemy_is_supplied_only_as_far_as_known_and_that_is_said(siege: State) -> None:
    view: View = view_of(siege, GOVERNMENT)
    row = supplied(view, enemy=True)
    assert (row.side, row.own) == (OPPOSITION, False)
    told = {unit.id for unit in view.known.units} | {contact.unit for contact in view.contacts}
    assert {unit.id for unit in row.state.units} <= told
    lay = overlays_of(view, frozenset({"flow", LEGEND, ENEMY}))
    assert lay.supplier == OPPOSITION and lay.flows
    assert lay.legend is not None and "as far as known" in lay.legend.parts[0][0]
    assert all(tag.tone in ("second", "alert") for tag in lay.tags)


# --- readable -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["supply", "worth"])
def test_bands_differ_in_grey(kind: str) -> None:
    picture = small_map()
    square = Square(0, 0, 48)
    greys = []
    for band in (1, 2, 3, 4):
        shade = Shade(kind, bytes([band]) * GRID.size)  # type: ignore[arg-type]
        drawn = ShadeLayer(picture, Theme()).paint(square, BoardState(), Overlays(shades=(shade,)))
        paper = pygame.Surface((square.width, square.height), depth=32)
        paper.fill((223, 215, 178))
        assert drawn is not None
        paper.blit(drawn, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)
        greys.append(float(pygame.surfarray.array3d(paper).mean()))
    assert all(b - a > 4 for a, b in pairwise(greys)), greys


@given(st.lists(st.tuples(st.integers(0, GRID.size - 1), st.sampled_from(["M5 shut near Hish", "6 of 40 t/day", "1 h"]),
                          st.sampled_from(["alert", "flow", "note", "plain"])), max_size=25),
       st.sampled_from([24, 48, 72]))
@settings(max_examples=25, deadline=None)
def test_tags_never_lie_on_each_other_and_stay_on_the_sheet(rows: list[tuple[int, str, str]], ppk: int) -> None:
    picture = small_map()
    desk = Desk(picture, RoadNet(picture), Theme(), LOOK.fonts, ppk, 1.0)
    tags = [Tag(h, text, tone) for h, text, tone in rows]  # type: ignore[arg-type]
    found = spots(desk, tags, ())
    for one, other in combinations(found, 2):
        assert not one.box.colliderect(other.box)
    west, north, east, south = (limit * ppk for limit in picture.extent_km)
    for spot in found:
        assert west < spot.box.left and spot.box.right < east and north < spot.box.top and spot.box.bottom < south
    if len(tags) < 4:
        assert len(found) == len(tags)


def test_a_tag_that_the_rim_or_the_legend_would_cover_moves_into_view() -> None:
    picture = small_map()
    desk = Desk(picture, RoadNet(picture), Theme(), LOOK.fonts, 48, 1.0)
    h = GRID.hex_id(7, 6)
    x, y = (round(value) for value in desk.spot(h))
    found = spots(desk, [Tag(h, "Parallel military road shut near Deir Sharqi", "alert")], ())
    box = found[0].box
    window = pygame.Rect(min(x - 100, box.left + 40), y - 200, 460, 300)
    legend = box.clamp(window).inflate(-30, 20)
    (moved_in,) = in_window(desk, found, window, [legend])
    assert not window.contains(box)
    assert window.contains(moved_in.box) and not moved_in.box.colliderect(legend)
    assert in_window(desk, found, window.move(-900, 0), [legend]) == found, "its hex is out of view"
    crowded = [*found, Spot(found[0].tag, moved_in.box, 0.0)]
    assert in_window(desk, crowded, window, [legend])[0] == found[0], "no room beside another tag"


def test_every_sign_of_a_legend_is_drawn_and_different(fonts: Fonts) -> None:
    signs = [sign for sign in get_args(Swatch) if sign != "text"]
    assert sorted(SIGNS) == sorted(signs)
    box = LegendBox(Theme(), fonts, 1.0)
    seen = {pygame.image.tobytes(box.picture(Legend((("", (LegendRow(sign, "x"),)),)), -1), "RGBA") for sign in signs}
    assert len(seen) == len(signs)


def test_long_legends_go_on_below_and_stay_narrow(fonts: Fonts) -> None:
    short = Legend((("Flow", (LegendRow("pipe", "what flows"),)),))
    rows = (LegendRow("pipe", "what flows " * 12), LegendRow("text", "and more " * 30))
    long = Legend((("Flow " * 20, rows),))
    box = LegendBox(Theme(), fonts, 1.0)
    low, high = box.picture(short, -1).get_size(), box.picture(long, -1).get_size()
    assert high[0] < 280
    assert high[1] > 5 * low[1] // 2


def test_an_exit_that_the_rim_would_cut_moves_inside_whole(fonts: Fonts) -> None:
    leaving = MapExit(GRID.hex_id(13, 5), "Eastern road (off the map)", "east")
    picture = replace(small_map(), exits=(leaving,))
    labeller = Labeller(picture, RoadNet(picture), Theme(), fonts, 1.0)
    names = Names(labels=(), exits=labeller.names(72, Obstacles(()), ()).exits)
    (_exit, box), = names.exits
    window = pygame.Rect(0, box.top - 100, box.right - 40, 300)
    (shown, moved_in), = exits_within(names, window, [], Obstacles(()))
    assert shown == leaving and window.contains(moved_in) and moved_in.size == box.size
    assert exits_within(names, window, [], Obstacles((moved_in,))) == []
    assert exits_within(names, window, [moved_in.inflate(-4, -4)], Obstacles(())) == []
    assert exits_within(names, window.move(-2000, 0), [], Obstacles(())) == []


@pytest.mark.parametrize(("size", "scale"), [((1280, 720), 0), ((1280, 720), 150), ((1920, 1080), 0)])
def test_all_layers_stand_on_the_strip_without_scrolling(size: tuple[int, int], scale: int) -> None:
    seat = Seat(LOOK, choice=GameChoice("siege_of_wadi_deif", (HUMAN, HUMAN), True, 7), size=size)
    seat.stack.settings = replace(seat.stack.settings, ui_scale=scale)
    seat.stack.resize(size)
    assert seat.my_turn()
    boxes = [seat.stage.find(f"layer:{name}") for name in (*(row for row in LAYER_IDS if row != "airdrop"), ENEMY)]
    tools = [seat.stage.find(name) for name in ("next_idle", f"layer:{LEGEND}", "zoom:1", "zoom:-1", "home")]
    rects = [widget.rect for widget in (*boxes, *tools) if widget is not None]
    assert len(rects) == len(boxes) + len(tools)
    for one, other in combinations(rects, 2):
        assert not one.colliderect(other)
    assert min(rect.top for rect in rects) > 0 and max(rect.bottom for rect in rects) < size[1] * 0.87


def test_names_that_the_rim_would_cut_stand_inside_or_not_at_all() -> None:
    window = pygame.Rect(0, 0, 600, 400)
    name = Label("Talmenes", 12, "regular", (0, 0, 0), pygame.Rect(560, 100, 80, 16))
    whole = replace(name, box=pygame.Rect(500, 100, 80, 16))
    (shown,) = labels_within(Names((name,)), window, [], Obstacles(()))
    assert window.contains(shown.box) and shown.box.right == window.right and shown.held == (True, False)
    assert labels_within(Names((name,)), window, [], Obstacles((pygame.Rect(500, 90, 60, 40),))) == []
    assert labels_within(Names((name, whole)), window, [], Obstacles(())) == [whole], "no room beside the other"
    legend = pygame.Rect(540, 80, 60, 60)
    assert labels_within(Names((whole,)), window, [legend], Obstacles(())) == [], "a legend lies there"


@pytest.mark.parametrize("size", [(250, 300), (420, 300), (845, 548), (1480, 868)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_legend_and_scale_bar_never_lie_on_each_other(fonts: Fonts, size: tuple[int, int], scale: float) -> None:
    picture = small_map()
    frame = SheetFrame(picture, Theme(), fonts, scale)
    legend = Legend((("Your supply at the last dawn", (LegendRow("pipe", "flow; pale: room left"),)),))
    camera = Camera(picture.extent_km, *size, scale)
    for step in range(len(ZOOM_STEPS)):
        camera.step = step
        bar, box = frame.corners(camera, legend, -1)
        assert not bar.colliderect(box), camera.ppk


def test_in_a_small_window_the_legend_leaves_out_the_layer_that_is_always_on(fonts: Fonts) -> None:
    picture = small_map()
    frame = SheetFrame(picture, Theme(), fonts, 1.0)
    flow = ("Your supply", tuple(LegendRow("pipe", f"row {n}") for n in range(4)))
    reach = ("Your trucks reach", tuple(LegendRow("hours_1", f"row {n}") for n in range(4)))
    for legend, kept in ((Legend((reach, flow)), reach), (Legend((flow, reach)), reach), (Legend((flow,)), flow)):
        shown = frame._legend_in(pygame.Rect(0, 0, 800, 300), legend, -1)
        assert shown is frame._legend.picture(Legend((kept,)), -1)
        assert frame._legend_in(pygame.Rect(0, 0, 800, 900), legend, -1) is frame._legend.picture(legend, -1)
