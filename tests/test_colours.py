"""Colours that carry meaning stay apart for every common kind of eye, in every theme, and words can be read."""

from __future__ import annotations

import pytest

from game.ui.art.theme import THEMES, Colour, Theme
from tests.colour_sight import contrast, difference, lab, least_difference

TERRAIN = {"light": (0xDF, 0xD7, 0xB2), "dark": (0x42, 0x3F, 0x39),
           "contrast": (0xDF, 0xD7, 0xB2)}
"""The median colour of each theme's painted ground."""


def parts(theme: Theme) -> dict[str, Colour]:
    """Return the colours that carry meaning on the map, and the parts of an outcome."""
    names = ("destroyed", "retreat", "hold", "fails")
    return {"government": theme.side(0).line, "opposition": theme.side(1).line, "flow": theme.flow, "cut": theme.cut,
            "airdrop": theme.airdrop, "motorway": theme.roads.motorway, "military road": theme.roads.military,
            "government body": theme.side(0).body, "opposition body": theme.side(1).body,
            **dict(zip(names, theme.outcomes, strict=True))}


BY_COLOUR = (
    ("government", "opposition", 18), ("government body", "opposition body", 18), ("flow", "government", 35),
    ("flow", "opposition", 13.5), ("flow", "airdrop", 10), ("airdrop", "opposition", 14), ("airdrop", "government", 18),
    ("cut", "flow", 20), ("cut", "airdrop", 20), ("cut", "motorway", 9), ("cut", "opposition", 10),
    ("destroyed", "retreat", 24), ("retreat", "hold", 20), ("hold", "fails", 17),
)
"""Pairs that lie beside each other, with the least CIEDE2000 difference. 10 is plainly another colour at a glance."""
BY_SHAPE = (("cut", "government", 6), ("military road", "government", 4))
"""Pairs told by shape: a cut is a double bar with a tag, the military road is dashed, front lines are not."""


def test_the_difference_of_colours_is_that_of_the_published_pairs() -> None:
    """Some of the pairs of Sharma, Wu and Dalal (2005), table 1."""
    for one, two, expected in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425), ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195), ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (58, 24, 15), 19.4535), ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ):
        assert difference(one, two) == pytest.approx(expected, abs=2e-4)


def test_eyes_that_lack_a_cone_confuse_what_they_are_known_to_confuse() -> None:
    red, green = (200, 60, 40), (110, 115, 40)
    assert difference(lab(red), lab(green)) > 35
    assert difference(lab(red, "protan"), lab(green, "protan")) < 15
    assert difference(lab((128, 128, 128), "deutan"), lab((128, 128, 128))) < 0.5


@pytest.mark.parametrize("name", list(THEMES))
@pytest.mark.parametrize(("one", "other", "least"), BY_COLOUR + BY_SHAPE)
def test_meanings_stay_apart_for_every_eye(name: str, one: str, other: str, least: float) -> None:
    colours = parts(THEMES[name])
    assert least_difference(colours[one], colours[other]) >= least


@pytest.mark.parametrize("name", list(THEMES))
def test_marks_stand_out_from_the_ground(name: str) -> None:
    theme, colours = THEMES[name], parts(THEMES[name])
    for part in ("government", "opposition", "flow", "cut", "airdrop", "military road"):
        assert contrast(colours[part], TERRAIN[name]) >= 3, part
        assert contrast(colours[part], theme.paper) >= 3, part
    assert contrast(theme.map_label, TERRAIN[name]) >= 7
    assert contrast(theme.hill_label, TERRAIN[name]) >= 4.5


@pytest.mark.parametrize("name", list(THEMES))
def test_words_can_be_read_on_what_they_stand_on(name: str) -> None:
    theme = THEMES[name]
    for text, ground, least in (
        (theme.ink, theme.panel, 7), (theme.secondary, theme.panel, 4.5), (theme.alert_text, theme.panel, 4.5),
        (theme.secondary, theme.inset, 4.5), (theme.good, theme.panel, 4.5), (theme.action, theme.panel, 4.5),
        (theme.bar_text, theme.bar, 7), (theme.bar_dim, theme.bar, 4.5), (theme.action_text, theme.action, 7),
        (theme.cream, theme.side(0).body, 4.5), (theme.cream, theme.side(1).body, 4.5),
        (theme.on_light, theme.select, 7), (theme.on_light, theme.cream, 7),
        *((theme.side(side).line, theme.panel, 4.5) for side in (0, 1)),
        *((theme.readable_on(colour), colour, 3.9) for colour in (*theme.outcomes, theme.cut, theme.airdrop)),
    ):
        assert contrast(text, ground) >= least, (text, ground)
