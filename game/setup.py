"""Set-up from a bare clone: installs what the game needs, with nothing but the standard library.

Outside a virtual environment the project's own one, ``.venv``, is made, filled and entered. Inside somebody's
active environment nothing is touched: there the one command that installs is printed. A run that was broken
off leaves a mark in ``.venv``, and the next one begins again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"

_UNFINISHED = "lifeline-unfinished"
"""Name of the mark in ``.venv`` that says an installation there has not come to its end."""

_STAGE = "LIFELINE_SETUP"
"""Environment variable that tells a re-started program how far set-up has come, against going in circles."""

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?(?:>=([0-9.]+))?")


class _SetupError(Exception):
    """Set-up cannot go on; the message tells the person what to do."""


def prepare(requirements: str) -> None:
    """Return once all that a requirements file of the project names is installed in the running Python.

    Where it is not, either the program goes on in the project's ``.venv`` and this call never returns, or it
    ends with exit code 1 and a sentence on stderr. `requirements` is a file name in the project's folder.
    """
    try:
        _prepare(ROOT / requirements)
    except _SetupError as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit("\nSet-up was interrupted. Give the same command again to complete it.")
    except OSError as problem:
        sys.exit(f"Set-up stopped: {problem}. When that is mended, give the same command again.")
    os.environ.pop(_STAGE, None)


def missing(requirements: Path) -> list[str]:
    """Return the names in a requirements file that are not installed here, or only in too old a version.

    Understands what the project's own files use: names with extras and ``>=``, comments, and ``-r FILE``.
    Raises ValueError for any other line.
    """
    absent = []
    for line in requirements.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            absent += missing(requirements.parent / text[3:].strip())
        elif text:
            found = _REQUIREMENT.fullmatch(text)
            if found is None:
                raise ValueError(f"{requirements.name}: cannot read the requirement {text!r}")
            if not _installed(found[1], found[2] or "0"):
                absent.append(found[1])
    return absent


def pygame_conflict() -> str | None:
    """Return a sentence where upstream pygame is installed here, which would take the place of pygame-ce."""
    try:
        metadata.version("pygame")
    except metadata.PackageNotFoundError:
        return None
    python = _quoted(sys.executable)
    return (
        "The package pygame is installed here and takes the place of pygame-ce, which Lifeline needs (the two"
        " cannot stand side by side). Remove both with\n"
        f"    {python} -m pip uninstall -y pygame pygame-ce\n"
        "and put pygame-ce back with\n"
        f'    {python} -m pip install "pygame-ce>=2.5.5"'
    )


def _prepare(requirements: Path) -> None:
    own = Path(sys.prefix).resolve() == ENVIRONMENT.resolve()
    stage = os.environ.get(_STAGE)
    if own:
        if missing(requirements) or (ENVIRONMENT / _UNFINISHED).exists():
            if stage == "installed":
                raise _SetupError(_damaged())
            _install(requirements)
            _go_on(sys.executable, "installed")
    elif other := _active_environment():
        if missing(requirements):
            raise _SetupError(pygame_conflict() or _advice(other, requirements))
    elif ENVIRONMENT.exists() or missing(requirements):
        if stage is not None:
            raise _SetupError(_damaged())
        if not _usable():
            _make_environment(requirements)
        _go_on(str(_python_of(ENVIRONMENT)), "entered")


def _installed(name: str, at_least: str) -> bool:
    try:
        version = metadata.version(name)
    except (metadata.PackageNotFoundError, KeyError):
        return False
    # A folder left by a broken installation can have a name and no version.
    return bool(version) and _numbers(version) >= _numbers(at_least)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", version))


def _active_environment() -> Path | None:
    """Return the folder of the virtual environment the person works in, if it is not the project's own."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix)
    named = os.environ.get("VIRTUAL_ENV")
    if named and Path(named).resolve() != ENVIRONMENT.resolve() and _python_of(Path(named)).exists():
        return Path(named)
    return None


def _advice(environment: Path, requirements: Path) -> str:
    python = _quoted(_python_of(environment))
    return (
        f"The virtual environment {environment} is active, but not all that Lifeline needs is installed in it"
        f" ({', '.join(missing(requirements))}). Install it with\n"
        f"    {python} -m pip install -r {_quoted(requirements)}\n"
        "and start again from within that environment; or deactivate it, and Lifeline sets up one of its own."
    )


def _damaged() -> str:
    return (
        f"The folder {ENVIRONMENT} is damaged in a way that set-up cannot mend. Delete it and give the same"
        " command again."
    )


def _python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _usable() -> bool:
    """Say whether ``.venv`` was completed once, with a Python new enough that still exists."""
    try:
        settings = (ENVIRONMENT / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    version = re.search(r"^version\w* *= *([0-9]+)\.([0-9]+)", settings, re.MULTILINE)
    recent = version is None or (int(version[1]), int(version[2])) >= (3, 11)
    return recent and _python_of(ENVIRONMENT).exists() and not (ENVIRONMENT / _UNFINISHED).exists()


def _make_environment(requirements: Path) -> None:
    try:
        import ensurepip  # noqa: F401 - absent on systems that split it from Python
        import venv
    except ImportError:
        raise _SetupError(_lacking_venv()) from None
    _say(
        "Lifeline needs packages that are not installed here. They are now put, once, into a virtual"
        f" environment of its own,\n{ENVIRONMENT}\nNothing outside that folder changes."
    )
    if ENVIRONMENT.exists():
        _say("The one that is there is unfinished or too old, and is replaced.")
        shutil.rmtree(ENVIRONMENT)
    ENVIRONMENT.mkdir()
    (ENVIRONMENT / _UNFINISHED).touch()
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(ENVIRONMENT)
    except subprocess.CalledProcessError as problem:
        raise _SetupError(
            f"Python could not make a virtual environment ({problem}). Give the same command again; if that"
            f" fails too, install the venv module of {_python_name()}."
        ) from None


def _install(requirements: Path) -> None:
    """Fill the project's environment, with pip's own progress on stderr so that stdout stays a command's."""
    if refusal := pygame_conflict():
        raise _SetupError(refusal)
    (ENVIRONMENT / _UNFINISHED).touch()
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        subprocess.run([sys.executable, "-m", "ensurepip"], stdout=sys.stderr, check=False)
    _say(f"Installing what {requirements.name} names …")
    options = ["--disable-pip-version-check", "--no-input", "--prefer-binary", "-r", str(requirements)]
    # Meanwhile the game's own modules are compiled, so that its first window comes as quickly as every later one; where
    # that cannot be kept, Python compiles them at each start.
    compiling = subprocess.Popen([sys.executable, "-m", "compileall", "-qq", str(ROOT / "game")], stdout=sys.stderr)
    code = subprocess.run([*pip, "install", *options], stdout=sys.stderr, check=False).returncode
    compiling.wait()
    if code:
        raise _SetupError(
            f"The installation did not succeed; pip's message stands above (exit code {code}). Check the"
            " connection to the internet, then give the same command again: it starts afresh."
        )
    (ENVIRONMENT / _UNFINISHED).unlink()
    _say("Everything is installed.")


def _go_on(python: str, stage: str) -> None:
    """Run the same command in another Python, with the same arguments; never returns."""
    command = [python, *sys.orig_argv[1:]]
    environment = {**os.environ, _STAGE: stage}
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):  # would lead that Python away from its own packages
        environment.pop(name, None)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execve(python, command, environment)
    # On Windows the first process would end at once and the shell would not wait for the second.
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)


def _lacking_venv() -> str:
    try:
        system = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        system = ""
    families = " ".join(re.findall(r'^ID(?:_LIKE)?="?([^"\n]*)', system, re.MULTILINE)).split()
    if "debian" in families:
        package = f"the package {_python_name()}-venv: sudo apt install {_python_name()}-venv"
    elif "fedora" in families or "rhel" in families:
        package = "the package python3-pip: sudo dnf install python3-pip"
    elif "suse" in families:
        package = "the package python3-pip: sudo zypper install python3-pip"
    else:
        package = "Python in full, from https://www.python.org/downloads/"
    return (
        f"This Python cannot make virtual environments. Install {package}\n"
        "Then give the same command again."
    )


def _python_name() -> str:
    return f"python{sys.version_info[0]}.{sys.version_info[1]}"


def _quoted(path: Path | str) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
