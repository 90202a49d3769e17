"""Text as Chinese devices store it: one byte for ASCII, two bytes (GBK) for a character."""

from __future__ import annotations

UNKNOWN = "?"  # stands for a character that no two-byte font holds


def to_bytes(text: str) -> bytes:
    """GBK, of which GB2312 is a part; four-byte GB18030 characters become `?`."""
    return b"".join(character.encode("gbk", "replace") for character in text)


def to_text(data: bytes) -> str:
    """Any bytes become a text; those that are no character become U+FFFD."""
    return data.decode("gbk", "replace")
