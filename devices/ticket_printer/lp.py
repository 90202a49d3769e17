"""A printer on USB behind the kernel's own driver: `/dev/usb/lp0`.

Needs nothing but the file, and knows the printer by the order of plugging in only: where there are
two, `usb:VID:PID:SERIAL` is the name that stays.
"""

from __future__ import annotations

import errno
import os
import select
import time

from devices.errors import LinkLost
from devices.transport import Transport

WRITE_TIMEOUT_S = 2.0
READ_BYTES = 1024
EMPTY_READ_PAUSE_S = 0.005  # the driver says "readable" and gives nothing, with some printers
_REASONS = {
    errno.ENOENT: "not plugged in",
    errno.ENODEV: "unplugged",
    errno.EIO: "unplugged",
    errno.EBUSY: "busy: another program has it",
    errno.EACCES: "no permission: see systemd/70-hallqueue.rules",
}


class LpTransport:
    def __init__(self, path: str) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise _lost(error) from error

    def read(self, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        while True:
            left = max(deadline - time.monotonic(), 0.0)
            try:
                ready, _, _ = select.select([self._file], [], [], left)
                data = os.read(self._file, READ_BYTES) if ready else b""
            except BlockingIOError:
                data = b""
            except (OSError, ValueError) as error:  # ValueError: closed
                raise _lost(error) from error
            if data or time.monotonic() >= deadline:
                return data
            time.sleep(min(EMPTY_READ_PAUSE_S, left))

    def write(self, data: bytes) -> None:
        deadline = time.monotonic() + WRITE_TIMEOUT_S
        while data:
            left = deadline - time.monotonic()
            try:
                _, ready, _ = select.select([], [self._file], [], max(left, 0.0))
                taken = os.write(self._file, data) if ready else 0
            except BlockingIOError:
                taken = 0
            except (OSError, ValueError) as error:
                raise _lost(error) from error
            if not taken and left <= 0:
                raise LinkLost("the printer takes nothing")
            data = data[taken:]

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def open_lp(path: str) -> Transport:
    """Raises `LinkLost`, which says why: not plugged in, busy, no permission."""
    return LpTransport(path)


def _lost(error: Exception) -> LinkLost:
    return LinkLost(_REASONS.get(getattr(error, "errno", None) or 0, str(error)))
