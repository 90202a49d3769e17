"""Reads text off lit lamps, as a person does: by the shape of each character."""

from __future__ import annotations

from PIL import Image

from devices.pixel_font import GLYPH_HEIGHT_PX, NARROW_PX, glyph

UNREADABLE = "▒"


def read_lit(pixels: Image.Image, alphabet: str) -> list[str]:
    """The text of each row of 16 px, by characters of `alphabet` on columns of 8 px."""
    lit = pixels.convert("L").point([0] + [255] * 255)
    shapes = {character: glyph(character).tobytes() for character in alphabet}
    rows = range(0, lit.height - GLYPH_HEIGHT_PX + 1, GLYPH_HEIGHT_PX)
    return [_read_row(lit, top, shapes).rstrip() for top in rows]


def _read_row(lit: Image.Image, top: int, shapes: dict[str, bytes]) -> str:
    text, left = "", 0
    while left < lit.width:
        found = next(
            (
                c
                for c in sorted(shapes, key=ord, reverse=True)
                if _stands(lit, left, top, shapes[c])
            ),
            None,
        )
        text += found or UNREADABLE
        left += len(shapes[found]) // GLYPH_HEIGHT_PX if found else NARROW_PX
    return text


def _stands(lit: Image.Image, left: int, top: int, shape: bytes) -> bool:
    width = len(shape) // GLYPH_HEIGHT_PX
    if left + width > lit.width:
        return False
    return lit.crop((left, top, left + width, top + GLYPH_HEIGHT_PX)).tobytes() == shape
