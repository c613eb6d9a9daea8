"""The command `supply`: its table, its JSON, what it refuses in which words; and the page that teaches the model."""

from __future__ import annotations

import doctest
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import networkx
import pytest

from game import cli
from game.session import Options, Session

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def started_as(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["lifeline"])
    monkeypatch.setenv("COLUMNS", "100")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["supply", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def plain(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(run(capsys, *words, "--json"))


def test_the_table_shows_every_consumer_and_the_sentences_of_those_who_are_short(
    capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, "the_column", "--side", "government")
    assert "Government" in out
    assert "Opposition" not in out
    for word in ("consumer", "needs", "gets", "short", "why"):
        assert word in out
    assert "Wadi Deif base" in out


def test_one_base_is_told_with_what_would_help_and_how_long_it_lasts(capsys: pytest.CaptureFixture[str]) -> None:
    out = " ".join(run(capsys, "siege_of_wadi_deif", "--base", "Wadi Deif base", "--cut", "15.36").split())
    assert "What if the enemy held Hish junction, M5 (15.36):" in out
    assert "Wadi Deif base gets 0 of 1.5 t/day by road." in out
    assert "the M5 at Hish junction is enemy-held since 8 Oct" in out
    assert "clearing the M5 at Hish junction with all who fire on it: +" in out
    assert "if nothing changes it can attack every day until" in out
    assert "Hamidiya base gets" not in out


def test_json_has_the_shape_that_others_read(capsys: pytest.CaptureFixture[str]) -> None:
    answer = plain(capsys, "siege_of_wadi_deif")
    assert (answer["scenario"], answer["turn"], answer["date"]) == ("siege_of_wadi_deif", 1, "2012-10-08")
    assert [side["side"] for side in answer["sides"]] == ["government", "opposition"]
    for side in answer["sides"]:
        assert list(side) == ["side", "consumers", "flows", "cuts", "sources"]
        for row in side["consumers"]:
            assert list(row) == ["id", "hex", "need_kg_day", "delivered_kg_day", "short_kg_day", "causes", "sentence",
                                 "helps", "days"]
            assert row["need_kg_day"] - row["delivered_kg_day"] == row["short_kg_day"]
            assert sum(cause["kg_day"] for cause in row["causes"]) == row["short_kg_day"]
            assert all(list(cause) == ["kind", "kg_day", "hex", "place"] for cause in row["causes"])
            assert all(list(each) == ["what", "gain_kg_day"] for each in row["helps"])
            assert list(row["days"]) == ["food", "ammo", "fuel"]
        for row in side["flows"]:
            assert list(row) == ["from", "to", "kg_day", "capacity_kg_day", "lost_kg_day"]
            assert 0 < row["kg_day"] <= row["capacity_kg_day"]
            assert 0 <= row["lost_kg_day"] <= row["kg_day"]
        for row in side["sources"]:
            assert list(row) == ["id", "available_kg_day", "sent_kg_day", "truck_hours", "truck_hours_used"]
            assert 0 <= row["truck_hours_used"] <= row["truck_hours"]


def test_a_cut_is_shown_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    answer = plain(capsys, "siege_of_wadi_deif", "--side", "Government", "--cut", "hish_junction", "16.34")
    assert answer["cut"] == ["15.36", "16.34"]
    (after,), (before,) = answer["sides"], answer["before"]
    got = [{row["id"]: row["delivered_kg_day"] for row in side["consumers"]} for side in (before, after)]
    assert got[0]["wadi-deif"] > 0 == got[1]["wadi-deif"]
    assert got[0]["khan-shaykhun-depot"] == got[1]["khan-shaykhun-depot"] > 0
    assert "before" not in plain(capsys, "the_column", "--base", "hamidiya")


def test_the_network_lets_another_solver_find_the_same_cuts(capsys: pytest.CaptureFixture[str]) -> None:
    """The steps, ways across country and blocks of the JSON, put into networkx, give the program's own minimum cut."""
    compared = 0
    for side in plain(capsys, "siege_of_wadi_deif", "--network")["sides"]:
        network = side["network"]
        assert all(row["capacity_kg_day"] == 0 for row in network["arcs"]
                   if {row["from"], row["to"]} & set(network["blocked"]))
        groups = {row["consumer"]: row["groups"] for row in network["demands"]}
        hex_of = {row["id"]: row["hex"] for row in side["consumers"]}
        for cut in side["cuts"]:
            name = cut["consumer"]
            if name in groups:
                assert maximum(network, hex_of[name], groups[name]) == cut["capacity_kg_day"]
                compared += 1
    assert compared >= 10


def maximum(network: Any, target: str, groups: list[str]) -> int:
    """Return the maximum flow to a hex from the entries that serve these groups."""
    graph = networkx.DiGraph()
    for row in network["arcs"]:
        graph.add_edge(row["from"], row["to"], capacity=row["capacity_kg_day"])
    for row in network["across_country"]:
        if row["path"][-1] == target:
            graph.add_edge(row["path"][0], "field", capacity=row["capacity_kg_day"])
    graph.add_edge("field", "goal", capacity=network["across_country_cap_kg_day"])
    graph.add_edge(target, "goal", capacity=10**12)
    for row in network["entries"]:
        if row["hex"] and not row["through"] and (not row["group"] or row["group"] in groups):
            graph.add_edge("entries", row["hex"], capacity=10**12)
    return int(networkx.maximum_flow_value(graph, "entries", "goal")) if "entries" in graph else 0


def test_a_saved_game_is_told_as_it_stands_and_not_written_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "game.jsonl"
    session = Session.new("the_column", 5, Options(True, ("standard", "standard")))
    session.save_as(path)
    while session.state.turn < 3:
        for _order, _events in session.computer_phase():
            pass
    session.close()
    before = path.read_bytes()
    assert plain(capsys, str(path), "--base", "wadi-deif")["turn"] == 3
    assert path.read_bytes() == before


@pytest.mark.parametrize(("words", "sentence"), [
    ("nowhere", "nowhere"),
    ("the_column --side goverment",
     r"There is no side 'goverment' in .* \(did you mean government\?\); its sides are government, opposition\."),
    ("the_column --base wadi-dief",
     r"There is no base or unit 'wadi-dief' that the roads supply \(did you mean wadi-deif\?\); known are .*\."),
    ("the_column --side opposition --base wadi-deif",
     r"There is no base or unit 'wadi-deif' that the roads supply.*\."),
    ("the_column --cut 99.99", r"99\.99 is off the map: columns run .*\."),
    ("the_column --cut babulim",
     r"There is no place 'babulim' on the map \(did you mean babulin\?\); write its id, or a hex as column\.row\."),
    ("the_column --cut 3,4", r"'3,4' is not a hex: write column\.row, for example 2\.1\."),
])
def test_bad_input_is_one_sentence(words: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["supply", *words.split()]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(sentence, err)
    assert err.count("\n") == 1


def test_the_page_says_what_the_program_says() -> None:
    failures, tried = doctest.testfile(str(ROOT / "docs" / "supply.md"), module_relative=False, encoding="utf-8")
    assert (failures, tried > 30) == (0, True)


def test_the_game_of_the_page_can_be_played_again_by_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command that the page prints: the same orders, from the same file, to the same sentence."""
    monkeypatch.setattr(sys, "stdin", io.StringIO((ROOT / "docs" / "military_road.txt").read_text("utf-8")))
    assert cli.main(["play", "the_column", "--text", "--side", "both", "--seed", "1"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "over the parallel military road. Short by" in out.rpartition("Points:")[2]
