"""What lies on the player's desk: what is chosen, planned and laid on the map, and the models that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pygame import Rect

from game.play import News, Play
from game.rules.movement import reach, zone
from game.rules.narrate import unit_name
from game.rules.orders import Move
from game.rules.state import Unit, View
from game.text import _, language
from game.ui import tools
from game.ui.board.model import AttackArrow, Overlays, PathPreview, Shade, Tag
from game.ui.panels.model import Action, InfoCard, InspectorModel, MoveCard, StripModel, TimelineModel, TopBarModel
from game.ui.screens.table import Floating, TableModels
from game.ui.table.briefs import end_card, event_card
from game.ui.table.cards import move_card, plan_card, target_card
from game.ui.table.chronicle import log_model, timeline_model, top_bar
from game.ui.table.ghost import ghost_of
from game.ui.table.inquiry import Inquiry
from game.ui.table.inspector import Asked, Subject, holder_of, inspector_of, subjects_at
from game.ui.table.layers import LEGEND, layer_buttons, rings_of
from game.ui.table.laying import Laying
from game.ui.table.legend import with_enemy, with_moves
from game.ui.table.proposal import Proposal, proposal_card
from game.ui.table.review import Review
from game.ui.table.supplylayers import enemy_reach

Box = tuple[int, int, int, int]
_RINGS_HEXES = 2
START_LAYERS = frozenset({"control", "flow", LEGEND})


@dataclass
class Desk:
    """The state of the window that is not part of the game, and everything derived from both."""

    play: Play
    subject: Subject = field(default_factory=Subject)
    plan: tools.Plan | None = None
    aim: tools.Aim | None = None
    layers: frozenset[str] = START_LAYERS
    filter: int = 0
    info: InfoCard | None = None
    news: list[News] = field(default_factory=list)
    ending: bool = False
    refused: tuple[int, str] | None = None
    told: tuple[int, tuple[str, ...]] | None = None
    """What came of the last order, beside its hex, until something else is pointed at."""
    hover: int | None = None
    reviews: tuple[Review, Review] = field(default_factory=lambda: (Review(), Review()))
    """What each side was shown of the other's last phase."""
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    """Notes of the players on hexes, by id of the side and name of the hex."""
    paused: bool = False
    topic: int = -1
    """What is asked about the supply of what is chosen, -1 for nothing."""
    inquiry: Inquiry | None = None
    proposal: Proposal | None = None
    laying: Laying = field(default_factory=Laying)
    _line: tuple[View | None, str, TimelineModel | None] = (None, "", None)

    @property
    def unit(self) -> Unit | None:
        """The own unit that is chosen and can be ordered now, or None."""
        unit = self.play.view.known.by_id.get(self.subject.unit)
        return unit if unit is not None and self.play.my_turn and unit.side == self.play.viewer else None

    @property
    def modal(self) -> bool:
        """Whether a card waits to be read or answered before anything else."""
        cards = self.info is not None or self.review.open or bool(self.news) or self.ending
        return cards or self.proposal is not None or isinstance(self.plan, tools.CargoPlan)

    @property
    def review(self) -> Review:
        """What the viewer was shown of the other side's last phase."""
        return self.reviews[self.play.viewer]

    def noted(self) -> dict[int, str]:
        """Return the viewer's notes by hex."""
        scenario = self.play.session.scenario
        side = scenario.sides[self.play.viewer].id
        return {scenario.map.grid.parse(spot): text for (owner, spot), text in self.notes.items() if owner == side}

    def choose(self, subject: Subject) -> None:
        """Choose something and drop what was planned and asked."""
        if subject != self.subject:
            self.topic = -1
        self.subject, self.hover = subject, None
        self.drop_plan()

    def drop_plan(self) -> None:
        """Forget what was planned or aimed."""
        self.plan, self.aim, self.refused, self.told, self.proposal = None, None, None, None, None

    def keep_sound(self) -> None:
        """After an order or a new phase, let go of what is no longer there."""
        known = self.play.view.known
        unit = known.by_id.get(self.subject.unit)
        if self.subject.unit:
            self.subject = replace(self.subject, hex=unit.hex) if unit is not None else Subject(self.subject.hex)
        self.drop_plan()

    # --- pointing ----------------------------------------------------------------------------------------------

    def point(self, hex_id: int, *, order: bool) -> None:
        """Answer a hex being pointed at: the target that is waited for, an order, or something to choose.

        With `order` it means the obvious order of the chosen unit, even one that will be refused.
        """
        view, unit = self.play.view, self.unit
        self.refused = self.told = None
        if self.aim is not None:
            self.plan = tools.aimed(view, self.aim, self.subject.unit, self.subject.base, hex_id)
            if self.plan is None:
                self.refused = (hex_id, _("Choose one of your own units or bases first."))
            self.aim = None
        elif unit is not None and (order or self._means_order(unit, hex_id)):
            self.plan = (order and tools.approach(view, unit.id, hex_id)) or tools.obvious(view, unit.id, hex_id)
        else:
            rows = subjects_at(view, hex_id)
            now = rows.index(self.subject) if self.subject in rows else -1
            self.choose(rows[(now + 1) % len(rows)])

    def _means_order(self, unit: Unit, hex_id: int) -> bool:
        """Say whether a plain click on a hex means an order of the chosen unit, and not to choose what is there."""
        known = self.play.view.known
        if tools.enemies_at(known, hex_id, unit.side):
            reaches = known.scenario.unit_type(unit.type).range_hexes
            return known.scenario.map.grid.distance(unit.hex, hex_id) <= max(1, reaches)
        own = any(row.side == unit.side for row in known.by_hex.get(hex_id, ()))
        base = any(row.hex == hex_id and row.side == unit.side for row in known.bases)
        return not own and not base and hex_id in reach(known, unit.id).costs

    # --- models -------------------------------------------------------------------------------------------------

    def models(self, box_of: Callable[[int], Box]) -> TableModels:
        """Return everything the panels show."""
        view, session = self.play.view, self.play.session
        if self._line[0] is not view or self._line[1] != language():
            self._line = (view, language(), timeline_model(view))
        line = self._line[2]
        assert line is not None
        return TableModels(
            self._top_bar(view), StripModel(layer_buttons(self.layers, view), _strip_tools(self.play.watching)),
            self._inspector(view),
            log_model(session.log, session.scenario, self.play.viewer, self.filter), line, self.cards(box_of))

    def _inspector(self, view: View) -> InspectorModel:
        """Return the panel at the right, with what has been found out so far of what would help."""
        holder = holder_of(view, self.subject)
        if self.inquiry is None or self.inquiry.view is not view or self.inquiry.holder != holder:
            self.inquiry = Inquiry(view, holder) if holder else None
        found = self.inquiry
        asked = Asked(self.topic, found.helps, found.open) if found is not None else Asked()
        model = inspector_of(view, self.subject, can_order=self.play.my_turn, asked=asked)
        return self.proposal.shown_in(model) if self.proposal is not None else model

    def _top_bar(self, view: View) -> TopBarModel:
        play = self.play
        name = view.scenario.sides[view.known.side].name
        stop = play.session.undo_refusal() if play.my_turn else _("Only your own orders can be undone.")
        undo = Action("undo", _("Undo the last order"), "ctrl+z", enabled=not stop, hint=stop or "", icon="undo")
        can = play.my_turn and play.session.can_redo
        redo = Action("redo", _("Give the order again"), "ctrl+y", enabled=can, icon="redo",
                      hint="" if can else _("There is nothing to redo."))
        if play.over:
            text, end = _("The game is over"), Action("result", _("Result"), "enter", "amber")
        elif play.my_turn:
            text, end = _("{side} to move").format(side=name), Action("end_phase", _("End turn"), "enter", "amber")
        elif play.watching:
            text = _("{side} moves: {n}").format(side=name, n=play.computed)
            end = Action("pause", _("Go on") if self.paused else _("Pause"), "space", "amber")
        else:
            text = _("{side} moves: {n}").format(side=name, n=play.computed)
            end = Action("skip", _("Skip"), "space", "amber")
        return top_bar(view, undo=undo, redo=redo, end=end, phase_text=text, tools=self._tools())

    def _tools(self) -> tuple[Action, ...]:
        steps = len(self.review.steps)
        seen = _("What was seen of the other side's phase, step by step") if steps else _(
            "Nothing was seen of the other side's last phase.")
        advice = _("What the computer would do in your place, and why; it gives no order")
        return (Action("review", seen, "j", enabled=steps > 0, hint=seen, icon="eye"),
                Action("hint", advice, "b", enabled=self.play.my_turn, hint=advice, icon="star"),
                Action("find", _("Find a place, unit or hex"), "ctrl+f", icon="search"))

    def cards(self, box_of: Callable[[int], Box]) -> tuple[Floating, ...]:
        """Return the card that lies over the map, if any."""
        view = self.play.view
        if self.info is not None:
            return (Floating(self.info, modal=True),)
        if self.review.open:
            seen = self.review.card(self.play.session.scenario)
            return (Floating(seen, box_of(self.review.steps[self.review.at].hex), modal=True),)
        if self.news:
            news = self.news[0]
            return (Floating(event_card(view.scenario, news.event, news.turn, decides=news.decides), modal=True),)
        if self.ending:
            return (Floating(end_card(view), modal=True),)
        if self.proposal is not None:
            return (Floating(proposal_card(view, self.proposal), modal=True),)
        if self.plan is not None:
            card, tone = plan_card(self.plan, view)
            modal = isinstance(self.plan, tools.CargoPlan)
            near = None if modal else box_of(tools.target_of(self.plan, view.known))
            return (Floating(card, near, tone, modal, self._ground_of_plan(view, box_of)),)
        if self.refused is not None:
            return (Floating(MoveCard("", (), self.refused[1]), box_of(self.refused[0]), "alert"),)
        if self.told is not None:
            return (Floating(MoveCard("", self.told[1]), box_of(self.told[0]), "secondary"),)
        return self._pointed(view, box_of)

    def _ground_of_plan(self, view: View, box_of: Callable[[int], Box]) -> Box | None:
        """Return the rectangle round an attack or a drop, which its card must not cover."""
        if isinstance(self.plan, tools.DropPlan):
            hexes = list(view.scenario.map.grid.disk(self.plan.aim, _RINGS_HEXES))
        elif isinstance(self.plan, tools.AttackPlan):
            hexes = [self.plan.target, *(view.known.by_id[unit].hex for unit in self.plan.party)]
        else:
            return None
        boxes = [Rect(box_of(hex_id)) for hex_id in hexes]
        whole = boxes[0].unionall(boxes[1:])
        return whole.x, whole.y, whole.w, whole.h

    def _pointed(self, view: View, box_of: Callable[[int], Box]) -> tuple[Floating, ...]:
        """Return the note on the hex under the pointer: what a move there costs, or what is being aimed."""
        unit = self.unit
        if self.hover is not None and unit is not None and self.aim in (None, "move"):
            known = view.known
            enemies = tools.enemies_at(known, self.hover, view.side)
            if not enemies and self.hover in reach(known, unit.id).costs:
                return (Floating(move_card(tools.MovePlan(unit.id, self.hover), view), box_of(self.hover), "action"),)
            if enemies and self._means_order(unit, self.hover):
                note = target_card(tools.obvious(view, unit.id, self.hover), view)
                return (Floating(note, box_of(self.hover), "cut"),)
            if (near := tools.approach(view, unit.id, self.hover)) is not None:
                return (Floating(move_card(near, view), box_of(self.hover), "cut"),)
        if self.aim is not None:
            spot = self.hover if self.hover is not None else self.subject.hex
            return (Floating(MoveCard(_aim_text(self.aim), (_("Esc gives it up."),)),
                             box_of(spot) if spot >= 0 else None, "action"),)
        return ()

    # --- the map ------------------------------------------------------------------------------------------------

    def overlays(self, cursor: int | None) -> Overlays:
        """Return what is laid over the map: layers, the chosen unit's reach, the plan."""
        view = self.play.view
        holder = self.subject.base or self.subject.unit
        lay = self.laying.overlays(view, self.layers, holder)
        unit = self.unit
        if unit is not None and self.aim in (None, "move") and not self.modal:
            lay = replace(lay, shades=(*lay.shades, _reach_shade(view, unit.id)), legend=with_moves(lay.legend))
        if not self.modal:
            lay = _with_enemy(lay, view, self.subject.unit)
        chosen = self.subject.hex if self.subject.hex >= 0 else None
        tags = tuple(Tag(spot, text) for spot, text in self.noted().items())
        lay = replace(lay, selected=chosen, hover=self.hover, cursor=cursor, tags=(*lay.tags, *tags))
        return self._with_plan(lay, view, unit)

    def _with_plan(self, lay: Overlays, view: View, unit: Unit | None) -> Overlays:
        known = view.known
        match self.plan:
            case None:
                if unit is None or self.hover is None or self.aim not in (None, "move") or self.modal:
                    return lay
                way = tools.approach(view, unit.id, self.hover) or tools.MovePlan(unit.id, self.hover)
                return _with_path(lay, view, way)
            case tools.MovePlan():
                return _with_path(lay, view, self.plan)
            case tools.AttackPlan(units=units, target=target):
                hexes = sorted({known.by_id[row].hex for row in units})
                arrows = tuple(AttackArrow(h, target, view.side) for h in hexes)
                return replace(lay, attacks=arrows, target=target)
            case tools.FirePlan(unit=gun, target=target):
                return replace(lay, attacks=(AttackArrow(known.by_id[gun].hex, target, view.side),), target=target)
            case tools.StrikePlan(target=target):
                return replace(lay, target=target)
            case tools.DropPlan(aim=aim, height=height):
                return replace(lay, rings=(rings_of(known, aim, height),), target=aim)
            case tools.CargoPlan():
                return lay


def _with_enemy(lay: Overlays, view: View, unit_id: str) -> Overlays:
    """Lay out where a unit could go next turn, if it is one of the other side's."""
    enemy = view.known.by_id.get(unit_id)
    if enemy is None or enemy.side == view.side or enemy.hex < 0:
        return lay
    shade = enemy_reach(view.known, enemy)
    legend = with_enemy(lay.legend, shade, unit_name(view.scenario, enemy.id))
    return replace(lay, shades=(*lay.shades, shade), legend=legend)


def _with_path(lay: Overlays, view: View, plan: tools.MovePlan) -> Overlays:
    order = tools.order_of(plan, view)
    if not isinstance(order, Move):
        return lay
    ghost = ghost_of(view, order)
    return replace(lay, path=PathPreview((view.known.by_id[plan.unit].hex, *order.path)), ghost=ghost.links,
                   ghost_tags=ghost.tags)


def _reach_shade(view: View, unit_id: str) -> Shade:
    """Return where a unit can go; hexes in which enemy zones end the move are told apart."""
    known = view.known
    kept = known.memo.get((f"reach shade {unit_id}", view.side))
    if not isinstance(kept, Shade):
        bands, stops = bytearray(known.scenario.map.grid.size), zone(known, 1 - view.side)
        for hex_id in reach(known, unit_id).costs:
            bands[hex_id] = 2 if stops[hex_id] else 4
        kept = Shade("reach", bytes(bands))
        known.memo[f"reach shade {unit_id}", view.side] = kept
    return kept


def _aim_text(aim: tools.Aim) -> str:
    return {"move": _("Choose where to go."), "attack": _("Choose a neighbouring hex to attack."),
            "fire": _("Choose a hex to fire at."), "strike": _("Choose a hex for the jets."),
            "drop": _("Choose where to aim the drop.")}[aim]


def _strip_tools(watching: bool) -> tuple[Action, ...]:
    rows = [Action("next_idle", _("Next unit without orders"), "n", icon="right")]
    if watching:
        rows = [Action("other_side", _("See it as the other side"), "v", icon="eye")]
    return (*rows, Action(f"layer:{LEGEND}", _("Legend of the layers, on or off"), "k", icon="info"),
            Action("zoom:1", _("Zoom in"), "plus", icon="plus"),
            Action("zoom:-1", _("Zoom out"), "minus", icon="minus"),
            Action("home", _("Look where it began"), "home", icon="locate"))

