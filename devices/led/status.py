"""What a card tells of itself when asked by A1 02 [V1, the frame analyser]. Pure.

power | brightness | clock, 8 bytes BCD | programs | playing program, 4 bytes | special area |
its pages | count of dynamic areas | their numbers | barcode, 16 bytes | network id, 12 bytes
"""

from __future__ import annotations

import struct
from typing import Any

from devices.led.bcd import CLOCK_BYTES, from_bcd
from devices.led.messages import Status

_BEFORE_AREAS = struct.Struct(f"<BB{CLOCK_BYTES}sB4sBBB")
BARCODE_BYTES = 16
NETWORK_ID_BYTES = 12
_AFTER_AREAS = struct.Struct(f"<{BARCODE_BYTES}s{NETWORK_ID_BYTES}s")


def encode_status(status: Status) -> bytes:
    """What follows the two reserved bytes. Raises `ValueError` when a value does not fit."""
    sizes = {
        "clock": (status.clock, CLOCK_BYTES),
        "program": (status.program, 4),
        "barcode": (status.barcode, BARCODE_BYTES),
        "network_id": (status.network_id, NETWORK_ID_BYTES),
    }
    for name, (data, size) in sizes.items():
        if len(data) != size:
            raise ValueError(f"{name}: {size} bytes expected, not {len(data)}")
    try:
        head = _BEFORE_AREAS.pack(
            *(status.power, status.brightness, status.clock, status.programs, status.program),
            *(status.special_area, status.special_pages, len(status.areas)),
        )
    except struct.error as error:
        raise ValueError(f"status: {error}") from error
    return head + bytes(status.areas) + _AFTER_AREAS.pack(status.barcode, status.network_id)


def decode_status(data: bytes) -> dict[str, Any] | None:
    """The fields of a `Status`; None when the bytes do not add up or the clock is no clock."""
    if len(data) < _BEFORE_AREAS.size:
        return None
    power, brightness, clock, programs, program, special, pages, count = _BEFORE_AREAS.unpack(
        data[: _BEFORE_AREAS.size]
    )
    areas, rest = data[_BEFORE_AREAS.size :][:count], data[_BEFORE_AREAS.size + count :]
    if len(rest) != _AFTER_AREAS.size or from_bcd(clock) is None:
        return None
    barcode, network_id = _AFTER_AREAS.unpack(rest)
    return {
        "power": power,
        "brightness": brightness,
        "clock": clock,
        "programs": programs,
        "program": program,
        "special_area": special,
        "special_pages": pages,
        "areas": tuple(areas),
        "barcode": barcode,
        "network_id": network_id,
    }
