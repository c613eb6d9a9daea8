"""The march of one unit: hex by hex as far as the order and the unseen allow, with fuel, control, mines and ambush."""

from __future__ import annotations

from collections.abc import Callable

from game.rules.chance import per_mille
from game.rules.draft import Draft
from game.rules.knowledge import sight
from game.rules.movement import ground_costs, held_hexes, shut_hexes, take_ground, tell_control, tell_move, zone
from game.rules.orders import Move
from game.rules.politics import truce_binds
from game.rules.ruleset import FUEL, Stance
from game.rules.state import State, Unit
from game.rules.supply.stocks import class_only, feeding_base, fuel_for

Ambush = Callable[[Draft, str, str, int], bool]
"""`combat.ambush(draft, moving unit, ambusher, hex)`: fires, and says whether the move stops."""

AMBUSH, MINE = "ambush", "mine"
"""What may stop a unit on the move, and the kinds of draw that are asked about it."""

MINE_HEXES = 2
"""How far along the roads a lying-in-wait enemy's mines reach."""


def in_passing(kind: str) -> bool:
    """Say whether a draw of this kind is asked about a unit that comes by an enemy who lies in wait, seen or not."""
    return kind.partition(":")[0] in (AMBUSH, MINE)


def move(draft: Draft, order: Move, ambush: Ambush) -> None:
    """Move a unit as far as the order and the unseen allow, with fuel, control, mines and ambush."""
    unit, mark = draft.units[order.unit], len(draft.events)
    march = _March(draft, unit, ambush)
    walked: list[int] = []
    taken: list[int] = []
    stopped = ""
    for there in order.path:
        stopped = march.barred(there)
        if stopped:
            break
        if draft.control[there] != unit.side + 1:
            taken.append(there)
        march.step(there)
        walked.append(there)
        stopped = march.danger() or march.zone_met()
        if stopped:
            break
    march.settle(halted=bool(stopped))
    if tuple(walked) == order.path and stopped in ("zone", "contact"):
        stopped = ""
    _burn(draft, unit, tuple(walked))
    visible = sight(draft.start, 1 - unit.side)
    tell_move(draft, mark, unit, unit.hex, tuple(walked), stopped, visible)
    tell_control(draft, unit.side, tuple(taken), visible)


class _March:
    """One unit on the move, and the true situation it moves in, looked at again where an ambush changes it.

    The unit itself is written into the draft by `settle`: at the end, and where others have to see it on the way.
    """

    def __init__(self, draft: Draft, unit: Unit, ambush: Ambush) -> None:
        self.draft, self.unit_id, self.side, self.ambush = draft, unit.id, unit.side, ambush
        self.here, self.left = unit.hex, unit.move_left
        self.stance: Stance = "hold" if unit.stance == "rest" else unit.stance
        self.ground = ground_costs(
            draft.scenario, draft.scenario.unit_type(unit.type).mobility, draft.weather.mud)
        self.look(draft.start)

    def look(self, state: State) -> None:
        """Take in where the enemy stands and lies in wait, and where there is no room."""
        self.enemies = held_hexes(state, 1 - self.side)
        self.shut = shut_hexes(state, state.by_id[self.unit_id])
        self.zone = zone(state, 1 - self.side)
        self.waiting = [unit for unit in state.units if unit.side != self.side and unit.stance == "interdict"
                        and not truce_binds(state, unit)]

    def settle(self, halted: bool = False) -> None:
        """Put the unit where it now is, unless it is no more; halted it goes no further this turn."""
        if self.unit_id in self.draft.units:
            self.draft.change(self.unit_id, hex=self.here, move_left=0 if halted else self.left, moved=True, entrench=0,
                              quiet_turns=0, stance=self.stance)

    def barred(self, there: int) -> str:
        """Return what keeps the unit out of the next hex: "contact" with the enemy, "stacking", or "" for nothing."""
        if there not in self.shut:
            return ""
        return "contact" if there in self.enemies else "stacking"

    def step(self, there: int) -> None:
        """Enter the next hex: movement points, the ground and a base in it."""
        cost = next((cost for near, cost, _way in self.ground[self.here] if near == there), 0)
        self.here, self.left = there, max(0, self.left - cost)
        take_ground(self.draft, self.side, there)

    def zone_met(self) -> str:
        """Return what a zone of control does to the move here: "zone" of a seen enemy, "contact" of an unseen one."""
        if not self.zone[self.here] or self.unit_id not in self.draft.units:
            return ""
        visible = sight(self.draft.start, self.side)
        near = self.draft.scenario.map.grid.neighbours(self.here)
        return "zone" if any(visible[h] and h in self.enemies for h in near) else "contact"

    def danger(self) -> str:
        """Draw for ambush (once a turn) and for mines where enemies wait by the road; an escort lowers both.

        Each unit has draws of its own: that one came by unharmed tells nothing of the next.
        """
        draft, here = self.draft, self.here
        if not self.waiting or max(draft.scenario.map.road_sides[here]) < 0:
            return ""
        rules, distances = draft.scenario.ruleset.movement, draft.scenario.map.grid.distances(here)
        far, by = min((distances[row.hex], row.id) for row in self.waiting)
        if far > max(rules.ambush_hexes, MINE_HEXES):
            return ""
        self.settle()
        unit = draft.units[self.unit_id]
        escorted = _escorted(draft, unit)
        if far <= rules.ambush_hexes and not unit.ambushed:
            draft.change(unit.id, ambushed=True)
            chance = rules.ambush_pm // 2 if escorted else rules.ambush_pm
            if draft.draw(f"{AMBUSH}:{unit.id}", here) < per_mille(chance):
                if self.ambush(draft, unit.id, by, here) or unit.id not in draft.units:
                    return AMBUSH
                self.look(draft.finish())
        if far <= MINE_HEXES:
            chance = rules.escorted_mine_delay_pm if escorted else rules.mine_delay_pm
            if draft.draw(f"{MINE}:{unit.id}", here) < per_mille(chance):
                return MINE
        return ""


def _burn(draft: Draft, unit: Unit, walked: tuple[int, ...]) -> None:
    """Book the fuel of a way, from the base the unit drew on where it set out and then from what it carries."""
    kg = fuel_for(draft.start, unit, walked)
    base_id = feeding_base(draft.start, unit) if kg else None
    for holder in (base_id, unit.id):
        if holder is not None and (holder in draft.bases or holder in draft.units):
            part = min(kg, draft.stock_of(holder)[FUEL])
            draft.debit(holder, class_only(FUEL, part), "consumed")
            kg -= part


def _escorted(draft: Draft, unit: Unit) -> bool:
    """Say whether a friend on escort, or the unit itself, guards the hex a unit is in."""
    near = (unit.hex, *draft.scenario.map.grid.neighbours(unit.hex))
    return any(
        other.side == unit.side and other.stance == "escort" and other.hex in near
        for other in draft.units.values()
    )
