"""Gathers every text that is shown into the catalogues of `assets/locale`, and checks that these are whole.

Run ``python3 docs/extract_text.py`` after a text was added or changed: it writes the template ``lifeline.pot``, brings
the catalogue of each language in step with it (texts that are gone are left out, new ones stand there untranslated)
and compiles them. With ``--check`` it writes nothing and prints what is amiss. docs/translating.md tells the rest.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "assets" / "locale"
RULESET = ROOT / "scenarios" / "shared" / "ruleset.yaml"
KEYWORDS = {"_": None, "mark": None, "plural": (1, 2)}
PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}")
WIDTH = 100
DROPPED = tuple(f'"{name}' for name in (
    "Project-Id", "Report-Msgid", "POT-Creation", "PO-Revision", "Last-Translator", "Language-Team", "Generated-By"))
"""Lines of a head that change by themselves or say nothing."""


def texts() -> Iterator[tuple[str, str | tuple[str, str], list[str]]]:
    """Yield (file, message or its two forms, comments for translators) of all that the game shows."""
    for path in sorted((ROOT / "game").rglob("*.py")):
        for _line, message, comments, _context in extract_from_file("python", path, KEYWORDS, ["Translators:"]):
            yield path.relative_to(ROOT).as_posix(), message, comments
    for name in ruleset_names(yaml.safe_load(RULESET.read_text(encoding="utf-8"))):
        yield RULESET.relative_to(ROOT).as_posix(), name, []


def ruleset_names(part: object) -> Iterator[str]:
    """Yield the names that a ruleset gives to its roads, ground, kinds of unit and policies."""
    if isinstance(part, dict):
        if isinstance(part.get("name"), str):
            yield part["name"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from ruleset_names(each)


def template() -> Catalog:
    """Return the catalogue of all texts, none translated; without lines and dates, which change all the time."""
    found = Catalog(header_comment="# Texts of Lifeline; written by docs/extract_text.py.", fuzzy=False)
    for path, message, comments in texts():
        found.add(message, locations=[(path, None)], auto_comments=comments)
    return found


def in_step(old: Catalog, new: Catalog) -> Catalog:
    """Return a language's catalogue with the messages of the template and the translations it has of them."""
    found = Catalog(locale=old.locale, header_comment=old.header_comment, fuzzy=False)
    found.mime_headers = [("Plural-Forms", old.plural_forms)]  # as many as the file has, not as Babel counts today
    for row in sorted(new, key=lambda row: (first(row.locations), str(row.id))):
        if row.id:
            kept = old.get(first_form(row))
            same = kept is not None and kept.id == row.id
            found.add(row.id, kept.string if same else None, row.locations, auto_comments=row.auto_comments)
    return found


def first(locations: Iterable[tuple[str, int | None]]) -> str:
    """Return the first file of some locations."""
    return min((path for path, _line in locations), default="")


def first_form(row: Message) -> str:
    """Return a message as written, of two forms the singular."""
    return row.id[0] if isinstance(row.id, tuple) else row.id


def as_po(catalog: Catalog) -> bytes:
    """Return a catalogue as a file to be read and translated."""
    out = BytesIO()
    write_po(out, catalog, width=WIDTH, omit_header=False, include_lineno=False, sort_output=False)
    lines = out.getvalue().decode().split("\n")
    return "\n".join(line for line in lines if not line.startswith(DROPPED)).encode()


def spoken(compiled: bytes) -> dict[object, str]:
    """Return the messages of a compiled catalogue, without its head."""
    messages: dict[object, str] = dict(vars(GNUTranslations(BytesIO(compiled)))["_catalog"])
    del messages[""]
    return messages


def as_mo(catalog: Catalog) -> bytes:
    """Return a catalogue as the game reads it, the same whenever it is made."""
    out = BytesIO()
    catalog.creation_date = datetime.fromtimestamp(0, UTC)
    write_mo(out, catalog)
    return out.getvalue()


def faults(catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with a translation: missing ones, other placeholders, too few forms of the plural."""
    for row in catalog:
        if not row.id:
            continue
        originals = row.id if isinstance(row.id, tuple) else (row.id,)
        given = row.string if isinstance(row.string, tuple) else (row.string,)
        if not all(given) or (isinstance(row.id, tuple) and len(given) != catalog.num_plurals):
            yield f"not translated: {originals[0]!r}"
            continue
        wanted = placeholders(originals[-1])
        if any(placeholders(text) != wanted for text in given[-1:]) or any(
                not placeholders(text) <= wanted for text in given):
            yield f"other placeholders than in {originals[0]!r}: {given}"


def placeholders(text: str) -> frozenset[str]:
    """Return the places of a message that are filled in, each with its format."""
    return frozenset(found.group() for found in PLACEHOLDER.finditer(text))


def originals(catalog: Catalog) -> frozenset[object]:
    """Return the messages of a catalogue as they are written in the code."""
    return frozenset(row.id for row in catalog if row.id)


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Yield every language's file with its catalogue as it stands."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/lifeline.po")):
        yield path, read_po(BytesIO(path.read_bytes()), locale=path.parent.parent.name)


def problems() -> Iterator[str]:
    """Yield all that is amiss with the catalogues as they stand."""
    new = template()
    if originals(read_po(BytesIO((LOCALE / "lifeline.pot").read_bytes()))) != originals(new):
        yield "lifeline.pot is not in step with the code; run docs/extract_text.py."
    for path, old in catalogues():
        name = path.parent.parent.name
        yield from (f"{name}: not in the catalogue; run docs/extract_text.py: {text!r}"
                    for text in sorted(map(str, originals(new) - originals(old))))
        yield from (f"{name}: not in the game any more; run docs/extract_text.py: {text!r}"
                    for text in sorted(map(str, originals(old) - originals(new))))
        if spoken(as_mo(old)) != spoken(path.with_suffix(".mo").read_bytes()):
            yield f"{name}: the compiled catalogue is not that of the .po; run docs/extract_text.py."
        yield from (f"{name}: {fault}" for fault in faults(old))


def main() -> int:
    """Write the catalogues, or check them; returns 1 where something is left to be done."""
    if "--check" not in sys.argv[1:]:
        new = template()
        (LOCALE / "lifeline.pot").write_bytes(as_po(new))
        for path, old in catalogues():
            path.write_bytes(as_po(in_step(old, new)))
            path.with_suffix(".mo").write_bytes(as_mo(read_po(BytesIO(path.read_bytes()), locale=old.locale)))
    found = list(problems())
    print("\n".join(found) or "Every catalogue is whole.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
