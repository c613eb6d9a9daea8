"""What stands on the ground as one list of pictures, which can be laid on again a little further on."""

from __future__ import annotations

import pygame

Print = tuple[pygame.Surface, tuple[int, int]]
"""A premultiplied picture and its place in the window."""


class Prints(list[Print]):
    """Pictures in the order they are laid on, blitted all in one call.

    `movable` says whether they may be moved apart from each other: not where a line ties one to another.
    """

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[int, tuple[bool, bool]] = {}
        self.movable = True

    def hold(self, axes: tuple[bool, bool]) -> None:
        """Note whether the window's rim holds the last picture, across and down, when the map moves."""
        if any(axes):
            self._held[len(self) - 1] = axes

    def moved(self, dx: int, dy: int) -> list[Print]:
        """Return the pictures where they come to lie when the map moves by so many px."""
        there = [(picture, (x + dx, y + dy)) for picture, (x, y) in self]
        for i, (across, down) in self._held.items():
            picture, (x, y) = self[i]
            there[i] = (picture, (x if across else x + dx, y if down else y + dy))
        return there


def held(box: pygame.Rect, inside: pygame.Rect) -> tuple[bool, bool]:
    """Say whether a box was moved across, and whether down, to lie inside the window."""
    return box.x != inside.x, box.y != inside.y
