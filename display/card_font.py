"""PURE: what the font on a board's card can show, and how wide it is.

An Onbon 5K/6K font card draws GB2312 text in 16 px rows: 8 px per ASCII character, 16 px per
Chinese one (PROTOCOL.md beside devices/led). On the usual 10 mm modules such a row is 160 mm high,
which is read from 10 m.
"""

from __future__ import annotations

from devices.chinese import in_gb2312

ROW_PX = 16
COLUMN_PX = 8  # half a Chinese character; also the grid on which a 5K card places areas


class TextRefused(ValueError):
    """The card has no glyph for a character; it would show another one, or nothing."""


def columns(text: str) -> int:
    """Width of `text` in columns of 8 px. Raises `TextRefused`."""
    return sum(_columns_of(character, text) for character in text)


def width_px(text: str) -> int:
    return columns(text) * COLUMN_PX


def displayable(text: str) -> str:
    """What of `text` the card can show: a board that leaves one sign of a number out still leads
    its holder to the window, one that refuses the number leads nobody."""
    return "".join(character for character in text if not _objection(character))


def _columns_of(character: str, text: str) -> int:
    objection = _objection(character)
    if objection:
        raise TextRefused(f"{text!r}: {objection}")
    return 1 if character.isascii() else 2


def _objection(character: str) -> str:
    """Why the card cannot show it; "" when it can."""
    if character == "\\":
        return "the card reads a backslash as a command"
    if character.isascii() and not character.isprintable():
        return f"U+{ord(character):04X} is a control character"
    if not in_gb2312(character):
        return f"the card's GB2312 font has no {character} (U+{ord(character):04X})"
    return ""
