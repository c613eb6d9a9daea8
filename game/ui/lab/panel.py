"""The panel of the lab: what the one in focus gets and how long it lasts in both situations, and what can be set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from game.rules.narrate import holder_name, unit_name
from game.rules.ruleset import AMMO, FOOD
from game.rules.state import Base, State, Unit
from game.rules.supply.bottleneck import minimum_cuts
from game.rules.supply.explain import Explanation, explain
from game.rules.supply.forecast import Forecast, Span, forecast
from game.rules.supply.network import network
from game.rules.supply.outlook import outlook
from game.rules.supply.stocks import find_base
from game.text import _, language
from game.ui.lab.bench import CEP_STEP_M, Bench
from game.ui.panels.inspector import Cell, Stretch, VerdictBox, block_widget
from game.ui.panels.model import Act, Table, TableRow
from game.ui.screen import Outcome
from game.ui.table.proposal import POLICIES, PRIORITIES, RATIONS
from game.ui.table.provisions import amount, date_after, verdict_of
from game.ui.table.words import days_left, tonnes
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, IconButton, key_name
from game.ui.widgets.inputs import Tabs
from game.ui.widgets.layout import Column, Drawing, Row, Rule, Space
from game.ui.widgets.painter import Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.text import Label, Paragraph


def side_panel(bench: Bench, picked: str, tool: int, act: Act, ui: Ui) -> Widget:
    """Return the panel at the right: the verdicts side by side, then everything that can be changed."""
    side = round(ui.pick(20, 14))
    name = holder_name(bench.state.scenario, bench.focus) if bench.focus else _("Nobody")
    head = Row([Stretch(Paragraph(name, 20, weight="bold")), Button(_("Next"), lambda: act("next"), key="n", size=13,
                                                                    name="next", height=(30, 27))], gap=6)
    parts: list[Widget] = [head]
    if bench.focus:
        parts += _verdicts(bench, act, ui)
    parts += [Rule(), *_tools(bench, picked, tool, act)]
    return ScrollArea(Column(parts, gap=round(ui.pick(9, 6)), pad=(round(ui.pick(12, 8)), side, 14, side)),
                      name="lab_panel")


# --- both situations ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """What there is to say of the one in focus in one of the two situations."""

    found: Explanation
    ahead: Forecast
    through: str


def _case(bench: Bench, state: State) -> _Case:
    """Return what a situation means for the one in focus; worked out once for each situation and height of drops."""
    height = bench.trial.height if state is bench.tried else "high"
    key = (f"lab {bench.focus} {height} {language()}", bench.side)
    kept = state.memo.get(key)
    if not isinstance(kept, _Case):
        kept = state.memo[key] = _Case(
            explain(state, bench.side, bench.focus, helps=False, height=height),
            forecast(state, bench.side, bench.focus, height=height), _through(bench, state))
    return kept


def _through(bench: Bench, state: State) -> str:
    """Return what the minimum cut of the one in focus lets through."""
    consumer = next(row for row in network(state, bench.side).consumers if row.id == bench.focus)
    found = minimum_cuts(network(state, bench.side), consumer)
    return tonnes(found.nearest_consumer.capacity_kg_day) if found is not None else "–"


def _verdicts(bench: Bench, act: Act, ui: Ui) -> list[Widget]:
    if bench.focus not in {row.consumer.id for row in outlook(bench.tried, bench.side)}:
        return [Paragraph(_("In the changed situation the roads feed it no more by itself."), 14)]
    real, tried = _case(bench, bench.state), _case(bench, bench.tried)
    parts: list[Widget] = [Label(_("As it is"), 12.5, weight="bold", tone="secondary"),
                           VerdictBox(replace(verdict_of(real.found), sentence=""), ui),
                           Label(_("What if"), 12.5, weight="bold", tone="action"),
                           VerdictBox(verdict_of(tried.found), ui), Space(0, 2)]
    return [*parts, block_widget(_figures(bench, real, tried), act, ui)]


def _figures(bench: Bench, real: _Case, tried: _Case) -> Table:
    """Return days of supply, the dates and the bottleneck of the one in focus, as it is and what if."""
    names, both = bench.state.scenario.class_names, (real.ahead, tried.ahead)
    rows = [_row(_("{what} gone in").format(what=_(names[k]).capitalize()), *(_days(row, k) for row in both))
            for k in (FOOD, AMMO) if any(row.present[k].need_kg_day for row in both)]
    base = find_base(bench.state, bench.focus)
    if base is None or not bench.state.scenario.base(base.id).depot:
        spans: tuple[tuple[str, Callable[[Forecast], Span]], ...] = (
            (_("Can attack until"), lambda row: row.attack), (_("Can hold until"), lambda row: row.hold),
            (_("Breaks on"), lambda row: row.breaks))
        rows += [_row(label, *(date_after(bench.state, span(row).expected, row.days) for row in both))
                 for label, span in spans]
    rows += [_row(_("By air, t/day"), _air(real.found), _air(tried.found)),
             _row(_("Roads let through, t/day"), real.through, tried.through)]
    return Table(("", _("as it is"), _("what if")), tuple(row for row in rows if row.cells != ("–", "–")), cells=84)


def _row(label: str, real: str, tried: str) -> TableRow:
    return TableRow(label, (real, tried), strong=real != tried)


def _days(row: Forecast, k: int) -> str:
    ends = row.present[k].gone.expected
    return _("{n} d").format(n=ends) if ends >= 0 else _("lasts")


def _air(row: Explanation) -> str:
    return amount(row.drops.expected // row.drops.days) if row.drops is not None and row.drops.flown else "–"


# --- what can be set ------------------------------------------------------------------------------------------


def _tools(bench: Bench, picked: str, tool: int, act: Act) -> list[Widget]:
    change, state = bench.trial.change, bench.state
    holder = _holder(bench.tried, bench.focus)
    hint = (_("Click a hex: it is cut, or opened where the enemy shuts it.") if tool == 0 else
            _("Click an enemy to pick it up.") if not picked else
            _("Click where {unit} is to stand.").format(unit=unit_name(state.scenario, picked)))
    parts = [_choice("tool", _("On the map"), (_("cut or open"), _("enemies")), tool, "t", act),
             Paragraph(hint, 12.5, tone="secondary")]
    if picked:
        parts.append(Button(_("Take it away"), lambda: act("take"), key="delete", size=13, name="take",
                            height=(30, 27)))
    policy = change.policy or state.standings[bench.side].policy
    parts += [_choice("mud", _("Ground"), (_("dry"), _("mud")), int(bench.tried.weather.mud), "m", act),
              _choice("policy", _("Routes"), (_("fast"), _("balanced"), _("safe")), POLICIES.index(policy), "p", act)]
    if holder is not None:
        parts += [_choice("priority", _("Supply"), (_("first"), _("usual"), _("last")),
                          PRIORITIES.index(holder.priority), "s", act),
                  _choice("ration", _("Rations"), (_("full"), _("two thirds"), _("half")),
                          RATIONS.index(holder.ration), "f", act)]
    parts += [_stepper(f"trucks:{row.id}", row.name.partition(" (")[0], _("{n} trucks").format(n=count), 1, act)
              for row, count in bench.fleets()]
    if any(air.side == bench.side and air.drops_per_100_days for air in state.scenario.air):
        parts += [_choice("height", _("Drops"), (_("from 3 km"), _("low")), int(bench.trial.height == "low"), "h", act),
                  _stepper("cep", _("Half fall within"), _("{n:,} m").format(n=bench.cep_m), CEP_STEP_M, act)]
    return parts


def _holder(state: State, holder: str) -> Base | Unit | None:
    return find_base(state, holder) or state.by_id.get(holder)


def _choice(name: str, title: str, options: tuple[str, ...], chosen: int, key: str, act: Act) -> Widget:
    def choose(index: int) -> Outcome | None:
        return act(f"{name}:{index}")

    tabs = Tabs(options, chosen, choose, style="pills", name=name)
    tabs.key = key
    return Row([_cap(key), Stretch(Label(title, 13, tone="secondary", shorten=True)), tabs], gap=6)


def _cap(key: str) -> Widget:
    return Drawing(lambda painter, rect: painter.keycap(key_name(key), rect.center) and None, 20, 20)


def _stepper(name: str, title: str, value: str, step: int, act: Act) -> Widget:
    less = IconButton("minus", lambda: act(f"{name}:{-step}"), hint=_("{what}: less").format(what=title),
                      name=f"{name}:less", units=(26, 24))
    more = IconButton("plus", lambda: act(f"{name}:{step}"), hint=_("{what}: more").format(what=title),
                      name=f"{name}:more", units=(26, 24))
    return Row([Stretch(Label(title, 13, tone="secondary", shorten=True)), less,
                Cell(value, 13.5, weight="semibold"), more], gap=6)


# --- below the maps -------------------------------------------------------------------------------------------


def below(bench: Bench, act: Act, ui: Ui) -> Widget:
    """Return what has been changed and what everyone gets, side by side, or below each other in a tight window."""
    pad = round(ui.pick(11, 7))
    rows, table = _changes(bench, act), _everyone(bench, act, ui)
    head = _changes_head(bench, act)
    if ui.tight:
        return Column([head, ScrollArea(Column([*rows, Rule(), table], gap=3), name="lab_below")], gap=4,
                      pad=(pad, 10, pad, 10))
    left = Column([head, ScrollArea(Column(rows, gap=3), name="lab_changes")], gap=5, grow=37)
    right = ScrollArea(table, name="lab_everyone", grow=63)
    return Row([left, Rule(upright=True), right], gap=round(ui.pick(14, 10)), pad=(pad, 14, pad, 14), align="fill")


def _changes_head(bench: Bench, act: Act) -> Widget:
    some = bool(bench.items())
    return Row([Stretch(Label(_("What changed"), 14, weight="bold", shorten=True)),
                Button(_("Undo"), lambda: act("undo"), key="ctrl+z", size=12.5, name="undo", height=(27, 25)),
                Button(_("Reset"), lambda: act("reset"), key="r", size=12.5, name="reset", height=(27, 25),
                       enabled=some, hint="" if some else _("Nothing has been changed."))], gap=6)


def _changes(bench: Bench, act: Act) -> list[Widget]:
    """Return a row for each change, with a button that takes it back."""
    rows: list[Widget] = []
    for n, item in enumerate(bench.items()):
        hint = _("Take this back: {what}").format(what=item.text)
        back = IconButton("cross", lambda n=n: act(f"back:{n}"), hint=hint,  # type: ignore[misc]
                          name=f"back:{n}", units=(24, 22))
        rows.append(Row([Stretch(Paragraph(item.text, 13)), back], gap=6))
    if not rows:
        text = _("Nothing yet: both maps show the same. Click a hex of road on either of them, or change something at "
                 "the right. Nothing here is an order; the game goes on untouched.")
        rows.append(Paragraph(text, 13, tone="secondary"))
    return rows


def _everyone(bench: Bench, act: Act, ui: Ui) -> Widget:
    """Return what everyone gets and how long each lasts, as it is and what if; pressing a row looks at it."""
    after = {row.consumer.id: row for row in outlook(bench.tried, bench.side)}
    first = 1 if ui.tight else 0
    rows = []
    for was in outlook(bench.state, bench.side):
        row = after.get(was.consumer.id)
        cells = (tonnes(sum(was.needs)), tonnes(sum(was.gets)), tonnes(sum(row.gets)) if row else "–",
                 days_left(was.first), days_left(row.first) if row else "–")
        differs = cells[1] != cells[2] or cells[3] != cells[4]
        worse = row is None or sum(row.gets) * max(1, sum(was.needs)) < sum(was.gets) * max(1, sum(row.needs))
        rows.append(TableRow(holder_name(bench.state.scenario, was.consumer.id), cells[first:],
                             tone="alert" if differs and worse else "action" if differs else "ink",
                             strong=differs or was.consumer.id == bench.focus, action=f"focus:{was.consumer.id}"))
    heads = (_("t/day, and days") if ui.tight else _("Tonnes a day; days until food or ammunition is gone"),
             *(_("needs"), _("gets"), _("what if"), _("lasts"), _("what if"))[first:])
    return block_widget(Table(heads, tuple(rows), cells=46 if ui.tight else 62), act, ui)
