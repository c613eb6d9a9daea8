"""The command `report`: writes the after-action report of a saved game, a page and a table beside it."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from game import InputError
from game.files import write_bytes, write_text
from game.report.course import Course
from game.session import load
from game.text import _


def report(args: argparse.Namespace) -> int:
    """Write the report of a saved game to `--out` and its table beside it; returns the exit code.

    Raises InputError where the file is no saved game, or the page cannot be written.
    """
    from game.report.page import page

    out: Path = args.out
    if out.suffix.lower() not in (".html", ".htm"):
        raise InputError(_("The report is a page: name a file that ends in .html, such as {path}.").format(
            path=out.with_suffix(".html")))
    session = load(args.file, go_on=False)
    course = Course(session)
    write_text(out, page(session, course))
    table = write_bytes(out.with_suffix(".csv"), _csv(course))
    print(_("Written: {page} and {table}.").format(page=out, table=table))
    return 0


def _csv(course: Course) -> bytes:
    rows = course.rows()
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
