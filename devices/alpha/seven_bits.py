"""Seven data bits and even parity on a port of eight data bits: the wire is the same.

So a sign set to 7E1 works behind any port and any serial server, which all know 8N1.
"""

from __future__ import annotations

from devices.transport import Transport

PARITY_BIT = 0x80
_EVEN = bytes(
    code & 0x7F | (PARITY_BIT if (code & 0x7F).bit_count() % 2 else 0) for code in range(256)
)
_BARE = bytes(code & 0x7F for code in range(256))


def with_parity(data: bytes) -> bytes:
    """Each byte's eighth bit makes the number of ones even."""
    return data.translate(_EVEN)


def without_parity(data: bytes) -> bytes:
    """What a wrong parity does to a frame, its checksum tells."""
    return data.translate(_BARE)


class SevenBits:
    """Is itself a `Transport`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def read(self, timeout_s: float) -> bytes:
        return without_parity(self._transport.read(timeout_s))

    def write(self, data: bytes) -> None:
        self._transport.write(with_parity(data))

    def close(self) -> None:
        self._transport.close()
