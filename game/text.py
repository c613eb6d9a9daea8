"""Words for the person: every sentence the interface shows passes through `_`, so that it can be translated.

A translation is a gettext catalogue ``assets/locale/LANGUAGE/LC_MESSAGES/lifeline.mo`` (docs/translating.md). The
program speaks English until `use_language` says otherwise; the window does so by the player's settings, everything
else only where ``LIFELINE_LANGUAGE`` asks for it. Saves, events, order notation and JSON are never translated: what is
kept is the English text, marked by `mark` where it is written and translated by `_` where it is shown.
"""

from __future__ import annotations

import gettext
import os
import sys

from game.folders import shipped

ENGLISH = "en"

_FOLDER = shipped("assets") / "locale"


def mark(message: str) -> str:
    """Return the message as it is: it goes into the catalogue and is translated where it is shown."""
    return message


class _Tongue:
    """The language in use, of which a process has one."""

    def __init__(self) -> None:
        self.code = ENGLISH
        self.catalogue = gettext.NullTranslations()


_TONGUE = _Tongue()


def _(message: str) -> str:
    """Return the message in the person's language.

    >>> _("Week {week}").format(week=3)
    'Week 3'
    """
    return _TONGUE.catalogue.gettext(message) if message else message


def plural(singular: str, several: str, number: int) -> str:
    """Return the form of a message that fits the number, in the person's language.

    >>> plural("{n} truck", "{n} trucks", 2).format(n=2)
    '2 trucks'
    """
    return _TONGUE.catalogue.ngettext(singular, several, number)


def language() -> str:
    """Return the code of the language in use."""
    return _TONGUE.code


def languages() -> dict[str, str]:
    """Return the languages there are by code, each with its name in its own words, English first.

    The name is what a catalogue gives as its translation of "English".
    """
    own = mark("English")
    return {ENGLISH: own} | {code: _catalogue(code).gettext(own) for code in _translated()}


def use_language(code: str = "") -> str:
    """Speak a language from now on and return its code; English where there is no catalogue of it.

    An empty code means what ``LIFELINE_LANGUAGE`` says, or else the language of the system.
    """
    wanted = (code or os.environ.get("LIFELINE_LANGUAGE", "") or _of_the_system()).partition(".")[0]
    known = _translated()
    _TONGUE.code = next((form for form in (wanted, wanted.partition("_")[0]) if form in known), ENGLISH)
    _TONGUE.catalogue = gettext.NullTranslations() if _TONGUE.code == ENGLISH else _catalogue(_TONGUE.code)
    return _TONGUE.code


def _translated() -> list[str]:
    """Return the codes of the languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in _FOLDER.glob("*/LC_MESSAGES/lifeline.mo"))


def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("lifeline", _FOLDER, [code])


def _of_the_system() -> str:
    """Return what the system calls its language: `fr_FR.UTF-8`, `de`; empty where it says nothing."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].partition(":")[0]
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


if os.environ.get("LIFELINE_LANGUAGE"):
    use_language()
