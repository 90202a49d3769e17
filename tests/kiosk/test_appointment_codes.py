"""What a booking platform's code says, as far as a kiosk understands it."""

from __future__ import annotations

import time

import pytest

from config.hall import CODE_PATTERN
from kiosk.codes import LONGEST_CODE, appointment_of

SLIP = "http://192.0.2.7:8080/t/7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.mark.parametrize(
    "text",
    [
        "YY-20261123.7",
        "  YY-20261123.7\r\n",
        "https://yuyue.example.gov.cn/appointments/YY-20261123.7",
        "https://yuyue.example.gov.cn/m/appointments/YY-20261123.7/?from=wx",
        "http://yuyue.example.gov.cn/show?lang=zh&reference=YY-20261123.7&sign=AbC",
    ],
)
def test_a_reference_is_found_alone_and_in_a_link(text: str) -> None:
    assert appointment_of(text, CODE_PATTERN) == "YY-20261123.7"


@pytest.mark.parametrize(
    "text",
    ["", "abc", SLIP, "YY 2026", "https://example.com/", "预约1234", "A" * 65, "x" * 10_000],
)
def test_any_other_code_is_no_appointment(text: str) -> None:
    assert appointment_of(text, CODE_PATTERN) is None


def test_a_halls_own_pattern_says_where_the_reference_stands() -> None:
    pattern = r"APPT:(?P<reference>\w+);.*"
    assert appointment_of("APPT:7788;2026-11-23", pattern) == "7788"
    assert appointment_of("7788", pattern) is None
    assert appointment_of("APPT:预约7788;", pattern) is None  # no reference looks so


def test_no_code_keeps_the_kiosk_busy() -> None:
    began = time.process_time()
    for length in (LONGEST_CODE, 1_000_000):
        appointment_of(("https://" + "/appointments/" * length)[:length] + "!", CODE_PATTERN)
        appointment_of("https://" + "?reference=" * length, CODE_PATTERN)
    assert time.process_time() - began < 1.0
