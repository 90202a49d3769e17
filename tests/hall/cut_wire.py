"""A TCP proxy between a kiosk and the real server, cut where the test says."""

from __future__ import annotations

import contextlib
import socket
import threading

PATIENCE_S = 0.05


def _request(kiosk: socket.socket) -> bytes:
    """One whole request: head and body come apart."""
    data = kiosk.recv(65536)
    while data and len(data) < _length(data):
        more = kiosk.recv(65536)
        if not more:
            return b""
        data += more
    return data


def _length(data: bytes) -> int:
    head, end, _ = data.partition(b"\r\n\r\n")
    sizes = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    return len(head) + len(end) + sum(sizes) if end else len(data) + 1


class CutWire:
    """`fate` of what is said next: "whole"; "refused" (nobody listens); "reset" (cut at once);
    "swallowed" (taken and never heard: half open); "deaf" (heard, and the answer is lost)."""

    def __init__(self, port: int) -> None:
        self.fate = "whole"
        self._server = ("127.0.0.1", port)
        self._closed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE_S)
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> CutWire:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._listener.close()
        self.drop()

    def drop(self) -> None:
        """Connections that stand open fall, as when somebody pulls the plug."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.close()
        self._open.clear()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                kiosk, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._open.append(kiosk)
            threading.Thread(target=self._carry, args=(kiosk,), daemon=True).start()

    def _carry(self, kiosk: socket.socket) -> None:
        with contextlib.suppress(OSError), kiosk:
            while asked := _request(kiosk):
                fate = self.fate
                if fate in ("refused", "reset"):
                    return
                if fate == "swallowed":
                    self._closed.wait()
                    return
                answer = self._ask(asked)
                if fate == "deaf":
                    self._closed.wait()
                    return
                kiosk.sendall(answer)

    def _ask(self, asked: bytes) -> bytes:
        """One request and its whole answer: both small, and the server closes after it."""
        head, _, body = asked.partition(b"\r\n\r\n")
        with socket.create_connection(self._server, timeout=10) as server:
            server.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
            parts = []
            while part := server.recv(65536):
                parts.append(part)
        return b"".join(parts)
