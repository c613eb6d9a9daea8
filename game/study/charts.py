"""The charts of a study's page, each as an SVG drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, MultipleLocator

from game.pages.charts import (
    ACTION,
    ALERT,
    INK,
    PALE,
    RULE,
    SECOND,
    SERIES,
    SIDES,
    dated,
    drawn,
    series_style,
    shares,
    spread_labels,
)
from game.study.statistics import Effect, quantile, wilson
from game.study.view import Rows
from game.text import _

_ROW = 0.27
"""Inches of a row in a chart with one row for each variant."""


# --- outcomes -----------------------------------------------------------------------------------------------


def winners(rows: Rows) -> str:
    """Return the chart of the share of games each side won, and neither, for each variant, with intervals."""
    groups = rows.variants()
    kinds: list[tuple[str | None, str, str]] = [(side.id, _("{side} won").format(side=side.name), colour)
             for side, colour in zip(rows.scenario.sides, SIDES, strict=True)]
    kinds.insert(1, (None, _("Neither won"), SECOND))

    def draw(cells: list[Axes]) -> None:
        for axes, (who, title, colour) in zip(cells, kinds, strict=True):
            hits = [sum(run["figures"]["winner"] == who for run in group.runs) for group in groups]
            _shares(axes, hits, [len(group.runs) for group in groups], colour)
            axes.set_title(title, color=colour)
        _rows(cells[0], [group.name for group in groups])

    return drawn(draw, _("Share of games won"), 0.95 + _ROW * len(groups), columns=3, share_y=True)


def levels(rows: Rows) -> str:
    """Return the chart of the share of games that ended at each level of victory, with intervals."""
    named = rows.scenario.levels
    counted = Counter(run["figures"]["level"] for run in rows.runs)

    def draw(axes: Axes) -> None:
        _shares(axes, [counted[level.id] for level in named], [len(rows.runs)] * len(named), INK,
                [_side_colour(level.winner) for level in named])
        _rows(axes, [level.name for level in named])

    return drawn(draw, _("Share of games at each level of victory"), 0.95 + 0.32 * len(named))


def _side_colour(side: int) -> str:
    return SIDES[side] if side in (0, 1) else SECOND


def _shares(axes: Axes, hits: Sequence[int], totals: Sequence[int], colour: str,
            colours: Sequence[str] | None = None) -> None:
    for place, (hit, total) in enumerate(zip(hits, totals, strict=True)):
        low, high = wilson(hit, total)
        mine = colours[place] if colours else colour
        axes.plot([low, high], [place, place], color=mine, linewidth=2.2, alpha=0.55, solid_capstyle="butt")
        axes.plot([hit / max(1, total)], [place], "o", color=mine, markersize=6.5)
    axes.set_xlim(-0.02, 1.02)
    shares(axes.xaxis)
    axes.xaxis.set_major_locator(MultipleLocator(0.25))


def _rows(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)


def points(rows: Rows) -> str:
    """Return the chart of the points of every game, variant by variant, beside the levels of victory."""
    groups = rows.variants()
    limits = [level for level in rows.scenario.levels if level.least > -10**8]

    def draw(axes: Axes) -> None:
        for place, group in enumerate(groups):
            _strip(axes, place, [run["figures"]["points.net"] for run in group.runs])
        _rows(axes, [group.name for group in groups])
        low, high = axes.get_xlim()
        for level in limits:
            value = level.least / 1000
            if low <= value <= high:
                axes.axvline(value, color=_side_colour(level.winner), linewidth=1, linestyle=(0, (4, 3)), zorder=0)
                axes.annotate(level.name, (value, 1), xycoords=("data", "axes fraction"), xytext=(3, 4), va="bottom",
                              textcoords="offset points", fontsize=9.5, color=_side_colour(level.winner), rotation=18)
        axes.set_xlabel(_("points net: {first} less {second}").format(
            first=rows.scenario.sides[0].name, second=rows.scenario.sides[1].name))

    return drawn(draw, _("Points of every game"), 1.75 + max(_ROW, 0.3) * len(groups))


def _strip(axes: Axes, place: int, values: Sequence[float]) -> None:
    """Draw every value as a tick, the middle four fifths as a bar, the median as a dot."""
    axes.plot([quantile(values, 0.1), quantile(values, 0.9)], [place, place], color=RULE, linewidth=9,
              solid_capstyle="butt", zorder=1)
    axes.plot(values, [place] * len(values), "|", color=ACTION, markersize=9, alpha=0.6, zorder=2)
    axes.plot([quantile(values, 0.5)], [place], "o", color=INK, markersize=6.5, zorder=3)


# --- over time ----------------------------------------------------------------------------------------------


def held(rows: Rows) -> str:
    """Return the chart of the share of games in which each base is still held, over the days."""
    bases = rows.bases
    groups = rows.collapsed(lambda group: [rows.held_share(base, group.runs) for base in bases])

    def draw(cells: Any) -> None:
        for axes, base in zip(cells if isinstance(cells, list) else [cells], bases, strict=True):
            ends = []
            for number, group in enumerate(groups):
                days, share = rows.days(group.runs), rows.held_share(base, group.runs)
                style = series_style(number)
                axes.step([rows.date_of(day) for day in days], share, where="post", color=style["color"],
                          linestyle=style["linestyle"])
                ends.append((share[-1], group.name, str(style["color"])))
            axes.set_ylim(-0.03, 1.03)
            shares(axes.yaxis)
            axes.set_title(base.name)
            dated(axes)
            if len(rows.groups()) > 1:
                spread_labels(axes, ends, 0.075)

    return drawn(draw, _("Share of games in which each base is held"), 3.3, columns=len(bases), share_y=True)


def routes(rows: Rows, side: int, through: bool) -> str:
    """Return the chart of tonnes so far by route, a panel for each group of games; empty where there are none."""
    side_id = rows.scenario.sides[side].id
    if not rows.routes_of(side_id, through):
        return ""
    groups = rows.collapsed(lambda group: _middles(rows.route_columns(side_id, group.runs, through)))
    known = rows.route_columns(side_id, rows.runs, through)
    styles = {name: series_style(number) for number, name in enumerate(known)}
    columns = 2 if len(groups) == 4 else min(3, len(groups))
    lines = -(-len(groups) // columns)

    def draw(cells: Any) -> None:
        flat = cells if isinstance(cells, list) else [cells]
        for axes, group in zip(flat, groups, strict=False):
            ends = _tonnes(axes, rows, rows.route_columns(side_id, group.runs, through), styles)
            if len(groups) > 1:
                axes.set_title(group.name)
            else:
                spread_labels(axes, ends, 0.07)
        for axes in flat[len(groups):]:
            axes.set_visible(False)
        flat[0].set_ylim(0, flat[0].get_ylim()[1])
        flat[0].set_ylabel(_("tonnes so far"))
        if len(groups) > 1:
            handles = [flat[0].plot([], [], color=style["color"], linestyle=style["linestyle"], label=name)[0]
                       for name, style in styles.items()]
            flat[0].figure.legend(handles=handles, loc="outside upper left", ncols=3)

    title = _("Tonnes by route: {side}").format(side=rows.scenario.sides[side].name)
    return drawn(draw, title + (_(", passing through") if through else ""), 0.6 + 2.75 * lines, columns=columns,
                 rows=lines, share_y=True)


def _middles(known: dict[str, list[list[float]]]) -> dict[str, list[float]]:
    return {name: [quantile(cells, 0.5) for cells in zip(*games, strict=True)] for name, games in known.items()}


def _tonnes(axes: Axes, rows: Rows, known: dict[str, list[list[float]]],
            styles: dict[str, dict[str, object]]) -> list[tuple[float, str, str]]:
    """Draw the tonnes of each route over the days; return where each line ends."""
    days: Any = [rows.date_of(day) for day in rows.days(rows.runs)]
    ends = []
    for name, games in known.items():
        colour = str(styles[name]["color"])
        middle, low, high = ([quantile(cells, part) for cells in zip(*games, strict=True)] for part in (0.5, 0.1, 0.9))
        axes.fill_between(days, low, high, color=colour, alpha=0.13, linewidth=0)
        axes.plot(days, middle, color=colour, linestyle=str(styles[name]["linestyle"]))
        ends.append((middle[-1], name, colour))
    dated(axes)
    return ends


# --- what decides -------------------------------------------------------------------------------------------


def sensitivity(rows: Rows, outcomes: Sequence[tuple[str, str]]) -> str:
    """Return the chart of the effect of each factor on some figures, given as (column, title)."""
    found = [(title, rows.effects(column)) for column, title in outcomes]
    found = [row for row in found if any(effect.strength for effect in row[1])]
    if not found:
        return ""
    order = [effect.path for effect in rows.net_effects]

    def draw(cells: Any) -> None:
        flat = cells if isinstance(cells, list) else [cells]
        for axes, (title, effects) in zip(flat, found, strict=True):
            _bars(axes, {effect.path: effect for effect in effects}, order)
            axes.set_title(title)
        _rows(flat[0], [rows.short[path] for path in order])

    return drawn(draw, _("What moves the outcome"), 1.2 + 0.42 * len(order), columns=len(found), share_y=True)


def _bars(axes: Axes, effects: dict[str, Effect], order: Sequence[str]) -> None:
    for place, path in enumerate(order):
        effect = effects[path]
        axes.barh(place, effect.strength, height=0.56, color=PALE, edgecolor=SECOND, linewidth=0.8)
        axes.plot([effect.low, effect.high], [place, place], color=INK, linewidth=1.6)
        if effect.chance:
            axes.plot([effect.chance] * 2, [place - 0.4, place + 0.4], color=ALERT, linewidth=1.8, linestyle=":")
        if effect.mean:
            axes.plot([abs(effect.mean)], [place], ">" if effect.mean > 0 else "<", color=SERIES[0], markersize=7)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(4))


# --- convoys ------------------------------------------------------------------------------------------------


def convoy(panels: Sequence[Any], title: str) -> str:
    """Return the chart of tonnes a day against trucks: the arithmetic as lines, what was found as dots.

    A panel has `title`, `cap` (name and t/day, or None) and `lines`: (name, law of trucks, [(trucks, [t/day…])…]).
    """
    def draw(cells: Any) -> None:
        for axes, panel in zip(cells if isinstance(cells, list) else [cells], panels, strict=True):
            _convoy_panel(axes, panel)

    return drawn(draw, title, 3.9, columns=len(panels))


def _convoy_panel(axes: Axes, panel: Any) -> None:
    most = max(trucks for _name, _law, dots in panel.lines for trucks, _found in dots)
    steps = [most * 1.08 * place / 120 for place in range(121)]
    for number, (name, law, dots) in enumerate(panel.lines):
        style = series_style(number)
        colour, dash, marker = str(style["color"]), str(style["linestyle"]), str(style["marker"])
        axes.plot(steps, [law(trucks) for trucks in steps], color=colour, linestyle=dash)
        axes.plot([], [], color=colour, linestyle=dash, marker=marker, markersize=7, label=name)
        for trucks, found in dots:
            axes.plot([trucks, trucks], [min(found), max(found)], color=colour, linewidth=1.4)
            axes.plot([trucks], [quantile(found, 0.5)], marker, color=colour, markersize=7.5,
                      markeredgecolor="white", markeredgewidth=0.9, zorder=3)
    if panel.cap is not None:
        axes.axhline(panel.cap[1], color=SECOND, linewidth=1.1, linestyle=(0, (2, 2)))
        axes.annotate(panel.cap[0], (0.02, panel.cap[1]), xycoords=("axes fraction", "data"), xytext=(0, 4),
                      textcoords="offset points", fontsize=10, color=SECOND, va="bottom")
    axes.set_xlim(0, steps[-1])
    axes.set_ylim(0, max(axes.get_ylim()[1], panel.cap[1] * 1.15 if panel.cap else 0))
    axes.set_title(panel.title)
    axes.set_xlabel(_("trucks"))
    axes.set_ylabel(_("tonnes a day"))
    axes.legend(loc="best")

