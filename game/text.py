"""Words for the person: every sentence the interface shows passes through `_`, so that it can be translated.

A translation is a gettext catalogue ``assets/locale/LANGUAGE/LC_MESSAGES/lifeline.mo``; the language is the
one the system asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG). Where there is none, the English text stands.
Saves, order notation and JSON are never translated.
"""

from __future__ import annotations

import gettext

from game.folders import shipped

_CATALOGUE = gettext.translation("lifeline", localedir=shipped("assets") / "locale", fallback=True)


def _(message: str) -> str:
    """Return the message in the person's language.

    >>> _("Week {week}").format(week=3)
    'Week 3'
    """
    return _CATALOGUE.gettext(message)


def plural(singular: str, several: str, number: int) -> str:
    """Return the form of a message that fits the number, in the person's language.

    >>> plural("{n} truck", "{n} trucks", 2).format(n=2)
    '2 trucks'
    """
    return _CATALOGUE.ngettext(singular, several, number)
