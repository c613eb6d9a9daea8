"""Ways that are open and not used: named by the road that no used way takes, reckoned like any other."""

from __future__ import annotations

from dataclasses import replace

from game.rules.ruleset import NOTHING
from game.rules.state import State
from game.rules.supply.explain import explain
from game.rules.supply.spare import spare_ways
from game.rules.supply.workings import Working
from tests.rules.pictures import at, base, force, small_scenario, small_state, source

PICTURE = """
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .B
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
    .    .    .    .    .    .    .
       .    .    .    .    .    .
"""
MOTORWAY = " ".join(f"{col}.1" for col in range(13))
TRACK = "1.1 2.2 3.2 4.3 5.2 6.3 7.2 8.3 9.2 10.2 11.1"


def roads(**more: str) -> State:
    """Return a base at the end of a motorway that leaves its entry at 0.1, and of other roads."""
    return small_state(small_scenario(
        PICTURE, units={"B": force(0, "garrison_inf", 500)}, bases=[base("fort", 0, "12.1")],
        sources=[source("entry", 0, "0.1")], roads={"motorway:Motorway": MOTORWAY, **more}, fog=False))


def spare(state: State) -> tuple[tuple[str, Working], ...]:
    return spare_ways(state, 0, "fort", explain(state, 0, "fort", helps=False).routes)


def test_the_way_that_is_open_and_not_used_is_named_by_its_own_road() -> None:
    ((road, way),) = spare(roads(**{"track:Old track": TRACK}))
    assert road == "the old track"
    # Two steps of the motorway at 2 minutes, ten of the track at 6, as the tables say.
    assert (way.sent, way.seconds - way.lead_seconds) == (0, (2 * 2 + 10 * 6) * 60)


def test_where_the_used_road_is_cut_the_other_is_used_and_no_longer_spare() -> None:
    state = roads(**{"track:Old track": TRACK})
    control = bytearray(state.control)
    control[at(state, "6.1")] = 2
    cut = replace(state, control=bytes(control), dawn_control=bytes(control))
    assert explain(cut, 0, "fort", helps=False).sentence.endswith("over the old track.")
    assert spare(cut) == ()


def test_one_road_leaves_none_to_spare_and_a_short_way_round_a_place_is_no_other_road() -> None:
    assert spare(roads()) == ()
    assert spare(roads(**{"track:Round the inn": "5.1 5.2 6.2 7.1"})) == ()


def test_who_needs_nothing_still_has_the_road() -> None:
    state = roads()
    full = replace(state, bases=(replace(state.bases[0], stock=(900_000, 900_000, 900_000)),))
    assert explain(full, 0, "fort", helps=False).need == NOTHING
    assert [road for road, _way in spare(full)] == ["the motorway"]
