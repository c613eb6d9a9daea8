"""Bring the sample session in docs/text_play.md up to date with what the program writes.

    python docs/fill_text_play.py           writes docs/text_play.md anew
    python docs/fill_text_play.py --check   exits 1 where the program writes something else

Between ``<!-- session: SCENARIO SIDE SEED -->`` and the end mark, lines that begin with ``> `` are what a person
writes; the program's answers follow each. The computer on the other side only ends its turns, so that the sample
stays as it is.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "text_play.md"
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

_SESSION = re.compile(r"(<!-- session: (\w+) (\w+) (\d+) -->\n```text\n)(.*?)(```\n<!-- end of session -->)", re.DOTALL)


def fill(page: str) -> str:
    """Return the page with every session as the program writes it now."""
    return _SESSION.sub(lambda found: found[1] + _played(found[2], found[3], int(found[4]), found[5]) + found[6], page)


def _played(scenario: str, side: str, seed: int, sample: str) -> str:
    from game.content.loader import require, resolved_of
    from game.play import players_of
    from game.session import Options, Session
    from game.text_play.commands import Commands
    from game.text_play.names import Misread
    from game.text_play.table import TextTable

    loaded = require(scenario)
    other = next(each.id for each in loaded.sides if each.id != side)
    options = Options(loaded.fog, players_of(loaded, side, {other: "drill"}))
    lines: list[str] = []
    table = TextTable(Session(resolved_of(loaded), seed, options), lines.append, lines.append)
    commands = Commands(table)
    table.open()
    for line in [row for row in sample.splitlines() if row.startswith("> ")]:
        lines.append(line)
        try:
            commands.line(line[2:])
        except Misread as problem:
            lines.append(str(problem))
    return "".join(f"{line}\n" for line in lines)


def main() -> int:
    """Write the page, or with --check say whether it is up to date."""
    page = PAGE.read_text(encoding="utf-8")
    filled = fill(page)
    if "--check" in sys.argv[1:]:
        return int(filled != page)
    PAGE.write_text(filled, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
