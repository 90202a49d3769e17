"""One way to open a scanner, on whatever it is plugged in."""

from __future__ import annotations

from functools import partial

from devices.link import Link
from devices.scanner.driver import Scanner
from devices.scanner.hid import is_keyboard_port, open_keyboard
from devices.scanner.keys import KeyDecoder
from devices.scanner.trigger import Family
from devices.transport import open_transport


def open_scanner(
    name: str,
    port: str,
    baud: int = 9600,
    *,
    family: Family = "auto",
    prefix: str = "",
    keyboard: bool = False,
) -> Scanner:
    """Not opened before its first use; it comes back by itself when it was unplugged.

    `keyboard` says that `port` carries key events although its name does not show it.
    """
    if keyboard or is_keyboard_port(port):
        link = Link(partial(open_keyboard, port), name)
        return Scanner(link, prefix=prefix, listener=KeyDecoder())
    link = Link(partial(open_transport, port, baud), name)
    return Scanner(link, family=family, prefix=prefix)
