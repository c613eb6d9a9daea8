"""The same study on a Dask cluster of two workers and on this machine: identical rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from game import InputError
from game.ai.levels import STANDARD
from game.cli import main
from game.content.loader import require
from game.study import runner
from game.study.games import packed

STUDY = ("study", "template", "--runs", "3", "--vary", "clock.turns=3,4")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The scheduler of a cluster of two worker processes."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
def test_a_cluster_and_this_machine_give_identical_rows(tmp_path: Path, address: str) -> None:
    assert main([*STUDY, "--dask", address, "--out", str(tmp_path / "dask")]) == 0
    assert main([*STUDY, "--workers", "2", "--out", str(tmp_path / "here")]) == 0
    for name in ("runs.csv", "turns.csv", "study.html"):
        assert (tmp_path / "dask" / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name


@pytest.mark.slow
def test_a_cluster_with_other_rules_is_refused(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_here() -> str:
        return "another program"

    here = runner.code_hash

    def refuse(client: object, where: str) -> None:
        monkeypatch.setattr(runner, "code_hash", here)
        found = client.run(here)  # type: ignore[attr-defined]
        assert len(found) == 2 and len(set(found.values())) == 1, "both workers have this program"
        monkeypatch.setattr(client, "run", lambda _function: dict.fromkeys(found, other_here()))
        real(client, where)

    real = runner._refuse_other_code
    monkeypatch.setattr(runner, "_refuse_other_code", refuse)
    assert main([*STUDY, "--dask", address, "--out", str(tmp_path / "other")]) == 1
    assert "has another version of the game" in capsys.readouterr().err


@pytest.mark.slow
def test_a_cluster_that_is_lost_on_the_way_is_one_sentence() -> None:
    distributed = pytest.importorskip("distributed")
    scenarios = {0: packed(require("template", (("clock.turns", "3"),)))}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        games = runner.run_on_dask([(0, seed) for seed in range(200)], scenarios, (STANDARD, STANDARD),
                                   cluster.scheduler_address)
        assert next(games)["variant"] == 0
    with pytest.raises(InputError, match="was lost; the games that were played are kept"):
        list(games)


def test_no_scheduler_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("distributed")
    for address in ("nonsense://here", "tls://127.0.0.1:1", ""):
        assert main([*STUDY, "--dask", address, "--out", str(tmp_path / "none")]) == 1
        error = capsys.readouterr().err
        assert f"No Dask scheduler answers at {address}" in error and error.count("\n") == 1


def test_without_dask_the_command_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    assert main([*STUDY, "--dask", "tcp://localhost:1", "--out", str(tmp_path / "none")]) == 1
    assert 'pip install "dask[distributed]"' in capsys.readouterr().err
