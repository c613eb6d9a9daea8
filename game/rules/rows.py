"""Frozen rows of a state, made as fast as open ones.

A frozen dataclass sets each field through `object.__setattr__`, which costs several times as much as setting it. A
campaign makes some fifty thousand rows of up to two dozen fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, field, fields, make_dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

_Kind = TypeVar("_Kind", bound=type)
_Row = TypeVar("_Row")


def quick(kind: _Kind) -> _Kind:
    """Let rows of a frozen dataclass with slots, whose bases have none, be made fast; they are as frozen as before."""
    open_kind, thaw = _layout(kind).open_kind, object.__setattr__
    fill: Callable[..., None] = open_kind.__init__

    def __init__(self: Any, *given: Any, **named: Any) -> None:  # noqa: N807
        thaw(self, "__class__", open_kind)
        fill(self, *given, **named)
        self.__class__ = kind

    kind.__init__ = __init__  # type: ignore[misc]
    return kind


def altered(row: _Row, **changes: object) -> _Row:
    """Return a `quick` row with some fields changed, as `dataclasses.replace` would, several times as fast."""
    kind: Any = type(row)
    open_kind, read, places = _layout(kind)
    values = list(read(row))
    for name, value in changes.items():
        values[places[name]] = value
    made = open_kind(*values)
    made.__class__ = kind
    return made  # type: ignore[no-any-return]


def rows_of(kind: type[_Row], values: Iterable[Sequence[object]]) -> list[_Row]:
    """Return rows of a `quick` kind with these values for their fields, in the order of the fields."""
    open_kind: Any = _layout(cast(Any, kind)).open_kind
    made = [open_kind(*row) for row in values]
    for row in made:
        row.__class__ = kind
    return made


class _Layout(NamedTuple):
    """A class with the very slots of a frozen one, the fields of which may be set, and how to read a row's fields."""

    open_kind: Any
    read: Callable[[object], tuple[Any, ...]]
    places: dict[str, int]


@lru_cache(maxsize=32)
def _layout(kind: Any) -> _Layout:
    rows = fields(kind)
    filled = [(row.name, row.type) if row.default is MISSING else (row.name, row.type, field(default=row.default))
              for row in rows]
    places = {row.name: place for place, row in enumerate(rows)}
    return _Layout(make_dataclass(kind.__name__, filled, slots=True), attrgetter(*places), places)
