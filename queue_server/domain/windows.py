"""What a window is, and which presses it takes in which status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from queue_server.domain.errors import RuleBroken


class Status(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, kw_only=True)
class Window:
    """`version` is the sequence of its last event, `call_version` that of its last call.

    `stands_in_for`: the account whose window it is, while another one sits there. `asked_act_id`:
    the last act whose visitor was asked to rate (`rating_act_id`: the question that is open).
    `ended_act_id`: the last act that ended here as served.
    `evaluation_id`: an open question of another system. `ready_at`: from then on the next visitor
    is called without a press. `undo`: what the clerk can still take back (`domain.undo`).
    """

    window: str
    status: Status = Status.CLOSED
    account: str | None = None
    pause_reason: str = ""
    ticket_id: UUID | None = None
    act_id: UUID | None = None
    rating_act_id: UUID | None = None
    called_at: datetime | None = None
    version: int = 0
    call_version: int = 0
    stands_in_for: str | None = None
    since: datetime | None = None
    paused_at: datetime | None = None
    asked_act_id: UUID | None = None
    ended_act_id: UUID | None = None
    evaluation_id: UUID | None = None
    ready_at: datetime | None = None
    undo: Mapping[str, Any] | None = None


def require_staffed(window: Window) -> None:
    """Verbs on the current ticket work while paused too: the clerk ends it, then has the break."""
    if window.status is Status.CLOSED:
        raise RuleBroken("window_closed", f"window {window.window} is closed: nobody is logged in")


def require_open(window: Window) -> None:
    """Only an open window calls somebody."""
    require_staffed(window)
    if window.status is Status.PAUSED:
        raise RuleBroken("window_paused", f"window {window.window} is paused: open it first")


def require_idle(window: Window) -> None:
    if window.ticket_id is not None:
        raise RuleBroken("window_busy", f"window {window.window} still has a visitor: finish first")


def require_current(window: Window) -> UUID:
    """The ticket at this window."""
    if window.ticket_id is None:
        raise RuleBroken("no_current_ticket", f"window {window.window} has no visitor")
    return window.ticket_id


def is_same_press(window: Window, now: datetime, debounce_s: float) -> bool:
    """A second "next" so soon after a call is the same press of a bouncing key or a double click.

    Not after the clock was set back: then the distance says nothing.
    """
    if window.ticket_id is None or window.called_at is None:
        return False
    return timedelta(0) <= now - window.called_at < timedelta(seconds=debounce_s)


def is_same_asking(window: Window, now: datetime, debounce_s: float, before_next_s: float) -> bool:
    """The same of a "next" that asked the visitor to rate first: a bounce must not cut that off."""
    asks = window.ready_at is not None and window.rating_act_id is not None
    if not asks or window.ticket_id is not None or window.ready_at is None:
        return False
    pressed_at = window.ready_at - timedelta(seconds=before_next_s)
    return timedelta(0) <= now - pressed_at < timedelta(seconds=debounce_s)
