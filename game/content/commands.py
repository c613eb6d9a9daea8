"""The commands about files: list their problems, write a first scenario or translation, print editors' schema."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from game import InputError
from game.content.includes import kind_of
from game.content.kinds import LANGUAGE
from game.content.loader import find, load_file, read_cached
from game.content.problems import Problem, Report
from game.content.translation import file_text, kept_aside, pairs_in
from game.files import real, write_text
from game.folders import program, shipped
from game.text import _, plural

MODELINE = "# yaml-language-server: $schema="


def validate(paths: Iterable[Path], as_json: bool) -> int:
    """Print every problem of the files, and of those in the folders, and return 1 if any is an error, else 0.

    A folder stands for all scenario files in and under it; a part that one of them includes is checked there.
    Raises InputError where a path leads nowhere.
    """
    files = tuple(dict.fromkeys(file for path in paths for file in _files(path)))
    loaded = {file: load_file(file) for file in files}
    parts = {real(part) for result in loaded.values() for part in result.files[1:]}
    problems = tuple(dict.fromkeys(
        problem for file, result in loaded.items() if real(file) not in parts for problem in result.problems
    ))
    errors = sum(problem.level == "error" for problem in problems)
    if as_json:
        print(json.dumps({"files": [str(f) for f in files], "problems": [p.as_json() for p in problems]}, indent=2))
    else:
        for problem in problems:
            print(problem)
        print(_summary(files, problems), file=sys.stderr)
    return 1 if errors else 0


def _files(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        found = tuple(sorted(file for file in _within(path) if file.suffix in (".yaml", ".yml")))
        if not found:
            raise InputError(_("There is no .yaml file in {path}.").format(path=path))
        return found
    return (path if path.suffix in (".yaml", ".yml") or path.exists() else find(str(path)),)


def _within(folder: Path) -> Iterator[Path]:
    """Yield every file in and under a folder; OSError where one of the folders cannot be read."""
    def refuse(problem: OSError) -> None:
        raise problem

    for where, _folders, names in os.walk(folder, onerror=refuse):
        yield from (Path(where, name) for name in names)


def _summary(files: tuple[Path, ...], problems: tuple[Problem, ...]) -> str:
    counted = plural("{n} file", "{n} files", len(files)).format(n=len(files))
    if not problems:
        return _("{files}: no problems.").format(files=counted)
    words = (("error", plural("{n} error", "{n} errors", _count(problems, "error"))),
             ("warning", plural("{n} warning", "{n} warnings", _count(problems, "warning"))),
             ("hint", plural("{n} hint", "{n} hints", _count(problems, "hint"))))
    parts = [text.format(n=_count(problems, level)) for level, text in words if _count(problems, level)]
    return _("{files}: {counts}. docs/problems.md explains each.").format(files=counted, counts=", ".join(parts))


def _count(problems: tuple[Problem, ...], level: str) -> int:
    return sum(problem.level == level for problem in problems)


def new(path: Path) -> int:
    """Write the commented template to a file that does not exist yet, and say what to do next; 0.

    Raises InputError where the file exists, is not a .yaml file, or cannot be written.
    """
    if path.suffix not in (".yaml", ".yml"):
        better = path.with_suffix(".yaml") if path.name else path / "my_scenario.yaml"
        raise InputError(_("A scenario file ends in .yaml: try {path}.").format(path=better))
    template = (shipped("scenarios") / "template.yaml").read_text(encoding="utf-8")
    schema_file = shipped("scenarios") / "schema" / "scenario.schema.json"
    body = template.partition("\n")[2]
    if path.exists():
        raise InputError(_("{path} exists already, and is left as it is: give another name.").format(path=path))
    write_text(path, f"{MODELINE}{schema_file.as_uri()}\n{body}")
    text = _("Wrote {path}. Change it in any editor; then:\n"
             "  {program} validate {path}    lists all that is wrong\n"
             "  {program} play {path}        plays it\n"
             "docs/modding.md is a tutorial, docs/fields.md lists every key.")
    print(text.format(path=path, program=program()))
    return 0


def translate(path: Path, language: str) -> int:
    """Write the translation of a scenario file, or bring it in step with the file, and say what is left to do; 0.

    What is translated already is kept. Raises InputError where the file or the code is no good, or nothing can be
    written.
    """
    if not LANGUAGE.fullmatch(language):
        raise InputError(_("{code!r} is not the code of a language: write fr, de or pt_BR.").format(code=language))
    path = path if path.suffix in (".yaml", ".yml") or path.exists() else find(str(path))
    document = read_cached(path, Report())
    if document is None or kind_of(document, Report()) in (None, "translation"):
        raise InputError(_("{path} is no file of a scenario; `validate` says what is wrong.").format(path=path))
    target = path.with_name(f"{path.stem}.{language}{path.suffix}")
    known: dict[str, str] | None = {}
    if target.exists():
        there = read_cached(target, Report())
        known = pairs_in(target, there) if there is not None else None
        known = kept_aside(target.read_text(encoding="utf-8")) | known if known is not None else None
    if known is None:
        raise InputError(_("{path} cannot be read; `validate` says what is wrong with it.").format(path=target))
    write_text(target, file_text(document, language, known, _schema_beside(target)))
    left = sum(problem.id == "translation-missing" for problem in load_file(target).problems)
    print(_("Wrote {path}.").format(path=target), plural(
        "{n} text stands empty under `to`.", "{n} texts stand empty under `to`.", left).format(n=left))
    return 0


def _schema_beside(target: Path) -> str:
    """Return where an editor finds the schema of a translation: by a short way where that is shipped too."""
    file = shipped("scenarios") / "schema" / "translation.schema.json"
    home, place = real(shipped("scenarios")), real(target).parent
    if not place.is_relative_to(home):
        return file.as_uri()
    return "../" * len(place.relative_to(home).parts) + "schema/translation.schema.json"


def schema(out: Path | None) -> int:
    """Print the JSON schema of scenario files, or write it to a file, and return 0; InputError where it cannot."""
    from game.content.reference import schema_text

    text = schema_text("scenario")
    if out is None:
        print(text, end="")
        return 0
    write_text(out, text)
    print(_("Wrote {path}.").format(path=out))
    return 0
