"""The language: catalogues are whole, one is chosen at run time, and nothing that is kept depends on it."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from game.cli import main
from game.rules.engine import refusal
from game.rules.narrate import KEPT, ending_words, sentence, weather_words
from game.rules.notation import read_order, write_event
from game.rules.orders import ControlTaken, EndPhase, GameEnded, Left, Move, StockMoved
from game.rules.plain import digest, state_to_plain
from game.rules.spoken import as_written
from game.rules.supply.explain import explain
from game.session import HUMAN, Options, Session
from game.summary import summary
from game.text import _, figure, figure_marks, language, languages, plural, use_language
from game.ui.screens.model import GameChoice
from game.ui.screens.options import OptionsScreen
from game.ui.settings import Settings
from game.ui.stack import Stack
from game.ui.widgets.painter import Look
from game.ui.widgets.text import Label
from tests.window_seat import Seat

ROOT = Path(__file__).resolve().parent.parent


def extractor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extract_text", ROOT / "docs" / "extract_text.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["extract_text"] = module
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------ catalogues


def test_no_text_is_marked_within_another() -> None:
    """What stands in braces of a text is found by the extractor from Python 3.12 on alone."""
    within = [f"{path.relative_to(ROOT)}:{call.lineno}" for path in sorted((ROOT / "game").rglob("*.py"))
              for text in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(text, ast.JoinedStr)
              for call in ast.walk(text) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
              and call.func.id in ("_", "plural", "mark") and isinstance(call.args[0], ast.Constant)]
    assert within == []


def test_no_figure_is_put_into_a_text_past_the_language() -> None:
    """An f-string writes decimals and thousands as English does, whatever is spoken; `figure` and `_` do not."""
    past = [f"{path.relative_to(ROOT)}:{part.lineno}" for path in sorted((ROOT / "game").rglob("*.py"))
            for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(part, ast.FormattedValue)
            if part.format_spec is not None and re.search(r",|\.[1-9][f%]", ast.unparse(part.format_spec)[2:-1])]
    assert past == []


def test_every_text_of_the_game_is_in_the_catalogues_and_translated() -> None:
    assert list(extractor().problems()) == []


def test_a_catalogue_keeps_the_forms_of_the_plural_that_its_file_has() -> None:
    """Versions of Babel differ in how many a language has; Irish has five by any of them."""
    old = Catalog(locale="ga")
    old.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n != 1);")]
    old.add(("{n} truck", "{n} trucks"), ("{n} trucail", "{n} trucailí"))
    new = Catalog()
    new.add(("{n} truck", "{n} trucks"))
    kept = extractor().in_step(old, new)
    assert kept.plural_forms == old.plural_forms and list(extractor().faults(kept)) == []


@pytest.mark.parametrize(("original", "translation", "wrong"), [
    ("{n} of {all}", "{n} sur {all}", False), ("{n} of {all}", "{n}", True), ("{n} of {all}", "", True),
    ("{kg:,} kg", "{kg} kg", True), (("{n} truck", "{n} trucks"), ("un camion", "{n} camions"), False),
    (("{n} truck", "{n} trucks"), ("{n} camion", "des camions"), True),
    (("{n} truck", "{n} trucks"), ("{n} camion", ""), True),
])
def test_faults_of_a_translation_are_found(original: str | tuple[str, str], translation: str | tuple[str, str],
                                           wrong: bool) -> None:
    catalogue = Catalog(locale="de")  # two forms of the plural in every version of the rules
    catalogue.add(original, translation)
    assert bool(list(extractor().faults(catalogue))) is wrong


# ------------------------------------------------------------------ choosing


def test_languages_have_their_own_names_english_first() -> None:
    assert languages() == {"en": "English", "fr": "Français"}


@pytest.mark.parametrize(("asked", "system", "spoken"), [
    ("fr", "en_GB.UTF-8", "fr"), ("en", "fr_FR.UTF-8", "en"), ("", "fr_CA.UTF-8", "fr"), ("", "xx", "en"),
    ("xx", "fr_FR.UTF-8", "en"), ("", "C", "en"), ("", "", "en"), ("../fr", "", "en"),
])
def test_the_language_is_the_one_asked_for_or_the_systems(asked: str, system: str, spoken: str, french: None,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIFELINE_LANGUAGE")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", system)
    assert use_language(asked) == spoken == language()
    assert _("Settings") == {"en": "Settings", "fr": "Réglages"}[spoken]


def test_what_is_asked_for_outside_goes_before_the_system(french: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("LIFELINE_LANGUAGE", "fr")
    assert use_language() == "fr"


def test_french_counts_nought_as_one(french: None) -> None:
    forms = [plural("{n} man", "{n} men", n).format(n=n) for n in (0, 1, 2)]
    assert forms == ["0 homme", "1 homme", "2 hommes"]
    assert _("") == ""


def test_figures_are_written_as_the_language_writes_them(french: None) -> None:
    assert _("{kg:,} kg").format(kg=19626) == "19\u00a0626 kg"
    assert plural("{n} truck", "{n} trucks", 2).format(n=1.5).startswith("1,5 ")
    assert figure(1450.25, ",.1f") == "1\u00a0450,2"
    use_language("en")
    assert _("{kg:,} kg").format(kg=19626) == "19,626 kg" and figure(3.5, ".2f") == "3.50"


@pytest.mark.parametrize(("sample", "thousands", "point"), [
    ("1.234,5", ".", ","), ("1’234.5", "’", "."), ("1,234.5", ",", "."), ("not a figure", ",", ".")])
def test_a_catalogue_shows_by_a_sample_how_its_figures_are_written(
        sample: str, thousands: str, point: str) -> None:
    assert "1,234.5".translate(figure_marks(sample)) == f"1{thousands}234{point}5"


def test_a_language_chosen_in_the_settings_is_spoken_at_once_and_back(french: None) -> None:
    kept: list[Settings] = []

    def keep(settings: Settings) -> str:
        kept.append(settings)
        return ""

    screen = OptionsScreen()
    stack = Stack(screen, Look(), (1280, 720), Settings(language="en"), keep)
    for name, heading in (("fr", "Couleurs"), ("en", "Colours")):
        tabs = screen.stage.find("language")
        assert tabs is not None
        screen.stage.set_focus(tabs)
        _press(stack, "right" if name == "fr" else "left")
        assert kept[-1].language == name == language()
        assert heading in [part.text for pane in screen.stage.panes for part in pane.root.walk()
                           if isinstance(part, Label)]


def test_what_the_table_has_laid_out_speaks_another_language_too(french: None) -> None:
    use_language("en")
    seat = Seat(Look(), choice=GameChoice("template", (HUMAN, "drill"), False, 7))
    assert seat.my_turn()
    seat.keys("3")
    table = seat.table
    before = repr(table.desk.overlays(None)) + repr(table.desk.models(table.map.box_of).timeline)
    assert "Your trucks reach" in before
    assert "Market day" in before and "Sarn bridge" in repr(table.map.picture)
    use_language("fr")
    assert table.ui is not None
    table.layout(table.ui, table.ui.size)
    assert "Pont de Sarn" in repr(table.map.picture) and table.map.board.picture is table.map.picture
    after = repr(table.desk.overlays(None)) + repr(table.desk.models(table.map.box_of).timeline)
    assert "Your trucks reach" not in after and "up to 1 h" not in after
    assert "Market day" not in after and "Jour de marché" in after
    assert after != before
    table.close()


def _press(stack: Stack, name: str) -> None:
    from game.ui.input import Key

    stack.feed(Key(name))


# ------------------------------------------------------------------ nothing kept depends on it


def played() -> tuple[list[str], str, list[str]]:
    """Return events, fingerprint and records of two turns that the computer plays, the first lesson's."""
    session = Session.new("first_convoy", 7, Options(players=("standard", "standard")))
    while session.state.turn < 3:
        for _step in session.computer_phase():
            pass
    session.close()
    events = [write_event(event) for _turn, event in session.log]
    return events, digest(state_to_plain(session.state)), [json.dumps(row) for row in session.records]


def test_a_game_in_french_is_the_same_game() -> None:
    english = played()
    assert use_language("fr") == "fr"
    try:
        assert played() == english
    finally:
        use_language("en")


def test_a_game_whose_language_changes_on_the_way_is_the_same_game(french: None) -> None:
    def orders(change: Callable[[Session, str], None]) -> tuple[list[str], list[str]]:
        session = Session.new("first_convoy", 16, Options(players=(HUMAN, "drill")))
        read = partial(read_order, grid=session.scenario.map.grid)
        change(session, "fr")
        session.submit(read("move rifles -> 3.8"))
        change(session, "en")
        session.submit(read("rest tanks"))
        change(session, "fr")
        names = [session.scenario.order_of_battle["tanks"].name, session.view(0).scenario.sides[0].name]
        session.undo()
        change(session, "en")
        session.undo()
        names += [session.state.scenario.order_of_battle["tanks"].name]
        session.redo()
        session.submit(EndPhase())
        session.close()
        return [json.dumps(row) for row in session.records], names

    def spoken_anew(session: Session, code: str) -> None:
        use_language(code)
        session.speak()

    changing, names = orders(spoken_anew)
    assert names == ["Chars", "Secours", "Tanks"]
    use_language("en")
    assert orders(lambda _session, _code: None)[0] == changing


def test_what_rules_say_is_said_in_french_and_follows_the_language(french: None) -> None:
    session = Session.new("siege_of_wadi_deif", 7, Options(players=("human", "human")))
    view = session.view(session.state.side)
    unit = next(row for row in view.known.units if row.side == view.side and row.hex >= 0)
    base = next(row for row in view.known.bases if row.side == view.side)
    french_text = refusal(view, Move(unit.id, ())), explain(view.known, view.side, base.id, helps=False).sentence
    use_language("en")
    english_text = refusal(view, Move(unit.id, ())), explain(view.known, view.side, base.id, helps=False).sentence
    session.close()
    assert french_text[0] is not None and french_text[0].startswith("Dites où ")
    assert english_text[0] is not None and english_text[0].startswith("Say where ")
    assert "by road" in english_text[1] and "par la route" in french_text[1] and "the " not in french_text[1]


def test_words_that_are_kept_in_english_are_shown_in_french(french: None) -> None:
    session = Session.new("first_convoy", 7)
    scenario, turns = session.scenario, session.scenario.clock.turns
    session.close()
    unit, base = scenario.units[0].id, scenario.bases[0].name
    assert weather_words("rain and mud, low cloud") == "pluie et boue, nuages bas"
    assert sentence(Left(0, unit, 5, "withdrawn"), scenario).endswith("retrait.")
    assert "vivres chargé" in sentence(StockMoved(0, unit, unit, (500, 0, 0), "loaded"), scenario)
    assert ending_words(scenario, f"The last turn is over: {turns} of {turns}.").startswith("Le dernier tour")
    kept = as_written(scenario, base)
    held = f"{as_written(scenario, scenario.sides[1].name)} holds {kept} and {kept}."
    assert (held, base) == ("Blockers holds Middle post and Middle post.", "Poste central")
    assert ending_words(scenario, held) == "Barrage tient Poste central et Poste central."
    assert "La partie est finie" in sentence(GameEnded(scenario.levels[0].id, 0, held), scenario)
    assert all(_(word) != word for word in KEPT)


def test_ground_that_nobody_holds_any_more_is_said_so_in_french(french: None) -> None:
    scenario = Session.new("first_convoy", 7).scenario
    place = scenario.hex_name(5)
    assert sentence(ControlTaken(0, (5,)), scenario) == f"{place}\u00a0: maintenant aux mains du camp Secours."
    assert sentence(ControlTaken(-1, (5,)), scenario) == f"{place}\u00a0: plus aux mains d’aucun camp."
    use_language("en")
    assert sentence(ControlTaken(-1, (5,)), scenario) == f"Neither side now holds {place}."


def test_json_is_english_whatever_is_spoken(french: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["supply", "first_convoy", "--json"]) == 0
    assert "by road" in capsys.readouterr().out


def test_figures_of_a_game_are_called_the_same_in_every_language(french: None) -> None:
    session = Session.new("first_convoy", 7)
    told = summary(session.state, 7)
    assert session.scenario.sides[0].name == "Secours"
    use_language("en")
    session.speak()
    assert summary(session.state, 7) == told and session.scenario.sides[0].name == "Relief"
    session.close()


def test_the_end_of_a_phase_is_ordered_in_any_language(french: None) -> None:
    session = Session.new("first_convoy", 7, Options(players=("human", "human")))
    assert session.refusal(EndPhase()) is None
    assert session.undo_refusal() == "Rien n’a encore été ordonné."
    session.close()
