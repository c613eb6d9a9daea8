"""The strip at the left: which layers lie on the map, and the camera's buttons."""

from __future__ import annotations

from pygame import Rect

from game.ui.panels.model import Act, Action, LayerButton, StripModel
from game.ui.widgets.base import Size, Widget
from game.ui.widgets.buttons import IconButton, Pressable, key_name
from game.ui.widgets.layout import Column, Flow
from game.ui.widgets.painter import Painter, Tone, Ui
from game.ui.widgets.scroll import ScrollArea


def strip(model: StripModel, act: Act, size: Size, ui: Ui) -> Widget:
    """Return the strip for a size in pixels: layers with names where all fit, else icons with keys in two columns.

    Before the names go, the camera's buttons below them stand in two columns.
    """
    buttons = [_tool(tool, act) for tool in model.tools]
    paired: Widget = Flow(buttons, gap=3, columns=2)
    for tools in (Column(buttons, gap=3, align="centre"), paired):
        room = size[1] - tools.measure(ui, size[0] - ui.px(4))[1] - ui.px(16)
        each = room // max(1, len(model.layers)) - ui.px(3)
        if each >= _least(ui):
            toggles = [LayerToggle(layer, act, named=True, most=min(each, ui.px(78))) for layer in model.layers]
            return Column([ScrollArea(Column(toggles, gap=3)), tools], gap=6, pad=(4, 2, 4, 2))
    toggles = [LayerToggle(layer, act, named=False, most=0) for layer in model.layers]
    return Column([ScrollArea(Flow(toggles, gap=3, columns=2)), paired], gap=6, pad=(4, 2, 4, 2))


def _tool(tool: Action, act: Act) -> Widget:
    return IconButton(tool.icon, lambda: act(tool.id), hint=tool.hint or tool.label, key=tool.key,
                      enabled=tool.enabled, name=tool.id)


class LayerToggle(Pressable):
    """One layer: icon, name and key; laid on it is tinted and has a bar at its edge."""

    def __init__(self, layer: LayerButton, act: Act, *, named: bool, most: int) -> None:
        super().__init__(lambda: act(layer.id), name=layer.id, key=layer.key, hint=layer.hint or layer.name)
        self.layer, self.label, self.named, self.most = layer, layer.name, named, most

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the whole width and what the icon and name need; without a name half the width."""
        if not self.named:
            return (width - ui.px(3)) // 2, ui.px(34)
        return width, max(_least(ui), self.most)

    def draw(self, painter: Painter) -> None:
        """Draw tint, bar, icon, name and key."""
        ui, rect, layer = painter.ui, self.rect, self.layer
        ink: Tone = "action" if layer.on else "secondary"
        if layer.on or self.hovered:
            painter.box(rect, "chosen" if layer.on else "inset", radius=6)
        if layer.on:
            painter.box(Rect(rect.x, rect.y + ui.px(6), ui.px(3), rect.h - 2 * ui.px(6)), "action", radius=1)
        line_px, icon_px = _name_line(ui), _icon_units(ui)
        high = ui.px(icon_px) + (line_px if self.named else 0)
        y = rect.centery - high // 2
        x = rect.centerx if self.named else rect.centerx - ui.px(3)
        painter.icon(layer.icon, (x, y + ui.px(icon_px) // 2), icon_px, ink)
        if self.named:
            place = Rect(rect.x - 2, y + ui.px(icon_px), rect.w + 4, line_px)
            painter.fitted(layer.name, place, 12, weight="semibold" if layer.on else "regular", tone=ink,
                           anchor="centre")
        painter.text(key_name(ui.keys.own(layer.key)), (rect.right - ui.px(3), rect.y + ui.px(8)), 11.5,
                     weight="bold", tone=ink, anchor="right")


def _icon_units(ui: Ui) -> float:
    return ui.pick(27, 21)


def _name_line(ui: Ui) -> int:
    return round(ui.line(12) * 0.82)


def _least(ui: Ui) -> int:
    """Return the height of an icon with its name below it."""
    return ui.px(_icon_units(ui)) + _name_line(ui) + ui.px(2)
