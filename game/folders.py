"""Where files live: what is shipped beside the program, and the person's own folders on this system.

With a file ``portable.txt`` beside the program, everything personal stays in the folder ``user`` next to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_ROOT = Path(__file__).resolve().parent.parent


def shipped(name: Literal["scenarios", "assets"]) -> Path:
    """Return the folder of that name that comes with the program."""
    return _ROOT / name


def personal(name: Literal["saves", "scenarios", "settings", "logs"]) -> Path:
    """Return the person's folder for that kind of file, made where missing; OSError where that fails."""
    if (_ROOT / "portable.txt").exists():
        folder = _ROOT / "user" / name
    else:
        from platformdirs import PlatformDirs

        here = PlatformDirs("lifeline", appauthor=False)
        parents = {"settings": here.user_config_path, "logs": here.user_log_path}
        folder = parents.get(name, here.user_data_path / name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
