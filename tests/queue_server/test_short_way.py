"""Commands go below Flask where they can; which way one takes, its sender cannot tell."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from small_hall import SmallHall
from werkzeug.test import EnvironBuilder, run_wsgi_app

from queue_server.app import create_app
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash

Answer = tuple[int, dict[str, str], dict[str, Any]]
Ask = Callable[..., Answer]
SHORT, BY_FLASK = "told", "not told"  # a body whose length is not told goes Flask's way


@pytest.fixture
def ask(hall: SmallHall) -> Ask:
    ensure_access_tokens(
        hall.parts.store,
        [TokenRow(name, name, token_hash(name)) for name in ("kiosk", "desk", "display")],
    )
    app = create_app(hall.parts)

    def post(path: str, command: Any, way: str, who: str = "kiosk", **changes: str) -> Answer:
        body = command if isinstance(command, bytes) else json.dumps(command).encode()
        environ = EnvironBuilder(
            path=path, method="POST", headers={"Authorization": f"Bearer {who}"}
        ).get_environ()
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_TYPE": "application/json", **changes}
        if way == SHORT:
            environ["CONTENT_LENGTH"] = str(len(body))
        else:
            environ.pop("CONTENT_LENGTH", None)
            environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        chunks, status, headers = run_wsgi_app(app, environ)
        return int(status[:3]), dict(headers), json.loads(b"".join(chunks))

    return post


def issue(service: str = "company", **told: Any) -> dict[str, Any]:
    return {"request_id": str(uuid4()), "service": service, **told}


def told(answer: Answer) -> tuple[int, dict[str, str], object]:
    """What a caller can compare: status, headers without the length, and the problem's code."""
    status, headers, body = answer
    return status, {k: v for k, v in headers.items() if k != "Content-Length"}, body.get("code")


@pytest.mark.parametrize(
    ("command", "who", "changes", "status"),
    [
        (issue, "kiosk", {}, 201),
        (lambda: issue("nothing"), "kiosk", {}, 404),
        (lambda: {"service": "company"}, "kiosk", {}, 400),
        (lambda: b"{", "kiosk", {}, 400),
        (issue, "kiosk", {"CONTENT_TYPE": "text/plain"}, 415),
        (issue, "display", {}, 403),
        (issue, "nobody", {}, 401),
    ],
)
def test_both_ways_answer_alike(
    ask: Ask, command: Callable[[], Any], who: str, changes: dict[str, str], status: int
) -> None:
    short, by_flask = (
        told(ask("/api/v1/tickets", command(), way, who, **changes)) for way in (SHORT, BY_FLASK)
    )
    assert short == by_flask
    assert short[0] == status


def test_a_retry_by_the_other_way_gets_the_same_ticket(ask: Ask) -> None:
    command = issue()
    first, again = (ask("/api/v1/tickets", command, way) for way in (SHORT, BY_FLASK))
    assert first == again


@pytest.mark.parametrize("window", ["99", "%31", "1é", "a b", ""])
def test_a_strange_window_is_refused_on_either_way(ask: Ask, window: str) -> None:
    status, headers, _ = ask(
        f"/api/v1/windows/{window}/call-next", {"request_id": str(uuid4())}, SHORT, "desk"
    )
    assert status in (403, 404, 405)
    assert headers["X-Content-Type-Options"] == "nosniff"
