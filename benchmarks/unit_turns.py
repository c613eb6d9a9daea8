"""What a whole game costs, computer against computer: CPU per unit-turn, start-up apart, and where it goes.

    python -m benchmarks.unit_turns siege_of_wadi_deif --seeds 3 7 --profile 25

A unit-turn is one unit of the side to move, on the map at the start of its phase. Start-up is what a process does once:
imports, the scenario file, tables of the ground; it is paid by a short game beforehand. A profile makes a game about
five times as slow; its shares count, not its seconds.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import time
from functools import lru_cache
from typing import Any

from game.ai.levels import STANDARD
from game.content.loader import opened
from game.session import Options, Session, play_out, seldom_collecting
from game.summary import summary


def begin(name: str, seed: int, players: tuple[str, str] = (STANDARD, STANDARD)) -> Session:
    """Return a new game of the computer against itself."""
    scenario, data = _opened(name)
    return Session(data, seed, Options(players=players), scenario)


_opened = lru_cache(opened)
"""A scenario is opened once, as in a study: tables of its ground are then made by the game played beforehand."""


def play(session: Session, turns: int = 0) -> tuple[int, float]:
    """Play a game to its end, or so many turns; return its unit-turns and the CPU seconds it took."""
    count = _units(session)
    before = time.process_time()
    with seldom_collecting():
        for state in play_out(session):
            if turns and state.turn > turns:
                break
            count += _units(session)
    return count, time.process_time() - before


def _units(session: Session) -> int:
    """Return how many units the side to move has on the map; none once the game is over."""
    state = session.state
    return sum(1 for unit in state.units if unit.side == state.side and unit.hex >= 0) if state.outcome is None else 0


def measured(name: str, seed: int, players: tuple[str, str] = (STANDARD, STANDARD)) -> dict[str, Any]:
    """Return the summary of one game with `cpu_seconds` and `unit_turns`; its own making is left out of both."""
    session = begin(name, seed, players)
    count, seconds = play(session)
    return {**summary(session.state, seed), "cpu_seconds": seconds, "unit_turns": count}


def profile(name: str, seed: int, rows: int) -> None:
    """Print the functions that a game spends most of its time in."""
    session, meter = begin(name, seed), cProfile.Profile(time.process_time)
    meter.enable()
    play(session)
    meter.disable()
    pstats.Stats(meter).strip_dirs().sort_stats("tottime").print_stats(rows)


def main() -> None:
    """Print start-up, one row for each game, the median, and a profile where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", default="siege_of_wadi_deif")
    parser.add_argument("--seeds", nargs="+", type=int, default=[3, 7])
    parser.add_argument("--profile", type=int, default=0, metavar="ROWS")
    args = parser.parse_args()
    play(begin(args.scenario, 1), turns=2)
    print(f"start-up, two turns of a game included: {time.process_time():.2f} s")
    figures = []
    for seed in args.seeds:
        game = measured(args.scenario, seed)
        figures.append(game["cpu_seconds"] * 1e6 / game["unit_turns"])
        print(f"seed {seed:>4}: {game['cpu_seconds']:5.2f} s CPU, {game['unit_turns']} unit-turns, "
              f"{figures[-1]:6.0f} us each; {game['level']}, net {game['points']['net']:.1f}")
    print(f"median: {statistics.median(figures):.0f} us of CPU a unit-turn (aim: 200)")
    if args.profile:
        profile(args.scenario, args.seeds[0], args.profile)


if __name__ == "__main__":
    main()
