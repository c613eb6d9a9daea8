"""Fog of war: what is seen, what is remembered, and that nothing unseen leaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from game.rules import engine
from game.rules.draft import Draft
from game.rules.knowledge import note_contacts, revealed, sight, view
from game.rules.orders import Choose, SetStance
from game.rules.ruleset import SightRules
from game.rules.scenario import Choice, Condition, Effect, EventDef, Objective
from game.rules.state import Contact, Delivery, DropTally, Fleet, Flow, PendingChoice, State
from tests.rules.pictures import (
    at,
    base,
    force,
    hexes,
    picture_of,
    place,
    rows,
    small_ruleset,
    small_scenario,
    small_state,
    source,
    with_units,
)


def sight_picture(state: State, side: int) -> list[list[str]]:
    """Draw what a side sees as x."""
    return rows(picture_of(state.scenario, ["x" if seen else "." for seen in sight(state, side)]))


def test_two_hexes_round_a_unit_one_into_groves_three_down_from_a_hill() -> None:
    level = """
        .   .   .   .
          .   .   .
        g   .A  .   .
          .   .   g
        .   .   .   .
          .   .   .
        """
    state = small_state(small_scenario(level, units={"A": force(0, "light_inf", hex="2.1")}))
    assert sight_picture(state, 0) == rows(
        """
        x   x   x   .
          x   x   .
        .   x   x   .
          x   x   .
        x   x   x   .
          x   x   .
        """
    )
    on_a_hill = small_state(small_scenario(level.replace(".A", "hA"), units={"A": force(0, "light_inf")}))
    seen = {h for h, byte in enumerate(sight(on_a_hill, 0)) if byte}
    assert set(hexes(on_a_hill, "5.0 5.2")) <= seen
    assert not set(hexes(on_a_hill, "0.1 5.1 6.1")) & seen, "groves hide what is not next to the eye"


def test_a_base_sees_without_a_unit_and_only_for_its_holder() -> None:
    state = small_state(small_scenario(
        """
        .   .   .   .
          .   .   .
        """,
        bases=[base("post", 0, "0.0")],
    ))
    assert sight_picture(state, 0) == rows("x x . .\n x . .")
    assert sight_picture(state, 1) == rows(". . . .\n . . .")


def test_the_ruleset_says_how_far_a_base_sees_and_what_looking_down_takes() -> None:
    """Hills of the pictures are 50 m above the plain."""
    def seen(**numbers: int) -> list[list[str]]:
        rules = replace(small_ruleset(), sight=SightRules(**numbers))
        return sight_picture(small_state(small_scenario("h . . .\n . . .", bases=[base("post", 0, "0.0")],
                                                        ruleset=rules)), 0)

    assert seen(base_hexes=1, look_down_m=51) == rows("x . . .\n x . .")
    assert seen(base_hexes=1, look_down_m=50) == rows("x x . .\n x . .")
    assert seen(base_hexes=3, look_down_m=51) == rows("x x . .\n x x .")


def fog_state(fog: bool = True) -> State:
    """Return a small front with something of every kind that can be hidden; side 0 sees A's and B's surroundings."""
    secret = EventDef("plot", "Plot", "", (Condition("date", turn=9),), (Effect("flag", flag="plan"),), seen_by=(1,))
    public = EventDef(
        "vote", "Vote", "", (Condition("date", turn=9),), decides=1,
        choices=(Choice("yes", "Yes", (Effect("flag", flag="yes"),), historical=True),),
    )
    scenario = small_scenario(
        """
        .A   .0   .0   .    .    .1   .1   .1
           .0   .0   .   .    .1   .1   .D
        .0   v0   .B   .C   .    .1   .E   t1
           .0   .    .   .    g    .1   .1
        .0   .0   .    .    .    .1   .1   .1
           .0   .    .   .    g    .1   .1
        """,
        units={
            "A": force(0, "garrison_inf"), "B": force(0, "mech_inf"), "C": force(1, "light_inf", 60),
            "D": force(1, "light_inf", 90), "E": force(1, "guns", 50),
        },
        bases=[base("fort", 0, "0.0", stock=(900, 900, 900)),
               base("camp", 1, "14.1", stock=(700, 600, 500), fort=1)],
        sources=[source("south", 0, "0.2"), source("north", 1, "14.0")],
        places=[place("village", "2.1", 500)], events=[secret, public], fog=fog,
        objectives=[Objective("relief", "Relief", "break_siege", 1, once=9000, bases=("camp",))],
    )
    return replace(
        small_state(scenario), fired=(("plot", 1),), flags=(("plan", 1),), draws=(("mine", 3, 1),),
        pending=(PendingChoice("vote", 1, 1),), contacts=((), (Contact("A", "tanks", 0, 1, 2),)),
        deliveries=tuple(
            Delivery(who, side, (1, 1, 1), (1, 1, 1), (1, 1, 1)) for side, who in enumerate(("fort", "E"))
        ),
        flows=(Flow(1, 3, 4, 10, 20),), routes=(("north", 1, 5),), drops=(DropTally(), DropTally(9)),
        en_route=((0, "sent", (1, 0, 0)), (1, "sent", (2, 0, 0))),
    )


def test_the_view_shows_enemies_in_sight_as_the_eye_tells_them() -> None:
    state = with_units(fog_state(), C={"stock": (9, 9, 9), "hunger": 50, "entrench": 1}, D={"fired": True})
    known = view(state, 0).known
    assert sorted(known.by_id) == ["A", "B", "C", "D"], "C is near, D has fired"
    seen = known.by_id["C"]
    assert (seen.men, seen.stock, seen.hunger, seen.entrench) == (60, (0, 0, 0), 0, 1)
    assert view(with_units(state, C={"men": 26}), 0).known.by_id["C"].men == 50, "whole steps"
    assert known.by_id["B"] == state.by_id["B"]
    assert (known.seed, known.draws, known.viewer) == (0, (), 0)
    camp = known.base("camp")
    assert (camp.side, camp.stock, camp.fort) == (1, (0, 0, 0), 1)
    assert known.base("fort") == state.base("fort")
    assert (known.pending, known.flows, known.routes, known.fired, known.flags) == ((), (), (), (), ())
    assert [row.consumer for row in known.deliveries] == ["fort"]
    assert [row.source for row in known.fleets] == ["south"]
    assert known.en_route == ((0, "sent", (1, 0, 0)),)
    assert {who for who, _, _ in known.accounts} == {"A", "B", "fort"}


def test_control_out_of_sight_is_that_of_the_last_dawn() -> None:
    state = fog_state()
    control = bytearray(state.control)
    near, far = at(state, "6.1"), at(state, "10.2")
    control[near] = control[far] = 1
    known = view(replace(state, control=bytes(control)), 0).known
    assert known.controller(near) == 0
    assert known.controller(far) == state.controller(far) == 1


def test_without_fog_everything_but_the_dice_is_shown() -> None:
    state = fog_state(fog=False)
    shown = view(state, 0)
    assert not shown.fog and set(shown.visible) == {1}
    assert shown.known.units == state.units and shown.known.bases == state.bases
    assert (shown.known.seed, shown.known.draws) == (0, ())


Mutation = Callable[[State, int], State]


def _unit(unit_id: str, **fields: object) -> Mutation:
    return lambda state, n: with_units(state, **{unit_id: {
        key: (value + n % 40 if isinstance(value, int) else value) for key, value in fields.items()
    }})


def _elsewhere(unit_id: str) -> Mutation:
    """Move an unseen enemy to another hex that side 0 does not see and where nobody stands."""
    def change(state: State, n: int) -> State:
        taken = {unit.hex for unit in state.units}
        free = [h for h, seen in enumerate(sight(state, 0)) if not seen and h not in taken]
        return with_units(state, **{unit_id: {"hex": free[n % len(free)]}})
    return change


def _control(state: State, n: int) -> State:
    control = bytearray(state.control)
    hidden = [h for h, seen in enumerate(sight(state, 0)) if not seen]
    control[hidden[n % len(hidden)]] = n % 3
    return replace(state, control=bytes(control))


def _standing(state: State, n: int) -> State:
    row = replace(state.standings[1], strikes_left=n, drops_left=n, killed=n, wounded=n, captured=n, vehicles_lost=n,
                  strike_credit=n, policy="fast")
    return replace(state, standings=(state.standings[0], row))


HIDDEN: dict[str, Mutation] = {
    "seed": lambda state, n: replace(state, seed=n),
    "draws": lambda state, n: replace(state, draws=(("strike", n, 1),)),
    "control": _control,
    "standing": _standing,
    "place of D": _elsewhere("D"),
    "place of E": _elsewhere("E"),
    "men of D": _unit("D", men=1, quality_pm=500, stance="rest", entrench=1, suppressed=True),
    "stock of E": lambda state, n: with_units(state, E={"stock": (n, n, n), "cargo": (n, 0, 0), "wounded": n}),
    "secrets of C": lambda state, n: with_units(state, C={
        "stock": (n, n, n), "hunger": n, "wounded": n, "quiet_turns": n, "priority": 1 + n % 3, "men": 51 + n % 10,
        "move_left": n, "ration": "half", "ambushed": True}),
    "loss of D": lambda state, n: replace(state, units=tuple(u for u in state.units if u.id != "D")),
    "enemy base": lambda state, n: replace(state, bases=tuple(
        replace(row, stock=(n, n, n), fort=n % 4, priority=1, ration="half") if row.side else row
        for row in state.bases)),
    "enemy fleet": lambda state, n: replace(state, fleets=tuple(
        Fleet(row.source, n) if row.source == "north" else row for row in state.fleets)),
    "enemy supply": lambda state, n: replace(
        state, flows=(Flow(1, n, n, n, n),), routes=(("north", 1, n),), drops=(DropTally(), DropTally(n)),
        en_route=((0, "sent", (1, 0, 0)), (1, "sent", (n, 0, 0))),
        deliveries=tuple(replace(row, sent=(n, 0, 0)) if row.side else row for row in state.deliveries)),
    "enemy accounts": lambda state, n: replace(state, accounts=tuple(
        (who, why, (n, n, n) if who in ("C", "D", "E", "camp") else kg) for who, why, kg in state.accounts)),
    "enemy siege": lambda state, n: replace(state, flags=(("besieged:relief", n), ("reached:relief", n))),
    "enemy politics": lambda state, n: replace(
        state, pending=(PendingChoice("vote", 1, n),), flags=(("plan", n),), fired=(("plot", n),),
        contacts=(state.contacts[0], (Contact("B", "tanks", n, n, n),))),
}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(HIDDEN)), st.integers(0, 500)), min_size=1, max_size=6))
def test_nothing_unseen_changes_a_byte_of_a_view(changes: list[tuple[str, int]]) -> None:
    state = fog_state()
    shown = repr(view(state, 0))
    assert "D" not in view(state, 0).known.by_id and "E" not in view(state, 0).known.by_id
    for name, n in changes:
        if "D" in {unit.id for unit in state.units} or not name.endswith(" D"):
            state = HIDDEN[name](state, n)
    assert repr(view(state, 0)) == shown


def test_contacts_are_remembered_until_the_place_is_seen_empty() -> None:
    state = fog_state()

    def noted(state: State) -> State:
        draft = Draft(state)
        note_contacts(draft)
        return draft.finish()

    state = noted(state)
    first = Contact("C", "light_inf", at(state, "6.1"), 1, 3)
    assert state.contacts[0] == (first,)
    assert view(state, 0).contacts == (), "what is in sight is no mere contact"
    away = noted(with_units(replace(state, turn=2), B={"hex": "0.1"}))
    assert away.contacts[0] == (first,) and view(away, 0).contacts == (first,)
    moved_on = with_units(away, C={"hex": "14.2"})
    assert noted(moved_on).contacts[0] == (first,), "what happens unseen is not noted"
    back = noted(with_units(moved_on, B={"hex": "4.1"}))
    assert back.contacts[0] == (), "the place was seen to be empty"


def test_revealed_tells_when_an_order_showed_something() -> None:
    state = fog_state()
    assert not revealed(state, with_units(state, A={"stance": "rest"}), 0)
    assert not revealed(state, with_units(state, A={"hex": "0.1"}), 0)
    assert revealed(state, with_units(state, B={"hex": "10.1"}), 0), "a new enemy"
    assert revealed(state, with_units(state, C={"men": 20}), 0), "a known enemy changed"


def test_a_lookout_that_leaves_as_another_unit_comes_sees_no_more() -> None:
    swap = EventDef("swap", "Swap", "", (Condition("date", turn=1),), decides=0, choices=(
        Choice("go", "Go", (Effect("leave", units=("Z",)), Effect("arrive", units=("Y",)))),))
    scenario = small_scenario(
        """
        .A  .   .   .   .Z
          .   .   .   .B
        """,
        units={"A": force(0, "light_inf"), "B": force(1, "light_inf"), "Y": force(1, "hq", 25, hex="8.0", arrives=9),
               "Z": force(0, "light_inf")}, events=[swap],
    )
    noted = engine.apply(engine.start(scenario, 1).state, SetStance("A", "rest")).state
    assert "B" in view(noted, 0).known.by_id
    after = engine.apply(noted, Choose("swap", "go")).state
    assert set(after.by_id) == {"A", "B", "Y"}
    assert set(view(after, 0).known.by_id) == {"A"} and view(after, 0) == view(replace(after), 0)
