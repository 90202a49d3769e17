"""The "A0 90" wire of window strips, both directions. See PROTOCOL.md. Pure.

A0 90 ADDR FUNC LenH LenL DATA… XOR, the XOR over ADDR to DATA; FUNC A5 shows a text. A strip's
answer starts with A0 90 ADDR and ends with A5 AA.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor

from devices.chinese import to_bytes, to_text
from devices.framing import MORE, Bad, Found, FrameDecoder, Good, skip_to

HEAD = b"\xa0\x90"
HEAD_BYTES = 6  # A0 90 ADDR FUNC LenH LenL
REPLY_TAIL = b"\xa5\xaa"
LONGEST_REPLY_BODY = 8  # between address and tail; none is the only form that was seen [G]
LENGTH_BASE = 255  # the high byte counts 255s, not 256s: a quirk of the one known host
LONGEST_DATA = 1010  # that host's buffer holds 1024 bytes
FIRST_WIDE = 0x81  # GBK lead bytes start here; below is ASCII

FUNC_TEXT = 0xA5
FUNC_READ_MEMORY = 0xA1
FUNC_SET_ADDRESS = 0xA2


class Colour(Enum):
    RED = 0
    GREEN = 1
    YELLOW = 2


@dataclass(frozen=True)
class Run:
    """Neighbouring characters of one colour."""

    text: str
    colour: Colour


@dataclass(frozen=True)
class ShowText:
    """Host to strip."""

    address: int
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class ReadMemory:
    """Host to strip: tell your address and memory."""

    address: int
    data: bytes = b""


@dataclass(frozen=True)
class SetAddress:
    """Host to strip. What stands in `data` is in no source."""

    address: int
    data: bytes = b""


@dataclass(frozen=True)
class Shown:
    """Strip to host: done. `data` is what stood between address and tail, if anything did."""

    address: int
    data: bytes = b""


Message = ShowText | ReadMemory | SetAddress | Shown


class Decoder(FrameDecoder[Message]):
    """Hears both directions."""

    def __init__(self) -> None:
        super().__init__(_look)


def encode(message: Message) -> bytes:
    """The frame. Raises `ValueError`: the address is no byte, the text is too long, not in GBK."""
    if isinstance(message, Shown):
        return HEAD + bytes([message.address]) + message.data + REPLY_TAIL
    if isinstance(message, ShowText):
        function, data = FUNC_TEXT, b"".join(_run_bytes(run) for run in message.runs)
    elif isinstance(message, ReadMemory):
        function, data = FUNC_READ_MEMORY, message.data
    else:
        function, data = FUNC_SET_ADDRESS, message.data
    if len(data) > LONGEST_DATA:
        raise ValueError(f"{len(data)} bytes of text and colours, {LONGEST_DATA} fit")
    body = bytes([message.address, function, *divmod(len(data), LENGTH_BASE)]) + data
    return HEAD + body + bytes([reduce(xor, body)])


def text_bytes(text: str) -> int:
    """How many bytes of a frame's data `text` takes: per character its code and a colour.

    Raises `NotInFont`."""
    return sum(len(to_bytes(character)) + 1 for character in text)


def salvage(data: bytes) -> Message | None:
    """The message of a frame that is good but for its length field; `data` ends where it ends.

    A length counted in 256s, as one would expect it to be, is the likely case.
    """
    body = data[len(HEAD) : -1]
    if not data.startswith(HEAD) or len(body) < HEAD_BYTES - len(HEAD):
        return None
    if body[1] not in _FUNCTIONS or reduce(xor, body) != data[-1]:
        return None
    return _parse(body)


def _run_bytes(run: Run) -> bytes:
    colour = bytes([run.colour.value])
    return b"".join(to_bytes(character) + colour for character in run.text)


def _look(buffer: bytearray) -> Found[Message]:
    start = bytes(buffer[: len(HEAD)])
    if start != HEAD[: len(start)]:
        return skip_to(buffer, HEAD)
    if len(buffer) < HEAD_BYTES - 1:
        return MORE
    function, high = buffer[3], buffer[4]
    if function not in _FUNCTIONS or high * LENGTH_BASE > LONGEST_DATA:
        return _look_for_reply(buffer)
    if len(buffer) < HEAD_BYTES:
        return MORE
    end = HEAD_BYTES + high * LENGTH_BASE + buffer[5] + 1
    if end > HEAD_BYTES + LONGEST_DATA + 1:
        return _look_for_reply(buffer)
    if len(buffer) < end:
        return MORE
    body = bytes(buffer[len(HEAD) : end - 1])
    if reduce(xor, body) != buffer[end - 1]:
        return Bad(end, "checksum")
    return Good(end, _parse(body))


def _look_for_reply(buffer: bytearray) -> Found[Message]:
    start = len(HEAD) + 1
    longest = start + LONGEST_REPLY_BODY + len(REPLY_TAIL)
    at = buffer.find(REPLY_TAIL, start, longest)
    if at >= 0:
        data = bytes(buffer[start:at])
        return Good(at + len(REPLY_TAIL), Shown(buffer[2], data))
    return MORE if len(buffer) < longest else Bad(len(HEAD), "unknown")


def _parse(body: bytes) -> Message:
    address, function, data = body[0], body[1], body[4:]
    if function == FUNC_TEXT:
        return ShowText(address, _runs(data))
    return ReadMemory(address, data) if function == FUNC_READ_MEMORY else SetAddress(address, data)


def _runs(data: bytes) -> tuple[Run, ...]:
    """Characters of one colour joined. A colour byte of no known meaning shows as red, the strips'
    own default [G]."""
    runs: list[tuple[bytes, Colour]] = []
    at = 0
    while at < len(data):
        size = 2 if data[at] >= FIRST_WIDE else 1
        character, colour = data[at : at + size], _COLOURS.get(_at(data, at + size), Colour.RED)
        if runs and runs[-1][1] is colour:
            runs[-1] = (runs[-1][0] + character, colour)
        else:
            runs.append((character, colour))
        at += size + 1
    return tuple(Run(to_text(text), colour) for text, colour in runs)


def _at(data: bytes, index: int) -> int:
    return data[index] if index < len(data) else 0


_FUNCTIONS = (FUNC_TEXT, FUNC_READ_MEMORY, FUNC_SET_ADDRESS)
_COLOURS = {colour.value: colour for colour in Colour}
