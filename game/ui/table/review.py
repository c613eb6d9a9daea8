"""Going through what was seen of the other side's phase once more, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from game.rules.narrate import sentence, where
from game.rules.orders import Event, Moved, PhaseBegan, Scored, TurnBegan, WeatherSet
from game.rules.scenario import Scenario
from game.text import _
from game.ui.board.model import BoardState
from game.ui.panels.model import Action, InfoCard, Note

MOST_STEPS = 400
_SILENT = (Scored, TurnBegan, PhaseBegan, WeatherSet)


@dataclass(frozen=True, slots=True)
class Seen:
    """One step: the board before and after it, what a side was shown, and the hex it was about."""

    before: BoardState
    after: BoardState
    events: tuple[Event, ...]
    hex: int


@dataclass
class Review:
    """The steps since the viewer's last phase; `at` is the one looked at, -1 while nobody looks."""

    steps: list[Seen] = field(default_factory=list)
    at: int = -1

    @property
    def open(self) -> bool:
        """Whether somebody looks."""
        return 0 <= self.at < len(self.steps)

    def begin(self) -> None:
        """Forget what was seen before the phase that ends now."""
        self.steps, self.at = [], -1

    def note(self, before: BoardState, after: BoardState, events: Sequence[Event], scenario: Scenario,
             side: int) -> None:
        """Keep what a side was shown, where there is a word to say about it."""
        shown = tuple(event for event in events if side in event.seen_by and not isinstance(event, _SILENT)
                      and not (isinstance(event, Moved) and not event.path))
        spot = next((at for event in shown if (at := where(event)) >= 0), -1)
        if spot >= 0 and len(self.steps) < MOST_STEPS and any(sentence(event, scenario) for event in shown):
            self.steps.append(Seen(before, after, shown, spot))

    def go(self, by: int) -> None:
        """Look at another step, within the ends."""
        self.at = max(0, min(len(self.steps) - 1, self.at + by))

    def card(self, scenario: Scenario) -> InfoCard:
        """Return the card of the step looked at."""
        lines = [text for event in self.steps[self.at].events if (text := sentence(event, scenario))]
        title = _("What was seen, {n} of {all}").format(n=self.at + 1, all=len(self.steps))
        blocks = tuple(Note(text, tone="ink") for text in lines[:4])
        return InfoCard(title, blocks=blocks, actions=(
            Action("review_by:-1", _("Back"), "left", enabled=self.at > 0),
            Action("review_by:1", _("On"), "right", enabled=self.at < len(self.steps) - 1),
            Action("review_close", _("Close"), "escape")))
