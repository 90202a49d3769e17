"""Numbers as they stand in a frame: addresses, lengths, functions, checksums. Pure."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Order = Literal["big", "little"]
Coding = Literal["binary", "ascii-hex"]

BYTE = 256


@dataclass(frozen=True)
class Number:
    """`width` bytes. `base` is what a higher byte counts: 256, or 255 where a maker's program
    divides by 255. `ascii-hex`: each byte is a hexadecimal digit, the highest first."""

    width: int = 1
    order: Order = "big"
    base: int = BYTE
    coding: Coding = "binary"

    @property
    def most(self) -> int:
        """The largest number that fits."""
        if self.coding == "ascii-hex":
            return int(16**self.width) - 1
        return int(0xFF * self.base ** (self.width - 1) + self.base ** (self.width - 1) - 1)

    @property
    def mask(self) -> bytes:
        """Which bits of each byte are always the same (none), and `fixed`: how they are."""
        return bytes(self.width)

    @property
    def fixed(self) -> bytes:
        return bytes(self.width)

    def write(self, value: int) -> bytes:
        """Raises `ValueError` when it does not fit."""
        if not 0 <= value <= self.most:
            raise ValueError(f"{value} does not fit into {self.width} bytes (0 to {self.most})")
        if self.coding == "ascii-hex":
            return f"{value:0{self.width}X}".encode()
        places = bytearray()
        for _ in range(self.width - 1):
            value, low = divmod(value, self.base)
            places.append(low)
        places.append(value)
        return bytes(places if self.order == "little" else reversed(places))

    def read(self, data: bytes) -> int | None:
        """None for bytes that are no hexadecimal digits."""
        if self.coding == "ascii-hex":
            digits = data.decode("latin-1")
            return int(digits, 16) if set(digits) <= set(string.hexdigits) else None
        value = 0
        for byte in reversed(data) if self.order == "little" else data:
            value = value * self.base + byte
        return value

    def at_least(self, data: bytes) -> int | None:
        """The smallest number that starts with the bytes `data`, of which some may be missing."""
        filler = b"0" if self.coding == "ascii-hex" else b"\0"
        return self.read(data.ljust(self.width, filler))


@dataclass(frozen=True)
class Bits:
    """A number strewn over the bits of some bytes: `10fedcba 11hg0000`, where 0 and 1 stand as they
    are and the letters are the number's bits, `a` the lowest."""

    pattern: str

    @property
    def width(self) -> int:
        return len(self.pattern.split())

    @property
    def most(self) -> int:
        return int(2 ** len(set(self.pattern) & set(string.ascii_lowercase))) - 1

    @cached_property
    def mask(self) -> bytes:
        return self._as_bytes(re.sub("[a-p]", "0", re.sub("[01]", "1", self.pattern)))

    @cached_property
    def fixed(self) -> bytes:
        return self._as_bytes(re.sub("[a-p]", "0", self.pattern))

    def write(self, value: int) -> bytes:
        if not 0 <= value <= self.most:
            raise ValueError(f"{value} does not fit (0 to {self.most})")
        return self._as_bytes(
            re.sub("[a-p]", lambda bit: str(value >> _rank(bit[0]) & 1), self.pattern)
        )

    def read(self, data: bytes) -> int:
        bits = "".join(f"{byte:08b}" for byte in data)
        places = zip(self.pattern.replace(" ", ""), bits, strict=True)
        return sum(int(bit) << _rank(letter) for letter, bit in places if letter.isalpha())

    @staticmethod
    def _as_bytes(bits: str) -> bytes:
        return bytes(int(byte, 2) for byte in bits.split())


def _rank(letter: str) -> int:
    return ord(letter) - ord("a")


def mistake_in_bits(pattern: str) -> str:
    """What is wrong with a pattern of bits; "" when nothing is."""
    if not re.fullmatch("[01a-p]{8}( [01a-p]{8})*", pattern):
        return "expected 8 signs a byte: 0, 1 and the letters a (lowest bit) to p"
    letters = sorted(re.findall("[a-p]", pattern))
    if not letters or letters != list(string.ascii_lowercase[: len(letters)]):
        return "the letters stand once each, from a (the lowest bit) on without a gap"
    return ""
