"""Guns and jets: reach, shells, losses, suppression, works, harm, aircraft lost, refusals."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from game.rules import combat, fire
from game.rules.chance import WHOLE
from game.rules.draft import Draft
from game.rules.knowledge import view
from game.rules.orders import AircraftLost, Attack, Bombard, Bombarded, Event, Harmed, HeritageDamaged, Strike, Struck
from game.rules.scenario import Group, Site
from game.rules.state import DISTURBED, State, Weather
from tests.rules.pictures import at, base, force, place, small_scenario, small_state, with_units

# Side 0's base with guns in the east, the town it shells in the west, as in October 2012 (doc 4).
TOWN = """
    .     .     .     .     .
       .     .     .     .
    t1    tB    .     .G    .A
       t1    .     .     .
    .     .     .     .     .
       .     .     .     .
"""


def town(stock: tuple[int, int, int] = (2000, 20_000, 5000), **options: object) -> State:
    """Return a town that B holds, three hexes from a base with guns G; side 0 has four sorties left."""
    units = {
        "G": force(0, "guns", men=50), "A": force(0, "light_inf"), "B": force(1, "light_inf"),
        **options.pop("units", {}),  # type: ignore[dict-item]
    }
    options.setdefault("places", [place("town", "2.1", people=40_000)])
    scenario = small_scenario(TOWN, units=units, bases=[base("wadi", 0, "6.1", stock=(50_000, 50_000, 5000))],
                              **options)  # type: ignore[arg-type]
    state = small_state(scenario)
    state = replace(state, standings=(replace(state.standings[0], strikes_left=4), state.standings[1]))
    return with_units(state, **{unit.id: {"stock": stock} for unit in state.units})


def shell(state: State, seed: int = 1, heavy: bool = True, where: str = "2.1") -> tuple[State, list[Event]]:
    """Return the state after a bombardment by G and its events."""
    draft = Draft(replace(state, seed=seed))
    fire.bombard(draft, Bombard("G", at(state, where), heavy))
    return draft.finish(), draft.events


def bomb(state: State, seed: int = 1, sorties: int = 2, where: str = "2.1") -> tuple[State, list[Event]]:
    """Return the state after an air strike and its events."""
    draft = Draft(replace(state, seed=seed))
    fire.strike(draft, Strike(at(state, where), sorties))
    return draft.finish(), draft.events


# --- guns --------------------------------------------------------------------------------------------------


def test_base_guns_reach_the_town_and_pay_for_it() -> None:
    """Doc 4: the base's guns fire on the town from where they stand; shells are spent, people are harmed."""
    state = town()
    assert fire.refuse_bombard(state, Bombard("G", at(state, "0.1"))) is None
    after, events = shell(state)
    report = next(event for event in events if isinstance(event, Bombarded))
    assert report.shells_kg == 2 * 1500
    assert after.base("wadi").stock[1] == 50_000 - 3000
    assert {(who, why): kg for who, why, kg in after.accounts}["wadi", "consumed"] == (0, 3000, 0)
    assert after.by_id["G"].fired
    assert after.people[0] < 40_000
    assert any(isinstance(event, Harmed) and event.cause == "shelling" for event in events)


def test_harassing_fire_is_a_fifth_in_shells_and_effect() -> None:
    state = town()
    heavy, light = (fire.bombard_preview(state, Bombard("G", at(state, "2.1"), kind)) for kind in (True, False))
    assert (heavy.shells_kg, light.shells_kg) == (3000, 600)
    assert light.casualties * 5 == heavy.casualties
    assert light.harm * 5 == heavy.harm
    assert shell(state, heavy=False)[0].base("wadi").stock[1] == 50_000 - 600


def test_little_ammunition_makes_little_fire() -> None:
    state = town()
    poor = with_units(state, G={"stock": (0, 0, 0)})
    poor = replace(poor, bases=tuple(replace(row, stock=(0, 700, 0)) for row in poor.bases))
    assert fire.bombard_preview(poor, Bombard("G", at(state, "2.1"))).shells_kg == 700
    after, _events = shell(poor)
    assert after.base("wadi").stock[1] == 0


def test_casualties_and_suppression_are_drawn_as_previewed() -> None:
    state = town()
    preview = fire.bombard_preview(state, Bombard("G", at(state, "2.1")))
    assert preview.casualties == Fraction(100 * 60 * 3, 10_000)
    assert preview.suppress_pm == 900
    assert sum(preview.distribution()) == 1
    seeds, lost, suppressed, harmed = 500, 0, 0, 0
    for seed in range(seeds):
        after, events = shell(state, seed)
        report = next(event for event in events if isinstance(event, Bombarded) and 1 in event.seen_by)
        lost += sum(men for _unit, men in report.lost)
        assert after.by_id["B"].men == 100 - sum(men for _unit, men in report.lost)
        suppressed += after.by_id["B"].suppressed
        harmed += report.harmed
    assert lost / seeds == pytest.approx(float(preview.casualties), abs=0.2)
    assert suppressed / seeds == pytest.approx(0.9, abs=0.04)
    assert harmed / seeds == pytest.approx(float(preview.harm), rel=0.06)


def test_works_protect_and_wear_away_under_fire() -> None:
    state = town()
    dug_in = with_units(state, B={"entrench": 2})
    order = Bombard("G", at(state, "2.1"))
    assert fire.bombard_preview(dug_in, order).casualties == fire.bombard_preview(state, order).casualties / 19 * 10
    levels = Counter(shell(dug_in, seed)[0].by_id["B"].entrench for seed in range(300))
    assert set(levels) == {1, 2}
    assert levels[1] / 300 == pytest.approx(0.18, abs=0.07)
    assert shell(dug_in)[0].by_id["B"].quiet_turns == DISTURBED


def test_suppressed_defenders_are_easier_to_attack() -> None:
    """Fire has an effect: shelling before the assault raises its chance."""
    state = with_units(town(), A={"hex": "3.1"})
    order = Attack(("A",), at(state, "2.1"))
    after = next(after for after, _ in (shell(state, seed) for seed in range(20)) if after.by_id["B"].suppressed)
    quiet = replace(after, units=tuple(replace(unit, suppressed=False) for unit in after.units))
    assert combat.odds(after, order).defence == combat.odds(quiet, order).defence * 7 // 10
    assert combat.odds(after, order).takes > combat.odds(quiet, order).takes


def test_gun_that_fired_supports_no_attack() -> None:
    state = with_units(town(), A={"hex": "3.1"})
    order = Attack(("A",), at(state, "2.1"))
    assert combat.odds(state, order).attack == 8 * 1300
    assert combat.odds(shell(state)[0], order).attack == 8000


def test_fire_on_what_is_not_seen_tells_the_shooter_nothing_of_it() -> None:
    state = town()
    assert not view(state, 0).visible[at(state, "2.1")]
    _after, events = shell(state)
    mine = [event for event in events if isinstance(event, Bombarded) and 0 in event.seen_by]
    theirs = [event for event in events if isinstance(event, Bombarded) and 1 in event.seen_by]
    assert mine[0].lost == ()
    assert mine[0].harmed == theirs[0].harmed
    nobody = replace(state, units=tuple(unit for unit in state.units if unit.id != "B"))
    assert [e for e in shell(nobody)[1] if isinstance(e, Bombarded) and 0 in e.seen_by] == mine
    close = with_units(state, A={"hex": "3.1"})
    assert all(event.seen_by == (0, 1) for event in shell(close)[1] if isinstance(event, Bombarded))


# --- people and sites --------------------------------------------------------------------------------------


def test_harm_costs_the_side_that_causes_it_support_and_never_points() -> None:
    state = town()
    after, _events = bomb(state, sorties=4)
    assert after.harmed[0] == after.standings[0].harm > 0
    assert after.standings[0].support == state.standings[0].support - after.standings[0].harm * 2 // 10
    assert after.standings[1].support == state.standings[1].support
    assert after.points == state.points


def test_museum_is_damaged_unless_its_pieces_are_taken_away() -> None:
    """Docs 7 and 8: bombs near the museum damage it; evacuated, it is safe."""
    museum = Site("museum", "Museum", 0, evacuated_flag="museum_empty")
    state = town(sites=[replace(museum, hex=at(town(), "2.1"))])
    assert fire.strike_preview(state, Strike(at(state, "2.1"))).site_pm == 50
    hit = [seed for seed in range(300) if any(isinstance(e, HeritageDamaged) for e in bomb(state, seed)[1])]
    assert 3 < len(hit) < 35
    after, _events = bomb(state, hit[0])
    assert after.sites == (1,)
    assert after.standings[0].heritage == 1
    harm_only = after.standings[0].harm * 2 // 10
    assert after.standings[0].support == state.standings[0].support - 15 - harm_only
    safe = replace(state, flags=(("museum_empty", 1),))
    assert not any(isinstance(e, HeritageDamaged) for seed in hit for e in bomb(safe, seed)[1])
    assert fire.strike_preview(safe, Strike(at(state, "2.1"))).site_pm == 0


def test_fields_have_nobody_to_harm() -> None:
    after, events = shell(town(), where="3.0")
    assert after.people == (40_000,)
    assert not any(isinstance(event, Harmed) for event in events)


# --- jets --------------------------------------------------------------------------------------------------


def test_strike_spends_sorties_and_marks_the_hex_for_the_assault() -> None:
    state = with_units(town(), A={"hex": "3.1"})
    after, events = bomb(state)
    assert after.standings[0].strikes_left == 2
    assert any(isinstance(event, Struck) and event.sorties == 2 for event in events)
    assert fire.struck(after, 0, at(state, "2.1"))
    assert not fire.struck(after, 1, at(state, "2.1"))
    assert not fire.struck(replace(after, turn=after.turn + 1), 0, at(state, "2.1"))
    assert combat.odds(after, Attack(("A",), at(state, "2.1"))).attack == 8 * 1450


def test_guns_below_bring_a_jet_down_now_and_then() -> None:
    """Doc 21: a jet lost to anti-aircraft machine guns is possible and rare."""
    state = town(units={"M": force(1, "aa", men=25, hex="2.2"), "N": force(1, "aa", men=25, hex="1.2")})
    preview = fire.strike_preview(state, Strike(at(state, "2.1"), 4))
    assert preview.jet_loss_pm == 8
    losses = [bomb(state, seed, sorties=4)[0].standings[0].jets_lost for seed in range(400)]
    assert 3 <= sum(losses) <= 28
    after, events = bomb(state, next(seed for seed, lost in enumerate(losses) if lost), sorties=4)
    assert [event.aircraft for event in events if isinstance(event, AircraftLost)] == ["jet"] * (
        after.standings[0].jets_lost)
    assert fire.strike_preview(town(), Strike(at(state, "2.1"))).jet_loss_pm == 0


def test_strike_casualties_are_drawn_as_previewed() -> None:
    state = town(units={"M": force(1, "aa", men=25, hex="2.2")})
    preview = fire.strike_preview(state, Strike(at(state, "2.1"), 3))
    assert sum(weight for weight, _blow in preview.outcomes) == WHOLE
    lost = 0
    for seed in range(500):
        report = next(e for e in bomb(state, seed, sorties=3)[1] if isinstance(e, Struck) and 1 in e.seen_by)
        lost += sum(men for _unit, men in report.lost)
    assert lost / 500 == pytest.approx(float(preview.casualties), abs=0.3)
    assert float(preview.casualties) == pytest.approx(100 * 0.012 * 3 * 0.996, abs=0.001)


def test_headline_is_one_plain_number_and_fog_is_admitted() -> None:
    state = town()
    assert fire.bombard_preview(state, Bombard("G", at(state, "2.1"))).headline == (
        "90 % to suppress, 1.8 casualties expected")
    known = view(state, 0).known
    hidden = fire.bombard_preview(known, Bombard("G", at(state, "2.1")))
    assert hidden.at_least
    assert hidden.men == 0


# --- refusals ----------------------------------------------------------------------------------------------


def refused(state: State, order: Bombard | Strike) -> str:
    """Return the sentence of a refusal; nothing may have changed."""
    before = repr(state)
    if isinstance(order, Bombard):
        sentence = fire.refuse_bombard(state, order)
    else:
        sentence = fire.refuse_strike(state, order)
    assert repr(state) == before
    assert sentence and sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(("unit", "where", "words"), [
    ("X", "2.1", "no unit X"), ("B", "2.1", "no unit B of your side"), ("A", "2.1", "There are no guns in"),
    ("G", "8.1", "Your own units stand in"), ("G", "6.1", "Your own units stand in"),
])
def test_bombardments_that_make_no_sense(unit: str, where: str, words: str) -> None:
    state = town()
    assert words in refused(state, Bombard(unit, at(state, where)))


def test_bombardment_off_the_map_out_of_range_or_on_own_ground() -> None:
    state = town(units={"G": force(0, "mortars", men=50)})
    assert "off the map" in refused(state, Bombard("G", 10_000))
    assert refused(state, Bombard("G", at(state, "0.1"))) == "The target is 6 hexes away; Unit G reaches 4."
    control = bytearray(state.control)
    control[at(state, "5.1")] = 1
    held = replace(state, control=bytes(control))
    assert refused(held, Bombard("G", at(state, "5.1"))) == "5.1 is held by your own side."


def test_guns_fire_once_a_turn_and_need_ammunition() -> None:
    state = town()
    assert refused(shell(state)[0], Bombard("G", at(state, "2.1"))) == "Unit G already fired this turn."
    dry = with_units(state, G={"stock": (0, 0, 0)}, A={"stock": (0, 0, 0)})
    dry = replace(dry, bases=tuple(replace(row, stock=(0, 0, 0)) for row in dry.bases))
    assert refused(dry, Bombard("G", at(state, "2.1"))) == "Without ammunition Unit G cannot bombard."


def test_truce_stops_jets_and_the_guns_of_those_it_binds() -> None:
    state = town(groups=[Group("army", "Army", 0)])
    truce = replace(state, flags=(("truce", state.turn),))
    assert "The truce, which holds through turn" in refused(truce, Bombard("G", at(state, "2.1")))
    assert "no strikes are flown" in refused(truce, Strike(at(state, "2.1")))
    free = town(groups=[Group("army", "Army", 0, bound_by_truce=False)])
    free = replace(free, flags=(("truce", state.turn),))
    assert fire.refuse_bombard(free, Bombard("G", at(state, "2.1"))) is None


def test_strikes_need_sorties_weather_and_an_enemy_side_of_the_line() -> None:
    state = town()
    assert "off the map" in refused(state, Strike(10_000))
    assert "at least one sortie" in refused(state, Strike(at(state, "2.1"), 0))
    assert refused(state, Strike(at(state, "2.1"), 5)) == "Only 4 strike sorties are left this turn."
    none = replace(state, standings=(replace(state.standings[0], strikes_left=0), state.standings[1]))
    assert refused(none, Strike(at(state, "2.1"))) == "No strike sortie is left this turn."
    grounded = replace(state, weather=Weather(flyable=False, text="fog"))
    assert refused(grounded, Strike(at(state, "2.1"))) == "The weather (fog) allows no flying this turn."
    assert "Your own units stand in" in refused(state, Strike(at(state, "6.1")))
    assert fire.refuse_strike(state, Strike(at(state, "2.1"))) is None


def test_the_works_of_a_fortified_base_count_instead_of_what_its_men_dig() -> None:
    """A line of a base that is lost stays lost; who takes a base has none of its works, but may dig in."""
    scenario = small_scenario(". .\n.", units={"A": force(0, "light_inf", hex="0.0", entrench=3)},
                              bases=[base("fort", 0, "0.0", fort=2)])
    state = small_state(scenario)
    assert fire.works_at(state, at(state, "0.0"), 0) == 2
    worn = replace(state, bases=(replace(state.bases[0], fort=1),))
    assert fire.works_at(worn, at(state, "0.0"), 0) == 1
    taken = replace(with_units(state, A={"side": 1}), bases=(replace(state.bases[0], side=1, fort=0),))
    assert fire.works_at(taken, at(state, "0.0"), 1) == 3
    open_field = small_state(small_scenario(". .\n.", units={"A": force(0, "light_inf", hex="0.0", entrench=3)},
                                            bases=[base("depot", 0, "0.0", depot=True)]))
    assert fire.works_at(open_field, at(state, "0.0"), 0) == 3
