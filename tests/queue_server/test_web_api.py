"""The API as its callers meet it: who may do what, and how bad requests are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from small_hall import NINE
from web_callers import UNKNOWN, Web, code_of, command

from queue_server.domain.errors import RuleBroken
from queue_server.storage.errors import StorageFailed
from queue_server.web.problems import PROBLEMS

ROLES = ("", "kiosk-k1", "desk-d1", "display", "clerk", "lead")
# {what: (method, path, body, who may)}
RIGHTS: dict[str, tuple[str, str, dict[str, Any] | None, set[str]]] = {
    "hall": ("GET", "/api/v1/hall", None, set(ROLES)),
    "alive": ("GET", "/livez", None, set(ROLES)),
    "devices": ("GET", "/api/v1/devices", None, {"lead"}),
    "description": ("GET", "/openapi.json", None, set(ROLES)),
    "issue": ("POST", "/api/v1/tickets", {"service": "company"}, {"kiosk-k1"}),
    "ticket": ("GET", "/api/v1/tickets/{ticket}", None, {"kiosk-k1", "clerk", "lead"}),
    "reprint": ("POST", "/api/v1/tickets/{ticket}/reprint", {"kiosk": "k1"}, {"kiosk-k1"}),
    "close": ("POST", "/api/v1/services/fund/close", {"reason_zh": "停电"}, {"lead"}),
    "reopen": ("POST", "/api/v1/services/fund/reopen", {}, {"lead"}),
    "window": ("GET", "/api/v1/windows/1", None, {"desk-d1", "clerk", "lead"}),
    "windows": ("GET", "/api/v1/windows", None, {"desk-d1", "clerk", "lead"}),
    "other window": ("GET", "/api/v1/windows/2", None, {"lead"}),
    "next": ("POST", "/api/v1/windows/1/call-next", {}, {"desk-d1", "clerk"}),
    "next elsewhere": ("POST", "/api/v1/windows/2/call-next", {}, set()),
    "pause": ("POST", "/api/v1/windows/1/pause", {}, {"desk-d1", "clerk"}),
    "rate": ("POST", "/api/v1/ratings", {"act_id": UNKNOWN, "level": 5}, {"desk-d1"}),
}


@pytest.mark.parametrize("what", RIGHTS)
@pytest.mark.parametrize("who", ROLES)
def test_each_role_may_do_what_is_its_and_nothing_else(web: Web, what: str, who: str) -> None:
    method, path, body, may = RIGHTS[what]
    ticket = web.issue().get_json()["ticket_id"]
    clerk = web.token("c1")
    shown = {"clerk": clerk, "lead": web.token("lead") if who == "lead" else ""}.get(who, who)
    body = body if body is None else command(**body)
    answer = web.ask(shown, method, path.format(ticket=ticket), body)
    if who in may:
        assert answer.status_code in (200, 201, 404), answer.text  # 404: no such act to rate
    else:
        assert answer.status_code == (403 if who else 401)


@pytest.mark.parametrize("token", ["nonsense", "", "kiosk-k1 "])
def test_a_wrong_token_is_nobody(web: Web, token: str) -> None:
    answer = web.app.test_client().post(
        "/api/v1/tickets",
        json=command(service="company"),
        headers={"Authorization": f"Basic {token}"},
    )
    assert code_of(answer) == (401, "unauthenticated")


BODIES = {
    "no json": b"{",
    "empty": b"",
    "an array": b"[]",
    "no request id": b'{"service":"company"}',
    "no uuid": b'{"request_id":"1","service":"company"}',
    "unknown field": b'{"request_id":"%s","service":"company","vip":true}',
    "wrong type": b'{"request_id":"%s","service":7}',
    "unknown word": b'{"request_id":"%s","service":"company","source":"telepathy"}',
    "bad utf-8": b'{"request_id":"%s","service":"\xff"}',
    "nested deep": b"[" * 10_000,
    "a person in clear": b'{"request_id":"%s","service":"company","person":{"name":"x"}}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_what_cannot_be_read_changes_nothing(web: Web, body: bytes) -> None:
    body = body.replace(b"%s", str(uuid4()).encode())
    answer = web.app.test_client().post(
        "/api/v1/tickets",
        data=body,
        headers={"Authorization": "Bearer kiosk-k1", "Content-Type": "application/json"},
    )
    assert code_of(answer) == (400, "malformed")
    assert web.hall.rows("SELECT 1 FROM ticket") == []


def test_the_wrong_field_is_named(web: Web) -> None:
    body = {"request_id": str(uuid4()), "service": 7}
    assert web.ask("kiosk-k1", "POST", "/api/v1/tickets", body).get_json()["field"] == "service"


def test_too_large_and_not_json(web: Web) -> None:
    client = web.app.test_client()
    headers = {"Authorization": "Bearer kiosk-k1"}
    big = client.post(
        "/api/v1/tickets", data=b" " * 17_000, headers=headers, mimetype="application/json"
    )
    assert code_of(big) == (413, "too_large")
    form = client.post("/api/v1/tickets", data={"service": "company"}, headers=headers)
    assert code_of(form) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/nowhere", (404, "not_found")),
        ("GET", "/api/v1/tickets", (405, "method_not_allowed")),
        ("TRACE", "/api/v1/hall", (405, "method_not_allowed")),
        ("GET", "/api/v1/tickets/not-a-uuid", (404, "unknown_ticket")),
        ("GET", f"/api/v1/tickets/{UNKNOWN}", (404, "unknown_ticket")),
    ],
)
def test_addresses_that_are_not_there(
    web: Web, method: str, path: str, said: tuple[int, str]
) -> None:
    assert code_of(web.ask("kiosk-k1", method, path)) == said


def test_refusals_of_the_rules_reach_the_caller_with_their_code(web: Web) -> None:
    assert code_of(web.issue(service="nothing")) == (404, "unknown_service")
    token = web.token("c1")
    answer = web.ask(token, "POST", "/api/v1/windows/1/finish", command())
    assert code_of(answer) == (409, "no_current_ticket")


def test_a_retry_gets_the_same_bytes(web: Web) -> None:
    body = command(service="company")
    first = web.ask("kiosk-k1", "POST", "/api/v1/tickets", body)
    again = web.ask("kiosk-k1", "POST", "/api/v1/tickets", body)
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert first.status_code == 201


def test_a_failing_disk_is_503_and_a_fault_of_ours_500_without_a_trace(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(error: Exception) -> Callable[[Any], Any]:
        def write(_work: Any) -> Any:
            raise error

        return write

    monkeypatch.setattr(web.hall.parts.store, "write", fails(StorageFailed("disk full")))
    assert code_of(web.issue()) == (503, "storage_failed")
    assert code_of(web.log_in()) == (503, "storage_failed")
    ready = web.ask("", "GET", "/readyz")
    assert (ready.status_code, ready.get_json()["parts"]["database"]["ok"]) == (503, False)
    monkeypatch.setattr(web.hall.parts.store, "write", fails(KeyError("secret")))
    answer = web.issue()
    assert code_of(answer) == (500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_every_code_that_a_rule_may_raise_has_its_status() -> None:
    """By reading the code: `RuleBroken("…"` with a code that no table knows would be a 500."""
    import re
    from pathlib import Path

    import queue_server

    source = Path(queue_server.__file__).parent
    raised = {
        code
        for file in source.rglob("*.py")
        for code in re.findall(r'RuleBroken\(\s*"(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert len(raised) > 15
    assert raised <= set(PROBLEMS)
    assert RuleBroken("malformed", "x").code in PROBLEMS


def test_ready_names_each_part(web: Web) -> None:
    answer = web.ask("", "GET", "/readyz")
    parts = answer.get_json()["parts"]
    assert answer.status_code == 200
    assert set(parts) == {"database", "migrations", "broker", "programs"}
    assert parts["broker"] == {"ok": False, "needed": False, "detail": parts["broker"]["detail"]}


def test_the_hall_says_what_a_kiosk_shows(web: Web) -> None:
    web.issue()
    web.token("c1")
    hall = web.ask("", "GET", "/api/v1/hall").get_json()
    company = hall["services"][0]
    assert (company["waiting"], company["windows"], company["open_windows"]) == (
        1,
        ["1", "2"],
        ["1"],
    )
    assert hall["missed_notice"]["zh"] == "过号作废，请重新取号。"
    assert hall["business_date"] == NINE.date().isoformat()
