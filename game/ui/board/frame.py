"""The sheet's furniture: the neatline with its kilometres, the scale bar, the arrow to the north."""

from __future__ import annotations

from dataclasses import replace

import pygame

from game.text import _
from game.ui.art.fonts import Fonts, Weight
from game.ui.art.theme import Colour, Theme, px
from game.ui.art.vectors import Canvas
from game.ui.board.camera import Camera
from game.ui.board.legend import LegendBox
from game.ui.board.model import Legend, MapPicture

_USUAL = frozenset({"pipe", "first_front"})
"""Signs with which the legends of the layers begin that are on at the start of a game."""
_MOST_OF_SHEET, _MOST_OF_HEIGHT = 0.6, 0.36
BAR_KM = (1, 2, 5, 10)
"""The lengths that the scale bar can have."""


class SheetFrame:
    """Draws what surrounds the map in the window."""

    def __init__(self, picture: MapPicture, theme: Theme, fonts: Fonts, scale: float) -> None:
        self._picture, self._theme, self._fonts, self._scale = picture, theme, fonts, scale
        self._bar: tuple[tuple[int, int], pygame.Surface] | None = None
        self._legend = LegendBox(theme, fonts, scale)
        self._bands: tuple[tuple[int, int, int], pygame.Surface, pygame.Surface] | None = None
        self._corners: tuple[tuple[object, ...], list[pygame.Rect]] = ((), [])
        self._sheet_seen: tuple[tuple[object, ...], pygame.Rect] = ((), pygame.Rect(0, 0, 0, 0))

    def draw(self, target: pygame.Surface, camera: Camera, legend: Legend | None = None, supplier: int = -1) -> None:
        """Draw the neatline, the scale bar and the legend, of a side's supply (-1: own)."""
        self._neatline(target, camera)
        bar, *rest = self.corners(camera, legend, supplier)
        if bar.w:
            target.blit(self._scale_bar(camera.ppk, bar.w), bar, special_flags=pygame.BLEND_PREMULTIPLIED)
        if legend is not None and rest:
            target.blit(self._legend_in(self.inner(camera), legend, supplier), rest[0])

    def corners(self, camera: Camera, legend: Legend | None, supplier: int) -> list[pygame.Rect]:
        """Return the parts of the window that the scale bar and the legend cover.

        The bar is as long as the legend leaves room for; where that is none, the legend stands above it. Beside a sheet
        narrower than the window both stand on the paper.
        """
        key = (tuple(self.inner(camera)), camera.ppk, camera.width, camera.height, legend, supplier)
        if self._corners[0] != key:
            self._corners = (key, self._cornered(camera, legend, supplier))
        return self._corners[1]

    def _cornered(self, camera: Camera, legend: Legend | None, supplier: int) -> list[pygame.Rect]:
        gap, inner = px(10, self._scale), self.inner(camera)
        if legend is None or not legend.parts:
            return [self.scale_bar_box(camera)]
        box = self._legend_in(inner, legend, supplier).get_rect(bottomleft=(inner.left + gap, inner.bottom - gap))
        margin = inner.left - px(self._theme.neatline, self._scale)
        if box.w + 2 * gap <= margin:
            box.right = margin - gap
            return [self.scale_bar_box(camera), box]
        bar = self.scale_bar_box(camera, inner.w - box.w - 3 * gap)
        if bar.colliderect(box):
            box.bottom = bar.top - gap // 2
        return [bar, box]

    def _legend_in(self, inner: pygame.Rect, legend: Legend, supplier: int) -> pygame.Surface:
        """Return the legend; where it would cover much of a small window without its parts on the usual layers."""
        picture = self._legend.picture(legend, supplier)
        while len(legend.parts) > 1 and picture.get_height() > _MOST_OF_HEIGHT * inner.h:
            usual = next((part for part in legend.parts if any(row.sign in _USUAL for row in part[1])), legend.parts[0])
            legend = replace(legend, parts=tuple(part for part in legend.parts if part is not usual))
            picture = self._legend.picture(legend, supplier)
        return picture

    def draw_progress(self, target: pygame.Surface, camera: Camera, part: float) -> None:
        """Say in the sheet's corner how much of its ground is painted, as long as that is not all."""
        if part >= 1:
            return
        scale = self._scale
        text = _("Drawing the ground: {percent} %").format(percent=int(100 * part))
        letters = self._fonts.text(text, 12.5 * scale, "regular", self._theme.ink)
        box = letters.get_rect().inflate(px(16, scale), px(8, scale))
        box.topleft = self.inner(camera).move(px(10, scale), px(10, scale)).topleft
        target.fill(self._theme.panel, box)
        target.blit(letters, letters.get_rect(center=box.center))

    def scale_bar_box(self, camera: Camera, room: int = 0) -> pygame.Rect:
        """Return where the scale bar stands in the window, no wider than `room` px if it can (0: than the sheet).

        Empty where it would cover most of a narrow sheet, every hex of which is a km wide.
        """
        gap, inner = px(10, self._scale), self.inner(camera)
        high = px(42, self._scale)
        wide = self._bar_px(_bar_km(camera.ppk, self._scale, (room or inner.w - 2 * gap) - self._bar_px(0, 0)),
                            camera.ppk)
        beside = inner.right + px(self._theme.neatline, self._scale) + gap
        free = camera.width - beside - gap
        if free >= self._bar_px(BAR_KM[1], camera.ppk):
            wide = self._bar_px(_bar_km(camera.ppk, self._scale, free - self._bar_px(0, 0)), camera.ppk)
            return pygame.Rect(beside, inner.bottom - gap - high, wide, high)
        if wide > _MOST_OF_SHEET * inner.w:
            return pygame.Rect(inner.bottomright, (0, 0))
        return pygame.Rect(inner.right - gap - wide, inner.bottom - gap - high, wide, high)

    def _bar_px(self, km: int, ppk: int) -> int:
        return km * ppk + px(78, self._scale)

    def inner(self, camera: Camera) -> pygame.Rect:
        """Return the part of the window that shows the sheet inside the neatline."""
        wide = px(self._theme.neatline, self._scale)
        return self.sheet(camera).clip(pygame.Rect(0, 0, camera.width, camera.height).inflate(-2 * wide, -2 * wide))

    def sheet(self, camera: Camera) -> pygame.Rect:
        """Return where the sheet lies in the window, beyond whose rims it may reach."""
        key = (camera.origin_px, camera.ppk)
        if self._sheet_seen[0] != key:
            left, top = camera.origin_px
            self._sheet_seen = (key, pygame.Rect(self._picture.sheet_px(camera.ppk)).move(-left, -top))
        return self._sheet_seen[1]

    def _neatline(self, target: pygame.Surface, camera: Camera) -> None:
        """Draw the black and white band, one piece for each km, along the sheet's rim or the window's."""
        theme, wide = self._theme, px(self._theme.neatline, self._scale)
        inner = self.inner(camera)
        outer = inner.inflate(2 * wide, 2 * wide)
        band = max(2, round(wide * 0.6))
        for box in ((outer.left, outer.top, outer.width, wide), (outer.left, inner.bottom, outer.width, wide),
                    (outer.left, outer.top, wide, outer.height), (inner.right, outer.top, wide, outer.height)):
            target.fill(theme.panel, box)
        dark = theme.neat
        left, top = camera.origin_px
        across, down = self._strips(camera, band, dark)
        start = (left + inner.left) % (2 * camera.ppk)
        for y in (inner.top - band - 1, inner.bottom + 1):
            target.blit(across, (inner.left, y), (start, 0, inner.width, band))
        start = (top + inner.top) % (2 * camera.ppk)
        for x in (inner.left - band - 1, inner.right + 1):
            target.blit(down, (x, inner.top), (0, start, band, inner.height))
        pygame.draw.rect(target, theme.neat_line, inner.inflate(2, 2), 1)
        pygame.draw.rect(target, theme.neat_line, inner.inflate(2 * band + 4, 2 * band + 4), 1)

    def _strips(self, camera: Camera, band: int, dark: Colour) -> tuple[pygame.Surface, pygame.Surface]:
        """Return strips longer than the window with a dark piece for every second km, across and down."""
        key = (camera.ppk, camera.width, camera.height)
        if self._bands is None or self._bands[0] != key:
            period = 2 * camera.ppk
            across = pygame.Surface((camera.width + period, band), depth=32)
            down = pygame.Surface((band, camera.height + period), depth=32)
            for strip in (across, down):
                strip.fill(self._theme.panel)
            for start in range(0, max(across.get_width(), down.get_height()), period):
                across.fill(dark, (start, 0, camera.ppk, band))
                down.fill(dark, (0, start, band, camera.ppk))
            self._bands = (key, across, down)
        return self._bands[1], self._bands[2]

    def _scale_bar(self, ppk: int, wide: int) -> pygame.Surface:
        """Return the scale bar with the arrow to the north, for a zoom and a width; premultiplied."""
        key = (ppk, wide)
        if self._bar is None or self._bar[0] != key:
            self._bar = (key, self._drawn_bar(ppk, (wide - self._bar_px(0, 0)) // ppk))
        return self._bar[1]

    def _drawn_bar(self, ppk: int, km: int) -> pygame.Surface:
        theme, scale = self._theme, self._scale
        length = km * ppk
        left, wide, high = px(14, scale), self._bar_px(km, ppk), px(42, scale)
        canvas = Canvas((0, 0, wide, high), 4)
        canvas.box((0, 0, wide, high), theme.panel, 225, radius=5)
        y, thick = px(27, scale), px(5, scale)
        canvas.box((left - 1, y - 1, length + 2, thick + 2), theme.ink)
        for i in range(1, km, 2):
            canvas.box((left + i * ppk, y, ppk, thick), theme.paper)
        x, middle = wide - px(20, scale), high / 2
        reach = 12 * scale
        tip, notch = (x, middle - reach), (x, middle + 6 * scale)
        canvas.polygon([tip, (x - 6 * scale, middle + reach), notch], theme.ink)
        canvas.line([tip, (x + 6 * scale, middle + reach), notch], 1.2 * scale, theme.ink)
        image = canvas.flat()

        def written(text: str, weight: Weight, at: float, top: float) -> None:
            letters = self._fonts.text(text, 12.5 * scale, weight, theme.ink).premul_alpha()
            image.blit(letters, (round(at - letters.get_width() / 2), round(top)),
                       special_flags=pygame.BLEND_PREMULTIPLIED)

        for value in (0, 1, 2, 5, 10):
            clear = value * ppk >= 16 * scale and (km - value) * ppk >= 34 * scale
            if value == km or (value < km and (value == 0 or clear)):
                written(f"{value} km" if value == km else str(value), "regular", left + value * ppk, px(5, scale))
        written("N", "bold", x - px(12, scale), px(4, scale))
        return image


def _bar_km(ppk: int, scale: float, room: int) -> int:
    """Return how many km the bar shows: at least 150 px of the usual scale where `room` px let it."""
    wished = next((km for km in BAR_KM if km * ppk >= 150 * scale), BAR_KM[-1])
    return max((km for km in BAR_KM if km <= wished and km * ppk <= room), default=BAR_KM[0])
