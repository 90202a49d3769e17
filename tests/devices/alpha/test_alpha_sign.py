"""An Alpha sign shows a call, over good and bad wires; what it says of it and what it does not."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from alpha_sign_at_hand import CALL, WIDE, SignAtHand, area
from wires import HEALTHY, BabblingWire, FakeClock, LossyWire, SilentWire, UnpluggedWire, Wire

from devices.alpha.codec import Decoder
from devices.alpha.driver import (
    CHECK_EVERY_S,
    FRAME_PAUSE_S,
    REFRESH_EVERY_S,
    SIZE_PAUSE_S,
    AlphaSign,
)
from devices.alpha.messages import CHECKED, ConfigureMemory, WritePicture, WriteText
from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.pixels import draw
from devices.sim.lit import COLOURS, panel


def lit_as(areas: tuple[object, ...], size_px: tuple[int, int] = WIDE) -> bytes:
    """The picture that these areas are, in the simulator's colours."""
    picture = draw(areas, *size_px)  # type: ignore[arg-type]
    lit = panel(*size_px)
    shades = [(0, 0, 0), COLOURS["red"], COLOURS["green"], COLOURS["yellow"]]
    lit.putdata([shades[lamp] for lamp in picture.lamps])
    return lit.tobytes()


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize("parity", ["none", "even"])
def test_a_chinese_call_is_lit_lamp_by_lamp(
    wire: type[Wire], parity: str, clock: FakeClock
) -> None:
    sign = SignAtHand(clock, wire, parity=parity)
    sign.driver.show(CALL)
    assert sign.driver.confirmed
    assert sign.sim.pixels().tobytes() == lit_as(CALL)
    assert sign.state["errors"] == []
    sign.driver.clear()
    assert sign.state["lit"] == 0


def test_a_row_of_latin_goes_as_text_in_the_signs_own_font(clock: FakeClock) -> None:
    sign = SignAtHand(clock, size_px=(80, 7))
    sign.driver.show((area("A012", height=7), area(">3", x=48, colour="green", height=7)))
    assert sign.state["texts"] == ["A012 >3"]
    heard = [event for data in sign.wire.written for event in Decoder().feed(data)]
    assert not any(isinstance(event, WritePicture) for event in heard)


def test_what_no_font_has_is_refused_before_a_byte_is_sent(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    with pytest.raises(DeviceRefused, match=r"text_not_displayable.*U\+1F600"):
        sign.driver.show((area("😀 3号"),))
    with pytest.raises(DeviceRefused, match="text_not_displayable"):
        SignAtHand(clock, size_px=(80, 7)).driver.show((area("请", height=7),))
    assert sign.wire.written == []


def test_a_tilde_is_drawn_because_the_sign_would_show_half_a_space(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    sign.driver.show((area("A~1"),))
    assert sign.state["texts"] == []
    assert sign.state["lit"] > 0


def test_a_sign_larger_than_a_picture_is_refused_when_it_is_configured(clock: FakeClock) -> None:
    for size in ((256, 16), (128, 32)):
        with pytest.raises(ValueError, match="255 x 31"):
            AlphaSign(Wire(lambda data: b"", clock), *size)


def test_memory_is_configured_once_and_before_the_first_file(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    sign.driver.show(CALL)
    sign.driver.show((area("B007"),))
    decoder = Decoder()
    sent = [event for data in sign.wire.written for event in decoder.feed(data)]
    kinds = [type(event) for event in sent]
    assert kinds.count(ConfigureMemory) == 1
    assert kinds.index(ConfigureMemory) < min(kinds.index(WritePicture), kinds.index(WriteText))
    assert all(event.ending == CHECKED for event in sent)
    assert {file["label"] for file in sign.state["files"] if file["written"]} == {"A", "6"}


def test_the_protocols_pauses_are_kept(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    written: list[tuple[float, bytes]] = []

    class Noting(Wire):
        def write(self, data: bytes) -> None:
            written.append((clock(), data))
            super().write(data)

    wire = Noting(sign.sim.feed, clock)
    AlphaSign(wire, *WIDE, clock=clock, pause=clock.advance).show(CALL)
    gaps = [(one, then - now) for (now, one), (then, _) in pairwise(written)]
    assert [gap for data, gap in gaps if data[-7:-4] == b"\x02I6"] == [pytest.approx(SIZE_PAUSE_S)]
    whole = [gap for data, gap in gaps if data.endswith(b"\x04")]
    assert len(whole) >= 5
    assert min(whole) >= FRAME_PAUSE_S - 1e-9


def test_a_port_is_never_given_more_than_it_writes_in_time(clock: FakeClock) -> None:
    sign = SignAtHand(clock, size_px=(255, 31))
    sign.driver.show(CALL)
    assert max(map(len, sign.wire.written)) <= 512  # 0.6 s at 9600 baud; ports give up after 2 s
    assert sign.driver.confirmed


def test_a_sign_without_a_line_back_is_written_to_and_never_called_confirmed(
    clock: FakeClock,
) -> None:
    sign = SignAtHand(clock, one_way=True)
    sign.driver.show(CALL)
    assert not sign.driver.confirmed
    assert sign.sim.pixels().tobytes() == lit_as(CALL)
    before = clock()
    sign.driver.show((area("B007"),))
    assert clock() - before < 1.0  # it is not waited for at every call
    assert not sign.driver.confirmed


def test_a_one_way_sign_that_was_swapped_is_written_anew_after_five_minutes(
    clock: FakeClock,
) -> None:
    sign = SignAtHand(clock, one_way=True)
    sign.driver.show(CALL)
    sign.sim.actions["forget"].do(None)
    sign.driver.ping()
    assert sign.state["lit"] == 0
    clock.advance(REFRESH_EVERY_S)
    sign.driver.ping()
    assert sign.sim.pixels().tobytes() == lit_as(CALL)


def test_a_sign_whose_memory_another_program_made_its_own_is_found_out(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    sign.driver.show(CALL)
    sign.driver.ping()
    frames = sign.state["frames"]
    clock.advance(CHECK_EVERY_S)
    sign.driver.ping()
    assert sign.state["frames"] == frames + 1  # one question a minute: it darkens real signs
    sign.sim.actions["forget"].do(None)
    clock.advance(CHECK_EVERY_S)
    with pytest.raises(DeviceRefused, match="memory_lost"):
        sign.driver.ping()
    sign.driver.show(CALL)
    assert sign.sim.pixels().tobytes() == lit_as(CALL)


def test_a_sign_that_forgot_between_two_calls_is_configured_at_the_next_try(
    clock: FakeClock,
) -> None:
    sign = SignAtHand(clock)
    sign.driver.show(CALL)
    sign.sim.actions["forget"].do(None)
    with pytest.raises(DeviceRefused, match="illegal_command"):
        sign.driver.show(CALL)
    assert not sign.driver.confirmed
    sign.driver.show(CALL)
    assert sign.driver.confirmed


@pytest.mark.parametrize(
    ("fault", "cause"),
    [({"refuse_checksums": True}, "checksum"), ({"buffer_bytes": 400}, "buffer_overflow")],
)
def test_what_the_sign_did_not_take_is_told(
    fault: dict[str, object], cause: str, clock: FakeClock
) -> None:
    sign = SignAtHand(clock)
    sign.driver.show(CALL)
    wish = sign.sim.actions["fault"].body(**fault)
    sign.sim.actions["fault"].do(wish)
    if "buffer_bytes" in fault:
        with pytest.raises(DeviceRefused, match=cause):
            sign.driver.show(CALL)
    else:  # such a sign does not take the question either
        with pytest.raises(NoAnswer):
            sign.driver.show(CALL)
    assert not sign.driver.confirmed


@pytest.mark.parametrize("wire", [SilentWire, BabblingWire])
def test_a_sign_that_never_spoke_is_unconfirmed_and_does_not_hold_up_the_hall(
    wire: type[Wire], clock: FakeClock
) -> None:
    sign = SignAtHand(clock, wire)
    start = clock()
    sign.driver.show(CALL)
    assert not sign.driver.confirmed
    assert clock() - start < 20


def test_a_sign_that_spoke_before_and_is_silent_now_is_no_answer(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    sign.driver.show(CALL)
    sign.sim.actions["fault"].do(sign.sim.actions["fault"].body(one_way=True))
    with pytest.raises(NoAnswer):
        sign.driver.show(CALL)
    assert not sign.driver.confirmed


class CutWire(LossyWire):
    """The end of the first answer is lost; a lost NUL before it would harm nothing."""

    def damage(self, answer: bytes) -> bytes:
        if self.lost or not answer:
            return answer
        self.lost = True
        return answer[:-1]


@pytest.mark.parametrize("wire", [LossyWire, CutWire])
def test_a_lost_byte_of_the_answer_is_asked_for_again(wire: type[Wire], clock: FakeClock) -> None:
    sign = SignAtHand(clock, wire)
    sign.driver.show(CALL)
    assert sign.driver.confirmed


def test_an_unplugged_sign_is_a_lost_link(clock: FakeClock) -> None:
    sign = SignAtHand(clock, UnpluggedWire)
    for command in (lambda: sign.driver.show(CALL), sign.driver.clear):
        with pytest.raises(LinkLost):
            command()


def test_a_sign_whose_cable_was_pulled_is_configured_anew(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    sign.driver.show(CALL)
    answers, sign.wire.peer = sign.wire.peer, pulled
    with pytest.raises(LinkLost):
        sign.driver.show(CALL)
    sign.wire.peer = answers
    sign.sim.actions["forget"].do(None)  # another sign hangs there now
    sign.driver.show(CALL)
    assert sign.driver.confirmed
    assert sign.sim.pixels().tobytes() == lit_as(CALL)


def test_a_cable_pulled_between_a_question_and_its_repetition_is_a_pulled_cable(
    clock: FakeClock,
) -> None:
    sign = SignAtHand(clock)
    sign.driver.show(CALL)
    answers, questions = sign.wire.peer, 0

    def ailing(data: bytes) -> bytes:
        nonlocal questions
        if b"\x02F" not in data:
            return answers(data)
        questions += 1
        return b"" if questions == 1 else pulled(data)

    sign.wire.peer = ailing
    with pytest.raises(LinkLost):
        sign.driver.show(CALL)
    sign.wire.peer = answers
    sign.sim.actions["forget"].do(None)  # another sign hangs there now
    sign.driver.show(CALL)
    assert sign.sim.pixels().tobytes() == lit_as(CALL)


def pulled(data: bytes) -> bytes:
    raise LinkLost("pulled")


def test_off_is_dark_and_on_is_what_was_shown_meanwhile(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    sign.driver.show((area("A001"),))
    sign.driver.set_power(False)
    sign.driver.show(CALL)
    assert sign.state["lit"] == 0
    sign.driver.set_power(True)
    assert sign.sim.pixels().tobytes() == lit_as(CALL)


def test_the_clock_is_the_halls(clock: FakeClock) -> None:
    sign = SignAtHand(clock)
    sign.driver.set_clock(datetime(2026, 11, 22, 9, 41, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert sign.state["clock"] == {"date": "26-11-22", "day": 1, "time": "09:41"}  # a Sunday


def test_a_sign_cannot_be_dimmed_by_us(clock: FakeClock) -> None:
    with pytest.raises(DeviceRefused, match="not_supported"):
        SignAtHand(clock).driver.set_brightness(3)


def test_another_signs_address_is_not_obeyed(clock: FakeClock) -> None:
    sign = SignAtHand(clock, address="05")
    elsewhere = AlphaSign(sign.wire, *WIDE, address="06", clock=clock, pause=clock.advance)
    elsewhere.show(CALL)
    assert sign.state["lit"] == 0
    assert not elsewhere.confirmed
    AlphaSign(sign.wire, *WIDE, address="05", clock=clock, pause=clock.advance).show(CALL)
    assert sign.sim.pixels().tobytes() == lit_as(CALL)
