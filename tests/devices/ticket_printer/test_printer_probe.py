"""Finding a printer on a port: by four bytes that agree, and without a line of paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.probe import Sureness
from devices.sim.printer_fault import PrinterHabits
from devices.sim.ticket_printer import PrinterSim
from devices.ticket_printer.probe import PROBES
from tests.devices.wires import NOISE

REAL_TIME, IN_ORDER = PROBES


def asked(sim: PrinterSim) -> bytes:
    return sim.feed(REAL_TIME.question)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({}, "ready"),
        ({"paper": "near_end"}, "paper near its end"),
        ({"paper": "out"}, "out of paper"),
        ({"cover": "open"}, "cover open"),
        ({"error": "overheated"}, "too hot"),
        ({"error": "broken"}, "in an error that it cannot recover from"),
        ({"error": "mechanical"}, "offline"),
    ],
)
def test_a_printer_is_found_and_says_how_it_is(fault: dict[str, object], says: str) -> None:
    sim = PrinterSim()
    sim.fault(**fault)
    found = REAL_TIME.judge(asked(sim))
    assert found is not None
    assert found.sureness is Sureness.CERTAIN
    assert found.says == f"receipt printer, {says}"


def test_answers_that_contradict_each_other_or_stand_in_noise_are_less_sure() -> None:
    contradiction = REAL_TIME.judge(b"\x12\x16\x12\x12")  # online, with an open cover
    assert contradiction is not None
    assert contradiction.sureness is Sureness.LIKELY
    noisy = REAL_TIME.judge(b"\xff" + asked(PrinterSim()))
    assert noisy is not None
    assert noisy.sureness is Sureness.LIKELY
    one = REAL_TIME.judge(b"\x12")
    assert one is not None
    assert one.sureness is Sureness.POSSIBLE


def test_an_echo_is_no_printer() -> None:
    for probe in PROBES:
        assert probe.judge(probe.question) is None
        assert probe.judge(b"") is None


def test_a_printer_that_answers_in_order_only_is_found_by_the_second_question() -> None:
    sim = PrinterSim(habits=PrinterHabits(tells="in-order"))
    assert REAL_TIME.judge(asked(sim)) is None
    found = IN_ORDER.judge(sim.feed(IN_ORDER.question))
    assert found is not None
    assert found.sureness is Sureness.POSSIBLE
    assert 'answers = "in-order"' in found.says


def test_the_questions_print_nothing() -> None:
    sim = PrinterSim()
    before = sim.state()
    for probe in PROBES:
        sim.feed(probe.question)
    assert sim.state() == before


@given(st.binary(max_size=64))
def test_noise_is_never_certainly_a_printer(noise: bytes) -> None:
    """But for four bytes that happen to be its answers: one in 65536."""
    for heard in (noise, NOISE + noise):
        found = REAL_TIME.judge(heard)
        assert found is None or found.sureness < Sureness.CERTAIN or len(heard) == 4
        found = IN_ORDER.judge(heard)
        assert found is None or found.sureness is Sureness.POSSIBLE
