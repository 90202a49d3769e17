"""Tests of everything that speaks bytes. Importable beside this file: `wires`, `wire_cases`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_at_work import DeskAtWork
from wires import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk() -> Iterator[DeskAtWork]:
    at_work = DeskAtWork()
    yield at_work
    at_work.close()
