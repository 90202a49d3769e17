"""Text as Chinese devices store it: one byte for ASCII, two bytes (GBK) for a character."""

from __future__ import annotations

from collections.abc import Callable

MOST_NAMED = 5  # characters named in a complaint


class NotInFont(ValueError):
    """A font lacks `characters`; nothing else is sent in their place."""

    def __init__(self, characters: str) -> None:
        named = ", ".join(_spell(character) for character in characters[:MOST_NAMED])
        more = len(characters) - MOST_NAMED
        super().__init__(f"{named} and {more} more" if more > 0 else named)
        self.characters = characters


def to_bytes(text: str) -> bytes:
    """GBK, of which GB2312 is a part. Raises `NotInFont` where it has no bytes for a character."""
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        raise NotInFont(missing(text, in_gbk)) from None


def to_text(data: bytes) -> str:
    """Any bytes become a text; those that are no character become U+FFFD."""
    return data.decode("gbk", "replace")


def in_gbk(character: str) -> bool:
    """Whether the character has one or two bytes in GBK."""
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def in_gb2312(character: str) -> bool:
    """Whether a font of the 6763 characters of GB2312 has it. Asked by its bytes: the standard's
    dash and middle dot have other code points in Python's two tables, and the same two bytes."""
    try:
        character.encode("gbk").decode("gb2312")
    except UnicodeError:
        return False
    return True


def missing(text: str, has: Callable[[str], bool]) -> str:
    """The characters of `text` that a font does not have, each once."""
    return "".join(dict.fromkeys(character for character in text if not has(character)))


def _spell(character: str) -> str:
    shown = f"{character} " if character.isprintable() else ""
    return f"{shown}(U+{ord(character):04X})"
