"""The first screen: go on, begin, load, set, read where it all comes from, leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from pygame import Rect, Surface, transform

from game import VERSION, InputError
from game.text import _
from game.ui.input import Event, Tick
from game.ui.screen import Outcome, Push, Quit
from game.ui.screens.base import Dialog, WidgetScreen
from game.ui.screens.model import Library, Slot
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button
from game.ui.widgets.layout import Column, Drawing, Row, Rule, Space
from game.ui.widgets.painter import Painter, Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph

PANEL_UNITS = 430


class MenuScreen(WidgetScreen):
    """The menu beside the map; `notice` is a sentence the player should know at the start."""

    start = "go_on"

    def __init__(self, library: Library, notice: str = "") -> None:
        super().__init__()
        self.library, self.notice = library, notice
        self._picture: Surface | None = None
        self._asked: tuple[tuple[int, int], float, str] | None = None
        self._to_do: Iterator[Surface | None] | None = None
        self._latest: Slot | None = None

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return the panel at the left and the map behind it."""
        slots = [slot for slot in self.library.slots() if not slot.problem]
        self._latest = slots[0] if slots else None
        self.start = "go_on" if slots else "learn"
        wide = min(ui.px(PANEL_UNITS), ui.size[0] * 2 // 3)
        panel = Rect(0, 0, wide, ui.size[1])
        back = Rect(wide, 0, ui.size[0] - wide, ui.size[1])
        return [Pane(Drawing(self._backdrop, 1, 1), back, background="inset"), Pane(self._panel(ui), panel)]

    def _panel(self, ui: Ui) -> Widget:
        head = Column([Label("LIFELINE", 44, weight="bold", spacing=3),
                       Paragraph(_("The siege of Wadi Deif, October 2012 to April 2013: a wargame in which supply "
                                   "decides."), 16, tone="secondary")], gap=6)
        note = Paragraph(_("A study of a recent war in which people died. Places, forces and events are cited; "
                           "estimates are called estimates."), 13, tone="secondary")
        foot: list[Widget] = [note, Label(_("Version {version}").format(version=VERSION), 12.5, tone="secondary")]
        if self.notice:
            foot.insert(0, Paragraph(self.notice, 13, tone="alert"))
        top = round(ui.pick(64, 40))
        body = Column([head, Space(0, 6), *self._buttons(), Space(grow=1), Rule(), *foot], gap=round(ui.pick(12, 10)),
                      pad=(top, 40, 28, 40))
        return ScrollArea(body)

    def _buttons(self) -> list[Widget]:
        entries: list[Widget] = []
        if self._latest is not None:
            latest = self._latest
            entries += [_entry("go_on", _("Go on playing"), "c", lambda: self._open(latest), main=True),
                        Row([Space(2), Paragraph(f"{latest.scenario}, {latest.where}", 13, tone="secondary")])]
        entries += [_entry("learn", _("Learn"), "t", self._learn, main=self._latest is None),
                    _entry("new", _("New game"), "n", self._new),
                    _entry("load", _("Load a game"), "l", self._load),
                    _entry("settings", _("Settings"), "s", self._settings),
                    _entry("credits", _("Sources and credits"), "i", self._credits),
                    _entry("quit", _("Quit"), "q", Quit)]
        return entries

    def _backdrop(self, painter: Painter, rect: Rect) -> None:
        picture = self._picture
        if picture is None:
            return
        if picture.get_size() != rect.size:
            picture = transform.smoothscale(picture, rect.size)
        painter.surface.blit(picture, painter.local(rect))
        painter.fill(Rect(rect.x, rect.y, 1, rect.h), "secondary")

    @property
    def wake_ms(self) -> int | None:
        """Ask for ticks as long as something is still to be made: the first frame waits for nothing."""
        return 1 if self._to_do is not None else super().wake_ms

    def handle(self, event: Event) -> Outcome:
        """Prepare games, and then the picture of the map, piece by piece when there is time."""
        if isinstance(event, Tick) and self._to_do is not None:
            self._go_on_preparing(self._to_do)
        return super().handle(event)

    def _go_on_preparing(self, to_do: Iterator[Surface | None]) -> None:
        """Do one piece of what is still to be made."""
        for picture in to_do:
            if picture is not None:
                self._picture = picture
                self.rebuild()
            return
        self._to_do = None

    def layout(self, ui: Ui, size: tuple[int, int]) -> None:
        """Place everything, and have a picture of the map made that suits."""
        suits = (size, ui.scale, ui.look.theme.name)
        if self._asked != suits:
            self._asked = suits
            wide = size[0] - min(ui.px(PANEL_UNITS), size[0] * 2 // 3)
            self._to_do = chain(self.library.prepare(), self.library.backdrop((wide, size[1]), ui.scale))
        super().layout(ui, size)

    def _open(self, slot: Slot) -> Outcome:
        try:
            return Push(self.library.resume(slot))
        except InputError as problem:
            return Push(Dialog(_("This game cannot be loaded"), str(problem)))

    def _learn(self) -> Outcome:
        from game.ui.screens.learn import LearnScreen

        return Push(LearnScreen(self.library))

    def _new(self) -> Outcome:
        from game.ui.screens.choose import ChooseScreen

        return Push(ChooseScreen(self.library))

    def _load(self) -> Outcome:
        from game.ui.screens.slots import LoadScreen

        return Push(LoadScreen(self.library))

    def _settings(self) -> Outcome:
        from game.ui.screens.options import OptionsScreen

        return Push(OptionsScreen())

    def _credits(self) -> Outcome:
        from game.ui.screens.credits import CreditsScreen

        return Push(CreditsScreen())

    def resumed(self, result: object) -> Outcome:
        """Show what has changed meanwhile, such as a game saved."""
        self.rebuild()
        return super().resumed(result)

    def leave(self) -> Outcome:
        """Esc does not leave the program by accident: it goes to Quit."""
        quit_button = self.stage.find("quit")
        self.stage.set_focus(quit_button)
        return super().resumed(None)


def _entry(name: str, label: str, key: str, on_press: Callable[[], Outcome | None], *, main: bool = False) -> Button:
    return Button(label, on_press, key=key, kind="primary" if main else "plain", name=name, size=15.5,
                  height=(44, 40))


