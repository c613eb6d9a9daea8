"""The commands: reads the arguments, calls the part of the program that does the work, returns its exit code.

Exit codes: 0 done, 1 the input is bad, 2 the command is bad. An error is one sentence on stderr. The body of
each command is imported only when it is asked for, so that all but the window run fast and without a display.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from game import VERSION, InputError
from game.folders import program
from game.text import ENGLISH, _, use_language

DONE, BAD_INPUT, BAD_COMMAND = 0, 1, 2

COMMANDS = ("play", "simulate", "study", "replay", "report", "supply", "validate", "render", "new", "translate",
            "schema")
"""Every command, in the order the help shows them; without one the menu opens."""

HEADLESS = ("play --text", *COMMANDS[1:])
"""The commands that run without a display: all but the window."""

_LACKING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What the system says where a disk is full or no more files can be opened."""

_SIZE_LIMITS = (320, 7680)
"""Least and greatest side, in pixels, of a rendered picture: from a thumbnail to 8K."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in one sentence, without the usage that buries it."""

    def error(self, message: str) -> NoReturn:
        text = message.rstrip(".")
        see = _("see `{command} --help`").format(command=self.prog)
        self.exit(BAD_COMMAND, f"{self.prog}: {text}; {see}.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    `argv` are the arguments after the program's name, those of the process where None. Raises SystemExit with
    code 2 where the command is bad, and with 0 after ``--help`` and ``--version``.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a letter then shows a question mark
            stream.reconfigure(errors="replace")
    words = sys.argv[1:] if argv is None else list(argv)
    args = _parse(words)
    if getattr(args, "json", False):
        use_language(ENGLISH)  # a program reads it
    try:
        return _run(args)
    except InputError as problem:
        return _fail(str(problem))
    except KeyboardInterrupt:
        return _fail(_("Interrupted."))
    except BrokenPipeError:
        # The reader of our output went away; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD_INPUT
    except Exception as problem:
        if isinstance(problem, OSError) and problem.filename is not None:
            return _fail(f"{problem.filename}: {problem.strerror}.")
        if isinstance(problem, OSError) and problem.errno in _LACKING:
            return _fail(_("The system has no room for it: {reason}.").format(reason=str(problem.strerror).lower()))
        return _fail(_crash_sentence(problem, words))


def _run(args: argparse.Namespace) -> int:
    """Call the body of the command; each is imported here and nowhere else."""
    match args.command:
        case "simulate" | "study" | "replay" | "report" | "supply":
            return _run_games(args)
        case "validate":
            from game.content.commands import validate

            return validate(args.paths, args.json)
        case "new":
            from game.content.commands import new

            return new(args.file)
        case "translate":
            from game.content.commands import translate

            return translate(args.file, args.language)
        case "schema":
            from game.content.commands import schema

            return schema(args.out)
        case "render":
            _require_pygame_ce()
            from game.ui.render import render

            return render(args)
        case "play" if args.text:
            from game.text_play.console import play

            return play(args)
        case "play":
            return _window(args.scenario, args.side, args.seed, args.levels)
        case _:
            return _window(None, None, None, {})


def _run_games(args: argparse.Namespace) -> int:
    """Call the body of a command that plays games without a window, or tells of games and their supply."""
    match args.command:
        case "simulate":
            from game.cli_play import simulate

            return simulate(args)
        case "study":
            from game.study.command import study

            return study(args)
        case "replay":
            from game.cli_play import replay

            return replay(args)
        case "report":
            from game.report.command import report

            return report(args)
        case _:
            from game.cli_supply import supply

            return supply(args)


def _window(scenario: str | None, side: str | None, seed: int | None, levels: dict[str, str]) -> int:
    """Open the window: the menu, or a scenario at once."""
    if not _has_display():
        text = _(
            "There is no display here, so the window cannot open. These commands work without one:"
            " {commands}; `{program} --help` tells what they do."
        )
        raise InputError(text.format(commands=", ".join(HEADLESS), program=program()))
    _require_pygame_ce()
    from game.ui.app import run

    return run(scenario, side, seed, levels)


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin", "cygwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"))


def _require_pygame_ce() -> None:
    from game.setup import pygame_conflict

    if conflict := pygame_conflict():
        raise InputError(conflict)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return BAD_INPUT


def _crash_sentence(problem: Exception, words: Sequence[str]) -> str:
    """Write what helps to mend the error into the log folder, and return the sentence that says where."""
    import platform
    import traceback
    from datetime import datetime

    from game.folders import find_folders

    now = datetime.now()
    lines = (
        f"Lifeline {VERSION}, Python {platform.python_version()}, {platform.platform()}",
        f"{now.isoformat(' ', 'seconds')}: {program()} {' '.join(words)}",
        "",
        *traceback.format_exception(problem),
    )
    sentence = _("Lifeline met an error of its own ({error}) and had to stop.").format(
        error=f"{type(problem).__name__}: {problem}".splitlines()[0]
    )
    report = find_folders().logs / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text("\n".join(lines), encoding="utf-8", errors="backslashreplace")
    except OSError as refused:
        return sentence + " " + _("No report could be written to {path} ({reason}).").format(
            path=report, reason=refused.strerror
        )
    return sentence + " " + _("What happened is written in {path}").format(path=report)


def _parse(words: list[str]) -> argparse.Namespace:
    what = _("The siege of Wadi Deif, a wargame in which supply decides.")
    menu = _("Without a command the menu opens in a window.")
    parser = _Parser(prog=program(), description=what, epilog=menu, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"Lifeline {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title=_("commands"))
    by_name = {name: commands.add_parser(name, help=text, description=text, allow_abbrev=False)
               for name, text in zip(COMMANDS, _purposes(), strict=True)}
    _add_arguments(by_name)
    if words and not words[0].startswith("-") and words[0] not in by_name:
        parser.error(_("there is no command {word}").format(word=repr(words[0])) + _guess(words[0], COMMANDS))
    args, unknown = parser.parse_known_args(words)
    if unknown:
        at_fault = by_name.get(args.command, parser)
        options = re.findall(r"--[a-z]+", at_fault.format_help())
        text = _("does not understand {words}").format(words=" ".join(repr(word) for word in unknown))
        at_fault.error(text + _guess(unknown[0].partition("=")[0], options))
    if "levels" in args:
        args.levels = _by_side(by_name[args.command], args.levels)
    return args


def _purposes() -> tuple[str, ...]:
    """Return what each of `COMMANDS` is for."""
    return (
        _("play a scenario in a window, or with --text in this terminal"),
        _("let the computer play all sides of a scenario, and print the result"),
        _("play many games of a scenario and its variants, and write tables and a page about them"),
        _("step through a saved game; --verify plays it again and compares every turn"),
        _("write the after-action report of a saved game, a page with charts and a table"),
        _("say what supply gets through to whom, by which road, and why not more"),
        _("list every problem of scenario files as file:line:column"),
        _("draw a scenario or a saved game into a picture, without a window"),
        _("write the smallest valid scenario, with comments, to begin one of your own"),
        _("write the texts of a scenario file out to be translated, or bring a translation in step"),
        _("print the JSON schema of scenario files, for editors"),
    )


def _add_arguments(by_name: dict[str, _Parser]) -> None:
    for name in ("play", "simulate", "study"):
        add = by_name[name].add_argument
        add("scenario", metavar="SCENARIO", help=_("name of a shipped scenario, or path of a scenario file"))
        add("--level", dest="levels", action="append", default=[], type=_level, metavar="SIDE=LEVEL",
            help=_("level of the computer for a side; may be given once for each side"))
    add = by_name["play"].add_argument
    add("--side", help=_("the side you play, or both (default: the one that moves first)"))
    add("--seed", type=_seed, metavar="N", help=_("fixes the dice (default: new dice)"))
    add("--text", action="store_true", help=_("play by lines of text in this terminal, or by a script from stdin"))
    add = by_name["simulate"].add_argument
    add("--seed", type=_seed, default=1, metavar="N", help=_("fixes the dice (default: 1)"))
    add("--save", type=_path, metavar="FILE", help=_("keep the game in this file"))
    add("--json", action="store_true", help=_("print the result as one JSON object"))
    add = by_name["replay"].add_argument
    add("file", type=_path, metavar="FILE", help=_("a saved game"))
    add("--verify", action="store_true", help=_("play it again and compare every turn"))
    _add_study(by_name["study"])
    add = by_name["report"].add_argument
    add("file", type=_path, metavar="FILE", help=_("a saved game"))
    add("--out", required=True, type=_path, metavar="FILE.html", help=_("the page to write; a table of the same name"
                                                                      " with .csv goes beside it"))
    _add_supply(by_name["supply"])
    add = by_name["validate"].add_argument
    add("paths", nargs="+", type=_path, metavar="FILE|DIR", help=_("scenario files, or folders of them"))
    add("--json", action="store_true", help=_("print the problems as JSON"))
    add = by_name["render"].add_argument
    add("source", metavar="SCENARIO|SAVE", help=_("name or path of a scenario, or path of a saved game"))
    add("--out", required=True, type=_path, metavar="F.png", help=_("the picture to write"))
    add("--layer", metavar="L", help=_("the layer to show over the map"))
    add("--base", metavar="B", help=_("the base that the layers bottleneck and knockout are about"))
    add("--side", metavar="S", help=_("the side whose knowledge is shown (default: the side to move)"))
    add("--enemy", action="store_true", help=_("show the other side's supply, as far as that side knows it"))
    add("--size", type=_size, default=(1280, 720), metavar="WxH", help=_("in pixels (default: 1280x720)"))
    _add_making(by_name)


def _add_making(by_name: dict[str, _Parser]) -> None:
    add = by_name["new"].add_argument
    add("file", type=Path, metavar="FILE", help=_("the file to write; it must not exist yet"))
    add = by_name["translate"].add_argument
    add("file", type=_path, metavar="FILE", help=_("a scenario file, or a part of one"))
    add("language", metavar="LANGUAGE", help=_("the code of the language: fr, de, pt_BR"))
    add = by_name["schema"].add_argument
    add("--out", type=_path, metavar="FILE", help=_("write it into this file"))


def _add_study(parser: _Parser) -> None:
    add = parser.add_argument
    add("--runs", type=_count, metavar="N", help=_("games of each variant (default: 20, or as the experiment says)"))
    add("--vary", action="append", default=[], metavar="PATH=V1,V2",
        help=_("values for a number of the scenario, such as supply.sources.m5-hama.trucks; may be given again"))
    add("--experiment", metavar="ID", help=_("an experiment that the scenario declares"))
    add("--trajectories", type=_count, metavar="R",
        help=_("walk R times through the values, one at a time (Morris), instead of playing every combination"))
    add("--seed", type=_seed, default=1, metavar="N", help=_("the first seed (default: 1); all variants share them"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=_count, metavar="N", help=_("processes here (default: one for each core)"))
    where.add_argument("--dask", metavar="ADDRESS", help=_("play on the Dask cluster with this scheduler"))
    add("--out", required=True, type=_path, metavar="DIR",
        help=_("the folder of the study; with one that was begun by the same command it goes on"))


def _add_supply(parser: _Parser) -> None:
    add = parser.add_argument
    add("source", metavar="SCENARIO|SAVE", help=_("name or path of a scenario, or path of a saved game"))
    add("--side", help=_("only this side (default: both)"))
    add("--base", help=_("only this base or unit, with what would help and how long it lasts"))
    add("--cut", nargs="+", default=[], metavar="HEX",
        help=_("what if the enemy held these hexes (column.row, or the id of a place)"))
    add("--json", action="store_true", help=_("print the answer as one JSON object"))
    add("--network", action="store_true", help=_("with --json: the whole network, to be solved by other means"))


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError(_("expected the name of a file or folder, got ''"))
    return Path(text)


def _guess(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return _(" (did you mean {word}?)").format(word=near[0]) if near else ""


def _seed(text: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(
            _("expected a whole number of 1 to 18 digits, got {text!r}").format(text=text))
    return int(text)


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(_("expected a whole number from 1 to 999999, got {text!r}").format(text=text))
    return int(text)


def _level(text: str) -> tuple[str, str]:
    side, equals, level = text.partition("=")
    if not (side and equals and level):
        raise argparse.ArgumentTypeError(_("expected SIDE=LEVEL, got {text!r}").format(text=text))
    return side, level


def _by_side(parser: _Parser, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    sides = [side for side, _level in pairs]
    for side in sides:
        if sides.count(side) > 1:
            parser.error(_("--level names the side {side} twice").format(side=repr(side)))
    return dict(pairs)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch("([0-9]{1,5})x([0-9]{1,5})", text)
    least, most = _SIZE_LIMITS
    if not found or not all(least <= int(side) <= most for side in found.groups()):
        raise argparse.ArgumentTypeError(
            _("expected WIDTHxHEIGHT, each from {least} to {most} pixels, got {text!r}").format(
                least=least, most=most, text=text))
    return int(found[1]), int(found[2])
