"""Unit counters: body and frame by side, symbol by type, strength, days of supply and state at a glance.

A counter is drawn on a grid of 48 units and scaled to the size wanted. Rectangular frames belong to the first
side and diamonds to the second, so that the sides differ without colour; the symbols follow the habits of APP-6.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import pygame

from game.ui.art.fonts import Fonts, Weight
from game.ui.art.symbols import SMALL_SYMBOL_STROKE, draw_badge, draw_frame, draw_size_mark, draw_symbol, frame_box
from game.ui.art.theme import SideColours, Theme, mix
from game.ui.art.vectors import Canvas

UNITS = 48
MARGIN = 10
"""Room round the body, in units, for shadow, badges and stack."""
PIPS = 8
FULL_DAYS = 10.0
"""Days of supply that fill a supply bar."""
AMPLE_DAYS, SHORT_DAYS = 5.0, 2.0
"""From `AMPLE_DAYS` a bar is cream, from `SHORT_DAYS` amber, below that the critical colour."""
SMALL_PX = 30
"""Below this size only frame and symbol are drawn."""
BADGES = ("out_of_supply", "disrupted", "low_supply", "attacking", "dug_in", "has_orders", "spotted")
"""Status badges, the weightiest first; the first two that apply are shown."""

Days = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class CounterLook:
    """Everything that a counter shows.

    `pips` from 0 to 8; `supply` days of food, ammunition and fuel, None where not known or not needed; `stack` the
    number of units in the hex; an `unknown` contact shows its side's frame and a question mark only.
    """

    side_index: int
    symbol: str
    size_mark: str = ""
    pips: int = PIPS
    supply: Days = (None, None, None)
    badges: tuple[str, ...] = ()
    stack: int = 1
    moved: bool = False
    unknown: bool = False
    selected: bool = False


class Counters:
    """Draws counters and keeps those drawn, up to a limit."""

    def __init__(self, theme: Theme, fonts: Fonts, keep: int = 600) -> None:
        self._theme = theme
        self._fonts = fonts
        self._keep = keep
        self._made: OrderedDict[tuple[CounterLook, int], pygame.Surface] = OrderedDict()
        self._scaled: dict[tuple[CounterLook, int, int], pygame.Surface] = {}
        self._sizes: set[int] = set()

    def surface(self, look: CounterLook, size: int) -> pygame.Surface:
        """Return a counter whose body is `size` px wide, premultiplied, its body in the middle of the surface."""
        key = (look, size)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._draw(look, size)
            self._sizes.add(size)
            if len(self._made) > self._keep:
                self._made.popitem(last=False)
        return found

    def ready(self, look: CounterLook, size: int) -> bool:
        """Say whether a counter of a size is drawn already."""
        return (look, size) in self._made

    def rough(self, look: CounterLook, size: int) -> pygame.Surface | None:
        """Return a counter plainly scaled from another size that is drawn already, or None."""
        near = min((made for made in self._sizes if (look, made) in self._made), key=lambda made: abs(made - size),
                   default=None)
        if near is None:
            return None
        key = (look, size, near)
        if key not in self._scaled:
            if len(self._scaled) > self._keep:
                self._scaled.clear()
            image = self._made[look, near]
            side = round(image.get_width() * size / near)
            self._scaled[key] = pygame.transform.scale(image, (side, side))
        return self._scaled[key]

    def picture(self, look: CounterLook, size: int, alpha: int = 255, *, rough: bool = False) -> pygame.Surface:
        """Return a counter as `surface` does, as faint as `alpha`; `rough` lets it be one scaled from another size."""
        image = (self.rough(look, size) if rough and not self.ready(look, size) else None) or self.surface(look, size)
        if alpha < 255:
            image = image.copy()
            image.fill((alpha, alpha, alpha, alpha), special_flags=pygame.BLEND_RGBA_MULT)
        return image

    def place(self, target: pygame.Surface, look: CounterLook, centre: tuple[float, float], size: int) -> None:
        """Draw a counter with its body centred on a point."""
        image = self.surface(look, size)
        target.blit(image, corner_of(image, centre), special_flags=pygame.BLEND_PREMULTIPLIED)

    def _draw(self, look: CounterLook, size: int) -> pygame.Surface:
        whole = UNITS + 2 * MARGIN
        scale = size / UNITS
        fine = 6 if size < 64 else 3
        canvas = Canvas((-MARGIN, -MARGIN, whole, whole), fine, scale)
        small = size < SMALL_PX
        _shadow(canvas, look)
        if look.selected:
            canvas.box((-4.4, -4.4, 56.8, 56.8), self._theme.on_light, radius=11.6)
            canvas.box((-3.3, -3.3, 54.6, 54.6), self._theme.select, radius=10.6)
        colours = self._colours(look)
        _body(canvas, look, colours)
        self._face(canvas, look, small)
        if not look.unknown and not small:
            self._gauges(canvas, look, colours)
        if not small:
            self._badges(canvas, look)
        image = pygame.transform.smoothscale(canvas.sheet, (round(whole * scale), round(whole * scale)))
        self._letters(image, look, scale, small)
        return image

    def _colours(self, look: CounterLook) -> SideColours:
        own = self._theme.side(look.side_index)
        if not look.moved:
            return own
        grey = self._theme.moved
        return SideColours(mix(own.body, grey, 0.42), mix(own.light, grey, 0.42), own.dark, own.slot, own.line, own.tag)

    def _face(self, canvas: Canvas, look: CounterLook, small: bool) -> None:
        theme = self._theme
        ink = mix(theme.on_light, theme.moved, 0.45) if look.moved else theme.on_light
        cream = mix(theme.cream, theme.moved, 0.2) if look.moved else theme.cream
        box = frame_box(look.side_index, small or look.unknown)
        stroke = SMALL_SYMBOL_STROKE if small else 1.8
        draw_frame(canvas, look.side_index, box, cream, ink, stroke)
        if look.unknown:
            return
        draw_symbol(canvas, look.symbol, look.side_index, box, ink, cream, stroke)
        if not small:
            draw_size_mark(canvas, look.size_mark, (18.9, 6.2 if look.side_index == 0 else 5.0), cream)

    def _gauges(self, canvas: Canvas, look: CounterLook, colours: SideColours) -> None:
        theme = self._theme
        if any(days is not None for days in look.supply):
            canvas.box((36.0, 7.2, 9.0, 24.6), colours.slot, radius=1.8)
            for i, days in enumerate(look.supply):
                x = 37.0 + i * 2.5
                canvas.box((x, 8.4, 2.0, 22.2), mix(colours.slot, theme.cream, 0.16))
                if days is not None and days > 0:
                    tint = theme.cream if days >= AMPLE_DAYS else theme.amber if days >= SHORT_DAYS else theme.critical
                    height = max(1.8, 22.2 * min(days, FULL_DAYS) / FULL_DAYS)
                    canvas.box((x, 30.6 - height, 2.0, height), tint)
        gap = 1.15
        width = (39.6 - (PIPS - 1) * gap) / PIPS
        lost = mix(colours.body, colours.dark, 0.6)
        for i in range(PIPS):
            x = 4.2 + i * (width + gap)
            canvas.box((x, 36.6, width, 6.4), theme.cream if i < look.pips else lost, radius=0.9)

    def _badges(self, canvas: Canvas, look: CounterLook) -> None:
        shown = [name for name in BADGES if name in look.badges][:2]
        for i, name in enumerate(shown):
            draw_badge(canvas, name, (46.6 - i * 15.4, 0.8), 7.0, self._theme)
        if look.stack > 1:
            canvas.circle((1.6, 0.8), 7.4, self._theme.cream)
            canvas.circle((1.6, 0.8), 6.4, self._theme.on_light)

    def _letters(self, image: pygame.Surface, look: CounterLook, scale: float, small: bool) -> None:
        middle = (18.9, 21.0) if not (small or look.unknown) else (24.0, 24.0)
        if look.unknown:
            self._letter(image, "?", 19 * scale, "bold", middle, scale, self._theme.on_light)
        elif look.symbol == "headquarters":
            size = (11 if not small else 14) * scale
            self._letter(image, "HQ", size, "bold", middle, scale, self._theme.on_light)
        if look.stack > 1 and not small:
            count = str(look.stack) if look.stack < 10 else "+"
            self._letter(image, count, 10.5 * scale, "bold", (1.6, 0.8), scale, self._theme.cream)

    def _letter(
        self,
        image: pygame.Surface,
        string: str,
        size: float,
        weight: Weight,
        at: tuple[float, float],
        scale: float,
        colour: tuple[int, int, int],
    ) -> None:
        text = self._fonts.text(string, max(6.0, size), weight, colour)
        x, y = (at[0] + MARGIN) * scale, (at[1] + MARGIN) * scale
        corner = (round(x - text.get_width() / 2), round(y - text.get_height() / 2))
        image.blit(text.premul_alpha(), corner, special_flags=pygame.BLEND_PREMULTIPLIED)


def corner_of(image: pygame.Surface, centre: tuple[float, float]) -> tuple[int, int]:
    """Return where the corner of a picture lies whose middle is at a point."""
    return round(centre[0] - image.get_width() / 2), round(centre[1] - image.get_height() / 2)


def _shadow(canvas: Canvas, look: CounterLook) -> None:
    """Lay a soft shadow under the body: nested boxes whose opacity adds up from the rim inwards."""
    grow = 4.4 if look.selected else 0.0
    for i in range(7):
        out = 4.5 - i * 1.1 + grow
        canvas.box((-out + 0.6, -out + 2.2, UNITS + 2 * out, UNITS + 2 * out), (30, 26, 18), 12 + i * 13, 8 + out)


def _body(canvas: Canvas, look: CounterLook, colours: SideColours) -> None:
    for i in range(min(look.stack, 3) - 1, 0, -1):
        shift = i * 3.0
        canvas.box((shift, -shift, UNITS, UNITS), colours.dark, radius=8)
        canvas.box((shift + 1, -shift + 1, UNITS - 2, UNITS - 2), mix(colours.body, (0, 0, 0), 0.16 * i), radius=7.2)
    canvas.box((0, 0, UNITS, UNITS), colours.dark, radius=8)
    canvas.box((1.1, 1.1, UNITS - 2.2, UNITS - 2.2), colours.light, radius=7)
    canvas.box((1.1, 2.3, UNITS - 2.2, UNITS - 3.4), colours.body, radius=7)
