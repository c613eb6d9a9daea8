"""What the layers lay over the map, kept while nothing changes; what takes long comes when it was found out."""

from __future__ import annotations

from collections.abc import Iterator

from game.rules.state import View
from game.text import language
from game.ui.board.model import Overlays
from game.ui.table.layers import long_work, overlays_of


class Laying:
    """The layers of one table; `work` is what is still to be found out for those shown, None for nothing."""

    def __init__(self) -> None:
        self.work: Iterator[None] | None = None
        self._view: View | None = None
        self._key: object = None
        self._laid = Overlays()

    def overlays(self, view: View, shown: frozenset[str], holder: str) -> Overlays:
        """Return what the layers lay over the map, without waiting for what takes long."""
        key = (shown, holder, language())
        if self._view is not view or self._key != key:
            self._view, self._key, self._laid = view, key, overlays_of(view, shown, holder, patient=True)
            self.work = long_work(view, shown)
        return self._laid

    def go_on(self) -> bool:
        """Take the next step of what is to be found out; return whether that was the last, so that all is laid anew."""
        if self.work is None or next(self.work, self) is not self:
            return False
        self.work = self._view = None
        return True
