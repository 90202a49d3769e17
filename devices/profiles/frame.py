"""How a frame is laid out, as a profile says it: parts in a row, and what they count. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

from devices.profiles.checksums import CHECKSUMS
from devices.profiles.number import Bits, Number
from devices.profiles.pattern import Item

CONSTANT, PAYLOAD, LENGTH, ADDRESS, FUNCTION, CHECK = (
    "constant",
    "payload",
    "length",
    "address",
    "function",
    "check",
)


@dataclass(frozen=True)
class Part:
    """`word` is one of the above or a field of the pattern's words; `width` in bytes, 0 for the
    payload; `code` is a constant's byte."""

    word: str
    width: int
    code: int = 0


@dataclass(frozen=True)
class Range:
    """From one part to another, both within: indexes into the frame's parts."""

    first: int
    last: int


@dataclass(frozen=True)
class Length:
    """`plus` is added to what is counted before it is written."""

    number: Number
    counts: Range
    plus: int = 0


@dataclass(frozen=True)
class Address:
    """`offset` is added to the number that a person knows; `least` and `most` limit the latter."""

    number: Number | Bits
    offset: int = 0
    least: int = 0
    most: int = 255

    def knows(self, address: int) -> bool:
        return self.least <= address <= self.most


@dataclass(frozen=True)
class Check:
    """`kind` is one of `CHECKSUMS`."""

    kind: str
    number: Number
    over: Range

    def of(self, data: bytes) -> bytes:
        return self.number.write(CHECKSUMS[self.kind](data))


@dataclass(frozen=True)
class Frame:
    """`wake`: bytes that may be missing before the first part. `functions`: when not None, a frame
    with any other function is none of these. `escapes`: byte -> what stands for it within."""

    name: str
    wake: bytes
    parts: tuple[Part, ...]
    least: int  # bytes of payload
    most: int
    length: Length | None = None
    address: Address | None = None
    function: Number | None = None
    check: Check | None = None
    fields: Mapping[str, Item] = field(default_factory=dict)
    functions: frozenset[int] | None = None
    escapes: Mapping[int, bytes] = field(default_factory=dict)

    @cached_property
    def head_size(self) -> int:
        """Bytes before the payload."""
        return sum(part.width for part in self.parts[: self.payload_at])

    @cached_property
    def closing_size(self) -> int:
        return sum(part.width for part in self.parts[self.payload_at :])

    @cached_property
    def longest_escaped(self) -> int:
        """Bytes on the wire, should every byte be escaped; without the wake bytes."""
        longest = self.head_size + self.most + self.closing_size
        return longest * max(map(len, self.escapes.values()), default=1)

    @cached_property
    def payload_at(self) -> int:
        """The index of the payload; behind the last part when there is none."""
        return next(
            (at for at, part in enumerate(self.parts) if part.word == PAYLOAD), len(self.parts)
        )

    @cached_property
    def tail(self) -> bytes:
        """The constant bytes that close the frame."""
        codes: list[int] = []
        for part in reversed(self.parts[self.payload_at :]):
            if part.word != CONSTANT:
                break
            codes.append(part.code)
        return bytes(reversed(codes))

    @cached_property
    def head_mask(self) -> bytes:
        """Which bits of the head are always the same, and `head_fixed`: how they are."""
        return b"".join(self._mask(part)[0] for part in self.parts[: self.payload_at])

    @cached_property
    def head_fixed(self) -> bytes:
        return b"".join(self._mask(part)[1] for part in self.parts[: self.payload_at])

    @cached_property
    def starts(self) -> frozenset[int]:
        """The bytes that a frame may begin with."""
        if not self.head_mask:
            return frozenset(range(256))
        mask, fixed = self.head_mask[0], self.head_fixed[0]
        return frozenset({byte for byte in range(256) if byte & mask == fixed} | set(self.wake[:1]))

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Where each part begins, and the last ends, when the payload is empty."""
        return tuple(accumulate((part.width for part in self.parts), initial=0))

    def bounds(self, at: int, payload_size: int) -> tuple[int, int]:
        """Where part `at` begins and ends in a frame without its wake bytes."""
        begin, end = self.edges[at], self.edges[at + 1]
        if at > self.payload_at:
            begin += payload_size
        return begin, end + (payload_size if at >= self.payload_at else 0)

    def span(self, reach: Range, payload_size: int) -> slice:
        return slice(
            self.bounds(reach.first, payload_size)[0], self.bounds(reach.last, payload_size)[1]
        )

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, part in enumerate(self.parts):
            found.setdefault(part.word, []).append(at)
        return found

    def places(self, word: str) -> list[int]:
        """The indexes of the parts called `word`."""
        return self._places.get(word, [])

    def piece(self, word: str, frame: bytes, payload_size: int) -> bytes:
        """The bytes of the first part called `word`."""
        begin, end = self.bounds(self.places(word)[0], payload_size)
        return frame[begin:end]

    def counted(self, payload_size: int) -> int:
        """What the length field says for this many bytes of payload."""
        assert self.length is not None  # noqa: S101 - only asked of frames that have one
        reach = self.span(self.length.counts, payload_size)
        return int(reach.stop - reach.start + self.length.plus)

    @cached_property
    def counted_nothing(self) -> int:
        """What the length field says when there is no payload."""
        return self.counted(0)

    def check_of(self, frame: bytes, payload_size: int) -> bytes:
        return self.check.of(frame[self.span(self.check.over, payload_size)]) if self.check else b""

    def shape(self) -> tuple[Any, ...]:
        """What two profiles on one line must have in common: all but whom they speak to."""
        return (self.wake, self.parts, self.least, self.most, self.length, self.check, self.escapes)

    def _mask(self, part: Part) -> tuple[bytes, bytes]:
        if part.word == CONSTANT:
            return b"\xff", bytes([part.code])
        if part.word == ADDRESS and self.address is not None:
            return self.address.number.mask, self.address.number.fixed
        return bytes(part.width), bytes(part.width)
