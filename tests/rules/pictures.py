"""Rule pictures: a small map drawn as text becomes a Scenario and a State, and a State is drawn back.

Columns of the text stand for columns of hexes. Odd columns lie half a hex further down, so a row of hexes takes two
lines: the even columns, then the odd ones. Cells are parted by blanks; their place in the line does not matter.

A cell is a terrain letter and then any marks:

    .  plain   s  steppe   g  groves   r  rough   h  hills (50 m higher)   v  village   t  town
    =  motorway   -  paved   ~  track   :  rough military road (it joins neighbouring cells with the same mark)
    0  1   controlled by side 0 or 1 (a unit's or base's hex is its side's anyway; the rest is nobody's)
    A to Z   a unit, described in `units`; several letters are a stack

>>> scenario = small_scenario('''
...     .=A     .=      .B
...         .=      .1
...     h0      t       .
...         .       g
... ''', units={"A": force(0, "tanks"), "B": force(1, "light_inf", men=150)},
...     bases=[base("fort", 0, "0.1", stock=(9000, 9000, 9000))])
>>> state = small_state(scenario)
>>> print(draw(state))
.=A   .=    .B
   .=    .1
h0    t     .
   .     g

Hexes are named as everywhere, `column.row`: `at(state, "2.0")` is the id of one, `hexes(state, "2.0 2.1")` of two.
`with_units(state, A={"men": 40, "hex": "1.1"})` changes units. `engine.start(scenario, seed)` gives one after a dawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from game.hexes import Grid
from game.rules.muster import before_first_dawn
from game.rules.ruleset import (
    NOTHING,
    AirdropRules,
    BombardRules,
    CombatResult,
    CombatRules,
    Consumption,
    HungerRules,
    Month,
    MovementRules,
    PopulationRules,
    RoadClass,
    RoutePolicy,
    Ruleset,
    Stock,
    SupplyRules,
    Terrain,
    UnitType,
)
from game.rules.scenario import (
    AirDef,
    BaseDef,
    Clock,
    EventDef,
    Group,
    Level,
    Link,
    MapData,
    Objective,
    Place,
    Road,
    Scenario,
    Side,
    Site,
    SourceDef,
    TrafficDef,
    UnitDef,
)
from game.rules.state import State

ROAD_MARKS = {"=": "motorway", "-": "paved", "~": "track", ":": "rough_military"}


# --- numbers -------------------------------------------------------------------------------------------------


def small_ruleset() -> Ruleset:
    """Return all the numbers proposed for the game, so that a rule test needs no file."""
    return Ruleset(
        roads=_roads(), terrain=_terrain(), unit_types=_unit_types(), movement=MovementRules(), combat=_combat(),
        bombard=BombardRules(
            casualties_per_tonne=60, suppress_pm_per_tonne=300, entrench_loss_pm_per_tonne=60, strike_casualties=120,
            strike_suppress_pm=600, strike_loss_pm_per_gun=4, harm_per_10000_per_tonne=4, harm_per_10000_per_strike=12,
            leave_pm_per_tonne=10, leave_pm_per_strike=30, heritage_damage_pm=50, support_loss_per_10_harm=2,
            support_loss_heritage=15,
        ),
        airdrop=AirdropRules(
            payload_kg=1750, bundles=4, cep_low_m=250, cep_high_m=1000, wind_low_m=50, wind_high_m=300,
            collect_base_pm=950, collect_outpost_pm=600, collect_own_pm=600, collect_no_mans_land_pm=120,
            low_collect_pm=880, uncollected_to_enemy_pm=450, collect_stance_pm=1200, loss_low_per_100000=2500,
            loss_high_per_100000=50, gun_range_hexes=2, low_drop_losses_allowed=4,
        ),
        supply=SupplyRules(
            parcel_kg=50, off_road_hexes=3, off_road_capacity_kg_day=10_000, zone_time_pm=1500, zone_capacity_pm=250,
            risk_per_step_100000=1200, risk_hexes=2, risk_cap_pm=500, rest_risk_pm=300, hold_risk_pm=1000,
            interdict_risk_pm=2500, captured_pm=400, truck_replacement_days=6,
            policies=(
                RoutePolicy("fast", "fast", 600, 60),
                RoutePolicy("balanced", "balanced", 300, 600),
                RoutePolicy("safe", "safe", 100, 3000),
            ),
            base_reach_hexes=2, unit_target_days=3, base_target_days=30,
        ),
        hunger=HungerRules(
            full_per_day=-10, two_thirds_per_day=3, half_per_day=7, none_per_day=30,
            surrender_from=600, surrender_slope_pm=400,
        ),
        population=PopulationRules(
            return_pm_day=10, fighting_leave_pm=50, fighting_harm_per_10000=5
        ),
        months=(
            Month(10, 0, 1000, 21, 20), Month(11, 150, 900, 14, 40), Month(12, 400, 800, 9, 60),
            Month(1, 450, 670, 7, 70), Month(2, 350, 750, 9, 60), Month(3, 200, 900, 13, 45), Month(4, 80, 950, 17, 30),
        ),
    )


def _roads() -> tuple[RoadClass, ...]:
    return (
        RoadClass("motorway", "motorway", 2, 2_000_000, 1000, 1000, 1000, 1000, 10, 10),
        RoadClass("paved", "paved road", 3, 600_000, 1000, 1000, 1000, 1000, 12, 10),
        RoadClass("hill_paved", "hill road", 4, 300_000, 1000, 1200, 800, 1000, 16, 10),
        RoadClass("track", "track", 6, 80_000, 1000, 1500, 500, 1200, 20, 10),
        RoadClass("rough_military", "rough military road", 8, 40_000, 700, 1500, 500, 1200, 25, 10),
        RoadClass("cross_country", "cross-country", 12, 10_000, 700, 2500, 300, 1300, 30, 12),
    )


def _terrain() -> tuple[Terrain, ...]:
    return (
        Terrain("plain", "plain", ".", 30, 12, 1000),
        Terrain("steppe", "steppe", "s", 25, 12, 1000),
        Terrain("groves", "olive groves", "g", 40, 14, 1200, conceals=True),
        Terrain("rough", "rough ground", "r", 50, 16, 1200),
        Terrain("hills", "hills", "h", 60, 20, 1500),
        Terrain("village", "village", "v", 30, 12, 1300, built_up=True),
        Terrain("town", "town", "t", 40, 20, 1600, attacker_loss_pm=2000, built_up=True, conceals=True),
    )


def _unit_types() -> tuple[UnitType, ...]:
    return (
        UnitType("light_inf", "light infantry", "infantry", "foot", 2, 2, 20, 25),
        UnitType("militia", "militia", "infantry", "foot", 1, 2, 15, 25),
        UnitType("assault_inf", "assault infantry", "infantry", "foot", 3, 2, 20, 25),
        UnitType("garrison_inf", "garrison infantry", "infantry", "foot", 2, 3, 18, 25),
        UnitType("checkpoint", "checkpoint", "infantry", "foot", 1, 2, 10, 25),
        UnitType("mech_inf", "mechanised infantry", "mechanised", "tracks", 3, 3, 30, 25, vehicles_per_step=3,
                 fuel_grams_hex=1000, fuel_grams_hex_off_road=1500),
        UnitType("tanks", "tanks", "armour", "tracks", 5, 4, 24, 15, vehicles_per_step=4, assault_shell_kg=200,
                 fuel_grams_hex=1664, fuel_grams_hex_off_road=2496),
        UnitType("guns", "guns", "artillery", "wheels", 0, 1, 20, 25, vehicles_per_step=3, range_hexes=10,
                 gun_shell_kg_day=1500, fuel_grams_hex=541, fuel_grams_hex_off_road=1248),
        UnitType("mortars", "mortars", "mortar", "foot", 0, 1, 20, 25, range_hexes=4, gun_shell_kg_day=750),
        UnitType("aa", "anti-aircraft guns", "air_defence", "wheels", 1, 1, 30, 25, vehicles_per_step=2, anti_air=True,
                 fuel_grams_hex=541, fuel_grams_hex_off_road=1248),
        UnitType("supply_col", "supply column", "supply", "wheels", 0, 1, 40, 25, vehicles_per_step=8,
                 cargo_kg_per_step=40_000, fuel_grams_hex=541, fuel_grams_hex_off_road=1248),
        UnitType("hq", "headquarters", "headquarters", "wheels", 0, 1, 30, 25, vehicles_per_step=2,
                 headquarters_hexes=6, fuel_grams_hex=541, fuel_grams_hex_off_road=1248),
    )


def _combat() -> CombatRules:
    return CombatRules(
        results=(
            CombatResult("bloody_repulse", "bloody repulse", 0, 500, 50, attacker_retreats=True),
            CombatResult("repulse", "repulse", 12, 250, 100),
            CombatResult("standoff", "stand-off", 165, 80, 80, entrench_loss_pm=150),
            CombatResult("ground", "ground taken", 2718, 250, 600, defender_retreats=True),
            CombatResult("collapse", "collapse", 66686, 200, 2500, captured_pm=250, defender_retreats=True),
        ),
        killed_pm=250, returned_pm=500, return_days=20, entrench_pm=(1000, 1400, 1900, 2500), probe_loss_pm=400,
        all_out_loss_pm=2000, mortar_support_pm=1150, gun_support_pm=1300, gun_and_air_support_pm=1450,
        coordination_pm=(1000, 850, 700), flank_pm=1250, rear_pm=1600, ammo_pm=(1000, 850, 600, 350), ammo_low_days=5,
        ammo_short_days=2, base_defence_pm=1500, inner_ring_pm=500, suppressed_pm=700, hunger_quality_pm=500,
        dig_in_turns=2, probe_ammo_pm=400,
    )


# --- parts of a scenario -------------------------------------------------------------------------------------


def force(side: int, type_id: str, men: int = 100, **fields: object) -> dict[str, object]:
    """Describe a unit for `units`: side, type, men and any other field of `UnitDef` (`hex` written, `cargo`...).

    Vehicles, where the type has any, follow from the men unless given.
    """
    return {"side": side, "type": type_id, "men": men, **fields}


def base(base_id: str, side: int, where: str, **fields: object) -> dict[str, object]:
    """Describe a base for `bases`: any other field of `BaseDef` may follow; `links` as (base id, kg a day, hexes)."""
    return {"id": base_id, "side": side, "hex": where, **fields}


def source(source_id: str, side: int, where: str, **fields: object) -> dict[str, object]:
    """Describe an entry of supply for `sources`: 8, 8 and 4 t/day by 12 five-tonne trucks unless told otherwise."""
    return {"id": source_id, "side": side, "hex": where, **fields}


def place(place_id: str, where: str, people: int = 1000, **fields: object) -> dict[str, object]:
    """Describe a named place for `places`."""
    return {"id": place_id, "hex": where, "people": people, **fields}


def small_scenario(
    picture: str,
    *,
    units: Mapping[str, Mapping[str, object]] | None = None,
    bases: Sequence[Mapping[str, object]] = (),
    sources: Sequence[Mapping[str, object]] = (),
    places: Sequence[Mapping[str, object]] = (),
    roads: Mapping[str, str] | None = None,
    control: int = -1,
    traffic: Sequence[TrafficDef] = (),
    sites: Sequence[Site] = (),
    air: Sequence[AirDef] = (),
    events: Sequence[EventDef] = (),
    objectives: Sequence[Objective] = (),
    levels: Sequence[Level] = (),
    groups: Sequence[Group] = (),
    start: date = date(2012, 10, 8),
    days: int = 1,
    turns: int = 8,
    first: int = 0,
    fog: bool = True,
    support: tuple[int, int] = (700, 700),
    ruleset: Ruleset | None = None,
) -> Scenario:
    """Return a scenario drawn as the module's text says; hexes in the other arguments are written `column.row`.

    `roads` adds roads by class: `{"track": "0.0 1.0 2.1"}` (a class may be followed by `:name`). `control` is the side
    that holds whatever is not marked. `units` may name units that are not in the picture: give them `hex`, or
    `arrives` and `hex`. Unknown groups are made.
    """
    cells = _cells(picture)
    grid = Grid(len(cells[0]), len(cells))
    rules = ruleset if ruleset is not None else small_ruleset()
    letters = {terrain.letter: index for index, terrain in enumerate(rules.terrain)}
    flat = [cell for row in cells for cell in row]
    drawn_roads = (*_marked_roads(grid, flat), *_named_roads(grid, roads or {}))
    unit_defs = _unit_defs(grid, flat, units or {}, rules)
    base_defs = tuple(_base_def(grid, row) for row in bases)
    held = bytearray(_control(flat, control))
    there = [unit for unit in unit_defs if unit.arrives in (0, 1)]
    for hex_id, side in (*((b.hex, b.side) for b in base_defs), *((u.hex, u.side) for u in there)):
        held[hex_id] = side + 1
    known = {group.id for group in groups}
    made = {unit.group: unit.side for unit in unit_defs if unit.group not in known}
    return Scenario(
        id="picture", title="Picture", summary="", content_note="", briefing=(), sources=(),
        clock=Clock(start, days, turns, first), ruleset=rules,
        map=MapData(
            grid, bytes(letters[cell[0]] for cell in flat), tuple(450 if cell[0] == "h" else 400 for cell in flat),
            drawn_roads, _road_sides(grid, drawn_roads, rules), tuple(_place(grid, row) for row in places),
        ),
        sides=(_side("government", "rectangle", support[0]), _side("opposition", "diamond", support[1])),
        groups=(*groups, *(Group(name, name, side) for name, side in made.items())),
        units=unit_defs, bases=base_defs, supply_sources=tuple(_source(grid, row) for row in sources),
        traffic=tuple(traffic), air=tuple(air), sites=tuple(sites), events=tuple(events),
        objectives=tuple(objectives), levels=tuple(levels) or (Level("open", "undecided", -10**9, -1),),
        control=bytes(held), fog=fog, fingerprint="picture",
    )


def small_state(scenario: Scenario, seed: int = 7) -> State:
    """Return the state as set up, in turn 1 and the first side's phase, without a dawn; units may move in full."""
    state = replace(before_first_dawn(scenario, seed), turn=1)
    long_turn = scenario.ruleset.movement.long_turn_pm if scenario.clock.days > 1 else 1000
    return replace(state, units=tuple(
        replace(unit, move_left=scenario.unit_type(unit.type).move_points_day * 10 * long_turn // 1000)
        for unit in state.units
    ))


def with_units(state: State, **changes: Mapping[str, object]) -> State:
    """Return the state with fields of units changed; a `hex` may be written `column.row`."""
    units = []
    for unit in state.units:
        fields = dict(changes.get(unit.id, {}))
        if isinstance(fields.get("hex"), str):
            fields["hex"] = at(state, str(fields["hex"]))
        units.append(replace(unit, **fields))  # type: ignore[arg-type]
    return replace(state, units=tuple(units))


def at(state: State | Scenario, name: str) -> int:
    """Return the id of a hex written `column.row`."""
    scenario = state if isinstance(state, Scenario) else state.scenario
    return scenario.map.grid.parse(name)


def hexes(state: State | Scenario, names: str) -> tuple[int, ...]:
    """Return the ids of hexes written `column.row` with blanks between."""
    return tuple(at(state, name) for name in names.split())


# --- drawing -------------------------------------------------------------------------------------------------


def draw(state: State, show_control: bool = True) -> str:
    """Draw a state as the text it could have been read from; stacks in order of id, control where no unit stands."""
    scenario = state.scenario
    cells = []
    for hex_id in range(scenario.map.grid.size):
        text = scenario.terrain_at(hex_id).letter + _road_mark(scenario, hex_id)
        stack = state.by_hex.get(hex_id, ())
        if stack:
            text += "".join(unit.id for unit in stack)
        elif show_control and state.control[hex_id]:
            text += str(state.control[hex_id] - 1)
        cells.append(text)
    return picture_of(scenario, cells)


def picture_of(scenario: Scenario, cells: Sequence[object]) -> str:
    """Lay out one word per hex in the form of a picture, for example costs: `picture_of(scenario, costs)`."""
    grid = scenario.map.grid
    words = [str(cell) for cell in cells]
    wide = max(len(word) for word in words)
    half = max(1, (wide + 1) // 2)
    lines = []
    for row in range(grid.rows):
        row_words = words[row * grid.cols:(row + 1) * grid.cols]
        for odd in (0, 1):
            line = " " * (odd * (half + 1))
            line += " ".join(word.ljust(2 * half + 1) for word in row_words[odd::2])
            lines.append(line.rstrip())
    return "\n".join(line for line in lines if line)


def rows(picture: str) -> list[list[str]]:
    """Return the words of a picture line by line, so that two are compared whatever their spacing."""
    return [line.split() for line in picture.splitlines() if line.strip()]


def _road_mark(scenario: Scenario, hex_id: int) -> str:
    marks = {name: mark for mark, name in ROAD_MARKS.items()}
    for road in scenario.map.roads:
        if hex_id in road.hexes and road.road_class in marks:
            return marks[road.road_class]
    return ""


# --- reading -------------------------------------------------------------------------------------------------


def _cells(picture: str) -> list[list[str]]:
    lines = [line.split() for line in picture.splitlines() if line.strip()]
    if len(lines) % 2:
        raise ValueError("a row of hexes takes two lines: the even columns, then the odd ones")
    rows = []
    for even, odd in zip(lines[::2], lines[1::2], strict=True):
        if len(even) - len(odd) not in (0, 1):
            raise ValueError(f"{even} and {odd} do not make one row of hexes")
        row = [""] * (len(even) + len(odd))
        row[::2], row[1::2] = even, odd
        rows.append(row)
    if len({len(row) for row in rows}) != 1:
        raise ValueError("the rows of the picture are not equally long")
    return rows


def _control(flat: Sequence[str], rest: int) -> Iterable[int]:
    for cell in flat:
        digits = [mark for mark in cell[1:] if mark in "01"]
        yield int(digits[0]) + 1 if digits else rest + 1


def _marked_roads(grid: Grid, flat: Sequence[str]) -> Iterable[Road]:
    for mark, road_class in ROAD_MARKS.items():
        for here in range(grid.size):
            for there in grid.neighbours(here):
                if here < there and mark in flat[here][1:] and mark in flat[there][1:]:
                    yield Road(f"{road_class}_{here}_{there}", road_class, road_class, (here, there))


def _named_roads(grid: Grid, roads: Mapping[str, str]) -> Iterable[Road]:
    for key, names in roads.items():
        road_class, _, name = key.partition(":")
        yield Road(name or key, name or key, road_class, tuple(grid.parse(text) for text in names.split()))


def _road_sides(
    grid: Grid, roads: Sequence[Road], rules: Ruleset
) -> tuple[tuple[int, int, int, int, int, int], ...]:
    order = [road_class.id for road_class in rules.roads]
    sides = [[-1] * 6 for _ in range(grid.size)]
    for road in roads:
        for a, b in zip(road.hexes, road.hexes[1:], strict=False):
            for here, there in ((a, b), (b, a)):
                direction = grid.direction(here, there)
                if direction < 0:
                    raise ValueError(f"{road.name}: {grid.name(here)} and {grid.name(there)} are not neighbours")
                old, new = sides[here][direction], order.index(road.road_class)
                sides[here][direction] = new if old < 0 else min(old, new)
    return tuple((s[0], s[1], s[2], s[3], s[4], s[5]) for s in sides)


def _unit_defs(
    grid: Grid, flat: Sequence[str], units: Mapping[str, Mapping[str, object]], rules: Ruleset
) -> tuple[UnitDef, ...]:
    drawn = {letter: h for h, cell in enumerate(flat) for letter in cell[1:] if letter.isupper()}
    unknown = sorted(set(drawn) - set(units))
    if unknown:
        raise ValueError(f"the picture shows {', '.join(unknown)}; describe them in `units`")
    rows = []
    for name, given in units.items():
        fields = dict(given)
        unit_type = rules.unit_type(str(fields["type"]))
        men, side = int(str(fields["men"])), int(str(fields["side"]))
        where = fields.pop("hex", None)
        fields["entry_hexes"] = tuple(grid.parse(h) for h in str(fields.pop("entry_hexes", "")).split())
        fields = {
            "name": f"Unit {name}", "group": "army" if side == 0 else "local", "arrives": 0, "quality_pm": 1000,
            "vehicles": men * unit_type.vehicles_per_step // unit_type.men_per_step, **fields,
        }
        rows.append(UnitDef(
            id=name, hex=grid.parse(where) if isinstance(where, str) else drawn[name], **fields,  # type: ignore[arg-type]
        ))
    return tuple(rows)


def _base_def(grid: Grid, given: Mapping[str, object]) -> BaseDef:
    fields: dict[str, object] = {"name": str(given["id"]).capitalize(), "stock": NOTHING, **given}
    fields["hex"] = grid.parse(str(given["hex"]))
    fields["links"] = tuple(
        Link(to, kg, tuple(grid.parse(h) for h in needs.split())) for to, kg, needs in fields.get("links", ())  # type: ignore[attr-defined]
    )
    return BaseDef(**fields)  # type: ignore[arg-type]


def _source(grid: Grid, given: Mapping[str, object]) -> SourceDef:
    available: Stock = (8000, 8000, 4000)
    fields: dict[str, object] = {
        "name": str(given["id"]).capitalize(), "available": available, "trucks": 12, "payload_kg": 5000,
        "rough_payload_kg": 3500, "loading_minutes": 240, "working_minutes": 600, **given,
    }
    fields["hex"] = grid.parse(str(given["hex"]))
    return SourceDef(**fields)  # type: ignore[arg-type]


def _place(grid: Grid, given: Mapping[str, object]) -> Place:
    fields: dict[str, object] = {"name": str(given["id"]).capitalize(), "kind": "village", **given}
    fields["hex"] = grid.parse(str(given["hex"]))
    return Place(**fields)  # type: ignore[arg-type]


def _side(name: str, frame: str, support: int) -> Side:
    army = name == "government"
    use = Consumption(
        food=1800 if army else 1500, food_two_thirds=1200 if army else 1000, food_half=900 if army else 750,
        ammo_rest=200 if army else 100, ammo_hold=700 if army else 300, ammo_assault_g=8000 if army else 9000,
    )
    return Side(name, name.capitalize(), frame, use, support)  # type: ignore[arg-type]
