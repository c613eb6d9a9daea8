"""Charts in the colours and the typeface of the game's map sheet, as SVG drawings that stand in a page.

Only this module imports matplotlib. A drawing of the same figures is the same text, wherever it is made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from importlib.metadata import PackageNotFoundError, files
from itertools import count
from pathlib import Path
from types import MappingProxyType

from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from game.text import _, marked

PAPER, INK, SECOND, RULE, PALE = "#FFFFFF", "#26221D", "#5D554A", "#D3C8B2", "#EFE7D6"
ACTION, ALERT, AIRDROP, MOTORWAY, MILITARY = "#173F78", "#B00F3C", "#7A48A6", "#C99A3C", "#5E3A12"
SIDES = ("#983D24", "#2A706B")
FOOD, AMMO, FUEL = "#B5791B", "#5D554A", "#173F78"
SERIES = ("#173F78", "#C2701C", "#2A706B", "#7A48A6", "#983D24", "#5D554A", "#6F8F2F", "#3E8FB0")
"""Colours of series without a meaning of their own; a marker or a dash tells them apart as well."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", "-.", ":")
WIDTH = 9.4
"""Width of a chart in inches at 72 pixels: that of the page's column."""

FAMILY = "Source Sans Pro"
FACES: MappingProxyType[str, tuple[str, str, str]] = MappingProxyType({
    "regular": ("SourceSansPro-Regular.ttf", "400", "normal"),
    "semibold": ("SourceSansPro-Semibold.ttf", "600", "normal"),
    "italic": ("SourceSansPro-It.ttf", "400", "italic"),
})
"""Faces of the family: file, CSS weight, CSS style."""

_STYLE: MappingProxyType[str, object] = MappingProxyType({
    "svg.fonttype": "none", "svg.hashsalt": "lifeline", "font.size": 11.0,
    "axes.edgecolor": SECOND, "axes.labelcolor": INK, "axes.titlesize": 12.0, "axes.titleweight": 600,
    "axes.titlelocation": "left", "axes.titlecolor": INK, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "axes.linewidth": 0.8, "grid.color": PALE, "grid.linewidth": 0.9,
    "xtick.color": SECOND, "ytick.color": SECOND, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "text.color": INK, "legend.frameon": False, "legend.fontsize": 10.5, "lines.linewidth": 1.9,
    "figure.facecolor": PAPER, "axes.facecolor": PAPER, "savefig.facecolor": PAPER, "patch.linewidth": 0.6,
})


@cache
def font_file(face: str) -> Path | None:
    """Return the file of a face in the installed font package, or None where it is not installed."""
    try:
        found = files("font-source-sans-pro") or []
    except PackageNotFoundError:
        return None
    return next((Path(str(item.locate())) for item in found if item.name == FACES[face][0]), None)


@cache
def _family() -> str:
    """Make the faces known to matplotlib and return the family, or one that every matplotlib has."""
    paths = [path for face in FACES if (path := font_file(face)) is not None]
    for path in paths:
        font_manager.fontManager.addfont(str(path))
    return FAMILY if paths else "DejaVu Sans"


def drawn(
    draw: Callable[..., None], title: str, height: float = 3.4, columns: int = 1, rows: int = 1,
    share_x: bool = False, share_y: bool = False, width: float = WIDTH,
) -> str:
    """Return the SVG of a chart; `draw` gets its axes (one, or a list row by row), `title` tells it to a screen reader.

    Lengths are inches of 72 pixels.
    """
    with rc_context({**_STYLE, "font.family": [_family()]}):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False, sharex=share_x, sharey=share_y)
        flat = [cell for row in axes.tolist() for cell in row]
        draw(flat[0] if len(flat) == 1 else flat)
        for axis in (axis for cell in flat for axis in (cell.xaxis, cell.yaxis)):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_Figures())
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _embeddable(out.getvalue(), title)


class _Figures(ScalarFormatter):
    """Writes the figures of an axis as the language in use does."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return marked(super().__call__(x, pos))


def shares(axis: Axis) -> None:
    """Give an axis of shares from 0 to 1 the form of per cent."""
    axis.set_major_formatter(FuncFormatter(lambda value, _place: f"{100 * value:.0f} %"))


def _embeddable(svg: str, title: str) -> str:
    """Return a drawing without the head of a file, its names its own and short, with a title for those who listen."""
    body = svg[svg.index("<svg"):]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
    names: dict[str, str] = {}
    numbers = count()
    prefix = f"c{sum(ord(letter) * (place + 1) for place, letter in enumerate(title)) % 100_000}-"
    for name in re.findall(r' id="([^"]+)"', body):
        names.setdefault(name, f"{prefix}{next(numbers)}")
    body = re.sub(r' id="([^"]+)"', lambda found: f' id="{names[found[1]]}"', body)
    body = re.sub(r'(url\(#|href="#)([^")]+)', lambda found: found[1] + names.get(found[2], found[2]), body)
    head, rest = body.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    head = re.sub(r' xmlns(:xlink)?="[^"]*"', "", head)
    return f'{head} role="img" aria-label="{escape(title)}">{rest}'.replace("xlink:href", "href")


def spread_labels(axes: Axes, labels: Iterable[tuple[float, str, str]], gap: float = 0.055) -> None:
    """Write (value, text, colour) at the right edge beside their values, pushed apart where they would overlap.

    `gap` is the least distance as a share of the height of the axes.
    """
    low, high = axes.get_ylim()
    rows = sorted(((value - low) / (high - low), text, colour) for value, text, colour in labels)
    placed: list[float] = []
    for place, _text, _colour in rows:
        placed.append(max(place, placed[-1] + gap) if placed else max(0.0, place))
    over = max(0.0, placed[-1] - 1.0) if placed else 0.0
    for number in range(len(placed) - 1, -1, -1):
        ceiling = placed[number + 1] - gap if number + 1 < len(placed) else 1.0
        placed[number] = min(placed[number], ceiling) if over else placed[number]
    for spot, (_place, text, colour) in zip(placed, rows, strict=True):
        axes.annotate(text, (1.0, spot), xycoords="axes fraction", xytext=(6, 0), textcoords="offset points",
                      color=colour, va="center", fontsize=10.5, annotation_clip=False)


def dated(axes: Axes) -> None:
    """Give the horizontal axis of an axes dates that can be read."""
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: _day(value)))


def _day(value: float) -> str:
    day = num2date(value)
    return f"{day.day} {_(f'{day:%b}')}"


def series_style(number: int) -> dict[str, object]:
    """Return colour, dash and marker of the n-th series without a meaning of its own."""
    return {"color": SERIES[number % len(SERIES)], "linestyle": DASHES[number // 2 % len(DASHES)],
            "marker": MARKERS[number % len(MARKERS)], "markersize": 5}


def subset_font(face: str, letters: Sequence[str]) -> bytes:
    """Return a face with only some letters, as WOFF; empty bytes where the font package is not installed."""
    path = font_file(face)
    if path is None:
        return b""
    from fontTools import subset, ttLib

    options = subset.Options(flavor="woff", layout_features=["kern", "tnum", "liga"], hinting=False,
                             name_IDs=[1, 2, 13, 14], notdef_outline=True)
    font = ttLib.TTFont(str(path), recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(text="".join(letters))
    chosen.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
