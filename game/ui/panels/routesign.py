"""The small signs of roads and drops beside a route, drawn as the map draws them."""

from __future__ import annotations

from pygame import Rect

from game.ui.art.vectors import Canvas, Point, arc
from game.ui.panels.model import RouteSymbol
from game.ui.widgets.painter import Painter


def draw_route(painter: Painter, rect: Rect, symbol: RouteSymbol, *, cut: bool) -> None:
    """Draw the sign of a route in a rectangle, crossed by the double bar where it is cut."""
    theme, unit = painter.ui.look.theme, painter.ui.scale
    box = painter.local(rect)
    pen = painter.vectors(rect)
    path = [(box.x + box.w * a, box.centery + b * unit) for a, b in ((0.02, 4.5), (0.4, -1.5), (0.98, 0.5))]
    if symbol == "motorway":
        _road(pen, path, theme.roads.motorway_casing, theme.roads.motorway, 7 * unit, 5 * unit)
        pen.line(path, 0.9 * unit, theme.roads.motorway_casing)
    elif symbol == "paved":
        _road(pen, path, theme.roads.casing, theme.roads.paved, 5.5 * unit, 3.8 * unit)
    elif symbol == "track":
        _road(pen, path, theme.roads.casing, theme.roads.paved, 3.4 * unit, 1.8 * unit)
    elif symbol == "military":
        pen.dashes(path, 2.6 * unit, theme.roads.military, 7 * unit, 3.4 * unit)
    elif symbol == "airdrop":
        _rings(pen, (box.centerx, box.centery), theme.airdrop, unit)
    else:
        corner = (box.centerx - 8 * unit, box.centery - 8 * unit, 16 * unit, 16 * unit)
        pen.box(corner, theme.secondary, radius=3 * unit, width=2 * unit)
    if cut:
        for shift in (-2.8, 2.8):
            x, y = box.x + box.w * 0.6 + shift * unit, box.centery - 0.5 * unit
            for width, colour in ((4.2, theme.panel), (2.2, theme.cut)):
                pen.line([(x - 3 * unit, y + 7 * unit), (x + 3 * unit, y - 7 * unit)], width * unit, colour)
    pen.onto(painter.surface)


def _road(pen: Canvas, path: list[Point], casing: tuple[int, int, int], fill: tuple[int, int, int], outer: float,
          inner: float) -> None:
    pen.line(path, outer, casing)
    pen.line(path, inner, fill)


def _rings(pen: Canvas, centre: Point, colour: tuple[int, int, int], unit: float) -> None:
    pen.dashes(arc(centre, 9 * unit), 1.5 * unit, colour, 4 * unit, 2.6 * unit)
    pen.circle(centre, 2.6 * unit, colour)
