"""A serial port of this machine."""

from __future__ import annotations

import contextlib
import errno
import termios
import time
from pathlib import Path

import serial

from devices.errors import LinkLost

PSEUDO_TERMINALS = "/dev/pts"  # the bench's ports
WRITE_TIMEOUT_S = 2.0  # in which no byte leaves: what is slow is not stuck
DRAIN_LOOK_S = 0.005
# pyserial lets termios.error through, which is no OSError: tcdrain() raises it on a pulled cable.
GONE = (OSError, termios.error)
BUSY = "busy: another program has {port} open"
ABSENT = "nothing is plugged in at {port}"
FORBIDDEN = "no permission to open {port}: its user has to be in the group that owns it"
WHY = {
    errno.EAGAIN: BUSY,  # flock: another program of ours, or any that locks its port
    errno.EBUSY: BUSY,
    errno.ENOENT: ABSENT,
    errno.ENODEV: ABSENT,
    errno.ENXIO: ABSENT,
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
}


class SerialTransport:
    """A device path, opened for us alone: bytes that two programs share arrive at neither.

    `bits` is data bits, parity (N, E or O) and stop bits, such as "8N1". `loop://` is pyserial's
    port without a wire, for trying things out.
    """

    def __init__(self, port: str, baud: int, bits: str = "8N1") -> None:
        if Path(port).resolve().is_relative_to(PSEUDO_TERMINALS):
            bits = "8N1"  # they carry whole bytes, and glibc refuses to set anything else on them
        try:
            self._port = serial.serial_for_url(
                port,
                baudrate=baud,
                bytesize=int(bits[0]),
                parity=bits[1],
                stopbits=int(bits[2]),
                timeout=0,
                write_timeout=WRITE_TIMEOUT_S,
                exclusive=True,
            )
        except (*GONE, ValueError) as error:
            raise LinkLost(why(port, error)) from error

    def read(self, timeout_s: float) -> bytes:
        try:
            # One blocking byte, then what the driver already holds: no wait for a full buffer.
            self._port.timeout = timeout_s
            first = self._port.read(1)
            if not first:
                return b""
            waiting = self._port.in_waiting
            return first + (self._port.read(waiting) if waiting else b"")
        except (*GONE, TypeError) as error:  # TypeError: closed under a read by another thread
            raise LinkLost(str(error)) from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
            self._let_out()
        except GONE as error:
            raise LinkLost(str(error)) from error

    def close(self) -> None:
        with contextlib.suppress(*GONE):
            # What a stuck device has not taken by now would hold up the closing for 30 s.
            self._port.reset_output_buffer()
        self._port.close()

    def _let_out(self) -> None:
        """Until the last byte has left. tcdrain() waits for ever on a USB adapter that takes no
        more, so it gets only the moment after the driver's buffer is empty."""
        waiting = self._port.out_waiting
        give_up_at = time.monotonic() + WRITE_TIMEOUT_S
        while waiting:
            if time.monotonic() >= give_up_at:
                raise LinkLost(f"the device took no bytes for {WRITE_TIMEOUT_S:.0f} s")
            time.sleep(DRAIN_LOOK_S)
            before, waiting = waiting, self._port.out_waiting
            if waiting < before:
                give_up_at = time.monotonic() + WRITE_TIMEOUT_S
        self._port.flush()


def why(port: str, error: Exception) -> str:
    """Why `port` could not be opened, for a person; the error's own words when we have none."""
    words = WHY.get(getattr(error, "errno", None) or 0)
    return words.format(port=port) if words else str(error)
