"""A working copy of one `State` during one `apply`: the rules write here, nobody outside the rules sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from game.rules.chance import keyed
from game.rules.orders import Event
from game.rules.ruleset import NOTHING, Stock
from game.rules.scenario import Scenario, UnitDef
from game.rules.state import Base, Contact, Fleet, Outcome, PendingChoice, Standing, State, Unit


def add_stock(left: Stock, right: Stock) -> Stock:
    """Return the sum of two stocks."""
    return (left[0] + right[0], left[1] + right[1], left[2] + right[2])


def take_stock(left: Stock, right: Stock) -> Stock:
    """Return the difference of two stocks."""
    return (left[0] - right[0], left[1] - right[1], left[2] - right[2])


class Draft:
    """Everything of a state that an order may change, in mutable form, and the events so far.

    Stocks change through `credit` and `debit` alone, which keep the accounts: the ledger balances by construction.
    """

    def __init__(self, state: State) -> None:
        self.start = state
        self.scenario: Scenario = state.scenario
        self.turn = state.turn
        self.phase = state.phase
        self.control = bytearray(state.control)
        self.dawn_control = state.dawn_control
        self.units: dict[str, Unit] = {unit.id: unit for unit in state.units}
        self.bases: dict[str, Base] = {base.id: base for base in state.bases}
        self.fleets: dict[str, Fleet] = {fleet.source: fleet for fleet in state.fleets}
        self.standings: list[Standing] = list(state.standings)
        self.weather = state.weather
        self.people = list(state.people)
        self.harmed = list(state.harmed)
        self.sites = list(state.sites)
        self.flags: dict[str, int] = dict(state.flags)
        self.fired: dict[str, int] = dict(state.fired)
        self.pending: list[PendingChoice] = list(state.pending)
        self.contacts: list[dict[str, Contact]] = [{c.unit: c for c in rows} for rows in state.contacts]
        self.deliveries = state.deliveries
        self.flows = state.flows
        self.routes: dict[tuple[str, int], int] = {(name, side): kg for name, side, kg in state.routes}
        self.drops = list(state.drops)
        self.points: dict[tuple[str, int], int] = {(key, side): value for key, side, value in state.points}
        self.accounts: dict[tuple[str, str], Stock] = {(who, why): stock for who, why, stock in state.accounts}
        self.en_route: dict[tuple[int, str], Stock] = {(side, what): stock for side, what, stock in state.en_route}
        self.draws: dict[tuple[str, int], int] = {(kind, place): nth for kind, place, nth in state.draws}
        self.held_since: dict[tuple[int, int], int] = {(h, side): turn for h, side, turn in state.held_since}
        self.outcome: Outcome | None = state.outcome
        self.events: list[Event] = []

    @property
    def side(self) -> int:
        """The side whose phase it is."""
        first = self.scenario.clock.first
        return first if self.phase == 0 else 1 - first

    def emit(self, event: Event) -> None:
        """Record what happened."""
        self.events.append(event)

    def draw(self, kind: str, hex_id: int) -> int:
        """Return the next 32-bit draw of a kind at a hex in this turn."""
        nth = self.draws.get((kind, hex_id), 0)
        self.draws[(kind, hex_id)] = nth + 1
        return keyed(self.start.seed, kind, self.turn, hex_id, nth)

    def change(self, unit_id: str, **fields: object) -> Unit:
        """Replace fields of a unit and return it."""
        unit = replace(self.units[unit_id], **fields)  # type: ignore[arg-type]
        self.units[unit_id] = unit
        return unit

    def change_base(self, base_id: str, **fields: object) -> Base:
        """Replace fields of a base and return it."""
        base = replace(self.bases[base_id], **fields)  # type: ignore[arg-type]
        self.bases[base_id] = base
        return base

    def change_standing(self, side: int, **fields: object) -> Standing:
        """Replace fields of a side's standing and return it."""
        standing = replace(self.standings[side], **fields)  # type: ignore[arg-type]
        self.standings[side] = standing
        return standing

    def units_at(self, hex_id: int) -> Iterator[Unit]:
        """Yield the units in a hex in order of id."""
        for unit_id in sorted(self.units):
            if self.units[unit_id].hex == hex_id:
                yield self.units[unit_id]

    def stock_of(self, holder: str) -> Stock:
        """Return the stock of a base or unit; a truck unit's load is the holder `id:cargo`."""
        if holder in self.bases:
            return self.bases[holder].stock
        unit_id, _, part = holder.partition(":")
        unit = self.units[unit_id]
        return unit.cargo if part == "cargo" else unit.stock

    def credit(self, holder: str, amount: Stock, reason: str) -> None:
        """Add kilograms to a holder's stock and to its account under a reason of the ledger."""
        self._move(holder, amount, reason, 1)

    def debit(self, holder: str, amount: Stock, reason: str) -> None:
        """Take kilograms from a holder's stock and book them under a reason; ValueError if it has not so much."""
        self._move(holder, amount, reason, -1)

    def _move(self, holder: str, amount: Stock, reason: str, sign: int) -> None:
        if amount == NOTHING:
            return
        before = self.stock_of(holder)
        after = add_stock(before, amount) if sign > 0 else take_stock(before, amount)
        if min(after) < 0 or min(amount) < 0:
            raise ValueError(f"{holder} has {before} and cannot have {amount} {reason}")
        if holder in self.bases:
            self.change_base(holder, stock=after)
        elif holder.endswith(":cargo"):
            self.change(holder.partition(":")[0], cargo=after)
        else:
            self.change(holder, stock=after)
        self.accounts[(holder, reason)] = add_stock(self.accounts.get((holder, reason), NOTHING), amount)

    def book_route(self, side: int, what: str, amount: Stock) -> None:
        """Add to a side's totals of the road: `sent`, `delivered`, `destroyed`, `captured`, `short`."""
        self.en_route[(side, what)] = add_stock(self.en_route.get((side, what), NOTHING), amount)

    def place_unit(self, definition: UnitDef, hex_id: int) -> Unit:
        """Bring a unit of the order of battle onto the map with its own stock, booked as `entered`."""
        unit = Unit(
            definition.id, definition.side, definition.type, definition.group, hex_id, definition.men,
            definition.vehicles, definition.men, definition.vehicles, definition.quality_pm,
            stance=definition.stance, entrench=definition.entrench,  # type: ignore[arg-type]
        )
        self.units[unit.id] = unit
        return unit

    def finish(self) -> State:
        """Return the frozen state as it now stands."""
        return State(
            scenario=self.scenario, seed=self.start.seed, turn=self.turn, phase=self.phase,
            control=bytes(self.control), dawn_control=self.dawn_control,
            units=tuple(self.units[key] for key in sorted(self.units)),
            bases=tuple(self.bases[key] for key in sorted(self.bases)),
            fleets=tuple(self.fleets[key] for key in sorted(self.fleets)),
            standings=(self.standings[0], self.standings[1]), weather=self.weather,
            people=tuple(self.people), harmed=tuple(self.harmed), sites=tuple(self.sites),
            flags=tuple(sorted(self.flags.items())), fired=tuple(sorted(self.fired.items())),
            pending=tuple(self.pending),
            contacts=(_sorted_contacts(self.contacts[0]), _sorted_contacts(self.contacts[1])),
            deliveries=self.deliveries, flows=self.flows,
            routes=tuple((name, side, kg) for (name, side), kg in sorted(self.routes.items())),
            drops=(self.drops[0], self.drops[1]),
            points=tuple((key, side, value) for (key, side), value in sorted(self.points.items())),
            accounts=tuple((who, why, stock) for (who, why), stock in sorted(self.accounts.items())),
            en_route=tuple((side, what, stock) for (side, what), stock in sorted(self.en_route.items())),
            draws=tuple((kind, place, nth) for (kind, place), nth in sorted(self.draws.items())),
            held_since=tuple((h, side, turn) for (h, side), turn in sorted(self.held_since.items())),
            outcome=self.outcome,
        )


def _sorted_contacts(rows: dict[str, Contact]) -> tuple[Contact, ...]:
    return tuple(rows[key] for key in sorted(rows))
