"""A lesson at the table: what its panel shows, what is ringed, and what the reader does counted as they do it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from game.lesson import LessonRun
from game.rules.lesson import LessonStep
from game.text import _
from game.ui import tools
from game.ui.panels.model import Action, LessonModel
from game.ui.screen import Outcome, Stay
from game.ui.table.desk import Desk
from game.ui.table.inspector import Subject
from game.ui.table.layers import LEGEND
from game.ui.table.ordering import Do

if TYPE_CHECKING:
    from game.ui.table.screen import TableScreen

CONTROLS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType({
    "end_turn": ("end_now", "end_phase"), "undo": ("undo",), "redo": ("redo",), "points": ("points",),
    "log": ("log",), "inspector": ("inspector",), "flow": ("layer:flow",), "reach": ("layer:reach",),
    "control": ("layer:control",), "threat": ("layer:threat",), "airdrop": ("layer:airdrop",),
    "people": ("layer:people",), "priority": ("priority",), "policy": ("policy",), "ration": ("ration",),
    "escort": ("stance:escort",), "interdict": ("stance:interdict",), "dig_in": ("stance:dig_in",),
    "rest": ("stance:rest",), "load": ("cargo:load",), "unload": ("cargo:unload",),
    "drop": ("aim:drop", "drop_here"), "strike": ("aim:strike",), "attack": ("aim:attack",),
    "bombard": ("aim:fire",), "party": ("party",), "low": ("height",), "food": ("load",), "confirm": ("confirm",),
})
"""The widgets, by name, that a control of a lesson may be; the first one on the screen is ringed."""

_PREVIEWS: MappingProxyType[type, str] = MappingProxyType({
    tools.MovePlan: "move", tools.AttackPlan: "attack", tools.FirePlan: "fire", tools.StrikePlan: "strike",
    tools.DropPlan: "airdrop",
})


def looks_at(desk: Desk) -> tuple[str, ...]:
    """Return what the reader is looking at, in the words of the lesson."""
    subject = desk.subject
    found = [f"layer {layer}" for layer in sorted(desk.layers)]
    found += [f"unit {subject.unit}"] if subject.unit else []
    found += [f"base {subject.base}"] if subject.base else []
    found += [f"hex {subject.hex}"] if subject.hex >= 0 else []
    if desk.plan is not None and type(desk.plan) in _PREVIEWS:
        found.append(f"preview {_PREVIEWS[type(desk.plan)]}")
    return tuple(found)


def _set(control: str, plan: tools.Plan | None) -> bool:
    """Return whether what a control of a card is for has been chosen there."""
    match control, plan:
        case "party", tools.AttackPlan():
            return set(plan.party) <= set(plan.units)
        case "low", tools.DropPlan():
            return plan.height == "low"
        case "food", tools.DropPlan():
            return tools.LOADS[plan.load] == (100, 0, 0)
        case _:
            return False


class Tutor:
    """The lesson of one table; there is none where `run` is None."""

    def __init__(self, table: TableScreen, run: LessonRun | None) -> None:
        self._table, self.run = table, run
        self._refused = ""
        if run is not None:  # the map of a lesson is small, and what it asks to be laid on it does not lie there yet
            ahead = run.lesson.steps[run.progress.step + run.progress.done:]
            asked = {check.word for step in ahead for check in step.checks if check.kind == "layer"}
            table.desk.layers = table.desk.layers - asked - {LEGEND}

    @property
    def on(self) -> bool:
        """Whether there is a lesson beside the map."""
        return self.run is not None

    def deeds(self) -> dict[str, Do]:
        """Return what to do for the action ids of the panel."""
        return {"lesson": self._do}

    def _attend(self) -> None:
        """Count what the reader looks at and what the game has come to."""
        if self.run is None:
            return
        for look in looks_at(self._table.desk):
            self.run.look(look)
        step = self.run.progress.step
        self.run.check()
        if self.run.progress.step != step:
            self._refused = ""
            self._attend()

    def model(self) -> LessonModel | None:
        """Count what the reader does, and return what the panel shows."""
        self._attend()
        run = self.run
        if run is None:
            return None
        leave = Action("lesson:leave", _("Leave"), hint=_("Close the lesson; the game goes on without it."))
        step, count = run.step, len(run.lesson.steps)
        if step is None:
            return LessonModel(run.lesson.title, _("The lesson is over"), run.lesson.goal, done=True,
                               actions=(Action("lesson:leave", _("Close the lesson"), kind="primary"),))
        progress = run.progress
        where = _("{title}, step {n} of {all}").format(title=run.lesson.title, n=progress.step + 1, all=count)
        back = Action("lesson:back", _("Back"), "f2", enabled=progress.step > 0,
                      hint=_("To the step before, with the game as it was then."))
        reset = Action("lesson:reset", _("Reset"), "f3",
                       hint=_("This step from its beginning, with the game as it was then."))
        onward = (Action("lesson:next", _("Next step"), "f4", "primary") if progress.done else
                  Action("lesson:skip", _("Show me"), "f5", hint=_("Does this step for you and goes on.")))
        actions = (onward, back, reset, leave) if progress.done else (back, reset, onward, leave)
        return LessonModel(where, step.title, step.text, step.do, tuple(row.text for row in step.answers),
                           progress.given, run.reply, progress.done, step.after, self._refused, actions)

    def point(self) -> None:
        """Ring the first thing that the step shows and the reader still has to turn to."""
        run, table = self.run, self._table
        if run is None or run.step is None or run.progress.done or table.pace.motion is not None:
            return
        known, subject = table.play.view.known, table.desk.subject
        for row in run.step.shows:
            if ((row.unit and row.unit == subject.unit) or (row.base and row.base == subject.base)
                    or _set(row.control, table.desk.plan)):
                continue
            unit = known.by_id.get(row.unit)
            spot = unit.hex if unit is not None else known.base(row.base).hex if row.base else row.hex
            box = table.map.box_of(spot) if spot >= 0 and not table.desk.modal else None
            if table.frame.spotlight(CONTROLS.get(row.control, ()), box):
                return

    # --- the buttons of the panel -------------------------------------------------------------------------------

    def _do(self, detail: str) -> Outcome | None:
        run, table = self.run, self._table
        if run is None:
            return None
        what, _colon, number = detail.partition(":")
        turn, step = (table.play.state.turn, table.play.over), run.step
        length = len(table.play.session.records)
        self._refused = ""
        if what == "next":
            run.onward()
        elif what == "answer":
            run.answer(int(number))
        elif what == "leave":
            self.run = None
        else:
            self._refused = {"back": run.back, "reset": run.reset, "skip": run.skip}[what]()
            self._set_out(step if what == "skip" else run.step, shown=what == "skip" and not self._refused)
        if what == "skip" and (table.play.state.turn, table.play.over) != turn:
            return table.phase_began()
        if len(table.play.session.records) != length:
            table.desk.ending, table.desk.news = False, table.play.news()
        if table.ui is not None:  # the panel may have gone, and the map then has its room
            table.layout(table.ui, table.ui.size)
        return Stay()

    def _set_out(self, step: LessonStep | None, *, shown: bool) -> None:
        """Lay the desk out as a step begins, or as it looks when it was done for the reader."""
        desk = self._table.desk
        desk.choose(Subject())
        for check in step.checks if step is not None else ():
            if check.kind == "layer":
                desk.layers = desk.layers | {check.word} if shown else desk.layers - {check.word}
            if check.kind == "chosen" and check.base and shown:
                desk.choose(Subject(self._table.play.view.known.base(check.base).hex, base=check.base))
