"""The commands that play without a window: `simulate` and `replay`."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from game import InputError
from game.content.loader import opened
from game.rules import victory
from game.rules.narrate import ending_words, sentence
from game.rules.scenario import Scenario
from game.session import Options, Session, looked_at, play_out, read_levels, seldom_collecting, verify
from game.summary import summary
from game.text import _


def simulate(args: argparse.Namespace) -> int:
    """Play a scenario with the computer on both sides and print its result; returns the exit code."""
    scenario, data = opened(args.scenario)
    players = read_levels(scenario, args.levels)
    if args.save is not None and args.save.is_file():
        raise InputError(_("{path} exists already, and is left as it is: give another name.").format(path=args.save))
    session = Session(data, args.seed, Options(scenario.fog, players), scenario)
    try:
        if args.save is not None:
            session.save_as(args.save)
        with seldom_collecting():
            _with_progress(session)
        session.close()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise InputError(_("The game cannot be saved to {path} ({reason}); name a file that can be written.").format(
            path=args.save, reason=problem.strerror or problem)) from problem
    figures = summary(session.state, args.seed)
    if args.json:
        print(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        _print_summary(session.scenario, figures)
    return 0


def replay(args: argparse.Namespace) -> int:
    """Step through a saved game and say what happened, or play it again and compare; returns the exit code."""
    if args.verify:
        lines = turn = 0
        for number, state in verify(args.file):
            lines, turn = number, state.turn
        print(_("{file}: all {lines} records come out again as saved, up to turn {turn}.").format(
            file=args.file, lines=lines, turn=turn))
        return 0
    _print_log(looked_at(args.file))
    return 0


def _with_progress(session: Session) -> None:
    if not sys.stderr.isatty():
        for _state in play_out(session):
            pass
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(session.scenario.title, total=session.scenario.clock.turns)
        for state in play_out(session):
            progress.update(task, completed=state.turn)


def _print_summary(scenario: Scenario, figures: dict[str, Any]) -> None:
    level = next((row.name for row in scenario.levels if row.id == figures["level"]), "-")
    print(f"{scenario.title}: {level} ({ending_words(scenario, figures['reason'])})")
    print(_("{turns} turns; points {net:+.1f} net").format(turns=figures["turns_played"], net=figures["points"]["net"]))
    for side in scenario.sides:
        losses, supply, drops = (figures[key][side.id] for key in ("losses", "supply", "airdrops"))
        print(_("{side}: {points:.1f} points; {killed} killed, {wounded} wounded, {captured} captured;"
                " {harm} civilians harmed (estimate)").format(
            side=side.name, points=figures["points"][side.id]["total"], killed=losses["killed"],
            wounded=losses["wounded"], captured=losses["captured"], harm=figures["civilian_harm"][side.id]))
        print(_("  by road {sent:.1f} t sent, {arrived:.1f} t arrived; dropped {dropped:.1f} t, {got:.1f} t recovered")
              .format(sent=sum(supply["sent_kg"].values()) / 1000, arrived=sum(supply["delivered_kg"].values()) / 1000,
                      dropped=drops["dropped_kg"] / 1000, got=drops["recovered_kg"] / 1000))
    for base_id, base in figures["bases"].items():
        holder = scenario.sides[scenario.side_index(base["held_by"])].name.lower()
        print(_("{name}: held by {side} since {date}").format(
            name=scenario.base(base_id).name, side=holder, date=base["since"]))


def _print_log(session: Session) -> None:
    scenario = session.scenario
    shown = 0
    for turn, event in session.log:
        if turn != shown:
            shown = turn
            print(_("Turn {turn}, {date}").format(turn=turn, date=scenario.clock.date_of(turn).isoformat()))
        text = sentence(event, scenario)
        if text:
            print(f"  {text}")
    print(_("Points: {net:+.1f} net").format(net=victory.net(session.state) / 1000))
