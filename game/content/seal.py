"""The fingerprint of a scenario."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from game.rules.plain import canonical, to_plain
from game.rules.scenario import Scenario


def sealed(scenario: Scenario) -> Scenario:
    """Return the scenario with its fingerprint: SHA-256 over everything that decides a game, not over file lines."""
    bare = replace(scenario, fingerprint="", lines=(), ruleset=replace(scenario.ruleset, lines=()))
    return replace(scenario, fingerprint=sha256(canonical(to_plain(bare)).encode("ascii")).hexdigest())
