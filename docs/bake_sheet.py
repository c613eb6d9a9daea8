"""Paint the sheet of the shipped map in both themes, so that nobody waits for it.

    python docs/bake_sheet.py           write assets/sheets anew, about half a minute
    python docs/bake_sheet.py --check   say whether the sheets there are what map and painter give; exit 1 if not

What the painter is made of is hashed into assets/sheets/painter.txt, without comments and layout. After a change of the
painter raise `LOOK` in game/ui/board/sheet.py, so that sheets in people's caches go out of use too, and run this.
"""

from __future__ import annotations

import ast
import os
import sys
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that the script runs from a bare clone
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame  # noqa: E402

from game.content.loader import require  # noqa: E402
from game.ui.art.theme import THEMES  # noqa: E402
from game.ui.board.ground import GroundPainter  # noqa: E402
from game.ui.board.model import MapPicture  # noqa: E402
from game.ui.board.relief import carved_relief, plain_relief  # noqa: E402
from game.ui.board.sheet import sheet_name, sheet_ppk, sheet_size  # noqa: E402
from game.ui.table.mapview import picture_for  # noqa: E402

SCENARIO = "siege_of_wadi_deif"
SHEETS = ROOT / "assets" / "sheets"
SQUARE = 512
PAINTER = ("board/figures.py", "board/ground.py", "board/parcels.py", "board/relief.py", "board/towns.py",
           "board/tracks.py", "art/vectors.py")


def painter_mark() -> str:
    """Return a mark of the painter's source, the same on every Python; comments, docstrings and blanks do not count."""
    digest = blake2b(digest_size=12)
    for name in PAINTER:
        source = (ROOT / "game" / "ui" / name).read_text(encoding="utf-8")
        told = {line for node in ast.walk(ast.parse(source)) for part in _parts(node) if _is_text(part)
                for line in range(part.lineno, (part.end_lineno or part.lineno) + 1)}
        lines = [line.strip() for number, line in enumerate(source.splitlines(), 1) if number not in told]
        digest.update("\n".join(line for line in lines if line and not line.startswith("#")).encode())
    return digest.hexdigest()


def _parts(node: ast.AST) -> list[ast.stmt]:
    body = getattr(node, "body", None)
    return body if isinstance(body, list) else []


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def wanted() -> dict[str, Path]:
    """Return the file that each theme's sheet belongs in."""
    picture = shipped_picture()
    return {name: SHEETS / sheet_name(picture, theme.ground) for name, theme in THEMES.items()}


def shipped_picture() -> MapPicture:
    """Return the picture of the shipped map."""
    return picture_for(require(SCENARIO))


def stale() -> list[str]:
    """Return a sentence for everything in the folder that is not what it should be."""
    troubles = [f"The {name} sheet {path.name} is missing." for name, path in wanted().items() if not path.is_file()]
    known = {path.name for path in wanted().values()}
    troubles += [f"{path.name} belongs to no shipped map." for path in sorted(SHEETS.glob("*.png"))
                 if path.name not in known]
    mark = SHEETS / "painter.txt"
    if not mark.is_file() or mark.read_text(encoding="utf-8").strip() != painter_mark():
        troubles.append("The painter has changed since the sheets were painted.")
    return troubles


def bake() -> None:
    """Paint all sheets and remove those of before."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    for path in SHEETS.glob("*.png"):
        path.unlink()
    picture = shipped_picture()
    west, north, east, south = picture.extent_km
    ppk, relief = sheet_ppk(east - west, south - north), carved_relief(plain_relief(picture))
    for name, path in wanted().items():
        whole = painted(GroundPainter(picture, relief, THEMES[name].ground, ppk), sheet_size(picture, ppk))
        # The lowest bit of a colour cannot be seen, and without it the file is a third smaller.
        pygame.surfarray.pixels3d(whole)[:] &= 0xFE
        pygame.image.save(whole, path)
        print(f"{name}: {path.name}, {whole.get_size()} at {ppk} px per km, {path.stat().st_size >> 10} KiB")
    (SHEETS / "painter.txt").write_text(painter_mark() + "\n", encoding="utf-8")


def painted(painter: GroundPainter, size: tuple[int, int]) -> pygame.Surface:
    """Return a whole sheet, painted in squares because one large array would be slower."""
    whole = pygame.Surface(size, depth=32)
    for top in range(0, whole.get_height(), SQUARE):
        for left in range(0, whole.get_width(), SQUARE):
            square = pygame.Rect(left, top, SQUARE, SQUARE).clip(whole.get_rect())
            whole.blit(painter.paint(square), square)
    return whole


def main(words: list[str]) -> int:
    """Paint, or check with `--check`."""
    if words == ["--check"]:
        troubles = stale()
        print("\n".join(troubles) or "The sheets are what map and painter give.")
        return 1 if troubles else 0
    bake()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
