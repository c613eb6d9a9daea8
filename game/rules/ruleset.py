"""The numbers of the rules: frozen tables that a ruleset file fills and every rule reads.

Factors are whole per-mille (`_pm`, 1000 = 1.0), masses whole kilograms unless a name says grams, movement costs
tenths of a movement point, so that nothing which decides a game is a float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

from game.rules.words import Words

Basis = Literal["sourced", "computed", "estimate"]
Stock = tuple[int, int, int]
"""Kilograms of food, ammunition and fuel."""

FOOD, AMMO, FUEL = 0, 1, 2
NOTHING: Stock = (0, 0, 0)
ONE = 1000
"""The whole of a per-mille factor."""

Stance = Literal["rest", "hold", "dig_in", "interdict", "escort", "collect"]
STANCES: tuple[Stance, ...] = ("rest", "hold", "dig_in", "interdict", "escort", "collect")
Mobility = Literal["foot", "wheels", "tracks"]
Intensity = Literal["probe", "assault", "all_out"]
INTENSITIES: tuple[Intensity, ...] = ("probe", "assault", "all_out")
Height = Literal["low", "high"]
HEIGHTS: tuple[Height, ...] = ("low", "high")
RouteChoice = Literal["fast", "balanced", "safe"]
RationLevel = Literal["full", "two_thirds", "half"]
RESULTS: tuple[str, ...] = ("bloody_repulse", "repulse", "standoff", "ground", "collapse")
"""Results of one round of combat, from worst to best for the attacker."""


@dataclass(frozen=True, slots=True)
class RoadClass:
    """How one class of road (or `cross_country`) carries trucks and units."""

    id: str
    name: Words
    minutes_km: int
    capacity_kg_day: int
    payload_pm: int
    mud_time_pm: int
    mud_capacity_pm: int
    risk_pm: int
    move: int
    foot_move: int
    basis: Basis = "estimate"


@dataclass(frozen=True, slots=True)
class Terrain:
    """One kind of ground: movement off roads, worth in defence, sight."""

    id: str
    name: Words
    letter: str
    move: int
    foot_move: int
    defence_pm: int
    attacker_loss_pm: int = ONE
    built_up: bool = False
    conceals: bool = False


@dataclass(frozen=True, slots=True)
class UnitType:
    """One type of unit, its values per step."""

    id: str
    name: Words
    symbol: str
    mobility: Mobility
    attack: int
    defence: int
    move_points_day: int
    men_per_step: int
    vehicles_per_step: int = 0
    size_mark: str = "II"
    anti_air: bool = False
    range_hexes: int = 0
    gun_shell_kg_day: int = 0
    assault_shell_kg: int = 0
    cargo_kg_per_step: int = 0
    headquarters_hexes: int = 0
    fuel_grams_hex: int = 0
    fuel_grams_hex_off_road: int = 0
    sight_hexes: int = 2


@dataclass(frozen=True, slots=True)
class MovementRules:
    """Zones of control, stacking, mud and the delay of a mined road."""

    zone_steps_pm: int = 2000
    long_turn_pm: int = 1500
    stacking_steps: int = 20
    mud_foot_pm: int = 1250
    mud_wheels_pm: int = 3000
    mud_tracks_pm: int = 2000
    mine_delay_pm: int = 150
    escorted_mine_delay_pm: int = 50
    ambush_pm: int = 500
    ambush_hexes: int = 1


@dataclass(frozen=True, slots=True)
class CombatResult:
    """One of the five results of a round; losses are per 10,000 men engaged at intensity 1.

    `odds` is e^(2 * theta) in thousandths: P(at least this result) = A*A / (A*A + odds/1000 * D*D). The worst
    result has odds 0, so that something always happens.
    """

    id: str
    name: Words
    odds: int
    attacker_loss: int
    defender_loss: int
    captured_pm: int = 0
    defender_retreats: bool = False
    attacker_retreats: bool = False
    entrench_loss_pm: int = 0


@dataclass(frozen=True, slots=True)
class CombatRules:
    """Every factor of the combat formula."""

    results: tuple[CombatResult, ...]
    killed_pm: int
    returned_pm: int
    return_days: int
    entrench_pm: tuple[int, ...]
    probe_loss_pm: int
    all_out_loss_pm: int
    mortar_support_pm: int
    gun_support_pm: int
    gun_and_air_support_pm: int
    coordination_pm: tuple[int, ...]
    flank_pm: int
    rear_pm: int
    ammo_pm: tuple[int, ...]
    ammo_low_days: int
    ammo_short_days: int
    base_defence_pm: int
    inner_ring_pm: int
    suppressed_pm: int
    hunger_quality_pm: int
    dig_in_turns: int
    probe_ammo_pm: int
    mortar_hexes: int = 4


@dataclass(frozen=True, slots=True)
class BombardRules:
    """Indirect fire and air strikes on units, digging, people and sites."""

    casualties_per_tonne: int
    suppress_pm_per_tonne: int
    entrench_loss_pm_per_tonne: int
    strike_casualties: int
    strike_suppress_pm: int
    strike_loss_pm_per_gun: int
    harm_per_10000_per_tonne: int
    harm_per_10000_per_strike: int
    leave_pm_per_tonne: int
    leave_pm_per_strike: int
    heritage_damage_pm: int
    support_loss_per_10_harm: int
    support_loss_heritage: int


@dataclass(frozen=True, slots=True)
class AirdropRules:
    """Scatter, collection and exposure of airdrops; distances in metres."""

    payload_kg: int
    bundles: int
    cep_low_m: int
    cep_high_m: int
    wind_low_m: int
    wind_high_m: int
    collect_base_pm: int
    collect_outpost_pm: int
    collect_own_pm: int
    collect_no_mans_land_pm: int
    low_collect_pm: int
    uncollected_to_enemy_pm: int
    collect_stance_pm: int
    loss_low_per_100000: int
    loss_high_per_100000: int
    gun_range_hexes: int
    low_drop_losses_allowed: int


@dataclass(frozen=True, slots=True)
class RoutePolicy:
    """What a route policy refuses and how it weighs expected loss against hours."""

    id: RouteChoice
    name: Words
    max_loss_pm: int
    loss_weight_minutes: int


@dataclass(frozen=True, slots=True)
class SupplyRules:
    """The network and the filling procedure."""

    parcel_kg: int
    off_road_hexes: int
    off_road_capacity_kg_day: int
    zone_time_pm: int
    zone_capacity_pm: int
    risk_per_step_100000: int
    risk_hexes: int
    risk_cap_pm: int
    rest_risk_pm: int
    hold_risk_pm: int
    interdict_risk_pm: int
    captured_pm: int
    truck_replacement_days: int
    policies: tuple[RoutePolicy, ...]
    base_reach_hexes: int
    unit_target_days: int
    base_target_days: int


@dataclass(frozen=True, slots=True)
class Consumption:
    """What the men of one side use, in grams a man and day unless a name says otherwise."""

    food: int
    food_two_thirds: int
    food_half: int
    ammo_rest: int
    ammo_hold: int
    ammo_assault_g: int


@dataclass(frozen=True, slots=True)
class HungerRules:
    """The hunger index, 0 to 1000, moved per day; surrender from a threshold."""

    full_per_day: int
    two_thirds_per_day: int
    half_per_day: int
    none_per_day: int
    surrender_from: int
    surrender_slope_pm: int


@dataclass(frozen=True, slots=True)
class PopulationRules:
    """How people leave a place under fire and come back."""

    return_pm_day: int
    fighting_leave_pm: int
    fighting_harm_per_10000: int


@dataclass(frozen=True, slots=True)
class SightRules:
    """How far lookouts see: from a base in hexes, and the metres above open ground that give one hex more."""

    base_hexes: int = 2
    look_down_m: int = 30


@dataclass(frozen=True, slots=True)
class SupportRules:
    """From which political support strikes, reinforcements and recruits come in full, and the least share of them."""

    strikes_from_pm: int = 600
    reinforcements_from_pm: int = 500
    recruits_from_pm: int = 600
    least_pm: int = 250


@dataclass(frozen=True, slots=True)
class Month:
    """Weather of one calendar month: chances in per-mille a turn, temperature in degrees Celsius."""

    month: int
    mud_pm: int
    flyable_pm: int
    temperature: int
    rain_mm: int
    basis: Basis = "estimate"


@dataclass(frozen=True)
class Ruleset:
    """All numbers of the rules together, with the file line that set each (`lines`: dotted path to file:line)."""

    roads: tuple[RoadClass, ...]
    terrain: tuple[Terrain, ...]
    unit_types: tuple[UnitType, ...]
    movement: MovementRules
    combat: CombatRules
    bombard: BombardRules
    airdrop: AirdropRules
    supply: SupplyRules
    hunger: HungerRules
    population: PopulationRules
    months: tuple[Month, ...]
    sight: SightRules = SightRules()
    support: SupportRules = SupportRules()
    lines: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def road(self, road_id: str) -> RoadClass:
        """Return the road class of that id; KeyError if there is none."""
        return _by_id(self.roads, road_id)

    def unit_type(self, type_id: str) -> UnitType:
        """Return the unit type of that id; KeyError if there is none."""
        return self.kinds[type_id]

    @cached_property
    def kinds(self) -> dict[str, UnitType]:
        """Unit types by id."""
        return {kind.id: kind for kind in self.unit_types}

    def month(self, month: int) -> Month:
        """Return the weather of a calendar month, 1 to 12; a dry, flyable default if the ruleset has none."""
        for row in self.months:
            if row.month == month:
                return row
        return Month(month, 0, ONE, 20, 0)


_Row = TypeVar("_Row", RoadClass, Terrain)


def _by_id(rows: tuple[_Row, ...], wanted: str) -> _Row:
    for row in rows:
        if row.id == wanted:
            return row
    raise KeyError(wanted)
