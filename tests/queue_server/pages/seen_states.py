"""States of the console that a page is shown instead of the server's: each look of it, at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route, expect

_ID = "01890000-0000-7000-8000-000000000001"


def ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def waiting(number: str, minutes: float, **told: Any) -> dict[str, Any]:
    return {
        "ticket_id": _ID,
        "number": number,
        "service": "company-setup",
        "state": "waiting",
        "priority_reason": None,
        "masked_name": None,
        "issued_at": ago(minutes),
        "queued_at": ago(minutes),
        **told,
    }


def current(minutes: float = 14, **told: Any) -> dict[str, Any]:
    """A visitor who was called half a minute ago after waiting so long."""
    return {
        **waiting("A012", minutes + 0.5, state="called", masked_name="王*"),
        "called_at": ago(0.5),
        "started_at": None,
        "calls": 1,
        "act_id": _ID,
        **told,
    }


def window(**told: Any) -> dict[str, Any]:
    """Window 1 with wang; three wait, one is on hold."""
    return {
        "window": "1",
        "status": "open",
        "version": 1_000_000,
        "clerk": "wang",
        "clerk_name": "王芳",
        "pause_reason": "",
        "ticket": None,
        "rating": None,
        "waiting": 3,
        "queue": [
            waiting("A013", 38),
            waiting("A014", 25, priority_reason="elder"),
            waiting("A015", 2),
        ],
        "held": [waiting("A009", 50, state="held")],
        "missed": [],
        "shown_by": [],
        "confirmable": True,
        "spoken_by": [],
        "voices": [],
        "waiting_by_service": {"company-setup": 3, "company-change": 0},
        "ready_at": None,
        "can_undo": None,
        "last_rating": None,
        "ended": None,
        "evaluation": None,
        "since": ago(60),
        **told,
    }


ENDED = {"act_id": _ID, "number": "A011", "service": "company-setup", "matters": 0}
NAMES = ("nobody", "ready", "called", "silent", "serving", "ended", "overdue", "paused", "taken")


def state(name: str) -> dict[str, Any]:
    """As of now: the times in it go on."""
    return _states()[name]


def _states() -> dict[str, dict[str, Any]]:
    return {
        "nobody": window(waiting=0, queue=[], held=[]),
        "ready": window(waiting=0, queue=[], ready_at=ago(1)),
        "called": window(
            ticket=current(),
            shown_by=["hall"],
            spoken_by=["hall"],
            ended=ENDED,
            last_rating={"number": "A011", "state": "asked"},
        ),
        "silent": window(ticket=current(minutes=25, calls=3, priority_reason="elder")),
        "serving": window(
            ticket=current(
                minutes=48,
                state="serving",
                started_at=ago(0.2),
                route="building",
                step=0,
                next_step="vehicle",
            ),
            stands_in_for="zhao",
            stands_in_for_name="赵敏",
            last_rating={"number": "A011", "state": "rated"},
        ),
        "ended": window(
            ended={**ENDED, "matters": 2},
            can_undo={"verb": "finish", "number": "A011", "until": ago(-0.9)},
            last_rating={"number": "A011", "state": "not_rated"},
        ),
        "overdue": window(
            ended=ENDED,
            can_undo={"verb": "finish", "number": "A011", "until": ago(-9.9), "by_itself": True},
        ),
        "paused": window(status="paused", pause_reason="meal", paused_at=ago(12)),
        "taken": window(clerk="li", clerk_name="李强"),
    }


def show(page: Page, view: dict[str, Any]) -> None:
    """Load the console anew, with this state on the wire."""

    def told(route: Route) -> None:
        route.fulfill(json=view)

    def streamed(route: Route) -> None:
        event = f"retry: 600000\nevent: window\ndata: {json.dumps(view)}\n\n"
        route.fulfill(content_type="text/event-stream", body=event)

    page.route("**/api/v1/windows/1", told)
    page.route("**/api/v1/windows/1/stream", streamed)
    page.reload()
    expect(page.locator("#status")).not_to_be_empty()
