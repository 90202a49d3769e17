"""The SELECTs behind what can be taken: closures of today, numbers given, people inside."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Table,
    Text,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from queue_server.domain.tickets import State
from queue_server.storage import tables as t
from queue_server.storage.columns import UtcTime
from queue_server.storage.kiosk_tables import service_closure
from queue_server.storage.questions import state_is

_HALL: Any = bindparam("hall")
_DATE: Any = bindparam("business_date")
_OF_TODAY = (t.ticket.c.hall == _HALL, t.ticket.c.business_date == _DATE)
LAST_SIGN = "~"  # behind every digit and letter that a number has

CLOSURES = select(service_closure.c.service, service_closure.c.reason).where(
    service_closure.c.hall == _HALL, service_closure.c.business_date == _DATE
)
ONE_CLOSURE = CLOSURES.where(service_closure.c.service == bindparam("service"))

_HAD = select(func.count()).select_from(t.ticket).where(*_OF_TODAY)
HAD_BY_PERSON = _HAD.where(
    t.ticket.c.person_hash.is_not(None), t.ticket.c.person_hash == bindparam("person_hash")
)
HAD_BY_PHONE = _HAD.where(
    t.ticket.c.phone_hash.is_not(None), t.ticket.c.phone_hash == bindparam("phone_hash")
)


def _counted(table: Table, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


INSIDE = select(  # each by what holds only few: a partial index, or the windows
    _counted(t.ticket, *_OF_TODAY, state_is(State.WAITING))
    + _counted(t.window, t.window.c.hall == _HALL, t.window.c.ticket_id.is_not(None))
    + _counted(
        t.ticket,
        *_OF_TODAY,
        state_is(State.HELD, State.MISSED),
        t.ticket.c.state == literal_column("'held'"),
    )
)
IDLE = select(t.window.c.window, t.window.c.ready_at).where(
    t.window.c.hall == _HALL, t.window.c.status == "open", t.window.c.ticket_id.is_(None)
)


@cache
def given(dialect: str) -> Select[Any]:
    """The numbers with a prefix, marked or not, that walk-ins were given between two instants.

    On SQLite the index of the numbers leads to those of one prefix; PostgreSQL's order of texts is
    another, and a day is little for it.
    """
    prefix = bindparam("prefix", type_=Text)
    counted = (
        select(func.count())
        .select_from(t.ticket)
        .where(
            *_OF_TODAY,
            or_(t.ticket.c.prefix == prefix, t.ticket.c.prefix == bindparam("marked", type_=Text)),
            t.ticket.c.appointment.is_(None),
            t.ticket.c.issued_at >= bindparam("start", type_=UtcTime),
            t.ticket.c.issued_at < bindparam("end", type_=UtcTime),
        )
    )
    if dialect != "sqlite":
        return counted
    return counted.where(
        t.ticket.c.number > prefix, t.ticket.c.number < bindparam("last", type_=Text)
    )
