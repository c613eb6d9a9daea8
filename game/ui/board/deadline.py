"""How long one frame may spend on painting anew; what does not fit goes on in the next."""

from __future__ import annotations

import time


class Deadline:
    """Starts when it is made; with None there is no end.

    One piece of work is allowed however late it is, so that something comes of every frame; with 0 ms none is.
    """

    def __init__(self, ms: float | None) -> None:
        self._until = None if ms is None else time.perf_counter() + ms / 1000
        self._worked = ms == 0

    @property
    def over(self) -> bool:
        """Whether the time is used up."""
        return self._until is not None and time.perf_counter() > self._until

    @property
    def spent(self) -> bool:
        """Whether no piece of work may begin any more."""
        return self._worked and self.over

    def allows(self) -> bool:
        """Say whether a piece of work may begin now, and count it as begun."""
        if self.spent:
            return False
        self._worked = True
        return True
