"""Icons of one colour, drawn as vectors on a grid from -14 to 14 and kept at the sizes asked for."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from types import MappingProxyType

import pygame

from game.ui.art.theme import Colour
from game.ui.art.vectors import Canvas, Point, arc, dash_pieces

_HALF = 14.0
_INK: Colour = (255, 255, 255)


class Icons:
    """All icons, each kept once per size and colour up to a limit."""

    def __init__(self, keep: int = 400) -> None:
        self._keep = keep
        self._made: OrderedDict[tuple[str, int, Colour], pygame.Surface] = OrderedDict()

    def icon(self, name: str, size: int, colour: Colour) -> pygame.Surface:
        """Return an icon of `size` x `size` px with straight alpha; KeyError for a name not in `NAMES`."""
        key = (name, size, colour)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = _drawn(_DRAW[name], size, colour)
            if len(self._made) > self._keep:
                self._made.popitem(last=False)
        return found


def _drawn(draw: Callable[[_Pen], None], size: int, colour: Colour) -> pygame.Surface:
    canvas = Canvas((-_HALF, -_HALF, 2 * _HALF, 2 * _HALF), 6, size / (2 * _HALF))
    draw(_Pen(canvas))
    shape = pygame.transform.smoothscale(canvas.sheet, (size, size))
    result = pygame.Surface((size, size), pygame.SRCALPHA)
    result.fill((*colour, 0))
    pygame.surfarray.pixels_alpha(result)[:] = pygame.surfarray.array_alpha(shape)
    return result


class _Pen:
    """Draws and erases in one ink."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def line(self, *points: Point, width: float = 2.0, closed: bool = False) -> None:
        self.canvas.line(points, width, _INK, closed=closed)

    def shape(self, *points: Point) -> None:
        self.canvas.polygon(points, _INK)

    def gap(self, *points: Point) -> None:
        self.canvas.polygon(points, _INK, 0)

    def disc(self, x: float, y: float, radius: float) -> None:
        self.canvas.circle((x, y), radius, _INK)

    def hole(self, x: float, y: float, radius: float) -> None:
        self.canvas.circle((x, y), radius, _INK, 0)

    def ring(self, x: float, y: float, radius: float, width: float = 2.0) -> None:
        self.canvas.line(arc((x, y), radius - width / 2), width, _INK)

    def box(self, x: float, y: float, w: float, h: float, radius: float = 0, width: float = 0) -> None:
        self.canvas.box((x, y, w, h), _INK, radius=radius, width=width)

    def arc(self, radius: float, start: float, end: float, width: float = 2.0, x: float = 0, y: float = 0) -> None:
        self.canvas.line(arc((x, y), radius, start, end, 40), width, _INK)


def _terrain(pen: _Pen) -> None:
    pen.shape((-12, 9), (-3.4, -8), (1.6, 0.8), (4.6, -3.6), (12, 9))
    pen.gap((-5.8, -2.8), (-3.4, -7), (-0.8, -3), (-2.8, -1.4), (-3.8, -3))


def _control(pen: _Pen) -> None:
    pen.shape((-10, -9), (0, -9), (-2, -3), (2, 3), (-1, 9), (-10, 9))
    for piece in dash_pieces([(4.5, -10), (2.6, -3), (6.4, 3), (3.6, 10)], 3.6, 2.4):
        pen.line(*piece, width=2.2)
    for y in (-7.5, -2.5, 2.5, 7.5):
        pen.disc(10, y, 1.5)


def _reach(pen: _Pen) -> None:
    pen.disc(0, 0, 2.8)
    for radius, gap in ((6.8, 45), (11.4, 30)):
        for start in range(0, 360, gap):
            pen.arc(radius, start, start + gap * 0.6, 1.9)


def _supply(pen: _Pen) -> None:
    pen.box(-10.5, -1, 9.5, 9.5, 1)
    pen.box(1, -1, 9.5, 9.5, 1)
    pen.box(-4.7, -11, 9.5, 9, 1)


def _flow(pen: _Pen) -> None:
    pen.line((-10, 9), (-4, 2.6), (-0.6, 3.6), (5.4, -4), width=4.4)
    pen.shape((11.6, -11), (0.8, -7.8), (8.6, 0.6))


def _threat(pen: _Pen) -> None:
    pen.ring(0, 0, 9.2)
    for x0, y0 in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        pen.line((x0 * 12.4, y0 * 12.4), (x0 * 5, y0 * 5))
    pen.disc(0, 0, 1.9)


def _airdrop(pen: _Pen) -> None:
    pen.shape(*arc((0, -1), 10.4, 180, 360, 24))
    for x in (-9.6, -3.4, 3.4, 9.6):
        pen.line((x, -1), (0, 6.4), width=1.2)
    pen.box(-3.6, 5.4, 7.2, 6, 0.8)


def _food(pen: _Pen) -> None:
    pen.line((0, 12), (0, -4), width=1.9)
    for y in (-7, -1.8, 3.4):
        for side in (-1, 1):
            pen.shape((0, y + 3.6), (side * 5.6, y - 0.6), (side * 5, y - 5.2), (side * 0.9, y - 1.2))
    pen.shape((0, -12.6), (2.4, -8.4), (0, -5.2), (-2.4, -8.4))


def _ammo(pen: _Pen) -> None:
    for x in (-7.4, 0, 7.4):
        nose = [(x - 2.8 * math.cos(a), -2.6 - 7.4 * math.sin(a)) for a in [math.pi * i / 10 for i in range(11)]]
        pen.shape(*nose)
        pen.box(x - 2.8, -1.6, 5.6, 9.2)
        pen.box(x - 2.8, 8.8, 5.6, 2.4)


def _fuel(pen: _Pen) -> None:
    round_part = [(7.6 * math.sin(a), 3.2 - 7.6 * math.cos(a)) for a in [0.72 + 4.84 * i / 30 for i in range(31)]]
    pen.shape((0, -12.6), *round_part)


def _combat(pen: _Pen) -> None:
    for side in (-1, 1):
        pen.line((-8.6 * side, 8.6), (9 * side, -9), width=2.5)
        pen.line((-9.4 * side, 2.8), (-2.8 * side, 9.4), width=2.3)


def _air(pen: _Pen) -> None:
    half = ((0.0, -12.6), (1.9, -8.6), (1.9, -3.4), (12.0, 3.0), (12.0, 5.6), (1.9, 2.6), (1.6, 8.2), (4.8, 10.6),
            (4.8, 12.4), (0.0, 11.0))
    pen.shape(*half, *((-x, y) for x, y in half[-2:0:-1]))


def _convoy(pen: _Pen) -> None:
    pen.box(-12.4, -7, 14, 11.4, 1.2)
    pen.shape((2.8, -4.2), (8, -4.2), (12.4, 0.4), (12.4, 4.4), (2.8, 4.4))
    for x in (-7, 7):
        pen.hole(x, 5.6, 3.9)
        pen.disc(x, 5.6, 2.8)


def _truce(pen: _Pen) -> None:
    pen.line((-9, -3.8), (9, -3.8), width=2.8)
    pen.line((-9, 3.8), (9, 3.8), width=2.8)


def _history(pen: _Pen) -> None:
    pen.shape((-11.4, -8.6), (-0.9, -6), (-0.9, 9.6), (-11.4, 7))
    pen.shape((11.4, -8.6), (0.9, -6), (0.9, 9.6), (11.4, 7))


def _turn_back(pen: _Pen, side: int) -> None:
    points = [(side * x, y) for x, y in arc((0, 2.4), 7.6, 200, 410, 40)]
    pen.line(*points, width=2.5)
    pen.shape((side * -12.2, 0.4), (side * -3.4, 1.2), (side * -8.6, -8.2))


def _undo(pen: _Pen) -> None:
    _turn_back(pen, 1)


def _redo(pen: _Pen) -> None:
    _turn_back(pen, -1)


def _save(pen: _Pen) -> None:
    pen.shape((-10, -10), (6, -10), (10, -6), (10, 10), (-10, 10))
    pen.gap((-5.4, -10.4), (4, -10.4), (4, -3.6), (-5.4, -3.6))
    pen.gap((-6, 1), (6, 1), (6, 10.4), (-6, 10.4))
    pen.line((-3.6, 4), (3.6, 4), width=1.6)
    pen.line((-3.6, 7.4), (3.6, 7.4), width=1.6)


def _load(pen: _Pen) -> None:
    pen.shape((-11.6, -8.6), (-4.6, -8.6), (-2.2, -5.8), (9.4, -5.8), (9.4, -3), (-7, -3), (-11.6, 7))
    pen.shape((-6, -1), (12.6, -1), (8.6, 9), (-10.4, 9))


def _gear(pen: _Pen) -> None:
    for i in range(8):
        a = math.pi * i / 4
        pen.line((6 * math.cos(a), 6 * math.sin(a)), (10.4 * math.cos(a), 10.4 * math.sin(a)), width=4.2)
    pen.disc(0, 0, 8)
    pen.hole(0, 0, 3.5)


def _plus(pen: _Pen) -> None:
    pen.line((-7.6, 0), (7.6, 0), width=2.5)
    pen.line((0, -7.6), (0, 7.6), width=2.5)


def _minus(pen: _Pen) -> None:
    pen.line((-7.6, 0), (7.6, 0), width=2.5)


def _locate(pen: _Pen) -> None:
    pen.ring(0, 0, 7, 2)
    for x, y in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        pen.line((x * 12, y * 12), (x * 6.4, y * 6.4))
    pen.disc(0, 0, 2.2)


def _people(pen: _Pen) -> None:
    for x, y, size in ((-7.2, -3, 0.82), (7.2, -3, 0.82), (0, -4.6, 1.0)):
        pen.hole(x, y, 5.4 * size)
        pen.gap((x - 7 * size, 11), (x - 7 * size, y + 3), (x + 7 * size, y + 3), (x + 7 * size, 11))
        pen.disc(x, y, 3.9 * size)
        pen.shape(*arc((x, y + 11.4 * size), 6 * size, 180, 360, 20), (x + 6 * size, 10.6), (x - 6 * size, 10.6))


def _heritage(pen: _Pen) -> None:
    pen.shape((-12, -5.4), (0, -12), (12, -5.4))
    for x in (-8.4, -2.8, 2.8, 8.4):
        pen.box(x - 1.5, -3.6, 3, 9.6)
    pen.box(-11.4, 7.6, 22.8, 3.2)


def _sun(pen: _Pen) -> None:
    pen.disc(0, 0, 5.4)
    for i in range(8):
        a = i * math.pi / 4
        pen.line((8.4 * math.cos(a), 8.4 * math.sin(a)), (12 * math.cos(a), 12 * math.sin(a)), width=2)


def _cloud_at(pen: _Pen, y: float) -> None:
    pen.disc(-5.6, y + 1.4, 4.8)
    pen.disc(0.6, y - 2.6, 6)
    pen.disc(6.6, y + 1.6, 4.6)
    pen.box(-6, y + 0.6, 13, 5.6)


def _cloud(pen: _Pen) -> None:
    _cloud_at(pen, 0)


def _rain(pen: _Pen) -> None:
    _cloud_at(pen, -4)
    for x in (-5.6, 0.4, 6.4):
        pen.line((x, 5), (x - 2.4, 11), width=1.9)


def _mud(pen: _Pen) -> None:
    for y, shift in ((-5, 0.0), (1, 2.0), (7, -1.0)):
        wave = [(-11 + i * 1.1, y + 1.8 * math.sin(i * 0.95 + shift)) for i in range(21)]
        pen.line(*wave, width=2.2)


def _lock(pen: _Pen) -> None:
    pen.arc(5.4, 180, 360, 2.5, 0, -3.6)
    pen.line((-5.4, -3.6), (-5.4, 0), width=2.5)
    pen.line((5.4, -3.6), (5.4, 0), width=2.5)
    pen.box(-8.6, -1, 17.2, 12, 1.6)
    pen.hole(0, 4, 2)
    pen.gap((-0.9, 4), (0.9, 4), (0.9, 8), (-0.9, 8))


def _pointer(dx: int, dy: int) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        nx, ny = -dy, dx
        pen.line((-dx * 10, -dy * 10), (dx * 7, dy * 7), width=2.5)
        pen.line((dx * 2.6 + nx * 7, dy * 2.6 + ny * 7), (dx * 9.6, dy * 9.6), (dx * 2.6 - nx * 7, dy * 2.6 - ny * 7),
                 width=2.5)

    return draw


def _chevron(dx: int, dy: int) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        nx, ny = -dy, dx
        pen.line((-dx * 3.4 + nx * 6.4, -dy * 3.4 + ny * 6.4), (dx * 3.4, dy * 3.4),
                 (-dx * 3.4 - nx * 6.4, -dy * 3.4 - ny * 6.4), width=2.5)

    return draw


def _star(pen: _Pen) -> None:
    pen.shape(*star(0, 0.8, 11.6))


def _check(pen: _Pen) -> None:
    pen.line((-8, 0.6), (-2.4, 6.4), (8.4, -6.4), width=2.8)


def _cross(pen: _Pen) -> None:
    pen.line((-6.6, -6.6), (6.6, 6.6), width=2.6)
    pen.line((-6.6, 6.6), (6.6, -6.6), width=2.6)


def _cut(pen: _Pen) -> None:
    for x in (-3, 3):
        pen.line((-6.4 + x, 8), (6.4 + x, -8), width=2.5)


def _bottleneck(pen: _Pen) -> None:
    pen.shape((-9.5, -11), (9.5, -11), (0, -1.6))
    pen.shape((-9.5, 11), (9.5, 11), (0, 1.6))
    pen.line((-12, 0), (-7, 0), width=2.4)
    pen.line((7, 0), (12, 0), width=2.4)


def _knockout(pen: _Pen) -> None:
    pen.line((-6.2, -10.8), (6.2, -10.8), (12.4, 0), (6.2, 10.8), (-6.2, 10.8), (-12.4, 0), width=2.2, closed=True)
    pen.line((-4.4, -4.4), (4.4, 4.4), width=3.0)
    pen.line((-4.4, 4.4), (4.4, -4.4), width=3.0)


def _siege(pen: _Pen) -> None:
    pen.ring(0, 0, 10.4, 2.2)
    pen.box(-3.8, -3.8, 7.6, 7.6)


def _flag(pen: _Pen) -> None:
    pen.line((-6.6, -11.6), (-6.6, 11.6), width=2.2)
    pen.shape((-6, -11), (10, -7), (-6, -2))


def _warning(pen: _Pen) -> None:
    pen.shape((0, -11.4), (12, 10), (-12, 10))
    pen.gap((-1.5, -4.4), (1.5, -4.4), (0.9, 3.6), (-0.9, 3.6))
    pen.hole(0, 6.6, 1.5)


def _info(pen: _Pen) -> None:
    pen.disc(0, 0, 11)
    pen.hole(0, -5.2, 1.8)
    pen.gap((-1.6, -1.8), (1.6, -1.8), (1.6, 7), (-1.6, 7))


def _dig(pen: _Pen) -> None:
    pen.line((-12, 5), (-6.6, 5), (-6.6, -4.6), (6.6, -4.6), (6.6, 5), (12, 5), width=3)


def _bombard(pen: _Pen) -> None:
    pen.line((-10, 3.4), (8.6, -8.4), width=4)
    pen.ring(-3.6, 5, 5.8, 2.4)


def _ambush(pen: _Pen) -> None:
    pen.line((-11, 8), (11, 8), width=2.2)
    for side in (-1, 1):
        pen.shape((side * 1.4, 4.6), (side * 10.4, -0.6), (side * 6.4, -7.4))


def _rest(pen: _Pen) -> None:
    pen.disc(-1, 0, 9.6)
    pen.hole(4, -3, 8.4)


def _escort(pen: _Pen) -> None:
    pen.shape((0, -11.6), (10, -8), (9, 2.6), (0, 11.6), (-9, 2.6), (-10, -8))
    pen.gap((0, -8), (0, 7.6), (-5.8, 1.4), (-6.6, -5.8))


def _collect(pen: _Pen) -> None:
    pen.box(-5, -1.4, 10, 9.4, 1)
    pen.line((0, -12), (0, -5), width=2.4)
    pen.shape((-4.2, -7.4), (4.2, -7.4), (0, -2.4))
    pen.line((-11, 4), (-11, 11), (11, 11), (11, 4), width=2.2)


def _load_trucks(pen: _Pen) -> None:
    pen.line((0, -11), (0, 1), width=2.6)
    pen.shape((-5.4, -1.4), (5.4, -1.4), (0, 5))
    pen.line((-10, 2), (-10, 10), (10, 10), (10, 2), width=2.4)


def _unload_trucks(pen: _Pen) -> None:
    pen.line((0, 5), (0, -6), width=2.6)
    pen.shape((-5.4, -5), (5.4, -5), (0, -11.6))
    pen.line((-10, 2), (-10, 10), (10, 10), (10, 2), width=2.4)


def _menu(pen: _Pen) -> None:
    for y in (-6.6, 0, 6.6):
        pen.line((-9, y), (9, y), width=2.5)


def _search(pen: _Pen) -> None:
    pen.ring(-2.4, -2.4, 8, 2.4)
    pen.line((3.4, 3.4), (10.4, 10.4), width=3)


def _play(pen: _Pen) -> None:
    pen.shape((-6, -9.6), (10, 0), (-6, 9.6))


def _pause(pen: _Pen) -> None:
    pen.box(-7.4, -9, 5, 18, 1)
    pen.box(2.4, -9, 5, 18, 1)


def _skip(pen: _Pen) -> None:
    pen.shape((-9.4, -8.6), (0, 0), (-9.4, 8.6))
    pen.shape((0, -8.6), (9.4, 0), (0, 8.6))


def _eye(pen: _Pen) -> None:
    pen.shape(*arc((0, 6.6), 13.4, 212, 328, 20), *arc((0, -6.6), 13.4, 32, 148, 20))
    pen.hole(0, 0, 5)
    pen.disc(0, 0, 2.9)


def _enter(pen: _Pen) -> None:
    pen.line((9.4, -7), (9.4, 2.6), (-6, 2.6), width=2.4)
    pen.shape((-11.4, 2.6), (-3.6, -3), (-3.6, 8.2))


def _clock(pen: _Pen) -> None:
    pen.ring(0, 0, 11, 2.2)
    pen.line((0, -6.4), (0, 0), (4.8, 3), width=2.2)


def star(x: float, y: float, radius: float) -> list[Point]:
    """Return the ten corners of a five-pointed star."""
    corners = []
    for i in range(10):
        reach = radius if i % 2 == 0 else radius * 0.42
        corners.append((x + reach * math.sin(i * math.pi / 5), y - reach * math.cos(i * math.pi / 5)))
    return corners


_DRAW: MappingProxyType[str, Callable[[_Pen], None]] = MappingProxyType({
    "terrain": _terrain, "control": _control, "reach": _reach, "supply": _supply, "flow": _flow,
    "threat": _threat, "airdrop": _airdrop, "food": _food, "ammo": _ammo, "fuel": _fuel, "combat": _combat,
    "air": _air, "convoy": _convoy, "truce": _truce, "history": _history, "undo": _undo, "redo": _redo,
    "save": _save, "load": _load, "gear": _gear, "plus": _plus, "minus": _minus, "locate": _locate,
    "people": _people, "heritage": _heritage, "sun": _sun, "cloud": _cloud, "rain": _rain, "mud": _mud,
    "lock": _lock, "left": _pointer(-1, 0), "right": _pointer(1, 0), "up": _pointer(0, -1), "down": _pointer(0, 1),
    "chevron_left": _chevron(-1, 0), "chevron_right": _chevron(1, 0), "chevron_up": _chevron(0, -1),
    "chevron_down": _chevron(0, 1), "star": _star, "check": _check, "cross": _cross, "cut": _cut,
    "bottleneck": _bottleneck, "knockout": _knockout,
    "siege": _siege, "flag": _flag, "warning": _warning, "info": _info, "dig": _dig, "bombard": _bombard,
    "ambush": _ambush, "rest": _rest, "escort": _escort, "collect": _collect, "load_cargo": _load_trucks,
    "unload_cargo": _unload_trucks, "menu": _menu, "search": _search, "play": _play, "pause": _pause,
    "skip": _skip, "eye": _eye, "enter": _enter, "clock": _clock,
})

NAMES: tuple[str, ...] = tuple(_DRAW)
"""The names of all icons."""
