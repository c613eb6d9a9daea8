"""The window: turns the window library's events into the game's own, and shows what the screens draw.

Nothing outside this module sees an event of pygame. While nothing moves, the loop sleeps until something happens.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pygame

from game import InputError
from game.folders import find_folders
from game.text import _, use_language
from game.ui.input import Close, Event, HeldKeys, Key, Motion, Pointer, Text, Tick, Wheel
from game.ui.place import Followed, opening
from game.ui.screen import Screen
from game.ui.settings import Settings, load_settings, save_settings
from game.ui.stack import Stack
from game.ui.widgets.painter import Look

FRAME_MS, IDLE_MS = 16, 10
RESCUE_MS = 5000
"""An error sooner than this after the last one is not held up again."""
TITLE = "Lifeline"


def require_community_edition() -> None:
    """Raise InputError with a sentence where the pygame that loads is not pygame-ce."""
    if not getattr(pygame, "IS_CE", False):
        raise InputError(_("Lifeline needs pygame-ce, but another package called pygame takes its place. "
                           "Remove both with `python -m pip uninstall pygame pygame-ce` and then install "
                           "pygame-ce again."))


class Window:
    """The one window of the program, its event queue and its clock."""

    def __init__(self, settings: Settings) -> None:
        _choose_drawing()
        pygame.display.init()
        pygame.key.set_repeat(350, 40)
        pygame.key.stop_text_input()
        self._fullscreen = settings.fullscreen
        self._screens = pygame.display.get_desktop_sizes()
        self._followed = Followed(opening(settings.window, settings.maximised, self._screens))
        self.surface = self._opened()
        pygame.display.set_caption(TITLE)
        self._pointer, self._keys = Pointer(), HeldKeys()
        self._typing = False
        self._exposed = True
        self._hidden = False
        self._swept: Screen | None = None

    def _opened(self) -> pygame.Surface:
        """Return the surface of the window, as large as it was or as the whole screen."""
        if self._fullscreen:
            return pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        place = self._followed.place
        surface = pygame.display.set_mode(place.size, pygame.RESIZABLE)
        return _maximised() or surface if place.maximised else surface

    def kept(self, settings: Settings) -> Settings:
        """Return the settings with how the window is to open next time."""
        place = self._followed.place
        return replace(settings, window=place.size, maximised=place.maximised)

    def play(self, stack: Stack) -> None:
        """Run the stack until it is over."""
        clock = pygame.time.Clock()
        last = pygame.time.get_ticks()
        while not stack.over:
            if not self._hidden and (stack.dirty or self._exposed):
                self._exposed = False
                stack.draw(self.surface)
                pygame.display.flip()
                stack.look.sounds.open()  # after the first picture, which waits for nothing
                self._sweep(stack.top)
            self._type(stack.typing)
            for event in self._wait(stack):
                stack.feed(event)
            now = pygame.time.get_ticks()
            if not stack.over and stack.wake_ms is not None:
                stack.feed(Tick(now - last))
                clock.tick(1000 // FRAME_MS)
            last = now
            self._follow(stack)

    def _sweep(self, top: Screen) -> None:
        """Collect garbage once after the first picture of a screen, and leave what is there now out of later sweeps.

        Between frames a full sweep over a campaign would be felt.
        """
        if top is self._swept or top.overlay:
            return
        if self._swept is not None:  # what start-up made is left out already
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        self._swept = top

    def _wait(self, stack: Stack) -> list[Event]:
        """Return what happened; sleeps for as long as nothing is to be drawn."""
        raw = pygame.event.get()
        until = pygame.time.get_ticks() + min(stack.wake_ms or 0, FRAME_MS * 4) - FRAME_MS
        while not raw and (self._hidden or not stack.dirty) and (
                stack.wake_ms is None or pygame.time.get_ticks() < until):
            pygame.time.wait(IDLE_MS)  # the library's own waiting looks a thousand times a second
            raw = pygame.event.get()
        return [event for entry in raw for event in self._translated(entry)]

    def _follow(self, stack: Stack) -> None:
        """Change between window and full screen where the settings did; lay out anew for another size."""
        if not stack.over and stack.settings.fullscreen != self._fullscreen:
            self._fullscreen = stack.settings.fullscreen
            self.surface = self._opened()
            self._exposed = True
        size = pygame.display.get_window_size()
        if not self._fullscreen and not self._hidden:
            self._followed.sized(size, self._screens)
        if size != stack.size and not stack.over:
            surface = pygame.display.get_surface()
            if surface is not None:
                self.surface = surface
            stack.resize((max(size[0], 640), max(size[1], 360)))

    def _type(self, typing: bool) -> None:
        if typing != self._typing:
            self._typing = typing
            (pygame.key.start_text_input if typing else pygame.key.stop_text_input)()

    def _translated(self, entry: pygame.event.Event) -> Iterator[Event]:
        """Yield the game's own events for one of pygame's."""
        kind = entry.type
        if kind == pygame.QUIT:
            yield Close()
        elif kind == pygame.KEYDOWN:
            name = key_name(entry.key)
            if name and self._keys.down(name):
                yield Key(name, modifiers(entry.mod))
        elif kind == pygame.KEYUP:
            self._keys.up(key_name(entry.key))
        elif kind == pygame.TEXTINPUT:
            yield Text(entry.text)
        elif kind == pygame.MOUSEBUTTONDOWN and entry.button <= 3:
            yield from self._pointer.down(entry.pos, entry.button)
        elif kind == pygame.MOUSEBUTTONUP and entry.button <= 3:
            yield from self._pointer.up(entry.pos, entry.button, pygame.time.get_ticks())
        elif kind == pygame.MOUSEMOTION:
            yield from self._pointer.move(entry.pos)
        elif kind == pygame.MOUSEWHEEL:
            yield Wheel(pygame.mouse.get_pos(), entry.precise_y, modifiers(pygame.key.get_mods()))
        elif kind == pygame.WINDOWLEAVE:
            yield Motion(None)
        elif kind == pygame.WINDOWFOCUSLOST:
            self._keys.lost()
            yield from self._pointer.lost()
        elif kind == pygame.WINDOWMINIMIZED:
            self._hidden = True
        elif kind == pygame.WINDOWMAXIMIZED and not self._fullscreen:
            self._followed.maximised(pygame.display.get_window_size())
        elif kind in (pygame.WINDOWEXPOSED, pygame.WINDOWRESTORED, pygame.WINDOWSIZECHANGED):
            self._exposed, self._hidden = True, False
            if kind == pygame.WINDOWRESTORED and not self._fullscreen:
                self._followed.restored()


def key_name(code: int) -> str:
    """Return the game's name of a key: letters and digits as they are, others as words; empty for modifiers alone."""
    name = pygame.key.name(code).lower()
    renamed = {"return": "enter", "[enter]": "enter", "enter": "enter", "page up": "page_up", "page down": "page_down",
               "pageup": "page_up", "pagedown": "page_down", "+": "plus", "-": "minus", "[+]": "plus",
               "[-]": "minus", "=": "plus"}
    if name in renamed:
        return renamed[name]
    if len(name) == 3 and name[0] == "[" and name[2] == "]":
        return name[1]
    if any(word in name for word in ("shift", "ctrl", "alt", "meta", "gui", "caps", "numlock", "mode")):
        return ""
    return name.replace(" ", "_")


def modifiers(state: int) -> frozenset[str]:
    """Return which modifiers are held; the command key of a Mac counts as ctrl."""
    held = ((pygame.KMOD_CTRL | pygame.KMOD_META, "ctrl"), (pygame.KMOD_ALT, "alt"), (pygame.KMOD_SHIFT, "shift"))
    return frozenset(name for mask, name in held if state & mask)


def open_window(first: Screen, settings: Settings, rescue: Callable[[Exception], Screen],
                look: Look | None = None) -> None:
    """Show a screen in a window and return when the player has closed it; settings changed there are kept.

    After an error of the program itself the screen that `rescue` makes takes over; another one within
    `RESCUE_MS` is raised.
    """
    require_community_edition()
    window = Window(settings)
    path = find_folders().settings_file
    stack = Stack(first, look or Look(), pygame.display.get_window_size(), settings,
                  lambda changed: save_settings(changed, path))
    rescued = -RESCUE_MS
    try:
        while not stack.over:
            try:
                window.play(stack)
            except Exception as problem:
                if pygame.time.get_ticks() - rescued < RESCUE_MS:
                    raise
                rescued = pygame.time.get_ticks()
                stack.reset(rescue(problem))
    finally:
        kept = window.kept(stack.settings)
        if kept != stack.settings:
            save_settings(kept, path)
        stack.look.sounds.close()
        pygame.quit()


def run(scenario: str | None, side: str | None, seed: int | None, levels: dict[str, str]) -> int:
    """Open the window with the menu, or with a scenario at once, and return the exit code when it is closed.

    `side` is the id of the side a person plays, `levels` the computer's level by side. InputError with a sentence
    where scenario, side or level do not exist.
    """
    require_community_edition()
    gc.disable()  # what start-up makes stays for good; looking through it again and again costs a tenth of a second
    settings, trouble = load_settings(find_folders().settings_file)
    use_language(settings.language)
    look = Look()
    from game.ui.library import GameLibrary

    library = GameLibrary(look)
    if scenario is None:
        first = library.menu(trouble)
    else:
        from game.content.loader import opened
        from game.lesson import lesson_terms
        from game.session import Options, Session

        loaded, data = opened(scenario)
        players, dice = lesson_terms(loaded, side, seed, levels)
        first = library.table(Session(data, library.seed(dice), Options(settings.fog, players), loaded))

    def rescue(problem: Exception) -> Screen:
        from game.ui.crash import write_report

        return library.menu(write_report(problem, library.current.session if library.current else None))

    gc.freeze()
    gc.enable()
    open_window(first, settings, rescue, look)
    return 0


def _maximised() -> pygame.Surface | None:
    """Maximise the window where the library can, and return its surface as it then is."""
    of_display = getattr(pygame.Window, "from_display_module", None)  # may go in a later version
    if of_display is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        of_display().maximize()
    return pygame.display.get_surface()


def _choose_drawing() -> None:
    """Draw straight into the window on X11 without a graphics card, where SDL would go a slow way round."""
    x11 = bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")
    if x11 and not list(Path("/dev/dri").glob("renderD*")):
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
