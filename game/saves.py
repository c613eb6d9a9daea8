"""The folder of saved games: what files are called, and which of those kept by themselves make room."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from game.files import in_use
from game.folders import find_folders

SUFFIX = ".lifeline"
NOTES_SUFFIX = ".notes.json"
AUTOMATIC = "auto-"
KEPT_AUTOMATIC = 8
"""So many games kept by themselves stay; older ones make room."""


def save_path(name: str) -> Path:
    """Return the file of a saved game of that name."""
    return find_folders().saves / f"{name}{SUFFIX}"


def notes_file(save: Path) -> Path:
    """Return the file of the players' notes on a saved game."""
    return save.with_name(save.stem + NOTES_SUFFIX)


def automatic_name(scenario_id: str) -> str:
    """Return the name under which a game that begins now is kept by itself; no other game has it."""
    name = f"{AUTOMATIC}{scenario_id}-{datetime.now():%Y%m%d-%H%M%S}"
    taken = [nth for nth in range(1, 100) if not save_path(f"{name}-{nth}" if nth > 1 else name).exists()]
    return f"{name}-{taken[0]}" if taken and taken[0] > 1 else name


def kept_by_itself(name: str) -> bool:
    """Say whether a name of a game, or of its file, is one that a game was given by itself."""
    return name.startswith(AUTOMATIC)


def saved_games() -> list[Path]:
    """Return the files of all saved games, the latest first.

    What is no file is left out: a folder, a link that leads nowhere, a game that was removed just now.
    """
    found = []
    for path in find_folders().saves.glob(f"*{SUFFIX}"):
        with suppress(OSError):
            if path.is_file():
                found.append((-path.stat().st_mtime, path.name, path))
    return [path for _age, _name, path in sorted(found)]


def make_room() -> None:
    """Remove the oldest of the games that were kept by themselves, so that one more fits; those open now stay."""
    kept = [path for path in saved_games() if kept_by_itself(path.name)]
    for path in kept[KEPT_AUTOMATIC - 1:]:
        if not in_use(path):
            remove(path)


def picture_file(save: Path) -> Path:
    """Return the file of a saved game's small picture."""
    return save.with_suffix(".png")


def remove(save: Path) -> None:
    """Remove a saved game with its picture and its notes; OSError where that fails."""
    save.unlink()
    for path in (picture_file(save), notes_file(save)):
        path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """Return a name as every system can write it in a folder."""
    kept = "".join(letter if letter.isalnum() or letter in " -_.," else "_" for letter in name).strip(" .")
    return kept[:80] or "game"
