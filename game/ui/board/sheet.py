"""The map sheet: plain height tints at once, and the painted ground as it becomes ready in the background.

The sheets of the shipped map are painted beforehand by `docs/bake_sheet.py` and lie in `assets/sheets`; the sheet of
any other map is painted when it is first shown, and kept in the person's cache.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from math import ceil, hypot
from pathlib import Path

import numpy as np
import pygame

from game.folders import shipped
from game.ui.art.theme import Ground
from game.ui.board.closeup import CloseUp
from game.ui.board.ground import GroundPainter, over
from game.ui.board.model import MapPicture, Point
from game.ui.board.relief import Relief, carved_relief, plain_relief
from game.ui.board.towns import town_radius
from game.ui.board.tracks import field_tracks

SHEET_PPK = (48, 40, 32, 24, 20, 16, 12, 8)
"""Px per km that a sheet may be painted at, the finest first; other zooms are scaled from it."""
_SHARP_TO = 1.2
"""So much a sheet may be scaled up and still look sharp."""
_MOST_PX = 24_000_000
"""Size of the largest sheet painted: the finest scale that stays within it is used."""
_MOST_GLIMPSE_PX = 1_000_000
"""Size of the small copy that stands in at a new zoom."""
_SQUARE = 256
LOOK = 4
"""Raised whenever the ground is painted differently, so that sheets kept from before are not used."""


class Sheet:
    """The ground of a whole map, in squares that are painted nearest to where the player looks first.

    With `bake` a thread paints them; `gather` takes over what it has finished and must be called from the thread
    that draws. Without it nothing is painted until `finish`. A sheet that is shipped, or that was painted before and
    left in the `cache` folder, is read instead; a folder that cannot be used changes nothing.
    """

    def __init__(
        self, picture: MapPicture, colours: Ground, bake: bool = True, cache: Path | None = None
    ) -> None:
        self._picture = picture
        self._colours = colours
        west, north, east, south = picture.extent_km
        self._corner = (west, north)
        self._ppk = sheet_ppk(east - west, south - north)
        self.size = sheet_size(picture, self._ppk)
        self._relief = plain_relief(picture)
        self._plain = _plain_surface(self._relief, colours, (east - west, south - north))
        self._painted: pygame.Surface | None = None
        self._whole: tuple[pygame.Surface, pygame.Surface] | None = None
        self._glimpse = self._plain
        self._left = {
            (x, y) for x in range(ceil(self.size[0] / _SQUARE)) for y in range(ceil(self.size[1] / _SQUARE))
        }
        self._painter: GroundPainter | None = None
        self._ready: deque[tuple[tuple[int, int], pygame.Surface]] = deque()
        self._focus: Point = (self.size[0] / 2, self.size[1] / 2)
        self._stop = threading.Event()
        self._close_up = CloseUp(self._get_painter, picture)
        name = sheet_name(picture, colours)
        self._file = cache / name if cache is not None else None
        self._kept_at = [path for path in (shipped("assets") / "sheets" / name, self._file) if path is not None]
        self._thread: threading.Thread | None = None
        if bake:
            self._thread = threading.Thread(target=self._work, args=(sorted(self._left),), daemon=True)
            self._thread.start()

    @property
    def done(self) -> bool:
        """Say whether all of the sheet is painted, or nothing paints it."""
        return not self._left or self._thread is None

    @property
    def complete(self) -> bool:
        """Say whether all of the sheet is painted."""
        return not self._left

    @property
    def progress(self) -> float:
        """How much of the sheet is painted, from 0 to 1."""
        return 1 - len(self._left) / max(1, ceil(self.size[0] / _SQUARE) * ceil(self.size[1] / _SQUARE))

    def overview(self, size: tuple[int, int]) -> pygame.Surface:
        """Return the whole sheet at a size in px."""
        source = self._painted if self.complete and self._painted is not None else self._plain
        return pygame.transform.smoothscale(source, size)

    def look_at(self, point: Point) -> None:
        """Tell which point of the map, in km, the player looks at."""
        self._focus = ((point[0] - self._corner[0]) * self._ppk, (point[1] - self._corner[1]) * self._ppk)

    def close_up(self, ppk: int) -> bool:
        """Say whether a zoom is so near that the sheet would be blurred."""
        return ppk > _SHARP_TO * self._ppk

    def sharpen(self, areas: Sequence[pygame.Rect], ppk: int) -> None:
        """Have squares, in px of the whole map, painted for a near zoom, the first one first; none wanted before is."""
        self._close_up.want(areas, ppk)

    @property
    def sharpening(self) -> bool:
        """Whether squares are being painted for a near zoom."""
        return self._close_up.busy

    def gather(self) -> bool:
        """Take over what the threads have finished, and say whether there was anything."""
        sharper = self._close_up.gather()
        before = len(self._left)
        if self._whole is not None:
            (self._painted, self._glimpse), self._left, self._whole = self._whole, set(), None
        while self._ready:
            square, surface = self._ready.popleft()
            self._keep(square, surface)
        return sharper or len(self._left) < before

    def finish(self, area: pygame.Rect, ppk: int) -> None:
        """Read or paint now whatever is missing under a rectangle in px of the whole map at some zoom."""
        self.close()
        self.gather()
        if not self.painted(area, ppk) and (kept := self._kept()) is not None:
            self._painted, self._glimpse, self._left = kept, _reduced(kept), set()
        for square in sorted(self._squares(self._on_sheet(area, ppk)) & self._left):
            self._keep(square, self._get_painter().paint(self._rect(square)))

    def close(self) -> None:
        """Stop the threads."""
        self._stop.set()
        self._close_up.close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def painted(self, area: pygame.Rect, ppk: int) -> bool:
        """Say whether the ground under a rectangle is painted and not only tinted."""
        return not self._squares(self._on_sheet(area, ppk)) & self._left

    def grade(self, area: pygame.Rect, ppk: int) -> int:
        """Return how good the ground of a square is: 0 tinted, 1 from the painted sheet, 2 painted for its zoom."""
        return 2 if self._close_up.picture(area, ppk) is not None else int(self.painted(area, ppk))

    def lay(self, target: pygame.Surface, area: pygame.Rect, ppk: int) -> None:
        """Draw the ground of a rectangle (px of the whole map, hex 0.0's centre at 0, 0) over a target."""
        sharp = self._close_up.picture(area, ppk)
        if sharp is not None:
            target.blit(sharp, (0, 0))
            return
        whole = pygame.Rect(
            round(self._corner[0] * ppk), round(self._corner[1] * ppk),
            round(self.size[0] * ppk / self._ppk), round(self.size[1] * ppk / self._ppk),
        )
        part = area.clip(whole)
        if part.width <= 0 or part.height <= 0:
            return
        fine = self._painted is not None and self.painted(part, ppk)
        source = self._painted if fine and self._painted is not None else self._plain
        scaled_part(source, target, part, whole, area.topleft)

    def glance(self, target: pygame.Surface, area: pygame.Rect, ppk: int) -> None:
        """Draw the ground of a rectangle roughly and quickly, to stand in for `lay`."""
        zoom = self._glimpse.get_width() * self._ppk / self.size[0] / ppk
        left, top = area.left * zoom - self._corner[0] * ppk * zoom, area.top * zoom - self._corner[1] * ppk * zoom
        wanted = pygame.Rect(int(left), int(top), ceil(area.width * zoom) + 1, ceil(area.height * zoom) + 1)
        part = wanted.clip(self._glimpse.get_rect())
        if part.width > 0 and part.height > 0:
            scaled = pygame.transform.scale(self._glimpse.subsurface(part), (round(part.width / zoom) + 1,
                                                                             round(part.height / zoom) + 1))
            target.blit(scaled, (round((part.left - left) / zoom), round((part.top - top) / zoom)))

    def _on_sheet(self, area: pygame.Rect, ppk: int) -> pygame.Rect:
        zoom = self._ppk / ppk
        left = area.left * zoom - self._corner[0] * self._ppk
        top = area.top * zoom - self._corner[1] * self._ppk
        rect = pygame.Rect(int(left), int(top), ceil(area.width * zoom) + 1, ceil(area.height * zoom) + 1)
        return rect.clip(pygame.Rect((0, 0), self.size))

    @staticmethod
    def _squares(rect: pygame.Rect) -> set[tuple[int, int]]:
        if rect.width <= 0 or rect.height <= 0:
            return set()
        across = range(rect.left // _SQUARE, (rect.right - 1) // _SQUARE + 1)
        down = range(rect.top // _SQUARE, (rect.bottom - 1) // _SQUARE + 1)
        return {(x, y) for x in across for y in down}

    def _rect(self, square: tuple[int, int]) -> pygame.Rect:
        whole = pygame.Rect((0, 0), self.size)
        return pygame.Rect(square[0] * _SQUARE, square[1] * _SQUARE, _SQUARE, _SQUARE).clip(whole)

    def _kept(self) -> pygame.Surface | None:
        """Return the whole sheet as painted before, if it lies anywhere."""
        found = (_loaded(file, self.size) for file in self._kept_at)
        return next((sheet for sheet in found if sheet is not None), None)

    def _keep(self, square: tuple[int, int], surface: pygame.Surface) -> None:
        if self._painted is None:
            self._painted = pygame.Surface(self.size, depth=32)
        self._painted.blit(surface, self._rect(square))
        self._left.discard(square)

    def _get_painter(self) -> GroundPainter:
        if self._painter is None:
            relief = carved_relief(self._relief, self._stop.is_set if self._thread is not None else lambda: False)
            self._painter = GroundPainter(self._picture, relief, self._colours, self._ppk)
        return self._painter

    def _work(self, squares: list[tuple[int, int]]) -> None:
        """Fill the sheet from the cache or by painting; runs in the thread."""
        kept = self._kept()
        if kept is not None:
            self._whole = (kept, _reduced(kept))
            return
        painter = self._get_painter()
        whole = pygame.Surface(self.size, depth=32)
        left = list(squares)
        while left and not self._stop.is_set():
            x, y = self._focus
            nearest = min(left, key=lambda s: hypot((s[0] + 0.5) * _SQUARE - x, (s[1] + 0.5) * _SQUARE - y))
            left.remove(nearest)
            painted = painter.paint(self._rect(nearest))
            whole.blit(painted, self._rect(nearest))
            self._ready.append((nearest, painted))
            self._stop.wait(0.002)
        if not left:
            self._glimpse = _reduced(whole)
            if self._file is not None:
                _save(whole, self._file)


def sheet_ppk(width_km: float, height_km: float) -> int:
    """Return the px per km that a sheet of some size is painted at.

    >>> sheet_ppk(32, 61), sheet_ppk(222, 256)
    (48, 20)
    """
    fitting = (ppk for ppk in SHEET_PPK if width_km * height_km * ppk * ppk <= _MOST_PX)
    return next(fitting, SHEET_PPK[-1])


def sheet_size(picture: MapPicture, ppk: int) -> tuple[int, int]:
    """Return how large a map's sheet is at a scale, in px."""
    west, north, east, south = picture.extent_km
    return ceil((east - west) * ppk), ceil((south - north) * ppk)


def sheet_name(picture: MapPicture, colours: Ground) -> str:
    """Return the file name of a map's sheet, which holds a mark of everything that the painted ground depends on."""
    west, north, east, south = picture.extent_km
    places = [(place.name, place.hex, place.at, town_radius(place)) for place in picture.places if town_radius(place)]
    terms = (LOOK, sheet_ppk(east - west, south - north), picture.grid, picture.terrain, picture.terrain_names, places,
             field_tracks(picture), colours)
    mark = blake2b(repr(terms).encode() + picture.height_m.tobytes(), digest_size=12).hexdigest()
    return f"sheet-{mark}.png"


def _loaded(file: Path, size: tuple[int, int]) -> pygame.Surface | None:
    if not file.is_file():
        return None
    try:
        loaded = pygame.image.load(file)
    except (OSError, pygame.error):
        return None
    if loaded.get_size() != size:
        return None
    surface = pygame.Surface(size, depth=32)
    surface.blit(loaded, (0, 0))
    return surface


def _reduced(sheet: pygame.Surface) -> pygame.Surface:
    """Return a sheet small enough to be scaled in no time."""
    part = min(0.25, (_MOST_GLIMPSE_PX / (sheet.get_width() * sheet.get_height())) ** 0.5)
    return pygame.transform.smoothscale(sheet, (round(sheet.get_width() * part), round(sheet.get_height() * part)))


def _save(surface: pygame.Surface, file: Path) -> None:
    part = file.with_name(f"part-{file.name}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(surface, part)
        part.replace(file)
    except (OSError, pygame.error):
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _plain_surface(relief: Relief, colours: Ground, size_km: tuple[float, float]) -> pygame.Surface:
    """Return tints and a light from the north-west, one px for a cell of the relief."""
    levels = np.array([metres for metres, _ in colours.heights], np.float32)
    tints = np.array([tint for _, tint in colours.heights], np.float32)
    picture = np.stack([np.interp(relief.height, levels, tints[:, k]) for k in range(3)]).astype(np.float32)
    gy, gx = np.gradient(relief.height, 1000 * relief.cell)
    light = np.tanh((gx + gy) * 9.0)
    picture = over(picture, colours.shadow, np.clip(-light, 0, 1) * 0.25)
    picture = over(picture, colours.light, np.clip(light, 0, 1) * 0.25)
    for name, colour in (("groves", colours.grove_floor), ("steppe", colours.steppe)):
        if name in relief.cover:
            picture = over(picture, colour, relief.cover[name] * 0.35)
    cols, rows = round(size_km[0] / relief.cell), round(size_km[1] / relief.cell)
    pixels = np.clip(picture[:, :rows, :cols], 0, 255).astype(np.uint8)
    return pygame.surfarray.make_surface(np.ascontiguousarray(pixels.transpose(2, 1, 0)))


def scaled_part(
    source: pygame.Surface,
    target: pygame.Surface,
    part: pygame.Rect,
    whole: pygame.Rect,
    corner: tuple[int, int],
    blend: int = 0,
) -> None:
    """Draw a part of a picture that is scaled to the rectangle `whole`, so that neighbouring parts fit.

    `part`, `whole` and `corner`, where the target's own corner lies, are in the same px.
    """
    zoom_x, zoom_y = source.get_width() / whole.width, source.get_height() / whole.height
    spot = (part.left - corner[0], part.top - corner[1])
    if abs(zoom_x - 1) < 0.002 and abs(zoom_y - 1) < 0.002:
        target.blit(source, spot, part.move(-whole.left, -whole.top), special_flags=blend)
        return
    # A margin of a few pixels keeps the filter from seeing the cut.
    wide = part.inflate(8, 8).clip(whole)
    left, top = int((wide.left - whole.left) * zoom_x), int((wide.top - whole.top) * zoom_y)
    right = min(source.get_width(), ceil((wide.right - whole.left) * zoom_x) + 1)
    bottom = min(source.get_height(), ceil((wide.bottom - whole.top) * zoom_y) + 1)
    piece = source.subsurface((left, top, right - left, bottom - top))
    size = (max(1, round((right - left) / zoom_x)), max(1, round((bottom - top) / zoom_y)))
    scaled = pygame.transform.smoothscale(piece, size)
    inner = part.move(-round(left / zoom_x) - whole.left, -round(top / zoom_y) - whole.top)
    target.blit(scaled, spot, inner, special_flags=blend)
