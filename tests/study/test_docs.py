"""Every study that the documentation shows can be planned as it stands there."""

from __future__ import annotations

import re
import shlex

import pytest

from game.cli import _parse
from game.folders import ROOT
from game.study.plan import Plan, make_plan


def commands() -> list[str]:
    """Return the commands of docs/studies.md, continued lines joined, comments off."""
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(r"^python3 main\.py (study .*)$", page, re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_the_commands_of_the_page_are_plans(command: str) -> None:
    args = _parse(shlex.split(command, comments=True))
    plan = make_plan(args.scenario, args.vary, args.levels, args.runs, args.seed, args.trajectories or 0,
                     args.experiment)
    assert isinstance(plan, Plan) and len(list(plan.keys)) == plan.runs * len(plan.variants) > 1


def test_the_page_has_commands() -> None:
    assert len(commands()) >= 4


def test_the_paths_of_the_page_lead_to_numbers() -> None:
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    paths = re.findall(r"^\| [^|]+ \| `([a-z][^=`]+)(?:=([^`]+))?` \|$", page, re.MULTILINE)
    assert len(paths) >= 8
    for path, values in paths:
        make_plan("siege_of_wadi_deif", [f"{path}={values or 1}"], {}, 1, 1)
