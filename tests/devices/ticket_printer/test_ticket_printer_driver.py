from __future__ import annotations

import random

import pytest

from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.driver import PRINT_TIMEOUT_S, PrinterStatus, TicketPrinter
from devices.ticket_printer.slip import Line, Qr, Slip
from tests.devices.ticket_printer.printer_cable import Cable

WELL = PrinterStatus(
    online=True, paper="ok", cover_open=False, cutter_error=False, other_error=False
)


def told(**different: object) -> PrinterStatus:
    return PrinterStatus(**{**vars(WELL), **different})  # type: ignore[arg-type]


def test_a_slip_comes_out_and_the_printer_said_so(
    printer: TicketPrinter, sim: PrinterSim, slip: Slip
) -> None:
    printer.print(slip)
    (piece,) = sim.slips
    assert piece.text[:2] == ["示范政务服务大厅", "E001"]
    assert piece.cut


@pytest.mark.parametrize(
    ("fault", "status", "cause"),
    [
        ({}, told(), ""),
        ({"paper": "near_end"}, told(paper="near_end"), ""),
        ({"paper": "out"}, told(paper="out", online=False), "paper_out"),
        ({"cover": "open"}, told(cover_open=True, online=False), "cover_open"),
        (
            {"cover": "open", "paper": "out"},
            told(cover_open=True, paper="out", online=False),
            "cover_open",
        ),
    ],
)
def test_what_is_wrong_has_one_name(
    printer: TicketPrinter,
    sim: PrinterSim,
    slip: Slip,
    fault: dict[str, object],
    status: PrinterStatus,
    cause: str,
) -> None:
    sim.fault(**fault)
    assert printer.status() == status
    assert printer.status().fault == cause
    assert printer.status().near_end == (fault == {"paper": "near_end"})
    if cause:
        with pytest.raises(DeviceRefused) as refused:
            printer.print(slip)
        assert refused.value.cause == cause
        assert not sim.slips


def test_a_printer_that_is_switched_off_is_never_ok(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    cable.dead = True
    with pytest.raises(NoAnswer):
        printer.status()
    with pytest.raises(NoAnswer):
        printer.print(slip)
    assert b"\x1b@" not in cable.sent  # nothing was sent that could come out later


@pytest.mark.parametrize("nonsense", [b"\xff", b"\x00\x01\x92", b"\x13\x13", b"OK\r\n", b"\x10"])
def test_nonsense_is_never_ok(printer: TicketPrinter, cable: Cable, nonsense: bytes) -> None:
    cable.distort = lambda _said: nonsense
    with pytest.raises(NoAnswer):
        printer.status()


def test_one_garbled_answer_is_asked_for_again(printer: TicketPrinter, cable: Cable) -> None:
    noise = iter([b"\xff\x80"])
    cable.distort = lambda said: next(noise, said)
    assert printer.status() == WELL


@pytest.mark.parametrize("left_mm", [1, 15, 40, 60])
def test_paper_that_ends_in_the_middle_of_a_slip_is_told(
    printer: TicketPrinter, sim: PrinterSim, slip: Slip, left_mm: float
) -> None:
    sim.fault(paper_left_mm=left_mm)
    with pytest.raises(DeviceRefused) as refused:
        printer.print(slip)
    assert refused.value.cause == "paper_out"
    sim.fault(paper="ok")
    printer.print(slip)
    assert sim.slips[-1].text[:2] == ["示范政务服务大厅", "E001"]


def test_a_jammed_cutter_is_told(printer: TicketPrinter, sim: PrinterSim, slip: Slip) -> None:
    sim.fault(cutter="jammed")
    with pytest.raises(DeviceRefused) as refused:
        printer.print(slip)
    assert refused.value.cause == "cutter"


def test_a_printer_that_dies_in_mid_slip_leaves_it_unknown(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    printer.print(slip)
    cable.dies_after = len(cable.sent) + 60
    with pytest.raises(NoAnswer):
        printer.print(slip)
    assert cable.now < PRINT_TIMEOUT_S / 2  # the visitor is told soon


def test_a_printer_that_takes_everything_and_answers_nothing_any_more(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    printer.print(slip)
    cable.distort = lambda said: b"" if said == b"\x00" else said  # no word that it is done
    with pytest.raises(NoAnswer, match="no word"):
        printer.print(slip)


def test_a_cable_pulled_in_mid_slip_is_a_lost_link(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    printer.print(slip)
    cable.breaks_after = len(cable.sent) + 60
    with pytest.raises(LinkLost):
        printer.print(slip)


def test_a_slow_printer_is_waited_for(slip: Slip) -> None:
    cable = Cable(PrinterSim(80, speed_mm_s=50))
    TicketPrinter(cable, 80, clock=cable.clock).print(slip)
    assert cable.sim.slips
    assert 1.0 < cable.now < PRINT_TIMEOUT_S


def test_a_cover_opened_while_it_prints_is_told(slip: Slip) -> None:
    cable = Cable(PrinterSim(80, speed_mm_s=50))
    printer = TicketPrinter(cable, 80, clock=cable.clock)
    printer.status()
    heard = cable.read

    def read(timeout_s: float) -> bytes:
        if cable.now > 0.6:
            cable.sim.fault(cover="open")
        return heard(timeout_s)

    cable.read = read  # type: ignore[method-assign]
    with pytest.raises(DeviceRefused) as refused:
        printer.print(slip)
    assert refused.value.cause == "cover_open"


def test_a_printer_that_cannot_say_done_is_believed_when_it_stays_well(slip: Slip) -> None:
    """Some makers answer GS r on serial lines only."""
    cable = Cable(PrinterSim(80))
    cable.distort = lambda said: b"" if said == b"\x00" else said
    printer = TicketPrinter(cable, 80, clock=cable.clock)
    printer.print(slip)
    assert cable.sim.slips
    cable.sim.fault(paper_left_mm=30)
    with pytest.raises(DeviceRefused):
        printer.print(slip)


def test_old_answers_in_the_line_do_not_answer_new_questions(
    printer: TicketPrinter, cable: Cable, sim: PrinterSim
) -> None:
    sim.fault(paper="out")
    cable._waiting = b"\x12\x12\x12\x12\x00"
    assert printer.status().fault == "paper_out"


def test_automatic_status_switched_on_by_somebody_else_disturbs_nothing(
    printer: TicketPrinter, cable: Cable, sim: PrinterSim, slip: Slip
) -> None:
    cable._hear(sim.feed(b"\x1da\xff"))
    printer.print(slip)
    sim.fault(paper="near_end")
    assert printer.status().near_end


def test_a_noisy_line_never_crashes_and_prints_at_most_what_was_asked(
    cable: Cable, sim: PrinterSim, slip: Slip
) -> None:
    chance = random.Random(20261122)
    cable.distort = lambda said: chance.randbytes(chance.randrange(4)) + said
    printer = TicketPrinter(cable, 80, clock=cable.clock)
    printed = 0
    for _ in range(60):
        try:
            printer.print(slip)
            printed += 1
        except NoAnswer:
            pass
    assert printed <= len(sim.slips) <= 60


def test_an_impossible_slip_is_refused_before_a_byte_is_sent(
    printer: TicketPrinter, cable: Cable
) -> None:
    with pytest.raises(ValueError, match="QR"):
        printer.print(Slip(parts=(Line(text="x"), Qr(text="x" * 5000))))
    assert not cable.sent
