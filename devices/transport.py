"""The seam between drivers and ports: serial lines, TCP, and whatever tests put there."""

from __future__ import annotations

import termios
from typing import Protocol

import serial

from devices.errors import LinkLost

WRITE_TIMEOUT_S = 2.0
# pyserial lets termios.error through, which is no OSError: tcdrain() raises it on a pulled cable.
GONE = (OSError, termios.error)


class Transport(Protocol):
    """A byte stream to a device. Methods raise `LinkLost` when the port is gone, nothing else."""

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, waiting up to `timeout_s` for the first byte; b"" when nothing came."""
        ...

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


class SerialTransport:
    """A pyserial port: a device path, `socket://`, `rfc2217://` or `loop://`; 8N1."""

    def __init__(self, port: str, baud: int) -> None:
        try:
            self._port = serial.serial_for_url(
                port, baudrate=baud, timeout=0, write_timeout=WRITE_TIMEOUT_S
            )
        except (*GONE, ValueError) as error:
            raise LinkLost(str(error)) from error

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
            self._port.flush()
        except GONE as error:
            raise LinkLost(str(error)) from error

    def close(self) -> None:
        self._port.close()


def open_transport(port: str, baud: int) -> Transport:
    """Open `port`; raises `LinkLost` when it is not there or busy."""
    return SerialTransport(port, baud)
