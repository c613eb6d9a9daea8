"""Keys and clicks while something moves: they do what they always do, but never what the motion has hidden."""

from __future__ import annotations

import pytest

from game.play import idle_units
from game.rules.movement import reach
from game.session import HUMAN
from game.ui.input import Click, Drag, Press, Tick
from game.ui.screens.model import GameChoice
from game.ui.table.motion import Motion
from game.ui.table.overlays import GameMenu
from game.ui.tools import AttackPlan, MovePlan, approach
from game.ui.widgets.painter import Look
from tests.moments import SIEGE
from tests.window_seat import TICK_MS, Seat

LOOK = Look()


@pytest.fixture
def seat() -> Seat:
    """At the siege on its first turn as the government, with motion."""
    there = Seat(LOOK, choice=GameChoice(SIEGE, (HUMAN, "standard"), True, 7), motion=True)
    assert there.my_turn()
    return there


def orders(seat: Seat) -> list[str]:
    return [str(row["text"]) for row in seat.table.play.session.records if row.get("type") == "order"]


def moving(seat: Seat) -> Motion | None:
    return seat.table.pace.motion


def move_somebody(seat: Seat) -> str:
    """Give a move, whose motion begins; returns the unit."""
    view = seat.table.play.view
    unit = next(unit for unit in idle_units(view) if reach(view.known, unit.id).costs)
    near = next(h for h in view.scenario.map.grid.neighbours(unit.hex) if h in reach(view.known, unit.id).costs)
    seat.table.commands.act(f"unit:{unit.id}")
    seat.table.hex_pressed(near, 3)
    assert orders(seat)[-1].startswith(f"move {unit.id}") and seat.table.pace.motion is not None
    return unit.id


def test_a_key_ends_the_motion_of_an_order_and_does_what_it_always_does(seat: Seat) -> None:
    moved = move_somebody(seat)
    seat.keys("n")
    assert seat.table.pace.motion is None
    assert seat.table.desk.subject.unit not in ("", moved)
    move_somebody(seat)
    layers = seat.table.desk.layers
    seat.keys("3")
    assert seat.table.pace.motion is None and seat.table.desk.layers != layers


def test_what_a_move_would_cost_is_not_shown_where_the_pointer_was_before_the_map_went_elsewhere(seat: Seat) -> None:
    known = seat.table.play.view.known
    unit = next(unit for unit in idle_units(seat.table.play.view) if reach(known, unit.id).costs)
    seat.table.commands.act(f"unit:{unit.id}")
    seat.table.hex_hovered(next(iter(reach(known, unit.id).costs)))
    assert seat.table.desk.cards(seat.table.map.box_of)
    seat.keys("n")
    assert not seat.table.desk.cards(seat.table.map.box_of)


def test_a_click_ends_it_too_and_chooses_what_it_is_on(seat: Seat) -> None:
    moved = move_somebody(seat)
    known = seat.table.play.view.known
    other = next(unit for unit in known.units if unit.side == known.side and unit.id != moved
                 and seat.table.map.box_of(unit.hex)[2] > 1 and unit.hex != known.by_id[moved].hex)
    seat.hex(seat.table.map.picture.grid.name(other.hex))
    assert seat.table.pace.motion is None and seat.table.desk.subject.hex == other.hex


@pytest.mark.parametrize("key", ["enter", "ctrl+enter", "space", "escape"])
def test_keys_that_say_yes_or_no_only_end_the_motion(seat: Seat, key: str) -> None:
    moved = move_somebody(seat)
    before = len(orders(seat))
    seat.keys(key)
    assert seat.table.pace.motion is None and seat.table.desk.subject.unit == moved
    assert not seat.table.desk.ending and len(orders(seat)) == before and not isinstance(seat.stack.top, GameMenu)


def test_an_attack_laid_out_below_a_motion_is_not_given_before_its_odds_were_seen(seat: Seat) -> None:
    view = seat.table.play.view
    alone = [unit for unit in view.known.units if unit.side == view.side and len(view.known.by_hex[unit.hex]) == 1]
    ways = [(move, enemy) for unit in alone for enemy in view.known.units if enemy.side != view.side
            and isinstance(move := approach(view, unit.id, enemy.hex), MovePlan)]
    way, enemy = min(ways, key=lambda row: view.scenario.map.grid.distance(view.known.by_id[row[0].unit].hex,
                                                                           row[0].target))
    seat.table.commands.act(f"unit:{way.unit}")
    seat.table.look_at(enemy.hex)
    spot = seat.table.map.picture.grid.name(enemy.hex)
    seat.hex(spot, button=3)
    table, given = seat.table, len(orders(seat))
    plan = table.desk.plan
    assert table.pace.motion is not None and isinstance(plan, AttackPlan)
    seat.hex(spot)
    assert moving(seat) is None and (len(orders(seat)), table.desk.plan) == (given, plan)
    seat.hex(spot)
    assert len(orders(seat)) == given + 1


def test_a_double_right_click_is_one_order(seat: Seat) -> None:
    moved = move_somebody(seat)
    target = seat.table.play.view.known.by_id[moved].hex
    spot = seat.spot(seat.table.map.picture.grid.name(target))
    seat.stack.feed(Press(spot, 3))
    seat.stack.feed(Click(spot, 3, double=True))
    assert seat.table.desk.plan is None and seat.table.desk.refused is None


def their_motion(seat: Seat) -> None:
    """End the turn and wait until something of the other side's phase moves."""
    seat.end_turn()
    for _tick in range(600):
        if seat.table.pace.motion is not None and seat.table.play.computing:
            return
        seat.stack.feed(Tick(TICK_MS // 10))
    raise AssertionError("nothing of it is seen")


def test_in_the_other_sides_phase_looking_does_not_leave_it_out(seat: Seat) -> None:
    their_motion(seat)
    camera = seat.table.map.camera
    step, centre = camera.step, camera.centre
    seat.keys("minus")
    assert camera.step != step
    middle = (640, 360)
    seat.stack.feed(Press(middle))
    seat.stack.feed(Drag(middle, (600, 330), (-40, -30), done=True))
    assert camera.centre != centre
    assert seat.table.pace.motion is not None and not seat.table.pace.fast


@pytest.mark.parametrize("how", ["space", "enter", "escape", "click"])
def test_the_rest_of_it_is_left_out_by_a_key_or_a_click_on_the_map(seat: Seat, how: str) -> None:
    their_motion(seat)
    chosen = seat.table.desk.subject
    if how == "click":
        seat.click_at((640, 360))
    else:
        seat.keys(how)
    assert seat.table.pace.motion is None and seat.table.pace.fast
    assert seat.table.desk.subject == chosen and not isinstance(seat.stack.top, GameMenu)


def test_where_the_computer_plays_both_sides_space_is_a_pause(seat: Seat) -> None:
    watched = Seat(LOOK, choice=GameChoice(SIEGE, ("standard", "standard"), False, 7), motion=True)
    for _tick in range(600):
        if watched.table.pace.motion is not None:
            break
        if watched.table.desk.news:
            watched.read_news()
        watched.stack.feed(Tick(TICK_MS // 10))
    watched.keys("space")
    assert watched.table.desk.paused and not watched.table.pace.fast
