"""Which of two players is better: paired games with the same dice and the sides swapped, and who sits on attacks.

    python -m benchmarks.pairs the_column standard regular --pairs 40

A pair is won by the player under whom the first side ends with more net points. Players are levels, `random`, or
`commit:ID` for the opponent of an earlier commit (`benchmarks/players.py`).

A stall is an enemy hex in sight that all own fighters beside it together would empty with a chance of at least 80 %,
at losses under a tenth, at the start of five of the side's phases running, without one attack on it in them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from benchmarks.players import check, think
from game.content.loader import resolve
from game.rules import combat, victory
from game.rules.chance import WHOLE
from game.rules.orders import Attack
from game.rules.state import View
from game.session import Options, Session
from game.study.statistics import wilson

STALL_TURNS, SURE_PM, CHEAP_PM = 5, 800, 100
Job = tuple[str, int, tuple[str, str]]


@dataclass
class Watch:
    """Counts for one side how many of its phases running it left each winning attack alone."""

    idle: dict[int, int] = field(default_factory=dict)
    stalls: list[tuple[int, int]] = field(default_factory=list)

    def phase(self, view: View, attacked: set[int]) -> None:
        """Count a phase that began with a view and in which some hexes were attacked."""
        left = {target for target in winning(view) if target not in attacked}
        self.idle = {target: self.idle.get(target, 0) + 1 for target in left}
        self.stalls += [(view.known.turn, target) for target, turns in self.idle.items() if turns == STALL_TURNS]


def winning(view: View) -> list[int]:
    """Return the enemy hexes in sight that all own fighters beside them would nearly surely and cheaply empty."""
    found, state, grid = [], view.known, view.scenario.map.grid
    for target in sorted({unit.hex for unit in state.units if unit.side != view.side and unit.hex >= 0}):
        beside = [unit for h in grid.neighbours(target) for unit in state.by_hex.get(h, ()) if unit.side == view.side]
        able = tuple(unit.id for unit in beside if combat.refuse_attack(state, Attack((unit.id,), target)) is None)
        order = Attack(able, target)
        if able and combat.refuse_attack(state, order) is None:
            reckoned = combat.preview(state, order)
            cheap = reckoned.attacker_loss * 1000 <= CHEAP_PM * reckoned.attackers
            if cheap and combat.odds(state, order).takes * 1000 >= SURE_PM * WHOLE:
                found.append(target)
    return found


def one_game(job: Job) -> tuple[int, list[tuple[int, int, int]]]:
    """Play a game; return the net points of the first side in thousandths and the stalls as (side, turn, hex)."""
    name, seed, players = job
    session = Session(resolve(name), seed, Options(players=players))
    watches = (Watch(), Watch())
    while session.state.outcome is None:
        side, view = session.state.side, session.view(session.state.side)
        attacked = set()
        for step in session.phase_by(think):
            if step is not None and isinstance(step[0], Attack):
                attacked.add(step[0].target)
        watches[side].phase(view, attacked)
    stalls = [(side, turn, hex_id) for side, watch in enumerate(watches) for turn, hex_id in watch.stalls]
    return victory.net(session.state), stalls


def main() -> None:
    """Play the pairs and print a row each, the share of the first player with its interval, and the stalls."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("players", nargs=2, type=check)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    one, two = args.players
    seeds = range(args.first_seed, args.first_seed + args.pairs)
    jobs = [(args.scenario, seed, players) for seed in seeds for players in ((one, two), (two, one))]
    with ProcessPoolExecutor(args.workers) as pool:
        games = list(pool.map(one_game, jobs))
    won = 0.0
    sitting: Counter[str] = Counter()
    for place, seed in enumerate(seeds):
        (first, _none), (second, _none) = games[2 * place:2 * place + 2]
        won += 1 if first > second else 0.5 if first == second else 0
        print(f"seed {seed:>4}: first side's net {first / 1000:>7.1f} under {one}, {second / 1000:>7.1f} under {two}")
    for (_name, seed, players), (_net, stalls) in zip(jobs, games, strict=True):
        sitting.update(players[side] for side, _turn, _hex in stalls)
        for side, turn, hex_id in stalls:
            print(f"stall: {players[side]} as side {side}, seed {seed}, by turn {turn}, hex {hex_id}")
    low, high = wilson(round(won), args.pairs)
    print(f"{args.scenario}: {one} better than {two} in {won:g} of {args.pairs} pairs, {100 * won / args.pairs:.0f} % "
          f"(95 %: {100 * low:.0f} to {100 * high:.0f}); stalls {dict(sitting) or 'none'}")


if __name__ == "__main__":
    main()
