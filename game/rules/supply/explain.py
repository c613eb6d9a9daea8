"""The answer to *why?*: what a consumer gets of what it needs, the cause of every missing kilogram, what would help.

The sentence is built from the figures, never from separate logic. All is as far as the given state tells: hand in
`view.known` and nothing unseen is revealed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from game.rules.narrate import holder_name, unit_name
from game.rules.ruleset import NOTHING, Height, Stock
from game.rules.scenario import OFF_MAP
from game.rules.state import DropTally, State
from game.rules.supply.causes import Account, Bar, Cause, account, risks_on
from game.rules.supply.changes import Change, changed
from game.rules.supply.drops import Drops, drops_on
from game.rules.supply.flow import Route, solve
from game.rules.supply.network import network
from game.rules.supply.stocks import find_base
from game.rules.supply.wanted import Question, all_demands, consumer_of, delivered_to, with_own
from game.rules.supply.wording import Amounts, clause, source_name, stretch, ten, verdict, why
from game.text import _

_DROP_DAYS = 30
_MORE_TRUCKS = 2
_MOST_HELPS = 5
_MOST_UNITS = 3
_LEAST_GAIN_KG = 10


@dataclass(frozen=True, slots=True)
class Help:
    """Something that would bring a consumer more: in words, kilograms a day, and the change that was solved."""

    what: str
    gain_kg_day: int
    change: Change


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a consumer gets of what it needs a day by road, in kilograms per class, and why not more.

    `short` is need less delivered, and equals the sum of the causes, in every class; `clauses` are these in words.
    `bars` are the ways that the enemy shuts, where that is a cause; `routes` those by which it is sent something.
    `drops` is what the air is expected to bring a base over 30 days, beside the roads; `tally` what became of all that
    its side has dropped so far.
    `sentence` is the whole answer; `headline` and `reason` are the same for a panel that names the consumer above.
    """

    consumer: str
    side: int
    hex: int
    need: Stock
    sent: Stock
    delivered: Stock
    causes: tuple[Cause, ...]
    clauses: tuple[str, ...]
    bars: tuple[Bar, ...]
    routes: tuple[Route, ...]
    helps: tuple[Help, ...]
    drops: Drops | None
    tally: DropTally
    headline: str
    reason: str
    sentence: str

    @property
    def short(self) -> Stock:
        """What is missing a day, per class."""
        return (self.need[0] - self.delivered[0], self.need[1] - self.delivered[1], self.need[2] - self.delivered[2])


def explain(
    state: State, side: int, holder: str, question: Question = "need", *, helps: bool = True, height: Height = "high"
) -> Explanation:
    """Return why a base or unit gets no more supply by road; KeyError where the side has no such holder.

    Explained is the need: what it uses a day at its present posture (a garrison holding, or resting), of the classes
    that it asks for or whose store would not last to the scenario's end; so do all others. With `request` it is what
    the rule's next solve would be asked for, which also fills stores up to their targets. A unit that draws on a
    base is explained by its base. Air drops, flown at a height, are told beside the roads and are no part of the sums.
    What would help takes most of the time; without `helps` it is left out, and `trials` finds it step by step.
    """
    found = _account(state, side, holder, question)
    consumer = found.consumer
    base = find_base(state, consumer.id)
    drops = drops_on(state, side, base, _DROP_DAYS, height) if base is not None else None
    helped = next(iter(deque(trials(state, side, holder, question), maxlen=1)), ()) if helps else ()
    headline, reason = verdict(state, side, found)
    beside = _drops_text(found, drops)
    sentence = " ".join([why(state, side, found), *beside, *_helps_text(helped, sum(found.wants))])
    clauses = tuple(clause(state, side, row, found) for row in found.causes)
    return Explanation(consumer.id, side, consumer.hex, found.wants, found.sent, found.delivered, found.causes, clauses,
                       found.bars, found.routes, helped, drops, state.drops[side], headline,
                       " ".join([reason, *beside]), sentence)


def _account(state: State, side: int, holder: str, question: Question) -> Account:
    """Return the account of a holder, worked out once for each state."""
    consumer = consumer_of(state, side, holder)
    key = (f"account of {consumer.id} by {question}", side)
    kept = state.memo.get(key)
    if not isinstance(kept, Account):
        kept = state.memo[key] = account(state, side, consumer, question)
    return kept


def _drops_text(found: Account, drops: Drops | None) -> list[str]:
    """Return what drops bring, where roads bring too little and there are any."""
    if drops is None or found.delivered == found.wants:
        return []
    kg = drops.expected // drops.days
    amounts = Amounts(sum(found.wants))
    text = _("Drops can bring about {n} {unit} more: of ten loads {found} found.").format(
        n=amounts.number(kg), unit=amounts.unit, found=ten(drops.share))
    return [text] if kg else []


def _helps_text(helps: tuple[Help, ...], need: int) -> list[str]:
    if not helps:
        return []
    amounts = Amounts(need)
    return [_("Most would help: {what} (+{n} {unit}).").format(
        what=helps[0].what, n=amounts.number(helps[0].gain_kg_day), unit=amounts.unit)]


# --- what would help ------------------------------------------------------------------------------------------------


def trials(state: State, side: int, holder: str, question: Question = "need") -> Iterator[tuple[Help, ...]]:
    """Yield what would bring more, best first, again after each idea that was tried by solving the changed situation.

    Nothing is yielded where all that is needed arrives.
    """
    found = _account(state, side, holder, question)
    if found.delivered == found.wants:
        return
    rows: dict[tuple[int, tuple[int, ...], str], Help] = {}
    now = sum(_then(state, side, found, question))
    for what, change in _ideas(state, side, found):
        gain = sum(_then(changed(state, side, change), side, found, question)) - now
        if gain >= _LEAST_GAIN_KG:  # to clear a way and drive all from it, where clearing it does as much, is no idea
            rows.setdefault((gain, change.cleared, "" if change.cleared else what), Help(what, gain, change))
        yield tuple(sorted(rows.values(), key=_worth)[:_MOST_HELPS])


def _worth(row: Help) -> tuple[int, int]:
    """Sort by gain, then by how little there is to do."""
    change = row.change
    return -row.gain_kg_day, len(change.cleared) + len(change.without)


def _then(state: State, side: int, found: Account, question: Question) -> Stock:
    """Return what a consumer would get a day of the same wants in another situation."""
    roads = network(state, side)
    consumer = next((row for row in roads.consumers if row.id == found.consumer.id), None)
    if consumer is None:
        return NOTHING
    return delivered_to(solve(roads, with_own(all_demands(state, side, question), consumer, found.wants)), consumer.id)


def _ideas(state: State, side: int, found: Account) -> list[tuple[str, Change]]:
    """Return what might help against the causes found."""
    kinds = {row.kind for row in found.causes}
    ideas: list[tuple[str, Change]] = []
    for bar in found.bars:
        ideas += _clearing(state, side, bar)
    for row in found.causes:
        if row.kind in ("lost", "refused", "narrowed"):
            ideas += _against_fire(state, side, _under_fire(state, side, row, found))
        if row.kind == "trucks" and row.by:
            what = _("{n} more trucks for {source}").format(n=_MORE_TRUCKS, source=source_name(state.scenario, row.by))
            ideas.append((what, Change(trucks=((row.by, _MORE_TRUCKS),))))
    if "outranked" in kinds and found.consumer.priority > 1:
        ideas.append((_("{name} served first").format(name=holder_name(state.scenario, found.consumer.id)),
                      Change(priority=((found.consumer.id, 1),))))
    if kinds & {"refused", "lost"}:
        ideas += [(_("the {policy} route policy").format(policy=_(row.name)), Change(policy=row.id))
                  for row in state.scenario.ruleset.supply.policies if row.id != state.standings[side].policy]
    return ideas


def _clearing(state: State, side: int, bar: Bar) -> list[tuple[str, Change]]:
    """Return taking the shut hexes of a way, and besides driving off all who could fire on it."""
    grid, reach = state.scenario.map.grid, state.scenario.ruleset.supply.risk_hexes
    near = frozenset(h for hex_id in bar.path for h in grid.disk(hex_id, reach))
    enemies = tuple(unit.id for unit in state.units if unit.side != side and unit.hex in near)
    what = _("clearing {stretch}").format(stretch=stretch(state.scenario, bar))
    alone = Change(cleared=bar.hexes)
    beside = Change(cleared=bar.hexes, without=enemies)
    if not enemies:
        return [(what, alone)]
    return [(what, alone), (_("{what} with all who fire on it").format(what=what), beside)]


def _under_fire(state: State, side: int, row: Cause, found: Account) -> frozenset[int]:
    """Return where a cause bites: for what is lost all hexes of the ways on which something is, else its hex."""
    routes = found.routes if row.kind == "lost" else ()
    spots = {hex_id for route in routes for hex_id, _risk in risks_on(network(state, side), route)}
    return frozenset(spots or {row.hex} - {OFF_MAP})


def _against_fire(state: State, side: int, spots: frozenset[int]) -> list[tuple[str, Change]]:
    """Return driving off the enemies in reach of dangerous hexes, and own units near that could guard the road."""
    grid, reach = state.scenario.map.grid, state.scenario.ruleset.supply.risk_hexes
    near = sorted((unit for unit in state.units
                   if unit.hex >= 0 and any(grid.distance(unit.hex, spot) <= reach for spot in spots)),
                  key=lambda unit: (-unit.men, unit.id))
    enemies = [unit.id for unit in near if unit.side != side][:_MOST_UNITS]
    guards = [unit.id for unit in near if unit.side == side and unit.stance != "escort"][:_MOST_UNITS]
    ideas: list[tuple[str, Change]] = [
        (_("driving off {unit}").format(unit=unit_name(state.scenario, enemy)), Change(without=(enemy,)))
        for enemy in enemies]
    return ideas + [(_("{unit} on escort").format(unit=unit_name(state.scenario, guard)),
                     Change(stance=((guard, "escort"),))) for guard in guards]
