"""Areas of text as a picture of lamps, for boards that know dots and no characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from devices.errors import DeviceRefused
from devices.led.area import Area
from devices.pixel_font import (
    GLYPH_HEIGHT_PX,
    LOW_HEIGHT_PX,
    LOW_WIDTH_PX,
    glyph,
    glyph_width,
    has_glyph,
    has_low_glyph,
    low_glyph,
)

DARK, RED, GREEN, YELLOW = 0, 1, 2, 3
LAMPS: dict[str, int] = {"red": RED, "green": GREEN, "yellow": YELLOW}


@dataclass(frozen=True)
class Picture:
    """`lamps`: row by row from the top left, a byte each: DARK, RED, GREEN or YELLOW."""

    width_px: int
    height_px: int
    lamps: bytes

    def rows(self) -> list[bytes]:
        step = self.width_px
        return [self.lamps[at : at + step] for at in range(0, step * self.height_px, step)]


@dataclass(frozen=True)
class _Font:
    height_px: int
    has: Callable[[str], bool]
    width: Callable[[str], int]
    draw: Callable[[str], Image.Image]


_TALL = _Font(GLYPH_HEIGHT_PX, has_glyph, glyph_width, glyph)


def draw(areas: Sequence[Area], width_px: int, height_px: int) -> Picture:
    """All areas on one board, each text from its left edge, its lines in the middle of its height;
    nothing moves, whatever the area's effect.

    Raises `DeviceRefused`: `area_off_board`, `does_not_fit` (a text is larger than its area), or
    `text_not_displayable` (no glyph for a character at this height; it is named).
    """
    board = Image.new("L", (width_px, height_px), DARK)
    for area in areas:
        right, bottom = area.x + area.width, area.y + area.height
        if min(area.x, area.y) < 0 or right > width_px or bottom > height_px:
            raise DeviceRefused("area_off_board", f"{area.x},{area.y} to {right},{bottom}")
        _draw_area(board, area)
    return Picture(width_px, height_px, board.tobytes())


def _draw_area(board: Image.Image, area: Area) -> None:
    font = _font_for(area.height)
    lines = area.text.split("\n")
    top = area.y + (area.height - font.height_px * len(lines)) // 2
    if top < area.y:
        raise DeviceRefused("does_not_fit", f"{len(lines)} lines in {area.height} px")
    for line in lines:
        _draw_line(board, area, font, line, top)
        top += font.height_px


def _draw_line(board: Image.Image, area: Area, font: _Font, line: str, top: int) -> None:
    missing = next((character for character in line if not font.has(character)), None)
    if missing is not None:
        raise DeviceRefused(
            "text_not_displayable", f"no {missing!r} (U+{ord(missing):04X}) in {area.height} px"
        )
    if sum(map(font.width, line)) > area.width:
        raise DeviceRefused("does_not_fit", f"{line!r} in {area.width} px")
    left = area.x
    for character in line:
        board.paste(LAMPS[area.colour], (left, top), font.draw(character))
        left += font.width(character)


def _font_for(height_px: int) -> _Font:
    if height_px >= GLYPH_HEIGHT_PX:
        return _TALL
    if height_px < LOW_HEIGHT_PX:
        raise DeviceRefused("does_not_fit", f"no font of {height_px} px")
    low_px = min(height_px, LOW_HEIGHT_PX + 1)
    return _Font(
        low_px,
        has_low_glyph,
        lambda character: LOW_WIDTH_PX,
        lambda character: low_glyph(character, low_px),
    )
