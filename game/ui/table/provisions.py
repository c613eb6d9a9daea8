"""What a base or unit has and gets, in blocks of the inspector: verdict, days of supply, how long it holds, the ways.

Nothing here is reckoned apart: verdict, causes and ways are those of `explain`, days those of `forecast`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from game.rules.narrate import unit_name
from game.rules.ruleset import FUEL
from game.rules.scenario import Scenario
from game.rules.state import State, Unit, View
from game.rules.supply.explain import Explanation, Help, explain
from game.rules.supply.forecast import LASTS, Forecast, Span, forecast
from game.rules.supply.network import SURE
from game.rules.supply.spare import spare_ways
from game.rules.supply.stocks import find_base
from game.rules.supply.wording import Amounts, at_place, day_text, main_road, road_name, ten
from game.rules.supply.workings import Working, ways_of
from game.text import _, figure, language, plural
from game.ui.panels.model import (
    Block,
    Fact,
    Facts,
    Figures,
    RouteRow,
    Routes,
    RouteSymbol,
    StockRow,
    Stocks,
    Table,
    TableRow,
    Verdict,
)
from game.ui.table.layers import drops
from game.ui.table.words import day, days_text, tonnes
from game.ui.widgets.painter import Tone

FORECAST_DAYS = 30
_STEPS = 15
_AMPLE_TENTHS, _SOON_DAYS = 50, 7
_ICONS = ("food", "ammo", "fuel")
_MOST_ROUTES = 4


def explained(view: View, holder: str) -> Explanation:
    """Return why a holder of the viewer's gets what it gets, without what would help; worked out once for each view."""
    kept = view.known.memo.get((f"explained {holder} {language()}", view.side))
    if not isinstance(kept, Explanation):
        kept = explain(view.known, view.side, holder, helps=False)
        view.known.memo[f"explained {holder} {language()}", view.side] = kept
    return kept


def foreseen(view: View, holder: str) -> Forecast:
    """Return how long a holder of the viewer's lasts; worked out once for each view."""
    kept = view.known.memo.get((f"foreseen {holder} {language()}", view.side))
    if not isinstance(kept, Forecast):
        kept = forecast(view.known, view.side, holder)
        view.known.memo[f"foreseen {holder} {language()}", view.side] = kept
    return kept


def provision_blocks(view: View, holder: str) -> tuple[Block, ...]:
    """Return what there is to know at once about the supply of a base or of a unit on its own stock."""
    lasts = (lasts_block(view, holder),) if _fights(view.known, holder) else ()
    return (verdict(view, holder), stock_block(view, holder), *lasts, route_block(view, holder))


def _fights(state: State, holder: str) -> bool:
    base = find_base(state, holder)
    return base is None or not state.scenario.base(base.id).depot


def verdict(view: View, holder: str, *, key: str = "y") -> Verdict:
    """Return what arrives of what is needed and why not more; it can be asked further by its key, if it has one."""
    found = verdict_of(explained(view, holder))
    sentence = " ".join(text for text in (found.sentence, _last_dawn(view.known, holder)) if text)
    return replace(found, sentence=sentence, action="why:0" if key else "", key=key)


def _last_dawn(state: State, holder: str) -> str:
    """Return what came at the last dawn of what was asked for then, which the map still shows, in a sentence."""
    row = next((row for row in state.deliveries if row.consumer == holder), None)
    if row is None or not sum(row.needed):
        return ""
    days = state.scenario.clock.days
    return _("At the last dawn {got} of {asked} t/day came, stores to be filled up included.").format(
        got=tonnes(sum(row.arrived) / days), asked=tonnes(sum(row.needed) / days))


def verdict_of(found: Explanation) -> Verdict:
    """Return the verdict of an explanation, with the bar of what arrives and what is short in its own unit."""
    need, got = sum(found.need), sum(found.delivered)
    if got >= need:
        return Verdict(found.headline, found.reason, "good")
    amounts = Amounts(need)
    return Verdict(found.headline, found.reason, "alert", got, need, _("{n} arrives").format(n=amounts.number(got)),
                   _("{n} short").format(n=amounts.left(need, got)))


# --- days of supply -------------------------------------------------------------------------------------------


def stock_block(view: View, holder: str) -> Stocks:
    """Return days of supply per class now and for the days ahead, as all now stand; drops make a band."""
    state, found = view.known, foreseen(view, holder)
    until = state.scenario.clock.date_of(state.turn) + timedelta(days=FORECAST_DAYS)
    flown = found.inflow.expected != found.inflow.without
    note = _("with drops, to {date}") if flown else _("forecast to {date}")
    return Stocks(tuple(_stock_row(state, found, k) for k in range(3)), note=note.format(date=day(until, year=False)))


def store(state: State, found: Forecast, k: int) -> int:
    """Return the kilograms of a class that count: of fuel only a base's own, which no vehicle carries."""
    base = find_base(state, found.holder)
    return base.stock[FUEL] if base is not None and k == FUEL else found.stock[k]


def _stock_row(state: State, found: Forecast, k: int) -> StockRow:
    name, row, stock = _(state.scenario.class_names[k]).capitalize(), found.present[k], store(state, found, k)
    need = row.need_kg_day
    if not need:
        text = _("{n} t").format(n=tonnes(stock)) if stock else "0"
        return StockRow(_ICONS[k], name, text, 1000 if stock else 0, (100 if stock else 0,) * 2, _("not used now"))
    _without, low, usual, high = (_curve(stock, need - flow[k], need) for flow in found.inflow)
    ends = row.gone.expected
    soon = 0 <= ends <= FORECAST_DAYS
    short: Tone = "alert" if stock * 10 < need * _AMPLE_TENTHS or 0 <= ends < _SOON_DAYS else "action"
    if not stock and found.inflow.expected[k] < need:
        note = _("none left")
    elif soon:
        note = _("gone {date}").format(date=_date(state, ends))
    else:
        note = _("rising") if found.inflow.expected[k] > need else _("lasts")
    band = (low, high) if low != high else ((), ())
    return StockRow(_ICONS[k], name, days_text(stock * 10 // need), stock * 10 // need, usual, note, short,
                    round(1000 * ends / FORECAST_DAYS) if soon and stock else -1, *band, action="why:1")


def _curve(stock: int, loss: int, need: int) -> tuple[int, ...]:
    """Return tenths of days of supply at equal steps over the days ahead."""
    return tuple(max(0, stock - loss * FORECAST_DAYS * i // _STEPS) * 10 // need for i in range(_STEPS + 1))


def _date(state: State, days: int) -> str:
    return day_text(state.scenario.clock.date_of(state.turn) + timedelta(days=days))


def lasts_block(view: View, holder: str) -> Figures:
    """Return until when a holder can attack and hold, and when its men begin to give up, with the luck of drops."""
    state, found = view.known, foreseen(view, holder)
    return Figures(tuple(_last(state, found, span, label, never, now) for span, label, never, now in (
        (found.attack, _("Can attack until"), _("past {date}"), _("cannot now")),
        (found.hold, _("Can hold until"), _("past {date}"), _("cannot now")),
        (found.breaks, _("Breaks on"), _("past {date}"), _("breaking")))))


def _last(state: State, found: Forecast, span: Span, label: str, never: str, now: str) -> Fact:
    beyond = never.format(date=_date(state, found.days))
    value = beyond if span.expected == LASTS else now if not span.expected else _date(state, span.expected)
    note = ""
    if span.low != span.high:
        ends = [beyond if days == LASTS else _date(state, days) for days in (span.low, span.high)]
        note = _("{first} to {last} by luck of drops").format(first=ends[0], last=ends[1])
    return Fact(label, value, "alert" if 0 <= span.expected < _SOON_DAYS else "ink", note, "why:1")


def date_after(state: State, days: int, most: int) -> str:
    """Return the date so many days ahead in short, `now` for none, `past` the last day looked at for what lasts."""
    if days == LASTS:
        return _("past {date}").format(date=_date(state, most))
    return _date(state, days) if days else _("now")


def carried_block(state: State, unit: Unit) -> Facts:
    """Return what a unit carries that draws on a base."""
    names = state.scenario.class_names
    rows = tuple(Fact(_(name).capitalize(), _("{kg:,} kg").format(kg=kg))
                 for name, kg in zip(names, unit.stock, strict=True) if kg)
    return Facts(rows or (Fact(_("Stock"), _("none")),), _("For its own use it carries"))


# --- routes ---------------------------------------------------------------------------------------------------


def ways(view: View, holder: str) -> tuple[Working, ...]:
    """Return the ways by which a holder is sent something, and those that the enemy shuts where that is a cause."""
    found = explained(view, holder)
    return ways_of(view.known, view.side, found.routes, found.bars)


def spares(view: View, holder: str) -> tuple[tuple[str, Working], ...]:
    """Return the ways that are open and not used, each with its name; worked out once for each view."""
    kept = view.known.memo.get((f"spare ways {holder} {language()}", view.side))
    if not isinstance(kept, tuple):
        found = spare_ways(view.known, view.side, holder, explained(view, holder).routes)
        kept = view.known.memo[f"spare ways {holder} {language()}", view.side] = tuple(
            (bare(road), way) for road, way in found)
    return kept


def route_block(view: View, holder: str) -> Routes:
    """Return a row for each way: what arrives of what it could carry, what limits it; pressing goes there.

    Where there is room the ways follow that are open and not used.
    """
    rows = [_route_row(view, way) for way in ways(view, holder)]
    rows += [_spare_row(name, way) for name, way in spares(view, holder)][:max(0, _MOST_ROUTES - 1 - len(rows))]
    if not rows:
        rows.append(RouteRow("track", _("No road"), "0", "0", _("none leads here that is open"), cut=True))
    found = explained(view, holder).drops
    if found is not None and drops(view):
        left = view.known.standings[view.side].drops_left
        why = plural("of ten loads {n} found; {left} sortie left", "of ten loads {n} found; {left} sorties left",
                     left).format(n=ten(found.share), left=left)
        rows.append(RouteRow("airdrop", _("Airdrop"), tonnes(found.expected // found.days),
                             tonnes(found.flown // found.days), why, action="drop_here"))
    return Routes(tuple(rows[:_MOST_ROUTES]), note=_("arrives / can carry, t/day"))


def _route_row(view: View, way: Working) -> RouteRow:
    scenario = view.scenario
    symbol = _symbol(way)
    if way.shut is not None:
        bar = way.shut
        place = at_place(scenario, bar.hex)
        why = (_("cut {place} since {date}").format(place=place, date=day_text(bar.since)) if bar.since
               else _("enemy-held {place}").format(place=place))
        return RouteRow(symbol, way_name(scenario, way), "0", tonnes(way.carries), why, cut=True,
                        action=f"go:{bar.hex}")
    return RouteRow(symbol, way_name(scenario, way), tonnes(way.arrives), tonnes(way.carries), limit_text(view, way),
                    action=f"go:{way.narrow if way.limit == 'road' else way.path[0]}")


def _symbol(way: Working) -> RouteSymbol:
    symbols: dict[str, RouteSymbol] = {"motorway": "motorway", "rough_military": "military", "track": "track"}
    return symbols.get(max(way.legs, key=lambda leg: leg.steps).road, "paved") if way.legs else "track"


def _spare_row(name: str, way: Working) -> RouteRow:
    hours, minutes = divmod(round(way.round_trip / 60), 60)
    why = _("open, not used; back after {h} h {m:02} min").format(h=hours, m=minutes)
    return RouteRow(_symbol(way), name, "0", tonnes(way.carries), why, action=f"go:{way.narrow}")


def way_name(scenario: Scenario, way: Working) -> str:
    """Return the road that a way is called by: where it is shut, else where it runs furthest."""
    bar = way.shut
    return bare(road_name(scenario, bar.before, bar.hex) if bar is not None else main_road(scenario, way.path))


def bare(road: str) -> str:
    """Return a road's name without its article, as it heads a row."""
    name = road.removeprefix(_("the {road}").partition("{road}")[0])
    return name[:1].upper() + name[1:]


def limit_text(view: View, way: Working) -> str:
    """Return what sets the most that an open way could bring, and what a truck carries and loses on it."""
    place = at_place(view.scenario, way.narrow)
    said = {
        "road": _("full {place}") if way.sent >= way.room else _("narrowest {place}"),
        "trucks": _("{n} trucks bring no more"), "source": _("its entry has no more"), "": "",
    }[way.limit].format(place=place, n=way.trucks)
    if way.rough:
        said += _("; rough, {n} t a truck").format(n=tonnes(way.payload_kg))
    lost = round(100 * (SURE - way.survival) / SURE)
    return said + (_("; {n} % lost on it").format(n=lost) if lost else "")


# --- what would help ------------------------------------------------------------------------------------------


def help_block(found: Explanation, helps: tuple[Help, ...], *, trying: bool) -> Block:
    """Return what would bring more, in the unit of the verdict above it; each row can be tried in the lab."""
    amounts = Amounts(sum(found.need))
    rows = tuple(TableRow(row.what[:1].upper() + row.what[1:],
                          (f"+{amount(row.gain_kg_day) if amounts.tonnes else row.gain_kg_day}",), action=f"try:{n}")
                 for n, row in enumerate(helps))
    if trying and not rows:
        rows = (TableRow(_("Trying one thing after another…"), ("",), tone="secondary"),)
    return Table((_("Each was tried by solving it"), amounts.unit), rows, _("What would help most"))


def amount(kg: int) -> str:
    """Return an amount in tonnes with the digits it needs, halves rounded up."""
    return figure((kg + 50) // 100 / 10, ".1f") if kg >= 1000 else figure((kg + 5) // 10 / 100, ".2f")


def holder_title(scenario: Scenario, holder: str) -> str:
    """Return the name of a base or unit."""
    return next((base.name for base in scenario.bases if base.id == holder), unit_name(scenario, holder))

