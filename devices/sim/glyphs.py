"""Characters as a font card's dots: 16 px high, 16 wide for Chinese, 8 for Latin."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

GLYPH_HEIGHT_PX = 16
WIDE_PX = 16
NARROW_PX = 8
BASELINE_PX = 13
WIDE_SIZE_PX = 15
NARROW_SIZE_PX = 14
LIT_ABOVE = 100  # of 255: where a grey edge becomes a lit dot
CACHED_GLYPHS = 4096
NARROW_LAST = 0x7E  # the last ASCII character; what is beyond is two columns wide

FONT_FILE = Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf")


def glyph_width(character: str) -> int:
    return NARROW_PX if ord(character) <= NARROW_LAST else WIDE_PX


@lru_cache(maxsize=CACHED_GLYPHS)
def glyph(character: str) -> Image.Image:
    """The dots of one character: mode "L", 0 dark or 255 lit; dark for what has no shape."""
    width = glyph_width(character)
    if not character.isprintable():  # a line's end, a direction mark: nothing to draw, all the same
        return Image.new("L", (width, GLYPH_HEIGHT_PX), 0)
    font = _font(NARROW_SIZE_PX if width == NARROW_PX else WIDE_SIZE_PX)
    left, _, right, _ = font.getbbox(character, anchor="ls")
    ink = max(width, round(right - left))
    cell = Image.new("L", (ink, GLYPH_HEIGHT_PX), 0)
    origin = (round((ink - (right - left)) / 2 - left), BASELINE_PX)
    ImageDraw.Draw(cell).text(origin, character, fill=255, font=font, anchor="ls")
    if ink > width:  # W and M are squeezed into their column, as on real cards
        cell = cell.resize((width, GLYPH_HEIGHT_PX), Image.Resampling.BOX)
    return cell.point([0] * (LIT_ABOVE + 1) + [255] * (255 - LIT_ABOVE))


@lru_cache(maxsize=4)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, size_px)
