"""Clerks and browsers: logging in, the end of a session, the cookie."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from web_callers import Web, code_of, command

from queue_server.web.gate import Principal


def test_a_login_opens_the_clerks_window(web: Web) -> None:
    answer = web.log_in("c3")
    assert answer.status_code == 201
    assert answer.get_json()["window"] == "3"
    assert web.hall.view("3").status == "open"
    assert web.hall.view("3").clerk_name == "员3"


def test_a_clerk_may_sit_elsewhere_but_at_a_window_that_is_there(web: Web) -> None:
    assert web.log_in("c3", window="4", move=True).get_json()["window"] == "4"
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


def test_after_logging_out_the_token_is_dead_and_the_window_closed(web: Web) -> None:
    token = web.token("c1")
    assert web.ask(token, "DELETE", "/api/v1/sessions/current").status_code == 204
    assert web.ask(token, "GET", "/api/v1/windows/1").status_code == 401
    assert web.hall.view("1").status == "closed"


def test_who_was_looked_up_while_logging_out_is_not_remembered_after_it(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, gate = web.token("c1"), web.hall.parts.gate
    end = gate.end

    def end_and_be_asked_before_it_is_on_disk(tx: Any, who: Principal) -> None:
        end(tx, who)
        assert gate.admit(token) is not None

    monkeypatch.setattr(gate, "end", end_and_be_asked_before_it_is_on_disk)
    assert web.ask(token, "DELETE", "/api/v1/sessions/current").status_code == 204
    assert web.ask(token, "GET", "/api/v1/windows/1").status_code == 401


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
