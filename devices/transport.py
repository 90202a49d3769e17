"""The seam between drivers and ports: serial lines, networks, USB, and what tests put there."""

from __future__ import annotations

from typing import Protocol

from devices.ports import RFC2217, TCP, USB, USB_FILE, Lister, device_of, plugged_in
from devices.serial_port import SerialTransport
from devices.serial_server import Rfc2217Transport, TcpTransport


class Transport(Protocol):
    """A byte stream to a device. Methods raise `LinkLost` when the port is gone, nothing else."""

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, waiting up to `timeout_s` for the first byte; b"" when nothing came."""
        ...

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


def open_transport(
    port: str, baud: int, bits: str = "8N1", *, listed: Lister = plugged_in
) -> Transport:
    """Open `port`, in any form of `devices.ports`; raises `LinkLost`, which says why it is not
    there. `serial:NUMBER` is looked up in `listed` at every opening: a device that comes back
    under another name is found again. `bits` as "8N1"; networks without RFC 2217 and USB ignore
    it and `baud`.
    """
    if port.startswith(TCP):
        return TcpTransport(port)
    if port.startswith(RFC2217):
        return Rfc2217Transport(port, baud, bits)
    if port.startswith(USB):
        return _open_usb(port)
    if port.startswith(USB_FILE):
        return _open_lp(port)
    return SerialTransport(device_of(port, listed), baud, bits)


def _open_usb(port: str) -> Transport:
    # Only halls with a printer on USB need libusb.
    from devices.ticket_printer.usb import open_usb

    return open_usb(port)


def _open_lp(port: str) -> Transport:
    from devices.ticket_printer.lp import open_lp

    return open_lp(port)
