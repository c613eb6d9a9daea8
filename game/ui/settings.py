"""What the player has set for the window, kept as one small file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from game.text import _, languages
from game.ui.art.theme import THEMES
from game.ui.keys import Keys
from game.ui.place import UNCHOSEN

SCALE_RANGE = (75, 300)
SPEED_RANGE = (25, 400)
VOLUME_RANGE = (0, 100)
WINDOW_LEAST = (640, 360)


@dataclass(frozen=True, slots=True)
class Settings:
    """The player's choices; `ui_scale` and `animation_speed` in per cent, `ui_scale` 0 follows the window.

    `window` is the size in pixels that the window was last left with, before it was `maximised` or `fullscreen`.

    `theme` is the name of one of `THEMES`, `keys` are pairs of a usual key and the player's own. The volumes are in per
    cent: of what the interface says, and of what happens in the field. `language` is the code of one of `languages`,
    empty for the system's. `level` is the opponent's level last chosen, empty before the first game; `fog` the default
    for new games; `show_reasons` says whether the opponent's plans are shown after each of its phases.
    """

    ui_scale: int = 0
    window: tuple[int, int] = UNCHOSEN
    fullscreen: bool = False
    animation_speed: int = 100
    reduce_motion: bool = False
    fog: bool = True
    level: str = ""
    volume_interface: int = 50
    volume_field: int = 50
    mute: bool = False
    keys: tuple[tuple[str, str], ...] = ()
    theme: str = "light"
    language: str = ""
    show_reasons: bool = False
    maximised: bool = False


def load_settings(path: Path) -> tuple[Settings, str]:
    """Return the settings of a file and a sentence, empty where all is well.

    A missing file gives the defaults silently; a broken one gives what could be read, and says so.
    """
    try:
        raw = _parsed(path)
    except FileNotFoundError:
        return Settings(), ""
    except OSError as problem:
        return Settings(), _("Your settings could not be read ({reason}); the game starts with its own.").format(
            reason=problem.strerror or problem)
    except (ValueError, RecursionError):
        return Settings(), _("The settings file {path} is damaged; the game starts with its own settings.").format(
            path=path)
    return _checked(raw, path)


def save_settings(settings: Settings, path: Path) -> str:
    """Write the settings in one step and return a sentence, empty where they were written.

    A file that could not be read is kept beside it, for whoever wants to mend it by hand.
    """
    text = json.dumps({"format": 1, **asdict(settings)}, indent=1) + "\n"
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        if _damaged(path):
            path.replace(path.with_suffix(".damaged"))
        fresh.replace(path)
    except OSError as problem:
        return _("Your settings hold for now but could not be kept in {folder} ({reason}).").format(
            folder=path.parent, reason=problem.strerror or problem)
    return ""


def _parsed(path: Path) -> object:
    """Return what a file of JSON holds; editors on Windows may have put a mark of byte order before it."""
    return json.loads(path.read_text(encoding="utf-8-sig"))


def _damaged(path: Path) -> bool:
    """Say whether a file is there that holds no settings."""
    try:
        return not isinstance(_parsed(path), dict)
    except OSError:
        return False
    except (ValueError, RecursionError):
        return True


def _checked(raw: object, path: Path) -> tuple[Settings, str]:
    """Take from a parsed file every value of the right kind and range, and name those that were not."""
    if not isinstance(raw, dict):
        return Settings(), _("The settings file {path} is damaged; the game starts with its own settings.").format(
            path=path)
    good: dict[str, object] = {}
    bad: list[str] = []
    for entry in fields(Settings):
        if entry.name in raw:
            value = _value(entry.name, raw[entry.name])
            if value is None:
                bad.append(entry.name)
            else:
                good[entry.name] = value
    if not bad:
        return Settings(**good), ""  # type: ignore[arg-type]
    return Settings(**good), _(  # type: ignore[arg-type]
        "These settings in {path} could not be used and have their usual values: {names}.").format(
            path=path, names=", ".join(bad))


def _value(name: str, value: object) -> object | None:
    """Return a setting's value where it is one that can be used, else None."""
    if name in ("fullscreen", "maximised", "reduce_motion", "fog", "mute", "show_reasons"):
        return value if isinstance(value, bool) else None
    if name == "level":
        return value if isinstance(value, str) else None
    if name == "language":
        return value if isinstance(value, str) and (value == "" or value in languages()) else None
    if name == "window":
        if value == list(UNCHOSEN):
            return UNCHOSEN
        if isinstance(value, list) and len(value) == 2 and all(type(n) is int and 0 < n < 20000 for n in value):
            return (max(value[0], WINDOW_LEAST[0]), max(value[1], WINDOW_LEAST[1]))
        return None
    if name == "theme":
        return value if isinstance(value, str) and value in THEMES else None
    if name == "keys":
        return _pairs(value)
    low, high = {"ui_scale": SCALE_RANGE, "animation_speed": SPEED_RANGE}.get(name, VOLUME_RANGE)
    if type(value) is int and (low <= value <= high or (name == "ui_scale" and value == 0)):
        return value
    return None


def _pairs(value: object) -> tuple[tuple[str, str], ...] | None:
    """Return pairs of keys where they are a sound exchange, else None."""
    if not isinstance(value, list) or not all(isinstance(row, list) and len(row) == 2 for row in value):
        return None
    rows = tuple((str(usual), str(own)) for usual, own in value)
    return rows if Keys(rows).pairs == tuple(sorted(rows)) else None
