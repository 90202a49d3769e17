"""Where a device is plugged in: what a port is called in a hall's file, and what that means now.

| form | what it is |
|---|---|
| `/dev/…` | a serial port by its path |
| `serial:NUMBER` | the USB adapter with this serial number, wherever it is plugged in now |
| `socket://HOST:PORT` | a serial server, board or printer that speaks plain TCP |
| `rfc2217://HOST:PORT` | a serial server that also sets the line's speed (RFC 2217) |
| `usb:VID:PID[:NUMBER]` | a printer on USB that is no serial port |
| `/dev/usb/lp0` | the same, by the kernel's own driver; or `/dev/hall/usb-printer/NUMBER` |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from serial.tools.list_ports import comports

from devices.errors import LinkLost

BY_NUMBER = "serial:"
TCP = "socket://"
RFC2217 = "rfc2217://"
USB = "usb:"
USB_FILE = ("/dev/usb/lp", "/dev/hall/usb-printer/")


class Plugged(Protocol):
    """A serial port that is there now, as pyserial lists it."""

    device: str
    serial_number: str | None


Lister = Callable[[], Iterable[Plugged]]


def plugged_in() -> list[Plugged]:
    """Every serial port of this machine, now."""
    return list(comports())


def device_of(port: str, listed: Lister = plugged_in) -> str:
    """The path behind `serial:NUMBER` as things are plugged in now; any other port as it is.

    Raises `LinkLost` when none, or more than one, has the number.
    """
    if not port.startswith(BY_NUMBER):
        return port
    number = port.removeprefix(BY_NUMBER)
    devices = sorted(plugged.device for plugged in listed() if plugged.serial_number == number)
    if not devices:
        raise LinkLost(f"no adapter with the serial number {number} is plugged in")
    if len(devices) > 1:
        raise LinkLost(
            f"{len(devices)} ports have the serial number {number} ({', '.join(devices)}):"
            " name this one by its path"
        )
    return devices[0]
