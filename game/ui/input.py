"""What a player does, as small frozen events: screens and widgets know these and never the window library's own."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[int, int]

DOUBLE_CLICK_MS = 400
DRAG_PX = 5
MODIFIERS = ("ctrl", "alt", "shift")

REPEATING = frozenset({
    "left", "right", "up", "down", "page_up", "page_down", "backspace", "delete", "plus", "minus", "tab",
})
"""Keys that count again and again while they are held: they move, scroll, zoom or take letters away."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key went down: `name` such as `a`, `enter`, `left`, `f1`; `mods` out of ctrl, alt, shift."""

    name: str
    mods: frozenset[str] = frozenset()

    @property
    def chord(self) -> str:
        """Return the key with its modifiers as written on buttons and in bindings, such as `ctrl+z`.

        >>> Key("z", frozenset({"shift", "ctrl"})).chord
        'ctrl+shift+z'
        """
        return "+".join([*(mod for mod in MODIFIERS if mod in self.mods), self.name])


@dataclass(frozen=True, slots=True)
class Text:
    """Characters typed, after the keyboard layout and input method had their say."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A mouse button went down; buttons are 1 left, 2 middle, 3 right."""

    pos: Point
    button: int = 1


@dataclass(frozen=True, slots=True)
class Click:
    """A button went down and up again in one place; `double` where it is the second within 400 ms."""

    pos: Point
    button: int = 1
    double: bool = False


@dataclass(frozen=True, slots=True)
class Drag:
    """The pointer moved with a button held since `start`, by `delta` since the last event; `done` on release."""

    start: Point
    pos: Point
    delta: Point
    button: int = 1
    done: bool = False


@dataclass(frozen=True, slots=True)
class Motion:
    """The pointer moved with no button held; `pos` is None where it left the window."""

    pos: Point | None


@dataclass(frozen=True, slots=True)
class Wheel:
    """The wheel turned by `steps`, up is positive, with the pointer at `pos`."""

    pos: Point
    steps: float
    mods: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tick:
    """`ms` milliseconds passed since the last tick; sent only while a screen asks for it."""

    ms: int


@dataclass(frozen=True, slots=True)
class Close:
    """The player asked the window to close."""


Event = Key | Text | Press | Click | Drag | Motion | Wheel | Tick | Close


class HeldKeys:
    """Says whether a key counts that the keyboard repeats while it is held: orders are given once for each press.

    Held down, Enter would confirm the end of a turn, close what the dawn tells and end the next turn as well.
    """

    def __init__(self) -> None:
        self._held: set[str] = set()

    def down(self, name: str) -> bool:
        """Note a key going down; say whether it counts."""
        first = name not in self._held
        self._held.add(name)
        return first or name in REPEATING

    def up(self, name: str) -> None:
        """Note a key going up."""
        self._held.discard(name)

    def lost(self) -> None:
        """Note that the window has lost the focus: nothing is held any more."""
        self._held.clear()


class Pointer:
    """Turns button downs, moves and ups into `Press`, `Drag`, `Click` and `Motion`."""

    def __init__(self) -> None:
        self._start: Point | None = None
        self._button = 0
        self._last: Point = (0, 0)
        self._dragging = False
        self._previous: tuple[Point, int, int] | None = None

    def down(self, pos: Point, button: int) -> tuple[Event, ...]:
        """Note a button going down; a second button during a press is ignored."""
        if self._start is not None:
            return ()
        self._start, self._button, self._last, self._dragging = pos, button, pos, False
        return (Press(pos, button),)

    def move(self, pos: Point) -> tuple[Event, ...]:
        """Note a move: a drag once it has gone 5 pixels with a button held."""
        if self._start is None:
            self._last = pos
            return (Motion(pos),)
        if not self._dragging and _near(self._start, pos):
            return ()
        self._dragging = True
        delta = (pos[0] - self._last[0], pos[1] - self._last[1])
        self._last = pos
        return (Drag(self._start, pos, delta, self._button),)

    def up(self, pos: Point, button: int, ms: int) -> tuple[Event, ...]:
        """Note a button going up at a time in milliseconds: the end of a drag, or a click."""
        start = self._start
        if start is None or button != self._button:
            return ()
        self._start = None
        if self._dragging:
            delta = (pos[0] - self._last[0], pos[1] - self._last[1])
            return (Drag(start, pos, delta, button, done=True), Motion(pos))
        return (self._click(pos, button, ms),)

    def lost(self) -> tuple[Event, ...]:
        """Note that the window has lost the focus: what was held is let go, a drag ends where it is."""
        start, self._start = self._start, None
        if start is None or not self._dragging:
            return (Motion(None),)
        return Drag(start, self._last, (0, 0), self._button, done=True), Motion(None)

    def _click(self, pos: Point, button: int, ms: int) -> Click:
        previous = self._previous
        double = (previous is not None and previous[1] == button and _near(previous[0], pos)
                  and ms - previous[2] <= DOUBLE_CLICK_MS)
        self._previous = None if double else (pos, button, ms)
        return Click(pos, button, double)


def _near(first: Point, second: Point) -> bool:
    return abs(first[0] - second[0]) < DRAG_PX and abs(first[1] - second[1]) < DRAG_PX
