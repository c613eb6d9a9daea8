"""What passes by itself at the table: motions of what was seen, and the computer's orders, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pygame import time

from game.rules.orders import Event
from game.ui.board.model import BoardState
from game.ui.cues import cues_of
from game.ui.input import Key, Press, Tick
from game.ui.screen import Outcome, Stay
from game.ui.table.motion import Motion, stage_for, steps_of
from game.ui.table.pieces import board_state
from game.ui.table.review import Seen

if TYPE_CHECKING:
    from game.ui.table.screen import TableScreen

FRAME_MS = 16
PONDER_MS = 8
"""How long a frame may go on about what would help and what layers ask for, beyond the trial it is at."""

COMPUTE_MS = 12
"""How long the computer may think of orders in one frame, beyond the one it is at."""

HURRYING = frozenset({"enter", "space", "escape"})
"""Keys that are pressed to get on: whoever presses one while something moves has not seen yet what it would answer."""


class Pace:
    """The clock of one table; `fast` leaves out the motions of the present phase."""

    def __init__(self, table: TableScreen) -> None:
        self._table = table
        self.motion: Motion | None = None
        self.fast = False
        self._gliding = False

    @property
    def hurried(self) -> bool:
        """Whether every frame counts: something moves, or the computer plays."""
        return self.motion is not None or self._computer_plays

    @property
    def _computer_plays(self) -> bool:
        desk, play = self._table.desk, self._table.play
        return play.computing and not desk.paused and not desk.modal

    def tick(self, ms: int) -> Outcome:
        """Let time pass."""
        table = self._table
        table.map.advance(ms)
        table.stage.handle(Tick(ms))
        if self.motion is not None:
            self.motion.advance(ms)
            if self.motion.done:
                self.settle()
            else:
                table.lay(minimap=False)
        elif self._computer_plays:
            return self._compute()
        elif self.pondering:
            self._ponder()
        elif self._gliding or table.map.camera.gliding:
            self._gliding = table.map.camera.gliding
            table.refresh(panels=False)  # cards go with the hexes they are about
        elif table.map.lively:
            table.frame.refresh_map(minimap=table.map.board.busy)
        return Stay()

    @property
    def pondering(self) -> bool:
        """Whether something is still to be tried for what is chosen, or found out for the layers."""
        desk = self._table.desk
        asked = desk.inquiry is not None and desk.inquiry.open
        return (asked or desk.laying.work is not None) and not self._table.map.camera.gliding

    def _ponder(self) -> None:
        """Try for a part of a frame what would help, then what the layers ask for, and show what is new."""
        table, desk = self._table, self._table.desk
        until, news, laid = time.get_ticks() + PONDER_MS, False, False
        while time.get_ticks() <= until and self.pondering and not laid:
            if desk.inquiry is not None and desk.inquiry.open:
                news = desk.inquiry.step() or news
            else:
                laid = desk.laying.go_on()
        if news or laid:
            table.refresh(panels=news)
        elif table.map.lively:
            table.frame.refresh_map(minimap=table.map.board.busy)

    def _compute(self) -> Outcome:
        """Let the computer play for a part of a frame, or until something moves that the viewer sees."""
        table, play = self._table, self._table.play
        until, news = time.get_ticks() + COMPUTE_MS, False
        while play.computing and self.motion is None and time.get_ticks() <= until:
            side, before = play.state.side, table.map.state
            events = play.compute()
            if events is None or play.over or play.state.side != side:
                return table.phase_began()
            if play.thinking:
                break
            self.show(events, play.viewer, before)
            news = True
        if news and self.motion is None:
            table.refresh()
        elif table.map.lively:
            table.frame.refresh_map(minimap=table.map.board.busy)
        return Stay()

    def show(self, events: Sequence[Event], viewer: int, before: BoardState) -> None:
        """Show what the viewer saw of some events, from the board as it was, unless motion is off."""
        table, ui = self._table, self._table.ui
        after = board_state(table.play.view, table.desk.subject.unit)
        steps = steps_of(events, viewer, before, table.map.picture)
        table.map.state = after
        if table.play.computing:
            table.desk.review.note(before, after, events, table.play.session.scenario, viewer)
        if not self.fast:
            for cue in cues_of(events, viewer):
                table.sound(cue)
        if not steps or self.fast or ui is None or ui.settings.reduce_motion:
            return
        moving = [step.unit for step in steps]
        self.motion = Motion(steps, ui.settings.animation_speed)
        table.map.state = stage_for(before, after, moving)
        if table.play.computing:
            table.look_at(next((piece.hex for piece in after.pieces if piece.id == moving[-1]), -1))

    def again(self, seen: Seen) -> None:
        """Show once more what was seen: the board as it was then, the motions, and the place in view."""
        table, ui = self._table, self._table.ui
        table.look_at(seen.hex)
        table.map.state = seen.after
        steps = steps_of(seen.events, table.play.viewer, seen.before, table.map.picture)
        self.motion = None
        if steps and ui is not None and not ui.settings.reduce_motion:
            self.motion = Motion(steps, ui.settings.animation_speed)
            table.map.state = stage_for(seen.before, seen.after, [step.unit for step in steps])

    def heard(self, event: Key | Press) -> bool:
        """Answer a key or button that went down while something moves, and say whether that was all it meant.

        In the player's own phase it ends the motion and then does what it always does, unless the motion has hidden
        what it would answer, or it is one of the keys that say yes or no. In the computer's phase those keys leave
        out the rest; everything else only looks, and does so while the motion goes on.
        """
        desk, computing = self._table.desk, self._table.play.computing
        name = event.name if isinstance(event, Key) else ""
        hurrying = name in HURRYING and not (name == "space" and self._table.play.watching)  # there it means a pause
        if computing and not hurrying:
            return False
        self.skip()
        hidden = (desk.modal and not desk.review.open) or desk.plan is not None or desk.told is not None
        return hurrying or hidden

    def skip(self) -> Outcome:
        """End what moves now, and in the computer's phase all that would still move."""
        self.fast = self._table.play.computing
        self.settle()
        return Stay()

    def settle(self) -> None:
        """End all motion and show things as they are."""
        self.motion = None
        self._table.refresh()
