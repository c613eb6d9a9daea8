"""The shape of a ruleset: every number of the rules. Field names are those of `game.rules.ruleset`.

Factors are written as decimals (0.85), masses as tonnes (`_t`) or kilograms, and become the whole units of the
rules; the alias of a field is the key in the file.
"""

from typing import Annotated

from pydantic import Field

from game.content.base import Row, Strict
from game.content.kinds import (
    BasisWord,
    Count,
    Divisor,
    Factor,
    Grams,
    Id,
    MovePoints,
    Name,
    OneOf,
    PerHundredThousand,
    PerTenThousand,
    Scaled,
    Share,
    Text,
    Tonnes,
    Whole,
    YesNo,
)
from game.rules.ruleset import RESULTS

SYMBOLS = (
    "infantry", "motorised", "mechanised", "armour", "recon", "artillery", "rockets", "mortars", "anti_aircraft",
    "anti_tank", "engineers", "headquarters", "trucks", "depot", "militia", "checkpoint",
)
"""The symbols that the window can draw on a counter."""

Degrees = Annotated[int, Whole(-60, 60)]
Metres = Annotated[int, Whole(0, 20_000)]
HungerStep = Annotated[int, Whole(-1000, 1000)]
Hexes = Annotated[int, Whole(0, 60)]


class RoadClassRow(Row):
    """How one class of road, or the open country, carries trucks and units."""

    id: Id = Field(description="What maps call it; cross_country is the way off roads.")
    name: Name = Field(description="What the player reads.")
    minutes_km: Annotated[int, Whole(1, 600)] = Field(description="Minutes of a loaded truck for one kilometre.")
    capacity_kg_day: Tonnes = Field(alias="capacity_t_day", description="Tonnes a day that can pass.")
    payload_pm: Share = Field(alias="payload", description="Share of a truck's road load that it takes here.")
    mud_time_pm: Factor = Field(alias="mud_time", description="Factor on the minutes in mud.")
    mud_capacity_pm: Factor = Field(alias="mud_capacity", description="Factor on the tonnes a day in mud.")
    risk_pm: Factor = Field(alias="risk", description="Factor on the risk of ambush.")
    move: MovePoints = Field(description="Movement points for a vehicle to enter the next hex along it.")
    foot_move: MovePoints = Field(description="The same on foot.")
    basis: BasisWord = Field("estimate", description="Where the numbers come from.")


class TerrainRow(Row):
    """One kind of ground."""

    id: Id = Field(description="What the legend of a map calls it.")
    name: Name = Field(description="What the player reads.")
    letter: Annotated[str, Text(1)] = Field(description="Its letter in texts and test pictures.")
    move: MovePoints = Field(description="Movement points for a vehicle to enter it off roads.")
    foot_move: MovePoints = Field(description="The same on foot.")
    defence_pm: Factor = Field(alias="defence", description="Factor on the defender's strength.")
    attacker_loss_pm: Factor = Field(1000, alias="attacker_loss", description="Factor on the attacker's losses.")
    built_up: YesNo = Field(False, description="Whether it is built up.")
    conceals: YesNo = Field(False, description="Whether units in it are seen only from the next hex.")


class UnitTypeRow(Row):
    """One type of unit; its values are per step unless they say otherwise."""

    id: Id = Field(description="What units name as their type.")
    name: Name = Field(description="What the player reads.")
    symbol: Annotated[str, OneOf(*SYMBOLS)] = Field(description="The symbol on the counter.")
    size_mark: Annotated[str, Text(4)] = Field(
        "II", description="The size mark above it: I, II, III, X, or one to three dots.")
    mobility: Annotated[str, OneOf("foot", "wheels", "tracks")] = Field(
        description="How it moves, which decides what mud does.")
    attack: Annotated[int, Whole(0, 50)] = Field(description="Strength of a step in attack.")
    defence: Annotated[int, Whole(0, 50)] = Field(description="Strength of a step in defence.")
    move_points_day: Annotated[int, Whole(0, 200)] = Field(description="Movement points of a turn of one day.")
    men_per_step: Annotated[int, Whole(1, 1000)] = Field(description="Men of a step.")
    vehicles_per_step: Annotated[int, Whole(0, 200)] = Field(0, description="Vehicles of a step.")
    anti_air: YesNo = Field(False, description="Whether it fires at aircraft in range.")
    range_hexes: Hexes = Field(0, description="Range of its indirect fire; 0 for none.")
    gun_shell_kg_day: Count = Field(
        0, description="Kilograms of shells of one step for a day's bombardment; a fifth of it for harassing fire.")
    assault_shell_kg: Count = Field(
        0, description="Kilograms of shells of one step for an assault, beside the men's ammunition.")
    cargo_kg_per_step: Count = Field(0, description="Kilograms of cargo that its trucks carry.")
    headquarters_hexes: Hexes = Field(
        0, description="Hexes within which it lifts the coordination of groups by a level; 0 for no headquarters.")
    fuel_grams_hex: Count = Field(0, description="Grams of fuel of one vehicle for a hex by road.")
    fuel_grams_hex_off_road: Count = Field(0, description="The same off roads.")
    sight_hexes: Hexes = Field(2, description="Hexes it sees.")


class MovementShape(Strict):
    """Zones of control, stacking, mud, mines and ambush."""

    zone_steps_pm: Factor = Field(
        2000, alias="zone_steps", description="Steps in a hex from which they have a zone of control.")
    long_turn_pm: Factor = Field(
        1500, alias="long_turn", description="Factor on movement in turns of more than one day.")
    stacking_steps: Annotated[int, Whole(1, 1000)] = Field(20, description="Most steps of a side in a hex.")
    mud_foot_pm: Factor = Field(1250, alias="mud_foot", description="Factor on costs off roads in mud, on foot.")
    mud_wheels_pm: Factor = Field(3000, alias="mud_wheels", description="The same on wheels.")
    mud_tracks_pm: Factor = Field(2000, alias="mud_tracks", description="The same on tracks.")
    mine_delay_pm: Share = Field(150, alias="mine_delay", description="Chance that a mined hex stops the move.")
    escorted_mine_delay_pm: Share = Field(
        50, alias="escorted_mine_delay", description="The same with engineers or an escort.")
    ambush_pm: Share = Field(500, alias="ambush", description="Chance of being fired on when passing an ambush.")
    ambush_hexes: Hexes = Field(1, description="Hexes that an ambush reaches.")


class CombatResultRow(Row):
    """One of the five results of a round of combat."""

    id: Annotated[str, OneOf(*RESULTS)] = Field(description="Which result it is.")
    name: Name = Field(description="What the player reads.")
    odds: Annotated[int, Scaled(1000, 0, 1000)] = Field(
        description="e to twice the threshold: P(this or better) = A*A / (A*A + odds*D*D). 0 for the worst.")
    attacker_loss: PerTenThousand = Field(description="Share of the attacking men who become casualties.")
    defender_loss: PerTenThousand = Field(description="Share of the defending men who become casualties.")
    captured_pm: Share = Field(0, alias="captured", description="Share of the defending men who are captured besides.")
    defender_retreats: YesNo = Field(False, description="Whether the defender leaves the hex.")
    attacker_retreats: YesNo = Field(
        False, description="Whether the attacker falls back and cannot attack again this turn.")
    entrench_loss_pm: Share = Field(
        0, alias="entrench_loss", description="Chance that the defender loses a level of entrenchment.")


class CombatShape(Strict):
    """Every factor of the combat formula."""

    results: list[CombatResultRow] = Field(
        min_length=5, max_length=5, description="The five results, from worst to best for the attacker.")
    killed_pm: Share = Field(alias="killed", description="Share of the casualties who die.")
    returned_pm: Share = Field(alias="returned", description="Share of the wounded who come back.")
    return_days: Annotated[int, Whole(1, 365)] = Field(description="Days until they are back.")
    entrench_pm: list[Divisor] = Field(
        alias="entrench", min_length=2, max_length=10,
        description="Factor on defence for each level of entrenchment, from 0.")
    probe_loss_pm: Factor = Field(alias="probe_loss", description="Factor on both sides' losses in a probe.")
    all_out_loss_pm: Factor = Field(alias="all_out_loss", description="The same in an all-out attack.")
    mortar_support_pm: Factor = Field(alias="mortar_support", description="Factor for mortars in support.")
    gun_support_pm: Factor = Field(alias="gun_support", description="Factor for guns in support.")
    gun_and_air_support_pm: Factor = Field(
        alias="gun_and_air_support", description="Factor for guns and an air strike of this turn.")
    coordination_pm: list[Factor] = Field(
        alias="coordination", min_length=3, max_length=3,
        description="Factor for attackers of one, two, and three or more groups.")
    flank_pm: Factor = Field(alias="flank", description="Factor for an attack from two separate directions.")
    rear_pm: Factor = Field(alias="rear", description="Factor where the defender has no way to retreat.")
    ammo_pm: list[Factor] = Field(
        alias="ammo", min_length=4, max_length=4, description="Factor for ammunition full, low, short, out.")
    ammo_low_days: Annotated[int, Whole(0, 100)] = Field(description="Ammunition is low below so many days of assault.")
    ammo_short_days: Annotated[int, Whole(0, 100)] = Field(
        description="Ammunition is short below so many days of assault.")
    base_defence_pm: Factor = Field(
        alias="base_defence", description="Factor on defence in a base, where the ground gives less.")
    inner_ring_pm: Share = Field(
        alias="inner_ring", description="Share of the attackers who find room to fight at a base.")
    suppressed_pm: Factor = Field(alias="suppressed", description="Factor on the strength of a suppressed unit.")
    hunger_quality_pm: Share = Field(
        alias="hunger_quality", description="Share of quality lost when hunger is at its worst.")
    dig_in_turns: Annotated[int, Whole(1, 100)] = Field(description="Quiet turns for a level of entrenchment.")
    probe_ammo_pm: Factor = Field(alias="probe_ammo", description="Factor on the ammunition of an assault for a probe.")
    mortar_hexes: Hexes = Field(
        4, description="Range up to which indirect fire counts as mortars' in support, beyond it as guns'.")


class BombardShape(Strict):
    """Indirect fire and air strikes: on units, works, people and protected sites."""

    casualties_per_tonne: PerTenThousand = Field(
        description="Share of the men in the hex who become casualties, for a tonne of shells.")
    suppress_pm_per_tonne: Share = Field(
        alias="suppress_per_tonne", description="Chance to suppress the units there, for a tonne.")
    entrench_loss_pm_per_tonne: Share = Field(
        alias="entrench_loss_per_tonne", description="Chance to destroy a level of entrenchment, for a tonne.")
    strike_casualties: PerTenThousand = Field(
        description="Share of the men in the hex who become casualties, for a sortie.")
    strike_suppress_pm: Share = Field(
        alias="strike_suppress", description="Chance to suppress the units there, for a sortie.")
    strike_loss_pm_per_gun: Share = Field(
        alias="strike_loss_per_gun", description="Chance to lose the jet, for each anti-aircraft unit in range.")
    harm_per_10000_per_tonne: PerTenThousand = Field(
        alias="harm_per_tonne", description="Share of the people there who are killed or hurt, for a tonne.")
    harm_per_10000_per_strike: PerTenThousand = Field(alias="harm_per_strike", description="The same for a sortie.")
    leave_pm_per_tonne: Share = Field(
        alias="leave_per_tonne", description="Share of the people there who leave, for a tonne.")
    leave_pm_per_strike: Share = Field(alias="leave_per_strike", description="The same for a sortie.")
    heritage_damage_pm: Share = Field(
        alias="heritage_damage", description="Chance that a protected site in the hex is damaged.")
    support_loss_per_10_harm: Share = Field(description="Political support lost for ten people harmed.")
    support_loss_heritage: Share = Field(description="Political support lost for damage to a protected site.")


class AirdropShape(Strict):
    """Scatter, collection and exposure of airdrops."""

    payload_kg: Count = Field(description="Kilograms of a sortie.")
    bundles: Annotated[int, Whole(1, 100)] = Field(description="Bundles of a sortie, which fall apart from each other.")
    cep_low_m: Annotated[int, Whole(1, 20_000)] = Field(
        description="Metres round the aim within which half of the bundles fall, dropped low.")
    cep_high_m: Annotated[int, Whole(1, 20_000)] = Field(description="The same, dropped high.")
    wind_low_m: Metres = Field(description="Metres of drift by the wind, dropped low.")
    wind_high_m: Metres = Field(description="The same, dropped high.")
    collect_base_pm: Share = Field(alias="collect_base", description="Share collected in the base's own hex.")
    collect_outpost_pm: Share = Field(
        alias="collect_outpost", description="Share collected in a hex with a unit of the side, or next to the base.")
    collect_own_pm: Share = Field(alias="collect_own", description="Share collected on other ground of the side.")
    collect_no_mans_land_pm: Share = Field(
        alias="collect_no_mans_land", description="Share collected in no man's land.")
    low_collect_pm: Factor = Field(
        alias="low_collect", description="Factor on collection after a low drop, in daylight and under fire.")
    uncollected_to_enemy_pm: Share = Field(
        alias="uncollected_to_enemy", description="Share of what is not collected that the enemy gets.")
    collect_stance_pm: Factor = Field(
        alias="collect_stance", description="Factor on collection where a unit has the stance collect.")
    loss_low_per_100000: PerHundredThousand = Field(
        alias="loss_low", description="Chance to lose the helicopter, a sortie and anti-aircraft unit in range, low.")
    loss_high_per_100000: PerHundredThousand = Field(alias="loss_high", description="The same, high.")
    gun_range_hexes: Hexes = Field(description="Hexes within which an anti-aircraft unit reaches a drop or strike.")
    low_drop_losses_allowed: Count = Field(description="Helicopters lost, after which low drops are forbidden.")


class PolicyRow(Row):
    """What a route policy refuses, and how it weighs loss against time."""

    id: Annotated[str, OneOf("fast", "balanced", "safe")] = Field(description="Which policy it is.")
    name: Name = Field(description="What the player reads.")
    max_loss_pm: Share = Field(
        alias="max_loss", description="Routes on which more than this share is expected to be lost are refused.")
    loss_weight_minutes: Count = Field(
        description="Minutes of detour that it accepts to avoid the loss of the whole load.")


class SupplyShape(Strict):
    """The supply network and the filling of demands."""

    parcel_kg: Annotated[int, Whole(1, 1_000_000)] = Field(
        description="Kilograms handed out at a time when demands are filled evenly.")
    off_road_hexes: Hexes = Field(description="Hexes that trucks go across country to reach a consumer.")
    off_road_capacity_kg_day: Tonnes = Field(
        alias="off_road_capacity_t_day", description="Tonnes a day of all ways across country to one consumer.")
    zone_time_pm: Factor = Field(
        alias="zone_time", description="Factor on the minutes in an enemy zone of control without an own unit.")
    zone_capacity_pm: Factor = Field(alias="zone_capacity", description="Factor on the tonnes a day there.")
    risk_per_step_100000: PerHundredThousand = Field(
        alias="risk_per_step", description="Share of a load lost in a hex, for each enemy step in reach.")
    risk_hexes: Hexes = Field(description="Hexes from which an enemy unit reaches a road.")
    risk_cap_pm: Share = Field(alias="risk_cap", description="Most that one hex can cost.")
    rest_risk_pm: Factor = Field(alias="rest_risk", description="Factor for enemy units that rest.")
    hold_risk_pm: Factor = Field(alias="hold_risk", description="Factor for enemy units that hold.")
    interdict_risk_pm: Factor = Field(alias="interdict_risk", description="Factor for enemy units that interdict.")
    captured_pm: Share = Field(alias="captured", description="Share of a lost load that the enemy captures.")
    truck_replacement_days: Annotated[int, Whole(1, 365)] = Field(description="Days until a lost truck is replaced.")
    policies: list[PolicyRow] = Field(min_length=3, max_length=3, description="The three route policies.")
    base_reach_hexes: Hexes = Field(description="Hexes within which units draw on a base.")
    unit_target_days: Annotated[int, Whole(1, 365)] = Field(
        description="Days of need that a unit asks to have in stock.")
    base_target_days: Annotated[int, Whole(1, 365)] = Field(
        description="Days of need that a base asks to have in stock.")


class ConsumptionRow(Row):
    """What the men of a side use, in kilograms a man and day unless a key says otherwise."""

    id: Id = Field(description="What a side names as its consumption.")
    food: Grams = Field(description="Food at full rations.")
    food_two_thirds: Grams = Field(description="Food at two-thirds rations.")
    food_half: Grams = Field(description="Food at half rations.")
    ammo_rest: Grams = Field(description="Ammunition at rest.")
    ammo_hold: Grams = Field(description="Ammunition when holding.")
    ammo_assault_g: Grams = Field(alias="ammo_assault", description="Ammunition of each man engaged in an assault.")


class HungerShape(Strict):
    """The hunger index, from 0 to 1000: how it moves a day, and what it does."""

    full_per_day: HungerStep = Field(description="Change a day at full rations.")
    two_thirds_per_day: HungerStep = Field(description="Change a day at two-thirds rations.")
    half_per_day: HungerStep = Field(description="Change a day at half rations.")
    none_per_day: HungerStep = Field(description="Change a day without food.")
    surrender_from: Annotated[int, Whole(0, 1000)] = Field(description="Index from which units may surrender.")
    surrender_slope_pm: Share = Field(
        alias="surrender_slope", description="Chance in three days, for each 1000 of the index above that.")


class PopulationShape(Strict):
    """How people leave a place under fire and come back."""

    return_pm_day: Share = Field(
        alias="return_per_day", description="Share of those who left that comes back on a quiet day.")
    fighting_leave_pm: Share = Field(
        alias="fighting_leave", description="Share that leaves when there is fighting in the hex.")
    fighting_harm_per_10000: PerTenThousand = Field(
        alias="fighting_harm", description="Share that is killed or hurt by it.")


class SightShape(Strict):
    """How far lookouts see."""

    base_hexes: Hexes = Field(2, description="Hexes seen from a base, with or without units in it.")
    look_down_m: Metres = Field(30, description="Metres above open ground from which one hex more is seen.")


class SupportShape(Strict):
    """What political support lets a side send; below a value in proportion to it, never less than the least."""

    strikes_from_pm: Share = Field(
        600, alias="strikes_from", description="Support from which all strike sorties are flown.")
    reinforcements_from_pm: Share = Field(
        500, alias="reinforcements_from", description="Support from which units that arrive are complete.")
    recruits_from_pm: Share = Field(
        600, alias="recruits_from", description="Support from which all the men that an event adds come.")
    least_pm: Share = Field(250, alias="least", description="Share that comes however low support is.")


class MonthRow(Strict):
    """The weather of one calendar month."""

    month: Annotated[int, Whole(1, 12)] = Field(description="1 for January.")
    mud_pm: Share = Field(alias="mud", description="Chance of mud in a turn.")
    flyable_pm: Share = Field(alias="flyable", description="Chance of flying weather in a turn.")
    temperature: Degrees = Field(description="Mean temperature in degrees Celsius.")
    rain_mm: Annotated[int, Whole(0, 1000)] = Field(description="Rain of the month in millimetres.")
    basis: BasisWord = Field("estimate", description="Where the numbers come from.")


class RulesetShape(Strict):
    """All numbers of the rules."""

    roads: list[RoadClassRow] = Field(
        min_length=1, max_length=40, description="Classes of road, best first; cross_country is one of them.")
    terrain: list[TerrainRow] = Field(min_length=1, max_length=40, description="Kinds of ground.")
    unit_types: list[UnitTypeRow] = Field(min_length=1, max_length=100, description="Types of unit.")
    movement: MovementShape = Field(description="Movement.")
    combat: CombatShape = Field(description="Combat.")
    bombard: BombardShape = Field(description="Bombardment and air strikes.")
    airdrop: AirdropShape = Field(description="Airdrops.")
    supply: SupplyShape = Field(description="Supply.")
    consumption: list[ConsumptionRow] = Field(
        min_length=1, max_length=20, description="Tables of what the men of a side use.")
    hunger: HungerShape = Field(description="Hunger.")
    population: PopulationShape = Field(description="People.")
    sight: SightShape = Field(description="Sight.")
    support: SupportShape = Field(description="Political support.")
    months: list[MonthRow] = Field(default=[], max_length=12, description="Weather by month; a month left out is dry.")
