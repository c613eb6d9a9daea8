"""Cards for plans: what an order would bring, by the preview that it is drawn from, before it is given."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from game.rules import air, combat, fire, movement
from game.rules.narrate import unit_name
from game.rules.orders import Airdrop, Attack, Bombard, Move, Strike
from game.rules.ruleset import INTENSITIES
from game.rules.state import State, View
from game.rules.strength import Term
from game.rules.supply.stocks import fuel_for
from game.rules.supply.wording import place_name
from game.text import _, figure, plural
from game.ui import tools
from game.ui.panels.model import (
    Action,
    AirdropCard,
    AttackCard,
    Block,
    Fact,
    Facts,
    InfoCard,
    MoveCard,
    Note,
    PartyRow,
    Setting,
    Table,
    TableRow,
)
from game.ui.screens.table import CardModel
from game.ui.table.words import per_mille, percent, tonnes
from game.ui.widgets.bars import Share
from game.ui.widgets.painter import Tone

SORTIES_SHOWN = 6
"""How many sorties can be chosen one by one."""


def plan_card(plan: tools.Plan, view: View) -> tuple[CardModel, Tone]:
    """Return the card of a plan and the tone of its leader."""
    match plan:
        case tools.MovePlan():
            return move_card(plan, view, fixed=True), "action"
        case tools.AttackPlan():
            return attack_card(plan, view), "cut"
        case tools.FirePlan() | tools.StrikePlan():
            return fire_card(plan, view), "cut"
        case tools.DropPlan():
            return drop_card(plan, view), "airdrop"
        case tools.CargoPlan():
            return cargo_card(plan, view), "action"


def _confirm(label: str, refused: str) -> Action:
    return Action("confirm", label, "enter", "primary", enabled=not refused, hint=refused)


def _cancel() -> Action:
    return Action("cancel", _("Back"), "escape")


# --- move -----------------------------------------------------------------------------------------------------


def move_card(plan: tools.MovePlan, view: View, *, fixed: bool = False) -> MoveCard:
    """Return what a move costs, or why it cannot be; `fixed` says how to give it."""
    state = view.known
    unit = state.by_id[plan.unit]
    refused = tools.refusal(plan, view)
    order = tools.order_of(plan, view)
    place = state.scenario.hex_name(plan.target)
    if refused or not isinstance(order, Move):
        return MoveCard("", (), refused)
    cost = movement.reach(state, unit.id).costs[plan.target]
    text = _("{cost} of {left} movement points").format(
        cost=movement.points_text(cost), left=movement.points_text(unit.move_left))
    fuel = fuel_for(state, unit, order.path)
    lines = [text + (_(", {kg:,} kg of fuel").format(kg=fuel) if fuel else "")]
    if movement.zone(state, 1 - view.side)[plan.target]:
        lines.append(_("Next to the enemy: the move ends here."))
    if plan.foe >= 0:
        lines.append(_("The right button goes there and shows the odds."))
    if fixed:
        lines.append(_("Enter, or another click, gives the order."))
    return MoveCard(_("To {place}").format(place=place), tuple(lines))


def target_card(plan: tools.Plan, view: View) -> MoveCard:
    """Return the one number of an attack or of fire on the hex under the pointer, or why it cannot be ordered."""
    refused = tools.refusal(plan, view)
    if refused or not isinstance(plan, tools.AttackPlan | tools.FirePlan):
        return MoveCard("", (), refused)
    card = attack_card(plan, view) if isinstance(plan, tools.AttackPlan) else fire_card(plan, view)
    return MoveCard(card.title, (card.subtitle, _("A click shows all that can happen.")))


# --- attack ---------------------------------------------------------------------------------------------------


def attack_card(plan: tools.AttackPlan, view: View) -> AttackCard:
    """Return what an attack would bring: one number, the distribution, and on demand every term with its source."""
    state = view.known
    refused = tools.refusal(plan, view)
    title = _("Attack on {place}").format(place=place_name(state.scenario, plan.target))
    party = tuple(PartyRow(row, unit_name(state.scenario, row), row in plan.units) for row in plan.party)
    settings = (Setting("intensity", _("How"), (_("Probe"), _("Assault"), _("All out")),
                        INTENSITIES.index(plan.intensity)),)
    if not tools.enemies_at(state, plan.target, view.side) or any(row not in state.by_id for row in plan.units):
        return AttackCard(title, "", "", (), actions=(_cancel(),), refusal=refused)
    preview = combat.preview(state, Attack(plan.units, plan.target, plan.intensity))
    least = _(" At least: what is not in sight may change it.") if preview.at_least else ""
    losses = _("Expected losses: {own} of {us} men on our side, {other} of {them} on theirs.").format(
        own=_count(preview.attacker_loss), us=preview.attackers, other=_count(preview.defender_loss),
        them=preview.defenders)
    why = Action("detail", _("Hide the terms") if plan.detail else _("Why?"), "y")
    return AttackCard(
        title, f"{_ratio(preview.odds.attack, preview.odds.defence)}", preview.headline + "." + least,
        _result_shares(preview), likely=losses, actions=(_confirm(_("Attack"), refused), why, _cancel()),
        party=party if len(party) > 1 else (), settings=settings,
        blocks=_attack_detail(state, preview) if plan.detail else (), refusal=refused)


def _count(expected: Fraction) -> str:
    return figure(float(expected), ".1f") if expected < 10 else f"{round(expected)}"


def _ratio(attack: int, defence: int) -> str:
    return f"{figure(attack / 1000, '.1f')} : {figure(defence / 1000, '.1f')}"


def _result_shares(preview: combat.CombatPreview) -> tuple[Share, ...]:
    """Return the outcomes from best to worst, the two ways of being beaten off as one."""
    bloody, repulse, standoff, ground, collapse = (per_mille(weight) for weight in preview.weights)
    rows: tuple[tuple[int, Tone, str], ...] = (
        (collapse, "best", _("collapse")), (ground, "fair", _("ground taken")), (standoff, "even", _("no change")),
        (bloody + repulse, "worst", _("beaten off")))
    return tuple(Share(part, tone, label) for part, tone, label in rows if part)


def _attack_detail(state: State, preview: combat.CombatPreview) -> tuple[Block, ...]:
    words = {"bloody_repulse": _("beaten off with heavy loss"), "repulse": _("beaten off"),
             "standoff": _("no ground changes hands"), "ground": _("ground is taken"),
             "collapse": _("the defence collapses")}
    rows = tuple(
        Fact(words.get(result.id, _(result.name)).capitalize(), percent(weight),
             note=_("losses about {own} and {other} men").format(
                 own=_count(rate[0] * preview.attackers), other=_count(rate[1] * preview.defenders)))
        for result, weight, rate in zip(reversed(preview.results), reversed(preview.weights),
                                        reversed(preview.rates), strict=True))
    return (Facts(rows, _("All that can happen")),
            Facts(_term_facts(state, preview.odds.attack_terms), _("Attack {n}").format(
                n=figure(preview.odds.attack / 1000, ".2f"))),
            Facts(_term_facts(state, preview.odds.defence_terms), _("Defence {n}").format(
                n=figure(preview.odds.defence / 1000, ".2f"))))


def _term_facts(state: State, terms: Sequence[Term]) -> tuple[Fact, ...]:
    """Return each term with its factor and the line of the ruleset that sets it."""
    lines = dict(state.scenario.ruleset.lines)
    seen: set[str] = set()
    rows = []
    for term in terms:
        first = bool(term.unit) and term.unit not in seen
        seen.add(term.unit)
        value = figure(term.factor_pm / 1000, ".2f")
        rows.append(Fact(term.name, value if first else f"× {value}", note=lines.get(term.path, term.path)))
    return tuple(rows)


# --- fire -----------------------------------------------------------------------------------------------------


def fire_card(plan: tools.FirePlan | tools.StrikePlan, view: View) -> AttackCard:
    """Return what shells or bombs on a hex would do, to soldiers and to the people who live there."""
    state = view.known
    refused = tools.refusal(plan, view)
    place = place_name(state.scenario, plan.target)
    if isinstance(plan, tools.FirePlan):
        preview = fire.bombard_preview(state, Bombard(plan.unit, plan.target, plan.heavy))
        title, label = _("Fire on {place}").format(place=place), _("Fire")
        note = _("{name}, {kg:,} kg of shells").format(name=unit_name(state.scenario, plan.unit), kg=preview.shells_kg)
        settings: tuple[Setting, ...] = (
            Setting("weight", _("How"), (_("Bombard"), _("Harass")), 0 if plan.heavy else 1),)
    else:
        preview = fire.strike_preview(state, Strike(plan.target, plan.sorties))
        title, label = _("Air strike on {place}").format(place=place), _("Strike")
        left = state.standings[view.side].strikes_left
        note = plural("{n} of {left} sortie", "{n} of {left} sorties", left).format(n=plan.sorties, left=left)
        if preview.jet_loss_pm:
            note += _("; each is shot down with {n} %").format(n=figure(preview.jet_loss_pm / 10, ".1f"))
        settings = _sorties(plan.sorties, left)
    least = _(" At least: more may be there than is in sight.") if preview.at_least else ""
    return AttackCard(title, "", preview.headline + "." + least, _loss_shares(preview.distribution()),
                      likely=note + ". " + _people_line(state, plan.target, preview),
                      actions=(_confirm(label, refused), _cancel()), settings=settings, refusal=refused)


def _loss_shares(chances: Sequence[Fraction]) -> tuple[Share, ...]:
    """Return the chances of no, few and many casualties."""
    rows: tuple[tuple[int, int, Tone, str], ...] = (
        (0, 1, "worst", _("none")), (1, 3, "even", _("1 or 2 men")), (3, 8, "fair", _("3 to 7")),
        (8, 1 << 20, "best", _("8 and more")))
    found = [(round(sum(chances[a:b], Fraction(0)) * 1000), tone, label) for a, b, tone, label in rows]
    return tuple(Share(part, tone, label) for part, tone, label in reversed(found) if part)


def _people_line(state: State, target: int, preview: fire.FirePreview) -> str:
    if not preview.harm and not preview.site_pm:
        return _("Nobody is known to live there.")
    text = _("About {n} civilians would be killed or hurt and {leaving} would leave (estimates).").format(
        n=_count(preview.harm), leaving=preview.leaving) if preview.harm else ""
    if preview.site_pm:
        text += _(" A protected site there is damaged with {n} %.").format(n=preview.site_pm // 10)
    return text


def _sorties(chosen: int, left: int) -> tuple[Setting, ...]:
    most = min(max(1, left), SORTIES_SHOWN)
    options = tuple(str(n) for n in range(1, most + 1))
    return (Setting("sorties", _("Sorties"), options, min(chosen, most) - 1),) if most > 1 else ()


# --- drop -----------------------------------------------------------------------------------------------------


def drop_card(plan: tools.DropPlan, view: View) -> AirdropCard:
    """Return where the loads of a drop would come down and who would have them."""
    state = view.known
    refused = tools.refusal(plan, view)
    order = Airdrop(plan.base, plan.aim, plan.height, plan.sorties, tools.LOADS[plan.load])
    preview = air.drop_preview(state, order)
    own, lost, enemy = (round(part * 1000) for part in (preview.recovered, preview.lost, preview.captured))
    sides: tuple[Tone, Tone] = ("first", "second") if view.side == 0 else ("second", "first")
    shares = (Share(own, sides[0], _("ours")), Share(lost, "even", _("lost between the lines")),
              Share(enemy, sides[1], _("enemy’s")))
    kg = sum(preview.load)
    lines = [_("About {got} of {all} t would be recovered.").format(got=tonnes(float(kg * preview.recovered)),
                                                                all=tonnes(kg)),
             _exposure(preview)]
    settings = (
        Setting("height", _("Height"), (_("3 km, safer"), _("low, exact")), tools.HEIGHTS.index(plan.height)),
        Setting("load", _("Cargo"), (_("Mixed"), _("Food"), _("Ammo"), _("With fuel")), plan.load),
        *_sorties(plan.sorties, state.standings[view.side].drops_left))
    title = _("Drop for {base}").format(base=state.scenario.base(plan.base).name)
    note = _("aim {hex}").format(hex=state.scenario.map.grid.name(plan.aim))
    why = Action("detail", _("Hide the terms") if plan.detail else _("Why?"), "y")
    return AirdropCard(title, note, tuple(share for share in shares if share.per_mille), tuple(lines),
                       (_confirm(_("Drop"), refused), why, _cancel()), settings, refused,
                       _drop_detail(state, preview) if plan.detail else ())


def _drop_detail(state: State, preview: air.DropPreview) -> tuple[Block, ...]:
    """Return on whose ground the loads come down, what share is found there, and the lines that set it."""
    words = {"base": _("in the base"), "outpost": _("at an outpost"), "own": _("on own ground"),
             "no_mans_land": _("between the lines"), "enemy": _("on enemy ground"), "off_map": _("off the map")}
    ground: dict[tuple[str, int], int] = {}
    for row in preview.rows:
        ground[row.ground, row.collect_pm] = ground.get((row.ground, row.collect_pm), 0) + row.weight
    lines = dict(state.scenario.ruleset.lines)
    order = list(words)
    rows = [TableRow(words[kind].capitalize(), (percent(weight), f"{found / 10:.0f} %"),
                     lines.get(f"airdrop.collect_{kind}_pm", "").removeprefix("scenarios/"))
            for (kind, found), weight in sorted(ground.items(), key=lambda row: (order.index(row[0][0]), row[0][1]))
            if weight]
    note = _("half of all within {high:,} m from great height, {low:,} m low: {line}").format(
        high=state.scenario.ruleset.airdrop.cep_high_m, low=state.scenario.ruleset.airdrop.cep_low_m,
        line=lines.get("airdrop.cep_high_m", "").removeprefix("scenarios/"))
    return (Table((_("Where a load comes down"), _("falls"), _("found")), tuple(rows)), Note(note))


def _exposure(preview: air.DropPreview) -> str:
    if not preview.guns:
        return _("No anti-aircraft gun is known in range.")
    least = _("at least ") if preview.at_least else ""
    return plural("{n} gun unit in range: each sortie is shot down with {least}{chance} %.",
                  "{n} gun units in range: each sortie is shot down with {least}{chance} %.", preview.guns).format(
                      n=preview.guns, least=least, chance=figure(preview.loss_chance / 1000, ".1f"))


# --- cargo ----------------------------------------------------------------------------------------------------


def cargo_card(plan: tools.CargoPlan, view: View) -> InfoCard:
    """Return what to hand over to whom, and how much it is."""
    state = view.known
    titles = {"load": _("Load {name}"), "unload": _("Unload {name}"), "hand": _("Hand over stock of {name}")}
    title = titles[plan.kind].format(name=unit_name(state.scenario, plan.unit))
    others = tools.partners(state, plan.unit)
    refused = tools.refusal(plan, view)
    amount = tools.amount_of(plan, state)
    words = {"load": _("Load {kg} t"), "unload": _("Unload {kg} t"), "hand": _("Hand over {kg} t")}
    blocks: list[Block] = []
    if others:
        names = tuple(_holder(state, row.id) for row in others)
        asks = {"load": _("From"), "unload": _("To"), "hand": _("To")}[plan.kind]
        blocks = [Setting("partner", asks, names, min(plan.partner, len(names) - 1)),
                  Setting("class", _("What"),
                          (_("All"), *(_(name).capitalize() for name in state.scenario.class_names)),
                          (1, 2, 3, 0)[plan.supply_class]),
                  Setting("amount", _("How much"), (_("All that fits"), _("Half")), 1 if plan.half else 0),
                  Facts(tuple(Fact(_(name).capitalize(), _("{kg:,} kg").format(kg=kg))
                              for name, kg in zip(state.scenario.class_names, amount, strict=True)))]
    label = words[plan.kind].format(kg=tonnes(sum(amount)))
    return InfoCard(title, refused, tuple(blocks), (_confirm(label, refused), _cancel()))


def _holder(state: State, holder: str) -> str:
    for base in state.scenario.bases:
        if base.id == holder:
            return base.name
    return unit_name(state.scenario, holder)
