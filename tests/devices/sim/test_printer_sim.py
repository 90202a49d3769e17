from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.sim.printer_fault import LARGEST_BUFFER_BYTES
from devices.sim.ticket_printer import SLIPS_KEPT, PrinterSim

SLIP = b"\x1b@\x1c&\xba\xc5\xc6\xb1\nA001\n\x1dVB\x00"
CUTTER_MM = 12


@pytest.fixture
def sim() -> PrinterSim:
    return PrinterSim(80)


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_a_slip_is_text_bytes_and_a_picture_of_the_papers_width(sim: PrinterSim) -> None:
    assert sim.feed(SLIP) == b""
    (piece,) = sim.slips
    assert (piece.number, piece.raw, piece.text, piece.cut) == (1, SLIP, ["号票", "A001"], True)
    assert picture(piece.png).width == 80 * 8


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_how_the_bytes_are_cut_into_pieces_never_matters(sim: PrinterSim, size: int) -> None:
    raw = SLIP + b"\x1d(k\x05\x001P0AB\x1d(k\x03\x001Q0\x1dv0\x00\x01\x00\x02\x00\xff\x0f\x1dV\x01"
    whole = PrinterSim(80)
    whole.feed(raw)
    for start in range(0, len(raw), size):
        sim.feed(raw[start : start + size])
    assert sim.slips == whole.slips
    assert [piece.qr for piece in sim.slips] == [[], ["AB"]]


def test_without_kanji_mode_chinese_comes_out_as_rubbish(sim: PrinterSim) -> None:
    sim.feed(SLIP.replace(b"\x1c&", b""))
    assert sim.slips[0].text[0] != "号票"


def test_status_is_answered_at_once_even_when_it_stands_still(sim: PrinterSim) -> None:
    sim.fault(paper="out")
    assert (
        sim.feed(b"A001\n\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04") == b"\x1a\x32\x12\x7e"
    )
    sim.fault(paper="ok", cover="open")
    assert sim.feed(b"\x10\x04\x01\x10\x04\x02") == b"\x1a\x16"
    sim.fault(cover="closed", paper="near_end")
    assert sim.feed(b"\x10\x04\x01\x10\x04\x04") == b"\x12\x1e"


def test_a_status_question_cut_in_two_is_still_heard_once(sim: PrinterSim) -> None:
    assert [sim.feed(bytes([b])) for b in b"\x10\x04\x01"] == [b"", b"", b"\x12"]


def test_the_answer_in_order_waits_for_what_stands_before_it(sim: PrinterSim) -> None:
    assert sim.feed(SLIP + b"\x1dr\x01") == b"\x00"
    sim.fault(paper="out")
    assert sim.feed(SLIP + b"\x1dr\x01") == b""
    sim.fault(paper="ok")
    assert sim.speak(0.0)[0] == b"\x00"
    assert len(sim.slips) == 2


def test_paper_that_ends_in_a_slip_leaves_a_torn_piece_and_the_rest_comes_later(
    sim: PrinterSim,
) -> None:
    sim.fault(paper_left_mm=5)
    sim.feed(SLIP)
    assert (sim.paper, sim.online, sim.slips) == ("out", False, [])
    sim.fault(paper="ok")
    torn, rest = sim.slips
    assert (torn.cut, torn.text) == (False, ["号票", "A001"])
    assert (rest.cut, rest.text) == (True, [])


def test_a_jammed_cutter_stops_the_printer_until_somebody_frees_it(sim: PrinterSim) -> None:
    sim.fault(cutter="jammed")
    sim.feed(SLIP)
    assert sim.feed(b"\x10\x04\x01\x10\x04\x03") == b"\x1a\x1a"
    sim.fault(cutter="ok")
    assert sim.feed(b"\x10\x04\x01") == b"\x12"


def test_a_cut_without_feeding_goes_through_the_text(sim: PrinterSim) -> None:
    """The cutter is below the head: who does not feed first leaves rows for the next visitor."""
    sim.feed(b"A001\n" * 10 + b"\x1dV\x00")
    sim.feed(b"\x1dVB\x00")
    first, second = (picture(piece.png) for piece in sim.slips)
    assert first.height == 10 * 34
    assert second.getcolors() != [(second.width * second.height, 255)]  # ink of the first slip


def test_automatic_status_comes_when_something_changes(sim: PrinterSim) -> None:
    assert sim.feed(b"\x1da\xff") == b"\x10\x00\x00\x00"
    sim.fault(cover="open")
    assert sim.speak(0.0)[0] == b"\x38\x00\x00\x00"


def test_paper_moves_at_its_speed_and_says_when_it_wants_to_go_on() -> None:
    sim = PrinterSim(80, speed_mm_s=100)
    sim.speak(50.0)
    sim.feed(b"A\n" * 100 + b"\x1dVB\x00\x1dr\x01")
    said, due = sim.speak(50.0)
    assert said == b""
    assert due is not None
    assert 50.0 < due < 50.5
    seconds = 50.0
    while due is not None:
        seconds = due
        said, due = sim.speak(seconds)
    assert said == b"\x00"
    assert seconds - 50.0 == pytest.approx((100 * 34 / 8 + CUTTER_MM) / 100, abs=0.01)


def test_a_drawer_that_is_kicked_is_counted(sim: PrinterSim) -> None:
    sim.feed(b"\x1bp\x00\x19\xfa")
    assert sim.state()["drawer_kicks"] == 1


def test_commands_it_does_not_know_are_skipped_and_counted(sim: PrinterSim) -> None:
    sim.feed(b"\x1b\x06\x01\x1bz\x1d(E\x02\x00\x01\x02" + SLIP)
    assert sim.slips[0].text == ["号票", "A001"]
    assert sim.state()["unknown_commands"] == 2


def test_only_the_last_slips_are_kept(sim: PrinterSim) -> None:
    for _ in range(SLIPS_KEPT + 5):
        sim.feed(b"\n\x1dVB\x00")
    assert len(sim.slips) == SLIPS_KEPT
    assert (sim.slips[0].number, sim.slips[-1].number) == (6, SLIPS_KEPT + 5)


def test_a_full_receive_buffer_takes_no_more(sim: PrinterSim) -> None:
    sim.fault(paper="out")
    for _ in range(10):
        sim.feed(b"x" * (LARGEST_BUFFER_BYTES // 4))
    assert sim.state()["waiting_bytes"] == LARGEST_BUFFER_BYTES
    assert sim.feed(b"\x10\x04\x01") == b"\x1a"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_leave_the_printer_alive(chunks: list[bytes]) -> None:
    sim = PrinterSim(58)
    for chunk in chunks:
        sim.feed(chunk)
    assert sim.feed(b"\x10\x04\x01")[:1] == b"\x12"
