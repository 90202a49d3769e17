"""The line of a profile that draws its frame: `FF? 68 {length} {length} 68 {address} … 16`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from devices.profiles.frame import (
    ADDRESS,
    CHECK,
    CONSTANT,
    FUNCTION,
    LENGTH,
    PAYLOAD,
    Part,
    Range,
)
from devices.profiles.mistakes import did_you_mean
from devices.profiles.pattern import Item, Vocabulary
from devices.profiles.read_pattern import BYTE, TOKENS, read_bounds, read_item

Tell = Callable[[str], None]

NUMBERS = (LENGTH, ADDRESS, FUNCTION, CHECK)
HEAD_FIELDS = ("line", "effect", "speed")  # of a message, but standing outside its payload
START = "start"  # in a range: the frame's first byte; wake bytes are not counted

_WORD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_WAKE = re.compile(r"([0-9A-Fa-f]{2})\?")
_RANGE = re.compile(r"(\w+)(?:\.\.(\w+))?")


@dataclass
class Layout:
    """`most` None: as much payload as the rest of the frame allows."""

    wake: bytearray = field(default_factory=bytearray)
    parts: list[Part] = field(default_factory=list)
    least: int = 0
    most: int | None = 0
    fields: dict[str, Item] = field(default_factory=dict)

    def has(self, word: str) -> bool:
        return any(part.word == word for part in self.parts)

    def range(self, text: str, tell: Tell) -> Range:
        """`address..payload` as indexes of parts; a word that stands twice reaches from its first
        to its last place."""
        match = _RANGE.fullmatch(text)
        words = [part.word for part in self.parts]
        if match is None:
            tell(f'"{text}" is no range of parts; write address..payload')
            return Range(0, 0)
        first, last = match[1], match[2] or match[1]
        known = [START, *dict.fromkeys(word for word in words if word != CONSTANT)]
        for word in (first, last):
            if word not in known:
                tell(f'"{word}" is no part of the layout{did_you_mean(word, known)}')
                return Range(0, 0)
        begin = 0 if first == START else words.index(first)
        end = 0 if last == START else len(words) - 1 - words[::-1].index(last)
        if end < begin:
            tell(f'the range "{text}" runs backwards')
        return Range(begin, max(begin, end))


class LayoutReader:
    """`widths`: how many bytes each of the numbers takes."""

    def __init__(
        self,
        widths: Mapping[str, int],
        vocabulary: Vocabulary,
        tables: Collection[str],
        tell: Tell,
    ) -> None:
        self._widths = widths
        self._vocabulary = vocabulary
        self._tables = tables
        self._tell = tell
        self._layout = Layout()

    def read(self, text: str) -> Layout:
        for token in TOKENS.findall(text):
            self._take(token)
        for word in (ADDRESS, FUNCTION, CHECK, PAYLOAD, *HEAD_FIELDS):
            if sum(part.word == word for part in self._layout.parts) > 1:
                self._tell(f"{{{word}}} stands twice")
        if not any(part.word in (CONSTANT, CHECK) for part in self._layout.parts):
            self._tell("a frame needs a constant byte or a checksum to be known by")
        return self._layout

    def _take(self, token: str) -> None:
        layout = self._layout
        word = _WORD.fullmatch(token)
        if wake := _WAKE.fullmatch(token):
            if layout.parts:
                self._tell(f"{token}: only bytes before all others may be missing")
            layout.wake.append(int(wake[1], 16))
        elif BYTE.fullmatch(token):
            layout.parts.append(Part(CONSTANT, 1, int(token, 16)))
        elif word and word[1] in NUMBERS and word[2] is None:
            layout.parts.append(Part(word[1], self._widths[word[1]]))
        elif word and word[1] == PAYLOAD:
            self._take_payload(word[2])
        elif word and word[1] in HEAD_FIELDS:
            self._take_field(token, word[1])
        else:
            known = [*NUMBERS, PAYLOAD, *HEAD_FIELDS]
            guess = did_you_mean(token.strip("{}"), known)
            self._tell(f'"{token}" is neither a byte such as 68 nor a known word{guess}')

    def _take_payload(self, range_text: str | None) -> None:
        bounds = read_bounds(range_text, self._tell)
        self._layout.least, self._layout.most = bounds or (0, None)
        self._layout.parts.append(Part(PAYLOAD, 0))

    def _take_field(self, token: str, name: str) -> None:
        item = read_item(token, self._vocabulary, self._tables, self._tell)
        if item is not None:
            if self._layout.has(PAYLOAD):
                self._tell(f"{token} stands behind the payload; write it into the payload instead")
            self._layout.fields[name] = item
            self._layout.parts.append(Part(name, 1))
