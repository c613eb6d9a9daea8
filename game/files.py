"""Files written whole or not at all: a crash leaves the old file, never half of a new one."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from game import InputError
from game.text import _

_PREFIX = 100
"""So many letters of a name stand in that of its unfinished file, which would else be longer than a system allows."""

_BEYOND = 1 << 30
"""A place in a file behind all that any of ours holds."""

MOST_LINE = 16 << 20
"""No line of a file of ours comes near 16 MB, so that one without line ends is not read whole."""


def real(path: Path) -> Path:
    """Return where a path leads, through all links; a link that leads round to itself stays as it is."""
    return Path(os.path.realpath(path))  # `Path.resolve` of Python 3.11 and 3.12 raises for such a link


@contextlib.contextmanager
def replacing(path: Path, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of the one at `path`, with those permissions, once it is whole and on the disk.

    Links are followed and folders made. Whatever is raised meanwhile leaves the old file as it was. OSError where
    nothing can be written, or a device or a pipe is there, which nobody wants replaced.
    """
    target = real(path)
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise OSError(errno.EEXIST, _("this is not an ordinary file"), str(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name[:_PREFIX], suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def taken(file: IO[bytes]) -> bool:
    """Take an open file for this process, until it is closed or the process ends; False where another has it.

    True too where the system keeps no account of it, as on some network drives.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            place = file.tell()
            file.seek(_BEYOND)  # nobody can read what is taken there
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            finally:
                file.seek(place)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refusal:
        return refusal.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def in_use(path: Path) -> bool:
    """Say whether a file is taken now, here or by another program."""
    try:
        with path.open("r+b") as file:
            return not taken(file)
    except OSError:
        return False


def write_bytes(path: Path, data: bytes) -> Path:
    """Write a file in one step and return its path; InputError with a sentence where it cannot be written."""
    try:
        with replacing(path, 0o644) as out:
            out.write(data)
    except OSError as problem:
        raise InputError(_("{path} cannot be written: {reason}.").format(
            path=path, reason=(problem.strerror or str(problem)).lower())) from problem
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a text file as UTF-8 in one step; see `write_bytes`.

    Half characters, as file names in another encoding bring them along, become question marks.
    """
    return write_bytes(path, text.encode("utf-8", "replace"))
