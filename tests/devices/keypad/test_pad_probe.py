"""Finding keypads on a line: by a key that somebody presses, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wires import NOISE, FakeClock

from devices.keypad.probe import PROBES
from devices.probe import Finding, Sureness
from devices.sim.bench_file import PadOn
from devices.sim.desk_bus import DeskBusSim
from devices.sim.device import act

(PROBE,) = PROBES


@pytest.fixture
def pads(clock: FakeClock) -> DeskBusSim:
    units = [PadOn(window="1", address=3)]
    return DeskBusSim(units, acknowledgement="csharp", grades={4: 5}, clock=clock)


def said(pads: DeskBusSim, clock: FakeClock, rounds: int) -> bytes:
    heard = b""
    for _ in range(rounds):
        heard += pads.speak(clock())[0]
        clock.advance(0.3)
    return heard


def test_nothing_is_said_to_a_line_of_pads() -> None:
    assert PROBE.question == b""
    assert PROBE.judge(b"") is None


@pytest.mark.parametrize(("rounds", "sure"), [(1, Sureness.LIKELY), (2, Sureness.CERTAIN)])
def test_a_pressed_key_is_a_keypad_and_its_repetition_makes_sure(
    rounds: int, sure: Sureness, pads: DeskBusSim, clock: FakeClock
) -> None:
    act(pads, "press", {"window": "1", "key": "CALL", "digits": "12"})
    heard = NOISE + said(pads, clock, rounds) + NOISE
    assert PROBE.judge(heard) == Finding(sure, "keypad (FF 68), address 3: 12 call")


def test_a_pressed_face_is_an_evaluator(pads: DeskBusSim, clock: FakeClock) -> None:
    act(pads, "grade", {"window": "1", "grade": 4})
    says = "evaluator (FF 68), address 3: grade 4"
    assert PROBE.judge(said(pads, clock, 3)) == Finding(Sureness.CERTAIN, says)


def test_another_programs_words_tell_of_pads_too() -> None:
    beep = bytes.fromhex("FF 68 02 02 68 03 03 06 16")
    found = PROBE.judge(beep)
    assert found is not None
    assert (found.sureness, "another program" in found.says) == (Sureness.LIKELY, True)


def test_half_a_frame_and_a_damaged_one_are_nothing() -> None:
    call = bytes.fromhex("FF 68 03 03 68 03 01 0C 10 16")
    for heard in (call[:-1], call[:-2] + b"\x11\x16", NOISE):
        assert PROBE.judge(heard) is None


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_judged(data: bytes) -> None:
    found = PROBE.judge(data)
    assert found is None or b"\x68" in data
