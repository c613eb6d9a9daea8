"""The widgets: what pointer and keys do to them, where they are placed, when they are drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygame import Rect, Surface

from game.ui.input import Click, Drag, Event, HeldKeys, Key, Motion, Pointer, Press, Text, Tick, Wheel
from game.ui.screen import Outcome, Pop, Stay
from game.ui.settings import Settings
from game.ui.widgets.bars import OutcomeBar, Share, percents
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, IconButton, Toggle, key_name
from game.ui.widgets.card import Card, beside
from game.ui.widgets.inputs import Slider, Tabs, TextField
from game.ui.widgets.layout import Column, Flow, Row, Space
from game.ui.widgets.line import Line
from game.ui.widgets.listview import ListView
from game.ui.widgets.painter import Look, Painter, Ui, auto_scale, make_ui, readable_on
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane, Stage
from game.ui.widgets.text import Label, Paragraph

SIZE = (1280, 720)


@pytest.fixture(scope="module")
def ui() -> Ui:
    return make_ui(Look(), SIZE, Settings(ui_scale=100))


def staged(ui: Ui, *roots: Widget, modal: Sequence[int] = (), start: str = "") -> Stage:
    """Show each root in a pane of its own, side by side."""
    stage = Stage()
    wide = SIZE[0] // len(roots)
    stage.show(ui, [Pane(root, Rect(i * wide, 0, wide, SIZE[1]), modal=i in modal) for i, root in enumerate(roots)],
               start=start)
    return stage


def click(stage: Stage, pos: tuple[int, int], *, double: bool = False) -> Outcome | None:
    """Press and release the left button at a point."""
    stage.handle(Press(pos))
    return stage.handle(Click(pos, 1, double))


def press_keys(stage: Stage, *names: str) -> None:
    for name in names:
        stage.handle(Key(name))


# ------------------------------------------------------------------ input


def test_a_key_held_down_gives_an_order_once_and_goes_on_moving() -> None:
    held = HeldKeys()
    assert [held.down("enter") for _repeat in range(3)] == [True, False, False]
    assert [held.down("left") for _repeat in range(3)] == [True, True, True]
    held.up("enter")
    assert held.down("enter")
    held.lost()
    assert held.down("enter") and not held.down("enter")



def test_a_press_and_release_in_place_is_a_click_and_a_second_soon_after_is_double() -> None:
    pointer = Pointer()
    assert pointer.down((10, 10), 1) == (Press((10, 10), 1),)
    assert pointer.up((12, 11), 1, 100) == (Click((12, 11), 1),)
    pointer.down((11, 10), 1)
    assert pointer.up((11, 10), 1, 300) == (Click((11, 10), 1, double=True),)
    pointer.down((11, 10), 1)
    assert pointer.up((11, 10), 1, 350) == (Click((11, 10), 1, double=False),)


def test_moving_with_a_button_held_is_a_drag_that_ends_with_done() -> None:
    pointer = Pointer()
    assert pointer.move((3, 3)) == (Motion((3, 3)),)
    pointer.down((10, 10), 2)
    assert pointer.move((12, 12)) == ()
    assert pointer.move((20, 10)) == (Drag((10, 10), (20, 10), (10, 0), 2),)
    assert pointer.down((20, 10), 1) == ()
    assert pointer.up((25, 10), 2, 5) == (Drag((10, 10), (25, 10), (5, 0), 2, done=True), Motion((25, 10)))


def test_a_slow_second_click_is_not_double() -> None:
    pointer = Pointer()
    pointer.down((10, 10), 1)
    pointer.up((10, 10), 1, 0)
    pointer.down((10, 10), 1)
    assert pointer.up((10, 10), 1, 401) == (Click((10, 10), 1),)


# ------------------------------------------------------------------ buttons and focus


def test_enter_means_the_button_that_says_so_after_a_click_and_what_has_the_ring_after_tab(ui: Ui) -> None:
    done: list[str] = []
    box = Toggle("Rifles", False, lambda ticked: done.append(f"ticked {ticked}"))
    stage = staged(ui, Column([box, Button("Attack", lambda: done.append("attack"), key="enter")]))
    click(stage, box.rect.center)
    press_keys(stage, "enter")
    assert done == ["ticked True", "attack"]
    press_keys(stage, "tab", "tab", "enter")
    assert done[2:] == ["ticked False"]


def test_a_button_answers_click_enter_space_and_its_key_from_anywhere(ui: Ui) -> None:
    button = Button("Begin", lambda: Pop("begun"), key="b")
    other = Toggle("Fog", False, lambda _on: None)
    stage = staged(ui, Column([other, button]))
    assert click(stage, button.rect.center) == Pop("begun")
    stage.set_focus(button)
    assert stage.handle(Key("enter")) == Pop("begun")
    assert stage.handle(Key("space")) == Pop("begun")
    stage.set_focus(other)
    assert stage.handle(Key("b")) == Pop("begun")
    assert stage.handle(Key("b", frozenset({"ctrl"}))) is None


def test_a_button_dragged_off_before_release_does_nothing(ui: Ui) -> None:
    pressed: list[str] = []
    button = Button("Quit", lambda: pressed.append("quit"))
    stage = staged(ui, Column([button], align="start"))
    stage.handle(Press(button.rect.center))
    assert button.pressed
    stage.handle(Drag(button.rect.center, (900, 600), (0, 0)))
    assert not button.pressed
    stage.handle(Drag(button.rect.center, (900, 600), (0, 0), done=True))
    assert pressed == []


def test_a_disabled_button_with_a_reason_is_reached_and_does_nothing(ui: Ui) -> None:
    pressed: list[str] = []
    refused = Button("Drop", lambda: pressed.append("drop"), key="d", enabled=False, hint="No aircraft is left.")
    silent = Button("Never", lambda: pressed.append("never"), key="n", enabled=False)
    stage = staged(ui, Column([refused, silent]))
    assert stage.focusables() == [refused]
    assert stage.handle(Key("d")) == Stay()
    assert stage.focus is refused and refused.ring
    stage.handle(Key("enter"))
    click(stage, silent.rect.center)
    stage.handle(Key("n"))
    assert pressed == []


def test_tab_goes_round_all_panes_in_order_and_back(ui: Ui) -> None:
    buttons = [Button(name, lambda: None) for name in "abcd"]
    stage = staged(ui, Column(buttons[:2]), Column([Row(buttons[2:])]))
    seen = []
    for _ in range(5):
        stage.handle(Key("tab"))
        seen.append(stage.focus)
    assert seen == [*buttons, buttons[0]]
    stage.handle(Key("tab", frozenset({"shift"})))
    assert stage.focus is buttons[3]


def test_arrows_move_the_focus_to_the_nearest_in_their_direction(ui: Ui) -> None:
    grid = [[Button(f"{row}{col}", lambda: None, grow=1) for col in range(3)] for row in range(3)]
    stage = staged(ui, Column([Row(list(line)) for line in grid]))
    stage.set_focus(grid[1][1])
    for name, expected in (("right", grid[1][2]), ("down", grid[2][2]), ("left", grid[2][1]), ("up", grid[1][1])):
        stage.handle(Key(name))
        assert stage.focus is expected
    stage.set_focus(grid[0][0])
    assert stage.handle(Key("up")) is None and stage.focus is grid[0][0]


def test_a_modal_pane_keeps_everything_below_from_events(ui: Ui) -> None:
    done: list[str] = []
    below = Button("Below", lambda: done.append("below"), key="b")
    above = Button("Above", lambda: done.append("above"), key="a")
    stage = staged(ui, Column([below]), Column([above]), modal=[1])
    press_keys(stage, "b", "a", "tab")
    click(stage, below.rect.center)
    assert done == ["above"]
    assert stage.focus is above


def test_the_focus_stays_with_the_widget_of_the_same_name_when_a_screen_is_built_again(ui: Ui) -> None:
    stage = Stage()

    def panes() -> list[Pane]:
        return [Pane(Column([Button("A", lambda: None, name="a"), Button("B", lambda: None, name="b")]),
                     Rect(0, 0, 400, 400))]

    stage.show(ui, panes(), start="a")
    assert stage.focus is not None and stage.focus.name == "a"
    press_keys(stage, "tab")
    before = stage.focus
    stage.show(ui, panes(), start="a")
    assert stage.focus is not before and stage.focus.name == "b" and stage.focus.ring


def test_a_hint_appears_under_the_resting_pointer_and_at_once_for_the_keyboard(ui: Ui) -> None:
    tool = IconButton("undo", lambda: None, hint="Undo the last order", key="ctrl+z")
    stage = staged(ui, Column([tool], align="start"))
    frame = Surface(SIZE)
    stage.draw(frame)
    assert stage.wake_ms is None
    stage.handle(Motion(tool.rect.center))
    plain = picture(stage)
    stage.handle(Tick(200))
    assert stage.wake_ms is not None and picture(stage) == plain
    stage.handle(Tick(300))
    by_pointer = picture(stage)
    assert stage.wake_ms is None and by_pointer != plain
    stage.handle(Motion(None))
    stage.handle(Key("tab"))
    without_ring = picture(stage)
    stage.handle(Press((900, 600)))
    assert without_ring != picture(stage)


def picture(stage: Stage) -> bytes:
    frame = Surface(SIZE)
    stage.draw(frame)
    return frame.get_buffer().raw


# ------------------------------------------------------------------ values


def test_tabs_choose_by_arrows_and_click_and_stop_at_the_ends(ui: Ui) -> None:
    chosen: list[int] = []
    tabs = Tabs(["All", "Combat", "Supply"], 0, chosen.append)
    stage = staged(ui, Column([tabs]))
    stage.set_focus(tabs)
    press_keys(stage, "left", "right", "right", "right", "home")
    assert chosen == [1, 2, 0]
    click(stage, (tabs.rect.x + 60, tabs.rect.centery))
    assert chosen[-1] == 1


def test_tabs_go_on_in_a_second_line_where_the_width_ends(ui: Ui) -> None:
    tabs = Tabs(["one thing", "another thing", "a third thing"], 0, lambda _i: None)
    assert tabs.measure(ui, 220)[0] <= 220
    assert tabs.measure(ui, 220)[1] > tabs.measure(ui, 900)[1]


def test_a_slider_moves_by_keys_and_pointer_and_stays_on_its_scale(ui: Ui) -> None:
    values: list[int] = []
    slider = Slider(100, 25, 400, 25, values.append)
    stage = staged(ui, Column([slider]))
    stage.set_focus(slider)
    press_keys(stage, "right", "end", "right", "home", "left")
    assert values == [125, 400, 25]
    stage.handle(Press((slider.rect.right, slider.rect.centery)))
    stage.handle(Drag(slider.rect.center, (0, 0), (0, 0), done=True))
    assert values[-2:] == [400, 25]


def test_a_toggle_tells_its_new_value(ui: Ui) -> None:
    told: list[bool] = []
    toggle = Toggle("Fog", True, told.append, key="f")
    stage = staged(ui, Column([toggle]))
    press_keys(stage, "f")
    click(stage, toggle.rect.center)
    assert told == [False, True]


def test_a_text_field_is_written_in_and_keeps_letters_from_shortcuts(ui: Ui) -> None:
    pressed: list[str] = []
    field = TextField("ab", on_submit=pressed.append, longest=6)
    button = Button("Load", lambda: pressed.append("load"), key="l")
    stage = staged(ui, Column([field, button]))
    stage.set_focus(field)
    for event in (Key("l"), Text("l"), Key("home"), Text("12"), Key("delete"), Key("end"), Key("backspace"),
                  Key("left"), Text("x"), Text("yzzz"), Text("\x07")):
        assert stage.handle(event) is not None
    assert field.text == "12xyzb"
    stage.handle(Key("enter"))
    assert pressed == ["12xyzb"]
    press_keys(stage, "tab", "l")
    assert pressed == ["12xyzb", "load"]


def test_a_click_in_a_text_field_sets_the_caret(ui: Ui) -> None:
    field = TextField("mmmm")
    stage = staged(ui, Column([field]))
    click(stage, (field.rect.x + ui.px(10) + ui.width("mm", 14), field.rect.centery))
    stage.handle(Text("|"))
    assert field.text == "mm|mm"


def test_what_is_chosen_in_a_text_field_is_replaced_copied_and_cut(ui: Ui) -> None:
    pygame.display.init()  # whose the clipboard is
    heard: list[str] = []
    field = TextField("Hama road", on_change=heard.append, proposed=True, longest=20)
    stage = staged(ui, Column([field]))
    stage.set_focus(field)
    stage.handle(Text("Hish"))
    assert field.text == "Hish"
    for event in (Text(" road"), Key("left", frozenset({"shift"})), Key("home", frozenset({"shift"})),
                  Key("c", frozenset({"ctrl"})), Key("end"), Text(" "), Key("v", frozenset({"ctrl"}))):
        assert stage.handle(event) is not None
    assert field.text == "Hish road Hish road"
    for event in (Key("a", frozenset({"ctrl"})), Key("x", frozenset({"ctrl"}))):
        stage.handle(event)
    assert field.text == "" and heard[-1] == ""
    stage.handle(Key("v", frozenset({"ctrl"})))
    assert field.text == "Hish road Hish road"


def test_letters_are_chosen_by_dragging_and_a_word_by_a_double_click(ui: Ui) -> None:
    field = TextField("al-Nasih checkpoint")
    stage = staged(ui, Column([field]))
    left, middle = field.rect.x + ui.px(10), field.rect.centery

    def at(letters: int) -> tuple[int, int]:
        return left + ui.width(field.text[:letters], 14), middle

    stage.handle(Press(at(3)))
    stage.handle(Drag(at(3), at(8), (0, 0), done=True))
    assert field.line.chosen_text == "Nasih"
    before, after = Surface(SIZE), Surface(SIZE)
    stage.draw(before)
    stage.handle(Press(at(12)))
    stage.handle(Click(at(12), double=True))
    assert field.line.chosen_text == "checkpoint"
    stage.draw(after)
    assert pygame.image.tobytes(before, "RGB") != pygame.image.tobytes(after, "RGB")
    stage.handle(Key("right"))
    assert field.line.chosen == (19, 19)


@given(st.text(max_size=12), st.lists(st.tuples(st.sampled_from("wbdlrhea"), st.booleans(), st.text(max_size=3))))
def test_a_line_never_outgrows_itself_and_its_caret_stays_in_it(text: str, keys: list[tuple[str, bool, str]]) -> None:
    line = Line(text, 12, len(text), len(text))
    for key, choosing, typed in keys:
        start, end = line.chosen
        before, length = line.text, len(line.text)
        match key:
            case "w":
                line.write(typed)
                assert line.text.startswith(before[:start]) and line.text.endswith(before[end:])
            case "b" | "d":
                line.erase(-1 if key == "b" else 1)
                assert len(line.text) == length - ((end - start) or (end > 0 if key == "b" else end < length))
            case "l" | "r":
                line.step(-1 if key == "l" else 1, choosing=choosing)
            case "h" | "e":
                line.go(0 if key == "h" else length, choosing=choosing)
            case "a":
                line.choose_all()
                assert line.chosen_text == line.text
        assert len(line.text) <= 12
        assert 0 <= line.chosen[0] <= line.chosen[1] <= len(line.text)


# ------------------------------------------------------------------ lists and scrolling


def test_a_list_of_any_length_draws_only_the_rows_in_sight(ui: Ui) -> None:
    drawn: list[int] = []
    rows = ListView(range(2000), lambda _p, _r, row, _c: drawn.append(row))
    stage = staged(ui, Column([rows]))
    stage.draw(Surface(SIZE))
    assert drawn == list(range(rows.seen)) and rows.seen < 40
    drawn.clear()
    stage.set_focus(rows)
    press_keys(stage, "end")
    stage.draw(Surface(SIZE))
    assert rows.chosen == 1999 and drawn[-1] == 1999


def test_a_list_is_moved_in_by_keys_wheel_and_pointer(ui: Ui) -> None:
    chosen: list[int] = []
    opened: list[int] = []
    rows = ListView(list("abcdefgh" * 10), lambda _p, _r, _row, _c: None, on_choose=chosen.append,
                    on_open=opened.append)
    stage = staged(ui, Column([rows]))
    stage.set_focus(rows)
    press_keys(stage, "down", "down", "up", "page_down", "enter", "home")
    assert chosen == [0, 1, 0, rows.seen, 0] and opened == [rows.seen]
    stage.handle(Wheel(rows.rect.center, -2))
    assert rows.top == 6
    click(stage, rows.row_rect(8).center)
    assert chosen[-1] == 8 and opened == [rows.seen]
    click(stage, rows.row_rect(8).center, double=True)
    assert opened == [rows.seen, 8]


def test_the_chosen_row_of_a_list_unfolds_to_the_lines_it_needs(ui: Ui) -> None:
    drawn: dict[int, int] = {}
    rows = ListView(range(100), lambda _p, rect, row, _c: drawn.update({row: rect.h}),
                    lines=lambda row, _wide: 1 + row % 4)
    stage = staged(ui, Column([rows]))
    stage.draw(Surface(SIZE))
    one, fit = drawn[0], rows.seen
    assert set(drawn.values()) == {one}
    click(stage, rows.row_rect(3).center)
    drawn.clear()
    stage.draw(Surface(SIZE))
    assert drawn == {row: one * (4 if row == 3 else 1) for row in range(fit - 3)}
    for row in (3, 4, 2):
        click(stage, rows.row_rect(row).move(0, -one // 4).midbottom)
        assert rows.chosen == row
    stage.set_focus(rows)
    press_keys(stage, "end")
    drawn.clear()
    stage.draw(Surface(SIZE))
    assert rows.chosen == 99 and drawn[99] == 4 * one, "whole in sight"


def test_an_empty_list_answers_nothing_and_harms_nothing(ui: Ui) -> None:
    rows: ListView[str] = ListView([], lambda _p, _r, _row, _c: None)
    stage = staged(ui, Column([rows]))
    stage.set_focus(rows)
    for event in (Key("down"), Key("enter"), Wheel(rows.rect.center, 1), Click(rows.rect.center)):
        stage.handle(event)
    assert rows.chosen == -1 and rows.top == 0


def test_focus_scrolls_its_widget_into_sight_and_the_wheel_scrolls_too(ui: Ui) -> None:
    buttons = [Button(str(i), lambda: None) for i in range(60)]
    area = ScrollArea(Column(buttons))
    stage = staged(ui, area)
    assert area.overflows
    stage.set_focus(buttons[59])
    assert area.rect.contains(buttons[59].rect)
    stage.handle(Wheel(area.rect.center, 1000))
    assert area.offset == 0 and area.rect.contains(buttons[0].rect)
    assert area.at((buttons[0].rect.centerx, area.rect.bottom + 5)) is None
    stage.set_focus(None)
    stage.handle(Key("page_down"))
    assert area.offset == 0, "the keys go to what has the focus"
    stage.set_focus(buttons[0])
    stage.handle(Key("page_down"))
    assert area.offset > 0


def test_what_scrolled_out_of_sight_is_not_drawn(ui: Ui) -> None:
    drawn: list[str] = []

    class Spy(Label):
        def draw(self, painter: Painter) -> None:
            drawn.append(self.text)
            super().draw(painter)

    stage = staged(ui, ScrollArea(Column([Spy(str(i)) for i in range(500)])))
    stage.draw(Surface(SIZE))
    assert 10 < len(drawn) < 60


# ------------------------------------------------------------------ drawing and placing


def test_a_pane_is_drawn_again_only_when_something_in_it_changed(ui: Ui) -> None:
    drawn: list[str] = []

    class Spy(Label):
        def draw(self, painter: Painter) -> None:
            drawn.append(self.text)
            super().draw(painter)

    left, right = Spy("left"), Spy("right")
    stage = staged(ui, Column([left]), Column([right]))
    frame = Surface(SIZE)
    stage.draw(frame)
    assert drawn == ["left", "right"] and not stage.dirty
    stage.draw(frame)
    assert drawn == ["left", "right"]
    left.say("new")
    assert stage.dirty
    stage.draw(frame)
    assert drawn == ["left", "right", "new"]
    left.say("new")
    assert not stage.dirty


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 2)), min_size=1, max_size=6), st.integers(60, 1280))
def test_the_children_of_a_row_never_overlap_nor_leave_it(parts: list[tuple[int, int]], wide: int) -> None:
    ui = make_ui(LOOK, SIZE, Settings(ui_scale=100))
    row = Row([Space(width, 20, grow=grow) for width, grow in parts], gap=5)
    row.place(ui, Rect(7, 3, wide, 50))
    right = row.rect.x
    for child in row.children:
        assert child.rect.x >= right and child.rect.w >= 0
        right = child.rect.right
    assert right <= row.rect.right + 5 * len(parts)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=200), st.integers(120, 600))
def test_a_paragraph_is_as_high_as_its_lines_and_no_line_is_too_wide(text: str, wide: int) -> None:
    ui = make_ui(LOOK, SIZE, Settings(ui_scale=100))
    lines = ui.wrap(text, 14, "regular", wide)
    assert " ".join(lines).split() == text.split()
    assert Paragraph(text).measure(ui, wide)[1] == ui.line(14) * len(lines)
    assert all(ui.width(line, 14) <= wide or " " not in line for line in lines)


LOOK = Look()


def test_a_flow_of_two_columns_falls_back_to_one_where_a_label_would_not_fit(ui: Ui) -> None:
    flow = Flow([Button("Ration food", lambda: None), Button("Ammunition first", lambda: None)], columns=2)
    flow.place(ui, Rect(0, 0, 600, 200))
    assert flow.children[0].rect.y == flow.children[1].rect.y
    flow.place(ui, Rect(0, 0, 200, 200))
    assert flow.children[0].rect.y < flow.children[1].rect.y
    assert all(child.measure(ui, 200)[0] <= child.rect.w for child in flow.children)


@pytest.mark.parametrize("target", [Rect(600, 300, 40, 40), Rect(0, 0, 40, 40), Rect(1250, 700, 20, 20),
                                    Rect(0, 690, 1280, 30)])
def test_a_card_stands_whole_in_the_window_and_off_its_target(target: Rect) -> None:
    place = beside((300, 180), target, SIZE, 12)
    assert Rect((0, 0), SIZE).contains(place) and not place.colliderect(target)


def test_a_card_leaves_open_what_it_is_not_to_cover() -> None:
    target = Rect(600, 300, 40, 40)
    right, around = Rect(660, 200, 300, 300), [Rect(x, y, 40, 40) for x in (540, 660) for y in (240, 300, 360)]
    assert beside((300, 180), target, SIZE, 12, sideways=True).colliderect(right)
    for busy in ([right], around):
        place = beside((300, 180), target, SIZE, 12, sideways=True, avoid=busy)
        assert place.collidelist([target, *busy]) < 0 and Rect((0, 0), SIZE).contains(place)


def test_a_card_is_as_large_as_its_child_and_padding(ui: Ui) -> None:
    label = Label("Hish junction")
    wide, high = label.measure(ui, 400)
    assert Card(label, pad=10).measure(ui, 400) == (wide + 20, high + 20)


@pytest.mark.parametrize(("per_mille", "text"), [(0, "0 %"), (3, "<1 %"), (5, "1 %"), (124, "12 %"), (125, "13 %"),
                                                 (1000, "100 %")])
def test_shares_are_written_as_whole_per_cents(per_mille: int, text: str) -> None:
    assert percents([Share(per_mille, "best", "x")]) == (text,)


def test_the_per_cents_of_one_whole_make_a_hundred() -> None:
    assert percents([Share(795, "best", "ours"), Share(205, "even", "lost")]) == ("80 %", "20 %")
    assert percents([Share(457, "best", "a"), Share(498, "good", "b"), Share(43, "even", "c"),
                     Share(2, "bad", "d")]) == ("46 %", "50 %", "4 %", "<1 %")


def test_the_parts_of_an_outcome_bar_fill_it(ui: Ui) -> None:
    bar = OutcomeBar([Share(50, "best", "a"), Share(620, "fair", "b"), Share(330, "worst", "c")])
    bar.place(ui, Rect(10, 10, 500, 20))
    painter = Painter(ui, Surface(SIZE))
    places = painter.segments(bar.rect, [(share.per_mille, share.tone) for share in bar.shares])
    assert places[0].x == 10 and places[-1].right == 510
    assert abs(places[1].w - 310) <= 2


# ------------------------------------------------------------------ scale and contrast


@pytest.mark.parametrize(("size", "scale"), [((1280, 720), 0.885), ((1600, 900), 0.885), ((1920, 1080), 1.0),
                                             ((2560, 1440), 4 / 3), ((3840, 2160), 2.0), ((7680, 4320), 3.0)])
def test_the_scale_follows_the_window(size: tuple[int, int], scale: float) -> None:
    assert auto_scale(size) == pytest.approx(scale)


def test_no_text_is_set_smaller_than_twelve_pixels() -> None:
    for percent in (75, 100, 300):
        ui = make_ui(LOOK, SIZE, Settings(ui_scale=percent))
        assert ui.type_px(11) >= 12


def test_text_reads_on_every_ground_it_is_written_on() -> None:
    theme = LOOK.theme
    ui = make_ui(LOOK, SIZE, Settings())
    pairs = [("ink", "panel"), ("secondary", "panel"), ("alert", "panel"), ("action", "panel"), ("good", "panel"),
             ("ink", "inset"), ("secondary", "inset"), ("bar_text", "bar"), ("bar_dim", "bar"),
             ("on_bar_first", "bar"), ("on_bar_second", "bar"), ("action_text", "action"), ("ink", "select"),
             ("action", "chosen"), ("first", "panel"), ("second", "panel")]
    for ink, ground in pairs:
        ratio = contrast(ui.colour(ink), ui.colour(ground))  # type: ignore[arg-type]
        assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.1f}"
    for fill in (*theme.outcomes, theme.sides[0].body, theme.sides[1].body):
        assert contrast(ui.colour(readable_on(fill)), fill) >= 4.5


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    def light(colour: tuple[int, int, int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    low, high = sorted((light(first), light(second)))
    return (high + 0.05) / (low + 0.05)


def test_keys_are_written_as_on_a_keyboard() -> None:
    names = {"a": "A", "ctrl+shift+s": "Ctrl+Shift+S", "escape": "Esc", "f5": "F5", "delete": "Del", "1": "1",
             "page_down": "PgDn", "space": "Space"}
    assert {chord: key_name(chord) for chord in names} == names


def test_every_event_is_answered_without_a_focus_or_anything_there(ui: Ui) -> None:
    stage = staged(ui, Space(10, 10))
    events: list[Event] = [Key("tab"), Key("a"), Key("left"), Text("a"), Press((1, 1)), Click((1, 1)),
                           Drag((1, 1), (9, 9), (8, 8)), Motion((1, 1)), Motion(None), Wheel((1, 1), 1), Tick(20)]
    for event in events:
        stage.handle(event)
    assert stage.focus is None


# ------------------------------------------------------------------ what appears, and what is drawn again


def with_card(ui: Ui) -> tuple[Stage, Pane, Surface]:
    """Show a pane, draw it, then lay a card with an outcome over it."""
    stage, under = Stage(), Pane(Label("ground", 14), Rect(0, 0, 400, 300))
    frame = Surface((400, 300), depth=32)
    stage.show(ui, [under])
    stage.draw(frame)
    shares = (Share(700, "best", "retreat"), Share(300, "worst", "fails"))
    card = Pane(Card(OutcomeBar(shares)), Rect(60, 60, 240, 80), background=None, margin=10)
    stage.show(ui, [under, card])
    return stage, card, frame


def test_a_card_fades_in_and_its_outcome_grows(ui: Ui) -> None:
    stage, _card, frame = with_card(ui)
    pictures = []
    for ms in (0, 60, 90, 100):
        if ms:
            stage.handle(Tick(ms))
        assert (stage.wake_ms is not None) == (sum((0, 60, 90, 100)[:len(pictures) + 1]) < 240)
        stage.draw(frame, whole=False)
        pictures.append(pygame.image.tobytes(frame, "RGB"))
    assert len(set(pictures)) == 4
    stage.draw(frame)
    assert pygame.image.tobytes(frame, "RGB") == pictures[-1]


def test_with_motion_reduced_a_card_is_there_at_once() -> None:
    stage, _card, frame = with_card(make_ui(Look(), SIZE, Settings(ui_scale=100, reduce_motion=True)))
    assert stage.wake_ms is None
    stage.draw(frame)
    first = pygame.image.tobytes(frame, "RGB")
    stage.handle(Tick(500))
    stage.draw(frame)
    assert pygame.image.tobytes(frame, "RGB") == first


def test_only_what_changed_and_what_overlaps_it_is_drawn_again(ui: Ui) -> None:
    drawn: list[str] = []

    class Noted(Label):
        def draw(self, painter: Painter) -> None:
            drawn.append(self.text)
            painter.fill(self.rect, "inset")
            super().draw(painter)

    stage, frame = Stage(), Surface((400, 300), depth=32)
    panes = [Pane(Noted("map", 14), Rect(0, 0, 300, 300), direct=True), Pane(Noted("side", 14), Rect(300, 0, 100, 300)),
             Pane(Noted("card", 14), Rect(50, 50, 90, 60), background=None)]
    stage.show(ui, panes)
    stage.handle(Tick(1000))
    stage.draw(frame)
    before = pygame.image.tobytes(frame, "RGB")
    drawn.clear()
    panes[0].invalidate()
    stage.draw(frame, whole=False)
    assert drawn == ["map"]
    assert pygame.image.tobytes(frame, "RGB") == before
    panes[1].invalidate()
    stage.draw(frame, whole=False)
    assert drawn == ["map", "side"]
    panes[2].invalidate()
    stage.draw(frame, whole=False)
    assert drawn == ["map", "side", "map", "card"]
