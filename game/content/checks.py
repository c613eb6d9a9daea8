"""Checks that need the whole scenario."""

from __future__ import annotations

from game.content.notes import Notes
from game.content.schema import ScenarioShape
from game.rules.scenario import Scenario


def check(scenario: Scenario, shape: ScenarioShape, notes: Notes) -> None:
    """Note what does not make sense in a scenario that was built."""
