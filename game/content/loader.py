"""Loading scenarios: found by name or path, read with all that they include, checked, and built.

`load` never raises for what a file holds: it returns the scenario, or None, and every problem at once.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game import InputError
from game.content.kept import keep, kept
from game.content.problems import Problem, Report, did_you_mean, settle
from game.files import real
from game.folders import ROOT, find_folders, shipped
from game.rules.plain import from_plain, to_plain
from game.rules.scenario import Scenario
from game.text import _

if TYPE_CHECKING:
    from game.content.reader import Document
    from game.content.vary import Experiment, Settings

Resolved = dict[str, Any]
"""A scenario as plain data, whole, for a save: no file is needed to read it back."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading a scenario: the scenario, unless there are errors, every problem, the files read, and
    the experiments that it proposes."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]
    files: tuple[Path, ...] = ()
    experiments: tuple[Experiment, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are errors; those of a translation alone do not keep a scenario from loading."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def shipped_names() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the program, in alphabetical order."""
    return _named_in(shipped("scenarios"))


def own_names() -> tuple[str, ...]:
    """Return the names of the person's own scenarios, those in their scenario folder."""
    return _named_in(find_folders().mods)


def _named_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the scenarios in a folder, those of translations beside them left out."""
    stems = {path.stem for path in folder.glob("*.yaml")} if folder.is_dir() else set()
    return tuple(sorted(stem for stem in stems if stem.rpartition(".")[0] not in stems))


def find(name_or_path: str | Path) -> Path:
    """Return the file of a scenario: a shipped one or an own one by name, or any by path.

    Raises InputError with a sentence where there is none.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text.isprintable() and not set(text) & set("/\\:"):
        for folder in (shipped("scenarios"), find_folders().mods):
            if (path := folder / f"{text}.yaml").is_file():
                return path
    path = Path(text)
    if path.suffix in (".yaml", ".yml") or (text and path.exists()):
        return path
    known = (*shipped_names(), *own_names())
    near = did_you_mean(text, known) or f"; there are {', '.join(known)}"
    raise InputError(f"There is no scenario '{text[:80]}'{near.rstrip('?')}{'?' if near.endswith('?') else '.'}")


def display(path: Path) -> str:
    """Return how problems name a file: from the project's folder where it is in it, else as it was found."""
    resolved = real(path)
    return resolved.relative_to(ROOT).as_posix() if resolved.is_relative_to(ROOT) else str(path)


def load(name_or_path: str | Path) -> Loaded:
    """Load a scenario by name or path, with every problem of its files; InputError where there is no such file.

    >>> load("template").scenario.title
    'The bridge at Sarn'
    """
    return load_file(find(name_or_path))


def load_file(path: Path, settings: Settings = ()) -> Loaded:
    """Load the scenario in a file, with every problem of it and of the files it includes.

    `settings` put other numbers in the place of its own: paths such as `supply.sources.m5-hama.trucks` with values.
    Raises InputError where a path leads to no number, or a value cannot stand there.
    """
    with _collector_paused():
        report = Report()
        document = read_cached(path, report)
        if document is None:
            return Loaded(None, settle(report.problems, {}))
        from game.content.assemble import assemble

        return assemble(path, document, report, settings)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from running: loading makes much data and no cycles, and is a fifth faster so."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def require(name_or_path: str | Path, settings: Settings = ()) -> Scenario:
    """Return the scenario of that name or path; InputError naming the first errors where it cannot be loaded.

    `settings` are those of `load_file`.
    """
    return opened(name_or_path, settings)[0]


def resolve(name_or_path: str | Path) -> Resolved:
    """Return the scenario of that name or path as plain data; InputError where it cannot be loaded."""
    return opened(name_or_path)[1]


def opened(name_or_path: str | Path, settings: Settings = ()) -> tuple[Scenario, Resolved]:
    """Return the scenario of that name or path and its plain data; InputError where it cannot be loaded.

    A shipped one without settings is kept for the next time in the person's cache.
    """
    path = find(name_or_path)
    data = None if settings else kept(path)
    if data is not None:
        with suppress(ValueError):
            return from_resolved(data), data
    loaded = load_file(path, settings)
    if loaded.scenario is not None:
        data = resolved_of(loaded.scenario)
        if not settings:
            keep(path, data)
        return loaded.scenario, data
    if not loaded.errors:
        raise InputError(_("{path} is no scenario but a part or a translation of one: name the scenario that it belongs"
                           " to.").format(path=path))
    shown = "\n".join(str(problem) for problem in loaded.errors[:5])
    count = len(loaded.errors)
    more = f"\nand {count - 5} more errors" if count > 5 else ""
    changed = f" with {', '.join(f'{path}={text}' for path, text in settings)}" if settings else ""
    raise InputError(f"The scenario {str(name_or_path)!r}{changed} has errors:\n{shown}{more}")


def resolved_of(scenario: Scenario) -> Resolved:
    """Return a scenario as plain data, as it is written and with its translations; its fingerprint included."""
    data = to_plain(scenario.written or scenario)
    assert isinstance(data, dict)
    return data


def from_resolved(resolved: Resolved) -> Scenario:
    """Return the scenario that `resolve` made plain; ValueError with a sentence where the data are not one.

    The fingerprint is reckoned anew, so that changed data never pass for the original.
    """
    from game.content.seal import refuse_misfit, sealed

    with _collector_paused():
        scenario = from_plain(Scenario, resolved)
        refuse_misfit(scenario)
        return sealed(scenario)


def read_cached(path: Path, report: Report) -> Document | None:
    """Return a file's document, read once for as long as the file does not change."""
    try:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_size)
    except (OSError, ValueError):
        stamp = (0, 0)
    document, problems = _read(str(path), display(path), stamp)
    report.problems.extend(problems)
    return document


@lru_cache(maxsize=64)
def _read(path: str, name: str, _stamp: tuple[int, int]) -> tuple[Document | None, tuple[Problem, ...]]:
    from game.content.reader import read  # YAML is of no use where a scenario was kept

    report = Report()
    return read(Path(path), name, report), tuple(report.problems)
