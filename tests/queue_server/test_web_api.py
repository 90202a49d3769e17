"""The API as its callers meet it: who may do what, and how bad requests are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from small_hall import NINE, SmallHall
from werkzeug.test import TestResponse

from queue_server.app import create_app
from queue_server.domain.errors import RuleBroken
from queue_server.storage.errors import StorageFailed
from queue_server.storage.provisioning import (
    AccountRow,
    TokenRow,
    ensure_access_tokens,
    ensure_accounts,
    token_hash,
)
from queue_server.web.problems import PROBLEMS

MakeHall = Callable[..., SmallHall]
RIGHT = "right"
UNKNOWN = "c48da3af-8eca-4bec-bedc-d0e807f437bf"  # no ticket and no act has it
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
TOKENS = {"kiosk-k1": "kiosk", "desk-d1": "desk", "display": "display"}


class Web:
    """The application without a network. Callers: a program by name, a person by `log_in`."""

    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall
        store = hall.parts.store
        secret = QUICK.hash(RIGHT)
        clerks = [AccountRow(f"c{n}", f"员{n}", "clerk", str(n), secret) for n in range(1, 5)]
        ensure_accounts(store, [*clerks, AccountRow("lead", "主任", "supervisor", None, secret)])
        ensure_access_tokens(
            store,
            [TokenRow(program, role, token_hash(program)) for program, role in TOKENS.items()],
        )
        self.app = create_app(hall.parts)
        self.app.testing = False

    def ask(self, who: str, method: str, path: str, body: Any = None, **told: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        return self.app.test_client().open(path, method=method, json=body, headers=headers, **told)

    def log_in(self, account: str = "c1", password: str = RIGHT, **told: Any) -> TestResponse:
        body = {"account": account, "password": password, **told}
        return self.ask("", "POST", "/api/v1/sessions", body)

    def token(self, account: str = "c1", **told: Any) -> str:
        answer = self.log_in(account, **told)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["token"])

    def issue(self, who: str = "kiosk-k1", **told: Any) -> TestResponse:
        return self.ask(who, "POST", "/api/v1/tickets", command(**{"service": "company", **told}))


def command(**told: Any) -> dict[str, Any]:
    return {"request_id": str(uuid4()), **told}


@pytest.fixture
def web(make_hall: MakeHall) -> Web:
    return Web(make_hall())


def code_of(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"]


# --- who may do what --------------------------------------------------------------------------

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


# --- sessions ---------------------------------------------------------------------------------


def test_a_login_opens_the_clerks_window(web: Web) -> None:
    answer = web.log_in("c3")
    assert answer.status_code == 201
    assert answer.get_json()["window"] == "3"
    assert web.hall.view("3").status == "open"
    assert web.hall.view("3").clerk_name == "员3"


def test_a_clerk_may_sit_elsewhere_but_at_a_window_that_is_there(web: Web) -> None:
    assert web.log_in("c3", window="4").get_json()["window"] == "4"
    assert code_of(web.log_in("c3", window="9")) == (404, "unknown_window")
    assert code_of(web.log_in("lead", window="1")) == (403, "forbidden")


@pytest.mark.parametrize(("account", "password"), [("c1", "wrong"), ("nobody", "right")])
def test_wrong_account_and_wrong_password_look_the_same(
    web: Web, account: str, password: str
) -> None:
    answer = web.log_in(account, password)
    assert code_of(answer) == (401, "wrong_password")
    assert account not in answer.text


def test_guessing_is_stopped_for_that_account_only(web: Web) -> None:
    for _ in range(5):
        assert web.log_in("c1", "guess").status_code == 401
    assert code_of(web.log_in("c1", "right")) == (429, "too_many_attempts")
    assert web.log_in("c2").status_code == 201


def test_a_second_login_at_a_window_ends_the_first(web: Web) -> None:
    first, second = web.token("c1"), web.token("c2", window="1")
    assert code_of(web.ask(first, "GET", "/api/v1/windows/1")) == (401, "unauthenticated")
    assert web.ask(second, "GET", "/api/v1/windows/1").get_json()["clerk"] == "c2"


def test_after_logging_out_the_token_is_dead_and_the_window_closed(web: Web) -> None:
    token = web.token("c1")
    assert web.ask(token, "DELETE", "/api/v1/sessions/current").status_code == 204
    assert web.ask(token, "GET", "/api/v1/windows/1").status_code == 401
    assert web.hall.view("1").status == "closed"


def test_nobody_logs_out_with_a_visitor_at_the_window(web: Web) -> None:
    web.issue()
    token = web.token("c1")
    web.ask(token, "POST", "/api/v1/windows/1/call-next", command())
    assert code_of(web.ask(token, "DELETE", "/api/v1/sessions/current")) == (409, "window_busy")
    assert web.ask(token, "GET", "/api/v1/windows/1").status_code == 200


@pytest.mark.parametrize(("step_s", "steps"), [(16 * 60, 1), (10 * 60, 73)])
def test_a_session_ends_when_idle_and_after_a_shift(
    web: Web, monkeypatch: pytest.MonkeyPatch, step_s: int, steps: int
) -> None:
    """Idle for a quarter of an hour, or twelve hours old although used all the time."""
    monkeypatch.setattr("queue_server.web.gate.REMEMBERED_S", 0.0)
    token = web.token("c1")
    for _ in range(steps - 1):
        web.hall.later(step_s)
        assert web.ask(token, "GET", "/api/v1/windows/1").status_code == 200
    web.hall.later(step_s)
    assert web.ask(token, "GET", "/api/v1/windows/1").status_code == 401


# --- browsers ---------------------------------------------------------------------------------


@pytest.fixture
def browser(web: Web) -> FlaskClient:
    client = web.app.test_client()
    client.post("/api/v1/sessions", json={"account": "c1", "password": "right"})
    return client


def test_the_cookie_is_out_of_reach_for_scripts_and_foreign_pages(web: Web) -> None:
    cookie = web.log_in().headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_a_browser_reads_by_cookie_but_commands_only_with_the_header(
    web: Web, browser: FlaskClient
) -> None:
    path = "/api/v1/windows/1"
    assert browser.get(path).status_code == 200
    assert code_of(browser.post(f"{path}/call-next", json=command())) == (403, "forbidden")
    wrong = browser.post(f"{path}/call-next", json=command(), headers={"X-Hall-Csrf": "guess"})
    assert code_of(wrong) == (403, "forbidden")


def test_with_the_header_it_works(web: Web) -> None:
    client = web.app.test_client()
    login = client.post("/api/v1/sessions", json={"account": "c1", "password": "right"})
    headers = {"X-Hall-Csrf": login.get_json()["csrf"]}
    answer = client.post("/api/v1/windows/1/call-next", json=command(), headers=headers)
    assert answer.status_code == 200
    assert client.delete("/api/v1/sessions/current", headers=headers).status_code == 204


@pytest.mark.parametrize("path", ["/api/v1/hall", "/nowhere", "/livez", "/clerk"])
def test_every_answer_carries_the_security_headers(web: Web, path: str) -> None:
    headers = web.ask("", "GET", path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_page_lets_nobody_frame_it_and_tells_nobody_where_one_came_from(web: Web) -> None:
    headers = web.ask("", "GET", "/clerk").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in headers["Content-Security-Policy"]


# --- bad requests -----------------------------------------------------------------------------

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


# --- streams ----------------------------------------------------------------------------------


def next_event(events: Iterator[bytes]) -> tuple[str, str]:
    head, data = next(events).decode().split("\n")[:2]
    return head.removeprefix("event: "), data.removeprefix("data: ")


def test_a_clerks_page_is_told_of_each_change(web: Web) -> None:
    token = web.token("c1")
    answer = web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False)
    assert answer.content_type == "text/event-stream"
    events = iter(answer.response)
    name, state = next_event(events)  # type: ignore[arg-type]
    assert name == "window"
    assert '"waiting":0' in state
    web.issue()
    assert '"waiting":1' in next_event(events)[1]  # type: ignore[arg-type]
    web.ask(token, "POST", "/api/v1/windows/1/call-next", command())
    assert '"number":"A001"' in next_event(events)[1]  # type: ignore[arg-type]
    answer.close()
    assert len(web.hall.parts.streams) == 0


def test_a_stream_ends_with_the_session(web: Web) -> None:
    token = web.token("c1")
    answer = web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False)
    events = iter(answer.response)
    next(events)
    web.token("c2", window="1")
    assert list(events) == []
    answer.close()


def test_the_supervisor_sees_the_hall_live(web: Web) -> None:
    answer = web.ask(web.token("lead"), "GET", "/api/v1/stream", buffered=False)
    events = iter(answer.response)
    assert next_event(events)[0] == "hall"  # type: ignore[arg-type]
    web.issue()
    assert '"waiting":1' in next_event(events)[1]  # type: ignore[arg-type]
    answer.close()


def test_more_streams_than_there_are_threads_for_are_refused(make_hall: MakeHall) -> None:
    web = Web(make_hall(max_streams=2))
    token = web.token("c1")
    open_ones = [
        web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False) for _ in range(2)
    ]
    refused = web.ask(token, "GET", "/api/v1/windows/1/stream")
    assert code_of(refused) == (503, "too_many_streams")
    open_ones[0].close()  # although nobody had read from it
    assert web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False).status_code == 200


def test_streams_end_when_the_server_stops(web: Web) -> None:
    answer = web.ask(web.token("c1"), "GET", "/api/v1/windows/1/stream", buffered=False)
    events = iter(answer.response)
    next(events)
    web.hall.parts.streams.end_all()
    assert list(events) == []


# --- health -----------------------------------------------------------------------------------


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
