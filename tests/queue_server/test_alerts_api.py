"""Supervisors read the alerts and say that they have seen to one; nobody else does either."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from web_callers import UNKNOWN, Web, command

from queue_server.alerts import AlertKind, Facts, end_alert, raise_alert

FACTS: Facts = {"window": "4", "waiting": 3, "since": "2026-11-23T01:00:00+00:00"}
KIND = AlertKind.UNATTENDED_WINDOW


@pytest.fixture
def lead(web: Web) -> str:
    hall = web.hall
    queue = hall.parts.queue
    hall.parts.store.write(lambda tx: raise_alert(queue, tx, KIND, "4", FACTS, hall.now))
    return web.token("lead")


def listed(web: Web, who: str) -> list[dict[str, Any]]:
    answer = web.ask(who, "GET", "/api/v1/alerts")
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["alerts"])


def test_an_alert_is_listed_until_its_reason_is_gone(web: Web, lead: str) -> None:
    (alert,) = listed(web, lead)
    assert (alert["kind"], alert["subject"], alert["facts"]) == (KIND.value, "4", FACTS)
    assert (alert["handled_at"], alert["handled_by"]) == (None, None)
    hall = web.hall
    queue = hall.parts.queue
    hall.parts.store.write(lambda tx: end_alert(queue, tx, KIND, "4", "server", hall.now))
    assert listed(web, lead) == []


def test_what_was_done_stands_beside_it_with_a_name_and_not_in_the_log(web: Web, lead: str) -> None:
    (alert,) = listed(web, lead)
    path = f"/api/v1/alerts/{alert['alert_id']}/handle"
    answer = web.ask(lead, "POST", path, command(note="已安排小李到岗"))
    assert answer.status_code == 200, answer.text
    (handled,) = listed(web, lead)
    assert (handled["handled_by"], handled["note"]) == ("主任", "已安排小李到岗")
    events = web.hall.rows("SELECT kind, data FROM event WHERE kind LIKE 'alert%' ORDER BY seq")
    assert [event.kind for event in events] == ["alert_raised", "alert_handled"]
    assert "小李" not in str(events)


def test_a_note_says_something_in_one_line(web: Web, lead: str) -> None:
    (alert,) = listed(web, lead)
    path = f"/api/v1/alerts/{alert['alert_id']}/handle"
    for note in ("", "  ", "a\nb", "x" * 201):
        answer = web.ask(lead, "POST", path, command(note=note))
        assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("alert_id", [UNKNOWN, "none"])
def test_an_alert_that_never_was_is_not_seen_to(web: Web, lead: str, alert_id: str) -> None:
    path = f"/api/v1/alerts/{alert_id}/handle"
    answer = web.ask(lead, "POST", path, command(note="done"))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_alert")


def test_the_head_of_every_supervisors_page_tells_how_many_nobody_has_seen_to(
    web: Web, lead: str
) -> None:
    for path in ("/hall", "/staff", "/kiosks", "/rectifications", "/reports"):
        assert '1<span class="unseen"> 条预警' in web.ask(lead, "GET", path).text, path
    (alert,) = listed(web, lead)
    web.ask(lead, "POST", f"/api/v1/alerts/{alert['alert_id']}/handle", command(note="已到岗"))
    assert "条预警" not in web.ask(lead, "GET", "/staff").text


def test_a_clerk_and_a_program_do_not_read_them(web: Web, lead: str) -> None:
    for who in (web.token("c1"), "kiosk-k1", "desk-d1"):
        assert web.ask(who, "GET", "/api/v1/alerts").status_code == 403
        path = f"/api/v1/alerts/{uuid4()}/handle"
        assert web.ask(who, "POST", path, command(note="done")).status_code == 403
