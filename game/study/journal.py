"""The rows of a study as they come in: one line of JSON for each game, on the disk before the next is waited for.

The file only grows. A line torn by a crash is cut off when the study goes on, and its game is played again; a game
that is there twice counts once. So a study that was killed at any moment goes on without a game lost or doubled.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from game import InputError
from game.study.games import Run
from game.text import _

Key = tuple[int, int]
"""Variant and seed of a game."""


def key_of(run: Run) -> Key:
    """Return the variant and seed of a row."""
    return int(run["variant"]), int(run["seed"])


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """Open a study's journal to go on with it; InputError where another study writes to it now."""
    path.touch()
    with path.open("r+b") as file:
        if not _lock(file):
            raise InputError(_("Another study is writing to {folder} now; wait for it, or name another folder.").format(
                folder=path.parent))
        yield Journal(file)


class Journal:
    """An open journal: the games that are in it, and room for more."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.runs: dict[Key, Run] = {}
        sound = 0
        for line in iter(file.readline, b""):
            run = _read(line)
            if run is None:
                break
            self.runs.setdefault(key_of(run), run)
            sound += len(line)
        file.truncate(sound)
        file.seek(sound)

    def add(self, run: Run) -> None:
        """Append a game and put it on the disk; one that is there already is left out."""
        if key_of(run) in self.runs:
            return
        self._file.write((json.dumps(run, separators=(",", ":")) + "\n").encode("ascii"))
        self._file.flush()
        os.fsync(self._file.fileno())
        self.runs[key_of(run)] = run


def _read(line: bytes) -> Run | None:
    """Return the row of a line, or None where the line is torn."""
    if not line.endswith(b"\n"):
        return None
    try:
        run = json.loads(line)
    except ValueError:
        return None
    return run if isinstance(run, dict) and {"variant", "seed", "figures", "turns"} <= run.keys() else None


def _lock(file: IO[bytes]) -> bool:
    """Take the file for this process, until it is closed or the process ends; False where another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
