"""Bring the numbers in docs/rules.md up to date with the shipped ruleset.

    python docs/fill_rules.py           writes docs/rules.md anew
    python docs/fill_rules.py --check   exits 1 where a number there is not that of scenarios/shared/ruleset.yaml

In the page a number is followed by the path of its key, as in ``1.25 (`combat.flank`)``, and the tables stand between
marks, as in ``<!-- table terrain -->``. Change the ruleset, then run this.
"""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
RULESET = ROOT / "scenarios" / "shared" / "ruleset.yaml"

_VALUE = re.compile(r"([-0-9][-0-9.,/]*)(\s)\(`([a-z_]+(?:\.[a-z_0-9]+|\[[0-9]+\])+)`\)")
_TABLE = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_PART = re.compile(r"[a-z_][a-z_0-9]*|\[[0-9]+\]")


def fill(page: str, rules: dict[str, Any]) -> str:
    """Return the page with every number and table as the ruleset has it; KeyError for a path that is not there."""
    page = _VALUE.sub(lambda found: f"{_words(_at(rules, found[3]))}{found[2]}(`{found[3]}`)", page)
    return _TABLE.sub(lambda found: f"{found[1]}{_table(found[2], rules)}{found[3]}", page)


def _at(rules: Any, path: str) -> Any:
    value = rules
    for part in _PART.findall(path):
        if part.startswith("["):
            value = value[int(part[1:-1])]
        elif isinstance(value, list):
            value = next(row for row in value if row["id"] == part)
        else:
            value = value[part]
    return value


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "/".join(_words(item) for item in value)
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _table(name: str, rules: dict[str, Any]) -> str:
    if name == "odds":
        return _odds(rules["combat"]["results"])
    columns = {
        "roads": ("name", "minutes_km", "capacity_t_day", "payload", "mud_time", "mud_capacity", "risk", "move",
                  "foot_move"),
        "terrain": ("name", "move", "foot_move", "defence", "attacker_loss", "built_up", "conceals"),
        "unit_types": ("name", "mobility", "attack", "defence", "move_points_day", "men_per_step",
                       "vehicles_per_step", "range_hexes", "gun_shell_kg_day", "assault_shell_kg",
                       "cargo_kg_per_step"),
        "months": ("month", "mud", "flyable", "temperature", "rain_mm"),
        "consumption": ("id", "food", "food_two_thirds", "food_half", "ammo_rest", "ammo_hold", "ammo_assault"),
        "policies": ("name", "max_loss", "loss_weight_minutes"),
        "results": ("name", "odds", "attacker_loss", "defender_loss", "captured"),
    }[name]
    place = {"policies": "supply.policies", "results": "combat.results"}.get(name, name)
    rows = [[_cell(row.get(column)) for column in columns] for row in _at(rules, place)]
    return _lines([list(columns), *rows])


def _cell(value: Any) -> str:
    return "yes" if value is True else "" if value is None else _words(value)


def _odds(results: list[dict[str, Any]]) -> str:
    """Return the chances of the five results for ratios of attack to defence, in percent."""
    rows = [["attack : defence", *(row["name"] for row in results)]]
    for ours, theirs in ((1, 4), (1, 3), (1, 2), (2, 3), (1, 1), (3, 2), (2, 1), (3, 1), (4, 1), (6, 1)):
        square = ours * ours / (theirs * theirs)
        least = [1.0, *(square / (square + row["odds"]) for row in results[1:]), 0.0]
        rows.append([f"{ours} : {theirs}", *(_percent(a - b) for a, b in pairwise(least))])
    return _lines(rows)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if share < 0.1 else f"{100 * share:.0f}"


def _lines(rows: list[list[str]]) -> str:
    ruled = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "".join(f"| {' | '.join(row)} |\n" for row in ruled)


def main(arguments: list[str]) -> int:
    """Write or check the page; return the exit code."""
    before = PAGE.read_text(encoding="utf-8")
    after = fill(before, yaml.safe_load(RULESET.read_text(encoding="utf-8")))
    if arguments == ["--check"]:
        if after != before:
            print("docs/rules.md is behind the ruleset: run `python docs/fill_rules.py`.", file=sys.stderr)
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
