"""The file of one game: JSON lines, each chained by hash to the one before, appended and flushed order by order.

The first line is the header (format, scenario, seed, options); then one record a line: `order`, `undo`, `redo`, `turn`,
`lesson`.
`hash` is blake2b over the previous line's hash and the record's canonical JSON, so that no byte can change unnoticed.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any
from weakref import WeakSet

from game import InputError
from game.files import MOST_LINE, in_use, real, replacing, taken
from game.rules.plain import canonical
from game.text import _

FORMAT = 1
KIND = "lifeline-game"
MOST_BYTES = 256 << 20
"""No game of ours comes near 256 MB; a larger file is not one."""

_PARTS: Mapping[str, Mapping[str, type]] = MappingProxyType({
    "order": {"side": str, "text": str}, "undo": {}, "redo": {}, "lesson": {"progress": dict},
    "turn": {"turn": int, "since": int, "fingerprint": str, "state": dict, "memory": list, "events": list},
})

Record = dict[str, Any]


class BadSave(InputError):
    """A file that is not a sound game; the text is one sentence that names the line."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file holds: header, records with their line numbers, the last hash, and a sentence if its end was torn."""

    header: Record
    records: tuple[tuple[int, Record], ...]
    last_hash: str
    torn: str = ""
    sound_bytes: int = 0


def chained(record: Record, previous: str) -> Record:
    """Return the record with the hash that binds it to the line before."""
    return {**record, "hash": _digest(record, previous)}


def read(path: Path, strict: bool = False) -> Saved:
    """Read and check a file line by line.

    A torn last line, as a crash or a full disk leaves it, is dropped with a sentence, or refused where `strict`.
    Raises BadSave naming the line where the chain does not hold.
    """
    header: Record | None = None
    records: list[tuple[int, Record]] = []
    previous, torn, sound = "", "", 0
    for number, line, whole in _lines(path):
        if not whole:
            torn = f"{path}: line {number}: the last line is torn and was left out; the game goes on before it."
            if strict or header is None:
                raise BadSave(f"{path}: line {number}: the line is torn; the file ends in the middle of a record.")
            break
        record = _checked(path, number, line, previous)
        previous = record.pop("hash")
        sound += len(line)
        if header is None:
            header = _header(path, record)
        else:
            records.append((number, _of_known_type(path, number, record)))
    if header is None:
        raise BadSave(f"{path}: the file is empty; it is not a saved game.")
    return Saved(header, tuple(records), previous, torn, sound)


def write(path: Path, records: Iterable[Record]) -> str:
    """Write a whole file in one step, so that a crash leaves the old one, and return its last hash."""
    if open_elsewhere(path):
        raise OSError(errno.EBUSY, _("this game is open in another program"), str(path))
    previous = ""
    with replacing(path) as out:
        for record in records:
            row = chained(record, previous)
            previous = row["hash"]
            out.write((canonical(row) + "\n").encode("ascii"))
    return previous


class Appender:
    """An open file at whose end records are added, each on disk before `add` returns.

    BadSave where another program has the game open: each would write over what the other adds.
    """

    def __init__(self, path: Path, last_hash: str, sound_bytes: int | None = None) -> None:
        self.path = path
        self._last = last_hash
        self._file: IO[bytes] = path.open("r+b")
        if not taken(self._file) and not _is_ours(path):
            self._file.close()
            raise BadSave(_("{path}: this game is open in another program; close it there, then open it here.").format(
                path=path))
        _OURS.add(self)
        if sound_bytes is not None:
            self._file.truncate(sound_bytes)
        self._file.seek(0, os.SEEK_END)

    def add(self, record: Record) -> None:
        """Append one record and flush it to the disk."""
        row = chained(record, self._last)
        self._last = row["hash"]
        self._file.write((canonical(row) + "\n").encode("ascii"))
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what was added stays."""
        self._file.close()

    @property
    def closed(self) -> bool:
        """Whether the file was closed."""
        return self._file.closed


_OURS: WeakSet[Appender] = WeakSet()
"""The games that this process has had open."""


def open_elsewhere(path: Path) -> bool:
    """Say whether a game is open now in another program."""
    return in_use(path) and not _is_ours(path)


def _is_ours(path: Path) -> bool:
    return any(not other.closed and real(other.path) == real(path) for other in _OURS)


def _digest(record: Record, previous: str) -> str:
    text = previous + canonical({key: value for key, value in record.items() if key != "hash"})
    return blake2b(text.encode("ascii"), digest_size=16).hexdigest()


def _lines(path: Path) -> Iterator[tuple[int, bytes, bool]]:
    try:
        if path.exists() and not path.is_file():
            raise BadSave(f"{path}: this is not an ordinary file; name the file of a saved game.")
        if path.stat().st_size > MOST_BYTES:
            raise BadSave(f"{path}: the file is larger than 256 MB; it is not a saved game.")
        with path.open("rb") as source:
            for number, line in enumerate(iter(lambda: source.readline(MOST_LINE + 1), b""), 1):
                if len(line) > MOST_LINE:
                    raise BadSave(f"{path}: line {number}: the line is longer than 16 MB; this is no saved game.")
                yield number, line, line.endswith(b"\n")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise BadSave(f"{path}: the file cannot be read: {reason}; name the file of a saved game.") from problem


def _checked(path: Path, number: int, line: bytes, previous: str) -> Record:
    where = f"{path}: line {number}"
    try:
        record = json.loads(line.decode("ascii"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("hash"), str):
        raise BadSave(f"{where}: this is no record of a saved game; the line was changed, or the file is not a game.")
    if line != (canonical(record) + "\n").encode("ascii") or _digest(record, previous) != record["hash"]:
        raise BadSave(f"{where}: the record does not match its hash; the file was changed or damaged here.")
    return record


def _of_known_type(path: Path, number: int, record: Record) -> Record:
    """Return a record whose parts are those of its type; what they hold is for the session to judge."""
    parts = _PARTS.get(str(record.get("type")))
    if parts is None or any(not isinstance(record.get(name), kind) for name, kind in parts.items()):
        raise BadSave(f"{path}: line {number}: the record is of no type that a saved game has.")
    return record


def _header(path: Path, record: Record) -> Record:
    if record.get("kind") != KIND:
        raise BadSave(f"{path}: line 1: this is not a game of Lifeline.")
    if record.get("format") != FORMAT:
        raise BadSave(
            f"{path}: line 1: the file has format {record.get('format')}, this program reads format {FORMAT};"
            " use the version of the program that wrote it."
        )
    return record
