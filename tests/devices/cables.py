"""Real ptys and real sockets as cables, for tests of ports."""

from __future__ import annotations

import contextlib
import gc
import os
import pty
import select
import socket
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import serial
from serial import rfc2217

DEADLINE_S = 5.0


class Cable:
    """A pty whose other end is ours."""

    def __init__(self) -> None:
        self.device_end, self._host_end = pty.openpty()
        tty.setraw(self._host_end)
        self.port = os.ttyname(self._host_end)

    def unplug(self) -> None:
        for end in (self.device_end, self._host_end):
            with contextlib.suppress(OSError):
                os.close(end)

    def say(self, data: bytes) -> None:
        os.write(self.device_end, data)

    def heard(self, count: int) -> bytes:
        """`count` bytes that the host wrote, or fewer after the deadline."""
        data = b""
        while len(data) < count and select.select([self.device_end], [], [], DEADLINE_S)[0]:
            data += os.read(self.device_end, count - len(data))
        return data

    def speed(self) -> int:
        """The termios code of the speed that the host set, such as `termios.B9600`."""
        return int(termios.tcgetattr(self.device_end)[5])


@dataclass
class Adapter:
    """A USB adapter as the machine lists it."""

    device: str
    serial_number: str | None


class UsbPorts:
    """What is plugged into this machine: a list that changes under the programs."""

    def __init__(self) -> None:
        self.adapters: list[Adapter] = []

    def __call__(self) -> Iterable[Adapter]:
        return list(self.adapters)

    def plug(self, cable: Cable, number: str | None) -> None:
        self.adapters.append(Adapter(cable.port, number))

    def unplug(self, cable: Cable) -> None:
        self.adapters = [a for a in self.adapters if a.device != cable.port]
        cable.unplug()


def read_all(transport: object, count: int) -> bytes:
    data = b""
    deadline = time.monotonic() + DEADLINE_S
    while len(data) < count and time.monotonic() < deadline:
        data += transport.read(0.2)  # type: ignore[attr-defined]
    return data


def open_files() -> int:
    """How many files and sockets this process has open, once all garbage is gone."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def until(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not question():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.005)


class _PtyPort(serial.Serial):
    """A pty has no modem lines, for which an RFC 2217 server asks."""

    cts = dsr = ri = cd = False

    def _update_dtr_state(self) -> None:
        pass

    def _update_rts_state(self) -> None:
        pass


class _Sender:
    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer

    def write(self, data: bytes) -> None:
        self._peer.sendall(data)


class SerialServer:
    """A box with a network socket and a serial `line` (a path), for one connection at a time: plain
    TCP, or RFC 2217 by pyserial's own port manager. Its line is at 1200 baud until told else."""

    def __init__(self, line: str, *, rfc2217: bool) -> None:
        self._line = line
        self._rfc2217 = rfc2217
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._peer: socket.socket | None = None
        self._serving = threading.Thread(target=self._accept, daemon=True)
        self._serving.start()
        scheme = "rfc2217" if rfc2217 else "socket"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def hang_up(self) -> None:
        """The cable between the box and us is pulled, or the box restarts."""
        until(lambda: self._peer is not None)
        peer, self._peer = self._peer, None
        assert peer is not None
        peer.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._peer is not None:
            with contextlib.suppress(OSError):
                self.hang_up()
        self._serving.join(DEADLINE_S)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._peer, _ = self._listener.accept()
                with contextlib.suppress(OSError, serial.SerialException):
                    self._serve(self._peer)
                self._peer = None

    def _serve(self, peer: socket.socket) -> None:
        with peer, _PtyPort(self._line, 1200, timeout=0.02) as line:
            manager = rfc2217.PortManager(line, _Sender(peer)) if self._rfc2217 else None
            while True:
                ready, _, _ = select.select([peer], [], [], 0.005)
                if ready:
                    data = peer.recv(4096)
                    if not data:
                        return
                    line.write(b"".join(manager.filter(data)) if manager else data)
                if line.in_waiting:
                    data = line.read(line.in_waiting)
                    peer.sendall(b"".join(manager.escape(data)) if manager else data)
