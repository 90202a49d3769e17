"""Payload patterns: `{digits} {key}`, `02 {stars:0..5}`. Bytes to named fields, and back. Pure.

A pattern is a row of items; at most one of them has an open length, so that reading needs no
guess: what stands before it and behind it is measured, the rest is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from devices.profiles.text import Script

BLANK = "_"
MOST_OPEN = 4096  # bytes; no frame of any profile is longer
ANY_BYTE = frozenset(range(256))


@dataclass(frozen=True)
class Vocabulary:
    """What a profile's tables give to its patterns; codes are bytes."""

    keys: Mapping[str, int] = field(default_factory=dict)
    effects: Mapping[str, int] = field(default_factory=dict)
    ok_code: int = 0x01
    refused_code: int = 0x00
    first_digit: int = 0x00  # the code of digit 0
    blank: int | None = None  # the code of a place without a digit
    script: Script = field(default_factory=lambda: Script("ascii", {}))

    @property
    def digits(self) -> Mapping[str, int]:
        return {str(digit): self.first_digit + digit for digit in range(10)}

    @property
    def places(self) -> Mapping[str, int]:
        """Digits and the blank."""
        return self.digits if self.blank is None else {**self.digits, BLANK: self.blank}


@dataclass(frozen=True)
class Item:
    """One part of a pattern. `name` is the field it fills, "" for a constant; `least` and `most`
    count its bytes, which are all of `may`. `read` gets only such bytes; `write` raises
    `ValueError`. `optional`: left out of the fields when it is empty."""

    name: str
    least: int
    most: int
    may: frozenset[int]
    read: Callable[[bytes], Any] = field(compare=False)
    write: Callable[[Any], bytes] = field(compare=False)
    optional: bool = False

    @property
    def open(self) -> bool:
        return self.least != self.most

    def takes(self, data: bytes) -> bool:
        return self.least <= len(data) <= self.most and self.may.issuperset(data)

    def has_room_for(self, other: Item) -> bool:
        """Whether it takes all that `other` takes."""
        fits = self.least <= other.least and other.most <= self.most
        return fits and self.may >= other.may


Pattern = tuple[Item, ...]
Bounds = tuple[int, int | None] | None  # what stands behind the colon: `0..5`, `1..`, `3`
Make = Callable[[Vocabulary, Bounds], Item]


def size(pattern: Pattern) -> tuple[int, int]:
    """The fewest and the most bytes of the whole pattern."""
    return sum(item.least for item in pattern), sum(item.most for item in pattern)


def read(pattern: Pattern, data: bytes) -> dict[str, Any] | None:
    """The fields; None when `data` does not fit the pattern."""
    pieces = _pieces(pattern, data)
    if pieces is None or not all(map(Item.takes, pattern, pieces)):
        return None
    fields: dict[str, Any] = {}
    for item, piece in zip(pattern, pieces, strict=True):
        if item.name and (piece or not item.optional):
            fields[item.name] = item.read(piece)
    return fields


def write(pattern: Pattern, fields: Mapping[str, Any]) -> bytes:
    """The bytes. Raises `ValueError` for a missing field or a value that does not fit."""
    return b"".join(write_item(item, fields) for item in pattern)


def write_item(item: Item, fields: Mapping[str, Any]) -> bytes:
    if item.name and item.name not in fields:
        if item.optional:
            return b""
        raise ValueError(f"{item.name} is missing")
    data = item.write(fields.get(item.name))
    if not item.least <= len(data) <= item.most:
        fits = f"{item.least} to {item.most}" if item.open else item.most
        raise ValueError(f"{item.name} takes {len(data)} bytes, {fits} fit")
    return data


def covers(earlier: Pattern, later: Pattern) -> bool:
    """Whether `earlier` takes all that `later` takes, so that `later` never gets its turn."""
    least, most = size(later)
    enough = least + len(earlier) + len(later) + 1  # beyond this only the open item grows
    lengths = {*range(least, min(most, enough) + 1), most}
    return all(_covers_length(earlier, later, length) for length in lengths)


def _covers_length(earlier: Pattern, later: Pattern, length: int) -> bool:
    wide, narrow = _sets(earlier, length), _sets(later, length)
    return wide is not None and narrow is not None and all(map(frozenset.issuperset, wide, narrow))


def _sets(pattern: Pattern, length: int) -> list[frozenset[int]] | None:
    """Which bytes may stand at each place of a payload of `length` bytes."""
    pieces = _pieces(pattern, bytes(length))
    if pieces is None:
        return None
    if not all(
        item.least <= len(piece) <= item.most for item, piece in zip(pattern, pieces, strict=True)
    ):
        return None
    return [item.may for item, piece in zip(pattern, pieces, strict=True) for _ in piece]


def _pieces(pattern: Pattern, data: bytes) -> list[bytes] | None:
    least, _ = size(pattern)
    spare = len(data) - least
    if spare < 0:
        return None
    ends = [0]
    for item in pattern:
        ends.append(ends[-1] + item.least + (spare if item.open else 0))
    return [data[a:b] for a, b in pairwise(ends)] if ends[-1] == len(data) else None


def constant(code: int) -> Item:
    return Item("", 1, 1, frozenset({code}), lambda data: None, lambda value: bytes([code]))


def _one_of(name: str, codes: Mapping[Any, int]) -> Item:
    names = {code: value for value, code in codes.items()}

    def code_of(value: Any) -> bytes:
        if value not in codes:
            raise ValueError(f"{name} {value!r} is none of {', '.join(map(str, codes))}")
        return bytes([codes[value]])

    return Item(name, 1, 1, frozenset(names), lambda data: names[data[0]], code_of)


def _number(name: str) -> Make:
    def make(_vocabulary: Vocabulary, bounds: Bounds) -> Item:
        low, high = bounds or (0, 255)
        high = 255 if high is None else high

        def write_number(value: Any) -> bytes:
            if type(value) is not int or not low <= value <= high:
                raise ValueError(f"{name} {value!r} is not a number from {low} to {high}")
            return bytes([value])

        return Item(name, 1, 1, frozenset(range(low, high + 1)), lambda data: data[0], write_number)

    return make


def _places(codes: Mapping[str, int], bounds: Bounds) -> Item:
    signs = {code: sign for sign, code in codes.items()}

    def write_places(value: Any) -> bytes:
        wrong = [sign for sign in value if sign not in codes]
        if wrong:
            raise ValueError(f"only {''.join(codes)} have a code here, not {wrong[0]!r}")
        return bytes(codes[sign] for sign in value)

    def read_places(data: bytes) -> str:
        return "".join(signs[code] for code in data)

    return Item("digits", *_span(bounds), frozenset(signs), read_places, write_places)


def _span(bounds: Bounds) -> tuple[int, int]:
    least, most = bounds or (0, None)
    return least, MOST_OPEN if most is None else most


def _text(vocabulary: Vocabulary, bounds: Bounds) -> Item:
    script = vocabulary.script
    return Item("text", *_span(bounds), ANY_BYTE, script.to_text, script.to_bytes)


def _runs(vocabulary: Vocabulary, bounds: Bounds) -> Item:
    script = vocabulary.script
    return Item("runs", *_span(bounds), ANY_BYTE, script.runs_from_bytes, script.runs_to_bytes)


def _colour(vocabulary: Vocabulary, _bounds: Bounds) -> Item:
    script = vocabulary.script
    return Item(
        "colour",
        1,
        1,
        ANY_BYTE,
        lambda data: script.colour_name(data[0]) or script.first_colour,
        lambda name: bytes([script.colour_code(name or script.first_colour)]),
    )


def _data(_vocabulary: Vocabulary, bounds: Bounds) -> Item:
    least, most = _span(bounds)
    return Item("data", least, most, ANY_BYTE, bytes, bytes, optional=least == 0)


@dataclass(frozen=True)
class Word:
    """What may stand in braces. `bounds` says what a range behind a colon limits, "" for none;
    `needs` is the table of the profile without which the word says nothing."""

    make: Make
    bounds: str = ""
    needs: str = ""


WORDS: Mapping[str, Word] = {
    "digits": Word(lambda words, bounds: _places(words.digits, bounds), "bytes"),
    "digits|blank": Word(lambda words, bounds: _places(words.places, bounds), "bytes", "digits"),
    "key": Word(lambda words, _: _one_of("key", words.keys), needs="keys"),
    "grade": Word(_number("grade"), "values", needs="grades"),
    "ok": Word(
        lambda words, _: _one_of("ok", {True: words.ok_code, False: words.refused_code}),
    ),
    "stars": Word(_number("stars"), "values"),
    "runs": Word(_runs, "bytes", needs="colours"),
    "text": Word(_text, "bytes", needs="text"),
    "colour": Word(_colour, needs="colours"),
    "line": Word(_number("line"), "values"),
    "effect": Word(lambda words, _: _one_of("effect", words.effects), needs="effects"),
    "speed": Word(_number("speed"), "values"),
    "data": Word(_data, "bytes"),
}


def names(pattern: Iterable[Item]) -> set[str]:
    """The fields that a pattern fills."""
    return {item.name for item in pattern if item.name}
