"""The eye of a kiosk that runs without a screen: its picture, and touches, by a Unix socket.

Requests are lines: `FRAME` is answered by four bytes of length (big-endian) and a PNG, `TOUCH x y`
(window pixels, origin top left) by the line `OK`.
"""

from __future__ import annotations

import socket

from devices.sim.device import Refused

EYE_TIMEOUT_S = 3.0
LARGEST_FRAME_BYTES = 32 * 1024 * 1024
LENGTH_BYTES = 4
OK = b"OK\n"


class Eye:
    """Each look is a connection of its own. Raises `Refused`: `no_eye` when nobody listens (the
    kiosk is down, or shows its picture in a window), `eye_failed` when the answer is none."""

    def __init__(self, path: str) -> None:
        self._path = path

    def frame(self) -> bytes:
        """The kiosk's picture now, as PNG."""
        with self._asked(b"FRAME\n") as answer:
            length = int.from_bytes(_exactly(answer, LENGTH_BYTES), "big")
            if not 0 < length <= LARGEST_FRAME_BYTES:
                raise Refused("eye_failed", f"a picture of {length} bytes", 502)
            return _exactly(answer, length)

    def touch(self, x: int, y: int) -> None:
        with self._asked(f"TOUCH {x} {y}\n".encode()) as answer:
            said = _exactly(answer, len(OK))
            if said != OK:
                raise Refused("eye_failed", f"the kiosk said {said!r}", 502)

    def _asked(self, request: bytes) -> socket.socket:
        eye = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        eye.settimeout(EYE_TIMEOUT_S)
        try:
            eye.connect(self._path)
            eye.sendall(request)
        except OSError as error:
            eye.close()
            raise Refused("no_eye", f"no kiosk looks out of {self._path}: {error}", 404) from error
        return eye


def _exactly(answer: socket.socket, count: int) -> bytes:
    chunks: list[bytes] = []
    while count:
        try:
            chunk = answer.recv(min(count, 1 << 16))
        except OSError as error:
            raise Refused("eye_failed", f"the kiosk fell silent: {error}", 504) from error
        if not chunk:
            raise Refused("eye_failed", "the kiosk broke off", 502)
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)
