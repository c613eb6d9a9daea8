"""What the opponent plays on in mind is made of its view alone, and it follows the plan that comes out best."""

from __future__ import annotations

from dataclasses import replace

from game.ai import deliberation
from game.ai.foresight import imagined, met_so_far, standing
from game.ai.levels import LEVEL, STANDARD, VETERAN, next_orders
from game.ai.reasons import reasons
from game.hexes import Grid
from game.rules.knowledge import view
from game.rules.orders import EndPhase, Order
from game.rules.scenario import Objective
from game.rules.state import State, View
from tests.ai.play import in_phase_of, play_phase
from tests.rules.pictures import force, small_scenario, small_state, source, with_units


def village(hidden: str = "14.0") -> State:
    """Return a state in which A of side 0 sees B, and C of side 1 is out of its sight."""
    scenario = small_scenario(
        """
        .A   .=   .=   .=   .    .    .    .
           .=   .    .    .=   .    .    .
        .    .B   .    v1   .    .    .    .
           .    .    .    .    .    .    .
        .    .    .    .    .    .    .    .
           .    .    .    .    .    .    .C
        """,
        units={"A": force(0, "mech_inf", 150, fuel_km=300), "B": force(1, "light_inf", 50), "C": force(1, "tanks", 60)},
        sources=[source("entry", 0, "0.0"), source("far", 1, "14.2")],
        objectives=[Objective("village", "Hold it", "place", 0, at_end=9000, hexes=(Grid(15, 3).parse("6.1"),))],
    )
    return in_phase_of(with_units(small_state(scenario), C={"hex": hidden}), 0)


def passing(_known: View, memory: object) -> tuple[tuple[Order, ...], object]:
    """End the phase: a mind that does nothing."""
    return (EndPhase(),), memory


def test_what_is_imagined_is_made_of_the_view_alone() -> None:
    one, other = village(), village("14.1")
    known = view(one, 0)
    found = imagined(known, 1, met_so_far(known, {}))
    assert found == imagined(view(other, 0), 1, met_so_far(view(other, 0), {}))
    assert [unit.id for unit in found.units] == ["A", "B", "C"]
    assert found.by_id["C"].hex == one.scenario.order_of_battle["C"].hex, "where it began, wherever it is"
    assert found.viewer == -1 and found.seed == 1 != one.seed
    assert found.by_id["A"] == one.by_id["A"], "its own are as they are"
    assert found.by_id["B"].stock[1] > 0, "an enemy is taken for well supplied"


def test_a_remembered_enemy_is_imagined_where_it_was_seen() -> None:
    state = village()
    after = in_phase_of(play_phase(state)[0], 0)
    known = view(with_units(after, B={"hex": state.scenario.map.grid.parse("14.0")}), 0)
    gone = {contact.unit: contact.hex for contact in known.contacts}
    assert imagined(known, 1, met_so_far(known, {})).by_id["B"].hex == gone["B"]


def test_an_enemy_lost_from_sight_is_presumed_near_where_it_was_unless_it_must_be_gone() -> None:
    known = view(village(), 0)
    grid, spot = known.scenario.map.grid, known.scenario.map.grid.parse("10.1")
    assert not known.visible[spot]

    def presumed(where: int, men: int, turn: int) -> State:
        return imagined(replace(known, contacts=()), 1, {"C": [where, men, turn]})

    assert presumed(spot, 50, 1).by_id["C"].hex == spot
    assert presumed(spot, 50, 1).by_id["C"].men == 50
    seen = next(h for h in range(grid.size) if known.visible[h] and known.known.controller(h) != 0)
    assert not known.visible[presumed(seen, 50, 1).by_id["C"].hex], "it is not where one looks"
    assert "C" not in presumed(spot, 20, 1).by_id, "there was too little left of it"
    assert "C" not in presumed(spot, 50, -20).by_id, "that was long ago"
    assert "C" not in presumed(known.known.by_id["A"].hex, 50, 1).by_id, "its ground has been taken"


def test_having_the_ground_of_an_objective_and_more_men_is_worth_more() -> None:
    state = imagined(view(village(), 0), 1, {})
    spot = state.scenario.map.grid.parse("6.1")
    held = bytearray(state.control)
    held[spot] = 1
    fewer = with_units(state, A={"men": 100})
    assert standing(with_control(state, bytes(held)), 0) > standing(state, 0) > standing(fewer, 0)
    assert standing(fewer, 1) > standing(state, 1)


def with_control(state: State, control: bytes) -> State:
    """Return a state with other control."""
    return replace(state, control=control)


def test_the_plan_followed_is_the_one_that_came_out_best() -> None:
    known = view(village(), 0)
    memory = deliberation.prepared(known, LEVEL[VETERAN], {})
    chosen, *others = deliberation.weighed(memory)
    assert chosen.gain >= deliberation.MARGIN if chosen.stress else chosen.gain == 0
    assert () in [row.stress for row in (chosen, *others)]
    assert deliberation.prepared(known, LEVEL[VETERAN], memory) is memory, "once a turn"
    assert "weighed" not in deliberation.prepared(known, LEVEL[STANDARD], {})


def test_the_best_of_the_plans_that_stood_every_throw_is_followed_and_not_left_for_little() -> None:
    better, luck, worst = ((("take", 1, 0),), (("take", 2, 0),), (("take", 3, 0),))
    enough = deliberation.MARGIN
    gains = {better: [enough, enough + 10], luck: [9 * enough, -1], worst: [enough // 2, enough // 2]}
    assert deliberation._followed(gains, ()) == better, "what came out worse once is luck"
    assert deliberation._followed({luck: [9 * enough], worst: gains[worst]}, ()) == (), "one throw proves nothing"
    little = {better: [enough, enough], worst: [enough + 9, enough + 9]}
    assert deliberation._followed(little, better) == better
    assert deliberation._followed({better: [enough, enough], worst: [3 * enough, 3 * enough]}, better) == worst


class Told:
    """Stands in for trials: what each plan is worth, for each throw of dice; the usual one is worth nothing."""

    def __init__(self, worth: dict[str, tuple[int, ...]]) -> None:
        self.rows = {((name, 0, 0),): row for name, row in worth.items()}
        self.asked: list[tuple[object, int]] = []

    def worth(self, stress: deliberation.Stress, dice: int, _phases: int) -> int:
        self.asked.append((stress, dice))
        return self.rows[stress][dice - 1] if stress else 0


def test_a_plan_that_came_out_worse_once_is_tried_no_more_and_work_is_bounded() -> None:
    told = Told({"good": (5000, 4000, 9000, 9000), "bad": (-1, 9000, 9000, 9000)})
    gains = deliberation._gains(told, list(told.rows))  # type: ignore[arg-type]
    good, bad = told.rows
    assert gains == {good: [5000, 4000], bad: [-1]}
    assert len(set(told.asked)) * deliberation.FAR_PHASES <= deliberation._WORK


def test_what_it_cannot_see_changes_none_of_its_orders() -> None:
    first, second = (play_phase(village(hidden), None, VETERAN)[1:] for hidden in ("14.0", "14.1"))
    assert first == second
    assert len(first[0]) > 1


def test_it_says_why_it_chose_its_plan() -> None:
    known = view(village(), 0)
    memory = {"turn": 0, "stress": [["take", -1, 2000]], "weighed": 1, "plans": [[1500, [["take", -1, 2000]]], [0, []]]}
    row = reasons(known, VETERAN, memory)[0]
    assert row.tactic == "attack more boldly"
    assert "1.5 points better than the usual plan" in row.sentence and "follow the usual plan (0.0)" in row.sentence
    assert not row.sums
    assert next_orders(known, VETERAN, memory)[0]
