"""One slip over good and bad wires. Status bytes carry no check: a noisy line is not believed."""

from __future__ import annotations

import pytest

from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.condition import Outcome
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.model import Answers
from devices.ticket_printer.slip import Slip
from tests.devices.wires import (
    BabblingWire,
    FakeClock,
    LossyWire,
    NoisyWire,
    OneByteWire,
    SilentWire,
    SlowWire,
    UnpluggedWire,
    Wire,
)


def over(kind: type[Wire], answers: Answers = "real-time") -> tuple[TicketPrinter, PrinterSim]:
    sim, clock = PrinterSim(80), FakeClock()
    return TicketPrinter(kind(sim.feed, clock), 80, answers=answers, clock=clock), sim


@pytest.mark.parametrize("answers", ["real-time", "process-id", "in-order"])
@pytest.mark.parametrize("kind", [Wire, OneByteWire, SlowWire])
def test_a_slip_is_printed_over_a_wire_that_works(
    kind: type[Wire], answers: Answers, slip: Slip
) -> None:
    printer, sim = over(kind, answers)
    for number in (1, 2):
        assert printer.print(slip) == Outcome("printed")
        assert len(sim.slips) == number


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
def test_an_answer_that_lost_a_byte_is_asked_for_again(answers: Answers, slip: Slip) -> None:
    printer, sim = over(LossyWire, answers)
    assert printer.print(slip) == Outcome("printed")
    assert len(sim.slips) == 1


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (SilentWire, "no_answer"),
        (NoisyWire, "garbled"),
        (BabblingWire, "garbled"),
        (UnpluggedWire, "link_lost"),
    ],
)
@pytest.mark.parametrize("answers", ["real-time", "process-id", "in-order"])
def test_nothing_is_printed_over_a_wire_that_does_not_work(
    kind: type[Wire], cause: str, answers: Answers, slip: Slip
) -> None:
    printer, sim = over(kind, answers)
    assert printer.print(slip) == Outcome("not_printed", cause)
    assert sim.slips == []
    assert sim.state()["started_mm"] == 0


def test_whoever_says_nothing_is_printed_on_but_never_believed(slip: Slip) -> None:
    printer, sim = over(SilentWire, "none")
    assert printer.print(slip) == Outcome("unknown", "tells_nothing")
    assert len(sim.slips) == 1
