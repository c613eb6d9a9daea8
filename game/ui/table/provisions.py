"""What a base or unit has and gets, in blocks of the inspector: the sentence that says why, days, ways it comes.

The sentence is made of facts about the roads as far as they are known now: what stands on them, what was lost on the
way. It does not weigh causes against each other.
"""

from __future__ import annotations

from datetime import timedelta

from game.rules.narrate import unit_name
from game.rules.ruleset import NOTHING, Stock
from game.rules.scenario import Scenario
from game.rules.state import Delivery, State, View
from game.rules.supply.stocks import NO_NEED, days, find_base, need_day
from game.text import _
from game.ui.panels.model import Block, RouteRow, Routes, RouteSymbol, StockRow, Stocks, Verdict
from game.ui.table.layers import drops
from game.ui.table.roads import Way, ways_to
from game.ui.table.words import at_place, day, days_text, tonnes, turn_day
from game.ui.widgets.painter import Tone

FORECAST_DAYS = 30
_STEPS = 15
_AMPLE_TENTHS, _SHORT_TENTHS = 50, 20
_ICONS = ("food", "ammo", "fuel")
_MOST_ROUTES = 4
_MOST_SHUT, _MOST_SHUT_BESIDE_OPEN = 3, 1
"""So many shut roads are named in the sentence, and so many where another one is open."""


def delivery_of(state: State, consumer: str) -> Delivery | None:
    """Return what a consumer asked for and got at the last dawn, or None where it asks for nothing by itself."""
    return next((row for row in state.deliveries if row.consumer == consumer), None)


def provision_blocks(view: View, holder: str, hex_id: int) -> tuple[Block, ...]:
    """Return the verdict, the days of supply and the routes of a base or of a unit on its own stock."""
    row = delivery_of(view.known, holder)
    blocks: list[Block] = [verdict(view, row, hex_id)] if row is not None else []
    blocks.append(stock_block(view.known, holder, row))
    routes = _routes(view, row, hex_id)
    return (*blocks, routes) if routes.rows else tuple(blocks)


# --- the sentence ---------------------------------------------------------------------------------------------


def verdict(view: View, row: Delivery, hex_id: int) -> Verdict:
    """Return what arrived of what was asked for, and why not more as far as that is known."""
    needed, arrived, lost = _total(row.needed), _total(row.arrived), _total(row.destroyed) + _total(row.captured)
    per_day = view.scenario.clock.days
    if not needed:
        return Verdict(_("Its stores are full."), _("It asked for nothing at the last dawn."), "good")
    if arrived * 20 >= needed * 19:
        return Verdict(_("Gets all it asks for: {n} t/day.").format(n=tonnes(arrived / per_day)),
                       _("What it asked for at the last dawn came by road."), "good", arrived, needed,
                       _("{n} arrives").format(n=tonnes(arrived / per_day)), "")
    headline = _("Gets {got} of {wanted} t/day.").format(got=tonnes(arrived / per_day),
                                                        wanted=tonnes(needed / per_day))
    return Verdict(headline, " ".join(_reasons(view, row, hex_id, lost)), "alert", arrived, needed,
                   _("{n} arrives").format(n=tonnes(arrived / per_day)),
                   _("{n} short").format(n=tonnes((needed - arrived) / per_day)))


def _total(stock: Stock) -> int:
    return stock[0] + stock[1] + stock[2]


def _reasons(view: View, row: Delivery, hex_id: int, lost: int) -> list[str]:
    """Return short sentences: each road shut with the first place that shuts it, what was lost, what is open."""
    ways = ways_to(view.known, view.side, hex_id, _group(view.known, row.consumer))
    open_ways = [way for way in ways if way.block is None]
    said = [_("{n} t were lost to the enemy on the way.").format(n=tonnes(lost))] if lost else []
    if row.arrived != NOTHING and ways and not open_ways:
        said.append(_("No road is open any more:"))
    shut = list(dict.fromkeys(block_sentence(view.known, way) for way in ways if way.block is not None))
    said += shut[:_MOST_SHUT_BESIDE_OPEN if open_ways else _MOST_SHUT]
    if not ways:
        said.append(_("No road leads here from any of your entries."))
    if open_ways and row.sent != NOTHING and _total(row.sent) < _total(row.needed):
        said.append(_("By {road} no more was sent: its room, the trucks or the stores behind it gave no more.").format(
            road=open_ways[0].name))
    elif open_ways and row.sent == NOTHING:
        said.append(_("{road} is open now, but nothing was sent by it at the last dawn.").format(
            road=_capital(open_ways[0].name)))
    return said


def _group(state: State, consumer: str) -> str:
    """Return the group of a unit; a base has none."""
    unit = state.by_id.get(consumer)
    return unit.group if unit is not None else ""


def block_sentence(state: State, way: Way) -> str:
    """Return what shuts a road, where, and since when it is known."""
    block = way.block
    if block is None:
        return ""
    place, road = at_place(state.scenario, block.hex), _capital(way.name)
    if block.since > 1:
        return _("{road} is in enemy hands {place} since {date}.").format(
            road=road, place=place, date=turn_day(state.scenario.clock, block.since))
    if block.by_unit:
        return _("{road} is barred by the enemy {place}.").format(road=road, place=place)
    return _("{road} is in enemy hands {place}.").format(road=road, place=place)


def _capital(text: str) -> str:
    return _("The {road}").format(road=text) if text[:1].islower() else text


# --- days of supply -------------------------------------------------------------------------------------------


def stock_block(state: State, holder: str, row: Delivery | None) -> Stocks:
    """Return days of supply per class now, and for the days ahead if what arrives and is used stays as it is."""
    tenths, need = days(state, holder), need_day(state, holder)
    base, unit = find_base(state, holder), state.by_id.get(holder)
    stock = base.stock if base is not None else unit.stock if unit is not None else NOTHING
    arrives = row.arrived if row is not None else NOTHING
    per_day = state.scenario.clock.days
    rows = tuple(_stock_row(state, k, tenths[k], stock[k], need[k] - arrives[k] / per_day, need[k]) for k in range(3))
    until = day(state.scenario.clock.date_of(state.turn) + timedelta(days=FORECAST_DAYS), year=False)
    return Stocks(rows, note=_("if nothing changes, to {date}").format(date=until))


def _stock_row(state: State, k: int, tenths: int, stock: int, loss: float, need: int) -> StockRow:
    """Return one class; `loss` is kilograms a day that the stock falls by."""
    name = state.scenario.class_names[k].capitalize()
    if tenths == NO_NEED:
        text = _("{n} t").format(n=tonnes(stock)) if stock else "0"
        return StockRow(_ICONS[k], name, text, 1000 if stock else 0, (100 if stock else 0,) * 2, _("not used now"))
    ahead = tuple(round(max(0.0, stock - loss * FORECAST_DAYS * i / _STEPS) * 10 / need) for i in range(_STEPS + 1))
    ends = stock / loss if loss > 0 else FORECAST_DAYS + 1.0
    low: Tone = "alert" if tenths < _AMPLE_TENTHS or ends < _AMPLE_TENTHS / 10 else "action"
    if not stock:
        note = _("none left")
    elif ends <= FORECAST_DAYS:
        gone = state.scenario.clock.date_of(state.turn) + timedelta(days=int(ends))
        note = _("gone {date}").format(date=day(gone, year=False))
    else:
        note = _("rising") if loss < 0 else _("lasts")
    return StockRow(_ICONS[k], name, days_text(tenths), tenths, ahead, note, low,
                    round(1000 * ends / FORECAST_DAYS) if stock and ends <= FORECAST_DAYS else -1)


def run_out(state: State, holder: str) -> tuple[str, float] | None:
    """Return the class that runs out first within the forecast, food or ammunition, and in how many days."""
    need, row = need_day(state, holder), delivery_of(state, holder)
    base = find_base(state, holder)
    stock = base.stock if base is not None else state.by_id[holder].stock
    arrives = row.arrived if row is not None else NOTHING
    found = []
    for k in range(2):
        loss = need[k] - arrives[k] / state.scenario.clock.days
        if need[k] and loss > 0 and stock[k] / loss <= FORECAST_DAYS:
            found.append((stock[k] / loss, state.scenario.class_names[k]))
    return (min(found)[1], min(found)[0]) if found else None


# --- routes ---------------------------------------------------------------------------------------------------


def _routes(view: View, row: Delivery | None, hex_id: int) -> Routes:
    known = view.known
    per_source = arrivals_by_source(known, view.side, hex_id, row)
    rows: list[RouteRow] = []
    taken: set[str] = set()
    for way in ways_to(known, view.side, hex_id, _group(known, row.consumer) if row is not None else ""):
        if way.block is not None and way.name in taken:
            continue
        taken.add(way.name)
        rows.append(_route_row(known.scenario, way, per_source.pop(way.source, 0), known))
    base = next((base for base in known.bases if base.hex == hex_id and base.side == view.side), None)
    standing = known.standings[view.side]
    if base is not None and drops(view):
        payload = known.scenario.ruleset.airdrop.payload_kg
        room = standing.drops_left * payload / known.scenario.clock.days
        why = (_("{n} sorties left this turn").format(n=standing.drops_left) if standing.drops_left
               else _("no sortie left this turn"))
        rows.append(RouteRow("airdrop", _("Airdrop"), "–", tonnes(room), why, action="aim:drop"))
    return Routes(tuple(rows[:_MOST_ROUTES]), note=_("came / can carry, t/day"))


def arrivals_by_source(state: State, side: int, hex_id: int, row: Delivery | None) -> dict[str, int]:
    """Return the kilograms a day that reached a hex at the last dawn, by the entry they came from.

    What was lost on the way is taken from each entry alike, as the ledger keeps it only for all of them.
    """
    sums: dict[str, int] = {}
    for flow in state.flows:
        if flow.side == side and flow.end == hex_id:
            sums[flow.source] = sums.get(flow.source, 0) + flow.kg_day
        elif flow.side == side and flow.start == hex_id:
            sums[flow.source] = sums.get(flow.source, 0) - flow.kg_day
    sent, arrived = (_total(row.sent), _total(row.arrived)) if row is not None else (0, 0)
    return {source: max(0, kg) * arrived // max(1, sent) for source, kg in sums.items()}


def _route_row(scenario: Scenario, way: Way, kg_day: int, state: State) -> RouteRow:
    symbols: dict[str, RouteSymbol] = {"motorway": "motorway", "rough_military": "military", "track": "track"}
    entry = next(row.name for row in scenario.supply_sources if row.id == way.source)
    if way.block is not None:
        name = at_place(scenario, way.block.hex)
        why = _("shut {place}").format(place=name)
        if way.block.since > 1:
            why = _("shut {place} since {date}").format(
                place=name, date=turn_day(state.scenario.clock, way.block.since))
        came = tonnes(kg_day) if kg_day else "0"
        return RouteRow(symbols.get(way.road_class, "paved"), _capital(way.name), came,
                        tonnes(way.capacity_kg_day), why, cut=True, action=f"go:{way.block.hex}")
    return RouteRow(symbols.get(way.road_class, "paved"), _capital(way.name), tonnes(kg_day),
                    tonnes(way.capacity_kg_day), _("open, from {entry}").format(entry=entry),
                    action=f"go:{way.hexes[0]}")


def holder_title(scenario: Scenario, holder: str) -> str:
    """Return the name of a base or unit."""
    return next((base.name for base in scenario.bases if base.id == holder), unit_name(scenario, holder))
