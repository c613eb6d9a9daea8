"""Orders (what a side wants) and events (what happened), as separate plain types.

Both have a plain notation that reads back to an equal value; it lives in `game.rules.notation`.
"""

from __future__ import annotations

from dataclasses import dataclass

from game.rules.ruleset import NOTHING, Height, Intensity, RationLevel, RouteChoice, Stance, Stock
from game.rules.scenario import OFF_MAP


@dataclass(frozen=True, slots=True)
class Move:
    """Move a unit along a path of neighbouring hexes, its own hex left out."""

    unit: str
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attack:
    """Attack a neighbouring hex with one or several units: one round.

    Ordered again by the same units on the same hex it is the next round, up to the days of a turn.
    """

    units: tuple[str, ...]
    target: int
    intensity: Intensity = "assault"


@dataclass(frozen=True, slots=True)
class Bombard:
    """Fire guns or mortars at a hex in range; `heavy` spends a day's bombardment, else harassing fire."""

    unit: str
    target: int
    heavy: bool = True


@dataclass(frozen=True, slots=True)
class Strike:
    """Send jets against a hex."""

    target: int
    sorties: int = 1


@dataclass(frozen=True, slots=True)
class Airdrop:
    """Drop supply for a base about an aim hex; `load` is the shares of the classes in percent, in sum 100."""

    base: str
    aim: int
    height: Height
    sorties: int
    load: Stock = (60, 40, 0)


@dataclass(frozen=True, slots=True)
class SetStance:
    """Rest, hold, dig in, interdict (ambush the roads in reach), escort (guard the roads in reach) or collect drops."""

    unit: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Load:
    """Load a truck unit's cargo from a base or unit in its hex or next to it; kilograms per class."""

    unit: str
    giver: str
    amount: Stock


@dataclass(frozen=True, slots=True)
class Unload:
    """Unload a truck unit's cargo to a base or unit in its hex or next to it; kilograms per class."""

    unit: str
    taker: str
    amount: Stock


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand stock from one base or unit to another in the same or a neighbouring hex; kilograms per class."""

    giver: str
    taker: str
    amount: Stock


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Set the supply priority of a base or unit: 1 first, 2 usual, 3 last."""

    consumer: str
    priority: int


@dataclass(frozen=True, slots=True)
class SetPolicy:
    """Set the route policy of the side's trucks."""

    policy: RouteChoice


@dataclass(frozen=True, slots=True)
class SetRation:
    """Set the rations of a base (and all it feeds) or of a unit."""

    consumer: str
    ration: RationLevel


@dataclass(frozen=True, slots=True)
class Choose:
    """Answer an event that waits for this side's choice."""

    event: str
    choice: str


@dataclass(frozen=True, slots=True)
class EndPhase:
    """End the side's phase."""


Order = (
    Move | Attack | Bombard | Strike | Airdrop | SetStance | Load | Unload | Transfer | SetPriority | SetPolicy
    | SetRation | Choose | EndPhase
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What every event has: the sides that see it. `side` of an event is the side that acts or suffers it."""

    seen_by: tuple[int, ...] = (0, 1)


@dataclass(frozen=True, slots=True)
class TurnBegan(Happening):
    """Dawn of a turn."""

    turn: int


@dataclass(frozen=True, slots=True)
class PhaseBegan(Happening):
    """A side's phase begins."""

    side: int


@dataclass(frozen=True, slots=True)
class WeatherSet(Happening):
    """The weather of the turn."""

    text: str
    mud: bool
    flyable: bool


@dataclass(frozen=True, slots=True)
class Arrived(Happening):
    """A unit enters the map."""

    side: int
    unit: str
    hex: int


@dataclass(frozen=True, slots=True)
class Left(Happening):
    """A unit is gone from the map; reason: withdrawn, destroyed, surrendered."""

    side: int
    unit: str
    hex: int
    reason: str


@dataclass(frozen=True, slots=True)
class Moved(Happening):
    """A unit moved along these hexes; `stopped` says what ended the move early, if anything did.

    One of: "" (as ordered), contact (an unseen enemy), zone, mine, ambush, stacking.
    """

    side: int
    unit: str
    path: tuple[int, ...]
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Ambushed(Happening):
    """A unit was fired on from ambush on the move."""

    side: int
    unit: str
    by: str
    hex: int
    lost: int
    lost_by: int


@dataclass(frozen=True, slots=True)
class Fought(Happening):
    """One round of combat; losses are (unit, men lost) rows; `captured` men of the defender are among them.

    `attack` and `defence` are the two strengths of the formula in thousandths, `roll` the 32-bit draw.
    """

    side: int
    units: tuple[str, ...]
    target: int
    defenders: tuple[str, ...]
    intensity: Intensity
    result: str
    attack: int
    defence: int
    roll: int
    attacker_lost: tuple[tuple[str, int], ...]
    defender_lost: tuple[tuple[str, int], ...]
    captured: int = 0
    retreated: bool = False


@dataclass(frozen=True, slots=True)
class Bombarded(Happening):
    """Guns fired at a hex: shells spent, men lost there (rows), people harmed."""

    side: int
    unit: str
    target: int
    shells_kg: int
    lost: tuple[tuple[str, int], ...]
    harmed: int


@dataclass(frozen=True, slots=True)
class Struck(Happening):
    """Jets struck a hex: sorties, machines lost, men lost there (rows), people harmed."""

    side: int
    target: int
    sorties: int
    aircraft_lost: int
    lost: tuple[tuple[str, int], ...]
    harmed: int


@dataclass(frozen=True, slots=True)
class DropLanded(Happening):
    """A drop came down: per hex and class kilograms recovered, captured and lost."""

    side: int
    base: str
    aim: int
    height: Height
    sorties: int
    aircraft_lost: int
    rows: tuple[tuple[int, str, Stock], ...]
    recovered: Stock = NOTHING
    captured: Stock = NOTHING
    lost: Stock = NOTHING


@dataclass(frozen=True, slots=True)
class Supplied(Happening):
    """What reached a consumer at dawn, of what it needed, per class, over the turn."""

    side: int
    consumer: str
    needed: Stock
    arrived: Stock
    destroyed: Stock = NOTHING
    captured: Stock = NOTHING


@dataclass(frozen=True, slots=True)
class TruckLost(Happening):
    """Trucks of a source were lost with their loads."""

    side: int
    source: str
    trucks: int


@dataclass(frozen=True, slots=True)
class StockMoved(Happening):
    """Stock changed hands: loaded, unloaded, transferred, captured, destroyed (the reason), from and to holders."""

    side: int
    giver: str
    taker: str
    amount: Stock
    reason: str


@dataclass(frozen=True, slots=True)
class Surrendered(Happening):
    """Hungry men gave up."""

    side: int
    unit: str
    hex: int
    men: int


@dataclass(frozen=True, slots=True)
class BaseTaken(Happening):
    """A base changed hands."""

    side: int
    base: str


@dataclass(frozen=True, slots=True)
class ControlTaken(Happening):
    """Hexes went to a side (or to neither, side -1) at night or on entry."""

    side: int
    hexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Harmed(Happening):
    """People were killed or hurt in a place, an estimate, and some left; side is the one that caused it."""

    side: int
    place: str
    harmed: int
    left: int
    cause: str


@dataclass(frozen=True, slots=True)
class HeritageDamaged(Happening):
    """A protected site was damaged; side is the one that caused it."""

    side: int
    site: str


@dataclass(frozen=True, slots=True)
class AircraftLost(Happening):
    """A side lost a jet or a helicopter."""

    side: int
    aircraft: str
    hex: int = OFF_MAP


@dataclass(frozen=True, slots=True)
class SupportChanged(Happening):
    """A side's political support moved, in thousandths, and why."""

    side: int
    change: int
    why: str


@dataclass(frozen=True, slots=True)
class HeldBack(Happening):
    """Political support let only some of the men due to a side come: into a unit that arrives, or as recruits ("")."""

    side: int
    unit: str
    come: int
    due: int


@dataclass(frozen=True, slots=True)
class EventFired(Happening):
    """An event of the scenario took place (its text is the scenario's)."""

    event: str


@dataclass(frozen=True, slots=True)
class ChoiceMade(Happening):
    """A side answered an event; `by_default` where the historical answer was taken for it."""

    side: int
    event: str
    choice: str
    by_default: bool = False


@dataclass(frozen=True, slots=True)
class Noted(Happening):
    """An order that only sets something was taken: its notation."""

    side: int
    order: str


@dataclass(frozen=True, slots=True)
class Scored(Happening):
    """A side got points (thousandths) from an objective."""

    side: int
    objective: str
    points: int


@dataclass(frozen=True, slots=True)
class GameEnded(Happening):
    """The game is over."""

    level: str
    winner: int
    reason: str


Event = (
    TurnBegan | PhaseBegan | WeatherSet | Arrived | Left | Moved | Ambushed | Fought | Bombarded | Struck | DropLanded
    | Supplied | TruckLost | StockMoved | Surrendered | BaseTaken | ControlTaken | Harmed | HeritageDamaged
    | AircraftLost | SupportChanged | HeldBack | EventFired | ChoiceMade | Noted | Scored | GameEnded
)
