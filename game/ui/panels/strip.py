"""The strip at the left: which layers lie on the map, and the camera's buttons."""

from __future__ import annotations

from pygame import Rect

from game.ui.panels.model import Act, Action, LayerButton, StripModel
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.buttons import IconButton, Pressable, key_name
from game.ui.widgets.layout import Column, Space
from game.ui.widgets.painter import Painter, Tone, Ui
from game.ui.widgets.scroll import ScrollArea


def strip(model: StripModel, act: Act, height: int, ui: Ui) -> Widget:
    """Return the strip for a height in pixels: with names where all fit, else icons with their keys."""
    tools = Column([_tool(tool, act) for tool in model.tools], gap=4, align="centre")
    room = height - tools.measure(ui, 999)[1] - ui.px(30)
    each = room // max(1, len(model.layers)) - ui.px(4)
    named = each >= _least(ui)
    layers = Column([LayerToggle(layer, act, named=named, most=min(each, ui.px(78))) for layer in model.layers],
                    gap=4)
    return Column([ScrollArea(layers), tools, Space(0, 2)], gap=8, pad=(8, 5, 8, 4))


def _tool(tool: Action, act: Act) -> Widget:
    return IconButton(tool.icon, lambda: act(tool.id), hint=tool.hint or tool.label, key=tool.key,
                      enabled=tool.enabled, name=tool.id)


class LayerToggle(Pressable):
    """One layer: icon, name and key; laid on it is tinted and has a bar at its edge."""

    def __init__(self, layer: LayerButton, act: Act, *, named: bool, most: int) -> None:
        super().__init__(lambda: act(layer.id), name=layer.id, key=layer.key, hint=layer.hint or layer.name)
        self.layer, self.label, self.named, self.most = layer, layer.name, named, most

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the whole width and what the icon and name need."""
        least = _least(ui) if self.named else ui.px(32)
        return width, max(least, self.most) if self.named else least

    def draw(self, painter: Painter) -> None:
        """Draw tint, bar, icon, name and key."""
        ui, rect, layer = painter.ui, self.rect, self.layer
        ink: Tone = "action" if layer.on else "secondary"
        if layer.on or self.hovered:
            painter.box(rect, "chosen" if layer.on else "inset", radius=6)
        if layer.on:
            painter.box(Rect(rect.x, rect.y + ui.px(8), ui.px(3), rect.h - 2 * ui.px(8)), "action", radius=1)
        lines = ui.wrap(layer.name, 12, "regular", rect.w - 2) if self.named else []
        line_px = _name_line(ui)
        y = rect.centery - (ui.px(26) + len(lines) * line_px) // 2
        x = rect.centerx if self.named else rect.centerx - ui.px(4)
        painter.icon(layer.icon, (x, y + ui.px(13)), ui.pick(27, 24), ink)
        for i, line in enumerate(lines):
            place = Rect(rect.x, y + ui.px(27) + i * line_px, rect.w, line_px)
            painter.fitted(line, place, 12, weight="semibold" if layer.on else "regular", tone=ink, anchor="centre")
        painter.text(key_name(ui.keys.own(layer.key)), (rect.right - ui.px(4), rect.y + ui.px(9)), 11.5,
                     weight="bold", tone=ink, anchor="right")


def _name_line(ui: Ui) -> int:
    return round(ui.line(12) * 0.82)


def _least(ui: Ui) -> int:
    """Return the height of an icon with a name of two lines below it."""
    return ui.px(25) + 2 * _name_line(ui)
