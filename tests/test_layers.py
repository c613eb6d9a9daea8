"""The shape of the code: which module may import which, how large things may grow, what must be documented.

The rules read the source and import nothing, so that they hold for code no test runs.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    ("game", "game.text", "game.folders", "game.setup"),
    ("game.hexes",),
    ("game.rules",),
    ("game.files",),
    ("game.content", "game.ai", "game.savefile"),
    ("game.session",),
    ("game.summary", "game.play", "game.saves", "game.pages"),
    ("game.lesson",),
    ("game.study", "game.report", "game.cli_play", "game.cli_supply", "game.text_play"),
    ("game.ui",),
    ("game.cli",),
)
"""A module may import its own package and every layer above its own line here; neighbours on a line may not meet."""

LEAVES = frozenset({"game", "game.text", "game.folders"})
"""What the modules outside the rules may use from anywhere."""

RULES_NEVER_IMPORT = frozenset({
    "asyncio", "glob", "io", "logging", "multiprocessing", "os", "pathlib", "platformdirs", "pygame", "pydantic",
    "random", "rich", "secrets", "shutil", "socket", "subprocess", "sys", "tempfile", "threading", "time", "uuid",
    "yaml",
})
RULES_NEVER_CALL = frozenset({"open", "print", "input", "hash", "id", "eval", "exec", "now", "today", "utcnow"})

FUNCTION_LINES, CLASS_LINES, MODULE_LINES = 40, 250, 500

LARGER = MappingProxyType[str, tuple[int, str]]({})
"""Reasoned exceptions to the size budgets: ``path`` or ``path:name`` -> (lines allowed, why it is better whole)."""

MUTABLE_CALLS = frozenset({
    "list", "dict", "set", "bytearray", "defaultdict", "OrderedDict", "Counter", "deque",
    "array", "zeros", "ones", "full", "empty", "arange",
})


@cache
def sources() -> tuple[tuple[str, str, ast.Module], ...]:
    """Return (module name, path from the project's folder, syntax tree) of every module of the game."""
    found = []
    for path in sorted((ROOT / "game").rglob("*.py")):
        inside = path.relative_to(ROOT)
        name = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
        found.append((name, inside.as_posix(), ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def imports(module: str, path: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield each module that is imported anywhere in the tree, with its line; relative ones made absolute."""
    known = {name for name, _, _ in sources()}
    package = module.split(".") if path.endswith("__init__.py") else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield (whole if whole in known else base), node.lineno


def part_of(module: str) -> str:
    """Return the entry of `LAYERS` a module belongs to; fails for a module that has no place there."""
    entries = [entry for layer in LAYERS for entry in layer]
    best = max((entry for entry in entries if module == entry or module.startswith(entry + ".")), key=len)
    assert best != "game" or module == "game", f"{module} has no place in LAYERS"
    return best


def layer_of(module: str) -> int:
    """Return the number of the layer of a module, 0 the lowest."""
    return next(number for number, layer in enumerate(LAYERS) if part_of(module) in layer)


def outermost(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the import statements that run when the module is imported, not those inside functions."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node
            elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                waiting.append(node)


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """Yield (dotted name, function, whether it is public) for functions and methods, not for inner functions."""
    def within(body: list[ast.stmt], prefix: str, public: bool) -> Iterator[
            tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield prefix + node.name, node, public and not node.name.startswith("_")
            elif isinstance(node, ast.ClassDef):
                yield from within(node.body, f"{prefix}{node.name}.", public and not node.name.startswith("_"))

    yield from within(tree.body, "", True)


def test_imports_point_one_way() -> None:
    wrong = []
    for module, path, tree in sources():
        for target, line in imports(module, path, tree):
            if target.split(".")[0] == "main":
                wrong.append(f"{path}:{line}: nothing in game may import main")
            if target.split(".")[0] != "game" or part_of(target) == part_of(module):
                continue
            if layer_of(target) >= layer_of(module) and not (target in LEAVES and layer_of(module) == 0):
                wrong.append(f"{path}:{line}: {module} may not import {target}")
    assert not wrong, "\n".join(wrong)


def test_rules_touch_nothing_outside() -> None:
    """The rules are a value: no files, clock, chance of the system or windows; words alone, of `game.text`."""
    wrong = []
    for module, path, tree in sources():
        if part_of(module) not in ("game.rules", "game.hexes"):
            continue
        for target, line in imports(module, path, tree):
            if target.split(".")[0] in RULES_NEVER_IMPORT or target in LEAVES - {"game", "game.text"}:
                wrong.append(f"{path}:{line}: {target} has no place in the rules")
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                bare = isinstance(node.func, ast.Name) or name in ("now", "today", "utcnow")
                if bare and name in RULES_NEVER_CALL:
                    wrong.append(f"{path}:{node.lineno}: {name}() has no place in the rules")
    assert not wrong, "\n".join(wrong)


def test_rules_do_not_iterate_over_sets() -> None:
    """The order of a set differs between runs, so a loop over one may decide differently."""
    wrong = []
    for module, path, tree in sources():
        if part_of(module) != "game.rules":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.For | ast.comprehension):
                over = node.iter
                called = over.func.id if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) else ""
                if isinstance(over, ast.Set | ast.SetComp) or called in ("set", "frozenset"):
                    wrong.append(f"{path}:{over.lineno}: a loop over a set; sort it first")
    assert not wrong, "\n".join(wrong)


def test_window_is_imported_late_and_only_by_the_commands() -> None:
    wrong = []
    for module, path, tree in sources():
        if part_of(module) == "game.ui":
            continue
        for target, line in imports(module, path, tree):
            if target.split(".")[0] == "pygame":
                wrong.append(f"{path}:{line}: only game.ui may import pygame")
            if target.startswith("game.ui") and module != "game.cli":
                wrong.append(f"{path}:{line}: only game.cli may import {target}")
    assert not wrong, "\n".join(wrong)


def test_starting_the_program_imports_nothing_heavy() -> None:
    """`main.py`, set-up and the command line import at first only the standard library and the leaves."""
    wrong = []
    trees = {path: tree for _, path, tree in sources()}
    trees["main.py"] = ast.parse((ROOT / "main.py").read_text(encoding="utf-8"))
    for path in ("main.py", "game/__init__.py", "game/setup.py", "game/folders.py", "game/text.py", "game/cli.py"):
        for node in outermost(trees[path]):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            wrong += [f"{path}:{node.lineno}: {name} is imported at once" for name in names
                      if name.split(".")[0] not in sys.stdlib_module_names and name not in LEAVES]
    assert not wrong, "\n".join(wrong)


def measured() -> Iterator[tuple[str, int, int]]:
    """Yield (what, lines, budget) of every module, class and function of the game."""
    for _module, path, tree in sources():
        yield path, len((ROOT / path).read_text(encoding="utf-8").splitlines()), MODULE_LINES
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                budget = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
                yield f"{path}:{node.name}", (node.end_lineno or 0) - node.lineno + 1, budget


def test_sizes_stay_within_budget() -> None:
    over = [
        f"{what}: {lines} lines, budget {LARGER.get(what, (budget, ''))[0]}"
        for what, lines, budget in measured()
        if lines > LARGER.get(what, (budget, ""))[0]
    ]
    assert not over, "\n".join(over)


def test_exceptions_to_the_budget_are_still_needed() -> None:
    needed = {what for what, lines, budget in measured() if lines > budget}
    assert set(LARGER) <= needed
    assert all(reason for _lines, reason in LARGER.values())


@cache
def classes() -> MappingProxyType[str, tuple[frozenset[str], frozenset[str]]]:
    """Return by class name the names of its bases and of its documented methods, over the whole game."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for _module, _path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                generic = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
                bases = frozenset(getattr(base, "id", None) or getattr(base, "attr", "") for base in generic)
                documented = frozenset(part.name for part in node.body
                                       if isinstance(part, ast.FunctionDef) and ast.get_docstring(part))
                before = found.get(node.name, (frozenset(), frozenset()))
                found[node.name] = (before[0] | bases, before[1] | documented)
    return MappingProxyType(found)


def says_what_it_does(name: str, method: str) -> bool:
    """Say whether a base of the class documents the method, which then holds for the class too."""
    waiting, seen = [name], set()
    while waiting:
        bases = classes()[waiting.pop()][0] & classes().keys() - seen
        if any(method in classes()[base][1] for base in bases):
            return True
        seen |= bases
        waiting += bases
    return False


def test_public_things_are_documented() -> None:
    wrong = []
    for _module, path, tree in sources():
        if not ast.get_docstring(tree) and tree.body:
            wrong.append(f"{path}: the module has no docstring")
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                wrong.append(f"{path}:{node.lineno}: class {node.name} has no docstring")
        for name, function, public in functions(tree):
            *_, owner = ("", *name.split(".")[:-1])
            if public and not ast.get_docstring(function) and not (owner and says_what_it_does(owner, function.name)):
                wrong.append(f"{path}:{function.lineno}: {name} has no docstring")
    assert not wrong, "\n".join(wrong)


def test_functions_are_annotated() -> None:
    wrong = []
    for _module, path, tree in sources():
        for name, function, _public in functions(tree):
            given = function.args
            named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            bare = [arg.arg for arg in named if arg and not arg.annotation and arg.arg not in ("self", "cls")]
            if bare or not function.returns:
                wrong.append(f"{path}:{function.lineno}: {name} lacks annotations ({', '.join(bare) or 'return'})")
    assert not wrong, "\n".join(wrong)


def is_mutable(value: ast.expr | None) -> bool:
    """Say whether an expression makes an object that somebody could change later."""
    if isinstance(value, ast.Call):
        name = getattr(value.func, "id", None) or getattr(value.func, "attr", "")
        return name in MUTABLE_CALLS
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def test_no_mutable_object_at_module_level() -> None:
    """A list or dict of a module is a global that two games in one process would share."""
    wrong = []
    for _module, path, tree in sources():
        wrong += [f"{path}:{node.lineno}: a mutable object at module level" for node in tree.body
                  if isinstance(node, ast.Assign | ast.AnnAssign) and is_mutable(node.value)]
        wrong += [f"{path}:{node.lineno}: a global statement" for node in ast.walk(tree)
                  if isinstance(node, ast.Global)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("code", "mutable"), [
    ("X = [1]", True), ("X = {}", True), ("X: dict[str, int] = {}", True), ("X = {n for n in (1, 2)}", True),
    ("X = np.zeros(3)", True), ("X = collections.defaultdict(int)", True),
    ("X = (1, 2)", False), ("X = frozenset({1})", False), ("X = MappingProxyType({1: 2})", False), ("X: int", False),
])
def test_mutable_objects_are_recognised(code: str, mutable: bool) -> None:
    statement = ast.parse(code).body[0]
    assert isinstance(statement, ast.Assign | ast.AnnAssign)
    assert is_mutable(statement.value) is mutable


def test_relative_and_late_imports_are_seen() -> None:
    tree = ast.parse("from . import scenario\ndef f():\n    from ..session import Session\n    import game.ui.app\n")
    seen = [name for name, _line in imports("game.rules.engine", "game/rules/engine.py", tree)]
    assert seen == ["game.rules.scenario", "game.session", "game.ui.app"]
