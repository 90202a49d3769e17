"""What can stand between us and a printer on USB, told in words that a technician can act on."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.errors import LinkLost
from devices.ticket_printer.lp import open_lp
from devices.ticket_printer.usb import open_usb
from devices.transport import open_transport
from tests.devices.ticket_printer.usb_bus import (
    BACK,
    BOTH_WAYS,
    BULK,
    INTERRUPT,
    OUT,
    TO_PRINTER_ONLY,
    VENDOR_SPECIFIC,
    UsbBus,
    UsbPlug,
)

PORT = "usb:0416:5011"


def plugged(**how: object) -> UsbPlug:
    plug = UsbPlug(**how)  # type: ignore[arg-type]
    plug.open()
    return plug


@pytest.mark.parametrize("settings", [BOTH_WAYS, VENDOR_SPECIFIC])
def test_bytes_go_both_ways(settings: tuple[tuple[int, int, tuple[tuple[int, int], ...]]]) -> None:
    plug = plugged(settings=settings)
    port = open_usb(PORT, UsbBus(plug))
    port.write(b"x" * 200)
    assert plug.read(0) == b"x" * 200
    plug.write(b"y" * 70)
    assert (port.read(1), port.read(1)) == (b"y" * 64, b"y" * 6)
    assert port.read(0) == b""
    assert port.read(0.01) == b""


def test_the_kernels_driver_gets_the_printer_back() -> None:
    plug = plugged()
    port = open_usb(PORT, UsbBus(plug))
    assert not plug.kernel_driver
    port.close()
    assert plug.kernel_driver


def test_the_setting_that_speaks_both_ways_is_chosen() -> None:
    plug = plugged(settings=(*TO_PRINTER_ONLY, *BOTH_WAYS))
    open_usb(PORT, UsbBus(plug))
    assert plug.chosen == 1


def test_a_printer_that_only_listens_is_silent() -> None:
    plug = plugged(settings=TO_PRINTER_ONLY)
    port = open_usb(PORT, UsbBus(plug))
    port.write(b"x")
    assert port.read(0.01) == b""


def test_what_has_no_bulk_endpoint_is_no_printer() -> None:
    plug = plugged(settings=((0xFF, 0, ((OUT, INTERRUPT), (BACK, BULK))),))
    with pytest.raises(LinkLost, match="no printer"):
        open_usb(PORT, UsbBus(plug))
    keyboard = plugged(settings=((3, 1, ((OUT, BULK), (BACK, BULK))),))
    with pytest.raises(LinkLost, match="no printer"):
        open_usb(PORT, UsbBus(keyboard))


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"claimed_by_other": True}, "busy: another program"),
        ({"forbidden": True}, "no permission"),
        ({"product": 0x5012}, "not plugged in"),
    ],
)
def test_why_it_cannot_be_opened(how: dict[str, object], says: str) -> None:
    plug = plugged(**how)
    with pytest.raises(LinkLost, match=says):
        open_usb(PORT, UsbBus(plug))
    assert plug.kernel_driver  # as it was


@pytest.mark.parametrize("port", ["usb:416:5011", "usb:0416", "usb:0416:50xx", "usb:", "COM1"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(LinkLost, match="not of the form"):
        open_usb(port, UsbBus())


def test_of_two_printers_the_serial_number_says_which() -> None:
    one, two, blank = plugged(serial="A"), plugged(serial="B"), plugged(serial=None)
    bus = UsbBus(one, two, blank)
    with pytest.raises(LinkLost, match="3 such printers"):
        open_usb(PORT, bus)
    open_usb(f"{PORT}:B", bus).write(b"to B")
    assert (one.read(0), two.read(0)) == (b"", b"to B")
    with pytest.raises(LinkLost, match="not plugged in"):
        open_usb(f"{PORT}:C", bus)


def test_a_pulled_plug_is_a_lost_link_and_comes_back() -> None:
    plug = plugged()
    bus = UsbBus(plug)
    port = open_usb(PORT, bus)
    plug.close()
    with pytest.raises(LinkLost, match="unplugged"):
        port.read(1)
    with pytest.raises(LinkLost, match="unplugged"):
        port.write(b"x")
    port.close()
    plug.open()
    open_usb(PORT, bus).write(b"again")
    assert plug.read(0) == b"again"


def test_a_printer_that_takes_nothing_is_not_waited_for_for_ever() -> None:
    plug = plugged(stuck=True)
    with pytest.raises(LinkLost):
        open_usb(PORT, UsbBus(plug)).write(b"x")


def test_a_printer_that_answers_reads_with_nothing_does_not_keep_us_busy() -> None:
    plug = plugged(answers_empty=True)
    port = open_usb(PORT, UsbBus(plug))
    assert port.read(0.05) == b""
    assert 1 < plug.reads_in_a_row <= 12


# --- /dev/usb/lp0: any character device does for its place ------------------------------------


@pytest.fixture
def lp() -> Iterator[tuple[int, str]]:
    printer, ours = pty.openpty()
    tty.setraw(ours)
    yield printer, os.ttyname(ours)
    os.close(ours)
    os.close(printer)


def test_the_kernels_own_printer_file(lp: tuple[int, str]) -> None:
    printer, path = lp
    port = open_lp(path)
    port.write(b"\x10\x04\x01")
    assert os.read(printer, 16) == b"\x10\x04\x01"
    assert port.read(0.01) == b""
    os.write(printer, b"\x12")
    assert port.read(1) == b"\x12"
    port.close()
    with pytest.raises(LinkLost):
        port.read(0)


def test_a_printer_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LinkLost, match="not plugged in"):
        open_lp(str(tmp_path / "lp0"))


def test_a_full_printer_file_is_not_waited_for_for_ever(
    lp: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.ticket_printer.lp.WRITE_TIMEOUT_S", 0.05)
    with pytest.raises(LinkLost, match="takes nothing"):
        open_lp(lp[1]).write(b"x" * (1 << 20))


@pytest.mark.parametrize(
    ("port", "says"),
    [
        ("/dev/usb/lp97", "not plugged in"),
        ("/dev/hall/usb-printer/NONE", "not plugged in"),
        ("usb:16d0:0e99:NONE", "not plugged in|no libusb"),
    ],
)
def test_a_port_of_a_printer_is_opened_by_its_form(port: str, says: str) -> None:
    with pytest.raises(LinkLost, match=says):
        open_transport(port, 9600)
