"""The frame of Onbon BX-5K/6K font cards: start marks, escapes, header, CRC. Pure.

A5… | escaped(header, data, CRC low, CRC high) | 5A. See PROTOCOL.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

START = 0xA5
END = 0x5A
USUAL_STARTS = 8  # a sender repeats the start mark; a receiver takes one or more
HEADER_BYTES = 14
BARCODE_BYTES = 16
CRC_BYTES = 2
CARD = 0x0001
HOST = 0x8000
ANY_DEVICE = 0xFE
# A card's whole memory is some 100 kB and its commands are far shorter [G]; u16 would allow 64 kB.
LONGEST_FRAME = 16384

CRC16, SUM, NO_CHECK = 0, 1, 2  # crc_mode; only CRC16 was seen in use, how SUM is formed is [G]

DEVICE_TYPES = {
    ANY_DEVICE: "any",
    0x51: "5K1",
    0x58: "5K2",
    0x54: "5MK1",
    0x53: "5MK2",
    0x5C: "5K1Q-YY",
    0x61: "6K1",
    0x62: "6K2",
    0x63: "6K3",
    0x64: "6K1-YY",
    0x65: "6K2-YY",
    0x66: "6K3-YY",
    0x67: "6K1-4G",
    0x68: "6K2-4G",
}
FIRST_6K, LAST_6K = 0x61, 0x68

_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_UNESCAPES = {code: bytes([byte]) for byte, code in _ESCAPES.items()}


@dataclass(frozen=True, kw_only=True)
class Header:
    """The 14 bytes before the data, but for its length. `barcode` follows when option is 1."""

    destination: int = CARD
    source: int = HOST
    reserved: bytes = bytes(3)
    option: int = 0
    crc_mode: int = CRC16
    display_mode: int = 0
    device_type: int = field(default=ANY_DEVICE, metadata={"names": DEVICE_TYPES})
    version: int = 2
    barcode: bytes = b""


class Packet(NamedTuple):
    """`declared_length` is what the header says of the data, right or wrong."""

    header: Header
    data: bytes
    declared_length: int


class NotAPacket(Exception):
    """The bytes between the marks are no frame; `reason` is a word for `Garbage`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def crc16(data: bytes) -> int:
    """CRC-16/ARC: polynomial 8005 reflected, start 0."""
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def wrap(packet: Packet, starts: int = USUAL_STARTS) -> bytes:
    """The bytes on the wire. Raises `ValueError` when a header field does not fit its place."""
    header = packet.header
    try:
        body = b"".join(
            (
                header.destination.to_bytes(2, "little"),
                header.source.to_bytes(2, "little"),
                header.reserved,
                bytes([header.option, header.crc_mode, header.display_mode]),
                bytes([header.device_type, header.version]),
                packet.declared_length.to_bytes(2, "little"),
                header.barcode,
                packet.data,
            )
        )
    except OverflowError as error:
        raise ValueError(f"header: {error}") from error
    if len(body) != HEADER_BYTES + _barcode_bytes(header.option) + len(packet.data):
        raise ValueError("header: 3 reserved bytes, and a barcode of 16 bytes with option 1 only")
    check = _check(header.crc_mode, body).to_bytes(CRC_BYTES, "little")
    return bytes([START]) * starts + _escape(body + check) + bytes([END])


def unwrap(escaped: bytes) -> Packet:
    """What stands between the marks. Raises `NotAPacket`."""
    body = _unescape(escaped)
    if len(body) < HEADER_BYTES + CRC_BYTES:
        raise NotAPacket("length")
    option, crc_mode = body[7], body[8]
    data_at = HEADER_BYTES + _barcode_bytes(option)
    checked, check = body[:-CRC_BYTES], int.from_bytes(body[-CRC_BYTES:], "little")
    if check != crc16(checked) and check != _check(crc_mode, checked):
        raise NotAPacket("checksum")
    if len(checked) < data_at:
        raise NotAPacket("length")
    header = Header(
        destination=int.from_bytes(body[0:2], "little"),
        source=int.from_bytes(body[2:4], "little"),
        reserved=body[4:7],
        option=option,
        crc_mode=crc_mode,
        display_mode=body[9],
        device_type=body[10],
        version=body[11],
        barcode=body[HEADER_BYTES:data_at],
    )
    return Packet(header, checked[data_at:], int.from_bytes(body[12:14], "little"))


def _check(crc_mode: int, body: bytes) -> int:
    if crc_mode == SUM:
        return sum(body) & 0xFFFF
    return 0 if crc_mode == NO_CHECK else crc16(body)


def _barcode_bytes(option: int) -> int:
    return BARCODE_BYTES if option == 1 else 0


def _escape(data: bytes) -> bytes:
    return b"".join(_ESCAPES.get(byte) or bytes([byte]) for byte in data)


def _unescape(data: bytes) -> bytes:
    plain = bytearray()
    at = 0
    while at < len(data):
        if data[at] not in (0xA6, 0x5B):
            plain.append(data[at])
            at += 1
            continue
        original = _UNESCAPES.get(data[at : at + 2])
        if original is None:
            raise NotAPacket("escape")
        plain += original
        at += 2
    return bytes(plain)


def _crc_entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0xA001 if byte & 1 else 0)
    return byte


_CRC_TABLE = tuple(_crc_entry(byte) for byte in range(256))
