"""Options of every test run.

    pytest --port /dev/ttyUSB0 --device id-card tests/devices/stories

runs the drivers' stories on a real device instead of simulators.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

NEW_OBJECTS = 20_000  # between two looks for garbage; Python's 700 take a fifth of the time


# The same cases in every run, and no clock: a slow machine finds no other faults than a quick one.
settings.register_profile("seeded", derandomize=True, deadline=None)
settings.load_profile("seeded")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("a real device")
    group.addoption("--port", help="where it is plugged in, as a hall's file would say it")
    group.addoption("--device", help="what it is: a name of tests/devices/stories/kinds.py")
    group.addoption("--baud", type=int, help="its speed, when it is not the usual one")
    group.addoption(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of its driver or its place, such as address=3 or width_px=128",
    )


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: no look for garbage goes through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


@pytest.fixture(autouse=True)
def _no_journal_of_an_earlier_test() -> Iterator[None]:
    """A program that was run in a test logs to that test's standard error, which is closed after
    it: every later line of any thread would be a traceback of a hundred lines."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in [h for h in root.handlers if type(h) is logging.StreamHandler]:
        if handler not in before:
            root.removeHandler(handler)
