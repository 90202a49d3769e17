"""A program's token is good for that program: no kiosk speaks for another, and the city's booking
platform does nothing at the hall's windows or kiosks. Neither do tablets, or other systems."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from small_hall import SmallHall
from web_callers import UNKNOWN, Web, code_of, command

from queue_server.app import SUBJECTS
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash
from queue_server.web.endpoint import Endpoint

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


# What each program can ask for, besides what everybody can. Who adds to it says so here.
PROGRAMS = {
    "booking": {"import_appointments", "appointments", "appointment_slots"},
    "tablet": {"rate", "question", "question_stream"},
    "case_system": {"ask_evaluation", "evaluation", "withdraw_evaluation"},
    "hallctl": {"uploads", "retry_uploads", "run_uploads"},
    "display": set[str](),
}
# And what people can; a supervisor presses nothing at a window, a clerk reads no rating.
FOR_CLERKS = re.compile(
    r"(DELETE /api/v1/sessions/current|GET /api/v1/tickets/{ticket_id}(/wait)?|GET /api/v1/windows"
    r"|(GET|POST) /api/v1/windows/{window}(/[a-z-]+)?)"
)


def endpoints_for(hall: SmallHall, role: str) -> list[Endpoint]:
    return [one for make in SUBJECTS.values() for one in make(hall.parts) if role in one.roles]


@pytest.mark.parametrize("role", PROGRAMS)
def test_a_program_asks_for_what_it_needs_and_nothing_else(hall: SmallHall, role: str) -> None:
    assert {one.name for one in endpoints_for(hall, role)} == PROGRAMS[role]


def test_a_clerk_presses_at_a_window_and_reads_about_no_other(hall: SmallHall) -> None:
    for one in endpoints_for(hall, "clerk"):
        assert FOR_CLERKS.fullmatch(f"{one.method} {one.path}"), one.path
        assert one.at_window or "{window}" not in one.path, one.path


def test_whoever_presses_at_a_window_sits_there(hall: SmallHall) -> None:
    verbs = [
        one
        for make in SUBJECTS.values()
        for one in make(hall.parts)
        if one.method == "POST" and "{window}" in one.path
    ]
    assert len(verbs) > 16
    assert all(one.at_window and "supervisor" not in one.roles for one in verbs)


def test_everybody_else_is_refused_everywhere(hall: SmallHall) -> None:
    """By asking: every address, with the token of every kind of program and person."""
    web = Web(hall)
    programs = ("booking", "tablet", "case_system", "hallctl", "kiosk", "desk", "display")
    tokens = {role: f"{role}-token" for role in programs}
    ensure_access_tokens(
        hall.parts.store, [TokenRow(role, role, token_hash(t)) for role, t in tokens.items()]
    )
    tokens |= {"clerk": web.token("c1"), "supervisor": web.token("lead")}
    asked = 0
    for make in SUBJECTS.values():
        for one in make(hall.parts):
            path = re.sub(r"{(\w+)}", UNKNOWN, one.path)
            for role, token in tokens.items():
                if one.roles and role not in one.roles:
                    asked += 1
                    answer = web.ask(token, one.method, path, {})
                    assert code_of(answer) == (403, "forbidden"), (role, one.method, one.path)
            if one.roles:
                assert web.ask("", one.method, path, {}).status_code == 401, one.path
    assert asked > 300
