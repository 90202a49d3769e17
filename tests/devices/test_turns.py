"""Nobody speaks while another does: the line's rest between two voices, measured."""

from __future__ import annotations

import pytest
from timed_line import TimedLine
from wires import BabblingWire, FakeClock, UnpluggedWire

from devices.errors import LinkLost
from devices.turns import LONGEST_WAIT_S, Turns

TURNAROUND_S = 0.005
BAUD = 11_000  # a byte takes a millisecond


def turns_on(line: TimedLine, clock: FakeClock) -> Turns:
    return Turns(line, turnaround_s=TURNAROUND_S, baud=BAUD, clock=clock)


def test_on_a_still_line_one_speaks_at_once(clock: FakeClock) -> None:
    line = TimedLine(clock)
    turns_on(line, clock).write(b"call")
    assert line.said == [(0.0, b"call")]


def test_an_answer_waits_until_the_line_has_been_still_for_the_turnaround(clock: FakeClock) -> None:
    line = TimedLine(clock, [(0.1, b"key")])
    turns = turns_on(line, clock)
    assert turns.read(1.0) == b"key"
    turns.write(b"echo")
    assert line.said == [(pytest.approx(0.1 + TURNAROUND_S), b"echo")]


def test_who_goes_on_speaking_is_not_interrupted(clock: FakeClock) -> None:
    line = TimedLine(clock, [(0.1, b"k"), (0.104, b"e"), (0.108, b"y")])
    turns = turns_on(line, clock)
    assert turns.read(1.0) == b"k"
    assert [turns.settle(), turns.settle(), turns.settle()] == [b"e", b"y", b""]
    turns.write(b"echo")
    assert line.said == [(pytest.approx(0.108 + TURNAROUND_S), b"echo")]


def test_two_frames_of_ours_have_the_turnaround_between_them(clock: FakeClock) -> None:
    line = TimedLine(clock, spent_s=0.004)  # a port that returns when the last bit has left
    turns = turns_on(line, clock)
    turns.write(b"1234")
    turns.write(b"5678")
    assert [at for at, _ in line.said] == [0.0, pytest.approx(0.004 + TURNAROUND_S)]


def test_a_serial_server_that_takes_bytes_at_once_is_given_the_time_to_send_them(
    clock: FakeClock,
) -> None:
    line = TimedLine(clock)
    turns = turns_on(line, clock)
    turns.write(b"12345678")
    turns.write(b"x")
    assert [at for at, _ in line.said] == [0.0, pytest.approx(0.008 + TURNAROUND_S)]


def test_what_came_before_a_question_is_no_answer_to_it(clock: FakeClock) -> None:
    line = TimedLine(clock, [(0.0, b"key"), (0.003, b"late answer"), (0.5, b"answer")])
    turns = turns_on(line, clock)
    assert turns.read(0) == b"key"
    turns.write(b"question")
    assert turns.read(1.0) == b"answer"


def test_a_longer_stillness_can_be_asked_for(clock: FakeClock) -> None:
    line = TimedLine(clock, [(0.03, b"rest of a frame")])
    turns = turns_on(line, clock)
    assert turns.settle(still_s=0.05) == b"rest of a frame"
    assert line.now == pytest.approx(0.03)
    assert turns.settle() == b""
    assert line.now == pytest.approx(0.03 + TURNAROUND_S)


def test_a_line_that_babbles_for_ever_is_spoken_on_in_the_end(clock: FakeClock) -> None:
    line = BabblingWire(lambda data: b"", clock)
    turns = Turns(line, turnaround_s=TURNAROUND_S, baud=BAUD, clock=clock)
    start = clock()
    turns.read(0.1)
    turns.write(b"at last")
    assert line.written == [b"at last"]
    assert clock() - start < LONGEST_WAIT_S + 0.1


def test_a_pulled_cable_is_told_while_waiting(clock: FakeClock) -> None:
    turns = Turns(
        UnpluggedWire(lambda data: b"", clock), turnaround_s=TURNAROUND_S, baud=BAUD, clock=clock
    )
    with pytest.raises(LinkLost):
        turns.settle()
