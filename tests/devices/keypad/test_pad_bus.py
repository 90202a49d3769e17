"""A clerk's keypad and a citizen's evaluator on one line, over good and bad wires."""

from __future__ import annotations

import pytest
from wires import NOISE, FakeClock, OneByteWire, SlowWire, UnpluggedWire, Wire

from devices.errors import LinkLost
from devices.keypad.codec import Grade, Key, KeyFrame, encode
from devices.keypad.driver import GradeGiven, KeyPressed, PadBus
from devices.profiles.load import load_profile
from devices.profiles.profile import Profile

CALL = bytes.fromhex("FF 68 03 03 68 03 01 0C 10 16")
GRADE_4 = bytes.fromhex("FF 68 03 03 68 83 11 04 98 16")


KEYPADS = load_profile("ff68-21key")
EVALUATORS = load_profile("ff68-evaluator-csharp-ack")


def deaf(data: bytes) -> bytes:
    """A pad speaks first; it says nothing to what it hears."""
    return b""


@pytest.fixture
def wire(clock: FakeClock) -> Wire:
    return Wire(deaf, clock)


@pytest.fixture
def pads(wire: Wire, clock: FakeClock) -> PadBus:
    return bus_on(wire, clock)


def bus_on(
    wire: Wire, clock: FakeClock, evaluators: Profile = EVALUATORS, bounce_s: float | None = None
) -> PadBus:
    return PadBus(wire, KEYPADS, evaluators, bounce_s=bounce_s, clock=clock)


def presses(pads: PadBus, reads: int = 60) -> list[object]:
    return [press for _ in range(reads) for press in pads.read(0.05)]


@pytest.mark.parametrize("kind", [Wire, OneByteWire, SlowWire])
@pytest.mark.parametrize("noise", [b"", NOISE])
def test_a_press_is_given_once_and_acknowledged(
    kind: type[Wire], noise: bytes, clock: FakeClock
) -> None:
    wire = kind(deaf, clock)
    pads = bus_on(wire, clock)
    wire.coming += noise + CALL + noise + GRADE_4 + noise
    assert presses(pads) == [KeyPressed(3, "", "call"), GradeGiven(3, 4)]
    assert wire.written == [CALL, bytes.fromhex("FF 68 03 03 68 83 01 04 88 16")]


@pytest.mark.parametrize(
    ("variant", "answer"),
    [
        ("ff68-evaluator-echo-ack", "FF 68 03 03 68 83 11 04 98 16"),
        ("ff68-evaluator-csharp-ack", "FF 68 03 03 68 83 01 04 88 16"),
        ("ff68-evaluator-short-ack", "68 02 02 68 83 01 84 16"),
    ],
)
def test_evaluators_are_acknowledged_as_their_maker_wants(
    variant: str, answer: str, wire: Wire, clock: FakeClock
) -> None:
    pads = bus_on(wire, clock, load_profile(variant))
    wire.coming += GRADE_4
    assert pads.read(0.1) == [GradeGiven(3, 4)]
    assert wire.written == [bytes.fromhex(answer)]


def test_digits_before_a_key_come_with_it(wire: Wire, pads: PadBus) -> None:
    wire.coming += bytes.fromhex("FF 68 06 06 68 03 01 00 01 02 0C 13 16")
    assert pads.read(0.1) == [KeyPressed(3, "012", "call")]


def test_a_frame_sent_again_because_its_acknowledgement_was_lost_is_one_press(
    wire: Wire, pads: PadBus, clock: FakeClock
) -> None:
    heard = []
    for _ in range(3):
        wire.coming += CALL
        heard += pads.read(0.1)
        clock.advance(0.1)
    assert heard == [KeyPressed(3, "", "call")]
    assert wire.written == [CALL] * 3  # every one is acknowledged, or the pad never stops


def test_a_second_press_later_is_a_second_press(wire: Wire, pads: PadBus, clock: FakeClock) -> None:
    wire.coming += CALL
    first = pads.read(0.1)
    clock.advance(0.31)
    wire.coming += CALL
    assert first == pads.read(0.1) == [KeyPressed(3, "", "call")]


def test_the_same_key_on_two_pads_is_two_presses(wire: Wire, pads: PadBus) -> None:
    for address in (3, 4):
        wire.coming += encode(KeyFrame(address=address, digits="", key=Key.CALL))
    assert pads.read(0.1) == [KeyPressed(3, "", "call"), KeyPressed(4, "", "call")]


def test_another_key_within_the_bounce_time_counts(wire: Wire, pads: PadBus) -> None:
    wire.coming += CALL + encode(KeyFrame(address=3, digits="", key=Key.RECALL)) + CALL
    assert [press.key for press in pads.read(0.1) if isinstance(press, KeyPressed)] == [
        "call",
        "recall",
        "call",
    ]


def test_the_bounce_time_is_the_halls_to_choose(wire: Wire, clock: FakeClock) -> None:
    pads = bus_on(wire, clock, bounce_s=2.0)
    wire.coming += GRADE_4
    assert pads.read(0.1) == [GradeGiven(3, 4)]
    clock.advance(1.9)
    wire.coming += GRADE_4
    assert pads.read(0.1) == []


def test_half_a_frame_before_a_silence_does_not_join_the_next(
    wire: Wire, pads: PadBus, clock: FakeClock
) -> None:
    wire.coming += CALL[:6]
    assert pads.read(0.1) == []
    clock.advance(1.0)
    wire.coming += CALL
    assert pads.read(0.1) == [KeyPressed(3, "", "call")]


def test_a_press_behind_a_false_start_is_heard_when_the_line_falls_silent(
    wire: Wire, pads: PadBus, clock: FakeClock
) -> None:
    wire.coming += bytes.fromhex("FF 68 40 40 68") + CALL  # noise that promises a long frame
    assert pads.read(0.1) == []
    clock.advance(1.0)
    assert pads.read(0.1) == [KeyPressed(3, "", "call")]
    assert wire.written == [CALL]


def test_a_frame_that_no_table_explains_is_echoed_byte_for_byte(wire: Wire, pads: PadBus) -> None:
    unusual = bytes.fromhex("68 03 03 68 03 07 0C 16 16")  # no wake byte, another function
    wire.coming += unusual
    assert pads.read(0.1) == [KeyPressed(3, "", "call")]
    assert wire.written == [unusual]


def test_a_damaged_press_is_not_acknowledged(wire: Wire, pads: PadBus) -> None:
    wire.coming += CALL[:-2] + bytes([CALL[-2] ^ 1, CALL[-1]])
    assert presses(pads) == []
    assert wire.written == []


def test_what_the_host_says_is_written_byte_for_byte(wire: Wire, pads: PadBus) -> None:
    pads.show(3, "A012", 7)
    pads.result(3, ok=True)
    pads.result(3, ok=False)
    pads.beep(3)
    pads.ask_rating(3)
    pads.show_stars(3, 5)
    assert [frame.hex(" ").upper() for frame in wire.written] == [
        "FF 68 07 07 68 03 02 00 01 02 0A 07 19 16",
        "FF 68 03 03 68 03 02 01 06 16",
        "FF 68 03 03 68 03 02 00 05 16",
        "FF 68 02 02 68 03 03 06 16",
        "FF 68 03 03 68 83 01 0B 8F 16",
        "FF 68 03 03 68 83 02 05 8A 16",
    ]


def test_nobody_is_asked_for_a_rating_over_a_grade_that_was_just_pressed(
    wire: Wire, pads: PadBus
) -> None:
    wire.coming += GRADE_4
    assert not pads.ask_rating(3)
    assert wire.written == [bytes.fromhex("FF 68 03 03 68 83 01 04 88 16")]
    assert pads.ask_rating(4)  # the neighbour's evaluator has nothing to do with it
    assert pads.read(0.1) == [GradeGiven(3, 4)]
    assert pads.ask_rating(3)


def test_other_hosts_words_on_the_line_are_no_presses(wire: Wire, pads: PadBus) -> None:
    wire.coming += bytes.fromhex("FF 68 03 03 68 03 02 01 06 16 FF 68 03 03 68 83 01 0B 8F 16")
    assert presses(pads) == []
    assert wire.written == []


def test_an_unplugged_line_is_a_lost_link(clock: FakeClock) -> None:
    pads = bus_on(UnpluggedWire(deaf, clock), clock)
    for action in (lambda: pads.read(0.1), lambda: pads.beep(3)):
        with pytest.raises(LinkLost):
            action()


def test_a_press_acknowledged_just_before_the_cable_is_pulled_is_not_lost(
    wire: Wire, pads: PadBus
) -> None:
    wire.coming += CALL + GRADE_4
    write, wire.write = wire.write, lambda data: pulled(data)  # type: ignore[method-assign]

    def pulled(data: bytes) -> None:
        if data != CALL:
            raise LinkLost("unplugged")
        write(data)

    with pytest.raises(LinkLost):
        pads.read(0.1)
    assert pads.read(0.1) == [KeyPressed(3, "", "call")]
    wire.write = write  # type: ignore[method-assign]
    wire.coming += GRADE_4  # never acknowledged, so sent again
    assert pads.read(0.1) == [GradeGiven(3, 4)]


def test_a_grade_beyond_the_usual_is_given_as_it_is(wire: Wire, pads: PadBus) -> None:
    wire.coming += encode(Grade(address=0x83, grade=9))
    assert pads.read(0.1) == [GradeGiven(3, 9)]


def test_noise_on_the_line_is_counted_and_what_pads_say_is_not(wire: Wire, pads: PadBus) -> None:
    wire.coming += CALL + GRADE_4
    presses(pads)
    assert pads.garbage_count == 0
    wire.coming += NOISE + CALL
    presses(pads)
    assert pads.garbage_count >= 1
