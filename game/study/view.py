"""What the charts of a study ask of its rows: names for variants and routes, groups of runs, columns over the days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from game.rules.scenario import BaseDef
from game.study.games import Run
from game.study.plan import Plan
from game.study.statistics import Effect, effects
from game.text import _

MOST_GROUPS = 6
_MOST_ROUTES = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are shown together: all of a variant, or all with one value of a factor."""

    name: str
    runs: tuple[Run, ...]


class Rows:
    """The rows of a study with its plan, and answers about them."""

    def __init__(self, plan: Plan, runs: Sequence[Run]) -> None:
        self.plan = plan
        self.runs = tuple(runs)
        self.scenario = plan.told
        self.short = _short_names([factor.path for factor in plan.factors])
        self.by_variant = {variant.number: tuple(run for run in runs if run["variant"] == variant.number)
                           for variant in plan.variants}
        self.net_effects = self.effects("points.net")

    def variant_name(self, number: int) -> str:
        """Return what distinguishes a variant, in few words."""
        settings = dict(self.plan.variants[number].settings)
        moving = [factor.path for factor in self.plan.factors if len(factor.values) > 1]
        return ", ".join(f"{self.short[path]} {settings[path]}" for path in moving) or _("all games")

    def variants(self) -> tuple[Group, ...]:
        """Return the runs of each variant."""
        return tuple(Group(self.variant_name(number), runs) for number, runs in self.by_variant.items())

    def groups(self) -> tuple[Group, ...]:
        """Return the variants where they are few, else the values of the factor that moves the points most."""
        if len(self.by_variant) <= MOST_GROUPS:
            return self.variants()
        path = self.net_effects[0].path
        factor = next(row for row in self.plan.factors if row.path == path)
        values = {variant.number: dict(variant.settings)[path] for variant in self.plan.variants}
        return tuple(
            Group(f"{self.short[path]} {value}", tuple(run for run in self.runs if values[run["variant"]] == value))
            for value in factor.values[:MOST_GROUPS]
        )

    def effects(self, column: str) -> tuple[Effect, ...]:
        """Return the effect of each factor on a figure of the games."""
        outcomes = {number: {run["seed"]: float(run["figures"].get(column) or 0) for run in runs}
                    for number, runs in self.by_variant.items()}
        return effects(self.plan.factors, self.plan.variants, outcomes)

    @property
    def bases(self) -> tuple[BaseDef, ...]:
        """The bases that are no depots."""
        return tuple(base for base in self.scenario.bases if not base.depot)

    def collapsed(self, columns: Callable[[Group], object]) -> tuple[Group, ...]:
        """Return the groups, or one of all games where what is asked of the groups is the same in each."""
        groups = self.groups()
        if len(groups) > 1 and all(columns(group) == columns(groups[0]) for group in groups[1:]):
            return (Group(_("all variants"), self.runs),)
        return groups

    def days(self, runs: Sequence[Run]) -> list[int]:
        """Return the days since the start at which the longest of some games was noted."""
        return max((run["turns"]["day"] for run in runs), key=len, default=[0])

    def date_of(self, day: int) -> date:
        """Return the date so many days after the start."""
        return self.scenario.clock.start + timedelta(days=day)

    def held_share(self, base: BaseDef, runs: Sequence[Run]) -> list[float]:
        """Return for each noted day the share of games in which the first holder has the base; a game keeps its end."""
        columns = [run["turns"].get(f"held.{base.id}", []) for run in runs]
        owner = self.scenario.sides[base.side].id
        return [sum(_at(column, place) == owner for column in columns) / max(1, len(columns))
                for place in range(len(self.days(runs)))]

    def routes_of(self, side: str, through: bool) -> tuple[str, ...]:
        """Return the routes of a side by id, the heaviest over all games first; `through` asks for passing traffic."""
        prefix = f"route_kg.{side}."
        totals: dict[str, int] = {}
        for run in self.runs:
            for name, column in run["turns"].items():
                route = name.removeprefix(prefix)
                if name.startswith(prefix) and route.startswith("traffic:") == through:
                    totals[route] = totals.get(route, 0) + column[-1]
        return tuple(sorted((route for route in totals if totals[route]), key=lambda route: (-totals[route], route)))

    def route_columns(self, side: str, runs: Sequence[Run], through: bool) -> dict[str, list[list[float]]]:
        """Return for each route of a side its tonnes so far, game by game; the lightest routes are put together."""
        steps = range(len(self.days(self.runs)))
        routes = self.routes_of(side, through)
        found = {route: [[_at(run["turns"].get(f"route_kg.{side}.{route}", [0]), place) / 1000 for place in steps]
                         for run in runs] for route in routes}
        kept = {self.route_name(route): found[route] for route in routes[:_MOST_ROUTES]}
        rest = [found[route] for route in routes[_MOST_ROUTES:]]
        if rest:
            kept[_("other entries")] = [[sum(cells) for cells in zip(*game, strict=True)]
                                        for game in zip(*rest, strict=True)]
        return kept

    def route_name(self, route: str) -> str:
        """Return what a person calls a route."""
        if route == "airdrop":
            return _("airdrops, recovered")
        if route.startswith("traffic:"):
            _word, traffic, way = route.split(":")
            row = next((row for row in self.scenario.traffic if row.id == traffic), None)
            name = row.name if row else traffic
            text = _("{name}, over the map") if way == "map" else _("{name}, round it")
            return text.format(name=name)
        return next((row.name for row in self.scenario.supply_sources if row.id == route), route)

    def daily_through(self, traffic: str, side: str, runs: Sequence[Run], way: str) -> list[float]:
        """Return the tonnes a day of a through traffic in each turn in which it went that way."""
        return [tonnes for run in runs
                for tonnes in _daily(run["turns"], f"route_kg.{side}.traffic:{traffic}:{way}")]


def _daily(turns: dict[str, Any], name: str) -> Iterator[float]:
    column, days = turns.get(name, []), turns["day"]
    for place in range(1, len(column)):
        if column[place] > column[place - 1] and days[place] > days[place - 1]:
            yield (column[place] - column[place - 1]) / 1000 / (days[place] - days[place - 1])


def _at(column: list[Any], place: int) -> Any:
    """Return a column's value at a place; past its end its last, since a game that is over stays as it is."""
    return column[min(place, len(column) - 1)] if column else 0


def _short_names(paths: Sequence[str]) -> dict[str, str]:
    """Return the shortest ends of paths, two words or more, that tell them apart, without underscores."""
    for parts in (2, 3, 4):
        ends = [" ".join(path.split(".")[-parts:]).replace("_", " ") for path in paths]
        if len(set(ends)) == len(ends):
            return dict(zip(paths, ends, strict=True))
    return {path: path for path in paths}
