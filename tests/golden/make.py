"""Write the golden games anew: `python -m tests.golden.make`.

`template.jsonl` is a saved game of `template`, computer against computer, with the scenario inside: it comes out
otherwise only where the rules have changed. `siege_of_wadi_deif.txt` holds the orders of the campaign's first turns
and a fingerprint of each turn: it comes out otherwise where the rules or the campaign's own files have changed.

It is right to write them anew where a rule, a number or the campaign was changed on purpose; say so in the commit that
does it. It is wrong where nothing was meant to change, as when code is moved or made faster: then the games have found
a mistake. The opponents are not asked when the games are checked, so a better opponent is no reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from game.ai.levels import STANDARD
from game.cli_play import play_out
from game.content.loader import resolve
from game.rules.notation import write_order
from game.rules.plain import fingerprint
from game.session import Options, Session

FOLDER = Path(__file__).parent
SAVE = FOLDER / "template.jsonl"
SAVE_SEED = 1
CAMPAIGN = "siege_of_wadi_deif"
OPENING = FOLDER / f"{CAMPAIGN}.txt"
OPENING_SEED = 7
OPENING_TURNS = 4


def write_save() -> None:
    """Play `template` to its end and keep the game."""
    session = Session(resolve("template"), SAVE_SEED, Options(players=(STANDARD, STANDARD)))
    for _state in play_out(session):
        pass
    session.save_as(SAVE)
    session.close()


def opening() -> Iterator[str]:
    """Yield the lines of the campaign's first turns: the fingerprint of each dawn, then the orders of the turn."""
    session = Session(resolve(CAMPAIGN), OPENING_SEED, Options(players=(STANDARD, STANDARD)))
    yield f"seed {OPENING_SEED}"
    while session.state.turn <= OPENING_TURNS:
        if session.state.phase == 0:
            yield f"turn {session.state.turn} {fingerprint(session.state)}"
        for order, _events in session.computer_phase():
            yield write_order(order, session.scenario.map.grid)
    yield f"turn {session.state.turn} {fingerprint(session.state)}"


def main() -> None:
    """Write both files."""
    write_save()
    OPENING.write_text("\n".join(opening()) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
