"""Who waits at this moment, per service: how many, and since when the first of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from queue_server.domain.tickets import State
from queue_server.storage import tables as t
from queue_server.storage.questions import state_is


@dataclass(frozen=True, kw_only=True)
class Queued:
    service: str
    waiting: int
    since: datetime


# `queued_at` is in the index of those who wait, and a transfer keeps it.
_QUEUED = (
    select(
        t.ticket.c.service,
        func.count().label("waiting"),
        func.min(t.ticket.c.queued_at, type_=t.ticket.c.queued_at.type).label("since"),
    )
    .where(
        t.ticket.c.hall == bindparam("hall"),
        t.ticket.c.business_date == bindparam("day"),
        state_is(State.WAITING),
    )
    .group_by(t.ticket.c.service)
)


def waiting_now(connection: Connection, hall: str, day: date) -> list[Queued]:
    key = {"hall": hall, "day": day}
    return [Queued(**row._mapping) for row in connection.execute(_QUEUED, key)]
