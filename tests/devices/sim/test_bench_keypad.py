"""A keypad on the bench has every key of the one on the desk once, and digits if that has any."""

from __future__ import annotations

from itertools import chain

import pytest

from devices.profiles.load import load_profile, shipped_profiles
from devices.sim.bench.keypad import keypad
from devices.sim.pad_display import PadDisplay

NAMES = [name for name in shipped_profiles() if load_profile(name).rule("key")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("has_digits", [True, False])
def test_every_key_can_be_pressed_once(name: str, has_digits: bool) -> None:
    keys = list(load_profile(name).keys)
    rows = keypad(keys, has_digits)
    words = [key[0] for key in chain(*rows) if isinstance(key, tuple)]
    assert sorted(words) == sorted(keys)
    assert {len(row) for row in rows} == {4}


def test_the_usual_pad_lies_as_it_does_on_the_desk() -> None:
    keys = list(load_profile("ff68-21key").keys)
    assert keypad(keys, True)[0][0] == ("call", "呼叫", "Call")
    assert list(keypad(keys, True)[1]) == ["7", "8", "9", ("cancel", "取消", "Cancel")]


def test_a_pad_without_digits_has_none() -> None:
    rows = keypad(["a", "b", "c", "d", "e"], has_digits=False)
    assert rows == [
        [("a", "a", ""), ("b", "b", ""), ("c", "c", ""), ("d", "d", "")],
        [("e", "e", ""), "", "", ""],
    ]


def test_a_display_filled_up_with_blanks_is_read_as_a_clerk_reads_it() -> None:
    display = PadDisplay()
    display.show("_001_2")
    assert (display.number, display.waiting) == ("001", "2")
