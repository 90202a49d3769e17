"""Tests of everything that speaks bytes. Importable beside this file: `wires`, `wire_cases`."""

from __future__ import annotations

import pytest
from wires import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
