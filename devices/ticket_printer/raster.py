"""A row of text drawn as dots, for the characters that are not in the printer's font."""

from __future__ import annotations

from functools import lru_cache

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

from devices.ticket_printer.text import MISSING

FONT_DOTS = 24  # height of a Chinese character at scale 1, as in the printer's own font
_EM_ABOVE_BASE = 0.88  # of the square in which a Chinese character stands, in Noto's fonts
_NO_CHARACTER = "\ufffe"  # Unicode guarantees that no font has a glyph for it


def draw_row(
    text: str, across: int, tall: int, most_dots: int, *, bold: bool = False
) -> Image.Image:
    """Black on white, one bit a dot. `across` and `tall` multiply the font as the printer would.

    Never wider than `most_dots`: a row of wide letters is set narrower rather than cut off. What
    the font lacks becomes 〓.
    """
    font = _font(FONT_DOTS * tall)
    shown = "".join(ch if _has_glyph(ch) else MISSING for ch in text)
    ascent, descent = font.getmetrics()
    stroke = (tall + 1) // 2 if bold else 0
    natural = max(1, round(font.getlength(shown)) + 2 * stroke)
    row = Image.new("L", (natural, ascent + descent), 255)
    ImageDraw.Draw(row).text((stroke, 0), shown, font=font, fill=0, stroke_width=stroke)
    width = max(1, min(round(natural * across / tall), most_dots))
    if width != natural:
        row = row.resize((width, row.height), Image.Resampling.BOX)
    return row.point(lambda grey: 255 if grey > 128 else 0).convert("1")


def top_of_characters(tall: int) -> int:
    """Dots from the top of a drawn row to where the printer's own characters would begin."""
    ascent, _ = _font(FONT_DOTS * tall).getmetrics()
    return ascent - round(_EM_ABOVE_BASE * FONT_DOTS * tall)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


@lru_cache(maxsize=512)
def _has_glyph(ch: str) -> bool:
    font = _font(FONT_DOTS)
    return ch.isspace() or bytes(font.getmask(ch)) != bytes(font.getmask(_NO_CHARACTER))
