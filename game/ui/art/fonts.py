"""Text: one sans family with real weights, rendered smoothly and kept.

The family is Source Sans Pro (SIL Open Font License 1.1), which comes as the package `font-source-sans-pro`.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Literal

import numpy as np
import pygame

from game.ui.art.theme import Colour

Weight = Literal["regular", "semibold", "bold", "italic", "bold_italic"]
PACKAGE = "font-source-sans-pro"

_FILES: tuple[tuple[Weight, str], ...] = (
    ("regular", "SourceSansPro-Regular.ttf"),
    ("semibold", "SourceSansPro-Semibold.ttf"),
    ("bold", "SourceSansPro-Bold.ttf"),
    ("italic", "SourceSansPro-It.ttf"),
    ("bold_italic", "SourceSansPro-BoldIt.ttf"),
)
_GAP = re.compile(r"(?<!«)\s+(?![%;:!?»])")
"""Where a line may end: at a space, but not before a sign that belongs to what stands before it (`6 %`, `Quoi ?`)."""
_FINE_BELOW = 40
"""Text smaller than this is rendered at twice its size and halved, which spaces its letters evenly."""


class FontMissing(RuntimeError):
    """The font package is not installed; the message says what to do."""


def font_path(weight: Weight) -> Path:
    """Return the file of a weight in the installed font package; FontMissing with a sentence if it is not there."""
    name = dict(_FILES)[weight]
    try:
        for item in files(PACKAGE) or []:
            if item.name == name:
                return Path(str(item.locate()))
    except PackageNotFoundError:
        pass
    raise FontMissing(f"The font file {name} was not found: install it with 'pip install {PACKAGE}'.")


class Fonts:
    """All text of the program, with what was rendered before kept up to a limit."""

    def __init__(self, keep: int = 1500) -> None:
        if not pygame.font.get_init():
            pygame.font.init()
        self._keep = keep
        self._paths = {weight: font_path(weight) for weight, _ in _FILES}
        self._fonts: dict[tuple[Weight, int], pygame.font.Font] = {}
        self._texts: OrderedDict[tuple[object, ...], pygame.Surface] = OrderedDict()
        self._widths: OrderedDict[tuple[str, int, Weight], int] = OrderedDict()

    def text(
        self, string: str, size: float, weight: Weight = "regular", colour: Colour = (0, 0, 0), spacing: float = 0
    ) -> pygame.Surface:
        """Return one line of text with straight alpha; `size` in px, `spacing` extra px between letters."""
        key = (string, round(size * 2), weight, colour, spacing)
        found = self._texts.get(key)
        if found is not None:
            self._texts.move_to_end(key)
            return found
        made = self._render(string, size, weight, colour, spacing)
        return self._remember(key, made)

    def halo(
        self,
        string: str,
        size: float,
        weight: Weight,
        colour: Colour,
        halo: Colour,
        width: float = 2.0,
        alpha: int = 220,
        spacing: float = 0,
    ) -> pygame.Surface:
        """Return text with a soft edge round its letters, premultiplied, `halo_margin(width)` larger on each side."""
        key = (string, round(size * 2), weight, colour, halo, width, alpha, spacing)
        found = self._texts.get(key)
        if found is not None:
            self._texts.move_to_end(key)
            return found
        text = self.text(string, size, weight, colour, spacing)
        return self._remember(key, _with_halo(text, halo, width, alpha).premul_alpha())

    def width(self, string: str, size: float, weight: Weight = "regular", spacing: float = 0) -> int:
        """Return the width of a line of text in px."""
        key = (string, round(size * 2), weight)
        found = self._widths.get(key)
        if found is None:
            found = (self._font(weight, round(size * 2)).size(string)[0] + 1) // 2
            self._widths[key] = found
            if len(self._widths) > 8 * self._keep:
                self._widths.popitem(last=False)
        return found + math.ceil(spacing * len(string))

    def wrap(self, string: str, size: float, weight: Weight, width: int) -> list[str]:
        """Break a text into lines no wider than `width` px, a longer word within; '\\n' starts a line, a sign none."""
        lines: list[str] = []
        for paragraph in string.split("\n"):
            line = ""
            for word in _GAP.split(paragraph.strip()):
                longer = f"{line} {word}" if line else word
                if line and self.width(longer, size, weight) > width:
                    lines.append(line)
                    longer = word
                while len(longer) > 1 and self.width(longer, size, weight) > width:
                    fits = self._longest(longer, size, weight, width)
                    lines.append(longer[:fits])
                    longer = longer[fits:]
                line = longer
            lines.append(line)
        return lines

    def ellipsis(self, string: str, size: float, weight: Weight, width: int) -> str:
        """Return the text, or as much of it as fits in `width` px followed by '…'."""
        if self.width(string, size, weight) <= width:
            return string
        low, high = 0, len(string)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(string[:middle].rstrip() + "…", size, weight) <= width:
                low = middle
            else:
                high = middle - 1
        return string[:low].rstrip() + "…"

    def _longest(self, string: str, size: float, weight: Weight, width: int) -> int:
        """Return how many letters of a text fit in `width` px, at least one."""
        return next((n for n in range(len(string) - 1, 1, -1) if self.width(string[:n], size, weight) <= width), 1)

    def _font(self, weight: Weight, size: int) -> pygame.font.Font:
        key = (weight, size)
        if key not in self._fonts:
            self._fonts[key] = pygame.font.Font(str(self._paths[weight]), max(2, size))
        return self._fonts[key]

    def _remember(self, key: tuple[object, ...], surface: pygame.Surface) -> pygame.Surface:
        self._texts[key] = surface
        if len(self._texts) > self._keep:
            self._texts.popitem(last=False)
        return surface

    def _render(
        self, string: str, size: float, weight: Weight, colour: Colour, spacing: float
    ) -> pygame.Surface:
        factor = 2 if size < _FINE_BELOW else 1
        font = self._font(weight, round(size * factor))
        if spacing:
            letters = [font.render(letter, True, colour) for letter in string]
            wide = sum(letter.get_width() for letter in letters) + round(spacing * factor) * len(letters)
            large = _blank((wide, font.get_height()), colour, factor)
            x = 0
            for letter in letters:
                large.blit(letter, (x, 0))
                x += letter.get_width() + round(spacing * factor)
        else:
            line = font.render(string, True, colour)
            large = _blank(line.get_size(), colour, factor)
            large.blit(line, (0, 0))
        if factor == 1:
            return large
        _even_colour(large, colour)
        return pygame.transform.smoothscale(large, (large.get_width() // 2, large.get_height() // 2))


def halo_margin(width: float) -> int:
    """Return by how many px a halo of some width widens a text on each side."""
    return math.ceil(width) + 1


def _blank(size: tuple[int, int], colour: Colour, multiple: int) -> pygame.Surface:
    """Return an empty surface at least that large whose sides are multiples of a number."""
    width = max(1, -(-size[0] // multiple)) * multiple
    height = max(1, -(-size[1] // multiple)) * multiple
    surface = pygame.Surface((width, height), pygame.SRCALPHA)
    surface.fill((*colour, 0))
    return surface


def _even_colour(surface: pygame.Surface, colour: Colour) -> None:
    """Give transparent pixels the text's colour, so that halving leaves no dark fringe."""
    alpha = pygame.surfarray.array_alpha(surface)
    surface.fill((*colour, 0))
    pygame.surfarray.pixels_alpha(surface)[:] = alpha


def _with_halo(text: pygame.Surface, halo: Colour, width: float, alpha: int) -> pygame.Surface:
    margin = halo_margin(width)
    wide, high = text.get_size()
    letters = pygame.surfarray.array_alpha(text).astype(np.float32) / 255
    spread = np.zeros((wide + 2 * margin, high + 2 * margin), np.float32)
    for dx in range(-margin, margin + 1):
        for dy in range(-margin, margin + 1):
            strength = min(1.0, max(0.0, width + 0.8 - math.hypot(dx, dy)))
            if strength > 0:
                part = spread[margin + dx : margin + dx + wide, margin + dy : margin + dy + high]
                np.maximum(part, letters * strength, out=part)
    result = pygame.Surface(spread.shape, pygame.SRCALPHA)
    result.fill((*halo, 0))
    pygame.surfarray.pixels_alpha(result)[:] = (spread * alpha).astype(np.uint8)
    result.blit(text, (margin, margin))
    return result
