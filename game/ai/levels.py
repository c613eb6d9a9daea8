"""The levels of the opponent, and the one function by which everything outside asks it for orders.

`next_orders` is pure: it depends on the view, the level and the memory alone, and gives the same bytes wherever it
runs. Levels differ by what they leave out of account; none sees or gets more than another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from game.rules.orders import EndPhase, Order
from game.rules.state import View
from game.text import _

VETERAN = "veteran"
STANDARD = "standard"
REGULAR = "regular"
RECRUIT = "recruit"
DRILL = "drill"


@dataclass(frozen=True, slots=True)
class Level:
    """A level: its id and what it leaves out of account; `never` are the kinds of task that it does not plan.

    `gathers`: attacks wait for enough strength. `weighs_reply`: what the enemy may do after an attack counts.
    `sees_bottlenecks`: roads are barred where most passes, and the ways round as well. `reckons_siege`: what a long
    siege does to a garrison counts. `sallies`: of a garrison only those whom its base needs stay in it. `husbands`:
    food is rationed in time, worn units go back to their supply.
    `sees_stakes`: whom an enemy feeds, shuts in or brings through counts, not only the ground that he stands on; who
    does not see it goes by the odds besides, and takes what is easy.
    `foresees`: several plans are played on in mind before one is chosen. `plan_turns`: a plan is kept for so many
    turns. `overlooks`: so many units in four are not moved in a turn, and so many enemies in four not attacked; who
    attacks an enemy that is seen does it with all that stand around him. `acts`: it gives orders at all.
    """

    id: str
    never: frozenset[str] = frozenset()
    gathers: bool = True
    weighs_reply: bool = True
    sees_bottlenecks: bool = True
    reckons_siege: bool = True
    sallies: bool = True
    husbands: bool = True
    sees_stakes: bool = True
    foresees: bool = True
    plan_turns: int = 1
    overlooks: int = 0
    acts: bool = True

    @property
    def name(self) -> str:
        """The name of the level."""
        return {RECRUIT: _("Recruit"), REGULAR: _("Regular"), STANDARD: _("Standard"), VETERAN: _("Veteran"),
                DRILL: _("Drill")}[self.id]

    @property
    def note(self) -> str:
        """What sets the level apart: its handicaps in words."""
        if not self.acts:
            return _("Does nothing: for learning the controls.")
        return " ".join(_handicaps(self)) or _("Leaves nothing out of account that it knows of.")


def _handicaps(level: Level) -> Iterator[str]:
    """Yield a sentence for each handicap."""
    if not level.foresees:
        yield _("Follows its first plan, without playing others on in mind.")
    if not level.sallies:
        yield _("Keeps its garrisons in their bases, whether they are needed there or not.")
    if level.plan_turns > 1:
        yield _("Makes a new plan only once in {n} turns.").format(n=level.plan_turns)
    if level.overlooks:
        yield _("Overlooks {n} in four of its units and of the enemies beside them, others each turn.").format(
            n=level.overlooks)
    if "open" in level.never:
        yield _("Opens and guards no roads, lets loads go by themselves, lays no ambushes.")
    elif level.never:
        yield _("Lays no ambushes beside roads.")
    if not level.sees_bottlenecks:
        yield _("Cuts a road where it is near, not where most must pass.")
    if not level.sees_stakes:
        yield _("Sees an enemy's ground and how easily he is beaten, not whom he feeds, shuts in or brings through.")
    if not level.gathers:
        yield _("Attacks as it comes, without gathering strength.")
    if not level.weighs_reply:
        yield _("Does not think about the enemy's answer.")
    if not level.reckons_siege:
        yield _("Does not see what a long siege does to a garrison.")
    if not level.husbands:
        yield _("Rations no food, and rests no worn-out units.")


LEVEL: MappingProxyType[str, Level] = MappingProxyType({level.id: level for level in (
    Level(DRILL, acts=False),
    Level(RECRUIT, frozenset({"interdict", "open", "escort", "convoy"}), foresees=False, sallies=False, plan_turns=5,
          overlooks=3, gathers=False, weighs_reply=False, sees_bottlenecks=False, sees_stakes=False,
          reckons_siege=False, husbands=False),
    Level(REGULAR, frozenset({"interdict"}), foresees=False, sallies=False, plan_turns=2, overlooks=1, gathers=False,
          sees_bottlenecks=False, sees_stakes=False),
    Level(STANDARD, foresees=False, sallies=False),
    Level(VETERAN),
)})
"""The levels by id, the weakest first; `STANDARD` is the usual one."""

LEVELS: tuple[str, ...] = tuple(LEVEL)


def player_name(player: str) -> str:
    """Return who plays a side, in words: a level of the computer by its name, or a person."""
    return LEVEL[player].name if player in LEVEL else _("a person")


def next_orders(view: View, level: str, memory: Any) -> tuple[tuple[Order, ...], Any]:
    """Return the next orders of the side of a view, in the order to give them, and the memory for the next call.

    Called again with what those orders showed, until EndPhase is among them. `memory` is JSON data or None, as
    returned by the call before. `drill` only ends its phases. ValueError for a level that does not exist.
    """
    if level not in LEVEL:
        raise ValueError(f"There is no level {level!r}; the levels are {', '.join(LEVELS)}.")
    if not LEVEL[level].acts:
        return (EndPhase(),), memory
    if view.known.outcome is not None or view.known.side != view.side:
        return (), memory
    from game.ai.deliberation import turn_orders  # here, since a window that opens need not wait for it

    return turn_orders(view, LEVEL[level], dict(memory) if isinstance(memory, dict) else {})
