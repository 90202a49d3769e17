"""What the attendant asks: which windows wait for something, who waits in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select

from queue_server.domain.by_itself import Seen, answered_at
from queue_server.domain.tickets import State
from queue_server.domain.tidal import Called
from queue_server.domain.unattended import Crowd
from queue_server.domain.windows import Status
from queue_server.storage import tables as t
from queue_server.storage.prepared import Row, prepare
from queue_server.storage.questions import state_is
from queue_server.storage.reader import Reader

_HALL: Any = bindparam("hall")
_WATCHED = (
    select(
        t.window.c.window,
        t.window.c.status,
        t.window.c.ready_at,
        t.window.c.ticket_id,
        t.ticket.c.state,
        t.ticket.c.changed_at,
        t.service_act.c.called_at,
        t.service_act.c.last_called_at,
        t.service_act.c.started_at,
        t.service_act.c.calls,
        t.rating.c.rated_at,
        t.rating.c.channel,
    )
    .select_from(
        t.window.outerjoin(t.ticket, t.ticket.c.ticket_id == t.window.c.ticket_id)
        .outerjoin(t.service_act, t.service_act.c.act_id == t.window.c.act_id)
        .outerjoin(
            t.rating,
            and_(
                t.rating.c.act_id == t.window.c.asked_act_id,
                t.window.c.asked_act_id == t.window.c.ended_act_id,
            ),
        )
    )
    .where(
        t.window.c.hall == _HALL,
        or_(t.window.c.ready_at.is_not(None), t.window.c.ticket_id.is_not(None)),
    )
)
_WATCHED_ONE = _WATCHED.where(t.window.c.window == bindparam("window"))
_LAST_DONE = (
    select(
        t.window.c.window,
        t.window.c.status,
        t.window.c.ticket_id,
        t.event.c.at,
        t.event.c.kind,
        t.event.c.by,
    )
    .select_from(
        t.window.outerjoin(
            t.event, and_(t.event.c.hall == t.window.c.hall, t.event.c.seq == t.window.c.version)
        )
    )
    .where(t.window.c.hall == _HALL)
)
_CROWDS = (
    select(
        t.ticket.c.service,
        t.ticket.c.target_window,
        t.ticket.c.target_account,
        func.count().label("waiting"),
        func.min(t.ticket.c.waiting_since, type_=t.ticket.c.waiting_since.type).label("since"),
    )
    .where(
        t.ticket.c.hall == _HALL,
        t.ticket.c.business_date == bindparam("business_date"),
        state_is(State.WAITING),
    )
    .group_by(t.ticket.c.service, t.ticket.c.target_window, t.ticket.c.target_account)
)

_CALLED = select(
    t.service_act.c.service,
    t.service_act.c.waiting_since.label("since"),
    t.service_act.c.called_at.label("until"),
).where(
    t.service_act.c.hall == _HALL,
    t.service_act.c.business_date == bindparam("business_date"),
    t.service_act.c.called_at >= bindparam("called_from"),
    t.service_act.c.waiting_since.is_not(None),
)


@dataclass(frozen=True, kw_only=True)
class LastDone:
    """A window, its visitor's ticket, and what was last done there, when, by whom."""

    status: Status = Status.CLOSED
    ticket_id: UUID | None = None
    at: datetime | None = None
    kind: str | None = None
    by: str | None = None


class Attendance:
    """Bound to one reader, also to that of a command."""

    def __init__(self, reader: Reader, change_s: float) -> None:
        self._reader = reader
        self._change_s = change_s

    def watched(self) -> list[Seen]:
        """The windows that have a visitor or are ready for one."""
        return [self._seen(row) for row in self._rows(_WATCHED)]

    def seen(self, window: str) -> Seen | None:
        """One of them as it is now; None for one that waits for nothing."""
        rows = self._rows(_WATCHED_ONE, window=window)
        return self._seen(rows[0]) if rows else None

    def last_done(self) -> dict[str, LastDone]:
        """By window."""
        return {
            row.window: LastDone(
                status=Status(row.status),
                ticket_id=row.ticket_id,
                at=row.at,
                kind=row.kind,
                by=row.by,
            )
            for row in self._rows(_LAST_DONE)
        }

    def crowds(self, day: date) -> list[Crowd]:
        return [Crowd(**row._asdict()) for row in self._rows(_CROWDS, business_date=day)]

    def called(self, day: date, since: datetime) -> list[Called]:
        """Who was called on this day from then on, with how long they had waited."""
        rows = self._rows(_CALLED, business_date=day, called_from=since)
        return [Called(**row._asdict()) for row in rows]

    def _seen(self, row: Row) -> Seen:
        return Seen(
            window=row.window,
            status=Status(row.status),
            ready_at=row.ready_at,
            answered_at=answered_at(row.rated_at, row.channel, self._change_s),
            state=State(row.state) if row.ticket_id else None,
            called_at=row.called_at,
            last_called_at=row.last_called_at,
            started_at=row.started_at,
            changed_at=row.changed_at,
            calls=row.calls or 0,
        )

    def _rows(self, statement: Any, **values: object) -> list[Row]:
        connection = self._reader.connection
        cursor = connection.connection.cursor()
        return prepare(statement, connection.dialect).rows(
            cursor, {"hall": self._reader.hall, **values}
        )
