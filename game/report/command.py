"""The command `report`: writes the after-action report of a saved game, a page and a table beside it."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from game import InputError
from game.files import real, write_bytes, write_text
from game.report.course import Course
from game.session import Session, looked_at
from game.text import _


def report(args: argparse.Namespace) -> int:
    """Write the report of a saved game to `--out` and its table beside it; returns the exit code.

    Raises InputError where the file is no saved game, or the page cannot be written.
    """
    out: Path = args.out
    if out.suffix.lower() not in (".html", ".htm"):
        raise InputError(_("The report is a page: name a file that ends in .html, such as {path}.").format(
            path=out.with_suffix(".html") if out.name else out / "report.html"))
    if real(args.file) in (real(out), real(_table(out))):
        raise InputError(_("The report would take the place of the saved game {path}: give it another name.").format(
            path=args.file))
    table = write_report(looked_at(args.file), out)
    print(_("Written: {page} and {table}.").format(page=out, table=table))
    return 0


def write_report(session: Session, out: Path) -> Path:
    """Write the page of a game to a file and its table beside it, and return the table; InputError where it cannot."""
    from game.report.page import page

    course = Course(session)
    write_text(out, page(session, course))
    return write_bytes(_table(out), _csv(course))


def _table(page: Path) -> Path:
    """Return where the table of a report stands: beside its page."""
    return page.with_suffix(".csv")


def _csv(course: Course) -> bytes:
    rows = course.rows()
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
