"""A person at the window, without a window: clicks and keys go in by the same door, and eyes look at what is shown."""

from __future__ import annotations

from pygame import Surface

from game.rules.orders import Event as Happened
from game.ui.input import Click, Key, Motion, Press, Text, Tick
from game.ui.lab.screen import LabScreen
from game.ui.library import GameLibrary
from game.ui.screen import Screen
from game.ui.screens.base import WidgetScreen
from game.ui.screens.model import GameChoice
from game.ui.screens.result import ResultScreen
from game.ui.settings import Settings
from game.ui.stack import Stack
from game.ui.table.overlays import Curtain
from game.ui.table.screen import TableScreen
from game.ui.widgets.painter import Look
from game.ui.widgets.stage import Stage

TICK_MS = 200
MOST_TICKS = 2000


class Seat:
    """Plays through a stack of screens; asks them only where things are and what they show."""

    def __init__(self, look: Look, first: Screen | None = None, *, size: tuple[int, int] = (1280, 720),
                 choice: GameChoice | None = None, motion: bool = False) -> None:
        self.library = GameLibrary(look, background=False)
        self.kept: list[Settings] = []
        if choice is not None:
            first = self.library.begin(choice)
        self.stack = Stack(first or self.library.menu(), look, size, Settings(reduce_motion=not motion), self._keep)

    def _keep(self, settings: Settings) -> str:
        self.kept.append(settings)
        return ""

    @property
    def table(self) -> TableScreen:
        """The table, which must be on top."""
        assert isinstance(self.stack.top, TableScreen), self.stack.top
        return self.stack.top

    @property
    def stage(self) -> Stage:
        """The widgets of the topmost screen."""
        assert isinstance(self.stack.top, TableScreen | LabScreen | WidgetScreen)
        return self.stack.top.stage

    def keys(self, *chords: str) -> None:
        """Press keys."""
        for chord in chords:
            *mods, name = chord.split("+")
            self.stack.feed(Key(name, frozenset(mods)))

    def write(self, text: str) -> None:
        """Type characters."""
        for letter in text:
            self.stack.feed(Key(letter))
            self.stack.feed(Text(letter))

    def click_at(self, pos: tuple[int, int], button: int = 1) -> None:
        """Click at a point of the window."""
        for event in (Motion(pos), Press(pos, button), Click(pos, button)):
            self.stack.feed(event)

    def click(self, name: str) -> None:
        """Click on the widget of a name."""
        widget = self.stage.find(name)
        assert widget is not None, name
        self.click_at(widget.rect.center)

    def press(self, name: str) -> None:
        """Go to the widget of a name by keyboard, scrolling to it, and press it."""
        widget = self.stage.find(name)
        assert widget is not None, name
        self.stage.set_focus(widget)
        self.keys("enter")

    def spot(self, hex_name: str) -> tuple[int, int]:
        """Return where a hex is in the window, bringing it into view by the keys of the map where it is not."""
        view = self.table.map
        box = view.box_of(view.picture.grid.parse(hex_name))
        return box[0] + box[2] // 2, box[1] + box[3] // 2

    def hex(self, hex_name: str, button: int = 1) -> None:
        """Click on a hex."""
        self.click_at(self.spot(hex_name), button)

    def point(self, hex_name: str) -> None:
        """Move the pointer over a hex."""
        self.stack.feed(Motion(self.spot(hex_name)))

    def wait(self) -> None:
        """Let time pass until it is the player's turn, a curtain falls, or the game is over."""
        for _tick in range(MOST_TICKS):
            top = self.stack.top
            if isinstance(top, ResultScreen | Curtain):
                return
            if isinstance(top, TableScreen) and (top.play.my_turn or top.desk.modal) and top.pace.motion is None:
                return
            self.stack.feed(Tick(TICK_MS))
        raise AssertionError("nothing more happens")

    def read_news(self) -> None:
        """Answer every card that waits, choices with their first answer."""
        while isinstance(self.stack.top, TableScreen) and self.table.desk.news:
            self.keys("1" if self.table.desk.news[0].decides else "enter")

    def my_turn(self) -> bool:
        """Wait for the player's turn, reading what comes; False where the game is over first."""
        for _round in range(50):
            self.wait()
            if isinstance(self.stack.top, ResultScreen):
                return False
            if isinstance(self.stack.top, Curtain):
                self.keys("enter")
            self.read_news()
            if isinstance(self.stack.top, TableScreen) and self.table.play.my_turn and not self.table.desk.modal:
                return True
        raise AssertionError("the turn never comes")

    def clear(self) -> None:
        """Give up what is planned and chosen; once more Esc would open the game's menu."""
        for _step in range(4):
            desk = self.table.desk
            laid = (desk.plan, desk.aim, desk.refused, desk.told, self.table.map.cursor)
            if desk.subject.hex >= 0 or any(row is not None for row in laid):
                self.keys("escape")

    def end_turn(self) -> None:
        """End the phase and say yes."""
        self.clear()
        self.keys("ctrl+enter", "enter")

    def picture(self) -> Surface:
        """Return what the window shows."""
        frame = Surface(self.stack.size)
        self.stack.draw(frame)
        return frame

    def events(self) -> list[Happened]:
        """Return everything that has happened."""
        return [event for _turn, event in self.table.play.session.log]
