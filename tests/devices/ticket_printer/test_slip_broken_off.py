"""Whatever breaks a slip off, at whatever byte: what the driver says of it is true."""

from __future__ import annotations

import pytest

from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer import codec
from devices.ticket_printer.condition import Outcome
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.model import Answers, Model
from devices.ticket_printer.slip import Line, Qr, Slip
from tests.devices.ticket_printer.printer_cable import Cable

# Every kind of byte is in it: modes, Chinese, sizes, a picture, a QR code, the cut.
SLIP = Slip(
    parts=(
        Line(text="E001", scale=3, bold=True),
        Line(text="请到二楼"),
        Line(text="㛃*"),
        Qr(text="T-E001", module_dots=3),
    )
)
WHOLE = ["E001", "请到二楼"]
BYTES = len(codec.encode(SLIP, Model()))
STATUS_BYTES = 12  # DLE EOT 1 to 4, before the slip
END_BYTES = {"real-time": 3, "process-id": 11}  # GS r 1; GS ( H
STEP = 7  # prime to the lengths of everything in the slip: each kind of byte is met


def positions(answers: Answers) -> range:
    """How many bytes of the slip have come when it happens."""
    return range(1, BYTES + END_BYTES[answers], STEP)


def fitted(answers: Answers, speed_mm_s: float = 0.0) -> tuple[TicketPrinter, Cable]:
    cable = Cable(PrinterSim(80, speed_mm_s))
    printer = TicketPrinter(cable, 80, answers=answers, clock=cable.clock)
    printer.status()
    return printer, cable


def is_true(outcome: Outcome, sim: PrinterSim) -> bool:
    whole = any(piece.cut and piece.text == WHOLE and piece.qr for piece in sim.slips)
    started = bool(sim.slips) or bool(sim.state()["started_mm"])
    return {"printed": whole, "not_printed": not started, "unknown": True}[outcome.fate]


def comes_out_alone(printer: TicketPrinter, cable: Cable) -> None:
    """The next visitor's slip is printed, whole, and on a piece of paper of its own."""
    before = len(cable.sim.slips)
    assert printer.print(SLIP) == Outcome("printed")
    last = cable.sim.slips[-1]
    assert (last.text, last.qr, last.cut) == (WHOLE, ["T-E001"], True)
    assert len(cable.sim.slips) > before


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
@pytest.mark.parametrize(
    ("fault", "mended", "cause"),
    [
        ({"cover": "open"}, {"cover": "closed"}, "cover_open"),
        ({"paper": "out"}, {"paper": "ok"}, "paper_out"),
        ({"error": "overheated"}, {"error": "none"}, "overheated"),
        ({"error": "broken"}, {"error": "none"}, "broken"),
    ],
)
def test_a_printer_that_stops_at_any_byte(
    answers: Answers, fault: dict[str, str], mended: dict[str, str], cause: str
) -> None:
    for at in positions(answers):
        printer, cable = fitted(answers)
        cable.sim.fault(after_bytes=STATUS_BYTES + at, **fault)
        outcome = printer.print(SLIP)
        assert outcome == Outcome("unknown", cause), at
        cable.sim.fault(**mended)
        comes_out_alone(printer, cable)


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
def test_a_printer_that_stops_and_is_switched_off_and_on_to_mend_it(answers: Answers) -> None:
    """Its bytes are gone then, and what it printed of the slip still hangs in it."""
    for at in positions(answers):
        printer, cable = fitted(answers)
        cable.sim.fault(after_bytes=STATUS_BYTES + at, error="mechanical")
        assert printer.print(SLIP) == Outcome("unknown", "offline"), at
        cable.sim.fault(power="cycle", error="none")
        cable.now += 5
        comes_out_alone(printer, cable)


def test_only_the_first_slip_after_a_stop_begins_with_a_cut(slip: Slip) -> None:
    printer, cable = fitted("process-id")
    cable.sim.fault(after_bytes=STATUS_BYTES + 40, cover="open")
    assert printer.print(slip).fate == "unknown"
    cable.sim.fault(cover="closed")
    cut = codec.ENDS["partial"]
    cuts = []
    for _ in range(3):
        before = bytes(cable.sent).count(cut)
        assert printer.print(slip) == Outcome("printed")
        cuts.append(bytes(cable.sent).count(cut) - before)
    assert cuts == [2, 1, 1]


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
@pytest.mark.parametrize("babbles", [False, True])
def test_a_printer_that_starts_anew_at_any_byte(answers: Answers, babbles: bool) -> None:
    for at in positions(answers):
        printer, cable = fitted(answers)
        cable.sim.fault(babbles=babbles)
        cable.sim.fault(after_bytes=STATUS_BYTES + at, power="cycle")
        outcome = printer.print(SLIP)
        assert outcome.fate == "unknown", at
        assert outcome.cause in ("no_answer", "garbled")
        cable.now += 5
        comes_out_alone(printer, cable)


@pytest.mark.parametrize("strays", [(0.0,), (0.0, 0.5), (0.95,), (0.3, 0.95, 1.1)])
def test_a_printer_that_starts_anew_in_no_time_is_not_believed_whatever_the_line_says(
    strays: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A zero byte reads as the answer that is waited for; plugs and power switches say it."""
    monkeypatch.setattr("devices.sim.ticket_printer.BOOT_S", 0.4)
    monkeypatch.setattr("devices.sim.printer_mouth.BABBLE", b"\x00")
    printer, cable = fitted("real-time")
    cable.now = 0.0
    left, heard = list(strays), cable.read
    cable.sim.fault(babbles=True)
    cable.sim.fault(after_bytes=STATUS_BYTES + BYTES - 2, power="cycle")

    def read(timeout_s: float) -> bytes:
        restarted = len(cable.sent) > STATUS_BYTES + BYTES
        quiet = restarted and not cable._waiting and timeout_s > 0
        if quiet and left and left[0] <= cable.now + timeout_s:
            cable.now = max(cable.now, left.pop(0))
            cable.sim.speak(cable.now)
            return b"\x00"
        return heard(timeout_s)

    cable.read = read  # type: ignore[method-assign]
    assert printer.print(SLIP).fate == "unknown"


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
def test_a_cable_that_is_pulled_at_any_byte(answers: Answers) -> None:
    for at in positions(answers):
        printer, cable = fitted(answers)
        cable.breaks_after = len(cable.sent) + STATUS_BYTES + at
        outcome = printer.print(SLIP)
        assert outcome == Outcome("unknown", "link_lost"), at
        cable.breaks_after = None
        comes_out_alone(printer, cable)


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
def test_a_cable_that_goes_dumb_at_any_byte(answers: Answers) -> None:
    for at in positions(answers):
        printer, cable = fitted(answers)
        cable.dies_after = len(cable.sent) + STATUS_BYTES + at
        outcome = printer.print(SLIP)
        assert outcome == Outcome("unknown", "no_answer"), at
        cable.dies_after, cable.dead = None, False
        comes_out_alone(printer, cable)


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
@pytest.mark.parametrize("question_bytes", range(STATUS_BYTES))
def test_before_the_first_byte_of_the_slip_nothing_was_printed(
    answers: Answers, question_bytes: int
) -> None:
    printer, cable = fitted(answers)
    cable.breaks_after = len(cable.sent) + question_bytes
    assert printer.print(SLIP) == Outcome("not_printed", "link_lost")
    assert is_true(Outcome("not_printed"), cable.sim)


@pytest.mark.parametrize("millimetres", range(1, 60, 3))
def test_paper_that_ends_at_any_millimetre(millimetres: int) -> None:
    printer, cable = fitted("real-time", speed_mm_s=100)
    cable.sim.fault(paper_left_mm=millimetres)
    outcome = printer.print(SLIP)
    assert is_true(outcome, cable.sim)
    assert outcome.fate != "not_printed"
    if outcome.fate == "unknown":
        assert outcome.cause == "paper_out"
        cable.sim.fault(paper="ok")
        cable.now += 5
        comes_out_alone(printer, cable)


def test_two_visitors_numbers_never_stand_on_one_piece() -> None:
    printer, cable = fitted("real-time")
    cable.dies_after = len(cable.sent) + STATUS_BYTES + 60
    printer.print(SLIP)
    cable.dies_after, cable.dead = None, False
    comes_out_alone(printer, cable)
    assert [piece.text.count("E001") for piece in cable.sim.slips] == [1, 1]


def test_a_cable_that_breaks_every_time_is_not_flooded() -> None:
    printer, cable = fitted("real-time")
    for _ in range(6):
        cable.breaks_after = len(cable.sent) + STATUS_BYTES + 40
        printer.print(SLIP)
        cable.breaks_after = None
    start = len(cable.sent)
    comes_out_alone(printer, cable)
    assert len(cable.sent) - start < 2 * BYTES + 100


@pytest.mark.parametrize("answers", ["real-time", "process-id"])
def test_a_program_that_was_killed_at_any_byte_of_a_slip(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run of it knows only that it was printing."""
    monkeypatch.setattr("devices.ticket_printer.driver.CUT_SHORT_BYTES", BYTES)  # to be quick
    for at in positions(answers):
        cable = Cable(PrinterSim(80))
        cable.write(codec.encode(SLIP, Model())[:at])
        printer = TicketPrinter(cable, 80, answers=answers, cut_short=True, clock=cable.clock)
        comes_out_alone(printer, cable)


def test_a_printer_that_is_stopped_for_long_is_not_filled_with_what_ends_a_command() -> None:
    printer, cable = fitted("real-time")
    cable.breaks_after = len(cable.sent) + STATUS_BYTES + 40
    assert printer.print(SLIP).cause == "link_lost"
    cable.breaks_after = None
    cable.sim.fault(cover="open")
    before = bytes(cable.sent).count(0)
    for _ in range(100):
        assert printer.status().fault == "cover_open"
    assert bytes(cable.sent).count(0) - before == len(codec.END_OF_A_HEAD)
