"""The texts of a scenario: which fields of the rules' values hold them, and how a value is told in another language.

A field of the type `Words` is a text for players as the scenario's file has it, a name or prose. All else, ids above
all, stays as it is in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

Value = TypeVar("Value")

_FOR_PLAYERS = "for players"
Words = Annotated[str, _FOR_PLAYERS]
"""A text for players, which a translation of the scenario may replace."""

Tell = Callable[[str], str]
_Teller = Callable[[Any, Tell], Any]


@dataclass(frozen=True, slots=True)
class Translation:
    """A scenario's texts in another language: pairs of the text as its file has it, and the translation."""

    language: str
    texts: tuple[tuple[str, str], ...]


def retold(value: Value, tell: Tell) -> Value:
    """Return a value of the rules with each of its texts as `tell` says it; itself where nothing changes."""
    kind: Any = type(value)
    teller = _teller(kind)
    return value if teller is None else cast(Value, teller(value, tell))


def texts_of(value: object) -> frozenset[str]:
    """Return every text for players that a value of the rules holds."""
    found: set[str] = set()

    def note(text: str) -> str:
        found.add(text)
        return text

    retold(value, note)
    return frozenset(found)


def in_words(value: Value, words: Mapping[str, str]) -> Value:
    """Return a value of the rules with the texts that `words` has a translation of replaced."""
    return retold(value, lambda text: words.get(text, text))


@lru_cache(maxsize=128)
def _teller(kind: Any) -> _Teller | None:
    """Return what retells values of a type, None where they hold no texts."""
    parts = get_args(kind)
    if get_origin(kind) is Annotated:
        return (lambda text, tell: tell(text)) if _FOR_PLAYERS in parts else None
    if is_dataclass(kind):
        return _row_teller(kind)
    if get_origin(kind) is not tuple:
        return None
    if parts[-1] is Ellipsis:
        teller = _teller(parts[0])
        return None if teller is None else lambda row, tell: _same(row, tuple(teller(item, tell) for item in row))
    tellers = tuple(map(_teller, parts))
    if not any(tellers):
        return None
    return lambda row, tell: _same(row, tuple(
        item if teller is None else teller(item, tell) for item, teller in zip(row, tellers, strict=True)))


def _row_teller(kind: Any) -> _Teller | None:
    """Return what retells values of a dataclass, field by field."""
    hints = get_type_hints(kind, include_extras=True)
    tellers = [(name, teller) for name, hint in hints.items() if (teller := _teller(hint)) is not None]
    if not tellers:
        return None

    def tell_row(row: Any, tell: Tell) -> Any:
        told = {name: teller(getattr(row, name), tell) for name, teller in tellers}
        changed = {name: text for name, text in told.items() if text is not getattr(row, name)}
        return replace(row, **changed) if changed else row

    return tell_row


def _same(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the old of two tuples where the new one holds the very same things."""
    return old if all(a is b for a, b in zip(old, new, strict=True)) else new
