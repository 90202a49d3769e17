"""A USB bus in memory: pyusb's own code runs on top of it, a simulated printer hangs below."""

from __future__ import annotations

import array
import errno
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

PACKET_BYTES = 64
BULK, INTERRUPT = 2, 3
OUT, BACK = 0x01, 0x82
TO_PRINTER_ONLY = ((7, 1, ((OUT, BULK),)),)
BOTH_WAYS = ((7, 2, ((OUT, BULK), (BACK, BULK))),)
VENDOR_SPECIFIC = ((0xFF, 0, ((OUT, BULK), (BACK, BULK))),)


@dataclass
class UsbPlug:
    """The printer's end of the cable: a wire for a `Station`.

    `settings`: class, protocol and endpoints (address, type) of each alternate setting of the one
    interface.
    """

    vendor: int = 0x0416
    product: int = 0x5011
    serial: str | None = "P-0001"
    settings: tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...] = BOTH_WAYS
    kernel_driver: bool = True
    claimed_by_other: bool = False
    forbidden: bool = False
    stuck: bool = False  # takes no more bytes
    answers_empty: bool = False  # a read is answered at once, with nothing in it
    reads_in_a_row: int = 0
    chosen: int = 0
    plugged: bool = False
    to_printer: bytearray = field(default_factory=bytearray)
    to_host: bytearray = field(default_factory=bytearray)
    changed: threading.Condition = field(default_factory=threading.Condition)
    woken: bool = False

    def open(self) -> None:
        with self.changed:
            self.plugged = True
            self.kernel_driver = True
            self.changed.notify_all()

    def read(self, timeout_s: float | None) -> bytes:
        with self.changed:
            self.changed.wait_for(lambda: self.to_printer or self.woken, timeout_s)
            self.woken = False
            data = bytes(self.to_printer)
            self.to_printer.clear()
            return data

    def write(self, data: bytes) -> None:
        with self.changed:
            self.to_host += data
            self.changed.notify_all()

    def wake(self) -> None:
        with self.changed:
            self.woken = True
            self.changed.notify_all()

    def close(self) -> None:
        with self.changed:
            self.plugged = False
            self.to_host.clear()
            self.to_printer.clear()
            self.changed.notify_all()

    def speed(self) -> int | None:
        return None  # bytes have no speed here

    def place(self) -> dict[str, object]:
        number = f":{self.serial}" if self.serial else ""
        return {"usb": f"usb:{self.vendor:04x}:{self.product:04X}{number}"}


class UsbBus(usb.backend.IBackend):  # type: ignore[misc] # pyusb ships no types
    def __init__(self, *plugs: UsbPlug) -> None:
        self.plugs = plugs

    def enumerate_devices(self) -> Iterator[UsbPlug]:
        return (plug for plug in self.plugs if plug.plugged)

    def get_device_descriptor(self, dev: UsbPlug) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=dev.vendor,
            idProduct=dev.product,
            bcdDevice=0x100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=3 if dev.serial else 0,
            bNumConfigurations=1,
            address=1 + self.plugs.index(dev),
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, dev: UsbPlug, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: UsbPlug, intf: int, alt: int, config: int) -> Any:
        if intf or alt >= len(dev.settings):
            raise IndexError
        kind, protocol, endpoints = dev.settings[alt]
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=alt,
            bNumEndpoints=len(endpoints),
            bInterfaceClass=kind,
            bInterfaceSubClass=1,
            bInterfaceProtocol=protocol,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, dev: UsbPlug, ep: int, intf: int, alt: int, config: int
    ) -> Any:
        address, kind = dev.settings[alt][2][ep]
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=address,
            bmAttributes=kind,
            wMaxPacketSize=PACKET_BYTES,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: UsbPlug) -> UsbPlug:
        if dev.forbidden:
            raise usb.core.USBError("Access denied", -3, errno.EACCES)
        return self._there(dev)

    def close_device(self, dev_handle: UsbPlug) -> None:
        pass

    def get_configuration(self, dev_handle: UsbPlug) -> int:
        return 1

    def is_kernel_driver_active(self, dev_handle: UsbPlug, intf: int) -> bool:
        return dev_handle.kernel_driver

    def detach_kernel_driver(self, dev_handle: UsbPlug, intf: int) -> None:
        self._there(dev_handle).kernel_driver = False

    def attach_kernel_driver(self, dev_handle: UsbPlug, intf: int) -> None:
        self._there(dev_handle).kernel_driver = True

    def claim_interface(self, dev_handle: UsbPlug, intf: int) -> None:
        if dev_handle.kernel_driver or dev_handle.claimed_by_other:
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)
        self._there(dev_handle)

    def release_interface(self, dev_handle: UsbPlug, intf: int) -> None:
        self._there(dev_handle)

    def set_interface_altsetting(self, dev_handle: UsbPlug, intf: int, altsetting: int) -> None:
        self._there(dev_handle).chosen = altsetting

    def ctrl_transfer(
        self,
        dev_handle: UsbPlug,
        bmRequestType: int,  # noqa: N803
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: Any,
        timeout: int,
    ) -> int:
        """Only string descriptors are asked for."""
        self._there(dev_handle)
        text = b"\x09\x04" if wValue & 0xFF == 0 else (dev_handle.serial or "").encode("utf-16-le")
        said = bytes([len(text) + 2, 3]) + text
        data[: len(said)] = array.array("B", said)
        return len(said)

    def bulk_write(self, dev_handle: UsbPlug, ep: int, intf: int, data: Any, timeout: int) -> int:
        """At most a packet at a time, so that the sender has to go on by itself."""
        plug = self._there(dev_handle)
        if plug.stuck:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        with plug.changed:
            plug.to_printer += bytes(data)[:PACKET_BYTES]
            plug.changed.notify_all()
        return min(len(data), PACKET_BYTES)

    def bulk_read(self, dev_handle: UsbPlug, ep: int, intf: int, buff: Any, timeout: int) -> int:
        if len(buff) < PACKET_BYTES:
            raise usb.core.USBError("Overflow", -8, errno.EOVERFLOW)
        deadline = time.monotonic() + timeout / 1000
        plug = dev_handle
        plug.reads_in_a_row += 1
        with plug.changed:
            while not plug.to_host:
                self._there(plug)
                if plug.answers_empty:
                    return 0
                if not plug.changed.wait(max(0.0, deadline - time.monotonic())):
                    raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
            said = bytes(plug.to_host[:PACKET_BYTES])
            del plug.to_host[:PACKET_BYTES]
        buff[: len(said)] = array.array("B", said)
        return len(said)

    def _there(self, plug: UsbPlug) -> UsbPlug:
        if not plug.plugged:
            raise usb.core.USBError("No such device", -4, errno.ENODEV)
        return plug
