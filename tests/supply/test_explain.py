"""Why supply falls short: each cause in a picture, sums that are exact, help that is checked by doing it, fog."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from game.content.loader import require
from game.rules import engine
from game.rules.draft import Draft
from game.rules.knowledge import view
from game.rules.orders import EndPhase
from game.rules.ruleset import FOOD, NOTHING
from game.rules.scenario import AirDef
from game.rules.state import Delivery, State
from game.rules.supply import ledger
from game.rules.supply.changes import Change, changed
from game.rules.supply.explain import Explanation, explain
from game.rules.supply.network import consumers
from game.session import Options, Session
from tests.rules.pictures import at, base, force, place, small_scenario, small_state, source, with_units

ROAD = """
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .B
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .E
       .    .    .    .    .    .
"""
"""A road runs along row 1 from the entry at 0.1 to the base at 12.1, where B is; E may be moved about."""

ROW = " ".join(f"{col}.1" for col in range(13))


def road(kind: str = "motorway", men: int = 500, fog: bool = False, enemy: str = "12.5", stance: str = "rest",
         enemy_men: int = 100, **entry: object) -> State:
    """Return a base at the end of a road whose store is empty, so that it wants food and ammunition, all by road."""
    scenario = small_scenario(
        ROAD, units={"B": force(0, "garrison_inf", men), "E": force(1, "light_inf", enemy_men)},
        bases=[base("fort", 0, "12.1")], sources=[source("entry", 0, "0.1", **entry)], fog=fog,
        roads={f"{kind}:Long road": ROW}, places=[place("inn", "6.2"), place("mill", "3.1")],
    )
    state = with_units(small_state(scenario), E={"hex": enemy, "stance": stance})
    control = bytes(2 if h == at(state, enemy) else 0 if held == 2 else held for h, held in enumerate(state.control))
    return replace(state, control=control, dawn_control=control)


def kinds(found: Explanation) -> list[tuple[str, int]]:
    return [(row.kind, row.kg_day) for row in found.causes]


def check_sums(found: Explanation) -> None:
    """Assert that the causes are what is missing, in every class, and none is negative."""
    assert all(sum(row.by_class[k] for row in found.causes) == found.short[k] for k in range(3))
    assert all(min(row.by_class) >= 0 and row.kg_day > 0 for row in found.causes)
    assert all(0 <= found.delivered[k] <= found.sent[k] <= found.need[k] for k in range(3))


# --- what is explained ------------------------------------------------------------------------------------------


def test_the_need_is_what_is_used_a_day_and_an_open_road_brings_it() -> None:
    state = road()
    found = explain(state, 0, "fort")
    assert found.need == (900, 350, 0)  # 500 men at 1.8 kg of food and 0.7 kg of ammunition
    assert found.delivered == found.need
    assert found.causes == found.bars == found.helps == ()
    assert found.sentence == "Fort gets all that is needed by road, 1.3 t/day over the long road."


def test_a_class_that_lasts_to_the_end_is_not_missed() -> None:
    state = road(enemy="6.1")
    full = replace(state, bases=(replace(state.bases[0], stock=(900 * 40, 350 * 7, 0)),))
    assert explain(full, 0, "fort").need == (0, 350, 0)  # a target of 30 days is filled; seven days are not eight
    rich = replace(full, bases=(replace(full.bases[0], stock=(900 * 40, 90_000, 0)),))
    found = explain(rich, 0, "fort")
    assert (found.need, found.sentence) == (
        NOTHING, "Fort gets no supply by road and needs none: the stores last to the end.")


def test_a_request_is_what_the_next_solve_will_be_asked_for() -> None:
    state = road()
    asked = explain(state, 0, "fort", "request")
    stock = state.units[0].stock
    assert asked.need[FOOD] == 900 * 30 + 900  # the days of the target and of the turn, from an empty store
    assert stock != NOTHING  # what men carry is not the base's


def test_a_unit_is_explained_by_the_base_it_draws_on_and_strangers_are_refused() -> None:
    state = road(enemy="6.1")
    assert explain(state, 0, "B") == explain(state, 0, "fort")
    for side, holder in ((0, "E"), (1, "fort"), (0, "nobody")):
        with pytest.raises(KeyError):
            explain(state, side, holder)


# --- one picture for each cause ---------------------------------------------------------------------------------


def test_blocked_names_road_place_enemy_and_date() -> None:
    state = replace(road(enemy="6.1"), turn=5, held_since=((at(road(), "6.1"), 1, 3),))
    found = explain(state, 0, "fort")
    check_sums(found)
    assert kinds(found) == [("blocked", 1250)]
    (cause,) = found.causes
    assert (cause.hex, cause.before, cause.by, cause.since) == (at(state, "6.1"), at(state, "5.1"), "E",
                                                              date(2012, 10, 10))
    assert found.sentence == (
        "Fort gets 0 of 1.3 t/day by road. Short by 1.3: the long road near Inn is enemy-held since 10 Oct (Unit E)."
        " Most would help: clearing the long road near Inn (+1.3 t/day).")


def test_held_ground_without_a_unit_blocks_as_well_and_from_the_start_has_no_date() -> None:
    state = road()
    control = bytearray(state.control)
    control[at(state, "6.1")] = control[at(state, "7.1")] = 2
    held = replace(state, control=bytes(control), dawn_control=bytes(control))
    found = explain(held, 0, "fort")
    assert [(row.hex, row.by, row.since) for row in found.causes] == [(at(state, "6.1"), "", None)]
    assert found.bars[0].hexes == (at(state, "6.1"), at(state, "7.1"))
    fresh = explain(replace(held, dawn_control=state.control), 0, "fort")
    assert fresh.causes[0].since == held.scenario.clock.date_of(held.turn)


def test_every_other_way_that_is_shut_is_told() -> None:
    scenario = small_scenario(
        ROAD.replace("E", ""), units={"B": force(0, "garrison_inf", 500), "E": force(1, "light_inf", 100, hex="6.1"),
                                      "F": force(1, "light_inf", 100, hex="8.4")},
        bases=[base("fort", 0, "12.1")], sources=[source("entry", 0, "0.1")], fog=False,
        places=[place("inn", "6.1"), place("ford", "8.4")],
        roads={"motorway:M1": ROW,
               "track:Old track": "0.1 0.2 0.3 1.3 2.4 3.3 4.4 5.3 6.4 7.3 8.4 9.3 10.4 10.3 11.2 11.1 12.1"},
    )
    found = explain(small_state(scenario), 0, "fort")
    assert [scenario.map.grid.name(bar.hex) for bar in found.bars] == ["6.1", "8.4"]
    assert "the M1 at Inn is enemy-held (Unit E); Ford bars the old track." in found.sentence


def test_lost_on_the_way_names_who_takes_it_and_where() -> None:
    state = road(enemy="6.3", stance="hold")
    found = explain(state, 0, "fort")
    check_sums(found)
    assert [row.kind for row in found.causes] == ["lost"]
    assert found.causes[0].by == "E"
    assert "part is lost on the way, most to Unit E near Inn." in found.sentence
    assert found.sent == found.need


def test_a_load_so_small_that_nothing_of_it_arrives_is_lost() -> None:
    state = road(men=1, enemy="6.3", stance="hold")
    found = explain(replace(state, bases=(replace(state.bases[0], stock=(9000, 0, 0)),)), 0, "fort")
    assert (found.need, found.sent, found.delivered) == ((0, 1, 0), (0, 1, 0), NOTHING)
    assert kinds(found) == [("lost", 1)]
    check_sums(found)


def test_most_is_lost_to_who_takes_most_over_the_whole_way_not_on_its_worst_hex() -> None:
    """E, two steps, fires on five hexes of the road; F, three steps and further off, on one."""
    scenario = small_scenario(
        ROAD.replace("E", ""), units={"B": force(0, "garrison_inf", 500), "E": force(1, "light_inf", 50, hex="6.2"),
                                      "F": force(1, "light_inf", 75, hex="11.3")},
        bases=[base("fort", 0, "12.1")], sources=[source("entry", 0, "0.1")], fog=False, places=[place("inn", "6.2")],
        roads={"motorway:Long road": ROW})
    state = small_state(scenario)
    found = explain(state, 0, "fort")
    check_sums(found)
    (cause,) = found.causes
    assert (cause.kind, cause.by) == ("lost", "E")
    assert found.sentence.startswith("Fort gets 1.1 of 1.3 t/day by road over the long road. Short by 0.2: part is")
    assert [row.what for row in found.helps if row.change.without] == ["driving off Unit E", "driving off Unit F"]


def test_refused_says_how_much_would_be_lost() -> None:
    state = road(enemy="6.3", stance="interdict", enemy_men=200)
    found = explain(state, 0, "fort")
    check_sums(found)
    assert kinds(found) == [("refused", 1250)]
    assert 300 < found.causes[0].loss_pm < 1000
    assert "loads in ten would be lost on the long road near Inn (Unit E), more than the balanced route policy allows" \
        in found.sentence
    assert {row.what for row in found.helps} >= {"driving off Unit E"}


def test_narrowed_is_what_the_enemy_beside_the_road_costs_in_room() -> None:
    state = road("rough_military", men=12_000, enemy="6.2", stance="hold", enemy_men=50, trucks=900,
                 available=(90_000, 90_000, 0))
    calm = with_units(state, E={"hex": "12.5"})
    assert kinds(explain(calm, 0, "fort")) == []
    fast = replace(state, standings=(replace(state.standings[0], policy="fast"), state.standings[1]))
    found = explain(fast, 0, "fort")
    check_sums(found)
    assert ("narrowed", 30_000 - 10_000) in kinds(found)  # a quarter of the road's 40 t a day is left
    assert "the enemy beside the long road near Inn (Unit E) slows and narrows it" in found.sentence


def test_road_trucks_and_source_are_told_apart() -> None:
    full = explain(road("rough_military", men=20_000, trucks=900, available=(90_000, 90_000, 0)), 0, "fort")
    check_sums(full)
    assert kinds(full) == [("road", 10_000)]  # 50 t wanted on a road of 40
    assert "the long road" in full.sentence and "carries no more" in full.sentence
    # One truck of 5 t for 10 hours on a round trip of 4 h and 2 x 24 min: 10 417 kg a day.
    slow = explain(road(men=10_000, trucks=1, available=(90_000, 90_000, 0)), 0, "fort")
    check_sums(slow)
    assert kinds(slow) == [("trucks", 25_000 - 10_416)]
    assert "the trucks from Entry can bring no more" in slow.sentence
    assert slow.helps[0].what == "2 more trucks for Entry"
    assert slow.helps[0].gain_kg_day == 25_000 - 10_416
    poor = explain(road(available=(100, 8000, 0)), 0, "fort")
    check_sums(poor)
    assert kinds(poor) == [("source", 800)]
    assert "no more food comes from Entry" in poor.sentence


def test_a_place_off_every_road_has_no_road() -> None:
    scenario = small_scenario(
        ROAD.replace("B", "").replace("E", ""), units={"B": force(0, "garrison_inf", 500, hex="12.3")},
        bases=[base("fort", 0, "12.3")], sources=[source("entry", 0, "0.1")], roads={"track": "0.1 1.1 2.1"})
    found = explain(small_state(scenario), 0, "fort")
    check_sums(found)
    assert kinds(found) == [("no_road", 1250)]
    assert "no road leads there that could bring food or ammunition." in found.sentence


def rivals(first: int, second: int) -> State:
    scenario = small_scenario(
        ROAD.replace("E", ""),
        units={"B": force(0, "garrison_inf", 500), "C": force(0, "garrison_inf", 500, hex="6.1")},
        bases=[base("fort", 0, "12.1", priority=first), base("camp", 0, "6.1", priority=second)],
        sources=[source("entry", 0, "0.1", available=(1000, 1000, 0))], roads={"motorway": ROW})
    return small_state(scenario)


def test_outranked_names_the_rival_and_its_rank() -> None:
    behind = explain(rivals(3, 1), 0, "fort")
    check_sums(behind)
    assert kinds(behind) == [("outranked", 800)]  # of 1,000 kg of food the camp takes its 900 first
    assert behind.causes[0].by == "camp"
    assert "it is served after Camp" in behind.sentence
    assert [row.what for row in behind.helps] == ["Fort served first"]
    equal = explain(rivals(2, 2), 0, "fort")
    assert "it shares with Camp" in equal.sentence


def test_several_causes_each_have_their_amount() -> None:
    state = road(enemy="6.1", available=(100, 8000, 0))
    found = explain(state, 0, "fort")
    check_sums(found)
    assert kinds(found) == [("blocked", 450), ("source", 800)]
    assert "no more food comes from Entry (0.8); the long road near Inn is enemy-held (Unit E) (0.5)" in found.sentence


def test_drops_are_told_beside_the_roads_with_their_exact_share() -> None:
    state = road(enemy="6.1")
    flying = replace(state, scenario=replace(state.scenario, air=(AirDef(0, 0, 100),)))
    found = explain(flying, 0, "fort")
    assert found.drops is not None
    assert 0 < found.drops.share < 1
    # A sortie of four bundles of 437 kg a day: 24 days of October, all fit for flying, six of November, nine in ten.
    assert found.drops.flown == (24 * 1000 + 6 * 900) * 4 * 437 // 1000
    assert "Drops can bring about" in found.sentence
    assert explain(state, 0, "fort").drops is None


# --- help, checked by doing it ----------------------------------------------------------------------------------


def done(state: State, side: int, change: Change) -> State:
    """Do what a help says by hand, one thing after another."""
    units = [unit for unit in state.units if unit.id not in change.without
             and not (unit.side != side and unit.hex in change.cleared)]
    for name, stance in change.stance:
        units = [replace(unit, stance=stance) if unit.id == name else unit for unit in units]
    control = list(state.control)
    for hex_id in change.cleared:
        control[hex_id] = side + 1
    fleets = [replace(row, trucks=row.trucks + dict(change.trucks).get(row.source, 0)) for row in state.fleets]
    ranks = dict(change.priority)
    units = [replace(unit, priority=ranks.get(unit.id, unit.priority)) for unit in units]
    bases = [replace(row, priority=ranks.get(row.id, row.priority)) for row in state.bases]
    standings = list(state.standings)
    if change.policy:
        standings[side] = replace(standings[side], policy=change.policy)
    return replace(state, units=tuple(units), control=bytes(control), fleets=tuple(fleets), bases=tuple(bases),
                   standings=(standings[0], standings[1]))


@pytest.fixture(scope="module")
def siege() -> tuple[State, ...]:
    """Return a siege played by the computer, at the end of turns 1, 4 and 8."""
    session = Session.new("siege_of_wadi_deif", 1, Options(True, ("standard", "standard")))
    kept = []
    while session.state.turn <= 8:
        turn = session.state.turn
        for _order, _events in session.computer_phase():
            pass
        if session.state.turn != turn and turn in (1, 4, 8):
            kept.append(session.state)
    return tuple(kept)


def test_what_would_help_brings_what_it_says_when_it_is_done(siege: tuple[State, ...]) -> None:
    tried = 0
    for state in siege:
        known = view(state, 0).known
        for row in consumers(known, 0):
            found = explain(known, 0, row.id)
            for each in found.helps:
                after = explain(done(known, 0, each.change), 0, row.id, helps=False)
                if after.need == found.need:
                    assert sum(after.delivered) - sum(found.delivered) == each.gain_kg_day, each
                    tried += 1
            assert list(found.helps) == sorted(found.helps, key=lambda each: -each.gain_kg_day)
    assert tried >= 10


def test_the_sums_hold_for_everyone_on_turns_of_a_real_game(siege: tuple[State, ...]) -> None:
    causes = set()
    for state in siege:
        for side in (0, 1):
            for where in (state, view(state, side).known):
                for row in consumers(where, side):
                    for question in ("need", "request"):
                        found = explain(where, side, row.id, question, helps=False)  # type: ignore[arg-type]
                        check_sums(found)
                        assert found.sentence.endswith(".")
                        causes |= {each.kind for each in found.causes}
    assert causes >= {"blocked", "lost", "refused", "outranked"}


def test_in_play_the_m5_is_cut_near_hish_and_the_sentence_says_so(siege: tuple[State, ...]) -> None:
    said = [explain(view(state, 0).known, 0, "wadi-deif").sentence for state in siege]
    named = re.compile(r"gets 0 of [0-9.]+ t/day by road.* the M5 (at|near) Hish.* is enemy-held since [0-9]+ [A-Z]")
    assert any(named.search(text) for text in said), said
    assert all("Drops can bring about" in text for text in said)


def test_of_the_enemy_is_told_what_is_known(siege: tuple[State, ...]) -> None:
    for state in siege:
        for side in (0, 1):
            known = view(state, 1 - side).known
            for row in consumers(known, side):
                check_sums(explain(known, side, row.id, helps=False))


def test_a_change_leaves_the_situation_as_it_was() -> None:
    state = road(enemy="6.1")
    before = explain(state, 0, "fort")
    changed(state, 0, Change(cleared=(at(state, "6.1"),), without=("E",), policy="fast", trucks=(("entry", 2),)))
    assert explain(replace(state), 0, "fort") == before


# --- fog --------------------------------------------------------------------------------------------------------


def foggy(enemy: str, stance: str = "hold") -> State:
    """Return the state after a dawn that an enemy in the fog has had its part in."""
    state = road(fog=True, enemy=enemy, stance=stance)
    draft = Draft(state)
    ledger.dawn(draft)
    after = draft.finish()
    return replace(after, dawn_control=bytes(0 if h == at(state, enemy) else held
                                             for h, held in enumerate(after.dawn_control)))


def test_an_unseen_enemy_is_not_revealed() -> None:
    state = foggy("7.1")
    known = view(state, 0).known
    assert "E" not in known.by_id
    assert [row.arrived for row in state.deliveries if row.side == 0] == [NOTHING]
    found = explain(known, 0, "fort")
    check_sums(found)
    assert [row.kind for row in found.causes] == ["unknown"]
    assert found.causes[0].by == ""
    assert "cause unknown" in found.sentence
    assert "Unit E" not in found.sentence
    assert "Unit E" in explain(state, 0, "fort").sentence  # the truth would tell


def test_what_is_said_is_the_same_wherever_the_unseen_enemy_stands() -> None:
    one, other = (explain(view(foggy(where), 0).known, 0, "fort") for where in ("7.1", "5.1"))
    assert one == other
    assert one.sentence == (
        "Fort gets 0 of 1.3 t/day by road. Short by 1.3: not getting through west of Mill; cause unknown.")


def test_what_does_not_get_through_is_told_from_where_enemy_ground_begins() -> None:
    state = foggy("7.1")
    control = bytearray(state.dawn_control)
    control[at(state, "6.3")] = 2
    known = view(replace(state, dawn_control=bytes(control)), 0).known
    found = explain(known, 0, "fort")
    assert [(row.kind, row.hex) for row in found.causes] == [("unknown", at(state, "5.1"))]
    assert "not getting through east of Mill; cause unknown" in found.sentence


def test_what_came_as_promised_has_no_unknown_cause() -> None:
    state = foggy("12.5", "rest")
    found = explain(view(state, 0).known, 0, "fort")
    assert "unknown" not in [row.kind for row in found.causes]
    nothing_asked = replace(foggy("7.1"), deliveries=(Delivery("fort", 0, NOTHING, NOTHING, NOTHING),))
    assert "unknown" not in [row.kind for row in explain(view(nothing_asked, 0).known, 0, "fort").causes]


def test_a_scenario_explains_itself_from_its_first_turn() -> None:
    state = engine.start(require("template"), 1).state
    for _phase in range(3):
        for side in (0, 1):
            known = view(state, side).known
            for row in consumers(known, side):
                check_sums(explain(known, side, row.id))
        state = engine.apply(state, EndPhase()).state
