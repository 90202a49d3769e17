"""The kiosk's eye: a Unix socket (0600) that shows its window and passes touches on.

`FRAME\\n` -> 4 bytes big-endian length + PNG. `TOUCH x y\\n` (window pixels from the top left) ->
`OK\\n`. `TEXTS\\n` -> 4 bytes length + JSON, see `kiosk.screens.sight.texts`. Anything else, and
anything while the kiosk is stuck: the connection is closed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import struct
import threading
from pathlib import Path
from typing import Protocol

LONGEST_REQUEST_BYTES = 200
MAX_PIXEL = 100_000
REQUEST_TIMEOUT_S = 60.0

_log = logging.getLogger(__name__)


class Seen(Protocol):
    """The window, as `kiosk.window.WatchedWindow` shows it; each call may wait for a frame."""

    def frame(self) -> bytes: ...

    def texts(self) -> bytes: ...

    def touch(self, x: float, y: float) -> None: ...


class Eye:
    def __init__(self, path: Path, seen: Seen) -> None:
        self._path = path
        self._seen = seen
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)

    def start(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()  # of a kiosk that was killed
        mask = os.umask(0o177)  # the socket is born 0600
        try:
            self._listener.bind(str(self._path))
        finally:
            os.umask(mask)
        self._listener.listen()
        threading.Thread(target=self._accept, name="eye", daemon=True).start()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # stopped
                return
            threading.Thread(
                target=self._serve, args=(connection,), name="eye-visitor", daemon=True
            ).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(REQUEST_TIMEOUT_S)
        with connection, connection.makefile("rb") as requests:
            try:
                while line := requests.readline(LONGEST_REQUEST_BYTES):
                    connection.sendall(self._answer(line.split()))
            except (OSError, ValueError, TimeoutError) as error:
                _log.warning("the eye closes a connection: %r", error)

    def _answer(self, words: list[bytes]) -> bytes:
        match words:
            case [b"FRAME"]:
                return _sized(self._seen.frame())
            case [b"TEXTS"]:
                return _sized(self._seen.texts())
            case [b"TOUCH", x, y]:
                self._seen.touch(_pixel(x), _pixel(y))
                return b"OK\n"
        raise ValueError("no such request")


def _sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _pixel(text: bytes) -> float:
    value = float(text)
    if not 0 <= value <= MAX_PIXEL:
        raise ValueError("no such pixel")
    return value
