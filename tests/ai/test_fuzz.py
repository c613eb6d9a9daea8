"""Random small wars: whatever the map, no order is refused where it was given and every phase comes to an end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from game.ai.deliberation import MARGIN
from game.ai.levels import LEVEL, LEVELS, RECRUIT, REGULAR, STANDARD
from game.ai.reasons import PLAN, hint, reasons
from game.rules import engine
from game.rules.chance import WHOLE
from game.rules.knowledge import view
from game.rules.plain import canonical, state_to_plain
from game.rules.scenario import AirDef, Objective, Scenario
from tests.ai.play import play_phase
from tests.rules.pictures import base, force, place, small_scenario, source

COLUMNS, ROWS = 9, 6
TYPES = ("light_inf", "militia", "assault_inf", "garrison_inf", "checkpoint", "mech_inf", "tanks", "guns", "mortars",
         "aa", "supply_col", "hq")
SPOTS = st.integers(0, COLUMNS * ROWS - 1)


def name(hex_id: int) -> str:
    """Return the written form of a hex of the maps below."""
    return f"{hex_id % COLUMNS}.{hex_id // COLUMNS}"


def unit(draw: st.DrawFn, side: int, hex_id: int) -> Mapping[str, object]:
    """Draw a unit of a side in a hex."""
    return force(
        side, draw(st.sampled_from(TYPES)), draw(st.sampled_from((10, 40, 120, 200))), hex=name(hex_id),
        group=draw(st.sampled_from(("red", "green"))) + str(side), entrench=draw(st.integers(0, 3)),
        ammo_days=draw(st.sampled_from((0, 5, 60))), food_days=draw(st.sampled_from((0, 5))),
        fuel_km=draw(st.sampled_from((0, 100))), cargo=draw(st.sampled_from(((0, 0, 0), (9000, 3000, 0)))),
        arrives=draw(st.sampled_from((0, 0, 2))),
    )


@st.composite
def wars(draw: st.DrawFn) -> Scenario:
    """Draw a small war of two sides that do not start in each other's hexes."""
    ground = draw(st.lists(st.sampled_from((".", "g", "r", "h", "v", "t", ".=", ".=", ".~")),
                           min_size=COLUMNS * ROWS, max_size=COLUMNS * ROWS))
    lines = []
    for row in range(ROWS):
        cells = ground[row * COLUMNS:(row + 1) * COLUMNS]
        lines += ["  ".join(cells[::2]), "  " + "  ".join(cells[1::2])]
    spots = draw(st.lists(SPOTS, min_size=9, max_size=14, unique=True))
    units: dict[str, Mapping[str, object]] = {}
    for number, hex_id in enumerate(spots[2:]):
        for twin in range(draw(st.integers(1, 2))):
            units[f"u{number}{'ab'[twin]}"] = unit(draw, number % 2, hex_id)
    fort = draw(st.integers(0, 2))
    stock = draw(st.sampled_from(((0, 0, 0), (900, 500, 100), (30000, 60000, 900))))
    rows: dict[str, Any] = {
        "units": units, "bases": [base("fort", 0, name(spots[0]), stock=stock, fort=fort),
                                  base("stores", 1, name(spots[1]), stock=stock, depot=draw(st.booleans()))],
        "sources": [source("south", 0, name(spots[0])), source("north", 1, name(spots[1]), group="red1")],
        "places": [place("town", name(spots[3]), draw(st.sampled_from((0, 5000))))],
        "objectives": [
            Objective("hold", "Hold", "hold_base", 0, per_day=200, at_end=5000, base="fort"),
            Objective("take", "Take", "take_base", 1, once=30000, base="fort"),
            Objective("town", "Town", "place", draw(st.integers(0, 1)), at_end=9000, hexes=(spots[4], spots[5])),
            Objective("come", "Come", "arrive", 0, once=5000, hexes=(spots[0],), units=tuple(units)[:2]),
        ],
        "air": [AirDef(0, 150, 150)],
    }
    return small_scenario("\n".join(lines), days=draw(st.sampled_from((1, 3))), turns=5, first=draw(st.integers(0, 1)),
                          fog=draw(st.booleans()), control=draw(st.integers(-1, 1)), **rows)


@settings(max_examples=30)
@given(wars(), st.integers(0, 999), st.permutations((STANDARD, REGULAR, RECRUIT)))
def test_every_order_is_legal_and_every_phase_ends_at_every_level(
    scenario: Scenario, seed: int, levels: list[str],
) -> None:
    state = engine.start(scenario, seed).state
    memories: list[Any] = [None, None]
    while state.outcome is None:
        side = state.side
        state, _orders, memories[side] = play_phase(state, memories[side], levels[side])
    assert state.turn <= scenario.clock.turns


@settings(max_examples=15)
@given(wars(), st.integers(0, 999), st.sampled_from(LEVELS))
def test_a_hint_is_legal_changes_nothing_and_is_no_worse_than_what_it_rejects(
    scenario: Scenario, seed: int, level: str,
) -> None:
    state, memory = engine.start(scenario, seed).state, None
    for _phase in range(4):
        if state.outcome is not None:
            break
        known = view(state, state.side)
        before, kept = canonical(state_to_plain(known.known)), canonical(memory)
        found = hint(known, LEVEL[level], memory)
        assert canonical(state_to_plain(known.known)) == before
        assert canonical(memory) == kept
        assert found.reasons == reasons(known, level, memory)
        assert [order for order in found.orders if engine.refusal(known, order) is not None] == []
        for reason in found.reasons:
            assert json.loads(canonical(reason.plain()))["score"] == reason.score
            least, most = (-WHOLE, reason.score + MARGIN) if reason.kind == PLAN else (1, reason.score)
            assert all(least <= row.score <= most for row in reason.rejected)
            assert reason.formation in reason.sentence
        names = [unit for reason in found.reasons for unit in (*reason.units, *reason.others)]
        assert len(names) == len(set(names))
        state, _orders, memory = play_phase(state, None)
