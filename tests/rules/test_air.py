"""Airdrops: the pattern on the ground against an outside integral, shares, losses to guns, refusals."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from game.hexes import Grid
from game.rules import air
from game.rules.chance import WHOLE
from game.rules.draft import Draft
from game.rules.knowledge import view
from game.rules.orders import AircraftLost, Airdrop, DropLanded, Event, StockMoved
from game.rules.scatter import landing
from game.rules.scenario import OFF_MAP
from game.rules.state import State, Weather
from tests.rules.pictures import at, base, force, picture_of, small_scenario, small_state, with_units

SIGMA_PER_CEP = 1 / math.sqrt(2 * math.log(2))
WAYS = [(math.sin(math.radians(60 * d)), -math.cos(math.radians(60 * d))) for d in range(6)]


def integral(dx: float, dy: float, cep: float, drift: float, towards: int) -> float:
    """Return a normal's mass over a flat-top hexagon 1 km across its flats, its centre at (dx, dy) metres."""
    sigma, radius = cep * SIGMA_PER_CEP, 1000 / math.sqrt(3)
    cx, cy = WAYS[towards][0] * drift, WAYS[towards][1] * drift

    def height(x: float) -> float:
        return 500.0 if abs(x) <= radius / 2 else (radius - abs(x)) * math.sqrt(3)

    def column(x: float) -> float:
        root = sigma * math.sqrt(2)
        inside = math.erf((dy - cy + height(x)) / root) - math.erf((dy - cy - height(x)) / root)
        return inside / 2 * math.exp(-((x + dx - cx) ** 2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))

    bends = (-radius, -radius / 2, radius / 2, radius)
    return math.fsum(integrate.quad(column, a, b)[0] for a, b in pairwise(bends))


@pytest.mark.parametrize(("cep", "drift", "towards"), [(250, 50, 0), (250, 0, 0), (1000, 300, 2), (1000, 0, 0),
                                                       (600, 450, 5), (1500, 300, 4)])
def test_weights_equal_an_outside_integral(cep: int, drift: int, towards: int) -> None:
    grid = Grid(15, 15)
    aim = grid.parse("7.7")
    weights = dict(landing(grid, aim, cep, drift, towards))
    for hex_id in grid.disk(aim, 4):
        col, row = grid.col_row(hex_id)
        dx = (col - 7) * 1000 * math.sqrt(3) / 2
        dy = (row - 7) * 1000 + 500 * ((col & 1) - 1)
        assert weights.get(hex_id, 0) / WHOLE == pytest.approx(integral(dx, dy, cep, drift, towards), abs=1e-3)


@given(st.integers(0, 36), st.integers(0, 60), st.sampled_from([250, 1000]), st.integers(0, 500), st.integers(0, 5))
def test_weights_never_exceed_the_whole(col: int, row: int, cep: int, drift: int, towards: int) -> None:
    grid = Grid(37, 61)
    rows = landing(grid, grid.hex_id(col, row), cep, 50 * (drift // 50), towards)
    assert 0 < sum(weight for _hex, weight in rows) <= WHOLE
    assert [h for h, _weight in rows] == sorted({h for h, _weight in rows})


def test_pattern_is_symmetric_and_half_falls_inside_the_error_radius() -> None:
    grid = Grid(21, 21)
    aim = grid.parse("10.10")
    weights = dict(landing(grid, aim, 4000, 0, 0))
    ring = {weights[h] for h in grid.ring(aim, 1)}
    assert len(ring) == 1
    assert sum(weights[h] for h in grid.disk(aim, 4)) / WHOLE == pytest.approx(0.5, abs=0.06)


def test_most_of_a_low_drop_hits_the_hex_and_a_sixth_of_a_high_one() -> None:
    """The design's shares: 95 % of low drops and 16 % of high ones come down in the base's hex."""
    state = siege()
    aim = at(state, "6.6")
    low = dict(air.scatter(state.scenario, state.weather, aim, "low"))[aim] / WHOLE
    high = dict(air.scatter(state.scenario, state.weather, aim, "high"))[aim] / WHOLE
    assert low == pytest.approx(0.95, abs=0.01)
    assert high == pytest.approx(0.16, abs=0.01)


def test_wind_carries_the_pattern_downwind() -> None:
    state = siege()
    aim = at(state, "6.6")
    north_wind = Weather(wind_m=400, wind_from=0)
    weights = dict(air.scatter(state.scenario, north_wind, aim, "high"))
    assert weights[at(state, "6.7")] > 2 * weights[at(state, "6.5")]
    assert weights[at(state, "5.6")] == weights[at(state, "7.6")]


def test_pattern_off_the_edge_of_the_map_is_lost() -> None:
    state = siege()
    inside = air.scatter(state.scenario, state.weather, at(state, "0.0"), "high")
    assert 0.2 < sum(weight for _hex, weight in inside) / WHOLE < 0.5


# --- a besieged base ---------------------------------------------------------------------------------------

SIEGE = """
    .1   .1   .1   .1   .1   .1   .1
      .1   .1   .1   .1   .1   .1
""" + """
    .1   .    .    .    .    .    .1
      .    .    .    .    .    .
""" * 11 + """
    .1   .1   .1   .1   .1   .1   .1
      .1   .1   .1   .1   .1   .1
"""


def siege(**options: object) -> State:
    """Return a base at 6.6 with an outpost beside it, no man's land about it, and besiegers three hexes away."""
    units = {
        "A": force(0, "garrison_inf", hex="6.6"), "C": force(0, "checkpoint", men=50, hex="7.5"),
        "B": force(1, "light_inf", hex="6.9"), "D": force(1, "light_inf", hex="3.4"),
        **options.pop("units", {}),  # type: ignore[dict-item]
    }
    scenario = small_scenario(SIEGE, units=units, bases=[base("wadi", 0, "6.6", fort=2, stock=(9000, 9000, 0))],
                              **options)  # type: ignore[arg-type]
    state = small_state(scenario)
    standing = replace(state.standings[0], drops_left=5)
    state = replace(state, standings=(standing, state.standings[1]), weather=Weather(wind_m=300, wind_from=4))
    return with_units(state, **{unit.id: {"stock": (500, 500, 0)} for unit in state.units})


def drop(state: State, **fields: object) -> Airdrop:
    """Return a high drop of one sortie on the base unless told otherwise."""
    aim = at(state, str(fields.pop("aim", "6.6")))
    return replace(Airdrop("wadi", aim, "high", 1), **fields)  # type: ignore[arg-type]


def fly(state: State, order: Airdrop, seed: int = 1) -> tuple[State, list[Event]]:
    """Return the state after a drop and its events."""
    draft = Draft(replace(state, seed=seed))
    air.airdrop(draft, order)
    return draft.finish(), draft.events


def landed(events: list[Event]) -> DropLanded:
    """Return the report of a drop."""
    return next(event for event in events if isinstance(event, DropLanded))


def test_at_the_usual_height_most_of_the_load_misses() -> None:
    """Doc 9, over 1,000 drops: more than half of the kilograms are not recovered, and a fair part is captured."""
    state = siege()
    order = drop(state)
    assert Airdrop("wadi", 0, "high", 1).height == order.height
    sums = Counter()
    for seed in range(1000):
        event = landed(fly(state, order, seed)[1])
        sums.update(recovered=sum(event.recovered), captured=sum(event.captured), lost=sum(event.lost))
    total = sum(sums.values())
    assert total == 1000 * 1750
    assert sums["recovered"] < total / 2
    assert sums["captured"] > total / 10
    assert air.drop_preview(state, order).recovered < 0.5


@pytest.mark.parametrize("height", ["low", "high"])
def test_preview_equals_the_draws(height: str) -> None:
    """Over 600 drops of two sorties the mean shares are those of the preview, and bundles hit hexes as it says."""
    state = siege(units={"G": force(1, "aa", men=25, hex="6.8"), "H": force(1, "aa", men=25, hex="5.7")})
    order = drop(state, height=height, sorties=2)
    preview = air.drop_preview(state, order)
    assert preview.recovered + preview.captured + preview.lost == 1
    assert preview.guns == 2
    seeds, sums, hexes = 600, Counter(), Counter()
    lost = 0
    for seed in range(seeds):
        event = landed(fly(state, order, seed)[1])
        sums.update(recovered=sum(event.recovered), captured=sum(event.captured), lost=sum(event.lost))
        lost += event.aircraft_lost
        for hex_id, _fate, stock in event.rows:
            hexes[hex_id] += sum(stock)
    total = sum(sums.values())
    for fate in ("recovered", "captured", "lost"):
        assert sums[fate] / total == pytest.approx(float(getattr(preview, fate)), abs=0.02)
    assert lost / (2 * seeds) == pytest.approx(preview.loss_chance / 100_000, abs=0.012)
    for row in preview.rows:
        if row.weight > WHOLE // 20:
            expected = row.weight / WHOLE * (1 - preview.loss_chance / 100_000)
            assert hexes[row.hex] / total == pytest.approx(expected, abs=0.02)


def test_landing_hexes_are_drawn_as_previewed() -> None:
    """Chi-square over the bundles of 1,200 sorties."""
    state = siege()
    order = drop(state)
    hits = Counter()
    for seed in range(1200):
        for hex_id, _fate, stock in landed(fly(state, order, seed)[1]).rows:
            hits[hex_id] += round(sum(stock) / 437.5)
    rows = [row for row in air.drop_preview(state, order).rows if row.weight * 4800 > 10 * WHOLE]
    observed = [hits[row.hex] for row in rows]
    scale = sum(observed) / sum(row.weight for row in rows)
    assert stats.chisquare(observed, [row.weight * scale for row in rows]).pvalue > 0.001


def test_ground_decides_what_is_collected() -> None:
    state = siege()
    kinds = {name: air.ground_of(state, at(state, name), 0, "high") for name in ("6.6", "7.5", "5.5", "6.9", "0.0")}
    assert kinds == {"6.6": ("base", 950), "7.5": ("outpost", 600), "5.5": ("no_mans_land", 120),
                     "6.9": ("enemy", 0), "0.0": ("enemy", 0)}
    marks = {"base": "B", "outpost": "o", "no_mans_land": ".", "enemy": "x", "own": "+"}
    cells = [marks[air.ground_of(state, h, 0, "high").kind] for h in range(state.scenario.map.grid.size)]
    middle = picture_of(state.scenario, cells).splitlines()[10:14]
    assert middle == [
        "x   .   .   .   .   .   x",
        "  .   .   .   o   .   .",
        "x   .   .   B   .   .   x",
        "  .   .   .   .   .   .",
    ]


def test_own_empty_ground_and_low_drops_and_collectors() -> None:
    state = siege()
    control = bytearray(state.control)
    control[at(state, "5.5")] = 1
    held = replace(state, control=bytes(control))
    assert air.ground_of(held, at(held, "5.5"), 0, "high") == ("own", 600)
    assert air.ground_of(held, at(held, "6.6"), 0, "low") == ("base", 950 * 880 // 1000)
    busy = with_units(held, C={"stance": "collect"})
    assert air.ground_of(busy, at(held, "7.5"), 0, "high") == ("outpost", 720)
    assert air.ground_of(busy, at(held, "6.5"), 0, "high") == ("no_mans_land", 144)
    assert air.ground_of(busy, at(held, "6.6"), 0, "high") == ("base", 1000)
    assert air.drop_preview(busy, drop(busy)).recovered > air.drop_preview(held, drop(held)).recovered


def test_outposts_hold_the_drop_zone() -> None:
    state = siege()
    control = bytearray(state.control)
    control[at(state, "7.5")] = 0
    alone = replace(state, control=bytes(control), units=tuple(unit for unit in state.units if unit.id != "C"))
    assert air.drop_preview(alone, drop(alone)).recovered < air.drop_preview(state, drop(state)).recovered


def test_everything_dropped_is_booked() -> None:
    state = siege()
    for seed in range(20):
        after, events = fly(state, drop(state, sorties=3), seed)
        event = landed(events)
        rows = {(who, why): stock for who, why, stock in after.accounts}
        assert sum(event.recovered) + sum(event.captured) + sum(event.lost) == 3 * 1750
        assert rows.get(("wadi", "dropped"), (0, 0, 0)) == event.recovered
        taken = [rows.get((unit, "captured"), (0, 0, 0)) for unit in ("B", "D")]
        assert tuple(map(sum, zip(*taken, strict=True))) == event.captured
        assert after.drops[0].dropped == 3 * 1750
        assert after.drops[0].recovered + after.drops[0].captured + after.drops[0].lost == 3 * 1750
        assert after.standings[0].drops_left == 2
        moved = [e for e in events if isinstance(e, StockMoved)]
        assert all(e.seen_by == (1,) for e in moved)
        assert sum(sum(e.amount) for e in moved) == sum(event.captured)
        assert event.seen_by == (0,)


def test_what_falls_far_from_the_enemy_is_lost_not_captured() -> None:
    state = siege()
    none_near = replace(state, units=tuple(unit for unit in state.units if unit.side == 0))
    preview = air.drop_preview(none_near, drop(none_near))
    assert preview.captured == 0 < preview.lost
    assert not any(landed(fly(none_near, drop(none_near), seed)[1]).captured != (0, 0, 0) for seed in range(20))


def test_load_is_shared_out_to_the_kilogram() -> None:
    state = siege()
    preview = air.drop_preview(state, drop(state, load=(50, 33, 17), sorties=3))
    assert sum(preview.load) == 3 * 1750
    assert air.load_of(drop(state, load=(0, 33, 67)), 1750) == (0, 578, 1172)


def test_guns_bring_helicopters_down_low_more_than_high() -> None:
    state = siege(units={"G": force(1, "aa", men=25, hex="6.8")})
    low, high = (air.drop_preview(state, drop(state, height=height)).loss_chance for height in ("low", "high"))
    assert (low, high) == (2500, 50)
    far = with_units(state, G={"hex": "6.10"})
    assert air.drop_preview(far, drop(far, height="low")).loss_chance == 0
    empty = with_units(state, G={"stock": (0, 0, 0)})
    assert air.drop_preview(empty, drop(empty, height="low")).loss_chance == 0
    for seed in range(400):
        after, events = fly(state, drop(state, height="low", sorties=5), seed)
        if after.standings[0].helicopters_lost:
            break
    lost = [event for event in events if isinstance(event, AircraftLost)]
    assert lost[0].aircraft == "helicopter"
    assert len(lost) == after.standings[0].helicopters_lost == landed(events).aircraft_lost
    assert (OFF_MAP, "lost") in {(h, fate) for h, fate, _stock in landed(events).rows}


def test_preview_is_the_same_from_what_is_known_where_all_is_seen() -> None:
    clear = siege(fog=False)
    order = drop(clear)
    assert air.drop_preview(view(clear, 0).known, order) == air.drop_preview(clear, order)
    foggy = siege()
    assert air.drop_preview(view(foggy, 0).known, order).at_least


def test_headline_is_one_plain_number() -> None:
    state = siege()
    assert air.drop_preview(state, drop(state)).headline.endswith("% of the load is expected to be recovered")


# --- refusals ----------------------------------------------------------------------------------------------


def refused(state: State, order: Airdrop) -> str:
    """Return the sentence of a refusal; nothing may have changed."""
    before = repr(state)
    sentence = air.refuse_airdrop(state, order)
    assert repr(state) == before
    assert sentence and sentence.endswith(".")
    return sentence


def test_legal_drop_is_not_refused() -> None:
    assert air.refuse_airdrop(siege(), drop(siege())) is None


@pytest.mark.parametrize(("fields", "words"), [
    ({"base": "nowhere"}, "There is no base nowhere"), ({"sorties": 0}, "at least one sortie"),
    ({"sorties": 6}, "Only 5 drop sorties are left"), ({"load": (50, 40, 0)}, "sum to 100"),
    ({"load": (120, -20, 0)}, "sum to 100"), ({"aim": "6.9"}, "too far from Wadi"),
    ({"height": "middling"}, "choose one of: low, high"),
])
def test_orders_that_cannot_be(fields: dict[str, object], words: str) -> None:
    assert words in refused(siege(), drop(siege(), **fields))


def test_enemy_base_weather_and_lost_helicopters() -> None:
    state = siege()
    theirs = replace(state, bases=tuple(replace(row, side=1) for row in state.bases))
    assert "not held by your side" in refused(theirs, drop(theirs))
    grounded = replace(state, weather=Weather(flyable=False, text="low cloud"))
    assert refused(grounded, drop(grounded)) == "The weather (low cloud) allows no flying this turn."
    last = replace(state, standings=(replace(state.standings[0], drops_left=1), state.standings[1]))
    assert "Only 1 drop sortie is left" in refused(last, drop(last, sorties=2))
    none = replace(state, standings=(replace(state.standings[0], drops_left=0), state.standings[1]))
    assert refused(none, drop(none)) == "No drop sortie is left this turn."
    worn = replace(state, standings=(replace(state.standings[0], helicopters_lost=4), state.standings[1]))
    assert "Low drops are forbidden" in refused(worn, drop(worn, height="low"))
    assert air.refuse_airdrop(worn, drop(worn)) is None


def test_aim_off_the_map() -> None:
    assert "off the map" in refused(siege(), Airdrop("wadi", 10_000, "high", 1))
