"""A picture of a scenario at its start, or of a saved game, drawn without a window."""

from __future__ import annotations

import argparse
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import pygame

from game import InputError
from game.content.loader import resolve
from game.files import write_bytes
from game.rules.state import View
from game.session import Session, looked_at
from game.text import _
from game.ui.app import require_community_edition
from game.ui.board import Board, Camera
from game.ui.board.camera import ZOOM_STEPS
from game.ui.table.layers import ENEMY, LAYER_IDS, LEGEND, overlays_of
from game.ui.table.mapview import picture_for
from game.ui.table.pieces import board_state
from game.ui.widgets.painter import Look, auto_scale

_ALSO = MappingProxyType({"civilians": "people", "supply": "flow"})
_PICTURES = (".png", ".jpg", ".bmp")
_MARGIN = 10
"""Units round the sheet of a whole map: the neatline stands there."""
_USUAL = frozenset({"control", LEGEND})


def render(args: argparse.Namespace) -> int:
    """Draw `args.source` with `args.layer` at `args.size` into `args.out`; returns the exit code.

    Shown is what `args.side` knows, or the side to move; with `args.enemy` the layers about supply are about the other
    side, and `args.base` is the base that they are about. InputError with a sentence for what cannot be drawn.
    """
    require_community_edition()
    layer = _layer(args.layer)
    if args.out.suffix.lower() not in _PICTURES:
        raise InputError(_("A picture cannot be written as '{name}'; end the name in {known}.").format(
            name=args.out.name, known=", ".join(_PICTURES)))
    view = _view(args.source, args.side)
    layers = frozenset({layer or "control", *((ENEMY,) if args.enemy else ())})
    picture = map_picture(view, args.size, layers, _base(view, args.base, enemy=args.enemy))
    data = BytesIO()
    pygame.image.save(picture, data, args.out.suffix)  # to a full disk it writes half a picture and says nothing
    write_bytes(args.out, data.getvalue())
    return 0


def map_picture(view: View, size: tuple[int, int], layers: frozenset[str], base: str = "") -> pygame.Surface:
    """Return the map as a side knows it, whole where it fits, with layers laid on it, about a base if one is named."""
    look = Look()
    board = Board(picture_for(view.scenario), look.theme, look.fonts, auto_scale(size), bake=False)
    camera = Camera(board.picture.extent_km, *size, board.scale)
    west, north, east, south = board.picture.extent_km
    least = min(size[0] / (east - west), size[1] / (south - north))
    if least >= ZOOM_STEPS[0] * board.scale:
        camera.fit(round(_MARGIN * board.scale))
    else:
        hexes = [row.hex for row in view.known.bases if row.id == base]
        hexes += [row.hex for row in view.known.bases if row.side == view.side] or [board.picture.grid.size // 2]
        camera.centre_on(board.picture.centre(hexes[0]))
    surface = pygame.Surface(size)
    board.finish(camera)
    board.draw(surface, camera, board_state(view), overlays_of(view, layers | _USUAL, base))
    return surface


def _layer(name: str | None) -> str:
    layer = _ALSO.get(name, name) if name is not None else ""
    if layer and layer not in LAYER_IDS:
        raise InputError(_("There is no layer {name!r}; the layers are {known}.").format(
            name=name, known=", ".join(LAYER_IDS)))
    return layer or ""


def _base(view: View, name: str | None, *, enemy: bool) -> str:
    """Return the id of a base of the side whose supply is drawn, empty where none is named."""
    side = 1 - view.side if enemy else view.side
    known = [base.id for base in view.known.bases if base.side == side]
    if name and name not in known:
        raise InputError(_("{side} holds no base {name!r}; its bases are {known}.").format(
            side=view.scenario.sides[side].name, name=name, known=", ".join(known) or _("none")))
    return name or ""


def _view(source: str, side: str | None) -> View:
    """Return what a side (else the side to move) knows in a saved game, or at the start of a scenario."""
    path = Path(source)
    if path.is_file() and path.suffix not in (".yaml", ".yml"):
        session = looked_at(path)
    else:
        session = Session(resolve(source), 1)
    names = [row.id for row in session.scenario.sides]
    if side and side not in names:
        raise InputError(_("There is no side {name!r}; the sides are {known}.").format(
            name=side, known=", ".join(names)))
    return session.view(names.index(side) if side else session.state.side)
