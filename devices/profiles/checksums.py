"""The checksums that serial protocols close their frames with. Pure.

The CRCs are those of the usual catalogues (polynomial, start, reflected): MODBUS 8005 FFFF yes,
ARC 8005 0000 yes, XMODEM 1021 0000 no; each gives its known value for `123456789` in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, reduce
from operator import xor

_REFLECTED_8005 = 0xA001
_1021 = 0x1021


def _sum8(data: bytes) -> int:
    return sum(data) & 0xFF


def _xor8(data: bytes) -> int:
    return reduce(xor, data, 0)


def _crc16_reflected(data: bytes, start: int) -> int:
    crc = start
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (_REFLECTED_8005 if crc & 1 else 0)
    return crc


def _crc16_xmodem(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (_1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


NONE = "none"
CHECKSUMS: Mapping[str, Callable[[bytes], int]] = {
    "sum8": _sum8,
    "xor8": _xor8,
    "crc16-modbus": partial(_crc16_reflected, start=0xFFFF),
    "crc16-arc": partial(_crc16_reflected, start=0),
    "crc16-xmodem": _crc16_xmodem,
}
VALUE_BYTES: Mapping[str, int] = {
    "sum8": 1,
    "xor8": 1,
    "crc16-modbus": 2,
    "crc16-arc": 2,
    "crc16-xmodem": 2,
}
