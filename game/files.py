"""Files written whole or not at all: a crash leaves the old file, never half of a new one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from game import InputError
from game.text import _


def write_bytes(path: Path, data: bytes) -> Path:
    """Write a file in one step and return its path; InputError with a sentence where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as problem:
        raise InputError(_("{path} cannot be written: {reason}.").format(
            path=path, reason=(problem.strerror or str(problem)).lower())) from problem
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a text file as UTF-8 in one step; see `write_bytes`."""
    return write_bytes(path, text.encode("utf-8"))
