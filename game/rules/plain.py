"""Plain data of the rules' values and back: for saves, fingerprints and the notation of events.

A frozen dataclass becomes a dict of its fields that are not at their default, a tuple a list, bytes base64 text.
Reading goes by the declared types, so that what comes back equals what was written.
"""

from __future__ import annotations

import base64
import json
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from game.rules.scenario import Scenario
from game.rules.state import State

Value = TypeVar("Value")
_PLAIN = frozenset((int, str, bool, type(None)))


def to_plain(value: object) -> Any:
    """Return plain JSON data of a value of the rules; a Scenario inside is left out (its owner knows it)."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in _plain_fields(type(value))
            if getattr(value, field.name) != _default(field)
        }
    return value


def from_plain(kind: type[Value], data: Any, **given: object) -> Value:
    """Return the value of a dataclass type that `to_plain` made the data of; `given` fills fields left out.

    Raises ValueError with a sentence where the data do not fit the type.
    """
    try:
        return _read(kind, data, given)  # type: ignore[no-any-return]
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise ValueError(f"these data are not a {kind.__name__}: {error}") from error


def canonical(data: Any) -> str:
    """Return the one JSON text of plain data: sorted keys, no spaces, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def state_to_plain(state: State) -> dict[str, Any]:
    """Return the whole changing state as plain data."""
    plain = to_plain(state)
    assert isinstance(plain, dict)
    return plain


def state_from_plain(data: Any, scenario: Scenario) -> State:
    """Return the state that `state_to_plain` wrote, of a game of this scenario; ValueError where it does not fit."""
    return from_plain(State, data, scenario=scenario)


def fingerprint(state: State) -> str:
    """Return 32 hex digits that differ whenever anything in the state differs."""
    return digest(state_to_plain(state))


def digest(plain: Any) -> str:
    """Return the fingerprint of a state that is plain data already."""
    return blake2b(canonical(plain).encode("ascii"), digest_size=16).hexdigest()


def _default(field: Field[Any]) -> object:
    return field.default if field.default is not MISSING else MISSING


@lru_cache(maxsize=128)
def _plain_fields(kind: type) -> tuple[Field[Any], ...]:
    return tuple(field for field in fields(kind) if _types(kind)[field.name] is not Scenario)


@lru_cache(maxsize=128)
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, data: Any, given: dict[str, object]) -> Any:
    unknown = sorted(set(data) - set(_types(kind)))
    if unknown:
        raise ValueError(f"unknown field {unknown[0]}")
    return kind(**{name: _reader(_types(kind)[name])(item) for name, item in data.items()}, **given)


@lru_cache(maxsize=512)
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what reads values of a type from plain data."""
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return lambda data: _read(kind, data, {})
    if kind is bytes:
        return lambda data: base64.b64decode(data, validate=True)
    if kind is date:
        return date.fromisoformat
    if origin is tuple:
        return partial(_read_tuple, parts)
    if origin is Literal:
        return partial(_one_of, parts)
    if origin in (Union, types.UnionType):
        inner = next(part for part in parts if part is not type(None))
        return lambda data: None if data is None else _reader(inner)(data)
    if kind in (int, str, bool, float):
        return partial(_just, kind)
    raise TypeError(f"no plain form for {kind!r}")


def _just(kind: type, data: Any) -> Any:
    if type(data) is not kind:
        raise ValueError(f"expected {kind.__name__}, got {data!r}")
    return data


def _one_of(choices: tuple[Any, ...], data: Any) -> Any:
    if data not in choices:
        raise ValueError(f"{data!r} is none of {', '.join(map(str, choices))}")
    return data


def _read_tuple(parts: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise ValueError(f"expected a list, got {data!r}")
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(map(_reader(parts[0]), data))
    if len(parts) != len(data):
        raise ValueError(f"expected {len(parts)} items, got {len(data)}")
    return tuple(_reader(part)(item) for part, item in zip(parts, data, strict=True))
