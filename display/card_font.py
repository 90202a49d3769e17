"""PURE: what the font on a board's card can show, and how wide it is.

An Onbon 5K/6K font card draws GB2312 text in 16 px rows: 8 px per ASCII character, 16 px per
Chinese one (PROTOCOL.md beside devices/led). On the usual 10 mm modules such a row is 160 mm high,
which is read from 10 m.
"""

from __future__ import annotations

ROW_PX = 16
COLUMN_PX = 8  # half a Chinese character; also the grid on which a 5K card places areas


class TextRefused(ValueError):
    """The card has no glyph for a character; it would show another one, or nothing."""


def columns(text: str) -> int:
    """Width of `text` in columns of 8 px. Raises `TextRefused`."""
    return sum(_columns_of(character, text) for character in text)


def width_px(text: str) -> int:
    return columns(text) * COLUMN_PX


def _columns_of(character: str, text: str) -> int:
    if character == "\\":
        raise TextRefused(f"{text!r}: the card reads a backslash as a command")
    if character.isascii():
        if not character.isprintable():
            raise TextRefused(f"{text!r}: U+{ord(character):04X} is a control character")
        return 1
    try:
        return len(character.encode("gb2312"))
    except UnicodeEncodeError:
        raise TextRefused(
            f"{text!r}: the card's GB2312 font has no {character} (U+{ord(character):04X})"
        ) from None
