"""What units and bases hold, what they need in a day, and what follows from running out.

Depots and bases hold stock for the units in reach of them; other units live on what they carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from game.rules.draft import Draft
from game.rules.ruleset import AMMO, FOOD, FUEL, NOTHING, Consumption, RationLevel, Stock, UnitType
from game.rules.scenario import BaseDef, Scenario, UnitDef
from game.rules.state import Base, State, Unit

Posture = Literal["rest", "hold", "attack"]
Situation = State | Draft
"""A finished state or the working copy of one: stocks are asked about in both."""

FULL, LOW, SHORT, OUT = 0, 1, 2, 3
"""Levels of ammunition; also indexes into `CombatRules.ammo_pm`."""

NO_NEED = -1
"""Days of supply where nothing is needed."""

DIESEL_GRAMS_LITRE = 832
"""Density of diesel fuel, kilograms per cubic metre (the supply table of the scenario's data)."""

_HARASS_SHARE = 5
"""A gun's harassing fire is a fifth of its bombardment: 0.3 of 1.5 tonnes a day (numbers of the design)."""

_OUT_SHARE = 6
"""Ammunition is out below a sixth of what is short: 1 tonne against 6."""

_DEFAULT_FUEL_KM = 100


def bases_of(where: Situation) -> Iterable[Base]:
    """Return the bases of a state or draft, in order of id."""
    return (where.bases[key] for key in sorted(where.bases)) if isinstance(where, Draft) else where.bases


def find_unit(where: Situation, unit_id: str) -> Unit | None:
    """Return a unit by id, or None."""
    return where.units.get(unit_id) if isinstance(where, Draft) else where.by_id.get(unit_id)


def find_base(where: Situation, base_id: str) -> Base | None:
    """Return a base by id, or None."""
    return where.bases.get(base_id) if isinstance(where, Draft) else where.bases_by_id.get(base_id)


def definition_of(scenario: Scenario, unit_id: str) -> UnitDef | None:
    """Return the unit's line in the order of battle, or None."""
    return scenario.order_of_battle.get(unit_id)


# --- who is fed by whom -------------------------------------------------------------------------------------


def feeding(where: Situation, side: int) -> Mapping[int, str]:
    """Return for every hex from which a unit of a side draws on a base, the id of that base.

    A base reaches `base_reach_hexes` through hexes that the enemy does not control; the nearest counts, then
    the first by id.
    """
    if isinstance(where, Draft):
        return _feeding(where.scenario, side, where.control, _posts(bases_of(where), side))
    kept = where.memo.get(("feeding", side))
    if not isinstance(kept, dict):
        kept = where.memo["feeding", side] = _feeding(where.scenario, side, where.control, _posts(where.bases, side))
    return kept


def _posts(bases: Iterable[Base], side: int) -> tuple[tuple[str, int], ...]:
    return tuple([(base.id, base.hex) for base in bases if base.side == side])


def _feeding(
    scenario: Scenario, side: int, control: bytes | bytearray, bases: tuple[tuple[str, int], ...],
) -> dict[int, str]:
    """Return what `feeding` does; the same answer is kept for the same control of the ground about the bases."""
    near = _about(scenario, bases)
    return _reached(scenario, bases, frozenset([hex_id for hex_id in near if control[hex_id] == 2 - side]))


@lru_cache(maxsize=256)
def _about(scenario: Scenario, bases: tuple[tuple[str, int], ...]) -> tuple[int, ...]:
    reach, disk = scenario.ruleset.supply.base_reach_hexes, scenario.map.grid.disk
    return tuple(sorted({near for _base, hex_id in bases for near in disk(hex_id, reach)}))


@lru_cache(maxsize=1024)
def _reached(scenario: Scenario, bases: tuple[tuple[str, int], ...], shut: frozenset[int]) -> dict[int, str]:
    grid = scenario.map.grid
    reached: dict[int, str] = {}
    front = sorted(bases)
    for step in range(scenario.ruleset.supply.base_reach_hexes + 1):
        rim: list[tuple[str, int]] = []
        for base_id, hex_id in sorted(front):
            if hex_id in reached or (step and hex_id in shut):
                continue
            reached[hex_id] = base_id
            rim += [(base_id, near) for near in grid.neighbours(hex_id)]
        front = rim
    return reached


def feeding_base(where: Situation, unit: Unit) -> str | None:
    """Return the id of the base that a unit draws on, or None where it lives on its own stock."""
    return feeding(where, unit.side).get(unit.hex) if unit.hex >= 0 else None


def fed_units(where: Situation, base: Base) -> tuple[Unit, ...]:
    """Return the units that draw on a base, in order of id."""
    if isinstance(where, Draft):
        reach = feeding(where, base.side)
        fed = [u for u in where.units.values() if u.side == base.side and reach.get(u.hex) == base.id]
        return tuple(sorted(fed, key=lambda unit: unit.id))
    kept = where.memo.get(("fed", base.side))
    if not isinstance(kept, dict):
        kept = where.memo["fed", base.side] = _fed(where, base.side)
    return kept.get(base.id, ())


def _fed(state: State, side: int) -> dict[str, tuple[Unit, ...]]:
    """Return the units that draw on each base of a side, in order of id; bases that feed nobody are left out."""
    reach = feeding(state, side)
    tables: dict[str, list[Unit]] = {}
    for unit in state.units:
        if unit.side == side and unit.hex in reach:
            tables.setdefault(reach[unit.hex], []).append(unit)
    return {base_id: tuple(units) for base_id, units in tables.items()}


# --- needs --------------------------------------------------------------------------------------------------


def food_grams(consumption: Consumption, ration: RationLevel) -> int:
    """Return grams of food a man and day at a ration."""
    if ration == "full":
        return consumption.food
    return consumption.food_two_thirds if ration == "two_thirds" else consumption.food_half


def ration_of(where: Situation, unit: Unit) -> RationLevel:
    """Return the ration a unit lives on: that of its base, or its own."""
    base_id = feeding_base(where, unit)
    base = find_base(where, base_id) if base_id else None
    return base.ration if base else unit.ration


def posture_of(unit: Unit) -> Posture:
    """Return the posture for which a unit's needs are reckoned at dawn: at rest, or holding."""
    return "rest" if unit.stance == "rest" else "hold"


def upkeep_grams(scenario: Scenario, unit: Unit, ration: RationLevel) -> Stock:
    """Return what a unit uses in a day without moving, firing or fighting, in grams per class."""
    eats = scenario.sides[unit.side].consumption
    rate = eats.ammo_rest if posture_of(unit) == "rest" else eats.ammo_hold
    return ((unit.men + unit.wounded) * food_grams(eats, ration), unit.men * rate, 0)


def unit_need_grams(scenario: Scenario, unit: Unit, posture: Posture, ration: RationLevel) -> Stock:
    """Return what a unit is expected to use in a day at a posture, in grams per class.

    Holding guns harass; in attack every man and gun is engaged once, and vehicles use their carried fuel over
    the days of a unit's stock target.
    """
    return _need_grams(scenario, unit.id, unit.side, unit.type, unit.men, unit.wounded, unit.vehicles, posture, ration)


@lru_cache(maxsize=4096)
def _need_grams(
    scenario: Scenario, unit_id: str, side: int, type_id: str, men: int, wounded: int, vehicles: int,
    posture: Posture, ration: RationLevel,
) -> Stock:
    """Return what `unit_need_grams` does; asked again and again for units that have not changed in this."""
    eats, kind = scenario.sides[side].consumption, scenario.unit_type(type_id)
    strength = men * 1000 // kind.men_per_step
    food = (men + wounded) * food_grams(eats, ration)
    if posture == "rest":
        return (food, men * eats.ammo_rest, 0)
    if posture == "hold":
        return (food, men * eats.ammo_hold + strength * kind.gun_shell_kg_day // _HARASS_SHARE, 0)
    shells = strength * (kind.assault_shell_kg + kind.gun_shell_kg_day)
    fuel = _tank_kg(scenario, unit_id, kind, vehicles) * 1000 // max(1, scenario.ruleset.supply.unit_target_days)
    return (food, men * eats.ammo_assault_g + shells, fuel)


def _generators_grams(base: BaseDef) -> int:
    return base.fuel_litres_day * DIESEL_GRAMS_LITRE


def generator_kg(scenario: Scenario, base_id: str, days: int) -> int:
    """Return the fuel that a base's generators burn in some days, in kilograms."""
    return _generators_grams(scenario.base(base_id)) * days // 1000


def need_day(where: Situation, holder: str, posture: Posture | None = None) -> Stock:
    """Return what a base (with all it feeds) or a unit needs in a day at a posture, kilograms per class.

    Without a posture, each unit counts as it now stands. KeyError where nobody has that id.
    """
    if isinstance(where, Draft):
        return _need_day(where, holder, posture)
    key = (f"{posture} need of {holder}", 0)
    kept = where.memo.get(key)
    if kept is None:
        kept = where.memo[key] = _need_day(where, holder, posture)
    return kept  # type: ignore[return-value]


def _need_day(where: Situation, holder: str, posture: Posture | None) -> Stock:
    base = find_base(where, holder)
    if base is not None:
        rows = [unit_need_grams(where.scenario, unit, posture or posture_of(unit), base.ration)
                for unit in fed_units(where, base)]
        rows.append((0, 0, _generators_grams(where.scenario.base(holder))))
    else:
        unit = find_unit(where, holder)
        if unit is None:
            raise KeyError(holder)
        rows = [unit_need_grams(where.scenario, unit, posture or posture_of(unit), ration_of(where, unit))]
    return (_up(sum(row[FOOD] for row in rows)), _up(sum(row[AMMO] for row in rows)),
            _up(sum(row[FUEL] for row in rows)))


def _up(grams: int) -> int:
    return -(-grams // 1000)


def days(where: Situation, holder: str, posture: Posture | None = None) -> tuple[int, int, int]:
    """Return the days of supply of a base or unit per class, in tenths of a day; NO_NEED where it needs none."""
    need = need_day(where, holder, posture)
    base = find_base(where, holder)
    unit = find_unit(where, holder)
    stock = base.stock if base else unit.stock if unit else NOTHING
    tenths = [stock[k] * 10 // need[k] if need[k] else NO_NEED for k in range(3)]
    return (tenths[FOOD], tenths[AMMO], tenths[FUEL])


# --- what a unit carries ------------------------------------------------------------------------------------


def carried_fuel_kg(scenario: Scenario, unit: Unit) -> int:
    """Return the fuel a unit's vehicles carry when full, in kilograms."""
    return _tank_kg(scenario, unit.id, scenario.unit_type(unit.type), unit.vehicles)


def _tank_kg(scenario: Scenario, unit_id: str, kind: UnitType, vehicles: int) -> int:
    row = definition_of(scenario, unit_id)
    reach = row.fuel_km if row else _DEFAULT_FUEL_KM
    return _up(reach * kind.fuel_grams_hex * vehicles) if _drives(kind) else 0


def unit_target(scenario: Scenario, unit: Unit) -> Stock:
    """Return the stock a unit on its own wants to have, kilograms per class.

    Food and ammunition for `unit_target_days` of holding, ammunition for one assault besides, full tanks.
    """
    wanted_days = scenario.ruleset.supply.unit_target_days
    hold = unit_need_grams(scenario, unit, "hold", "full")
    assault = unit_need_grams(scenario, unit, "attack", "full")
    food = hold[FOOD] - unit.wounded * scenario.sides[unit.side].consumption.food
    return (_up(food * wanted_days), _up(hold[AMMO] * wanted_days + assault[AMMO]),
            carried_fuel_kg(scenario, unit))


def organic_stock(scenario: Scenario, definition: UnitDef) -> Stock:
    """Return the stock a unit of the order of battle enters with, kilograms per class."""
    eats = scenario.sides[definition.side].consumption
    kind = scenario.unit_type(definition.type)
    fuel = definition.fuel_km * kind.fuel_grams_hex * definition.vehicles if _drives(kind) else 0
    return (_up(definition.men * eats.food * definition.food_days),
            _up(definition.men * eats.ammo_hold * definition.ammo_days), _up(fuel))


def _drives(kind: UnitType) -> bool:
    return kind.mobility != "foot" and kind.fuel_grams_hex > 0


# --- effects and spending -----------------------------------------------------------------------------------


def ammo_level(where: Situation, unit: Unit) -> int:
    """Return how a unit stands for ammunition: 0 full, 1 low, 2 short, 3 out.

    A garrison is measured against days of being stormed, from the stock of its base and of all who draw on it;
    other units, and those on a depot, against days of holding.
    """
    base_id = feeding_base(where, unit)
    base = find_base(where, base_id) if base_id else None
    if base is None:
        return carried_ammo_level(where.scenario, unit)
    if not isinstance(where, State):
        return _level_of_base(where, base)
    kept = where.memo.get((f"ammunition of {base.id}", base.side))
    if not isinstance(kept, int):
        kept = _level_of_base(where, base)
        where.memo[f"ammunition of {base.id}", base.side] = kept
    return kept


def carried_ammo_level(scenario: Scenario, unit: Unit) -> int:
    """Return how a unit that lives on what it carries stands for ammunition, 0 full to 3 out."""
    return _level(scenario, unit.stock[AMMO] * 1000, unit_need_grams(scenario, unit, "hold", "full")[AMMO])


def _level_of_base(where: Situation, base: Base) -> int:
    held = (base.stock[AMMO] + sum(row.stock[AMMO] for row in fed_units(where, base))) * 1000
    return _level(where.scenario, held, _base_rate(where, base))


def _base_rate(where: Situation, base: Base) -> int:
    """Return the grams of ammunition a day in which a base's levels are measured."""
    posture: Posture = "hold" if where.scenario.base(base.id).depot else "attack"
    return sum(unit_need_grams(where.scenario, u, posture, "full")[AMMO] for u in fed_units(where, base))


def ammo_out_kg(where: Situation, holder: str) -> int:
    """Return the kilograms below which a base (with all it feeds) or a unit is out; KeyError where nobody is meant."""
    base, unit = find_base(where, holder), find_unit(where, holder)
    if base is not None:
        rate = _base_rate(where, base)
    elif unit is not None:
        rate = unit_need_grams(where.scenario, unit, "hold", "full")[AMMO]
    else:
        raise KeyError(holder)
    return max(1, -(-where.scenario.ruleset.combat.ammo_short_days * rate // (_OUT_SHARE * 1000)))


def _level(scenario: Scenario, held: int, rate: int) -> int:
    """Return the level of so many grams of ammunition against a rate of use in grams a day."""
    rules = scenario.ruleset.combat
    if held <= 0 or held * _OUT_SHARE < rules.ammo_short_days * rate:
        return OUT
    if held < rules.ammo_short_days * rate:
        return SHORT
    return LOW if held < rules.ammo_low_days * rate else FULL


def available(where: Situation, unit: Unit, supply_class: int) -> int:
    """Return the kilograms of a class that a unit could spend now: its base's, then its own."""
    base_id = feeding_base(where, unit)
    base = find_base(where, base_id) if base_id else None
    return (base.stock[supply_class] if base else 0) + unit.stock[supply_class]


def fuel_for(where: Situation, unit: Unit, path: tuple[int, ...]) -> int:
    """Return the kilograms of fuel a unit burns along a path (its own hex left out); 0 for men on foot."""
    kind = where.scenario.unit_type(unit.type)
    if not _drives(kind):
        return 0
    game_map, here, grams = where.scenario.map, unit.hex, 0
    for hex_id in path:
        way = game_map.grid.direction(here, hex_id)
        on_road = way >= 0 and game_map.road_sides[here][way] >= 0
        grams += kind.fuel_grams_hex if on_road else kind.fuel_grams_hex_off_road
        here = hex_id
    return _up(grams * unit.vehicles)


def class_only(supply_class: int, kg: int) -> Stock:
    """Return a stock of one class."""
    return (kg if supply_class == FOOD else 0, kg if supply_class == AMMO else 0, kg if supply_class == FUEL else 0)


def spend(draft: Draft, unit_id: str, supply_class: int, kg: int) -> int:
    """Book kilograms as consumed, from the unit's base first and then its own stock; return what could be paid."""
    unit = draft.units[unit_id]
    base_id = feeding_base(draft, unit)
    paid = 0
    for holder in ([base_id] if base_id else []) + [unit_id]:
        part = min(kg - paid, draft.stock_of(holder)[supply_class])
        if part > 0:
            draft.debit(holder, class_only(supply_class, part), "consumed")
            paid += part
    return paid
