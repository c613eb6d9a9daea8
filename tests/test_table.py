"""What the table makes of a view: orders out of clicks, sentences, models for the panels; files and faults."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from pygame import Surface

from game import InputError
from game.content.loader import require
from game.folders import find_folders
from game.play import Play, players_of
from game.rules import engine, victory
from game.rules.effectwords import effects_words
from game.rules.engine import refusal
from game.rules.knowledge import view
from game.rules.movement import reach
from game.rules.orders import EndPhase, Load, Move, Moved
from game.rules.state import State, View
from game.saves import KEPT_AUTOMATIC, picture_file, save_path
from game.session import HUMAN, Options, Session
from game.ui import tools
from game.ui.app import open_window
from game.ui.board.model import BoardState
from game.ui.crash import write_report
from game.ui.input import Event, Key
from game.ui.library import THUMBNAIL, GameLibrary
from game.ui.panels.model import Action, Fact, Facts, MoveCard, Note, Setting, Stocks, Verdict
from game.ui.render import render
from game.ui.screen import Outcome, Quit, Screen
from game.ui.screens.menu import MenuScreen
from game.ui.screens.model import GameChoice, Slot
from game.ui.settings import Settings
from game.ui.stack import Stack
from game.ui.table.briefs import end_card, mark_card, points_card
from game.ui.table.cards import attack_card, drop_card
from game.ui.table.chronicle import log_model, marked_events, timeline_model, top_bar
from game.ui.table.inspector import Subject, inspector_of, subjects_at
from game.ui.table.layers import ENEMY, LAYER_IDS, all_layers, overlays_of
from game.ui.table.mapview import picture_for
from game.ui.table.motion import Motion, stage_for, steps_of
from game.ui.table.pieces import board_state
from game.ui.table.roads import best_way, ways_to
from game.ui.widgets.painter import Look, Ui
from tests.window_seat import Seat

LOOK = Look()
GARRISON, BESIEGERS = 0, 1


@pytest.fixture
def session() -> Iterator[Session]:
    """A fresh game of the template, besiegers to move, played by people."""
    game = Session.new("template", 7, Options(fog=False))
    yield game
    game.close()


def hex_of(where: State | View, name: str) -> int:
    return where.scenario.map.grid.parse(name)


def garrison_turn(game: Session) -> View:
    """End the besiegers' phase and return what the garrison knows."""
    if game.state.side != GARRISON:
        game.submit(EndPhase())
    return game.view(GARRISON)


# ------------------------------------------------------------------ from a click to an order


def test_a_click_means_a_move_on_open_ground_and_an_attack_or_fire_where_enemies_are(session: Session) -> None:
    view = session.view(BESIEGERS)
    town = hex_of(view, "6.4")
    assert tools.obvious(view, "hill_men", hex_of(view, "8.6")) == tools.MovePlan("hill_men", hex_of(view, "8.6"))
    assert isinstance(tools.obvious(view, "hill_men", town), tools.AttackPlan)
    assert tools.obvious(view, "hill_mortars", town) == tools.FirePlan("hill_mortars", town)


def test_a_plan_is_refused_in_the_words_of_the_rules(session: Session) -> None:
    view = session.view(BESIEGERS)
    plan = tools.attack_plan(view, "hill_men", hex_of(view, "6.4"))
    order = tools.order_of(plan, view)
    assert order is not None
    assert tools.refusal(plan, view) == refusal(view, order)
    session.submit(Move("hill_men", reach(view.known, "hill_men").path_to(hex_of(view, "11.8"))))
    view = session.view(BESIEGERS)
    assert "too far" in tools.refusal(tools.MovePlan("hill_men", hex_of(view, "0.0")), view)
    assert "there already" in tools.refusal(tools.MovePlan("hill_men", view.known.by_id["hill_men"].hex), view)


def test_a_move_plan_takes_the_cheapest_way_of_the_rules(session: Session) -> None:
    view = session.view(BESIEGERS)
    goal = hex_of(view, "9.7")
    order = tools.order_of(tools.MovePlan("hill_men", goal), view)
    assert isinstance(order, Move)
    assert order.path[-1] == goal
    assert session.refusal(order) is None


def test_an_attack_can_take_in_others_but_never_nobody(session: Session) -> None:
    plan = tools.AttackPlan(("a",), 5, ("a", "b"))
    assert tools.toggled(plan, "b").units == ("a", "b")
    assert tools.toggled(plan, "a").units == ("a",)
    assert tools.adjusted(plan, "intensity", 2) == replace(plan, intensity="all_out")
    assert tools.adjusted(plan, "height", 1) == plan


def test_a_load_is_what_there_is_and_what_there_is_room_for() -> None:
    game = Session.new("template", 7, Options(fog=False))
    while "relief_trucks" not in game.state.by_id:
        game.submit(EndPhase())
    view = garrison_turn(game)
    plan = tools.CargoPlan("hand", "relief_inf")
    names = [row.id for row in tools.partners(view.known, "relief_inf")]
    assert "relief_trucks" in names
    load = tools.CargoPlan("load", "relief_trucks", names.index("relief_trucks"), supply_class=0)
    order = tools.order_of(load, view)
    assert order is None or isinstance(order, Load)
    assert all(kg >= 0 for kg in tools.amount_of(plan, view.known))


# ------------------------------------------------------------------ what is known, in words


def test_the_verdict_names_the_road_and_the_first_place_that_shuts_it(session: Session) -> None:
    view = garrison_turn(session)
    model = inspector_of(view, Subject(hex_of(view, "6.4"), base="sarn_base"), can_order=True)
    found = next(block for block in model.blocks if isinstance(block, Verdict))
    assert found.arrives == 0
    assert found.needed > 0
    assert "valley road" in found.sentence
    assert "near Sarn bridge" in found.sentence


def test_ways_lead_from_the_entry_to_the_base_and_stop_at_the_first_enemy(session: Session) -> None:
    state = garrison_turn(session).known
    way = ways_to(state, GARRISON, hex_of(state, "6.4"))[0]
    assert way.hexes[0] == hex_of(state, "0.4")
    assert way.hexes[-1] == hex_of(state, "6.4")
    assert way.block is not None
    assert state.controller(way.block.hex) == BESIEGERS
    assert all(state.controller(h) != BESIEGERS for h in way.hexes[:way.hexes.index(way.block.hex)])


def test_the_best_way_needs_no_road_at_its_end_and_none_is_none(session: Session) -> None:
    scenario = session.scenario
    orchard = best_way(scenario, hex_of(session.state, "0.4"), hex_of(session.state, "4.5"))
    assert orchard[-1] == hex_of(session.state, "4.5")
    assert best_way(scenario, hex_of(session.state, "0.4"), hex_of(session.state, "11.8")) == ()


def test_days_of_supply_fall_in_the_forecast_and_end_on_a_date(session: Session) -> None:
    view = garrison_turn(session)
    model = inspector_of(view, Subject(hex_of(view, "6.4"), base="sarn_base"), can_order=True)
    food = next(block for block in model.blocks if isinstance(block, Stocks)).rows[0]
    assert list(food.forecast) == sorted(food.forecast, reverse=True)
    assert food.note.startswith("gone ")
    assert 0 <= food.gone_pm <= 1000


def test_every_hex_unit_and_base_has_a_panel_from_both_sides() -> None:
    game = Session.new("siege_of_wadi_deif", 3)
    for side in (0, 1):
        view = game.view(side)
        rows = [subject for h in range(view.scenario.map.grid.size) for subject in subjects_at(view, h)]
        assert len(rows) > view.scenario.map.grid.size
        for subject in (Subject(), *rows[::7], *(row for row in rows if row.unit or row.base)):
            model = inspector_of(view, subject, can_order=side == game.state.side)
            assert model.title
            assert all(action.hint for action in model.actions if not action.enabled), model.title


def test_nothing_of_the_unseen_shows_on_board_panels_or_log() -> None:
    game = Session.new("siege_of_wadi_deif", 3)
    view = game.view(0)
    hidden = [unit for unit in game.state.units if unit.side == 1 and unit.id not in view.known.by_id]
    assert hidden
    shown = {piece.id for piece in board_state(view).pieces if not piece.ghost}
    assert not shown & {unit.id for unit in hidden}
    log = log_model(game.log, game.scenario, 0, 0)
    allowed = [event for _turn, event in game.log if 0 in event.seen_by]
    assert len(log.rows) <= len(allowed)


def test_the_bar_of_points_says_how_far_each_level_is(session: Session) -> None:
    seat, known = session.view(0), session.view(0).known
    for ours, theirs in ((0, 0), (70, 8), (130, 40), (3, 90)):
        points = tuple((next(row.id for row in known.scenario.objectives if row.side == side), side, value * 1000)
                       for side, value in enumerate((ours, theirs)))
        now = replace(seat, known=replace(known, points=points))
        bar = top_bar(now, undo=Action("undo", ""), redo=Action("redo", ""), end=Action("end_phase", ""), phase_text="")
        reached = [mark.label for mark in bar.marks if mark.at_pm <= ours * 1000 // bar.whole]
        assert reached[-1] == victory.level_of(known.scenario, victory.net(now.known)).name
        assert ours + theirs <= bar.whole
        assert [mark.at_pm for mark in bar.marks] == sorted({mark.at_pm for mark in bar.marks})


def test_the_log_filters_and_leads_to_the_place(session: Session) -> None:
    view = session.view(BESIEGERS)
    session.submit(Move("hill_men", (hex_of(view, "8.6"),)))
    rows = log_model(session.log, session.scenario, BESIEGERS, 0).rows
    assert rows[0].text.startswith("Hill fighters moved to 8.6") or "Hill fighters" in rows[1].text
    assert any(row.action == f"go:{hex_of(view, '8.6')}" for row in rows)
    assert log_model(session.log, session.scenario, BESIEGERS, 3).rows == ()


def test_the_campaign_line_keeps_every_dated_event_in_some_mark() -> None:
    game = Session.new("siege_of_wadi_deif", 3)
    view = game.view(0)
    marks = timeline_model(view).marks
    groups = marked_events(view.scenario, 0)
    assert len(marks) == len(groups)
    assert all(b.at_pm - a.at_pm >= 34 for a, b in pairwise(marks))
    assert sum(len(rows) for rows in groups) > len(groups)


@pytest.mark.parametrize(("name", "heading", "line", "event"), [
    ("siege_of_wadi_deif", "On record", "hollow: on record, may not happen here", "On record for"),
    ("first_convoy", "Assumed", "hollow: announced, may not happen here", "Announced for")])
def test_what_no_source_tells_is_not_said_to_be_on_record(name: str, heading: str, line: str, event: str) -> None:
    view = Session.new(name, 3).view(0)
    unit = next(unit for unit in view.known.units if unit.side == 0)
    blocks = inspector_of(view, Subject(unit.hex, unit.id), can_order=True).after
    assert [block.title for block in blocks if isinstance(block, Note)] == [heading]
    assert timeline_model(view).side_note == line
    dated = marked_events(view.scenario, 0)[-1]
    assert event in str(mark_card(view.scenario, dated, {}).blocks)


def test_every_layer_of_the_strip_lays_something_on_the_map() -> None:
    game = Session.new("siege_of_wadi_deif", 3)
    view = game.view(0)
    assert [row.id for row in all_layers()] == [*LAYER_IDS, ENEMY]
    assert [row.key for row in all_layers()] == list("1234567890")
    bare = overlays_of(view, frozenset())
    for layer in LAYER_IDS:
        assert overlays_of(view, frozenset({layer})) != bare, layer


def test_an_attack_card_has_one_number_and_every_term_with_its_line(session: Session) -> None:
    view = session.view(BESIEGERS)
    session.submit(Move("north_men", (hex_of(view, "6.3"),)))
    view = session.view(BESIEGERS)
    plan = replace(tools.attack_plan(view, "north_men", hex_of(view, "6.4")), detail=True)
    card = attack_card(plan, view)
    assert "% to take" in card.subtitle
    assert abs(sum(share.per_mille for share in card.shares) - 1000) <= 2
    facts = [fact for block in card.blocks if isinstance(block, Facts) for fact in block.rows]
    assert any("ruleset.yaml:" in fact.note for fact in facts)


def test_a_drop_card_shares_out_the_whole_load() -> None:
    game = Session.new("siege_of_wadi_deif", 3, Options(fog=False))
    game.submit(EndPhase())
    view = game.view(0)
    base = view.known.base("wadi-deif")
    card = drop_card(tools.DropPlan(base.id, base.hex), view)
    assert abs(sum(share.per_mille for share in card.shares) - 1000) <= 2
    assert [setting.id for setting in card.settings if isinstance(setting, Setting)][:2] == ["height", "load"]


def test_every_effect_of_every_shipped_choice_is_told() -> None:
    for name in ("template", "siege_of_wadi_deif"):
        scenario = Session.new(name, 1).scenario
        for event in scenario.events:
            for choice in event.choices:
                for effect in choice.effects:
                    words = effects_words(scenario, [effect])
                    assert len(words) == (effect.kind not in ("flag", "clear_flag")), (event.id, effect.kind)
                    assert all(text.endswith(".") and "{" not in text for text in words)


def test_effects_name_the_parts_of_a_formation_together_and_entries_that_change_alike_once() -> None:
    scenario = Session.new("siege_of_wadi_deif", 1).scenario
    told = {(event.id, choice.id): effects_words(scenario, choice.effects)
            for event in scenario.events for choice in event.choices}
    assert told["column-sets-out", "m5"] == (
        "Relief column (tanks, mechanised infantry, rocket battery, trucks) arrive.",)
    assert told["other-battles", "let-go"][1] == "Men of 12 units of Opposition: 70 %."
    assert told["other-battles", "hold"][1].startswith("Open at 70 %: Northern road (for the Martyrs Brigade, for")


def test_the_check_before_the_end_names_what_is_idle(session: Session) -> None:
    card = end_card(session.view(BESIEGERS))
    assert any("Hill fighters" in row.text for row in card.rows)
    points = points_card(session.view(BESIEGERS))
    rows = [row for block in points.blocks if isinstance(block, Facts) for row in block.rows]
    assert Fact("Sarn taken", "0", note="12 once") in rows


# ------------------------------------------------------------------ motion


def test_what_was_seen_moves_along_its_way_and_ends_where_it_stands(session: Session) -> None:
    view = session.view(BESIEGERS)
    before = board_state(view)
    path = (hex_of(view, "8.6"), hex_of(view, "8.7"))
    events = session.submit(Move("hill_men", path))
    picture = picture_for(session.scenario)
    steps = steps_of(events, BESIEGERS, before, picture)
    assert [step.unit for step in steps] == ["hill_men"]
    motion = Motion(steps, 100)
    done = []
    for ms in (1, 280):
        motion.advance(ms)
        done.append(motion.done)
    assert done == [False, True]
    assert motion.moving == (("hill_men", picture.centre(path[-1])),)


def test_those_who_come_into_sight_stand_on_the_board_while_they_move() -> None:
    view = Session.new("template", 7, Options(fog=False)).view(GARRISON)
    after = board_state(view)
    shown = stage_for(BoardState(), after, ["hill_men"])
    assert [piece.id for piece in shown.pieces] == ["hill_men"]
    event = Moved(BESIEGERS, "hill_men", (hex_of(view, "8.6"), hex_of(view, "8.7")))
    assert steps_of([event], GARRISON, BoardState(), picture_for(view.scenario))[0].way[0] == picture_for(
        view.scenario).centre(hex_of(view, "8.6"))
    assert steps_of([replace(event, seen_by=(1,))], GARRISON, after, picture_for(view.scenario)) == []


# ------------------------------------------------------------------ the game at the table


def test_a_full_disk_ends_the_keeping_of_orders_but_not_the_game(session: Session,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(session)

    def full(_order: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(session, "submit", full)
    assert play.submit(EndPhase()) == ((), "")
    assert "No space left" in play.notice
    monkeypatch.undo()
    assert play.submit(EndPhase())[1] == ""


def test_who_plays_follows_the_command(session: Session) -> None:
    scenario = session.scenario
    assert players_of(scenario, "garrison", {}) == (HUMAN, "standard")
    assert players_of(scenario, None, {}) == ("standard", HUMAN)
    assert players_of(scenario, None, {"garrison": "drill"}) == ("drill", HUMAN)
    assert players_of(scenario, None, {"garrison": "drill", "besiegers": "standard"}) == ("drill", "standard")
    for side, levels in (("nobody", {}), (None, {"garrison": "genius"}), ("garrison", {"garrison": "drill"})):
        with pytest.raises(InputError) as refused:
            players_of(scenario, side, levels)
        assert str(refused.value).endswith(".")


def test_arrows_letters_and_enter_are_enough_to_move() -> None:
    seat = Seat(LOOK, choice=GameChoice("template", ("drill", HUMAN), False, 7))
    assert seat.my_turn()
    seat.keys("n")
    unit = seat.table.desk.unit
    assert unit is not None
    seat.keys("m", "down", "down", "enter")
    assert isinstance(seat.table.desk.plan, tools.MovePlan)
    goal = seat.table.desk.plan.target
    seat.keys("enter")
    assert seat.table.play.view.known.by_id[unit.id].hex == goal


def test_a_click_again_goes_through_a_stack(session: Session) -> None:
    seat = Seat(LOOK, choice=GameChoice("template", (HUMAN, "drill"), False, 7))
    assert seat.my_turn()
    seen = []
    for _click in range(4):
        seat.hex("6.4")
        seen.append((seat.table.desk.subject.unit, seat.table.desk.subject.base))
    assert seen == [("town_inf", ""), ("town_mortars", ""), ("", "sarn_base"), ("", "")]


# ------------------------------------------------------------------ files, pictures, faults


def test_a_game_that_is_left_shows_its_map_in_the_list_and_goes_with_its_picture() -> None:
    seat = Seat(LOOK, choice=GameChoice("template", (HUMAN, "drill"), False, 7))
    assert seat.my_turn()
    seat.table.resumed("leave")
    slot = next(row for row in seat.library.slots() if row.path == save_path(seat.table.name))
    assert slot.thumbnail is not None and slot.thumbnail.get_size() == THUMBNAIL
    for _game in range(KEPT_AUTOMATIC + 1):
        seat.library.begin(GameChoice("template", (HUMAN, "drill"), False, 7))
        if slot.path.exists():
            os.utime(slot.path, (0, 0))
    assert not picture_file(slot.path).exists()  # another game may have the name by now


def test_a_damaged_file_is_listed_and_cannot_be_loaded() -> None:
    folder = find_folders().saves
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "torn.lifeline"
    path.write_text("not a game\n", encoding="utf-8")
    library = GameLibrary(LOOK, background=False)
    slot = next(row for row in library.slots() if row.path == path)
    assert slot.problem.endswith(".")
    with pytest.raises(InputError):
        library.resume(slot)
    library.delete(slot)
    assert not path.exists()
    with pytest.raises(InputError):
        library.delete(Slot(path, "torn", "", "", ""))


def picture_asked_for(out: Path, **asked: object) -> Namespace:
    return Namespace(**{"source": "template", "out": out, "layer": None, "base": None, "side": None, "enemy": False,
                        "size": (640, 360), **asked})


def test_pictures_drawn_without_a_window_differ_by_what_was_asked_for(tmp_path: Path) -> None:
    seen: set[bytes] = set()
    wanted: tuple[dict[str, object], ...] = (
        {}, {"layer": "reach"}, {"layer": "civilians"}, {"layer": "flow"}, {"layer": "flow", "enemy": True},
        {"layer": "bottleneck"}, {"layer": "knockout", "side": "garrison"}, {"layer": "flow", "side": "garrison"})
    for number, asked in enumerate(wanted):
        out = tmp_path / "sub" / f"{number}.png"
        assert render(picture_asked_for(out, **asked)) == 0
        assert out.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        seen.add(out.read_bytes())
    assert len(seen) == len(wanted)


@pytest.mark.parametrize(("asked", "says"), [
    ({"source": "nowhere"}, "nowhere"), ({"layer": "nonsense"}, "knockout"), ({"side": "nobody"}, "garrison"),
    ({"layer": "knockout", "base": "nowhere"}, "holds no base"),
])
def test_a_picture_of_nothing_is_refused_in_one_sentence(tmp_path: Path, asked: dict[str, object], says: str) -> None:
    with pytest.raises(InputError) as refused:
        render(picture_asked_for(tmp_path / "x.png", **asked))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


class Faulty(Screen):
    """A screen that fails when it is drawn, or one that ends the program at its first tick."""

    def __init__(self, *, sound: bool) -> None:
        self.sound = sound

    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        pass

    def handle(self, event: Event) -> Outcome:
        return Quit()

    def draw(self, frame: Surface) -> None:
        if not self.sound:
            raise RuntimeError("broken")

    @property
    def dirty(self) -> bool:
        return True

    @property
    def wake_ms(self) -> int | None:
        return 1


def test_the_window_outlives_a_fault_of_a_screen_and_shows_what_rescues_it(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pygame.quit", lambda: None)  # other tests go on drawing
    met: list[Exception] = []

    def rescue(problem: Exception) -> Screen:
        met.append(problem)
        return Faulty(sound=True)

    open_window(Faulty(sound=False), Settings(), rescue, LOOK)
    assert [str(problem) for problem in met] == ["broken"]


def test_pointing_at_an_enemy_tells_the_odds_before_any_click() -> None:
    seat = Seat(LOOK, choice=GameChoice("template", ("drill", HUMAN), False, 7))
    assert seat.my_turn()
    seat.hex("8.5")
    seat.point("6.4")
    (far,) = seat.table.desk.cards(seat.table.map.box_of)
    assert isinstance(far.card, MoveCard) and far.card.title == "To 7.4", "the way up to him"
    seat.keys("escape")
    seat.hex("6.2")
    seat.hex("6.3")
    seat.keys("enter")
    seat.my_turn()
    seat.point("6.4")
    card = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert isinstance(card, MoveCard)
    assert "% to take" in card.lines[0]


def test_a_fault_is_reported_with_scenario_seed_and_orders_and_the_game_goes_on() -> None:
    seat = Seat(LOOK, choice=GameChoice("template", ("drill", HUMAN), True, 7))
    assert seat.my_turn()
    seat.keys("n", "r")
    sentence = write_report(RuntimeError("broken"), seat.table.play.session)
    report = max(find_folders().logs.glob("crash-*"), key=lambda path: path.stat().st_mtime_ns)
    text = report.read_text(encoding="utf-8")
    assert str(report) in sentence
    for part in ("scenario template", "seed 7", "rest", "RuntimeError: broken"):
        assert part in text
    menu = seat.library.menu(sentence)
    assert isinstance(menu, MenuScreen)
    stack = Stack(menu, LOOK, (1280, 720), Settings(), lambda _settings: "")
    stack.feed(Key("c"))
    table = stack.top
    assert getattr(table, "play", None) is not None


def test_layers_that_raise_the_same_alarm_say_it_once() -> None:
    game = Session.new("siege_of_wadi_deif", 7, Options(players=(HUMAN, "standard")))
    for _step in game.computer_phase():  # the opposition moves first, and shuts the road
        pass
    known = game.view(0)
    alone = [tag.text for tag in overlays_of(known, frozenset({"flow"})).tags if tag.tone == "alert"]
    both = [tag.text for tag in overlays_of(known, frozenset({"flow", "bottleneck"})).tags if tag.tone == "alert"]
    assert alone and set(alone) <= set(both)
    assert len(both) == len(set(both))


def test_a_bottleneck_without_any_entry_says_so() -> None:
    closed = replace(require("template"), supply_sources=())
    known = view(engine.start(closed, 7).state, 0)
    texts = [tag.text for tag in overlays_of(known, frozenset({"bottleneck"})).tags]
    assert texts == ["Sarn: no road leads to it from an entry"]
