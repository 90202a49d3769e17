"""Every key of the pad, and what a clerk means by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.desk_keys import EXACT, WITH_DIGITS, Verb, Wish, wish
from devices.keypad.codec import Key

CARD = Path(__file__).parents[2] / "docs" / "keypad-card.md"


@pytest.mark.parametrize(
    ("digits", "key", "meant"),
    [
        ("", Key.CALL, Wish(Verb.CALL_NEXT)),
        ("012", Key.CALL, Wish(Verb.CALL, "012")),
        ("", Key.RECALL, Wish(Verb.RECALL)),
        ("", Key.START, Wish(Verb.START)),
        ("", Key.WAITING_RATE, Wish(Verb.FINISH)),
        ("6", Key.CONFIRM, Wish(Verb.MISS)),
        ("0", Key.CONFIRM, Wish(Verb.HOLD)),
        ("3", Key.CONFIRM, Wish(Verb.RESUME)),
        ("8", Key.CONFIRM, Wish(Verb.SHOW_ADDRESS)),
        ("", Key.PAUSE, Wish(Verb.PAUSE_OR_OPEN)),
        ("12", Key.TRANSFER, Wish(Verb.TRANSFER, "12")),
        ("", Key.CANCEL, Wish(Verb.CLEAR)),
        ("123", Key.CANCEL, Wish(Verb.CLEAR)),
        ("", Key.TRANSFER, None),
        ("", Key.CONFIRM, None),
        ("66", Key.CONFIRM, None),
        ("1", Key.RECALL, None),
        ("1", Key.WAITING_RATE, None),
        ("", Key.LINE, None),
    ],
)
def test_a_key_means_one_thing(digits: str, key: Key, meant: Wish | None) -> None:
    assert wish(digits, key) == meant


@given(digits=st.text("0123456789", max_size=8), key=st.sampled_from(Key))
def test_only_a_call_and_a_transfer_carry_digits(digits: str, key: Key) -> None:
    meant = wish(digits, key)
    assert meant is None or meant.digits in ("", digits)
    assert meant is None or bool(meant.digits) == (meant.verb in WITH_DIGITS.values())


def test_the_clerks_card_tells_every_combination() -> None:
    told = set(re.findall(r"`([a-z_]+)`", CARD.read_text("utf-8")))
    assert {verb.value for verb in Verb} <= told
    assert {verb for verb in EXACT.values()} | set(WITH_DIGITS.values()) | {Verb.CLEAR} == set(Verb)
