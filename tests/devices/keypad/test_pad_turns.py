"""Clerks who press while the host speaks, or at the same moment: nobody talks over anybody."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from timed_line import TimedLine
from wires import FakeClock

from devices.keypad.driver import GradeGiven, KeyPressed, PadBus
from devices.profiles.load import load_profile
from devices.sim.bench_file import PadOn
from devices.sim.desk_bus import DeskBusSim

KEYPADS = load_profile("ff68-21key")
EVALUATORS = load_profile("ff68-evaluator-csharp-ack")
TURNAROUND_S = KEYPADS.timing.turnaround_s
BYTE_S = 11 / 9600

CALL = bytes.fromhex("FF 68 03 03 68 03 01 0C 10 16")
GRADE_4 = bytes.fromhex("FF 68 03 03 68 83 11 04 98 16")
GRADE_4_HEARD = bytes.fromhex("FF 68 03 03 68 83 01 04 88 16")
SHOW = bytes.fromhex("FF 68 07 07 68 03 02 00 01 02 0A 07 19 16")


def bus_on(line: TimedLine, clock: FakeClock) -> PadBus:
    return PadBus(line, KEYPADS, EVALUATORS, clock=clock)


def rests(line: TimedLine, heard_at: float) -> list[float]:
    """The stillness before each frame of ours, seconds."""
    ends = [heard_at, *(at + len(data) * BYTE_S for at, data in line.said)]
    return [at - end for (at, _), end in zip(line.said, ends, strict=False)]


def test_the_bus_rests_between_a_press_its_acknowledgement_and_what_is_said_next(
    clock: FakeClock,
) -> None:
    line = TimedLine(clock, [(0.1, CALL)])
    pads = bus_on(line, clock)
    assert pads.read(1.0) == [KeyPressed(3, "", "call")]
    pads.show(3, "A012", 7)
    pads.beep(3)
    assert [data for _, data in line.said[:2]] == [CALL, SHOW]
    assert min(rests(line, 0.1)) == pytest.approx(TURNAROUND_S)


def test_a_press_that_comes_while_the_host_wants_to_speak_is_acknowledged_first(
    clock: FakeClock,
) -> None:
    line = TimedLine(clock, [(0.0, CALL)])
    pads = bus_on(line, clock)
    pads.show(3, "A012", 7)
    assert [data for _, data in line.said] == [CALL, SHOW]
    assert pads.read(0) == [KeyPressed(3, "", "call")]


def test_a_frame_that_has_begun_is_heard_out(clock: FakeClock) -> None:
    """A USB converter hands over a frame in pieces, 16 ms apart."""
    line = TimedLine(clock, [(0.1, CALL[:4]), (0.116, CALL[4:])])
    pads = bus_on(line, clock)
    assert pads.read(0.105) == []
    pads.show(3, "A012", 7)
    assert line.said[0] == (pytest.approx(0.116 + TURNAROUND_S), CALL)
    assert line.said[1][1] == SHOW


def test_a_lone_byte_of_noise_does_not_hold_the_host_up_for_long(clock: FakeClock) -> None:
    line = TimedLine(clock, [(0.0, b"\xff")])
    pads = bus_on(line, clock)
    assert pads.read(0.01) == []
    pads.show(3, "A012", 7)
    assert line.said[0][0] < 0.06


def test_two_pads_heard_together_are_acknowledged_one_after_the_other(clock: FakeClock) -> None:
    line = TimedLine(clock, [(0.1, GRADE_4 + CALL)])
    pads = bus_on(line, clock)
    assert pads.read(1.0) == [GradeGiven(3, 4), KeyPressed(3, "", "call")]
    assert [data for _, data in line.said] == [GRADE_4_HEARD, CALL]
    assert min(rests(line, 0.1)) == pytest.approx(TURNAROUND_S)


class SharedLine:
    """Pads on one pair of wires, a millisecond at a time: who speaks at once spoils both."""

    STEP_S = 0.001

    def __init__(self, clock: FakeClock, pads: Sequence[DeskBusSim]) -> None:
        self.clock = clock
        self.pads = pads
        self.collisions = 0

    def read(self, timeout_s: float) -> bytes:
        end = self.clock() + timeout_s
        while True:
            said = [data for pad in self.pads if (data := pad.speak(self.clock())[0])]
            if said:
                return self._on_the_wires(said)
            if self.clock() >= end:
                return b""
            self.clock.advance(self.STEP_S)

    def write(self, data: bytes) -> None:
        self.clock.advance(len(data) * BYTE_S)
        for pad in self.pads:
            pad.feed(data)

    def close(self) -> None: ...

    def _on_the_wires(self, said: list[bytes]) -> bytes:
        if len(said) == 1:
            return said[0]
        self.collisions += 1
        return bytes(first & second for first, second in zip(*said, strict=True))


def a_pad(address: int, clock: FakeClock) -> DeskBusSim:
    pad = PadOn(window=str(address), address=address)
    grades = {0: 1, 4: 5}
    return DeskBusSim([pad], acknowledgement="csharp", grades=grades, clock=clock)


def test_two_clerks_who_press_in_the_same_moment_are_both_heard_once(clock: FakeClock) -> None:
    pads = [a_pad(3, clock), a_pad(4, clock)]
    line = SharedLine(clock, pads)
    bus = PadBus(line, KEYPADS, EVALUATORS, clock=clock)
    for pad, window in zip(pads, "34", strict=True):
        pad.actions["press"].do(pad.actions["press"].body(window=window, key="CALL"))
    heard = [press for _ in range(100) for press in bus.read(0.02)]
    assert line.collisions == 1
    assert sorted(press.address for press in heard) == [3, 4]
    for pad in pads:
        assert pad.state()["pads"][0]["acknowledged"] == 1
        assert pad.state()["pads"][0]["unheard"] == 0
