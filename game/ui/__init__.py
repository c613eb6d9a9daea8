"""The window: screens, panels, and the board they stand round."""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # before any part imports pygame, or it greets on stdout
