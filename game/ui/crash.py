"""What is written when the program itself fails: enough to find the fault, and where it is."""

from __future__ import annotations

import os
import platform
import traceback
from datetime import datetime

from game import VERSION
from game.folders import find_folders
from game.session import Session
from game.text import _

LAST_ORDERS = 30


def write_report(problem: Exception, session: Session | None) -> str:
    """Write a crash report with scenario, seed and the last orders; returns a sentence that says where it is.

    The game's own file has every order up to the fault, so that it can be gone on with.
    """
    now = datetime.now()
    lines = [f"Lifeline {VERSION}, Python {platform.python_version()}, {platform.platform()}",
             now.isoformat(" ", "seconds"), *_game_lines(session), "", *traceback.format_exception(problem)]
    what = _("Lifeline met an error of its own ({error}).").format(
        error=f"{type(problem).__name__}: {problem}".splitlines()[0])
    path = find_folders().logs / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
    except OSError as refused:
        return what + " " + _("No report could be written to {path} ({reason}).").format(
            path=path, reason=refused.strerror or refused)
    return what + " " + _("What happened is written in {path}. The game goes on from its last order.").format(path=path)


def _game_lines(session: Session | None) -> list[str]:
    if session is None:
        return ["no game at the table"]
    orders = [record for record in session.records if record.get("type") in ("order", "undo", "redo")]
    return [f"scenario {session.scenario.id} ({session.scenario.fingerprint}), seed {session.seed}",
            f"players {session.options.players}, fog {session.options.fog}",
            f"turn {session.state.turn}, phase {session.state.phase}",
            *(f"  {row.get('side', '')} {row['type']} {row.get('text', '')}" for row in orders[-LAST_ORDERS:])]
