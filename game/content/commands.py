"""The commands about files: list their problems, write a first scenario, print the schema for editors."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from game import InputError
from game.content.loader import find, load_file
from game.content.problems import Problem
from game.folders import shipped
from game.text import _, plural

MODELINE = "# yaml-language-server: $schema="


def validate(paths: Iterable[Path], as_json: bool) -> int:
    """Print every problem of the files, and of those in the folders, and return 1 if any is an error, else 0.

    A folder stands for all scenario files in and under it; a part that one of them includes is checked there.
    Raises InputError where a path leads nowhere.
    """
    files = tuple(dict.fromkeys(file for path in paths for file in _files(path)))
    loaded = {file: load_file(file) for file in files}
    parts = {part.resolve() for result in loaded.values() for part in result.files[1:]}
    problems = tuple(dict.fromkeys(
        problem for file, result in loaded.items() if file.resolve() not in parts for problem in result.problems
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
        found = tuple(sorted(file for file in path.rglob("*.y*ml") if file.suffix in (".yaml", ".yml")))
        if not found:
            raise InputError(_("There is no .yaml file in {path}.").format(path=path))
        return found
    return (path if path.suffix in (".yaml", ".yml") or path.exists() else find(str(path)),)


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
        raise InputError(_("A scenario file ends in .yaml: try {path}.").format(path=path.with_suffix(".yaml")))
    template = (shipped("scenarios") / "template.yaml").read_text(encoding="utf-8")
    schema_file = shipped("scenarios") / "schema" / "scenario.schema.json"
    body = template.partition("\n")[2]
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(f"{MODELINE}{schema_file.as_uri()}\n{body}")
    except FileExistsError:
        text = _("{path} exists already, and is left as it is: give another name.").format(path=path)
        raise InputError(text) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(_("{path} cannot be written: {reason}.").format(path=path, reason=reason)) from None
    text = _("Wrote {path}. Change it in any editor; then:\n"
             "  python main.py validate {path}    lists all that is wrong\n"
             "  python main.py play {path}        plays it\n"
             "docs/modding.md is a tutorial, docs/fields.md lists every key.")
    print(text.format(path=path))
    return 0


def schema(out: Path | None) -> int:
    """Print the JSON schema of scenario files, or write it to a file, and return 0; InputError where it cannot."""
    from game.content.reference import schema_text

    text = schema_text("scenario")
    if out is None:
        print(text, end="")
        return 0
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(_("{path} cannot be written: {reason}.").format(path=out, reason=reason)) from None
    print(_("Wrote {path}.").format(path=out))
    return 0
