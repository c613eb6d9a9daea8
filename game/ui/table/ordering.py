"""Orders in the making: what the buttons of units, bases and cards do to the plan on the desk, and giving it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, get_args

from game.rules.orders import Choose, SetStance
from game.rules.ruleset import STANCES
from game.ui import tools
from game.ui.screen import Outcome, Stay
from game.ui.table.proposal import Proposal

if TYPE_CHECKING:
    from game.ui.table.screen import TableScreen

Do = Callable[[str], Outcome | None]
SETTINGS = ("intensity", "weight", "sorties", "height", "load", "partner", "class", "amount")
"""What can be changed on a plan."""


class Ordering:
    """Carries out the action ids that make, change and give orders, on the table it belongs to."""

    def __init__(self, table: TableScreen) -> None:
        self._table = table

    def deeds(self) -> dict[str, Do]:
        """Return what to do for each action id, with the part after the colon as argument."""
        return {
            "aim": self._aim, "drop_here": self._drop_here, "stance": self._stance, "cargo": self._cargo,
            "confirm": self._confirm, "cancel": self._cancel, "detail": self._detail, "party": self._party,
            "choose": self._choose,
            **{name: partial(self._propose, name) for name in ("priority", "ration", "policy")},
            **{name: partial(self._adjust, name) for name in SETTINGS},
        }

    def _refreshed(self) -> Outcome:
        self._table.refresh()
        return Stay()

    # --- planning -----------------------------------------------------------------------------------------------

    def _aim(self, detail: str) -> Outcome:
        desk = self._table.desk
        aims: tuple[tools.Aim, ...] = get_args(tools.Aim)
        desk.ending = False
        desk.drop_plan()
        if self._table.play.my_turn and detail in aims:
            desk.aim = next(aim for aim in aims if aim == detail)
        return self._refreshed()

    def _drop_here(self, _detail: str) -> Outcome:
        desk, view = self._table.desk, self._table.play.view
        if desk.subject.base and self._table.play.my_turn:
            desk.drop_plan()
            desk.plan = tools.aimed(view, "drop", "", desk.subject.base, view.known.base(desk.subject.base).hex)
        return self._refreshed()

    def _cargo(self, detail: str) -> Outcome:
        desk = self._table.desk
        if desk.unit is not None:
            kinds: tuple[tools.CargoKind, ...] = get_args(tools.CargoKind)
            desk.plan = tools.CargoPlan(next(kind for kind in kinds if kind == detail), desk.unit.id)
        return self._refreshed()

    def _adjust(self, name: str, detail: str) -> Outcome:
        desk = self._table.desk
        if desk.plan is not None:
            desk.plan = tools.adjusted(desk.plan, name, int(detail))
        return self._refreshed()

    def _detail(self, _detail: str) -> Outcome:
        desk = self._table.desk
        if isinstance(desk.plan, tools.AttackPlan | tools.DropPlan):
            desk.plan = replace(desk.plan, detail=not desk.plan.detail)
        return self._refreshed()

    def _party(self, unit_id: str) -> Outcome:
        desk = self._table.desk
        if isinstance(desk.plan, tools.AttackPlan):
            desk.plan = tools.toggled(desk.plan, unit_id)
        return self._refreshed()

    def _cancel(self, _detail: str) -> Outcome:
        desk = self._table.desk
        if desk.info is not None:
            desk.info = None
        elif desk.ending:
            desk.ending = False
        else:
            desk.drop_plan()
        return self._refreshed()

    def _confirm(self, _detail: str) -> Outcome:
        table = self._table
        if table.desk.proposal is not None and table.play.my_turn:
            return table.give(table.desk.proposal.order)
        plan = table.desk.plan
        order = tools.order_of(plan, table.play.view) if plan is not None and table.play.my_turn else None
        if order is None or (plan is not None and tools.refusal(plan, table.play.view)):
            return self._refreshed()
        outcome = table.give(order)
        if isinstance(plan, tools.MovePlan) and plan.foe >= 0:
            self._plan_attack(plan)
        return outcome

    def _plan_attack(self, move: tools.MovePlan) -> None:
        """Plan the attack for which a unit was moved, if it came where it was to go."""
        table = self._table
        unit = table.play.view.known.by_id.get(move.unit)
        if unit is not None and unit.hex == move.target:
            table.desk.plan, table.desk.told = tools.attack_plan(table.play.view, move.unit, move.foe), None
            table.refresh()

    # --- orders without a target --------------------------------------------------------------------------------

    def _stance(self, detail: str) -> Outcome:
        unit = self._table.desk.unit
        stance = next((row for row in STANCES if row == detail), None)
        return self._table.give(SetStance(unit.id, stance)) if unit is not None and stance else Stay()

    def _holder(self) -> str:
        """Return the own base or unit that is chosen, empty where none is or it is not the player's turn."""
        desk = self._table.desk
        if not self._table.play.my_turn:
            return ""
        return desk.subject.base or (desk.unit.id if desk.unit is not None else "")

    def _propose(self, setting: str, detail: str) -> Outcome:
        """Show what an option of a setting would do, unless it is the present one."""
        desk = self._table.desk
        holder = "" if setting == "policy" else self._holder()
        if self._table.play.my_turn and (holder or setting == "policy"):
            desk.drop_plan()
            desk.proposal = Proposal(setting, int(detail), holder)
        return self._refreshed()

    def _choose(self, detail: str) -> Outcome:
        event_id, _colon, choice = detail.partition(":")
        desk = self._table.desk
        desk.news = [row for row in desk.news if row.event.id != event_id]
        return self._table.give(Choose(event_id, choice))
