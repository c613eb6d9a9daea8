"""Combat: the table of the design, each term and its effect, refusals, previews against draws."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from game.rules import combat, engine, march, movement
from game.rules.chance import WHOLE, binomial, binomial_weights
from game.rules.draft import Draft
from game.rules.fire import struck_flag
from game.rules.knowledge import view
from game.rules.orders import Ambushed, Attack, BaseTaken, Event, Fought, Left, Move, Moved
from game.rules.ruleset import RESULTS, Intensity
from game.rules.scenario import Group
from game.rules.state import State
from game.rules.strength import Term, strength
from tests.rules.pictures import (
    at,
    base,
    draw,
    force,
    hexes,
    place,
    small_ruleset,
    small_scenario,
    small_state,
    with_units,
)

FIELD = """
    .     .     .     .
       .     .     .     .
    .     .A    .     .
       .     .B    .     .
    .     .     .     .
       .     .     .     .
"""
FULL = (2000, 20_000, 5000)


def field(picture: str = FIELD, stock: tuple[int, int, int] = FULL, **options: object) -> State:
    """Return a state of two forces, 100 men each, the opposition's B defending; every unit well stocked."""
    units = {"A": force(0, "light_inf"), "B": force(1, "light_inf")}
    units.update(options.pop("units", {}))  # type: ignore[call-overload]
    present = {name: unit for name, unit in units.items() if name in picture or "hex" in unit}
    state = small_state(small_scenario(picture, units=present, **options))  # type: ignore[arg-type]
    return with_units(state, **{unit.id: {"stock": stock} for unit in state.units})


def attack(state: State, *units: str, where: str = "", intensity: str = "assault") -> Attack:
    """Return an attack on B's hex unless told otherwise."""
    target = at(state, where) if where else state.by_id["B"].hex
    return Attack(units or ("A",), target, intensity)  # type: ignore[arg-type]


def terms(state: State, order: Attack) -> tuple[dict[str, int], dict[str, int]]:
    """Return the factors of both sides' terms by path."""
    odds = combat.odds(state, order)
    return {t.path: t.factor_pm for t in odds.attack_terms}, {t.path: t.factor_pm for t in odds.defence_terms}


def fight(state: State, order: Attack, seed: int = 1) -> tuple[State, list[Event]]:
    """Return the state after one round and its events."""
    draft = Draft(replace(state, seed=seed))
    combat.fight(draft, order)
    return draft.finish(), draft.events


def fought_with(state: State, order: Attack, result: str) -> tuple[State, list[Event]]:
    """Return a round that ended in the result wanted, over seeds."""
    for seed in range(3000):
        after, events = fight(state, order, seed)
        if next(e for e in events if isinstance(e, Fought)).result == result:
            return after, events
    raise AssertionError(f"no seed gives {result}")


# --- the table of results ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("pair", "percent"), [
    ((61, 37), (0, 5, 44, 46, 4)), ((46, 26), (0, 5, 42, 48, 4)), ((46, 41), (1, 11, 57, 29, 2)),
    ((32, 86), (8, 47, 40, 5, 0.2)), ((23, 86), (15, 55, 27, 2, 0.1)), ((63, 86), (2, 21, 60, 16, 0.8)),
    ((63, 36), (0, 5, 42, 49, 5)), ((20, 12), (0, 5, 43, 47, 4)), ((12, 18), (3, 25, 59, 13, 1)),
    ((102, 17), (0, 0, 7, 58, 35)), ((64, 41), (1, 6, 47, 44, 4)), ((51, 55), (1, 15, 60, 23, 1)),
])
def test_results_of_the_design_table(pair: tuple[int, int], percent: tuple[float, ...]) -> None:
    """The pairs are rounded to whole strengths there, hence a tolerance of two points."""
    weights = combat.result_weights(small_ruleset().combat.results, pair[0] * 1000, pair[1] * 1000)
    assert sum(weights) == WHOLE
    assert [100 * w / WHOLE for w in weights] == pytest.approx(percent, abs=2.0)


def test_outpost_case_on_the_map() -> None:
    """Fifty men in a village with good works against 250: 20 to 12, about four casualties against three."""
    state = field(FIELD.replace(".B", "vB"), units={
        "A": force(0, "light_inf", men=250), "B": force(1, "checkpoint", men=50, quality_pm=900, entrench=3)})
    preview = combat.preview(state, attack(state))
    assert (preview.odds.attack, preview.odds.defence) == (20_000, 11_700)
    assert [round(100 * w / WHOLE) for w in preview.weights] == pytest.approx([0, 5, 43, 47, 4], abs=1)
    assert float(preview.attacker_loss) == pytest.approx(4, abs=0.6)
    captured = Fraction(preview.weights[4], WHOLE) * 50 / 4
    assert float(preview.defender_loss + captured) == pytest.approx(3, abs=0.6)


def test_skirmish_costs_one_or_two_men() -> None:
    """A probe of 150 men against 150 in works: most often nobody or a few are hit, and annihilation never."""
    state = field(units={"A": force(0, "light_inf", men=150), "B": force(1, "light_inf", men=150, entrench=1)})
    lost = Counter()
    for seed in range(400):
        event = next(e for e in fight(state, attack(state, intensity="probe"), seed)[1] if isinstance(e, Fought))
        lost[sum(men for _unit, men in event.attacker_lost)] += 1
    assert lost[0] + lost[1] + lost[2] > 300
    assert lost[1] + lost[2] > 120
    assert max(lost) < 12


@given(st.integers(1, 200_000), st.integers(0, 100_000), st.integers(1, 200_000), st.integers(0, 100_000),
       st.integers(0, WHOLE - 1))
def test_better_odds_never_give_a_worse_result(a: int, more: int, d: int, less: int, draw_: int) -> None:
    results = small_ruleset().combat.results
    before = combat.outcome(combat.result_weights(results, a, d + less), draw_)
    assert combat.outcome(combat.result_weights(results, a + more, d), draw_) >= before


@given(st.integers(0, 300), st.integers(0, 60), st.integers(1, 60), st.data())
def test_binomial_weights_are_those_of_the_draw(trials: int, part: int, whole: int, data: st.DataObject) -> None:
    weights = binomial_weights(trials, part, whole)
    assert sum(weights) == WHOLE
    draw_ = data.draw(st.integers(0, WHOLE - 1))
    successes = binomial(trials, part, whole, draw_)
    assert sum(weights[:successes]) <= draw_ < sum(weights[:successes + 1])


def test_preview_equals_the_draws() -> None:
    """Over 1,500 seeds results and casualties are distributed as the preview says (chi-square)."""
    state = field(units={"A": force(0, "light_inf", men=150), "B": force(1, "light_inf", men=100)})
    order = attack(state)
    preview = combat.preview(state, order)
    results: Counter[str] = Counter()
    losses: Counter[int] = Counter()
    seeds = 1500
    for seed in range(seeds):
        event = next(e for e in fight(state, order, seed)[1] if isinstance(e, Fought))
        results[event.result] += 1
        losses[sum(men for _unit, men in event.attacker_lost)] += 1
    expected = [seeds * w / WHOLE for w in preview.weights]
    kept = [i for i, number in enumerate(expected) if number >= 5]
    observed = [results[RESULTS[i]] for i in kept]
    scaled = [expected[i] * sum(observed) / sum(expected[i] for i in kept) for i in kept]
    assert stats.chisquare(observed, scaled).pvalue > 0.001
    chances = [sum(preview.weights[r] * _part(preview.casualties(r)[0], k) for r in range(5)) / WHOLE**2
               for k in range(12)]
    observed = [losses[k] for k in range(12)]
    assert sum(observed) > 0.99 * seeds
    scaled = [chance * sum(observed) / sum(chances) for chance in chances]
    wide = [i for i in range(12) if scaled[i] >= 5]
    rest = ([sum(observed) - sum(observed[i] for i in wide)], [sum(scaled) - sum(scaled[i] for i in wide)])
    assert stats.chisquare([observed[i] for i in wide] + rest[0], [scaled[i] for i in wide] + rest[1]).pvalue > 0.001


def _part(weights: tuple[int, ...], index: int) -> int:
    return weights[index] if index < len(weights) else 0


def test_strengths_follow_from_their_terms() -> None:
    state = field(FIELD.replace(".B", "hB"), units={
        "A": force(0, "mech_inf", men=130, quality_pm=850), "C": force(0, "tanks", men=45, hex="1.2"),
        "B": force(1, "light_inf", men=90, quality_pm=950, entrench=2)})
    state = with_units(state, A={"hunger": 400}, C={"suppressed": True})
    odds = combat.odds(state, attack(state, "A", "C"))
    assert odds.attack == 130 * 40 * 3 * 850 * 800 // 10**6 + 45 * 1000 // 15 * 5 * 700 // 1000
    assert odds.defence == 90 * 40 * 2 * 950 // 1000 * 1900 * 1500 // 10**6
    assert strength(odds.attack_terms) == odds.attack
    assert strength(odds.defence_terms) == odds.defence
    assert all(term.path and term.name for term in (*odds.attack_terms, *odds.defence_terms))


def test_headline_is_one_plain_number() -> None:
    state = field(units={"A": force(0, "light_inf", men=250)})
    assert combat.preview(state, attack(state)).headline == "70 % to take the hex"
    assert "a probe takes no ground" in combat.odds(state, attack(state, intensity="probe")).headline
    dug_in = with_units(field(bases=[base("camp", 1, "3.1", fort=2)], picture=FIELD), A={"men": 250})
    assert "to take a line of works" in combat.odds(dug_in, attack(dug_in)).headline


# --- each term and its effect ------------------------------------------------------------------------------


@pytest.mark.parametrize(("ground", "factor"), [("g", 1200), ("r", 1200), ("v", 1300), ("h", 1500), ("t", 1600)])
def test_ground_helps_the_defender(ground: str, factor: int) -> None:
    state = field(FIELD.replace(".B", f"{ground}B"))
    assert combat.odds(state, attack(state)).defence == 8 * factor
    assert factor in terms(state, attack(state))[1].values()


def test_town_doubles_the_attackers_losses() -> None:
    plain, town = field(), field(FIELD.replace(".B", "tB"))
    standoff = RESULTS.index("standoff")
    assert combat.preview(town, attack(town)).rates[standoff][0] == (
        2 * combat.preview(plain, attack(plain)).rates[standoff][0])


@pytest.mark.parametrize(("level", "factor"), list(enumerate((1000, 1400, 1900, 2500))))
def test_works_help_the_defender(level: int, factor: int) -> None:
    state = with_units(field(), B={"entrench": level})
    assert combat.odds(state, attack(state)).defence == 8 * factor


def test_hunger_lowers_both_attack_and_defence() -> None:
    state = with_units(field(), A={"hunger": 1000}, B={"hunger": 500})
    odds = combat.odds(state, attack(state))
    assert (odds.attack, odds.defence) == (4000, 6000)


@pytest.mark.parametrize(("kilograms", "factor"), [(20_000, 1000), (200, 850), (100, 600), (1, 350)])
def test_ammunition_levels_count_for_the_defender(kilograms: int, factor: int) -> None:
    """100 men hold on 30 kg a day (opposition) or 70 (government): low under five days, short under two."""
    state = with_units(field(), B={"stock": (100, kilograms * 3 // 7, 0)})
    assert combat.odds(state, attack(state)).defence == 8 * factor


@pytest.mark.parametrize(("kilograms", "intensity", "factor"), [
    (800, "assault", 1000), (799, "assault", 600), (799, "probe", 1000), (320, "probe", 850), (319, "probe", 600)])
def test_who_cannot_pay_for_a_whole_round_attacks_short(kilograms: int, intensity: Intensity, factor: int) -> None:
    """A round costs 8 kg a man, a probe four tenths of it; 100 men hold on 70 kg a day, low under five days."""
    state = with_units(field(), A={"stock": (100, kilograms, 0)})
    order = replace(attack(state), intensity=intensity)
    assert combat.odds(state, order).attack == 8 * factor


def test_suppressed_units_fight_at_less() -> None:
    state = with_units(field(), A={"suppressed": True}, B={"suppressed": True})
    odds = combat.odds(state, attack(state))
    assert (odds.attack, odds.defence) == (5600, 5600)


@pytest.mark.parametrize(("gun", "where", "factor"), [
    ("mortars", "0.2", 1150), ("mortars", "6.2", 1150), ("guns", "0.0", 1300)])
def test_guns_in_range_support(gun: str, where: str, factor: int) -> None:
    state = field(units={"G": force(0, gun, men=50, hex=where)})
    assert combat.odds(state, attack(state)).attack == 8 * factor
    fired = with_units(state, G={"fired": True})
    assert combat.odds(fired, attack(fired)).attack == 8000
    empty = with_units(state, G={"stock": (0, 0, 0)})
    assert combat.odds(empty, attack(empty)).attack == 8000
    after, _events = fight(state, attack(state))
    shells = {"mortars": 750, "guns": 1500}[gun] * 2 // 5
    assert after.by_id["G"].stock[1] == FULL[1] - shells
    assert not after.by_id["G"].fired


def test_mortars_out_of_range_do_not_support() -> None:
    far = FIELD + 2 * "    .     .     .     .\n       .     .     .     .\n"
    state = field(far, units={"G": force(0, "mortars", men=50, hex="7.4")})
    assert combat.odds(state, attack(state)).attack == 8000


@pytest.mark.parametrize(("most", "factor"), [(3, 1300), (4, 1150)])
def test_the_ruleset_says_up_to_which_range_guns_count_as_mortars(most: int, factor: int) -> None:
    state = field(units={"G": force(0, "mortars", men=50, hex="0.2")})
    rules = state.scenario.ruleset
    rules = replace(rules, combat=replace(rules.combat, mortar_hexes=most))
    state = replace(state, scenario=replace(state.scenario, ruleset=rules))
    assert combat.odds(state, attack(state)).attack == 8 * factor


def test_defender_has_support_too_and_air_adds_to_guns() -> None:
    state = field(units={"G": force(1, "guns", men=50, hex="6.2"), "H": force(0, "guns", men=50, hex="0.0")})
    odds = combat.odds(state, attack(state))
    assert (odds.attack, odds.defence) == (10_400, 10_400)
    target = state.by_id["B"].hex
    struck = replace(state, flags=((struck_flag(0, target), state.turn),))
    assert combat.odds(struck, attack(struck)).attack == 11_600
    stale = replace(state, flags=((struck_flag(0, target), state.turn - 1),))
    assert combat.odds(stale, attack(stale)).attack == 10_400


def joint(groups: int) -> State:
    """Return up to three groups in one hex against B."""
    return field(FIELD.replace("A", ""), units={
        name: force(0, "light_inf", men=50, hex="2.1", group=f"g{name}") for name in ("A", "C", "D")[:groups]})


@pytest.mark.parametrize(("groups", "factor"), [(1, 1000), (2, 850), (3, 700)])
def test_groups_without_a_common_command_lose_coordination(groups: int, factor: int) -> None:
    state = joint(groups)
    order = attack(state, *("A", "C", "D")[:groups])
    assert combat.odds(state, order).attack == groups * 4 * factor
    agreed = replace(state, flags=(("coordination", state.turn),))
    assert combat.odds(agreed, order).attack == groups * 4000


def test_headquarters_lift_coordination_by_one_level() -> None:
    state = field(FIELD.replace("A", ""), units={
        **{n: force(0, "light_inf", men=50, hex="2.1", group=f"g{n}") for n in ("A", "C", "D")},
        "Q": force(0, "hq", men=25, hex="0.0")})
    assert combat.odds(state, attack(state, "A", "C", "D")).attack == 12 * 850
    assert combat.odds(state, attack(state, "A", "C")).attack == 8 * 1000


def test_attack_from_two_sides_and_with_no_way_out() -> None:
    """Two thirds of the ring apart is a flank attack; opposite each other the attackers' zones close it."""
    flank = field(units={"C": force(0, "light_inf", men=100, hex="4.1")})
    assert combat.odds(flank, attack(flank, "A", "C")).attack == 16 * 1250
    rear = field(units={"C": force(0, "light_inf", men=100, hex="4.2")})
    assert combat.odds(rear, attack(rear, "A", "C")).attack == 16 * 1600
    assert combat.odds(rear, attack(rear)).attack == 8000  # from one side nobody is surprised
    closed = bytearray(flank.control)
    for near in flank.scenario.map.grid.neighbours(flank.by_id["B"].hex):
        closed[near] = 1
    shut = replace(flank, control=bytes(closed))
    assert combat.odds(shut, attack(shut, "A", "C")).attack == 16 * 1600


def test_attackers_side_by_side_surprise_nobody() -> None:
    state = field(units={"C": force(0, "light_inf", men=100, hex="3.0")})
    assert combat.odds(state, attack(state, "A", "C")).attack == 16_000


def test_base_is_ready_on_all_sides_and_engages_half_the_front() -> None:
    state = field(units={"C": force(0, "light_inf", men=100, hex="4.2")}, bases=[base("camp", 1, "3.1", fort=2)])
    odds = combat.odds(state, attack(state, "A", "C"))
    assert odds.attack == 16 * 500
    assert odds.defence == 8 * 1900 * 1500 // 1000
    assert Term("inner ring: part of the front engaged", 500, "combat.inner_ring_pm") in odds.attack_terms


def test_intensity_scales_losses() -> None:
    state = field()
    loss = {kind: combat.preview(state, attack(state, intensity=kind)).rates[2] for kind in
            ("probe", "assault", "all_out")}
    assert [loss[kind][0] for kind in ("probe", "assault", "all_out")] == [
        Fraction(32, 10000), Fraction(80, 10000), Fraction(160, 10000)]


# --- what a round does -------------------------------------------------------------------------------------


def test_ground_taken_drives_the_defender_out_and_the_attacker_in() -> None:
    state = field(units={"A": force(0, "light_inf", men=200)})
    after, events = fought_with(state, attack(state), "ground")
    assert after.by_id["A"].hex == at(state, "3.1")
    assert after.controller(at(state, "3.1")) == 0
    assert state.scenario.map.grid.distance(after.by_id["B"].hex, at(state, "3.1")) == 1
    assert any(isinstance(event, Moved) and event.unit == "A" for event in events)
    assert draw(after, show_control=False).count("A") == 1


def test_probe_takes_no_ground() -> None:
    state = field(units={"A": force(0, "light_inf", men=250), "B": force(1, "light_inf", men=25)})
    order = attack(state, intensity="probe")
    assert combat.preview(state, order).weights[3:] == (0, 0)
    for seed in range(30):
        assert fight(state, order, seed)[0].by_id["A"].hex == state.by_id["A"].hex


def test_bloody_repulse_throws_the_attacker_back() -> None:
    state = field(days=3, units={"A": force(0, "light_inf", men=50), "B": force(1, "light_inf", men=250)})
    after, _events = fought_with(state, attack(state), "bloody_repulse")
    unit = after.by_id["A"]
    assert unit.hex != state.by_id["A"].hex
    assert "All attacks of Unit A" in str(combat.refuse_attack(with_units(after, A={"hex": "2.1"}), attack(after)))


def test_base_loses_a_line_of_works_and_falls_only_at_none() -> None:
    state = field(bases=[base("camp", 1, "3.1", fort=1)], units={"A": force(0, "light_inf", men=500)})
    after, events = fought_with(state, attack(state), "ground")
    assert after.base("camp").fort == 0
    assert after.by_id["B"].hex == at(state, "3.1")
    assert not any(isinstance(event, BaseTaken) for event in events)
    last, events = fought_with(with_units(after, A={"rounds": 0, "target": -1}), attack(after), "ground")
    assert last.base("camp").side == 0
    assert any(isinstance(event, BaseTaken) for event in events)


def cut_off(entrench: int) -> State:
    """Return B with enemy ground all round."""
    state = with_units(field(units={"A": force(0, "light_inf", men=300)}), B={"entrench": entrench})
    ring = bytearray(state.control)
    for near in state.scenario.map.grid.neighbours(state.by_id["B"].hex):
        ring[near] = 1
    return replace(state, control=bytes(ring))


def test_cut_off_defenders_lose_half_again_and_hold_while_works_stand() -> None:
    state, free = cut_off(1), with_units(field(units={"A": force(0, "light_inf", men=300)}), B={"entrench": 1})
    order = attack(state)
    assert combat.preview(state, order).rates[3][1] == combat.preview(free, order).rates[3][1] * 3 / 2
    after, events = fought_with(state, order, "ground")
    assert after.by_id["B"].entrench == 0
    assert after.by_id["B"].hex == state.by_id["B"].hex
    assert not next(e for e in events if isinstance(e, Fought)).captured


def test_cut_off_defenders_without_works_surrender() -> None:
    state = cut_off(0)
    after, events = fought_with(state, attack(state), "ground")
    assert "B" not in after.by_id
    event = next(e for e in events if isinstance(e, Fought))
    assert event.captured == after.standings[1].captured > 0
    assert sum(men for _unit, men in event.defender_lost) == 100
    assert any(isinstance(e, Left) and e.unit == "B" for e in events)


def test_collapse_costs_prisoners() -> None:
    state = field(units={"A": force(0, "light_inf", men=500)})
    after, events = fought_with(state, attack(state), "collapse")
    assert next(e for e in events if isinstance(e, Fought)).captured >= 10
    assert after.by_id["B"].men < 70


def test_men_are_accounted_for() -> None:
    """Killed, wounded and captured of a side are what its units lost, over many rounds."""
    state = field(units={"A": force(0, "light_inf", men=300)})
    for seed in range(60):
        after, events = fight(state, attack(state, intensity="all_out"), seed)
        event = next(e for e in events if isinstance(e, Fought))
        for side, rows in ((0, event.attacker_lost), (1, event.defender_lost)):
            standing = after.standings[side]
            lost = sum(men for _unit, men in rows)
            assert standing.killed + standing.wounded + standing.captured == lost
            here = [unit for unit in after.units if unit.side == side]
            assert sum(unit.men for unit in here) == (300, 100)[side] - lost
            assert all(unit.wounded <= standing.wounded for unit in here)


def test_tanks_lose_vehicles_with_their_crews() -> None:
    state = field(units={"A": force(0, "tanks", men=60)})
    after, _events = fought_with(state, attack(state, intensity="all_out"), "bloody_repulse")
    unit = after.by_id["A"]
    assert unit.vehicles == -(-16 * unit.men // 60)
    assert after.standings[0].vehicles_lost == 16 - unit.vehicles


def test_a_round_costs_both_sides_ammunition() -> None:
    state = field(units={"A": force(0, "tanks", men=45)})
    after, _events = fight(state, attack(state))
    assert after.by_id["A"].stock[1] == FULL[1] - 45 * 8 - 3 * 200
    assert after.by_id["B"].stock[1] == FULL[1] - 100 * 9
    probe, _events = fight(state, attack(state, intensity="probe"))
    assert probe.by_id["A"].stock[1] == FULL[1] - (45 * 8 + 600) * 4 // 10


def test_destroyed_column_leaves_part_of_its_load_to_the_victor() -> None:
    state = field(units={"A": force(0, "light_inf", men=300), "B": force(1, "supply_col", men=25)})
    state = with_units(state, B={"cargo": (10_000, 5000, 0)})
    closed = replace(cut_off(0), units=state.units, scenario=state.scenario)
    after, _events = fought_with(closed, attack(closed), "collapse")
    assert "B" not in after.by_id
    rows = {(who, why): stock for who, why, stock in after.accounts}
    assert rows["A", "captured"][0] == 10_000 * 4 // 10 + 2000 * 4 // 10
    assert rows["B:cargo", "left"][0] + rows["B:cargo", "destroyed"][0] == 10_000


def test_people_of_a_village_under_attack_are_harmed_or_leave() -> None:
    state = field(FIELD.replace(".B", "vB"), places=[place("hamlet", "3.1", people=10_000)])
    after, _events = fight(state, attack(state, intensity="all_out"))
    assert after.people[0] < 10_000
    assert after.harmed[0] == after.standings[0].harm


# --- refusals ----------------------------------------------------------------------------------------------


def refused(state: State, order: Attack) -> str:
    """Return the sentence of a refusal; nothing may have changed."""
    before = repr(state)
    sentence = combat.refuse_attack(state, order)
    assert repr(state) == before
    assert sentence and sentence.endswith(".")
    return sentence


def test_legal_attack_is_not_refused() -> None:
    assert combat.refuse_attack(field(), attack(field())) is None


@pytest.mark.parametrize(("units", "where", "words"), [
    ((), "3.1", "Name at least one unit"), (("A", "A"), "3.1", "only once"), (("B",), "3.1", "no unit B of your side"),
    (("X",), "3.1", "no unit X"), (("A",), "6.2", "6.2 is not next to"), (("A",), "2.0", "No enemy is known"),
])
def test_orders_that_make_no_sense(units: tuple[str, ...], where: str, words: str) -> None:
    state = field()
    assert words in refused(state, Attack(units, at(state, where)))


def test_target_off_the_map() -> None:
    assert "off the map" in refused(field(), Attack(("A",), 10_000))


def test_an_attack_is_made_in_one_of_the_ways_there_are() -> None:
    order = replace(attack(field()), intensity="careful")  # type: ignore[arg-type]
    assert "choose one of: probe, assault, all_out" in refused(field(), order)


def test_guns_do_not_attack() -> None:
    state = field(units={"A": force(0, "guns", men=50)})
    assert "cannot attack" in refused(state, attack(state))


def test_one_attack_a_day_of_the_turn_on_one_hex() -> None:
    state = with_units(field(), A={"rounds": 1, "target": at(field(), "3.1")})
    assert "All attacks of Unit A" in refused(state, attack(state))
    long = with_units(field(days=3), A={"rounds": 1, "target": at(field(), "3.1")})
    assert combat.refuse_attack(long, attack(long)) is None
    other = with_units(long, A={"target": at(long, "2.0")})
    assert "can only go on there" in refused(other, attack(other))


def test_no_attack_without_ammunition() -> None:
    state = with_units(field(), A={"stock": (100, 0, 0)})
    assert refused(state, attack(state)) == "Without ammunition Unit A cannot attack."


def test_tanks_without_fuel_do_not_attack() -> None:
    state = with_units(field(units={"A": force(0, "tanks", men=60)}), A={"stock": (100, 20_000, 0)})
    assert refused(state, attack(state)) == "Without fuel Unit A cannot attack."


def test_truce_binds_some_groups() -> None:
    groups = [Group("bound", "Bound", 0), Group("free", "Free", 0, bound_by_truce=False)]
    state = field(groups=groups, units={"A": force(0, "light_inf", group="bound"),
                                        "C": force(0, "light_inf", group="free", hex="2.1")})
    truce = replace(state, flags=(("truce", state.turn + 1),))
    assert "The truce, which holds through turn" in refused(truce, attack(truce, "A"))
    assert combat.refuse_attack(truce, attack(truce, "C")) is None
    over = replace(state, flags=(("truce", state.turn - 1),))
    assert combat.refuse_attack(over, attack(over, "A")) is None


# --- fog and ambush ----------------------------------------------------------------------------------------


def test_preview_under_fog_takes_unseen_stocks_for_full_and_says_so() -> None:
    state = with_units(field(), B={"stock": (0, 0, 0)})
    known = view(state, 0).known
    seen = combat.preview(known, attack(known))
    assert seen.at_least
    assert seen.odds.defence == 8000 > combat.preview(state, attack(state)).odds.defence
    clear = field(fog=False)
    shown = combat.preview(view(clear, 0).known, attack(clear))
    assert not shown.at_least
    assert shown == combat.preview(clear, attack(clear))


def test_ambush_costs_a_few_men_and_needs_ammunition() -> None:
    state = field(units={"A": force(0, "mech_inf", men=150)})
    lost = []
    for seed in range(200):
        draft = Draft(replace(state, seed=seed))
        assert combat.ambush(draft, "A", "B", state.by_id["A"].hex)
        event = next(e for e in draft.events if isinstance(e, Ambushed))
        assert event.lost == 150 - draft.units["A"].men
        assert event.lost_by == 100 - draft.units["B"].men
        lost.append(event.lost)
    assert max(lost) < 40
    assert lost.count(0) + lost.count(1) + lost.count(2) > 100
    empty = Draft(with_units(state, B={"stock": (0, 0, 0)}))
    assert not combat.ambush(empty, "A", "B", state.by_id["A"].hex)
    assert not empty.events


def test_ambush_fits_the_seam_of_movement() -> None:
    state = with_units(field(
        """
        .=A   .=    .=
           .=    .=
        .     .     .
           .B    .
        """, units={"A": force(0, "mech_inf", men=150)}), B={"stance": "interdict"})
    struck = 0
    for seed in range(20):
        draft = Draft(replace(state, seed=seed))
        march.move(draft, movement.Move("A", hexes(state, "1.0")), combat.ambush)
        struck += any(isinstance(event, Ambushed) for event in draft.events)
    assert 3 < struck < 17


def test_an_ambush_that_nobody_outlives_is_remembered() -> None:
    state = with_units(field(
        """
        .=A   .=    .=    .
           .=    .=    .
        .     .     .     .
           .     gB    .
        """, units={"A": force(0, "light_inf", men=1)}), B={"stance": "interdict"})
    assert "B" not in view(state, 0).known.by_id
    order = Move("A", hexes(state, "1.0 2.0 3.0"))
    after = next(after for seed in range(5000)
                 if "A" not in (after := engine.apply(replace(state, seed=seed), order).state).by_id)
    assert [(row.unit, row.hex) for row in view(after, 0).contacts] == [("B", at(state, "3.1"))]
