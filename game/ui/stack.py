"""The screens on top of each other, without a window: events in, pictures out.

The window feeds it what the player does; so do tests and pictures without a window, through the same door.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pygame import Surface

from game.text import _, use_language
from game.ui.art.theme import THEMES
from game.ui.input import Event, Key, Tick
from game.ui.screen import Configure, Outcome, Pop, Push, Quit, Replace, Reset, Screen, Stay
from game.ui.screens.base import Dialog
from game.ui.settings import SCALE_RANGE, Settings
from game.ui.widgets.painter import Look, Ui, make_ui

SCALE_STEP = 10
PAINT_MS = 33
"""Between two ticks while a screen below another is still being painted."""


class Stack:
    """Screens, the topmost of which hears the events; `keep` stores settings that changed.

    It returns a sentence where they could not be stored; the player sees it once.
    """

    def __init__(self, first: Screen, look: Look, size: tuple[int, int], settings: Settings,
                 keep: Callable[[Settings], str]) -> None:
        self.look, self.size, self.settings = look, size, settings
        look.wear(THEMES[settings.theme])
        use_language(settings.language)
        self._keep = keep
        self._screens: list[Screen] = [first]
        self._changed = True
        self._drawn: Surface | None = None
        self._warned = False
        self.layout()

    @property
    def ui(self) -> Ui:
        """The look at the present scale."""
        return make_ui(self.look, self.size, self.settings)

    @property
    def top(self) -> Screen:
        """The screen that hears events."""
        return self._screens[-1]

    @property
    def over(self) -> bool:
        """Whether the program is to end."""
        return not self._screens

    @property
    def dirty(self) -> bool:
        """Whether the picture has changed since it was last drawn."""
        return self._changed or any(screen.dirty for screen in self._shown())

    @property
    def wake_ms(self) -> int | None:
        """Return after how many milliseconds a tick is wanted, by the top or to paint what is below; None for never."""
        wanted = self.top.wake_ms if self._screens else None
        if any(screen.unfinished for screen in self._shown()[:-1]):
            return min(PAINT_MS, wanted or PAINT_MS)
        return wanted

    @property
    def typing(self) -> bool:
        """Whether the topmost screen wants typed characters."""
        return bool(self._screens) and self.top.typing

    def resize(self, size: tuple[int, int]) -> None:
        """Lay everything out for another size of the window."""
        self.size = size
        self.layout()

    def reset(self, screen: Screen) -> None:
        """Start again with this screen alone."""
        self._apply(Reset(screen))

    def layout(self) -> None:
        """Lay out every screen that shows."""
        ui = self.ui
        for screen in self._shown():
            screen.layout(ui, self.size)
        self._changed = True

    def feed(self, event: Event) -> None:
        """Give an event to the topmost screen and do what it answers."""
        if self.over:
            return
        if isinstance(event, Key) and (self._scaled(event) or self._switched(event)):
            return
        if isinstance(event, Key) and not event.mods & {"ctrl", "alt"} and not self.typing:
            event = replace(event, name=self.ui.keys.usual(event.name))
        if isinstance(event, Tick):
            for screen in self._shown()[:-1]:
                if screen.unfinished:
                    screen.paint_on(event.ms)
        self._apply(self.top.handle(event))

    def draw(self, frame: Surface) -> None:
        """Draw the topmost screen, and below an overlay those it lies on."""
        shown = self._shown()
        if len(shown) == 1 and not self._changed and self._drawn is frame:
            shown[0].redraw(frame)
        else:
            for screen in shown:
                screen.draw(frame)
        self._changed, self._drawn = False, frame

    def _shown(self) -> list[Screen]:
        for i in range(len(self._screens) - 1, -1, -1):
            if not self._screens[i].overlay:
                return self._screens[i:]
        return list(self._screens)

    def _apply(self, outcome: Outcome) -> None:
        match outcome:
            case Stay():
                return
            case Push(screen=screen):
                self._screens.append(screen)
            case Pop(result=result):
                self._screens.pop()
                if self._screens:
                    self.layout()
                    self._apply(self.top.resumed(result))
            case Replace(screen=screen):
                self._screens[-1:] = [screen]
            case Reset(screen=screen):
                self._screens = [screen]
            case Configure(settings=settings):
                self._configure(settings)
            case Quit():
                self._screens = []
        self.layout()

    def _configure(self, settings: Settings) -> None:
        self.settings = settings
        self.look.wear(THEMES[settings.theme])
        use_language(settings.language)
        trouble = self._keep(settings)
        if trouble and not self._warned:
            self._warned = True
            self._screens.append(Dialog(_("Settings"), trouble))

    def _scaled(self, event: Key) -> bool:
        """Answer Ctrl with plus, minus and 0, which set the scale from anywhere."""
        if "ctrl" not in event.mods or event.name not in ("plus", "minus", "0"):
            return False
        now = round(self.ui.scale * 100)
        step = {"plus": SCALE_STEP, "minus": -SCALE_STEP, "0": 0}[event.name]
        scale = max(SCALE_RANGE[0], min(SCALE_RANGE[1], now + step)) if step else 0
        self._apply(Configure(replace(self.settings, ui_scale=scale)))
        return True

    def _switched(self, event: Key) -> bool:
        """Answer Ctrl with M, which silences the game or lets it be heard, and F11: full screen or a window."""
        if event.chord == "ctrl+m":
            self._apply(Configure(replace(self.settings, mute=not self.settings.mute)))
        elif event.chord in ("f11", "alt+enter"):
            self._apply(Configure(replace(self.settings, fullscreen=not self.settings.fullscreen)))
        else:
            return False
        return True
