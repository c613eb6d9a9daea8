"""Example values for the window's tests: a table as it might stand on 25 October, a library, a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pygame import Rect, Surface

from game import InputError
from game.ui.art.counters import CounterLook
from game.ui.input import Event
from game.ui.panels.model import (
    Action,
    AirdropCard,
    AttackCard,
    BarMark,
    CheckRow,
    Cite,
    EndCard,
    EventCard,
    EventOption,
    Fact,
    Facts,
    InspectorModel,
    LayerButton,
    LessonModel,
    LogModel,
    LogRow,
    MoveCard,
    Note,
    RouteRow,
    Routes,
    Season,
    Setting,
    SidePoints,
    StockRow,
    Stocks,
    StripModel,
    Term,
    TimelineMark,
    TimelineModel,
    TopBarModel,
    UnitChip,
    Verdict,
)
from game.ui.screen import Outcome, Screen, Stay
from game.ui.screens.base import WidgetScreen
from game.ui.screens.model import GameChoice, LessonEntry, Level, PointsRow, ResultModel, ScenarioEntry, Slot, Study
from game.ui.screens.table import Floating, TableFrame, TableModels
from game.ui.widgets.bars import Share
from game.ui.widgets.painter import Ui
from game.ui.widgets.stage import Pane


def top_bar() -> TopBarModel:
    """Return the bar of turn 6."""
    return TopBarModel(
        subtitle="Wadi Deif 2012–13", date="25 Oct 2012", turn=6, turns=64, weather_icon="sun",
        weather="Clear, 21 °C", weather_note="wind NW 4 m/s, ground dry", side=0, side_text="Government to move",
        points=(SidePoints("Government", 46), SidePoints("Opposition", 39)),
        marks=(BarMark(0, "Minor opposition victory"), BarMark(420, "As in history"),
               BarMark(760, "Minor government victory")),
        undo=Action("undo", "Undo", "ctrl+z", icon="undo"),
        redo=Action("redo", "Redo", "ctrl+y", icon="redo", enabled=False, hint="There is nothing to do again."),
    )


def layer_strip() -> StripModel:
    """Return all eight layers, four of them on."""
    names = (("terrain", "Terrain"), ("control", "Control"), ("reach", "Supply reach"), ("flow", "Flow"),
             ("cut", "Bottle neck"), ("threat", "Threat"), ("airdrop", "Airdrop"), ("people", "Civilians"))
    layers = tuple(LayerButton(icon, name, icon, str(i + 1), icon in ("terrain", "control", "flow", "airdrop"))
                   for i, (icon, name) in enumerate(names))
    tools = (Action("zoom_in", "Nearer", "plus", icon="plus"), Action("zoom_out", "Farther", "minus", icon="minus"),
             Action("centre", "To the selection", "home", icon="locate"))
    return StripModel(layers, tools)


def base_inspector() -> InspectorModel:
    """Return Wadi Deif, short of ammunition."""
    units = (UnitChip("wd-1", CounterLook(0, "armour", "II", 6, (6, 3, 10)), "17th Bde", "15 tanks"),
             UnitChip("wd-2", CounterLook(0, "infantry", "I", 4, (6, 3, 6)), "Garrison", "250 men"),
             UnitChip("wd-3", CounterLook(0, "artillery", "I", 4, (6, 2, 8)), "Battery", "4 guns"))
    verdict = Verdict("Gets 6 of 14 t/day.",
                      "Short by 8 because the M5 at Hish junction is enemy-held since 12 Oct; the military road "
                      "carries at most 6.", "alert", 6000, 14000, "6 arrives", "8 short")
    falling = tuple(max(0, 30 - 6 * i) for i in range(31))
    stocks = Stocks((StockRow("food", "Food", "6.0", 60, (60,) * 31, "steady"),
                     StockRow("ammo", "Ammunition", "3.0", 30, falling, "gone 30 Oct", "alert", 170),
                     StockRow("fuel", "Fuel", "60", 600, (100,) * 31, "buried tanks")), note="forecast to 24 Nov")
    routes = Routes((RouteRow("motorway", "M5 by Hish", "0", "40", "cut at Hish junction since 12 Oct", cut=True,
                              action="route:m5"),
                     RouteRow("military", "Military road by Al-Tah", "6", "6", "full: rough surface, 3.5 t a truck",
                              action="route:military"),
                     RouteRow("airdrop", "Airdrop", "0", "4", "none planned; 42 % would land with us")))
    actions = (Action("airdrop", "Plan airdrop", "a", "primary"), Action("trace", "Trace supply", "s"),
               Action("goto_cut", "Go to the cut", "g"), Action("ration", "Ration food", "r"),
               Action("ammo_first", "Ammo first", "f"))
    outlook = Note("M5 opens for 15 t/day. Base gets 14 of 14 from 28 Oct; ammunition recovers to 6 days by 6 Nov.",
                   "If the column takes Hish junction")
    return InspectorModel("Wadi Deif base", "hex 20.26",
                          "Government, fortified base, 3 units, 25 victory points", units,
                          (verdict, stocks, routes), actions, (outlook,))


def hex_inspector() -> InspectorModel:
    """Return an empty hex."""
    facts = Facts((Fact("Terrain", "olive groves"), Fact("Height", "448 m"), Fact("Control", "opposition"),
                   Fact("Move", "2 points by track", note="mud doubles it from December"),
                   Fact("Lives here", "1,200 of 3,400 people", tone="alert", note="an estimate")), "The ground")
    note = Note("The road was the regiment's way out to the south.", "On record",
                cites=(Cite("doc 11"), Cite("time_february", "Time, 7 Feb 2013")))
    setting = Setting("priority", "Supply", ("first", "normal", "last"), 1, "Who is fed first where there is little")
    return InspectorModel("Hish junction", "hex 18.36", "Village, opposition since 12 Oct", (),
                          (facts, setting, note), (Action("dig", "Dig in", "d", enabled=False,
                                                          hint="No unit of yours stands here."),))


def events() -> LogModel:
    """Return five lines of log."""
    rows = (LogRow("25 Oct", "combat", "Relief column stopped short of Hish; in 2012 it was near Maarrat by now.",
                   (Cite("doc 11"),), strong=True),
            LogRow("24 Oct", "airdrop", "Airdrop, 8 pallets: 3 ours, 3 between the lines, 2 to the enemy.",
                   (Cite("doc 9"),)),
            LogRow("24 Oct", "convoy", "Military road at its limit, 6 t/day; its surface is rough.",
                   (Cite("doc 16"),)),
            LogRow("23 Oct", "combat", "Attack on Wadi Deif from Maar Shamsha beaten off, one step lost.",
                   (Cite("doc 4"),)),
            LogRow("19 Oct", "history", "Part of the Maarrat mosaics moved to safety.", (Cite("doc 7"),)))
    return LogModel(rows, ("All", "Combat", "Supply", "Air", "History"))


def campaign() -> TimelineModel:
    """Return the campaign's line at turn 6."""
    marks = (TimelineMark(16, "siege", "siege begins", past=True, text="11 Oct: the base is cut off."),
             TimelineMark(52, "air", past=True, text="18 Oct: an air strike on the town."),
             TimelineMark(104, "truce", text="26 Oct: the holiday truce."),
             TimelineMark(193, "air", "air strikes"), TimelineMark(630, "combat", "council, new attack"),
             TimelineMark(781, "air", "jet lost"), TimelineMark(911, "combat"),
             TimelineMark(979, "convoy", "siege broken"))
    return TimelineModel(64, 6, "64 turns of 3 days", "hollow: happened in history, may not here",
                         ((0, "Oct"), (125, "Nov"), (281, "Dec"), (443, "Jan 2013"), (604, "Feb"), (750, "Mar"),
                          (911, "Apr")), (Season(281, 823, "mud"),), marks,
                         ((115, "30 Oct: ammunition gone at Wadi Deif"),))


def attack() -> AttackCard:
    """Return the preview of an attack on Hish junction."""
    shares = (Share(50, "best", "destroyed"), Share(620, "fair", "retreat"), Share(210, "even", "hold"),
              Share(120, "worst", "attack fails"))
    terms = (Term("+2", "armour, road", True), Term("+1", "artillery", True), Term("−2", "dug in", False),
             Term("−1", "ambush in groves", False))
    return AttackCard("Attack on Hish junction", "odds 9 : 4", "Relief column, armour 7 steps", shares, terms,
                      "Most likely: defenders fall back 1 hex, M5 opens")


def drop() -> AirdropCard:
    """Return the preview of a drop on the base."""
    return AirdropCard("Airdrop, An-26 from 3 km", "8 pallets",
                       (Share(420, "first", "ours"), Share(320, "even", "between"), Share(260, "second", "enemy")))


def event_choice() -> EventCard:
    """Return an event with two answers."""
    return EventCard(
        "The mosaics of Maarrat al-Nu'man", "19 Oct 2012",
        "The museum keeps one of the region's great collections of mosaics. Fighting has come close. Moving them takes "
        "trucks and guards for a turn; leaving them trusts to the walls.", "heritage",
        (Cite("doc 7"), Cite("doc 8")), True,
        (EventOption(Action("choose:move", "Move them to safety", "1", "primary"),
                     "Two trucks stay away for a turn. The museum can no longer be harmed.",
                     "As in history; also where nobody answers."),
         EventOption(Action("choose:leave", "Leave them in place", "2"),
                     "Nothing changes now. Damage would cost support with everybody.")))


def end_check() -> EndCard:
    """Return the check before the phase ends."""
    return EndCard("End the turn?", "Two units have not moved, and one is in danger.",
                   (CheckRow("warning", "Ammunition at Wadi Deif lasts until 30 October.", "select:wd", "alert"),
                    CheckRow("rest", "The 5th Brigade at Hamidiya has not moved.", "select:ham-1"),
                    CheckRow("air", "One sortie is left for today.", "air")),
                   (Action("end_now", "End turn", "enter", "primary"), Action("end_back", "Go on", "escape")))


def refusal() -> MoveCard:
    """Return a refused move."""
    return MoveCard("", (), "The 17th Brigade has 2 points left; this hex costs 3 with mud.")


def table_models(cards: tuple[Floating, ...] = ()) -> TableModels:
    """Return the whole table."""
    return TableModels(top_bar(), layer_strip(), base_inspector(), events(), campaign(), cards)


class SampleBoard:
    """A sheet of paper that notes the events it hears."""

    def __init__(self) -> None:
        self.heard: list[Event] = []

    def busy_boxes(self) -> list[Rect]:
        return []

    def draw_map(self, surface: Surface) -> None:
        surface.fill((223, 215, 178))

    def map_event(self, event: Event) -> Outcome | None:
        self.heard.append(event)
        return None

    def draw_minimap(self, surface: Surface) -> None:
        surface.fill((203, 195, 158))

    def minimap_event(self, event: Event, rect: Rect) -> Outcome | None:
        self.heard.append(event)
        return Stay()


def lesson_step(*, done: bool = False) -> LessonModel:
    """A step with a question; `done` it is answered and the next waits."""
    ways = (Action("lesson:back", "Back", "f2"), Action("lesson:reset", "Reset", "f3"),
            Action("lesson:leave", "Leave"))
    onward = Action("lesson:next", "Next step", "f4", "primary") if done else Action("lesson:skip", "Show me", "f5")
    return LessonModel("The first convoy, step 3 of 17", "Why does nothing arrive?",
                       "Every number has a reason, and every post says what it gets, and why not more.",
                       "Choose the post, read the sentence at the top of the panel at the right, then answer here.",
                       ("There are no trucks.", "The enemy holds the highway at Hish junction."), 1 if done else 0,
                       "Yes. One held hex stops everything behind it." if done else "There are: eight of them.", done,
                       "So the junction must be taken." if done else "", "", (onward, *ways))


class SampleTable(WidgetScreen):
    """The table with example values, noting every action."""

    def __init__(self, cards: tuple[Floating, ...] = (), inspector: InspectorModel | None = None,
                 board: SampleBoard | None = None, taught: LessonModel | None = None) -> None:
        super().__init__()
        self.board = board or SampleBoard()
        self.acts: list[str] = []
        self.frame = TableFrame(self.board, self.act)
        self.stage = self.frame.stage
        base = table_models(cards)
        self.models = TableModels(base.topbar, base.strip, inspector or base.inspector, base.log, base.timeline, cards,
                                  taught)

    def act(self, action: str) -> Outcome | None:
        self.acts.append(action)
        return None

    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        self.ui, self.size = ui, size
        self.frame.show(ui, self.models)

    def build(self, ui: Ui) -> Sequence[Pane]:
        return self.stage.panes


class SampleLibrary:
    """Two scenarios that start the example table, one that is broken, three saved games."""

    def __init__(self, slots: int = 3) -> None:
        self.begun: list[GameChoice] = []
        self.kept = [Slot(Path(f"{i}.lifeline"), name, "The siege of Wadi Deif", f"turn {6 * i + 6} of 64, 25 Oct 2012",
                          "today 14:02", automatic=i == 0, problem=problem)
                     for i, (name, problem) in enumerate((("Autosave", ""), ("Before Hish", ""), (
                         "Old", "Line 12 of this save is damaged.")))][:slots]

    def scenarios(self) -> Sequence[ScenarioEntry]:
        note = ("This is a study of a recent war. Towns are shelled in it, people flee and die, and the game says so "
                "plainly, with its sources.")
        sides = (("Government", "Hold both bases until the siege is broken, and keep the M5 open."),
                 ("Opposition", "Take the bases or starve them, and close the M5."))
        briefing = ("On 8 October 2012 the opposition attacks Maarrat al-Nu'man, which sits on the road that feeds "
                    "Aleppo. Two bases at the edge of the town stay with the army and are cut off within days.",
                    "What comes by the military road is a fraction of what the motorway carried. Most of what is "
                    "dropped from the air misses.")
        return (ScenarioEntry("siege_of_wadi_deif", "The siege of Wadi Deif",
                              ("8 Oct 2012 – 17 Apr 2013", "64 turns of 3 days", "3 hours and more"),
                              "Half a year of siege: who is fed decides.", briefing, note, sides, studies=(Study(
                                  "The military road", "What would it bring with more trucks?",
                                  "python3 main.py study siege_of_wadi_deif --experiment road --out road"),)),
                ScenarioEntry("the_column", "The column", ("13 – 26 Oct 2012", "14 daily turns", "an hour"),
                              "Bring an armoured column through, or stop it.", briefing, note, sides),
                ScenarioEntry("mine", "mine.yaml", ("your own",), "", (), "", sides,
                              problem="mine.yaml:12:3: error: units: expected a list"))

    def levels(self) -> Sequence[Level]:
        return (Level("staff", "Staff", "Plans supply and fights for the roads.", usual=True),
                Level("drill", "Drill", "Does nothing: for learning the controls."))

    def slots(self) -> Sequence[Slot]:
        return self.kept

    def lessons(self) -> Sequence[LessonEntry]:
        return (LessonEntry("first_convoy", "convoy", "The first convoy", "See what supply is: who needs what, which "
                            "road brings it, what stops it, and what you can do about it.",
                            "The ground is real, the exercise on it is invented.", 10, 17),
                LessonEntry("mine", "long", "A lesson of one's own with a long title", "Whatever it teaches.", "",
                            90, 40))

    def learn(self, entry: LessonEntry) -> Screen:
        return SampleTable()

    def begin(self, choice: GameChoice) -> Screen:
        self.begun.append(choice)
        return SampleTable()

    def lab(self, scenario: str, side: int, fog: bool) -> Screen:
        return SampleTable()

    def resume(self, slot: Slot) -> Screen:
        if slot.problem:
            raise InputError(slot.problem)
        return SampleTable()

    def delete(self, slot: Slot) -> None:
        self.kept.remove(slot)

    def prepare(self) -> Iterator[None]:
        return iter(())

    def backdrop(self, size: tuple[int, int], scale: float) -> Iterator[Surface | None]:
        return iter(())


def result() -> ResultModel:
    """Return the end of a campaign."""
    points = (PointsRow("Wadi Deif held", 25, 0), PointsRow("Hamidiya held", 15, 0), PointsRow("The town", 0, 20),
              PointsRow("Days the M5 was closed", 0, 18), PointsRow("Tonnes that reached Aleppo", 9, 0),
              PointsRow("Aircraft brought down", 0, 3))
    supply = Facts((Fact("Sent to the bases", "1,840 t"), Fact("Arrived by road", "1,120 t"),
                    Fact("Dropped from the air", "212 t", note="62 t recovered, 71 t taken by the enemy, 79 t lost"),
                    Fact("Destroyed on the way", "148 t")), "Supply of the government's bases")
    bases = Facts((Fact("Wadi Deif", "held by the government throughout"),
                   Fact("Hamidiya", "held by the government throughout")), "The bases")
    civilians = Note("About 1,240 people were killed or wounded in the towns, 860 of them by the government's fire and "
                     "380 by the opposition's; 41,000 left their homes, 22,000 had come back by April. These are "
                     "estimates of the game.", "What it did to people", "ink")
    return ResultModel("The siege of Wadi Deif, 17 April 2013", "As in history: the bases hold",
                       "Both bases were held until the siege was broken on 14 April; the motorway stayed closed "
                       "for most of the winter.", 0, ("Government", "Opposition"), (49, 41), points,
                       (bases, supply), civilians, "siege-2013-04-17")
