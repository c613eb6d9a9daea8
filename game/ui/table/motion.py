"""Moves and fights as small motions of counters: what a player saw happen, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from game.rules.orders import Bombarded, Event, Fought, Moved, Struck
from game.ui.board.model import AttackArrow, BoardState, MapPicture, Point

MS_A_HEX, MS_AT_MOST = 140, 900
LUNGE_OUT_MS, LUNGE_BACK_MS, ARROW_MS = 90, 160, 260
_LUNGE_PART = 0.22
"""How far a counter lunges towards its target, as a part of the way."""


@dataclass(frozen=True, slots=True)
class Step:
    """One motion: a counter along a way of points, or out and back, with an arrow shown meanwhile."""

    unit: str
    way: tuple[Point, ...]
    ms: int
    back: bool = False
    arrow: AttackArrow | None = None

    def at(self, part: float) -> Point:
        """Return where the counter is at a part of the motion from 0 to 1."""
        if self.back:
            out = LUNGE_OUT_MS / (LUNGE_OUT_MS + LUNGE_BACK_MS)
            part = part / out if part < out else 1 - (part - out) / (1 - out)
            return _between(self.way[0], self.way[-1], _eased(part) * _LUNGE_PART)
        length = _eased(part) * (len(self.way) - 1)
        i = min(int(length), len(self.way) - 2)
        return _between(self.way[i], self.way[i + 1], length - i)


def _eased(part: float) -> float:
    part = max(0.0, min(1.0, part))
    return 4 * part**3 if part < 0.5 else 1 - (2 - 2 * part) ** 3 / 2


def _between(a: Point, b: Point, part: float) -> Point:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


class Motion:
    """Steps that play one after the other; `speed` in per cent of the usual."""

    def __init__(self, steps: Sequence[Step], speed: int) -> None:
        self._steps = list(steps)
        self._speed = max(1, speed)
        self._gone = 0.0
        self._stand: dict[str, Point] = {}

    @property
    def done(self) -> bool:
        """Whether all has been shown."""
        return not self._steps

    def advance(self, ms: int) -> None:
        """Let time pass."""
        self._gone += ms * self._speed / 100
        while self._steps and self._gone >= self._steps[0].ms:
            step = self._steps.pop(0)
            self._gone -= step.ms
            self._stand[step.unit] = step.way[0] if step.back else step.way[-1]

    @property
    def moving(self) -> tuple[tuple[str, Point], ...]:
        """The counters that are not drawn in their hex, with the points they are drawn at."""
        places = dict(self._stand)
        if self._steps:
            step = self._steps[0]
            places[step.unit] = step.at(self._gone / step.ms)
        return tuple(sorted((unit, point) for unit, point in places.items() if unit))

    @property
    def arrows(self) -> tuple[AttackArrow, ...]:
        """The arrow shown now."""
        arrow = self._steps[0].arrow if self._steps else None
        return (arrow,) if arrow is not None else ()


def steps_of(events: Sequence[Event], viewer: int, shown: BoardState, picture: MapPicture) -> list[Step]:
    """Return the motions of what a side saw, for counters that stand as in `shown` before."""
    hexes = {piece.id: piece.hex for piece in shown.pieces if not piece.ghost}
    grid = picture.grid
    steps: list[Step] = []
    for event in events:
        if viewer not in event.seen_by:
            continue
        if isinstance(event, Moved) and event.path:
            start = hexes.get(event.unit, event.path[0])
            path = event.path if start in grid.neighbours(event.path[0]) else event.path[1:]
            start = start if path is event.path else event.path[0]
            hexes[event.unit] = event.path[-1]
            if path:
                way = tuple(picture.centre(h) for h in (start, *path))
                steps.append(Step(event.unit, way, min(MS_AT_MOST, MS_A_HEX * len(path))))
        elif isinstance(event, Fought):
            for unit in event.units[:3]:
                if unit in hexes:
                    way = (picture.centre(hexes[unit]), picture.centre(event.target))
                    steps.append(Step(unit, way, LUNGE_OUT_MS + LUNGE_BACK_MS, True,
                                      AttackArrow(hexes[unit], event.target, event.side)))
        elif isinstance(event, Bombarded | Struck):
            source = hexes.get(event.unit, -1) if isinstance(event, Bombarded) else -1
            if source >= 0:
                spot = picture.centre(source)
                steps.append(Step("", (spot, spot), ARROW_MS, False, AttackArrow(source, event.target, event.side)))
    return steps


def stage_for(before: BoardState, after: BoardState, moving: Sequence[str]) -> BoardState:
    """Return the board while motions play: as before, with those who come into sight, movers last in their stacks."""
    known = {piece.id for piece in before.pieces if not piece.ghost}
    there = [piece for piece in before.pieces if not (piece.ghost and piece.id in moving)]
    there += [piece for piece in after.pieces if piece.id in moving and piece.id not in known and not piece.ghost]
    there.sort(key=lambda piece: piece.id in moving)
    return replace(before, pieces=tuple(there))
