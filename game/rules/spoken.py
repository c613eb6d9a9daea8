"""A scenario in the language in use, and back to what its files call things: what is kept never changes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from game.rules.scenario import BaseDef, Place, Scenario, Side, UnitDef
from game.rules.words import Translation, Value, in_words
from game.text import language


def spoken(scenario: Scenario) -> Scenario:
    """Return the scenario in the language in use, as it is written where it has no translation into that.

    Ids, numbers and the fingerprint are the same: one game may go on with the other.
    """
    written = scenario.written or scenario
    words = _words(written.translations)
    if words is not None:
        return replace(in_words(written, words), fog=scenario.fog, written=written)
    return scenario if scenario.written is None else replace(written, fog=scenario.fog)


def told(value: Value, translations: Sequence[Translation]) -> Value:
    """Return a value that has translations of its own, such as a proposed study, in the language in use."""
    return in_words(value, _words(translations) or {})


def _words(translations: Sequence[Translation]) -> dict[str, str] | None:
    """Return texts with their translations into the language in use, None where there are none."""
    code = language()
    return next((dict(row.texts) for wanted in (code, code.partition("_")[0]) for row in translations
                 if row.language == wanted), None)


def as_written(scenario: Scenario, name: str) -> str:
    """Return what the scenario's files call a side, base, unit or place that is called `name` in it."""
    return _names(scenario).get(name, name)


@lru_cache(maxsize=8)
def _names(scenario: Scenario) -> dict[str, str]:
    """Return the names in the files by those in the language that the scenario is told in."""
    return {here.name: there.name for here, there in zip(_named(scenario), _named(scenario.written or scenario),
                                                         strict=True)}


def _named(scenario: Scenario) -> tuple[Side | BaseDef | UnitDef | Place, ...]:
    return (*scenario.map.places, *scenario.units, *scenario.bases, *scenario.sides)
