"""A hall's file is told where its kiosk would shut people out."""

from __future__ import annotations

from typing import Any

import pytest

from config.ease import patience, reach


@pytest.mark.parametrize(
    ("kiosk", "wrong"),
    [
        ({}, False),
        ({"idle_timeout_s": 60, "warn_before_s": 30}, False),
        ({"idle_timeout_s": 60, "warn_before_s": 19}, True),
        ({"idle_timeout_s": 15}, True),  # shorter than the usual warning
        ({"warn_before_s": "soon"}, False),  # the types have said so
    ],
)
def test_a_visitor_has_twenty_seconds_to_answer(kiosk: dict[str, Any], wrong: bool) -> None:
    assert bool(patience(kiosk)) is wrong


@pytest.mark.parametrize(
    ("bottom_mm", "height_mm", "wrong"),
    [
        (750, 597, False),  # upright, 27"
        (1000, 268, False),  # lying, 21.5"
        (1050, 268, True),  # hung for people who stand
        (1300, 268, True),
        (100, 941, False),  # a tall one: its upper part is reached
        (0, 500, True),
    ],
)
def test_a_screen_that_hangs_too_high_or_too_low_is_told(
    bottom_mm: int, height_mm: int, wrong: bool
) -> None:
    told = reach({"bottom_mm": bottom_mm, "height_mm": height_mm})
    assert bool(told) is wrong
    assert not wrong or "wheelchair" in told
