"""The driver through real ports: a pseudo terminal, a TCP connection, a USB bus in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.errors import NoAnswer
from devices.sim.station import Station
from devices.sim.ticket_printer import PrinterSim
from devices.sim.wires import PtyWire, TcpWire, Wire
from devices.ticket_printer.condition import Outcome
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.slip import Slip
from devices.ticket_printer.usb import open_usb
from devices.transport import Transport, open_transport
from tests.devices.ticket_printer.usb_bus import UsbBus, UsbPlug


@pytest.fixture(params=["pty", "tcp", "usb"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Wire:
    make = {"pty": lambda: PtyWire(tmp_path / "printer0"), "tcp": lambda: TcpWire(0)}
    return make.get(request.param, UsbPlug)()


@pytest.fixture
def station(wire: Wire) -> Iterator[Station]:
    station = Station(
        kind="ticket-printer", name="printer-k1", device=PrinterSim(80), wire=wire, baud=115200
    )
    station.start()
    yield station
    station.stop()


def opened(wire: Wire) -> Transport:
    place = wire.place()
    if isinstance(wire, UsbPlug):
        return open_usb(str(place["usb"]), UsbBus(wire))
    return open_transport(
        str(place.get("link") or f"socket://127.0.0.1:{place['tcp_port']}"), 115200
    )


@pytest.fixture
def ported(station: Station, wire: Wire) -> Iterator[TicketPrinter]:
    transport = opened(wire)
    yield TicketPrinter(transport, 80)
    transport.close()


def test_a_slip_goes_through_a_real_port(
    ported: TicketPrinter, station: Station, slip: Slip
) -> None:
    assert ported.print(slip) == Outcome("printed")
    assert station.state()["last_slip"][:2] == ["示范政务服务大厅", "E001"]
    station.act("fault", {"paper_left_mm": 30})
    assert ported.print(slip) == Outcome("unknown", "paper_out")
    station.act("fault", {"paper": "ok"})
    assert ported.status().fault == ""


def test_a_silent_port_is_no_answer(ported: TicketPrinter, station: Station) -> None:
    station.act("fault", {"silent": True})
    with pytest.raises(NoAnswer):
        ported.status()


def test_a_pulled_cable_is_a_lost_link(ported: TicketPrinter, station: Station, slip: Slip) -> None:
    ported.print(slip)
    station.act("unplug", {})
    assert ported.print(slip) == Outcome("not_printed", "link_lost")
