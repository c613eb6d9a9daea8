"""The plan of a study and its folder: what is to be played, and `study.json`, which says so beside the rows.

A folder belongs to one plan. The same command goes on with it, more runs extend it, anything else is refused.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from game import VERSION, InputError
from game.content.loader import find, load_file, require
from game.content.vary import Experiment, Settings
from game.files import write_text
from game.rules.scenario import Scenario
from game.rules.spoken import spoken
from game.session import read_levels
from game.study.convoy import round_about, ways
from game.study.design import Factor, Variant, grid, read_factors, refuse_twice, trajectories
from game.study.games import code_hash, versions
from game.study.journal import Key
from game.text import _

KIND = "lifeline-study"
SIDECAR = "study.json"
JOURNAL = "runs.jsonl"
FORMAT = 1

ABOUT_CONVOYS = ("supply.", "ruleset.roads.", "ruleset.supply.")
"""Beginnings of the paths with which the convoy arithmetic has to do."""

_MANY = 30
"""Variants from which checking them takes long enough to say so."""

_SAME = ("kind", "format", "scenario", "code", "fingerprint", "players", "first_seed", "vary", "variants")
"""What must be the same for a folder to be gone on with; `runs` may grow."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study plays: scenario, factors, variants with their scenarios, levels, seeds, and what it asks."""

    scenario: Scenario
    factors: tuple[Factor, ...]
    variants: tuple[Variant, ...]
    scenarios: tuple[Scenario, ...]
    players: tuple[str, str]
    first_seed: int
    runs: int
    walks: int = 0
    experiment: Experiment | None = None

    @property
    def told(self) -> Scenario:
        """The scenario in the language in use, for whoever reads; rows and files have it as it is written."""
        return spoken(self.scenario)

    @property
    def keys(self) -> Iterator[Key]:
        """Yield every game, seed by seed, so that all variants grow alike."""
        for seed in range(self.first_seed, self.first_seed + self.runs):
            for variant in self.variants:
                yield variant.number, seed


def make_plan(
    source: str, texts: Sequence[str], levels: dict[str, str], runs: int | None, first_seed: int,
    walks: int = 0, experiment_id: str | None = None,
) -> Plan:
    """Return the plan of a command; InputError with a sentence for what cannot be planned."""
    path = find(source)
    scenario = require(source)
    experiment = _experiment(path, scenario, experiment_id)
    factors = read_factors(texts)
    if experiment is not None:
        own = {factor.path for factor in factors}
        declared = tuple(Factor(path, values) for path, values in experiment.vary if path not in own)
        factors = (*declared, *factors)
    refuse_twice(factors)
    variants = trajectories(factors, walks) if walks else grid(factors)
    if len(variants) >= _MANY:
        print(_("Checking {n} variants of the scenario …").format(n=len(variants)), file=sys.stderr)
    return Plan(
        scenario, factors, variants, tuple(require(source, variant.settings) for variant in variants),
        read_levels(scenario, levels), first_seed, runs or (experiment.runs if experiment else 20), walks, experiment,
    )


def _experiment(path: Path, scenario: Scenario, wanted: str | None) -> Experiment | None:
    if wanted is None:
        return None
    known = {row.id: row for row in load_file(path).experiments}
    if wanted not in known:
        there = _("it declares {known}").format(known=", ".join(known)) if known else _("it declares none")
        raise InputError(_("There is no experiment {name!r} in {title}; {there}.").format(
            name=wanted, title=scenario.title, there=there))
    return known[wanted]


def sidecar(plan: Plan) -> dict[str, Any]:
    """Return what `study.json` says about a plan: enough to know, and to play again, every row."""
    scenario = plan.scenario
    return {
        "kind": KIND, "format": FORMAT, "program": VERSION, "code": code_hash(), "versions": versions(),
        "machine": platform.platform(terse=True), "scenario": scenario.id, "title": scenario.title,
        "fingerprint": scenario.fingerprint,
        "experiment": None if plan.experiment is None else
        {"id": plan.experiment.id, "title": plan.experiment.title, "question": plan.experiment.question},
        "players": {side.id: level for side, level in zip(scenario.sides, plan.players, strict=True)},
        "first_seed": plan.first_seed, "runs": plan.runs, "walks": plan.walks,
        "vary": [{"path": factor.path, "values": list(factor.values)} for factor in plan.factors],
        "variants": [
            {"number": variant.number, "settings": dict(variant.settings), "fingerprint": varied.fingerprint}
            for variant, varied in zip(plan.variants, plan.scenarios, strict=True)
        ],
        "rows": 0, "rows_sha256": "",
    }


def begin(plan: Plan, folder: Path) -> dict[str, Any]:
    """Make a folder ready for a plan and return its sidecar; InputError where it belongs to something else."""
    mine = sidecar(plan)
    known = _read(folder)
    if known is None:
        if folder.is_dir() and any(folder.iterdir()):
            raise InputError(_("{folder} is not empty and holds no study; name a new folder.").format(folder=folder))
        folder.mkdir(parents=True, exist_ok=True)
    else:
        if _finished(known, plan):  # nothing will be played, so its page may be made anew by a later program
            mine |= {key: known.get(key) for key in ("code", "program", "versions", "machine")}
        differs = next((key for key in _SAME if known.get(key) != mine[key]), None)
        if differs is not None and _begun(folder):
            raise InputError(_("{folder} holds another study: {why}; name a new folder.").format(
                folder=folder, why=_why(differs)))
        if differs is None and known.get("runs", 0) > plan.runs:
            raise InputError(_("{folder} holds a study of {more} runs; ask for as many or more, or name a new folder.")
                             .format(folder=folder, more=known["runs"]))
    write_sidecar(folder, {**mine, "rows": known.get("rows", 0)} if known and _finished(known, plan) else mine)
    return mine


def _finished(known: dict[str, Any], plan: Plan) -> bool:
    """Say whether the study of a sidecar was played to its end with as many runs as a plan has."""
    return known.get("runs") == plan.runs and known.get("rows") == plan.runs * len(plan.variants)


def _begun(folder: Path) -> bool:
    """Say whether any game of a folder's study has been played."""
    journal = folder / JOURNAL
    return journal.is_file() and journal.stat().st_size > 0


def _why(key: str) -> str:
    """Return what is different where a key of two sidecars differs."""
    return {
        "scenario": _("its scenario is another"),
        "code": _("the rules or the opponent have changed since it was begun"),
        "fingerprint": _("the scenario has changed since it was begun"),
        "players": _("the computer played at other levels"),
        "first_seed": _("its first seed is another"),
        "vary": _("it varies other numbers"),
        "variants": _("its variants are others"),
    }.get(key, _("it was written by another version of the program"))


def write_sidecar(folder: Path, data: dict[str, Any]) -> None:
    """Write the sidecar of a folder in one step."""
    write_text(folder / SIDECAR, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def convoys(plan: Plan) -> list[dict[str, Any]]:
    """Return for each variant the ways to its bases and round the map, with what the convoy arithmetic gives."""
    known: dict[Settings, dict[str, Any]] = {}
    found = []
    for variant, varied in zip(plan.variants, plan.scenarios, strict=True):
        telling = tuple(row for row in variant.settings if row[0].startswith(ABOUT_CONVOYS))
        if telling not in known:
            known[telling] = {"ways": [asdict(way) for way in ways(varied)],
                              "round": [asdict(way) for way in round_about(varied)]}
        found.append(known[telling])
    return found


def _read(folder: Path) -> dict[str, Any] | None:
    path = folder / SIDECAR
    if folder.exists() and not folder.is_dir():
        raise InputError(_("{folder} is a file; name a folder for the study.").format(folder=folder))
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("kind") != KIND or not isinstance(data.get("runs"), int):
        raise InputError(_("{path} is no description of a study; name a new folder.").format(path=path))
    return data
