"""Airdrops: where loads come down, who collects them, and what the guns below cost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from game.rules.chance import WHOLE
from game.rules.draft import Draft, add_stock
from game.rules.narrate import weather_words
from game.rules.orders import AircraftLost, Airdrop, DropLanded, StockMoved
from game.rules.ruleset import HEIGHTS, NOTHING, ONE, Height, Stock
from game.rules.scatter import Spread, landing
from game.rules.scenario import OFF_MAP, Scenario
from game.rules.state import State, Unit, Weather, remembered
from game.rules.supply.stocks import OUT, ammo_level
from game.text import _, plural

HOLDER_HEXES = 3
"""An enemy unit this near picks up what was not collected; with none so near it lies where it fell."""

_PER = 100_000


class Ground(NamedTuple):
    """What a hex is to a side that collects there: base, outpost, own, no_mans_land, enemy; and its share per-mille."""

    kind: str
    collect_pm: int


@dataclass(frozen=True, slots=True)
class DropRow:
    """One hex a bundle may land in: weight of 2**32, whose ground it is, share of bundles collected there."""

    hex: int
    weight: int
    ground: str
    collect_pm: int


@dataclass(frozen=True, slots=True)
class DropPreview:
    """The whole distribution a drop is drawn from; shares of the load are exact fractions that sum to 1.

    `loss_chance` is the chance that one sortie is shot down, of 100,000; such a load is lost. `guns` counts the
    enemy anti-aircraft units known in range, so that both are "at least" where the enemy is not all seen.
    """

    rows: tuple[DropRow, ...]
    load: Stock
    recovered: Fraction
    captured: Fraction
    lost: Fraction
    loss_chance: int
    guns: int
    at_least: bool

    @property
    def headline(self) -> str:
        """One plain number: how much of the load is to be expected."""
        return _("{percent} % of the load is expected to be recovered").format(percent=round(self.recovered * 100))


def scatter(scenario: Scenario, weather: Weather, aim: int, height: Height) -> Spread:
    """Return (hex, weight of 2**32) for a bundle dropped at an aim hex; the rest falls off the map.

    The middle of the pattern drifts with the known wind: `wind_low_m` low, the weather's `wind_m` high.
    """
    rules = scenario.ruleset.airdrop
    low = height == "low"
    drift = rules.wind_low_m if low else weather.wind_m
    cep = rules.cep_low_m if low else rules.cep_high_m
    return landing(scenario.map.grid, aim, cep, drift, (weather.wind_from + 3) % 6)


def refuse_airdrop(state: State, order: Airdrop) -> str | None:
    """Return why a drop is not possible, in a sentence, or None where it is."""
    scenario, rules = state.scenario, state.scenario.ruleset.airdrop
    base = next((row for row in state.bases if row.id == order.base), None)
    standing = state.standings[state.side]
    if base is None:
        return _("There is no base {base}; name one of your bases.").format(base=order.base)
    name = scenario.base(base.id).name
    if base.side != state.side:
        return _("{name} is not held by your side, so nothing can be dropped for it.").format(name=name)
    if not 0 <= order.aim < scenario.map.grid.size:
        return _("The aim point is off the map; choose a hex on it.")
    reach = scenario.ruleset.supply.base_reach_hexes
    if scenario.map.grid.distance(base.hex, order.aim) > reach:
        return _("The aim point is too far from {name} to carry loads in; choose a hex within {reach} of it.").format(
            name=name, reach=reach)
    if order.height not in HEIGHTS:
        return _("'{height}' is no height; choose one of: {known}.").format(
            height=order.height, known=", ".join(HEIGHTS))
    if order.sorties < 1:
        return _("A drop needs at least one sortie.")
    if min(order.load) < 0 or sum(order.load) != 100:
        return _("The shares of the load must be whole percent that sum to 100.")
    if not state.weather.flyable:
        return _("The weather ({weather}) allows no flying this turn.").format(
            weather=weather_words(state.weather.text))
    if order.sorties > standing.drops_left:
        left = standing.drops_left
        if not left:
            return _("No drop sortie is left this turn.")
        return plural("Only {left} drop sortie is left this turn.", "Only {left} drop sorties are left this turn.", left
                      ).format(left=left)
    if order.height == "low" and standing.helicopters_lost >= rules.low_drop_losses_allowed:
        return _("Low drops are forbidden since {n} helicopters were lost; drop from great height.").format(
            n=standing.helicopters_lost)
    return None


def drop_preview(state: State, order: Airdrop) -> DropPreview:
    """Return the exact distribution of a drop and its expectation, by the process that `airdrop` draws from."""
    scenario = state.scenario
    rows = _rows(state, order)
    rules = scenario.ruleset.airdrop
    recovered = captured = 0
    for row in rows:
        got, taken = _shares(state, row, order.height, state.side)
        recovered += row.weight * got
        captured += row.weight * taken
    guns = len(guns_near(state, order.aim, rules.gun_range_hexes, state.side))
    chance = loss_chance(state, order)
    arrives = Fraction(WHOLE - _weight(chance), WHOLE)
    back = arrives * Fraction(recovered, WHOLE * WHOLE)
    gone = arrives * Fraction(captured, WHOLE * WHOLE)
    load = load_of(order, rules.payload_kg * order.sorties)
    return DropPreview(rows, load, back, gone, 1 - back - gone, chance, guns, state.viewer >= 0 and scenario.fog)


def airdrop(draft: Draft, order: Airdrop) -> None:
    """Fly a drop: sorties past the guns, bundles to their hexes, what is collected to the base; emits DropLanded."""
    state = draft.finish()
    side, rules = state.side, state.scenario.ruleset.airdrop
    rows = sorted(_rows(state, order), key=lambda row: (row.collect_pm, row.hex))
    ends = list(accumulate([row.weight for row in rows]))
    chance = _weight(loss_chance(state, order))
    landed: dict[tuple[int, str], Stock] = {}
    shot = 0
    for _sortie in range(order.sorties):
        load = load_of(order, rules.payload_kg)
        if draft.draw("helicopter", order.aim) < chance:
            shot += 1
            landed[OFF_MAP, "lost"] = add_stock(landed.get((OFF_MAP, "lost"), NOTHING), load)
            continue
        for bundle in _bundles(load, rules.bundles):
            hex_id, fate = _fall(draft, state, order, rows, ends)
            landed[hex_id, fate] = add_stock(landed.get((hex_id, fate), NOTHING), bundle)
    _book(draft, state, order, landed, shot)
    standing = draft.standings[side]
    draft.change_standing(side, drops_left=standing.drops_left - order.sorties,
                          helicopters_lost=standing.helicopters_lost + shot)
    for _machine in range(shot):
        draft.emit(AircraftLost(side, "helicopter", order.aim))


def guns_near(state: State, hex_id: int, reach: int, side: int) -> tuple[Unit, ...]:
    """Return the anti-aircraft units of a side's enemy within reach of a hex that have ammunition."""
    grid, scenario = state.scenario.map.grid, state.scenario
    return tuple(
        unit for unit in state.units
        if unit.side != side and unit.hex >= 0 and scenario.unit_type(unit.type).anti_air
        and grid.distance(unit.hex, hex_id) <= reach and (unknown_stock(state, unit) or ammo_level(state, unit) < OUT)
    )


def unknown_stock(state: State, unit: Unit) -> bool:
    """Say whether the state is one side's knowledge and the unit the other's, so that its stock cannot be told."""
    return state.scenario.fog and state.viewer == 1 - unit.side


def loss_chance(state: State, order: Airdrop) -> int:
    """Return the chance that one sortie is shot down, of 100,000: the height's rate for each gun unit in range."""
    rules = state.scenario.ruleset.airdrop
    rate = rules.loss_low_per_100000 if order.height == "low" else rules.loss_high_per_100000
    return min(_PER, rate * len(guns_near(state, order.aim, rules.gun_range_hexes, state.side)))


def load_of(order: Airdrop, kg: int) -> Stock:
    """Return a load of so many kilograms in the order's percent of classes; what rounding leaves goes to the first."""
    parts = [kg * share // 100 for share in order.load]
    parts[next(i for i, share in enumerate(order.load) if share)] += kg - sum(parts)
    return (parts[0], parts[1], parts[2])


@remembered
def _searched(state: State, side: int) -> frozenset[int]:
    """Return the hexes that units of a side search for what was dropped: their own and those beside them."""
    neighbours = state.scenario.map.grid.neighbours
    spots = [unit.hex for unit in state.units if unit.side == side and unit.stance == "collect" and unit.hex >= 0]
    return frozenset(h for spot in spots for h in (spot, *neighbours(spot)))


def ground_of(state: State, hex_id: int, side: int, height: Height) -> Ground:
    """Return whose ground a hex is to a side's collectors and the share of bundles they bring in from it."""
    rules = state.scenario.ruleset.airdrop
    stack, holder = state.by_hex.get(hex_id), state.control[hex_id] - 1
    if holder == 1 - side or (stack and any(unit.side != side for unit in stack)):
        return Ground("enemy", 0)
    if stack and any(base.hex == hex_id and base.side == side for base in state.bases):
        kind, share = "base", rules.collect_base_pm
    elif stack:
        kind, share = "outpost", rules.collect_outpost_pm
    elif holder == side:
        kind, share = "own", rules.collect_own_pm
    else:
        kind, share = "no_mans_land", rules.collect_no_mans_land_pm
    if height == "low":
        share = share * rules.low_collect_pm // ONE
    if hex_id in _searched(state, side):
        share = share * rules.collect_stance_pm // ONE
    return Ground(kind, min(ONE, share))


def grounds(state: State, hexes: Iterable[int], side: int, height: Height) -> dict[int, Ground]:
    """Return by hex what `ground_of` tells: alike for all hexes of a holder where nobody is or searches."""
    alike: dict[int, Ground] = {}
    found: dict[int, Ground] = {}
    searched, control = _searched(state, side), state.control
    for hex_id in hexes:
        if hex_id in state.by_hex or hex_id in searched:
            found[hex_id] = ground_of(state, hex_id, side, height)
            continue
        if control[hex_id] not in alike:
            alike[control[hex_id]] = ground_of(state, hex_id, side, height)
        found[hex_id] = alike[control[hex_id]]
    return found


def collect_pm(state: State, hexes: Iterable[int], side: int, height: Height) -> dict[int, int]:
    """Return by hex the share per-mille of the bundles that a side brings in from there."""
    return {hex_id: ground.collect_pm for hex_id, ground in grounds(state, hexes, side, height).items()}


def _rows(state: State, order: Airdrop) -> tuple[DropRow, ...]:
    """Return the hexes a bundle may land in, in order of hex, and last what falls off the map."""
    spread = scatter(state.scenario, state.weather, order.aim, order.height)
    ground = grounds(state, [hex_id for hex_id, _weight in spread], state.side, order.height)
    rows = [DropRow(hex_id, weight, *ground[hex_id]) for hex_id, weight in spread]
    outside = WHOLE - sum(weight for _hex, weight in spread)
    return (*rows, DropRow(OFF_MAP, outside, "off_map", 0))


def _weight(chance: int) -> int:
    return chance * WHOLE // _PER


def _shares(state: State, row: DropRow, height: Height, side: int) -> tuple[int, int]:
    """Return the weights of 2**32 that a bundle in a hex is recovered, and that the enemy gets it."""
    got = row.collect_pm * WHOLE // ONE
    if _holder(state, row.hex, side) is None:
        return got, 0
    return got, (WHOLE - got) * state.scenario.ruleset.airdrop.uncollected_to_enemy_pm // ONE


@remembered
def _holder(state: State, hex_id: int, side: int) -> Unit | None:
    """Return the enemy unit that picks up what is not collected in a hex: the nearest, then the first by id."""
    if hex_id == OFF_MAP:
        return None
    grid = state.scenario.map.grid
    for radius in range(HOLDER_HEXES + 1):
        near = [unit for h in grid.ring(hex_id, radius) for unit in state.by_hex.get(h, ()) if unit.side != side]
        if near:
            return min(near, key=lambda unit: unit.id)
    return None


def _fall(
    draft: Draft, state: State, order: Airdrop, rows: list[DropRow], ends: list[int],
) -> tuple[int, str]:
    """Draw where a bundle lands and who gets it; rows run from the worst ground to the best, `ends` sums weights."""
    row = rows[min(bisect_right(ends, draft.draw("bundle", order.aim)), len(rows) - 1)]
    got, taken = _shares(state, row, order.height, state.side)
    luck = draft.draw("collect", order.aim)
    if luck >= WHOLE - got:
        return row.hex, "recovered"
    return row.hex, "captured" if luck < taken else "lost"


def _bundles(load: Stock, count: int) -> list[Stock]:
    """Return a sortie's load in `count` bundles, as even as whole kilograms allow."""
    food, ammo, fuel = ([kg * (i + 1) // count - kg * i // count for i in range(count)] for kg in load)
    return list(zip(food, ammo, fuel, strict=True))


def _book(draft: Draft, state: State, order: Airdrop, landed: dict[tuple[int, str], Stock], shot: int) -> None:
    """Book what landed: to the base, to enemy units that picked it up, to the tally of the side."""
    side = state.side
    sums = {"recovered": NOTHING, "captured": NOTHING, "lost": NOTHING}
    rows = tuple((h, fate, stock) for (h, fate), stock in sorted(landed.items()))
    for hex_id, fate, stock in rows:
        sums[fate] = add_stock(sums[fate], stock)
        holder = _holder(state, hex_id, side) if fate == "captured" else None
        if holder is not None:
            draft.credit(holder.id, stock, "captured")
    draft.credit(order.base, sums["recovered"], "dropped")
    tally = draft.drops[side]
    total = [sum(sums[fate]) for fate in ("recovered", "captured", "lost")]
    draft.drops[side] = replace(
        tally, dropped=tally.dropped + sum(total), recovered=tally.recovered + total[0],
        captured=tally.captured + total[1], lost=tally.lost + total[2])
    draft.emit(DropLanded(side, order.base, order.aim, order.height, order.sorties, shot, rows,
                          sums["recovered"], sums["captured"], sums["lost"], seen_by=(side,)))
    for hex_id, fate, stock in rows:
        holder = _holder(state, hex_id, side) if fate == "captured" else None
        if holder is not None:
            draft.emit(StockMoved(1 - side, order.base, holder.id, stock, "captured", seen_by=(1 - side,)))
