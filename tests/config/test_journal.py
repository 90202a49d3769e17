"""Logs are one line each and name no person."""

from __future__ import annotations

import logging
import sys

import pytest

from config.journal import OneLine


def line(message: str, *, for_journal: bool = False, error: bool = False) -> str:
    record = logging.LogRecord("devices.link", logging.WARNING, __file__, 1, message, None, None)
    record.created, record.msecs = 1_700_000_000.0, 42.0
    if error:
        try:
            raise ValueError("bad\nbytes")
        except ValueError:
            record.exc_info = sys.exc_info()
    return OneLine("kiosk-k1", for_journal=for_journal).format(record)


def test_a_record_is_one_line_with_time_program_and_level() -> None:
    assert line("lost") == "2023-11-14T22:13:20.042Z kiosk-k1 WARNING devices.link: lost"


def test_the_journal_gets_a_priority_and_no_time() -> None:
    assert line("lost", for_journal=True) == "<4>WARNING devices.link: lost"


def test_a_traceback_stays_on_one_line() -> None:
    text = line("failed", error=True)
    assert "\n" not in text
    assert "ValueError: bad | bytes" in text


@pytest.mark.parametrize("number", ["110101194912310028", "11010119491231002X"])
def test_an_identity_number_is_masked(number: str) -> None:
    assert number not in line(f"cannot parse {number}.")
    assert number[6:14] not in line(f"cannot parse {number}.")
