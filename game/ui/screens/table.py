"""The table: the map in the middle, the panels round it, cards over it.

It draws what it is given as models, and rebuilds only the panels whose model has changed. What is pressed comes
out as action ids, what happens on the map as events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pygame import Rect, Surface

from game.text import _
from game.ui.input import Event
from game.ui.panels.cards import airdrop_card, attack_card, end_card, event_card, info_card, move_card
from game.ui.panels.inspector import inspector
from game.ui.panels.lesson import Spotlight, lesson_panel
from game.ui.panels.log import log
from game.ui.panels.model import (
    Act,
    AirdropCard,
    AttackCard,
    EndCard,
    EventCard,
    InfoCard,
    InspectorModel,
    LessonModel,
    LogModel,
    MoveCard,
    StripModel,
    TimelineModel,
    TopBarModel,
)
from game.ui.panels.strip import strip
from game.ui.panels.timeline import timeline
from game.ui.panels.topbar import topbar
from game.ui.screen import Outcome
from game.ui.widgets.base import Group, Size, Widget
from game.ui.widgets.card import Card, beside
from game.ui.widgets.inputs import Tabs
from game.ui.widgets.layout import Column, Row, Rule, Space
from game.ui.widgets.painter import Painter, Tone, Ui
from game.ui.widgets.stage import Pane, Stage

SHEET_ASPECT = 0.53
"""Width of the map sheet by its height: 37 columns of 0.866 km by 61 km, with the edge."""

_LOG_SHARE = 47
"""Per cent of the width below the map that the log gets beside the timeline."""
_EDGES = ("strip", "bottom", "inspector", "lesson")
"""Panels with a hairline towards the map."""

CardModel = AttackCard | AirdropCard | EventCard | MoveCard | EndCard | InfoCard


@dataclass(frozen=True, slots=True)
class Floating:
    """A card over the map: beside the rectangle `near` (window pixels) with a leader, or in the middle.

    It keeps clear of `clear`, where that is given, as well. A `modal` card keeps everything else from being used until
    it is answered.
    """

    card: CardModel
    near: tuple[int, int, int, int] | None = None
    tone: Tone = "secondary"
    modal: bool = False
    clear: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class TableModels:
    """Everything the table shows but the map itself."""

    topbar: TopBarModel
    strip: StripModel
    inspector: InspectorModel
    log: LogModel
    timeline: TimelineModel
    cards: tuple[Floating, ...] = ()
    lesson: LessonModel | None = None


class MapSurface(Protocol):
    """The map as the table needs it: it draws itself, and hears what happens on it."""

    def draw_map(self, surface: Surface) -> None:
        """Fill a surface of the map's size."""

    def busy_boxes(self) -> Sequence[Rect]:
        """Return what cards over the map should not cover, in window pixels."""

    def map_event(self, event: Event) -> Outcome | None:
        """Answer pointer and keys on the map, positions in window pixels; None where the event is not for it."""

    def draw_minimap(self, surface: Surface) -> None:
        """Fill a surface of the minimap's size."""

    def minimap_event(self, event: Event, rect: Rect) -> Outcome | None:
        """Answer pointer on the minimap, which lies at `rect`."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where the parts of the table lie, in pixels of the window."""

    top: Rect
    strip: Rect
    map: Rect
    inspector: Rect
    bottom: Rect
    minimap: Rect
    lesson: Rect


def table_layout(ui: Ui, *, lesson: bool = False) -> TableLayout:
    """Return the layout for a window: 56, 72, 368, 156 px of panels at 1080 lines, 44, 60, 300, 108 px at 720.

    With a `lesson` its panel stands left of the map.
    """
    wide, high = ui.size
    top, left = ui.px(ui.pick(56, 50)), ui.px(ui.pick(72, 68))
    right, below = ui.px(ui.pick(368, 304 if ui.tight else 339)), ui.px(ui.pick(156, 122))
    pad = ui.px(ui.pick(11, 7))
    mini = below - 2 * pad
    taught = ui.px(ui.pick(330, 268)) if lesson else 0
    return TableLayout(
        top=Rect(0, 0, wide, top),
        strip=Rect(0, top, left, high - top - below),
        map=Rect(left + taught, top, wide - left - right - taught, high - top - below),
        inspector=Rect(wide - right, top, right, high - top),
        bottom=Rect(0, high - below, wide - right, below),
        minimap=Rect(pad, high - below + pad, round(mini * SHEET_ASPECT), mini),
        lesson=Rect(left, top, taught, high - top - below),
    )


class MapArea(Widget):
    """The map as a widget: it has the focus from the start, and its own keys and pointer."""

    focusable = True

    def __init__(self, board: MapSurface, name: str = "map") -> None:
        super().__init__(name=name)
        self._board = board

    def measure(self, ui: Ui, width: int) -> Size:
        """Return all the room."""
        return width, 1

    def draw(self, painter: Painter) -> None:
        """Let the map draw itself."""
        self._board.draw_map(painter.surface.subsurface(painter.local(self.rect)))

    def ring_rect(self) -> Rect:
        """Keep the ring inside the pane."""
        return self.rect.inflate(-8, -8)

    def handle(self, event: Event) -> Outcome | None:
        """Hand the event to the map."""
        return self._board.map_event(event)


class Minimap(Widget):
    """The whole sheet, small: a click or a drag moves the view."""

    def __init__(self, board: MapSurface) -> None:
        super().__init__(name="minimap")
        self._board = board

    def measure(self, ui: Ui, width: int) -> Size:
        """Return all the room."""
        return width, 1

    def draw(self, painter: Painter) -> None:
        """Draw the sheet in a thin frame."""
        painter.fill(self.rect, "secondary")
        inner = self.rect.inflate(-2, -2)
        self._board.draw_minimap(painter.surface.subsurface(painter.local(inner)))

    def handle(self, event: Event) -> Outcome | None:
        """Hand the event to the map."""
        return self._board.minimap_event(event, self.rect.inflate(-2, -2))


class CardWithLeader(Group):
    """A card and the line from it to what it is about."""

    def __init__(self, card: Card, near: Rect | None, tone: Tone) -> None:
        super().__init__([card])
        self.card, self.near, self.tone = card, near, tone

    def place(self, ui: Ui, rect: Rect) -> None:
        """Keep the pane's rectangle; the card's own was found before."""
        self.rect = Rect(rect)
        self.card.place(ui, self.card.rect)

    def at(self, pos: tuple[int, int]) -> Widget | None:
        """Return what of the card is at a point; the leader lets everything through."""
        return self.card.at(pos)

    def draw(self, painter: Painter) -> None:
        """Draw the leader under the card."""
        if self.near is not None:
            self._leader(painter, self.near)
        super().draw(painter)

    def _leader(self, painter: Painter, near: Rect) -> None:
        ui, box = painter.ui, self.card.rect
        edge = ui.px(14)
        if near.bottom <= box.top or near.top >= box.bottom:
            x = max(box.left + edge, min(near.centerx, box.right - edge))
            above = near.bottom <= box.top
            ends = ((near.centerx, near.bottom if above else near.top), (x, box.top if above else box.bottom))
        else:
            y = max(box.top + edge, min(near.centery, box.bottom - edge))
            before = near.right <= box.left
            ends = ((near.right if before else near.left, near.centery), (box.left if before else box.right, y))
        path = [(x - painter.origin[0], y - painter.origin[1]) for x, y in ends]
        pen = painter.vectors(self.rect, 3)
        for width, dot, tone in ((4.2, 5.0, "panel"), (1.8, 3.4, self.tone)):
            colour = ui.colour(tone)  # type: ignore[arg-type]
            pen.line(path, width * ui.scale, colour)
            pen.circle(path[0], dot * ui.scale, colour)
        pen.onto(painter.surface)


@dataclass
class TableFrame:
    """The panes of the table; `show` brings them up to date, the caller owns what they mean."""

    board: MapSurface
    act: Act
    stage: Stage = field(default_factory=Stage)
    drawer: int = 0
    _made: dict[str, tuple[object, Pane]] = field(default_factory=dict)
    _shown: TableModels | None = None
    _lit: Widget | None = None
    _ui: Ui | None = None

    def show(self, ui: Ui, models: TableModels) -> None:
        """Lay out the panels, keeping those whose model, place and scale are the same as before."""
        if self._ui is None or (self._ui.size, self._ui.scale, self._ui.settings) != (ui.size, ui.scale, ui.settings):
            self._made = {}
        self._ui, self._shown = ui, models
        at = table_layout(ui, lesson=models.lesson is not None)
        panes = [
            self._pane("map", None, at.map, lambda: MapArea(self.board)),
            self._pane("strip", models.strip, at.strip, lambda: strip(models.strip, self.act, at.strip.size, ui)),
            self._pane("bottom", (models.log, models.timeline, self.drawer), at.bottom,
                       lambda: self._bottom(models, ui, at)),
            self._pane("minimap", None, at.minimap, lambda: Minimap(self.board)),
            self._pane("inspector", models.inspector, at.inspector,
                       lambda: inspector(models.inspector, self.act, ui, at.inspector.size)),
            self._pane("topbar", models.topbar, at.top, lambda: topbar(models.topbar, self.act, ui), tone="bar"),
        ]
        if (taught := models.lesson) is not None:
            panes.append(self._pane("lesson", taught, at.lesson, lambda: lesson_panel(taught, self.act, ui)))
        cards = [self._card(i, floating, ui, at.map) for i, floating in enumerate(models.cards)]
        self.stage.show(ui, [*panes, *cards], start="map")

    def spotlight(self, names: Sequence[str], box: tuple[int, int, int, int] | None) -> bool:
        """Ring the first of these widgets that is in use now, else a box of the map; False where neither shows."""
        if self._ui is None:
            return False
        found = next((widget for widget in map(self.stage.find, names) if widget is not None), None)
        if found is not None and found is not self._lit:
            for outer in list(found.ancestors())[1:]:  # a panel scrolls to it once; the reader may scroll on
                outer.reveal(found.rect)
        self._lit = found
        target = Rect(found.rect) if found is not None else Rect(box) if box is not None else None
        if target is None or (found is None and not self._made["map"][1].rect.contains(target)):
            return False
        target = target.clip(Rect((0, 0), self._ui.size).inflate(-self._ui.px(24), -self._ui.px(24)))
        pane = Pane(Spotlight(target), target, background=None, margin=self._ui.px(14))
        panes = list(self.stage.panes)
        cards = len(self._shown.cards) if self._shown is not None and found is None else 0
        panes.insert(len(panes) - cards, pane)  # a ring on the map lies below the cards, one round a control above
        self.stage.show(self._ui, panes, start="map")
        return True

    def refresh_map(self, *, minimap: bool = True) -> None:
        """Ask for the map to be drawn again, and the minimap where the view or the situation changed too."""
        for name in ("map", "minimap") if minimap else ("map",):
            if name in self._made:
                self._made[name][1].invalidate()

    def _pane(self, name: str, model: object, rect: Rect, build: Callable[[], Widget], *,
              tone: Tone = "panel") -> Pane:
        key = (model, tuple(rect))
        kept = self._made.get(name)
        if kept is not None and kept[0] == key:
            return kept[1]
        root = build()
        framed: Widget = _Edged(root, name) if name in _EDGES else root
        pane = Pane(framed, rect, background=tone, direct=name == "map")
        self._made[name] = (key, pane)
        return pane

    def _bottom(self, models: TableModels, ui: Ui, at: TableLayout) -> Widget:
        pad = round(ui.pick(11, 7))
        mini = Space(round(at.minimap.w / ui.scale), 1)
        titled = not ui.tight
        gap = round(ui.pick(16, 11))
        room = (at.bottom.w - at.minimap.w - ui.px(pad + 14 + 3 * gap)) * _LOG_SHARE // 100
        events = log(models.log, self.act, ui, room, titled=titled)
        line = timeline(models.timeline, self.act, titled=titled)
        if not ui.tight:
            events.grow, line.grow = _LOG_SHARE, 100 - _LOG_SHARE
            parts: list[Widget] = [mini, events, Rule(upright=True), line]
            return Row(parts, gap=gap, pad=(pad, 14, pad, pad), align="fill")
        tabs = Tabs([_("Events"), _("Campaign")], self.drawer, self._open_drawer, style="line", name="drawer")
        return Row([mini, Column([tabs, (events, line)[self.drawer]], gap=2, grow=1)], gap=10,
                   pad=(pad, 10, pad, pad), align="fill")

    def _place_of(self, card: Card, floating: Floating, ui: Ui, area: Rect) -> Rect:
        """Return where a card goes: in the middle, or beside what it is about.

        A plan that the map has no room beside, or that would have to be scrolled there, lies over the panels as well.
        """
        below = Rect(area.x, area.y, ui.size[0] - area.x, ui.size[1] - area.y)
        if floating.near is None:
            size = _fitted(card, ui, area)
            if floating.modal and size[1] < _fitted(card, ui, below)[1]:
                size = _fitted(card, ui, area := Rect(area.x, area.y, area.w, below.h))
            place = Rect((0, 0), size)
            place.center = area.center
            return place
        free = Rect(floating.near) if floating.clear is None else Rect(floating.near).union(Rect(floating.clear))
        hovers = isinstance(floating.card, MoveCard) and floating.card.title  # it follows the pointer and must not jump
        busy = [] if hovers else self.board.busy_boxes()
        places = [beside(_fitted(card, ui, room), free.move(-room.x, -room.y), room.size, ui.px(34),
                         sideways=floating.clear is not None,
                         avoid=[box.move(-room.x, -room.y) for box in busy]).move(room.topleft)
                  for room in (area, below)]
        crowded = places[0].colliderect(free) or places[0].h < places[1].h
        return places[1] if crowded and floating.clear is not None else places[0]

    def _open_drawer(self, index: int) -> None:
        self.drawer = index
        if self._ui is not None and self._shown is not None:
            self.show(self._ui, self._shown)

    def _card(self, index: int, floating: Floating, ui: Ui, area: Rect) -> Pane:
        kept = self._made.get(f"card{index}")
        if kept is not None and kept[0] == floating:
            return kept[1]
        card = _card_widget(floating.card, self.act, ui)
        near = Rect(floating.near) if floating.near is not None else None
        card.rect = place = self._place_of(card, floating, ui, area)
        root = CardWithLeader(card, near, floating.tone)
        whole = place if near is None else place.union(near)
        pane = Pane(root, whole, background=None, modal=floating.modal, margin=ui.px(18))
        self._made[f"card{index}"] = (floating, pane)
        return pane


def _fitted(card: Card, ui: Ui, area: Rect) -> tuple[int, int]:
    room = (area.w - 2 * ui.px(12), area.h - 2 * ui.px(12))
    wide, high = card.measure(ui, room[0])
    return min(wide, room[0]), min(high, room[1])


class _Edged(Group):
    """A panel with a hairline towards the map."""

    def __init__(self, child: Widget, name: str) -> None:
        super().__init__([child])
        self.side = name

    def place(self, ui: Ui, rect: Rect) -> None:
        """Give the child everything but the line."""
        super().place(ui, rect)
        inner = Rect(rect.x + (self.side == "inspector"), rect.y + (self.side == "bottom"),
                     rect.w - (self.side in ("inspector", "strip", "lesson")), rect.h - (self.side == "bottom"))
        self._children[0].place(ui, inner)

    def draw(self, painter: Painter) -> None:
        """Draw the line, then the child."""
        rect = self.rect
        line = {"inspector": Rect(rect.x, rect.y, 1, rect.h), "bottom": Rect(rect.x, rect.y, rect.w, 1),
                "strip": Rect(rect.right - 1, rect.y, 1, rect.h),
                "lesson": Rect(rect.right - 1, rect.y, 1, rect.h)}[self.side]
        painter.fill(line, "rule")
        super().draw(painter)


def _card_widget(card: CardModel, act: Act, ui: Ui) -> Card:
    match card:
        case AttackCard():
            return attack_card(card, act, ui)
        case AirdropCard():
            return airdrop_card(card, act, ui)
        case EventCard():
            return event_card(card, act, ui)
        case EndCard():
            return end_card(card, act, ui)
        case InfoCard():
            return info_card(card, act, ui)
        case MoveCard():
            return move_card(card, ui)

