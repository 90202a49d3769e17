"""Which characters a Chinese receipt printer has, and how wide they are.

Kanji mode (`FS &`) reads two bytes of GBK as one character of two columns and a byte below 0x80
as one of one column. The four-byte characters of GB 18030, most rare personal names among them,
are in few printers' memories: a line that has a character which the printer lacks is drawn instead
(`raster`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from devices.ticket_printer.model import Font

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"  # printed as a space; the line is not broken there
MISSING = "〓"  # what Chinese typesetters put for a character they do not have

_NOT_FOR_PAPER = {"Cc", "Cf", "Cs", "Cn"}
_SPACES = re.compile(" +")
_EXTENSION_A = range(0x3400, 0x4DB6)
_VARIATION_SELECTORS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


def clean(text: str) -> str:
    """`text` as it may stand on paper: one line, no control bytes, no invisible characters.

    Nothing that begins a printer command survives, so no text can cut the paper, kick a drawer
    or ask for status. Private-use characters, which mean something else in every font, become 〓.
    """
    kept = (_for_paper(ch) for ch in unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", "".join(kept)).strip(" ")


def _for_paper(ch: str) -> str:
    if ch == NO_BREAK_SPACE:
        return ch
    if ch.isspace():
        return " "
    category = unicodedata.category(ch)
    if category in _NOT_FOR_PAPER or ord(ch) in _VARIATION_SELECTORS:
        return ""
    return MISSING if category == "Co" else ch


def columns(text: str) -> int:
    """Width in columns of 12 dots at scale 1: two for each character that is not ASCII."""
    return sum(1 if ch.isascii() or ch == NO_BREAK_SPACE else 2 for ch in text)


def in_printer_font(text: str, font: Font = "gbk") -> bool:
    """Whether a printer with `font` has every character of `text`."""
    return all(ch.isascii() or _KNOWS[font](ch) for ch in text)


def encode_row(text: str, font: Font = "gbk") -> bytes:
    """The bytes of a row for which `in_printer_font` holds."""
    return text.encode("gb18030" if font == "gb18030" else "gbk")


def _in_gbk(ch: str) -> bool:
    try:
        ch.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _in_gb2312(ch: str) -> bool:
    """By the cell, not by Python's own gb2312, which gives `·` and `—` other code points."""
    try:
        ch.encode("gbk").decode("gb2312")
    except UnicodeError:
        return False
    return True


def _in_gb18030(ch: str) -> bool:
    """Only Extension A was mandatory of what takes four bytes."""
    return _in_gbk(ch) or ord(ch) in _EXTENSION_A


def _in_none(_ch: str) -> bool:
    return False


_KNOWS: dict[Font, Callable[[str], bool]] = {
    "gb18030": _in_gb18030,
    "gbk": _in_gbk,
    "gb2312": _in_gb2312,
    "none": _in_none,
}
