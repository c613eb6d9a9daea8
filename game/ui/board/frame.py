"""The sheet's furniture: the neatline with its kilometres, the scale bar, the arrow to the north."""

from __future__ import annotations

import pygame

from game.ui.art.fonts import Fonts, Weight
from game.ui.art.theme import Theme, mix, px
from game.ui.art.vectors import Canvas
from game.ui.board.camera import Camera
from game.ui.board.legend import LegendBox
from game.ui.board.model import Legend, MapPicture


class SheetFrame:
    """Draws what surrounds the map in the window."""

    def __init__(self, picture: MapPicture, theme: Theme, fonts: Fonts, scale: float) -> None:
        self._picture, self._theme, self._fonts, self._scale = picture, theme, fonts, scale
        self._bar: tuple[int, pygame.Surface] | None = None
        self._legend = LegendBox(theme, fonts, scale)

    def draw(self, target: pygame.Surface, camera: Camera, legend: Legend | None = None, supplier: int = -1) -> None:
        """Draw paper beyond the sheet, the neatline, the scale bar and the legend, of a side's supply (-1: own)."""
        self._paper(target, camera)
        self._neatline(target, camera)
        target.blit(self.scale_bar(camera.ppk), self.scale_bar_box(camera), special_flags=pygame.BLEND_PREMULTIPLIED)
        if legend is not None and legend.parts:
            target.blit(self._legend.picture(legend, supplier), self._legend_box(camera, legend, supplier))

    def _legend_box(self, camera: Camera, legend: Legend, supplier: int) -> pygame.Rect:
        gap, inner = px(10, self._scale), self.inner(camera)
        picture = self._legend.picture(legend, supplier)
        return picture.get_rect(bottomleft=(inner.left + gap, inner.bottom - gap))

    def corners(self, camera: Camera, legend: Legend | None, supplier: int) -> list[pygame.Rect]:
        """Return the parts of the window that the scale bar and the legend cover."""
        boxes = [self.scale_bar_box(camera)]
        return [*boxes, self._legend_box(camera, legend, supplier)] if legend is not None and legend.parts else boxes

    def scale_bar_box(self, camera: Camera) -> pygame.Rect:
        """Return where the scale bar stands in the window."""
        bar = self.scale_bar(camera.ppk)
        gap = px(10, self._scale)
        inner = self.inner(camera)
        return bar.get_rect(bottomright=(inner.right - gap, inner.bottom - gap))

    def inner(self, camera: Camera) -> pygame.Rect:
        """Return the part of the window that shows the sheet inside the neatline."""
        wide = px(self._theme.neatline, self._scale)
        return self._sheet(camera).clip(pygame.Rect(0, 0, camera.width, camera.height).inflate(-2 * wide, -2 * wide))

    def _sheet(self, camera: Camera) -> pygame.Rect:
        west, north, east, south = self._picture.extent_km
        left, top = camera.to_px((west, north))
        right, bottom = camera.to_px((east, south))
        return pygame.Rect(round(left), round(top), round(right) - round(left), round(bottom) - round(top))

    def _paper(self, target: pygame.Surface, camera: Camera) -> None:
        sheet, colour = self._sheet(camera), self._theme.inset
        target.fill(colour, (0, 0, max(0, sheet.left), camera.height))
        target.fill(colour, (sheet.right, 0, max(0, camera.width - sheet.right), camera.height))
        target.fill(colour, (0, 0, camera.width, max(0, sheet.top)))
        target.fill(colour, (0, sheet.bottom, camera.width, max(0, camera.height - sheet.bottom)))

    def _neatline(self, target: pygame.Surface, camera: Camera) -> None:
        """Draw the black and white band, one piece for each km, along the sheet's rim or the window's."""
        theme, wide = self._theme, px(self._theme.neatline, self._scale)
        inner = self.inner(camera)
        outer = inner.inflate(2 * wide, 2 * wide)
        band = max(2, round(wide * 0.6))
        for box in ((outer.left, outer.top, outer.width, wide), (outer.left, inner.bottom, outer.width, wide),
                    (outer.left, outer.top, wide, outer.height), (inner.right, outer.top, wide, outer.height)):
            target.fill(theme.panel, box)
        dark = mix(theme.ink, theme.panel, 0.38)
        first, last = int(camera.to_km((inner.left, 0))[0] - 1), int(camera.to_km((inner.right, 0))[0] + 1)
        for km in range(first, last + 1):
            if km % 2 == 0:
                left = max(inner.left, round(camera.to_px((km, 0))[0]))
                right = min(inner.right, round(camera.to_px((km + 1, 0))[0]))
                if right > left:
                    target.fill(dark, (left, inner.top - band - 1, right - left, band))
                    target.fill(dark, (left, inner.bottom + 1, right - left, band))
        first, last = int(camera.to_km((0, inner.top))[1] - 1), int(camera.to_km((0, inner.bottom))[1] + 1)
        for km in range(first, last + 1):
            if km % 2 == 0:
                top = max(inner.top, round(camera.to_px((0, km))[1]))
                bottom = min(inner.bottom, round(camera.to_px((0, km + 1))[1]))
                if bottom > top:
                    target.fill(dark, (inner.left - band - 1, top, band, bottom - top))
                    target.fill(dark, (inner.right + 1, top, band, bottom - top))
        pygame.draw.rect(target, mix(theme.ink, theme.panel, 0.66), inner.inflate(2, 2), 1)
        pygame.draw.rect(target, mix(theme.ink, theme.panel, 0.66), inner.inflate(2 * band + 4, 2 * band + 4), 1)

    def scale_bar(self, ppk: int) -> pygame.Surface:
        """Return the scale bar with the arrow to the north, for a zoom; premultiplied."""
        if self._bar is None or self._bar[0] != ppk:
            self._bar = (ppk, self._drawn_bar(ppk))
        return self._bar[1]

    def _drawn_bar(self, ppk: int) -> pygame.Surface:
        theme, scale = self._theme, self._scale
        km = next(k for k in (2, 5, 10) if k * ppk >= 150 * scale or k == 10)
        length = km * ppk
        left, wide, high = px(14, scale), length + px(78, scale), px(42, scale)
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
            if value <= km and (value != 2 or km > 2):
                written(f"{value} km" if value == km else str(value), "regular", left + value * ppk, px(5, scale))
        written("N", "bold", x - px(12, scale), px(4, scale))
        return image
