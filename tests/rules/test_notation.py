"""Every order and event reads back from its notation as the equal value; what is no order is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.hexes import Grid
from game.rules.notation import read_event, read_order, write_event, write_order
from game.rules.orders import (
    Airdrop,
    Arrived,
    Attack,
    Bombard,
    Choose,
    DropLanded,
    EndPhase,
    Fought,
    Load,
    Move,
    Moved,
    Order,
    SetPolicy,
    SetPriority,
    SetRation,
    SetStance,
    Strike,
    Supplied,
    Transfer,
    Unload,
)
from game.rules.ruleset import INTENSITIES, STANCES

GRID = Grid(37, 61)
ids = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
hexes = st.integers(0, GRID.size - 1)
stocks = st.tuples(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 999))
orders = st.one_of(
    st.builds(Move, ids, st.lists(hexes, min_size=1, max_size=9).map(tuple)),
    st.builds(Attack, st.lists(ids, min_size=1, max_size=4).map(tuple), hexes, st.sampled_from(INTENSITIES)),
    st.builds(Bombard, ids, hexes, st.booleans()),
    st.builds(Strike, hexes, st.integers(1, 99)),
    st.builds(Airdrop, ids, hexes, st.sampled_from(("low", "high")), st.integers(1, 99), stocks),
    st.builds(SetStance, ids, st.sampled_from(STANCES)),
    st.builds(Load, ids, ids, stocks), st.builds(Unload, ids, ids, stocks), st.builds(Transfer, ids, ids, stocks),
    st.builds(SetPriority, ids, st.integers(1, 3)),
    st.builds(SetPolicy, st.sampled_from(("fast", "balanced", "safe"))),
    st.builds(SetRation, ids, st.sampled_from(("full", "two_thirds", "half"))),
    st.builds(Choose, ids, ids), st.just(EndPhase()),
)


@given(orders)
def test_every_order_reads_back(order: Order) -> None:
    text = write_order(order, GRID)
    assert "\n" not in text
    assert read_order(text, GRID) == order
    assert read_order(f"  {text.replace(' ', '   ')} ", GRID) == order


def test_the_notation_is_the_documented_one() -> None:
    order = Attack(("wd-2", "wd-3"), GRID.parse("20.26"))
    assert write_order(order, GRID) == "attack wd-2 + wd-3 -> 20.26"
    assert write_order(Attack(("wd-2",), GRID.parse("20.26"), "all_out"), GRID) == "attack wd-2 -> 20.26 all-out"
    assert write_order(SetStance("wd-2", "dig_in"), GRID) == "dig-in wd-2"


@pytest.mark.parametrize(("text", "says"), [
    ("charge wd-1 -> 20.26", "'charge' is no order; begin with one of: airdrop, attack"),
    ("move wd-1", "write it like 'move wd-1 -> 20.25 20.26'"),
    ("move wd-1 -> 99.99", "99.99 is off the map"),
    ("", "'' is no order"),
    ("ration wadi-deif double", "write it like 'ration wadi-deif half'"),
])
def test_what_is_no_order_gets_one_sentence(text: str, says: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_order(text, GRID)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("event", [
    Moved(0, "wd-1", (1, 2, 3), "zone", seen_by=(0,)),
    Arrived(1, "nusra", 77),
    Fought(1, ("a", "b"), 5, ("c",), "assault", "ground", 123456, 65432, 7, (("a", 2), ("b", 0)), (("c", 9),), 3, True),
    DropLanded(0, "wadi-deif", 4, "high", 2, 0, ((4, "base", (1, 2, 3)), (5, "enemy", (0, 0, 9)))),
    Supplied(0, "wadi-deif", (10, 20, 30), (1, 2, 3), seen_by=(0,)),
])
def test_every_event_reads_back(event: Moved | Arrived | Fought | DropLanded | Supplied) -> None:
    assert read_event(write_event(event)) == event


@pytest.mark.parametrize("text", ["Moved {", 'Moved {"side":"x"}', "Rained {}", "Order {}", 'Moved {"sid":1}'])
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_event(text)
