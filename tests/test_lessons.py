"""Lessons: when a step is done, ways back and on, and the tutorial played to its won end in the window and by text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pygame import Rect

from game.ai.levels import LEVELS
from game.content.loader import from_resolved, require, resolved_of
from game.content.schema_lessons import CONTROLS as CONTROLS_OF_FILES
from game.content.schema_lessons import LAYERS, LEVELS_OF_OPPONENT, VERBS
from game.folders import find_folders
from game.lesson import LessonRun, lesson_of, lesson_terms
from game.play import Play
from game.rules import teaching
from game.rules.lesson import LessonCheck
from game.rules.notation import read_order
from game.rules.orders import Order
from game.rules.plain import fingerprint
from game.session import HUMAN, Options, Session, load, retrace, verify
from game.text import use_language
from game.text_play.commands import Commands
from game.text_play.names import Misread
from game.text_play.spoken import EXAMPLES
from game.text_play.table import TextTable
from game.ui.panels.lesson import Spotlight
from game.ui.screens.learn import LearnScreen
from game.ui.screens.result import ResultScreen
from game.ui.table.layers import LAYER_IDS
from game.ui.table.lesson import CONTROLS
from game.ui.widgets.painter import Look
from tests.window_seat import Seat

TUTORIAL = "first_convoy"


def tutorial() -> Play:
    """A fresh game of the tutorial, as its lesson wants it, without a file."""
    scenario = require(TUTORIAL)
    players, seed = lesson_terms(scenario, None, None, {})
    assert seed is not None
    return Play(Session(resolved_of(scenario), seed, Options(scenario.fog, players)))


def lesson(play: Play) -> LessonRun:
    found = lesson_of(play)
    assert found is not None
    return found


def skip_to(run: LessonRun, step: str) -> None:
    ids = [row.id for row in run.lesson.steps]
    for _step in range(ids.index(step) - run.progress.step):
        assert run.skip() == ""
        assert run.play.session.view(run.lesson.side).known.turn == run.play.state.turn


# --- when a step is done ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("check", "orders", "looks", "before", "after"), [
    (LessonCheck("turn", amount=2), ["end phase"], (), False, True),
    (LessonCheck("stands", unit="rifles", hexes=(73,)), ["move rifles -> 3.8 3.7"], (), False, True),
    (LessonCheck("stands", unit="nobody", hexes=(73,)), ["move rifles -> 3.8 3.7"], (), False, False),
    (LessonCheck("stance", unit="rifles", word="escort"), ["escort rifles"], (), False, True),
    (LessonCheck("priority", base="north", amount=1), ["priority north 1"], (), False, True),
    (LessonCheck("priority", base="north", amount=1), ["priority middle 1"], (), False, False),
    (LessonCheck("order", word="priority", base="north"), ["priority north 3"], (), False, True),
    (LessonCheck("order", word="move", unit="tanks"), ["move rifles -> 3.8"], (), False, False),
    (LessonCheck("order", word="move", unit="rifles", hexes=(83,)), ["move rifles -> 3.8"], (), False, True),
    (LessonCheck("order", word="airdrop", base="east"), ["airdrop east -> 8.4 low x1 food 100"], (), False, True),
    (LessonCheck("held", side=0, hexes=(63,)), ["end phase"], (), False, False),
    (LessonCheck("gets", base="middle", amount=1), ["end phase"], (), False, False),
    (LessonCheck("chosen", base="middle"), [], ("base north",), False, False),
    (LessonCheck("chosen", base="middle"), [], ("base middle",), True, True),
    (LessonCheck("chosen", hexes=(5,)), [], ("hex 5",), True, True),
    (LessonCheck("layer", word="flow"), [], ("layer control",), False, False),
    (LessonCheck("preview", word="attack"), [], ("preview attack",), True, True),
    (LessonCheck("won", side=0), ["end phase"], (), False, False),
])
def test_a_check_holds_when_it_is_so(
    check: LessonCheck, orders: list[str], looks: tuple[str, ...], before: bool, after: bool
) -> None:
    play = tutorial()
    assert teaching.holds(check, play.view.known, (), looks) is before
    given: list[tuple[str, Order]] = []
    for text in orders:
        order = read_order(text, play.session.scenario.map.grid)
        assert play.submit(order)[1] == ""
        while play.computing and play.compute() is not None:
            pass
        given.append((text.split()[0], order))
    assert teaching.holds(check, play.view.known, given, looks) is after


def test_supply_that_arrives_and_a_junction_that_falls_are_seen() -> None:
    play = tutorial()
    run = lesson(play)
    held, gets = LessonCheck("held", side=0, hexes=(63,)), LessonCheck("gets", base="middle", amount=50)
    assert not teaching.holds(held, play.view.known, (), ())
    skip_to(run, "through")
    assert teaching.holds(held, play.view.known, (), ())
    assert teaching.holds(gets, play.view.known, (), ())
    assert not teaching.holds(replace(gets, amount=100_000), play.view.known, (), ())


def test_an_order_taken_back_does_not_count_and_given_again_does() -> None:
    play = tutorial()
    run = lesson(play)
    skip_to(run, "tanks")
    run.lesson = replace(run.lesson, steps=(*run.lesson.steps[:4], replace(
        run.lesson.steps[4], checks=(LessonCheck("order", word="rest", unit="tanks"),)), *run.lesson.steps[5:]))
    play.submit(read_order("rest tanks", play.session.scenario.map.grid))
    play.undo()
    assert not run.check()
    play.redo()
    assert run.check()


def test_a_question_waits_for_the_right_answer() -> None:
    run = lesson(tutorial())
    skip_to(run, "why")
    assert not run.check()
    assert run.answer(0) == "" and "eight of them" in run.reply
    assert not run.check()
    assert "no such answer" in run.answer(7)
    assert run.answer(1) == ""
    assert run.check()
    assert run.progress.done
    run.onward()
    assert run.step is not None and run.step.id == "rifles"


# --- back, again, on ----------------------------------------------------------------------------------------------


def test_reset_and_back_bring_the_game_back_dice_and_file_and_all(tmp_path: Path) -> None:
    play = tutorial()
    play.session.save_as(tmp_path / "lesson.lifeline")
    run = lesson(play)
    skip_to(run, "odds")
    before = fingerprint(play.state)
    assert play.submit(read_order("attack tanks + rifles -> 3.6", play.session.scenario.map.grid))[1] == ""
    assert play.session.undo_refusal() is not None
    assert run.check()
    assert run.reset() == ""
    assert fingerprint(play.state) == before
    assert not run.progress.done
    assert load(tmp_path / "lesson.lifeline", go_on=False).state == play.state
    assert run.back() == ""
    assert run.step is not None and run.step.id == "tanks"
    assert play.state.by_id["tanks"].hex != 0
    assert play.session.undo_refusal() is None
    for _step in range(8):
        assert run.back() == ""
    assert run.progress.step == 0
    assert len(play.session.records) == 2
    assert [state for _line, state in verify(tmp_path / "lesson.lifeline")][-1] == play.state


def test_a_saved_lesson_goes_on_where_it_was(tmp_path: Path) -> None:
    """After every step, and in the middle of one: what was looked at, answered and read is in the save."""
    path = tmp_path / "lesson.lifeline"
    play = tutorial()
    play.session.save_as(path)
    run = lesson(play)

    def again() -> LessonRun:
        return lesson(Play(load(path, go_on=False), resumed=True))

    assert again().progress == run.progress == teaching.Progress()
    run.look("unit tanks")
    run.check()
    assert len(play.session.records) == teaching.OPENING, "what no step asks for is not written down"
    run.look("base middle")
    assert run.check() and again().progress == run.progress and run.progress.done
    skip_to(run, "why")
    run.answer(0)
    run.check()
    kept = again()
    assert "eight of them" in kept.reply and kept.progress == run.progress
    while run.step is not None:
        assert run.skip() == ""
        kept = again()
        assert kept.progress == run.progress
        assert kept.play.state == play.state
    assert kept.over
    assert kept.back() == "" and kept.step == kept.lesson.steps[-1]
    assert [state for _line, state in verify(path)][-1] == play.state


def test_a_lesson_goes_on_in_another_language_and_its_save_is_the_same(french: None) -> None:
    play = tutorial()
    run = lesson(play)
    skip_to(run, "why")
    run.answer(1)
    run.check()
    use_language("en")
    english = tutorial()
    other = lesson(english)
    skip_to(other, "why")
    other.answer(1)
    other.check()
    assert english.session.records == play.session.records
    assert run.reply.startswith("Oui.") and other.reply.startswith("Yes.")


def test_a_lesson_whose_place_cannot_be_read_begins_anew() -> None:
    play = tutorial()
    play.session.keep_lesson({"step": "three"})
    assert lesson(play).progress == teaching.Progress()


def test_a_game_played_again_comes_out_the_same_at_every_record() -> None:
    play = tutorial()
    run = lesson(play)
    skip_to(run, "drop")
    last = [(length, fingerprint(game.state)) for length, game in retrace(play.session)][-1]
    assert last == (len(play.session.records), fingerprint(play.state))


def test_every_step_done_for_the_reader_ends_in_a_won_game() -> None:
    play = tutorial()
    run = lesson(play)
    while not run.over:
        assert run.skip() == "", run.progress
    assert play.state.outcome is not None
    assert (play.state.outcome.level, play.state.outcome.winner) == ("won", 0)


def test_what_cannot_be_done_from_here_says_so() -> None:
    run = lesson(tutorial())
    skip_to(run, "odds")
    run.play.submit(read_order("move tanks -> 4.8", run.play.session.scenario.map.grid))
    run.play.end_phase()
    while run.play.computing and run.play.compute() is not None:
        pass
    assert "Go back a step" in run.skip()
    assert run.reset() == ""
    assert run.skip() == ""


def test_who_plays_a_scenario_with_a_lesson() -> None:
    scenario = require(TUTORIAL)
    assert lesson_terms(scenario, None, None, {}) == ((HUMAN, "drill"), 16)
    assert lesson_terms(scenario, "Relief", 3, {}) == ((HUMAN, "drill"), 3)
    assert lesson_terms(scenario, "blockers", None, {}) == (("standard", HUMAN), None)
    assert lesson_terms(require("template"), None, None, {}) == (("standard", HUMAN), None)
    other = Session(resolved_of(scenario), 1, Options(True, ("drill", HUMAN)))
    assert lesson_of(Play(other)) is None
    assert lesson_of(Play(Session(resolved_of(scenario), 1, Options(True, (HUMAN, HUMAN))))) is None


def test_lessons_are_kept_in_saves() -> None:
    scenario = require(TUTORIAL)
    assert from_resolved(resolved_of(scenario)).lessons == scenario.lessons
    assert len(scenario.lessons[0].steps) >= 12


def test_the_words_of_files_are_those_of_the_game() -> None:
    assert set(CONTROLS_OF_FILES) == set(CONTROLS)
    assert set(LAYERS) <= set(LAYER_IDS)
    assert set(LEVELS_OF_OPPONENT) <= set(LEVELS)
    assert set(VERBS) == set(EXAMPLES)


# --- by text ------------------------------------------------------------------------------------------------------


SCRIPT = """
supply middle post
supply
answer 1
answer 2
move rifles -> 3.7
back
move rifles -> 3.7
move tanks to 4.7
what attack tanks + rifles -> hish junction
attack tanks + rifles -> hish junction
back
attack tanks + rifles -> hish junction
end
supply middle post
escort rifles
airdrop east low x1 food 100
end
priority north 1
end
supply middle
move trucks -> maar hitat
unload trucks -> middle post
end
end
end
end
"""


def test_a_script_plays_the_tutorial_to_its_won_end() -> None:
    said: list[str] = []
    play = tutorial()
    table = TextTable.begin(play.session, said.append, said.append)
    commands = Commands(table)
    table.open()
    for line in SCRIPT.split("\n"):
        commands.line(line)
    assert "The lesson is over." in said
    assert any(line.startswith("The game is over: The convoy is through.") for line in said)
    assert [line for line in said if line.startswith("Lesson, step 1 of")]
    with pytest.raises(Misread, match="no such answer"):
        commands.line("answer 3")
    table.close()


def test_the_tutorial_is_played_by_text_in_french_with_the_names_it_says(french: None) -> None:
    """Every line is one that the lesson tells to write, with the names that the screen shows."""
    script = ("supply poste central", "supply", "answer 2", "move fusiliers -> 3.7", "move chars -> 4.7",
              "attack chars + fusiliers -> 3.6", "end", "supply poste central", "escort fusiliers",
              "airdrop poste est low x1 food 100", "end", "priority poste nord 1", "end", "supply poste central",
              "move camions -> maar hitat", "unload camions -> poste central", "end", "end", "end", "end")
    said: list[str] = []
    table = TextTable.begin(tutorial().session, said.append, said.append)
    commands = Commands(table)
    table.open()
    told = " ".join(step.write for step in table.taught.lesson.steps)
    for line in script:
        assert line in told or line == "answer 2" or line.replace("attack", "what attack") in told, line
        commands.line(line)
    assert any(line.startswith("La partie est finie\N{NO-BREAK SPACE}: Le convoi est passé.") for line in said)
    table.close()


def test_a_script_can_have_every_step_done_for_it_and_other_games_have_no_lesson() -> None:
    said: list[str] = []
    table = TextTable(tutorial().session, said.append, said.append)
    commands = Commands(table)
    table.open()
    for _step in table.taught.lesson.steps:
        commands.line("skip")
    assert said.count("The lesson is over.") == 1
    plain = Commands(TextTable(Session(resolved_of(require("template")), 1, Options(True, (HUMAN, "drill"))),
                               said.append, said.append))
    with pytest.raises(Misread, match=r"teaches no lesson.*Events are answered with `choose`"):
        plain.line("lesson")


# --- in the window ------------------------------------------------------------------------------------------------


def begin() -> Seat:
    """Go from the menu to the tutorial as a new player does."""
    seat = Seat(Look())
    seat.click("learn")
    assert isinstance(seat.stack.top, LearnScreen)
    seat.click("learn0")
    assert seat.my_turn()
    return seat


def step(seat: Seat) -> str:
    """Return the step that the panel shows, which must say so."""
    run = seat.table.tutor.run
    assert run is not None
    model = seat.table.tutor.model()
    assert model is not None
    assert run.step is None or model.title == run.step.title
    return run.step.id if run.step is not None else ""


def done(seat: Seat) -> None:
    """Read that the step is done and go on."""
    button = seat.stage.find("lesson:next")
    assert button is not None, step(seat)
    seat.click("lesson:next")


def post(seat: Seat, name: str) -> None:
    """Click on a post's hex until the post itself is chosen: the first click chooses the men there."""
    for _click in range(3):
        if not seat.table.desk.subject.base:
            seat.hex(name)
    assert seat.table.desk.subject.base


def ringed(seat: Seat) -> str:
    """Return the name of the widget in the ring of the lesson."""
    seat.picture()
    rings = [pane.rect for pane in seat.stage.panes if isinstance(pane.root, Spotlight)]
    assert len(rings) == 1
    return next(name for names in CONTROLS.values() for name in names
                if (widget := seat.stage.find(name)) is not None and Rect(widget.rect) == rings[0])


def end_turn(seat: Seat) -> None:
    seat.click("end_phase")
    seat.click("end_now")
    seat.my_turn()


def test_the_tutorial_is_played_by_clicks_to_its_won_end() -> None:
    seat = begin()
    post(seat, "4.4")
    done(seat)
    seat.click("layer:flow")
    done(seat)
    seat.click("lesson:answer:2")
    assert seat.stage.find("lesson:next") is None
    seat.click("lesson:answer:1")
    done(seat)
    seat.hex("3.9")
    seat.hex("3.7")
    seat.hex("3.7")
    assert seat.my_turn() and step(seat) == "tanks"
    seat.hex("3.8")
    seat.hex("4.7")
    seat.keys("enter")
    assert seat.my_turn() and step(seat) == "odds"
    seat.hex("3.6")
    assert ringed(seat) == "party"
    seat.click("party:rifles")
    assert ringed(seat) == "confirm"
    seat.click("confirm")
    assert seat.my_turn()
    done(seat)
    end_turn(seat)
    assert step(seat) == "through"
    post(seat, "4.4")
    done(seat)
    seat.hex("3.7")
    seat.click("stance:escort")
    done(seat)
    post(seat, "8.4")
    seat.keys("d")
    assert ringed(seat) == "height"
    seat.table.commands.act("height:1")
    assert ringed(seat) == "load"
    seat.table.commands.act("load:1")
    assert ringed(seat) == "confirm"
    seat.click("confirm")
    assert seat.my_turn()
    done(seat)
    end_turn(seat)
    assert step(seat) == "priority"
    seat.clear()
    post(seat, "4.1")
    seat.table.commands.act("priority:0")
    seat.click("confirm")
    assert step(seat) == "third-night"
    end_turn(seat)
    seat.clear()
    post(seat, "4.4")
    done(seat)
    seat.hex("3.10")
    seat.keys("m")
    seat.hex("4.4")
    seat.keys("enter")
    assert seat.my_turn() and step(seat) == "unload"
    seat.keys("u", "enter")
    done(seat)
    assert step(seat) == "week"
    for _turn in range(4):
        end_turn(seat)
    assert isinstance(seat.stack.top, ResultScreen)
    assert seat.stack.top.model.winner == 0
    saved = max(find_folders().saves.glob("auto-first_convoy-*"), key=lambda path: path.stat().st_mtime_ns)
    assert [state for _line, state in verify(saved)][-1].outcome is not None


def test_a_lesson_left_for_the_menu_goes_on_where_it_was() -> None:
    seat = begin()
    post(seat, "4.4")
    done(seat)
    assert step(seat) == "flow" and "flow" not in seat.table.desk.layers
    seat.table.resumed("leave")
    seat.stack.reset(seat.library.resume(seat.library.slots()[0]))
    assert step(seat) == "flow" and seat.stage.find("lesson:next") is None
    seat.click("layer:flow")
    assert seat.stage.find("lesson:next") is not None
    seat.table.resumed("leave")
    seat.stack.reset(seat.library.resume(seat.library.slots()[0]))
    assert step(seat) == "flow"
    done(seat)
    assert step(seat) == "why"


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_panel_stands_beside_the_map_and_rings_what_is_next(size: tuple[int, int]) -> None:
    seat = begin()
    seat.stack.resize(size)
    panel, area = seat.stage.find("lesson_text"), seat.stage.find("map")
    assert panel is not None and area is not None
    assert not panel.rect.colliderect(area.rect)
    ringed = seat.picture().get_buffer().raw
    post(seat, "4.4")
    assert seat.picture().get_buffer().raw != ringed
    seat.click("lesson:reset")
    assert step(seat) == "post"
    assert seat.stage.find("lesson:back") is not None
    seat.click("lesson:skip")
    seat.click("lesson:skip")
    seat.click("lesson:skip")
    assert step(seat) == "rifles"
    seat.click("lesson:back")
    assert step(seat) == "why"
    seat.click("lesson:leave")
    assert seat.stage.find("lesson_text") is None
    wider = seat.stage.find("map")
    assert wider is not None and wider.rect.w > area.rect.w


def test_a_step_done_for_the_reader_may_end_the_turn_and_the_game() -> None:
    seat = begin()
    ids = [row.id for row in require(TUTORIAL).lessons[0].steps]
    for name in ids:
        if isinstance(seat.stack.top, ResultScreen):
            break
        seat.read_news()
        assert step(seat) == name
        seat.keys("f5" if seat.stage.find("lesson:skip") is not None else "f4")
    assert isinstance(seat.stack.top, ResultScreen)
    assert seat.stack.top.model.winner == 0
