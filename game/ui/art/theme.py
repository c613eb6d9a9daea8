"""The palette, the type scale and the sizes of everything drawn, in one frozen value.

Colours are (red, green, blue); lengths are pixels at 1080 lines and scale 1 and are scaled with `px`. The figures
were chosen for contrast (at least 4.5 : 1 for panel text, 3 : 1 for marks on median terrain) and to stay apart
under simulated colour blindness; where colour alone would be weak, shape carries the meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

Colour = tuple[int, int, int]


def px(value: float, scale: float) -> int:
    """Return a length in whole pixels at a scale, never less than one for a positive length."""
    return max(1, round(value * scale)) if value > 0 else 0


def rgb(code: str) -> Colour:
    """Return the colour of six hexadecimal digits.

    >>> rgb("F8F3E7")
    (248, 243, 231)
    """
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(a: Colour, b: Colour, part: float) -> Colour:
    """Return the colour that lies `part` of the way (0 to 1) from `a` to `b`."""
    return (
        round(a[0] + (b[0] - a[0]) * part),
        round(a[1] + (b[1] - a[1]) * part),
        round(a[2] + (b[2] - a[2]) * part),
    )


@dataclass(frozen=True, slots=True)
class SideColours:
    """The colours of one side: counter body, its lit edge, its dark rim, the slot of the supply bars.

    `line` is the side's colour as a line, a wash or words on the theme's own ground, `tag` as words on a tag.
    """

    body: Colour
    light: Colour
    dark: Colour
    slot: Colour
    line: Colour
    tag: Colour


@dataclass(frozen=True, slots=True)
class Ground:
    """The colours of the printed ground; `heights` are (metres, colour) from low to high."""

    heights: tuple[tuple[int, Colour], ...] = (
        (270, rgb("D3D8BF")),
        (340, rgb("DEE1CA")),
        (400, rgb("EBE9D6")),
        (450, rgb("F3EDDA")),
        (500, rgb("F6EBD3")),
        (550, rgb("F0DFC2")),
        (600, rgb("E8D0B0")),
        (680, rgb("DCBF9D")),
        (780, rgb("CCAA89")),
    )
    shadow: Colour = rgb("5A5470")
    light: Colour = rgb("FFF8E2")
    shading: tuple[float, float] = (0.82, 0.48)
    """How strongly shadow and light are laid on, at most, from 0 to 1."""
    contour: Colour = rgb("A0764A")
    figure: Colour = rgb("8A6237")
    figure_paper: Colour = rgb("EDE3CB")
    grove: Colour = rgb("77834F")
    grove_floor: Colour = rgb("D2D6AC")
    field_edge: Colour = rgb("A79672")
    earth: Colour = rgb("C58F68")
    stubble: Colour = rgb("F3E7C4")
    crop: Colour = rgb("BFC59A")
    steppe: Colour = rgb("D9CDB0")
    scrub: Colour = rgb("7C6B4C")
    wadi: Colour = rgb("7FA6BA")
    track: Colour = rgb("A5927B")
    town: Colour = rgb("DCC3AA")
    block: Colour = rgb("8C7362")
    block_dark: Colour = rgb("6E5949")


@dataclass(frozen=True, slots=True)
class Roads:
    """The colours of roads: fill and casing of each class."""

    motorway: Colour = rgb("E9BE6A")
    motorway_casing: Colour = rgb("6E5744")
    paved: Colour = rgb("FBEBC4")
    casing: Colour = rgb("8B7560")
    military: Colour = rgb("5E3A12")
    shield: Colour = rgb("22573F")


@dataclass(frozen=True, slots=True)
class Theme:
    """One look of the whole program; the light one is the default."""

    name: str = "light"
    panel: Colour = rgb("F8F3E7")
    inset: Colour = rgb("EFE7D6")
    rule: Colour = rgb("D3C8B2")
    ink: Colour = rgb("26221D")
    secondary: Colour = rgb("5D554A")
    alert_text: Colour = rgb("B00F3C")
    good: Colour = rgb("1F6650")
    bar: Colour = rgb("2A2927")
    bar_text: Colour = rgb("F5EEDF")
    bar_dim: Colour = rgb("BDB3A2")
    action: Colour = rgb("173F78")
    action_text: Colour = rgb("FFFFFF")
    select: Colour = rgb("F2B53A")
    cream: Colour = rgb("F7F0DF")
    amber: Colour = rgb("F6C453")
    critical: Colour = rgb("F0623C")
    flow: Colour = rgb("173F78")
    pipe: Colour = rgb("D5E1EE")
    pipe_edge: Colour = rgb("3E6AA3")
    cut: Colour = rgb("CE1248")
    airdrop: Colour = rgb("804CAD")
    outcomes: tuple[Colour, ...] = (rgb("173F78"), rgb("7C9CC6"), rgb("B8AE9C"), rgb("BE4F28"))
    map_label: Colour = rgb("2A251F")
    halo: Colour = rgb("F6F0E1")
    hill_label: Colour = rgb("7A4F28")
    grid: Colour = rgb("3A3024")
    grid_alpha: int = 46
    foe_alpha: int = 48
    """Opacity of the tint where a chosen enemy could go, which often is most of the map."""
    paper: Colour = rgb("F8F3E7")
    neat: Colour = rgb("76716A")
    neat_line: Colour = rgb("B1ACA2")
    """The dark pieces of the neatline, and the thin lines beside it."""
    moved: Colour = rgb("8C8578")
    on_light: Colour = rgb("26221D")
    on_dark: Colour = rgb("FFFFFF")
    on_flow: Colour = rgb("FFFFFF")
    """Letters and strokes on a patch of light or dark colour, whatever the theme: on counters, tags and bars."""
    sides: tuple[SideColours, SideColours] = (
        SideColours(rgb("983D24"), rgb("B35A3B"), rgb("4C1A0D"), rgb("3A140C"), rgb("983D24"), rgb("4C1A0D")),
        SideColours(rgb("2A706B"), rgb("3F8883"), rgb("0F3B39"), rgb("0C2F2E"), rgb("2A706B"), rgb("0F3B39")),
    )
    neutral: SideColours = SideColours(
        rgb("8A8375"), rgb("9D9688"), rgb("4C473D"), rgb("3C382F"), rgb("8A8375"), rgb("4C473D"))
    ground: Ground = Ground()
    roads: Roads = Roads()

    # Names on the map, in px at scale 1.
    map_city: float = 18
    map_base: float = 15.5
    map_town: float = 14.5
    map_village: float = 13
    map_region: float = 15
    map_height: float = 11.5

    # The frame of the map, in px at scale 1.
    neatline: int = 7

    def readable_on(self, fill: Colour) -> Colour:
        """Return the colour of letters that can be read on a patch of colour."""
        return self.on_dark if (299 * fill[0] + 587 * fill[1] + 114 * fill[2]) / 1000 < 118 else self.on_light

    def side(self, index: int) -> SideColours:
        """Return the colours of a side, the neutral ones for -1 or a third side."""
        return self.sides[index] if 0 <= index < len(self.sides) else self.neutral


DARK_GROUND = Ground(
    heights=(
        (270, rgb("2B3130")),
        (340, rgb("303533")),
        (400, rgb("363936")),
        (450, rgb("3C3C38")),
        (500, rgb("423F39")),
        (550, rgb("49433A")),
        (600, rgb("50473C")),
        (680, rgb("594D40")),
        (780, rgb("625444")),
    ),
    shadow=rgb("12131C"),
    light=rgb("8E8570"),
    shading=(0.85, 0.30),
    contour=rgb("8A6F50"),
    figure=rgb("B8966A"),
    figure_paper=rgb("3D3B36"),
    grove=rgb("6C7650"),
    grove_floor=rgb("3F4535"),
    field_edge=rgb("5F594A"),
    earth=rgb("5E4636"),
    stubble=rgb("4E4A3C"),
    crop=rgb("454B3B"),
    steppe=rgb("46423A"),
    scrub=rgb("857A60"),
    wadi=rgb("4F7488"),
    track=rgb("6F6654"),
    town=rgb("5A5046"),
    block=rgb("8E7B6B"),
    block_dark=rgb("6D5D50"),
)


LIGHT = Theme()
DARK = Theme(
    name="dark",
    panel=rgb("26282A"),
    inset=rgb("1D1F21"),
    rule=rgb("45464A"),
    ink=rgb("F1E9D8"),
    secondary=rgb("B5AB9A"),
    alert_text=rgb("FF7A9E"),
    good=rgb("6CC3A2"),
    bar=rgb("161718"),
    bar_dim=rgb("A9A091"),
    action=rgb("7FB0F4"),
    action_text=rgb("101A2A"),
    flow=rgb("569CF8"),
    pipe=rgb("1F3147"),
    pipe_edge=rgb("4E7FB8"),
    cut=rgb("FF5A86"),
    airdrop=rgb("E0C5FE"),
    outcomes=(rgb("2F5F9E"), rgb("8FB4E3"), rgb("77726A"), rgb("E07A50")),
    map_label=rgb("F1E9D8"),
    halo=rgb("23241F"),
    hill_label=rgb("CFA477"),
    grid=rgb("E8DFC8"),
    grid_alpha=24,
    foe_alpha=24,
    paper=rgb("1B1C1E"),
    neat=rgb("5B594F"),
    neat_line=rgb("4A4A47"),
    on_flow=rgb("0F1A28"),
    sides=(
        SideColours(rgb("983D24"), rgb("B35A3B"), rgb("3A140C"), rgb("2A0E08"), rgb("E8875A"), rgb("F2A37C")),
        SideColours(rgb("2A706B"), rgb("3F8883"), rgb("0B2B2A"), rgb("08201F"), rgb("7AE3CC"), rgb("8DEBD6")),
    ),
    neutral=SideColours(rgb("8A8375"), rgb("9D9688"), rgb("4C473D"), rgb("3C382F"), rgb("A59E90"), rgb("D0C9BA")),
    ground=DARK_GROUND,
    roads=Roads(rgb("B39048"), rgb("15130F"), rgb("B9A989"), rgb("1A1814"), rgb("E2B27A"), rgb("22573F")),
)
CONTRAST = replace(
    LIGHT, name="contrast", panel=rgb("FFFFFF"), inset=rgb("F1F1F1"), rule=rgb("6B6B6B"), ink=rgb("000000"),
    secondary=rgb("262626"), alert_text=rgb("8F0030"), good=rgb("0B4A37"), bar=rgb("000000"), bar_text=rgb("FFFFFF"),
    bar_dim=rgb("E6E6E6"), action=rgb("0B2F66"), cream=rgb("FFFFFF"), map_label=rgb("000000"), halo=rgb("FFFFFF"),
    paper=rgb("FFFFFF"), hill_label=rgb("54300F"), grid_alpha=70,
)
"""Black on white, stronger labels and grid: for bright rooms, projectors and eyes that need it."""
THEMES = MappingProxyType({theme.name: theme for theme in (LIGHT, DARK, CONTRAST)})
"""The themes by name, the usual one first."""
