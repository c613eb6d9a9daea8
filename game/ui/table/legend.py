"""What the signs of the layers mean, in words, for the legend in the corner of the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from game.rules.state import View
from game.text import _
from game.ui.board.model import Legend, LegendRow, Shade, Swatch
from game.ui.board.shades import THREAT_GUNS
from game.ui.table.supplies import Supplied
from game.ui.table.supplylayers import SHARES_PM, Laid

HOURS = (1, 3, 6)
"""Truck hours up to which the first three bands of supply reach go; the fourth is everything further."""

PEOPLE = (10_000, 3_000, 1_000)
"""People from which the first three bands of the civilian layer count."""

Part = tuple[str, tuple[LegendRow, ...]]


def legend_of(view: View, shown: frozenset[str], row: Supplied, laid: Mapping[str, Laid]) -> Legend:
    """Return the legend of the layers shown; `laid` are those that lay anything over the map, with their notes."""
    made: dict[str, Callable[[Laid], Part]] = {
        "reach": lambda one: _reach(row), "flow": lambda one: _flow(row, one),
        "bottleneck": lambda one: _bottleneck(row, one), "knockout": lambda one: _knock_out(row, one),
        "threat": lambda one: _threat(row, one), "people": lambda one: _people(),
    }
    parts: list[Part] = [made[name](laid[name]) for name in made if name in laid]
    if "airdrop" in shown:
        parts.append((_("Airdrop"), (LegendRow("rings", _("half and 95 in 100 land inside")),)))
    if "control" in shown and not parts:
        parts.append(_control(view))
    return Legend(tuple(parts))


def with_moves(legend: Legend | None) -> Legend | None:
    """Return a legend, if it is shown, that also tells what a ghost of next turn's supply looks like."""
    if legend is None:
        return None
    rows = (LegendRow("ghost", _("would flow otherwise")), LegendRow("gone", _("would not flow any more")))
    return Legend((*legend.parts, (_("Next dawn, after the move"), rows)))


def with_enemy(legend: Legend | None, shade: Shade, name: str) -> Legend | None:
    """Return a legend, if it is shown, that also tells what the outline of a chosen enemy's reach means."""
    if legend is None:
        return None
    sign: Swatch = "foe_first" if shade.kind == "foe_first" else "foe_second"
    rows = [LegendRow(sign, _("could go there next turn"))]
    if any(band & THREAT_GUNS for band in shade.bands):
        rows.append(LegendRow("text", _("Dotted: in range of its guns.")))
    return Legend((*legend.parts, (_("{what}, as far as known").format(what=name), tuple(rows))))


def _whose(row: Supplied, own: str, enemy: str) -> str:
    return own if row.own else _("{what}, as far as known").format(what=enemy)


def _notes(one: Laid) -> tuple[LegendRow, ...]:
    return tuple(LegendRow("text", note) for note in one.notes)


def _control(view: View) -> Part:
    first, second = (side.name for side in view.scenario.sides)
    return _("Held at dawn"), (LegendRow("first_front", first), LegendRow("second_front", second))


def _reach(row: Supplied) -> Part:
    signs: tuple[Swatch, ...] = ("hours_1", "hours_2", "hours_3")
    up_to = [LegendRow(sign, _("up to {n} h").format(n=hours)) for sign, hours in zip(signs, HOURS, strict=True)]
    return (_whose(row, _("Your trucks reach"), _("Enemy trucks reach")),
            (*up_to, LegendRow("hours_4", _("further, as far as the outline"))))


def _flow(row: Supplied, one: Laid) -> Part:
    heading = _whose(row, _("Your supply at the last dawn"), _("Enemy supply a day"))
    rows = [LegendRow("pipe", _("flow; pale: room left"))]
    if any(link.tonnes >= link.capacity for link in one.flows or ()):
        rows.append(LegendRow("full", _("the road is full")))
    if any(link.interdicted for link in one.flows or ()):
        rows.append(LegendRow("fire", _("loads are lost to fire here")))
    if one.cuts:
        rows.append(LegendRow("shut", _("road shut by the enemy") if row.own else _("road shut by you")))
    return heading, tuple(rows)


def _bottleneck(row: Supplied, one: Laid) -> Part:
    heading = _whose(row, _("Bottleneck: {base}"), _("Bottleneck: {base}")).format(base=one.about)
    rows: list[LegendRow] = []
    if any(line.near for line in one.lines):
        rows.append(LegendRow("cut_near", _("minimum cut, next to the base")))
    if any(not line.near for line in one.lines):
        rows.append(LegendRow("cut_far", _("as tight, next to the entries")))
    if any(mark.a != mark.b for mark in one.pinches):
        rows.append(LegendRow("pinch", _("open road on the cut")))
    if any(mark.a == mark.b for mark in one.pinches):
        rows.append(LegendRow("cap", _("cap on all ways across country")))
    if one.cuts:
        rows.append(LegendRow("shut", _("shut road on the cut")))
    return heading, (*rows, *_notes(one))


def _knock_out(row: Supplied, one: Laid) -> Part:
    heading = _whose(row, _("Knock-out map: {base}"), _("Knock-out map: {base}")).format(base=one.about)
    rows: tuple[LegendRow, ...] = ()
    if one.shades:
        high, half, some = (share // 10 for share in SHARES_PM)
        rows = (LegendRow("worth_1", _("costs it {n} % or more").format(n=high)),
                LegendRow("worth_2", _("{n} % or more").format(n=half)),
                LegendRow("worth_3", _("{n} % or more").format(n=some)), LegendRow("worth_4", _("less")))
    return heading, (*rows, *_notes(one))


def _threat(row: Supplied, one: Laid) -> Part:
    heading = _whose(row, _("What the enemy could cut next turn"), _("What you could cut next turn"))
    rows = (LegendRow("worth_2", _("road in reach, and its loss")),) if one.tags else ()
    return heading, (*rows, LegendRow("in_reach", _("in reach next turn")), LegendRow("zone", _("zone of control")),
                     LegendRow("guns", _("in range of guns")), *_notes(one))


def _people() -> Part:
    return _("Civilians (estimates)"), (LegendRow("people", _("from a few to {n:,} and more").format(n=PEOPLE[0])),)
