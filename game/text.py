"""Words for the person: every sentence the interface shows passes through `_`, so that it can be translated.

A translation is a gettext catalogue ``assets/locale/LANGUAGE/LC_MESSAGES/lifeline.mo`` (docs/translating.md). The
program speaks English until `use_language` says otherwise; the window does so by the player's settings, everything
else only where ``LIFELINE_LANGUAGE`` asks for it. Saves, events, order notation and JSON are never translated: what is
kept is the English text, marked by `mark` where it is written and translated by `_` where it is shown.
"""

from __future__ import annotations

import gettext
import os
import re
import string
import sys
from typing import Any

from game.folders import shipped

ENGLISH = "en"

_FOLDER = shipped("assets") / "locale"


def mark(message: str) -> str:
    """Return the message as it is: it goes into the catalogue and is translated where it is shown."""
    return message


class _Tongue:
    """The language in use, of which a process has one; `marks` are those of its figures for the comma and the point."""

    def __init__(self) -> None:
        self.code = ENGLISH
        self.catalogue = gettext.NullTranslations()
        self.marks: dict[int, str] = {}


_TONGUE = _Tongue()


def _(message: str) -> str:
    """Return the message in the person's language.

    >>> _("Week {week}").format(week=3)
    'Week 3'
    """
    if not _TONGUE.marks or not message:
        return _TONGUE.catalogue.gettext(message) if message else message
    return _Told(_TONGUE.catalogue.gettext(message))


def plural(singular: str, several: str, number: int) -> str:
    """Return the form of a message that fits the number, in the person's language.

    >>> plural("{n} truck", "{n} trucks", 2).format(n=2)
    '2 trucks'
    """
    found = _TONGUE.catalogue.ngettext(singular, several, number)
    return _Told(found) if _TONGUE.marks else found


def figure(value: float, form: str = "") -> str:
    """Return a number by a format specification, with the marks of the person's language.

    >>> figure(1450.25, ",.1f")
    '1,450.2'
    """
    return marked(format(value, form))


def marked(text: str) -> str:
    """Return a figure that is written as in English, with the marks of the person's language."""
    return text.translate(_TONGUE.marks)


class _Told(str):
    """A message in a language that writes figures in its own way: they are so written where they are put in."""

    __slots__ = ()

    def format(self, *args: object, **named: object) -> str:
        return _FIGURES.vformat(self, args, named)


class _Figures(string.Formatter):
    """Puts figures in as the language in use writes them."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, int | float):
            return figure(value, format_spec)
        return str(super().format_field(value, format_spec))


_FIGURES = _Figures()


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
    _TONGUE.marks = figure_marks(_TONGUE.catalogue.gettext(_SAMPLE))
    return _TONGUE.code


_SAMPLE = mark("1,234.5")
"""A figure that each catalogue writes as its language does: what stands for the comma and the point is read off it."""


def figure_marks(sample: str) -> dict[int, str]:
    """Return what stands for the comma and the point, by their numbers; nothing where it is as in English.

    >>> figure_marks("1.234,5")
    {44: '.', 46: ','}
    """
    found = re.fullmatch("1(.*)234(.*)5", sample)
    if found is None or sample == _SAMPLE:
        return {}
    return {ord(","): found[1], ord("."): found[2]}


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
