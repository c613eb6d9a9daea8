"""Lifeline: a turn-based wargame of the siege of Wadi Deif in which supply decides."""

VERSION = "0.1.0"
"""Version of the program, shown to people and written into saves and crash reports."""


class InputError(Exception):
    """Something the person gave is bad; the message is one sentence that says what to do about it.

    Any part of the program may raise it. The command line prints the sentence and ends with exit code 1.
    """
