"""The terms of combat strength: each a named factor with the line of the ruleset that sets it.

A strength is the sum over units of steps x value x the unit's own factors, times the factors of the whole side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from game.rules import movement, politics
from game.rules.air import unknown_stock
from game.rules.fire import struck, works_at
from game.rules.narrate import unit_name
from game.rules.ruleset import AMMO, ONE, Intensity
from game.rules.state import State, Unit, remembered, steps_pm
from game.rules.supply.stocks import FULL, OUT, SHORT, ammo_level, available
from game.text import _, figure, language


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its name for the player, factor in per-mille, and the dotted path in the ruleset that sets it.

    `unit` names the unit it belongs to, "" for the whole side. Of each unit the first term is what its steps are
    worth, in thousandths of a point of strength.
    """

    name: str
    factor_pm: int
    path: str
    unit: str = ""


def strength(terms: Sequence[Term]) -> int:
    """Return the strength that terms make, in thousandths."""
    units: dict[str, tuple[int, int]] = {}
    whole, divisor = 1, 1
    for term in terms:
        if not term.unit:
            whole, divisor = whole * term.factor_pm, divisor * ONE
        elif term.unit not in units:
            units[term.unit] = (term.factor_pm, 1)
        else:
            product, scale = units[term.unit]
            units[term.unit] = (product * term.factor_pm, scale * ONE)
    return sum(product // scale for product, scale in units.values()) * whole // divisor


def attack_terms(state: State, units: Sequence[Unit], target: int, intensity: Intensity) -> tuple[Term, ...]:
    """Return the terms of units that attack a hex at an intensity."""
    rows = [term for unit in units for term in unit_terms(state, unit, defends=False, intensity=intensity)]
    return (*rows, *_attack_side(state, units, target))


def attack_strength(state: State, units: Sequence[Unit], target: int, intensity: Intensity) -> int:
    """Return the strength that `attack_terms` make, in thousandths, without putting them into words."""
    power = sum([_unit_strength(state, unit.id, False, intensity) for unit in units])
    product, divisor = _from_without(state, units[0].side, target)
    joint = [*_coordination(state, units, target), *_surprise(state, units, target)] if len(units) > 1 else ()
    return _whole(power * product, joint, divisor)


@remembered
def _from_without(state: State, side: int, target: int) -> tuple[int, int]:
    """Return product and divisor of the terms that do not hang on who attacks a hex: support, and a base's front."""
    terms = [*_support(state, side, target, attacks=True), *_front(state, side, target)]
    return math.prod(term.factor_pm for term in terms), ONE ** len(terms)


def defence_terms(state: State, units: Sequence[Unit], target: int) -> tuple[Term, ...]:
    """Return the terms of units that defend a hex."""
    rows = [term for unit in units for term in unit_terms(state, unit, defends=True)]
    return (*rows, *_defence_side(state, units[0].side, target)) if units else ()


@remembered
def defence_strength(state: State, side: int, target: int) -> int:
    """Return the strength that the `defence_terms` of a side in a hex make, in thousandths, without their words."""
    units = [unit for unit in state.by_hex.get(target, ()) if unit.side == side]
    power = sum([_unit_strength(state, unit.id, True, "probe") for unit in units])
    return _whole(power, _defence_side(state, side, target)) if units else 0


def _whole(power: int, terms: Sequence[Term], divisor: int = 1) -> int:
    """Return the strength of units times the terms of their whole side."""
    for term in terms:
        power, divisor = power * term.factor_pm, divisor * ONE
    return power // divisor


def _attack_side(state: State, units: Sequence[Unit], target: int) -> tuple[Term, ...]:
    """Return the terms of the whole side of units that attack a hex."""
    side = units[0].side
    return (*_support(state, side, target, attacks=True), *_coordination(state, units, target),
            *_surprise(state, units, target), *_front(state, side, target))


def _front(state: State, side: int, target: int) -> list[Term]:
    """Return the term of an attack on a base, which meets a part of its front."""
    if not _base_of(state, target, 1 - side):
        return []
    share = state.scenario.ruleset.combat.inner_ring_pm
    return [Term(_("inner ring: part of the front engaged"), share, "combat.inner_ring_pm")]


def _defence_side(state: State, side: int, target: int) -> tuple[Term, ...]:
    """Return the terms of a whole side that defends a hex."""
    rows, works = _support(state, side, target, attacks=False), works_at(state, target, side)
    if works:
        rows.append(Term(_("works, level {level}").format(level=works),
                         state.scenario.ruleset.combat.entrench_pm[works], f"combat.entrench_pm[{works}]"))
    return (*rows, *ground_terms(state, target, side))


def ground_terms(state: State, target: int, side: int) -> tuple[Term, ...]:
    """Return the term of the ground for a defender: its kind, or the base it holds there where that is better."""
    rules = state.scenario.ruleset.combat
    ground = state.scenario.terrain_at(target)
    worth, name, path = ground.defence_pm, _(ground.name), f"terrain[{state.scenario.map.terrain[target]}].defence_pm"
    if _base_of(state, target, side) and rules.base_defence_pm > worth:
        worth, name, path = rules.base_defence_pm, _("base"), "combat.base_defence_pm"
    return (Term(_("ground: {name}").format(name=name), worth, path),) if worth != ONE else ()


def unit_terms(
    state: State, unit: Unit, *, defends: bool, intensity: Intensity = "probe",
) -> tuple[Term, ...]:
    """Return the terms of one unit: its steps' worth, then quality, hunger, ammunition, suppression where they tell.

    Whoever attacks without the ammunition of a whole round at that intensity counts as short at best.
    """
    return _unit_terms(state, unit.id, defends, intensity, language())


@remembered
def _unit_terms(state: State, unit_id: str, defends: bool, intensity: Intensity, _language: str) -> tuple[Term, ...]:
    unit = state.by_id[unit_id]
    scenario = state.scenario
    kind = scenario.unit_type(unit.type)
    value, word = (kind.defence, "defence") if defends else (kind.attack, "attack")
    steps = steps_pm(unit, kind.men_per_step)
    place = scenario.ruleset.unit_types.index(kind)
    text = _("{unit}: {steps} steps × defence {value}") if defends else _("{unit}: {steps} steps × attack {value}")
    name = text.format(unit=unit_name(scenario, unit.id), steps=figure(steps // 100 / 10, ".1f"), value=value)
    worth, *factors = _factors(state, unit, defends, intensity)
    level = _level_in_fight(state, unit, defends, intensity)
    words = (_("ammunition full"), _("ammunition low"), _("ammunition short"), _("ammunition out"))
    rows = [Term(name, worth, f"unit_types[{place}].{word}", unit.id)]
    for factor, label, path in zip(factors, (
        _("quality"), _("hunger"), words[level], _("suppressed"),
    ), (
        f"units.{unit.id}.quality_pm", "combat.hunger_quality_pm", f"combat.ammo_pm[{level}]", "combat.suppressed_pm",
    ), strict=True):
        if factor != ONE:
            rows.append(Term(label, factor, path, unit.id))
    return tuple(rows)


@remembered
def _unit_strength(state: State, unit_id: str, defends: bool, intensity: Intensity) -> int:
    """Return the strength that the terms of one unit make, in thousandths."""
    worth, quality, hungry, ammunition, suppressed = _factors(state, state.by_id[unit_id], defends, intensity)
    return worth * quality * hungry * ammunition * suppressed // ONE ** 4


def _factors(state: State, unit: Unit, defends: bool, intensity: Intensity) -> tuple[int, int, int, int, int]:
    """Return what a unit's steps are worth, and the factors of its quality, hunger, ammunition and suppression."""
    kind, rules = state.scenario.ruleset.kinds[unit.type], state.scenario.ruleset.combat
    worth = steps_pm(unit, kind.men_per_step) * (kind.defence if defends else kind.attack)
    hungry = ONE - rules.hunger_quality_pm * unit.hunger // ONE
    ammunition = rules.ammo_pm[_level_in_fight(state, unit, defends, intensity)]
    return worth, unit.quality_pm, hungry, ammunition, rules.suppressed_pm if unit.suppressed else ONE


def _level_in_fight(state: State, unit: Unit, defends: bool, intensity: Intensity) -> int:
    level = known_level(state, unit)
    short = not defends and level < SHORT and available(state, unit, AMMO) < round_kg(state, unit, intensity)
    return SHORT if short else level


def known_level(state: State, unit: Unit) -> int:
    """Return a unit's level of ammunition, full where the state is the other side's knowledge and cannot tell."""
    return FULL if unknown_stock(state, unit) else ammo_level(state, unit)


def round_kg(state: State, unit: Unit, intensity: Intensity) -> int:
    """Return the ammunition a unit spends in a round, in kilograms."""
    kind = state.scenario.unit_type(unit.type)
    grams = unit.men * state.scenario.sides[unit.side].consumption.ammo_assault_g
    grams += unit.men * ONE * kind.assault_shell_kg // kind.men_per_step
    share = state.scenario.ruleset.combat.probe_ammo_pm if intensity == "probe" else ONE
    return -(-grams * share // (ONE * ONE))


@remembered
def supporter(state: State, side: int, target: int, attacks: bool) -> Unit | None:
    """Return the unit whose guns support a side at a hex: guns before mortars, the nearest, the first by id.

    It must be in range, have ammunition and not have fired this turn; one bound by a truce supports no attack.
    """
    grid = state.scenario.map.grid
    best: tuple[tuple[bool, int, str], Unit] | None = None
    for unit in _guns(state, side):
        kind, distance = state.scenario.unit_type(unit.type), grid.distance(unit.hex, target)
        if distance > kind.range_hexes:
            continue
        if attacks and politics.truce_binds(state, unit):
            continue
        key = (kind.range_hexes <= state.scenario.ruleset.combat.mortar_hexes, distance, unit.id)
        if best is None or key < best[0]:
            best = (key, unit)
    return best[1] if best else None


@remembered
def _guns(state: State, side: int) -> tuple[Unit, ...]:
    """Return a side's guns and mortars that have ammunition and have not fired this turn."""
    kinds = state.scenario.ruleset.kinds
    return tuple(unit for unit in state.units if unit.side == side and unit.hex >= 0 and not unit.fired
                 and kinds[unit.type].range_hexes > 0 and known_level(state, unit) < OUT)


def _support(state: State, side: int, target: int, *, attacks: bool) -> list[Term]:
    """Return the support term: jets that struck the hex count as guns, and guns or mortars with them as both."""
    rules = state.scenario.ruleset.combat
    gun = supporter(state, side, target, attacks)
    jets = attacks and struck(state, side, target)
    if gun is not None and jets:
        return [Term(_("guns and air support"), rules.gun_and_air_support_pm, "combat.gun_and_air_support_pm")]
    if jets:
        return [Term(_("air support"), rules.gun_support_pm, "combat.gun_support_pm")]
    if gun is None:
        return []
    if state.scenario.unit_type(gun.type).range_hexes <= rules.mortar_hexes:
        return [Term(_("mortar support"), rules.mortar_support_pm, "combat.mortar_support_pm")]
    return [Term(_("gun support"), rules.gun_support_pm, "combat.gun_support_pm")]


def _coordination(state: State, units: Sequence[Unit], target: int) -> list[Term]:
    """Return the term of a joint attack by several groups, lifted by a headquarters near or an agreement in force."""
    rules = state.scenario.ruleset.combat
    count = len({unit.group for unit in units})
    level = min(count, len(rules.coordination_pm)) - 1
    if level <= 0 or state.flag("coordination") >= state.turn:
        return []
    led = _led(state, units[0].side, target)
    level -= led
    if level <= 0:
        return []
    name = _("{n} groups under one headquarters") if led else _("{n} groups without a common command")
    return [Term(name.format(n=count), rules.coordination_pm[level], f"combat.coordination_pm[{level}]")]


@remembered
def _led(state: State, side: int, target: int) -> bool:
    """Say whether a headquarters of a side is near enough to lead an attack on a hex."""
    distances, kinds = state.scenario.map.grid.distances(target), state.scenario.ruleset.kinds
    return any(unit.side == side and unit.hex >= 0
               and 0 < kinds[unit.type].headquarters_hexes >= distances[unit.hex] for unit in state.units)


def _surprise(state: State, units: Sequence[Unit], target: int) -> list[Term]:
    """Return the term of an attack from several sides; a base is made ready for all of them."""
    rules, hexes = state.scenario.ruleset.combat, tuple(sorted({unit.hex for unit in units}))
    surprised = _surprised(state, target, 1 - units[0].side, hexes) if len(hexes) > 1 else ""
    if surprised == "rear":
        return [Term(_("from all sides, no way out"), rules.rear_pm, "combat.rear_pm")]
    return [Term(_("from two sides"), rules.flank_pm, "combat.flank_pm")] if surprised else []


@remembered
def _surprised(state: State, target: int, side: int, hexes: tuple[int, ...]) -> str:
    """Return how a side in a hex is surprised by an attack from some hexes: "rear", "flank", or "" for not at all."""
    if _base_of(state, target, side):
        return ""
    sides = [state.scenario.map.grid.direction(target, hex_id) for hex_id in hexes]
    if not any((b - a) % 6 not in (0, 1, 5) for a in sides for b in sides):
        return ""
    return "flank" if movement.ways_out(state, target, side, hexes) else "rear"


@remembered
def _base_of(state: State, hex_id: int, side: int) -> bool:
    return any(base.hex == hex_id and base.side == side for base in state.bases)
