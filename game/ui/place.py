"""How large the window opens: at the very first start, as it was left, and on a screen that has become smaller.

Where it stands is left to the system: Wayland takes no position, and the window library knows the sizes of several
screens but not how they lie beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Size = tuple[int, int]

USUAL: tuple[Size, ...] = ((2560, 1440), (1920, 1080), (1600, 900), (1280, 720))
"""Sizes a first window may have; a larger one would only be slower to paint."""
UNCHOSEN: Size = (0, 0)
"""The size of a window that has never been opened."""
BESIDE: Size = (40, 100)
"""About what frame, title and the system's own bars take of a screen."""
FILLS_HEIGHT = 0.85
"""A window as wide as a screen and at least this part of its height is taken for maximised."""


@dataclass(frozen=True, slots=True)
class Place:
    """How a window opens: its size while it is not maximised, and whether it is."""

    size: Size
    maximised: bool = False


def opening(size: Size, maximised: bool, screens: Sequence[Size]) -> Place:
    """Return how to open a window last left with a size, `UNCHOSEN` for the first time, on the screens there are now.

    The first time it is the largest of the `USUAL` sizes that leaves room for the system's bars, and maximised
    where none does. One that no screen can hold any more is cut to the largest.
    """
    room = max(screens, key=lambda screen: screen[0] * screen[1], default=USUAL[-1])
    free = (room[0] - BESIDE[0], room[1] - BESIDE[1])
    if size == UNCHOSEN:
        fitting = next((usual for usual in USUAL if _within(usual, free)), None)
        return Place(fitting or _cut(USUAL[-1], room), fitting is None)
    if any(_within(size, screen) for screen in screens):
        return Place(size, maximised)
    return Place(_cut(size, free), maximised)


def _within(size: Size, room: Size) -> bool:
    return size[0] <= room[0] and size[1] <= room[1]


def _cut(size: Size, room: Size) -> Size:
    return min(size[0], room[0]), min(size[1], room[1])


class Followed:
    """Follows a window and knows how it would have to open again to be as it is.

    Systems differ in what they say of a window that is maximised, and when; one that fills a screen counts as such.
    """

    def __init__(self, place: Place) -> None:
        self._size = self._before = place.size
        self._told = place.maximised
        self._fills = False

    @property
    def place(self) -> Place:
        """How it stands now."""
        return Place(self._size, self._told or self._fills)

    def sized(self, size: Size, screens: Sequence[Size]) -> None:
        """Note the size of the window, which is not the full screen's."""
        self._fills = any(size[0] >= width and size[1] >= height * FILLS_HEIGHT for width, height in screens)
        if not self._fills and not self._told and size != self._size:
            self._before, self._size = self._size, size

    def maximised(self, size: Size) -> None:
        """Note that the system has maximised it to a size, which may have been noted already."""
        self._told = True
        if self._size == size:
            self._size = self._before

    def restored(self) -> None:
        """Note that it is no longer maximised."""
        self._told = False
