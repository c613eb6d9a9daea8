"""Playing the games of a study in many processes: spawned ones of this machine, or those of a Dask cluster.

Both yield the same rows, in the order in which games end; whoever needs another order sorts them.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any

from game import InputError
from game.study.games import Run, code_hash, play
from game.study.journal import Key
from game.text import _

Players = tuple[str, str]
_AHEAD = 3
"""Games handed out for each process, so that none waits for work."""


def usable_cores() -> int:
    """Return the number of processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_here(
    jobs: Sequence[Key], scenarios: Mapping[int, bytes], players: Players, workers: int
) -> Generator[Run, None, None]:
    """Play games in spawned processes of this machine; InputError where one of those is killed.

    `jobs` are (variant, seed), `scenarios` the packed scenario of each variant. Closed early, it lets the games that
    are being played end and drops the others.
    """
    context = multiprocessing.get_context("spawn")
    waiting = iter(jobs)
    with ProcessPoolExecutor(min(workers, len(jobs)), context, _begin_worker) as pool:
        def hand_out(count: int) -> set[Future[Run]]:
            with _uninterrupted():
                return {pool.submit(play, variant, scenarios[variant], seed, players)
                        for variant, seed in islice(waiting, count)}

        running = hand_out(workers * _AHEAD)
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= hand_out(len(done))
                for future in done:
                    yield future.result()
        except BrokenProcessPool as problem:
            raise InputError(_("A process that played games was ended from outside, perhaps for lack of memory; what"
                               " was played is kept: give the same command again, with fewer --workers.")) from problem
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interruptions back, and keep them for good from the processes that are started meanwhile.

    Else one that comes before `_begin_worker` would have them complain, each with a traceback.
    """
    if sys.platform == "win32":  # has no such thing
        yield
        return
    resource_tracker.ensure_running()  # once it is started it lets interruptions through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """Leave interruptions to the parent, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def run_on_dask(
    jobs: Sequence[Key], scenarios: Mapping[int, bytes], players: Players, address: str
) -> Generator[Run, None, None]:
    """Play games on the Dask cluster at an address; InputError where there is none that can play this program, and
    where it is lost on the way."""
    client = _client(address)
    try:
        from dask.distributed import CancelledError, KilledWorker, as_completed

        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # of a lost cluster it writes a traceback
        _refuse_other_code(client, address)
        sent = {variant: client.scatter(data, hash=True) for variant, data in scenarios.items()}
        futures = [client.submit(play, variant, sent[variant], seed, players, pure=False, retries=2)
                   for variant, seed in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
                future.release()
        except (CancelledError, KilledWorker, OSError) as problem:
            raise InputError(_("The Dask cluster at {address} was lost; the games that were played are kept: see that"
                               " it runs, and give the same command again to go on.").format(
                address=address)) from problem
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from dask.distributed import Client
    except ImportError as problem:
        raise InputError(_('--dask needs Dask: install it with: pip install "dask[distributed]"')) from problem
    try:
        return Client(address, timeout=10)
    except (OSError, ValueError, TypeError, ImportError) as problem:  # what it says of words that are no address
        raise InputError(_("No Dask scheduler answers at {address}; start one with `dask scheduler` and give its"
                           " address, such as tcp://localhost:8786.").format(address=address)) from problem


def _refuse_other_code(client: Any, address: str) -> None:
    """Raise InputError where the cluster has no workers, or workers with other rules than ours."""
    if not client.scheduler_info()["workers"]:
        raise InputError(_("The Dask scheduler at {address} has no workers; start some, in the folder of the game, with"
                           " `dask worker {address} --nthreads 1 --nworkers 2`.").format(address=address))
    try:
        found = client.run(code_hash)
    except (ImportError, AttributeError) as problem:
        raise InputError(_("The workers at {address} do not find the game; start them in its folder.").format(
            address=address)) from problem
    for worker, code in sorted(found.items()):
        if code != code_hash():
            raise InputError(_("The worker {worker} has another version of the game, whose rows would not be the same;"
                               " give it this one.").format(worker=worker))
