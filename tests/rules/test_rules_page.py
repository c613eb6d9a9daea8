"""The page of rules: its numbers are the ruleset's, and what it says of the odds is what the rules compute."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return docs/fill_rules.py as a module."""
    spec = importlib.util.spec_from_file_location("fill_rules", ROOT / "docs" / "fill_rules.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_has_the_numbers_of_the_ruleset(tool: ModuleType) -> None:
    page = tool.PAGE.read_text(encoding="utf-8")
    assert len(re.findall(r"\(`[a-z_]+\.[a-z_.]+`\)", page)) > 70
    assert tool.fill(page, yaml.safe_load(tool.RULESET.read_text(encoding="utf-8"))) == page, (
        "run `python docs/fill_rules.py`")


def test_changed_number_and_unknown_key_are_noticed(tool: ModuleType) -> None:
    assert tool.fill("times 9 (`combat.flank`).", {"combat": {"flank": 1.25}}) == "times 1.25 (`combat.flank`)."
    with pytest.raises(KeyError):
        tool.fill("1 (`combat.nothing`)", {"combat": {}})
