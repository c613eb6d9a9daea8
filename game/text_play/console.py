"""The command `play --text`: lines in from a person or a script, lines out; never more on the screen than text."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from io import StringIO
from typing import TextIO

from game import InputError
from game.content.loader import opened
from game.lesson import lesson_terms
from game.session import Options, Session
from game.text import _
from game.text_play.commands import Commands
from game.text_play.names import Misread
from game.text_play.table import TextTable

_MOST_SEED = 10**9
_CURTAIN_LINES = 60
PROMPT = "> "


def play(args: argparse.Namespace) -> int:
    """Play a scenario by lines of text; returns the exit code.

    A script, which is any input that is no terminal, ends at its first line that cannot be carried out: InputError
    names the line. InputError too for a bad scenario, side or level.
    """
    scenario, data = opened(args.scenario)
    players, seed = lesson_terms(scenario, args.side, args.seed, args.levels)
    dice = seed if seed is not None else secrets.randbelow(_MOST_SEED)
    session = Session(data, dice, Options(scenario.fog, players), scenario)
    console = Console(sys.stdin or StringIO(), sys.stdout)  # started without any input, as by a service: no lines
    return console.run(TextTable.begin(session, console.say, console.pause))


class Console:
    """Where lines come from and go to."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out
        self._person = source.isatty()

    def say(self, line: str) -> None:
        """Write one line, at once."""
        print(line, file=self._out, flush=True)

    def pause(self, text: str) -> None:
        """Let a person hand over the seat; a script hands it over by itself."""
        self.say(text)
        if self._person:
            self._source.readline()
            self.say("\n" * _CURTAIN_LINES)

    def run(self, table: TextTable) -> int:
        """Play until the person leaves or the lines end; returns the exit code."""
        commands = Commands(table)
        try:
            self._opening(commands)
            self._lines(commands)
        except KeyboardInterrupt:
            self.say(_("You have left; the game can be gone on with."))
        finally:
            commands.table.close()
        return 0

    def _opening(self, commands: Commands) -> None:
        if self._person:
            with suppress(ImportError):  # where the system has it, lines can be edited and called back
                import_module("readline")
            self.say(_("Write `help` for what can be written, `quit` to leave."))
        commands.line("briefing")
        commands.table.open()

    def _lines(self, commands: Commands) -> None:
        for number, line in self._numbered():
            try:
                commands.line(line)
            except Misread as problem:
                if not self._person:
                    raise InputError(_("line {n}: {why}").format(n=number, why=problem)) from problem
                self.say(str(problem))
            if commands.over:
                return

    def _numbered(self) -> Iterator[tuple[int, str]]:
        """Yield the lines with their numbers from 1, asking a person for each."""
        number = 0
        while True:
            number += 1
            line = self._asked() if self._person else self._read(number)
            if line is None:
                return
            yield number, line

    def _read(self, number: int) -> str | None:
        try:
            line = self._source.readline()
            line.encode("utf-8")  # where the system has no language Python hands on what it could not read
        except UnicodeError:
            line = "\0"
        if "\0" in line:  # as in UTF-16, which some shells of Windows write
            raise InputError(_("line {n}: this is not text in UTF-8: save the script as UTF-8.").format(n=number))
        return (line.removeprefix("\ufeff") if number == 1 else line) or None

    def _asked(self) -> str | None:
        try:
            return input(PROMPT)
        except EOFError:
            self.say("")
            return None
