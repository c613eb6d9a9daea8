"""What a screen is, and what it may answer to an event: stay, or another screen takes over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygame import Surface

    from game.ui.input import Event
    from game.ui.settings import Settings
    from game.ui.widgets.painter import Ui


class Screen(ABC):
    """One full picture of the window, or with `overlay` a picture over the screen below.

    The stack calls `layout` before the first event and whenever window, scale or settings change.
    """

    overlay = False

    @abstractmethod
    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        """Place everything for a window of that size in pixels; what the player has typed or chosen stays."""

    @abstractmethod
    def handle(self, event: Event) -> Outcome:
        """Answer one event."""

    @abstractmethod
    def draw(self, frame: Surface) -> None:
        """Draw the whole screen onto a frame of the size last laid out."""

    def redraw(self, frame: Surface) -> None:
        """Bring a frame up to date that still holds the last picture of this screen alone."""
        self.draw(frame)

    @property
    @abstractmethod
    def dirty(self) -> bool:
        """Whether the picture has changed since the last `draw`."""

    @property
    def wake_ms(self) -> int | None:
        """Return after how many milliseconds a `Tick` is wanted: None where only the player moves things."""
        return None

    @property
    def unfinished(self) -> bool:
        """Whether the picture is still being painted, which goes on below another screen too."""
        return False

    def paint_on(self, ms: int) -> None:  # noqa: B027  most screens are never unfinished
        """Paint more of an unfinished picture in the next `draw`; `ms` milliseconds passed."""

    @property
    def typing(self) -> bool:
        """Whether typed characters are wanted as `Text`."""
        return False

    def resumed(self, result: object) -> Outcome:
        """Answer the screen above having popped with a result."""
        return Stay()


@dataclass(frozen=True, slots=True)
class Stay:
    """Nothing changes on the stack; the event is dealt with."""


@dataclass(frozen=True, slots=True)
class Push:
    """Put a screen on top."""

    screen: Screen


@dataclass(frozen=True, slots=True)
class Pop:
    """Take this screen off and hand the result to the one below; the last screen off ends the program."""

    result: object = None


@dataclass(frozen=True, slots=True)
class Replace:
    """Take this screen off and put another in its place."""

    screen: Screen


@dataclass(frozen=True, slots=True)
class Reset:
    """Take every screen off and start again with this one."""

    screen: Screen


@dataclass(frozen=True, slots=True)
class Configure:
    """Use and keep these settings from now on."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class Quit:
    """End the program."""


Outcome = Stay | Push | Pop | Replace | Reset | Configure | Quit
