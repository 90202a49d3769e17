"""The switch in a headphone jack: a Linux event device that says when a plug is in.

Events are `struct input_event` (linux/input.h); the switch is EV_SW, SW_HEADPHONE_INSERT
(linux/input-event-codes.h). Sound cards and USB speech keypads tell of their jack in this way.
"""

from __future__ import annotations

import fcntl
import time
from functools import partial

from devices.link import Link
from devices.scanner.hid import KeyboardPort
from devices.scanner.keys import EVENT
from devices.transport import Transport

EV_SW = 5
SW_HEADPHONE_INSERT = 2
EVIOCGSW = 0x8008451B  # _IOR('E', 0x1b, 8 bytes): how the switches are now


class SwitchDecoder:
    """Feed it the bytes of the event device; it gives True for a plug put in, False for one pulled.
    Pure; it holds back no more than one event."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[bool]:
        self._bytes += data
        whole = len(self._bytes) // EVENT.size * EVENT.size
        changes = [
            bool(value)
            for _, _, kind, code, value in EVENT.iter_unpack(bytes(self._bytes[:whole]))
            if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT)
        ]
        del self._bytes[:whole]
        return changes


class JackPort:
    """A `Transport` that begins with how the switch is when it is opened. Raises `LinkLost`."""

    def __init__(self, path: str) -> None:
        self._first = b""
        self._port = KeyboardPort(path, take=self._ask)

    def read(self, timeout_s: float) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        return self._port.read(timeout_s)

    def write(self, data: bytes) -> None:
        """A switch hears nothing."""

    def close(self) -> None:
        self._port.close()

    def _ask(self, file: int) -> None:
        """Not grabbed: the sound server may listen too. ENOTTY is passed over: a pipe."""
        switches = bytearray(8)
        fcntl.ioctl(file, EVIOCGSW, switches)
        plugged = int.from_bytes(switches, "little") >> SW_HEADPHONE_INSERT & 1
        self._first = EVENT.pack(0, 0, EV_SW, SW_HEADPHONE_INSERT, plugged)


class Jack:
    """`plugged` gives the newest news of the plug, None when there is none in `timeout_s`. Raises
    `LinkLost` like its transport."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._decoder = SwitchDecoder()

    def plugged(self, timeout_s: float) -> bool | None:
        until = time.monotonic() + timeout_s
        while (left_s := until - time.monotonic()) > 0:
            changes = self._decoder.feed(self._transport.read(left_s))
            if changes:
                return changes[-1]
        return None


def jack_link(name: str, path: str) -> Link:
    """Not opened before its first use; it comes back by itself when it was unplugged."""
    return Link(partial(JackPort, path), name)
