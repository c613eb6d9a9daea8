"""Putting a scenario together from the files that it includes.

A map or ruleset file goes under `map` or `ruleset`; a part's sections stand beside the scenario's own. Rows with
ids are joined; anything else that the scenario says itself replaces what its parts say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from game.content.names import SECTIONS
from game.content.problems import Mark, Report, did_you_mean, shown
from game.content.reader import Document, Rows, Table
from game.content.schema import FORMAT, KINDS, FileKind
from game.files import real

_JOINED = frozenset((*SECTIONS.values(), ("air",), ("ruleset", "months")))
"""Lists whose rows are joined over the files."""

_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\..*)?", re.IGNORECASE)
MAX_INCLUDES = 40


def locate(text: str, folder: Path, shipped: Path) -> Path | str:
    """Return the file that an include names, inside the scenario's own folder or the shipped one, or why not."""
    reason = _suspicious(text)
    if reason:
        return reason
    for root in (folder, shipped):
        found = root / text
        if found.is_symlink() or found.exists():
            leads_to = real(found)
            if not any(leads_to.is_relative_to(real(allowed)) for allowed in (folder, shipped)):
                return "is a link that leads out of the scenario's folder"
            return found
    return ""


def _suspicious(text: str) -> str:
    """Return why a path may not be followed, or an empty text."""
    if not text or len(text) > 200 or not text.isprintable():
        return "is not the name of a file"
    if PurePosixPath(text).is_absolute() or PureWindowsPath(text).drive or text.startswith(("/", "\\", "~")):
        return "is an absolute path: name a file beside the scenario, or a shipped one such as shared/map.yaml"
    if "\\" in text or ":" in text:
        return "is not a plain path: write it with / only"
    for part in text.split("/"):
        if part == "..":
            return "leads out of the scenario's folder: '..' is not allowed"
        if not part or part == "." or part != part.strip() or part.endswith("."):
            return "is not a plain path"
        if _DEVICE.fullmatch(part):
            return f"names a device ({part})"
    return "" if text.endswith((".yaml", ".yml")) else "is not a .yaml file"


def kind_of(document: Document, report: Report) -> FileKind | None:
    """Return what kind of file a document is, after noting an unknown format or kind."""
    data = document.data
    version = data.get("format")
    if type(version) is not int or version != FORMAT:
        found = "is missing" if version is None else f"is {shown(version)}"
        text = f"the key 'format' {found}: this program reads 'format: {FORMAT}'"
        report.add("format-unknown", text, data.value_marks.get("format", data.mark), "format")
        return None
    kind = data.get("kind", "scenario")
    if kind not in KINDS:
        near = did_you_mean(kind, KINDS)
        text = f"expected one of {', '.join(KINDS)}, got {shown(kind)}{near}"
        report.add("kind-unknown", text, data.value_marks["kind"], "kind")
        return None
    return next(known for known in KINDS if known == kind)


def merge(parts: Iterable[tuple[FileKind, Document]], own: Table, report: Report) -> Table:
    """Return the whole scenario: its own data over the sections of its parts, in the order of `include`."""
    whole = Table(own.mark)
    for kind, document in parts:
        whole = _join(whole, _sections(kind, document.data), (), report)
    return _join(whole, own, (), None)


def _sections(kind: FileKind, data: Table) -> Table:
    """Return a part's data as sections of a scenario."""
    section = Table(data.mark)
    if kind in ("map", "ruleset"):
        inner = Table(data.mark)
        for key in data:
            target = section if key == "sources" else inner
            if key not in ("format", "kind"):
                _copy(target, data, key)
        section.put(kind, inner, data.mark, data.mark)
    else:
        for key in data:
            if key not in ("format", "kind"):
                _copy(section, data, key)
    return section


def _copy(target: Table, source: Table, key: str) -> None:
    target.put(key, source[key], source.key_marks[key], source.value_marks[key])


def _join(low: Table, high: Table, path: tuple[str, ...], conflicts: Report | None) -> Table:
    """Return both tables as one; where both set a value the higher wins, or it is noted as a conflict."""
    joined = Table(high.mark)
    for key in low:
        _copy(joined, low, key)
    for key in high:
        here = (*path, key)
        if key not in joined:
            _copy(joined, high, key)
            continue
        value = _join_value(joined[key], high[key], here, conflicts)
        if value is None:
            if conflicts is not None:
                _note_conflict(conflicts, low.value_marks[key], high.value_marks[key], here)
            _copy(joined, high, key)
        else:
            joined.put(key, value, high.key_marks[key], high.value_marks[key])
    return joined


def _join_value(low: Any, high: Any, path: tuple[str, ...], conflicts: Report | None) -> Table | Rows | None:
    if isinstance(low, Table) and isinstance(high, Table):
        return _join(low, high, path, conflicts)
    if isinstance(low, Rows) and isinstance(high, Rows) and path in _JOINED:
        rows = Rows(high.mark)
        for source in (low, high):
            for value, mark in zip(source, source.value_marks, strict=True):
                rows.put(value, mark)
        return rows
    return None


def _note_conflict(report: Report, first: Mark, second: Mark, path: tuple[str, ...]) -> None:
    text = f"two included files both say this; the other is {first[0]}:{first[1]}"
    report.add("include-conflict", text, second, ".".join(path))
