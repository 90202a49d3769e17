"""Sizes in millimetres of the real screen, and colours. Pure; the widgets take them from here.

A capital is 0.733 of the font's size high in Noto Sans SC, so that no text is below the 4.9 mm
that VVSG 2.0 asks of a public touch screen. Targets and gaps: Colle & Hiszem, Ergonomics 47 (2004):
20 mm is as good as 25. (G: our own choices of sizes above these.)
"""

from __future__ import annotations

from dataclasses import dataclass

from config.hall import Look
from config.machines import Screen
from kiosk.states import Modes

TARGET_MM = 20.0
GAP_MM = 3.0
CAPITAL_MM = 4.9
CAPITAL_OF_FONT = 0.733
LEAST_FONT_MM = 6.7
LARGE_CAPITAL_MM = 7.3
LARGE_LEAST_FONT_MM = 10.0
LARGE_NEAR_CAPITAL_MM = 6.1
WIDE_MM = 295
LARGE_NEAR_LEAST_FONT_MM = 8.4
MAX_TILES = 8
LARGE_MAX_TILES = 4
MAX_WIDE_TILES = 4
MAX_HELD, LARGE_MAX_HELD = 3, 2  # rows as high as a number that a person carries

MM_PER_INCH = 25.4
DESKTOP_SHARE = 0.92  # of a desktop's height or width that a demo window may take


@dataclass(frozen=True)
class Glass:
    """The window in pixels, and how many of them make a millimetre of the real screen."""

    width_px: int
    height_px: int
    px_per_mm: float

    @property
    def dots_per_inch(self) -> float:
        return self.px_per_mm * MM_PER_INCH


def glass_for(screen: Screen, desktop_px: tuple[int, int] | None = None) -> Glass:
    """The real screen, shrunk as a whole to fit a smaller desktop; it never grows."""
    shrink = 1.0
    if desktop_px and not _fits(screen, desktop_px):
        shrink = DESKTOP_SHARE * min(
            desktop_px[0] / screen.width_px, desktop_px[1] / screen.height_px
        )
    width = round(screen.width_px * shrink)
    return Glass(width, round(screen.height_px * shrink), width / screen.width_mm)


def _fits(screen: Screen, desktop_px: tuple[int, int]) -> bool:
    return screen.width_px <= desktop_px[0] and screen.height_px <= desktop_px[1]


@dataclass(frozen=True)
class Palette:
    """`#rrggbb` colours. Ink on ground and on paper is 14:1 and more, quiet text above 7:1."""

    action: str
    your_turn: str
    ground: str = "#F3F6F6"
    paper: str = "#FFFFFF"
    ink: str = "#10262B"
    quiet: str = "#3C5157"
    line: str = "#C3D0D2"
    fault: str = "#A3201D"
    action_ink: str = "#FFFFFF"
    band: str = ""  # behind the hall's name; the action colour when empty
    band_ink: str = "#FFFFFF"
    tint: str = ""  # of what is pressed now; when empty a little of the action colour on paper
    warm: str = ""  # the same of "your turn"
    night: str = "#0B1719"
    night_ink: str = "#C9DADD"  # 12:1 on night: soft in the dark, and still easy to read


# For weak eyes, whatever the hall's own colours are: white on black, yellow for "your turn". Texts
# are 7:1 and more on everything that they lie on, edges and pressed areas 3:1 (WCAG 2.2, 1.4.6 and
# 1.4.11; VVSG 2.0 asks 10:1 of the main text).
HIGH_CONTRAST = Palette(
    action="#FFFFFF",
    your_turn="#FFE14A",
    ground="#000000",
    paper="#000000",
    ink="#FFFFFF",
    quiet="#FFFFFF",
    line="#FFFFFF",
    fault="#FFA9A0",
    action_ink="#000000",
    band="#000000",
    tint="#595959",
    warm="#1F1B08",
)


def palette_of(look: Look) -> Palette:
    return Palette(action=look.action, your_turn=look.your_turn)


@dataclass(frozen=True)
class Type:
    """How large texts are: `scale` of what a screen wishes, and never a font below `least_mm`.
    `tiles` at most stand on one page."""

    scale: float
    least_mm: float
    tiles: int


USUAL_TYPE = Type(1.0, LEAST_FONT_MM, MAX_TILES)
# Capitals of 7.3 mm are 0.7 degrees at 600 mm (EN 301 549, 5.1.4).
LARGE_TYPE = Type(1.35, LARGE_LEAST_FONT_MM, LARGE_MAX_TILES)


# At a small or lying screen people stand nearer: 6.1 mm are 0.7 degrees at 500 mm.
LARGE_NEAR_TYPE = Type(1.3, LARGE_NEAR_LEAST_FONT_MM, LARGE_MAX_TILES)


def is_wide(screen: Screen) -> bool:
    """An upright screen of 24" and more."""
    return screen.height_mm >= screen.width_mm >= WIDE_MM


def type_of(modes: Modes, *, wide: bool = True) -> Type:
    if not modes.large:
        return USUAL_TYPE
    return LARGE_TYPE if wide else LARGE_NEAR_TYPE


def blend(colour: str, other: str, share: float) -> str:
    """`share` of `colour` on `other`, 0 to 1: for tints of a hall's own colours."""
    mixed = (
        round(int(colour[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in mixed)


def grid(
    count: int, *, portrait: bool, wide_tiles: bool = False, large: bool = False
) -> tuple[int, int]:
    """Columns and rows for up to `MAX_TILES` tiles; wide tiles keep one column while they can, and
    large ones always do on an upright screen."""
    if portrait:
        columns = 1 if large or count <= (MAX_WIDE_TILES if wide_tiles else 3) else 2
    else:
        columns = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}.get(count, 4)
        columns = min(columns, 2) if wide_tiles and count <= MAX_WIDE_TILES else columns
    columns = max(columns, 1)
    return columns, max(-(-count // columns), 1)


def page_of(count: int, page: int, most: int = MAX_TILES) -> tuple[range, bool]:
    """Which entries a page shows, and whether a tile for more stands beside them. `most` tiles."""
    if count <= most:
        return range(count), False
    size = most - 1
    pages = -(-count // size)
    first = (page % pages) * size
    return range(first, min(first + size, count)), True
