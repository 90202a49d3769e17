"""The driver through real ports: a pseudo terminal and a TCP connection."""

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
from devices.transport import open_transport


@pytest.fixture(params=["pty", "tcp"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Wire:
    return PtyWire(tmp_path / "printer0") if request.param == "pty" else TcpWire(0)


@pytest.fixture
def station(wire: Wire) -> Iterator[Station]:
    station = Station(
        kind="ticket-printer", name="printer-k1", device=PrinterSim(80), wire=wire, baud=115200
    )
    station.start()
    yield station
    station.stop()


@pytest.fixture
def ported(station: Station) -> Iterator[TicketPrinter]:
    place = station.state()
    port = str(place.get("link") or f"socket://127.0.0.1:{place['tcp_port']}")
    transport = open_transport(port, 115200)
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
