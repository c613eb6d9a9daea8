"""A change of priority, ration or route policy before it is ordered: what everyone gets, and would then get.

Both columns are solves of the situation as the side knows it; the second has the change in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from game.rules.narrate import holder_name
from game.rules.orders import SetPolicy, SetPriority, SetRation
from game.rules.ruleset import RationLevel, RouteChoice
from game.rules.state import State, View
from game.rules.supply.changes import Change, changed
from game.rules.supply.explain import explain
from game.rules.supply.outlook import Outlook, outlook
from game.text import _
from game.ui.panels.model import Action, Block, InfoCard, InspectorModel, Note, Setting, Table, TableRow
from game.ui.table.words import days_left, tonnes

RATIONS: tuple[RationLevel, ...] = ("full", "two_thirds", "half")
POLICIES: tuple[RouteChoice, ...] = ("fast", "balanced", "safe")
PRIORITIES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An option of a setting that was pointed at: for a holder, or for the side where the setting is the policy."""

    setting: str
    option: int
    holder: str = ""

    @property
    def order(self) -> SetPriority | SetRation | SetPolicy:
        """The order that it would be."""
        if self.setting == "policy":
            return SetPolicy(POLICIES[self.option])
        if self.setting == "ration":
            return SetRation(self.holder, RATIONS[self.option])
        return SetPriority(self.holder, PRIORITIES[self.option])

    @property
    def change(self) -> Change:
        """The same as a what-if."""
        if self.setting == "policy":
            return Change(policy=POLICIES[self.option])
        if self.setting == "ration":
            return Change(ration=((self.holder, RATIONS[self.option]),))
        return Change(priority=((self.holder, PRIORITIES[self.option]),))

    def shown_in(self, model: InspectorModel) -> InspectorModel:
        """Return a panel that shows the option as chosen, so that giving it up shows the old one again."""
        def block(row: Block) -> Block:
            return replace(row, chosen=self.option) if isinstance(row, Setting) and row.id == self.setting else row

        return replace(model, blocks=tuple(map(block, model.blocks)), after=tuple(map(block, model.after)))


def proposal_card(view: View, proposal: Proposal) -> InfoCard:
    """Return what the change would do to everyone, with the way on and back."""
    after = changed(view.known, view.side, proposal.change)
    rows = compared(view.known, after, view.side, always=proposal.holder)
    heads = (_("Tonnes a day, and days until food or ammunition is gone"), _("gets"), _("would get"), _("lasts"),
             _("would last"))
    blocks: list[Block] = [Table(heads, rows)] if rows else []
    if not any(row.strong for row in rows):
        blocks.append(Note(_("As things stand nobody would get more or less, or last longer or shorter.")))
    if proposal.holder:
        found = explain(after, view.side, proposal.holder, helps=False)
        blocks.append(Note(found.headline + " " + found.reason, _("Then")))
    return InfoCard(_title(view.known, proposal), "", tuple(blocks),
                    (Action("confirm", _("Order it"), "enter", "primary"), Action("cancel", _("Back"), "escape")))


def _title(state: State, proposal: Proposal) -> str:
    names = {"priority": (_("served first"), _("served as usual"), _("served last")),
             "ration": (_("full rations"), _("two thirds of the rations"), _("half rations")),
             "policy": (_("fast routes"), _("balanced routes"), _("safe routes"))}
    who = holder_name(state.scenario, proposal.holder) if proposal.holder else _("All")
    return _("{who}: {what}?").format(who=who, what=names[proposal.setting][proposal.option])


def compared(before: State, after: State, side: int, *, always: str = "") -> tuple[TableRow, ...]:
    """Return a row for each consumer that a change touches, and for the one named: what it gets, how long it lasts.

    Rows of those whose figures change are strong.
    """
    old = {row.consumer.id: row for row in outlook(before, side)}
    rows = []
    for row in outlook(after, side):
        was = old.get(row.consumer.id)
        if was is not None and (row.consumer.id == always or _differs(was, row)):
            worse = sum(row.gets) * max(1, sum(was.needs)) < sum(was.gets) * max(1, sum(row.needs))
            rows.append(TableRow(
                holder_name(before.scenario, row.consumer.id),
                (tonnes(sum(was.gets)), tonnes(sum(row.gets)), days_left(was.first), days_left(row.first)),
                _("needs {n} t/day").format(n=tonnes(sum(row.needs))), "alert" if worse else "ink",
                strong=_differs(was, row)))
    return tuple(rows)


def _differs(was: Outlook, row: Outlook) -> bool:
    return (was.needs, was.gets) != (row.needs, row.gets) or days_left(was.first) != days_left(row.first)
