"""Finding a font card on a port: certain, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.led.codec import encode
from devices.led.messages import Ack, Nack, Ping, Power
from devices.led.packet import Header
from devices.led.probe import PROBES
from devices.probe import Finding, Sureness
from devices.sim.led_onbon import LedOnbonSim

(PROBE,) = PROBES
NOISE = bytes.fromhex("00 FF 13 A5 7E 5A AA 68 A0 10")


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ("any", "Onbon font card"),
        ("5K1Q-YY", "Onbon font card BX-5K1Q-YY"),
        ("6K2", "Onbon font card BX-6K2"),
    ],
)
def test_a_card_is_found_among_noise_and_named_by_its_type(card: str, says: str) -> None:
    sim = LedOnbonSim("bx-6k", 64, 16, lambda: 0.0, card)
    heard = NOISE + sim.feed(PROBE.question) + NOISE
    assert PROBE.judge(heard) == Finding(Sureness.CERTAIN, says)


def test_a_busy_card_of_another_address_is_a_card() -> None:
    header = Header(source=0x0105, destination=0x8000, device_type=0x42)
    found = PROBE.judge(encode(Nack(error=3, header=header)))
    assert found is not None
    assert found.says == "Onbon font card BX-type 42, address 261; it refuses: busy"


def test_an_echo_of_the_question_or_half_an_answer_is_no_card() -> None:
    assert PROBE.judge(PROBE.question) is None
    assert PROBE.judge(encode(Ack())[:-3]) is None
    assert PROBE.judge(b"") is None


def test_the_question_changes_nothing() -> None:
    sim = LedOnbonSim("bx-6k", 64, 16, lambda: 0.0)
    sim.feed(encode(Power(state=2)))
    before = sim.state()
    sim.feed(PROBE.question)
    assert sim.state() == {**before, "frames": before["frames"] + 1}
    assert PROBE.question == encode(Ping())


@given(data=st.binary(max_size=300))
def test_any_bytes_are_judged(data: bytes) -> None:
    assert PROBE.judge(data) is None  # noise has no CRC of 16 bits
