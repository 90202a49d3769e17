"""Text as strips store it: a charset, and colours a frame or a character has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Charset = Literal["ascii", "gb2312", "gbk", "ascii-hex"]
Runs = tuple[tuple[str, str], ...]

# ascii-hex: the bytes of GBK, each as two hexadecimal digits.
_CODECS: Mapping[str, str] = {
    "ascii": "ascii",
    "gb2312": "gb2312",
    "gbk": "gbk",
    "ascii-hex": "gbk",
}
# Two-byte characters start here; below stands a character of one byte.
_FIRST_WIDE: Mapping[str, int] = {"ascii": 0x100, "gb2312": 0xA1, "gbk": 0x81, "ascii-hex": 0x81}


@dataclass(frozen=True)
class Script:
    """How texts are coded. `colours`: name to code; the first stands for a code of no known meaning
    and for a strip's only colour."""

    charset: Charset
    colours: Mapping[str, int]

    @property
    def first_colour(self) -> str:
        return next(iter(self.colours), "")

    def to_bytes(self, text: str) -> bytes:
        """Raises `ValueError` for a character that the charset lacks: a strip never shows `?`."""
        try:
            data = text.encode(_CODECS[self.charset])
        except UnicodeEncodeError as error:
            lacking = text[error.start]
            raise ValueError(f"{lacking!r} is not in the strip's font ({self.charset})") from None
        return data.hex().upper().encode() if self.charset == "ascii-hex" else data

    def to_text(self, data: bytes) -> str:
        """Any bytes become a text; those that are no character become U+FFFD."""
        if self.charset == "ascii-hex":
            try:
                data = bytes.fromhex(data.decode("ascii"))
            except ValueError:
                return "\ufffd" * len(data)
        return data.decode(_CODECS[self.charset], "replace")

    def can_show(self, text: str) -> bool:
        try:
            self.to_bytes(text)
        except ValueError:
            return False
        return text.isprintable()

    def colour_code(self, name: str) -> int:
        if name not in self.colours:
            raise ValueError(f"colour {name!r} is none of {', '.join(self.colours)}")
        return self.colours[name]

    def colour_name(self, code: int) -> str:
        return next((name for name, known in self.colours.items() if known == code), "")

    def runs_to_bytes(self, runs: Runs) -> bytes:
        """Each character followed by its colour."""
        data = bytearray()
        for text, colour in runs:
            code = self.colour_code(colour)
            for character in text:
                data += self.to_bytes(character) + bytes([code])
        return bytes(data)

    def runs_from_bytes(self, data: bytes) -> Runs:
        """Neighbouring characters of one colour together; total, for any bytes."""
        runs: list[tuple[bytes, str]] = []
        at = 0
        while at < len(data):
            size = 2 if data[at] >= _FIRST_WIDE[self.charset] else 1
            character, code = data[at : at + size], data[at + size : at + size + 1]
            colour = (self.colour_name(code[0]) if code else "") or self.first_colour
            if runs and runs[-1][1] == colour:
                runs[-1] = (runs[-1][0] + character, colour)
            else:
                runs.append((character, colour))
            at += size + 1
        return tuple((self.to_text(text), colour) for text, colour in runs)


def plain(runs: Runs) -> str:
    return "".join(text for text, _ in runs)


def one_colour(runs: Runs) -> str | None:
    """The colour of all of `runs`; None when there are none. Raises `ValueError` for several."""
    colours = {colour for _, colour in runs}
    if len(colours) > 1:
        raise ValueError("a frame of this wire has one colour, not several")
    return next(iter(colours), None)
