"""Starts Lifeline. Needs nothing but Python 3.11 or newer: the first run installs the rest.

This file is kept readable for every older Python, so that there it can say in one sentence what is missing.
"""

import sys


def require_python():
    """End with one sentence where this Python is too old for the game."""
    if sys.version_info < (3, 11):
        sys.exit(
            "Lifeline needs Python 3.11 or newer, and this is Python %d.%d (%s): install a newer one from"
            " https://www.python.org/downloads/ and start the game with that."
            % (sys.version_info[0], sys.version_info[1], sys.executable)
        )


def main():
    """Make sure that what the game needs is installed, hand it the arguments, and return the exit code."""
    require_python()
    try:
        from game import setup

        setup.prepare("requirements.txt")
        from game import cli
    except KeyboardInterrupt:  # later ones are the program's own business
        sys.exit("Interrupted.")

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
