"""What a window does without a press, and when: the next visitor is called, a call is said again,
a visit that nobody ended is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.ratings import QR, TABLET
from queue_server.domain.tickets import State
from queue_server.domain.windows import Status


class Deed(StrEnum):
    CALL = "call"
    RECALL = "recall"
    FINISH = "finish"


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a hall has it. `recall_after` and `finish_after` are None for never; `recalls`: how often
    a visit may have been called again at all, by whomever, for one more to be the hall's own."""

    calls: bool = False
    recall_after: timedelta | None = None
    recalls: int = 0
    finish_after: timedelta | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is ever due."""
        return not (self.calls or self.recall_after or self.finish_after)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A window as the rule sees it. `answered_at`: when the visitor who was asked last had said
    all; `state`, `called_at`, `last_called_at`, `started_at`, `changed_at` and `calls` are those of
    its visitor, None and 0 without one. `changed_at`: when something was last done with the ticket.
    """

    window: str
    status: Status
    ready_at: datetime | None = None
    answered_at: datetime | None = None
    state: State | None = None
    called_at: datetime | None = None
    last_called_at: datetime | None = None
    started_at: datetime | None = None
    changed_at: datetime | None = None
    calls: int = 0


@dataclass(frozen=True, kw_only=True)
class Due:
    at: datetime
    deed: Deed


def due(seen: Seen, manner: Manner) -> Due | None:
    """The next thing that this window does by itself, as long as nobody presses; None for
    nothing."""
    if seen.state is None:
        return _call(seen) if manner.calls else None
    dues = [found for found in (_recall(seen, manner), _finish(seen, manner)) if found]
    return min(dues, key=lambda each: each.at, default=None)


def _call(seen: Seen) -> Due | None:
    """Who was asked to rate has answered, or the time for it is over: one is called."""
    if seen.status is not Status.OPEN or seen.ready_at is None:
        return None
    answered_at = seen.answered_at or seen.ready_at
    return Due(at=min(seen.ready_at, answered_at), deed=Deed.CALL)


def _recall(seen: Seen, manner: Manner) -> Due | None:
    """Nobody is called to a window whose clerk has gone for a break."""
    if manner.recall_after is None or seen.last_called_at is None:
        return None
    awaited = seen.state is State.CALLED and seen.status is Status.OPEN
    if not awaited or seen.calls > manner.recalls:
        return None
    return Due(at=seen.last_called_at + manner.recall_after, deed=Deed.RECALL)


def _finish(seen: Seen, manner: Manner) -> Due | None:
    """An end that the clerk took back, or another call, begins the time anew."""
    began = seen.started_at or seen.called_at
    if manner.finish_after is None or began is None:
        return None
    return Due(at=max(began, seen.changed_at or began) + manner.finish_after, deed=Deed.FINISH)


def answered_at(rated_at: datetime | None, channel: str | None, change_s: float) -> datetime | None:
    """When a visitor can be taken to have said all; None for not before the time is over. A tablet
    asks why only of a low level: if a high one let the next come sooner, the clerk would know."""
    if rated_at is None or channel == TABLET:
        return None
    return rated_at if channel == QR else rated_at + timedelta(seconds=change_s)
