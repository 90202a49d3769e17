"""The port of a scanner that poses as a USB keyboard: a Linux event device, taken for ourselves.

Grabbed, its keys reach nobody else: a code held before the scanner must not type into the kiosk or
into a console behind it. Reading event devices needs the group `input` or a udev rule.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
from collections.abc import Callable
from pathlib import Path

from devices.errors import LinkLost
from devices.scanner.keys import EVENT, KEY_ENTER
from devices.transport import Transport

EVIOCGRAB = 0x40044590  # _IOW('E', 0x90, int) of linux/input.h
EVENTS_AT_ONCE = 256
WORD_BITS = 64  # of the words in which the kernel tells capabilities

_VID_PID = re.compile(r"^hid:(?P<vendor>[0-9A-Fa-f]{4}):(?P<product>[0-9A-Fa-f]{4})$")
INPUTS = Path("/sys/class/input")


def grab(file: int) -> None:
    """Raises `OSError`: EBUSY when another program has grabbed the keyboard."""
    fcntl.ioctl(file, EVIOCGRAB, 1)


class KeyboardPort:
    """A `Transport` of raw input events; what is written goes nowhere.

    `port` is a path under `/dev/input` (by-id: the same after a restart) or `hid:VID:PID` in
    hexadecimal, the first keyboard of that make. Raises `LinkLost` when it is not there or busy.
    """

    def __init__(
        self,
        port: str,
        *,
        take: Callable[[int], None] = grab,
        inputs: Path = INPUTS,
        devices: Path = Path("/dev/input"),
    ) -> None:
        path = find_keyboard(port, inputs, devices)
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise LinkLost(str(error)) from error
        try:
            take(self._file)
        except OSError as error:
            if error.errno != errno.ENOTTY:  # ENOTTY: no keyboard but a line that carries events
                os.close(self._file)
                raise LinkLost(f"{path} cannot be taken for ourselves: {error}") from error

    def read(self, timeout_s: float) -> bytes:
        try:
            ready, _, _ = select.select([self._file], [], [], timeout_s)
            data = os.read(self._file, EVENT.size * EVENTS_AT_ONCE) if ready else None
        except (OSError, ValueError) as error:  # ENODEV: pulled out. ValueError: closed by us
            raise LinkLost(str(error)) from error
        if data == b"":
            raise LinkLost("the other end is closed")
        return data or b""

    def write(self, data: bytes) -> None:
        """A keyboard hears nothing."""

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def open_keyboard(port: str) -> Transport:
    return KeyboardPort(port)


def find_keyboard(port: str, inputs: Path, devices: Path) -> Path:
    """The event device behind `port`; raises `LinkLost` when nothing of that make is plugged in."""
    wanted = _VID_PID.match(port)
    if wanted is None:
        return Path(port)
    make = wanted["vendor"].lower(), wanted["product"].lower()
    for event in sorted(inputs.glob("event*")):
        if _make(event) == make and _has_enter(event):
            return devices / event.name
    raise LinkLost(f"no keyboard {port} is plugged in")


def _make(event: Path) -> tuple[str, str]:
    return _read(event / "device/id/vendor"), _read(event / "device/id/product")


def _has_enter(event: Path) -> bool:
    """A scanner often shows a second event device, for media keys, which never types."""
    words = _read(event / "device/capabilities/key").split()
    bits = sum(int(word, 16) << (WORD_BITS * at) for at, word in enumerate(reversed(words)))
    return bool(bits >> KEY_ENTER & 1)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip().lower()
    except (OSError, UnicodeDecodeError):
        return ""
