"""The card's wall clock on the wire: eight bytes, two decimal digits in each. Pure.

Year (low two digits first), month, day, hour, minute, second, weekday (1 Monday to 7 Sunday).
"""

from __future__ import annotations

from typing import NamedTuple

CLOCK_BYTES = 8


class Wall(NamedTuple):
    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int

    def __str__(self) -> str:
        day = f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return f"{day} {self.hour:02d}:{self.minute:02d}:{self.second:02d}"


def to_bcd(wall: Wall) -> bytes:
    """Raises `ValueError` for a number that does not have two digits (the year: four)."""
    high, low = divmod(wall.year, 100)
    return bytes(_digits(number) for number in (low, high, *wall[1:]))


def from_bcd(data: bytes) -> Wall | None:
    """None when these are no eight bytes of decimal digits."""
    if len(data) != CLOCK_BYTES or any(byte >> 4 > 9 or byte & 0x0F > 9 for byte in data):
        return None
    low, high, *rest = ((byte >> 4) * 10 + (byte & 0x0F) for byte in data)
    return Wall(high * 100 + low, *rest)


def _digits(number: int) -> int:
    if not 0 <= number <= 99:
        raise ValueError(f"{number} has no two-digit form")
    tens, ones = divmod(number, 10)
    return tens << 4 | ones
