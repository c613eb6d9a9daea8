"""The command `study`: plays the games that are not there yet, with progress, and writes tables and page."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from game import InputError
from game.files import write_text
from game.study import runner
from game.study.games import Run, packed
from game.study.journal import Journal, Key, opened
from game.study.plan import JOURNAL, Plan, begin, convoys, make_plan, write_sidecar
from game.study.statistics import wilson
from game.study.tables import in_order, write_tables
from game.text import _, figure, plural

PAGE = "study.html"
_MOST_SHOWN = 12
"""Variants in the running summary; more would not fit a terminal."""

Count = Callable[[Run], None]


def study(args: argparse.Namespace) -> int:
    """Play a study, or go on with one, and write its tables and page; returns the exit code."""
    plan = make_plan(args.scenario, args.vary, args.levels, args.runs, args.seed, args.trajectories or 0,
                     args.experiment)
    folder: Path = args.out
    described = begin(plan, folder)
    with opened(folder / JOURNAL) as journal:
        wanted = list(plan.keys)
        missing = [key for key in wanted if key not in journal.runs]
        if missing:
            if len(missing) < len(wanted):
                print(_("{folder}: {done} of {all} games are there; the others are played now.").format(
                    folder=folder, done=len(wanted) - len(missing), all=len(wanted)), file=sys.stderr)
            _play(plan, journal, missing, args.workers, args.dask)
        runs = in_order([journal.runs[key] for key in wanted])
    _finish(plan, folder, described, runs)
    return 0


def _play(plan: Plan, journal: Journal, missing: Sequence[Key], workers: int | None, address: str | None) -> None:
    """Play the missing games and keep each as it ends."""
    scenarios = {variant.number: packed(scenario)
                 for variant, scenario in zip(plan.variants, plan.scenarios, strict=True)}
    if address is not None:
        games = runner.run_on_dask(missing, scenarios, plan.players, address)
    else:
        games = runner.run_here(missing, scenarios, plan.players, workers or runner.usable_cores())
    known = [run for run in journal.runs.values() if run["variant"] in scenarios]
    try:
        with closing(games), _progress(plan, known, len(missing)) as count:
            for run in games:
                journal.add(run)
                count(run)
    except KeyboardInterrupt:
        raise InputError(_("Interrupted; the games that were played are kept: give the same command again to go on.")
                         ) from None


def _finish(plan: Plan, folder: Path, described: dict[str, Any], runs: list[Run]) -> None:
    """Write tables, page and sidecar, and say where they are."""
    from game.study.page import page

    written, digest = write_tables(folder, runs, plan.variants)
    found = {**described, "rows": len(runs), "rows_sha256": digest, "convoys": convoys(plan)}
    written.append(write_text(folder / PAGE, page(plan, runs, found)))
    write_sidecar(folder, found)
    for line in _summary(plan, runs):
        print(line)
    print(_("Written: {files}. Read {page} first.").format(
        files=", ".join(str(path) for path in written), page=folder / PAGE))


def _summary(plan: Plan, runs: Sequence[Run]) -> Iterator[str]:
    """Yield a line for each variant: games, shares of the sides, mean points."""
    for variant in plan.variants:
        mine = [run for run in runs if run["variant"] == variant.number]
        what = ", ".join(f"{path}={value}" for path, value in variant.settings) or plan.told.title
        games = plural("{n} game", "{n} games", len(mine)).format(n=len(mine))
        yield f"{what}: {games}; {'; '.join(_shares(plan, mine))}; " + _("{net:+.1f} points net").format(
            net=sum(run["figures"]["points.net"] for run in mine) / max(1, len(mine)))


def _shares(plan: Plan, runs: Sequence[Run]) -> Iterator[str]:
    won = Counter(run["figures"]["winner"] for run in runs)
    for winner, name in (*((side.id, side.name) for side in plan.told.sides), (None, _("neither"))):
        low, high = wilson(won[winner], len(runs))
        yield _("{name} {share:.0f} % ({low:.0f} to {high:.0f})").format(
            name=name, share=100 * won[winner] / max(1, len(runs)), low=100 * low, high=100 * high)


# --- progress -----------------------------------------------------------------------------------------------


@contextmanager
def _progress(plan: Plan, known: Sequence[Run], total: int) -> Iterator[Count]:
    """Show how far the games are and what they say so far: live on a terminal, else a line for each tenth."""
    if sys.stderr.isatty():
        with _live(plan, known, total) as count:
            yield count
        return
    done = 0

    def count_plain(_run: Run) -> None:
        nonlocal done
        done += 1
        if done * 10 // total > (done - 1) * 10 // total:
            print(_("{done} of {total} games played").format(done=done, total=total), file=sys.stderr, flush=True)

    yield count_plain


@contextmanager
def _live(plan: Plan, known: Sequence[Run], total: int) -> Iterator[Count]:
    from rich.console import Console, Group
    from rich.live import Live
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    task = bar.add_task(plan.told.title, total=total)
    seen = list(known)
    shown = Group(_table(plan, seen), bar)
    with Live(shown, console=Console(stderr=True), refresh_per_second=4, transient=True) as live:
        def count(run: Run) -> None:
            seen.append(run)
            bar.advance(task)
            live.update(Group(_table(plan, seen), bar))

        yield count


def _table(plan: Plan, runs: Sequence[Run]) -> Any:
    """Return the running summary: for each variant games, shares of the sides and mean points."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE, pad_edge=False)
    names = [factor.path.split(".", 1)[-1] for factor in plan.factors]
    for heading in (*names, _("games"), *(side.name for side in plan.told.sides), _("neither"), _("net points")):
        table.add_column(heading, justify="right")
    for variant in plan.variants[:_MOST_SHOWN]:
        mine = [run for run in runs if run["variant"] == variant.number]
        won = Counter(run["figures"]["winner"] for run in mine)
        shares = [f"{100 * won[who] / len(mine):.0f} %" if mine else "-"
                  for who in (*(side.id for side in plan.told.sides), None)]
        net = figure(sum(run['figures']['points.net'] for run in mine) / len(mine), "+.1f") if mine else "-"
        table.add_row(*(value for _path, value in variant.settings), str(len(mine)), *shares, net)
    if len(plan.variants) > _MOST_SHOWN:
        table.caption = _("the first {shown} of {all} variants").format(shown=_MOST_SHOWN, all=len(plan.variants))
    return table

