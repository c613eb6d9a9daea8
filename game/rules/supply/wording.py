"""Plain words for supply: places, roads, amounts, dates, causes, and the sentence that says why."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from game.rules.narrate import holder_name, unit_name
from game.rules.scenario import Scenario
from game.rules.state import State
from game.rules.supply.causes import Account, Bar, Cause
from game.rules.supply.network import network
from game.text import _, figure, language, mark, plural

_MONTHS = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"), mark("Jul"), mark("Aug"),
    mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)
_NUMBERS = (
    mark("none"), mark("one"), mark("two"), mark("three"), mark("four"), mark("five"), mark("six"), mark("seven"),
    mark("eight"), mark("nine"),
)
_POINTS = MappingProxyType({
    "N": mark("north"), "NE": mark("north-east"), "E": mark("east"), "SE": mark("south-east"),
    "S": mark("south"), "SW": mark("south-west"), "W": mark("west"), "NW": mark("north-west"),
})
_NEAR_HEXES = 3
_MOST_REASONS = 3
_TONNE = 1000


def month_name(month: int) -> str:
    """Return the short name of a month, 1 to 12."""
    return _(_MONTHS[month - 1])


def day_text(day: date) -> str:
    """Return a date as day and month: `12 Oct`; some languages count the first of a month as a first."""
    return plural("{day} {month}", "{day} {month}", day.day).format(day=day.day, month=month_name(day.month))


def place_name(scenario: Scenario, hex_id: int) -> str:
    """Return the name of the place in a hex, or its number."""
    place = scenario.map.place_at(hex_id)
    return _short(place.name) if place else _("hex {number}").format(number=scenario.map.grid.name(hex_id))


def nearest_place(scenario: Scenario, hex_id: int) -> str:
    """Return the name of the place in a hex or of the nearest within three hexes, else the hex's number."""
    return _nearest(scenario, hex_id) or place_name(scenario, hex_id)


def _nearest(scenario: Scenario, hex_id: int) -> str:
    """Return the name of the nearest place within three hexes, empty where there is none."""
    grid = scenario.map.grid
    near = [(grid.distance(hex_id, row.hex), row.label, row.id, row.name) for row in scenario.map.places]
    best = min(near, default=(_NEAR_HEXES + 1, 0, "", ""))
    return _short(best[3]) if best[0] <= _NEAR_HEXES else ""


def at_place(scenario: Scenario, hex_id: int) -> str:
    """Return where a hex is: at its place, near the nearest one, or at its number."""
    if scenario.map.place_at(hex_id):
        return _("at {place}").format(place=place_name(scenario, hex_id))
    if name := _nearest(scenario, hex_id):
        return _("near {place}").format(place=name)
    return _("at hex {number}").format(number=scenario.map.grid.name(hex_id))


def _short(name: str) -> str:
    return name.partition(",")[0].replace("'", "’")


def road_name(scenario: Scenario, before: int, hex_id: int) -> str:
    """Return the road between two neighbouring hexes with its article: `the M5`, `the parallel military road`."""
    return _road_names(scenario, language()).get((min(before, hex_id), max(before, hex_id)), _("the way"))


@lru_cache(maxsize=8)
def _road_names(scenario: Scenario, _language: str) -> dict[tuple[int, int], str]:
    """Return names by pairs of hexes, the lower first; where roads run together the better one names the stretch."""
    order = [row.id for row in scenario.ruleset.roads]
    names: dict[tuple[int, int], str] = {}
    starts = {place.name.partition(" ")[0] for place in scenario.map.places}
    for road in sorted(scenario.map.roads, key=lambda row: (order.index(row.road_class), row.id)):
        for a, b in pairwise(road.hexes):
            names.setdefault((min(a, b), max(a, b)), _article(road.name, road.road_class, starts))
    return names


def _article(name: str, road_class: str, starts: set[str]) -> str:
    """Return a road's name as a sentence wants it, without what it adds in brackets."""
    text = name.partition(" (")[0].replace("'", "’")
    if " - " in text:
        places = text.removesuffix(" road").split(" - ")
        track = road_class in ("track", "rough_military")
        return (_("the {first}–{last} track") if track else _("the {first}–{last} road")).format(
            first=places[0], last=places[-1])
    first = text.partition(" ")[0]
    if first.isalpha() and first not in starts:
        text = text[0].lower() + text[1:]
    return _("the {road}").format(road=text)


# --- amounts --------------------------------------------------------------------------------------------------------


class Amounts:
    """Amounts of one sentence, all in the unit that its largest wants: tonnes with a decimal, or kilograms."""

    def __init__(self, largest_kg: int) -> None:
        self.tonnes = largest_kg >= _TONNE
        self.unit = _("t/day") if self.tonnes else _("kg/day")

    def number(self, kg: int) -> str:
        """Return an amount without its unit."""
        if not self.tonnes:
            return str(kg)
        tenths = (kg + 50) // 100
        return figure(tenths / 10, ".1f") if tenths else "0"

    def left(self, whole: int, part: int) -> str:
        """Return what is missing of a whole, so that the numbers shown add up."""
        if not self.tonnes:
            return str(whole - part)
        tenths = (whole + 50) // 100 - (part + 50) // 100
        return figure(tenths / 10, ".1f") if tenths > 0 else _("less than 0.1")


def ten(share: Fraction) -> str:
    """Return how many of ten there are of a share, in words with their verb."""
    tenths = round(share * 10)
    if tenths <= 0:
        return _("less than one is")
    if tenths >= 10:
        return _("nearly all are")
    return plural("{number} is", "{number} are", tenths).format(number=_(_NUMBERS[tenths]))


# --- the sentence ---------------------------------------------------------------------------------------------------


def why(state: State, side: int, found: Account) -> str:
    """Return what a consumer gets by road and why not more, in one or two sentences."""
    name = holder_name(state.scenario, found.consumer.id)
    need, got = sum(found.wants), sum(found.delivered)
    if not need:
        return _("{who} no supply by road and needs none: the stores last to the end.").format(who=_gets(name, found))
    amounts = Amounts(need)
    road, alone = _over(state.scenario, found)
    by = (_(" over {road}") if alone else _(", most of it over {road}")).format(road=road) if road else ""
    if got >= need:
        return _("{who} all that is needed by road, {need} {unit}{by}.").format(
            who=_gets(name, found), need=amounts.number(need), unit=amounts.unit, by=by)
    head = _("{who} {got} of {need} {unit} by road{by}.").format(
        who=_gets(name, found), got=amounts.number(got), need=amounts.number(need), unit=amounts.unit, by=by)
    return f"{head} {_short_by(state, side, found, amounts)}"


def verdict(state: State, side: int, found: Account) -> tuple[str, str]:
    """Return the same for a panel that names the consumer above: the amounts in a sentence, and why not more."""
    need, got = sum(found.wants), sum(found.delivered)
    if not need:
        return _("Needs nothing by road."), _("The stores last to the end.")
    amounts = Amounts(need)
    road, alone = _over(state.scenario, found)
    by = (_("It comes over {road}.") if alone else _("Most of it comes over {road}.")).format(road=road) if road else ""
    if got >= need:
        return _("Gets all of {need} {unit}.").format(need=amounts.number(need), unit=amounts.unit), by
    return (_("Gets {got} of {need} {unit}.").format(
                got=amounts.number(got), need=amounts.number(need), unit=amounts.unit),
            " ".join([by, _short_by(state, side, found, amounts)]).strip())


def _short_by(state: State, side: int, found: Account, amounts: Amounts) -> str:
    """Return how much is missing, and why."""
    reasons = _("; ").join(_reasons(state, side, found, amounts))
    return _("Short by {missing}: {reasons}.").format(
        missing=amounts.left(sum(found.wants), sum(found.delivered)), reasons=reasons)


def _over(scenario: Scenario, found: Account) -> tuple[str, bool]:
    """Return over which road most comes, empty where nothing does or the way has no name, and whether all comes so."""
    roads = list(dict.fromkeys(main_road(scenario, route.path) for route in found.routes))
    if not roads or not sum(found.delivered) or roads[0] == _("the way"):
        return "", True
    return roads[0], len(roads) == 1


def _gets(name: str, found: Account) -> str:
    """Return the subject of a sentence; names of units may be plural."""
    one = found.consumer.is_base and not name.endswith("stores")
    return (_("{name} gets") if one else _("{name}:")).format(name=name)


def main_road(scenario: Scenario, path: tuple[int, ...]) -> str:
    """Return the road on which a way runs furthest, with its article."""
    way = _("the way")
    names = [road_name(scenario, a, b) for a, b in pairwise(path)] or [way]
    return max(names, key=lambda text: (text != way, names.count(text)))


def _reasons(state: State, side: int, found: Account, amounts: Amounts) -> list[str]:
    """Return one clause for each cause that matters, the largest first, and one for each other way that is shut."""
    rows = sorted(found.causes, key=lambda row: -row.kg_day)
    shown = [row for row in rows if amounts.number(row.kg_day) != "0"][:_MOST_REASONS] or rows[:1]
    named = {row.hex for row in shown if row.kind == "blocked"}
    said = []
    for row in shown:
        text = clause(state, side, row, found)
        said.append(f"{text} ({amounts.number(row.kg_day)})" if len(shown) > 1 else text)
        if row.kind == "blocked":
            said += [_also_shut(state, bar) for bar in found.bars if bar.hex not in named]
            named |= {bar.hex for bar in found.bars}
    return list(dict.fromkeys(said))


def _also_shut(state: State, bar: Bar) -> str:
    road = road_name(state.scenario, bar.before, bar.hex)
    if state.scenario.map.place_at(bar.hex):
        return _("{place} bars {road}").format(place=place_name(state.scenario, bar.hex), road=road)
    return _("{road} is barred {where}").format(road=road, where=at_place(state.scenario, bar.hex))


def clause(state: State, side: int, row: Cause, found: Account) -> str:
    """Return one cause as a clause, as it stands in the sentence."""
    scenario = state.scenario
    match row.kind:
        case "unknown":
            return _("{place}; cause unknown").format(place=_not_through(state, row))
        case "lost":
            where = at_place(scenario, row.hex)
            if not row.by:
                return _("part is lost on the way, most {where}").format(where=where)
            return _("part is lost on the way, most to {unit} {where}").format(
                unit=unit_name(scenario, row.by), where=where)
        case "outranked":
            return _outranked(state, row, found)
        case "blocked":
            return blocked_text(scenario, row.hex, row.before, row.by, row.since)
        case "refused" | "narrowed":
            return _dangerous(state, side, row)
        case "road":
            if row.hex < 0:
                return _("the roads carry no more")
            return _("{road} {where} carries no more").format(
                road=road_name(scenario, row.before, row.hex), where=at_place(scenario, row.hex))
        case "trucks":
            return _("the trucks from {source} can bring no more").format(source=source_name(scenario, row.by))
        case "source":
            return _("no more {what} comes from {source}").format(
                what=_classes(scenario, row), source=source_name(scenario, row.by))
        case _:
            return _("no road leads there that could bring {what}").format(what=_classes(scenario, row))


def cause_text(scenario: Scenario, cause: Cause) -> str:
    """Return a cause in a word or two, for a table."""
    where = f" {at_place(scenario, cause.hex)}" if cause.hex >= 0 and cause.kind != "no_road" else ""
    words = {
        "unknown": _("unknown"), "lost": _("lost"), "outranked": _("others first"), "refused": _("too dangerous"),
        "narrowed": _("narrowed"), "blocked": _("blocked"), "road": _("road full"), "trucks": _("trucks"),
        "source": _("source"), "no_road": _("no road"),
    }
    return words[cause.kind] + where


def _not_through(state: State, row: Cause) -> str:
    """Return up to where supply is known to get."""
    scenario = state.scenario
    if row.hex < 0:
        return _("not getting through")
    place = nearest_place(scenario, row.before)
    spot = next((each.hex for each in scenario.map.places if _short(each.name) == place), row.before)
    point = _POINTS.get(scenario.map.grid.compass(spot, row.hex), "")
    if not point:
        return _("not getting through at {place}").format(place=place)
    return _("not getting through {direction} of {place}").format(direction=_(point), place=place)


def _outranked(state: State, row: Cause, found: Account) -> str:
    if not row.by:
        return _("others are served first")
    rival = next((each for each in network(state, _side_of(state, found)).consumers if each.id == row.by), None)
    first = rival is not None and rival.priority < found.consumer.priority
    return (_("it is served after {name}") if first else _("it shares with {name}")).format(
        name=holder_name(state.scenario, row.by))


def _side_of(state: State, found: Account) -> int:
    unit = state.by_id.get(found.consumer.id)
    return unit.side if unit and not found.consumer.is_base else state.base(found.consumer.id).side


def blocked_text(scenario: Scenario, hex_id: int, before: int, by: str, since: date | None) -> str:
    """Return what shuts a road, where, since when and with whom, as a clause."""
    if hex_id < 0:
        return _("the enemy holds the ways")
    when = _(" since {date}").format(date=day_text(since)) if since else ""
    who = f" ({unit_name(scenario, by)})" if by else ""
    return _("{road} {where} is enemy-held{when}{who}").format(
        road=road_name(scenario, before, hex_id), where=at_place(scenario, hex_id), when=when, who=who)


def _dangerous(state: State, side: int, row: Cause) -> str:
    scenario = state.scenario
    where = at_place(scenario, row.hex) if row.hex >= 0 else ""
    road = road_name(scenario, row.before, row.hex) if row.before >= 0 else _("the way")
    who = f" ({unit_name(scenario, row.by)})" if row.by else ""
    if row.kind == "narrowed":
        return _("the enemy beside {road} {where}{who} slows and narrows it").format(
            road=road, where=where, who=who).replace("  ", " ")
    policy = network(state, side).policy.name
    lost = _("too much")
    if 100 <= row.loss_pm < 1000:
        lost = _("{number} loads in ten").format(number=_(_NUMBERS[row.loss_pm // 100]))
    return _("{loads} would be lost on {road} {where}{who}, more than the {policy} route policy allows").format(
        loads=lost, road=road, where=where, who=who, policy=_(policy))


def _classes(scenario: Scenario, row: Cause) -> str:
    names = [_(name) for name, kg in zip(scenario.class_names, row.by_class, strict=True) if kg]
    return _(" or ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def source_name(scenario: Scenario, source: str) -> str:
    """Return the name of an entry of supply, `any entry` where none is named."""
    name = next((row.name for row in scenario.supply_sources if row.id == source), _("any entry"))
    return name.partition(" (")[0]


def stretch(scenario: Scenario, bar: Bar) -> str:
    """Return the shut part of a way in words: `the M5 at Hish`, or from its first to its last place."""
    road = road_name(scenario, bar.before, bar.hex)
    first, last = nearest_place(scenario, bar.hexes[0]), nearest_place(scenario, bar.hexes[-1])
    if len(bar.hexes) == 1 or first == last:
        return f"{road} {at_place(scenario, bar.hex)}"
    return _("{road} from {first} to {last}").format(road=road, first=first, last=last)

