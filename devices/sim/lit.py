"""LED panels as pixels, and as the picture that the eye sees: round lamps, lit and unlit."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from devices.sim.glyphs import GLYPH_HEIGHT_PX, glyph, glyph_width

Rgb = tuple[int, int, int]
Dot = tuple[str, Rgb]  # a character and its colour

COLOURS: dict[str, Rgb] = {
    "red": (255, 66, 40),
    "green": (70, 230, 90),
    "yellow": (255, 190, 50),
    "blue": (90, 140, 255),
    "magenta": (240, 90, 230),
    "cyan": (80, 225, 235),
    "white": (245, 245, 240),
}
DARK: Rgb = (0, 0, 0)
UNLIT: Rgb = (30, 30, 33)
LAMP_PX = 5  # of the picture, for one LED
LAMP_OVERSAMPLING = 4


def panel(width_px: int, height_px: int) -> Image.Image:
    """A dark panel; one pixel is one LED."""
    return Image.new("RGB", (width_px, height_px), DARK)


def lines_of(dots: Sequence[Dot], width_px: int, *, wrap: bool) -> list[list[Dot]]:
    """Broken at newlines and, with `wrap`, where a line is full."""
    lines: list[list[Dot]] = [[]]
    used = 0
    for character, colour in dots:
        step = 0 if character == "\n" else glyph_width(character)
        if character == "\n" or (wrap and used + step > width_px):
            lines.append([])
            used = 0
        if character != "\n":
            lines[-1].append((character, colour))
            used += step
    return lines


def line_width(line: Sequence[Dot]) -> int:
    return sum(glyph_width(character) for character, _ in line)


def draw_line(onto: Image.Image, line: Sequence[Dot], left: int, top: int) -> None:
    """Light one line of characters; what is beyond the panel's edge stays unseen."""
    for character, colour in line:
        width = glyph_width(character)
        if -width < left < onto.width:
            onto.paste(colour, (left, top), glyph(character))
        left += width


def draw_lines(
    onto: Image.Image, lines: Sequence[Sequence[Dot]], *, align: str = "left", gap_px: int = 0
) -> None:
    """Light lines from the top (a block that is lower than the panel stands in its middle)."""
    step = GLYPH_HEIGHT_PX + gap_px
    block = step * len(lines) - gap_px
    top = max(0, (onto.height - block) // 2)
    for line in lines:
        spare = onto.width - line_width(line)
        left = {"left": 0, "center": spare // 2, "right": spare}[align] if spare > 0 else 0
        draw_line(onto, line, left, top)
        top += step


def lit_count(pixels: Image.Image) -> int:
    """How many LEDs are lit."""
    grey = pixels.convert("L").point([0] + [255] * 255)
    return grey.histogram()[255]


def photograph(pixels: Image.Image) -> bytes:
    """PNG of the panel as one sees it, `LAMP_PX` pixels to the LED."""
    lamps = ImageChops.lighter(pixels, Image.new("RGB", pixels.size, UNLIT))
    size = (pixels.width * LAMP_PX, pixels.height * LAMP_PX)
    picture = lamps.resize(size, Image.Resampling.NEAREST)
    seen = ImageChops.multiply(picture, _mask(pixels.width, pixels.height))
    out = io.BytesIO()
    seen.save(out, "PNG", compress_level=4)
    return out.getvalue()


@lru_cache(maxsize=16)
def _mask(columns: int, rows: int) -> Image.Image:
    """White discs on black, one to the LED."""
    edge = LAMP_PX * LAMP_OVERSAMPLING
    disc = Image.new("L", (edge, edge), 0)
    rim = LAMP_OVERSAMPLING // 4
    ImageDraw.Draw(disc).ellipse((rim, rim, edge - rim - 1, edge - rim - 1), fill=255)
    disc = disc.resize((LAMP_PX, LAMP_PX), Image.Resampling.BOX)
    row = Image.new("L", (columns * LAMP_PX, LAMP_PX))
    for column in range(columns):
        row.paste(disc, (column * LAMP_PX, 0))
    mask = Image.new("L", (columns * LAMP_PX, rows * LAMP_PX))
    for index in range(rows):
        mask.paste(row, (0, index * LAMP_PX))
    return mask.convert("RGB")
