from __future__ import annotations

import pytest

from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.slip import Line, Qr, Rule, Slip
from tests.devices.ticket_printer.printer_cable import Cable


@pytest.fixture
def sim() -> PrinterSim:
    return PrinterSim(80)


@pytest.fixture
def cable(sim: PrinterSim) -> Cable:
    return Cable(sim)


@pytest.fixture
def printer(cable: Cable) -> TicketPrinter:
    return TicketPrinter(cable, 80, clock=cable.clock)


@pytest.fixture
def slip() -> Slip:
    return Slip(
        parts=(
            Line(text="示范政务服务大厅", scale=2, align="center"),
            Line(text="E001", scale=7, align="center", bold=True),
            Rule(),
            Line(text="过号无效，请您重新取号。", scale=2),
            Qr(text="http://hall.example/t/0f8fad5b-d9cb-469f-a165-70867728950e"),
        )
    )
