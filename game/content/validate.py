"""From data to models: pydantic finds what is wrong, and this turns each finding into a problem with its place."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from game.content.kinds import Budget, Kind
from game.content.names import Names
from game.content.notes import Loc, place_of
from game.content.problems import LEVELS, SUGGESTIONS, Report, shown
from game.content.reader import Table

Model = TypeVar("Model", bound=BaseModel)


MAX_FINDINGS = 2000
"""Findings beyond this number are not turned into problems: nobody reads so many."""


def validate(model: type[Model], data: Table, names: Names, report: Report) -> Model | None:
    """Return the model of the data, or None after noting everything that does not fit it."""
    found = findings(model, data, names)
    if isinstance(found, BaseModel):
        return found
    for item in found[:MAX_FINDINGS]:
        _note(model, data, item, report)
    return None


def findings(model: type[Model], data: Table, names: Names) -> Model | list[Any]:
    """Return the model of the data, or pydantic's list of what does not fit."""
    try:
        return model.model_validate(data, context=Budget(names, SUGGESTIONS))
    except ValidationError as error:
        return error.errors(include_url=False)


def _note(model: type[BaseModel], data: Table, item: dict[str, Any], report: Report) -> None:
    loc: Loc = tuple(step for step in item["loc"] if step != "[key]")
    mark, path = place_of(data, loc)
    problem_id, text = _sentence(model, loc, item, report)
    if item["type"] == "extra_forbidden" or "[key]" in item["loc"]:
        holder = data
        for step in loc[:-1]:
            holder = holder[step]  # type: ignore[index]
        mark = holder.key_marks.get(str(loc[-1]), mark)
    report.add(problem_id, text, mark, path)


def _sentence(model: type[BaseModel], loc: Loc, item: dict[str, Any], report: Report) -> tuple[str, str]:
    """Return the problem id and the sentence for one of pydantic's findings."""
    kind, context = item["type"], item.get("ctx", {})
    if (ours := kind.replace("_", "-")) in LEVELS:
        return ours, context["text"]
    if kind == "extra_forbidden":
        near = report.suggest(loc[-1], keys_at(model, loc[:-1]))
        return "key-unknown", f"there is no key '{str(loc[-1])[:60]}' here{near}"
    if kind == "missing":
        return "key-missing", f"the key '{loc[-1]}' is missing"
    got = shown(item["input"])
    if kind == "list_type":
        return "type-wrong", f"expected a list, got {got}"
    if kind in ("too_short", "too_long"):
        bound = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        return "value-wrong", f"expected {bound} in this list, got {context['actual_length']}"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "type-wrong", f"expected keys with values, got {got}"
    return "type-wrong", f"{item['msg']}, got {got}"


def keys_at(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """Return the keys that a file may use at a location."""
    here: type[BaseModel] | None = model
    for step in loc:
        if here is None or not isinstance(step, str):
            continue
        field = next((f for name, f in here.model_fields.items() if (f.alias or name) == step), None)
        if field is not None:
            here = model_in(field.annotation)
    if here is None:
        return ()
    return tuple(field.alias or name for name, field in here.model_fields.items())


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside a type such as `list[Row] | None`, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := model_in(inner)) is not None:
            return found
    return None


def kind_in(field: FieldInfo) -> Kind | None:
    """Return the kind of a field's value, or of the values in its list; None for a group of keys."""
    return next((item for item in field.metadata if isinstance(item, Kind)), None) or _kind_of(field.annotation)


def _kind_of(annotation: Any) -> Kind | None:
    found = None
    for item in getattr(annotation, "__metadata__", ()):
        if isinstance(item, Kind):
            return item
    for inner in get_args(annotation):
        found = _kind_of(inner) or found
    return found
