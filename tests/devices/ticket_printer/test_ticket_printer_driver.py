from __future__ import annotations

import random

import pytest

from devices.errors import NoAnswer
from devices.sim.printer_fault import PrinterHabits
from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.condition import TELLS_NOTHING, Outcome, PrinterStatus
from devices.ticket_printer.driver import PRINT_TIMEOUT_S, TicketPrinter
from devices.ticket_printer.slip import Line, Qr, Slip
from tests.devices.ticket_printer.printer_cable import Cable

WELL = PrinterStatus()
PRINTED = Outcome("printed")


def told(**different: object) -> PrinterStatus:
    return PrinterStatus(**{**vars(WELL), **different})  # type: ignore[arg-type]


def test_a_slip_comes_out_and_the_printer_said_so(
    printer: TicketPrinter, sim: PrinterSim, slip: Slip
) -> None:
    assert printer.print(slip) == PRINTED
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
        ({"error": "overheated"}, told(recovers_itself=True, online=False), "overheated"),
        ({"error": "broken"}, told(unrecoverable=True, online=False), "broken"),
        ({"error": "mechanical"}, told(mechanical_error=True, online=False), "offline"),
        ({"drawer_pin": "high"}, told(drawer_high=True), ""),
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
        assert printer.print(slip) == Outcome("not_printed", cause)
        assert not sim.slips


def test_a_printer_that_is_switched_off_is_never_ok(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    cable.dead = True
    with pytest.raises(NoAnswer):
        printer.status()
    assert printer.print(slip) == Outcome("not_printed", "no_answer")
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
    assert printer.print(slip) == Outcome("unknown", "paper_out")
    sim.fault(paper="ok")
    assert printer.print(slip) == PRINTED
    assert sim.slips[-1].text[:2] == ["示范政务服务大厅", "E001"]


def test_a_jammed_cutter_is_told(printer: TicketPrinter, sim: PrinterSim, slip: Slip) -> None:
    sim.fault(cutter="jammed")
    assert printer.print(slip) == Outcome("unknown", "cutter")


def test_a_printer_that_dies_in_mid_slip_leaves_it_unknown(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    printer.print(slip)
    cable.dies_after = len(cable.sent) + 60
    assert printer.print(slip) == Outcome("unknown", "no_answer")
    assert cable.now < PRINT_TIMEOUT_S / 2  # the visitor is told soon


def test_a_printer_that_takes_everything_and_answers_nothing_any_more(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    printer.print(slip)
    cable.distort = lambda said: b"" if said == b"\x00" else said  # no word that it is done
    assert printer.print(slip) == Outcome("unknown", "no_answer")


def test_a_cable_pulled_in_mid_slip_leaves_it_unknown(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    printer.print(slip)
    cable.breaks_after = len(cable.sent) + 60
    assert printer.print(slip) == Outcome("unknown", "link_lost")


def test_a_cable_pulled_before_the_slip_leaves_it_in_the_queue_only(
    printer: TicketPrinter, cable: Cable, slip: Slip
) -> None:
    cable.breaks_after = 0
    assert printer.print(slip) == Outcome("not_printed", "link_lost")


def test_a_slow_printer_is_waited_for(slip: Slip) -> None:
    cable = Cable(PrinterSim(80, speed_mm_s=50))
    assert TicketPrinter(cable, 80, clock=cable.clock).print(slip) == PRINTED
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
    assert printer.print(slip) == Outcome("unknown", "cover_open")


def test_a_printer_that_cannot_say_done_is_believed_when_it_stays_well(slip: Slip) -> None:
    """Some makers answer GS r on serial lines only."""
    cable = Cable(PrinterSim(80, habits=PrinterHabits(tells="real-time")))
    printer = TicketPrinter(cable, 80, clock=cable.clock)
    assert printer.print(slip) == PRINTED
    assert cable.sim.slips
    cable.sim.fault(paper_left_mm=30)
    assert printer.print(slip) == Outcome("unknown", "paper_out")


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
    assert printer.print(slip) == PRINTED
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
        printed += printer.print(slip) == PRINTED
    assert printed <= len(sim.slips) <= 60


def test_an_impossible_slip_is_refused_before_a_byte_is_sent(
    printer: TicketPrinter, cable: Cable
) -> None:
    with pytest.raises(ValueError, match="QR"):
        printer.print(Slip(parts=(Line(text="x"), Qr(text="x" * 5000))))
    assert not cable.sent


def test_automatic_status_that_reads_like_a_question_is_no_question(
    printer: TicketPrinter, cable: Cable
) -> None:
    """10 04 03 00: well but for something mechanical, paper near its end."""
    cable.distort = lambda said: b"\x10\x04\x03\x00" + said
    assert printer.status() == WELL


def test_automatic_status_is_no_answer_in_order(cable: Cable, sim: PrinterSim) -> None:
    sim.fault(paper="near_end")
    cable.distort = lambda said: b"\x10\x04\x03\x00" + said
    assert TicketPrinter(cable, 80, answers="in-order", clock=cable.clock).status().near_end


def test_a_late_answer_does_not_answer_the_next_question(slip: Slip) -> None:
    """The answer to the first question comes after the second was asked: one is left over."""
    cable = Cable(PrinterSim(80))
    cable.sim.fault(cover="open")
    late: list[bytes] = []

    def slow(said: bytes) -> bytes:
        late.append(said)
        return b"" if len(late) == 1 else late[0] + said if len(late) == 2 else said

    cable.distort = slow
    heard = cable.read

    def one_byte(timeout_s: float) -> bytes:
        data = heard(timeout_s)
        cable._waiting = data[1:]
        return data[:1]

    cable.read = one_byte  # type: ignore[method-assign]
    printer = TicketPrinter(cable, 80, clock=cable.clock)
    assert printer.status() == told(cover_open=True, online=False)


@pytest.mark.parametrize("tells", ["nonsense", "nothing", "in-order", "after-lf"])
def test_a_printer_that_does_not_answer_in_real_time_is_sent_nothing(
    cable: Cable, sim: PrinterSim, printer: TicketPrinter, slip: Slip, tells: str
) -> None:
    sim.fault(tells=tells)
    with pytest.raises(NoAnswer):
        printer.status()
    cause = "garbled" if tells == "nonsense" else "no_answer"
    assert printer.print(slip) == Outcome("not_printed", cause)
    assert b"\x1b@" not in cable.sent


def test_a_printer_that_answers_in_order_only_can_be_told_so(slip: Slip) -> None:
    cable = Cable(PrinterSim(80, speed_mm_s=50, habits=PrinterHabits(tells="in-order")))
    printer = TicketPrinter(cable, 80, answers="in-order", clock=cable.clock)
    assert printer.status() == WELL
    assert printer.print(slip) == PRINTED
    cable.sim.fault(paper="near_end")
    assert printer.status().near_end
    cable.sim.fault(paper_left_mm=30)
    assert printer.print(slip) == Outcome("unknown", "no_answer")
    assert printer.print(slip) == Outcome("not_printed", "no_answer")


def test_of_a_printer_that_never_says_anything_no_slip_is_ever_known(slip: Slip) -> None:
    cable = Cable(PrinterSim(80, habits=PrinterHabits(tells="nothing")))
    printer = TicketPrinter(cable, 80, answers="none", clock=cable.clock)
    assert printer.status() == TELLS_NOTHING
    assert not printer.status().fault
    for _ in range(2):
        assert printer.print(slip) == Outcome("unknown", "tells_nothing")
    assert [piece.text[1] for piece in cable.sim.slips] == ["E001", "E001"]
    cable.breaks_after = 0
    assert printer.print(slip) == Outcome("not_printed", "link_lost")


def test_a_mark_is_repeated_by_the_printer_when_the_slip_is_out(slip: Slip) -> None:
    cable = Cable(PrinterSim(80, speed_mm_s=50))
    printer = TicketPrinter(cable, 80, answers="process-id", clock=cable.clock)
    assert printer.print(slip) == PRINTED
    assert b"\x1d(H\x06\x00000001" in cable.sent
    assert printer.print(slip) == PRINTED
    assert b"\x1d(H\x06\x00000002" in cable.sent


@pytest.mark.parametrize("mark", [b"\x37\x220000\x00", b"\x37\x220002\x00", b"\x00"])
def test_another_slips_mark_is_not_this_ones(cable: Cable, slip: Slip, mark: bytes) -> None:
    cable.distort = lambda said: mark if said[:1] == b"\x37" else said
    printer = TicketPrinter(cable, 80, answers="process-id", clock=cable.clock)
    assert printer.print(slip) == Outcome("unknown", "no_answer")


def test_a_zero_byte_on_the_line_does_not_make_a_slip_printed(slip: Slip) -> None:
    """It reads as the answer to GS r, and is what a line says when a plug is pulled."""
    cable = Cable(PrinterSim(80, speed_mm_s=50))
    printer = TicketPrinter(cable, 80, clock=cable.clock)
    printer.status()
    cable.sim.fault(paper_left_mm=40)
    heard = cable.read
    strays = [b"\x00"]

    def read(timeout_s: float) -> bytes:
        stray = strays.pop(0) if strays and cable.sent[-3:-1] == b"\x1dr" else b""
        return stray or heard(timeout_s)

    cable.read = read  # type: ignore[method-assign]
    assert printer.print(slip) == Outcome("unknown", "paper_out")
    assert not strays


def test_a_printer_with_a_tiny_buffer_holds_the_slip_up_and_gets_all_of_it(slip: Slip) -> None:
    habits = PrinterHabits(buffer_bytes=2048, xon_xoff=True)
    cable = Cable(PrinterSim(80, speed_mm_s=200, habits=habits))
    printer = TicketPrinter(cable, 80, font="none", clock=cable.clock)  # pictures: many bytes
    assert printer.print(slip) == PRINTED
    assert len(cable.sent) > 2 * 2048
    assert cable.sim.state()["unknown_commands"] == 0
    (piece,) = cable.sim.slips
    assert piece.qr
    cable.sim.fault(paper_left_mm=10)
    assert printer.print(slip) == Outcome("unknown", "paper_out")


def test_a_printer_that_overflows_is_not_believed(slip: Slip) -> None:
    """No handshake and a buffer too small: the end of the slip is lost, the question with it."""
    cable = Cable(PrinterSim(80, speed_mm_s=50, habits=PrinterHabits(buffer_bytes=64)))
    printer = TicketPrinter(cable, 80, answers="process-id", clock=cable.clock)
    assert printer.print(slip) == Outcome("unknown", "no_answer")


def test_a_printer_switched_on_late_is_believed_after_its_babble(slip: Slip) -> None:
    cable = Cable(PrinterSim(80, habits=PrinterHabits(babbles=True)))
    printer = TicketPrinter(cable, 80, clock=cable.clock)
    cable.sim.fault(power="off")
    with pytest.raises(NoAnswer):
        printer.status()
    cable.sim.fault(power="on")
    cable.now += 5
    assert printer.status() == WELL
    assert printer.print(slip) == PRINTED
