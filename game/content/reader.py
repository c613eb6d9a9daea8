"""Reading one YAML file: libyaml's events become plain data that know where they stand, within strict limits.

Scenario files come from strangers. Whatever a file holds, reading it ends soon, takes little memory, and yields
either data or sentences about the file: nesting, size and number of values are bounded; aliases, tags, merge keys
and a second document are refused; and a plain word that YAML 1.1 and 1.2 read differently must be put in quotes.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from game.content.problems import Mark, Report

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MAX_VALUES = 100_000
MAX_KEYS = 1_000
MAX_DIGITS = 18

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+")
_AMBIGUOUS = re.compile(
    r"(?P<word>yes|no|on|off)"
    r"|(?P<zero>[-+]?0[0-9_]+(?:\.[0-9]*)?)"
    r"|(?P<base>[-+]?0(?:x[0-9a-f_]+|o[0-7_]+|b[01_]+))"
    r"|(?P<clock>[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)"
    r"|(?P<odd>[-+]?[0-9][0-9_]*_[0-9_.]*|[-+]?\.[0-9]+|[-+]?[0-9]+\.|[-+]?(?:[0-9]+\.?|[0-9]*\.[0-9]+)e[-+]?[0-9]+"
    r"|[-+]?\.inf|\.nan)",
    re.IGNORECASE,
)
_ADVICE = (
    ("word", "write true or false, or put it in quotes if it is a text"),
    ("zero", "a number does not begin with 0 (write 8, not 08); put it in quotes if it is a text"),
    ("base", "write numbers with the digits 0 to 9 only; put it in quotes if it is a text"),
    ("clock", "some programs read it as a number of seconds; put it in quotes"),
    ("odd", "write numbers as 12 or 0.5; put it in quotes if it is a text"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_IGNORE = re.compile(r"#\s*lifeline-ignore:\s*([a-z0-9-]+(?:[\s,]+[a-z0-9-]+)*)")


class Table(dict[str, Any]):
    """The keys and values of a YAML mapping, with its own place and those of its keys and values."""

    __slots__ = ("key_marks", "mark", "value_marks")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.key_marks: dict[str, Mark] = {}
        self.value_marks: dict[str, Mark] = {}

    def put(self, key: str, value: object, key_mark: Mark, value_mark: Mark) -> None:
        """Set a key with the places of key and value."""
        self[key] = value
        self.key_marks[key] = key_mark
        self.value_marks[key] = value_mark


class Rows(list[Any]):
    """The values of a YAML list, with its own place and theirs."""

    __slots__ = ("mark", "value_marks")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.value_marks: list[Mark] = []

    def put(self, value: object, mark: Mark) -> None:
        """Append a value with its place."""
        self.append(value)
        self.value_marks.append(mark)


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read: its data, and the `lifeline-ignore` ids by line."""

    file: str
    data: Table
    ignores: dict[int, tuple[str, ...]]


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled; `key` is the mapping's key that waits for its value."""

    node: Table | Rows
    mark: Mark
    key: str | None = None
    key_mark: Mark = ("", 0, 0)
    waiting: bool = field(default=True)


class _Stop(Exception):
    """Reading cannot go on; the problem has been noted."""


def read(path: Path, name: str, report: Report) -> Document | None:
    """Read a file into data with places, or None after noting what is wrong with it under the name given.

    Duplicate keys, aliases and the like are all noted in one pass; broken YAML ends it.
    """
    text = _text(path, name, report)
    return None if text is None else read_text(text, name, report)


def read_text(text: str, name: str, report: Report) -> Document | None:
    """Read the text of a file; see `read`."""
    bad = _CONTROL.search(text)
    if bad is not None:
        line, column = text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start())
        what = f"the character U+{ord(bad[0]):04X} has no place in a text file"
        report.add("file-not-utf8", what, (name, line, column))
        return None
    before = len(report.problems)
    try:
        data = _Reader(name, report).read(text)
    except _Stop:
        return None
    except yaml.YAMLError as error:
        _note_broken(error, name, report)
        return None
    if data is None or len(report.problems) > before:
        return None
    ignores = {
        number: tuple(re.split(r"[\s,]+", found[1]))
        for number, line in enumerate(text.splitlines(), 1)
        if "lifeline-ignore" in line and (found := _IGNORE.search(line))
    }
    return Document(name, data, ignores)


def _text(path: Path, name: str, report: Report) -> str | None:
    at = (name, 0, 0)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            report.add("file-unreadable", "this is not an ordinary file", at)
            return None
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).rstrip(".").lower()
        report.add("file-unreadable", f"the file cannot be read: {reason}", at)
        return None
    if len(raw) > MAX_BYTES:
        what = f"the file is larger than {MAX_BYTES // 1_000_000} MB: split it, and include the parts"
        report.add("file-too-large", what, at)
        return None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        report.add("file-not-utf8", "the file is not UTF-8 text from here on: save it as UTF-8", (name, line, column))
        return None


def _note_broken(error: yaml.YAMLError, name: str, report: Report) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = str(getattr(error, "problem", None) or "this is not YAML")
    if "found character '\\t'" in what or "found character that cannot start any token" in what:
        what += " (a tab, or one of % @ `, at the start of a value: indent with spaces, put the text in quotes)"
    elif "mapping values are not allowed" in what:
        what += " (a text that holds ': ' must stand in quotes, or the line above is not finished)"
    elif "could not find expected ':'" in what:
        what += " (a key needs a colon and a space after it)"
    elif "did not find expected" in what:
        what += " (look at the indentation, and for a bracket or quote that is not closed, here and above)"
    at = (name, mark.line + 1, mark.column + 1) if mark is not None else (name, 1, 1)
    if "maximum nesting depth" in what:  # newer YAML libraries give up before our own limit is asked
        report.add("yaml-too-deep", f"values are nested deeper than {MAX_DEPTH} levels", at)
        return
    report.add("yaml-broken", f"this is not YAML: {what}", at)


class _Reader:
    """Turns the events of one file into tables and rows, without recursion."""

    def __init__(self, name: str, report: Report) -> None:
        self.name = name
        self.report = report
        self.stack: list[_Frame] = []
        self.root: Table | None = None
        self.values = 0
        self.documents = 0

    def read(self, text: str) -> Table | None:
        """Return the table that the document is, or None after a note; raises _Stop or YAMLError."""
        for event in self._events(text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event, kind is yaml.MappingStartEvent)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close()
            elif kind is yaml.AliasEvent:
                self._note("yaml-alias", "aliases (*name) are not allowed: write the values out", event)
                self._put(None, self._mark(event))
            elif kind is yaml.DocumentStartEvent:
                self._document(event)
        if self.root is None and not self.report.failed:
            self.report.add("file-empty", "the file is empty", (self.name, 1, 1))
        return self.root

    def _events(self, text: str) -> Iterator[Any]:
        loader = _LOADER(text)
        try:
            event = loader.get_event()
            while type(event) is not yaml.StreamEndEvent:
                yield event
                event = loader.get_event()
        finally:
            loader.dispose()

    def _mark(self, event: Any) -> Mark:
        start = event.start_mark
        return (self.name, start.line + 1, start.column + 1)

    def _note(self, problem_id: str, text: str, event: Any) -> None:
        self.report.add(problem_id, text, self._mark(event))

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._note("yaml-documents", "a file holds one document: take away this '---' and what follows", event)
            raise _Stop
        if event.tags:
            self._note("yaml-tag", "tags (%TAG) are not allowed", event)

    def _properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._note("yaml-alias", "anchors (&name) are not allowed: write the values out", event)
        if event.tag is not None:
            self._note("yaml-tag", f"tags ({event.tag[:40]}) are not allowed", event)

    def _count(self, event: Any) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            what = f"a file holds at most {MAX_VALUES} values: split it, and include the parts"
            self._note("yaml-too-many", what, event)
            raise _Stop

    def _open(self, event: Any, is_table: bool) -> None:
        self._count(event)
        self._properties(event)
        mark = self._mark(event)
        if len(self.stack) >= MAX_DEPTH:
            self._note("yaml-too-deep", f"values are nested deeper than {MAX_DEPTH} levels", event)
            raise _Stop
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.node, Table) and top.key is None:
            self._note("yaml-key", "a key must be a single word or text", event)
            raise _Stop
        if top is None and not is_table:
            self._note("type-wrong", "a file begins with keys, such as 'format: 1', not with a list", event)
            raise _Stop
        self.stack.append(_Frame(Table(mark) if is_table else Rows(mark), mark))

    def _close(self) -> None:
        frame = self.stack.pop()
        if self.stack:
            self._put(frame.node, frame.mark)
        elif isinstance(frame.node, Table):
            self.root = frame.node

    def _put(self, value: object, mark: Mark) -> None:
        if not self.stack:
            self.report.add("type-wrong", "a file begins with keys, such as 'format: 1'", mark)
            raise _Stop
        top = self.stack[-1]
        if isinstance(top.node, Rows):
            top.node.put(value, mark)
        elif top.key is None:
            self.report.add("yaml-key", "a key must be a single word or text", mark)
            raise _Stop
        else:
            top.node.put(top.key, value, top.key_mark, mark)
            top.key = None

    def _scalar(self, event: Any) -> None:
        self._count(event)
        self._properties(event)
        mark = self._mark(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.node, Table) and top.key is None:
            self._key(top, top.node, event, mark)
        elif event.implicit[0] and event.tag is None:
            self._put(self._plain(event.value, mark), mark)
        else:
            self._put(event.value, mark)

    def _key(self, top: _Frame, node: Table, event: Any, mark: Mark) -> None:
        key = event.value
        plain = event.implicit[0]
        if plain and key == "<<":
            self.report.add("yaml-merge", "merge keys (<<) are not allowed: write the values out", mark)
        elif not key or (plain and key in ("~", "null")):
            self.report.add("yaml-key", "there is a key without a name", mark)
        elif plain:
            self._plain(key, mark)
        if key in node.key_marks:
            first = node.key_marks[key]
            text = f"the key '{key[:60]}' is here a second time; the first is in line {first[1]}"
            self.report.add("yaml-duplicate-key", text, mark)
        elif len(node) >= MAX_KEYS:
            self.report.add("yaml-too-many", f"a group holds at most {MAX_KEYS} keys", mark)
            raise _Stop
        top.key, top.key_mark = key, mark

    def _plain(self, text: str, mark: Mark) -> object:
        """Return what a word without quotes means: nothing, a truth value, a number or a text."""
        if text in ("", "~", "null", "Null", "NULL"):
            return None
        if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
            return text[0] in "tT"
        first = text[0]
        if not (first in "0123456789+-." or first in "yYnNoO"):
            return text
        if _WHOLE.fullmatch(text):
            if len(text) > MAX_DIGITS:
                return self._too_long(text, mark)
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text) if len(text) <= MAX_DIGITS else self._too_long(text, mark)
        found = _AMBIGUOUS.fullmatch(text) if len(text) <= 200 else None
        if found is not None:
            advice = next(words for group, words in _ADVICE if found[group] is not None)
            self.report.add("yaml-ambiguous", f"{text[:60]} is not clear: {advice}", mark)
        return text

    def _too_long(self, text: str, mark: Mark) -> int:
        self.report.add("yaml-number-too-long", f"the number {text[:20]}... has more than {MAX_DIGITS} digits", mark)
        return 0
