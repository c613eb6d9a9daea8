"""The settings: every change holds at once and is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from game.text import _, languages, plural
from game.ui.art.theme import THEMES
from game.ui.screen import Configure, Outcome, Push
from game.ui.screens.base import WidgetScreen, sheet, whole
from game.ui.screens.keys import KeysScreen
from game.ui.settings import SPEED_RANGE, VOLUME_RANGE, Settings
from game.ui.widgets.base import Widget
from game.ui.widgets.buttons import Button, Toggle
from game.ui.widgets.inputs import Slider, Tabs
from game.ui.widgets.layout import Column, Row, Rule
from game.ui.widgets.painter import Ui
from game.ui.widgets.scroll import ScrollArea
from game.ui.widgets.stage import Pane
from game.ui.widgets.text import Label, Paragraph

SCALES = (0, 75, 100, 115, 130, 150, 175, 200, 250, 300)


class OptionsScreen(WidgetScreen):
    """Size of everything, colours, motion, sound, keys, and what new games start with."""

    start = "scale"

    def build(self, ui: Ui) -> Sequence[Pane]:
        """Return one column of settings with what each does."""
        columns = [Column(_ruled([group(ui) for group in groups]), gap=10, grow=1)
                   for groups in ((self._size, self._colours, self._motion, self._language),
                                  (self._sound, self._keys, self._games))]
        parts = columns if ui.tight else [Row([*columns], gap=44, align="start")]
        body = ScrollArea(Column(parts, gap=10), name="options")
        foot = [Button(_("Done"), self.leave, key="escape", kind="primary", name="done")]
        return [whole(sheet(_("Settings"), "", body, foot, ui), ui)]

    def _size(self, ui: Ui) -> list[Widget]:
        now = ui.settings.ui_scale
        chosen = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - now)) if now else 0
        labels = [_("as the window"), *(f"{scale} %" for scale in SCALES[1:])]
        tabs = Tabs(labels, chosen, lambda i: Configure(replace(ui.settings, ui_scale=SCALES[i])), name="scale")
        note = _("At present everything is drawn at {scale} %. Ctrl with plus, minus and 0 changes it from anywhere.")
        return [Label(_("Size of text and controls"), 15, weight="bold"), tabs,
                Paragraph(note.format(scale=round(ui.scale * 100)), 13, tone="secondary"),
                Toggle(_("Full screen (F11, from anywhere)"), ui.settings.fullscreen,
                       lambda on: Configure(replace(ui.settings, fullscreen=on)), name="fullscreen")]

    def _colours(self, ui: Ui) -> list[Widget]:
        names = {"light": _("Light"), "dark": _("Dark"), "contrast": _("High contrast")}
        tabs = Tabs([names[name] for name in THEMES], list(THEMES).index(ui.settings.theme),
                    lambda i: Configure(replace(ui.settings, theme=list(THEMES)[i])), name="theme")
        return [Label(_("Colours"), 15, weight="bold"), tabs]

    def _motion(self, ui: Ui) -> list[Widget]:
        slider = Slider(ui.settings.animation_speed, *SPEED_RANGE, 25,
                        lambda value: Configure(replace(ui.settings, animation_speed=value)),
                        show=lambda value: f"{value} %", name="speed")
        return [Label(_("Speed of moves and fights"), 15, weight="bold"), Column([slider], align="start"),
                Toggle(_("Reduce motion: everything happens at once, and nothing moves by itself"),
                       ui.settings.reduce_motion,
                       lambda on: Configure(replace(ui.settings, reduce_motion=on)), name="reduce_motion")]

    def _sound(self, ui: Ui) -> list[Widget]:
        interface = Slider(ui.settings.volume_interface, *VOLUME_RANGE, 5,
                           lambda value: self._heard(replace(ui.settings, volume_interface=value), "order"),
                           show=lambda value: f"{value} %", name="volume_interface")
        field = Slider(ui.settings.volume_field, *VOLUME_RANGE, 5,
                       lambda value: self._heard(replace(ui.settings, volume_field=value), "march"),
                       show=lambda value: f"{value} %", name="volume_field")
        parts: list[Widget] = [
            Label(_("Sound"), 15, weight="bold"),
            Row([Label(_("Orders and turns"), 14), interface], gap=12),
            Row([Label(_("In the field"), 14), field], gap=12),
            Toggle(_("Mute (Ctrl with M, from anywhere)"), ui.settings.mute,
                   lambda on: Configure(replace(ui.settings, mute=on)), name="mute")]
        if ui.look.sounds.missing:
            parts.append(Paragraph(_("No audio device was found, so nothing is to be heard."), 13, tone="secondary"))
        return parts

    def _heard(self, settings: Settings, cue: str) -> Outcome:
        """Take a new volume and let it be heard."""
        if self.ui is not None:
            self.ui.look.sounds.play(cue, settings)
        return Configure(settings)

    def _keys(self, ui: Ui) -> list[Widget]:
        changed = len(ui.settings.keys)
        note = plural("{n} key is not the usual one.", "{n} keys are not the usual ones.", changed).format(
            n=changed) if changed else _("All keys are the usual ones.")
        return [Label(_("Keys"), 15, weight="bold"),
                Row([Button(_("Change keys"), lambda: Push(KeysScreen()), key="k", name="keys"),
                     Label(note, 13, tone="secondary")], gap=12)]

    def _language(self, ui: Ui) -> list[Widget]:
        codes = ["", *languages()]
        chosen = codes.index(ui.settings.language) if ui.settings.language in codes else 0
        tabs = Tabs([_("as the system"), *languages().values()], chosen,
                    lambda i: Configure(replace(ui.settings, language=codes[i])), name="language")
        note = _("Scenarios of your own speak it too where they bring a translation.")
        return [Label(_("Language"), 15, weight="bold"), tabs,
                Paragraph(note, 13, tone="secondary")]

    def _games(self, ui: Ui) -> list[Widget]:
        return [Label(_("New games"), 15, weight="bold"),
                Toggle(_("Begin with fog of war"), ui.settings.fog,
                       lambda on: Configure(replace(ui.settings, fog=on)), name="fog"),
                Toggle(_("Show the opponent's reasons while playing"),
                       ui.settings.show_reasons,
                       lambda on: Configure(replace(ui.settings, show_reasons=on)), name="show_reasons"),
                Paragraph(_("After each of its phases, and more than fog lets you know."), 13, tone="secondary")]

    def resumed(self, result: object) -> Outcome:
        """Show the settings as they are after a warning."""
        self.rebuild()
        return super().resumed(result)


def _ruled(groups: Sequence[Sequence[Widget]]) -> list[Widget]:
    """Return the widgets of some groups with a line between each two of them."""
    parts: list[Widget] = []
    for group in groups:
        parts += [*([Rule(space=6)] if parts else []), *group]
    return parts
