"""The system's clipboard, as far as it has one."""

from __future__ import annotations

from contextlib import suppress

import pygame


def copied() -> str:
    """Return the text that was copied last, in any program, as one line; empty where there is none."""
    try:
        return " ".join(pygame.scrap.get_text().splitlines())
    except pygame.error:
        return ""


def copy(text: str) -> None:
    """Keep a text to be put in elsewhere; without a clipboard nothing happens."""
    with suppress(pygame.error):
        pygame.scrap.put_text(text)
