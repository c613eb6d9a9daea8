"""The ground at a zoom nearer than the sheet's: painted for that zoom, square by square, in a thread.

A sheet scaled up to twice its size is blurred beside roads and counters, which are drawn at every zoom.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

import pygame

from game.ui.board.ground import GroundPainter

_MOST_PX = 16_000_000
"""So many px of squares are kept, two views of the largest screens."""

Place = tuple[int, int, int]
"""A square: its zoom in px per km, its left and top in px of the whole map."""


class CloseUp:
    """Paints the squares that are wanted, in their order, and keeps those seen last.

    `make_painter` is called in the thread, once; `gather` and all else must be called from the thread that draws.
    `corner` is the north-west corner of the sheet in km.
    """

    def __init__(self, make_painter: Callable[[], GroundPainter], corner: tuple[float, float]) -> None:
        self._make_painter, self._corner = make_painter, corner
        self._kept: OrderedDict[Place, pygame.Surface] = OrderedDict()
        self._px = 0
        self._wanted: deque[tuple[Place, pygame.Rect]] = deque()
        self._ready: deque[tuple[Place, pygame.Surface]] = deque()
        self._awaited: set[Place] = set()
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether squares are awaited."""
        return bool(self._awaited)

    def want(self, areas: Sequence[pygame.Rect], ppk: int) -> None:
        """Have these squares painted, the first one first, and none of those wanted before; none once it is closed."""
        self._wanted.clear()
        new = [((ppk, area.left, area.top), area) for area in areas
               if (ppk, area.left, area.top) not in self._kept and not self._stop.is_set()]
        self._awaited = {place for place, _area in new}
        self._wanted.extend(new)
        if new and self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._wake.set()

    def gather(self) -> bool:
        """Take over what the thread has finished, and say whether there was anything."""
        found = bool(self._ready)
        while self._ready:
            place, picture = self._ready.popleft()
            self._awaited.discard(place)
            self._kept[place] = picture
            self._px += picture.get_width() * picture.get_height()
            while self._px > _MOST_PX:
                _place, old = self._kept.popitem(last=False)
                self._px -= old.get_width() * old.get_height()
        return found

    def picture(self, area: pygame.Rect, ppk: int) -> pygame.Surface | None:
        """Return the ground of a square, if it is painted for that zoom."""
        place = (ppk, area.left, area.top)
        found = self._kept.get(place)
        if found is not None:
            self._kept.move_to_end(place)
        return found

    def close(self) -> None:
        """Stop the thread."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        painter = self._make_painter()
        while not self._stop.is_set():
            try:
                place, area = self._wanted.popleft()
            except IndexError:
                self._wake.wait()
                self._wake.clear()
                continue
            ppk = place[0]
            corner = (-round(self._corner[0] * ppk), -round(self._corner[1] * ppk))
            self._ready.append((place, painter.at(ppk).paint(area.move(corner))))
            self._stop.wait(0.002)  # whoever draws comes first
