"""The situation as one side knows it, in maps of whole numbers over hexes: strengths, threats, roads, supply.

`survey(view)` is worked out once for a view and read by everything else. Powers are thousandths: steps times value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from game.ai import weights
from game.ai.levels import LEVEL, STANDARD, Level
from game.ai.might import known_foes, mights
from game.ai.roads import Artery, arteries, as_bytes, disks, nearest, supplied_ground
from game.ai.worth import destinations, ground_worth
from game.hexes import Grid
from game.rules.movement import zone
from game.rules.ruleset import AMMO, ONE, UnitType
from game.rules.scenario import Scenario
from game.rules.state import State, Unit, View, remembered
from game.rules.supply.chains import chains
from game.rules.supply.stocks import ammo_level, feeding

BLOCK_MINUTES, POWER_MINUTES, GROUND_MINUTES, ZONE_MINUTES = 40, 5, 10, 4
"""Toll of a hex on a way for an enemy in it, for each step of his, for his ground, for his zone."""

FOREIGN_MINUTES, BARRED_MINUTES = 60, 3000
"""Toll of a hex of our ground on the enemy's ways, and of one that is barred when a way round it is looked for."""

SUPPLIED_HEXES = 2

ANYWHERE = -1
"""Instead of a hex: all tasks of a kind that are not stressed by themselves."""


class Survey:
    """What one side makes of a view at a `level`, with its memory of `fought`: by base, days that fights cost it.

    `left` are the hexes with an easy attack that it saw in an earlier turn, or for some turns, and did not order.
    """

    def __init__(self, view: View, level: Level = LEVEL[STANDARD]) -> None:
        self.view, self.level = view, level
        self.state: State = view.known
        self.scenario: Scenario = view.scenario
        self.grid, self.side = self.scenario.map.grid, view.side
        self.fought: Mapping[str, int] = {}
        self.left: frozenset[int] = frozenset()
        self.stress: Mapping[tuple[str, int], int] = {}
        self.memo: dict[tuple[str, object], object] = {}
        self.kinds: dict[str, UnitType] = self.scenario.ruleset.kinds
        self.own = tuple([u for u in self.state.units if u.side == self.side and u.hex >= 0])
        might_of, fed = mights(self.scenario), feeding(self.state, self.side)
        self._steps: dict[str, int] = {}
        self._levels: dict[str, int] = {}
        self._powers: dict[str, tuple[int, int]] = {}
        of_base: dict[str, int] = {}
        for unit in self.own:
            might, base = might_of(unit), fed.get(unit.hex)
            if base is not None and base not in of_base:
                of_base[base] = ammo_level(self.state, unit)
            ammunition = might.level if base is None else of_base[base]
            self._steps[unit.id], self._levels[unit.id] = might.steps, ammunition
            self._powers[unit.id] = might.powers(ammunition)
        self.enemy_zone = zone(self.state, 1 - self.side)
        self.foes = known_foes(view)
        self.bases = tuple(base for base in self.state.bases if base.side == self.side)
        self.enemy_bases = tuple(base for base in self.state.bases if base.side != self.side)

    def stress_on(self, kind: str, hex_id: int = ANYWHERE) -> int:
        """Return the per-mille for which a task counts in this plan."""
        return self.stress.get((kind, hex_id), self.stress.get((kind, ANYWHERE), ONE))

    # --- strengths -------------------------------------------------------------------------------------------

    def kind(self, unit: Unit) -> UnitType:
        """Return a unit's type."""
        return self.kinds[unit.type]

    def steps(self, unit: Unit) -> int:
        """Return an own unit's strength in thousandths of a step."""
        return self._steps[unit.id]

    def attack_of(self, unit: Unit) -> int:
        """Return an own unit's power in attack as it is now; none without ammunition."""
        return self._powers[unit.id][0]

    def defence_of(self, unit: Unit) -> int:
        """Return an own unit's power in defence as it is now."""
        return self._powers[unit.id][1]

    def ammunition(self, unit: Unit) -> int:
        """Return an own unit's level of ammunition, 0 full to 3 out."""
        return self._levels[unit.id]

    def is_fighter(self, unit: Unit) -> bool:
        """Say whether a unit can be sent to take or hold ground."""
        kind = self.kinds[unit.type]
        return kind.attack > 0 and not kind.anti_air and kind.range_hexes == 0

    def is_static(self, unit: Unit) -> bool:
        """Say whether a unit is too slow to be sent anywhere."""
        return self.kinds[unit.type].move_points_day <= weights.STATIC_POINTS_DAY

    @cached_property
    def threat(self) -> tuple[list[int], list[int]]:
        """Enemy power in attack within one and within three hexes of each hex."""
        rows = tuple([(foe.hex, foe.attack) for foe in self.foes.values()])
        return _spread_out(self.grid, rows, 1), _spread_out(self.grid, rows, 3)

    @cached_property
    def cover(self) -> list[int]:
        """Own power in defence within three hexes of each hex."""
        return _spread_out(self.grid, tuple(self.own_power.items()), 3)

    @cached_property
    def own_power(self) -> dict[int, int]:
        """Own power in defence by hex."""
        found: dict[int, int] = {}
        for unit in self.own:
            found[unit.hex] = found.get(unit.hex, 0) + self.defence_of(unit)
        return found

    @cached_property
    def own_steps(self) -> dict[int, int]:
        """Own steps by hex, in thousandths: what stacking counts."""
        found: dict[int, int] = {}
        for unit in self.own:
            found[unit.hex] = found.get(unit.hex, 0) + self.steps(unit)
        return found

    def full_for(self, unit: Unit) -> list[int]:
        """Return the hexes where own stacks leave no room for a unit."""
        room = self.scenario.ruleset.movement.stacking_steps * ONE - self.steps(unit)
        return [hex_id for hex_id, steps in self.own_steps.items() if steps > room and hex_id != unit.hex]

    def has_room(self, unit: Unit, hex_id: int) -> bool:
        """Say whether own stacks leave room for a unit in a hex, as they always do where it is."""
        most = self.scenario.ruleset.movement.stacking_steps * ONE
        return hex_id == unit.hex or self.own_steps.get(hex_id, 0) + self.steps(unit) <= most

    def enemy_distance(self, hex_id: int) -> int:
        """Return the distance to the nearest known enemy, 99 where none is known."""
        return self._enemy_distances[hex_id]

    @cached_property
    def _enemy_distances(self) -> Sequence[int]:
        return nearest(self.grid, tuple(self.foes))

    def far(self, a: int, b: int) -> int:
        """Return the distance between two hexes."""
        return self.grid.distances(a)[b]

    # --- worth -----------------------------------------------------------------------------------------------

    @cached_property
    def ground(self) -> dict[int, int]:
        """What taking a hex is worth for itself."""
        return ground_worth(self.state)

    def is_enemy(self, hex_id: int) -> bool:
        """Say whether an enemy is known in a hex or controls it."""
        return hex_id in self.foes or self.state.control[hex_id] == 2 - self.side

    # --- roads -----------------------------------------------------------------------------------------------

    @cached_property
    def own_arteries(self) -> tuple[Artery, ...]:
        """The easiest ways from own entries to what needs a road, blockers counted."""
        powers = tuple([(foe.hex, foe.defence) for foe in self.foes.values()])
        return _easiest(self.scenario, self.side, destinations(self.state, self.side), self.enemy_zone,
                        self.state.control, powers)

    @remembered
    def enemy_ways(self, barred: tuple[int, ...] = ()) -> tuple[Artery, ...]:
        """Return the ways the enemy wants, over his ground rather than ours, and round what is barred to him."""
        return _wanted(self.scenario, 1 - self.side, self._enemy_goals, self.state.control, barred)

    @cached_property
    def _enemy_goals(self) -> tuple[tuple[int, int], ...]:
        """Where the enemy wants a road to; through traffic only if nothing else, since it can be barred anywhere."""
        exits = {way.exit for way in self.scenario.traffic}
        wanted = destinations(self.state, 1 - self.side)
        return tuple([row for row in wanted if row[0] not in exits]) or wanted

    @cached_property
    def senders(self) -> tuple[list[int], npt.NDArray[np.int64]]:
        """Hexes and powers in defence of the fighting units that could go elsewhere."""
        free = [unit for unit in self.own if self.is_fighter(unit) and not self.is_static(unit)]
        return [unit.hex for unit in free], np.array([self.defence_of(unit) for unit in free], dtype=np.int64)

    @cached_property
    def enemy_arteries(self) -> tuple[Artery, ...]:
        """The ways the enemy wants, as if nobody barred them."""
        return self.enemy_ways()

    def flow(self, ways: tuple[Artery, ...]) -> list[int]:
        """Return for each hex the worth of the ways that pass it."""
        total = [0] * self.grid.size
        for way in ways:
            for hex_id in set(way.path):
                total[hex_id] += way.worth
        return total

    @cached_property
    def own_flow(self) -> list[int]:
        """Worth of own ways by hex."""
        return self.flow(self.own_arteries)

    @cached_property
    def enemy_flow(self) -> list[int]:
        """Worth of the enemy's ways by hex."""
        return self.flow(self.enemy_arteries)

    @cached_property
    def supplied(self) -> bytes:
        """Hexes that some own trucks reach now, or that lie near such a road; and those round own bases."""
        return self._reached(tuple(self._reach))

    @remembered
    def supplied_for(self, group: str) -> bytes:
        """Return the hexes that ammunition for a group reaches."""
        pooled = self.state.flag("pool") >= self.state.turn
        return self._reached(tuple([
            row.hex for row in self.scenario.supply_sources if row.side == self.side
            and (row.available[AMMO] or row.shares) and (pooled or row.group in ("", group))]))

    def unfed(self, unit: Unit) -> bool:
        """Say whether less than half of what a unit asked for came at the last dawn."""
        row = next((row for row in self.state.deliveries if row.consumer == unit.id), None)
        return row is not None and 2 * sum(row.arrived) < sum(row.needed)

    @remembered
    def _reached(self, entries: tuple[int, ...]) -> bytes:
        """Return the hexes near roads that trucks reach from some entries, and those round own bases."""
        reach = self.scenario.ruleset.supply.base_reach_hexes
        ground = disks(self.grid, tuple([base.hex for base in self.bases]), reach)
        for entry in entries:
            ground |= self._reach[entry]
        return as_bytes(ground, self.grid.size)

    @cached_property
    def _reach(self) -> dict[int, int]:
        """What trucks reach from each own entry, as bits by hex."""
        entries = tuple([row.hex for row in self.scenario.supply_sources if row.side == self.side])
        return supplied_ground(self.scenario, entries, self._blocked, SUPPLIED_HEXES)

    @cached_property
    def _blocked(self) -> bytes:
        """One byte a hex, 1 on roads where an enemy is known or that he controls."""
        enemy = np.frombuffer(self.state.control, dtype=np.uint8) == 2 - self.side
        enemy[list(self.foes)] = True
        return bytes(enemy & chains(self.scenario.map).on_road)


@remembered
def overlooked(look: Survey) -> frozenset[str]:
    """Return the own units that the level does not move this turn: so many in four of the order of battle, in turn."""
    names = [row.id for row in look.scenario.units if row.side == look.side]
    return frozenset(name for place, name in enumerate(names) if (place + look.state.turn) % 4 < look.level.overlooks)


def overlooks_enemy(look: Survey, target: int) -> bool:
    """Say whether the level overlooks an enemy hex this turn when it looks for attacks: so many in four, in turn.

    Who is seen is seen with all who stand around him, in one turn of four at the least; who was seen and left is not
    lost sight of. Neighbours have different turns, since the same units may be wanted against both.
    """
    col, row = look.grid.col_row(target)
    place = col % 2 + 2 * ((row - col // 2) % 2)
    return target not in look.left and (place + look.state.turn) % 4 < look.level.overlooks


def survey(view: View, level: Level = LEVEL[STANDARD]) -> Survey:
    """Return the survey of a view at a level; not kept with the view, since such rings would outlive the game."""
    return Survey(view, level)


@lru_cache(maxsize=64)
def _easiest(
    scenario: Scenario, side: int, wanted: tuple[tuple[int, int], ...], enemy_zone: bytes, control: bytes,
    powers: tuple[tuple[int, int], ...],
) -> tuple[Artery, ...]:
    """Return the easiest ways of a side to where it wants a road, past the enemy's zone, ground and powers by hex."""
    toll = np.frombuffer(enemy_zone, dtype=np.uint8).astype(np.int64) * ZONE_MINUTES
    toll += (np.frombuffer(control, dtype=np.uint8) == 2 - side) * GROUND_MINUTES
    for hex_id, power in powers:
        toll[hex_id] += BLOCK_MINUTES + POWER_MINUTES * power // ONE
    return arteries(scenario, _entries(scenario, side), wanted, toll) if wanted else ()


@lru_cache(maxsize=64)
def _wanted(
    scenario: Scenario, side: int, wanted: tuple[tuple[int, int], ...], control: bytes, barred: tuple[int, ...],
) -> tuple[Artery, ...]:
    """Return the ways of a side to where it wants a road, over its own ground rather, and round what is barred."""
    toll = np.where(np.frombuffer(control, dtype=np.uint8) == 2 - side, FOREIGN_MINUTES, 0)
    toll[list(barred)] = BARRED_MINUTES
    return arteries(scenario, _entries(scenario, side), wanted, toll) if wanted else ()


@lru_cache(maxsize=64)
def _spread_out(grid: Grid, rows: tuple[tuple[int, int], ...], radius: int) -> list[int]:
    """Return for each hex the sum of the powers (hex, power) that stand so near it."""
    total = [0] * grid.size
    for hex_id, power in rows:
        for near in grid.disk(hex_id, radius):
            total[near] += power
    return total


@lru_cache(maxsize=32)
def _entries(scenario: Scenario, side: int) -> tuple[tuple[int, int], ...]:
    """Return a side's entries of supply and traffic with the minutes before the map."""
    rows = [(row.hex, row.lead_minutes) for row in scenario.supply_sources if row.side == side]
    rows += [(way.entry, way.off_map_minutes) for way in scenario.traffic if way.side == side]
    return tuple(sorted(set(rows)))
