"""Runs the tests: installs what they need where that is missing, then hands the arguments to pytest."""

import os
import sys

from main import require_python

require_python()


def main():
    """Return pytest's exit code; without arguments the whole suite runs on up to four processor cores."""
    from game import setup

    setup.prepare("requirements-dev.txt")
    import pytest

    everything = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    return int(pytest.main(sys.argv[1:] or everything))


if __name__ == "__main__":
    sys.exit(main())
