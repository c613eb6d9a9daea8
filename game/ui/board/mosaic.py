"""The squares in view put together once, so that a frame copies one large picture and not dozens of small ones.

Copying a screen in one piece takes a quarter of the time that copying it in squares takes, whose rows are short.
"""

from __future__ import annotations

from dataclasses import dataclass

import pygame

_ROOM_PX = 64
"""How much larger than the window the picture is, across and down.

So far the map is dragged before the picture must be shifted. Rows with more than a hundred px between them take two to
three times as long to copy.
"""


@dataclass(frozen=True, slots=True)
class _Tile:
    """What lies in a rectangle of the map: a picture, or the part of it that begins at `corner`."""

    area: pygame.Rect
    picture: pygame.Surface
    corner: tuple[int, int]
    token: object

    def put(self, surface: pygame.Surface, ground: pygame.Rect, within: pygame.Rect) -> None:
        """Put what lies within a rectangle of the map on a surface that shows some ground of it."""
        box = self.area.clip(within)
        surface.blit(self.picture, (box.left - ground.left, box.top - ground.top),
                     box.move(self.corner[0] - self.area.left, self.corner[1] - self.area.top))


class Mosaic:
    """A picture a little larger than the window; where the map is dragged out of it, it is shifted and filled up."""

    def __init__(self) -> None:
        self._surface = pygame.Surface((1, 1), depth=32)
        self._view = pygame.Rect(0, 0, 1, 1)
        self._ground = pygame.Rect(0, 0, 1, 1)
        self._tiles: dict[tuple[int, int], _Tile] = {}
        self._laid: object = None

    def look(self, view: pygame.Rect, *, anew: bool) -> bool:
        """Turn to a view of the map, in px of the whole map, and say whether nothing of what lay there is left.

        So it is with `anew`, and where the window's size changed or the view went far.
        """
        before, size = self._ground, (view.width + _ROOM_PX, view.height + _ROOM_PX)
        self._view = view.copy()
        if anew or size != before.size or not before.colliderect(view):
            if size != before.size:
                self._surface = pygame.Surface(size, depth=32)
            self._ground = pygame.Rect((view.left - _ROOM_PX // 2, view.top - _ROOM_PX // 2), size)
            self._tiles, self._laid = {}, None
            return True
        if not before.contains(view):
            self._shift(pygame.Rect((_start(before.left, view.left), _start(before.top, view.top)), size))
        return False

    def _shift(self, ground: pygame.Rect) -> None:
        """Shift the picture to other ground, near that of before, and fill its new rim as far as that is known."""
        dx, dy = ground.left - self._ground.left, ground.top - self._ground.top
        self._ground, self._laid = ground, None
        self._surface.scroll(-dx, -dy)
        rim = [pygame.Rect(ground.left, ground.top if dy < 0 else ground.bottom - dy, ground.width, abs(dy)),
               pygame.Rect(ground.left if dx < 0 else ground.right - dx, ground.top, abs(dx), ground.height)]
        self._tiles = {place: tile for place, tile in self._tiles.items() if tile.area.colliderect(ground)}
        for tile in self._tiles.values():
            for i in tile.area.collidelistall(rim):
                tile.put(self._surface, ground, rim[i])

    def lay(self, area: pygame.Rect, picture: pygame.Surface, token: object) -> None:
        """Put a picture in at once of which squares will be put with this `token`: these need no copying any more."""
        self._surface.blit(picture, (area.left - self._ground.left, area.top - self._ground.top))
        self._laid = token

    def put(self, area: pygame.Rect, picture: pygame.Surface, token: object, corner: tuple[int, int] = (0, 0)) -> None:
        """Put a picture, or the part of it that begins at `corner`, in a rectangle of the map.

        Nothing is done where that place holds the same `token` already.
        """
        held = self._tiles.get(area.topleft)
        if held is None or held.token is not token:
            tile = self._tiles[area.topleft] = _Tile(area, picture, corner, token)
            if token is not self._laid:
                tile.put(self._surface, self._ground, self._ground)

    def part(self, area: pygame.Rect) -> pygame.Surface:
        """Return what is in a rectangle of the map, which must lie in view."""
        return self._surface.subsurface(area.move(-self._ground.left, -self._ground.top))

    def show(self, target: pygame.Surface) -> None:
        """Copy the view to a surface of its size."""
        target.blit(self._surface, (0, 0), self._view.move(-self._ground.left, -self._ground.top))


def _start(ground: int, view: int) -> int:
    """Return where the ground begins, across or down, that has a view in it; if it must move, with room ahead."""
    if view < ground:
        return view - _ROOM_PX
    return view if view > ground + _ROOM_PX else ground
