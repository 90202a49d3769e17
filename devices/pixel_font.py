"""Characters as lamps, for what has no font of its own: 16 px high, or 8 px for Latin alone.

The 16 px are Noto Sans SC drawn at 15 px (Latin at 14) and cut at a grey of 100: at other sizes and
cuts, 窗 and 据 fill up or fall apart. The 8 px are Pillow's own bitmap font, 6 px wide.
"""

from __future__ import annotations

from functools import lru_cache

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

GLYPH_HEIGHT_PX = 16
WIDE_PX = 16
NARROW_PX = 8
BASELINE_PX = 13
WIDE_SIZE_PX = 15
NARROW_SIZE_PX = 14
LIT_ABOVE = 100  # of 255: where a grey edge becomes a lit lamp
LOW_HEIGHT_PX = 7  # capitals and digits whole; one row more shows where a tail begins
LOW_WIDTH_PX = 6
LOW_TOP_PX = 2  # above it the bitmap font has its line gap
NARROW_LAST = 0x7E  # the last ASCII character; what is beyond is two columns wide
CACHED_GLYPHS = 4096
_NO_CHARACTER = "\ufffe"  # Unicode guarantees that no font has a glyph for it


def glyph_width(character: str) -> int:
    return NARROW_PX if ord(character) <= NARROW_LAST else WIDE_PX


@lru_cache(maxsize=CACHED_GLYPHS)
def glyph(character: str) -> Image.Image:
    """The lamps of one character, 16 high: "L", 0 dark or 255 lit; dark for what has no shape."""
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


@lru_cache(maxsize=CACHED_GLYPHS)
def low_glyph(character: str, height_px: int) -> Image.Image:
    """Likewise, for `has_low_glyph` characters and a height of 7 px or a few more."""
    cell = Image.new("1", (LOW_WIDTH_PX, height_px + LOW_TOP_PX), 0)
    ImageDraw.Draw(cell).text((0, 0), character, font=_low_font(), fill=1)
    return cell.crop((0, LOW_TOP_PX, LOW_WIDTH_PX, height_px + LOW_TOP_PX)).convert("L")


@lru_cache(maxsize=CACHED_GLYPHS)
def has_glyph(character: str) -> bool:
    """Whether the 16 px font has it; control characters are in none."""
    if character == " ":
        return True
    if not character.isprintable():
        return False
    font = _font(WIDE_SIZE_PX)
    return bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER))


def has_low_glyph(character: str) -> bool:
    return character.isascii() and character.isprintable()


@lru_cache(maxsize=4)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size_px)


@lru_cache(maxsize=1)
def _low_font() -> ImageFont.ImageFont:
    return ImageFont.load_default_imagefont()
