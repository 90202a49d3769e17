"""Finding a card reader on a port: certain, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wires import NOISE

from devices.id_card.codec import CardFound, Reply, encode
from devices.id_card.probe import PROBES
from devices.probe import Finding, Sureness
from devices.sim.device import act
from devices.sim.id_card import IdCardSim

(PROBE,) = PROBES


def test_a_reader_is_found_among_noise_and_names_its_module() -> None:
    heard = NOISE + IdCardSim().feed(PROBE.question) + NOISE
    says = "identity-card reader, module 05.03-20040101-0000000001-0123456789"
    assert PROBE.judge(heard) == Finding(Sureness.CERTAIN, says)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (0x66, "its security module is not authorised"),
        (0x60, "its self-test failed"),
        (0x21, "answers 21"),
    ],
)
def test_a_reader_that_is_not_well_is_a_reader(code: int, says: str) -> None:
    found = PROBE.judge(encode(Reply(status_code=code)))
    assert found is not None
    assert found.says == f"identity-card reader, {says}"


def test_an_echo_of_the_question_or_half_an_answer_is_no_reader() -> None:
    answer = IdCardSim().feed(PROBE.question)
    for heard in (b"", PROBE.question, answer[:-1], answer[:9] + answer[10:]):
        assert PROBE.judge(heard) is None


def test_the_question_leaves_a_laid_card_as_it_was() -> None:
    reader = IdCardSim()
    act(reader, "lay", {"person": "elder"})
    before = reader.state()
    reader.feed(PROBE.question)
    assert reader.state() == before


def test_what_it_says_holds_nothing_of_a_cards_holder() -> None:
    found = PROBE.judge(encode(CardFound()))
    assert found is not None
    assert found.says == "identity-card reader, answers 9F"


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_judged(data: bytes) -> None:
    found = PROBE.judge(data)
    assert found is None or b"\xaa\xaa\xaa\x96\x69" in data
