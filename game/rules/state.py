"""What changes during a game: a frozen, plain `State`, and the `View` of it that one side may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from types import MappingProxyType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from game.rules.rows import quick
from game.rules.ruleset import NOTHING, ONE, RationLevel, RouteChoice, Stance, Stock
from game.rules.scenario import OFF_MAP, Scenario, TravelsLight

NOBODY = 0
"""Control byte of a hex that neither side holds; side 0 is 1, side 1 is 2."""

DISTURBED = -1
"""The quiet turns of a unit that has been attacked or shelled: the turn in which it was is none."""


@quick
@dataclass(frozen=True, slots=True)
class Unit:
    """One unit on the map; `move_left` in tenths of a movement point, `hunger` from 0 to 1000."""

    id: str
    side: int
    type: str
    group: str
    hex: int
    men: int
    vehicles: int
    full_men: int
    full_vehicles: int
    quality_pm: int
    stock: Stock = NOTHING
    cargo: Stock = NOTHING
    stance: Stance = "hold"
    entrench: int = 0
    quiet_turns: int = 0
    move_left: int = 0
    rounds: int = 0
    target: int = OFF_MAP
    fired: bool = False
    moved: bool = False
    suppressed: bool = False
    hunger: int = 0
    wounded: int = 0
    priority: int = 2
    ration: RationLevel = "full"
    ambushed: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Base:
    """A base or depot as it stands: who holds it since which turn, its stock, works, rations and priority."""

    id: str
    side: int
    hex: int
    stock: Stock
    fort: int = 0
    since: int = 1
    priority: int = 2
    ration: RationLevel = "full"


@quick
@dataclass(frozen=True, slots=True)
class Fleet:
    """The trucks of a source; `lost_kg` counts towards the next truck lost, `repair_days` to the next one replaced."""

    source: str
    trucks: int
    lost_kg: int = 0
    repair_days: int = 0
    open: bool = True
    factor_pm: int = ONE


@quick
@dataclass(frozen=True, slots=True)
class Standing:
    """What a side is and has apart from its units: support, air, harm it caused, losses so far."""

    support: int
    strikes_left: int = 0
    drops_left: int = 0
    strike_credit: int = 0
    drop_credit: int = 0
    jets_lost: int = 0
    helicopters_lost: int = 0
    policy: RouteChoice = "balanced"
    killed: int = 0
    wounded: int = 0
    captured: int = 0
    vehicles_lost: int = 0
    harm: int = 0
    heritage: int = 0


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather of a turn; wind in metres of drift for a high drop and a compass sixth (0 = from N, clockwise)."""

    mud: bool = False
    flyable: bool = True
    temperature: int = 20
    wind_m: int = 0
    wind_from: int = 0
    text: str = "clear"


@quick
@dataclass(frozen=True, slots=True)
class Delivery:
    """What one consumer asked for, was sent and got at the last dawn, per class, over the turn's days."""

    consumer: str
    side: int
    needed: Stock
    sent: Stock
    arrived: Stock
    destroyed: Stock = NOTHING
    captured: Stock = NOTHING


@quick
@dataclass(frozen=True, slots=True)
class Flow:
    """Kilograms a day that crossed one hex side at the last dawn, and what the side could carry."""

    side: int
    start: int
    end: int
    kg_day: int
    capacity_kg_day: int
    lost_kg_day: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class DropTally:
    """Kilograms dropped by a side so far and where they went."""

    dropped: int = 0
    recovered: int = 0
    captured: int = 0
    lost: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Contact:
    """An enemy as last seen: where, in which turn, and what the eye could tell."""

    unit: str
    type: str
    hex: int
    turn: int
    steps: int


@dataclass(frozen=True, slots=True)
class PendingChoice:
    """An event that waits for an answer of the deciding side, since a turn."""

    event: str
    side: int
    turn: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a game ended: level, winner (-1 for none), and why in a sentence."""

    level: str
    winner: int
    reason: str


@dataclass(frozen=True)
class State(TravelsLight):
    """One moment of a game, whole; `phase` is 0 or 1 for the orders of the first or second side.

    `control` has one byte per hex (0 none, 1 side 0, 2 side 1), `dawn_control` the same as of the last dawn.
    `people` follows `scenario.map.places`. `accounts` maps (holder, reason) to kilograms moved since the start, for
    the ledger: reasons are start, delivered, dropped, captured, transfer_in, transfer_out, entered, left, consumed,
    destroyed.
    `draws` counts keyed draws by (kind, hex) in this turn. `points` maps (objective id, side) to thousandths.
    """

    scenario: Scenario = field(compare=False, repr=False)
    seed: int
    turn: int
    phase: int
    control: bytes
    dawn_control: bytes
    units: tuple[Unit, ...]
    bases: tuple[Base, ...]
    fleets: tuple[Fleet, ...]
    standings: tuple[Standing, Standing]
    weather: Weather
    people: tuple[int, ...]
    harmed: tuple[int, ...]
    sites: tuple[int, ...]
    flags: tuple[tuple[str, int], ...] = ()
    fired: tuple[tuple[str, int], ...] = ()
    pending: tuple[PendingChoice, ...] = ()
    contacts: tuple[tuple[Contact, ...], tuple[Contact, ...]] = ((), ())
    deliveries: tuple[Delivery, ...] = ()
    flows: tuple[Flow, ...] = ()
    routes: tuple[tuple[str, int, int], ...] = ()
    drops: tuple[DropTally, DropTally] = (DropTally(), DropTally())
    points: tuple[tuple[str, int, int], ...] = ()
    accounts: tuple[tuple[str, str, Stock], ...] = ()
    en_route: tuple[tuple[int, str, Stock], ...] = ()
    draws: tuple[tuple[str, int, int], ...] = ()
    held_since: tuple[tuple[int, int, int], ...] = ()
    outcome: Outcome | None = None
    viewer: int = -1
    """-1 in the truth, else the side whose knowledge this is: then the enemy's supply is taken for full in previews."""

    @cached_property
    def memo(self) -> dict[tuple[str, object], object]:
        """Answers already worked out about this state, by question and arguments (a side): no part of its value."""
        return {}

    @cached_property
    def by_id(self) -> dict[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def by_hex(self) -> dict[int, tuple[Unit, ...]]:
        """Units of each occupied hex, in order of id."""
        stacks: dict[int, list[Unit]] = {}
        for unit in self.units:
            if unit.hex >= 0:
                stacks.setdefault(unit.hex, []).append(unit)
        return {hex_id: tuple(stack) for hex_id, stack in stacks.items()}

    @cached_property
    def bases_by_id(self) -> dict[str, Base]:
        """Bases by id."""
        return {base.id: base for base in self.bases}

    @cached_property
    def account_places(self) -> dict[tuple[str, str], int]:
        """Where the row of each holder and reason stands in `accounts`."""
        return {(who, why): place for place, (who, why, _stock) in enumerate(self.accounts)}

    @cached_property
    def _flags(self) -> dict[str, int]:
        return dict(self.flags)

    @cached_property
    def contacts_by_unit(self) -> tuple[dict[str, Contact], dict[str, Contact]]:
        """What each side remembers, by unit."""
        return {row.unit: row for row in self.contacts[0]}, {row.unit: row for row in self.contacts[1]}

    @cached_property
    def side(self) -> int:
        """The side whose phase it is."""
        first = self.scenario.clock.first
        return first if self.phase == 0 else 1 - first

    def base(self, base_id: str) -> Base:
        """Return the base of that id; KeyError if there is none."""
        return self.bases_by_id[base_id]

    def flag(self, name: str) -> int:
        """Return the value of a flag, 0 where it was never set; timed flags hold the last turn they count."""
        return self._flags.get(name, 0)

    def controller(self, hex_id: int) -> int:
        """Return the side that controls a hex, or -1."""
        return self.control[hex_id] - 1


@dataclass(frozen=True)
class View:
    """What one side knows: `known` is a State with everything unseen taken out.

    In `known`, enemy units are those in sight only (their stock, cargo, hunger and wounded are 0, men and vehicles
    rounded up to whole steps), the seed is 0, control outside sight is that of the last dawn,
    and the enemy's deliveries, flows, accounts, fleets and pending choices are gone; whether an own unit was in danger
    of an ambush is left out too. `visible` has one byte per hex.
    """

    side: int
    known: State
    visible: bytes
    contacts: tuple[Contact, ...]
    fog: bool = True

    @property
    def scenario(self) -> Scenario:
        """The scenario, which both sides know."""
        return self.known.scenario


_TABLES_OF = MappingProxyType({
    "units": ("by_id", "by_hex"), "bases": ("bases_by_id",), "flags": ("_flags",), "accounts": ("account_places",),
    "contacts": ("contacts_by_unit",), "phase": ("side",),
})
"""The tables that a state makes of each of its parts when they are first asked for."""


def successor(before: State, changes: Mapping[str, object]) -> State:
    """Return a state with some parts changed; it takes over the tables of those that did not change."""
    after = object.__new__(State)
    own = vars(after)
    own.update(vars(before))
    own.pop("memo", None)
    for part in changes:
        for table in _TABLES_OF.get(part, ()):
            own.pop(table, None)
    own.update(changes)
    return after


class _Remembers(Protocol):
    """Something that does not change, with a place for answers about it."""

    @property
    def memo(self) -> dict[tuple[str, object], object]:
        """Answers by question and arguments."""


_About = TypeVar("_About", bound=_Remembers)
_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def remembered(
    question: Callable[Concatenate[_About, _Given], _Answer],
) -> Callable[Concatenate[_About, _Given], _Answer]:
    """Let a question about a state be answered once for the same arguments, which are hashable and given by place."""
    name = f"{question.__module__}.{question.__qualname__}"

    @wraps(question)
    def ask(about: _About, *given: _Given.args, **_named: _Given.kwargs) -> _Answer:
        memo, key = about.memo, (name, given)
        kept = memo.get(key, memo)  # the memo itself is no answer
        if kept is memo:
            kept = memo[key] = question(about, *given, **_named)
        return kept  # type: ignore[return-value]

    return ask  # type: ignore[return-value]


def steps_pm(unit: Unit, men_per_step: int) -> int:
    """Return a unit's strength in thousandths of a step."""
    return unit.men * 1000 // men_per_step


def pips(now: int, full: int) -> int:
    """Return the eight-pip strength of a counter: ceil(8 * now / full), 0 when nothing is left."""
    return 0 if full <= 0 else min(8, -(-8 * now // full))
