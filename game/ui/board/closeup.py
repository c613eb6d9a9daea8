"""The ground at a zoom nearer than the sheet's: painted for that zoom, square by square, in a thread.

A sheet scaled up to twice its size is blurred beside roads and counters, which are drawn at every zoom.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence

import pygame

from game.ui.board.ground import GroundPainter
from game.ui.board.model import MapPicture

_MOST_PX = 16_000_000
"""So many px of squares are kept, two views of the largest screens."""

Place = tuple[int, int, int]
"""A square: its zoom in px per km, its left and top in px of the whole map."""


class CloseUp:
    """Paints the squares that are wanted, in their order, and keeps those seen last.

    `make_painter` is called in the thread, once; `gather` and all else must be called from the thread that draws.
    Squares beyond the sheet of the `picture` are not painted, those across its rim as far as they lie on it.
    """

    def __init__(self, make_painter: Callable[[], GroundPainter], picture: MapPicture) -> None:
        self._make_painter, self._picture = make_painter, picture
        self._kept: OrderedDict[Place, pygame.Surface] = OrderedDict()
        self._px = 0
        self._wanted: deque[tuple[Place, pygame.Rect]] = deque()
        self._ready: deque[tuple[Place, pygame.Surface]] = deque()
        self._awaited: set[Place] = set()
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether squares are awaited, and somebody paints them."""
        return bool(self._awaited) and self._thread is not None and self._thread.is_alive()

    def want(self, areas: Sequence[pygame.Rect], ppk: int) -> None:
        """Have these squares painted, the first one first, and none of those wanted before; none once it is closed."""
        self._wanted.clear()
        sheet = self._sheet(ppk)
        new = [((ppk, area.left, area.top), area) for area in areas if area.colliderect(sheet)
               and (ppk, area.left, area.top) not in self._kept and not self._stop.is_set()]
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
            self._ready.append((place, self._painted(painter.at(place[0]), area)))
            self._stop.wait(0.002)  # whoever draws comes first

    def _painted(self, painter: GroundPainter, area: pygame.Rect) -> pygame.Surface:
        sheet, whole = self._sheet(painter.ppk), pygame.Surface(area.size, depth=32)
        part = area.clip(sheet)
        whole.blit(painter.paint(part.move(-sheet.left, -sheet.top)), (part.left - area.left, part.top - area.top))
        return whole

    def _sheet(self, ppk: int) -> pygame.Rect:
        return pygame.Rect(self._picture.sheet_px(ppk))
