"""The opponent thinking beside the window: asked in a thread of its own, so that no picture waits for it.

The opponent is a pure function of what it is asked, so where it runs changes nothing about what it answers.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from game.ai.levels import next_orders
from game.rules.state import View
from game.session import Answer


class Thinker:
    """Answers one question at a time; None while it still thinks."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="opponent")
        self._asked: View | None = None
        self._answer: Future[Answer] | None = None

    def __call__(self, view: View, level: str, memory: Any) -> Answer | None:
        """Return the next orders for a view, or None until they are found; a new question drops the one before."""
        if self._answer is None or self._asked is not view:
            if self._answer is not None:
                self._answer.cancel()
            self._asked, self._answer = view, self._pool.submit(next_orders, view, level, memory)
        if not self._answer.done():
            return None
        answer = self._answer.result()
        self._asked, self._answer = None, None
        return answer

    def close(self) -> None:
        """Stop; what is being thought of is thrown away."""
        self._pool.shutdown(wait=False, cancel_futures=True)
