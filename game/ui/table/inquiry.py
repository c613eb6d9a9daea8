"""What would help a base or unit, found out one trial after another while the player looks on."""

from __future__ import annotations

from game.rules.state import View
from game.rules.supply.explain import Help, trials


class Inquiry:
    """The trials for one holder in one situation; each takes some milliseconds, and is made when `step` is called."""

    def __init__(self, view: View, holder: str) -> None:
        self.view, self.holder = view, holder
        self.helps: tuple[Help, ...] = ()
        self.open = True
        self._trials = trials(view.known, view.side, holder)

    def step(self) -> bool:
        """Make the next trial; return whether what is known has changed."""
        before = self.helps
        found = next(self._trials, None)
        if found is None:
            self.open = False
            return True
        self.helps = found
        return self.helps != before
