"""What an order would bring, by the preview that it is drawn from, before it is given."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from game.play import idle_units
from game.rules import air, combat, engine, fire
from game.rules.chance import WHOLE
from game.rules.movement import points_text, reach, step_cost, zone
from game.rules.narrate import holder_name, mass, stock_words, unit_name
from game.rules.notation import write_order
from game.rules.orders import (
    Airdrop,
    Attack,
    Bombard,
    EndPhase,
    Load,
    Move,
    Order,
    SetPolicy,
    SetPriority,
    SetStance,
    Strike,
    Transfer,
    Unload,
)
from game.rules.state import View
from game.rules.strength import Term
from game.rules.supply.changes import Change
from game.rules.supply.stocks import fuel_for
from game.text import _, figure, plural
from game.text_play.names import landmark
from game.text_play.provisions import effect
from game.text_play.reports import waiting


def preview(view: View, order: Order) -> Iterator[str]:
    """Yield the order as it would be given, why it would be refused, or what it would bring."""
    yield _("Order: {order}").format(order=write_order(order, view.scenario.map.grid))
    refused = engine.refusal(view, order)
    if refused is not None:
        yield _("It would be refused: {why}").format(why=refused)
        return
    match order:
        case Move():
            yield from _move(view, order)
        case Attack():
            yield from _attack(view, order)
        case Bombard() | Strike():
            yield from _fire(view, order)
        case Airdrop():
            yield from _drop(view, order)
        case SetStance(unit, stance):
            yield from effect(view, Change(stance=((unit, stance),)))
        case SetPriority(consumer, priority):
            yield from effect(view, Change(priority=((consumer, priority),)))
        case SetPolicy(policy):
            yield from effect(view, Change(policy=policy))
        case Load(unit, other, amount) | Unload(unit, other, amount) | Transfer(unit, other, amount):
            yield _("{stock} between {a} and {b}.").format(
                stock=stock_words(view.scenario, amount).capitalize(), a=holder_name(view.scenario, unit),
                b=holder_name(view.scenario, other))
        case EndPhase():
            yield from before_the_end(view)
        case _:
            yield _("It can be ordered.")


def _move(view: View, order: Move) -> Iterator[str]:
    known = view.known
    unit, goal = known.by_id[order.unit], order.path[-1]
    found = reach(known, order.unit)
    here, cost = unit.hex, 0
    for there in order.path:
        cost += step_cost(known, unit, here, there) or 0
        here = there
    if goal in found.costs and found.path_to(goal) == order.path:
        cost = found.costs[goal]
    yield _("To {place}: {cost} of {left} movement points.").format(
        place=landmark(view.scenario, goal), cost=points_text(cost), left=points_text(unit.move_left))
    if kg := fuel_for(known, unit, order.path):
        yield _("It burns {kg} kg of fuel.").format(kg=kg)
    if zone(known, 1 - view.side)[goal]:
        yield _("It ends next to the enemy.")


def _attack(view: View, order: Attack) -> Iterator[str]:
    found = combat.preview(view.known, order)
    yield found.headline[:1].upper() + found.headline[1:] + "." + _least(found.at_least)
    yield _("Attack {a} against defence {d}.").format(a=figure(found.odds.attack / 1000, ".2f"),
                                                     d=figure(found.odds.defence / 1000, ".2f"))
    for result, weight, rate in zip(reversed(found.results), reversed(found.weights), reversed(found.rates),
                                    strict=True):
        if weight:
            yield _("{chance}: {result}; losses about {own} and {other} men.").format(
                chance=percent(weight), result=_(result.name), own=count(rate[0] * found.attackers),
                other=count(rate[1] * found.defenders))
    yield from _terms(_("Attack"), found.odds.attack_terms)
    yield from _terms(_("Defence"), found.odds.defence_terms)
    able = [unit.id for h in view.scenario.map.grid.neighbours(order.target) for unit in view.known.by_hex.get(h, ())
            if unit.side == view.side and unit.id not in order.units
            and combat.refuse_attack(view.known, Attack((unit.id,), order.target)) is None]
    if able:
        yield _("Could join it: {names}.").format(names=", ".join(unit_name(view.scenario, row) for row in able))


def _terms(what: str, terms: tuple[Term, ...]) -> Iterator[str]:
    words, seen, times = [], set(), _("times")
    for term in terms:
        first = bool(term.unit) and term.unit not in seen
        seen.add(term.unit)
        words.append(f"{term.name} {'' if first else times} {figure(term.factor_pm / 1000, '.2f')}".replace("  ", " "))
    yield _("{what}: {terms}.").format(what=what, terms=", ".join(words))


def _fire(view: View, order: Bombard | Strike) -> Iterator[str]:
    if isinstance(order, Bombard):
        found = fire.bombard_preview(view.known, order)
        spent = _("It spends {kg} kg of shells.").format(kg=found.shells_kg)
    else:
        found = fire.strike_preview(view.known, order)
        spent = _("Each sortie is shot down with {n} %.").format(n=figure(found.jet_loss_pm / 10, ".1f"))
    yield found.headline[:1].upper() + found.headline[1:] + "." + _least(found.at_least)
    yield spent
    if found.harm:
        yield _("About {n} civilians would be killed or hurt and {leaving} would leave (estimates).").format(
            n=count(found.harm), leaving=found.leaving)
    if found.site_pm:
        yield _("A protected site there is damaged with {n} %.").format(n=found.site_pm // 10)


def _drop(view: View, order: Airdrop) -> Iterator[str]:
    found = air.drop_preview(view.known, order)
    load = sum(found.load)
    yield found.headline[:1].upper() + found.headline[1:] + "." + _least(found.at_least)
    yield _("Of {all}: {own} recovered, {lost} lost between the lines, {enemy} taken by the enemy.").format(
        all=mass(load), own=mass(round(load * found.recovered)), lost=mass(round(load * found.lost)),
        enemy=mass(round(load * found.captured)))
    if found.guns:
        yield plural("{n} gun unit in range: each sortie is shot down with {chance} %.",
                     "{n} gun units in range: each sortie is shot down with {chance} %.", found.guns).format(
                         n=found.guns, chance=figure(found.loss_chance / 1000, ".1f"))
    else:
        yield _("No anti-aircraft gun is known in range.")
    likely = sorted(found.rows, key=lambda row: (-row.weight, row.hex))[:5]
    for row in likely:
        ground = {"base": _("the base"), "outpost": _("an outpost of yours"), "own": _("your ground"),
                  "no_mans_land": _("no man's land"), "enemy": _("enemy ground")}[row.ground]
        yield _("{chance} of the bundles land at {where}: {ground}.").format(
            chance=percent(row.weight), where=landmark(view.scenario, row.hex), ground=ground)


def before_the_end(view: View) -> Iterator[str]:
    """Yield what is unanswered, unused or idle before a phase ends."""
    yield from waiting(view)
    standing = view.known.standings[view.side]
    if view.known.weather.flyable and standing.strikes_left + standing.drops_left:
        yield _("Sorties not flown: {strikes} strikes, {drops} airdrops.").format(
            strikes=standing.strikes_left, drops=standing.drops_left)
    idle = idle_units(view)
    for unit in idle:
        yield _("Without orders: {name} ({id}) at {where}.").format(
            name=unit_name(view.scenario, unit.id), id=unit.id, where=landmark(view.scenario, unit.hex))
    if not idle:
        yield _("Every unit has its orders.")


def percent(weight: int) -> str:
    """Return a weight of 2**32 in per cent, never 0 % for something that can happen."""
    whole = (weight * 100 + WHOLE // 2) // WHOLE
    return _("less than 1 %") if weight and not whole else f"{whole} %"


def count(expected: Fraction) -> str:
    """Return an expected number with as many digits as tell something."""
    return figure(float(expected), ".1f") if expected < 10 else f"{round(expected)}"


def _least(at_least: bool) -> str:
    return " " + _("At least: what is not in sight may change it.") if at_least else ""
