"""The map on the screen: a camera, layers that repaint only when what they show changes, and their values.

How the window uses it
----------------------

Build once per game, then draw every frame::

    fonts, theme = Fonts(), Theme()
    picture = picture_of(scenario.map, scenario.ruleset.terrain, {base.hex: base.side for base in scenario.bases})
    board = Board(picture, theme, fonts, scale=ui_scale)
    camera = Camera(picture.extent_km, width, height)         # size of the map's rectangle in px
    board.draw(surface.subsurface(map_rect), camera, state, overlays, now_ms)

* `Board(picture, theme, fonts, scale=1.0, bake=True, cache=None)`. With `bake` the fine relief is computed in the
  background, and plain height tints stand in until it is there; `bake=False` keeps the plain sheet. `cache` is a
  folder (`Folders.cache`) where the finished sheet is kept for the next start.
  `board.draw(surface, camera, state, overlays=Overlays(), now_ms=0) -> None` fills `surface` (its size must be
  the camera's). `now_ms` moves the camera's pan and the chevrons; 0 keeps everything still.
  `board.busy -> bool`: something still changes by itself (sheet not finished, pan under way): draw again soon.
  While flows are shown the chevrons move: draw about 30 times a second for as long as that is wanted.
  `board.sharpens = True` has the ground painted anew for a near zoom, in the background, while the map lies still.
  `board.finish(camera) -> None`: complete the sheet now, for pictures without a window.
  `board.minimap(size, camera, state) -> Surface`, and `board.minimap_km(size, point) -> (east, south)` to turn
  a click on it into a point. `board.piece_box(camera, hex) -> Rect` and `board.scale_bar_box(camera) -> Rect` say
  what cards should keep clear of. `board.close()` stops the background work.
* `Camera(extent_km, width, height, scale=1.0)`: `resize(w, h)`, `zoom_by(steps, at=None)`, `pan_by(dx, dy)` in px,
  `centre_on(point_km, now_ms=0)` (glides 180 ms when `now_ms` is given), `show(points_km)`, `advance(now_ms)`,
  `to_px(point_km)`, `to_km(point_px)`, `hex_at(grid, point_px) -> int | None`, `ppk` (px per km).
* `MapPicture`, `BoardState`, `Overlays` and their parts are in `game.ui.board.model`; every one is a frozen
  value, and equal values mean no repainting. Keep and pass the same objects where nothing changed.
* Counters, also for panels: `Counters(theme, fonts).surface(CounterLook(...), size_px) -> Surface` (premultiplied:
  blit with `special_flags=pygame.BLEND_PREMULTIPLIED`; `Counters.place(surface, look, centre, size)` does).
* `Icons().icon(name, size_px, colour) -> Surface`, blitted plainly; names in `game.ui.art.icons.NAMES`.
* `Fonts().text(string, size_px, weight, colour) -> Surface`, `.halo(...)`, `.wrap(...)`, `.ellipsis(...)`.
"""

from game.ui.board.board import Board
from game.ui.board.camera import Camera
from game.ui.board.model import BoardState, MapPicture, Overlays

__all__ = ("Board", "BoardState", "Camera", "MapPicture", "Overlays")
