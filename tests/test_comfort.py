"""What makes a turn comfortable: the reach of enemies, attacks of several units by clicks, and its clicks."""

from __future__ import annotations

import pytest

from game.play import News, idle_units
from game.rules.combat import refuse_attack
from game.rules.movement import reach
from game.rules.orders import Attack
from game.rules.state import Unit
from game.rules.supply.stocks import OUT, ammo_level
from game.ui.board.shades import THREAT_MOVES
from game.ui.input import Tick
from game.ui.panels.model import AttackCard, EndCard, MoveCard
from game.ui.table.inspector import Subject
from game.ui.tools import approach
from game.ui.widgets.painter import Look
from tests.moments import at_the_table
from tests.window_seat import Seat

LOOK = Look()


class CountingSeat(Seat):
    """A seat that counts the clicks."""

    clicks = 0

    def click_at(self, pos: tuple[int, int], button: int = 1) -> None:
        self.clicks += 1
        super().click_at(pos, button)


@pytest.fixture
def seat() -> CountingSeat:
    """At the siege on its first turn as the government."""
    there = at_the_table(LOOK)
    there.__class__ = CountingSeat
    assert isinstance(there, CountingSeat)
    return there


def name_of(seat: Seat, hex_id: int) -> str:
    return seat.table.map.picture.grid.name(hex_id)


def attackers(seat: Seat) -> tuple[Unit, Unit, Unit]:
    """Return two own units, each uppermost in its hex, and an enemy that both can attack."""
    known = seat.table.play.view.known
    for enemy in known.units:
        if enemy.side != known.side and enemy.hex >= 0:
            able = [unit for unit in known.units if unit.side == known.side and unit.hex >= 0
                    and refuse_attack(known, Attack((unit.id,), enemy.hex)) is None
                    and not known.scenario.unit_type(unit.type).range_hexes]
            if len(able) > 1 and refuse_attack(known, Attack((able[0].id, able[1].id), enemy.hex)) is None:
                return able[0], able[1], enemy
    raise AssertionError("nobody can attack together")


def orders(seat: Seat) -> list[str]:
    return [str(row["text"]) for row in seat.table.play.session.records if row.get("type") == "order"]


def test_a_chosen_enemy_shows_where_it_could_go_as_far_as_known(seat: CountingSeat) -> None:
    view = seat.table.play.view
    enemy = next(unit for unit in view.known.units if unit.side != view.side and unit.hex >= 0)
    seat.table.desk.choose(Subject(enemy.hex, unit=enemy.id))
    seat.table.refresh()
    shade = seat.table.map.overlays.shades[-1]
    assert shade.kind == "foe_second"
    outlined = {hex_id for hex_id, band in enumerate(shade.bands) if band & THREAT_MOVES}
    own = {unit.hex for unit in view.known.units if unit.side == view.side}
    assert outlined and not outlined & own
    legend = seat.table.map.overlays.legend
    assert legend is not None and any(row.sign == "foe_second" for _head, rows in legend.parts for row in rows)
    seat.clear()
    assert all(row.kind != "foe_second" for row in seat.table.map.overlays.shades)


def test_a_whole_attack_of_two_units_is_planned_and_given_by_clicks(seat: CountingSeat) -> None:
    first, second, enemy = attackers(seat)
    seat.table.commands.act(f"unit:{first.id}")
    seat.hex(name_of(seat, enemy.hex))
    alone = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(alone, AttackCard) and [row.on for row in alone.party].count(True) == 1
    seat.click(f"party:{second.id}")
    both = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(both, AttackCard) and both.odds != alone.odds
    seat.click(f"party:{second.id}")
    assert seat.table.desk.cards(seat.table.map.box_of)[0].card == alone
    seat.click(f"party:{second.id}")
    seat.click("intensity")
    before = len(orders(seat))
    seat.click("confirm")
    (given,) = orders(seat)[before:]
    assert first.id in given and second.id in given


def test_next_idle_goes_round_all_of_them_and_comes_back(seat: CountingSeat) -> None:
    idle = {unit.id for unit in idle_units(seat.table.play.view)}
    met = []
    for _unit in range(len(idle) + 1):
        seat.keys("n")
        met.append(seat.table.desk.subject.unit)
        spot = seat.table.map.box_of(seat.table.desk.subject.hex)
        assert spot[2] > 1, "it is in view"
    assert set(met) == idle and met[0] == met[-1]


def test_before_a_phase_ends_the_endangered_stand_first_and_each_line_leads_there(seat: CountingSeat) -> None:
    view = seat.table.play.view
    seat.keys("ctrl+enter")
    card = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(card, EndCard)
    tones = [row.tone == "alert" for row in card.rows]
    assert tones == sorted(tones, reverse=True)
    dry = [unit for unit in view.known.units if unit.side == view.side and unit.hex >= 0
           and view.scenario.unit_type(unit.type).attack > 0 and ammo_level(view.known, unit) >= OUT]
    assert {f"unit:{unit.id}" for unit in dry} <= {row.action for row in card.rows}
    row = next(row for row in card.rows if row.action.startswith("unit:"))
    seat.click(f"check:{row.action}")
    assert f"unit:{seat.table.desk.subject.unit}" == row.action and not seat.table.desk.modal
    assert seat.table.play.my_turn


# --- clicks, beside Wesnoth for the same orders: docs/measurements.md lists them -------------------------------


def test_a_move_takes_two_clicks_the_unit_and_the_hex(seat: CountingSeat) -> None:
    known = seat.table.play.view.known
    unit = next(row for row in known.units if row.side == known.side and row.hex >= 0
                and len(known.by_hex[row.hex]) == 1 and reach(known, row.id).costs)
    near = next(h for h in known.scenario.map.grid.neighbours(unit.hex) if h in reach(known, unit.id).costs)
    seat.table.look_at(unit.hex)
    before = len(orders(seat))
    seat.hex(name_of(seat, unit.hex))
    assert seat.table.desk.subject.unit == unit.id
    seat.hex(name_of(seat, near), button=3)
    assert (seat.clicks, len(orders(seat))) == (2, before + 1)
    assert orders(seat)[-1].startswith(f"move {unit.id}")


def test_a_right_click_out_of_reach_is_refused_and_gives_nothing(seat: CountingSeat) -> None:
    known = seat.table.play.view.known
    first, _second, _enemy = attackers(seat)
    costs, grid = reach(known, first.id).costs, known.scenario.map.grid
    far = next(h for h in grid.disk(first.hex, 9) if h not in costs and not known.by_hex.get(h))
    seat.table.commands.act(f"unit:{first.id}")
    before = len(orders(seat))
    seat.table.hex_pressed(far, 3)
    card = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(card, MoveCard) and card.refusal.endswith(".")
    assert len(orders(seat)) == before


def test_an_attack_takes_three_clicks_unit_enemy_and_the_button(seat: CountingSeat) -> None:
    first, _second, enemy = attackers(seat)
    seat.table.look_at(first.hex)
    while seat.table.desk.subject.unit != first.id:
        seat.hex(name_of(seat, first.hex))
    assert seat.clicks <= len(seat.table.play.view.known.by_hex[first.hex])
    seat.clicks = 1  # the unit was not the uppermost of its stack, which the other game does not have
    before = len(orders(seat))
    seat.hex(name_of(seat, enemy.hex))
    seat.click("confirm")
    assert (seat.clicks, len(orders(seat))) == (3, before + 1)
    assert orders(seat)[-1].startswith("attack")


def test_an_enemy_in_reach_is_gone_up_to_and_attacked_with_three_clicks(seat: CountingSeat) -> None:
    known = seat.table.play.view.known
    alone = [unit for unit in known.units if unit.side == known.side and len(known.by_hex.get(unit.hex, ())) == 1]
    ways = [(unit, move, enemy) for unit in alone for enemy in known.units if enemy.side != known.side
            and (move := approach(seat.table.play.view, unit.id, enemy.hex)) is not None]
    unit, move, enemy = min(ways, key=lambda way: known.scenario.map.grid.distance(way[0].hex, way[1].target))
    seat.table.look_at(unit.hex)
    before = len(orders(seat))
    seat.hex(name_of(seat, unit.hex))
    seat.table.hex_hovered(enemy.hex)
    told = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(told, MoveCard) and known.scenario.hex_name(move.target) in told.title
    seat.hex(name_of(seat, enemy.hex), button=3)
    card = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert orders(seat)[before].startswith(f"move {unit.id}")
    assert isinstance(card, AttackCard) and not card.refusal
    seat.click("confirm")
    assert (seat.clicks, len(orders(seat))) == (3, before + 2)
    assert orders(seat)[-1].startswith(f"attack {unit.id}")


def test_the_end_of_a_turn_takes_two_clicks(seat: CountingSeat) -> None:
    seat.click("end_phase")
    assert seat.table.play.my_turn
    seat.click("end_now")
    assert not seat.table.play.my_turn and seat.clicks == 2


def test_the_right_button_ends_the_turn_with_one_click_where_nothing_waits_for_an_answer(seat: CountingSeat) -> None:
    button = seat.stage.find("end_phase")
    assert button is not None
    seat.click_at(button.rect.center, button=3)
    assert (seat.table.play.my_turn, seat.clicks) == (False, 1)


def test_with_an_answer_outstanding_the_right_button_shows_the_list_as_well(
        seat: CountingSeat, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = News(seat.table.play.session.scenario.events[0], 1, decides=True)
    monkeypatch.setattr(seat.table.play, "waiting", lambda: [waiting])
    button = seat.stage.find("end_phase")
    assert button is not None
    seat.click_at(button.rect.center, button=3)
    assert seat.table.play.my_turn and seat.table.desk.ending


def test_the_map_is_painted_to_its_end_below_a_dialogue_too() -> None:
    seat = at_the_table(Look(), turns=1)
    table = seat.table
    opened = table.commands.act("find")
    assert opened is not None
    seat.stack._apply(opened)
    seat.stack.resize((1400, 800))
    assert seat.stack.top is not table
    for _frame in range(200):
        seat.picture()
        if not table.map.board.busy:
            break
        assert seat.stack.wake_ms is not None
        seat.stack.feed(Tick(40))
    assert not table.map.board.busy
