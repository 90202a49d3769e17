"""Finding an Alpha sign on a port."""

from __future__ import annotations

import random

import pytest
from wires import NOISE, FakeClock

from devices.alpha.codec import encode
from devices.alpha.messages import RESPONSE, ErrorStatus
from devices.alpha.probe import PROBES
from devices.probe import Finding, Probe, Sureness
from devices.sim.alpha import AlphaSim

EIGHT, SEVEN = PROBES


def ask(probe: Probe, clock: FakeClock, parity: str) -> Finding | None:
    return probe.judge(AlphaSim(64, 16, clock, parity=parity).feed(probe.question))


@pytest.mark.parametrize(
    ("probe", "parity", "says"),
    [(EIGHT, "none", "Alpha sign, 8N1"), (SEVEN, "even", 'Alpha sign, 7E1: set parity = "even"')],
)
def test_a_sign_is_certain_and_its_bits_are_told(
    probe: Probe, parity: str, says: str, clock: FakeClock
) -> None:
    assert ask(probe, clock, parity) == Finding(Sureness.CERTAIN, says)


def test_the_other_bits_find_nothing(clock: FakeClock) -> None:
    assert ask(EIGHT, clock, "even") is None
    assert ask(SEVEN, clock, "none") is None


def test_an_answer_without_a_checksum_is_likely_and_old_errors_are_told() -> None:
    frame = encode(ErrorStatus(status=0x58, sign_type=RESPONSE))
    assert EIGHT.judge(frame) == Finding(
        Sureness.LIKELY, "Alpha sign, 8N1; it remembers: checksum, buffer_overflow"
    )


def test_the_question_changes_nothing_on_the_sign(clock: FakeClock) -> None:
    sim = AlphaSim(64, 16, clock)
    before = sim.state()
    for probe in PROBES:
        sim.feed(probe.question)
        sim.lull()
    assert sim.state()["files"] == before["files"]
    assert sim.state()["lit"] == before["lit"]


def test_our_own_echo_and_noise_are_no_sign() -> None:
    dice = random.Random(7)
    for probe in PROBES:
        assert probe.judge(probe.question) is None
        assert probe.judge(NOISE * 20) is None
        for _ in range(300):
            assert probe.judge(dice.randbytes(dice.randrange(200))) is None
