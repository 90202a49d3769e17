"""A stopwatch in the shape of an LED controller: acknowledges every frame, notes when it ended."""

from __future__ import annotations

import socket
import threading
import time

# The literal acknowledgement of an Onbon BX-5K/6K card to any command.
ACK = bytes.fromhex("A5A5A5A5A5A5A5A5 00800100000000000000FE02 0500 A000000000 64DC 5A")
FRAME_END = 0x5A  # a 5A inside a frame is escaped, so the byte alone ends a frame


class Controller:
    """Listens on a free loopback port; `last_byte` waits for a frame with certain bytes."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._frames: list[tuple[float, bytes]] = []
        self._arrived = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        buffer = b""
        while data := connection.recv(65536):
            now = time.perf_counter()
            buffer += data
            while FRAME_END in buffer:
                frame, _, buffer = buffer.partition(bytes([FRAME_END]))
                connection.sendall(ACK)
                with self._arrived:
                    self._frames.append((now, frame))
                    self._arrived.notify_all()

    def forget(self) -> None:
        with self._arrived:
            self._frames.clear()

    def last_byte(self, containing: bytes, within_s: float) -> float | None:
        """`time.perf_counter()` when the first such frame had arrived whole; None: none came."""

        def found() -> float | None:
            return next((at for at, frame in self._frames if containing in frame), None)

        with self._arrived:
            self._arrived.wait_for(lambda: found() is not None, within_s)
            return found()

    def close(self) -> None:
        self._server.close()
