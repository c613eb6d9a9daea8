"""Moments of a real game, each one screen or card as a player meets it: for pictures, and for tests of what fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from game.play import News
from game.rules.combat import refuse_attack
from game.rules.movement import reach
from game.rules.orders import Attack
from game.rules.state import State, Unit
from game.session import HUMAN
from game.ui import tools
from game.ui.screens.model import GameChoice
from game.ui.table.inspector import Subject
from game.ui.widgets.painter import Look
from tests.window_seat import Seat

SIEGE, BASE = "siege_of_wadi_deif", "wadi-deif"

Step = Callable[[Seat], object]


def at_the_table(look: Look, *, turns: int = 1, size: tuple[int, int] = (1280, 720)) -> Seat:
    """Sit down to the siege as the government, on the turn of that number."""
    seat = Seat(look, choice=GameChoice(SIEGE, (HUMAN, "standard"), True, 7), size=size)
    assert seat.my_turn()
    for _turn in range(turns - 1):
        seat.end_turn()
        assert seat.my_turn()
    return seat


def until_all_can_be_shown(seat: Seat, most: int = 8) -> bool:
    """Play on, at most so many turns, to one on which guns reach an enemy and somebody can attack one beside him.

    False where there is none, or the game is over before.
    """
    for _turn in range(most + 1):
        known = seat.table.play.view.known
        if _pairs_in_range(known) and _pairs_beside(known):
            return True
        seat.end_turn()
        if not seat.my_turn():
            return False
    return False


def clear(seat: Seat) -> None:
    """Leave a moment: nothing chosen, no card open, the usual layers, the table alone."""
    while len(seat.stack._screens) > 1:
        seat.stack._screens.pop()
    desk = seat.table.desk
    desk.info, desk.ending, desk.news, desk.topic, desk.review.at = None, False, [], -1, -1
    desk.choose(Subject())
    desk.layers = type(desk)(desk.play).layers
    seat.table.pace.settle()
    seat.table.refresh()


def moments(seat: Seat) -> Iterator[tuple[str, Step]]:
    """Yield each moment's name and what leads to it from a table with nothing chosen and no card open."""
    view = seat.table.play.view
    known, grid = view.known, view.scenario.map.grid
    gun, shot = _pairs_in_range(known)[0]
    fighter, enemy = neighbours(known)
    attack = tools.attack_plan(view, fighter.id, enemy.hex)
    costs = reach(known, fighter.id).costs
    far = max(costs, key=lambda h: (costs[h], h))
    yield "table", _refresh
    yield "base", _base
    yield "unit", partial(_choose, subject=Subject(fighter.hex, unit=fighter.id))
    yield "hex", partial(_choose, subject=Subject(grid.parse("17.31")))
    yield "enemy", partial(_choose, subject=Subject(enemy.hex, unit=enemy.id))
    yield "move", partial(_plan, unit=fighter, plan=tools.MovePlan(fighter.id, far))
    yield "attack", partial(_plan, unit=fighter, plan=attack)
    yield "attack terms", partial(_plan, unit=fighter, plan=replace(attack, detail=True))
    yield "bombard", partial(_plan, unit=gun, plan=tools.FirePlan(gun.id, shot.hex))
    yield "strike", partial(_plan, unit=fighter, plan=tools.StrikePlan(shot.hex))
    for name, actions in (("airdrop", "drop_here"), ("airdrop terms", "drop_here detail"), ("priority", "priority:0"),
                          ("ration", "ration:2"), ("why arrives", "why:0"), ("why lasts", "why:1"),
                          ("why ways", "why:2"), ("lab", "lab"), ("note", "note")):
        yield name, partial(act, actions=f"base:{BASE} {actions}")
    for action in ("policy:2", "points", "mark:3", "end_phase", "review", "find", "help", "menu", "save",
                   "cite:time_february"):
        yield action.partition(":")[0], partial(act, actions=action)
    for event in sorted((row for row in view.scenario.events if row.choices), key=lambda row: row.id):
        yield f"event {event.id}", partial(_news, news=News(event, 5, decides=True))
    for key in "35678":
        yield f"layer {key}", partial(_key, key=key)


def act(seat: Seat, actions: str) -> None:
    """Do what the ids of some actions of the table say, parted by spaces, as its buttons would."""
    for action in actions.split():
        outcome = seat.table.commands.act(action)
        if outcome is not None:
            seat.stack._apply(outcome)


def _refresh(seat: Seat) -> None:
    seat.table.refresh()


def _key(seat: Seat, key: str) -> None:
    seat.keys(key)


def _base(seat: Seat) -> None:
    act(seat, f"base:{BASE}")


def _choose(seat: Seat, subject: Subject) -> None:
    seat.table.desk.choose(subject)
    seat.table.look_at(subject.hex)
    seat.table.refresh()


def _plan(seat: Seat, unit: Unit, plan: tools.Plan) -> None:
    _choose(seat, Subject(unit.hex, unit=unit.id))
    seat.table.desk.plan = plan
    seat.table.refresh()


def _news(seat: Seat, news: News) -> None:
    seat.table.desk.news = [news]
    seat.table.refresh()


def _pairs_in_range(known: State) -> list[tuple[Unit, Unit]]:
    """Return guns of the side to move with enemies they reach."""
    grid = known.scenario.map.grid
    return [(gun, enemy) for gun in known.units for enemy in known.units
            if gun.side == known.side != enemy.side and min(gun.hex, enemy.hex) >= 0
            and known.scenario.unit_type(gun.type).range_hexes >= grid.distance(gun.hex, enemy.hex)]


def neighbours(known: State) -> tuple[Unit, Unit]:
    """Return a unit of the side to move and an enemy beside it that it can attack, the most joined by others first."""
    pairs = _pairs_beside(known)
    return max(pairs, key=lambda pair: (sum(enemy.hex == pair[1].hex for _own, enemy in pairs), pair[0].id))


def _pairs_beside(known: State) -> list[tuple[Unit, Unit]]:
    """Return units of the side to move with enemies beside them that they can attack."""
    return [(own, enemy) for own in known.units for enemy in known.units
            if own.side == known.side != enemy.side and min(own.hex, enemy.hex) >= 0
            and refuse_attack(known, Attack((own.id,), enemy.hex)) is None]
