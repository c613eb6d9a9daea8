"""Shipped scenarios kept as plain data in the person's cache, so that a start need not read and check them anew.

What is kept stands under the SHA-256 of every file that it could depend on: all shipped scenario files, and the code
that reads them and gives them meaning. It is JSON, carries its own hash, and is read back as the scenario in a save is;
whatever is wrong with it, the files are read instead.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from game.files import real
from game.folders import ROOT, find_folders, shipped

_CODE = ("game/content", "game/rules")


def kept(path: Path) -> dict[str, Any] | None:
    """Return the plain data of a shipped scenario's file as they were kept, or None."""
    place = _place(path)
    if place is None:
        return None
    try:
        hashed, _, text = place.read_text(encoding="ascii").partition("\n")
        if hashed != sha256(text.encode("ascii")).hexdigest():
            return None
        data = json.loads(text)
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def keep(path: Path, resolved: dict[str, Any]) -> None:
    """Keep the plain data of a shipped scenario's file for the next start, in place of older ones; best effort."""
    place = _place(path)
    if place is None:
        return
    text = json.dumps(resolved, separators=(",", ":"))
    fresh = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        for old in place.parent.glob(f"{path.stem}.*"):
            old.unlink()
        fresh.write_text(f"{sha256(text.encode('ascii')).hexdigest()}\n{text}", encoding="ascii")
        fresh.replace(place)


def _place(path: Path) -> Path | None:
    """Return the file where a scenario is kept, or None for one that is not shipped."""
    if real(path).parent != real(shipped("scenarios")):
        return None
    return find_folders().cache / "scenarios" / f"{path.stem}.{_state_of_files()}.json"


@lru_cache(maxsize=1)
def _state_of_files() -> str:
    """Return a hash of all that decides what a shipped scenario reads to."""
    files = [*shipped("scenarios").rglob("*.yaml"), ROOT / "game" / "hexes.py"]
    for folder in _CODE:
        files += (ROOT / folder).rglob("*.py")
    whole = sha256()
    for file in sorted(files):
        data = file.read_bytes()
        whole.update(f"{file.relative_to(ROOT).as_posix()} {len(data)}\n".encode())
        whole.update(data)
    return whole.hexdigest()[:32]
