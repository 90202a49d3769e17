"""A printer on USB that is no serial port: two bulk endpoints, by pyusb and libusb.

Sources: USB Device Class Definition for Printing Devices 1.1 (class 7; protocol 1 speaks to the
printer only, 2 and 3 both ways). Receipt printers often call themselves vendor specific instead.
"""

from __future__ import annotations

import contextlib
import errno
import math
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import libusb_package
import usb.backend.libusb1
import usb.core
import usb.util

from devices.errors import LinkLost
from devices.transport import Transport

PRINTER_CLASS, VENDOR_CLASS = 7, 0xFF
WRITE_TIMEOUT_S = 2.0
READ_BYTES = 4096  # no less than the largest packet, or libusb calls it an overflow
EMPTY_READ_PAUSE_S = 0.005  # some printers answer a read at once, with nothing in it
_PORT = re.compile(r"usb:([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?::(.+))?")
_REASONS = {
    errno.EACCES: "no permission: see systemd/70-hallqueue.rules",
    errno.EBUSY: "busy: another program has it",
    errno.ENODEV: "unplugged",
}
UsbFailure = (usb.core.USBError, NotImplementedError, ValueError)


@dataclass(frozen=True)
class _Way:
    """An interface of the printer and its endpoints; `back` is None where it cannot answer."""

    interface: Any
    out: Any
    back: Any

    @property
    def worth(self) -> tuple[bool, bool]:
        return self.back is not None, self.interface.bInterfaceClass == PRINTER_CLASS


class UsbTransport:
    def __init__(self, device: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._device = device
        self._clock = clock
        self._detached = False
        with _lost_when_it_fails():
            self._way = _best_way(device)
            try:
                self._claim()
            except UsbFailure:
                self.close()
                raise

    def read(self, timeout_s: float) -> bytes:
        deadline = self._clock() + timeout_s
        while True:
            left = max(deadline - self._clock(), 0.0)
            data = self._read_once(left)
            if data or self._clock() >= deadline:
                return data
            time.sleep(min(EMPTY_READ_PAUSE_S, left))

    def write(self, data: bytes) -> None:
        with _lost_when_it_fails():
            while data:
                taken = self._way.out.write(data, round(WRITE_TIMEOUT_S * 1000))
                if not taken:
                    raise LinkLost("the printer takes nothing")
                data = data[taken:]

    def close(self) -> None:
        """Give the printer back to the kernel's own driver, if it had it."""
        with contextlib.suppress(*UsbFailure):
            usb.util.release_interface(self._device, self._way.interface)
        if self._detached:
            with contextlib.suppress(*UsbFailure):
                self._device.attach_kernel_driver(self._number)
        usb.util.dispose_resources(self._device)

    @property
    def _number(self) -> int:
        return int(self._way.interface.bInterfaceNumber)

    def _claim(self) -> None:
        with contextlib.suppress(NotImplementedError):  # not on every system
            if self._device.is_kernel_driver_active(self._number):
                self._device.detach_kernel_driver(self._number)
                self._detached = True
        usb.util.claim_interface(self._device, self._way.interface)
        if self._way.interface.bAlternateSetting:
            self._device.set_interface_altsetting(self._way.interface)

    def _read_once(self, timeout_s: float) -> bytes:
        if self._way.back is None:
            return b""
        try:
            # libusb takes 0 for "wait for ever"
            return bytes(self._way.back.read(READ_BYTES, max(1, math.ceil(timeout_s * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            if error.errno == errno.ETIMEDOUT:
                return b""
            raise _lost(error) from error


def open_usb(port: str, backend: Any = None) -> Transport:
    """The printer at `usb:VID:PID[:SERIAL]`, VID and PID in hexadecimal. Raises `LinkLost`, which
    says why: not plugged in, more than one, busy, no permission, no libusb."""
    match = _PORT.fullmatch(port)
    if match is None:
        raise LinkLost(f"{port}: not of the form usb:VID:PID or usb:VID:PID:SERIAL")
    vendor, product, serial = match.groups()
    with _lost_when_it_fails():
        found = usb.core.find(
            find_all=True,
            backend=backend or _libusb(),
            idVendor=int(vendor, 16),
            idProduct=int(product, 16),
        )
        devices = [device for device in found if serial in (None, _serial(device))]
    if len(devices) != 1:
        several = f"{len(devices)} such printers: add the serial number"
        raise LinkLost(f"{port}: {several if devices else 'not plugged in'}")
    return UsbTransport(devices[0])


def _libusb() -> Any:
    """The system's libusb, else the one that came in a wheel."""
    backend = usb.backend.libusb1.get_backend() or usb.backend.libusb1.get_backend(
        find_library=libusb_package.find_library
    )
    if backend is None:
        raise LinkLost("no libusb on this machine")
    return backend


def _serial(device: Any) -> str | None:
    try:
        number: str | None = device.serial_number
    except UsbFailure:  # no permission, or a printer without strings
        return None
    return number


def _best_way(device: Any) -> _Way:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()
        configuration = device.get_active_configuration()
    ways = list(_ways(configuration))
    if not ways:
        raise LinkLost("no printer: it has no bulk endpoint to write to")
    return max(ways, key=lambda way: way.worth)


def _ways(configuration: Any) -> Iterator[_Way]:
    for interface in configuration:
        if interface.bInterfaceClass not in (PRINTER_CLASS, VENDOR_CLASS):
            continue
        bulk = [
            endpoint
            for endpoint in interface
            if usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ]
        out = _first(bulk, usb.util.ENDPOINT_OUT)
        if out is not None:
            yield _Way(interface, out, _first(bulk, usb.util.ENDPOINT_IN))


def _first(endpoints: list[Any], direction: int) -> Any:
    here = (e for e in endpoints if usb.util.endpoint_direction(e.bEndpointAddress) == direction)
    return next(here, None)


@contextlib.contextmanager
def _lost_when_it_fails() -> Iterator[None]:
    try:
        yield
    except UsbFailure as error:
        raise _lost(error) from error


def _lost(error: Exception) -> LinkLost:
    return LinkLost(_REASONS.get(getattr(error, "errno", None) or 0, str(error)))
