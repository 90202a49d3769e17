"""A program's token is good for that program: no kiosk speaks for another, and the city's booking
platform does nothing at the hall's windows or kiosks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from small_hall import SmallHall
from web_callers import UNKNOWN, Web, code_of, command

from queue_server.app import SUBJECTS

AT = datetime(2026, 11, 23, 1, tzinfo=UTC).isoformat()
OUTBOX = str(uuid4())
WANTED = [{"business_date": "2026-11-23", "service": "company"}]
SENDING = {"outbox_id": OUTBOX, "sent_at": AT, "boot_id": OUTBOX, "mono_s": 1.0, "entries": []}
SAID: dict[str, tuple[str, dict[str, Any]]] = {
    "a number": ("/api/v1/tickets", command(service="company")),
    "a reprint": (f"/api/v1/tickets/{UNKNOWN}/reprint", command()),
    "a check-in": ("/api/v1/check-ins", command(reference="YY-1")),
    "a lease": ("/api/v1/bands", command(outbox_id=OUTBOX, wanted=WANTED)),
    "entries": ("/api/v1/entries", SENDING),
}


@pytest.mark.parametrize("what", SAID)
def test_a_kiosk_speaks_for_itself_only(hall: SmallHall, what: str) -> None:
    web = Web(hall)
    path, body = SAID[what]
    answer = web.ask("kiosk-k1", "POST", path, body | {"kiosk": "k2"})
    assert code_of(answer) == (403, "forbidden")
    assert hall.rows("SELECT * FROM ticket") == []
    own = web.ask("kiosk-k1", "POST", path, body | {"kiosk": "k1"})
    assert own.status_code in (200, 201, 404), own.text  # 404: no such ticket or appointment


def test_the_booking_platform_tells_appointments_and_nothing_else(hall: SmallHall) -> None:
    found = {
        one.name for make in SUBJECTS.values() for one in make(hall.parts) if "booking" in one.roles
    }
    assert found == {"import_appointments", "appointments", "appointment_slots"}
