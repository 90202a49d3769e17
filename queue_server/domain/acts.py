"""A service act: one ticket at one window, from the call to its end. Throughput counts these.

A ticket that is held and called back, or sent to another window, has an act for each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from queue_server.domain.errors import RuleBroken


class Origin(StrEnum):
    """How the ticket came to the window."""

    CALL_NEXT = "call_next"
    CALL = "call"
    RESUME = "resume"


class Outcome(StrEnum):
    SERVED = "served"
    MISSED = "missed"
    HELD = "held"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Act:
    """`waiting_since` is None after a hold: that time was no waiting for a call."""

    act_id: UUID
    ticket_id: UUID
    number: str
    window: str
    service: str
    account: str | None
    origin: Origin
    waiting_since: datetime | None
    called_at: datetime
    last_called_at: datetime
    calls: int = 1
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    rating_until: datetime | None = None
    rating_asked_at: datetime | None = None


def is_same_recall(act: Act, now: datetime, debounce_s: float) -> bool:
    """A second recall so soon after one is the same press. Not after the clock was set back."""
    since = now - act.last_called_at
    return act.calls > 1 and timedelta(0) <= since < timedelta(seconds=debounce_s)


def require_recall_left(act: Act, at_most: int) -> None:
    """Raises `too_many_recalls`; of one visit, whoever recalled."""
    if act.calls > at_most:
        raise RuleBroken(
            "too_many_recalls",
            f"{act.number} was called {act.calls} times",
            facts={"number": act.number, "recalls": str(at_most)},
        )
