from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.sim.printer_fault import LARGEST_BUFFER_BYTES, PrinterHabits
from devices.sim.ticket_printer import BOOT_S, SLIPS_KEPT, PrinterSim

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


# --- faults in the middle of a slip, and habits -------------------------------------------------


def test_what_is_put_off_happens_at_its_byte(sim: PrinterSim) -> None:
    at = SLIP.index(b"\n") + 1
    sim.fault(after_bytes=at, cover="open")
    assert sim.state()["fails_in_bytes"] == at
    sim.feed(SLIP[:3])
    assert sim.state()["fails_in_bytes"] == at - 3
    sim.feed(SLIP[3:])
    assert (sim.online, sim.slips) == (False, [])
    assert sim.state()["fails_in_bytes"] is None
    assert sim.state()["waiting_bytes"] == len(SLIP) - at
    sim.fault(cover="closed")
    assert sim.slips[0].text == ["号票", "A001"]


def test_a_switched_off_printer_forgets_what_it_was_sent_and_keeps_what_it_printed(
    sim: PrinterSim,
) -> None:
    sim.feed(SLIP[:12])
    sim.fault(cover="open")
    sim.feed(SLIP[12:])
    sim.fault(power="off", cover="closed")
    assert sim.feed(b"\x10\x04\x01") == b""
    sim.fault(power="on")
    assert sim.state()["power"] == "booting"
    assert sim.feed(b"\x10\x04\x01") == b""
    assert sim.speak(BOOT_S)[0] == b""
    assert sim.feed(b"\x10\x04\x01") == b"\x12"
    sim.feed(SLIP)
    (piece,) = sim.slips
    assert piece.text == ["号票", "号票", "A001"]  # the first of them stood on the paper


def test_a_printer_may_babble_when_it_is_switched_on(sim: PrinterSim) -> None:
    sim.fault(babbles=True, power="cycle")
    said, due = sim.speak(0.0)
    assert (said, due) == (b"", BOOT_S)
    assert sim.speak(BOOT_S)[0] == b"\x00\xff\x00"


@pytest.mark.parametrize(
    ("tells", "real_time", "in_order"),
    [
        ("all", b"\x12", b"\x00"),
        ("real-time", b"\x12", b""),
        ("in-order", b"", b"\x00"),
        ("nothing", b"", b""),
        ("nonsense", b"\x92", b"\x92"),
        ("after-lf", b"", b""),
    ],
)
def test_how_much_a_printer_tells_of_itself(
    sim: PrinterSim, tells: str, real_time: bytes, in_order: bytes
) -> None:
    sim.fault(tells=tells)
    assert (sim.feed(b"\x10\x04\x01"), sim.feed(b"\x1dr\x01")) == (real_time, in_order)


def test_some_printers_answer_only_when_a_line_is_full(sim: PrinterSim) -> None:
    sim.fault(tells="after-lf")
    assert sim.feed(b"\x10\x04\x01A001") == b""
    assert sim.feed(b"\n") == b"\x12"


def test_a_mark_comes_back_when_all_before_it_was_carried_out(sim: PrinterSim) -> None:
    sim.fault(cover="open")
    assert sim.feed(SLIP + b"\x1d(H\x06\x00000042") == b""
    sim.fault(cover="closed")
    assert sim.speak(0.0)[0] == b"\x37\x220042\x00"


def test_it_tells_its_maker_and_model(sim: PrinterSim) -> None:
    assert sim.feed(b"\x1dIB\x1dIC") == b"_HALLQUEUE\x00_SIMULATOR\x00"


def test_a_small_buffer_says_xoff_in_time_and_loses_the_rest_without(sim: PrinterSim) -> None:
    sim.fault(buffer_bytes=64, xon_xoff=True, cover="open")
    said = b"".join(sim.feed(b"x") for _ in range(64))
    assert said == b"\x13"
    sim.feed(b"lost")
    assert sim.state()["waiting_bytes"] == 64
    sim.fault(cover="closed")
    assert sim.speak(0.0)[0] == b"\x11"


@pytest.mark.parametrize(
    ("font", "shown"),
    [("gb18030", "镕㛃"), ("gbk", "镕"), ("gb2312", "□"), ("none", "")],
)
def test_a_character_that_is_not_in_its_memory_is_a_box_or_rubbish(font: str, shown: str) -> None:
    sim = PrinterSim(80, habits=PrinterHabits(font=font))  # type: ignore[arg-type]
    sim.feed(b"\x1c&" + "镕㛃".encode("gb18030") + b"\n\x1dVB\x00")
    text = sim.slips[0].text[0]
    assert text.startswith(shown)
    assert (text == "镕㛃") is (font == "gb18030")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.fixed_dictionaries(
                {},
                optional={
                    "cover": st.sampled_from(["open", "closed"]),
                    "paper": st.sampled_from(["ok", "near_end", "out"]),
                    "power": st.sampled_from(["on", "off", "cycle"]),
                    "error": st.sampled_from(["none", "broken"]),
                    "after_bytes": st.integers(0, 60),
                    "buffer_bytes": st.integers(16, 64),
                    "xon_xoff": st.booleans(),
                    "tells": st.sampled_from(["all", "nonsense", "after-lf"]),
                },
            ),
        ),
        max_size=12,
    )
)
def test_any_day_leaves_the_printer_mendable(day: list[object]) -> None:
    sim = PrinterSim(58)
    for hour, event in enumerate(day):
        if isinstance(event, bytes):
            sim.feed(event)
        else:
            sim.fault(**event)  # type: ignore[arg-type]
        sim.speak(float(hour))
    sim.feed(bytes(60))  # whatever was put off
    sim.fault(power="cycle", paper="ok", cover="closed", error="none", cutter="ok", tells="all")
    sim.speak(1000.0)
    assert sim.feed(b"\x10\x04\x01")[-1:] == b"\x12"
