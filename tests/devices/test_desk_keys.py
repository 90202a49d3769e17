"""Every key of the pad, and what a clerk means by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.desk_keys import TAKES_DIGITS, Verb, Wish, wish
from devices.profiles.load import load_profile, shipped_profiles
from devices.profiles.words import ACTIONS

CARD = Path(__file__).parents[2] / "docs" / "keypad-card.md"
PADS = load_profile("ff68-21key")


def meant(digits: str, key: str) -> Wish | None:
    return wish(PADS.action(digits, key), digits)


@pytest.mark.parametrize(
    ("digits", "key", "wanted"),
    [
        ("", "call", Wish(Verb.CALL_NEXT)),
        ("012", "call", Wish(Verb.CALL, "012")),
        ("", "recall", Wish(Verb.RECALL)),
        ("", "start", Wish(Verb.START)),
        ("", "waiting_rate", Wish(Verb.FINISH)),
        ("6", "confirm", Wish(Verb.MISS)),
        ("0", "confirm", Wish(Verb.HOLD)),
        ("3", "confirm", Wish(Verb.RESUME)),
        ("5", "confirm", Wish(Verb.NEXT_STEP)),
        ("2", "confirm", Wish(Verb.WALK_IN)),
        ("9", "confirm", Wish(Verb.ASK_RATING)),
        ("1", "confirm", Wish(Verb.UNDO)),
        ("8", "confirm", Wish(Verb.SHOW_ADDRESS)),
        ("", "pause", Wish(Verb.PAUSE_OR_OPEN)),
        ("12", "transfer", Wish(Verb.TRANSFER, "12")),
        ("", "cancel", Wish(Verb.CLEAR)),
        ("123", "cancel", Wish(Verb.CLEAR)),
        ("", "transfer", None),
        ("", "confirm", None),
        ("66", "confirm", None),
        ("1", "recall", None),
        ("1", "waiting_rate", None),
        ("", "line", None),
    ],
)
def test_a_key_means_one_thing(digits: str, key: str, wanted: Wish | None) -> None:
    assert meant(digits, key) == wanted


@given(digits=st.text("0123456789", max_size=8), key=st.sampled_from(sorted(PADS.keys)))
def test_only_a_call_and_a_transfer_carry_digits(digits: str, key: str) -> None:
    wanted = meant(digits, key)
    assert wanted is None or wanted.digits in ("", digits)
    assert wanted is None or bool(wanted.digits) == (wanted.verb in TAKES_DIGITS)


@pytest.mark.parametrize(
    ("digits", "key", "wanted"),
    [
        ("", "call", Wish(Verb.CALL_NEXT)),
        ("3", "start", Wish(Verb.TRANSFER, "3")),
        ("0", "waiting_rate", Wish(Verb.SHOW_WAITING)),
        ("5", "confirm", Wish(Verb.MISS)),
        ("0", "confirm", Wish(Verb.PAUSE)),
        ("2", "confirm", Wish(Verb.OPEN)),
        ("1", "confirm", Wish(Verb.UNDO)),
        ("3", "confirm", Wish(Verb.WALK_IN)),
        ("1", "waiting_rate", Wish(Verb.ASK_RATING)),
        ("6", "confirm", None),  # a guard: not a desk unit's to call
    ],
)
def test_another_programs_combinations_are_another_profile(
    digits: str, key: str, wanted: Wish | None
) -> None:
    assert wish(load_profile("ff68-hallqueue").action(digits, key), digits) == wanted


def test_every_verb_can_be_asked_for_by_a_profile() -> None:
    assert {verb.value for verb in Verb} <= set(ACTIONS)


@pytest.mark.parametrize("name", shipped_profiles())
def test_a_shipped_keypad_can_at_least_call_and_finish(name: str) -> None:
    asked = set(load_profile(name).combos.values())
    assert not asked or {Verb.CALL_NEXT, Verb.RECALL, Verb.FINISH} <= asked


def test_the_clerks_card_tells_every_combination_of_the_usual_pad() -> None:
    rows = re.findall(r"^\|(.*?)\((\w\w)\).*`([a-z_]+)` \|$", CARD.read_text("utf-8"), re.MULTILINE)
    names = {code: name for name, code in PADS.keys.items()}
    told = {}
    for press, code, verb in rows:
        typed = re.search(r"\d", press)
        digits = typed[0] if typed else "*" if "+" in press else ""
        told[digits, names[int(code, 16)]] = verb
    assert told | {("*", "cancel"): "clear"} == dict(PADS.combos)
