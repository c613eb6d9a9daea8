"""The charts of an after-action report, each as an SVG drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from game.pages.charts import (
    ACTION,
    AIRDROP,
    ALERT,
    AMMO,
    FOOD,
    INK,
    PALE,
    SECOND,
    SIDES,
    dated,
    drawn,
    series_style,
    spread_labels,
)
from game.report.course import CAUSES, Course
from game.report.turning import TurningPoint
from game.rules import victory
from game.text import _, figure

SHOWN_DAYS = 60
"""More days of supply than these are drawn as these."""


def cause_name(cause: str) -> str:
    """Return what a person calls a cause of losses."""
    return {"assaults": _("assaults"), "ambush": _("ambush on the march"), "guns": _("guns and mortars"),
            "aircraft": _("aircraft"), "surrender": _("hunger and surrender")}.get(cause, cause)


def points(course: Course, turns: Sequence[TurningPoint]) -> str:
    """Return the chart of the points over time, between the levels of victory, with the turning points numbered."""
    net = [victory.net(dawn.state) / 1000 for dawn in course.dawns]

    def draw(axes: Axes) -> None:
        days: Any = course.dates
        axes.step(days, net, where="post", color=INK)
        ends = []
        for level in course.scenario.levels:
            value = level.least / 1000
            if level.least > -10**8:
                axes.axhline(value, color=_colour(level.winner), linewidth=1, linestyle=(0, (4, 3)))
                ends.append((value, _("from here: {level}").format(level=level.name), _colour(level.winner)))
        numbered: dict[int, list[str]] = {}
        for number, point in enumerate(turns, 1):
            numbered.setdefault(point.number, []).append(str(number))
        for place, numbers in numbered.items():
            day: Any = course.dates[place]
            axes.axvline(day, color=ACTION, linewidth=0.9, alpha=0.5, zorder=0)
            axes.annotate(", ".join(numbers), (day, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
                          textcoords="offset points", ha="center", color=ACTION, fontweight=600)
        axes.set_ylabel(_("points net"))
        dated(axes)
        spread_labels(axes, ends, 0.08)

    return drawn(draw, _("Points over time"), 3.5)


def _colour(side: int) -> str:
    return SIDES[side] if side in (0, 1) else SECOND


def stocks(course: Course) -> str:
    """Return the chart of the days of food and ammunition that each base has, over time."""
    def draw(cells: Any) -> None:
        days: Any = course.dates
        for axes, base in zip(_listed(cells), course.bases, strict=True):
            rows = course.figures[base.id]
            ends = []
            for name, colour, dash, column in ((_("food"), FOOD, "-", [row.food_days for row in rows]),
                                               (_("ammunition"), AMMO, "--", [row.ammo_days for row in rows])):
                shown = [SHOWN_DAYS if value is None else min(SHOWN_DAYS, value)
                         for value, row in zip(column, rows, strict=True) if row.held_by == base.side]
                axes.plot(days[:len(shown)], shown, color=colour, linestyle=dash)
                ends += [(shown[-1], name, colour)] if shown else []
            axes.axhspan(0, 5, color=PALE, zorder=0)
            axes.set_ylim(0, SHOWN_DAYS + 2)
            axes.set_title(base.name)
            dated(axes)
            spread_labels(axes, ends, 0.08)
        _listed(cells)[0].set_ylabel(_("days, at the day's need"))

    return drawn(draw, _("Days of supply in the bases"), 3.2, columns=len(course.bases), share_y=True)


def flows(course: Course) -> str:
    """Return the chart of what came to each base by road and by drop, beside its need, over time."""
    def draw(cells: Any) -> None:
        days: Any = course.dates
        for axes, base in zip(_listed(cells), course.bases, strict=True):
            rows = course.figures[base.id]
            road, drop = [row.road_t_day for row in rows], [row.drop_t_day for row in rows]
            width = max(0.6, course.scenario.clock.days * 0.85)
            axes.bar(days, road, width=width, color=ACTION, label=_("by road"))
            axes.bar(days, drop, width=width, bottom=road, color=AIRDROP, hatch="////", edgecolor="white", linewidth=0,
                     label=_("from drops"))
            axes.step(days, [row.need_t_day for row in rows], where="mid", color=ALERT, linewidth=1.3, label=_("need"))
            axes.margins(y=0.08)
            axes.set_title(base.name)
            dated(axes)
        first = _listed(cells)[0]
        first.set_ylabel(_("t a day, food and ammunition"))
        first.figure.legend(*first.get_legend_handles_labels(), loc="outside upper left", ncols=3)

    return drawn(draw, _("What came to the bases"), 3.5, columns=len(course.bases))


def odds(course: Course) -> str:
    """Return the chart of the strength of the enemies near each base over that of its defenders, over time."""
    def draw(axes: Axes) -> None:
        days: Any = course.dates
        ends = []
        for number, base in enumerate(course.bases):
            style = series_style(number)
            column = [min(4.0, row.odds) for row in course.figures[base.id]]
            axes.plot(days, column, color=style["color"], linestyle="-" if number == 0 else "--")
            ends.append((column[-1], base.name, str(style["color"])))
        axes.axhline(1, color=SECOND, linewidth=1, linestyle=(0, (2, 2)))
        axes.set_ylim(bottom=0)
        axes.set_ylabel(_("enemies near : defenders"))
        dated(axes)
        spread_labels(axes, ends, 0.09)

    return drawn(draw, _("Odds at the bases"), 2.9)


def losses(course: Course, lost: tuple[Counter[str], Counter[str]]) -> str:
    """Return the chart of the men each side lost, by cause."""
    causes = [cause for cause in CAUSES if lost[0][cause] or lost[1][cause]] or list(CAUSES[:1])

    def draw(cells: list[Axes]) -> None:
        for side, axes in enumerate(cells):
            values = [lost[side][cause] for cause in causes]
            bars = axes.barh(range(len(causes)), values, height=0.6, color=SIDES[side])
            axes.bar_label(bars, padding=4, fmt=lambda value: figure(value, ",.0f"))
            axes.set_title(course.scenario.sides[side].name, color=SIDES[side])
            axes.set_xlim(0, max([1, *lost[0].values(), *lost[1].values()]) * 1.15)
        cells[0].set_yticks(range(len(causes)), [cause_name(cause) for cause in causes])
        cells[0].set_ylim(len(causes) - 0.5, -0.5)
        cells[0].tick_params(axis="y", length=0)

    return drawn(draw, _("Men lost by cause"), 1.0 + 0.42 * len(causes), columns=2, share_y=True)


def control(course: Course) -> str:
    """Return the chart of the ground each side held, over time."""
    size = course.scenario.map.grid.size
    rows = [[dawn.state.control.count(1) / size, dawn.state.control.count(0) / size,
             dawn.state.control.count(2) / size] for dawn in course.dawns]

    def draw(axes: Axes) -> None:
        days: Any = course.dates
        first, none, second = ([100 * row[place] for row in rows] for place in range(3))
        axes.stackplot(days, first, none, second, colors=[SIDES[0], PALE, SIDES[1]], step="post", linewidth=0,
                       alpha=0.85)
        at, names = 0.0, (course.scenario.sides[0].name, _("nobody"), course.scenario.sides[1].name)
        ends = []
        for value, name, colour in zip((first[-1], none[-1], second[-1]), names, (SIDES[0], SECOND, SIDES[1]),
                                       strict=True):
            ends.append((at + value / 2, name, colour))
            at += value
        axes.set_ylim(0, 100)
        axes.set_ylabel(_("% of the map"))
        axes.margins(x=0)
        dated(axes)
        spread_labels(axes, ends, 0.09)

    return drawn(draw, _("Ground held"), 2.8)


def civilians(course: Course) -> str:
    """Return the chart of people harmed by each side so far, and of those who still live in the towns and villages."""
    def draw(cells: list[Axes]) -> None:
        days: Any = course.dates
        ends = []
        for side, dash in ((0, "-"), (1, "--")):
            column = [dawn.state.standings[side].harm for dawn in course.dawns]
            cells[0].plot(days, column, color=SIDES[side], linestyle=dash)
            ends.append((column[-1], _("by the {side}").format(side=course.scenario.sides[side].name.lower()),
                         SIDES[side]))
        people = [sum(dawn.state.people) / 1000 for dawn in course.dawns]
        cells[1].plot(days, people, color=INK)
        cells[1].set_ylim(0, max(people) * 1.08 + 0.01)
        cells[0].set_ylim(bottom=0)
        cells[0].set_title(_("People harmed so far (estimate)"))
        cells[1].set_title(_("People in the towns, thousands (estimate)"))
        for axes in cells:
            dated(axes)
        spread_labels(cells[0], ends, 0.09)

    return drawn(draw, _("Civilians"), 3.0, columns=2)


def _listed(cells: Any) -> list[Axes]:
    return cells if isinstance(cells, list) else [cells]
