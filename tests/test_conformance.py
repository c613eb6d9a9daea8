"""Random legal orders in every shipped scenario: what must hold in every position, held in every position.

The default run plays the first turns of each scenario; `-m slow` plays each of them to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from game.content.loader import require, resolve, shipped_names
from game.rules import engine
from game.rules.engine import Step
from game.rules.knowledge import view
from game.rules.notation import read_event, read_order, write_event, write_order
from game.rules.orders import EndPhase, Order
from game.rules.plain import canonical, fingerprint, state_from_plain, state_to_plain
from game.rules.scenario import Scenario
from game.rules.state import Standing, State
from game.session import Refused, Session, load, verify
from tests.rules.test_engine import check_audience, check_invariants

BOLD = ("Move", "Attack", "Bombard", "Strike", "Airdrop", "Choose")
"""Kinds of order that change the map; half of the random orders are of these."""


class Dice:
    """A small generator of our own (Knuth's 64-bit MMIX constants), the same numbers on every Python."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, limit: int) -> int:
        """Return a number from 0 to `limit` - 1."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) * limit >> 31

    def one_of(self, rows: Sequence[Order]) -> Order:
        """Return one of the rows: first a kind of order is drawn, then one of that kind, or all would be moves."""
        kinds = sorted({type(row).__name__ for row in rows})
        bold = [kind for kind in kinds if kind in BOLD]
        kinds = bold if bold and self.below(2) else kinds
        kind = kinds[self.below(len(kinds))]
        fitting = [row for row in rows if type(row).__name__ == kind]
        return fitting[self.below(len(fitting))]


@lru_cache(maxsize=8)
def shipped(name: str) -> Scenario:
    """Return a shipped scenario, loaded once for all tests."""
    return require(name)


def asked(state: State, dice: Dice) -> list[Order]:
    """Return legal orders to choose from: those of the whole side now and then, else those of one of its units."""
    known = view(state, state.side)
    own = [unit.id for unit in state.units if unit.side == state.side]
    if not own or dice.below(8) == 0:
        return [order for order in engine.legal_orders(known) if order != EndPhase()] or [EndPhase()]
    return engine.legal_orders(known, own[dice.below(len(own))]) or [EndPhase()]


def check_offered(state: State, orders: Sequence[Order], dice: Dice) -> None:
    """Assert that no listed order is refused, that the notation gives each back, and that a few can be carried out."""
    known, grid = view(state, state.side), state.scenario.map.grid
    for order in orders:
        assert engine.refusal(known, order) is None, order
        assert read_order(write_order(order, grid), grid) == order
    for _ in range(2):
        engine.apply(state, dice.one_of(orders))


def check_pure(before: State, order: Order, step: Step, shown: str) -> None:
    """Assert that `apply` left its state alone, and does the same to an equal state read back from plain data."""
    assert canonical(state_to_plain(before)) == shown, "apply changed the state it was given"
    copy = state_from_plain(state_to_plain(before), before.scenario)
    assert copy == before
    again = engine.apply(copy, order)
    assert again == step, "the same order on an equal state does something else"
    assert fingerprint(again.state) == fingerprint(step.state)


def check_events(step: Step) -> None:
    """Assert that the notation of events gives each back."""
    for event in step.events:
        assert read_event(write_event(event)) == event


def disturbed(state: State, side: int) -> State:
    """Return a state in which everything that a side may not know is something else."""
    shown = view(state, side)
    hidden = {unit.id for unit in state.units} - set(shown.known.by_id)
    mine = state.contacts[side]
    enemy_bases = {base.id for base in state.bases if base.side != side}
    seen = shown.visible
    standings = tuple(row if index == side else _other_standing(row) for index, row in enumerate(state.standings))
    return replace(
        state, seed=state.seed + 1, draws=(("mine", 3, 1),),
        units=tuple(replace(u, men=1, stock=(1, 2, 3), stance="rest") if u.id in hidden else
                    u if u.side == side else replace(u, cargo=(7, 7, 7), hunger=999, wounded=5, move_left=3)
                    for u in state.units),
        bases=tuple(replace(b, stock=(1, 2, 3), priority=3, ration="half") if b.id in enemy_bases else b
                    for b in state.bases),
        control=bytes(now if seen[h] else 2 - now for h, now in enumerate(state.control)),
        contacts=(mine, ()) if side == 0 else ((), mine), standings=(standings[0], standings[1]),
        fleets=tuple(row if _own_source(state, row.source, side) else replace(row, trucks=77) for row in state.fleets),
        deliveries=tuple(row for row in state.deliveries if row.side == side),
        flows=tuple(row for row in state.flows if row.side == side),
        routes=tuple(row for row in state.routes if row[1] == side),
        en_route=tuple(row for row in state.en_route if row[0] == side),
        drops=tuple(row if index == side else replace(row, dropped=5) for index, row in enumerate(state.drops)),
        pending=tuple(row for row in state.pending if row.side == side),
    )


def _other_standing(row: Standing) -> Standing:
    return replace(row, strikes_left=9, drops_left=9, strike_credit=1, drop_credit=1, killed=99, captured=99,
                   policy="fast")


def _own_source(state: State, source: str, side: int) -> bool:
    return any(row.id == source and row.side == side for row in state.scenario.supply_sources)


def check_fog(state: State, side: int) -> None:
    """Assert that what a side may not know can differ in every way without a byte of what it is shown changing."""
    other = disturbed(state, side)
    assert repr(view(other, side)) == repr(view(state, side))
    assert other != state


def play_random(name: str, seed: int, turns: int, orders_a_phase: int, every: int = 1) -> State:
    """Play random legal orders and check every position; the dearer checks in every `every`-th."""
    dice, step = Dice(seed), engine.start(shipped(name), seed)
    check_invariants(step)
    check_events(step)
    given = count = 0
    while step.state.outcome is None and step.state.turn <= turns:
        before = step.state
        order: Order = EndPhase()
        if given < orders_a_phase:
            offered = asked(before, dice)
            order = dice.one_of(offered)
            if count % every == 0:
                check_offered(before, offered, dice)
        shown = canonical(state_to_plain(before))
        step = engine.apply(before, order)
        given = 0 if order == EndPhase() else given + 1
        check_invariants(step)
        check_audience(before, step)
        check_events(step)
        if count % every == 0:
            check_pure(before, order, step, shown)
            check_fog(step.state, 0)
            check_fog(step.state, 1)
        count += 1
    return step.state


@pytest.mark.parametrize("name", shipped_names())
def test_random_orders_keep_the_rules_in_the_first_turns(name: str) -> None:
    turns = 9 if name == "template" else 2
    state = play_random(name, 3, turns, 6)
    assert state.outcome is not None or state.turn == turns + 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", shipped_names())
def test_random_orders_keep_the_rules_to_the_end(name: str, seed: int) -> None:
    assert play_random(name, seed, 10_000, 6, every=5).outcome is not None


def test_a_session_of_random_orders_undos_and_redos_is_read_back_and_verified(tmp_path: Path) -> None:
    path, dice = tmp_path / "game.jsonl", Dice(5)
    session = Session(resolve("template"), 5)
    session.save_as(path)
    undone = 0
    while session.state.outcome is None and session.state.turn <= 5:
        before = session.state
        session.submit(EndPhase() if dice.below(6) == 0 else dice.one_of(asked(before, dice)))
        if session.undo_refusal() is None and dice.below(2):
            after = session.state
            session.undo()
            assert session.state == before
            undone += 1
            if dice.below(2):
                session.redo()
                assert session.state == after
    session.close()
    assert undone > 5
    again = load(path)
    assert (again.state, again.log) == (session.state, session.log)
    again.close()
    assert list(verify(path))[-1][1] == session.state


def test_an_order_that_does_not_fit_leaves_the_session_as_it_was() -> None:
    session = Session(resolve("template"), 5)
    for order in engine.legal_orders(session.view(1 - session.state.side)):
        raise AssertionError(f"the side whose phase it is not was offered {order}")
    foreign = next(unit for unit in session.state.units if unit.side != session.state.side)
    before = session.state
    with pytest.raises(Refused, match="You have no unit"):
        session.submit(read_order(f"hold {foreign.id}", session.scenario.map.grid))
    assert session.state is before
