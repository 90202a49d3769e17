from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from workers_at_hand import Desk

from config.hall import Hall
from config.loader import load
from kiosk.hall_facts import from_configuration
from queue_server.contract import messages as m


@pytest.fixture(scope="session")
def demo_hall() -> Hall:
    return load(None, {})


@pytest.fixture(scope="session")
def hall_info(demo_hall: Hall) -> m.HallInfo:
    return from_configuration(demo_hall, date(2026, 11, 23))


@pytest.fixture
def ticket() -> m.Ticket:
    return m.Ticket(
        ticket_id=UUID(int=900),
        number="E001",
        business_date=date(2026, 11, 23),
        service="real-estate",
        zone="f2-social",
        state=m.TicketState.WAITING,
        source=m.Source.KIOSK,
        priority_reason=None,
        ahead=3,
        issued_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        window=None,
        windows=["15", "16"],
        link="http://127.0.0.1:8080/t/900",
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    for lane in made.lanes:
        lane.stop()
        lane.join(5)
