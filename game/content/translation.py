"""Translations of scenario files: NAME.fr.yaml beside NAME.yaml has the texts of that file in French.

A text is found by itself, not by where it stands: one that is changed in the scenario is at once reported as not
translated, and its old translation as belonging to nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path, PurePath
from textwrap import wrap

from pydantic import BaseModel

from game.content.includes import MAX_INCLUDES, kind_of
from game.content.kinds import LANGUAGE, Text
from game.content.loader import read_cached
from game.content.names import Names
from game.content.problems import Mark, Report, did_you_mean
from game.content.reader import Document, Rows, Table
from game.content.schema import TranslatedRow, TranslationFile, model_of
from game.content.validate import kind_in, model_in, validate
from game.content.vary import Experiment
from game.rules.scenario import Scenario
from game.rules.words import Translation, texts_of

_NOTHING_NAMED = Names({}, None)
_ONE_LINE, WIDTH = 88, 104
_SHORT = 60
"""Characters of the longest text that is offered as what was meant."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text for players in a file: where it stands, the dotted path to it, and how long it may be."""

    text: str
    mark: Mark
    path: str
    most: int


@dataclass(frozen=True, slots=True)
class TranslationBeside:
    """A translation that was found beside a file of a scenario, with the pairs of texts that it has."""

    path: Path
    document: Document
    language: str
    texts: tuple[tuple[str, str], ...]


def told_in(data: Table, model: type[BaseModel], path: str = "") -> Iterator[Told]:
    """Yield the texts for players of a file's data, in the order of the model."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in data:
            continue
        value, mark, here = data[key], data.value_marks[key], f"{path}.{key}" if path else key
        inner, kind = model_in(field.annotation), kind_in(field)
        if inner is not None:
            yield from _in_rows(value, inner, here)
        elif isinstance(kind, Text) and kind.told:
            values = {here: (value, mark)} if not isinstance(value, Table) else {
                f"{here}.{each}": (value[each], value.value_marks[each]) for each in value}
            yield from (Told(text.strip(), at, where, kind.most)
                        for where, (text, at) in values.items() if isinstance(text, str) and text.strip())


def _in_rows(value: object, model: type[BaseModel], path: str) -> Iterator[Told]:
    if isinstance(value, Table):
        yield from told_in(value, model, path)
    elif isinstance(value, Rows):
        for number, row in enumerate(value):
            if isinstance(row, Table):
                name = row.get("id")
                yield from told_in(row, model, f"{path}[{name if isinstance(name, str) else number}]")


def base_of(path: Path) -> Path | None:
    """Return the file whose texts a file translates, by its name: NAME.yaml of NAME.fr.yaml; None for any other."""
    stem, dot, code = path.stem.rpartition(".")
    return path.with_name(f"{stem}{path.suffix}") if dot and stem and LANGUAGE.fullmatch(code) else None


def translations_beside(file: Path, document: Document, report: Report) -> list[TranslationBeside]:
    """Return the translations beside a file of a scenario, noting what is wrong with them and what they lack."""
    named = [path for path in sorted(file.parent.glob(f"{escape(file.stem)}.*{file.suffix}")) if base_of(path) == file]
    found = []
    for path in named[:MAX_INCLUDES]:
        read = read_cached(path, report)
        row = compared(path, read, document, report) if read is not None else None
        if row is not None:
            found.append(row)
    return found


def compared(path: Path, read: Document, document: Document, report: Report) -> TranslationBeside | None:
    """Return what a translation has for the texts of a file, or None after noting why it is none.

    Notes what is missing in it, of no use, said twice or too long.
    """
    shape = _shape(path, read, report)
    kind = kind_of(document, Report())
    if shape is None or kind is None:
        return None
    wanted = {row.text: row for row in reversed(list(told_in(document.data, model_of(kind))))}
    pairs: dict[str, str] = {}
    for number, row in enumerate(shape.texts):
        trouble = _trouble(row, wanted, pairs, document.file)
        if trouble is None:
            pairs[row.original] = row.told
        else:
            problem_id, key, text = trouble
            report.add(problem_id, text, read.data["texts"][number].value_marks[key], f"texts[{number}].{key}")
    for text, told in wanted.items():
        if not pairs.get(text):
            report.add("translation-missing", f"{read.file} has no translation of it", told.mark, told.path)
    return TranslationBeside(path, read, shape.language, tuple((text, told) for text, told in pairs.items() if told))


def pairs_in(path: Path, document: Document) -> dict[str, str] | None:
    """Return the texts that a translation has, those that belong to nothing too, or None where it is none."""
    shape = _shape(path, document, Report())
    return None if shape is None else {row.original: row.told for row in shape.texts if row.told}


_GONE = "# gone: "


def kept_aside(text: str) -> dict[str, str]:
    """Return the texts that a written translation keeps in comments, since its scenario no longer has them."""
    found: dict[str, str] = {}
    read = json.JSONDecoder().raw_decode
    for line in text.splitlines():
        if line.startswith(_GONE):
            with suppress(ValueError):  # a line that somebody wrote by hand
                original, end = read(line, len(_GONE))
                found[str(original)] = str(read(line, end + 2)[0])
    return found


def _shape(path: Path, document: Document, report: Report) -> TranslationFile | None:
    """Return the model of a translation, or None after noting why it is none."""
    kind, data = kind_of(document, report), document.data
    if kind is None:
        return None
    if kind != "translation":
        text = f"expected 'kind: translation': by its name this file is a translation, not a {kind}"
        report.add("kind-unknown", text, data.value_marks.get("kind", data.mark), "kind")
        return None
    shape = validate(TranslationFile, data, _NOTHING_NAMED, report)
    code = path.stem.rpartition(".")[2]
    if shape is not None and shape.language != code:
        text = f"expected '{code}', as the file is called {path.name}; got '{shape.language}'"
        report.add("value-wrong", text, data.value_marks["language"], "language")
    return shape


def _trouble(row: TranslatedRow, wanted: Mapping[str, Told], pairs: Mapping[str, str],
             file: str) -> tuple[str, str, str] | None:
    """Return the problem's id, the key it is about and a sentence where a row of a translation does not count."""
    if row.original not in wanted:
        near = did_you_mean(row.original, tuple(text for text in wanted if len(text) <= _SHORT))
        return "translation-unused", "from", f"no text of {file} reads so{near}"
    if row.original in pairs:
        return "id-duplicate", "from", "this text is translated already"
    most = wanted[row.original].most
    if len(row.told) > most:
        return "value-wrong", "to", f"expected at most {most} characters, got {len(row.told)}"
    return None


def file_text(document: Document, language: str, known: Mapping[str, str], schema: str) -> str:
    """Return a translation of a file as it is to be written: every text of it, with what is translated already.

    What `known` has of texts that are gone stands at the end, as comments, for when they come back. `schema` is where
    editors find the shape.
    """
    kind = kind_of(document, Report())
    wanted = dict.fromkeys(row.text for row in told_in(document.data, model_of(kind))) if kind is not None else {}
    lines = [f"# yaml-language-server: $schema={schema}", f"# Texts of {PurePath(document.file).name}: `from` as it has"
             " them, `to` in the other language.", "format: 1", "kind: translation", f"language: {language}", "texts:"]
    for text in wanted:
        lines += [f"  - from: {_scalar(text)}", f"    to: {_scalar(known.get(text, ''))}"]
    for text in (text for text in known if text not in wanted):
        lines += [f"{_GONE}{json.dumps(text, ensure_ascii=False)}: {json.dumps(known[text], ensure_ascii=False)}"]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """Return a text as YAML: in quotes, or where it is long folded over several lines."""
    foldable = "  " not in text and "\n" not in text and "\t" not in text
    if len(text) <= _ONE_LINE or not foldable or not text[0].isalnum():
        return json.dumps(text, ensure_ascii=False)
    lines = wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(f"      {line}" for line in lines)


def gathered(value: Scenario | Experiment, found: Iterable[TranslationBeside]) -> tuple[Translation, ...]:
    """Return the translations of what a scenario or study says out of those of the files, the scenario's own first:
    it has the say."""
    used = texts_of(value)
    by_language: dict[str, dict[str, str]] = {}
    for row in found:
        words = by_language.setdefault(row.language, {})
        for original, told in row.texts:
            if original in used:
                words.setdefault(original, told)
    return tuple(Translation(code, tuple(sorted(words.items()))) for code, words in sorted(by_language.items()))
