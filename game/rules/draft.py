"""A working copy of one `State` during one `apply`: the rules write here, nobody outside the rules sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from types import MappingProxyType
from typing import Any

from game.rules.chance import keyed
from game.rules.orders import Event
from game.rules.rows import altered
from game.rules.ruleset import NOTHING, Stock
from game.rules.scenario import Scenario, UnitDef
from game.rules.state import (
    Base,
    Contact,
    DropTally,
    Fleet,
    Outcome,
    PendingChoice,
    Standing,
    State,
    Unit,
    successor,
)


def add_stock(left: Stock, right: Stock) -> Stock:
    """Return the sum of two stocks."""
    return (left[0] + right[0], left[1] + right[1], left[2] + right[2])


def take_stock(left: Stock, right: Stock) -> Stock:
    """Return the difference of two stocks."""
    return (left[0] - right[0], left[1] - right[1], left[2] - right[2])


Changes = list[tuple[Unit, Unit]]
"""Units that were changed, as they are and as they were."""


class Draft:
    """Everything of a state that an order may change, in mutable form, and the events so far.

    Stocks change through `credit` and `debit` alone, which keep the accounts: the ledger balances by construction.
    """

    def __init__(self, state: State) -> None:
        self.start = state
        self.scenario: Scenario = state.scenario
        self.turn = state.turn
        self.phase = state.phase
        self.dawn_control = state.dawn_control
        self.weather = state.weather
        self.deliveries = state.deliveries
        self.flows = state.flows
        self.outcome: Outcome | None = state.outcome
        self.events: list[Event] = []
        self._came = False
        self.booked: dict[tuple[str, str], Stock] = {}
        """What was booked since, by holder and reason: few accounts change, and there are hundreds."""

    # Each table is made when it is first used: most orders touch few of them.

    @cached_property
    def control(self) -> bytearray:
        """Control bytes by hex."""
        return bytearray(self.start.control)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by id."""
        return self.start.by_id.copy()

    @cached_property
    def bases(self) -> dict[str, Base]:
        """Bases by id."""
        return self.start.bases_by_id.copy()

    @cached_property
    def fleets(self) -> dict[str, Fleet]:
        """Fleets by source."""
        return {fleet.source: fleet for fleet in self.start.fleets}

    @cached_property
    def standings(self) -> list[Standing]:
        """What each side is and has."""
        return list(self.start.standings)

    @cached_property
    def people(self) -> list[int]:
        """People left, by place."""
        return list(self.start.people)

    @cached_property
    def harmed(self) -> list[int]:
        """People harmed, by place."""
        return list(self.start.harmed)

    @cached_property
    def sites(self) -> list[int]:
        """Damage, by site."""
        return list(self.start.sites)

    @cached_property
    def flags(self) -> dict[str, int]:
        """Flags by name."""
        return dict(self.start.flags)

    @cached_property
    def fired(self) -> dict[str, int]:
        """The turn in which each event fired."""
        return dict(self.start.fired)

    @cached_property
    def pending(self) -> list[PendingChoice]:
        """Events that wait for an answer."""
        return list(self.start.pending)

    @cached_property
    def contacts(self) -> list[dict[str, Contact]]:
        """What each side remembers, by unit."""
        return [rows.copy() for rows in self.start.contacts_by_unit]

    @cached_property
    def drops(self) -> list[DropTally]:
        """What each side dropped."""
        return list(self.start.drops)

    @cached_property
    def routes(self) -> dict[tuple[str, int], int]:
        """Kilograms by route and side."""
        return {(name, side): kg for name, side, kg in self.start.routes}

    @cached_property
    def points(self) -> dict[tuple[str, int], int]:
        """Points by objective and side."""
        return {(key, side): value for key, side, value in self.start.points}

    @cached_property
    def en_route(self) -> dict[tuple[int, str], Stock]:
        """Kilograms by side and what became of them on the road."""
        return {(side, what): stock for side, what, stock in self.start.en_route}

    @cached_property
    def draws(self) -> dict[tuple[str, int], int]:
        """How many draws of a kind were made at a hex in this turn."""
        return {(kind, place): nth for kind, place, nth in self.start.draws}

    @cached_property
    def held_since(self) -> dict[tuple[int, int], int]:
        """The turn since which a hex is held, by hex and side."""
        return {(h, side): turn for h, side, turn in self.start.held_since}

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
        unit = altered(self.units[unit_id], **fields)
        self.units[unit_id] = unit
        return unit

    def change_base(self, base_id: str, **fields: object) -> Base:
        """Replace fields of a base and return it."""
        base = altered(self.bases[base_id], **fields)
        self.bases[base_id] = base
        return base

    def change_standing(self, side: int, **fields: object) -> Standing:
        """Replace fields of a side's standing and return it."""
        standing = altered(self.standings[side], **fields)
        self.standings[side] = standing
        return standing

    def units_at(self, hex_id: int) -> Iterator[Unit]:
        """Yield the units in a hex in order of id."""
        yield from sorted((unit for unit in self.units.values() if unit.hex == hex_id), key=lambda unit: unit.id)

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
        self.booked[holder, reason] = add_stock(self.booked.get((holder, reason), NOTHING), amount)

    def book_route(self, side: int, what: str, amount: Stock) -> None:
        """Add to a side's totals of the road: `sent`, `delivered`, `destroyed`, `captured`, `short`."""
        self.en_route[(side, what)] = add_stock(self.en_route.get((side, what), NOTHING), amount)

    def place_unit(self, definition: UnitDef, hex_id: int) -> Unit:
        """Bring a unit of the order of battle onto the map with its own stock, booked as `entered`."""
        unit = Unit(
            definition.id, definition.side, definition.type, definition.group, hex_id, definition.men,
            definition.vehicles, definition.men, definition.vehicles, definition.quality_pm,
            stance=definition.stance, entrench=definition.entrench, hunger=definition.hunger_pm,  # type: ignore[arg-type]
        )
        self.units[unit.id] = unit
        self._came = True
        return unit

    def bases_changed_hands(self) -> bool:
        """Say whether a base belongs to another side than at the start."""
        return "bases" in vars(self) and any(
            self.bases[base.id].side != base.side for base in self.start.bases if self.bases[base.id] is not base)

    def changed_units(self) -> Changes | None:
        """Return the units that are not what they were, as they are and were; None where some came or left."""
        if "units" not in vars(self):
            return []
        if self._came or len(self.units) != len(self.start.units):
            return None
        pairs = zip(self.units.values(), self.start.units, strict=True)
        return [(now, was) for now, was in pairs if now is not was]

    def finish(self) -> State:
        """Return the frozen state as it now stands: the very one this began with where nothing has changed."""
        start, changes = self.start, dict[str, object]()
        for name, own in vars(self).items():
            freeze = _TABLES.get(name)
            part = own if freeze is None else freeze(own)
            if (freeze is not None or name in _PLAIN) and part != getattr(start, name):
                changes[name] = part
        if self.booked:
            changes["accounts"] = self._accounts()
        if not changes:
            return start
        after = successor(start, changes)
        self._hand_on(after, changes)
        return after

    def _hand_on(self, after: State, changes: dict[str, object]) -> None:
        """Give a state the tables of what has changed that are here already, in the order in which it has the rows."""
        tables = vars(after)
        if "units" in changes and not self._came:
            tables["by_id"] = self.units.copy()
        if "bases" in changes:
            tables["bases_by_id"] = self.bases.copy()
        if "accounts" in changes and len(after.accounts) == len(self.start.accounts):
            tables["account_places"] = self.start.account_places

    def _accounts(self) -> tuple[tuple[str, str, Stock], ...]:
        """Return the accounts with what was booked, by holder and reason."""
        rows, places = list(self.start.accounts), self.start.account_places
        known = len(rows)
        for (who, why), amount in self.booked.items():
            place = places.get((who, why))
            if place is None:
                rows.append((who, why, amount))
            else:
                rows[place] = (who, why, add_stock(rows[place][2], amount))
        return tuple(sorted(rows) if len(rows) > known else rows)


def _values(rows: dict[str, Any]) -> tuple[Any, ...]:
    keys = sorted(rows)
    return tuple(rows.values() if keys == list(rows) else [rows[key] for key in keys])


def _items(rows: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(rows.items()))


def _flat(rows: dict[tuple[Any, Any], Any]) -> tuple[tuple[Any, Any, Any], ...]:
    return tuple([(first, second, value) for (first, second), value in sorted(rows.items())])


_PLAIN = frozenset(("turn", "phase", "dawn_control", "weather", "deliveries", "flows", "outcome"))
_TABLES: MappingProxyType[str, Callable[[Any], object]] = MappingProxyType({
    "control": bytes, "units": _values, "bases": _values, "fleets": _values, "standings": tuple, "people": tuple,
    "harmed": tuple, "sites": tuple, "flags": _items, "fired": _items, "pending": tuple,
    "contacts": lambda both: (_values(both[0]), _values(both[1])), "drops": tuple, "routes": _flat, "points": _flat,
    "en_route": _flat, "draws": _flat, "held_since": _flat,
})
"""How each table of a draft becomes a part of a state."""
