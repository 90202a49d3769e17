"""A text file as an Alpha sign lights it: characters, colours, strings and pictures in one row."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from devices.alpha.messages import CALL_PICTURE, CALL_STRING, COLOUR, WriteText
from devices.pixel_font import LOW_HEIGHT_PX, LOW_WIDTH_PX, low_glyph
from devices.sim.alpha_memory import SignMemory
from devices.sim.lit import COLOURS, Rgb, panel

DIM = 0.45
ORANGE: Rgb = (255, 120, 30)
# By the character that stands for them, in texts and in pictures alike.
SHADES: dict[str, Rgb] = {
    "1": COLOURS["red"],
    "2": COLOURS["green"],
    "3": COLOURS["yellow"],
    "4": (round(255 * DIM), 20, 10),
    "5": (20, round(230 * DIM), 30),
    "6": (140, 70, 30),
    "7": ORANGE,
    "8": COLOURS["yellow"],
}
OWN_SHADE = "1"
TAKES_ONE = "\x05\x06\x07\x08\x0b\x10\x14\x1a\x1c\x1e"  # codes with a character after them
TAKES_TWO = "\x1d"


def shown_text(file: WriteText | None, memory: SignMemory) -> str:
    """What can be read as characters."""
    return "".join(what for kind, what, _ in _pieces(file, memory) if kind == "text")


def text_pixels(
    size_px: tuple[int, int], file: WriteText | None, memory: SignMemory
) -> Image.Image:
    lit = panel(*size_px)
    left = 0
    for kind, what, shade in _pieces(file, memory):
        if kind == "picture":
            left += _draw_picture(lit, memory.picture(what), left)
        else:
            top = (size_px[1] - LOW_HEIGHT_PX) // 2
            lit.paste(
                SHADES.get(shade, SHADES[OWN_SHADE]), (left, top), low_glyph(what, LOW_HEIGHT_PX)
            )
            left += LOW_WIDTH_PX
    return lit


def _draw_picture(onto: Image.Image, rows: tuple[str, ...], left: int) -> int:
    for y, row in enumerate(rows):
        for x, dot in enumerate(row):
            if dot in SHADES and left + x < onto.width and y < onto.height:
                onto.putpixel((left + x, y), SHADES[dot])
    return len(rows[0]) if rows else 0


def _pieces(file: WriteText | None, memory: SignMemory) -> Iterator[tuple[str, str, str]]:
    """Characters and pictures in order: kind, character or label, colour."""
    yield from _walk(file.text if file else "", OWN_SHADE, memory)


def _walk(text: str, shade: str, memory: SignMemory) -> Iterator[tuple[str, str, str]]:
    rest = iter(text)
    for character in rest:
        argument = next(rest, "") if character in TAKES_ONE else ""
        if character in TAKES_TWO:
            next(rest, ""), next(rest, "")
        elif character == COLOUR:
            shade = argument
        elif character == CALL_PICTURE and argument:
            yield "picture", argument, shade
        elif character == CALL_STRING and argument:
            yield from _walk(memory.string(argument), shade, memory)
        elif character.isascii() and character.isprintable():
            yield "text", character, shade
