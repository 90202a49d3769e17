"""The wire of an identity-card reader, both directions. See PROTOCOL.md. Pure.

request  AA AA AA 96 69 | Len(2) | CMD Para | data | CHK
reply    AA AA AA 96 69 | Len(2) | SW1 SW2 SW3 | data | CHK
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from devices.framing import MORE, Bad, Found, FrameDecoder, Good, skip_to
from devices.id_card.codes import Command, Status
from devices.id_card.text_block import TEXT_BYTES, decode_text, encode_text

PREAMBLE = bytes.fromhex("AAAAAA9669")
HEAD_BYTES = len(PREAMBLE) + 2
SHORTEST_LEN = 3  # a request without data: CMD, Para, CHK
LONGEST_LEN = 0x0A00  # the longest known reply says 0x090A
PHOTO_BYTES = 1024
FINGERPRINT_SIZES = (0, 512, 1024)
ADDRESS_BYTES = 70
NOTHING = b"\0\0"


@dataclass(frozen=True)
class Request:
    """Host to reader. No known command carries data, so a frame of two bytes is a request."""

    command: Command


@dataclass(frozen=True)
class UnknownRequest:
    """A good frame of two bytes that no source lists."""

    code: bytes


@dataclass(frozen=True, kw_only=True)
class Reply:
    """Reader to host: a status, with data of no known meaning or none.

    `status_code` is SW3; `card_status` is SW1 SW2, the card's own word after 31, 41, 47 and 81. The
    representation shows no data, which may be a card's.
    """

    status_code: int
    card_status: bytes = NOTHING
    data: bytes = field(default=b"", repr=False)

    @property
    def status(self) -> Status | None:
        """None for a code that no source lists."""
        return _STATUSES.get(self.status_code)

    def body(self) -> bytes:
        return self.data


@dataclass(frozen=True, kw_only=True)
class CardFound(Reply):
    """Reply to FIND: four bytes of issuer number, zeros on every card seen."""

    status_code: int = Status.CARD_FOUND.value
    data: bytes = field(default=bytes(4), repr=False)


@dataclass(frozen=True, kw_only=True)
class CardSelected(Reply):
    """Reply to SELECT: eight bytes of serial number, zeros on every card seen."""

    status_code: int = Status.OK.value
    data: bytes = field(default=bytes(8), repr=False)


@dataclass(frozen=True, kw_only=True)
class SamId(Reply):
    """Reply to SAM_ID: 16 bytes. Compare these, never the printed form, which differs."""

    status_code: int = Status.OK.value

    def printed(self) -> str:
        a, b = self.data[0], self.data[2]
        day, serial, check = (int.from_bytes(self.data[i : i + 4], "little") for i in (4, 8, 12))
        return f"{a:02d}.{b:02d}-{day}-{serial:010d}-{check:010d}"


@dataclass(frozen=True, kw_only=True)
class NewAddress(Reply):
    """Reply to READ_ADDRESS: the newest additional address on the card, which no log shows."""

    address: str = field(repr=False)
    status_code: int = Status.OK.value

    def body(self) -> bytes:
        data = self.address.encode("utf-16-le", "replace")
        if len(data) > ADDRESS_BYTES:
            raise ValueError(f"address: {len(data)} bytes do not fit in {ADDRESS_BYTES}")
        return data + " ".encode("utf-16-le") * ((ADDRESS_BYTES - len(data)) // 2)


@dataclass(frozen=True, kw_only=True)
class CardContent(Reply):
    """Reply to READ (`fingerprint` is None) or READ_WITH_FINGERPRINT (0, 512 or 1024 bytes).

    `photo` stays the opaque 1024 bytes of the WLT format, for which no open decoder is known. The
    representation shows nothing of the person.
    """

    card: str
    fields: dict[str, str] = field(repr=False)
    photo: bytes = field(default=bytes(PHOTO_BYTES), repr=False)
    fingerprint: bytes | None = field(default=None, repr=False)
    status_code: int = Status.OK.value

    def body(self) -> bytes:
        if len(self.photo) != PHOTO_BYTES:
            raise ValueError(f"photo: {len(self.photo)} bytes, not {PHOTO_BYTES}")
        tail = self.fingerprint or b""
        if len(tail) not in FINGERPRINT_SIZES:
            raise ValueError(f"fingerprint: {len(tail)} bytes, not 0, 512 or 1024")
        head = _content_head(None if self.fingerprint is None else len(tail))
        return head + encode_text(self.card, self.fields) + self.photo + tail


Message = Request | UnknownRequest | Reply

_STATUSES = {status.value: status for status in Status}
_COMMANDS = {command.value: command for command in Command}


class Decoder(FrameDecoder[Message]):
    """Hears both directions; a request is told from a reply by its length."""

    def __init__(self) -> None:
        super().__init__(_look)


def encode(message: Message) -> bytes:
    """The frame. Raises `ValueError` when a field does not fit its place."""
    if isinstance(message, Request):
        payload = message.command.value.to_bytes(2, "big")
    elif isinstance(message, UnknownRequest):
        payload = message.code
    else:
        payload = message.card_status + bytes([message.status_code]) + message.body()
    counted = (len(payload) + 1).to_bytes(2, "big") + payload
    return PREAMBLE + counted + bytes([_check(counted)])


def salvage(data: bytes) -> Message | None:
    """The message of a frame that is good but for its length field; `data` ends where it ends."""
    payload = data[HEAD_BYTES:-1]
    if not data.startswith(PREAMBLE) or len(payload) < SHORTEST_LEN - 1:
        return None
    if _check(data[len(PREAMBLE) : -1]) != data[-1]:
        return None
    return _parse(payload)


def _check(counted: bytes) -> int:
    return reduce(xor, counted, 0)


def _look(buffer: bytearray) -> Found[Message]:
    start = bytes(buffer[: len(PREAMBLE)])
    if start != PREAMBLE[: len(start)]:
        return skip_to(buffer, PREAMBLE)
    if len(buffer) < HEAD_BYTES:
        return MORE
    length = int.from_bytes(buffer[len(PREAMBLE) : HEAD_BYTES], "big")
    if not SHORTEST_LEN <= length <= LONGEST_LEN:
        return Bad(HEAD_BYTES, "length")
    end = HEAD_BYTES + length
    if len(buffer) < end:
        return MORE
    if _check(bytes(buffer[len(PREAMBLE) : end - 1])) != buffer[end - 1]:
        return Bad(end, "checksum")
    return Good(end, _parse(bytes(buffer[HEAD_BYTES : end - 1])))


def _parse(payload: bytes) -> Message:
    if len(payload) < SHORTEST_LEN:
        command = _COMMANDS.get(int.from_bytes(payload, "big"))
        return Request(command) if command else UnknownRequest(payload)
    card_status, code, data = payload[:2], payload[2], payload[3:]
    special = _SPECIAL.get((code, len(data)))
    if special is not None:
        return special(card_status, data)
    return Reply(status_code=code, card_status=card_status, data=data)


def _content_head(fingerprint_bytes: int | None) -> bytes:
    """The lengths of text, photo and, when it was asked for, fingerprint."""
    sizes = (TEXT_BYTES, PHOTO_BYTES) + (() if fingerprint_bytes is None else (fingerprint_bytes,))
    return b"".join(size.to_bytes(2, "big") for size in sizes)


def _content(with_fingerprint: bool) -> Callable[[bytes, bytes], Reply]:
    head = 6 if with_fingerprint else 4

    def parse(card_status: bytes, data: bytes) -> Reply:
        if data[:head] != _content_head(len(data) - head - _PICTURED if with_fingerprint else None):
            return Reply(status_code=_OK, card_status=card_status, data=data)
        text, photo = data[head : head + TEXT_BYTES], data[head + TEXT_BYTES :]
        card, fields = decode_text(text)
        return CardContent(
            card_status=card_status,
            card=card,
            fields=fields,
            photo=photo[:PHOTO_BYTES],
            fingerprint=photo[PHOTO_BYTES:] if with_fingerprint else None,
        )

    return parse


def _new_address(card_status: bytes, data: bytes) -> Reply:
    address = data.decode("utf-16-le", "replace").rstrip(" \0")
    return NewAddress(card_status=card_status, address=address)


_OK = Status.OK.value
_PICTURED = TEXT_BYTES + PHOTO_BYTES
# What a reply carries is known by its status and length alone: no two replies share both.
_SPECIAL: dict[tuple[int, int], Callable[[bytes, bytes], Reply]] = {
    (Status.CARD_FOUND.value, 4): lambda sw, data: CardFound(card_status=sw, data=data),
    (_OK, 8): lambda sw, data: CardSelected(card_status=sw, data=data),
    (_OK, 16): lambda sw, data: SamId(card_status=sw, data=data),
    (_OK, ADDRESS_BYTES): _new_address,
    (_OK, 4 + _PICTURED): _content(with_fingerprint=False),
    **{(_OK, 6 + _PICTURED + size): _content(with_fingerprint=True) for size in FINGERPRINT_SIZES},
}
