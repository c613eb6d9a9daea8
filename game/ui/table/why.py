"""The panel that answers *Why?*: every figure of supply unfolded down to the line of the file that set it.

Three topics: what arrives and what is missing, how long it lasts, and how each way is reckoned.
"""

from __future__ import annotations

from game.rules.ruleset import AMMO, FOOD, ONE
from game.rules.scenario import Scenario
from game.rules.state import State, View
from game.rules.supply.drops import USUAL_LOAD
from game.rules.supply.explain import Explanation, Help
from game.rules.supply.network import MILLION, SURE
from game.rules.supply.stocks import ammo_out_kg, find_base
from game.rules.supply.wording import at_place
from game.rules.supply.workings import Leg, Working, eaters, set_in
from game.text import _, figure
from game.ui.panels.model import Block, Fact, Facts, InspectorModel, Note, Setting, Table, TableRow
from game.ui.table.provisions import (
    explained,
    foreseen,
    help_block,
    holder_title,
    lasts_block,
    spares,
    stock_block,
    store,
    verdict,
    way_name,
    ways,
)
from game.ui.table.roads import road_class_between
from game.ui.table.words import proper_minus

ARRIVES, LASTS, WAYS = 0, 1, 2
TOPICS = 3


def why_model(view: View, holder: str, topic: int, helps: tuple[Help, ...], *, trying: bool) -> InspectorModel:
    """Return the panel for a base or unit of the viewer's that draws on no other."""
    setting = Setting("why", "", (_("What arrives"), _("How long"), _("Which way")), topic)
    blocks: list[Block] = [setting]
    if topic == ARRIVES:
        blocks += _arrives(view, holder, helps, trying=trying)
    elif topic == LASTS:
        blocks += [stock_block(view, holder), *_lasts(view, holder)]
    else:
        blocks += _ways(view, holder)
    return InspectorModel(_("Why?"), _("Y next, Esc back"), holder_title(view.scenario, holder), (), tuple(blocks))


def _kg(kg: int) -> str:
    return _("{kg:,} kg").format(kg=kg)


def _set(scenario: Scenario, *paths: str) -> str:
    """Return the lines that set some numbers, without the folder that all scenarios lie in."""
    found = dict.fromkeys(set_in(scenario, path).removeprefix("scenarios/") for path in paths)
    return ", ".join(line for line in found if line)


# --- what arrives ---------------------------------------------------------------------------------------------


def _arrives(view: View, holder: str, helps: tuple[Help, ...], *, trying: bool) -> list[Block]:
    found = explained(view, holder)
    blocks: list[Block] = [verdict(view, holder, key="")]
    if found.causes:
        blocks.append(_causes(view.scenario, found))
    if helps or trying:
        blocks.append(help_block(found, helps, trying=trying))
    blocks.append(_need(view, found))
    return [*blocks, *_last_dawn(view.known, found.consumer), *_drops(view, found)]


def _causes(scenario: Scenario, found: Explanation) -> Table:
    """Return every cause with its kilograms, and their sum, which is what is short."""
    rows = [TableRow(text[:1].upper() + text[1:], (_kg(cause.kg_day),), _classes(scenario, cause.by_class),
                     action=f"go:{cause.hex}" if cause.hex >= 0 else "")
            for cause, text in zip(found.causes, found.clauses, strict=True)]
    need, got, short = sum(found.need), sum(found.delivered), sum(found.short)
    rows.append(TableRow(_("Short"), (_kg(short),), _("{need:,} needed less {got:,} that arrive").format(
        need=need, got=got), "alert", strong=True))
    return Table((_("Cause, as limits are lifted one by one"), _("a day")), tuple(rows), _("What is missing"))


def _classes(scenario: Scenario, stock: tuple[int, int, int]) -> str:
    return ", ".join(f"{figure(kg, ',')} {_(name)}" for name, kg in zip(scenario.class_names, stock, strict=True) if kg)


def _need(view: View, found: Explanation) -> Table:
    """Return who eats and shoots how much, and where the rates are set."""
    scenario = view.scenario
    side = scenario.sides[view.side].id
    words = {"full": _("full ration"), "two_thirds": _("two thirds of a ration"), "half": _("half a ration"),
             "rest": _("resting"), "hold": _("holding"), "attack": _("attacking")}
    rows = [TableRow(row.name, (figure(-(-row.grams[FOOD] // 1000), ","), figure(-(-row.grams[AMMO] // 1000), ",")),
                     _("{n} men, {posture}, {ration}").format(n=row.men, posture=words[row.posture],
                                                               ration=words[row.ration]))
            for row in eaters(view.known, found.consumer)]
    note = _("A class counts if it is asked for, or would not last to the end. Rates: {line}").format(
        line=_set(scenario, f"sides.{side}.consumption"))
    need = figure(found.need[FOOD], ","), figure(found.need[AMMO], ",")
    rows.append(TableRow(_("Counted as need"), need, note, strong=True))
    return Table((_("Kilograms a day"), _(scenario.class_names[FOOD]), _(scenario.class_names[AMMO])), tuple(rows),
                 _("What is needed"))


def _last_dawn(state: State, consumer: str) -> list[Block]:
    """Return what it asked for at the last dawn and what became of it, over the days of the turn."""
    row = next((row for row in state.deliveries if row.consumer == consumer), None)
    if row is None or not sum(row.needed):
        return []
    lost = sum(row.destroyed) + sum(row.captured)
    rows = [Fact(_("Asked for, stores filled up"), _kg(sum(row.needed))), Fact(_("Sent"), _kg(sum(row.sent)))]
    rows += [Fact(_("Lost on the way"), _kg(lost), "alert")] if lost else []
    rows.append(Fact(_("Arrived"), _kg(sum(row.arrived))))
    return [Facts(tuple(rows), _("At the last dawn"))]


def _drops(view: View, found: Explanation) -> list[Block]:
    """Return what the air brings on average, and the band that luck makes of it."""
    drops, scenario = found.drops, view.scenario
    if drops is None or not drops.flown:
        return []
    days = drops.days
    rows = (
        Fact(_("Flown for it"), _("{kg:,} kg a day").format(kg=drops.flown // days),
             note=_set(scenario, "air[0].drops_per_100_days", "airdrop.payload_kg")),
        Fact(_("Found by its men"), figure(100 * float(drops.share), ".1f") + " %", note=_(
            "half of all within {n:,} m; {line}").format(n=scenario.ruleset.airdrop.cep_high_m,
            line=_set(scenario, "airdrop.cep_high_m", "airdrop.collect_base_pm", "airdrop.collect_outpost_pm"))),
        Fact(_("Expected"), _("{kg:,} kg a day").format(kg=drops.expected // days),
             note=_("{low:,} to {high:,} eight times in ten, over {n} days").format(
                 low=drops.low // days, high=drops.high // days, n=days)),
        Fact(_("A usual load"), " / ".join(f"{part} %" for part in USUAL_LOAD),
             note=" / ".join(_(name) for name in scenario.class_names)),
    )
    return [Facts(rows, _("By air, beside the roads"))]


# --- how long it lasts ----------------------------------------------------------------------------------------


def _lasts(view: View, holder: str) -> list[Block]:
    state, found, scenario = view.known, foreseen(view, holder), view.scenario
    base = find_base(state, found.holder)
    blocks: list[Block] = []
    for k, name in enumerate(_(name) for name in scenario.class_names):
        row, stock = found.present[k], store(state, found, k)
        if not row.need_kg_day:
            continue
        facts = [Fact(_("In store"), _kg(base.stock[k] if base is not None else stock))]
        if base is not None and stock > base.stock[k]:
            facts.append(Fact(_("Carried by its units"), _kg(stock - base.stock[k])))
        facts += [Fact(_("Used a day"), _kg(row.need_kg_day)),
                  Fact(_("Roads bring a day"), _kg(found.inflow.without[k]))]
        by_air = [flow[k] - found.inflow.without[k] for flow in found.inflow[1:]]
        if any(by_air):
            luck = _("{low:,} with bad luck, {high:,} with good").format(low=by_air[0], high=by_air[2])
            facts.append(Fact(_("Drops bring a day"), _kg(by_air[1]), note=luck))
        facts.append(_days_fact(stock, row.need_kg_day - found.inflow.expected[k]))
        blocks.append(Facts(tuple(facts), name.capitalize()))
    if base is None or not scenario.base(base.id).depot:
        blocks += [lasts_block(view, holder), _marks(state, found.holder)]
    return blocks


def _days_fact(stock: int, loss: int) -> Fact:
    if loss <= 0:
        return Fact(_("Lasts"), _("without end"), note=_("no less comes than is used"))
    return Fact(_("Lasts"), _("{n} days").format(n=stock // loss),
                note=_("{stock:,} kg / {loss:,} kg a day that it falls by").format(stock=stock, loss=loss))


def _marks(state: State, holder: str) -> Facts:
    """Return the marks at which the rules forbid attacks, weaken defence and let men give up."""
    scenario, hunger = state.scenario, state.scenario.ruleset.hunger
    out = _set(scenario, "combat.ammo_short_days", "combat.ammo_pm[3]")
    rates = _("hunger a day: full {full}, two thirds {two}, half {half}, nothing {none}; {line}").format(
        full=_pm(hunger.full_per_day), two=_pm(hunger.two_thirds_per_day), half=_pm(hunger.half_per_day),
        none=_pm(hunger.none_per_day), line=_set(scenario, "hunger.none_per_day"))
    return Facts((
        Fact(_("No attack, weak defence"), _("below {kg:,} kg").format(kg=ammo_out_kg(state, holder)),
             note=_("ammunition is out; {line}").format(line=out)),
        Fact(_("Men may give up"), _("hunger {n}").format(n=_pm(hunger.surrender_from)), note=rates)),
        _("The marks of the rules"))


def _pm(value: int) -> str:
    return proper_minus(f"{figure(value / 10, '+.1f')} %" if abs(value) < ONE // 10 else f"{value / 10:.0f} %")


# --- which way ------------------------------------------------------------------------------------------------


def _ways(view: View, holder: str) -> list[Block]:
    blocks: list[Block] = []
    named = [(way_name(view.scenario, way), way) for way in ways(view, holder)]
    named = [(_("{road}, if it were open").format(road=name) if way.shut is not None else name, way)
             for name, way in named]
    named += [(_("{road}, open and not used").format(road=name), way) for name, way in spares(view, holder)]
    for title, way in named:
        blocks.append(Facts((*_drive(view.scenario, way), *_loads(view.scenario, way), *_losses(view.scenario, way)),
                            title))
    return blocks or [Note(_("No way leads here, open or shut, that trucks would take."))]


def _time(seconds: int) -> str:
    minutes = round(seconds / 60)
    return _("{h} h {m:02} min").format(h=minutes // 60, m=minutes % 60) if minutes >= 60 else _("{m} min").format(
        m=minutes)


def _drive(scenario: Scenario, way: Working) -> list[Fact]:
    source = f"supply.sources.{way.source}"
    lead = Fact(_("Road before the map’s edge"), _time(way.lead_seconds), note=_set(scenario, f"{source}.lead_minutes"))
    return [
        *((lead,) if way.lead_seconds else ()),
        *(_leg(scenario, leg) for leg in way.legs),
        Fact(_("One way"), _time(way.seconds)),
        Fact(_("Loading and unloading"), _time(way.loading_seconds),
             note=_set(scenario, f"{source}.loading_minutes")),
        Fact(_("Back after"), _time(way.round_trip), note=_("2 × {way} + {loading}").format(
            way=_time(way.seconds), loading=_time(way.loading_seconds))),
    ]


def _leg(scenario: Scenario, leg: Leg) -> Fact:
    name = _(scenario.ruleset.road(leg.road).name).lower() if leg.road else ""
    note = _("{each} each; {line}").format(each=_time(leg.seconds_each), line=_set(scenario, leg.set_by))
    if leg.in_zone:
        note += _(", in an enemy zone: {line}").format(line=_set(scenario, "supply.zone_time_pm"))
    return Fact(_("{n} km of {road}").format(n=leg.steps, road=name), _time(leg.seconds), note=note)


def _loads(scenario: Scenario, way: Working) -> list[Fact]:
    source, fleet = f"supply.sources.{way.source}", f"supply.sources.{way.fleet}"
    payload = "rough_payload_kg" if way.rough else "payload_kg"
    used, whole = way.used_seconds / 3600, way.fleet_seconds / 3600
    line = _set(scenario, f"{fleet}.trucks", f"{fleet}.working_minutes")
    rows = [Fact(_("A truck carries"), _kg(way.payload_kg), note=_set(scenario, f"{source}.{payload}")),
            Fact(_("Truck-hours a day"), figure(whole, ",.0f"), note=_("{n} trucks × {h} h; {line}").format(
                n=way.trucks, h=f"{way.working_seconds / 3600:g}", line=line))]
    if way.shut is None:
        rows.append(Fact(_("Used for this"), figure(used, ".1f"), note=_("{kg:,} kg × {time} / {load:,} kg").format(
            kg=way.sent, time=_time(way.round_trip), load=way.payload_kg)))
    kind = road_class_between(scenario, way.before, way.narrow) or scenario.ruleset.road("cross_country")
    capacity = f"roads[{scenario.ruleset.roads.index(kind)}].capacity_kg_day"
    rows += [
        Fact(_("All trucks could bring"), _kg(way.by_trucks), note=_("{all:,.0f} h × {load:,} kg / {time}").format(
            all=whole, load=way.payload_kg, time=_time(way.round_trip))),
        Fact(_("Its narrowest step lets pass"), _kg(way.room), note=_("{place}; {line}").format(
            place=at_place(scenario, way.narrow), line=_set(scenario, capacity))),
        Fact(_("Its entry has"), _kg(sum(way.has)), note=_set(scenario, f"{fleet}.available_t_day.food")),
        Fact(_("So it can carry"), _kg(way.carries), "action", {
            "road": _("the narrowest step decides"), "trucks": _("the trucks decide"),
            "source": _("the entry decides"), "": ""}[way.limit]),
    ]
    return rows


def _losses(scenario: Scenario, way: Working) -> list[Fact]:
    line = _set(scenario, "supply.risk_per_step_100000", "supply.hold_risk_pm")
    rows = [Fact(_("{n} km in reach of {unit}").format(n=row.steps, unit=row.by or _("the enemy")),
                 f"{figure(row.risk * 100 / MILLION, '.2f')} %", note=_("lost on each; {line}").format(line=line))
            for row in way.dangers]
    if rows:
        rows.append(Fact(_("Of a load arrives"), figure(100 * way.survival / SURE, ".1f") + " %"))
    if way.shut is None:
        rows.append(Fact(_("Sent, and arrives"), f"{_kg(way.sent)}, {_kg(way.arrives)}", "action"))
    return rows
