"""PURE: what happened on one business day, as things to count.

Built from the tickets, their service acts and the ratings: each act is one call of a ticket and
what became of it. Holding ends an act and resuming begins another, so the time on hold is in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from queue_server.reports.tally import Kind, Mark


@dataclass(frozen=True, kw_only=True)
class IssuedTicket:
    ticket_id: UUID
    service: str
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class Act:
    """`waiting_since` is None when the visitor did not queue for this act (a held one resumed)."""

    ticket_id: UUID
    window: str
    clerk: str | None
    service: str
    origin: str
    waiting_since: datetime | None
    called_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    level: int | None


@dataclass(frozen=True, kw_only=True)
class Abandonment:
    at: datetime
    service: str
    window: str | None
    clerk: str | None


@dataclass(frozen=True, kw_only=True)
class Day:
    """Everything of one business date, in any order."""

    tickets: list[IssuedTicket] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    abandonments: list[Abandonment] = field(default_factory=list)


def marks(day: Day) -> list[Mark]:
    """Each thing once; every grouping counts the same list, so all totals agree."""
    by_ticket = _by_ticket(day.acts)
    found = [_issued(ticket, by_ticket.get(ticket.ticket_id, [])) for ticket in day.tickets]
    for acts in by_ticket.values():
        found.extend(_of_acts(acts))
    found.extend(
        Mark(
            kind=Kind.ABANDONED,
            at=abandonment.at,
            service=abandonment.service,
            window=abandonment.window,
            clerk=abandonment.clerk,
        )
        for abandonment in day.abandonments
    )
    return found


def _by_ticket(acts: Iterable[Act]) -> dict[UUID, list[Act]]:
    ordered = sorted(acts, key=attrgetter("ticket_id", "called_at"))
    return {
        ticket_id: list(group) for ticket_id, group in groupby(ordered, attrgetter("ticket_id"))
    }


def _issued(ticket: IssuedTicket, acts: list[Act]) -> Mark:
    """A transfer changes a ticket's service; its first call still knows which one was taken."""
    first = acts[0] if acts else None
    return Mark(
        kind=Kind.ISSUED,
        at=ticket.issued_at,
        service=first.service if first else ticket.service,
        window=first.window if first else None,
        clerk=first.clerk if first else None,
    )


def _of_acts(acts: list[Act]) -> Iterator[Mark]:
    """The marks of one ticket's acts in their order."""
    before_hold_s = 0.0
    for act in acts:
        yield from _of_call(act)
        if act.outcome == "served":
            yield from _of_finish(act, before_hold_s + _busy_s(act))
        elif act.outcome == "missed" and act.ended_at:
            yield _mark(Kind.MISSED, act.ended_at, act)
        yield from _of_rating(act)
        before_hold_s = before_hold_s + _started_s(act) if act.outcome == "held" else 0.0


def _of_call(act: Act) -> Iterator[Mark]:
    if act.origin == "resume":
        return
    yield _mark(Kind.CALLED, act.called_at, act)
    if act.waiting_since is not None:
        yield _mark(Kind.WAITED, act.called_at, act, _seconds(act.waiting_since, act.called_at))


def _of_finish(act: Act, seconds: float) -> Iterator[Mark]:
    yield _mark(Kind.HANDLED, act.ended_at or act.called_at, act, seconds)


def _of_rating(act: Act) -> Iterator[Mark]:
    """Every rating counts, also of a visit that was sent on after it was rated: else whoever sends
    on a visitor who is not satisfied would have no low ratings."""
    at = act.ended_at or act.called_at
    if act.level is not None:
        yield _mark(Kind.RATED, at, act, act.level)
    elif act.outcome == "served":
        yield _mark(Kind.NOT_RATED, at, act)


def _busy_s(act: Act) -> float:
    return _seconds(act.started_at or act.called_at, act.ended_at)


def _started_s(act: Act) -> float:
    """Of an act that was put on hold: only what the clerk had started counts as service."""
    return _seconds(act.started_at, act.ended_at)


def _seconds(start: datetime | None, end: datetime | None) -> float:
    """Never negative: a clock that was set back shortens a time to nothing, not below (I-30)."""
    if start is None or end is None:
        return 0.0
    return max((end - start).total_seconds(), 0.0)


def _mark(kind: Kind, at: datetime, act: Act, amount: float = 0.0) -> Mark:
    return Mark(
        kind=kind, at=at, service=act.service, window=act.window, clerk=act.clerk, amount=amount
    )
