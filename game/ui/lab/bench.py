"""What is tried in the lab: one side's view, what has been changed in it, and both situations solved.

It works on the view alone and on copies of it; a game is not within its reach.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from game.rules.narrate import holder_name, unit_name
from game.rules.ruleset import Height, RationLevel, RouteChoice
from game.rules.scenario import SourceDef
from game.rules.state import Base, State, Unit, View
from game.rules.supply.changes import Change, changed
from game.rules.supply.network import network
from game.rules.supply.outlook import Outlook, as_delivered, outlook
from game.rules.supply.stocks import find_base
from game.rules.supply.wording import at_place, source_name
from game.text import _, plural
from game.ui.table.proposal import POLICIES, RATIONS

CEP_STEP_M, LEAST_CEP_M, MOST_CEP_M = 100, 100, 2000


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything that is different in the lab: the change, and the height from which drops are flown."""

    change: Change = field(default_factory=Change)
    height: Height = "high"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that has been changed: what, in words, and the trial without it."""

    text: str
    without: Trial


class Bench:
    """A view with changes laid on it; `focus` is the base or unit that is looked at."""

    def __init__(self, view: View, focus: str = "", change: Change | None = None) -> None:
        self.view, self.side, self.state = view, view.side, view.known
        self.trial = Trial(change or Change())
        self.focus = focus if focus in self.holders else self._hungriest()
        self._past: list[Trial] = []
        self._tried: tuple[Change, State] = (Change(), self.state)
        self._drawn: dict[bool, tuple[State, View]] = {}

    @property
    def tried(self) -> State:
        """The situation with the changes in it."""
        change = self.trial.change
        if self._tried[0] != change:
            self._tried = (change, changed(self.state, self.side, change) if change != Change() else self.state)
        return self._tried[1]

    def drawn(self, *, tried: bool) -> View:
        """Return the view of the real or of the changed situation, with the flows that it would have, for the map."""
        state = self.tried if tried else self.state
        kept = self._drawn.get(tried)
        if kept is None or kept[0] is not state:
            kept = self._drawn[tried] = (state, replace(self.view, known=as_delivered(state, self.side)))
        return kept[1]

    @property
    def holders(self) -> tuple[str, ...]:
        """Everyone whom the roads feed, in the order of the table."""
        return tuple(row.consumer.id for row in outlook(self.state, self.side))

    def _hungriest(self) -> str:
        """Return the base, no depot, that lacks most; where there is none another holder, or nobody."""
        def order(row: Outlook) -> tuple[bool, int, str]:
            depot = not row.consumer.is_base or self.state.scenario.base(row.consumer.id).depot
            return depot, sum(row.gets) - sum(row.needs), row.consumer.id

        rows = sorted(outlook(self.state, self.side), key=order)
        return rows[0].consumer.id if rows else ""

    def next_holder(self, by: int) -> None:
        """Look at the next base or unit, or at the one before."""
        rows = self.holders
        if rows:
            self.focus = rows[(rows.index(self.focus) + by) % len(rows)] if self.focus in rows else rows[0]

    # --- changing -----------------------------------------------------------------------------------------------

    def set(self, trial: Trial) -> None:
        """Try something else; what was there can be had back."""
        if trial != self.trial:
            self._past.append(self.trial)
            self.trial = trial

    def undo(self) -> None:
        """Go back to what was tried before."""
        if self._past:
            self.trial = self._past.pop()

    def reset(self) -> None:
        """Take every change back."""
        self.set(Trial())

    def _set(self, change: Change) -> None:
        self.set(replace(self.trial, change=change))

    def toggle_road(self, hex_id: int) -> str:
        """Cut a hex, or open it where the enemy shuts it, or take that back; returns why not, as a sentence."""
        change = self.trial.change
        if hex_id in change.cut:
            self._set(replace(change, cut=_less(change.cut, hex_id)))
        elif hex_id in change.cleared:
            self._set(replace(change, cleared=_less(change.cleared, hex_id)))
        elif bool(network(self.state, self.side).blocked[hex_id]):
            self._set(replace(change, cleared=tuple(sorted((*change.cleared, hex_id)))))
        elif any(base.hex == hex_id and base.side == self.side for base in self.state.bases):
            return _("Your own base stands there; cut the road beside it.")
        else:
            self._set(replace(change, cut=tuple(sorted((*change.cut, hex_id)))))
        return ""

    def enemy_at(self, hex_id: int) -> str:
        """Return the strongest known enemy that stands in a hex in the changed situation, empty where none does."""
        stack = [unit for unit in self.tried.by_hex.get(hex_id, ()) if unit.side != self.side]
        return min(stack, key=lambda unit: (-unit.men, unit.id)).id if stack else ""

    def move_enemy(self, unit: str, hex_id: int) -> str:
        """Let an enemy stand elsewhere; returns why it cannot, as a sentence."""
        if any(row.side == self.side for row in self.state.by_hex.get(hex_id, ())):
            return _("Your own units stand there; choose another hex.")
        if any(base.hex == hex_id and base.side == self.side for base in self.state.bases):
            return _("Your own base stands there; choose another hex.")
        change = self.trial.change
        rest = tuple(row for row in change.moved if row[0] != unit)
        back = self.state.by_id[unit].hex == hex_id
        self._set(replace(change, moved=rest if back else tuple(sorted((*rest, (unit, hex_id))))))
        return ""

    def remove_enemy(self, unit: str) -> None:
        """Take an enemy away."""
        change = self.trial.change
        self._set(replace(change, without=tuple(sorted({*change.without, unit})),
                          moved=tuple(row for row in change.moved if row[0] != unit)))

    def fleets(self) -> tuple[tuple[SourceDef, int], ...]:
        """Return the entries whose trucks may serve the one in focus, with the trucks of the changed situation."""
        roads = network(self.state, self.side)
        groups = next((row.groups for row in roads.consumers if row.id == self.focus), ())
        mine = {roads.sources[roads.sources[number].root].id for number, row in enumerate(roads.sources)
                if not row.through and row.group in ("", *groups)}
        trucks = {row.source: row.trucks for row in self.tried.fleets}
        rows = self.state.scenario.supply_sources
        return tuple((row, trucks[row.id]) for row in rows if row.id in mine and row.id in trucks)

    def add_trucks(self, source: str, count: int) -> None:
        """Give a fleet more trucks, or take some; it never has less than none."""
        change = self.trial.change
        extra = dict(change.trucks)
        real = next(row.trucks for row in self.state.fleets if row.source == source)
        extra[source] = max(-real, extra.get(source, 0) + count)
        self._set(replace(change, trucks=tuple(sorted((key, value) for key, value in extra.items() if value))))

    def set_policy(self, policy: RouteChoice) -> None:
        """Choose a route policy."""
        same = policy == self.state.standings[self.side].policy
        self._set(replace(self.trial.change, policy=None if same else policy))

    def set_priority(self, priority: int) -> None:
        """Choose the priority of the one in focus."""
        rows = dict(self.trial.change.priority) | {self.focus: priority}
        self._set(replace(self.trial.change, priority=tuple(sorted(
            (key, value) for key, value in rows.items() if self._holder(key).priority != value))))

    def set_ration(self, ration: RationLevel) -> None:
        """Choose the ration of the one in focus."""
        rows = dict(self.trial.change.ration) | {self.focus: ration}
        self._set(replace(self.trial.change, ration=tuple(sorted(
            (key, value) for key, value in rows.items() if self._holder(key).ration != value))))

    def _holder(self, holder: str) -> Base | Unit:
        return find_base(self.state, holder) or self.state.by_id[holder]

    def set_mud(self, mud: bool) -> None:
        """Choose the state of the ground."""
        self._set(replace(self.trial.change, mud=None if mud == self.state.weather.mud else mud))

    @property
    def cep_m(self) -> int:
        """The scatter of drops from great height in the changed situation, in metres."""
        return self.tried.scenario.ruleset.airdrop.cep_high_m

    def add_cep(self, metres: int) -> None:
        """Make drops from great height fall closer or wider."""
        wanted = min(MOST_CEP_M, max(LEAST_CEP_M, self.cep_m + metres))
        real = self.state.scenario.ruleset.airdrop.cep_high_m
        self._set(replace(self.trial.change, cep_m=0 if wanted == real else wanted))

    def set_height(self, height: Height) -> None:
        """Choose the height from which drops are flown."""
        self.set(replace(self.trial, height=height))

    # --- what has changed ---------------------------------------------------------------------------------------

    def items(self) -> tuple[Item, ...]:
        """Return everything that is different from the real situation, each with the trial without it."""
        change, scenario = self.trial.change, self.state.scenario
        rows: list[tuple[str, Change]] = []
        rows += [(_("Cut: the hex {place}").format(place=at_place(scenario, h)),
                  replace(change, cut=_less(change.cut, h))) for h in change.cut]
        rows += [(_("Open: the hex {place}").format(place=at_place(scenario, h)),
                  replace(change, cleared=_less(change.cleared, h))) for h in change.cleared]
        rows += [(_("Gone: {unit}").format(unit=unit_name(scenario, unit)),
                  replace(change, without=tuple(row for row in change.without if row != unit)))
                 for unit in change.without]
        rows += [(_("Moved: {unit}, now {place}").format(unit=unit_name(scenario, unit), place=at_place(scenario, h)),
                  replace(change, moved=tuple(row for row in change.moved if row[0] != unit)))
                 for unit, h in change.moved]
        rows += [(plural("{n:+} truck: {source}", "{n:+} trucks: {source}", abs(n)).format(
            n=n, source=source_name(scenario, source)),
                  replace(change, trucks=tuple(row for row in change.trucks if row[0] != source)))
                 for source, n in change.trucks]
        items = [Item(text, replace(self.trial, change=each)) for text, each in (*rows, *self._settings(change))]
        if self.trial.height == "low":
            items.append(Item(_("Drops are flown low"), replace(self.trial, height="high")))
        return tuple(items)

    def _settings(self, change: Change) -> list[tuple[str, Change]]:
        scenario = self.state.scenario
        served = {1: _("first"), 2: _("as usual"), 3: _("last")}
        eats = dict(zip(RATIONS, (_("full rations"), _("two thirds"), _("half rations")), strict=True))
        rows = [(_("{who}: served {how}").format(who=holder_name(scenario, who), how=served[n]),
                 replace(change, priority=tuple(row for row in change.priority if row[0] != who)))
                for who, n in change.priority]
        rows += [(_("{who}: {how}").format(who=holder_name(scenario, who), how=eats[level]),
                  replace(change, ration=tuple(row for row in change.ration if row[0] != who)))
                 for who, level in change.ration]
        rows += [(_("On escort: {unit}").format(unit=unit_name(scenario, unit)),
                  replace(change, stance=tuple(row for row in change.stance if row[0] != unit)))
                 for unit, _stance in change.stance]
        if change.policy:
            names = dict(zip(POLICIES, (_("fast"), _("balanced"), _("safe")), strict=True))
            rows.append((_("Routes are {policy}").format(policy=names[change.policy]), replace(change, policy=None)))
        if change.mud is not None:
            rows.append((_("The ground is mud") if change.mud else _("The ground is dry"), replace(change, mud=None)))
        if change.cep_m:
            rows.append((_("Half of all drops fall within {n:,} m").format(n=change.cep_m), replace(change, cep_m=0)))
        return rows


def _less(rows: tuple[int, ...], row: int) -> tuple[int, ...]:
    return tuple(each for each in rows if each != row)
