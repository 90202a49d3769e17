"""Who is next. Pure and total, and it can say why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from queue_server.domain.tickets import PRIORITY_LANE


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One who waits, as the rule sees them."""

    ticket_id: UUID
    number: str
    service: str
    lane: int
    queued_at: datetime
    sequence: int
    target_window: str | None = None


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The window that asks for its next ticket."""

    window: str
    services: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`why` is `priority`, `sent_here` or `waited_longest`."""

    ticket: Waiting
    why: str


def calling_order(ticket: Waiting) -> tuple[int, datetime, int, str]:
    """Priority lane first, then who queued first; the rest only makes the order total."""
    return ticket.lane, ticket.queued_at, ticket.sequence, ticket.number


def may_call(asking: Asking, ticket: Waiting) -> bool:
    """A ticket sent to one window is that window's alone, whatever its service."""
    if ticket.target_window is not None:
        return ticket.target_window == asking.window
    return ticket.service in asking.services


def choose(asking: Asking, waiting: Iterable[Waiting]) -> Choice | None:
    """The next ticket for this window, or None when nobody waits for it."""
    mine = [ticket for ticket in waiting if may_call(asking, ticket)]
    if not mine:
        return None
    first = min(mine, key=calling_order)
    return Choice(ticket=first, why=_why(first))


def _why(ticket: Waiting) -> str:
    if ticket.lane == PRIORITY_LANE:
        return "priority"
    return "waited_longest" if ticket.target_window is None else "sent_here"
