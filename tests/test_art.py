"""The drawing of type, icons and counters, without a display."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pygame
import pytest

from game.ui.art.counters import BADGES, CounterLook, Counters
from game.ui.art.fonts import Fonts, font_path, halo_margin
from game.ui.art.icons import NAMES, Icons
from game.ui.art.symbols import SYMBOLS
from game.ui.art.theme import Theme, mix, px
from game.ui.art.vectors import Canvas, beside, dash_pieces, lengths, portion, resample, spline

LOOK = CounterLook(0, "infantry", "II", 6, (7.0, 6.0, 8.0))


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    pygame.display.init()
    return Fonts()


def pixels(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGBA")


def test_lengths_scale_to_whole_pixels_and_never_vanish() -> None:
    assert [px(7, scale) for scale in (0.75, 1.0, 2.0)] == [5, 7, 14]
    assert px(1, 0.3) == 1
    assert px(0, 2) == 0
    assert mix((0, 0, 0), (100, 200, 50), 0.5) == (50, 100, 25)


def test_every_weight_has_its_file_and_no_text_is_missing_a_letter(fonts: Fonts) -> None:
    for weight in ("regular", "semibold", "bold", "italic", "bold_italic"):
        assert font_path(weight).is_file()
    face = pygame.font.Font(str(font_path("regular")), 20)
    letters = "Maarrat al-Nu’man 0123456789 – … · % ≤ ≥ é ° → •"
    assert None not in face.metrics(letters)


def test_text_width_is_that_of_its_picture(fonts: Fonts) -> None:
    text = fonts.text("Wadi Deif base", 14, "bold", (0, 0, 0))
    assert abs(text.get_width() - fonts.width("Wadi Deif base", 14, "bold")) <= 1


def test_wrapped_lines_fit_and_keep_every_word(fonts: Fonts) -> None:
    sentence = "Short by eight because the M5 at Hish junction is enemy-held.\nThe military road carries six."
    lines = fonts.wrap(sentence, 14, "regular", 180)
    assert " ".join(lines).split() == sentence.split()
    assert all(fonts.width(line, 14) <= 180 for line in lines)
    assert any(line.startswith("The military") for line in lines)


def test_no_line_begins_with_a_sign_that_belongs_to_the_line_before(fonts: Fonts) -> None:
    for width in range(75, 200, 3):  # narrower ones break within a word
        lines = fonts.wrap("strength 14 of 9 wanted ; 6 % less for the « way », et puis 15 % ?", 14, "regular", width)
        assert not any(line[:1] in "%;?»" or line.endswith("«") for line in lines), lines


def test_ellipsis_shortens_only_what_does_not_fit(fonts: Fonts) -> None:
    assert fonts.ellipsis("Hish", 14, "regular", 300) == "Hish"
    short = fonts.ellipsis("Relief column stopped short of Hish", 14, "regular", 120)
    assert short.endswith("…")
    assert fonts.width(short, 14) <= 120


def test_a_halo_widens_text_by_its_margin_and_leaves_the_letters(fonts: Fonts) -> None:
    ink, pale = (40, 30, 20), (246, 240, 225)
    plain = fonts.text("Hish", 16, "bold", ink)
    haloed = fonts.halo("Hish", 16, "bold", ink, pale, 2.0)
    margin = halo_margin(2.0)
    assert haloed.get_size() == (plain.get_width() + 2 * margin, plain.get_height() + 2 * margin)
    assert pygame.mask.from_surface(haloed, 20).count() > 1.5 * pygame.mask.from_surface(plain, 20).count()


def test_kept_text_is_bounded() -> None:
    small = Fonts(keep=5)
    first = small.text("0", 12)
    assert small.text("0", 12) is first
    for i in range(1, 9):
        small.text(str(i), 12)
    assert small.text("0", 12) is not first


@pytest.mark.parametrize("size", [16, 26])
def test_every_icon_differs_from_every_other(size: int) -> None:
    icons = Icons()
    drawn = {name: icons.icon(name, size, (0, 0, 0)) for name in NAMES}
    for name, image in drawn.items():
        assert image.get_size() == (size, size)
        assert pygame.mask.from_surface(image, 100).count() > size * size * 0.04, name
    for a, b in combinations(NAMES, 2):
        assert pixels(drawn[a]) != pixels(drawn[b]), (a, b)


def test_an_icon_stays_inside_its_square() -> None:
    icons = Icons()
    for name in NAMES:
        alpha = pygame.surfarray.array_alpha(icons.icon(name, 56, (0, 0, 0)))
        rim = int(alpha[0].max()), int(alpha[-1].max()), int(alpha[:, 0].max()), int(alpha[:, -1].max())
        assert max(rim) < 100, (name, rim)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("size", [22, 33, 44])
def test_every_symbol_can_be_told_on_every_counter(fonts: Fonts, side: int, size: int) -> None:
    counters = Counters(Theme(), fonts)
    drawn = {name: pixels(counters.surface(CounterLook(side, name), size)) for name in SYMBOLS}
    assert len(set(drawn.values())) == len(SYMBOLS)


def test_a_counter_shows_each_state(fonts: Fonts) -> None:
    counters = Counters(Theme(), fonts)
    states = [LOOK, replace(LOOK, side_index=1), replace(LOOK, moved=True), replace(LOOK, stack=3),
              replace(LOOK, unknown=True), replace(LOOK, selected=True), replace(LOOK, pips=2),
              replace(LOOK, supply=(1.0, 6.0, 8.0)), replace(LOOK, supply=(None, None, None)),
              replace(LOOK, size_mark="I"), *(replace(LOOK, badges=(badge,)) for badge in BADGES)]
    drawn = [pixels(counters.surface(look, 44)) for look in states]
    assert len(set(drawn)) == len(states)


def test_the_sides_differ_without_colour(fonts: Fonts) -> None:
    """Frames alone tell the sides apart: drawn in grey, many pixels still differ strongly."""
    counters = Counters(Theme(), fonts)
    grey = [pygame.transform.grayscale(counters.surface(replace(LOOK, side_index=side), 44)) for side in (0, 1)]
    a, b = (pygame.surfarray.array_red(image).astype(int) for image in grey)
    assert (abs(a - b) > 90).sum() > 80


def test_small_counters_leave_out_pips_and_supply(fonts: Fonts) -> None:
    counters = Counters(Theme(), fonts)
    assert pixels(counters.surface(LOOK, 22)) == pixels(counters.surface(replace(LOOK, pips=1), 22))


def test_equal_looks_share_one_picture(fonts: Fonts) -> None:
    counters = Counters(Theme(), fonts)
    assert counters.surface(LOOK, 44) is counters.surface(replace(LOOK), 44)


def test_lines_keep_their_length_when_cut_and_resampled() -> None:
    line = [(0.0, 0.0), (30.0, 0.0), (30.0, 40.0)]
    assert lengths(line)[-1] == 70
    assert portion(line, 10, 40) == [(10.0, 0.0), (30.0, 0.0), (30.0, 10.0)]
    assert len(resample(line, 10)) == 8
    pieces = list(dash_pieces(line, 10, 5))
    assert pieces[0] == [(0.0, 0.0), (10.0, 0.0)]
    assert sum(float(lengths(piece)[-1]) for piece in pieces) == pytest.approx(50, abs=1)
    assert beside([(0.0, 0.0), (10.0, 0.0)], 3)[0] == pytest.approx((0.0, 3.0))
    curve = spline([(0.0, 0.0), (10.0, 5.0), (20.0, 0.0)], 4)
    assert curve[0] == (0.0, 0.0)
    assert curve[4] == (10.0, 5.0)
    assert curve[-1] == (20.0, 0.0)


def test_a_canvas_that_was_not_drawn_on_changes_nothing() -> None:
    target = pygame.Surface((20, 20))
    target.fill((10, 20, 30))
    Canvas((0, 0, 20, 20)).onto(target)
    assert target.get_at((5, 5))[:3] == (10, 20, 30)
    canvas = Canvas((0, 0, 20, 20))
    canvas.line([(2, 10), (6, 10), (10, 10), (14, 10), (18, 10), (19, 10)], 6, (200, 100, 0))
    canvas.onto(target)
    assert target.get_at((10, 10))[:3] == (200, 100, 0)
    assert target.get_at((10, 2))[:3] == (10, 20, 30)
