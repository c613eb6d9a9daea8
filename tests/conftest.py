"""What every test shares: no window, no sound, no file in the person's own folders, the same examples each time."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Before any test imports pygame.
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"
# Whatever the system speaks.
os.environ["LIFELINE_LANGUAGE"] = "en"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"

# No deadline: nothing here may depend on the speed of the machine.
settings.register_profile("suite", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("suite")


@pytest.fixture
def french() -> Iterator[None]:
    """Speak French for the length of a test."""
    from game.text import use_language

    assert use_language("fr") == "fr"
    yield
    use_language("en")


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep settings, saves and logs of the tests in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIFELINE_HOME", str(tmp_path_factory.mktemp("home")))
        yield
