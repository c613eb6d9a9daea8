"""What the panels are asked to show: plain frozen values, made from a view of the game by the table screen.

All texts are ready for the player. Sides are 0 and 1, -1 for none. Whatever can be pressed carries an action id;
the panel hands it back unchanged, and the screen decides what it means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from game.ui.art.counters import CounterLook
from game.ui.screen import Outcome
from game.ui.widgets.bars import Share
from game.ui.widgets.buttons import Kind
from game.ui.widgets.painter import Tone

Act = Callable[[str], Outcome | None]
"""Hears the id of what was pressed."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press; disabled, `hint` says why in a sentence."""

    id: str
    label: str
    key: str = ""
    kind: Kind = "plain"
    enabled: bool = True
    hint: str = ""
    icon: str = ""


# ------------------------------------------------------------------ top bar


@dataclass(frozen=True, slots=True)
class SidePoints:
    """One side's name and its points now."""

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class BarMark:
    """Where a level of victory begins on the bar of points, in per mille of its length, and the level's name."""

    at_pm: int
    label: str


@dataclass(frozen=True, slots=True)
class TopBarModel:
    """Where the game stands: date, weather, whose phase it is, the points, and the way on.

    `whole` is what the full bar of points stands for, no less than both sides have; `marks` are in order, and say how
    far the first side's part has to reach for each level, with the second's points as they are.
    """

    subtitle: str
    date: str
    turn: int
    turns: int
    weather_icon: str
    weather: str
    weather_note: str
    side: int
    side_text: str
    points: tuple[SidePoints, SidePoints]
    whole: int = 100
    marks: tuple[BarMark, ...] = ()
    end: Action = Action("end_phase", "End turn", "enter", "amber")
    undo: Action = Action("undo", "Undo", "ctrl+z", icon="undo")
    redo: Action = Action("redo", "Redo", "ctrl+y", icon="redo")
    tools: tuple[Action, ...] = ()


# ------------------------------------------------------------------ layer strip


@dataclass(frozen=True, slots=True)
class LayerButton:
    """One layer of the map that can be laid on or taken off by its key."""

    id: str
    name: str
    icon: str
    key: str
    on: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class StripModel:
    """The layers, and the buttons of the camera below them."""

    layers: tuple[LayerButton, ...]
    tools: tuple[Action, ...] = ()


# ------------------------------------------------------------------ inspector


@dataclass(frozen=True, slots=True)
class UnitChip:
    """A unit in a row of units: its counter, name and one more line; pressing it selects it."""

    id: str
    look: CounterLook
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sentence that matters: what arrives of what is needed, and why; amounts in kilograms a day.

    With an `action` the whole can be asked, by `key` too.
    """

    headline: str
    sentence: str
    tone: Tone = "alert"
    arrives: int = 0
    needed: int = 0
    arrives_text: str = ""
    short_text: str = ""
    action: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class StockRow:
    """One class of supply: days in tenths now and as forecast at equal steps; `gone_pm` where it runs out.

    `low` and `high` are the same forecast with bad and good luck, empty where luck has no part in it.
    """

    icon: str
    name: str
    value: str
    days_tenths: int
    forecast: tuple[int, ...]
    note: str
    tone: Tone = "action"
    gone_pm: int = -1
    low: tuple[int, ...] = ()
    high: tuple[int, ...] = ()
    action: str = ""


@dataclass(frozen=True, slots=True)
class Stocks:
    """Days of supply per class."""

    rows: tuple[StockRow, ...]
    title: str = ""
    note: str = ""


RouteSymbol = Literal["motorway", "paved", "track", "military", "airdrop", "base"]


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One way that supply comes: what arrives of what it can carry, and why so little."""

    symbol: RouteSymbol
    name: str
    arrives: str
    capacity: str
    why: str
    cut: bool = False
    tone: Tone = "secondary"
    action: str = ""


@dataclass(frozen=True, slots=True)
class Routes:
    """The ways that supply comes."""

    rows: tuple[RouteRow, ...]
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and a value, with a note below where there is one; with an `action` it can be pressed."""

    label: str
    value: str
    tone: Tone = "ink"
    note: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A short table."""

    rows: tuple[Fact, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """A few figures side by side, each under its label; the first row's `action` asks about all."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A text and its numbers, one for each heading, with a note below; `strong` marks a sum or what is chosen."""

    text: str
    cells: tuple[str, ...]
    note: str = ""
    tone: Tone = "ink"
    strong: bool = False
    action: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of numbers under headings; the first of `heads` stands over the texts; `cells` is the width of numbers."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    title: str = ""
    cells: int = 62


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice of few that can be changed here: pressing option n gives the action `id:n`."""

    id: str
    title: str
    options: tuple[str, ...]
    chosen: int
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """A source by its id, and the short name that is shown where it has one."""

    id: str
    name: str = ""

    @property
    def text(self) -> str:
        """What is written in brackets."""
        return f"[{self.name or self.id.replace('_', ' ')}]"


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph under a heading, with the sources it rests on; each source's action is `cite:` and its id."""

    text: str
    title: str = ""
    tone: Tone = "secondary"
    cites: tuple[Cite, ...] = ()


Block = Verdict | Stocks | Routes | Facts | Figures | Table | Setting | Note


@dataclass(frozen=True, slots=True)
class InspectorModel:
    """A hex, a unit or a base, as far as the viewer knows it: units, blocks in order, what can be done."""

    title: str
    tag: str = ""
    subtitle: str = ""
    units: tuple[UnitChip, ...] = ()
    blocks: tuple[Block, ...] = ()
    actions: tuple[Action, ...] = ()
    after: tuple[Block, ...] = ()


# ------------------------------------------------------------------ lesson


@dataclass(frozen=True, slots=True)
class LessonModel:
    """A step of a lesson: what it tells, what to do now, answers to its question, what was said to the last one."""

    where: str
    title: str
    text: str
    do: str = ""
    answers: tuple[str, ...] = ()
    given: int = -1
    reply: str = ""
    done: bool = False
    after: str = ""
    refused: str = ""
    actions: tuple[Action, ...] = ()


# ------------------------------------------------------------------ log and campaign


@dataclass(frozen=True, slots=True)
class LogRow:
    """One thing that happened; opening it gives `action`, a source `cite:` and its id."""

    date: str
    icon: str
    text: str
    cites: tuple[Cite, ...] = ()
    strong: bool = False
    action: str = ""


@dataclass(frozen=True, slots=True)
class LogModel:
    """The log under its filters, newest first; choosing filter n gives `filter:n`."""

    rows: tuple[LogRow, ...]
    filters: tuple[str, ...] = ()
    chosen: int = 0


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """An event on the line: past ones are solid, those that history had and the game may not are hollow."""

    at_pm: int
    icon: str
    label: str = ""
    past: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of the line with a name, such as the mud of winter."""

    start_pm: int
    end_pm: int
    label: str


@dataclass(frozen=True, slots=True)
class TimelineModel:
    """The whole campaign as a line; positions in per mille of its length."""

    turns: int
    turn: int
    note: str = ""
    side_note: str = ""
    months: tuple[tuple[int, str], ...] = ()
    seasons: tuple[Season, ...] = ()
    marks: tuple[TimelineMark, ...] = ()
    alerts: tuple[tuple[int, str], ...] = ()


# ------------------------------------------------------------------ cards over the map


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a formula: its signed value as text, what it is, and whether it helps the side to move."""

    value: str
    label: str
    good: bool


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A unit that takes part or could; pressing it gives `party:` and its id."""

    id: str
    name: str
    on: bool


@dataclass(frozen=True, slots=True)
class AttackCard:
    """What an attack would bring: one line of odds, the distribution, its terms, the likeliest outcome in words.

    `settings` are what can still be chosen, `blocks` what is told on demand, `refusal` why it cannot be ordered.
    """

    title: str
    odds: str
    subtitle: str
    shares: tuple[Share, ...]
    terms: tuple[Term, ...] = ()
    likely: str = ""
    actions: tuple[Action, ...] = ()
    party: tuple[PartyRow, ...] = ()
    settings: tuple[Setting, ...] = ()
    blocks: tuple[Block, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class AirdropCard:
    """Where the loads of a drop would come down; `settings`, `blocks` and `refusal` as of an attack."""

    title: str
    note: str
    shares: tuple[Share, ...]
    lines: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    settings: tuple[Setting, ...] = ()
    refusal: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class InfoCard:
    """Something to read or to set, in blocks, with what can be done about it."""

    title: str
    note: str = ""
    blocks: tuple[Block, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class EventOption:
    """One answer to an event, what it means, and of the usual one that it is that."""

    action: Action
    effect: str
    usual: str = ""


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event that has to be read, and with options decided."""

    title: str
    date: str
    text: str
    icon: str = "history"
    cites: tuple[Cite, ...] = ()
    estimate: bool = False
    options: tuple[EventOption, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveCard:
    """What a move would cost and where it ends; with `refusal` why it cannot be."""

    title: str
    lines: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """Something still idle or in danger at the end of a phase; pressing it goes there."""

    icon: str
    text: str
    action: str
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class EndCard:
    """What to look at before the phase ends."""

    title: str
    text: str
    rows: tuple[CheckRow, ...]
    actions: tuple[Action, ...]
