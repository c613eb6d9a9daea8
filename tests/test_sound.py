"""Sounds: made the same every time, quiet, without clicks; silent without a device, and as loud as is set."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from game.rules.orders import GameEnded, Moved, TruckLost
from game.ui.cues import cues_of
from game.ui.settings import Settings
from game.ui.sound import CUES, RATE, Sounds, wave


@pytest.fixture
def sounds(monkeypatch: pytest.MonkeyPatch) -> Sounds:
    """Sounds on the device that plays to nobody."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    found = Sounds()
    found.open()
    yield found
    found.close()


@pytest.mark.parametrize("cue", CUES)
def test_a_cue_is_short_quiet_and_without_clicks(cue: str) -> None:
    samples = wave(cue)
    assert samples.tobytes() == wave(cue).tobytes()
    assert 0.1 * RATE <= len(samples) <= 2 * RATE
    assert 8000 < np.abs(samples.astype(int)).max() <= 16384, "at most half of the range"
    assert abs(int(samples[0])) < 400 and abs(int(samples[-1])) < 400, "begins and ends at nothing"
    steps = np.abs(np.diff(samples.astype(int)))
    assert steps.max() < 9000, "no sample jumps"


def test_no_device_is_silence_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "there is no such driver")
    found = Sounds()
    assert not found.missing, "nobody has looked yet"
    found.open()
    assert found.missing
    assert not found.play("order", Settings())
    found.close()


def test_mute_and_volumes_decide_what_is_heard(sounds: Sounds) -> None:
    assert sounds.play("order", Settings()) and sounds.play("fight", Settings())
    assert not sounds.play("order", Settings(mute=True))
    assert not sounds.play("order", Settings(volume_interface=0))
    assert sounds.play("fight", Settings(volume_interface=0))
    assert not sounds.play("fight", Settings(volume_field=0))


def test_a_volume_reaches_the_mixer(sounds: Sounds) -> None:
    loud = []
    for volume in (20, 80):
        pygame.mixer.stop()
        assert sounds.play("guns", Settings(volume_field=volume))
        playing = pygame.mixer.Channel(0).get_sound()
        assert playing is not None
        loud.append(playing.get_volume())
    assert loud[1] == pytest.approx(4 * loud[0], rel=0.1)


def test_only_what_a_side_was_shown_is_heard() -> None:
    seen = Moved(1, "o1", (3, 4), seen_by=(0,))
    hidden = TruckLost(1, "west", 1, seen_by=(1,))
    assert cues_of([seen, hidden], 0) == ("march",)
    assert cues_of([seen, hidden], 1) == ("loss",)
    assert cues_of([], 0) == ()


def test_the_weightiest_two_are_heard() -> None:
    assert cues_of(
        [Moved(0, "a", (1,), seen_by=(0,)), TruckLost(0, "w", 1, seen_by=(0,)), GameEnded("x", 0, "r", seen_by=(0,))],
        0) == ("end", "loss")
