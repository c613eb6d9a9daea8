"""The rows of a study as they come in: one line of JSON for each game, on the disk before the next is waited for.

The file only grows. A line torn by a crash is cut off when the study goes on, one that was damaged is passed over, and
their games are played again; a game that is there twice counts once. So a study that was killed at any moment goes on
without a game lost or doubled.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from io import BytesIO, FileIO
from pathlib import Path

from game import InputError
from game.files import taken
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
    with path.open("r+b", buffering=0) as file:  # what a full disk refuses is not tried again at the end
        if not taken(file):
            raise InputError(_("Another study is writing to {folder} now; wait for it, or name another folder.").format(
                folder=path.parent))
        yield Journal(file)


class Journal:
    """An open journal: the games that are in it, and room for more."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.runs: dict[Key, Run] = {}
        end = sound = 0
        for line in BytesIO(file.read()):
            end += len(line)
            run = _read(line)
            if run is not None:
                self.runs.setdefault(key_of(run), run)
                sound = end
        file.truncate(sound)
        file.seek(sound)

    def add(self, run: Run) -> None:
        """Append a game and put it on the disk; one that is there already is left out.

        InputError where there is no room for it; what was there before stays.
        """
        if key_of(run) in self.runs:
            return
        rest = (json.dumps(run, separators=(",", ":")) + "\n").encode("ascii")
        try:
            while rest:
                rest = rest[self._file.write(rest):]
            os.fsync(self._file.fileno())
        except OSError as problem:
            raise InputError(_("{path} cannot be written ({reason}). The games before are kept: make room, and give the"
                               " same command again to go on.").format(
                path=os.fsdecode(self._file.name), reason=problem.strerror or problem)) from problem
        self.runs[key_of(run)] = run


def _read(line: bytes) -> Run | None:
    """Return the row of a line, or None where the line is torn or was changed into something else."""
    if not line.endswith(b"\n"):
        return None
    try:
        run = json.loads(line)
    except (ValueError, RecursionError):
        return None
    parts = {"variant": int, "seed": int, "figures": dict, "turns": dict}
    sound = isinstance(run, dict) and all(isinstance(run.get(name), kind) for name, kind in parts.items())
    return run if sound else None
