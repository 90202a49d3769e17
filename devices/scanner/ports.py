"""Opens a scanner on whatever it is plugged in."""

from __future__ import annotations

from functools import partial
from typing import Literal

from devices.link import Link
from devices.scanner.driver import Scanner
from devices.scanner.hid import open_keyboard
from devices.scanner.keys import KeyDecoder
from devices.scanner.trigger import Family
from devices.transport import Transport, open_transport

Kind = Family | Literal["keyboard"]


def scanner_link(name: str, port: str, baud: int = 9600, kind: Kind = "auto") -> Link:
    """Not opened before its first use; it comes back by itself when it was unplugged."""
    if kind == "keyboard":
        return Link(partial(open_keyboard, port), name)
    return Link(partial(open_transport, port, baud), name)


def scanner_on(link: Transport, kind: Kind = "auto", prefix: str = "") -> Scanner:
    """`prefix` as for `Scanner`."""
    if kind == "keyboard":
        return Scanner(link, prefix=prefix, listener=KeyDecoder())
    return Scanner(link, family=kind, prefix=prefix)
