"""Set-up from a bare clone, played on a small copy of the project that needs one small package and no network."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from game import setup

ROOT = Path(__file__).resolve().parent.parent

COMMANDS = '''\
import sys

def main():
    import tiny
    print(tiny.WORD, sys.prefix, *sys.argv[1:], sep="|")
    return 7
'''
"""Stands in for `game.cli` in the copy: needs the package `tiny`, prints what it got, returns a code of its own."""


def make_wheel(folder: Path, name: str, version: str) -> None:
    """Write an installable package with one module that holds one word."""
    info = f"{name}-{version}.dist-info"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", f"WORD = 'installed {version}'\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"{name}/__init__.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


class Clone:
    """A bare clone: the real `main.py` and set-up, one requirement, and a folder in place of the package index."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone of the game"
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        (self.root / "game").mkdir(parents=True)
        for path in ("main.py", "game/__init__.py", "game/setup.py"):
            shutil.copy(ROOT / path, self.root / path)
        (self.root / "game" / "cli.py").write_text(COMMANDS)
        (self.root / "game" / "later.py").write_text("WANTED = 'not at the first start'\n")
        (self.root / "requirements.txt").write_text("tiny>=1.2  # the only thing needed\n")

    def run(self, *words: str, python: str | Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `main.py` as a person without an active environment would, from another folder."""
        kept = {name: value for name, value in os.environ.items()
                if name not in ("VIRTUAL_ENV", "PYTHONPATH", "LIFELINE_SETUP") and not name.startswith("PIP_")}
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}
        base = sys._base_executable  # type: ignore[attr-defined]  # the Python outside every environment
        start = words if words[:1] == ("-c",) else (str(self.root / "main.py"), *words)
        return subprocess.run([str(python or base), *start], cwd=self.wheels, env={**kept, **pip, **more},
                              capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_first_run_installs_and_goes_on_and_a_broken_one_is_mended(clone: Clone) -> None:
    own = clone.root / ".venv"
    mark = own / "lifeline-unfinished"

    broken = clone.run("play", "x")  # nothing to be had: no network
    assert broken.returncode == 1
    assert broken.stdout == ""
    assert broken.stderr.rstrip().endswith("then give the same command again: it starts afresh.")
    assert mark.exists()

    make_wheel(clone.wheels, "tiny", "1.3")
    (own / "left over").touch()
    first = clone.run("play", "a scenario", "--seed=3")
    assert first.stdout == f"installed 1.3|{own}|play|a scenario|--seed=3\n"  # pip speaks on stderr
    assert first.returncode == 7
    assert str(own) in first.stderr
    assert "Everything is installed." in first.stderr
    assert not (own / "left over").exists()
    assert not mark.exists()
    assert list((clone.root / "game" / "__pycache__").glob("later.*.pyc")), "the first window need not wait for it"

    second = clone.run()
    assert (second.stdout, second.stderr, second.returncode) == (f"installed 1.3|{own}\n", "", 7)

    make_wheel(clone.wheels, "tiny", "2.0")
    (clone.root / "requirements.txt").write_text("tiny>=1.10\n")  # newer than 1.3, though it sorts before it
    inside = clone.run("x", python=setup._python_of(own))
    assert inside.stdout == f"installed 2.0|{own}|x\n"
    assert inside.returncode == 7


def test_active_environment_is_left_alone(clone: Clone, tmp_path: Path) -> None:
    other = tmp_path / "other"
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(other)
    python = setup._python_of(other)
    for run in (clone.run("play", python=python), clone.run("play", VIRTUAL_ENV=str(other))):
        assert run.returncode == 1
        assert run.stdout == ""
        assert f'    {python} -m pip install -r "{clone.root / "requirements.txt"}"\n' in run.stderr
        assert "(tiny)" in run.stderr
        assert not (clone.root / ".venv").exists()


def test_python_without_venv_gets_the_package_to_install(clone: Clone) -> None:
    script = clone.root / "main.py"
    lacking = f"import runpy, sys; sys.modules['ensurepip'] = None; sys.path.insert(0, {str(clone.root)!r}); " \
              f"runpy.run_path({str(script)!r}, run_name='__main__')"
    run = clone.run("-c", lacking)
    assert run.returncode == 1
    assert run.stderr.startswith("This Python cannot make virtual environments. Install ")
    assert "Traceback" not in run.stderr
    assert not (clone.root / ".venv").exists()


@pytest.mark.parametrize(("system", "package"), [
    ("ID=debian\n", "sudo apt install python{}.{}-venv\n"),
    ('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', "sudo apt install python{}.{}-venv\n"),
    ("ID=fedora\n", "sudo dnf install python3-pip\n"),
    ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "sudo zypper install python3-pip\n"),
    ("ID=void\n", "https://www.python.org/downloads/\n"),
])
def test_package_is_named_for_the_system(system: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_args, **_more: system)
    assert package.format(*sys.version_info) in setup._lacking_venv()


def test_old_python_gets_one_sentence(clone: Clone) -> None:
    script = clone.root / "main.py"
    for command in (f"runpy.run_path({str(script)!r}, run_name='__main__')", "import tests.__main__"):
        run = clone.run("-c", f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); "
                              f"sys.version_info = (3, 10, 4, 'final', 0); {command}")
        assert run.returncode == 1
        assert run.stderr.startswith("Lifeline needs Python 3.11 or newer, and this is Python 3.10 (")
        assert run.stderr.count("\n") == 1


@pytest.mark.parametrize("path", ["main.py", "tests/__main__.py"])
def test_first_files_use_only_what_old_pythons_read(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="ascii"))
    newer = ast.JoinedStr | ast.AnnAssign | ast.NamedExpr | ast.Match | ast.AsyncFunctionDef | ast.Starred
    for node in ast.walk(tree):
        assert not isinstance(node, newer), f"line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not any(arg.annotation for arg in node.args.args)


def test_shipped_requirements_can_be_read_and_are_met() -> None:
    assert setup.missing(ROOT / "requirements-dev.txt") == []


def test_requirements_that_are_absent_or_too_old_are_named(tmp_path: Path) -> None:
    (tmp_path / "base.txt").write_text("numpy>=1.0\nnot-there-at-all\n")
    more = tmp_path / "more.txt"
    more.write_text("# a comment\n\n-r base.txt\nPyYAML>=999.1 # too new\npytest>=7\ndask[distributed]>=9999\n")
    assert setup.missing(more) == ["not-there-at-all", "PyYAML", "dask"]
    more.write_text("numpy; python_version < '4'\n")
    with pytest.raises(ValueError, match=r"more\.txt: cannot read the requirement"):
        setup.missing(more)


def test_upstream_pygame_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert setup.pygame_conflict() is None
    info = tmp_path / "pygame-2.6.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pygame\nVersion: 2.6.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert f"{setup._quoted(sys.executable)} -m pip uninstall -y pygame pygame-ce" in (setup.pygame_conflict() or "")
