"""From one file that was read to a scenario: its parts, names, validation, building and checks, in that order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from game.content.build import build
from game.content.checks import check
from game.content.crop import crop
from game.content.includes import MAX_INCLUDES, kind_of, locate, merge
from game.content.lines import lines_of
from game.content.loader import Loaded, read_cached
from game.content.names import collect
from game.content.notes import Notes
from game.content.problems import Report, settle
from game.content.reader import Document, Rows, Table
from game.content.schema import FileKind, ScenarioShape, model_of
from game.content.translation import base_of, compared, gathered, translations_beside
from game.content.validate import findings, validate
from game.content.vary import Experiment, Settings, check_experiments, experiments, with_settings
from game.files import real
from game.folders import shipped
from game.rules.scenario import Scenario

_ROUNDS = 4
"""How often rows that name a row with errors are left out in turn."""


def assemble(path: Path, document: Document, report: Report, settings: Settings = ()) -> Loaded:
    """Return what a file that was read comes to: a scenario, or for a part of one only its problems.

    `settings` put other numbers into a scenario before it is checked; BadSetting where one cannot be.
    """
    kind = kind_of(document, report)
    if kind is None:
        return Loaded(None, settle(report.problems, {document.file: document.ignores}))
    if kind == "translation":
        return _translation(path, document, report)
    if kind != "scenario":
        names = collect(_placed(kind, document.data), complete=False, report=report)
        validate(model_of(kind), document.data, names, report)
        return Loaded(None, settle(report.problems, {document.file: document.ignores}))
    parts, files = _parts(path, document, report)
    documents = [document, *(part for _file, _kind, part in parts)]
    whole = merge(((kind, part) for _file, kind, part in parts), document.data, report)
    scenario, proposed = _scenario(_id_of(path), with_settings(crop(whole, report), settings), report)
    failed = report.failed  # what is wrong with a translation keeps nobody from playing
    beside = [row for file, part in ((path, document), *((file, part) for file, _kind, part in parts))
              for row in translations_beside(file, part, report)]
    if scenario is not None:
        scenario = replace(scenario, translations=gathered(scenario, beside))
        proposed = tuple(replace(row, translations=gathered(row, beside)) for row in proposed)
    read = (*documents, *(row.document for row in beside))
    problems = settle(report.problems, {part.file: part.ignores for part in read})
    everything = (path, *files, *(row.path for row in beside))
    return Loaded(None if failed else scenario, problems, everything, proposed)


def _translation(path: Path, document: Document, report: Report) -> Loaded:
    """Return what is wrong with a translation alone, the file that it translates being looked at beside it."""
    base = base_of(path)
    if base is None or not base.is_file():
        text = "a translation stands beside the file that it translates, and is called as that: NAME.fr.yaml, NAME.yaml"
        report.add("translation-alone", text, document.data.mark)
    elif (translated := read_cached(base, report)) is not None:
        compared(path, document, translated, report)
    return Loaded(None, settle(report.problems, {document.file: document.ignores}))


def _placed(kind: FileKind, data: Table) -> Table:
    """Return a part's data where they stand in a scenario, so that its names are found."""
    if kind == "part":
        return data
    placed = Table(data.mark)
    placed.put(kind, data, data.mark, data.mark)
    return placed


def _id_of(path: Path) -> str:
    """Return what a scenario is called by its file, with a question mark for each letter that is no UTF-8."""
    return path.stem.encode("utf-8", "replace").decode("utf-8")


def _parts(path: Path, document: Document, report: Report) -> tuple[list[tuple[Path, FileKind, Document]], list[Path]]:
    """Return what a scenario includes, and every file that it names, noting those that cannot be."""
    given = document.data.get("include")
    wanted = given if isinstance(given, Rows) else Rows(document.data.mark)
    parts: list[tuple[Path, FileKind, Document]] = []
    files: list[Path] = []
    for number, text in enumerate(wanted):
        if not isinstance(text, str) or number >= MAX_INCLUDES:
            continue
        mark, where = wanted.value_marks[number], f"include[{number}]"
        found = locate(text, path.parent, shipped("scenarios"))
        if not isinstance(found, Path):
            problem_id = "include-path" if found else "include-missing"
            reason = found or "is neither beside the scenario nor among the shipped files"
            report.add(problem_id, f"'{text[:80]}' {reason}", mark, where)
        elif real(found) in [real(file) for file in (path, *files)]:
            report.add("include-path", f"'{text[:80]}' is included already", mark, where)
        else:
            files.append(found)
            part = read_cached(found, report)
            kind = kind_of(part, report) if part is not None else None
            if kind == "scenario":
                report.add("include-kind", f"'{text[:80]}' is a scenario: only parts can be included", mark, where)
            elif kind == "translation":
                text = f"'{text[:80]}' is a translation: it is read with the file beside it"
                report.add("include-kind", text, mark, where)
            elif part is not None and kind is not None:
                parts.append((found, kind, part))
    return parts, files


def _scenario(
    scenario_id: str, whole: Table, report: Report
) -> tuple[Scenario | None, tuple[Experiment, ...]]:
    """Return the scenario of merged data and the experiments it proposes, noting everything that is wrong with it."""
    names = collect(whole, complete=True, report=report)
    before = report.failed
    shape = validate(ScenarioShape, whole, names, report)
    if shape is not None and not before:
        scenario = build(scenario_id, shape, lines_of(ScenarioShape, whole), Notes(whole, report))
        check(scenario, shape, Notes(whole, report))
        check_experiments(shape.experiments, Notes(whole, report))
        return scenario, experiments(shape.experiments)
    _check_the_rest(scenario_id, whole, report)
    return None, ()


def _check_the_rest(scenario_id: str, data: Table, report: Report) -> None:
    """Note what else is an error, in what is left without the rows with errors and those that name them."""
    for _round in range(_ROUNDS):
        names = collect(data, complete=True, report=Report())
        found = findings(ScenarioShape, data, names)
        if not isinstance(found, list):
            scratch = Report()
            notes = Notes(data, scratch)
            check(build(scenario_id, found, (), notes), found, notes)
            known = {(problem.file, problem.line, problem.column) for problem in report.problems}
            report.problems += [
                problem for problem in scratch.problems
                if problem.level == "error" and problem.id != "side-count"
                and (problem.file, problem.line, problem.column) not in known
            ]
            return
        sound = _without_faults(data, found)
        if sound is None:
            return
        data = sound


def _without_faults(data: Table, found: list[Any]) -> Table | None:
    """Return the data without the rows that have errors, or None where an error is in no row."""
    bad: dict[tuple[str, ...], set[int]] = {}
    for item in found:
        loc = item["loc"]
        depth = next((i for i, step in enumerate(loc) if isinstance(step, int)), None)
        if depth is not None:
            bad.setdefault(loc[:depth], set()).add(loc[depth])
        elif item["type"] == "extra_forbidden" or _optional(loc):
            bad.setdefault(loc, set())
        else:
            return None
    for path, numbers in bad.items():
        data = _cut(data, path, numbers)
    return data


def _optional(loc: tuple[Any, ...]) -> bool:
    """Say whether a location is a key of the scenario itself that may be left out."""
    field = ScenarioShape.model_fields.get(loc[0]) if len(loc) == 1 else None
    return field is not None and not field.is_required()


def _cut(data: Table, path: tuple[str, ...], numbers: set[int]) -> Table:
    """Return a copy of a table without a key, or without some rows of the list at a path."""
    copy = Table(data.mark)
    for key in data:
        value = data[key]
        if key == path[0]:
            if len(path) > 1:
                value = _cut(value, path[1:], numbers)
            elif not numbers:
                continue
            else:
                rows = Rows(value.mark)
                for number, row in enumerate(value):
                    if number not in numbers:
                        rows.put(row, value.value_marks[number])
                value = rows
        copy.put(key, value, data.key_marks[key], data.value_marks[key])
    return copy
