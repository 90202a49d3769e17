"""Reads one business day from the tables, each query by the index on (hall, business_date)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, literal_column, or_, select

from queue_server.domain.events import Kind
from queue_server.domain.tickets import State
from queue_server.reports.day import Abandonment, Act, Day, IssuedTicket
from queue_server.storage import tables as t

# Of the events, only the partial index on those who gave up knows the days. SQLite takes it for
# `day BETWEEN day AND day`; for `=` it would rather look through all events of the hall.
_WAS_GIVEN_UP = (
    select(t.event.c.seq)
    .where(
        t.event.c.hall == t.ticket.c.hall,
        t.event.c.business_date.between(t.ticket.c.business_date, t.ticket.c.business_date),
        t.event.c.kind == literal_column(f"'{Kind.TICKET_ABANDONED}'"),
        t.event.c.ticket_id == t.ticket.c.ticket_id,
    )
    .correlate(t.ticket)
    .exists()
)
# A number that was abandoned and that nobody gave up was never heard of by its visitor: a kiosk
# that was cut off gave another one in its place.
_TICKETS = select(t.ticket.c.ticket_id, t.ticket.c.service, t.ticket.c.issued_at).where(
    t.ticket.c.hall == bindparam("hall"),
    t.ticket.c.business_date == bindparam("day"),
    or_(t.ticket.c.state != State.ABANDONED.value, _WAS_GIVEN_UP),
)
_ACTS = (
    select(
        t.service_act.c.ticket_id,
        t.service_act.c.window,
        t.service_act.c.account.label("clerk"),
        t.service_act.c.service,
        t.service_act.c.origin,
        t.service_act.c.waiting_since,
        t.service_act.c.called_at,
        t.service_act.c.started_at,
        t.service_act.c.ended_at,
        t.service_act.c.outcome,
        t.rating.c.level,
    )
    .join_from(t.service_act, t.rating, isouter=True)
    .where(
        t.service_act.c.hall == bindparam("hall"), t.service_act.c.business_date == bindparam("day")
    )
)
# Whose ticket is not abandoned now gave up only by a slip of the clerk's finger, which was taken
# back. Of one that was given up again after that, the last time is the true one.
_ABANDONMENTS = (
    select(*[t.event.c[n] for n in ("seq", "ticket_id", "at", "service", "window", "data")])
    .join_from(t.event, t.ticket, t.ticket.c.ticket_id == t.event.c.ticket_id)
    .where(
        t.event.c.hall == bindparam("hall"),
        t.event.c.business_date.between(bindparam("day"), bindparam("day")),
        t.event.c.kind == literal_column(f"'{Kind.TICKET_ABANDONED}'"),  # as the index says
        t.ticket.c.state == State.ABANDONED.value,
    )
)


def read_day(connection: Connection, hall: str, day: date) -> Day:
    key = {"hall": hall, "day": day}
    # Put in order here: for ORDER BY seq SQLite would rather walk through all events of the hall.
    rows = sorted(connection.execute(_ABANDONMENTS, key), key=lambda row: int(row.seq))
    gave_up = {row.ticket_id: row for row in rows}
    return Day(
        tickets=[IssuedTicket(**row._mapping) for row in connection.execute(_TICKETS, key)],
        acts=[Act(**row._mapping) for row in connection.execute(_ACTS, key)],
        abandonments=[
            Abandonment(
                at=row.at, service=row.service, window=row.window, clerk=row.data.get("account")
            )
            for row in gave_up.values()
        ],
    )
