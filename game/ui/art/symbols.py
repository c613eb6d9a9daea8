"""The parts of a counter in units of its 48-unit grid: frames, symbols by unit type, size marks, badges."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from game.ui.art.theme import Colour, Theme
from game.ui.art.vectors import Box, Canvas, arc

SMALL_SYMBOL_STROKE = 3.2
_RECTANGLE: Box = (4.6, 11.2, 28.6, 19.6)
_DIAMOND: Box = (2.6, 7.6, 32.6, 26.4)
_BIG_RECTANGLE: Box = (6.5, 12.0, 35.0, 24.0)
_BIG_DIAMOND: Box = (4.0, 7.0, 40.0, 34.0)


def frame_box(side: int, alone: bool) -> Box:
    """Return the frame's box for a side; larger and central where it stands alone."""
    if side == 1:
        return _BIG_DIAMOND if alone else _DIAMOND
    return _BIG_RECTANGLE if alone else _RECTANGLE


def draw_frame(canvas: Canvas, side: int, box: Box, fill: Colour, ink: Colour, stroke: float) -> None:
    """Draw the frame: a rectangle for side 0, a diamond for side 1, a rounded box for anyone else."""
    x, y, w, h = box
    if side == 1:
        corners = [(x + w / 2, y), (x + w, y + h / 2), (x + w / 2, y + h), (x, y + h / 2)]
        canvas.polygon(corners, fill)
        canvas.line(corners, stroke, ink, closed=True)
    else:
        radius = 1.0 if side == 0 else h / 2
        canvas.box(box, ink, radius=radius)
        inner = (x + stroke, y + stroke, w - 2 * stroke, h - 2 * stroke)
        canvas.box(inner, fill, radius=max(0.0, radius - stroke))


class _Face:
    """The inside of one frame: its centre, the half sizes usable for a symbol, and the pen."""

    def __init__(self, canvas: Canvas, side: int, box: Box, ink: Colour, paper: Colour, stroke: float) -> None:
        self.canvas = canvas
        self.ink = ink
        self.paper = paper
        self.stroke = stroke
        self.diamond = side == 1
        x, y, w, h = box
        self.x, self.y, self.w, self.h = x, y, w, h
        self.cx, self.cy = x + w / 2, y + h / 2
        self.rx, self.ry = (w / 4, h / 4) if self.diamond else (w / 2, h / 2)
        self.unit = h / 19.6 * (0.80 if self.diamond else 1.0)

    def line(self, *points: tuple[float, float], width: float = 1.0) -> None:
        self.canvas.line([(self.cx + x, self.cy + y) for x, y in points], self.stroke * width, self.ink)

    def shape(self, *points: tuple[float, float]) -> None:
        self.canvas.polygon([(self.cx + x, self.cy + y) for x, y in points], self.ink)

    def disc(self, x: float, y: float, radius: float, colour: Colour | None = None) -> None:
        self.canvas.circle((self.cx + x, self.cy + y), radius, colour or self.ink)


def _infantry(face: _Face) -> None:
    face.line((-face.rx, -face.ry), (face.rx, face.ry))
    face.line((-face.rx, face.ry), (face.rx, -face.ry))


def _armour(face: _Face) -> None:
    half_w = face.rx * (1.12 if face.diamond else 0.66)
    half_h = face.ry * (0.88 if face.diamond else 0.56)
    left, right = -half_w + half_h, half_w - half_h
    ring = arc((right, 0), half_h, -90, 90, 14) + arc((left, 0), half_h, 90, 270, 14)
    face.line(*ring, ring[0])


def _mechanised(face: _Face) -> None:
    _infantry(face)
    _armour(face)


def _motorised(face: _Face) -> None:
    _infantry(face)
    reach = face.h / 2 - face.stroke * (1.2 if face.diamond else 0.5)
    face.line((0, -reach), (0, reach))


def _recon(face: _Face) -> None:
    face.line((-face.rx, face.ry), (face.rx, -face.ry))


def _artillery(face: _Face) -> None:
    face.disc(0, 0, 4.1 * face.unit)


def _rockets(face: _Face) -> None:
    u = face.unit
    for y in (-1.4, 2.4):
        face.line((-4.4 * u, y * u), (0, (y - 4.2) * u), (4.4 * u, y * u))
    face.disc(0, 5.2 * u, 1.9 * u)


def _mortars(face: _Face) -> None:
    u = face.unit
    face.canvas.line([(face.cx + x, face.cy + y) for x, y in arc((0, 4.2 * u), 2.4 * u)], face.stroke * 0.9, face.ink)
    face.line((0, 1.6 * u), (0, -6.4 * u))
    face.line((-3 * u, -3.4 * u), (0, -6.6 * u), (3 * u, -3.4 * u))


def _anti_aircraft(face: _Face) -> None:
    if face.diamond:
        rx, ry, base = face.w * 0.29, face.h * 0.40, face.h * 0.20
    else:
        rx, ry, base = face.w / 2, face.h * 0.72, face.h / 2
    dome = [(x * rx, base + y * ry) for x, y in arc((0, 0), 1, 180, 360, 24)]
    face.line(*dome)
    if face.diamond:
        face.line((-rx, base), (rx, base))


def _anti_tank(face: _Face) -> None:
    if face.diamond:
        face.line((-face.w * 0.25, face.h * 0.25), (0, -face.h * 0.42), (face.w * 0.25, face.h * 0.25))
    else:
        face.line((-face.rx, face.ry), (0, -face.ry), (face.rx, face.ry))


def _engineers(face: _Face) -> None:
    w, h = (face.rx * 0.9, face.ry * 0.7) if face.diamond else (face.rx * 0.56, face.ry * 0.44)
    face.line((-w, h), (-w, -h), (w, -h), (w, h))
    face.line((0, -h), (0, h))


def _trucks(face: _Face) -> None:
    u = face.unit
    x, y = face.cx, face.cy
    face.canvas.box((x - 9.2 * u, y - 5.6 * u, 10.6 * u, 8.6 * u), face.ink, radius=0.7 * u)
    face.shape((2.3 * u, -3.6 * u), (6.4 * u, -3.6 * u), (9.2 * u, -0.2 * u), (9.2 * u, 3 * u), (2.3 * u, 3 * u))
    for wheel in (-5.4, 5.4):
        face.disc(wheel * u, 3.9 * u, 3.0 * u, face.paper)
        face.disc(wheel * u, 3.9 * u, 2.1 * u)


def _depot(face: _Face) -> None:
    half = face.w * 0.30 if face.diamond else face.rx
    face.line((-half, face.h * 0.20), (half, face.h * 0.20), width=1.15)


def _militia(face: _Face) -> None:
    """Local fighters: infantry's cross, open in the middle, over a ground line."""
    for sx in (-1, 1):
        for sy in (-1, 1):
            face.line((sx * face.rx, sy * face.ry), (sx * face.rx * 0.42, sy * face.ry * 0.42))
    face.disc(0, 0, 2.1 * face.unit)


def _checkpoint(face: _Face) -> None:
    """A post: a low wall with three merlons."""
    u = face.unit
    wall = ((-6.4, 5), (-6.4, -4.4), (-3.4, -4.4), (-3.4, -1.6), (-1.5, -1.6), (-1.5, -4.4), (1.5, -4.4), (1.5, -1.6),
            (3.4, -1.6), (3.4, -4.4), (6.4, -4.4), (6.4, 5))
    face.shape(*((x * u, y * u) for x, y in wall))


def _headquarters(face: _Face) -> None:
    """Drawn as the letters HQ by the counter itself."""


_DRAW: MappingProxyType[str, Callable[[_Face], None]] = MappingProxyType({
    "armour": _armour, "mechanised": _mechanised, "infantry": _infantry, "motorised": _motorised,
    "recon": _recon, "artillery": _artillery, "rockets": _rockets, "mortars": _mortars,
    "anti_aircraft": _anti_aircraft, "anti_tank": _anti_tank, "engineers": _engineers,
    "headquarters": _headquarters, "trucks": _trucks, "depot": _depot, "militia": _militia,
    "checkpoint": _checkpoint,
})

SYMBOLS: tuple[str, ...] = tuple(_DRAW)
"""The names of all unit symbols."""


def draw_symbol(
    canvas: Canvas, symbol: str, side: int, box: Box, ink: Colour, paper: Colour, stroke: float
) -> None:
    """Draw a unit type's symbol inside a frame; a symbol that is not known leaves the frame empty."""
    draw = _DRAW.get(symbol)
    if draw is not None:
        draw(_Face(canvas, side, box, ink, paper, stroke))


def draw_size_mark(canvas: Canvas, mark: str, centre: tuple[float, float], colour: Colour) -> None:
    """Draw the size of a unit: bars for I to III, dots for • to •••, crosses for X and XX."""
    x, y = centre
    kind, count = mark[:1], len(mark)
    for i in range(count):
        if kind == "I":
            canvas.box((x + (i - (count - 1) / 2) * 3.3 - 0.7, y - 2.2, 1.4, 4.4), colour)
        elif kind in ("o", "•", "."):
            canvas.circle((x + (i - (count - 1) / 2) * 4, y), 1.35, colour)
        elif kind in ("X", "x"):
            left = x + (i - (count - 1) / 2) * 5.4
            canvas.line([(left - 2.1, y - 2.1), (left + 2.1, y + 2.1)], 1.3, colour)
            canvas.line([(left - 2.1, y + 2.1), (left + 2.1, y - 2.1)], 1.3, colour)


def draw_badge(canvas: Canvas, name: str, centre: tuple[float, float], radius: float, theme: Theme) -> None:
    """Draw a round status badge."""
    x, y = centre
    fill, ink = _badge_colours(name, theme)
    canvas.circle(centre, radius + 1.1, theme.on_light if fill == theme.select else theme.cream)
    canvas.circle(centre, radius, fill)
    q = radius / 7
    if name == "out_of_supply":
        canvas.box((x - 3.3 * q, y - 2.6 * q, 6.6 * q, 5.6 * q), ink, radius=0.6 * q)
        canvas.line([(x - 4.4 * q, y + 4.3 * q), (x + 4.4 * q, y - 4.3 * q)], 3.0 * q, fill)
        canvas.line([(x - 4.4 * q, y + 4.3 * q), (x + 4.4 * q, y - 4.3 * q)], 1.4 * q, ink)
    elif name == "disrupted":
        canvas.box((x - 1.1 * q, y - 4.4 * q, 2.2 * q, 5.4 * q), ink, radius=0.8 * q)
        canvas.circle((x, y + 3.2 * q), 1.35 * q, ink)
    elif name == "low_supply":
        canvas.box((x - 3.4 * q, y - 2.8 * q, 6.8 * q, 6 * q), ink)
        canvas.box((x - 2.3 * q, y - 1.7 * q, 4.6 * q, 2.2 * q), fill)
    elif name == "attacking":
        arrow = [(-3.6, -3.4), (4.6, 0), (-3.6, 3.4), (-1.6, 0)]
        canvas.polygon([(x + dx * q, y + dy * q) for dx, dy in arrow], ink)
    elif name == "dug_in":
        wall = [(-4.8, 2.2), (-2.5, 2.2), (-2.5, -1.9), (2.5, -1.9), (2.5, 2.2), (4.8, 2.2)]
        canvas.line([(x + dx * q, y + dy * q) for dx, dy in wall], 1.7 * q, ink)
    elif name == "has_orders":
        canvas.line([(x - 3.4 * q, y + 0.2 * q), (x - q, y + 2.6 * q), (x + 3.6 * q, y - 2.6 * q)], 1.7 * q, ink)
    elif name == "spotted":
        canvas.ellipse((x - 4.6 * q, y - 2.8 * q, 9.2 * q, 5.6 * q), ink)
        canvas.circle(centre, 1.7 * q, fill)


def _badge_colours(name: str, theme: Theme) -> tuple[Colour, Colour]:
    fill = {
        "out_of_supply": theme.cut,
        "disrupted": theme.select,
        "low_supply": theme.select,
        "attacking": theme.cut,
        "has_orders": theme.flow,
        "spotted": theme.airdrop,
    }.get(name)
    return (theme.on_light, theme.cream) if fill is None else (fill, theme.readable_on(fill))
