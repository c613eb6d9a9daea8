"""How widgets get onto a surface: the scale and look they share, and the few shapes they are made of."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pygame
from pygame import Rect, Surface

from game.ui.art.counters import CounterLook, Counters
from game.ui.art.fonts import Fonts, Weight
from game.ui.art.icons import Icons
from game.ui.art.theme import LIGHT, Colour, Theme, mix
from game.ui.art.vectors import Canvas
from game.ui.keys import Keys
from game.ui.settings import Settings
from game.ui.sound import Sounds

Tone = Literal["panel", "inset", "rule", "ink", "secondary", "alert", "good", "bar", "bar_text", "bar_dim",
               "bar_inset", "bar_rule", "action", "action_text", "select", "select_dark", "cream", "cut", "airdrop",
               "chosen", "hover", "first", "second", "neutral", "on_bar_first", "on_bar_second", "halo",
               "best", "fair", "even", "worst", "white", "on_light", "on_dark"]
"""The part a colour plays; widgets name parts, and only the theme knows colours."""

Anchor = Literal["left", "centre", "right"]

TEXT_LEAST_PX = 12
"""Nothing is set smaller than this, whatever the scale."""
TYPE_GROWTH = 1.06
"""Sizes were chosen for a face with larger small letters; this makes up for it."""
COMPACT_BELOW = 960
"""A window of fewer units in height is compact: the same things, set closer."""
TIGHT_BELOW = 1150
"""A window of fewer units in width is tight: panels become drawers."""


class Shapes:
    """Rounded boxes and shadows, kept, because drawing their edges smoothly is slow."""

    def __init__(self, keep: int = 400) -> None:
        self._keep = keep
        self._made: OrderedDict[tuple[object, ...], Surface] = OrderedDict()

    def rounded(self, size: tuple[int, int], radius: int, fill: Colour, edge: Colour, width: int) -> Surface:
        """Return a box with round corners and an edge of `width` px (0 for none), with straight alpha."""
        key = ("box", size, radius, fill, edge, width)
        found = self._made.get(key)
        return found if found is not None else self._remember(key, _rounded(size, radius, fill, edge, width))

    def shadow(self, size: tuple[int, int], radius: int, blur: int, alpha: int) -> Surface:
        """Return a soft dark patch for under a box; it is larger by twice the blur on each side."""
        key = ("shadow", size, radius, blur, alpha)
        found = self._made.get(key)
        return found if found is not None else self._remember(key, _shadow(size, radius, blur, alpha))

    def _remember(self, key: tuple[object, ...], made: Surface) -> Surface:
        self._made[key] = made
        if len(self._made) > self._keep:
            self._made.popitem(last=False)
        return made


class Look:
    """What is drawn with, made once for the program: theme, fonts, icons, counters and shapes; and the sounds."""

    def __init__(self, theme: Theme | None = None) -> None:
        self.theme = theme or LIGHT
        self.fonts = Fonts()
        self.icons = Icons()
        self.counters = Counters(self.theme, self.fonts)
        self.shapes = Shapes()
        self.sounds = Sounds()

    def wear(self, theme: Theme) -> None:
        """Take another theme; what was drawn in the old one and is kept by its colours stays good."""
        if theme is not self.theme:
            self.theme = theme
            self.counters = Counters(theme, self.fonts)


@dataclass(frozen=True, eq=False)
class Ui:
    """The look at one scale and window size; `scale` is 1 at 1920x1080 and 100 %."""

    look: Look
    scale: float
    size: tuple[int, int]
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def keys(self) -> Keys:
        """The player's own keys."""
        return Keys(self.settings.keys)

    @property
    def compact(self) -> bool:
        """Whether things have to be set closer."""
        return self.size[1] / self.scale < COMPACT_BELOW

    @property
    def tight(self) -> bool:
        """Whether there is no room for panels beside each other."""
        return self.size[0] / self.scale < TIGHT_BELOW

    def px(self, units: float) -> int:
        """Return units in pixels, never less than one for a positive length."""
        return max(1, round(units * self.scale)) if units > 0 else -max(1, round(-units * self.scale)) if units else 0

    def pick(self, roomy: float, compact: float) -> float:
        """Return the first number of units, or the second where the window is compact."""
        return compact if self.compact else roomy

    def type_px(self, units: float) -> float:
        """Return a type size in pixels, never below what can be read."""
        return max(TEXT_LEAST_PX, round(units * TYPE_GROWTH * self.scale * 2) / 2)

    def width(self, text: str, size: float, weight: Weight = "regular", spacing: float = 0) -> int:
        """Return how wide a line of text is in pixels."""
        return self.look.fonts.width(text, self.type_px(size), weight, spacing * self.scale)

    def line(self, size: float) -> int:
        """Return the height of a line of text in pixels."""
        return round(self.type_px(size) * 1.38)

    def wrap(self, text: str, size: float, weight: Weight, width: int) -> list[str]:
        """Break a text into lines no wider than a number of pixels."""
        return self.look.fonts.wrap(text, self.type_px(size), weight, max(1, width))

    def colour(self, tone: Tone) -> Colour:
        """Return the theme's colour of a part."""
        return tone_colour(self.look.theme, tone)


def auto_scale(size: tuple[int, int]) -> float:
    """Return the scale that suits a window: 1 at 1920x1080, 0.885 at 1280x720, 2 at 3840x2160.

    >>> auto_scale((1280, 720)), auto_scale((1920, 1080)), auto_scale((3840, 2160))
    (0.885, 1.0, 2.0)
    """
    return max(0.885, min(3.0, size[0] / 1920, size[1] / 1080))


def make_ui(look: Look, size: tuple[int, int], settings: Settings) -> Ui:
    """Return the look at the scale that settings and window call for."""
    scale = settings.ui_scale / 100 if settings.ui_scale else auto_scale(size)
    return Ui(look, scale, size, settings)


def tone_colour(theme: Theme, tone: Tone) -> Colour:
    """Return the colour of a part in a theme."""
    derived: dict[str, Colour] = {
        "alert": theme.alert_text,
        "bar_inset": mix(theme.bar, theme.bar_text, 0.11),
        "bar_rule": mix(theme.bar, theme.bar_text, 0.17),
        "select_dark": mix(theme.select, theme.on_light, 0.22),
        "chosen": mix(theme.panel, theme.action, 0.13),
        "hover": mix(theme.inset, theme.rule, 0.55),
        "first": theme.sides[0].line,
        "second": theme.sides[1].line,
        "neutral": theme.neutral.line,
        "on_bar_first": mix(theme.sides[0].light, theme.bar_text, 0.45),
        "on_bar_second": mix(theme.sides[1].light, theme.bar_text, 0.5),
        "white": mix(theme.panel, theme.action_text, 0.6),
        "best": theme.outcomes[0],
        "fair": theme.outcomes[1],
        "even": theme.outcomes[2],
        "worst": theme.outcomes[3],
    }
    if tone in derived:
        return derived[tone]
    colour: Colour = getattr(theme, tone)
    return colour


def side_tone(side: int) -> Tone:
    """Return the part that a side's colour plays; -1 is neither side."""
    return "first" if side == 0 else "second" if side == 1 else "neutral"


def readable_on(fill: Colour) -> Tone:
    """Return the tone of text that reads on a colour."""
    return "on_dark" if LIGHT.readable_on(fill) == LIGHT.on_dark else "on_light"


class Painter:
    """Draws for widgets in pixels of the whole window onto a surface whose corner lies at `origin`.

    `age` is how long (ms) what is drawn has been there, for what grows when it appears.
    """

    def __init__(self, ui: Ui, surface: Surface, origin: tuple[int, int] = (0, 0), age: int = 10_000) -> None:
        self.ui, self.surface, self.origin, self.age = ui, surface, origin, age

    def local(self, rect: Rect) -> Rect:
        """Return a rectangle of the window in pixels of the surface."""
        return rect.move(-self.origin[0], -self.origin[1])

    def shows(self, rect: Rect) -> bool:
        """Return whether any of a rectangle can be seen."""
        return self.surface.get_clip().colliderect(self.local(rect))

    @contextmanager
    def clip(self, rect: Rect) -> Iterator[None]:
        """Let nothing be drawn outside a rectangle for a while."""
        before = self.surface.get_clip()
        self.surface.set_clip(before.clip(self.local(rect)))
        try:
            yield
        finally:
            self.surface.set_clip(before)

    def fill(self, rect: Rect, tone: Tone | Colour) -> None:
        """Fill a rectangle."""
        self.surface.fill(self._colour(tone), self.local(rect))

    def box(self, rect: Rect, fill: Tone | Colour, *, radius: float = 5, edge: Tone | Colour | None = None,
            width: float = 1) -> None:
        """Draw a box with corners of `radius` units and an edge of `width` units where one is named."""
        colour = self._colour(fill)
        thick = max(1, round(width * self.ui.scale)) if edge is not None else 0
        line = self._colour(edge) if edge is not None else colour
        made = self.ui.look.shapes.rounded((max(1, rect.w), max(1, rect.h)), self.ui.px(radius), colour, line, thick)
        self.surface.blit(made, self.local(rect))

    def shadow(self, rect: Rect, *, radius: float = 6, blur: float = 7, drop: float = 4, alpha: int = 110) -> None:
        """Draw a soft shadow under a box."""
        soft = self.ui.px(blur)
        made = self.ui.look.shapes.shadow(rect.size, self.ui.px(radius), soft, alpha)
        self.surface.blit(made, self.local(rect.move(-2 * soft, -2 * soft + self.ui.px(drop))))

    def text(self, text: str, pos: tuple[float, float], size: float, *, weight: Weight = "regular",
             tone: Tone | Colour = "ink", anchor: Anchor = "left", spacing: float = 0) -> Rect:
        """Write a line whose middle is at height `pos[1]`; return the rectangle it takes in the window."""
        if not text:
            return Rect(round(pos[0]), round(pos[1]), 0, 0)
        made = self.ui.look.fonts.text(text, self.ui.type_px(size), weight, self._colour(tone),
                                       spacing * self.ui.scale)
        wide, high = made.get_size()
        left = pos[0] - (wide if anchor == "right" else wide / 2 if anchor == "centre" else 0)
        place = Rect(round(left), round(pos[1] - high / 2), wide, high)
        self.surface.blit(made, self.local(place))
        return place

    def fitted(self, text: str, rect: Rect, size: float, *, weight: Weight = "regular", tone: Tone | Colour = "ink",
               anchor: Anchor = "left") -> Rect:
        """Write a line inside a rectangle, ended by an ellipsis where it is too long."""
        short = self.ui.look.fonts.ellipsis(text, self.ui.type_px(size), weight, rect.w)
        x = rect.x if anchor == "left" else rect.right if anchor == "right" else rect.centerx
        return self.text(short, (x, rect.centery), size, weight=weight, tone=tone, anchor=anchor)

    def icon(self, name: str, centre: tuple[float, float], size: float, tone: Tone | Colour = "ink") -> None:
        """Draw an icon of `size` units round a point."""
        made = self.ui.look.icons.icon(name, self.ui.px(size), self._colour(tone))
        x, y = centre[0] - made.get_width() / 2 - self.origin[0], centre[1] - made.get_height() / 2 - self.origin[1]
        self.surface.blit(made, (round(x), round(y)))

    def counter(self, look: CounterLook, centre: tuple[float, float], size: float) -> None:
        """Draw a unit's counter of `size` units round a point."""
        local = (centre[0] - self.origin[0], centre[1] - self.origin[1])
        self.ui.look.counters.place(self.surface, look, local, self.ui.px(size))

    def keycap(self, key: str, centre: tuple[int, int], *, on: Tone = "inset") -> Rect:
        """Draw a key's name in a small frame, in colours that suit what it lies on."""
        ui = self.ui
        size = 11.5
        rect = Rect(0, 0, max(ui.width(key, size, "bold") + ui.px(9), ui.px(18)), ui.px(18))
        rect.center = centre
        fill, edge, ink = _cap_colours(ui, on)
        self.box(rect, fill, radius=3, edge=edge)
        self.text(key, (rect.centerx, rect.centery), size, weight="bold", tone=ink, anchor="centre")
        return rect

    def ring(self, rect: Rect, thick: int) -> None:
        """Draw the focus ring just outside a rectangle: amber, with dark lines so that it shows on any ground."""
        ui = self.ui
        place = self.local(rect).inflate(2 * thick, 2 * thick)
        place = place.clip(self.surface.get_rect())
        radius = ui.px(7)
        pygame.draw.rect(self.surface, self._colour("ink"), place, thick, border_radius=radius)
        inner = place.inflate(-2, -2)
        pygame.draw.rect(self.surface, self._colour("select"), inner, max(1, thick - 1), border_radius=radius - 1)

    def hatch(self, rect: Rect, tone: Tone | Colour, *, every: float = 6.5, width: float = 1.3) -> None:
        """Draw slanting lines over a rectangle."""
        canvas = Canvas(self.local(rect), 3)
        step = every * self.ui.scale
        local = self.local(rect)
        x = local.x - local.h + step / 2
        while x < local.right:
            canvas.line([(x, local.bottom), (x + local.h, local.y)], width * self.ui.scale, self._colour(tone))
            x += step
        with self.clip(rect):
            canvas.onto(self.surface)

    def vectors(self, rect: Rect, fine: int = 4) -> Canvas:
        """Return a smooth drawing area over a rectangle, in the surface's own pixels; `onto` it when done."""
        return Canvas(self.local(rect), fine)

    def segments(self, rect: Rect, parts: Sequence[tuple[float, Tone | Colour]]) -> list[Rect]:
        """Fill a rectangle from left to right by shares, a pixel between; return where each part lies."""
        total = sum(part[0] for part in parts) or 1
        places: list[Rect] = []
        seen = 0.0
        for share, tone in parts:
            left = rect.x + round(rect.w * seen / total)
            seen += share
            right = rect.x + round(rect.w * seen / total)
            gap = 1 if places and right - left > 1 else 0
            place = Rect(left + gap, rect.y, max(0, right - left - gap), rect.h)
            self.fill(place, tone)
            places.append(place)
        return places

    def _colour(self, tone: Tone | Colour) -> Colour:
        return self.ui.colour(tone) if isinstance(tone, str) else tone


def _cap_colours(ui: Ui, on: Tone) -> tuple[Colour, Colour, Colour]:
    """Return fill, edge and ink of a key cap on a ground."""
    theme = ui.look.theme
    if on == "action":
        fill = mix(theme.action, theme.action_text, 0.18)
        return fill, fill, theme.action_text
    if on == "select":
        return ui.colour("select_dark"), ui.colour("select_dark"), theme.on_light
    if on == "bar":
        return ui.colour("bar_inset"), ui.colour("bar_rule"), theme.bar_dim
    return theme.panel, theme.rule, theme.secondary


def _rounded(size: tuple[int, int], radius: int, fill: Colour, edge: Colour, width: int) -> Surface:
    """Draw one corner tile finely, and spread it over the size."""
    wide, high = size
    radius = max(0, min(radius, wide // 2, high // 2))
    out = Surface(size, pygame.SRCALPHA)
    if radius == 0:
        out.fill((*edge, 255))
        out.fill((*fill, 255), Rect(width, width, max(0, wide - 2 * width), max(0, high - 2 * width)))
        return out
    tile = 2 * radius
    fine = 4
    large = Surface((tile * fine, tile * fine), pygame.SRCALPHA)
    large.fill((*edge, 0))
    pygame.draw.rect(large, (*edge, 255), large.get_rect(), border_radius=radius * fine)
    if width:
        inner = large.get_rect().inflate(-2 * width * fine, -2 * width * fine)
        pygame.draw.rect(large, (*fill, 255), inner, border_radius=max(0, radius - width) * fine)
    small = pygame.transform.smoothscale(large, (tile, tile))
    out.fill((*edge, 255), Rect(radius, 0, wide - tile, high))
    out.fill((*edge, 255), Rect(0, radius, wide, high - tile))
    out.fill((*fill, 255), Rect(radius, width, wide - tile, high - 2 * width))
    out.fill((*fill, 255), Rect(width, radius, wide - 2 * width, high - tile))
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        corner = small.subsurface(Rect(x * radius, y * radius, radius, radius))
        place = Rect(x * (wide - radius), y * (high - radius), radius, radius)
        out.fill((0, 0, 0, 0), place)
        out.blit(corner, place)
    return out


def _shadow(size: tuple[int, int], radius: int, blur: int, alpha: int) -> Surface:
    pad = 2 * blur
    grey = Surface((size[0] + 2 * pad, size[1] + 2 * pad))
    pygame.draw.rect(grey, (alpha, alpha, alpha), Rect(pad, pad, *size), border_radius=radius)
    soft = pygame.transform.gaussian_blur(grey, max(1, blur))
    out = Surface(grey.get_size(), pygame.SRCALPHA)
    out.fill((30, 26, 18, 0))
    pygame.surfarray.pixels_alpha(out)[:] = pygame.surfarray.pixels_red(soft)
    return out
