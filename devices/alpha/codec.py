"""The frame of Alpha and BetaBrite signs, both directions. See PROTOCOL.md. Pure.

NUL… SOH type address (STX command [ETX [checksum]])… EOT. Where a line cannot carry control codes,
each may be sent in two printable bytes ("]!" for SOH) or three ("_01"); these are understood too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any, NamedTuple

from devices.alpha.bodies import body_of, parse_body
from devices.alpha.messages import (
    AT_EOT,
    AT_ETX,
    CHECKED,
    ONE_BYTE,
    THREE_BYTES,
    TWO_BYTES,
    Frame,
    Nested,
)
from devices.framing import MORE, Bad, Found, FrameDecoder, Good, Skip

NUL, SOH, STX, ETX, EOT = b"\0", b"\1", b"\2", b"\3", b"\4"
MOST_NULLS = 64  # a sign answers after 20; more is a line that is held down
LONGEST_FRAME = 16384  # the largest picture is 31 rows of 256 bytes
CHECK_DIGITS = 4
ADDRESS_BYTES = 2

_HEAD = re.compile(rb"\x00*\x01([\x20-\x7e])([0-9A-F?]{2})")
_PART = re.compile(rb"\x02([^\x02\x03]*)(?:(\x03)([0-9A-F]{4})?)?")
_COLUMN_SHIFT = 0x20


class _Form(NamedTuple):
    """How control codes are written. `token`: one of them, whole or cut short at the end."""

    number: int
    mark: bytes
    token: re.Pattern[bytes]
    value: Callable[[bytes], int]
    write: Callable[[int], bytes]


_TWO = _Form(
    TWO_BYTES,
    b"]",
    re.compile(rb"\]([\x20-\x3f])"),
    lambda found: found[0] - _COLUMN_SHIFT,
    lambda code: b"]" + bytes([code + _COLUMN_SHIFT]),
)
_THREE = _Form(
    THREE_BYTES,
    b"_",
    re.compile(rb"_([0-9A-F]{2})"),
    lambda found: int(found, 16),
    lambda code: b"_%02X" % code,
)
_FORMS = {ord(form.mark): form for form in (_TWO, _THREE)}
_NUMBERED = {form.number: form for form in (_TWO, _THREE)}


class Decoder(FrameDecoder[Frame]):
    """Hears both directions."""

    def __init__(self) -> None:
        super().__init__(_look)


def encode(message: Frame) -> bytes:
    """The transmission. Raises `ValueError` when a value does not fit its place."""
    if not 0 <= message.nulls <= MOST_NULLS or message.form not in (ONE_BYTE, *_NUMBERED):
        raise ValueError(f"up to {MOST_NULLS} NULs, and control codes of one, two or three bytes")
    bodies = message.commands if isinstance(message, Nested) else (_bytes(body_of(message)),)
    parts = b"".join(_part(body, message.ending) for body in bodies)
    head = SOH + _bytes(message.sign_type + message.address)
    frame = NUL * message.nulls + head + parts + EOT
    if not _HEAD.match(frame) or len(frame) > LONGEST_FRAME:
        raise ValueError("a type of one character, an address of two, and 16 kB at the most")
    if message.form == ONE_BYTE:
        return frame
    return _printable(frame, _NUMBERED[message.form])


def checksum(part: bytes) -> bytes:
    """Of everything from STX to ETX, both included: four hexadecimal digits."""
    return b"%04X" % (sum(part) & 0xFFFF)


def parts_of(nested: Nested) -> list[Frame]:
    """Its commands as if each came alone."""
    envelope = {field.name: getattr(nested, field.name) for field in fields(Frame)}
    return [_message([command], envelope) for command in nested.commands if command]


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError(f"{text[:20]!r}: only Latin-1 can be sent") from None


def _part(body: bytes, ending: int) -> bytes:
    if any(mark in body for mark in (NUL, SOH, STX, ETX, EOT)):
        raise ValueError("the codes of the frame cannot stand within a command")
    if ending == AT_EOT:
        return STX + body
    part = STX + body + ETX
    return part + checksum(part) if ending == CHECKED else part


def _printable(frame: bytes, form: _Form) -> bytes:
    special = {form.mark[0], *range(0x20)}
    if form.number == TWO_BYTES and form.mark in frame:
        raise ValueError("the two-byte form has no way to write ]")
    return b"".join(form.write(b) if b in special else bytes([b]) for b in frame)


def _look(buffer: bytearray) -> Found[Frame]:
    first = buffer[0]
    if first in (NUL[0], SOH[0]):
        return _look_plain(buffer)
    if first in _FORMS:
        return _look_printable(buffer, _FORMS[first])
    at = next((at for at, byte in enumerate(buffer) if byte in b"\0\1]_"), len(buffer))
    return Skip(at)


def _look_plain(buffer: bytearray) -> Found[Frame]:
    nulls = len(buffer) - len(buffer.lstrip(NUL))
    if nulls > MOST_NULLS:
        return Skip(nulls - MOST_NULLS)
    if nulls == len(buffer):
        return MORE
    if buffer[nulls] != SOH[0]:
        return Skip(nulls)
    end = buffer.find(EOT, nulls)
    again = buffer.find(SOH, nulls + 1, end if end >= 0 else len(buffer))
    if again >= 0:  # a header is never inside a frame: this one was cut short
        return Bad(len(buffer[:again].rstrip(NUL)) or again, "length")
    if end < 0:
        return Bad(nulls + 1, "length") if len(buffer) > LONGEST_FRAME else MORE
    return _judge(bytes(buffer[: end + 1]), end + 1, ONE_BYTE)


def _look_printable(buffer: bytearray, form: _Form) -> Found[Frame]:
    head, end_mark = form.write(SOH[0]), form.write(EOT[0])
    start = bytes(buffer[: len(head)])
    if start != head[: len(start)]:
        return Skip(1)
    end = buffer.find(end_mark, 1)
    again = buffer.find(head, 1, end if end >= 0 else len(buffer))
    if again >= 0:
        return Bad(again, "length")
    if end < 0:
        return Bad(len(head), "length") if len(buffer) > LONGEST_FRAME else MORE
    count = end + len(end_mark)
    plain = form.token.sub(lambda found: bytes([form.value(found[1])]), bytes(buffer[:count]))
    return _judge(plain, count, form.number)


def _judge(frame: bytes, count: int, form: int) -> Found[Frame]:
    """`frame` from its NULs to its EOT, `count` bytes of the stream."""
    head = _HEAD.match(frame)
    if head is None:
        return Bad(count, "header")
    parts = list(_PART.finditer(frame, head.end(), len(frame) - 1))
    if b"".join(part[0] for part in parts) != frame[head.end() : -1]:
        return Bad(count, "length")
    if any(part[3] and part[3] != checksum(part[0][:-CHECK_DIGITS]) for part in parts):
        return Bad(count, "checksum")
    envelope: dict[str, Any] = {
        "sign_type": head[1].decode("ascii"),
        "address": head[2].decode("ascii"),
        "nulls": len(frame) - len(frame.lstrip(NUL)),
        "ending": _ending(parts),
        "form": form,
    }
    return Good(count, _message([part[1] for part in parts], envelope))


def _ending(parts: list[re.Match[bytes]]) -> int:
    if not parts or not parts[0][2]:
        return AT_EOT
    return CHECKED if parts[0][3] else AT_ETX


def _message(bodies: list[bytes], envelope: dict[str, Any]) -> Frame:
    if len(bodies) != 1 or not bodies[0]:
        return Nested(commands=tuple(bodies), **envelope)
    kind, own = parse_body(bodies[0].decode("latin-1"))
    return kind(**own, **envelope)
