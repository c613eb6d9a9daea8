"""Play many games, computer against computer, and print how they end: the figures of `docs/measurements.md`.

    python -m benchmarks.tournament siege_of_wadi_deif --games 20
"""

from __future__ import annotations

import argparse
import statistics
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from benchmarks.unit_turns import measured
from game.ai.levels import STANDARD


def one_game(job: tuple[str, int, tuple[str, str]]) -> dict[str, Any]:
    """Play one game to its end and return its summary with its CPU seconds and unit-turns."""
    return measured(*job)


def main() -> None:
    """Play the games asked for and print one row each and the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--games", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--players", nargs=2, default=[STANDARD, STANDARD], metavar="LEVEL")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    players = (args.players[0], args.players[1])
    jobs = [(args.scenario, args.first_seed + index, players) for index in range(args.games)]
    with ProcessPoolExecutor(args.workers) as pool:
        games = list(pool.map(one_game, jobs))
    for game in games:
        print(_row(game))
    _print_shares(games)


def _row(game: dict[str, Any]) -> str:
    bases = " ".join(f"{key}:{row['held_by'][:3]} {row['since']}" for key, row in game["bases"].items()
                     if "depot" not in key)
    drops = sum_of(game, "airdrops", "dropped_kg"), sum_of(game, "airdrops", "recovered_kg")
    net = game["points"]["net"]
    return (f"seed {game['seed']:>3}  {game['level']!s:<16} net {net:>7.1f}  turns {game['turns_played']:>2}"
            f"  dropped {drops[0] / 1000:6.1f} t, {100 * drops[1] // max(1, drops[0]):>3} % recovered"
            f"  {game['cpu_seconds']:5.1f} s  {bases}")


def sum_of(game: dict[str, Any], part: str, key: str) -> int:
    """Return a figure summed over both sides."""
    return sum(side[key] for side in game[part].values())


def _print_shares(games: list[dict[str, Any]]) -> None:
    print(f"\n{len(games)} games")
    print("levels :", dict(sorted(Counter(str(game["level"]) for game in games).items())))
    print("winners:", dict(sorted(Counter(str(game["winner"]) for game in games).items())))
    dropped, got = (sum(sum_of(game, "airdrops", key) for game in games) for key in ("dropped_kg", "recovered_kg"))
    print(f"dropped {dropped / 1000:.0f} t, recovered {100 * got / max(1, dropped):.1f} %")
    for side in games[0]["supply"]:
        routes: Counter[str] = Counter()
        for game in games:
            routes.update(game["supply"][side]["by_route"])
        print(f"{side}: tonnes a game by route:",
              {name: round(kg / 1000 / len(games), 1) for name, kg in sorted(routes.items())})
    for name in games[0]["losses"]:
        killed = [game["losses"][name]["killed"] for game in games]
        harm = [game["civilian_harm"][name] for game in games]
        print(f"{name}: killed median {statistics.median(killed):.0f} ({min(killed)}-{max(killed)}),"
              f" civilians harmed median {statistics.median(harm):.0f} ({min(harm)}-{max(harm)})")
    each = [game["cpu_seconds"] * 1e6 / max(1, game["unit_turns"]) for game in games]
    print(f"CPU a game: median {statistics.median(game['cpu_seconds'] for game in games):.2f} s;"
          f" a unit-turn: median {statistics.median(each):.0f} us, start-up apart")


if __name__ == "__main__":
    main()
