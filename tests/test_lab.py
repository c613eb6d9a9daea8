"""The what-if lab: every change redraws flows, bottleneck and days beside the real ones, and none touches the game."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pygame import Surface

from game.rules.knowledge import view
from game.rules.plain import canonical, to_plain
from game.rules.state import State, View
from game.rules.supply.changes import Change
from game.rules.supply.explain import explain
from game.rules.supply.network import network
from game.rules.supply.outlook import as_delivered, outlook
from game.rules.supply.wanted import answer
from game.session import HUMAN
from game.ui.input import Tick
from game.ui.lab.bench import Bench
from game.ui.lab.screen import LabScreen, lab_layout
from game.ui.screens.choose import ChooseScreen
from game.ui.screens.model import GameChoice
from game.ui.table.layers import overlays_of
from game.ui.widgets.painter import Look
from tests.rules.pictures import at
from tests.supply.test_explain import foggy, road
from tests.window_seat import Seat

LOOK = Look()
ARMY = 0


def bench(state: State, focus: str = "fort") -> Bench:
    return Bench(view(state, ARMY), focus)


def gets(state: State, holder: str = "fort") -> int:
    return next(sum(row.gets) for row in outlook(state, ARMY) if row.consumer.id == holder)


# ------------------------------------------------------------------ changing


def test_a_road_is_cut_and_opened_again_by_the_same_click() -> None:
    lab = bench(road())
    full = gets(lab.state)
    assert lab.toggle_road(at(lab.state, "6.1")) == ""
    assert (gets(lab.state), gets(lab.tried)) == (full, 0)
    assert [item.text for item in lab.items()] == ["Cut: the hex near Inn"]
    lab.toggle_road(at(lab.state, "6.1"))
    assert lab.trial.change == Change()
    assert gets(lab.tried) == full
    assert lab.toggle_road(at(lab.state, "12.1")).startswith("Your own base")


def test_a_hex_that_the_enemy_shuts_is_opened() -> None:
    lab = bench(road(enemy="6.1"))
    assert gets(lab.tried) == 0
    lab.toggle_road(at(lab.state, "6.1"))
    assert lab.trial.change.cleared == (at(lab.state, "6.1"),)
    assert gets(lab.tried) == 1250


def test_enemies_are_moved_and_taken_away_but_never_onto_friends() -> None:
    lab = bench(road())
    enemy = lab.enemy_at(at(lab.state, "12.5"))
    assert enemy == "E"
    assert lab.move_enemy(enemy, at(lab.state, "12.1")).startswith("Your own")
    assert lab.move_enemy(enemy, at(lab.state, "6.1")) == ""
    assert gets(lab.tried) == 0
    assert lab.enemy_at(at(lab.state, "6.1")) == "E"
    assert lab.move_enemy(enemy, at(lab.state, "12.5")) == ""
    assert lab.trial.change == Change()
    lab.remove_enemy(enemy)
    assert lab.enemy_at(at(lab.state, "12.5")) == ""
    assert [item.text for item in lab.items()] == ["Gone: Unit E"]


SETTINGS: tuple[tuple[Callable[[Bench], None], Callable[[Bench], None]], ...] = (
    (lambda lab: lab.set_policy("fast"), lambda lab: lab.set_policy("balanced")),
    (lambda lab: lab.set_mud(True), lambda lab: lab.set_mud(False)),
    (lambda lab: lab.set_priority(1), lambda lab: lab.set_priority(2)),
    (lambda lab: lab.set_ration("half"), lambda lab: lab.set_ration("full")),
    (lambda lab: lab.add_cep(-300), lambda lab: lab.add_cep(300)),
    (lambda lab: lab.add_trucks("entry", 2), lambda lab: lab.add_trucks("entry", -2)),
    (lambda lab: lab.set_height("low"), lambda lab: lab.set_height("high")),
)


@pytest.mark.parametrize(("there", "back"), SETTINGS)
def test_everything_that_is_set_is_listed_and_taken_back(there: Callable[[Bench], None],
                                                         back: Callable[[Bench], None]) -> None:
    lab = bench(road())
    there(lab)
    (item,) = lab.items()
    assert item.text
    changed = lab.trial
    back(lab)
    assert lab.items() == ()
    lab.undo()
    assert lab.trial == changed
    lab.set(item.without)
    assert lab.items() == ()
    there(lab)
    lab.reset()
    assert lab.items() == ()


def test_a_fleet_never_has_less_than_no_trucks_and_scatter_stays_in_bounds() -> None:
    lab = bench(road())
    lab.add_trucks("entry", -10**6)
    assert {row.id: count for row, count in lab.fleets()} == {"entry": 0}
    assert gets(lab.tried) == 0
    for _step in range(40):
        lab.add_cep(-100)
    assert lab.cep_m == 100


def test_the_map_shows_the_flows_of_the_changed_situation() -> None:
    lab = bench(road())
    flows = overlays_of(lab.drawn(tried=True), frozenset({"flow"})).flows
    assert flows
    assert max(link.tonnes for link in flows) == pytest.approx(1.2, abs=0.11)
    lab.toggle_road(at(lab.state, "6.1"))
    assert not overlays_of(lab.drawn(tried=True), frozenset({"flow"})).flows
    assert overlays_of(lab.drawn(tried=False), frozenset({"flow"})).flows == flows


def test_drawn_flows_are_those_of_the_answer() -> None:
    state = road(enemy="6.3", stance="hold")
    drawn = as_delivered(state, ARMY)
    sent = sum(answer(state, ARMY).sent)
    base = next(row for row in network(state, ARMY).consumers if row.id == "fort")
    into = [row for row in drawn.flows if row.end == base.hex]
    assert sum(row.kg_day for row in into) == sent
    lost = sum(row.lost_kg_day for row in drawn.flows)
    assert lost == pytest.approx(sent - gets(state), abs=len(drawn.flows))
    (delivery,) = drawn.deliveries
    days = state.scenario.clock.days
    assert sum(delivery.arrived) == gets(state) * days


def test_the_lab_knows_no_more_than_its_side() -> None:
    one, other = (Bench(view(foggy(where), ARMY), "fort") for where in ("7.1", "5.1"))
    assert one.items() == other.items() == ()
    assert explain(one.state, ARMY, "fort") == explain(other.state, ARMY, "fort")
    assert one.drawn(tried=False) == other.drawn(tried=False)
    assert one.enemy_at(at(one.state, "7.1")) == ""


# ------------------------------------------------------------------ at the window


@pytest.fixture
def seat() -> Seat:
    seat = Seat(LOOK, choice=GameChoice("siege_of_wadi_deif", (HUMAN, "drill"), True, 1))
    assert seat.my_turn()
    seat.table.commands.act("base:wadi-deif")
    return seat


def lab_of(seat: Seat) -> LabScreen:
    assert isinstance(seat.stack.top, LabScreen)
    return seat.stack.top


def click_hex(seat: Seat, which: int, hex_name: str, button: int = 1) -> None:
    board = lab_of(seat).maps[which]
    box = board.box_of(board.picture.grid.parse(hex_name))
    seat.click_at((box[0] + box[2] // 2, box[1] + box[3] // 2), button)


def on_map(seat: Seat, which: int) -> str:
    """Return the name of a hex in the middle of a map where nobody stands."""
    lab = lab_of(seat)
    assert lab._ui is not None
    rect = lab_layout(lab._ui).maps[which]
    board = lab.maps[which]
    taken = {*lab.bench.state.by_hex, *(base.hex for base in lab.bench.state.bases)}
    free = [h for h in range(board.picture.grid.size) if h not in taken and rect.inflate(-200, -200).collidepoint(
        board.box_of(h)[:2]) and board.box_of(h)[2] > 1]
    return board.picture.grid.name(free[len(free) // 2])


def test_nothing_done_in_the_lab_touches_the_game(seat: Seat) -> None:
    session = seat.table.play.session
    state, records = session.state, len(session.records)
    before = canonical(to_plain(replace(state)))
    seat.keys("w")
    for which, button in ((0, 1), (1, 1), (1, 3)):
        click_hex(seat, which, on_map(seat, which), button)
    seat.keys("m", "p", "s", "f", "h", "t", "n", "ctrl+z")
    seat.press("trucks:m5-hama:more")
    seat.press("cep:less")
    assert lab_of(seat).bench.items()
    for _tick in range(5):
        seat.stack.feed(Tick(33))
    seat.keys("escape", "escape")
    assert seat.table.play.session.state is state
    assert canonical(to_plain(state)) == before
    assert len(session.records) == records


def test_a_click_on_either_map_changes_only_the_right_one(seat: Seat) -> None:
    known = seat.table.play.view.known
    seat.keys("w")
    lab = lab_of(seat)
    spot = on_map(seat, 0)
    click_hex(seat, 0, spot)
    assert len(lab.bench.items()) == 1
    assert lab.maps[0].state.control != lab.maps[1].state.control
    assert lab.maps[0].state.control == known.control
    click_hex(seat, 1, spot)
    assert lab.bench.items() == ()
    assert lab.maps[0].state.control == lab.maps[1].state.control


def test_both_maps_look_at_the_same_place(seat: Seat) -> None:
    seat.keys("w")
    real, tried = lab_of(seat).maps
    step = real.camera.step
    seat.keys("shift+up", "plus")
    assert real.camera.step == step + 1
    assert real.camera is tried.camera
    first, second = (real.box_of(100), tried.box_of(100))
    assert first[1] == second[1]


def test_keys_alone_cut_a_road_and_reset(seat: Seat) -> None:
    seat.keys("w")
    lab = lab_of(seat)
    seat.keys("right", "down", "down", "down", "down", "down", "down", "enter")
    if not lab.bench.items():  # the cursor began on the base itself
        seat.keys("down", "enter")
    assert len(lab.bench.items()) == 1
    seat.keys("r")
    assert lab.bench.items() == ()


def test_what_would_help_opens_the_lab_with_it_done(seat: Seat) -> None:
    for _tick in range(300):
        seat.stack.feed(Tick(33))
    helps = explain(seat.table.play.view.known, ARMY, "wadi-deif").helps
    assert helps
    seat.press("try:0")
    lab = lab_of(seat)
    assert lab.bench.trial.change == helps[0].change
    found = explain(lab.bench.tried, ARMY, "wadi-deif", helps=False)
    real = explain(lab.bench.state, ARMY, "wadi-deif", helps=False)
    assert sum(found.delivered) - sum(real.delivered) == helps[0].gain_kg_day


def test_an_enemy_is_picked_up_moved_and_let_go(seat: Seat) -> None:
    seat.keys("w", "t")
    lab = lab_of(seat)
    assert lab._ui is not None
    rect = lab_layout(lab._ui).maps[1]
    seen = [(unit, lab.maps[1].box_of(unit.hex)) for unit in lab.bench.state.units if unit.side != ARMY]
    enemies = [unit for unit, box in seen if box[2] > 8 and rect.inflate(-200, -200).collidepoint(box[:2])]
    name = lab.bench.state.scenario.map.grid.name
    click_hex(seat, 1, name(enemies[0].hex))
    assert lab.picked
    seat.keys("escape")
    assert not lab.picked
    click_hex(seat, 1, name(enemies[0].hex))
    seat.keys("delete")
    assert next(item.text for item in lab.bench.items()).startswith("Gone: ")


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_lab_draws_at_both_sizes_and_redraws_what_changes(seat: Seat, size: tuple[int, int]) -> None:
    seat.stack.resize(size)
    seat.keys("w")
    before = seat.picture()
    click_hex(seat, 1, on_map(seat, 1))
    after = seat.picture()
    assert isinstance(after, Surface)
    assert before.get_buffer().raw != after.get_buffer().raw


def test_a_scenario_opens_in_the_lab_before_any_game(tmp_path: object) -> None:
    seat = Seat(LOOK)
    seat.keys("n")
    assert isinstance(seat.stack.top, ChooseScreen)
    seat.keys("w")
    lab = lab_of(seat)
    assert lab.bench.state.turn == 1
    assert lab.bench.focus
    seat.keys("escape")
    assert isinstance(seat.stack.top, ChooseScreen)
    assert seat.library.current is None


def test_a_view_of_nobody_has_nobody_in_focus() -> None:
    state = road()
    empty = replace(state, units=(), bases=())
    lab = Bench(View(ARMY, empty, bytes(empty.scenario.map.grid.size), ()), "fort")
    assert lab.focus == ""
    lab.next_holder(1)
    assert lab.focus == ""
