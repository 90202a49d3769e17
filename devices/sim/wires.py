"""The wires a simulated device can hang on: a pty under a stable link, a TCP or a UDP port.

A wire is used by one thread; `wake` alone may be called from others. After `close` the same wire
can be opened again: as with a real cable, the link is the same and the port behind it is new.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import tty
from pathlib import Path
from typing import Protocol

from devices.sim.speeds import speed_of

CHUNK_BYTES = 65536
PSEUDO_TERMINALS = Path("/dev/pts")
BACKLOG = 8


class Wire(Protocol):
    def open(self) -> None: ...

    def read(self, timeout_s: float | None) -> bytes:
        """What arrived; b"" after `timeout_s`, after `wake`, or when the other end came or went."""
        ...

    def write(self, data: bytes) -> None:
        """Send; what the other end does not take is lost, as on a real line."""
        ...

    def wake(self) -> None: ...

    def close(self) -> None: ...

    def place(self) -> dict[str, object]:
        """Where a program finds it: {"link": path} or {"tcp_port": number}."""
        ...

    def speed(self) -> int | None:
        """The baud that the program at the other end set; None where a line has none."""
        ...


class _Waker:
    """Lets another thread end a wait."""

    def __init__(self) -> None:
        self.fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def wake(self) -> None:
        os.eventfd_write(self.fd, 1)

    def clear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self.fd)


class PtyWire:
    """A pseudo terminal, reached through a symbolic link as udev would make it. A link that an
    earlier run left is replaced; anything else at its place stays, and `open` raises OSError."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._waker = _Waker()
        self._master = -1
        self._slave = -1

    def open(self) -> None:
        left_over = self._link.is_symlink() and self._link.readlink().parent == PSEUDO_TERMINALS
        if os.path.lexists(self._link) and not left_over:
            raise FileExistsError(errno.EEXIST, "something else stands there", str(self._link))
        self._master, self._slave = os.openpty()
        # Our own end of the slave stays open: else the master reads EIO between two clients.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._link.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._link)

    def read(self, timeout_s: float | None) -> bytes:
        watched = [self._waker.fd] + ([self._master] if self._master >= 0 else [])
        ready, _, _ = select.select(watched, [], [], timeout_s)
        self._waker.clear()
        if self._master not in ready:
            return b""
        try:
            return os.read(self._master, CHUNK_BYTES)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        if self._master >= 0:
            with contextlib.suppress(OSError):
                os.write(self._master, data)

    def wake(self) -> None:
        self._waker.wake()

    def close(self) -> None:
        if self._master < 0:
            return
        target = Path(os.ttyname(self._slave))
        with contextlib.suppress(OSError):
            if self._link.readlink() == target:
                self._link.unlink()
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1

    def place(self) -> dict[str, object]:
        return {"link": str(self._link)}

    def speed(self) -> int | None:
        return speed_of(self._master) if self._master >= 0 else None


class TcpWire:
    """A listener that serves one connection at a time; the next caller waits, as at a real card."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._host = host
        self._port = port
        self._waker = _Waker()
        self._listener: socket.socket | None = None
        self._peer: socket.socket | None = None

    def open(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._host, self._port))
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
        self._port = listener.getsockname()[1]  # port 0: the one we got, and keep
        self._listener = listener

    def read(self, timeout_s: float | None) -> bytes:
        source = self._peer or self._listener
        watched = [self._waker.fd] + ([source.fileno()] if source else [])
        ready, _, _ = select.select(watched, [], [], timeout_s)
        self._waker.clear()
        if source is None or source.fileno() not in ready:
            return b""
        if source is self._peer:
            return self._receive(source)
        self._accept(source)
        return b""

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the caller may already have gone again
            peer, _ = listener.accept()
            peer.setblocking(False)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._peer = peer

    def _receive(self, peer: socket.socket) -> bytes:
        try:
            data = peer.recv(CHUNK_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> None:
        if self._peer is not None:
            with contextlib.suppress(OSError):
                self._peer.send(data)

    def wake(self) -> None:
        self._waker.wake()

    def close(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _hang_up(self) -> None:
        if self._peer is not None:
            self._peer.close()
            self._peer = None

    def place(self) -> dict[str, object]:
        return {"tcp_port": self._port}

    def speed(self) -> int | None:
        return None


class UdpWire:
    """A port that datagrams come to, one at each read. Answers go to whoever spoke last."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._host = host
        self._port = port
        self._waker = _Waker()
        self._socket: socket.socket | None = None
        self._peer: tuple[str, int] | None = None

    def open(self) -> None:
        fresh = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            fresh.bind((self._host, self._port))
        except OSError:
            fresh.close()
            raise
        fresh.setblocking(False)
        self._port = fresh.getsockname()[1]  # port 0: the one we got, and keep
        self._socket = fresh

    def read(self, timeout_s: float | None) -> bytes:
        own = self._socket
        watched = [self._waker.fd] + ([own.fileno()] if own else [])
        ready, _, _ = select.select(watched, [], [], timeout_s)
        self._waker.clear()
        if own is None or own.fileno() not in ready:
            return b""
        try:
            data, self._peer = own.recvfrom(CHUNK_BYTES)
        except OSError:
            return b""
        return data

    def write(self, data: bytes) -> None:
        if self._socket is not None and self._peer is not None:
            with contextlib.suppress(OSError):
                self._socket.sendto(data, self._peer)

    def speed(self) -> int | None:
        return None  # datagrams have none

    def wake(self) -> None:
        self._waker.wake()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def place(self) -> dict[str, object]:
        return {"udp_port": self._port}
