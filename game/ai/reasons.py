"""Why a side does what it does: for each of its formations the tactic, the numbers behind it, what was rejected.

Everything here is read off the planner: the duties it gave and what it weighed for each unit when it gave them. A pure
function of view, level and memory, worked out for the view as it is; scores are thousandths of a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from game.ai import tacticwords, weights
from game.ai.analysis import Survey
from game.ai.conduct import as_things_stand
from game.ai.deliberation import Weighed, prepared, weighed
from game.ai.levels import LEVEL, VETERAN, Level
from game.ai.planner import Duty, Option, Plan, Thoughts
from game.rules.orders import EndPhase, Order
from game.rules.ruleset import ONE
from game.rules.state import Unit, View
from game.rules.supply.wording import day_text
from game.text import _, figure

MOST_REJECTED = 3

PLAN = "plan"
"""The kind of the reason for a side's whole plan, where several were weighed."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """What a formation could have done as well: its tactic in words, where, and the score."""

    tactic: str
    hex: int
    score: int


@dataclass(frozen=True, slots=True)
class Reason:
    """What a formation does first of all, and why.

    `units` are those that do it, `others` the rest of the formation. `score` is summed over the units that chose, and
    made of the `worth` of the task, the strength `wanted` for it and `given` to it by them, and per-mille for the way
    there, a mean; `fed` says whether supply reaches all of them there, `had` whether some have it already, which counts
    more. A duty that is not chosen has a score of 0 and
    nothing rejected. `because` is the clause after the tactic.
    """

    formation: str
    units: tuple[str, ...]
    others: tuple[str, ...]
    kind: str
    hex: int
    tactic: str
    because: str
    score: int
    worth: int
    wanted: int
    given: int
    way_pm: int
    fed: bool
    had: bool
    rejected: tuple[Rejected, ...]

    @property
    def sentence(self) -> str:
        """The whole reason in a sentence."""
        text = _("{who}: {tactic}, because {why}").format(who=self.formation, tactic=self.tactic, why=self.because)
        if not self.rejected:
            return f"{text}."
        rows = ", ".join(f"{row.tactic} ({figure(row.score / 1000, '.1f')})" for row in self.rejected)
        return _("{text} ({score:.1f}); rejected: {rows}.").format(text=text, score=self.score / 1000, rows=rows)

    @property
    def sums(self) -> str:
        """What the score is made of, in a sentence; empty for a duty that was not chosen."""
        if not self.score or self.kind == PLAN:
            return ""
        text = _("Worth {worth:.1f} points; strength {given} of {wanted} wanted").format(
            worth=self.worth / ONE, wanted=self.wanted // ONE, given=self.given // ONE)
        if self.way_pm < ONE:
            text += _("; {n} % less for the way").format(n=100 - self.way_pm // 10)
        if not self.fed:
            text += _("; {n} % less since no supply reaches there").format(n=100 - weights.UNFED_PM // 10)
        if self.had:
            text += _("; {n:.1f} times as much since it is at it already").format(n=weights.STEADY_PM / ONE)
        return f"{text}."

    def plain(self) -> dict[str, Any]:
        """Return the reason as JSON data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a level would do in a side's place: reasons by formation and its next orders; none are given by it."""

    reasons: tuple[Reason, ...]
    orders: tuple[Order, ...]


def reasons(view: View, level: str, memory: Any) -> tuple[Reason, ...]:
    """Return the reasons of the side of a view for what it would do now, the weightiest first; none after the end."""
    return hint(view, LEVEL[level], memory).reasons


_ADVISER = replace(LEVEL[VETERAN], foresees=False)
"""Who gives hints: leaves out of account what the highest level does not, but nobody waits for it to play plans on."""


def hint(view: View, level: Level = _ADVISER, memory: Any = None) -> Hint:
    """Return what a level would do in the place of the side of a view; empty when that side is not to move."""
    if view.known.outcome is not None or view.known.side != view.side or not level.acts:
        return Hint((), ())
    kept = dict(memory) if isinstance(memory, dict) else {}
    kept = prepared(view, level, kept)
    look, plan, thoughts, orders = as_things_stand(view, level, kept)
    found = [_reason(look, name, units, plan, thoughts) for name, units in formations(look, plan).items()]
    found.sort(key=lambda row: (-row.score, -row.worth, row.formation))
    given = tuple(order for order in orders if not isinstance(order, EndPhase))
    return Hint((*_of_the_whole(look, weighed(kept)), *found), given)


def _of_the_whole(look: Survey, plans: tuple[Weighed, ...]) -> Iterator[Reason]:
    """Yield the reason for the plan of the whole side, where another than the usual one came out best."""
    if not plans or not plans[0].stress:
        return
    best, *others = plans
    hex_id = next((h for _kind, h, _share in best.stress if h >= 0), look.own[0].hex if look.own else 0)
    why = _("played on in mind for four turns it came out best, {n} points better than the usual plan").format(
        n=figure(best.gain / ONE, ".1f"))
    rejected = tuple(Rejected(tacticwords.stressed(look, row.stress), hex_id, row.gain) for row in others)
    yield Reason(
        look.scenario.sides[look.side].name, (), (), PLAN, hex_id, tacticwords.stressed(look, best.stress), why,
        best.gain, 0, 0, 0, ONE, True, False, rejected)


def formations(look: Survey, plan: Plan) -> dict[str, list[Unit]]:
    """Return a side's units with a duty by the name of their formation.

    A side of several groups is told by group. One of a single group by base of its garrisons, by day of arrival of its
    columns, and the rest together.
    """
    groups = {group.id: group.name for group in look.scenario.groups if group.side == look.side}
    several = len({row.group for row in look.scenario.units if row.side == look.side}) > 1
    found: dict[str, list[Unit]] = {}
    for unit in look.own:
        if unit.id in plan:
            name = groups.get(unit.group, unit.group) if several else _part(look, unit)
            found.setdefault(name, []).append(unit)
    return found


def _part(look: Survey, unit: Unit) -> str:
    """Return the name of the part of its side that a unit belongs to, by where and when it came."""
    row = next((row for row in look.scenario.units if row.id == unit.id), None)
    base = next((base for base in look.scenario.bases if row is not None and base.hex == row.hex and not base.depot
                 and row.arrives <= 1 and base.side == look.side), None)
    if base is not None:
        return _("Garrison of {base}").format(base=base.name)
    if row is not None and row.arrives > 1 and row.arrives <= look.scenario.clock.turns:
        day = look.scenario.clock.date_of(row.arrives)
        return _("Column of {date}").format(date=f"{day_text(day)} {day.year}")
    if look.is_static(unit):
        return _("Posts of the {side}").format(side=look.scenario.sides[look.side].name)
    return _("Troops of the {side}").format(side=look.scenario.sides[look.side].name)


def _reason(look: Survey, name: str, units: list[Unit], plan: Plan, thoughts: Thoughts) -> Reason:
    """Return the reason for the weightiest duty of a formation: most score, else most power in defence."""
    weight: dict[tuple[str, int], tuple[int, int]] = {}
    for unit in units:
        key = (plan[unit.id].kind, plan[unit.id].hex)
        score, power = weight.get(key, (0, 0))
        chosen = thoughts.get(unit.id, ())
        weight[key] = (score + (chosen[0].score if chosen else 0), power + look.defence_of(unit))
    kind, hex_id = max(weight, key=lambda key: (*weight[key], key[0], -key[1]))
    doing = [unit for unit in units if (plan[unit.id].kind, plan[unit.id].hex) == (kind, hex_id)]
    duty = plan[doing[0].id]
    rows = [thoughts[unit.id] for unit in doing if unit.id in thoughts]
    chosen_rows = [row[0] for row in rows]
    return Reason(
        name, tuple(unit.id for unit in doing), tuple(unit.id for unit in units if unit not in doing), kind, hex_id,
        tacticwords.tactic(look, kind, hex_id), _because(look, doing, duty, chosen=bool(rows)),
        sum(row.score for row in chosen_rows), duty.worth, chosen_rows[0].need if chosen_rows else 0,
        _given(look, doing, chosen_rows), _mean(row.way_pm for row in chosen_rows),
        all(row.fed for row in chosen_rows), any(row.had for row in chosen_rows), _rejected(look, rows))


def _because(look: Survey, doing: list[Unit], duty: Duty, *, chosen: bool) -> str:
    return tacticwords.because(look, doing[0], duty, chosen=chosen)


def _given(look: Survey, doing: list[Unit], chosen: list[Option]) -> int:
    return sum(row.power for row in chosen) if chosen else sum(look.defence_of(unit) for unit in doing)


def _mean(values: Iterable[int]) -> int:
    """Return the mean of some per-mille factors, a whole one where there are none."""
    rows = list(values)
    return sum(rows) // len(rows) if rows else ONE


def _rejected(look: Survey, rows: list[tuple[Option, ...]]) -> tuple[Rejected, ...]:
    """Return the best that the same units could have done instead, all together, as it was weighed for each."""
    sums: dict[tuple[str, int], int] = {}
    for options in rows:
        for option in options[1:]:
            sums[option.kind, option.hex] = sums.get((option.kind, option.hex), 0) + option.score
    best = sorted(sums, key=lambda key: (-sums[key], key))[:MOST_REJECTED]
    return tuple(Rejected(tacticwords.tactic(look, kind, hex_id), hex_id, sums[kind, hex_id]) for kind, hex_id in best)
