"""What is generated from the models: the JSON schemas for editors, and the field reference for people.

`python -m game.content.reference` writes both into the project; a test fails when they are stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from game.content.kinds import Kind
from game.content.schema import KINDS, FileKind, ScenarioShape, TranslatedRow, TranslationFile, model_of
from game.content.validate import kind_in, model_in
from game.folders import ROOT

_TITLES: MappingProxyType[FileKind, str] = MappingProxyType({
    "scenario": "Lifeline scenario", "map": "Lifeline map", "ruleset": "Lifeline ruleset",
    "part": "Lifeline part of a scenario", "translation": "Lifeline translation of a scenario file",
})


def schema_text(kind: FileKind) -> str:
    """Return the JSON schema of a kind of file, as its committed file has it."""
    model = model_of(kind)
    schema = _bare(model.model_json_schema(by_alias=True))
    if kind == "scenario":
        schema["required"] = ["format", "title", "summary", "clock"]
        _loosen(schema)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": _TITLES[kind]}
    return json.dumps({**head, **schema}, indent=1, ensure_ascii=False) + "\n"


def _bare(node: Any) -> Any:
    """Return a schema without titles made from field names, and without defaults that are not shown to anybody."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    if not _as_written(kept):
        kept.pop("default", None)
    nullable = kept.get("anyOf", [])
    if isinstance(nullable, list) and {"type": "null"} in nullable:
        rest = [item for item in nullable if item != {"type": "null"}]
        kept.pop("anyOf")
        kept = {**kept, **rest[0]} if len(rest) == 1 else {**kept, "anyOf": rest}
    return {key: _bare(value) for key, value in kept.items()}


def _as_written(node: dict[str, Any]) -> bool:
    """Say whether a default is what a file would say; that of a scaled number or a reference is the rules' own."""
    default = node.get("default")
    if isinstance(default, bool):
        return node.get("type") == "boolean"
    if isinstance(default, int):
        return node.get("type") == "integer"
    return isinstance(default, str) and bool(default)


def _loosen(schema: dict[str, Any]) -> None:
    """Let the sections of a scenario be incomplete: its included parts have the rest."""
    for name in ("MapShape", "RulesetShape"):
        section = schema["$defs"][name]
        section.pop("required", None)
        for field in section["properties"].values():
            if "$ref" in field:
                schema["$defs"][field["$ref"].rpartition("/")[2]].pop("required", None)
    for name in ("sides", "levels"):
        schema["properties"][name].pop("minItems", None)


def fields_text() -> str:
    """Return docs/fields.md: every key of every kind of row, from the models."""
    lines = [
        "# Field reference", "",
        "Generated from the schema by `python -m game.content.reference`; change the models, not this page.",
        "A key without a default must be given. `docs/modding.md` shows the keys at work.", "",
    ]
    for title, model in _sections():
        lines += _section(title, model)
    lines += [*_section("translation", TranslationFile), *_section("translation.texts", TranslatedRow)]
    return "\n".join(lines).rstrip() + "\n"


def _sections() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield each model once, with the path at which a scenario has it."""
    seen: set[type[BaseModel]] = set()
    waiting: list[tuple[str, type[BaseModel]]] = [("scenario", ScenarioShape)]
    while waiting:
        path, model = waiting.pop(0)
        if model in seen:
            continue
        seen.add(model)
        yield path, model
        inner = []
        for name, field in model.model_fields.items():
            found = model_in(field.annotation)
            if found is not None:
                key = field.alias or name
                inner.append((key if path == "scenario" else f"{path}.{key}", found))
        waiting = inner + waiting


def _section(title: str, model: type[BaseModel]) -> list[str]:
    about = (model.__doc__ or "").strip()
    lines = [f"## {title}", "", about, "", "| key | expects | default | meaning |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        cells = (f"`{field.alias or name}`", _expects(field), _default(field), field.description or "")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _expects(field: FieldInfo) -> str:
    kind = kind_in(field)
    text = str(field.annotation)
    words = kind.words() if kind is not None else "keys as below"
    if "dict[" in text:
        return "for each name: " + ("a list, as below" if model_in(field.annotation) else words)
    if "list[" in text:
        return "a list, as below" if model_in(field.annotation) else f"a list; each {words}"
    return words


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ""
    if field.default in (None, "", -1) or field.default == [] or field.default == {}:
        return "none"
    if isinstance(field.default, BaseModel):
        return "empty"
    if isinstance(field.default, bool):
        return "true" if field.default else "false"
    kind = next((item for item in field.metadata if isinstance(item, Kind)), None)
    scale = getattr(kind, "scale", 1)
    value = field.default
    return str(value) if scale == 1 else f"{value / scale:g}"


def write_all(root: Path = ROOT) -> None:
    """Write the schemas and the field reference into the project."""
    for kind in KINDS:
        target = root / "scenarios" / "schema" / f"{kind}.schema.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(schema_text(kind), encoding="utf-8", newline="\n")
    (root / "docs" / "fields.md").write_text(fields_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_all()
