"""Ports at the other end of a network: serial servers, boards and printers with TCP.

A peer that lost its power says no goodbye: keep-alive probes find that out within
`KEEPALIVE_IDLE_S + KEEPALIVE_PROBES * KEEPALIVE_PROBE_S`, and so does what nobody acknowledges.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from urllib.parse import urlsplit

import serial

from devices.errors import LinkLost

CONNECT_TIMEOUT_S = 5.0
WRITE_TIMEOUT_S = 2.0
KEEPALIVE_IDLE_S = 10
KEEPALIVE_PROBE_S = 5
KEEPALIVE_PROBES = 3
UNACKNOWLEDGED_MS = 15_000
CHUNK_BYTES = 65536
SLICE_S = 0.05  # a wait for RFC 2217 bytes is made of these
SHORT_SLICE_S = 0.005

_KEEPALIVE = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_PROBE_S),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_PROBES),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
)


class TcpTransport:
    """`socket://HOST:PORT`: the line's bytes and nothing else. The server sets the speed."""

    def __init__(self, url: str) -> None:
        host, port = place_of(url)
        try:
            self._socket = socket.create_connection((host, port), CONNECT_TIMEOUT_S)
        except UnicodeError as error:  # no name of any host
            raise LinkLost(f"{host} port {port}: {error}") from error
        except OSError as error:
            raise LinkLost(f"{host} port {port}: {error.strerror or error}") from error
        try:
            self._socket.setblocking(False)
            watch_over(self._socket)
        except OSError as error:  # gone again already
            self._socket.close()
            raise LinkLost(f"{host} port {port}: {error.strerror or error}") from error

    def read(self, timeout_s: float) -> bytes:
        try:
            if not self._ready(select.POLLIN, timeout_s):
                return b""
            data = self._socket.recv(CHUNK_BYTES)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:  # ValueError: closed under a read by another thread
            raise LinkLost(str(error)) from error
        if not data:
            raise LinkLost("the other end closed the connection")
        return data

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        deadline = time.monotonic() + WRITE_TIMEOUT_S
        try:
            while rest:
                if not self._ready(select.POLLOUT, deadline - time.monotonic()):
                    raise LinkLost(f"the other end took no bytes for {WRITE_TIMEOUT_S:.0f} s")
                rest = rest[self._socket.send(rest) :]
        except (OSError, ValueError) as error:
            raise LinkLost(str(error)) from error

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # ends a read by another thread
        self._socket.close()

    def _ready(self, event: int, timeout_s: float) -> bool:
        waiting = select.poll()
        waiting.register(self._socket, event)
        return bool(waiting.poll(max(0.0, timeout_s) * 1000))


class Rfc2217Transport:
    """`rfc2217://HOST:PORT`: the server sets the remote line to `baud` and `bits`. Opening takes
    some 0.4 s: telnet options and line settings are agreed upon."""

    def __init__(self, url: str, baud: int, bits: str = "8N1") -> None:
        place_of(url)
        try:
            # Its time-out stays as it is: pyserial agrees upon the whole line anew at each change.
            # It knows no write time-out here; its socket has one of 5 s.
            self._port = serial.serial_for_url(
                url,
                baudrate=baud,
                bytesize=int(bits[0]),
                parity=bits[1],
                stopbits=int(bits[2]),
                timeout=SLICE_S,
            )
        except (OSError, ValueError) as error:
            raise LinkLost(str(error)) from error
        try:
            # There is no public way to its socket, and without this a dead server is never noticed.
            watch_over(self._port._socket)  # type: ignore[attr-defined]
        except OSError as error:
            self._port.close()
            raise LinkLost(str(error)) from error

    def read(self, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        try:
            while not (waiting := self._port.in_waiting):
                if not self._reader_lives():
                    raise LinkLost("the serial server closed the connection")
                left = deadline - time.monotonic()
                if left <= 0:
                    return b""
                if left < SLICE_S:
                    time.sleep(min(left, SHORT_SLICE_S))
                elif first := self._port.read(1):  # waits a slice at most
                    return bytes(first + self._port.read(self._port.in_waiting))
            return bytes(self._port.read(waiting))
        except (OSError, AttributeError) as error:  # AttributeError: closed by another thread
            raise LinkLost(str(error)) from error

    def _reader_lives(self) -> bool:
        reader = self._port._thread  # type: ignore[attr-defined]  # it says nothing when it ends
        return reader is not None and reader.is_alive()

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except (OSError, AttributeError) as error:
            raise LinkLost(str(error)) from error

    def close(self) -> None:
        self._port.close()


def place_of(url: str) -> tuple[str, int]:
    """Host and port. Raises `LinkLost` for an address that lacks one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise LinkLost(f"{url} names no host and port")
    return host, port


def watch_over(connection: socket.socket) -> None:
    """Let a dead peer be noticed, and small frames leave at once."""
    for level, option, value in _KEEPALIVE:
        connection.setsockopt(level, option, value)
