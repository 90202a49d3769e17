"""A hall that hears what painters say, and painters that end with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from devices_that_remember import DEADLINE_S, Hall
from real_broker import RealBroker, find_mosquitto

from display.painter import Painter


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def started() -> Iterator[Callable[[Painter], Painter]]:
    painters: list[Painter] = []

    def start(painter: Painter) -> Painter:
        painters.append(painter)
        painter.start()
        return painter

    yield start
    for painter in painters:
        painter.stop()
    for painter in painters:
        painter.join(DEADLINE_S)
        assert not painter.is_alive()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RealBroker]:
    program = find_mosquitto()
    if program is None:
        pytest.skip("mosquitto is not installed")
    running = RealBroker(tmp_path, program)
    running.start()
    yield running
    running.stop()
