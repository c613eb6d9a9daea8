"""Which sounds tell of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from game.rules.orders import (
    AircraftLost,
    Ambushed,
    BaseTaken,
    Bombarded,
    DropLanded,
    Event,
    EventFired,
    Fought,
    GameEnded,
    Moved,
    Struck,
    Surrendered,
    TruckLost,
)


def cues_of(events: Sequence[Event], viewer: int) -> tuple[str, ...]:
    """Return the cues for what a side was shown, each once, weightiest first, two at most."""
    heard = {_CUE_OF[type(event)] for event in events if type(event) in _CUE_OF and viewer in event.seen_by}
    return tuple(cue for cue in _WEIGHT if cue in heard)[:2]


_WEIGHT = ("end", "loss", "fight", "guns", "drop", "news", "march")
_CUE_OF: MappingProxyType[type, str] = MappingProxyType({
    Moved: "march", Fought: "fight", Ambushed: "fight", Bombarded: "guns", Struck: "guns", DropLanded: "drop",
    TruckLost: "loss", AircraftLost: "loss", BaseTaken: "loss", Surrendered: "loss", EventFired: "news",
    GameEnded: "end",
})
