"""Sounds: a handful of quiet cues made from tones and filtered noise when they are first wanted, never loaded.

Where there is no audio device, or the player has muted the game, nothing is played and nothing fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pygame

from game.ui.settings import Settings

if TYPE_CHECKING:  # slow to load, and the menu waits for it
    import numpy.typing as npt

RATE = 22050
"""Samples a second, one channel of 16 bits."""

CHANNELS = 6
_PEAK = 0.5
"""No sound uses more than this part of the range, so that two at once do not clip."""

Wave: TypeAlias = "npt.NDArray[np.float64]"


class Sounds:
    """The sounds of the window; silent until `open` finds a device."""

    def __init__(self) -> None:
        self._ready = False
        self._tried = False
        self._made: dict[str, pygame.mixer.Sound] = {}

    @property
    def missing(self) -> bool:
        """Whether a device was looked for and none was found."""
        return self._tried and not self._ready

    def open(self) -> None:
        """Look for an audio device, once; without one everything stays silent."""
        if self._tried:
            return
        self._tried = True
        try:
            with _hushed():
                pygame.mixer.init(RATE, -16, 1, 512)
            pygame.mixer.set_num_channels(CHANNELS)
        except pygame.error:
            return
        self._ready = True

    def play(self, cue: str, settings: Settings) -> bool:
        """Play a cue as loud as the settings say; returns whether anything is to be heard."""
        level = settings.volume_interface if cue in INTERFACE else settings.volume_field
        if not self._ready or settings.mute or level <= 0:
            return False
        sound = self._made.get(cue)
        if sound is None:
            sound = self._made[cue] = pygame.mixer.Sound(buffer=wave(cue).tobytes())
        sound.set_volume(level / 100)
        return sound.play() is not None

    def close(self) -> None:
        """Let go of the device."""
        if self._ready:
            pygame.mixer.quit()
        self._ready, self._tried = False, False
        self._made.clear()


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep off the terminal what the system's sound library itself writes where it finds no device."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def wave(cue: str) -> npt.NDArray[np.int16]:
    """Return the samples of a cue at `RATE`; the same every time. KeyError for one that does not exist."""
    shape = _RECIPES[cue]()
    peak = float(np.abs(shape).max())
    return np.round(shape / max(peak, 1e-9) * _PEAK * 32767).astype(np.int16)


# --- what they are made of ------------------------------------------------------------------------------------


def _time(seconds: float) -> Wave:
    return np.arange(int(seconds * RATE)) / RATE


def _decay(time: Wave, half_seconds: float, rise_seconds: float = 0.006) -> Wave:
    """Return loudness that rises at once and halves again and again; it ends at nothing, without a click."""
    fade = np.minimum(1.0, (time[-1] - time) / 0.02)
    loudness: Wave = np.minimum(1.0, time / rise_seconds) * 0.5 ** (time / half_seconds) * fade
    return loudness


def _tone(seconds: float, hertz: float, half_seconds: float, *, rise: float = 0.006) -> Wave:
    """Return a soft tone with a little of its octave."""
    time = _time(seconds)
    turn = 2 * np.pi * hertz * time
    return (np.sin(turn) + 0.18 * np.sin(2 * turn)) * _decay(time, half_seconds, rise)


def _noise(seconds: float, low_pass_hertz: float, half_seconds: float, *, rise: float = 0.006, seed: int = 1) -> Wave:
    """Return noise without its high part: far off, through air."""
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    quiet = 1 / (1 + (hertz / low_pass_hertz) ** 4) * (hertz > 25)
    far: Wave = np.fft.irfft(spectrum * quiet, count) / 8 * _decay(_time(seconds), half_seconds, rise)
    return far


def _together(*parts: tuple[float, Wave]) -> Wave:
    """Return parts laid over each other, each from its second on."""
    length = max(int(start * RATE) + len(part) for start, part in parts)
    whole = np.zeros(length)
    for start, part in parts:
        first = int(start * RATE)
        whole[first:first + len(part)] += part
    return whole


def _steps() -> Wave:
    return _together(*((0.13 * i, _noise(0.09, 700, 0.02, seed=3 + i)) for i in range(4)))


def _guns() -> Wave:
    return _together((0.0, _noise(0.9, 120, 0.16, seed=11)), (0.32, 0.7 * _noise(0.9, 100, 0.18, seed=12)))


def _fight() -> Wave:
    shots = [(0.07 * i + 0.02 * (i % 3), 0.8 * _noise(0.12, 900, 0.02, seed=20 + i)) for i in range(7)]
    return _together(*shots, (0.1, _noise(0.8, 140, 0.15, seed=31)))


def _drop() -> Wave:
    return _together((0.0, _noise(0.9, 380, 0.5, rise=0.4, seed=41)), (0.8, 0.8 * _tone(0.18, 90, 0.03)))


def _loss() -> Wave:
    return _together((0.0, _tone(0.5, 196, 0.12)), (0.18, _tone(0.7, 147, 0.18)))


_RECIPES: MappingProxyType[str, Callable[[], Wave]] = MappingProxyType({
    "order": lambda: _tone(0.12, 660, 0.02),
    "refused": lambda: _together((0.0, _tone(0.12, 233, 0.03)), (0.1, _tone(0.16, 196, 0.04))),
    "undone": lambda: _together((0.0, _tone(0.1, 587, 0.02)), (0.07, _tone(0.12, 494, 0.02))),
    "dawn": lambda: _together((0.0, _tone(0.9, 392, 0.22, rise=0.05)), (0.16, _tone(1.0, 523, 0.25, rise=0.05))),
    "news": lambda: _together((0.0, _tone(0.5, 440, 0.12, rise=0.02)), (0.12, _tone(0.5, 440, 0.1, rise=0.02))),
    "march": _steps,
    "guns": _guns,
    "fight": _fight,
    "drop": _drop,
    "loss": _loss,
    "end": lambda: _together((0.0, _tone(1.4, 262, 0.4, rise=0.05)), (0.05, _tone(1.4, 392, 0.4, rise=0.05))),
})

CUES = tuple(_RECIPES)
"""Every cue there is."""

INTERFACE = frozenset({"order", "refused", "undone", "dawn", "news", "end"})
"""Cues as loud as the interface is set; the others are as loud as the field is."""
