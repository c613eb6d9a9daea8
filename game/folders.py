"""Where files live: what is shipped beside the program, the person's own folders, and how the program is started."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder, or the one the package was installed into."""

PORTABLE_MARK = "portable.txt"
"""A file of this name in `ROOT` keeps everything personal beside the program."""


def program() -> str:
    """Return what the person types to start the program."""
    name = Path(sys.argv[0]).name
    if not name.endswith(".py"):
        return name or "lifeline"
    return f"py {name}" if os.name == "nt" else f"python3 {name}"


def shipped(name: Literal["scenarios", "assets"]) -> Path:
    """Return the folder of that name that comes with the program."""
    return ROOT / name


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things are kept: settings, saved games, own scenarios, logs of crashes, the cache."""

    config: Path
    saves: Path
    mods: Path
    logs: Path
    cache: Path

    @property
    def settings_file(self) -> Path:
        """The file of the settings."""
        return self.config / "settings.json"


def find_folders(program: Path = ROOT) -> Folders:
    """Return the person's folders: the platform's own, or ``program/data`` where `PORTABLE_MARK` lies there.

    `LIFELINE_HOME` in the environment overrides both. Nothing is created.
    """
    home = os.environ.get("LIFELINE_HOME", "")
    if home or (program / PORTABLE_MARK).exists():
        # `Path.expanduser` and `Path.resolve` raise for a person that there is not and for a link round to itself.
        base = Path(os.path.realpath(os.path.expanduser(home))) if home else program / "data"  # noqa: PTH111
        return Folders(base, base / "saves", base / "mods", base / "logs", base / "cache")
    from platformdirs import PlatformDirs

    here = PlatformDirs("lifeline", appauthor=False)
    config, data = here.user_config_path, here.user_data_path
    return Folders(config, data / "saves", data / "mods", here.user_log_path, here.user_cache_path)
