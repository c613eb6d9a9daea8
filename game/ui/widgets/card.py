"""Cards: a raised sheet with one thing on it, placed beside what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from pygame import Rect

from game.ui.widgets.base import Group, Size, Widget
from game.ui.widgets.buttons import key_name
from game.ui.widgets.painter import Painter, Tone, Ui
from game.ui.widgets.text import Paragraph

HINT_UNITS = 320


class Card(Group):
    """A sheet round one child; `pad` units inside, `most` units at the widest; with a shadow if it is `raised`."""

    def __init__(self, child: Widget, *, pad: int = 14, most: int = 420, name: str = "", grow: int = 0,
                 edge: Tone = "rule", raised: bool = True) -> None:
        super().__init__([child], name=name, grow=grow)
        self.pad, self.most, self.edge, self.raised = pad, most, edge, raised

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the child's size and the padding."""
        pad = ui.px(self.pad)
        wide, high = self._children[0].measure(ui, min(width, ui.px(self.most)) - 2 * pad)
        return wide + 2 * pad, high + 2 * pad

    def place(self, ui: Ui, rect: Rect) -> None:
        """Place the child inside the padding."""
        super().place(ui, rect)
        pad = ui.px(self.pad)
        self._children[0].place(ui, rect.inflate(-2 * pad, -2 * pad))

    def draw(self, painter: Painter) -> None:
        """Draw shadow and sheet, then the child."""
        if self.raised:
            painter.shadow(self.rect)
        painter.box(self.rect, "panel" if self.raised else "inset", radius=6, edge=self.edge)
        super().draw(painter)


class HintCard(Widget):
    """What a control does, in words, with its key."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__()
        self._key = key_name(key) if key else ""
        self._text = Paragraph(text, 13)

    def measure(self, ui: Ui, width: int) -> Size:
        """Return the text's size with padding, and room for the key."""
        wide, high = self._text.measure(ui, min(width, ui.px(HINT_UNITS)))
        return wide + 2 * ui.px(10) + self._key_room(ui), high + 2 * ui.px(7)

    def _key_room(self, ui: Ui) -> int:
        return ui.width(self._key, 11.5, "bold") + ui.px(20) if self._key else 0

    def place(self, ui: Ui, rect: Rect) -> None:
        """Place the text left of the key."""
        super().place(ui, rect)
        self._text.place(ui, Rect(rect.x + ui.px(10), rect.y + ui.px(7),
                                  rect.w - 2 * ui.px(10) - self._key_room(ui), rect.h - 2 * ui.px(7)))

    def draw(self, painter: Painter) -> None:
        """Draw the card."""
        painter.shadow(self.rect, blur=5, drop=2)
        painter.box(self.rect, "panel", radius=5, edge="secondary")
        self._text.draw(painter)
        if self._key:
            room = self._key_room(painter.ui)
            painter.keycap(self._key, (self.rect.right - room // 2 - painter.ui.px(4), self.rect.centery))


_EDGE = 6
"""Pixels that a card keeps from the window's rim."""
_FURTHER = (1, 3, 6)
"""How many gaps away a card is tried that should cover little."""


def beside(card: Size, target: Rect, window: tuple[int, int], gap: int, *, sideways: bool = False,
           avoid: Sequence[Rect] = ()) -> Rect:
    """Return a place for a card near a target: below, above, right or left of it, whole inside the window.

    Where it fits on no side it goes into the corner that covers least of the target. With `sideways` right and left
    come first. Where there are boxes to `avoid`, places further away are tried too, and the one that covers least is
    taken.
    """
    wide, high = card
    if avoid and (clear := _clearest(card, target, window, gap, avoid)) is not None:
        return clear
    spots = [(target.centerx - wide // 2, target.bottom + gap), (target.centerx - wide // 2, target.top - gap - high),
             (target.right + gap, target.centery - high // 2), (target.left - gap - wide, target.centery - high // 2)]
    edge = _EDGE
    for x, y in (*spots[2:], *spots[:2]) if sideways else spots:
        x = max(edge, min(x, window[0] - wide - edge))
        y = max(edge, min(y, window[1] - high - edge))
        place = Rect(x, y, wide, high)
        if not place.colliderect(target):
            return place
    corners = [(x, y) for x in (edge, window[0] - wide - edge) for y in (edge, window[1] - high - edge)]
    return min((Rect(x, y, wide, high) for x, y in corners), key=lambda place: _common(place, target))


def _clearest(card: Size, target: Rect, window: tuple[int, int], gap: int, avoid: Sequence[Rect]) -> Rect | None:
    """Return the place near a target that covers least of what is to be avoided, nearer ones and the sides first."""
    wide, high = card
    best: tuple[float, Rect] | None = None
    tries = product(_FURTHER, (0.5, 0.15, 0.85), ("right", "left", "below", "above"))
    for number, (far, part, side) in enumerate(tries):
        across, down = round(target.centerx - wide * part), round(target.centery - high * part)
        x, y = {"right": (target.right + gap * far, down), "left": (target.left - gap * far - wide, down),
                "below": (across, target.bottom + gap * far), "above": (across, target.top - gap * far - high)}[side]
        place = Rect(max(_EDGE, min(x, window[0] - wide - _EDGE)), max(_EDGE, min(y, window[1] - high - _EDGE)),
                     wide, high)
        if place.colliderect(target):
            continue
        covered = sum(_common(place, box) / max(1, box.w * box.h) for box in avoid)
        cost = covered + 0.02 * number + 0.002 * _apart(place, target)
        if best is None or cost < best[0]:
            best = (cost, place)
    return best[1] if best is not None else None


def _apart(a: Rect, b: Rect) -> int:
    """Return how many pixels two boxes lie apart, on the axis where that is more; 0 where they meet."""
    return max(0, a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom)


def _common(a: Rect, b: Rect) -> int:
    both = a.clip(b)
    return both.w * both.h


def hint_place(ui: Ui, card: HintCard, target: Rect) -> Rect:
    """Return where a hint card goes for a control."""
    return beside(card.measure(ui, ui.size[0] - 12), target, ui.size, ui.px(8))
