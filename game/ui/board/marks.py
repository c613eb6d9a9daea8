"""Marks laid over the map for a moment: selection, paths, attacks, drops, tags, shields, outposts.

Each function returns sprites, pictures with their place in px of the whole map, which the board keeps as long
as what they show does not change.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np
import pygame

from game.ui.art.fonts import Fonts
from game.ui.art.icons import star
from game.ui.art.theme import Colour, Theme, mix
from game.ui.art.vectors import Canvas, Line, arc, bounds, lengths, point_at, portion, resample, spline
from game.ui.board.camera import thickness
from game.ui.board.layers import hex_corners
from game.ui.board.model import (
    AirdropRings,
    AttackArrow,
    MapExit,
    MapPicture,
    OutpostMark,
    PathPreview,
    Point,
    Tag,
)
from game.ui.board.prints import Prints
from game.ui.board.roadnet import RoadNet

RING_FACTORS = ((25, 0.645), (50, 1.0), (75, 1.414), (95, 2.079))
"""Radius, in CEPs, that a share of the loads (%) falls within: sqrt(-ln(1 - share) / ln 2), bivariate normal."""


EXIT_TEXT = 12.5


@dataclass(frozen=True, slots=True)
class Sprite:
    """A premultiplied picture and the place of its top left corner in px of the whole map."""

    image: pygame.Surface
    left: int
    top: int

    @property
    def box(self) -> pygame.Rect:
        """Where the picture lies."""
        return pygame.Rect((self.left, self.top), self.image.get_size())

    def put(self, prints: Prints, origin: tuple[int, int]) -> None:
        """Add it to what is to be printed; `origin` is the window's corner in px of the whole map."""
        prints.append((self.image, (self.left - origin[0], self.top - origin[1])))


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to draw marks: the map, its roads, the look, the zoom and the scale of the interface."""

    picture: MapPicture
    net: RoadNet
    theme: Theme
    fonts: Fonts
    ppk: int
    scale: float

    @property
    def thick(self) -> float:
        """By how much lines are wider than at 48 px per km."""
        return thickness(self.ppk)

    def spot(self, h: int) -> Point:
        """Return the centre of a hex in px of the whole map."""
        x, y = self.picture.centre(h)
        return x * self.ppk, y * self.ppk

    def px(self, points: Line) -> list[Point]:
        """Return points in km as px of the whole map."""
        return [(x * self.ppk, y * self.ppk) for x, y in points]


def sprite_of(canvas: Canvas) -> Sprite:
    """Return what is on a canvas, at its place."""
    return Sprite(canvas.flat(), round(canvas.x), round(canvas.y))


def hex_ring(desk: Desk, h: int, colour: Colour, width: float, fill: int = 0) -> Sprite:
    """Return the outline of a hex with a pale casing, filled faintly with an opacity."""
    corners = desk.px(hex_corners(desk.picture.centre(h), 0.985))
    canvas = Canvas(bounds(corners, 5 * desk.thick + 3), 4)
    if fill:
        canvas.polygon(corners, colour, fill)
    canvas.line(corners, (width + 2.4) * desk.thick, desk.theme.paper, closed=True)
    canvas.line(corners, width * desk.thick, colour, closed=True)
    return sprite_of(canvas)


def hex_dashes(desk: Desk, h: int) -> Sprite:
    """Return the keyboard cursor: a dashed outline of a hex, dark on pale."""
    corners = desk.px(hex_corners(desk.picture.centre(h), 0.94))
    canvas = Canvas(bounds(corners, 5 * desk.thick + 3), 4)
    closed = [*corners, corners[0]]
    canvas.line(closed, 4.0 * desk.thick, desk.theme.paper, 220)
    canvas.dashes(closed, 2.2 * desk.thick, desk.theme.ink, 6 * desk.thick, 4 * desk.thick)
    return sprite_of(canvas)


def path_preview(desk: Desk, path: PathPreview) -> list[Sprite]:
    """Return a planned move: a line with a dot where each turn ends and an arrowhead, red where it is barred."""
    if len(path.hexes) < 2:
        return []
    colour = desk.theme.cut if path.blocked else desk.theme.ink
    line = spline([desk.spot(h) for h in path.hexes], 6)
    thick = desk.thick
    canvas = Canvas(bounds(line, 14 * thick), 2)
    total = float(lengths(line)[-1])
    shaft = portion(line, 0, max(1.0, total - 8 * thick))
    canvas.line(shaft, 5.6 * thick, desk.theme.paper, 235)
    canvas.line(shaft, 2.6 * thick, colour)
    for stop in path.stops:
        if 0 < stop < len(path.hexes):
            spot = desk.spot(path.hexes[stop])
            canvas.circle(spot, 6.2 * thick, desk.theme.paper)
            canvas.circle(spot, 4.2 * thick, colour)
    x, y, dx, dy = point_at(line, total)
    for grow, ink in ((2.4 * thick, desk.theme.paper), (0.0, colour)):
        tip = (x + dx * grow, y + dy * grow)
        _arrowhead(canvas, tip, (dx, dy), 13 * thick + grow * 1.6, 7 * thick + grow * 1.2, ink)
    return [sprite_of(canvas)]


def _arrowhead(canvas: Canvas, tip: Point, along: Point, length: float, half: float, colour: Colour) -> None:
    (x, y), (dx, dy) = tip, along
    canvas.polygon(
        [(x, y), (x - dx * length - dy * half, y - dy * length + dx * half),
         (x - dx * length * 0.75, y - dy * length * 0.75),
         (x - dx * length + dy * half, y - dy * length - dx * half)], colour,
    )


def attack_arrow(desk: Desk, attack: AttackArrow) -> Sprite:
    """Return a broad curved arrow from the attacker into the attacked hex, in the attacker's colour."""
    (x0, y0), (x1, y1) = desk.spot(attack.source), desk.spot(attack.target)
    bend = (0.16, -0.16)[attack.source % 2]
    middle = ((x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend)
    t = np.linspace(0, 1, 30)
    xs = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * middle[0] + t * t * x1
    ys = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * middle[1] + t * t * y1
    curve = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    total, thick = float(lengths(curve)[-1]), desk.thick
    curve = portion(curve, min(20 * thick, total * 0.3), total - min(17 * thick, total * 0.25))
    total = float(lengths(curve)[-1])
    shaft = resample(portion(curve, 0, total - 10 * thick), 3)
    colour = desk.theme.side(attack.side).line
    canvas = Canvas(bounds(curve, 22 * thick), 4)
    x, y, dx, dy = point_at(curve, total)
    for grow, ink in ((2.2 * thick, desk.theme.paper), (0.0, colour)):
        for i, (a, b) in enumerate(itertools.pairwise(shaft)):
            canvas.line([a, b], (4.6 + 3.2 * i / len(shaft)) * thick + 2 * grow, ink)
        _arrowhead(canvas, (x + dx * grow * 1.4, y + dy * grow * 1.4), (dx, dy), 15 * thick + grow * 2.4,
                   10.5 * thick + grow * 1.4, ink)
    return sprite_of(canvas)


def airdrop_rings(desk: Desk, rings: AirdropRings) -> list[Sprite]:
    """Return the circles that a drop falls within, tinted towards the middle, with the drift and percentages."""
    theme, thick = desk.theme, desk.thick
    aim = desk.spot(rings.aim)
    centre = (aim[0] + rings.drift_km[0] * desk.ppk, aim[1] + rings.drift_km[1] * desk.ppk)
    outer = rings.cep_km * RING_FACTORS[-1][1] * desk.ppk
    canvas = Canvas(bounds([*arc(centre, outer), aim], 12), 3 if outer < 260 else 2)
    for i, (_, factor) in enumerate(reversed(RING_FACTORS)):
        canvas.circle(centre, factor * rings.cep_km * desk.ppk, theme.airdrop, 26 + 22 * i)
    for share, factor in RING_FACTORS:
        circle = arc(centre, factor * rings.cep_km * desk.ppk)
        canvas.line(circle, 3.2 * thick, theme.paper, 150)
        if share == 50:
            canvas.line(circle, 1.8 * thick, theme.airdrop)
        else:
            canvas.dashes(circle, 1.2 * thick, theme.airdrop, 5 * thick, 3.5 * thick, 235)
    _drift(canvas, aim, centre, theme, thick)
    sprites = [sprite_of(canvas)]
    for share, factor in RING_FACTORS:
        reach = factor * rings.cep_km * desk.ppk
        if share in (50, 95) and reach > 26 * desk.scale:
            spot = (centre[0] + reach * math.cos(-0.8), centre[1] + reach * math.sin(-0.8))
            sprites.append(_text(desk, f"{share} %", spot, 12, theme.airdrop))
    return sprites


def _drift(canvas: Canvas, aim: Point, centre: Point, theme: Theme, thick: float) -> None:
    """Draw the aim as a cross and the wind's drift as an arrow to the middle of the rings."""
    reach = 6 * thick
    for width, colour in ((3.6 * thick, theme.paper), (1.6 * thick, theme.airdrop)):
        canvas.line([(aim[0] - reach, aim[1]), (aim[0] + reach, aim[1])], width, colour)
        canvas.line([(aim[0], aim[1] - reach), (aim[0], aim[1] + reach)], width, colour)
    away = math.dist(aim, centre)
    if away > 9 * thick:
        along = ((centre[0] - aim[0]) / away, (centre[1] - aim[1]) / away)
        canvas.line([aim, centre], 1.6 * thick, theme.airdrop)
        _arrowhead(canvas, centre, along, 8 * thick, 4.4 * thick, theme.airdrop)


def _text(desk: Desk, text: str, centre: Point, size: float, colour: Colour) -> Sprite:
    image = desk.fonts.halo(text, size * desk.scale, "bold", colour, desk.theme.halo, 2.2, 235)
    return Sprite(image, round(centre[0] - image.get_width() / 2), round(centre[1] - image.get_height() / 2))


def outpost_size(desk: Desk) -> float:
    """Return the width of an outpost in px."""
    return max(9.0 * desk.scale, 17.0 * desk.ppk / 48)


def outpost(desk: Desk, mark: OutpostMark) -> Sprite:
    """Return a small fort with merlons; its boxes say how strong it is."""
    theme, colours = desk.theme, desk.theme.side(mark.side)
    at = mark.at if mark.at is not None else desk.picture.centre(mark.hex)
    x, y = at[0] * desk.ppk, at[1] * desk.ppk
    size = outpost_size(desk)
    unit = size / 17
    canvas = Canvas(bounds([(x - size, y - size), (x + size, y + size)]), 6)
    half = size / 2
    canvas.box((x - half - 1.2 * unit, y - half - 1.2 * unit, size + 2.4 * unit, size + 2.4 * unit), theme.paper, 210)
    for i in (-1, 0, 1):
        canvas.box((x + i * size * 0.36 - size * 0.12, y - half - 2.6 * unit, size * 0.24, 4 * unit), colours.dark)
    canvas.box((x - half, y - half, size, size), colours.dark)
    canvas.box((x - half + 1.1 * unit, y - half + 1.1 * unit, size - 2.2 * unit, size - 2.2 * unit), colours.body)
    canvas.box((x - half + 3.4 * unit, y - half + 3.4 * unit, size - 6.8 * unit, 4.2 * unit), theme.cream)
    wide = (size - 5.4 * unit) / 3
    for i in range(3):
        lit = theme.cream if i < mark.strength else mix(colours.body, colours.dark, 0.6)
        canvas.box((x - half + 3 * unit + i * wide, y + half - 6.4 * unit, wide - unit, 3.6 * unit), lit)
    return sprite_of(canvas)


def star_tag(desk: Desk, text: str, left: float, middle: float) -> Sprite:
    """Return an objective's tag, a star and its points, from its left end."""
    theme, scale = desk.theme, desk.scale
    letters = desk.fonts.text(text, 11.5 * scale, "bold", theme.on_light)
    wide, high = letters.get_width() + 21 * scale, 16 * scale
    canvas = Canvas((math.floor(left) - 2, math.floor(middle - high / 2) - 2, wide + 5, high + 5), 5)
    y = middle - high / 2
    canvas.box((left - 1.2, y - 1.2, wide + 2.4, high + 2.4), theme.on_light, radius=high / 2 + 1)
    canvas.box((left, y, wide, high), theme.select, radius=high / 2)
    canvas.polygon(star(left + 9 * scale, middle + 0.3, 5.2 * scale), theme.on_light)
    return _lettered(canvas, letters, (left + 15.5 * scale, middle - letters.get_height() / 2))


def _lettered(canvas: Canvas, letters: pygame.Surface, corner: Point) -> Sprite:
    sprite = sprite_of(canvas)
    at = (round(corner[0]) - sprite.left, round(corner[1]) - sprite.top)
    sprite.image.blit(letters.premul_alpha(), at, special_flags=pygame.BLEND_PREMULTIPLIED)
    return sprite


_TAG_TEXT = 12.5
_NOTE_TEXT = 13.0


def tag_size(desk: Desk, tag: Tag) -> tuple[int, int]:
    """Return width and height of a tag in px."""
    if tag.tone == "note":
        return desk.fonts.width(tag.text, _NOTE_TEXT * desk.scale, "bold"), round(16 * desk.scale)
    return desk.fonts.width(tag.text, _TAG_TEXT * desk.scale, "bold") + round(16 * desk.scale), round(21 * desk.scale)


def draw_tag(desk: Desk, tag: Tag, box: pygame.Rect) -> Sprite:
    """Return a tag in its box: filled for alerts, pale with a coloured rim otherwise; a note as letters in a halo."""
    theme = desk.theme
    colour = {"alert": theme.cut, "flow": theme.flow, "airdrop": theme.airdrop, "first": theme.side(0).line,
              "second": theme.side(1).line}.get(tag.tone, theme.ink)
    if tag.tone == "note":
        return _text(desk, tag.text, box.center, _NOTE_TEXT, colour)
    filled = tag.tone == "alert"
    canvas = Canvas(box.inflate(14, 14), 4)
    for i in range(4):
        canvas.box((box.left - 3 + i, box.top - 1 + i, box.width + 6 - 2 * i, box.height + 6 - 2 * i), (30, 26, 18),
                   14 + 16 * i, radius=7)
    rim = theme.paper if filled else colour
    canvas.box((box.left - 1.4, box.top - 1.4, box.width + 2.8, box.height + 2.8), rim, radius=6)
    canvas.box(box, colour if filled else theme.paper, radius=4.8)
    letters = desk.fonts.text(tag.text, _TAG_TEXT * desk.scale, "bold",
                              theme.readable_on(colour) if filled else colour)
    return _lettered(canvas, letters, (box.centerx - letters.get_width() / 2, box.centery - letters.get_height() / 2))


def shields(desk: Desk) -> list[Sprite]:
    """Return the shields of numbered roads; those of a road share one picture."""
    drawn: dict[tuple[str, bool], Sprite] = {}
    sprites: list[Sprite] = []
    for text, motorway, (x, y) in desk.net.shields:
        if (text, motorway) not in drawn:
            drawn[text, motorway] = _shield(desk, text, (0.0, 0.0), motorway)
        sign = drawn[text, motorway]
        sprites.append(replace(sign, left=sign.left + round(x * desk.ppk), top=sign.top + round(y * desk.ppk)))
    return sprites


def _shield(desk: Desk, text: str, centre: Point, motorway: bool) -> Sprite:
    theme, scale = desk.theme, desk.scale * (1.0 if desk.ppk >= 30 * desk.scale else 0.86)
    fill = theme.roads.shield if motorway else theme.roads.motorway_casing
    letters = desk.fonts.text(text, 11.5 * scale, "bold", theme.cream)
    wide, high = letters.get_width() + 9 * scale, 18 * scale
    x, y = centre[0] - wide / 2, centre[1] - high / 2
    canvas = Canvas((math.floor(x) - 3, math.floor(y) - 3, wide + 7, high + 7), 5)
    canvas.box((x - 1.6, y - 1.6, wide + 3.2, high + 3.2), theme.paper, radius=5.2 * scale)
    canvas.box((x, y, wide, high), fill, radius=4 * scale)
    canvas.box((x + 1.4, y + 1.4, wide - 2.8, high - 2.8), theme.cream, radius=3 * scale)
    canvas.box((x + 2.3, y + 2.3, wide - 4.6, high - 4.6), fill, radius=2.4 * scale)
    return _lettered(canvas, letters, (centre[0] - letters.get_width() / 2, centre[1] - letters.get_height() / 2))


def exit_pill(desk: Desk, leaving: MapExit, box: pygame.Rect) -> Sprite:
    """Return the name of what a road leads to beyond the sheet, with an arrowhead that points there."""
    theme, scale = desk.theme, desk.scale
    letters = desk.fonts.text(leaving.text, EXIT_TEXT * scale, "italic", theme.ink)
    canvas = Canvas(box, 4)
    canvas.box(box, theme.paper, 225, radius=4)
    x, y, size = box.left + 12 * scale, float(box.centery), 4.6 * scale
    dx, dy = {"north": (0, -1), "south": (0, 1), "west": (-1, 0), "east": (1, 0)}[leaving.edge]
    canvas.polygon([(x + dx * size, y + dy * size), (x - dx * size + dy * size, y - dy * size + dx * size),
                    (x - dx * size - dy * size, y - dy * size - dx * size)], theme.ink)
    return _lettered(canvas, letters, (box.left + 22 * scale, box.centery - letters.get_height() / 2))


def caption(desk: Desk, text: str, centre: Point) -> Sprite:
    """Return a short note under a contact, such as the date it was last seen."""
    return _text(desk, text, centre, 12, desk.theme.secondary)
