"""The speed of a line, and what passes between two ends that do not agree on it."""

from __future__ import annotations

import termios

# What termios calls the speeds that serial devices have.
_SPEEDS = {
    getattr(termios, f"B{baud}"): baud
    for baud in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
}


def speed_of(terminal: int) -> int | None:
    """The baud that the program at the other end set on this pty; None when it is none of ours."""
    try:
        return _SPEEDS.get(termios.tcgetattr(terminal)[5])
    except termios.error:
        return None


def smeared(data: bytes) -> bytes:
    """What arrives of `data` at another speed: fewer bytes or more, and none of them right. Always
    the same for the same bytes."""
    return bytes(~byte & 0xFF | 0x80 for byte in data[::2])
