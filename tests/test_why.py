"""*Why?* in the window: exact sums, figures traced to their lines, results shown before they are ordered, fog."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from game.folders import ROOT
from game.rules.knowledge import view
from game.rules.state import View
from game.rules.supply.explain import explain
from game.rules.supply.network import consumers
from game.rules.supply.outlook import outlook
from game.session import HUMAN, Options, Session
from game.ui.input import Tick
from game.ui.panels.model import Block, InfoCard, InspectorModel, Routes, Setting, Table, Verdict
from game.ui.screens.model import GameChoice
from game.ui.table.inspector import Asked, Subject, holder_of, inspector_of
from game.ui.table.proposal import Proposal, proposal_card
from game.ui.table.why import ARRIVES, TOPICS
from game.ui.widgets.painter import Look
from tests.supply.test_explain import foggy
from tests.window_seat import Seat

LOOK = Look()
ARMY = 0


@pytest.fixture(scope="module")
def views() -> tuple[View, ...]:
    """Return what each side knows on some turns of a siege played by the computer."""
    session = Session.new("siege_of_wadi_deif", 1, Options(True, ("standard", "standard")))
    kept = [session.view(0), session.view(1)]
    while session.state.turn <= 4:
        for _order, _events in session.computer_phase():
            pass
    return (*kept, session.view(0), session.view(1))


def asked(known: View, holder: str, topic: int) -> InspectorModel:
    subject = Subject(0, unit=holder) if holder in known.known.by_id else Subject(0, base=holder)
    helps = explain(known.known, known.side, holder).helps if topic == ARRIVES else ()
    return inspector_of(known, subject, can_order=True, asked=Asked(topic, helps))


def blocks(model: InspectorModel) -> tuple[Block, ...]:
    return (*model.blocks, *model.after)


def kilograms(text: str) -> int:
    return int(text.removesuffix(" kg").replace(",", ""))


def test_what_is_missing_adds_up_to_the_kilogram_for_everyone(views: tuple[View, ...]) -> None:
    short = 0
    for known in views:
        for row in consumers(known.known, known.side):
            found = explain(known.known, known.side, row.id, helps=False)
            tables = [each for each in blocks(asked(known, row.id, ARRIVES)) if isinstance(each, Table)]
            missing = [each for each in tables if each.title == "What is missing"]
            assert bool(missing) == bool(found.causes)
            for table in missing:
                *causes, whole = [kilograms(each.cells[0]) for each in table.rows]
                assert sum(causes) == whole == sum(found.short)
                short += 1
    assert short > 5


def test_what_would_help_is_that_of_the_explanation(views: tuple[View, ...]) -> None:
    model = asked(views[2], "wadi-deif", ARRIVES)
    helps = explain(views[2].known, ARMY, "wadi-deif").helps
    table = next(each for each in blocks(model) if isinstance(each, Table) and each.title == "What would help most")
    assert helps
    assert [row.action for row in table.rows] == [f"try:{n}" for n in range(len(helps))]
    assert all(row.text.lower() == each.what.lower() for row, each in zip(table.rows, helps, strict=True))


def test_every_topic_traces_its_figures_to_lines_that_exist(views: tuple[View, ...]) -> None:
    for known in views:
        for row in consumers(known.known, known.side)[:4]:
            for topic in range(TOPICS):
                for name, line in re.findall(r"([a-z_/]+\.yaml):(\d+)", repr(asked(known, row.id, topic))):
                    path = ROOT / "scenarios" / name.removeprefix("scenarios/")
                    assert len(path.read_text(encoding="utf-8").splitlines()) >= int(line)
    ways = repr(asked(views[2], "wadi-deif", TOPICS - 1))
    assert len(set(re.findall(r"shared/[a-z_]+\.yaml:\d+", ways))) > 8


def test_the_routes_name_what_shuts_or_limits_them_and_lead_there(views: tuple[View, ...]) -> None:
    model = inspector_of(views[2], Subject(0, base="wadi-deif"), can_order=True)
    routes = next(each for each in blocks(model) if isinstance(each, Routes))
    bars = explain(views[2].known, ARMY, "wadi-deif", helps=False).bars
    cut = [row.action for row in routes.rows if row.cut]
    assert bars
    assert cut == [f"go:{bar.hex}" for bar in bars][:len(cut)]
    assert all(row.why and row.capacity for row in routes.rows)


def test_a_unit_that_draws_on_a_base_is_asked_by_its_base(views: tuple[View, ...]) -> None:
    known = views[0]
    home = known.known.base("wadi-deif").hex
    fed = next(unit for unit in known.known.units if unit.side == ARMY and unit.hex == home)
    assert holder_of(known, Subject(fed.hex, unit=fed.id)) == "wadi-deif"
    enemy = next(unit for unit in known.known.units if unit.side != ARMY)
    assert holder_of(known, Subject(enemy.hex, unit=enemy.id)) == ""


# ------------------------------------------------------------------ fog


def test_an_unseen_blocker_shows_nowhere_in_the_panel() -> None:
    models = []
    for where in ("7.1", "5.1"):
        known = view(foggy(where), ARMY)
        for topic in (-1, *range(TOPICS)):
            models.append(asked(known, "fort", topic) if topic >= 0 else inspector_of(
                known, Subject(0, base="fort"), can_order=True))
    one, other = models[:TOPICS + 1], models[TOPICS + 1:]
    said = next(each for each in blocks(one[0]) if isinstance(each, Verdict))
    assert "not getting through west of Mill; cause unknown" in said.sentence
    assert all("Unit E" not in repr(model) for model in models)
    assert one == other


# ------------------------------------------------------------------ at the window


@pytest.fixture
def seat() -> Seat:
    """A person at the siege, as the army, on the second turn."""
    seat = Seat(LOOK, choice=GameChoice("siege_of_wadi_deif", (HUMAN, "drill"), True, 1))
    assert seat.my_turn()
    seat.table.commands.act("base:wadi-deif")
    return seat


def panel(seat: Seat) -> InspectorModel:
    models = seat.table.desk.models(seat.table.map.box_of)
    return models.inspector


def test_the_verdict_is_asked_by_click_and_key_and_esc_goes_back(seat: Seat) -> None:
    title = panel(seat).title
    seat.click("why:0")
    assert panel(seat).title == "Why?"
    seat.keys("y")
    assert next(each for each in panel(seat).blocks if isinstance(each, Setting)).chosen == 1
    seat.keys("right")
    assert next(each for each in panel(seat).blocks if isinstance(each, Setting)).chosen == 2
    seat.keys("escape")
    assert panel(seat).title == title
    seat.keys("y")
    assert panel(seat).title == "Why?"


def test_what_would_help_comes_while_the_player_looks_on(seat: Seat) -> None:
    seat.keys("y")
    desk = seat.table.desk
    assert desk.inquiry is not None
    for _tick in range(200):
        seat.stack.feed(Tick(33))
    assert not desk.inquiry.open
    known = seat.table.play.view
    assert desk.inquiry.helps == explain(known.known, ARMY, "wadi-deif").helps


def test_a_setting_is_ordered_only_after_its_result_was_shown(seat: Seat) -> None:
    play = seat.table.play
    before = len(play.session.records)
    setting = next(each for each in blocks(panel(seat)) if isinstance(each, Setting) and each.id == "ration")
    seat.table.commands.act("ration:2")
    assert seat.table.desk.modal
    assert len(play.session.records) == before
    assert next(each for each in blocks(panel(seat)) if isinstance(each, Setting) and each.id == "ration").chosen == 2
    seat.keys("escape")
    assert len(play.session.records) == before
    assert next(each for each in blocks(panel(seat)) if isinstance(each, Setting) and each.id == "ration") == setting
    seat.table.commands.act("ration:2")
    promised = seat.table.desk.proposal
    assert promised is not None
    card = proposal_card(play.view, promised)
    seat.keys("enter")
    assert len(play.session.records) == before + 1
    shown = next(block for block in card.blocks if isinstance(block, Table)).rows[0]
    now = next(row for row in outlook(play.view.known, ARMY) if row.consumer.id == "wadi-deif")
    assert shown.note == f"needs {sum(now.needs) / 1000:.1f} t/day"


def test_a_priority_and_a_policy_show_what_each_would_get() -> None:
    known = view(replace(foggy("12.5", "rest"), viewer=-1), ARMY)
    for proposal in (Proposal("priority", 0, "fort"), Proposal("policy", 2)):
        card = proposal_card(known, proposal)
        assert isinstance(card, InfoCard)
        assert card.actions[0].id == "confirm"
        assert "nobody would get more or less" in repr(card.blocks)


def test_a_drop_tells_where_its_loads_come_down(seat: Seat) -> None:
    seat.keys("d")
    assert seat.stage.find("airdrop_card") is not None
    plain = seat.table.desk.cards(seat.table.map.box_of)[0].card
    seat.keys("y")
    detailed = seat.table.desk.cards(seat.table.map.box_of)[0].card
    assert plain != detailed
    assert "cep" not in repr(detailed)
    assert re.search(r"ruleset\.yaml:\d+", repr(detailed))


def test_asking_gives_no_order_and_leaves_the_state_as_it_is(seat: Seat) -> None:
    session = seat.table.play.session
    state, records = session.state, len(session.records)
    for _topic in range(TOPICS):
        seat.keys("y")
        seat.stack.feed(Tick(33))
    assert session.state is state
    assert len(session.records) == records
