"""An engineer asks what hangs on a port."""

from __future__ import annotations

import random

import pytest
from wires import NOISE

from devices.probe import Finding, Sureness
from devices.scanner.probe import PROBES
from devices.sim.scanner import ScannerSim

MODULE, OTHER = PROBES


def test_a_module_answers_and_is_sure() -> None:
    answer = ScannerSim(lambda: 0.0).feed(MODULE.question)
    assert MODULE.judge(answer) == Finding(Sureness.CERTAIN, "scanner module, setting 00")
    assert MODULE.judge(NOISE + answer + NOISE) is not None


@pytest.mark.parametrize(
    ("heard", "sure"),
    [
        (b"A001-7C9E\r\n", True),
        (b"A001-7C9E\r", True),
        (b"A001-7C9E", False),
        (b"A\r\n", False),
        (b"", False),
        (NOISE, False),
        (b"A001\r\nA002\r\n", False),
    ],
)
def test_a_code_that_was_read_only_looks_like_a_scanner(heard: bytes, sure: bool) -> None:
    finding = OTHER.judge(heard)
    assert (finding is not None and finding.sureness is Sureness.POSSIBLE) == sure


def test_noise_is_no_scanner() -> None:
    dice = random.Random(11)
    for _ in range(2000):
        assert MODULE.judge(dice.randbytes(dice.randrange(80))) is None
