"""From models to the values of the rules: a `Scenario` with its numbers, board and forces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar, cast

from game.content.base import Load, Strict
from game.content.board import build_map
from game.content.control import opening_control
from game.content.notes import Notes
from game.content.schema import ScenarioShape
from game.content.schema_events import ChoiceRow, ConditionRow, EffectRow, EventRow, LevelRow
from game.content.schema_forces import BaseRow, SideRow, SourceRow, UnitRow
from game.content.schema_lessons import CheckRow, LessonRow, StepRow
from game.content.schema_rules import RulesetShape
from game.content.seal import sealed
from game.rules.lesson import Lesson, LessonAnswer, LessonCheck, LessonShow, LessonStep
from game.rules.ruleset import (
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
    SightRules,
    SupplyRules,
    SupportRules,
    Terrain,
    UnitType,
)
from game.rules.scenario import (
    AirDef,
    BaseDef,
    Choice,
    Cited,
    Clock,
    Condition,
    Effect,
    EventDef,
    Group,
    Level,
    Link,
    Objective,
    Scenario,
    Side,
    Site,
    SourceDef,
    TrafficDef,
    UnitDef,
)

Value = TypeVar("Value")
Lines = tuple[tuple[str, str], ...]
LOWEST = -1_000_000_000
"""The least difference of points of the lowest level: whatever happens, it is reached."""

_CLASSES = ("food", "ammo", "fuel")


def build(scenario_id: str, shape: ScenarioShape, lines: Lines, notes: Notes) -> Scenario:
    """Return the scenario of a valid model, noting what cannot be built, such as a road with a gap.

    `lines` maps dotted paths to file:line. Where an error is noted the scenario is still whole, for the checks.
    """
    ruleset = _ruleset(shape.ruleset, tuple((p[8:], at) for p, at in lines if p.startswith("ruleset.")))
    board = build_map(shape.map, ruleset, notes)
    tables = {row.id: row for row in shape.ruleset.consumption}
    units = tuple(_unit(row, ruleset, shape) for row in shape.units)
    bases = tuple(_base(row) for row in shape.bases)
    names_of = shape.supply.classes
    sides = tuple(_side(row, make(Consumption, tables[row.consumption])) for row in shape.sides)
    scenario = Scenario(
        id=scenario_id, title=shape.title, summary=shape.summary, content_note=shape.content_note,
        briefing=tuple((i, shape.briefing[side.id]) for i, side in enumerate(sides) if side.id in shape.briefing),
        sources=_all(Cited, shape.sources), clock=make(Clock, shape.clock), ruleset=ruleset, map=board,
        sides=(sides[0], sides[1]), groups=_all(Group, shape.groups), units=units, bases=bases,
        supply_sources=_sources(shape.supply.sources), traffic=_all(TrafficDef, shape.supply.traffic),
        air=_all(AirDef, shape.air), sites=_all(Site, shape.sites),
        events=tuple(_event(row) for row in shape.events),
        objectives=_all(Objective, shape.objectives),
        levels=tuple(_level(row) for row in shape.levels),
        control=opening_control(shape, board, units, bases, notes),
        class_names=(names_of.food, names_of.ammo, names_of.fuel), fog=shape.fog,
        lessons=tuple(_lesson(row) for row in shape.lessons),
        lines=tuple(row for row in lines if not row[0].startswith("ruleset.")),
    )
    return sealed(scenario)


def make(kind: type[Value], row: Strict, /, **given: object) -> Value:
    """Return the dataclass of a model: fields of the same name, lists as tuples, loads as stocks, `given` over them."""
    known = {field.name for field in fields(cast(Any, kind))}
    values = {name: _plain(value) for name, value in row if name in known and value is not None}
    return kind(**{**values, **given})


def _plain(value: Any) -> Any:
    if isinstance(value, Load):
        return value.stock()
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    return value


def _all(kind: type[Value], rows: Iterable[Strict]) -> tuple[Value, ...]:
    return tuple(make(kind, row) for row in rows)


def _ruleset(shape: RulesetShape, lines: Lines) -> Ruleset:
    return Ruleset(
        roads=_all(RoadClass, shape.roads), terrain=_all(Terrain, shape.terrain),
        unit_types=_all(UnitType, shape.unit_types), movement=make(MovementRules, shape.movement),
        combat=make(CombatRules, shape.combat, results=_all(CombatResult, shape.combat.results)),
        bombard=make(BombardRules, shape.bombard), airdrop=make(AirdropRules, shape.airdrop),
        supply=make(SupplyRules, shape.supply, policies=_all(RoutePolicy, shape.supply.policies)),
        hunger=make(HungerRules, shape.hunger), population=make(PopulationRules, shape.population),
        months=_all(Month, shape.months), sight=make(SightRules, shape.sight),
        support=make(SupportRules, shape.support), lines=lines,
    )


def _side(row: SideRow, consumption: Consumption) -> Side:
    return make(Side, row, consumption=consumption)


def _unit(row: UnitRow, ruleset: Ruleset, shape: ScenarioShape) -> UnitDef:
    kind = ruleset.unit_type(row.type)
    steps = row.steps if row.steps is not None else 0
    men = row.men if row.men is not None else steps * kind.men_per_step
    vehicles = row.vehicles
    if vehicles is None:
        vehicles = -(-men * kind.vehicles_per_step // kind.men_per_step)
    return make(UnitDef, row, men=men, vehicles=vehicles, cargo=row.cargo_t.stock())


def _base(row: BaseRow) -> BaseDef:
    return make(BaseDef, row, stock=row.stock_t.stock(), links=_all(Link, row.links))


def _sources(rows: list[SourceRow]) -> tuple[SourceDef, ...]:
    return tuple(make(SourceDef, row, available=row.available_t_day.stock()) for row in rows)


def _level(row: LevelRow) -> Level:
    return make(Level, row) if row.least is not None else make(Level, row, least=LOWEST)


def _event(row: EventRow) -> EventDef:
    return make(
        EventDef, row, conditions=tuple(_condition(item) for item in row.conditions),
        effects=_effects(row.effects), choices=tuple(_choice(item) for item in row.choices),
        seen_by=tuple(sorted(row.seen_by)),
    )


def _choice(row: ChoiceRow) -> Choice:
    return make(Choice, row, effects=_effects(row.effects))


def _condition(row: ConditionRow) -> Condition:
    kind, value = row.the_one()
    if kind in ("date", "before", "turn"):
        return Condition(kind=cast(Any, kind), turn=value)
    if kind == "chance":
        return Condition(kind="chance", chance_pm=value)
    if kind in ("flag", "no_flag"):
        return Condition(kind=cast(Any, kind), flag=value)
    given: dict[str, object] = {"kind": kind}
    if hasattr(value, "hex"):
        given["hexes"] = (value.hex,)
    if kind == "stock_below":
        given["supply_class"] = _CLASSES.index(value.supply_class)
    return make(Condition, value, **given)


def _effects(rows: list[EffectRow]) -> tuple[Effect, ...]:
    return tuple(_effect(row) for row in rows)


def _effect(row: EffectRow) -> Effect:
    kind, value = row.the_one()
    if kind == "clear_flag":
        return Effect(kind="clear_flag", flag=value)
    given: dict[str, object] = {"kind": kind}
    if kind == "source":
        given["amount"] = int(value.open)
    if hasattr(value, "stock_t"):
        given["stock"] = value.stock_t.stock()
    return make(Effect, value, **given)


def _lesson(row: LessonRow) -> Lesson:
    return make(Lesson, row, steps=tuple(_step(step) for step in row.steps))


def _step(row: StepRow) -> LessonStep:
    return make(LessonStep, row, checks=tuple(_lesson_check(item) for item in row.checks),
                answers=_all(LessonAnswer, row.answers), shows=_all(LessonShow, row.shows))


def _lesson_check(row: CheckRow) -> LessonCheck:
    kind, value = row.the_one()
    if kind in ("layer", "preview"):
        return LessonCheck(kind=cast(Any, kind), word=value)
    if kind == "turn":
        return LessonCheck(kind="turn", amount=value)
    given: dict[str, object] = {"kind": kind}
    if getattr(value, "hex", -1) >= 0:
        given["hexes"] = (value.hex,)
    return make(LessonCheck, value, **given)
