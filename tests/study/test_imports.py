"""Which module may import the heavy and the optional packages, so that everything else runs without them."""

from __future__ import annotations

import ast

from game.folders import ROOT

ALLOWED = {
    "matplotlib": ("game/pages/", "game/study/charts.py", "game/report/charts.py"),
    "jinja2": ("game/pages/page.py",),
    "markupsafe": ("game/pages/page.py",),
    "fontTools": ("game/pages/charts.py",),
    "dask": ("game/study/runner.py",),
    "pyarrow": ("game/study/tables.py",),
    "pettingzoo": ("game/study/environment.py",),
    "gymnasium": ("game/study/environment.py",),
}


def test_heavy_and_optional_packages_are_imported_in_one_place() -> None:
    found: dict[str, set[str]] = {name: set() for name in ALLOWED}
    for path in sorted((ROOT / "game").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else \
                [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in found:
                    found[name.split(".")[0]].add(path.relative_to(ROOT).as_posix())
    for name, paths in found.items():
        assert paths, f"nothing imports {name} any more: take it out of this list and of the requirements"
        assert all(path.startswith(ALLOWED[name]) for path in paths), f"{name}: {sorted(paths)}"
