"""A page as plain values, and the HTML it comes to: one file with its drawings and letters, without links outward."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from game import VERSION
from game.pages.charts import FACES, FAMILY, subset_font
from game.text import _, language

_TEMPLATE = Path(__file__).with_name("page.html")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: headings, rows of texts, and what it shows; columns after the first `words` hold figures."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    words: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: title, paragraphs, a drawing with a sentence on how to read it, tables, a two-column list."""

    id: str
    title: str
    text: tuple[str, ...] = ()
    chart: str = ""
    how: str = ""
    tables: tuple[Table, ...] = ()
    entries: tuple[Entry, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a chronicle: when, what one column says, what the other says beside it."""

    when: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page: kind, title, lead, facts as (label, value), sections, and notes at its foot."""

    kind: str
    title: str
    lead: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...] = ()
    columns: tuple[str, str] = ("", "")


def render(page: Page) -> str:
    """Return a page as the text of an HTML file."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    words = {"how": _("How to read it."), "language": language(),
             "alone": _("This page is one file; it loads nothing from anywhere.")}
    body = template.render(page=page, fonts="", family=FAMILY, version=VERSION, markup=Markup, **words)
    letters = sorted({letter for letter in body if letter.isprintable()} | {"\N{NO-BREAK SPACE}"})
    whole = template.render(page=page, fonts=Markup("\n".join(_faces(letters))), family=FAMILY, version=VERSION,
                            markup=Markup, **words)
    return whole.replace(" %", "\N{NO-BREAK SPACE}%")


def _faces(letters: list[str]) -> Iterator[str]:
    """Yield a CSS rule for each face, with the letters that the page uses."""
    for face, (_file, weight, style) in FACES.items():
        data = subset_font(face, letters)
        if data:
            yield (f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-style: {style};'
                   f' src: url("data:font/woff;base64,{b64encode(data).decode("ascii")}") format("woff"); }}')
